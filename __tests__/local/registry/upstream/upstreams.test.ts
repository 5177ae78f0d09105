import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { PackageReference } from '../../../../src/core/model/package.ts';
import { at, type Bench, bench, DOMAIN, exceptionOf, generic, maven, npm, pypi } from '../bench.ts';

let b: Bench;
beforeEach(async () => {
  b = await bench();
});
afterEach(() => b.close());

/** `a>b,c` makes a repository with upstreams; named ones are made first. */
const topology = (...lines: string[]) => {
  for (const line of lines) {
    const [name = '', upstreams = ''] = line.split('>');
    b.repository(name, upstreams === '' ? [] : upstreams.split(','));
  }
};
const open = async (repository: string, ref: PackageReference, version: string, asset = 'package.tgz') => {
  const found = await b.serve(repository).openAsset(ref, version, asset);
  return found && b.read(found);
};
const content = (text: string) => ({ files: { 'package.tgz': text } });

describe('search order', () => {
  test('is depth first, each upstream with its own before the next', async () => {
    topology('repo-e', 'repo-d>repo-e', 'repo-c', 'repo-b', 'repo-a>repo-c,repo-d', 'my-repo>repo-a,repo-b');
    const order = ['my-repo', 'repo-a', 'repo-c', 'repo-d', 'repo-e', 'repo-b'];
    for (const [index, name] of order.entries()) {
      // Nearest first: what lies upstream already could not be published again further down.
      for (const holder of order.slice(index)) await b.publish(holder, npm(`p${index}`), '1.0.0', content(holder));
      for (const holder of order) {
        if (b.registry.packages.list(at(holder), { prefix: `p${index}` }).items.length > 0) {
          b.registry.packages.putOriginConfiguration(at(holder), npm(`p${index}`), {
            publish: 'ALLOW',
            upstream: 'ALLOW',
          });
        }
      }
      expect((await b.serve('my-repo').findPackage(npm(`p${index}`)))?.versions).toMatchObject([{ heldBy: name }]);
      expect(await open('my-repo', npm(`p${index}`), '1.0.0')).toBe(name);
    }
  });

  test('ends after 25 upstreams', async () => {
    b.repository('r-26');
    for (let n = 25; n >= 0; n--) b.repository(`r-${n}`, [`r-${n + 1}`]);
    await b.publish('r-25', npm('near'), '1.0.0');
    await b.publish('r-26', npm('far'), '1.0.0');
    expect(await open('r-0', npm('near'), '1.0.0')).toBeDefined();
    expect(await open('r-0', npm('far'), '1.0.0')).toBeUndefined();
    expect(await open('r-1', npm('far'), '1.0.0')).toBeDefined();
  });

  test('generic packages are never looked for upstream', async () => {
    topology('base', 'app>base');
    await b.publish('base', generic('acme', 'f'), '1');
    expect(await open('app', generic('acme', 'f'), '1')).toBeUndefined();
    expect(await b.serve('app').findPackage(generic('acme', 'f'))).toBeUndefined();
  });
});

