import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, expect, test } from '@jest/globals';
import { IncomingBody } from '../../../src/local/http/incoming-body.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** A request whose head was sent, and the socket to send its body through. */
async function request(
  head: string,
): Promise<{ body: IncomingBody; incoming: IncomingMessage; response: ServerResponse; socket: Socket }> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  open.push(() => {
    socket.destroy();
    server.close();
  });
  const arrived = new Promise<[IncomingMessage, ServerResponse]>((resolve) => {
    server.once('request', (incoming, response) => resolve([incoming, response]));
  });
  socket.write(`PUT / HTTP/1.1\r\nHost: localhost\r\n${head}\r\n\r\n`);
  const [incoming, response] = await arrived;
  incoming.on('error', () => undefined);
  return { body: new IncomingBody(incoming), incoming, response, socket };
}

async function read(body: IncomingBody): Promise<string> {
  let text = '';
  for await (const chunk of body) text += Buffer.from(chunk).toString();
  return text;
}

test('is read whole, however it arrives', async () => {
  const { body, socket } = await request('Content-Length: 6');
  const text = read(body);
  socket.write('one');
  setTimeout(() => socket.write('two'), 20);
  expect(await text).toBe('onetwo');
});

test('of no bytes is at its end at once', async () => {
  expect(await read((await request('Content-Length: 0')).body)).toBe('');
});

test('rejects when the client leaves', async () => {
  const { body, socket } = await request('Content-Length: 6');
  const text = read(body);
  socket.write('one');
  setTimeout(() => socket.destroy(), 20);
  await expect(text).rejects.toThrow();
});

test('ends a read that waits when it is left', async () => {
  const { body } = await request('Content-Length: 6');
  const next = body.next();
  body.drain();
  expect(await next).toEqual({ value: undefined, done: true });
});

test('stays usable for the answer when whoever reads it fails', async () => {
  const { body, incoming, socket } = await request('Content-Length: 6');
  socket.write('one');
  const stream = Readable.from(body);
  await new Promise((resolve) => stream.once('data', resolve));
  stream.on('error', () => undefined).destroy(new Error('refused'));
  await new Promise((resolve) => stream.once('close', resolve));
  expect(incoming.destroyed).toBe(false);
});

test('that trickles is not drained for ever', async () => {
  const { body, incoming, socket } = await request('Content-Length: 1000000');
  const timer = setInterval(() => socket.write('x'), 10);
  open.push(() => clearInterval(timer));
  body.drain(100);
  await new Promise((resolve) => incoming.once('close', resolve));
  expect(incoming.destroyed).toBe(true);
});

test('too long to be drained is known before', async () => {
  expect((await request(`Content-Length: ${256 * 1024 * 1024}`)).body.isBearable).toBe(true);
  expect((await request(`Content-Length: ${256 * 1024 * 1024 + 1}`)).body.isBearable).toBe(false);
});
