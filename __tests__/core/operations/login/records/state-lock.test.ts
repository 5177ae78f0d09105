// One at a time in a state folder, whoever was killed in it, and nothing stays behind.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { withStateLocks } from '../../../../../src/core/operations/login/records/state-lock.ts';
import {
  chooseStateFolder,
  stateFolder,
  stateFolders,
} from '../../../../../src/core/operations/login/records/state-place.ts';
import { temporaryFolders } from '../../../../support/folders.ts';
import { handSetClock, QUIET_PROCESSES, recordingHost } from '../../../../support/host.ts';

const folder = temporaryFolders();
const nothing = async () => 'done';

describe('the lock', () => {
  test('40 at once: never two of them inside, and the folder goes with the last', async () => {
    const host = recordingHost({ folder: folder() });
    const place = stateFolder(host.home);
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside++;
      most = Math.max(most, inside);
      await new Promise((done) => setImmediate(done));
      inside--;
    };
    await Promise.all(Array.from({ length: 40 }, () => withStateLocks([place], host, work)));
    expect(most).toBe(1);
    expect(readdirSync(host.home)).toEqual([]);
  });

  test.each([
    ['of a process that is gone', { pid: 77 }, true],
    ['of a process that runs: for at most half a minute', { pid: 78 }, false],
  ])('%s', async (_, process, isAtOnce) => {
    const clock = handSetClock();
    const processes = { ...QUIET_PROCESSES, isRunning: ({ pid }: { pid: number }) => pid !== 77 };
    const host = recordingHost({ folder: folder(), clock, processes });
    const place = stateFolder(host.home);
    mkdirSync(place);
    const text = `${clock.now()} 0.5\n${JSON.stringify({ machine: processes.machine(), process })}`;
    writeFileSync(join(place, 'lock'), text);
    const start = clock.now();
    expect(await withStateLocks([place], host, nothing)).toBe('done');
    const waited = clock.now() - start;
    if (isAtOnce) expect(waited).toBeLessThan(1000);
    else expect(waited).toBeGreaterThanOrEqual(30_000);
    expect(readdirSync(host.home)).toEqual([]);
  });

  test('what a killed process left beside it goes: a record that was being written, the lock of whoever took one away', async () => {
    const host = recordingHost({ folder: folder() });
    const place = stateFolder(host.home);
    mkdirSync(join(place, 'logins'), { recursive: true });
    writeFileSync(join(place, 'logins', '.000001-a.json.0123456789ab.tmp'), 'half');
    writeFileSync(join(place, 'lock.takeover'), '');
    await withStateLocks([place], host, nothing);
    expect(readdirSync(host.home)).toEqual([]);
  });

  test('that of an earlier version is waited for, and a dead one goes', async () => {
    const clock = handSetClock();
    const host = recordingHost({ folder: folder(), clock });
    writeFileSync(join(host.home, '.codeartifact-ci.lock'), `${clock.now()} 0.5`);
    const start = clock.now();
    await withStateLocks([stateFolder(host.home)], host, nothing);
    expect(clock.now() - start).toBeGreaterThanOrEqual(30_000);
    expect(readdirSync(host.home)).toEqual([]);
  });
});

describe('the place', () => {
  const at = (env: Record<string, string> = {}) =>
    recordingHost({ folder: folder(), env: { TMPDIR: '/var/tmp', ...env } });
  const user = process.getuid?.();

  test('is the home where something of it is changed', async () => {
    const host = at();
    expect(await chooseStateFolder([join(host.home, '.npmrc')], host)).toBe(stateFolder(host.home));
  });

  test.each([
    [
      'what is named, whatever is changed',
      ['CODEARTIFACT_STATE_DIR', 'XDG_STATE_HOME', 'RUNNER_TEMP'],
      'CODEARTIFACT_STATE_DIR',
      '',
    ],
    ['XDG_STATE_HOME', ['XDG_STATE_HOME', 'RUNNER_TEMP'], 'XDG_STATE_HOME', 'codeartifact-ci'],
    ['RUNNER_TEMP', ['RUNNER_TEMP'], 'RUNNER_TEMP', 'codeartifact-ci'],
    ['TMPDIR with the number of the user', [], 'TMPDIR', `codeartifact-ci-${user}`],
  ])('is elsewhere where nothing of the home is: %s', async (_, names, wanted, below) => {
    const places = Object.fromEntries(['TMPDIR', ...names].map((name) => [name, folder()]));
    const host = at(places);
    const chosen = await chooseStateFolder(['/elsewhere/.npmrc'], host);
    expect(chosen).toBe(join(places[wanted] ?? '', below));
    expect(stateFolders(host)).toContain(chosen);
    expect(readdirSync(host.home)).toEqual([]);
  });

  test('XDG_STATE_HOME in a home of which nothing is changed is passed over', async () => {
    const home = folder();
    const temporary = folder();
    const host = recordingHost({
      folder: home,
      env: { TMPDIR: temporary, XDG_STATE_HOME: join(home, '.local/state') },
    });
    expect(await chooseStateFolder([], host)).toBe(join(temporary, `codeartifact-ci-${user}`));
  });

  test('of another user is refused, with path, number and what to do', async () => {
    const host = recordingHost({ folder: folder(), processes: { user: 4711 } });
    mkdirSync(stateFolder(host.home));
    await expect(chooseStateFolder([join(host.home, '.npmrc')], host)).rejects.toMatchObject({
      code: 'CA-FILE-006',
      message: expect.stringContaining(`${stateFolder(host.home)} belongs to the user with number ${user}`),
      remedy: expect.stringContaining('logout --all'),
    });
  });
});
