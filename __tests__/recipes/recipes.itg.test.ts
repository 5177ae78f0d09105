// The pages of docs/recipes: their blocks run as they stand, with the committed bundles, npm and the local server.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { trustStatement } from '../../src/aws/role-refusal.ts';
import { parseEndpoint } from '../../src/core/model/endpoint.ts';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { blockOf, blocksOf, runShell, runWorkflow, type Workflow } from '../support/programs/recipe.ts';
import { createRunner, ROOT, runProcess } from '../support/programs/runner.ts';
import { ACCOUNT, DOMAIN } from '../support/servers/local-registry.ts';
import { startProxy } from '../support/servers/test-proxy.ts';
import { type LoginWorld, openLoginWorld, THEIRS } from '../support/worlds/login-world.ts';
import { trust } from '../support/worlds/sign-in-world.ts';

const folder = temporaryFolders();
const built = temporaryFolder();
const pages = join(ROOT, 'docs', 'recipes');
const OWN_HOST = `my-org-${ACCOUNT}.d.codeartifact.us-east-1.amazonaws.com`;
const keys = { AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: 'example-of-a-secret-key' };
const RECORDING = `const fs=require('fs'),path=require('path'),os=require('os');const rc=path.join(os.homedir(),'.npmrc');fs.writeFileSync(path.join(os.homedir(),'seen.json'),JSON.stringify({npmrc:fs.existsSync(rc)?fs.readFileSync(rc,'utf8'):null,env:Object.keys(process.env)}));`;
let world: LoginWorld;

beforeAll(async () => {
  world = await openLoginWorld(built, {
    setup: {
      oidc: { claims: { repository: 'acme/app' } },
      roles: [{ name: 'release', trustPolicy: trust('repo:acme/app:ref:refs/heads/main') }],
      domains: [
        { name: DOMAIN, owner: ACCOUNT, repositories: ['dev'] },
        { name: THEIRS, owner: ACCOUNT, repositories: ['other'] },
      ],
    },
  });
  const pack = (name: string, more = {}) =>
    writeNpmPackage(join(built, `${name.replace(/\W/g, '-')}.tgz`), { name, version: '1.0.0', ...more });
  const scripted = { manifest: { scripts: { install: 'node seen.js' } }, files: { 'seen.js': RECORDING } };
  await world.seed('npm', DOMAIN, 'dev', [await pack('@acme/utils'), await pack('@acme/scripted', scripted)]);
  await world.seed('npm', THEIRS, 'other', [await pack('@theirs/tools')]);
  const wheel = await buildWheel({ name: 'acme-lib', version: '1.0' });
  writeFileSync(join(built, wheel.fileName), wheel.data);
  await world.seed('pypi', DOMAIN, 'dev', [join(built, wheel.fileName)]);
});
afterAll(() => world.close());

const project = (workspace: string) =>
  writeFileSync(join(workspace, 'package.json'), JSON.stringify({ name: 'app', version: '1.0.0' }));
const job = () => ({
  folder: folder(),
  url: world.url,
  before: ({ workspace }: { workspace: string }) => project(workspace),
});
const failures = (results: readonly { status: number; log: string }[]) => results.filter(({ status }) => status !== 0);
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const installed = (workspace: string, name: string) =>
  existsSync(join(workspace, 'node_modules', name, 'package.json'));

/** No token of any kind in what the steps printed; `***` and the runner's own masking commands are none. */
function expectNoToken(transcript: string, token: string | undefined): void {
  expect(token?.length ?? 0).toBeGreaterThan(20);
  expect(transcript.replace(/^::add-mask::.*$/gm, '')).not.toContain(token as string);
}
const tokenOf = (npmrc: string) => /_authToken=(\S+)/.exec(npmrc)?.[1];

