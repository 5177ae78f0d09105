import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { createFiles } from '../../src/machine/files.ts';
import { removeUnfinished } from '../../src/machine/unfinished-files.ts';
import { temporaryFolders } from '../support/folders.ts';

const folder = temporaryFolders();
const mode = (path: string) => statSync(path).mode & 0o777;

describe('files', () => {
  test('replaces a file as a whole, keeps its mode, leaves nothing beside it', async () => {
    const place = folder();
    const files = createFiles(place, place);
    writeFileSync(join(place, 'a'), 'old');
    chmodSync(join(place, 'a'), 0o640);
    await files.write('a', 'new');
    expect(readFileSync(join(place, 'a'), 'utf8')).toBe('new');
    expect(mode(join(place, 'a'))).toBe(0o640);
    expect(readdirSync(place)).toEqual(['a']);
  });

  test('owner-only files get owner-only folders', async () => {
    const place = folder();
    await createFiles(place, place).write('x/y/secret', 's', { mode: 0o600 });
    expect(mode(join(place, 'x/y/secret'))).toBe(0o600);
    expect(mode(join(place, 'x/y'))).toBe(0o700);
  });

  test('a symbolic link stays one, its target is replaced', async () => {
    const place = folder();
    writeFileSync(join(place, 'target'), 'old');
    symlinkSync(join(place, 'target'), join(place, 'link'));
    await createFiles(place, place).write('link', 'new');
    expect(lstatSync(join(place, 'link')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(place, 'target'), 'utf8')).toBe('new');
  });

  test('a stream that fails leaves the old file and no temporary one', async () => {
    const place = folder();
    writeFileSync(join(place, 'a'), 'old');
    const broken = async function* () {
      yield Buffer.from('half');
      throw new Error('broken');
    };
    await expect(createFiles(place, place).writeStream('a', broken())).rejects.toMatchObject({ code: 'CA-FILE-003' });
    expect(readFileSync(join(place, 'a'), 'utf8')).toBe('old');
    expect(readdirSync(place)).toEqual(['a']);
  });

  test.each([
    ['empty', 0],
    ['small', 1000],
    ['as large as is read at once', 256 * 1024],
    ['larger', 256 * 1024 + 1],
    ['much larger', 3_000_000],
  ])('opens what is %s, whole and in parts', async (_, size) => {
    const place = folder();
    const files = createFiles(place, place);
    const content = randomBytes(size);
    writeFileSync(join(place, 'a'), content);
    const read = async (range?: { start: number; end: number }) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of files.open('a', range)) chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    expect((await read()).equals(content)).toBe(true);
    for (const [start, end] of [
      [0, 2],
      [size - 3, size],
      [10, size + 50],
      [size, size + 10],
      [1, size - 1],
    ]) {
      if (start === undefined || end === undefined || start < 0 || end <= start) continue;
      expect((await read({ start, end })).equals(content.subarray(start, end))).toBe(true);
    }
  });

  test('opening what is missing is an error when it is read, and no handle stays open', async () => {
    const place = folder();
    const files = createFiles(place, place);
    await expect(files.open('no')[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'CA-FILE-005' });
    writeFileSync(join(place, 'a'), randomBytes(3_000_000));
    const handles = () => readdirSync('/proc/self/fd').filter((fd) => leadsTo(fd, place)).length;
    const leadsTo = (fd: string, where: string) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(where);
      } catch {
        return false;
      }
    };
    for await (const _ of files.open('a')) break;
    for await (const _ of files.open('a', { start: 0, end: 10 })) break;
    // A stream closes its handle when it gets round to it.
    for (let left = 500; left > 0 && existsSync('/proc/self/fd') && handles() > 0; left--)
      await new Promise((resolve) => setTimeout(resolve, 10));
    if (existsSync('/proc/self/fd')) expect(handles()).toBe(0);
  });

  test('what is missing is undefined and not an error', async () => {
    const files = createFiles(folder(), folder());
    expect(await files.read('no')).toBeUndefined();
    expect(await files.stat('no/where')).toBeUndefined();
    expect(await files.realPath('no')).toBeUndefined();
    expect(await files.list('no')).toEqual([]);
    await expect(files.remove('no')).resolves.toBeUndefined();
  });

  test('globs are sorted, absolute, and do not follow links out', async () => {
    const place = folder();
    const outside = folder();
    writeFileSync(join(outside, 'secret.tgz'), '');
    mkdirSync(join(place, 'dist'));
    for (const name of ['b.tgz', 'a.tgz', 'c.txt']) writeFileSync(join(place, 'dist', name), '');
    symlinkSync(outside, join(place, 'dist', 'out'));
    const found = await createFiles(place, place).glob(['dist/**/*.tgz'], place);
    expect(found).toEqual([join(place, 'dist', 'a.tgz'), join(place, 'dist', 'b.tgz')]);
    expect(existsSync(join(place, 'dist', 'out', 'secret.tgz'))).toBe(true);
  });

  test('appends are whole lines in an owner-only file', async () => {
    const place = folder();
    const files = createFiles(place, place);
    await files.append('log', 'a\n');
    await files.append('log', 'b\n');
    expect(readFileSync(join(place, 'log'), 'utf8')).toBe('a\nb\n');
    expect(mode(join(place, 'log'))).toBe(0o600);
  });

  test('a process that ends at once leaves neither half a file nor its lock', async () => {
    const place = folder();
    const files = createFiles(place, place);
    await files.create('lock', 'ours');
    await files.create('taken', 'ours');
    writeFileSync(join(place, 'taken'), 'theirs');
    let isHalf = () => {};
    const half = new Promise<void>((done) => {
      isHalf = done;
    });
    let goOn = () => {};
    async function* slowly() {
      yield Buffer.from('half');
      isHalf();
      await new Promise<void>((done) => {
        goOn = done;
      });
    }
    const writing = files.writeStream('manifest', slowly());
    await half;
    expect(readdirSync(place).filter((name) => name.endsWith('.tmp'))).toHaveLength(1);
    removeUnfinished();
    expect(readdirSync(place)).toEqual(['taken']);
    goOn();
    await expect(writing).rejects.toMatchObject({ code: 'CA-FILE-003' });
    // What was put away in time is nobody's business any more.
    await files.write('manifest', 'whole');
    await files.create('lock', 'ours');
    await files.remove('lock');
    writeFileSync(join(place, 'lock'), 'ours');
    removeUnfinished();
    expect(readdirSync(place).sort()).toEqual(['lock', 'manifest', 'taken']);
  });

  test('nor a temporary folder, in which secrets may stand, unless somebody keeps it', async () => {
    const place = folder();
    const files = createFiles(place, place);
    const [gone, kept, removed] = [
      await files.makeTemporaryDirectory('env'),
      await files.makeTemporaryDirectory('demo', { isKept: true }),
      await files.makeTemporaryDirectory('pack'),
    ];
    for (const each of [gone, kept]) writeFileSync(join(each, 'env.sh'), 'secret');
    mkdirSync(join(gone, 'home', 'deep'), { recursive: true });
    await files.remove(removed, { recursive: true });
    mkdirSync(removed);
    removeUnfinished();
    expect(
      readdirSync(place)
        .map((name) => join(place, name))
        .sort(),
    ).toEqual([kept, removed].sort());
    expect(readdirSync(kept)).toEqual(['env.sh']);
  });

  describe('what is no file', () => {
    const pipe = (place: string) => {
      execFileSync('mkfifo', [join(place, 'pipe')]);
      return join(place, 'pipe');
    };

    test('a pipe is awaited and read to its end', async () => {
      const place = folder();
      const path = pipe(place);
      const reading = createFiles(place, place).readText('pipe');
      const writer = spawn('sh', ['-c', `exec 3>${path}; echo one >&3; sleep 0.3; echo two >&3`]);
      expect(await reading).toBe('one\ntwo\n');
      writer.kill();
    });

    test('a pipe whose writer is silent ends with the run', async () => {
      const place = folder();
      const path = pipe(place);
      // Opened for both, so that there is a writer from the beginning.
      const writer = spawn('sh', ['-c', `exec 3<>${path}; sleep 600`]);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const stop = new AbortController();
      const reading = createFiles(place, place, stop.signal).read('pipe');
      setTimeout(() => stop.abort(new RegistryError('CA-RUN-002', 'interrupted by SIGINT')), 100);
      await expect(reading).rejects.toMatchObject({ code: 'CA-RUN-002' });
      writer.kill();
    });

    // Devices of our own: what this writes to must not be what the machine needs.
    const canMakeDevices = process.getuid?.() === 0 && process.platform === 'linux';
    (canMakeDevices ? test : test.skip).each([
      ['null', '3', 'fulfilled'],
      ['full', '7', 'rejected'],
    ])('a device stays one when it is written to: %s', async (name, minor, status) => {
      const place = folder();
      const path = join(place, name);
      execFileSync('mknod', ['-m', '666', path, 'c', '1', minor]);
      const files = createFiles(place, place);
      expect(await files.requireOutput(name)).toBe('stream');
      async function* pieces() {
        yield Buffer.from('one');
      }
      const works = [
        () => files.write(name, 'x', { mode: 0o600 }),
        () => files.writeStream(name, pieces()),
        () => files.write('link', 'x'),
      ];
      symlinkSync(name, join(place, 'link'));
      for (const work of works) {
        const [ended] = await Promise.allSettled([work()]);
        expect(ended.status).toBe(status);
        if (ended.status === 'rejected') expect(ended.reason).toMatchObject({ code: 'CA-FILE-003' });
        expect(lstatSync(path).isCharacterDevice()).toBe(true);
        expect(mode(path)).toBe(0o666);
      }
      expect(readdirSync(place).sort()).toEqual(['link', name].sort());
    });

    test('a pipe is written to, and waited for until somebody reads it', async () => {
      const place = folder();
      const path = pipe(place);
      const files = createFiles(place, place);
      expect(await files.requireOutput('pipe')).toBe('stream');
      const text = 'line\n'.repeat(100_000);
      const writing = files.write('pipe', text);
      const reader = spawn('sh', ['-c', `sleep 0.3; exec cat ${path}`]);
      let read = '';
      reader.stdout.on('data', (chunk) => {
        read += chunk;
      });
      const closed = once(reader, 'close');
      await writing;
      await closed;
      expect(read).toBe(text);
      expect(lstatSync(path).isFIFO()).toBe(true);
    });

    test('a pipe that nobody reads ends with the run', async () => {
      const place = folder();
      pipe(place);
      const stop = new AbortController();
      const writing = createFiles(place, place, stop.signal).write('pipe', 'x');
      setTimeout(() => stop.abort(new RegistryError('CA-RUN-002', 'interrupted by SIGINT')), 100);
      await expect(writing).rejects.toMatchObject({ code: 'CA-RUN-002' });
    });

    test('a socket is written to', async () => {
      const place = folder();
      const got: Buffer[] = [];
      const server = createServer((socket) => socket.on('data', (chunk) => got.push(chunk)));
      await new Promise<void>((done) => server.listen(join(place, 'socket'), done));
      const files = createFiles(place, place);
      expect(await files.requireOutput('socket')).toBe('stream');
      await files.write('socket', 'hello');
      expect(lstatSync(join(place, 'socket')).isSocket()).toBe(true);
      await new Promise<void>((done) => server.close(() => done()));
      expect(Buffer.concat(got).toString()).toBe('hello');
    });

    test('a handle of the process is written to where it stands, a file behind it is not replaced', async () => {
      const place = folder();
      const handle = openSync(join(place, 'out'), 'w');
      writeSync(handle, 'before\n');
      const files = createFiles(place, place);
      expect(await files.requireOutput(`/dev/fd/${handle}`)).toBe('stream');
      await files.write(`/dev/fd/${handle}`, 'ours\n');
      writeSync(handle, 'after\n');
      closeSync(handle);
      expect(readFileSync(join(place, 'out'), 'utf8')).toBe('before\nours\nafter\n');
    });

    test('what nothing can be written to is told before', async () => {
      const place = folder();
      mkdirSync(join(place, 'sub'));
      writeFileSync(join(place, 'file'), '');
      symlinkSync('sub', join(place, 'link'));
      const files = createFiles(place, place);
      for (const path of ['sub', 'link', '.', 'sub/', 'new/', 'file/x', 'file/x/y'])
        await expect(files.requireOutput(path)).rejects.toMatchObject({ code: 'CA-FILE-003' });
      for (const path of ['sub', 'link', '.'])
        await expect(files.write(path, '')).rejects.toMatchObject({ code: 'CA-FILE-003' });
      for (const path of ['file', 'new', 'new/deep/er', 'sub/x']) expect(await files.requireOutput(path)).toBe('file');
      expect(readdirSync(place).sort()).toEqual(['file', 'link', 'sub']);
    });

    test('a device that does not end is refused', async () => {
      const place = folder();
      expect(await createFiles(place, place).readText('/dev/null')).toBe('');
      await expect(createFiles(place, place).read('/dev/zero')).rejects.toMatchObject({ code: 'CA-INPUT-005' });
    });
  });
});
