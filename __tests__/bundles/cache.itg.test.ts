// The `cache` input from one job to the next: the bundles as processes, the library's own protocol, a stand-in service; and
// proxies between, which may open tunnels, and are never believed for what is behind them.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { spellings } from '../../src/core/model/secret.ts';
import { type LocalServer, startLocalServer } from '../../src/local/server.ts';
import { temporaryFolders } from '../support/folders.ts';
import { createRunner } from '../support/programs/runner.ts';
import { type CacheService, type CacheServiceOptions, startCacheService } from '../support/servers/cache-service.ts';
import { CERTIFICATE } from '../support/servers/test-certificate.ts';
import { startProxy, type TestProxyOptions } from '../support/servers/test-proxy.ts';

const folder = temporaryFolders();
const account = '111122223333';
let server: LocalServer;
let service: CacheService;

beforeAll(async () => {
  service = await startCacheService();
  server = await startLocalServer({
    account,
    offline: true,
    setup: { domains: [{ name: 'my-org', owner: account, repositories: ['staging', 'production'] }] },
  });
});
afterAll(async () => {
  await server.close();
  await service.close();
});

const registry = { domain: 'my-org', repository: 'staging', 'aws-region': 'us-east-1', tools: 'npm, twine' };
const keys = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-checked-in-lenient-mode' };

/** A job in a folder: the service keeps stores by their paths, so jobs that share them share the folder. */
function job(place: string, env: Readonly<Record<string, string>> = service.env) {
  const runner = createRunner(place, { AWS_ENDPOINT_URL: server.url, ...keys, ...env });
  return { ...runner, stored: join(runner.home, '.npm', '_cacache', 'content') };
}

describe('cache', () => {
  test('saves at the end of a job what the next one gets back, and nothing of the configuration', async () => {
    const place = folder();
    const first = job(place);
    writeFileSync(join(first.workspace, 'package-lock.json'), '{"lockfileVersion":3}');
    const missed = await first.step({ ...registry, cache: 'auto' });
    expect({ status: missed.status, hit: missed.outputs['cache-hit'] }).toEqual({ status: 0, hit: 'false' });
    const token = /_authToken=(\S+)/.exec(readFileSync(join(first.home, '.npmrc'), 'utf8'))?.[1] ?? '';
    mkdirSync(join(first.stored, '..'), { recursive: true });
    writeFileSync(first.stored, 'bytes of a package');
    writeFileSync(join(first.home, '.npm', 'notes.log'), token);
    const saved = await first.post(missed.state);
    expect(saved.log).toContain('saved the package store of npm');
    expect([...service.entries.keys()]).toEqual([
      expect.stringMatching(/^codeartifact-ci-1-npm-linux-x64-[0-9a-f]{16}-[0-9a-f]{64}$/),
    ]);
    for (const spelling of spellings(token)) expect(JSON.stringify(missed.state)).not.toContain(spelling);

    rmSync(first.home, { recursive: true });
    const second = job(place);
    const restored = await second.step({ ...registry, cache: 'npm' });
    expect({ log: restored.log, hit: restored.outputs['cache-hit'] }).toEqual({
      log: expect.stringContaining('restored the package store of npm'),
      hit: 'true',
    });
    expect(readFileSync(second.stored, 'utf8')).toBe('bytes of a package');
    // npm's logs lie beside its store.
    expect(existsSync(join(second.home, '.npm', 'notes.log'))).toBe(false);
    // What was restored under its exact key is not saved again.
    expect((await second.post(restored.state)).log).not.toContain('saved the package store');

    // With another lock file it is better than nothing, but no hit.
    rmSync(second.home, { recursive: true });
    const third = job(place);
    writeFileSync(join(third.workspace, 'package-lock.json'), '{"lockfileVersion":3,"packages":{}}');
    const near = await third.step({ ...registry, cache: 'npm' });
    expect(near.outputs['cache-hit']).toBe('false');
    expect(existsSync(third.stored)).toBe(true);
    expect((await third.post(near.state)).log).toContain('saved the package store of npm');
    expect(service.entries.size).toBe(2);

    // Another repository may hold other bytes under the same names.
    const other = await job(place).step({ ...registry, repository: 'production', cache: 'npm' });
    expect(other.log).toContain('no package store of npm is cached');
  }, 60_000);

  test('a login is worth more than its cache', async () => {
    const here = job(folder());
    const unlocked = await here.step({ ...registry, cache: 'npm, twine' });
    expect(unlocked.status).toBe(0);
    expect(unlocked.log).toContain('twine: nothing is cached, it keeps no packages');
    expect(unlocked.log).toContain('npm: nothing is cached, no file matches package-lock.json, npm-shrinkwrap.json');

    writeFileSync(join(here.workspace, 'deps.lock'), 'a');
    const wanted = { ...registry, cache: 'npm', 'cache-dependency-path': 'deps.lock' };
    const nowhere = await job(join(here.home, '..'), {}).step(wanted);
    expect(nowhere).toMatchObject({ status: 0, log: expect.stringContaining('there is no cache service here') });

    const broken = { ...service.env, ACTIONS_RUNTIME_TOKEN: 'another' };
    const refused = await job(join(here.home, '..'), broken).step(wanted);
    expect(refused).toMatchObject({ status: 0, outputs: { 'cache-hit': 'false' } });
    expect((await job(join(here.home, '..'), broken).post(refused.state)).status).toBe(0);
  }, 60_000);

  test('nothing of it is loaded for a login that does not ask', async () => {
    const plain = await job(folder()).step(registry);
    expect(plain.outputs['cache-hit']).toBeUndefined();
    expect(JSON.parse(plain.state.codeartifact ?? '{}').cache).toBeUndefined();
  });
});

