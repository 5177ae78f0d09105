// The search for settings in a project's folders, compared with a globbing library over trees drawn at random.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { glob } from 'tinyglobby';
import { isNamedBy, ProjectTree } from '../../../../src/core/operations/login/project-files.ts';
import type { WalkChoice } from '../../../../src/core/ports/host.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { recordingHost } from '../../../support/host.ts';

const folder = temporaryFolders();
const FOLDERS = ['', 'a/', 'a/b/', '.mvn/', 'a/.mvn/', 'requirements/', 'a b/', '[x]/', '.deep/a/b/', 'a/b/c/d/'];
const NAMES = [
  'requirements.txt',
  'dev-requirements.txt',
  'requirements-dev.txt.bak',
  'requirements.d',
  '.txt',
  'a.txt',
  'a+b.txt',
  '[x].txt',
  'maven.config',
  'jvm.config',
  'Requirements.txt',
  'x\nrequirements.txt',
  'ü.txt',
];
const PATTERNS = [
  '*requirements*.txt',
  '*.txt',
  'requirements.txt',
  'requirements/*.txt',
  '.mvn/*.*',
  '.mvn/maven.config',
  'a*b*.txt',
  '*requirements*requirements*',
  '*',
  'none',
];

/** `*` stands for any characters of a name, in this library as here. */
async function byLibrary(patterns: readonly string[], cwd: string): Promise<string[]> {
  const any = patterns.map((pattern) => `**/${pattern}`);
  // What lies in a hidden folder three levels below is not looked into, unless a pattern names it.
  return (await glob(any, { cwd, dot: true, onlyFiles: true, expandDirectories: false })).sort();
}

describe('the tree of a project', () => {
  test('finds what a globbing library finds, whatever was searched before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.constantFrom(...FOLDERS), fc.constantFrom(...NAMES)).map(([at, name]) => at + name)),
        fc.array(fc.subarray(PATTERNS, { minLength: 1 }), { minLength: 1, maxLength: 4 }),
        async (files, searches) => {
          const top = folder();
          for (const file of files) {
            mkdirSync(dirname(join(top, file)), { recursive: true });
            writeFileSync(join(top, file), '');
          }
          const tree = new ProjectTree(recordingHost({ folder: top }).files);
          for (const patterns of searches) {
            const { files: found, passedOver } = await tree.search(patterns, top);
            // A name of two lines is none that anybody looks for with a star.
            const isPlain = (path: string) => !path.includes('\n');
            expect([...found].filter(isPlain).sort()).toEqual((await byLibrary(patterns, top)).filter(isPlain));
            expect(passedOver).toEqual([]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('reads each folder once, however many tools ask', async () => {
    const top = folder();
    for (const file of ['a/package.json', 'a/b/pom.xml', 'c/requirements.txt', 'dist/package.json']) {
      mkdirSync(dirname(join(top, file)), { recursive: true });
      writeFileSync(join(top, file), '');
    }
    const { files } = recordingHost({ folder: top });
    let read = 0;
    const counting = {
      ...files,
      walk: async (directory: string, choice: WalkChoice) => {
        const before = choice.listings?.size ?? 0;
        const found = await files.walk(directory, choice);
        read += (choice.listings?.size ?? Number.NaN) - before;
        return found;
      },
    };
    const tree = new ProjectTree(counting);
    await tree.search(['package.json'], top);
    await tree.search(['pom.xml', '*.txt'], top, { entersBuilt: true });
    await tree.search(['b/pom.xml'], join(top, 'a'));
    expect((await tree.search(['package.json'], top)).files).toEqual(['a/package.json']);
    expect((await tree.search(['package.json'], top, { entersBuilt: true })).files).toEqual([
      'a/package.json',
      'dist/package.json',
    ]);
    expect(read).toBe(['', 'a', 'a/b', 'c', 'dist'].length);
  });

  test('tells of hidden folders that it did not look into, but for those of tools', async () => {
    const top = folder();
    for (const file of ['.github/a/b/c/package.json', '.yarn/a/b/c/package.json', '.github/a/b/package.json']) {
      mkdirSync(dirname(join(top, file)), { recursive: true });
      writeFileSync(join(top, file), '');
    }
    const tree = new ProjectTree(recordingHost({ folder: top }).files);
    expect(await tree.search(['package.json'], top)).toMatchObject({
      files: ['.github/a/b/package.json'],
      passedOver: ['.github/a/b/c'],
    });
  });

  test.each([
    ['*a*a*', 'a', false],
    ['*a*a*', 'aa', true],
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['a.b', 'axb', false],
    ['x/*.txt', 'y/x/a.txt', true],
    ['x/*.txt', 'x/y/a.txt', false],
    ['x/*.txt', 'a.txt', false],
  ])('%s and %s', (pattern, path, is) => {
    expect(isNamedBy(pattern, path)).toBe(is);
  });
});
