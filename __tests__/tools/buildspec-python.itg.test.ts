// Whole buildspecs for Python, a monorepo and a batch, with the real pip and build against the local server.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { renderWhole, WHOLE_BUILDSPECS } from '../../src/buildspec/templates/whole-buildspecs.ts';
import { sampled } from '../support/lane.ts';
import { pythonProject } from '../support/packages/python-project.ts';
import { type CodeBuild, noCommandLine, openCodeBuild, SHELLS } from '../support/programs/codebuild.ts';
import { findBeside, findModule, findTool, whyNot } from '../support/programs/tools.ts';

const pip = findTool('pip-26', 'pip');
// The builds borrow the modules of its environment.
const interpreter = findBeside(pip, 'python');
const reason = whyNot(
  noCommandLine,
  pip,
  interpreter,
  ...['build', 'setuptools'].map((name) => findModule(interpreter, name)),
);
const suite = reason === undefined ? describe : describe.skip;
const LONG = 300_000;
// Each shell is tried in the fast lane too, by other buildspecs and by all blocks.
const shells = sampled(SHELLS, 1, 7);

let folder: string;
let codebuild: CodeBuild;
let python: { programs: string; PYTHONPATH: string };

const whole = (name: string) =>
  renderWhole(WHOLE_BUILDSPECS.find((each) => each.name === name) ?? (undefined as never));
const needs = { 'requirements-dev.txt': 'acme-testing==1.0.0\n' };

/** Stands in for pytest, installed from the registry: \`python -m pytest\` runs check.py and writes the report it is asked for. */
const PYTEST = `import os, runpy, sys
runpy.run_path("check.py") if os.path.exists("check.py") else None
for word in sys.argv[1:]:
    if word.startswith("--junitxml="):
        path = word.split("=", 1)[1]
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "w").write("<testsuites/>")
`;

/** A machine of its own: an empty virtual environment that borrows pip and build. */
function machine(name: string) {
  const program = realpathSync('missing' in pip ? '/' : dirname(pip.program));
  const place = join(folder, name);
  execFileSync(join(program, 'python'), ['-m', 'venv', '--without-pip', place]);
  const lib = join(program, '..', 'lib');
  const PYTHONPATH = join(lib, readdirSync(lib).find((each) => each.startsWith('python')) ?? '', 'site-packages');
  return { programs: join(place, 'bin'), PYTHONPATH };
}

beforeAll(async () => {
  if (reason !== undefined) return;
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codeartifact-ci-python-')));
  codebuild = await openCodeBuild(folder);
  python = machine('publisher');
  const source = codebuild.source({
    ...pythonProject({
      name: 'acme-testing',
      version: '1.0.0',
      modules: { 'pytest/__init__.py': '', 'pytest/__main__.py': PYTEST },
    }),
    'requirements-dev.txt': '',
    'npm-is-not-used': '',
  });
  const text = whole('publish-on-tag-python')
    .replace('- python -m pytest --junitxml=reports/pytest.xml', "- 'true'")
    .replace('- python -m pip install --requirement requirements-dev.txt', "- 'true'");
  const built = await codebuild.build(source, text, {
    scenario: { name: 'webhook-tag', reference: 'v1.0.0' },
    programs: python.programs,
    env: { PYTHONPATH: python.PYTHONPATH },
  });
  if (built.status !== 'SUCCEEDED') throw new Error(built.output);
}, LONG);

