// Ending what was started, with the list of processes from /proc and from `ps`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { endProcesses, killProcesses } from '../../src/machine/processes.ts';

const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
let folder: string;
const started: number[] = [];
/** Nothing carries it. */
const NO_MARK = 'none;';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'processes-'));
});
afterEach(() => {
  Object.defineProperty(process, 'platform', platform);
  for (const pid of started.splice(0)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // The test ended it.
    }
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A shell that starts another process; resolves to both pids once they run. */
async function tree(script: string): Promise<{ root: number; inner: number; ended: Promise<unknown> }> {
  const child = spawn('/bin/sh', ['-c', `${script}\nsleep 600 & echo $! > inner-$$; wait`], {
    cwd: folder,
    stdio: 'ignore',
  });
  started.push(child.pid ?? 0);
  const ended = new Promise((done) => child.once('exit', (code, signal) => done(signal ?? code)));
  for (let tries = 0; tries < 200; tries++) {
    await new Promise((done) => setTimeout(done, 20));
    const inner = Number(
      await Promise.resolve()
        .then(() => readFileSync(join(folder, `inner-${child.pid}`), 'utf8'))
        .catch(() => 0),
    );
    if (inner > 0) started.push(inner);
    if (inner > 0) return { root: child.pid ?? 0, inner, ended };
  }
  throw new Error('it did not start');
}
const isGone = async (pid: number) => {
  for (let tries = 0; tries < 100; tries++) {
    try {
      process.kill(pid, 0);
      if (readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')) return true;
    } catch {
      return true;
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  return false;
};

describe.each(['linux', 'darwin'] as const)('as on %s', (name) => {
  const pretend = () => Object.defineProperty(process, 'platform', { value: name });

  test('asks a process and what it started to end', async () => {
    const { root, inner, ended } = await tree('');
    pretend();
    const cancel = endProcesses({ pid: root, mark: NO_MARK });
    expect(await ended).toBe('SIGTERM');
    expect(await isGone(inner)).toBe(true);
    cancel();
  });

  test('ends those that do not after 5 s, unless that is called off', async () => {
    const ended = await tree('trap "" TERM');
    const left = await tree('trap "" TERM');
    pretend();
    const begun = Date.now();
    endProcesses({ pid: ended.root, mark: NO_MARK });
    endProcesses({ pid: left.root, mark: NO_MARK })();
    expect(await ended.ended).toBe('SIGKILL');
    expect(Date.now() - begun).toBeGreaterThan(4_500);
    await new Promise((done) => setTimeout(done, 200));
    expect(() => process.kill(left.root, 0)).not.toThrow();
  });

  test('kills all below this process, then goes on', async () => {
    const { ended, inner } = await tree('trap "" TERM');
    pretend();
    await new Promise<void>((done) => killProcesses(done));
    expect(await ended).toBe('SIGKILL');
    expect(await isGone(inner)).toBe(true);
  });
});

test('on Linux it is done before anything else happens', async () => {
  const { ended } = await tree('trap "" TERM');
  let isNext = false;
  killProcesses(() => {
    isNext = true;
  });
  expect(isNext).toBe(true);
  expect(await ended).toBe('SIGKILL');
});
