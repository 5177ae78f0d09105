// biome-ignore-all lint/suspicious/noTemplateCurlyInString: code of Gemfiles
// What files, variables and Gemfiles make of a login, with the real gem and Bundler: after it the private gem is fetched,
// or the login says why not; where another server hears of it, the login says that; the model that `doctor` judges with
// says what the client does, and nothing of what works; and after the logout every byte is as before.
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/core/model/secret.ts';
import { toolProbes } from '../../src/core/operations/doctor/tools.ts';
import { configure } from '../../src/core/operations/login/configure.ts';
import { FilesOnDisk, inspectTool } from '../../src/core/operations/login/inspect-tool.ts';
import { registryVerdicts, remarkVerdicts } from '../../src/core/operations/login/judge-tool.ts';
import { cleanUp } from '../../src/core/operations/login/logout.ts';
import { ruby as rubyFormat } from '../../src/formats/ruby/format.ts';
import { recordingHost } from '../support/host.ts';
import { sampled } from '../support/lane.ts';
import { writeTree } from '../support/packages/maven-package.ts';
import { buildAcmeGem, gemAnswers } from '../support/packages/ruby-gem.ts';
import { findTool, programOf, runTool, whyNot } from '../support/programs/tools.ts';
import { type ScriptedServer, scriptedServer } from '../support/servers/scripted-server.ts';
import { pictureOf } from '../support/worlds/login-world.ts';
import { registration, TOKEN } from '../support/worlds/logins.ts';

const LONG = 120_000;
const ruby = findTool('ruby', 'ruby');
const gem = findTool('gem', 'gem');
const bundle = findTool('bundle', 'bundle');
/** The probes of tools ask nothing of the service. */
const NO_SERVICE = {} as never;
const BASE = '/ruby/d/my-org-111122223333/shared/';

