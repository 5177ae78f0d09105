// A full disk: what was acknowledged is served, and room can be made.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { temporaryFolders } from '../support/folders.ts';
import { nodeForTypeScript, QUIETLY } from '../support/programs/typescript-node.ts';

const folder = temporaryFolders();
const node = nodeForTypeScript();
const script = join(process.cwd(), '__tests__/hostile/disk-filler.ts');

/** Runs a shell script in a small file system of its own, mounted at `$0`; undefined where one cannot be mounted. */
function inSmallFileSystem(at: string, commands: string) {
  const run = `mount -t tmpfs -o size=12m none "$0" || exit 77\n${commands}`;
  const ended = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', run, at], {
    encoding: 'utf8',
    timeout: 100_000,
  });
  const couldMount = ended.error === undefined && ended.status !== 77 && !ended.stderr.startsWith('unshare:');
  return couldMount ? ended : undefined;
}

/** Nothing but whether it can be done here. */
const canMount = process.platform === 'linux' && inSmallFileSystem('/mnt', 'true') !== undefined;

if (node && canMount) {
  describe('a full disk', () => {
    test('takes no more packages, serves what it has, and can be made room on after a kill', () => {
      const place = folder();
      const call = (mode: string) => `'${node}' ${QUIETLY.join(' ')} '${script}' ${mode} "$0/data"`;
      const ended = inSmallFileSystem(place, `${call('fill')}\n${call('use')}`);
      const [filled, used] = (ended?.stdout ?? '')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(filled.refused).toBe('unavailable');
      expect(filled.acknowledged.length).toBeGreaterThan(10);
      const versions = [...filled.acknowledged].sort();
      expect([...used.before].sort()).toEqual(versions);
      expect(used.read).toHaveLength(versions.length);
      expect(used).toMatchObject({
        notices: [expect.stringContaining('there is no room left')],
        refused: 'unavailable',
        collected: { removed: versions.length },
        // The trash takes as much room as the packages did.
        stillRefused: 'unavailable',
        emptied: { removed: versions.length },
        afterwards: 'none',
        after: ['1.0.5001'],
      });
      expect([...used.deleted].sort()).toEqual(versions);
    }, 120_000);

    test('is started on without a reserve, and says what could not be written', () => {
      const place = folder();
      const call = (mode: string) => `'${node}' ${QUIETLY.join(' ')} '${script}' ${mode} "$0/data"`;
      const ended = inSmallFileSystem(place, `${call('fill')}\n${call('start')}`);
      const [filled, started] = (ended?.stdout ?? '')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect([...started.versions].sort()).toEqual([...filled.acknowledged].sort());
      expect(started.notices).toEqual([
        expect.stringContaining('there is no room left'),
        'the setup could not be applied for want of room',
      ]);
    }, 120_000);
  });
} else {
  describe('a full disk', () => {
    test.skip('no file system can be mounted here, or no Node runs TypeScript (see NODE24)', () => {});
  });
}
