// Turns an answer into exactly what goes on the wire: lengths, ranges, conditional answers, compression, clean headers.
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, STATUS_CODES } from 'node:http';
import { gzipSync } from 'node:zlib';
import { bodySize, isFileBody, type WireBody, type WireResponse } from './messages.ts';

export interface PreparedResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: WireBody | undefined;
  /** Part of a file body to send; `end` exclusive. */
  readonly range?: { readonly start: number; readonly end: number } | undefined;
}

export function prepareResponse(
  method: string,
  asked: IncomingHttpHeaders,
  answer: WireResponse,
  fromLoopback: boolean,
): PreparedResponse {
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(answer.headers ?? {})) headers[name.toLowerCase()] = cleanHeader(value);
  const reason = cleanReason(answer.reason, answer.status);
  const base = { status: answer.status, reason, headers };
  if (answer.status === 204 || answer.status === 304 || answer.status < 200) return { ...base, body: undefined };
  const isRead = method === 'GET' || method === 'HEAD';
  if (isRead && answer.status === 200 && isUnchanged(asked, headers)) {
    return { ...base, status: 304, reason: 'Not Modified', headers: validatorsOf(headers), body: undefined };
  }
  const size = bodySize(answer.body);
  const hasRanges = answer.status === 200 && headers['accept-ranges'] !== 'none';
  const range = isRead && hasRanges ? askedRange(asked, headers, answer.body) : undefined;
  if (range === 'unsatisfiable') {
    headers['content-range'] = `bytes */${size}`;
    headers['content-length'] = 0;
    return { ...base, status: 416, reason: 'Range Not Satisfiable', body: undefined };
  }
  if (isFileBody(answer.body) && hasRanges) headers['accept-ranges'] = 'bytes';
  if (range !== undefined) {
    headers['content-range'] = `bytes ${range.start}-${range.end - 1}/${size}`;
    headers['content-length'] = range.end - range.start;
    const body = method === 'HEAD' ? undefined : partOf(answer.body, range);
    return { ...base, status: 206, reason: 'Partial Content', body, range };
  }
  const body = fromLoopback ? answer.body : compressed(asked, headers, answer.body);
  headers['content-length'] = bodySize(body);
  return { ...base, body: method === 'HEAD' ? undefined : body };
}

function partOf(body: WireBody | undefined, range: { start: number; end: number }): WireBody | undefined {
  if (body === undefined || isFileBody(body)) return body;
  return Buffer.from(body as string).subarray(range.start, range.end);
}

/**
 * What the answer says, in characters that cannot end the status line; else the standard phrase of the status, or of its
 * class where there is none (RFC 9110, section 15).
 */
function cleanReason(reason: string | undefined, status: number): string {
  const said = (reason ?? '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 250);
  return said || (STATUS_CODES[status] ?? STATUS_CODES[status - (status % 100)] ?? '');
}

/** Header values are bytes: other characters go out as UTF-8, control characters not at all. */
function cleanHeader(value: string | readonly string[]): string | string[] {
  if (typeof value !== 'string') return value.map((one) => cleanHeader(one) as string);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
  const clean = value.replace(/[\x00-\x08\x0a-\x1f\x7f]+/g, ' ');
  return /^[\x20-\x7e\t]*$/.test(clean) ? clean : Buffer.from(clean, 'utf8').toString('latin1');
}

function isUnchanged(asked: IncomingHttpHeaders, headers: OutgoingHttpHeaders): boolean {
  const etag = headers.etag;
  const wanted = asked['if-none-match'];
  if (wanted !== undefined) {
    if (typeof etag !== 'string') return false;
    const weak = (tag: string) => tag.trim().replace(/^W\//, '');
    return wanted.trim() === '*' || wanted.split(',').some((tag) => weak(tag) === weak(etag));
  }
  const since = asked['if-modified-since'];
  const modified = headers['last-modified'];
  return since !== undefined && typeof modified === 'string' && Date.parse(modified) <= Date.parse(since);
}

function validatorsOf(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const kept: OutgoingHttpHeaders = {};
  for (const name of ['etag', 'last-modified', 'cache-control', 'vary']) {
    if (headers[name] !== undefined) kept[name] = headers[name];
  }
  return kept;
}

/** One range only; several at once are answered with the whole, as RFC 9110 allows. */
function askedRange(
  asked: IncomingHttpHeaders,
  headers: OutgoingHttpHeaders,
  body: WireBody | undefined,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(asked.range?.trim() ?? '');
  if (found === null || body === undefined) return undefined;
  const condition = asked['if-range'];
  if (typeof condition === 'string' && condition !== headers.etag && condition !== headers['last-modified']) {
    return undefined;
  }
  const size = bodySize(body);
  const [first, last] = [found[1] ?? '', found[2] ?? ''];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first === '' && Number(last) === 0) return 'unsatisfiable';
  return start >= end ? 'unsatisfiable' : { start, end };
}

// Pages are the same bytes object for as long as nothing changed, so compressing is paid once for each.
const compressedPages = new WeakMap<Uint8Array, Buffer>();

function compressed(
  asked: IncomingHttpHeaders,
  headers: OutgoingHttpHeaders,
  body: WireBody | undefined,
): WireBody | undefined {
  if (!(body instanceof Uint8Array) || body.length < 1024 || headers['content-encoding'] !== undefined) return body;
  if (!/json|text|xml/.test(String(headers['content-type'] ?? ''))) return body;
  headers.vary = headers.vary === undefined ? 'accept-encoding' : `${headers.vary}, accept-encoding`;
  if (!/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(asked['accept-encoding'] ?? ''))) return body;
  let packed = compressedPages.get(body);
  if (packed === undefined) {
    packed = gzipSync(body, { level: 1 });
    compressedPages.set(body, packed);
  }
  headers['content-encoding'] = 'gzip';
  return packed;
}
