import { describe, expect, test } from '@jest/globals';
import {
  coordinates,
  defaultTag,
  escapedName,
  fullName,
  isTag,
  isVersion,
  parseFullName,
  tarballName,
} from '../../../../src/formats/npm/names/coordinates.ts';

describe('npm names', () => {
  test.each([
    ['utils', { format: 'npm', name: 'utils' }],
    ['@acme/utils', { format: 'npm', namespace: 'acme', name: 'utils' }],
    ['Legacy.Name', { format: 'npm', name: 'Legacy.Name' }],
  ])('%s is taken apart and put together', (text, reference) => {
    const parsed = parseFullName(text);
    expect(parsed).toEqual(reference);
    expect(fullName(parsed as { name: string })).toBe(text);
  });

  test.each(['', '@', '@acme', '@acme/', '@/x', 'a/b', '@acme/a/b', '@@a/b', '@a/@b'])('%j is no name', (text) => {
    expect(parseFullName(text)).toBeUndefined();
  });

  test('the slash of a scope is escaped, the rest of a path cannot be reached', () => {
    expect(escapedName({ namespace: 'acme', name: 'utils' })).toBe('@acme%2futils');
    expect(escapedName({ name: '../x' })).toBe('..%2Fx');
    expect(tarballName({ name: 'utils' }, '1.0.0')).toBe('utils-1.0.0.tgz');
  });

  test.each([
    '.hidden',
    '_private',
    '..',
    '-',
    'node_modules',
    'a b',
    'a/b',
    'a%2fb',
    'é',
    'a\nb',
    '',
    'x'.repeat(215),
  ])('%j is refused', (name) => {
    expect(coordinates.problems({ format: 'npm', name })).not.toEqual([]);
    expect(coordinates.problems({ format: 'npm', namespace: name, name: 'fine' })).not.toEqual([]);
  });

  test.each(['fine', 'UPPER', 'a.b_c-d~e', '1'])('%s is accepted', (name) => {
    expect(coordinates.problems({ format: 'npm', namespace: 'acme', name, version: '1.0.0-rc.1' })).toEqual([]);
  });
});

describe('npm versions', () => {
  test.each([
    ['v1.2.3', '1.2.3'],
    [' =1.2.3 ', '1.2.3'],
    ['1.2.3+build.5', '1.2.3'],
    ['1.2.3-rc.1', '1.2.3-rc.1'],
    ['1.2', '1.2'],
  ])('%j is published as %s', (written, published) => {
    expect(coordinates.normaliseVersion(written)).toBe(published);
  });

  test.each(['1.2', 'latest', '1.x', '', 'v1.2.3', '1.2.3 ', '1.2.3/..', `1.0.0-${'a'.repeat(300)}`])(
    '%j is no version',
    (version) => {
      expect(isVersion(version)).toBe(false);
    },
  );

  test('order is that of semantic versions', () => {
    const versions = ['1.10.0', '1.9.0', '2.0.0-rc.1', '2.0.0', '2.0.0-beta', 'odd'];
    expect([...versions].sort(coordinates.compareVersions)).toEqual([
      'odd',
      '1.9.0',
      '1.10.0',
      '2.0.0-beta',
      '2.0.0-rc.1',
      '2.0.0',
    ]);
  });

  test.each<[string, string, boolean | undefined]>([
    ['1.2.3', '^1.0.0', true],
    ['2.0.0', '^1.0.0', false],
    ['1.2.3', '', true],
    ['1.2.3', 'latest', undefined],
    ['1.2.3', 'workspace:*', undefined],
  ])('%s for %j: %s', (version, requirement, verdict) => {
    expect(coordinates.satisfies(version, requirement)).toBe(verdict);
  });
});

describe('dist-tags', () => {
  test.each(['latest', 'next', 'rc', 'release-1'])('%s is one', (tag) => expect(isTag(tag)).toBe(true));
  test.each(['1.0.0', '1', 'v1', 'x', '*', '', 'a b', 'a/b', 'a%2f', '__proto__', '>=1'])('%j is none', (tag) =>
    expect(isTag(tag)).toBe(false),
  );

  test.each([
    ['1.0.0', 'latest'],
    ['1.0.0-rc.1', 'rc'],
    ['1.0.0-beta', 'beta'],
    ['1.0.0-0', 'next'],
    ['1.0.0-x.1', 'next'],
    ['1.0.0-latest.1', 'next'],
  ])('%s goes to %s', (version, tag) => expect(defaultTag(version)).toBe(tag));
});
