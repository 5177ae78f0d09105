// What no archive gets away with, whatever its kind: limits, paths, links, and one kind of error for all of it.

import { RegistryError } from '../../../core/errors/registry-error.ts';

/** Why an archive is not read further, in words for its author. Everything else thrown here is an IO error. */
export class ArchiveRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArchiveRefusal';
  }
}

export interface ArchiveLimits {
  /** Members of any kind. */
  readonly entries: number;
  /** Bytes of one member that `read` holds in memory. */
  readonly memberBytes: number;
  /** Inflated bytes of the whole archive. */
  readonly totalBytes: number;
  /** Inflated to compressed bytes, looked at once `ratioFloorBytes` are inflated; deflate itself can reach 1032. */
  readonly ratio: number;
  readonly ratioFloorBytes: number;
}

/** Room for every package seen in the wild, and an end for those made to do harm. */
export const ARCHIVE_LIMITS: ArchiveLimits = {
  entries: 250_000,
  memberBytes: 8 * 1024 * 1024,
  totalBytes: 16 * 1024 ** 3,
  ratio: 250,
  ratioFloorBytes: 256 * 1024 * 1024,
};

/** Bytes up to which an archive is held whole: most packages are small, and streams then cost more than the reading. */
export const SMALL_ARCHIVE = 128 * 1024;

export interface ArchiveMember {
  /** With `/` between segments, without leading `./` and without trailing slash; never absolute, never with `..`. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Inflated bytes as announced; reading more than that is a refusal. */
  readonly size: number;
  /** The whole member; refused beyond `limit` (default: the `memberBytes` of the limits). Only inside the visit. */
  read(limit?: number): Promise<Buffer>;
  /** The member as a stream, for digesting; only inside the visit, and at most once. */
  stream(): AsyncIterable<Uint8Array>;
}

/** Called for each member in archive order; `stop` ends the reading, and with it the checks of what follows. */
export type ArchiveVisit = (member: ArchiveMember) => Promise<'stop' | undefined> | 'stop' | undefined;

/** Runs a reading and gives its refusal as a sentence, for a verdict; other errors stay errors. */
export async function refusalOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof ArchiveRefusal) return error.message;
    throw error;
  }
}

/** Keeps the visitor's own errors apart from those of the archive. */
export class Visits {
  error: unknown;
  readonly #visit: ArchiveVisit;

  constructor(visit: ArchiveVisit) {
    this.#visit = visit;
  }

  async run(member: ArchiveMember): Promise<'stop' | undefined> {
    try {
      return await this.#visit(member);
    } catch (error) {
      this.error = error;
      throw error;
    }
  }
}

export function reading(
  open: () => Promise<AsyncIterable<Uint8Array>>,
  path: string,
  size: number,
  limits: ArchiveLimits,
): Pick<ArchiveMember, 'read' | 'stream'> {
  async function* stream(): AsyncGenerator<Uint8Array> {
    try {
      yield* await open();
    } catch (error) {
      throw asArchiveRefusal(error);
    }
  }
  return {
    stream,
    async read(limit = limits.memberBytes) {
      const tooLarge = () => new ArchiveRefusal(`${shown(path)} is larger than ${limit} bytes`);
      if (size > limit) throw tooLarge();
      const chunks: Uint8Array[] = [];
      let length = 0;
      for await (const chunk of stream()) {
        length += chunk.length;
        if (length > limit) throw tooLarge();
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  };
}

export function counter(limits: ArchiveLimits): () => void {
  let entries = 0;
  return () => {
    entries += 1;
    if (entries > limits.entries) throw new ArchiveRefusal(`the archive has more than ${limits.entries} entries`);
  };
}

export function checkInflated(inflated: number, compressed: number, limits: ArchiveLimits): void {
  if (inflated > limits.totalBytes) {
    throw new ArchiveRefusal(`the archive unpacks to more than ${limits.totalBytes} bytes`);
  }
  if (inflated > limits.ratioFloorBytes && inflated > compressed * limits.ratio) {
    throw new ArchiveRefusal(`the archive unpacks to more than ${limits.ratio} times its size`);
  }
}

/**
 * The path as we use it, or a refusal.
 *
 * | written            | result        |
 * | ------------------ | ------------- |
 * | `./package/a.js`   | `package/a.js` |
 * | `dir/`             | `dir`         |
 * | `/etc/passwd`, `\x`, `C:\x` | refused: absolute |
 * | `a/../b`, `a\..\b` | refused: leaves its folder |
 * | a line end, ESC    | refused: no name anybody writes, and one that lists and logs are fooled by |
 */
export function checkedPath(name: string): string {
  if (name === '' || name.includes('\0')) throw new ArchiveRefusal('a member has no usable name');
  if (/\p{Cc}/u.test(name)) throw new ArchiveRefusal(`${shown(name)} has a control character in its name`);
  if (/^([\\/]|[A-Za-z]:[\\/])/.test(name)) throw new ArchiveRefusal(`${shown(name)} is an absolute path`);
  const segments = name.split(/[\\/]/);
  if (segments.includes('..')) throw new ArchiveRefusal(`${shown(name)} leads out of the archive`);
  return name
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .join('/');
}

/** No package has a use for devices, pipes and sockets: a program that opens one waits, or reads without end. */
export function specialFile(path: string): ArchiveRefusal {
  return new ArchiveRefusal(`${shown(path)} is a device, a named pipe or a socket`);
}

/** Symbolic links resolve from their own folder, hard links (tar) from the root of the archive. */
export function checkLink(path: string, target: string, isHard: boolean): void {
  const leading = () => new ArchiveRefusal(`${shown(path)} links out of the archive (${shown(target)})`);
  if (target === '' || /^([\\/]|[A-Za-z]:[\\/])/.test(target)) throw leading();
  let depth = isHard ? 0 : path.split('/').length - 1;
  for (const segment of target.split(/[\\/]/)) {
    if (segment === '..') depth -= 1;
    else if (segment !== '' && segment !== '.') depth += 1;
    if (depth < 0) throw leading();
  }
}

/** A name out of an archive, fit for one line of a log. */
export function shown(name: string): string {
  const short = name.length > 120 ? `${name.slice(0, 117)}...` : name;
  return JSON.stringify(short);
}

const SYSTEM_ERRORS = /^E[A-Z]+$/;

export function asArchiveRefusal(error: unknown): unknown {
  // What ended the reading is no word on the archive.
  if (error instanceof ArchiveRefusal || error instanceof RegistryError || !(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && SYSTEM_ERRORS.test(code)) return error;
  if (code === 'Z_BUF_ERROR' || /unexpected end/i.test(error.message))
    return new ArchiveRefusal('the archive is truncated');
  return new ArchiveRefusal(`the archive cannot be read: ${error.message}`);
}
