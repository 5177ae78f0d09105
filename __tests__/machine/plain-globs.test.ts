import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { glob } from 'tinyglobby';
import { filesOfOneFolder } from '../../src/machine/plain-globs.ts';
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

test('what plain patterns of one folder find is what the library finds', async () => {
  const place = folder();
  for (const name of ['', 'dist', 'dist/@acme', 'a b', '.hidden']) {
    mkdirSync(join(place, name, 'inner'), { recursive: true });
    for (const file of NAMES) writeFileSync(join(place, name, file), '');
    symlinkSync('a.tgz', join(place, name, 'link.tgz'));
  }
  symlinkSync('dist', join(place, 'linked'));
  const expected = async (patterns: string[]) => {
    const options = {
      absolute: true,
      dot: true,
      followSymbolicLinks: false,
      onlyFiles: true,
      expandDirectories: false,
    };
    return (await glob(patterns, { cwd: place, ...options })).map((path) => resolve(path)).sort();
  };
  let compared = 0;
  for (const parent of [...FOLDERS, `${place}/dist/`]) {
    for (const [index, last] of LAST.entries()) {
      for (const patterns of [[parent + last], [parent + last, parent + (LAST[(index + 4) % LAST.length] ?? '')]]) {
        const found = filesOfOneFolder(patterns, place);
        if (found === undefined) continue;
        compared++;
        expect([patterns, found]).toEqual([patterns, await expected(patterns)]);
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
