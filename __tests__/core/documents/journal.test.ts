// What a run writes into its journal, and what is read back.
import { describe, expect, test } from '@jest/globals';
import { journalProblem, openJournal } from '../../../src/core/documents/journal.ts';
import { readJournal } from '../../../src/core/documents/read-journal.ts';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { recordingHost } from '../../support/host.ts';

const folder = temporaryFolders();
const place = { domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'staging' };
const begin = { verb: 'promote', ...place } as const;

describe('what a write tells', () => {
  test('before it what each version was, after it what became of each', async () => {
    const host = recordingHost({ folder: folder() });
    const journal = await openJournal(host, 'journal.jsonl', begin);
    const purls = ['pkg:npm/a@1', 'pkg:npm/b@1'];
    const seen = {
      'pkg:npm/a@1': { status: 'Published' as const, revision: 'r=', assets: ['package.tgz'] },
      'pkg:npm/b@1': null,
    };
    const told = {
      result: 'copied',
      versions: { 'pkg:npm/a@1': 'present', 'pkg:npm/b@1': 'copied' },
      assets: { 'pkg:npm/b@1': ['package.tgz'] },
    };
    const value = await journal.around(
      { action: 'copy', purls, seen },
      async () => 7,
      () => told,
    );
    expect(value).toBe(7);
    const [run] = readJournal((await host.files.readText('journal.jsonl')) ?? '', 'journal').runs;
    expect(run?.writes).toEqual([expect.objectContaining({ action: 'copy', purls, seen, ...told, step: 1 })]);
  });

  test('the job and who started it, as the environment says', async () => {
    const env = {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'my-org/utils',
      GITHUB_RUN_ID: '7',
      GITHUB_ACTOR: 'octocat',
      GITHUB_SHA: 'c0ffee',
    };
    const host = recordingHost({ folder: folder(), env });
    await openJournal(host, 'journal.jsonl', begin);
    const [run] = readJournal((await host.files.readText('journal.jsonl')) ?? '', 'journal').runs;
    expect(run?.job).toMatch(/^github\|https:\/\/github\.com\|my-org\/utils\|7\|/);
    expect(run?.startedBy).toEqual({
      run: 'https://github.com/my-org/utils/actions/runs/7',
      actor: 'octocat',
      commit: 'c0ffee',
    });
  });
});

describe('a journal that cannot be written', () => {
  const noSpace = () => new RegistryError('CA-FILE-003', 'journal.jsonl cannot be written (ENOSPC)');
  const copy = { action: 'copy', purls: ['pkg:npm/a@1'] } as const;

  /** A host whose appends fail where `fails` says so, by their number from one. */
  function full(fails: (append: number) => boolean) {
    const host = recordingHost({ folder: folder() });
    let appends = 0;
    const append: typeof host.files.append = async (...args) => {
      if (fails(++appends)) throw noSpace();
      return host.files.append(...args);
    };
    return { ...host, files: { ...host.files, append } };
  }
  const runsOf = async (host: ReturnType<typeof full>) =>
    readJournal((await host.files.readText('journal.jsonl')) ?? '', 'journal').runs;

  test('from the beginning: no run begins', async () => {
    const host = full(() => true);
    await expect(openJournal(host, 'journal.jsonl', begin)).rejects.toMatchObject({
      code: 'CA-FILE-003',
      message: expect.stringMatching(/^journal\.jsonl cannot be written \(ENOSPC\); .*no further one was begun$/),
    });
  });

  test('before a write: it is not begun, and none after it', async () => {
    const host = full((append) => append >= 2);
    const journal = await openJournal(host, 'journal.jsonl', begin);
    let begun = 0;
    const work = async () => void begun++;
    for (let times = 0; times < 3; times++)
      await expect(journal.around(copy, work)).rejects.toMatchObject({ code: 'CA-FILE-003' });
    await expect(journal.note(copy)).rejects.toMatchObject({ code: 'CA-FILE-003' });
    await journal.end('done');
    expect(begun).toBe(0);
    expect(journalProblem(journal)).toEqual({
      error: 'CA-FILE-003',
      warnings: [expect.stringMatching(/^CA-FILE-003: journal\.jsonl .*ENOSPC.*same command again/)],
    });
  });

  test('after a write: it was done and says so, and none is begun after it', async () => {
    const host = full((append) => append === 3);
    const journal = await openJournal(host, 'journal.jsonl', begin);
    expect(await journal.around(copy, async () => 'done')).toBe('done');
    expect(journal.problem).toMatchObject({ code: 'CA-FILE-003' });
    await expect(journal.around(copy, () => Promise.reject(new Error('begun')))).rejects.toMatchObject({
      code: 'CA-FILE-003',
    });
    await journal.end('done');
    const [run] = await runsOf(host);
    expect(run?.writes.map(({ step, result }) => [step, result])).toEqual([[1, undefined]]);
    expect(run).toMatchObject({ isDamaged: false, result: 'done' });
  });

  test('after a write that failed: that error is the one to tell', async () => {
    const host = full((append) => append === 3);
    const journal = await openJournal(host, 'journal.jsonl', begin);
    const gone = new RegistryError('CA-NET-003', 'gone');
    await expect(journal.around(copy, () => Promise.reject(gone))).rejects.toBe(gone);
    expect(journal.problem).toMatchObject({ code: 'CA-FILE-003' });
  });

  test('only at its end: the run has an error all the same', async () => {
    const host = full((append) => append === 4);
    const journal = await openJournal(host, 'journal.jsonl', begin);
    await journal.around(copy, async () => {});
    await journal.end('done');
    expect(journalProblem(journal).error).toBe('CA-FILE-003');
  });

  test('for a moment, before a write: the journal tells that it was not begun, and has no hole', async () => {
    const host = full((append) => append === 4);
    const journal = await openJournal(host, 'journal.jsonl', begin);
    await journal.around(copy, async () => {});
    await expect(journal.around(copy, async () => {})).rejects.toMatchObject({ code: 'CA-FILE-003' });
    await journal.end('done');
    const [run] = await runsOf(host);
    expect(run?.writes.map(({ step, result }) => [step, result])).toEqual([[1, 'done']]);
    expect(run).toMatchObject({ isDamaged: false, unknownSteps: [] });
  });

  test('at any append, with writes side by side: what was begun stands there', async () => {
    for (let at = 2; at <= 12; at++) {
      for (const isForGood of [true, false]) {
        const host = full((append) => (isForGood ? append >= at : append === at));
        const journal = await openJournal(host, 'journal.jsonl', begin);
        const begun: string[] = [];
        const write = async (name: string, delay: number) => {
          await new Promise((resolve) => setTimeout(resolve, delay));
          await journal.around({ action: 'copy', purls: [`pkg:npm/${name}@1`] }, async () => {
            const text = (await host.files.readText('journal.jsonl')) ?? '';
            expect(text).toContain(`pkg:npm/${name}@1`);
            begun.push(`pkg:npm/${name}@1`);
            await new Promise((resolve) => setTimeout(resolve, 3));
          });
        };
        await Promise.allSettled(Array.from({ length: 12 }, (_, index) => write(`w${index}`, (index % 4) * 2)));
        await journal.end('done');
        const [run] = await runsOf(host);
        expect(begun.filter((purl) => !run?.writes.some(({ purls }) => purls?.[0] === purl))).toEqual([]);
        expect(run?.isDamaged).toBe(false);
      }
    }
  });
});
