// Lines that several processes append to one file: whole, each on its own, on the disk when it is said, whatever a full
// disk, a killed process or a file system that writes in parts does.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { readJournal } from '../../src/core/documents/read-journal.ts';
import { appendToFile, type DiskCalls } from '../../src/machine/append-file.ts';
import { createFiles } from '../../src/machine/files.ts';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { byLane } from '../support/lane.ts';
import { random } from '../support/packages/config-samples.ts';
import { standalone } from '../support/programs/standalone.ts';

jest.setTimeout(byLane(120_000, 3600_000));

const folder = temporaryFolders();
const isLinux = process.platform === 'linux';
const onLinux = isLinux ? test : test.skip;
const isRoot = process.getuid?.() === 0;

const REAL: DiskCalls = { write: (handle, bytes) => writeSync(handle, bytes), sync: async () => {} };
const failure = (code: string) => Object.assign(new Error(code), { code });
/** Passes on at most so many bytes of the first calls, then everything; undefined fails with ENOSPC. */
const writesOf = (...most: readonly (number | undefined)[]): DiskCalls => {
  const left = [...most];
  return {
    ...REAL,
    write: (handle, bytes) => {
      if (left.length === 0) return writeSync(handle, bytes);
      const size = left.shift();
      if (size === undefined) throw failure('ENOSPC');
      return size === 0 ? 0 : writeSync(handle, bytes.subarray(0, size));
    },
  };
};
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n');

describe('one append', () => {
  test.each([
    ['in one part', writesOf()],
    ['cut short once', writesOf(3)],
    ['cut short before its first byte', writesOf(0)],
    ['in parts of one byte', writesOf(...Array.from({ length: 60 }, () => 1))],
    ['cut short again and again', writesOf(5, 1, 2, 3)],
  ])('%s: the line stands there whole', async (_, disk) => {
    const path = join(folder(), 'log');
    await appendToFile(path, 'first line\n', 0o600, disk);
    await appendToFile(path, 'ü second\nthird\n', 0o600, REAL);
    expect(linesOf(path)).toEqual(expect.arrayContaining(['first line', 'ü second', 'third', '']));
  });

  test('behind half a line, whoever left it, begins a line of its own', async () => {
    const path = join(folder(), 'log');
    for (const half of ['half', 'ha', '\0\0\0']) {
      writeFileSync(path, `whole\n${half}`);
      await appendToFile(path, 'line\n', 0o600, REAL);
      expect(linesOf(path)).toEqual(['whole', half, 'line', '']);
    }
  });

  test('behind half a line that comes at that very moment', async () => {
    const path = join(folder(), 'log');
    let times = 3;
    const disk: DiskCalls = {
      ...REAL,
      write: (handle, bytes) => {
        if (times-- > 0) appendFileSync(path, '{"half":');
        return writeSync(handle, bytes);
      },
    };
    await appendToFile(path, 'line\n', 0o600, disk);
    expect(linesOf(path)).toContain('line');
  });

  test('whose bytes do not arrive is an error, not a promise', async () => {
    const path = join(folder(), 'log');
    const lost: DiskCalls = { ...REAL, write: (_, bytes) => bytes.length };
    await expect(appendToFile(path, 'line\n', 0o600, lost)).rejects.toMatchObject({ code: 'EIO' });
    const none: DiskCalls = { ...REAL, write: () => 0 };
    await expect(appendToFile(path, 'line\n', 0o600, none)).rejects.toMatchObject({ code: 'EIO' });
  });

  test('whose end another process cuts off or moves away', async () => {
    const path = join(folder(), 'log');
    writeFileSync(path, 'a long line that was there\n');
    const disk: DiskCalls = {
      ...REAL,
      write: (handle, bytes) => {
        writeFileSync(path, '');
        return writeSync(handle, bytes);
      },
    };
    await appendToFile(path, 'x\n', 0o600, disk);
    expect(readFileSync(path, 'utf8')).toBe('x\n');
  });

  test.each(['ENOSPC', 'EDQUOT', 'EIO'])('that fails with %s half-way is repaired by the next one', async (code) => {
    const path = join(folder(), 'log');
    await appendToFile(path, 'one\n', 0o600, REAL);
    let isFirst = true;
    const disk: DiskCalls = {
      ...REAL,
      write: (handle, bytes) => {
        if (!isFirst) throw failure(code);
        isFirst = false;
        return writeSync(handle, bytes.subarray(0, 2));
      },
    };
    await expect(appendToFile(path, 'second\n', 0o600, disk)).rejects.toMatchObject({ code });
    await appendToFile(path, 'three\n', 0o600, REAL);
    expect(linesOf(path)).toEqual(['one', 'se', 'three', '']);
  });

  test('is not done before it is synced, nor is a new file before its folders are', async () => {
    const at = folder();
    const synced: number[] = [];
    const disk: DiskCalls = { ...REAL, sync: async (handle) => void synced.push(handle) };
    await appendToFile(join(at, 'a', 'b', 'log'), 'one\n', 0o600, disk);
    // The file, `b` which got it, `a` which got `b`, and the folder which got `a`.
    expect(synced.length).toBeGreaterThanOrEqual(4);
    synced.length = 0;
    await appendToFile(join(at, 'a', 'b', 'log'), 'two\n', 0o600, disk);
    expect(synced).toHaveLength(1);
    const broken: DiskCalls = { ...REAL, sync: () => Promise.reject(failure('EIO')) };
    await expect(appendToFile(join(at, 'a', 'b', 'log'), 'x\n', 0o600, broken)).rejects.toMatchObject({ code: 'EIO' });
    await expect(appendToFile(join(at, 'c', 'log'), 'x\n', 0o600, broken)).rejects.toMatchObject({ code: 'EIO' });
  });

  test('makes what only its owner can read, and leaves a link a link', async () => {
    const at = folder();
    const files = createFiles(at, at);
    await files.append('logs/journal.jsonl', 'a\n');
    expect(statSync(join(at, 'logs/journal.jsonl')).mode & 0o777).toBe(0o600);
    expect(statSync(join(at, 'logs')).mode & 0o777).toBe(0o700);
    mkdirSync(join(at, 'kept'));
    symlinkSync(join(at, 'kept', 'real'), join(at, 'link'));
    await files.append('link', 'a\n');
    await files.append('link', 'b\n');
    expect(readFileSync(join(at, 'kept', 'real'), 'utf8')).toBe('a\nb\n');
  });

  onLinux('to a full device or a pipe ends with path and cause', async () => {
    const at = folder();
    const files = createFiles(at, at);
    await expect(files.append('/dev/full', 'a\n')).rejects.toMatchObject({
      code: 'CA-FILE-003',
      message: expect.stringMatching(/\/dev\/full.*ENOSPC/),
    });
    execFileSync('mkfifo', [join(at, 'pipe')]);
    await expect(files.append('pipe', 'a\n')).rejects.toMatchObject({ code: 'CA-FILE-003' });
  });
});

