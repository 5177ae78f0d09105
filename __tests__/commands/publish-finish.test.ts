// `publish --finish`: what uploads left Unfinished, found, explained and finished; a publish of Maven killed at each write.
import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { doctorCommand } from '../../src/commands/doctor.ts';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { retireCommand } from '../../src/commands/retire.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import type { Finding } from '../../src/core/operations/doctor/finding.ts';
import { temporaryFolders } from '../support/folders.ts';
import { sampled } from '../support/lane.ts';
import { writeLayout } from '../support/packages/maven-package.ts';
import { isWrite, openWorld, type World } from '../support/worlds/release-world.ts';
import { runPrinted } from './printed-commands.ts';
import { type Ended, type Given, jsonOf, resultOf, runCommand } from './run-command.ts';

const folder = temporaryFolders();
let at: World;
let home: string;
beforeEach(async () => {
  home = folder();
  at = await openWorld(home);
});
afterEach(async () => {
  await at.close();
  expect(at.errors).toEqual([]);
});

const place = { domain: 'my-org', 'domain-owner': '111122223333' } as const;
const lib = { groupId: 'com.acme', artifactId: 'lib', version: '1.0' };
const ref = { format: 'maven', namespace: 'com.acme', name: 'lib' } as const;
const COORDINATE = 'maven:com.acme:lib@1.0';
const built = () => join(home, 'built');
const run = (
  command: typeof publishCommand,
  verb: 'publish' | 'promote' | 'rollback' | 'retire',
  given: Partial<Given>,
) =>
  runCommand(command, verb, {
    url: at.url,
    folder: home,
    ...given,
    inputs: { ...place, ...(verb === 'promote' ? {} : { repository: 'staging' }), ...given.inputs },
  });
const publish = (given: Partial<Given> = {}) => run(publishCommand, 'publish', { operands: [built()], ...given });
const finish = (coordinates: readonly string[] = [COORDINATE], given: Partial<Given> = {}) =>
  run(publishCommand, 'publish', { operands: coordinates, ...given, inputs: { finish: 'true', ...given.inputs } });
const promote = (coordinate = COORDINATE) =>
  run(promoteCommand, 'promote', {
    operands: [coordinate],
    inputs: { 'source-repository': 'staging', 'destination-repository': 'prod' },
  });
async function statuses(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { version, status } of at.client.listPackageVersions(at.at('staging'), ref)) found[version] = status;
  return found;
}
const kinds = (ended: Ended) => (jsonOf(ended).outcomes as { kind: string }[]).map(({ kind }) => kind);
const told = (ended: Ended) => `${resultOf(ended).lines.join('\n')}\n${ended.host.lines.join('\n')}`;
async function found(): Promise<readonly Finding[]> {
  const ended = await runCommand(doctorCommand, 'doctor', {
    url: at.url,
    folder: home,
    inputs: { ...place, repository: 'staging', tools: 'maven' },
  });
  const { findings } = jsonOf(ended) as unknown as { findings: Finding[] };
  return findings.filter(({ probe }) => probe.startsWith('unfinished'));
}

/** Sends a file as `mvn deploy` does, and no list: what is left of a deploy that was cut off. */
async function put(...names: readonly string[]): Promise<void> {
  const { folder: at_ } = await writeLayout(built(), lib, { classifiers: ['sources'] });
  const endpoint = await at.endpoint('maven', 'staging');
  const authorization = `Basic ${Buffer.from(`aws:${(await at.token()).reveal()}`).toString('base64')}`;
  for (const name of names) {
    const body = await readFile(join(at_, name));
    const answer = await fetch(`${endpoint}com/acme/lib/1.0/${name}`, {
      method: 'PUT',
      headers: { authorization },
      body,
    });
    expect(answer.status).toBe(201);
  }
}

