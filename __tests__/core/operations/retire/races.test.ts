// Tags move and versions go and come while rules are carried out, at random moments (seeded). Whatever happens, a green
// end means that no tag points at what the run hid, and that somebody can still install something.
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { mapConcurrent } from '../../../../src/core/calls/concurrency.ts';
import { isGreen } from '../../../../src/core/model/outcome.ts';
import type { RepositoryWriter } from '../../../../src/core/operations/repository/repository-access.ts';
import { retire } from '../../../../src/core/operations/retire/retire.ts';
import { formatList, publishedFormats } from '../../../../src/formats/index.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { byLane } from '../../../support/lane.ts';
import { random } from '../../../support/packages/config-samples.ts';
import { writeNpmPackage } from '../../../support/packages/npm-package.ts';
import { openWorld } from '../../../support/worlds/release-world.ts';

jest.setTimeout(byLane(240_000, 3_600_000));

const folder = temporaryFolders();
const VERSIONS = ['1.0.0', '1.1.0', '1.2.0', '2.0.0-rc.1', '2.0.0'];
const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

/** What each moment of the run, as it was in the round, came to; so that the test is known to reach its cases. */
const seen = { skipped: 0, conflict: 0, failed: 0, green: 0 };

async function round(seed: number): Promise<void> {
  const next = random(seed);
  const pick = <T>(...values: readonly T[]) => values[Math.floor(next() * values.length)] as T;
  const at = await openWorld(folder());
  const ref = { format: 'npm', namespace: 'acme', name: 'app' } as const;
  try {
    for (const version of VERSIONS)
      await at.publish([await writeNpmPackage(join(at.folder, `app-${version}.tgz`), { name: '@acme/app', version })]);
    const { tags } = publishedFormats.npm.publishing ?? {};
    const setTag = async (tag: string, version: string) =>
      tags?.set(ref, tag, version, await at.target('npm', 'staging'));
    const side = at.write('staging');
    let lastLook = 0;
    const slow = async <T>(work: () => Promise<T>): Promise<T> => {
      await pause(next() * 25);
      const value = await work();
      await pause(next() * 25);
      return value;
    };
    const destination: RepositoryWriter = {
      ...side,
      tags: (...given) =>
        slow(() => {
          lastLook = performance.now();
          return (side.tags as NonNullable<typeof side.tags>)(...given);
        }),
      writer: {
        ...side.writer,
        updatePackageVersionsStatus: (...given) => slow(() => side.writer.updatePackageVersionsStatus(...given)),
      },
    };
    let lastMove = 0;
    const others = async () => {
      for (let step = 0; step < 3; step++) {
        await pause(next() * 80);
        const version = pick(...VERSIONS);
        // As any job that moves a tag: onto what is listed, looked at just before.
        const found = await at.client.describePackageVersion(at.at('staging'), { ...ref, version });
        if (found?.status !== 'Published') continue;
        try {
          await setTag(pick('stable', 'latest', 'next'), version);
        } catch (error) {
          // Archived meanwhile, and then the server takes no tag for it.
          expect(error).toMatchObject({ message: expect.stringContaining('is not in this repository') });
        }
      }
      lastMove = performance.now();
    };
    const request = { concurrency: 2, dryRun: false, journalPath: 'journal.jsonl', retention: 'keep-newest: 1' };
    const ports = { host: at.host, formats: formatList, destination };
    const target = pick('Unlisted', 'Archived');
    const [report] = await Promise.all([retire({ ...request, target }, ports), others()]);
    for (const { kind } of report.outcomes) if (kind in seen) seen[kind as keyof typeof seen]++;
    const statuses: Record<string, string> = {};
    for await (const { version, status } of at.client.listPackageVersions(at.at('staging'), ref))
      statuses[version] = status;
    const pointing = Object.entries(await at.tags('staging', ref)).filter(([, to]) => statuses[to] !== 'Published');
    const what = { seed, statuses, outcomes: report.outcomes };
    expect({ ...what, installable: Object.values(statuses).includes('Published') }).toMatchObject({
      installable: true,
    });
    // What moved after the last look is the one window that is left.
    if (lastMove < lastLook && isGreen(report.outcomes)) {
      seen.green++;
      expect({ ...what, pointing }).toEqual({ ...what, pointing: [] });
    }
  } finally {
    await at.close();
  }
}

test('tags that move while rules are carried out end on something that can be installed, or the run is red', async () => {
  // Each round waits until no answer can be late any more, and several can wait side by side.
  const seeds = Array.from({ length: byLane(24, 300) }, (_, index) => index + 1);
  await mapConcurrent(4, seeds, round);
  expect(seen.green).toBeGreaterThan(5);
  expect(seen.skipped).toBeGreaterThan(0);
  expect(seen.conflict).toBeGreaterThan(0);
});
