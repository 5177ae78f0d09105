// Real Maven against the local server. Everything, the plugins too, comes through one repository of it, whose upstream
// has the external connection to Maven Central.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { gather } from '../../src/formats/maven/artifact/artifact.ts';
import { project } from '../../src/formats/maven/artifact/project.ts';
import { compareVersions } from '../../src/formats/maven/names/version-order.ts';
import { upload } from '../../src/formats/maven/publish/publish.ts';
import { createTransport } from '../../src/machine/http.ts';
import { temporaryFolder } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { sampled } from '../support/lane.ts';
import { buildJar, digest, pomText, writeTree, zip } from '../support/packages/maven-package.ts';
import { MAVEN_ORDER } from '../support/packages/maven-versions.ts';
import { buildParts, centralOfThisMachine, type MavenRun, runMaven } from '../support/programs/maven-tool.ts';
import { findTool, whyNot, withPath } from '../support/programs/tools.ts';
import { type SdkRegistry, sdkRegistry } from '../support/servers/sdk-registry.ts';
import { recordWire } from '../support/servers/wire-recordings.ts';

const LONG = 300_000;
const central = centralOfThisMachine();
const address = central ?? 'https://repo.maven.apache.org/maven2/';
const transport = createTransport({ env: process.env, userAgent: 'codeartifact-ci-tests' });
const isReachable = await transport
  .send({ method: 'GET', url: `${address.replace(/\/$/, '')}/junit/junit/maven-metadata.xml` })
  .then(async (answer) => answer.discard().then(() => answer.status === 200))
  .catch(() => false);

const mavens = ['maven', 'maven-3', 'maven-4'].map((id) => ({ id, found: findTool(id, 'mvn') }));
// Maven itself starts with a Java that has no compiler.
const compiler = findTool('javac', 'javac');
const versions = new Set<string>();

let registry: SdkRegistry;
let cut = false;
const folder = temporaryFolder();
beforeAll(async () => {
  registry = await sdkRegistry(
    folder,
    [
      { name: 'libs', upstreams: ['central'] },
      { name: 'central', externalConnection: 'public:maven-central' },
    ],
    {
      externals: central === undefined ? {} : { 'public:maven-central': central },
      http: (request) =>
        cut ? Promise.reject(new RegistryError('CA-NET-003', 'the network is cut')) : transport.send(request),
    },
  );
});
afterAll(async () => {
  await registry?.close();
  transport.close();
  expect(registry?.errors).toEqual([]);
});

for (const [index, { id, found }] of mavens.entries()) {
  const reason = whyNot(found, compiler, isReachable ? undefined : `Maven Central cannot be reached (${id})`);
  if (reason !== undefined || 'missing' in found) {
    describe.skip(`Maven: ${reason}`, () => {
      test('skipped', () => undefined);
    });
    continue;
  }
  if (versions.has(found.version)) continue;
  versions.add(found.version);
  // In the fast lane each Maven tells two of the stories, and with these seeds all three together tell every one.
  describe(`Maven ${found.version}`, () => suite(found.program, found.version, 46 + index));
}

