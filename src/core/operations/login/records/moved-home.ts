// A home may lie at another path when a login is taken back: it was moved, or a volume is mounted elsewhere by then (what is
// /github/home in a container job is a folder of the runner's outside). A record in it goes with it, and names paths of old.
import { basename, dirname, join, relative } from 'node:path';
import type { Host } from '../../../ports/host.ts';
import { isBelow, stateFolder } from './state-place.ts';

interface Placed {
  readonly folder: string;
  readonly home?: string | undefined;
  readonly realHome?: string | undefined;
  readonly files: readonly PlacedFile[];
}

interface PlacedFile {
  readonly path: string;
  readonly realPath?: string | undefined;
  readonly folders: readonly string[];
}

/** The record with its paths as they are now, where the home that it was read in, or this one, is that of the login. */
export async function inThisHome<T extends Placed>(record: T, host: Pick<Host, 'files' | 'home'>): Promise<T> {
  const { home: then, realHome: realThen = then, folder } = record;
  const isKeptInHome = basename(folder) === basename(stateFolder(''));
  const now = isKeptInHome ? dirname(folder) : host.home;
  if (then === undefined || realThen === undefined || now === then) return record;
  const real = await host.files.realPath(now);
  const before = await host.files.realPath(then).catch(() => undefined);
  // Somebody else's home, of which nobody keeps the records elsewhere.
  if (real === undefined || before === real || (before !== undefined && !isKeptInHome)) return record;
  const moved = (path: string): string => {
    if (isBelow(path, then)) return join(now, relative(then, path));
    return isBelow(path, realThen) ? join(real, relative(realThen, path)) : path;
  };
  return {
    ...record,
    home: now,
    realHome: real,
    files: record.files.map((file) => ({
      ...file,
      path: moved(file.path),
      realPath: file.realPath === undefined ? undefined : moved(file.realPath),
      folders: file.folders.map(moved),
    })),
  };
}
