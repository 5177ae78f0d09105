// STS, the OIDC issuer, trust policies and tokens, as a client sees them.
import * as ca from '@aws-sdk/client-codeartifact';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { claimsFromEnvironment } from '../../../src/local/identity/oidc/job-claims.ts';
import { type Keys, refusal, type TestServer, testServer } from '../../support/servers/local-server.ts';

const account = '123456789012';
const provider = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
const githubTrust = (subject: string, operator = 'StringEquals') => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Federated: provider },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        [operator]: { 'token.actions.githubusercontent.com:sub': subject },
      },
    },
  ],
});

let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    setup: {
      domains: [{ name: 'my-org', repositories: ['dev'] }],
      roles: [
        { name: 'release', trustPolicy: githubTrust('repo:acme/app:ref:refs/heads/main') },
        { name: 'any-branch', trustPolicy: githubTrust('repo:acme/app:ref:refs/heads/*', 'StringLike') },
        { name: 'immutable', trustPolicy: githubTrust('repo:acme@7/app@8:environment:prod') },
        { name: 'long', maxSessionDuration: 43_200 },
        {
          name: 'limited',
          policies: [{ Statement: { Effect: 'Allow', Action: 'codeartifact:*', Resource: '*' } }],
        },
        {
          name: 'partner',
          trustPolicy: {
            Statement: {
              Effect: 'Allow',
              Principal: { AWS: '444455556666' },
              Action: 'sts:AssumeRole',
              Condition: { StringEquals: { 'sts:ExternalId': 'secret-handshake' } },
            },
          },
        },
      ],
    },
  });
});
afterAll(() => server.close());
beforeEach(() => server.clock.reset());

const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;

