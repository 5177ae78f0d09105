// What the file names of wheels and source archives say. Both halves need it: the client to see that a file holds what
// its name promises, the server because a public index names versions only through its files.
import { isName, isVersionText, normaliseName } from './coordinates.ts';
import { comparableVersion } from './version.ts';

export type FileType = 'bdist_wheel' | 'sdist' | 'bdist_egg';

export interface DistributionFileName {
  readonly type: FileType;
  /** As spelt in the file name. */
  readonly name: string;
  readonly version: string;
  /** Wheels: the Python tag (`py3`, `cp311`); eggs: `2.7`; source archives: `source`. What `pyversion` is on upload. */
  readonly python: string;
}

const SDIST_ENDINGS = ['.tar.gz', '.zip', '.tar.bz2', '.tgz', '.tar.xz', '.tar.z'];

/** No path, no control characters, no spaces, and short enough for every file system. */
export function isSafeFileName(fileName: string): boolean {
  return fileName.length <= 255 && /^[A-Za-z0-9][A-Za-z0-9._+!~@-]*$/.test(fileName);
}

/** `name-version(-build)?-python-abi-platform.whl` (PEP 427). */
export function parseWheelName(fileName: string): DistributionFileName | undefined {
  if (!isSafeFileName(fileName) || !/\.whl$/i.test(fileName)) return undefined;
  const parts = fileName.slice(0, -4).split('-');
  if (parts.length !== 5 && parts.length !== 6) return undefined;
  if (parts.length === 6 && !/^\d/.test(parts[2] ?? '')) return undefined;
  const [name = '', version = ''] = parts;
  const python = parts.at(-3) ?? '';
  if (!isName(name) || !isVersionText(version) || parts.slice(-3).some((tag) => tag === '')) return undefined;
  return { type: 'bdist_wheel', name, version, python };
}

/**
 * A source archive. Older build tools left hyphens in the name, so the name alone cannot say where the version
 * begins; `project` (any spelling) settles it. Without it the first hyphen before a digit is taken, which is good enough
 * to see whether an archive is worth opening.
 */
export function parseSdistName(fileName: string, project?: string): DistributionFileName | undefined {
  const lower = fileName.toLowerCase();
  const ending = SDIST_ENDINGS.find((candidate) => lower.endsWith(candidate));
  if (!ending || !isSafeFileName(fileName)) return undefined;
  const stem = fileName.slice(0, -ending.length);
  const split = project === undefined ? stem.search(/-(?=v?\d)/i) : splitAfterName(stem, project);
  const name = stem.slice(0, Math.max(split, 0));
  const version = stem.slice(split + 1);
  if (split < 1 || !isName(name) || !isVersionText(version)) return undefined;
  return { type: 'sdist', name, version, python: 'source' };
}

function splitAfterName(stem: string, project: string): number {
  const wanted = normaliseName(project);
  for (let at = stem.indexOf('-'); at >= 0; at = stem.indexOf('-', at + 1)) {
    if (normaliseName(stem.slice(0, at)) === wanted) return at;
  }
  return -1;
}

/** Files that the upload API takes: wheels, and source archives of the two endings that builders still make. */
export function parseUploadName(fileName: string, project?: string): DistributionFileName | undefined {
  return (
    parseWheelName(fileName) ?? (/\.(?:tar\.gz|zip)$/.test(fileName) ? parseSdistName(fileName, project) : undefined)
  );
}

/** Eggs of old public releases: `name-version-py2.7(-platform)?.egg`. Nothing builds or uploads them any more. */
function parseEggName(fileName: string): DistributionFileName | undefined {
  if (!isSafeFileName(fileName)) return undefined;
  const match = /^([^-]+)-([^-]+)-py(\d[\d.]*)(?:-.+)?\.egg$/i.exec(fileName);
  const [, name = '', version = '', python = ''] = match ?? [];
  return match && isName(name) && isVersionText(version) ? { type: 'bdist_egg', name, version, python } : undefined;
}

/** Any distribution file of `project`; undefined when the name is not one, or speaks of another project. */
export function parseFileName(fileName: string, project: string): DistributionFileName | undefined {
  const parsed = parseWheelName(fileName) ?? parseEggName(fileName) ?? parseSdistName(fileName, project);
  return parsed && normaliseName(parsed.name) === normaliseName(project) ? parsed : undefined;
}

/**
 * Whether a version in a file name stands for `version`. File names cannot hold every character: wheels of older
 * tools write `1.0+local` as `1.0_local`.
 */
export function sameVersion(inFileName: string, version: string): boolean {
  if (comparableVersion(inFileName) === comparableVersion(version)) return true;
  return (
    comparableVersion(inFileName.replace('_', '+')) === comparableVersion(version) ||
    inFileName === version.replaceAll('-', '_')
  );
}
