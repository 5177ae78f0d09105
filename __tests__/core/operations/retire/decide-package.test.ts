// The rules over packages as values. What is newest and what is a prerelease is written down by hand for each format.
import { describe, expect, test } from '@jest/globals';
import type { Format, Status } from '../../../../src/core/model/package.ts';
import {
  type Clocks,
  decidePackage,
  type PackageFacts,
  type RetentionDecision,
  type RetentionFacts,
} from '../../../../src/core/operations/retire/decide-package.ts';
import { type RetentionRules, readRetention } from '../../../../src/core/operations/retire/retention.ts';
import { formats } from '../../../../src/formats/index.ts';
import { byLane } from '../../../support/lane.ts';
import { random as generator } from '../../../support/packages/config-samples.ts';

const DAY = 86_400_000;
const NOW = 1_800_000_000_000;
const CLOCKS: Clocks = { service: NOW, machine: NOW };
const NONE: RetentionRules = { keepTagged: false, keepPromotedTo: [], gracePeriod: 0 };

/** Oldest first; `~` in front: a prerelease. Versions of one line are equal. */
const ORDERS: Partial<Record<Format, readonly (readonly string[])[]>> = {
  npm: [
    ['~0.9.0-alpha'],
    ['0.9.0'],
    ['~1.0.0-0'],
    ['~1.0.0-beta.2'],
    ['~1.0.0-beta.11'],
    ['~1.0.0-rc.1'],
    ['1.0.0'],
    ['1.2.0'],
    ['1.10.0'],
    ['~2.0.0-canary.20260101'],
    ['2.0.0'],
    ['~3.0.0-next.1'],
  ],
  pypi: [
    ['~1.0.dev1'],
    ['~1.0a1', '~1.0-ALPHA.1'],
    ['~1.0b2'],
    ['~1.0rc1'],
    ['1.0', '1.0.0'],
    ['1.0+local.1'],
    ['~1.0.post1.dev2'],
    ['1.0.post1'],
    ['1.2'],
    ['1.10'],
    ['~2.0.dev20260101'],
    ['1!0.5'],
  ],
  maven: [
    ['~1.0-alpha-1', '~1.0-a1'],
    ['~1.0-beta2', '~1.0-b2'],
    ['~1.0-M3'],
    ['~1.0-rc1', '~1.0.CR1'],
    ['~1.0-SNAPSHOT'],
    ['1.0', '1.0.0', '1.0.Final', '1-ga'],
    ['1.0-sp1'],
    ['1.2'],
    ['1.10'],
    ['~2.0-20260102.030405-7'],
    ['2.0.1'],
    ['~3.0-SNAPSHOT'],
  ],
  nuget: [
    ['~1.0.0-alpha'],
    ['~1.0.0-BETA.2'],
    ['~1.0.0-beta.11'],
    ['1.0.0', '1.0', '1.0.0.0'],
    ['1.0.0.1'],
    ['1.2.0'],
    ['1.10.0'],
    ['~2.0.0-preview1'],
    ['2.0.0'],
    ['~2.1.0-rc.1'],
  ],
};

/** What stands in for the order of a format: place in the list, and whether it is a prerelease. */
interface Known {
  readonly version: string;
  readonly place: number;
  readonly isPrerelease: boolean;
}

const known = (format: Format): Known[] =>
  (ORDERS[format] ?? []).flatMap((equal, place) =>
    equal.map((text) => ({ version: text.replace('~', ''), place, isPrerelease: text.startsWith('~') })),
  );

function version(format: Format, text: string, more: Partial<RetentionFacts> = {}): RetentionFacts {
  return {
    ref: { format, name: 'core', version: text },
    status: 'Published',
    revision: 'r',
    publishedAt: NOW - 100 * DAY,
    foreign: undefined,
    tags: [],
    marks: [],
    isCopied: false,
    promotedTo: [],
    movedAt: undefined,
    arrivedThereAt: undefined,
    hiddenAt: undefined,
    ...more,
  };
}

function packageOf(
  format: Format,
  versions: readonly RetentionFacts[],
  more: Partial<PackageFacts> = {},
): PackageFacts {
  const rules = formats[format];
  return {
    versions,
    tagProblem: undefined,
    format,
    hasTags: rules?.publishing?.tags !== undefined,
    coordinates: rules?.coordinates,
    ...more,
  };
}

