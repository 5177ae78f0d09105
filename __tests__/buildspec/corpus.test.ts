import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkBlocks } from '../../src/buildspec/edit/check.ts';
import { includeSnippets } from '../../src/buildspec/edit/include.ts';
import { removeSnippets } from '../../src/buildspec/edit/remove.ts';
import { readSpecText } from '../../src/buildspec/edit/spec-text.ts';
import { lintBuildspec } from '../../src/buildspec/lint/lint.ts';
import { lintShape } from '../../src/buildspec/lint/shape.ts';
import { SNIPPETS, snippetBody } from '../../src/buildspec/templates/snippet-catalogue.ts';
import { renderWhole, WHOLE_BUILDSPECS } from '../../src/buildspec/templates/whole-buildspecs.ts';
import { sampled } from '../support/lane.ts';

const corpus = join(import.meta.dirname, 'corpus');
const read = (folder: string) =>
  readdirSync(join(corpus, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => [name.slice(0, -4), readFileSync(join(corpus, folder, name), 'utf8')] as const);
const json = (path: string) => JSON.parse(readFileSync(join(corpus, path), 'utf8'));
const everything = SNIPPETS.map((snippet) => snippet.name).filter((name) => !/^bootstrap-/.test(name));
const selections = [
  ['login'],
  ['publish'],
  ['login', 'publish'],
  ['tag-guard', 'promote', 'cleanup'],
  ['cleanup'],
  ['export', 'cache-npm'],
  everything,
];

/** Rules of the grammar that the text breaks, without their lines. */
const shape = (text: string) => lintShape(readSpecText(text)).map((finding) => finding.rule);

describe('include on buildspecs of every shape', () => {
  const shapes = read('include');
  test('there are at least thirty', () => expect(shapes.length).toBeGreaterThanOrEqual(30));

  // Every shape in the fast lane too, each with other selections.
  test.each(shapes.map(([name, text], index) => [name, text, index + 1] as const))('%s', (_name, text, seed) => {
    for (const names of sampled(selections, 2, seed)) {
      const once = includeSnippets(text, names);
      expect(includeSnippets(once.text, names).text).toBe(once.text);
      expect(checkBlocks(once.text, names).every((report) => report.state === 'current')).toBe(true);
      expect(removeSnippets(once.text, []).text).toBe(text);
      expect(removeSnippets(once.text, names).text).toBe(text);
      // Keys that were there empty are filled, so the grammar is kept or mended, never broken.
      const before = shape(text);
      expect(shape(once.text).filter((rule) => !before.includes(rule) && rule !== 'too-long-inline')).toEqual([]);
      expectOrder(once.text, names);
      expectUserCommands(text, once.text);
    }
  });

  test.each(sampled(shapes, 8, 1))('one after another gives the same blocks and comes off again: %s', (_name, text) => {
    let result = text;
    for (const name of everything) result = includeSnippets(result, [name]).text;
    for (const name of everything) result = removeSnippets(result, [name]).text;
    expect(result).toBe(text);
  });
});

/** In run order: the command line is found before it is used, the login comes before the first own command of install. */
function expectOrder(text: string, names: readonly string[]) {
  const phases = parse(text, { uniqueKeys: false }).phases ?? {};
  const run: string[] = ['install', 'pre_build', 'build', 'post_build'].flatMap((phase) => [
    ...(phases[phase]?.commands ?? []),
    ...(phases[phase]?.finally ?? []),
  ]);
  const at = (name: string) => run.indexOf((parse(snippetBody(name)) as string[])[0] ?? '');
  for (const name of names) {
    const snippet = SNIPPETS.find((candidate) => candidate.name === name);
    if (!snippet?.needsBootstrap) continue;
    expect(at('bootstrap')).toBeGreaterThanOrEqual(0);
    expect(at('bootstrap')).toBeLessThan(at(name));
  }
  if (names.includes('login') && run.includes('npm ci')) expect(at('login')).toBeLessThan(run.indexOf('npm ci'));
  if (names.includes('publish') && run.includes('make')) expect(at('publish')).toBeGreaterThan(run.indexOf('make'));
}

/** What YAML says of the user's own values is what it said before. */
function expectUserCommands(before: string, after: string) {
  const strings = (value: unknown): string[] =>
    Array.isArray(value)
      ? value.flatMap(strings)
      : value !== null && typeof value === 'object'
        ? Object.values(value).flatMap(strings)
        : [String(value)];
  const ours = new Set(SNIPPETS.flatMap((snippet) => parse(snippetBody(snippet.name)) as string[]));
  const own = (text: string) => strings(parse(text)).filter((item) => item !== 'null' && !ours.has(item));
  expect(own(after)).toEqual(own(before));
}

describe('include refuses what it cannot edit safely', () => {
  const reasons = json('refused/reasons.json') as Record<string, string>;
  test.each(read('refused'))('%s', (name, text) => {
    const attempt = () => includeSnippets(text, ['login', 'publish']);
    expect(attempt).toThrow(expect.objectContaining({ code: 'CA-SPEC-001' }));
    expect(attempt).toThrow(reasons[name]);
  });
});

describe('lint', () => {
  const expected = json('broken/findings.json') as Record<string, string[]>;
  test.each(read('broken'))('finds %s', (name, text) => {
    const findings = lintBuildspec(text);
    expect(findings.map((finding) => `${finding.rule}@${finding.line}`).sort()).toEqual(
      [...(expected[name] ?? [])].sort(),
    );
    for (const finding of findings) expect(finding.fix).not.toBe('');
  });

  test.each([...read('good'), ...WHOLE_BUILDSPECS.map((whole) => [whole.name, renderWhole(whole)] as const)])(
    'finds nothing in %s',
    (_name, text) => {
      expect(lintBuildspec(text)).toEqual([]);
    },
  );

  test.each(SNIPPETS.filter((snippet) => snippet.placement.kind !== 'list').map((snippet) => snippet.name))(
    'finds nothing in the text of block %s',
    (name) => {
      // Without its markers the block counts as the user's own text.
      const body = snippetBody(name)
        .split('\n')
        .map((line) => (line === '' ? '' : `      ${line}`))
        .join('\n');
      expect(lintBuildspec(`version: 0.2\nphases:\n  build:\n    commands:\n${body}`)).toEqual([]);
    },
  );
});
