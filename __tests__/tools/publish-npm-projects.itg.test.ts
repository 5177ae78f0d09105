// Projects and workspaces that are built only when they are published, by our `publish` and by their own tool's: the same
// scripts in the same order, the same packages, every byte.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gatherPublications } from '../../src/core/operations/publish/gather.ts';
import { formatList } from '../../src/formats/index.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { isSlowLane } from '../support/lane.ts';
import { type FoundTool, findTool, runTool } from '../support/programs/tools.ts';
import { type SdkRegistry, sdkRegistry } from '../support/servers/sdk-registry.ts';

interface Client {
  readonly id: string;
  readonly bin: string;
  readonly node?: string;
  readonly root: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, string>>;
  /** How a package of the workspace names another one. */
  readonly range: string;
  readonly install: readonly string[];
  /** The tool's own way to publish the workspace: arguments, and the folder they are run in. */
  readonly publish: readonly (readonly [folder: string, ...args: string[]])[];
}

const NPM = { bin: 'npm', root: { workspaces: ['packages/*'] }, files: {}, range: '^1.0.0', install: [] };
const PNPM = {
  bin: 'pnpm',
  root: {},
  files: { 'pnpm-workspace.yaml': 'packages: [packages/*]\n' },
  range: 'workspace:^',
  install: ['install', '--offline', '--ignore-scripts'],
  publish: [['.', '-r', 'publish', '--no-git-checks']] as const,
};
const CLIENTS: readonly Client[] = [
  { ...NPM, id: 'npm-10', publish: [['.', 'publish', '--workspaces']] },
  { ...NPM, id: 'npm-11', publish: [['.', 'publish', '--workspaces']] },
  { ...PNPM, id: 'pnpm-10' },
  { ...PNPM, id: 'pnpm-11', node: '22.13.0' },
  { ...PNPM, id: 'pnpm-12' },
  {
    id: 'yarn-4',
    bin: 'yarn',
    root: { workspaces: ['packages/*'] },
    files: { '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\n', 'yarn.lock': '' },
    range: 'workspace:^',
    install: ['install', '--mode=skip-build'],
    publish: [['.', 'workspaces', 'foreach', '--all', '--no-private', 'npm', 'publish']],
  },
  {
    id: 'bun',
    bin: 'bun',
    root: { workspaces: ['packages/*'] },
    files: {},
    range: 'workspace:^',
    install: ['install', '--ignore-scripts'],
    publish: [
      ['packages/b', 'publish'],
      ['packages/a', 'publish'],
    ],
  },
];

const SCRIPTS = ['prepublishOnly', 'prepublish', 'prepack', 'prepare', 'postpack'];
const AFTER = ['publish', 'postpublish'];
/** Makes the file without which the package is of no use, and tells when it ran. */
const LOG = `import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
const [, , name, script] = process.argv;
appendFileSync(new URL('./order.log', import.meta.url), name + ' ' + script + '\\n');
mkdirSync('lib', { recursive: true });
if (script.startsWith('prepublish')) writeFileSync('lib/index.js', 'module.exports = 1;\\n');
if (script === 'prepack') writeFileSync('lib/packed.js', 'module.exports = 2;\\n');
`;

const folder = temporaryFolder();
let registry: SdkRegistry;
beforeAll(async () => {
  registry = await sdkRegistry(folder, [{ name: 'ours' }, { name: 'theirs' }]);
});
afterAll(async () => {
  await registry?.close();
  expect(registry?.errors).toEqual([]);
});

const ENVIRONMENT = {
  CI: 'true',
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
  YARN_ENABLE_TELEMETRY: '0',
};

function write(place: string, files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
  }
}

/** A home that publishes to `theirs`. */
function homeOf(place: string): string {
  const endpoint = registry.endpoint('npm', 'theirs');
  const key = endpoint.replace(/^http:/, '');
  write(place, {
    '.npmrc': `registry=${endpoint}\n${key}:_authToken=${registry.token}\n`,
    '.yarnrc.yml': {
      npmRegistryServer: endpoint,
      npmAuthToken: registry.token,
      npmAlwaysAuth: true,
      unsafeHttpWhitelist: ['127.0.0.1'],
    },
  });
  return place;
}

function workspace(client: Client, place: string, names: Readonly<Record<'a' | 'b' | 'c', string>>): string {
  const scripts = (name: string) =>
    Object.fromEntries([...SCRIPTS, ...AFTER].map((script) => [script, `node ../../log.mjs ${name} ${script}`]));
  const member = (name: 'a' | 'b' | 'c', more: object = {}) => ({
    name: names[name],
    version: '1.0.0',
    main: 'lib/index.js',
    files: ['lib'],
    scripts: scripts(name),
    ...more,
  });
  write(place, {
    'package.json': { name: 'root', version: '0.0.0', private: true, ...client.root },
    'log.mjs': LOG,
    'packages/a/package.json': member('a', { dependencies: { [names.b]: client.range } }),
    'packages/b/package.json': member('b'),
    'packages/c/package.json': member('c', { private: true }),
    ...client.files,
  });
  return place;
}

