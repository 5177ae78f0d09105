// An input that never comes to its end holds the thread, and with it every timer. So another thread looks whether inputs
// go on, and where one does not, it writes that one down and ends the process: every wait has a bound, this one too.
import { Worker } from 'node:worker_threads';

/** Bytes of an input that are kept for that case. */
const KEPT = 4 * 1024 * 1024;

const WATCHER = `
const { workerData } = require('node:worker_threads');
const { writeFileSync, writeSync } = require('node:fs');
const { shared, kept, limitMs, path, hint } = workerData;
const head = new Int32Array(shared, 0, 2);
let seen = -1, since = Date.now();
setInterval(() => {
  const now = Atomics.load(head, 0);
  if (now !== seen || now % 2 === 0) { seen = now; since = Date.now(); return; }
  if (Date.now() - since < limitMs) return;
  writeFileSync(path, Buffer.from(shared, 8, Math.min(Atomics.load(head, 1), kept)).toString('base64'));
  writeSync(2, 'fuzz: an input did not end within ' + limitMs + ' ms; it lies in ' + path + ' (base64). ' + hint + '\\n');
  process.kill(process.pid, 'SIGKILL');
}, 500);
`;

export interface Watch {
  begin(input: string | Uint8Array): void;
  end(): void;
  close(): Promise<void>;
}

/** Ends the process when an input takes longer than `limitMs`; the input is then in the file, the hint on stderr. */
export function watchInputs(limitMs: number, path: string, hint: string): Watch {
  const shared = new SharedArrayBuffer(8 + KEPT);
  const head = new Int32Array(shared, 0, 2);
  const body = new Uint8Array(shared, 8);
  const worker = new Worker(WATCHER, { eval: true, workerData: { shared, kept: KEPT, limitMs, path, hint } });
  worker.unref();
  return {
    begin(input) {
      const bytes = typeof input === 'string' ? Buffer.from(input) : input;
      body.set(bytes.subarray(0, KEPT));
      Atomics.store(head, 1, bytes.length);
      // Odd while an input is under way.
      Atomics.add(head, 0, 1);
    },
    end: () => void Atomics.add(head, 0, 1),
    close: async () => void (await worker.terminate()),
  };
}