/** Writes runs into a journal until it is ended, and tells each line that it was told is durable. */
const WRITER = `
import { writeSync } from 'node:fs';
import { openJournal } from './core/documents/journal.js';
import { createFiles } from './machine/files.js';
const [name, path, runs, writes] = process.argv.slice(2);
const host = { clock: { now: Date.now, random: Math.random }, env: {}, files: createFiles('/', '/tmp') };
const tell = (what) => writeSync(1, what + '\\n');
const one = async (index) => {
  const begin = { verb: 'promote', domain: 'my-org', domainOwner: '111122223333', region: 'us-east-1', repository: 'prod' };
  const journal = await openJournal(host, path, begin);
  tell(journal.runId + ' begin');
  const note = async (step) => {
    const purls = Array.from({ length: 1 + (step % 40) }, (_, at) => 'pkg:npm/' + name + '@' + index + '.' + step + '.' + at);
    await journal.around({ action: 'copy', purls }, async () => tell(journal.runId + ' before ' + purls[0]), () => 'copied');
    if (!journal.problem) tell(journal.runId + ' after ' + purls[0]);
  };
  for (let step = 0; step < writes; step += 2) await Promise.all([note(step), note(step + 1)]);
  await journal.end('done');
  if (!journal.problem) tell(journal.runId + ' end');
};
try {
  for (let index = 0; index < runs; index += 2) await Promise.all([one(index), one(index + 1)]);
} catch (error) {
  tell('error ' + error.code + ' ' + error.message);
}
`;

