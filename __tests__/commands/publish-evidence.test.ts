// Signatures, attestations and lists of components beside packages: told with the switch that publishes them, published with it,
// promoted, found again and taken back with what they are of.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeLayout } from '../support/packages/maven-package.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { buildNupkg } from '../support/packages/nuget-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { isWrite, openWorld, type World } from '../support/worlds/release-world.ts';
import { type GivenInputs, jsonOf, listOf, resultOf, runCommand } from './run-command.ts';

const folder = temporaryFolders();
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  at = await openWorld(home);
  await mkdir(join(home, 'dist'));
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const place = { domain: 'my-org', 'domain-owner': '111122223333' } as const;
const publish = (inputs: GivenInputs = {}) =>
  runCommand(publishCommand, 'publish', {
    url: at.url,
    folder: home,
    inputs: { ...place, repository: 'staging', packages: 'dist', ...inputs },
  });
const write = (name: string, text = `content of ${name}`) => writeFile(join(home, 'dist', name), text);
const uploads = () => at.exchanges.filter(isWrite).filter(({ target }) => target !== '/');
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

/** A bundle of Sigstore as its clients write it, of these bytes. */
const bundleOf = (data: Uint8Array) =>
  JSON.stringify({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    messageSignature: {
      messageDigest: { algorithm: 'SHA2_256', digest: Buffer.from(sha256(data), 'hex').toString('base64') },
      signature: 'c2ln',
    },
  });
const attestationOf = (name: string, data: Uint8Array) => {
  const statement = { subject: [{ name, digest: { sha256: sha256(data) } }] };
  const text = Buffer.from(JSON.stringify(statement)).toString('base64');
  return JSON.stringify({ version: 1, envelope: { statement: text, signature: 'c2ln' } });
};

/** A scoped npm package, a wheel, a NuGet package and a Maven version, each with what people keep beside it. */
async function writeAll(): Promise<void> {
  const tarball = await writeNpmPackage(join(home, 'dist', 'acme-ui-1.0.0.tgz'), {
    name: '@acme/ui',
    version: '1.0.0',
  });
  await write('acme-ui-1.0.0.tgz.sigstore', bundleOf(await readFile(tarball)));
  await write('acme-ui-1.0.0.cdx.json', '{"bomFormat":"CycloneDX"}');
  await write('acme-ui-1.0.0.cdx.json.sigstore.json', bundleOf(Buffer.from('{"bomFormat":"CycloneDX"}')));
  const wheel = await buildWheel({ name: 'Acme.Core', version: '1.0' });
  await writeFile(join(home, 'dist', wheel.fileName), wheel.data);
  await write(`${wheel.fileName}.publish.attestation`, attestationOf(wheel.fileName, wheel.data));
  await write(`${wheel.fileName}.sha256`, `${sha256(wheel.data)}  ${wheel.fileName}\n`);
  await write(`${wheel.fileName}.intoto.jsonl`);
  await writeFile(join(home, 'dist', 'Acme.Lib.1.0.0.nupkg'), await buildNupkg({ id: 'Acme.Lib', version: '1.0.0' }));
  await write('Acme.Lib.1.0.0.spdx.json');
  await write('Acme.Lib.1.0.0.snupkg');
  const maven = { groupId: 'com.acme', artifactId: 'base', version: '1.0' };
  const { folder: layout } = await writeLayout(join(home, 'dist'), maven, { checksums: false });
  await writeFile(join(layout, 'base-1.0-cyclonedx.json'), '{}');
}

const EVIDENCE = {
  'generic evidence-npm-acme ui': [
    'acme-ui-1.0.0.cdx.json',
    'acme-ui-1.0.0.cdx.json.sigstore.json',
    'acme-ui-1.0.0.tgz.sigstore',
  ],
  'generic evidence-pypi acme-core': [
    'acme_core-1.0-py3-none-any.whl.intoto.jsonl',
    'acme_core-1.0-py3-none-any.whl.publish.attestation',
  ],
  'generic evidence-nuget acme.lib': ['Acme.Lib.1.0.0.spdx.json'],
};

async function evidenceIn(repository: string): Promise<Record<string, string[]>> {
  const state = await at.state(repository);
  const found: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(state)) {
    const { versions } = value as { versions: Record<string, { status: string; assets: string[] }> };
    if (!name.startsWith('generic evidence-')) continue;
    for (const { status, assets } of Object.values(versions))
      if (status === 'Published') found[name] = assets.map((asset) => asset.split(' ')[0] as string);
  }
  return found;
}

type Told = { path: string; outcome: string; coordinate?: string; reason?: string }[];
const toldOf = (files: Told) => Object.fromEntries(files.map((file) => [file.path.split('/').at(-1) ?? '', file]));

test('without the switch each is accounted for, by a reason that names it', async () => {
  await writeAll();
  const ended = await publish();
  expect(ended.exit).toBe(0);
  const told = toldOf(jsonOf(ended).files as Told);
  for (const name of Object.values(EVIDENCE).flat()) {
    expect(told[name]?.outcome).not.toBe('taken');
    expect(told[name]?.reason).toContain('`evidence: true` publishes it');
  }
  expect(told['base-1.0-cyclonedx.json']).toMatchObject({
    outcome: 'taken',
    coordinate: 'pkg:maven/com.acme/base@1.0',
  });
  expect(told['Acme.Lib.1.0.0.snupkg']?.reason).not.toContain('evidence');
  const { lines } = resultOf(ended);
  expect(lines.join('\n')).toContain('2 signature(s) and attestation(s) stay here; `evidence: true` publishes them');
  expect(await evidenceIn('staging')).toEqual({});
});

