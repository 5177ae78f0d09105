// How the built programs end when what they wait for does not: by `timeout`, by a signal, by a second one. Whatever
// holds the process then, it is gone in time, and the same command goes on where it stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../support/folders.ts';
import { isSlowLane } from '../support/lane.ts';
import { writeNpmPackage } from '../support/npm-package.ts';
import { openWorld, type World } from '../support/release-world.ts';
import { createRunner, ROOT } from '../support/runner.ts';

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

function start(at: World, args: readonly string[], extra: Readonly<Record<string, string>> = {}): Running {
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
  const child = spawn(process.execPath, [join(ROOT, 'dist', 'cli', 'index.js'), ...args], {
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
    expect(Object.keys(await at.state('prod'))).toHaveLength(3);
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

  test('ends the packer, too', async () => {
    const at = await open();
    const bin = join(at.folder, 'bin');
    const project = join(at.folder, 'project');
    for (const path of [bin, project]) mkdirSync(path);
    const mark = join(at.folder, 'packer.pid');
    writeFileSync(join(bin, 'npm'), `#!/bin/sh\necho $$ > ${mark}\nexec sleep 600\n`);
    chmodSync(join(bin, 'npm'), 0o755);
    writeFileSync(join(project, 'package.json'), JSON.stringify({ name: '@acme/p', version: '1.0.0' }));
    const { child, ended } = start(at, ['publish', 'project', '--repository', 'staging'], {
      PATH: `${bin}:${process.env.PATH}`,
    });
    for (let tries = 0; tries < 400 && !existsSync(mark); tries++)
      await new Promise((resolve) => setTimeout(resolve, 25));
    const pid = Number(readFileSync(mark, 'utf8'));
    child.kill(signal);
    expect(await ended).toMatchObject({ status: 130 });
    expect(() => process.kill(pid, 0)).toThrow();
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
