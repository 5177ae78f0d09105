// Gradle: an init script without a secret, and the token in the user's gradle.properties. Gradle reads credentials of
// a named repository from there when it needs them, so they do not get into the configuration cache.
import type { ConfigureRequest, ToolConfiguration, ToolMachine } from '../../../core/ports/package-format.ts';
import { type EncodingsRead, encodingUnreadBy } from '../../../core/text/encoding.ts';
import { leftOverVariables } from '../../shared/left-over-variables.ts';
import { absolute, documentedVariable, joinPath, variable } from '../../shared/machine-paths.ts';
import { propertiesValues, setProperties } from '../../shared/text/properties.ts';
import { homeVariables, inJavaHome, type JavaHome, javaHome, javaOptions, systemProperty } from './java-options.ts';

export function gradleConfiguration(request: ConfigureRequest): ToolConfiguration {
  const { machine, endpoint, token } = request;
  const home = gradleHome(machine);
  const scriptOf = (name: string) => joinPath(machine, home.folder, 'init.d', scriptName(name));
  const taken = (name: string) => {
    const script = machine.read(scriptOf(name));
    return script !== undefined && !script.includes(groovy(endpoint));
  };
  // Gradle allows letters and digits in the name of credentials, nothing else.
  const plain = (text: string) => text.replace(/[^A-Za-z0-9]/g, '');
  const wanted = plain(request.options['maven-server-id'] || 'codeartifact') || 'codeartifact';
  const name = taken(wanted) ? plain(`${wanted}${request.domain}${request.repository}`) : wanted;
  const documented = documentedVariable(request, [
    'build.gradle',
    'build.gradle.kts',
    'settings.gradle',
    'settings.gradle.kts',
    'gradle.properties',
  ]);
  const leftOver = leftOverVariables(
    machine,
    'Gradle',
    [name, ownName(name)].flatMap((one) => [
      { name: `ORG_GRADLE_PROJECT_${one}Username`, wanted: 'aws' },
      { name: `ORG_GRADLE_PROJECT_${one}Password`, wanted: token },
    ]),
  );
  const properties = gradleProperties(machine, home.folder);
  return {
    files: [
      { path: scriptOf(name), holdsSecret: false, syntax: 'tree', edit: () => initScript(name, endpoint) },
      {
        path: properties,
        holdsSecret: true,
        syntax: 'lines',
        language: 'properties',
        edit: (current) =>
          setPropertiesBehind(markOf(machine, properties), current ?? '', {
            [`${name}Username`]: 'aws',
            [`${name}Password`]: token.reveal(),
            [`${ownName(name)}Username`]: 'aws',
            [`${ownName(name)}Password`]: token.reveal(),
          }),
      },
    ],
    variables: {
      ...homeVariables(machine, home.java, { name: 'GRADLE_USER_HOME', value: home.folder }).variables,
      ...documented.variables,
      ...leftOver.variables,
    },
    notes: [
      `to publish with Gradle, declare a repository with the url ${endpoint}; its credentials are supplied, or write \`name = "${name}"\` and \`credentials(PasswordCredentials)\``,
      ...leftOver.notes,
      ...documented.notes,
    ],
  };
}

export interface GradleHome {
  /** Where the login writes. */
  readonly folder: string;
  /** Stray only where nothing but Java decides. */
  readonly java: JavaHome;
}

/** What options and GRADLE_USER_HOME say, the options first; else `.gradle` in the folder of the user. */
export function gradleHome(machine: ToolMachine): GradleHome {
  const options = ['DEFAULT_JVM_OPTS', 'JAVA_OPTS', 'GRADLE_OPTS'].map((name) => variable(machine, name));
  const java = javaHome(machine, options);
  const named =
    systemProperty(javaOptions(machine, options), 'gradle.user.home') ?? variable(machine, 'GRADLE_USER_HOME');
  if (named) return { folder: absolute(machine, named), java: { ...java, isStray: false } };
  return { folder: inJavaHome(machine, java, '.gradle'), java };
}

export const gradleProperties = (machine: ToolMachine, folder: string) =>
  joinPath(machine, folder, 'gradle.properties');

/** Java takes a byte order mark for the beginning of the first key, or of what would have been a comment. */
const markOf = (machine: ToolMachine, path: string) => {
  const encoding = machine.encodingOf(path);
  return encoding?.charset === 'utf8' && encoding.mark ? '\ufeff' : '';
};

