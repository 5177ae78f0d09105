// Where Maven, Gradle and sbt keep what they fetched. Of Gradle only the dependencies: the rest of its home holds
// init scripts, properties with credentials and caches that name places of this machine.
import type { PackageStore, StoreMachine, ToolName } from '../../../core/ports/package-format.ts';
import { absolute, cacheHome, folderOr, inHome, joinPath, variable } from '../../shared/machine-paths.ts';

/** What an option of Java says in one of these variables; the last one counts. */
function javaOption(machine: StoreMachine, variables: readonly string[], option: string): string | undefined {
  const found = variables.flatMap((name) =>
    (variable(machine, name) ?? '').split(/\s+/).filter((word) => word.startsWith(`-D${option}=`)),
  );
  const value = found.at(-1)?.slice(option.length + 3);
  return value ? absolute(machine, value) : undefined;
}

const gradleFiles = ['*.gradle', '*.gradle.kts', 'gradle.lockfile', 'gradle/libs.versions.toml'];

export const stores: Partial<Record<ToolName, PackageStore>> = {
  maven: {
    paths: (machine) => [
      javaOption(machine, ['MAVEN_OPTS', 'MAVEN_ARGS'], 'maven.repo.local') ?? inHome(machine, '.m2', 'repository'),
    ],
    lockFiles: ['pom.xml'],
  },
  gradle: {
    paths: (machine) => [
      joinPath(machine, folderOr(machine, 'GRADLE_USER_HOME', inHome(machine, '.gradle')), 'caches', 'modules-2'),
    ],
    lockFiles: [...gradleFiles, 'gradle/wrapper/gradle-wrapper.properties'],
  },
  sbt: {
    paths: (machine) => {
      const parts = {
        win32: ['Coursier', 'Cache', 'v1'],
        darwin: ['Coursier', 'v1'],
        linux: ['coursier', 'v1'],
      }[machine.platform];
      return [
        folderOr(machine, 'COURSIER_CACHE', joinPath(machine, cacheHome(machine), ...parts)),
        joinPath(
          machine,
          javaOption(machine, ['SBT_OPTS', 'JAVA_OPTS'], 'sbt.ivy.home') ?? inHome(machine, '.ivy2'),
          'cache',
        ),
      ];
    },
    lockFiles: ['build.sbt', 'build.sbt.lock', 'project/*.sbt', 'project/build.properties', 'project/*.scala'],
  },
};
