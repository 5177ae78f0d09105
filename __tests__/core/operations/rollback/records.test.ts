// Records of very many runs: what is not read is told, and counts as unknown where all of them matter.
import { expect, test } from '@jest/globals';
import { releaseSet } from '../../../../src/core/documents/journal.ts';
import { PROMOTION_RECORD_SCHEMA, type PromotionRecord } from '../../../../src/core/documents/promotion-record.ts';
import type { RepositoryWriter } from '../../../../src/core/operations/repository/repository-access.ts';
import { RunRecords } from '../../../../src/core/operations/rollback/undo/records.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const folder = temporaryFolders();
const place = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'prod' } as const;
const idOf = (number: number) => `20260101t${String(100_000 + number).padStart(6, '0')}000z-aaaaaa`;

function recordOf(run: string): PromotionRecord {
  const purl = 'pkg:npm/%40acme/x@1.0.0';
  return {
    ...{ schema: PROMOTION_RECORD_SCHEMA, run, beganAt: '2026-01-01T10:00:00Z', storedAt: '2026-01-01T10:00:00Z' },
    ...{ startedBy: {}, destination: place, outcomes: [{ kind: 'promoted', ref: purl }], tags: [], notes: [] },
    writes: [{ action: 'copy', purls: [purl], at: 0 }],
  };
}

/** A repository with the records of this many runs. */
function side(count: number): RepositoryWriter {
  const ids = Array.from({ length: count }, (_, index) => idOf(index));
  const reader = {
    async *listPackageVersions() {
      for (const version of ids) yield { version, revision: 'r', status: 'Published' };
    },
    getPackageVersionAsset: async (_: unknown, { version }: { version: string }) => {
      const body = (async function* () {
        yield Buffer.from(JSON.stringify(recordOf(version)));
      })();
      return { size: undefined, body };
    },
  };
  return { reader, address: place } as unknown as RepositoryWriter;
}

test.each([
  [500, 0],
  [503, 3],
])('%i records since a run: of %i nobody knows what they count on', async (count, untold) => {
  const host = recordingHost({ folder: folder() });
  const records = new RunRecords(host, side(count), {
    format: 'generic',
    namespace: 'codeartifact-ci',
    name: 'promotions',
  });
  const first = idOf(0).replace('20260101', '20251231');
  const { runs, unread, beyond, warnings } = await records.since(first);
  expect([runs.length, unread.length, warnings.length]).toEqual([500, 0, untold > 0 ? 1 : 0]);
  expect(beyond).toEqual(Array.from({ length: untold }, (_, index) => idOf(index)));
  expect(runs[0]?.set).toBe(releaseSet(['pkg:npm/%40acme/x@1.0.0']));
  // Also who asks for all is told what was not looked at.
  expect((await records.since(undefined)).beyond).toEqual(beyond);
});
