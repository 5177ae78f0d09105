// A configuration file that has a second name, as dotfiles have that are linked into a home without symbolic links.
import { linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { configure } from '../../../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../../../src/core/operations/login/logout.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { registration } from '../../../support/worlds/logins.ts';

const folder = temporaryFolders();

test('both names show the login, and after the logout what they had; they stay one file', async () => {
  const top = folder();
  mkdirSync(join(top, 'dotfiles'));
  const [path, other] = [join(top, '.npmrc'), join(top, 'dotfiles', 'npmrc')];
  writeFileSync(path, 'fund=false\n', { mode: 0o644 });
  linkSync(path, other);
  const before = statSync(path);
  const host = recordingHost({ folder: top });
  const expiresAt = host.clock.now() + 3_600_000;
  const report = await configure({ registrations: [registration('npm')], expiresAt, tokenVariable: 'auto' }, host);
  expect(readFileSync(path, 'utf8')).toContain('_authToken=');
  expect(readFileSync(other, 'utf8')).toBe(readFileSync(path, 'utf8'));
  expect(statSync(other).mode & 0o777).toBe(0o600);
  expect(report.notes.join('\n')).toMatch(/another name \(a hard link\)/);
  expect((await cleanUp({}, host)).warnings).toEqual([]);
  for (const one of [path, other]) {
    expect(readFileSync(one, 'utf8')).toBe('fund=false\n');
    const { ino, nlink, mode } = statSync(one);
    expect({ ino, nlink, mode }).toEqual({ ino: before.ino, nlink: 2, mode: before.mode });
  }
});
