// What real clients sent, sent again to the server: it must answer as it did when they were satisfied, whatever has
// changed in it since. And our own upload is held to what they send.

import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Publication } from '../../../src/core/ports/package-format.ts';
import { gather } from '../../../src/formats/npm/artifact/artifact.ts';
import { upload } from '../../../src/formats/npm/publish/publish.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { openTestRegistry, type TestRegistry } from '../../support/servers/local-registry.ts';
import { EXCHANGES, type RecordedExchange, type Recording } from '../../support/servers/npm-exchanges.ts';

const newFolder = temporaryFolders();

const names = readdirSync(EXCHANGES)
  .filter((name) => name.endsWith('.json'))
  .sort();
const load = (name: string): Recording => JSON.parse(readFileSync(join(EXCHANGES, name), 'utf8'));

interface Replay {
  readonly registry: TestRegistry;
  readonly endpoint: string;
  readonly token: string;
}

const open: TestRegistry[] = [];
afterEach(async () => {
  for (const registry of open.splice(0)) await registry.close();
});

async function openReplay(): Promise<Replay> {
  const registry = await openTestRegistry(newFolder());
  open.push(registry);
  const [endpoint, token] = [await registry.endpoint('npm', 'dev'), (await registry.token()).reveal()];
  return { registry, endpoint, token };
}

async function replay(exchange: RecordedExchange, { endpoint, token }: Replay) {
  const fill = (text: string) =>
    text
      .replaceAll('{endpoint}', endpoint)
      .replaceAll('{token}', token)
      .replaceAll('{time}', '2026-01-01T00:00:00.000Z');
  const headers = Object.fromEntries(
    Object.entries(exchange.headers)
      .filter(([name]) => name !== 'content-encoding')
      .map(([name, value]) => [name, fill(value)]),
  );
  const body =
    exchange.body === undefined
      ? {}
      : {
          body: fill(
            typeof exchange.body === 'string' && !exchange.headers['content-type']?.includes('json')
              ? exchange.body
              : JSON.stringify(exchange.body),
          ),
        };
  const response = await fetch(fill(`${endpoint}${exchange.path}`), { method: exchange.method, headers, ...body });
  const text = (await response.text())
    .replaceAll(endpoint, '{endpoint}')
    .replaceAll(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '{time}')
    .replaceAll(/"_rev":"[^"]*"/g, '"_rev":"{rev}"');
  return {
    status: response.status,
    answer: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined,
  };
}

/** Publishes recorded for the tool of a later recording: what that one found in the registry. */
function before(name: string): readonly RecordedExchange[] {
  const [kind, tool] = [name.split('.')[0], name.split('.').slice(1).join('.')];
  return kind === 'publish' ? [] : load(`publish.${tool}`).exchanges.filter(({ method }) => method === 'PUT');
}

describe('recorded exchanges', () => {
  test('there are some of every client', () => {
    for (const client of ['npm-10', 'npm-11', 'pnpm-10', 'pnpm-11', 'pnpm-12', 'yarn-1', 'yarn-4', 'bun']) {
      for (const kind of ['publish', 'install', 'exists']) expect(names).toContain(`${kind}.${client}.json`);
    }
  });

  test.each(names)('%s is answered as it was', async (name) => {
    const at = await openReplay();
    for (const exchange of before(name)) await replay(exchange, at);
    for (const exchange of load(name).exchanges) {
      const { status, answer } = await replay(exchange, at);
      expect({ path: exchange.path, method: exchange.method, status, answer }).toEqual({
        path: exchange.path,
        method: exchange.method,
        status: exchange.status,
        answer: exchange.answer,
      });
    }
    expect(at.registry.errors).toEqual([]);
  });

  test.each(names)('%s says nothing of the machine it was made on', (name) => {
    expect(readFileSync(join(EXCHANGES, name), 'utf8')).not.toMatch(
      /127\.0\.0\.1|\/tmp\/|\/home\/|file:\/\/|node_modules\/|localhost/,
    );
  });
});

type Document = {
  description?: string;
  versions: Record<string, Record<string, unknown>>;
  _attachments: Record<string, { data: string }>;
  'dist-tags': object;
};

describe('our upload beside that of npm', () => {
  test.each(['npm-10', 'npm-11'])('for the tarball of %s it says the same', async (client) => {
    const folder = newFolder();
    const at = await openReplay();
    for (const recorded of load(`publish.${client}.json`).exchanges.filter(({ method }) => method === 'PUT')) {
      const theirs = recorded.body as Document;
      const [attachment] = Object.values(theirs._attachments);
      const path = join(folder, 'a.tgz');
      await writeFile(path, Buffer.from(attachment?.data ?? '', 'base64'));
      const [publication] = (await gather([path], at.registry.host)).publications as [Publication];
      const start = at.registry.exchanges.length;
      const target = await at.registry.target('npm', 'dev');
      expect(await upload(publication, publication.artifacts, target)).toEqual({ kind: 'accepted' });
      const put = at.registry.exchanges.slice(start).find(({ method }) => method === 'PUT');
      const ours = JSON.parse(put?.body.toString('utf8').replaceAll(at.endpoint, '{endpoint}') ?? '') as Document;
      const { description: _, ...expected } = theirs;
      expect(Object.keys(ours).sort()).toEqual(Object.keys(expected).sort());
      expect(ours._attachments).toEqual(theirs._attachments);
      expect(ours['dist-tags']).toEqual(theirs['dist-tags']);
      for (const [version, manifest] of Object.entries(theirs.versions)) {
        // Of itself npm adds its own and Node's version, and makes up a description and a readme where there is none.
        const { _nodeVersion, _npmVersion, dist, description, readme, ...said } = manifest;
        if (readme !== 'ERROR: No README data found!') expect(ours.versions[version]?.readme).toBe(readme);
        expect(ours.versions[version]).toMatchObject(said);
        expect(ours.versions[version]?.dist).toMatchObject({
          integrity: (dist as Record<string, string>).integrity,
          shasum: (dist as Record<string, string>).shasum,
        });
      }
    }
  });
});
