// The machine as the buildspec commands see it.
import type { Host } from '../core/ports/host.ts';
import type { ShellRunner } from '../machine/shell.ts';

/** A host that prints results apart from its log, as the command line's does on standard output. */
export interface BuildspecHost extends Host {
  print(text: string): void;
  /** Prints a value as JSON. */
  printJson(value: unknown): void;
  /** Prints a file as it is. */
  printExactly(text: string): void;
  /** Prints what programs of the user print, as it comes: lines with their ends, and parts of lines. */
  printPart(text: string): void;
}

/** What only some sub-commands need of the machine; replaced in tests. */
export interface BuildspecMachine {
  readonly shell: ShellRunner;
  /** Path of the running command line, for `--vendor`. */
  readonly program: string;
}
