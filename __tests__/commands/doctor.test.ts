// Every row of the service's troubleshooting list, and what users hit most, staged on the real local server.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CommandResult } from '../../src/commands/definition/result.ts';
import { doctorCommand } from '../../src/commands/doctor.ts';
import { loginCommand } from '../../src/commands/login.ts';
import type { InputName } from '../../src/core/inputs/definitions.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import type { Finding } from '../../src/core/operations/doctor/finding.ts';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { recordingHost } from '../support/host.ts';
import { writeNpmPackage } from '../support/packages/npm-package.ts';
import { ACCOUNT, DOMAIN } from '../support/servers/local-registry.ts';
import { type LoginWorld, openLoginWorld } from '../support/worlds/login-world.ts';
import { allow, OTHER, SECRET, user } from '../support/worlds/sign-in-world.ts';

const newFolder = temporaryFolders();
const built = temporaryFolder();
const reader = user('reader', [
  allow(
    'codeartifact:Get*',
    'codeartifact:Describe*',
    'codeartifact:List*',
    'codeartifact:ReadFromRepository',
    'sts:*',
  ),
]);
const blind = user('blind', [allow('codeartifact:Get*', 'codeartifact:Describe*', 'codeartifact:List*', 'sts:*')]);
const bearerless = user('bearerless', [allow('codeartifact:*')]);
const stranger = user('stranger', [allow('codeartifact:*', 'sts:*')], OTHER);
let world: LoginWorld;
let publicSource: Server;

