// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the clients’ own spelling of a variable
// Our reader of .npmrc files against npm's own: random valid files, and what each of the two takes them to say.
import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { decodeText } from '../../src/core/text/encoding.ts';
import { fillAsNpm } from '../../src/formats/npm/configure/npmrc-sources.ts';
import { npmrcValues } from '../../src/formats/shared/text/npmrc-edit.ts';
import { byLane } from '../support/lane.ts';
import { pick, random } from '../support/packages/config-samples.ts';
import { findTool, runTool } from '../support/programs/tools.ts';

const ENV = { SET_TOKEN: 'a-token', HOST: 'registry.example', EMPTY: '' };

const KEYS = [
  'registry',
  '@acme:registry',
  '@other:registry',
  '//registry.example/:_authToken',
  '//registry.example:443/npm/x/:_auth',
  '//${HOST}/npm/:_authToken',
  'fund',
  'some-unknown-key',
  '__proto__',
];
const VALUES = [
  'https://registry.example/npm/x/',
  'https://registry.example',
  '${SET_TOKEN}',
  '${UNSET_TOKEN}',
  '${UNSET_TOKEN?}',
  '${EMPTY}',
  '\\${SET_TOKEN}',
  'Bearer ${SET_TOKEN}${UNSET_TOKEN}',
  'true',
  'false',
  '',
  'with = signs = inside',
  'caf\u00e9',
  'a\\;b\\#c\\\\d\\e',
  "it's",
  '"',
];
const QUOTES = [
  (text: string) => text,
  (text: string) => text,
  (text: string) => JSON.stringify(text),
  (text: string) => `'${text}'`,
  (text: string) => `"${text}`,
];
const BLANKS = ['', '', ' ', '\t', '  \t'];
const TAILS = ['', '', ' ; a comment', ' # ${UNSET_IN_COMMENT}', ';close'];
const OTHER_LINES = [
  '; comment = ${UNSET_IN_COMMENT}',
  '  # registry=https://commented.example/',
  '',
  '   ',
  'ca[]=a',
  'ca[] = "b"',
  'registry',
  '=no key',
  '  [no-section]',
  '[unclosed',
];
const SECTION = ['[section]', 'registry=https://in-section.example/', '@acme:registry = https://in-section.example/'];

