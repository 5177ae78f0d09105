// Real Maven packs projects that name a place for what they deploy, or have plugins that do: nothing gets there, and what the
// project publishes is packed whole.
import { existsSync, rmSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { project } from '../../src/formats/maven/artifact/project.ts';
import { temporaryFolder } from '../support/folders.ts';
import { type RecordingHost, recordingHost } from '../support/host.ts';
import { byLane } from '../support/lane.ts';
import { writeTree } from '../support/packages/maven-package.ts';
import { publicMavenIsReachable } from '../support/programs/maven-tool.ts';
import { findTool, whyNot, withPath } from '../support/programs/tools.ts';

const LONG = 400_000;
const folder = temporaryFolder();
const hosts: RecordingHost[] = [];
afterAll(() => {
  for (const host of hosts) host.close();
});
const isReachable = await publicMavenIsReachable();

const NAMES = ['altDeploymentRepository', 'altReleaseDeploymentRepository', 'altSnapshotDeploymentRepository'];

const plugin = (artifactId: string, more: string, groupId = 'org.apache.maven.plugins') =>
  `<plugin><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId>${more}</plugin>`;
const deploy = (more: string, version = '3.1.4') =>
  plugin('maven-deploy-plugin', `<version>${version}</version>${more}`);
const configured = (text: string) => `<configuration>${text}</configuration>`;
const one = (id: string, phase: string, more = '', goal = 'deploy') =>
  `<execution><id>${id}</id><phase>${phase}</phase><goals><goal>${goal}</goal></goals>${more}</execution>`;
const execution = (id: string, phase: string, goal: string, more = '') =>
  `<executions>${one(id, phase, more, goal)}</executions>`;
/** Not reached: it sends at the end of a build, which fails then. */
const sending = (artifactId: string, groupId: string, version: string, settings: string) =>
  plugin(artifactId, `<version>${version}</version><extensions>true</extensions>${configured(settings)}`, groupId);

interface Story {
  readonly plugins?: string;
  readonly inModule?: string;
  readonly moduleProperties?: string;
  /** In the place of the plain list of modules. */
  readonly profiles?: string;
  readonly version?: string;
  /** Whether everything that Maven reads names the place. */
  readonly everywhere?: true;
  readonly packs?: readonly string[];
  readonly refused?: RegExp;
}

const BOTH = ['app/1.0/app-1.0.pom', 'lib/1.0/lib-1.0.pom'];

const stories = (place: string): readonly (readonly [string, Story])[] => [
  ['properties of POM, settings and command line files', { everywhere: true, packs: BOTH }],
  ['the same for a snapshot', { everywhere: true, version: '1.0-SNAPSHOT', packs: [] }],
  ['the same by plugin 2.7, which knows one of them', { everywhere: true, plugins: deploy('', '2.7'), packs: BOTH }],
  ['the same by plugin 2.8.2', { everywhere: true, plugins: deploy('', '2.8.2'), packs: BOTH }],
  [
    'the place of releases in the configuration of the plugin',
    {
      plugins: deploy(configured(`<${NAMES[1]}>${place}</${NAMES[1]}>`)),
      refused: /app.pom\.xml:2: .*maven-deploy-plugin fixes `altReleaseDep/,
    },
  ],
  [
    'one that ours wins over',
    {
      plugins: deploy(configured(`<${NAMES[0]}>${place}</${NAMES[0]}><${NAMES[2]}>${place}</${NAMES[2]}>`)),
      packs: BOTH,
    },
  ],
  [
    'the same by plugin 2.7',
    {
      plugins: deploy(configured(`<${NAMES[0]}>${place}</${NAMES[0]}>`), '2.7'),
      refused: /fixes `altDeploymentRepository`/,
    },
  ],
  [
    'the place of snapshots for a module alone',
    {
      version: '1.0-SNAPSHOT',
      inModule: deploy(
        `<executions><execution><id>default-deploy</id>${configured(`<${NAMES[2]}>${place}</${NAMES[2]}>`)}</execution></executions>`,
      ),
      refused: /lib.pom\.xml:2: .*fixes `altSnapshotDep/,
    },
  ],
  [
    'a second deployment in the phase',
    {
      plugins: deploy(execution('more', 'deploy', 'deploy', configured(`<${NAMES[1]}>${place}</${NAMES[1]}>`))),
      packs: BOTH,
    },
  ],
  [
    'a deployment in another phase',
    {
      inModule: deploy(execution('early', 'package', 'deploy-file', configured(`<file>x</file><url>${place}</url>`))),
      refused: /`early` of maven-deploy-plugin deploys in the phase `package`/,
    },
  ],
  [
    'deployAtEnd, and a module with no phase',
    {
      plugins: deploy(configured('<deployAtEnd>true</deployAtEnd>'), '2.8.2'),
      inModule: deploy(execution('default-deploy', 'none', 'deploy'), '2.8.2'),
      packs: BOTH.slice(0, 1),
    },
  ],
  [
    'a module that an execution of its own deploys',
    {
      inModule: deploy(`<executions>${one('default-deploy', 'none')}${one('late', 'deploy')}</executions>`),
      packs: BOTH,
    },
  ],
  [
    'an execution of its own in the place of one that skips',
    {
      inModule: deploy(
        `<executions>${one('default-deploy', 'deploy', configured('<skip>true</skip>'))}${one('after', 'deploy')}</executions>`,
      ),
      packs: BOTH,
    },
  ],
  [
    'an execution of its own that does not skip what the plugin does',
    {
      plugins: deploy(
        `${configured('<skip>true</skip>')}<executions>${one('after', 'deploy', configured('<skip>false</skip>'))}</executions>`,
      ),
      packs: BOTH,
    },
  ],
  [
    'executions of which none deploys all',
    {
      plugins: deploy(
        `${configured('<skip>true</skip>')}<executions>${one('a', 'deploy', configured('<skip>false</skip>'))}</executions>`,
      ),
      inModule: deploy(
        `<executions>${one('a', 'none', configured('<skip>true</skip>'))}${one('b', 'deploy', configured('<skip>false</skip>'))}</executions>`,
      ),
      refused: /of which none deploys all: com\.acme:app:1\.0, com\.acme:lib:1\.0/,
    },
  ],
  [
    'a module that skips, beside one that an execution of its own deploys',
    {
      plugins: deploy(`<executions>${one('default-deploy', 'deploy', configured('<skip>true</skip>'))}</executions>`),
      inModule: deploy(`<executions>${one('after', 'deploy')}</executions>`),
      packs: BOTH.slice(1),
    },
  ],
  [
    'what central-publishing-maven-plugin leaves out, and what the deploy plugin does',
    {
      plugins: plugin(
        'central-publishing-maven-plugin',
        `<version>0.8.0</version><extensions>true</extensions>${configured('<publishingServerId>corp</publishingServerId><excludeArtifacts><artifact>app</artifact></excludeArtifacts>')}`,
        'org.sonatype.central',
      ),
      moduleProperties: '<maven.deploy.skip>true</maven.deploy.skip>',
      packs: BOTH.slice(1),
    },
  ],
  [
    'a profile that is there unless tests are skipped',
    {
      profiles:
        '<profile><id>release</id><activation><property><name>!skipTests</name></property></activation><modules><module>lib</module></modules></profile>',
      packs: BOTH,
    },
  ],
  ['a module that skips', { inModule: deploy(configured('<skip>true</skip>')), packs: BOTH.slice(0, 1) }],
  [
    'nexus-staging-maven-plugin',
    {
      plugins: sending(
        'nexus-staging-maven-plugin',
        'org.sonatype.plugins',
        '1.7.0',
        '<serverId>corp</serverId><nexusUrl>http://127.0.0.1:1/</nexusUrl>',
      ),
      packs: BOTH,
    },
  ],
  [
    'central-publishing-maven-plugin',
    {
      plugins: sending(
        'central-publishing-maven-plugin',
        'org.sonatype.central',
        '0.8.0',
        '<publishingServerId>corp</publishingServerId><centralBaseUrl>http://127.0.0.1:1/</centralBaseUrl>',
      ),
      packs: BOTH,
    },
  ],
];

for (const id of ['maven-3', 'maven-4']) {
  const found = findTool(id, 'mvn');
  const reason = whyNot(found, isReachable ? undefined : 'Maven Central cannot be reached');
  const title = reason === undefined && 'program' in found ? `Maven ${found.version}` : `${id}: skipped, ${reason}`;
  (reason === undefined ? describe : describe.skip)(title, () => {
    const program = 'program' in found ? found.program : '';
    const corp = join(folder, id, 'corp');
    beforeEach(() => rmSync(corp, { recursive: true, force: true }));
    const place = `corp::default::${pathToFileURL(corp).href}`;
    const everywhere = NAMES.map((name) => `<${name}>${place}</${name}>`).join('');

    // The first, where everything names the place, in both lanes; the two plugins at the end take minutes.
    test.each(
      byLane(stories(place).slice(0, 1), stories(place)).map(([name, story], index) => ({ name, story, index })),
    )(
      '$name',
      async ({ story, index }) => {
        const { version = '1.0' } = story;
        const directory = join(folder, id, String(index), 'app');
        const names = story.everywhere ? everywhere : '';
        const modules = story.profiles
          ? `<profiles>${story.profiles}</profiles>`
          : '<modules><module>lib</module></modules>';
        const coordinates = (name: string) =>
          `<groupId>com.acme</groupId><artifactId>${name}</artifactId><version>${version}</version>`;
        const pom = (name: string, parts: string, plugins = '') =>
          `<project><modelVersion>4.0.0</modelVersion><packaging>pom</packaging>${parts}<artifactId>${name}</artifactId>\n<build><plugins>${plugins}</plugins></build></project>`;
        await writeTree(
          join(directory, 'pom.xml'),
          pom(
            'app',
            `<groupId>com.acme</groupId><version>${version}</version><properties>${names}</properties>${modules}<distributionManagement><repository><id>corp</id><url>${pathToFileURL(corp).href}</url></repository></distributionManagement>`,
            story.plugins,
          ),
        );
        await writeTree(
          join(directory, 'lib/pom.xml'),
          pom(
            'lib',
            `<parent>${coordinates('app')}</parent><properties>${story.moduleProperties ?? ''}</properties>`,
            story.inModule,
          ),
        );
        const settings = join(folder, id, String(index), 'settings.xml');
        await writeTree(
          settings,
          `<settings><profiles><profile><id>x</id><properties>${names}</properties></profile></profiles><activeProfiles><activeProfile>x</activeProfile></activeProfiles></settings>`,
        );
        const defined = story.everywhere ? NAMES.map((name) => `-D${name}=${place}`) : [];
        await writeTree(
          join(directory, '.mvn/maven.config'),
          ['-s', settings, `-Dmaven.repo.local=${join(folder, id, 'm2')}`, ...defined].join('\n'),
        );
        const properties = story.everywhere ? NAMES.map((name) => `${name}=${place}\n`).join('') : '';
        await writeTree(join(directory, '.mvn/maven-user.properties'), properties);
        await writeTree(join(directory, '.mvn/jvm.config'), defined.join(' '));
        const host = recordingHost({
          folder,
          env: {
            PATH: `${dirname(program)}${delimiter}${process.env.PATH}`,
            ...(story.everywhere ? { MAVEN_ARGS: defined.join(' ') } : {}),
          },
        });
        hosts.push(host);
        // A shell reads it in the script of Maven 4.
        const into = join(folder, id, String(index), "into ; 'y' & z");
        const packing = withPath(dirname(program), () =>
          project.pack(directory, into, host, { ignoreScripts: false, passEnv: ['MAVEN_ARGS'] }),
        );
        if (story.refused)
          await expect(packing).rejects.toMatchObject({
            code: 'CA-FILE-004',
            message: expect.stringMatching(story.refused),
          });
        else {
          const packed = (await packing).map((path) => relative(join(into, 'com/acme'), path));
          const poms = packed.filter((path) => /^\w+\/1\.0\/[^/]+(?<!-build|-consumer)\.pom$/.test(path));
          expect(poms.sort()).toEqual(story.packs);
          if (story.version) expect(packed.filter((path) => /-\d{8}\.\d{6}-1\.pom$/.test(path))).toHaveLength(2);
        }
        expect(existsSync(corp)).toBe(false);
      },
      LONG,
    );
  });
}
