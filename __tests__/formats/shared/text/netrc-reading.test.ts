// .netrc as clients read it. What is expected here is what Python 3.11 and uv 0.13 do with these files.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { readNetrcAs } from '../../../../src/formats/shared/text/netrc-reading.ts';
import { random } from '../../../support/packages/config-samples.ts';

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
  (python ? test : test.skip)('files put together at random, against Python itself', () => {
    const pieces = [
      'machine ',
      `${HOST} `,
      'login a ',
      'password tok ',
      '\n',
      '\n',
      '# c d\n',
      '#c\n',
      '#',
      'default ',
    ];
    const more = [
      'macdef m\ncd\n',
      '\n\n',
      ' ',
      '"q r" ',
      '\\',
      'x ',
      'account q\n',
      OURS,
      OURS,
      '\r\n',
      'user u\n',
      '"',
    ];
    const all = [...pieces, ...more, '  \n'];
    const next = random(17);
    const texts = Array.from({ length: 2000 }, () =>
      Array.from({ length: 1 + Math.floor(next() * 9) }, () => all[Math.floor(next() * all.length)]).join(''),
    );
    const program = `
import io, json, netrc, sys
class Text(netrc.netrc):
    def __init__(self, text):
        self.hosts, self.macros = {}, {}
        self._parse('', io.StringIO(text, newline=None), False)
def read(text):
    try:
        return Text(text).hosts.get('${HOST}', (None, None, None))[2]
    except netrc.NetrcParseError:
        return 'refused'
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)`;
    const ran = spawnSync('python3', ['-c', program], { input: JSON.stringify(texts), encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    const ours = texts.map((text) => {
      const { password = null, refusedAt } = readNetrcAs('python', text, HOST);
      return refusedAt === undefined ? password : 'refused';
    });
    expect(ours).toEqual(JSON.parse(ran.stdout));
  });
});