describe('the pages', () => {
  const names = readdirSync(pages).filter((name) => name.endsWith('.md') && name !== 'README.md');

  test('the index and the README lead to all of them', () => {
    const index = read(pages, 'README.md');
    for (const name of names) expect(index).toContain(`](${name})`);
    expect(read(ROOT, 'README.md')).toContain('docs/recipes/README.md');
  });

  test.each(names)('%s: workflows use known inputs, least permissions and no links that lead nowhere', (name) => {
    const action = parse(read(ROOT, 'action.yml')) as { inputs: Record<string, unknown> };
    for (const { kind, text } of blocksOf(name)) {
      if (kind !== 'yaml workflow') continue;
      const workflow = parse(text) as Workflow;
      expect(workflow.permissions).toEqual({ 'id-token': 'write', contents: 'read' });
      for (const step of Object.values(workflow.jobs).flatMap(({ steps }) => steps))
        if (step.uses?.startsWith('codeartifact-ci/'))
          for (const input of Object.keys(step.with ?? {})) expect(Object.keys(action.inputs)).toContain(input);
    }
    for (const [, target = ''] of read(pages, name).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g))
      expect(existsSync(join(pages, target))).toBe(true);
  });
});

test('docker.md: the secret files are all that npm needs, and the image gets no argument', async () => {
  let secrets = '';
  const image = folder();
  const { results, runner } = await runWorkflow(blockOf('docker.md', 'yaml workflow'), {
    ...job(),
    other: async (uses, inputs) => {
      if (!uses.startsWith('docker/')) return;
      secrets = inputs['secret-files'] ?? '';
      // As BuildKit does for the RUN: the file alone, in the home of a machine that has nothing else.
      const [id = '', path = ''] = secrets.split('=');
      expect(id).toBe('npmrc');
      expect(statSync(path).mode & 0o777).toBe(0o600);
      mkdirSync(join(image, 'home'), { recursive: true });
      mkdirSync(join(image, 'app'));
      copyFileSync(path, join(image, 'home', '.npmrc'));
      project(join(image, 'app'));
      const at = { runner: { home: join(image, 'home'), workspace: join(image, 'app'), env: {} }, env: {} };
      expect(failures([await runShell('npm install @acme/utils', at)])).toEqual([]);
    },
  });
  expect(failures(results)).toEqual([]);
  expect(secrets).toContain(join(runner.home, '.npmrc'));
  expect(installed(join(image, 'app'), '@acme/utils')).toBe(true);
  const dockerfiles = blocksOf('docker.md').filter(({ kind }) => kind === 'dockerfile');
  expect(dockerfiles.length).toBe(2);
  for (const { text } of dockerfiles) {
    expect(text).toMatch(/^RUN --mount=type=secret,id=/m);
    expect(text).not.toMatch(/^\s*(ARG|ENV)\b/m);
  }
  const targets = [
    ...blocksOf('docker.md')
      .map(({ text }) => text)
      .join('\n')
      .matchAll(/target=\/root\/(\S+)/g),
  ].map(([, one]) => one);
  expect(targets).toEqual(['.npmrc', '.config/pip/pip.conf', '.netrc']);
});

test('docker.md: the two files of pip, at the places the page mounts them', async () => {
  const runner = createRunner(folder(), { ...keys, AWS_ENDPOINT_URL: world.url, AWS_REGION: 'us-east-1' });
  const { status, outputs } = await runner.step({ domain: DOMAIN, repository: 'dev', tools: 'pip' });
  expect(status).toBe(0);
  const files = (JSON.parse(outputs['config-files'] ?? '{}') as { pip: string[] }).pip;
  expect(files.map((path) => path.slice(runner.home.length + 1))).toEqual(['.config/pip/pip.conf', '.netrc']);
  expect(read(runner.home, '.config/pip/pip.conf')).toContain('/simple/');
  expect(read(runner.home, '.config/pip/pip.conf')).not.toMatch(/:[^/]*@/);
  expect(read(runner.home, '.netrc')).toContain('machine 127.0.0.1 login aws password ');
});

test('container-jobs.md: the home of the container is the one that counts', async () => {
  const place = folder();
  const home = join(place, 'github', 'home');
  mkdirSync(home, { recursive: true });
  const workflow = blockOf('container-jobs.md', 'yaml workflow');
  let npmrc = '';
  const { results, runner } = await runWorkflow(workflow, {
    ...job(),
    folder: place,
    env: { HOME: home },
    after: (index) => {
      if (index === 1) npmrc = read(home, '.npmrc');
    },
  });
  expect(failures(results)).toEqual([]);
  expect(installed(runner.workspace, '@acme/utils')).toBe(true);
  expect(existsSync(join(home, '.npmrc'))).toBe(false);
  expect(existsSync(join(runner.home, '.npmrc'))).toBe(false);
  expectNoToken(runner.transcript(), tokenOf(npmrc));
});

