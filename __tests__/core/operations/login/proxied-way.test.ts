// A proxy of a tool's own: whether the endpoint is reached by it, and what is said of it.
import { createServer as createPlainServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { proxyVerdicts, refuseForeign } from '../../../../src/core/operations/login/proxied-way.ts';
import { NOTHING } from '../../../../src/formats/shared/inspection.ts';
import { systemClock } from '../../../../src/machine/clock.ts';
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
  const way = { source: '/home/ci/.npmrc', setting: 'proxy', address, variable };
  return proxyVerdicts({ name: 'npm' }, { ...NOTHING, way }, endpoint, {
    http: transport.send,
    clock: systemClock,
    env,
  });
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

/** A proxy that keeps an answer going without an end, as long as anybody listens. */
async function dripping(before: string) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(before);
      const drip = setInterval(() => socket.write('a'), 1_000);
      socket.once('close', () => clearInterval(drip));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['a header', ENDPOINT, 'HTTP/1.1 401 x\r\nX: '],
  ['a body', ENDPOINT, 'HTTP/1.1 401 x\r\n\r\n'],
  ['the answer to CONNECT', SECURE, 'HTTP/1.1 200 x\r\nX: '],
  ['what follows CONNECT', SECURE, 'HTTP/1.1 200 x\r\n\r\n'],
])(
  'whoever drips %s is not listened to for long, however many there are',
  async (_, endpoint, before) => {
    const address = await dripping(before);
    const transport = createTransport({ env: { NO_PROXY: '*' }, userAgent: 'test' });
    open.push(() => transport.close());
    const begun = Date.now();
    const all = Array.from({ length: 20 }, (_, each) => ({
      source: '.npmrc',
      setting: 'proxy',
      address: address.replace('//', `//u${each}@`),
    }));
    const asking = { http: transport.send, clock: systemClock, env: {} };
    const found = await Promise.all(
      all.map((way) => proxyVerdicts({ name: 'npm' }, { ...NOTHING, way }, endpoint, asking)),
    );
    expect(found.flat()).toHaveLength(20);
    // What comes later has no time left.
    const late = { source: '.npmrc', setting: 'proxy', address: address.replace('//', '//late@') };
    await proxyVerdicts({ name: 'npm' }, { ...NOTHING, way: late }, endpoint, asking);
    expect(Date.now() - begun).toBeLessThan(10_500);
  },
  30_000,
);

test('the proxy of this program without its password is another way', async () => {
  const proxy = await listening(answering(407));
  const env = { HTTP_PROXY: proxy.address.replace('//', '//me:word@') };
  expect(await verdicts(proxy.address, ENDPOINT, env)).toMatchObject([{ health: 'problem' }]);
});

test('a tool that goes without the proxy that this program needs is told so, where it gets nowhere', async () => {
  const proxy = await listening(answering(401));
  const there = await listening(answering(401));
  const transport = createTransport({ env: {}, userAgent: 'test' });
  open.push(() => transport.close());
  const way = { because: 'it takes none from variables', fix: 'Set httpsProxy.', client: 'Yarn' };
  const ask = (endpoint: string, own: string | undefined) =>
    proxyVerdicts({ name: 'yarn' }, { ...NOTHING, way }, endpoint, {
      http: transport.send,
      clock: systemClock,
      env: {},
      proxyTo: async () => own,
    });
  expect(await ask('http://nowhere.invalid/npm/dev/', `${proxy.address}/`)).toMatchObject([
    {
      health: 'problem',
      found: expect.stringContaining('Yarn asks nowhere.invalid without a proxy'),
      fix: 'Set httpsProxy.',
    },
  ]);
  expect(await ask(`${there.address}/npm/dev/`, `${proxy.address}/`)).toEqual([]);
  expect(await ask('http://nowhere.invalid/npm/dev/', undefined)).toEqual([]);
  expect(proxy.seen).toEqual([]);
});

test('a proxy that a checkout alone names is asked nothing, and refused where certificates are not looked at', async () => {
  const proxy = await listening(answering(401));
  const transport = createTransport({ env: {}, userAgent: 'test' });
  open.push(() => transport.close());
  const foreign = {
    source: '.npmrc of the project',
    setting: 'https-proxy',
    address: proxy.address,
    line: 3,
    isOfProject: true,
  };
  const ask = (more: object, endpoint = SECURE, env = {}) =>
    proxyVerdicts({ name: 'npm' }, { ...NOTHING, way: { ...foreign, ...more } }, endpoint, {
      http: transport.send,
      clock: systemClock,
      env,
    });
  const unverified = '`strict-ssl=false` in .npmrc of the project, line 4';
  expect(await ask({})).toMatchObject([
    { health: 'warning', isRefused: false, found: expect.stringContaining('.npmrc of the project, line 3,') },
  ]);
  const refused = await ask({ unverified });
  expect(refused).toMatchObject([{ health: 'problem', isRefused: true, found: expect.stringContaining(unverified) }]);
  expect(() => refuseForeign({ name: 'npm' }, refused)).toThrow(expect.objectContaining({ code: 'CA-INPUT-001' }));
  expect(await ask({ unverified }, ENDPOINT)).toMatchObject([
    { health: 'problem', isRefused: false, found: expect.stringContaining('sees the token') },
  ]);
  expect(proxy.seen).toEqual([]);
  for (const one of [{ ownAddresses: [`${proxy.address}/`] }, {}])
    expect(
      await ask({ unverified, ...one }, SECURE, one.ownAddresses ? {} : { https_proxy: proxy.address }),
    ).not.toMatchObject([{ subject: 'foreign-proxy' }]);
});

test('a proxy that speaks no HTTP is left alone', async () => {
  expect(await verdicts('socks5://127.0.0.1:9')).toEqual([]);
});

test('the usual proxy is not asked again, and no proxy is nothing to ask', async () => {
  const proxy = await listening(answering(502));
  expect(await verdicts(`${proxy.address}/`, SECURE, { HTTPS_PROXY: proxy.address })).toEqual([]);
  expect(await proxyVerdicts({ name: 'npm' }, NOTHING, ENDPOINT, { env: {} })).toEqual([]);
  expect(proxy.seen).toEqual([]);
});
