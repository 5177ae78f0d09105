// A database, its write-ahead log and the record of its commits, each of another time: what is saved of them is never less
// than what the database shows by itself, or what SQLite makes of it with the log.
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { checkDataFolder } from '../../../src/local/registry/check-folder.ts';
import { COMMIT_RECORD } from '../../../src/local/store/commit-record.ts';
import { NO_ROWS, rowSum, withRow } from '../../../src/local/store/metadata-file.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { byLane } from '../../support/lane.ts';
import { random } from '../../support/packages/config-samples.ts';
import { at, type Bench, bench, generic } from '../registry/bench.ts';

jest.setTimeout(byLane(600_000, 7_200_000));

const folder = temporaryFolders();
const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
const describeOnDisk = hasSqlite ? describe : describe.skip;

const DATABASE = 'metadata.sqlite';
const LOG = 'metadata.sqlite-wal';
const FILES = [DATABASE, LOG, COMMIT_RECORD] as const;
type Files = Record<(typeof FILES)[number], Buffer | undefined>;

const PACKAGE = generic('acme', 'a');

const fileAt = (data: string, name: string) =>
  existsSync(join(data, name)) ? readFileSync(join(data, name)) : undefined;
const filesAt = (data: string): Files => ({
  [DATABASE]: fileAt(data, DATABASE),
  [LOG]: fileAt(data, LOG),
  [COMMIT_RECORD]: fileAt(data, COMMIT_RECORD),
});

function writeFiles(data: string, files: Partial<Files>): void {
  for (const name of FILES) rmSync(join(data, name), { force: true });
  for (const [name, bytes] of Object.entries(files)) if (bytes !== undefined) writeFileSync(join(data, name), bytes);
}

