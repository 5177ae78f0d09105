import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runBuildspec } from '../../src/buildspec/command.ts';
import { createHost } from '../../src/machine/host.ts';
import { runShell } from '../../src/machine/shell.ts';

let folder: string;
let printed: string[];
let logged: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'buildspec-'));
  printed = [];
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(args: string[], env: Record<string, string> = {}, program = '') {
  const log = (level: string) => (message: string) => {
    logged.push(`${level}: ${message}`);
  };
  const host = createHost({
    surface: 'plain',
    log: {
      debug: () => {},
      info: log('info'),
      warning: log('warning'),
      error: log('error'),
      group: (_title, work) => work(),
      progress: () => {},
    },
    mask: () => {},
    redact: (text) => text,
    env: { PATH: process.env.PATH, ...env },
    workingDirectory: folder,
  });
  const print = (text: string) => {
    printed.push(text);
  };
  return runBuildspec(
    args,
    { ...host, print, printExactly: print, printPart: print, printJson: (value) => print(JSON.stringify(value)) },
    { shell: runShell, program },
  );
}

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const simple = 'version: 0.2\nphases:\n  install:\n    commands:\n      - npm ci\n';

describe('include', () => {
  test('writes blocks, then changes nothing, then remove gives the bytes back', async () => {
    write('buildspec.yml', simple);
    expect(await run(['include', 'login', 'publish', '--into', 'buildspec.yml'])).toBe(0);
    const once = read('buildspec.yml');
    expect(logged.join('\n')).toContain('set under env.variables or on the project: CODEARTIFACT_DOMAIN');
    const { mtimeMs } = statSync(join(folder, 'buildspec.yml'));
    expect(await run(['include', 'login', 'publish'])).toBe(0);
    expect(read('buildspec.yml')).toBe(once);
    expect(statSync(join(folder, 'buildspec.yml')).mtimeMs).toBe(mtimeMs);
    expect(await run(['check', 'login', 'publish'])).toBe(0);
    expect(await run(['remove', 'login', 'publish'])).toBe(0);
    expect(read('buildspec.yml')).toBe(simple);
  });

  test('leaves an edited block alone and says so; --force replaces it', async () => {
    write('buildspec.yml', simple);
    await run(['include', 'login']);
    const fresh = read('buildspec.yml');
    write('buildspec.yml', fresh.replace('login --results-file', 'login --quiet --results-file'));
    expect(await run(['include', 'login'])).toBe(1);
    expect(logged.join('\n')).toContain('edited by hand');
    expect(read('buildspec.yml')).toContain('login --quiet');
    expect(await run(['check'])).toBe(1);
    expect(logged.join('\n')).toContain('CA-SPEC-002');
    expect(logged).toContain(
      'info: -     node "$CODEARTIFACT_CLI" login --quiet --results-file "$CODEARTIFACT_RESULTS" &&',
    );
    expect(await run(['include', 'login', '--force'])).toBe(0);
    expect(read('buildspec.yml')).toBe(fresh);
  });

  test('brings a stale block up to date in place', async () => {
    write('buildspec.yml', simple);
    await run(['include', 'login']);
    const fresh = read('buildspec.yml');
    const old = '- |\n  echo old\n';
    const hash = createHash('sha256').update(old).digest('hex').slice(0, 16);
    const stale = fresh.replace(
      /( *)# >>> codeartifact-ci login[\s\S]*# <<< codeartifact-ci login/,
      `$1# >>> codeartifact-ci login 0.0.1 sha256:${hash}\n      - |\n        echo old\n      # <<< codeartifact-ci login`,
    );
    write('buildspec.yml', stale);
    expect(await run(['check'])).toBe(1);
    expect(logged.join('\n')).toContain('`login` is stale');
    expect(await run(['include', 'login'])).toBe(0);
    expect(read('buildspec.yml')).toBe(fresh);
  });

  test.each([
    [['package.json'], ['login'], 'ci-npm'],
    [['pyproject.toml'], ['login', 'publish'], 'publish-on-tag-python'],
    [['pom.xml'], ['publish'], 'publish-on-tag-maven'],
    [['App.csproj'], ['login'], 'ci-nuget'],
    [['package.json', 'pyproject.toml'], ['publish'], 'publish-on-tag-monorepo'],
    [[], ['promote'], 'promote'],
  ])('with no file and %j, include %j starts from %s', async (files, names, template) => {
    for (const file of files) write(file, '');
    expect(await run(['include', ...names])).toBe(0);
    expect(logged.join('\n')).toContain(`\`${template}\``);
    expect(await run(['lint'])).toBe(0);
  });

  test('with no file and nothing to recognise it makes a small one', async () => {
    expect(await run(['include', 'login', '--into', 'ci/spec.yml'])).toBe(0);
    expect(read('ci/spec.yml')).toMatch(/^version: 0.2\nphases: # added by codeartifact-ci\n {2}pre_build:/);
  });

  test('--phase and --position place a block elsewhere, --print writes nothing', async () => {
    write('buildspec.yml', simple);
    expect(await run(['include', 'publish', '--phase', 'post_build', '--print'])).toBe(0);
    expect(printed.join('\n')).toMatch(/post_build: # added[\s\S]*codeartifact-ci publish/);
    expect(read('buildspec.yml')).toBe(simple);
    expect(await run(['include', 'login', 'token-refresh', '--phase', 'install', '--position', 'last'])).toBe(0);
    expect(read('buildspec.yml')).toMatch(/npm ci\n[\s\S]*codeartifact-ci login/);
    expect(await run(['include', 'publish', '--phase', 'deploy'])).toBe(2);
    expect(await run(['include', 'publish', '--position', 'middle'])).toBe(2);
  });

  test('refuses with code, line and reason, and leaves the file as it was', async () => {
    const flow = 'version: 0.2\nphases:\n  install:\n    commands: [npm ci]\n';
    write('buildspec.yml', flow);
    expect(await run(['include', 'login'])).toBe(1);
    expect(logged[0]).toBe('error: CA-SPEC-001: line 4: `commands` is in flow style; write one item a line');
    expect(read('buildspec.yml')).toBe(flow);
  });

  test('--vendor copies the command line, ending and sha256 with it', async () => {
    write('cli.js', '// the command line\n');
    expect(await run(['include', '--vendor'], {}, join(folder, 'cli.js'))).toBe(0);
    const copy = read('.codeartifact-ci/codeartifact-ci.cjs');
    expect(copy).toBe(read('cli.js'));
    const sha256 = createHash('sha256').update(copy).digest('hex');
    expect(read('.codeartifact-ci/codeartifact-ci.cjs.sha256')).toBe(`${sha256}  codeartifact-ci.cjs\n`);
  });
});

describe('the rest', () => {
  test('list and print', async () => {
    expect(await run(['list', '--json'])).toBe(0);
    const { blocks, whole } = JSON.parse(printed[0] ?? '');
    expect(blocks.map((block: { name: string }) => block.name)).toContain('tag-guard');
    for (const { name } of [...blocks, ...whole]) expect(await run(['print', name])).toBe(0);
    expect(await run(['print', 'nothing'])).toBe(2);
    expect(await run(['list'])).toBe(0);
  });

  test('lint prints line, message, fix and rule, and exits 1', async () => {
    write('buildspec.yml', 'version: 0.2\nphases:\n  post_build:\n    commands:\n      - npm publish\n');
    expect(await run(['lint'])).toBe(1);
    expect(printed[0]).toMatch(
      /^buildspec\.yml:5: post_build runs after a failed build.*Fix: .*\[unguarded-publish\]$/,
    );
    expect(await run(['lint', '--json', 'buildspec.yml'])).toBe(1);
    expect(JSON.parse(printed[1] ?? '').findings).toHaveLength(1);
  });

  test.each([
    [['nonsense'], 2],
    [['include'], 2],
    [['include', 'nothing'], 2],
    [['check', '--force'], 2],
    [['--unknown'], 2],
    [[], 0],
    [['--help'], 0],
    [['lint', 'missing.yml'], 2],
    [['check'], 2],
    [['run', '--scenario', 'x'], 2],
    [['run', '--shell', 'zsh'], 2],
    [['run', '--env', 'x'], 2],
  ])('%j exits %i', async (args, status) => {
    if (args[0] === 'run') write('buildspec.yml', simple);
    expect(await run(args)).toBe(status);
  });
});

describe('tag', () => {
  test.each([
    [
      'a webhook tag',
      { CODEBUILD_WEBHOOK_TRIGGER: 'tag/utils-v1.2.3' },
      [],
      "IS_RELEASE='true'\nexport IS_RELEASE\nRELEASE_TAG='utils-v1.2.3'\nexport RELEASE_TAG\nRELEASE_VERSION='1.2.3'\nexport RELEASE_VERSION\n",
      0,
    ],
    [
      'a branch',
      { CODEBUILD_WEBHOOK_TRIGGER: 'branch/main' },
      [],
      "IS_RELEASE='false'\nexport IS_RELEASE\nRELEASE_TAG=''\nexport RELEASE_TAG\nRELEASE_VERSION=''\nexport RELEASE_VERSION\n",
      0,
    ],
    ['a required tag', { CODEBUILD_WEBHOOK_TRIGGER: 'branch/main' }, ['--require'], undefined, 2],
    ['a required tag by variable', { CODEARTIFACT_REQUIRE_TAG: 'true' }, [], undefined, 2],
    [
      'a hostile tag',
      { RELEASE_TAG: "v1'; touch pwned; '" },
      [],
      "IS_RELEASE='true'\nexport IS_RELEASE\nRELEASE_TAG='v1'\\''; touch pwned; '\\'''\nexport RELEASE_TAG\nRELEASE_VERSION=''\nexport RELEASE_VERSION\n",
      0,
    ],
  ] as const)('%s', async (_name, env, args, expected, status) => {
    expect(await run(['tag', '--results-file', 'result', ...args], env)).toBe(status);
    if (expected === undefined) return;
    expect(read('result')).toBe(expected);
    expect(statSync(join(folder, 'result')).mode & 0o777).toBe(0o600);
  });

  test('control characters cannot forge log lines', async () => {
    expect(await run(['tag'], { RELEASE_TAG: 'v1\n::error::x' })).toBe(2);
    expect(logged.join('')).not.toContain('::error::');
  });

  test('a bare name needs git to prove it', async () => {
    const git = (...args: string[]) =>
      runShell({
        program: 'git',
        args: ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args],
        cwd: folder,
        env: { PATH: process.env.PATH ?? '', HOME: folder },
        output: () => {},
      });
    await git('init', '-q');
    await git('commit', '-q', '--allow-empty', '-m', 'first');
    await git('tag', 'v1.0.0');
    await run(['tag', '--json'], { CODEBUILD_SOURCE_VERSION: 'v1.0.0', HOME: folder });
    await run(['tag', '--json'], { CODEBUILD_SOURCE_VERSION: 'main', HOME: folder });
    await run(['tag', '--json', '--any-tag-at-head'], { HOME: folder });
    expect(printed.map((line) => JSON.parse(line).tag)).toEqual(['v1.0.0', '', 'v1.0.0']);
  });
});

describe('run', () => {
  test('runs a buildspec and says what it does not emulate', async () => {
    write(
      'buildspec.yml',
      'version: 0.2\nenv:\n  exported-variables:\n    - A\nphases:\n  build:\n    commands:\n      - A="$CODEBUILD_WEBHOOK_TRIGGER $B"\n      - echo "$HOME"\ncache:\n  paths:\n    - a\n',
    );
    expect(
      await run(['run', '--scenario', 'webhook-tag', '--tag', 'v9', '--env', 'B=x=y', '--json'], {
        HOME: '/nobody',
        GITHUB_ACTIONS: 'true',
      }),
    ).toBe(0);
    expect(JSON.parse(printed.at(-1) ?? '').exportedVariables).toEqual({ A: 'tag/v9 x=y' });
    expect(printed.join('\n')).not.toContain('/nobody');
    expect(logged.join('\n')).toMatch(/not emulated: images/);
    expect(logged.join('\n')).toContain('read and not acted on: cache');
  });

  test('a failing build exits 1, its secret masked', async () => {
    write(
      'buildspec.yml',
      'version: 0.2\nenv:\n  parameter-store:\n    TOKEN: /ci/token\nphases:\n  build:\n    commands:\n      - echo "got $TOKEN"; false\n',
    );
    expect(await run(['run', '--secret', '/ci/token=SOURCE'], { SOURCE: 'very-secret-value' })).toBe(1);
    expect([...printed, ...logged].join('\n')).not.toContain('very-secret-value');
    expect(printed.join('\n')).toContain('got ***');
  });

  test('a batch runs in the order of its graph; what depends on a failure is skipped', async () => {
    write(
      'one.yml',
      'version: 0.2\nphases:\n  build:\n    commands:\n      - echo "$CODEBUILD_BATCH_BUILD_IDENTIFIER $X" >> order\n',
    );
    write('bad.yml', 'version: 0.2\nphases:\n  build:\n    commands:\n      - "false"\n');
    write(
      'buildspec.yml',
      [
        'version: 0.2',
        'batch:',
        '  build-graph:',
        '    - {identifier: c, buildspec: one.yml, depend-on: [b]}',
        '    - {identifier: b, buildspec: one.yml, depend-on: [a], env: {variables: {X: y}}}',
        '    - {identifier: a, buildspec: one.yml}',
        '    - {identifier: bad, buildspec: bad.yml}',
        '    - {identifier: after, buildspec: one.yml, depend-on: [bad]}',
        '',
      ].join('\n'),
    );
    expect(await run(['run', '--json'])).toBe(1);
    expect(read('order')).toBe('a \nb y\nc \n');
    expect(
      JSON.parse(printed.at(-1) ?? '').builds.map(
        (build: { identifier: string; status: string }) => `${build.identifier}=${build.status}`,
      ),
    ).toEqual(['a=SUCCEEDED', 'b=SUCCEEDED', 'c=SUCCEEDED', 'bad=FAILED', 'after=SKIPPED']);
  });

  test.each([
    ['a circle', '[{identifier: a, depend-on: [b]}, {identifier: b, depend-on: [a]}]'],
    ['a stranger', '[{identifier: a, depend-on: [b]}]'],
    ['a twin', '[{identifier: a}, {identifier: a}]'],
    ['a path out of the source', '[{identifier: a, buildspec: ../../etc/passwd}]'],
  ])('a batch with %s is refused', async (_name, graph) => {
    write(
      'buildspec.yml',
      `version: 0.2\nbatch:\n  build-graph: ${graph}\nphases:\n  build:\n    commands:\n      - "true"\n`,
    );
    expect(await run(['run'])).toBe(1);
    expect(logged.join('\n')).toContain('CA-SPEC-001');
  });
});
