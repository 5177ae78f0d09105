// Links that came or went between login and logout: the token is taken out of both places, and where nobody can tell whether
// it is gone, that is said.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { logoutCommand } from '../../../../src/commands/logout.ts';
import { configure } from '../../../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../../../src/core/operations/login/logout.ts';
import type { ToolName } from '../../../../src/core/ports/package-format.ts';
import { valueEditors } from '../../../../src/formats/value-editors.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { type RecordingHost, recordingHost } from '../../../support/host.ts';
import { OTHER_TOKEN, registration, TOKEN, type Wanted } from '../../../support/worlds/logins.ts';

const folder = temporaryFolders();

const BEFORE = 'registry=http://a/\nfund=false\n';

const hostOf = (home = folder(), job = '1') =>
  recordingHost({ folder: home, env: { GITLAB_CI: 'true', CI_JOB_ID: job, CI_SERVER_URL: 'https://git.example' } });

async function login(host: RecordingHost, tool: ToolName = 'npm', wanted: Wanted = {}) {
  const expiresAt = host.clock.now() + 3_600_000;
  const registrations = [registration(tool, wanted)];
  await configure({ registrations, expiresAt, tokenVariable: 'auto', editors: valueEditors }, host);
}

const logout = (host: RecordingHost) => cleanUp({ editors: valueEditors }, host);

async function put(path: string, text: string): Promise<void> {
  await fs.mkdir(dirname(path), { recursive: true });
  await fs.writeFile(path, text);
}

/** Every file of the home with one of the tokens in it. */
async function tokensIn(home: string): Promise<string[]> {
  const found: string[] = [];
  for (const one of await fs.readdir(home, { recursive: true, withFileTypes: true })) {
    const path = join(one.parentPath, one.name);
    if (!one.isFile()) continue;
    const text = await fs.readFile(path, 'utf8');
    if ([TOKEN, OTHER_TOKEN].some((token) => text.includes(token))) found.push(path);
  }
  return found;
}

test('a link that `sed -i` made a file', async () => {
  const host = hostOf();
  const [path, target] = [join(host.home, '.npmrc'), join(host.home, 'dot/npmrc')];
  await put(target, BEFORE);
  await fs.symlink('dot/npmrc', path);
  await login(host);
  const written = await fs.readFile(path, 'utf8');
  await fs.rm(path);
  await fs.writeFile(path, written.replace('fund=false', 'fund=true'));
  const { files, warnings } = await logout(host);
  expect(await fs.readFile(target, 'utf8')).toBe(BEFORE);
  expect(await fs.readFile(path, 'utf8')).toBe(BEFORE.replace('fund=false', 'fund=true'));
  expect(await tokensIn(host.home)).toEqual([]);
  expect(files).toEqual(
    expect.arrayContaining([
      { path, outcome: 'merged' },
      { path: await fs.realpath(target), outcome: 'restored' },
    ]),
  );
  expect(warnings).toEqual([]);
});

test('a file that was moved and linked', async () => {
  const host = hostOf();
  const [path, target] = [join(host.home, '.npmrc'), join(host.home, 'dot/npmrc')];
  await put(path, BEFORE);
  await login(host);
  await fs.mkdir(dirname(target));
  await fs.rename(path, target);
  await fs.symlink('dot/npmrc', path);
  expect((await logout(host)).files).toEqual([{ path, outcome: 'restored' }]);
  expect(await fs.readFile(target, 'utf8')).toBe(BEFORE);
  expect((await fs.lstat(path)).isSymbolicLink()).toBe(true);
});

test('a linked folder that became a copy, with an address and no token in its file', async () => {
  const host = hostOf();
  const [path, target] = [join(host.home, '.config/pip/pip.conf'), join(host.home, 'dot/pip/pip.conf')];
  await put(target, '[global]\nindex-url = https://a.example/simple\n');
  await fs.mkdir(join(host.home, '.config'));
  await fs.symlink('../dot/pip', dirname(path));
  await login(host, 'pip');
  await fs.rm(dirname(path));
  await fs.cp(dirname(target), dirname(path), { recursive: true });
  await logout(host);
  for (const one of [path, target])
    expect(await fs.readFile(one, 'utf8')).toBe('[global]\nindex-url = https://a.example/simple\n');
});

test('a link that leads to another file now is not put back into that file', async () => {
  const host = hostOf();
  const [path, target, other] = ['.npmrc', 'dot/npmrc', 'dot/work'].map((name) => join(host.home, name)) as [
    string,
    string,
    string,
  ];
  await put(target, BEFORE);
  await put(other, 'registry=http://elsewhere/\n');
  await fs.symlink('dot/npmrc', path);
  await login(host);
  await fs.rm(path);
  await fs.symlink('dot/work', path);
  await logout(host);
  expect(await fs.readFile(other, 'utf8')).toBe('registry=http://elsewhere/\n');
  expect(await fs.readFile(target, 'utf8')).toBe(BEFORE);
});

test('two logins, the second of them over a link that had become a file', async () => {
  for (const order of [
    ['1', '2'],
    ['2', '1'],
  ]) {
    const home = folder();
    const [path, target] = [join(home, '.npmrc'), join(home, 'dot/npmrc')];
    await put(target, BEFORE);
    await fs.symlink('dot/npmrc', path);
    await login(hostOf(home, '1'));
    const written = await fs.readFile(path, 'utf8');
    await fs.rm(path);
    await fs.writeFile(path, written);
    await login(hostOf(home, '2'), 'npm', { repository: 'other', token: OTHER_TOKEN });
    for (const job of order) await logout(hostOf(home, job));
    expect(await fs.readFile(target, 'utf8')).toBe(BEFORE);
    expect(await fs.readFile(path, 'utf8')).toBe(BEFORE);
    expect(await tokensIn(home)).toEqual([]);
  }
});

test('a copy beside the file is told of, and logout is not green', async () => {
  const host = hostOf();
  const path = join(host.home, '.npmrc');
  await put(path, BEFORE);
  await login(host);
  await fs.copyFile(path, `${path}.bak`);
  const { exit } = await logoutCommand({ host, inputs: { flag: () => false }, extra: {} } as never);
  expect(exit).toBe(1);
  expect(host.lines).toContainEqual(expect.stringContaining(`${path}.bak is a copy`));
  expect(await fs.readFile(path, 'utf8')).toBe(BEFORE);
});

test('a folder where the file was is told of', async () => {
  const host = hostOf();
  const path = join(host.home, '.npmrc');
  await login(host);
  await fs.rename(path, join(host.home, 'elsewhere'));
  await fs.mkdir(path);
  expect((await logout(host)).warnings).toEqual([expect.stringContaining(`${path} is no file any more`)]);
});

test('what a killed logout had put back is not taken for the login that it speaks of', async () => {
  const home = folder();
  const path = join(home, '.config/pip/pip.conf');
  const before = '[global]\nindex-url = https://a.example/simple\n';
  await put(path, before);
  await login(hostOf(home, '1'), 'pip');
  const first = await fs.readFile(path, 'utf8');
  await login(hostOf(home, '2'), 'pip', { domain: 'their-org', token: OTHER_TOKEN });
  // Put back by the logout of the second, whose record stayed; then somebody's edit.
  await fs.writeFile(path, `${first}timeout = 9\n`);
  await logout(hostOf(home, '1'));
  await logout(hostOf(home, '2'));
  expect(await fs.readFile(path, 'utf8')).toBe(`${before}timeout = 9\n`);
});