/** Dies after its k-th write, or before it; what follows goes nowhere. */
function dying(k: number, moment: 'before' | 'after'): NonNullable<Given['network']> {
  let writes = 0;
  let isDead = false;
  return (send) => async (request) => {
    const number = isWrite({ method: request.method, target: new URL(request.url).pathname }) ? ++writes : 0;
    if (isDead || (number === k && moment === 'before')) isDead = true;
    if (isDead) throw new Error('killed');
    const response = await send(request);
    if (number !== k) return response;
    isDead = true;
    await response.discard();
    throw new Error('killed');
  };
}

describe('what a deploy of others left', () => {
  test('whole is found by doctor, explained by promote, and finished by the command that both print', async () => {
    await put('lib-1.0.pom', 'lib-1.0.jar');
    expect(await statuses()).toEqual({ '1.0': 'Unfinished' });
    const [summary, finding] = await found();
    expect(summary?.found).toContain('1 version is Unfinished');
    expect(finding).toMatchObject({
      health: 'warning',
      found: expect.stringContaining('has 2 files, of which none is'),
    });
    const held = await promote();
    expect([held.exit, told(held)]).toEqual([5, expect.stringContaining(finding?.fix ?? 'no command')]);
    const blocked = await run(retireCommand, 'retire', {
      operands: [COORDINATE],
      inputs: { 'target-status': 'Published' },
    });
    expect([blocked.exit, told(blocked)]).toEqual([5, expect.stringContaining('publish --finish')]);
    await runPrinted((finding?.fix ?? '').replace('codeartifact-ci ', ''), { url: at.url, folder: home });
    expect(await statuses()).toEqual({ '1.0': 'Published' });
    expect((await found()).map(({ found }) => found)).toEqual([expect.stringContaining('no version is Unfinished')]);
    expect(kinds(await promote())).toEqual(['promoted']);
  });

  test('in part is refused with the names of what is missing, and finished by a publish of its files', async () => {
    await put('lib-1.0.pom');
    const ended = await finish();
    expect([ended.exit, kinds(ended)]).toEqual([1, ['blocked']]);
    expect(told(ended)).toContain('it is Unfinished, without lib-1.0.jar; publish the files of');
    expect((await found())[1]).toMatchObject({ found: expect.stringContaining('without lib-1.0.jar') });
    expect(told(await promote())).toContain('Unfinished, without lib-1.0.jar');
    expect(await statuses()).toEqual({ '1.0': 'Unfinished' });
    expect(kinds(await publish())).toEqual(['published']);
    expect(await statuses()).toEqual({ '1.0': 'Published' });
  });

  test('is finished beside what is not: that one is red, and the other Published', async () => {
    await put('lib-1.0.pom', 'lib-1.0.jar');
    const ended = await finish([COORDINATE, 'maven:com.acme:lib@2.0']);
    expect([ended.exit, kinds(ended)]).toEqual([1, ['published', 'blocked']]);
    expect(told(ended)).toContain('staging has no such version');
    expect([(await finish()).exit, kinds(await finish())]).toEqual([0, ['unchanged']]);
  });

  test('is looked at only, in a dry run', async () => {
    await put('lib-1.0.pom', 'lib-1.0.jar');
    const ended = await finish([COORDINATE], { inputs: { 'dry-run': 'true' } });
    expect([ended.exit, kinds(ended), told(ended)]).toEqual([
      0,
      ['changed'],
      expect.stringContaining('Unfinished → Published'),
    ]);
    expect(await statuses()).toEqual({ '1.0': 'Unfinished' });
  });
});

test('finishing is a run: it is in the manifest, and a rollback takes it back', async () => {
  await put('lib-1.0.pom', 'lib-1.0.jar');
  const manifest = join(home, 'release.json');
  const ended = await finish([COORDINATE], { inputs: { manifest } });
  expect(resultOf(ended).outputs).toMatchObject({ manifest });
  expect(JSON.parse(await readFile(manifest, 'utf8'))).toMatchObject({
    versions: [{ purl: 'pkg:maven/com.acme/lib@1.0' }],
  });
  const back = await run(rollbackCommand, 'rollback', { operands: [String(jsonOf(ended).runId)] });
  expect([back.exit, await statuses()]).toEqual([0, { '1.0': 'Unlisted' }]);
});

