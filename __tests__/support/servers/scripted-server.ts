// A bare HTTP server on loopback whose answers a test writes down, and which remembers what it was asked.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface Seen {
  readonly method: string;
  /** With the leading slash, as sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface ScriptedServer {
  readonly origin: string;
  readonly seen: Seen[];
  /** `METHOD path` of everything asked so far. */
  lines(): string[];
  close(): Promise<void>;
}

/** `answer` undefined: the connection is cut without a word. */
export async function scriptedServer(answer: (seen: Seen) => ScriptedAnswer | undefined): Promise<ScriptedServer> {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request).catch(() => Buffer.alloc(0));
    const headers = request.headers as Record<string, string | undefined>;
    const one = { method: request.method ?? '', path: request.url ?? '', headers, body };
    seen.push(one);
    const said = answer(one);
    if (!said) {
      request.socket.destroy();
      return;
    }
    response.writeHead(said.status, said.reason ?? '', said.headers ?? {});
    response.end(said.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    lines: () => seen.map(({ method, path }) => `${method} ${path}`),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