let folder: string;
let ours: ScriptedServer;
/** Any other server, which has no gem; also the proxy of whoever leaves the machine. */
let other: ScriptedServer;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'situations-ruby-')));
  other = await scriptedServer(({ path }) => {
    if (path.endsWith('/versions')) return { status: 200, body: 'created_at: 2026-01-01T00:00:00Z\n---\n' };
    // Marshal's empty list.
    if (path.endsWith('specs.4.8.gz')) return { status: 200, body: gzipSync(Buffer.from('\u0004\b[\u0000')) };
    return { status: path.endsWith('/other/') ? 200 : 404 };
  });
  const bodies =
    whyNot(ruby, gem) === undefined
      ? gemAnswers(await buildAcmeGem(join(folder, 'gem'), { gem: programOf(gem), ruby: programOf(ruby) }))
      : {};
  ours = await scriptedServer(({ path, headers }) => {
    const basic = `Basic ${Buffer.from(`aws:${TOKEN}`).toString('base64')}`;
    if (![basic, `Bearer ${TOKEN}`].includes(headers.authorization ?? ''))
      return { status: 401, headers: { 'www-authenticate': 'Basic realm="my-org/shared"' } };
    const body = path.startsWith(BASE) ? bodies[path.slice(BASE.length)] : undefined;
    return body === undefined ? { status: 404 } : { status: 200, body };
  });
}, LONG);
afterAll(async () => {
  await ours?.close();
  await other?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Addresses and folders that texts of a row name. */
interface Places {
  readonly endpoint: string;
  readonly other: string;
  readonly home: string;
  readonly work: string;
}

interface Row {
  readonly name: string;
  /** By path: `home/…`, `work/…` or elsewhere in the folder of the case. */
  readonly files?: (at: Places) => Readonly<Record<string, string | Uint8Array>>;
  readonly env?: (at: Places) => Readonly<Record<string, string>>;
  /** Where the client is run and login is done, below `work`. */
  readonly inside?: string;
  /** What the login warns of. */
  readonly told?: RegExp;
  /** What the login only mentions. */
  readonly noted?: RegExp;
  /** The login stops, for this reason. */
  readonly refused?: RegExp;
  /** Whether the client gets the private gem. Default: unless the login warns. */
  readonly isFetched?: boolean;
  /** Whether the client speaks to the other server. Undefined: either way. */
  readonly asksOther?: boolean;
}

const keyOf = (url: string) => url.replaceAll('.', '__').replaceAll('-', '___').toUpperCase();
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
const gemrc = (text: string | Uint8Array | ((at: Places) => string)) => (at: Places) => ({
  'home/.gemrc': typeof text === 'function' ? text(at) : text,
});

const GEM: readonly Row[] = [
  { name: 'no file' },
  { name: 'an empty mapping, as gem writes it', files: gemrc('--- {}\n') },
  { name: 'arguments that choose no server', files: gemrc('gem: --no-document\ninstall: --env-shebang\n') },
  { name: ':update_sources: is off', files: gemrc('---\n:update_sources: false\n') },
  {
    name: 'the source of yesterday, with its token',
    files: gemrc((at) => `---\n:sources:\n- ${at.endpoint.replace('://', '://aws:old@')}\n`),
  },
  {
    name: 'another source beside ours',
    files: gemrc((at) => `:sources:\n- ${at.other}\n`),
    told: /lets gem ask .*\/other\/ for every name as well/,
    isFetched: true,
    asksOther: true,
  },
  {
    name: 'arguments of every command that leave ours out',
    files: gemrc((at) => `gem: --clear-sources --source ${at.other}\n`),
    told: /`gem` in .*\.gemrc gives gem `--clear-sources --source`/,
    asksOther: true,
  },
  {
    name: 'the same cut short',
    files: gemrc((at) => `gem: --clear --sou=${at.other}\n`),
    told: /gives gem `--clear-sources --source`/,
    asksOther: true,
  },
  {
    name: 'the same as a list',
    files: gemrc((at) => `gem: ["--clear-sources", "-s", "${at.other}"]\n`),
    told: /gives gem `--clear-sources --source`/,
    asksOther: true,
  },
  {
    name: 'arguments of one command that leave ours out',
    files: gemrc((at) => `install: --clear-sources -s ${at.other}\n`),
    told: /`install` in .* gives `gem install` `--clear-sources --source`/,
    asksOther: true,
  },
  {
    name: 'arguments of a command that is not run',
    files: gemrc((at) => `update: --clear-sources --source ${at.other}\n`),
    told: /`update` in .* gives `gem update`/,
    isFetched: true,
    asksOther: false,
  },
  {
    name: 'arguments that add a source',
    files: gemrc((at) => `gem: -s ${at.other}\n`),
    told: /`gem` in .* lets gem ask .* for every name as well/,
    isFetched: true,
    asksOther: true,
  },
  { name: 'sources that are cleared and read again', files: gemrc('gem: --clear-sources\n') },
  { name: 'a symbol is no command', files: gemrc((at) => `:gem: --clear-sources --source ${at.other}\n`) },
  { name: 'no network', files: gemrc('gem: --local\n'), told: /gives gem `--local`/, asksOther: false },
  { name: 'no network for install', files: gemrc('"install": -l\n'), told: /gives `gem install` `--local`/ },
  { name: 'the network after all', files: gemrc('gem: --local --remote\n') },
  {
    name: 'no network but for install',
    files: gemrc('gem: --local\ninstall: --remote\n'),
    told: /gives `gem update` and `gem fetch` `--local`/,
    isFetched: true,
  },
  { name: 'a byte order mark before a comment', files: gemrc('\uFEFF# mine\n:backtrace: false\n') },
  {
    name: 'a byte order mark before a setting',
    files: gemrc('\uFEFF:backtrace: false\n'),
    told: /is UTF-8 with a byte order mark: gem goes on without/,
  },
  { name: 'a byte order mark before a document', files: gemrc('\uFEFF---\n'), told: /with a byte order mark/ },
  { name: 'UTF-16', files: gemrc(utf16(':backtrace: false\n')), told: /is UTF-16: gem goes on without/ },
  { name: 'bytes of Latin-1', files: gemrc(latin1('# caf\xe9\n:backtrace: false\n')), told: /is not UTF-8/ },
  { name: 'other letters in UTF-8', files: gemrc('# café\n:backtrace: false\n') },
  {
    name: 'flow style with symbols, which Ruby does not read',
    files: gemrc((at) => `{":update_sources": true, :sources: ["${at.other}"]}\n`),
    told: /has `:sources` between braces/,
    asksOther: false,
  },
  { name: 'a symbol in a list', files: gemrc('a: [ :x ]\n'), told: /has `:x` between braces or brackets/ },
  {
    name: 'flow style, in which Ruby has no symbols',
    files: gemrc('---\n{ "gem": "--no-document" }\n'),
    refused: /cannot stand between braces/,
  },
  { name: 'an anchor that nobody uses', files: gemrc('base: &b\n- 1\n') },
  { name: 'an alias', files: gemrc('base: &b\n- 1\nother: *b\n'), told: /holds an alias: gem stops/ },
  { name: 'a merged mapping', files: gemrc('base: &b\n  a: 1\n<<: *b\n'), told: /holds an alias: gem stops/ },
  { name: 'a date', files: gemrc('since: 2026-01-01\n'), told: /holds a date without quotes: gem stops/ },
  { name: 'an object', files: gemrc('a: !ruby/regexp /x/\n'), told: /holds a `!ruby\/regexp`: gem stops/ },
  { name: 'a hash by its name', files: gemrc('--- !ruby/object:Hash\n:backtrace: false\n') },
  { name: 'a control character', files: gemrc(':backtrace: false\n# \u0001\n'), told: /holds a control character/ },
  {
    name: 'the setting in quotes',
    files: gemrc((at) => `":sources":\n- ${at.other}\n`),
    told: /has `:sources` in quotes/,
    asksOther: false,
  },
  {
    name: 'the files of two paths, of which one is not there',
    files: (at) => ({ 'home/team.gemrc': `---\n:sources:\n- ${at.other}\n` }),
    env: (at) => ({ GEMRC: `${join(at.home, 'none')}:${join(at.home, 'team.gemrc')}` }),
    told: /team\.gemrc lets gem ask/,
    isFetched: true,
  },
  {
    name: 'GEMRC names a file without sources',
    files: () => ({ 'home/team.gemrc': '---\n:backtrace: true\n' }),
    env: (at) => ({ GEMRC: join(at.home, 'team.gemrc') }),
  },
  {
    name: 'GEMRC names a file of the project with other sources',
    files: (at) => ({ 'work/.gemrc': `---\n:sources:\n- ${at.other}\n` }),
    env: (at) => ({ GEMRC: join(at.work, '.gemrc') }),
    told: /GEMRC makes gem read .* instead of/,
    asksOther: true,
  },
  { name: 'GEMRC is set to nothing', env: () => ({ GEMRC: '' }), told: /GEMRC makes gem read no file instead of/ },
  { name: 'a file of the project that nobody reads', files: (at) => ({ 'work/.gemrc': `:sources:\n- ${at.other}\n` }) },
];

/** The private gem of one source, which is ours unless it is said. */
const simple = (url: string) => `source '${url}'\ngem 'acme-gem'\n`;
const gemfile =
  (text: (at: Places) => string | Uint8Array, path = 'work/Gemfile') =>
  (at: Places) => ({
    [path]: text(at),
  });
const settings =
  (text: (at: Places) => string | Uint8Array, path = 'work/.bundle/config') =>
  (at: Places) => ({
    'work/Gemfile': simple(at.endpoint),
    [path]: text(at),
  });
const NOT_ASKED = /so that Bundler does not ask it/;
const STALE = /holds another token/;

const BUNDLER: readonly Row[] = [
  { name: 'no file', files: gemfile((at) => simple(at.endpoint)) },
  { name: 'an address without the last slash', files: gemfile((at) => simple(at.endpoint.replace(/\/$/, ''))) },
  {
    name: 'a folded value',
    files: settings(() => '---\nBUNDLE_JOBS: "2"\nBUNDLE_WITHOUT: "development:\n  test"\n', 'home/.bundle/config'),
  },

  // Which Gemfile.
  { name: 'a Gemfile in a folder above', inside: 'a/b', files: gemfile((at) => simple(at.endpoint)) },
  {
    name: 'settings beside a Gemfile above: credentials',
    inside: 'a/b',
    files: settings((at) => `---\nBUNDLE_${keyOf(at.endpoint)}: "aws:old"\n`),
    told: STALE,
  },
  {
    name: 'settings beside a Gemfile above: a mirror',
    inside: 'a/b',
    files: settings((at) => `---\nBUNDLE_MIRROR__ALL: "${at.other}"\n`),
    told: /a mirror of Bundler in .*work\/\.bundle\/config sends/,
    asksOther: true,
  },
  {
    name: 'settings in a folder that has no Gemfile',
    inside: 'a/b',
    files: settings((at) => `---\nBUNDLE_MIRROR__ALL: "${at.other}"\n`, 'work/a/b/.bundle/config'),
  },
  {
    name: 'gems.rb beside a Gemfile that is right',
    files: (at) => ({ 'work/Gemfile': simple(at.endpoint), 'work/gems.rb': simple(at.other) }),
    told: /`source` in gems\.rb is/,
    asksOther: true,
  },
  {
    name: 'gems.rb that is right beside a Gemfile',
    files: (at) => ({ 'work/Gemfile': simple(at.other), 'work/gems.rb': simple(at.endpoint) }),
    asksOther: false,
  },
  {
    name: 'BUNDLE_GEMFILE names another one',
    files: (at) => ({ 'work/Gemfile': simple(at.endpoint), 'work/o/Gemfile': simple(at.other) }),
    env: () => ({ BUNDLE_GEMFILE: 'o/Gemfile' }),
    told: /`source` in o\/Gemfile \(named by the variable BUNDLE_GEMFILE\) is/,
    asksOther: true,
  },
  {
    name: 'BUNDLE_GEMFILE names the right one, with settings of its own',
    files: (at) => ({
      'work/Gemfile': simple(at.other),
      'work/.bundle/config': `---\nBUNDLE_MIRROR__ALL: "${at.other}"\n`,
      'work/o/Gemfile': simple(at.endpoint),
    }),
    env: () => ({ BUNDLE_GEMFILE: 'o/Gemfile' }),
    asksOther: false,
  },
  {
    name: 'the project’s settings name another one',
    files: (at) => ({
      'work/Gemfile': simple(at.endpoint),
      'work/.bundle/config': '---\nBUNDLE_GEMFILE: "o/Gemfile"\n',
      'work/o/Gemfile': simple(at.other),
    }),
    told: /\(named by `BUNDLE_GEMFILE` in .*work\/\.bundle\/config\) is/,
    asksOther: true,
  },
  {
    name: 'the user’s settings name another one',
    files: (at) => ({
      'work/Gemfile': simple(at.endpoint),
      'home/.bundle/config': '---\nBUNDLE_GEMFILE: "~/Gemfile"\n',
      'home/Gemfile': simple(at.other),
    }),
    told: /home\/Gemfile \(named by/,
    asksOther: true,
  },
  {
    name: 'the Gemfile that is named is missing',
    files: gemfile((at) => simple(at.endpoint)),
    env: () => ({ BUNDLE_GEMFILE: 'none/Gemfile' }),
    noted: /BUNDLE_GEMFILE names none\/Gemfile, which does not exist/,
    isFetched: false,
  },

  // What the Gemfile says.
  { name: 'another server alone', files: gemfile((at) => simple(at.other)), told: NOT_ASKED, asksOther: true },
  {
    name: 'the public server alone',
    files: gemfile(() => simple('https://rubygems.org')),
    noted: /Gemfile names https:\/\/rubygems\.org\/ and not this repository/,
    isFetched: false,
  },
  {
    name: 'the public server by its symbol',
    files: gemfile(() => "source :rubygems\ngem 'acme-gem'\n"),
    noted: /and not this repository/,
    isFetched: false,
  },
  {
    name: 'no source',
    files: gemfile(() => "gem 'acme-gem'\n"),
    noted: /names no source, so that Bundler asks no server/,
    isFetched: false,
    asksOther: false,
  },
  {
    name: 'a second source for everything',
    files: gemfile((at) => `source '${at.other}'\n${simple(at.endpoint)}`),
    told: /Gemfile:1 lets Bundler ask .* for every name as well/,
    isFetched: true,
    asksOther: true,
  },
  {
    name: 'ours in a block, another one for the rest',
    files: gemfile((at) => `source '${at.other}'\nsource('${at.endpoint}') { gem 'acme-gem' }\n`),
  },
  {
    name: 'ours for all, another one with a block',
    files: gemfile((at) => `${simple(at.endpoint)}source '${at.other}' do\nend\n`),
  },
  {
    name: 'the gem is bound to another server',
    files: gemfile((at) => `source '${at.endpoint}'\ngem 'acme-gem', source: '${at.other}'\n`),
    noted: /Bundler takes acme-gem from .*\/other\/, as Gemfile:2 says/,
    isFetched: false,
    asksOther: true,
  },
  {
    name: 'the gem stands in the block of another server',
    files: gemfile((at) => `source '${at.endpoint}'\nsource '${at.other}' do\n  gem 'acme-gem'\nend\n`),
    noted: /Bundler takes acme-gem from/,
    isFetched: false,
    asksOther: true,
  },
  {
    name: 'a constant',
    files: gemfile((at) => `S = "${at.other}".freeze\nsource S\ngem 'acme-gem'\n`),
    told: NOT_ASKED,
    asksOther: true,
  },
  { name: 'a constant that is right', files: gemfile((at) => `S = "${at.endpoint}"\nsource(S)\ngem 'acme-gem'\n`) },
  {
    name: 'a variable of the environment',
    files: gemfile(() => "source ENV.fetch('GEMS')\ngem 'acme-gem'\n"),
    env: (at) => ({ GEMS: at.endpoint }),
  },
  {
    name: 'a variable of the environment, or else',
    files: gemfile((at) => `source ENV['GEMS'] || '${at.other}'\ngem 'acme-gem'\n`),
    told: NOT_ASKED,
    asksOther: true,
  },
  {
    name: 'a part from the environment',
    files: gemfile(() => `source "#{ENV['GEMS']}${BASE}"\ngem 'acme-gem'\n`),
    env: (at) => ({ GEMS: at.endpoint.slice(0, -BASE.length) }),
  },
  {
    name: 'a variable that is not set',
    files: gemfile(() => "source ENV['GEMS']\ngem 'acme-gem'\n"),
    told: /Gemfile:1 takes a value from GEMS, which is not set/,
  },
  {
    name: 'other quotes',
    files: gemfile((at) => `source %q(${at.other})\ngem 'acme-gem'\n`),
    told: NOT_ASKED,
    asksOther: true,
  },
  {
    name: 'sources in comments and texts',
    files: gemfile(
      (at) =>
        `# source '${at.other}'\n=begin\nsource '${at.other}'\n=end\nx = <<~E\n  source '${at.other}'\nE\n${simple(at.endpoint)}__END__\nsource '${at.other}'\n`,
    ),
    asksOther: false,
  },
  {
    name: 'a condition',
    files: gemfile(
      (at) => `if ENV['CI']\n  source '${at.endpoint}'\nelse\n  source '${at.other}'\nend\ngem 'acme-gem'\n`,
    ),
    noted: /where the condition around Gemfile:4 holds, Bundler asks/,
    asksOther: false,
  },
  {
    name: 'what only Ruby can tell',
    files: gemfile((at) => `source ['${at.endpoint}'].first\ngem 'acme-gem'\n`),
    noted: /names its sources by what only Ruby can tell \(Gemfile:1\)/,
    isFetched: true,
  },
  {
    name: 'another Gemfile that is taken in',
    files: (at) => ({ 'work/Gemfile': 'eval_gemfile "o/Gemfile"\n', 'work/o/Gemfile': simple(at.other) }),
    told: NOT_ASKED,
    asksOther: true,
  },
  {
    name: 'a Gemfile that is right and is taken in',
    files: (at) => ({
      'work/Gemfile': 'eval_gemfile File.join(__dir__, "o/Gemfile")\n',
      'work/o/Gemfile': simple(at.endpoint),
    }),
  },
  {
    name: 'dependencies of a gemspec',
    files: (at) => ({
      'work/Gemfile': `source '${at.other}'\ngemspec\n`,
      'work/a.gemspec':
        "Gem::Specification.new { |s| s.name = 'a'; s.version = '1'; s.summary = 'x'; s.authors = ['a']; s.add_dependency 'acme-gem' }\n",
    }),
    told: NOT_ASKED,
    asksOther: true,
  },
  {
    name: 'credentials of yesterday in the address',
    files: gemfile((at) => simple(at.endpoint.replace('://', '://aws:old@'))),
    told: STALE,
  },
  {
    name: 'no address',
    files: gemfile(() => simple('rubygems')),
    told: /the source in Gemfile:1 is `rubygems`, which is no address/,
  },
  { name: 'a Gemfile with a byte order mark', files: gemfile((at) => `\uFEFF${simple(at.endpoint)}`) },
  {
    name: 'a Gemfile with bytes of Latin-1 in a comment',
    files: gemfile((at) => latin1(`# caf\xe9\n${simple(at.endpoint)}`)),
  },
  {
    name: 'a Gemfile in UTF-16',
    files: gemfile((at) => utf16(simple(at.endpoint))),
    told: /Gemfile is UTF-16, so that Bundler stops/,
  },

  // Settings.
  {
    name: 'credentials of yesterday in the project',
    files: settings((at) => `---\nBUNDLE_${keyOf(at.endpoint)}: "aws:old"\n`),
    told: STALE,
  },
  {
    name: 'the same without the last slash',
    files: settings((at) => `---\nBUNDLE_${keyOf(at.endpoint).replace(/\/$/, '')}: "aws:old"\n`),
    told: STALE,
  },
  {
    name: 'the same with dots and dashes',
    files: settings((at) => `---\nBUNDLE_${at.endpoint.toUpperCase()}: "aws:old"\n`),
    told: STALE,
  },
  { name: 'the same in small letters', files: settings((at) => `---\nBUNDLE_${at.endpoint}: "aws:old"\n`) },
  {
    name: 'credentials of yesterday of the user in every spelling',
    files: settings(
      (at) =>
        `---\nBUNDLE_${keyOf(at.endpoint)}: "aws:1"\nBUNDLE_${at.endpoint.toUpperCase()}: "aws:2"\nBUNDLE_${keyOf(at.endpoint).replace(/\/$/, '')}: "aws:3"\nBUNDLE_JOBS: "2"\n`,
      'home/.bundle/config',
    ),
  },
  {
    name: 'credentials of yesterday by host in a variable: the address goes first',
    files: gemfile((at) => simple(at.endpoint)),
    env: () => ({ BUNDLE_127__0__0__1: 'aws:old' }),
  },
  {
    name: 'a mirror of everything in a variable',
    files: gemfile((at) => simple(at.endpoint)),
    env: (at) => ({ BUNDLE_MIRROR__ALL: at.other }),
    told: /unset BUNDLE_MIRROR__ALL/,
    asksOther: true,
  },
  {
    name: 'a mirror of everything that is set to nothing',
    files: gemfile((at) => simple(at.endpoint)),
    env: () => ({ BUNDLE_MIRROR__ALL: '' }),
    told: /BUNDLE_MIRROR__ALL is set to nothing, at which Bundler stops/,
  },
  {
    name: 'a mirror of the host',
    files: settings((at) => `---\nBUNDLE_MIRROR__127__0__0__1: "${at.other}"\n`),
    told: /a mirror of Bundler in/,
    asksOther: true,
  },
  {
    name: 'a mirror of the address without the last slash',
    files: settings((at) => `---\nBUNDLE_MIRROR__${at.endpoint.toUpperCase().replace(/\/$/, '')}: "${at.other}"\n`),
    told: /a mirror of Bundler in/,
    asksOther: true,
  },
  {
    name: 'the project mirrors the public one to ours',
    files: (at) => ({
      'work/Gemfile': simple('https://rubygems.org'),
      'work/.bundle/config': `---\nBUNDLE_MIRROR__HTTPS://RUBYGEMS__ORG/: "${at.endpoint}"\n`,
    }),
    asksOther: false,
  },
  {
    name: 'the project’s settings are elsewhere, as seen from the Gemfile',
    inside: 'a',
    files: settings((at) => `---\nBUNDLE_${keyOf(at.endpoint)}: "aws:old"\n`, 'work/settings/config'),
    env: () => ({ BUNDLE_APP_CONFIG: 'settings' }),
    told: STALE,
  },
  {
    name: 'the user’s settings are elsewhere',
    files: settings(() => '---\nBUNDLE_JOBS: "2"\n', 'home/settings'),
    env: (at) => ({ BUNDLE_CONFIG: join(at.home, 'settings'), BUNDLE_USER_CONFIG: join(at.home, 'none') }),
  },
  {
    name: 'settings are ignored by a variable that is set to nothing',
    files: gemfile((at) => simple(at.endpoint)),
    env: () => ({ BUNDLE_IGNORE_CONFIG: '' }),
    told: /BUNDLE_IGNORE_CONFIG makes Bundler ignore its files/,
  },
  {
    name: 'a list where names belong in one line',
    files: settings(() => '---\nBUNDLE_WITHOUT:\n  - a\n  - b\n', 'home/.bundle/config'),
    told: /has `BUNDLE_WITHOUT` as a list, at which Bundler stops/,
  },
  {
    name: 'settings with a byte order mark',
    files: settings(() => '\uFEFF---\nBUNDLE_JOBS: "2"\n', 'home/.bundle/config'),
  },
  {
    name: 'settings with bytes of Latin-1',
    files: settings(() => latin1('# caf\xe9\n')),
    told: /is not UTF-8 .*so that Bundler stops/,
  },
  {
    name: 'settings with letters in UTF-8',
    files: settings(() => '# café\n---\nBUNDLE_JOBS: "2"\n', 'home/.bundle/config'),
  },
  {
    name: 'the same without a locale',
    files: settings(() => '# café\n---\nBUNDLE_JOBS: "2"\n', 'home/.bundle/config'),
    env: () => ({ LANG: '' }),
    told: /holds letters beyond ASCII, at which Bundler stops/,
  },
  {
    name: 'a Gemfile with letters in UTF-8 without a locale',
    files: gemfile((at) => `# café\n${simple(at.endpoint)}`),
    env: () => ({ LANG: '' }),
  },
  {
    name: 'a lock file of another server',
    files: (at) => ({
      'work/Gemfile': simple(at.endpoint),
      'work/Gemfile.lock': `GEM\n  remote: ${at.other}\n  specs:\n    acme-gem (1.0.0)\n\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  acme-gem\n`,
    }),
    asksOther: false,
  },
  {
    name: 'a variable that is not set in the address of another server',
    files: gemfile((at) => `${simple(at.endpoint)}source "${at.other}#{ENV['NONE']}" do\nend\n`),
  },
  {
    name: 'settings in UTF-16',
    files: settings(() => utf16('---\n'), 'home/.bundle/config'),
    told: /is UTF-16, so that Bundler stops/,
  },
];

const CLIENTS = [
  {
    title: 'gem',
    client: 'gem',
    needs: [gem, ruby],
    rows: GEM,
    args: ['install', 'acme-gem', '--no-document', '--install-dir', 'out'],
  },
  { title: 'bundle', client: 'Bundler', needs: [bundle, gem, ruby], rows: BUNDLER, args: ['install'] },
] as const;

for (const [index, { title, client, needs, rows, args }] of CLIENTS.entries()) {
  const missing = whyNot(...needs);
  if (missing !== undefined) {
    describe.skip(`${title} (skipped: ${missing})`, () => test('fetches', () => undefined));
    continue;
  }
  describe(title, () => {
    test.each(sampled(rows, 5, 17 + index).map((row) => [row.name, row] as const))(
      '%s',
      (_, row) => runRow(row, { client, program: programOf(needs[0]), args }),
      LONG,
    );
  });
}

interface Run {
  readonly client: string;
  readonly program: string;
  readonly args: readonly string[];
}

async function runRow(row: Row, { client, program, args }: Run): Promise<void> {
  const root = await mkdtemp(join(folder, 'at-'));
  const at: Places = {
    endpoint: ours.origin + BASE,
    other: `${other.origin.replace('127.0.0.1', 'localhost')}/other/`,
    home: join(root, 'home'),
    work: join(root, 'work'),
  };
  for (const [path, text] of Object.entries(row.files?.(at) ?? {})) await writeTree(join(root, path), text);
  const cwd = join(at.work, row.inside ?? '');
  await writeTree(join(cwd, '.keep'), '');
  await writeTree(join(at.home, '.keep'), '');
  const env = {
    LANG: 'C.UTF-8',
    BUNDLE_PATH: 'out',
    BUNDLE_SILENCE_ROOT_WARNING: '1',
    BUNDLE_RETRY: '0',
    ...row.env?.(at),
  };
  const host = recordingHost({ folder: at.home, env });
  const picture = await pictureOf(root);
  const wanted = registration('gem', { base: () => at.endpoint });
  const login = configure(
    { registrations: [wanted], expiresAt: Date.now() + 3_600_000, tokenVariable: 'auto', workingDirectory: cwd },
    host,
  );
  if (row.refused) {
    await expect(login).rejects.toThrow(row.refused);
    expect(await pictureOf(root)).toEqual(picture);
    host.close();
    return;
  }
  const report = await login;
  if (row.told) expect(report.warnings.join('\n')).toMatch(row.told);
  else expect(report.warnings).toEqual([]);
  const mentioned = report.notes.filter((note) => note.startsWith('gem: ')).join('\n');
  if (row.noted) expect(mentioned).toMatch(row.noted);
  else if (!row.told) expect(mentioned).toBe('');

  other.seen.length = 0;
  // Nobody leaves the machine: other addresses go through the other server, which opens no tunnel.
  const proxy = { https_proxy: other.origin, http_proxy: other.origin, no_proxy: '127.0.0.1,localhost' };
  const ran = await runTool(program, args, { cwd, home: at.home, env: { ...proxy, ...env } });
  const isFetched = row.isFetched ?? row.told === undefined;
  expect([ran.status === 0, isFetched ? ran.text : '']).toEqual([isFetched, isFetched ? ran.text : '']);
  expect(ran.text).not.toContain(TOKEN);
  if (row.asksOther !== undefined)
    expect([row.asksOther, other.lines()]).toEqual([other.seen.length > 0, other.lines()]);

  const judged = recordingHost({ folder: at.home, env });
  const inspection = await inspectTool(wanted.tool, at.endpoint, {
    host: judged,
    workingDirectory: cwd,
    view: new FilesOnDisk(judged.files),
  });
  if (inspection === undefined) throw new Error('the tool has no model');
  const place = { endpoint: at.endpoint, label: 'my-org/shared', loginCommand: 'login' };
  const verdicts = [...registryVerdicts(wanted.tool, inspection, place), ...remarkVerdicts(inspection)];
  const faults = verdicts.filter(({ health }) => health !== 'ok').map(({ found }) => found);
  const token = inspection.credentials.find((one) => one.client === client)?.token.reveal();
  const isGood = verdicts.some(({ found }) => found.startsWith(`${client} asks my-org/shared`)) && token === TOKEN;
  if (row.told) expect([isGood && faults.length === 0, faults]).toEqual([false, faults]);
  else if (!row.noted) expect([isGood, faults]).toEqual([true, []]);
  else if (!isFetched) expect(faults).not.toEqual([]);

  expect((await cleanUp({}, host)).warnings).toEqual([]);
  const after = await pictureOf(root);
  // Bundler writes its lock file anew.
  for (const [path, content] of Object.entries(picture))
    if (!path.endsWith('Gemfile.lock')) expect([path, after[path]]).toEqual([path, content]);
  for (const { path } of report.files) expect(await readFile(path, 'utf8').catch(() => '')).not.toContain(TOKEN);
  host.close();
  judged.close();
}

test('doctor tries the token of each by itself: behind another one is only what the same program has', async () => {
  const root = await mkdtemp(join(folder, 'at-'));
  const endpoint = ours.origin + BASE;
  const [home, work] = [join(root, 'home'), join(root, 'work')];
  await writeTree(join(work, 'Gemfile'), simple(endpoint));
  await writeTree(join(home, '.gemrc'), `:sources:\n- ${endpoint.replace('://', '://aws:old@')}\n`);
  await writeTree(join(home, '.bundle/config'), `---\nBUNDLE_${keyOf(endpoint)}: "aws:${TOKEN}"\n`);
  const recording = recordingHost({ folder: home, env: {} });
  const findings = await toolProbes(
    {
      token: { token: new Secret(TOKEN), expiresAt: Date.now() + 3_600_000 },
      endpoints: [{ format: rubyFormat, url: endpoint }],
    },
    {
      address: { domain: 'my-org', domainOwner: '111122223333', repository: 'shared' },
      formats: [rubyFormat],
      tools: ['gem'],
      endpointType: 'ipv4',
      durationSeconds: 3600,
      packages: [],
      wantsToPublish: false,
      attempts: 1,
      journalPath: '',
      longestRunMs: 0,
    },
    { client: NO_SERVICE, enquiries: NO_SERVICE, host: { ...recording, workingDirectory: work } },
  );
  expect(findings.filter(({ probe }) => probe === 'gem token').map(({ health, found }) => [health, found])).toEqual([
    ['ok', `the token in ${join(home, '.bundle/config')} is good`],
    ['problem', expect.stringContaining(`the token in ${join(home, '.gemrc')} is refused with 401: it has expired`)],
  ]);
  recording.close();
});
