import { expect, test } from '@jest/globals';
import { bundleKey, listsIn, readBundle, setBundle } from '../../../../src/formats/ruby/configure/bundle-config.ts';
import { bundlerProject } from '../../../../src/formats/ruby/configure/bundler-project.ts';
import { machine } from '../../../support/worlds/logins.ts';

const URL = 'https://a-b.example/ruby/r/';
const KEY = 'BUNDLE_HTTPS://A___B__EXAMPLE/RUBY/R/';

test.each([
  ['BUNDLE_A: "b"', [['BUNDLE_A', 'b']]],
  [" BUNDLE_A: 'b' ", [['BUNDLE_A', "'b' "]]],
  ['BUNDLE_A: b: c\r\n', [['BUNDLE_A: b', 'c']]],
  ['BUNDLE_A:b', []],
  ['  BUNDLE_A: b', []],
  ['BUNDLE_A:\n- b\n', []],
  ['BUNDLE_A: ""', [['BUNDLE_A', '']]],
  ['# BUNDLE_A: b', [['# BUNDLE_A', 'b']]],
  ['BUNDLE_A.B-C: d', [['BUNDLE_A__B___C', 'd']]],
  ['BUNDLE_MIRROR__HTTP://A.B: c', [['BUNDLE_MIRROR__HTTP://A__B/', 'c']]],
  ['BUNDLE_A: "b', [['BUNDLE_A', '"b']]],
])('%s', (text, expected) => {
  expect([...readBundle(text)]).toEqual(expected);
});

test('whatever lines Bundler takes for the address are written, and no other', () => {
  const spellings = [KEY, KEY.slice(0, -1), 'BUNDLE_HTTPS://A-B.EXAMPLE/RUBY/R'];
  const text = `---\n${spellings.map((key) => `${key}: "aws:old"\r\n`).join('')}BUNDLE_https://a-b.example/ruby/r/: "x"`;
  const written = setBundle(text, URL, 'aws:new');
  expect(written).toBe(`---\n${`${KEY}: "aws:new"\r\n`.repeat(3)}BUNDLE_https://a-b.example/ruby/r/: "x"`);
  expect(readBundle(written).get(bundleKey(URL))).toBe('aws:new');
  expect(setBundle('BUNDLE_A: b', URL, 'aws:new')).toBe(`BUNDLE_A: b\n${KEY}: "aws:new"\n`);
});

test('lists where Bundler wants one line', () => {
  expect(listsIn('BUNDLE_WITHOUT:\n  - a\nBUNDLE_WITH: "a:b"\nBUNDLE_OTHER:\n- c\n')).toEqual(['BUNDLE_WITHOUT']);
});

test('which Gemfile, by folders, variables and settings', () => {
  const chosen = (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) => {
    const { gemfile, layers } = bundlerProject(machine({ files, env }));
    return [gemfile, layers[0]?.path];
  };
  expect(chosen({})).toEqual([undefined, '/project/.bundle/config']);
  expect(chosen({ '/.bundle/config': '' })).toEqual([undefined, '/.bundle/config']);
  expect(chosen({ '/Gemfile': '' })).toEqual(['/Gemfile', '/.bundle/config']);
  expect(chosen({ '/gems.rb': '', '/project/Gemfile': '' })).toEqual(['/project/Gemfile', '/project/.bundle/config']);
  expect(chosen({ '/project/gems.rb': '', '/project/Gemfile': '' })[0]).toBe('/project/gems.rb');
  expect(chosen({ '/Gemfile': '' }, { BUNDLE_APP_CONFIG: 'x' })).toEqual(['/Gemfile', '/x/config']);
  expect(chosen({ '/project/Gemfile': '' }, { BUNDLE_GEMFILE: 'o/G' })).toEqual([
    '/project/o/G',
    '/project/o/.bundle/config',
  ]);
  const settings = { '/project/Gemfile': '', '/project/.bundle/config': 'BUNDLE_GEMFILE: ~/G' };
  expect(chosen(settings)).toEqual(['/home/ci/G', '/home/ci/.bundle/config']);
  expect(chosen(settings, { BUNDLE_IGNORE_CONFIG: '' })).toEqual(['/project/Gemfile', undefined]);
});
