// Releases of one package promoted, rolled back and restored in every order: after each step `latest` is at the highest version
// of a release that is there, and nothing else can be installed.
import { describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../../../support/folders.ts';
import { byLane } from '../../../support/lane.ts';
import { random } from '../../../support/packages/config-samples.ts';
import { releaseOrders, type Stage, type Verb } from '../../../support/worlds/release-orders.ts';

jest.setTimeout(byLane(120_000, 3_600_000));

const folder = temporaryFolders();

interface Release {
  readonly version: string;
  /** Steps that it went through. */
  readonly done: number;
}

/** What becomes of a release, step by step. */
const LIVES: readonly Verb[] = ['promote', 'rollback', 'restore', 'rollback', 'restore'];

const isLive = ({ done }: Release) => done > 0 && LIVES[done - 1] !== 'rollback';

const releases = (count: number): readonly Release[] =>
  Array.from({ length: count }, (_, index) => ({ version: `1.${index + 1}.0`, done: 0 }));

/** Releases come in the order of their versions. */
const isNext = (release: Release, all: readonly Release[], most: number) =>
  release.done < most && (release.done > 0 || all.every(({ version, done }) => version >= release.version || done > 0));

async function stepped(
  on: ReturnType<typeof releaseOrders>,
  { stage, all, path, faults }: State,
  release: Release,
): Promise<State> {
  const verb = LIVES[release.done] as Verb;
  const way = [...path, `${verb} ${release.version}`];
  const next = all.map((each) => (each === release ? { ...each, done: each.done + 1 } : each));
  const after = await on.step(verb, release.version, stage);
  const live = ['1.0.0', ...next.filter(isLive).map(({ version }) => version)];
  const shown = [...after.stage.statuses].flatMap(([version, status]) => (status === 'Published' ? [version] : []));
  const wrong = [
    ...after.problems,
    ...(after.stage.latest === live.at(-1) ? [] : [`latest is at ${after.stage.latest}, not at ${live.at(-1)}`]),
    ...(shown.join() === live.join() ? [] : [`${shown} can be installed, not ${live}`]),
  ];
  if (wrong.length > 0) faults.push(`${way.join(', ')}: ${wrong.join('; ')}`);
  return { stage: after.stage, all: next, path: way, faults };
}

interface State {
  readonly stage: Stage;
  readonly all: readonly Release[];
  readonly path: readonly string[];
  readonly faults: string[];
}

/** Every order in which each release comes, goes and comes back; from where something went wrong nothing more is tried. */
async function everyOrder(count: number, most: number): Promise<readonly string[]> {
  const on = releaseOrders(folder());
  const faults: string[] = [];
  const open: State[] = [{ stage: on.begin(), all: releases(count), path: [], faults }];
  for (let state = open.pop(); state !== undefined && faults.length < SHOWN; state = open.pop()) {
    for (const release of state.all.filter((each, _, all) => isNext(each, all, most))) {
      const known = faults.length;
      const next = await stepped(on, state, release);
      if (faults.length === known) open.push(next);
    }
  }
  return faults;
}

/** Some of these orders, each to its end. */
async function someOrders(rounds: number, seed: number, countOf: (round: number) => number, most: number) {
  const faults: string[] = [];
  const next = random(seed);
  for (let round = 0; round < rounds && faults.length < SHOWN; round++) {
    const on = releaseOrders(folder());
    let state: State = { stage: on.begin(), all: releases(countOf(round)), path: [], faults };
    for (;;) {
      const known = faults.length;
      const able = state.all.filter((each) => isNext(each, state.all, most));
      const release = able[Math.floor(next() * able.length)];
      if (!release || faults.length > known) break;
      state = await stepped(on, state, release);
    }
  }
  return faults;
}

/** Faults after which it is enough. */
const SHOWN = 5;

/** Once promoted, rolled back and restored. */
const ONCE = 3;

describe('`latest` is at the highest version of a release that is there', () => {
  test('three releases in every order', async () => {
    expect(await everyOrder(3, ONCE)).toEqual([]);
  });

  test(`four releases in ${byLane('some orders', 'every order')}`, async () => {
    expect(
      await byLane(
        () => someOrders(60, 14, () => 4, ONCE),
        () => everyOrder(4, ONCE),
      )(),
    ).toEqual([]);
  });

  test('releases that go and come back twice', async () => {
    expect(await someOrders(byLane(20, 1000), 15, (round) => 3 + (round % 3), LIVES.length)).toEqual([]);
  });
});
