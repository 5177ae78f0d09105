// What `buildspec run` prints of its commands, as they print it.
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createOutputFilter } from '../../../src/buildspec/runner/output.ts';

function filter(...secrets: readonly string[]) {
  const printed: string[] = [];
  return { printed, ...createOutputFilter(secrets, (text) => void printed.push(text)) };
}

test('a line is printed when it ends, and one that has no end gets one at the end of its command', () => {
  const { printed, write, flush } = filter();
  write('one\ntw');
  expect(printed).toEqual(['one\n']);
  write('o');
  flush();
  flush();
  expect(printed.join('')).toBe('one\ntwo\n');
});

test('a bar of progress is printed with each of its states, and what waits after a pause', async () => {
  const { printed, write, flush } = filter('a secret');
  write('10 %\r');
  expect(printed.join('')).toBe('10 %\r');
  write('testing ..');
  expect(printed.join('')).toBe('10 %\r');
  await pause(400);
  expect(printed.join('')).toBe('10 %\rtesting ..');
  // What may be the beginning of a secret is none, or is one.
  write('. a sec');
  await pause(400);
  expect(printed.join('')).toBe('10 %\rtesting ... ');
  write('ond, a sec');
  await pause(400);
  write('ret');
  flush();
  expect(printed.join('')).toBe('10 %\rtesting ... a second, ***\n');
});

describe('a secret that comes in two parts', () => {
  const KEY = 'AKIAIOSFODNN7EXAMPLE';
  const text = `x abcab y ${KEY} z abc ${KEY}S `;
  test('is not printed, whatever the pause between them', async () => {
    const runs = Array.from({ length: text.length }, async (_, at) => {
      const { printed, write, flush } = filter('abcab', 'abcabcd');
      write(text.slice(0, at));
      await pause(250);
      write(text.slice(at));
      flush();
      return printed.join('');
    });
    for (const printed of await Promise.all(runs)) expect(printed).toBe(`x *** y *** z abc ${KEY}S \n`);
  });

  test('is not printed where a line of it ends with a return', () => {
    const { printed, write, flush } = filter('first-line\r\nsecond-line\rthird-line');
    for (const piece of ['first-line\r', '\nsecond-line\r', 'third-line']) write(piece);
    flush();
    expect(printed.join('')).toBe('***\r\n***\r***\n');
  });
});

test('a line without an end is printed as it comes, in time by its length', () => {
  let printed = 0;
  const { write, flush } = createOutputFilter(['a secret'], (text) => {
    printed += text.length;
  });
  const chunk = 'b'.repeat(65_536);
  const before = process.cpuUsage();
  for (let count = 1; count <= 512; count++) {
    write(chunk);
    expect(count * chunk.length - printed).toBeLessThan(512 * 1024);
  }
  flush();
  const { user, system } = process.cpuUsage(before);
  expect(printed).toBe(512 * chunk.length + 1);
  expect((user + system) / 1000).toBeLessThan(4_000);
});