describe('dependabot-renovate.md', () => {
  test('dependabot.yml: registries that exist, an address that fits its keys, no secret', () => {
    const text = blockOf('dependabot-renovate.md', 'yaml dependabot');
    const { version, registries, updates } = parse(text) as {
      version: number;
      registries: Record<string, Record<string, string>>;
      updates: { registries: string[]; 'package-ecosystem': string; schedule: object }[];
    };
    expect(version).toBe(2);
    for (const update of updates) {
      expect(update).toMatchObject({ directory: '/', schedule: { interval: 'weekly' } });
      for (const name of update.registries) {
        const { type, url, domain, 'domain-owner': owner, 'aws-region': region } = registries[name] ?? {};
        expect(type).toBe(`${update['package-ecosystem']}-registry`);
        expect(parseEndpoint(url ?? '')).toMatchObject({ domain, domainOwner: owner, region });
      }
    }
    expect(text).not.toMatch(/token|password|secrets\./);
  });

  test('Renovate: the configuration finds the repository with the token of the step before', async () => {
    let checked = false;
    const { results, runner } = await runWorkflow(blockOf('dependabot-renovate.md', 'yaml workflow'), {
      ...job(),
      other: async (uses, _, env) => {
        if (!uses.startsWith('renovatebot/')) return;
        const path = join(folder(), 'renovate-config.cjs');
        writeFileSync(path, blockOf('dependabot-renovate.md', 'js renovate'));
        const text = execFileSync(process.execPath, ['-p', `JSON.stringify(require(${JSON.stringify(path)}))`], {
          env: { ...env },
          encoding: 'utf8',
        });
        const { hostRules, npmrc } = JSON.parse(text) as {
          npmrc: string;
          hostRules: { matchHost: string; token: string }[];
        };
        const [rule] = hostRules;
        expect(npmrc).toBe(`registry=${rule?.matchHost}`);
        const answer = await fetch(`${rule?.matchHost}@acme%2futils`, {
          headers: { authorization: `Bearer ${rule?.token}` },
        });
        expect(answer.status).toBe(200);
        checked = true;
      },
    });
    expect(failures(results)).toEqual([]);
    expect(checked).toBe(true);
    expect(readdirSync(runner.home)).not.toContain('.npmrc');
  });
});

describe('fork-pull-requests.md', () => {
  const workflow = blockOf('fork-pull-requests.md', 'yaml workflow');
  const run = async (head: string, honoursCondition: boolean) => {
    const place = folder();
    const event = join(place, 'event.json');
    const full = 'acme/app';
    writeFileSync(
      event,
      JSON.stringify({ pull_request: { head: { repo: { full_name: head } }, base: { repo: { full_name: full } } } }),
    );
    const isFork = head !== full;
    // A fork gets no identity whatever the workflow asks for.
    const text = isFork ? workflow.replace('id-token: write, ', '') : workflow;
    return runWorkflow(text, {
      ...job(),
      folder: place,
      env: { GITHUB_REPOSITORY: full, GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event },
      condition: (expression) => {
        expect(expression).toBe('github.event.pull_request.head.repo.full_name == github.repository');
        return honoursCondition ? !isFork : true;
      },
    });
  };

  test('a fork goes on with public packages', async () => {
    const { results, runner } = await run('stranger/app', true);
    expect(failures(results)).toEqual([]);
    expect(read(runner.workspace, 'registry.txt')).not.toContain('127.0.0.1');
  });

  test('without the condition it fails, and the error names the condition', async () => {
    const { results } = await run('stranger/app', false);
    expect(failures(results)[0]?.log).toContain('CA-AUTH-007');
    expect(results[0]?.log).toContain('if: github.event.pull_request.head.repo.full_name == github.repository');
  });

  test('a branch of the repository itself signs in', async () => {
    const { results, runner } = await run('acme/app', true);
    expect(failures(results)).toEqual([]);
    expect(read(runner.workspace, 'registry.txt')).toContain('127.0.0.1');
  });
});

