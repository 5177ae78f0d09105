// Peers that never come to an end: whatever they do, the exchange does, with its own error and within its time.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createSocketServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { type HttpRequest, type HttpResponse, readBody } from '../../src/core/ports/http.ts';
import type { ExchangeLimits } from '../../src/machine/exchanges.ts';
import { createTransport } from '../../src/machine/http.ts';

const LIMITS: Partial<ExchangeLimits> = {
  idleMs: 200,
  deadlineMs: 400,
  slowestBytesPerSecond: 1024 * 1024,
  slowMs: 100,
  checkEveryMs: 20,
};
/** Deadline, a check, and what a busy machine adds. */
const SOON_MS = 2_500;

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A peer that gets the bare connection; `every` runs each 20 ms until it is closed. */
async function peer(greet: (socket: Socket, every: (action: () => void) => void) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    greet(socket, (action) => {
      const timer = setInterval(() => (socket.writable ? action() : clearInterval(timer)), 20);
      timers.add(timer);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => {
    for (const timer of timers) clearInterval(timer);
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function web(listener: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function transport(limits: Partial<ExchangeLimits> = {}, proxy?: string) {
  const lines: string[] = [];
  const made = createTransport({
    env: {},
    userAgent: 'test',
    limits: { ...LIMITS, ...limits },
    say: (line) => void lines.push(line),
    proxy,
  });
  open.push(() => made.close());
  return { ...made, lines };
}

async function whole(send: (request: HttpRequest) => Promise<HttpResponse>, request: HttpRequest): Promise<Buffer> {
  return readBody(await send(request), 1024 * 1024 * 1024);
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    yield Buffer.alloc(16);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const HEADERS = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n';

const peers: [string, () => Promise<string>, Partial<HttpRequest>][] = [
  ['accepts and is silent', () => peer(() => {}), {}],
  [
    'sends its headers a byte at a time',
    () =>
      peer((socket, every) => {
        let at = 0;
        const text = `${HEADERS}X-Long: ${'x'.repeat(10_000)}`;
        every(() => socket.write(text[at++ % text.length] ?? 'x'));
      }),
    {},
  ],
  [
    'answers 100 Continue for ever',
    () => peer((socket, every) => every(() => socket.write('HTTP/1.1 100 Continue\r\n\r\n'))),
    {},
  ],
  [
    'sends a body of known length a byte at a time',
    () =>
      peer((socket, every) => {
        socket.write(`${HEADERS}Content-Length: 1000000\r\n\r\n`);
        every(() => socket.write('x'));
      }),
    {},
  ],
  [
    'sends a body without end in small chunks',
    () =>
      peer((socket, every) => {
        socket.write(`${HEADERS}Transfer-Encoding: chunked\r\n\r\n`);
        every(() => socket.write('1\r\nx\r\n'));
      }),
    {},
  ],
  [
    'answers 102 Processing faster than any deadline for bodies',
    () => peer((socket, every) => every(() => socket.write('HTTP/1.1 102 Processing\r\n\r\n'.repeat(2_000)))),
    {},
  ],
  [
    'switches to a protocol that nobody asked for',
    () =>
      peer(
        (socket) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      ),
    {},
  ],
  [
    'switches protocols in the middle of an upload',
    () =>
      peer(
        (socket) => void socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
      ),
    { method: 'PUT', body: () => endless() },
  ],
  [
    'stops in the middle of its body',
    () => peer((socket) => void socket.write(`${HEADERS}Content-Length: 1000\r\n\r\nhalf`)),
    {},
  ],
  [
    'takes an upload that never ends',
    () => web((request) => void request.resume()),
    { method: 'PUT', body: () => endless() },
  ],
  [
    'never reads the upload',
    () => peer((socket) => void socket.pause()),
    { method: 'PUT', body: Buffer.alloc(32 * 1024 * 1024) },
  ],
];

describe('a peer that', () => {
  test.each(peers)('%s is given up', async (_, start, request) => {
    const { send } = transport();
    const url = await start();
    const begun = Date.now();
    const error = await whole(send, { method: 'GET', url, ...request }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'CA-NET-003' });
    expect(Date.now() - begun).toBeLessThan(SOON_MS);
  });

  test('is a proxy that never opens the tunnel is given up', async () => {
    const proxy = await peer(() => {});
    const { send } = transport({}, proxy);
    const begun = Date.now();
    await expect(send({ method: 'GET', url: 'https://service.example/' })).rejects.toMatchObject({
      code: 'CA-NET-003',
    });
    expect(Date.now() - begun).toBeLessThan(SOON_MS);
  });

  test('sends something worth nothing without end is not read for it', async () => {
    let sent = 0;
    const url = await web((_, response) => {
      const fill = () => {
        while (response.writable && !response.destroyed && response.write(Buffer.alloc(64 * 1024))) sent += 64 * 1024;
      };
      response.on('drain', fill);
      fill();
    });
    const { send } = transport({ deadlineMs: 60_000, idleMs: 60_000 });
    const response = await send({ method: 'GET', url });
    await response.discard();
    expect(sent).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('an exchange', () => {
  test('that is slow and moves on is not given up', async () => {
    const bytes = 8 * 1024 * 1024;
    const url = await web((_, response) => {
      let left = 16;
      response.writeHead(200, { 'content-length': bytes });
      const timer = setInterval(() => {
        response.write(Buffer.alloc(bytes / 16));
        if (--left === 0) {
          clearInterval(timer);
          response.end();
        }
      }, 50);
    });
    // 0.8 s for 8 MiB, where 0.4 s and 8 s for its bytes are allowed.
    expect(await whole(transport().send, { method: 'GET', url })).toHaveLength(bytes);
  });

  test('is spoken of once when it takes long, with what is waited for and until when', async () => {
    const url = await web(() => {});
    // A second for the five to begin in: a busy machine may hold up a process between two of them.
    const { send, lines } = transport({ deadlineMs: 3_000, idleMs: 60_000, slowMs: 1_500, checkEveryMs: 1_000 });
    const what = 'CopyPackageVersions for my-org/prod';
    const all = Array.from({ length: 5 }, () => send({ method: 'POST', url, what }).catch(() => undefined));
    await Promise.all(all);
    expect(lines).toEqual([
      expect.stringMatching(
        /^waiting for CopyPackageVersions for my-org\/prod, and 4 more: \d+ m?s and \d+ KiB so far; given up at \d\d:\d\d:\d\dZ unless more arrives$/,
      ),
    ]);
  });

  test('that only looks ends with the run; a write that was sent is awaited until the cut', async () => {
    const url = await web((request, response) => {
      if (request.url === '/slow') setTimeout(() => response.end('done'), 300);
    });
    const { send, endReads, endAll } = transport({ deadlineMs: 60_000, idleMs: 60_000 });
    const interrupted = new RegistryError('CA-RUN-002', 'interrupted by SIGTERM');
    const read = send({ method: 'GET', url: `${url}/never` });
    const list = send({ method: 'POST', url: `${url}/never`, isRead: true });
    const write = send({ method: 'POST', url: `${url}/slow` });
    const lost = send({ method: 'PUT', url: `${url}/never` });
    const ends = Promise.allSettled([read, list, lost]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    endReads(interrupted, 30_000);
    await expect(read).rejects.toBe(interrupted);
    await expect(list).rejects.toBe(interrupted);
    expect((await readBody(await write)).toString()).toBe('done');
    endAll(interrupted);
    await expect(lost).rejects.toBe(interrupted);
    await expect(send({ method: 'GET', url: `${url}/slow` })).rejects.toBe(interrupted);
    await ends;
  });

  test('that waits for a connection ends with the run, too', async () => {
    const proxy = await peer(() => {});
    const { send, endReads } = transport({ idleMs: 60_000, deadlineMs: 60_000 }, proxy);
    const read = send({ method: 'GET', url: 'https://service.example/' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    endReads(new RegistryError('CA-RUN-002', 'interrupted by SIGINT'), 30_000);
    await expect(read).rejects.toMatchObject({ code: 'CA-RUN-002' });
  });
});
