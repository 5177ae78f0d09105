// Bytes of the store are never believed: what is read is digested on the way, and the last piece is given only when
// all of them are what the name of the file says.
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { kindAt, TO_READ } from './folder-entries.ts';

/** The bytes of a file are not those it was named after. */
export class DamagedFile extends Error {
  readonly file: string;

  constructor(file: string, what = 'has other bytes than were stored') {
    super(`${file} ${what}; \`codeartifact-ci local check\` tells what else is damaged`);
    this.name = 'DamagedFile';
    this.file = file;
  }
}

/** Throws DamagedFile where there is something else than a file. */
export function requireFile(file: string): void {
  if (!['file', 'missing'].includes(kindAt(file))) throw new DamagedFile(file, 'is not a file');
}

/** The bytes of a file; `end` is exclusive. Throws DamagedFile where there is something else than a file. */
export async function* fileInPieces(file: string, range?: { start: number; end: number }): AsyncGenerator<Uint8Array> {
  requireFile(file);
  const handle = await open(file, TO_READ);
  try {
    const part = range === undefined ? {} : { start: range.start, end: range.end - 1 };
    yield* handle.createReadStream({ ...part, highWaterMark: 256 * 1024, autoClose: false });
  } finally {
    await handle.close();
  }
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
  const hash = createHash('sha256');
  for await (const piece of fileInPieces(file)) hash.update(piece);
  return hash.digest('hex');
}
