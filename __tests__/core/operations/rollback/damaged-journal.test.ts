// Which run a rollback takes back, and what it says, where the journal has lines that cannot be read.
import { describe, expect, test } from '@jest/globals';
import { readJournal } from '../../../../src/core/documents/read-journal.ts';
import { historyOf } from '../../../../src/core/operations/retire/retention-history.ts';
import type { RollbackRequest } from '../../../../src/core/operations/rollback/undo/request.ts';
import { findUndo } from '../../../../src/core/operations/rollback/undo/source.ts';
import { createFiles } from '../../../../src/machine/files.ts';
import { temporaryFolders } from '../../../support/folders.ts';

const folder = temporaryFolders();
const place = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'prod' };
const purlOf = (run: string, step: number) => `pkg:npm/%40acme/${run}@${step}.0.0`;

/** Lines of a promotion of so many versions; `second` orders runs by time. */
function runOf(run: string, second: number, versions: number, more: Record<string, unknown> = {}): string[] {
  const at = `2026-01-01T00:00:0${second}.000Z`;
  const line = (kind: string, rest: Record<string, unknown>) => JSON.stringify({ run, at, kind, ...rest });
  const steps = Array.from({ length: versions }, (_, index) => index + 1).flatMap((step) => [
    line('before', { step, action: 'copy', purls: [purlOf(run, step)] }),
    line('after', { step, action: 'copy', result: 'copied' }),
  ]);
  const begin = { schema: 'codeartifact-ci/journal@1', verb: 'promote', ...place, ...more };
  return [line('begin', begin), ...steps, line('end', { result: '{}' })];
}
const text = (...lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');

async function undoOf(content: string, more: Partial<RollbackRequest> = {}) {
  const at = folder();
  const files = createFiles(at, at);
  await files.write('journal.jsonl', content);
  const request = { direction: 'rollback', target: 'Unlisted', concurrency: 1, dryRun: true } as const;
  return findUndo({ ...request, journalPath: 'journal.jsonl', ...more }, { files, clock: { now: () => 0 } });
}
const versionsOf = ({ versions }: Awaited<ReturnType<typeof undoOf>>) =>
  versions.map(({ ref: { name, version } }) => `${name}@${version}`);

describe('a journal with lines that cannot be read', () => {
  const [a, b] = [runOf('a', 1, 3), runOf('b', 2, 2)];
  const [b0 = '', b1 = '', b2 = '', ...bRest] = b;

  test('half a line at the end of the run: taken back in full, with a warning', async () => {
    const undo = await undoOf(text(...a, b0, b1, b2) + (bRest[0] ?? '').slice(0, 90));
    expect(versionsOf(undo)).toEqual(['b@1.0.0']);
    expect(undo.isIncomplete).toBe(false);
    expect(undo.warnings.join('\n')).toMatch(/line 12 is cut off/);
  });

  test('half a line inside the run: what is known is taken back, and that something is not known is said', async () => {
    const content = text(...a, b0, b1.slice(0, 95), b2, ...bRest);
    const undo = await undoOf(content);
    expect(versionsOf(undo)).toEqual(['b@2.0.0']);
    expect(undo.isIncomplete).toBe(true);
    expect(undo.warnings.join('\n')).toMatch(/nobody knows what the run b wrote in step 1; that stays as it is/);
    const other = await undoOf(content, { runId: 'a' });
    expect(versionsOf(other)).toEqual(['a@3.0.0', 'a@2.0.0', 'a@1.0.0']);
    expect(other.isIncomplete).toBe(false);
    expect(other.warnings).toEqual([expect.stringMatching(/^journal\.jsonl, line 10 /)]);
  });

  test('a begin that is lost: no older run is taken for the last one, and a named one is', async () => {
    const content = text(...a, b0.slice(0, 50), b1, b2, ...bRest);
    await expect(undoOf(content)).rejects.toMatchObject({
      code: 'CA-INPUT-005',
      message: expect.stringMatching(/lines of the run b, but not its begin, and it may be the last one/),
    });
    await expect(undoOf(content, { runId: 'b' })).rejects.toMatchObject({ code: 'CA-INPUT-005' });
    expect(versionsOf(await undoOf(content, { runId: 'a' }))).toHaveLength(3);
    // Once something newer is there, that is meant.
    expect(versionsOf(await undoOf(content + text(...runOf('c', 3, 1))))).toEqual(['c@1.0.0']);
  });

  test('a begin that is lost does not matter where the plan is given', async () => {
    const plan = {
      schema: 'codeartifact-ci/promotion-plan@1',
      createdAt: '2026-01-01T00:00:00.000Z',
      source: { ...place, repository: 'staging' },
      destination: place,
      mode: 'copy',
      includeFromUpstream: false,
      allowOverwrite: false,
      items: [{ purl: purlOf('b', 1), action: 'copy', revision: 'r', status: 'Published', assets: [], before: null }],
      tags: [],
      losses: [],
      warnings: [],
      hash: '0'.repeat(64),
    } as NonNullable<RollbackRequest['plan']>;
    const undo = await undoOf(text(...a, b0.slice(0, 50), b1, b2, ...bRest), { plan });
    expect(versionsOf(undo)).toEqual(['b@1.0.0']);
  });

  test('a note that is lost: tags may have been moved of which nothing is known', async () => {
    const note = JSON.stringify({
      run: 'b',
      at: '2026-01-01T00:00:02.000Z',
      kind: 'note',
      action: 'tag',
      package: 'pkg:npm/%40acme/b',
      tag: 'latest',
      was: '0.9.0',
      becomes: '1.0.0',
    });
    expect((await undoOf(text(b0, note, b1, b2, ...bRest))).tags).toHaveLength(1);
    const undo = await undoOf(text(b0, note.slice(0, -10), b1, b2, ...bRest));
    expect(undo).toMatchObject({ tags: [], isIncomplete: true });
    expect(undo.warnings.join('\n')).toMatch(/may have written, or moved tags, more than its journal tells/);
  });
});

describe('a journal with runs of a newer version', () => {
  const a = runOf('a', 1, 2);
  const newer: readonly [string, string[]][] = [
    ['another schema', runOf('n', 2, 1, { schema: 'codeartifact-ci/journal@2' })],
    ['another schema and no verb', runOf('n', 2, 1, { schema: 'codeartifact-ci/journal@2', verb: undefined })],
    ['another action', runOf('n', 2, 1).map((line) => line.replaceAll('"copy"', '"move"'))],
  ];

  test.each(newer)('%s: refused when it is chosen or the last, and an older one can be named', async (_, lines) => {
    const content = text(...a, ...lines);
    for (const runId of ['n', undefined])
      await expect(undoOf(content, { runId })).rejects.toMatchObject({
        code: 'CA-INPUT-005',
        message: expect.stringMatching(/the run n was written by a newer version/),
        remedy: expect.stringMatching(/Update codeartifact-ci/),
      });
    expect(versionsOf(await undoOf(content, { runId: 'a' }))).toEqual(['a@2.0.0', 'a@1.0.0']);
  });

  test('another verb is no promotion: refused when it is named, passed over otherwise', async () => {
    const content = text(...a, ...runOf('n', 2, 1, { verb: 'mirror' }));
    await expect(undoOf(content, { runId: 'n' })).rejects.toMatchObject({ code: 'CA-INPUT-005' });
    expect(versionsOf(await undoOf(content))).toEqual(['a@2.0.0', 'a@1.0.0']);
    expect(readJournal(content, 'journal.jsonl').runs.map(({ verb }) => verb)).toEqual(['promote', 'mirror']);
  });
});

test('retention reads what is whole and says what is not', async () => {
  const at = folder();
  const files = createFiles(at, at);
  await files.write('journal.jsonl', text('{"run":"x","at', ...runOf('a', 1, 1)));
  const { moved, warnings } = await historyOf('journal.jsonl', files, place);
  expect(moved.size).toBe(1);
  expect(warnings).toEqual([expect.stringMatching(/^journal\.jsonl, line 1 /)]);
});
