// Every standing of a built version, for every format, on the real registry: exactly one classification each.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { PackageReference } from '../../../../src/core/model/package.ts';
import { formatList } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { writeLayout } from '../../../support/packages/maven-package.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { buildNupkg } from '../../../support/packages/nuget-package.ts';
import { buildWheel } from '../../../support/packages/python-package.ts';
import { ACCOUNT, DOMAIN } from '../../../support/servers/local-registry.ts';
import { openWorld, type World } from '../../../support/worlds/release-world.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
let world: World | undefined;
afterEach(async () => {
  const errors = world?.errors;
  await world?.close();
  world = undefined;
  expect(errors ?? []).toEqual([]);
});

const VERSION = '1.2.0';

interface Sample {
  readonly ref: PackageReference;
  /** Coordinate for formats whose files do not say what they are. */
  readonly coordinate?: string;
  /** Writes one publication; other `content`, other bytes. */
  build(folder: string, content: string): Promise<void>;
}

const samples: Readonly<Record<string, Sample>> = {
  npm: {
    ref: { format: 'npm', namespace: 'acme', name: 'utils' },
    build: (to, content) =>
      writeNpmPackage(join(to, 'utils.tgz'), {
        name: '@acme/utils',
        version: VERSION,
        files: { 'a.txt': content },
      }).then(() => {}),
  },
  pypi: {
    ref: { format: 'pypi', name: 'acme-utils' },
    build: async (to, content) => {
      const { fileName, data } = await buildWheel({ name: 'acme-utils', version: VERSION, answer: content });
      await writeFile(join(to, fileName), data);
    },
  },
  maven: {
    ref: { format: 'maven', namespace: 'com.acme', name: 'utils' },
    build: (to, content) =>
      writeLayout(to, { groupId: 'com.acme', artifactId: 'utils', version: VERSION, answer: content }).then(() => {}),
  },
  nuget: {
    ref: { format: 'nuget', name: 'acme.utils' },
    build: async (to, content) =>
      writeFile(
        join(to, `Acme.Utils.${VERSION}.nupkg`),
        await buildNupkg({ id: 'Acme.Utils', version: VERSION, answer: content }),
      ),
  },
  generic: {
    ref: { format: 'generic', namespace: 'acme', name: 'firmware' },
    coordinate: `generic:acme/firmware@${VERSION}`,
    build: (to, content) => writeFile(join(to, 'image.bin'), content),
  },
};

const repositories = [{ name: 'base' }, { name: 'staging', upstreams: ['base'] }, { name: 'prod' }];
const setup = { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories }] };

async function open(sample: Sample) {
  world = await openWorld(folder(), { setup });
  const at = world;
  const dist = async (content: string) => {
    const to = join(at.folder, `dist-${content}`);
    await mkdir(to, { recursive: true });
    await sample.build(to, content);
    return to;
  };
  const publish = async (content: string, to = 'staging', more: Parameters<World['publish']>[1] = {}) =>
    at.publish([await dist(content)], { to, coordinate: sample.coordinate, ...more });
  return { at, publish };
}

