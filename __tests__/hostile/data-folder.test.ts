// A data folder after accidents: nothing of it is removed, nothing wrong is served, and somebody is told.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import * as ca from '@aws-sdk/client-codeartifact';
import { describe, expect, jest, test } from '@jest/globals';
import { runLocal } from '../../src/local/command/run.ts';
import { checkDataFolder } from '../../src/local/registry/check-folder.ts';
import { startLocalServer } from '../../src/local/server.ts';
import { renewSealKey } from '../../src/local/store/seal-key.ts';
import { type Bench, bench, generic, npm, streamOf } from '../local/registry/bench.ts';
import { temporaryFolders } from '../support/folders.ts';
import { byLane, sampled } from '../support/lane.ts';
import { random } from '../support/packages/config-samples.ts';
import { testServer } from '../support/servers/local-server.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
const hasSqlite = Boolean(process.getBuiltinModule?.('node:sqlite'));
const VERSIONS = 20;

/** What every test begins with: versions of which some share their bytes. */
async function fill(b: Bench, from = 0): Promise<void> {
  if (from === 0) b.repository('dev');
  for (let n = from; n < from + VERSIONS; n++) {
    await b.publish('dev', npm('a', 'acme'), `1.0.${n}`, {
      files: { 'package.tgz': `bytes ${n >> 1} `.repeat(n % 5 === 0 ? 20_000 : 5) },
      tags: ['latest'],
      metadata: { n, text: 'x'.repeat(300) },
    });
  }
}

/** A folder as a killed server leaves it: what the process had not yet handed to the system is lost with it. */
async function killed(): Promise<string> {
  const [data, copy] = [folder(), folder()];
  const b = await bench({ data });
  await fill(b);
  cpSync(data, copy, { recursive: true, preserveTimestamps: true });
  await b.close();
  return copy;
}

async function closed(): Promise<string> {
  const data = folder();
  const b = await bench({ data });
  await fill(b);
  await b.close();
  return data;
}

function filesOf(data: string): string[] {
  const names = readdirSync(data, { recursive: true, withFileTypes: true });
  return names
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .sort();
}

const digestOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Every file with its bytes, but for the empty one that is locked. */
function stateOf(data: string): Record<string, string> {
  const files = filesOf(data).filter((path) => basename(path) !== 'metadata.lock');
  return Object.fromEntries(files.map((path) => [relative(data, path), digestOf(path)]));
}

/** The bytes of packages, wherever they lie by now. */
function bytesOf(data: string): string[] {
  const all = filesOf(data).filter((path) => /[/\\](?:sha256|trash)[/\\]/.test(path));
  return [...new Set(all.map(digestOf))].sort();
}

function flip(path: string, at: number, bit = 1): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ bit, at);
  writeFileSync(path, bytes);
}

function blobsOf(data: string): string[] {
  return filesOf(join(data, 'sha256'));
}

function makeOld(data: string): void {
  const twoHoursAgo = Date.now() / 1000 - 7_200;
  for (const path of blobsOf(data)) utimesSync(path, twoHoursAgo, twoHoursAgo);
}

const database = (data: string) => join(data, 'metadata.sqlite');
const log = (data: string) => `${database(data)}-wal`;

interface Accident {
  readonly before: () => Promise<string>;
  readonly happens: (data: string) => void;
  readonly told: RegExp;
}

