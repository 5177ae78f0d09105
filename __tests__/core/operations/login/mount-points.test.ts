// Files that cannot be replaced: written in place, and put back also where a killed process left half of a write.
import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { RegistryError } from '../../../../src/core/errors/registry-error.ts';
import { configure } from '../../../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../../../src/core/operations/login/logout.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';
import { registration } from '../../../support/worlds/logins.ts';

const folder = temporaryFolders();
const SHORT = 'fund=false\n; mine';
const LONG = `${'; a long comment of mine, longer than all that a login adds to it\r\n'.repeat(60)}registry=https://old.example/\n`;

/** `.npmrc` is a mount point: nothing takes its place. */
async function mounted(text: string, cut?: number) {
  const real = recordingHost({ folder: folder() });
  const path = join(real.home, '.npmrc');
  await fs.writeFile(path, text);
  let dead = false;
  const files = {
    ...real.files,
    write: async (to: string, ...rest: [string | Uint8Array, { mode?: number }?]) => {
      if (dead) throw new Error('killed');
      if (to === path)
        throw new RegistryError('CA-FILE-003', `${to} cannot be written (EBUSY)`, {
          cause: Object.assign(new Error('busy'), { code: 'EBUSY' }),
        });
      return real.files.write(to, ...rest);
    },
    overwrite: async (to: string, data: Uint8Array) => {
      if (dead) throw new Error('killed');
      if (cut === undefined) return real.files.overwrite(to, data);
      dead = true;
      const handle = await fs.open(to, 'r+');
      await handle.write(data.subarray(0, cut), 0, Math.min(cut, data.length), 0);
      await handle.close();
      throw new Error('killed');
    },
    remove: async (...args: Parameters<typeof real.files.remove>) => (dead ? undefined : real.files.remove(...args)),
    removeEmptyFolder: async (to: string) => !dead && real.files.removeEmptyFolder(to),
  };
  return { real, path, host: { ...real, files } };
}
const login = (host: Parameters<typeof configure>[1]) =>
  configure({ registrations: [registration('npm')], expiresAt: Date.now() + 3_600_000, tokenVariable: 'auto' }, host);

test.each([SHORT, LONG])(
  'a mount point is written in place, closed to others, and put back byte for byte',
  async (text) => {
    const { host, path } = await mounted(text);
    const { ino } = await fs.stat(path);
    await login(host);
    expect(await fs.readFile(path, 'utf8')).toContain('_authToken=');
    expect(await fs.stat(path)).toMatchObject({ ino, mode: expect.any(Number) });
    expect((await fs.stat(path)).mode & 0o777).toBe(0o600);
    expect((await cleanUp({}, host)).warnings).toEqual([]);
    expect(await fs.readFile(path, 'utf8')).toBe(text);
    expect([(await fs.stat(path)).mode & 0o777, (await fs.stat(path)).ino]).toEqual([0o644, ino]);
    expect(await fs.readdir(host.home)).toEqual(['.npmrc']);
  },
);

test.each([0, 1, 5, 40, 100, 200, 10_000])('killed after %i bytes: the next logout puts it back', async (cut) => {
  for (const text of [SHORT, LONG]) {
    const { host, real, path } = await mounted(text, cut);
    await login(host).catch(() => undefined);
    expect((await fs.readdir(real.home)).sort()).toEqual(['.codeartifact-ci', '.npmrc']);
    await fs.rm(join(real.home, '.codeartifact-ci', 'lock'), { force: true });
    expect((await cleanUp({}, real)).warnings).toEqual([]);
    expect(await fs.readFile(path, 'utf8')).toBe(text);
    expect(await fs.readdir(real.home)).toEqual(['.npmrc']);
  }
});

test('a file that a killed process was about to put in the place of one goes as well', async () => {
  const host = recordingHost({ folder: folder() });
  await login(host);
  await fs.writeFile(join(host.home, '.npmrc.0123456789ab.tmp'), 'theirs');
  await fs.writeFile(join(host.home, '..npmrc.0123456789ab.tmp'), 'ours, with a token');
  await cleanUp({}, host);
  expect(await fs.readdir(host.home)).toEqual(['.npmrc.0123456789ab.tmp']);
});
