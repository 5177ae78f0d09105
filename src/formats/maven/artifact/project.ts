// Packs a project directory with its own tool into a folder of the repository layout, which `gather` reads. Every
// module of a multi-module build lands there, with parent POMs, BOMs, sources, signatures: whatever the build attaches.
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Host } from '../../../core/ports/host.ts';
import type { PackOptions, Publishing } from '../../../core/ports/package-format.ts';
import { toolFailure } from '../../shared/failed-tool.ts';

const GRADLE_FILES = ['settings.gradle', 'settings.gradle.kts', 'build.gradle', 'build.gradle.kts'];

const isSbt = (entries: readonly string[]) => entries.includes('build.sbt');

export const project = {
  recognises: (entries) =>
    entries.includes('pom.xml') || GRADLE_FILES.some((file) => entries.includes(file)) || isSbt(entries),

  async pack(directory, into, host, options) {
    const entries = await host.files.list(directory);
    await host.files.makeDirectory(into);
    const build = await buildOf(directory, entries, into, host, options);
    const result = await host.run(build.program, build.args, {
      cwd: directory,
      pass: options.passEnv,
      env: build.env ?? {},
    });
    if (result.status !== 0)
      throw await toolFailure({ title: build.name, directory, result, marked: /^(?:\[ERROR\]|\[error\])/ }, host.log);
    // Whatever is in it: what a build attaches may have any ending.
    const kept = build.kept ?? [];
    const built = await host.files.glob(['**/*', ...kept.map((folder) => `!${folder}**`)], into);
    if (built.length === 0) {
      throw new RegistryError('CA-FILE-004', `${build.name} put nothing into the local folder for ${directory}`, {
        remedy: build.emptyRemedy,
      });
    }
    const paths = built.map((path) => (isAbsolute(path) ? path : join(into, path)));
    if (build.stampsSnapshots) return paths;
    const { stampSnapshots } = await import('./stamp-snapshots.ts');
    return stampSnapshots(paths, host.files, host.clock.now());
  },
} satisfies NonNullable<Publishing['project']>;

async function buildOf(
  directory: string,
  entries: readonly string[],
  into: string,
  host: Host,
  options: PackOptions,
): Promise<Build> {
  if (entries.includes('pom.xml')) return mavenBuild(directory, into, host, options);
  if (GRADLE_FILES.some((file) => entries.includes(file))) return gradleBuild(directory, into, host, options);
  // A folder of this name is usual in builds of plugins.
  const hasScript = (await host.files.stat(join(directory, 'sbt')))?.kind === 'file';
  return sbtBuild(hasScript, into, host, options);
}

interface Build {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly emptyRemedy: string;
  /** Folders below the output of what the project keeps from being published. */
  readonly kept?: readonly string[];
  /** Whether files of a snapshot are named after the time of the build. */
  readonly stampsSnapshots: boolean;
}

/**
 * The project's wrapper script where it has one, since that fixes the version of the tool: in its folder, or in one above
 * that is of the same build, up to the root of the checkout. One that nobody made executable is run by a shell.
 */
async function programOf(
  directory: string,
  wrapper: keyof typeof WRAPPERS,
  usual: string,
  { files, platform }: Host,
): Promise<Program> {
  const script = platform === 'win32' ? WRAPPERS[wrapper].onWindows : wrapper;
  const own = (await files.realPath(directory)) ?? directory;
  let folder = own;
  for (;;) {
    const entries: readonly string[] = await files.list(folder).catch(() => []);
    if (entries.includes(script) && (folder === own || WRAPPERS[wrapper].roots.some((name) => entries.includes(name))))
      break;
    if (entries.includes('.git') || dirname(folder) === folder) return { program: usual, before: [] };
    folder = dirname(folder);
  }
  if (platform === 'win32') return { program: folder === own ? `.\\${script}` : join(folder, script), before: [] };
  const path = folder === own ? `./${script}` : join(folder, script);
  const { mode = 0 } = (await files.stat(join(folder, script))) ?? {};
  return (mode & 0o111) === 0 ? { program: 'sh', before: [path] } : { program: path, before: [] };
}

