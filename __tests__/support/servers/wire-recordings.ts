// Exchanges of real tools as files: written when RECORD_EXCHANGES is set, read by the tests of both halves of a format.
// Credentials become ***. Bodies stay as they
// were, since checksums of them follow; Maven 4 writes the address of the endpoint into the POM for users.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exchange } from './local-registry.ts';

export interface RecordedRequest {
  readonly method: string;
  /** Below the endpoint. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or base64 in lines of 100. */
  readonly text?: string;
  readonly base64?: readonly string[];
  readonly status: number;
}

export interface WireRecording {
  readonly tool: string;
  readonly version: string;
  readonly requests: readonly RecordedRequest[];
}

const folderOf = (format: string) => join(import.meta.dirname ?? '.', '..', '..', 'formats', format, 'exchanges');

/** Headers a registry could act on; the others name machines and sessions. */
const KEPT = [
  'accept',
  'content-type',
  'expect',
  'transfer-encoding',
  'x-nuget-apikey',
  'x-nuget-client-version',
  'x-nuget-protocol-version',
];

export async function recordWire(
  place: { format: string; name: string; tool: string; version: string },
  endpoint: string,
  exchanges: readonly Exchange[],
): Promise<void> {
  if (!process.env.RECORD_EXCHANGES) return;
  const prefix = new URL(endpoint).pathname;
  const requests = exchanges
    .filter(({ target }) => target.startsWith(prefix))
    .map((exchange): RecordedRequest => {
      const { method, target, headers, status, body } = exchange;
      const kept = KEPT.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as const]));
      const scheme = headers.authorization?.split(' ')[0];
      return {
        method,
        path: target.slice(prefix.length),
        headers: { ...Object.fromEntries(kept), ...(scheme ? { authorization: `${scheme} ***` } : {}) },
        ...describeBody(body),
        status,
      };
    });
  await mkdir(folderOf(place.format), { recursive: true });
  const { tool, version } = place;
  const file = join(folderOf(place.format), `${place.name}.${tool}-${version.replace(/[^0-9A-Za-z.-]/g, '')}.json`);
  await writeFile(file, `${JSON.stringify({ tool, version, requests }, null, 2)}\n`);
}

function describeBody(body: Buffer): Pick<RecordedRequest, 'text' | 'base64'> {
  if (body.length === 0) return {};
  const text = body.toString('utf8');
  if (Buffer.from(text).equals(body) && !text.includes('\u0000')) return { text };
  return { base64: body.toString('base64').match(/.{1,100}/g) ?? [] };
}

/** Recordings of a format whose file name begins with `name`, by file name. */
export function wireRecordings(format: string, name: string): [string, WireRecording][] {
  const folder = folderOf(format);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.startsWith(`${name}.`));
  return files.map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8')) as WireRecording]);
}

/** The body as it was sent. */
export function bodyOf(request: RecordedRequest): Buffer {
  if (request.base64) return Buffer.from(request.base64.join(''), 'base64');
  return Buffer.from(request.text ?? '');
}

/** Sends a recorded request again, with a token where the tool sent one. Resolves to the status. */
export async function replay(request: RecordedRequest, endpoint: string, token: string): Promise<number> {
  const { authorization, expect: _expect, 'transfer-encoding': _chunked, ...headers } = request.headers;
  const basic = `Basic ${Buffer.from(`aws:${token}`).toString('base64')}`;
  const body = bodyOf(request);
  const answer = await fetch(endpoint + request.path, {
    method: request.method,
    redirect: 'manual',
    headers: { ...headers, ...(authorization ? { authorization: basic } : {}) },
    ...(body.length > 0 ? { body: body as unknown as string } : {}),
  });
  await answer.arrayBuffer();
  return answer.status;
}
