// The transport below the clients of the AWS SDK (`requestHandler`): the host's own, with its proxies, deadlines and
// interruption. It reads small answers whole, since the SDK would read them through a stream.
import { Readable } from 'node:stream';
import type { HttpHandler, HttpRequest as SdkRequest } from '@smithy/core/protocols';
import { buildQueryString, HttpResponse as SdkResponse } from '@smithy/core/protocols';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Host } from '../core/ports/host.ts';
import { type HttpResponse, type HttpTransport, readBody } from '../core/ports/http.ts';

/** What the transport must know of a call and the SDK does not tell it. */
export interface CallTraits {
  /** For messages: `CopyPackageVersions for my-org/prod`. */
  readonly what: string;
  readonly isRead: boolean;
  /** Bytes of an answer that are read at most. */
  readonly longest: number;
  /** The answer is an asset, which is not read here. */
  readonly isStream?: boolean;
}

/** A body of known size that can be opened anew for each try; `size` is where the SDK looks for a length. */
export interface StreamedBody {
  readonly open: () => AsyncIterable<Uint8Array>;
  readonly size: number;
}

/** An error is a few fields; what is longer is a page of some proxy. */
const LONGEST_ERROR = 256 * 1024;

const isStreamed = (body: unknown): body is StreamedBody =>
  typeof (body as StreamedBody | undefined)?.open === 'function';

/** Makes a transport for the SDK; `traitsOf` finds what was said of the call that a request belongs to. */
export function createRequestHandler(
  http: HttpTransport,
  traitsOf: (request: object) => CallTraits | undefined,
): HttpHandler<object> {
  return {
    async handle(request: SdkRequest) {
      const call = traitsOf(request) ?? {
        what: `${request.method} ${request.path}`,
        isRead: false,
        longest: LONGEST_ERROR,
      };
      const response = await http({
        method: request.method,
        url: addressOf(request),
        headers: request.headers,
        body: isStreamed(request.body) ? request.body.open : (request.body as string | Uint8Array | undefined),
        what: call.what,
        isRead: call.isRead,
      });
      const body = await bodyOf(response, call);
      const answer = new SdkResponse({
        statusCode: response.status,
        reason: response.reason,
        // The SDK writes into what it gets.
        headers: { ...response.headers },
        body,
      });
      if (response.status >= 300) errorTexts.set(answer, Buffer.from(body as Uint8Array).toString('utf8'));
      return { response: answer };
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

function addressOf({ protocol, hostname, port, path, query }: SdkRequest): string {
  const search = query ? buildQueryString(query) : '';
  return `${protocol}//${hostname}${port ? `:${port}` : ''}${path}${search && `?${search}`}`;
}

async function bodyOf(response: HttpResponse, call: CallTraits): Promise<Uint8Array | Readable> {
  const isError = response.status >= 300;
  if (call.isStream && !isError) return streamOf(response);
  try {
    const body = await readBody(response, isError ? LONGEST_ERROR : call.longest, call.what);
    // Where the SDK finds no object, it gives an answer without members, which a list has where there is nothing.
    if (!isError && !/^\s*(?:[{<]|$)/.test(Buffer.from(body.subarray(0, 256)).toString('latin1')))
      throw new RegistryError('CA-NET-004', `${call.what} was answered with something else than an object`);
    return body;
  } catch (error) {
    // The status of an error is worth more than the rest of its text.
    if (isError) return Buffer.alloc(0);
    throw error;
  }
}

const errorTexts = new WeakMap<object, string>();

/** What a refusal said, in whatever form: the SDK keeps only what it could read. */
export const errorTextOf = (response: object): string => errorTexts.get(response) ?? '';

const sizes = new WeakMap<object, number>();

/** The SDK takes no other stream than one of Node.js. */
function streamOf({ headers, body }: HttpResponse): Readable {
  const stream = Readable.from(body, { objectMode: false });
  const length = headers['content-length'];
  if (length !== undefined) sizes.set(stream, Number(length));
  return stream;
}

/** Bytes that a streamed answer announced; undefined where it did not. */
export const announcedSize = (stream: object): number | undefined => sizes.get(stream);

/** The clock of the service, as its answers tell it: ages of versions are counted by the clock that stamped them. */
export interface ServiceTime {
  /** The transport to send through; it reads what the answers say. */
  readonly http: HttpTransport;
  /**
   * Milliseconds since the epoch. Not above the service's clock: `Date` is cut to the second and was written before the
   * answer arrived. Undefined before an answer of the service was seen.
   */
  now(): number | undefined;
}

/** Watches the answers on their way. What a proxy answers instead of the service is not taken for its time. */
export function watchServiceTime({ http, clock }: Pick<Host, 'http' | 'clock'>): ServiceTime {
  let latest: { readonly date: number; readonly at: number } | undefined;
  return {
    http: async (request) => {
      const response = await http(request);
      const { date = '', 'x-amzn-requestid': requestId } = response.headers;
      const told = requestId === undefined ? Number.NaN : Date.parse(date);
      if (!Number.isNaN(told)) latest = { date: told, at: clock.monotonic() };
      return response;
    },
    now: () => latest && latest.date + Math.max(0, clock.monotonic() - latest.at),
  };
}
