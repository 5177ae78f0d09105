// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code of Gemfiles
import { expect, test } from '@jest/globals';
import { readGemfile } from '../../../../src/formats/ruby/configure/gemfile.ts';
import { machine } from '../../../support/worlds/logins.ts';

const read = (text: string, files: Readonly<Record<string, string>> = {}, env: Readonly<Record<string, string>> = {}) =>
  readGemfile(machine({ files: { '/project/Gemfile': text, ...files }, env }), '/project/Gemfile', (path) =>
    path.replace('/project/', ''),
  );
const addresses = (...given: Parameters<typeof read>) =>
  read(...given).sources.map(({ text, unset }) => unset ?? text ?? '?');

test.each([
  ["source 'http://a/'", ['http://a/']],
  ['source("http://a/")', ['http://a/']],
  ['source(\n  "http://a/"\n)\n', ['http://a/']],
  ['source \\\n  "http://a/"\n', ['http://a/']],
  ['  source "http://a/" # why\r\ngem "b"\r\n', ['http://a/']],
  ['source "http://a/"; source %q{http://b/}\nsource %(http://c/)', ['http://a/', 'http://b/', 'http://c/']],
  ['source :rubygems', ['http://rubygems.org']],
  ['S = A = "http://a/"\nsource S', ['?']],
  ["S = 'http://a/'.freeze\nsource S", ['http://a/']],
  ["s ||= 'http://a/'\nsource s.to_s", ['http://a/']],
  ["s = if x\n  'http://a/'\nend\nsource s", ['?']],
  ['source "http://#{"a"}/#{b}"', ['?']],
  ['h = "a"\nsource "http://#{h}/#{h + "b"}"', ['?']],
  ['h = "a"\nsource "http://#{h}/"', ['http://a/']],
  ['source ENV["NONE"]', ['NONE']],
  ['source ENV["NONE"] || "http://a/"', ['http://a/']],
  ['source ENV["A"] || "http://a/"', ['http://env/']],
  ['source ENV.fetch("NONE", "http://a/")', ['http://a/']],
  ['source ENV.fetch("NONE") { "http://a/" }', ['?']],
  ['source(ENV.fetch("A"))', ['http://env/']],
  ['source ENV["A"] ? "http://a/" : "http://b/"', ['?']],
  ["# source 'http://a/'\n=begin\nsource 'http://b/'\n=end\n__END__\nsource 'http://c/'\n", []],
  ["x = <<-'E', 1\nsource 'http://a/'\n  E\nsource 'http://b/'", ['http://b/']],
  ["x = /'/ if y\nsource 'http://a/'\nz = %w[a ' b]\nsource 'http://b/'", ['http://a/', 'http://b/']],
  ["gem 'a', source: 'http://a/', require: false\ngem 'b', :source => 'http://b/'", ['http://a/', 'http://b/']],
  ["plugin 'x', source: 'http://a/'\ngit_source(:y) { |repo| \"http://g/#{repo}\" }", []],
  ["source 'http://a/' do |s|\n  gem 'x'\nend", ['http://a/']],
])('%s', (text, expected) => {
  expect(addresses(text, {}, { A: 'http://env/' })).toEqual(expected);
});

test('for which gems a source is, and under which condition', () => {
  const { sources } = read(
    "source 'http://a/'\nsource 'http://b/' do\n  group :test do\n    gem 'x'\n  end\n  gem 'y', '~> 1'\nend\nif z\n  source 'http://c/'\nelse\n  source 'http://d/'\nend\nsource 'http://e/' unless z\ngem 'w', source: 'http://f/' if z\nsource('http://g/') { gem 'v' }\n",
  );
  const seen = sources.map(({ at, gems, isOfGems, isConditional }) => [at, gems.join(), isOfGems, isConditional]);
  expect(seen).toEqual([
    ['Gemfile:1', '', false, false],
    ['Gemfile:2', 'x,y', true, false],
    ['Gemfile:9', '', false, true],
    ['Gemfile:11', '', false, true],
    ['Gemfile:13', '', false, true],
    ['Gemfile:14', 'w', true, true],
    ['Gemfile:15', 'v', true, false],
  ]);
});

test('files that are taken in, and those that cannot be', () => {
  const inner = { '/project/o/inner.rb': "source 'http://a/'\neval_gemfile '../Gemfile'\n" };
  const { sources, unread } = read('eval_gemfile "o/inner.rb"\neval_gemfile name\neval_gemfile "none"\n', inner);
  expect(new Set(sources.map(({ at, text }) => `${at} ${text}`))).toEqual(new Set(['o/inner.rb:1 http://a/']));
  expect(unread).toEqual(expect.arrayContaining(['Gemfile:2', 'none']));
  for (const path of [
    'File.join(__dir__, "o", "b")',
    'File.expand_path("../o/b", __FILE__)',
    'File.expand_path("o/b")',
  ])
    expect(addresses(`eval_gemfile ${path}`, { '/project/o/b': "source 'http://b/'" })).toEqual(['http://b/']);
});