const ACCIDENTS: Readonly<Record<string, Accident>> = {
  'the write-ahead log is gone': {
    before: killed,
    happens: (data) => rmSync(log(data)),
    told: /commits are gone|lost its tables/,
  },
  'the write-ahead log was cut off': {
    before: killed,
    happens: (data) => truncateSync(log(data), Math.floor(statSync(log(data)).size * 0.7)),
    told: /the last \d+ of \d+ commits are gone/,
  },
  'the last page of the write-ahead log was cut off': {
    before: killed,
    happens: (data) => truncateSync(log(data), statSync(log(data)).size - 100),
    told: /the last 1 of \d+ commits are gone/,
  },
  'a bit of the write-ahead log has changed': {
    before: killed,
    happens: (data) => flip(log(data), Math.floor(statSync(log(data)).size / 2)),
    told: /commits are gone/,
  },
  'a bit at the beginning of the write-ahead log has changed': {
    before: killed,
    happens: (data) => flip(log(data), 32 + 24 + 100),
    told: /commits are gone|lost its tables/,
  },
  'the database of a killed server is empty': {
    before: killed,
    happens: (data) => writeFileSync(database(data), ''),
    told: /metadata.sqlite is empty, and there are the record of its commits and its write-ahead log/,
  },
  'the database is empty': {
    before: closed,
    happens: (data) => writeFileSync(database(data), ''),
    told: /metadata.sqlite is empty/,
  },
  'the database is gone': { before: closed, happens: (data) => rmSync(database(data)), told: /is missing/ },
  'all but the packages is gone': {
    before: closed,
    happens: (data) => {
      for (const name of readdirSync(data)) if (name !== 'sha256') rmSync(join(data, name), { recursive: true });
    },
    told: /metadata.sqlite is missing, and there are files of packages/,
  },
  'the database is something else': {
    before: closed,
    happens: (data) => writeFileSync(database(data), 'not a database, but long enough to be one'.repeat(100)),
    told: /cannot be read/,
  },
  'the database was cut off': {
    before: closed,
    happens: (data) => truncateSync(database(data), statSync(database(data)).size - 8192),
    told: /metadata.sqlite/,
  },
  'the database is the one of another folder': {
    before: closed,
    happens: (data) => {
      const other = readFileSync(join(data, 'metadata.commits'), 'latin1');
      writeFileSync(join(data, 'metadata.commits'), other.replace(/[0-9a-f]{32}/, 'f'.repeat(32)));
    },
    told: /belongs to another database/,
  },
  'the record of commits is gone': {
    before: closed,
    happens: (data) => rmSync(join(data, 'metadata.commits')),
    told: /the record of commits is missing/,
  },
  'the record of commits is empty': {
    before: closed,
    happens: (data) => writeFileSync(join(data, 'metadata.commits'), ''),
    told: /the record of commits cannot be read/,
  },
  'the key of the tokens is gone': {
    before: closed,
    happens: (data) => rmSync(join(data, 'seal.key')),
    told: /seal\.key is missing, so all tokens that were given are no longer good/,
  },
  'the key of the tokens is empty': {
    before: closed,
    happens: (data) => writeFileSync(join(data, 'seal.key'), ''),
    told: /seal\.key is empty/,
  },
  'the key of the tokens is a folder': {
    before: closed,
    happens: (data) => {
      rmSync(join(data, 'seal.key'));
      mkdirSync(join(data, 'seal.key'));
    },
    told: /seal\.key is not a file/,
  },
  'the trash is a file': {
    before: closed,
    happens: (data) => writeFileSync(join(data, 'trash'), 'x'),
    told: /trash is not a folder/,
  },
  'the file of a package is gone': {
    before: closed,
    happens: (data) => rmSync(blobsOf(data)[0] as string),
    told: /the file of sha256 [0-9a-f]{64} is missing/,
  },
};

const describeOnDisk = hasSqlite ? describe : describe.skip;

