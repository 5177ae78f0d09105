import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Json } from '../../../../src/core/ports/format-server.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { at, type Bench, bench, DOMAIN, exceptionOf, generic, maven, npm, pypi, streamOf } from '../bench.ts';

const folder = temporaryFolders();
let b: Bench;
beforeEach(async () => {
  b = await bench();
  b.repository('dev');
});
afterEach(() => b.close());

describe('publishing', () => {
  test('the same bytes are unchanged, other bytes a conflict, a new asset depends on the format', async () => {
    const first = await b.publish('dev', npm('a'), '1.0.0', { metadata: { name: 'a' } });
    expect(first.outcome).toBe('published');
    expect(first.revision).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(await b.publish('dev', npm('a'), '1.0.0', { metadata: { name: 'other' } })).toEqual({
      outcome: 'unchanged',
      revision: first.revision,
    });
    expect(await exceptionOf(() => b.publish('dev', npm('a'), '1.0.0', { files: { 'package.tgz': 'other' } }))).toBe(
      'conflict',
    );
    expect(await exceptionOf(() => b.publish('dev', npm('a'), '1.0.0', { files: { 'more.tgz': 'other' } }))).toBe(
      'conflict',
    );
    const wheel = await b.publish('dev', pypi('a'), '1.0', {
      files: { 'a-1.0-py3-none-any.whl': 'w' },
      assetPolicy: 'open',
    });
    const sdist = await b.publish('dev', pypi('a'), '1.0', { files: { 'a-1.0.tar.gz': 's' }, assetPolicy: 'open' });
    expect(sdist.outcome).toBe('published');
    expect(sdist.revision).not.toBe(wheel.revision);
    expect(b.registry.versions.assets(at('dev'), pypi('a'), '1.0').items.map(({ name }) => name)).toEqual([
      'a-1.0-py3-none-any.whl',
      'a-1.0.tar.gz',
    ]);
    expect(
      await exceptionOf(() =>
        b.publish('dev', pypi('a'), '1.0', { files: { 'a-1.0.tar.gz': 'x' }, assetPolicy: 'open' }),
      ),
    ).toBe('conflict');
  });

  test('revisions name assets, whatever the order, repository, time or client', async () => {
    b.repository('other');
    const files = { one: '1', two: '2' };
    const swapped = { two: '2', one: '1' };
    const metadata = { a: 1, b: [true, null, 'x'] };
    const { revision } = await b.publish('dev', generic('acme', 'f'), '1', { files, metadata });
    b.clock.now += 5000;
    expect(
      (
        await b.publish('other', generic('acme', 'f'), '1', {
          files: swapped,
          metadata: { a: 2, _npmVersion: '11.0.0' },
        })
      ).revision,
    ).toBe(revision);
    const different = [
      { files: { one: '1', three: '2' }, metadata },
      { files: { one: '1', two: '3' }, metadata },
    ];
    const revisions = new Set([revision]);
    for (const [index, options] of different.entries())
      revisions.add((await b.publish('other', generic('acme', `f${index}`), '1', options)).revision);
    revisions.add((await b.publish('other', generic('acme', 'f'), '2', { files, metadata })).revision);
    expect(revisions.size).toBe(4);
  });

  test('what owners change afterwards makes another revision, and that of before when it is taken back', async () => {
    const { revision } = await b.publish('dev', npm('a'), '1.0.0', { metadata: { _npmVersion: '10.0.0' } });
    const changed = async (metadata: Json) => {
      await b.serve('dev').annotate(npm('a'), '1.0.0', () => metadata);
      return b.registry.versions.describe(at('dev'), npm('a'), '1.0.0').revision;
    };
    expect(await changed({ deprecated: 'use b' })).not.toBe(revision);
    expect(await changed({ _npmVersion: '11.0.0' })).toBe(revision);
    const found = await b.serve('dev').findPackage(npm('a'));
    expect(found?.versions[0]?.metadata).toEqual({ _npmVersion: '11.0.0' });
  });

  test('between the changes of many versions others get their turn', async () => {
    for (let n = 0; n < 20; n++) await b.publish('dev', npm('a'), `1.0.${n}`);
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns++;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    for (let n = 0; n < 20; n++) await b.serve('dev').annotate(npm('a'), `1.0.${n}`, () => ({ deprecated: 'use b' }));
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(19);
  });

  test('a version that arrives upstream while a public source is asked is a conflict', async () => {
    await b.close();
    const source = folder();
    b = await bench({ externals: { 'public:npmjs': `${source}/` } });
    for (const name of ['mid', 'store']) b.repository(name);
    b.repository('app', ['mid', 'store']);
    b.registry.repositories.associateExternalConnection(at('store'), 'public:npmjs');
    const [ours, others] = [b.serve('app'), b.serve('mid')];
    const publication = async (target: typeof ours, text: string) => {
      const blob = await target.receive(streamOf(text));
      const assets = [{ name: 'package.tgz', blob }];
      return { ...npm('race'), version: '1.0.0', assets, assetPolicy: 'closed' as const };
    };
    const [here, there] = [await publication(ours, 'here'), await publication(others, 'there')];
    const first = exceptionOf(() => ours.publish(here));
    await others.publish(there);
    expect(await first).toBe('conflict');
    expect(await exceptionOf(() => b.versions('app', npm('race')))).toBe('ResourceNotFoundException');
  });

  test('replacing leaves exactly the given assets', async () => {
    const ref = maven('com.acme', 'lib');
    await b.publish('dev', ref, '1.0-SNAPSHOT', {
      files: { 'lib-1.jar': '1', 'lib-1.pom': 'p' },
      assetPolicy: 'replace',
    });
    const again = await b.publish('dev', ref, '1.0-SNAPSHOT', {
      files: { 'lib-1.jar': '1', 'lib-1.pom': 'p' },
      assetPolicy: 'replace',
    });
    expect(again.outcome).toBe('unchanged');
    const next = await b.publish('dev', ref, '1.0-SNAPSHOT', { files: { 'lib-2.jar': '2' }, assetPolicy: 'replace' });
    expect(next.outcome).toBe('published');
    expect(b.registry.versions.assets(at('dev'), ref, '1.0-SNAPSHOT').items.map(({ name }) => name)).toEqual([
      'lib-2.jar',
    ]);
    expect(b.registry.domains.describe(DOMAIN).assetSizeBytes).toBe(1);
  });

  test('an Unfinished version takes assets until it is Published, and never goes back', async () => {
    const ref = generic('acme', 'firmware');
    const upload = (asset: string, content: string, unfinished: boolean) =>
      b.registry.versions.publishAsset(at('dev'), ref, {
        version: '1',
        asset,
        sha256: sha256(content),
        body: streamOf(content),
        unfinished,
      });
    expect(await upload('a.bin', 'a', true)).toMatchObject({ status: 'Unfinished', asset: { name: 'a.bin', size: 1 } });
    expect((await b.serve('dev').findPackage(ref))?.versions).toMatchObject([{ status: 'Unfinished' }]);
    expect(await b.serve('dev').openAsset(ref, '1', 'a.bin')).toBeUndefined();
    expect(b.registry.versions.list(at('dev'), ref).defaultDisplayVersion).toBeUndefined();
    expect(await upload('b.bin', 'b', true)).toMatchObject({ status: 'Unfinished' });
    const last = await upload('b.bin', 'b', false);
    expect(last).toMatchObject({ status: 'Published' });
    expect(await upload('b.bin', 'b', true)).toMatchObject({ status: 'Published', revision: last.revision });
    expect(await exceptionOf(() => upload('c.bin', 'c', false))).toBe('ConflictException');
    expect(await b.serve('dev').openAsset(ref, '1', 'a.bin')).toMatchObject({ size: 1 });
  });

  test.each(['Published', 'Unlisted'] as const)(
    'is published when it is finished, also by a status (%s)',
    async (status) => {
      const ref = generic('acme', 'firmware');
      const upload = (version: string, unfinished: boolean) =>
        b.registry.versions.publishAsset(at('dev'), ref, {
          ...{ version, asset: 'a.bin', sha256: sha256('a'), body: streamOf('a'), unfinished },
        });
      for (const version of ['1', '2', '3']) await upload(version, version !== '2');
      b.clock.now += 3_600_000;
      await upload('1', false);
      b.registry.versions.updateStatus(at('dev'), ref, status, { versions: ['3'] });
      const times = ['1', '2', '3'].map((version) => b.registry.versions.describe(at('dev'), ref, version).publishedAt);
      expect(times).toEqual([b.clock.now, b.clock.now - 3_600_000, b.clock.now]);
      // From then on a change of status is one.
      b.clock.now += 3_600_000;
      b.registry.versions.updateStatus(at('dev'), ref, 'Archived', { versions: ['3'] });
      expect(b.registry.versions.describe(at('dev'), ref, '3').publishedAt).toBe(b.clock.now - 3_600_000);
    },
  );

  test('PublishPackageVersion checks format, digest and names', async () => {
    const call = (ref: Parameters<typeof b.registry.versions.publishAsset>[1], asset: string, sha: string) =>
      exceptionOf(() =>
        b.registry.versions.publishAsset(at('dev'), ref, { version: '1', asset, sha256: sha, body: streamOf('x') }),
      );
    expect(await call(npm('a'), 'package.tgz', sha256('x'))).toBe('ValidationException');
    expect(await call(generic('acme', 'f'), 'a.bin', sha256('y'))).toBe('ValidationException');
    expect(await call(generic('acme', 'f'), 'a.bin', sha256('x').toUpperCase())).toBe('ValidationException');
    for (const name of ['../a', 'a/b', '', ' a', 'a\nb', '.', '..'])
      expect(await call(generic('acme', 'f'), name, sha256('x'))).toBe('ValidationException');
    expect(await call({ format: 'generic', name: 'f' }, 'a.bin', sha256('x'))).toBe('ValidationException');
    expect(await call(generic('acme', 'f'), 'a.bin', sha256('x'))).toBe('none');
  });

  test('names that could not be stored or shown are refused', async () => {
    for (const name of ['', '.', '..', 'a/b', 'a#b', 'a b', 'a\u0000b', 'a\u001bb', '\ud800', 'x'.repeat(256)]) {
      expect(await exceptionOf(() => b.publish('dev', npm(name), '1.0.0'))).toBe('invalid');
      expect(await b.serve('dev').findPackage(npm(name))).toBeUndefined();
    }
    expect(await exceptionOf(() => b.publish('dev', { format: 'pypi', name: 'a', namespace: 'n' }, '1'))).toBe(
      'invalid',
    );
    for (const name of ['__proto__', 'constructor', 'é\u{1f600}']) {
      await b.publish('dev', npm(name), '__proto__', { tags: ['__proto__'] });
      expect(b.versions('dev', npm(name))).toEqual(['__proto__']);
      const found = await b.serve('dev').findPackage(npm(name));
      expect(Object.entries(found?.tags ?? {})).toEqual([['__proto__', '__proto__']]);
    }
  });

  test('Archived and Disposed versions cannot be published again; a deleted one can', async () => {
    await b.publish('dev', npm('a'), '1.0.0');
    const guards = { versions: ['1.0.0'] };
    b.registry.versions.updateStatus(at('dev'), npm('a'), 'Archived', guards);
    expect(await exceptionOf(() => b.publish('dev', npm('a'), '1.0.0'))).toBe('conflict');
    b.registry.versions.dispose(at('dev'), npm('a'), guards);
    expect(await exceptionOf(() => b.publish('dev', npm('a'), '1.0.0'))).toBe('conflict');
    b.registry.versions.delete(at('dev'), npm('a'), guards);
    expect(await b.publish('dev', npm('a'), '1.0.0', { files: { 'package.tgz': 'other' } })).toMatchObject({
      outcome: 'published',
    });
  });

  test('quotas: the size of an asset and the number of assets', async () => {
    await b.close();
    b = await bench({ switches: { 'asset-bytes': 10, 'assets-per-version': 2 } });
    b.repository('dev');
    expect(await exceptionOf(() => b.publish('dev', npm('a'), '1', { files: { 'package.tgz': 'x'.repeat(11) } }))).toBe(
      'too-large',
    );
    const files = { one: '1', two: '2', three: '3' };
    expect(await exceptionOf(() => b.publish('dev', generic('n', 'a'), '1', { files }))).toBe('quota');
    expect(await exceptionOf(() => b.publish('dev', generic('n', 'a'), '1', { files: { one: '1', two: '2' } }))).toBe(
      'none',
    );
  });

  test('a failed or broken upload leaves nothing behind', async () => {
    const served = b.serve('dev');
    const broken = async function* () {
      yield Buffer.alloc(300_000, 1);
      throw new Error('connection lost');
    };
    await expect(served.receive(broken())).rejects.toThrow('connection lost');
    expect(await b.registry.collectGarbage(0)).toEqual({ removed: 0, bytes: 0 });
    await served.receive(streamOf('never published'));
    expect(await b.registry.collectGarbage(60_000)).toEqual({ removed: 0, bytes: 0 });
    expect(await b.registry.collectGarbage(0)).toEqual({ removed: 1, bytes: 15 });
  });

  test('fifty publishes of one version at once: one is published, the same bytes are unchanged, others conflict', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        b.publish('dev', npm('a'), '1.0.0', { files: { 'package.tgz': n % 5 === 0 ? 'other' : 'same' } }).then(
          (receipt) => receipt.outcome,
          (error: { kind: string }) => error.kind,
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'published')).toHaveLength(1);
    expect(
      outcomes.filter((outcome) => outcome === 'unchanged').length +
        outcomes.filter((outcome) => outcome === 'conflict').length,
    ).toBe(49);
    expect(b.versions('dev', npm('a'))).toEqual(['1.0.0']);
  });
});

