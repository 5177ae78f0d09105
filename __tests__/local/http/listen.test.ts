// The socket side alone, asked by raw sockets where a client library would hide what goes over the wire.
import { createHash } from 'node:crypto';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type HttpHost, listen } from '../../../src/local/http/listen.ts';
import { collect, type RequestHandler, type WireRequest } from '../../../src/local/http/messages.ts';
import { prepareResponse } from '../../../src/local/http/response.ts';
import { temporaryFolders } from '../../support/folders.ts';

const folder = temporaryFolders();
const errors: unknown[] = [];
let host: HttpHost | undefined;

afterEach(async () => {
  await host?.close(100);
  host = undefined;
  expect(errors.splice(0)).toEqual([]);
});

async function serve(handler: RequestHandler): Promise<number> {
  host = await listen(handler, { port: 0, host: '127.0.0.1', onError: (error) => errors.push(error) });
  return host.port;
}

/** Sends bytes, reads until the server closes or `until` has arrived. */
function raw(port: number, sent: readonly (string | Buffer)[], until?: RegExp): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let received = '';
    const done = () => {
      socket.destroy();
      resolve(received);
    };
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (until?.test(received)) done();
    });
    socket.on('close', done);
    socket.on('error', done);
    for (const part of sent) socket.write(part);
  });
}

const closing = 'Host: x\r\nConnection: close\r\n';

describe('answers', () => {
  test('two challenges are two header lines', async () => {
    const port = await serve(async () => ({
      status: 401,
      headers: { 'www-authenticate': ['Bearer realm="d/r"', 'Basic realm="d/r"'] },
    }));
    const answer = await raw(port, [`GET / HTTP/1.1\r\n${closing}\r\n`]);
    expect(answer).toMatch(/www-authenticate: Bearer realm="d\/r"\r\nwww-authenticate: Basic realm="d\/r"\r\n/);
  });

  test('a reason or a header cannot end its line', async () => {
    const port = await serve(async () => ({
      status: 409,
      reason: 'exists\r\nSet-Cookie: a=b\u0000ü',
      headers: { 'x-name': 'a\r\nSet-Cookie: b=c' },
    }));
    const answer = await raw(port, [`GET / HTTP/1.1\r\n${closing}\r\n`]);
    expect(answer).toMatch(/^HTTP\/1\.1 409 exists Set-Cookie: a=b\r\n/);
    expect(answer).not.toMatch(/\r\nset-cookie/i);
  });

  test.each([
    [{ status: 301 }, '301 Moved Permanently'],
    [{ status: 302 }, '302 Found'],
    [{ status: 307 }, '307 Temporary Redirect'],
    [{ status: 402 }, '402 Payment Required'],
    [{ status: 501 }, '501 Not Implemented'],
    [{ status: 404, reason: '' }, '404 Not Found'],
    [{ status: 409, reason: 'существует' }, '409 Conflict'],
    [{ status: 599 }, '599 Internal Server Error'],
  ])('%j has a phrase of its own or the standard one', async (answer, line) => {
    const port = await serve(async () => answer);
    const received = await raw(port, [`GET / HTTP/1.1\r\n${closing}\r\n`]);
    expect(received.split('\r\n')[0]).toBe(`HTTP/1.1 ${line}`);
  });

  test('other letters in a header go out as UTF-8', async () => {
    const port = await serve(async () => ({ status: 200, headers: { 'x-assetname': 'größe.bin' } }));
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(Buffer.from(answer.headers.get('x-assetname') ?? '', 'latin1').toString('utf8')).toBe('größe.bin');
  });

  test('a handler that throws gives a bare 500', async () => {
    const port = await serve(async () => {
      throw new Error('secret detail');
    });
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect([answer.status, await answer.text()]).toEqual([500, 'internal error\n']);
    expect(errors.splice(0)).toHaveLength(1);
  });
});

