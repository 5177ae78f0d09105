// Host headers that two readers of a request could read differently (RFC 9112, 3.2).
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestServer, testServer } from '../support/servers/local-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

function statusOf(...lines: string[]): Promise<number> {
  return statusOfTarget('/_local/health', ...lines);
}

function statusOfTarget(target: string, ...lines: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1');
    let text = '';
    socket.setTimeout(5_000, () => reject(new Error('no answer')));
    socket.on('data', (chunk) => {
      text += chunk.toString();
      const status = /^HTTP\/1\.1 (\d+)/.exec(text)?.[1];
      if (status === undefined) return;
      socket.destroy();
      resolve(Number(status));
    });
    socket.on('error', reject);
    socket.write(`GET ${target} HTTP/1.1\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
  });
}

test.each<[string, string[], number]>([
  ['one', ['Host: 127.0.0.1'], 200],
  ['two that differ', ['Host: 127.0.0.1', 'Host: evil.example'], 400],
  ['two that differ, the other way round', ['Host: evil.example', 'Host: 127.0.0.1'], 400],
  ['two that are equal', ['Host: 127.0.0.1', 'host: 127.0.0.1'], 400],
  ['two with others between them', ['Host: 127.0.0.1', 'Accept: */*', 'HOST: localhost'], 400],
  ['none', ['Accept: */*'], 400],
  ['two in one', ['Host: 127.0.0.1, localhost'], 400],
])('%s', async (_, lines, status) => expect(await statusOf(...lines)).toBe(status));

// RFC 9112, 3.2.2: the authority of a whole address counts, and the Host header should be the same.
test.each<[string, string, number]>([
  ['http://127.0.0.1/_local/health', '127.0.0.1', 200],
  ['HTTP://LOCALHOST:4791/_local/health', 'localhost:4791', 200],
  ['http://127.0.0.1:80/_local/health', '127.0.0.1', 200],
  ['http://evil.example/_local/health', '127.0.0.1', 421],
  ['http://127.0.0.1.evil.example/_local/health', '127.0.0.1', 421],
  ['http://127.0.0.1@evil.example/_local/health', '127.0.0.1', 421],
  ['http://evil.example@127.0.0.1/_local/health', '127.0.0.1', 421],
  ['http:///_local/health', '127.0.0.1', 421],
  ['http://localhost/_local/health', '127.0.0.1', 421],
  ['http://127.0.0.1:1/_local/health', '127.0.0.1:2', 421],
  ['http://evil.example/_local/health', 'evil.example', 421],
])('the target %s with Host %s', async (target, host, status) => {
  expect(await statusOfTarget(target, `Host: ${host}`)).toBe(status);
});
