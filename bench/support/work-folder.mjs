// A folder for one measurement that goes when it ends.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function workFolder(name) {
  const path = mkdtempSync(join(tmpdir(), `bench-${name}-`));
  let count = 0;
  return {
    path,
    /** A new empty folder in it. */
    fresh() {
      const folder = join(path, `run-${count++}`);
      mkdirSync(folder);
      return folder;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
