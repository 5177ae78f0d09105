// One GET below the base address of a public source: http(s) with redirects, or a folder.

import { type ExternalFetch, ServedRefusal } from '../../../core/ports/format-server.ts';
import type { HttpResponse, HttpTransport } from '../../../core/ports/http.ts';
import { fetchFromFolder } from './external-folder.ts';
import type { Source } from './external-source.ts';

const REDIRECTS = 5;

export function readBase(name: string, text: string, fromPath: (path: string) => URL): Source {
  const base = URL.canParse(text) && /^(https?|file):/i.test(text) ? new URL(text) : fromPath(text);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  base.search = '';
  base.hash = '';
  return { name, base };
}

/**
 * Addresses that are absolute must be http(s), or inside the folder for a folder; credentials in the base address are
 * sent to its own origin only. Every failure to get an answer is a ServedRefusal (unavailable).
 */
export function externalFetch(source: Source, http: HttpTransport, idleTimeoutMs: number): ExternalFetch {
  if (source.base.protocol === 'file:') return (path) => fetchFromFolder(source, path);
  return async (path, { accept, etag } = {}) => {
    let url = resolve(source, path, plain(source.base));
    for (let hop = 0; hop <= REDIRECTS; hop++) {
      const response = await get(source, url, http, {
        idleTimeoutMs,
        headers: {
          accept: accept ?? '*/*',
          ...(etag === undefined ? {} : { 'if-none-match': etag }),
          ...credentials(source, url),
        },
      });
      const { status, headers } = response;
      if (status === 200 || status === 304)
        return { status, headers, body: guarded(source, response), url: shown(url) };
      await response.discard();
      if (status === 404 || status === 410) return undefined;
      if (status === 429 || status >= 500) throw new SourceDown(source, `it answered ${status}`);
      if (![301, 302, 303, 307, 308].includes(status) || !headers.location)
        throw unavailable(source, `it answered ${status}`);
      const next = resolve(source, headers.location, url);
      if (url.protocol === 'https:' && next.protocol !== 'https:')
        throw unavailable(source, 'it redirects from https to another protocol');
      url = next;
    }
    throw unavailable(source, `it redirects more than ${REDIRECTS} times`);
  };
}

function resolve(source: Source, path: string, base: URL): URL {
  if (!URL.canParse(path, base.href)) throw unavailable(source, 'it names an address that cannot be read');
  const url = plain(new URL(path, base));
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw unavailable(source, `it names an address of the protocol ${url.protocol}`);
}

async function get(
  source: Source,
  url: URL,
  http: HttpTransport,
  options: { idleTimeoutMs: number; headers: Record<string, string> },
): Promise<HttpResponse> {
  try {
    return await http({ method: 'GET', url: url.href, ...options });
  } catch (error) {
    throw new SourceDown(source, 'it cannot be reached', error);
  }
}

async function* guarded(source: Source, response: HttpResponse): AsyncGenerator<Uint8Array> {
  try {
    yield* response.body;
  } catch (error) {
    throw unavailable(source, 'its answer broke off', error);
  }
}

/** Without user info: credentials travel in a header, and only where they belong. */
function plain(url: URL): URL {
  const copy = new URL(url);
  copy.username = '';
  copy.password = '';
  return copy;
}

function credentials({ base }: Source, url: URL): Record<string, string> {
  if (base.origin !== url.origin || (base.username === '' && base.password === '')) return {};
  const pair = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

function shown(url: URL): string {
  return plain(url).href;
}

/** The source as a whole does not answer, so that asking it for something else is in vain for a while. */
export class SourceDown extends ServedRefusal {
  constructor(source: Source, why: string, cause?: unknown) {
    super('unavailable', `the public source ${source.name} is of no use: ${why}`);
    this.cause = cause;
  }
}

export function unavailable(source: Source, why: string, cause?: unknown): ServedRefusal {
  const refusal = new ServedRefusal('unavailable', `the public source ${source.name} is of no use: ${why}`);
  refusal.cause = cause;
  return refusal;
}
