// Switches whose values show on the wire of a format, over a real socket.
import { afterEach, describe, expect, test } from '@jest/globals';
import { temporaryFolders } from '../support/folders.ts';
import { buildNupkg } from '../support/packages/nuget-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { type SdkRegistry, sdkRegistry } from '../support/servers/sdk-registry.ts';

const folder = temporaryFolders();
let registry: SdkRegistry;
const start = async (switches: Readonly<Record<string, string>>, more: object = {}) => {
  registry = await sdkRegistry(folder(), [{ name: 'libs' }], { switches, ...more });
};
afterEach(async () => {
  await registry.close();
  expect(registry.errors).toEqual([]);
});

const call = (method: string, format: string, path: string, options: Parameters<SdkRegistry['call']>[2] = {}) =>
  registry.call(method, `${registry.endpoint(format)}${path}`, options);

async function publishNpm(name = 'a'): Promise<Buffer> {
  const tarball = Buffer.from(`tarball of ${name}`);
  const body = JSON.stringify({
    name,
    'dist-tags': { latest: '1.0.0' },
    versions: { '1.0.0': { name, version: '1.0.0', dist: {} } },
    _attachments: { [`${name}-1.0.0.tgz`]: { data: tarball.toString('base64'), length: tarball.length } },
  });
  expect((await call('PUT', 'npm', name, { body })).status).toBe(200);
  return tarball;
}

const dist = async () => {
  const found = (await (await call('GET', 'npm', 'a')).json()) as { versions: Record<string, { dist: object }> };
  return found.versions['1.0.0']?.dist ?? {};
};

test.each([
  ['given', true],
  ['absent', false],
])('npm-integrity=%s', async (value, isThere) => {
  await start({ 'npm-integrity': value });
  await publishNpm();
  expect('integrity' in (await dist())).toBe(isThere);
});

test.each([
  ['implied', 'http://localhost/'],
  ['explicit', 'http://localhost:80/'],
])('npm-tarball-port=%s', async (value, beginning) => {
  await start({ 'npm-tarball-port': value });
  await publishNpm();
  // As a client behind a proxy on the default port has it.
  const { request } = await import('node:http');
  const text = await new Promise<string>((resolve, reject) => {
    const asked = request(
      `${registry.endpoint('npm')}a`,
      { headers: { host: 'localhost', authorization: `Bearer ${registry.token}` } },
      (answer) => {
        let all = '';
        answer.on('data', (piece) => {
          all += piece;
        });
        answer.on('end', () => resolve(all));
      },
    );
    asked.on('error', reject).end();
  });
  expect(JSON.parse(text).versions['1.0.0'].dist.tarball).toContain(beginning);
});

