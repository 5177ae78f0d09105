// A login, then an edit of somebody, then the logout: every value of others is what the same edit makes of the file without
// a login, by the parser of the client: numbers of twenty digits, doubled names, quotes, macros, dates.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { planFiles } from '../../../../src/core/operations/login/plan-files.ts';
import type { PlannedFile } from '../../../../src/core/operations/login/planned-edits.ts';
import { TOOLS, type ToolName } from '../../../../src/core/ports/package-format.ts';
import type { Language } from '../../../../src/core/text/languages.ts';
import { undoStep } from '../../../../src/core/text/revert-file.ts';
import { valueEditors } from '../../../../src/formats/value-editors.ts';
import { memoryFiles } from '../../../fuzz/engine/memory-files.ts';
import { byLane } from '../../../support/lane.ts';
import { kindOf, pick, random } from '../../../support/packages/config-samples.ts';
import { findTool, TOOLS_FOLDER, whyNot } from '../../../support/programs/tools.ts';
import { registration, TOKEN, type Wanted } from '../../../support/worlds/logins.ts';

const ROUNDS = byLane(8, 400);
const HOME = '/home/ci';
const HOST = '127.0.0.1';
const WANTED: readonly Wanted[] = [
  {},
  { base: (format, domain, repository) => `http://${HOST}:4747/${format}/d/${domain}-111122223333/${repository}/` },
];

type Kind = NonNullable<ReturnType<typeof kindOf>>;

/** Blocks of whole lines; those of `last` end the file. */
interface Sample {
  readonly blocks: readonly string[];
  readonly last?: readonly string[];
}

const YAML = [
  'initFields:\n  big: 12345678901234567890\n  lead: 00123\n  exp: 1e5\n  hex: 0x10\n  plus: +5\n  yes: yes\n  version: 1.10',
  'empty:',
  'nothing: ~',
  'quoted: "00123"',
  "single: 'it''s'",
  'date: 2020-01-01',
  'folded: >-\n  a\n  b',
  'base: &base\n  one: 01\ncopy: *base',
  'list: [010, 0x1F, true]',
  '# a comment',
  '',
];

const SAMPLES: Readonly<Partial<Record<Kind, Sample>>> = {
  npmrc: {
    blocks: [
      'registry = http://a/',
      'foo=1\nfoo=2',
      'email = "a;b#c"',
      "init.author.name = 'x = y'",
      'escaped = a\\;b\\#c',
      'init.version=1.10',
      'big = 12345678901234567890',
      'ca[] = "one"\nca[]  = "two"',
      'fund',
      '"quoted key" = 00123',
      '; a comment',
    ],
    last: ['[section]\na=1\na=2', ''],
  },
  configparser: {
    blocks: [
      '[global]\nindex-url = https://a.example/simple\ntimeout = 0060',
      '[install]\nwords = a  b\tc\npercent = 50%%',
      '[other]\nlist =\n    one\n\n    # note\n    two  three\nempty =',
      '[int]\nrepository = https://i.example/\npassword = x  "y"  z',
      '# a comment',
    ],
  },
  netrc: {
    blocks: [
      'machine git.example login alice password A1\nmachine git.example login bob password B2',
      'machine quoted.example login me password "a b"',
      'machine escaped.example login me password "a\\"b"',
      'machine sign.example login me password "#b"',
      'machine slash.example\n  login me\n\tpassword a\\\\b',
      'machine account.example login me account team password p',
      'machine one.example login a password b machine two.example login c password d',
      'macdef init\ncd /pub\nls\n',
      `machine ${HOST} login me password "a b"`,
      `machine ${HOST} login alice password A1\nmachine ${HOST} login bob password B2`,
      `machine ${HOST} login me password "a\\"b"`,
    ],
    last: ['default login anonymous password me@here', ''],
  },
  toml: {
    blocks: [
      'exclude-newer = 2026-01-01T00:00:00.123456Z\nretries = 1_000',
      'day = 1979-05-27\nhour = 07:32:00.999999\nlocal = 1979-05-27 07:32:00',
      'big = 9223372036854775807\nhex = 0xFF\nfloat = 1.0\nlarge = 1e300\nzero = -0.0\ninfinite = inf',
      'text = """\nmulti\\\n  line"""\nescape = "\\u00e9"',
    ],
    last: [
      '[[index]]\nname = "a"\nurl = "https://a.example/simple"\nsince = 2020-01-01\ndefault = true',
      '[net]\nretry = 010.0e1'.replace('010.0e1', '10.0e1'),
      '[source.crates-io]\nreplace-with = "m"\n[source.m]\nregistry = "sparse+https://m.example/"\nsize = 9007199254740993',
      '',
    ],
  },
  yaml: {
    blocks: [
      ...YAML,
      'npmRegistryServer: https://a.example',
      'npmAuthToken: 00123',
      'npmAlwaysAuth: true',
      'enableTelemetry: false',
    ],
  },
  gem: {
    blocks: [...YAML, ':sources:\n- https://gems.example/', ':rubygems_api_key: 0123', ':concurrent_downloads: 010'],
  },
  bundle: { blocks: [...YAML, 'BUNDLE_JOBS: 04', 'BUNDLE_RETRY: "007"'] },
  properties: {
    blocks: [
      'accent = \\u00e9t\\u00e9',
      'long = a \\\n   b',
      'colon\\:key: v\\=w',
      'double=1\ndouble=2',
      'number = 00123',
      'blank key value',
      'trail = x\\ ',
      '! a comment',
    ],
  },
  json: {
    blocks: [
      '"n": 12345678901234567890',
      '"f": 1.0',
      '"e": 1E5',
      '"s": "\\u00e9/\\/"',
      '"list": [1.10, -0, 9007199254740993]',
      '"registries": {"[default]": {"url": "https://r.example", "since": 20200101000000000000}}',
    ],
  },
  settings: {
    blocks: [
      '<servers><server><id>a</id><password> p  q </password></server><server><id>a</id><password>&lt;&#38;</password></server></servers>',
      '<mirrors><mirror><id>m</id><mirrorOf>*</mirrorOf><url>https://m.example/</url></mirror></mirrors>',
      '<localRepository>00123</localRepository>',
    ],
  },
};

