// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are shell variables
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ShellKind } from '../../../src/buildspec/runner/command.ts';
import { type BuildRequest, runBuild } from '../../../src/buildspec/runner/run.ts';
import { createFiles } from '../../../src/machine/files.ts';
import { runShell } from '../../../src/machine/shell.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runner-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hasDash = spawnSync('dash', ['-c', 'true']).status === 0;
const shells: ShellKind[] = [...(hasDash ? (['dash'] as const) : []), 'bash-as-sh', 'bash'];
if (!hasDash) test.skip('dash is not installed', () => {});

async function build(text: string, shell: ShellKind = shells[0] ?? 'bash', more: Partial<BuildRequest> = {}) {
  let output = '';
  const request: BuildRequest = {
    text,
    sourceDirectory: folder,
    scenario: { name: 'manual' },
    shell,
    image: { PATH: process.env.PATH ?? '', HOME: folder },
    print: (part) => {
      output += part;
    },
    ...more,
  };
  const result = await runBuild(request, { files: createFiles(folder, tmpdir()), shell: runShell });
  return { ...result, output, states: Object.fromEntries(result.phases.map((phase) => [phase.phase, phase.status])) };
}

/** A buildspec with these commands in `build`. */
const commands = (...list: string[]) => JSON.stringify({ version: 0.2, phases: { build: { commands: list } } });
const phases = (spec: Record<string, unknown>) => JSON.stringify({ version: 0.2, phases: spec });

describe.each(shells)('one process per command, %s', (shell) => {
  test('carries assignments, unset, PATH, multi-line values and the directory, nothing else', async () => {
    const result = await build(
      commands(
        'A=1; export B="two\nlines \'quoted\'"; C=x; PATH="$PATH:/extra"; mkdir -p sub; cd sub',
        'unset C; f() { :; }; alias hi=echo; umask 077; set -eu',
        'echo "$A|$B|${C-unset}|$PWD" > ../seen; command -v f >> ../seen || echo no-function >> ../seen; echo "$UNSET_VARIABLE" >> ../seen; false; case $PATH in *:/extra) echo path >> ../seen ;; esac; umask >> ../seen',
      ),
      shell,
    );
    expect(result.status).toBe('SUCCEEDED');
    const seen = readFileSync(join(folder, 'seen'), 'utf8');
    expect(seen).toBe(
      `1|two\nlines 'quoted'|unset|${join(folder, 'sub')}\nno-function\n\npath\n${seen.split('\n').at(-2)}\n`,
    );
    expect(seen).not.toMatch(/0?077\n$/);
    expect(result.variables).toMatchObject({ A: '1', CODEBUILD_LAST_EXIT: '0' });
  });

  test.each([
    ['exit 0 loses the variables of its command', ['A=1', 'A=2; exit 0', 'echo "$A" > seen'], 'SUCCEEDED', '1\n'],
    ['the last line decides', ['false\necho more > seen'], 'SUCCEEDED', 'more\n'],
    ['set -e stops its own command', ['set -e\nfalse\necho more > seen', 'echo next > seen'], 'FAILED', undefined],
    ['set -e alone has no effect', ['set -e', 'false\necho more > seen'], 'SUCCEEDED', 'more\n'],
    ['export hides a failure', ['export X=$(false); echo hidden > seen'], 'SUCCEEDED', 'hidden\n'],
    ['an assignment does not', ['X=$(false)', 'echo more > seen'], 'FAILED', undefined],
    ['a false test as last line fails', ['[ a = b ] && echo publish'], 'FAILED', undefined],
    ['if is fine', ['if [ a = b ]; then echo publish; fi', 'echo next > seen'], 'SUCCEEDED', 'next\n'],
    ['a required variable', [': "${MISSING:?set it}"'], 'FAILED', undefined],
    ['a subshell keeps the directory', ['mkdir -p sub && (cd sub && true)', 'pwd > seen'], 'SUCCEEDED', 'folder'],
    ['a trailing backslash', ['true \\', 'echo fine > seen'], 'SUCCEEDED', 'fine\n'],
    [
      'a background process lives on, but is no job of the next command',
      ['sleep 30 &\nPID=$!', 'kill -0 $PID && (wait $PID 2>/dev/null; echo $?) > seen'],
      'SUCCEEDED',
      '127\n',
    ],
    ['standard input is empty', ['read line || echo eof > seen'], 'SUCCEEDED', 'eof\n'],
  ] as const)('%s', async (_name, list, status, seen) => {
    const result = await build(commands(...list), shell);
    expect(result.status).toBe(status);
    const file = seen === undefined ? undefined : readFileSync(join(folder, 'seen'), 'utf8');
    expect(file).toBe(seen === 'folder' ? `${folder}\n` : seen);
  });

  test('an error message names the line of the user text as the service does: its first line is the fourth', async () => {
    const result = await build(commands('true\nno-such-program-here'), shell);
    expect(result.output).toMatch(/script\.sh: (line )?5: no-such-program-here: (command )?not found/);
    expect(result.phases[2]?.message).toContain('exit status 127');
  });
});

