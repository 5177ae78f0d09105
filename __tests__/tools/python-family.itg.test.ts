// Real pip, twine, uv, Poetry and the AWS CLI against the local server: what one publishes, all others install.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import type { HttpTransport } from '../../src/core/ports/http.ts';
import type { Publishing } from '../../src/core/ports/package-format.ts';
import { pypi } from '../../src/formats/pypi/format.ts';
import { EXTERNAL_CONNECTIONS } from '../../src/local/registry/upstream/external-connections.ts';
import { createTransport } from '../../src/machine/http.ts';
import { recordingHost } from '../support/host.ts';
import { buildSdist, buildWheel, type PythonPackage, sha256 } from '../support/packages/python-package.ts';
import {
  type FoundTool,
  findBeside,
  findModule,
  findTool,
  programOf,
  type Ran,
  runTool,
  whyNone,
  whyNot,
} from '../support/programs/tools.ts';
import { ACCOUNT, DOMAIN, openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';

const pips = { 'pip 23': findTool('pip-23', 'pip'), 'pip 26': findTool('pip-26', 'pip') };
const twines = { 'twine 4': findTool('twine-4', 'twine'), 'twine 7': findTool('twine-7', 'twine') };
const uv = findTool('uv', 'uv');
const poetry = findTool('poetry', 'poetry');
const aws = findTool('aws', 'aws');
/** Imports what any client installed; it needs nothing but itself. */
const python = findTool('python', 'python3');
/** The interpreter that a pip belongs to. */
const pythonOf = (pip: FoundTool) => findBeside(pip, 'python');
/** Without any of these there is nothing to install. */
const noPublisher = whyNone(...Object.values(twines), uv, poetry);

/** `test`, or a skipped one that says why. */
function testUnless(reason: string | undefined, title: string, body: () => Promise<void>): void {
  if (reason === undefined) test(title, body, 180_000);
  else test.skip(`${title} (skipped: ${reason})`, body);
}

const MINUTES = 60_000;
const PUBLIC_INDEX = process.env.PIP_INDEX_URL ?? EXTERNAL_CONNECTIONS['public:pypi'] ?? '';
const direct = createTransport({ env: process.env, userAgent: 'tests' });

const noIndex = await indexProblem();

/** Whether the machine's package index answers; without it there is nothing to install through an upstream. */
async function indexProblem(): Promise<string | undefined> {
  try {
    const url = new URL('markupsafe/', PUBLIC_INDEX.replace(/\/*$/, '/')).href;
    const answer = await direct.send({ method: 'GET', url, idleTimeoutMs: 20_000 });
    await answer.discard();
    return answer.status < 400 ? undefined : `the package index answers ${answer.status}`;
  } catch {
    return 'no package index can be reached';
  }
}

const publishing = requirePublishing();

function requirePublishing(): Publishing {
  if (!pypi.publishing) throw new Error('Python packages are published');
  return pypi.publishing;
}

let folder: string;
let registry: TestRegistry;
let isCut = false;

/** The way to the public index, which a test can cut. */
const publicSide: HttpTransport = (request) =>
  isCut ? Promise.reject(new RegistryError('CA-NET-003', 'the network is cut')) : direct.send(request);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'python-family-'));
  registry = await openTestRegistry(join(folder), {
    externals: { 'public:pypi': PUBLIC_INDEX },
    http: publicSide,
    setup: {
      domains: [
        {
          name: DOMAIN,
          owner: ACCOUNT,
          repositories: [
            { name: 'dev' },
            { name: 'pypi-store', externalConnection: 'public:pypi' },
            { name: 'shared', upstreams: ['dev', 'pypi-store'] },
          ],
        },
      ],
    },
  });
});
afterAll(async () => {
  expect(registry.errors).toEqual([]);
  await registry.close();
  direct.close();
  await rm(folder, { recursive: true, force: true });
});

const freshFolder = (name: string) => mkdtemp(join(folder, `${name}-`));

const QUIET = {
  PIP_CONFIG_FILE: '/dev/null',
  PIP_NO_CACHE_DIR: '1',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
  UV_NO_CONFIG: '1',
  UV_NO_CACHE: '1',
  UV_PYTHON_DOWNLOADS: 'never',
  COLUMNS: '400',
};

const run = (tool: FoundTool, args: readonly string[], home: string, env: Record<string, string> = {}) =>
  runTool(programOf(tool), args, { cwd: home, home, env: { ...QUIET, ...env } });

function expectSuccess({ status, text }: Ran): void {
  if (status !== 0)
    throw new Error(`ended with ${status}:
${text}`);
}

/** The index address with credentials, as pip and uv take it. */
async function indexUrl(repository = 'dev'): Promise<string> {
  const endpoint = await registry.endpoint('pypi', repository);
  return `${endpoint.replace('://', `://aws:${(await registry.token()).reveal()}@`)}simple/`;
}

async function filesOf(of: PythonPackage, into: string): Promise<string[]> {
  await mkdir(into, { recursive: true });
  const built = [await buildWheel(of), await buildSdist(of)];
  for (const { fileName, data } of built) await writeFile(join(into, fileName), data);
  return built.map(({ fileName }) => join(into, fileName));
}

/** What the repository lists is what was built, by digest. */
async function expectPublished(name: string, version: string, files: readonly string[]): Promise<void> {
  const listing = await registry.client.listPackageVersionAssets(registry.at('dev'), { format: 'pypi', name, version });
  const listed = Object.fromEntries((listing?.assets ?? []).map((asset) => [asset.name, asset.digests['SHA-256']]));
  const built = await Promise.all(files.map(async (path) => [basename(path), sha256(await readFile(path))] as const));
  expect(listed).toEqual(Object.fromEntries(built));
}

/** Packages `acme-app-TOOL`, each needing `acme-dep`; what was really published is what installers are tried with. */
const published: string[] = [];
const appOf = (tool: string): PythonPackage => ({
  name: `Acme.App-${tool}`,
  version: '1.0.0',
  metadataVersion: tool === 'twine4' ? '2.1' : '2.4',
  requires: ['acme-dep>=1.0,<2'],
  requiresPython: '>=3.8',
  description: '# App\n\nünïcode\n',
});

describe('publishing', () => {
  test('our own upload puts the dependency in place', async () => {
    const files = await filesOf({ name: 'acme-dep', version: '1.0.1' }, await freshFolder('dep'));
    const { publications } = await publishing.gather(files, registry.host);
    const target = await registry.target('pypi', 'dev');
    const [publication] = publications;
    if (!publication) throw new Error('nothing was gathered');
    expect(await publishing.upload(publication, publication.artifacts, target, [])).toEqual({
      kind: 'accepted',
    });
    await expectPublished('acme-dep', '1.0.1', files);
  });

  for (const [title, twine] of Object.entries(twines)) {
    testUnless(whyNot(twine), title, async () => {
      const tool = title.replace(' ', '');
      const home = await freshFolder(tool);
      const files = await filesOf(appOf(tool), join(home, 'dist'));
      const env = {
        TWINE_REPOSITORY_URL: await registry.endpoint('pypi', 'dev'),
        TWINE_USERNAME: 'aws',
        TWINE_PASSWORD: (await registry.token()).reveal(),
        TWINE_NON_INTERACTIVE: '1',
      };
      expectSuccess(await run(twine, ['upload', '--disable-progress-bar', ...files], home, env));
      await expectPublished(`acme-app-${tool}`, '1.0.0', files);
      published.push(`acme-app-${tool}`);
      // The same bytes again are fine; other bytes are a conflict that the tool explains.
      expectSuccess(await run(twine, ['upload', '--disable-progress-bar', ...files], home, env));
      await filesOf({ ...appOf(tool), answer: 'other' }, join(home, 'dist'));
      const conflict = await run(twine, ['upload', '--disable-progress-bar', ...files], home, env);
      expect(conflict.status).not.toBe(0);
      expect(conflict.text).toMatch(/409/);
      expect(conflict.text).toMatch(/exists|already|different|conflict/i);
    });
  }

  testUnless(whyNot(uv), 'uv', async () => {
    const home = await freshFolder('uv');
    const files = await filesOf(appOf('uv'), join(home, 'dist'));
    const args = ['publish', '--publish-url', await registry.endpoint('pypi', 'dev'), ...files];
    const env = { UV_PUBLISH_USERNAME: 'aws', UV_PUBLISH_PASSWORD: (await registry.token()).reveal() };
    expectSuccess(await run(uv, args, home, env));
    await expectPublished('acme-app-uv', '1.0.0', files);
    published.push('acme-app-uv');
  });

  testUnless(whyNot(poetry), 'Poetry builds and publishes its own', async () => {
    const home = await freshFolder('poetry');
    await writeProject(
      home,
      'acme-app-poetry',
      '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n',
    );
    const env = {
      POETRY_REPOSITORIES_CODEARTIFACT_URL: await registry.endpoint('pypi', 'dev'),
      POETRY_HTTP_BASIC_CODEARTIFACT_USERNAME: 'aws',
      POETRY_HTTP_BASIC_CODEARTIFACT_PASSWORD: (await registry.token()).reveal(),
    };
    expectSuccess(await run(poetry, ['publish', '--build', '-n', '-r', 'codeartifact'], home, env));
    const built = (await readdir(join(home, 'dist'))).map((file) => join(home, 'dist', file));
    expect(built).toHaveLength(2);
    await expectPublished('acme-app-poetry', '1.0.0', built);
    published.push('acme-app-poetry');
  });
});

async function writeProject(home: string, name: string, rest: string, needs = '"acme-dep>=1.0"'): Promise<void> {
  const module = name.replaceAll('-', '_');
  await mkdir(join(home, module), { recursive: true });
  await writeFile(join(home, module, '__init__.py'), 'answer = "1.0.0"\n');
  const head = `[project]\nname = "${name}"\nversion = "1.0.0"\nrequires-python = ">=3.9"\ndependencies = [${needs}]\n`;
  await writeFile(join(home, 'pyproject.toml'), `${head}${rest}`);
}

/** Imports every published app and the dependency out of `target`. */
async function expectImportable(target: string, home: string): Promise<void> {
  const modules = published.map((name) => name.replaceAll('-', '_'));
  const code = `import ${[...modules, 'acme_dep'].join(', ')}; print(acme_dep.answer)`;
  const result = await run(python, ['-c', code], home, { PYTHONPATH: target });
  expect(result.text.trim()).toBe('1.0.1');
}

describe('installing what was published, with its dependency', () => {
  for (const [title, pip] of Object.entries(pips)) {
    testUnless(whyNot(pip, python, noPublisher), title, async () => {
      const home = await freshFolder('pip');
      const target = join(home, 'target');
      const args = ['install', '--target', target, '--index-url', await indexUrl(), ...published];
      expectSuccess(await run(pip, args, home));
      await expectImportable(target, home);
    });

    testUnless(whyNot(pip), `${title} says so when the token is wrong`, async () => {
      const home = await freshFolder('pip');
      const wrong = (await indexUrl()).replace(/aws:[^@]+@/, 'aws:wrong@');
      const result = await run(pip, ['download', '--index-url', wrong, 'acme-dep'], home);
      expect(result.status).not.toBe(0);
      expect(result.text).toMatch(/401|Credentials not correct|No matching distribution/);
    });
  }

  testUnless(whyNot(uv, python), 'uv', async () => {
    const home = await freshFolder('uv');
    const target = join(home, 'target');
    const args = [
      'pip',
      'install',
      '--python',
      programOf(python),
      '--target',
      target,
      '--default-index',
      await indexUrl(),
      ...published,
    ];
    expectSuccess(await run(uv, args, home));
    await expectImportable(target, home);
  });

  testUnless(whyNot(poetry, python), 'Poetry, with credentials by the name of the source', async () => {
    const home = await freshFolder('poetry');
    const source = `[[tool.poetry.source]]\nname = "codeartifact"\nurl = "${await registry.endpoint('pypi', 'dev')}simple/"\npriority = "primary"\n`;
    await writeProject(
      home,
      'consumer',
      `[tool.poetry]\npackage-mode = false\n${source}`,
      published.map((name) => `"${name}"`).join(', '),
    );
    const env = {
      POETRY_HTTP_BASIC_CODEARTIFACT_USERNAME: 'aws',
      POETRY_HTTP_BASIC_CODEARTIFACT_PASSWORD: (await registry.token()).reveal(),
      POETRY_VIRTUALENVS_IN_PROJECT: 'true',
      POETRY_VIRTUALENVS_OPTIONS_NO_PIP: 'true',
    };
    expectSuccess(await run(poetry, ['install', '-n', '--no-root'], home, env));
    const lock = await readFile(join(home, 'poetry.lock'), 'utf8');
    expect(lock).toContain('sha256:');
    const [site] = await readdir(join(home, '.venv', 'lib'));
    await expectImportable(join(home, '.venv', 'lib', site ?? '', 'site-packages'), home);
  });
});

describe('aws codeartifact login', () => {
  const login = async (tool: string, program: FoundTool, home: string) => {
    const at = ['--domain', DOMAIN, '--domain-owner', ACCOUNT, '--repository', 'dev'];
    return run(aws, ['codeartifact', 'login', '--tool', tool, ...at, '--endpoint-url', registry.url], home, {
      PATH: `${dirname(programOf(program))}${delimiter}${process.env.PATH}`,
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'example',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      // The user's own file, which no variable may hide here.
      PIP_CONFIG_FILE: '',
    });
  };

  for (const [title, pip] of Object.entries(pips)) {
    testUnless(whyNot(aws, pip), `--tool pip, then ${title} installs`, async () => {
      const home = await freshFolder('login');
      expectSuccess(await login('pip', pip, home));
      const target = join(home, 'target');
      expectSuccess(await run(pip, ['install', '--target', target, 'acme-dep'], home, { PIP_CONFIG_FILE: '' }));
      expect(await readdir(target)).toContain('acme_dep');
    });
  }

  for (const [title, twine] of Object.entries(twines)) {
    testUnless(whyNot(aws, twine), `--tool twine, then ${title} uploads`, async () => {
      const home = await freshFolder('login');
      expectSuccess(await login('twine', twine, home));
      const name = `acme-by-login-${title.replace(' ', '')}`;
      const files = await filesOf({ name, version: '1.0.0' }, join(home, 'dist'));
      expectSuccess(await run(twine, ['upload', '--disable-progress-bar', '-r', 'codeartifact', ...files], home));
      await expectPublished(name, '1.0.0', files);
    });
  }
});

describe('through an upstream with the public index', () => {
  const needs = ['jinja2==3.1.4', 'cffi==1.17.1'];
  const code = 'import jinja2, markupsafe._speedups, _cffi_backend; print(jinja2.Template("{{ a }}").render(a=1))';
  const install = async (pip: FoundTool, title: string) => {
    const home = await freshFolder('through');
    const target = join(home, 'target');
    // Only wheels: a package without one for this Python would be built here, which is another test.
    const args = [
      'install',
      '--only-binary',
      ':all:',
      '--target',
      target,
      '--index-url',
      await indexUrl('shared'),
      ...needs,
    ];
    expectSuccess(await run(pip, args, home));
    const result = await run(pythonOf(pip), ['-c', code], home, { PYTHONPATH: target });
    expect([title, result.text.trim()]).toEqual([title, '1']);
  };
  const reason = whyNot(noIndex, ...Object.values(pips).flatMap((pip) => [pip, pythonOf(pip)]));

  testUnless(reason, 'compiled wheels with dependencies: cold, then with the network cut', async () => {
    await install(pips['pip 23'], 'cold');
    isCut = true;
    try {
      // What the server knew of the public index is stale by now, and cannot be asked for again.
      registry.local.clock.advance(61 * MINUTES);
      await install(pips['pip 26'], 'cut');
      await install(pips['pip 23'], 'cut');
    } finally {
      isCut = false;
    }
    const held = await registry.client.listPackageVersionAssets(registry.at('shared'), {
      format: 'pypi',
      name: 'jinja2',
      version: '3.1.4',
    });
    expect(held?.assets.map(({ name }) => name)).toContain('jinja2-3.1.4-py3-none-any.whl');
  });

  // It comes with `build`, one of the ways to pack.
  const packing = pythonOf(pips['pip 26']);
  testUnless(
    whyNot(noIndex, packing, findModule(packing, 'build')),
    'a project is packed with its own tool, its build requirements coming through here',
    async () => {
      const home = await freshFolder('pack');
      await writeProject(
        home,
        'acme-packed',
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n',
      );
      const into = await freshFolder('built');
      const { PATH } = process.env;
      process.env.PATH = `${dirname(programOf(packing))}${delimiter}${PATH}`;
      try {
        // Its temporary files would be packages of the project.
        const folder = await freshFolder('host');
        const host = recordingHost({ folder, env: { ...QUIET, PIP_INDEX_URL: await indexUrl('shared') } });
        const built = await publishing.project?.pack(home, into, host, { ignoreScripts: false, passEnv: [] });
        if (built === undefined || 'files' in built) throw new Error('nothing was built');
        const { publications } = await publishing.gather(built, host);
        expect(publications).toHaveLength(1);
        expect(publications[0]).toMatchObject({
          name: 'acme-packed',
          version: '1.0.0',
          dependencies: [{ name: 'acme-dep' }],
        });
        expect(publications[0]?.artifacts).toHaveLength(2);
        host.close();
      } finally {
        process.env.PATH = PATH;
      }
    },
  );
});
