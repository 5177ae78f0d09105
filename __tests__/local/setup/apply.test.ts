import { Readable } from 'node:stream';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact';
import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type LocalRegistry, openLocalRegistry } from '../../../src/local/server.ts';
import { applySetup, parseSetup } from '../../../src/local/setup/apply.ts';
import { type TestServer, testServer } from '../../support/servers/local-server.ts';

let local: LocalRegistry | undefined;
afterEach(async () => {
  await local?.close();
  local = undefined;
});

const document = parse(`
domains:
  - name: my-org
    owner: 111122223333
    tags: { team: platform }
    policy:
      Version: "2012-10-17"
      Statement: [{ Effect: Allow, Principal: { AWS: "444455556666" }, Action: "codeartifact:GetAuthorizationToken", Resource: "*" }]
    repositories:
      - name: prod
        upstreams: [ store ]
        administrator: "444455556666"
      - name: store
        description: public things
        externalConnection: public:npmjs
      - dev
    packageGroups:
      - pattern: /npm/acme/*
        description: ours
        restrictions: { PUBLISH: ALLOW_SPECIFIC_REPOSITORIES, EXTERNAL_UPSTREAM: BLOCK }
        allowedRepositories: { PUBLISH: [ dev ] }
roles:
  - name: ci
    account: 111122223333
switches: { second-external-connection: quota }
`) as unknown;

describe('a user or a role that is declared again', () => {
  const keys = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: 's'.repeat(40) });
  const all = [{ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }];

  test('has the new key, the new policies and the new tags alone', async () => {
    local = await openLocalRegistry({
      offline: true,
      setup: { users: [{ name: 'bob', ...keys('AKIAFIRST'), policies: all, tags: { a: 'b' } }] },
    });
    const { directory } = local.identity;
    const { arn } = directory.userByKey('AKIAFIRST') ?? { arn: '' };
    const target = { registry: local.registry, identity: local.identity, addFaults: () => undefined };
    applySetup(parseSetup({ users: [{ name: 'bob', ...keys('AKIASECOND'), policies: [] }] }), target);
    expect(directory.userByKey('AKIAFIRST')).toBeUndefined();
    expect(directory.userByArn(arn)).toMatchObject({ accessKeyId: 'AKIASECOND', policies: [], tags: {} });
  });

  test.each([
    [
      'users',
      [
        { name: 'bob', ...keys('AKIAFIRST') },
        { name: 'bob', ...keys('AKIASECOND') },
      ],
    ],
    ['roles', [{ name: 'ci' }, { arn: 'arn:aws:iam::123456789012:role/ci' }]],
  ])('stands once in a document: %s', async (part, twice) => {
    await expect(openLocalRegistry({ offline: true, setup: { [part]: twice } })).rejects.toThrow('is declared twice');
  });
});

