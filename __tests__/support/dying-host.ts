// A process that is killed at a chosen write to the disk.
import type { RecordingHost } from './host.ts';

/** The host of a process that is killed before its write number `survive`: nothing after it happens. */
export function dying(living: RecordingHost, survive: number): RecordingHost {
  let writes = 0;
  let isDead = false;
  const guarded =
    <T extends unknown[], R>(work: (...args: T) => Promise<R>) =>
    async (...args: T): Promise<R> => {
      if (isDead || writes >= survive) {
        isDead = true;
        throw new Error('the machine is gone');
      }
      writes += 1;
      return work(...args);
    };
  const { write, setMode, remove } = living.files;
  const files = {
    ...living.files,
    write: guarded(write),
    setMode: guarded(setMode),
    remove: async (...args: Parameters<typeof remove>) => (isDead ? undefined : remove(...args)),
  };
  return { ...living, files };
}
