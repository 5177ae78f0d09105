// What our `publish` puts into a repository against what the build tool itself publishes of the same build: every asset, every
// byte. And files that other programs have to agree about: executable jars, wheels of other compressions.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gatherPublications } from '../../src/core/operations/publish/gather.ts';
import { formatList } from '../../src/formats/index.ts';
import { createTransport } from '../../src/machine/http.ts';
import { temporaryFolder } from '../support/folders.ts';
import { type RecordingHost, recordingHost } from '../support/host.ts';
import { buildJar, pomText, writeTree } from '../support/packages/maven-package.ts';
import { buildWheel } from '../support/packages/python-package.ts';
import { buildParts, centralOfThisMachine, runMaven, settingsText } from '../support/programs/maven-tool.ts';
import { findTool, runTool, whyNot, withPath } from '../support/programs/tools.ts';
import { type SdkRegistry, sdkRegistry } from '../support/servers/sdk-registry.ts';

const LONG = 300_000;
const central = centralOfThisMachine();
const transport = createTransport({ env: process.env, userAgent: 'codeartifact-ci-tests' });
const isReachable = await transport
  .send({
    method: 'GET',
    url: `${(central ?? 'https://repo.maven.apache.org/maven2').replace(/\/$/, '')}/junit/junit/maven-metadata.xml`,
  })
  .then(async (answer) => answer.discard().then(() => answer.status === 200))
  .catch(() => false);

const folder = temporaryFolder();
let registry: SdkRegistry;
const hosts: RecordingHost[] = [];
beforeAll(async () => {
  registry = await sdkRegistry(
    folder,
    [
      { name: 'ours', upstreams: ['central'] },
      { name: 'theirs', upstreams: ['central'] },
      { name: 'central', externalConnection: 'public:maven-central' },
    ],
    { externals: central === undefined ? {} : { 'public:maven-central': central }, http: transport.send },
  );
});
afterAll(async () => {
  for (const host of hosts) host.close();
  await registry?.close();
  transport.close();
  expect(registry?.errors).toEqual([]);
});

const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

/** Asset to digest, as the registry serves it; the version list has the time of its writing. */
async function served(repository: string, group: string, name: string, version: string) {
  const assets = await registry.assets('maven', name, version, group, repository);
  const found: Record<string, string> = {};
  for (const asset of assets.filter((each) => each !== 'maven-metadata.xml')) {
    const at = `${registry.endpoint('maven', repository)}${group.replaceAll('.', '/')}/${name}/${version}/${asset}`;
    found[asset] = sha256(new Uint8Array(await (await registry.call('GET', at)).arrayBuffer()));
  }
  return found;
}

/** As `publish` does it: everything below what is given, and all of it into `ours`. `bin`: where its tool is. */
async function publishOurs(packages: string, bin?: string) {
  const host = recordingHost({
    folder,
    env: {
      PATH: bin === undefined ? process.env.PATH : `${bin}${delimiter}${process.env.PATH}`,
      // Maven takes its plugins from the registry; a daemon of Gradle would write the token into its log.
      ...(bin === undefined ? {} : { CODEARTIFACT_AUTH_TOKEN: registry.token }),
      GRADLE_USER_HOME: join(folder, 'gradle-home'),
    },
  });
  hosts.push(host);
  const gathered = await gatherPublications({ packages: [packages], workingDirectory: folder }, formatList, host);
  try {
    for (const publication of gathered.publications) {
      const publishing = formatList.find(({ name }) => name === publication.format)?.publishing;
      const target = await registry.target(publication.format as 'maven', 'ours');
      expect(await publishing?.upload(publication, publication.artifacts, target, [])).toEqual({ kind: 'accepted' });
    }
    return gathered.files;
  } finally {
    await gathered.cleanUp();
  }
}

const ATTACHED = ['linux.exe', 'native.so', 'cyclonedx.xml', 'cyclonedx.json', 'dist.tar.xz', 'empty.marker'];
const MAIN = ['toml', 'properties', 'md'];

const helper = (ofProject: string) =>
  [
    '<plugin><groupId>org.codehaus.mojo</groupId><artifactId>build-helper-maven-plugin</artifactId><version>3.6.0</version>',
    '<executions><execution><phase>package</phase><goals><goal>attach-artifact</goal></goals><configuration><artifacts>',
    ...ATTACHED.map((name) => {
      const dot = name.indexOf('.');
      return `<artifact><file>${ofProject}/attached/${name}</file><type>${name.slice(dot + 1)}</type><classifier>${name.slice(0, dot)}</classifier></artifact>`;
    }),
    ...MAIN.map((type) => `<artifact><file>${ofProject}/attached/main.${type}</file><type>${type}</type></artifact>`),
    '</artifacts></configuration></execution></executions></plugin>',
  ].join('');

