// `logout` after real logins: what is taken back, what is handed on, and that it never fails.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loginCommand } from '../../src/commands/login.ts';
import { logoutCommand } from '../../src/commands/logout.ts';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { type LoginWorld, openLoginWorld, pictureOf, tokensIn } from '../support/worlds/login-world.ts';
import { type Given, jsonOf, resultOf, runCommand } from './run-command.ts';

const built = temporaryFolder();
const folder = temporaryFolders();
let at: LoginWorld;
beforeAll(async () => {
  at = await openLoginWorld(built);
});
afterAll(() => at.close());
beforeEach(() => void at.exchanges.splice(0));
afterEach(() => expect(at.errors).toEqual([]));

const place = { domain: 'my-org', 'domain-owner': '111122223333', repository: 'dev', tools: 'npm' } as const;
/** Signs in, and gives the tokens that were handed out. */
async function login(home: string, { inputs = {}, ...more }: Partial<Given> = {}): Promise<readonly string[]> {
  const given = { url: at.url, folder: home, inputs: { ...place, ...inputs }, ...more };
  const { host } = await runCommand(loginCommand, 'login', given);
  return host.masked.filter((text) => text.length > 20);
}
const logout = (home: string, more: Partial<Given> = {}) =>
  runCommand(logoutCommand, 'logout', { url: at.url, folder: home, ...more });

describe('logout', () => {
  test('puts every file back byte for byte, with its mode, and asks the service nothing', async () => {
    const home = folder();
    await writeFile(join(home, '.npmrc'), '; mine\r\nfund=false', { mode: 0o644 });
    const before = await pictureOf(home);
    const tokens = await login(home, { inputs: { tools: 'npm,pip' } });
    expect(await tokensIn(home, tokens, [])).not.toEqual([]);
    at.exchanges.splice(0);
    const ended = await logout(home);
    expect(await pictureOf(home)).toEqual(before);
    expect(existsSync(join(home, '.config'))).toBe(false);
    expect(at.exchanges).toEqual([]);
    const { files, ...rest } = jsonOf(ended) as { files: object[] };
    expect(rest).toEqual({
      sessions: [expect.stringMatching(/^\d{6}-/)],
      variables: [],
      expiresAt: expect.any(Number),
      warnings: [],
    });
    expect(files).toContainEqual({ path: join(home, '.npmrc'), outcome: 'restored' });
    expect(files).toContainEqual({ path: join(home, '.config', 'pip', 'pip.conf'), outcome: 'removed' });
    expect(resultOf(ended)).toMatchObject({ exit: 0, outputs: {}, variables: {} });
    expect(resultOf(ended).lines.join('\n')).toContain(`${join(home, '.npmrc')}`);
  });

  test('every login of the job, newest first', async () => {
    const home = folder();
    const tokens = [
      ...(await login(home, { inputs: { scope: '@acme' } })),
      ...(await login(home, { inputs: { scope: '@other', repository: 'second' } })),
    ];
    expect(readFileSync(join(home, '.npmrc'), 'utf8')).toMatch(/@acme:registry[\s\S]*@other:registry/);
    const ended = await logout(home);
    expect(jsonOf(ended).sessions).toHaveLength(2);
    expect(readdirSync(home)).toEqual([]);
    expect(await tokensIn(home, tokens, [])).toEqual([]);
  });

  test('keeps what others wrote since', async () => {
    const home = folder();
    const tokens = await login(home);
    const path = join(home, '.npmrc');
    await writeFile(path, `${await readFile(path, 'utf8')}fund=false\n`);
    await logout(home);
    expect(await readFile(path, 'utf8')).toBe('fund=false\n');
    expect(await tokensIn(home, tokens, [])).toEqual([]);
  });

  test("blanks the login's variables", async () => {
    const home = folder();
    await login(home, { inputs: { 'token-env-var': 'MY_TOKEN' } });
    const ended = await logout(home);
    expect(resultOf(ended).variables).toEqual({ MY_TOKEN: '' });
    expect(jsonOf(ended).variables).toEqual(['MY_TOKEN']);
  });

  test('leaves the login of another job that shares the home', async () => {
    const home = folder();
    const job = (name: string) => ({
      GITHUB_ACTIONS: 'true',
      GITHUB_RUN_ID: name,
      GITHUB_JOB: 'build',
      RUNNER_NAME: name,
    });
    await login(home, { inputs: { scope: '@acme' }, env: job('1') });
    await login(home, { inputs: { scope: '@other' }, env: job('2') });
    const ended = await logout(home, { env: job('2') });
    expect(jsonOf(ended).sessions).toHaveLength(1);
    const text = readFileSync(join(home, '.npmrc'), 'utf8');
    expect(text).toContain('@acme:registry');
    expect(text).not.toContain('@other:registry');
  });
});

describe('never fails', () => {
  test('nobody is signed in: nothing is touched, not even by a lock', async () => {
    const home = folder();
    await writeFile(join(home, '.npmrc'), 'fund=false\n');
    const before = await pictureOf(home);
    const ended = await logout(home);
    expect(await pictureOf(home)).toEqual(before);
    expect(resultOf(ended)).toMatchObject({ exit: 0, variables: {}, lines: ['nothing to take back'] });
    expect(jsonOf(ended)).toEqual({ sessions: [], files: [], variables: [], warnings: [] });
  });

  test('a second time is as good as once', async () => {
    const home = folder();
    await login(home);
    await logout(home);
    expect(jsonOf(await logout(home)).sessions).toEqual([]);
  });

  test('without a service, without credentials, without a region', async () => {
    const home = folder();
    await login(home);
    const env = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_REGION: '' };
    expect(await logout(home, { url: 'http://127.0.0.1:9', env })).toMatchObject({ exit: 0 });
    expect(readdirSync(home)).toEqual([]);
  });

  test('a configuration file that is gone is not made again', async () => {
    const home = folder();
    await login(home);
    await rm(join(home, '.npmrc'));
    expect(resultOf(await logout(home)).exit).toBe(0);
    expect(existsSync(join(home, '.npmrc'))).toBe(false);
  });

  test('a record that cannot be read is a warning that names it', async () => {
    const home = folder();
    await login(home);
    const records = (await readRecordFolder(home)) ?? '';
    const broken = join(records, '000009-broken.json');
    await writeFile(broken, 'not JSON');
    const ended = await logout(home);
    expect(resultOf(ended).exit).toBe(0);
    expect(jsonOf(ended).warnings).toEqual([expect.stringContaining(broken)]);
    expect(ended.host.lines).toContainEqual(expect.stringContaining(`warning: ${broken}`));
    expect(existsSync(join(home, '.npmrc'))).toBe(false);
  });
});

/** Where the records of logins lie. */
async function readRecordFolder(home: string): Promise<string | undefined> {
  const picture = await pictureOf(home);
  const record = Object.keys(picture).find((name) => name.endsWith('.json'));
  return record && dirname(join(home, record));
}