beforeAll(async () => {
  const tarball = await readFile(
    await writeNpmPackage(join(built, 'public.tgz'), { name: 'left-pad', version: '1.3.0' }),
  );
  publicSource = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '').slice(1).split('?')[0] ?? '');
    if (name.endsWith('.tgz')) return void response.end(tarball);
    if (!['left-pad', 'ours-and-theirs'].includes(name)) return void response.writeHead(404).end('{}');
    const { host } = request.headers;
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const dist = {
      tarball: `http://${host}/${name}/-/${name}-1.3.0.tgz`,
      integrity,
      shasum: createHash('sha1').update(tarball).digest('hex'),
    };
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        name,
        'dist-tags': { latest: '1.3.0' },
        versions: { '1.3.0': { name, version: '1.3.0', dist } },
      }),
    );
  });
  await new Promise<void>((done) => publicSource.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(publicSource.address() as AddressInfo).port}`;
  world = await openLoginWorld(built, {
    externals: { 'public:npmjs': url },
    setup: {
      users: [reader, blind, bearerless, stranger],
      domains: [
        {
          name: DOMAIN,
          owner: ACCOUNT,
          repositories: [
            { name: 'dev', upstreams: ['npm-store'] },
            { name: 'npm-store', externalConnection: 'public:npmjs' },
            { name: 'alone' },
            { name: 'unconnected', upstreams: ['alone'] },
          ],
          packageGroups: [{ pattern: '/npm/closed/*', restrictions: { PUBLISH: 'BLOCK', EXTERNAL_UPSTREAM: 'BLOCK' } }],
        },
      ],
    },
  });
  const pack = (name: string, version: string) =>
    writeNpmPackage(join(built, `${name.replace(/\W/g, '-')}-${version}.tgz`), { name, version });
  const states = ['Published', 'Unlisted', 'Archived', 'Disposed'];
  await world.seed(
    'npm',
    DOMAIN,
    'dev',
    await Promise.all(states.map((_, index) => pack('@acme/utils', `1.0.${index}`))),
  );
  const ref = { format: 'npm', namespace: 'acme', name: 'utils' } as const;
  for (const [index, target] of states.entries()) {
    if (target === 'Disposed') await world.client.disposePackageVersions(world.at('dev'), ref, [`1.0.${index}`]);
    else if (index > 0)
      await world.client.updatePackageVersionsStatus(world.at('dev'), ref, {
        versions: [`1.0.${index}`],
        target: target as 'Unlisted',
      });
  }
});
afterAll(async () => {
  await world.close();
  publicSource.closeAllConnections();
  await new Promise((done) => publicSource.close(done));
});
beforeEach(() => world.local.clock.reset());

interface Visit {
  readonly inputs?: Readonly<Partial<Record<InputName, string>>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly operands?: readonly string[];
  readonly publish?: boolean;
  readonly folder?: string;
  readonly clockOffset?: number;
}

interface Seen {
  readonly result: CommandResult;
  readonly findings: readonly Finding[];
  /** The findings that are no good news. */
  readonly bad: readonly Finding[];
  of(probe: string): Finding | undefined;
}

async function visit({
  inputs = {},
  env = {},
  operands = [],
  publish = false,
  folder = newFolder(),
  clockOffset,
}: Visit = {}): Promise<Seen> {
  const keys = { AWS_ACCESS_KEY_ID: ACCOUNT, AWS_SECRET_ACCESS_KEY: SECRET };
  const made = recordingHost({
    folder,
    env: { ...keys, AWS_ENDPOINT_URL: world.url, AWS_REGION: 'us-east-1', ...env },
  });
  const clock = clockOffset === undefined ? made.clock : { ...made.clock, now: () => Date.now() + clockOffset };
  const raw: Record<string, string> = {
    domain: DOMAIN,
    'domain-owner': ACCOUNT,
    repository: 'dev',
    tools: 'npm',
    'retry-max-attempts': '1',
    ...inputs,
  };
  const read = readInputs(
    'doctor',
    (name) => raw[name] || undefined,
    (name) => name,
  );
  try {
    const result = await doctorCommand({
      inputs: read,
      host: { ...made, clock },
      operands,
      extra: publish ? { publish: 'true' } : {},
    });
    const { findings } = result.json as { findings: Finding[] };
    const text = JSON.stringify(result);
    for (const secret of made.masked.filter((one) => one.length > 8)) expect(text).not.toContain(secret);
    return {
      result,
      findings,
      bad: findings.filter(({ health }) => health !== 'ok'),
      of: (probe) => findings.find((one) => one.probe === probe),
    };
  } finally {
    made.close();
  }
}
const as = (one: typeof reader) => ({ AWS_ACCESS_KEY_ID: one.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET });

/** A home and project with these files; `HOME` is the working directory, too. */
async function place(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = newFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    // Some hold a token, as real ones do.
    await writeFile(join(folder, name), text, { mode: 0o600 });
  }
  return folder;
}

async function loggedIn(tools: string, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await place(files);
  const host = recordingHost({
    folder,
    env: {
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: SECRET,
      AWS_ENDPOINT_URL: world.url,
      AWS_REGION: 'us-east-1',
    },
  });
  const raw: Record<string, string> = { domain: DOMAIN, 'domain-owner': ACCOUNT, repository: 'dev', tools };
  await loginCommand({
    inputs: readInputs(
      'login',
      (name) => raw[name],
      (name) => name,
    ),
    host,
    operands: [],
    extra: {},
  });
  host.close();
  return folder;
}

describe('the troubleshooting list of the service', () => {
  test('401: the token in the configuration has expired', async () => {
    const folder = await loggedIn('npm,pip');
    expect((await visit({ folder, inputs: { tools: 'npm,pip' } })).bad).toEqual([]);
    world.local.clock.advance(2 * 3600_000);
    const { of, result } = await visit({ folder, inputs: { tools: 'npm,pip' } });
    for (const tool of ['npm', 'pip']) {
      expect(of(`${tool} token`)).toMatchObject({ health: 'problem', code: 'CA-AUTH-005' });
      expect(of(`${tool} token`)?.fix).toContain(`codeartifact-ci login --tools ${tool}`);
    }
    expect(result.exit).toBe(3);
  });

  test('401: the variable that other ways of signing in leave behind', async () => {
    const { of, result } = await visit({ env: { CODEARTIFACT_AUTH_TOKEN: 'eyJ-of-yesterday-long-enough' } });
    expect(of('variable CODEARTIFACT_AUTH_TOKEN')).toMatchObject({ health: 'problem', code: 'CA-AUTH-005' });
    expect(result.exit).toBe(3);
  });

  test('package not found, and no upstream', async () => {
    const { of, result } = await visit({ inputs: { repository: 'alone' }, operands: ['npm:left-pad'] });
    expect(of('package left-pad')).toMatchObject({ health: 'problem', code: 'CA-FIND-002' });
    expect(of('package left-pad')?.fix).toContain('associate-external-connection');
    expect(of('upstream')).toMatchObject({ health: 'warning' });
    expect(result.exit).toBe(4);
  });

  test('package not found, and an upstream without a public source', async () => {
    const { of } = await visit({ inputs: { repository: 'unconnected' }, operands: ['npm:left-pad'] });
    expect(of('upstream')?.found).toContain('none of them is connected');
    expect(of('package left-pad')).toMatchObject({ health: 'problem', code: 'CA-FIND-002' });
  });

  test('package not found anywhere upstream', async () => {
    const { of, result } = await visit({ operands: ['npm:no-such-package-anywhere'] });
    expect(of('package no-such-package-anywhere')).toMatchObject({ health: 'problem', code: 'CA-FIND-002' });
    expect(result.exit).toBe(4);
  });

  test('cross-account access is denied; the two policies printed repair it', async () => {
    const denied = await visit({ env: as(stranger) });
    expect(denied.of('token')).toMatchObject({ health: 'problem', code: 'CA-AUTH-003' });
    expect(denied.result.exit).toBe(3);
    // The first cause, without its echoes.
    expect(denied.findings.at(-1)).toBe(denied.of('token'));
    const document = /--policy-document '(\{.*?\})' \(/.exec(denied.of('token')?.fix ?? '')?.[1] ?? '';
    expect(JSON.parse(document).Statement[0].Principal).toEqual({ AWS: `arn:aws:iam::${OTHER}:root` });
    const at = { domain: DOMAIN, domainOwner: ACCOUNT };
    world.local.registry.policies.put(at, document);
    const allowed = await visit({ env: as(stranger) });
    world.local.registry.policies.delete(at);
    expect(allowed.of('token')).toMatchObject({ health: 'ok' });
    expect(allowed.of('read npm')).toMatchObject({ health: 'ok' });
  });

  test('slow first install: fetched from upstream once, then held; the probe itself fetches nothing', async () => {
    const before = await visit({ operands: ['npm:left-pad'] });
    expect(before.of('package left-pad')).toMatchObject({ health: 'ok' });
    expect(before.of('package left-pad')?.found).toContain('1 version upstream): the first install');
    expect(
      await world.client.describePackageVersion(world.at('npm-store'), {
        format: 'npm',
        name: 'left-pad',
        version: '1.3.0',
      }),
    ).toBeUndefined();
    const endpoint = await world.endpoint('npm', 'dev');
    const authorization = `Bearer ${(await world.token()).reveal()}`;
    expect((await fetch(`${endpoint}left-pad/-/left-pad-1.3.0.tgz`, { headers: { authorization } })).status).toBe(200);
    const after = await visit({ operands: ['npm:left-pad@1.3.0'] });
    expect(after.of('version left-pad@1.3.0')).toMatchObject({ health: 'ok' });
  });

  test.each([
    [true, 'problem', 3],
    [false, 'warning', 0],
  ])(
    'cannot publish: the action and the package are named (asked with --publish: %s)',
    async (publish, health, exit) => {
      const count = async () =>
        JSON.stringify(
          [...(await visit({ operands: ['npm:@acme/utils'] })).findings.map(({ found }) => found)].filter((one) =>
            one.includes('version'),
          ),
        );
      const before = await count();
      const { of, result } = await visit({ env: as(reader), operands: ['npm:@acme/utils'], publish });
      expect(of('publish @acme/utils')).toMatchObject({ health, code: 'CA-AUTH-003' });
      expect(of('publish @acme/utils')?.fix).toContain(
        `"Action":"codeartifact:PublishPackageVersion","Resource":"arn:aws:codeartifact:us-east-1:${ACCOUNT}:package/my-org/dev/npm/acme/utils"`,
      );
      expect(result.exit).toBe(exit);
      expect(await count()).toBe(before);
    },
  );

  test('can publish: said without writing anything, for names that do not exist as well', async () => {
    for (const name of ['npm:@acme/brand-new', 'pypi:brand-new', 'maven:com.acme:brand-new', 'nuget:Brand.New']) {
      const { findings } = await visit({ operands: [name], publish: true });
      expect(findings.find(({ probe }) => probe.startsWith('publish '))).toMatchObject({ health: 'ok' });
    }
    const generic = await visit({ operands: ['generic:acme/firmware'], publish: true });
    expect(generic.of('publish acme/firmware')).toMatchObject({ health: 'warning' });
    const names = [];
    for await (const found of world.client.listPackages(world.at('dev'))) names.push(found.name);
    expect(names.filter((name) => /brand|firmware/i.test(name))).toEqual([]);
  });
});

describe('signing in', () => {
  test('sts:GetServiceBearerToken is missing', async () => {
    const { of, result } = await visit({ env: as(bearerless) });
    expect(of('token')?.fix).toContain('"Action":"sts:GetServiceBearerToken"');
    expect(result.exit).toBe(3);
  });

  test('no permission to ask for an identity', async () => {
    const { of, result } = await visit({
      inputs: { 'role-to-assume': `arn:aws:iam::${ACCOUNT}:role/release` },
      env: { GITHUB_ACTIONS: 'true' },
    });
    expect(of('credentials')).toMatchObject({ code: 'CA-AUTH-002' });
    expect(result.exit).toBe(3);
  });

  test('no region', async () => {
    const { of, result } = await visit({ env: { AWS_REGION: '' } });
    expect(of('credentials')).toMatchObject({ code: 'CA-INPUT-001' });
    expect(of('credentials')?.found).toContain('aws-region');
    expect(result.exit).toBe(2);
  });

  test('a repository that does not exist: the others are listed', async () => {
    const { of, result } = await visit({ inputs: { repository: 'devv' } });
    expect(of('repository')?.fix).toContain('dev, npm-store');
    expect(result.exit).toBe(4);
  });

  test('a domain of another account, its owner not said', async () => {
    const { of, result } = await visit({ env: as(stranger), inputs: { 'domain-owner': '' } });
    expect(of('token')?.fix).toContain('domain-owner');
    expect(result.exit).toBe(4);
  });

  test('reading is denied: 403', async () => {
    const { of, result } = await visit({ env: as(blind) });
    expect(of('read npm')).toMatchObject({ health: 'problem', code: 'CA-AUTH-003' });
    expect(of('read npm')?.fix).toContain(`repository/my-org/dev`);
    expect(result.exit).toBe(3);
  });
});

test('a server that does not serve the format of a tool', async () => {
  const { of, result } = await visit({ inputs: { tools: 'cargo' } });
  expect(of('read cargo')).toMatchObject({
    health: 'problem',
    code: 'CA-INPUT-003',
    found: expect.stringContaining('does not serve cargo packages (501)'),
    fix: expect.stringContaining('Use CodeArtifact itself for cargo'),
  });
  expect(result.exit).not.toBe(0);
});

describe('the machine', () => {
  test.each([
    [-20 * 60_000, '20 minutes behind'],
    [3 * 3600_000, '180 minutes ahead'],
  ])('a clock that is off by %i', async (clockOffset, said) => {
    const { of, result } = await visit({ clockOffset });
    expect(of('clock')).toMatchObject({ health: 'problem' });
    expect(of('clock')?.found).toContain(said);
    expect(result.exit).toBe(3);
  });

  test('a proxy is named, without its password', async () => {
    const { of, result } = await visit({
      env: { HTTPS_PROXY: 'http://me:secret-word@proxy.example.com:3128', NO_PROXY: 'internal' },
    });
    expect(of('proxy')).toMatchObject({
      health: 'ok',
      found: 'HTTPS_PROXY is http://proxy.example.com:3128, except for internal',
    });
    expect(JSON.stringify(result)).not.toContain('secret-word');
    expect((await visit({ env: { HTTP_PROXY: 'proxy:word' } })).of('proxy')).toBeDefined();
  });

  test('the service cannot be reached', async () => {
    const { of, result } = await visit({ env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } });
    expect(of('credentials')).toMatchObject({ code: 'CA-NET-003' });
    expect(result.exit).toBe(6);
  });
});

describe('packages', () => {
  test.each([
    ['1.0.0', 'ok', 'Published'],
    ['1.0.1', 'problem', 'Unlisted: lock files that name it keep working'],
    ['1.0.2', 'problem', 'Archived'],
    ['1.0.3', 'problem', 'Disposed'],
    ['9.9.9', 'problem', 'not held'],
  ])('version %s', async (version, health, said) => {
    const { of } = await visit({ operands: [`npm:@acme/utils@${version}`] });
    const finding = of(`version @acme/utils@${version}`);
    expect(finding).toMatchObject({ health });
    expect(finding?.found).toContain(said);
    if (health === 'problem') expect(finding?.fix).toBeDefined();
  });

  test('origin controls: a name that was first seen from a public source', async () => {
    await world.client.putPackageOriginConfiguration(
      world.at('dev'),
      { format: 'npm', namespace: 'acme', name: 'utils' },
      { publish: 'BLOCK', upstream: 'ALLOW' },
    );
    const { of, result } = await visit({ operands: ['npm:@acme/utils'], publish: true });
    await world.client.putPackageOriginConfiguration(
      world.at('dev'),
      { format: 'npm', namespace: 'acme', name: 'utils' },
      { publish: 'ALLOW', upstream: 'ALLOW' },
    );
    const open = await visit({ operands: ['npm:@acme/utils'] });
    await world.client.putPackageOriginConfiguration(
      world.at('dev'),
      { format: 'npm', namespace: 'acme', name: 'utils' },
      { publish: 'ALLOW', upstream: 'BLOCK' },
    );
    expect(of('package @acme/utils')).toMatchObject({ health: 'problem', code: 'CA-CONFLICT-003' });
    expect(of('package @acme/utils')?.fix).toContain(
      '--namespace acme --package utils --restrictions publish=ALLOW,upstream=BLOCK',
    );
    expect(result.exit).toBe(5);
    expect(open.of('package @acme/utils')?.found).toContain('could take its place');
  });

  test('a package group blocks the name', async () => {
    const { of, result } = await visit({ operands: ['npm:@closed/thing'], publish: true });
    const findings = [of('package group of @closed/thing')];
    expect(findings[0]).toMatchObject({ health: 'problem', code: 'CA-CONFLICT-003' });
    expect(findings[0]?.fix).toContain("--package-group '/npm/closed/*' --restrictions PUBLISH=ALLOW");
    expect(result.exit).toBe(5);
  });

  test("an upstream's tag hides what was published here", async () => {
    const name = 'ours-and-theirs';
    await world.seed('npm', DOMAIN, 'alone', [await writeNpmPackage(join(built, 'x.tgz'), { name, version: '2.0.0' })]);
    const at = { ...world.at('alone') };
    world.local.registry.repositories.update(
      { domain: DOMAIN, domainOwner: ACCOUNT, repository: 'alone' },
      { upstreams: ['npm-store'] },
    );
    await world.client.putPackageOriginConfiguration(
      at,
      { format: 'npm', name },
      { publish: 'ALLOW', upstream: 'ALLOW' },
    );
    const { of, result } = await visit({ inputs: { repository: 'alone' }, operands: [`npm:${name}`] });
    world.local.registry.repositories.update(
      { domain: DOMAIN, domainOwner: ACCOUNT, repository: 'alone' },
      { upstreams: [] },
    );
    expect(of(`tag latest of ${name}`)).toMatchObject({ health: 'problem' });
    expect(of(`tag latest of ${name}`)?.found).toContain('`latest` is 1.3.0');
    expect(result.exit).toBe(5);
  });
});

describe("the tools' own files", () => {
  const elsewhere = 'https://registry.example.com/';

  test('nothing is configured', async () => {
    const { of, result } = await visit();
    expect(of('npm registry')).toMatchObject({ health: 'warning' });
    expect(of('npm registry')?.fix).toBe(
      `codeartifact-ci login --tools npm --domain my-org --domain-owner ${ACCOUNT} --repository dev`,
    );
    expect(result.exit).toBe(0);
  });

  test.each(['pip', 'uv', 'maven', 'dotnet', 'pnpm'])('nothing tells %s where to ask', async (tool) => {
    const { of } = await visit({ inputs: { tools: tool } });
    expect(of(`${tool} registry`)).toMatchObject({
      health: 'warning',
      found: `nothing tells ${tool} to ask my-org/dev`,
    });
  });

  test("the project's .npmrc, or a variable, outranks the login", async () => {
    // The project lies below the home, as it does on a runner.
    const folder = await loggedIn('npm');
    const npmrc = await readFile(join(folder, '.npmrc'), 'utf8');
    const home = await place({ '.npmrc': `registry=${elsewhere}\n`, 'user/.npmrc': npmrc });
    const { of, result } = await visit({ folder: home, env: { NPM_CONFIG_USERCONFIG: join(home, 'user', '.npmrc') } });
    expect(of('npm registry')).toMatchObject({ health: 'problem' });
    expect(of('npm registry')?.found).toContain(`.npmrc of the project sets \`registry\` to ${elsewhere}`);
    expect(result.exit).toBe(1);
    const variable = await visit({ folder, env: { npm_config_registry: elsewhere } });
    expect(variable.of('npm registry')?.found).toContain('npm_config_registry');
  });

  test('a scope from elsewhere is said, and is no problem', async () => {
    const folder = await loggedIn('npm');
    const npmrc = await readFile(join(folder, '.npmrc'), 'utf8');
    await writeFile(join(folder, '.npmrc'), `@other:registry=${elsewhere}\n${npmrc}`);
    const { findings, result } = await visit({ folder });
    expect(
      findings
        .filter(({ probe }) => probe === 'npm registry')
        .map(({ found }) => found)
        .join('\n'),
    ).toContain(`@other comes from ${elsewhere}`);
    expect(result.exit).toBe(0);
  });

  test('a token by a variable that is not set', async () => {
    const endpoint = await world.endpoint('npm', 'dev');
    const key = endpoint.replace('http:', '');
    const folder = await place({ '.npmrc': `registry=${endpoint}\n${key}:_authToken=\${NPM_TOKEN}\n` });
    expect((await visit({ folder })).of('npm unset-variable')?.found).toContain('NPM_TOKEN');
    const good = await visit({ folder, env: { NPM_TOKEN: (await world.token()).reveal() } });
    expect(good.of('npm token')).toMatchObject({ health: 'ok' });
  });

  test('the last slash is missing', async () => {
    const endpoint = await world.endpoint('npm', 'dev');
    const folder = await place({
      '.npmrc': `registry=${endpoint}\n${endpoint.replace('http:', '').slice(0, -1)}:_authToken=abc\n`,
    });
    // npm finds it there; pnpm 10 does not.
    expect((await visit({ folder })).of('npm token')).toMatchObject({ health: 'problem' });
    const { of } = await visit({ folder, inputs: { tools: 'pnpm' } });
    expect(of('pnpm trailing-slash')).toMatchObject({ health: 'problem' });
  });

  test('Yarn 1 without always-auth', async () => {
    const lock = { 'yarn.lock': '# yarn lockfile v1\n' };
    const folder = await loggedIn('yarn', lock);
    expect((await visit({ folder, inputs: { tools: 'yarn' } })).bad).toEqual([]);
    const path = join(folder, '.npmrc');
    await writeFile(path, (await readFile(path, 'utf8')).replace(/^.*always-auth.*\n/m, ''));
    expect((await visit({ folder, inputs: { tools: 'yarn' } })).of('yarn always-auth')?.fix).toContain(
      ':always-auth=true',
    );
  });

  test.each([
    [
      'npm',
      'package-lock.json',
      (url: string) => JSON.stringify({ packages: { 'node_modules/a': { resolved: `${url}a/-/a-1.0.0.tgz` } } }),
    ],
    [
      'yarn',
      'yarn.lock',
      (url: string) => `# yarn lockfile v1\n\na@^1:\n  version "1.0.0"\n  resolved "${url}a/-/a-1.0.0.tgz#abc"\n`,
    ],
    [
      'pnpm',
      'pnpm-lock.yaml',
      (url: string) => `packages:\n  a@1.0.0:\n    resolution: {integrity: sha512-x, tarball: ${url}a/-/a-1.0.0.tgz}\n`,
    ],
    ['uv', 'uv.lock', (url: string) => `[[package]]\nname = "a"\nsource = { registry = "${url}simple/" }\n`],
    [
      'poetry',
      'poetry.lock',
      (url: string) => `[[package]]\nname = "a"\n\n[package.source]\ntype = "legacy"\nurl = "${url}simple"\n`,
    ],
  ])('%s: %s pins another repository', async (tool, file, text) => {
    const format = ['uv', 'poetry'].includes(tool) ? 'pypi' : 'npm';
    const theirs = `https://their-org-${OTHER}.d.codeartifact.eu-west-1.amazonaws.com:443/${format}/shared/`;
    const { of } = await visit({ folder: await place({ [file]: text(theirs) }), inputs: { tools: tool } });
    expect(of(`${tool} lock file`)).toMatchObject({ health: 'problem' });
    expect(of(`${tool} lock file`)?.found).toContain('pins 1 package to https://their-org');
    const other = await visit({
      folder: await place({ [file]: text('https://registry.example.com/') }),
      inputs: { tools: tool },
    });
    expect(other.of(`${tool} lock file`)).toMatchObject({ health: 'warning' });
    const ours = text(await world.endpoint(format, 'dev'));
    expect(
      (await visit({ folder: await place({ [file]: ours }), inputs: { tools: tool } })).of(`${tool} lock file`),
    ).toBeUndefined();
  });

  test.each(['pnpm', 'bun', 'pip', 'twine', 'uv', 'poetry', 'maven', 'nuget', 'dotnet'])(
    'after a login nothing is wrong with %s',
    async (tool) => {
      const folder = await loggedIn(tool);
      const { bad } = await visit({ folder, inputs: { tools: tool } });
      expect(bad).toEqual([]);
    },
  );

  test('Yarn 2 and later', async () => {
    const folder = await loggedIn('yarn', { 'yarn.lock': '__metadata:\n  version: 8\n' });
    const { bad, of } = await visit({ folder, inputs: { tools: 'yarn' } });
    expect(bad).toEqual([]);
    expect(of('yarn token')).toMatchObject({ health: 'ok' });
    world.local.clock.advance(2 * 3600_000);
    expect((await visit({ folder, inputs: { tools: 'yarn' } })).of('yarn token')).toMatchObject({ health: 'problem' });
  });

  test.each([
    ['maven', '.m2/settings.xml', '<settings><profiles>'],
    ['dotnet', '.nuget/NuGet/NuGet.Config', '<configuration'],
    ['pip', '.config/pip/pip.conf', 'index-url = x\n'],
    ['uv', '.config/uv/uv.toml', '[[index\n'],
    ['yarn', '.yarnrc.yml', 'a: [b\n'],
    ['twine', '.pypirc', 'x = y\n'],
  ])('%s: a file that cannot be read is a finding', async (tool, file, text) => {
    const { of } = await visit({ folder: await place({ [file]: text }), inputs: { tools: tool } });
    expect(of(`${tool} unreadable`)).toMatchObject({ health: 'problem' });
  });

  test('Maven: no server of that id, and a password by an unset variable', async () => {
    const endpoint = await world.endpoint('maven', 'dev');
    const settings = (servers: string) =>
      `<settings><servers>${servers}</servers><mirrors><mirror><id>ca</id><mirrorOf>*</mirrorOf><url>${endpoint}</url></mirror></mirrors></settings>`;
    const without = await visit({
      folder: await place({ '.m2/settings.xml': settings('') }),
      inputs: { tools: 'maven' },
    });
    expect(without.of('maven no-credentials')?.fix).toContain('<server>');
    const server = `<server><id>ca</id><username>aws</username><password>\${env.CODEARTIFACT_AUTH_TOKEN}</password></server>`;
    const unset = await visit({
      folder: await place({ '.m2/settings.xml': settings(server) }),
      inputs: { tools: 'maven' },
    });
    expect(unset.of('maven unset-variable')?.found).toContain('CODEARTIFACT_AUTH_TOKEN');
  });

  test('pip: a stale token inside an address is found, tried and not shown', async () => {
    const endpoint = await world.endpoint('pypi', 'dev');
    const url = `${endpoint.replace('//', '//aws:token-of-yesterday-0123@')}simple/`;
    const { of, result } = await visit({
      folder: await place({ '.config/pip/pip.conf': `[global]\nindex-url = ${url}\n` }),
      inputs: { tools: 'pip' },
    });
    expect(of('pip token')).toMatchObject({ health: 'problem', code: 'CA-AUTH-005' });
    expect(of('pip token-in-address')).toBeDefined();
    expect(JSON.stringify(result)).not.toContain('token-of-yesterday');
  });

  test('tools are found by their files when none is named', async () => {
    const folder = await loggedIn('npm', { 'package-lock.json': '{}' });
    const { of, result } = await visit({ folder, inputs: { tools: '' } });
    expect(of('npm registry')).toMatchObject({ health: 'ok' });
    expect(of('endpoint nuget')).toMatchObject({ health: 'ok' });
    expect(result.exit).toBe(0);
    expect(result.summary).toContain('### Doctor');
  });

  test.each<{ tools: string; looked: readonly string[] }>([
    { tools: '', looked: ['npm', 'cargo', 'gem', 'swift'] },
    { tools: 'auto', looked: ['npm', 'cargo', 'gem', 'swift'] },
    { tools: 'auto,pip', looked: ['npm', 'pip', 'cargo', 'gem', 'swift'] },
    { tools: 'cargo', looked: ['cargo'] },
    { tools: 'none', looked: [] },
  ])('`tools` "$tools": the tools that a login with it configures are looked at', async ({ tools, looked }) => {
    const files = { 'package-lock.json': '{}', 'Cargo.lock': '', 'Gemfile.lock': '', 'Package.swift': '' };
    const { findings, of } = await visit({ folder: await place(files), inputs: { tools } });
    const named = findings.flatMap(({ probe }) => /^(\S+) registry$/.exec(probe)?.[1] ?? []);
    expect([...new Set(named)]).toEqual(looked);
    if (looked.includes('cargo')) expect(of('endpoint cargo')).toBeDefined();
  });

  test('a configuration that outranks the login of a tool whose packages nobody publishes', async () => {
    const theirs =
      '[source.crates-io]\nreplace-with = "corp"\n[source.corp]\nregistry = "sparse+https://corp.example/"\n';
    const { of, result } = await visit({
      folder: await place({ 'Cargo.lock': '', '.cargo/config.toml': theirs }),
      inputs: { tools: 'auto' },
    });
    expect(of('cargo registry')?.found).toContain('https://corp.example/');
    expect(result.exit).not.toBe(0);
  });

  test('a project below that outranks the login is a problem that names the folder', async () => {
    const other = { 'web/package.json': '{}', 'web/.npmrc': 'registry=https://other.example/\n' };
    const endpoint = await world.endpoint('npm', 'dev');
    const stale = {
      'api/package.json': '{}',
      'api/.npmrc': `${endpoint.slice(5)}:_authToken=token-of-yesterday-0123\n`,
    };
    const folder = await loggedIn('npm', { 'package.json': '{}', ...other, ...stale });
    const { bad, result } = await visit({ folder, inputs: { tools: 'npm' } });
    expect(bad).toEqual([
      {
        probe: 'npm token in api',
        health: 'problem',
        found: expect.stringContaining('api/.npmrc'),
        fix: expect.anything(),
      },
      {
        probe: 'npm registry in web',
        health: 'problem',
        found: expect.stringContaining('web/.npmrc sets `registry` to https://other.example/'),
        fix: expect.stringContaining('web/.npmrc'),
      },
    ]);
    expect(result.exit).not.toBe(0);
    expect(JSON.stringify(result)).not.toContain('token-of-yesterday');
  });
});
