// Every row of what NuGet itself was recorded to say; see recorded/README.md.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { coordinates, restoreChoice, satisfies } from '../../../../src/formats/nuget/names/coordinates.ts';
import {
  compareVersions,
  foldedVersion,
  isPrerelease,
  isSemVer2,
  normaliseVersion,
  parseVersion,
} from '../../../../src/formats/nuget/names/version.ts';
import { parseRange } from '../../../../src/formats/nuget/names/version-range.ts';

function rowsOf<T>(file: string): T[] {
  const text = readFileSync(new URL(`recorded/${file}.jsonl`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Rows that come out otherwise, so that one failure shows all of them. */
const differing = <T>(rows: readonly T[], ours: (row: T) => unknown, theirs: (row: T) => unknown) =>
  rows
    .map((row) => ({ row, ours: ours(row), theirs: theirs(row) }))
    .filter((each) => JSON.stringify(each.ours) !== JSON.stringify(each.theirs));

interface VersionRow {
  readonly input: string;
  readonly valid: boolean;
  readonly normalized: string | null;
  readonly prerelease: boolean | null;
  readonly semver2: boolean | null;
}

test('versions: valid or not, normalised, prerelease, SemVer 2', () => {
  const rows = rowsOf<VersionRow>('versions');
  expect(rows).toHaveLength(400);
  const ours = ({ input }: VersionRow) => {
    const parsed = parseVersion(input);
    return parsed ? [true, normaliseVersion(input), isPrerelease(input), isSemVer2(parsed)] : [false, null, null, null];
  };
  const theirs = ({ valid, normalized, prerelease, semver2 }: VersionRow) => [valid, normalized, prerelease, semver2];
  expect(differing(rows, ours, theirs)).toEqual([]);
  // What publish and the local server ask.
  const isTaken = ({ input: version }: VersionRow) => coordinates.problems({ name: 'a', version }).length === 0;
  expect(differing(rows, isTaken, ({ valid }) => valid)).toEqual([]);
});

interface OrderRow {
  readonly versions: readonly string[];
  readonly ascending: readonly string[];
  readonly equal: readonly (readonly string[])[];
}

test('order: ascending, and which are one version', () => {
  const rows = rowsOf<OrderRow>('order');
  expect(rows.length).toBeGreaterThan(90);
  // Sorting keeps the order of equal ones, as the recorded lists do.
  const ascending = ({ versions }: OrderRow) => [...versions].sort(compareVersions);
  expect(differing(rows, ascending, ({ ascending: theirs }) => theirs)).toEqual([]);
  const pairs = ({ versions }: OrderRow) =>
    versions.flatMap((one, at) => versions.slice(at + 1).map((other) => ({ one, other })));
  for (const row of rows) {
    const isEqual = ({ one, other }: { one: string; other: string }) =>
      row.equal.some((group) => group.includes(one) && group.includes(other));
    for (const pair of pairs(row)) {
      expect([pair, compareVersions(pair.one, pair.other) === 0]).toEqual([pair, isEqual(pair)]);
      expect([pair, foldedVersion(pair.one) === foldedVersion(pair.other)]).toEqual([pair, isEqual(pair)]);
    }
  }
});

interface IdRow {
  readonly id: string;
  readonly valid: boolean;
  readonly tooLong: boolean;
}

test('ids: valid and not too long', () => {
  const rows = rowsOf<IdRow>('ids');
  expect(rows.length).toBeGreaterThan(40);
  const isTaken = ({ id: name }: IdRow) => coordinates.problems({ name }).length === 0;
  expect(differing(rows, isTaken, ({ valid, tooLong }) => valid && !tooLong)).toEqual([]);
});

interface RangeRow {
  readonly range: string;
  readonly valid: boolean;
  readonly floating: boolean;
  readonly available: readonly string[];
  readonly satisfies: readonly string[];
  readonly best: string | null;
  /** A version, or the code of the error. */
  readonly dependency: string;
  readonly reference: string;
}

test('ranges: what meets them, and what a restore takes', () => {
  const rows = rowsOf<RangeRow>('ranges');
  expect(rows.length).toBeGreaterThan(240);
  const read = ({ range }: RangeRow) => [parseRange(range) !== undefined, parseRange(range)?.float !== undefined];
  expect(differing(rows, read, ({ valid, floating }) => [valid, floating])).toEqual([]);
  const meeting = ({ range, available }: RangeRow) => available.filter((version) => satisfies(version, range));
  expect(differing(rows, meeting, (row) => row.satisfies)).toEqual([]);
  const best = ({ range, available }: RangeRow) => restoreChoice(available, range) ?? null;
  expect(differing(rows, best, (row) => row.best)).toEqual([]);
  const taken = (text: string) => (text.startsWith('NU') ? null : text);
  for (const kind of ['dependency', 'reference'] as const)
    expect(differing(rows, best, (row) => taken(row[kind]))).toEqual([]);
});