describeOnDisk('a data folder', () => {
  test.each(Object.keys(ACCIDENTS))('%s: it is told, and nothing is removed', async (name) => {
    const { before, happens, told } = ACCIDENTS[name] as Accident;
    const data = await before();
    happens(data);
    makeOld(data);
    const found = stateOf(data);
    const bytes = bytesOf(data);

    await expect(bench({ data })).rejects.toMatchObject({ code: 'CA-LOCAL-003', message: expect.stringMatching(told) });
    expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: false });
    // Not a byte of it has changed: whoever has a copy of what is missing can put it back.
    expect(stateOf(data)).toEqual(found);

    const accepted = await bench({ data, acceptDamage: true });
    expect(accepted.registry.notices[0]).toMatch(told);
    await expect(accepted.registry.collectGarbage(0)).rejects.toThrow('damaged');
    await expect(accepted.registry.emptyTrash()).rejects.toThrow('damaged');
    await accepted.registry.reset();
    await accepted.close();
    expect(bytesOf(data)).toEqual(bytes);
  });

  test.each(sampled(Object.keys(ACCIDENTS), 8, 1))('%s: what is left is repaired, and the rest named', async (name) => {
    const { before, happens } = ACCIDENTS[name] as Accident;
    const data = await before();
    happens(data);
    makeOld(data);
    const bytes = bytesOf(data);
    // Accepting it first must not make it look whole.
    await (await bench({ data, acceptDamage: true })).close();
    if (name !== 'the file of a package is gone') {
      await expect(bench({ data })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
    }

    const { isWhole, lines } = await checkDataFolder(data, true);
    expect(isWhole).toBe(true);
    expect(lines.join('\n')).toMatch(/is (?:whole again: \d+ versions?|empty now); what was damaged is kept in/);
    expect(bytesOf(data)).toEqual(bytes);
    expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
    const b = await bench({ data });
    for (const version of b.registry.repositories.listInDomain({ domain: 'my-org', domainOwner: '111122223333' }).items
      .length > 0
      ? b.versions('dev', npm('a', 'acme'))
      : []) {
      const asset = await b.serve('dev').openAsset(npm('a', 'acme'), version, 'package.tgz');
      expect(asset && (await b.read(asset))).toMatch(/^bytes \d+ /);
    }
    await b.close();
    expect(bytesOf(data)).toEqual(bytes);
  });

  test('damage upon damage that was accepted is kept as well', async () => {
    const data = await killed();
    rmSync(log(data));
    await (await bench({ data, acceptDamage: true })).close();
    writeFileSync(database(data), 'nothing that could be read'.repeat(200));
    await (await bench({ data, acceptDamage: true })).close();
    const kept = readdirSync(data).filter((name) => name.startsWith('damaged-'));
    expect(kept).toHaveLength(2);
    expect(await checkDataFolder(data, true)).toMatchObject({ isWhole: true });
    await (await bench({ data })).close();
  });

  test('what was there before comes back with the part that was missing', async () => {
    const data = await killed();
    const kept = readFileSync(log(data));
    rmSync(log(data));
    await expect(bench({ data })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
    writeFileSync(log(data), kept);
    const b = await bench({ data });
    expect(b.versions('dev', npm('a', 'acme'))).toHaveLength(VERSIONS);
    await b.close();
  });

  test(
    'a flipped bit of the database is found wherever it matters',
    async () => {
      const data = await closed();
      const whole = readFileSync(database(data));
      const next = random(7);
      const seen = await contentOf(data);
      let found = 0;
      const rounds = byLane(10, 3_000);
      for (let round = 0; round < rounds; round++) {
        const [at, bit] = [Math.floor(next() * whole.length), 1 << Math.floor(next() * 8)];
        const copy = folder();
        cpSync(data, copy, { recursive: true, preserveTimestamps: true });
        flip(database(copy), at, bit);
        if ((await checkDataFolder(copy, false)).isWhole)
          expect([at, bit, await contentOf(copy)]).toEqual([at, bit, seen]);
        else found++;
        rmSync(copy, { recursive: true });
      }
      expect(found).toBeGreaterThan(rounds / 4);
    },
    byLane(120_000, 3_600_000),
  );

  test('the number of the layout is not believed where the tables say another', async () => {
    for (const number of [0, 1, 2, 7, 2 ** 31]) {
      const data = await closed();
      const before = await contentOf(data);
      const bytes = readFileSync(database(data));
      // The header of SQLite has it at offset 60.
      bytes.writeUInt32BE(number, 60);
      writeFileSync(database(data), bytes);
      await expect(bench({ data })).rejects.toMatchObject({
        code: 'CA-LOCAL-003',
        message: expect.stringContaining(`the tables of layout 3 and says that it is ${number | 0}`),
      });
      await (await bench({ data, acceptDamage: true })).close();
      expect(await checkDataFolder(data, true)).toMatchObject({ isWhole: true });
      expect(await contentOf(data)).toEqual(before);
    }
  });

  test('a flipped bit of a row costs that row, and the others are kept', async () => {
    const data = await closed();
    // In the metadata of a version, which no checksum of SQLite covers.
    await flipInRow(data, 'x'.repeat(50));
    await expect(bench({ data })).rejects.toMatchObject({
      code: 'CA-LOCAL-003',
      message: expect.stringMatching(
        /the row version\/.*acme\/a\/1\.0\.\d+ of metadata.sqlite is not what was written/,
      ),
    });
    const { lines } = await checkDataFolder(data, true);
    expect(lines.join('\n')).toContain(`is whole again: ${VERSIONS - 1} versions`);
    expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
  });

  test('a flipped bit of a package is found by the check and when it is served; publishing it again heals it', async () => {
    const data = await closed();
    const file = blobsOf(data).find((path) => readFileSync(path, 'utf8').startsWith('bytes 3 ')) as string;
    flip(file, 2);
    const report = await checkDataFolder(data, false);
    expect(report.isWhole).toBe(false);
    expect(report.lines[0]).toMatch(
      /has other bytes \(111122223333\/my-org\/dev npm:acme\/a 1\.0\.[67], package\.tgz\)$/,
    );

    const errors: string[] = [];
    const server = await startLocalServer({
      data,
      account: '111122223333',
      onError: (error) => errors.push(String(error)),
    });
    const client = new ca.CodeartifactClient({
      region: 'us-east-1',
      endpoint: server.url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });
    const place = { domain: 'my-org', repository: 'dev', format: 'npm' } as const;
    const ask = () =>
      client.send(
        new ca.GetPackageVersionAssetCommand({
          ...place,
          namespace: 'acme',
          package: 'a',
          packageVersion: '1.0.6',
          asset: 'package.tgz',
        }),
      );
    await expect(ask()).rejects.toMatchObject({ $metadata: { httpStatusCode: 500 } });
    const token = await client.send(new ca.GetAuthorizationTokenCommand({ domain: 'my-org' }));
    const answer = await fetch(`${server.url}/npm/d/my-org-111122223333/dev/@acme/a/-/a-1.0.6.tgz`, {
      headers: { authorization: `Bearer ${token.authorizationToken}` },
    });
    expect(answer.status).toBe(500);
    expect(errors).toEqual([expect.stringContaining(file), expect.stringContaining(file)]);
    const view = server.registry.serve(
      { domain: 'my-org', domainOwner: '111122223333', repository: 'dev' },
      { endpoint: 'http://127.0.0.1/', authorize: () => {} },
    );
    await view.receive(streamOf('bytes 3 '.repeat(5)));
    expect(await (await ask()).asset?.transformToString()).toBe('bytes 3 '.repeat(5));
    await server.close();
    expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
  });

  test('a damaged package is put aside by the repair, and its versions are named', async () => {
    const data = await closed();
    const file = blobsOf(data).find((path) => readFileSync(path, 'utf8').startsWith('bytes 3 ')) as string;
    flip(file, 2);
    const damaged = readFileSync(file);
    const { lines } = await checkDataFolder(data, true);
    expect(lines.filter((line) => line.startsWith('lost: '))).toEqual([
      'lost: 111122223333/my-org/dev npm:acme/a 1.0.6',
      'lost: 111122223333/my-org/dev npm:acme/a 1.0.7',
    ]);
    const kept = filesOf(data).filter((path) => path.includes('damaged-') && path.includes('sha256'));
    expect(kept.map((path) => readFileSync(path))).toEqual([damaged]);
  });

  test('what is missing and lies in the trash is put back', async () => {
    const data = await closed();
    const file = blobsOf(data)[0] as string;
    const name = relative(join(data, 'sha256'), file).replace(/[/\\]/, '');
    mkdirSync(join(data, 'trash'));
    writeFileSync(join(data, 'trash', name), readFileSync(file));
    rmSync(file);
    const { lines } = await checkDataFolder(data, true);
    expect(lines).toContain(`found: sha256 ${name} was in the trash`);
    expect(lines.filter((line) => line.startsWith('lost: '))).toEqual([]);
    const b = await bench({ data });
    expect(b.versions('dev', npm('a', 'acme'))).toHaveLength(VERSIONS);
    await b.close();
  });

  test('a link in the place of the trash is told, and what is behind it stays', async () => {
    const [data, elsewhere] = [await closed(), folder()];
    writeFileSync(join(elsewhere, 'precious'), 'x');
    symlinkSync(elsewhere, join(data, 'trash'), 'dir');
    await expect(bench({ data })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
    expect(await checkDataFolder(data, true)).toMatchObject({ isWhole: true });
    const b = await bench({ data });
    symlinkSync(elsewhere, join(data, 'trash'), 'dir');
    await expect(b.registry.emptyTrash()).rejects.toThrow('trash is not a folder');
    await b.close();
    expect(readdirSync(elsewhere)).toEqual(['precious']);
  });

  test('packages, repositories and domains whose rows are gone are made anew from the versions', async () => {
    const data = await closed();
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const direct = new DatabaseSync(database(data));
    direct.exec("DELETE FROM entry WHERE key NOT LIKE 'version/%' AND key NOT LIKE 'details/%'");
    direct.close();
    expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: false });
    const { lines } = await checkDataFolder(data, true);
    expect(lines.filter((line) => line.startsWith('rebuilt: '))).toHaveLength(3);
    const b = await bench({ data });
    expect(b.versions('dev', npm('a', 'acme'))).toHaveLength(VERSIONS);
    expect((await b.serve('dev').findPackage(npm('a', 'acme')))?.tags).toEqual({ latest: '1.0.19' });
    expect(await b.publish('dev', npm('a', 'acme'), '2.0.0')).toMatchObject({ outcome: 'published' });
    await b.close();
  });

  test('a server that was killed keeps what nothing refers to; one that was closed leaves it to the trash, once it is old', async () => {
    const data = await killed();
    const orphan = join(data, 'sha256', 'ab', 'c'.repeat(62));
    mkdirSync(join(data, 'sha256', 'ab'), { recursive: true });
    writeFileSync(orphan, 'nobody knows');
    makeOld(data);
    await (await bench({ data })).close();
    expect(existsSync(orphan)).toBe(true);
    const now = Date.now() / 1000;
    utimesSync(orphan, now, now);
    await (await bench({ data })).close();
    expect(existsSync(orphan)).toBe(true);
    makeOld(data);
    const b = await bench({ data });
    expect(existsSync(orphan)).toBe(false);
    expect(readFileSync(join(data, 'trash', `ab${'c'.repeat(62)}`), 'utf8')).toBe('nobody knows');
    expect(await b.registry.emptyTrash()).toEqual({ removed: 1, bytes: 12 });
    expect(b.versions('dev', npm('a', 'acme'))).toHaveLength(VERSIONS);
    await b.close();
  });

  test('a folder of an earlier layout is moved to this one, and nothing of it collected at once', async () => {
    const data = folder();
    const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
    const older = new DatabaseSync(database(data));
    older.exec('CREATE TABLE entry (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID; PRAGMA user_version = 1');
    const put = older.prepare('INSERT INTO entry VALUES (?, ?)');
    put.run(
      'domain/111122223333/my-org',
      JSON.stringify({ createdAt: 0, encryptionKey: 'arn:aws:kms:us-east-1:111122223333:key/a' }),
    );
    older.close();
    await renewSealKey(data);
    mkdirSync(join(data, 'sha256', 'ab'), { recursive: true });
    writeFileSync(join(data, 'sha256', 'ab', 'c'.repeat(62)), 'nobody knows');
    makeOld(data);
    const b = await bench({ data });
    await fill(b);
    await b.close();
    expect(existsSync(join(data, 'sha256', 'ab', 'c'.repeat(62)))).toBe(true);
    const again = await bench({ data });
    expect(again.versions('dev', npm('a', 'acme'))).toHaveLength(VERSIONS);
    await again.close();
  });

  test('all files are their owner’s alone, also in a folder that others may read', async () => {
    if (process.platform === 'win32') return;
    const data = folder();
    const before = process.umask(0o022);
    try {
      writeFileSync(database(data), '', { mode: 0o644 });
      const b = await bench({ data });
      b.repository('dev');
      await b.publish('dev', generic('acme', 'f'), '1');
      const modes = filesOf(data).map((path) => [relative(data, path).slice(0, 20), statSync(path).mode & 0o077]);
      expect(modes.map(([name]) => name)).toEqual(
        expect.arrayContaining(['metadata.sqlite', 'metadata.sqlite-wal', 'metadata.commits']),
      );
      expect(modes.filter(([, mode]) => mode !== 0)).toEqual([]);
      await b.close();
    } finally {
      process.umask(before);
    }
  });

  test('a key that is a folder is told at the start, and a repair makes a new one', async () => {
    const data = await closed();
    rmSync(join(data, 'seal.key'));
    mkdirSync(join(data, 'seal.key'));
    writeFileSync(join(data, 'seal.key', 'x'), 'kept');
    await expect(startLocalServer({ data })).rejects.toMatchObject({
      code: 'CA-LOCAL-003',
      message: expect.stringContaining('seal.key is not a file'),
    });
    // Started all the same, its tokens end with it, and the next start asks again.
    const accepted = await startLocalServer({ data, acceptDamage: true });
    expect(accepted.notices).toContain('tokens that are given now are good until the server ends');
    await accepted.close();
    await expect(startLocalServer({ data })).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
    const { lines } = await checkDataFolder(data, true);
    expect(lines).toContain('rebuilt: seal.key, as a new one: all tokens and sessions that were given before end');
    expect(lines.filter((line) => line.startsWith('lost: '))).toEqual([]);
    expect(filesOf(data).filter((path) => path.endsWith(join('seal.key', 'x')))).toHaveLength(1);
    await (await startLocalServer({ data })).close();
  });

  test('where nothing can be read, the repair says that nothing could be rebuilt, and ends with 1', async () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    try {
      for (const happens of [
        (data: string) => writeFileSync(database(data), random(3)().toString().repeat(500)),
        (data: string) => truncateSync(database(data), 100),
        (data: string) => truncateSync(database(data), 0),
        (data: string) => rmSync(database(data)),
      ]) {
        const data = await closed();
        happens(data);
        expect(await runLocal(['check', data, '--repair'])).toBe(1);
        const said = written.splice(0).join('');
        expect(said).toContain('lost: all domains, repositories, packages and versions: not one row');
        expect(said).toContain('nothing could be rebuilt: put metadata.sqlite back from a copy');
        expect(said).not.toContain('whole again');
        expect(said).toMatch(/14 files below .*sha256 may be of versions that are lost/);
        // What is there now is what it says to be: an empty folder.
        expect(await runLocal(['check', data])).toBe(0);
        expect(written.splice(0).join('')).toContain('is whole: 0 versions');
      }
    } finally {
      write.mockRestore();
    }
  });

  test('`local check` ends with 0, 1 or 6, and says what it found', async () => {
    const written: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    try {
      const data = await closed();
      expect(await runLocal(['check', data])).toBe(0);
      expect(written.splice(0)).toEqual([`${data} is whole: ${VERSIONS} versions, 14 files\n`]);
      rmSync(blobsOf(data)[0] as string);
      expect(await runLocal(['check', data])).toBe(1);
      expect(written.splice(0).join('')).toMatch(/^damaged: the file of sha256 .*\n.* is damaged: 1 problem\n$/);
      await expect(runLocal(['--data', data, '--port', '0'])).rejects.toMatchObject({ code: 'CA-LOCAL-003' });
      expect(await runLocal(['--data', data, '--accept-damage', '--', process.execPath, '-e', '0'])).toBe(0);
      expect(await runLocal(['check', data, '--repair'])).toBe(0);
      expect(await runLocal(['check', '--data', data])).toBe(0);
      await expect(runLocal(['check', folder()])).rejects.toMatchObject({ code: 'CA-INPUT-005' });
      const b = await bench({ data });
      written.splice(0);
      // A folder in use is not called damaged, by the exit code neither.
      for (const args of [
        ['check', data],
        ['check', data, '--repair'],
        ['--data', data, '--port', '0'],
      ])
        await expect(runLocal(args)).rejects.toMatchObject({ code: 'CA-LOCAL-004', exitCode: 6 });
      expect(written).toEqual([]);
      await b.close();
      await expect(runLocal(['check'])).rejects.toMatchObject({ code: 'CA-INPUT-001' });
      await expect(runLocal(['--repair'])).rejects.toMatchObject({ code: 'CA-INPUT-001' });
      await expect(runLocal(['--accept-damage'])).rejects.toMatchObject({ code: 'CA-INPUT-001' });
    } finally {
      write.mockRestore();
    }
  });
});

