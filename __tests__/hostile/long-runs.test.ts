// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what npm and Yarn replace
// Files of the home and of a checkout with long runs of one thing: blanks, line ends, quotes. Everybody who opens a pull
// request can write one. What reads them takes time in proportion to their length: while an expression searches,
// neither a signal nor `timeout` is heard.
import { describe, expect, jest, test } from '@jest/globals';
import { TOOLS } from '../../src/core/ports/package-format.ts';
import { undoStep } from '../../src/core/text/revert-file.ts';
import { nestsTooDeep } from '../../src/core/text/yaml-nesting.ts';
import { setInSection } from '../../src/formats/shared/text/configparser-edit.ts';
import { setNetrc } from '../../src/formats/shared/text/netrc.ts';
import { npmrcValues, setNpmrc, setProperties } from '../../src/formats/shared/text/npmrc-edit.ts';
import { parseXml } from '../../src/formats/shared/text/xml.ts';
import { toolSets } from '../../src/formats/tools.ts';
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
const LENGTHS = [1024, 8 * 1024, 64 * 1024];
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

async function slowOnes(
  work: (text: string) => unknown,
  { longest = [], units = UNITS, shapes = [...SHAPES.keys()] }: Reach = {},
): Promise<string[]> {
  const slow: string[] = [];
  for (const unit of units)
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

const LINE_EDITORS: readonly [string, (text: string) => unknown][] = [
  ['npmrc, edited', (text) => setNpmrc(text, { registry: 'https://x/', 'a b': 'c' })],
  ['npmrc, read', npmrcValues],
  ['properties', (text) => setProperties(text, { realm: 'a/b', password: TOKEN })],
  ['sections', (text) => setInSection(text, 'global', 'index-url', ['https://x/', 'https://y/'])],
  ['netrc', (text) => setNetrc(text, 'x.example', 'aws', TOKEN)],
  ['XML', (text) => parseXml(`<a>${text}</a>`)],
  ['the depth of YAML', nestsTooDeep],
  [
    'an edit taken back',
    (text) =>
      undoStep(
        { before: Buffer.from(text), after: Buffer.from(`${text}\nours=${TOKEN}\n`), syntax: 'sections' },
        Buffer.from(`theirs\n${text}\nours=${TOKEN}\n`),
        [TOKEN],
      ),
  ],
];

describe('a long run of one thing takes less than a second of CPU', () => {
  test.each(LINE_EDITORS)('%s', async (_, work) => {
    expect(await slowOnes(work, { longest: [LONGEST] })).toEqual([]);
  });

  // Not those whose files the YAML library reads, which is slower than this for some runs.
  test.each(TOOLS.filter((name) => !['yarn', 'gem', 'swift'].includes(name)))(
    'all files that %s has, at login and for doctor',
    async (name) => {
      const { tool, request } = registration(name);
      const whole = async (text: string) => {
        const on = { ...machine(), exists: () => true, read: () => text };
        const { files } = await tool.configure({ ...request, machine: on, earlierEndpoints: [] });
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
    const asked = await pip?.configure({ ...request, options, machine: on, earlierEndpoints: [] });
    const file = asked?.files.find(({ path }) => path.endsWith('pip.conf'));
    expect(await seconds(() => file?.edit(text.join('\n')))).toBeLessThan(1);
  }
});