describe('files', () => {
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
  const withFile = () => {
    const file = join(folder(), 'blob');
    writeFileSync(file, bytes);
    return serve(async () => ({ status: 200, headers: { etag: '"one"' }, body: { file, size: bytes.length } }));
  };

  test('whole, in parts, by HEAD, and not at all when unchanged', async () => {
    const url = `http://127.0.0.1:${await withFile()}/`;
    const whole = await fetch(url);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const ranges: [string, number, Buffer][] = [
      ['bytes=0-9', 206, bytes.subarray(0, 10)],
      ['bytes=199990-', 206, bytes.subarray(199_990)],
      ['bytes=-5', 206, bytes.subarray(-5)],
      ['bytes=100-170000', 206, bytes.subarray(100, 170_001)],
      ['bytes=0-1,5-6', 200, bytes],
      ['lines=1-2', 200, bytes],
    ];
    for (const [range, status, expected] of ranges) {
      const answer = await fetch(url, { headers: { range } });
      expect([range, answer.status]).toEqual([range, status]);
      expect(Buffer.from(await answer.arrayBuffer()).equals(expected)).toBe(true);
    }
    expect((await fetch(url, { headers: { range: 'bytes=200000-' } })).status).toBe(416);
    expect((await fetch(url, { headers: { range: 'bytes=0-9', 'if-range': '"other"' } })).status).toBe(200);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.headers.get('content-length'), await head.text()]).toEqual(['200000', '']);
    expect((await fetch(url, { headers: { 'if-none-match': 'W/"one"' } })).status).toBe(304);
  });

  test('one that is gone is an error before anything was promised', async () => {
    const port = await serve(async () => ({ status: 200, body: { file: join(folder(), 'none'), size: 5 } }));
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(500);
    expect(errors.splice(0).map(String)).toEqual([expect.stringContaining('/none cannot be read (ENOENT)')]);
  });

  test('one that is shorter than promised is never taken for whole', async () => {
    const file = join(folder(), 'short');
    writeFileSync(file, Buffer.alloc(100_000));
    let size = 200_000;
    const port = await serve(async () => ({ status: 200, body: { file, size } }));
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(500);
    writeFileSync(file, 'abc');
    size = 10;
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(500);
    expect(errors.splice(0)).toHaveLength(2);
  });

  test('parts of one that rots without being written are proven each time', async () => {
    const file = join(folder(), 'rotten');
    // Of several blocks, and a rest.
    const bytes = Buffer.from(Array.from({ length: 1_100_000 }, (_, index) => index % 253));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(file, bytes);
    const { mtime } = statSync(file);
    const port = await serve(async () => ({ status: 200, body: { file, size: bytes.length, sha256 } }));
    const ask = async (start: number, end: number) => {
      const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { range: `bytes=${start}-${end - 1}` } });
      return answer.ok ? Buffer.from(await answer.arrayBuffer()) : answer.status;
    };
    for (const [start, end] of [
      [0, 10],
      [262_143, 262_145],
      [524_288, 524_289],
      [5, 1_099_999],
      [1_099_990, 1_100_000],
    ] as const)
      expect(bytes.subarray(start, end).equals((await ask(start, end)) as Buffer)).toBe(true);
    const rotten = Buffer.from(bytes);
    rotten.writeUInt8(rotten.readUInt8(600_000) ^ 1, 600_000);
    writeFileSync(file, rotten);
    utimesSync(file, mtime, mtime);
    expect(await ask(550_000, 700_000)).toBe(500);
    // Known to be damaged from now on, as a whole.
    expect(await ask(0, 10)).toBe(500);
    await expect(ask(1, 1_100_000)).resolves.toBe(500);
    expect(errors.splice(0)).toHaveLength(3);
    writeFileSync(file, bytes);
    expect(bytes.subarray(0, 10).equals((await ask(0, 10)) as Buffer)).toBe(true);
    writeFileSync(file, rotten);
    utimesSync(file, mtime, mtime);
    // What comes before has gone out by then; the connection breaks off.
    await expect(ask(1, 1_100_000)).rejects.toThrow();
    expect(errors.splice(0)).toHaveLength(1);
  });

  // Read at once, and streamed.
  test.each([1000, 200_000])('of %i bytes, one bit of which has changed, never arrives as a whole', async (size) => {
    const file = join(folder(), 'changed');
    const bytes = Buffer.alloc(size, 'abc');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const port = await serve(async () => ({ status: 200, body: { file, size, sha256 } }));
    const url = `http://127.0.0.1:${port}/`;
    const ask = async (headers = {}) => {
      const answer = await fetch(url, { headers });
      return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) };
    };
    writeFileSync(file, bytes);
    expect((await ask()).body.equals(bytes)).toBe(true);
    expect((await ask({ range: 'bytes=5-9' })).body.equals(bytes.subarray(5, 10))).toBe(true);
    for (const at of [0, size >> 1, size - 1]) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 4, at);
      writeFileSync(file, changed);
      expect(await ask().catch(() => ({ status: 500 }))).toMatchObject({ status: 500 });
      expect((await ask({ range: 'bytes=5-9' })).status).toBe(500);
      expect(errors.splice(0).map(String)).toEqual([expect.stringContaining(file), expect.stringContaining(file)]);
    }
    writeFileSync(file, bytes);
    expect((await ask()).body.equals(bytes)).toBe(true);
  });
});

