// Looks for the secrets of tests in what a run printed and in what it left in files. A finding names the place and the
// kind, never the secret.
import { closeSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRET_KINDS } from './secret-kinds.mjs';

/** Larger files are packages and databases of real clients. */
const LARGEST_FILE = 4 * 1024 * 1024;
/** No form that is looked for needs more characters to be told. */
const LONGEST_FORM = 4096;
/** Of one folder; a search has to end. */
const MOST_FILES = 20_000;

/** The kinds that a text holds. */
export function kindsIn(text) {
  return SECRET_KINDS.filter(({ pattern }) => pattern.test(text)).map(({ kind }) => kind);
}

/** Hears a stream piece by piece, and remembers the kinds that came by. */
export function createListener() {
  const heard = new Set();
  let tail = '';
  return {
    heard,
    hear(piece) {
      const text = tail + (typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8'));
      for (const kind of kindsIn(text)) heard.add(kind);
      tail = text.slice(-LONGEST_FORM);
    },
  };
}

/** Files in which a run hands things on: what a step exports, outputs and keeps is what was asked for. */
const HANDED_ON = /(?:^|[-_.])(?:GITHUB_)?(?:OUTPUT|ENV|STATE)(?:$|[-_.])/i;

/** Folders of a copy of the checkout in which examples of secrets are written down. */
const EXAMPLES = new Set(['__tests__', 'run-proof']);

/**
 * Files below the folder that hold a secret and may not. Owner-only files may: what login writes, its records, journals and
 * what a server keeps. Links are not followed.
 */
export function findingsBelow(folder) {
  const findings = [];
  let left = MOST_FILES;
  const visit = (path) => {
    for (const entry of entriesOf(path)) {
      const below = join(path, entry.name);
      if (entry.isDirectory()) {
        if (!EXAMPLES.has(entry.name)) visit(below);
      } else if (entry.isFile() && left-- > 0) {
        const kinds = HANDED_ON.test(entry.name) ? [] : kindsInFile(below);
        for (const kind of kinds) findings.push({ path: below, kind });
      }
    }
  };
  visit(folder);
  return findings;
}

function entriesOf(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    // Removed meanwhile, or closed to us; then nobody else reads it either.
    return [];
  }
}

function kindsInFile(path) {
  let file;
  try {
    file = openSync(path, 'r');
    const { mode, size } = fstatSync(file);
    // Windows keeps who may read a file elsewhere.
    const isOwnersOnly = process.platform === 'win32' || (mode & 0o077) === 0;
    return isOwnersOnly || size > LARGEST_FILE ? [] : kindsIn(readFileSync(file, 'latin1'));
  } catch {
    return [];
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
