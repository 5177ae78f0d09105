// A home that lies at another path when the login is taken back: moved, or a volume that is mounted elsewhere by then.
import { existsSync, promises as fs } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { logoutCommand } from '../../../../src/commands/logout.ts';
import { configure } from '../../../../src/core/operations/login/configure.ts';
import { cleanUp, type Whose } from '../../../../src/core/operations/login/logout.ts';
import { valueEditors } from '../../../../src/formats/value-editors.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { type RecordingHost, recordingHost } from '../../../support/host.ts';
import { registration, TOKEN } from '../../../support/worlds/logins.ts';

const folder = temporaryFolders();
const NPMRC = 'registry=http://a/\nfund=false\n';
const PIP = '[global]\nindex-url = https://a.example/simple\n';

const JOB = { GITLAB_CI: 'true', CI_JOB_ID: '1', CI_SERVER_URL: 'https://git.example' };
const hostOf = (home: string, env: Readonly<Record<string, string>> = {}) =>
  recordingHost({ folder: home, env: { ...JOB, ...env } });

async function loggedIn(home: string, env: Readonly<Record<string, string>> = {}): Promise<void> {
  await fs.mkdir(join(home, '.config/pip'), { recursive: true });
  await fs.writeFile(join(home, '.npmrc'), NPMRC);
  await fs.writeFile(join(home, '.config/pip/pip.conf'), PIP);
  const host = hostOf(home, env);
  const registrations = [registration('npm'), registration('pip')];
  await configure({ registrations, expiresAt: host.clock.now() + 3_600_000, tokenVariable: 'auto' }, host);
}

async function tokensIn(top: string): Promise<string[]> {
  const found: string[] = [];
  for (const one of await fs.readdir(top, { recursive: true, withFileTypes: true })) {
    const path = join(one.parentPath, one.name);
    if (one.isFile() && (await fs.readFile(path, 'utf8')).includes(TOKEN)) found.push(path);
  }
  return found;
}

async function isAsBefore(home: string): Promise<void> {
  expect(await tokensIn(home)).toEqual([]);
  expect(await fs.readFile(join(home, '.npmrc'), 'utf8')).toBe(NPMRC);
  expect(await fs.readFile(join(home, '.config/pip/pip.conf'), 'utf8')).toBe(PIP);
  expect(existsSync(join(home, '.netrc'))).toBe(false);
  expect(existsSync(join(home, '.codeartifact-ci'))).toBe(false);
}

const logout = (host: RecordingHost, whose: Whose = 'job') => cleanUp({ whose, editors: valueEditors }, host);

/** As the command ends. */
const exitOf = async (host: RecordingHost) => {
  const flag = () => false;
  return (await logoutCommand({ host, inputs: { flag }, extra: {} } as never)).exit;
};

describe('the login is taken back where the home is now', () => {
  test.each<Whose>(['job', 'all'])('moved: %s', async (whose) => {
    const [then, now] = [join(folder(), 'home'), join(folder(), 'home2')];
    await loggedIn(then);
    await fs.rename(then, now);
    const report = await logout(hostOf(now), whose);
    expect(report.warnings).toEqual([]);
    expect(report.files.map(({ outcome }) => outcome).sort()).toEqual(['removed', 'restored', 'restored']);
    await isAsBefore(now);
  });

  test('mounted elsewhere, where another home is now, of which nothing is changed', async () => {
    const [then, now] = [join(folder(), 'home'), join(folder(), 'home2')];
    await loggedIn(then);
    await fs.rename(then, now);
    await fs.mkdir(then);
    await fs.writeFile(join(then, '.npmrc'), 'registry=https://another.example/\n');
    expect((await logout(hostOf(now))).warnings).toEqual([]);
    await isAsBefore(now);
    expect(await fs.readFile(join(then, '.npmrc'), 'utf8')).toBe('registry=https://another.example/\n');
  });

  test('reached by a link that is gone', async () => {
    const top = await fs.realpath(folder());
    const [link, real] = [join(top, 'link'), join(top, 'real')];
    await fs.mkdir(real);
    await fs.symlink('real', link);
    await loggedIn(link);
    const now = join(top, 'now');
    await fs.rename(real, now);
    await fs.rm(link);
    expect((await logout(hostOf(now))).warnings).toEqual([]);
    await isAsBefore(now);
  });

  test('with its record kept elsewhere', async () => {
    const [then, now, state] = [join(folder(), 'home'), join(folder(), 'home2'), folder()];
    await loggedIn(then, { CODEARTIFACT_STATE_DIR: state });
    await fs.rename(then, now);
    expect((await logout(hostOf(now, { CODEARTIFACT_STATE_DIR: state }))).warnings).toEqual([]);
    await isAsBefore(now);
  });

  test('by a login of the same job, which counts the earlier one as such', async () => {
    const [then, now] = [join(folder(), 'home'), join(folder(), 'home2')];
    await loggedIn(then);
    await fs.rename(then, now);
    const host = hostOf(now);
    const expiresAt = host.clock.now() + 3_600_000;
    await configure({ registrations: [registration('npm')], expiresAt, tokenVariable: 'auto' }, host);
    expect((await logout(host)).warnings).toEqual([]);
    await isAsBefore(now);
  });
});

test('a home that is nowhere keeps its login, and is told', async () => {
  const [then, state] = [join(folder(), 'home'), folder()];
  await loggedIn(then, { CODEARTIFACT_STATE_DIR: state });
  const now = join(folder(), 'home2');
  await fs.rename(then, now);
  const host = hostOf(then, { CODEARTIFACT_STATE_DIR: state });
  const report = await logout(host);
  expect(report.warnings).toEqual(Array(3).fill(expect.stringContaining('may still hold the token')));
  expect(report.sessions).toEqual([]);
  expect(await exitOf(host)).toBe(1);
  // The login can still be taken back where it is.
  expect((await logout(hostOf(now, { CODEARTIFACT_STATE_DIR: state }))).warnings).toEqual([]);
  await isAsBefore(now);
});

test('a file that is gone from its folder is told, and the login ends', async () => {
  const home = folder();
  await loggedIn(home);
  await fs.mkdir(join(home, 'old'));
  await fs.rename(join(home, '.npmrc'), join(home, 'old/npmrc'));
  const report = await logout(hostOf(home));
  expect(report.warnings).toEqual([expect.stringContaining('.npmrc is not there any more')]);
  expect(report.sessions).toHaveLength(1);
});
