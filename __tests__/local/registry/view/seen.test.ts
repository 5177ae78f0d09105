// What a repository sees is one thing: versions, tags, files, what is reachable and what is copied follow the same edges.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PackageReference, Status } from '../../../../src/core/model/package.ts';
import { at, type Bench, bench, DOMAIN, exceptionOf, generic, maven, npm, pypi } from '../bench.ts';

let b: Bench;
beforeEach(async () => {
  b = await bench();
});
afterEach(() => b.close());

const tagsOf = async (repository: string, ref: PackageReference) => (await b.serve(repository).findPackage(ref))?.tags;
const open = (repository: string, ref: PackageReference, version: string) =>
  b.serve(repository).openAsset(ref, version, 'package.tgz');
const status = (repository: string, ref: PackageReference, version: string, to: Status) =>
  b.registry.versions.updateStatus(at(repository), ref, to, { versions: [version] });
const controls = (repository: string, ref: PackageReference, upstream: 'ALLOW' | 'BLOCK') =>
  b.registry.packages.putOriginConfiguration(at(repository), ref, { publish: 'ALLOW', upstream });

describe('npm tags follow the edges that versions follow', () => {
  test('a closed origin control closes them, whatever other way leads to the upstream', async () => {
    b.repository('store');
    b.repository('team', ['store']);
    b.repository('app', ['team', 'store']);
    b.repository('far', ['app']);
    await b.publish('store', npm('a'), '1.0.0', { tags: ['latest', 'old'] });
    // The first publication gives the record ALLOW/BLOCK, as the service does.
    await b.publish('team', npm('a'), '2.0.0', { tags: ['latest'] });
    for (const repository of ['app', 'far'])
      expect(await tagsOf(repository, npm('a'))).toEqual({ latest: '2.0.0', old: '1.0.0' });
    controls('team', npm('a'), 'ALLOW');
    for (const repository of ['app', 'far'])
      expect(await tagsOf(repository, npm('a'))).toEqual({ latest: '1.0.0', old: '1.0.0' });
  });

  test('a package group that blocks internal upstreams closes them as well', async () => {
    b.repository('store');
    b.repository('team', ['store']);
    b.repository('app', ['team', 'store']);
    await b.publish('store', npm('a'), '1.0.0', { tags: ['latest'] });
    await b.publish('team', npm('a'), '2.0.0', { tags: ['latest'] });
    controls('team', npm('a'), 'ALLOW');
    b.registry.groups.create(DOMAIN, '/npm//a$');
    b.registry.groups.updateOriginConfiguration(DOMAIN, '/npm//a$', {
      restrictions: { INTERNAL_UPSTREAM: 'ALLOW_SPECIFIC_REPOSITORIES' },
      add: [{ type: 'INTERNAL_UPSTREAM', repository: 'app' }],
    });
    expect(await tagsOf('app', npm('a'))).toEqual({ latest: '2.0.0' });
    expect(await tagsOf('team', npm('a'))).toEqual({ latest: '2.0.0' });
  });

  test('an upstream’s tag on a version that is hidden here gives way to the own one', async () => {
    b.repository('base');
    b.repository('app', ['base']);
    await b.publish('base', npm('a'), '2.0.0', { tags: ['latest', 'next'] });
    await b.publish('app', npm('a'), '1.0.0', { tags: ['latest'] });
    controls('app', npm('a'), 'ALLOW');
    await open('app', npm('a'), '2.0.0');
    expect(await tagsOf('app', npm('a'))).toEqual({ latest: '2.0.0', next: '2.0.0' });
    for (const hidden of ['Unlisted', 'Archived'] as const) {
      status('app', npm('a'), '2.0.0', hidden);
      // `npm dist-tag ls` shows one on an Unlisted version where there is no other; documents leave it out.
      const next = hidden === 'Unlisted' ? { next: '2.0.0' } : {};
      expect(await tagsOf('app', npm('a'))).toEqual({ latest: '1.0.0', ...next });
    }
    status('app', npm('a'), '2.0.0', 'Published');
    expect(await tagsOf('app', npm('a'))).toEqual({ latest: '2.0.0', next: '2.0.0' });
  });

  test('one that only an upstream has is removed there, and whoever has it is named', async () => {
    b.repository('store');
    b.repository('team', ['store']);
    b.repository('app', ['team']);
    await b.publish('store', npm('a'), '1.0.0', { tags: ['latest', 'old'] });
    await b.publish('team', npm('a'), '2.0.0', { tags: ['latest', 'next'] });
    controls('team', npm('a'), 'ALLOW');
    const remove = (repository: string, tag: string) =>
      b
        .serve(repository)
        .tag(npm('a'), { [tag]: null })
        .catch(({ kind, message }) => `${kind}: ${message}`);
    const before = await tagsOf('app', npm('a'));
    // Held by the repository that is asked, or not.
    for (const repository of ['app', 'team', 'app']) {
      expect(await remove(repository, 'old')).toBe(
        'conflict: the dist-tag old of npm:a comes from the upstream repository store: remove it there',
      );
      await open('app', npm('a'), '1.0.0');
    }
    expect(await remove('app', 'next')).toMatch(/^conflict: .* the upstream repository team/);
    expect(await remove('app', 'nowhere')).toMatch(/^not-found: npm:a has no tag nowhere/);
    expect(await tagsOf('app', npm('a'))).toEqual(before);
    // The own one goes, though an upstream’s of the same name is shown before and after.
    await b.serve('app').tag(npm('a'), { old: '2.0.0' });
    expect(await remove('app', 'old')).toBeUndefined();
    expect(await tagsOf('app', npm('a'))).toEqual(before);
    expect(await remove('store', 'old')).toBeUndefined();
    expect(await tagsOf('app', npm('a'))).toEqual({ latest: '1.0.0', next: '2.0.0' });
  });

  test('one on a hidden version can be removed, and comes back on relisting where it was not', async () => {
    b.repository('app');
    for (const hidden of ['Unlisted', 'Archived'] as const) {
      const ref = npm(hidden.toLowerCase());
      await b.publish('app', ref, '1.0.0', { tags: ['latest', 'stable'] });
      status('app', ref, '1.0.0', hidden);
      await b.serve('app').tag(ref, { stable: null });
      expect(await exceptionOf(() => b.serve('app').tag(ref, { stable: null }))).toBe('not-found');
      status('app', ref, '1.0.0', 'Published');
      expect(await tagsOf('app', ref)).toEqual({ latest: '1.0.0' });
    }
  });
});

