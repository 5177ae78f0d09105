// A login at the top of a monorepo, and projects below it that outrank it: the login says so, and names the folder. What
// the real clients do there is told by situations-*.itg.test.ts.
import { promises as fs } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { configure } from '../../../../src/core/operations/login/configure.ts';
import { FilesOnDisk } from '../../../../src/core/operations/login/inspect-tool.ts';
import { nestedFolders } from '../../../../src/core/operations/login/nested-projects.ts';
import type { ToolName } from '../../../../src/core/ports/package-format.ts';
import { temporaryFolders } from '../../../support/folders.ts';
import { type RecordingHost, recordingHost } from '../../../support/host.ts';
import { registration, type Wanted } from '../../../support/worlds/logins.ts';

const folder = temporaryFolders();
const OTHER = 'https://other.example/';
const endpoint = (format: string) =>
  `https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/${format}/shared/`;

async function place(files: Readonly<Record<string, string>>): Promise<RecordingHost & { workingDirectory: string }> {
  const top = folder();
  const work = join(top, 'work');
  await fs.mkdir(work);
  for (const [name, text] of Object.entries(files)) {
    await fs.mkdir(dirname(join(work, name)), { recursive: true });
    await fs.writeFile(join(work, name), text);
  }
  return { ...recordingHost({ folder: top }), workingDirectory: work };
}

/** The warnings of a login at the top. */
async function warned(tool: ToolName, files: Readonly<Record<string, string>>, wanted: Wanted = {}) {
  const host = await place(files);
  const registrations = [registration(tool, wanted)];
  const expiresAt = host.clock.now() + 3_600_000;
  return (await configure({ registrations, expiresAt, tokenVariable: 'auto' }, host)).warnings;
}

const PYPROJECT = '[project]\nname = "app"\nversion = "1"\n';
const INDEX = (name: string, url: string) => `[[tool.uv.index]]\nname = "${name}"\nurl = "${url}"\ndefault = true\n`;
const POETRY = (url: string) =>
  `[tool.poetry]\nname = "app"\nversion = "1"\n[[tool.poetry.source]]\nname = "corp"\nurl = "${url}"\npriority = "primary"\n`;
const POM = (inside: string) =>
  `<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>a</artifactId><version>1</version>${inside}</project>`;
const REPOSITORY = (id: string, url: string) =>
  `<repositories><repository><id>${id}</id><url>${url}</url></repository></repositories>`;
const MIRROR = `<settings><mirrors><mirror><id>o</id><mirrorOf>*</mirrorOf><url>${OTHER}</url></mirror></mirrors></settings>`;
const CRATES = `[source.crates-io]\nreplace-with = "corp"\n[source.corp]\nregistry = "sparse+${OTHER}"\n`;
const NUGET = `<configuration><packageSources><clear/><add key="o" value="${OTHER}v3/index.json"/></packageSources></configuration>`;

type Row = readonly [tool: ToolName, file: string, text: string, more?: Readonly<Record<string, string>>];
const ROWS: readonly Row[] = [
  ['npm', '.npmrc', `registry=${OTHER}\n`, { 'package.json': '{}' }],
  ['pnpm', '.npmrc', `registry=${OTHER}\n`, { 'package.json': '{}' }],
  ['pnpm', 'pnpm-workspace.yaml', `registries:\n  default: ${OTHER}\n`, { 'package.json': '{}' }],
  ['yarn', '.yarnrc.yml', `npmRegistryServer: "${OTHER}"\n`, { 'package.json': '{}' }],
  ['yarn', '.yarnrc', `--registry "${OTHER}"\n`, { 'package.json': '{}', 'yarn.lock': '# yarn lockfile v1\n' }],
  ['bun', 'bunfig.toml', `[install]\nregistry = "${OTHER}"\n`, { 'package.json': '{}' }],
  ['bun', '.env', `BUN_CONFIG_REGISTRY=${OTHER}\n`, { 'package.json': '{}' }],
  ['uv', 'pyproject.toml', PYPROJECT + INDEX('corp', `${OTHER}simple/`)],
  ['uv', 'pyproject.toml', PYPROJECT + INDEX('shared', `${OTHER}simple/`)],
  ['uv', 'uv.toml', `[[index]]\nurl = "${OTHER}simple/"\ndefault = true\n`, { 'pyproject.toml': PYPROJECT }],
  ['poetry', 'pyproject.toml', POETRY(`${endpoint('pypi')}simple/`)],
  ['maven', 'pom.xml', POM(REPOSITORY('acme-repo', endpoint('maven')))],
  ['maven', '.mvn/maven.config', '-s\ns.xml\n', { 's.xml': MIRROR, 'pom.xml': POM('') }],
  ['cargo', '.cargo/config.toml', CRATES, { 'Cargo.toml': '[package]\nname = "app"\n' }],
  ['gem', 'Gemfile', `source "${OTHER}"\ngem "acme"\n`],
  ['gem', '.bundle/config', `---\nBUNDLE_MIRROR__ALL: "${OTHER}"\n`, { Gemfile: `source "${endpoint('ruby')}"\n` }],
  ['dotnet', 'nuget.config', NUGET],
];

