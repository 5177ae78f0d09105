// A data folder that takes no more: the disk is full, it is mounted for reading, or it is somebody else's. Whatever is done
// with it, what is said to do about it is what helps; and with that done, nothing is lost.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { checkDataFolder } from '../../src/local/registry/check-folder.ts';
import { cannotUseFolder } from '../../src/local/store/metadata-file.ts';
import { temporaryFolders } from '../support/folders.ts';
import { nodeForTypeScript, QUIETLY } from '../support/programs/typescript-node.ts';
import { makeFolders, useFolders } from './folder-user.ts';

jest.setTimeout(300_000);

const folder = temporaryFolders();
const node = nodeForTypeScript();
const script = join(process.cwd(), '__tests__/hostile/folder-user.ts');

/** Runs a shell script in a small file system of its own, mounted at `$0`; undefined where one cannot be mounted. */
function inSmallFileSystem(at: string, commands: string) {
  const run = `mount -t tmpfs -o size=12m none "$0" || exit 77\n${commands}`;
  const ended = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', run, at], {
    encoding: 'utf8',
    timeout: 200_000,
  });
  const couldMount = ended.error === undefined && ended.status !== 77 && !ended.stderr.startsWith('unshare:');
  return couldMount ? ended : undefined;
}

const canMount = process.platform === 'linux' && inSmallFileSystem('/mnt', 'true') !== undefined;
const testMounted = node && canMount ? test : test.skip;
const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
const testOnDisk = hasSqlite ? test : test.skip;
const call = (mode: string) => `'${node}' ${QUIETLY.join(' ')} '${script}' ${mode} "$0"`;
const FILL = 'dd if=/dev/zero of="$0/others" bs=1k 2>/dev/null';

const FULL = /^CA-LOCAL-001: .*\n(?:.*\n)*Free room on the disk, or raise the quota/;
const READ_ONLY = /^CA-LOCAL-001: .*\n(?:.*\n)*Mount the file system for writing/;
const DENIED =
  /^CA-LOCAL-001: .*\n(?:.*\n)*Make the (?:folder and its files|files of the folder) readable and writable/;

describe('what helps is said', () => {
  testMounted('on a full disk, and all is there once there is room', () => {
    const ended = inSmallFileSystem(
      folder(),
      `${call('make')}\nrm -f "$0"/*/reserve\n${FILL}\n${call('use')}\nls "$0/damaged"\nrm "$0/others"\n${call('use')}`,
    );
    const lines = (ended?.stdout ?? '').trim().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      check: 'done',
      repair: expect.stringMatching(FULL),
      'accept damage': expect.stringMatching(FULL),
      // Nothing has to be written for that.
      start: 'done',
      'start anew': expect.stringMatching(FULL),
    });
    // No part of a copy takes what room there is.
    expect(lines.slice(1, -1).filter((name) => name.startsWith('damaged-'))).toEqual([]);
    const done = { check: 'done', repair: 'done', 'accept damage': 'done', start: 'done', 'start anew': 'done' };
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual(done);
  });

  testMounted('on a disk with room for a part of it', () => {
    for (const kilobytes of [8, 28, 32, 80]) {
      const leave = `truncate -s -${kilobytes}k "$0/others"`;
      const ended = inSmallFileSystem(
        folder(),
        `${call('make')}\nrm -f "$0"/*/reserve\n${FILL}\n${leave}\n${call('use')}\nrm "$0/others"\n${call('use')}`,
      );
      const [first = '', second = ''] = (ended?.stdout ?? '').trim().split('\n');
      for (const [what, found] of Object.entries(JSON.parse(first) as Record<string, string>))
        expect([kilobytes, what, found]).toEqual([
          kilobytes,
          what,
          expect.stringMatching(found === 'done' ? /done/ : FULL),
        ]);
      expect(JSON.parse(second)).toMatchObject({ repair: 'done', start: 'done' });
    }
  });

  testMounted('where it is mounted for reading', () => {
    const ended = inSmallFileSystem(folder(), `${call('make')}\nmount -o remount,ro "$0"\n${call('use')}`);
    expect(JSON.parse((ended?.stdout ?? '').trim())).toEqual({
      check: 'done',
      repair: expect.stringMatching(READ_ONLY),
      'accept damage': expect.stringMatching(READ_ONLY),
      start: expect.stringMatching(READ_ONLY),
      'start anew': expect.stringMatching(READ_ONLY),
    });
  });

  testOnDisk('where it is somebody else’s, or only to be read', async () => {
    if (process.getuid === undefined) return;
    const isRoot = process.getuid() === 0;
    const place = folder();
    await makeFolders(place);
    if (isRoot) execFileSync('chown', ['-R', '65534:65534', place]);
    const { mode } = statSync(dirname(place));
    if (isRoot) chmodSync(dirname(place), 0o711);
    for (const name of [place, join(place, 'whole'), join(place, 'damaged')]) chmodSync(name, 0o500);
    if (isRoot) process.seteuid?.(65534);
    try {
      expect(await useFolders(place)).toEqual({
        check: 'done',
        repair: expect.stringMatching(DENIED),
        'accept damage': expect.stringMatching(DENIED),
        start: expect.stringMatching(DENIED),
        'start anew': expect.stringMatching(DENIED),
      });
      for (const name of [place, join(place, 'whole'), join(place, 'damaged')]) chmodSync(name, 0o700);
      expect(readdirSync(join(place, 'damaged')).filter((name) => name.startsWith('damaged-'))).toEqual([]);
      expect(await checkDataFolder(join(place, 'damaged'), true)).toMatchObject({ isWhole: true });
    } finally {
      if (isRoot) process.seteuid?.(0);
      if (isRoot) chmodSync(dirname(place), mode & 0o777);
    }
  });

  test.each([
    ['ENOSPC', FULL],
    ['EDQUOT', FULL],
    ['EROFS', READ_ONLY],
    ['EACCES', DENIED],
    ['EPERM', DENIED],
  ])('of %s', (code, wanted) => {
    const { message, remedy } = cannotUseFolder('/data', Object.assign(new Error(`${code}: no`), { code }));
    expect(`CA-LOCAL-001: ${message}\n${remedy}`).toMatch(wanted);
    expect(remedy).not.toMatch(/--port/);
  });
});
