// Packs a project directory with its own tool into a folder of the repository layout, which `gather` reads. Every
// module of a multi-module build lands there, with parent POMs, BOMs, sources, signatures: whatever the build attaches.
import { isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Host } from '../../../core/ports/host.ts';
import type { Publishing } from '../../../core/ports/package-format.ts';
import { toolFailure } from '../../shared/failed-tool.ts';

const GRADLE_FILES = ['settings.gradle', 'settings.gradle.kts', 'build.gradle', 'build.gradle.kts'];

const isSbt = (entries: readonly string[]) => entries.includes('build.sbt');

export const project: NonNullable<Publishing['project']> = {
  recognises: (entries) =>
    entries.includes('pom.xml') || GRADLE_FILES.some((file) => entries.includes(file)) || isSbt(entries),

  async pack(directory, into, host, { passEnv }) {
    const entries = await host.files.list(directory);
    await host.files.makeDirectory(into);
    const build = await buildOf(directory, entries, into, host);
    const result = await host.run(build.program, build.args, { cwd: directory, pass: passEnv });
    if (result.status !== 0)
      throw await toolFailure(
        { title: build.name, directory, result, marked: /^(?:\[ERROR\]|\[error\]|\* What went wrong)/ },
        host.log,
      );
    // Whatever is in it: what a build attaches may have any ending.
    const built = await host.files.glob(['**/*'], into);
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
};

async function buildOf(directory: string, entries: readonly string[], into: string, host: Host): Promise<Build> {
  if (entries.includes('pom.xml')) return mavenBuild(entries, into, host);
  if (GRADLE_FILES.some((file) => entries.includes(file))) return gradleBuild(entries, into, host);
  // A folder of this name is usual in builds of plugins.
  const hasScript = (await host.files.stat(join(directory, 'sbt')))?.kind === 'file';
  return sbtBuild(hasScript, into, host);
}

interface Build {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly emptyRemedy: string;
  /** Whether files of a snapshot are named after the time of the build. */
  readonly stampsSnapshots: boolean;
}

/** Wrapper scripts are taken from the project when it has them: they fix the version of the tool. */
function programOf(entries: readonly string[], wrapper: string, program: string, { platform }: Host): string {
  if (platform === 'win32') {
    const script = wrapper === 'mvnw' ? 'mvnw.cmd' : 'gradlew.bat';
    return entries.includes(script) ? `.\\${script}` : program;
  }
  return entries.includes(wrapper) ? `./${wrapper}` : program;
}

function mavenBuild(entries: readonly string[], into: string, host: Host): Build {
  return {
    name: 'mvn deploy',
    program: programOf(entries, 'mvnw', 'mvn', host),
    args: [
      '--batch-mode',
      '--no-transfer-progress',
      // Tests belong to the build before; packing again must not run them a second time.
      '-DskipTests',
      // The three-part form is read by deploy plugin 2.x and 3.x; the two-part form only by 3.x.
      `-DaltDeploymentRepository=codeartifact-ci::default::${pathToFileURL(into).href}`,
      'deploy',
    ],
    emptyRemedy: 'Check `maven.deploy.skip` and plugins that replace the deploy phase, or give built files instead.',
    stampsSnapshots: true,
  };
}

function gradleBuild(entries: readonly string[], into: string, host: Host): Build {
  return {
    name: 'gradle publishToMavenLocal',
    program: programOf(entries, 'gradlew', 'gradle', host),
    args: ['--console=plain', '--quiet', `-Dmaven.repo.local=${into}`, 'publishToMavenLocal'],
    emptyRemedy: 'Apply the `maven-publish` plugin and declare a publication, or give built files instead.',
    stampsSnapshots: false,
  };
}

/** `publish` of every project that the root aggregates, as it is set up but for the place: nothing is sent by sbt. */
function sbtBuild(hasScript: boolean, into: string, { platform }: Host): Build {
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
      `set every publishTo := Some(MavenCache("codeartifact-ci", file(${folder})))`,
      'publish',
    ],
    emptyRemedy: 'Check `publish / skip` and `publishMavenStyle`, or give built files instead.',
    stampsSnapshots: false,
  };
}
