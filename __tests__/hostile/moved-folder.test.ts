// A data folder that is removed, moved or replaced while a server uses it: nothing more is acknowledged, nothing is written
// into what lies there by then, and what was acknowledged is whole where it is.
import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { checkDataFolder } from '../../src/local/registry/check-folder.ts';
import { type LocalServer, startLocalServer } from '../../src/local/server.ts';
import { streamOf } from '../local/registry/bench.ts';
import { temporaryFolders } from '../support/folders.ts';

const folder = temporaryFolders();
const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
// Windows moves no folder in which a file is open.
const describeMovable = hasSqlite && process.platform !== 'win32' ? describe : describe.skip;

const DOMAIN = { domain: 'my-org', domainOwner: '111122223333' } as const;

const start = (data: string) =>
  startLocalServer({
    ...{ data, offline: true, account: DOMAIN.domainOwner },
    setup: { domains: [{ name: DOMAIN.domain, repositories: ['dev'] }] },
  });

const repositoryOf = (server: LocalServer) =>
  server.registry.serve({ ...DOMAIN, repository: 'dev' }, { endpoint: `${server.url}/`, authorize: () => {} });

async function publish(server: LocalServer, version: string): Promise<void> {
  const repository = repositoryOf(server);
  await repository.publish({
    ...{ format: 'npm', name: 'one', version, tags: ['latest'], assetPolicy: 'closed' },
    assets: [{ name: 'package.tgz', blob: await repository.receive(streamOf(`bytes of ${version}`), 100) }],
    metadata: { name: 'one', version },
  });
}

async function answersOf(server: LocalServer): Promise<Readonly<Record<string, unknown>>> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/codeartifact/aws4_request, SignedHeaders=host, Signature=00';
  const ask = async (method: string, path: string) => {
    const answer = await fetch(`${server.url}${path}`, { method, headers: { authorization } });
    const text = await answer.text();
    return [answer.status, /was removed, moved or replaced while the server used it/.test(text)];
  };
  return {
    health: await ask('GET', '/_local/health'),
    created: await ask('POST', '/v1/repository?domain=my-org&repository=more'),
    collected: await ask('POST', '/_local/collect-garbage'),
    reset: await ask('POST', '/_local/reset'),
    published: await publish(server, '9.9.9').then(
      () => 'done',
      (error: Error) => /was removed, moved or replaced/.test(error.message),
    ),
  };
}

const REFUSED = {
  ...{ health: [503, true], created: [500, true], collected: [503, true], published: true },
  reset: [expect.any(Number), expect.any(Boolean)],
};

const filesBelow = (data: string) => readdirSync(data, { recursive: true }).map(String).sort();

describeMovable('a data folder that is no longer where it was', () => {
  test.each(['removed', 'moved', 'moved, with an empty one in its place'])('%s', async (how) => {
    const place = folder();
    const [data, away] = [join(place, 'data'), join(place, 'away')];
    const server = await start(data);
    await publish(server, '1.0.0');
    if (how === 'removed') rmSync(data, { recursive: true });
    else renameSync(data, away);
    if (how.endsWith('in its place')) mkdirSync(data);
    expect(await answersOf(server)).toEqual(REFUSED);
    await server.close();
    expect(existsSync(data) ? filesBelow(data) : []).toEqual([]);
    if (how === 'removed') return;
    expect((await checkDataFolder(away, false)).isWhole).toBe(true);
    const again = await start(away);
    expect((await repositoryOf(again).findPackage({ format: 'npm', name: 'one' }))?.versions).toHaveLength(1);
    await again.close();
  });

  test('replaced by a backup, which another server uses by then: both keep what they acknowledged', async () => {
    const place = folder();
    const [data, away, backup] = [join(place, 'data'), join(place, 'away'), join(place, 'backup')];
    let server = await start(data);
    await publish(server, '1.0.0');
    await server.close();
    cpSync(data, backup, { recursive: true });
    server = await start(data);
    await publish(server, '1.1.0');
    renameSync(data, away);
    renameSync(backup, data);
    expect(await answersOf(server)).toEqual(REFUSED);
    const other = await start(data);
    await publish(other, '1.2.0');
    expect(await answersOf(server)).toEqual(REFUSED);
    await server.close();
    await publish(other, '1.3.0');
    await other.close();
    for (const [at, versions] of [
      [data, ['1.0.0', '1.2.0', '1.3.0']],
      [away, ['1.0.0', '1.1.0']],
    ] as const) {
      expect([at, (await checkDataFolder(at, false)).isWhole]).toEqual([at, true]);
      const again = await start(at);
      const found = await repositoryOf(again).findPackage({ format: 'npm', name: 'one' });
      expect(found?.versions.map(({ version }) => version).sort()).toEqual(versions);
      await again.close();
    }
  });

  test('moved away and back: it goes on', async () => {
    const place = folder();
    const [data, away] = [join(place, 'data'), join(place, 'away')];
    const server = await start(data);
    renameSync(data, away);
    expect((await answersOf(server)).published).toBe(true);
    renameSync(away, data);
    await publish(server, '1.0.0');
    expect((await fetch(`${server.url}/_local/health`)).status).toBe(200);
    await server.close();
    expect((await checkDataFolder(data, false)).isWhole).toBe(true);
  });
});
