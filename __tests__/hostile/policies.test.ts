// Policies that look as if they allowed more than they do. A rehearsal that says yes where the service says no is worse
// than none.
import * as ca from '@aws-sdk/client-codeartifact';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAccess } from '../../src/local/identity/access.ts';
import { parsePolicy } from '../../src/local/identity/policy.ts';
import type { Principal } from '../../src/local/identity/principal.ts';
import { createDirectory } from '../../src/local/identity/roles.ts';
import { trustsToken } from '../../src/local/identity/trust.ts';
import { type Keys, refusal, type TestServer, testServer } from '../support/servers/local-server.ts';

const account = '111122223333';
const other = '123456789012';
const variable = (name: string) => `$\{${name}}`;

describe('a session policy', () => {
  const root: Keys = { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'the-administrators-own-secret' };
  const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
  const trusting = (name: string, principal: string) => ({
    name,
    trustPolicy: { Statement: { Effect: 'Allow', Principal: { AWS: principal }, Action: 'sts:AssumeRole' } },
  });
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer({
      auth: 'strict',
      root,
      account,
      setup: {
        domains: [{ name: 'my-org', repositories: ['dev'] }],
        roles: [
          { ...trusting('build', account), policies: [] },
          trusting('by-role', roleArn('build')),
          trusting('by-anybody', '*'),
          trusting('by-session', `arn:aws:sts::${account}:assumed-role/build/run`),
        ],
      },
    });
  });
  afterAll(() => server.close());

  async function session(policy?: object): Promise<Keys> {
    const { Credentials } = await server.sts(root).send(
      new sts.AssumeRoleCommand({
        RoleArn: roleArn('build'),
        RoleSessionName: 'run',
        ...(policy ? { Policy: JSON.stringify(policy) } : {}),
      }),
    );
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
  }
  const assume = (name: string, keys: Keys) =>
    server.sts(keys).send(new sts.AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: 'next' }));
  const lists = { Statement: { Effect: 'Allow', Action: 'codeartifact:ListDomains', Resource: '*' } };
  const assumes = { Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' } };
  const denies = { Statement: { Effect: 'Deny', Action: 'sts:*', Resource: '*' } };

  test('limits what a trust policy grants to the role', async () => {
    const keys = await session(lists);
    for (const name of ['by-role', 'by-anybody']) {
      expect(await refusal(assume(name, keys))).toMatchObject({
        name: 'AccessDenied',
        message: expect.stringContaining('no session policy allows'),
      });
    }
  });
  test('does not limit what a trust policy grants to the session itself, unless it denies', async () => {
    expect((await assume('by-session', await session(lists))).Credentials).toBeDefined();
    expect(await refusal(assume('by-session', await session(denies)))).toMatchObject({ name: 'AccessDenied' });
  });
  test('that allows it, or none at all, leaves the grant as it is', async () => {
    expect((await assume('by-role', await session(assumes))).Credentials).toBeDefined();
    expect((await assume('by-role', await session())).Credentials).toBeDefined();
  });
  test('limits the calls of the session as well', async () => {
    const client = server.codeartifact(await session(lists));
    expect(await refusal(client.send(new ca.DescribeDomainCommand({ domain: 'my-org' })))).toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

const directory = createDirectory(account);
const access = createAccess({
  mode: 'lenient',
  region: 'us-east-1',
  directory,
  now: () => 0,
  organizationId: () => undefined,
});
const user = (name: string, of = account): Principal => ({
  account: of,
  arn: `arn:aws:iam::${of}:user/${name}`,
  userId: 'AIDA',
});
const build: Principal = {
  account,
  arn: `arn:aws:sts::${account}:assumed-role/build/run`,
  roleArn: `arn:aws:iam::${account}:role/build`,
  userId: 'AROA:run',
};
const isAllowed = (
  caller: Principal,
  policy: object,
  resource = `arn:aws:codeartifact:us-east-1:${account}:domain/x`,
) =>
  access.refusal(caller, {
    action: 'codeartifact:ReadFromRepository',
    resource,
    resourcePolicies: [JSON.stringify(policy)],
    homeAccounts: [account],
  }) === undefined;

describe('Deny with NotPrincipal', () => {
  const denyBut = (...listed: string[]) => ({
    Statement: { Effect: 'Deny', NotPrincipal: { AWS: listed }, Action: '*', Resource: '*' },
  });
  const accountRoot = `arn:aws:iam::${account}:root`;

  test('spares who is listed with his account', () => {
    expect(isAllowed(user('ada'), denyBut(user('ada').arn, accountRoot))).toBe(true);
    expect(isAllowed(user('ada'), denyBut(user('ada').arn, account))).toBe(true);
    expect(isAllowed(build, denyBut(build.arn, build.roleArn ?? '', account))).toBe(true);
    expect(isAllowed(user('ada'), denyBut('*'))).toBe(true);
  });
  test('spares nobody else of a listed account', () => {
    expect(isAllowed(user('bob'), denyBut(user('ada').arn, accountRoot))).toBe(false);
    expect(isAllowed(user('bob'), denyBut(account))).toBe(false);
    expect(isAllowed(build, denyBut(account))).toBe(false);
  });
  test('denies sessions of a role that is listed without them, as the service may', () => {
    expect(isAllowed(build, denyBut(build.roleArn ?? '', account))).toBe(false);
  });
  test('with the account alone still spares the account’s own root', () => {
    expect(isAllowed({ account, arn: accountRoot, userId: account }, denyBut(account))).toBe(true);
  });
});

test('Allow with NotPrincipal gives nothing to anybody of a listed account', () => {
  const allowBut = { Statement: { Effect: 'Allow', NotPrincipal: { AWS: account }, Action: '*', Resource: '*' } };
  const strict = createAccess({
    mode: 'strict',
    region: 'us-east-1',
    directory,
    now: () => 0,
    organizationId: () => undefined,
  });
  const ask = (policy: object) =>
    strict.refusal(user('ada'), {
      action: 'codeartifact:ReadFromRepository',
      resource: '*',
      resourcePolicies: [JSON.stringify(policy)],
      homeAccounts: [account],
    });
  expect(ask(allowBut)).toMatch(/no identity-based policy/);
});

test('a trust policy with NotPrincipal trusts no token', () => {
  const trusts = (Effect: string, more: object = {}) => {
    const policy = parsePolicy(
      { Statement: { Effect, Action: 'sts:AssumeRoleWithWebIdentity', NotPrincipal: { AWS: other }, ...more } },
      'trust',
    );
    return trustsToken(policy, `arn:aws:iam::${account}:role/open`, account, {});
  };
  expect(trusts('Allow')).toBe(false);
  expect(trusts('Deny')).toBe(false);
});

test('Principal and NotPrincipal exclude each other', () => {
  const both = { Effect: 'Allow', Principal: '*', NotPrincipal: { AWS: account }, Action: '*', Resource: '*' };
  expect(() => parsePolicy({ Statement: both }, 'resource')).toThrow('Principal and NotPrincipal exclude each other');
});

describe('in strict mode, nothing is allowed by', () => {
  const strict = createAccess({
    mode: 'strict',
    region: 'us-east-1',
    directory,
    now: () => 0,
    organizationId: () => undefined,
  });
  const base = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
  const { Principal: _, ...nobody } = base;
  const { Action: _action, ...inactive } = base;
  const { Resource: _resource, ...nowhere } = base;
  const unknown = variable('aws:PrincipalTag/team');
  test.each<[string, object]>([
    ['exceptions from no action', { ...inactive, NotAction: [] }],
    ['exceptions from no resource', { ...nowhere, NotResource: [] }],
    ['exceptions from nobody', { ...nobody, NotPrincipal: { AWS: [] } }],
    ['nobody', { ...base, Principal: {} }],
    ['an exception of what nothing is known of', { ...nowhere, NotResource: `arn:aws:codeartifact:*:*:*/${unknown}` }],
    ['such an exception as a condition', { ...base, Condition: { StringNotEquals: { 'aws:username': unknown } } }],
    [
      'such an exception of every value',
      { ...base, Condition: { 'ForAllValues:StringNotLike': { 'aws:tagkeys': unknown } } },
    ],
  ])('%s', (_name, statement) => {
    const refusal = strict.refusal(user('ada'), {
      action: 'codeartifact:ReadFromRepository',
      resource: `arn:aws:codeartifact:us-east-1:${account}:repository/my-org/dev`,
      resourcePolicies: [JSON.stringify({ Version: '2012-10-17', Statement: statement })],
      homeAccounts: [account],
    });
    expect(refusal).toMatch(/no identity-based policy/);
  });
});

describe('policy variables', () => {
  const home = `arn:aws:codeartifact:us-east-1:${account}:repository/my-org/ada`;
  const denyOthers = (version?: string) => ({
    ...(version === undefined ? {} : { Version: version }),
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: '*',
        NotResource: `arn:aws:codeartifact:*:${account}:repository/my-org/${variable('aws:username')}`,
      },
    ],
  });
  const denyByCondition = (version?: string) => ({
    ...(version === undefined ? {} : { Version: version }),
    Statement: {
      Effect: 'Deny',
      Principal: '*',
      Action: '*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:username': variable('aws:username') } },
    },
  });
  test.each([
    ['2012-10-17', true],
    ['2008-10-17', false],
    [undefined, false],
  ])('of Version %s stand for something: %p', (version, isFilledIn) => {
    expect(isAllowed(user('ada'), denyOthers(version), home)).toBe(isFilledIn);
    expect(isAllowed(user('ada'), denyByCondition(version), home)).toBe(isFilledIn);
  });
});
