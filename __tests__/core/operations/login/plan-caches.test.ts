// Keys of package stores: what changes them and what does not.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type CacheRequest, planCaches } from '../../../../src/core/operations/login/plan-caches.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const folder = temporaryFolders();
const endpoint = 'https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/npm/staging/';
const request: CacheRequest = {
  tool: 'npm',
  store: { paths: ({ home }) => [join(home, '.npm', '_cacache')], lockFiles: ['package-lock.json'] },
  endpoints: [endpoint],
};

interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly platform?: 'linux' | 'darwin' | 'win32';
  readonly request?: Partial<CacheRequest>;
  readonly lockFiles?: readonly string[];
}

async function planned(setting: Setting = {}) {
  const place = folder();
  for (const [name, text] of Object.entries(setting.files ?? { 'package-lock.json': '{}' })) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
  }
  const host = recordingHost({
    folder: place,
    env: { RUNNER_ARCH: 'X64', ...setting.env },
    ...(setting.platform ? { platform: setting.platform } : {}),
  });
  const plan = await planCaches([{ ...request, ...setting.request }], setting.lockFiles ?? [], host);
  host.close();
  return { ...plan, key: plan.caches[0]?.key ?? '', place };
}

describe('the key', () => {
  test('says tool, machine, registry and lock files, in letters every cache service takes', async () => {
    const { key, caches, place } = await planned();
    expect(key).toMatch(/^codeartifact-ci-1-npm-linux-x64-[0-9a-f]{16}-[0-9a-f]{64}$/);
    expect(caches).toEqual([
      { tool: 'npm', key, restoreKeys: [key.slice(0, -64)], paths: [join(place, '.npm', '_cacache')] },
    ]);
  });

  const same: Record<string, Setting> = {
    'files nobody locks by': {
      files: { 'package-lock.json': '{}', 'README.md': 'hello', '.npmrc': '_authToken=secret' },
    },
    'a lock file of a dependency': { files: { 'package-lock.json': '{}', 'node_modules/a/package-lock.json': 'x' } },
    'the scheme of the address': { request: { endpoints: [endpoint.replace('https', 'http')] } },
    'credentials in the address': { request: { endpoints: [endpoint.replace('://', '://aws:token@')] } },
    'the same endpoint twice': { request: { endpoints: [endpoint, endpoint] } },
  };
  test.each(Object.entries(same))('is not changed by %s', async (_, setting) => {
    expect((await planned(setting)).key).toBe((await planned()).key);
  });

  const other: Record<string, Setting> = {
    'the lock file': { files: { 'package-lock.json': '{ }' } },
    'a lock file further down': { files: { 'package-lock.json': '{}', 'packages/a/package-lock.json': 'x' } },
    'the repository': { request: { endpoints: [endpoint.replace('staging', 'production')] } },
    'the domain': { request: { endpoints: [endpoint.replace('my-org', 'other')] } },
    'a second repository': { request: { endpoints: [endpoint, endpoint.replace('staging', 'production')] } },
    'the tool': { request: { tool: 'pnpm' } },
    'the processor': { env: { RUNNER_ARCH: 'ARM64' } },
    'the image': { env: { ImageOS: 'ubuntu24' } },
    'the platform': { platform: 'darwin' },
  };
  test.each(Object.entries(other))('is changed by %s', async (_, setting) => {
    expect((await planned(setting)).key).not.toBe((await planned()).key);
  });

  test('two files whose contents change places are another state', async () => {
    const one = await planned({ files: { 'a/package-lock.json': '1', 'b/package-lock.json': '2' } });
    const two = await planned({ files: { 'a/package-lock.json': '2', 'b/package-lock.json': '1' } });
    expect(one.key).not.toBe(two.key);
  });

  test('several endpoints count in any order', async () => {
    const endpoints = [endpoint, endpoint.replace('staging', 'production')];
    const one = await planned({ request: { endpoints } });
    expect((await planned({ request: { endpoints: [...endpoints].reverse() } })).key).toBe(one.key);
  });

  test('is made from the files that are named, when some are', async () => {
    const files = { 'package-lock.json': '{}', 'deps/own.lock': 'a' };
    const one = await planned({ files, lockFiles: ['deps/*.lock'] });
    expect((await planned({ files: { ...files, 'package-lock.json': '{ }' }, lockFiles: ['deps/*.lock'] })).key).toBe(
      one.key,
    );
    expect((await planned({ files: { ...files, 'deps/own.lock': 'b' }, lockFiles: ['deps/*.lock'] })).key).not.toBe(
      one.key,
    );
  });
});

test('without a lock file nothing is cached, and it says which were looked for', async () => {
  expect(await planned({ files: {} })).toMatchObject({
    caches: [],
    warnings: ['npm: nothing is cached, no file matches package-lock.json'],
  });
});
