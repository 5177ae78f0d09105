// A database of which SQLite can read nothing any more, or too much: every row that is there is found, and none of another
// time is taken for the newest.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { checkDataFolder } from '../../src/local/registry/check-folder.ts';
import { savedRows } from '../../src/local/store/examination/saved-rows.ts';
import { lockFolder } from '../../src/local/store/folder-lock.ts';
import { openSqliteStore } from '../../src/local/store/sqlite-store.ts';
import { bench, generic, npm } from '../local/registry/bench.ts';
import { temporaryFolders } from '../support/folders.ts';
import { byLane } from '../support/lane.ts';
import { random } from '../support/packages/config-samples.ts';

jest.setTimeout(byLane(240_000, 3_600_000));

const folder = temporaryFolders();
const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
const describeOnDisk = hasSqlite ? describe : describe.skip;
const PAGE = 4096;
const PACKAGES = 40;
const WHERE = { domain: 'my-org', domainOwner: '111122223333', repository: 'dev' };
const database = (data: string) => join(data, 'metadata.sqlite');

/** A package for each of many names, so that there are a few dozen pages. */
async function closed(): Promise<string> {
  const data = folder();
  const b = await bench({ data });
  b.repository('dev');
  for (let n = 0; n < PACKAGES; n++)
    await b.publish('dev', npm(`a${n}`, 'acme'), '1.0.0', { files: { 'package.tgz': `bytes ${n}` } });
  await b.close();
  return data;
}

