// The real clients that a login is tried with: what they read, what people have in it, how they show that they fetched.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ToolName } from '../../../src/core/ports/package-format.ts';
import { pomText } from '../packages/maven-package.ts';
import type { Home } from '../worlds/login-world.ts';
import { type FoundTool, findNugetExe, findTool, whyNot } from './tools.ts';

const nugetExe = findNugetExe();
const MAVEN_SETTINGS = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<!-- mine -->',
  '<settings>',
  '  <!-- <servers><server><id>codeartifact</id></server></servers> -->',
  '  <servers>',
  '    <server><id>other</id><username>me</username><password>PASSWORD</password></server> <!-- encrypted -->',
  '  </servers>',
  '</settings>',
  '',
].join('\n');

/** One real client: what it reads, and how it shows that it fetched. */
export interface Client {
  readonly tool: ToolName;
  readonly id: string;
  readonly bin: string;
  readonly node?: string;
  /** What it needs beside its program. */
  readonly needs?: readonly object[];
  /** The file that is there before, relative to the home, and what people have in it. */
  readonly file: string;
  readonly rich: string;
  /** Refuses a byte order mark by itself, login or not. */
  readonly noMark?: boolean;
  readonly env?: (home: Home) => Readonly<Record<string, string>>;
  /** Other files of a project. */
  readonly project?: (endpoint: (format: string) => string) => Readonly<Record<string, string>>;
  readonly args: (home: Home) => readonly (readonly string[])[];
  /** Relative to the work folder: there when the package was fetched. */
  readonly proof: string | ((home: Home) => Promise<boolean>);
}

const NPMRC =
  '; mine\n# registry=https://commented.example/\nfund = false\n@other:registry=https://other.example/npm/\naudit=false\n';
const npmProject = () => ({
  'package.json': JSON.stringify({
    name: 'app',
    version: '1.0.0',
    dependencies: { '@acme/lib': '1.0.0', 'plain-acme': '1.0.0' },
  }),
});
const npmProof = 'node_modules/@acme/lib/index.js';
export const QUIET = {
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  PNPM_CONFIG_MINIMUM_RELEASE_AGE: '0',
  YARN_NPM_MINIMAL_AGE_GATE: '0',
  YARN_ENABLE_TELEMETRY: '0',
  YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
  YARN_NODE_LINKER: 'node-modules',
};
const PIP = { PIP_NO_CACHE_DIR: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PIP_RETRIES: '0' };
const PIP_CONF =
  '# mine\n[global]\ntimeout = 7\n; the old one\nindex-url = https://old.example/simple\n\n[list]\nformat = columns\n';
