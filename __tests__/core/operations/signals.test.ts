// A run that a signal ends at any of its writes, by interrupt or by kill, then the same command again, then the rollback
// of it: what package managers see is what they see after runs that nobody disturbed. The journal is kept.
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { isGreen } from '../../../src/core/model/outcome.ts';
import { withoutMarks } from '../../../src/core/operations/dist-tags/marks.ts';
import { retire } from '../../../src/core/operations/retire/retire.ts';
import { rollback } from '../../../src/core/operations/rollback/rollback.ts';
import type { RollbackRequest } from '../../../src/core/operations/rollback/undo/request.ts';
import type { Host } from '../../../src/core/ports/host.ts';
import { formatList } from '../../../src/formats/index.ts';
import { tags } from '../../../src/formats/npm/publish/tags.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { byLane, sampled } from '../../support/lane.ts';
import { mortal } from '../../support/programs/kill.ts';
import {
  buildSet,
  isWrite,
  openWorld,
  requireManifest,
  sideOf,
  type World,
} from '../../support/worlds/release-world.ts';

jest.setTimeout(byLane(300_000, 4 * 3600_000));

const folder = temporaryFolders();
let world: World | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

const journalPath = 'journal.jsonl';
const parts = [0, 1].map((index) => ({ format: 'npm', namespace: 'acme', name: `part-${index}` }) as const);

/** How a run ends at its k-th write. */
type Way = 'interrupt before' | 'interrupt during' | 'interrupt after' | 'kill before' | 'kill after';
const WAYS: readonly Way[] = ['interrupt before', 'interrupt during', 'interrupt after', 'kill before', 'kill after'];

interface Ending {
  readonly host: Host;
  /** What goes on for the grace after the interrupt. */
  readonly late: Host;
  readonly count: () => number;
  readonly isHit: () => boolean;
}

function ending(at: World, k: number, way: Way): Ending {
  if (way.startsWith('kill')) {
    const dying = mortal(at.host, k, way === 'kill before' ? 'before' : 'after');
    return { host: dying.host, late: dying.host, count: dying.count, isHit: dying.isDead };
  }
  const abort = new AbortController();
  const cutOff = new AbortController();
  const stop = () => abort.abort(new Error('interrupted'));
  let writes = 0;
  const http: Host['http'] = async (request) => {
    const isOurs = isWrite({ method: request.method, target: new URL(request.url).pathname });
    const isIt = isOurs && ++writes === k;
    if (isIt && way === 'interrupt before') stop();
    const sent = at.host.http(request);
    if (isIt && way === 'interrupt during') stop();
    const answer = await sent;
    if (isIt && way === 'interrupt after') stop();
    return answer;
  };
  const late = { ...at.host, http, interrupted: cutOff.signal, cutOff: cutOff.signal };
  const host = { ...late, interrupted: abort.signal };
  return { host, late, count: () => writes, isHit: () => abort.signal.aborted };
}

const sideFor = (at: World, repository: string, { host, late }: Ending) => ({
  ...sideOf(at, at.at(repository), { host }),
  finishing: sideOf(at, at.at(repository), { host: late }),
});

const undo = (at: World, repository: string, more: Partial<RollbackRequest> = {}) =>
  rollback(
    { direction: 'rollback', journalPath, target: 'Unlisted', concurrency: 4, dryRun: false, ...more },
    { host: at.host, formats: formatList, destination: at.write(repository) },
  );

/**
 * Does what a restore says of what a killed run may have written and somebody else as well: it leaves that, and names the
 * command.
 */