describe('a project below that outranks the login', () => {
  test.each(ROWS)('%s: %s', async (tool, file, text, more = {}) => {
    const files = { [file]: text, ...more };
    const below = Object.fromEntries(Object.entries(files).map(([name, one]) => [`apps/web/${name}`, one]));
    const warnings = await warned(tool, below);
    expect(warnings.filter((one) => one.startsWith(`${tool} in apps/web: `))).not.toEqual([]);
  });

  test('as far down as six folders', async () => {
    const files = { 'a/b/c/d/e/f/package.json': '{}', 'a/b/c/d/e/f/.npmrc': `registry=${OTHER}\n` };
    expect((await warned('npm', files)).join()).toContain('npm in a/b/c/d/e/f: ');
  });

  test('its files are named from the top', async () => {
    const files = { 'web/package.json': '{}', 'web/.npmrc': `registry=${OTHER}\n` };
    expect(await warned('npm', files)).toEqual([
      expect.stringMatching(/^npm in web: web\/\.npmrc sets `registry` to https:\/\/other\.example\/ and outranks/),
    ]);
  });

  test('in a hidden folder, but none in which a tool keeps what is its own', async () => {
    const at = (folder: string) => ({ [`${folder}/package.json`]: '{}', [`${folder}/.npmrc`]: `registry=${OTHER}\n` });
    const files = { ...at('.github/actions/x'), ...at('.yarn/x'), ...at('.config/x') };
    expect(await warned('npm', files)).toEqual([expect.stringMatching(/^npm in \.github\/actions\/x: /)]);
  });

  test('of a file at the top that counts below as well, the login says it once', async () => {
    const files = {
      'package.json': '{}',
      '.yarnrc.yml': `npmRegistryServer: "${OTHER}"\n`,
      'yarn.lock': '__metadata:\n',
    };
    const below = { 'web/package.json': '{}', 'web/.yarnrc.yml': 'nodeLinker: node-modules\n' };
    expect(await warned('yarn', { ...files, ...below })).toHaveLength(1);
  });
});

describe('a project below that agrees with the login, or is none', () => {
  test.each<[ToolName, Readonly<Record<string, string>>]>([
    ['npm', { 'web/package.json': '{}', 'web/.npmrc': `registry=${endpoint('npm')}\nfund=false\n` }],
    ['npm', { 'web/.npmrc': `registry=${OTHER}\n` }],
    ['npm', { 'node_modules/a/package.json': '{}', 'node_modules/a/.npmrc': `registry=${OTHER}\n` }],
    ['npm', { '.cache/a/package.json': '{}', '.cache/a/.npmrc': `registry=${OTHER}\n` }],
    // npm reads the file of the workspace's root in its members.
    [
      'npm',
      { 'package.json': '{"workspaces":["web"]}', 'web/package.json': '{}', 'web/.npmrc': `registry=${OTHER}\n` },
    ],
    ['yarn', { 'yarn.lock': '__metadata:\n', 'web/package.json': '{}', 'web/.yarnrc.yml': 'nodeLinker: pnp\n' }],
    ['uv', { 'api/pyproject.toml': `${PYPROJECT}[tool.uv]\npackage = false\n`, 'web/pyproject.toml': PYPROJECT }],
    ['poetry', { 'api/pyproject.toml': PYPROJECT + INDEX('corp', `${OTHER}simple/`) }],
    ['maven', { 'pom.xml': POM(''), 'core/pom.xml': POM('') }],
    ['cargo', { 'rust/Cargo.toml': '[package]\nname = "a"\n', 'rust/.cargo/config.toml': '[build]\njobs = 1\n' }],
  ])('%s: %j', async (tool, files) => {
    expect((await warned(tool, files)).filter((one) => / in \S+: /.test(one))).toEqual([]);
  });
});

