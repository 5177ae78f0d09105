// The server half over the real registry in memory: recorded uploads of real tools, hostile forms, pages and downloads.
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ServedRefusal, type ServedResponse, type StoredBlob } from '../../../../src/core/ports/format-server.ts';
import { pypiServer } from '../../../../src/formats/pypi/serve/serve.ts';
import { formatRules } from '../../../../src/formats/rules.ts';
import { openRegistry } from '../../../../src/local/registry/open.ts';
import type { Registry } from '../../../../src/local/registry/registry.ts';
import {
  type BuiltFile,
  buildSdist,
  buildWheel,
  metadataText,
  sha256,
} from '../../../support/packages/python-package.ts';

const domain = { domain: 'my-org', domainOwner: '123456789012' };
const LIBS = { ...domain, repository: 'libs' };
const ENDPOINT = 'http://127.0.0.1:1/pypi/d/my-org-123456789012/libs/';
const JSON_V1 = 'application/vnd.pypi.simple.v1+json';

let registry: Registry;
let publicIndex: string;
let denied: Set<string>;
let switches: Readonly<Record<string, string>>;
let now: number;

beforeEach(async () => {
  publicIndex = await mkdtemp(join(tmpdir(), 'pypi-index-'));
  denied = new Set();
  switches = {};
  now = Date.UTC(2026, 0, 1);
  registry = await openRegistry({
    region: 'us-east-1',
    now: () => now,
    rules: formatRules,
    servers: { pypi: pypiServer },
    http: () => Promise.reject(new Error('no network here')),
    externals: { 'public:pypi': `${publicIndex}/` },
  });
  registry.domains.create(domain);
  registry.repositories.create({ ...domain, repository: 'pypi-store' }, { administratorAccount: domain.domainOwner });
  registry.repositories.create(LIBS, { administratorAccount: domain.domainOwner, upstreams: ['pypi-store'] });
  registry.repositories.associateExternalConnection({ ...domain, repository: 'pypi-store' }, 'public:pypi');
});
afterEach(async () => {
  await registry.close();
  await rm(publicIndex, { recursive: true, force: true });
});

interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

async function ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}): Promise<ServedResponse> {
  const served = registry.serve(LIBS, {
    endpoint: ENDPOINT,
    authorize: (action) => {
      if (denied.has(action)) throw new ServedRefusal('forbidden', `${action} is denied`);
    },
  });
  async function* pieces() {
    for (let at = 0; body && at < body.length; at += 1000) yield body.subarray(at, at + 1000);
  }
  // The same repository with other switches, without a registry of its own for each.
  const repository = Object.assign(served, { switches: { ...served.switches, ...switches } });
  try {
    return await pypiServer.handle({ method, path, query: new URLSearchParams(), headers, body: pieces() }, repository);
  } catch (error) {
    if (!(error instanceof ServedRefusal)) throw error;
    return pypiServer.refuse({ status: error.status, message: error.message });
  }
}

async function bytesOf({ body }: ServedResponse): Promise<Buffer> {
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  return buffer(registry.readBlob(body as StoredBlob));
}

type Fields = readonly (readonly [name: string, value: string])[];

function form(fields: Fields, file?: BuiltFile, boundary = 'limit'): Ask {
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const content = file
    ? [
        `--${boundary}\r\nContent-Disposition: form-data; name="content"; filename="${file.fileName}"\r\n\r\n`,
        file.data,
        '\r\n',
      ]
    : [];
  const body = Buffer.concat([...parts, ...content, `--${boundary}--\r\n`].map((part) => Buffer.from(part)));
  return { method: 'POST', headers: { 'content-type': `multipart/form-data; boundary=${boundary}` }, body };
}

function fieldsOf(name: string, version: string, file: BuiltFile, more: Fields = []): Fields {
  return [
    [':action', 'file_upload'],
    ['protocol_version', '1'],
    ['metadata_version', '2.1'],
    ['name', name],
    ['version', version],
    ['filetype', file.fileName.endsWith('.whl') ? 'bdist_wheel' : 'sdist'],
    ['sha256_digest', sha256(file.data)],
    ...more,
  ];
}

const demo = { name: 'Demo.Pkg', version: '1.0.0' };
const uploadOf = async (file: BuiltFile, more: Fields = []) =>
  ask('', form(fieldsOf('Demo.Pkg', '1.0.0', file, more), file));

