import { randomBytes } from 'node:crypto';
import { mkdtemp, open as openFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createGzip, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { type Header, pack } from 'tar-stream';
import yazl from 'yazl';
import {
  type ArchiveLimits,
  type ArchiveMember,
  ArchiveRefusal,
  readTarGz,
  readZip,
  refusalOf,
} from '../../../../src/formats/shared/archive/archive.ts';

type Member = Partial<Header> & { name: string };

async function tgz(entries: readonly (Member & { data?: string | Buffer })[]): Promise<Buffer> {
  const archive = pack();
  for (const { data = '', ...header } of entries) archive.entry(header, data);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

async function* pieces(data: Uint8Array, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

async function read(data: Uint8Array, limits?: Partial<ArchiveLimits>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  await readTarGz(
    pieces(data),
    async (member) => {
      found[member.path] = member.kind === 'file' ? (await member.read()).toString() : member.kind;
      return undefined;
    },
    limits,
  );
  return found;
}

describe('readTarGz', () => {
  test('gives members in order, with long names, folders and inner links', async () => {
    const long = `package/${'d'.repeat(120)}/${'f'.repeat(90)}.js`;
    const data = await tgz([
      { name: './package/package.json', data: '{}' },
      { name: 'package/lib/', type: 'directory' },
      { name: long, data: 'long' },
      { name: 'package/lib/link', type: 'symlink', linkname: '../package.json' },
    ]);
    expect(await read(data)).toEqual({
      'package/package.json': '{}',
      'package/lib': 'directory',
      [long]: 'long',
      'package/lib/link': 'link',
    });
  });

  test('stops early and closes its source', async () => {
    const data = await tgz([
      { name: 'a', data: 'a' },
      { name: 'b', data: randomBytes(300_000) },
    ]);
    let closed = false;
    async function* source() {
      try {
        yield* pieces(data);
      } finally {
        closed = true;
      }
    }
    const seen: string[] = [];
    await readTarGz(source(), ({ path }) => {
      seen.push(path);
      return 'stop';
    });
    expect(seen).toEqual(['a']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(true);
  });

  test('skips what the visit does not read, and streams what it does', async () => {
    const body = randomBytes(400_000);
    const data = await tgz([
      { name: 'skipped', data: body },
      { name: 'streamed', data: body },
    ]);
    let streamed = Buffer.alloc(0);
    await readTarGz(pieces(data, 65_536), async (member) => {
      if (member.path === 'streamed') streamed = await buffer(member.stream());
      return undefined;
    });
    expect(streamed.equals(body)).toBe(true);
  });

  test.each<[string, Member, RegExp]>([
    ['an absolute path', { name: '/etc/passwd' }, /absolute/],
    ['a Windows path', { name: 'C:\\x' }, /absolute/],
    ['a path that leaves', { name: 'package/../../x' }, /leads out/],
    ['a Windows path that leaves', { name: 'package\\..\\x' }, /leads out/],
    ['a line end in a name', { name: 'package/a\n##[error]b' }, /control character/],
    ['an escape sequence in a name', { name: 'package/\u001b[2Ja' }, /control character/],
    ['a named pipe', { name: 'package/p', type: 'fifo' }, /device, a named pipe or a socket/],
    ['a block device', { name: 'package/b', type: 'block-device' }, /device, a named pipe or a socket/],
    ['a character device', { name: 'package/c', type: 'character-device' }, /device, a named pipe or a socket/],
    ['an absolute link', { name: 'package/l', type: 'symlink', linkname: '/etc/passwd' }, /links out/],
    ['a link that leaves', { name: 'package/l', type: 'symlink', linkname: '../../x' }, /links out/],
    ['a hard link that leaves', { name: 'package/l', type: 'link', linkname: '../x' }, /links out/],
  ])('refuses %s', async (_, header, words) => {
    expect(await refusalOf(async () => read(await tgz([header])))).toMatch(words);
  });

  test('refuses every truncation', async () => {
    const data = await tgz([
      { name: 'package/package.json', data: '{"name":"a"}' },
      { name: 'package/x', data: randomBytes(5000) },
    ]);
    for (const length of [0, 1, 10, 300, 2000, data.length - 1]) {
      await expect(read(data.subarray(0, length))).rejects.toBeInstanceOf(ArchiveRefusal);
    }
  });

  test('refuses a tar that ends inside a member though the gzip is whole', async () => {
    const archive = pack();
    archive.entry({ name: 'x' }, randomBytes(5000));
    archive.finalize();
    const cut = gzipSync((await buffer(archive)).subarray(0, 3000));
    expect(await refusalOf(() => read(cut))).toMatch(/truncated/);
  });

  test('refuses what is no archive at all', async () => {
    expect(await refusalOf(() => read(Buffer.from('hello')))).toMatch(/cannot be read/);
    expect(await refusalOf(() => read(gzipSync(randomBytes(2048))))).toMatch(/cannot be read/);
  });

  test('keeps to its limits', async () => {
    const many = await tgz(Array.from({ length: 20 }, (_, i) => ({ name: `f${i}`, data: 'x' })));
    expect(await refusalOf(() => read(many, { entries: 10 }))).toMatch(/more than 10 entries/);
    const big = await tgz([{ name: 'big', data: randomBytes(3000) }]);
    expect(await refusalOf(() => read(big, { memberBytes: 1000 }))).toMatch(/"big" is larger than 1000 bytes/);
    expect(await refusalOf(() => read(big, { totalBytes: 2000 }))).toMatch(/more than 2000 bytes/);
  });

  test('gives up on a bomb long before it has unpacked', async () => {
    const archive = pack();
    const size = 2 * 1024 ** 3;
    const entry = archive.entry({ name: 'zeros', size });
    const compressed = archive.pipe(createGzip({ level: 1 }));
    const zeros = Buffer.alloc(1024 * 1024);
    const fill = () => {
      while (entry.write(zeros));
    };
    entry.on('drain', fill);
    entry.on('error', () => undefined);
    fill();
    let consumed = 0;
    async function* source() {
      for await (const chunk of compressed) {
        consumed += (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    }
    const limits = { ratio: 100, ratioFloorBytes: 8 * 1024 * 1024 };
    expect(await refusalOf(() => readTarGz(source(), () => undefined, limits))).toMatch(/100 times/);
    expect(consumed).toBeLessThan(4 * 1024 * 1024);
    archive.destroy();
  });

  test('passes on errors of the source as they are', async () => {
    const failing = async function* () {
      yield gzipSync(Buffer.alloc(10)).subarray(0, 5);
      throw Object.assign(new Error('disk gone'), { code: 'EIO' });
    };
    await expect(readTarGz(failing(), () => undefined)).rejects.toThrow('disk gone');
    await expect(refusalOf(() => readTarGz(failing(), () => undefined))).rejects.toThrow('disk gone');
  });

  test('an archive that breaks while a visit is busy is refused', async () => {
    const data = await tgz([
      { name: 'a', data: 'a' },
      { name: 'b', data: randomBytes(300_000) },
    ]);
    const seen: string[] = [];
    const busy = async ({ path }: ArchiveMember) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      seen.push(path);
      return undefined;
    };
    expect(await refusalOf(() => readTarGz(pieces(data.subarray(0, 290_000), 4096), busy))).toMatch(/truncated/);
    expect(seen[0]).toBe('a');
  });

  test('passes on errors of the visit as they are', async () => {
    const data = await tgz([{ name: 'a', data: 'a' }]);
    const failure = new Error('no');
    await expect(readTarGz(pieces(data), () => Promise.reject(failure))).rejects.toBe(failure);
  });
});

async function zipFile(fill: (zip: yazl.ZipFile) => void): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  fill(zip);
  zip.end();
  return buffer(zip.outputStream);
}

async function withFile<T>(data: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'archive-'));
  try {
    const path = join(folder, 'a.zip');
    await writeFile(path, data);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function names(source: Parameters<typeof readZip>[0], limits?: Partial<ArchiveLimits>): Promise<string[]> {
  const found: string[] = [];
  const visit = async (member: ArchiveMember) => {
    found.push(`${member.path}=${member.kind === 'file' ? await member.read() : member.kind}`);
    return undefined;
  };
  await readZip(source, visit, limits);
  return found;
}

describe('readZip', () => {
  const sample = () =>
    zipFile((zip) => {
      zip.addBuffer(Buffer.from('one'), 'dir/one.txt');
      zip.addEmptyDirectory('empty/');
      zip.addBuffer(Buffer.from('one.txt'), 'dir/link', { mode: 0o120777 });
    });

  test('reads by path and through the host alike', async () => {
    const data = await sample();
    const expected = ['dir/one.txt=one', 'empty=directory', 'dir/link=link'];
    await withFile(data, async (path) => {
      expect(await names(path)).toEqual(expected);
      const files = {
        async *open(at: string, range?: { start: number; end: number }) {
          const handle = await openFile(at);
          try {
            const { start, end } = range ?? { start: 0, end: data.length };
            const { buffer: bytes } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
            yield bytes;
          } finally {
            await handle.close();
          }
        },
      };
      expect(await names({ files, path, size: data.length })).toEqual(expected);
    });
  });

  test('refuses names and links that lead out', async () => {
    const renamed = (await zipFile((zip) => zip.addBuffer(Buffer.from('x'), 'aa/bbb')))
      .toString('latin1')
      .replaceAll('aa/bbb', '../bbb');
    await withFile(Buffer.from(renamed, 'latin1'), async (path) => {
      expect(await refusalOf(() => names(path))).toMatch(/leads out|cannot be read/);
    });
    const link = await zipFile((zip) => zip.addBuffer(Buffer.from('../../etc/passwd'), 'dir/link', { mode: 0o120777 }));
    await withFile(link, async (path) => expect(await refusalOf(() => names(path))).toMatch(/links out/));
  });

  test('refuses devices, pipes, sockets and names with control characters', async () => {
    for (const mode of [0o010644, 0o020644, 0o060644, 0o140644])
      await withFile(await zipFile((zip) => zip.addBuffer(Buffer.from('x'), 'p', { mode })), async (path) =>
        expect(await refusalOf(() => names(path))).toMatch(/"p" is a device, a named pipe or a socket/),
      );
    const named = await zipFile((zip) => zip.addBuffer(Buffer.from('x'), 'a\n\u001b[2Jb'));
    await withFile(named, async (path) => expect(await refusalOf(() => names(path))).toMatch(/control character/));
  });

  test('refuses truncated and false archives, and keeps to its limits', async () => {
    const data = await sample();
    for (const length of [0, 10, data.length >> 1, data.length - 3]) {
      await withFile(data.subarray(0, length), (path) => expect(names(path)).rejects.toBeInstanceOf(ArchiveRefusal));
    }
    await withFile(data, async (path) => {
      expect(await refusalOf(() => names(path, { entries: 1 }))).toMatch(/more than 1 entries/);
      expect(await refusalOf(() => names(path, { memberBytes: 2 }))).toMatch(/larger than 2/);
    });
    const bomb = await zipFile((zip) => zip.addBuffer(Buffer.alloc(20_000_000), 'zeros'));
    await withFile(bomb, async (path) => {
      expect(await refusalOf(() => readZip(path, () => undefined, { ratio: 100, ratioFloorBytes: 1000 }))).toMatch(
        /100 times/,
      );
    });
  });

  test('a missing file is an IO error, not a refusal', async () => {
    await expect(readZip('/nonexistent/a.zip', () => undefined)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
