// Twice the versions is twice the work, counted and not timed: how often a version is compared, a name is read, a call
// is made. `bench/scale.mjs` has the times and the memory.
import { describe, expect, test } from '@jest/globals';
import { dependencyOrder, runInDependencyOrder } from '../../../src/core/calls/concurrency.ts';
import { createPacer } from '../../../src/core/calls/pacer.ts';
import { planPromotion } from '../../../src/core/operations/promote/plan.ts';
import { preflight } from '../../../src/core/operations/publish/preflight.ts';
import type { RepositoryReader } from '../../../src/core/operations/repository/repository-access.ts';
import type { DependencyDescription } from '../../../src/core/ports/code-artifact.ts';
import type { PackageFormat, Publication } from '../../../src/core/ports/package-format.ts';
import { npm } from '../../../src/formats/npm/format.ts';
import { handSetClock } from '../../support/host.ts';

/** Largest growth of a count when the work doubles. */
const MOST_GROWTH = 2.2;

interface Counts {
  /** Versions held against a requirement, or against each other. */
  comparisons: number;
  calls: number;
}

interface Shape {
  readonly packages: number;
  readonly versions: number;
  /** Packages that one needs, and as which version. */
  needs(index: number, version: string): readonly { readonly index: number; readonly requirement: string }[];
}

const nameOf = (index: number) => `p-${index}`;
const indexOf = (name: string) => Number(name.slice(2));
const versionsOf = ({ versions }: Shape) => Array.from({ length: versions }, (_, number) => `1.0.${number}`);

function sideOf(repository: string, shape: Shape | undefined, counts: Counts): RepositoryReader {
  const assets = { revision: 'r', assets: [{ name: 'package.tgz', size: 1, digests: { 'SHA-256': '0'.repeat(64) } }] };
  const answer = <T>(value: T): Promise<T> => {
    counts.calls++;
    return Promise.resolve(value);
  };
  const reader = {
    describeRepository: () =>
      answer({ name: repository, domainOwner: '111122223333', upstreams: [], externalConnections: [] }),
    async *listPackages() {
      counts.calls++;
      yield* [];
    },
    describePackage: () => answer(undefined),
    async *listPackageVersions() {
      counts.calls++;
      if (shape) for (const version of versionsOf(shape)) yield { version, revision: 'r', status: 'Published' };
    },
    describePackageVersion: (_: unknown, ref: object) =>
      answer(shape ? { ...ref, revision: 'r', status: 'Published' } : undefined),
    listPackageVersionAssets: () => answer(shape ? assets : undefined),
    listPackageVersionDependencies: (_: unknown, { name, version }: { name: string; version: string }) =>
      answer(
        (shape?.needs(indexOf(name), version) ?? []).map(
          ({ index, requirement }): DependencyDescription => ({ namespace: 'acme', name: nameOf(index), requirement }),
        ),
      ),
  };
  return {
    address: { domain: 'my-org', domainOwner: '111122223333', repository },
    region: 'eu-central-1',
    reader: reader as unknown as RepositoryReader['reader'],
    attempts: 1,
    tags: async () => ({}),
  };
}

function countingFormat(counts: Counts): PackageFormat {
  const { coordinates } = npm;
  return {
    ...npm,
    coordinates: {
      ...coordinates,
      satisfies: (version, requirement) => {
        counts.comparisons++;
        return coordinates.satisfies?.(version, requirement);
      },
      compareVersions: (a, b) => {
        counts.comparisons++;
        return coordinates.compareVersions?.(a, b) ?? 0;
      },
    },
  };
}

const log = { debug() {}, info() {}, warning() {}, error() {}, progress() {} };
const host = () =>
  ({ log, clock: handSetClock(), interrupted: new AbortController().signal }) as unknown as Parameters<
    typeof planPromotion
  >[1]['host'];

async function planned(shape: Shape, named: readonly string[]): Promise<Counts & { items: number }> {
  const counts: Counts = { comparisons: 0, calls: 0 };
  const plan = await planPromotion(
    {
      coordinates: named,
      includeDependencies: true,
      includeFromUpstream: false,
      allowOverwrite: false,
      distTags: [],
      concurrency: 8,
    },
    {
      host: host(),
      formats: [countingFormat(counts)],
      source: sideOf('staging', shape, counts),
      destination: sideOf('prod', undefined, counts),
    },
  );
  return { ...counts, items: plan.items.length };
}

const everything = (shape: Shape) =>
  Array.from({ length: shape.packages }, (_, index) =>
    versionsOf(shape).map((version) => `npm:@acme/${nameOf(index)}@${version}`),
  ).flat();

const within = (once: Counts, twice: Counts) => {
  expect(twice.comparisons).toBeLessThanOrEqual(Math.max(once.comparisons, 1) * MOST_GROWTH);
  expect(twice.calls).toBeLessThanOrEqual(once.calls * MOST_GROWTH);
};

