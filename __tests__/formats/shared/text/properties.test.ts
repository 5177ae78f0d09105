// java.util.Properties is the judge: of what it reads in a file, and of what our edits have made of it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { propertiesValues, setProperties } from '../../../../src/formats/shared/text/properties.ts';
import { byLane } from '../../../support/lane.ts';
import { pick, random } from '../../../support/packages/config-samples.ts';
import { findTool, whyNot } from '../../../support/programs/tools.ts';

describe('Java properties', () => {
  const ours = { codeartifactUsername: 'aws', codeartifactPassword: 'token' };
  const lines = 'codeartifactUsername=aws\ncodeartifactPassword=token\n';

  test.each([
    ['', lines],
    ['a=1', `a=1\n${lines}`],
    ['a=1\r\nb=2\r\n', `a=1\r\nb=2\r\n${lines.replaceAll('\n', '\r\n')}`],
    // What is put behind such a line would be part of its value.
    ['jvmargs=-Xmx1g \\\n', `jvmargs=-Xmx1g \\\n\n${lines}`],
    ['jvmargs=-Xmx1g \\', `jvmargs=-Xmx1g \\\n\n${lines}`],
    ['jvmargs=-Xmx1g \\\r\n', `jvmargs=-Xmx1g \\\r\n\r\n${lines.replaceAll('\n', '\r\n')}`],
    ['jvmargs=-Xmx1g \\\n  ', `jvmargs=-Xmx1g \\\n  \n\n${lines}`],
    // A comment does not go on, nor does a line that ends in two of them.
    ['# a \\\n', `# a \\\n${lines}`],
    ['path=C:\\\\\n', `path=C:\\\\\n${lines}`],
    ['codeartifactPassword', `codeartifactPassword=token\ncodeartifactUsername=aws\n`],
    ['codeartifactPassword=old\\\n', `codeartifactPassword=token\\\n\ncodeartifactUsername=aws\n`],
    ['codeartifactPassword : old\rb=2\r', `codeartifactPassword : token\rb=2\rcodeartifactUsername=aws\n`],
    [
      'codeartifactUsername b\ncodeartifact\\u0050assword=a\\\n  b\nx=1\n',
      'codeartifactUsername aws\ncodeartifact\\u0050assword=token\nx=1\n',
    ],
    // The second line is part of a value.
    ['x=1 \\\ncodeartifactPassword=2\n', `x=1 \\\ncodeartifactPassword=2\n${lines}`],
    [`${lines}a=1\\\n`, `${lines}a=1\\\n`],
  ])('%j', (text, edited) => {
    expect(setProperties(text, ours)).toBe(edited);
    expect(propertiesValues(edited)).toEqual(new Map([...propertiesValues(text), ...Object.entries(ours)]));
  });

  test('what is not plain is escaped, and no line is begun', () => {
    const wanted = { 'a b=c': ' x', 'd\u00e9': 'C:\\y' };
    const text = setProperties('', wanted);
    expect(text).toBe('a\\ b\\=c=\\ x\nd\\u00e9=C:\\\\y\n');
    expect(propertiesValues(text)).toEqual(new Map(Object.entries(wanted)));
    expect(() => setProperties('', { a: 'b\nc' })).toThrow('a value contains a control character');
  });
});

/** Reads texts in hexadecimal, a line each; answers with keys and values in hexadecimal, or `refused`. */
const JUDGE = `
import java.io.*; import java.util.*; import java.nio.charset.StandardCharsets;
public class Judge {
  static String hex(String text) { return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_16BE)); }
  public static void main(String[] args) throws IOException {
    var lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) {
      var properties = new Properties();
      try { properties.load(new StringReader(new String(HexFormat.of().parseHex(line), StandardCharsets.UTF_16BE))); }
      catch (IllegalArgumentException refused) { System.out.println("refused"); continue; }
      var out = new ArrayList<String>();
      for (var name : properties.stringPropertyNames()) out.add(hex(name) + "=" + hex(properties.getProperty(name)));
      System.out.println(String.join(" ", out));
    }
  }
}
`;
type Read = Readonly<Record<string, string>> | undefined;
const toHex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex');
const fromHex = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
/** Without entries that have no name: to Java, a lone `\` at the end of a file is one. */
const inOrder = (values: Iterable<readonly [string, string]>) =>
  Object.fromEntries([...values].filter(([key]) => key !== '').sort(([a], [b]) => (a < b ? -1 : 1)));

