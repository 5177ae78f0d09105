// One command of the command line in this process, against the local server: flags and variables in, streams and exit
// status out.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { runVerb } from '../../src/cli/run-verb.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import type { VerbName } from '../../src/core/inputs/commands.ts';
import { createInterruption, type Interruption } from '../../src/machine/interruption.ts';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { openTestRegistry, type TestRegistry } from '../support/servers/local-registry.ts';
import { inProcess } from './in-process.ts';

const built = temporaryFolder();
const folder = temporaryFolders();
let at: TestRegistry;
let home: string;
beforeAll(async () => {
  at = await openTestRegistry(built);
});
afterAll(() => at.close());
beforeEach(() => {
  home = folder();
  at.exchanges.splice(0);
});
afterEach(() => {
  at.local.faults.clear();
  expect(at.errors).toEqual([]);
});

const place = ['--domain', 'my-org', '--domain-owner', '111122223333', '--repository', 'dev'];
const SECRET_KEY = 'wJalrXUtnFEMI-K7MDENG-an-example';

async function run(
  command: VerbName,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
  watch: (interruption: Interruption) => void = () => {},
) {
  const interruption = createInterruption(() => {});
  watch(interruption);
  const variables = {
    HOME: home,
    RUNNER_TEMP: home,
    AWS_ENDPOINT_URL: at.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
    AWS_EC2_METADATA_DISABLED: 'true',
    CODEARTIFACT_WORKING_DIRECTORY: home,
    ...env,
  };
  try {
    const { value, stdout, stderr } = await inProcess(variables, () => runVerb(command, args, interruption));
    expect(stdout + stderr).not.toContain(SECRET_KEY);
    return { status: value, stdout, stderr };
  } finally {
    interruption.close();
  }
}
const npmrc = () => readFileSync(join(home, '.npmrc'), 'utf8');
const tokenOf = () => /_authToken=(\S+)/.exec(npmrc())?.[1] ?? '';

describe('what it prints', () => {
  test('lines for people; the token nowhere', async () => {
    const { status, stdout, stderr } = await run('login', [...place, '--tools', 'npm']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^tool +repository +files\nnpm +my-org\/dev +/);
    expect(npmrc()).toContain('/dev/');
    expect(stdout + stderr).not.toContain(tokenOf());
  });

  test('`--json`: one document on stdout', async () => {
    const { status, stdout } = await run('login', [...place, '--tools', 'npm', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ tools: [{ tool: 'npm' }], endpoints: { npm: expect.any(String) } });
    expect(stdout).not.toContain(tokenOf());
  });

  test('`token` prints the token and nothing else; with `--json` one document that holds it', async () => {
    const { stdout } = await run('token', place.slice(0, 4));
    expect(stdout).toMatch(/^\S{20,}\n$/);
    const json = await run('token', [...place.slice(0, 4), '--json']);
    expect(Object.keys(JSON.parse(json.stdout))).toEqual(['authorizationToken', 'expiration']);
  });

  test('`--results-file` is for the owner, and can be sourced', async () => {
    const file = join(home, 'results.sh');
    const { stdout } = await run('token', [...place.slice(0, 4), '--results-file', file]);
    expect(stdout).toBe('');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const shown = execFileSync('sh', ['-c', `. '${file}'; printf '%s' "$CODEARTIFACT_AUTH_TOKEN"`], {
      encoding: 'utf8',
    });
    expect(shown).toMatch(/^\S{20,}$/);
  });

  test('`--help` of a command, without asking anybody', async () => {
    const { status, stdout } = await run('rollback', ['--help'], { AWS_REGION: '' });
    expect(status).toBe(0);
    expect(stdout).toMatch(/^codeartifact-ci rollback: /);
    expect(at.exchanges).toEqual([]);
  });

  test('`--quiet` says nothing, `--verbose` more', async () => {
    expect((await run('login', [...place, '--tools', 'npm', '--quiet'])).stderr).toBe('');
  });

  test('`--cache` has no effect here, and says so', async () => {
    expect((await run('login', [...place, '--tools', 'npm', '--cache', 'npm'])).stderr).toContain(
      '`cache` has no effect on the command line',
    );
  });
});