describe('a setup', () => {
  test('makes everything it names, in whatever order', async () => {
    local = await openLocalRegistry({ offline: true, setup: document });
    const at = { domain: 'my-org', domainOwner: '111122223333' };
    const { registry } = local;
    expect(registry.repositories.describe({ ...at, repository: 'prod' })).toMatchObject({
      upstreams: ['store'],
      administratorAccount: '444455556666',
    });
    expect(registry.repositories.describe({ ...at, repository: 'store' })).toMatchObject({
      externalConnections: [{ name: 'public:npmjs' }],
    });
    expect(registry.tags.list(registry.domains.describe(at).arn)).toEqual([{ key: 'team', value: 'platform' }]);
    expect(JSON.parse(registry.policies.get(at).document)).toMatchObject({ Version: '2012-10-17' });
    expect(registry.groups.describe(at, '/npm/acme/*').restrictions).toMatchObject({
      PUBLISH: { repositoriesCount: 1 },
      EXTERNAL_UPSTREAM: { mode: 'BLOCK' },
    });
    expect(local.identity.directory.role('arn:aws:iam::111122223333:role/ci')).toBeDefined();
    expect(registry.switches['second-external-connection']).toBe('quota');
  });

  test('applied again changes nothing, and a changed one changes what differs', async () => {
    local = await openLocalRegistry({ offline: true, setup: document });
    const apply = (body: unknown) =>
      local?.handler({
        method: 'POST',
        target: '/_local/setup',
        headers: { host: 'localhost' },
        body: (async function* () {
          yield Buffer.from(JSON.stringify(body));
        })(),
      });
    expect(await apply(document)).toMatchObject({ status: 200 });
    expect(
      await apply({
        domains: [
          { name: 'my-org', owner: '111122223333', repositories: [{ name: 'prod', upstreams: ['dev', 'store'] }] },
        ],
      }),
    ).toMatchObject({ status: 200 });
    const at = { domain: 'my-org', domainOwner: '111122223333', repository: 'prod' };
    expect(local.registry.repositories.describe(at).upstreams).toEqual(['dev', 'store']);
    expect(
      await apply({
        domains: [{ name: 'my-org', owner: '111122223333', repositories: [{ name: 'prod', upstreams: ['none'] }] }],
      }),
    ).toMatchObject({
      status: 400,
      body: expect.stringContaining('upstreams of my-org/prod'),
    });
  });

  test('upstreams give way to an external connection, and a connected repository may say that it has none', async () => {
    const of = (repository: object) => ({
      domains: [{ name: 'my-org', repositories: ['store', { name: 'app', ...repository }] }],
    });
    local = await openLocalRegistry({ offline: true, setup: of({ upstreams: ['store'] }) });
    const { registry } = local;
    const app = () =>
      registry.repositories.describe({ domain: 'my-org', domainOwner: local?.account ?? '', repository: 'app' });
    const apply = async (setup: unknown) =>
      local?.handler({
        method: 'POST',
        target: '/_local/setup',
        headers: { host: 'localhost' },
        body: (async function* () {
          yield Buffer.from(JSON.stringify(setup));
        })(),
      });
    const both = await apply(of({ externalConnection: 'public:npmjs' }));
    expect(both).toMatchObject({ status: 400, body: expect.stringContaining('cannot have both') });
    const connected = of({ externalConnection: 'public:npmjs', upstreams: [] });
    for (const setup of [connected, connected]) {
      expect(await apply(setup)).toMatchObject({ status: 200 });
      expect(app()).toMatchObject({ upstreams: [], externalConnections: [{ name: 'public:npmjs' }] });
    }
  });

  test('gives package groups that are there already what it says of them, tags too', async () => {
    local = await openLocalRegistry({ offline: true, setup: document });
    const { registry } = local;
    const at = { domain: 'my-org', domainOwner: '111122223333' };
    const changed = parseSetup({
      domains: [
        {
          name: at.domain,
          owner: at.domainOwner,
          packageGroups: [
            { pattern: '/npm/acme/*', contactInfo: 'team', tags: { a: 'b' }, restrictions: { PUBLISH: 'BLOCK' } },
          ],
        },
      ],
    });
    applySetup(changed, { registry, identity: local.identity, addFaults: () => {} });
    const group = registry.groups.describe(at, '/npm/acme/*');
    expect(group).toMatchObject({ description: 'ours', contactInfo: 'team' });
    expect(group.restrictions).toMatchObject({ PUBLISH: { mode: 'BLOCK' }, EXTERNAL_UPSTREAM: { mode: 'BLOCK' } });
    expect(registry.groups.listAllowedRepositories(at, '/npm/acme/*', 'PUBLISH').items).toEqual(['dev']);
    expect(registry.tags.list(group.arn)).toEqual([{ key: 'a', value: 'b' }]);
  });

  test('may turn upstreams round, and is refused where a repository would look into itself', async () => {
    const of = (upstreams: Readonly<Record<string, string[]>>) => ({
      domains: [
        {
          name: 'my-org',
          repositories: ['aa', 'bb', 'cc', 'dd'].map((name) => ({ name, upstreams: upstreams[name] ?? [] })),
        },
      ],
    });
    local = await openLocalRegistry({ offline: true, setup: of({ aa: ['bb'], bb: ['cc', 'dd'], cc: ['dd'] }) });
    const { registry, identity } = local;
    const apply = (setup: unknown) => applySetup(parseSetup(setup), { registry, identity, addFaults: () => {} });
    const upstreams = (repository: string) =>
      registry.repositories.describe({ domain: 'my-org', domainOwner: identity.account, repository }).upstreams;
    apply(of({ cc: ['bb'], bb: ['aa'], dd: ['aa', 'cc'] }));
    expect(['aa', 'bb', 'cc', 'dd'].map(upstreams)).toEqual([[], ['aa'], ['bb'], ['aa', 'cc']]);
    expect(() => apply(of({ aa: ['bb', 'dd'], bb: ['cc'], cc: ['dd'], dd: ['bb'] }))).toThrow(
      'upstreams of my-org/dd: bb has dd among its own upstreams',
    );
    expect(() => apply(of({ aa: ['aa'] }))).toThrow('upstreams of my-org/aa: a repository cannot be its own upstream');
    expect(['aa', 'bb', 'cc', 'dd'].map(upstreams)).toEqual([[], ['aa'], ['bb'], ['aa', 'cc']]);
  });

  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, at) => make(at));
  const noQuotas = { 'repositories-per-domain': 1_000_000, 'domains-per-account': 1_000_000 };
  const shapes: Readonly<Record<string, (count: number) => object>> = {
    'package groups side by side': (count) => ({
      domains: [{ name: 'my-org', packageGroups: many(count, (at) => ({ pattern: `/npm/s${at}/*` })) }],
    }),
    'package groups within one another': (count) => ({
      domains: [
        {
          name: 'my-org',
          packageGroups: many(count, (at) => ({
            pattern: `/npm/s${Math.floor(at / 200)}${'-a'.repeat(at % 200)}~`,
            restrictions: { PUBLISH: 'BLOCK' },
            tags: { a: 'b' },
          })),
        },
      ],
    }),
    'package groups of one spelling': (count) => ({
      domains: [
        {
          name: 'my-org',
          packageGroups: many(count, (at) => ({
            pattern: `/npm//x${[...at.toString(2)].map((bit) => (bit === '0' ? '-' : '_')).join('b')}x$`,
          })),
        },
      ],
    }),
    repositories: (count) => ({
      switches: noQuotas,
      domains: [
        {
          name: 'my-org',
          repositories: many(count, (at) => `rr${at}`),
          packageGroups: [{ pattern: '/npm/*', allowedRepositories: { PUBLISH: many(count, (at) => `rr${at}`) } }],
        },
      ],
    }),
    'a chain of upstreams': (count) => ({
      switches: noQuotas,
      domains: [
        {
          name: 'my-org',
          repositories: many(count, (at) => ({ name: `rr${at}`, upstreams: at === 0 ? [] : [`rr${at - 1}`] })),
        },
      ],
    }),
    domains: (count) => ({ switches: noQuotas, domains: many(count, (at) => ({ name: `dd${at}` })) }),
  };

  // Time by the square would be 64 times as much. Time of the processor, since a busy machine is no fault of ours.
  test.each(Object.keys(shapes))('of many %s takes time by their number', async (shape) => {
    const timeOf = async (count: number) => {
      const setup = shapes[shape]?.(count);
      local = await openLocalRegistry({ offline: true });
      const { registry, identity } = local;
      const parsed = parseSetup(setup);
      const before = process.cpuUsage();
      applySetup(parsed, { registry, identity, addFaults: () => {} });
      const { user, system } = process.cpuUsage(before);
      await local.close();
      return (user + system) / 1000;
    };
    await timeOf(500);
    const few = Math.min(await timeOf(500), await timeOf(500), await timeOf(500));
    const eightTimes = Math.min(await timeOf(4000), await timeOf(4000));
    expect(eightTimes).toBeLessThan(Math.max(few, 10) * 24);
  });

  test('tells everything that is wrong with it', () => {
    const wrong = {
      domains: [
        {
          nam: 'my-org',
          repositories: [{ name: 'dev', upstreams: 'store' }],
          packageGroups: [{ pattern: '/*', restrictions: { PUBLISH: 'MAYBE' } }],
        },
      ],
      roles: 'none',
      users: [{ name: 'ci' }],
      domain: [],
    };
    expect(() => parseSetup(wrong)).toThrow(
      /the setup has no member domain; domains\[0\] has no member nam; .*upstreams must be a list.*PUBLISH is one of.*roles must be a list.*accessKeyId must be a text/,
    );
    expect(() => parseSetup('text')).toThrow(/must be a mapping/);
    expect(() => parseSetup({ domains: [{ name: 'a1', owner: 12 }] })).toThrow(/12 digits/);
  });

  test.each([
    [{ domains: [{ name: 'My_Org' }] }],
    [{ domains: [{ name: 'my-org', repositories: [{ name: 'x' }] }] }],
    [{ domains: [{ name: 'my-org', policy: '{}' }] }],
    [{ roles: [{ name: 'a b' }] }],
    [{ roles: [{ name: 'ci', trustPolicy: '{' }] }],
    [{ switches: { 'no-such-switch': 'x' } }],
    [{ faults: [{ kind: 'x' }] }],
  ])('%j does not start', async (setup) => {
    await expect(openLocalRegistry({ offline: true, setup })).rejects.toMatchObject({ code: 'CA-INPUT-001' });
  });
});

