// Each promise of the threat model names a test that holds it, and that test is there.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../support/programs/runner.ts';

interface Promised {
  readonly section: string;
  readonly promise: string;
  readonly held: readonly { readonly file: string; readonly title: string }[];
}

/** The promises of a page, from the tables below `What holds each promise`. */
function promisesOf(page: string): Promised[] {
  const [, below = ''] = page.split('\n## What holds each promise\n');
  return below
    .split('\n### ')
    .slice(1)
    .flatMap((text) => {
      const [section = '', ...lines] = text.split('\n');
      const rows = lines.filter((line) => line.startsWith('|')).slice(2);
      return rows.map((line) => {
        const [, promise = '', held = ''] =
          line.split(' | ').length === 2 ? ['', ...line.replace(/^\| | \|$/g, '').split(' | ')] : [];
        const named = [...held.matchAll(/`([^`]+\.test\.ts)`: “([^”]+)”/g)].map(([, file = '', title = '']) => ({
          file,
          title,
        }));
        return { section, promise, held: named };
      });
    });
}

/** Whether the text of a file has a test, or a group of tests, of that title. */
function hasTitle(source: string, title: string): boolean {
  const spelt = [`'${title.replaceAll("'", "\\'")}'`, `"${title}"`, `\`${title}\``];
  return spelt.some((literal) =>
    source
      .split(literal)
      .slice(0, -1)
      .some((before) => /(?:\(|\)\(|>\()\s*$/.test(before)),
  );
}

const page = readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8');
const promises = promisesOf(page);

test('everybody of the first table, the scripts of a project and the invariants have promises', () => {
  const actors = [...(page.split('\n## ')[0]?.matchAll(/^\| (?!who \||-)([^|]+) \|/gm) ?? [])].map(
    ([, who = '']) => who,
  );
  expect(actors.length).toBeGreaterThan(6);
  const sections = new Set(promises.map(({ section }) => section.toLowerCase()));
  const wanted = [...actors, 'Scripts of the project that is packed', 'Invariants'].map((who) => who.toLowerCase());
  expect(wanted.filter((who) => !sections.has(who))).toEqual([]);
});

test.each(promises.map((one) => [`${one.section}: ${one.promise}`, one] as const))('%s', (_, { promise, held }) => {
  expect(promise).not.toBe('');
  expect(held.length).toBeGreaterThan(0);
  for (const { file, title } of held) {
    const path = join(ROOT, '__tests__', file);
    expect({ file, isThere: existsSync(path) }).toEqual({ file, isThere: true });
    expect({ title, file, isThere: hasTitle(readFileSync(path, 'utf8'), title) }).toEqual({
      title,
      file,
      isThere: true,
    });
  }
});

describe('a page that promises without a test', () => {
  const of = (row: string) =>
    promisesOf(`# x\n\n## What holds each promise\n\n### a\n\n| promise | held by |\n|---|---|\n${row}\n`);
  test('is told', () => {
    expect(of('| nobody reads it | we hope |')).toEqual([{ section: 'a', promise: 'nobody reads it', held: [] }]);
    const [{ held } = { held: [] }] = of('| it is read | `docs/x.test.ts`: “a”; `docs/y.test.ts`: “b, c” |');
    expect(held).toEqual([
      { file: 'docs/x.test.ts', title: 'a' },
      { file: 'docs/y.test.ts', title: 'b, c' },
    ]);
  });
  test('a title in a comment is no test', () => {
    expect(hasTitle("// 'a'\ntest('b', () => {});", 'a')).toBe(false);
    expect(hasTitle("test('b', () => {});", 'b')).toBe(true);
    expect(hasTitle("test.each([1])(\n  'b %i', () => {});", 'b %i')).toBe(true);
  });
});
