// What conditions, tags and spellings of a policy must not let through in strict mode: a rehearsal that says yes where
// the service says no is worse than none.
import * as ca from '@aws-sdk/client-codeartifact';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import aws4 from 'aws4';
import { createAccess } from '../../src/local/identity/access.ts';
import { parsePolicy } from '../../src/local/identity/policy.ts';
import { createDirectory } from '../../src/local/identity/roles.ts';
import { type Keys, refusal, type TestServer, testServer } from '../support/servers/local-server.ts';

const account = '111122223333';
const root: Keys = { accessKeyId: 'AKIAADMINISTRATOR', secretAccessKey: 'the-administrators-own-secret' };
const ada: Keys = { accessKeyId: 'AKIAADAADAADAADAADA', secretAccessKey: 'ci-secret-ci-secret-ci' };
const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
const trust = (action: string | string[], rest: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:user/ada` },
  Action: action,
  ...rest,
});
const denied = (Condition: object) => ({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Condition });

let server: TestServer;
beforeAll(async () => {
  server = await testServer({
    auth: 'strict',
    region: 'eu-central-1',
    root,
    account,
    setup: {
      domains: [{ name: 'my-org', repositories: ['dev'] }],
      users: [{ name: 'ada', ...ada, tags: { team: 'bad' } }],
    },
  });
});
afterAll(() => server.close());

/** Asks an address below /_local/ with the keys given at start. */
async function admin(name: string, body: unknown): Promise<{ status: number; text: string }> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const { host } = new URL(server.url);
  const path = `/_local/${name}`;
  const request = {
    method: 'POST',
    path,
    host,
    headers: {},
    body: text,
    service: 'codeartifact',
    region: server.region,
  };
  const { headers } = aws4.sign(request, root);
  const answer = await fetch(server.url + path, {
    method: 'POST',
    headers: headers as Record<string, string>,
    body: text,
  });
  const said = await answer.text();
  return { status: answer.status, text: said };
}

/** Declares a role that trusts the user by these statements, and assumes it as him. */
async function assume(statements: object[], input: Partial<sts.AssumeRoleCommandInput> = {}): Promise<string> {
  const role = { name: 'build', trustPolicy: { Statement: statements }, policies: [] };
  expect(await admin('roles', role)).toMatchObject({ status: 200 });
  const call = new sts.AssumeRoleCommand({ RoleArn: roleArn('build'), RoleSessionName: 'run', ...input });
  return server
    .sts({ ...ada })
    .send(call)
    .then(
      () => 'allowed',
      (error: Error) => error.name,
    );
}

describe('a trust policy knows the keys that every policy knows', () => {
  test.each<[object]>([
    [{ IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } }],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } }],
    [{ NumericGreaterThan: { 'aws:EpochTime': '1' } }],
    [{ Bool: { 'aws:SecureTransport': 'false' } }],
    [{ StringLike: { 'aws:UserAgent': '*' } }],
    [{ StringEquals: { 'aws:PrincipalTag/team': 'bad' } }],
    [{ StringLike: { 'aws:username': 'ada*' } }],
    [{ StringLike: { 'aws:userid': 'AIDA*' } }],
    [{ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${account}:user/*` } }],
    [{ StringEquals: { 'aws:PrincipalAccount': account } }],
    [{ StringEquals: { 'aws:ResourceAccount': account } }],
    [{ StringEquals: { 'sts:RoleSessionName': 'run' } }],
    [{ Null: { 'sts:ExternalId': 'true' } }],
  ])('Deny if %j', async (condition) => {
    expect(await assume([trust('sts:AssumeRole'), denied(condition)])).toBe('AccessDenied');
  });
  test('Allow of what is excepted', async () => {
    const excepted = { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/8' } };
    expect(await assume([trust('sts:AssumeRole', { Condition: excepted })])).toBe('AccessDenied');
    const fitting = { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } };
    expect(await assume([trust('sts:AssumeRole', { Condition: fitting })])).toBe('allowed');
  });
});

