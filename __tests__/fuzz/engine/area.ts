// What a part of the program promises about whatever it is given, in the form that the run of all of them needs.
import type fc from 'fast-check';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';

/**
 * One part that reads what strangers wrote. `Input` is what it is given, as it can be written down; `Drawn` what the
 * generator gives, where an input has to be built of it first.
 */
export interface FuzzArea<Input, Drawn = Input> {
  readonly name: string;
  /** Part of the time of a run, compared with the other areas. */
  readonly share: number;
  /** Processor time that one input may take, in milliseconds. */
  readonly longestMs: number;
  /** Bytes by which the memory may grow over one input. */
  readonly largestGrowth: number;
  open(): Promise<OpenArea<Input, Drawn>>;
}

export interface OpenArea<Input, Drawn = Input> {
  readonly inputs: fc.Arbitrary<Drawn>;
  /** Default: what was drawn is the input. */
  build?(drawn: Drawn): Promise<Input>;
  /** What goes into the file of a failure: for people and for a regression test. */
  written(input: Input): string | Uint8Array;
  /** What became of it: `ACCEPTED`, or the code that it was refused with. Rejects when a promise is broken. */
  attempt(input: Input): Promise<string>;
  close?(): Promise<void>;
}

/** Keeps the type of an area's inputs inside the area, so that areas of all types fit into one list. */
export type AnyArea = FuzzArea<never>;

export const ACCEPTED = 'accepted';

/** How V8 words a mistake in a program. None of it may be what a coded error is made from. */
export const ACCIDENT =
  /Cannot (?:read|set|destructure|convert|mix|access|assign)|is not (?:a function|iterable|a constructor|defined|extensible)|Maximum call stack|Invalid (?:array length|string length|time value|count value|code point)|out of (?:range|memory)|argument must be|Reduce of empty array|undefined/;

/**
 * The code with which work ended, or `ACCEPTED`. An error without a code, one that asks people to report it, and one that
 * dresses an accident in a code break the promise and are thrown on.
 */
export async function endOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return ACCEPTED;
  } catch (error) {
    return codeOf(error);
  }
}

/** The code of an error that keeps the promise; throws any other. */
export function codeOf(error: unknown): string {
  if (!(error instanceof RegistryError)) throw broken('an error without a code', error);
  if (error.code === 'CA-RUN-003') throw broken('an error that asks to be reported', error);
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    // Libraries throw these kinds in words of their own as well.
    const isProgramming =
      [TypeError, RangeError, ReferenceError].some((kind) => at instanceof kind) && ACCIDENT.test(at.message);
    if (isProgramming) throw broken(`an accident behind ${error.code}`, at);
  }
  return error.code;
}

function broken(what: string, cause: unknown): Error {
  const { stack, message } = cause instanceof Error ? cause : { stack: '', message: String(cause) };
  const frames = (stack ?? '')
    .split('\n    at ')
    .slice(1, 4)
    .map((frame) => ` at ${frame.replace(/\(?\/.*?\/(?=src|__tests__)/, '(')}`);
  return new Error(`${what}: ${message}${frames.join('')}`, { cause });
}

/** Throws `words` where something does not hold. */
export function promise(holds: boolean, words: () => string): void {
  if (!holds) throw new Error(words());
}
