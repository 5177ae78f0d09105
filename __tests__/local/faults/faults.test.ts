import * as ca from '@aws-sdk/client-codeartifact';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createFaultDial, type FaultSubject } from '../../../src/local/faults/faults.ts';
import { readFaultRules } from '../../../src/local/faults/rules.ts';
import { refusal, type TestServer, testServer } from '../../support/servers/local-server.ts';

describe('the dial', () => {
  let now = 0;
  const subject: FaultSubject = {
    operation: 'CopyPackageVersions',
    method: 'POST',
    path: '/v1/package/versions/copy',
    isRead: false,
    hasPast: true,
  };
  const dial = () => createFaultDial(() => now);
  const kinds = (from: ReturnType<typeof dial>, of: Partial<FaultSubject> = {}) =>
    from.choose({ ...subject, ...of }).map((one) => one.rule.kind);

  test('matches operation, path and method', () => {
    const faults = dial();
    faults.add([{ kind: 'throttle', operation: 'Copy*', path: '/v1/package/*', method: 'post' }]);
    expect(kinds(faults)).toEqual(['throttle']);
    expect(kinds(faults, { operation: 'ListPackages' })).toEqual([]);
    expect(kinds(faults, { path: '/v2' })).toEqual([]);
    expect(kinds(faults, { method: 'GET' })).toEqual([]);
  });

  test('skips, then counts', () => {
    const faults = dial();
    faults.add([{ kind: 'error', skip: 1, count: 2 }]);
    expect([1, 2, 3, 4].map(() => kinds(faults).length)).toEqual([0, 1, 1, 0]);
    expect(faults.list()).toMatchObject([{ matched: 4, applied: 2 }]);
  });

  test('the same seed chooses the same requests', () => {
    const run = (seed: number) => {
      const faults = dial();
      faults.add([{ kind: 'error', probability: 0.3, seed }]);
      return Array.from({ length: 200 }, () => kinds(faults).length).join('');
    };
    expect(run(7)).toBe(run(7));
    expect(run(7)).not.toBe(run(8));
    expect(run(7).replaceAll('0', '').length).toBeGreaterThan(30);
    expect(run(7).replaceAll('0', '').length).toBeLessThan(90);
  });

  test('a rate lets a burst pass and then so many a second', () => {
    now = 0;
    const faults = dial();
    faults.add([{ kind: 'throttle', perSecond: 5 }]);
    const passed = (calls: number) =>
      Array.from({ length: calls }, () => kinds(faults)).filter((one) => one.length === 0).length;
    expect(passed(20)).toBe(5);
    now = 1000;
    expect(passed(20)).toBe(5);
    now = 1200;
    expect(passed(20)).toBe(1);
    now = 100_000;
    expect(passed(20)).toBe(5);
  });

  test('latency goes with another fault; otherwise the first that fits acts alone', () => {
    const faults = dial();
    faults.add([{ kind: 'latency', ms: 5 }, { kind: 'error', count: 1 }, { kind: 'throttle' }]);
    expect(kinds(faults)).toEqual(['latency', 'error']);
    expect(kinds(faults)).toEqual(['latency', 'throttle']);
  });

  describe('a stale read', () => {
    /** What reads are answered one after the other, when they would be answered `bodies`. */
    async function recalled(bodies: readonly string[], { earlier = undefined as string | undefined, count = 2 } = {}) {
      const faults = dial();
      const [rule] = faults.add([{ kind: 'stale', count }]);
      if (rule === undefined) throw new Error('no rule');
      let asked = 0;
      const before = async () => {
        asked++;
        return earlier === undefined ? undefined : { status: 200, body: earlier };
      };
      const given: unknown[] = [];
      for (const body of bodies)
        given.push((await faults.recall(rule, { key: 'k', fresh: { status: 200, body }, before })).body);
      return { given, asked, applied: faults.list()[0]?.applied };
    }

    test('tells the past as often as it should, and only when it differs', async () => {
      const { given, asked } = await recalled(['none', 'none', 'one', 'one', 'one', 'two']);
      expect(given).toEqual(['none', 'none', 'none', 'none', 'one', 'two']);
      expect(asked).toBe(1);
    });

    test('that was never asked before tells what it would have been told', async () => {
      const { given, asked, applied } = await recalled(['one', 'one', 'one', 'two'], { earlier: 'none' });
      expect(given).toEqual(['none', 'none', 'one', 'two']);
      expect([asked, applied]).toEqual([1, 2]);
    });

    test('counts nothing where nothing is told', async () => {
      expect(await recalled(['one', 'one'], { earlier: 'one' })).toMatchObject({ given: ['one', 'one'], applied: 0 });
    });

    test('is one of the registry', () => {
      const faults = dial();
      faults.add([{ kind: 'stale' }]);
      expect(kinds(faults, { isRead: true })).toEqual(['stale']);
      expect(kinds(faults, { isRead: true, hasPast: false })).toEqual([]);
      expect(kinds(faults)).toEqual([]);
    });

    test('counts on its own rule, also where another one has its id', async () => {
      const faults = dial();
      faults.add([
        { id: 'x', kind: 'stale', operation: 'DescribeDomain', count: 1 },
        { id: 'x', kind: 'stale', operation: 'DescribeRepository', count: 1 },
      ]);
      const fresh = { status: 200, body: 'now' };
      const before = async () => ({ status: 200, body: 'then' });
      const told: unknown[] = [];
      for (const key of ['one', 'two']) {
        const [chosen] = faults.choose({ ...subject, operation: 'DescribeRepository', isRead: true });
        told.push(chosen ? (await faults.recall(chosen.rule, { key, fresh, before })).body : 'not chosen');
      }
      expect(told).toEqual(['then', 'not chosen']);
      expect(faults.list().map(({ applied }) => applied)).toEqual([0, 1]);
    });

    test('needs changes to be recorded for as long as there is a rule for it', () => {
      const told: boolean[] = [];
      const faults = createFaultDial(
        () => 0,
        (isOn) => told.push(isOn),
      );
      faults.add([{ kind: 'error' }]);
      faults.add([{ kind: 'stale' }]);
      faults.clear();
      expect(told).toEqual([false, true, false]);
      faults.add([{ kind: 'stale' }]);
      // What was before the rule does not count.
      expect(faults.choose({ ...subject, isRead: true })).toMatchObject([{ since: told.length }]);
    });
  });
});

