// How the built programs end when what they wait for does not: by `timeout`, by a signal, by a second one. Whatever
// holds the process then, it is gone in time, and the same command goes on where it stopped.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../support/folders.ts';
import { isSlowLane } from '../support/lane.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { createRunner, ROOT } from '../support/programs/runner.ts';
import { openWorld, type World } from '../support/worlds/release-world.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
let world: World | undefined;
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  world?.local.faults.clear();
  await world?.close();
  world = undefined;
});

async function open(): Promise<World> {
  world = await openWorld(folder());
  for (const name of ['a', 'b', 'c'])
    await writeNpmPackage(join(world.folder, 'dist', `${name}.tgz`), { name: `@acme/${name}`, version: '1.0.0' });
  return world;
}

interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<{ status: number; log: string; seconds: number }>;
}

const HANGS = 90_000;
const publish = ['publish', 'dist', '--repository', 'staging'];
const promote = ['promote', '--destination-repository', 'prod', '--concurrency', '1'];

const tools = process.env.CODEARTIFACT_CI_TOOLS ?? join(ROOT, '.tools');
const NODE_18 = join(tools, 'node-18', 'node_modules', '.bin', 'node');

function start(
  at: World,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
  node = process.execPath,
): Running {
  const home = join(at.folder, 'home');
  mkdirSync(home, { recursive: true });
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    AWS_ACCESS_KEY_ID: '111122223333',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-not-a-real-key',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: at.url,
    CODEARTIFACT_DOMAIN: 'my-org',
    CODEARTIFACT_DOMAIN_OWNER: '111122223333',
    ...extra,
  };
  const begun = Date.now();
  const child = spawn(node, [join(ROOT, 'dist', 'cli', 'index.js'), ...args], {
    cwd: at.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let log = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      log += chunk;
    });
  const ended = new Promise<{ status: number; log: string; seconds: number }>((done) => {
    child.once('exit', (code, signal) => {
      done({ status: code ?? (signal ? 128 : 1), log, seconds: (Date.now() - begun) / 1000 });
    });
  });
  return { child, ended };
}

