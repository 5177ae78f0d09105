// Property: after a promotion, the tags that package managers see equal the plan, whatever the versions and tags of
// source, destination and upstream were. With the writes of the repair swallowed the same property fails.
import { describe, expect, jest, test } from '@jest/globals';
import { withoutMarks } from '../../../../src/core/operations/dist-tags/marks.ts';
import { seenTags } from '../../../../src/core/operations/promote/plan-tags.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { byLane } from '../../../support/lane.ts';
import { deaf, TAG_SETUP, tagRound } from '../../../support/worlds/tag-rounds.ts';
import { worldsOfTests } from '../../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(byLane(120_000, 3600_000));

const folder = temporaryFolders();
const openWorld = worldsOfTests();

const ROUNDS = byLane(12, 300);

describe('dist-tags after a promotion', () => {
  test('are those of the plan', async () => {
    const world = await openWorld(folder(), { setup: TAG_SETUP });
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const { plan, seen, isWell } = await tagRound(world, seed);
      const [tagPlan] = plan.tags;
      if (!tagPlan) throw new Error('no tag plan');
      expect({ seed, isWell, seen }).toEqual({ seed, isWell: true, seen: seenTags(tagPlan) });
    }
  });

  test('with the repair off they are not, and no such run is green', async () => {
    const at = await openWorld(folder(), { setup: TAG_SETUP });
    let wrong = 0;
    for (let seed = 1; seed <= ROUNDS; seed++) {
      const { plan, seen, isWell } = await tagRound(at, seed, deaf(at));
      const [tagPlan] = plan.tags;
      const isWrong =
        tagPlan !== undefined &&
        JSON.stringify(Object.entries(seenTags(tagPlan)).sort()) !==
          JSON.stringify(Object.entries(withoutMarks(seen)).sort());
      expect({ seed, isGreenThoughWrong: isWrong && isWell }).toEqual({ seed, isGreenThoughWrong: false });
      if (isWrong) wrong++;
    }
    expect(wrong).toBeGreaterThan(ROUNDS / 12);
  });
});
