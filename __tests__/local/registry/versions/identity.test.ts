// Which spellings are one version, and which file names one content: the same answer for every reader, over the socket.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CopyPackageVersionsCommand,
  DescribePackageVersionCommand,
  DisposePackageVersionsCommand,
  ListPackageVersionsCommand,
  PutPackageOriginConfigurationCommand,
  UpdatePackageVersionsStatusCommand,
} from '@aws-sdk/client-codeartifact';
import { afterEach, describe, expect, test } from '@jest/globals';
import { normaliseVersion } from '../../../../src/formats/nuget/names/version.ts';
import type { LocalServerOptions } from '../../../../src/local/server-options.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { buildNupkg } from '../../../support/packages/nuget-package.ts';
import { nugetSource } from '../../../support/packages/nuget-source.ts';
import { DOMAIN } from '../../../support/servers/local-registry.ts';
import { scriptedServer } from '../../../support/servers/scripted-server.ts';
import { type SdkRegistry, sdkRegistry } from '../../../support/servers/sdk-registry.ts';

const folder = temporaryFolders();
let registry: SdkRegistry;
afterEach(async () => {
  await registry.close();
  expect(registry.errors).toEqual([]);
});

/** Repositories by name with their upstreams. */
async function start(upstreams: Readonly<Record<string, string[]>>, options: LocalServerOptions = {}) {
  const [first = { name: 'r0' }, ...rest] = Object.entries(upstreams).map(([name, of]) => ({ name, upstreams: of }));
  registry = await sdkRegistry(folder(), [first, ...rest], options);
}

const call = (method: string, format: string, repository: string, path: string, options = {}) =>
  registry.call(method, `${registry.endpoint(format, repository)}${path}`, options);

interface Answer {
  readonly successfulVersions?: Record<string, unknown> | undefined;
  readonly failedVersions?: Record<string, { errorCode?: string | undefined }> | undefined;
}

/** What a call says of each version: `ok`, or the code of the failure. */
async function outcomes(sent: Promise<Answer>): Promise<Record<string, string>> {
  const { successfulVersions = {}, failedVersions = {} } = await sent;
  return {
    ...Object.fromEntries(Object.keys(successfulVersions).map((version) => [version, 'ok'])),
    ...Object.fromEntries(Object.entries(failedVersions).map(([version, one]) => [version, one.errorCode ?? ''])),
  };
}

const errorName = (sent: Promise<unknown>) =>
  sent.then(
    () => 'none',
    (error: Error) => error.name,
  );

type Pinned = Record<string, string>;

const copy = (format: 'nuget' | 'pypi', name: string, from: string, to: string, request: object) =>
  registry.api.send(
    new CopyPackageVersionsCommand({
      ...{ domain: DOMAIN, sourceRepository: from, destinationRepository: to, format, package: name },
      ...request,
    }),
  );

const listed = async (format: 'nuget' | 'pypi', repository: string, name: string) =>
  (
    await registry.api.send(new ListPackageVersionsCommand({ domain: DOMAIN, repository, format, package: name }))
  ).versions?.map(({ version, status }) => `${version} ${status}`);