describe('uploads recorded from real tools', () => {
  const exchanges = join(fileURLToPath(new URL('.', import.meta.url)), '..', 'exchanges');

  test.each(readdirSync(exchanges).filter((file) => file.startsWith('publish.')))('%s', async (name) => {
    const { requests } = JSON.parse(readFileSync(join(exchanges, name), 'utf8')) as {
      requests: { method: string; path: string; headers: Record<string, string>; body: string[] }[];
    };
    for (const { method, path, headers, body } of requests) {
      const answer = await ask(path, { method, headers, body: Buffer.from(body.join(''), 'base64') });
      expect(answer).toMatchObject({ status: 200 });
    }
    const page = JSON.parse(
      (await bytesOf(await ask('simple/demo-pkg/', { headers: { accept: JSON_V1 } }))).toString(),
    );
    expect(page.versions).toEqual(['1.0.0']);
    expect(page.files.map((file: { filename: string }) => file.filename).sort()).toEqual([
      'demo_pkg-1.0.0-py3-none-any.whl',
      'demo_pkg-1.0.0.tar.gz',
    ]);
    expect(page.files[0]['requires-python']).toBe('>=3.8');
    const dependencies = registry.versions.dependencies(LIBS, { format: 'pypi', name: 'demo-pkg' }, '1.0.0');
    expect(JSON.stringify(dependencies)).toContain('tiny-dep');
  });

  test.each(readdirSync(exchanges).filter((file) => file.startsWith('install.')))('%s', async (name) => {
    const wheel = await buildWheel({ ...demo, requiresPython: '>=3.8' });
    await uploadOf(wheel, [['requires_python', '>=3.8']]);
    const { requests } = JSON.parse(readFileSync(join(exchanges, name), 'utf8')) as {
      requests: { method: string; path: string; headers: Record<string, string> }[];
    };
    for (const { path, headers } of requests) {
      const answer = await ask(path, { headers });
      expect(answer.status).toBe(200);
      if (path.endsWith('.whl')) expect((await bytesOf(answer)).equals(wheel.data)).toBe(true);
      else expect(answer.headers?.['content-type']).toBe(JSON_V1);
    }
  });
});

