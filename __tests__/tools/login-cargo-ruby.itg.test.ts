// Cargo, gem and Bundler with what a login wrote. The local server does not speak their protocols, so a scripted one
// answers as the services' documentation says, and only to the right credentials.
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ToolName } from '../../src/core/ports/package-format.ts';
import { tarGz } from '../support/packages/python-package.ts';
import { type BuiltGem, buildAcmeGem, gemAnswers } from '../support/packages/ruby-gem.ts';
import { type FoundTool, findTool, ofRustup, programOf, runTool, whyNot } from '../support/programs/tools.ts';
import { testServer } from '../support/servers/local-server.ts';
import { type ScriptedServer, type Seen, scriptedServer } from '../support/servers/scripted-server.ts';
import { arrange, BEFORE, openHome, pictureOf } from '../support/worlds/login-world.ts';
import { registration, TOKEN } from '../support/worlds/logins.ts';

const LONG = 120_000;
const BASE = '/d/my-org-111122223333/shared/';
const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

const cargo = findTool('cargo', 'cargo', { places: [ofRustup('cargo')] });
const rustc = findTool('rustc', 'rustc', { places: [ofRustup('rustc')] });
const ruby = findTool('ruby', 'ruby');
const gem = findTool('gem', 'gem');
const bundle = findTool('bundle', 'bundle');

let folder: string;
let server: ScriptedServer;
let crate: Buffer;
let built: BuiltGem | undefined;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'login-others-')));
  crate = await tarGz([
    ['acme-dep-0.1.0/Cargo.toml', Buffer.from('[package]\nname = "acme-dep"\nversion = "0.1.0"\nedition = "2021"\n')],
    ['acme-dep-0.1.0/src/lib.rs', Buffer.from('pub fn answer() -> u8 { 42 }\n')],
  ]);
  if (whyNot(ruby, gem) === undefined)
    built = await buildAcmeGem(join(folder, 'gem'), { gem: programOf(gem), ruby: programOf(ruby) });
  server = await scriptedServer((seen) => {
    const challenge = { status: 401, headers: { 'www-authenticate': 'Basic realm="my-org/shared"' } };
    if (seen.path.startsWith(`/cargo${BASE}`))
      return seen.headers.authorization === `Bearer ${TOKEN}` ? cargoAnswer(seen) : challenge;
    const basic = `Basic ${Buffer.from(`aws:${TOKEN}`).toString('base64')}`;
    const wanted = seen.method === 'POST' ? `Bearer ${TOKEN}` : basic;
    return seen.headers.authorization === wanted ? rubyAnswer(seen) : challenge;
  });
}, LONG);
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function cargoAnswer({ path }: Seen) {
  const base = `${server.origin}/cargo${BASE}`.replace(/\/$/, '');
  const rest = path.slice(`/cargo${BASE}`.length);
  const index = { name: 'acme-dep', vers: '0.1.0', deps: [], cksum: sha256(crate), features: {}, yanked: false };
  if (rest === 'config.json')
    return { status: 200, body: JSON.stringify({ dl: `${base}/api/v1/crates`, api: base, 'auth-required': true }) };
  if (rest === 'ac/me/acme-dep') return { status: 200, body: `${JSON.stringify(index)}\n` };
  if (rest === 'api/v1/crates/acme-dep/0.1.0/download') return { status: 200, body: crate };
  return { status: 404 };
}

function rubyAnswer({ method, path }: Seen) {
  const rest = path.slice(`/ruby${BASE}`.length);
  const pushed = rest === 'api/v1/gems' && method === 'POST' ? 'Successfully registered gem' : undefined;
  const body = pushed ?? (built === undefined ? undefined : gemAnswers(built)[rest]);
  return body === undefined ? { status: 404 } : { status: 200, body };
}

const register = (tool: ToolName, origin = server.origin) =>
  registration(tool, {
    base: (format, domain, repository) => `${origin}/${format}/d/${domain}-111122223333/${repository}/`,
  });

interface Use {
  readonly tool: ToolName;
  /** The first one is run. */
  readonly needs: readonly [FoundTool, ...FoundTool[]];
  readonly file: string;
  readonly rich: string;
  readonly project: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly env: (home: string) => Readonly<Record<string, string>>;
  /** A request that only a client with the package makes. */
  readonly proof: string;
}

