import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { at, type Bench, bench, DOMAIN, exceptionOf, npm } from './bench.ts';

let b: Bench;
beforeEach(async () => {
  b = await bench();
});
afterEach(() => b.close());

describe('domains', () => {
  test('are described with ARNs, counts and the bytes of their assets', async () => {
    b.repository('one');
    b.repository('two');
    await b.publish('one', npm('a'), '1.0.0', { files: { 'package.tgz': 'x'.repeat(1000) } });
    await b.publish('two', npm('b'), '1.0.0', { files: { 'package.tgz': 'x'.repeat(1000) } });
    await b.publish('two', npm('c'), '1.0.0', { files: { 'package.tgz': 'y'.repeat(10) } });
    expect(b.registry.domains.describe(DOMAIN)).toEqual({
      ...DOMAIN,
      arn: 'arn:aws:codeartifact:us-east-1:111122223333:domain/my-org',
      createdAt: b.clock.now,
      encryptionKey: expect.stringMatching(
        /^arn:aws:kms:us-east-1:111122223333:key\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      repositoryCount: 2,
      assetSizeBytes: 1010,
      s3BucketArn: 'arn:aws:s3:::assets-193858265520-us-east-1',
    });
    b.registry.packages.delete(at('one'), npm('a'));
    expect(b.registry.domains.describe(DOMAIN).assetSizeBytes).toBe(1010);
    b.registry.repositories.delete(at('two'));
    expect(b.registry.domains.describe(DOMAIN)).toMatchObject({ assetSizeBytes: 0, repositoryCount: 1 });
  });

  test('are refused by name, when they exist, over the quota, and kept while repositories exist', async () => {
    const { domains } = b.registry;
    const of = (domain: string) => () => domains.create({ ...DOMAIN, domain });
    for (const name of ['a', 'my_domain', 'Upper', '1abc', 'abc-', 'x'.repeat(51)])
      expect(await exceptionOf(of(name))).toBe('ValidationException');
    expect(await exceptionOf(of('my-org'))).toBe('ConflictException');
    for (let n = 1; n < 10; n++) domains.create({ ...DOMAIN, domain: `extra-${n}` });
    expect(await exceptionOf(of('one-too-many'))).toBe('ServiceQuotaExceededException');
    b.repository('one');
    expect(await exceptionOf(() => domains.delete(DOMAIN))).toBe('ConflictException');
    b.registry.repositories.delete(at('one'));
    expect(domains.delete(DOMAIN)).toMatchObject({ domain: 'my-org' });
    expect(domains.delete(DOMAIN)).toBeUndefined();
    expect(await exceptionOf(() => domains.describe(DOMAIN))).toBe('ResourceNotFoundException');
  });

  test('take the four names of a key, and no ARN of anything else', async () => {
    const { domains } = b.registry;
    const start = 'arn:aws:kms:us-east-1:111122223333';
    for (const [index, encryptionKey] of ['alias/mine', `${start}:alias/mine`, `${start}:key/1234`, '1234'].entries())
      expect(domains.create({ ...DOMAIN, domain: `keyed-${index}` }, { encryptionKey }).encryptionKey).toMatch(
        /^arn:aws:kms:us-east-1:111122223333:key\/./,
      );
    for (const encryptionKey of ['arn:aws:s3:::x', 'arn:aws:kms', `${start}:grant/1`, `${start}:key/`, 'a key'])
      expect(await exceptionOf(() => domains.create({ ...DOMAIN, domain: 'bad-key' }, { encryptionKey }))).toBe(
        'ValidationException',
      );
  });

  test('are listed in pages whose tokens serve only their own list', async () => {
    const { domains } = b.registry;
    for (const domain of ['cc', 'aa', 'bb']) domains.create({ ...DOMAIN, domain });
    const first = domains.list(DOMAIN.domainOwner, { maxResults: 3 });
    expect(first.items.map(({ domain }) => domain)).toEqual(['aa', 'bb', 'cc']);
    const second = domains.list(DOMAIN.domainOwner, { maxResults: 3, nextToken: first.nextToken });
    expect(second).toMatchObject({ items: [{ domain: 'my-org' }], nextToken: undefined });
    expect(domains.list('123456789012').items).toEqual([]);
    for (const nextToken of [first.nextToken, 'nonsense', '', 'bnVsbA']) {
      expect(await exceptionOf(() => domains.list('123456789012', { nextToken }))).toBe('ValidationException');
    }
    for (const maxResults of [0, 1001, 1.5])
      expect(await exceptionOf(() => domains.list(DOMAIN.domainOwner, { maxResults }))).toBe('ValidationException');
  });
});

describe('repositories', () => {
  test('keep description, administrator and upstreams; an update replaces only what it names', () => {
    b.repository('base');
    b.registry.repositories.create(at('app'), {
      administratorAccount: '123456789012',
      description: 'for apps',
      upstreams: ['base'],
    });
    expect(b.registry.repositories.describe(at('app'))).toEqual({
      ...at('app'),
      arn: 'arn:aws:codeartifact:us-east-1:111122223333:repository/my-org/app',
      administratorAccount: '123456789012',
      description: 'for apps',
      upstreams: ['base'],
      externalConnections: [],
      createdAt: b.clock.now,
    });
    expect(b.registry.repositories.update(at('app'), { description: 'new' })).toMatchObject({
      description: 'new',
      upstreams: ['base'],
    });
    expect(b.registry.repositories.update(at('app'), { upstreams: [] })).toMatchObject({
      description: 'new',
      upstreams: [],
    });
    expect(b.registry.repositories.listInDomain(DOMAIN, { prefix: 'a' }).items.map((one) => one.repository)).toEqual([
      'app',
    ]);
    expect(
      b.registry.repositories.list({ administratorAccount: '123456789012' }).items.map((one) => one.repository),
    ).toEqual(['app']);
  });

  test('refuse unknown, repeated, own, circular and too many upstreams', async () => {
    for (let n = 0; n < 11; n++) b.repository(`r-${n}`);
    const set = (name: string, upstreams: string[]) =>
      exceptionOf(() => b.registry.repositories.update(at(name), { upstreams }));
    expect(await set('r-0', ['missing'])).toBe('ResourceNotFoundException');
    expect(await set('r-0', ['r-1', 'r-1'])).toBe('ValidationException');
    expect(await set('r-0', ['r-0'])).toBe('ValidationException');
    expect(await set('r-0', ['r-1'])).toBe('none');
    expect(await set('r-1', ['r-2'])).toBe('none');
    expect(await set('r-2', ['r-0'])).toBe('ValidationException');
    expect(
      await set(
        'r-0',
        Array.from({ length: 11 }, (_, n) => `r-${n + 1}`),
      ),
    ).toBe('ServiceQuotaExceededException');
    expect(await exceptionOf(() => b.repository('new', ['missing']))).toBe('ResourceNotFoundException');
    expect(await exceptionOf(() => b.registry.repositories.describe(at('new')))).toBe('ResourceNotFoundException');
  });

  test('take one external connection, and not beside upstreams', async () => {
    b.repository('store');
    b.repository('app', ['store']);
    const { repositories } = b.registry;
    expect(repositories.associateExternalConnection(at('store'), 'public:npmjs').externalConnections).toEqual([
      { name: 'public:npmjs', format: 'npm' },
    ]);
    expect(await exceptionOf(() => repositories.associateExternalConnection(at('store'), 'public:pypi'))).toBe(
      'ValidationException',
    );
    expect(await exceptionOf(() => repositories.associateExternalConnection(at('app'), 'public:npmjs'))).toBe(
      'ValidationException',
    );
    expect(await exceptionOf(() => repositories.associateExternalConnection(at('app'), 'public:nothing'))).toBe(
      'ValidationException',
    );
    b.repository('other');
    for (const upstreams of [['other'], []])
      expect(await exceptionOf(() => repositories.update(at('store'), { upstreams }))).toBe('ValidationException');
    expect(repositories.update(at('store'), { description: 'connected' }).description).toBe('connected');
    expect(await exceptionOf(() => repositories.disassociateExternalConnection(at('store'), 'public:pypi'))).toBe(
      'ResourceNotFoundException',
    );
    expect(repositories.disassociateExternalConnection(at('store'), 'public:npmjs').externalConnections).toEqual([]);
  });

  test('one or the other can be let through, and the exception chosen', async () => {
    const chosen = { 'second-external-connection': 'quota', 'upstreams-with-external-connection': 'allow' };
    const other = await bench({ switches: chosen });
    try {
      other.repository('store');
      other.repository('app', ['store']);
      const { repositories } = other.registry;
      repositories.associateExternalConnection(at('app'), 'public:npmjs');
      expect(repositories.update(at('app'), { upstreams: ['store'] })).toMatchObject({ upstreams: ['store'] });
      expect(await exceptionOf(() => repositories.associateExternalConnection(at('app'), 'public:pypi'))).toBe(
        'ServiceQuotaExceededException',
      );
    } finally {
      await other.close();
    }
    const third = await bench({ switches: { 'second-external-connection': 'conflict' } });
    try {
      third.repository('store');
      const connect = () => third.registry.repositories.associateExternalConnection(at('store'), 'public:npmjs');
      connect();
      expect(await exceptionOf(connect)).toBe('ConflictException');
    } finally {
      await third.close();
    }
  });

  test('one that does not exist is deleted without a word, unless there is no such domain', async () => {
    const { repositories } = b.registry;
    expect(repositories.delete(at('missing'))).toBeUndefined();
    expect(await exceptionOf(() => repositories.delete({ ...at('missing'), domain: 'elsewhere' }))).toBe(
      'ResourceNotFoundException',
    );
    expect(await exceptionOf(() => repositories.delete(at('no name')))).toBe('ValidationException');
  });

  test('a deleted one leaves its names, takes itself out of upstreams, and comes back empty', async () => {
    b.repository('base');
    b.repository('app', ['base']);
    await b.publish('base', npm('a'), '1.0.0');
    b.registry.policies.put(at('base'), '{"Statement":[]}');
    b.registry.tags.tag('arn:aws:codeartifact:us-east-1:111122223333:repository/my-org/base', [
      { key: 'k', value: 'v' },
    ]);
    b.registry.repositories.delete(at('base'));
    expect(b.registry.repositories.describe(at('app')).upstreams).toEqual([]);
    b.repository('base');
    expect(b.registry.packages.list(at('base')).items).toEqual([]);
    expect(b.registry.policies.find(at('base'))).toBeUndefined();
    expect(b.registry.tags.list('arn:aws:codeartifact:us-east-1:111122223333:repository/my-org/base')).toEqual([]);
    expect(await b.serve('base').findPackage(npm('a'))).toBeUndefined();
    expect(await b.publish('base', npm('a'), '1.0.0')).toMatchObject({ outcome: 'published' });
  });
});

describe('policies', () => {
  test('are stored with a revision that guards against lost updates', async () => {
    b.repository('one');
    const { policies } = b.registry;
    expect(await exceptionOf(() => policies.get(DOMAIN))).toBe('ResourceNotFoundException');
    const first = policies.put(DOMAIN, '{"Statement":[]}');
    expect(first).toMatchObject({
      resourceArn: 'arn:aws:codeartifact:us-east-1:111122223333:domain/my-org',
      document: '{"Statement":[]}',
    });
    expect(policies.find(at('one'))).toBeUndefined();
    const second = policies.put(DOMAIN, '{"Statement":[{}]}', first.revision);
    expect(second.revision).not.toBe(first.revision);
    expect(await exceptionOf(() => policies.put(DOMAIN, '{"Statement":[]}', first.revision))).toBe('ConflictException');
    expect(await exceptionOf(() => policies.delete(DOMAIN, first.revision))).toBe('ConflictException');
    expect(policies.delete(DOMAIN, second.revision)).toEqual(second);
    for (const document of ['', 'x', '[]', '{}', 'null', `{"Statement":"${'x'.repeat(7168)}"}`]) {
      expect(await exceptionOf(() => policies.put(DOMAIN, document))).toBe('ValidationException');
    }
  });
});

describe('tags', () => {
  test('of a package group are one set, however its ARN is written, and go with it', async () => {
    const { tags, groups } = b.registry;
    for (const pattern of ['/*', '/npm/a%c/*', '/npm//x$']) {
      const { arn } = pattern === '/*' ? groups.describe(DOMAIN, pattern) : groups.create(DOMAIN, pattern);
      const raw = arn.replace(/%2a$/, '*').replace(/%24$/, '$');
      expect(raw).not.toBe(arn);
      tags.tag(raw, [{ key: 'a', value: '1' }]);
      tags.tag(arn, [{ key: 'b', value: '2' }]);
      const both = [
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ];
      for (const one of [arn, raw]) expect(tags.list(one)).toEqual(both);
      tags.untag(raw, ['b']);
      expect(tags.list(arn)).toEqual([{ key: 'a', value: '1' }]);
      if (pattern === '/*') continue;
      groups.delete(DOMAIN, pattern);
      groups.create(DOMAIN, pattern);
      for (const one of [arn, raw]) expect(tags.list(one)).toEqual([]);
    }
  });

  test('belong to domains, repositories and groups, merge by key, and stop at fifty', async () => {
    b.repository('one');
    const { tags, groups } = b.registry;
    const group = groups.create(DOMAIN, '/npm/acme~', { tags: [{ key: 'team', value: 'web' }] });
    expect(group.arn).toBe('arn:aws:codeartifact:us-east-1:111122223333:package-group/my-org/npm/acme~');
    expect(groups.describe(DOMAIN, '/*').arn).toBe(
      'arn:aws:codeartifact:us-east-1:111122223333:package-group/my-org/%2a',
    );
    tags.tag(group.arn, [
      { key: 'team', value: 'core' },
      { key: 'cost', value: '' },
    ]);
    expect(tags.list(group.arn)).toEqual([
      { key: 'team', value: 'core' },
      { key: 'cost', value: '' },
    ]);
    tags.untag(group.arn, ['team', 'unknown']);
    expect(tags.list(group.arn)).toEqual([{ key: 'cost', value: '' }]);
    const repository = b.registry.repositories.describe(at('one')).arn;
    const many = Array.from({ length: 50 }, (_, n) => ({ key: `k${n}`, value: 'v' }));
    tags.tag(repository, many);
    expect(await exceptionOf(() => tags.tag(repository, [{ key: 'more', value: '' }]))).toBe(
      'ServiceQuotaExceededException',
    );
    expect(await exceptionOf(() => tags.tag('arn:aws:s3:::bucket', []))).toBe('ValidationException');
    for (const key of ['aws:team', 'AWS:team', 'aws:']) {
      const reserved = [{ key, value: 'v' }];
      expect(await exceptionOf(() => tags.tag(repository, reserved))).toBe('ValidationException');
      expect(await exceptionOf(() => tags.untag(repository, [key]))).toBe('ValidationException');
      expect(
        await exceptionOf(() =>
          b.registry.repositories.create(at('two'), { administratorAccount: DOMAIN.domainOwner, tags: reserved }),
        ),
      ).toBe('ValidationException');
      expect(await exceptionOf(() => groups.create(DOMAIN, '/npm/own*', { tags: reserved }))).toBe(
        'ValidationException',
      );
    }
    expect(await exceptionOf(() => b.registry.repositories.describe(at('two')))).toBe('ResourceNotFoundException');
    tags.tag(group.arn, [{ key: 'aws', value: '' }]);
    expect(await exceptionOf(() => tags.list(`${repository}x`))).toBe('ResourceNotFoundException');
  });
});
