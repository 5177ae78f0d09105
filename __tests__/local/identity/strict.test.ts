// Strict mode: only keys this server knows, and signatures that are right.
import { createHash } from 'node:crypto';
import * as ca from '@aws-sdk/client-codeartifact';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import aws4 from 'aws4';
import { type Keys, refusal, type TestServer, testServer } from '../../support/servers/local-server.ts';

const root = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'root-secret-root-secret' };
const ci = { accessKeyId: 'AKIACICICICICICICICI', secretAccessKey: 'ci-secret-ci-secret-ci' };
let server: TestServer;

beforeAll(async () => {
  server = await testServer({
    auth: 'strict',
    root,
    oidcRequestToken: 'job-token',
    setup: {
      domains: [{ name: 'my-org', repositories: ['dev'] }],
      users: [
        {
          name: 'ci',
          ...ci,
          policies: [{ Statement: { Effect: 'Allow', Action: ['codeartifact:*', 'sts:*'], Resource: '*' } }],
        },
      ],
      roles: [
        {
          name: 'powerless',
          trustPolicy: { Statement: { Effect: 'Allow', Principal: { AWS: '123456789012' }, Action: 'sts:AssumeRole' } },
        },
      ],
    },
  });
});
afterAll(() => server.close());

const describeDomain = (keys: Keys) =>
  server.codeartifact(keys).send(new ca.DescribeDomainCommand({ domain: 'my-org' }));

test('right signatures are accepted, on every kind of request', async () => {
  for (const keys of [root, ci]) {
    const client = server.codeartifact(keys);
    await client.send(new ca.DescribeDomainCommand({ domain: 'my-org' }));
    await client.send(new ca.ListDomainsCommand({ maxResults: 5 }));
    await client.send(
      new ca.UpdateRepositoryCommand({ domain: 'my-org', repository: 'dev', description: 'a + b & c ü /*' }),
    );
    await client.send(
      new ca.ListPackagesCommand({ domain: 'my-org', repository: 'dev', format: 'npm', packagePrefix: "a+b*(c)'!~é" }),
    );
    const assetContent = Buffer.from('bytes');
    await client.send(
      new ca.PublishPackageVersionCommand({
        ...{ domain: 'my-org', repository: 'dev', format: 'generic', namespace: 'acme', package: 'x' },
        ...{
          packageVersion: '1',
          assetName: 'a b.bin',
          assetContent,
          assetSHA256: createHash('sha256').update(assetContent).digest('hex'),
        },
      }),
    );
    expect(await server.sts(keys).send(new sts.GetCallerIdentityCommand({}))).toMatchObject({
      Account: '123456789012',
    });
  }
});

