// What a service that works answers to each call of ours, and the calls; for worlds in which the answers are other ones.
import { expect } from '@jest/globals';
import type { CodeArtifactClient } from '../../../src/aws/code-artifact-client.ts';
import type { PackageReference } from '../../../src/core/model/package.ts';
import { formatList } from '../../../src/formats/index.ts';

/** The repository that is asked for. */
export const at = { domain: 'my-org', domainOwner: '111122223333', repository: 'prod' };
export const ref = { format: 'npm' as const, namespace: 'acme', name: 'thing' };
const version = { ...ref, version: '1.0.0' };
const all = async (pages: AsyncIterable<unknown>) => {
  for await (const page of pages) void JSON.stringify(page);
};
const results = {
  successfulVersions: { '1.0.0': { revision: 'r', status: 'Published' } },
  failedVersions: { '2.0.0': { errorCode: 'NOT_FOUND', errorMessage: 'm' } },
};
const origin = { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'dev' } };

/** Name, answer, call. */
export const operations: readonly [string, unknown, (client: CodeArtifactClient) => Promise<unknown>][] = [
  [
    'GetAuthorizationToken',
    { authorizationToken: 'a.token', expiration: 1_900_000_000 },
    async (client) => {
      const { token, expiresAt } = await client.getAuthorizationToken(at, 900);
      expect(token.reveal().length).toBeGreaterThan(0);
      expect(new Date(expiresAt).toISOString()).toMatch(/^[12]\d{3}-/);
    },
  ],
  [
    'GetRepositoryEndpoint',
    { repositoryEndpoint: 'https://my-org-111122223333.d.codeartifact.us-east-1.amazonaws.com/npm/prod/' },
    (client) => client.getRepositoryEndpoint(at, 'npm'),
  ],
  [
    'DescribeRepository',
    {
      repository: {
        ...{ name: 'prod', domainName: 'my-org', domainOwner: '111122223333', administratorAccount: '111122223333' },
        ...{ arn: 'a', upstreams: [{ repositoryName: 'dev' }], createdTime: 1 },
        externalConnections: [{ externalConnectionName: 'public:npmjs', packageFormat: 'npm', status: 'AVAILABLE' }],
      },
    },
    (client) => client.describeRepository(at),
  ],
  [
    'ListRepositoriesInDomain',
    { repositories: [{ name: 'prod' }], nextToken: '' },
    (client) => client.listRepositoriesInDomain(at),
  ],
  [
    'ListPackages',
    {
      packages: [
        {
          ...{ format: 'npm', namespace: 'acme', package: 'thing' },
          originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
        },
      ],
    },
    (client) => all(client.listPackages(at)),
  ],
  [
    'DescribePackage',
    {
      package: {
        format: 'npm',
        name: 'thing',
        originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'ALLOW' } },
      },
    },
    (client) => client.describePackage(at, ref),
  ],
  [
    'ListPackageVersions',
    { versions: [{ version: '1.0.0', revision: 'r', status: 'Published', origin }] },
    (client) => all(client.listPackageVersions(at, ref)),
  ],
  [
    'DescribePackageVersion',
    { packageVersion: { version: '1.0.0', revision: 'r', status: 'Published', publishedTime: 1, origin } },
    (client) => client.describePackageVersion(at, version),
  ],
  [
    'ListPackageVersionAssets',
    { versionRevision: 'r', assets: [{ name: 'package.tgz', size: 3, hashes: { 'SHA-256': 'ab' } }] },
    (client) => client.listPackageVersionAssets(at, version),
  ],
  [
    'ListPackageVersionDependencies',
    { dependencies: [{ package: 'other', dependencyType: 'regular', versionRequirement: '^1.0.0' }] },
    (client) => client.listPackageVersionDependencies(at, version),
  ],
  [
    'CopyPackageVersions',
    results,
    (client) =>
      client.copyPackageVersions({
        ...{ domain: 'my-org', sourceRepository: 'dev', destinationRepository: 'prod', package: ref },
        revisions: { '1.0.0': 'r' },
      }),
  ],
  [
    'UpdatePackageVersionsStatus',
    results,
    (client) => client.updatePackageVersionsStatus(at, ref, { versions: ['1.0.0'], target: 'Archived' }),
  ],
];

const references: Readonly<Record<string, PackageReference>> = {
  npm: ref,
  pypi: { format: 'pypi', namespace: undefined, name: 'thing' },
  maven: { format: 'maven', namespace: 'com.acme', name: 'thing' },
  nuget: { format: 'nuget', namespace: undefined, name: 'Thing' },
};

/** What the clients of the formats read over their own wires: name, package, reader. */
export const wireReaders = formatList.flatMap(({ name, publishing }) => {
  const of = references[name];
  if (of === undefined || publishing === undefined) return [];
  const { visibleVersions, tags } = publishing;
  return [
    ...(visibleVersions ? [[`versions of ${name}`, of, visibleVersions] as const] : []),
    ...(tags ? [[`tags of ${name}`, of, tags.read] as const] : []),
  ];
});
