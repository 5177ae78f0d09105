// `login` against the local server: what it writes, what it hands on, what it asks for, how it ends.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { loginCommand } from '../../src/commands/login.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { temporaryFolder, temporaryFolders } from '../support/folders.ts';
import { type LoginWorld, openLoginWorld, pictureOf } from '../support/worlds/login-world.ts';
import { allow, SECRET, user } from '../support/worlds/sign-in-world.ts';
import { asked, type Ended, type Given, jsonOf, KEYS, listOf, resultOf, revealed, runCommand } from './run-command.ts';

const built = temporaryFolder();
const folder = temporaryFolders();
const account = '111122223333';
const role = `arn:aws:iam::${account}:role/release`;
const REQUEST_TOKEN = 'request-token-of-the-job';
const nobody = user('nobody', [allow('sts:*', 'codeartifact:GetRepositoryEndpoint')]);
let at: LoginWorld;
beforeAll(async () => {
  at = await openLoginWorld(built, {
    oidcRequestToken: REQUEST_TOKEN,
    setup: {
      users: [nobody],
      domains: [
        { name: 'my-org', owner: account, repositories: [{ name: 'dev' }, { name: 'second' }] },
        { name: 'their-org', owner: account, repositories: [{ name: 'other' }] },
      ],
    },
  });
});
afterAll(() => at.close());
beforeEach(() => {
  at.exchanges.splice(0);
  at.local.requests.clear();
});
afterEach(() => {
  at.local.faults.clear();
  expect(at.errors).toEqual([]);
});

const domain = { domain: 'my-org', 'domain-owner': account } as const;
const place = { ...domain, repository: 'dev', tools: 'npm' } as const;
const login = (home: string, { inputs = place, ...more }: Partial<Given> = {}) =>
  runCommand(loginCommand, 'login', { url: at.url, folder: home, inputs, ...more });
const npmrc = (home: string) => readFileSync(join(home, '.npmrc'), 'utf8');
const tokenOf = (home: string) => /_authToken=(\S+)/.exec(npmrc(home))?.[1];
const tokenRequests = () => asked(at.exchanges, '/v1/authorization-token').map((query) => Object.fromEntries(query));
const endpointRequests = () => asked(at.exchanges, '/v1/repository/endpoint');
const toolsOf = (ended: Ended) => listOf(ended, 'configured-tools');