test('two-domains.md: one npm install takes from both', async () => {
  let npmrc = '';
  const { results, runner } = await runWorkflow(blockOf('two-domains.md', 'yaml workflow'), {
    ...job(),
    after: (index, { home }) => {
      if (index === 1) npmrc = read(home, '.npmrc');
    },
  });
  expect(failures(results)).toEqual([]);
  expect(['@acme/utils', '@theirs/tools'].map((name) => installed(runner.workspace, name))).toEqual([true, true]);
  expect(npmrc.match(/_authToken=/g)?.length).toBe(2);
  expect(existsSync(join(runner.home, '.npmrc'))).toBe(false);
  expectNoToken(runner.transcript(), tokenOf(npmrc));
});

test('install-scripts.md: the script runs, and finds no token', async () => {
  let npmrc = '';
  const { results, runner } = await runWorkflow(blockOf('install-scripts.md', 'yaml workflow'), {
    ...job(),
    after: (index, { home }) => {
      if (index === 1) npmrc = read(home, '.npmrc');
      // Fetched, and nothing has run yet.
      if (index === 2) expect(existsSync(join(home, 'seen.json'))).toBe(false);
    },
  });
  expect(failures(results)).toEqual([]);
  const seen = JSON.parse(read(runner.home, 'seen.json')) as { npmrc: string | null; env: string[] };
  expect(tokenOf(npmrc)).toBeDefined();
  expect(seen.npmrc).toBeNull();
  expect(seen.env.filter((name) => /^AWS_(ACCESS|SECRET|SESSION)|AUTH_TOKEN/.test(name))).toEqual([]);
});

test('lock-files.md: no address in the lock file, and npm ci works with it', async () => {
  const runner = createRunner(folder());
  project(runner.workspace);
  writeFileSync(join(runner.workspace, '.npmrc'), blockOf('lock-files.md', 'ini .npmrc'));
  const env = {
    ...keys,
    AWS_ENDPOINT_URL: world.url,
    AWS_REGION: 'us-east-1',
    CODEARTIFACT_DOMAIN: DOMAIN,
    CODEARTIFACT_REPOSITORY: 'dev',
  };
  const result = await runShell(blockOf('lock-files.md', 'sh'), { runner, env });
  expect(failures([result])).toEqual([]);
  expect(installed(runner.workspace, '@acme/utils')).toBe(true);
  const lock = read(runner.workspace, 'package-lock.json');
  expect(lock).toContain('node_modules/@acme/utils');
  expect(lock).not.toMatch(/https?:\/\/127\.0\.0\.1/);
  expect(readdirSync(runner.home)).not.toContain('.npmrc');
});

test('self-hosted.md: what stood in the home before stands there again, also after a machine was killed', async () => {
  const place = folder();
  const mine = 'fund=false\n; mine\n';
  const workflow = blockOf('self-hosted.md', 'yaml workflow');
  const before = ({ home, workspace }: { home: string; workspace: string }) => {
    project(workspace);
    if (!existsSync(join(home, '.npmrc'))) writeFileSync(join(home, '.npmrc'), mine);
  };
  const killed = await runWorkflow(workflow, { ...job(), folder: place, before, withoutPost: true });
  expect(failures(killed.results)).toEqual([]);
  expect(read(killed.runner.home, '.npmrc')).not.toBe(mine);
  const next = await runWorkflow(workflow, { ...job(), folder: place, before, env: { GITHUB_RUN_ID: '4712' } });
  expect(failures(next.results)).toEqual([]);
  expect(read(next.runner.home, '.npmrc')).toBe(mine);
});

