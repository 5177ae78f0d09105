// A login, then another program that writes a file whole, then the logout: what the file says is what that program would
// have made of it without the login. Both are read by parsers that are not ours.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { planFiles } from '../../../../src/core/operations/login/plan-files.ts';
import type { PlannedFile } from '../../../../src/core/operations/login/planned-edits.ts';
import { TOOLS, type ToolName } from '../../../../src/core/ports/package-format.ts';
import { LANGUAGES, type Language } from '../../../../src/core/text/languages.ts';
import { undoStep } from '../../../../src/core/text/revert-file.ts';
import { valueEditors } from '../../../../src/formats/value-editors.ts';
import { memoryFiles } from '../../../fuzz/engine/memory-files.ts';
import { byLane } from '../../../support/lane.ts';
import { kindOf, random, sample } from '../../../support/packages/config-samples.ts';
import { findTool, TOOLS_FOLDER, whyNot } from '../../../support/programs/tools.ts';
import { registration, TOKEN, type Wanted } from '../../../support/worlds/logins.ts';

const ROUNDS = byLane(12, 300);
const HOME = '/home/ci';
const WANTED: readonly Wanted[] = [
  {},
  { scopes: ['@acme'] },
  { base: (format, domain, repository) => `http://127.0.0.1:4747/${format}/d/${domain}-111122223333/${repository}/` },
];

type Asked = readonly [language: string, action: 'edit' | 'read', text: string];
interface Answer {
  readonly text?: string;
  readonly said?: unknown;
  readonly refused?: string;
  readonly unknown?: boolean;
}

const python = findTool('python', 'python3');
const missing = whyNot(python);

/** npm's own reader and writer of ini files. */
const ini = join(TOOLS_FOLDER, 'npm-11/node_modules/npm/node_modules/ini/lib/ini.js');

async function byNpm([, action, text]: Asked): Promise<Answer> {
  if (!existsSync(ini)) return { unknown: true };
  const { default: npm } = (await import(pathToFileURL(ini).href)) as {
    default: { parse(text: string): Record<string, unknown>; stringify(value: unknown): string };
  };
  const settings = npm.parse(text);
  if (action === 'read') return { said: settings };
  settings['foreign-setting'] = 'true';
  delete settings.fund;
  return { text: npm.stringify(settings) };
}

async function ask(all: readonly Asked[]): Promise<Answer[]> {
  const { stdout, stderr } = spawnSync(
    'program' in python ? python.program : '',
    [join(import.meta.dirname, 'rewriting.py')],
    { input: JSON.stringify(all), encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (stderr) throw new Error(stderr);
  const answers = JSON.parse(stdout) as Answer[];
  return Promise.all(all.map((one, index) => (one[0] === 'ini' ? byNpm(one) : (answers[index] as Answer))));
}

interface Case {
  readonly title: string;
  readonly language: Language;
  readonly file: PlannedFile;
}

async function cases(): Promise<Case[]> {
  const found: Case[] = [];
  for (const tool of TOOLS)
    for (let seed = 0; seed < ROUNDS; seed++) {
      const next = random(seed * 100 + TOOLS.indexOf(tool));
      const wanted = WANTED[seed % WANTED.length] ?? {};
      const seen = new Set<string>();
      await plan(tool, wanted, memoryFiles({}, seen));
      const files = [...seen].flatMap((path) => {
        const kind = kindOf(path);
        return kind === undefined || next() < 0.2
          ? []
          : [[path, Buffer.from(sample(kind, next)).toString('base64')] as const];
      });
      const planned = await plan(tool, wanted, memoryFiles(Object.fromEntries(files))).catch(() => []);
      for (const file of planned)
        if (file.language && !file.before?.equals(file.after))
          found.push({ title: `${tool} ${seed} ${file.path}`, language: file.language, file });
    }
  return found;
}

async function plan(tool: ToolName, wanted: Wanted, files: ReturnType<typeof memoryFiles>) {
  const planned = await planFiles({
    registrations: [registration(tool, wanted)],
    earlier: [],
    parallel: [],
    workingDirectory: '/project',
    host: { platform: 'linux', home: HOME, accountHome: HOME, env: {}, files, surface: 'plain' },
  });
  return planned.files;
}

/** Without what says nothing: empty mappings and lists. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (typeof value !== 'object' || value === null) return value;
  const rest = Object.entries(value)
    .map(([name, one]) => [name, pruned(one)] as const)
    .filter(([, one]) => one !== undefined && !(Array.isArray(one) && one.length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

type Writing = (texts: readonly (readonly [Language, string])[]) => Promise<Answer[]>;

const WRITINGS: readonly (readonly [string, Writing])[] = [
  ['written whole', (texts) => ask(texts.map(([language, text]) => [language, 'edit', text] as const))],
  [
    'written whole, with CRLF',
    async (texts) => {
      const answers = await ask(texts.map(([language, text]) => [language, 'edit', text] as const));
      return answers.map((one) => (one.text === undefined ? one : { text: one.text.replace(/\r?\n/g, '\r\n') }));
    },
  ],
  [
    'line ends changed, and the last taken away',
    async (texts) => texts.map(([, text]) => ({ text: text.replace(/\r?\n/g, '\r\n').trimEnd() })),
  ],
];

const title = `a file that another program has changed${missing === undefined ? '' : ` (skipped: ${missing})`}`;
(missing === undefined ? describe : describe.skip)(title, () => {
  test.each(WRITINGS)('%s', async (_, writing) => {
    const all = await cases();
    const bases = all.map(({ file }) => file.before?.toString('utf8') ?? file.skeleton ?? '');
    const texts = (list: readonly string[]) => all.map(({ language }, at) => [language, list[at] ?? ''] as const);
    const expected = await writing(texts(bases));
    const current = await writing(texts(all.map(({ file }) => file.after.toString('utf8'))));
    const left = await Promise.all(
      all.map(async ({ file }, at) => {
        const now = current[at]?.text;
        if (now === undefined) return undefined;
        const { content } = await undoStep(file, Buffer.from(now), [TOKEN], valueEditors);
        return content?.toString('utf8') ?? '';
      }),
    );
    const read = (list: readonly (string | undefined)[]) =>
      ask(all.map(({ language }, at) => [language, 'read', list[at] ?? ''] as const));
    const [wanted, found] = [await read(expected.map(({ text }) => text)), await read(left)];
    const judged = new Set<Language>();
    for (const [at, { title, language }] of all.entries()) {
      const [was, is] = [wanted[at], found[at]];
      if (left[at] === undefined || expected[at]?.text === undefined || was?.said === undefined) continue;
      judged.add(language);
      expect({
        title,
        said: pruned(is?.said),
        ...(is?.refused ? { refused: is.refused, text: left[at] } : {}),
      }).toEqual({ title, said: pruned(was.said) });
      expect(left[at]).not.toContain(TOKEN);
    }
    const known = await ask(LANGUAGES.map((language) => [language, 'read', ''] as const));
    const able = LANGUAGES.filter((_, at) => known[at]?.unknown !== true);
    expect([...judged].sort()).toEqual([...able].sort());
  });
});
