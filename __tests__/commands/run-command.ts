// One command as a surface runs it: inputs by name, a host that records, and what it came to as a value.
import { expect } from '@jest/globals';
import type { Command } from '../../src/commands/definition/command.ts';
import type { CommandResult } from '../../src/commands/definition/result.ts';
import type { ErrorCode } from '../../src/core/errors/catalogue.ts';
import { asRegistryError } from '../../src/core/errors/registry-error.ts';
import type { VerbName } from '../../src/core/inputs/commands.ts';
import type { InputName } from '../../src/core/inputs/definitions.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { HttpTransport } from '../../src/core/ports/http.ts';
import { systemClock } from '../../src/machine/clock.ts';
import { withShortWaits } from '../support/fast-clock.ts';
import { type RecordingHost, recordingHost } from '../support/host.ts';

export const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-K7MDENG-an-example',
} as const;

export type GivenInputs = Readonly<Partial<Record<InputName, string>>>;

export interface Given {
  /** Where the service is. */
  readonly url: string;
  /** Home, working directory and temporary folder. */
  readonly folder: string;
  readonly inputs?: GivenInputs;
  readonly operands?: readonly string[];
  readonly extra?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** As a signal does; the cut-off follows by itself where nothing is given. */
  readonly interrupted?: AbortSignal;
  /** By how much the clock of this machine is ahead, in milliseconds. */
  readonly ahead?: number;
  /** Puts something between the command and the network. */
  readonly network?: (send: HttpTransport) => HttpTransport;
}

export interface Ended {
  readonly exit: number;
  /** Of the error that stopped the command; undefined when it gave a result. */
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly result: CommandResult | undefined;
  readonly host: RecordingHost;
}

/** Runs to the end. Fails when anything that was to be masked stands where people or programs read it. */
export async function runCommand(command: Command, verb: VerbName, given: Given): Promise<Ended> {
  const {
    url,
    folder,
    inputs = {},
    operands = [],
    extra = {},
    env = {},
    network = (send) => send,
    ahead = 0,
    interrupted,
  } = given;
  const host = withShortWaits(
    recordingHost({
      folder,
      ...(interrupted ? { interrupted } : {}),
      ...(ahead === 0 ? {} : { clock: { ...systemClock, now: () => systemClock.now() + ahead } }),
      env: { ...KEYS, AWS_ENDPOINT_URL: url, AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true', ...env },
    }),
  );
  const ended = await (async (): Promise<Ended> => {
    try {
      const read = readInputs(
        verb,
        (name) => inputs[name],
        (name) => name,
      );
      const result = await command({ inputs: read, host: { ...host, http: network(host.http) }, operands, extra });
      return { exit: result.exit, code: undefined, message: '', result, host };
    } catch (error) {
      const known = asRegistryError(error);
      // An error that is nobody's mistake is the test's to show.
      if (known.code === 'CA-RUN-003') throw error;
      return { exit: known.exitCode, code: known.code, message: known.message, result: undefined, host };
    } finally {
      host.close();
    }
  })();
  const { printed: _, ...shown } = ended.result ?? {};
  const said = `${JSON.stringify(shown)}\n${ended.message}\n${host.lines.join('\n')}`;
  for (const secret of [KEYS.AWS_SECRET_ACCESS_KEY, ...host.masked].filter((text) => text.length >= 8))
    expect(said).not.toContain(secret);
  return ended;
}

/** The result of a command that had to give one. */
export function resultOf({ result, code, message }: Ended): CommandResult {
  if (!result) throw new Error(`ended with ${code}: ${message}`);
  return result;
}

/** `--json` as a program reads it. */
export function jsonOf(ended: Ended): Record<string, unknown> {
  return JSON.parse(JSON.stringify(resultOf(ended).json));
}

/** An output whose value is JSON. */
export function listOf(ended: Ended, name: string): unknown {
  return JSON.parse(String((resultOf(ended).outputs as Record<string, unknown>)[name]));
}

/** The value behind an output or variable. */
export function revealed(value: string | Secret | undefined): string | undefined {
  return value instanceof Secret ? value.reveal() : value;
}

/** A network that knows how many requests of a kind were on their way at once, at most. */
export function counted(isMeant: (request: { method: string; url: string }) => boolean): {
  readonly most: () => number;
  readonly network: (send: HttpTransport) => HttpTransport;
} {
  let now = 0;
  let most = 0;
  return {
    most: () => most,
    network: (send) => async (request) => {
      if (!isMeant(request)) return send(request);
      now++;
      most = Math.max(most, now);
      try {
        // Long enough for whoever may begin beside it to have begun.
        await new Promise((done) => setTimeout(done, 50));
        return await send(request);
      } finally {
        now--;
      }
    },
  };
}

/** The queries of all requests for a path. */
export function asked(
  exchanges: readonly { readonly method: string; readonly target: string }[],
  path: string,
): readonly URLSearchParams[] {
  return exchanges
    .filter(({ target }) => target.split('?')[0] === path)
    .map(({ target }) => new URLSearchParams(target.split('?')[1] ?? ''));
}
