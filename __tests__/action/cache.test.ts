// Package stores through the library and its protocol, against a stand-in service in this process.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { exemptions, restoreCaches, saveCaches } from '../../src/action/cache.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { inProcess } from '../cli/in-process.ts';
import { temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { type CacheService, startCacheService } from '../support/servers/cache-service.ts';
import { startProxy } from '../support/servers/test-proxy.ts';

const folder = temporaryFolders();
let service: CacheService;
let home: string;
beforeEach(async () => {
  service = await startCacheService();
  home = folder();
});
afterEach(() => service.close());

const planned = (key = 'stores-1') => ({
  tool: 'npm' as const,
  key,
  restoreKeys: ['stores-'],
  paths: [join(home, 'store')],
});
const fill = (text = 'bytes of a package') => {
  mkdirSync(join(home, 'store'), { recursive: true });
  writeFileSync(join(home, 'store', 'content'), text);
};
const NO_PROXY = { proxy: undefined, noProxy: undefined };
const empty = () => rmSync(join(home, 'store'), { recursive: true, force: true });

/** What it came to, the host that heard about it, and what the library printed itself. */
async function during<T>(
  work: (host: ReturnType<typeof recordingHost>) => Promise<T>,
  env: Readonly<Record<string, string>> = service.env,
) {
  const host = recordingHost({ folder: home });
  try {
    const { value } = await inProcess({ HOME: home, RUNNER_TEMP: home, GITHUB_WORKSPACE: home, ...env }, () =>
      work(host),
    );
    return { value, lines: host.lines };
  } finally {
    host.close();
  }
}
const save = (state: object = {}, env?: Readonly<Record<string, string>>) =>
  during((host) => saveCaches(host, [{ ...planned(), isHit: false, ...state }], NO_PROXY), env);
const restore = (key?: string, env?: Readonly<Record<string, string>>) =>
  during((host) => restoreCaches(host, [planned(key)], NO_PROXY), env);

describe('package stores', () => {
  test('what is saved comes back under the same key, as a hit', async () => {
    fill();
    await save();
    expect([...service.entries.keys()]).toEqual(['stores-1']);
    empty();
    const { value } = await restore();
    expect(value).toEqual([{ tool: 'npm', key: 'stores-1', paths: [join(home, 'store')], isHit: true }]);
    expect(readFileSync(join(home, 'store', 'content'), 'utf8')).toBe('bytes of a package');
  });

  test('a key that only begins alike is better than nothing, but no hit', async () => {
    fill();
    await save();
    empty();
    const { value } = await restore('stores-2');
    expect(value).toMatchObject([{ key: 'stores-2', isHit: false }]);
    expect(existsSync(join(home, 'store', 'content'))).toBe(true);
  });

  test('nothing under the key', async () => {
    const { value } = await restore();
    expect(value).toMatchObject([{ isHit: false }]);
    expect(existsSync(join(home, 'store'))).toBe(false);
  });

  test('what was restored under its exact key is not saved again; an empty store is not saved', async () => {
    fill();
    await save({ isHit: true });
    expect(service.entries.size).toBe(0);
    empty();
    const { lines } = await save();
    expect(service.entries.size).toBe(0);
    expect(lines).toEqual(['info: the package store of npm is empty: nothing to save']);
  });

  test('a key that somebody else has saved stays theirs', async () => {
    fill();
    await save();
    fill('other bytes');
    const { lines } = await save();
    expect(lines.filter((line) => line.startsWith('info: saved'))).toEqual([]);
    empty();
    await restore();
    expect(readFileSync(join(home, 'store', 'content'), 'utf8')).toBe('bytes of a package');
  });

  test('nothing wanted: nothing is asked', async () => {
    const { value, lines } = await during((host) => restoreCaches(host, [], NO_PROXY), {});
    expect({ value, lines }).toEqual({ value: [], lines: [] });
  });
});

describe('nothing here fails a job', () => {
  test('no service: a warning, and nothing for post to do', async () => {
    const { value, lines } = await restore('stores-1', {});
    expect(value).toEqual([]);
    expect(lines).toEqual(['warning: there is no cache service here: the package stores are not restored']);
  });

  test('a service that refuses', async () => {
    fill();
    const env = { ...service.env, ACTIONS_RUNTIME_TOKEN: 'another' };
    const restored = await restore('stores-1', env);
    expect(restored.value).toMatchObject([{ isHit: false }]);
    // Nobody knows whether there is one.
    expect(restored.lines.join()).not.toContain('is cached under');
    expect((await restore()).lines).toEqual(['info: no package store of npm is cached under stores-1']);
    await save({}, env);
    expect(service.entries.size).toBe(0);
  });

  test.each(['CA-RUN-002', 'CA-NET-006'] as const)('but a run that ends meanwhile ends as ever: %s', async (code) => {
    const silent = createServer(() => {});
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
    const env = { ...service.env, ACTIONS_RESULTS_URL: `http://127.0.0.1:${(silent.address() as AddressInfo).port}/` };
    const stop = new AbortController();
    const host = recordingHost({ folder: home, interrupted: stop.signal });
    setTimeout(() => stop.abort(new RegistryError(code, 'over')), 300);
    await inProcess({ HOME: home, RUNNER_TEMP: home, GITHUB_WORKSPACE: home, ...env }, () =>
      expect(restoreCaches(host, [planned(), planned('stores-2')], NO_PROXY)).rejects.toMatchObject({ code }),
    );
    expect(host.lines).toEqual([]);
    host.close();
    silent.closeAllConnections();
    silent.close();
  });

  test('a key that the library does not take', async () => {
    fill();
    const key = 'a,b';
    const restored = await restore(key);
    expect(restored.value).toMatchObject([{ key, isHit: false }]);
    expect(restored.lines).toContainEqual(expect.stringMatching(/^warning: the package store of npm was not restored/));
    const saved = await save({ key });
    expect(saved.lines).toContainEqual(expect.stringMatching(/^warning: the package store of npm was not saved/));
  });
});

describe('the proxy of the inputs', () => {
  test('is asked by the library as well, and stands in no variable after that', async () => {
    const proxy = await startProxy({ credentials: 'me:word', answer: 'HTTP/1.1 403 Forbidden\r\n\r\n' });
    const given = { proxy: proxy.url.replace('//', '//me:word@'), noProxy: 'other.example' };
    const env = { ...service.env, ACTIONS_RESULTS_URL: 'https://results.example/', NO_PROXY: 'results.example' };
    fill();
    const variables = await during(async (host) => {
      await restoreCaches(host, [planned()], given);
      await saveCaches(host, [{ ...planned(), isHit: false }], given);
      return Object.entries(process.env).filter(([name]) => /proxy/i.test(name));
    }, env);
    await proxy.close();
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT results.example:443']));
    expect(variables.value).toEqual([['NO_PROXY', 'results.example']]);
  });
});

test.each([
  ['example.com', 'example.com,.example.com'],
  ['.example.com', 'example.com,.example.com'],
  ['*.example.com', 'example.com,.example.com'],
  ['store.example.com:443 b.example.com', 'store.example.com,.store.example.com,b.example.com,.b.example.com'],
  ['a.example.com:8443,10.0.0.0/8,*', 'a.example.com:8443,10.0.0.0/8,*'],
  ['', ''],
])('no-proxy %s, as the libraries below the cache read it', (given, expected) => {
  expect(exemptions(given)).toBe(expected);
});

test.each(['nonsense', 'git.example.com'])(
  'a server called %j has no package stores, and fails nothing',
  async (server) => {
    const { value, lines } = await restore(undefined, { ...service.env, GITHUB_SERVER_URL: server });
    expect(value).toEqual([]);
    expect(lines.join('\n')).toMatch(/warning: the package stores are not restored: /);
  },
);
