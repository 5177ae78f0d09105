// @ts-check
// The package managers that a smoke run logs in, and how each shows that it can read: it fetches the package of the run
// from `production`, with the files that `login` wrote and with nothing else.
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pom, writeWheel } from './artifacts.mjs';
import { TWINE_VERSION, VERSIONS } from './names.mjs';
import { environmentOf, onPath, run } from './programs.mjs';

/**
 * @typedef {object} Use
 * @property {string} prefix
 * @property {string} work Folder in which the tool is run.
 * @property {string} home
 * @property {string} version Of the tool.
 * @property {boolean} isSecure Whether endpoints are https.
 * @property {(format: string) => string} endpoint Of the repository that the tool was logged in to.
 *
 * @typedef {object} Tool
 * @property {string} name As `login` calls it.
 * @property {string} program
 * @property {readonly string[]} [needs] Other programs.
 * @property {RegExp} [versionIn] Finds the version in what it says; left out: the first number with a dot.
 * @property {boolean} [isSlow] Not asked for its version, since that fetches or builds things.
 * @property {'staging' | 'production'} [repository] Default: production.
 * @property {(use: Use) => string | undefined} [whyNot] Why it cannot fetch here.
 * @property {(use: Use) => Promise<Attempt>} [attempt] Left out: login and logout only.
 *
 * @typedef {object} Attempt
 * @property {readonly string[]} args
 * @property {Readonly<Record<string, string>>} [env]
 * @property {(use: Use) => Promise<boolean>} isDone
 */

const [FIRST = ''] = VERSIONS;
/** @param {Use} use @param {Readonly<Record<string, string>>} files */
async function write(use, files) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(use.work, path)), { recursive: true });
    await writeFile(join(use.work, path), text);
  }
}
/** @param {(use: Use) => string} path @returns {(use: Use) => Promise<boolean>} */
const isThere = (path) => (use) =>
  access(join(use.work, path(use))).then(
    () => true,
    () => false,
  );

const QUIET = {
  NPM_CONFIG_UPDATE_NOTIFIER: 'false',
  PNPM_CONFIG_MINIMUM_RELEASE_AGE: '0',
  YARN_NPM_MINIMAL_AGE_GATE: '0',
  YARN_ENABLE_TELEMETRY: '0',
  YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
  YARN_ENABLE_GLOBAL_CACHE: '0',
  YARN_NODE_LINKER: 'node-modules',
};
/** @param {readonly string[]} args @param {Readonly<Record<string, string>>} [files] */
const npmInstall =
  (args, files = {}) =>
  async (/** @type {Use} */ use) => {
    const dependencies = { [`@${use.prefix}/smoke`]: FIRST };
    await write(use, {
      'package.json': JSON.stringify({ name: 'smoke', version: FIRST, private: true, dependencies }),
      ...files,
    });
    return {
      args,
      env: QUIET,
      isDone: isThere(({ prefix }) => `node_modules/@${prefix}/smoke/index.js`),
    };
  };

