// The command line as one file, copied alone to a folder with nothing beside it, on every Node.js that is here.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalServer, startLocalServer } from '../../src/local/server.ts';
import { temporaryFolders } from '../support/folders.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { ROOT, runProcess } from '../support/programs/runner.ts';
import { CERTIFICATE, KEY } from '../support/servers/test-certificate.ts';

const folder = temporaryFolders();
const account = '111122223333';
let server: LocalServer;

beforeAll(async () => {
  server = await startLocalServer({
    account,
    offline: true,
    setup: { domains: [{ name: 'my-org', owner: account, repositories: ['staging', 'production'] }] },
  });
});
afterAll(() => server.close());

/** The service over TLS, as far as `token` asks it. */
const service = { url: '', close: () => {} };
beforeAll(async () => {
  const answering = createServer({ cert: CERTIFICATE, key: KEY }, (_, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ authorizationToken: 'eyJ-of-the-service', expiration: Date.now() / 1000 + 3600 })),
  );
  await new Promise<void>((done) => answering.listen(0, '127.0.0.1', done));
  service.url = `https://localhost:${(answering.address() as AddressInfo).port}`;
  service.close = () => {
    answering.closeAllConnections();
    answering.close();
  };
});
afterAll(() => service.close());

const tools = process.env.CODEARTIFACT_CI_TOOLS ?? join(ROOT, '.tools');
const nodes = [
  { name: `Node ${process.versions.node}`, program: process.execPath },
  ...[18, 20, 22, 24].map((major) => ({
    name: `Node ${major}`,
    program: join(tools, `node-${major}`, 'node_modules', '.bin', 'node'),
  })),
];

interface Shell {
  readonly place: string;
  run(...args: string[]): Promise<{ status: number; log: string; stdout: string }>;
}

/** A copy of the one file in a folder of its own; `type` writes a package.json beside it. */
function shell(program: string, options: { type?: 'module' | 'commonjs'; env?: Record<string, string> } = {}): Shell {
  const place = folder();
  copyFileSync(join(ROOT, 'dist', 'cli', 'index.js'), join(place, 'ca.js'));
  if (options.type) writeFileSync(join(place, 'package.json'), JSON.stringify({ type: options.type }));
  const home = join(place, 'home');
  mkdirSync(home);
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI-not-a-real-key',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL: server.url,
    CODEARTIFACT_DOMAIN: 'my-org',
    CODEARTIFACT_REPOSITORY: 'staging',
    ...options.env,
  };
  return { place, run: (...args) => runProcess([program, join(place, 'ca.js'), ...args], { env, cwd: place }) };
}

