import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach } from '@jest/globals';

/** Gives a new temporary folder each time; all of them are removed after each test. Call at the top of a test file. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codeartifact-ci-test-')));
    made.push(folder);
    return folder;
  };
}

/** One temporary folder for all tests of a file, removed after the last. Call at the top of a test file. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codeartifact-ci-test-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
