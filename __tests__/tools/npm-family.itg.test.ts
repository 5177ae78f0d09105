// Every client of the npm family against the local server: publish a package and one that needs it, install both from
// a fresh cache, run into what exists already. What they said over the wire is kept in formats/npm/exchanges.

import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isSlowLane } from '../support/lane.ts';
import { findTool, type Ran, runTool } from '../support/programs/tools.ts';
import { type Exchange, openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';
import { recordExchanges } from '../support/servers/npm-exchanges.ts';

interface Client {
  readonly id: string;
  readonly bin: string;
  /** Oldest Node.js it starts on. */
  readonly node?: string;
  readonly publish: readonly string[];
  readonly install: readonly string[];
  /** What it says when the version exists with other bytes. */
  readonly exists: RegExp;
  /** Where it has to make a lock file before it publishes. */
  readonly isBerry?: boolean;
}

const CLIENTS: readonly Client[] = [
  {
    id: 'npm-10',
    bin: 'npm',
    publish: ['publish'],
    install: ['install'],
    exists: /E409[\s\S]*409 Conflict.*exists already/,
  },
  {
    id: 'npm-11',
    bin: 'npm',
    publish: ['publish'],
    install: ['install'],
    exists: /cannot publish over the previously published versions/,
  },
  {
    id: 'pnpm-10',
    bin: 'pnpm',
    publish: ['publish', '--no-git-checks'],
    install: ['install', '--no-frozen-lockfile'],
    exists: /previously published|409/,
  },
  {
    id: 'pnpm-11',
    bin: 'pnpm',
    node: '22.13.0',
    publish: ['publish', '--no-git-checks'],
    install: ['install', '--no-frozen-lockfile'],
    exists: /exists already|409/,
  },
  {
    id: 'pnpm-12',
    bin: 'pnpm',
    publish: ['publish', '--no-git-checks'],
    install: ['install', '--no-frozen-lockfile'],
    exists: /exists already/,
  },
  {
    id: 'yarn-1',
    bin: 'yarn',
    publish: ['publish', '--non-interactive'],
    install: ['install'],
    exists: /exists already/,
  },
  {
    id: 'yarn-4',
    bin: 'yarn',
    publish: ['npm', 'publish'],
    install: ['install'],
    exists: /exists already/,
    isBerry: true,
  },
  { id: 'bun', bin: 'bun', publish: ['publish'], install: ['install'], exists: /exists already/ },
];

let folder: string;
let registry: TestRegistry;
let endpoint: string;
let token: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'npm-family-')));
  registry = await openTestRegistry(folder);
  endpoint = await registry.endpoint('npm', 'dev');
  token = (await registry.token()).reveal();
});
afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true, force: true });
  expect(registry.errors).toEqual([]);
});

const ENVIRONMENT = {
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  PNPM_CONFIG_MINIMUM_RELEASE_AGE: '0',
  YARN_NPM_MINIMAL_AGE_GATE: '0',
  YARN_ENABLE_TELEMETRY: '0',
  YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
  YARN_NODE_LINKER: 'node-modules',
};

/** A home that knows the registry and has nothing in its caches. */
async function newHome(name: string, secret = token): Promise<string> {
  const home = join(folder, name, 'home');
  await mkdir(home, { recursive: true });
  const key = endpoint.replace(/^http:/, '');
  await writeFile(join(home, '.npmrc'), `registry=${endpoint}\n${key}:_authToken=${secret}\nalways-auth=true\n`, {
    mode: 0o600,
  });
  const berry = {
    npmRegistryServer: endpoint,
    npmRegistries: { [endpoint]: { npmAlwaysAuth: true, npmAuthToken: secret } },
    unsafeHttpWhitelist: ['127.0.0.1'],
    enableGlobalCache: true,
  };
  await writeFile(join(home, '.yarnrc.yml'), JSON.stringify(berry));
  return home;
}