/** @type {readonly Tool[]} */
export const TOOLS = [
  { name: 'npm', program: 'npm', attempt: npmInstall(['install', '--no-audit', '--no-fund', '--ignore-scripts']) },
  { name: 'pnpm', program: 'pnpm', attempt: npmInstall(['install', '--no-frozen-lockfile', '--ignore-scripts']) },
  {
    name: 'yarn',
    program: 'yarn',
    attempt: (use) =>
      use.version.startsWith('1.')
        ? npmInstall(['install', '--non-interactive', '--ignore-scripts'], { 'yarn.lock': '# yarn lockfile v1\n' })(use)
        : npmInstall(['install'], { 'yarn.lock': '', '.yarnrc.yml': 'nodeLinker: node-modules\n' })(use),
  },
  { name: 'bun', program: 'bun', attempt: npmInstall(['install', '--ignore-scripts']) },
  {
    name: 'pip',
    program: 'pip',
    attempt: async ({ prefix }) => ({
      args: ['download', '--no-deps', '--dest', 'out', `${prefix}-smoke==${FIRST}`],
      env: { PIP_NO_CACHE_DIR: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' },
      isDone: isThere((use) => `out/${use.prefix.replaceAll('-', '_')}_smoke-${FIRST}-py3-none-any.whl`),
    }),
  },
  {
    name: 'uv',
    program: 'uv',
    needs: ['python3'],
    attempt: async ({ prefix }) => ({
      args: ['pip', 'install', '--no-deps', '--target', 'out', `${prefix}-smoke==${FIRST}`],
      env: { UV_NO_CACHE: '1', UV_PYTHON_DOWNLOADS: 'never' },
      isDone: isThere((use) => `out/${use.prefix.replaceAll('-', '_')}_smoke/__init__.py`),
    }),
  },
  {
    name: 'poetry',
    program: 'poetry',
    attempt: async (use) => {
      await write(use, {
        'pyproject.toml': `[tool.poetry]
name = "smoke"
version = "${FIRST}"
description = ""
authors = []
package-mode = false
[tool.poetry.dependencies]
python = ">=3.8"
${use.prefix}-smoke = "${FIRST}"
[[tool.poetry.source]]
name = "${use.prefix}-production"
url = "${use.endpoint('pypi')}simple/"
priority = "primary"
`,
      });
      return {
        args: ['lock', '--no-interaction'],
        env: { POETRY_CACHE_DIR: join(use.home, 'cache'), PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring' },
        isDone: async () =>
          (await readFile(join(use.work, 'poetry.lock'), 'utf8')).includes(
            `${use.prefix.replaceAll('-', '_')}_smoke-${FIRST}-py3-none-any.whl`,
          ),
      };
    },
  },
  {
    // The one tool that can only write: it uploads a version of its own to `staging`.
    name: 'twine',
    program: 'twine',
    repository: 'staging',
    attempt: async (use) => ({
      args: [
        ...['upload', '--non-interactive', '--disable-progress-bar', '--repository', 'codeartifact'],
        await writeWheel(use.work, `${use.prefix}-smoke`, TWINE_VERSION),
      ],
      env: { PYTHON_KEYRING_BACKEND: 'keyring.backends.null.Keyring' },
      isDone: async () => true,
    }),
  },
  {
    name: 'maven',
    program: 'mvn',
    attempt: async (use) => {
      const name = `${use.prefix}-smoke`;
      // What is imported is fetched before any plugin is looked for.
      const imported = `
  <dependencyManagement><dependencies><dependency>
    <groupId>${name}</groupId><artifactId>${name}</artifactId><version>${FIRST}</version><type>pom</type><scope>import</scope>
  </dependency></dependencies></dependencyManagement>`;
      await write(use, { 'pom.xml': pom(`${name}-user`, FIRST, 'pom', imported) });
      return {
        args: ['-B', '-ntp', `-Dmaven.repo.local=${join(use.work, 'm2')}`, 'validate'],
        env: { MAVEN_OPTS: `-Duser.home=${use.home}` },
        isDone: isThere(() => join('m2', name, name, FIRST, `${name}-${FIRST}.pom`)),
      };
    },
  },
  {
    name: 'gradle',
    program: 'gradle',
    // Its Java has a version, too.
    versionIn: /(?<=^Gradle )\d[\w.]*/m,
    whyNot: ({ isSecure, version }) =>
      isSecure || Number.parseInt(version, 10) < 7 ? undefined : 'from 7 on it takes no packages over plain http',
    attempt: async (use) => {
      const name = `${use.prefix}-smoke`;
      await write(use, {
        'settings.gradle': '',
        'build.gradle': `configurations { smoke }
dependencies { smoke '${name}:${name}:${FIRST}' }
task take(type: Copy) { from configurations.smoke; into 'out' }
`,
      });
      return {
        args: ['--no-daemon', '-q', 'take'],
        env: { GRADLE_USER_HOME: join(use.home, '.gradle'), GRADLE_OPTS: `-Duser.home=${use.home}` },
        isDone: isThere(() => `out/${name}-${FIRST}.jar`),
      };
    },
  },
  {
    name: 'nuget',
    program: 'nuget',
    attempt: async (use) => {
      const id = `${use.prefix}-smoke`;
      return {
        args: ['install', id, '-Version', FIRST, '-OutputDirectory', 'out', '-NonInteractive', '-NoCache'],
        env: { NUGET_PACKAGES: join(use.work, 'packages'), NUGET_HTTP_CACHE_PATH: join(use.work, 'http') },
        isDone: isThere(() => `out/${id}.${FIRST}/${id}.${FIRST}.nupkg`),
      };
    },
  },
  // These are logged in and out. What they read is no format of the packages here (cargo, gem, swift), or they fetch much
  // more than that from public sources first (sbt, dotnet).
  { name: 'sbt', program: 'sbt', isSlow: true },
  { name: 'dotnet', program: 'dotnet' },
  { name: 'cargo', program: 'cargo' },
  { name: 'gem', program: 'gem' },
  { name: 'swift', program: 'swift' },
];

/**
 * @typedef {Tool & { path: string, version: string }} InstalledTool
 *
 * The tools on PATH that start.
 * @param {readonly string[] | undefined} wanted Undefined: whichever is installed.
 * @param {string} home A folder in which they may write.
 * @param {AbortSignal} signal
 * @returns {Promise<InstalledTool[]>} Rejects when one that is wanted by name is not there.
 */
export async function findTools(wanted, home, signal) {
  const candidates = TOOLS.filter(({ name }) => wanted === undefined || wanted.includes(name));
  const all = await Promise.all(candidates.map((tool) => findTool(tool, home, signal)));
  const missing = candidates.filter((_, index) => all[index] === undefined).map(({ name }) => name);
  if (wanted !== undefined && missing.length > 0)
    throw new Error(`--tools: not installed, or not able to start: ${missing.join(', ')}`);
  return all.filter((tool) => tool !== undefined);
}

/** @param {Tool} tool @param {string} home @param {AbortSignal} signal @returns {Promise<InstalledTool | undefined>} */
async function findTool(tool, home, signal) {
  const path = onPath(tool.program);
  if (path === undefined || (tool.needs ?? []).some((name) => onPath(name) === undefined)) return undefined;
  if (tool.isSlow) return { ...tool, path, version: '' };
  const env = environmentOf(join(home, tool.name), { DOTNET_NOLOGO: '1', DOTNET_CLI_TELEMETRY_OPTOUT: '1' });
  const args = tool.name === 'nuget' ? ['help'] : ['--version'];
  const { exit, output } = await run(path, args, { cwd: home, env, signal, longestMs: 60_000 });
  const version = (tool.versionIn ?? /\d+\.\d+[\w.+-]*/).exec(output)?.[0];
  return exit === 0 && version !== undefined ? { ...tool, path, version } : undefined;
}
