// Two of the four digests of a large asset on a thread of their own: they cost more than everything else about
// receiving it. The thread reads what has been written so far from the file, so no bytes are handed over.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Digests } from '../../core/model/package.ts';

/** Two and two take about the same time: MD5 and SHA-256 on the one side, these on the other (measured, Node 20, 24). */
export type SecondDigests = Pick<Digests, 'SHA-1' | 'SHA-512'>;

// As text, so that the server stays one bundled file. The shared cell holds twice the number of bytes written, plus
// one when there are no more, or -1 when nobody wants the digests any longer.
const PROGRAM = `
const { workerData, parentPort } = require('node:worker_threads');
const { openSync, readSync, closeSync } = require('node:fs');
const { createHash } = require('node:crypto');
const cell = new BigInt64Array(workerData.cell);
const file = openSync(workerData.path, 'r');
const hashes = [createHash('sha1'), createHash('sha512')];
const buffer = Buffer.allocUnsafe(1 << 20);
let position = 0;
for (;;) {
  const seen = Atomics.load(cell, 0);
  if (seen < 0n) break;
  const written = Number(seen >> 1n);
  if (position < written) {
    const length = readSync(file, buffer, 0, Math.min(buffer.length, written - position), position);
    if (length === 0) throw new Error('the file is shorter than what was written');
    for (const hash of hashes) hash.update(buffer.subarray(0, length));
    position += length;
  } else if (seen & 1n) {
    parentPort.postMessage(hashes.map((hash) => hash.digest('hex')));
    break;
  } else Atomics.wait(cell, 0, seen);
}
closeSync(file);
`;

/** Threads at work; a machine has few cores, and beyond these each upload does all its digests itself. */
let busy = 0;
const AT_MOST = 2;

export class SecondThread {
  readonly #path: string;
  readonly #cell: BigInt64Array<SharedArrayBuffer>;
  readonly #answer: Promise<readonly string[] | undefined>;

  /** Undefined when enough threads are at work. */
  static start(path: string): SecondThread | undefined {
    return busy < AT_MOST ? new SecondThread(path) : undefined;
  }

  private constructor(path: string) {
    this.#path = path;
    this.#cell = new BigInt64Array(new SharedArrayBuffer(8));
    busy++;
    this.#answer = new Promise<readonly string[] | undefined>((resolve) => {
      const worker = new Worker(PROGRAM, { eval: true, execArgv: [], workerData: { path, cell: this.#cell.buffer } });
      worker.once('message', resolve);
      // A thread that cannot be had is no reason to lose an upload: `finish` reads the file itself.
      worker.once('error', () => resolve(undefined));
      worker.once('exit', () => {
        busy--;
        resolve(undefined);
      });
    });
  }

  /** So many bytes of the file can be read from now on. */
  written(bytes: number): void {
    this.#set(BigInt(bytes) * 2n);
  }

  /** Nobody needs the digests; the file may go. */
  abandon(): void {
    this.#set(-1n);
  }

  /** The digests of the whole file, all of which has been written. */
  async finish(bytes: number): Promise<SecondDigests> {
    this.#set(BigInt(bytes) * 2n + 1n);
    const [sha1, sha512] = (await this.#answer) ?? [];
    return sha1 === undefined || sha512 === undefined ? digestAlone(this.#path) : { 'SHA-1': sha1, 'SHA-512': sha512 };
  }

  #set(value: bigint): void {
    Atomics.store(this.#cell, 0, value);
    Atomics.notify(this.#cell, 0);
  }
}

async function digestAlone(path: string): Promise<SecondDigests> {
  const [sha1, sha512] = [createHash('sha1'), createHash('sha512')];
  for await (const chunk of createReadStream(path)) for (const hash of [sha1, sha512]) hash.update(chunk as Uint8Array);
  return { 'SHA-1': sha1.digest('hex'), 'SHA-512': sha512.digest('hex') };
}