describe('retention', () => {
  test('keeps the version in the asking repository only, whatever happens upstream afterwards', async () => {
    topology('base', 'middle>base', 'app>middle');
    await b.publish('base', npm('a'), '1.0.0', { description: { summary: 's' } });
    expect((await b.serve('app').findPackage(npm('a')))?.versions).toMatchObject([{ heldBy: 'base' }]);
    expect(await exceptionOf(() => b.versions('app', npm('a')))).toBe('ResourceNotFoundException');
    await open('app', npm('a'), '1.0.0');
    expect(b.registry.versions.describe(at('app'), npm('a'), '1.0.0')).toMatchObject({
      origin: { type: 'INTERNAL', repository: 'base' },
      details: { summary: 's' },
    });
    expect(await exceptionOf(() => b.versions('middle', npm('a')))).toBe('ResourceNotFoundException');
    b.registry.versions.updateStatus(at('base'), npm('a'), 'Archived', { versions: ['1.0.0'] });
    expect(await open('app', npm('a'), '1.0.0')).toBe('bytes of 1.0.0');
    b.registry.versions.dispose(at('base'), npm('a'), { versions: ['1.0.0'] });
    b.registry.repositories.delete(at('base'));
    await b.registry.collectGarbage(0);
    expect(await open('app', npm('a'), '1.0.0')).toBe('bytes of 1.0.0');
  });

  test('lets later versions through: a retained package stays open to its upstream', async () => {
    topology('base', 'app>base');
    await b.publish('base', npm('a'), '1.0.0');
    await open('app', npm('a'), '1.0.0');
    await b.publish('base', npm('a'), '1.1.0');
    expect(await open('app', npm('a'), '1.1.0')).toBe('bytes of 1.1.0');
  });

  test('Archived and Disposed upstream versions cannot be pulled, Unlisted ones can, Unfinished are not seen', async () => {
    topology('base', 'app>base');
    for (const version of ['1', '2', '3']) await b.publish('base', npm('a'), version);
    await b.publish('base', npm('a'), '4', { status: 'Unfinished' });
    b.registry.versions.updateStatus(at('base'), npm('a'), 'Unlisted', { versions: ['1'] });
    b.registry.versions.updateStatus(at('base'), npm('a'), 'Archived', { versions: ['2'] });
    b.registry.versions.dispose(at('base'), npm('a'), { versions: ['3'] });
    expect(await Promise.all(['1', '2', '3', '4'].map((version) => open('app', npm('a'), version)))).toEqual([
      'bytes of 1',
      undefined,
      undefined,
      undefined,
    ]);
    expect((await b.serve('app').findPackage(npm('a')))?.versions.map(({ version }) => version)).toEqual(['1']);
  });

  test('an Archived version here hides the one upstream', async () => {
    topology('base', 'app>base');
    await b.publish('base', npm('a'), '1');
    await open('app', npm('a'), '1');
    b.registry.versions.updateStatus(at('app'), npm('a'), 'Archived', { versions: ['1'] });
    expect(await open('app', npm('a'), '1')).toBeUndefined();
    expect(await b.serve('app').findPackage(npm('a'))).toBeUndefined();
  });

  test('assets that came later follow, where the format lets them and the origin is the same', async () => {
    topology('base', 'app>base');
    const file = (name: string) => ({ files: { [name]: name }, assetPolicy: 'open' as const });
    await b.publish('base', pypi('a'), '1.0', file('a-1.0.whl'));
    await open('app', pypi('a'), '1.0', 'a-1.0.whl');
    const before = b.registry.versions.describe(at('app'), pypi('a'), '1.0').revision;
    await b.publish('base', pypi('a'), '1.0', file('a-1.0.tar.gz'));
    expect((await b.serve('app').findPackage(pypi('a')))?.versions[0]?.assets.map(({ name }) => name)).toEqual([
      'a-1.0.whl',
      'a-1.0.tar.gz',
    ]);
    expect(await open('app', pypi('a'), '1.0', 'a-1.0.tar.gz')).toBe('a-1.0.tar.gz');
    const after = b.registry.versions.describe(at('app'), pypi('a'), '1.0').revision;
    expect(after).not.toBe(before);
    expect(after).toBe(b.registry.versions.describe(at('base'), pypi('a'), '1.0').revision);
    await b.publish('app', pypi('own'), '1.0', file('own-1.0.whl'));
    b.registry.packages.putOriginConfiguration(at('app'), pypi('own'), { publish: 'ALLOW', upstream: 'ALLOW' });
    await b.publish('base', pypi('own'), '1.0', file('own-1.0.tar.gz'));
    expect(await open('app', pypi('own'), '1.0', 'own-1.0.tar.gz')).toBeUndefined();
  });

  test('snapshots: the upstream’s hides the repository’s own', async () => {
    topology('base', 'app>base');
    const ref = maven('com.acme', 'lib');
    const build = (text: string) => ({ files: { 'lib.jar': text }, assetPolicy: 'replace' as const });
    await b.publish('app', ref, '1.0-SNAPSHOT', build('own'));
    await b.publish('base', ref, '1.0-SNAPSHOT', build('upstream'));
    b.registry.packages.putOriginConfiguration(at('app'), ref, { publish: 'ALLOW', upstream: 'ALLOW' });
    expect((await b.serve('app').findPackage(ref))?.versions).toMatchObject([{ heldBy: 'base' }]);
    expect(await open('app', ref, '1.0-SNAPSHOT', 'lib.jar')).toBe('upstream');
  });
});