describe.each(nodes)('one file alone on $name', ({ name, program }) => {
  const isHere = existsSync(program);
  const maybe = isHere ? test : test.skip;
  const title = (text: string) =>
    isHere ? text : `${text} (${name} is not installed: node scripts/install-tools.mjs)`;

  maybe.each([
    ['NODE_EXTRA_CA_CERTS', (file: string) => ({ NODE_EXTRA_CA_CERTS: file })],
    ['SSL_CERT_FILE of OpenSSL', (file: string) => ({ NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: file })],
  ])(
    title('AWS_CA_BUNDLE is trusted besides %s'),
    async (_, named) => {
      const { place, run } = shell(program, {
        env: { AWS_ENDPOINT_URL: service.url, AWS_CA_BUNDLE: 'bundle.pem', ...named('trusted.pem') },
      });
      writeFileSync(join(place, 'bundle.pem'), rootCertificates[0] ?? '');
      writeFileSync(join(place, 'trusted.pem'), CERTIFICATE);
      const asked = await run('token', '--domain-owner', account);
      expect(asked).toMatchObject({ status: 0, stdout: expect.stringContaining('eyJ-of-the-service') });
      // And the bundle is not passed over.
      writeFileSync(join(place, 'bundle.pem'), CERTIFICATE);
      writeFileSync(join(place, 'trusted.pem'), rootCertificates[0] ?? '');
      expect((await run('token', '--domain-owner', account)).status).toBe(0);
      writeFileSync(join(place, 'bundle.pem'), rootCertificates[1] ?? '');
      expect((await run('token', '--domain-owner', account)).log).toContain('CA-NET-008');
    },
    60_000,
  );

  maybe(title('login, publish, promote, packages, rollback, logout'), async () => {
    const { place, run } = shell(program);
    const version = `1.0.${nodes.findIndex((each) => each.name === name)}`;
    writeFileSync(join(place, 'package-lock.json'), '{}');
    await writeNpmPackage(join(place, 'dist', 'a.tgz'), { name: '@acme/tool', version });
    const login = await run('login');
    expect(login).toMatchObject({ status: 0 });
    expect(login.log).not.toMatch(/NodeVersionSupportWarning|ExperimentalWarning/);
    const npmrc = join(place, 'home', '.npmrc');
    const token = /_authToken=(\S+)/.exec(readFileSync(npmrc, 'utf8'))?.[1] ?? '';
    expect(token.length).toBeGreaterThan(20);
    const publish = await run('publish', 'dist', '--json');
    expect(publish.status).toBe(0);
    expect(JSON.parse(publish.stdout).outcomes[0]).toMatchObject({ kind: 'published' });
    const promote = await run('promote', '--destination-repository', 'production');
    expect(promote).toMatchObject({ status: 0 });
    const shown = await run('packages', 'show', `npm:@acme/tool@${version}`, '--repository', 'production', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ status: 'Published', purl: `pkg:npm/%40acme/tool@${version}` });
    const rollback = await run('rollback', '--repository', 'production');
    expect(rollback).toMatchObject({ status: 0 });
    const after = await run('packages', 'show', `npm:@acme/tool@${version}`, '--repository', 'production', '--json');
    expect(JSON.parse(after.stdout)).toMatchObject({ status: 'Unlisted' });
    expect((await run('logout')).status).toBe(0);
    expect(existsSync(npmrc)).toBe(false);
    for (const result of [login, publish, promote, rollback]) expect(result.log).not.toContain(token);
  });

  maybe.each(['module', 'commonjs'] as const)(title('beside a package.json of type %s'), async (type) => {
    const { run } = shell(program, { type });
    expect(await run('--version')).toMatchObject({
      status: 0,
      stdout: `${JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version}\n`,
    });
  });

  maybe(title('local and demo say that they need the whole package'), async () => {
    const { run } = shell(program);
    for (const command of ['local', 'demo']) {
      const result = await run(command);
      expect(result.status).toBe(2);
      expect(result.log).toContain('whole package');
    }
  });
});

