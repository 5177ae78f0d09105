// A proxy of a tool's own: whether the endpoint is reached by it, and what is said of it.
import { createServer as createPlainServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { proxyVerdicts } from '../../../../src/core/operations/login/proxied-way.ts';
import { NOTHING } from '../../../../src/formats/shared/inspection.ts';
import { createTransport } from '../../../../src/machine/http.ts';

const ENDPOINT = 'http://codeartifact.example/npm/dev/';
const SECURE = 'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/dev/';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function listening(answer: RequestListener, onConnect?: (socket: Socket) => void) {
  const seen: string[] = [];
  const server = createPlainServer((request, response) => {
    seen.push(`${request.url} ${request.headers.authorization ?? 'without a token'}`);
    answer(request, response);
  });
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    onConnect?.(socket as Socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const answering =
  (status: number): RequestListener =>
  (_, response) =>
    void response.writeHead(status).end();

function verdicts(address: string, endpoint = ENDPOINT, env: Record<string, string> = {}, variable?: string) {
  const transport = createTransport({ env: { ...env, NO_PROXY: '*' }, userAgent: 'test' });
  open.push(() => transport.close());
  const proxy = { source: '/home/ci/.npmrc', setting: 'proxy', address, variable };
  return proxyVerdicts({ name: 'npm' }, { ...NOTHING, proxy }, endpoint, { http: transport.send, env });
}

test('an endpoint that asks for a token by the proxy is reached; it is shown none', async () => {
  const proxy = await listening(answering(401));
  const [verdict] = await verdicts(proxy.address.replace('//', '//me:secret@'));
  expect(verdict).toMatchObject({ health: 'ok', found: expect.stringContaining(proxy.address) });
  expect(verdict?.found).not.toContain('secret');
  expect(proxy.seen).toEqual([
    expect.stringMatching(/^http:\/\/codeartifact\.example\/npm\/dev\/\S+ without a token$/),
  ]);
});

test.each([200, 403, 404, 407, 502])('whoever answers with %d in its place is somebody else', async (status) => {
  const proxy = await listening(answering(status));
  const [verdict] = await verdicts(proxy.address);
  expect(verdict).toMatchObject({
    health: 'problem',
    subject: 'proxy',
    fix: expect.stringContaining('/home/ci/.npmrc'),
  });
});

test('a proxy that opens no tunnel, and one that never answers', async () => {
  const refusing = await listening(answering(200), (socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  expect(await verdicts(refusing.address, SECURE)).toMatchObject([{ health: 'problem' }]);
  const silent = createServer(() => undefined);
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  open.push(() => silent.close());
  const begun = Date.now();
  const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  expect(await verdicts(address, SECURE)).toMatchObject([{ health: 'problem' }]);
  expect(Date.now() - begun).toBeLessThan(15_000);
}, 30_000);

test('what is no address is told, and a variable is unset', async () => {
  const [verdict] = await verdicts('ftp://x', ENDPOINT, {}, 'npm_config_proxy');
  expect(verdict).toMatchObject({ health: 'problem', fix: 'unset npm_config_proxy' });
});

test('the usual proxy is not asked again, and no proxy is nothing to ask', async () => {
  const proxy = await listening(answering(502));
  expect(await verdicts(`${proxy.address}/`, SECURE, { HTTPS_PROXY: proxy.address })).toEqual([]);
  expect(await proxyVerdicts({ name: 'npm' }, NOTHING, ENDPOINT, { env: {} })).toEqual([]);
  expect(proxy.seen).toEqual([]);
});
