// Two domains with packages of every format on the real local server, and homes that a real login prepares.
import { chmod, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { Format } from '../../../src/core/model/package.ts';
import { Secret, spellings } from '../../../src/core/model/secret.ts';
import { configure, type LoginReport } from '../../../src/core/operations/login/configure.ts';
import { cleanUp } from '../../../src/core/operations/login/logout.ts';
import type { Registration } from '../../../src/core/operations/login/registration.ts';
import type { PublishTarget, ToolName } from '../../../src/core/ports/package-format.ts';
import { formatList } from '../../../src/formats/index.ts';
import { valueEditors } from '../../../src/formats/value-editors.ts';
import type { LocalServerOptions } from '../../../src/local/server-options.ts';
import { type RecordingHost, recordingHost } from '../host.ts';
import { buildJar, pomText } from '../packages/maven-package.ts';
import { writeNpmPackage } from '../packages/npm-package.ts';
import { buildNupkg } from '../packages/nuget-package.ts';
import { buildWheel } from '../packages/python-package.ts';
import { ACCOUNT, DOMAIN, openTestRegistry, type TestRegistry } from '../servers/local-registry.ts';
import { registration } from './logins.ts';

export const THEIRS = 'their-org';

export interface LoginWorld extends TestRegistry {
  tokenOf(domain: string): Promise<string>;
  /** Endpoint without asking: the local server's own shape. */
  address(format: string, domain: string, repository: string): string;
  seed(format: Format, domain: string, repository: string, paths: readonly string[]): Promise<void>;
  put(domain: string, url: string, body: string | Uint8Array): Promise<void>;
  register(tool: ToolName, domain?: string, repository?: string, scopes?: readonly string[]): Promise<Registration>;
}

/** `my-org` with dev and second, `their-org` with other. */
export async function openLoginWorld(folder: string, options: LocalServerOptions = {}): Promise<LoginWorld> {
  const registry = await openTestRegistry(folder, {
    setup: {
      domains: [
        { name: DOMAIN, owner: ACCOUNT, repositories: [{ name: 'dev' }, { name: 'second' }] },
        { name: THEIRS, owner: ACCOUNT, repositories: [{ name: 'other' }] },
      ],
    },
    ...options,
  });
  const tokens = new Map<string, string>();
  const tokenOf = async (domain: string) => {
    const known = tokens.get(domain);
    if (known !== undefined) return known;
    const { token } = await registry.client.getAuthorizationToken({ domain, domainOwner: ACCOUNT }, 3600);
    tokens.set(domain, token.reveal());
    return token.reveal();
  };
  const address = (format: string, domain: string, repository: string) =>
    `${registry.url}/${format}/d/${domain}-${ACCOUNT}/${repository}/`;
  return {
    ...registry,
    tokenOf,
    address,
    async seed(name, domain, repository, paths) {
      const publishing = formatList.find((format) => format.name === name)?.publishing;
      const { publications } = (await publishing?.gather(paths, registry.host)) ?? { publications: [] };
      const target: PublishTarget = {
        ...(await registry.target(name, 'dev')),
        address: { domain, domainOwner: ACCOUNT, repository },
        endpoint: address(name, domain, repository),
        token: new Secret(await tokenOf(domain)),
      };
      for (const publication of publications) {
        const result = await publishing?.upload(publication, publication.artifacts, target, []);
        if (result?.kind !== 'accepted') throw new Error(`seeding failed: ${JSON.stringify(result)}`);
      }
    },
    async put(domain, url, body) {
      const authorization = `Bearer ${await tokenOf(domain)}`;
      const answer = await fetch(url, { method: 'PUT', body: body as string, headers: { authorization } });
      if (!answer.ok) throw new Error(`PUT ${url}: ${answer.status} ${await answer.text()}`);
    },
    register: async (tool, domain = DOMAIN, repository = 'dev', scopes = []) =>
      registration(tool, { domain, repository, scopes, token: await tokenOf(domain), base: address }),
  };
}

/** A package of every format in each repository, named after it. */
export async function fillLoginWorld(world: LoginWorld, folder: string): Promise<void> {
  const built = join(folder, 'built');
  await mkdir(built, { recursive: true });
  const file = async (name: string, data: Uint8Array) => {
    await writeFile(join(built, name), data);
    return join(built, name);
  };
  for (const [domain, repository, name] of [
    [DOMAIN, 'dev', 'acme'],
    [DOMAIN, 'second', 'second'],
    [THEIRS, 'other', 'theirs'],
  ] as const) {
    const tarball = await writeNpmPackage(join(built, `${name}.tgz`), { name: `@${name}/lib`, version: '1.0.0' });
    const plain = await writeNpmPackage(join(built, `plain-${name}.tgz`), { name: `plain-${name}`, version: '1.0.0' });
    await world.seed('npm', domain, repository, [tarball, plain]);
    const wheel = await buildWheel({ name: `${name}-lib`, version: '1.0' });
    await world.seed('pypi', domain, repository, [await file(wheel.fileName, wheel.data)]);
    const id = `${name}.lib`;
    const nupkg = await file(`${id}.1.0.0.nupkg`, await buildNupkg({ id, version: '1.0.0' }));
    await world.seed('nuget', domain, repository, [nupkg]);
    for (const packaging of ['pom', 'jar'])
      await putMaven(world, domain, repository, `${name}-${packaging}`, packaging);
  }
}

async function putMaven(world: LoginWorld, domain: string, repository: string, artifactId: string, packaging: string) {
  const at = { groupId: 'com.acme', artifactId, version: '1.0', packaging };
  const base = `${world.address('maven', domain, repository)}com/acme/${artifactId}/`;
  await world.put(domain, `${base}1.0/${artifactId}-1.0.pom`, pomText(at));
  if (packaging === 'jar') await world.put(domain, `${base}1.0/${artifactId}-1.0.jar`, await buildJar(at));
  const list = '<versioning><versions><version>1.0</version></versions></versioning>';
  const metadata = `<metadata><groupId>com.acme</groupId><artifactId>${artifactId}</artifactId>${list}</metadata>`;
  await world.put(domain, `${base}maven-metadata.xml`, metadata);
}

/** A home of its own with its work folder, where a tool is run as a later step of the job would run it. */
export interface Home {
  readonly host: RecordingHost;
  readonly home: string;
  readonly work: string;
  login(...registrations: Registration[]): Promise<LoginReport>;
  logout(): Promise<Awaited<ReturnType<typeof cleanUp>>>;
}

export async function openHome(folder: string, env: Readonly<Record<string, string>> = {}): Promise<Home> {
  const home = join(folder, 'home');
  const work = join(folder, 'work');
  await mkdir(home, { recursive: true });
  await mkdir(work, { recursive: true });
  const host = recordingHost({ folder: home, env });
  return {
    host,
    home,
    work,
    login: (...registrations) =>
      configure(
        {
          registrations,
          expiresAt: Date.now() + 3_600_000,
          editors: valueEditors,
          tokenVariable: 'auto',
          workingDirectory: work,
        },
        host,
      ),
    logout: () => cleanUp({ editors: valueEditors }, host),
  };
}

/** What was there before a login. */
export const BEFORE = ['no file', 'a rich file', 'CRLF and mark', 'a read-only file', 'a link'] as const;
export type Before = (typeof BEFORE)[number];

/** Puts the file there in that state. */
export async function arrange(before: Before, path: string, rich: string): Promise<void> {
  if (before === 'no file') return;
  await mkdir(dirname(path), { recursive: true });
  const target = before === 'a link' ? `${path}.target` : path;
  await writeFile(target, before === 'CRLF and mark' ? `\uFEFF${rich.replaceAll('\n', '\r\n')}` : rich);
  if (before === 'a link') await symlink(target, path);
  if (before === 'a read-only file') await chmod(path, 0o444);
}

/** Path to mode and content of every file and link below a folder. */
export async function pictureOf(folder: string): Promise<Record<string, string>> {
  const picture: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (entry.isSymbolicLink()) picture[name] = `-> ${await readlink(path)}`;
    else if (entry.isFile()) {
      picture[name] = `${((await stat(path)).mode & 0o777).toString(8)} ${(await readFile(path)).toString('base64')}`;
    }
  }
  return picture;
}

/** Files below a folder that hold a token in any spelling, besides those that are meant to. */
export async function tokensIn(folder: string, tokens: readonly string[], meant: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (meant.some((one) => path === one || path.startsWith(`${one}/`))) continue;
    if (!(await lstat(path)).isFile()) continue;
    const content = (await readFile(path)).toString('latin1');
    if (tokens.flatMap(spellings).some((spelling) => content.includes(spelling))) found.push(relative(folder, path));
  }
  return found;
}
