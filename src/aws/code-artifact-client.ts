// The control plane ports over the signed REST API (service model 2018-09-22).

import { RegistryError } from '../core/errors/registry-error.ts';
import type {
  Format,
  Origin,
  OriginRestrictions,
  PackageReference,
  Status,
  VersionReference,
} from '../core/model/package.ts';
import { conceal } from '../core/model/secret.ts';
import type {
  AssetDescription,
  AssetListing,
  CodeArtifactReader,
  CodeArtifactWriter,
  DependencyDescription,
  PackageDescription,
  RepositoryAddress,
  TokenIssuer,
  VersionDescription,
  VersionFailureCode,
  VersionResults,
  VersionSummary,
} from '../core/ports/code-artifact.ts';
import type { Host } from '../core/ports/host.ts';
import type { AwsCall } from './call.ts';
import { ServiceError } from './error-translation.ts';
import { type Service, send, sendJson } from './request.ts';
import { callerIdentity } from './sts.ts';

export type CodeArtifactClient = CodeArtifactReader & CodeArtifactWriter & TokenIssuer;

type Query = Record<string, string | number | boolean | undefined>;

interface WireOrigin {
  readonly originType?: Origin['type'];
  readonly domainEntryPoint?: { readonly repositoryName?: string; readonly externalConnectionName?: string };
}

interface WirePackage {
  readonly format: Format;
  readonly namespace?: string | null;
  readonly package?: string;
  readonly name?: string;
  readonly originConfiguration?: { readonly restrictions?: OriginRestrictions };
}

type Page = Readonly<Record<string, unknown>>;

interface WireAssets extends Page {
  readonly versionRevision?: string;
  readonly assets?: readonly { name: string; size?: number; hashes?: AssetDescription['digests'] }[];
}

interface WireResults {
  readonly successfulVersions?: Record<string, { revision?: string; status?: Status }>;
  readonly failedVersions?: Record<string, { errorCode?: VersionFailureCode; errorMessage?: string }>;
}

const domainQuery = (at: { domain: string; domainOwner?: string | undefined }): Query => ({
  domain: at.domain,
  'domain-owner': at.domainOwner,
});
const repositoryQuery = (at: RepositoryAddress): Query => ({ ...domainQuery(at), repository: at.repository });
const packageQuery = (ref: PackageReference): Query => ({
  format: ref.format,
  namespace: ref.namespace,
  package: ref.name,
});

const place = (at: RepositoryAddress) => `${at.domain}/${at.repository}`;
const subject = (at: RepositoryAddress, ref?: PackageReference & { version?: string }) =>
  ref
    ? `${place(at)} ${ref.format}:${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}${ref.version ? `@${ref.version}` : ''}`
    : place(at);

function originOf(wire: WireOrigin | undefined): Origin | undefined {
  if (!wire?.originType) return undefined;
  const { repositoryName, externalConnectionName } = wire.domainEntryPoint ?? {};
  return {
    type: wire.originType,
    ...(repositoryName ? { repository: repositoryName } : {}),
    ...(externalConnectionName ? { externalConnection: externalConnectionName } : {}),
  };
}

const packageOf = (wire: WirePackage): PackageDescription => ({
  format: wire.format,
  namespace: wire.namespace ?? undefined,
  name: wire.package ?? wire.name ?? '',
  restrictions: wire.originConfiguration?.restrictions,
});

const tokenAfter = ({ nextToken }: Page) => (typeof nextToken === 'string' && nextToken !== '' ? nextToken : undefined);

function resultsOf(wire: WireResults): VersionResults {
  const failed: Record<string, { code: VersionFailureCode; message: string }> = {};
  for (const [version, error] of Object.entries(wire.failedVersions ?? {})) {
    failed[version] = { code: error.errorCode ?? 'SKIPPED', message: error.errorMessage ?? '' };
  }
  return { successful: wire.successfulVersions ?? {}, failed };
}

/** Undefined where the service says that what the call is about does not exist (but not its repository). */
async function orMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'CA-FIND-002') return undefined;
    throw error;
  }
}

