// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Maven's own placeholders
import { describe, expect, test } from '@jest/globals';
import { compareVersions, sortVersions } from '../../../../src/formats/maven/names/version-order.ts';
import { satisfies } from '../../../../src/formats/maven/names/version-range.ts';
import { MAVEN_ORDER } from '../../../support/packages/maven-versions.ts';

test('sorts as Maven does, from any order', () => {
  const shuffled = [...MAVEN_ORDER].sort((a, b) => a.length - b.length || (a < b ? 1 : -1));
  expect(sortVersions(shuffled)).toEqual(MAVEN_ORDER);
});

test.each([
  ['1', '1.0'],
  ['1', '1.0.0'],
  ['1.0', '1-0'],
  ['1', '1-ga'],
  ['1.0', '1-FINAL'],
  ['1-rc', '1-CR'],
  ['1a1', '1-alpha-1'],
  ['1-b2', '1-beta2'],
  ['1.0-RELEASE', '1'],
])('%s equals %s', (a, b) => {
  expect(compareVersions(a, b)).toBe(0);
  expect(compareVersions(b, a)).toBe(0);
});

test('texts without end cost no more than their first 255 characters', () => {
  expect(compareVersions(`1.${'9'.repeat(100_000)}`, '1')).toBeGreaterThan(0);
  expect(compareVersions('-'.repeat(100_000), '1')).toBeLessThan(0);
});

describe('satisfies', () => {
  test.each([
    ['1.0', '1.0', true],
    ['1', '1.0', true],
    ['1.1', '1.0', false],
    ['1.5', '[1.0,2.0)', true],
    ['2.0', '[1.0,2.0)', false],
    ['1.0', '(1.0,2.0)', false],
    ['9', '[1.0,)', true],
    ['1.0', '[1.0]', true],
    ['1.1', '[1.0]', false],
    ['1.1', '(,1.0],[1.2,)', false],
    ['1.3', '(,1.0],[1.2,)', true],
    ['1', '', true],
    ['1.5', ' [ 1.0 , 2.0 ) ', true],
    ['1', 'LATEST', undefined],
    ['1', '${v}', undefined],
    ['1', '[1', undefined],
    ['1', '(1)', undefined],
    ['1', '[1,2),x', undefined],
  ])('%s in %j is %s', (version, requirement, expected) => {
    expect(satisfies(version, requirement)).toBe(expected);
  });
});