test.each([
  [{ kind: 'explode' }, /kind is one of/],
  [{ kind: 'error', status: 404 }, /status is a number from 500 to 599/],
  [{ kind: 'error', operation: 5 }, /operation is a text/],
  [{ kind: 'error', chance: 0.5 }, /there is no chance/],
  [{ kind: 'drop', when: 'never' }, /when is before or after/],
  [{ faults: [{ kind: 'error' }, 'x'] }, /fault 2 is not an object/],
  [null, /not an object/],
])('%j is refused', (source, message) => {
  expect(() => readFaultRules(source)).toThrow(message);
});

describe('on the wire', () => {
  let server: TestServer;
  let client: ca.CodeartifactClient;
  beforeAll(async () => {
    server = await testServer({ setup: { domains: [{ name: 'my-org', repositories: ['dev'] }] } });
    client = server.codeartifact();
  });
  afterAll(() => server.close());
  beforeEach(() => server.faults.clear());

  const add = (...faults: object[]) => server.json('/_local/faults', { method: 'POST', body: { faults } });
  const create = (repository: string) => client.send(new ca.CreateRepositoryCommand({ domain: 'my-org', repository }));
  const exists = async (repository: string) => {
    const { repositories } = await client.send(
      new ca.ListRepositoriesInDomainCommand({ domain: 'my-org', repositoryPrefix: repository }),
    );
    return repositories?.some((one) => one.name === repository);
  };

  test('throttling in each protocol', async () => {
    await add({ kind: 'throttle', operation: 'DescribeDomain', retryAfterSeconds: 3, count: 1 });
    const throttled = await refusal(client.send(new ca.DescribeDomainCommand({ domain: 'my-org' })));
    expect(throttled).toMatchObject({ name: 'ThrottlingException', status: 429, retryAfterSeconds: 3 });
    await client.send(new ca.DescribeDomainCommand({ domain: 'my-org' }));
    await add({ kind: 'throttle', operation: 'npm:*', retryAfterSeconds: 1 });
    const npm = await fetch(`${server.url}/npm/d/my-org-123456789012/dev/x`);
    expect([npm.status, npm.headers.get('retry-after')]).toEqual([429, '1']);
    await add({ kind: 'throttle', operation: 'sts' });
    const sts = await fetch(server.url, { method: 'POST', body: 'Action=GetCallerIdentity' });
    expect([sts.status, await sts.text()]).toEqual([400, expect.stringContaining('<Code>Throttling</Code>')]);
  });

  test('an error, with an SDK that tries again', async () => {
    await add({ kind: 'error', status: 503, count: 1 });
    expect(await refusal(client.send(new ca.DescribeDomainCommand({ domain: 'my-org' })))).toMatchObject({
      status: 503,
    });
    expect(await exists('dev')).toBe(true);
  });

  test('a drop before has no effect, a lost response has', async () => {
    await add({ kind: 'drop', operation: 'CreateRepository', count: 1 });
    await refusal(create('dropped'));
    expect(await exists('dropped')).toBe(false);
    await add({ kind: 'lose-response', count: 1 });
    await refusal(create('lost'));
    expect(await exists('lost')).toBe(true);
    await add({ kind: 'drop', when: 'after', operation: 'CreateRepository', count: 1 });
    await refusal(create('late'));
    expect(await exists('late')).toBe(true);
  });

  test('truncated bodies and stale reads', async () => {
    await add({ kind: 'truncate', operation: 'ListRepositoriesInDomain', count: 1 });
    await expect(exists('dev')).rejects.toThrow();
    await add({ kind: 'stale', operation: 'ListRepositoriesInDomain', count: 1 });
    expect(await exists('fresh')).toBe(false);
    await create('fresh');
    expect(await exists('fresh')).toBe(false);
    expect(await exists('fresh')).toBe(true);
  });

  describe('stale reads right after a change', () => {
    const describeRepository = async (repository: string) => {
      const found = client.send(new ca.DescribeRepositoryCommand({ domain: 'my-org', repository }));
      return found.then(
        (answer) => answer.repository?.description ?? 'there',
        (error: { name: string }) => error.name,
      );
    };
    const missing = 'ResourceNotFoundException';
    const three = async <T>(ask: () => Promise<T>) => [await ask(), await ask(), await ask()];

    test('do not see what was created, as often as said', async () => {
      const { body } = await add({ kind: 'stale', operation: 'DescribeRepository', count: 2 });
      await create('new-one');
      expect(await three(() => describeRepository('new-one'))).toEqual([missing, missing, 'there']);
      expect((await server.json('/_local/faults')).body).toMatchObject({
        faults: [{ ...(body.added as object[])[0], matched: 3, applied: 2 }],
      });
    });

    test('each sees its own latest change, whatever came after it', async () => {
      await add({ kind: 'stale', operation: 'DescribeRepository', count: 4 });
      await create('first-of-two');
      await create('second-of-two');
      await client.send(
        new ca.UpdateRepositoryCommand({ domain: 'my-org', repository: 'dev', description: 'changed' }),
      );
      expect(await describeRepository('first-of-two')).toBe(missing);
      expect(await describeRepository('second-of-two')).toBe(missing);
      expect(await describeRepository('dev')).toBe('there');
    });

    test('know only of changes that came after the rule', async () => {
      await add({ kind: 'stale', operation: 'ListPackages' });
      await create('long-there');
      await add({ kind: 'stale' });
      expect(await describeRepository('long-there')).toBe('there');
    });

    test('of a domain, an endpoint, a policy, tags and a group', async () => {
      await add({ kind: 'stale' });
      const domain = 'fresh-org';
      const { domain: made } = await client.send(
        new ca.CreateDomainCommand({ domain, tags: [{ key: 'a', value: 'b' }] }),
      );
      const describeDomain = () => client.send(new ca.DescribeDomainCommand({ domain }));
      expect(await refusal(describeDomain())).toMatchObject({ name: missing });
      const { domains } = await client.send(new ca.ListDomainsCommand({ maxResults: 100 }));
      expect(domains?.map(({ name }) => name)).toEqual(['my-org']);
      await client.send(new ca.CreateRepositoryCommand({ domain, repository: 'dev' }));
      await client.send(new ca.CreatePackageGroupCommand({ domain, packageGroup: '/npm/acme/*' }));
      const policyDocument = JSON.stringify({
        Statement: { Effect: 'Allow', Principal: '*', Action: 'codeartifact:Describe*', Resource: '*' },
      });
      await client.send(new ca.PutDomainPermissionsPolicyCommand({ domain, policyDocument }));
      for (const command of [
        new ca.GetRepositoryEndpointCommand({ domain, repository: 'dev', format: 'npm' }),
        new ca.GetDomainPermissionsPolicyCommand({ domain }),
        new ca.DescribePackageGroupCommand({ domain, packageGroup: '/npm/acme/*' }),
        new ca.ListTagsForResourceCommand({ resourceArn: made?.arn }),
      ])
        expect(await refusal(client.send(command as ca.DescribeDomainCommand))).toMatchObject({ name: missing });
      server.faults.clear();
      await client.send(new ca.DeleteRepositoryCommand({ domain, repository: 'dev' }));
      await client.send(new ca.DeleteDomainCommand({ domain }));
    });

    test('of a version, over the control plane and over the wire of package managers', async () => {
      await add(
        { kind: 'stale', operation: 'ListPackageVersions', count: 1 },
        { kind: 'stale', operation: 'npm:GET', count: 2 },
      );
      const at = { domain: 'my-org', repository: 'dev' };
      const { authorizationToken } = await client.send(new ca.GetAuthorizationTokenCommand({ domain: 'my-org' }));
      const headers = { authorization: `Bearer ${authorizationToken}` };
      const url = `${server.url}/npm/d/my-org-123456789012/dev/fresh-package`;
      const data = Buffer.from('bytes').toString('base64');
      const version = (name: string) => ({
        _id: 'fresh-package',
        name: 'fresh-package',
        'dist-tags': { latest: name },
        versions: { [name]: { name: 'fresh-package', version: name, dist: {} } },
        _attachments: { [`fresh-package-${name}.tgz`]: { data, length: 5 } },
      });
      const publish = (name: string) => fetch(url, { method: 'PUT', headers, body: JSON.stringify(version(name)) });
      const latest = async () => {
        const answer = await fetch(url, { headers });
        return answer.ok ? ((await answer.json()) as { 'dist-tags': object })['dist-tags'] : answer.status;
      };
      const listed = async () => {
        const list = client.send(new ca.ListPackageVersionsCommand({ ...at, format: 'npm', package: 'fresh-package' }));
        return list.then(
          ({ versions }) => versions?.length,
          (error: { name: string }) => error.name,
        );
      };
      expect((await publish('1.0.0')).status).toBe(200);
      expect([await latest(), await latest()]).toEqual([404, 404]);
      expect([await listed(), await listed()]).toEqual([missing, 1]);
      await add({ kind: 'stale', operation: 'npm:GET', count: 1 });
      expect((await publish('1.1.0')).status).toBe(200);
      expect([await latest(), await latest()]).toEqual([{ latest: '1.0.0' }, { latest: '1.1.0' }]);
    });

    test('an answer is repeated to nobody but him who was given it', async () => {
      await client.send(new ca.CreateRepositoryCommand({ domain: 'my-org', repository: 'closed' }));
      await add({ kind: 'stale' });
      expect(await describeRepository('closed')).toBe('there');
      const other = server.codeartifact({ accessKeyId: '444455556666', secretAccessKey: 'x' });
      const asked = other.send(
        new ca.DescribeRepositoryCommand({ domain: 'my-org', domainOwner: '123456789012', repository: 'closed' }),
      );
      expect(await refusal(asked)).toMatchObject({ name: 'AccessDeniedException' });
    });

    test('who one is and what was written are told as they are', async () => {
      await add({ kind: 'stale' });
      const account = async (id: string) =>
        (await server.sts({ accessKeyId: id, secretAccessKey: 'x' }).send(new GetCallerIdentityCommand({}))).Account;
      expect([await account('111122223333'), await account('444455556666')]).toEqual(['111122223333', '444455556666']);
      expect((await create('told-at-once')).repository?.name).toBe('told-at-once');
    });
  });

  test('are listed, counted, logged and cleared', async () => {
    await add({ kind: 'error', id: 'mine', operation: 'DescribeDomain' });
    await refusal(client.send(new ca.DescribeDomainCommand({ domain: 'my-org' })));
    expect((await server.json('/_local/faults')).body).toMatchObject({
      faults: [{ id: 'mine', matched: 1, applied: 1 }],
    });
    expect(server.requests.list({ operation: 'DescribeDomain' }).at(-1)).toMatchObject({
      faults: ['error'],
      status: 500,
    });
    expect((await server.json('/_local/faults', { method: 'POST', body: { kind: 'x' } })).status).toBe(400);
    expect((await server.json('/_local/faults', { method: 'DELETE' })).body).toEqual({ faults: [] });
    await client.send(new ca.DescribeDomainCommand({ domain: 'my-org' }));
  });
});

