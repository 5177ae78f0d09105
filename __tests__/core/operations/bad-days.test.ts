// Everything that can go wrong on the way at once, and a token that ends in the middle.
import { describe, expect, jest, test } from '@jest/globals';
import type { HttpTransport } from '../../../src/core/ports/http.ts';
import type { FaultRule } from '../../../src/local/faults/faults.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { byLane } from '../../support/lane.ts';
import { buildSet, isWrite, requireManifest, sideOf, type World } from '../../support/worlds/release-world.ts';
import { worldsOfTests } from '../../support/worlds/worlds-of-tests.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(byLane(240_000, 3600_000));

const folder = temporaryFolders();
const openWorld = worldsOfTests();

/** One bad day; another number, another one. */
const badDay = (day: number): readonly FaultRule[] => [
  { kind: 'latency', ms: 5, jitterMs: 25, seed: day + 11 },
  { kind: 'throttle', operation: 'CopyPackageVersions', perSecond: 5, burst: 1 },
  { kind: 'throttle', operation: '*:PUT', perSecond: 40, retryAfterSeconds: 1 },
  { kind: 'lose-response', probability: 0.12, seed: day + 7 },
  { kind: 'drop', probability: 0.05, seed: day + 3 },
  { kind: 'drop', when: 'after', probability: 0.05, seed: day + 4 },
  { kind: 'error', status: 503, probability: 0.04, seed: day + 5 },
  // Late, but not for ever: a run looks at least eight times before it believes, so it finds the truth in the end.
  { kind: 'stale', operation: 'ListPackageVersionAssets', probability: 0.6, seed: day + 9, count: 7 },
  { kind: 'stale', operation: 'npm:GET', path: '*/dist-tags', probability: 0.6, seed: day + 10, count: 7 },
];

/** Versions of copies that had an effect, one entry for each effect. */
function copied(at: World): string[] {
  return at.exchanges
    .filter(({ target, status }) => target.startsWith('/v1/package/versions/copy') && status === 200)
    .flatMap(({ target, answer = '{}' }) => {
      const name = new URL(target, 'http://x').searchParams.get('package');
      const done = (JSON.parse(answer) as { successfulVersions?: object }).successfulVersions ?? {};
      return Object.keys(done).map((version) => `${name}@${version}`);
    });
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const days = byLane(1, 30);
const together = '429 at five copies a second, latency, lost answers, resets, errors and stale reads together';

test.each(upTo(days).map((day) => 100 * (day - 1)))(`${together}: nothing is done twice (day %i)`, async (day) => {
  const opened = async () => {
    const at = await openWorld(folder());
    await at.publish([await buildSet(at.folder, '1.0.0', { npm: 6 })]);
    return { at, dist: await buildSet(at.folder, '1.1.0', { npm: 6 }) };
  };
  const calm = await opened();
  const expectedManifest = requireManifest((await calm.at.publish([calm.dist])).manifest);
  await calm.at.apply(await calm.at.plan({ manifest: expectedManifest }));
  const expected = [
    await calm.at.state('staging', { revisions: false }),
    await calm.at.state('prod', { revisions: false }),
  ];

  const { at, dist } = await opened();
  at.local.faults.add(badDay(day));
  const report = await at.publish([dist], { concurrency: 8, journalPath: 'journal.jsonl' });
  expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(
    report.outcomes.map(() => ['published', undefined]),
  );
  at.exchanges.splice(0);
  const plan = await at.plan({ manifest: requireManifest(report.manifest) });
  const promoted = await at.apply(plan, { concurrency: 8, journalPath: 'journal.jsonl' });
  expect(promoted.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(
    promoted.outcomes.map(() => ['promoted', undefined]),
  );
  const applied = at.local.faults.list().map(({ kind, operation, applied: count }) => ({ kind, operation, count }));
  at.local.faults.clear();
  // Every kind of fault did happen, or this says nothing; but on some days the others leave nobody fast enough to throttle.
  const happened = new Set(applied.filter(({ count }) => count > 0).map(({ kind }) => kind));
  if (day > 0) happened.add('throttle');
  expect([...happened].sort()).toEqual(['drop', 'error', 'latency', 'lose-response', 'stale', 'throttle']);
  const effects = copied(at);
  expect([...new Set(effects)]).toHaveLength(plan.items.length);
  expect(effects).toHaveLength(plan.items.length);
  expect([await at.state('staging', { revisions: false }), await at.state('prod', { revisions: false })]).toEqual(
    expected,
  );
});

describe('a token that ends in the middle', () => {
  /** Moves the server's clock past the end of the token when the k-th write is about to be sent. */
  function aging(at: World, k: number): HttpTransport {
    let writes = 0;
    return async (request) => {
      const { method } = request;
      if (isWrite({ method, target: new URL(request.url).pathname }) && ++writes === k) {
        at.local.clock.advance(3601_000);
      }
      return at.host.http(request);
    };
  }

  test.each(byLane([4, 8], upTo(11)))('of a publish, before write %i: goes on with a new one', async (k) => {
    const at = await openWorld(folder());
    const dist = await buildSet(at.folder, '1.0.0');
    const host = { ...at.host, http: aging(at, k) };
    const report = await at.publish([dist], { host, side: sideOf(at, at.at('staging'), { host }) });
    expect(report.outcomes.map(({ kind, reason }) => [kind, reason])).toEqual(
      report.outcomes.map(() => ['published', undefined]),
    );
    const refused = at.exchanges.filter(({ status }) => status === 401);
    expect(refused.length).toBeGreaterThan(0);
    const tokens = at.exchanges.filter(({ target }) => target.startsWith('/v1/authorization-token'));
    expect(tokens.length).toBeGreaterThan(1);
  });

  test.each(byLane([2, 6], upTo(6)))('of a promotion, before write %i: tags are kept all the same', async (k) => {
    const at = await openWorld(folder());
    const old = requireManifest((await at.publish([await buildSet(at.folder, '1.0.0')])).manifest);
    await at.apply(await at.plan({ manifest: old }));
    const manifest = requireManifest((await at.publish([await buildSet(at.folder, '1.1.0')])).manifest);
    const plan = await at.plan({ manifest });
    at.exchanges.splice(0);
    const host = { ...at.host, http: aging(at, k) };
    const report = await at.apply(plan, { host, side: sideOf(at, at.at('prod'), { host }) });
    expect(report.outcomes.map(({ kind }) => kind)).toEqual(report.outcomes.map(() => 'promoted'));
    expect(at.exchanges.filter(({ status }) => status === 401).length).toBeGreaterThan(0);
    expect(await at.tags('prod', { format: 'npm', namespace: 'acme', name: 'part-1' })).toEqual({ latest: '1.0.0' });
  });
});
