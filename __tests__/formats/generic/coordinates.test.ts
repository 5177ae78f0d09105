import { describe, expect, test } from '@jest/globals';
import { assetNameProblem, coordinates } from '../../../src/formats/generic/coordinates.ts';

describe('asset names', () => {
  test.each([
    'a',
    'firmware v2 (rc).bin',
    'größe.tar.gz',
    '数据.bin',
    '~!@^&()-_+[]{};,.`',
    '...',
    'a'.repeat(255),
    'Ⅻ',
  ])('%j is fine', (name) => expect(assetNameProblem(name)).toBeUndefined());

  test.each([
    '',
    '.',
    '..',
    'a/b',
    'a\\b',
    'a:b',
    'a*b',
    'a?b',
    'a|b',
    '50%',
    "it's",
    '"',
    '$',
    '#',
    '=',
    ' a',
    'a ',
    'a  b',
    'a\tb',
    'a\nb',
    'a\u00a0b',
    'a\u0000',
    '👍',
    '½',
    'a'.repeat(256),
  ])('%j is refused', (name) => expect(assetNameProblem(name)).toBeDefined());
});

test('a namespace is needed, and nothing is normalised', () => {
  expect(coordinates.problems({ name: 'firmware', version: '1' })).toHaveLength(1);
  expect(coordinates.problems({ namespace: 'acme', name: 'firmware', version: '1.0 beta' })).toHaveLength(1);
  expect(coordinates.problems({ namespace: 'a/b', name: 'x#y', version: '' })).toHaveLength(3);
  expect(coordinates.problems({ namespace: 'Acme.Org', name: 'Firm_Ware', version: '2024-01-01' })).toEqual([]);
  expect(coordinates.normaliseName('Firm_Ware')).toBe('Firm_Ware');
});
