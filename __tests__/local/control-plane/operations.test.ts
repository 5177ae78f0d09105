// Every operation of the service, asked by the JavaScript SDK and answered in a shape it parses.
import { createHash } from 'node:crypto';
import * as sdk from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { OPERATIONS } from '../../../src/local/control-plane/operations-table.ts';
import { refusal, type TestServer, testServer } from '../../support/servers/local-server.ts';

const domain = 'my-org';
const at = { domain, repository: 'dev' };
const firmware = { ...at, format: 'generic', namespace: 'acme', package: 'firmware' } as const;
const policyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'codeartifact:Describe*', Resource: '*' }],
});
const asked = new Set<string>();

let server: TestServer;
let client: sdk.CodeartifactClient;

beforeAll(async () => {
  server = await testServer();
  client = server.codeartifact();
  client.middlewareStack.add(
    (next, context) => (args) => {
      asked.add(String((context as { commandName?: string }).commandName).replace(/Command$/, ''));
      return next(args);
    },
    { step: 'initialize' },
  );
  await client.send(new sdk.CreateDomainCommand({ domain, tags: [{ key: 'team', value: 'platform' }] }));
  await client.send(new sdk.CreateRepositoryCommand({ domain, repository: 'store' }));
  await client.send(
    new sdk.CreateRepositoryCommand({ ...at, description: 'builds', upstreams: [{ repositoryName: 'store' }] }),
  );
  await client.send(new sdk.CreateRepositoryCommand({ domain, repository: 'prod' }));
});

afterAll(async () => {
  await server.close();
  expect(OPERATIONS).toHaveLength(48);
  expect([...asked].sort()).toEqual(OPERATIONS.map((one) => one.name).sort());
});

async function publish(version: string, asset: string, content: string, unfinished?: boolean) {
  const assetContent = Buffer.from(content);
  const assetSHA256 = createHash('sha256').update(assetContent).digest('hex');
  const named = { ...firmware, packageVersion: version, assetName: asset, assetContent, assetSHA256 };
  return client.send(
    new sdk.PublishPackageVersionCommand({ ...named, ...(unfinished === undefined ? {} : { unfinished }) }),
  );
}

describe('domains', () => {
  test('describe and list', async () => {
    const described = await client.send(new sdk.DescribeDomainCommand({ domain }));
    expect(described.domain).toMatchObject({
      name: domain,
      owner: '123456789012',
      arn: 'arn:aws:codeartifact:us-east-1:123456789012:domain/my-org',
      status: 'Active',
      repositoryCount: 3,
    });
    expect(described.domain?.createdTime).toBeInstanceOf(Date);
    expect(described.domain?.encryptionKey).toMatch(/^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f-]{36}$/);
    expect(described.domain?.s3BucketArn).toBe('arn:aws:s3:::assets-193858265520-us-east-1');
    const { domains } = await client.send(new sdk.ListDomainsCommand({ maxResults: 10 }));
    expect(domains?.map((one) => one.name)).toEqual([domain]);
  });

  test('delete needs an empty domain', async () => {
    await client.send(new sdk.CreateDomainCommand({ domain: 'short-lived' }));
    const deleted = await client.send(new sdk.DeleteDomainCommand({ domain: 'short-lived' }));
    expect(deleted.domain).toMatchObject({ name: 'short-lived', status: 'Deleted' });
    expect(await refusal(client.send(new sdk.DeleteDomainCommand({ domain })))).toMatchObject({
      name: 'ConflictException',
      status: 409,
    });
  });

  test('a policy, locked by its revision', async () => {
    const put = await client.send(new sdk.PutDomainPermissionsPolicyCommand({ domain, policyDocument }));
    expect(put.policy).toMatchObject({
      document: policyDocument,
      resourceArn: expect.stringContaining(':domain/my-org'),
    });
    const wrong = client.send(
      new sdk.PutDomainPermissionsPolicyCommand({ domain, policyDocument, policyRevision: 'other' }),
    );
    expect(await refusal(wrong)).toMatchObject({ name: 'ConflictException' });
    const got = await client.send(new sdk.GetDomainPermissionsPolicyCommand({ domain }));
    expect(got.policy).toEqual(put.policy);
    const policyRevision = put.policy?.revision as string;
    const deleted = await client.send(new sdk.DeleteDomainPermissionsPolicyCommand({ domain, policyRevision }));
    expect(deleted.policy).toEqual(put.policy);
    expect(await refusal(client.send(new sdk.GetDomainPermissionsPolicyCommand({ domain })))).toMatchObject({
      name: 'ResourceNotFoundException',
      status: 404,
    });
  });
});

