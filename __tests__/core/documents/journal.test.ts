// What a run writes into its journal, and what is read back.
import { describe, expect, test } from '@jest/globals';
import { openJournal } from '../../../src/core/documents/journal.ts';
import { readJournal } from '../../../src/core/documents/read-journal.ts';
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
    const [run] = readJournal((await host.files.readText('journal.jsonl')) ?? '', 'journal');
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
    const [run] = readJournal((await host.files.readText('journal.jsonl')) ?? '', 'journal');
    expect(run?.job).toMatch(/^github\|https:\/\/github\.com\|my-org\/utils\|7\|/);
    expect(run?.startedBy).toEqual({
      run: 'https://github.com/my-org/utils/actions/runs/7',
      actor: 'octocat',
      commit: 'c0ffee',
    });
  });
});