for (const id of ['maven-3', 'maven-4']) {
  const found = findTool(id, 'mvn');
  const reason = whyNot(found, findTool('javac', 'javac'), isReachable ? undefined : 'Maven Central cannot be reached');
  const title = reason === undefined && 'program' in found ? `Maven ${found.version}` : `${id}: skipped, ${reason}`;
  (reason === undefined ? describe : describe.skip)(title, () => {
    const program = 'program' in found ? found.program : '';
    const group = `com.acme.${id.replace('-', '')}`;

    test(
      'a build with attachments of any ending: the assets of `mvn deploy`, byte for byte',
      async () => {
        const directory = join(folder, id, 'whole');
        const coordinates = { groupId: group, artifactId: 'whole', version: '1.0' };
        const reproducible =
          '<properties><project.build.outputTimestamp>2026-01-02T03:04:05Z</project.build.outputTimestamp>';
        // Maven 4 writes the address into the POM for users, so it must be the same in both builds.
        const extra = buildParts(helper(directory), 'https://repo.example.org/').replace('<properties>', reproducible);
        await writeTree(join(directory, 'pom.xml'), pomText({ ...coordinates, extra }));
        await writeTree(join(directory, 'src/main/java/acme/A.java'), 'package acme; public class A { }');
        for (const name of [...ATTACHED, ...MAIN.map((type) => `main.${type}`)])
          await writeTree(join(directory, 'attached', name), name.startsWith('empty') ? '' : `content of ${name}`);
        const run = {
          program,
          home: join(folder, id),
          endpoint: registry.endpoint('maven', 'theirs'),
          token: registry.token,
        };
        const deployed = await runMaven(run, directory, [
          '-DskipTests',
          `-DaltDeploymentRepository=codeartifact::default::${run.endpoint}`,
          'deploy',
        ]);
        expect(deployed.status === 0 ? '' : deployed.text).toBe('');
        const theirs = await served('theirs', group, 'whole', '1.0');
        expect(Object.keys(theirs)).toEqual(
          expect.arrayContaining(['whole-1.0.jar', 'whole-1.0.pom', 'whole-1.0-linux.exe', 'whole-1.0.toml']),
        );

        const settings = join(folder, id, 'pack-settings.xml');
        await writeTree(settings, settingsText(registry.endpoint('maven', 'ours')));
        await writeTree(
          join(directory, '.mvn/maven.config'),
          `-s\n${settings}\n-Dmaven.repo.local=${join(folder, id, 'm2')}\n`,
        );
        const files = await withPath(dirname(program), () => publishOurs(directory, dirname(program)));
        expect(await served('ours', group, 'whole', '1.0')).toEqual(theirs);
        const taken = files.filter(({ outcome }) => outcome === 'taken');
        expect(taken).toHaveLength(Object.keys(theirs).length);
        expect(files.filter(({ outcome }) => outcome === 'verified').length).toBeGreaterThanOrEqual(taken.length);
        const notes = files.filter(({ outcome, reason }) => outcome === 'left' && !/version list/.test(reason ?? ''));
        expect(notes).toEqual([]);
      },
      LONG,
    );
  });
}