const orderIn = (place: string) => readFileSync(join(place, 'order.log'), 'utf8').trim().split('\n');
/** What is not of the scripts after an upload, which are no part of making the package. */
const before = (lines: readonly string[]) => lines.filter((line) => !AFTER.includes(line.split(' ')[1] ?? ''));

async function tarball(
  repository: string,
  name: string,
): Promise<{ manifest: Record<string, unknown>; digest: string }> {
  const document = await registry.call('GET', `${registry.endpoint('npm', repository)}${name.replace('/', '%2f')}`);
  const { versions } = (await document.json()) as { versions: Record<string, { dist: { tarball: string } }> };
  const manifest = versions['1.0.0'] as { dist: { tarball: string } };
  const bytes = new Uint8Array(await (await registry.call('GET', manifest.dist.tarball)).arrayBuffer());
  return { manifest, digest: createHash('sha256').update(bytes).digest('hex') };
}

async function publishOurs(packages: string, found: Extract<FoundTool, { program: string }>) {
  const path = [dirname(found.program), found.path ?? process.env.PATH].join(delimiter);
  const host = recordingHost({ folder, env: { PATH: path, ...ENVIRONMENT } });
  const outer = process.env.PATH;
  process.env.PATH = path;
  const gathered = await gatherPublications({ packages: [packages], workingDirectory: folder }, formatList, host);
  try {
    for (const publication of gathered.publications) {
      const publishing = formatList.find(({ name }) => name === publication.format)?.publishing;
      const target = await registry.target('npm', 'ours');
      expect(await publishing?.upload(publication, publication.artifacts, target, [])).toEqual({ kind: 'accepted' });
    }
    return {
      names: gathered.publications.map(({ namespace, name }) => `@${namespace}/${name}`),
      lines: [...host.lines],
    };
  } finally {
    process.env.PATH = outer;
    await gathered.cleanUp();
    host.close();
  }
}

const isTaken = ({ id }: Client) => isSlowLane || ['npm-11', 'pnpm-12', 'yarn-4', 'bun'].includes(id);
for (const client of CLIENTS.filter(isTaken)) {
  const found = findTool(client.id, client.bin, { node: client.node });
  if ('missing' in found) {
    describe.skip(`${client.id} (skipped: ${found.missing})`, () => test('publishes a workspace', () => undefined));
    continue;
  }
  describe(`${client.id} (${found.version})`, () => {
    const names = (['a', 'b', 'c'] as const).map((name) => [name, `@acme/${client.id}-${name}`] as const);
    const named = Object.fromEntries(names) as Record<'a' | 'b' | 'c', string>;
    const run = (home: string, cwd: string, args: readonly string[]) =>
      runTool(found.program, args, { cwd, home, env: { ...ENVIRONMENT, ...(found.path ? { PATH: found.path } : {}) } });

    test('a workspace: the scripts, packages and bytes of its own publish', async () => {
      const home = homeOf(join(folder, client.id, 'home'));
      const theirs = workspace(client, join(folder, client.id, 'theirs'), named);
      const ours = workspace(client, join(folder, client.id, 'ours'), named);
      for (const place of [theirs, ours]) {
        if (client.install.length > 0) {
          const installed = await run(home, place, client.install);
          if (installed.status !== 0) throw new Error(installed.text);
        }
        rmSync(join(place, 'order.log'), { force: true });
      }
      for (const [at, ...args] of client.publish) {
        const published = await run(home, join(theirs, at), args);
        if (published.status !== 0) throw new Error(published.text);
      }
      const mine = await publishOurs(ours, found);
      expect(mine.names.sort()).toEqual([named.a, named.b]);
      expect(orderIn(ours)).toEqual(before(orderIn(theirs)));
      for (const name of [named.a, named.b]) {
        const [own, other] = [await tarball('ours', name), await tarball('theirs', name)];
        expect(own.digest).toBe(other.digest);
        expect(own.manifest.dependencies).toEqual(other.manifest.dependencies);
      }
      expect((await tarball('ours', named.a)).manifest.dependencies).toEqual({ [named.b]: '^1.0.0' });
      const isTold = mine.lines.some((line) => line.startsWith('warning') && line.includes('`postpublish`'));
      expect(isTold).toBe(orderIn(theirs).some((line) => line.endsWith('postpublish')));
    }, 200_000);

    test('one member, named by its folder, is packed by the tool of its workspace', async () => {
      const one = { a: `@acme/${client.id}-one-a`, b: `@acme/${client.id}-one-b`, c: 'c' };
      const home = homeOf(join(folder, client.id, 'home'));
      const place = workspace(client, join(folder, client.id, 'one'), one);
      if (client.install.length > 0) expect((await run(home, place, client.install)).status).toBe(0);
      rmSync(join(place, 'order.log'), { force: true });
      expect((await publishOurs(join(place, 'packages', 'a'), found)).names).toEqual([one.a]);
      expect((await tarball('ours', one.a)).manifest.dependencies).toEqual({ [one.b]: '^1.0.0' });
      expect(orderIn(place).every((line) => line.startsWith('a '))).toBe(true);
    }, 200_000);
  });
}
