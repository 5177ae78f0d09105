// How a step of the action ends early: the runner sends SIGINT when a job is cancelled, SIGTERM 7.5 s later.
import { EXIT } from '../core/errors/catalogue.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { isLibraryAtWork } from '../machine/execution.ts';
import { createInterruption, ENDING_SIGNALS, type Interruption } from '../machine/interruption.ts';
import { endLeftovers, killProcesses } from '../machine/processes.ts';
import { startTimer } from '../machine/timers.ts';
import { removeUnfinished } from '../machine/unfinished-files.ts';
import { printDebug, printError, printWarning } from './runner.ts';

/** How long what is left (a connection, an abandoned write) may hold the process after the step has ended. */
const LINGER_MS = 5_000;

/**
 * The interruption of this process; a second signal ends it at once. An error that nobody caught ends it with `status`:
 * Node.js would print the line of the bundle in which it was thrown, which may be the whole bundle.
 */
export function interruptionBySignals(status: number = EXIT.failed): Interruption {
  process.on('uncaughtException', (error) => {
    const text = `CA-RUN-003: ${String(error)}`;
    if (status === EXIT.done) printWarning(text);
    else printError(text);
    if (error instanceof Error) printDebug(error.stack ?? '');
    end(status);
  });
  const interruption = createInterruption((reason) => {
    printError(`${reason.code}: ${reason.message}`);
    end(EXIT.failed);
  });
  let signals = 0;
  for (const signal of ENDING_SIGNALS) {
    process.on(signal, () => {
      signals++;
      if (signals > 1) return end(EXIT.interrupted);
      interruption.interrupt(new RegistryError('CA-RUN-002', `interrupted by ${signal}`));
    });
  }
  return interruption;
}

/** Leaves without waiting for anything, and without a lock or half a file. */
function end(status: number): void {
  killProcesses(() => {
    removeUnfinished();
    process.exit(status);
  });
}

/** Ends what programs left behind, and the process with the status even when a connection is left open. */
export async function leave(status: number): Promise<void> {
  process.exitCode = status;
  // What is done stays done: while Node.js takes itself down, it hears no signal any more, and one would kill it.
  process.once('beforeExit', () => process.exit());
  startTimer(LINGER_MS, () => killProcesses(() => process.exit()), { isAwaited: false });
  await endLeftovers();
  // A transfer that nobody waits for would go on, and unpack beside the next step.
  if (isLibraryAtWork()) killProcesses(() => process.exit());
}
