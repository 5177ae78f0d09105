import { describe, expect, test } from '@jest/globals';
import { coordinates, isName, normaliseName } from '../../../../src/formats/pypi/names/coordinates.ts';
import { isExtraOnly, parseRequirement } from '../../../../src/formats/pypi/names/requirement.ts';
import { comparableVersion, normalVersion } from '../../../../src/formats/pypi/names/version.ts';
import { compareVersions, satisfies } from '../../../../src/formats/pypi/names/version-order.ts';

describe('names', () => {
  test.each([
    ['Friendly-Bard', 'friendly-bard'],
    ['FRIENDLY.BARD', 'friendly-bard'],
    ['friendly__.-bard', 'friendly-bard'],
    ['a', 'a'],
  ])('%s is stored as %s', (given, normal) => {
    expect(normaliseName(given)).toBe(normal);
    expect(isName(given)).toBe(true);
  });

  test.each(['', '-a', 'a-', '../etc', 'a b', 'a/b', 'a\nb', 'ä', 'a#b', 'a'.repeat(256)])('%j is no name', (name) => {
    expect(isName(name)).toBe(false);
    expect(coordinates.problems({ name })).toHaveLength(1);
  });

  test('a namespace and a version that could leave its folder are problems', () => {
    expect(coordinates.problems({ name: 'ok', namespace: 'acme', version: '../1' })).toHaveLength(2);
    expect(coordinates.problems({ name: 'ok', version: '2004d' })).toEqual([]);
  });
});

describe('versions', () => {
  test.each([
    ['1.0', '1.0'],
    ['v1.0', '1.0'],
    [' 1.0\n', '1.0'],
    ['01.00', '1.0'],
    ['0!1.0', '1.0'],
    ['1!1.0', '1!1.0'],
    ['1.0-ALPHA.2', '1.0a2'],
    ['1.0.preview', '1.0rc0'],
    ['1.0c1', '1.0rc1'],
    ['1.0-1', '1.0.post1'],
    ['1.0.r3', '1.0.post3'],
    ['1.0post-', '1.0.post0'],
    ['1.0_dev', '1.0.dev0'],
    ['1.0b2.post345.dev456', '1.0b2.post345.dev456'],
    ['1.0+Ab_1-02', '1.0+ab.1.2'],
    ['20240101120000000000000001', '20240101120000000000000001'],
  ])('%j is %s', (given, normal) => expect(normalVersion(given)).toBe(normal));

  test.each(['', 'x', '2004d', '1.x', '1..0', '1.0+', '1.0-', '1.0+a..b', '1.0 beta', `1.${'0'.repeat(300)}`])(
    '%j is none',
    (given) => expect(normalVersion(given)).toBeUndefined(),
  );

  test('one key for what an installer takes for one version', () => {
    expect(comparableVersion('1.0')).toBe(comparableVersion('1.0.0'));
    expect(comparableVersion('1.0-rc.1')).toBe(comparableVersion('1.0.0rc1'));
    expect(comparableVersion('1.0')).not.toBe(comparableVersion('1.0+local'));
    expect(comparableVersion('2004d')).not.toBe(comparableVersion('2004'));
  });

  test('the order of PEP 440', () => {
    const ordered = [
      '2004d',
      '0.9',
      '1.0.dev456',
      '1.0a1',
      '1.0a2.dev456',
      '1.0a12.dev456',
      '1.0a12',
      '1.0b1.dev456',
      '1.0b2',
      '1.0b2.post345.dev456',
      '1.0b2.post345',
      '1.0rc1.dev456',
      '1.0rc1',
      '1.0',
      '1.0+abc.5',
      '1.0+abc.7',
      '1.0+5',
      '1.0.post456.dev34',
      '1.0.post456',
      '1.0.15',
      '1.1.dev1',
      '9.9',
      '10.0',
      '1!0.1',
    ];
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
    expect(compareVersions('1.0', '1.0.0')).toBe(0);
  });

  test.each([
    ['1.5', '', true],
    ['1.5', '>=1,<2', true],
    ['2.0', '>=1,<2', false],
    ['2.0rc1', '<2', false],
    ['1.7.post1', '>1.7', false],
    ['2.2.9', '~=2.2.1', true],
    ['2.3', '~=2.2.1', false],
    ['1.1.0a1', '==1.1.*', true],
    ['1.1', '!=1.1.*', false],
    ['1.0+local', '==1.0', true],
    ['1.0', '==1.0+local', false],
    ['1.0', '===1.0', true],
    ['1.0.0', '===1.0', false],
    ['1.0', '~=1', undefined],
    ['1.0', 'soon', undefined],
    ['2004d', '>=1', undefined],
  ])('%s meets %j: %s', (version, requirement, met) => expect(satisfies(version, requirement)).toBe(met));
});

describe('requirements', () => {
  test.each([
    ['requests', { name: 'requests', specifier: '', marker: '' }],
    ['Zope.Interface (>=3.4, <6)', { name: 'zope-interface', specifier: '>=3.4,<6', marker: '' }],
    ['a[x,y] >= 1 ; python_version < "3.8"', { name: 'a', specifier: '>=1', marker: 'python_version < "3.8"' }],
    ['a @ https://example.com/a-1.whl ; extra == "t"', { name: 'a', specifier: '', marker: 'extra == "t"' }],
  ])('%s', (line, expected) => expect(parseRequirement(line)).toEqual(expected));

  test.each(['', '-x', 'a >', 'a bc', `a >=1 ${'('.repeat(10_000)}`])('%# is none', (line) =>
    expect(parseRequirement(line)).toBeUndefined(),
  );

  test('extras are told from conditions', () => {
    const needed = (line: string) => !isExtraOnly(parseRequirement(line) ?? { name: '', specifier: '', marker: '' });
    expect(needed('a; extra == "test"')).toBe(false);
    expect(needed('a; python_version < "3" and extra == "test"')).toBe(false);
    expect(needed('a; python_version < "3"')).toBe(true);
  });
});