/** Waits until the server was asked for the operation. */
async function asked(at: World, operation: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (at.local.faults.list().some((rule) => rule.operation === operation && rule.applied > 0)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${operation} was not asked for`);
}

const hang = (operation: string, ms = HANGS) => [{ kind: 'latency' as const, operation, ms }];

describe('`timeout`', () => {
  test('ends a run that only reads at once, with exit 6, and the same command goes on', async () => {
    const at = await open();
    at.local.faults.add(hang('DescribePackage'));
    const end = await start(at, [...publish, '--timeout', '2']).ended;
    expect(end).toMatchObject({ status: 6, log: expect.stringContaining('CA-NET-006') });
    expect(end.seconds).toBeLessThan(6);
    at.local.faults.clear();
    expect(await start(at, publish).ended).toMatchObject({ status: 0, log: expect.stringContaining('3 published') });
  });

  test('lets a write that was sent end, begins no other, and the same command goes on', async () => {
    const at = await open();
    expect(await start(at, publish).ended).toMatchObject({ status: 0 });
    at.local.faults.add(hang('CopyPackageVersions', 4_000));
    const end = await start(at, [...promote, '--timeout', '2']).ended;
    expect(end.status).toBe(6);
    expect(end.log).toMatch(/`timeout`/);
    at.local.faults.clear();
    const copies = () => at.local.requests.list({ operation: 'CopyPackageVersions' }).length;
    const before = copies();
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(3);
    expect(await start(at, promote).ended).toMatchObject({ status: 0 });
    expect(Object.keys(await at.state('prod')).filter((name) => name.startsWith('npm '))).toHaveLength(3);
  });

  test('ends the wait for a lock', async () => {
    const at = await open();
    mkdirSync(join(at.folder, 'home'), { recursive: true });
    const lock = join(at.folder, 'home', '.codeartifact-ci.lock');
    writeFileSync(lock, `${Date.now() + 20_000} x`);
    const end = await start(at, ['login', '--repository', 'staging', '--tools', 'npm', '--timeout', '7']).ended;
    expect(end).toMatchObject({ status: 6 });
    expect(end.seconds).toBeLessThan(12);
    expect(
      end.log.match(/waiting \d+ s, until \d\d:\d\d:\d\dZ: .*\.codeartifact-ci\.lock is held by another/g),
    ).toHaveLength(1);
  });

  test('ends a program that answers for credentials and never does', async () => {
    const at = await open();
    mkdirSync(join(at.folder, 'home', '.aws'), { recursive: true });
    writeFileSync(join(at.folder, 'home', '.aws', 'config'), '[default]\ncredential_process = sleep 600\n');
    const end = await start(at, [...publish, '--timeout', '2'], { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' })
      .ended;
    expect(end).toMatchObject({ status: 6, log: expect.stringContaining('CA-NET-006') });
    expect(end.seconds).toBeLessThan(20);
  });

  test.each(['-1', 'soon', '604801', '1.5'])('is refused as %s', async (value) => {
    const at = await open();
    expect(await start(at, [...publish, `--timeout=${value}`]).ended).toMatchObject({
      status: 2,
      log: expect.stringContaining('timeout'),
    });
  });
});

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test('ends a run that reads at once, with exit 130', async () => {
    const at = await open();
    at.local.faults.add(hang('DescribePackage'));
    const { child, ended } = start(at, publish);
    await asked(at, 'DescribePackage');
    child.kill(signal);
    const since = Date.now();
    expect(await ended).toMatchObject({ status: 130, log: expect.stringContaining('CA-RUN-002') });
    expect(Date.now() - since).toBeLessThan(3_000);
  });

  test('twice ends it while a write is under way', async () => {
    const at = await open();
    at.local.faults.add(hang('npm:PUT'));
    const { child, ended } = start(at, publish);
    await asked(at, 'npm:PUT');
    child.kill(signal);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(child.exitCode).toBeNull();
    child.kill(signal);
    expect(await ended).toMatchObject({ status: 130 });
  });

  if (isSlowLane)
    test('is not held up by a write that never ends: it is given 30 s', async () => {
      const at = await open();
      at.local.faults.add(hang('npm:PUT'));
      const { child, ended } = start(at, publish);
      await asked(at, 'npm:PUT');
      const since = Date.now();
      child.kill(signal);
      expect(await ended).toMatchObject({ status: 130 });
      expect(Date.now() - since).toBeGreaterThan(25_000);
      expect(Date.now() - since).toBeLessThan(40_000);
    });
});

/** A project whose packer starts a process of its own; resolves to the pids of both once they run. */
async function hangingPacker(at: World, script: string): Promise<{ path: string; pids: () => Promise<number[]> }> {
  const bin = join(at.folder, 'bin');
  const project = join(at.folder, 'project');
  for (const path of [bin, project]) mkdirSync(path);
  const mark = join(at.folder, 'packer.pids');
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${script.replace('MARK', mark)}\n`);
  chmodSync(join(bin, 'npm'), 0o755);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: '@acme/p', version: '1.0.0' }));
  const pids = async () => {
    for (let tries = 0; tries < 400 && !existsSync(mark); tries++)
      await new Promise((resolve) => setTimeout(resolve, 25));
    await new Promise((resolve) => setTimeout(resolve, 100));
    return readFileSync(mark, 'utf8').trim().split(/\s+/).map(Number);
  };
  return { path: `${bin}:${process.env.PATH}`, pids };
}

/** Whether the process still runs; one that has ended may stay listed until somebody asks for its status. */
const isAlive = (pid: number) => {
  try {
    const states = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    return !states.trim().startsWith('Z');
  } catch {
    return false;
  }
};

const nodes: [string, string][] = [[`Node ${process.versions.node}`, process.execPath]];
if (existsSync(NODE_18)) nodes.push(['Node 18', NODE_18]);

