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
    ['types alone', { main: 'index.js', types: 'index.d.ts' }, ['index.d.ts']],
    ['types without an ending', { types: 'index' }, ['index.d.ts', 'index.js']],
    ['types by the name of the module', { types: './lib/i.js' }, ['lib/i.d.ts']],
    ['types of a folder', { typings: 'lib' }, ['lib/index.d.ts']],
    ['a program', { bin: { x: './bin/../bin/x.js' } }, ['bin/x.js']],
    ['one program by a text', { bin: 'x.js' }, ['x.js']],
    ['exports by a text', { exports: './i.js' }, ['i.js']],
    ['exports by conditions', { exports: { '.': { import: './i.mjs', default: './i.js' } } }, ['i.mjs', 'i.js']],
    [
      'a condition that only the author has',
      { exports: { '.': { source: './src/i.ts', default: './i.js' } } },
      ['i.js'],
    ],
    ['a path that is closed', { exports: { './private': null, '.': './i.js' } }, ['i.js']],
    ['a pattern', { exports: { './*': './lib/*.js' } }, ['lib/a.js']],
    ['a folder of exports', { exports: { './lib/': './lib/' } }, ['lib/a.js']],
    ['the first of a list', { exports: { '.': ['./i.js', './old.js'] } }, ['i.js']],
    ['values that are none', { main: 3, bin: [], types: null, exports: 7 }, []],
  ])('complete: %s', (_, manifest, files) => {
    expect(missing(manifest, ...files)).toEqual([]);
  });

  test.each<[object, string[], string[]]>([
    [{ main: 'lib/i.js' }, ['README.md'], ['`main` lib/i.js']],
    [{ main: 'lib/i.js', types: 'lib/i.d.ts' }, ['other.js'], ['`main` lib/i.js', '`types` lib/i.d.ts']],
    [{ bin: { x: 'bin/x.js', y: 'y.js' } }, ['y.js'], ['`bin` bin/x.js']],
    [{ exports: { '.': { require: './i.cjs', import: './i.mjs' } } }, ['i.mjs'], ['`exports` ./i.cjs']],
    [{ exports: { '.': { node: { import: './n.mjs' } } } }, ['i.js'], ['`exports` ./n.mjs']],
    [{ exports: { './*': './dist/*.js' } }, ['lib/a.js'], ['`exports` ./dist/*.js']],
    [{ exports: { '.': './i.js', './again': './i.js' } }, ['a.js'], ['`exports` ./i.js']],
  ])('missing: %j', (manifest, files, expected) => {
    expect(missing(manifest, ...files)).toEqual(expected);
  });
});
