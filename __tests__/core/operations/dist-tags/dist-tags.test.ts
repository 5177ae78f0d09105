// Property: after a promotion, the tags that package managers see equal the plan, whatever the versions and tags of
// source, destination and upstream were. With the writes of the repair swallowed the same property fails.
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { seenTags } from '../../../../src/core/operations/promote/plan-tags.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { byLane } from '../../../support/lane.ts';
import { openWorld, type World } from '../../../support/worlds/release-world.ts';
import { deaf, TAG_SETUP, tagRound } from '../../../support/worlds/tag-rounds.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(byLane(120_000, 3600_000));

const folder = temporaryFolders();
let world: World | undefined;
afterEach(async () => {
  const errors = world?.errors;
  await world?.close();
  world = undefined;
  expect(errors ?? []).toEqual([]);
});

const ROUNDS = byLane(12, 300);

describe('dist-tags after a promotion', () => {
  test('are those of the plan', async () => {
    world = await openWorld(folder(), { setup: TAG_SETUP });
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const { plan, seen } = await tagRound(world, seed);
      const [tagPlan] = plan.tags;
      if (!tagPlan) throw new Error('no tag plan');
      expect({ seed, seen }).toEqual({ seed, seen: seenTags(tagPlan) });
    }
  });

  test('negative control: with the repair off they are not', async () => {
    world = await openWorld(folder(), { setup: TAG_SETUP });
    const at = world;
    let wrong = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const { plan, seen } = await tagRound(at, seed, deaf(at));
      const [tagPlan] = plan.tags;
      if (
        tagPlan &&
        JSON.stringify(Object.entries(seenTags(tagPlan)).sort()) !== JSON.stringify(Object.entries(seen).sort())
      )
        wrong++;
    }
    expect(wrong).toBeGreaterThan(ROUNDS / 12);
  });
});
