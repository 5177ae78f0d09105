// A disk that is full at any append of the journal: nothing is written to the registry from then on, what was done is
// told, the run is no success, and the same command goes on when there is room. The fast lane samples the appends.
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import { codeOf, type Outcome } from '../../../src/core/model/outcome.ts';
import { retire } from '../../../src/core/operations/retire/retire.ts';
import { rollback } from '../../../src/core/operations/rollback/rollback.ts';
import type { Host } from '../../../src/core/ports/host.ts';
import { formatList } from '../../../src/formats/index.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { byLane, sampled } from '../../support/lane.ts';
import {
  buildSet,
  isWrite,
  openWorld,
  requireManifest,
  sideOf,
  type World,
} from '../../support/worlds/release-world.ts';

// Each test has a server of its own; a busy machine takes its time.
jest.setTimeout(byLane(240_000, 3600_000));

const folder = temporaryFolders();
let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const journalPath = 'journal.jsonl';
interface Report {
  readonly outcomes: readonly Outcome[];
  readonly warnings: readonly string[];
  readonly error?: string | undefined;
}
type Run = (at: World, host: Host) => Promise<Report>;

/** Appends fail from the k-th on; `late` are writes that were begun after the first failure. */
function fullFrom(host: Host, k: number) {
  let appends = 0;
  let isFull = false;
  const late: string[] = [];
  const full: Host = {
    ...host,
    files: {
      ...host.files,
      append: async (...args) => {
        if (++appends < k) return host.files.append(...args);
        isFull = true;
        throw new RegistryError('CA-FILE-003', `${args[0]} cannot be written (ENOSPC)`);
      },
    },
    http: (request) => {
      const target = new URL(request.url).pathname;
      if (isFull && isWrite({ method: request.method, target })) late.push(`${request.method} ${target}`);
      return host.http(request);
    },
  };
  return { full, late, appends: () => appends };
}

async function prepared(verb: string): Promise<{ at: World; run: Run }> {
  const at = await openWorld(folder());
  world = at;
  const old = await buildSet(at.folder, '1.0.0', { npm: 2 });
  const manifest = requireManifest((await at.publish([old])).manifest);
  const side = (host: Host, repository = 'prod') => sideOf(at, at.at(repository), { host });
  if (verb === 'publish') {
    const dist = await buildSet(at.folder, '1.1.0', { npm: 2 });
    const more = { journalPath, concurrency: 1, originControls: 'assert', manifestPath: 'release.json' } as const;
    return { at, run: (_, host) => at.publish([dist], { ...more, host, side: side(host, 'staging') }) };
  }
  const plan = await at.plan({ manifest, distTags: ['copy'] });
  if (verb === 'promote')
    return { at, run: (_, host) => at.apply(plan, { journalPath, concurrency: 1, host, side: side(host) }) };
  const { runId } = await at.apply(plan, { journalPath });
  const request = { journalPath, concurrency: 1, dryRun: false };
  if (verb === 'rollback') {
    const undo = { ...request, direction: 'rollback', target: 'Unlisted', runId } as const;
    return { at, run: (_, host) => rollback(undo, { host, formats: formatList, destination: side(host) }) };
  }
  const coordinates = plan.items.map(({ purl }) => purl);
  const named = { ...request, coordinates, target: 'Archived' } as const;
  return { at, run: (_, host) => retire(named, { host, formats: formatList, destination: side(host) }) };
}

/** Undisturbed: how often it appends, and the end. */
async function undisturbed(verb: string) {
  const { at, run } = await prepared(verb);
  const counting = fullFrom(at.host, Number.POSITIVE_INFINITY);
  const report = await run(at, counting.full);
  expect(codeOf(report.outcomes) ?? report.error).toBeUndefined();
  const end = {
    staging: await at.state('staging', { revisions: false }),
    prod: await at.state('prod', { revisions: false }),
  };
  await at.close();
  return { appends: counting.appends(), end };
}

describe.each(['publish', 'promote', 'rollback', 'retire'])('%s', (verb) => {
  test('on a disk that is full at any append', async () => {
    const { appends, end } = await undisturbed(verb);
    expect(appends).toBeGreaterThan(5);
    const places = Array.from({ length: appends }, (_, index) => index + 1);
    for (const k of sampled(places, 4, 11)) {
      const { at, run } = await prepared(verb);
      const { full, late } = fullFrom(at.host, k);
      const report = await run(at, full).catch((error: unknown) => error as RegistryError);
      expect({ k, late }).toEqual({ k, late: [] });
      if (report instanceof Error) {
        // Only where nothing was done there is nothing to tell.
        expect({ k, code: report.code }).toEqual({ k: 1, code: 'CA-FILE-003' });
        expect(report.message).toContain('journal.jsonl cannot be written (ENOSPC)');
      } else {
        expect(report.error).toBe('CA-FILE-003');
        expect(codeOf(report.outcomes) ?? report.error).toMatch(/^CA-(FILE-003|RUN-001)$/);
        expect(report.warnings.filter((text) => text.includes('journal.jsonl cannot be written (ENOSPC)'))).not.toEqual(
          [],
        );
        expect(report.outcomes.length).toBeGreaterThan(0);
      }
      const again = await run(at, at.host);
      expect({ k, code: codeOf(again.outcomes) ?? again.error }).toEqual({ k, code: undefined });
      const state = {
        staging: await at.state('staging', { revisions: false }),
        prod: await at.state('prod', { revisions: false }),
      };
      expect({ k, state }).toEqual({ k, state: end });
      expect(at.errors).toEqual([]);
      await at.close();
      world = undefined;
    }
  });
});