describe('what it costs', () => {
  const looked = async (files: Readonly<Record<string, string>>, tools: readonly ToolName[]) => {
    const host = await place(files);
    const options = { host, workingDirectory: host.workingDirectory, view: new FilesOnDisk(host.files) };
    return nestedFolders(
      tools.map((name) => registration(name).tool),
      options,
    );
  };

  const projects = (count: number, settings: string) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => `a/p${String(index).padStart(3, '0')}`).flatMap((at) => [
        [`${at}/package.json`, '{}'],
        [`${at}/.npmrc`, settings],
      ]),
    );

  test('only so many projects are looked into, those nearest to the top first, and the others are counted', async () => {
    const files = {
      ...projects(210, `registry=${endpoint('npm')}\n`),
      'z/package.json': '{}',
      'z/.npmrc': 'registry=x\n',
    };
    const found = await looked(files, ['npm']);
    expect(found.byTool.get('npm')).toHaveLength(200);
    expect(found.byTool.get('npm')).toContain('z');
    expect(found.leftOut.get('npm')).toBe(11);
  });

  test('that others are left out is said', async () => {
    const host = await place(projects(202, `registry=${endpoint('npm')}\n`));
    const login = { registrations: [registration('npm', {})], tokenVariable: 'auto' };
    const { notes } = await configure({ ...login, expiresAt: host.clock.now() + 3_600_000 }, host);
    expect(notes.join('\n')).toContain('npm: 2 more projects below with settings of npm were not looked into');
  });

  test.each<[ToolName, string, string]>([
    ['npm', '.npmrc', 'engine-strict=true\nfund=false\n'],
    ['pnpm', '.npmrc', 'shamefully-hoist=true\n'],
    ['pnpm', 'pnpm-workspace.yaml', 'packages: [a]\n'],
    ['yarn', '.yarnrc', 'disable-self-update-check true\n'],
    ['yarn', '.yarnrc.yml', 'nodeLinker: node-modules\nlogFilters:\n  - code: YN0002\n    level: discard\n'],
    ['bun', 'bunfig.toml', '[test]\ncoverage = true\n'],
    ['bun', '.env', 'PORT=3000\n'],
  ])('a file that says nothing of a registry does not use the limit up: %s %s', async (tool, file, text) => {
    const files = { 'web/package.json': '{}', [`web/${file}`]: text };
    expect((await looked(files, [tool])).byTool.size).toBe(0);
  });

  test('of many members without settings of their own, none is looked into', async () => {
    const members = Array.from({ length: 60 }, (_, index) => [`apps/a${index}/package.json`, '{}'] as const);
    expect((await looked(Object.fromEntries(members), ['npm', 'pnpm', 'yarn', 'bun'])).byTool.size).toBe(0);
  });

  test('folders that nobody looked into are named', async () => {
    const { passedOver } = await looked({ 'a/b/c/d/e/f/g/package.json': '{}', 'node_modules/a/b/package.json': '{}' }, [
      'npm',
    ]);
    expect(passedOver).toEqual(['a/b/c/d/e/f/g']);
    expect((await looked({ 'target/x/y/z/package.json': '{}' }, ['npm'])).passedOver).toEqual(['target/x/y']);
    const wide = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`a/b/c/d${String(index).padStart(3, '0')}/package.json`, '{}']),
    );
    expect((await looked(wide, ['npm'])).passedOver).toHaveLength(50);
  });
});

describe('what may be meant is a note', () => {
  const noted = async (tool: ToolName, files: Readonly<Record<string, string>>) => {
    const host = await place(files);
    const login = { registrations: [registration(tool, {})], tokenVariable: 'auto' };
    const { warnings, notes } = await configure({ ...login, expiresAt: host.clock.now() + 3_600_000 }, host);
    expect(warnings.filter((one) => / in \S+: /.test(one))).toEqual([]);
    return notes.join('\n');
  };

  test.each(['test/fixtures/x', '__tests__/x', 'pkg/examples/x', 'vendor/x', 'build', 'dist/x'])(
    'a project of tests, of strangers, or of a build: %s',
    async (at) => {
      const files = { [`${at}/package.json`]: '{}', [`${at}/.npmrc`]: `registry=${OTHER}\n` };
      expect(await noted('npm', files)).toMatch(new RegExp(`npm in ${at}: .*outranks.* \\(in a folder named `));
    },
  );

  test('a scope that comes from elsewhere in a project below', async () => {
    const files = { 'web/package.json': '{}', 'web/.npmrc': `@x:registry=${OTHER}\n` };
    expect(await noted('npm', files)).toMatch(/npm in web: packages of @x come from https:\/\/other\.example\//);
  });
});
