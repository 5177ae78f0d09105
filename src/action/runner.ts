// The runner's protocol, spoken by @actions/core. All that the action reads from the runner, prints and hands over
// passes here: nothing else of the action writes to standard output, and what a library writes is looked at.

import { appendFileSync } from 'node:fs';
import {
  exportVariable as coreExportVariable,
  setOutput as coreSetOutput,
  debug,
  endGroup,
  error,
  getInput,
  getState,
  info,
  saveState,
  setSecret,
  startGroup,
  summary,
  warning,
} from '@actions/core';
import { RegistryError } from '../core/errors/registry-error.ts';
import { shownText } from '../core/text/shown-text.ts';

let printing = 0;

/** Prints on our behalf: what is written meanwhile is what this file wants to be written. */
function ours<T>(print: () => T): T {
  printing++;
  try {
    return print();
  } finally {
    printing--;
  }
}

/** An annotation as @actions/core writes it: one line, its text escaped. What precedes its text has no `::` in it. */
const ANNOTATION = /^::(?:debug|notice|warning|error)(?: (?:[^\r\n:]|:(?!:))*)?::[^\r\n]*\r?\n$/;

/** A mask as @actions/core writes it: one line, its value escaped. */
const MASK = /^::add-mask::([^\r\n]*)\r?\n$/;
/** A shorter one would hide words of everybody, and is no secret of a service. */
const SHORTEST_MASK = 8;

const unescaped = (data: string): string => data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

let guarded: unknown;
let masking: (secret: string) => void = () => {};
let complaints = 0;

/** Warnings and errors that libraries have printed since `guardOutput`: some tell of a failure in no other way. */
export const complaintsOfLibraries = () => complaints;

/**
 * From now on what others write to standard output (a library with an @actions/core of its own, the output of programs
 * that it runs) is printed like any text of strangers; only their annotations stay commands. What they have masked
 * (signed addresses of the cache) goes to `mask` and is not printed.
 */
export function guardOutput(mask: (secret: string) => void): void {
  masking = mask;
  if (guarded === process.stdout) return;
  guarded = process.stdout;
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...more: never[]) => {
    if (printing > 0) return write(chunk, ...more);
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const secret = unescaped(MASK.exec(text)?.[1] ?? '');
    if (secret.trim().length >= SHORTEST_MASK) {
      masking(secret);
      const [done] = more.slice(-1) as unknown[];
      if (typeof done === 'function') done();
      return true;
    }
    // An annotation begins as a command does, and stays one.
    const [colons = ''] = ANNOTATION.test(text) ? ['::'] : [];
    if (colons !== '' && /^::(?:warning|error)[ :]/.test(text)) complaints++;
    const shown = shownText(text.slice(colons.length));
    // What follows could make a command of it.
    return write(`${colons}${shown}${/[#:]$/.test(shown) ? '\u200b' : ''}`, ...more);
  }) as typeof process.stdout.write;
}

/** An input as the runner passes it; empty means not given. */
export function givenInput(name: string): string | undefined {
  return getInput(name) || undefined;
}

/** Prints lines that are no commands, whatever they hold: names and versions come from files of strangers. */
export function printPlain(text: string): void {
  ours(() => info(shownText(text)));
}

/** Prints what only a run with debug logging shows. */
export function printDebug(message: string): void {
  ours(() => debug(shownText(message)));
}

/** Adds a warning to the run. */
export function printWarning(message: string): void {
  ours(() => warning(shownText(message)));
}

/** Adds an error to the run. */
export function printError(message: string): void {
  ours(() => error(shownText(message)));
}

/** Folds what is printed during the work under a title. */
export async function printGroup<T>(title: string, work: () => Promise<T>): Promise<T> {
  ours(() => startGroup(shownText(title)));
  try {
    return await work();
  } finally {
    ours(endGroup);
  }
}

/** Has one line masked in everything that the runner shows from now on. */
export function maskLine(line: string): void {
  ours(() => setSecret(line));
}

type CommandFile = 'GITHUB_OUTPUT' | 'GITHUB_ENV' | 'GITHUB_STATE' | 'GITHUB_STEP_SUMMARY';

/**
 * Whether the runner named this file. One that is named and gone is made again: the runner reads it after the step all
 * the same, and the toolkit would refuse it. Throws CA-FILE-003 when it cannot be written, so that nothing gets lost.
 */
function isNamed(name: CommandFile): boolean {
  const path = process.env[name];
  if (!path) return false;
  written(name, () => appendFileSync(path, ''));
  return true;
}

/** Writes to a file of the runner; an error says which, and not that there is something to report. */
function written(name: CommandFile, write: () => void): void {
  try {
    ours(write);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RegistryError('CA-FILE-003', `the runner named a file by ${name} that cannot be written: ${reason}`, {
      cause,
    });
  }
}

/** Sets an output of the step. A runner without the file (old GitHub Enterprise Server) gets the older command. */
export function writeOutput(name: string, value: string): void {
  isNamed('GITHUB_OUTPUT');
  written('GITHUB_OUTPUT', () => coreSetOutput(name, value));
}

/** Keeps a value for the post step. A runner without the file gets the older command. */
export function keepValue(name: string, value: string): void {
  isNamed('GITHUB_STATE');
  written('GITHUB_STATE', () => saveState(name, value));
}

/** A value that the main step kept; undefined when there is none. */
export function keptValue(name: string): string | undefined {
  return getState(name) || undefined;
}

/**
 * Sets a variable for later steps; false where the runner has no file for them: the older command is switched off on
 * every runner, and would be no more than a line in the log that shows the value.
 */
export function exportVariable(name: string, value: string): boolean {
  if (!isNamed('GITHUB_ENV')) return false;
  const before = process.env[name];
  try {
    written('GITHUB_ENV', () => coreExportVariable(name, value));
  } finally {
    // The toolkit sets it for this process as well. The programs that this step still starts have no use for a token.
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
  return true;
}

/**
 * Has the variables of this process as given while a library works that reads its settings there and nowhere else. After
 * that they are as before, so that no program which is started later sees them.
 */
export async function withVariables<T>(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** Adds to the summary of the step. Without it nothing is wrong with the run: that is a warning. */
export async function addSummary(markdown: string): Promise<void> {
  try {
    if (isNamed('GITHUB_STEP_SUMMARY')) await summary.addRaw(`${shownText(markdown.trimEnd())}\n\n`).write();
  } catch (error) {
    summary.emptyBuffer();
    printWarning(`there is no summary: ${error instanceof Error ? error.message : String(error)}`);
  }
}
