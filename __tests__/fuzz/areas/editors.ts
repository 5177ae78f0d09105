// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what Yarn replaces
// The editors of configuration files, as login uses them: for each tool, the files that it edits, changed. An edit is made
// or refused with a code; made twice it is made once; taken back it leaves every byte, and what others wrote since stays.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { includeSnippets } from '../../../src/buildspec/edit/include.ts';
import { removeSnippets } from '../../../src/buildspec/edit/remove.ts';
import { lintBuildspec } from '../../../src/buildspec/lint/lint.ts';
import { readBuildspec } from '../../../src/buildspec/runner/buildspec.ts';
import { spellings } from '../../../src/core/model/secret.ts';
import { type FilePlan, planFiles } from '../../../src/core/operations/login/plan-files.ts';
import { TOOLS, type ToolName } from '../../../src/core/ports/package-format.ts';
import { decodeText, encodeText } from '../../../src/core/text/encoding.ts';
import { undoStep } from '../../../src/core/text/revert-file.ts';
import { valueEditors } from '../../../src/formats/value-editors.ts';
import { DRESSES, kindOf, random, sample } from '../../support/packages/config-samples.ts';
import { registration, TOKEN, type Wanted } from '../../support/worlds/logins.ts';
import { ACCEPTED, codeOf, endOf, type FuzzArea, promise } from '../engine/area.ts';
import { changeText, textChanges } from '../engine/changes.ts';
import { memoryFiles } from '../engine/memory-files.ts';

interface Case {
  /** A tool, or `buildspec`. */
  readonly tool: string;
  readonly variant: number;
  /** Base64 by path. */
  readonly files: Readonly<Record<string, string>>;
}

const HOME = '/home/ci';
const WANTED: readonly Wanted[] = [
  {},
  { scopes: ['@acme'] },
  { base: (format, domain, repository) => `http://127.0.0.1:4747/${format}/d/${domain}-111122223333/${repository}/` },
];
/** A comment, since a setting under a header of ours keeps that header. */
const MARK = '# a line of somebody';
const SNIPPETS = [
  ['login'],
  ['login', 'publish', 'export'],
  ['tag-guard', 'promote', 'docker-secret', 'token-refresh'],
];
const SPECS = 'buildspec/corpus/include';

/** A long run of one thing somewhere in a file, in one of eight cases: what reads it takes time by its length. */
const longRun = fc.option(
  fc.record({
    unit: fc.constantFrom(' ', '\t', '\n', '\r', '\r\n', '"', "'", '[', '#', '=', 'a', '\\', 'macdef\n', 'a=', '${a-'),
    count: fc.constantFrom(1000, 12_000),
    at: fc.nat({ max: 1000 }),
  }),
  { freq: 7, nil: undefined },
);
type LongRun = typeof longRun extends fc.Arbitrary<infer Run> ? Run : never;

function withRun(text: string, run: LongRun): string {
  if (run === undefined) return text;
  const at = Math.floor((text.length * run.at) / 1000);
  return text.slice(0, at) + run.unit.repeat(run.count) + text.slice(at);
}

export const editors: FuzzArea<Case> = {
  name: 'editors',
  share: 16,
  longestMs: 4_000,
  largestGrowth: 256 * 1024 * 1024,
  open: async () => {
    const paths = new Map<string, readonly string[]>();
    for (const tool of TOOLS) {
      const seen = new Set<string>();
      await planned(tool, 0, memoryFiles({}, seen));
      paths.set(tool, [...seen].filter((path) => kindOf(path) !== undefined).sort());
    }
    const specs = readdirSync(join(import.meta.dirname, '../..', SPECS)).map((name) =>
      readFileSync(join(import.meta.dirname, '../..', SPECS, name), 'utf8'),
    );
    const drawn = fc
      .record({
        tool: fc.constantFrom<string>(...TOOLS, 'buildspec'),
        variant: fc.nat({ max: WANTED.length - 1 }),
        seed: fc.nat({ max: 5000 }),
        dress: fc.nat({ max: DRESSES.length - 1 }),
        list: textChanges,
        run: longRun,
      })
      .map(({ tool, variant, seed, dress, list, run }): Case => {
        const next = random(seed);
        const dressed = (text: string) =>
          Buffer.from(DRESSES[dress]?.dress(withRun(changeText(text, list), run)) ?? '').toString('base64');
        if (tool === 'buildspec') {
          const text = withRun(changeText(specs[seed % specs.length] ?? '', list), run);
          return { tool, variant, files: { 'buildspec.yml': Buffer.from(text).toString('base64') } };
        }
        const files = (paths.get(tool) ?? []).flatMap((path) => {
          const kind = kindOf(path);
          return kind === undefined || next() < 0.15 ? [] : [[path, dressed(sample(kind, next))] as const];
        });
        return { tool, variant, files: Object.fromEntries(files) };
      });
    return {
      inputs: drawn,
      written: (one) => JSON.stringify(one, undefined, 1),
      attempt: (one) => (one.tool === 'buildspec' ? buildspec(one) : configuration(one)),
    };
  },
};

