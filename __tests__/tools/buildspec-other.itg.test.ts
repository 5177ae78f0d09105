// The whole buildspecs that no package manager of this machine runs: NuGet with a stand-in for dotnet that leaves a real
// package, and the job around a hosted runner with a stand-in for S3.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { renderWhole, WHOLE_BUILDSPECS } from '../../src/buildspec/templates/whole-buildspecs.ts';
import { buildNupkg } from '../support/packages/nuget-package.ts';
import { COMMAND_LINE, type CodeBuild, noCommandLine, openCodeBuild, SHELLS } from '../support/programs/codebuild.ts';

const suite = noCommandLine === undefined ? describe : describe.skip;
const LONG = 120_000;
let folder: string;
let codebuild: CodeBuild;
const whole = (name: string) =>
  renderWhole(WHOLE_BUILDSPECS.find((each) => each.name === name) ?? (undefined as never));

function programs(name: string, texts: Readonly<Record<string, string>>): string {
  const path = join(folder, `programs-${name}`);
  mkdirSync(path);
  for (const [program, text] of Object.entries(texts)) {
    writeFileSync(join(path, program), `#!/bin/sh\n${text}`);
    chmodSync(join(path, program), 0o755);
  }
  return path;
}

beforeAll(async () => {
  if (noCommandLine !== undefined) return;
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codeartifact-ci-other-')));
  codebuild = await openCodeBuild(folder);
});

afterAll(async () => {
  await codebuild?.registry.close();
  expect(codebuild?.registry.errors ?? []).toEqual([]);
  if (folder) rmSync(folder, { recursive: true, force: true });
});

suite.each(SHELLS)(`further whole buildspecs under %s${noCommandLine ? ` (${noCommandLine})` : ''}`, (shell) => {
  const fine = (built: { status: string; output: string }) =>
    expect(built.status === 'SUCCEEDED' ? '' : built.output).toBe('');

  test(
    'ci-nuget and publish-on-tag-nuget',
    async () => {
      const id = `Acme.Lib.${shell === 'dash' ? 'D' : 'B'}`;
      const file = join(folder, `${id}.1.0.0.nupkg`);
      writeFileSync(file, await buildNupkg({ id, version: '1.0.0' }));
      const dotnet = programs(`dotnet-${shell}`, {
        dotnet: `echo "dotnet $*"\ncase "$1" in\nrestore) cp "$HOME/.nuget/NuGet/NuGet.Config" '${folder}/config-${shell}' ;;\npack) mkdir -p build && cp '${file}' build/ ;;\nesac\n`,
      });
      const source = codebuild.source({ 'App.csproj': '<Project/>' });
      fine(await codebuild.build(source, whole('ci-nuget'), { shell, programs: dotnet }));
      const config = readFileSync(join(folder, `config-${shell}`), 'utf8');
      expect(config).toContain(`${codebuild.registry.url}/nuget/d/my-org-111122223333/shared/v3/index.json`);
      expect(config).toContain(codebuild.tokens().at(-1));
      fine(
        await codebuild.build(source, whole('publish-on-tag-nuget'), {
          shell,
          programs: dotnet,
          scenario: { name: 'webhook-branch' },
        }),
      );
      expect((await codebuild.versions('shared')).join()).not.toMatch(new RegExp(id, 'i'));
      const built = await codebuild.build(source, whole('publish-on-tag-nuget'), {
        shell,
        programs: dotnet,
        scenario: { name: 'webhook-tag', reference: 'v1.0.0' },
      });
      fine(built);
      expect(built.output).toContain('dotnet pack --no-restore --configuration Release --output build');
      expect((await codebuild.versions('shared')).join()).toMatch(new RegExp(`nuget/${id}@1\\.0\\.0`, 'i'));
    },
    LONG,
  );

  test(
    'runner-buildspec-override signs in before the job and takes it back after it, without any source',
    async () => {
      const sha256 = createHash('sha256').update(readFileSync(COMMAND_LINE)).digest('hex');
      const aws = programs(`s3-${shell}`, { aws: `cp '${COMMAND_LINE}' "$5"\n` });
      const text = whole('runner-buildspec-override');
      // The build phase is the runner; this stands in for the job.
      const withJob = text.replace(
        'phases:\n',
        'phases:\n  build:\n    commands:\n      - npm config get registry > job\n',
      );
      const source = codebuild.source({}, { isWithoutCommandLine: true });
      const built = await codebuild.build(source, withJob, {
        shell,
        programs: aws,
        env: { CODEARTIFACT_CLI_SHA256: sha256 },
      });
      fine(built);
      expect(readFileSync(join(source, 'job'), 'utf8')).toContain(`${codebuild.registry.url}/npm/`);
      expect(built.variables.CODEARTIFACT_SIGNED_IN_AT).toBeUndefined();
    },
    LONG,
  );
});
