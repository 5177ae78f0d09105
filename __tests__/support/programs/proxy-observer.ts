// Which proxy a real client asks, seen by who is asked: two proxies and the registry, of which the first to hear of the
// client ends the run.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { PROXY_RULES } from '../../../src/formats/shared/proxy-variables.ts';
import { type FoundTool, findTool, ofRustup } from './tools.ts';

/** `U` and `L` are the proxies of the name in capitals and of the other, `direct` is the registry, `-` nobody at all. */
export type Asked = 'U' | 'L' | 'direct' | '-';

export interface ObservedClient {
  readonly id: string;
  /** The rules by which it is judged. */
  readonly rules: keyof typeof PROXY_RULES;
  readonly bin: string;
  readonly node?: string;
  readonly args: readonly string[];
  readonly files: (registry: string) => Readonly<Record<string, string | Uint8Array>>;
  readonly env?: (registry: string) => Readonly<Record<string, string>>;
}

const npmFiles = (registry: string) => ({
  'package.json': JSON.stringify({ name: 'app', version: '1.0.0', dependencies: { 'plain-acme': '1.0.0' } }),
  '.npmrc': `registry=${registry}\nfetch-retries=0\n`,
});
const npmClient = (
  id: string,
  bin: string,
  rules: ObservedClient['rules'],
  args = ['install'],
  more: Record<string, string> = {},
): ObservedClient => ({
  id,
  rules,
  bin,
  node: '22.0.0',
  args,
  files: (registry) => ({ ...npmFiles(registry), ...more }),
  env: (registry) => ({
    NPM_CONFIG_UPDATE_NOTIFIER: 'false',
    PNPM_CONFIG_FETCH_RETRIES: '0',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''),
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
  }),
});
const PYPROJECT = '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.8"\ndependencies = ["acme-lib"]\n';
const pip = (id: string): ObservedClient => ({
  id,
  rules: 'pip',
  bin: 'pip',
  args: ['download', '--no-deps', '-d', 'dl', 'acme-lib'],
  files: () => ({}),
  env: (registry) => ({
    PIP_INDEX_URL: `${registry}simple/`,
    PIP_NO_CACHE_DIR: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    PIP_RETRIES: '0',
  }),
});
const twine = (id: string): ObservedClient => ({
  id,
  rules: 'pip',
  bin: 'twine',
  args: ['upload', '--non-interactive', '-r', 'here', 'acme_lib-1.0-py3-none-any.whl'],
  files: () => ({ 'acme_lib-1.0-py3-none-any.whl': wheel() }),
  env: (registry) => ({ TWINE_REPOSITORY_URL: registry, TWINE_USERNAME: 'aws', TWINE_PASSWORD: 'x' }),
});