describe('origin controls', () => {
  test('a package published first takes no upstream versions; publish=BLOCK refuses with the switch’s status', async () => {
    await b.publish('dev', npm('a'), '1.0.0');
    expect(b.registry.packages.describe(at('dev'), npm('a')).restrictions).toEqual({
      publish: 'ALLOW',
      upstream: 'BLOCK',
    });
    b.registry.packages.putOriginConfiguration(at('dev'), npm('a'), { publish: 'BLOCK', upstream: 'BLOCK' });
    expect(await exceptionOf(() => b.publish('dev', npm('a'), '1.0.1'))).toBe('forbidden');
    await b.close();
    b = await bench({ switches: { 'blocked-publish-status': '409' } });
    b.repository('dev');
    b.registry.packages.putOriginConfiguration(at('dev'), npm('a'), { publish: 'BLOCK', upstream: 'ALLOW' });
    expect(b.registry.packages.list(at('dev')).items).toEqual([
      { ...npm('a'), restrictions: { publish: 'BLOCK', upstream: 'ALLOW' } },
    ]);
    expect(await exceptionOf(() => b.publish('dev', npm('a'), '1.0.1'))).toBe('conflict');
  });

  test('a version reachable upstream cannot be published while upstream is allowed', async () => {
    b.repository('prod', ['dev']);
    await b.publish('dev', npm('a'), '1.0.0');
    expect(await exceptionOf(() => b.publish('prod', npm('a'), '1.0.0'))).toBe('conflict');
    expect(await exceptionOf(() => b.publish('prod', npm('a'), '1.0.1'))).toBe('none');
    // The first publish has cut the package off from upstream, so that nothing is reachable any more.
    expect(await exceptionOf(() => b.publish('prod', npm('a'), '1.0.0'))).toBe('none');
  });

  test('package groups: BLOCK, specific repositories and weak matches', async () => {
    b.repository('other');
    const { groups } = b.registry;
    groups.create(DOMAIN, '/npm/acme/*');
    groups.updateOriginConfiguration(DOMAIN, '/npm/acme/*', {
      restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
      add: [{ type: 'PUBLISH', repository: 'dev' }],
    });
    expect(await exceptionOf(() => b.publish('dev', npm('ui', 'acme'), '1.0.0'))).toBe('none');
    expect(await exceptionOf(() => b.publish('other', npm('ui', 'acme'), '1.0.0'))).toBe('forbidden');
    expect(b.registry.packages.describe(at('dev'), npm('ui', 'acme')).restrictions).toEqual({
      publish: 'ALLOW',
      upstream: 'ALLOW',
    });
    expect(await exceptionOf(() => b.publish('dev', npm('ui', 'ACME'), '1.0.0'))).toBe('forbidden');
    groups.updateOriginConfiguration(DOMAIN, '/*', { restrictions: { PUBLISH: 'BLOCK' } });
    expect(await exceptionOf(() => b.publish('dev', npm('free'), '1.0.0'))).toBe('forbidden');
    expect(await exceptionOf(() => b.publish('dev', npm('ui', 'acme'), '1.0.1'))).toBe('none');
  });
});

import { createHash } from 'node:crypto';

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
