// GitHub OIDC against a strict local STS: what lets a job in, and how each refusal is told from the others.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultRule } from '../../src/local/faults/faults.ts';
import { temporaryFolders } from '../support/folders.ts';
import { handSetClock } from '../support/host.ts';
import type { TestServer } from '../support/servers/local-server.ts';
import { scriptedServer } from '../support/servers/scripted-server.ts';
import {
  ACCOUNT,
  allow,
  at,
  OTHER,
  permitted,
  refusalOf,
  role,
  signInAs,
  strictServer,
  trust,
} from '../support/worlds/sign-in-world.ts';

const folder = temporaryFolders();
const plain = 'repo:acme/app:ref:refs/heads/main';
const immutable = 'repo:acme@200000002/app@100000001:ref:refs/heads/main';
const all = allow('codeartifact:*', 'sts:GetServiceBearerToken');
let server: TestServer;

beforeAll(async () => {
  server = await strictServer({
    roles: [
      { name: 'old-form', trustPolicy: trust(plain), policies: [all] },
      { name: 'both-forms', trustPolicy: trust([plain, immutable]), policies: [all] },
      { name: 'no-bearer', trustPolicy: trust(plain), policies: [allow('codeartifact:*')] },
      { name: 'no-token', trustPolicy: trust(plain), policies: [allow('codeartifact:Describe*')] },
      { name: 'other', account: OTHER, trustPolicy: trust(plain, OTHER), policies: [all] },
      {
        name: 'chained',
        trustPolicy: { Statement: [{ Effect: 'Allow', Principal: { AWS: OTHER }, Action: 'sts:AssumeRole' }] },
        policies: [all],
      },
    ],
  });
});
afterAll(() => server.close());
beforeEach(() => {
  server.identity.configure({ claims: { repository: 'acme/app' }, audiences: ['sts.amazonaws.com'] });
  server.clock.reset();
  server.faults.clear();
});

const job = (name: string, inputs: Record<string, string> = {}, env: Record<string, string> = {}) => ({
  inputs: { 'role-to-assume': name.startsWith('arn:') ? name : role(name), ...inputs },
  env: { ...permitted(server), ...env },
});

/** What a policy generator, or a person, would paste. */
const statementIn = (remedy: string) => JSON.parse(/\{"Effect".*\}/.exec(remedy)?.[0] ?? 'null');

describe('a job with the permission', () => {
  test.each([
    ['the old form of sub', {}, 'old-form'],
    ['numeric ids in sub', { subject: 'immutable' }, 'both-forms'],
    ['a role that lists both', {}, 'both-forms'],
  ])('%s', async (_, claims, name) => {
    server.identity.configure({ claims: { repository: 'acme/app', ...claims } });
    const { signedIn, host } = await signInAs(server, folder(), job(name));
    const token = await signedIn.client.getAuthorizationToken(at, 900);
    host.close();
    expect(token.token.reveal().length).toBeGreaterThan(20);
    // The request token, the identity, the session and the authorization token.
    expect(host.masked).toEqual(expect.arrayContaining([token.token.reveal()]));
    expect(host.lines.join('\n')).not.toContain(token.token.reveal());
  });

  test('an expired session is renewed with a new identity', async () => {
    const clock = handSetClock(Date.now());
    const { signedIn, host } = await signInAs(server, folder(), { ...job('old-form'), clock });
    const first = await signedIn.credentials();
    expect(await signedIn.credentials()).toBe(first);
    clock.advance(56 * 60_000);
    const second = await signedIn.credentials();
    host.close();
    expect(second.accessKeyId).not.toBe(first.accessKeyId);
    expect(
      server.requests.list().filter((one) => one.operation === 'sts:AssumeRoleWithWebIdentity').length,
    ).toBeGreaterThan(1);
  });
});

