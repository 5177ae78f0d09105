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
    key: 'k',
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

  test('a stale read tells the past as often as it should, and only when it differs', () => {
    const faults = dial();
    const [rule] = faults.add([{ kind: 'stale', count: 2 }]);
    if (rule === undefined) throw new Error('no rule');
    const recall = (body: string) => faults.recall(rule, subject, { status: 200, body }).body;
    expect(['none', 'none', 'one', 'one', 'one', 'two'].map(recall)).toEqual([
      'none',
      'none',
      'none',
      'none',
      'one',
      'two',
    ]);
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
