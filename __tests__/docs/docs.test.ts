// What the documentation says exists, exists: commands, flags, inputs, links, files, error codes, variables, scripts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { USAGE } from '../../scripts/smoke/arguments.mjs';
import { smokeBlocks } from '../../scripts/smoke/documents.mjs';
import { readBuildspecArguments } from '../../src/buildspec/command-arguments.ts';
import { renderEmbedded } from '../../src/buildspec/templates/template-files.ts';
import { flagsOf, isVerb, parseArguments } from '../../src/cli/arguments.ts';
import { CATALOGUE } from '../../src/core/errors/catalogue.ts';
import { COMMANDS } from '../../src/core/inputs/commands.ts';
import { INPUTS } from '../../src/core/inputs/definitions.ts';
import { variableOf } from '../../src/core/inputs/variable-of.ts';
import { renderDocuments } from '../../src/docs/documents.ts';
import { LOCAL_HELP, readArguments } from '../../src/local/command/arguments.ts';
import { readSwitches } from '../../src/local/registry/switches.ts';
import { fencedBlocks, inlineCode, ourCommands } from './commands.ts';

const root = resolve(import.meta.dirname ?? '.', '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(path, ending);
    return ending.test(entry.name) ? [path] : [];
  });
}

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'buildspec-templates/README.md'],
  ...filesBelow('docs', /\.md$/),
  ...filesBelow('src/formats', /\.md$/),
];
const texts = pages.map((path) => [path, read(path)] as const);

describe('what is generated is what is committed', () => {
  const { files, blocks } = renderDocuments();

  test.each(Object.entries(files))('%s', (path, text) => expect(read(path)).toBe(text));

  test.each([...blocks, ...smokeBlocks()].map((block) => [`${block.path}, ${block.name}`, block] as const))(
    '%s',
    (_, { path, name, text }) => {
      expect(read(path)).toContain(`<!-- ${name}:begin -->\n${text}\n<!-- ${name}:end -->`);
    },
  );

  test('the snippets in the bundle', () => {
    const folder = 'buildspec-templates/snippets';
    const snippets = readdirSync(join(root, folder)).map((name) => [
      name.replace(/\.yml$/, ''),
      read(`${folder}/${name}`),
    ]);
    expect(read('src/buildspec/templates/embedded-snippets.ts')).toBe(renderEmbedded(Object.fromEntries(snippets)));
  });
});

describe('commands', () => {
  const commands = texts.flatMap(([path, text]) => ourCommands(text, path));

  test('there are some', () => {
    expect(commands.length).toBeGreaterThan(25);
    for (const name of ['demo', 'local', 'buildspec', 'login', 'publish'])
      expect(commands.map(({ words }) => words[0])).toContain(name);
  });

  test.each(commands.map(({ place, words }) => [place, words] as const))('%s', (_, words) => {
    const [command = '', ...args] = words;
    if (command === '' || command === 'COMMAND' || command.startsWith('-')) return;
    if (command === 'completion') return;
    expect(COMMANDS.map(({ name }) => String(name))).toContain(command);
    if (args.includes('--help')) return;
    if (isVerb(command)) parseArguments(command, args);
    else if (command === 'buildspec') readBuildspecArguments(args);
    else if (command === 'local') {
      const values = args.map((arg, index) => (args[index - 1] === '--port' && !/^\d+$/.test(arg) ? '4747' : arg));
      const { switches } = readArguments(values);
      readSwitches(switches, 'us-east-1');
    } else expect(args.filter((arg) => arg !== '--keep')).toEqual([]);
  });

  test('a command or flag that does not exist would be found', () => {
    const [one] = ourCommands('```sh\nnode dist/cli/index.js local --no-such-flag x && true\n```\n', 'here');
    expect(one?.words).toEqual(['local', '--no-such-flag', 'x']);
    expect(() => readArguments(one?.words.slice(1) ?? [])).toThrow(/no-such-flag/);
  });
});

/** Flags of other programs that the pages speak of by themselves. */
const FOREIGN = ['index-url', 'registry', 'install'];

test('every flag named alone exists somewhere', () => {
  const known = new Set([
    ...COMMANDS.flatMap(({ name }) => (isVerb(name) ? flagsOf(name).map((flag) => flag.name) : [])),
    ...[...LOCAL_HELP.matchAll(/--([a-z-]+)/g)].map(([, name]) => String(name)),
    ...[...USAGE.matchAll(/--([a-z-]+)/g)].map(([, name]) => String(name)),
    ...[...read('src/buildspec/command-arguments.ts').matchAll(/^ {2}'?([a-z-]+)'?: /gm)].map(([, name]) =>
      String(name),
    ),
    'version',
    'keep',
    ...FOREIGN,
  ]);
  const own = texts.filter(([path]) => !path.startsWith('src/formats/'));
  const strange = own.flatMap(([path, text]) =>
    inlineCode(text)
      .flatMap((code) => /^--([a-z][a-z-]*)/.exec(code)?.[1] ?? [])
      .filter((name) => name !== 'name' && !known.has(name))
      .map((name) => `${path}: --${name}`),
  );
  expect(strange).toEqual([]);
});

