// Whole buildspecs for Maven with the real mvn: plugins and dependencies come through the local server from Central.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { renderWhole, WHOLE_BUILDSPECS } from '../../src/buildspec/templates/whole-buildspecs.ts';
import { createTransport } from '../../src/machine/http.ts';
import { sampled } from '../support/lane.ts';
import { type CodeBuild, noCommandLine, openCodeBuild, SHELLS } from '../support/programs/codebuild.ts';
import { centralOfThisMachine } from '../support/programs/maven-tool.ts';
import { findTool, whyNot } from '../support/programs/tools.ts';

const LONG = 600_000;
// Each shell is tried in the fast lane too, by other buildspecs and by all blocks.
const shells = sampled(SHELLS, 1, 7);
const central = centralOfThisMachine();
const transport = createTransport({ env: process.env, userAgent: 'codeartifact-ci-tests' });
const isReachable = await transport
  .send({
    method: 'GET',
    url: `${(central ?? 'https://repo.maven.apache.org/maven2').replace(/\/$/, '')}/junit/junit/maven-metadata.xml`,
  })
  .then(async (answer) => answer.discard().then(() => answer.status === 200))
  .catch(() => false);
const maven = findTool('maven', 'mvn');
const reason = whyNot(
  noCommandLine,
  maven,
  // Maven itself starts with a Java that has no compiler.
  findTool('javac', 'javac'),
  isReachable ? undefined : 'Maven Central cannot be reached',
);
const suite = reason === undefined ? describe : describe.skip;

let folder: string;
let codebuild: CodeBuild;
const whole = (name: string) =>
  renderWhole(WHOLE_BUILDSPECS.find((each) => each.name === name) ?? (undefined as never));

beforeAll(async () => {
  if (reason !== undefined) return;
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codeartifact-ci-maven-')));
  const domain = {
    name: 'my-org',
    owner: '111122223333',
    repositories: [
      { name: 'central', externalConnection: 'public:maven-central' },
      { name: 'shared', upstreams: ['central'] },
    ],
  };
  codebuild = await openCodeBuild(folder, {
    setup: { domains: [domain] },
    externals: central === undefined ? {} : { 'public:maven-central': central },
  });
}, LONG);

afterAll(async () => {
  transport.close();
  await codebuild?.registry.close();
  expect(codebuild?.registry.errors ?? []).toEqual([]);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const plugin = (name: string, version: string) =>
  `<plugin><artifactId>maven-${name}-plugin</artifactId><version>${version}</version></plugin>`;
const pom = (
  artifact: string,
  version: string,
) => `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>com.acme</groupId><artifactId>${artifact}</artifactId><version>${version}</version>
<properties><maven.compiler.source>11</maven.compiler.source><maven.compiler.target>11</maven.compiler.target><project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>
<build><pluginManagement><plugins>${plugin('resources', '3.3.1')}${plugin('compiler', '3.13.0')}${plugin('surefire', '3.2.5')}${plugin('jar', '3.4.2')}${plugin('install', '3.1.3')}${plugin('deploy', '3.1.3')}${plugin('dependency', '3.8.1')}</plugins></pluginManagement></build></project>
`;
const source = (artifact: string, version: string, code = 'public class App {}') => ({
  'pom.xml': pom(artifact, version),
  'src/main/java/App.java': `${code}\n`,
});

suite.each(shells)(`whole buildspecs for Maven under %s${reason ? ` (${reason})` : ''}`, (shell) => {
  const id = shell === 'dash' ? 'd' : 'b';
  const programs = 'missing' in maven ? undefined : dirname(maven.program);
  // Java takes the home folder from the password database, not from HOME; in CodeBuild they are the same. The builds
  // share one local repository, as the cache block keeps it.
  const env = (home: string) => ({
    MAVEN_OPTS: `-Duser.home=${home} -Dmaven.repo.local=${join(folder, 'm2')} -Dstyle.color=never`,
  });
  const options = () => ({ shell, programs, env });
  const fine = (built: { status: string; output: string }) =>
    expect(built.status === 'SUCCEEDED' ? '' : built.output.slice(-4000)).toBe('');

  test(
    'ci-maven takes plugins from the repository',
    async () => {
      const before = codebuild.registry.exchanges.length;
      const built = await codebuild.build(codebuild.source(source(`ci-${id}`, '1.0.0')), whole('ci-maven'), options());
      fine(built);
      expect(built.output).toContain('BUILD SUCCESS');
      if (shell === 'dash')
        expect(
          codebuild.registry.exchanges
            .slice(before)
            .filter(({ target }) => target.includes('/maven/d/my-org-111122223333/shared/')).length,
        ).toBeGreaterThan(50);
    },
    LONG,
  );

  test(
    'publish-on-tag-maven publishes on a tag, nothing on a branch, nothing that does not compile',
    async () => {
      fine(
        await codebuild.build(codebuild.source(source(`quiet-${id}`, '1.0.0')), whole('publish-on-tag-maven'), {
          ...options(),
          scenario: { name: 'webhook-branch' },
        }),
      );
      const broken = await codebuild.build(
        codebuild.source(source(`broken-${id}`, '1.0.0', 'public class App {')),
        whole('publish-on-tag-maven'),
        { ...options(), scenario: { name: 'webhook-tag', reference: 'v1.0.0' } },
      );
      expect(broken.status).toBe('FAILED');
      const tag = await codebuild.build(codebuild.source(source(`lib-${id}`, '1.0.0')), whole('publish-on-tag-maven'), {
        ...options(),
        scenario: { name: 'webhook-tag', reference: 'v1.0.0' },
      });
      fine(tag);
      const versions = (await codebuild.versions('shared')).filter(
        (each) => each.startsWith('maven/com.acme/') && each.includes(`-${id}@`),
      );
      expect(versions).toEqual([`maven/com.acme/lib-${id}@1.0.0`]);
    },
    LONG,
  );
});