/** A file as somebody might have it, in bytes. */
function npmrc(next: () => number, values: readonly string[]): Buffer {
  const line = () => {
    if (next() < 0.25) return pick(OTHER_LINES, next);
    const key = pick(QUOTES, next)(pick(KEYS, next));
    return `${pick(BLANKS, next)}${key}${pick(BLANKS, next)}=${pick(BLANKS, next)}${pick(QUOTES, next)(pick(values, next))}${pick(TAILS, next)}`;
  };
  const lines = Array.from({ length: Math.floor(next() * 9) }, line);
  if (next() < 0.3) lines.push(...SECTION);
  const end = pick(['\n', '\n', '\r\n', '\r'], next);
  const text = lines.join(end) + (next() < 0.7 ? end : '');
  const form = next();
  if (form < 0.15) return Buffer.from(text, 'latin1');
  // To npm the mark is a blank before a key, so that it ends a section's heading and a line without a key; to us it is
  // none. Nobody has such a line first.
  return Buffer.from(form < 0.3 && !/^\s*[[=]/.test(text) ? `\uFEFF${text}` : text);
}

/** What npm makes of each file, by the code that npm itself runs. */
const ORACLE = `
const [npmPath, ...files] = process.argv.slice(1);
const Config = require(npmPath + '/node_modules/@npmcli/config');
const { definitions, flatten, shorthands } = require(npmPath + '/node_modules/@npmcli/config/lib/definitions');
process.on('log', () => {});
(async () => {
  const all = [];
  for (const file of files) {
    const env = { ...JSON.parse(process.env.GIVEN), HOME: '/nowhere', npm_config_userconfig: file, npm_config_globalconfig: '/nowhere/npmrc' };
    const config = new Config({ npmPath, definitions, flatten, shorthands, argv: ['node', 'npm'], env, cwd: '/', platform: 'linux', execPath: '/nowhere/bin/node' });
    await config.load();
    all.push(Object.fromEntries(Object.entries(config.data.get('user').data)));
  }
  console.log(JSON.stringify(all));
})();
`;

/** What our reader makes of it. */
function read(bytes: Buffer): Record<string, string> {
  return Object.fromEntries(
    [...npmrcValues(decodeText(bytes).text)].map(([key, value]) => [
      fillAsNpm(key, ENV).text,
      fillAsNpm(value, ENV).text,
    ]),
  );
}

/** Of what npm read, what is text, and the last of each list; Latin-1 bytes, which npm cannot read, are one thing whatever they are. */
function plain(settings: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(settings)
      .map(([key, value]) => (Array.isArray(value) ? [`${key}[]`, value.at(-1)] : [key, value]) as [string, unknown])
      .filter(([, value]) => typeof value !== 'object' || value === null)
      // npm knows `fund` to be a switch, which a name alone turns on.
      .map(([key, value]) => [key, key === 'fund' && value === '' ? 'true' : value])
      .map(([key, value]) => [key, String(value).replace(/[^\x20-\x7e]+/g, '?')]),
  );
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npmrc-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

for (const id of ['npm-10', 'npm-11']) {
  const found = findTool(id, 'npm');
  if ('missing' in found) {
    describe.skip(`${id} (skipped: ${found.missing})`, () => test('reads alike', () => undefined));
    continue;
  }
  // npm 10 knows no `${NAME?}`.
  const values = id === 'npm-10' ? VALUES.filter((value) => !value.includes('?')) : VALUES;
  const installed = join(dirname(realpathSync(found.program)), '..');
  describe(`${id} ${found.version}`, () => {
    test.each(Array.from({ length: byLane(2, 40) }, (_, seed) => [seed + 1] as const))(
      'reads 50 random files as we do (seed %i)',
      async (seed) => {
        const next = random(seed);
        const at = join(folder, `${id}-${seed}`);
        await mkdir(at, { recursive: true });
        const files = Array.from({ length: 50 }, () => npmrc(next, values));
        const paths = files.map((_, index) => join(at, `${index}.npmrc`));
        for (const [index, path] of paths.entries()) await writeFile(path, files[index] ?? '');
        const { stdout } = await promisify(execFile)(process.execPath, ['-e', ORACLE, installed, ...paths], {
          env: { GIVEN: JSON.stringify(ENV) },
          maxBuffer: 16 * 1024 * 1024,
        });
        const theirs = JSON.parse(stdout) as Record<string, unknown>[];
        for (const [index, bytes] of files.entries())
          expect([bytes.toString(), plain(read(bytes))]).toEqual([bytes.toString(), plain(theirs[index] ?? {})]);
      },
      60_000,
    );

    test.each(Array.from({ length: byLane(1, 12) }, (_, seed) => [seed + 1001] as const))(
      'its command line says the same registries (seed %i)',
      async (seed) => {
        const next = random(seed);
        const home = join(folder, `home-${id}-${seed}`);
        await mkdir(home, { recursive: true });
        const bytes = npmrc(next, values);
        await writeFile(join(home, '.npmrc'), bytes);
        const ran = await runTool(found.program, ['config', 'ls', '--json'], { cwd: home, home, env: ENV });
        const ours = read(bytes);
        // npm stops at a registry that is no address.
        if (ran.status !== 0) {
          expect(URL.canParse(ours.registry ?? '')).toBe(false);
          return;
        }
        const said = JSON.parse(ran.stdout) as Record<string, unknown>;
        for (const key of ['@acme:registry', '@other:registry', 'some-unknown-key'])
          expect([key, plain({ [key]: ours[key] })]).toEqual([key, plain({ [key]: said[key] })]);
      },
      120_000,
    );
  });
}