function sample(kind: Kind, next: () => number): string | undefined {
  const { blocks, last = [''] } = SAMPLES[kind] ?? {};
  if (!blocks) return undefined;
  const chosen = blocks.filter(() => next() < 0.5).sort(() => next() - 0.5);
  if (kind === 'json') return `{${['"version": 1', ...chosen].join(next() < 0.5 ? ',\n  ' : ', ')}}\n`;
  if (kind === 'settings') return `<settings>\n${chosen.join('\n')}\n</settings>\n`;
  const own = chosen.filter((one) => kind !== 'netrc' || !one.includes(HOST));
  const ours = chosen.find((one) => kind === 'netrc' && one.includes(HOST));
  return `${[...own, ...(ours ? [ours] : []), pick(last, next)].join('\n')}\n`;
}

/** Edits of somebody, which leave odd values as they are. */
const EDITS: readonly (readonly [string, (text: string, language: Language) => string])[] = [
  ['blanks and quotes changed', reformatted],
  ['a setting put behind it', appended],
  ['both', (text, language) => appended(reformatted(text, language), language)],
  [
    'a setting put before it',
    (text, language) =>
      language === 'ini' || language === 'properties' ? `late=01\n${text}` : reformatted(text, language),
  ],
];

function reformatted(text: string, language: Language): string {
  switch (language) {
    case 'netrc':
      return text.replace(/^machine (\S+) login (\S+) password (\S+)$/gm, 'machine $1\n\tlogin $2\n\tpassword $3');
    case 'ini':
      return text.replace(/^([^\s=[;#]+) ?= ?/gm, '$1   =  ');
    case 'configparser':
      return text.replace(/^([\w-]+) ?= ?/gm, '$1 : ');
    case 'toml':
      return text.replace(/^([\w-]+) ?= ?"([^"\\\n]*)"$/gm, "$1='$2'");
    case 'yaml':
      return text.replace(/^( *[^\s#][^\n]*?): "([^"\\'\n]*)"$/gm, "$1: '$2'");
    case 'properties':
      return text.replace(/^([\w.]+) ?= ?/gm, '$1 : ');
    default:
      return text.replace(/\n */g, '\n\t');
  }
}

function appended(text: string, language: Language): string {
  const line = text === '' || text.endsWith('\n') ? '' : '\n';
  switch (language) {
    case 'netrc':
      // Behind `default`, nothing is read.
      return text.includes('default login') ? text : `${text}${line}machine late.example login late password l\n`;
    case 'ini':
    case 'properties':
      return `${text}${line}late=01\n`;
    case 'configparser':
      return `${text}${line}[late]\nkey = 01\n`;
    case 'toml':
      return `${text}${line}[late]\nkey = 01.0\n`.replace('01.0', '1.0');
    case 'yaml':
      return `${text}${line}late: 01\n`;
    case 'json':
      return text.replace(/\}\s*$/, ', "late": 10000000000000000001}');
    default:
      return text.replace(/<\/settings>\s*$/, '<offline> true </offline></settings>');
  }
}

const python = findTool('python', 'python3');
const missing = whyNot(python);
const ini = join(TOOLS_FOLDER, 'npm-11/node_modules/npm/node_modules/ini/lib/ini.js');

interface Answer {
  readonly values?: unknown;
  readonly refused?: string;
  readonly unknown?: boolean;
}

type Asked = readonly [Language, string];

async function byClients(all: readonly Asked[]): Promise<Answer[]> {
  const program = 'program' in python ? python.program : '';
  const { stdout, stderr } = spawnSync(program, [join(import.meta.dirname, 'every_value.py')], {
    input: JSON.stringify(all),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (stderr) throw new Error(stderr);
  const answers = JSON.parse(stdout) as Answer[];
  const properties = byJava(all.flatMap(([language, text]) => (language === 'properties' ? [text] : [])));
  const npm = existsSync(ini) ? (await import(pathToFileURL(ini).href)).default : undefined;
  return all.map(([language, text], at) => {
    if (language === 'properties') return properties?.shift() ?? { unknown: true };
    if (language !== 'ini') return answers[at] ?? { unknown: true };
    // A line alone says each value of a name that stands there twice.
    const lines = npm && text.split(/[\r\n]+/).map((one) => npm.parse(one));
    return npm
      ? { values: [npm.parse(text), lines.filter((one: object) => Object.keys(one).length > 0)] }
      : { unknown: true };
  });
}

/** Undefined where there is no Java that compiles. */
function byJava(texts: readonly string[]): Answer[] | undefined {
  const { status, stdout } = spawnSync('java', [join(import.meta.dirname, 'ReadProperties.java')], {
    input: texts.map((text) => `${Buffer.from(text).toString('base64')}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) return undefined;
  return stdout.split('\n').map((line) => ({ values: Buffer.from(line, 'base64').toString('utf8').split('\0') }));
}

interface Case {
  readonly title: string;
  readonly language: Language;
  readonly file: PlannedFile;
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

async function cases(): Promise<Case[]> {
  const found: Case[] = [];
  for (const tool of TOOLS)
    for (let seed = 0; seed < ROUNDS; seed++) {
      const next = random(seed * 1000 + TOOLS.indexOf(tool));
      const wanted = WANTED[seed % WANTED.length] ?? {};
      const seen = new Set<string>();
      await plan(tool, wanted, memoryFiles({}, seen));
      const files = [...seen].flatMap((path) => {
        const kind = kindOf(path);
        const text = kind === undefined || next() < 0.1 ? undefined : sample(kind, next);
        return text === undefined ? [] : [[path, Buffer.from(text).toString('base64')] as const];
      });
      const planned = await plan(tool, wanted, memoryFiles(Object.fromEntries(files))).catch(() => []);
      for (const file of planned)
        if (file.language && !file.before?.equals(file.after))
          found.push({ title: `${tool} ${seed} ${file.path}`, language: file.language, file });
    }
  return found;
}

/** Without what says nothing: empty mappings and lists. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) {
    const rest = value.map(pruned).filter((one) => one !== undefined);
    return rest.length === 0 ? undefined : rest;
  }
  if (typeof value !== 'object' || value === null) return value;
  const rest = Object.entries(value)
    .map(([name, one]) => [name, pruned(one)] as const)
    .filter(([, one]) => one !== undefined);
  return rest.length === 0 ? undefined : Object.fromEntries(rest);
}

const title = `every value of others${missing === undefined ? '' : ` (skipped: ${missing})`}`;
(missing === undefined ? describe : describe.skip)(title, () => {
  let planned: Promise<Case[]> | undefined;
  test.each(EDITS)('%s', async (_, edit) => {
    planned ??= cases();
    const all = await planned;
    const edited = all.map(({ language, file }) => {
      const base = file.before?.toString('utf8') ?? file.skeleton ?? '';
      return { language, expected: edit(base, language), now: edit(file.after.toString('utf8'), language), base };
    });
    const left = await Promise.all(
      all.map(async ({ file }, at) => {
        const { content } = await undoStep(file, Buffer.from(edited[at]?.now ?? ''), [TOKEN], valueEditors);
        return content?.toString('utf8');
      }),
    );
    const wanted = await byClients(edited.map(({ language, expected }) => [language, expected]));
    const found = await byClients(left.map((text, at) => [all[at]?.language ?? 'ini', text ?? '']));
    const judged = new Set<Language>();
    const wrong: unknown[] = [];
    for (const [at, { title, language, file }] of all.entries()) {
      const [was, is] = [wanted[at], found[at]];
      expect(left[at] ?? '').not.toContain(TOKEN);
      // A file that the login made goes, if nobody put something into it.
      const isGone = left[at] === undefined && file.before === undefined && !/late/.test(edited[at]?.expected ?? '');
      if (was?.values === undefined || isGone) continue;
      judged.add(language);
      const [values, others] = [JSON.stringify(pruned(was.values)), JSON.stringify(pruned(is?.values))];
      if (values !== others)
        wrong.push({ title, now: edited[at]?.now, left: left[at], wanted: edited[at]?.expected, refused: is?.refused });
    }
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(judged.size).toBeGreaterThan(4);
  });
});
