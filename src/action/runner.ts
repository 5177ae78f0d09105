// The runner's protocol, spoken by @actions/core. All that the action reads from the runner, prints and hands over
// passes here: nothing else of the action writes to standard output.

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

/** An input as the runner passes it; empty means not given. */
export function givenInput(name: string): string | undefined {
  return getInput(name) || undefined;
}

/**
 * Prints lines that are no commands, whatever they hold: names and versions come from files of strangers. The runner
 * looks for `::` behind white space at the beginning of a line, and for `##[` anywhere in it.
 */
export function printPlain(text: string): void {
  // .NET trims U+0085 as well, which is no white space here.
  info(text.replaceAll(/^([\s\u0085]*)::/gm, '$1\u200b::').replaceAll('##[', '##\u200b['));
}

/** Prints what only a run with debug logging shows. */
export function printDebug(message: string): void {
  debug(message);
}

/** Adds a warning to the run. */
export function printWarning(message: string): void {
  warning(message);
}

/** Adds an error to the run. */
export function printError(message: string): void {
  error(message);
}

/** Folds what is printed during the work under a title. */
export async function printGroup<T>(title: string, work: () => Promise<T>): Promise<T> {
  startGroup(title);
  try {
    return await work();
  } finally {
    endGroup();
  }
}

/** Has one line masked in everything that the runner shows from now on. */
export function maskLine(line: string): void {
  setSecret(line);
}

type CommandFile = 'GITHUB_OUTPUT' | 'GITHUB_ENV' | 'GITHUB_STATE' | 'GITHUB_STEP_SUMMARY';

/**
 * Whether the runner named this file. One that is named and gone is made again: the runner reads it after the step all
 * the same, and the toolkit would refuse it. Throws CA-FILE-003 when it cannot be written, so that nothing gets lost.
 */
function isNamed(name: CommandFile): boolean {
  const path = process.env[name];
  if (!path) return false;
  try {
    appendFileSync(path, '');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RegistryError('CA-FILE-003', `the runner named a file by ${name} that cannot be written: ${reason}`, {
      cause,
    });
  }
  return true;
}

/** Sets an output of the step. A runner without the file (old GitHub Enterprise Server) gets the older command. */
export function writeOutput(name: string, value: string): void {
  isNamed('GITHUB_OUTPUT');
  coreSetOutput(name, value);
}

/** Keeps a value for the post step. A runner without the file gets the older command. */
export function keepValue(name: string, value: string): void {
  isNamed('GITHUB_STATE');
  saveState(name, value);
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
    coreExportVariable(name, value);
  } finally {
    // The toolkit sets it for this process as well. The programs that this step still starts have no use for a token.
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
  return true;
}

/** Adds to the summary of the step. Without it nothing is wrong with the run: that is a warning. */
export async function addSummary(markdown: string): Promise<void> {
  try {
    if (isNamed('GITHUB_STEP_SUMMARY')) await summary.addRaw(`${markdown.trimEnd()}\n\n`).write();
  } catch (error) {
    summary.emptyBuffer();
    printWarning(`there is no summary: ${error instanceof Error ? error.message : String(error)}`);
  }
}