describe('behind a proxy', () => {
  const BLOBS = 'https://acme.blob.core.windows.net';
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });
  async function behind(options: TestProxyOptions, service: CacheServiceOptions) {
    const there = await startCacheService({ blobsAt: BLOBS, ...service });
    const proxy = await startProxy({ to: there.port, ...options });
    open.push(there, proxy);
    return { there, proxy };
  }
  const lock = (workspace: string) => writeFileSync(join(workspace, 'package-lock.json'), '{"lockfileVersion":3}');

  test.each([
    ['http', false],
    ['https', true],
  ])(
    'an %s one opens tunnels to the service and to its blobs',
    async (_, isEncrypted) => {
      const at = 'https://results.us-east-1.amazonaws.com';
      const { there, proxy } = await behind({ isEncrypted, credentials: 'me:w@rd-of-mine' }, { at });
      const place = folder();
      const trusted = join(place, 'trusted.pem');
      writeFileSync(trusted, CERTIFICATE);
      const env = { ...there.env, NODE_EXTRA_CA_CERTS: trusted };
      const inputs = { ...registry, cache: 'npm', 'http-proxy': proxy.url.replace('//', '//me:w%40rd-of-mine@') };
      const first = job(place, env);
      lock(first.workspace);
      const missed = await first.step(inputs);
      expect(missed).toMatchObject({ status: 0, outputs: { 'cache-hit': 'false' } });
      mkdirSync(join(first.stored, '..'), { recursive: true });
      writeFileSync(first.stored, 'bytes of a package');
      const saved = await first.post(missed.state, inputs);
      expect(saved.log).toContain('saved the package store of npm');
      rmSync(first.home, { recursive: true });
      const second = job(place, env);
      const restored = await second.step(inputs);
      expect(restored.log).toContain('restored the package store of npm');
      expect(readFileSync(second.stored, 'utf8')).toBe('bytes of a package');
      expect(new Set(proxy.asked)).toEqual(
        new Set(['CONNECT results.us-east-1.amazonaws.com:443', 'CONNECT acme.blob.core.windows.net:443']),
      );
      const shown = [missed, saved, restored].map(({ log }) => log.replace(/^::add-mask::.*$/gm, '')).join('\n');
      expect(shown).not.toContain('rd-of-mine');
    },
    60_000,
  );

  test('one that answers as the blob store gets nothing into the job', async () => {
    const place = folder();
    const target = join(place, 'poisoned');
    writeFileSync(target, 'poison');
    const archive = join(place, 'archive.tar.zst');
    execFileSync('tar', ['--posix', '-P', '--use-compress-program', 'zstd', '-cf', archive, target]);
    rmSync(target);
    const bytes = readFileSync(archive);
    const forged = (status: string, more = '') =>
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 ${status}\r\nx-ms-blob-type: BlockBlob\r\netag: "0x1"\r\nlast-modified: Mon, 01 Jan 2024 00:00:00 GMT\r\ncontent-type: application/octet-stream\r\ncontent-length: ${bytes.length}\r\n${more}connection: close\r\n\r\n`;
    const range = `content-range: bytes 0-${bytes.length - 1}/${bytes.length}\r\n`;
    const part = Buffer.concat([Buffer.from(forged('206 Partial Content', range)), bytes]);
    const { there, proxy } = await behind({ answer: [forged('200 OK'), part] }, { claimsAll: true });
    const here = job(place, there.env);
    lock(here.workspace);
    const step = await here.step({ ...registry, cache: 'npm', 'http-proxy': proxy.url });
    expect(proxy.asked[0]).toBe('CONNECT acme.blob.core.windows.net:443');
    expect(existsSync(target)).toBe(false);
    expect(step).toMatchObject({ status: 0, outputs: { 'cache-hit': 'false' } });
    expect(step.log).not.toContain('restored the package store');
    expect(step.log).toMatch(
      /::warning::.*the proxy 127\.0\.0\.1:\d+ refused CONNECT acme\.blob\.core\.windows\.net:443 \(100 Continue\)/,
    );
  }, 60_000);
});

test('what is unpacked after `timeout` ended the step ends with it, whenever it was begun', async () => {
  const place = folder();
  const slow = await startCacheService({ claimsAll: true, blobsAfterMs: 4000 });
  try {
    // Says that it runs, and unpacks nothing for a minute.
    const programs = join(place, 'programs');
    mkdirSync(programs);
    writeFileSync(
      join(programs, 'tar'),
      `#!/bin/sh\ncase "$*" in *--version*) exec /usr/bin/env PATH=/usr/bin:/bin tar "$@";; esac\necho $$ >> ${place}/begun\nexec sleep 60\n`,
      { mode: 0o755 },
    );
    const path = `${programs}:${process.env.PATH}`;
    const { step, workspace } = job(place, { ...slow.env, PATH: path });
    writeFileSync(join(workspace, 'package-lock.json'), '{"lockfileVersion":3}');
    const ended = await step({ ...registry, tools: 'npm', cache: 'npm', timeout: '3' });
    expect(ended.log).toContain('CA-NET-006');
    const begun = existsSync(join(place, 'begun')) ? readFileSync(join(place, 'begun'), 'utf8').trim().split('\n') : [];
    expect(begun.filter((id) => existsSync(`/proc/${id}`))).toEqual([]);
    // Nor is it begun once the step has ended.
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const later = existsSync(join(place, 'begun')) ? readFileSync(join(place, 'begun'), 'utf8').trim().split('\n') : [];
    expect(later).toEqual(begun);
  } finally {
    await slow.close();
  }
}, 60_000);
