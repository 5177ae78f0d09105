// Zips as they are found in the wild, and what Python's zipfile (which pip opens wheels with) makes of them.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import yazl from 'yazl';
import { type ArchiveMember, readZip, refusalOf } from '../../../../src/formats/shared/archive/archive.ts';
import type { ZipOptions } from '../../../../src/formats/shared/archive/archive-zip.ts';
import { createFiles } from '../../../../src/machine/files.ts';
import { temporaryFolders } from '../../../support/folders.ts';

const folder = temporaryFolders();
const SCRIPT = Buffer.from('#!/bin/sh\nexec java -jar "$0" "$@"\n');
const hasPython = spawnSync('python3', ['-c', 'import bz2, lzma, zipfile']).status === 0;
const withPython = hasPython ? test : test.skip;

async function zipOf(
  members: Readonly<Record<string, string | Buffer>>,
  more: { comment?: string; large?: boolean } = {},
) {
  const zip = new yazl.ZipFile();
  for (const [name, data] of Object.entries(members))
    zip.addBuffer(Buffer.from(data as string), name, { forceZip64Format: more.large ?? false });
  zip.end({ comment: more.comment ?? '', forceZip64Format: more.large ?? false });
  return buffer(zip.outputStream as unknown as AsyncIterable<Buffer>);
}

async function membersOf(data: Uint8Array, options: ZipOptions = {}): Promise<Record<string, string>> {
  const at = folder();
  const path = join(at, 'a.zip');
  writeFileSync(path, data);
  const found: Record<string, string> = {};
  const visit = async (member: ArchiveMember) => {
    found[member.path] = (await member.read()).toString('latin1');
    return undefined;
  };
  await readZip({ files: createFiles(at, at), path, size: data.length }, visit, options);
  return found;
}

/** Adds to each offset in the zip what stands in front, as Spring Boot does for executable jars. */
function counted(zip: Buffer, by: number): Buffer {
  const copy = Buffer.from(zip);
  const end = copy.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  let at = copy.readUInt32LE(end + 16);
  copy.writeUInt32LE(at + by, end + 16);
  for (let left = copy.readUInt16LE(end + 10); left > 0; left--) {
    copy.writeUInt32LE(copy.readUInt32LE(at + 42) + by, at + 42);
    at += 46 + copy.readUInt16LE(at + 28) + copy.readUInt16LE(at + 30) + copy.readUInt16LE(at + 32);
  }
  return copy;
}

