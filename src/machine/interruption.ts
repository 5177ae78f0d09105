// How a run ends before its work is done: by a signal, or because `timeout` is over.
//
//   interrupted   nothing new is begun; reads, waits, locks and child processes end
//   cut off       30 s later: writes that were sent are no longer awaited
//   ended         5 s after that the process ends, whatever still holds it
import { RegistryError } from '../core/errors/registry-error.ts';
import { endProcesses } from './processes.ts';
import { startTimer } from './timers.ts';

/** What asks a process to end: Ctrl-C, a service or a runner, and a terminal or a connection that is closed. */
export const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a write that was sent may still take. */
export const GRACE_MS = 30_000;
const LAST_MS = 5_000;

export interface Interruption {
  readonly interrupted: AbortSignal;
  readonly cutOff: AbortSignal;
  /** Interrupts the run; the first reason stands. */
  interrupt(reason: RegistryError): void;
  /** Interrupts the run with CA-NET-006 after so many seconds; 0 for never. Replaces an earlier limit. */
  limit(seconds: number): void;
  /** The run is over: no timer is left. */
  close(): void;
}

/** `end` is called when an interrupted process does not end by itself. */
export function createInterruption(end: (reason: RegistryError) => void): Interruption {
  const interrupted = new AbortController();
  const cutOff = new AbortController();
  let cancelLimit = () => {};
  let cancelEnd = () => {};
  let callOff = () => {};
  const interrupt = (reason: RegistryError) => {
    if (interrupted.signal.aborted) return;
    cancelLimit();
    cancelEnd = startTimer(
      GRACE_MS,
      () => {
        cancelEnd = startTimer(LAST_MS, () => end(reason), { isAwaited: false });
        cutOff.abort(reason);
      },
      { isAwaited: false },
    );
    interrupted.abort(reason);
    // Also those that a library started.
    callOff = endProcesses();
  };
  return {
    interrupted: interrupted.signal,
    cutOff: cutOff.signal,
    interrupt,
    limit(seconds) {
      cancelLimit();
      if (seconds === 0 || interrupted.signal.aborted) return;
      const over = () =>
        interrupt(new RegistryError('CA-NET-006', `the run did not end within the ${seconds} s of \`timeout\``));
      cancelLimit = startTimer(seconds * 1000, over, { isAwaited: false });
    },
    close() {
      cancelLimit();
      cancelEnd();
      callOff();
    },
  };
}
