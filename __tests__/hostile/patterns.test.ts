// Regular expressions that read text of strangers take time in proportion to it. Each one of the sources is tried with
// long texts of what it knows: a pattern that looks again from each place to the end takes time by the square.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { parseSync } from '@swc/core';
import { byLane, sampled } from '../support/lane.ts';
import { ROOT } from '../support/programs/runner.ts';

jest.setTimeout(byLane(120_000, 3_600_000));

/** What is bounded by another rule, and by which. */
const BOUNDED: Readonly<Record<string, string>> = {
  '([?&](?:[^=&]*(?:token|secret|signature|credential|password)[^=&]*)=)[^&]*': 'withoutSecrets: 2000 characters',
  'eyJ[\\w-]{10,}(?:\\.[\\w-]+)+|\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b': 'withoutSecrets: 2000 characters',
};

interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly files: Set<string>;
}

/** Every literal of the sources that repeats something without bound. */
function patterns(): Pattern[] {
  const found = new Map<string, Pattern>();
  const src = join(ROOT, 'src');
  for (const path of readdirSync(src, { recursive: true }).map(String)) {
    if (!path.endsWith('.ts')) continue;
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      const { type, pattern, flags } = node as { type?: string; pattern?: string; flags?: string };
      if (type === 'RegExpLiteral' && pattern !== undefined && flags !== undefined) {
        const known = found.get(`${flags} ${pattern}`) ?? { source: pattern, flags, files: new Set() };
        known.files.add(path);
        found.set(`${flags} ${pattern}`, known);
      }
      for (const value of Object.values(node)) visit(value);
    };
    visit(parseSync(readFileSync(join(src, path), 'utf8'), { syntax: 'typescript', target: 'es2023' }));
  }
  return [...found.values()].filter(({ source }) => /[*+]|\{\d+,\}/.test(source) && !Object.hasOwn(BOUNDED, source));
}

const UNITS = [' ', '\t', '\n', '\r', 'a', 'A', '0', '-', '_', '.', '/', '\\', '"', "'", ',', ':', '=', '@', '<', '>'];
const MORE_UNITS = ['[', ']', '{', '}', '(', ')', '#', '?', '%', '$', '*', '&', ';', '|', '!', '~', '+', '^', '`', 'é'];
const PAIRS = [
  'a ',
  'a.',
  '-a',
  'a/',
  'a:',
  'a,',
  '\n ',
  '${',
  '::',
  'a=',
  "\\'",
  '&a',
  'a@',
  '[a',
  '(a',
  '<a ',
  '%41',
];

/** The parts of a pattern that stand for themselves. */
function literals(source: string): string[] {
  const plain = source
    .replace(/\\[dwsbDWSB]/g, '§')
    .replace(/\[[^\]]*\]|\(\?<?[=!:]?|[*+?]|\{\d+,?\d*\}/g, '§')
    .replace(/\\(.)/g, '$1');
  return [...new Set(plain.split(/[§()|^$.]/).filter((part) => part !== ''))].slice(0, byLane(3, 6));
}

const room = createContext({});

/** Milliseconds of the processor; what takes longer than some seconds is ended. */
function cost(regex: RegExp, text: string): number {
  Object.assign(room, { regex, text });
  const before = process.cpuUsage().user;
  try {
    runInContext('regex.lastIndex = 0; regex.test(text)', room, { timeout: 5_000 });
  } catch {
    // It takes longer.
  }
  return (process.cpuUsage().user - before) / 1000;
}

const LENGTH = 10_000;
const LIMIT_MS = 20;

/** A text that the pattern takes far too long for. */
function slowText({ source, flags }: Pattern): string | undefined {
  const regex = new RegExp(source, flags.replace('y', ''));
  const known = literals(source);
  const units = [...UNITS, ...MORE_UNITS, ...PAIRS, ...known, ...known.map((one) => `${one}a`)];
  const begins = new Set(['', ...known, known.join('')]);
  for (const unit of units)
    for (const begin of begins)
      for (const end of ['\u0001', '\n!']) {
        const text = (length: number) => begin + unit.repeat(Math.ceil(length / unit.length)) + end;
        // Looked at again, since the machine may have been busy. Time by the square is sixteenfold then.
        if (cost(regex, text(LENGTH)) < LIMIT_MS) continue;
        const once = Math.min(cost(regex, text(LENGTH)), cost(regex, text(LENGTH)));
        if (once > LIMIT_MS / 2 && cost(regex, text(4 * LENGTH)) > 8 * once) return JSON.stringify([begin, unit, end]);
      }
  return undefined;
}

let all: Pattern[];
beforeAll(() => {
  all = patterns();
});

test('the trial finds a pattern that is slow', () => {
  expect(slowText({ source: '\\s+$', flags: '', files: new Set() })).toBeDefined();
  expect(slowText({ source: '<a[^>]*>', flags: 'g', files: new Set() })).toBeDefined();
  expect(slowText({ source: '(?<!\\s)\\s+$', flags: '', files: new Set() })).toBeUndefined();
});

test('each takes time by the length of the text', () => {
  expect(all.length).toBeGreaterThan(200);
  const slow = sampled(all, 40, 15).flatMap((pattern) => {
    const text = slowText(pattern);
    return text === undefined ? [] : [`/${pattern.source}/${pattern.flags} ${text} ${[...pattern.files].join(' ')}`];
  });
  expect(slow).toEqual([]);
});
