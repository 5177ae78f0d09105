import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTransport, type Transport } from '../../../../src/machine/http.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { type ScriptedAnswer, type ScriptedServer, scriptedServer } from '../../../support/servers/scripted-server.ts';
import { at, type Bench, bench, DOMAIN, exceptionOf, maven, npm, pypi } from '../bench.ts';

const sri = (bytes: string) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
const sha = (algorithm: string, bytes: string) => createHash(algorithm).update(bytes).digest('hex');
const folder = temporaryFolders();

let b: Bench;
let publicServer: ScriptedServer;
let transport: Transport;
let answers: Map<string, ScriptedAnswer | undefined>;
let isDown = false;

const json = (value: unknown): ScriptedAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** Puts an npm package on the public server. */
const release = (
  name: string,
  versions: Record<string, string>,
  options: { integrity?: string; tarball?: string } = {},
) => {
  const entries = Object.entries(versions).map(([version, bytes]) => {
    const tarball = options.tarball ?? `${publicServer.origin}/${name}/-/${name}-${version}.tgz`;
    answers.set(`/${name}/-/${name}-${version}.tgz`, { status: 200, body: bytes });
    return [
      version,
      {
        name,
        version,
        description: `about ${name}`,
        dist: { tarball, integrity: options.integrity ?? sri(bytes), shasum: sha('sha1', bytes) },
      },
    ];
  });
  const latest = Object.keys(versions).at(-1);
  const time = Object.fromEntries(
    Object.keys(versions).map((version, index) => [version, `2020-01-0${index + 1}T00:00:00.000Z`]),
  );
  answers.set(`/${name}`, json({ name, 'dist-tags': { latest }, versions: Object.fromEntries(entries), time }));
};

const start = async (options: Parameters<typeof bench>[0] = {}): Promise<void> => {
  b = await bench({
    http: transport.send,
    externals: {
      'public:npmjs': publicServer.origin,
      'public:pypi': `${publicServer.origin}/simple`,
      'public:maven-central': `${publicServer.origin}/maven2/`,
    },
    ...options,
  });
  if (b.registry.repositories.listInDomain(DOMAIN).items.length > 0) return;
  for (const [name, connection] of [
    ['npm-store', 'public:npmjs'],
    ['pypi-store', 'public:pypi'],
    ['central-store', 'public:maven-central'],
  ] as const) {
    b.repository(name);
    b.registry.repositories.associateExternalConnection(at(name), connection);
  }
  b.repository('middle', ['npm-store', 'pypi-store', 'central-store']);
  b.repository('app', ['middle']);
};

const open = async (
  ref: Parameters<ReturnType<Bench['serve']>['openAsset']>[0],
  version: string,
  asset = 'package.tgz',
  repository = 'app',
) => {
  const found = await b.serve(repository).openAsset(ref, version, asset);
  return found && b.read(found);
};

beforeEach(async () => {
  answers = new Map();
  isDown = false;
  publicServer = await scriptedServer(({ path }) =>
    isDown ? undefined : (answers.get(decodeURIComponent(path)) ?? { status: 404 }),
  );
  transport = createTransport({ env: {}, userAgent: 'test' });
  await start();
});

afterEach(async () => {
  await b.close();
  transport.close();
  await publicServer.close();
});