describe('refusals', () => {
  const refused = async (one: Parameters<typeof refusalOf>[2]) => (await refusalOf(server, folder(), one)).error;

  test('the permission is missing', async () => {
    const error = await refused({
      inputs: { 'role-to-assume': role('old-form') },
      env: { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: 'push' },
    });
    expect(error).toMatchObject({ code: 'CA-AUTH-002', exitCode: 3 });
    expect(error.remedy).toContain('permissions: { id-token: write');
    expect(error.remedy).toContain('reusable workflow');
  });

  test('not on GitHub at all', async () => {
    const error = await refused({ inputs: { 'role-to-assume': role('old-form') } });
    expect(error).toMatchObject({ code: 'CA-AUTH-002' });
    expect(error.remedy).toContain('role-chaining');
  });

  const pull = (head: string | null) => ({
    pull_request: {
      head: { repo: head === null ? null : { full_name: head } },
      base: { repo: { full_name: 'acme/app' } },
    },
  });
  test.each([
    ['a fork', 'pull_request', pull('stranger/app'), 'CA-AUTH-007'],
    ['a fork that was deleted', 'pull_request', pull(null), 'CA-AUTH-007'],
    ['a branch of the repository itself', 'pull_request', pull('acme/app'), 'CA-AUTH-002'],
    ['a fork, with the rights of the base', 'pull_request_target', pull('stranger/app'), 'CA-AUTH-002'],
    ['an event file that is not JSON', 'pull_request', 'nonsense', 'CA-AUTH-002'],
  ])('a pull request of %s', async (_, event, content, code) => {
    const path = join(folder(), 'event.json');
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    const error = await refused({
      inputs: { 'role-to-assume': role('old-form') },
      env: { GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: event, GITHUB_EVENT_PATH: path },
    });
    expect(error.code).toBe(code);
  });

  test('the audience is not that of the provider', async () => {
    const error = await refused(job('old-form', { audience: 'https://example.com' }));
    expect(error).toMatchObject({ code: 'CA-AUTH-004' });
    expect(error.message).toContain('aud=https://example.com');
    expect(error.remedy).toContain('aws iam add-client-id-to-open-id-connect-provider --client-id https://example.com');
  });

  test('numeric ids in sub, a policy for the old form: the statement printed lets the job in', async () => {
    server.identity.configure({ claims: { repository: 'acme/app', subject: 'immutable' } });
    const error = await refused(job('old-form'));
    expect(error).toMatchObject({ code: 'CA-AUTH-004' });
    expect(error.message).toContain(`sub=${immutable}`);
    expect(error.remedy).toContain('numeric ids');
    const statement = statementIn(error.remedy);
    expect(statement.Condition.StringEquals['token.actions.githubusercontent.com:sub']).toEqual([plain, immutable]);
    server.identity.directory.declareRole({
      name: 'repaired',
      trustPolicy: { Version: '2012-10-17', Statement: [statement] },
      policies: [all],
    });
    const { signedIn, host } = await signInAs(server, folder(), job('repaired'));
    expect(await signedIn.account()).toBe(ACCOUNT);
    host.close();
  });

  test.each([
    [{ environment: 'production' }, 'names an environment'],
    [{ event_name: 'pull_request' }, 'without branch'],
    [{ sub: 'acme:app:custom' }, 'customised'],
    [
      { ref: 'refs/heads/feature' },
      'the role does not exist (aws iam get-role --role-name old-form, in account 111122223333)',
    ],
  ])('claims %j say why', async (claims, said) => {
    server.identity.configure({ claims: { repository: 'acme/app', ...claims } });
    const error = await refused(job('old-form'));
    expect(error).toMatchObject({ code: 'CA-AUTH-004' });
    expect(error.remedy).toContain(said);
  });

  test('the role does not exist', async () => {
    const error = await refused(job('gone'));
    expect(error).toMatchObject({ code: 'CA-AUTH-004' });
    expect(error.remedy).toContain('aws iam get-role --role-name gone');
    expect(error.message).toContain('repository=acme/app');
  });

  test('the identity has expired', async () => {
    server.identity.configure({ claims: { repository: 'acme/app', exp: 1 } });
    const error = await refused(job('old-form'));
    expect(error).toMatchObject({ code: 'CA-AUTH-004' });
    expect(error.message).toContain('had expired');
  });

  test('the session would be too long', async () => {
    const error = await refused(job('old-form', { 'role-duration-seconds': '43200' }));
    expect(error).toMatchObject({ code: 'CA-AUTH-004' });
    expect(error.remedy).toContain('--max-session-duration');
  });

  test.each([
    ['the ARN says so, nothing is sent', role('other', OTHER), ACCOUNT],
    ['both are others', role('old-form'), OTHER],
  ])('the account is not an allowed one: %s', async (_, name, allowed) => {
    const before = server.requests.list().length;
    const error = await refused(job(name, { 'allowed-account-ids': allowed }));
    expect(error).toMatchObject({ code: 'CA-AUTH-006', exitCode: 3 });
    expect(server.requests.list().length).toBe(before);
  });

  test.each([
    ['arn:aws-cn:iam::111122223333:role/x', 'aws-cn'],
    ['arn:aws:iam::111122223333:user/x', 'role-to-assume'],
  ])('%s is refused as an input', async (name, said) => {
    const error = await refused(job(name));
    expect(error).toMatchObject({ code: 'CA-INPUT-001' });
    expect(error.message).toContain(said);
  });

  test('sts:GetServiceBearerToken is missing: the statement printed repairs it', async () => {
    const error = await refused(job('no-bearer'));
    expect(error).toMatchObject({ code: 'CA-AUTH-003' });
    expect(error.remedy).toContain('a domain policy has no effect here');
    const policy = { Version: '2012-10-17', Statement: [statementIn(error.remedy)] };
    server.identity.directory.declareRole({
      name: 'with-bearer',
      trustPolicy: trust(plain),
      policies: [allow('codeartifact:*'), policy],
    });
    const { signedIn, host } = await signInAs(server, folder(), job('with-bearer'));
    expect((await signedIn.client.getAuthorizationToken(at, 0)).expiresAt).toBeGreaterThan(Date.now());
    host.close();
  });

  test('codeartifact:GetAuthorizationToken is missing: action and domain are named', async () => {
    const error = await refused(job('no-token'));
    expect(error).toMatchObject({ code: 'CA-AUTH-003' });
    expect(statementIn(error.remedy)).toEqual({
      Effect: 'Allow',
      Action: 'codeartifact:GetAuthorizationToken',
      Resource: `arn:aws:codeartifact:us-east-1:${ACCOUNT}:domain/my-org`,
    });
  });

  test('no message holds the identity or the request token', async () => {
    for (const name of ['gone', 'no-bearer', 'no-token']) {
      const { error, host } = await refusalOf(server, folder(), job(name));
      const text = `${error.message}${error.remedy}${host?.lines.join('\n')}`;
      expect(text).not.toMatch(/eyJ|the-request-token/);
    }
  });
});