function judged(program: string, texts: readonly string[]): Read[] {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'properties-'));
  try {
    writeFileSync(join(folder, 'Judge.java'), JUDGE);
    const ran = spawnSync(program, [join(folder, 'Judge.java')], {
      input: texts.map((text) => `${toHex(text)}\n`).join(''),
      encoding: 'utf8',
      maxBuffer: 256 * 1024 * 1024,
    });
    if (ran.status !== 0) throw new Error(ran.stderr);
    return ran.stdout
      .split('\n')
      .slice(0, texts.length)
      .map((line) => {
        if (line === 'refused') return undefined;
        const pairs = line.split(' ').filter((one) => one !== '');
        return inOrder(pairs.map((one) => one.split('=').map(fromHex) as [string, string]));
      });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PIECES: readonly string[] = [
  ...[
    '\n',
    '\n',
    '\r\n',
    '\r',
    '\\\n',
    '\\\r\n',
    '\\\r',
    '\\',
    '\\\\',
    ' ',
    '\t',
    '\f',
    '=',
    ':',
    '#',
    '!',
    '# a \\\n',
  ],
  ...['a', 'b', 'a=1', 'b : 2', 'password', 'password=old', 'user', 'user = x', 'pass\\word', '\\u0070assword=x'],
  ...['\u00e9', '\ufeff', '\\u00e9', '\\=', '\\ ', '\\t', '\\q', 'x\\\n  y', '\n\n', '\n  \n', '\u2028'],
];
const drawn = (next: () => number) =>
  Array.from({ length: Math.floor(next() * 12) }, () => pick(PIECES, next)).join('');
const ROUNDS = byLane(4_000, 200_000);

// From Java 17 on it has HexFormat, and from 11 on it runs a source file.
const java = findTool('java', 'java');
const version = 'version' in java ? Number.parseInt(java.version, 10) : 0;
const missing = whyNot(java) ?? (version < 17 ? `Java ${version}` : undefined);
describe(`java.util.Properties ${missing === undefined ? '' : `(skipped: ${missing})`}`, () => {
  const run = missing === undefined ? test : test.skip;
  const program = 'program' in java ? java.program : '';

  run(
    'reads what we read',
    () => {
      const next = random(21);
      const texts = Array.from({ length: ROUNDS }, () => drawn(next));
      const theirs = judged(program, texts);
      const wrong = texts.flatMap((text, at) => {
        const read = inOrder(propertiesValues(text));
        const isSame = JSON.stringify(read) === JSON.stringify(theirs[at]);
        return theirs[at] === undefined || isSame ? [] : [{ text, ours: read, theirs: theirs[at] }];
      });
      expect(wrong.slice(0, 3)).toEqual([]);
      expect(theirs.filter((one) => one !== undefined).length).toBeGreaterThan(ROUNDS / 2);
    },
    600_000,
  );

  run(
    'reads in an edited file what was set, and every other value as before',
    () => {
      const next = random(22);
      const wanted = { user: 'aws', password: 'a-\\token', 'my host': 'x' };
      const texts = Array.from({ length: ROUNDS }, () => drawn(next));
      const before = judged(program, texts);
      const edited = texts.map((text) => setProperties(text, wanted));
      const after = judged(program, edited);
      const wrong = texts.flatMap((text, at) => {
        if (before[at] === undefined) return [];
        const expected = inOrder(Object.entries({ ...before[at], ...wanted }));
        const isSame = JSON.stringify(expected) === JSON.stringify(after[at]);
        return isSame ? [] : [{ text, edited: edited[at], expected, theirs: after[at] }];
      });
      expect(wrong.slice(0, 3)).toEqual([]);
    },
    600_000,
  );
});
