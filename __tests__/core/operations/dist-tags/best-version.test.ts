import { expect, test } from '@jest/globals';
import { bestOf, newestRelease } from '../../../../src/core/operations/dist-tags/best-version.ts';

const best = (versions: readonly string[], more: Partial<Parameters<typeof bestOf>[1]> = {}) =>
  bestOf(versions, { tag: 'latest', hidden: new Set(), ...more });

test('the highest of several, by the order of versions and not of text', () => {
  expect(best(['1.9.0', '1.10.0', '1.2.0'])).toBe('1.10.0');
  expect(best(['1.9.0', '1.10.0', '1.2.0'], { hidden: new Set(['1.10.0']) })).toBe('1.9.0');
  expect(best([])).toBeNull();
});

test('releases before prereleases, unless the tag is one for prereleases', () => {
  expect(best(['1.0.0', '2.0.0-rc.1'])).toBe('1.0.0');
  expect(best(['2.0.0-rc.1'])).toBe('2.0.0-rc.1');
  expect(best(['1.0.0', '2.0.0-rc.1'], { tag: 'next' })).toBe('2.0.0-rc.1');
});

test('below a hidden version, of its own kind where there is any', () => {
  expect(best(['1.0.8', '2.0.0'], { tag: 'legacy', below: '1.0.9' })).toBe('1.0.8');
  expect(best(['1.0.8', '1.0.9-rc.1'], { tag: 'legacy', below: '1.0.9' })).toBe('1.0.8');
  expect(best(['1.0.8', '2.0.0-rc.1'], { tag: 'next', below: '2.0.0-rc.2' })).toBe('2.0.0-rc.1');
  expect(best(['2.0.0'], { below: '1.0.9' })).toBeNull();
});

test('what npm takes where `latest` leads nowhere is a release, or nothing', () => {
  expect(newestRelease(['1.0.0', '1.0.10', '1.0.9', '2.0.0-rc.1'])).toBe('1.0.10');
  expect(newestRelease(['2.0.0-rc.1'])).toBeNull();
});