async function advised(at: World, { outcomes, warnings }: Awaited<ReturnType<typeof undo>>): Promise<void> {
  const target = await at.target('npm', 'prod');
  for (const outcome of outcomes)
    if ('reason' in outcome && /--target-status Published .*` lists it again/.test(outcome.reason ?? ''))
      await at.client.updatePackageVersionsStatus(at.at('prod'), outcome.ref, {
        versions: [outcome.ref.version],
        target: 'Published',
      });
  for (const warning of warnings) {
    const [, name = '', tag = '', version = ''] =
      /promote npm:@acme\/(\S+)@\S+ --dist-tags (\S+)=(\S+) /.exec(warning) ?? [];
    if (name !== '') await tags.set({ format: 'npm', namespace: 'acme', name }, tag, version, target);
  }
}

/** What clients see, and the marks that nobody may leave for good. */
async function seen(at: World, repository: string): Promise<unknown> {
  const state = (await at.state(repository, { revisions: false })) as Record<
    string,
    { readonly visible: unknown; readonly tags: Record<string, string> | null }
  >;
  return Object.fromEntries(Object.entries(state).map(([name, { visible, tags }]) => [name, { visible, tags }]));
}

interface Command {
  readonly repository: 'staging' | 'prod';
  prepare(at: World): Promise<void>;
  /** Runs it; resolves to whether it ended well. */
  run(at: World, how: Ending): Promise<boolean>;
  /** Rolls it back; undefined where there is nothing to roll back. */
  readonly rollBack?: (at: World) => Promise<unknown>;
}

const publishSet = async (at: World, version: string) =>
  at.publish([await buildSet(at.folder, version, { npm: 2 })]).then(({ manifest }) => requireManifest(manifest));

async function promoted(at: World, version: string): Promise<void> {
  const manifest = await publishSet(at, version);
  await at.apply(await at.plan({ manifest, distTags: [] }));
}

const promoting = (distTags: readonly string[]): Command => ({
  repository: 'prod',
  async prepare(at) {
    await promoted(at, '1.0.0');
    await publishSet(at, '1.1.0');
  },
  async run(at, how) {
    const manifest = await publishSet(at, '1.1.0');
    const plan = await at.plan({ manifest, distTags });
    const report = await at.apply(plan, {
      host: how.host,
      side: sideFor(at, 'prod', how),
      journalPath,
      concurrency: 2,
    });
    return isGreen(report.outcomes);
  },
  rollBack: (at) => undo(at, 'prod'),
});

const COMMANDS: Readonly<Record<string, Command>> = {
  publish: {
    repository: 'staging',
    async prepare(at) {
      await publishSet(at, '1.0.0');
    },
    async run(at, how) {
      const packages = [await buildSet(at.folder, '1.1.0', { npm: 2 })];
      const side = sideFor(at, 'staging', how);
      const report = await at.publish(packages, { host: how.host, side, journalPath, concurrency: 2 });
      return isGreen(report.outcomes);
    },
    rollBack: async (at) => {
      const { readJournal } = await import('../../../src/core/documents/read-journal.ts');
      const { runs } = readJournal((await at.host.files.readText(journalPath)) ?? '', journalPath);
      const runId = runs.findLast(({ verb }) => verb === 'publish')?.runId;
      return undo(at, 'staging', { runId });
    },
  },
  'promote, copy': promoting([]),
  'promote, keep': promoting(['keep']),
  rollback: {
    repository: 'prod',
    async prepare(at) {
      await promoted(at, '1.0.0');
      const manifest = await publishSet(at, '1.1.0');
      await at.apply(await at.plan({ manifest, distTags: [] }), { journalPath });
    },
    async run(at, how) {
      const { runs } = (await import('../../../src/core/documents/read-journal.ts')).readJournal(
        (await at.host.files.readText(journalPath)) ?? '',
        journalPath,
      );
      const report = await rollback(
        {
          direction: 'rollback',
          journalPath,
          runId: runs.find(({ verb }) => verb === 'promote')?.runId,
          target: 'Unlisted',
          concurrency: 2,
          dryRun: false,
        },
        { host: how.host, formats: formatList, destination: sideFor(at, 'prod', how) },
      );
      return isGreen(report.outcomes);
    },
    rollBack: async (at) => advised(at, await undo(at, 'prod', { direction: 'restore' })),
  },
  retire: {
    repository: 'prod',
    async prepare(at) {
      for (const version of ['1.0.0', '1.1.0', '1.2.0']) await promoted(at, version);
    },
    async run(at, how) {
      const report = await retire(
        { retention: 'keep-newest: 1', target: 'Unlisted', concurrency: 2, dryRun: false, journalPath },
        { host: how.host, formats: formatList, destination: sideFor(at, 'prod', how) },
      );
      return isGreen(report.outcomes);
    },
  },
};

interface Stage {
  readonly isHit: boolean;
  readonly writes: number;
  /** After the command (again, where it was disturbed), and after the rollback. */
  readonly states: readonly unknown[];
  readonly tagsAfterInterrupt: readonly Readonly<Record<string, string>>[];
}

async function staged(command: Command, k: number, way: Way): Promise<Stage> {
  const at = await openWorld(folder());
  world = at;
  await command.prepare(at);
  const how = ending(at, k, way);
  const isWell = await command.run(at, how).catch(() => false);
  if (!how.isHit() && !isWell) throw new Error('the undisturbed run did not end well');
  const tagsAfterInterrupt = await Promise.all(parts.map((ref) => at.tags(command.repository, ref)));
  if (how.isHit() && !(await command.run(at, ending(at, Number.POSITIVE_INFINITY, 'interrupt before'))))
    throw new Error(`write ${k}, ${way}: the same command again did not end well`);
  const states = [await seen(at, command.repository)];
  await command.rollBack?.(at);
  states.push(await seen(at, command.repository));
  expect(at.errors).toEqual([]);
  await at.close();
  world = undefined;
  return { isHit: how.isHit(), writes: how.count(), states, tagsAfterInterrupt };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe.each(Object.entries(COMMANDS))('%s', (name, command) => {
  test('ended at any write, run again, rolled back', async () => {
    const calm = await staged(command, Number.POSITIVE_INFINITY, 'interrupt before');
    const points = upTo(calm.writes).flatMap((k) => WAYS.map((way) => ({ k, way })));
    let hits = 0;
    for (const { k, way } of sampled(points, 3, name.length)) {
      const { isHit, states, tagsAfterInterrupt } = await staged(command, k, way);
      hits += isHit ? 1 : 0;
      expect({ k, way, states }).toEqual({ k, way, states: calm.states });
      // After a cancel the tags of what was copied are finished: none is where nobody wants it.
      if (name === 'promote, keep' && way.startsWith('interrupt'))
        for (const tags of tagsAfterInterrupt) expect(withoutMarks(tags)).toMatchObject({ latest: '1.0.0' });
    }
    expect(hits).toBeGreaterThan(0);
  });
});