export const OBSERVED: readonly ObservedClient[] = [
  npmClient('npm-10', 'npm', 'npm'),
  npmClient('npm-11', 'npm', 'npm'),
  npmClient('pnpm-10', 'pnpm', 'pnpm'),
  npmClient('pnpm-11', 'pnpm', 'pnpm'),
  npmClient('pnpm-12', 'pnpm', 'pnpm12'),
  npmClient('yarn-1', 'yarn', 'yarn1', ['install', '--non-interactive'], { 'yarn.lock': '# yarn lockfile v1\n' }),
  npmClient('yarn-4', 'yarn', 'berry', ['install'], { 'yarn.lock': '__metadata:\n  version: 8\n' }),
  npmClient('bun', 'bun', 'bun'),
  pip('pip-23'),
  pip('pip-26'),
  twine('twine-4'),
  twine('twine-7'),
  {
    id: 'uv',
    rules: 'uv',
    bin: 'uv',
    args: ['lock'],
    files: () => ({ 'pyproject.toml': PYPROJECT }),
    env: (registry) => ({
      UV_DEFAULT_INDEX: `${registry}simple/`,
      UV_NO_CACHE: '1',
      UV_PYTHON_DOWNLOADS: 'never',
      UV_HTTP_RETRIES: '0',
    }),
  },
  {
    id: 'poetry',
    rules: 'pip',
    bin: 'poetry',
    args: ['lock', '-n'],
    files: (registry) => ({
      'pyproject.toml': `${PYPROJECT}[[tool.poetry.source]]\nname = "corp"\nurl = "${registry}simple/"\npriority = "primary"\n`,
    }),
    env: () => ({ PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring' }),
  },
  {
    id: 'cargo',
    rules: 'cargo',
    bin: 'cargo',
    args: ['fetch'],
    files: (registry) => ({
      'src/lib.rs': '',
      'Cargo.toml': '[package]\nname = "app"\nversion = "0.1.0"\n[dependencies]\nacme = "1"\n',
      '.cargo/config.toml': `[net]\nretry = 0\n[source.crates-io]\nreplace-with = "x"\n[source.x]\nregistry = "sparse+${registry}"\n`,
    }),
  },
  {
    id: 'bundler',
    rules: 'bundler',
    bin: 'bundle',
    args: ['lock'],
    files: (registry) => ({ Gemfile: `source "${registry}"\ngem "acme-gem"\n` }),
    env: () => ({ BUNDLE_RETRY: '0' }),
  },
];

/** A wheel with nothing but what twine looks at. */
function wheel(): Uint8Array {
  const members = [
    ['acme_lib-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\nName: acme-lib\nVersion: 1.0\n'],
    ['acme_lib-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
    ['acme_lib-1.0.dist-info/RECORD', ''],
  ].map(([name = '', text = '']) => ({ name: Buffer.from(name), text: Buffer.from(text) }));
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, text } of members) {
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt32LE(crc32(text), 10);
    fields.writeUInt32LE(text.length, 14);
    fields.writeUInt32LE(text.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, name, text]);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, rest, name]));
    parts.push(local);
    at += local.length;
  }
  const all = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(all.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...parts, all, Buffer.from('PK\x05\x06'), end]);
}

/** A letter for each of `CASES`: whom the client asked, `d` for the registry, `?` where nobody has looked. */
const OBSERVATIONS = new URL('proxy-observations.json', import.meta.url);

/** What a client was seen to do, by case. */
export function observedOf(id: string): ReadonlyMap<string, Asked> {
  const letters: string = JSON.parse(readFileSync(OBSERVATIONS, 'utf8'))[id] ?? '';
  const all = [...letters].map((one, at) => [CASES[at] ?? '', one] as const);
  return new Map(
    all.filter(([, one]) => one !== '?').map(([told, one]) => [told, one === 'd' ? 'direct' : (one as Asked)]),
  );
}

export const findObserved = ({ id, bin, node }: ObservedClient): FoundTool =>
  findTool(id, bin, { node, places: bin === 'cargo' ? [ofRustup(bin)] : [] });

/** A case: `http | HTTP_PROXY=U http_proxy= NO_PROXY=HOST`, of which HOST is the registry's, PORT its port. */
export function variablesOf(told: string, place: Readonly<Record<string, string>>): Record<string, string> {
  const [, given = ''] = told.split(' | ');
  return Object.fromEntries(
    given.split(' ').map((one) => {
      const [name = '', value = ''] = one.split('=');
      return [name, place[value] ?? value.replace('HOST', place.HOST ?? '').replace('PORT', place.PORT ?? '')];
    }),
  );
}