/** What is run, with the arguments that come before all others. */
interface Program {
  readonly program: string;
  readonly before: readonly string[];
}

const WRAPPERS = {
  mvnw: { onWindows: 'mvnw.cmd', roots: ['pom.xml', '.mvn'] },
  gradlew: { onWindows: 'gradlew.bat', roots: ['settings.gradle', 'settings.gradle.kts'] },
} as const;

async function mavenBuild(directory: string, into: string, host: Host, options: PackOptions): Promise<Build> {
  const { mavenDeploy } = await import('./maven-deploy.ts');
  const { program, before } = await programOf(resolve(directory), 'mvnw', 'mvn', host);
  const { args, ...deploy } = await mavenDeploy({ directory, program, before, into, ...options }, host);
  return {
    name: 'mvn deploy',
    program,
    args: [...before, ...args],
    ...deploy,
    emptyRemedy: 'Check `maven.deploy.skip` and the configuration of maven-deploy-plugin, or give built files instead.',
    stampsSnapshots: true,
  };
}

/**
 * `publishToMavenLocal` into a folder of ours. The property that names the local repository is set when the first of these
 * tasks begins: by then `mavenLocal()` among the repositories of the project, which it would move as well, has its place. A
 * project may have that task publish elsewhere, too: then nothing is begun.
 */
const GRADLE_SCRIPT = `
def folder = System.getProperty('codeartifact-ci.folder')
def key = 'maven.repo.local'
allprojects {
  tasks.withType(org.gradle.api.publish.maven.tasks.PublishToMavenLocal) {
    doFirst { System.setProperty(key, folder) }
  }
}
gradle.taskGraph.whenReady { graph ->
  def remote = graph.allTasks.findAll {
    it instanceof org.gradle.api.publish.maven.tasks.PublishToMavenRepository && it.repository?.url?.scheme != 'file'
  }
  if (remote) throw new GradleException("publishToMavenLocal publishes elsewhere: " + remote*.path.join(', '))
}
`;

async function gradleBuild(
  directory: string,
  into: string,
  host: Host,
  { args: given = [] }: PackOptions,
): Promise<Build> {
  const script = `${into}-init.gradle`;
  await host.files.write(script, GRADLE_SCRIPT);
  const { program, before } = await programOf(resolve(directory), 'gradlew', 'gradle', host);
  return {
    name: 'gradle publishToMavenLocal',
    program,
    args: [
      ...before,
      '--console=plain',
      '--quiet',
      ...given,
      ...['--init-script', script, `-Dcodeartifact-ci.folder=${into}`],
      'publishToMavenLocal',
    ],
    emptyRemedy: 'Apply the `maven-publish` plugin and declare a publication, or give built files instead.',
    stampsSnapshots: false,
  };
}

/** `publish` of every project that the root aggregates, as it is set up but for the place: nothing is sent by sbt. */
function sbtBuild(hasScript: boolean, into: string, { platform }: Host, { args: given = [] }: PackOptions): Build {
  // Of a string of Scala these are the escapes of JSON.
  const folder = JSON.stringify(into);
  return {
    name: 'sbt publish',
    program: hasScript && platform !== 'win32' ? './sbt' : 'sbt',
    args: [
      '-Dsbt.color=false',
      '-Dsbt.supershell=false',
      // A server that outlives the run would keep the folder of another one.
      '-Dsbt.server.autostart=false',
      ...given,
      `set every publishTo := Some(MavenCache("codeartifact-ci", file(${folder})))`,
      // The task alone: `publish` by itself may be an alias of the project for commands that send it elsewhere.
      'all publish',
    ],
    emptyRemedy: 'Check `publish / skip` and `publishMavenStyle`, or give built files instead.',
    stampsSnapshots: false,
  };
}
