// Maven, Gradle and sbt. All read owner-only files, so the token needs no variable.
import type { Tool } from '../../../core/ports/package-format.ts';
import { documentedVariable, inHome, projectFile, userHomeOption, variable } from '../../shared/machine-paths.ts';
import { gradleConfiguration } from './gradle.ts';
import { sbtConfiguration } from './sbt.ts';

const maven: Tool = {
  name: 'maven',
  detect: ['pom.xml', '.mvn/maven.config', '.mvn/wrapper/maven-wrapper.properties'],
  inspect: async (request) => (await import('./inspect.ts')).inspectMaven(request),
  asVariables: async (request) =>
    (await import('./as-variables.ts')).mavenAsVariables(request, await maven.configure(request)),
  configure: async (request) => {
    const { EMPTY_SETTINGS, serverId, settingsEdit } = await import('./settings.ts');
    const { machine, endpoint } = request;
    const path = inHome(machine, '.m2', 'settings.xml');
    const id = serverId(machine.read(path), request);
    const wanted = request.options['maven-server-id'] || 'codeartifact';
    const documented = documentedVariable(request, [
      'settings.xml',
      '.mvn/settings.xml',
      '.mvn/maven.config',
      'pom.xml',
    ]);
    const hidden = /(^|\s)(-s|--settings)([\s=]|$)/m.test(
      `${projectFile(machine, '.mvn', 'maven.config') ?? ''}\n${variable(machine, 'MAVEN_ARGS') ?? ''}`,
    );
    return {
      files: [
        {
          path,
          holdsSecret: true,
          syntax: 'tree',
          skeleton: EMPTY_SETTINGS,
          edit: (current) => settingsEdit(current, request),
        },
      ],
      variables: { ...userHomeOption(machine, 'MAVEN_OPTS'), ...documented.variables },
      notes: [
        `deploy with the repository id \`${id}\` in the POM, or with -DaltDeploymentRepository=${id}::${endpoint}`,
        ...(id !== wanted
          ? [
              `the server id \`${wanted}\` belongs to another repository of this job, so \`${id}\` is used; set maven-server-id`,
            ]
          : []),
        ...(hidden ? ['the project chooses another settings file (-s), which hides the one that was configured'] : []),
        ...documented.notes,
      ],
    };
  },
};

const gradle: Tool = {
  name: 'gradle',
  detect: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts', 'gradlew'],
  configure: (request) => gradleConfiguration(request),
};

const sbt: Tool = {
  name: 'sbt',
  detect: ['build.sbt', 'project/build.properties'],
  configure: (request) => sbtConfiguration(request),
};

export const tools: readonly Tool[] = [maven, gradle, sbt];
