// The local server, in this process, and requests as real clients send them with bytes changed, sent as they are. It lives:
// each connection gets an answer or is closed in time, no answer is an accident, and the next good request is served.
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { publishedFormats } from '../../../src/formats/index.ts';
import { startLocalServer } from '../../../src/local/server.ts';
import { samples } from '../../support/packages/format-samples.ts';
import { writeNpmPackage } from '../../support/packages/npm-package.ts';
import { ACCOUNT, DOMAIN, type Exchange, openTestRegistry } from '../../support/servers/local-registry.ts';
import { ACCEPTED, type FuzzArea, promise } from '../engine/area.ts';
import { byteChanges, changeBytes, changeText, changeValue, textChanges, valueChanges } from '../engine/changes.ts';

interface Case {
  /** Base64 of what goes over the connection. */
  readonly sent: string;
}

interface Request {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

interface Drawn {
  readonly which: number;
  readonly how: number;
  readonly bytes: Parameters<typeof changeBytes>[1];
  readonly texts: Parameters<typeof changeText>[1];
  readonly values: Parameters<typeof changeValue>[1];
  readonly header: number;
}

const SMALL = { name: '@acme/contract', version: '1.2.3', manifest: { dependencies: { left: '^1.0.0' } } };
const SETUP = { domains: [{ name: DOMAIN, owner: ACCOUNT, repositories: ['dev', 'prod'] }] };
/** A server that waits for the rest of a request is told after this that there is none. */
const SILENCE_MS = 60;
const LONGEST_MS = 10_000;
/** A document with a hundred kilobytes of base64 in it says no more than one with two. */
const LARGEST_BODY = 32_768;

/** What clients of ours and the SDK send, from a registry of its own. */
async function recorded(): Promise<readonly Request[]> {
  const folder = mkdtempSync(join(tmpdir(), 'codeartifact-ci-fuzz-requests-'));
  const registry = await openTestRegistry(folder, { setup: SETUP });
  try {
    for (const [format, sample] of Object.entries(samples)) {
      const path = join(folder, format);
      const built =
        format === 'npm' ? [await writeNpmPackage(join(path, 'a.tgz'), SMALL)] : await sample.build(path, 'x');
      const { publications } = await sample.gather(built, registry.host);
      const target = await registry.target(format as keyof typeof samples, 'dev');
      const { publishing } = publishedFormats[format as keyof typeof samples];
      for (const publication of publications) {
        await publishing?.upload(publication, publication.artifacts, target, []);
        await publishing?.finish?.(publication, target);
        await publishing?.visibleVersions?.(publication, target);
        await publishing?.tags?.read(publication, target);
        await registry.client.describePackageVersion(target.address, publication);
        await registry.client.listPackageVersionAssets(target.address, publication);
        await registry.client
          .copyPackageVersions({
            domain: DOMAIN,
            domainOwner: ACCOUNT,
            sourceRepository: 'dev',
            destinationRepository: 'prod',
            package: publication,
            revisions: {},
          } as never)
          .catch(() => undefined);
        await registry.client.updatePackageVersionsStatus(registry.at('dev'), publication, {
          versions: [publication.version],
          target: 'Archived',
        });
      }
    }
    const sent = registry.exchanges.filter(({ body }) => body.length <= LARGEST_BODY);
    return [...sent.map(requestOf), ...written()];
  } finally {
    await registry.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const requestOf = ({ method, target, headers, body }: Exchange): Request => ({
  method,
  target,
  headers: Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || /^(host|connection|content-length|transfer-encoding)$/.test(name)
      ? []
      : [[name, value] as const],
  ),
  body,
});

/** What no client of ours sends. */
function written(): Request[] {
  const json = [['content-type', 'application/json']] as const;
  const form = [['content-type', 'application/x-www-form-urlencoded']] as const;
  const policy = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 'codeartifact:*',
        Resource: '*',
        Condition: { StringLike: { 'aws:username': 'a*' } },
      },
    ],
  };
  const of = (method: string, target: string, body: unknown = '', headers: Request['headers'] = json): Request => ({
    method,
    target,
    headers,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  });
  return [
    of('GET', '/_local/'),
    of('GET', '/_local/requests?limit=3'),
    of('POST', '/_local/faults', { faults: [{ kind: 'latency', operation: 'List*', ms: 1, count: 1 }] }),
    of('POST', '/_local/clock', { advance: 5 }),
    of('POST', '/_local/setup', SETUP),
    of('POST', '/_local/roles', { name: 'build', trustPolicy: policy }),
    of('POST', '/_local/oidc-claims', { repository: 'acme/x' }),
    of(
      'POST',
      '/',
      'Action=AssumeRole&Version=2011-06-15&RoleArn=arn:aws:iam::111122223333:role/build&RoleSessionName=run',
      form,
    ),
    of(
      'POST',
      '/',
      'Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn:aws:iam::111122223333:role/build&RoleSessionName=run&WebIdentityToken=a.b.c',
      form,
    ),
    of('POST', '/', 'Action=GetCallerIdentity&Version=2011-06-15', form),
    of('PUT', `/v1/domain/permissions/policy?domain=${DOMAIN}&domain-owner=${ACCOUNT}`, {
      policyDocument: JSON.stringify(policy),
    }),
    of('POST', `/v1/repository?domain=${DOMAIN}&domain-owner=${ACCOUNT}&repository=more`, {
      upstreams: [{ repositoryName: 'dev' }],
    }),
    of(
      'PUT',
      `/v1/package?domain=${DOMAIN}&domain-owner=${ACCOUNT}&repository=dev&format=npm&namespace=acme&package=contract`,
      { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
    ),
    of('POST', `/v1/package-group?domain=${DOMAIN}&domain-owner=${ACCOUNT}`, {
      packageGroup: '/npm/acme/*',
      description: 'd',
    }),
  ];
}