describe('origin controls on the way', () => {
  test('upstream=BLOCK cuts off the search for that package at that repository; retained versions stay', async () => {
    topology('base', 'middle>base', 'app>middle');
    await b.publish('base', npm('a'), '1.0.0');
    await open('app', npm('a'), '1.0.0');
    await b.publish('base', npm('a'), '2.0.0');
    b.registry.packages.putOriginConfiguration(at('middle'), npm('a'), { publish: 'ALLOW', upstream: 'BLOCK' });
    expect(await open('app', npm('a'), '2.0.0')).toBeUndefined();
    expect((await b.serve('app').findPackage(npm('a')))?.versions.map(({ version }) => version)).toEqual(['1.0.0']);
    b.registry.packages.putOriginConfiguration(at('middle'), npm('a'), { publish: 'ALLOW', upstream: 'ALLOW' });
    expect(await open('app', npm('a'), '2.0.0')).toBeDefined();
  });

  test('a group blocks pulling at the repositories it does not name', async () => {
    topology('base', 'one>base', 'two>base');
    await b.publish('base', npm('a'), '1.0.0');
    b.registry.groups.updateOriginConfiguration(DOMAIN, '/*', {
      restrictions: { INTERNAL_UPSTREAM: 'ALLOW_SPECIFIC_REPOSITORIES' },
      add: [{ type: 'INTERNAL_UPSTREAM', repository: 'one' }],
    });
    expect(await open('one', npm('a'), '1.0.0')).toBeDefined();
    expect(await open('two', npm('a'), '1.0.0')).toBeUndefined();
  });
});

