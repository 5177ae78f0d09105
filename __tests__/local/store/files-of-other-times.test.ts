// The files of a database, each of which may be of another time than the others: what any of them shows to have been
// committed is served, or the folder is refused. And a server that is killed leaves files of one time, whenever it is.
import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { checkDataFolder } from '../../../src/local/registry/check-folder.ts';
import { COMMIT_RECORD, readCommitRecord } from '../../../src/local/store/commit-record.ts';
import { openStore, type Store } from '../../../src/local/store/open-store.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { byLane } from '../../support/lane.ts';
import { random } from '../../support/packages/config-samples.ts';
import { bench, generic } from '../registry/bench.ts';

jest.setTimeout(240_000);

const folder = temporaryFolders();
const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
const describeOnDisk = hasSqlite ? describe : describe.skip;

const DATABASE = 'metadata.sqlite';
const LOG = 'metadata.sqlite-wal';
const FILES = [DATABASE, LOG, COMMIT_RECORD] as const;
const PAGE = 4096;

/** Files as they were at one moment; undefined for those that were not there. */
type Files = Record<(typeof FILES)[number], Buffer | undefined>;

const fileAt = (data: string, name: string) =>
  existsSync(join(data, name)) ? readFileSync(join(data, name)) : undefined;
const filesAt = (data: string): Files => ({
  [DATABASE]: fileAt(data, DATABASE),
  [LOG]: fileAt(data, LOG),
  [COMMIT_RECORD]: fileAt(data, COMMIT_RECORD),
});

function writeFiles(data: string, files: Partial<Files>): void {
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes === undefined) rmSync(join(data, name), { force: true });
    else writeFileSync(join(data, name), bytes);
  }
}