describe('repositories', () => {
  test('describe, update, list', async () => {
    const { repository } = await client.send(new sdk.DescribeRepositoryCommand(at));
    expect(repository).toMatchObject({
      name: 'dev',
      domainName: domain,
      domainOwner: '123456789012',
      administratorAccount: '123456789012',
      description: 'builds',
      upstreams: [{ repositoryName: 'store' }],
      externalConnections: [],
    });
    await client.send(new sdk.UpdateRepositoryCommand({ ...at, description: 'builds land here' }));
    const updated = await client.send(new sdk.UpdateRepositoryCommand({ ...at, upstreams: [] }));
    expect(updated.repository).toMatchObject({ description: 'builds land here', upstreams: [] });
    const { repositories } = await client.send(new sdk.ListRepositoriesCommand({ repositoryPrefix: 'd' }));
    expect(repositories?.map((one) => one.name)).toEqual(['dev']);
    const inDomain = await client.send(
      new sdk.ListRepositoriesInDomainCommand({ domain, administratorAccount: '123456789012' }),
    );
    expect(inDomain.repositories?.map((one) => one.name)).toEqual(['dev', 'prod', 'store']);
  });

  test('an external connection', async () => {
    const store = { domain, repository: 'store', externalConnection: 'public:npmjs' };
    const connected = await client.send(new sdk.AssociateExternalConnectionCommand(store));
    expect(connected.repository?.externalConnections).toEqual([
      { externalConnectionName: 'public:npmjs', packageFormat: 'npm', status: 'AVAILABLE' },
    ]);
    const second = client.send(
      new sdk.AssociateExternalConnectionCommand({ ...store, externalConnection: 'public:pypi' }),
    );
    expect(await refusal(second)).toMatchObject({
      name: 'ValidationException',
      status: 400,
      message: 'ExternalConnections for repositories are currently limited to 1',
    });
    for (const upstreams of [[{ repositoryName: 'prod' }], []]) {
      const both = client.send(new sdk.UpdateRepositoryCommand({ domain, repository: 'store', upstreams }));
      expect(await refusal(both)).toMatchObject({ name: 'ValidationException', status: 400 });
    }
    const parted = await client.send(new sdk.DisassociateExternalConnectionCommand(store));
    expect(parted.repository?.externalConnections).toEqual([]);
  });

  test('the endpoint of each format', async () => {
    for (const format of Object.values(sdk.PackageFormat)) {
      const { repositoryEndpoint } = await client.send(
        new sdk.GetRepositoryEndpointCommand({ ...at, format, endpointType: 'dualstack' }),
      );
      expect(repositoryEndpoint).toBe(`${server.url}/${format}/d/my-org-123456789012/dev/`);
    }
  });

  test('a policy, then the repository, deleted', async () => {
    const repository = { domain, repository: 'short-lived' };
    await client.send(new sdk.CreateRepositoryCommand(repository));
    const put = await client.send(new sdk.PutRepositoryPermissionsPolicyCommand({ ...repository, policyDocument }));
    expect((await client.send(new sdk.GetRepositoryPermissionsPolicyCommand(repository))).policy).toEqual(put.policy);
    expect((await client.send(new sdk.DeleteRepositoryPermissionsPolicyCommand(repository))).policy).toEqual(
      put.policy,
    );
    const deleted = await client.send(new sdk.DeleteRepositoryCommand(repository));
    expect(deleted.repository).toMatchObject({ name: 'short-lived' });
    const again = await client.send(new sdk.DeleteRepositoryCommand(repository));
    expect([again.$metadata.httpStatusCode, again.repository]).toEqual([200, undefined]);
    expect(await refusal(client.send(new sdk.DescribeRepositoryCommand(repository)))).toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'repository',
      resourceId: 'short-lived',
    });
  });
});

