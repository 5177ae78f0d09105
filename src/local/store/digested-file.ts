// Bytes of the store are never believed: what is read is digested on the way, and the last piece is given only when
// all of them are what the name of the file says.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';

/** The bytes of a file are not those it was named after. */
export class DamagedFile extends Error {
  readonly file: string;

  constructor(file: string, what = 'has other bytes than were stored') {
    super(`${file} ${what}; \`codeartifact-ci local check\` tells what else is damaged`);
    this.name = 'DamagedFile';
    this.file = file;
  }
}

/** Throws DamagedFile for a pipe, which would be waited for, for ever, and for a device, which has no end. */
export function requireFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile()) throw new DamagedFile(file, 'is not a file');
}

/** Gives the pieces on, the last of them only once the digest is right; throws DamagedFile. */
export async function* proven(
  pieces: AsyncIterable<Uint8Array>,
  { file, sha256 }: { readonly file: string; readonly sha256: string },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let held: Uint8Array | undefined;
  for await (const piece of pieces) {
    hash.update(piece);
    if (held !== undefined) yield held;
    held = piece;
  }
  if (hash.digest('hex') !== sha256) throw new DamagedFile(file);
  if (held !== undefined) yield held;
}

/** The SHA-256 of a file that is read from its beginning to its end. */
export async function sha256Of(file: string): Promise<string> {
  requireFile(file);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(piece as Uint8Array);
  return hash.digest('hex');
}
