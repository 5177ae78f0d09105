// The page for people, as text: what it shows, in which order, and that nothing in it can act or load.
import { createHash } from 'node:crypto';
import * as ca from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { find, parseXml } from '../../../src/formats/shared/text/xml.ts';
import { ago, escapeHtml, size } from '../../../src/local/admin/page-elements.ts';
import { renderTopology } from '../../../src/local/admin/page-topology.ts';
import type { RepositoryView } from '../../../src/local/registry/registry.ts';
import { type TestServer, testServer } from '../../support/servers/local-server.ts';

const repository = (name: string, upstreams: readonly string[] = [], external?: string): RepositoryView => ({
  ...{ domain: 'my-org', domainOwner: '123456789012', repository: name, administratorAccount: '123456789012' },
  ...{ arn: '', description: undefined, createdAt: 0, upstreams },
  externalConnections: external === undefined ? [] : [{ name: external, format: 'npm' }],
});

/** Upper left corners by title. */
function corners(svg: string): Record<string, readonly [x: number, y: number]> {
  const boxes = [...svg.matchAll(/<title>([^<]+)<\/title><rect x="([\d.]+)" y="([\d.]+)"/g)];
  return Object.fromEntries(boxes.map(([, title, x, y]) => [String(title), [Number(x), Number(y)] as const]));
}

describe('the drawing', () => {
  test('puts readers left of what they look in, in the order of search', () => {
    const svg = renderTopology(
      [
        repository('dev', ['shared']),
        repository('a-store', [], 'public:npmjs'),
        repository('shared', ['z-store', 'a-store']),
        repository('z-store'),
      ],
      new Map([['dev', '3 packages']]),
    );
    const at = corners(svg);
    expect(Object.keys(at)).toHaveLength(5);
    const x = (name: string) => at[name]?.[0] ?? Number.NaN;
    const y = (name: string) => at[name]?.[1] ?? Number.NaN;
    expect(x('dev')).toBeLessThan(x('shared'));
    expect(x('shared')).toBeLessThan(x('a-store'));
    expect(x('a-store')).toBeLessThan(x('npmjs'));
    expect(svg.match(/marker-end/g)).toHaveLength(4);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
    expect(svg).toContain('3 packages');
    expect(new Set(Object.values(at).map(String)).size).toBe(5);
    expect(y('dev')).toBe(y('shared'));
  });

  test('ends where repositories look into each other, and where one they look in is gone', () => {
    const circle = [repository('a', ['b']), repository('b', ['c']), repository('c', ['a', 'gone'])];
    expect(Object.keys(corners(renderTopology(circle, new Map()))).sort()).toEqual(['a', 'b', 'c']);
  });

  test('is left out where nothing is connected, or too much', () => {
    expect(renderTopology([repository('a'), repository('b')], new Map())).toBe('');
    const many = Array.from({ length: 60 }, (_, index) => repository(`r${index}`, index === 0 ? [] : ['r0']));
    expect(renderTopology(many, new Map())).toBe('');
  });
});

test.each([
  [0, 'now'],
  [-5000, 'now'],
  [42_000, '42 s ago'],
  [3_600_000, '60 min ago'],
  [7_200_000, '2 h ago'],
  [864_000_000, '10 days ago'],
])('%i ms is %s', (milliseconds, words) => expect(ago(milliseconds)).toBe(words));

test('sizes and escapes', () => {
  expect([size(0), size(1536), size(5e9)]).toEqual(['0 B', '1.5 KiB', '4.7 GiB']);
  expect(escapeHtml(`<a href="x" title='&'>`)).toBe('&#60;a href=&#34;x&#34; title=&#39;&#38;&#39;&#62;');
});

