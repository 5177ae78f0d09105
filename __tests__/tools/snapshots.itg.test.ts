// Snapshots as those meet them who develop against them: real Maven and Gradle get the build that was promoted last, and
// after a rollback the one before.
import { readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { promoteCommand } from '../../src/commands/promote.ts';
import { publishCommand } from '../../src/commands/publish.ts';
import { rollbackCommand } from '../../src/commands/rollback.ts';
import { createTransport } from '../../src/machine/http.ts';
import { type Ended, type GivenInputs, resultOf, runCommand } from '../commands/run-command.ts';
import { temporaryFolder } from '../support/folders.ts';
import { isSlowLane, sampled } from '../support/lane.ts';
import { pomText, writeTree } from '../support/packages/maven-package.ts';
import { buildParts, centralOfThisMachine, runMaven, settingsText } from '../support/programs/maven-tool.ts';
import { findTool, runTool, whyNot } from '../support/programs/tools.ts';
import { ACCOUNT, DOMAIN, openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';

const LONG = 600_000;
const OTHER = 'other-org';
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
let registry: TestRegistry;
beforeAll(async () => {
  const plugins = { name: 'central', externalConnection: 'public:maven-central' };
  const repositories = [{ name: 'staging', upstreams: ['central'] }, { name: 'prod', upstreams: ['central'] }, plugins];
  registry = await openTestRegistry(folder, {
    setup: {
      domains: [
        { name: DOMAIN, owner: ACCOUNT, repositories },
        { name: OTHER, owner: ACCOUNT, repositories: [{ name: 'prod', upstreams: ['central'] }, plugins] },
      ],
    },
    externals: central === undefined ? {} : { 'public:maven-central': central },
    http: transport.send,
  });
});
afterAll(async () => {
  await registry?.close();
  transport.close();
  expect(registry?.errors).toEqual([]);
});

const mavens = ['maven-3', 'maven-4', 'maven'].map((id) => ({ id, found: findTool(id, 'mvn') }));
const usable = mavens.flatMap(({ id, found }) => ('program' in found ? [{ id, program: found.program }] : []));
const gradle = findTool('gradle', 'gradle');
const ways = [
  { name: 'within a domain', domain: DOMAIN, inputs: {} },
  {
    name: 'between two domains',
    domain: OTHER,
    inputs: { 'destination-domain': OTHER, 'destination-domain-owner': ACCOUNT },
  },
];
const stories = usable.flatMap((maven) => ways.map((way) => ({ ...maven, way, title: `${maven.id}, ${way.name}` })));
const missing = whyNot(
  usable[0] ? findTool('javac', 'javac') : { missing: 'mvn is not here' },
  isReachable ? undefined : 'Maven Central cannot be reached',
);

(missing === undefined ? describe : describe.skip)(`snapshots${missing === undefined ? '' : ` (${missing})`}`, () => {
  test.each(sampled(stories, 1, 18))(
    '$title: each build gets to its users, and a rollback gives the one before',
    async ({ id, program, way }) => {
      const home = join(folder, `${id}-${way.domain}`);
      const group = `com.acme.${id.replace('-', '')}.${way.domain.replace('-', '')}`;
      const parent = { groupId: group, artifactId: 'parent', version: '1.0-SNAPSHOT' };
      const core = { groupId: group, artifactId: 'core', version: '1.0-SNAPSHOT' };
      const lib = { groupId: group, artifactId: 'lib', version: '1.0-SNAPSHOT' };
      const project = join(home, 'project');
      const { token } = await registry.client.getAuthorizationToken(registry.at('staging'), 3600);
      const staging = await registry.endpoint('maven', 'staging');
      const settings = join(home, 'pack-settings.xml');
      await writeTree(settings, settingsText(staging));
      await writeTree(join(project, '.mvn/maven.config'), `-s\n${settings}\n-Dmaven.repo.local=${join(home, 'm2')}\n`);
      const modules = '<modules><module>core</module><module>lib</module></modules>';
      await writeTree(
        join(project, 'pom.xml'),
        pomText({ ...parent, packaging: 'pom', extra: `${modules}${buildParts('', 'https://repo.example.org/')}` }),
      );
      await writeTree(join(project, 'core/pom.xml'), pomText({ ...core, parent }));
      await writeTree(join(project, 'lib/pom.xml'), pomText({ ...lib, parent, dependencies: [core] }));
      const command = (
        run: typeof publishCommand,
        verb: 'publish' | 'promote' | 'rollback',
        inputs: GivenInputs,
        operands: readonly string[] = [],
      ): Promise<Ended> =>
        runCommand(run, verb, {
          url: registry.url,
          folder: home,
          inputs: { domain: DOMAIN, 'domain-owner': ACCOUNT, ...inputs },
          operands,
          env: { PATH: `${dirname(program)}${delimiter}${process.env.PATH}`, CODEARTIFACT_AUTH_TOKEN: token.reveal() },
        });
      const publish = async (answer: string) => {
        for (const module of ['core', 'lib'])
          await writeTree(join(project, module, 'src/main/resources/answer.txt'), `${module} ${answer}`);
        const inputs = {
          repository: 'staging',
          manifest: join(home, 'release.json'),
          'pass-env': 'CODEARTIFACT_AUTH_TOKEN',
        };
        const published = await command(publishCommand, 'publish', inputs, [project]);
        expect([published.exit, published.message]).toEqual([0, '']);
        const place = { 'source-repository': 'staging', 'destination-repository': 'prod' };
        const way_ = { ...place, manifest: inputs.manifest, 'include-dependencies': 'true', ...way.inputs };
        const promoted = await command(promoteCommand, 'promote', way_);
        expect([promoted.exit, promoted.message || resultOf(promoted).lines.join('\n')]).toEqual([
          0,
          expect.stringMatching(/3 promoted/),
        ]);
      };

      const address = { domain: way.domain, domainOwner: ACCOUNT, repository: 'prod' };
      const run = {
        program,
        home: join(home, 'user'),
        endpoint: await registry.client.getRepositoryEndpoint(address, 'maven'),
        token: (await registry.client.getAuthorizationToken(address, 3600)).token.reveal(),
      };
      const app = join(home, 'app');
      const uses = { groupId: group, artifactId: 'app', version: '1', dependencies: [lib] };
      await writeTree(join(app, 'pom.xml'), pomText({ ...uses, extra: buildParts() }));
      /** What the users' Maven has of both modules, asked with `-U`. */
      const used = async () => {
        await rm(join(app, 'target'), { recursive: true, force: true });
        const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack-dependencies';
        const unpack = [goal, '-Dmdep.useSubDirectoryPerArtifact=true', '-Dmdep.unpack.includes=answer.txt'];
        const ran = await runMaven(run, app, unpack);
        if (ran.status !== 0) return ran.text.includes('SNAPSHOT') ? undefined : ran.text;
        const out = join(app, 'target/dependency');
        const answers = await Promise.all(
          readdirSync(out).map((each) => readFile(join(out, each, 'answer.txt'), 'utf8')),
        );
        return answers.sort();
      };
      await publish('one');
      expect(await used()).toEqual(['core one', 'lib one']);
      await publish('two');
      expect(await used()).toEqual(['core two', 'lib two']);
      if (isSlowLane && 'program' in gradle) expect(await usedByGradle(home, run, lib)).toEqual('lib two');
      const back = await command(rollbackCommand, 'rollback', { domain: way.domain, repository: 'prod' });
      expect([back.exit, back.message]).toEqual([0, '']);
      expect(await used()).toEqual(['core one', 'lib one']);
      if (isSlowLane && 'program' in gradle) expect(await usedByGradle(home, run, lib)).toEqual('lib one');
      if (!isSlowLane) return;
      await publish('three');
      expect(await used()).toEqual(['core three', 'lib three']);
    },
    LONG,
  );
});

/** What Gradle has of a snapshot that it looks for anew. */
async function usedByGradle(
  home: string,
  { endpoint, token }: { readonly endpoint: string; readonly token: string },
  { groupId, artifactId, version }: { readonly groupId: string; readonly artifactId: string; readonly version: string },
): Promise<string> {
  const directory = join(home, 'gradle-app');
  await rm(join(directory, 'out'), { recursive: true, force: true });
  const repository = `repositories { maven { url '${endpoint}'; credentials { username 'aws'; password System.getenv('CODEARTIFACT_AUTH_TOKEN') } } }`;
  await writeTree(
    join(directory, 'build.gradle'),
    `${repository}\nconfigurations { x { transitive = false } }\ndependencies { x '${groupId}:${artifactId}:${version}' }\ntask fetch(type: Copy) { from { configurations.x.collect { zipTree(it) } }; into 'out' }\n`,
  );
  await writeTree(join(directory, 'settings.gradle'), '');
  const program = 'program' in gradle ? gradle.program : '';
  const ran = await runTool(program, ['--no-daemon', '--console=plain', '--refresh-dependencies', 'fetch'], {
    cwd: directory,
    home: join(home, 'gradle-user'),
    env: { GRADLE_USER_HOME: join(home, 'gradle-home'), CODEARTIFACT_AUTH_TOKEN: token },
    timeoutMs: LONG,
  });
  expect(ran.text).toContain('BUILD SUCCESSFUL');
  return readFile(join(directory, 'out/answer.txt'), 'utf8');
}