const hasHashes = async (home: Home) =>
  /files = \[\s*\{\s*file = "acme_lib/.test(await readFile(join(home.work, 'poetry.lock'), 'utf8'));

export const CLIENTS: readonly Client[] = [
  ...(['npm-10', 'npm-11'] as const).map(
    (id): Client => ({
      tool: 'npm',
      id,
      bin: 'npm',
      file: '.npmrc',
      rich: NPMRC,
      project: npmProject,
      args: () => [['install']],
      proof: npmProof,
    }),
  ),
  ...([['pnpm-10'], ['pnpm-11', '22.13.0'], ['pnpm-12']] as const).map(
    ([id, node]): Client => ({
      tool: 'pnpm',
      id,
      bin: 'pnpm',
      ...(node ? { node } : {}),
      file: '.npmrc',
      rich: NPMRC,
      project: npmProject,
      args: () => [['install', '--no-frozen-lockfile']],
      proof: npmProof,
    }),
  ),
  {
    tool: 'yarn',
    id: 'yarn-1',
    bin: 'yarn',
    file: '.npmrc',
    rich: NPMRC,
    project: () => ({ ...npmProject(), 'yarn.lock': '# yarn lockfile v1\n' }),
    args: () => [['install', '--non-interactive']],
    proof: npmProof,
  },
  {
    tool: 'yarn',
    id: 'yarn-4',
    bin: 'yarn',
    file: '.yarnrc.yml',
    rich: '# mine\nenableGlobalCache: false # here\n\nnpmScopes:\n  other:\n    npmRegistryServer: "https://other.example/"\n',
    project: () => ({ ...npmProject(), 'yarn.lock': '', '.yarnrc.yml': 'nodeLinker: node-modules\n' }),
    args: () => [['install']],
    proof: npmProof,
  },
  {
    tool: 'bun',
    id: 'bun',
    bin: 'bun',
    file: '.npmrc',
    rich: NPMRC,
    project: npmProject,
    args: () => [['install']],
    proof: npmProof,
  },
  ...(['pip-23', 'pip-26'] as const).map(
    (id): Client => ({
      tool: 'pip',
      id,
      bin: 'pip',
      file: '.config/pip/pip.conf',
      rich: PIP_CONF,
      noMark: true,
      env: () => PIP,
      args: () => [['download', '--no-deps', 'acme-lib', '-d', 'out']],
      proof: 'out/acme_lib-1.0-py3-none-any.whl',
    }),
  ),
  {
    tool: 'uv',
    id: 'uv',
    bin: 'uv',
    needs: [findTool('python', 'python3')],
    file: '.config/uv/uv.toml',
    noMark: true,
    rich: '# mine\nnative-tls = true\n\n[[index]]\nname = "theirs"\nurl = "https://other.example/simple/"\nexplicit = true\n',
    env: () => ({ UV_NO_CACHE: '1', UV_PYTHON_DOWNLOADS: 'never' }),
    args: () => [['pip', 'install', '--target', 'out', 'acme-lib']],
    proof: 'out/acme_lib',
  },
  {
    tool: 'poetry',
    id: 'poetry',
    bin: 'poetry',
    file: '.config/pypoetry/auth.toml',
    noMark: true,
    rich: '# mine\n[http-basic.theirs]\nusername = "me"\npassword = "pw"\n',
    env: (home) => ({
      POETRY_CACHE_DIR: join(home.work, 'cache'),
      PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring',
    }),
    project: (endpoint) => ({
      'pyproject.toml': `[tool.poetry]\nname = "app"\nversion = "1.0"\ndescription = ""\nauthors = []\npackage-mode = false\n[tool.poetry.dependencies]\npython = ">=3.8"\nacme-lib = "1.0"\n[[tool.poetry.source]]\nname = "ours"\nurl = "${endpoint('pypi')}simple/"\npriority = "primary"\n`,
    }),
    args: () => [['lock']],
    proof: hasHashes,
  },
  ...(['maven', 'maven-3', 'maven-4'] as const).map(
    (id): Client => ({
      tool: 'maven',
      id,
      bin: 'mvn',
      file: '.m2/settings.xml',
      // Maven 4 itself stops at a password it cannot decrypt.
      rich: MAVEN_SETTINGS.replace('PASSWORD', id === 'maven-4' ? 'pw' : '{COQLCE6DU6GtcS5P=}'),
      env: (home) => ({ MAVEN_OPTS: `-Duser.home=${home.home}` }),
      project: () => ({
        'pom.xml': pomText({
          groupId: 'com.acme',
          artifactId: 'app',
          version: '1',
          packaging: 'pom',
          parent: { groupId: 'com.acme', artifactId: 'acme-pom', version: '1.0' },
        }),
      }),
      args: (home) => [['-B', '-ntp', `-Dmaven.repo.local=${join(home.work, 'm2')}`, 'validate']],
      proof: 'm2/com/acme/acme-pom/1.0/acme-pom-1.0.pom',
    }),
  ),
  {
    tool: 'gradle',
    id: 'gradle',
    bin: 'gradle',
    file: '.gradle/gradle.properties',
    noMark: true,
    rich: '# mine\norg.gradle.daemon = false\norg.gradle.jvmargs=-Xmx256m \\\n  -Dfile.encoding=UTF-8\n',
    env: (home) => ({ GRADLE_USER_HOME: join(home.home, '.gradle') }),
    project: () => ({
      'build.gradle':
        "configurations { x }\ndependencies { x 'com.acme:acme-jar:1.0' }\ntask fetch(type: Copy) { from configurations.x; into 'out' }\n",
      'settings.gradle': '',
    }),
    args: () => [['--no-daemon', '-q', 'fetch']],
    proof: 'out/acme-jar-1.0.jar',
  },
  {
    tool: 'nuget',
    id: 'mono',
    bin: 'mono',
    needs: [nugetExe],
    file: '.config/NuGet/NuGet.Config',
    rich: '<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n  <!-- mine -->\n  <packageSources>\n    <clear />\n  </packageSources>\n  <config>\n    <add key="globalPackagesFolder" value="/tmp/never-used" />\n  </config>\n</configuration>\n',
    env: (home) => ({ NUGET_PACKAGES: join(home.work, 'packages'), NUGET_HTTP_CACHE_PATH: join(home.work, 'http') }),
    args: () => [
      [
        'file' in nugetExe ? nugetExe.file : '',
        'install',
        'acme.lib',
        '-Version',
        '1.0.0',
        '-OutputDirectory',
        'out',
        '-NonInteractive',
        '-NoCache',
      ],
    ],
    proof: 'out/acme.lib.1.0.0/acme.lib.1.0.0.nupkg',
  },
];

/** A client with all that it needs, or what of it is missing. */
export function findClient({ id, bin, node, needs = [] }: Pick<Client, 'id' | 'bin' | 'node' | 'needs'>): FoundTool {
  const found = findTool(id, bin, { node });
  const missing = whyNot(found, ...needs);
  return missing === undefined ? found : { missing };
}