describe('what it writes', () => {
  test('the file of each tool, with a token that opens the repository, for the owner only', async () => {
    const home = folder();
    const ended = await login(home, { inputs: { ...place, tools: 'npm,pip' } });
    expect(ended.exit).toBe(0);
    const endpoint = at.address('npm', 'my-org', 'dev');
    expect(npmrc(home)).toContain(`registry=${endpoint}`);
    const headers = { authorization: `Bearer ${tokenOf(home)}` };
    expect((await fetch(`${endpoint}@acme%2fnone`, { headers })).status).toBe(404);
    expect((await fetch(`${endpoint}@acme%2fnone`)).status).toBe(401);
    const pip = join(home, '.config', 'pip', 'pip.conf');
    expect(readFileSync(pip, 'utf8')).toContain('/pypi/');
    for (const file of ['.npmrc', '.netrc']) expect(statSync(join(home, file)).mode & 0o077).toBe(0);
    expect(ended.host.masked).toContain(tokenOf(home));
  });

  test('what it hands on: outputs, JSON, state, summary', async () => {
    const home = folder();
    const ended = await login(home);
    const result = resultOf(ended);
    const endpoint = at.address('npm', 'my-org', 'dev');
    expect(result.outputs).toEqual({
      'registry-url': endpoint,
      'repository-endpoints': JSON.stringify({ npm: endpoint }),
      'token-expiration': expect.stringMatching(/^\d{4}-.*Z$/),
      'configured-tools': '["npm"]',
      'config-files': JSON.stringify({ npm: [join(home, '.npmrc')] }),
    });
    expect(result.variables).toEqual({});
    expect(jsonOf(ended)).toEqual({
      session: expect.stringMatching(/^\d{6}-/),
      tools: [{ tool: 'npm', domain: 'my-org', repository: 'dev', files: [join(home, '.npmrc')] }],
      files: [{ path: join(home, '.npmrc'), change: 'created', added: expect.any(Array) }],
      warnings: [],
      byVariables: [],
      variables: [],
      notes: expect.any(Array),
      endpoints: { npm: endpoint },
      tokenExpiration: result.outputs['token-expiration'],
    });
    expect(result.state).toEqual({
      sessions: [jsonOf(ended).session],
      tokenExpiresAt: Date.parse(String(result.outputs['token-expiration'])),
      cleanup: true,
      folders: [join(home, '.codeartifact-ci')],
    });
    expect(result.summary).toContain('### Signed in to my-org/dev');
    expect(result.lines.join('\n')).toContain(String(result.outputs['token-expiration']));
    expect(result.planCaches).toBeUndefined();
  });

  test('a dry run writes nothing and says what it would write, without the token', async () => {
    const home = folder();
    await writeFile(join(home, '.npmrc'), 'fund=false\n');
    const before = await pictureOf(home);
    const ended = await login(home, { inputs: { ...place, 'dry-run': 'true', cache: 'auto' } });
    expect(await pictureOf(home)).toEqual(before);
    expect(resultOf(ended).state?.sessions).toEqual([]);
    expect(jsonOf(ended)).toMatchObject({ files: [{ path: join(home, '.npmrc'), change: 'changed' }] });
    expect(jsonOf(ended).session).toBeUndefined();
    const text = resultOf(ended).lines.join('\n');
    expect(text).toContain(`changed ${join(home, '.npmrc')}`);
    expect(text).toContain(`+ registry=${at.address('npm', 'my-org', 'dev')}`);
    expect(text).toContain('_authToken=***');
    expect(resultOf(ended).planCaches).toBeUndefined();
  });

  test('the token leaves by an output or a variable only when it is asked to', async () => {
    const home = folder();
    const ended = await login(home, { inputs: { ...place, 'output-token': 'true', 'token-env-var': 'MY_TOKEN' } });
    const { outputs, variables } = resultOf(ended);
    expect(revealed(outputs.token)).toBe(tokenOf(home));
    expect(Object.keys(variables)).toEqual(['MY_TOKEN']);
    expect(revealed(variables.MY_TOKEN)).toBe(tokenOf(home));
    expect(String(outputs.token)).toBe('***');
    expect(jsonOf(ended).variables).toEqual(['MY_TOKEN']);
  });

  test('a variable for a tool that takes the token no other way, unless it is forbidden', async () => {
    const home = folder();
    await writeFile(join(home, 'build.gradle'), "password System.getenv('CODEARTIFACT_AUTH_TOKEN')\n");
    const inputs = { ...place, tools: 'gradle' };
    const free = resultOf(await login(home, { inputs }));
    const forbidden = resultOf(await login(home, { inputs: { ...inputs, 'token-env-var': 'none' } }));
    expect(revealed(free.variables.CODEARTIFACT_AUTH_TOKEN)).toMatch(/\S{20}/);
    expect(forbidden.variables).toEqual({});
  });

  test('AWS credentials are exported only when asked for', async () => {
    const ended = await login(folder(), { inputs: { ...place, 'export-aws-credentials': 'true' } });
    const { variables } = resultOf(ended);
    expect(Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, revealed(value)]))).toEqual({
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_SESSION_TOKEN: '',
      ...KEYS,
    });
  });

  test('`cleanup: false` is handed to the post step', async () => {
    expect(resultOf(await login(folder(), { inputs: { ...place, cleanup: 'false' } })).state?.cleanup).toBe(false);
  });

  test('the package stores that were asked for, worked out when somebody wants them', async () => {
    const home = folder();
    await writeFile(join(home, 'package-lock.json'), '{}');
    await writeFile(join(home, 'deps.lock'), 'a');
    const keyOf = async (more: object) => {
      const { planCaches } = resultOf(await login(home, { inputs: { ...place, ...more } }));
      return planCaches?.();
    };
    const auto = await keyOf({ cache: 'auto' });
    expect(auto?.caches).toMatchObject([{ tool: 'npm', key: expect.stringMatching(/-npm-linux-/) }]);
    const own = await keyOf({ cache: 'npm', 'cache-dependency-path': 'deps.lock' });
    expect(own?.caches[0]?.key).not.toBe(auto?.caches[0]?.key);
    expect((await keyOf({ cache: 'twine' }))?.warnings).toEqual([expect.stringContaining('twine')]);
    expect(await keyOf({ cache: 'none' })).toBeUndefined();
  });
});

