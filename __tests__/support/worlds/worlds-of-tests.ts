// Worlds that live as long as a test.
import { afterEach, expect } from '@jest/globals';
import { openWorld, type World } from './release-world.ts';

/**
 * `openWorld` for the tests of one file: what is opened is closed after the test, which fails by errors of its server.
 * To be called once, where tests are described.
 */
export function worldsOfTests(): typeof openWorld {
  const opened: World[] = [];
  afterEach(async () => {
    const errors: unknown[] = [];
    for (const world of opened.splice(0)) {
      errors.push(...world.errors);
      await world.close();
    }
    expect(errors).toEqual([]);
  });
  return async (folder, options) => {
    const world = await openWorld(folder, options);
    opened.push(world);
    return world;
  };
}
