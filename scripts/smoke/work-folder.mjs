// @ts-check
// The folder of one run: homes, packages, answers. It holds tokens, so it is its owner's alone, and it goes when the run
// ends; that of a killed run is found by the prefix and the process that it names.
import { lstatSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OWNER = 'process';
/** @param {string} prefix */
const stem = (prefix) => `codeartifact-ci-smoke-${prefix}-`;

/**
 * @param {string} prefix
 * @returns {string}
 */
export function makeWorkFolder(prefix) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), stem(prefix))));
  writeFileSync(join(folder, OWNER), String(process.pid), { mode: 0o600 });
  return folder;
}

/** @param {string} folder */
export function removeWorkFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/**
 * Folders of runs of this very prefix on this machine, made by this user.
 * @param {string} prefix
 * @returns {{ folder: string, process: number, isAlive: boolean }[]}
 */
export function workFoldersOf(prefix) {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith(stem(prefix)) && /^[A-Za-z0-9]{6}$/.test(name.slice(stem(prefix).length)))
    .map((name) => join(tmpdir(), name))
    .filter(isOurs)
    .map((folder) => {
      const id = ownerOf(folder);
      return { folder, process: id, isAlive: Number.isNaN(id) ? isYoung(folder) : isAlive(id) };
    });
}

/** A folder, no link to one, of this user. @param {string} path */
function isOurs(path) {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && (process.getuid === undefined || stat.uid === process.getuid());
}

/** @param {string} folder */
function ownerOf(folder) {
  try {
    return Number.parseInt(readFileSync(join(folder, OWNER), 'utf8'), 10);
  } catch {
    // Killed before it was written.
    return Number.NaN;
  }
}

/** Of a folder that names no process: its run may be about to write it. @param {string} folder */
const isYoung = (folder) => Date.now() - (lstatSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 60_000;

/** @param {number} id */
function isAlive(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