const gradle = findTool('gradle', 'gradle');
describe('program' in gradle ? `Gradle ${gradle.version}` : `Gradle: skipped, ${gradle.missing}`, () => {
  ('program' in gradle ? test : test.skip)(
    'a project with attachments of any ending: what Gradle itself publishes into a folder, byte for byte',
    async () => {
      const directory = join(folder, 'gradle-whole');
      await writeTree(join(directory, 'settings.gradle'), "rootProject.name = 'whole'\n");
      await writeTree(join(folder, 'gradle-home/gradle.properties'), 'org.gradle.daemon=false\n');
      for (const name of ['a.toml', 'a.xml', 'a.so']) await writeTree(join(directory, name), `content of ${name}`);
      const artifacts = [
        "artifact(file('a.toml'))",
        "artifact(file('a.xml')) { classifier = 'cyclonedx' }",
        "artifact(file('a.so')) { classifier = 'linux' }",
      ];
      await writeTree(
        join(directory, 'build.gradle'),
        [
          "apply plugin: 'java'",
          "apply plugin: 'maven-publish'",
          "group = 'com.acme.gradle'",
          "version = '3.0'",
          'tasks.withType(AbstractArchiveTask) { preserveFileTimestamps = false; reproducibleFileOrder = true }',
          `publishing { publications { lib(MavenPublication) { from components.java; ${artifacts.join('; ')} } } }`,
        ].join('\n'),
      );
      const program = 'program' in gradle ? gradle.program : '';
      // Debian's Gradle has no connector for `publish` into a folder.
      const local = `-Dmaven.repo.local=${join(folder, 'gradle-theirs')}`;
      const ran = await runTool(program, ['--no-daemon', '--console=plain', local, 'publishToMavenLocal'], {
        cwd: directory,
        home: join(folder, 'home'),
        env: { GRADLE_USER_HOME: join(folder, 'gradle-home') },
        timeoutMs: LONG,
      });
      expect(ran.text).toContain('BUILD SUCCESSFUL');
      const made = join(folder, 'gradle-theirs/com/acme/gradle/whole/3.0');
      const names = readdirSync(made).filter((name) => !/\.(md5|sha1|sha256|sha512)$/.test(name));
      const theirs = Object.fromEntries(names.map((name) => [name, sha256(readFileSync(join(made, name)))]));
      expect(names).toEqual(
        expect.arrayContaining(['whole-3.0-cyclonedx.xml', 'whole-3.0-linux.so', 'whole-3.0.toml']),
      );
      await publishOurs(directory);
      expect(await served('ours', 'com.acme.gradle', 'whole', '3.0')).toEqual(theirs);
    },
    LONG,
  );
});

describe('archives that other programs open', () => {
  const java = spawnSync('java', ['-version']).status === 0;
  const python = spawnSync('python3', ['-c', 'import pip, lzma, bz2']).status === 0;

  test(`an executable jar goes through with its bytes${java ? '' : ' (java: skipped, not here)'}`, async () => {
    const lib = { groupId: 'com.acme.cli', artifactId: 'tool', version: '1.0' };
    const script = Buffer.from('#!/bin/sh\nexec java -jar "$0" "$@"\n');
    const jar = Buffer.concat([script, await buildJar(lib)]);
    const at = join(folder, 'cli');
    mkdirSync(at);
    writeFileSync(join(at, 'tool-1.0.jar'), jar);
    writeFileSync(join(at, 'tool-1.0.pom'), pomText(lib));
    if (java) {
      // What we take, Java takes: no main class is another error than no jar.
      const ran = spawnSync('java', ['-jar', join(at, 'tool-1.0.jar')]);
      expect(String(ran.stderr)).toMatch(/no main manifest attribute/);
    }
    await publishOurs(at);
    expect((await served('ours', lib.groupId, 'tool', '1.0'))['tool-1.0.jar']).toBe(sha256(jar));
  });

  (python ? test : test.skip)(
    'wheels by LZMA and bzip2, with a script in front: pip installs them, and so they go',
    async () => {
      for (const method of ['LZMA', 'BZIP2']) {
        const name = `packed-${method.toLowerCase()}`;
        const { fileName, data } = await buildWheel({ name, version: '1.0' });
        const at = join(folder, name);
        mkdirSync(at);
        writeFileSync(join(at, 'plain.zip'), data);
        const code = `import sys, zipfile
source = zipfile.ZipFile(sys.argv[1])
open(sys.argv[2], 'wb').write(b'#!/bin/sh\\n')
with zipfile.ZipFile(sys.argv[2], 'a', zipfile.ZIP_${method}) as made:
    for item in source.infolist(): made.writestr(item.filename, source.read(item), zipfile.ZIP_${method})`;
        const wheel = join(at, fileName);
        execFileSync('python3', ['-c', code, join(at, 'plain.zip'), wheel]);
        const target = join(at, 'installed');
        execFileSync(
          'python3',
          ['-m', 'pip', 'install', '--no-index', '--no-deps', '--quiet', '--target', target, wheel],
          {
            stdio: 'pipe',
            env: { ...process.env, HOME: at },
          },
        );
        expect(existsSync(target)).toBe(true);
        const files = await publishOurs(wheel);
        expect(files).toEqual([{ path: wheel, outcome: 'taken', coordinate: `pkg:pypi/${name}@1.0` }]);
      }
    },
    LONG,
  );
});
