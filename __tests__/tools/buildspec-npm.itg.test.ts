// Whole buildspecs for npm in a pretended CodeBuild: the real command line, the real npm, the real local server.
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { includeSnippets } from '../../src/buildspec/edit/include.ts';
import { renderWhole, WHOLE_BUILDSPECS } from '../../src/buildspec/templates/whole-buildspecs.ts';
import { sampled } from '../support/lane.ts';
import { type CodeBuild, noCommandLine, openCodeBuild, SHELLS } from '../support/programs/codebuild.ts';

const suite = noCommandLine === undefined ? describe : describe.skip;
const LONG = 120_000;
// Each shell is tried in the fast lane too, by other buildspecs and by all blocks.
const shells = sampled(SHELLS, 1, 1);

let folder: string;
let codebuild: CodeBuild;

const whole = (name: string) =>
  renderWhole(WHOLE_BUILDSPECS.find((each) => each.name === name) ?? (undefined as never));

/** A project that needs @acme/base from the registry. */
function project(name: string, version: string, testScript = 'node check.js'): Record<string, string> {
  const dependencies = { '@acme/base': '1.0.0' };
  return {
    'package.json': JSON.stringify({ name, version, scripts: { test: testScript }, dependencies, files: ['index.js'] }),
    'package-lock.json': JSON.stringify({
      name,
      version,
      lockfileVersion: 3,
      requires: true,
      packages: { '': { name, version, dependencies }, 'node_modules/@acme/base': { version: '1.0.0' } },
    }),
    'index.js': `module.exports = ${JSON.stringify(name)};\n`,
    'check.js': "if (require('@acme/base') !== 'base') process.exit(1);\n",
  };
}

beforeAll(async () => {
  if (noCommandLine !== undefined) return;
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codeartifact-ci-codebuild-')));
  codebuild = await openCodeBuild(folder);
  const source = codebuild.source({
    'package.json': JSON.stringify({ name: '@acme/base', version: '1.0.0' }),
    'index.js': "module.exports = 'base';\n",
  });
  const text = includeSnippets(
    'version: 0.2\nphases:\n  build:\n    commands:\n      - mkdir build && npm pack --pack-destination build\n',
    ['publish'],
  ).text;
  const built = await codebuild.build(source, text, {
    env: { CODEARTIFACT_REPOSITORY: 'shared', CODEARTIFACT_PACKAGES: 'build/*.tgz' },
  });
  if (built.status !== 'SUCCEEDED') throw new Error(built.output);
}, LONG);