describe('exit codes and messages', () => {
  const here = (options?: Parameters<typeof shell>[1]) => shell(process.execPath, options);

  test.each(
    (
      [
        [2, 'CA-INPUT-004', ['deploy']],
        [2, 'CA-INPUT-004', ['login', '--domian', 'x']],
        [2, 'CA-INPUT-001', ['login', '--domain', 'My_Org', '--tools', 'npm']],
        [2, 'CA-INPUT-002', ['retire', 'npm:@acme/utils/../../x@1']],
        [2, 'CA-INPUT-005', ['promote', '--plan', 'nowhere.json']],
        [2, 'CA-FILE-002', ['publish', 'nothing/*.tgz']],
        [3, 'CA-AUTH-001', ['login', '--tools', 'npm'], { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }],
        [4, 'CA-FIND-001', ['login', '--repository', 'nowhere', '--tools', 'npm']],
        [4, 'CA-FIND-002', ['packages', 'show', 'npm:no-such-package']],
        [
          6,
          'CA-NET-003',
          ['login', '--tools', 'npm', '--retry-max-attempts', '1'],
          { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
        ],
      ] as [number, string, string[], Record<string, string>?][]
    ).map(([status, code, args, env]) => ({ status, code, args, env })),
  )('$status $code for $args', async ({ status, code, args, env }) => {
    const { run } = here(env ? { env } : {});
    const result = await run(...args);
    expect(result).toMatchObject({ status });
    expect(result.log).toContain(code);
    expect(result.log).toContain('What to do:');
  });

  test('a truncated tarball and an existing version with other bytes: refused, nothing half-written', async () => {
    const { place, run } = here();
    const path = await writeNpmPackage(join(place, 'dist', 'a.tgz'), {
      name: '@acme/cut',
      version: '1.0.0',
      size: 200_000,
    });
    const whole = readFileSync(path);
    writeFileSync(path, whole.subarray(0, whole.length / 2));
    const cut = await run('publish', 'dist');
    expect(cut.status).toBe(2);
    expect(cut.log).toContain('CA-FILE-001');
    expect((await run('packages', 'show', 'npm:@acme/cut')).status).toBe(4);
    writeFileSync(path, whole);
    expect((await run('publish', 'dist')).status).toBe(0);
    await writeNpmPackage(path, { name: '@acme/cut', version: '1.0.0', files: { 'b.js': '1' } });
    const clash = await run('publish', 'dist');
    expect(clash.status).toBe(5);
    expect(clash.log).toContain('CA-CONFLICT-001');
  });

  test('expired AWS credentials are named as such', async () => {
    const sts = new STSClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' },
    });
    const role = { RoleArn: `arn:aws:iam::${account}:role/release`, RoleSessionName: 'test', DurationSeconds: 900 };
    const { Credentials: session } = await sts.send(new AssumeRoleCommand(role));
    const env = {
      AWS_ACCESS_KEY_ID: session?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: session?.SecretAccessKey ?? '',
      AWS_SESSION_TOKEN: session?.SessionToken ?? '',
    };
    const { run } = here({ env });
    expect((await run('token', '--json')).status).toBe(0);
    server.clock.advance(3_600_000);
    const late = await run('token', '--json');
    server.clock.reset();
    expect(late).toMatchObject({ status: 3 });
    expect(late.log).toContain('CA-AUTH-008');
    expect(late.log).not.toContain(env.AWS_SESSION_TOKEN);
  });

  test('help exists for every command, --json errors are JSON, completion for three shells', async () => {
    const { run } = here();
    for (const command of [
      'login',
      'logout',
      'publish',
      'promote',
      'rollback',
      'retire',
      'packages',
      'doctor',
      'token',
    ]) {
      const help = await run(command, '--help');
      expect(help).toMatchObject({ status: 0 });
      expect(help.stdout).toContain(`codeartifact-ci ${command}`);
    }
    const failed = await run('login', '--repository', 'nowhere', '--tools', 'npm', '--json');
    expect(JSON.parse(failed.stdout).error).toMatchObject({ code: 'CA-FIND-001' });
    for (const name of ['bash', 'zsh', 'fish']) expect((await run('completion', name)).stdout).toContain('promote');
    expect((await run()).status).toBe(2);
    expect((await run('login', '--domian', 'x')).log).toContain('did you mean --domain?');
  });

  test('--results-file holds what later commands need, for sh, owner-only', async () => {
    const { place, run } = here();
    expect((await run('token', '--results-file', 'result.env')).status).toBe(0);
    const file = join(place, 'result.env');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const token = execFileSync('sh', ['-c', '. ./result.env && sh -c \'printf %s "$CODEARTIFACT_AUTH_TOKEN"\''], {
      cwd: place,
      encoding: 'utf8',
    });
    expect(token.length).toBeGreaterThan(20);
    const raw = await run('token');
    expect(raw.stdout.trim().length).toBeGreaterThan(20);
  });

  test('the doctor finds nothing wrong where nothing is, and the cause where something is', async () => {
    const { run } = here();
    const well = await run('doctor', '--json');
    expect(well).toMatchObject({ status: 0 });
    expect(JSON.parse(well.stdout).findings.map(({ probe }: { probe: string }) => probe)).toEqual(
      expect.arrayContaining(['credentials', 'token', 'repository', 'upstream']),
    );
    const missing = await run('doctor', '--repository', 'nowhere');
    expect(missing).toMatchObject({ status: 4 });
    expect(missing.stdout).toContain('production, staging');
    const absent = await run('doctor', 'npm:left-pad');
    expect(absent).toMatchObject({ status: 4 });
    expect(absent.stdout).toContain('associate-external-connection');
  });
});
