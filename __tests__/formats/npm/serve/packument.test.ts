import { describe, expect, test } from '@jest/globals';
import type { ServedPackage, ServedVersion } from '../../../../src/core/ports/format-server.ts';
import { linkBase, packument } from '../../../../src/formats/npm/serve/packument.ts';
import { NPM_DEFAULTS } from '../../../../src/formats/npm/serve/switches.ts';

const BASE = 'http://127.0.0.1:4747/npm/d/my-org-111122223333/npm-store/';
const digests = { 'SHA-1': 'a'.repeat(40), 'SHA-512': '01'.repeat(64) };

function version(
  text: string,
  changes: Partial<ServedVersion> = {},
  metadata: Record<string, unknown> = {},
): ServedVersion {
  return {
    version: text,
    status: 'Published',
    revision: `rev-${text}`,
    origin: { type: 'INTERNAL', repository: 'npm-store' },
    publishedAt: Date.UTC(2026, 0, Number(text.split('.')[2]) + 1),
    metadata: {
      name: '@acme/utils',
      version: text,
      dependencies: { a: '1' },
      scripts: { postinstall: 'x' },
      description: `Utils ${text}`,
      ...metadata,
    } as ServedVersion['metadata'],
    assets: [{ name: 'package.tgz', size: 10, digests }],
    heldBy: 'npm-store',
    ...changes,
  };
}

function found(versions: readonly ServedVersion[], tags: Record<string, string> = { latest: '1.0.1' }): ServedPackage {
  return {
    format: 'npm',
    namespace: 'acme',
    name: 'utils',
    displayName: '@acme/utils',
    versions,
    tags,
    attributes: null,
  };
}

const read = (served: ServedPackage, form: 'full' | 'abbreviated' = 'full', switches = NPM_DEFAULTS) =>
  JSON.parse(packument(served, form, BASE, switches));

describe('packument', () => {
  test('full form', () => {
    const document = read(found([version('1.0.0'), version('1.0.1')]));
    expect(document).toMatchObject({
      _id: '@acme/utils',
      name: '@acme/utils',
      description: 'Utils 1.0.1',
      'dist-tags': { latest: '1.0.1' },
      time: {
        created: '2026-01-01T00:00:00.000Z',
        modified: '2026-01-02T00:00:00.000Z',
        '1.0.0': '2026-01-01T00:00:00.000Z',
      },
    });
    expect(document.versions['1.0.0']).toEqual({
      name: '@acme/utils',
      version: '1.0.0',
      _id: '@acme/utils@1.0.0',
      dependencies: { a: '1' },
      scripts: { postinstall: 'x' },
      description: 'Utils 1.0.0',
      dist: {
        integrity: `sha512-${Buffer.alloc(64, 1).toString('base64')}`,
        shasum: 'a'.repeat(40),
        tarball: `${BASE}@acme/utils/-/utils-1.0.0.tgz`,
      },
    });
    expect(document._rev).toMatch(/^2-/);
  });

  test('abbreviated form', () => {
    const document = read(
      found([version('1.0.0', {}, { deprecated: 'old', readme: 'x' })], { latest: '1.0.0' }),
      'abbreviated',
    );
    expect(Object.keys(document)).toEqual(['name', 'modified', 'dist-tags', 'versions']);
    expect(Object.keys(document.versions['1.0.0'])).toEqual([
      'name',
      'version',
      'deprecated',
      'dependencies',
      'hasInstallScript',
      'dist',
    ]);
  });

  test('Unlisted versions and tags to them are hidden', () => {
    const document = read(
      found([version('1.0.0'), version('1.0.1', { status: 'Unlisted' })], { latest: '1.0.1', old: '1.0.0' }),
    );
    expect(Object.keys(document.versions)).toEqual(['1.0.0']);
    expect(document['dist-tags']).toEqual({ old: '1.0.0' });
    expect(document.time).not.toHaveProperty(['1.0.1']);
    expect(packument(found([version('1.0.1', { status: 'Unlisted' })]), 'full', BASE, NPM_DEFAULTS)).toBe('');
  });

  test('versions only a public source knows keep what it says of them', () => {
    const external = version(
      '1.0.1',
      { heldBy: undefined, assets: [{ name: 'package.tgz', digests: {} }] },
      { dist: { integrity: 'sha1-x', shasum: 'b'.repeat(40), fileCount: 3, tarball: 'http://elsewhere/' } },
    );
    expect(read(found([external])).versions['1.0.1'].dist).toEqual({
      integrity: 'sha1-x',
      shasum: 'b'.repeat(40),
      fileCount: 3,
      tarball: `${BASE}@acme/utils/-/utils-1.0.1.tgz`,
    });
  });

  test('a change of metadata, status or endpoint shows at once', () => {
    const one = version('1.0.1');
    expect(read(found([one])).versions['1.0.1']).not.toHaveProperty('deprecated');
    const changed = { ...one, metadata: { ...(one.metadata as object), deprecated: 'no' } };
    expect(read(found([changed])).versions['1.0.1'].deprecated).toBe('no');
    const elsewhere = JSON.parse(packument(found([one]), 'full', 'https://other/', NPM_DEFAULTS));
    expect(elsewhere.versions['1.0.1'].dist.tarball).toBe('https://other/@acme/utils/-/utils-1.0.1.tgz');
  });

  test('hostile metadata does not break the page', () => {
    const odd = [
      version('1.0.0', { metadata: null, publishedAt: Number.NaN, assets: [] }),
      version('1.0.1', {}, { name: 'other', version: '9', dist: { tarball: 'http://evil/' } }),
    ];
    const document = read(found(odd));
    expect(document.versions['1.0.1']).toMatchObject({
      name: '@acme/utils',
      version: '1.0.1',
      dist: { tarball: `${BASE}@acme/utils/-/utils-1.0.1.tgz` },
    });
    expect(document.versions['1.0.0'].dist).toEqual({ tarball: `${BASE}@acme/utils/-/utils-1.0.0.tgz` });
  });

  test('switches imitate what was seen of the service', () => {
    expect(
      read(found([version('1.0.1')]), 'full', { integrity: false, explicitPort: false }).versions['1.0.1'].dist,
    ).not.toHaveProperty('integrity');
    const real = 'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/npm-store/';
    expect(linkBase(real, { integrity: true, explicitPort: true })).toBe(real.replace('.com/', '.com:443/'));
    expect(linkBase(BASE, { integrity: true, explicitPort: true })).toBe(BASE);
  });
});