describe.each(Object.entries(samples))('%s', (_, sample) => {
  test('absent: published', async () => {
    const { publish } = await open(sample);
    const report = await publish('a');
    expect(report.classifications.map(({ standing }) => standing)).toEqual(['absent']);
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(['published']);
  });

  test('identical: unchanged, nothing written', async () => {
    const { at, publish } = await open(sample);
    await publish('a');
    at.writesSince();
    const report = await publish('a');
    expect(report.classifications.map(({ standing }) => standing)).toEqual(['identical']);
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(['unchanged']);
    expect(at.writesSince()).toEqual([]);
  });

  test('identical, and `fail` asked for: a conflict', async () => {
    const { publish } = await open(sample);
    await publish('a');
    const report = await publish('a', 'staging', { ifExists: 'fail' });
    expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-004' }]);
  });

  test('different, and `skip` asked for: it is left as it is, and named', async () => {
    const { at, publish } = await open(sample);
    await publish('a');
    const before = await at.state('staging');
    const report = await publish('b', 'staging', { ifExists: 'skip' });
    expect(report.outcomes).toMatchObject([
      { kind: 'skipped', reason: expect.stringMatching(/^left as it is there; /) },
    ]);
    expect(report.manifest).toMatchObject({ versions: [], skipped: [{ reason: expect.anything() }] });
    expect(await at.state('staging')).toEqual(before);
  });

  test('different: a conflict that names what differs, nothing written', async () => {
    const { at, publish } = await open(sample);
    await publish('a');
    at.writesSince();
    const report = await publish('b');
    expect(report.classifications.map(({ standing }) => standing)).toEqual(['different']);
    expect(report.outcomes).toMatchObject([{ kind: 'conflict', code: 'CA-CONFLICT-001' }]);
    const [outcome] = report.outcomes;
    const differences = outcome?.kind === 'conflict' ? outcome.differences : undefined;
    expect(differences?.[0]).toMatchObject({ onlyMetadata: false });
    if (sample.coordinate === undefined)
      expect(differences?.flatMap(({ members }) => members)).toContainEqual(expect.stringContaining('differs'));
    expect(at.writesSince()).toEqual([]);
  });

  test('reachable upstream: blocked', async () => {
    const { publish } = await open(sample);
    await publish('a', 'base');
    const report = await publish('a');
    expect(report.classifications.map(({ standing }) => standing)).toEqual(['upstream']);
    expect(report.outcomes).toMatchObject([
      { kind: 'blocked', code: 'CA-CONFLICT-003', reason: expect.stringContaining('upstream base') },
    ]);
  });

  test.each(['Archived', 'Disposed'] as const)('%s: blocked', async (status) => {
    const { at, publish } = await open(sample);
    await publish('a');
    if (status === 'Archived')
      await at.client.updatePackageVersionsStatus(at.at('staging'), sample.ref, {
        versions: [VERSION],
        target: status,
      });
    else await at.client.disposePackageVersions(at.at('staging'), sample.ref, [VERSION]);
    const report = await publish('a');
    expect(report.classifications.map(({ standing }) => standing)).toEqual(['withdrawn']);
    expect(report.outcomes).toMatchObject([{ kind: 'blocked', reason: expect.stringContaining(status) }]);
  });

  test('publish BLOCK: blocked', async () => {
    const { at, publish } = await open(sample);
    await at.client.putPackageOriginConfiguration(at.at('staging'), sample.ref, {
      publish: 'BLOCK',
      upstream: 'BLOCK',
    });
    const report = await publish('a');
    expect(report.classifications.map(({ standing }) => standing)).toEqual(['origin-blocked']);
    expect(report.outcomes).toMatchObject([{ kind: 'blocked', code: 'CA-CONFLICT-003' }]);
  });

  test('lost response: resolved by looking, published once', async () => {
    const { at, publish } = await open(sample);
    at.local.faults.add([
      { kind: 'lose-response', operation: '*:P*', count: 1 },
      { kind: 'lose-response', operation: 'PublishPackageVersion', count: 1 },
    ]);
    const report = await publish('a');
    expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual([['published', undefined]]);
    expect(at.local.faults.list().reduce((sum, { applied }) => sum + applied, 0)).toBe(1);
    const versions = [];
    for await (const found of at.client.listPackageVersions(at.at('staging'), sample.ref))
      versions.push([found.version, found.status]);
    expect(versions).toEqual([[VERSION, 'Published']]);
  });
});

test('a set goes whole or not at all', async () => {
  world = await openWorld(folder(), { setup });
  const to = join(world.folder, 'dist');
  for (const name of ['a', 'b', 'c'])
    await writeNpmPackage(join(to, `${name}.tgz`), { name: `@acme/${name}`, version: VERSION });
  await world.publish([join(to, 'b.tgz')]);
  await writeNpmPackage(join(to, 'b.tgz'), { name: '@acme/b', version: VERSION, files: { 'x.txt': 'other' } });
  world.writesSince();
  const report = await world.publish([to]);
  expect(report.outcomes.map(({ kind }) => kind).sort()).toEqual(['blocked', 'blocked', 'conflict']);
  expect(world.writesSince()).toEqual([]);
});

test('only times differ: said so', async () => {
  world = await openWorld(folder(), { setup });
  const first = await buildWheel({ name: 'acme-utils', version: VERSION });
  const path = join(world.folder, 'one', first.fileName);
  await mkdir(join(world.folder, 'one'));
  await writeFile(path, first.data);
  await world.publish([path]);
  await mkdir(join(world.folder, 'two'));
  await copyFile(path, join(world.folder, 'two', first.fileName));
  // The modification time of the first entry, in its local header.
  const changed = Buffer.from(first.data);
  changed.writeUInt16LE(changed.readUInt16LE(10) ^ 0x20, 10);
  await writeFile(join(world.folder, 'two', first.fileName), changed);
  const report = await world.publish([join(world.folder, 'two')]);
  expect(report.outcomes).toMatchObject([{ kind: 'conflict', differences: [{ onlyMetadata: true, members: [] }] }]);
  expect(report.outcomes[0]?.reason).toMatch(
    /every member has the same name and bytes, and only times .*SOURCE_DATE_EPOCH/,
  );
});

test('the list of formats covers what is published', () => {
  expect(Object.keys(samples).sort()).toEqual(
    formatList
      .filter(({ publishing }) => publishing)
      .map(({ name }) => name)
      .sort(),
  );
});
