import { describe, expect, test } from '@jest/globals';
import {
  assetName,
  coordinates,
  normaliseName,
  restoreChoice,
  satisfies,
} from '../../../../src/formats/nuget/names/coordinates.ts';
import { compareVersions, normaliseVersion, sameVersion } from '../../../../src/formats/nuget/names/version.ts';

test.each([
  ['1', '1.0.0'],
  ['1.0', '1.0.0'],
  ['1.00', '1.0.0'],
  ['1.01.1', '1.1.1'],
  ['1.00.0.1', '1.0.0.1'],
  ['1.0.0.0', '1.0.0'],
  ['1.0.01.0', '1.0.1'],
  ['12.0.03.0', '12.0.3'],
  ['1.0.7+r3456', '1.0.7'],
  ['1.0.0-RC.1+b.2', '1.0.0-RC.1'],
  [' 1 . 2 -rc ', '1.2.0-rc'],
  ['\u00851.0', '1.0.0'],
  ['\ufeff1.0', '\ufeff1.0'],
  [`${'0'.repeat(40)}1.0`, '1.0.0'],
  ['v1', 'v1'],
])('%s is stored as %s', (written, stored) => {
  expect(normaliseVersion(written)).toBe(stored);
  expect(normaliseVersion(stored)).toBe(stored);
});

test('the asset is named after the normalised id and version', () => {
  expect(assetName('Newtonsoft.JSON', '12.0.03.0')).toBe('newtonsoft.json.12.0.3.nupkg');
});

test('versions are the same whatever the case of their label', () => {
  expect(sameVersion('1.0.0-Beta', '1.0-beta+x')).toBe(true);
  expect(sameVersion('1.0.0-beta', '1.0.0')).toBe(false);
});

test('orders as NuGet does', () => {
  const ordered = [
    '0.9',
    '1.0.0--1',
    '1.0.0-0',
    '1.0.0-9',
    '1.0.0-10',
    '1.0.0-2147483648',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-BETA',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc',
    '1.0.0',
    '1.0.0.1',
    '1.0.1',
    '1.10',
    '2147483647.0.0',
  ];
  const shuffled = [...ordered].sort((a, b) => a.length - b.length || (a < b ? 1 : -1));
  expect(shuffled.sort(compareVersions)).toEqual(ordered);
  expect(compareVersions('1.0', '1.0.0.0')).toBe(0);
});

describe('satisfies', () => {
  test.each([
    ['1.0.0', '1.0', true],
    ['2.0', '1.0', true],
    ['0.9', '1.0', false],
    ['1.0.0', '[1.0]', true],
    ['1.0.1', '[1.0]', false],
    ['1.5', '[1.0,2.0)', true],
    ['2.0', '[1.0, 2.0)', false],
    ['1.0', '(1.0,)', false],
    ['0.1', '(,1.0]', true],
    ['3', '', true],
    ['1.0.0-beta', '[1.0,2.0)', false],
    ['1.1', '1.*', true],
    ['0.9', '1.*', false],
    ['1', '(,)', undefined],
    ['1', '[2,1]', undefined],
    ['1', '[1,1)', undefined],
    ['1', '[1', undefined],
    ['1', '(1.0)', undefined],
    ['1', '[a,b]', undefined],
  ])('%s in %j is %s', (version, range, expected) => {
    expect(satisfies(version, range)).toBe(expected);
  });
});

test('problems name what is wrong, also in hostile names', () => {
  expect(coordinates.problems({ name: 'Acme.Lib_2-x', version: '1.0.0-rc.1+b' })).toEqual([]);
  for (const name of ['', '.', '..', 'a..b', '../x', 'a/b', 'a b', '.a', 'a.', 'x'.repeat(101), 'a\nb']) {
    expect(coordinates.problems({ name })).toHaveLength(1);
  }
  for (const version of [
    '',
    '1.2.3.4.5',
    '1.0-',
    '1.0-a..b',
    '../1',
    '1/2',
    'latest',
    '1.0.0-a_b',
    '1.0.0-00',
    '1.0.0-ci.007',
    '2147483648.0.0',
    '1.0.0.',
    '1 2',
    '1.0.0+',
    `1.0.0-${'a'.repeat(300)}`,
    `1${' '.repeat(100_000)}x`,
    `1.${'9'.repeat(30)}`,
  ]) {
    expect(coordinates.problems({ name: 'a', version })).toHaveLength(1);
  }
  expect(coordinates.problems({ name: 'a', namespace: 'n' })).toHaveLength(1);
});

test('ids are written in lower case letter by letter, as clients ask for them', () => {
  expect(['Acme.Utils', 'Ünï', 'İ', 'ΑΣ'].map(normaliseName)).toEqual(['acme.utils', 'ünï', 'İ', 'ασ']);
  // What is no letter, digit or mark to .NET is none here.
  for (const name of ['²', 'ⅷ', '\u{1D49C}', 'a\u200bb', 'a\n'])
    expect([name, coordinates.problems({ name })]).toEqual([name, [expect.any(String)]]);
  for (const name of ['e\u0301', '٣', 'a‿b']) expect([name, coordinates.problems({ name })]).toEqual([name, []]);
});

describe('what a restore takes', () => {
  const there = ['0.9.0', '1.0.0-beta.2', '1.0.0', '1.5.0', '2.0.0-rc.1', '2.0.0', '3.0.0-alpha'];
  test.each([
    // A requirement that is not said, or that nobody reads, asks for any release.
    ['', '0.9.0'],
    ['(, )', '0.9.0'],
    ['1.0,2.0', '0.9.0'],
    ['1.0.0', '1.0.0'],
    ['(1.0.0,)', '1.5.0'],
    ['2.0.0-rc.1', '2.0.0-rc.1'],
    ['(,2.0.0-rc.1)', '0.9.0'],
    ['[1.5.1,2.0.0)', undefined],
    ['[1.5.1,2.0.0-rc.2)', '2.0.0-rc.1'],
    ['*', '2.0.0'],
    ['*-*', '3.0.0-alpha'],
    ['1.*', '1.5.0'],
    ['1.2.*', '1.5.0'],
    ['[1.*,2.0.0)', '1.5.0'],
    ['1.0.0-*', '1.0.0'],
    ['2.*-RC*', '2.0.0'],
    ['3.0.0-al*', '3.0.0-alpha'],
    // A star that stands for no part: the same as 10.
    ['1*', undefined],
  ])('for %j it is %s', (requirement, taken) => {
    expect(restoreChoice(there, requirement)).toBe(taken);
    expect(restoreChoice([...there].reverse(), requirement)).toBe(taken);
  });
});