describe('where inputs come from', () => {
  const variables = {
    CODEARTIFACT_DOMAIN: 'my-org',
    CODEARTIFACT_DOMAIN_OWNER: '111122223333',
    CODEARTIFACT_REPOSITORY: 'dev',
    CODEARTIFACT_TOOLS: 'npm',
  };

  test('variables; flags win over them', async () => {
    expect((await run('login', [], variables)).status).toBe(0);
    expect(npmrc()).toContain('/dev/');
    const other = await run('login', ['--repository', 'nowhere'], variables);
    expect(other.status).toBe(4);
    expect(other.stderr).toContain('nowhere');
  });

  test('a variable of another command is nobody’s mistake, a flag cannot be one', async () => {
    const { status, stderr } = await run('login', [], { ...variables, CODEARTIFACT_PACKAGES: 'dist' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringContaining('ignored') });
  });

  test('a flag that the command took once and never read is a warning that names it', async () => {
    const args = ['list', ...place, '--versions', 'npm:@acme/a@1.0.0'];
    const { status, stderr } = await run('packages', args, variables);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringContaining('`--versions` is ignored by `packages`'),
    });
  });

  test('`--working-directory`, and words after the command', async () => {
    await writeNpmPackage(join(home, 'sub', 'dist', 'a.tgz'), { name: '@acme/words', version: '1.0.0' });
    const args = [...place, '--working-directory', join(home, 'sub'), '--json', 'dist/*.tgz'];
    const { status, stdout } = await run('publish', args);
    expect({ status, kinds: JSON.parse(stdout).outcomes.map(({ kind }: { kind: string }) => kind) }).toEqual({
      status: 0,
      kinds: ['published'],
    });
    expect(readdirSync(join(home, 'sub'))).toContain('codeartifact-release.json');
  });

  test('a flag that is no input', async () => {
    const { status, stderr } = await run('rollback', [...place, '--restore']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('there is no rollback in') });
  });
});