afterAll(async () => {
  await codebuild?.registry.close();
  expect(codebuild?.registry.errors ?? []).toEqual([]);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

suite.each(shells)(`whole buildspecs for npm under %s${noCommandLine ? ` (${noCommandLine})` : ''}`, (shell) => {
  const id = shell === 'dash' ? 'd' : 'b';

  test(
    'ci-npm installs through the login and takes it back',
    async () => {
      const built = await codebuild.build(codebuild.source(project(`@acme/ci-${id}`, '1.0.0')), whole('ci-npm'), {
        shell,
      });
      expect(built.output).toContain('added 1 package');
      expect(built.status).toBe('SUCCEEDED');
      expect(
        existsSync(join(built.home, '.npmrc')) ? readFileSync(join(built.home, '.npmrc'), 'utf8') : '',
      ).not.toContain('_authToken');
      expect(built.variables.CODEARTIFACT_AUTH_TOKEN).toBeUndefined();
    },
    LONG,
  );

  test(
    'publish-on-tag-npm publishes on a tag, and a second run changes nothing',
    async () => {
      const source = codebuild.source(project(`@acme/tag-${id}`, '1.2.3'));
      const options = { shell, scenario: { name: 'webhook-tag', reference: 'v1.2.3' } } as const;
      const first = await codebuild.build(source, whole('publish-on-tag-npm'), options);
      expect(first.status === 'SUCCEEDED' ? '' : first.output).toBe('');
      expect(await codebuild.versions('shared')).toContain(`npm/acme/tag-${id}@1.2.3`);
      expect(first.exportedVariables).toMatchObject({
        IS_RELEASE: 'true',
        RELEASE_TAG: 'v1.2.3',
        RELEASE_VERSION: '1.2.3',
        CODEARTIFACT_OUTPUT_PUBLISHED: `["pkg:npm/%40acme/tag-${id}@1.2.3"]`,
      });
      rmSync(join(source, 'build'), { recursive: true });
      const second = await codebuild.build(source, whole('publish-on-tag-npm'), options);
      expect(second.status).toBe('SUCCEEDED');
      expect(second.exportedVariables.CODEARTIFACT_OUTPUT_PUBLISHED).toBe('[]');
    },
    LONG,
  );

  const untagged = [
    ['a branch', { name: 'webhook-branch' }],
    ['a pull request', { name: 'webhook-pr' }],
    ['a pipeline without a tag', { name: 'codepipeline' }],
  ] as const;
  test.each(sampled(untagged, 1, 2))(
    'publish-on-tag-npm only tests for %s',
    async (_name, scenario) => {
      const name = `@acme/quiet-${id}`;
      const built = await codebuild.build(codebuild.source(project(name, '1.0.0')), whole('publish-on-tag-npm'), {
        shell,
        scenario,
      });
      expect(built.status).toBe('SUCCEEDED');
      expect(built.output).toContain('nothing is published');
      expect(built.exportedVariables).toMatchObject({ IS_RELEASE: 'false', RELEASE_TAG: '' });
      expect((await codebuild.versions('shared')).join()).not.toContain(`quiet-${id}`);
    },
    LONG,
  );

  test(
    'a pipeline that passes RELEASE_TAG publishes',
    async () => {
      const source = codebuild.source(project(`@acme/pipeline-${id}`, '2.0.0'));
      const built = await codebuild.build(source, whole('publish-on-tag-npm'), {
        shell,
        scenario: { name: 'codepipeline', reference: `pipeline-${id}-v2.0.0` },
      });
      expect(built.status === 'SUCCEEDED' ? '' : built.output).toBe('');
      expect(await codebuild.versions('shared')).toContain(`npm/acme/pipeline-${id}@2.0.0`);
    },
    LONG,
  );

  test(
    'a tag of another version is refused',
    async () => {
      const source = codebuild.source(project(`@acme/other-${id}`, '1.0.0'));
      const built = await codebuild.build(source, whole('publish-on-tag-npm'), {
        shell,
        scenario: { name: 'webhook-tag', reference: 'v9.9.9' },
      });
      expect(built.status).toBe('FAILED');
      expect(built.output).toContain('CA-CONFLICT-005');
      expect((await codebuild.versions('shared')).join()).not.toContain(`other-${id}`);
    },
    LONG,
  );

  test.each(sampled(['install', 'pre_build', 'build'] as const, 1, 3))(
    'a failure in %s publishes nothing',
    async (phase) => {
      const name = `@acme/failing-${id}`;
      const lines: Record<string, [string, string]> = {
        install: ['      - npm ci\n', '      - npm ci && false\n'],
        pre_build: [
          '      # <<< codeartifact-ci tag-guard\n',
          '      # <<< codeartifact-ci tag-guard\n      - false && true\n',
        ],
        build: ['      - npm test\n', '      - npm test && false\n'],
      };
      const text = whole('publish-on-tag-npm').replace(...(lines[phase] as [string, string]));
      expect(text).not.toBe(whole('publish-on-tag-npm'));
      const built = await codebuild.build(codebuild.source(project(name, '1.0.0')), text, {
        shell,
        scenario: { name: 'webhook-tag', reference: 'v1.0.0' },
      });
      expect(built.status).toBe('FAILED');
      expect(built.phases.find((each) => each.phase === phase)?.status).toBe('FAILED');
      expect((await codebuild.versions('shared')).join()).not.toContain(`failing-${id}`);
      // `finally` of build takes the login back although the build failed.
      const npmrc = join(built.home, '.npmrc');
      if (phase === 'build' && existsSync(npmrc)) expect(readFileSync(npmrc, 'utf8')).not.toContain('_authToken');
    },
    LONG,
  );

  test(
    'publishing in post_build keeps still after a failed build',
    async () => {
      const text = includeSnippets(
        'version: 0.2\nphases:\n  build:\n    commands:\n      - mkdir build && npm pack --pack-destination build && false\n',
        ['publish'],
        { phase: 'post_build' },
      ).text;
      const built = await codebuild.build(codebuild.source(project(`@acme/late-${id}`, '1.0.0')), text, {
        shell,
        env: { CODEARTIFACT_REPOSITORY: 'shared', CODEARTIFACT_PACKAGES: 'build/*.tgz' },
      });
      expect(built.phases.map((phase) => phase.status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'FAILED', 'SUCCEEDED']);
      expect(built.output).toContain('the build has failed, nothing is published');
      expect((await codebuild.versions('shared')).join()).not.toContain(`late-${id}`);
    },
    LONG,
  );

  test(
    'a build stopped while it tests publishes nothing',
    async () => {
      const controller = new AbortController();
      const source = codebuild.source(
        project(`@acme/stopped-${id}`, '1.0.0', 'node -e "console.log(\'now testing\'); setTimeout(() => {}, 60000)"'),
      );
      const built = await codebuild.build(source, whole('publish-on-tag-npm'), {
        shell,
        scenario: { name: 'webhook-tag', reference: 'v1.0.0' },
        signal: controller.signal,
        onOutput: (text) => {
          if (/^now testing/m.test(text)) controller.abort();
        },
      });
      expect(built.status).toBe('STOPPED');
      expect((await codebuild.versions('shared')).join()).not.toContain(`stopped-${id}`);
    },
    LONG,
  );

  test(
    'lambda needs nothing outside its home',
    async () => {
      const source = codebuild.source(project(`@acme/lambda-${id}`, '1.0.0'));
      const built = await codebuild.build(source, whole('lambda'), {
        shell,
        scenario: { name: 'webhook-tag', reference: 'v1.0.0' },
      });
      expect(built.status === 'SUCCEEDED' ? '' : built.output).toBe('');
      expect(await codebuild.versions('shared')).toContain(`npm/acme/lambda-${id}@1.0.0`);
    },
    LONG,
  );

  test(
    'promote, and the same by plan, approval and apply',
    async () => {
      let released = '';
      for (const name of ['direct', 'planned']) {
        const source = codebuild.source(project(`@acme/${name}-${id}`, '1.0.0'));
        const env = { CODEARTIFACT_REPOSITORY: 'staging', CODEARTIFACT_EXPECTED_VERSION: '1.0.0' };
        const login = whole('lambda').replace('- npm ci', '- "true"').replace('- npm test', '- "true"');
        const built = await codebuild.build(source, login, {
          shell,
          env,
          scenario: { name: 'manual-tag', reference: 'v1.0.0' },
        });
        expect(built.status === 'SUCCEEDED' ? '' : built.output).toBe('');
        released = readFileSync(join(source, 'codeartifact-release.json'), 'utf8');
      }
      const direct = await codebuild.build(codebuild.source({}), whole('promote'), {
        shell,
        env: { CODEARTIFACT_VERSIONS: `npm:@acme/direct-${id}@1.0.0` },
      });
      expect(direct.status === 'SUCCEEDED' ? '' : direct.output).toBe('');
      expect(await codebuild.versions('production')).toContain(`npm/acme/direct-${id}@1.0.0`);

      const planning = codebuild.source({ 'codeartifact-release.json': released });
      const planned = await codebuild.build(planning, whole('codepipeline-plan'), {
        shell,
        scenario: { name: 'codepipeline' },
      });
      expect(planned.status === 'SUCCEEDED' ? '' : planned.output).toBe('');
      expect(await codebuild.versions('production')).not.toContain(`npm/acme/planned-${id}@1.0.0`);
      expect(planned.artifacts).toEqual([join(planning, 'promotion-plan.json')]);
      const applied = await codebuild.build(codebuild.source({}), whole('codepipeline-apply'), {
        shell,
        scenario: { name: 'codepipeline' },
        env: { CODEBUILD_SRC_DIR_plan: planning },
      });
      expect(applied.status === 'SUCCEEDED' ? '' : applied.output).toBe('');
      expect(await codebuild.versions('production')).toContain(`npm/acme/planned-${id}@1.0.0`);
    },
    LONG,
  );
});
