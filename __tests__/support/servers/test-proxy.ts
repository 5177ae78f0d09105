// A forward proxy on a loopback port. It opens tunnels (CONNECT) and passes requests on whose whole address it is given,
// all of them to one port of this machine, and writes down what it was asked.
import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { KEY, LOOPBACK_CERTIFICATE } from './test-certificate.ts';

export interface TestProxy {
  readonly url: string;
  /** `CONNECT host:port`, or `GET http://host/path`. */
  readonly asked: string[];
  close(): Promise<void>;
}

export interface TestProxyOptions {
  /** Where everything leads, on 127.0.0.1; without it tunnels lead nowhere. */
  readonly to?: number;
  /** `USER:PASSWORD` that must be shown. */
  readonly credentials?: string;
  /** What is answered to CONNECT, byte by byte, instead of a tunnel; of several answers each one in turn. */
  readonly answer?: string | readonly (string | Buffer)[];
  /** The proxy itself is reached over TLS. */
  readonly isEncrypted?: boolean;
}

export async function startProxy(options: TestProxyOptions): Promise<TestProxy> {
  const { to = 1, credentials, answer, isEncrypted = false } = options;
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const isKnown = ({ headers }: IncomingMessage) =>
    credentials === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(credentials).toString('base64')}`;
  const passOn = (request: IncomingMessage, response: ServerResponse) => {
    asked.push(`${request.method} ${request.url}`);
    if (!isKnown(request)) return void response.writeHead(407).end();
    const { 'proxy-authorization': _, ...headers } = request.headers;
    const { pathname, search } = new URL(request.url ?? '');
    const further = send(
      { host: '127.0.0.1', port: to, method: request.method, path: `${pathname}${search}`, headers },
      (found) => {
        response.writeHead(found.statusCode ?? 502, found.headers);
        found.pipe(response);
      },
    );
    further.on('error', () => response.writeHead(502).end());
    request.pipe(further);
  };
  const server = isEncrypted ? createTlsServer({ cert: LOOPBACK_CERTIFICATE, key: KEY }, passOn) : createServer(passOn);
  server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => socket.destroy());
    if (answer !== undefined) {
      const answers = typeof answer === 'string' ? [answer] : answer;
      const tunnels = asked.filter((line) => line.startsWith('CONNECT ')).length;
      return void socket.end(answers[Math.min(tunnels, answers.length) - 1] ?? '');
    }
    if (!isKnown(request)) return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const target = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      socket.pipe(target).pipe(socket);
    });
    target.on('error', () => socket.destroy());
    target.on('close', () => socket.destroy());
    socket.on('close', () => target.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${isEncrypted ? 'https' : 'http'}://127.0.0.1:${port}`,
    asked,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
