// Exchanges of real npm clients as files: recorded when RECORD_EXCHANGES is set, with nothing of the machine in them.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exchange } from './local-registry.ts';

export const EXCHANGES = join(import.meta.dirname ?? '.', '..', '..', 'formats', 'npm', 'exchanges');

export interface RecordedExchange {
  readonly method: string;
  /** Relative to the repository endpoint. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON. */
  readonly body?: unknown;
  readonly status: number;
  readonly answer?: unknown;
}

export interface Recording {
  readonly tool: string;
  /** What the client printed, where that is what the recording is for. */
  readonly printed?: readonly string[];
  readonly exchanges: readonly RecordedExchange[];
}

interface Origin {
  readonly tool: string;
  readonly endpoint: string;
  readonly token: string;
  readonly printed?: string;
}

/** Headers that a registry could act on; the others name machines, sessions and paths. */
const KEPT = ['accept', 'content-type', 'content-encoding', 'authorization', 'npm-command', 'npm-auth-type'];

export async function recordExchanges(name: string, origin: Origin, exchanges: readonly Exchange[]): Promise<void> {
  if (!process.env.RECORD_EXCHANGES) return;
  const clean = cleaner(origin);
  const recording: Recording = {
    tool: origin.tool,
    ...(origin.printed === undefined ? {} : { printed: printed(clean(origin.printed)) }),
    exchanges: exchanges.map((exchange) => describeExchange(exchange, origin, clean)),
  };
  await mkdir(EXCHANGES, { recursive: true });
  await writeFile(join(EXCHANGES, `${name}.json`), `${JSON.stringify(recording, null, 2)}\n`);
}

function describeExchange(exchange: Exchange, origin: Origin, clean: (text: string) => string): RecordedExchange {
  const prefix = new URL(origin.endpoint).pathname;
  const headers = KEPT.flatMap((name) => {
    const value = exchange.headers[name];
    return value === undefined ? [] : [[name, clean(value)]];
  });
  return {
    method: exchange.method,
    path: exchange.target.slice(prefix.length),
    headers: Object.fromEntries(headers),
    ...(exchange.body.length === 0 ? {} : { body: parsed(clean(exchange.body.toString('utf8'))) }),
    status: exchange.status,
    ...(exchange.answer === undefined ? {} : { answer: parsed(clean(exchange.answer)) }),
  };
}

/** Replaces what differs from run to run or tells of the machine. */
function cleaner({ endpoint, token }: Origin): (text: string) => string {
  return (text) =>
    text
      .replaceAll(endpoint, '{endpoint}')
      .replaceAll(new URL(endpoint).origin, '{origin}')
      .replaceAll(token, '{token}')
      .replaceAll(/\/\S*npm-family-\w+\/[\w./-]*/g, '{folder}')
      .replaceAll(/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '{time}')
      .replaceAll(/"_rev":"[^"]*"/g, '"_rev":"{rev}"');
}

function printed(text: string): string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, '');
  return plain
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/debug-\d|\{folder\}|^\s*at |file:\/\//.test(line));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