const RUBY_ENV = () => ({ GEM_HOME: '', BUNDLE_PATH: 'out', BUNDLE_SILENCE_ROOT_WARNING: '1' });
const USES: Readonly<Record<string, Use>> = {
  cargo: {
    tool: 'cargo',
    needs: [cargo, rustc],
    file: '.cargo/config.toml',
    rich: '# mine\n[net]\nretry = 1 # only\n\n[registries.other]\nindex = "sparse+https://other.example/"\n',
    project: {
      'Cargo.toml':
        '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nacme-dep = "0.1.0"\n',
      'src/lib.rs': '',
    },
    args: ['fetch'],
    env: (home) => ({ CARGO_HOME: join(home, '.cargo'), CARGO_NET_RETRY: '0', RUSTC: programOf(rustc) }),
    proof: 'download',
  },
  'gem install': {
    tool: 'gem',
    needs: [gem, ruby],
    file: '.gemrc',
    rich: '# mine\n---\n:backtrace: false\ngem: --no-document\n',
    project: {},
    args: ['install', 'acme-gem', '--no-document', '--install-dir', 'out'],
    env: RUBY_ENV,
    proof: 'gems/acme-gem-1.0.0.gem',
  },
  'gem push': {
    tool: 'gem',
    needs: [gem, ruby],
    file: '.gem/credentials',
    rich: '# mine\n---\n:rubygems_api_key: abcdef\n',
    project: {},
    args: ['push', '--key', 'codeartifact_api_key', '../../gem/acme-gem-1.0.0.gem'],
    env: RUBY_ENV,
    proof: 'api/v1/gems',
  },
  'bundle install': {
    tool: 'gem',
    needs: [bundle, gem, ruby],
    file: '.bundle/config',
    rich: '---\nBUNDLE_JOBS: "2"\nBUNDLE_RETRY: "0"\n',
    project: { Gemfile: 'GEMFILE' },
    args: ['install'],
    env: RUBY_ENV,
    proof: 'gems/acme-gem-1.0.0.gem',
  },
};

for (const [title, use] of Object.entries(USES)) {
  const program = programOf(use.needs[0]);
  const missing = whyNot(...use.needs);
  if (missing !== undefined) {
    describe.skip(`${title} (skipped: ${missing})`, () => test('fetches', () => undefined));
    continue;
  }
  describe(title, () => {
    const openProject = async (origin: string) => {
      const at = await mkdtemp(join(folder, 'at-'));
      const plain = await openHome(at);
      const home = await openHome(at, use.env(plain.home));
      await mkdir(join(home.work, 'src'), { recursive: true });
      for (const [name, text] of Object.entries(use.project)) {
        const gemfile = `source '${origin}/ruby${BASE}'\ngem 'acme-gem'\n`;
        await writeFile(join(home.work, name), text === 'GEMFILE' ? gemfile : text);
      }
      return home;
    };
    const runLoggedIn = async (home: Awaited<ReturnType<typeof openHome>>, origin: string) => {
      const report = await home.login(register(use.tool, origin));
      const variables = Object.fromEntries(
        Object.entries(report.variables).map(([name, value]) => [name, String(value)]),
      );
      const env = Object.fromEntries(
        Object.entries({ ...use.env(home.home), ...variables }).filter(([, value]) => value !== ''),
      );
      return { report, ran: await runTool(program, use.args, { cwd: home.work, home: home.home, env }) };
    };

    test(
      'the local server, which does not serve it, says what to do',
      async () => {
        const local = await testServer();
        try {
          const { ran } = await runLoggedIn(await openProject(local.url), local.url);
          expect(ran.status).not.toBe(0);
          // Bundler breaks its lines.
          expect(ran.text.replace(/\s+/g, ' ')).toContain('Use CodeArtifact itself for');
        } finally {
          await local.close();
        }
      },
      LONG,
    );

    // Ruby's files and TOML have no byte order mark.
    test.each(BEFORE.filter((before) => before !== 'CRLF and mark'))(
      '%s before',
      async (before) => {
        const home = await openProject(server.origin);
        await arrange(before, join(home.home, use.file), use.rich);
        const picture = await pictureOf(home.home);
        server.seen.length = 0;
        const { report, ran } = await runLoggedIn(home, server.origin);
        expect([ran.status, ran.status === 0 ? '' : ran.text]).toEqual([0, '']);
        expect(ran.text).not.toContain(TOKEN);
        expect(
          server.seen.some(({ path, headers }) => path.includes(use.proof) && headers.authorization !== undefined),
        ).toBe(true);
        expect((await home.logout()).warnings).toEqual([]);
        const after = await pictureOf(home.home);
        for (const [name, content] of Object.entries(picture)) expect([name, after[name]]).toEqual([name, content]);
        for (const { path } of report.files) expect(await readFile(path, 'utf8').catch(() => '')).not.toContain(TOKEN);
      },
      LONG,
    );
  });
}
