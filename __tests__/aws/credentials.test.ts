// Besides OIDC: variables, container endpoint, role chaining; expiry, and the way through a proxy. Profiles: `chain`.
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { containerCredentials } from '../../src/aws/container-credentials.ts';
import { renewed } from '../../src/aws/credentials.ts';
import { identityOf, signIn } from '../../src/aws/sign-in.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { Clock } from '../../src/core/ports/host.ts';
import { bypassesProxy } from '../../src/machine/connections/no-proxy.ts';
import { createTransport } from '../../src/machine/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { handSetClock, recordingHost } from '../support/host.ts';
import type { TestServer } from '../support/servers/local-server.ts';
import { startProxy, type TestProxy } from '../support/servers/test-proxy.ts';
import {
  ACCOUNT,
  allow,
  at,
  OTHER,
  permitted,
  refusalOf,
  role,
  SECRET,
  signInAs,
  strictServer,
  user,
} from '../support/worlds/sign-in-world.ts';

const folder = temporaryFolders();
const builder = user('builder', [allow('codeartifact:*', 'sts:*')]);
const stranger = user('stranger', [allow('codeartifact:*', 'sts:*')], OTHER);
const keysOf = (one: typeof builder) => ({ AWS_ACCESS_KEY_ID: one.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET });
const open = allow('codeartifact:*', 'sts:GetServiceBearerToken');
const trusted = (principal: string, Condition: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole', Condition }],
});
let server: TestServer;
const closing: Server[] = [];

beforeAll(async () => {
  server = await strictServer({
    users: [builder, stranger, user('poor', [])],
    roles: [
      { name: 'chained', trustPolicy: trusted(`arn:aws:iam::${ACCOUNT}:user/builder`), policies: [open] },
      {
        name: 'partner',
        trustPolicy: trusted(OTHER, { StringEquals: { 'sts:ExternalId': 'handshake' } }),
        policies: [open],
      },
    ],
  });
});
afterAll(() => server.close());
beforeEach(() => server.clock.reset());
afterEach(async () => {
  for (const one of closing.splice(0)) await new Promise((done) => one.close(done));
});

