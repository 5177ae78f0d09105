// Tokens that are nearly right: other spellings of good ones, good ones of something that is gone, and forged ones.
import * as ca from '@aws-sdk/client-codeartifact';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import aws4 from 'aws4';
import { type Keys, refusal, type TestServer, testServer } from '../support/servers/local-server.ts';

const account = '123456789012';
const root: Keys = { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'the-administrators-own-secret' };
let server: TestServer;
let strict: TestServer;
beforeAll(async () => {
  const setup = { domains: [{ name: 'my-org', repositories: ['dev'] }] };
  server = await testServer({ setup });
  strict = await testServer({ auth: 'strict', root, setup });
});
afterAll(async () => {
  await server.close();
  await strict.close();
});

const tokenOf = async (domain: string) =>
  (await server.codeartifact().send(new ca.GetAuthorizationTokenCommand({ domain }))).authorizationToken ?? '';
const statusWith = async (authorization: string, domain = 'my-org') =>
  (await fetch(`${server.url}/npm/d/${domain}-${account}/dev/missing`, { headers: { authorization } })).status;

/** Another text that decodes to the same bytes: the bits of the last character that mean nothing are turned. */
function respelt(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(text.at(-1) ?? '');
  return `${text.slice(0, -1)}${alphabet[last ^ 1]}`;
}

describe('an authorization token has one spelling', () => {
  const changes: [string, (token: string) => string][] = [
    ['padding', (token) => `${token}=`],
    ['garbage behind it', (token) => `${token}!!`],
    ['a blank in it', (token) => `${token.slice(0, -3)} ${token.slice(-3)}`],
    ['bits that mean nothing', respelt],
    [
      'the other alphabet',
      (token) => `${token.slice(0, -43)}${token.slice(-43).replace(/-/g, '+').replace(/_/g, '/')}=`,
    ],
  ];
  test('which is accepted', async () => {
    const token = await tokenOf('my-org');
    expect(await statusWith(`Bearer ${token}`)).toBe(404);
    expect(await statusWith(token)).toBe(404);
    expect(await statusWith(`Basic ${Buffer.from(`aws:${token}`).toString('base64')}`)).toBe(404);
  });
  test.each(changes)('and not with %s', async (_, change) => {
    const token = change(await tokenOf('my-org'));
    expect(await statusWith(`Bearer ${token}`)).toBe(401);
    expect(await statusWith(`Basic ${Buffer.from(`aws:${token}`).toString('base64')}`)).toBe(401);
  });
  test.each(['!!', '=', 'A', ' A', '===='])('nor with %j behind the credentials it is packed into', async (tail) => {
    const packed = Buffer.from(`aws:${await tokenOf('my-org')}`).toString('base64');
    expect(await statusWith(`Basic ${packed}${tail}`)).toBe(401);
  });
});