test('self-hosted.md: a machine that sees no other login cleans up by itself; its owner takes everything', async () => {
  const mine = 'fund=false\n; mine\n';
  const before = ({ home, workspace }: { home: string; workspace: string }) => {
    project(workspace);
    writeFileSync(join(home, '.npmrc'), mine);
  };
  const workflow = blockOf('self-hosted.md', 'yaml workflow');
  const killed = await runWorkflow(workflow, { ...job(), folder: folder(), before, withoutPost: true });
  const shell = (kind: string) => runShell(blockOf('self-hosted.md', kind), { runner: killed.runner, env: {} });
  const { env } = killed.runner;
  for (const name of Object.keys(env)) delete env[name];
  // Who started the step is this test, which lives: the login is not stale before its token has ended.
  const living = await shell('sh stale');
  expect(failures([living])).toEqual([]);
  expect(living.log).toContain('nothing to take back');
  const [record = ''] = readdirSync(join(killed.runner.home, '.codeartifact-ci', 'logins'));
  const path = join(killed.runner.home, '.codeartifact-ci', 'logins', record);
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), expiresAt: Date.now() - 1 }));
  const stale = await shell('sh stale');
  expect(failures([stale])).toEqual([]);
  expect(stale.log).toMatch(/^github\|\S* npm \S*\.npmrc$/m);
  expect(read(killed.runner.home, '.npmrc')).toBe(mine);

  const other = await runWorkflow(workflow, { ...job(), folder: folder(), before, withoutPost: true });
  const all = await runShell(blockOf('self-hosted.md', 'sh all'), { runner: other.runner, env: {} });
  expect(failures([all])).toEqual([]);
  expect(read(other.runner.home, '.npmrc')).toBe(mine);
});

test('long-jobs.md: the second call changes the token in place, and one post after the other takes all back', async () => {
  const tokens: (string | undefined)[] = [];
  const { results, runner, posts } = await runWorkflow(blockOf('long-jobs.md', 'yaml workflow'), {
    ...job(),
    after: (index, { home }) => {
      if (index === 2) {
        // More than a token's life passes before the second call.
        tokens.push(tokenOf(read(home, '.npmrc')));
        world.local.clock.advance(1000 * 1000);
      }
      if (index === 3) tokens.push(tokenOf(read(home, '.npmrc')));
    },
  });
  world.local.clock.reset();
  expect(failures(results)).toEqual([]);
  expect(results.at(-1)?.log).toContain('1.0.0');
  expect(new Set(tokens).size).toBe(2);
  expect(failures(posts)).toEqual([]);
  expect(existsSync(join(runner.home, '.npmrc'))).toBe(false);
  const env = { ...keys, AWS_ENDPOINT_URL: world.url, AWS_REGION: 'us-east-1', CODEARTIFACT_DOMAIN: DOMAIN };
  expect(failures([await runShell(blockOf('long-jobs.md', 'sh'), { runner, env })])).toEqual([]);
});

describe('proxies-ghes.md', () => {
  test('every call of the action goes through the proxy', async () => {
    const proxy = await startProxy({ to: Number(new URL(world.url).port) });
    let npmrc = '';
    const { results } = await runWorkflow(blockOf('proxies-ghes.md', 'yaml workflow'), {
      ...job(),
      replace: {
        'http://proxy.example.com:3128': proxy.url,
        // Plain http counts on the very host that was called alone: the service is called where the packages are.
        'http://codeartifact.us-east-1.amazonaws.com': `http://${OWN_HOST}`,
      },
      after: (_, { home }) => {
        npmrc = read(home, '.npmrc');
      },
    });
    await proxy.close();
    expect(failures(results)).toEqual([]);
    const hosts = proxy.asked.map((line) => new URL(line.split(' ')[1] ?? '').host);
    expect([...new Set(hosts)].sort()).toEqual([OWN_HOST, 'sts.us-east-1.amazonaws.com']);
    // The address that the service gave, not one put together.
    expect(npmrc).toContain(`registry=http://${OWN_HOST}/npm/dev/`);
  });

  test('the trust policy is the one a refusal would print', () => {
    const page = JSON.parse(blockOf('proxies-ghes.md', 'json trust-policy'));
    const claims = {
      iss: 'https://github.example.com/_services/token',
      aud: 'sts.amazonaws.com',
      sub: 'repo:acme/app:ref:refs/heads/main',
    };
    expect(page).toEqual(JSON.parse(trustStatement(`arn:aws:iam::${ACCOUNT}:role/release`, claims)));
  });
});

test('the bundles that ran are those of this tree', async () => {
  const { status, stdout } = await runProcess([process.execPath, join(ROOT, 'dist', 'cli', 'index.js'), '--version'], {
    env: { PATH: process.env.PATH ?? '' },
    cwd: ROOT,
  });
  const { version } = JSON.parse(read(ROOT, 'package.json')) as { version: string };
  expect([status, stdout.trim()]).toEqual([0, expect.stringContaining(version)]);
});
