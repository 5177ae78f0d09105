// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what npm and Yarn replace
// Files of the home and of a checkout with long runs of one thing: blanks, line ends, quotes. Everybody who opens a pull
// request can write one. What reads them takes time in proportion to their length: while an expression searches,
// neither a signal nor `timeout` is heard.
import { describe, expect, jest, test } from '@jest/globals';
import { includeSnippets } from '../../src/buildspec/edit/include.ts';
import { lintBuildspec } from '../../src/buildspec/lint/lint.ts';
import { TOOLS } from '../../src/core/ports/package-format.ts';
import { LANGUAGES } from '../../src/core/text/languages.ts';
import { undoStep } from '../../src/core/text/revert-file.ts';
import { yamlValue } from '../../src/core/text/yaml-document.ts';
import { editConfig } from '../../src/formats/shared/text/configparser-edit.ts';
import { setNetrc } from '../../src/formats/shared/text/netrc.ts';
import { npmrcValues, setNpmrc } from '../../src/formats/shared/text/npmrc-edit.ts';
import { propertiesValues, setProperties } from '../../src/formats/shared/text/properties.ts';
import { parseXml } from '../../src/formats/shared/text/xml.ts';
import { toolSets } from '../../src/formats/tools.ts';
import { valueEditors } from '../../src/formats/value-editors.ts';
import { byLane, sampled } from '../support/lane.ts';
import { machine, registration, TOKEN } from '../support/worlds/logins.ts';

jest.setTimeout(300_000);

const UNITS: readonly string[] = [
  ...[' ', '\t', '\n', '\r', '\r\n', ' \n', '\n ', '\u2028'],
  ...['"', "'", '[', ']', '{', '(', '<', '#', ';', '=', ':', '/', '-', '.', '@', 'a', '0', '\\', '\0'],
  ...['macdef\n', 'a=', 'a\n', '" ', "' ", '\\\n', '${a-', '${', '# ', '[a]\n', '-i ', '-s ', '"http://', '//a:', '- '],
];

/** What expressions that begin or end with blanks go over again and again; libraries read YAML and TOML, slowly enough. */
const BLANKS: readonly string[] = [' ', '\t', '\n', '\r', '\r\n', 'a', 'macdef\n', '${a-', '-i ', '// '];

/** The run alone, and in the midst of usual lines and words. */
const SHAPES: readonly ((run: string) => string)[] = [
  (run) => run,
  (run) => `a = 1\n${run}\nb = 2\n`,
  (run) => `[global]\na${run}x\n`,
  (run) => `machine x login ${run} password y\n\n`,
  (run) => `a: b${run}c\n`,
  (run) => `"${run}x\n`,
  (run) => `${run}x`,
];

/** Step by step, so that even what takes the cube of the length ends in a minute and names itself. */
const LENGTHS = byLane([8 * 1024, 64 * 1024], [1024, 8 * 1024, 64 * 1024]);
/** What login reads at most; for runs alone, since the whole would take minutes. */
const LONGEST = 512 * 1024;

/** Seconds of CPU: others use the machine as well. Measured twice where it was too long, for the compiler and the collector. */
async function seconds(work: () => unknown): Promise<number> {
  let used = 0;
  for (let round = 0; round < 2; round += 1) {
    const begun = process.cpuUsage();
    try {
      await work();
    } catch {
      // Refused is an answer.
    }
    used = process.cpuUsage(begun).user / 1_000_000;
    if (used < 1) break;
    if (used > 8) break;
  }
  return used;
}

interface Reach {
  readonly longest?: readonly number[];
  readonly units?: readonly string[];
  readonly shapes?: readonly number[];
}

/** Which sample is the next. */
let samples = 0;

