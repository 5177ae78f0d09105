// Real Maven builds against a local registry: settings, projects, and how this machine itself reaches Maven Central.
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findAll, parseXml, textAt } from '../../../src/formats/shared/text/xml.ts';
import { createTransport } from '../../../src/machine/http.ts';
import { writeTree } from '../packages/maven-package.ts';
import { type Ran, runTool } from './tools.ts';

/**
 * The mirror of Maven Central in this machine's own settings; undefined when there is none, so that the public address
 * counts. Mirrors that need credentials are left to mvn itself.
 */
export function centralOfThisMachine(): string | undefined {
  for (const path of [
    join(homedir(), '.m2', 'settings.xml'),
    '/etc/maven/settings.xml',
    '/usr/share/maven/conf/settings.xml',
  ]) {
    if (!existsSync(path)) continue;
    const mirrors = findAll(parseXml(readFileSync(path)), 'mirrors', 'mirror');
    const central = mirrors.find(
      (mirror) =>
        /(^|,)(central|\*|external:\*)(,|$)/.test(textAt(mirror, 'mirrorOf') ?? '') &&
        textAt(mirror, 'blocked') !== 'true',
    );
    const url = textAt(central, 'url');
    if (url !== undefined) return url;
  }
  return undefined;
}

export interface MavenRun {
  readonly program: string;
  readonly home: string;
  /** Where everything comes from and goes to. */
  readonly endpoint: string;
  readonly token: string;
}

/** Settings with the endpoint as the only repository there is, as the user guide's mirror set-up. */
export function settingsText(endpoint: string): string {
  return [
    '<settings>',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Maven's own placeholder
    '<servers><server><id>codeartifact</id><username>aws</username><password>${env.CODEARTIFACT_AUTH_TOKEN}</password></server></servers>',
    `<mirrors><mirror><id>codeartifact</id><mirrorOf>*</mirrorOf><url>${endpoint}</url></mirror></mirrors>`,
    '<profiles><profile><id>ci</id><repositories><repository><id>snapshots</id><url>http://127.0.0.1:1/</url>',
    '<snapshots><enabled>true</enabled><updatePolicy>always</updatePolicy></snapshots></repository></repositories></profile></profiles>',
    '<activeProfiles><activeProfile>ci</activeProfile></activeProfiles>',
    '</settings>',
  ].join('\n');
}

/** Runs mvn in `directory` with a local repository of its own (`local`, default below the home). */
export async function runMaven(
  run: MavenRun,
  directory: string,
  args: readonly string[],
  local = join(run.home, 'm2'),
): Promise<Ran> {
  const settings = join(run.home, 'settings.xml');
  await writeTree(settings, settingsText(run.endpoint));
  return runTool(
    run.program,
    ['-B', '-ntp', '-U', '-s', settings, `-Dmaven.repo.local=${local}`, `-Dcodeartifact.url=${run.endpoint}`, ...args],
    {
      cwd: directory,
      home: run.home,
      env: { CODEARTIFACT_AUTH_TOKEN: run.token },
      timeoutMs: 300_000,
    },
  );
}

/** Plugin versions that Maven 3.8, 3.9 and 4 all run, so that one download serves all. */
export const PLUGINS =
  '<pluginManagement><plugins>' +
  [
    ['resources', '3.3.1'],
    ['compiler', '3.13.0'],
    ['surefire', '3.2.5'],
    ['jar', '3.4.2'],
    ['source', '3.3.1'],
    ['install', '3.1.3'],
    ['deploy', '3.1.3'],
    ['dependency', '3.8.1'],
  ]
    .map(
      ([name, version]) =>
        `<plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-${name}-plugin</artifactId><version>${version}</version></plugin>`,
    )
    .join('') +
  '</plugins></pluginManagement>';

/** Elements of a POM that a build needs: encoding, Java 8 level, pinned plugins, and where to deploy: what `runMaven` says. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: Maven's own placeholder
export function buildParts(plugins = '', endpoint = '${codeartifact.url}'): string {
  return [
    '<properties><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>',
    '<maven.compiler.source>8</maven.compiler.source><maven.compiler.target>8</maven.compiler.target></properties>',
    `<build>${PLUGINS}<plugins>${plugins}</plugins></build>`,
    `<distributionManagement><repository><id>codeartifact</id><url>${endpoint}</url></repository>`,
    `<snapshotRepository><id>codeartifact</id><url>${endpoint}</url></snapshotRepository></distributionManagement>`,
  ].join('\n');
}

/** Whether the public repository, or what stands for it on this machine, answers. */
export async function publicMavenIsReachable(): Promise<boolean> {
  const transport = createTransport({ env: process.env, userAgent: 'codeartifact-ci-tests' });
  const central = (centralOfThisMachine() ?? 'https://repo.maven.apache.org/maven2').replace(/\/$/, '');
  return transport
    .send({ method: 'GET', url: `${central}/junit/junit/maven-metadata.xml` })
    .then(async (answer) => answer.discard().then(() => answer.status === 200))
    .catch(() => false)
    .finally(() => transport.close());
}