describe('session tags', () => {
  const Tags = [{ Key: 'team', Value: 'release' }];
  test('need sts:TagSession, as a source identity needs sts:SetSourceIdentity', async () => {
    expect(await assume([trust('sts:AssumeRole')], { Tags })).toBe('AccessDenied');
    expect(await assume([trust(['sts:AssumeRole', 'sts:TagSession'])], { Tags })).toBe('allowed');
    expect(await assume([trust('sts:AssumeRole')], { SourceIdentity: 'ada' })).toBe('AccessDenied');
    expect(await assume([trust(['sts:AssumeRole', 'sts:SetSourceIdentity'])], { SourceIdentity: 'ada' })).toBe(
      'allowed',
    );
  });
  test('need it of the caller as well where the role trusts his account only', async () => {
    const whole = { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:*' };
    const user = (Action: string | string[]) => ({
      users: [{ name: 'ada', ...ada, policies: [{ Statement: { Effect: 'Allow', Action, Resource: '*' } }] }],
    });
    expect(await admin('setup', user('sts:AssumeRole'))).toMatchObject({ status: 200 });
    expect(await assume([whole], { Tags })).toBe('AccessDenied');
    expect(await admin('setup', user(['sts:AssumeRole', 'sts:TagSession']))).toMatchObject({ status: 200 });
    expect(await assume([whole], { Tags })).toBe('allowed');
  });
  test('of one name in two spellings are refused', async () => {
    const both = [...Tags, { Key: 'TEAM', Value: 'x' }];
    expect(await assume([trust('sts:*')], { Tags: both })).toMatch('InvalidParameterValue');
  });
});

describe('a role is known by its tags where it is assumed', () => {
  const prod = { StringEquals: { 'aws:ResourceTag/env': 'prod' } };
  const declare = (name: string, tags: object, statements: object[]) =>
    admin('roles', { name, tags, trustPolicy: { Statement: statements }, policies: [] });
  const assumeRole = (name: string) =>
    server
      .sts({ ...ada })
      .send(new sts.AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: 'run' }))
      .then(
        () => 'allowed',
        (error: Error) => error.name,
      );
  test.each<[object]>([
    [prod],
    [{ StringLike: { 'AWS:resourcetag/ENV': 'pr*' } }],
    [{ StringEquals: { 'iam:ResourceTag/env': 'prod' } }],
    [{ Null: { 'aws:ResourceTag/env': 'false' } }],
  ])('in its trust policy: Deny if %j', async (condition) => {
    const statements = [trust('sts:AssumeRole'), denied(condition)];
    expect(await declare('tagged', { env: 'prod' }, statements)).toMatchObject({ status: 200 });
    expect(await declare('untagged', {}, statements)).toMatchObject({ status: 200 });
    expect(await assumeRole('tagged')).toBe('AccessDenied');
    expect(await assumeRole('untagged')).toBe('allowed');
  });
  test('in the policies of who asks', async () => {
    const whole = { Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' };
    expect(await declare('tagged', { env: 'prod' }, [whole])).toMatchObject({ status: 200 });
    expect(await declare('untagged', {}, [whole])).toMatchObject({ status: 200 });
    const Statement = [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*', Condition: prod },
    ];
    expect(await admin('setup', { users: [{ name: 'ada', ...ada, policies: [{ Statement }] }] })).toMatchObject({
      status: 200,
    });
    expect(await assumeRole('tagged')).toBe('AccessDenied');
    expect(await assumeRole('untagged')).toBe('allowed');
  });
});