export function createCodeArtifactClient(host: Host, service: Service, sts: Service): CodeArtifactClient {
  const call = <T>(request: AwsCall) => sendJson<T>(host, service, request);
  const packageCall = (
    operation: string,
    method: string,
    path: string,
    at: RepositoryAddress,
    ref: PackageReference,
    extra: Query = {},
  ): AwsCall => ({
    operation,
    method,
    path,
    subject: subject(at, ref),
    query: { ...repositoryQuery(at), ...packageQuery(ref), ...extra },
  });
  const versionCall = (
    operation: string,
    method: string,
    path: string,
    at: RepositoryAddress,
    ref: VersionReference,
    extra: Query = {},
  ): AwsCall => packageCall(operation, method, path, at, ref, { version: ref.version, ...extra });
  const json = (value: unknown) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });

  const pageAt = <T extends Page>(request: AwsCall, token: string | undefined) =>
    call<T>({ ...request, query: { ...request.query, 'next-token': token } });

  /** Follows nextToken; `key` names the list in each page. */
  async function* pages<T>(request: AwsCall, key: string): AsyncGenerator<T> {
    let token: string | undefined;
    do {
      const page = await pageAt<Page>(request, token);
      yield* (page[key] as T[] | undefined) ?? [];
      token = tokenAfter(page);
    } while (token);
  }

  /** The answer names the revision (API_ListPackageVersionAssets), though the model does not promise it. */
  const listAssets = async (at: RepositoryAddress, ref: VersionReference): Promise<AssetListing> => {
    const assets: AssetDescription[] = [];
    let revision: unknown;
    const request = versionCall('ListPackageVersionAssets', 'POST', '/v1/package/version/assets', at, ref, {
      'max-results': 1000,
    });
    let token: string | undefined;
    // Called for every version of a set, so without the cost of an iterator.
    do {
      const page = await pageAt<WireAssets>(request, token);
      revision = page.versionRevision;
      for (const { name, size = 0, hashes = {} } of page.assets ?? []) assets.push({ name, size, digests: hashes });
      token = tokenAfter(page);
    } while (token);
    if (typeof revision === 'string' && revision !== '') return { revision, assets };
    return { revision: (await describeVersion(at, ref)).revision, assets };
  };

  const describeVersion = (at: RepositoryAddress, ref: VersionReference): Promise<VersionDescription> =>
    call<{
      packageVersion: {
        displayName?: string;
        revision: string;
        status: Status;
        origin?: WireOrigin;
        publishedTime?: number;
        version: string;
      };
    }>(versionCall('DescribePackageVersion', 'GET', '/v1/package/version', at, ref)).then(
      ({ packageVersion: wire }) => ({
        ...ref,
        version: wire.version ?? ref.version,
        displayName: wire.displayName,
        revision: wire.revision,
        status: wire.status,
        origin: originOf(wire.origin),
        publishedAt: wire.publishedTime === undefined ? undefined : wire.publishedTime * 1000,
      }),
    );

  const changeVersions = (
    operation: string,
    path: string,
    at: RepositoryAddress,
    ref: PackageReference,
    body: unknown,
  ) => call<WireResults>({ ...packageCall(operation, 'POST', path, at, ref), ...json(body) }).then(resultsOf);

  return {
    // ---- reading
    describeRepository: (at) =>
      call<{
        repository: {
          name: string;
          administratorAccount: string;
          domainName: string;
          domainOwner: string;
          arn: string;
          upstreams?: { repositoryName: string }[];
          externalConnections?: { externalConnectionName: string }[];
        };
      }>({
        operation: 'DescribeRepository',
        method: 'GET',
        path: '/v1/repository',
        query: repositoryQuery(at),
        subject: subject(at),
      })
        .then(({ repository: found }) => ({
          name: found.name,
          domain: found.domainName,
          domainOwner: found.domainOwner,
          administratorAccount: found.administratorAccount,
          arn: found.arn,
          upstreams: (found.upstreams ?? []).map((upstream) => upstream.repositoryName),
          externalConnections: (found.externalConnections ?? []).map((connection) => connection.externalConnectionName),
        }))
        .catch((error) => {
          if (error instanceof ServiceError && error.resourceType === 'repository') return undefined;
          throw error;
        }),
    listRepositoriesInDomain: async (at) => {
      const names: string[] = [];
      const request: AwsCall = {
        operation: 'ListRepositoriesInDomain',
        method: 'POST',
        path: '/v1/domain/repositories',
        query: { ...domainQuery(at), 'max-results': 1000 },
        subject: at.domain,
      };
      for await (const repository of pages<{ name: string }>(request, 'repositories')) names.push(repository.name);
      return names;
    },
    getRepositoryEndpoint: (at, format, endpointType) =>
      call<{ repositoryEndpoint?: string }>({
        operation: 'GetRepositoryEndpoint',
        method: 'GET',
        path: '/v1/repository/endpoint',
        subject: subject(at),
        query: { ...repositoryQuery(at), format, endpointType },
      }).then(({ repositoryEndpoint: endpoint }) => {
        if (!endpoint || !URL.canParse(endpoint))
          throw new RegistryError('CA-NET-004', `GetRepositoryEndpoint for ${subject(at)} gave no address`);
        return endpoint.endsWith('/') ? endpoint : `${endpoint}/`;
      }),
    async *listPackages(at, filter = {}) {
      const query = {
        ...repositoryQuery(at),
        format: filter.format,
        namespace: filter.namespace,
        'package-prefix': filter.prefix,
        'max-results': 1000,
      };
      const request: AwsCall = {
        operation: 'ListPackages',
        method: 'POST',
        path: '/v1/packages',
        query,
        subject: subject(at),
      };
      for await (const wire of pages<WirePackage>(request, 'packages')) yield packageOf(wire);
    },
    describePackage: (at, ref) =>
      orMissing(
        call<{ package: WirePackage }>(packageCall('DescribePackage', 'GET', '/v1/package', at, ref)).then(
          ({ package: wire }) => packageOf(wire),
        ),
      ),
    async *listPackageVersions(at, ref, filter = {}) {
      const extra = {
        status: filter.status,
        sortBy: filter.newestFirst ? 'PUBLISHED_TIME' : undefined,
        'max-results': 1000,
      };
      try {
        for await (const wire of pages<Omit<VersionSummary, 'origin'> & { origin?: WireOrigin }>(
          packageCall('ListPackageVersions', 'POST', '/v1/package/versions', at, ref, extra),
          'versions',
        )) {
          yield { version: wire.version, revision: wire.revision, status: wire.status, origin: originOf(wire.origin) };
        }
      } catch (error) {
        if (!(error instanceof RegistryError && error.code === 'CA-FIND-002')) throw error;
      }
    },
    describePackageVersion: (at, ref) => orMissing(describeVersion(at, ref)),
    listPackageVersionAssets: (at, ref) => orMissing(listAssets(at, ref)),
    listPackageVersionDependencies: async (at, ref) => {
      const found: DependencyDescription[] = [];
      const request = versionCall(
        'ListPackageVersionDependencies',
        'POST',
        '/v1/package/version/dependencies',
        at,
        ref,
      );
      for await (const wire of pages<{
        namespace?: string | null;
        package: string;
        dependencyType?: string;
        versionRequirement?: string;
      }>(request, 'dependencies')) {
        found.push({
          namespace: wire.namespace ?? undefined,
          name: wire.package,
          type: wire.dependencyType,
          requirement: wire.versionRequirement,
        });
      }
      return found;
    },
    getPackageVersionAsset: (at, ref, asset, revision) =>
      orMissing(
        send(
          host,
          service,
          versionCall('GetPackageVersionAsset', 'GET', '/v1/package/version/asset', at, ref, { asset, revision }),
        ).then((response) => ({
          size:
            response.headers['content-length'] === undefined ? undefined : Number(response.headers['content-length']),
          body: response.body,
        })),
      ),
    // ---- writing
    copyPackageVersions: (request) =>
      call<WireResults>({
        operation: 'CopyPackageVersions',
        method: 'POST',
        path: '/v1/package/versions/copy',
        subject: `${request.domain}/${request.sourceRepository} to ${request.destinationRepository} ${request.package.name}`,
        query: {
          ...domainQuery(request),
          'source-repository': request.sourceRepository,
          'destination-repository': request.destinationRepository,
          ...packageQuery(request.package),
        },
        // Never together with `versions`: the two selectors exclude each other (API_CopyPackageVersions).
        ...json({
          versionRevisions: request.revisions,
          ...(request.allowOverwrite ? { allowOverwrite: true } : {}),
          ...(request.includeFromUpstream ? { includeFromUpstream: true } : {}),
        }),
      }).then(resultsOf),
    updatePackageVersionsStatus: (at, ref, change) =>
      changeVersions('UpdatePackageVersionsStatus', '/v1/package/versions/update_status', at, ref, {
        versions: change.versions,
        targetStatus: change.target,
        expectedStatus: change.expected,
        versionRevisions: change.revisions,
      }),
    disposePackageVersions: (at, ref, versions, expected) =>
      changeVersions('DisposePackageVersions', '/v1/package/versions/dispose', at, ref, {
        versions,
        expectedStatus: expected,
      }),
    deletePackageVersions: (at, ref, versions, expected) =>
      changeVersions('DeletePackageVersions', '/v1/package/versions/delete', at, ref, {
        versions,
        expectedStatus: expected,
      }),
    putPackageOriginConfiguration: async (at, ref, restrictions) => {
      await call({
        ...packageCall('PutPackageOriginConfiguration', 'POST', '/v1/package', at, ref),
        ...json({ restrictions }),
      });
    },
    publishPackageVersion: (at, ref: VersionReference, asset, unfinished) =>
      call<{ versionRevision: string; status: Status }>({
        ...versionCall('PublishPackageVersion', 'POST', '/v1/package/version/publish', at, ref, {
          asset: asset.name,
          unfinished: unfinished ? true : undefined,
        }),
        headers: { 'content-type': 'application/octet-stream' },
        body: { open: asset.open, size: asset.size, sha256: asset.sha256 },
      }).then((wire) => ({ revision: wire.versionRevision, status: wire.status })),
    // ---- tokens
    getAuthorizationToken: async (at, durationSeconds) => {
      const wire = await call<{ authorizationToken?: string; expiration?: number }>({
        operation: 'GetAuthorizationToken',
        method: 'POST',
        path: '/v1/authorization-token',
        subject: at.domain,
        // Sent even when it is 0: the AWS CLI drops that value and the token then lives 12 hours.
        query: { ...domainQuery(at), duration: durationSeconds },
      });
      if (!wire.authorizationToken)
        throw new RegistryError('CA-NET-004', `GetAuthorizationToken for ${at.domain} gave no token`);
      const token = conceal(wire.authorizationToken, host.mask);
      return { token, expiresAt: (wire.expiration ?? host.clock.now() / 1000 + durationSeconds) * 1000 };
    },
    getCallerIdentity: () => callerIdentity(host, sts),
  };
}