describe('phases', () => {
  test('run in their fixed order, whatever the file says', async () => {
    const say = (name: string) => ({ commands: [`echo ${name} >> order`], finally: [`echo ${name}-finally >> order`] });
    await build(
      phases({
        post_build: say('post_build'),
        build: say('build'),
        install: say('install'),
        pre_build: say('pre_build'),
      }),
    );
    expect(readFileSync(join(folder, 'order'), 'utf8').split('\n')).toEqual([
      'install',
      'install-finally',
      'pre_build',
      'pre_build-finally',
      'build',
      'build-finally',
      'post_build',
      'post_build-finally',
      '',
    ]);
  });

  test.each([
    ['install', { install: 'FAILED', pre_build: 'SKIPPED', build: 'SKIPPED', post_build: 'SKIPPED' }],
    ['pre_build', { install: 'SUCCEEDED', pre_build: 'FAILED', build: 'SKIPPED', post_build: 'SKIPPED' }],
    ['build', { install: 'SUCCEEDED', pre_build: 'SUCCEEDED', build: 'FAILED', post_build: 'SUCCEEDED' }],
    ['post_build', { install: 'SUCCEEDED', pre_build: 'SUCCEEDED', build: 'SUCCEEDED', post_build: 'FAILED' }],
  ])('a failure in %s', async (failing, states) => {
    const spec = Object.fromEntries(
      ['install', 'pre_build', 'build', 'post_build'].map((name) => [
        name,
        {
          commands: [name === failing ? 'exit 3' : 'true', `echo after-${name} >> seen`],
          finally: [`echo ${name}=$CODEBUILD_BUILD_SUCCEEDING >> seen`],
        },
      ]),
    );
    const result = await build(phases(spec));
    expect(result.status).toBe('FAILED');
    expect(result.states).toEqual(states);
    const seen = readFileSync(join(folder, 'seen'), 'utf8');
    expect(seen).not.toContain(`after-${failing}`);
    expect(seen).toContain(`${failing}=0`);
    if (failing === 'build') expect(seen).toContain('post_build=0');
  });

  test('a failing finally fails its phase', async () => {
    const result = await build(
      phases({
        install: { commands: ['true'], finally: ['false', 'echo more >> seen'] },
        build: { commands: ['true'] },
      }),
    );
    expect(result.states).toMatchObject({ install: 'FAILED', build: 'SKIPPED' });
  });

  test.each([
    ['ABORT', 'build', { post_build: 'SKIPPED' }, undefined],
    ['CONTINUE', 'install', { pre_build: 'SUCCEEDED', build: 'SUCCEEDED', post_build: 'SUCCEEDED' }, undefined],
    ['RETRY', 'build', { post_build: 'SKIPPED' }, 'build'],
    ['RETRY-2-exit status 1', 'build', { post_build: 'SKIPPED' }, 'build'],
    ['RETRY-2-throttl', 'build', { post_build: 'SUCCEEDED' }, undefined],
    ['RETRY-0', 'pre_build', { post_build: 'SKIPPED' }, undefined],
  ])('on-failure %s in %s', async (onFailure, phase, states, retry) => {
    const result = await build(phases({ [phase]: { 'on-failure': onFailure, commands: ['exit 1'] } }));
    expect(result.states).toMatchObject(states);
    expect(result.status).toBe('FAILED');
    expect(result.wouldRetry).toBe(retry);
  });

  test.each(['RETRY-x-(', 'RETRY-101', 'SOMETIMES'])('on-failure %s is refused', async (onFailure) => {
    await expect(build(phases({ build: { 'on-failure': onFailure, commands: ['true'] } }))).rejects.toMatchObject({
      code: 'CA-SPEC-001',
    });
  });

  test('stopping ends the build at once, its children too', async () => {
    const controller = new AbortController();
    const running = build(
      phases({
        build: { commands: ['echo started > seen; sleep 60 | cat', 'echo more > seen'] },
        post_build: { commands: ['echo post > seen'] },
      }),
      shells[0],
      {
        signal: controller.signal,
        print: (text) => {
          if (text.includes('sleep 60')) setTimeout(() => controller.abort(), 300);
        },
      },
    );
    const result = await running;
    expect(result.status).toBe('STOPPED');
    expect(result.states).toMatchObject({ build: 'STOPPED', post_build: 'SKIPPED' });
    expect(readFileSync(join(folder, 'seen'), 'utf8')).toBe('started\n');
  });
});