describe('trouble on the way', () => {
  test.each([
    ['the OIDC endpoint answers 503', { kind: 'error', path: '/_local/oidc/*', status: 503, count: 2 }],
    ['STS is throttled', { kind: 'throttle', path: '/', count: 2 }],
    ['CodeArtifact is throttled', { kind: 'throttle', operation: 'GetAuthorizationToken', count: 2 }],
    ['STS drops the connection', { kind: 'drop', path: '/', count: 2 }],
    ['an answer of STS breaks off', { kind: 'truncate', path: '/', afterBytes: 40, count: 1 }],
    [
      'an answer of CodeArtifact breaks off',
      { kind: 'truncate', operation: 'GetAuthorizationToken', afterBytes: 20, count: 1 },
    ],
  ])('%s: tried again until it works', async (_, fault) => {
    server.faults.add([fault as FaultRule]);
    const { signedIn, host } = await signInAs(server, folder(), job('old-form'));
    const { token } = await signedIn.client.getAuthorizationToken(at, 3600);
    host.close();
    expect(token.reveal().length).toBeGreaterThan(20);
    expect(server.faults.list()).toMatchObject([{ applied: fault.count }]);
  });

  test('a refusal is not tried again', async () => {
    const before = server.requests.list().length;
    await refusalOf(server, folder(), job('gone'));
    const after = server.requests.list().slice(before);
    expect(after.filter((one) => one.operation === 'sts:AssumeRoleWithWebIdentity').length).toBe(1);
  });
});

describe('what the runner hands over, and what answers', () => {
  test.each([
    ['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'a-token-of-the-runner\n', 'has a line end at its end'],
    ['ACTIONS_ID_TOKEN_REQUEST_URL', 'nonsense', 'is not an http or https address'],
    ['ACTIONS_ID_TOKEN_REQUEST_URL', 'ftp://runner.example/', 'is not an http or https address'],
    ['ACTIONS_ID_TOKEN_REQUEST_URL', 'http://runner.example/\r\n', 'has a line end at its end'],
  ])('%s that cannot be used: %j', async (name, value, message) => {
    const { error } = await refusalOf(server, folder(), job('old-form', {}, { [name]: value }));
    expect(error).toMatchObject({ code: 'CA-INPUT-001', message: `${name} ${message}` });
    expect(error.remedy).toContain('hand it on as it is');
    expect(`${error.message}${error.remedy}`).not.toContain('a-token-of-the-runner');
  });

  test.each([
    ['a page', 200, '<html>Sign in to the network</html>', 'CA-NET-004', 'Something else than GitHub'],
    ['nothing', 200, '', 'CA-NET-004', 'Something else than GitHub'],
    ['no token', 200, '{"value": ""}', 'CA-NET-004', 'Something else than GitHub'],
    ['a page that refuses', 403, '<html>Blocked</html>', 'CA-AUTH-002', 'a proxy or firewall'],
  ])('%s', async (_, status, text, code, remedy) => {
    const other = await scriptedServer(() => ({ status, body: text }));
    const env = { ACTIONS_ID_TOKEN_REQUEST_URL: `${other.origin}/token` };
    const { error } = await refusalOf(server, folder(), job('old-form', {}, env));
    await other.close();
    expect(error).toMatchObject({ code });
    expect(error.remedy).toContain(remedy);
    expect(error.remedy).toContain(new URL(other.origin).host);
    expect(error.remedy).not.toContain('endpoint-url');
  });
});
