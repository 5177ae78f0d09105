// The clients of the service and of the formats, against a server whose answers are the real thing with status, headers or
// bytes changed, over a connection. A result, or an error with a code that says so, in time.
import { mkdtempSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { createCodeArtifactClient } from '../../../src/aws/code-artifact-client.ts';
import { assumeRole, callerIdentity } from '../../../src/aws/sts.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import { recordingHost } from '../../support/host.ts';
import { serviceAt } from '../../support/servers/local-registry.ts';
import { at, operations, wireReaders } from '../../support/servers/service-answers.ts';
import { endOf, type FuzzArea } from '../engine/area.ts';
import { byteChanges, changeBytes, changeText, changeValue, textChanges, valueChanges } from '../engine/changes.ts';

interface Case {
  readonly call: string;
  /** Base64 of all that comes over the connection. */
  readonly answer: string;
}

interface Drawn {
  readonly which: number;
  readonly how: number;
  readonly status: string;
  readonly bytes: Parameters<typeof changeBytes>[1];
  readonly texts: Parameters<typeof changeText>[1];
  readonly values: Parameters<typeof changeValue>[1];
}

type Hosted = ReturnType<typeof recordingHost>;
interface Call {
  readonly name: string;
  readonly good: string;
  ask(host: Hosted, origin: string): Promise<unknown>;
}

const service = (origin: string) => ({
  ...serviceAt(origin),
  credentials: async () => ({
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: new Secret('an example of a key'),
    sessionToken: undefined,
    expiresAt: undefined,
  }),
  maxAttempts: 1,
});

const STS =
  '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>an example</SecretAccessKey><SessionToken>an example</SessionToken><Expiration>2036-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>';
const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/a</Arn><UserId>AIDA</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

const CALLS: readonly Call[] = [
  ...operations.map(
    ([name, good, ask]): Call => ({
      name,
      good: JSON.stringify(good),
      ask: (host, origin) =>
        ask(createCodeArtifactClient(host, service(origin), () => callerIdentity(host, service(origin)))),
    }),
  ),
  {
    name: 'AssumeRole',
    good: STS,
    ask: (host, origin) =>
      assumeRole(host, service(origin), {
        roleArn: 'arn:aws:iam::111122223333:role/a',
        sessionName: 'run',
        durationSeconds: 900,
      }),
  },
  { name: 'GetCallerIdentity', good: IDENTITY, ask: (host, origin) => callerIdentity(host, service(origin)) },
  ...wireReaders.flatMap(([name, of, read]) =>
    [
      JSON.stringify({
        versions: { '1.0.0': { name: 'thing' } },
        'dist-tags': { latest: '1.0.0' },
        files: [{ filename: 'thing-1.0.0.tar.gz', url: 'x' }],
      }),
      '<metadata><versioning><versions><version>1.0.0</version></versions></versioning></metadata>',
      '<html><body><a href="thing-1.0.0.tar.gz#sha256=ab">thing-1.0.0.tar.gz</a></body></html>',
      '{"resources":[{"@id":"ORIGIN/flat/","@type":"PackageBaseAddress/3.0.0"}],"versions":["1.0.0"]}',
    ].map(
      (good, index): Call => ({
        name: `${name} ${index}`,
        good,
        ask: (host, origin) =>
          read(of, {
            address: at,
            endpoint: `${origin}/`,
            token: new Secret('an example of a token'),
            http: host.http,
            files: host.files,
          }),
      }),
    ),
  ),
];

const STATUSES = [
  ...Array<string>(24).fill('200 OK'),
  '200 OK',
  '200 OK',
  '200 OK',
  '200 OK',
  '204 No Content',
  '301 Moved',
  '400 Bad',
  '401 No',
  '403 No',
  '404 Not Found',
  '409 Conflict',
  '429 Slow',
  '500 Bad',
  '503 Bad',
  '999 Odd',
  '100 Continue',
  '0',
];

/** Short, so that an answer which never ends costs little; the clients are asked once. */
const LIMITS = { idleMs: 200, deadlineMs: 500, slowMs: 60_000, checkEveryMs: 50 };

export const answers: FuzzArea<Case, Drawn> = {
  name: 'answers',
  share: 6,
  longestMs: 4_000,
  largestGrowth: 256 * 1024 * 1024,
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'codeartifact-ci-fuzz-answers-in-'));
    let answer: Buffer = Buffer.alloc(0);
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
      let request = '';
      socket.on('data', (chunk) => {
        request += chunk.toString('latin1');
        const body = request.indexOf('\r\n\r\n') + 4;
        const length = Number(/\r\ncontent-length: (\d+)/i.exec(request)?.[1] ?? 0);
        if (body > 3 && request.length >= body + length) socket.end(answer);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const host = recordingHost({ folder, limits: LIMITS });
    return {
      inputs: fc.record({
        which: fc.nat({ max: 200 }),
        how: fc.nat({ max: 3 }),
        status: fc.constantFrom(...STATUSES),
        bytes: byteChanges,
        texts: textChanges,
        values: valueChanges,
      }),
      build: async ({ which, how, status, bytes, texts, values }) => {
        const { name, good } = CALLS[which % CALLS.length] as Call;
        const real = good.replace('ORIGIN', origin);
        const body = Buffer.from(
          how === 1
            ? changeText(real, texts)
            : how === 2 && real.startsWith('{')
              ? (JSON.stringify(changeValue(JSON.parse(real), values)) ?? '')
              : real,
        );
        const type = real.startsWith('{') ? 'application/json' : 'text/xml';
        const head = `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\nx-amzn-requestid: r\r\nretry-after: 0\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n`;
        const whole = Buffer.concat([Buffer.from(how === 3 ? changeText(head, texts) : head), body]);
        return { call: name, answer: (how === 0 ? changeBytes(whole, bytes) : whole).toString('base64') };
      },
      written: (one) => JSON.stringify(one),
      attempt: async (one) => {
        answer = Buffer.from(one.answer, 'base64');
        const call = CALLS.find(({ name }) => name === one.call) as Call;
        const end = await endOf(() => call.ask(host, origin));
        host.lines.splice(0);
        return end;
      },
      close: async () => {
        host.close();
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
};