test('a session token has one spelling', async () => {
  const { Credentials } = await strict
    .sts(root)
    .send(new sts.GetCallerIdentityCommand({}))
    .then(async () => {
      await strictRole();
      return strict
        .sts(root)
        .send(new sts.AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/build`, RoleSessionName: 'run' }));
    });
  const keys = (sessionToken: string) => ({
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken,
  });
  const token = Credentials?.SessionToken ?? '';
  const who = (spelling: string) => strict.sts(keys(spelling)).send(new sts.GetCallerIdentityCommand({}));
  expect((await who(token)).Account).toBe(account);
  for (const spelling of [`${token}=`, `${token}!!`, respelt(token)])
    expect(await refusal(who(spelling))).toMatchObject({ status: 403 });
});

async function strictRole(): Promise<void> {
  const trustPolicy = { Statement: { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' } };
  strict.identity.directory.declareRole({ name: 'build', trustPolicy });
}

test('a token of a domain that was deleted stays dead when the name is made again', async () => {
  const client = server.codeartifact();
  const make = async () => {
    await client.send(new ca.CreateDomainCommand({ domain: 'short-lived' }));
    await client.send(new ca.CreateRepositoryCommand({ domain: 'short-lived', repository: 'dev' }));
  };
  await make();
  const token = await tokenOf('short-lived');
  expect(await statusWith(`Bearer ${token}`, 'short-lived')).toBe(404);
  await client.send(new ca.DeleteRepositoryCommand({ domain: 'short-lived', repository: 'dev' }));
  await client.send(new ca.DeleteDomainCommand({ domain: 'short-lived' }));
  await make();
  expect(await statusWith(`Bearer ${token}`, 'short-lived')).toBe(401);
  expect(await statusWith(`Bearer ${await tokenOf('short-lived')}`, 'short-lived')).toBe(404);
});

describe('a signature is for one service', () => {
  const path = '/v1/domain?domain=my-org';
  const get = async (service: string, at: string) => {
    const { headers } = aws4.sign({ host: new URL(strict.url).host, path: at, service, region: 'us-east-1' }, root);
    return (await fetch(`${strict.url}${at}`, { headers: headers as Record<string, string> })).status;
  };
  const whoAmI = async (service: string) => {
    const body = 'Action=GetCallerIdentity&Version=2011-06-15';
    const { headers } = aws4.sign(
      {
        ...{ host: new URL(strict.url).host, path: '/', method: 'POST', body, service, region: 'us-east-1' },
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      },
      root,
    );
    const { 'Content-Length': _, ...sent } = headers as Record<string, string>;
    return (await fetch(strict.url, { method: 'POST', body, headers: sent })).status;
  };
  test('the control plane’s', async () => {
    expect([await get('codeartifact', path), await get('s3', path), await get('sts', path)]).toEqual([200, 403, 403]);
  });
  test('that of STS', async () => {
    expect([await whoAmI('sts'), await whoAmI('codeartifact'), await whoAmI('s3')]).toEqual([200, 403, 403]);
  });
  test('and the control plane’s for the admin addresses', async () => {
    const admin = '/_local/requests';
    expect([await get('codeartifact', admin), await get('s3', admin)]).toEqual([200, 403]);
  });
});

describe('an OIDC token with a broken signature is refused in lenient mode, whatever the role', () => {
  const identity = async () => {
    const answer = await fetch(`${server.url}/_local/oidc/token?audience=sts.amazonaws.com`, {
      headers: { authorization: 'Bearer anything' },
    });
    return ((await answer.json()) as { value: string }).value;
  };
  const assume = (WebIdentityToken: string) =>
    server.sts().send(
      new sts.AssumeRoleWithWebIdentityCommand({
        RoleArn: `arn:aws:iam::${account}:role/undeclared`,
        RoleSessionName: 'run',
        WebIdentityToken,
      }),
    );
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const foreign = (header: object = { alg: 'RS256', kid: 'theirs' }) =>
    `${encoded(header)}.${encoded({ iss: 'https://token.actions.githubusercontent.com', sub: 'x' })}`;

  test('a good one is taken, and one of another issuer, whose keys nobody here has', async () => {
    expect((await assume(await identity())).Credentials).toBeDefined();
    expect((await assume(`${foreign()}.${Buffer.alloc(256, 7).toString('base64url')}`)).Credentials).toBeDefined();
  });
  const forgeries: [string, (token: string) => string][] = [
    ['another signature', (token) => `${token.split('.').slice(0, 2).join('.')}.${'A'.repeat(342)}`],
    [
      'other claims',
      (token) => {
        const [head, payload = '', signature] = token.split('.');
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
        return `${head}.${encoded({ ...claims, sub: 'repo:acme/app:ref:refs/heads/main' })}.${signature}`;
      },
    ],
    [
      'other claims and another key’s name',
      (token) => {
        const [, payload, signature] = token.split('.');
        return `${encoded({ alg: 'RS256', kid: 'theirs' })}.${payload}.${signature}`;
      },
    ],
    ['garbage behind it', (token) => `${token}!!`],
    ['padding', (token) => `${token}==`],
    ['bits that mean nothing', respelt],
    ['no signature', (token) => `${token.split('.').slice(0, 2).join('.')}.`],
    ['another issuer’s name and no signature', () => `${foreign()}.`],
    ['another issuer’s name and a signature that is none', () => `${foreign()}.!!!!`],
    ['no algorithm', () => `${foreign({ alg: 'none' })}.${Buffer.alloc(256, 7).toString('base64url')}`],
  ];
  test.each(forgeries)('%s', async (_, forge) => {
    expect(await refusal(assume(forge(await identity())))).toMatchObject({
      name: 'InvalidIdentityTokenException',
      status: 400,
    });
  });
});