async function slowOnes(
  work: (text: string) => unknown,
  { longest = [], units = UNITS, shapes = [...SHAPES.keys()] }: Reach = {},
): Promise<string[]> {
  const slow: string[] = [];
  // A dozen of them, other ones for each reader; the slow lane takes all.
  samples += 1;
  for (const unit of sampled(units, 6, samples))
    for (const [index, shape] of SHAPES.entries())
      if (shapes.includes(index))
        for (const length of [...LENGTHS, ...(index === 0 ? longest : [])]) {
          const text = shape(unit.repeat(Math.ceil(length / unit.length)));
          const used = await seconds(() => work(text));
          if (used < 1) continue;
          slow.push(`${JSON.stringify(unit)} in shape ${index}, ${length} characters: ${used.toFixed(1)} s`);
          break;
        }
  return slow;
}

const LINE_EDITORS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['npmrc, edited', (text) => setNpmrc(text, { registry: 'https://x/', 'a b': 'c' })],
  ['npmrc, read', npmrcValues],
  ['properties', (text) => setProperties(text, { realm: 'a/b', password: TOKEN })],
  ['properties, read', propertiesValues],
  [
    'sections',
    (text) => editConfig(text, [{ section: 'global', key: 'index-url', value: ['https://x/', 'https://y/'] }]),
  ],
  ['netrc', (text) => setNetrc(text, 'x.example', 'aws', TOKEN)],
  ['XML', (text) => parseXml(`<a>${text}</a>`)],
  [
    'an edit taken back',
    (text) =>
      undoStep(
        { before: Buffer.from(text), after: Buffer.from(`${text}\nours=${TOKEN}\n`), syntax: 'sections' },
        Buffer.from(`theirs\n${text}\nours=${TOKEN}\n`),
        [TOKEN],
      ),
  ],
  ...LANGUAGES.filter((language) => !['yaml', 'xml', 'source-list'].includes(language)).map(
    (language) =>
      [
        `an edit of ${language} taken back by values`,
        (text: string) =>
          undoStep(
            {
              before: Buffer.from(`a=b\n${text}`),
              after: Buffer.from(`a=c\n${text}\nours=${TOKEN}\n`),
              syntax: 'lines',
              language,
            },
            Buffer.from(`a = c\ntheirs\n${text}\n`),
            [TOKEN],
            valueEditors,
          ),
      ] as const,
  ),
];

describe('a long run of one thing takes less than a second of CPU', () => {
  test.each(LINE_EDITORS)('%s', async (_, work) => {
    expect(await slowOnes(work, { longest: [LONGEST] })).toEqual([]);
  });

  // Those whose files are YAML follow below.
  test.each(TOOLS.filter((name) => !['yarn', 'gem', 'swift'].includes(name)))(
    'all files that %s has, at login and for doctor',
    async (name) => {
      const { tool, request } = registration(name);
      const whole = async (text: string) => {
        const on = { ...machine(), exists: () => true, read: () => text };
        const { files } = await tool.configure({ ...request, machine: on, earlierEndpoints: [], sharesHost: false });
        for (const { edit } of files)
          try {
            await edit(text);
          } catch {
            // Refused is an answer, and the next file has one, too.
          }
        await tool.inspect?.({ endpoint: request.endpoint, machine: on });
        for (const { contains } of tool.detectInside ?? []) contains.test(text);
      };
      expect(await slowOnes(whole, { units: BLANKS, shapes: [0, 2] })).toEqual([]);
    },
  );
});

test('ten thousand sections that name an index take time in proportion to their number', async () => {
  const pip = toolSets.flatMap(({ tools }) => tools).find(({ name }) => name === 'pip');
  const { request } = registration('pip');
  const text = Array.from(
    { length: 10_000 },
    (_, at) => `[s${at}]\nindex-url = https://x/\nextra-index-url = https://y/`,
  );
  for (const mode of ['replace', 'extra']) {
    const options = { 'pip-index-mode': mode };
    const on = { ...machine(), read: (path: string) => (path.endsWith('pip.conf') ? text.join('\n') : undefined) };
    const asked = await pip?.configure({ ...request, options, machine: on, earlierEndpoints: [], sharesHost: false });
    const file = asked?.files.find(({ path }) => path.endsWith('pip.conf'));
    expect(await seconds(() => file?.edit(text.join('\n')))).toBeLessThan(1);
  }
});

