#!/usr/bin/env node
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXIT } from '../core/errors/catalogue.ts';
import { asRegistryError, describeError, RegistryError } from '../core/errors/registry-error.ts';
import { COMMANDS } from '../core/inputs/commands.ts';
import { VERSION } from '../core/model/version.ts';
// Entry of the command line: finds the command, prints what it came to, sets the exit status.
import { shownBriefly, shownText } from '../core/text/shown-text.ts';
import { growHeapSlowly } from '../machine/heap.ts';
import { createInterruption, ENDING_SIGNALS } from '../machine/interruption.ts';
import { endLeftovers, killProcesses } from '../machine/processes.ts';
import { startTimer } from '../machine/timers.ts';
import { removeUnfinished } from '../machine/unfinished-files.ts';
import { isVerb } from './arguments.ts';
import { completion, mainHelp } from './help.ts';
import { createCliHost } from './host.ts';

// The SDK's notice about old Node versions would stand in every build log; our own support policy is in the README.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** How long what is left (a connection, an abandoned write) may hold the process after the command has ended. */
const LINGER_MS = 5_000;

const interruption = createInterruption((reason) => {
  say(describeError(reason));
  end(reason.exitCode);
});
// Node.js would print the line of the bundle in which it was thrown, which is nearly the whole bundle.
process.on('uncaughtException', (error) => {
  say(describeError(asRegistryError(error)));
  if (process.env.CODEARTIFACT_DEBUG && error instanceof Error) say([String(error.stack)]);
  end(EXIT.failed);
});
let signals = 0;
for (const signal of ENDING_SIGNALS) {
  process.on(signal, () => {
    signals++;
    // A second one means it: leave at once.
    if (signals > 1) return end(EXIT.interrupted);
    // The server ends by itself, and waits for the command that it runs.
    if (process.argv[2] === 'local') return;
    interruption.interrupt(new RegistryError('CA-RUN-002', `interrupted by ${signal}`));
  });
}

// A reader that has gone (`| head`) must not end a promotion half-way.
process.stderr.on('error', () => {});
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || isResultLost) return;
  isResultLost = true;
  say([`the result could not be written: ${error.message}`]);
});
let isResultLost = false;
// Whoever reads the result from a file must not take the half of one for the whole.
process.on('exit', (status) => {
  if (isResultLost && status === EXIT.done) process.exitCode = EXIT.failed;
});

/** Prints where there is no host: before there is one, and at the end of the process. */
function say(lines: readonly string[]): void {
  process.stderr.write(`${shownText(lines.join('\n'))}\n`);
}

/** Leaves without waiting for anything, and without a lock or half a file. */
function end(status: number): void {
  killProcesses(() => {
    removeUnfinished();
    process.exit(status);
  });
}

/** The server and the demo live in their own bundle beside this one; nothing else needs them. */
async function withServerBundle(command: 'local' | 'demo', args: readonly string[]): Promise<number> {
  const here = dirname(realpathSync(process.argv[1] ?? ''));
  const bundle = [join(here, '..', 'local', 'index.js'), join(here, '..', 'demo', 'entry.js')].find(isFile);
  if (!bundle)
    throw new RegistryError(
      'CA-INPUT-004',
      `\`${command}\` needs the whole package: this is a copy of the command line alone`,
    );
  const module = (await import(
    /* webpackIgnore: true */ pathToFileURL(bundle).href
  )) as typeof import('../demo/entry.ts');
  // Until it is loaded, the server cannot hear a signal.
  if (signals > 0) return EXIT.interrupted;
  return command === 'local' ? module.runLocal(args) : module.runDemo(args, interruption);
}

function isFile(path: string): boolean {
  try {
    readFileSync(path);
    return true;
  } catch {
    return false;
  }
}

async function main(args: readonly string[]): Promise<number> {
  const [command = '', ...rest] = args;
  if (command === '' || command === '--help' || command === '-h' || command === 'help') {
    process.stdout.write(`${mainHelp()}\n`);
    return command === '' ? EXIT.usage : EXIT.done;
  }
  if (command === '--version' || command === '-V') {
    process.stdout.write(`${VERSION}\n`);
    return EXIT.done;
  }
  if (command === 'completion') {
    const script = completion(rest[0] ?? 'bash');
    if (!script) throw new RegistryError('CA-INPUT-004', 'completion exists for bash, zsh and fish');
    process.stdout.write(script);
    return EXIT.done;
  }
  await growHeapSlowly(command);
  if (command === 'local' || command === 'demo') return withServerBundle(command, rest);
  if (command === 'buildspec') {
    const { runBuildspec } = await import('../buildspec/command.ts');
    const host = createCliHost({ quiet: false, verbose: false, json: false, interruption });
    return runBuildspec([...rest], host);
  }
  if (!isVerb(command)) {
    const near = COMMANDS.find(({ name }) => name.startsWith(command.slice(0, 3)) && command.length > 2)?.name;
    const shown = shownBriefly(command, 40);
    throw new RegistryError('CA-INPUT-004', `unknown command \`${shown}\`${near ? `; did you mean \`${near}\`?` : ''}`);
  }
  const { runVerb } = await import('./run-verb.ts');
  return runVerb(command, rest, interruption);
}

// A wait that nothing ends lets Node leave with status 0; until the command has said otherwise it has failed.
process.exitCode = EXIT.failed;
void main(process.argv.slice(2))
  .catch((error: unknown) => {
    const known = asRegistryError(error);
    say(describeError(known));
    if (process.env.CODEARTIFACT_DEBUG && error instanceof Error) say([String(error.stack)]);
    return known.exitCode;
  })
  .then(async (status) => {
    process.exitCode = status;
    interruption.close();
    // What is done stays done: while Node.js takes itself down, it hears no signal any more, and one would kill it.
    process.once('beforeExit', () => process.exit());
    startTimer(LINGER_MS, () => process.exit(), { isAwaited: false });
    await endLeftovers();
  });
