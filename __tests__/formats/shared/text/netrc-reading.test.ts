// .netrc as clients read it. What is expected here is what Python 3.11 and uv 0.13 do with these files.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { setNetrc } from '../../../../src/formats/shared/text/netrc.ts';
import { netrcPasswords, readNetrcAs } from '../../../../src/formats/shared/text/netrc-reading.ts';
import { pick, random } from '../../../support/packages/config-samples.ts';

const HOST = 'a.example';
const OURS = `machine ${HOST} login aws password tok\n`;

describe('.netrc', () => {
  // What Python and uv come to see: `tok`, or the line at which they give up.
  test.each<[string, string, string | number, string | number]>([
    ['plain', OURS, 'tok', 'tok'],
    ['a word that is no entry', `machine foo\nbogus token\n${OURS}`, 2, 2],
    ['a word behind', `${OURS}bogus\n`, 2, 2],
    ['a comment', `# two words\n${OURS}`, 'tok', 'tok'],
    ['a comment behind a value', OURS.replace('\n', ' # two words\n'), 'tok', 'tok'],
    ['a comment that touches its sign', `#machine x\n${OURS}`, 1, 'tok'],
    ['a blank line before a comment', `machine foo login a\n\n# two words\n${OURS}`, 3, 3],
    ['a password with a blank', `machine foo password two words\n${OURS}`, 1, 1],
    ['a password in quotes', `machine foo password "two words"\n${OURS}`, 'tok', 'tok'],
    ['an escaped blank', `machine foo password two\\ words\n${OURS}`, 'tok', 'tok'],
    ['a port', `machine foo port 80\n${OURS}`, 1, 1],
    ['capitals', OURS.toUpperCase(), 1, 1],
    ['a macro', `macdef init\ncd /\n\n${OURS}`, 'tok', 'tok'],
    ['a macro up to a line of blanks', `macdef init\ncd /\n  \n${OURS}`, 1, 'tok'],
    ['a macro at the end', `${OURS}macdef init\ncd /\n`, 2, 'tok'],
    ['a machine without a name', `${OURS}machine`, 2, 2],
    ['a login without a name', `${OURS}machine foo login`, 'tok', 'tok'],
    ['CRLF', `machine foo\r\nlogin a\r\n${OURS}`, 'tok', 'tok'],
    ['default first', `default login a password b\n${OURS}`, 'tok', 'tok'],
    ['two entries', `machine ${HOST} password old\n${OURS}`, 'tok', 'tok'],
  ])('%s', (_, text, python, uv) => {
    const seen = (['python', 'uv'] as const).map((reader) => {
      const { password, refusedAt } = readNetrcAs(reader, text, HOST);
      return refusedAt ?? password;
    });
    expect(seen).toEqual([python, uv]);
  });

  test('the lenient ones pass over what they do not know', () => {
    const found = readNetrcAs('lenient', `bogus\n${OURS}`, HOST);
    expect(found).toEqual({ password: 'tok', refusedAt: undefined });
  });

  const python = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 11))']).status === 0;
  const PIECES = [
    ...['machine ', `${HOST} `, 'login a ', 'password tok ', '\n', '\n', '# c d\n', '#c\n', '#', 'default '],
    ...['macdef m\ncd\n', '\n\n', ' ', '"q r" ', '\\', 'x ', 'account q\n', OURS, OURS, '\r\n', 'user u\n', '"'],
    ...['  \n', 'machine x login b password c\n'],
  ];
  const drawn = (seed: number) => {
    const next = random(seed);
    return Array.from({ length: 2000 }, () =>
      Array.from({ length: 1 + Math.floor(next() * 9) }, () => pick(PIECES, next)).join(''),
    );
  };
  /** Passwords by hosts, as Python has them; null where it gives up. */
  const judged = (texts: readonly string[]): (Readonly<Record<string, string>> | null)[] => {
    const program = `
import io, json, netrc, sys
class Text(netrc.netrc):
    def __init__(self, text):
        self.hosts, self.macros = {}, {}
        self._parse('', io.StringIO(text, newline=None), False)
def read(text):
    try:
        return {name: entry[2] for name, entry in Text(text).hosts.items()}
    except netrc.NetrcParseError:
        return None
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)`;
    const ran = spawnSync('python3', ['-c', program], { input: JSON.stringify(texts), encoding: 'utf8' });
    if (ran.status !== 0) throw new Error(ran.stderr);
    return JSON.parse(ran.stdout);
  };

  (python ? test : test.skip)('files put together at random, against Python itself', () => {
    const texts = drawn(17);
    const ours = texts.map((text) => {
      const { password = null, refusedAt } = readNetrcAs('python', text, HOST);
      return refusedAt === undefined ? password : 'refused';
    });
    expect(ours).toEqual(judged(texts).map((hosts) => (hosts === null ? 'refused' : (hosts[HOST] ?? null))));
  });

  (python ? test : test.skip)('after an edit Python sees ours, and of every other host what it saw before', () => {
    // Where a quotation reaches into our entry, or a keyword is hidden by `\`, no two clients see the same file.
    const isPlain = (text: string) => !text.slice(0, -1).includes('\\') && !text.replaceAll('"q r" ', '').includes('"');
    const texts = drawn(18).filter((text) => isPlain(text) || !text.includes(HOST));
    const edits = texts.flatMap((text) => {
      try {
        return [{ text, edited: setNetrc(text, HOST, 'aws', 'new') }];
      } catch (error) {
        if (error instanceof RangeError) return [];
        throw error;
      }
    });
    const before = judged(edits.map(({ text }) => text));
    const after = judged(edits.map(({ edited }) => edited));
    const wrong = edits.flatMap((one, at) => {
      const expected = before[at] && { ...before[at], [HOST]: 'new' };
      const isSame = JSON.stringify(inOrder(expected)) === JSON.stringify(inOrder(after[at] ?? null));
      return !expected || isSame ? [] : [{ ...one, expected, after: after[at] }];
    });
    expect(wrong.slice(0, 3)).toEqual([]);
    expect(before.filter((one) => one !== null).length).toBeGreaterThan(200);
  });

  test.each([
    ['a quotation that nobody ends', 'machine x login b password "c'],
    ['a sign that escapes what follows', 'machine x login b password c\\'],
  ])('%s is left as the end of the file', (_, text) => {
    const edited = setNetrc(text, HOST, 'aws', 'tok');
    expect(edited).toBe(OURS + text);
    for (const reader of ['python', 'uv', 'lenient'] as const)
      expect(netrcPasswords(reader, edited)).toEqual(new Map([...(netrcPasswords(reader, text) ?? []), [HOST, 'tok']]));
  });
});

const inOrder = (hosts: Readonly<Record<string, string>> | null | undefined) =>
  Object.entries(hosts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