async function newProject(name: string, files: Readonly<Record<string, unknown>>): Promise<string> {
  const project = join(folder, name);
  await mkdir(project, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    await writeFile(join(project, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return project;
}

// The fast lane takes each client in one version; login.itg.test.ts runs every version there too.
const isTaken = ({ id }: Client) => isSlowLane || ['npm-11', 'pnpm-12', 'yarn-1', 'yarn-4', 'bun'].includes(id);
const described = CLIENTS.filter(isTaken).map((client) => ({
  ...client,
  found: findTool(client.id, client.bin, { node: client.node }),
}));

for (const { found, ...client } of described) {
  const { id } = client;
  if ('missing' in found) {
    describe.skip(`${id} (skipped: ${found.missing})`, () => test('publishes and installs', () => undefined));
    continue;
  }
  const lib = `@acme/lib-${id}`;
  const app = `app-${id}`;
  const use = async (cwd: string, home: string, args: readonly string[]): Promise<Ran> => {
    const ran = await runTool(found.program, args, {
      cwd,
      home,
      env: {
        ...ENVIRONMENT,
        NPM_CONFIG_CACHE: join(home, 'npm-cache'),
        ...(found.path === undefined ? {} : { PATH: found.path }),
      },
    });
    expect(ran.text).not.toContain(token);
    return ran;
  };
  const succeed = async (cwd: string, home: string, args: readonly string[]) => {
    const ran = await use(cwd, home, args);
    if (ran.status !== 0) throw new Error(`${id} ${args.join(' ')} ended with ${ran.status}:\n${ran.text}`);
    return ran;
  };
  const publish = async (cwd: string, home: string) => {
    if (client.isBerry) await succeed(cwd, home, ['install']);
    return use(cwd, home, client.publish);
  };
  const lock = client.isBerry ? { 'yarn.lock': '' } : {};
  const since = (start: number): readonly Exchange[] =>
    registry.exchanges.slice(start).filter(({ target }) => target.startsWith('/npm/'));

  describe(`${id} (${found.version})`, () => {
    test('publishes a package and one that needs it, and installs both from a fresh cache', async () => {
      const home = await newHome(`${id}-author`);
      const libProject = await newProject(`${id}-lib`, {
        'package.json': { name: lib, version: '1.0.0', license: 'MIT', main: 'index.js' },
        'index.js': `module.exports = 'lib';`,
        'README.md': '# Lib',
        ...lock,
      });
      const appProject = await newProject(`${id}-app`, {
        'package.json': {
          name: app,
          version: '1.0.0',
          license: 'MIT',
          main: 'index.js',
          dependencies: { [lib]: '^1.0.0' },
        },
        'index.js': `module.exports = 'app of ' + require('${lib}');`,
        ...lock,
      });
      const start = registry.exchanges.length;
      for (const project of [libProject, appProject]) {
        const ran = await publish(project, home);
        if (ran.status !== 0) throw new Error(ran.text);
      }
      await recordExchanges(`publish.${id}`, { tool: `${client.bin} ${found.version}`, endpoint, token }, since(start));
      const consumer = await newProject(`${id}-consumer`, {
        'package.json': { name: 'consumer', version: '1.0.0', private: true, dependencies: { [app]: '1.0.0' } },
        ...lock,
      });
      const middle = registry.exchanges.length;
      await succeed(consumer, await newHome(`${id}-fresh`), client.install);
      await recordExchanges(
        `install.${id}`,
        { tool: `${client.bin} ${found.version}`, endpoint, token },
        since(middle),
      );
      const { stdout } = await runTool(process.execPath, ['-p', `require('${app}')`], { cwd: consumer, home: folder });
      expect(stdout.trim()).toBe('app of lib');
      const fetched = since(middle).filter(({ target, status }) => target.endsWith('.tgz') && status === 200);
      expect(fetched).toHaveLength(2);
      const at = registry.at('dev');
      const ref = { format: 'npm', namespace: 'acme', name: `lib-${id}`, version: '1.0.0' } as const;
      expect(await registry.client.describePackageVersion(at, ref)).toMatchObject({ status: 'Published' });
      expect((await registry.client.listPackageVersionAssets(at, ref))?.assets.map(({ name }) => name)).toEqual([
        'package.tgz',
      ]);
      expect(
        await registry.client.listPackageVersionDependencies(at, { ...ref, namespace: undefined, name: app }),
      ).toEqual([expect.objectContaining({ namespace: 'acme', name: `lib-${id}`, requirement: '^1.0.0' })]);
    }, 240_000);

    test('is told that the version exists with other content', async () => {
      const home = await newHome(`${id}-again`);
      const project = await newProject(`${id}-other`, {
        'package.json': { name: lib, version: '1.0.0', license: 'MIT', main: 'index.js' },
        'index.js': 'other',
        ...lock,
      });
      const start = registry.exchanges.length;
      const ran = await publish(project, home);
      expect(ran.status).not.toBe(0);
      expect(ran.text).toMatch(client.exists);
      await recordExchanges(
        `exists.${id}`,
        { tool: `${client.bin} ${found.version}`, endpoint, token, printed: ran.text },
        since(start),
      );
    }, 120_000);

    test('fails at once with a wrong token', async () => {
      const home = await newHome(`${id}-stranger`, 'wrong');
      const project = await newProject(`${id}-denied`, {
        'package.json': { name: `@acme/denied-${id}`, version: '1.0.0', license: 'MIT' },
        'index.js': '',
        ...lock,
      });
      const start = registry.exchanges.length;
      const ran = await publish(project, home);
      expect(ran.status).not.toBe(0);
      expect(since(start).map(({ status }) => status)).toContain(401);
    }, 120_000);
  });

  if (client.bin !== 'npm') continue;
  describe(`${id} (${found.version}) commands`, () => {
    test('dist-tags, deprecation, view and ping work; what the service lacks is said so', async () => {
      const home = await newHome(`${id}-commands`);
      const cwd = await newProject(`${id}-commands`, {});
      const npm = (...args: string[]) => use(cwd, home, args);
      const start = registry.exchanges.length;
      expect((await npm('ping')).text).toMatch(/PONG/);
      expect((await npm('dist-tag', 'add', `${lib}@1.0.0`, 'next')).stdout.trim()).toBe(`+next: ${lib}@1.0.0`);
      expect((await npm('dist-tag', 'ls', lib)).stdout.trim().split('\n')).toEqual(['latest: 1.0.0', 'next: 1.0.0']);
      expect((await npm('dist-tag', 'rm', lib, 'next')).stdout).toMatch(/-next/);
      expect(JSON.parse((await npm('view', lib, 'dist-tags', '--json')).stdout)).toEqual({ latest: '1.0.0' });
      expect((await npm('deprecate', `${lib}@1.0.0`, 'use another')).status).toBe(0);
      expect((await npm('view', lib, 'deprecated')).stdout.trim()).toBe('use another');
      expect((await npm('deprecate', `${lib}@1.0.0`, '')).status).toBe(0);
      expect((await npm('view', lib, 'deprecated')).stdout.trim()).toBe('');
      expect((await npm('dist-tag', 'add', `${lib}@9.9.9`, 'next')).text).toMatch(/E404/);
      for (const command of [
        ['whoami'],
        ['search', 'lib'],
        ['token', 'list'],
        ['profile', 'get'],
        ['unpublish', lib, '--force'],
      ]) {
        const ran = await npm(...command);
        expect(ran.status).not.toBe(0);
        expect(ran.text).toMatch(/E404|E405/);
      }
      expect((await npm('view', lib, 'version')).stdout.trim()).toBe('1.0.0');
      await recordExchanges(`commands.${id}`, { tool: `npm ${found.version}`, endpoint, token }, since(start));
    }, 240_000);

    test('publishes a prerelease under its own tag, which leaves latest alone', async () => {
      const home = await newHome(`${id}-pre`);
      const project = await newProject(`${id}-pre`, {
        'package.json': { name: lib, version: '2.0.0-rc.1', license: 'MIT' },
      });
      expect((await use(project, home, ['publish', '--tag', 'rc'])).status).toBe(0);
      expect(JSON.parse((await use(project, home, ['view', lib, 'dist-tags', '--json'])).stdout)).toEqual({
        latest: '1.0.0',
        rc: '2.0.0-rc.1',
      });
    }, 120_000);
  });
}
