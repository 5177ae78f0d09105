// What is stopped goes on or ends, also when its parent ends between the list and the signal.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { createInterruption } from '../../src/machine/interruption.ts';
import { endProcesses, killProcesses } from '../../src/machine/processes.ts';
import { createProgramRunner } from '../../src/machine/programs.ts';

const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
const started: number[] = [];
const kill = process.kill.bind(process);
afterEach(() => {
  jest.restoreAllMocks();
  Object.defineProperty(process, 'platform', platform);
  for (const pid of started.splice(0)) {
    try {
      kill(pid, 'SIGKILL');
    } catch {}
  }
});
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
/** State and parent; undefined when it has ended. */
function stat(pid: number) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', parent = ''] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

describe.each(['end', 'kill'] as const)('%s', (how) => {
  test('a process whose parent ends after the list was made is not left stopped', async () => {
    const child = spawn('/bin/sh', ['-c', "sh -c 'sleep 60 & echo $$ $!; wait' & wait"], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [middle = 0, inner = 0] = await new Promise<number[]>((done) =>
      child.stdout.once('data', (text) => done(String(text).trim().split(' ').map(Number))),
    );
    started.push(child.pid ?? 0, middle, inner);
    jest.spyOn(process, 'kill').mockImplementation((pid, signal) => {
      // It ends by itself at this very moment.
      if (pid === middle && (signal === 'SIGTERM' || signal === 'SIGKILL') && stat(middle)) {
        kill(middle, 'SIGKILL');
        while (stat(inner)?.parent === middle);
        return true;
      }
      return kill(pid, signal);
    });
    if (how === 'end') endProcesses({ pid: child.pid, mark: 'none;' });
    else await new Promise<void>((done) => killProcesses(done));
    await pause(300);
    // Before: it was asked to end like the others.
    expect(stat(inner)).toBeUndefined();
  });
});

test('a second signal ends everything where only `ps` tells the processes, also while a first is at work', async () => {
  const survivors: number[] = [];
  for (const delay of [0, 20, 40, 60]) {
    Object.defineProperty(process, 'platform', { value: 'darwin' });
    const interruption = createInterruption(() => {});
    const run = createProgramRunner({
      env: process.env,
      workingDirectory: '/tmp',
      interrupted: interruption.interrupted,
    });
    const mark = 6000 + delay;
    for (let at = 0; at < 3; at++) run('sh', ['-c', `trap "" TERM; sleep ${mark}; sleep ${mark}`]).catch(() => {});
    await pause(500);
    interruption.interrupt(new Error('first') as never);
    await pause(delay);
    await new Promise<void>((done) => killProcesses(done));
    Object.defineProperty(process, 'platform', platform);
    // What was killed is gone now; this process would have ended at once.
    await pause(30);
    const { execFileSync } = await import('node:child_process');
    const left = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(`sleep ${mark}`) && !line.includes('ps -A'))
      .map((line) => Number.parseInt(line, 10));
    survivors.push(left.length);
    started.push(...left);
    interruption.close();
  }
  expect(survivors).toEqual([0, 0, 0, 0]);
}, 30_000);