describe('nuget', () => {
  const push = async (name = 'package.nupkg', of: object = {}) => {
    const boundary = 'limit';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name=package; filename=${name}\r\n\r\n`;
    const bytes = await buildNupkg({ id: 'Acme.A', version: '1.0.0', ...of });
    const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    return (await call('PUT', 'nuget', 'v2/package/', { body, headers })).status;
  };

  test.each([
    ['accepted', 201],
    ['conflict', 409],
  ])('nuget-identical-push=%s', async (value, status) => {
    await start({ 'nuget-identical-push': value });
    expect([await push(), await push()]).toEqual([201, status]);
  });

  test.each([
    ['hidden', 404],
    ['in-version-list', 200],
  ])('nuget-unlisted-versions=%s', async (value, status) => {
    await start({ 'nuget-unlisted-versions': value });
    await push();
    expect((await call('DELETE', 'nuget', 'v2/package/acme.a/1.0.0')).status).toBe(204);
    expect((await call('GET', 'nuget', 'v3/flatcontainer/acme.a/index.json')).status).toBe(status);
  });

  test.each([
    ['refused', 400],
    ['dropped', 201],
  ])('nuget-symbol-packages=%s', async (value, status) => {
    await start({ 'nuget-symbol-packages': value });
    expect(await push('package.snupkg', { packageTypes: ['SymbolsPackage'] })).toBe(status);
    expect(await registry.statuses('nuget', 'acme.a')).toEqual({});
  });
});

/** A source archive unless the file is a wheel. */
async function upload(version: string, fileName: string, content: Uint8Array | string): Promise<Response> {
  const form = new FormData();
  for (const [name, field] of Object.entries({
    ':action': 'file_upload',
    filetype: fileName.endsWith('.whl') ? 'bdist_wheel' : 'sdist',
    metadata_version: '2.1',
    name: 'a',
    version,
  }))
    form.append(name, field);
  form.append('content', new Blob([typeof content === 'string' ? content : new Uint8Array(content)]), fileName);
  const sent = new Response(form);
  const headers = { 'content-type': sent.headers.get('content-type') ?? '' };
  return call('POST', 'pypi', '', { body: Buffer.from(await sent.arrayBuffer()), headers });
}

test.each([
  ['equal', ['1.0rc1']],
  ['distinct', ['1.0rc1', '1.0-RC1', 'v1.0rc1']],
])('pypi-version-spellings=%s: a file name has one content either way', async (value, versions) => {
  await start({ 'pypi-version-spellings': value });
  expect((await upload('1.0rc1', 'a-1.0rc1.tar.gz', 'A')).status).toBe(200);
  for (const spelling of ['1.0-RC1', 'v1.0rc1']) {
    expect((await upload(spelling, 'a-1.0rc1.tar.gz', 'B')).status).toBe(409);
    expect((await upload(spelling, `a-${spelling}.zip`, 'Z')).status).toBe(200);
  }
  expect(Object.keys(await registry.statuses('pypi', 'a')).sort()).toEqual([...versions].sort());
  const page = await (await call('GET', 'pypi', 'simple/a/')).text();
  const names = [...page.matchAll(/>(a-[^<]+)</g)].map(([, name]) => name).sort();
  expect(names).toEqual(['a-1.0-RC1.zip', 'a-1.0rc1.tar.gz', 'a-v1.0rc1.zip']);
});

test('pypi-version-spellings of a running server', async () => {
  await start({});
  const versions = async () => Object.keys(await registry.statuses('pypi', 'a'));
  const change = async (value: string) => {
    const body = JSON.stringify({ switches: { 'pypi-version-spellings': value } });
    const headers = { 'content-type': 'application/json' };
    expect((await registry.call('POST', `${registry.url}/_local/setup`, { body, headers })).status).toBe(200);
  };
  await upload('1.0', 'a-1.0.tar.gz', 'A');
  await upload('v1.0', 'a-v1.0.zip', 'Z');
  expect(await versions()).toEqual(['1.0']);
  await change('distinct');
  expect(await versions()).toEqual(['1.0']);
  await upload('v1.0', 'a-1.0-py3-none-any.whl', 'W');
  expect(await versions()).toEqual(['1.0', 'v1.0']);
  await change('equal');
  expect(await versions()).toEqual(['1.0']);
  const page = await (await call('GET', 'pypi', 'simple/a/')).text();
  const links = [...page.matchAll(/href="([^"#]+)[^>]*>(a-[^<]+)</g)].map(([, link]) => link).sort();
  expect(links).toEqual(['1.0/a-1.0-py3-none-any.whl', '1.0/a-1.0.tar.gz', '1.0/a-v1.0.zip']);
  expect(await (await call('GET', 'pypi', `simple/a/${links[0]}`)).text()).toBe('W');
});

test.each([
  ['ignored', 200, 'none'],
  ['served', 206, 'bytes'],
])('pypi-range-requests=%s', async (value, status, announced) => {
  await start({ 'pypi-range-requests': value });
  const wheel = await buildWheel({ name: 'a', version: '1.0' });
  const answer = await upload('1.0', wheel.fileName, wheel.data);
  expect([answer.status, await answer.text()]).toEqual([200, '']);
  const path = `simple/a/1.0/${wheel.fileName}`;
  const part = await call('GET', 'pypi', path, { headers: { range: 'bytes=-22' } });
  expect([part.status, part.headers.get('accept-ranges')]).toEqual([status, announced]);
  const expected = status === 206 ? wheel.data.subarray(-22) : wheel.data;
  expect(Buffer.from(await part.arrayBuffer()).equals(Buffer.from(expected))).toBe(true);
});

describe('asset-downloads', () => {
  test('direct', async () => {
    await start({ 'asset-downloads': 'direct' });
    const tarball = await publishNpm();
    const answer = await call('GET', 'npm', 'a/-/a-1.0.0.tgz');
    expect([answer.status, Buffer.from(await answer.arrayBuffer())]).toEqual([200, tarball]);
  });

  test('redirected: to another origin, which refuses credentials, other bytes and old addresses', async () => {
    await start({ 'asset-downloads': 'redirected' });
    const tarball = await publishNpm();
    const answer = await call('GET', 'npm', 'a/-/a-1.0.0.tgz');
    expect(answer.status).toBe(302);
    const location = new URL(answer.headers.get('location') ?? '');
    expect([location.hostname, location.port]).toEqual(['localhost', new URL(registry.url).port]);
    expect(String(location)).not.toContain(registry.token);
    // By its number, since the name may lead to IPv6 first; the server is the same.
    const there = (change: (url: URL) => void = () => {}) => {
      const url = new URL(String(location).replace('//localhost', '//127.0.0.1'));
      change(url);
      return String(url);
    };
    const bytes = await registry.call('GET', there(), { anonymous: true });
    expect([bytes.status, Buffer.from(await bytes.arrayBuffer())]).toEqual([200, tarball]);
    const withCredentials = await registry.call('GET', there());
    expect([withCredentials.status, await withCredentials.text()]).toEqual([
      400,
      expect.stringContaining('Only one auth mechanism allowed'),
    ]);
    const status = async (url: string) => (await registry.call('GET', url, { anonymous: true })).status;
    expect(await status(there((url) => url.searchParams.set('expires', '99999999999999')))).toBe(403);
    expect(await status(there((url) => url.searchParams.set('size', '1')))).toBe(403);
    expect(await status(there((url) => url.searchParams.delete('signature')))).toBe(403);
    expect(
      await status(
        there((url) => {
          url.pathname = '/_assets/..%2f..%2fetc';
        }),
      ),
    ).toBe(403);
    expect((await registry.call('PUT', there(), { anonymous: true, body: 'x' })).status).toBe(405);
    registry.local.clock.advance(10 * 60_000);
    expect(await status(there())).toBe(403);
  });
});