const decisions = (
  facts: PackageFacts,
  rules: Partial<RetentionRules>,
  target: 'Unlisted' | 'Archived' | 'Disposed' | 'Deleted' = 'Unlisted',
  clocks = CLOCKS,
) => decidePackage(facts, { ...NONE, ...rules }, target, clocks);

const going = (all: readonly RetentionDecision[]) =>
  all.flatMap(({ facts, to }) => (to === undefined ? [] : [facts.ref.version]));
const reasons = (all: readonly RetentionDecision[]) =>
  Object.fromEntries(all.map(({ facts, to, reason }) => [facts.ref.version, to ?? reason]));

describe('keep-newest', () => {
  test.each(Object.keys(ORDERS) as Format[])('%s: the order and the prereleases of the format', (format) => {
    const all = known(format);
    const shuffled = [...all].sort((a, b) => (a.version < b.version ? -1 : 1));
    const { coordinates } = packageOf(format, []);
    for (const a of shuffled) {
      expect([a.version, coordinates?.isPrerelease?.(a.version)]).toEqual([a.version, a.isPrerelease]);
      for (const b of shuffled)
        expect([a.version, b.version, Math.sign(coordinates?.compareVersions?.(a.version, b.version) ?? 9)]).toEqual([
          a.version,
          b.version,
          Math.sign(a.place - b.place),
        ]);
    }
  });

  test('counts what can be installed, and not what is hidden', () => {
    const hidden = ['4.0.0', '5.0.0', '6.0.0'].map((text) => version('npm', text, { status: 'Unlisted' }));
    const shown = ['1.0.0', '2.0.0', '3.0.0'].map((text) => version('npm', text));
    expect(going(decisions(packageOf('npm', [...shown, ...hidden]), { keepNewest: 3 }))).toEqual([]);
    expect(going(decisions(packageOf('npm', [...shown, ...hidden]), { keepNewest: 2 }))).toEqual(['1.0.0']);
  });

  test('prereleases take no place of a release; those of the coming release stay', () => {
    const texts = ['1.0.0', '1.1.0-rc.1', '1.1.0', '2.0.0-beta.1', '2.0.0-beta.2'];
    const facts = packageOf(
      'npm',
      texts.map((text) => version('npm', text)),
    );
    expect(reasons(decisions(facts, { keepNewest: 1 }))).toEqual({
      '1.0.0': 'Unlisted',
      '1.1.0-rc.1': 'Unlisted',
      '1.1.0': 'one of the newest 1',
      '2.0.0-beta.1': 'a prerelease newer than 1.1.0',
      '2.0.0-beta.2': 'a prerelease newer than 1.1.0',
    });
    const early = packageOf(
      'npm',
      ['1.0.0-a.1', '1.0.0-a.2', '1.0.0-a.3', '0.9.0'].map((text) => version('npm', text)),
    );
    expect(going(decisions(early, { keepNewest: 2 }))).toEqual([]);
    const only = packageOf('npm', early.versions.slice(0, 3));
    expect(going(decisions(only, { keepNewest: 2 }))).toEqual(['1.0.0-a.1']);
  });

  test('equal versions stay together, and what has no place in the order stays', () => {
    const equal = ['0.1', '1.0', '1.0.0', '1.0.Final'].map((text) => version('maven', text));
    expect(going(decisions(packageOf('maven', equal), { keepNewest: 1 }))).toEqual(['0.1']);
    const odd = ['2004d', '1.x', '0.1', '1.0'].map((text) => version('pypi', text));
    expect(reasons(decisions(packageOf('pypi', odd), { keepNewest: 1 }))).toMatchObject({
      '2004d': expect.stringContaining('order'),
      '0.1': 'Unlisted',
      '1.0': 'one of the newest 1',
    });
  });

  test('what came from elsewhere neither goes nor takes a place', () => {
    const facts = packageOf('npm', [
      version('npm', '9.0.0', { foreign: 'it came from elsewhere' }),
      version('npm', '1.0.0'),
      version('npm', '2.0.0'),
    ]);
    expect(reasons(decisions(facts, { keepNewest: 1 }))).toEqual({
      '9.0.0': 'it came from elsewhere',
      '1.0.0': 'Unlisted',
      '2.0.0': 'one of the newest 1',
    });
  });
});

