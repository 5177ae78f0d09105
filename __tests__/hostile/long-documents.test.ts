// One request with a document of many small parts: it may take its time, and others are answered meanwhile. The server is
// a process of its own, asked by this one the whole time, and says how long its event loop was held.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { nodeForTypeScript, QUIETLY } from '../support/programs/typescript-node.ts';

jest.setTimeout(300_000);

const node = nodeForTypeScript();
const script = join(process.cwd(), '__tests__/hostile/document-server.ts');
const describeWithServer = node ? describe : describe.skip;

/** What one request may keep others waiting for, of CPU of the server, since other work makes any wall clock longer. */
const MOST_MS = 1_000;

const NPM = '/npm/d/my-org-111122223333/dev/';
const METADATA = '/maven/d/my-org-111122223333/dev/g/a/maven-metadata.xml';

const text = (count: number, part: (n: number) => string) => Array.from({ length: count }, (_, n) => part(n)).join('');
const metadata = (inside: string) => `<metadata><groupId>g</groupId><artifactId>a</artifactId>${inside}</metadata>`;
const versions = (count: number, more: object) =>
  JSON.stringify({
    name: 'many',
    versions: Object.fromEntries(
      Array.from({ length: count }, (_, n) => [`1.0.${n}`, { name: 'many', version: `1.0.${n}`, ...more }]),
    ),
  });

describeWithServer('a document of many parts', () => {
  let child: ChildProcess;
  let lines: AsyncIterator<string>;
  let [url, token] = ['', ''];

  beforeAll(async () => {
    child = spawn(node as string, [...QUIETLY, script], { stdio: ['pipe', 'pipe', 'inherit'] });
    lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    ({ url, token } = JSON.parse((await lines.next()).value));
  });

  afterAll(async () => {
    child.stdin?.end();
    await once(child, 'exit');
  });

  function send(method: string, path: string, body: Buffer | undefined, agent?: http.Agent): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-length': body.length }) };
      const request = http.request(`${url}${path}`, { method, headers, ...(agent && { agent }) }, (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
      });
      request.once('error', reject);
      request.end(body);
    });
  }

  /** The most CPU of one turn of the server's event loop, in milliseconds, and how many others it answered meanwhile. */
  async function longestTurn(work: () => Promise<number>): Promise<{ status: number; most: number; answers: number }> {
    const ask = async () => {
      child.stdin?.write('\n');
      return Number((await lines.next()).value);
    };
    const agent = new http.Agent({ keepAlive: true });
    let isRunning = true;
    let answers = 0;
    await ask();
    const asking = (async () => {
      while (isRunning) {
        await send('GET', '/_local/switches', undefined, agent);
        answers++;
      }
    })();
    const status = await work();
    isRunning = false;
    await asking;
    agent.destroy();
    return { status, most: await ask(), answers };
  }

  const cases: readonly (readonly [what: string, path: string, body: () => string, status: number])[] = [
    ['60,000 versions, none of which is there', `${NPM}many`, () => versions(60_000, { deprecated: 'x' }), 404],
    ['240,000 versions', `${NPM}many`, () => versions(240_000, {}), 404],
    [
      '60,000 versions beside one that is there',
      `${NPM}one`,
      () => versions(60_000, {}).replace('"many"', '"one"'),
      400,
    ],
    [
      'versions with 500,000 numbers and texts',
      `${NPM}many`,
      () => versions(5_000, { files: Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? n : '"')) }),
      404,
    ],
    ['60,000 attributes', METADATA, () => metadata(`<a ${text(60_000, (n) => `a${n}="1" `)}/>`), 404],
    ['1,000,000 attributes', METADATA, () => metadata(`<a ${text(1_000_000, (n) => `a${n}="1" `)}/>`), 400],
    ['3,000,000 entities', METADATA, () => metadata('&amp;'.repeat(3_000_000)), 400],
    ['3,000,000 entities in attributes', METADATA, () => metadata(`<a b="${'&amp;'.repeat(3_000_000)}"/>`), 400],
  ];

  test.each(cases)('of %s keeps nobody waiting', async (_what, path, body, status) => {
    const bytes = Buffer.from(body());
    const found = await longestTurn(() => send('PUT', path, bytes));
    expect({ ...found, isShort: found.most < MOST_MS }).toEqual({ ...found, status, isShort: true });
  });
});
