// The agents that libraries get in place of `https-proxy-agent` and `tunnel`, as these libraries use them: with a real
// proxy, and a service behind it.
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  HttpsProxyAgent,
  httpOverHttp,
  httpOverHttps,
  httpsOverHttp,
  httpsOverHttps,
} from '../../../src/machine/connections/tunnels-for-libraries.ts';
import { CERTIFICATE, KEY } from '../../support/servers/test-certificate.ts';
import { startProxy, type TestProxyOptions } from '../../support/servers/test-proxy.ts';

const HOST = 'results.us-east-1.amazonaws.com';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function behind(isEncrypted: boolean, options: TestProxyOptions) {
  const answer: http.RequestListener = (request, response) => void response.end(`${request.method} ${request.url}`);
  const service = isEncrypted ? https.createServer({ cert: CERTIFICATE, key: KEY }, answer) : http.createServer(answer);
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
  const proxy = await startProxy({ to: (service.address() as AddressInfo).port, ...options });
  open.push(
    () => {
      service.closeAllConnections();
      service.close();
    },
    () => proxy.close(),
  );
  return proxy;
}

/** What is answered, or the error. */
const ask = (isEncrypted: boolean, agent: http.Agent): Promise<string> =>
  new Promise((resolve, reject) => {
    const { request } = isEncrypted ? https : http;
    const asking = request({ host: HOST, path: '/x', agent, ...(isEncrypted ? { ca: CERTIFICATE } : {}) }, (answer) => {
      let text = '';
      answer.on('data', (part) => {
        text += part;
      });
      answer.once('end', () => resolve(text));
    });
    asking.once('error', reject);
    asking.end();
  });

const optionsOf = (url: string, proxyAuth?: string) => {
  const { hostname: host, port } = new URL(url);
  return { maxSockets: 2, keepAlive: false, proxy: { host, port, ...(proxyAuth ? { proxyAuth } : {}) } };
};

describe('as of tunnel', () => {
  test.each([
    ['httpsOverHttp', httpsOverHttp, true, 443],
    ['httpOverHttp', httpOverHttp, false, 80],
  ] as const)('%s', async (_, agentBy, isEncrypted, port) => {
    const proxy = await behind(isEncrypted, { credentials: 'a b:c:@%' });
    const agent = agentBy(optionsOf(proxy.url, 'a b:c:@%'));
    expect(await Promise.all([1, 2, 3].map(() => ask(isEncrypted, agent)))).toEqual(['GET /x', 'GET /x', 'GET /x']);
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${HOST}:${port}`]));
  });

  test.each([
    ['httpsOverHttps', httpsOverHttps, true],
    ['httpOverHttps', httpOverHttps, false],
  ] as const)('%s speaks TLS with the proxy', async (_, agentBy, isEncrypted) => {
    const proxy = await behind(true, { isEncrypted: true });
    // Nothing here trusts it.
    await expect(ask(isEncrypted, agentBy(optionsOf(proxy.url)))).rejects.toMatchObject({
      code: 'CA-NET-008',
      message: expect.stringContaining('the certificate of the proxy 127.0.0.1:'),
    });
  });

  test('a proxy without a port, and one by number', () => {
    for (const host of ['proxy.example.com', '[::1]'])
      expect(() => httpsOverHttp({ proxy: { host, port: '' } })).not.toThrow();
  });
});

describe('as of https-proxy-agent', () => {
  test.each([(url: string) => url, (url: string) => new URL(url)])('opens a tunnel', async (given) => {
    const proxy = await behind(true, { credentials: 'me:w@rd' });
    const agent = new HttpsProxyAgent(given(proxy.url.replace('//', '//me:w%40rd@')));
    expect(await ask(true, agent as http.Agent)).toBe('GET /x');
  });

  test.each([
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged',
    'HTTP/1.1 403 Forbidden\r\ncontent-length: 6\r\n\r\nforged',
    'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged',
  ])('no answer of a proxy is the answer of the service: %j', async (answer) => {
    const proxy = await behind(true, { answer });
    await expect(ask(true, new HttpsProxyAgent(proxy.url) as http.Agent)).rejects.toThrow(
      `refused CONNECT ${HOST}:443`,
    );
  });
});
