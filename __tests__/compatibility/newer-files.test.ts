// Files of versions to come, as far as this one can know them: another number in the schema, members nobody knows yet.
// They are refused, and nothing of them is touched.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { documentHash } from '../../src/core/documents/canonical.ts';
import { readManifest, readPlan } from '../../src/core/documents/read.ts';
import { readJournal } from '../../src/core/documents/read-journal.ts';
import { describeError, RegistryError } from '../../src/core/errors/registry-error.ts';
import { findUndo } from '../../src/core/operations/rollback/undo/source.ts';
import { startLocalServer } from '../../src/local/server.ts';
import { createFiles } from '../../src/machine/files.ts';
import { temporaryFolders } from '../support/folders.ts';
import { pictureOf } from '../support/worlds/login-world.ts';
import {
  fixture,
  hostIn,
  openPlace,
  place,
  restoreData,
  runCommand,
  testWithData,
  textOf,
  VERSIONS,
} from './earlier-files.ts';

const folder = temporaryFolders();
const LOGINS = join('.codeartifact-ci', 'logins');
const UPDATE = /newer version of codeartifact-ci[\s\S]*[Uu]pdate codeartifact-ci/;

async function refusal(work: () => unknown): Promise<{ code: string; said: string }> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { code: error.code, said: describeError(error).join('\n') };
  }
  throw new Error('nothing was refused');
}

describe.each(VERSIONS)('what could come after files of %s', (version) => {
  const manifest = textOf(version, 'release', 'codeartifact-release.json');
  const plan = textOf(version, 'release', 'codeartifact-plan.json');
  const journal = textOf(version, 'rolled-back', 'journal.jsonl');
  const newer = (text: string) => text.replaceAll(/("codeartifact-ci\/[a-z-]+)@[0-9]+"/g, '$1@99"');
  const documents: readonly (readonly [string, () => unknown])[] = [
    ['manifest', () => readManifest(newer(manifest), 'codeartifact-release.json')],
    ['plan', () => readPlan(newer(plan), 'codeartifact-plan.json')],
    [
      'run of a journal',
      async () => {
        const home = folder();
        place(join(home, 'journal.jsonl'), newer(journal), 0o600);
        const request = { direction: 'rollback', journalPath: 'journal.jsonl', target: 'Unlisted' } as const;
        await findUndo(
          { ...request, concurrency: 1, dryRun: true },
          {
            files: createFiles(home, home),
            clock: { now: () => 0 },
          },
        );
      },
    ],
  ];

  test.each(documents)('a newer %s is refused by name, with the schema that is read here', async (_, read) => {
    const { code, said } = await refusal(read);
    expect(code).toBe('CA-INPUT-005');
    expect(said).toMatch(/^CA-INPUT-005: (codeartifact-release\.json|codeartifact-plan\.json|the run )/);
    expect(said).toMatch(/codeartifact-ci\/[a-z-]+@[0-9]\b/);
  });

  test.each(documents)('a newer %s is refused with the advice to update', async (_, read) => {
    expect((await refusal(read)).said).toMatch(UPDATE);
  });

  describe('members that are not known here', () => {
    test('are no hindrance in a manifest and a plan, whose hash covers them', () => {
      const changed = { ...JSON.parse(plan), extra: 'x' };
      const withOwnHash = JSON.stringify({ ...changed, hash: documentHash(changed) });
      expect(readManifest(manifest.replace('{', '{"extra":"x",'), 'a file')).toMatchObject({ extra: 'x' });
      expect(readPlan(withOwnHash, 'a file')).toMatchObject({ extra: 'x' });
      expect(() => readPlan(JSON.stringify(changed), 'a file')).toThrow(/changed after it was made/);
    });

    test('are no hindrance in a line of the journal', () => {
      const text = journal.replaceAll('"kind"', '"extra":{"x":[1]},"kind"');
      expect(readJournal(text, 'a file').runs).toMatchObject(readJournal(journal, 'a file').runs);
    });

    test('are no hindrance in the record of a login', async () => {
      const home = folder();
      const [name = ''] = putLogin(version, home, (text) => text.replace('{', '{"extra":"x",'));
      const { json } = await runCommand('logout', {}, hostIn(home, 'http://127.0.0.1:9'));
      expect(json).toMatchObject({ sessions: [name.replace('.json', '')], warnings: [] });
    });
  });

  describe('a newer login', () => {
    test('is not touched', async () => {
      const home = folder();
      putLogin(version, home, newer);
      const was = await pictureOf(home);
      const { exit } = await runCommand('logout', {}, hostIn(home, 'http://127.0.0.1:9'));
      expect(exit).toBe(0);
      expect(await pictureOf(home)).toEqual(was);
    });

    test('is named by logout, with the advice to update', async () => {
      const home = folder();
      const [name = ''] = putLogin(version, home, newer);
      const { said } = await runCommand('logout', {}, hostIn(home, 'http://127.0.0.1:9'));
      expect(said).toContain(name);
      expect(said).toMatch(UPDATE);
    });

    test('stays, and is named, when a login of today is taken back from over it', async () => {
      const home = folder();
      const [name = ''] = putLogin(version, home, newer);
      const was = await pictureOf(home);
      const at = await openPlace(version, home);
      expect((await at.run('login', { domain: 'my-org', repository: 'staging', tools: 'npm,pip' })).exit).toBe(0);
      const { said } = await at.run('logout', {});
      expect(said).toContain(`${join(LOGINS, name)} cannot be read; the login it speaks of was not taken back`);
      expect(await pictureOf(home)).toEqual(was);
      await at.server.close();
    });
  });

  describe('a data folder of a newer layout', () => {
    const open = async (home: string) => {
      const data = restoreData(version, 'release/planned.data.json.gz', home);
      const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
      const database = new DatabaseSync(join(data, 'metadata.sqlite'));
      // The number in the file alone could be a flipped bit; a later layout says which it is in this table as well.
      database.exec('PRAGMA user_version = 99; CREATE TABLE state (layout INTEGER); INSERT INTO state VALUES (99)');
      database.close();
      return refusal(() => startLocalServer({ data }));
    };

    testWithData('is refused, with both layouts, and keeps its packages', async () => {
      const home = folder();
      const { code, said } = await open(home);
      expect(code).toBe('CA-LOCAL-001');
      expect(said).toMatch(UPDATE);
      expect(said).toMatch(/its layout is 99, this version reads [0-9]+/);
      const blobs = readdirSync(join(home, 'data', 'sha256'), { recursive: true });
      expect(blobs.length).toBeGreaterThan(5);
    });
  });
});

/** Puts only the record and its files into a home; gives the names of the records. */
function putLogin(version: string, home: string, change: (text: string) => string): readonly string[] {
  const root = fixture(version, 'logged-in', 'home');
  const names = readdirSync(join(root, LOGINS));
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, 'utf8').replaceAll('/home/builder', home);
    place(join(home, path.slice(root.length + 1)), names.includes(entry.name) ? change(text) : text, 0o600);
  }
  return names;
}
