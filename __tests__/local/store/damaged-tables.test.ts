// What a database says of its own tables is bytes like all others: SQLite takes any text for the table that it is of, so
// each letter of it is compared, and one that has changed costs nothing.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { describe, expect, jest, test } from '@jest/globals';
import { checkDataFolder } from '../../../src/local/registry/check-folder.ts';
import { databaseState } from '../../../src/local/store/metadata-file.ts';
import { temporaryFolders } from '../../support/folders.ts';
import { byLane, sampled } from '../../support/lane.ts';
import { bench, npm } from '../registry/bench.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
const describeOnDisk = hasSqlite ? describe : describe.skip;
const PACKAGES = 3;
const databaseOf = (data: string) => join(data, 'metadata.sqlite');

function direct(data: string, work: (database: DatabaseSync) => void): void {
  const { DatabaseSync: Database } = process.getBuiltinModule('node:sqlite');
  const database = new Database(databaseOf(data));
  try {
    work(database);
  } finally {
    database.close();
  }
}

/** The words of each layout that there ever was, as its releases wrote them. */
const WORDS = {
  1: ['CREATE TABLE IF NOT EXISTS entry (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID'],
  2: [
    'CREATE TABLE entry (key TEXT PRIMARY KEY, value TEXT NOT NULL, sum INTEGER) WITHOUT ROWID',
    'CREATE TABLE state (store TEXT NOT NULL, commits INTEGER NOT NULL)',
  ],
  3: undefined,
} as const;

type Layout = keyof typeof WORDS;

async function closed(layout: Layout = 3, more = 0): Promise<string> {
  const data = folder();
  const b = await bench({ data });
  b.repository('dev');
  for (let n = 0; n < PACKAGES; n++)
    await b.publish('dev', npm(`a${n}`, 'acme'), '1.0.0', { files: { 'package.tgz': `bytes ${n}` } });
  // For more pages of rows.
  for (let n = 0; n < more; n++) await b.publish('dev', npm(`b${n}`, 'acme'), '1.0.0');
  await b.close();
  if (layout !== 3) asOfLayout(data, layout);
  return data;
}

/** The same rows in the tables of an earlier layout. */
function asOfLayout(data: string, layout: 1 | 2): void {
  direct(data, (database) => {
    const rows = database.prepare('SELECT key, value, sum FROM entry').all();
    const state = databaseState(database);
    database.exec(`DROP TABLE entry; DROP TABLE state; ${WORDS[layout].join('; ')}; PRAGMA user_version = ${layout}`);
    const put = database.prepare(`INSERT INTO entry VALUES (${layout === 1 ? '?, ?' : '?, ?, ?'})`);
    for (const { key, value, sum } of rows)
      put.run(...[key as string, value as string, sum as number].slice(0, layout + 1));
    if (layout === 2) database.prepare('INSERT INTO state VALUES (?, ?)').run(state?.store ?? '', state?.commits ?? 0);
    database.exec('VACUUM');
  });
  if (layout === 1) rmSync(join(data, 'metadata.commits'));
}

function copyOf(data: string): string {
  const copy = folder();
  cpSync(data, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** The packages that are served, each with the bytes that were published. */
async function servedFrom(data: string, options = {}): Promise<string[]> {
  const b = await bench({ data, ...options });
  try {
    const found: string[] = [];
    for (let n = 0; n < PACKAGES; n++) {
      const asset = await b.serve('dev').openAsset(npm(`a${n}`, 'acme'), '1.0.0', 'package.tgz');
      if (asset !== undefined && (await b.read(asset)) === `bytes ${n}`) found.push(`a${n}`);
    }
    return found;
  } finally {
    await b.close();
  }
}

const ALL = Array.from({ length: PACKAGES }, (_, n) => `a${n}`);

async function expectMended(data: string, layout = 3): Promise<void> {
  const { isWhole, lines } = await checkDataFolder(data, true);
  expect({ isWhole, lost: lines.filter((line) => /^(?:lost|rebuilt): /.test(line)) }).toEqual({
    isWhole: true,
    // The first layout did not count its commits.
    lost: layout === 1 ? [expect.stringMatching(/^lost: possibly what the last commits changed/)] : [],
  });
  expect(await servedFrom(data)).toEqual(ALL);
  expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
}

/** Places of the file at which the text of its tables is written: one letter of each word. */
function placesOf(bytes: Buffer): number[] {
  const page = bytes.subarray(0, 4096).toString('latin1');
  const texts = [...page.matchAll(/table(?:entry|state)(?:entry|state).CREATE TABLE [^)]*\)(?: WITHOUT ROWID)?/gs)];
  return texts.flatMap(({ 0: text, index }) => [...text.matchAll(/\w+/g)].map((word) => index + word.index));
}

