// A home in which an earlier version logged in, and nobody logged out.
import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { LoginRecord } from '../../src/core/operations/login/records/login-record.ts';
import { temporaryFolders } from '../support/folders.ts';
import { pictureOf, tokensIn } from '../support/worlds/login-world.ts';
import { fixture, hostIn, openPlace, place, runCommand, textOf, VERSIONS } from './earlier-files.ts';

const folder = temporaryFolders();
/** What stands in the fixtures for the home and for the token. */
const HOME = '/home/builder';
const TOKEN = 'example-token-of-the-fixtures';
const LOGINS = join('.codeartifact-ci', 'logins');

/** Puts the home back in `home`, with the modes the record tells: git keeps none. */
function restoreHome(version: string, home: string, expiresAt = Date.now()): readonly string[] {
  const [name = ''] = readdirSync(fixture(version, 'logged-in', 'home', LOGINS));
  const there = (text: string) => text.replaceAll(HOME, home);
  const record = JSON.parse(there(textOf(version, 'logged-in', 'home', LOGINS, name)));
  const text = JSON.stringify({ ...record, expiresAt });
  place(join(home, LOGINS, name), text, 0o600);
  const { files } = JSON.parse(text) as LoginRecord;
  for (const { path, modeAfter } of files) {
    const source = join('logged-in', 'home', path.slice(home.length + 1));
    place(path, there(textOf(version, source)), modeAfter ?? 0o644);
  }
  return files.map(({ path }) => path);
}

/** Path to mode and content of what was there before the login. */
function homeBefore(version: string): Record<string, string> {
  const root = fixture(version, 'logged-in', 'before');
  const names = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    names.map((path) => [path.slice(root.length + 1), `644 ${readFileSync(path).toString('base64')}`]),
  );
}

describe.each(VERSIONS)('a login of %s', (version) => {
  test('is taken back byte for byte, modes included', async () => {
    const home = folder();
    expect(restoreHome(version, home).map((path) => path.slice(home.length + 1))).toEqual([
      '.npmrc',
      '.config/pip/pip.conf',
      '.netrc',
      '.m2/settings.xml',
    ]);
    const { exit, json } = await runCommand('logout', {}, hostIn(home, 'http://127.0.0.1:9'));
    expect(exit).toBe(0);
    expect(json).toMatchObject({ warnings: [], sessions: [expect.stringMatching(/^000001-/)] });
    expect(await pictureOf(home)).toEqual(homeBefore(version));
    expect(readdirSync(home)).not.toContain('.codeartifact-ci');
  });

  test('is taken back around lines that others wrote since', async () => {
    const home = folder();
    restoreHome(version, home);
    appendFileSync(join(home, '.npmrc'), 'audit=false\n');
    appendFileSync(join(home, '.netrc'), 'machine example.com login someone\n');
    await runCommand('logout', {}, hostIn(home, 'http://127.0.0.1:9'));
    expect(readFileSync(join(home, '.npmrc'), 'utf8')).toBe(
      `${textOf(version, 'logged-in', 'before', '.npmrc')}audit=false\n`,
    );
    expect(readFileSync(join(home, '.netrc'), 'utf8')).toBe('machine example.com login someone\n');
    expect(await tokensIn(home, [TOKEN], [])).toEqual([]);
  });

  test.each([
    ['whose token still lives', 3_600_000],
    ['whose token has lapsed', -3_600_000],
  ])('%s is no hindrance to a login of today, and is taken back with it', async (_, left) => {
    const home = folder();
    restoreHome(version, home, Date.now() + left);
    const at = await openPlace(version, home);
    const login = { domain: 'my-org', repository: 'staging', tools: 'npm,pip,maven' };
    const { exit, said } = await at.run('login', login);
    expect({ exit, said }).toMatchObject({ exit: 0 });
    expect(readFileSync(join(home, '.npmrc'), 'utf8')).toContain(`${at.server.port}/npm/d/my-org`);
    await at.run('logout', {});
    expect(await pictureOf(home)).toEqual(homeBefore(version));
    await at.server.close();
  });
});
