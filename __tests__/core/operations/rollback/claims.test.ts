// What other runs have of a dist-tag that the release set as well.
import { expect, test } from '@jest/globals';
import type { JournalRun, RecordedWrite } from '../../../../src/core/documents/journal-runs.ts';
import { claimedOf, claimsOf } from '../../../../src/core/operations/rollback/undo/claims.ts';

const HOUR = 3_600_000;
const text = 'pkg:npm/%40acme/x@1.1.0';
const run = (runId: string, more: Partial<JournalRun>): JournalRun => ({
  ...{ runId, verb: 'promote', beganAt: 0, result: '{"promoted":1}', writes: [], notes: [] },
  ...{ domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'prod' },
  ...{ unknownSteps: [], isDamaged: false, damage: [], newer: [] },
  ...more,
});
const tagged = (at: number): RecordedWrite => ({
  ...{ step: 1, at, action: 'tag', package: 'pkg:npm/%40acme/x', tag: 'latest' },
  ...{ was: '1.0.0', becomes: '1.1.0', result: 'done' },
});

test.each([
  ['after the release had set it: it is that release’s again', 2 * HOUR, 'd-restore'],
  ['before, by a clock that may be behind: in doubt it is', HOUR - 10 * 60_000, 'd-restore'],
  ['long before: it is not', HOUR / 2, undefined],
])('a restore that set a tag %s', (_, at, by) => {
  const copy: RecordedWrite = {
    step: 1,
    at: 0,
    action: 'copy',
    purls: [text],
    result: 'done',
    versions: { [text]: 'copied' },
  };
  const first = run('a-first', { set: 'a', writes: [copy] });
  const other = run('c-other', { set: 'c', notes: [{ action: 'rely', purls: [text] }], writes: [tagged(HOUR)] });
  const restore = run('d-restore', { verb: 'restore', of: 'b-rollback', writes: [tagged(at)] });
  const runs = [first, other, restore];
  const { held } = claimsOf(claimedOf(other, [other], runs), runs);
  expect([...held.values()]).toEqual(by === undefined ? [] : [by]);
});