/** The properties of a file as Java has them; none of one that is UTF-16, since it decodes the bytes as Latin-1. */
export function gradleValues(machine: ToolMachine, folder: string): Map<string, string> {
  const path = gradleProperties(machine, folder);
  const encoding = machine.encodingOf(path);
  if (encoding && encodingUnreadBy(PROPERTIES_READ, encoding) !== undefined) return new Map();
  return propertiesValues(markOf(machine, path) + (machine.read(path) ?? ''));
}

/** Keys and values of ours are ASCII, which says the same in all of them. */
export const PROPERTIES_READ: EncodingsRead = { mark: true, utf16: false, otherBytes: true };

const setPropertiesBehind = (mark: string, text: string, wanted: Readonly<Record<string, string>>) =>
  setProperties(mark + text, wanted).slice(mark.length);

export const scriptName = (name: string) => `codeartifact-ci.${name}.gradle`;

/** What our own repository is called: two of one name would be an error, and a build may well use the plain one. */
export const ownName = (name: string) => `${name}Ci`;

/** A Groovy string without interpolation. */
export const groovy = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

/**
 * Adds the repository in front where a build declares repositories itself, and to the settings where Gradle knows
 * such (6.8); supplies credentials to every repository that a build declares with this address. Publishing targets
 * and plugin repositories are never added, since one more would change what a build does.
 * `beforeSettings` and not `settingsEvaluated`: a build may forbid repositories in projects, and its settings may be
 * closed after evaluation. The closure form of `publishing` keeps Gradle before 5 from failing.
 */
function initScript(name: string, endpoint: string): string {
  return `// Written by codeartifact-ci and removed at logout. Holds no secret: the token is in gradle.properties.
def caName = ${groovy(ownName(name))}
def caUrl = ${groovy(endpoint)}
def caVersion = org.gradle.util.GradleVersion.current().baseVersion
def caSince = { String version -> caVersion >= org.gradle.util.GradleVersion.version(version) }
def caSame = { Object url -> url != null && url.toString().replaceAll('/+$', '') == caUrl.replaceAll('/+$', '') }
def caPassword = {
  def properties = new Properties()
  def file = new File(gradle.gradleUserHomeDir, 'gradle.properties')
  if (file.isFile()) file.withInputStream { properties.load(it) }
  properties.getProperty(caName + 'Password')
}
def caCredentials = { repository ->
  if (repository.name == caName && caSince('6.6')) {
    repository.credentials(gradle.class.classLoader.loadClass('org.gradle.api.credentials.PasswordCredentials'))
    return
  }
  def password = caPassword()
  if (password != null) repository.credentials { credentials ->
    credentials.username = 'aws'
    credentials.password = password
  }
}
def caSupply = { repositories ->
  repositories.withType(MavenArtifactRepository).all { repository ->
    if (repository.name != caName && caSame(repository.url)) {
      // Credentials of another kind that the build has given are its own business.
      try { caCredentials(repository) } catch (IllegalStateException ignored) { }
    }
  }
}
def caAdd = { repositories ->
  def added = repositories.maven { repository ->
    repository.name = caName
    repository.url = caUrl
    if (caUrl.startsWith('http:') && repository.metaClass.respondsTo(repository, 'setAllowInsecureProtocol', boolean)) {
      repository.allowInsecureProtocol = true
    }
    caCredentials(repository)
  }
  repositories.remove(added)
  repositories.addFirst(added)
}
def caKnown = { repositories -> repositories.withType(MavenArtifactRepository).any { it.name == caName || caSame(it.url) } }
if (caSince('6.8')) {
  gradle.beforeSettings { settings ->
    caAdd(settings.dependencyResolutionManagement.repositories)
    caSupply(settings.dependencyResolutionManagement.repositories)
    caSupply(settings.pluginManagement.repositories)
    caSupply(settings.buildscript.repositories)
  }
}
gradle.allprojects { project ->
  caSupply(project.repositories)
  caSupply(project.buildscript.repositories)
  project.plugins.withId('maven-publish') { project.publishing { caSupply(repositories) } }
  project.afterEvaluate {
    def hasOwn = !project.repositories.isEmpty()
    if ((hasOwn || !caSince('6.8')) && !caKnown(project.repositories)) caAdd(project.repositories)
  }
}
`;
}
