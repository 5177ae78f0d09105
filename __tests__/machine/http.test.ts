import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { readBody } from '../../src/core/ports/http.ts';
import { createTransport } from '../../src/machine/http.ts';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function transport() {
  const made = createTransport({ env: {}, userAgent: 'test' });
  open.push(made);
  return made.send;
}

describe('transport', () => {
  test('streams a body of known size and an answer', async () => {
    const url = await serve((request, response) => {
      let size = 0;
      request.on('data', (chunk) => {
        size += chunk.length;
      });
      request.on('end', () =>
        response.end(
          JSON.stringify({ size, length: request.headers['content-length'], agent: request.headers['user-agent'] }),
        ),
      );
    });
    const chunk = Buffer.alloc(64 * 1024, 1);
    const body = async function* () {
      for (let i = 0; i < 100; i++) yield chunk;
    };
    const response = await transport()({
      method: 'PUT',
      url,
      headers: { 'content-length': String(chunk.length * 100) },
      body,
    });
    expect(JSON.parse((await readBody(response)).toString())).toEqual({
      size: chunk.length * 100,
      length: String(chunk.length * 100),
      agent: 'test',
    });
  });

  test('an early answer to a long upload is an answer and not a broken pipe', async () => {
    const url = await serve((request, response) => {
      response.writeHead(401).end('no');
      request.resume();
    });
    const body = async function* () {
      for (let i = 0; i < 500; i++) yield Buffer.alloc(64 * 1024);
    };
    const response = await transport()({ method: 'PUT', url, body });
    expect(response.status).toBe(401);
  });

  test.each([
    ['connection refused', async () => 'http://127.0.0.1:1', 'ECONNREFUSED'],
    ['reset before an answer', () => serve((request) => void request.socket.destroy()), 'ECONNRESET'],
  ])('%s is CA-NET-003 without query or user info', async (_, start, reason) => {
    const url = (await start()).replace('http://', 'http://aws:s3cret@');
    await expect(transport()({ method: 'GET', url: `${url}/x?token=s3cret` })).rejects.toMatchObject({
      code: 'CA-NET-003',
      message: expect.stringContaining(reason),
    });
    await expect(transport()({ method: 'GET', url: `${url}/x?token=s3cret` })).rejects.not.toMatchObject({
      message: expect.stringContaining('s3cret'),
    });
  });

  test('silence ends at the idle limit', async () => {
    const url = await serve(() => undefined);
    await expect(transport()({ method: 'GET', url, idleTimeoutMs: 50 })).rejects.toMatchObject({ code: 'CA-NET-003' });
  });

  test('an answer larger than allowed is refused', async () => {
    const url = await serve((_, response) => response.end(Buffer.alloc(2048)));
    const response = await transport()({ method: 'GET', url });
    await expect(readBody(response, 1024)).rejects.toMatchObject({ code: 'CA-NET-004' });
  });

  test('an answer that breaks off is an error, however it is read', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setTimeout(() => response.destroy(), 20);
    });
    await expect(readBody(await transport()({ method: 'GET', url }))).rejects.toThrow();
    const { body } = await transport()({ method: 'GET', url });
    await expect(readBody({ body })).rejects.toThrow();
  });

  test.each([
    ['in one piece', 1000],
    ['by stream', 1_000_000],
  ])('a body that fails on the way is that error, and the request is never whole (%s)', async (_, size) => {
    let whole = 0;
    const url = await serve((request, response) => {
      request.on('end', () => {
        whole++;
        response.end();
      });
      request.on('error', () => undefined).resume();
    });
    const body = async function* () {
      yield Buffer.alloc(size / 2);
      throw new RegistryError('CA-FILE-001', 'it changed');
    };
    const headers = { 'content-length': String(size) };
    await expect(transport()({ method: 'PUT', url, headers, body })).rejects.toMatchObject({ code: 'CA-FILE-001' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(whole).toBe(0);
  });

  test.each([
    ['a header with a line end', { headers: { authorization: 'Bearer s3cret\n' } }],
    ['a header that is no Latin-1', { headers: { 'x-name': '\u2028s3cret' } }],
    ['a method that is none', { method: 'GE T' }],
    ['an address that is none', { url: 's3cret of nothing' }],
    ['an address of another kind', { url: 'ftp://user:s3cret@host.example/' }],
  ])('%s is an input that is wrong, and is not repeated', async (_, request) => {
    const sent = transport()({ method: 'GET', url: 'http://127.0.0.1:1/', ...request });
    const error = await sent.then(
      () => undefined,
      (reason) => reason,
    );
    expect(error).toMatchObject({ code: 'CA-INPUT-001', exitCode: 2 });
    expect(error.message).not.toContain('s3cret');
  });
});