describe('pages', () => {
  test('are HTML unless JSON is asked for, and keep a tag', async () => {
    await uploadOf(await buildWheel(demo));
    const page = await ask('simple/demo-pkg/');
    expect(page.headers?.['content-type']).toBe('text/html; charset=utf-8');
    expect((await bytesOf(page)).toString()).toContain('<a href="1.0.0/demo_pkg-1.0.0-py3-none-any.whl#sha256=');
    const again = await ask('simple/demo-pkg/', { headers: { 'if-none-match': page.headers?.etag ?? '' } });
    expect(again.status).toBe(304);
    expect((await ask('simple/demo-pkg/', { headers: { accept: 'application/json' } })).status).toBe(406);
  });

  test('names that are not normalised, and a missing slash, are redirected', async () => {
    await uploadOf(await buildWheel(demo));
    const location = `${ENDPOINT}simple/demo-pkg/`;
    for (const path of ['simple/Demo.Pkg/', 'simple/demo_pkg/', 'simple/demo-pkg']) {
      expect(await ask(path)).toMatchObject({ status: 301, headers: { location } });
    }
    switches = { 'pypi-unnormalised-names': 'serve' };
    expect((await ask('simple/Demo.Pkg/')).status).toBe(200);
  });

  test.each([
    'simple/',
    'simple',
    'simple/none/',
    'pypi/demo-pkg/json',
    'simple/../etc/',
    'simple/a%2Fb/',
    'simple/%zz/',
    'simple/demo-pkg/1.0.0/',
    'simple/demo-pkg/1.0.0/x/y',
  ])('%s is not found', async (path) => {
    await uploadOf(await buildWheel(demo));
    expect((await ask(path)).status).toBe(404);
  });

  test('other methods are named as not allowed', async () => {
    expect(await ask('simple/demo-pkg/', { method: 'DELETE' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    });
    expect(await ask('', {})).toMatchObject({ status: 405, headers: { allow: 'POST' } });
  });

  test('reading needs the permission to read', async () => {
    await uploadOf(await buildWheel(demo));
    denied.add('read');
    expect(await ask('simple/demo-pkg/')).toMatchObject({ status: 403, reason: 'read is denied' });
    expect((await ask('simple/demo-pkg/1.0.0/demo_pkg-1.0.0-py3-none-any.whl')).status).toBe(403);
  });

  test('unlisted versions leave the page, their files stay; archived ones are gone', async () => {
    const wheel = await buildWheel(demo);
    await uploadOf(wheel);
    const ref = { format: 'pypi', name: 'demo-pkg' } as const;
    const set = (target: 'Unlisted' | 'Archived') =>
      registry.serve(LIBS, { endpoint: ENDPOINT, authorize() {} }).setStatus(ref, '1.0.0', target);
    await set('Unlisted');
    expect((await bytesOf(await ask('simple/demo-pkg/'))).toString()).not.toContain('<a ');
    expect((await ask(`simple/demo-pkg/1.0.0/${wheel.fileName}`)).status).toBe(200);
    await set('Archived');
    expect((await ask(`simple/demo-pkg/1.0.0/${wheel.fileName}`)).status).toBe(404);
  });
});

describe('core metadata (PEP 658)', () => {
  test('is neither announced nor served, as the service does not', async () => {
    const wheel = await buildWheel(demo);
    await uploadOf(wheel);
    expect((await bytesOf(await ask('simple/demo-pkg/', { headers: { accept: JSON_V1 } }))).toString()).not.toContain(
      'metadata',
    );
    expect((await ask(`simple/demo-pkg/1.0.0/${wheel.fileName}.metadata`)).status).toBe(404);
  });

  test('switched on, the announced digest is that of what is served', async () => {
    switches = { 'pypi-core-metadata': 'served' };
    const wheel = await buildWheel(demo);
    await uploadOf(wheel);
    const page = JSON.parse(
      (await bytesOf(await ask('simple/demo-pkg/', { headers: { accept: JSON_V1 } }))).toString(),
    );
    const served = await bytesOf(await ask(`simple/demo-pkg/1.0.0/${wheel.fileName}.metadata`));
    expect(served.toString()).toBe(metadataText(demo));
    expect(page.files[0]['core-metadata']).toEqual({ sha256: sha256(served) });
  });
});

describe('uploads', () => {
  test('the same bytes again succeed, other bytes conflict, further files are added', async () => {
    const wheel = await buildWheel(demo);
    expect((await uploadOf(wheel)).status).toBe(200);
    expect((await uploadOf(wheel)).status).toBe(200);
    const other = await uploadOf({ ...wheel, data: (await buildWheel({ ...demo, answer: 'other' })).data });
    expect(other.status).toBe(409);
    expect(other.reason).toMatch(/\S/);
    expect((await uploadOf(await buildSdist(demo))).status).toBe(200);
    expect((await uploadOf(await buildSdist(demo, '.zip'))).status).toBe(200);
    const assets = registry.versions.assets(LIBS, { format: 'pypi', name: 'demo-pkg' }, '1.0.0');
    expect(assets.items.map(({ name }) => name).sort()).toEqual([
      'demo_pkg-1.0.0-py3-none-any.whl',
      'demo_pkg-1.0.0.tar.gz',
      'demo_pkg-1.0.0.zip',
    ]);
  });

  test.each(['md5_digest', 'sha256_digest', 'blake2_256_digest'])(
    'a wrong %s is refused, wherever it stands',
    async (name) => {
      const wheel = await buildWheel(demo);
      const fields = fieldsOf('Demo.Pkg', '1.0.0', wheel).filter(([field]) => field !== name);
      const wrong = [name, 'f'.repeat(name === 'md5_digest' ? 32 : 64)] as const;
      const before = await ask('', form([...fields, wrong], wheel));
      expect(before).toMatchObject({ status: 400, reason: expect.stringContaining(name) });
      const plain = form(fields, wheel).body ?? Buffer.alloc(0);
      const late = form([wrong]).body ?? Buffer.alloc(0);
      const body = Buffer.concat([plain.subarray(0, plain.length - '--limit--\r\n'.length), late]);
      expect((await ask('', { ...form([]), body })).status).toBe(400);
      expect((await ask('simple/demo-pkg/')).status).toBe(404);
    },
  );

  test('digests may be in upper case or missing; whether one is needed is a switch', async () => {
    const wheel = await buildWheel(demo);
    const fields = fieldsOf('Demo.Pkg', '1.0.0', wheel).filter(([name]) => name !== 'sha256_digest');
    expect((await ask('', form([...fields, ['sha256_digest', sha256(wheel.data).toUpperCase()]], wheel))).status).toBe(
      200,
    );
    expect((await ask('', form(fields, wheel))).status).toBe(200);
    switches = { 'pypi-upload-digest': 'required' };
    expect((await ask('', form(fields, wheel))).status).toBe(400);
  });

  test('the permission is asked before and after the bytes', async () => {
    denied.add('publish');
    expect(await uploadOf(await buildWheel(demo))).toMatchObject({ status: 403, reason: 'publish is denied' });
  });

  const replaced = (name: string, value: string | undefined) => (fields: Fields) => [
    ...fields.filter(([field]) => field !== name),
    ...(value === undefined ? [] : [[name, value] as const]),
  ];
  const bad: [string, (fields: Fields) => Fields, RegExp][] = [
    ['no name', replaced('name', undefined), /name is missing/],
    ['a name that is a path', replaced('name', '../../etc/passwd'), /project name/],
    ['no version', replaced('version', undefined), /version is missing/],
    ['a version that is none', replaced('version', 'one'), /PEP 440/],
    ['another version than the file says', replaced('version', '2.0'), /version in the file name/],
    ['another name than the file says', replaced('name', 'other'), /file name/],
    ['another file type', replaced('filetype', 'bdist_rpm'), /filetype/],
    ['the wrong file type', replaced('filetype', 'sdist'), /file name/],
    ['another action', replaced(':action', 'doc_upload'), /file_upload/],
    ['another protocol', replaced('protocol_version', '2'), /protocol_version/],
    ['metadata of the future', replaced('metadata_version', '3.0'), /metadata_version/],
    ['a field given twice', (fields) => [...fields, ['name', 'other']], /twice/],
  ];

  test.each(bad)('%s is refused in words', async (_title, change, words) => {
    const wheel = await buildWheel(demo);
    const answer = await ask('', form(change(fieldsOf('Demo.Pkg', '1.0.0', wheel)), wheel));
    expect(answer).toMatchObject({ status: 400, reason: expect.stringMatching(words) });
    expect((await ask('simple/demo-pkg/')).status).toBe(404);
  });

  test.each([
    '../demo_pkg-1.0.0-py3-none-any.whl',
    '/etc/demo_pkg-1.0.0-py3-none-any.whl',
    'C:\\demo_pkg-1.0.0-py3-none-any.whl',
    'demo_pkg-1.0.0.exe',
    '',
  ])('a file called %j is refused', async (fileName) => {
    const wheel = { ...(await buildWheel(demo)), fileName };
    const fields = replaced('filetype', 'bdist_wheel')(fieldsOf('Demo.Pkg', '1.0.0', wheel));
    expect((await ask('', form(fields, wheel))).status).toBe(400);
  });

  test('a body that is cut off anywhere leaves nothing behind', async () => {
    const wheel = await buildWheel({ ...demo, padding: 5000 });
    const whole = form(fieldsOf('Demo.Pkg', '1.0.0', wheel), wheel);
    const length = whole.body?.length ?? 0;
    for (const at of [0, 10, 200, 700, 1500, length - 100, length - 12, length - 3]) {
      const answer = await ask('', { ...whole, body: whole.body?.subarray(0, at) ?? Buffer.alloc(0) });
      expect([at, answer.status]).toEqual([at, 400]);
    }
    expect((await ask('simple/demo-pkg/')).status).toBe(404);
  });

  test('what is no form, a form without a file, and one with two', async () => {
    const wheel = await buildWheel(demo);
    expect(
      (await ask('', { method: 'POST', headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') }))
        .status,
    ).toBe(400);
    expect(
      (await ask('', { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: Buffer.from('x') }))
        .status,
    ).toBe(400);
    expect((await ask('', form(fieldsOf('Demo.Pkg', '1.0.0', wheel)))).status).toBe(400);
    const one = form(fieldsOf('Demo.Pkg', '1.0.0', wheel), wheel).body ?? Buffer.alloc(0);
    const two = form([], wheel).body ?? Buffer.alloc(0);
    const body = Buffer.concat([one.subarray(0, one.length - '--limit--\r\n'.length), two]);
    expect((await ask('', { ...form([]), body })).status).toBe(400);
  });

  test('metadata without end is refused, not kept', async () => {
    const wheel = await buildWheel(demo);
    const huge = 'x'.repeat(9 * 1024 * 1024);
    expect((await ask('', form(fieldsOf('Demo.Pkg', '1.0.0', wheel, [['description', huge]]), wheel))).status).toBe(
      413,
    );
    const many = Array.from({ length: 6000 }, (_, index) => ['classifiers', `c${index}`] as const);
    expect((await ask('', form(fieldsOf('Demo.Pkg', '1.0.0', wheel, many), wheel))).status).toBe(400);
  });
});

describe('through an upstream with a public index', () => {
  async function offer(files: readonly (BuiltFile & { extra?: Record<string, unknown> })[]): Promise<void> {
    await mkdir(join(publicIndex, 'six'), { recursive: true });
    for (const { fileName, data } of files) await writeFile(join(publicIndex, 'six', fileName), data);
    const page = files.map(({ fileName, data, extra }) => ({
      filename: fileName,
      url: fileName,
      hashes: { sha256: sha256(data) },
      size: data.length,
      ...extra,
    }));
    await writeFile(
      join(publicIndex, 'six', 'index.json'),
      JSON.stringify({ meta: { 'api-version': '1.1' }, name: 'six', versions: ['1.16.0'], files: page }),
    );
  }
  const six = { name: 'six', version: '1.16.0' };
  const page = async () =>
    JSON.parse((await bytesOf(await ask('simple/six/', { headers: { accept: JSON_V1 } }))).toString());

  test('files are seen, fetched, verified and kept', async () => {
    const wheel = await buildWheel(six);
    await offer([{ ...wheel, extra: { yanked: 'old', 'requires-python': '>=2.7' } }]);
    expect((await page()).files).toEqual([
      expect.objectContaining({
        filename: wheel.fileName,
        yanked: 'old',
        'requires-python': '>=2.7',
        hashes: { sha256: sha256(wheel.data) },
      }),
    ]);
    const answer = await ask(`simple/six/1.16.0/${wheel.fileName}`);
    expect((await bytesOf(answer)).equals(wheel.data)).toBe(true);
    await rm(publicIndex, { recursive: true });
    now += 3_600_000;
    expect((await bytesOf(await ask(`simple/six/1.16.0/${wheel.fileName}`))).equals(wheel.data)).toBe(true);
    expect((await page()).versions).toEqual(['1.16.0']);
  });

  test('what a fetched wheel needs is listed', async () => {
    const wheel = await buildWheel({ ...six, requires: ['tiny-dep>=1'], headers: ['Summary: Six'] });
    await offer([wheel]);
    await ask(`simple/six/1.16.0/${wheel.fileName}`);
    const dependencies = registry.versions.dependencies(LIBS, { format: 'pypi', name: 'six' }, '1.16.0');
    expect(dependencies.items).toEqual([{ name: 'tiny-dep', type: 'Requires-Dist', requirement: '>=1' }]);
  });

  test('late files and fresh yanks appear on versions that are kept already', async () => {
    const [wheel, sdist] = [await buildWheel(six), await buildSdist(six)];
    await offer([wheel]);
    await ask(`simple/six/1.16.0/${wheel.fileName}`);
    await offer([{ ...wheel, extra: { yanked: true } }, sdist]);
    now += 3_600_000;
    const { files } = await page();
    expect(files.map((file: { filename: string; yanked: unknown }) => [file.filename, file.yanked])).toEqual([
      [wheel.fileName, true],
      [sdist.fileName, false],
    ]);
    expect((await bytesOf(await ask(`simple/six/1.16.0/${sdist.fileName}`))).equals(sdist.data)).toBe(true);
  });

  test('bytes that are not the announced ones are never passed on', async () => {
    const wheel = await buildWheel(six);
    await offer([wheel]);
    await page();
    await writeFile(join(publicIndex, 'six', wheel.fileName), 'something else');
    expect((await ask(`simple/six/1.16.0/${wheel.fileName}`)).status).toBeGreaterThanOrEqual(400);
  });

  test('a version that is public cannot be published, another one can', async () => {
    const wheel = await buildWheel(six);
    await offer([wheel]);
    expect((await ask('', form(fieldsOf('six', '1.16.0', wheel), wheel))).status).toBe(409);
    const own = await buildWheel({ ...six, version: '1.16.0+acme.1' });
    expect((await ask('', form(fieldsOf('six', '1.16.0+acme.1', own), own))).status).toBe(200);
  });
});
