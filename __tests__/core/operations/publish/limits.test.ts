// The limits of the service are known, so that no version goes up in part.
import { expect, test } from '@jest/globals';
import { GIGABYTE, LARGEST_ASSET, mostAssets } from '../../../../src/core/model/quotas.ts';
import type { Classification } from '../../../../src/core/operations/publish/classify.ts';
import { withinLimits } from '../../../../src/core/operations/publish/limits.ts';

const digests = { MD5: '', 'SHA-1': '', 'SHA-256': 'a', 'SHA-512': '' };
const artifacts = (count: number, size = 1) =>
  Array.from({ length: count }, (_, index) => ({ path: `/${index}`, assetName: `a${index}`, size, digests }));
const of = (count: number, present: readonly string[], size = 1): Classification => ({
  publication: {
    ...{ format: 'maven', namespace: 'g', name: 'a', version: '1', dependencies: [], metadata: {} },
    artifacts: artifacts(count, size),
  },
  standing: present.length > 0 ? 'partial' : 'absent',
  reason: '',
  present: present.map((name) => ({ name, size: 1, digests })),
  missing: artifacts(count, size).filter(({ assetName }) => !present.includes(assetName)),
});
const judged = (classification: Classification, region = 'us-east-1', derivedAssets: readonly string[] = []) => {
  const { standing, reason } = withinLimits(classification, region, { derivedAssets });
  return standing === 'too-large' ? reason : 'fits';
};

test('assets that are there already, that are to come, and that publishing makes itself are counted together', () => {
  expect(judged(of(350, []))).toBe('fits');
  expect(judged(of(351, []))).toContain('it would have 351 assets, and a version in us-east-1 has at most 350');
  expect(judged(of(350, []), 'us-east-1', ['maven-metadata.xml'])).toContain('351 assets with maven-metadata.xml');
  expect(judged(of(10, ['a0', 'x', 'y'])).toString()).toBe('fits');
  expect(judged(of(350, ['a0', 'x']))).toContain('351 assets, 2 of them there already');
  expect(judged(of(151, []), 'eu-north-1')).toContain('a version in eu-north-1 has at most 150');
  expect([mostAssets('eu-west-1'), mostAssets('eu-west-2')]).toEqual([350, 150]);
});

test('a quota that was raised counts instead', () => {
  const raised = (size: number) => withinLimits(of(1, [], size), 'us-east-1', {}, 10 * GIGABYTE).standing;
  expect([raised(LARGEST_ASSET + 1), raised(10 * GIGABYTE), raised(10 * GIGABYTE + 1)]).toEqual([
    'absent',
    'absent',
    'too-large',
  ]);
});

test('an asset that is too large is named', () => {
  expect(judged(of(1, [], LARGEST_ASSET))).toBe('fits');
  expect(judged(of(1, [], LARGEST_ASSET + 1))).toContain(
    `a0 has ${LARGEST_ASSET + 1} bytes, and an asset at most ${LARGEST_ASSET} (\`max-asset-size\`)`,
  );
});

test('what is there as it is stays as it is', () => {
  expect(judged({ ...of(400, []), standing: 'identical', missing: [] })).toBe('fits');
});
