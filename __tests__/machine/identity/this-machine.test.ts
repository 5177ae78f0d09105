import { spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { processesHere } from '../../../src/machine/identity/this-machine.ts';

const here = processesHere(true);
const onLinux = process.platform === 'linux' ? test : test.skip;

test('this process runs, and one that has ended does not', async () => {
  expect(here.isRunning(here.self())).toBe(true);
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)']);
  const pid = child.pid ?? 0;
  expect(here.isRunning({ pid })).toBe(true);
  child.kill('SIGKILL');
  await new Promise((done) => child.on('close', done));
  expect(here.isRunning({ pid })).toBe(false);
});

onLinux('another process with the same number is not taken for it', () => {
  expect(here.isRunning({ ...here.self(), started: '1' })).toBe(false);
});

onLinux('a step is held by what started it', () => {
  expect(here.holder()).toMatchObject({ pid: process.ppid, isWorker: false });
});

onLinux('a machine is told by name, id, start and space of processes, each time alike', () => {
  expect(here.machine()).toBe(here.machine());
  expect(here.machine()).toMatchObject({
    name: expect.any(String),
    boot: expect.any(String),
    processSpace: expect.stringMatching(/^pid:/),
  });
});
