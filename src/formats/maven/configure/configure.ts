// Maven, Gradle and sbt. All read owner-only files, so the token needs no variable.
import type { Tool } from '../../../core/ports/package-format.ts';
import { refuseRemark } from '../../shared/checkout-settings.ts';
import { documentedVariable } from '../../shared/machine-paths.ts';

const GRADLE_FILES = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];

const maven: Tool = {
  name: 'maven',
  detect: ['pom.xml', '.mvn/maven.config', '.mvn/wrapper/maven-wrapper.properties'],
  nestedProjects: () => ({
    marks: ['pom.xml'],
    settings: [{ file: '.mvn/*.*' }, { file: 'pom.xml', contains: /<(?:r|pluginR|snapshotR)epositor(?:y|ies)\b/ }],
  }),
  inspect: async (request) => (await import('./inspect.ts')).inspectMaven(request),
  asVariables: async (request) =>
    (await import('./as-variables.ts')).mavenAsVariables(request, await maven.configure(request)),
  configure: async (request) => {
    const { EMPTY_SETTINGS, planSettings, settingsEdit } = await import('./settings.ts');
    const { homeVariables, userHomeVariable } = await import('./java-options.ts');
    const { mavenRun, settingsToWrite, untrustedHome } = await import('./maven-run.ts');
    const { machine, endpoint } = request;
    const run = mavenRun(machine);
    refuseRemark('maven', untrustedHome(machine, run));
    const path = settingsToWrite(machine, run);
    const plan = readable(() => planSettings(machine.read(path), request, run));
    const id = plan?.id ?? '';
    const documented = documentedVariable(request, [
      'settings.xml',
      '.mvn/settings.xml',
      '.mvn/maven.config',
      'pom.xml',
    ]);
    const named = plan?.variables ?? [];
    return {
      files: [
        {
          path,
          holdsSecret: true,
          syntax: 'tree',
          language: 'xml',
          skeleton: EMPTY_SETTINGS,
          edit: (current) => settingsEdit(current, request, run),
        },
      ],
      variables: {
        ...homeVariables(machine, run.home, userHomeVariable(machine, 'MAVEN_OPTS')).variables,
        ...documented.variables,
        ...Object.fromEntries(named.map((name) => [name, request.token])),
      },
      notes: [
        `deploy with the repository id \`${id}\` in the POM, or with -DaltDeploymentRepository=${id}::${endpoint}`,
        ...(plan?.reason === 'taken'
          ? [`the server id of \`maven-server-id\` belongs to another repository, so \`${id}\` is used`]
          : []),
        ...(plan?.reason === 'known' ? [`Maven already calls the repository \`${id}\`, which has the token now`] : []),
        ...named
          .filter((name) => !(name in documented.variables))
          .map((name) => `${name} is exported because the password of a server reads it`),
        ...(plan?.notes ?? []),
        ...documented.notes,
      ],
    };
  },
};

/** Undefined for a file that the edit will refuse, with its reason. */
function readable<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const gradle: Tool = {
  name: 'gradle',
  detect: [...GRADLE_FILES, 'gradlew'],
  // A build has one file of settings; what lies below it without one is part of it.
  nestedProjects: () => ({
    marks: ['settings.gradle', 'settings.gradle.kts'],
    settings: [
      ...GRADLE_FILES.map((file) => ({ file, contains: /https?:/ })),
      {
        file: 'gradle.properties',
        contains: /https?:|codeartifact|offline|proxy|user\.home|Username|Password|gradle\.user/i,
      },
    ],
  }),
  inspect: async (request) => (await import('./inspect-gradle.ts')).inspectGradle(request),
  configure: async (request) => (await import('./gradle.ts')).gradleConfiguration(request),
};

const sbt: Tool = {
  name: 'sbt',
  detect: ['build.sbt', 'project/build.properties'],
  nestedProjects: () => ({
    marks: ['project/build.properties'],
    settings: ['build.sbt', '.jvmopts', '.sbtopts', 'project/build.properties'].map((file) => ({ file })),
  }),
  inspect: async (request) => (await import('./sbt.ts')).inspectSbt(request),
  configure: async (request) => (await import('./sbt.ts')).sbtConfiguration(request),
};

export const tools: readonly Tool[] = [maven, gradle, sbt];