describe('copies carry what the source shows', () => {
  const copy = (from: string, to: string, ref: PackageReference, versions: string[], includeFromUpstream = false) =>
    b.registry.versions.copy({
      ...{ ...DOMAIN, sourceRepository: from, destinationRepository: to, package: ref, versions },
      includeFromUpstream,
    });

  test('tags of an upstream, of a version that an install has retained or that lies upstream', async () => {
    b.repository('base');
    b.repository('app', ['base']);
    for (const name of ['prod', 'other']) b.repository(name);
    await b.publish('base', npm('a'), '1.0.0', { tags: ['old'] });
    await b.publish('base', npm('a'), '1.1.0', { tags: ['latest', 'next'] });
    await open('app', npm('a'), '1.1.0');
    await copy('app', 'prod', npm('a'), ['1.1.0']);
    expect(await tagsOf('prod', npm('a'))).toEqual({ latest: '1.1.0', next: '1.1.0' });
    await copy('app', 'other', npm('a'), ['1.0.0', '1.1.0'], true);
    expect(await tagsOf('other', npm('a'))).toEqual({ latest: '1.1.0', next: '1.1.0', old: '1.0.0' });
  });

  test('no tag of the own record that the source shows on another version', async () => {
    b.repository('base');
    b.repository('app', ['base']);
    for (const name of ['prod', 'other']) b.repository(name);
    await b.publish('base', npm('a'), '1.0.0', { tags: ['latest'] });
    await b.publish('app', npm('a'), '1.1.0', { tags: ['latest', 'own'] });
    controls('app', npm('a'), 'ALLOW');
    await open('app', npm('a'), '1.0.0');
    expect(await tagsOf('app', npm('a'))).toEqual({ latest: '1.0.0', own: '1.1.0' });
    await copy('app', 'prod', npm('a'), ['1.1.0']);
    expect(await tagsOf('prod', npm('a'))).toEqual({ own: '1.1.0' });
    await copy('app', 'other', npm('a'), ['1.0.0', '1.1.0']);
    expect(await tagsOf('other', npm('a'))).toEqual({ latest: '1.0.0', own: '1.1.0' });
  });

  test('an Unfinished version upstream is not there to be copied', async () => {
    b.repository('base');
    b.repository('app', ['base']);
    b.repository('prod');
    const ref = maven('com.acme', 'a');
    await b.publish('base', ref, '1', { status: 'Unfinished', assetPolicy: 'open' });
    expect((await copy('app', 'prod', ref, ['1'], true)).failed).toMatchObject({ 1: { code: 'NOT_FOUND' } });
  });
});

describe('a revision is content', () => {
  const samples: readonly [string, PackageReference, Parameters<Bench['publish']>[3]][] = [
    ['npm', npm('a', 'acme'), {}],
    ['pypi', pypi('a'), { assetPolicy: 'open' }],
    ['maven', maven('com.acme', 'a'), { assetPolicy: 'open' }],
    ['nuget', { format: 'nuget', name: 'acme.a' }, {}],
    ['generic', generic('acme', 'a'), {}],
  ];
  test.each(samples)('%s: the same at another time and in another repository', async (_, ref, options) => {
    b.repository('one');
    b.repository('two');
    const first = await b.publish('one', ref, '1.0.0', options);
    b.clock.now += 90_000;
    const second = await b.publish('two', ref, '1.0.0', options);
    expect(second.revision).toBe(first.revision);
    const request = { ...DOMAIN, sourceRepository: 'one', destinationRepository: 'two', package: ref };
    expect(await b.registry.versions.copy({ ...request, versions: ['1.0.0'] })).toEqual({ successful: {}, failed: {} });
  });
});
