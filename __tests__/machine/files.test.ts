import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createFiles } from '../../src/machine/files.ts';
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
});