function copyOf(data: string): string {
  const copy = folder();
  cpSync(data, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

/** The packages that are served, each with the bytes that were published. */
async function packagesOf(data: string, options = {}): Promise<string[]> {
  const b = await bench({ data, ...options });
  try {
    const found: string[] = [];
    for (let n = 0; n < PACKAGES; n++) {
      const asset = await b
        .serve('dev')
        .openAsset(npm(`a${n}`, 'acme'), '1.0.0', 'package.tgz')
        .catch(() => undefined);
      if (asset === undefined) continue;
      expect(await b.read(asset)).toBe(`bytes ${n}`);
      found.push(`a${n}`);
    }
    return found;
  } finally {
    await b.close();
  }
}

const linesOf = async (data: string) => (await checkDataFolder(data, true)).lines;

describeOnDisk('pages of a database', () => {
  test('are read as SQLite reads them: deep trees, long rows, free pages, a log', async () => {
    const next = random(11);
    for (const [steps, isKilled] of [
      [byLane(150, 2_000), false],
      [byLane(150, 2_000), true],
    ] as const) {
      const data = folder();
      const store = await openSqliteStore(data);
      const rows = new Map<string, string>();
      for (let step = 0; step < steps; step++) {
        store.transaction(() => {
          for (let n = 0; n < 4; n++) {
            const key = `version/${Math.floor(next() * steps)}/é${String.fromCodePoint(0x1f600 + n)}/${n}`;
            const value = JSON.stringify({ text: 'x'.repeat(next() * (next() < 0.1 ? 20_000 : 500)) });
            store.put(key, value);
            rows.set(key, value);
          }
          const key = [...rows.keys()][Math.floor(next() * rows.size)] as string;
          expect(store.delete(key)).toBe(rows.delete(key));
        });
      }
      const copy = isKilled ? copyOf(data) : data;
      store.close();
      const saved = savedRows(database(copy), `${database(copy)}-wal`);
      expect(saved).toMatchObject({ isComplete: true, damaged: [], stray: [], state: { commits: steps } });
      expect(new Map(saved.entries.map(({ key, value }) => [key, value]))).toEqual(rows);
    }
  });

  test('one that is zeros costs what was on it, whichever it is; what is lost is named', async () => {
    const data = await closed();
    const whole = readFileSync(database(data));
    const count = whole.length / PAGE;
    expect(count).toBeGreaterThan(10);
    const pages = Array.from({ length: count }, (_, page) => page);
    for (const page of byLane(
      pages.filter((one) => one % 5 === 0),
      pages,
    )) {
      const copy = copyOf(data);
      const bytes = Buffer.from(whole);
      bytes.fill(0, page * PAGE, (page + 1) * PAGE);
      writeFileSync(database(copy), bytes);
      await expect(bench({ data: copy })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
      const accepted = await packagesOf(copyOf(copy), { acceptDamage: true });
      const { lines, hasLostAll, isWhole } = await checkDataFolder(copy, true);
      expect({ page, hasLostAll, isWhole }).toEqual({ page, hasLostAll: false, isWhole: true });
      const left = await packagesOf(copy);
      expect(left.length).toBeGreaterThan(PACKAGES / 2);
      expect({ page, accepted }).toEqual({ page, accepted: left });
      // Each version is there or named.
      const lost = lines.filter((line) => /^lost: 111122223333\/my-org\/dev npm:acme\/a\d+ 1\.0\.0/.test(line));
      expect({ page, all: left.length + lost.length }).toEqual({ page, all: PACKAGES });
      expect(await checkDataFolder(copy, false)).toMatchObject({ isWhole: true });
    }
  });

  test('a header, a table or a number of which one bit has changed costs nothing', async () => {
    const data = await closed();
    const whole = readFileSync(database(data));
    const text = whole.indexOf('CREATE TABLE entry');
    const next = random(5);
    const places = [16, 47, 56, 63, 103, text, ...byLane([], [0, 18, 20, 44, 60, 100, 108, text + 20, text + 60])];
    for (const at of [...places, ...Array.from({ length: byLane(2, 200) }, () => 3500 + Math.floor(next() * 596))]) {
      const copy = copyOf(data);
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(next() * 8)), at);
      writeFileSync(database(copy), bytes);
      const { lines } = await checkDataFolder(copy, true);
      expect({ at, lost: lines.filter((line) => line.startsWith('lost: ')) }).toEqual({ at, lost: [] });
      expect(lines.at(-1)).toMatch(/40 versions/);
      expect((await packagesOf(copy)).length).toBe(PACKAGES);
    }
  });

  test('a bit of the log of a killed server costs one row at the most', async () => {
    const [data, copy] = [folder(), folder()];
    const b = await bench({ data });
    b.repository('dev');
    for (let n = 0; n < PACKAGES; n++)
      await b.publish('dev', npm(`a${n}`, 'acme'), '1.0.0', { files: { 'package.tgz': `bytes ${n}` } });
    cpSync(data, copy, { recursive: true, preserveTimestamps: true });
    await b.close();
    const log = `${database(copy)}-wal`;
    const whole = readFileSync(log);
    const next = random(13);
    const places = [3, 17, 35, whole.length - 1, ...byLane([], [0, 8, 24, 33, 37, 41, 49, whole.length - 4100])];
    for (const at of [...places, ...Array.from({ length: byLane(3, 300) }, () => Math.floor(next() * whole.length))]) {
      const bytes = Buffer.from(whole);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(next() * 8)), at);
      const folderNow = copyOf(copy);
      writeFileSync(`${database(folderNow)}-wal`, bytes);
      await checkDataFolder(folderNow, true);
      expect({ at, isLeft: (await packagesOf(folderNow)).length >= PACKAGES - 1 }).toEqual({ at, isLeft: true });
    }
    // The log alone has all that was never moved into the database.
    rmSync(database(copy));
    expect((await linesOf(copy)).filter((line) => line.startsWith('lost: '))).toEqual([]);
    expect(await packagesOf(copy)).toHaveLength(PACKAGES);
  });

  test('an older database under a newer log is told, by the start and by the check', async () => {
    const data = folder();
    const run = async (work: (b: Awaited<ReturnType<typeof bench>>) => unknown) => {
      const b = await bench({ data });
      await work(b);
      const killed = copyOf(data);
      await b.close();
      return killed;
    };
    await run(async (b) => {
      b.repository('dev');
      for (let n = 0; n < 60; n++) await b.publish('dev', npm(`a${n}`, 'acme'), '1.0.0');
    });
    const older = readFileSync(database(data));
    await run((b) => b.registry.versions.updateStatus(WHERE, npm('a3', 'acme'), 'Archived', { versions: ['1.0.0'] }));
    const killed = await run((b) => b.repository('other'));
    writeFileSync(database(killed), older);
    await expect(bench({ data: killed })).rejects.toMatchObject({
      code: 'CA-LOCAL-003',
      message: expect.stringMatching(/a part of it is of another time|are gone/),
    });
    expect(await checkDataFolder(killed, false)).toMatchObject({ isWhole: false });
    const lines = await linesOf(killed);
    expect(lines.join('\n')).toMatch(/lost: what (?:the last commits changed|\d+ rows? said)/);
    expect(await checkDataFolder(killed, false)).toMatchObject({ isWhole: true });
  });

  test('a rollback journal that was left is told and undoes nothing', async () => {
    const data = await closed();
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const copy = join(folder(), 'copy.sqlite');
    copyFileSync(database(data), copy);
    const older = new DatabaseSync(copy);
    older.exec('PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN');
    older.exec("UPDATE entry SET value = value || 'x'; CREATE TABLE big (x)");
    for (let n = 0; n < 50; n++) older.exec('INSERT INTO big VALUES (hex(randomblob(3000)))');
    const journal = readFileSync(`${copy}-journal`);
    older.close();
    const b = await bench({ data });
    await b.publish('dev', generic('acme', 'later'), '9');
    await b.close();
    writeFileSync(`${database(data)}-journal`, journal);
    const told = { code: 'CA-LOCAL-003', message: expect.stringContaining('-journal is there, which would undo') };
    await expect(bench({ data })).rejects.toMatchObject(told);
    for (const isAccepted of [true, false]) {
      const place = copyOf(data);
      if (!isAccepted) expect((await linesOf(place)).filter((line) => line.startsWith('lost: '))).toEqual([]);
      const again = await bench({ data: place, acceptDamage: isAccepted });
      expect(again.versions('dev', generic('acme', 'later'))).toEqual(['9']);
      await again.close();
      const kept = readdirSync(place).filter((name) => name.startsWith('damaged-'));
      expect(existsSync(join(place, kept[0] as string, 'metadata.sqlite-journal'))).toBe(true);
    }
  });

  test('a folder in the place of a log that is not needed costs nothing', async () => {
    const data = await closed();
    mkdirSync(`${database(data)}-wal`);
    await expect(bench({ data })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
    expect(await packagesOf(copyOf(data), { acceptDamage: true })).toHaveLength(PACKAGES);
    expect((await linesOf(data)).filter((line) => line.startsWith('lost: '))).toEqual([]);
    expect(await packagesOf(data)).toHaveLength(PACKAGES);
  });
});

