// Streams into files. Apart from the other files: loaded only by those who stream, or meet what is no file.
//
// What can be written and is no file: devices, pipes, sockets, and handles that the process was started with (`/dev/stdout`,
// `/dev/fd/3`). They are written into. Replaced by a file, `/dev/null` would be gone for everybody on the machine.
import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect, Socket } from 'node:net';
import { interruption } from '../core/calls/waits.ts';
import { sleep } from './timers.ts';

/**
 * Streams into a new file, synced at the end; resolves to the bytes written. The file is there before the first byte is
 * asked for and closed when this ends: a write stream that fails early would make it after its owner had removed it.
 */
export async function streamIntoFile(path: string, mode: number, data: AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(path, 'wx', mode);
  let size = 0;
  try {
    for await (const chunk of data) {
      await handle.writeFile(chunk);
      size += chunk.length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return size;
}

/** How long until a pipe is asked again whether somebody reads it. */
const READER_POLL_MS = 50;

export interface SpecialTarget {
  readonly path: string;
  /** The handle of this process that the path stands for. */
  readonly handle: number | undefined;
  readonly isSocket: boolean;
}

/**
 * Writes all of it; resolves to the bytes written. Waits for whoever reads a pipe, and ends with the interruption. Rejects
 * with the error of the system, EINVAL for a disk.
 */
export async function writeIntoSpecial(
  target: SpecialTarget,
  data: AsyncIterable<Uint8Array>,
  interrupted: AbortSignal | undefined,
): Promise<number> {
  if (target.isSocket && target.handle === undefined)
    return throughStream(connect(target.path), target.path, data, interrupted);
  const handle = target.handle ?? (await openForWriting(target.path, interrupted));
  let isOurs = target.handle === undefined;
  try {
    const found = fstatSync(handle);
    // Whoever wants a disk overwritten has a tool for that.
    if (found.isBlockDevice()) throw Object.assign(new Error('is a disk'), { code: 'EINVAL' });
    if (isOurs && found.isFIFO()) {
      isOurs = false;
      return await throughStream(
        new Socket({ fd: handle, readable: false, writable: true }),
        target.path,
        data,
        interrupted,
      );
    }
    return await throughHandle(handle, data, interrupted);
  } finally {
    if (isOurs) closeSync(handle);
  }
}

/** In the usual way, opening a pipe that nobody reads would hold the process. */
async function openForWriting(path: string, interrupted: AbortSignal | undefined): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await sleepUntilHeard(READER_POLL_MS, path, interrupted);
    }
  }
}

async function sleepUntilHeard(milliseconds: number, path: string, interrupted: AbortSignal | undefined) {
  try {
    await sleep(milliseconds, interrupted);
  } catch (error) {
    throw interrupted ? interruption(interrupted, `before ${path} was written`) : error;
  }
}

async function throughHandle(
  handle: number,
  data: AsyncIterable<Uint8Array>,
  interrupted: AbortSignal | undefined,
): Promise<number> {
  let size = 0;
  for await (const chunk of data) {
    for (let at = 0; at < chunk.length; ) {
      try {
        at += writeSync(handle, chunk, at);
      } catch (error) {
        // A handle that was made not to block, and whose reader is slower than we are.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        await sleepUntilHeard(READER_POLL_MS, `handle ${handle}`, interrupted);
      }
    }
    size += chunk.length;
  }
  return size;
}

async function throughStream(
  stream: Socket,
  path: string,
  data: AsyncIterable<Uint8Array>,
  interrupted: AbortSignal | undefined,
): Promise<number> {
  const stop = () => stream.destroy(interruption(interrupted as AbortSignal, `before ${path} was written`));
  interrupted?.addEventListener('abort', stop, { once: true });
  if (interrupted?.aborted) stop();
  const ended = new Promise<void>((resolve, reject) => {
    stream.once('finish', resolve).once('error', reject);
    stream.once('close', () => reject(Object.assign(new Error('was closed'), { code: 'EPIPE' })));
  });
  // What ends it before all was written is told by the wait below.
  ended.catch(() => undefined);
  try {
    let size = 0;
    for await (const chunk of data) {
      if (!stream.writable) break;
      size += chunk.length;
      stream.write(chunk);
    }
    stream.end();
    await ended;
    return size;
  } finally {
    interrupted?.removeEventListener('abort', stop);
    stream.destroy();
  }
}
