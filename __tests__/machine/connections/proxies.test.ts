// The ways to an address: who is asked for what, and what a proxy may say. No answer of a proxy to CONNECT is ever the
// answer of the service, since nobody vouches for it.
import { createServer as createPlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { RegistryError } from '../../../src/core/errors/registry-error.ts';
import { type HttpRequest, readBody } from '../../../src/core/ports/http.ts';
import { trustedCertificates } from '../../../src/machine/connections/trusted-certificates.ts';
import { createTransport, type TransportOptions } from '../../../src/machine/http.ts';
import { CERTIFICATE, KEY } from '../../support/servers/test-certificate.ts';
import { startProxy, type TestProxyOptions } from '../../support/servers/test-proxy.ts';

const SERVICE = 'https://codeartifact.us-east-1.amazonaws.com/v1/authorization-token';
const TARGET = 'codeartifact.us-east-1.amazonaws.com:443';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Trusts the certificate of tests as well. */
const trusted = () =>
  trustedCertificates({
    env: { AWS_CA_BUNDLE: 'tests.pem' },
    home: '/',
    platform: 'linux',
    files: { readText: async () => CERTIFICATE, realPath: async () => undefined, stat: async () => undefined },
  });

function transport(options: Partial<TransportOptions>) {
  const made = createTransport({ env: {}, userAgent: 'test', trusted, ...options });
  open.push(() => made.close());
  return made.send;
}

async function proxied(options: TestProxyOptions) {
  const proxy = await startProxy(options);
  open.push(proxy.close);
  return proxy;
}

/** The service behind: says what it was asked, by which name. */
async function service(isEncrypted: boolean): Promise<number> {
  const answer: Parameters<typeof createPlainServer>[1] = (request, response) =>
    void response.end(
      `${request.method} ${request.headers.host}${request.url} ${request.headers['proxy-authorization'] ?? ''}`,
    );
  const server = isEncrypted ? createServer({ cert: CERTIFICATE, key: KEY }, answer) : createPlainServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => {
    (server as Server).closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const errorOf = (send: (request: HttpRequest) => Promise<unknown>, request: Partial<HttpRequest> = {}) =>
  send({ method: 'POST', url: SERVICE, ...request }).then(
    () => {
      throw new Error('the answer of the proxy was taken for one of the service');
    },
    (error: RegistryError) => error,
  );

describe('a password in which `%` begins no escape is sent as it is', () => {
  test.each([
    ['50%off', '50%off'],
    ['100%', '100%'],
    ['%', '%'],
    ['%zz%41%', '%zzA%'],
    ['%E0%A4%A', '%E0%A4%A'],
  ])('%s', async (written, sent) => {
    const password = `me:${sent}`;
    const tunnelling = await proxied({ to: await service(true), credentials: password });
    const over = transport({ proxy: tunnelling.url.replace('//', `//me:${written}@`) });
    expect((await over({ method: 'GET', url: SERVICE })).status).toBe(200);
    const passing = await proxied({ to: await service(false), credentials: password });
    const by = transport({ env: { HTTP_PROXY: passing.url.replace('//', `//me:${written}@`) } });
    const answer = await by({ method: 'GET', url: 'http://service.example/x' });
    expect(answer.status).toBe(200);
    await readBody(answer);
  });

  test('for the service itself as well', async () => {
    const port = await service(false);
    const answer = await transport({})({ method: 'GET', url: `http://me:50%off@127.0.0.1:${port}/x` });
    expect(answer.status).toBe(200);
    await readBody(answer);
  });
});

describe.each([
  ['http', false],
  ['https', true],
])('an %s proxy', (_, isEncrypted) => {
  test('is asked for a tunnel to what is encrypted, with its user and password', async () => {
    const proxy = await proxied({ to: await service(true), isEncrypted, credentials: 'me:w@rd' });
    const send = transport({ proxy: proxy.url.replace('//', '//me:w%40rd@') });
    for (const path of ['one', 'two']) {
      const answer = await send({ method: 'GET', url: `${SERVICE}/${path}` });
      expect((await readBody(answer)).toString().trim()).toBe(
        `GET codeartifact.us-east-1.amazonaws.com/v1/authorization-token/${path}`,
      );
    }
    // The second went over the same connection.
    expect(proxy.asked).toEqual([`CONNECT ${TARGET}`]);
  });

  test('opens a tunnel to an address by number, whose certificate is compared with that number', async () => {
    const proxy = await proxied({ to: await service(true), isEncrypted });
    const send = transport({ proxy: proxy.url });
    await (await send({ method: 'GET', url: 'https://198.51.100.7/x' })).discard();
    const error = await errorOf(send, { url: 'https://198.51.100.8/x' });
    expect(error).toMatchObject({ code: 'CA-NET-008', message: expect.stringContaining('198.51.100.8') });
    expect(proxy.asked).toEqual(['CONNECT 198.51.100.7:443', 'CONNECT 198.51.100.8:443']);
  });

  test('gets the whole address of what is not encrypted, and the service never its password', async () => {
    const proxy = await proxied({ to: await service(false), isEncrypted, credentials: 'me:word' });
    const send = transport({ proxy: proxy.url.replace('//', '//me:word@') });
    const answer = await send({ method: 'PUT', url: 'http://artifacts.example:8080/a?b=c', body: 'bytes' });
    expect((await readBody(answer)).toString()).toBe('PUT artifacts.example:8080/a?b=c ');
    expect(proxy.asked).toEqual(['PUT http://artifacts.example:8080/a?b=c']);
  });

  test('that wants credentials says so, in both ways', async () => {
    const proxy = await proxied({ isEncrypted, credentials: 'me:word' });
    const send = transport({ proxy: proxy.url.replace('//', '//me:false-word@') });
    for (const url of [SERVICE, 'http://artifacts.example/a']) {
      const error = await errorOf(send, { url, what: 'PublishPackageVersion for my-org/dev' });
      expect(error).toMatchObject({ code: 'CA-NET-004', isRetryable: false });
      expect(error.message).toContain('407: the proxy wants credentials');
      expect(error.remedy).toContain('`USER:PASSWORD@`');
      expect(`${error.message}${error.remedy}`).not.toContain('false-word');
    }
  });
});

describe('what a proxy answers to CONNECT is not from the service', () => {
  const forged = '{"authorizationToken":"forged","expiration":4102444800}';
  test.each([
    ['201 Created', 'CA-NET-004'],
    ['202 Accepted', 'CA-NET-004'],
    ['204 No Content', 'CA-NET-004'],
    ['100 Continue', 'CA-NET-004'],
    ['101 Switching Protocols', 'CA-NET-004'],
    ['302 Found', 'CA-NET-004'],
    ['401 Unauthorized', 'CA-NET-004'],
    ['403 Forbidden', 'CA-NET-004'],
    ['404 Not Found', 'CA-NET-004'],
    ['429 Too Many Requests', 'CA-NET-003'],
    ['502 Bad Gateway', 'CA-NET-003'],
    ['503 Service Unavailable', 'CA-NET-003'],
  ])('%s', async (status, code) => {
    const answer = `HTTP/1.1 ${status}\r\nx-amzn-requestid: forged\r\ncontent-type: application/json\r\ncontent-length: ${forged.length}\r\n\r\n${forged}`;
    const proxy = await proxied({ answer });
    const withUser = proxy.url.replace('//', '//me:secret-word@');
    const error = await errorOf(transport({ env: { HTTPS_PROXY: withUser } }));
    expect(error).toMatchObject({ code });
    expect(error.message).toBe(`the proxy ${new URL(proxy.url).host} refused CONNECT ${TARGET} (${status})`);
    expect(error.remedy).toContain(`Have the proxy allow ${TARGET}`);
    expect(JSON.stringify([error.message, error.remedy])).not.toMatch(/secret-word|forged/);
  });

  test.each([
    ['bytes behind a 200', `HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n${forged}`, 'CA-NET-004'],
    [
      'a body instead of a tunnel',
      `HTTP/1.1 200 OK\r\ncontent-length: ${forged.length}\r\n\r\n${forged}`,
      'CA-NET-004',
    ],
    ['what is no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n', 'CA-NET-003'],
    ['headers without end', `HTTP/1.1 200 OK\r\n${'x-filler: of a header\r\n'.repeat(20_000)}`, 'CA-NET-003'],
    ['nothing', '', 'CA-NET-003'],
    ['a tunnel that ends at once', 'HTTP/1.1 200 OK\r\n\r\n', 'CA-NET-003'],
  ])('%s', async (_, answer, code) => {
    const proxy = await proxied({ answer });
    expect(await errorOf(transport({ proxy: proxy.url }))).toMatchObject({ code });
  });

  test('text of the proxy stays a part of one line', async () => {
    const proxy = await proxied({ answer: `HTTP/1.1 403 ##[error]\u001b[31m${'x'.repeat(5000)}\r\n\r\n` });
    const { message } = await errorOf(transport({ proxy: proxy.url }));
    expect(message).not.toContain('##[');
    expect(message).not.toContain('\u001b');
    expect(message.length).toBeLessThan(300);
  });

  test('an upload is not begun through it', async () => {
    const proxy = await proxied({ answer: 'HTTP/1.1 403 Forbidden\r\n\r\n' });
    const body = async function* () {
      for (let i = 0; i < 100; i++) yield Buffer.alloc(64 * 1024);
    };
    const error = await errorOf(transport({ proxy: proxy.url }), { method: 'PUT', body });
    expect(error).toMatchObject({ code: 'CA-NET-004' });
  });
});

test('a proxy that is not there is named, with what it was wanted for', async () => {
  const error = await errorOf(transport({ proxy: 'http://me:word@127.0.0.1:1' }));
  expect(error).toMatchObject({ code: 'CA-NET-003', isRetryable: true });
  expect(error.message).toBe(`the proxy 127.0.0.1:1 cannot be reached for ${TARGET} (ECONNREFUSED)`);
});

test('kinds of proxies that there is no way through are refused before anything is sent', async () => {
  const error = await errorOf(transport({ proxy: 'socks5://127.0.0.1:1080' }));
  expect(error).toMatchObject({ code: 'CA-INPUT-001' });
});

describe('what is not encrypted, by a proxy that is wrong', () => {
  const PLAIN = { url: 'http://codeartifact.us-east-1.amazonaws.com/v1/domains' };

  test('one that nobody trusts is named, and not the service, which has no certificate', async () => {
    const proxy = await proxied({ isEncrypted: true });
    const error = await errorOf(transport({ proxy: proxy.url, trusted: undefined }), PLAIN);
    expect(error).toMatchObject({
      code: 'CA-NET-008',
      message: expect.stringContaining(`the certificate of the proxy ${new URL(proxy.url).host} is not trusted`),
    });
  });

  test.each([
    ['that refuses', 'http', 1, 'ECONNREFUSED'],
    ['that speaks no TLS', 'https', undefined, /EPROTO|ERR_SSL/],
  ])('one %s is named', async (_, protocol, port, reason) => {
    const proxy = await proxied({});
    const host = `127.0.0.1:${port ?? new URL(proxy.url).port}`;
    const error = await errorOf(transport({ proxy: `${protocol}://${host}` }), PLAIN);
    expect(error).toMatchObject({ code: 'CA-NET-003', remedy: expect.stringContaining('`http-proxy`') });
    expect(error.message).toContain(`POST ${PLAIN.url} got no answer from the proxy ${host} (`);
    expect(error.message).toMatch(reason);
  });
});