describeOnDisk('the tables of a database', () => {
  test.each([1, 2, 3] as const)('of layout %d are known by each of their words', async (layout) => {
    const data = await closed(layout);
    expect(await servedFrom(copyOf(data))).toEqual(ALL);
    const whole = readFileSync(databaseOf(data));
    const places = placesOf(whole);
    expect(places.length).toBeGreaterThan(10 * layout);
    for (const at of sampled(places, 8, layout)) {
      const copy = copyOf(data);
      const bytes = Buffer.from(whole);
      // Another letter, so that words stay words: `sum` may be `rum`, and `TEXT` `UEXT`.
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      writeFileSync(databaseOf(copy), bytes);
      await expect(bench({ data: copy })).rejects.toMatchObject({
        code: 'CA-LOCAL-003',
        message: expect.stringMatching(
          /the description of \w+ in metadata\.sqlite is not what was written|cannot be read|lost its tables/,
        ),
      });
      expect(await checkDataFolder(copy, false)).toMatchObject({ isWhole: false });
      expect(await servedFrom(copyOf(copy), { acceptDamage: true })).toEqual(ALL);
      await expectMended(copy, layout);
    }
  });

  test.each([
    'CREATE TABLE more (x)',
    'CREATE INDEX more ON entry (value)',
    'CREATE VIEW more AS SELECT key FROM entry',
    "CREATE TRIGGER more AFTER INSERT ON entry BEGIN DELETE FROM entry WHERE key LIKE 'version/%'; END",
  ])('%s: what no layout has is told, and goes', async (text) => {
    const data = await closed();
    direct(data, (database) => database.exec(text));
    await expect(bench({ data })).rejects.toMatchObject({
      code: 'CA-LOCAL-003',
      message: expect.stringContaining('the description of more in metadata.sqlite is not what was written'),
    });
    expect(await servedFrom(copyOf(data), { acceptDamage: true })).toEqual(ALL);
    await expectMended(data);
  });

  test('a number of a later layout in one place is damage, in two places a later layout', async () => {
    const data = await closed();
    const once = copyOf(data);
    direct(once, (database) => database.exec('UPDATE state SET layout = 7'));
    await expect(bench({ data: once })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
    await expectMended(once);
    const twice = copyOf(data);
    direct(twice, (database) => database.exec('UPDATE state SET layout = 7; PRAGMA user_version = 7'));
    for (const attempt of [() => bench({ data: twice }), () => checkDataFolder(twice, true)])
      await expect(attempt()).rejects.toMatchObject({ code: 'CA-LOCAL-001' });
  });

  test('the number of the page where rows begin may be any other one', async () => {
    const data = await closed(3, 20);
    const whole = readFileSync(databaseOf(data));
    const at = whole.indexOf('CREATE TABLE entry') - 1;
    const pages = whole.length / 4096;
    expect([whole.readUInt8(at), pages > 8]).toEqual([2, true]);
    const others = Array.from({ length: pages + 2 }, (_, page) => page).filter((page) => page !== 2);
    for (const page of sampled(others, 6, 1)) {
      const copy = copyOf(data);
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(page, at);
      writeFileSync(databaseOf(copy), bytes);
      await expect(bench({ data: copy })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
      const { lines } = await checkDataFolder(copy, true);
      expect({ page, lost: lines.filter((line) => /^(?:lost|rebuilt): /.test(line)) }).toEqual({ page, lost: [] });
      expect(lines.at(-1)).toContain(`${PACKAGES + 20} versions`);
      expect(await servedFrom(copy)).toEqual(ALL);
    }
  });

  test(
    'each bit of the header and of what is said of tables costs nothing',
    async () => {
      const data = await closed();
      const whole = readFileSync(databaseOf(data));
      const cells = whole.readUInt16BE(105);
      const bytes = [
        ...Array.from({ length: 100 + 8 + 4 }, (_, at) => at),
        ...Array.from({ length: 4096 - cells }, (_, at) => cells + at),
      ];
      // Two tables are described in less than this, so nothing of it is left out.
      expect(4096 - cells).toBeLessThan(600);
      const bits = bytes.flatMap((at) => Array.from({ length: 8 }, (_, bit) => ({ at, bit })));
      for (const { at, bit } of sampled(bits, 60, 3)) {
        const copy = copyOf(data);
        const changed = Buffer.from(whole);
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << bit), at);
        writeFileSync(databaseOf(copy), changed);
        // Whoever starts is told that it is damaged, or nothing is wrong with it.
        const started = await servedFrom(copyOf(copy)).catch(({ code }: { code: string }) => code);
        expect({ at, bit, started }).toEqual({ at, bit, started: started === 'CA-LOCAL-003' ? started : ALL });
        const { isWhole, lines } = await checkDataFolder(copy, true);
        const lost = lines.filter((line) => /^(?:lost|rebuilt): /.test(line));
        expect({ at, bit, isWhole, lost }).toEqual({ at, bit, isWhole: true, lost: [] });
        expect({ at, bit, served: await servedFrom(copy) }).toEqual({ at, bit, served: ALL });
        rmSync(copy, { recursive: true });
      }
    },
    byLane(120_000, 3_600_000),
  );
});