/** Pages have old copies of rows, too: flips a bit in one that counts. */
async function flipInRow(data: string, text: string): Promise<void> {
  const bytes = readFileSync(database(data));
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 400)) {
    flip(database(data), at);
    if (!(await checkDataFolder(data, false)).isWhole) return;
    flip(database(data), at);
  }
}

/** Everything that is served. */
async function contentOf(data: string): Promise<unknown> {
  const b = await bench({ data });
  try {
    const versions = b.versions('dev', npm('a', 'acme'));
    return {
      versions: versions.map((version) =>
        b.registry.versions.describe(
          { domain: 'my-org', domainOwner: '111122223333', repository: 'dev' },
          npm('a', 'acme'),
          version,
        ),
      ),
      found: await b.serve('dev').findPackage(npm('a', 'acme')),
    };
  } finally {
    await b.close();
  }
}

describe('what is no file in a data folder', () => {
  const unless = hasSqlite && process.platform !== 'win32' ? test : test.skip;
  const blob = (data: string) => relative(data, filesOf(join(data, 'sha256'))[0] as string);
  const places: [string, (data: string) => string][] = [
    ...[
      'metadata.sqlite',
      'metadata.sqlite-wal',
      'metadata.sqlite-shm',
      'metadata.commits',
      'seal.key',
      'reserve',
      'trash',
      'incoming',
      'sha256',
    ].map((name): [string, () => string] => [name, () => name]),
    ['a file of a package', blob],
    ['a folder of packages', (data) => dirname(blob(data))],
  ];
  const put: [string, (path: string) => void][] = [
    ['a pipe', (path) => void execFileSync('mkfifo', [path])],
    ['a device without end', (path) => symlinkSync('/dev/zero', path)],
    ['a link to itself', (path) => symlinkSync(basename(path), path)],
    ['a link to nothing', (path) => symlinkSync('nowhere', path)],
    ['a folder', (path) => mkdirSync(path)],
  ];
  const cases = places.flatMap(([place, at]) => put.map(([what, make]) => ({ place, at, what, make })));
  const isFolder = (place: string) => ['trash', 'incoming', 'sha256', 'a folder of packages'].includes(place);

  unless.each(cases.filter(({ place, what }) => what !== 'a folder' || !isFolder(place)))(
    '$what in the place of $place is told by name, nothing waits for it, and it makes place',
    async ({ at, make }) => {
      const data = await closed();
      const name = at(data);
      const path = join(data, name);
      rmSync(path, { recursive: true, force: true });
      make(path);
      const before = lstatSync(path);
      const report = await checkDataFolder(data, false);
      expect(report.isWhole).toBe(false);
      expect(report.lines.join('\n')).toContain(`${name} is not a `);
      await expect(bench({ data })).rejects.toMatchObject({
        code: 'CA-LOCAL-003',
        message: expect.stringContaining(`${name} is not a `),
      });
      expect(lstatSync(path)).toMatchObject({ ino: before.ino, mode: before.mode });
      const copy = `${data}-accepted`;
      execFileSync('cp', ['-a', data, copy]);
      await (await bench({ data: copy, acceptDamage: true })).close();
      expect(kept(copy, basename(name))).toBe(true);
      rmSync(copy, { recursive: true });
      expect(await checkDataFolder(data, true)).toMatchObject({ isWhole: true });
      expect(kept(data, basename(name))).toBe(true);
      await (await bench({ data })).close();
      expect(await checkDataFolder(data, false)).toMatchObject({ isWhole: true });
    },
    30_000,
  );

  /** Whether something of the name that is no file and no folder of ours is still there, wherever. */
  function kept(data: string, name: string): boolean {
    const all = readdirSync(data, { recursive: true, withFileTypes: true });
    return all.some((one) => one.name === name && (!one.isFile() || one.parentPath.includes('damaged-')));
  }

  unless.each(['metadata.commits', 'metadata.sqlite', 'reserve', 'seal.key'])(
    'what is behind a link in the place of %s is never written, of either kind',
    async (name) => {
      for (const link of [symlinkSync, linkSync]) {
        for (const isAccepted of [true, false]) {
          const [data, elsewhere] = [await closed(), join(folder(), 'precious')];
          const path = join(data, name);
          renameSync(path, elsewhere);
          link(elsewhere, path);
          const before = digestOf(elsewhere);
          await bench({ data }).then(
            (b) => b.close(),
            () => undefined,
          );
          if (!isAccepted) await checkDataFolder(data, true);
          const b = await bench({ data, acceptDamage: isAccepted });
          // Of a database behind a link nothing is read either.
          if (link === symlinkSync && name === 'metadata.sqlite') b.repository('dev');
          await fill(b, VERSIONS);
          await b.close();
          expect(digestOf(elsewhere)).toBe(before);
        }
      }
    },
    60_000,
  );
});

