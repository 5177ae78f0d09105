// One signed call of the CodeArtifact API (restJson1) or STS (query protocol) with retries; nothing else sends them.
import aws4 from 'aws4';
import { isRead, retrying } from '../core/calls/retry.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Host } from '../core/ports/host.ts';
import { type HttpResponse, readBody } from '../core/ports/http.ts';
import type { AwsCall } from './call.ts';
import type { CredentialSource } from './credentials.ts';
import { errorOf } from './error-translation.ts';

export interface Service {
  readonly name: 'codeartifact' | 'sts';
  readonly region: string;
  /** Scheme, host and port, without path. */
  readonly endpoint: string;
  /** Undefined for the unsigned calls of STS. */
  readonly credentials: CredentialSource | undefined;
  readonly maxAttempts: number;
}

// RFC 3986, as the service's signature check expects it: encodeURIComponent leaves five characters out.
const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

export function queryString(query: AwsCall['query']): string {
  const parts = Object.entries(query ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
  return parts.length > 0 ? `?${parts.join('&')}` : '';
}

/** Sends a call until it is answered with 2xx or a code that no waiting helps. The body of the answer is unread. */
export async function send(host: Host, service: Service, call: AwsCall): Promise<HttpResponse> {
  return retrying(host, { attempts: service.maxAttempts, label: call.operation }, () => sendOnce(host, service, call));
}

async function sendOnce(host: Host, service: Service, call: AwsCall): Promise<HttpResponse> {
  // A session that nobody received leaves nothing to be undone.
  const looks = isRead(call.operation) || service.name === 'sts';
  const exchange = { what: `${call.operation} for ${call.subject}`, isRead: looks };
  const response = await host.http({ ...(await signed(service, call)), ...exchange });
  if (response.status >= 200 && response.status < 300) return response;
  const body = await readBody(response, 256 * 1024).catch(() => Buffer.alloc(0));
  throw errorOf(call, response, body.toString('utf8'), host.clock.now());
}

/** Like `send`, with the answer read; an answer that breaks off is as good as none and asked for again. */
export async function sendText(host: Host, service: Service, call: AwsCall, limit = 64 * 1024 * 1024): Promise<string> {
  return retrying(host, { attempts: service.maxAttempts, label: call.operation }, async () => {
    const response = await sendOnce(host, service, call);
    try {
      return (await readBody(response, limit)).toString('utf8');
    } catch (cause) {
      if (cause instanceof RegistryError) throw cause;
      const code = cause instanceof RangeError ? 'CA-NET-004' : 'CA-NET-003';
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new RegistryError(code, `the answer to ${call.operation} for ${call.subject} broke off (${reason})`, {
        cause,
      });
    }
  });
}

/** `sendText`, parsed. */
export async function sendJson<T>(host: Host, service: Service, call: AwsCall): Promise<T> {
  const text = await sendText(host, service, call);
  try {
    return (text === '' ? {} : JSON.parse(text)) as T;
  } catch (cause) {
    throw new RegistryError(
      'CA-NET-004',
      `${call.operation} for ${call.subject} was answered with something other than JSON`,
      { cause },
    );
  }
}

interface Place {
  readonly host: string;
  readonly origin: string;
  /** Path before all paths of the API. */
  readonly prefix: string;
}

const places = new WeakMap<Service, Place>();

function placeOf(service: Service): Place {
  const known = places.get(service);
  if (known) return known;
  const { host, origin, pathname } = new URL(service.endpoint);
  const place = { host, origin, prefix: pathname.replace(/\/$/, '') };
  places.set(service, place);
  return place;
}

async function signed(service: Service, call: AwsCall) {
  const { host, origin, prefix } = placeOf(service);
  const path = `${prefix}${call.path}${queryString(call.query)}`;
  const isStream = typeof call.body === 'object';
  const headers: Record<string, string> = { host, ...call.headers };
  if (typeof call.body === 'string') headers['content-length'] = String(Buffer.byteLength(call.body));
  if (typeof call.body === 'object') headers['content-length'] = String(call.body.size);
  if (isStream) headers['x-amz-content-sha256'] = (call.body as { sha256: string }).sha256;
  if (call.body === undefined && call.method !== 'GET') headers['content-length'] = '0';
  if (service.credentials) {
    const { accessKeyId, secretAccessKey, sessionToken } = await service.credentials();
    const options: aws4.Request = {
      service: service.name,
      region: service.region,
      method: call.method,
      host,
      path,
      headers,
      ...(typeof call.body === 'string' ? { body: call.body } : {}),
    };
    const { headers: complete } = aws4.sign(options, {
      accessKeyId,
      secretAccessKey: secretAccessKey.reveal(),
      ...(sessionToken ? { sessionToken: sessionToken.reveal() } : {}),
    });
    for (const [name, value] of Object.entries(complete ?? {})) headers[name.toLowerCase()] = String(value);
  }
  return {
    method: call.method,
    url: `${origin}${path}`,
    headers,
    body: typeof call.body === 'object' ? call.body.open : call.body,
  };
}
