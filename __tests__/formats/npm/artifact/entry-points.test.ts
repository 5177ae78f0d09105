import { describe, expect, test } from '@jest/globals';
import { missingEntryPoints } from '../../../../src/formats/npm/artifact/entry-points.ts';

const missing = (manifest: object, ...files: string[]) =>
  missingEntryPoints({ ...manifest }, new Set(['package.json', ...files]));

describe('entry points', () => {
  test.each<[string, object, string[]]>([
    ['no entry at all', {}, []],
    ['an empty main', { main: '' }, ['a.d.ts']],
    ['the file', { main: './lib/i.js' }, ['lib/i.js']],
    ['without its ending', { main: 'lib/i' }, ['lib/i.js']],
    ['a JSON file', { main: 'data' }, ['data.json']],
    ['a folder', { main: './lib/' }, ['lib/index.js']],
    ['the package itself', { main: '.' }, ['index.js']],
    ['a file that is not there, beside an index, which Node.js takes', { main: 'gone.js' }, ['index.js']],
    ['what npm init writes, in a package of single files', { main: 'index.js' }, ['lib/a.js']],
    ['what npm init writes, in a program', { main: 'index.js', bin: { x: 'cli.js' } }, ['cli.js']],
    [
      'a stale main beside exports, which Node.js takes instead',
      { main: 'old.js', exports: { '.': './new.js' } },
      ['new.js'],
    ],
    ['a main for bundlers alone', { main: 'cjs/a.js', module: 'esm/a.js' }, ['esm/a.js']],
    ['a main that its installation makes', { main: 'build/a.js', scripts: { postinstall: 'x' } }, ['mk.js']],
    ['a module that is compiled', { main: 'build/Release/a.node' }, ['binding.gyp']],
    [
      'a program that its installation brings',
      { main: 'i.js', bin: { node: 'bin/node' }, scripts: { preinstall: 'x' } },
      [],
    ],
    ['styles alone', { main: 'Gruntfile.js' }, ['css/a.css']],
    ['types alone', { main: 'index.js', types: 'index.d.ts' }, ['index.d.ts']],
    ['types without an ending', { types: 'index' }, ['index.d.ts', 'index.js']],
    ['types by the name of the module', { types: './lib/i.js' }, ['lib/i.d.ts']],
    ['types of a folder', { typings: 'lib' }, ['lib/index.d.ts']],
    [
      'types by versions of TypeScript',
      { types: 'index.d.ts', typesVersions: { '>=4.2': { '*': ['dist/*'] } } },
      ['dist/index.d.ts'],
    ],
    [
      'missing types beside the index that TypeScript finds',
      { main: 'index.js', types: 'gone.d.ts' },
      ['index.js', 'index.d.ts'],
    ],
    ['missing types beside those of main', { main: 'lib/i.js', types: 'gone.d.ts' }, ['lib/i.js', 'lib/i.d.ts']],
    ['a program', { bin: { x: './bin/../bin/x.js' } }, ['bin/x.js']],
    ['one program by a text', { bin: 'x.js' }, ['x.js']],
    ['no program', { bin: '' }, ['x.js']],
    ['exports by a text', { exports: './i.js' }, ['i.js']],
    ['exports by conditions alone', { exports: { import: './i.mjs', default: './i.js' } }, ['i.mjs', 'i.js']],
    [
      'a condition that only the author has',
      { exports: { '.': { source: './src/i.ts', default: './i.js' } } },
      ['i.js'],
    ],
    [
      'a default that nobody comes to',
      { exports: { '.': { import: './a.mjs', require: './a.js', default: './gone.js' } } },
      ['a.mjs', 'a.js'],
    ],
    [
      'sub-paths that lead nowhere',
      { exports: { '.': './a.js', './gone': './gone.js', './*': './none/*.js', './': './' } },
      ['a.js'],
    ],
    ['only sub-paths', { main: 'index.js', exports: { './a': './a.js' } }, ['a.js']],
    [
      'types of an export, for which TypeScript takes another way',
      { exports: { '.': { types: './gone.d.ts', default: './a.js' } } },
      ['a.js'],
    ],
    ['a name that is part of an address', { exports: './a%20b.js' }, ['a b.js']],
    ['a list, of which the first that can be', { exports: { '.': [{ deno: './d.ts' }, './i.js'] } }, ['i.js']],
    ['a package that is closed', { exports: { '.': null } }, []],
    ['values that are none', { main: 3, bin: [], types: null, exports: 7 }, []],
  ])('complete: %s', (_, manifest, files) => {
    expect(missing(manifest, ...files)).toEqual([]);
  });

  test.each<[object, string[], string[]]>([
    [{ main: 'lib/i.js' }, ['README.md'], ['`main` lib/i.js']],
    [{ main: 'index.js' }, ['src/index.ts', 'tsconfig.json'], ['`main` index.js']],
    [{ main: 'lib/i.js', types: 'lib/i.d.ts' }, ['other.js'], ['`main` lib/i.js', '`types` lib/i.d.ts']],
    [{ main: 'i.js', types: 'lib/i.d.ts' }, ['i.js'], ['`types` lib/i.d.ts']],
    [{ bin: { x: 'bin/x.js', y: 'y.js' } }, ['y.js'], ['`bin` bin/x.js']],
    [{ exports: { '.': { require: './i.cjs', import: './i.mjs' } } }, ['i.mjs'], ['`exports` ./i.cjs']],
    [{ exports: { '.': { node: { import: './n.mjs' }, default: './i.js' } } }, ['i.js'], ['`exports` ./n.mjs']],
    [{ main: 'i.js', exports: './dist/i.js' }, ['i.js'], ['`exports` ./dist/i.js']],
  ])('missing: %j', (manifest, files, expected) => {
    expect(missing(manifest, ...files)).toEqual(expected);
  });
});