describe('how it ends', () => {
  test.each([
    [
      'a missing input',
      'login',
      ['--domain', 'my-org'],
      2,
      'CA-INPUT-001',
      '`repository` (or CODEARTIFACT_REPOSITORY)',
    ],
    ['an invalid value', 'publish', [...place, '--concurrency', '0', 'dist'], 2, 'CA-INPUT-001', '`--concurrency`'],
    ['no such repository', 'packages', [...place.slice(0, 4), '--repository', 'nowhere'], 4, 'CA-FIND-001', 'nowhere'],
    ['another account', 'token', [...place.slice(0, 4), '--allowed-account-ids', '999999999999'], 3, 'CA-AUTH-006', ''],
    ['no built file', 'publish', [...place, 'dist'], 2, 'CA-FILE-002', 'dist'],
  ] as const)('%s', async (_, command, args, status, code, words) => {
    const ended = await run(command, args);
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(`error: ${code}: `);
    expect(ended.stderr).toContain(words);
    expect(ended.stderr).toContain('error: What to do: ');
    expect(ended.stdout).toBe('');
    const json = await run(command, [...args, '--json']);
    expect(JSON.parse(json.stdout)).toEqual({
      error: {
        code,
        message: expect.stringContaining(words),
        remedy: expect.stringMatching(/./),
        link: `docs/errors.md#${code.toLowerCase()}`,
        ...(JSON.parse(json.stdout).error.requestId ? { requestId: expect.any(String) } : {}),
      },
    });
  });

  test('a command that comes to a conflict gives its exit code and still its result', async () => {
    const file = join(home, 'dist', 'a.tgz');
    await writeNpmPackage(file, { name: '@acme/clash', version: '1.0.0' });
    await run('publish', [...place, 'dist']);
    await writeNpmPackage(file, { name: '@acme/clash', version: '1.0.0', files: { 'other.js': 'changed' } });
    const ended = await run('publish', [...place, '--json', 'dist']);
    expect(ended.status).toBe(5);
    expect(JSON.parse(ended.stdout)).toMatchObject({ outcomes: [{ kind: 'conflict' }] });
  });

  test('an unknown flag is the caller’s to show', async () => {
    await expect(run('login', ['--domian', 'x'])).rejects.toMatchObject({ code: 'CA-INPUT-004' });
  });

  test('throttled for good, with one try', async () => {
    at.local.faults.add([{ kind: 'throttle', operation: 'GetAuthorizationToken' }]);
    const ended = await run('token', [...place.slice(0, 4), '--retry-max-attempts', '1']);
    expect(ended.status).toBe(6);
    expect(at.exchanges.filter(({ target }) => target.startsWith('/v1/authorization-token'))).toHaveLength(1);
  });

  test('`--timeout`', async () => {
    at.local.faults.add([{ kind: 'latency', ms: 20_000, operation: 'GetAuthorizationToken' }]);
    const begun = Date.now();
    const ended = await run('token', [...place.slice(0, 4), '--timeout', '1']);
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({
      status: 6,
      stderr: expect.stringContaining('CA-NET-006'),
    });
    expect(Date.now() - begun).toBeLessThan(15_000);
  });

  test('interrupted', async () => {
    at.local.faults.add([{ kind: 'latency', ms: 20_000, operation: 'GetAuthorizationToken' }]);
    const ended = await run('token', place.slice(0, 4), {}, (interruption) => {
      const look = setInterval(() => {
        if (!at.local.faults.list().some(({ applied }) => applied > 0)) return;
        clearInterval(look);
        interruption.interrupt(new RegistryError('CA-RUN-002', 'interrupted by SIGINT'));
      }, 20);
    });
    expect({ status: ended.status, stdout: ended.stdout }).toEqual({ status: 130, stdout: '' });
  });
});

describe('outputs', () => {
  const upload = ['file.bin', ...place, '--versions', 'generic:acme/outputs@1.0.0'];

  test.each([
    ['publish', ['--manifest', '.'], upload],
    ['publish', ['--manifest', 'sub/'], upload],
    ['publish', ['--manifest', 'file.bin/x'], upload],
    ['publish', ['--results-file', '.'], upload],
    ['token', ['--results-file', '.'], ['--domain', 'my-org']],
    [
      'promote',
      ['--plan-output', '.', '--dry-run'],
      [
        '--domain',
        'my-org',
        '--source-repository',
        'dev',
        '--destination-repository',
        'prod',
        '--versions',
        'npm:a@1.0.0',
      ],
    ],
  ] as const)('of %s that cannot be written are refused before anything is asked: %j', async (command, flags, rest) => {
    writeFileSync(join(home, 'file.bin'), 'x');
    const end = await run(command, [...rest, ...flags]);
    expect(end).toMatchObject({ status: 1, stderr: expect.stringContaining('CA-FILE-003') });
    expect(at.exchanges).toEqual([]);
    expect(readdirSync(home)).toEqual(['file.bin']);
  });

  test('that are pipes get what a file would get', async () => {
    writeFileSync(join(home, 'file.bin'), 'x');
    execFileSync('mkfifo', [join(home, 'manifest')]);
    const reader = spawn('cat', [join(home, 'manifest')]);
    let read = '';
    reader.stdout.on('data', (chunk) => {
      read += chunk;
    });
    const closed = new Promise((resolve) => reader.once('close', resolve));
    expect(await run('publish', [...upload, '--manifest', join(home, 'manifest')])).toMatchObject({ status: 0 });
    await closed;
    expect(JSON.parse(read)).toMatchObject({ repository: 'dev' });
    expect(statSync(join(home, 'manifest')).isFIFO()).toBe(true);
  });
});