describe('planning with dependencies', () => {
  test.each<[string, (size: number) => Shape]>([
    [
      'a chain of packages',
      (size) => ({
        packages: size / 5,
        versions: 5,
        needs: (index) => (index + 1 < size / 5 ? [{ index: index + 1, requirement: '^1.0.0' }] : []),
      }),
    ],
    [
      'every package needs twenty others, and some of them need it',
      (size) => ({
        packages: size / 5,
        versions: 5,
        needs: (index) =>
          Array.from({ length: 20 }, (_, step) => ({
            index: (index + step * 7 + 1) % (size / 5),
            requirement: '^1.0.0',
          })),
      }),
    ],
    [
      'two packages of many versions, each needing the same version of the other',
      (size) => ({
        packages: 2,
        versions: size / 2,
        needs: (index, version) => [{ index: 1 - index, requirement: version }],
      }),
    ],
    [
      'two packages of many versions, one needing any of the other',
      (size) => ({
        packages: 2,
        versions: size / 2,
        needs: (index) => (index === 0 ? [{ index: 1, requirement: '>=1.0.0' }] : []),
      }),
    ],
  ])('%s', async (_, shapeOf) => {
    const [once, twice] = [shapeOf(400), shapeOf(800)];
    const first = await planned(once, everything(once));
    const second = await planned(twice, everything(twice));
    expect([first.items, second.items]).toEqual([400, 800]);
    within(first, second);
  });

  test('what is missing is found once for all that need it', async () => {
    const shapeOf = (size: number): Shape => ({
      packages: 2,
      versions: size,
      needs: (index) => (index === 0 ? [{ index: 1, requirement: '^1.0.0' }] : []),
    });
    const named = (shape: Shape) => versionsOf(shape).map((version) => `npm:@acme/p-0@${version}`);
    const first = await planned(shapeOf(300), named(shapeOf(300)));
    const second = await planned(shapeOf(600), named(shapeOf(600)));
    expect([first.items, second.items]).toEqual([301, 601]);
    within(first, second);
  });
});

test('the survey of a publish reads each version a few times', async () => {
  const survey = async (count: number, nameFor: (index: number) => string) => {
    let reads = 0;
    const publications = Array.from({ length: count }, (_, index): Publication => {
      const publication = {
        format: 'npm',
        namespace: 'acme',
        name: nameFor(index),
        get version() {
          reads++;
          return `2.0.${index}`;
        },
        artifacts: [],
        dependencies: [{ namespace: 'acme', name: 'p-0', requirement: '*', type: 'regular' }],
        metadata: { manifest: {} },
      } as const;
      return publication;
    });
    const { tags } = await preflight({ publications, npmTag: undefined, ifExists: 'verify' }, 8, {
      host: { log, files: undefined, clock: handSetClock() } as unknown as Parameters<typeof preflight>[2]['host'],
      formats: [npm],
      side: sideOf('prod', undefined, { comparisons: 0, calls: 0 }),
    });
    return { reads, wanted: [...tags.values()].filter(({ wanted }) => wanted !== undefined).length };
  };
  for (const nameFor of [nameOf, () => 'p-1']) {
    const [once, twice] = [await survey(300, nameFor), await survey(600, nameFor)];
    expect(twice.reads).toBeLessThanOrEqual(once.reads * MOST_GROWTH);
    // Of all versions of one package the highest gets the tag, of many packages each.
    expect(twice.wanted).toBe(nameFor === nameOf ? 600 : 1);
  }
});

describe('order of what needs each other', () => {
  /** As it was before lists were shared: each item goes through its own. */
  function plainOrder(count: number, needs: (index: number) => readonly number[]): number[] {
    const order: number[] = [];
    const seen = new Set<number>();
    const visit = (index: number) => {
      if (seen.has(index)) return;
      seen.add(index);
      for (const other of needs(index)) visit(other);
      order.push(index);
    };
    for (let index = 0; index < count; index++) visit(index);
    return order;
  }

  test('shared lists give the same order, cycles included', () => {
    let seed = 1;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 300; round++) {
      const count = 1 + random(12);
      const lists = Array.from({ length: 1 + random(4) }, () => Array.from({ length: random(5) }, () => random(count)));
      const listOf = Array.from({ length: count }, () => lists[random(lists.length)] ?? []);
      const needs = (index: number) => listOf[index] ?? [];
      expect(dependencyOrder(count, needs)).toEqual(plainOrder(count, needs));
    }
  });

  test('a list that many share is gone through once', async () => {
    const reads = async (count: number) => {
      let found = 0;
      const shared = new Proxy(
        Array.from({ length: count }, (_, index) => index),
        {
          get: (list, name, receiver) => {
            found++;
            return Reflect.get(list, name, receiver);
          },
        },
      );
      const items = Array.from({ length: 2 * count }, (_, index) => index);
      const done: number[] = [];
      await runInDependencyOrder(
        8,
        items,
        (index) => (index < count ? [] : shared),
        async (item, isWell) => {
          done.push(item);
          return isWell;
        },
      );
      expect(done).toHaveLength(2 * count);
      return found;
    };
    expect(await reads(400)).toBeLessThanOrEqual((await reads(200)) * MOST_GROWTH);
  });
});

describe('calls that wait', () => {
  const waiting = (count: number) => {
    const { signal, abort } = (() => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: () => controller.abort(new Error('the run ends')) };
    })();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    signal.addEventListener = ((...args: Parameters<typeof add>) => {
      listeners++;
      add(...args);
    }) as typeof signal.addEventListener;
    const pacer = createPacer(handSetClock(), { maxInFlight: 1, firstInFlight: 1 });
    const entered = Array.from({ length: count }, () => pacer.enter(signal));
    return { entered, abort, listeners: () => listeners };
  };

  test('listen once together, and all end together', async () => {
    const { entered, abort, listeners } = waiting(2000);
    expect(listeners()).toBe(1);
    const first = await entered[0];
    abort();
    const ended = await Promise.allSettled(entered.slice(1));
    expect(ended.every((one) => one.status === 'rejected' && one.reason.message === 'the run ends')).toBe(true);
    first?.accepted();
  });
});
