import { appendFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect } from '@jest/globals';
import { findingsBelow } from '../../scripts/run-proof/secret-scan.mjs';

/**
 * Removes a folder, and notes for the end of the run (`scripts/run-proof`) which of its files hold a secret that others
 * could have read.
 */
export function removeSearched(folder: string): void {
  const { CODEARTIFACT_CI_RUN_FOLDER: run } = process.env;
  const { currentTestName, testPath } = expect.getState();
  const test = currentTestName ?? testPath;
  const found = findingsBelow(folder).map((finding) => `${JSON.stringify({ ...finding, test })}\n`);
  if (run !== undefined && found.length > 0) appendFileSync(join(run, 'findings.jsonl'), found.join(''));
  rmSync(folder, { recursive: true, force: true });
}

/** Gives a new temporary folder each time; all of them are removed after each test. Call at the top of a test file. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) removeSearched(folder);
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
  afterAll(() => removeSearched(folder));
  return folder;
}