describe('processes', () => {
  const program = temporaryFolder();
  standalone(program, ['core/documents/journal.ts', 'machine/files.ts']);
  writeFileSync(join(program, 'writer.js'), WRITER);

  const start = (name: string, path: string, runs: number, writes: number, shell = '') => {
    const args = [join(program, 'writer.js'), name, path, String(runs), String(writes)];
    const child =
      shell === ''
        ? spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
        : spawn('sh', ['-c', `${shell}; exec "$@"`, 'sh', process.execPath, ...args], {
            stdio: ['ignore', 'pipe', 'inherit'],
          });
    return { child, said: said(child) };
  };
  const said = async ({ stdout }: ChildProcess) => {
    let text = '';
    for await (const chunk of stdout ?? []) text += chunk;
    return text.split('\n').filter((line) => line !== '');
  };

  /** What stands in the file, read without our reader: `run kind first-purl`. */
  function standing(path: string): Set<string> {
    const found = new Set<string>();
    const purls = new Map<string, string>();
    for (const raw of readFileSync(path, 'utf8').split('\n')) {
      try {
        const line = JSON.parse(raw);
        const key = `${line.run} ${line.step}`;
        if (line.kind === 'before') purls.set(key, line.purls[0]);
        found.add(line.step === undefined ? `${line.run} ${line.kind}` : `${line.run} ${line.kind} ${purls.get(key)}`);
      } catch {
        // Half a line.
      }
    }
    return found;
  }

  function expectAllTold(path: string, lines: readonly string[]): void {
    const stands = standing(path);
    expect(lines.filter((line) => !stands.has(line))).toEqual([]);
    const { runs, headless } = readJournal(readFileSync(path, 'utf8'), 'journal.jsonl');
    expect(headless).toEqual([]);
    const read = new Set(
      runs.flatMap(({ runId, writes, result }) => [
        `${runId} begin`,
        ...writes.flatMap(({ purls, result: of }) => [
          `${runId} before ${purls?.[0]}`,
          ...(of === 'copied' ? [`${runId} after ${purls?.[0]}`] : []),
        ]),
        ...(result === undefined ? [] : [`${runId} end`]),
      ]),
    );
    expect(lines.filter((line) => !read.has(line))).toEqual([]);
    for (const { isDamaged } of runs) expect(isDamaged).toBe(false);
  }

  test('side by side, each with runs side by side: every line is whole', async () => {
    const path = join(folder(), 'journal.jsonl');
    const writers = ['a', 'b', 'c'].map((name) => start(name, path, byLane(4, 40), 40));
    const lines = (await Promise.all(writers.map(({ said: all }) => all))).flat();
    expect(lines.filter((line) => line.endsWith(' end'))).toHaveLength(3 * byLane(4, 40));
    expectAllTold(path, lines);
    // An empty line may come in where a process looked at the file while another one was writing.
    for (const raw of linesOf(path)) if (raw !== '') JSON.parse(raw);
  });

  test('killed at any moment, and others that go on: what was told is there', async () => {
    const path = join(folder(), 'journal.jsonl');
    const next = random(7);
    const lines: string[] = [];
    for (let round = 0; round < byLane(4, 60); round++) {
      const writers = ['a', 'b', 'c'].map((name) => start(`${name}${round}`, path, 1000, 1000));
      await Promise.all(
        writers.map(async ({ child, said: all }) => {
          // From its first line on: how long a process takes to begin is the machine's affair.
          const delay = next() * 700;
          let kill: NodeJS.Timeout | undefined;
          child.stdout?.once('data', () => {
            kill = setTimeout(() => child.kill('SIGKILL'), delay);
          });
          lines.push(...(await all));
          clearTimeout(kill);
        }),
      );
    }
    expect(lines.length).toBeGreaterThan(100);
    expectAllTold(path, lines);
  });

  onLinux('at a limit of the file size: told up to there, then an error; the next process goes on', async () => {
    const path = join(folder(), 'journal.jsonl');
    const lines: string[] = [];
    // In blocks of 512 or 1024 bytes, by shell.
    for (const blocks of [1, 3, 7, 20, 41]) {
      const [all, ends] = [await start('a', path, 2, 200, `ulimit -f ${blocks}`).said, /^error CA-FILE-003 .*EFBIG/];
      expect(all.filter((line) => line.startsWith('error'))).toEqual([expect.stringMatching(ends)]);
      lines.push(...all.filter((line) => !line.startsWith('error')));
    }
    const last = await start('z', path, 2, 4).said;
    expect(last.filter((line) => line.endsWith(' end'))).toHaveLength(2);
    expectAllTold(path, [...lines, ...last]);
  });

  (isLinux && isRoot ? test : test.skip)(
    'on a disk that is full: told up to there; with room again it goes on',
    async () => {
      const disk = join(folder(), 'disk');
      mkdirSync(disk);
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk], { stdio: 'ignore' });
      } catch {
        // A container may forbid it; the limit of the file size above tells the same.
        return;
      }
      try {
        const path = join(disk, 'journal.jsonl');
        const full = await start('a', path, 2, 1000).said;
        expect(full.filter((line) => line.startsWith('error'))).toEqual([
          expect.stringMatching(/^error CA-FILE-003 .*journal\.jsonl cannot be written \(ENOSPC\)/),
        ]);
        execFileSync('mount', ['-o', 'remount,size=256k', disk]);
        const more = await start('b', path, 2, 4).said;
        expect(more.filter((line) => line.endsWith(' end'))).toHaveLength(2);
        expectAllTold(path, [...full.filter((line) => !line.startsWith('error')), ...more]);
      } finally {
        execFileSync('umount', [disk]);
      }
      expect(existsSync(dirname(disk))).toBe(true);
    },
  );
});
