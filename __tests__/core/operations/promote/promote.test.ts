import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { temporaryFolders } from '../../../support/folders.ts';
import { buildSet, openWorld, requireManifest, type World } from '../../../support/worlds/release-world.ts';

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

const part = { format: 'npm', namespace: 'acme', name: 'part-2' } as const;

describe('promote', () => {
  test('a manifest of every format: planned without a write, copied by revision only, unchanged when repeated', async () => {
    world = await openWorld(folder());
    const manifest = requireManifest((await world.publish([await buildSet(world.folder, '1.0.0')])).manifest);
    world.writesSince();
    const plan = await world.plan({ manifest });
    expect(world.writesSince()).toEqual([]);
    expect(plan.items.map(({ action, reason }) => [action, reason])).toEqual(plan.items.map(() => ['copy', undefined]));
    const order = plan.items.map(({ purl }) => purl);
    expect(order.indexOf('pkg:npm/%40acme/part-0@1.0.0')).toBeLessThan(order.indexOf('pkg:npm/%40acme/part-1@1.0.0'));
    expect(order.indexOf('pkg:maven/com.acme/base@1.0.0')).toBeLessThan(order.indexOf('pkg:maven/com.acme/lib@1.0.0'));
    const report = await world.apply(plan, { journalPath: 'journal.jsonl' });
    expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(
      plan.items.map(() => ['promoted', undefined]),
    );
    const copies = world.exchanges.filter(({ target }) => target.startsWith('/v1/package/versions/copy'));
    expect(copies).toHaveLength(8);
    for (const { body } of copies) {
      expect(Object.keys(JSON.parse(body.toString('utf8')))).toEqual(['versionRevisions']);
    }
    expect(await world.state('prod')).toEqual(await world.state('staging'));
    world.writesSince();
    const again = await world.apply(await world.plan({ manifest }));
    expect(again.outcomes.map(({ kind }) => kind)).toEqual(plan.items.map(() => 'unchanged'));
    expect(world.writesSince()).toEqual([]);
  });

  test('keep leaves the tags of the destination, copy moves them forward and never back', async () => {
    world = await openWorld(folder());
    for (const version of ['1.0.0', '2.0.0']) await world.publish([await buildSet(world.folder, version)]);
    await world.apply(await world.plan({ coordinates: ['npm:@acme/part-2@1.0.0'] }));
    expect(await world.tags('prod', part)).toEqual({});
    await world.apply(await world.plan({ coordinates: ['npm:@acme/part-2@2.0.0'] }));
    expect(await world.tags('prod', part)).toEqual({ latest: '2.0.0' });
    await world.publish([await buildSet(world.folder, '1.0.1')], { npmTag: 'latest' });
    expect(await world.tags('staging', part)).toEqual({ latest: '1.0.1' });
    const kept = await world.apply(await world.plan({ coordinates: ['npm:@acme/part-2@1.0.1'], distTags: ['copy'] }));
    expect(kept.warnings).toContainEqual(expect.stringContaining('`latest` stays at 2.0.0'));
    expect(await world.tags('prod', part)).toEqual({ latest: '2.0.0' });
    const named = await world.apply(
      await world.plan({ coordinates: ['npm:@acme/part-2@1.0.1'], distTags: ['latest=1.0.1'] }),
    );
    expect(named.outcomes[0]?.kind).toBe('unchanged');
    expect(await world.tags('prod', part)).toEqual({ latest: '1.0.1' });
  });
});