describe('a setup that a running server is given', () => {
  const at = { domain: 'my-org', domainOwner: '123456789012' };
  let server: TestServer;
  afterEach(() => server.close());
  const post = async (body: unknown, path = '/_local/setup') => {
    const answer = await server.json(path, { method: 'POST', body });
    return { status: answer.status, message: String(answer.body.message) };
  };
  const get = async (path: string) => (await server.json(path)).body;

  test('puts its switches in force, for what was made ready before as well', async () => {
    server = await testServer({
      setup: { domains: [{ name: 'my-org', repositories: ['base', { name: 'dev', upstreams: ['base'] }, 'other'] }] },
      switches: { 'copy-status': 'published' },
    });
    const { registry } = server;
    const serve = (repository: string) =>
      registry.serve({ ...at, repository }, { endpoint: `http://127.0.0.1/${repository}/`, authorize: () => {} });
    const ref = { format: 'npm', name: 'a' } as const;
    const publish = async (repository: string) => {
      const served = serve(repository);
      const blob = await served.receive(Readable.from([Buffer.from('tarball')]));
      const assets = [{ name: 'package.tgz', blob }];
      await served.publish({ ...ref, version: '1.0.0', metadata: { name: 'a' }, assets, assetPolicy: 'closed' });
    };
    await publish('base');
    const { authorizationToken } = await server
      .codeartifact()
      .send(new GetAuthorizationTokenCommand({ domain: 'my-org', domainOwner: at.domainOwner }));
    const packument = async () => {
      const headers = { authorization: `Bearer ${authorizationToken}` };
      const answer = await fetch(`${server.url}/npm/d/my-org-123456789012/dev/a`, { headers });
      return { status: answer.status, text: await answer.text() };
    };
    expect((await packument()).text).toContain('"integrity"');
    expect(await post({ switches: { 'npm-integrity': 'absent', 'versions-per-call': 2 } })).toMatchObject({
      status: 200,
    });
    expect(await get('/_local/switches')).toMatchObject({
      'npm-integrity': 'absent',
      'versions-per-call': 2,
      'copy-status': 'published',
    });
    expect((await packument()).text).not.toContain('"integrity"');
    expect(() =>
      registry.versions.updateStatus({ ...at, repository: 'base' }, ref, 'Unlisted', { versions: ['1', '2', '3'] }),
    ).toThrow(/at most 2|2 versions/);
    // One that is read where repositories are made, and one that views are made with.
    expect(await post({ switches: { 'repositories-per-domain': 3, 'searched-repositories': 0 } })).toMatchObject({
      status: 200,
    });
    expect((await packument()).status).toBe(404);
    const made = await post({ domains: [{ name: 'my-org', repositories: ['fourth'] }] });
    expect(made).toMatchObject({ status: 400, message: expect.stringContaining('at most 3 repositories') });
    // A reset is a new start.
    expect(await post({}, '/_local/reset')).toMatchObject({ status: 200 });
    expect(await get('/_local/switches')).toMatchObject({
      ...{ 'npm-integrity': 'given', 'versions-per-call': 100, 'repositories-per-domain': 1000 },
      'copy-status': 'published',
    });
  });

  test('refuses switches that are unknown or have a wrong value, as at the start', async () => {
    const switches = { nope: 'x', 'same-status': 'nonsense', 'asset-bytes': 'many', 'copy-status': 'published' };
    const atStart = await openLocalRegistry({ offline: true, setup: { switches } }).catch((error: Error) => error);
    const { message } = atStart as Error;
    expect(message).toMatch(/there is no switch nope; same-status is one of success, not-allowed; asset-bytes is/);
    server = await testServer();
    const before = await get('/_local/switches');
    const answer = await post({ domains: [{ name: 'my-org' }], roles: [{ name: 'ci' }], switches });
    expect(answer.status).toBe(400);
    expect(answer.message).toBe(message);
    expect(await get('/_local/switches')).toEqual(before);
    expect(server.registry.domains.list(at.domainOwner).items).toEqual([]);
    expect(server.identity.directory.roles()).toEqual([]);
  });

  test('does all that it says or nothing', async () => {
    server = await testServer({ setup: { domains: [{ name: 'my-org', repositories: ['dev'] }] } });
    const { registry, identity, faults } = server;
    const before = await get('/_local/switches');
    const wrong = [
      { name: 'one', repositories: ['new'], packageGroups: [{ pattern: '/npm/acme/*' }] },
      {
        name: 'my-org',
        repositories: ['new'],
        packageGroups: [
          { pattern: '/npm/acme/*', restrictions: { PUBLISH: 'BLOCK' } },
          { pattern: '/npm/acme/*', allowedRepositories: { PUBLISH: ['missing'] } },
        ],
      },
    ];
    const rest = {
      roles: [{ name: 'ci' }],
      faults: [{ kind: 'throttle', operation: 'CopyPackageVersions' }],
      switches: { 'same-status': 'not-allowed' },
      oidc: { claims: { repository: 'my-org/other' } },
    };
    expect(await post({ ...rest, domains: wrong })).toMatchObject({
      status: 400,
      message: expect.stringContaining('package group /npm/acme/*'),
    });
    const trustPolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Perhaps' }] };
    const roles = [{ name: 'ci' }, { name: 'bad', trustPolicy }];
    expect(await post({ ...rest, domains: wrong.slice(0, 1), roles })).toMatchObject({
      status: 400,
      message: expect.stringContaining('role bad'),
    });
    expect(registry.domains.list(at.domainOwner).items.map(({ domain }) => domain)).toEqual(['my-org']);
    expect(registry.repositories.list().items.map(({ repository }) => repository)).toEqual(['dev']);
    expect(registry.groups.list(at).items.map(({ pattern }) => pattern)).toEqual(['/*']);
    // Packages go by no group that has not come to be.
    const { group } = registry.groups.associatedGroup(at, { format: 'npm', namespace: 'acme', name: 'a' });
    expect(group.pattern).toBe('/*');
    expect(identity.directory.roles()).toEqual([]);
    expect(faults.list()).toEqual([]);
    expect(await get('/_local/switches')).toEqual(before);
    expect(await get('/_local/oidc-claims')).toMatchObject({ repository: 'my-org/my-app' });
    expect(await post({ ...rest, domains: wrong.slice(0, 1) })).toMatchObject({ status: 200 });
    expect(faults.list()).toHaveLength(1);
    expect(identity.directory.roles()).toHaveLength(1);
    expect(registry.switches['same-status']).toBe('not-allowed');
  });
});