async function githubToken(query: Record<string, string>, audience = 'sts.amazonaws.com'): Promise<string> {
  const parameters = new URLSearchParams({ ...query, audience });
  const answer = await fetch(`${server.url}/_local/oidc/token?api-version=2.0&${parameters}`, {
    headers: { authorization: 'Bearer anything' },
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { value: string }).value;
}

function assumeWithToken(name: string, token: string, more: Partial<sts.AssumeRoleWithWebIdentityCommandInput> = {}) {
  const input = { RoleArn: role(name), RoleSessionName: 'run-1', WebIdentityToken: token, ...more };
  return server.sts().send(new sts.AssumeRoleWithWebIdentityCommand(input));
}

function keysOf(credentials: sts.Credentials | undefined): Keys {
  return {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  };
}

describe('the issuer', () => {
  test('its tokens verify against what discovery names', async () => {
    const discovery = (await server.json('/_local/oidc/.well-known/openid-configuration')).body;
    expect(discovery.issuer).toBe(`${server.url}/_local/oidc`);
    const keys = createRemoteJWKSet(new URL(String(discovery.jwks_uri)));
    const token = await githubToken({ repository: 'acme/app' });
    const { payload } = await jwtVerify(token, keys, {
      issuer: String(discovery.issuer),
      audience: 'sts.amazonaws.com',
    });
    expect(payload).toMatchObject({
      sub: 'repo:acme/app:ref:refs/heads/main',
      repository_owner: 'acme',
      ref_type: 'branch',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(300);
  });

  test.each([
    [{ repository: 'acme/app', ref: 'refs/tags/v1.0.0' }, 'repo:acme/app:ref:refs/tags/v1.0.0'],
    [{ repository: 'acme/app', event_name: 'pull_request' }, 'repo:acme/app:pull_request'],
    [
      { repository: 'acme/app', environment: 'prod:eu', event_name: 'pull_request' },
      'repo:acme/app:environment:prod%3Aeu',
    ],
    [
      { repository: 'acme/app', repository_id: '8', repository_owner_id: '7', subject: 'immutable' },
      'repo:acme@7/app@8:ref:refs/heads/main',
    ],
    [{ repository: 'acme/app', sub: 'my:own:subject' }, 'my:own:subject'],
  ])('%p has the subject %s', async (claims, subject) => {
    expect(decodeJwt(await githubToken(claims)).sub).toBe(subject);
  });

  test('without an audience it is the owner; without a bearer there is no token', async () => {
    const answer = await fetch(`${server.url}/_local/oidc/token?repository=acme/app`, {
      headers: { authorization: 'bearer x' },
    });
    expect(decodeJwt(((await answer.json()) as { value: string }).value).aud).toBe('https://github.com/acme');
    expect((await fetch(`${server.url}/_local/oidc/token`)).status).toBe(401);
  });

  test('claims can be set for all that follows, also from the variables of a runner', async () => {
    const claims = claimsFromEnvironment({
      GITHUB_REPOSITORY: 'acme/site',
      GITHUB_REF: 'refs/heads/next',
      GITHUB_ACTOR: '',
    });
    await server.json('/_local/oidc-claims', { method: 'POST', body: claims });
    expect(decodeJwt(await githubToken({})).sub).toBe('repo:acme/site:ref:refs/heads/next');
    await server.json('/_local/oidc-claims', { method: 'POST', body: {} });
  });
});

describe('AssumeRoleWithWebIdentity', () => {
  test('gives a session that calls the API in its own name', async () => {
    const assumed = await assumeWithToken('release', await githubToken({ repository: 'acme/app' }), {
      DurationSeconds: 900,
    });
    expect(assumed).toMatchObject({
      SubjectFromWebIdentityToken: 'repo:acme/app:ref:refs/heads/main',
      Audience: 'sts.amazonaws.com',
      Provider: provider,
      AssumedRoleUser: { Arn: `arn:aws:sts::${account}:assumed-role/release/run-1` },
    });
    const keys = keysOf(assumed.Credentials);
    const identity = await server.sts(keys).send(new sts.GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({
      Account: account,
      Arn: assumed.AssumedRoleUser?.Arn,
      UserId: assumed.AssumedRoleUser?.AssumedRoleId,
    });
    await server.codeartifact(keys).send(new ca.DescribeDomainCommand({ domain: 'my-org' }));
    server.clock.advance(901_000);
    expect(
      await refusal(server.codeartifact(keys).send(new ca.DescribeDomainCommand({ domain: 'my-org' }))),
    ).toMatchObject({
      name: 'ExpiredTokenException',
      status: 403,
    });
    expect(await refusal(server.sts(keys).send(new sts.GetCallerIdentityCommand({})))).toMatchObject({
      name: 'ExpiredToken',
    });
  });

  test.each([
    ['release', { repository: 'acme/app', ref: 'refs/heads/next' }, false],
    ['release', { repository: 'evil/app' }, false],
    ['any-branch', { repository: 'acme/app', ref: 'refs/heads/next' }, true],
    ['any-branch', { repository: 'acme/app', ref: 'refs/tags/v1' }, false],
    ['immutable', { repository: 'acme/app', environment: 'prod' }, false],
    [
      'immutable',
      {
        repository: 'acme/app',
        environment: 'prod',
        subject: 'immutable',
        repository_id: '8',
        repository_owner_id: '7',
      },
      true,
    ],
  ])('%s for %p: %p', async (name, claims, isTrusted) => {
    const call = assumeWithToken(name, await githubToken(claims as Record<string, string>));
    if (isTrusted) expect((await call).Credentials?.AccessKeyId).toMatch(/^ASIA/);
    else {
      expect(await refusal(call)).toMatchObject({
        name: 'AccessDenied',
        status: 403,
        message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      });
    }
  });

  test('tokens that are late, for somebody else, or from somebody else', async () => {
    const claims = { repository: 'acme/app' };
    const token = await githubToken(claims);
    server.clock.advance(600_000);
    expect(await refusal(assumeWithToken('release', token))).toMatchObject({
      name: 'ExpiredTokenException',
      status: 400,
    });
    server.clock.reset();
    const other = await githubToken(claims, 'https://github.com/acme');
    expect(await refusal(assumeWithToken('release', other))).toMatchObject({
      name: 'InvalidIdentityTokenException',
      message: 'Incorrect token audience',
    });
    const [head, payload] = token.split('.');
    const forged = `${head}.${payload}.${'A'.repeat(342)}`;
    expect(await refusal(assumeWithToken('release', forged))).toMatchObject({
      name: 'InvalidIdentityTokenException',
      status: 400,
    });
    expect(await refusal(assumeWithToken('undeclared', 'not a token'))).toMatchObject({ status: 400 });
    // Nobody declared this role, so lenient mode takes any token, but none of its own that was changed.
    expect((await assumeWithToken('undeclared', other)).AssumedRoleUser?.Arn).toContain('undeclared');
    expect(await refusal(assumeWithToken('undeclared', forged))).toMatchObject({ status: 400 });
  });

  test.each([
    { iss: 'https://evil.example' },
    { iss: 'https://evil.example/_local/oidc' },
    { iss: 'https://token.actions.githubusercontent.com/my-enterprise' },
    { iss: 'http://token.actions.githubusercontent.com' },
    { iss: '' },
    { sub: '' },
    { aud: 'https://evil.example' },
    { azp: 'https://evil.example' },
    { exp: '1' },
    { nbf: '99999999999' },
    { iat: '1' },
  ])('a token that says %p of itself opens no role that somebody declared', async (claim) => {
    const token = await githubToken({ repository: 'acme/app', ...claim });
    expect(await refusal(assumeWithToken('release', token))).toMatchObject({
      name: 'InvalidIdentityTokenException',
      status: 400,
    });
  });

  test.each([
    { sub: 5 },
    { sub: ['repo:acme/app:ref:refs/heads/main'] },
    { aud: null },
    { iss: null },
    { iss: ['https://evil.example'] },
    { exp: null },
    { iat: null },
  ])('nor one with %p', async (claim) => {
    await server.json('/_local/oidc-claims', { method: 'POST', body: claim });
    try {
      const token = await githubToken({ repository: 'acme/app' });
      expect(await refusal(assumeWithToken('release', token))).toMatchObject({ status: 400 });
    } finally {
      await server.json('/_local/oidc-claims', { method: 'POST', body: {} });
    }
  });

  test('the issuer that trust policies name is as good as ours, by whatever address that was asked', async () => {
    const iss = 'https://token.actions.githubusercontent.com';
    const named = await githubToken({ repository: 'acme/app', iss });
    expect((await assumeWithToken('release', named)).Provider).toBe(provider);
    const asked = await fetch(
      `${server.url.replace('127.0.0.1', 'localhost')}/_local/oidc/token?repository=acme/app&audience=sts.amazonaws.com`,
      {
        headers: { authorization: 'Bearer anything' },
      },
    );
    const { value } = (await asked.json()) as { value: string };
    expect(decodeJwt(value).iss).not.toBe(decodeJwt(await githubToken({})).iss);
    expect((await assumeWithToken('release', value)).Provider).toBe(provider);
  });

  test('a token of another issuer does not verify against our keys', async () => {
    const keys = createRemoteJWKSet(new URL(`${server.url}/_local/oidc/.well-known/jwks`));
    const token = await githubToken({ repository: 'acme/app', iss: 'https://evil.example' });
    await expect(jwtVerify(token, keys)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect((await assumeWithToken('undeclared', token)).AssumedRoleUser?.Arn).toContain('undeclared');
  });

  test.each([
    [{ DurationSeconds: 899 }],
    [{ DurationSeconds: 3601 }],
    // Numbers of JavaScript are none of the protocol's.
    [{ DurationSeconds: '1e3' as unknown as number }],
    [{ DurationSeconds: ' 900 ' as unknown as number }],
    [{ DurationSeconds: '0x384' as unknown as number }],
    [{ RoleSessionName: 'a b' }],
    [{ RoleArn: 'arn:aws:iam::1:role/short' }],
    [{ Policy: '{' }],
  ])('%p is refused', async (more) => {
    expect(
      await refusal(assumeWithToken('release', await githubToken({ repository: 'acme/app' }), more)),
    ).toMatchObject({ status: 400 });
  });
});

describe('AssumeRole', () => {
  const assume = (name: string, more: Partial<sts.AssumeRoleCommandInput> = {}, keys?: Keys) =>
    server.sts(keys).send(new sts.AssumeRoleCommand({ RoleArn: role(name), RoleSessionName: 'chain', ...more }));

  test('chaining ends after an hour', async () => {
    const first = keysOf((await assume('long', { DurationSeconds: 43_200 })).Credentials);
    expect((await assume('long', { DurationSeconds: 3600 }, first)).AssumedRoleUser?.Arn).toContain(
      'assumed-role/long/chain',
    );
    expect(await refusal(assume('long', { DurationSeconds: 3601 }, first))).toMatchObject({
      status: 400,
      message: expect.stringContaining('role chaining'),
    });
  });

  test('a trust policy can want an external id of another account', async () => {
    const theirs = { accessKeyId: '444455556666', secretAccessKey: 'x' };
    expect((await assume('partner', { ExternalId: 'secret-handshake' }, theirs)).Credentials).toBeDefined();
    expect(await refusal(assume('partner', {}, theirs))).toMatchObject({ name: 'AccessDenied', status: 403 });
    expect(await refusal(assume('partner', { ExternalId: 'secret-handshake' }))).toMatchObject({
      name: 'AccessDenied',
    });
  });

  test('policies passed on narrow the session', async () => {
    const Policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'codeartifact:Describe*', Resource: '*' } });
    const client = server.codeartifact(keysOf((await assume('anything', { Policy })).Credentials));
    await client.send(new ca.DescribeDomainCommand({ domain: 'my-org' }));
    expect(await refusal(client.send(new ca.ListDomainsCommand({})))).toMatchObject({
      name: 'AccessDeniedException',
      status: 403,
    });
  });

  test('a token needs sts:GetServiceBearerToken in an identity policy', async () => {
    const client = server.codeartifact(keysOf((await assume('limited')).Credentials));
    const asked = await refusal(client.send(new ca.GetAuthorizationTokenCommand({ domain: 'my-org' })));
    expect(asked).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('sts:GetServiceBearerToken'),
    });
  });
});

test('an action nobody knows', async () => {
  const answer = await fetch(server.url, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'GetFederationToken', Version: '2011-06-15' }),
  });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('<Code>InvalidAction</Code>')]);
});

test('what callers send is escaped in XML', async () => {
  const answer = await fetch(server.url, {
    method: 'POST',
    body: new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      RoleArn: '<x>&"',
      RoleSessionName: 'aa',
      WebIdentityToken: 'aaaa',
    }),
  });
  expect(await answer.text()).toContain('&lt;x&gt;&amp;');
});

test('a trust policy for the whole world is refused', async () => {
  const open = { name: 'open', trustPolicy: githubTrust('*', 'StringLike') };
  expect(await server.json('/_local/roles', { method: 'POST', body: open })).toMatchObject({ status: 400 });
  const narrow = { name: 'narrow', trustPolicy: githubTrust('repo:acme/*', 'StringLike') };
  expect(await server.json('/_local/roles', { method: 'POST', body: narrow })).toMatchObject({
    status: 200,
    body: { roles: [{ arn: role('narrow') }] },
  });
});