describe('what a session carries goes on from role to role', () => {
  const all = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
  const declare = (name: string, action: string | string[], listing: object[], rest: object[] = []) =>
    admin('roles', {
      name,
      trustPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: action }, ...rest] },
      policies: [{ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }, ...listing] }],
    });
  const deniedListing = (Condition: object) => [
    { Effect: 'Deny', Action: 'codeartifact:ListDomains', Resource: '*', Condition },
  ];
  const take = async (keys: object, name: string, input: Partial<sts.AssumeRoleCommandInput> = {}) => {
    const call = new sts.AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: 'run', ...input });
    const { Credentials: given } = await server.sts(keys as Keys).send(call);
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    };
  };
  const lists = (keys: object) =>
    server
      .codeartifact(keys as Keys)
      .send(new ca.ListDomainsCommand({}))
      .then(
        () => 'allowed',
        (error: Error) => error.name,
      );
  const refused = (work: Promise<unknown>) =>
    work.then(
      () => 'allowed',
      (error: Error) => error.name,
    );
  beforeAll(async () => {
    const Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
    await admin('setup', { users: [{ name: 'ada', ...ada, policies: [{ Statement }] }] });
  });

  test('its source identity, which policies know and nobody changes', async () => {
    const mallory = { StringEquals: { 'aws:SourceIdentity': 'mallory' } };
    expect(await declare('first', all, deniedListing(mallory))).toMatchObject({ status: 200 });
    await declare('second', all, deniedListing(mallory));
    await declare('closed', 'sts:AssumeRole', []);
    expect(await lists(await take(ada, 'first', { SourceIdentity: 'ada' }))).toBe('allowed');
    const session = await take(ada, 'first', { SourceIdentity: 'mallory' });
    expect(await lists(session)).toBe('AccessDeniedException');
    expect(await lists(await take(session, 'second'))).toBe('AccessDeniedException');
    expect(await lists(await take(session, 'second', { SourceIdentity: 'mallory' }))).toBe('AccessDeniedException');
    expect(await refused(take(session, 'second', { SourceIdentity: 'ada' }))).toBe('AccessDenied');
    // Trusts with the role alone.
    await admin('roles', {
      name: 'closed',
      trustPolicy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] },
    });
    const only = { Effect: 'Allow', Action: ['sts:AssumeRole', 'codeartifact:*'], Resource: '*' };
    await admin('roles', {
      name: 'narrow',
      trustPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: all }] },
      policies: [{ Statement: only }],
    });
    const narrow = await take(ada, 'narrow', { SourceIdentity: 'ada' });
    expect(await refused(take(narrow, 'closed'))).toBe('AccessDenied');
    expect(await refused(take(await take(ada, 'narrow'), 'closed'))).toBe('allowed');
  });

  test('its transitive tags, which cannot be set anew', async () => {
    const bad = { StringEquals: { 'aws:PrincipalTag/team': 'bad' } };
    await declare('first', all, []);
    await declare('second', all, deniedListing(bad));
    await declare('third', all, deniedListing(bad));
    const Tags = [
      { Key: 'team', Value: 'bad' },
      { Key: 'job', Value: '7' },
    ];
    const passing = await take(ada, 'first', { Tags, TransitiveTagKeys: ['team'] });
    const second = await take(passing, 'second');
    expect(await lists(second)).toBe('AccessDeniedException');
    expect(await lists(await take(second, 'third'))).toBe('AccessDeniedException');
    expect(await lists(await take(await take(ada, 'first', { Tags }), 'second'))).toBe('allowed');
    for (const Key of ['team', 'TEAM'])
      expect(await refused(take(passing, 'second', { Tags: [{ Key, Value: 'good' }] }))).toBe('InvalidParameterValue');
    const forAny = { 'ForAnyValue:StringEquals': { 'sts:TransitiveTagKeys': 'team' } };
    await declare('kept', all, [], [{ Effect: 'Deny', Principal: '*', Action: 'sts:TagSession', Condition: forAny }]);
    expect(await refused(take(ada, 'kept', { Tags, TransitiveTagKeys: ['team'] }))).toBe('AccessDenied');
    expect(await refused(take(ada, 'kept', { Tags }))).toBe('allowed');
    expect(await refused(take(ada, 'kept', { Tags, TransitiveTagKeys: ['other'] }))).toBe('InvalidParameterValue');
  });

  test.each([
    'PolicyArns.member.1.arn=arn:aws:iam::aws:policy/ReadOnlyAccess',
    'PolicyArns.member.2.arn=arn:aws:iam::aws:policy/ReadOnlyAccess',
    'PolicyArns.member.7.Arn=x',
    'policyarns.1=x',
    'Tags.member.2.Key=team&Tags.member.2.Value=bad',
    'Tags.member.1.Value=bad',
    'Tags.member.01.Key=team',
    'Tags.1.Key=team',
    'TransitiveTagKeys.member.2=team',
  ])('what would be passed over is refused: %s', async (parameters) => {
    await declare('first', all, []);
    const body = `Action=AssumeRole&Version=2011-06-15&RoleArn=${encodeURIComponent(roleArn('first'))}&RoleSessionName=run&${parameters}`;
    const { host } = new URL(server.url);
    const { headers } = aws4.sign(
      {
        ...{ method: 'POST', path: '/', host, body, service: 'sts', region: server.region },
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      },
      ada,
    );
    const answer = await fetch(server.url, { method: 'POST', headers: headers as Record<string, string>, body });
    expect({ status: answer.status, text: await answer.text() }).toMatchObject({
      status: 400,
      text: expect.stringContaining('ValidationError'),
    });
  });
});

