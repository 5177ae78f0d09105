// Journals of earlier versions: what is taken back, brought back, and gone on with.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readJournal } from '../../src/core/documents/read-journal.ts';
import { temporaryFolders } from '../support/folders.ts';
import { openPlace, outcomesOf, publishAgain, testWithData, textOf, VERSIONS } from './earlier-files.ts';

const folder = temporaryFolders();
const JOURNAL = 'journal.jsonl';
const TO_PRODUCTION = { domain: 'my-org', repository: 'production', journal: JOURNAL };
const NAMES = ['generic firmware', 'npm core', 'npm utils', 'pypi acme-core', 'maven lib', 'nuget acme.lib'];
const all = (outcome: string) => Object.fromEntries(NAMES.map((name) => [name, outcome]));

describe.each(VERSIONS)('journals of %s', (version) => {
  test('a publish, a promotion and a rollback are read as these three runs', () => {
    const runs = readJournal(textOf(version, 'rolled-back', JOURNAL), JOURNAL).runs;
    expect(runs.map(({ verb, repository, result }) => ({ verb, repository, result }))).toEqual([
      { verb: 'publish', repository: 'staging', result: '{"published":6}' },
      { verb: 'promote', repository: 'production', result: '{"promoted":6}' },
      { verb: 'rollback', repository: 'production', result: '{"changed":6}' },
    ]);
    expect(runs[2]?.of).toBe(runs[1]?.runId);
    for (const { writes } of runs)
      for (const { result } of writes) expect(result).toMatch(/^(there|copied|done|changed|set)/);
  });

  test('an interrupted promotion is read with the write that nobody knows the end of', () => {
    const [publish, promote, ...more] = readJournal(textOf(version, 'interrupted', JOURNAL), JOURNAL).runs;
    expect(more).toEqual([]);
    expect(publish?.result).toBe('{"published":6}');
    expect(promote).toMatchObject({ verb: 'promote', result: undefined });
    expect(promote?.writes.map(({ result }) => result)).toEqual(['copied', 'copied', undefined]);
  });

  test('a journal that was cut off in the middle of a line is read up to there', () => {
    const text = textOf(version, 'interrupted', JOURNAL);
    const cut = text.slice(0, text.lastIndexOf('"revisions"'));
    expect(readJournal(cut, JOURNAL).runs[1]?.writes).toHaveLength(2);
  });

  test('rollback finds the promotion by its run and as the last one', async () => {
    const at = await openPlace(version, folder());
    await publishAgain(at);
    at.take('rolled-back', JOURNAL);
    const promotion = readJournal(textOf(version, 'rolled-back', JOURNAL), JOURNAL).runs[1]?.runId ?? '';
    const [byRun, last] = [
      await at.run('rollback', { ...TO_PRODUCTION, 'dry-run': 'true' }, { operands: [promotion] }),
      await at.run('rollback', { ...TO_PRODUCTION, 'dry-run': 'true' }),
    ];
    // On this server nothing was ever promoted, so there is nothing to unlist; that is said of each.
    expect(outcomesOf(byRun)).toEqual(all('unchanged'));
    expect(byRun.json).toEqual(last.json);
    await at.server.close();
  });

  testWithData('what it rolled back is restored, and rolled back again', async () => {
    const at = await openPlace(version, folder(), 'rolled-back/data.json.gz');
    at.take('rolled-back', JOURNAL);
    const restored = await at.run('rollback', TO_PRODUCTION, { extra: { restore: 'true' } });
    expect(outcomesOf(restored)).toEqual(all('changed Published'));
    expect(restored.json.tags).toEqual({
      'pkg:npm/%40acme/core': { latest: '1.0.0' },
      'pkg:npm/%40acme/utils': { latest: '1.0.0' },
    });
    expect(outcomesOf(await at.run('rollback', TO_PRODUCTION))).toEqual(all('changed Unlisted'));
    // One file, two versions of ours: appended to, never rewritten.
    const text = readFileSync(join(at.folder, JOURNAL), 'utf8');
    expect(text.startsWith(textOf(version, 'rolled-back', JOURNAL))).toBe(true);
    expect(readJournal(text, JOURNAL).runs).toHaveLength(5);
    await at.server.close();
  });

  testWithData('the interrupted promotion goes on, in the same journal', async () => {
    const at = await openPlace(version, folder(), 'interrupted/data.json.gz');
    at.take('interrupted', JOURNAL);
    at.take('interrupted', 'codeartifact-release.json');
    // What a crash leaves at the end of the file.
    appendFileSync(join(at.folder, JOURNAL), '{"run":"2026');
    const promote = { 'destination-repository': 'production', 'dist-tags': 'copy', journal: JOURNAL };
    expect(outcomesOf(await at.run('promote', promote))).toEqual({
      ...all('promoted'),
      'generic firmware': 'unchanged',
      'npm core': 'unchanged',
    });
    const runs = readJournal(readFileSync(join(at.folder, JOURNAL), 'utf8'), JOURNAL).runs;
    expect(runs.map(({ verb }) => verb)).toEqual(['publish', 'promote', 'promote']);
    await at.server.close();
  });

  testWithData('the interrupted promotion is taken back as far as it came', async () => {
    const at = await openPlace(version, folder(), 'interrupted/data.json.gz');
    at.take('interrupted', JOURNAL);
    expect(outcomesOf(await at.run('rollback', TO_PRODUCTION))).toEqual({
      'generic firmware': 'changed Unlisted',
      'npm core': 'changed Unlisted',
      'npm utils': 'unchanged',
    });
    await at.server.close();
  });
});