export const requests: FuzzArea<Case, Drawn> = {
  name: 'requests',
  share: 9,
  longestMs: 4_000,
  largestGrowth: 256 * 1024 * 1024,
  open: async () => {
    const all = await recorded();
    const errors: unknown[] = [];
    const server = await startLocalServer({
      offline: true,
      setup: SETUP,
      account: ACCOUNT,
      onError: (error) => errors.push(error),
    });
    const answer = await fetch(
      `${server.url}/v1/authorization-token?domain=${DOMAIN}&domain-owner=${ACCOUNT}&duration=43200`,
      {
        method: 'POST',
        headers: {
          authorization:
            all
              .find(({ target }) => target.startsWith('/v1/authorization-token'))
              ?.headers.find(([name]) => name === 'authorization')?.[1] ?? '',
        },
      },
    );
    const { authorizationToken: token } = (await answer.json()) as { authorizationToken: string };
    // Tokens of the server that was recorded are none of this one.
    const authorised = (value: string) =>
      value.startsWith('Bearer ')
        ? `Bearer ${token}`
        : value.startsWith('Basic ')
          ? `Basic ${Buffer.from(`aws:${token}`).toString('base64')}`
          : value;

    const build = async ({ which, how, bytes, texts, values, header }: Drawn): Promise<Case> => {
      const request = all[which % all.length] as Request;
      let { target, body } = request;
      let headers = request.headers.map(([name, value]) => [name, authorised(value)] as const);
      if (how === 1) body = changedBody(request, values, texts);
      if (how === 2) target = changeText(target, texts);
      if (how === 3 && headers.length > 0)
        headers = headers.map(([name, value], at) =>
          at === header % headers.length ? [name, changeText(value, texts)] : [name, value],
        );
      if (how === 4) body = changeBytes(body, bytes);
      const framing =
        how === 5
          ? ['transfer-encoding: chunked']
          : body.length > 0 || request.method !== 'GET'
            ? [`content-length: ${body.length}`]
            : [];
      const head = [
        `${request.method} ${target} HTTP/1.1`,
        `host: 127.0.0.1:${server.port}`,
        'connection: close',
        ...headers.map(([name, value]) => `${name}: ${value}`),
        ...framing,
      ];
      const whole = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body]);
      return { sent: (how === 0 || how === 5 ? changeBytes(whole, bytes) : whole).toString('base64') };
    };

    return {
      inputs: fc.record({
        which: fc.nat({ max: 500 }),
        how: fc.nat({ max: 5 }),
        bytes: byteChanges,
        texts: textChanges,
        values: valueChanges,
        header: fc.nat({ max: 20 }),
      }),
      build,
      written: ({ sent }) => Buffer.from(sent, 'base64'),
      attempt: async ({ sent }) => {
        const head = await exchanged(server.port, Buffer.from(sent, 'base64'));
        const [error] = errors.splice(0);
        promise(
          error === undefined,
          () => `the server had an accident: ${error instanceof Error ? error.stack : String(error)}`,
        );
        const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? 0);
        promise(head === '' || status > 0, () => `what came back is no answer: ${head.slice(0, 100)}`);
        promise(status !== 500, () => `an answer that tells an accident:\n${head}`);
        // What a request may rightly have changed of the server itself, so that the next one meets it as this one did.
        server.faults.clear();
        const alive = await fetch(`${server.url}/_local/health`);
        promise(alive.status === 200, () => `the next request, a good one, is answered with ${alive.status}`);
        await alive.text();
        return status === 0 ? 'closed' : status < 400 ? ACCEPTED : String(status);
      },
      close: () => server.close(),
    };
  },
};

function changedBody({ body, headers }: Request, values: Drawn['values'], texts: Drawn['texts']): Buffer {
  const text = body.toString('latin1');
  if (!headers.some(([name, value]) => name === 'content-type' && value.includes('json')) || !/^[[{]/.test(text))
    return Buffer.from(changeText(text, texts), 'latin1');
  try {
    return Buffer.from(JSON.stringify(changeValue(JSON.parse(body.toString('utf8')), values)) ?? 'null');
  } catch {
    // Cut off, since it is long.
    return Buffer.from(changeText(text, texts), 'latin1');
  }
}

/** The beginning of what comes back until the connection is closed; empty when nothing does. */
function exchanged(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let head = '';
    const socket = net.connect({ port, host: '127.0.0.1' });
    const late = setTimeout(() => {
      socket.destroy();
      reject(
        new Error(
          `the connection is neither answered nor closed within ${LONGEST_MS} ms; so far:\n${head.slice(0, 300)}`,
        ),
      );
    }, LONGEST_MS);
    const quiet = setTimeout(() => socket.end(), SILENCE_MS);
    socket.on('data', (chunk) => {
      if (head.length < 2000) head += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(late);
      clearTimeout(quiet);
      resolve(head);
    });
    socket.write(bytes);
  });
}