function copyOf(data: string): string {
  const copy = folder();
  cpSync(data, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** Rows of the store mean nothing here. */
const rows = {
  digestOf: () => undefined,
  looking: () => ({ see: () => undefined, problems: () => [] }),
  rebuild: (entries: readonly { key: string; value: string }[]) => ({ entries, lines: [] }),
};

const contentOf = ({ metadata }: Store) => JSON.stringify(metadata.list('').map(({ key, value }) => [key, value]));

function commitsOf(data: string): number {
  const record = readCommitRecord(data);
  return typeof record === 'object' ? record.commits : -1;
}

/** What a start serves: after how many commits, and which rows; or the code with which it refuses. */
async function served(data: string): Promise<{ commits: number; content: string } | { code: unknown }> {
  let store: Store;
  try {
    store = await openStore(data, { rows });
  } catch (error) {
    return { code: (error as { code?: unknown }).code };
  }
  try {
    return { commits: commitsOf(data), content: contentOf(store) };
  } finally {
    await store.close();
  }
}

/** What the database by itself says, asked of SQLite and of nothing of ours. */
function stateOfDatabaseAlone(bytes: Buffer | undefined): { commits: number; content: string } | undefined {
  if (bytes === undefined) return undefined;
  const path = join(folder(), DATABASE);
  writeFileSync(path, bytes);
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(path);
  try {
    const commits = Number(database.prepare('SELECT commits FROM state').get()?.commits ?? -1);
    const all = database.prepare('SELECT key, value FROM entry ORDER BY key').all();
    return { commits, content: JSON.stringify(all.map(({ key, value }) => [key, value])) };
  } catch {
    return undefined;
  } finally {
    database.close();
  }
}

const ROWS = 200;

/** Changes a few rows, or many long ones, in one commit. */
function change({ metadata }: Store, next: () => number): void {
  const isLarge = next() < 0.3;
  metadata.transaction(() => {
    metadata.put('row/last', String(next()));
    for (let n = isLarge ? 40 : 1 + Math.floor(next() * 3); n > 0; n--) {
      const key = `row/${Math.floor(next() * ROWS)}`;
      if (next() < 0.2) metadata.delete(key);
      else metadata.put(key, `${next()} ${'x'.repeat(next() * (isLarge ? 6_000 : 300))}`);
    }
  });
}

/** A server that is at work, is killed, is closed and started again; with all that it had acknowledged at any time. */
class Life {
  readonly history = new Map<number, string>();
  data = folder();
  store!: Store;

  async start(): Promise<this> {
    this.store = await openStore(this.data, { rows });
    this.#note();
    return this;
  }

  commit(next: () => number): void {
    change(this.store, next);
    this.#note();
  }

  async kill(): Promise<void> {
    const left = copyOf(this.data);
    await this.store.close();
    this.data = left;
    await this.start();
  }

  async restart(): Promise<void> {
    await this.store.close();
    await this.start();
  }

  #note(): void {
    this.history.set(commitsOf(this.data), contentOf(this.store));
  }
}

describeOnDisk('files of one time', () => {
  test('a database into which the log was moved in part is whole', async () => {
    const next = random(3);
    const life = await new Life().start();
    for (let n = 0; n < 8; n++) life.commit(next);
    await life.restart();
    for (let n = 0; n < 8; n++) life.commit(next);
    const before = filesAt(life.data);
    life.commit(next);
    const { data } = life;
    const after = filesAt(data);
    const killed = copyOf(data);
    const commits = commitsOf(data);
    await life.store.close();
    const [old, moved] = [before[DATABASE] as Buffer, readFileSync(join(data, DATABASE))];
    const count = moved.length / PAGE;
    const isMoved = [
      ...Array.from({ length: byLane(3, count + 1) }, () => {
        const upTo = Math.floor(next() * (count + 1));
        return (page: number) => page < upTo;
      }),
      // In any order: what a disk makes of it that loses its power.
      ...Array.from({ length: byLane(3, 60) }, () => {
        const chosen = Array.from({ length: count }, () => next() < 0.5);
        return (page: number) => chosen[page] === true;
      }),
    ];
    for (const [round, takes] of isMoved.entries()) {
      const mixed = Buffer.alloc(moved.length);
      for (let page = 0; page < count; page++)
        (takes(page) ? moved : old).copy(mixed, page * PAGE, page * PAGE, (page + 1) * PAGE);
      // The record is written after the commit, of which the moving is a part.
      const record = (round % 2 === 0 ? before : after)[COMMIT_RECORD];
      writeFiles(killed, { [DATABASE]: mixed, [LOG]: after[LOG], [COMMIT_RECORD]: record });
      expect({ round, ...(await served(copyOf(killed))) }).toEqual({
        round,
        commits,
        content: life.history.get(commits),
      });
    }
  });

  test('a log of which the last commit was written in part is whole, and one that is begun anew', async () => {
    const next = random(5);
    const life = await new Life().start();
    const { data, history } = life;
    let [begun, cut] = [0, 0];
    for (let n = 0; n < byLane(60, 400); n++) {
      const before = filesAt(data);
      const commits = commitsOf(data);
      life.commit(next);
      const after = filesAt(data);
      const [oldLog, newLog] = [before[LOG] ?? Buffer.alloc(0), after[LOG] as Buffer];
      const isAnew = oldLog.length > 0 && !oldLog.subarray(16, 24).equals(newLog.subarray(16, 24));
      if (!isAnew && n % byLane(20, 5) !== 0) continue;
      if (isAnew) begun++;
      else cut++;
      // Frames are written in their order, whatever they are written over.
      let [changed, end] = [0, newLog.length - 1];
      while (newLog[changed] === oldLog[changed]) changed++;
      while (newLog[end] === oldLog[end]) end--;
      for (const upTo of [
        changed + 1,
        24,
        32,
        33,
        ...[0.1, 0.5, 0.9].map((part) => changed + part * (end - changed)),
      ]) {
        const at = Math.floor(upTo);
        const log = Buffer.concat([newLog.subarray(0, at), oldLog.subarray(at)]);
        const killed = copyOf(data);
        writeFiles(killed, { ...before, [LOG]: log });
        const found = { n, at, ...(await served(killed)) };
        expect(found).toEqual({ n, at, commits, content: history.get(commits) });
      }
    }
    await life.store.close();
    expect([begun > 0, cut > 0]).toEqual([true, true]);
  });

  test('a record that a loss of power has left behind is whole; one that is much older is told', async () => {
    const next = random(7);
    const life = await new Life().start();
    const first = fileAt(life.data, COMMIT_RECORD);
    const start = commitsOf(life.data);
    for (const [behind, told] of [
      [33, undefined],
      [34, 'CA-LOCAL-003'],
    ] as const) {
      while (commitsOf(life.data) < start + behind) life.commit(next);
      const killed = copyOf(life.data);
      writeFiles(killed, { [COMMIT_RECORD]: first });
      const found = await served(killed);
      expect('code' in found ? found.code : undefined).toBe(told);
    }
    await life.store.close();
  });
});

describeOnDisk('files of other times', () => {
  // If any file shows that a commit of this database was made, a start that succeeds serves that commit or a later one,
  // as it was; a check agrees with the start; and a repair keeps a whole database that is further than anything else.
  test('what any of them shows is served, or they are refused', async () => {
    const outcomes = { whole: 0, refused: 0, kept: 0 };
    for (let seed = 1; seed <= byLane(2, 40); seed++) {
      const next = random(seed);
      const life = await new Life().start();
      type Copied = { readonly bytes: Buffer | undefined; readonly shows: number };
      const copies: Record<(typeof FILES)[number], Copied[]> = { [DATABASE]: [], [LOG]: [], [COMMIT_RECORD]: [] };
      const copy = (name: (typeof FILES)[number]) => {
        const bytes = fileAt(life.data, name);
        const commits = commitsOf(life.data);
        const hasAny = bytes !== undefined && bytes.length > 0;
        const shows = name === DATABASE ? (stateOfDatabaseAlone(bytes)?.commits ?? -1) : hasAny ? commits : -1;
        copies[name].push({ bytes, shows });
      };
      for (let step = 0; step < 80; step++) {
        const chance = next();
        if (chance < 0.7) life.commit(next);
        else if (chance < 0.76) await life.kill();
        else if (chance < 0.8) await life.restart();
        else if (chance < 0.9) for (const name of FILES) copy(name);
        else copy(FILES[Math.floor(next() * FILES.length)] as (typeof FILES)[number]);
      }
      await life.store.close();
      for (const name of FILES) copy(name);
      copies[LOG].push({ bytes: undefined, shows: -1 });
      for (let round = 0; round < byLane(12, 50); round++) {
        const chosen = FILES.map((name) => copies[name][Math.floor(next() * copies[name].length)] as Copied);
        const shown = Math.max(...chosen.map(({ shows }) => shows));
        const place = copyOf(life.data);
        writeFiles(place, Object.fromEntries(FILES.map((name, at) => [name, chosen[at]?.bytes])));
        const where = { seed, round, shows: chosen.map(({ shows }) => shows) };
        const alone = stateOfDatabaseAlone(chosen[0]?.bytes);
        const { isWhole } = await checkDataFolder(place, false);
        const found = await served(copyOf(place));
        if ('code' in found) {
          outcomes.refused++;
          expect({ ...where, isWhole, code: found.code }).toEqual({ ...where, isWhole: false, code: 'CA-LOCAL-003' });
        } else {
          outcomes.whole++;
          expect({ ...where, isWhole, isEnough: found.commits >= shown, content: found.content }).toEqual({
            ...where,
            ...{ isWhole: true, isEnough: true, content: life.history.get(found.commits) },
          });
        }
        const isBest = alone?.commits === shown && alone.content === life.history.get(shown);
        if (isWhole || !isBest) continue;
        outcomes.kept++;
        expect((await checkDataFolder(place, true)).isWhole).toBe(true);
        expect({ ...where, ...(await served(place)) }).toMatchObject({ ...where, content: alone.content });
      }
    }
    expect(Object.entries(outcomes).filter(([, count]) => count === 0)).toEqual([]);
  });

  /** Published one after the other: the folder as it was after six, and as it was when it was closed after twelve. */
  async function twelve(): Promise<{ killed: string; closed: string }> {
    const closed = folder();
    const b = await bench({ data: closed });
    b.repository('dev');
    let killed = '';
    for (let n = 0; n < 12; n++) {
      if (n === 6) killed = copyOf(closed);
      await b.publish('dev', generic('acme', 'a'), `1.0.${n}`);
    }
    await b.close();
    return { killed, closed };
  }

  async function versionsOf(data: string, options = {}): Promise<number> {
    const b = await bench({ data, ...options });
    try {
      return b.versions('dev', generic('acme', 'a')).length;
    } finally {
      await b.close();
    }
  }

  const POSSIBLY = /^lost: possibly what the last commits changed/m;

  test.each([
    ['newest', false],
    ['missing', true],
    ['older', true],
  ] as const)(
    'an older log over a closed database is told and costs nothing: the record is %s',
    async (record, isPossible) => {
      const { killed, closed } = await twelve();
      copyFileSync(join(killed, LOG), join(closed, LOG));
      if (record === 'older') copyFileSync(join(killed, COMMIT_RECORD), join(closed, COMMIT_RECORD));
      if (record === 'missing') rmSync(join(closed, COMMIT_RECORD));
      const told = expect.stringContaining(
        'metadata.sqlite-wal is an older one than metadata.sqlite: it ends with commit',
      );
      await expect(bench({ data: closed })).rejects.toMatchObject({ code: 'CA-LOCAL-003', message: told });
      expect(await versionsOf(copyOf(closed), { acceptDamage: true })).toBe(12);
      const { lines, isWhole } = await checkDataFolder(closed, true);
      expect(isWhole).toBe(true);
      expect(POSSIBLY.test(lines.join('\n'))).toBe(isPossible);
      expect(lines.filter((line) => line.startsWith('lost: ') && !POSSIBLY.test(line))).toEqual([]);
      expect(await versionsOf(closed)).toBe(12);
    },
  );

  test('a log of another database is told, and goes; or the database does, where the record is the log’s', async () => {
    const [{ closed }, other] = [await twelve(), await twelve()];
    for (const isRecordToo of [false, true]) {
      const place = copyOf(closed);
      copyFileSync(join(other.killed, LOG), join(place, LOG));
      if (isRecordToo) copyFileSync(join(other.killed, COMMIT_RECORD), join(place, COMMIT_RECORD));
      const told = expect.stringContaining('metadata.sqlite-wal belongs to another database than metadata.sqlite');
      await expect(bench({ data: place })).rejects.toMatchObject({ code: 'CA-LOCAL-003', message: told });
      expect(await checkDataFolder(place, true)).toMatchObject({ isWhole: true });
      // Of the other one there were six.
      expect(await versionsOf(place)).toBe(isRecordToo ? 6 : 12);
    }
  });

  test('commits behind a part of the log that is damaged are told, whatever the record says', async () => {
    const { killed } = await twelve();
    const earlier = folder();
    const b = await bench({ data: earlier });
    b.repository('dev');
    const record = fileAt(earlier, COMMIT_RECORD) as Buffer;
    await b.close();
    const log = readFileSync(join(killed, LOG));
    const at = 32 + 5 * (24 + PAGE) + 1000;
    log.writeUInt8(log.readUInt8(at) ^ 1, at);
    // The record as one of this database, after no commit.
    const own = (fileAt(killed, COMMIT_RECORD) as Buffer).toString('latin1');
    const old = own.replace(/ \d{16} /, ` ${'0'.repeat(16)} `);
    expect(old).toHaveLength(record.length);
    writeFiles(killed, { [LOG]: log, [COMMIT_RECORD]: Buffer.from(old, 'latin1') });
    await expect(bench({ data: killed })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
    expect((await checkDataFolder(killed, false)).lines.join('\n')).toMatch(
      /damaged: metadata\.sqlite-wal is damaged: later commits are there/,
    );
    expect(await checkDataFolder(killed, true)).toMatchObject({ isWhole: true });
    expect(await versionsOf(killed)).toBeGreaterThanOrEqual(5);
  });

  test.each([
    ['garbage', () => Buffer.from('garbage')],
    ['doubled', (record: Buffer) => Buffer.concat([record, record])],
    ['gone', () => undefined],
  ] as const)(
    'where nobody knows how many commits there were, a repair says so: the record is %s',
    async (_, happens) => {
      const { killed } = await twelve();
      const log = join(killed, LOG);
      truncateSync(log, Math.floor((readFileSync(log).length * 2) / 3));
      writeFiles(killed, { [COMMIT_RECORD]: happens(fileAt(killed, COMMIT_RECORD) as Buffer) });
      const { lines, isWhole } = await checkDataFolder(killed, true);
      expect({ isWhole, lines: lines.join('\n') }).toEqual({ isWhole: true, lines: expect.stringMatching(POSSIBLY) });
      expect(await checkDataFolder(killed, false)).toMatchObject({ isWhole: true });
    },
  );
});