describe('which tools', () => {
  test('`auto`: those whose files are there, and why', async () => {
    const home = folder();
    await writeFile(join(home, 'package-lock.json'), '{}');
    const ended = await login(home, { inputs: { ...place, tools: 'auto' } });
    expect(toolsOf(ended)).toEqual(['npm']);
    expect(ended.host.lines).toContainEqual(expect.stringMatching(/^info: npm: .*package-lock\.json/));
  });

  test('`auto` and nothing there: a warning, and still the endpoints', async () => {
    const ended = await login(folder(), { inputs: { ...place, tools: 'auto' } });
    expect(toolsOf(ended)).toEqual([]);
    expect(ended.host.lines).toContainEqual(expect.stringMatching(/^warning: `tools` is `auto`/));
    expect(Object.keys(listOf(ended, 'repository-endpoints') as object).sort()).toEqual([
      'generic',
      'maven',
      'npm',
      'nuget',
      'pypi',
    ]);
  });

  test('a tool whose packages the server does not serve is configured with a warning', async () => {
    const home = folder();
    const ended = await login(home, { inputs: { ...place, tools: 'npm,cargo,gem' } });
    expect(ended.exit).toBe(0);
    expect(toolsOf(ended)).toEqual(['npm', 'cargo', 'gem']);
    const warnings = ended.host.lines.filter((line) => line.startsWith('warning: '));
    const server = new URL(at.url).host;
    expect(warnings).toEqual([
      `warning: \`cargo\`: the server at ${server} does not serve cargo packages, so nothing can be installed from it or published to it`,
      `warning: \`gem\`: the server at ${server} does not serve ruby packages, so nothing can be installed from it or published to it`,
    ]);
    // What is served is not asked about, and each other format once.
    const probes = at.exchanges.filter(({ target }) => /^\/(npm|cargo|ruby)\/d\//.test(target));
    expect(probes.map(({ method, target }) => `${method} ${target.split('/')[1]}`)).toEqual(['GET cargo', 'GET ruby']);
  });

  test.each([
    ['serves it', 200],
    ['knows no such package', 404],
    ['has a bad day', 503],
    ['gives no answer', undefined],
  ])('no warning where the server %s', async (_name, status) => {
    const network: Given['network'] = (send) => async (request) => {
      if (!request.url.includes('/cargo/d/')) return send(request);
      if (status === undefined) throw new RegistryError('CA-NET-003', 'no answer');
      return { ...(await send(request)), status };
    };
    const ended = await login(folder(), { inputs: { ...place, tools: 'cargo' }, network });
    expect(ended.exit).toBe(0);
    expect(ended.host.lines.filter((line) => line.startsWith('warning: '))).toEqual([]);
  });

  test('the service itself is not asked', async () => {
    const service = 'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com';
    const urls: string[] = [];
    const network: Given['network'] = (send) => async (request) => {
      urls.push(request.url);
      const answer = await send({ ...request, url: request.url.replace(/^https:\/\/codeartifact\.[^/]+/, at.url) });
      if (!request.url.includes('/v1/repository/endpoint')) return answer;
      await answer.discard();
      const body = JSON.stringify({ repositoryEndpoint: `${service}/cargo/dev/` });
      return {
        ...answer,
        headers: { 'content-type': 'application/json' },
        body: Readable.from([Buffer.from(body)]),
        read: async () => Buffer.from(body),
      };
    };
    const env = { AWS_ENDPOINT_URL: undefined };
    const ended = await login(folder(), { inputs: { ...place, tools: 'cargo' }, network, env });
    expect([ended.exit, ended.message]).toEqual([0, '']);
    expect(urls.filter((url) => url.startsWith(service))).toEqual([]);
  });

  test('`none`: no file is touched', async () => {
    const home = folder();
    const ended = await login(home, { inputs: { ...place, tools: 'none', 'output-token': 'true' } });
    expect(await pictureOf(home)).toEqual({});
    expect(resultOf(ended).state?.sessions).toEqual([]);
    expect(revealed(resultOf(ended).outputs.token)).toMatch(/\S{20}/);
  });
});

describe('what it asks for', () => {
  test('one token and one endpoint a format, with the inputs that are about them', async () => {
    await login(folder(), {
      inputs: { ...place, tools: 'npm,yarn,pip', 'duration-seconds': '900', 'endpoint-type': 'dualstack' },
    });
    expect(tokenRequests()).toEqual([{ domain: 'my-org', 'domain-owner': account, duration: '900' }]);
    expect(
      endpointRequests()
        .map((query) => [query.get('format'), query.get('endpointType')])
        .sort(),
    ).toEqual([
      ['npm', 'dualstack'],
      ['pypi', 'dualstack'],
    ]);
  });

  test('`scope` leaves the default registry alone; `@` is optional', async () => {
    const home = folder();
    await login(home, { inputs: { ...place, scope: 'acme,@other' } });
    const endpoint = at.address('npm', 'my-org', 'dev');
    expect(npmrc(home)).toContain(`@acme:registry=${endpoint}`);
    expect(npmrc(home)).toContain(`@other:registry=${endpoint}`);
    expect(npmrc(home)).not.toMatch(/^registry=/m);
  });

  test('inputs of a tool reach its file', async () => {
    const home = folder();
    await login(home, {
      inputs: { ...place, tools: 'maven,dotnet', 'maven-server-id': 'acme-releases', 'nuget-source-name': 'Acme' },
    });
    expect(readFileSync(join(home, '.m2', 'settings.xml'), 'utf8')).toContain('<id>acme-releases</id>');
    expect(readFileSync(join(home, '.nuget', 'NuGet', 'NuGet.Config'), 'utf8')).toContain('key="Acme"');
  });

  test('`registry-url` says domain, owner, repository and region', async () => {
    const home = folder();
    const url = `https://my-org-${account}.d.codeartifact.us-east-1.amazonaws.com/npm/second/`;
    const ended = await login(home, { inputs: { 'registry-url': url, tools: 'npm' }, env: { AWS_REGION: '' } });
    expect(ended.exit).toBe(0);
    expect(npmrc(home)).toContain(at.address('npm', 'my-org', 'second'));
  });

  test('`registries`: each item is a registry of its own, one token a domain', async () => {
    const home = folder();
    const registries = [
      '- { domain: my-org, repository: dev, scope: "@acme" }',
      '- { domain: my-org, repository: second, tools: [pip] }',
      '- { domain: their-org, repository: other, scope: "@theirs", duration-seconds: 1800 }',
    ].join('\n');
    const ended = await login(home, { inputs: { registries, tools: 'npm' } });
    expect(npmrc(home)).toContain(`@acme:registry=${at.address('npm', 'my-org', 'dev')}`);
    expect(npmrc(home)).toContain(`@theirs:registry=${at.address('npm', 'their-org', 'other')}`);
    expect(Object.keys(listOf(ended, 'repository-endpoints') as object)).toEqual([
      'my-org/dev/npm',
      'my-org/second/pypi',
      'their-org/other/npm',
    ]);
    expect(
      tokenRequests()
        .map(({ domain: name, duration }) => [name, duration])
        .sort(),
    ).toEqual([
      ['my-org', '3600'],
      ['their-org', '1800'],
    ]);
    expect(resultOf(ended).summary).toContain('my-org/dev, my-org/second, their-org/other');
  });

  test('a role, with the identity of the job; its account is known without a call', async () => {
    const ended = await login(folder(), {
      inputs: { ...place, 'role-to-assume': role, 'role-session-name': 'release-42' },
      env: {
        AWS_ACCESS_KEY_ID: '',
        AWS_SECRET_ACCESS_KEY: '',
        ACTIONS_ID_TOKEN_REQUEST_URL: `${at.url}/_local/oidc/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: REQUEST_TOKEN,
      },
    });
    expect(resultOf(ended).outputs['aws-account-id']).toBe(account);
    const assumed = at.exchanges.find(({ body }) => body.includes('AssumeRoleWithWebIdentity'));
    expect(new URLSearchParams(assumed?.body.toString()).get('RoleSessionName')).toBe('release-42');
    expect(at.exchanges.some(({ body }) => body.includes('GetCallerIdentity'))).toBe(false);
  });

  test('a domain without a named owner is that of the account signed in', async () => {
    const ended = await login(folder(), { inputs: { domain: 'my-org', repository: 'dev', tools: 'npm' } });
    expect(resultOf(ended).outputs['aws-account-id']).toBe(account);
  });
});

describe('refusals leave the home as it was', () => {
  const refused = async (more: Partial<Given>) => {
    const home = folder();
    await mkdir(join(home, '.config'));
    await writeFile(join(home, '.npmrc'), 'fund=false\n');
    const before = await pictureOf(home);
    const ended = await login(home, more);
    expect(await pictureOf(home)).toEqual(before);
    expect(ended.result).toBeUndefined();
    return ended;
  };

  test.each([
    ['nothing is given', {}, 2, 'CA-INPUT-001', '`domain` (or CODEARTIFACT_DOMAIN), `repository`'],
    ['no such repository', { ...place, repository: 'nowhere' }, 4, 'CA-FIND-001', 'nowhere'],
    ['no such domain', { ...place, domain: 'nowhere' }, 4, 'CA-FIND-001', 'nowhere'],
    ['another account', { ...place, 'allowed-account-ids': '999999999999' }, 3, 'CA-AUTH-006', account],
    ['an address that is none', { 'registry-url': 'https://registry.example.com/' }, 2, 'CA-INPUT-001', 'DOMAIN-OWNER'],
    [
      'an address and a domain',
      { ...domain, 'registry-url': `https://my-org-${account}.d.codeartifact.us-east-1.amazonaws.com/npm/dev/` },
      2,
      'CA-INPUT-001',
      'leave out domain, domain-owner',
    ],
    ['a list and a domain', { ...place, registries: '- { domain: my-org }' }, 2, 'CA-INPUT-001', '`domain`'],
    ['a list that is none', { registries: 'my-org' }, 2, 'CA-INPUT-001', 'YAML list'],
    ['a strange key in the list', { registries: '- { domain: my-org, repo: dev }' }, 2, 'CA-INPUT-001', '`repo`'],
    ['an external id without chaining', { ...place, 'role-external-id': 'abc' }, 2, 'CA-INPUT-001', 'role-chaining'],
  ] as const)('%s', async (_, inputs, exit, code, words) => {
    expect(await refused({ inputs })).toMatchObject({ exit, code, message: expect.stringContaining(words) });
  });

  test('not allowed: the action is named', async () => {
    const ended = await refused({ env: { AWS_ACCESS_KEY_ID: nobody.accessKeyId, AWS_SECRET_ACCESS_KEY: SECRET } });
    expect(ended).toMatchObject({ exit: 3, code: 'CA-AUTH-003' });
    expect(ended.message).toContain('codeartifact:GetAuthorizationToken');
  });

  test('no identity of the job', async () => {
    const inputs = { ...place, 'role-to-assume': role };
    expect(await refused({ inputs, env: { GITHUB_ACTIONS: 'true' } })).toMatchObject({ exit: 3, code: 'CA-AUTH-002' });
  });

  test('throttled for good, with one try', async () => {
    at.local.faults.add([{ kind: 'throttle', operation: 'GetAuthorizationToken' }]);
    const ended = await refused({ inputs: { ...place, 'retry-max-attempts': '1' } });
    expect(ended).toMatchObject({ exit: 6, code: 'CA-NET-001' });
    expect(tokenRequests()).toHaveLength(1);
  });

  test('a file of a tool that cannot be understood', async () => {
    const home = folder();
    await mkdir(join(home, '.m2'));
    await writeFile(join(home, '.m2', 'settings.xml'), '<settings><profiles>');
    const before = await pictureOf(home);
    const ended = await login(home, { inputs: { ...place, tools: 'npm,maven' } });
    expect(ended).toMatchObject({ exit: 1, code: 'CA-FILE-003', message: expect.stringContaining('settings.xml') });
    expect(existsSync(join(home, '.npmrc'))).toBe(false);
    expect((await pictureOf(home))['.m2/settings.xml']).toBe(before['.m2/settings.xml']);
  });
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('cancelled', () => {
  test.each(['before', 'after'] as const)('%s any of its requests: nothing stays, whichever it is', async (moment) => {
    let sent = 0;
    for (let cancelled = 1; cancelled < 20; cancelled++) {
      const home = folder();
      await writeFile(join(home, '.npmrc'), 'fund=false\n');
      const signal = new AbortController();
      const cancel = () => signal.abort(new RegistryError('CA-RUN-002', 'SIGINT received'));
      sent = 0;
      const ended = await login(home, {
        inputs: { ...place, tools: 'npm,pip,cargo', 'export-aws-credentials': 'true' },
        interrupted: signal.signal,
        network: (send) => async (request) => {
          sent++;
          const isIt = sent === cancelled;
          // What is asked beside the work may be answered when all files are written.
          if (request.url.includes('doctor-probe')) {
            const files = ['.netrc', '.config/pip/pip.conf', '.cargo/credentials.toml'].map((file) => join(home, file));
            for (let tries = 0; tries < 100 && !files.every(existsSync); tries++) await pause(20);
            await pause(200);
          }
          if (isIt && moment === 'before') cancel();
          try {
            return await send(request);
          } finally {
            if (isIt) cancel();
          }
        },
      });
      if (sent < cancelled) {
        // There was no such request.
        expect({ cancelled, exit: ended.exit }).toEqual({ cancelled: 6, exit: 0 });
        return;
      }
      expect({ cancelled, exit: ended.exit }).toEqual({ cancelled, exit: 130 });
      expect(await pictureOf(home)).toEqual({ '.npmrc': expect.stringMatching(/^644 /) });
      expect(npmrc(home)).toBe('fund=false\n');
    }
    throw new Error('the login has no end');
  });
});
