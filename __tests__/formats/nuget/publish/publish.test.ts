// The push conversation, request by request, and what each answer comes to.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/model/secret.ts';
import type { PublishTarget } from '../../../../src/core/ports/package-format.ts';
import { gather } from '../../../../src/formats/nuget/artifact/artifact.ts';
import { upload, visibleVersions } from '../../../../src/formats/nuget/publish/publish.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { readParts } from '../../../support/packages/multipart.ts';
import { buildNupkg } from '../../../support/packages/nuget-package.ts';
import {
  type ScriptedAnswer,
  type ScriptedServer,
  type Seen,
  scriptedServer,
} from '../../../support/servers/scripted-server.ts';

const TOKEN = 'token-that-must-not-be-seen';
const newFolder = temporaryFolders();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

type Script = (seen: Seen) => ScriptedAnswer | undefined | 'cut';

/** A registry whose index names itself; `resources` adds to or replaces that. */
async function registry(
  answers: Script = () => undefined,
  resources?: (origin: string) => unknown,
): Promise<ScriptedServer> {
  const server: ScriptedServer = await scriptedServer((seen) => {
    const said = answers(seen);
    if (said === 'cut') return undefined;
    if (said) return said;
    if (!seen.path.endsWith('/v3/index.json')) return { status: 201 };
    const { origin } = server;
    const own = [
      { '@id': `${origin}/nuget/libs/v2/package`, '@type': 'PackagePublish/2.0.0' },
      { '@id': `${origin}/nuget/libs/v3/flat/`, '@type': ['PackageBaseAddress/3.0.0'] },
    ];
    return { status: 200, body: JSON.stringify({ version: '3.0.0', resources: resources?.(origin) ?? own }) };
  });
  closing.push(() => server.close());
  return server;
}

async function prepared(server: ScriptedServer) {
  const folder = newFolder();
  const path = join(folder, 'a.nupkg');
  const bytes = await buildNupkg({ id: 'Acme.Lib', version: '1.0.0' });
  await writeFile(path, bytes);
  const host = recordingHost({ folder });
  closing.push(() => host.close());
  const [publication] = (await gather([path], host)).publications;
  if (!publication) throw new Error('nothing was gathered');
  const target: PublishTarget = {
    address: { domain: 'my-org', repository: 'libs' },
    endpoint: `${server.origin}/nuget/libs/`,
    token: new Secret(TOKEN),
    http: host.http,
    files: host.files,
    writer: undefined as never,
  };
  return { publication, target, bytes };
}

test('follows the index and sends one part of known length, with credentials from the first request on', async () => {
  const server = await registry();
  const { publication, target, bytes } = await prepared(server);
  expect(await upload(publication, publication.artifacts, target)).toEqual({ kind: 'accepted' });
  expect(server.lines()).toEqual(['GET /nuget/libs/v3/index.json', 'PUT /nuget/libs/v2/package/']);
  const { headers, body } = server.seen[1] as Seen;
  expect(headers['content-length']).toBe(String(body.length));
  expect(headers.authorization).toBe(`Basic ${Buffer.from(`aws:${TOKEN}`).toString('base64')}`);
  expect(readParts(headers['content-type'] ?? '', body)).toEqual([
    { name: 'package', fileName: 'package.nupkg', data: bytes },
  ]);
});

test('an endpoint without its slash is the same', async () => {
  const server = await registry();
  const { publication, target } = await prepared(server);
  await upload(publication, publication.artifacts, { ...target, endpoint: target.endpoint.slice(0, -1) });
  expect(server.lines()[0]).toBe('GET /nuget/libs/v3/index.json');
});

test('nothing missing sends nothing', async () => {
  const server = await registry();
  const { publication, target } = await prepared(server);
  expect(await upload(publication, [], target)).toEqual({ kind: 'accepted' });
  expect(server.seen).toEqual([]);
});

describe('answers', () => {
  const put =
    (answer: ScriptedAnswer | 'cut'): Script =>
    ({ method }) =>
      method === 'PUT' ? answer : undefined;
  test.each([
    ['202', put({ status: 202 }), { kind: 'accepted' }],
    ['409', put({ status: 409, reason: 'Conflict' }), { kind: 'exists', detail: '409 Conflict' }],
    ['403', put({ status: 403, reason: 'Forbidden' }), { kind: 'refused', status: 403 }],
    [
      '400 with words',
      put({ status: 400, reason: 'Bad Request', body: '{"message":"no"}' }),
      { kind: 'refused', detail: '400 Bad Request: {"message":"no"}' },
    ],
    ['429', put({ status: 429, headers: { 'retry-after': '3' } }), { kind: 'throttled', retryAfterMs: 3000 }],
    ['500', put({ status: 500 }), { kind: 'unavailable', status: 500 }],
    ['no answer', put('cut'), { kind: 'uncertain' }],
    ['401 to the index', () => ({ status: 401, reason: 'Unauthorized' }), { kind: 'unauthorized' }],
  ] as [string, Script, object][])('%s', async (_what, script, expected) => {
    const { publication, target } = await prepared(await registry(script));
    expect(await upload(publication, publication.artifacts, target)).toMatchObject(expected);
  });

  test('an index that names another host for the push never gets the token there', async () => {
    const elsewhere = await scriptedServer(() => ({ status: 201 }));
    closing.push(() => elsewhere.close());
    const server = await registry(undefined, () => [
      { '@id': `${elsewhere.origin}/v2/package`, '@type': 'PackagePublish/2.0.0' },
    ]);
    const { publication, target } = await prepared(server);
    await expect(upload(publication, publication.artifacts, target)).rejects.toMatchObject({ code: 'CA-NET-004' });
    expect(elsewhere.seen).toEqual([]);
  });

  test.each([
    ['no JSON', '<html>'],
    ['no resources', '{}'],
    ['something else', 'null'],
  ])('an index with %s', async (_what, body) => {
    const { publication, target } = await prepared(await registry(() => ({ status: 200, body })));
    await expect(upload(publication, publication.artifacts, target)).rejects.toMatchObject({ code: 'CA-NET-004' });
  });
});

test('visibleVersions reads the flat container', async () => {
  let answer: ScriptedAnswer = { status: 200, body: '{"versions":["1.0.0","2.0.0"]}' };
  const server = await registry(({ path }) =>
    path === '/nuget/libs/v3/flat/acme.lib/index.json' ? answer : undefined,
  );
  const { target } = await prepared(server);
  const ref = { format: 'nuget', name: 'Acme.Lib' } as const;
  expect(await visibleVersions(ref, target)).toEqual(['1.0.0', '2.0.0']);
  answer = { status: 404 };
  expect(await visibleVersions(ref, target)).toBeUndefined();
  answer = { status: 503 };
  await expect(visibleVersions(ref, target)).rejects.toMatchObject({ code: 'CA-NET-002' });
});