describe('faults of STS', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer();
  });
  afterAll(() => server.close());

  test.each(['sts:GetCallerIdentity', 'sts:*'])('are dialled by the action in the body: %s', async (operation) => {
    await server.json('/_local/faults', { method: 'POST', body: { kind: 'throttle', operation, count: 1 } });
    const ask = () => server.sts().send(new GetCallerIdentityCommand({}));
    expect(await refusal(ask())).toMatchObject({ name: 'Throttling', status: 400 });
    expect((await ask()).Account).toBeDefined();
  });

  test.each(['GET', 'POST'])('match AssumeRoleWithWebIdentity, which is not signed, by %s', async (method) => {
    const operation = 'sts:AssumeRoleWithWebIdentity';
    const { body } = await server.json('/_local/faults', { method: 'POST', body: { kind: 'throttle', operation } });
    const RoleArn = 'arn:aws:iam::123456789012:role/release';
    const form = new URLSearchParams({
      Action: operation.slice(4),
      RoleArn,
      RoleSessionName: 'run',
      WebIdentityToken: 'x',
    });
    const ask = method === 'GET' ? fetch(`${server.url}/?${form}`) : fetch(server.url, { method, body: form });
    expect(await (await ask).text()).toContain('<Code>Throttling</Code>');
    const [rule] = body.added as { id: string }[];
    expect(server.faults.list().find(({ id }) => id === rule?.id)).toMatchObject({ matched: 1, applied: 1 });
    server.faults.clear();
  });

  test('leave the other actions alone', async () => {
    await server.json('/_local/faults', {
      method: 'POST',
      body: { kind: 'throttle', operation: 'sts:AssumeRole', count: 1 },
    });
    expect((await server.sts().send(new GetCallerIdentityCommand({}))).Account).toBeDefined();
  });
});
