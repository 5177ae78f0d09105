import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import type { ExternalFetch } from '../../../../src/core/ports/format-server.ts';
import { external } from '../../../../src/formats/nuget/serve/external.ts';
import { nugetSource } from '../../../support/packages/nuget-source.ts';
import type { ScriptedAnswer, Seen } from '../../../support/servers/scripted-server.ts';

const ORIGIN = 'https://source.example';
const ref = { format: 'nuget', name: 'acme.lib' } as const;

/** The answers as an ExternalFetch below `base`, with what was asked. */
function fetchOf(answer: (seen: Seen) => ScriptedAnswer, base = `${ORIGIN}/v3/`) {
  const asked: string[] = [];
  const fetch: ExternalFetch = async (path) => {
    const url = new URL(path, base);
    asked.push(url.pathname);
    const said = answer({ method: 'GET', path: url.pathname, headers: {}, body: Buffer.alloc(0) });
    if (said.status !== 200) return undefined;
    const bytes = Buffer.from((said.body ?? '') as string);
    return {
      status: 200,
      headers: said.headers ?? {},
      url: url.href,
      body: (async function* () {
        yield bytes;
      })(),
    };
  };
  return { fetch, asked };
}

const packages = [
  {
    id: 'Acme.Lib',
    version: '1.0.0',
    dependencies: { 'net6.0': { 'Acme.Core': '[1.0.0, )' }, 'net8.0': { 'Acme.Core': '[1.0.0, )' }, '': {} },
  },
  { id: 'Acme.Lib', version: '1.1.0', unlisted: true },
  { id: 'Acme.Lib', version: '2.0.0-Beta' },
];

describe('describe', () => {
  test.each([`${ORIGIN}/v3/`, `${ORIGIN}/`])('follows the index from %s, gzipped pages and all', async (base) => {
    const { fetch } = fetchOf(await nugetSource(packages, () => ORIGIN), base);
    const found = await external.describe(ref, fetch);
    expect(found?.displayName).toBe('Acme.Lib');
    expect(found?.versions.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0', '2.0.0-Beta']);
    const [first, hidden, beta] = found?.versions ?? [];
    expect(first).toMatchObject({
      publishedAt: Date.UTC(2020, 4, 6, 7, 8, 9, 100),
      metadata: {
        id: 'Acme.Lib',
        authors: 'Public',
        tags: 'one two',
        dependencyGroups: [
          { targetFramework: 'net6.0', dependencies: [{ id: 'Acme.Core', range: '[1.0.0, )' }] },
          { targetFramework: 'net8.0', dependencies: [{ id: 'Acme.Core', range: '[1.0.0, )' }] },
          { dependencies: [] },
        ],
      },
      assets: [{ name: 'acme.lib.1.0.0.nupkg', url: `${ORIGIN}/v3-flatcontainer/acme.lib/1.0.0/acme.lib.1.0.0.nupkg` }],
    });
    // Frameworks are kept for package managers; the control plane knows no type of a NuGet dependency.
    expect(first?.description).toEqual({ dependencies: [{ name: 'acme.core', requirement: '[1.0.0, )' }] });
    expect(hidden?.metadata).toMatchObject({ listed: false });
    expect(hidden).not.toHaveProperty('publishedAt');
    expect(beta?.assets[0]?.url).toContain('/2.0.0-beta/acme.lib.2.0.0-beta.nupkg');
  });

  test('an id the source does not know is undefined', async () => {
    const { fetch } = fetchOf(await nugetSource([], () => ORIGIN));
    expect(await external.describe(ref, fetch)).toBeUndefined();
  });
});

describe('hostile answers are refused in bounded memory', () => {
  const index = JSON.stringify({
    resources: [
      { '@id': `${ORIGIN}/r/`, '@type': 'RegistrationsBaseUrl' },
      { '@id': `${ORIGIN}/p/`, '@type': 'PackageBaseAddress/3.0.0' },
    ],
  });
  test.each([
    ['no index', '/none', ''],
    ['an index that is no JSON', '/v3/index.json', '<html>'],
    ['an index without resources', '/v3/index.json', '{}'],
    [
      'resources without addresses',
      '/v3/index.json',
      '{"resources":[{"@type":"RegistrationsBaseUrl"},{"@type":"PackageBaseAddress/3.0.0","@id":"x"}]}',
    ],
    ['a registration that is no JSON', '/r/acme.lib/index.json', 'x'],
    ['a page that is missing', '/r/acme.lib/index.json', '{"items":[{"@id":"https://source.example/r/p.json"}]}'],
    ['a gzip bomb', '/r/acme.lib/index.json', gzipSync(Buffer.alloc(80 * 1024 * 1024))],
    ['broken gzip', '/r/acme.lib/index.json', Buffer.from([0x1f, 0x8b, 1, 2, 3])],
  ])('%s', async (_what, at, body) => {
    const { fetch } = fetchOf(({ path }) => {
      if (path === at) return { status: 200, body };
      return path === '/v3/index.json' && at !== '/none' ? { status: 200, body: index } : { status: 404 };
    });
    await expect(external.describe(ref, fetch)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  test('versions and fields of other kinds are left out', async () => {
    const items = [
      {
        items: [
          { catalogEntry: { id: 7, version: '1.0.0', tags: 4, dependencyGroups: 'x' } },
          { catalogEntry: { version: '../..' } },
          {},
          3,
        ],
      },
    ];
    const { fetch } = fetchOf(({ path }) =>
      path === '/v3/index.json' ? { status: 200, body: index } : { status: 200, body: JSON.stringify({ items }) },
    );
    expect((await external.describe(ref, fetch))?.versions.map(({ version }) => version)).toEqual(['1.0.0']);
  });
});