test.each([
  ['an unknown key', { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' }, 'UnrecognizedClientException'],
  ['a wrong secret', { ...ci, secretAccessKey: 'wrong' }, 'InvalidSignatureException'],
  ['a made-up session', { ...ci, sessionToken: 'eyJ2.made.up' }, 'UnrecognizedClientException'],
])('%s is not', async (_name, keys, exception) => {
  expect(await refusal(describeDomain(keys))).toMatchObject({ name: exception, status: 403 });
});

test('a session works with its own secret only, and a role without policies may do nothing', async () => {
  const { Credentials: found } = await server
    .sts(ci)
    .send(new sts.AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/powerless', RoleSessionName: 'run' }));
  const keys = {
    accessKeyId: found?.AccessKeyId ?? '',
    secretAccessKey: found?.SecretAccessKey ?? '',
    sessionToken: found?.SessionToken ?? '',
  };
  expect(await server.sts(keys).send(new sts.GetCallerIdentityCommand({}))).toMatchObject({
    Arn: expect.stringContaining('assumed-role/powerless/run'),
  });
  expect(await refusal(describeDomain(keys))).toMatchObject({ name: 'AccessDeniedException' });
  expect(await refusal(describeDomain({ ...keys, secretAccessKey: 'wrong' }))).toMatchObject({
    name: 'InvalidSignatureException',
  });
});

test('what was signed must be what arrives', async () => {
  const host = new URL(server.url).host;
  const sign = (path: string, body = '', headers: Record<string, string> = {}) =>
    aws4.sign(
      { host, path, body, method: body ? 'PUT' : 'GET', headers, service: 'codeartifact', region: 'us-east-1' },
      root,
    ).headers as Record<string, string>;
  const get = (path: string, headers: Record<string, string>) => fetch(`${server.url}${path}`, { headers });
  const path = '/v1/domain?domain=my-org';
  expect((await get(path, sign(path))).status).toBe(200);
  expect((await get('/v1/domain?domain=my-orh', sign(path))).status).toBe(403);
  const old = sign(path, '', { 'X-Amz-Date': '20200101T000000Z' });
  const late = await get(path, old);
  expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('more than 15 minutes')]);
  const body = JSON.stringify({ description: 'signed' });
  const target = '/v1/repository?domain=my-org&repository=dev';
  const headers = sign(target, body, { 'content-type': 'application/json' });
  const send = (sent: string) =>
    fetch(`${server.url}${target}`, {
      method: 'PUT',
      headers: { ...headers, 'Content-Length': String(sent.length) },
      body: sent,
    });
  expect((await send(body)).status).toBe(200);
  expect((await send(body.replace('signed', 'forged'))).status).toBe(403);
});

test.each([
  'UNSIGNED-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  createHash('sha256').update('{"description":"signed"}').digest('hex').toUpperCase(),
  createHash('sha256').update('another body').digest('hex').slice(1),
  '',
])('a body that the signature does not cover is refused, though %j is signed in its place', async (hash) => {
  const host = new URL(server.url).host;
  const path = '/v1/repository?domain=my-org&repository=dev';
  const body = '{"description":"signed"}';
  const { headers } = aws4.sign(
    {
      ...{ host, path, body, method: 'PUT', service: 'codeartifact', region: 'us-east-1' },
      headers: { 'content-type': 'application/json', 'X-Amz-Content-Sha256': hash },
    },
    root,
  );
  const answer = await fetch(`${server.url}${path}`, {
    method: 'PUT',
    headers: headers as Record<string, string>,
    body,
  });
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('does not fit the body')]);
});

test('the admin addresses are the administrator’s', async () => {
  expect((await server.json('/_local/health')).status).toBe(200);
  expect((await server.json('/_local/requests')).status).toBe(403);
  expect((await server.json('/_local/reset', { method: 'POST' })).status).toBe(403);
  expect((await fetch(server.url)).status).toBe(403);
  const host = new URL(server.url).host;
  const signed = (keys: Keys) =>
    aws4.sign({ host, path: '/_local/requests', service: 'codeartifact', region: 'us-east-1' }, keys).headers as Record<
      string,
      string
    >;
  expect((await fetch(`${server.url}/_local/requests`, { headers: signed(ci) })).status).toBe(403);
  expect((await fetch(`${server.url}/_local/requests`, { headers: signed(root) })).status).toBe(200);
});

test('the OIDC token request wants the job’s own bearer', async () => {
  const ask = (bearer: string) =>
    fetch(`${server.url}/_local/oidc/token`, { headers: { authorization: `Bearer ${bearer}` } });
  expect((await ask('anything')).status).toBe(401);
  expect((await ask('job-token')).status).toBe(200);
});

test('a server without keys does not start', async () => {
  await expect(testServer({ auth: 'strict' })).rejects.toMatchObject({ code: 'CA-INPUT-001' });
  await expect(testServer({ host: '0.0.0.0' })).rejects.toMatchObject({ code: 'CA-LOCAL-001' });
});

test('a clock that was moved is told in `Date`; those who sign by it and those who do not are both accepted', async () => {
  try {
    for (const seconds of [7_200, -14_400]) {
      server.clock.advance(seconds * 1000);
      const client = server.codeartifact(ci);
      // The SDK signs by the machine's clock, and from the first answer on by what that says.
      for (let call = 0; call < 3; call++) await client.send(new ca.DescribeDomainCommand({ domain: 'my-org' }));
      const answer = await fetch(`${server.url}/v1/domain?domain=my-org`);
      expect(Math.abs(Date.parse(answer.headers.get('date') ?? '') - server.clock.now())).toBeLessThan(5_000);
    }
  } finally {
    server.clock.reset();
  }
});