describeOnDisk('one at a time', () => {
  test('a repair and a server keep each other out from the first look to the last change', async () => {
    const data = await closed();
    writeFileSync(join(data, 'seal.key'), 'short');
    const repair = checkDataFolder(data, true);
    // It is reading now.
    await expect(bench({ data })).rejects.toMatchObject({ code: 'CA-LOCAL-004', exitCode: 6 });
    await expect(checkDataFolder(data, true)).rejects.toMatchObject({ code: 'CA-LOCAL-004' });
    expect(await repair).toMatchObject({ isWhole: true });
    const b = await bench({ data });
    await expect(checkDataFolder(data, true)).rejects.toMatchObject({ code: 'CA-LOCAL-004' });
    expect(() => lockFolder(data)).toThrow('another server uses it');
    await b.close();
    // The lock is of the process and not of the file, so a process that was killed leaves none.
    expect(statSync(join(data, 'metadata.lock')).size).toBe(0);
    lockFolder(data)?.release();
    // Something else in its place is told, and makes place.
    rmSync(join(data, 'metadata.lock'));
    mkdirSync(join(data, 'metadata.lock'));
    await expect(bench({ data })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
    expect(await checkDataFolder(data, true)).toMatchObject({ isWhole: true });
    expect(await packagesOf(data)).toHaveLength(PACKAGES);
  });
});

describeOnDisk('seal.key', () => {
  test('with one other bit is told, and put right', async () => {
    const data = await closed();
    const path = join(data, 'seal.key');
    const key = readFileSync(path);
    const other = Buffer.from(key);
    other.writeUInt8(other.readUInt8(9) ^ 16, 9);
    writeFileSync(path, other);
    const told = { code: 'CA-LOCAL-003', message: expect.stringContaining('seal.key is another key than the one') };
    await expect(bench({ data })).rejects.toMatchObject(told);
    expect(await linesOf(data)).toContain(
      'rebuilt: seal.key, in which one bit had changed: tokens and sessions stay good',
    );
    expect(readFileSync(path).equals(key)).toBe(true);
  });

  test('that is an older one is told; a new one is known from then on', async () => {
    const data = await closed();
    const path = join(data, 'seal.key');
    const older = readFileSync(path);
    const b = await bench({ data });
    await b.registry.renewSealKey();
    await b.close();
    await (await bench({ data })).close();
    writeFileSync(path, older);
    await expect(bench({ data })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
    expect(await linesOf(data)).toContain(
      'rebuilt: seal.key, as a new one: all tokens and sessions that were given before end',
    );
    await (await bench({ data })).close();
    expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
  });
});

describeOnDisk('what is not ours', () => {
  test('stays, whatever it is called', async () => {
    const data = await closed();
    const foreign = [
      'examined-results/x',
      'examined-1234/x',
      'codeartifact-ci-examined-7/x',
      'repaired/y',
      'incoming/mine/z',
      'sha256/mine/z',
      'trash/mine/z',
    ];
    for (const name of foreign) {
      mkdirSync(join(data, name, '..'), { recursive: true });
      writeFileSync(join(data, name), 'precious');
    }
    writeFileSync(join(data, 'examined-notes.txt'), 'precious');
    writeFileSync(`${database(data)}-copy`, 'precious');
    mkdirSync(join(data, 'codeartifact-ci-repaired-9'));
    writeFileSync(join(data, 'codeartifact-ci-repaired-9', 'metadata.sqlite'), 'left behind');
    const b = await bench({ data });
    await b.registry.emptyTrash();
    await b.registry.reset();
    await b.close();
    rmSync(join(data, 'seal.key'));
    expect(await checkDataFolder(data, true)).toMatchObject({ isWhole: true });
    for (const name of [...foreign, 'examined-notes.txt', 'metadata.sqlite-copy'])
      expect([name, existsSync(join(data, name))]).toEqual([name, true]);
    expect(existsSync(join(data, 'codeartifact-ci-repaired-9'))).toBe(false);
  });
});

// Whoever is root may read everything; so another user asks, by a program of its own.
const canBeOther = hasSqlite && process.platform === 'linux' && process.getuid?.() === 0;

describeOnDisk('what cannot be read', () => {
  test('modes are closed by the start', async () => {
    if (process.platform === 'win32') return;
    const data = await closed();
    for (const name of ['seal.key', 'metadata.commits', 'metadata.sqlite']) chmodSync(join(data, name), 0o666);
    chmodSync(join(data, 'sha256'), 0o777);
    await (await bench({ data })).close();
    for (const name of ['seal.key', 'metadata.commits', 'metadata.sqlite', 'sha256'])
      expect([name, statSync(join(data, name)).mode & 0o077]).toEqual([name, 0]);
  });

  (canBeOther || process.getuid?.() !== 0 ? test : test.skip)('is no damage, and is not repaired', async () => {
    const data = await closed();
    const blob = readdirSync(join(data, 'sha256'), { recursive: true, withFileTypes: true }).find((one) =>
      one.isFile(),
    );
    const path = join(blob?.parentPath ?? '', blob?.name ?? '');
    chmodSync(path, 0);
    const leave = asNobody(data);
    try {
      for (const isRepair of [false, true]) {
        const { isWhole, lines } = await checkDataFolder(data, isRepair);
        expect(isWhole).toBe(false);
        expect(lines[0]).toMatch(/^unreadable: the file of sha256 [0-9a-f]{64} cannot be read \(EACCES; .*acme\/a\d+/);
        expect(lines.join('\n')).not.toMatch(/lost|other bytes/);
      }
      chmodSync(path, 0o600);
      for (const name of ['seal.key', 'metadata.commits', 'metadata.sqlite']) {
        chmodSync(join(data, name), 0);
        // `access` of the operating system goes by the real user, whom nothing here changes.
        const why = name === 'metadata.sqlite' ? /metadata\.sqlite: / : `${name} cannot be read (EACCES)`;
        const cannot = {
          code: 'CA-LOCAL-001',
          message: typeof why === 'string' ? expect.stringContaining(why) : expect.stringMatching(why),
        };
        await expect(bench({ data })).rejects.toMatchObject(cannot);
        await expect(bench({ data, acceptDamage: true })).rejects.toMatchObject(cannot);
        await expect(checkDataFolder(data, true)).rejects.toMatchObject(cannot);
        chmodSync(join(data, name), 0o600);
      }
      expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
    } finally {
      leave();
    }
  });
});

/** Gives a folder to a user who may not read everything, and becomes that user until what it gives is called. */
function asNobody(data: string): () => void {
  if (process.getuid?.() !== 0) return () => undefined;
  execFileSync('chown', ['-R', '65534:65534', data]);
  const { mode } = statSync(dirname(data));
  chmodSync(dirname(data), 0o711);
  process.seteuid?.(65534);
  return () => {
    process.seteuid?.(0);
    chmodSync(dirname(data), mode & 0o777);
  };
}