describe.each(nodes)('a packer on %s', (_, node) => {
  const publishProject = ['publish', 'project', '--repository', 'staging'];

  test.each(['SIGINT', 'SIGTERM'] as const)('ends with %s, and all that it started', async (signal) => {
    const at = await open();
    const packer = await hangingPacker(at, 'sleep 601 &\necho $$ $! > MARK\nwait');
    const { child, ended } = start(at, publishProject, { PATH: packer.path }, node);
    const pids = await packer.pids();
    const since = Date.now();
    child.kill(signal);
    expect(await ended).toMatchObject({ status: 130 });
    expect(Date.now() - since).toBeLessThan(4_000);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('ends with a second signal, and all that it started', async () => {
    const at = await open();
    const packer = await hangingPacker(at, 'trap "" TERM INT\nsleep 602 &\necho $$ $! > MARK\nwait\nsleep 603');
    const { child, ended } = start(at, publishProject, { PATH: packer.path }, node);
    const pids = await packer.pids();
    child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 130 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('that asks something is answered by an empty input', async () => {
    const at = await open();
    const packer = await hangingPacker(at, 'read answer\necho "asked $answer" >&2\nexit 3');
    const end = await start(at, publishProject, { PATH: packer.path }, node).ended;
    expect(end).toMatchObject({ status: 1, log: expect.stringContaining('asked') });
    expect(end.seconds).toBeLessThan(10);
  });
});

describe('what holds a process', () => {
  test('a named pipe instead of a manifest', async () => {
    const at = await open();
    execFileSync('mkfifo', [join(at.folder, 'manifest.json')]);
    const args = ['promote', '--manifest', 'manifest.json', '--destination-repository', 'prod'];
    const end = await start(at, [...args, '--timeout', '2']).ended;
    expect(end).toMatchObject({ status: 6, log: expect.stringContaining('CA-NET-006') });
    expect(end.seconds).toBeLessThan(8);
    const { child, ended } = start(at, args);
    await new Promise((resolve) => setTimeout(resolve, 700));
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ status: 130 });
  });

  test('a folder in the place of the lock', async () => {
    const at = await open();
    mkdirSync(join(at.folder, 'home', '.codeartifact-ci.lock'), { recursive: true });
    expect(await start(at, ['login', '--repository', 'staging', '--tools', 'npm']).ended).toMatchObject({
      status: 1,
      log: expect.stringContaining('CA-FILE-003'),
    });
  });

  test('an answer that switches protocols', async () => {
    const at = await open();
    const server = createServer().on('upgrade', () => {});
    server.on('connection', (socket) => {
      socket.on('error', () => {});
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const args = ['packages', 'list', '--repository', 'staging', '--retry-max-attempts', '1'];
    const end = await start(at, args, { AWS_ENDPOINT_URL: url }).ended;
    expect(end).toMatchObject({ status: 6, log: expect.stringContaining('CA-NET-003') });
    server.closeAllConnections();
    server.close();
  });

  test('a reader of its output that has gone', async () => {
    const at = await open();
    expect(await start(at, publish).ended).toMatchObject({ status: 0 });
    const { child, ended } = start(at, [...promote, '--verbose']);
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect(await ended).toMatchObject({ status: 0 });
    expect(Object.keys(await at.state('prod')).filter((name) => name.startsWith('npm '))).toHaveLength(3);
  });

  test.each([
    ['role and OIDC', { ACTIONS_ID_TOKEN_REQUEST_URL: '/oidc', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token' }],
    ['container credentials', { AWS_CONTAINER_CREDENTIALS_FULL_URI: '/container' }],
  ])('%s that are never given are asked for as often as allowed, not as often squared', async (name, paths) => {
    const at = await open();
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.writeHead(503).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const env = Object.fromEntries(
      Object.entries(paths).map(([key, value]) => [key, value.startsWith('/') ? `${url}${value}` : value]),
    );
    const role = name.startsWith('role') ? ['--role-to-assume', 'arn:aws:iam::111122223333:role/release'] : [];
    const args = ['packages', 'list', '--repository', 'staging', '--retry-max-attempts', '3', ...role];
    const end = await start(at, args, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', ...env }).ended;
    expect(end.status).toBe(6);
    expect(asked).toBe(3);
    server.closeAllConnections();
    server.close();
  });
});

describe('commands that run a server', () => {
  test.each([0, 300, 1500])('the demo ends with a signal after %i ms, and leaves nothing', async (ms) => {
    const at = await open();
    const temporary = join(at.folder, 'tmp');
    mkdirSync(temporary);
    const { child, ended } = start(at, ['demo'], { TMPDIR: temporary });
    await new Promise((resolve) => setTimeout(resolve, 150 + ms));
    child.kill('SIGINT');
    const end = await ended;
    // On a slow machine the signal comes before anything listens to it.
    expect([130, 128]).toContain(end.status);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('the server ends with a signal at any moment of its start', async () => {
    const at = await open();
    for (const ms of [40, 80, 120, 140, 160, 180, 220, 300]) {
      const { child, ended } = start(at, ['local', '--port', '0']);
      await new Promise((resolve) => setTimeout(resolve, ms));
      child.kill('SIGTERM');
      const end = await Promise.race([ended, new Promise((resolve) => setTimeout(() => resolve('lives on'), 5_000))]);
      expect({ ms, end }).not.toEqual({ ms, end: 'lives on' });
    }
  });
});

describe('the action', () => {
  test('ends with its `timeout`, with an annotation that says how to go on', async () => {
    const at = await open();
    at.local.faults.add(hang('GetAuthorizationToken'));
    const job = createRunner(folder(), {
      AWS_ENDPOINT_URL: at.url,
      AWS_ACCESS_KEY_ID: '111122223333',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-not-a-real-key',
    });
    const inputs = { domain: 'my-org', repository: 'staging', 'aws-region': 'us-east-1', tools: 'npm' };
    const end = await job.step({ ...inputs, timeout: '2' });
    expect(end.status).toBe(1);
    expect(end.log).toMatch(/^::error::CA-NET-006: .*`timeout`/m);
    expect(end.summary).toContain('CA-NET-006');
  });
});
