// Which run is the latest, where the clocks of machines differ.
import { describe, expect, test } from '@jest/globals';
import type { JournalRun } from '../../../../src/core/documents/journal-runs.ts';
import { latestStored, requireLatest } from '../../../../src/core/operations/rollback/undo/latest.ts';
import { findUndo } from '../../../../src/core/operations/rollback/undo/source.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const folder = temporaryFolders();

const run = (runId: string, more: Partial<JournalRun> = {}): JournalRun => ({
  runId,
  verb: 'promote',
  beganAt: 0,
  domain: 'my-org',
  domainOwner: '111122223333',
  region: 'us-east-1',
  repository: 'prod',
  writes: [],
  notes: [],
  unknownSteps: [],
  isDamaged: false,
  damage: [],
  newer: [],
  ...more,
});

const ahead = run('20260101t120400000z-aaaaaa');
const right = run('20260101t120200000z-bbbbbb');
const old = run('20260101t110000000z-cccccc');
const stored = (times: Readonly<Record<string, number | undefined>>) => ({
  storedAt: async (runId: string) => times[runId],
  begunAt: async (runId: string) => times[`${runId}-begun`],
});

describe('the run that was stored last', () => {
  test('is the latest, whatever the clock of its machine said', async () => {
    const records = stored({ [ahead.runId]: 1_000, [right.runId]: 2_000, [old.runId]: 9_000 });
    expect(await latestStored(ahead, [old, right, ahead], records)).toBe(right);
  });

  test('is not asked for where no clock can be that wrong', async () => {
    const asked = async () => Promise.reject(new Error('asked'));
    const records = { storedAt: asked, begunAt: asked };
    expect(await latestStored(ahead, [old, ahead], records)).toBe(ahead);
  });

  test('may be one of which only the begin is stored', async () => {
    const records = stored({ [ahead.runId]: 1_000, [`${right.runId}-begun`]: 2_000 });
    expect(await latestStored(ahead, [right, ahead], records)).toBe(right);
  });

  test('is not known where a run has no record', async () => {
    expect(await latestStored(ahead, [right, ahead], stored({ [right.runId]: 2_000 }))).toBe(ahead);
  });
});

test('a later run that found what no run is known to have put there speaks against it', () => {
  const purl = 'pkg:maven/com.acme/util@1.1.0';
  const later = run('20260101t130000000z-dddddd', { notes: [{ action: 'rely', purls: [purl] }] });
  expect(() => requireLatest(old, [old, later], { runs: [old, later], unread: [] })).toThrow('may not be the latest');
  const maker = run(old.runId, {
    writes: [{ step: 1, at: 0, action: 'copy', purls: [purl], result: 'copied', versions: { [purl]: 'copied' } }],
  });
  expect(() => requireLatest(maker, [maker, later], { runs: [maker, later], unread: [] })).not.toThrow();
});

test('what became of a version that the run found is asked for, however long ago another machine did it', async () => {
  const text = 'pkg:generic/acme/files@1.0.0';
  const write = (action: 'copy' | 'status', told: string) =>
    ({ step: 1, at: 0, action, purls: [text], to: 'Unlisted', result: told, versions: { [text]: told } }) as const;
  const ended = { set: 'a', result: '{"promoted":1}' };
  const maker = run('20260101t100000000z-aaaaaa', { ...ended, writes: [write('copy', 'copied')] });
  const rolledBack = run('20260101t110000000z-bbbbbb', {
    ...{ verb: 'rollback', of: maker.runId, result: '{"changed":1}', writes: [write('status', 'done')] },
  });
  const again = run('20260101t120000000z-cccccc', { ...ended, notes: [{ action: 'rely', purls: [text] }] });
  const asked: (string | undefined)[] = [];
  const of = (...runs: JournalRun[]) => ({ runs, warnings: [], unread: [], beyond: [] });
  const since = async (runId: string | undefined) => {
    asked.push(runId);
    return runId === undefined ? of(maker, rolledBack, again) : of();
  };
  const records = {
    ...{ of: async () => of(again), since, storedAt: async () => 1, begunAt: async () => 1 },
    ...{ versionOf: async () => undefined, unbroken: { since } as never },
  };
  const request = {
    direction: 'rollback',
    runId: again.runId,
    target: 'Unlisted',
    concurrency: 1,
    dryRun: true,
  } as const;
  const host = recordingHost({ folder: folder() });
  const undo = await findUndo(request, host, records);
  host.close();
  expect(asked).toContain(undefined);
  expect(undo.versions).toEqual([expect.objectContaining({ purl: text, kind: 'maybe' })]);
});

test.each([
  ['all were looked at', [], false],
  ['there are more than are looked at', [old.runId], true],
])('by a manifest alone, whoever counts on it is not known where of the records %s', async (_, beyond, isUnsure) => {
  const since = async () => ({ runs: [], warnings: [], unread: [], beyond });
  const records = {
    ...{ of: since, since, storedAt: async () => 1, begunAt: async () => 1 },
    ...{ versionOf: async () => undefined, unbroken: { since } as never },
  };
  const { domain, domainOwner, region, repository } = old;
  const place = { domain, domainOwner, region, repository };
  const manifest = {
    ...{ schema: 'codeartifact-ci/release-manifest@1', ...place, run: { id: '1' } },
    versions: [{ purl: 'pkg:generic/acme/files@1.0.0', assets: [], outcome: 'published' }],
  } as never;
  const request = {
    direction: 'rollback',
    ...({ manifest, place, target: 'Unlisted', concurrency: 1, dryRun: true } as const),
  } as const;
  const host = recordingHost({ folder: folder() });
  const undo = await findUndo(request, host, records);
  host.close();
  expect([undo.isUnsure, (await undo.claimedSince('own')).isUnsure]).toEqual([isUnsure, isUnsure]);
});