describe('requests', () => {
  const echo: RequestHandler = async (request) => ({ status: 200, body: await collect(request.body, 1e6) });

  test('chunked bodies and Expect: 100-continue', async () => {
    const port = await serve(echo);
    const chunked = await raw(port, [
      `PUT /x HTTP/1.1\r\n${closing}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`,
    ]);
    expect(chunked).toMatch(/\r\n\r\nabcde$/);
    const expecting = await raw(port, [
      `PUT /x HTTP/1.1\r\n${closing}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n`,
      'abc',
    ]);
    expect(expecting).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/);
  });

  test('an offered upgrade is ignored', async () => {
    const port = await serve(echo);
    const answer = await raw(port, [
      'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  test('an early answer arrives although the body is still coming, and the connection lives on', async () => {
    const port = await serve(async (request) =>
      request.method === 'PUT' ? { status: 401 } : { status: 200, body: 'next' },
    );
    const big = Buffer.alloc(8 * 1024 * 1024);
    const answer = await raw(
      port,
      [`PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: ${big.length}\r\n\r\n`, big, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
      /next$/,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 401 Unauthorized[\s\S]*HTTP\/1\.1 200 OK[\s\S]*next$/);
  });

  test('leaving a body half read does not cost the connection', async () => {
    const port = await serve(async (request) => {
      for await (const _chunk of request.body) break;
      return { status: 413, body: 'too large' };
    });
    const body = Buffer.alloc(4 * 1024 * 1024);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'PUT', body });
    expect([answer.status, await answer.text()]).toEqual([413, 'too large']);
  });

  test('absolute targets lose their origin; nonsense is a 400', async () => {
    const seen: string[] = [];
    const port = await serve(async (request: WireRequest) => {
      seen.push(request.target);
      return { status: 204 };
    });
    await raw(port, [`GET http://example.com/a?b=c HTTP/1.1\r\n${closing}\r\n`]);
    expect(seen).toEqual(['/a?b=c']);
    expect(await raw(port, ['NONSENSE\r\n\r\n'])).toMatch(/^HTTP\/1\.1 400/);
    // What is no address of ours is not taken for the first page.
    for (const target of ['ftp://example.com/_local/health', 'file:///etc/passwd', 'x', 'http:/x'])
      expect(await raw(port, [`GET ${target} HTTP/1.1\r\n${closing}\r\n`])).toMatch(/^HTTP\/1\.1 400/);
    expect(seen).toEqual(['/a?b=c']);
    expect(await raw(port, [`OPTIONS * HTTP/1.1\r\n${closing}\r\n`])).toMatch(/^HTTP\/1\.1 204/);
  });

  test('a client that leaves is noticed', async () => {
    let left = false;
    let entered: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const over = new Promise<void>((resolve) => {
      void serve(async (request) => {
        entered();
        await new Promise<void>((leave) => request.signal?.addEventListener('abort', () => leave()));
        left = true;
        resolve();
        return { status: 200 };
      }).then((port) => {
        const socket = connect(port, '127.0.0.1');
        socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
        void inside.then(() => socket.destroy());
      });
    });
    await over;
    expect(left).toBe(true);
  });
});

describe('broken connections on demand', () => {
  test('before the answer, and in the middle of it', async () => {
    const port = await serve(async (request) =>
      request.target === '/drop'
        ? { status: 200, body: 'x', cut: 'before-answer' }
        : { status: 200, body: '0123456789', cut: { afterBytes: 4 } },
    );
    expect(await raw(port, [`GET /drop HTTP/1.1\r\n${closing}\r\n`])).toBe('');
    expect(await raw(port, [`GET /cut HTTP/1.1\r\n${closing}\r\n`])).toMatch(
      /content-length: 10\r\n[\s\S]*\r\n\r\n0123$/,
    );
  });

  test('a file too', async () => {
    const file = join(folder(), 'blob');
    writeFileSync(file, Buffer.alloc(300_000, 'a'));
    const port = await serve(async () => ({
      status: 200,
      body: { file, size: 300_000 },
      cut: { afterBytes: 100_000 },
    }));
    const answer = await raw(port, [`GET / HTTP/1.1\r\n${closing}\r\n`]);
    expect(answer).toMatch(/content-length: 300000\r\n/);
    expect(answer.split('\r\n\r\n')[1]?.length).toBe(100_000);
  });
});

test('pages are compressed for clients elsewhere, never for this machine', () => {
  const page = Buffer.from(JSON.stringify({ text: 'x'.repeat(5000) }));
  const answer = { status: 200, headers: { 'content-type': 'application/json' }, body: page };
  const far = prepareResponse('GET', { 'accept-encoding': 'gzip, br' }, answer, false);
  expect(far.headers['content-encoding']).toBe('gzip');
  expect(far.headers['content-length']).toBeLessThan(200);
  expect(
    prepareResponse('GET', { 'accept-encoding': 'gzip' }, answer, true).headers['content-encoding'],
  ).toBeUndefined();
  expect(
    prepareResponse('GET', { 'accept-encoding': 'gzip;q=0' }, answer, false).headers['content-encoding'],
  ).toBeUndefined();
});
