// The order of versions of each format: a total order over whatever anybody may have published.
import fc from 'fast-check';
import type { PackageFormat } from '../../../src/core/ports/package-format.ts';
import { formatList } from '../../../src/formats/index.ts';
import { ACCEPTED, endOf, type FuzzArea, promise } from '../engine/area.ts';
import { changedText } from '../engine/changes.ts';

interface Versions {
  readonly format: string;
  readonly list: readonly [string, string, string];
  readonly requirement: string;
}

const PARTS = [
  ...[
    '0',
    '1',
    '2',
    '10',
    '01',
    '007',
    '9007199254740993',
    '99999999999999999999',
    '',
    'a',
    'b1',
    'rc',
    'rc1',
    'RC.1',
    'alpha',
    'beta',
    'SNAPSHOT',
  ],
  ...['final', 'ga', 'sp', 'post', 'dev', 'dev0', 'x', '*', 'v', 'é', '\u{1F600}', '20260102.030405-7', 'm1', 'cr'],
];
const SEPARATORS = ['.', '-', '_', '+', '!', '', '..', ' ', '~'];
const SAMPLES = [
  ...[
    '1.0.0',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta+x.y',
    '1.2.3-0',
    '1!2.0.post1.dev2+local.7',
    '1.0a1',
    '1.0rc1',
    '2.0.dev0',
  ],
  ...['1.0-SNAPSHOT', '1.0-20260102.030405-7', '1.0.0.Final', '1-rc-1', '1.2.3.4', '1.0.0.0-Beta', 'v1.0', '2026.01'],
];
const REQUIREMENTS = [
  ...[
    '^1.2.0',
    '~1.2',
    '>=2,<3',
    '[1.0,)',
    '(,1.0],[1.2,)',
    '==1.*',
    '~=1.4.2',
    '!=1.0',
    '1.x || >=2.5.0',
    '*',
    '',
    '[1.0]',
    '1.0.*',
    'latest',
    '===1',
  ],
];

const built = fc
  .array(fc.tuple(fc.constantFrom(...PARTS), fc.constantFrom(...SEPARATORS)), { minLength: 1, maxLength: 7 })
  .map((parts) =>
    parts.map(([part, separator], at) => (at === parts.length - 1 ? part : `${part}${separator}`)).join(''),
  );
const version = fc.oneof({ weight: 3, arbitrary: built }, { weight: 2, arbitrary: changedText(SAMPLES) });

/**
 * Maven's own order goes in a circle where a qualifier that it does not know meets a list (`0` < `x1` < `0.m1` < `0`), and
 * ours is Maven's. Versions of numbers, with one qualifier behind them, have their place.
 */
const TRANSITIVE: Readonly<Record<string, RegExp>> = {
  maven: /^\d+(\.\d+)*(-[a-z]+(-?\d+)?)?$/i,
};

const ordered = formatList.filter(({ coordinates }) => coordinates.compareVersions);

export const versions: FuzzArea<Versions> = {
  name: 'versions',
  share: 5,
  longestMs: 500,
  largestGrowth: 64 * 1024 * 1024,
  open: async () => ({
    inputs: fc.record({
      format: fc.constantFrom(...ordered.map(({ name }) => name)),
      list: fc.oneof(
        fc.tuple(version, version, version),
        // Spellings of one version, and what stands beside it.
        fc.tuple(version, version).map(([a, b]) => [a, b, a.toUpperCase()] as [string, string, string]),
        fc
          .tuple(version, fc.constantFrom(...SEPARATORS), fc.constantFrom(...PARTS))
          .map(([a, s, p]) => [a, `${a}${s}${p}`, `${a}.0`] as [string, string, string]),
      ),
      requirement: changedText(REQUIREMENTS),
    }),
    written: (one) => JSON.stringify(one),
    attempt: async ({ format, list, requirement }) => {
      const { coordinates } = formatList.find(({ name }) => name === format) as PackageFormat;
      const compare = (a: string, b: string) => Math.sign(coordinates.compareVersions?.(a, b) ?? 0);
      const refusals = new Set<string>();
      for (const one of list) {
        refusals.add(await endOf(() => coordinates.problems({ name: 'a', version: one })));
        refusals.add(await endOf(() => coordinates.isPrerelease?.(one)));
        refusals.add(await endOf(() => coordinates.satisfies?.(one, requirement)));
        const normal = coordinates.normaliseVersion(one);
        promise(
          coordinates.normaliseVersion(normal) === normal,
          () =>
            `${format}: ${JSON.stringify(one)} is normalised to ${JSON.stringify(normal)} and that to something else`,
        );
        promise(compare(one, one) === 0, () => `${format}: ${JSON.stringify(one)} is not equal to itself`);
      }
      refusals.add(await endOf(() => list.flatMap((a) => list.map((b) => coordinates.compareVersions?.(a, b)))));
      refusals.delete(ACCEPTED);
      const [refusal] = refusals;
      if (refusal !== undefined) return refusal;
      const isOrdered = list.every((one) => TRANSITIVE[format]?.test(one) ?? true);
      for (const a of list)
        for (const b of list) {
          const [there, back] = [compare(a, b), compare(b, a)];
          promise(
            !Number.isNaN(there) && there === -back,
            () => `${format}: ${JSON.stringify(a)} to ${JSON.stringify(b)} is ${there}, the other way round ${back}`,
          );
          if (!isOrdered) continue;
          for (const c of list)
            promise(
              there > 0 || compare(b, c) > 0 || compare(a, c) <= 0,
              () =>
                `${format}: ${JSON.stringify(a)} <= ${JSON.stringify(b)} <= ${JSON.stringify(c)}, and the first is more than the last`,
            );
          for (const c of list)
            promise(
              there !== 0 || compare(a, c) === compare(b, c),
              () =>
                `${format}: ${JSON.stringify(a)} equals ${JSON.stringify(b)}, and ${JSON.stringify(c)} tells them apart`,
            );
        }
      return ACCEPTED;
    },
  }),
};