describe('what a format does not have', () => {
  test.each(['generic', 'pypi', 'maven', 'nuget', 'ruby'] as const)(
    '%s has no tags: keep-tagged keeps all',
    (format) => {
      const facts = packageOf(format, [version(format, '1.0.0'), version(format, '2.0.0')]);
      for (const more of [{}, { keepYoungerThan: DAY }, { keepPromotedTo: ['prod'] }]) {
        const all = decisions(facts, { keepTagged: true, ...more });
        expect(going(all)).toEqual([]);
        expect(all[0]?.reason).toContain('does not apply');
      }
    },
  );

  test.each(['generic', 'cargo', 'ruby', 'swift'] as const)('%s has no order here: keep-newest keeps all', (format) => {
    const facts = packageOf(format, [version(format, '1.0.0'), version(format, '2.0.0')]);
    expect(going(decisions(facts, { keepNewest: 1 }))).toEqual([]);
    expect(going(decisions(facts, { keepNewest: 1, keepYoungerThan: DAY }))).toEqual([]);
  });

  test('ages apply to every format; the last one stays', () => {
    const facts = packageOf('generic', [
      version('generic', 'a', { publishedAt: NOW - 9 * DAY }),
      version('generic', 'b', { publishedAt: NOW - 8 * DAY }),
      version('generic', 'c', { publishedAt: NOW - 8 * DAY }),
    ]);
    expect(reasons(decisions(facts, { keepYoungerThan: DAY }))).toEqual({
      a: 'Unlisted',
      b: 'the last version that can be installed',
      c: 'the last version that can be installed',
    });
  });
});

describe('tags', () => {
  test('what a tag points at stays without being asked for; with unknown tags everything does', () => {
    const versions = [version('npm', '1.0.0', { tags: ['latest'] }), version('npm', '1.1.0'), version('npm', '2.0.0')];
    expect(going(decisions(packageOf('npm', versions), { keepNewest: 1 }))).toEqual(['1.1.0']);
    const unread = packageOf('npm', versions, { tagProblem: 'CA-AUTH-003: refused' });
    expect(going(decisions(unread, { keepNewest: 1 }))).toEqual([]);
  });

  test.each(['keep-tagged: false', 'keep-tagged: false\nkeep-newest: 1'])('%j is refused', async (text) => {
    await expect(readRetention(text)).rejects.toMatchObject({
      code: 'CA-INPUT-001',
      message: expect.stringContaining('always kept'),
    });
  });
});

describe('one way', () => {
  const hidden = (status: Status, more: Partial<RetentionFacts> = {}) => [
    version('npm', '1.0.0', { status, ...more }),
    version('npm', '2.0.0'),
  ];

  test.each([
    ['Unlisted', 'Unlisted', undefined],
    ['Archived', 'Unlisted', undefined],
    ['Unlisted', 'Archived', 'Archived'],
    ['Unlisted', 'Deleted', 'Deleted'],
    ['Archived', 'Disposed', 'Disposed'],
    ['Disposed', 'Deleted', undefined],
    ['Unfinished', 'Deleted', undefined],
  ] as const)('%s, target %s', (status, target, to) => {
    const [decision] = decisions(packageOf('npm', hidden(status)), { keepNewest: 1 }, target);
    expect(decision?.to).toBe(to);
  });

  const grace = { keepNewest: 1, gracePeriod: 7 * DAY };
  test.each([
    ['long hidden', { hiddenAt: NOW - 8 * DAY }, CLOCKS, 'Deleted'],
    ['just hidden', { hiddenAt: NOW - 6 * DAY }, CLOCKS, undefined],
    ['nobody knows since when', {}, CLOCKS, undefined],
    ['this machine is ahead', { hiddenAt: NOW - 6 * DAY }, { service: NOW, machine: NOW + 30 * DAY }, undefined],
    ['this machine is behind', { hiddenAt: NOW - 8 * DAY }, { service: NOW, machine: NOW - 5 * DAY }, undefined],
    ['the machine that hid it was behind', { hiddenAt: NOW - 30 * DAY, publishedAt: NOW - DAY }, CLOCKS, undefined],
    ['noted in the future', { hiddenAt: NOW + DAY }, CLOCKS, undefined],
  ] as const)('grace period: %s', (_, more, clocks, to) => {
    const [decision] = decisions(packageOf('npm', hidden('Unlisted', more)), grace, 'Deleted', clocks);
    expect(decision?.to).toBe(to);
    expect(decision?.needsSighting === true).toBe(!('hiddenAt' in more));
  });

  test('ages are counted by the clock that stamped them', () => {
    const facts = packageOf('npm', [
      version('npm', '1.0.0', { publishedAt: NOW - 9 * DAY }),
      version('npm', '2.0.0', { publishedAt: NOW - DAY }),
      version('npm', '3.0.0', { publishedAt: NOW + DAY }),
    ]);
    for (const machine of [NOW - 20 * DAY, NOW, NOW + 20 * DAY])
      expect(going(decisions(facts, { keepYoungerThan: 5 * DAY }, 'Unlisted', { service: NOW, machine }))).toEqual([
        '1.0.0',
      ]);
  });
});