test('a generic version of an upload that nobody knows is not finished: more files may have been meant', async () => {
  const file = join(home, 'one.bin');
  await writeFile(file, 'one');
  const bytes = Buffer.from('one');
  const asset = {
    name: 'one.bin',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    open: async function* () {
      yield bytes;
    },
  };
  const firmware = { format: 'generic', namespace: 'acme', name: 'firmware', version: '1.0' } as const;
  await at.client.publishPackageVersion(at.at('staging'), firmware, asset, true);
  const ended = await finish(['generic:acme/firmware@1.0']);
  expect([ended.exit, kinds(ended)]).toEqual([1, ['blocked']]);
  expect(told(ended)).toContain('no journal or record says which files its upload meant to send');
  const published = await publish({ operands: [file], inputs: { versions: 'generic:acme/firmware@1.0' } });
  expect(kinds(published)).toEqual(['published']);
});

test('of a version of Maven whose upload nobody knows it is said that attachments may be missing', async () => {
  await put('lib-1.0.pom', 'lib-1.0.jar');
  const ended = await finish();
  expect([ended.exit, told(ended)]).toEqual([
    0,
    expect.stringContaining('attachments (-sources, signatures) may be missing'),
  ]);
});

test('`finish` uploads nothing, takes only what can be Unfinished, and needs versions', async () => {
  expect(await finish(['npm:@acme/utils@1.0.0'])).toMatchObject({ code: 'CA-INPUT-003' });
  expect(await finish([], { inputs: { packages: 'dist', versions: COORDINATE } })).toMatchObject({
    code: 'CA-INPUT-001',
  });
});

describe('a publish of Maven that was killed', () => {
  const SNAPSHOT = { ...lib, version: '1.0-SNAPSHOT' };
  const BUILD = '1.0-20260102.030405-1';
  // Three files with a checksum each, and the list of the versions; of a snapshot that of its builds before it.
  const cases = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((k) =>
    (['before', 'after'] as const).flatMap((moment) =>
      (k === 8 ? [true] : [false, true]).map((isSnapshot) => ({ k, moment, isSnapshot })),
    ),
  );

  test.each(sampled(cases, 10, 7))(
    '$moment its write $k (snapshot: $isSnapshot): what is missing is named, and the rest is finished',
    async ({ k, moment, isSnapshot }) => {
      const of = isSnapshot ? SNAPSHOT : lib;
      await writeLayout(built(), of, { classifiers: ['sources'], ...(isSnapshot ? { fileVersion: BUILD } : {}) });
      const killed = await publish({
        network: dying(k, moment),
        inputs: { concurrency: '1', 'retry-max-attempts': '1' },
      });
      expect(killed.exit).not.toBe(0);
      const version = isSnapshot ? BUILD : '1.0';
      const before = (await statuses())[version];
      const coordinate = `maven:com.acme:lib@${of.version}`;
      const names = [`lib-${version}-sources.jar`, `lib-${version}.jar`, `lib-${version}.pom`];
      const listed = await at.client.listPackageVersionAssets(at.at('staging'), { ...ref, version });
      const missing = names.filter((name) => !listed?.assets.some((asset) => asset.name === name));
      const ended = await finish([coordinate]);
      if (missing.length === 0) {
        expect([ended.exit, kinds(ended)]).toEqual([0, [before === 'Unfinished' ? 'published' : 'unchanged']]);
      } else {
        expect([ended.exit, kinds(ended)]).toEqual([1, ['blocked']]);
        if (before === 'Unfinished') {
          expect(told(ended)).toContain(`without ${missing.join(', ')}`);
          expect(told(ended)).toMatch(
            /the publish \w+-\w+, which (has ended|was cut off or is still at work), left it so/,
          );
        }
        expect(kinds(await publish())).toEqual(['published']);
      }
      expect((await statuses())[of.version]).toBe('Published');
      expect(kinds(await publish())).toEqual(['unchanged']);
      expect(kinds(await promote(coordinate))).toEqual(['promoted']);
      await rm(built(), { recursive: true });
    },
  );
});
