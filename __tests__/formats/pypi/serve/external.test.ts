import { describe, expect, test } from '@jest/globals';
import type { ExternalFetch, ExternalPackage } from '../../../../src/core/ports/format-server.ts';
import { external } from '../../../../src/formats/pypi/serve/external.ts';

const PAGE = 'https://index.example/simple/demo/';
const SHA = 'c'.repeat(64);
const JSON_V1 = 'application/vnd.pypi.simple.v1+json';

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

/** A source that answers with this page, and remembers what it was asked. */
function source(body: string, contentType: string): { fetch: ExternalFetch; asked: string[] } {
  const asked: string[] = [];
  const fetch: ExternalFetch = async (path, options) => {
    asked.push(`${path} ${options?.accept?.split(',')[0]}`);
    return { status: 200, headers: { 'content-type': contentType }, body: pieces(body), url: PAGE };
  };
  return { fetch, asked };
}

const ref = { format: 'pypi', name: 'Demo' } as const;
const json = (page: unknown): Promise<ExternalPackage | undefined> =>
  external.describe(ref, source(JSON.stringify(page), JSON_V1).fetch);
const html = (page: string) => external.describe(ref, source(page, 'text/html').fetch);

const file = (filename: string, more: Record<string, unknown> = {}) => ({
  filename,
  url: `../../packages/${filename}`,
  hashes: { sha256: SHA },
  ...more,
});

test('a JSON page: files become versions, in the order of the page', async () => {
  const { fetch, asked } = source(
    JSON.stringify({
      meta: { 'api-version': '1.1' },
      name: 'demo',
      versions: ['1.0rc1', '1.0'],
      files: [
        file('demo-1.0-rc1.tar.gz', { 'upload-time': '2024-01-02T00:00:00Z' }),
        file('demo-1.0rc1-py3-none-any.whl', {
          'requires-python': '>=3.8',
          size: 12,
          'upload-time': '2024-01-01T00:00:00Z',
          'core-metadata': { sha256: SHA },
        }),
        file('demo-1.0.tar.gz', { yanked: 'broken' }),
      ],
    }),
    JSON_V1,
  );
  const found = await external.describe(ref, fetch);
  expect(asked).toEqual([`demo/ ${JSON_V1}`]);
  expect(found?.versions.map(({ version, assets }) => [version, assets.map(({ name }) => name)])).toEqual([
    ['1.0rc1', ['demo-1.0-rc1.tar.gz', 'demo-1.0rc1-py3-none-any.whl']],
    ['1.0', ['demo-1.0.tar.gz']],
  ]);
  expect(found?.versions[0]?.publishedAt).toBe(Date.parse('2024-01-01T00:00:00Z'));
  expect(found?.versions[0]?.assets[1]).toEqual({
    name: 'demo-1.0rc1-py3-none-any.whl',
    url: 'https://index.example/packages/demo-1.0rc1-py3-none-any.whl',
    size: 12,
    uploadedAt: '2024-01-01T00:00:00Z',
    digests: { 'SHA-256': SHA },
    attributes: { requiresPython: '>=3.8', coreMetadata: SHA },
  });
  expect(found?.versions[1]?.assets[0]?.attributes).toEqual({ yanked: 'broken' });
});

test('an HTML page says the same, however it is written', async () => {
  const found = await html(`<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.0">
    <base href="https://files.example/"><body>
    <A HREF='demo-1.0-py3-none-any.whl#sha256=${SHA}' data-requires-python="&gt;=3.8" data-yanked="a &amp; b"
       data-dist-info-metadata="sha256=${SHA}">demo-1.0-py3-none-any.whl</A><br>
    <a href=/x/demo-1.1.tar.gz#md5=${'d'.repeat(32)} data-requires-python=">=3.9"> demo-1.1.tar.gz </a>
    <a href="demo-1.2.zip" data-yanked>demo-1.2.zip</a>`);
  expect(found?.versions.map(({ version }) => version)).toEqual(['1.0', '1.1', '1.2']);
  const [first, second, third] = found?.versions.flatMap(({ assets }) => assets) ?? [];
  expect(first).toEqual({
    name: 'demo-1.0-py3-none-any.whl',
    url: 'https://files.example/demo-1.0-py3-none-any.whl',
    size: undefined,
    digests: { 'SHA-256': SHA },
    attributes: { requiresPython: '>=3.8', yanked: 'a & b', coreMetadata: SHA },
  });
  expect(second).toMatchObject({ url: 'https://files.example/x/demo-1.1.tar.gz', digests: { MD5: 'd'.repeat(32) } });
  expect(second?.attributes).toEqual({ requiresPython: '>=3.9' });
  expect(third?.attributes).toEqual({ yanked: true });
});

test('a folder that stands in for an index may name its own files, a site may not', async () => {
  const page = JSON.stringify({ files: [file('demo-1.0.tar.gz', { url: '../../files/demo-1.0.tar.gz' })] });
  const { fetch } = source(page, 'application/json');
  const folder: ExternalFetch = async (path, options) => {
    const answer = await fetch(path, options);
    return answer && { ...answer, url: 'file:///srv/index/demo/index.json' };
  };
  expect((await external.describe(ref, folder))?.versions[0]?.assets[0]?.url).toBe('file:///srv/files/demo-1.0.tar.gz');
  expect((await json({ files: [file('demo-1.0.tar.gz', { url: 'file:///srv/files/x' })] }))?.versions).toEqual([]);
});

test('a project nobody knows', async () => {
  expect(await external.describe(ref, async () => undefined)).toBeUndefined();
});

describe('what a hostile or broken source says', () => {
  test('unusable files are left out', async () => {
    const found = await json({
      files: [
        file('../demo-1.0.tar.gz'),
        file('demo-1.0.tar.gz\n'),
        file('other-1.0.tar.gz'),
        file('demo-1.1.tar.gz', { url: 'file:///etc/passwd' }),
        file('demo-1.2.tar.gz', { url: 'javascript:alert(1)' }),
        file('demo-1.3.exe'),
        file(`demo-${'1'.repeat(300)}.tar.gz`),
        null,
        7,
        file('demo-2.0.tar.gz', {
          hashes: { sha256: 'short', __proto__: 'x', sha1: 'e'.repeat(40) },
          size: -1,
          yanked: 3,
        }),
      ],
    });
    expect(found?.versions.map(({ version }) => version)).toEqual(['2.0']);
    expect(found?.versions[0]?.assets).toEqual([
      expect.objectContaining({ size: undefined, digests: { 'SHA-1': 'e'.repeat(40) }, attributes: {} }),
    ]);
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"files":'],
    ['no files', '{}'],
    ['a list', '[]'],
    ['another API', JSON.stringify({ meta: { 'api-version': '2.0' }, files: [] })],
  ])('%s is unavailable', async (_title, body) => {
    await expect(external.describe(ref, source(body, JSON_V1).fetch)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('a page without end is cut off', async () => {
    const endless: ExternalFetch = async () => ({
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: (async function* () {
        for (const chunk = Buffer.alloc(1024 * 1024); ; ) yield chunk;
      })(),
      url: PAGE,
    });
    await expect(external.describe(ref, endless)).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