function suite(program: string, version: string, seed: number): void {
  const stories: Parameters<typeof test>[] = [];
  const story = (...told: Parameters<typeof test>) => stories.push(told);
  const key = version.replace(/\W/g, '-');
  const of = (artifactId: string, of_: string) => ({ groupId: `com.acme.m${key}`, artifactId, version: of_ });
  const home = () => join(folder, key);
  const run = (): MavenRun => ({ program, home: home(), endpoint: registry.endpoint('maven'), token: registry.token });
  /** Maven 4 deploys the POM of the build as well, beside the one for users. */
  const assets = async (name: string, of_: string) =>
    (await registry.assets('maven', name, of_, `com.acme.m${key}`)).filter((asset) => !asset.endsWith('-build.pom'));
  const since = () => registry.exchanges.length;
  /** Keeps what was said about our own packages; plugins come by the hundred. */
  const record = (name: string, from: number) => {
    const mine = registry.exchanges.slice(from).filter(({ target }) => target.includes(`/com/acme/m${key}/`));
    return recordWire({ format: 'maven', name, tool: 'maven', version }, run().endpoint, mine);
  };
  const sources =
    '<plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-source-plugin</artifactId><executions><execution><goals><goal>jar-no-fork</goal></goals></execution></executions></plugin>';

  async function writeProject(
    name: string,
    pom: string,
    java = 'package acme; public class A { public static int f() { return 42; } }',
  ) {
    const directory = join(home(), name);
    await writeTree(join(directory, 'pom.xml'), pom);
    await writeTree(join(directory, `src/main/java/acme/${/class (\w+)/.exec(java)?.[1]}.java`), java);
    return directory;
  }

  story(
    'mvn deploy publishes a release with sources, and a project that depends on it compiles',
    async () => {
      const lib = of('lib', '1.0');
      const directory = await writeProject('lib', pomText({ ...lib, extra: buildParts(sources) }));
      const from = since();
      const deployed = await runMaven(run(), directory, ['-DskipTests', 'deploy']);
      await record('deploy', from);
      expect({ status: deployed.status, text: deployed.status === 0 ? '' : deployed.text }).toEqual({
        status: 0,
        text: '',
      });
      expect(await registry.statuses('maven', 'lib', lib.groupId)).toEqual({ '1.0': 'Published' });
      expect(await assets('lib', '1.0')).toEqual([
        'lib-1.0-sources.jar',
        'lib-1.0.jar',
        'lib-1.0.pom',
        'maven-metadata.xml',
      ]);

      const app = { ...of('app', '1.0'), dependencies: [lib], extra: buildParts() };
      const user = await writeProject('app', pomText(app), 'package acme; class B { int g() { return acme.A.f(); } }');
      const resolving = since();
      const compiled = await runMaven(run(), user, ['compile'], join(home(), 'm2-app'));
      await record('resolve', resolving);
      expect(compiled.text).toContain('BUILD SUCCESS');
      expect(existsSync(join(user, 'target/classes/acme/B.class'))).toBe(true);
      // The version list as Maven reads it: a range.
      const ranged = {
        ...of('ranged', '1.0'),
        dependencies: [{ ...lib, version: '[1.0,2.0)' }],
        extra: buildParts(),
      };
      const second = await writeProject(
        'ranged',
        pomText(ranged),
        'package acme; class B { int g() { return acme.A.f(); } }',
      );
      expect((await runMaven(run(), second, ['compile'], join(home(), 'm2-app'))).text).toContain('BUILD SUCCESS');
    },
    LONG,
  );

  story(
    'deploying other bytes again is refused with 409, and a wrong token with 401',
    async () => {
      const lib = of('twice', '1.0');
      const args = (file: string) => [
        'org.apache.maven.plugins:maven-deploy-plugin:3.1.3:deploy-file',
        `-Dfile=${file}`,
        `-DgroupId=${lib.groupId}`,
        `-DartifactId=${lib.artifactId}`,
        `-Dversion=${lib.version}`,
        '-Dpackaging=jar',
        '-DrepositoryId=codeartifact',
        `-Durl=${run().endpoint}`,
      ];
      await writeTree(join(home(), 'a.jar'), await buildJar({ ...lib, answer: 'a' }));
      await writeTree(join(home(), 'b.jar'), await buildJar({ ...lib, answer: 'b' }));
      const first = await runMaven(run(), home(), args(join(home(), 'a.jar')));
      expect(first.text).toContain('BUILD SUCCESS');
      const again = await runMaven(run(), home(), args(join(home(), 'a.jar')));
      expect(again.text).toContain('BUILD SUCCESS');
      const other = await runMaven(run(), home(), args(join(home(), 'b.jar')));
      expect(other.status).toBe(1);
      expect(other.text).toMatch(/409/);
      const stranger = await runMaven({ ...run(), token: 'wrong' }, home(), args(join(home(), 'a.jar')));
      expect(stranger.status).toBe(1);
      expect(stranger.text).toMatch(/401|[Uu]nauthorized|authentication/);
      const jar = await registry.call(
        'GET',
        `${run().endpoint}${lib.groupId.replaceAll('.', '/')}/twice/1.0/twice-1.0.jar.sha256`,
      );
      expect(await jar.text()).toBe(digest('sha256', await buildJar({ ...lib, answer: 'a' })));
    },
    LONG,
  );

  story(
    'snapshots: each deploy is a build, and a user gets the newest',
    async () => {
      const lib = of('snap', '1.0-SNAPSHOT');
      const from = since();
      for (const answer of ['41', '42']) {
        const java = `package acme; public class S { public static final int V = ${answer}; }`;
        const directory = await writeProject('snap', pomText({ ...lib, extra: buildParts() }), java);
        const deployed = await runMaven(run(), directory, ['-DskipTests', 'deploy']);
        expect(deployed.text).toContain('BUILD SUCCESS');
      }
      await record('snapshots', from);
      const statuses = await registry.statuses('maven', 'snap', lib.groupId);
      expect(Object.values(statuses).sort()).toEqual(['Published', 'Unlisted', 'Unlisted']);
      expect(statuses['1.0-SNAPSHOT']).toBe('Published');
      const builds = Object.keys(statuses)
        .filter((each) => each !== '1.0-SNAPSHOT')
        .sort();
      expect(builds.map((each) => each.replace(/^.*-/, ''))).toEqual(['1', '2']);

      const user = await writeProject(
        'snap-user',
        pomText({ ...of('snap-user', '1'), dependencies: [lib], extra: buildParts() }),
        'package acme; class B { int g() { return acme.S.V; } }',
      );
      const compiled = await runMaven(run(), user, ['compile'], join(home(), 'm2-snap'));
      expect(compiled.text).toContain('BUILD SUCCESS');
      const newest = await assets('snap', '1.0-SNAPSHOT');
      expect(newest).toEqual([`snap-${builds[1]}.jar`, `snap-${builds[1]}.pom`]);
    },
    LONG,
  );

  story(
    'a multi-module build packed into a local folder is published by our own wire and resolved by Maven',
    async () => {
      const parent = of('parent', '2.0');
      const directory = join(home(), 'multi');
      const inherit = { parent };
      await writeTree(
        join(directory, 'pom.xml'),
        pomText({
          ...parent,
          packaging: 'pom',
          extra: `<modules><module>core</module><module>api</module></modules>${buildParts(sources, 'http://127.0.0.1:1/')}`,
        }),
      );
      for (const [module, dependencies] of [
        ['core', []],
        ['api', [of('core', '2.0')]],
      ] as const) {
        await writeTree(
          join(directory, module, 'pom.xml'),
          pomText({ ...of(module, '2.0'), ...inherit, dependencies }),
        );
        await writeTree(
          join(directory, module, `src/main/java/acme/${module}/C.java`),
          `package acme.${module}; public class C { }`,
        );
      }
      const settings = join(home(), 'pack-settings.xml');
      const host = recordingHost({
        folder: home(),
        env: { PATH: `${join(program, '..')}:${process.env.PATH}`, CODEARTIFACT_AUTH_TOKEN: registry.token },
      });
      try {
        const { settingsText } = await import('../support/programs/maven-tool.ts');
        await writeTree(settings, settingsText(run().endpoint));
        await writeTree(
          join(directory, '.mvn/maven.config'),
          `-s\n${settings}\n-Dmaven.repo.local=${join(home(), 'm2')}\n`,
        );
        const into = join(home(), 'packed');
        const built = await withPath(join(program, '..'), () =>
          project.pack(directory, into, host, { ignoreScripts: false, passEnv: [] }),
        );
        const report = await gather(built, host);
        expect(report.verdicts.filter(({ verdict }) => verdict === 'refused')).toEqual([]);
        expect(report.publications.map(({ name }) => name).sort()).toEqual(['api', 'core', 'parent']);
        for (const publication of report.publications) {
          const result = await upload(publication, publication.artifacts, {
            address: { domain: 'my-org', repository: 'libs' },
            endpoint: run().endpoint,
            token: new Secret(registry.token),
            http: host.http,
            files: host.files,
            writer: undefined as never,
          });
          expect(result).toEqual({ kind: 'accepted' });
        }
      } finally {
        host.close();
      }
      expect(await registry.statuses('maven', 'api', parent.groupId)).toEqual({ '2.0': 'Published' });
      expect(await assets('api', '2.0')).toEqual([
        'api-2.0-sources.jar',
        'api-2.0.jar',
        'api-2.0.pom',
        'maven-metadata.xml',
      ]);
      const user = await writeProject(
        'multi-user',
        pomText({ ...of('multi-user', '1'), dependencies: [of('api', '2.0')], extra: buildParts() }),
        'package acme; class B { acme.core.C c; acme.api.C d; }',
      );
      const compiled = await runMaven(run(), user, ['-C', 'compile'], join(home(), 'm2-multi'));
      expect(compiled.text).toContain('BUILD SUCCESS');
      expect(compiled.text).not.toMatch(/[Cc]hecksum validation failed|WARNING.*checksum/);
    },
    LONG,
  );

  story(
    'a plugin prefix is found through the upstream, and what was resolved once resolves with the network cut',
    async () => {
      const user = await writeProject(
        'cold',
        pomText({
          ...of('cold', '1'),
          dependencies: [{ groupId: 'org.slf4j', artifactId: 'slf4j-simple', version: '2.0.9' }],
          extra: buildParts(),
        }),
      );
      const cold = await runMaven(run(), user, ['dependency:resolve'], join(home(), 'm2-cold'));
      expect(cold.text).toContain('BUILD SUCCESS');
      expect(cold.text).toContain('org.slf4j:slf4j-api:jar:2.0.9');
      expect(await registry.statuses('maven', 'slf4j-api', 'org.slf4j')).toMatchObject({ '2.0.9': 'Published' });
      expect(await registry.statuses('maven', 'slf4j-api', 'org.slf4j', 'central')).toMatchObject({
        '2.0.9': 'Published',
      });
      cut = true;
      try {
        const again = await runMaven(run(), user, ['-C', 'dependency:resolve'], join(home(), 'm2-cut'));
        expect(again.text).toContain('BUILD SUCCESS');
        const jar = await readFile(join(home(), 'm2-cut/org/slf4j/slf4j-api/2.0.9/slf4j-api-2.0.9.jar'));
        expect(jar).toEqual(await readFile(join(home(), 'm2-cold/org/slf4j/slf4j-api/2.0.9/slf4j-api-2.0.9.jar')));
      } finally {
        cut = false;
      }
    },
    LONG,
  );

  story(
    'a Maven plugin of our own is called by its prefix',
    async () => {
      const plugin = { ...of('hello-maven-plugin', '1.0'), packaging: 'maven-plugin', extra: '<name>Hello</name>' };
      const descriptor = [
        `<plugin><name>Hello</name><groupId>${plugin.groupId}</groupId><artifactId>${plugin.artifactId}</artifactId><version>1.0</version>`,
        '<goalPrefix>hello</goalPrefix><isolatedRealm>false</isolatedRealm><inheritedByDefault>true</inheritedByDefault><mojos></mojos><dependencies/></plugin>',
      ].join('');
      const layout = join(home(), 'plugin', ...plugin.groupId.split('.'), plugin.artifactId, '1.0');
      await writeTree(join(layout, 'hello-maven-plugin-1.0.pom'), pomText(plugin));
      await writeTree(
        join(layout, 'hello-maven-plugin-1.0.jar'),
        await zip({ 'META-INF/maven/plugin.xml': descriptor }),
      );
      const host = recordingHost({ folder: home() });
      const paths = await host.files.glob(['**/*'], join(home(), 'plugin'));
      const [publication] = (await gather(paths, host)).publications;
      if (!publication) throw new Error('nothing was gathered');
      const target = {
        address: { domain: 'my-org', repository: 'libs' },
        endpoint: run().endpoint,
        token: new Secret(registry.token),
        http: host.http,
        files: host.files,
        writer: undefined as never,
      };
      expect(await upload(publication, publication.artifacts, target)).toEqual({ kind: 'accepted' });
      host.close();
      const settings = join(home(), 'groups');
      mkdirSync(settings, { recursive: true });
      const asked = await runMaven(
        run(),
        settings,
        [`-Dx=1`, `${plugin.groupId}:hello-maven-plugin:nothing`],
        join(home(), 'm2-plugin'),
      );
      // The plugin was found and loaded; it has no goal of that name.
      expect(asked.text).toMatch(/[Cc]ould not find goal 'nothing'/);
      const list = await registry.call(
        'GET',
        `${run().endpoint}${plugin.groupId.replaceAll('.', '/')}/maven-metadata.xml`,
      );
      expect(await list.text()).toContain('<prefix>hello</prefix>');
    },
    LONG,
  );

  for (const told of sampled(stories, 2, seed)) test(...told);
}