/** What the rules of `buildspec lint` look for, and what begins it. */
const SHELL: readonly string[] = [
  ...[
    ';echo $A_TOKEN',
    'echo $A_TOKEN ',
    ';echo',
    'printf $',
    '$',
    '${',
    '$A_TOKEN',
    '[ ] && ',
    '[ x ] && [ ',
    'test x && ',
  ],
  ...[
    'mvn ',
    'mvn deploy ',
    'altDeploymentRepository=',
    'mvn altDeploymentRepository=x ',
    'gradle ',
    'gradlew publish ',
  ],
  ...['npm ci ', 'npm i -g ', 'pip install ', 'pip install awscli ', 'python -m pip install ', 'yarn ', 'npm publish '],
  ...[
    'cat ',
    'grep .npmrc',
    'pip ',
    'npm config get ',
    'docker build ',
    '--build-arg TOKEN',
    'TAG',
    'TAG=',
    'VERSION=',
  ],
  ...[
    'eyJ-',
    'eyJ',
    'AKIA',
    '_authToken=',
    '_authToken',
    '>.npmrc ',
    '> ',
    '>~/',
    'aws codeartifact ',
    'twine upload ',
  ],
  ...[
    '(set -e',
    '(set -eeee',
    '{ set -e ',
    ') ',
    ') && ',
    'set -',
    'sh -',
    'then ',
    'exit 0 ',
    '; . a',
    'if ',
    'if then ',
  ],
  ...[
    'export ',
    'export A=',
    'codeartifact login ',
    '|| ',
    '|',
    '&&',
    'dotnet tool install ',
    'cd a;',
    'a() {',
    'x=(',
    '${x[',
    'alias a=',
  ],
  ...['AAAA', '((', '[[', '\\', '# ', '"', "'", ' ', '\t'],
];

const indented = (text: string) => text.replaceAll('\n', '\n        ');
const buildspec = (command: string) =>
  `version: 0.2\nphases:\n  build:\n    commands:\n      - |\n        ${indented(command)}\n`;

/** One command, which ends in different ways; commands without end; lines without end; commands of one word. */
const COMMANDS: readonly ((run: string) => string)[] = [
  (run) => buildspec(`a ${run}>`),
  (run) => buildspec(`a ${run} -g | x || true`),
  (run) => buildspec(`a\n${run.match(/[\s\S]{1,60}/g)?.join('\n')}\nb`),
  (run) =>
    `${buildspec('a')}${(run.match(/[\s\S]{1,400}/g) ?? []).map((part) => `      - |\n        x ${part}\n`).join('')}`,
  (run) => buildspec(`a ${run}`).replace('- |', '- >'),
];

test('rules of buildspecs take time in proportion to the length of what they look at', async () => {
  const slow: string[] = [];
  for (const unit of sampled(SHELL, 10, 1))
    for (const [index, shape] of COMMANDS.entries()) {
      // What is longer is not looked at, so that commands of this length are the hardest.
      const length = index === 3 ? 90_000 : 15_000;
      const text = shape(unit.repeat(Math.ceil(length / unit.length)));
      const used = await seconds(() => lintBuildspec(text));
      if (used >= 1) slow.push(`${JSON.stringify(unit)} in shape ${index}: ${used.toFixed(1)} s`);
    }
  expect(slow).toEqual([]);
});

test('functions, arrays, logouts and guards of ten thousand commands are looked at once', async () => {
  const many = (line: (index: number) => string) =>
    `version: 0.2\nphases:\n  post_build:\n    commands:\n${Array.from({ length: 4_000 }, (_, at) => `      - '${line(at)}'`).join('\n')}\n`;
  for (const line of [
    (at: number) => `f${at}() {`,
    (at: number) => `a${at}=(1`,
    () => 'codeartifact-ci logout',
    () => 'npm publish',
    (at: number) => `cd d${at}`,
    (at: number) => `f${at - 1}`,
  ])
    expect(await seconds(() => lintBuildspec(many(line)))).toBeLessThan(2);
  const keys = Array.from({ length: 8_000 }, (_, at) => `  k${at}:`).join('\n');
  expect(await seconds(() => lintBuildspec(`version: 0.2\nphases:\n${keys}\n`))).toBeLessThan(2);
});