describe('environment', () => {
  const spec = (env: Record<string, unknown>, ...list: string[]) =>
    JSON.stringify({ version: '0.2', env, phases: { build: { commands: list } } });

  test('image < buildspec < project < start, values literal', async () => {
    const result = await build(
      spec({ variables: { A: 'spec', B: 'spec', C: 'spec', D: 'x:$PATH' } }, 'true'),
      shells[0],
      {
        image: { PATH: process.env.PATH ?? '', HOME: folder, A: 'image', Z: 'image' },
        project: { B: 'project', C: 'project' },
        overrides: { C: 'start' },
      },
    );
    expect(result.variables).toMatchObject({ A: 'spec', B: 'project', C: 'start', D: 'x:$PATH', Z: 'image' });
  });

  test('secrets are masked in the output, split writes included, and nothing else is', async () => {
    const result = await build(
      spec(
        { 'parameter-store': { TOKEN: '/ci/token' }, 'secrets-manager': { KEY: 'app:key' } },
        'printf "%s" "$TOKEN" | cut -c1-4 | tr -d "\\n"; sleep 0.2; printf "%s" "$TOKEN" | cut -c5-; echo "[$KEY] [AKIAABCDEFGHIJKLMNOP] [plain-value]"',
      ),
      shells[0],
      { secrets: { '/ci/token': 'abcdefgh-secret', 'app:key': 'line1-secret\nline2-secret' } },
    );
    expect(result.output).not.toContain('abcdefgh-secret');
    expect(result.output).not.toContain('line1-secret');
    expect(result.output).not.toContain('line2-secret');
    expect(result.output).not.toContain('AKIAABCDEFGHIJKLMNOP');
    expect(result.output).toContain('[plain-value]');
  });

  test('a secret without a value is an input problem', async () => {
    await expect(build(spec({ 'parameter-store': { A: '/missing' } }, 'true'))).rejects.toMatchObject({
      code: 'CA-INPUT-001',
    });
  });

  test('exported variables have their last value; AWS_ names are never exported', async () => {
    const result = await build(spec({ 'exported-variables': ['A', 'NEVER_SET', 'AWS_X'] }, 'A=1; AWS_X=1', 'A=2'));
    expect(result.exportedVariables).toEqual({ A: '2' });
  });

  test.each([
    [
      'webhook-tag',
      'v2.0.0',
      { CODEBUILD_WEBHOOK_TRIGGER: 'tag/v2.0.0', CODEBUILD_WEBHOOK_HEAD_REF: 'refs/tags/v2.0.0' },
    ],
    ['webhook-branch', undefined, { CODEBUILD_WEBHOOK_TRIGGER: 'branch/main' }],
    ['webhook-pr', '7', { CODEBUILD_WEBHOOK_TRIGGER: 'pr/7', CODEBUILD_SOURCE_VERSION: 'pr/7' }],
    ['codepipeline', 'v3', { CODEBUILD_INITIATOR: 'codepipeline/my-pipeline', RELEASE_TAG: 'v3' }],
    ['manual-tag', 'v1', { CODEBUILD_SOURCE_VERSION: 'refs/tags/v1' }],
  ] as const)('scenario %s', async (name, reference, expected) => {
    const result = await build(commands('true'), shells[0], { scenario: { name, reference } });
    expect(result.variables).toMatchObject({ ...expected, CODEBUILD_SRC_DIR: folder, CODEBUILD_BUILD_SUCCEEDING: '1' });
  });

  test('a shell that is not there fails the build and says so', async () => {
    const result = await build(commands('true'), shells[0], { image: { PATH: folder, HOME: folder } });
    expect(result.status).toBe('FAILED');
    expect(result.output).toContain('not found');
  });

  test('env.shell: bash gets bash where sh is dash', async () => {
    const result = await build(spec({ shell: 'bash' }, 'list=(a b); [[ ${#list[@]} = 2 ]]'));
    expect(result.status).toBe('SUCCEEDED');
  });
});

test('artifacts are found from the source folder, not from where the last cd ended', async () => {
  writeFileSync(join(folder, 'a.tgz'), '');
  const result = await build(
    JSON.stringify({
      version: 0.2,
      phases: { build: { commands: ['mkdir d; cd d; echo > b.tgz'] } },
      artifacts: { files: ['*.tgz'] },
    }),
  );
  expect(result.artifacts).toEqual([join(folder, 'a.tgz')]);
});

test.each([
  [
    'a map in the list',
    'version: 0.2\nphases:\n  build:\n    commands:\n      - echo Version: 1\n',
    'found subkeys instead',
  ],
  ['an unknown phase', 'version: 0.2\nphases:\n  deploy:\n    commands: [a]\n', 'unknown phase'],
  ['version 0.1', 'version: 0.1\n', 'version'],
  ['a key twice', 'version: 0.2\nversion: 0.2\n', 'unique'],
])('refuses %s', async (_name, text, message) => {
  await expect(build(text)).rejects.toThrow(message);
});