// Below and beyond what is held in memory as a whole.
describe.each([10, 300_000])('a zip of %d bytes', (size) => {
  const members = { 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\r\n', data: randomBytes(size).toString('latin1') };
  const inBytes = { ...members, data: Buffer.from(members.data, 'latin1') };

  test.each<[string, (zip: Buffer) => Buffer]>([
    ['as it is', (zip) => zip],
    ['with a script in front that its offsets do not count', (zip) => Buffer.concat([SCRIPT, zip])],
    ['with a script in front that they do count', (zip) => Buffer.concat([SCRIPT, counted(zip, SCRIPT.length)])],
    ['with bytes behind its end', (zip) => Buffer.concat([zip, Buffer.from('\n\n')])],
    ['with both', (zip) => Buffer.concat([SCRIPT, zip, randomBytes(1000)])],
  ])('%s', async (_, changed) => {
    expect(await membersOf(changed(await zipOf(inBytes)))).toEqual(members);
    expect(await membersOf(changed(await zipOf(inBytes, { comment: 'a comment' })))).toEqual(members);
  });

  test('of the large kind, with a script in front and bytes behind', async () => {
    const zip = await zipOf(inBytes, { large: true });
    expect(await membersOf(Buffer.concat([SCRIPT, zip, Buffer.from('\n')]))).toEqual(members);
  });

  test('that is cut off is refused, script or not', async () => {
    const zip = await zipOf(inBytes);
    for (const front of [Buffer.alloc(0), SCRIPT])
      for (const length of [10, zip.length - 30, zip.length - 1])
        expect(await refusalOf(() => membersOf(Buffer.concat([front, zip.subarray(0, length)])))).toMatch(/archive/);
  });
});

test('no zip at all, and an end record alone that promises what is not there', async () => {
  for (const data of [Buffer.alloc(0), SCRIPT, randomBytes(5000)])
    expect(await refusalOf(() => membersOf(data))).toMatch(/cannot be read|truncated/);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(3, 10);
  end.writeUInt32LE(150, 12);
  expect(await refusalOf(() => membersOf(end))).toMatch(/cannot be read|truncated/);
  expect(await membersOf((await zipOf({})).subarray(0))).toEqual({});
});

test('a zip within the comment of another is the one that is read, as by Python', async () => {
  const inner = await zipOf({ inner: 'i' });
  const outer = await zipOf({ outer: 'o' });
  const both = Buffer.concat([outer, inner]);
  both.writeUInt16LE(inner.length, outer.length - 2);
  expect(await membersOf(both)).toEqual({ inner: 'i' });
  if (!hasPython) return;
  const path = join(folder(), 'both.zip');
  writeFileSync(path, both);
  expect(
    execFileSync('python3', [
      '-c',
      'import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).namelist())',
      path,
    ]).toString(),
  ).toContain('inner');
});

test('absolute names: only where nobody unpacks by them, and never those that lead out', async () => {
  const named = async (name: string) =>
    Buffer.from((await zipOf({ aaaaaaaa: 'x' })).toString('latin1').replaceAll('aaaaaaaa', name), 'latin1');
  for (const name of ['/etc/aaa', 'C:/aaaaa', '\\\\aaaaaa']) {
    expect(await refusalOf(async () => membersOf(await named(name)))).toMatch(/absolute/);
    expect(Object.keys(await membersOf(await named(name), { takesAbsoluteNames: true }))).toEqual([
      name.replace(/^(C:)?[\\/]+/, ''),
    ]);
  }
  // The root itself, as a build that was given absolute paths writes it.
  expect(Object.keys(await membersOf(await named('////////'), { takesAbsoluteNames: true }))).toEqual(['']);
  expect(await refusalOf(async () => membersOf(await named('/../aaaa'), { takesAbsoluteNames: true }))).toMatch(
    /leads out/,
  );
});

const WRITE = `
import sys, zipfile, os
method = {'lzma': zipfile.ZIP_LZMA, 'bzip2': zipfile.ZIP_BZIP2}[sys.argv[2]]
with zipfile.ZipFile(sys.argv[1], 'w', method) as z:
    for name in sorted(os.listdir(sys.argv[3])):
        z.write(os.path.join(sys.argv[3], name), name)
`;

describe.each(['lzma', 'bzip2'])('members by %s, as Python writes them', (method) => {
  const contents: Readonly<Record<string, Buffer>> = {
    empty: Buffer.alloc(0),
    one: Buffer.from('x'),
    random: randomBytes(100_000),
    runs: Buffer.concat([Buffer.alloc(300_000, 'a'), Buffer.from('b'), Buffer.alloc(4, 'c'), Buffer.alloc(2000, 0)]),
    text: Buffer.from(
      Array.from({ length: 20_000 }, (_, index) => `Requires-Dist: p${index % 977} (>=${index})`).join('\n'),
    ),
    // More than one block of bzip2.
    blocks: Buffer.concat([randomBytes(1_000_000), Buffer.alloc(1_000_000, 'xyz')]),
  };
  const written = (wanted = Object.keys(contents)) => {
    const at = folder();
    for (const [name, data] of Object.entries(contents)) if (wanted.includes(name)) writeFileSync(join(at, name), data);
    const path = join(folder(), 'a.zip');
    execFileSync('python3', ['-c', WRITE, path, method, at]);
    return readFileSync(path);
  };

  withPython('are read', async () => {
    const found = await membersOf(written());
    for (const [name, data] of Object.entries(contents))
      expect(Buffer.from(found[name] as string, 'latin1').equals(data)).toBe(true);
  });

  withPython(
    'are refused when they are damaged or too large, in bounded time and memory',
    async () => {
      const data = written(['text']);
      expect(await refusalOf(() => membersOf(data, { memberBytes: 1000 }))).toMatch(/larger than 1000 bytes/);
      for (let round = 0; round < 20; round++) {
        const copy = Buffer.from(data);
        const start = copy.indexOf('text') + 4;
        for (let count = 0; count <= round % 3; count++)
          copy[start + Math.floor(Math.random() * 4000)] = Math.floor(Math.random() * 256);
        // It may hit what does not matter; it never ends in another error.
        await refusalOf(() => membersOf(copy));
      }
    },
    60_000,
  );
});
