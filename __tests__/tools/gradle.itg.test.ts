// Real Gradle against the local server: resolution, also of what our own wire published, and packing with maven-publish.
// Debian's Gradle 4.4.1 cannot publish over http (its build lacks the connectors); newer ones are not tried here.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gather } from '../../src/formats/maven/artifact/artifact.ts';
import { project } from '../../src/formats/maven/artifact/project.ts';
import { upload } from '../../src/formats/maven/publish/publish.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { buildJar, writeLayout, writeTree } from '../support/packages/maven-package.ts';
import { findTool, runTool } from '../support/programs/tools.ts';
import { type SdkRegistry, sdkRegistry } from '../support/servers/sdk-registry.ts';
import { recordWire } from '../support/servers/wire-recordings.ts';

const LONG = 300_000;
const gradle = findTool('gradle', 'gradle');
const folder = temporaryFolder();
let registry: SdkRegistry;
beforeAll(async () => {
  registry = await sdkRegistry(folder, [{ name: 'libs' }]);
});
afterAll(async () => {
  await registry?.close();
  expect(registry?.errors).toEqual([]);
});

describe('program' in gradle ? `Gradle ${gradle.version}` : `Gradle: skipped, ${gradle.missing}`, () => {
  const real = 'program' in gradle ? test : test.skip;
  const program = 'program' in gradle ? gradle.program : '';
  const core = { groupId: 'com.acme', artifactId: 'core', version: '1.2' };
  const lib = { groupId: 'com.acme', artifactId: 'lib', version: '1.0', dependencies: [{ ...core, version: '1.2' }] };

  async function publish(paths: readonly string[]) {
    const report = await gather(paths, registry.host);
    expect(report.verdicts.filter(({ verdict }) => verdict === 'refused')).toEqual([]);
    for (const publication of report.publications) {
      const result = await upload(publication, publication.artifacts, await registry.target('maven', 'libs'));
      expect(result).toEqual({ kind: 'accepted' });
    }
    return report.publications;
  }

  const run = (directory: string, ...args: string[]) =>
    runTool(program, ['--no-daemon', '--console=plain', ...args], {
      cwd: directory,
      home: join(folder, 'home'),
      env: { GRADLE_USER_HOME: join(folder, 'gradle-home'), CODEARTIFACT_AUTH_TOKEN: registry.token },
      timeoutMs: LONG,
    });

  const repository = () =>
    `repositories { maven { url '${registry.endpoint('maven')}'; credentials { username 'aws'; password System.getenv('CODEARTIFACT_AUTH_TOKEN') } } }`;

  real(
    'resolves a version, its dependency, a range and a snapshot, byte for byte',
    async () => {
      const root = join(folder, 'layout');
      const snapshot = { ...core, artifactId: 'snap', version: '2-SNAPSHOT' };
      for (const [of, options] of [
        [core, {}],
        [lib, {}],
        [snapshot, { fileVersion: '2-20260102.030405-1' }],
      ] as const) {
        await publish((await writeLayout(root, of, options)).files);
      }
      const directory = join(folder, 'user');
      await writeTree(
        join(directory, 'build.gradle'),
        `${repository()}\nconfigurations { x }\ndependencies { x 'com.acme:lib:[1.0,2.0)'; x 'com.acme:snap:2-SNAPSHOT' }\ntask fetch(type: Copy) { from configurations.x; into 'out' }\n`,
      );
      await writeTree(join(directory, 'settings.gradle'), '');
      const from = registry.exchanges.length;
      const ran = await run(directory, 'fetch');
      await recordWire(
        { format: 'maven', name: 'resolve', tool: 'gradle', version: 'program' in gradle ? gradle.version : '' },
        registry.endpoint('maven'),
        registry.exchanges.slice(from),
      );
      expect(ran.text).toContain('BUILD SUCCESSFUL');
      expect(await readFile(join(directory, 'out/core-1.2.jar'))).toEqual(await buildJar(core));
      expect(await readFile(join(directory, 'out/lib-1.0.jar'))).toEqual(await buildJar(lib));
      expect(existsSync(join(directory, 'out/snap-2-SNAPSHOT.jar'))).toBe(true);
      const again = await run(directory, 'fetch', '--refresh-dependencies');
      expect(again.text).toContain('BUILD SUCCESSFUL');
    },
    LONG,
  );

  real(
    'a project with maven-publish is packed and published by our own wire',
    async () => {
      const directory = join(folder, 'packed-project');
      await writeTree(join(directory, 'settings.gradle'), "rootProject.name = 'made'\n");
      await writeTree(
        join(directory, 'build.gradle'),
        "apply plugin: 'java'\napply plugin: 'maven-publish'\ngroup = 'com.acme'\nversion = '3.0'\npublishing { publications { lib(MavenPublication) { from components.java } } }\n",
      );
      await writeTree(join(directory, 'note.txt'), 'x');
      const host = recordingHost({
        folder,
        env: { PATH: process.env.PATH, GRADLE_USER_HOME: join(folder, 'gradle-home') },
      });
      const built = await project.pack(directory, join(folder, 'packed'), host, { ignoreScripts: false, passEnv: [] });
      host.close();
      const [publication] = await publish(built);
      expect(publication).toMatchObject({ namespace: 'com.acme', name: 'made', version: '3.0' });
      expect(await registry.statuses('maven', 'made', 'com.acme')).toEqual({ '3.0': 'Published' });
    },
    LONG,
  );

  const packed = async (name: string, build: string) => {
    const directory = join(folder, name);
    await writeTree(join(folder, 'gradle-home/gradle.properties'), 'org.gradle.daemon=false\n');
    await writeTree(join(directory, 'settings.gradle'), `rootProject.name = '${name}'\n`);
    await writeTree(
      join(directory, 'build.gradle'),
      `apply plugin: 'java'\napply plugin: 'maven-publish'\ngroup = 'com.acme'\nversion = '1.0'\npublishing { publications { lib(MavenPublication) { from components.java } } }\n${build}`,
    );
    await writeTree(join(directory, 'src/main/java/acme/A.java'), 'package acme; public class A { }');
    // What the local repository of the machine is, as the tests of Gradle itself set it.
    const host = recordingHost({
      folder,
      env: {
        PATH: process.env.PATH,
        GRADLE_USER_HOME: join(folder, 'gradle-home'),
        GRADLE_OPTS: `-Dmaven.repo.local=${join(folder, 'local')}`,
      },
    });
    try {
      return await project.pack(directory, join(folder, `${name}-into`), host, { ignoreScripts: false, passEnv: [] });
    } finally {
      host.close();
    }
  };

  real(
    'what only the local repository of the machine has is found, and nothing is put there',
    async () => {
      await writeLayout(join(folder, 'local'), core);
      const built = await packed(
        'with-local',
        "repositories { mavenLocal() }\ndependencies { compile 'com.acme:core:1.2' }\n",
      );
      expect(built.map((path) => basename(path))).toEqual(
        expect.arrayContaining(['with-local-1.0.jar', 'with-local-1.0.pom']),
      );
      expect(existsSync(join(folder, 'local/com/acme/with-local'))).toBe(false);
    },
    LONG,
  );

  real(
    'a project that has the task publish elsewhere is refused before anything is built',
    async () => {
      const elsewhere =
        "publishing { repositories { maven { name 'corp'; url 'http://127.0.0.1:1/' } } }\nafterEvaluate { publishToMavenLocal.finalizedBy publish }\n";
      await expect(packed('elsewhere', elsewhere)).rejects.toMatchObject({
        code: 'CA-FILE-004',
        message: expect.stringMatching(/publishes elsewhere: :publishLibPublicationToCorpRepository/),
      });
      expect(existsSync(join(folder, 'elsewhere/build'))).toBe(false);
    },
    LONG,
  );

  real(
    'a project of a snapshot is packed as a build with its time, which Gradle itself gets',
    async () => {
      const directory = join(folder, 'snapshot-project');
      // A daemon would go on writing there when the test is over.
      await writeTree(join(folder, 'gradle-home/gradle.properties'), 'org.gradle.daemon=false\n');
      await writeTree(join(directory, 'settings.gradle'), "rootProject.name = 'fresh'\n");
      await writeTree(
        join(directory, 'build.gradle'),
        "apply plugin: 'java'\napply plugin: 'maven-publish'\ngroup = 'com.acme'\nversion = '4-SNAPSHOT'\npublishing { publications { lib(MavenPublication) { from components.java } } }\n",
      );
      await writeTree(join(directory, 'src/main/resources/answer.txt'), 'fresh');
      const host = recordingHost({
        folder,
        env: { PATH: process.env.PATH, GRADLE_USER_HOME: join(folder, 'gradle-home') },
      });
      const into = join(folder, 'packed-snapshot');
      const built = await project.pack(directory, into, host, { ignoreScripts: false, passEnv: [] });
      host.close();
      const [publication] = await publish(built);
      expect(publication?.version).toMatch(/^4-\d{8}\.\d{6}-1$/);
      expect(await registry.statuses('maven', 'fresh', 'com.acme')).toEqual({
        '4-SNAPSHOT': 'Published',
        [publication?.version ?? '']: 'Unlisted',
      });
      const user = join(folder, 'snapshot-user');
      await writeTree(
        join(user, 'build.gradle'),
        `${repository()}\nconfigurations { x }\ndependencies { x 'com.acme:fresh:4-SNAPSHOT' }\ntask fetch(type: Copy) { from { configurations.x.collect { zipTree(it) } }; into 'out' }\n`,
      );
      await writeTree(join(user, 'settings.gradle'), '');
      expect((await run(user, 'fetch')).text).toContain('BUILD SUCCESSFUL');
      expect(await readFile(join(user, 'out/answer.txt'), 'utf8')).toBe('fresh');
    },
    LONG,
  );
});