test('random packages: nothing tagged goes, so many stay, the last one stays, no prerelease takes a place (property)', () => {
  const rounds = byLane(1_500, 40_000);
  let retired = 0;
  let lastKept = 0;
  for (let seed = 1; seed <= rounds; seed++) {
    const next = generator(seed);
    const pick = <T>(...values: readonly T[]) => values[Math.floor(next() * values.length)] as T;
    const format = pick(...(Object.keys(ORDERS) as Format[]));
    const chosen = known(format).filter(() => next() < 0.6);
    const places = new Map(chosen.map((each) => [each.version, each]));
    const versions = chosen
      .map((each) => ({ each, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ each }) =>
        version(format, each.version, {
          status: pick('Published', 'Published', 'Published', 'Unlisted', 'Archived', 'Unfinished', 'Disposed'),
          publishedAt: pick(undefined, NOW - 3 * DAY, NOW - 30 * DAY),
          foreign: pick(undefined, undefined, undefined, undefined, 'it came from elsewhere'),
          tags: format === 'npm' ? pick([], [], [], ['latest']) : [],
          promotedTo: pick([], [], [], ['prod']),
          movedAt: pick(undefined, undefined, NOW - 3 * DAY, NOW - 30 * DAY),
          hiddenAt: pick(undefined, NOW - 2 * DAY, NOW - 9 * DAY),
        }),
      );
    const rules: RetentionRules = {
      keepNewest: pick(undefined, 1, 2, 3, 5),
      keepYoungerThan: pick(undefined, 10 * DAY),
      keepTagged: format === 'npm' && pick(true, false),
      keepPromotedTo: ['prod'],
      rollbackWindow: pick(undefined, 20 * DAY),
      gracePeriod: pick(0, 5 * DAY),
    };
    const target = pick('Unlisted', 'Archived', 'Disposed', 'Deleted');
    const all = decidePackage(packageOf(format, versions), rules, target, CLOCKS);
    expect(all.map(({ facts }) => facts)).toEqual(versions);

    const visible = all.filter(({ facts }) => facts.status === 'Published');
    const staying = visible.filter(({ to }) => to === undefined);
    const own = (each: RetentionDecision) => each.facts.foreign === undefined;
    const knownOf = ({ facts }: RetentionDecision) => places.get(facts.ref.version) as Known;
    for (const { facts, to } of all) {
      if (to === undefined) continue;
      retired++;
      expect([facts.tags, facts.promotedTo, facts.foreign]).toEqual([[], [], undefined]);
      expect(['Unfinished', 'Disposed']).not.toContain(facts.status);
      if (rules.keepYoungerThan) expect(facts.publishedAt).toBe(NOW - 30 * DAY);
      if (rules.rollbackWindow) expect(facts.movedAt).not.toBe(NOW - 3 * DAY);
      if (to === 'Deleted' || to === 'Disposed') {
        expect(facts.status).not.toBe('Published');
        if (rules.gracePeriod > 0) expect(facts.hiddenAt).toBe(NOW - 9 * DAY);
      }
    }
    // The last one.
    expect(staying.length > 0).toBe(visible.length > 0);
    if (staying.some(({ reason }) => reason.startsWith('the last'))) lastKept++;
    // So many that can be installed.
    const count = rules.keepNewest ?? 0;
    expect(staying.filter(own).length).toBeGreaterThanOrEqual(Math.min(count, visible.filter(own).length));
    // Releases by releases: no release goes while fewer than `count` newer or equal ones stay.
    for (const gone of visible.filter(({ to }) => to !== undefined)) {
      if (knownOf(gone).isPrerelease) continue;
      const newer = staying.filter(
        (each) => own(each) && !knownOf(each).isPrerelease && knownOf(each).place > knownOf(gone).place,
      );
      expect(newer.length).toBeGreaterThanOrEqual(count);
    }
  }
  expect(retired).toBeGreaterThan(rounds / 2);
  expect(lastKept).toBeGreaterThan(rounds / 100);
});