async function listening(one: Server): Promise<string> {
  closing.push(one);
  await new Promise<void>((done) => one.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(one.address() as AddressInfo).port}`;
}

describe('variables', () => {
  test('long-term keys', async () => {
    const { signedIn, host } = await signInAs(server, folder(), { env: keysOf(builder) });
    expect(await signedIn.account()).toBe(ACCOUNT);
    expect((await signedIn.client.getAuthorizationToken(at, 900)).expiresAt).toBeLessThan(Date.now() + 901_000);
    host.close();
  });

  test.each([
    ['unknown keys', { AWS_ACCESS_KEY_ID: 'AKIANOBODY0000000000', AWS_SECRET_ACCESS_KEY: SECRET }, 'CA-AUTH-008'],
    ['a wrong secret', { ...keysOf(builder), AWS_SECRET_ACCESS_KEY: `${SECRET}x` }, 'CA-AUTH-008'],
    ['a session token that is none', { ...keysOf(builder), AWS_SESSION_TOKEN: 'x' }, 'CA-AUTH-008'],
    ['a user without policies', keysOf(user('poor', [])), 'CA-AUTH-003'],
  ])('%s', async (_, env, code) => {
    const { error } = await refusalOf(server, folder(), { env });
    expect(error.code).toBe(code);
    expect(error.message + error.remedy).not.toContain(SECRET);
  });

  test('an account that is not allowed is found out by asking', async () => {
    const inputs = { 'allowed-account-ids': ACCOUNT };
    const { error } = await refusalOf(server, folder(), { inputs, env: keysOf(stranger) });
    expect(error).toMatchObject({ code: 'CA-AUTH-006' });
    expect(error.message).toContain(`arn:aws:iam::${OTHER}:user/stranger is ${OTHER}`);
  });
});

describe('role chaining', () => {
  const inputs = { 'role-to-assume': role('chained'), 'role-chaining': 'true' };

  test('a role with the keys that are there, renewed when it ends', async () => {
    const clock = handSetClock(Date.now());
    const { signedIn, host } = await signInAs(server, folder(), { inputs, env: keysOf(builder), clock });
    const first = await signedIn.credentials();
    expect((await signedIn.client.getCallerIdentity()).arn).toContain('assumed-role/chained/codeartifact-local');
    clock.advance(54 * 60_000);
    expect(await signedIn.credentials()).toBe(first);
    clock.advance(2 * 60_000);
    const both = await Promise.all([signedIn.credentials(), signedIn.credentials()]);
    expect(both[0]).toBe(both[1]);
    expect(both[0]).not.toBe(first);
    host.close();
  });

  test('OIDC is not used, though it is there', async () => {
    const { signedIn, host } = await signInAs(server, folder(), {
      inputs,
      env: { ...permitted(server), ...keysOf(builder) },
    });
    expect((await signedIn.client.getCallerIdentity()).arn).toContain('assumed-role/chained');
    host.close();
  });

  test('an external id', async () => {
    const partner = { ...inputs, 'role-to-assume': role('partner') };
    const { error } = await refusalOf(server, folder(), { inputs: partner, env: keysOf(stranger) });
    expect(error).toMatchObject({ code: 'CA-AUTH-004' });
    expect(error.remedy).toContain('role-external-id');
    const known = { ...partner, 'role-external-id': 'handshake' };
    const { signedIn, host } = await signInAs(server, folder(), { inputs: known, env: keysOf(stranger) });
    expect(await signedIn.account()).toBe(ACCOUNT);
    host.close();
    const alone = { 'role-to-assume': role('partner'), 'role-external-id': 'handshake' };
    expect((await refusalOf(server, folder(), { inputs: alone, env: keysOf(stranger) })).error.code).toBe(
      'CA-INPUT-001',
    );
  });

  test('more than an hour', async () => {
    const long = { ...inputs, 'role-duration-seconds': '7200' };
    expect((await refusalOf(server, folder(), { inputs: long, env: keysOf(builder) })).error.code).toBe('CA-INPUT-001');
  });

  test('somebody whom the role does not trust', async () => {
    const { error } = await refusalOf(server, folder(), { inputs, env: keysOf(stranger) });
    expect(error).toMatchObject({ code: 'CA-AUTH-004' });
    expect(error.remedy).toContain(`"Principal":{"AWS":"arn:aws:iam::${OTHER}:user/stranger"}`);
  });
});

describe('renewing', () => {
  const made = (name: string, clock: Clock, seconds: number | undefined) => ({
    accessKeyId: name,
    secretAccessKey: new Secret(SECRET),
    expiresAt: seconds === undefined ? undefined : clock.now() + seconds * 1000,
  });
  function source(answers: readonly (number | undefined | Error)[]) {
    const clock = handSetClock(Date.now());
    let asked = 0;
    const credentials = renewed({ clock, interrupted: new AbortController().signal }, async () => {
      const answer = answers[asked++];
      if (answer instanceof Error) throw answer;
      return made(String(asked), clock, answer);
    });
    return { clock, credentials, asked: () => asked, name: async () => (await credentials()).accessKeyId };
  }

  test('five minutes before the end, those that live for less than ten at half time', async () => {
    const long = source([3600, 3600]);
    for (const [minutes, name] of [
      [0, '1'],
      [54, '1'],
      [2, '2'],
      [54, '2'],
    ] as const) {
      long.clock.advance(minutes * 60_000);
      expect(await long.name()).toBe(name);
    }
    const short = source([120, 120]);
    for (let call = 0; call < 1000; call++) expect(await short.name()).toBe('1');
    short.clock.advance(61_000);
    expect(await short.name()).toBe('2');
    expect(short.asked()).toBe(2);
    const endless = source([undefined]);
    endless.clock.advance(1e12);
    expect([await endless.name(), await endless.name()]).toEqual(['1', '1']);
  });

  test('a renewal that fails is no matter while what is held is good, and is tried again', async () => {
    const at = source([3600, new Error('no'), new Error('no'), 3600]);
    await at.name();
    at.clock.advance(56 * 60_000);
    for (let call = 0; call < 100; call++) expect(await at.name()).toBe('1');
    expect(at.asked()).toBe(2);
    at.clock.advance(31_000);
    expect([await at.name(), at.asked()]).toEqual(['1', 3]);
    at.clock.advance(31_000);
    expect([await at.name(), at.asked()]).toEqual(['4', 4]);
  });

  test('what is held is not given past its end, however soon that is behind a failure', async () => {
    const at = source([4, new Error('no'), new Error('no'), 3600]);
    await at.name();
    at.clock.advance(3000);
    expect(await at.name()).toBe('1');
    at.clock.advance(2000);
    await expect(at.name()).rejects.toThrow('no');
    expect(await at.name()).toBe('4');
  });

  test('with nothing good left the failure is the error, and not remembered', async () => {
    const at = source([3600, new Error('no'), 3600]);
    await at.name();
    at.clock.advance(61 * 60_000);
    await expect(at.name()).rejects.toThrow('no');
    expect(await at.name()).toBe('3');
  });

  test('what the service calls expired is renewed at once, by one of those that were refused', async () => {
    const at = source([3600, 3600]);
    const first = await at.credentials();
    const others = await Promise.all(Array.from({ length: 32 }, () => at.credentials(first)));
    expect(new Set(others.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['2']));
    expect((await at.credentials(first)).accessKeyId).toBe('2');
    expect(at.asked()).toBe(2);
  });

  test('a session that has ended by the clock of the service: the run goes on with another', async () => {
    const inputs = { 'role-to-assume': role('chained'), 'role-chaining': 'true', 'role-duration-seconds': '900' };
    const { signedIn, host } = await signInAs(server, folder(), { inputs, env: keysOf(builder) });
    await signedIn.client.getAuthorizationToken(at, 900);
    const before = await signedIn.credentials();
    server.clock.advance(1_000_000);
    const all = await Promise.all(
      Array.from({ length: 8 }, () => signedIn.client.describeRepository({ ...at, repository: 'dev' })),
    );
    expect(all.map((found) => found?.name)).toEqual(Array.from({ length: 8 }, () => 'dev'));
    expect(await signedIn.credentials()).not.toBe(before);
    host.close();
  });

  test('a session of the variables cannot be renewed: the error says that it has ended', async () => {
    const { signedIn, host } = await signInAs(server, folder(), {
      inputs: { 'role-to-assume': role('chained'), 'role-chaining': 'true', 'role-duration-seconds': '900' },
      env: keysOf(builder),
    });
    const { accessKeyId, secretAccessKey, sessionToken } = await signedIn.credentials();
    host.close();
    server.clock.advance(1_000_000);
    const env = {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey.reveal(),
      AWS_SESSION_TOKEN: sessionToken?.reveal() ?? '',
    };
    expect((await refusalOf(server, folder(), { env })).error).toMatchObject({ code: 'CA-AUTH-008' });
  });
});

describe('the container endpoint of CodeBuild and ECS', () => {
  const answer = (expiresIn: number) => ({
    RoleArn: role('build'),
    AccessKeyId: builder.accessKeyId,
    SecretAccessKey: SECRET,
    Expiration: new Date(Date.now() + expiresIn).toISOString(),
  });

  test('credentials with the authorization token, kept until they end', async () => {
    const seen: (string | undefined)[] = [];
    const clock = handSetClock(Date.now());
    const url = await listening(
      createServer((request, response) => {
        seen.push(request.headers.authorization);
        response.end(JSON.stringify(answer(3_600_000)));
      }),
    );
    const env = {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/v2/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'Basic abcdef',
    };
    const { signedIn, host } = await signInAs(server, folder(), { env, clock });
    expect(await signedIn.account()).toBe(ACCOUNT);
    await signedIn.credentials();
    expect(seen).toEqual(['Basic abcdef']);
    clock.advance(58 * 60_000);
    await signedIn.credentials();
    expect(seen.length).toBe(2);
    expect(host.masked).toEqual(expect.arrayContaining(['Basic abcdef', SECRET]));
    host.close();
  });

  test('the token file of EKS is read each time', async () => {
    const seen: (string | undefined)[] = [];
    const place = folder();
    const file = join(place, 'token');
    const url = await listening(
      createServer((request, response) => {
        seen.push(request.headers.authorization);
        response.end(JSON.stringify(answer(60_000)));
      }),
    );
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: url, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: file };
    const host = recordingHost({ folder: place, env });
    for (const token of ['first', 'second']) {
      await writeFile(file, `${token}\n`);
      await containerCredentials(host, 12);
    }
    await rm(file);
    await expect(containerCredentials(host, 12)).rejects.toMatchObject({ code: 'CA-AUTH-001' });
    host.close();
    expect(seen).toEqual(['first', 'second']);
  });

  test.each([
    ['another host over plain http', 'http://example.com/credentials'],
    ['a name that begins like a loopback address', 'http://127.0.0.1.example.com@evil.test/'],
    ['no address', 'credentials'],
  ])('%s gets nothing', async (_, address) => {
    const host = recordingHost({ folder: folder(), env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: address } });
    await expect(containerCredentials(host, 12)).rejects.toMatchObject({ code: 'CA-AUTH-001' });
    host.close();
  });

  test('trouble passes, refusals and nonsense do not', async () => {
    const answers: [number, string][] = [
      [503, ''],
      [200, JSON.stringify(answer(60_000))],
      [403, 'no'],
      [200, '{}'],
      [200, 'null'],
      [200, '<html>'],
      [200, JSON.stringify({ ...answer(60_000), Expiration: 'soon' })],
    ];
    const url = await listening(
      createServer((_, response) => {
        const [status, body] = answers.shift() ?? [500, ''];
        response.writeHead(status).end(body);
      }),
    );
    const host = recordingHost({ folder: folder(), env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: url } });
    expect((await containerCredentials(host, 12)).accessKeyId).toBe(builder.accessKeyId);
    for (let left = answers.length; left > 0; left -= 1)
      await expect(containerCredentials(host, 12)).rejects.toMatchObject({ code: 'CA-AUTH-001' });
    host.close();
  });

  test.each([
    'http://169.254.170.2/v2/x',
    'http://169.254.170.23/v1/credentials',
    'http://[fd00:ec2::23]/v1/credentials',
  ])('no proxy stands between: %s', (address) => {
    expect(bypassesProxy(new URL(address), undefined)).toBe(true);
  });

  test.each(['http://127.evil.example/x', 'http://127.0.0.1.example/x', 'http://localhost.example/x'])(
    'its token does not go unencrypted to a name that only begins like this machine: %s',
    async (address) => {
      const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: address, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'a-token' };
      const host = recordingHost({ folder: folder(), env });
      const sent: string[] = [];
      const http: typeof host.http = async ({ url }) => {
        sent.push(url);
        throw new Error('nobody asks');
      };
      await expect(containerCredentials({ ...host, http }, 1)).rejects.toMatchObject({ code: 'CA-AUTH-001' });
      host.close();
      expect(sent).toEqual([]);
    },
  );
});

test('a wrong clock is named as such', async () => {
  const late = createServer((_, response) => {
    response.writeHead(403, {
      date: new Date(Date.now() + 20 * 60_000).toUTCString(),
      'x-amzn-errortype': 'InvalidSignatureException',
    });
    response.end('{"message":"Signature expired"}');
  });
  const { error } = await refusalOf({ url: await listening(late) }, folder(), { env: keysOf(builder) });
  expect(error).toMatchObject({ code: 'CA-AUTH-008' });
  expect(error.remedy).toContain('20 minutes behind');
});

describe('through a proxy', () => {
  /** Every name leads to the local server. */
  async function proxy(credentials?: string) {
    const made = await startProxy({ to: server.port, ...(credentials === undefined ? {} : { credentials }) });
    proxies.push(made);
    return made;
  }
  const proxies: TestProxy[] = [];
  afterEach(async () => {
    for (const one of proxies.splice(0)) await one.close();
  });
  const names = {
    'endpoint-url': 'http://codeartifact.us-east-1.amazonaws.com',
    'sts-endpoint-url': 'http://sts.us-east-1.amazonaws.com',
  };

  async function ask(env: Record<string, string>, options: { proxy?: string; noProxy?: string } = {}) {
    const host = recordingHost({ folder: folder(), env: { ...env, ...keysOf(builder) } });
    const transport = createTransport({ env, userAgent: 'test', ...options });
    const raw: Record<string, string> = { 'aws-region': 'us-east-1', 'retry-max-attempts': '1', ...names };
    const inputs = readInputs(
      'login',
      (name) => raw[name],
      (name) => name,
    );
    try {
      const { client } = await signIn({ ...host, http: transport.send }, identityOf(inputs, host));
      return await client.getCallerIdentity();
    } finally {
      transport.close();
      host.close();
    }
  }

  test('by variable or by input, with user and password', async () => {
    const { url, asked } = await proxy('me:word');
    const withUser = url.replace('//', '//me:word@');
    expect((await ask({ HTTP_PROXY: withUser })).account).toBe(ACCOUNT);
    expect((await ask({}, { proxy: withUser })).account).toBe(ACCOUNT);
    // What is not encrypted is passed on by the proxy: it opens tunnels to port 443 alone.
    expect(asked).toEqual(['POST http://sts.us-east-1.amazonaws.com/', 'POST http://sts.us-east-1.amazonaws.com/']);
    await expect(ask({ HTTP_PROXY: url })).rejects.toMatchObject({ code: 'CA-NET-004' });
  });

  test.each([
    ['the OIDC token request', 'oidc.example:443', 'x', 'https://oidc.example/token?a=b'],
    ['STS', 'sts.us-east-1.amazonaws.com:443', undefined, undefined],
    ['the control plane', 'codeartifact.us-east-1.amazonaws.com:443', undefined, undefined],
  ])('a forged answer to CONNECT is no answer of %s', async (what, target, token, requestUrl) => {
    const answer = '{"value":"forged","authorizationToken":"forged","expiration":4102444800}';
    const made = await startProxy({
      answer: `HTTP/1.1 202 Accepted\r\ncontent-length: ${answer.length}\r\n\r\n${answer}`,
    });
    proxies.push(made);
    const env = {
      HTTPS_PROXY: made.url,
      ACTIONS_ID_TOKEN_REQUEST_URL: requestUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
      ...(token ? {} : keysOf(builder)),
    };
    const host = recordingHost({ folder: folder(), env });
    const raw: Record<string, string> = {
      'aws-region': 'us-east-1',
      ...(token ? { 'role-to-assume': `arn:aws:iam::${ACCOUNT}:role/release` } : {}),
    };
    const inputs = readInputs(
      'login',
      (name) => raw[name],
      (name) => name,
    );
    const { client } = await signIn(host, identityOf(inputs, host));
    const asked = what === 'STS' ? client.getCallerIdentity() : client.getAuthorizationToken({ domain: 'my-org' }, 900);
    await expect(asked).rejects.toMatchObject({
      code: 'CA-NET-004',
      message: `the proxy ${new URL(made.url).host} refused CONNECT ${target} (202 Accepted)`,
    });
    host.close();
    expect(made.asked).toEqual([`CONNECT ${target}`]);
  });

  test('NO_PROXY and loopback go past it', async () => {
    const { url, asked } = await proxy();
    const { signedIn, host } = await signInAs(server, folder(), { env: { ...keysOf(builder), HTTP_PROXY: url } });
    expect(await signedIn.account()).toBe(ACCOUNT);
    host.close();
    expect(asked).toEqual([]);
  });
});

describe('variables that cannot be sent', () => {
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = keysOf(builder) as Record<string, string>;
  test.each([
    ['AWS_ACCESS_KEY_ID', `${id}\n`, 'AWS_ACCESS_KEY_ID has a line end at its end'],
    ['AWS_ACCESS_KEY_ID', ` ${id}`, 'AWS_ACCESS_KEY_ID has a blank at its beginning'],
    ['AWS_SECRET_ACCESS_KEY', `${secret}\r\n`, 'AWS_SECRET_ACCESS_KEY has a line end at its end'],
    ['AWS_SECRET_ACCESS_KEY', `${secret}\t`, 'AWS_SECRET_ACCESS_KEY has a blank at its end'],
    ['AWS_SESSION_TOKEN', 'first-half\nsecond-half', 'AWS_SESSION_TOKEN has a line end in it'],
    ['AWS_SESSION_TOKEN', 'a-session\u0000', 'AWS_SESSION_TOKEN has a character that cannot be sent in it'],
  ])('%s: %j', async (name, value, message) => {
    const { error } = await refusalOf(server, folder(), { env: { ...keysOf(builder), [name]: value } });
    expect(error).toMatchObject({ code: 'CA-AUTH-008', message });
    expect(error.remedy).toContain('Store it again');
  });
});