const jar = '/usr/share/maven/lib/maven-artifact-3.x.jar';
const lang = '/usr/share/maven/lib/commons-lang3.jar';
const noOracle = whyNot(
  findTool('java', 'java'),
  ...[jar, lang].map((path) => (existsSync(path) ? undefined : `${path} does not exist`)),
);
(noOracle === undefined ? test : test.skip)(
  `the order of versions is that of Maven itself${noOracle === undefined ? '' : ` (skipped: ${noOracle})`}`,
  () => {
    let seed = 11;
    const random = (limit: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % limit;
    };
    const pick = <T>(from: readonly T[]): T => from[random(from.length)] as T;
    const words = [
      '1',
      '0',
      '2',
      '10',
      '00',
      'alpha',
      'a',
      'b',
      'm',
      'rc',
      'cr',
      'SNAPSHOT',
      'ga',
      'final',
      'release',
      'sp',
      'x',
      '20260102',
      '_',
    ];
    const made = Array.from({ length: 1500 }, () =>
      Array.from(
        { length: 1 + random(6) },
        (_, index) => (index > 0 ? pick(['.', '-', '', '.', '..', '-.']) : '') + pick(words),
      ).join(''),
    );
    const said = execFileSync(
      'java',
      ['-cp', `${jar}:${lang}`, 'org.apache.maven.artifact.versioning.ComparableVersion', ...MAVEN_ORDER, ...made],
      { encoding: 'utf8' },
    );
    const lines = [...said.matchAll(/^\s+(\S+) (<|>|==) (\S+)$/gm)];
    expect(lines.length).toBeGreaterThan(1500);
    const sign = { '<': -1, '>': 1, '==': 0 } as const;
    const wrong = lines.filter(
      ([, a = '', order, b = '']) => Math.sign(compareVersions(a, b)) !== sign[order as keyof typeof sign],
    );
    expect(wrong.map(([line]) => line)).toEqual([]);
  },
  LONG,
);
