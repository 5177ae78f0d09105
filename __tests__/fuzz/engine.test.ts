// The fuzz run itself: it finds a fault that is planted, makes the input small, keeps it, and says how to do it again.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { ACCEPTED, endOf, type FuzzArea } from './engine/area.ts';
import { runArea } from './engine/run-area.ts';

const area = (read: (text: string) => unknown): FuzzArea<string> => ({
  name: 'planted',
  share: 1,
  longestMs: 1_000,
  largestGrowth: 256 * 1024 * 1024,
  open: async () => ({
    inputs: fc.string({ maxLength: 200 }),
    written: (text) => text,
    attempt: (text) => endOf(() => read(text)),
  }),
});
const time = { budgetMs: 3_000, seed: 15 };

test('a text that trips the reader is found, made small and kept', async () => {
  const { failure } = await runArea(
    area((text) => (text.includes('@') ? (undefined as never as string).length : 0)),
    time,
  );
  expect(failure).toMatch(/planted: an error without a code: Cannot read properties of undefined/);
  expect(failure).toContain('npm run fuzz -- --only planted --seed 15 --minutes 1');
  const path = /lies in (\S+)/.exec(failure ?? '')?.[1] ?? '';
  expect(existsSync(path)).toBe(true);
  expect(Buffer.from(readFileSync(path, 'utf8'), 'base64').toString()).toBe('@');
  rmSync(dirname(path), { recursive: true, force: true });
}, 30_000);

test.each<[string, () => never]>([
  [
    'asks to be reported',
    () => {
      throw new RegistryError('CA-RUN-003', 'x');
    },
  ],
  [
    'dresses an accident',
    () => {
      throw new RegistryError('CA-FILE-003', 'x', { cause: new TypeError('a is not iterable') });
    },
  ],
])('an error that %s breaks the promise', async (_, read) => {
  await expect(endOf(read)).rejects.toThrow(/an error that asks to be reported|an accident behind CA-FILE-003/);
});

test('an error with a code keeps it, and is counted by its code', async () => {
  const { failure, inputs, accepted, refused } = await runArea(
    area((text) => {
      if (text.length % 2 === 1) throw new RegistryError('CA-FILE-003', 'odd', { cause: new TypeError('Invalid URL') });
    }),
    { ...time, budgetMs: 300 },
  );
  expect(failure).toBeUndefined();
  expect(accepted + (refused['CA-FILE-003'] ?? 0)).toBe(inputs);
  expect(await endOf(() => 1)).toBe(ACCEPTED);
}, 30_000);

test('a warning of a library and too much time break the promise', async () => {
  const warned = await runArea(
    area(() => process.emitWarning('text of a file')),
    time,
  );
  expect(warned.failure).toContain('a warning that nobody has cleaned: text of a file');
  const slow = await runArea(
    {
      ...area(() => {
        const begun = process.cpuUsage();
        while (process.cpuUsage(begun).user < 60_000);
      }),
      longestMs: 20,
    },
    time,
  );
  expect(slow.failure).toMatch(/ms of processor time, and 20 are allowed/);
  for (const { failure } of [warned, slow])
    rmSync(dirname(/lies in (\S+)/.exec(failure ?? '')?.[1] ?? ''), { recursive: true, force: true });
}, 90_000);