describe('the overview', () => {
  let server: TestServer;
  let html: string;
  const page = async (query = '') => (await fetch(`${server.url}/_local/${query}`)).text();

  beforeAll(async () => {
    const repositories = [
      { name: 'prod', upstreams: ['store'] },
      { name: 'staging', upstreams: ['store'] },
      { name: 'store', externalConnection: 'public:npmjs' },
    ];
    server = await testServer({ setup: { domains: [{ name: 'my-org', repositories }] } });
    const client = server.codeartifact();
    const assetContent = Buffer.from('x');
    const assetSHA256 = createHash('sha256').update(assetContent).digest('hex');
    const at = { domain: 'my-org', format: 'generic', namespace: 'acme', package: '<b>firm&ware' } as const;
    for (const packageVersion of ['1.0.0', '1.1.0', '"><script>'])
      await client.send(
        new ca.PublishPackageVersionCommand({
          ...at,
          repository: 'staging',
          packageVersion,
          assetName: 'x',
          assetContent,
          assetSHA256,
        }),
      );
    await client.send(
      new ca.CopyPackageVersionsCommand({
        ...at,
        sourceRepository: 'staging',
        destinationRepository: 'prod',
        versions: ['1.0.0'],
      }),
    );
    await server.json('/_local/faults', { method: 'POST', body: { kind: 'latency', operation: '<i>*', ms: 1 } });
    await server.json('/_local/clock', { method: 'POST', body: { advanceSeconds: 7200 } });
    html = await page();
  });
  afterAll(() => server.close());

  test('shows versions by repository, where they come from first', () => {
    expect(html).toMatch(/<th>Version<\/th><th><a [^>]+>staging<\/a><\/th><th><a [^>]+>prod<\/a><\/th>/);
    const rows = html.match(/<tr>.*?<\/tr>/gs) ?? [];
    const row = (version: string) => rows.find((one) => one.includes(`>${version}</span>`)) ?? '';
    expect(row('1.0.0').match(/Published/g)).toHaveLength(2);
    expect(row('1.1.0').match(/Published/g)).toHaveLength(1);
    expect(row('1.0.0')).not.toContain('differs');
    expect(html).toContain('2 h ago');
    expect(html).toContain('clock moved to');
  });

  test('lists what was asked, but not that somebody looked', () => {
    expect(html).toContain('CopyPackageVersions');
    expect(html).toContain('4 so far, 0 refused');
    expect(html).not.toContain('GET /_local/');
  });

  test('holds nothing that acts or loads, whatever things are called', async () => {
    const pages = [
      html,
      await page('?domain=my-org&owner=123456789012&repository=staging'),
      await page('?domain=my-org&owner=123456789012&format=generic&namespace=acme&package=%3Cb%3Efirm%26ware'),
    ];
    for (const text of pages) {
      expect(text).not.toMatch(/<script|<b>firm|<i>|javascript:|<img|<link|@import|url\((?!#tip)|\son\w+=/i);
      expect(text.match(/(?:src|href)="[^"]*"/g)?.every((one) => one.startsWith('href="/_local/'))).toBe(true);
      expect(text).toContain('&#60;b&#62;firm&#38;ware');
      // Every tag is closed: what a browser would silently mend is a mistake here.
      const closed = text
        .replace('<!doctype html>', '')
        .replace(/<(meta|br)([^>]*)>/g, '<$1$2/>')
        .replace(/<style>[\s\S]*<\/style>/, '');
      const root = parseXml(closed);
      expect(root.name).toBe('html');
      expect(find(root, 'body', 'main')).toBeDefined();
    }
  });

  test('stays a glance however much there is', async () => {
    const client = server.codeartifact();
    const assetContent = Buffer.from('y');
    const assetSHA256 = createHash('sha256').update(assetContent).digest('hex');
    for (let index = 0; index < 20; index++)
      await client.send(
        new ca.PublishPackageVersionCommand({
          domain: 'my-org',
          repository: 'staging',
          format: 'generic',
          namespace: 'acme',
          package: `p${index}`,
          packageVersion: '1',
          assetName: 'y',
          assetContent,
          assetSHA256,
        }),
      );
    const text = await page();
    expect(text.match(/<tbody class="group">/g)).toHaveLength(12);
    expect(text).toContain('and 9 more');
  });
});