test('with it they are a generic package, which is promoted, found unchanged, and taken back', async () => {
  await writeAll();
  const ended = await publish({ evidence: 'true' });
  expect(ended.exit).toBe(0);
  expect(await evidenceIn('staging')).toEqual(EVIDENCE);
  const told = toldOf(jsonOf(ended).files as Told);
  expect(told['acme-ui-1.0.0.cdx.json']).toMatchObject({
    outcome: 'taken',
    coordinate: 'pkg:generic/evidence-npm-acme/ui@1.0.0',
  });
  const manifest = JSON.parse(await readFile(join(home, 'codeartifact-release.json'), 'utf8'));
  expect(manifest.versions.map(({ purl }: { purl: string }) => purl)).toEqual(
    expect.arrayContaining(['pkg:generic/evidence-nuget/acme.lib@1.0.0', 'pkg:generic/evidence-pypi/acme-core@1.0']),
  );
  expect(manifest.versions).toHaveLength(7);

  const again = await publish({ evidence: 'true' });
  expect(again.exit).toBe(0);
  expect(listOf(again, 'unchanged')).toHaveLength(7);

  const there = { ...place, 'destination-repository': 'prod' };
  const promoted = await runCommand(promoteCommand, 'promote', {
    url: at.url,
    folder: home,
    inputs: { ...there, 'source-repository': 'staging', manifest: 'codeartifact-release.json' },
  });
  expect(promoted.exit).toBe(0);
  expect(await evidenceIn('prod')).toEqual(EVIDENCE);
  const back = await runCommand(rollbackCommand, 'rollback', {
    url: at.url,
    folder: home,
    inputs: { ...there, manifest: 'codeartifact-release.json' },
  });
  expect(back.exit).toBe(0);
  expect(await evidenceIn('prod')).toEqual({});
});

test('of one format, and of a version that was expected', async () => {
  const wheel = await buildWheel({ name: 'acme-core', version: '1.0rc1' });
  await writeFile(join(home, 'dist', wheel.fileName), wheel.data);
  // Called after nothing; all in the folder is of one version.
  await write('sbom.cdx.json');
  await write('provenance.sigstore.json', '{}');
  const ended = await publish({ evidence: 'true', format: 'pypi', 'expected-version': '1.0-rc.1' });
  expect(ended.exit).toBe(0);
  expect(await evidenceIn('staging')).toEqual({
    'generic evidence-pypi acme-core': ['provenance.sigstore.json', 'sbom.cdx.json'],
  });
});

test('a file that cannot be an asset, more than a version can hold, and one that came late: nothing is uploaded', async () => {
  await writeNpmPackage(join(home, 'dist', 'acme-ui-1.0.0.tgz'), { name: '@acme/ui', version: '1.0.0' });
  await write('acme-ui-1.0.0-50%.json');
  expect(await publish({ evidence: 'true' })).toMatchObject({ exit: 2, code: 'CA-FILE-001' });
  await rm(join(home, 'dist', 'acme-ui-1.0.0-50%.json'));

  for (let index = 0; index < 351; index++) await write(`acme-ui-1.0.0-${index}.json`);
  const many = await publish({ evidence: 'true' });
  expect(many.exit).toBe(1);
  expect(resultOf(many).lines.join('\n')).toContain('it would have 351 assets');
  expect(uploads()).toEqual([]);

  for (let index = 1; index < 351; index++) await rm(join(home, 'dist', `acme-ui-1.0.0-${index}.json`));
  expect((await publish({ evidence: 'true' })).exit).toBe(0);
  const before = uploads().length;
  await write('acme-ui-1.0.0-late.json');
  const late = await publish({ evidence: 'true' });
  expect(late.exit).toBe(5);
  expect(resultOf(late).lines.join('\n')).toContain('takes no further file: acme-ui-1.0.0-late.json');
  expect(uploads()).toHaveLength(before);
});

test('two versions of one package in a folder: each has what is called after it', async () => {
  for (const version of ['1.0.0', '1.0.0-beta']) {
    await writeNpmPackage(join(home, 'dist', `acme-ui-${version}.tgz`), { name: '@acme/ui', version });
    await write(`acme-ui-${version}.cdx.json`);
  }
  // Nobody can tell of which of them this is.
  await write('sbom.json');
  const ended = await publish({ evidence: 'true' });
  const told = toldOf(jsonOf(ended).files as Told);
  expect(told['acme-ui-1.0.0.cdx.json']?.coordinate).toBe('pkg:generic/evidence-npm-acme/ui@1.0.0');
  expect(told['acme-ui-1.0.0-beta.cdx.json']?.coordinate).toBe('pkg:generic/evidence-npm-acme/ui@1.0.0-beta');
  expect(told['sbom.json']).toMatchObject({ outcome: 'left', reason: expect.stringContaining('several versions') });
});