function copyOf(data: string): string {
  const copy = folder();
  cpSync(data, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** What SQLite makes of the files. */
interface Shown {
  /** Keys of versions in rows that are what was written. */
  readonly versions: ReadonlySet<string>;
  /** These are all rows of one commit, and no others. */
  readonly isComplete: boolean;
}

function shownBy(files: Partial<Files>): Shown {
  const place = folder();
  const versions = new Set<string>();
  let tally = NO_ROWS;
  let isComplete = false;
  if (files[DATABASE] === undefined) return { versions, isComplete };
  writeFiles(place, files);
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const database = new DatabaseSync(join(place, DATABASE));
  try {
    const state = database.prepare('SELECT rows, total FROM state').get();
    for (const { key, value, sum } of database.prepare('SELECT key, value, sum FROM entry').iterate()) {
      tally = withRow(tally, Number(sum));
      if (String(key).startsWith('version/') && rowSum(String(key), String(value)) === sum) versions.add(String(key));
    }
    isComplete = tally.rows === state?.rows && tally.total === state.total;
  } catch {
    // What it has read until then.
  } finally {
    database.close();
  }
  return { versions, isComplete };
}

const versionsIn = (files: Partial<Files>) => shownBy(files).versions;
const versionsAt = (data: string) => versionsIn(filesAt(data));

/** A server that publishes, deletes, is killed and is started again. */
class Life {
  readonly copies: Files[] = [];
  data = folder();
  #bench!: Bench;
  #published = 0;

  async start(): Promise<this> {
    this.#bench = await bench({ data: this.data });
    return this;
  }

  async begin(): Promise<this> {
    await this.start();
    this.#bench.repository('dev');
    return this;
  }

  copy(): void {
    this.copies.push(filesAt(this.data));
  }

  async publish(count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      // Each commit is synced, so a log is filled with few that are long.
      const metadata = { text: 'x'.repeat(this.#published % 3 === 0 ? 150_000 : 10) };
      await this.#bench.publish('dev', PACKAGE, `1.0.${this.#published++}`, { metadata });
    }
  }

  /** Those that had been published a while ago. */
  remove(next: () => number): void {
    const versions = this.#bench.versions('dev', PACKAGE);
    const version = versions[Math.floor(next() * versions.length)];
    if (version !== undefined) this.#bench.registry.versions.delete(at('dev'), PACKAGE, { versions: [version] });
  }

  async kill(): Promise<void> {
    const left = copyOf(this.data);
    await this.close();
    this.data = left;
    await this.start();
  }

  async close(): Promise<void> {
    await this.#bench.close();
  }
}

async function randomLife(next: () => number): Promise<Life> {
  const life = await new Life().begin();
  life.copy();
  for (let round = 0; round < 4; round++) {
    for (let turn = 2 + next() * 3; turn > 0; turn--) {
      await life.publish(1 + Math.floor(next() * 6));
      if (next() < 0.3) life.remove(next);
      life.copy();
    }
    // Past the number of pages at which SQLite moves the log by itself.
    if (round === 1) {
      for (let turn = 0; turn < 3; turn++) {
        await life.publish(10);
        life.copy();
      }
    }
    if (next() < 0.5) await life.kill();
    else {
      await life.close();
      life.copy();
      await life.start();
    }
    life.copy();
  }
  await life.publish(1);
  life.copy();
  return life;
}

describeOnDisk('files of a database that are of other times', () => {
  test('what is saved of them is never less than what the database shows, alone or with its log', async () => {
    const outcomes = { whole: 0, damaged: 0, later: 0, moreInDatabase: 0, moreTogether: 0 };
    for (let seed = 1; seed <= byLane(2, 40); seed++) {
      const next = random(seed);
      const life = await randomLife(next);
      const { copies } = life;
      const chosen = (count: number) => Math.floor(next() * count);
      for (let round = 0; round < byLane(8, 40); round++) {
        const of = [chosen(copies.length), chosen(copies.length), chosen(copies.length)];
        if (next() < 0.3) of[2] = of[1] as number;
        const files = Object.fromEntries(FILES.map((name, part) => [name, copies[of[part] as number]?.[name]]));
        if (next() < 0.1) files[COMMIT_RECORD] = undefined;
        const place = copyOf(life.data);
        writeFiles(place, files);
        const where = { seed, round, of };
        const { isWhole, lines } = await checkDataFolder(place, false);
        if (isWhole) {
          outcomes.whole++;
          continue;
        }
        outcomes.damaged++;
        const alone = versionsIn({ ...files, [LOG]: undefined });
        const { versions: together, isComplete } = shownBy(files);
        const isLogOlder = lines.some((line) => /-wal (?:is an older one than|belongs to another)/.test(line));
        if (lines.some((line) => line.includes('is a later one than'))) outcomes.later++;
        if (alone.size > together.size) outcomes.moreInDatabase++;
        if (alone.size < together.size) outcomes.moreTogether++;
        const accepted = copyOf(place);
        await (await bench({ data: accepted, acceptDamage: true })).close();
        const repaired = await checkDataFolder(place, true);
        expect({ where, isWhole: repaired.isWhole }).toEqual({ where, isWhole: true });
        // What only the one shows was deleted since, where the other is later and all of it is there.
        const wanted = isLogOlder ? alone : isComplete ? together : new Set([...alone, ...together]);
        for (const saved of [versionsAt(place), versionsAt(accepted)]) {
          expect({ where, missing: [...wanted].filter((key) => !saved.has(key)) }).toEqual({ where, missing: [] });
        }
      }
      await life.close();
    }
    expect(Object.entries(outcomes).filter(([, count]) => count === 0)).toEqual([]);
  });

  /** Thirty versions when it was closed; then sixty more that were moved into it, and six more in a new log. */
  async function laterLog(): Promise<{ mixed: string; old: Files; left: Files }> {
    const life = await new Life().begin();
    await life.publish(30);
    await life.close();
    const old = filesAt(life.data);
    await life.start();
    await life.publish(60);
    await life.close();
    await life.start();
    await life.publish(6);
    const mixed = copyOf(life.data);
    const left = filesAt(mixed);
    await life.close();
    writeFiles(mixed, { ...left, [DATABASE]: old[DATABASE] });
    return { mixed, old, left };
  }

  test.each(['newest', 'of the database', 'missing'] as const)(
    'of a later log, with commits missing, the rows of both are saved, and it is told: the record is %s',
    async (record) => {
      const { mixed, old, left } = await laterLog();
      if (record === 'of the database') writeFileSync(join(mixed, COMMIT_RECORD), old[COMMIT_RECORD] as Buffer);
      if (record === 'missing') rmSync(join(mixed, COMMIT_RECORD));
      const told = /metadata\.sqlite-wal is a later one than metadata\.sqlite: it begins with commit \d+, and metadata/;
      await expect(bench({ data: mixed })).rejects.toMatchObject({
        code: 'CA-LOCAL-003',
        message: expect.stringMatching(told),
      });
      const accepted = copyOf(mixed);
      await (await bench({ data: accepted, acceptDamage: true })).close();
      const { lines, isWhole } = await checkDataFolder(mixed, true);
      expect({ isWhole, lines: lines.join('\n') }).toEqual({ isWhole: true, lines: expect.stringMatching(told) });
      expect(lines.join('\n')).toMatch(/^lost: what /m);
      const alone = versionsIn({ [DATABASE]: old[DATABASE] });
      const last = [...versionsIn(left)].filter((key) => Number(key.split('.').at(-1)) >= 90);
      expect([alone.size, last.length]).toEqual([30, 6]);
      for (const saved of [versionsAt(mixed), versionsAt(accepted)])
        expect([...alone, ...last].filter((key) => !saved.has(key))).toEqual([]);
    },
  );

  test('what the log says of a row goes before what the database says', async () => {
    const life = await new Life().begin();
    await life.publish(30);
    await life.close();
    const old = fileAt(life.data, DATABASE);
    await life.start();
    await life.publish(60);
    await life.close();
    await life.start();
    await life.publish(1);
    const mixed = copyOf(life.data);
    await life.close();
    const packageRow = (files: Partial<Files>) => {
      const place = folder();
      writeFiles(place, files);
      const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
      const database = new DatabaseSync(join(place, DATABASE));
      try {
        return database.prepare("SELECT value FROM entry WHERE key LIKE 'package/%'").get()?.value;
      } finally {
        database.close();
      }
    };
    const newest = packageRow(filesAt(mixed));
    writeFiles(mixed, { ...filesAt(mixed), [DATABASE]: old });
    await checkDataFolder(mixed, true);
    expect(packageRow(filesAt(mixed))).toBe(newest);
  });
});
