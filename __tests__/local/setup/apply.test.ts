import { afterEach, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { type LocalRegistry, openLocalRegistry } from '../../../src/local/server.ts';
import { parseSetup } from '../../../src/local/setup/apply.ts';

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
