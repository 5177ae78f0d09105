import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { glob } from 'tinyglobby';
import { filesOfFewLevels, filesOfOneFolder } from '../../src/machine/plain-globs.ts';
import { temporaryFolders } from '../support/folders.ts';

const folder = temporaryFolders();
const NAMES = [
  'a.tgz',
  '.tgz',
  '.a.tgz',
  'b.TGZ',
  '@x.tgz',
  'a b.tgz',
  '..tgz',
  'a.tgz.bak',
  '[a].tgz',
  'ü.tgz',
  '-a.tgz',
];
const FOLDERS = ['', 'dist/', 'dist/@acme/', 'a b/', '.hidden/', 'linked/', './', '../', 'dist//', 'none/', 'dist/./'];
const LAST = [
  '*',
  '*.tgz',
  'a*.tgz',
  '*a*',
  '.*',
  'a.tgz',
  '*tgz',
  '* *',
  '..*',
  '*.',
  '.',
  '..',
  'none',
  'inner',
  '**',
];

async function byLibrary(patterns: string[], cwd: string): Promise<string[]> {
  const options = {
    absolute: true,
    dot: true,
    followSymbolicLinks: false,
    onlyFiles: true,
    expandDirectories: false,
  };
  return (await glob(patterns, { cwd, ...options })).map((path) => resolve(path)).sort();
}

test('what plain patterns of one folder find is what the library finds', async () => {
  const place = folder();
  for (const name of ['', 'dist', 'dist/@acme', 'a b', '.hidden']) {
    mkdirSync(join(place, name, 'inner'), { recursive: true });
    for (const file of NAMES) writeFileSync(join(place, name, file), '');
    symlinkSync('a.tgz', join(place, name, 'link.tgz'));
  }
  symlinkSync('dist', join(place, 'linked'));
  let compared = 0;
  for (const parent of [...FOLDERS, `${place}/dist/`]) {
    for (const [index, last] of LAST.entries()) {
      for (const patterns of [[parent + last], [parent + last, parent + (LAST[(index + 4) % LAST.length] ?? '')]]) {
        const found = filesOfOneFolder(patterns, place);
        if (found === undefined) continue;
        compared++;
        expect([patterns, found]).toEqual([patterns, await byLibrary(patterns, place)]);
      }
    }
  }
  expect(compared).toBeGreaterThan(100);
});

test.each([['**/*.tgz'], ['dist/**'], ['!a.tgz'], ['{a,b}.tgz'], ['a?.tgz'], ['*/a.tgz'], ['../*.tgz'], ['+(a).tgz']])(
  '%s is left to the library',
  (pattern) => {
    expect(filesOfOneFolder([pattern], '/')).toBeUndefined();
  },
);

test('patterns of two folders are left to the library, which follows no link between them', () => {
  expect(filesOfOneFolder(['a/*', 'b/*'], '/')).toBeUndefined();
});

describe('patterns of a few levels', () => {
  const names = ['a.txt', 'b.csproj', '.a.txt', '.txt', 'build', 'go', 'a b.txt', 'A.TXT'];
  const folders = [
    '',
    'go',
    'go/build',
    'go/a',
    'go/a/b',
    'go/a/b/c',
    'build',
    'dist',
    'a.txt.d',
    'req',
    'go/req',
    '.git/x',
  ];

  const made = () => {
    const place = folder();
    for (const name of folders) mkdirSync(join(place, name), { recursive: true });
    for (const name of folders)
      for (const file of names) if (!existsSync(join(place, name, file))) writeFileSync(join(place, name, file), '');
    symlinkSync('go', join(place, 'linked'));
    symlinkSync('../a.txt', join(place, 'go/link.txt'));
    return place;
  };

  const levels = (names: string[]) =>
    ['', '*/', '*/*/', '*/*/*/'].flatMap((above) => names.map((name) => above + name));
  const without = (names: string[]) => names.flatMap((name) => [`!${name}/**`, `!*/${name}/**`, `!*/*/${name}/**`]);

  test.each([
    [levels(['a.txt'])],
    [levels(['*.txt', 'b.csproj'])],
    [levels(['*'])],
    [[...levels(['*']), ...without(['build', 'dist', '.git'])]],
    [[...levels(['*.txt', 'req/*.txt', 'a/b/*']), ...without(['build', 'req'])]],
    [[...levels(['build', 'go']), ...without(['build'])]],
    [['*', 'go/*', 'build/a.txt', 'linked/*']],
    [['*', '!build/**', 'go/*/*']],
    [['none.txt', 'go/none/*.txt', 'dist/*']],
    [['*.t*t', '*/.*', '!*/a/**', '*/*/*']],
  ])('%j: what the library finds', async (patterns) => {
    const place = made();
    const found = filesOfFewLevels(patterns, place);
    expect(found).toBeDefined();
    expect(found).toEqual(await byLibrary(patterns, place));
  });

  test.each([
    [['go/*.txt']],
    [['**/*.txt']],
    [['*.txt', 'go/**']],
    [['*.txt', '!a.txt']],
    [['*.txt', '!go/*']],
    [['*.{txt,md}']],
    [['*.txt', '../*.txt']],
    [['*.txt', './a.txt']],
    [['a?.txt']],
    [['*.txt', '/etc/*']],
    [[]],
  ])('%j is left to the library', (patterns) => {
    expect(filesOfFewLevels(patterns, '/')).toBeUndefined();
  });
});