/** Whom the client asks first. */
export async function whomItAsks(client: ObservedClient, tool: FoundTool, told: string): Promise<Asked> {
  if ('missing' in tool) throw new Error(tool.missing);
  let see: (who: Asked) => void = () => {};
  const seen = new Promise<Asked>((done) => {
    see = done;
  });
  const servers: Server[] = [];
  const listen = (who: Asked) =>
    new Promise<number>((done) => {
      const server = createServer((socket) => {
        socket.on('error', () => {});
        socket.once('data', () => {
          see(who);
          socket.destroy();
        });
      });
      servers.push(server);
      server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port));
    });
  const [port, upper, lower] = [await listen('direct'), await listen('U'), await listen('L')];
  const registry = `${told.split(' | ')[0]}://127.0.0.1:${port}/r/`;
  const top = mkdtempSync(join(tmpdir(), 'asked-'));
  const [home, work] = [join(top, 'home'), join(top, 'work')];
  mkdirSync(home);
  for (const [name, text] of Object.entries(client.files(registry))) {
    mkdirSync(dirname(join(work, name)), { recursive: true });
    writeFileSync(join(work, name), text);
  }
  mkdirSync(work, { recursive: true });
  const place = { U: `http://127.0.0.1:${upper}`, L: `http://127.0.0.1:${lower}`, HOST: '127.0.0.1', PORT: `${port}` };
  const env = {
    PATH: `${dirname(tool.program)}${delimiter}${tool.path ?? process.env.PATH}`,
    HOME: home,
    ...(process.env.RUSTUP_HOME || process.env.HOME
      ? { RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(process.env.HOME ?? '', '.rustup') }
      : {}),
    TMPDIR: top,
    LANG: 'C.UTF-8',
    ...client.env?.(registry),
    ...variablesOf(told, place),
  };
  const child = spawn(tool.program, [...client.args], { cwd: work, env, stdio: 'ignore', detached: true });
  const late = setTimeout(() => see('-'), 40_000);
  child.on('error', () => see('-'));
  child.on('exit', () => setTimeout(() => see('-'), 50));
  const asked = await seen;
  clearTimeout(late);
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
  for (const server of servers) server.close();
  await new Promise((done) => setTimeout(done, 20));
  rmSync(top, { recursive: true, force: true, maxRetries: 5 });
  return asked;
}

/** Both spellings of a variable, each unset, empty or with a value; where both are there, in both orders. */
function spellings(name: string, upperValue: string, lowerValue: string): string[] {
  const upper = ['', upperValue].map((one) => `${name.toUpperCase()}=${one}`);
  const lower = ['', lowerValue].map((one) => `${name}=${one}`);
  const both = upper.flatMap((one) => lower.flatMap((other) => [`${one} ${other}`, `${other} ${one}`]));
  return [...upper, ...lower, ...both];
}

/** Variables of which an empty one stands beside another that has a value. */
const BESIDE = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((first, _, all) =>
  all.filter((one) => one !== first).map((then) => `${first}= ${then}=U`),
);
const ENTRIES =
  'HOST:PORT HOST:1 127.0.0.0/8 127.0.0.0/33 128.0.0.0/8 127.* 127. .0.0.1 0.0.1 * *,localhost localhost,* *.0.0.1'.split(
    ' ',
  );

/** What is tried with each client. */
export const CASES: readonly string[] = [
  ...[...spellings('http_proxy', 'U', 'L'), ...spellings('https_proxy', 'U', 'L'), ...BESIDE].map(
    (one) => `http | ${one}`,
  ),
  ...[...spellings('https_proxy', 'U', 'L'), ...BESIDE].map((one) => `https | ${one}`),
  ...['http', 'https'].flatMap((scheme) => [
    `${scheme} | ALL_PROXY= all_proxy=L`,
    `${scheme} | ALL_PROXY=U all_proxy=`,
    `${scheme} | ALL_PROXY=U all_proxy=L`,
  ]),
  'https | HTTP_PROXY= http_proxy=L',
  'https | HTTP_PROXY=U http_proxy=',
  ...spellings('no_proxy', 'HOST', 'HOST').map((one) => `http | HTTP_PROXY=U http_proxy=U ${one}`),
  ...ENTRIES.map((entry) => `http | HTTP_PROXY=U http_proxy=U NO_PROXY=${entry} no_proxy=${entry}`),
];