describe('packages and versions', () => {
  const content = 'firmware one';
  const sha256 = createHash('sha256').update(content).digest('hex');

  beforeAll(async () => {
    await publish('1.0.0', 'image.bin', content, true);
    await publish('1.0.0', 'notes.txt', 'notes');
    await publish('1.1.0', 'image.bin', 'firmware two');
  });

  test('a publish says what it stored', async () => {
    const published = await publish('1.0.0', 'image.bin', content);
    expect(published).toMatchObject({
      format: 'generic',
      namespace: 'acme',
      package: 'firmware',
      version: '1.0.0',
      status: 'Published',
      asset: { name: 'image.bin', size: content.length, hashes: { 'SHA-256': sha256 } },
    });
    expect(Object.keys(published.asset?.hashes ?? {}).sort()).toEqual(['MD5', 'SHA-1', 'SHA-256', 'SHA-512']);
    expect(await refusal(publish('1.0.0', 'image.bin', 'other bytes'))).toMatchObject({
      name: 'ConflictException',
      status: 409,
    });
  });

  test('describe and list', async () => {
    const { packages } = await client.send(
      new sdk.ListPackagesCommand({ ...at, format: 'generic', packagePrefix: 'firm' }),
    );
    expect(packages).toEqual([
      {
        format: 'generic',
        namespace: 'acme',
        package: 'firmware',
        originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
      },
    ]);
    const described = await client.send(new sdk.DescribePackageCommand(firmware));
    expect(described.package).toMatchObject({ name: 'firmware', namespace: 'acme', format: 'generic' });
    const listed = await client.send(new sdk.ListPackageVersionsCommand({ ...firmware, sortBy: 'PUBLISHED_TIME' }));
    expect(listed).toMatchObject({
      format: 'generic',
      namespace: 'acme',
      package: 'firmware',
      defaultDisplayVersion: '1.1.0',
    });
    expect(listed.versions?.map((one) => one.version)).toEqual(['1.1.0', '1.0.0']);
    expect(listed.versions?.[0]?.origin).toEqual({
      domainEntryPoint: { repositoryName: 'dev' },
      originType: 'INTERNAL',
    });
    const version = await client.send(new sdk.DescribePackageVersionCommand({ ...firmware, packageVersion: '1.0.0' }));
    expect(version.packageVersion).toMatchObject({
      packageName: 'firmware',
      namespace: 'acme',
      version: '1.0.0',
      status: 'Published',
      publishedTime: expect.any(Date),
      revision: expect.any(String),
    });
  });

  test('assets, dependencies, readme', async () => {
    const version = { ...firmware, packageVersion: '1.0.0' };
    const listed = await client.send(new sdk.ListPackageVersionAssetsCommand(version));
    expect(listed.assets?.map((one) => one.name).sort()).toEqual(['image.bin', 'notes.txt']);
    const got = await client.send(new sdk.GetPackageVersionAssetCommand({ ...version, asset: 'image.bin' }));
    expect(got).toMatchObject({
      assetName: 'image.bin',
      packageVersion: '1.0.0',
      packageVersionRevision: listed.versionRevision,
    });
    expect(await got.asset?.transformToString()).toBe(content);
    const packageVersionRevision = listed.versionRevision as string;
    const pinned = await client.send(
      new sdk.GetPackageVersionAssetCommand({ ...version, asset: 'image.bin', packageVersionRevision }),
    );
    expect(await pinned.asset?.transformToString()).toBe(content);
    // Generic packages have neither; other formats are asked in their own tests.
    expect(await refusal(client.send(new sdk.ListPackageVersionDependenciesCommand(version)))).toMatchObject({
      status: 400,
    });
    expect(await refusal(client.send(new sdk.GetPackageVersionReadmeCommand(version)))).toMatchObject({ status: 400 });
  });

  test('copy, status, dispose, delete', async () => {
    const copied = await client.send(
      new sdk.CopyPackageVersionsCommand({
        domain,
        sourceRepository: 'dev',
        destinationRepository: 'prod',
        format: 'generic',
        namespace: 'acme',
        package: 'firmware',
        versions: ['1.0.0'],
      }),
    );
    expect(copied.successfulVersions?.['1.0.0']).toMatchObject({ status: 'Published' });
    const inProd = { ...firmware, repository: 'prod' };
    const missing = await client.send(
      new sdk.UpdatePackageVersionsStatusCommand({ ...inProd, versions: ['9.9.9'], targetStatus: 'Unlisted' }),
    );
    expect(missing.failedVersions?.['9.9.9']).toMatchObject({
      errorCode: 'NOT_FOUND',
      errorMessage: expect.any(String),
    });
    const unlisted = await client.send(
      new sdk.UpdatePackageVersionsStatusCommand({
        ...inProd,
        versions: ['1.0.0'],
        targetStatus: 'Unlisted',
        expectedStatus: 'Published',
      }),
    );
    expect(unlisted.successfulVersions?.['1.0.0']).toMatchObject({ status: 'Unlisted' });
    const disposed = await client.send(new sdk.DisposePackageVersionsCommand({ ...inProd, versions: ['1.0.0'] }));
    expect(disposed.successfulVersions?.['1.0.0']).toMatchObject({ status: 'Disposed' });
    const deleted = await client.send(new sdk.DeletePackageVersionsCommand({ ...inProd, versions: ['1.0.0'] }));
    expect(deleted.successfulVersions?.['1.0.0']).toMatchObject({ status: 'Deleted' });
    const gone = await client.send(new sdk.DeletePackageCommand(inProd));
    expect(gone.deletedPackage).toMatchObject({ package: 'firmware', namespace: 'acme', format: 'generic' });
  });

  test('origin controls of a package that does not exist yet', async () => {
    const put = await client.send(
      new sdk.PutPackageOriginConfigurationCommand({
        ...at,
        format: 'npm',
        namespace: 'acme',
        package: 'reserved',
        restrictions: { publish: 'BLOCK', upstream: 'ALLOW' },
      }),
    );
    expect(put.originConfiguration).toEqual({ restrictions: { publish: 'BLOCK', upstream: 'ALLOW' } });
  });
});

