// Python's own configparser is the judge: of what it reads in a file, of whether it refuses one, and of what our edits
// have made of it.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { editConfig, readConfig } from '../../../../src/formats/shared/text/configparser-edit.ts';
import { byLane } from '../../../support/lane.ts';
import { pick, random } from '../../../support/packages/config-samples.ts';
import { findTool, whyNot } from '../../../support/programs/tools.ts';

/** Reads JSON texts, a line each; answers with `[sections, defaults]` or null where it refuses. */
const JUDGE = `
import configparser, io, json, sys
for line in sys.stdin:
    parser = configparser.RawConfigParser()
    try: parser.read_file(io.StringIO(json.loads(line), newline=None))
    except configparser.Error: print('null'); continue
    print(json.dumps([{name: dict(parser.items(name)) for name in parser.sections()}, dict(parser.defaults())]))
`;

type Read = [Record<string, Record<string, string>>, Record<string, string>] | null;

function judged(program: string, texts: readonly string[]): Read[] {
  const ran = spawnSync(program, ['-c', JUDGE], {
    input: texts.map((text) => `${JSON.stringify(text)}\n`).join(''),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    env: { PATH: process.env.PATH, PYTHONUTF8: '1' },
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function ours(text: string): Read {
  try {
    const { values, own } = readConfig(text);
    const plain = (map: ReadonlyMap<string, string> | undefined) => Object.fromEntries(map ?? []);
    return [Object.fromEntries([...values].map(([name, each]) => [name, plain(each)])), plain(own.get('DEFAULT'))];
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const HEADERS = ['global', 'install', 'DEFAULT', 'a b', 'Global', 'distutils', 'x.y'];
const KEYS = ['index-url', 'Index_URL', 'index_url', 'a', 'b c', 'extra-index-url', '--x', '[a', 'trusted-host'];
const VALUES = [
  '',
  'x',
  'https://a.example/simple',
  'a = b',
  'c: d',
  '# no comment',
  'x ; y',
  '%(a)s',
  '[no]',
  'é\u00a0',
];
const INDENTS = ['', '', '', ' ', '\t', '    ', ' \t', '\u00a0'];
const BETWEEN = ['', ' ', '\t', '  # c', '; c', '#c', '\f', '\u2028', '\x1c'];
const ENDS = ['\n', '\n', '\n', '\r\n', '\r'];
const ODD = [
  'no delimiter',
  '=x',
  ':',
  '[]',
  '[open',
  ']',
  '[a] trailing',
  'x',
  '[global',
  '\ufeff[global]',
  '\u0085a=b',
];

/** A file that Python may read, or may not: each line is drawn for itself, those that spoil it seldom. */
function drawn(next: () => number): string {
  const end = pick(ENDS, next);
  const lines = [];
  const spoil = next() < 0.3 ? 0.1 : 0;
  const unique = next() < 0.7;
  const headers = [...HEADERS];
  let keys = [...KEYS];
  const take = (list: string[]) => {
    const at = Math.floor(next() * list.length);
    return (unique ? list.splice(at, 1)[0] : list[at]) ?? `k${Math.floor(next() * 1e9)}`;
  };
  if (next() < 0.9) lines.push(`${pick(INDENTS, next)}[${take(headers)}]`);
  for (let left = Math.floor(next() * 14); left > 0; left -= 1) {
    const kind = next();
    if (next() < spoil) lines.push(pick(INDENTS, next) + pick(ODD, next));
    else if (kind < 0.2) {
      lines.push(`${pick(INDENTS, next)}[${take(headers)}]${pick(['', ' ', ' # c'], next)}`);
      keys = [...KEYS];
    } else if (kind < 0.65)
      lines.push(
        `${pick(INDENTS, next)}${take(keys)}${pick(['=', ' = ', ':', '\t: ', ' ='], next)}${pick(VALUES, next)}`,
      );
    else if (kind < 0.85) lines.push(`${pick(['  ', '\t\t', '     '], next)}${pick(VALUES, next)}`);
    else lines.push(pick(BETWEEN, next));
  }
  return lines.map((line) => line + (next() < 0.02 ? '\r' : end)).join('') + (next() < 0.2 ? pick(VALUES, next) : '');
}

const pythons = [
  'python3',
  ...byLane(
    [],
    ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14'].map((at) => `python${at}`),
  ),
];
const ROUNDS = byLane(1_500, 40_000);

for (const name of pythons) {
  const python = findTool('python', name);
  const missing = whyNot(python);
  const version = 'program' in python ? python.version : '';
  // Until 3.9, a header ends at the first `]`; ours ends at the last, as it has since.
  const isSame = (text: string) => !/^3\.[89]\./.test(version) || !/\].*\]/.test(text);
  describe(`${name} ${missing === undefined ? version : `(skipped: ${missing})`}`, () => {
    const run = missing === undefined ? test : test.skip;

    run(
      'reads what we read, and refuses what we refuse',
      () => {
        const next = random(17);
        const texts = Array.from({ length: ROUNDS }, () => drawn(next)).filter(isSame);
        const theirs = judged('program' in python ? python.program : '', texts);
        const wrong = texts.flatMap((text, at) => {
          const [a, b] = [JSON.stringify(ours(text)), JSON.stringify(theirs[at])];
          return a === b ? [] : [{ text, ours: a, theirs: b }];
        });
        expect(wrong.slice(0, 3)).toEqual([]);
        // Both kinds are there in number.
        const refused = theirs.filter((one) => one === null).length;
        expect(refused).toBeGreaterThan(texts.length / 20);
        expect(texts.length - refused).toBeGreaterThan(texts.length / 4);
      },
      600_000,
    );

    run(
      'reads in an edited file what was set, lacks what was removed, and sees the rest as it was',
      () => {
        const next = random(18);
        const cases: { text: string; edited: string; wanted: Read }[] = [];
        while (cases.length < ROUNDS) {
          const text = drawn(next);
          const before = isSame(text) ? ours(text) : null;
          if (!before) continue;
          const edits = new Map<string, { section: string; key: string; value: string | string[] | undefined }>();
          for (let left = 1 + Math.floor(next() * 4); left > 0; left -= 1) {
            const section = pick(['global', 'install', 'new', 'DEFAULT', 'a b'], next);
            const key = pick(['index-url', 'extra-index-url', 'a', 'b c', 'fresh'], next);
            const value = pick(['https://ours.example/', '', ['a', 'b'], ['one'], [], undefined], next);
            edits.set(`${section} ${key}`, { section, key, value });
          }
          const own = new Map([...readConfig(text).own].map(([name, each]) => [name, new Map(each)]));
          for (const { section, key, value } of edits.values()) {
            if (value === undefined) {
              own.get(section)?.delete(key);
              continue;
            }
            const values = own.get(section) ?? new Map<string, string>();
            own.set(section, values);
            const list = typeof value === 'string' ? [value] : value;
            const same = (values.get(key) ?? '\0')
              .split(/\s+/)
              .filter((one) => one !== '')
              .join(' ');
            if (same !== list.join(' ')) values.set(key, list.length > 1 ? `\n${list.join('\n')}` : (list[0] ?? ''));
          }
          const shared = own.get('DEFAULT') ?? new Map<string, string>();
          const wanted: Read = [
            Object.fromEntries(
              [...own].flatMap(([name, each]) =>
                name === 'DEFAULT' ? [] : [[name, Object.fromEntries([...shared, ...each])] as const],
              ),
            ),
            Object.fromEntries(shared),
          ];
          cases.push({ text, edited: editConfig(text, [...edits.values()]), wanted });
        }
        const theirs = judged(
          'program' in python ? python.program : '',
          cases.map(({ edited }) => edited),
        );
        const sorted = (read: Read | undefined) =>
          JSON.stringify(read, (_, value) =>
            value && !Array.isArray(value) && typeof value === 'object'
              ? Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
              : value,
          );
        const wrong = cases.filter(({ wanted }, at) => sorted(wanted) !== sorted(theirs[at]));
        expect(wrong.slice(0, 3)).toEqual([]);
      },
      600_000,
    );
  });
}
