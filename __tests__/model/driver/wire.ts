// HTTP as the service’s own clients send it: signed for the control plane, with a token for the endpoints of the formats.
// Nothing here comes from the client half of the product.
import { createHash } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import aws4 from 'aws4';

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

type Query = Readonly<Record<string, string | undefined>>;

export interface Wire {
  /** Control plane: `POST`, `/v1/package/versions`. */
  api(method: string, path: string, query?: Query, body?: unknown): Promise<Response>;
  /** PublishPackageVersion alone has a body of bytes. */
  upload(query: Query, data: Buffer): Promise<Response>;
  /** Below the endpoint of a format: `npm`, `r0`, `a`. */
  client(method: string, format: string, repository: string, path: string, sent?: Sent): Promise<Response>;
  /** Base address of the endpoint of a format. */
  endpoint(format: string, repository: string): string;
  readonly token: () => Promise<string>;
  close(): void;
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export const ACCOUNT = '111122223333';
const KEYS = { accessKeyId: ACCOUNT, secretAccessKey: 'example' };

export function wireTo(server: string, domain: string): Wire {
  const agent = new Agent({ keepAlive: true });
  const { host } = new URL(server);
  const endpoint = (format: string, repository: string) => `${server}/${format}/d/${domain}-${ACCOUNT}/${repository}/`;
  let issued: Promise<string> | undefined;

  const send = (method: string, url: string, headers: Record<string, string>, body?: Buffer) =>
    exchange(agent, method, url, headers, body);

  const signed = (method: string, path: string, query: Query, headers: Record<string, string>, body?: Buffer) => {
    const given = Object.entries({ domain, ...query }).filter(([, value]) => value !== undefined) as [string, string][];
    const search = given.map(([name, value]) => `${name}=${rfc3986(value)}`).join('&');
    const target = `${path}?${search}`;
    const request = aws4.sign(
      { service: 'codeartifact', region: 'us-east-1', method, host, path: target, headers, ...(body ? { body } : {}) },
      KEYS,
    );
    return send(method, `${server}${target}`, request.headers as Record<string, string>, body);
  };

  const wire: Wire = {
    api: (method, path, query = {}, body = undefined) =>
      body === undefined
        ? signed(method, path, query, {})
        : signed(method, path, query, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(body))),
    upload: (query, data) =>
      signed(
        'POST',
        '/v1/package/version/publish',
        query,
        {
          'content-type': 'application/octet-stream',
          'x-amz-content-sha256': createHash('sha256').update(data).digest('hex'),
        },
        data,
      ),
    async client(method, format, repository, path, { headers = {}, body } = {}) {
      const authorization = `Bearer ${await wire.token()}`;
      return send(method, `${endpoint(format, repository)}${path}`, { authorization, ...headers }, body);
    },
    endpoint,
    token() {
      issued ??= wire.api('POST', '/v1/authorization-token', { duration: '43200' }).then(({ status, body }) => {
        if (status !== 200) throw new Error(`no token: ${status} ${body}`);
        return (JSON.parse(body.toString()) as { authorizationToken: string }).authorizationToken;
      });
      return issued;
    },
    close: () => agent.destroy(),
  };
  return wire;
}

const rfc3986 = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

function exchange(
  agent: Agent,
  method: string,
  url: string,
  headers: Record<string, string>,
  body: Buffer | undefined,
): Promise<Response> {
  return new Promise((done, fail) => {
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const outgoing = httpRequest(url, { method, agent, headers: { ...headers, ...length } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', fail);
      incoming.on('end', () =>
        done({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('error', fail);
    outgoing.end(body);
  });
}

/** Several fields and one file, as twine and nuget send them. */
export function multipart(
  fields: Readonly<Record<string, string>>,
  name: string,
  fileName: string,
  data: Buffer,
): Sent {
  const boundary = 'a-boundary-of-the-driver';
  const part = (head: string) => `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n`;
  const texts = Object.entries(fields).map(([field, value]) => `${part(`name="${field}"`)}\r\n${value}\r\n`);
  const file = `${part(`name="${name}"; filename="${fileName}"`)}Content-Type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(texts.join('') + file), data, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
