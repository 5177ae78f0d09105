import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../../../support/folders.ts';
import { buildSet, openWorld, type World } from '../../../support/worlds/release-world.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(120_000);

const folder = temporaryFolders();
let world: World | undefined;
afterEach(async () => {
  const errors = world?.errors;
  await world?.close();
  world = undefined;
  expect(errors ?? []).toEqual([]);
});

describe('publish', () => {
  test('a set of every format goes out, and again is unchanged', async () => {
    world = await openWorld(folder());
    const dist = await buildSet(world.folder, '1.0.0');
    const first = await world.publish([dist], {
      manifestPath: 'codeartifact-release.json',
      journalPath: 'journal.jsonl',
    });
    expect(first.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(
      first.outcomes.map(() => ['published', undefined]),
    );
    expect(first.outcomes).toHaveLength(8);
    expect(first.manifest?.versions).toHaveLength(8);
    const state = await world.state('staging');
    expect(Object.keys(state)).toHaveLength(8);
    for (const found of Object.values(state))
      expect(found).toMatchObject({ visible: ['1.0.0'], restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } });
    expect(await world.tags('staging', { format: 'npm', namespace: 'acme', name: 'part-2' })).toEqual({
      latest: '1.0.0',
    });
    world.writesSince();
    const again = await world.publish([dist]);
    expect(again.outcomes.map(({ kind }) => kind)).toEqual(again.outcomes.map(() => 'unchanged'));
    expect(world.writesSince()).toEqual([]);
    expect(await world.state('staging')).toEqual(state);
  });
});