describe('package groups', () => {
  const group = { domain, packageGroup: '/npm/acme/*' };

  test('a life', async () => {
    const created = await client.send(
      new sdk.CreatePackageGroupCommand({ ...group, contactInfo: 'us@example.com', description: 'ours' }),
    );
    expect(created.packageGroup).toMatchObject({
      pattern: '/npm/acme/*',
      arn: 'arn:aws:codeartifact:us-east-1:123456789012:package-group/my-org/npm/acme/%2a',
      contactInfo: 'us@example.com',
      parent: { pattern: '/*' },
      originConfiguration: {
        restrictions: { PUBLISH: { mode: 'INHERIT', effectiveMode: 'ALLOW', inheritedFrom: { pattern: '/*' } } },
      },
    });
    const updated = await client.send(new sdk.UpdatePackageGroupCommand({ ...group, description: 'still ours' }));
    expect(updated.packageGroup).toMatchObject({ description: 'still ours', contactInfo: 'us@example.com' });
    expect((await client.send(new sdk.DescribePackageGroupCommand(group))).packageGroup?.description).toBe(
      'still ours',
    );
    const listed = await client.send(new sdk.ListPackageGroupsCommand({ domain, prefix: '/npm' }));
    expect(listed.packageGroups?.map((one) => one.pattern)).toEqual(['/npm/acme/*']);
    const children = await client.send(new sdk.ListSubPackageGroupsCommand({ domain, packageGroup: '/*' }));
    expect(children.packageGroups?.map((one) => one.pattern)).toEqual(['/npm/acme/*']);
  });

  test('who belongs, and where it may be published', async () => {
    const named = { domain, format: 'npm', namespace: 'acme', package: 'utils' } as const;
    const found = await client.send(new sdk.GetAssociatedPackageGroupCommand(named));
    expect(found).toMatchObject({ associationType: 'STRONG', packageGroup: { pattern: '/npm/acme/*' } });
    const associated = await client.send(new sdk.ListAssociatedPackagesCommand({ ...group, preview: true }));
    expect(associated.packages).toEqual([
      { format: 'npm', namespace: 'acme', package: 'reserved', associationType: 'STRONG' },
    ]);
    const changed = await client.send(
      new sdk.UpdatePackageGroupOriginConfigurationCommand({
        ...group,
        restrictions: { PUBLISH: 'ALLOW_SPECIFIC_REPOSITORIES' },
        addAllowedRepositories: [{ repositoryName: 'dev', originRestrictionType: 'PUBLISH' }],
      }),
    );
    expect(changed.allowedRepositoryUpdates?.PUBLISH?.ADDED).toEqual(['dev']);
    expect(changed.packageGroup?.originConfiguration?.restrictions?.PUBLISH).toMatchObject({ repositoriesCount: 1 });
    const allowed = await client.send(
      new sdk.ListAllowedRepositoriesForGroupCommand({ ...group, originRestrictionType: 'PUBLISH' }),
    );
    expect(allowed.allowedRepositories).toEqual(['dev']);
    const deleted = await client.send(new sdk.DeletePackageGroupCommand(group));
    expect(deleted.packageGroup?.pattern).toBe('/npm/acme/*');
  });
});

describe('tags', () => {
  test('on a domain', async () => {
    const resourceArn = 'arn:aws:codeartifact:us-east-1:123456789012:domain/my-org';
    await client.send(new sdk.TagResourceCommand({ resourceArn, tags: [{ key: 'stage', value: 'test' }] }));
    await client.send(new sdk.UntagResourceCommand({ resourceArn, tagKeys: ['team', 'unknown'] }));
    const { tags } = await client.send(new sdk.ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ key: 'stage', value: 'test' }]);
  });
});

describe('authorization tokens', () => {
  test.each([
    [undefined, 43_200],
    [900, 900],
    [0, 43_200],
  ])('duration %p lasts %i seconds for long-term keys', async (durationSeconds, seconds) => {
    const answer = await client.send(
      new sdk.GetAuthorizationTokenCommand({ domain, ...(durationSeconds === undefined ? {} : { durationSeconds }) }),
    );
    expect(answer.authorizationToken?.length).toBeGreaterThan(500);
    const left = ((answer.expiration?.getTime() ?? 0) - server.clock.now()) / 1000;
    expect(Math.round(left / 10) * 10).toBe(seconds);
  });

  test.each([1, 899])('duration %i is refused by the service though the model allows it', async (durationSeconds) => {
    expect(await refusal(client.send(new sdk.GetAuthorizationTokenCommand({ domain, durationSeconds })))).toMatchObject(
      {
        name: 'ValidationException',
        status: 400,
        reason: 'FIELD_VALIDATION_FAILED',
      },
    );
  });
});