(hasSqlite ? test : test.skip)('a folder that another server uses is named as it was given', async () => {
  const data = folder();
  const b = await bench({ data });
  for (const attempt of [() => bench({ data }), () => checkDataFolder(data, false)]) {
    await expect(attempt()).rejects.toMatchObject({
      code: 'CA-LOCAL-004',
      message: `cannot use the folder ${data}: another server uses it`,
    });
  }
  await b.close();
});

(hasSqlite ? test : test.skip)(
  'what was published and deleted this minute is collected and removed when it is asked for',
  async () => {
    const server = await testServer({
      data: folder(),
      setup: { domains: [{ name: 'my-org', repositories: ['dev'] }] },
    });
    const at = { domain: 'my-org', repository: 'dev', format: 'generic', namespace: 'acme', package: 'x' } as const;
    const publish = (packageVersion: string, assetContent: Buffer) => {
      const assetSHA256 = createHash('sha256').update(assetContent).digest('hex');
      const asset = { assetName: 'a.bin', assetContent, assetSHA256 };
      return server.codeartifact().send(new ca.PublishPackageVersionCommand({ ...at, packageVersion, ...asset }));
    };
    await publish('1', Buffer.alloc(50_000, 1));
    await publish('2', Buffer.alloc(60_000, 2));
    await server.codeartifact().send(new ca.DeletePackageVersionsCommand({ ...at, versions: ['1'] }));
    const post = (name: string) => server.json(`/_local/${name}`, { method: 'POST' });
    expect((await post('collect-garbage')).body).toEqual({ removed: 1, bytes: 50_000 });
    expect((await post('empty-trash')).body).toEqual({ removed: 1, bytes: 50_000 });
    // What is on its way is spared, however often it is asked for meanwhile.
    let isDone = false;
    const asking = (async () => {
      while (!isDone) await post('collect-garbage');
    })();
    await Promise.all(Array.from({ length: 40 }, (_, n) => publish(`3.${n}`, Buffer.alloc(40_000, `${n}`))));
    isDone = true;
    await asking;
    expect((await post('collect-garbage')).body).toEqual({ removed: 0, bytes: 0 });
    await server.close();
  },
);