describe('a public npm registry', () => {
  test('is described without retaining, and a download is kept here and where the connection is', async () => {
    release('left-pad', { '1.0.0': 'one', '1.1.0': 'two' });
    const found = await b.serve('app').findPackage(npm('left-pad'));
    expect(found).toMatchObject({
      tags: { latest: '1.1.0' },
      versions: [{ version: '1.0.0', heldBy: undefined, publishedAt: Date.UTC(2020, 0, 1) }, { version: '1.1.0' }],
    });
    for (const name of ['app', 'middle', 'npm-store'])
      expect(await exceptionOf(() => b.versions(name, npm('left-pad')))).toBe('ResourceNotFoundException');
    expect(await open(npm('left-pad'), '1.0.0')).toBe('one');
    for (const name of ['app', 'npm-store']) {
      expect(b.versions(name, npm('left-pad'))).toEqual(['1.0.0']);
      expect(b.registry.packages.describe(at(name), npm('left-pad')).restrictions).toEqual({
        publish: 'BLOCK',
        upstream: 'ALLOW',
      });
      expect(b.registry.versions.describe(at(name), npm('left-pad'), '1.0.0')).toMatchObject({
        origin: { type: 'EXTERNAL', externalConnection: 'public:npmjs' },
        publishedAt: b.clock.now,
        details: { summary: 'about left-pad' },
      });
    }
    expect(await exceptionOf(() => b.versions('middle', npm('left-pad')))).toBe('ResourceNotFoundException');
    expect((await b.serve('app').findPackage(npm('left-pad')))?.versions.map(({ heldBy }) => heldBy)).toEqual([
      'app',
      undefined,
    ]);
    expect(await open(npm('left-pad'), '9.9.9')).toBeUndefined();
    expect(await b.serve('app').findPackage(npm('unknown'))).toBeUndefined();
  });

  test('a hundred who ask at once cause one description and one download', async () => {
    release('left-pad', { '1.0.0': 'x'.repeat(400_000) });
    const asked = Array.from({ length: 100 }, (_, n) =>
      (n % 2 ? b.serve('app') : b.serve('middle')).openAsset(npm('left-pad'), '1.0.0', 'package.tgz'),
    );
    const found = await Promise.all(asked);
    expect(found.every((asset) => asset?.size === 400_000)).toBe(true);
    expect(publicServer.lines()).toEqual(['GET /left-pad', 'GET /left-pad/-/left-pad-1.0.0.tgz']);
  });

  test('other bytes than announced are refused and leave nothing', async () => {
    release('evil', { '1.0.0': 'good' }, { integrity: sri('other') });
    expect(await exceptionOf(() => open(npm('evil'), '1.0.0'))).toBe('unavailable');
    release('trunc', { '1.0.0': 'full length' });
    answers.set('/trunc/-/trunc-1.0.0.tgz', { status: 200, body: 'full' });
    expect(await exceptionOf(() => open(npm('trunc'), '1.0.0'))).toBe('unavailable');
    for (const name of ['app', 'npm-store']) expect(b.registry.packages.list(at(name)).items).toEqual([]);
    release('trunc', { '1.0.0': 'full length' });
    expect(await open(npm('trunc'), '1.0.0')).toBe('full length');
  });

  test('is believed for half an hour, then asked again; unknown packages for a minute', async () => {
    release('left-pad', { '1.0.0': 'one' });
    const versions = async () =>
      (await b.serve('app').findPackage(npm('left-pad')))?.versions.map(({ version }) => version);
    expect(await versions()).toEqual(['1.0.0']);
    release('left-pad', { '1.0.0': 'one', '1.1.0': 'two' });
    b.clock.now += 30 * 60_000 - 1;
    expect(await versions()).toEqual(['1.0.0']);
    b.clock.now += 1;
    expect(await versions()).toEqual(['1.0.0', '1.1.0']);
    expect(await b.serve('app').findPackage(npm('new'))).toBeUndefined();
    release('new', { '1.0.0': 'n' });
    expect(await b.serve('app').findPackage(npm('new'))).toBeUndefined();
    b.clock.now += 60_000;
    expect(await b.serve('app').findPackage(npm('new'))).toBeDefined();
    b.clock.now -= 7 * 24 * 3_600_000;
    release('left-pad', { '2.0.0': 'two' });
    expect(await versions()).toEqual(['2.0.0']);
  });

  test('is asked each time when the cache is switched off', async () => {
    await b.close();
    await start({ switches: { 'external-cache': 'off' } });
    release('left-pad', { '1.0.0': 'one' });
    expect((await b.serve('app').findPackage(npm('left-pad')))?.versions).toHaveLength(1);
    release('left-pad', { '1.0.0': 'one', '1.1.0': 'two' });
    expect((await b.serve('app').findPackage(npm('left-pad')))?.versions).toHaveLength(2);
  });

  test('when it is down, what is retained and described goes on; the rest is unavailable, or not found by switch', async () => {
    release('left-pad', { '1.0.0': 'one', '1.1.0': 'two' });
    await open(npm('left-pad'), '1.0.0');
    isDown = true;
    b.clock.now += 24 * 3_600_000;
    expect((await b.serve('app').findPackage(npm('left-pad')))?.versions).toHaveLength(2);
    expect(await open(npm('left-pad'), '1.0.0')).toBe('one');
    expect(await exceptionOf(() => open(npm('left-pad'), '1.1.0'))).toBe('unavailable');
    expect(await exceptionOf(() => b.serve('app').findPackage(npm('other')))).toBe('unavailable');
    const asked = publicServer.seen.length;
    await exceptionOf(() => b.serve('app').findPackage(npm('another')));
    expect(publicServer.seen.length).toBe(asked);
    isDown = false;
    b.clock.now += 10_000;
    expect(await open(npm('left-pad'), '1.1.0')).toBe('two');
    await b.close();
    isDown = true;
    await start({ switches: { 'external-unreachable': 'not-found' } });
    expect(await b.serve('app').findPackage(npm('other'))).toBeUndefined();
    expect(await open(npm('other'), '1.0.0')).toBeUndefined();
  });

  test('publishing a public version is a conflict, unless the source is down or upstream is blocked', async () => {
    release('left-pad', { '1.0.0': 'one' });
    expect(await exceptionOf(() => b.publish('app', npm('left-pad'), '1.0.0'))).toBe('conflict');
    b.registry.packages.putOriginConfiguration(at('app'), npm('left-pad'), { publish: 'ALLOW', upstream: 'BLOCK' });
    expect(await exceptionOf(() => b.publish('app', npm('left-pad'), '1.0.0'))).toBe('none');
    isDown = true;
    expect(await exceptionOf(() => b.publish('app', npm('fresh'), '1.0.0'))).toBe('none');
    isDown = false;
    b.clock.now += 60_000;
    release('pulled', { '1.0.0': 'p' });
    await open(npm('pulled'), '1.0.0');
    expect(await exceptionOf(() => b.publish('app', npm('pulled'), '1.0.1'))).toBe('forbidden');
  });

  test('package groups decide what may come in, and where', async () => {
    release('left-pad', { '1.0.0': 'one' });
    const set = (type: 'EXTERNAL_UPSTREAM' | 'INTERNAL_UPSTREAM', mode: 'ALLOW' | 'BLOCK') =>
      b.registry.groups.updateOriginConfiguration(DOMAIN, '/*', { restrictions: { [type]: mode } });
    set('EXTERNAL_UPSTREAM', 'BLOCK');
    expect(await open(npm('left-pad'), '1.0.0')).toBeUndefined();
    set('EXTERNAL_UPSTREAM', 'ALLOW');
    set('INTERNAL_UPSTREAM', 'BLOCK');
    expect(await open(npm('left-pad'), '1.0.0')).toBeUndefined();
    expect(await open(npm('left-pad'), '1.0.0', 'package.tgz', 'npm-store')).toBe('one');
    set('INTERNAL_UPSTREAM', 'ALLOW');
    expect(await open(npm('left-pad'), '1.0.0')).toBe('one');
    b.registry.groups.create(DOMAIN, '/npm//right-pad$');
    release('Right-Pad', { '1.0.0': 'one' });
    expect(await open(npm('Right-Pad'), '1.0.0')).toBeUndefined();
  });

  test('a version that came in takes no own assets while its source is followed', async () => {
    answers.set('/simple/demo/', {
      status: 200,
      headers: { 'content-type': 'application/vnd.pypi.simple.v1+json' },
      body: JSON.stringify({
        meta: { 'api-version': '1.1' },
        name: 'demo',
        files: [{ filename: 'demo-1.0.tar.gz', url: `${publicServer.origin}/demo.tar.gz`, hashes: {} }],
      }),
    });
    answers.set('/demo.tar.gz', { status: 200, body: 'sdist' });
    await open(pypi('demo'), '1.0', 'demo-1.0.tar.gz');
    const own = { files: { 'demo-1.0-py3-none-any.whl': 'own' }, assetPolicy: 'open' as const };
    const set = (upstream: 'ALLOW' | 'BLOCK') =>
      b.registry.packages.putOriginConfiguration(at('app'), pypi('demo'), { publish: 'ALLOW', upstream });
    set('ALLOW');
    expect(await exceptionOf(() => b.publish('app', pypi('demo'), '1.0', own))).toBe('conflict');
    set('BLOCK');
    expect(await exceptionOf(() => b.publish('app', pypi('demo'), '1.0', own))).toBe('none');
  });

  test('names that no repository could hold are neither shown nor asked for', async () => {
    const bytes = { dist: { tarball: `${publicServer.origin}/x.tgz` } };
    answers.set('/odd', json({ name: 'odd', versions: { '1.0.0': { name: 'odd', version: '1.0.0', ...bytes } } }));
    await b.serve('app').findPackage(npm('odd'));
    const asked = publicServer.seen.length;
    for (const version of ['../1.0.0', 'a/b', '', 'a b', '\u0000', '\ud800', 'x'.repeat(256)])
      expect(await open(npm('odd'), version)).toBeUndefined();
    for (const asset of ['', '\u0000', '\n']) expect(await open(npm('odd'), '1.0.0', asset)).toBeUndefined();
    const ref = maven('com.acme', 'lib');
    for (const version of ['..', '../..', '1/2']) await exceptionOf(() => open(ref, version, 'lib.jar'));
    expect(publicServer.lines().slice(asked)).toEqual([]);
  });

  test('removing the connection leaves what was ingested', async () => {
    release('left-pad', { '1.0.0': 'one', '1.1.0': 'two' });
    await open(npm('left-pad'), '1.0.0');
    b.registry.repositories.disassociateExternalConnection(at('npm-store'), 'public:npmjs');
    expect((await b.serve('app').findPackage(npm('left-pad')))?.versions.map(({ version }) => version)).toEqual([
      '1.0.0',
    ]);
    expect(await open(npm('left-pad'), '1.0.0')).toBe('one');
  });

  test('copying with upstreams brings in what only the public source has', async () => {
    release('left-pad', { '1.0.0': 'one' });
    b.repository('prod');
    const request = {
      ...DOMAIN,
      sourceRepository: 'app',
      destinationRepository: 'prod',
      package: npm('left-pad'),
      versions: ['1.0.0'],
    };
    expect(await b.registry.versions.copy({ ...request, includeFromUpstream: true })).toMatchObject({
      successful: { '1.0.0': { status: 'Published' } },
    });
    expect(b.registry.packages.describe(at('prod'), npm('left-pad')).restrictions).toEqual({
      publish: 'BLOCK',
      upstream: 'ALLOW',
    });
    expect(b.versions('npm-store', npm('left-pad'))).toEqual(['1.0.0']);
    expect(await open(npm('left-pad'), '1.0.0', 'package.tgz', 'prod')).toBe('one');
  });

  test('an ingested version appears in API lists after the delay of the switch', async () => {
    await b.close();
    await start({ switches: { 'ingestion-delay-ms': 180_000 } });
    release('left-pad', { '1.0.0': 'one' });
    await open(npm('left-pad'), '1.0.0');
    expect(b.versions('app', npm('left-pad'))).toEqual([]);
    b.clock.now += 180_000;
    expect(b.versions('app', npm('left-pad'))).toEqual(['1.0.0']);
  });
});