test('a command that is too long is said not to have been looked at, and a buildspec is not read', () => {
  const long = buildspec(`npm publish | tee x${' x'.repeat(8_200)}`);
  const rules = lintBuildspec(long).map(({ rule }) => rule);
  expect(rules).toContain('long-command');
  expect(rules).not.toContain('pipe-hides-failure');
  const longer = buildspec('x'.repeat(140_000));
  expect(lintBuildspec(longer).map(({ message }) => message)).toEqual([
    'Not valid YAML: it has more than 131072 characters.',
  ]);
  expect(() => includeSnippets(longer, ['login'])).toThrow(expect.objectContaining({ code: 'CA-SPEC-001' }));
});

const YAML_UNITS: readonly string[] = [
  ...[
    ',',
    '"',
    "'",
    '[],',
    '{},',
    '{a: b},',
    'a,',
    '*a ',
    '&a ',
    '!a ',
    '- a\n',
    'a:\n',
    ': a\n',
    'a: b, ',
    '? a\n',
    '} ',
  ],
  ...[
    '# x\n',
    '---\n',
    '...\n',
    '|\n',
    'a: |\n',
    '"a" ',
    '[[t]\n',
    '%TAG ! x\n',
    'a: ',
    '\\',
    '\n',
    '\ud800',
    '\t',
    '"a": b,',
  ],
];
const YAML_SHAPES: readonly ((run: string) => string)[] = [
  (run) => run,
  (run) => `x: ${run}`,
  (run) => `x: [${run}]`,
  (run) => `x: {${run}}`,
  (run) => `x: "${run}"\n`,
  (run) => `x: |\n  ${run}\nb: 1\n`,
  (run) => `x:\n ${run.replaceAll('\n', '\n ')}\n`,
];

test('YAML, whatever it is, is read or refused in two seconds', async () => {
  const slow: string[] = [];
  for (const unit of sampled(YAML_UNITS, 5, 1))
    for (const [index, shape] of YAML_SHAPES.entries()) {
      const text = shape(unit.repeat(Math.ceil(128_000 / unit.length)));
      const used = await seconds(() => yamlValue(text));
      if (used >= 2) slow.push(`${JSON.stringify(unit)} in shape ${index}: ${used.toFixed(1)} s`);
    }
  const keys = Array.from({ length: 20_000 }, (_, at) => `k${at}: v`).join('\n');
  if ((await seconds(() => yamlValue(keys))) >= 2) slow.push('many keys');
  expect(slow).toEqual([]);
});

// Login edits, doctor reads; both within what is promised for whatever lies in a home.
test.each(['yarn', 'gem', 'swift'] as const)('files that %s has are edited and inspected soon', async (name) => {
  const { tool, request } = registration(name);
  const slow: string[] = [];
  for (const unit of sampled(['"', ',', '*a ', '{},', 'a,', '- a\n', 'a: '], 3, 1))
    for (const shape of [0, 1, 2]) {
      const text = (YAML_SHAPES[shape] as (run: string) => string)(unit.repeat(Math.ceil(200_000 / unit.length)));
      const on = { ...machine(), exists: () => true, read: () => text };
      const used = await seconds(async () => {
        const { files } = await tool.configure({ ...request, machine: on, earlierEndpoints: [], sharesHost: false });
        for (const { edit } of files)
          try {
            await edit(text);
          } catch {
            // Refused is an answer.
          }
        await tool.inspect?.({ endpoint: request.endpoint, machine: on });
      });
      if (used >= 8) slow.push(`${JSON.stringify(unit)} in shape ${shape}: ${used.toFixed(1)} s`);
    }
  expect(slow).toEqual([]);
});