describe('a policy with values that are none is refused', () => {
  const base = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
  const refused: [object][] = [
    { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/99' } },
    { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '10.0.0'] } },
    { NumericNotEquals: { 'aws:EpochTime': 'abc' } },
    { NumericLessThan: { 'aws:EpochTime': '' } },
    { Null: { 'aws:userid': 'no' } },
    { StringNotEquals: { 'aws:username': [] } },
    { DateGreaterThan: { 'aws:CurrentTime': '01.01.2020 oclock' } },
    { DateGreaterThan: { 'aws:CurrentTime': '2020-02-30' } },
    { Bool: { 'aws:SecureTransport': 'no' } },
    { NullIfExists: { 'aws:userid': 'true' } },
    { 'ForAnyValue:Null': { 'aws:userid': 'true' } },
    { ArnNotLike: { 'aws:PrincipalArn': 'nonsense' } },
    { BinaryEquals: { 'aws:userid': '*' } },
    { StringEquals: { '': 'x' } },
    { StringEquals: { nonsense: 'x' } },
  ].map((Condition) => [{ ...base, Condition }]);
  const { Principal: _principal, ...nobody } = base;
  test.each<[object]>([
    ...refused,
    [{ ...base, Action: 'nonsense' }],
    [{ ...base, Action: ['codeartifact:*', ''] }],
    [{ ...base, Resource: 'nonsense' }],
    [{ ...base, Principal: { AWS: 'nonsense' } }],
    [{ ...nobody, NotPrincipal: { AWS: `arn:aws:iam::${account}:user/*` } }],
    [{ ...base, Principal: { Service: 'nonsense' } }],
  ])('%j', async (statement) => {
    const put = new ca.PutDomainPermissionsPolicyCommand({
      domain: 'my-org',
      policyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    });
    expect(await refusal(server.codeartifact(root).send(put))).toMatchObject({ name: 'ValidationException' });
  });
  test('as a session policy', async () => {
    const Policy = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'nonsense', Resource: '*' } });
    expect(await assume([trust('sts:AssumeRole')], { Policy })).toMatch(/^MalformedPolicyDocument/);
  });
  test.each([
    ['2020', '2020-01-01T00:00:00+01:00', '1700000000'],
    ['2020-01', '2020-01-01T00:00Z', '2020-01-01T00:00:00.5Z'],
  ])('and dates as IAM knows them are not', (...dates) => {
    const Condition = { DateLessThan: { 'aws:CurrentTime': dates } };
    expect(parsePolicy({ Statement: { ...base, Condition } }, 'resource').statements).toHaveLength(1);
  });
});

test.each([
  '{"Effect":"Deny","Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}',
  '{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}},"Condition":{}}',
  String.raw`{"Effect":"Deny","Eff\u0065ct":"Allow","Principal":"*","Action":"*","Resource":"*"}`,
])('a name that stands twice in one object is refused: %s', (statement) => {
  expect(() => parsePolicy(`{"Statement":[${statement}]}`, 'resource')).toThrow('stands twice');
});

test('a setup as JSON with a name twice is refused', async () => {
  const answer = await admin('setup', '{"domains":[],"domains":[{"name":"other"}]}');
  expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('stands twice') });
});

describe('where a request brings a value that cannot be compared', () => {
  const access = createAccess({
    mode: 'strict',
    region: 'us-east-1',
    directory: createDirectory(account),
    now: () => 0,
    organizationId: () => undefined,
  });
  const caller = { account, arn: `arn:aws:iam::${account}:user/ada`, userId: 'AIDA', tags: { level: 'high' } };
  const statement = (Effect: string, operator: string) => ({
    ...{ Effect, Principal: '*', Action: '*', Resource: '*' },
    Condition: { [operator]: { 'aws:PrincipalTag/level': '5' } },
  });
  const all = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
  const isRefused = (policy: string) =>
    access.refusal(caller, {
      action: 'codeartifact:ReadFromRepository',
      resource: `arn:aws:codeartifact:us-east-1:${account}:repository/my-org/dev`,
      resourcePolicies: [policy],
      homeAccounts: [account],
    }) !== undefined;
  test.each(['NumericNotEquals', 'NumericGreaterThan', 'NumericLessThan'])(
    '%s denies, and does not allow',
    (operator) => {
      expect(isRefused(JSON.stringify({ Statement: [statement('Allow', operator)] }))).toBe(true);
      expect(isRefused(JSON.stringify({ Statement: [all, statement('Deny', operator)] }))).toBe(true);
    },
  );
  test('a policy that an earlier version stored and nobody can read denies', () => {
    expect(isRefused(JSON.stringify({ Statement: [all] }))).toBe(false);
    const broken = { ...all, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'no' } } };
    expect(isRefused(JSON.stringify({ Statement: [all, broken] }))).toBe(true);
  });
});

test('a signature is for the region of the server; one for STS also for its global endpoint', async () => {
  const ask = async (service: 'sts' | 'codeartifact', region: string): Promise<string> => {
    const { host } = new URL(server.url);
    const isSts = service === 'sts';
    const path = isSts ? '/' : '/v1/domains';
    const body = isSts ? 'Action=GetCallerIdentity&Version=2011-06-15' : '{}';
    const { headers } = aws4.sign({ method: 'POST', path, host, headers: {}, body, service, region }, root);
    const answer = await fetch(server.url + path, { method: 'POST', headers: headers as Record<string, string>, body });
    return `${answer.status} ${await answer.text()}`;
  };
  for (const region of ['eu-west-1', '*']) {
    expect(await ask('codeartifact', region)).toMatch(/^403 .*scoped to a valid region/);
    expect(await ask('sts', region)).toMatch(/^403 [\s\S]*SignatureDoesNotMatch[\s\S]*scoped to a valid region/);
  }
  expect(await ask('codeartifact', server.region)).toMatch(/^200/);
  expect(await ask('sts', server.region)).toMatch(/^200/);
  expect(await ask('sts', 'us-east-1')).toMatch(/^200/);
});