describe('nuget', () => {
  const push = async (repository: string, version: string, answer = 'first', id = 'Acme.Lib') => {
    const boundary = 'limit';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name=package; filename=a.nupkg\r\n\r\n`;
    const bytes = await buildNupkg({ id, version, answer });
    const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    return (await call('PUT', 'nuget', repository, 'v2/package/', { body, headers })).status;
  };
  const at = (repository: string) => ({ domain: DOMAIN, repository, format: 'nuget' as const, package: 'acme.lib' });
  const dispose = (repository: string, versions: string[], versionRevisions?: Pinned) =>
    registry.api.send(
      new DisposePackageVersionsCommand({ ...at(repository), versions, ...(versionRevisions && { versionRevisions }) }),
    );
  const setStatus = (repository: string, versions: string[], targetStatus: 'Archived' | 'Unlisted', pinned?: Pinned) =>
    registry.api.send(
      new UpdatePackageVersionsStatusCommand({
        ...{ ...at(repository), versions, targetStatus },
        ...(pinned && { versionRevisions: pinned }),
      }),
    );
  const describeVersion = async (repository: string, packageVersion: string) =>
    (await registry.api.send(new DescribePackageVersionCommand({ ...at(repository), packageVersion }))).packageVersion;
  const flatContainer = async (repository: string) =>
    (await call('GET', 'nuget', repository, 'v3/flatcontainer/acme.lib/index.json')).json();
  const download = async (repository: string, version: string) => {
    const answer = await call(
      'GET',
      'nuget',
      repository,
      `v3/flatcontainer/acme.lib/${version}/acme.lib.${version}.nupkg`,
    );
    return answer.status === 200 ? Buffer.from(await answer.arrayBuffer()) : answer.status;
  };
  const bytesOf = (version: string, answer = 'first') => buildNupkg({ id: 'Acme.Lib', version, answer });

  describe.each([
    ['numbers', '12.0.3', '12.0.03.0'],
    ['labels', '2.0.0-RC.1', '2.0.0-rc.1'],
  ])('a revision guard in another spelling holds: %s', (_, stored, spelt) => {
    test('copy', async () => {
      await start({ r0: [], r1: [] });
      await push('r0', stored);
      const { revision = '' } = (await describeVersion('r0', stored)) ?? {};
      const stale = await outcomes(copy('nuget', 'acme.lib', 'r0', 'r1', { versionRevisions: { [spelt]: 'stale' } }));
      expect(Object.values(stale)).toEqual(['MISMATCHED_REVISION']);
      expect(await registry.statuses('nuget', 'acme.lib', undefined, 'r1')).toEqual({});
      const right = await outcomes(copy('nuget', 'acme.lib', 'r0', 'r1', { versionRevisions: { [spelt]: revision } }));
      expect(Object.values(right)).toEqual(['ok']);
      expect(await listed('nuget', 'r1', 'acme.lib')).toEqual([`${stored} Published`]);
    });

    test('status and disposal, with the list in either spelling', async () => {
      await start({ r0: [] });
      await push('r0', stored);
      const { revision = '' } = (await describeVersion('r0', stored)) ?? {};
      for (const [versions, key] of [
        [spelt, spelt],
        [stored, spelt],
        [spelt, stored],
      ] as const) {
        const stale = { [key]: 'stale' };
        expect(Object.values(await outcomes(setStatus('r0', [versions], 'Unlisted', stale)))).toEqual([
          'MISMATCHED_REVISION',
        ]);
        expect(Object.values(await outcomes(dispose('r0', [versions], stale)))).toEqual(['MISMATCHED_REVISION']);
      }
      expect(await listed('nuget', 'r0', 'acme.lib')).toEqual([`${stored} Published`]);
      expect(Object.values(await outcomes(setStatus('r0', [spelt], 'Unlisted', { [stored]: revision })))).toEqual([
        'ok',
      ]);
      expect(await outcomes(dispose('r0', [stored, spelt], { [spelt]: revision }))).toEqual(
        Object.fromEntries([stored, normaliseVersion(spelt)].map((version) => [version, 'ok'])),
      );
      expect(await listed('nuget', 'r0', 'acme.lib')).toEqual([`${stored} Disposed`]);
    });

    test('two revisions for one version are refused', async () => {
      await start({ r0: [], r1: [] });
      await push('r0', stored);
      const { revision = '' } = (await describeVersion('r0', stored)) ?? {};
      const two = { [stored]: revision, [spelt]: 'stale' };
      expect(await errorName(copy('nuget', 'acme.lib', 'r0', 'r1', { versionRevisions: two }))).toBe(
        'ValidationException',
      );
      expect(await errorName(dispose('r0', [stored, spelt], two))).toBe('ValidationException');
      const same = { [stored]: revision, [spelt]: revision };
      expect(await outcomes(dispose('r0', [stored, spelt], same))).toEqual(
        Object.fromEntries([stored, normaliseVersion(spelt)].map((version) => [version, 'ok'])),
      );
    });
  });

  test('a label in another case is no other version to a push, here and through an upstream', async () => {
    await start({ r0: [], r1: ['r0'] });
    expect(await push('r0', '1.0.0-RC')).toBe(201);
    expect(await push('r1', '1.0.0-rc', 'other')).toBe(409);
    expect(await push('r0', '1.0.0-rc', 'other')).toBe(409);
    await setStatus('r0', ['1.0.0-rc'], 'Archived');
    expect(await push('r0', '1.0.0-rc', 'other')).toBe(409);
    expect(await listed('nuget', 'r0', 'acme.lib')).toEqual(['1.0.0-RC Archived']);
    expect(await download('r0', '1.0.0-rc')).toBe(404);
  });

  test('nor to calls, which answer by the spelling they were asked in', async () => {
    await start({ r0: [], r1: ['r0'], r2: [] });
    await push('r0', '1.0.0-RC');
    expect((await describeVersion('r0', '1.0.0-rc'))?.version).toBe('1.0.0-RC');
    expect(await registry.assets('nuget', 'acme.lib', '1.0.0-rc')).toEqual(['acme.lib.1.0.0-RC.nupkg']);
    expect(
      await outcomes(copy('nuget', 'acme.lib', 'r1', 'r2', { versions: ['1.0.0-rc'], includeFromUpstream: true })),
    ).toEqual({
      '1.0.0-rc': 'ok',
    });
    expect(await listed('nuget', 'r2', 'acme.lib')).toEqual(['1.0.0-RC Published']);
    expect(await download('r2', '1.0.0-rc')).toEqual(await bytesOf('1.0.0-RC'));
    expect(await outcomes(dispose('r0', ['1.0.0-rc']))).toEqual({ '1.0.0-rc': 'ok' });
    expect(await listed('nuget', 'r0', 'acme.lib')).toEqual(['1.0.0-RC Disposed']);
  });

  test('nor to a copy: it exists already, and an overwriting one takes its place with its spelling', async () => {
    await start({ r0: [], r1: [] });
    await push('r0', '1.0.0-RC');
    await push('r1', '1.0.0-rc', 'other');
    expect(await outcomes(copy('nuget', 'acme.lib', 'r0', 'r1', { versions: ['1.0.0-RC'] }))).toEqual({
      '1.0.0-RC': 'ALREADY_EXISTS',
    });
    expect(await download('r1', '1.0.0-rc')).toEqual(await bytesOf('1.0.0-rc', 'other'));
    const forced = { versions: ['1.0.0-RC'], allowOverwrite: true };
    expect(await outcomes(copy('nuget', 'acme.lib', 'r0', 'r1', forced))).toEqual({ '1.0.0-RC': 'ok' });
    expect(await listed('nuget', 'r1', 'acme.lib')).toEqual(['1.0.0-RC Published']);
    expect(await flatContainer('r1')).toEqual({ versions: ['1.0.0-rc'] });
    expect(await download('r1', '1.0.0-rc')).toEqual(await bytesOf('1.0.0-RC'));
  });

  test('nor to a client that looks through upstreams: the nearest one decides', async () => {
    await start({ r0: [], r1: [], r2: ['r0', 'r1'] });
    await push('r0', '1.0.0-RC');
    await push('r1', '1.0.0-rc', 'other');
    expect(await flatContainer('r2')).toEqual({ versions: ['1.0.0-rc'] });
    const registration = await (await call('GET', 'nuget', 'r2', 'v3/registration4/acme.lib/index.json')).json();
    expect(registration).toMatchObject({ items: [{ count: 1, items: [{ catalogEntry: { version: '1.0.0-RC' } }] }] });
    await setStatus('r0', ['1.0.0-rc'], 'Archived');
    expect(await download('r2', '1.0.0-rc')).toBe(404);
    expect((await call('GET', 'nuget', 'r2', 'v3/flatcontainer/acme.lib/index.json')).status).toBe(404);
  });

  test('nor where a public source has it', async () => {
    let origin = '';
    const source = await scriptedServer(await nugetSource([{ id: 'Acme.Lib', version: '1.0.0-RC' }], () => origin));
    origin = source.origin;
    const externals = { 'public:nuget-org': `${origin}/v3/` };
    registry = await sdkRegistry(
      folder(),
      [
        { name: 'store', externalConnection: 'public:nuget-org' },
        { name: 'app', upstreams: ['store'] },
        { name: 'r2' },
      ],
      { externals },
    );
    try {
      expect(await push('app', '1.0.0-rc', 'other')).toBe(409);
      const wanted = { versions: ['1.0.0-rc'], includeFromUpstream: true };
      expect(await outcomes(copy('nuget', 'acme.lib', 'app', 'r2', wanted))).toEqual({ '1.0.0-rc': 'ok' });
      for (const repository of ['store', 'r2'])
        expect(await listed('nuget', repository, 'acme.lib')).toEqual(['1.0.0-RC Published']);
      expect(await download('r2', '1.0.0-rc')).toEqual(await buildNupkg({ id: 'Acme.Lib', version: '1.0.0-RC' }));
    } finally {
      await source.close();
    }
  });
});

describe('pypi', () => {
  const upload = async (repository: string, version: string, fileName: string, content: string) => {
    const form = new FormData();
    const fields = { ':action': 'file_upload', metadata_version: '2.1', name: 'lib', version };
    const filetype = fileName.endsWith('.whl') ? 'bdist_wheel' : 'sdist';
    for (const [name, value] of Object.entries({ ...fields, filetype })) form.append(name, value);
    form.append('content', new Blob([content]), fileName);
    const sent = new Response(form);
    const headers = { 'content-type': sent.headers.get('content-type') ?? '' };
    const answer = await call('POST', 'pypi', repository, '', { body: Buffer.from(await sent.arrayBuffer()), headers });
    return { status: answer.status, text: (await answer.text()).trim() };
  };
  const page = async (repository: string) => {
    const headers = { accept: 'application/vnd.pypi.simple.v1+json' };
    const answer = await call('GET', 'pypi', repository, 'simple/lib/', { headers });
    return ((await answer.json()) as { files: { filename: string; url: string }[] }).files;
  };
  /** The content of each file of a page by name; a name that is there twice throws. */
  const contents = async (repository: string) => {
    const found: Record<string, string> = {};
    for (const { filename, url } of await page(repository)) {
      if (filename in found) throw new Error(`${filename} is listed twice`);
      found[filename] = await (await call('GET', 'pypi', repository, `simple/lib/${url}`)).text();
    }
    return found;
  };

  test('spellings that PEP 440 calls equal are one version, in which a file name has one content', async () => {
    await start({ r0: [], r1: ['r0'] });
    expect((await upload('r0', '1.0rc1', 'lib-1.0rc1.tar.gz', 'A')).status).toBe(200);
    const refused = await upload('r0', '1.0-RC1', 'lib-1.0rc1.tar.gz', 'B');
    expect(refused).toEqual(await upload('r0', '1.0rc1', 'lib-1.0rc1.tar.gz', 'B'));
    expect(refused).toEqual({
      status: 409,
      text: 'pypi:lib 1.0rc1 exists already: the asset lib-1.0rc1.tar.gz has other content',
    });
    expect((await upload('r0', '1.0-RC1', 'lib-1.0rc1.tar.gz', 'A')).status).toBe(200);
    expect((await upload('r0', '1.0-RC1', 'lib-1.0rc1-py3-none-any.whl', 'W')).status).toBe(200);
    expect(await listed('pypi', 'r0', 'lib')).toEqual(['1.0rc1 Published']);
    expect(await contents('r0')).toEqual({ 'lib-1.0rc1.tar.gz': 'A', 'lib-1.0rc1-py3-none-any.whl': 'W' });
    for (const [version, file] of [
      ['1.0-RC1', 'lib-1.0rc1.tar.gz'],
      ['v1.0rc1', 'lib-1.0rc1.zip'],
      ['1.0.0rc1', 'lib-1.0.0rc1.tar.gz'],
    ] as const)
      expect((await upload('r1', version, file, 'B')).status).toBe(409);
  });

  test('the same files are one revision, whichever spelling came first with them', async () => {
    await start({ r0: [], r1: [], r2: [] });
    const files = [
      ['1.0', 'lib-1.0.tar.gz', 'A'],
      ['1.0.0', 'lib-1.0.0-py3-none-any.whl', 'W'],
    ] as const;
    for (const [version, file, content] of files) expect((await upload('r0', version, file, content)).status).toBe(200);
    for (const [version, file, content] of [...files].reverse())
      expect((await upload('r1', version, file, content)).status).toBe(200);
    expect(await listed('pypi', 'r0', 'lib')).toEqual(['1.0 Published']);
    expect(await listed('pypi', 'r1', 'lib')).toEqual(['1.0.0 Published']);
    // Identical, and so in neither map.
    expect(await outcomes(copy('pypi', 'lib', 'r0', 'r1', { versions: ['1.0'] }))).toEqual({});
    expect(await outcomes(copy('pypi', 'lib', 'r1', 'r0', { versions: ['1.0.0'] }))).toEqual({});
    expect(await outcomes(copy('pypi', 'lib', 'r1', 'r2', { versions: ['1.0.0'] }))).toEqual({ '1.0.0': 'ok' });
  });

  test('calls find a version by the spelling it was uploaded in, and a guard holds', async () => {
    await start({ r0: [], r1: [] });
    await upload('r0', 'v1.0', 'lib-1.0.tar.gz', 'A');
    await upload('r1', '1.0', 'lib-1.0.tar.gz', 'B');
    expect(await outcomes(copy('pypi', 'lib', 'r0', 'r1', { versions: ['v1.0'] }))).toEqual({
      'v1.0': 'ALREADY_EXISTS',
    });
    expect(await outcomes(copy('pypi', 'lib', 'r0', 'r1', { versions: ['1.0'] }))).toEqual({ '1.0': 'NOT_FOUND' });
    const at = { domain: DOMAIN, repository: 'r0', format: 'pypi' as const, package: 'lib' };
    const dispose = (version: string, pinned: string) =>
      outcomes(
        registry.api.send(
          new DisposePackageVersionsCommand({ ...at, versions: [version], versionRevisions: { [pinned]: 'stale' } }),
        ),
      );
    expect(await dispose('1.0', '1.0')).toEqual({ '1.0': 'NOT_FOUND' });
    expect(await dispose('v1.0', '1.0')).toEqual({ 'v1.0': 'MISMATCHED_REVISION' });
    const described = new DescribePackageVersionCommand({ ...at, packageVersion: '1.0' });
    expect(await errorName(registry.api.send(described))).toBe('ResourceNotFoundException');
  });

  test('nor does an upload get past a public source by another spelling or another version of a file name', async () => {
    const source = folder();
    mkdirSync(join(source, 'lib'));
    const files = ['lib-1.0rc1.tar.gz', 'lib-2.0_1-py3-none-any.whl'];
    writeFileSync(join(source, 'lib/index.html'), files.map((name) => `<a href="${name}">${name}</a>`).join(''));
    const repositories = [
      { name: 'app', upstreams: ['store'] },
      { name: 'store', externalConnection: 'public:pypi' },
    ];
    const [app = { name: 'app' }, ...others] = repositories;
    registry = await sdkRegistry(folder(), [app, ...others], { externals: { 'public:pypi': source } });
    expect(await upload('app', '1.0-RC1', 'lib-1.0-RC1.zip', 'B')).toEqual({
      status: 409,
      text: 'pypi:lib 1.0-RC1 is already reachable through public:pypi',
    });
    const wheel = 'lib-2.0_1-py3-none-any.whl';
    // The source's page gives no version; that of the file name is neither of the two that it fits.
    for (const version of ['2.0-1', '2.0+1'])
      expect(await upload('app', version, wheel, 'B')).toEqual({
        status: 409,
        text: `pypi:lib 2.0_1 exists already in public:pypi: the asset ${wheel} has other content`,
      });
    expect((await upload('app', '3.0', 'lib-3.0.tar.gz', 'C')).status).toBe(200);
  });

  // A wheel's name has `_` for both `-` and `+`, so that it fits two versions.
  const WHEEL = 'lib-1.0_1-py3-none-any.whl';

  test('a file name of two versions has one content in a repository, and through its upstreams', async () => {
    await start({ r0: [], r1: ['r0'], r2: [] });
    expect((await upload('r0', '1.0+1', WHEEL, 'A')).status).toBe(200);
    expect(await upload('r0', '1.0-1', WHEEL, 'B')).toEqual({
      status: 409,
      text: `pypi:lib 1.0+1 exists already: the asset ${WHEEL} has other content`,
    });
    expect(await upload('r1', '1.0-1', WHEEL, 'B')).toEqual({
      status: 409,
      text: `pypi:lib 1.0+1 exists already in the upstream repository r0: the asset ${WHEEL} has other content`,
    });
    expect((await upload('r2', '1.0-1', WHEEL, 'B')).status).toBe(200);
    for (const allowOverwrite of [false, true])
      expect(await outcomes(copy('pypi', 'lib', 'r0', 'r2', { versions: ['1.0+1'], allowOverwrite }))).toEqual({
        '1.0+1': 'ALREADY_EXISTS',
      });
    expect(await contents('r2')).toEqual({ [WHEEL]: 'B' });
  });

  test('one that came to an upstream later is not offered beside the nearer one', async () => {
    await start({ r0: [], r1: ['r0'] });
    await upload('r1', '1.0-1', WHEEL, 'near');
    await upload('r0', '1.0+1', WHEEL, 'far');
    await upload('r0', '1.0+1', 'lib-1.0+1.tar.gz', 'sdist');
    // The first publication closed the package to its upstreams, as the service does.
    const at = { domain: DOMAIN, repository: 'r1', format: 'pypi', package: 'lib' } as const;
    const restrictions = { publish: 'ALLOW', upstream: 'ALLOW' } as const;
    await registry.api.send(new PutPackageOriginConfigurationCommand({ ...at, restrictions }));
    expect(await contents('r1')).toEqual({ [WHEEL]: 'near', 'lib-1.0+1.tar.gz': 'sdist' });
  });
});