function planned(tool: string, variant: number, files: ReturnType<typeof memoryFiles>): Promise<FilePlan> {
  return planFiles({
    registrations: [registration(tool as ToolName, WANTED[variant])],
    earlier: [],
    parallel: [],
    workingDirectory: '/project',
    host: { platform: 'linux', home: HOME, accountHome: HOME, env: {}, files, surface: 'plain' },
  });
}

async function configuration({ tool, variant, files }: Case): Promise<string> {
  let plan: FilePlan;
  try {
    plan = await planned(tool, variant, memoryFiles(files));
  } catch (error) {
    return codeOf(error);
  }
  const after = { ...files };
  for (const file of plan.files) {
    after[file.realPath ?? file.path] = file.after.toString('base64');
    const { before, path } = file;
    const undone = (await undoStep(file, file.after, [TOKEN], valueEditors)).content;
    promise(
      before === undefined ? undone === undefined : undone?.equals(before) === true,
      () => `${path} is not what it was when the edit is taken back`,
    );
    await othersStay(file, path);
  }
  const again = await planned(tool, variant, memoryFiles(after)).catch((error) => {
    throw new Error(`what was edited cannot be edited again: ${error.message}`);
  });
  for (const file of again.files)
    promise(
      file.before?.equals(file.after) === true,
      () => `${file.path} is edited again by the same login:\n${file.before}\n---\n${file.after}`,
    );
  return ACCEPTED;
}

/** Somebody adds a line behind everything; what is left is theirs and the old text. */
async function othersStay(file: FilePlan['files'][number], path: string): Promise<void> {
  const { before, after, skeleton } = file;
  const { text, encoding } = decodeText(after);
  const current = encodeText(`${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${MARK}\n`, encoding);
  const { content } = await undoStep(file, current, [TOKEN], valueEditors);
  const left = content ? decodeText(content).text : '';
  promise(left.includes(MARK), () => `${path}: what somebody wrote behind the edit is gone`);
  for (const spelling of spellings(TOKEN)) promise(!left.includes(spelling), () => `${path}: the token is left`);
  const rest = left.replace(`${MARK}\n`, '').trimEnd();
  const old = before ? decodeText(before).text.trimEnd() : (skeleton ?? '').trimEnd();
  promise(
    rest === old,
    () =>
      `${path}: beside a line of somebody, the old text is not what it was:\n${JSON.stringify(old)}\n${JSON.stringify(rest)}`,
  );
}

async function buildspec({ files, variant }: Case): Promise<string> {
  const text = Buffer.from(Object.values(files)[0] ?? '', 'base64').toString('utf8');
  await endOf(() => lintBuildspec(text));
  await endOf(() => readBuildspec(text));
  let edited: string;
  try {
    edited = includeSnippets(text, SNIPPETS[variant] ?? []).text;
  } catch (error) {
    return codeOf(error);
  }
  const isOurs = text.includes('codeartifact-ci') || text.includes('CODEARTIFACT_CLI');
  if (!isOurs)
    promise(
      removeSnippets(edited, []).text === text,
      () => 'the buildspec is not what it was when the blocks are taken out',
    );
  promise(includeSnippets(edited, SNIPPETS[variant] ?? []).text === edited, () => 'the blocks are put in again');
  return ACCEPTED;
}