describe('redirects and credentials', () => {
  test('credentials go to the source itself and to nobody it points at', async () => {
    const elsewhere = await scriptedServer(() => ({ status: 200, body: 'one' }));
    try {
      await b.close();
      const base = publicServer.origin.replace('://', '://reader:s3cret@');
      await start({ externals: { 'public:npmjs': base } });
      release('left-pad', { '1.0.0': 'one' });
      answers.set('/left-pad/-/left-pad-1.0.0.tgz', {
        status: 302,
        headers: { location: `${elsewhere.origin}/blob?sig=1` },
      });
      expect(await open(npm('left-pad'), '1.0.0')).toBe('one');
      const basic = `Basic ${Buffer.from('reader:s3cret').toString('base64')}`;
      expect(publicServer.seen.map(({ headers }) => headers.authorization)).toEqual([basic, basic]);
      expect(elsewhere.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    } finally {
      await elsewhere.close();
    }
  });

  test('loops, odd addresses and other protocols are refused without naming secrets', async () => {
    for (const location of ['/loop/-/loop-1.0.0.tgz', 'file:///etc/passwd', 'http://[', 'data:,x']) {
      release('loop', { '1.0.0': 'one' });
      answers.set('/loop/-/loop-1.0.0.tgz', { status: 302, headers: { location } });
      expect(await exceptionOf(() => open(npm('loop'), '1.0.0'))).toBe('unavailable');
    }
    expect(publicServer.lines().filter((line) => line.includes('.tgz')).length).toBe(9);
  });
});

describe('a public Python index', () => {
  const file = (name: string, bytes: string, more: Record<string, unknown> = {}) => {
    answers.set(`/files/${name}`, { status: 200, body: bytes });
    return {
      filename: name,
      url: `${publicServer.origin}/files/${name}`,
      hashes: { sha256: sha('sha256', bytes) },
      size: bytes.length,
      ...more,
    };
  };
  const page = (...files: unknown[]) =>
    answers.set('/simple/demo/', {
      ...json({ meta: { 'api-version': '1.1' }, name: 'demo', versions: ['1.0'], files }),
      headers: { 'content-type': 'application/vnd.pypi.simple.v1+json' },
    });

  test('files come in one by one, late files and yanks are seen', async () => {
    page(file('demo-1.0-py3-none-any.whl', 'wheel'));
    expect(await open(pypi('demo'), '1.0', 'demo-1.0-py3-none-any.whl')).toBe('wheel');
    page(file('demo-1.0-py3-none-any.whl', 'wheel', { yanked: 'broken' }), file('demo-1.0.tar.gz', 'sdist'));
    b.clock.now += 31 * 60_000;
    const [version] = (await b.serve('app').findPackage(pypi('demo')))?.versions ?? [];
    expect(version?.assets.map(({ name }) => name)).toEqual(['demo-1.0-py3-none-any.whl', 'demo-1.0.tar.gz']);
    expect(JSON.stringify(version?.assets[0]?.attributes)).toContain('broken');
    expect(await open(pypi('demo'), '1.0', 'demo-1.0.tar.gz')).toBe('sdist');
    for (const name of ['app', 'pypi-store'])
      expect(b.registry.versions.assets(at(name), pypi('demo'), '1.0').items).toHaveLength(2);
  });

  describe('has one yank for everybody', () => {
    const wheel = 'demo-1.0-py3-none-any.whl';
    /** As the page of a repository shows it, and as it is held there. */
    const yanks = async (repository: string) => {
      const shown = (await b.serve(repository).findPackage(pypi('demo')))?.versions[0]?.assets ?? [];
      const held = b.registry.versions.assets(at(repository), pypi('demo'), '1.0').items;
      return [shown, held].map((assets) =>
        assets.map(({ attributes }) => (attributes as { yanked?: string } | undefined)?.yanked ?? 'no').join(' '),
      );
    };
    const revision = (repository: string) => b.registry.versions.describe(at(repository), pypi('demo'), '1.0').revision;
    const look = (repository: string) => b.serve(repository).findPackage(pypi('demo'));
    const later = () => {
      b.clock.now += 31 * 60_000;
    };
    const copyTo = (
      to: string,
      more: { includeFromUpstream?: boolean; versionRevisions?: Record<string, string> } = {},
    ) =>
      b.registry.versions.copy({
        ...{ ...DOMAIN, sourceRepository: 'app', destinationRepository: to, package: pypi('demo') },
        ...(more.versionRevisions ? {} : { versions: ['1.0'] }),
        ...more,
      });
    const yank = (yanked: string | boolean) => page(file(wheel, 'wheel', { yanked }));

    beforeEach(async () => {
      yank(false);
      await open(pypi('demo'), '1.0', wheel);
      for (const name of ['prod', 'prod2']) b.repository(name);
      yank('broken');
      later();
    });

    test('which is written down where the version is held, and taken back', async () => {
      await look('app');
      for (const name of ['app', 'pypi-store']) expect(await yanks(name)).toEqual(['broken', 'broken']);
      yank(false);
      later();
      await look('app');
      for (const name of ['app', 'pypi-store']) expect(await yanks(name)).toEqual(['no', 'no']);
    });

    test('which stays when the connection goes, and when an origin control closes the way', async () => {
      await look('app');
      b.registry.packages.putOriginConfiguration(at('app'), pypi('demo'), { publish: 'BLOCK', upstream: 'BLOCK' });
      expect(await yanks('app')).toEqual(['broken', 'broken']);
      b.registry.repositories.disassociateExternalConnection(at('pypi-store'), 'public:pypi');
      for (const name of ['app', 'pypi-store']) expect(await yanks(name)).toEqual(['broken', 'broken']);
    });

    test('which an upstream passes on that has lost its own way to the source', async () => {
      await look('pypi-store');
      b.registry.repositories.disassociateExternalConnection(at('pypi-store'), 'public:pypi');
      expect(await yanks('app')).toEqual(['broken', 'broken']);
    });

    test.each([false, true])(
      'which a copy has that nobody looked at before (includeFromUpstream %s)',
      async (includes) => {
        const before = revision('app');
        expect(
          await copyTo('prod2', { versionRevisions: { '1.0': before }, includeFromUpstream: includes }),
        ).toMatchObject({
          failed: { '1.0': { code: 'MISMATCHED_REVISION' } },
        });
        expect((await copyTo('prod', { includeFromUpstream: includes })).failed).toEqual({});
        expect(await yanks('prod')).toEqual(['broken', 'broken']);
        expect(await yanks('app')).toEqual(['broken', 'broken']);
        expect(revision('prod')).toBe(revision('app'));
      },
    );

    test('which makes the revision that the version has where it came in yanked', async () => {
      await look('app');
      b.repository('another-store');
      b.registry.repositories.associateExternalConnection(at('another-store'), 'public:pypi');
      await open(pypi('demo'), '1.0', wheel, 'another-store');
      expect(revision('another-store')).toBe(revision('app'));
    });

    test('which files have that were there before a later one was fetched', async () => {
      page(file(wheel, 'wheel', { yanked: 'broken' }), file('demo-1.0.tar.gz', 'sdist', { yanked: 'broken' }));
      expect(await open(pypi('demo'), '1.0', 'demo-1.0.tar.gz')).toBe('sdist');
      b.registry.repositories.disassociateExternalConnection(at('pypi-store'), 'public:pypi');
      for (const name of ['app', 'pypi-store']) expect(await yanks(name)).toEqual(['broken broken', 'broken broken']);
    });

    test('which is not renewed while the version is hidden here or in an upstream', async () => {
      b.registry.versions.updateStatus(at('pypi-store'), pypi('demo'), 'Archived', { versions: ['1.0'] });
      expect(await yanks('app')).toEqual(['no', 'no']);
      b.registry.versions.updateStatus(at('pypi-store'), pypi('demo'), 'Unlisted', { versions: ['1.0'] });
      expect(await yanks('app')).toEqual(['broken', 'broken']);
    });
  });

  test('late files do not pass an upstream that has hidden the version', async () => {
    page(file('demo-1.0-py3-none-any.whl', 'wheel'));
    await open(pypi('demo'), '1.0', 'demo-1.0-py3-none-any.whl');
    page(file('demo-1.0-py3-none-any.whl', 'wheel'), file('demo-1.0.tar.gz', 'sdist'));
    b.clock.now += 31 * 60_000;
    b.registry.versions.updateStatus(at('pypi-store'), pypi('demo'), 'Archived', { versions: ['1.0'] });
    const files = (await b.serve('app').findPackage(pypi('demo')))?.versions[0]?.assets.map(({ name }) => name);
    expect(files).toEqual(['demo-1.0-py3-none-any.whl']);
    expect(await open(pypi('demo'), '1.0', 'demo-1.0.tar.gz')).toBeUndefined();
    b.repository('prod');
    const request = { package: pypi('demo'), versions: ['1.0'], includeFromUpstream: true };
    await b.registry.versions.copy({
      ...{ ...DOMAIN, sourceRepository: 'app', destinationRepository: 'prod' },
      ...request,
    });
    for (const name of ['app', 'pypi-store', 'prod'])
      expect(b.registry.versions.assets(at(name), pypi('demo'), '1.0').items).toHaveLength(1);
    b.registry.versions.updateStatus(at('pypi-store'), pypi('demo'), 'Published', { versions: ['1.0'] });
    expect(await open(pypi('demo'), '1.0', 'demo-1.0.tar.gz')).toBe('sdist');
  });

  test('all files of a version come in at once by switch', async () => {
    await b.close();
    await start({ switches: { 'asset-import': 'all' } });
    page(file('demo-1.0-py3-none-any.whl', 'wheel'), file('demo-1.0.tar.gz', 'sdist'));
    await open(pypi('demo'), '1.0', 'demo-1.0-py3-none-any.whl');
    for (
      let tries = 0;
      tries < 200 && b.registry.versions.assets(at('pypi-store'), pypi('demo'), '1.0').items.length < 2;
      tries++
    ) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(b.registry.versions.assets(at('pypi-store'), pypi('demo'), '1.0').items).toHaveLength(2);
  });
});

describe('a public Maven repository', () => {
  const put = (path: string, body: string) => {
    answers.set(`/maven2/${path}`, { status: 200, body });
    answers.set(`/maven2/${path}.sha1`, { status: 200, body: sha('sha1', body) });
  };
  const ref = maven('com.acme', 'lib');
  const pom =
    '<project><modelVersion>4.0.0</modelVersion><groupId>com.acme</groupId><artifactId>lib</artifactId><version>1.0</version><name>Lib</name><url>https://example.com</url></project>';

  beforeEach(() => {
    answers.set('/maven2/com/acme/lib/maven-metadata.xml', {
      status: 200,
      body: '<metadata><groupId>com.acme</groupId><artifactId>lib</artifactId><versioning><versions><version>1.0</version></versions></versioning></metadata>',
    });
    put('com/acme/lib/1.0/lib-1.0.pom', pom);
    put('com/acme/lib/1.0/lib-1.0.jar', 'jar');
  });

  test('assets are located, verified by the checksum beside them, and added to the retained version', async () => {
    expect(await open(ref, '1.0', 'lib-1.0.pom')).toBe(pom);
    expect(await open(ref, '1.0', 'lib-1.0.jar')).toBe('jar');
    for (const name of ['app', 'central-store']) {
      expect(b.registry.versions.assets(at(name), ref, '1.0').items.map((asset) => asset.name)).toEqual([
        'lib-1.0.jar',
        'lib-1.0.pom',
      ]);
      expect(b.registry.versions.describe(at(name), ref, '1.0').details).toMatchObject({
        homePage: 'https://example.com',
      });
    }
    expect(await open(ref, '1.0', 'lib-1.0-sources.jar')).toBeUndefined();
    const asked = publicServer.seen.length;
    expect(await open(ref, '1.0', 'lib-1.0-sources.jar')).toBeUndefined();
    expect(publicServer.seen.length).toBe(asked);
  });

  test('a wrong checksum beside the file refuses it', async () => {
    answers.set('/maven2/com/acme/lib/1.0/lib-1.0.jar.sha1', { status: 200, body: 'f'.repeat(40) });
    expect(await exceptionOf(() => open(ref, '1.0', 'lib-1.0.jar'))).toBe('unavailable');
  });
});

describe('a folder as a public source', () => {
  const write = (root: string, path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };

  test('serves packages and lets nobody out of it', async () => {
    await b.close();
    const root = folder();
    const outside = folder();
    write(outside, 'secret.tgz', 'secret');
    const packument = (name: string, tarball: string) =>
      JSON.stringify({
        name,
        'dist-tags': { latest: '1.0.0' },
        versions: { '1.0.0': { name, version: '1.0.0', dist: { tarball } } },
      });
    write(root, 'pad/index.json', packument('pad', 'pad/-/pad-1.0.0.tgz'));
    write(root, 'pad/-/pad-1.0.0.tgz', 'one');
    write(root, 'out/index.json', packument('out', `../${outside.split('/').at(-1)}/secret.tgz`));
    write(root, 'link/index.json', packument('link', 'link/-/link.tgz'));
    mkdirSync(join(root, 'link/-'), { recursive: true });
    symlinkSync(join(outside, 'secret.tgz'), join(root, 'link/-/link.tgz'));
    await start({ externals: { 'public:npmjs': root } });
    expect(await open(npm('pad'), '1.0.0')).toBe('one');
    expect(await open(npm('out'), '1.0.0')).toBeUndefined();
    expect(await open(npm('link'), '1.0.0')).toBeUndefined();
    expect(await b.serve('app').findPackage(npm('none'))).toBeUndefined();
    rmSync(root, { recursive: true });
    expect(await exceptionOf(() => b.serve('app').findPackage(npm('more')))).toBe('unavailable');
    expect(await open(npm('pad'), '1.0.0')).toBe('one');
  });

  test('unknown connection names are refused at the start', async () => {
    await expect(bench({ externals: { 'public:nothing': '/tmp' } })).rejects.toMatchObject({ code: 'CA-INPUT-001' });
    await expect(bench({ switches: { 'asset-bytes': 'many', nothing: 'x' } })).rejects.toMatchObject({
      code: 'CA-INPUT-001',
      message: expect.stringContaining('nothing'),
    });
  });
});
