// Files of the AWS CLI as version 2.36.7 of it reads them: what is expected here is what its `configloader` gives.
import { describe, expect, test } from '@jest/globals';
import { parseAwsIni, shellWords } from '../../../src/core/text/aws-ini.ts';

const read = (text: string) => {
  const { headings, settingsOf } = parseAwsIni(text);
  return Object.fromEntries(headings.map((heading) => [heading, Object.fromEntries(settingsOf(heading) ?? [])]));
};

describe('settings', () => {
  test.each([
    ['behind an empty one of the same depth', '[a]\n  x =\n  y = 1\n', { x: '', y: '1' }],
    ['behind an empty one, less deep', '[a]\n  x =\n y = 1\n', { x: '', y: '1' }],
    ['of a group', '[a]\nx =\n  y = 1\n  z = 2\nw = 3\n', { x: '', 'x.y': '1', 'x.z': '2', w: '3' }],
    ['of a group in an indented section', '[a]\n  x =\n    y = 1\n  w = 3\n', { x: '', 'x.y': '1', w: '3' }],
    ['of a group, with an empty line and a remark', '[a]\nx =\n\n# r\n  y = 1\n', { x: '', 'x.y': '1' }],
    ['of a group, which may hold colons and capitals', '[a]\nX =\n  Y:y = 1\n', { x: '', 'x.Y:y': '1' }],
    ['that go on in deeper lines', '[a]\nx = 1\n  y = 2\nz = 3\n', { x: '1\ny = 2', z: '3' }],
    ['that go on in what looks like a heading', '[a]\nx = 1\n  [b]\ny = 2\n', { x: '1\n[b]', y: '2' }],
    ['behind colons, in capitals, twice', '[a]\nX : 1:2\nX=2\n', { x: '2' }],
    ['with line ends of each kind', '[a]\rx = 1\r\ny = 2\n', { x: '1', y: '2' }],
    ['with remarks behind them, as in the SDKs', '[a]\nx = 1 # r\ny = 2#r\nz = 3 ;r\n', { x: '1', y: '2#r', z: '3' }],
    ['beside lines that are none', '[a]\nx\n=1\ny = 2\n', { y: '2' }],
  ])('%s', (_, text, settings) => {
    expect(read(text)).toEqual({ a: settings });
  });

  test('of DEFAULT are in each section', () => {
    expect(read('[a]\ny = 1\n[DEFAULT]\nx = 0\ny = 0\n[b]\n')).toEqual({
      a: { x: '0', y: '1' },
      b: { x: '0', y: '0' },
    });
  });
});

describe('headings', () => {
  test.each([
    ['with something behind them', '[a];x\nk = 1\n[b]#x\nk = 2\n[c] # x\nk = 3\n', { a: '1', b: '2', c: '3' }],
    ['with a bracket in what is behind them', '[a] # see [x]\nk = 1\n', { 'a] # see [x': '1' }],
    ['without end, which hold what nobody finds', '[a]\nk = 1\n[b\nk = 2\n[c]\nk = 3\n', { a: '1', c: '3' }],
    ['that are indented', '  [a]\n  k = 1\n  [b]\n  k = 2\n', { a: '1', b: '2' }],
    ['with blanks within', '[ a ]\nk = 1\n', { a: '1' }],
  ])('%s', (_, text, sections) => {
    expect(read(text)).toEqual(Object.fromEntries(Object.entries(sections).map(([name, k]) => [name, { k }])));
  });
});

test('words of a shell', () => {
  expect(shellWords('profile "a b"')).toEqual(['profile', 'a b']);
  expect(shellWords(' a\\ b \'c"d\' "e\\"f\\g" ')).toEqual(['a b', 'c"d', 'e"f\\g']);
  expect(shellWords('a "b')).toBeUndefined();
  expect(shellWords("a 'b")).toBeUndefined();
  expect(shellWords('')).toEqual([]);
});

test('time grows with the length', () => {
  const begun = Date.now();
  for (const text of ['\\a', "'a'", '"a"', '"\\"', "'", 'a', ' ']) shellWords(text.repeat(100_000));
  for (const text of ['[', '[a]', ' x =\n', 'x = 1\n  y\n', ' ;', '=']) parseAwsIni(text.repeat(50_000));
  expect(Date.now() - begun).toBeLessThan(5000);
});