describe('the merged view', () => {
  test('npm tags: the upstream’s value wins, the first upstream before the second', async () => {
    topology('second', 'deep', 'first>deep', 'app>first,second');
    await b.publish('app', npm('a'), '1.0.2', { tags: ['latest', 'own'] });
    b.registry.packages.putOriginConfiguration(at('app'), npm('a'), { publish: 'ALLOW', upstream: 'ALLOW' });
    await b.publish('second', npm('a'), '3.0.0', { tags: ['latest', 'beta', 'next'] });
    await b.publish('first', npm('a'), '1.0.1', { tags: ['latest', 'beta'] });
    b.registry.packages.putOriginConfiguration(at('first'), npm('a'), { publish: 'ALLOW', upstream: 'ALLOW' });
    await b.publish('deep', npm('a'), '0.5.0', { tags: ['beta'] });
    expect((await b.serve('app').findPackage(npm('a')))?.tags).toEqual({
      latest: '1.0.1',
      own: '1.0.2',
      beta: '0.5.0',
      next: '3.0.0',
    });
    expect((await b.serve('app').findPackage(npm('a')))?.versions.map(({ version }) => version)).toHaveLength(4);
  });

  test('pages are kept until something they are made of changes', async () => {
    topology('base', 'app>base');
    await b.publish('base', npm('a'), '1.0.0');
    let built = 0;
    const page = (repository = 'app') =>
      b.serve(repository).page(npm('a'), 'full', (found) => {
        built++;
        return JSON.stringify([
          found.versions.map(({ version, status }) => [version, status]),
          found.tags,
          found.attributes,
        ]);
      });
    const first = await page();
    expect(await page()).toBe(first);
    expect(built).toBe(1);
    const expectRebuilt = async (change: () => unknown) => {
      const before = built;
      await change();
      const next = await page();
      expect(built).toBe(before + 1);
      expect((await page())?.etag).toBe(next?.etag);
      expect(built).toBe(before + 1);
    };
    await expectRebuilt(() => b.publish('base', npm('a'), '1.1.0', { tags: ['latest'] }));
    await expectRebuilt(() => b.serve('base').tag(npm('a'), { latest: null }));
    await expectRebuilt(() => b.serve('base').annotate(npm('a'), '1.0.0', () => ({ deprecated: 'yes' })));
    await expectRebuilt(() =>
      b.registry.versions.updateStatus(at('base'), npm('a'), 'Unlisted', { versions: ['1.0.0'] }),
    );
    await expectRebuilt(() => b.serve('base').setAttributes(npm('a'), () => ({ x: 1 })));
    await expectRebuilt(() => b.registry.versions.delete(at('base'), npm('a'), { versions: ['1.0.0'] }));
    await expectRebuilt(() => b.serve('app').openAsset(npm('a'), '1.1.0', 'package.tgz'));
    b.registry.repositories.update(at('app'), { upstreams: [] });
    expect(Buffer.from((await page())?.bytes ?? []).toString()).toBe('[[["1.1.0","Published"]],{},null]');
    b.registry.packages.delete(at('app'), npm('a'));
    expect(await page()).toBeUndefined();
    await b.registry.reset();
    expect(await exceptionOf(() => b.serve('app'))).toBe('ResourceNotFoundException');
  });

  test('versions keep the order and time of their first publication, whatever happens to them', async () => {
    topology('base', 'app>base');
    for (const version of ['1', '2', '3']) {
      b.clock.now += 1000;
      await b.publish('base', npm('a'), version);
    }
    const shown = async () =>
      (await b.serve('app').findPackage(npm('a')))?.versions.map(({ version, publishedAt }) => [version, publishedAt]);
    const before = await shown();
    b.clock.now += 1000;
    b.registry.versions.updateStatus(at('base'), npm('a'), 'Unlisted', { versions: ['1'] });
    await b.serve('base').annotate(npm('a'), '2', () => ({ deprecated: 'yes' }));
    await open('app', npm('a'), '2');
    expect(await shown()).toEqual(before);
    // Neither a change of metadata nor one of status is a publish: retention by age goes on counting.
    expect(b.registry.versions.describe(at('base'), npm('a'), '2').publishedAt).toBe(b.clock.now - 2000);
    expect(b.registry.versions.describe(at('base'), npm('a'), '1').publishedAt).toBe(b.clock.now - 3000);
  });

  test('late files do not pass an upstream that has hidden the version', async () => {
    topology('bottom', 'mid>bottom', 'app>mid', 'below>mid');
    const ref = maven('com.acme', 'lib');
    const jar = { files: { 'lib-1.jar': 'jar' }, assetPolicy: 'open' } as const;
    await b.publish('bottom', ref, '1', jar);
    for (const name of ['mid', 'app']) expect(await open(name, ref, '1', 'lib-1.jar')).toBe('jar');
    await b.publish('bottom', ref, '1', { files: { 'lib-1-sources.jar': 'late' }, assetPolicy: 'open' });
    for (const [status, expected] of [
      ['Archived', undefined],
      ['Unlisted', 'late'],
    ] as const) {
      b.registry.versions.updateStatus(at('mid'), ref, status, { versions: ['1'] });
      for (const name of ['mid', 'below', 'app'])
        expect(await open(name, ref, '1', 'lib-1-sources.jar')).toBe(expected);
    }
  });

  test('search finds names of the whole chain', async () => {
    topology('base', 'app>base');
    await b.publish('base', npm('left-pad'), '1.0.0');
    await b.publish('app', npm('PAD', 'acme'), '1.0.0');
    await b.publish('app', npm('other'), '1.0.0');
    const found = async (text: string, limit = 10) =>
      (await b.serve('app').search('npm', text, limit)).map(({ name }) => name);
    expect(await found('pad')).toEqual(['left-pad', 'PAD']);
    expect(await found('pad', 1)).toEqual(['left-pad']);
    expect(await found('zzz')).toEqual([]);
    expect((await b.serve('app').search('pypi', '', 10)).length).toBe(0);
  });
});
