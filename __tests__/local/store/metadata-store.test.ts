import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ChangeRecorder } from '../../../src/local/store/changes.ts';
import { EarlierStore } from '../../../src/local/store/earlier-store.ts';
import { openMemoryStore } from '../../../src/local/store/memory-store.ts';
import { openSqliteStore } from '../../../src/local/store/sqlite-store.ts';
import { byLane } from '../../support/lane.ts';
import { describeStore } from './stores.contract.ts';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const hasSqlite = major > 22 || (major === 22 && minor >= 13);
const STEPS = byLane(1500, 20_000);
const folders: string[] = [];
const folder = async () => {
  const made = await mkdtemp(join(tmpdir(), 'store-'));
  folders.push(made);
  return made;
};

afterAll(async () => {
  for (const made of folders) await rm(made, { recursive: true, force: true });
});

describeStore('memory store', async () => openMemoryStore(), STEPS);
describeStore(
  'store that records changes',
  async () => {
    const store = new ChangeRecorder(openMemoryStore());
    store.record(true);
    return store;
  },
  STEPS,
);
describeStore('earlier store', async () => new EarlierStore(openMemoryStore(), new Map()), STEPS);

if (hasSqlite) {
  describeStore('SQLite store', async () => openSqliteStore(await folder()), STEPS);
  describeStore(
    'SQLite store whose changes are recorded',
    async () => {
      const store = new ChangeRecorder(await openSqliteStore(await folder()));
      store.record(true);
      return store;
    },
    STEPS,
  );

  describe('SQLite store on disk', () => {
    test('keeps what was written for the next process', async () => {
      const at = await folder();
      const first = await openSqliteStore(at);
      first.transaction(() => first.put('a', '1'));
      first.close();
      const second = await openSqliteStore(at);
      expect(second.get('a')).toBe('1');
      second.close();
    });

    test('refuses a second opener of the same folder', async () => {
      const at = await folder();
      const first = await openSqliteStore(at);
      first.put('a', '1');
      await expect(openSqliteStore(at)).rejects.toMatchObject({
        code: 'CA-LOCAL-004',
        message: expect.stringContaining('another server'),
      });
      first.close();
    });

    test('refuses a folder that does not exist', async () => {
      await expect(openSqliteStore(join(await folder(), 'missing'))).rejects.toMatchObject({ code: 'CA-LOCAL-001' });
    });
  });
} else {
  describe('SQLite store', () => {
    test('says that this Node is too old', async () => {
      await expect(openSqliteStore(await folder())).rejects.toMatchObject({ code: 'CA-LOCAL-002' });
    });
    test.skip(`its specification: Node ${process.versions.node} has no built-in SQLite (22.13 or newer)`, () => {});
  });
}