describe('links', () => {
  const slug = (heading: string) =>
    heading
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-');
  const links = texts.flatMap(([path, text]) =>
    [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(
      ([, target]) => [path, String(target)] as const,
    ),
  );

  test.each(links)('%s -> %s', (path, target) => {
    const [file = '', anchor] = target.split('#');
    const absolute = file === '' ? join(root, path) : resolve(root, dirname(path), file);
    expect(relative(root, absolute)).not.toMatch(/^\.\./);
    expect(existsSync(absolute)).toBe(true);
    if (anchor === undefined) return;
    const headings = [...readFileSync(absolute, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
      slug(String(heading)),
    );
    expect(headings).toContain(anchor);
  });
});

test('every error code exists', () => {
  const strange = texts.flatMap(([path, text]) =>
    [...text.matchAll(/\bCA-[A-Z]+-\d{3}\b/g)]
      .filter(([code]) => !(code in CATALOGUE))
      .map(([code]) => `${path}: ${code}`),
  );
  expect(strange).toEqual([]);
});

test('every file of ours that is named exists', () => {
  const top = /^(?:src|__tests__|scripts|docs|schemas|buildspec-templates|bench)\/[\w./-]*\w$/;
  const strange = texts.flatMap(([path, text]) =>
    inlineCode(text)
      .filter((code) => top.test(code) && !/NAME|TOOL/.test(code) && !existsSync(join(root, code)))
      .map((code) => `${path}: ${code}`),
  );
  expect(strange).toEqual([]);
});

test('every npm script that is named exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const named = texts
    .filter(([path]) => /^(CONTRIBUTING|docs\/)/.test(path))
    .flatMap(([path, text]) => [...text.matchAll(/npm run ([a-z][\w-]*)/g)].map(([, name]) => `${path}: ${name}`));
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((one) => !((one.split(': ')[1] ?? '') in scripts))).toEqual([]);
});

test('every variable of ours is read by something', () => {
  const inputs = new Set<string>(INPUTS.map(({ name }) => variableOf(name)));
  const code = [...filesBelow('src', /\.ts$/), ...filesBelow('buildspec-templates/snippets', /\.yml$/)]
    .map(read)
    .join('\n');
  const strange = texts.flatMap(([path, text]) =>
    [...text.matchAll(/\bCODEARTIFACT_[A-Z][A-Z0-9_]*[A-Z0-9]\b/g)]
      .filter(([name]) => !inputs.has(name) && name !== 'CODEARTIFACT_NAME' && !new RegExp(`\\b${name}\\b`).test(code))
      .map(([name]) => `${path}: ${name}`),
  );
  expect(strange).toEqual([]);
});

test('workflows use inputs that exist, with commands the action has', () => {
  const used = texts.flatMap(([path, text]) =>
    fencedBlocks(text)
      .filter(({ language }) => /^ya?ml$/.test(language))
      .flatMap((block) => parseAllDocuments(block.text).flatMap((document) => steps(document.toJS())))
      .map((step) => [path, step] as const),
  );
  expect(used.length).toBeGreaterThan(2);
  const known = new Set<string>(['command', ...INPUTS.map(({ name }) => name)]);
  for (const [path, step] of used) {
    expect([path, Object.keys(step.with ?? {}).filter((name) => !known.has(name))]).toEqual([path, []]);
    const command = COMMANDS.find(({ name }) => name === (step.with?.command ?? 'login'));
    expect([path, command?.surfaces]).toEqual([path, expect.arrayContaining(['action'])]);
  }
});

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** Steps that use this action, wherever they are in a YAML document. */
function steps(value: unknown): Step[] {
  if (typeof value !== 'object' || value === null) return [];
  const { uses } = value as Step;
  if (typeof uses === 'string') return uses.startsWith('codeartifact-ci/') ? [value as Step] : [];
  return Object.values(value).flatMap(steps);
}

test('each package that the sources import has its reason in the architecture', () => {
  const text = filesBelow('src', /\.ts$/).map(read).join('\n');
  const imported = [...text.matchAll(/(?:from |import\()'((?:@[\w-]+\/)?[a-z][\w-]*)(?:\/[^']*)?'/g)].map(
    ([, name = '']) => name,
  );
  const table = read('docs/architecture.md').split('## Dependencies')[1]?.split('For building and testing')[0] ?? '';
  const named = [...table.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
  expect([...new Set(imported)].sort()).toEqual(named.sort());
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
  for (const name of named) expect(devDependencies).toHaveProperty([name]);
});
