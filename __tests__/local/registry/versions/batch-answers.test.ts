// Calls over several versions answer for each of them, in whatever order and spelling they are named.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PackageReference } from '../../../../src/core/model/package.ts';
import type { VersionChanges } from '../../../../src/local/registry/registry.ts';
import { at, type Bench, bench, DOMAIN, generic, maven, npm, pypi } from '../bench.ts';

let b: Bench;
beforeEach(async () => {
  b = await bench();
  for (const name of ['source', 'app', 'copies']) b.repository(name, name === 'app' ? ['source'] : []);
});
afterEach(() => b.close());

const answers = ({ successful, failed }: VersionChanges): Record<string, string> => ({
  ...Object.fromEntries(Object.keys(successful).map((version) => [version, 'ok'])),
  ...Object.fromEntries(Object.entries(failed).map(([version, { code }]) => [version, code])),
});

type Call = (ref: PackageReference, versions: readonly string[]) => Promise<VersionChanges> | VersionChanges;

const copying = { ...DOMAIN, destinationRepository: 'copies' };
const CALLS: Readonly<Record<string, Call>> = {
  copy: (ref, versions) => b.registry.versions.copy({ ...copying, sourceRepository: 'source', package: ref, versions }),
  'copy with what upstreams have': (ref, versions) => {
    const request = { ...copying, sourceRepository: 'app', package: ref, versions, includeFromUpstream: true };
    return b.registry.versions.copy(request);
  },
  'copy with revisions': (ref, versions) => {
    const { revision } = b.registry.versions.describe(at('source'), ref, STORED[ref.format] ?? '');
    const versionRevisions = Object.fromEntries(versions.map((version) => [version, revision]));
    return b.registry.versions.copy({ ...copying, sourceRepository: 'source', package: ref, versionRevisions });
  },
  status: (ref, versions) => b.registry.versions.updateStatus(at('source'), ref, 'Archived', { versions }),
  dispose: (ref, versions) => b.registry.versions.dispose(at('source'), ref, { versions }),
  delete: (ref, versions) => b.registry.versions.delete(at('source'), ref, { versions }),
};

const STORED: Readonly<Partial<Record<PackageReference['format'], string>>> = {
  npm: '1.0.0',
  pypi: '1.0',
  maven: '1.0',
  nuget: '1.0.0-RC',
  swift: '1.0.0',
  generic: '1.0',
};

const nuget: PackageReference = { format: 'nuget', name: 'lib' };
const swift: PackageReference = { format: 'swift', namespace: 'acme', name: 'lib' };
/** Of each: spellings of its version, and whether a call that names one means the version. */
const SPELLINGS: readonly (readonly [PackageReference, spelt: string, isMeant: boolean])[] = [
  [npm('lib'), 'v1.0.0', false],
  [npm('lib'), '1.0.0+build', false],
  [pypi('lib'), '1.0.0', false],
  [pypi('lib'), 'v1.0', false],
  [maven('com.acme', 'lib'), '1.0.0', false],
  [nuget, '1.0.0-rc', true],
  [swift, '1.0', false],
  [generic('acme', 'lib'), '1.0.0', false],
];

describe.each(Object.keys(CALLS))('%s', (name) => {
  const call = CALLS[name] as Call;

  test.each(SPELLINGS)('%o beside %s', async (ref, spelt, isMeant) => {
    const stored = STORED[ref.format] ?? '';
    // Generic packages are not looked for in upstreams.
    if (ref.format === 'generic' && name === 'copy with what upstreams have') return;
    await b.publish('source', ref, stored);
    if (isMeant) {
      expect(answers(await call(ref, [spelt, stored]))).toEqual({ [stored]: 'ok', [spelt]: 'ok' });
      return;
    }
    // Where one of the two is nothing that the repository holds, nothing is done, and both are told.
    for (const versions of [
      [spelt, stored],
      [stored, spelt],
      [spelt, stored, spelt, stored],
    ])
      expect(answers(await call(ref, versions))).toEqual({ [stored]: 'SKIPPED', [spelt]: 'NOT_FOUND' });
    expect(b.registry.versions.describe(at('source'), ref, stored).status).toBe('Published');
    expect(answers(await call(ref, [stored, stored]))).toEqual({ [stored]: 'ok' });
  });
});

test('where each version is deleted by itself, the one that is there goes and the other is told', async () => {
  b.registry.changeSwitches({ 'delete-atomicity': 'each' });
  for (const versions of [
    ['1.0.0', '1.0'],
    ['1.0', '1.0.0'],
  ]) {
    await b.publish('source', pypi('lib'), '1.0');
    const changes = b.registry.versions.delete(at('source'), pypi('lib'), { versions });
    expect(answers(changes)).toEqual({ '1.0': 'ok', '1.0.0': 'NOT_FOUND' });
  }
});

test('numbers of NuGet are answered as the service normalises them', async () => {
  for (const version of ['1.0.0-RC', '2.0.0']) await b.publish('source', nuget, version);
  for (const name of ['copy', 'copy with what upstreams have', 'status', 'dispose', 'delete']) {
    const versions = ['02.0', '1.0.0-rc', '2.0.0.0', '1.00-RC+build', '2.0.0'];
    const told = answers((await CALLS[name]?.(nuget, versions)) ?? { successful: {}, failed: {} });
    // What is identical at the destination is in neither map (user guide, copy-package).
    const all = { '1.0.0-RC': 'ok', '1.0.0-rc': 'ok', '2.0.0': 'ok' };
    expect([name, told]).toEqual([name, name === 'copy with what upstreams have' ? {} : all]);
  }
});

test('a version that two spellings name is changed once', async () => {
  await b.publish('source', nuget, '1.0.0-RC');
  const before = b.registry.versions.describe(at('source'), nuget, '1.0.0-rc').revision;
  const changes = b.registry.versions.delete(at('source'), nuget, { versions: ['1.0.0-rc', '1.0.0-RC'] });
  expect(changes.successful).toEqual({
    '1.0.0-RC': { revision: before, status: 'Deleted' },
    '1.0.0-rc': { revision: before, status: 'Deleted' },
  });
  expect(b.versions('source', nuget)).toEqual([]);
  expect(b.registry.domains.describe(DOMAIN).assetSizeBytes).toBe(0);
});
