import { describe, expect, test } from '@jest/globals';
import type { ExternalFetch } from '../../../../src/core/ports/format-server.ts';
import { external } from '../../../../src/formats/npm/serve/external.ts';

const asked: string[] = [];

function registry(text: string | Uint8Array): ExternalFetch {
  return async (path) => {
    asked.push(path);
    const bytes = Buffer.from(text);
    async function* body() {
      for (let at = 0; at < bytes.length; at += 4096) yield bytes.subarray(at, at + 4096);
    }
    return { status: 200, headers: {}, body: body(), url: `https://registry.example/${path}` };
  };
}

const ref = { format: 'npm', namespace: 'acme', name: 'utils' } as const;
const sha1 = 'a'.repeat(40);
const integrity = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;

function manifest(version: string, more: Record<string, unknown> = {}) {
  const dist = {
    tarball: `https://registry.example/@acme/utils/-/utils-${version}.tgz`,
    shasum: sha1,
    integrity,
    signatures: [{ keyid: 'k', sig: 's' }],
    attestations: { url: 'x' },
  };
  return { name: '@acme/utils', version, dist, ...more };
}

describe('the public registry reader', () => {
  test('describes versions, times, tags and tarballs', async () => {
    const text = JSON.stringify({
      name: '@acme/utils',
      readme: 'x'.repeat(100_000),
      'dist-tags': { latest: '1.1.0', gone: '9.9.9', '1.x': '1.0.0' },
      versions: {
        '1.0.0': manifest('1.0.0', {
          readme: 'long',
          description: 'Utilities',
          license: 'MIT',
          dependencies: { '@acme/core': '^1' },
        }),
        '1.1.0': manifest('1.1.0', { deprecated: 'old' }),
      },
      time: { created: '2020-01-01T00:00:00.000Z', '1.0.0': '2020-01-02T03:04:05.000Z', '1.1.0': 'never' },
    });
    const found = await external.describe(ref, registry(text));
    expect(asked.at(-1)).toBe('@acme%2futils');
    expect(found?.tags).toEqual({ latest: '1.1.0' });
    const [first, second] = found?.versions ?? [];
    expect(first).toMatchObject({
      version: '1.0.0',
      publishedAt: Date.parse('2020-01-02T03:04:05.000Z'),
      metadata: { dependencies: { '@acme/core': '^1' }, dist: { signatures: [{ keyid: 'k', sig: 's' }] } },
      description: {
        summary: 'Utilities',
        licenses: [{ name: 'MIT' }],
        dependencies: [{ namespace: 'acme', name: 'core', type: 'regular', requirement: '^1' }],
      },
      assets: [
        {
          name: 'package.tgz',
          url: 'https://registry.example/@acme/utils/-/utils-1.0.0.tgz',
          integrity,
          digests: { 'SHA-1': sha1, 'SHA-512': '01'.repeat(64) },
        },
      ],
    });
    expect(first?.metadata).not.toHaveProperty('readme');
    expect(second).toMatchObject({ metadata: { deprecated: 'old' } });
    expect(second).not.toHaveProperty('publishedAt');
  });

  test('leaves out what cannot be installed or does not belong here', async () => {
    const versions = {
      '1.0.0': manifest('1.0.0'),
      '1.0.1': manifest('1.0.2'),
      '1.0.3': { ...manifest('1.0.3'), name: 'other' },
      '1.0.4': { ...manifest('1.0.4'), dist: { tarball: 'file:///etc/passwd' } },
      '1.0.5': { ...manifest('1.0.5'), dist: {} },
      '../../x': manifest('../../x'),
      'not a version': manifest('not a version'),
      __proto__: 1,
      '1.0.6': null,
    };
    const found = await external.describe(ref, registry(JSON.stringify({ versions })));
    expect(found?.versions.map(({ version }) => version)).toEqual(['1.0.0']);
  });

  test('drops fields that carry more than an installer could want, and keeps those it needs', async () => {
    const big = 'x'.repeat(100_000);
    const bin = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`command-${i}`, `bin/command-${i}.js`]));
    const found = await external.describe(
      ref,
      registry(JSON.stringify({ versions: { '1.0.0': manifest('1.0.0', { bundle: big, bin }) } })),
    );
    expect(found?.versions[0]?.metadata).not.toHaveProperty('bundle');
    expect(found?.versions[0]?.metadata).toMatchObject({ bin });
  });

  test('an unknown package is undefined', async () => {
    expect(await external.describe(ref, async () => undefined)).toBeUndefined();
  });

  test.each(['', '<html>', '[]', '{"versions":{"1.0.0":', '{"versions":{}}{}'])(
    '%j is refused as unavailable',
    async (text) => {
      await expect(external.describe(ref, registry(text))).rejects.toMatchObject({ kind: 'unavailable' });
    },
  );

  test('one manifest without end is refused', async () => {
    const text = `{"versions":{"1.0.0":{"x":"${'x'.repeat(5_000_000)}"}}}`;
    await expect(external.describe(ref, registry(text))).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
