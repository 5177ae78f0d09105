// `token` against the local server: how it prints, what it asks for, how it ends.
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { tokenCommand } from '../../src/commands/token.ts';
import { FORMATS } from '../../src/core/model/package.ts';
import { temporaryFolder } from '../support/folders.ts';
import { openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';
import { allow, SECRET, user } from '../support/worlds/sign-in-world.ts';
import { asked, type Given, jsonOf, resultOf, revealed, runCommand } from './run-command.ts';

const folder = temporaryFolder();
const nobody = user('nobody', [allow('sts:GetCallerIdentity')]);
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry(folder, {
    setup: {
      users: [nobody],
      domains: [{ name: 'my-org', owner: '111122223333', repositories: [{ name: 'dev' }] }],
    },
  });
});
afterAll(() => at.close());
beforeEach(() => void at.exchanges.splice(0));
afterEach(() => {
  at.local.faults.clear();
  expect(at.errors).toEqual([]);
});

const place = { domain: 'my-org', 'domain-owner': '111122223333' };
const token = ({ inputs = {}, ...more }: Partial<Given> = {}) =>
  runCommand(tokenCommand, 'token', { url: at.url, folder, inputs: { ...place, ...inputs }, ...more });
const requests = () => asked(at.exchanges, '/v1/authorization-token');

/** Whether the repository lets somebody in who has it. */
async function opens(value: string | undefined): Promise<boolean> {
  const answer = await fetch(`${await at.endpoint('npm', 'dev')}-/ping`, {
    headers: { authorization: `Bearer ${value}` },
  });
  return answer.status !== 401;
}

describe('token', () => {
  test('prints a token that works, and shows it nowhere else', async () => {
    const ended = await token();
    const [printed] = resultOf(ended).printed ?? [];
    expect(await opens(revealed(printed))).toBe(true);
    expect(await opens('eyJ-of-somebody-else')).toBe(false);
    expect(resultOf(ended)).toMatchObject({ exit: 0, lines: [] });
    expect(revealed(resultOf(ended).variables.CODEARTIFACT_AUTH_TOKEN)).toBe(printed);
    expect(ended.host.masked).toContain(printed);
    const { expiration } = jsonOf(ended) as { expiration: string };
    expect(jsonOf(ended)).toEqual({ expiration: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect(resultOf(ended).outputs).toEqual({ 'token-expiration': expiration });
    expect(Math.abs(Date.parse(expiration) - Date.now() - 3600_000)).toBeLessThan(60_000);
  });

  test('`--format env` is what a shell can source', async () => {
    const ended = await token({ extra: { format: 'env' } });
    const script = `${resultOf(ended).printed?.[0]}\nprintf '%s %s' "$CODEARTIFACT_AUTH_TOKEN" "$CODEARTIFACT_TOKEN_EXPIRATION"`;
    const [value, expiration] = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split(' ');
    expect(value).toBe(revealed(resultOf(ended).variables.CODEARTIFACT_AUTH_TOKEN));
    expect(expiration).toBe(jsonOf(ended).expiration);
  });

  test('`--format json` has the names of the AWS CLI', async () => {
    const ended = await token({ extra: { format: 'json' } });
    expect(JSON.parse(String(resultOf(ended).printed?.[0]))).toEqual({
      authorizationToken: revealed(resultOf(ended).variables.CODEARTIFACT_AUTH_TOKEN),
      expiration: jsonOf(ended).expiration,
    });
  });

  test('`--json` is one document: the token, its end and the endpoint of each format', async () => {
    const ended = await token({ extra: { json: 'true' }, inputs: { repository: 'dev' } });
    expect(resultOf(ended).json).toBeUndefined();
    const document = JSON.parse(String(resultOf(ended).printed?.[0]));
    expect(await opens(document.authorizationToken)).toBe(true);
    expect(Date.parse(document.expiration)).toBeGreaterThan(Date.now());
    expect(Object.keys(document.endpoints).sort()).toEqual([...FORMATS].sort());
    expect(document.endpoints.npm).toBe(await at.endpoint('npm', 'dev'));
    expect(ended.host.masked).toContain(document.authorizationToken);
    // Without a repository there are none.
    const alone = await token({ extra: { json: 'true' } });
    expect(Object.keys(JSON.parse(String(resultOf(alone).printed?.[0])))).toEqual(['authorizationToken', 'expiration']);
  });

  test.each([{ 'results-file': 'results.sh' }, { 'results-file': 'results.sh', json: 'true' }])(
    'prints nothing with %j',
    async (extra) => {
      const ended = await token({ extra });
      expect(resultOf(ended).printed).toEqual([]);
      expect(revealed(resultOf(ended).variables.CODEARTIFACT_AUTH_TOKEN)).toMatch(/^\S{20,}$/);
    },
  );

  test('inputs reach the call', async () => {
    const ended = await token({ inputs: { 'duration-seconds': '900' } });
    expect(requests().map((query) => Object.fromEntries(query))).toEqual([
      { domain: 'my-org', 'domain-owner': '111122223333', duration: '900' },
    ]);
    expect(Date.parse(String(jsonOf(ended).expiration))).toBeLessThan(Date.now() + 1000_000);
  });
});

describe('refusals', () => {
  test('a format that is none, before anything is asked', async () => {
    const ended = await token({ extra: { format: 'yaml' } });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-004' });
    expect(at.exchanges).toEqual([]);
  });

  test('no domain', async () => {
    const ended = await token({ inputs: { domain: '' } });
    expect(ended).toMatchObject({ exit: 2, code: 'CA-INPUT-001', message: expect.stringContaining('`domain`') });
    expect(at.exchanges).toEqual([]);
  });

  test('no such domain', async () => {
    expect(await token({ inputs: { domain: 'nowhere' } })).toMatchObject({ exit: 4, code: 'CA-FIND-001' });
  });

  test('not allowed', async () => {
    const ended = await token({ env: { AWS_ACCESS_KEY_ID: nobody.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET } });
    expect(ended).toMatchObject({ exit: 3, code: 'CA-AUTH-003' });
    expect(ended.message).toContain('codeartifact:GetAuthorizationToken');
  });

  test.each([1, 2])('throttled for good: %i tries and no more', async (tries) => {
    at.local.faults.add([{ kind: 'throttle', operation: 'GetAuthorizationToken' }]);
    const ended = await token({ inputs: { 'retry-max-attempts': String(tries) } });
    expect(ended).toMatchObject({ exit: 6, code: 'CA-NET-001' });
    expect(requests()).toHaveLength(tries);
  });
});
