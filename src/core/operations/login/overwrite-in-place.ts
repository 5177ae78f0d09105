// Writing into somebody else's file: links stay links, of whichever kind, a read-only file stays read-only, a mount point
// stays one.
import type { Files } from '../../ports/host.ts';

/** What a folder answers that does not let its file be replaced, while the file itself may be written. */
const NOT_REPLACED = ['EBUSY', 'EROFS', 'EACCES', 'EPERM'];

const codeOf = (error: unknown) => (error as { cause?: { code?: string } }).cause?.code ?? '';

/** Replaces the content; a file that refuses is made writable for the moment. Rejects with CA-FILE-003. */
export async function overwritePreservingMode(
  path: string,
  bytes: Uint8Array,
  mode: number | undefined,
  files: Files,
): Promise<void> {
  const options = mode === undefined ? {} : { mode };
  // A file with several names: in the place of one of them, a new file would leave the others with what was there before.
  const named = await files.stat((await files.realPath(path)) ?? path);
  if (named?.kind === 'file' && (named.names ?? 1) > 1 && (await files.isWritable(path))) {
    await writeInto(path, bytes, { before: named.mode, after: mode }, files);
    return;
  }
  try {
    await files.write(path, bytes, options);
  } catch (error) {
    const target = (await files.realPath(path)) ?? path;
    const found = await files.stat(target);
    if (found?.kind !== 'file') throw error;
    // A single file that is mounted into a container; and a folder that takes no new file.
    if (NOT_REPLACED.includes(codeOf(error)) && (await files.isWritable(target))) {
      await writeInto(target, bytes, { before: found.mode, after: mode }, files).catch(() => {
        throw error;
      });
      return;
    }
    // Windows refuses to replace a read-only file; POSIX asks the folder only.
    await files.setMode(path, found.mode | 0o600);
    try {
      await files.write(path, bytes, { mode: mode ?? found.mode });
    } catch (second) {
      await files.setMode(path, found.mode);
      throw second;
    }
  }
}

async function writeInto(
  path: string,
  bytes: Uint8Array,
  mode: { before: number; after?: number | undefined },
  files: Files,
) {
  const { before, after = before } = mode;
  const meanwhile = (before & after) | 0o600;
  // Closed before a token is in it, opened when it is out again.
  if (meanwhile !== before) await files.setMode(path, meanwhile);
  await files.overwrite(path, bytes);
  if (after !== meanwhile) await files.setMode(path, after);
}
