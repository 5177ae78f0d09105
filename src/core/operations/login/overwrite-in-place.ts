// Writing into somebody else's file: links stay links, a read-only file stays read-only.
import type { Files } from '../../ports/host.ts';

/** Replaces the content; a file that refuses is made writable for the moment. Rejects with CA-FILE-003. */
export async function overwritePreservingMode(
  path: string,
  bytes: Uint8Array,
  mode: number | undefined,
  files: Files,
): Promise<void> {
  const options = mode === undefined ? {} : { mode };
  try {
    await files.write(path, bytes, options);
  } catch (error) {
    // Windows refuses to replace a read-only file; POSIX asks the folder only.
    const found = await files.stat((await files.realPath(path)) ?? path);
    if (found?.kind !== 'file') throw error;
    await files.setMode(path, found.mode | 0o600);
    try {
      await files.write(path, bytes, { mode: mode ?? found.mode });
    } catch (second) {
      await files.setMode(path, found.mode);
      throw second;
    }
  }
}