afterAll(async () => {
  await codebuild?.registry.close();
  expect(codebuild?.registry.errors ?? []).toEqual([]);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

suite.each(shells)(`whole buildspecs for Python under %s${reason ? ` (${reason})` : ''}`, (shell) => {
  const id = shell === 'dash' ? 'd' : 'b';
  const options = (name: string) => {
    const { programs, PYTHONPATH } = machine(`${name}-${id}`);
    return { shell, programs, env: { PYTHONPATH } };
  };
  const fine = (built: { status: string; output: string }) =>
    expect(built.status === 'SUCCEEDED' ? '' : built.output).toBe('');

  test(
    'ci-python installs from the registry and tests',
    async () => {
      const source = codebuild.source({ ...needs, 'check.py': 'print("checked by the installed package")\n' });
      const built = await codebuild.build(source, whole('ci-python'), options('ci'));
      fine(built);
      expect(built.output).toContain('Successfully installed acme-testing-1.0.0');
      expect(built.output).toMatch(/^checked by the installed package$/m);
      expect(readdirSync(join(source, 'reports'))).toEqual(['pytest.xml']);
    },
    LONG,
  );

  test(
    'publish-on-tag-python publishes wheel and source archive on a tag and nothing on a branch',
    async () => {
      const name = `acme-lib-${id}`;
      const files = {
        ...needs,
        ...pythonProject({ name, version: '2.0.0', modules: { [`lib_${id}.py`]: 'x = 1\n' } }),
      };
      const branch = await codebuild.build(codebuild.source(files), whole('publish-on-tag-python'), {
        ...options('branch'),
        scenario: { name: 'webhook-branch' },
      });
      fine(branch);
      expect(await codebuild.versions('shared')).not.toContain(`pypi/${name}@2.0.0`);
      const tag = await codebuild.build(codebuild.source(files), whole('publish-on-tag-python'), {
        ...options('tag'),
        scenario: { name: 'webhook-tag', reference: `${name}-v2.0.0` },
      });
      fine(tag);
      expect(await codebuild.versions('shared')).toContain(`pypi/${name}@2.0.0`);
      const listing = await codebuild.registry.client.listPackageVersionAssets(codebuild.registry.at('shared'), {
        format: 'pypi',
        name,
        version: '2.0.0',
      });
      expect(
        listing?.assets
          .map((asset) => asset.name)
          .filter((asset) => /\.(whl|tar\.gz)$/.test(asset))
          .sort(),
      ).toEqual(
        [`${name.replaceAll('-', '_')}-2.0.0-py3-none-any.whl`, `${name.replaceAll('-', '_')}-2.0.0.tar.gz`].sort(),
      );
    },
    LONG,
  );

  test(
    'a failing test publishes nothing',
    async () => {
      const files = {
        ...needs,
        'check.py': 'raise SystemExit(3)\n',
        ...pythonProject({ name: `acme-broken-${id}`, version: '1.0.0', modules: {} }),
      };
      const built = await codebuild.build(codebuild.source(files), whole('publish-on-tag-python'), {
        ...options('broken'),
        scenario: { name: 'webhook-tag', reference: 'v1.0.0' },
      });
      expect(built.status).toBe('FAILED');
      expect((await codebuild.versions('shared')).join()).not.toContain(`acme-broken-${id}`);
    },
    LONG,
  );

  const monorepo = (name: string, version: string) => ({
    ...needs,
    'package.json': JSON.stringify({ name: 'root', private: true, workspaces: ['packages/*'] }),
    'package-lock.json': JSON.stringify({
      name: 'root',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { name: 'root', workspaces: ['packages/*'] },
        'node_modules/@acme/web': { resolved: 'packages/web', link: true },
        'packages/web': { name: `@acme/web-${name}`, version },
      },
    }).replace('node_modules/@acme/web"', `node_modules/@acme/web-${name}"`),
    'packages/web/package.json': JSON.stringify({ name: `@acme/web-${name}`, version }),
    'packages/web/index.js': 'module.exports = 1;\n',
    ...pythonProject(
      { name: `acme-service-${name}`, version, modules: { [`service_${name}.py`]: '' } },
      'python/service',
    ),
    ...pythonProject({ name: `acme-client-${name}`, version, modules: { [`client_${name}.py`]: '' } }, 'python/client'),
  });

  test(
    'ci-monorepo and publish-on-tag-monorepo',
    async () => {
      fine(
        await codebuild.build(
          codebuild.source(monorepo(`ci${id}`, '1.0.0')),
          whole('ci-monorepo'),
          options('monorepo-ci'),
        ),
      );
      const built = await codebuild.build(codebuild.source(monorepo(id, '1.0.0')), whole('publish-on-tag-monorepo'), {
        ...options('monorepo'),
        scenario: { name: 'webhook-tag', reference: 'v1.0.0' },
      });
      fine(built);
      expect(await codebuild.versions('shared')).toEqual(
        expect.arrayContaining([
          `npm/acme/web-${id}@1.0.0`,
          `pypi/acme-client-${id}@1.0.0`,
          `pypi/acme-service-${id}@1.0.0`,
        ]),
      );
    },
    LONG,
  );

  test(
    'batch-monorepo tests everything, then publishes each part; a failing test stops it',
    async () => {
      const batch = async (name: string, check: string) => {
        const npmFiles = monorepo(name, '1.0.0');
        const lock = JSON.stringify({
          name: `@acme/batch-${name}`,
          version: '1.0.0',
          lockfileVersion: 3,
          requires: true,
          packages: { '': { name: `@acme/batch-${name}`, version: '1.0.0' } },
        });
        const source = codebuild.source({
          ...needs,
          ...pythonProject({ name: `acme-batch-${name}`, version: '1.0.0', modules: { [`batch_${name}.py`]: '' } }),
          'check.py': check,
          'package-lock.json': lock,
          'package.json': JSON.stringify({
            name: `@acme/batch-${name}`,
            version: '1.0.0',
            files: ['index.js'],
            scripts: { test: 'true' },
          }),
          'index.js': npmFiles['packages/web/index.js'] ?? '',
          ...Object.fromEntries(
            ['ci-npm', 'ci-python', 'publish-on-tag-npm', 'publish-on-tag-python'].map((each) => [
              `codebuild/${each}.yml`,
              whole(each),
            ]),
          ),
        });
        return codebuild.batch(source, whole('batch-monorepo'), {
          ...options(`batch-${name}`),
          scenario: { name: 'webhook-tag', reference: 'v1.0.0' },
        });
      };
      const good = await batch(`good${id}`, '');
      expect(good.status === 'SUCCEEDED' ? '' : good.output).toBe('');
      expect(good.builds.map((build) => build.identifier)).toEqual([
        'test_npm',
        'test_python',
        'publish_npm',
        'publish_python',
      ]);
      expect(await codebuild.versions('shared')).toEqual(
        expect.arrayContaining([`npm/acme/batch-good${id}@1.0.0`, `pypi/acme-batch-good${id}@1.0.0`]),
      );
      const bad = await batch(`bad${id}`, 'raise SystemExit(1)\n');
      expect(bad.builds.map((build) => build.result?.status)).toEqual(['SUCCEEDED', 'FAILED', undefined, undefined]);
      expect((await codebuild.versions('shared')).join()).not.toContain(`bad${id}`);
    },
    LONG,
  );
});
