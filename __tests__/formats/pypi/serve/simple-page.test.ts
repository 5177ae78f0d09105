import { expect, test } from '@jest/globals';
import type { ServedPackage, ServedVersion } from '../../../../src/core/ports/format-server.ts';
import { htmlPage, jsonPage } from '../../../../src/formats/pypi/serve/simple-page.ts';

const SHA = 'a'.repeat(64);

function version(of: Partial<ServedVersion> & { version: string }): ServedVersion {
  return {
    status: 'Published',
    revision: 'r',
    origin: { type: 'INTERNAL' },
    publishedAt: 0,
    metadata: {},
    heldBy: 'repo',
    assets: [{ name: `demo-${of.version}.tar.gz`, size: 3, digests: { 'SHA-256': SHA, MD5: 'b'.repeat(32) } }],
    ...of,
  };
}

function found(versions: readonly ServedVersion[]): ServedPackage {
  return { format: 'pypi', name: 'demo', displayName: 'demo', versions, tags: {}, attributes: null };
}

const plain = { coreMetadata: false };

test('JSON says what PEP 691 and 700 ask for, with addresses relative to the page', () => {
  const attributes = { requiresPython: '>=3.8', uploadTime: '2024-01-01T00:00:00.000Z', coreMetadata: SHA };
  const asset = { name: 'demo-1.0-py3-none-any.whl', size: 9, digests: { 'SHA-256': SHA }, attributes };
  const page = JSON.parse(jsonPage(found([version({ version: '1!1.0+x', assets: [asset] })]), plain));
  expect(page).toEqual({
    meta: { 'api-version': '1.1' },
    name: 'demo',
    versions: ['1!1.0+x'],
    files: [
      {
        filename: asset.name,
        url: `1!1.0%2Bx/${asset.name}`,
        hashes: { sha256: SHA },
        'requires-python': '>=3.8',
        size: 9,
        'upload-time': '2024-01-01T00:00:00.000Z',
        yanked: false,
      },
    ],
  });
});

test('only published versions are offered', () => {
  const all = (['Published', 'Unlisted', 'Archived', 'Unfinished', 'Disposed'] as const).map((status, index) =>
    version({ version: `1.${index}`, status }),
  );
  expect(JSON.parse(jsonPage(found(all), plain)).versions).toEqual(['1.0']);
  expect(htmlPage(found(all), plain).match(/<a /g)).toHaveLength(1);
});

test('yanks come from public sources only', () => {
  const yanked = (origin: ServedVersion['origin'], reason: boolean | string) =>
    version({
      version: '1.0',
      origin,
      assets: [{ name: 'demo-1.0.tar.gz', digests: {}, attributes: { yanked: reason } }],
    });
  const external = { type: 'EXTERNAL', externalConnection: 'public:pypi' } as const;
  const flag = (of: ServedVersion) => JSON.parse(jsonPage(found([of]), plain)).files[0].yanked;
  expect(flag(yanked(external, 'broken "build"'))).toBe('broken "build"');
  expect(flag(yanked(external, true))).toBe(true);
  expect(flag(yanked({ type: 'INTERNAL' }, true))).toBe(false);
  expect(htmlPage(found([yanked(external, 'broken "build"')]), plain)).toContain(
    'data-yanked="broken &quot;build&quot;"',
  );
  expect(htmlPage(found([yanked(external, true)]), plain)).toContain('data-yanked=""');
});

test('nothing in the metadata becomes markup', () => {
  const attributes = { requiresPython: '>=3.8"><script>alert(1)</script>' };
  const asset = { name: 'demo-1.0.tar.gz', digests: { 'SHA-256': SHA }, attributes };
  const page = htmlPage(found([version({ version: '1.0', assets: [asset] })]), plain);
  expect(page).not.toContain('<script>');
  expect(page).toContain(`<a href="1.0/demo-1.0.tar.gz#sha256=${SHA}" data-requires-python="&gt;=3.8&quot;`);
});

test('core metadata is announced only when it is switched on', () => {
  const asset = { name: 'demo-1.0-py3-none-any.whl', digests: {}, attributes: { coreMetadata: SHA } };
  const one = found([version({ version: '1.0', assets: [asset] })]);
  expect(jsonPage(one, plain)).not.toContain('metadata');
  expect(htmlPage(one, plain)).not.toContain('metadata');
  expect(JSON.parse(jsonPage(one, { coreMetadata: true })).files[0]).toMatchObject({
    'core-metadata': { sha256: SHA },
    'dist-info-metadata': { sha256: SHA },
  });
  expect(htmlPage(one, { coreMetadata: true })).toContain(`data-core-metadata="sha256=${SHA}"`);
});
