// The control plane ports over the SDK's client for CodeArtifact.

import {
  CodeartifactClient,
  CopyPackageVersionsCommand,
  DeletePackageVersionsCommand,
  DescribePackageCommand,
  DescribePackageVersionCommand,
  DescribeRepositoryCommand,
  DisposePackageVersionsCommand,
  GetAuthorizationTokenCommand,
  GetPackageVersionAssetCommand,
  GetRepositoryEndpointCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionDependenciesCommand,
  ListPackageVersionsCommand,
  ListRepositoriesInDomainCommand,
  type PackageFormat,
  type PackageSummary,
  type PackageVersionError,
  type PackageVersionOrigin,
  PublishPackageVersionCommand,
  PutPackageOriginConfigurationCommand,
  type SuccessfulPackageVersionInfo,
  UpdatePackageVersionsStatusCommand,
  type PackageDescription as WirePackage,
} from '@aws-sdk/client-codeartifact';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Format, Origin, OriginRestrictions, VersionReference } from '../core/model/package.ts';
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
} from '../core/ports/code-artifact.ts';
import type { Host } from '../core/ports/host.ts';
import type { AwsCall } from './call.ts';
import { checkedEndpoint } from './endpoints.ts';
import { domainInput, packageInput, repositoryInput, subjectOf } from './references.ts';
import { announcedSize, type StreamedBody, watchServiceTime } from './request-handler.ts';
import { createCaller, type Service } from './service-client.ts';
import { ServiceError } from './service-error.ts';

export type CodeArtifactClient = CodeArtifactReader & CodeArtifactWriter & TokenIssuer;

/** As many of a list as one answer may hold (API reference, `maxResults`). */
const LARGEST_PAGE = 1000;

/** Credentials as HTTP carries them (RFC 6750, `b64token`). */
const TOKEN = /^[\w.~+/-]+=*$/;

function originOf(wire: PackageVersionOrigin | undefined): Origin | undefined {
  if (!wire?.originType) return undefined;
  const { repositoryName, externalConnectionName } = wire.domainEntryPoint ?? {};
  return {
    type: wire.originType,
    ...(repositoryName ? { repository: repositoryName } : {}),
    ...(externalConnectionName ? { externalConnection: externalConnectionName } : {}),
  };
}

/** Packages are described with `name` and listed with `package`. */
const packageOf = (wire: PackageSummary & WirePackage): PackageDescription => ({
  format: wire.format as Format,
  namespace: wire.namespace ?? undefined,
  name: wire.package ?? wire.name ?? '',
  restrictions: wire.originConfiguration?.restrictions as OriginRestrictions | undefined,
});

function resultsOf(wire: {
  readonly successfulVersions?: Record<string, SuccessfulPackageVersionInfo> | undefined;
  readonly failedVersions?: Record<string, PackageVersionError> | undefined;
}): VersionResults {
  const failed: Record<string, { code: VersionFailureCode; message: string }> = {};
  // The type says what the service sends, and not what stands in an answer.
  for (const [version, error] of Object.entries<PackageVersionError | null>(wire.failedVersions ?? {})) {
    failed[version] = { code: error?.errorCode ?? 'SKIPPED', message: error?.errorMessage ?? '' };
  }
  return { successful: (wire.successfulVersions ?? {}) as VersionResults['successful'], failed };
}

/** The SDK does not look at types; what is no text, or an empty one, is the end of a list. */
const tokenAfter = ({ nextToken }: { readonly nextToken?: unknown }) =>
  typeof nextToken === 'string' && nextToken !== '' ? nextToken : undefined;

/** What an answer must hold for there to be a result; the service model promises very little. */
function must<T>(value: T | undefined | null, call: AwsCall): T {
  if (value !== undefined && value !== null) return value;
  throw new RegistryError(
    'CA-NET-004',
    `${call.operation} for ${call.subject} was answered without what was asked for`,
  );
}

/** A list of an answer as one of records; none where it is missing, and no answer where it is something else. */
function listed<T extends object>(list: readonly T[] | undefined, call: AwsCall): readonly T[] {
  const isList = Array.isArray(list) && list.every((one) => typeof one === 'object' && one !== null);
  if (isList || list === undefined || list === null) return list ?? [];
  throw new RegistryError('CA-NET-004', `${call.operation} for ${call.subject} was answered with a list that is none`);
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

/**
 * Makes the client. Nothing is sent before the first call; `caller` tells who is signed in, which another service knows.
 */
export function createCodeArtifactClient(
  host: Host,
  service: Service,
  caller: TokenIssuer['getCallerIdentity'],
): CodeArtifactClient {
  const time = watchServiceTime(host);
  const call = createCaller({ ...host, http: time.http }, service, (config) => new CodeartifactClient(config));

  /** Follows nextToken. */
  async function* pages<Page extends { readonly nextToken?: string | undefined }>(
    ask: (nextToken: string | undefined) => Promise<Page>,
  ): AsyncGenerator<Page> {
    let token: string | undefined;
    do {
      const page = await ask(token);
      yield page;
      token = tokenAfter(page);
    } while (token);
  }

  const describeVersion = async (at: RepositoryAddress, ref: VersionReference): Promise<VersionDescription> => {
    const about = { operation: 'DescribePackageVersion', subject: subjectOf(at, ref) };
    const { packageVersion } = await call(
      about,
      new DescribePackageVersionCommand({ ...repositoryInput(at), ...packageInput(ref), packageVersion: ref.version }),
    );
    const wire = must(packageVersion, about);
    return {
      ...ref,
      version: wire.version ?? ref.version,
      displayName: wire.displayName,
      revision: must(wire.revision, about),
      status: must(wire.status, about),
      origin: originOf(wire.origin),
      publishedAt: wire.publishedTime?.getTime(),
    };
  };

  /** The answer names the revision (API_ListPackageVersionAssets), though the model does not promise it. */
  const listAssets = async (at: RepositoryAddress, ref: VersionReference): Promise<AssetListing> => {
    const about = { operation: 'ListPackageVersionAssets', subject: subjectOf(at, ref) };
    const assets: AssetDescription[] = [];
    let revision: string | undefined;
    let nextToken: string | undefined;
    // Called for every version of a set, so without the cost of an iterator.
    do {
      const page = await call(
        about,
        new ListPackageVersionAssetsCommand({
          ...repositoryInput(at),
          ...packageInput(ref),
          packageVersion: ref.version,
          maxResults: LARGEST_PAGE,
          nextToken,
        }),
      );
      revision = page.versionRevision;
      for (const { name, size = 0, hashes = {} } of listed(page.assets, about))
        assets.push({ name: must(name, about), size, digests: hashes });
      nextToken = tokenAfter(page);
    } while (nextToken);
    if (revision) return { revision, assets };
    return { revision: (await describeVersion(at, ref)).revision, assets };
  };

  return {
    // ---- reading
    serviceTime: time.now,
    describeRepository: async (at) => {
      const about = { operation: 'DescribeRepository', subject: subjectOf(at) };
      try {
        const { repository } = await call(about, new DescribeRepositoryCommand(repositoryInput(at)));
        const found = must(repository, about);
        return {
          name: must(found.name, about),
          domain: found.domainName ?? at.domain,
          domainOwner: must(found.domainOwner, about),
          administratorAccount: must(found.administratorAccount, about),
          arn: found.arn ?? '',
          upstreams: listed(found.upstreams, about).flatMap(({ repositoryName }) => repositoryName ?? []),
          externalConnections: listed(found.externalConnections, about).flatMap(
            ({ externalConnectionName }) => externalConnectionName ?? [],
          ),
        };
      } catch (error) {
        if (error instanceof ServiceError && error.resourceType === 'repository') return undefined;
        throw error;
      }
    },
    listRepositoriesInDomain: async (at) => {
      const about = { operation: 'ListRepositoriesInDomain', subject: at.domain };
      const names: string[] = [];
      const ask = (nextToken: string | undefined) =>
        call(about, new ListRepositoriesInDomainCommand({ ...domainInput(at), maxResults: LARGEST_PAGE, nextToken }));
      for await (const { repositories } of pages(ask))
        names.push(...listed(repositories, about).flatMap(({ name }) => name ?? []));
      return names;
    },
    getRepositoryEndpoint: async (at, format, endpointType) => {
      const { repositoryEndpoint: endpoint } = await call(
        { operation: 'GetRepositoryEndpoint', subject: subjectOf(at) },
        new GetRepositoryEndpointCommand({ ...repositoryInput(at), format: format as PackageFormat, endpointType }),
      );
      return checkedEndpoint(endpoint, { at, format, region: service.region, serviceAddress: service.endpoint });
    },
    async *listPackages(at, filter = {}) {
      const about = { operation: 'ListPackages', subject: subjectOf(at) };
      const ask = (nextToken: string | undefined) =>
        call(
          about,
          new ListPackagesCommand({
            ...repositoryInput(at),
            format: filter.format as PackageFormat | undefined,
            namespace: filter.namespace,
            packagePrefix: filter.prefix,
            maxResults: LARGEST_PAGE,
            nextToken,
          }),
        );
      for await (const { packages } of pages(ask)) for (const wire of listed(packages, about)) yield packageOf(wire);
    },
    describePackage: (at, ref) => {
      const about = { operation: 'DescribePackage', subject: subjectOf(at, ref) };
      return orMissing(
        call(about, new DescribePackageCommand({ ...repositoryInput(at), ...packageInput(ref) })).then(
          ({ package: wire }) => packageOf(must(wire, about)),
        ),
      );
    },
    async *listPackageVersions(at, ref, filter = {}) {
      const about = { operation: 'ListPackageVersions', subject: subjectOf(at, ref) };
      const ask = (nextToken: string | undefined) =>
        call(
          about,
          new ListPackageVersionsCommand({
            ...repositoryInput(at),
            ...packageInput(ref),
            status: filter.status,
            sortBy: filter.newestFirst ? 'PUBLISHED_TIME' : undefined,
            maxResults: LARGEST_PAGE,
            nextToken,
          }),
        );
      try {
        for await (const { versions } of pages(ask)) {
          for (const wire of listed(versions, about)) {
            yield {
              version: must(wire.version, about),
              revision: must(wire.revision, about),
              status: must(wire.status, about),
              origin: originOf(wire.origin),
            };
          }
        }
      } catch (error) {
        if (!(error instanceof RegistryError && error.code === 'CA-FIND-002')) throw error;
      }
    },
    describePackageVersion: (at, ref) => orMissing(describeVersion(at, ref)),
    listPackageVersionAssets: (at, ref) => orMissing(listAssets(at, ref)),
    listPackageVersionDependencies: async (at, ref) => {
      const about = { operation: 'ListPackageVersionDependencies', subject: subjectOf(at, ref) };
      const found: DependencyDescription[] = [];
      const ask = (nextToken: string | undefined) =>
        call(
          about,
          new ListPackageVersionDependenciesCommand({
            ...repositoryInput(at),
            ...packageInput(ref),
            packageVersion: ref.version,
            nextToken,
          }),
        );
      for await (const { dependencies } of pages(ask)) {
        for (const wire of listed(dependencies, about)) {
          found.push({
            namespace: wire.namespace ?? undefined,
            name: must(wire.package, about),
            type: wire.dependencyType,
            requirement: wire.versionRequirement,
          });
        }
      }
      return found;
    },
    getPackageVersionAsset: (at, ref, asset, revision) => {
      const about = { operation: 'GetPackageVersionAsset', subject: subjectOf(at, ref), isStream: true };
      return orMissing(
        call(
          about,
          new GetPackageVersionAssetCommand({
            ...repositoryInput(at),
            ...packageInput(ref),
            packageVersion: ref.version,
            asset,
            packageVersionRevision: revision,
          }),
        ).then((answer) => {
          const body = must(answer.asset, about);
          return { size: announcedSize(body), body: body as AsyncIterable<Uint8Array> };
        }),
      );
    },
    // ---- writing
    copyPackageVersions: async (request) => {
      let isUnclear = false;
      const wire = await call(
        {
          operation: 'CopyPackageVersions',
          subject: `${request.domain}/${request.sourceRepository} to ${request.destinationRepository} ${request.package.name}`,
          onUnclear: () => {
            isUnclear = true;
          },
        },
        // Never `versionRevisions` together with `versions`: the two selectors exclude each other (API_CopyPackageVersions).
        new CopyPackageVersionsCommand({
          ...domainInput(request),
          sourceRepository: request.sourceRepository,
          destinationRepository: request.destinationRepository,
          ...packageInput(request.package),
          versionRevisions: request.revisions,
          ...(request.allowOverwrite ? { allowOverwrite: true } : {}),
          ...(request.includeFromUpstream ? { includeFromUpstream: true } : {}),
        }),
      );
      return { ...resultsOf(wire), ...(isUnclear ? { isUnclear } : {}) };
    },
    updatePackageVersionsStatus: (at, ref, change) =>
      call(
        { operation: 'UpdatePackageVersionsStatus', subject: subjectOf(at, ref) },
        new UpdatePackageVersionsStatusCommand({
          ...repositoryInput(at),
          ...packageInput(ref),
          versions: [...change.versions],
          targetStatus: change.target,
          expectedStatus: change.expected,
          versionRevisions: change.revisions,
        }),
      ).then(resultsOf),
    disposePackageVersions: (at, ref, versions, expected) =>
      call(
        { operation: 'DisposePackageVersions', subject: subjectOf(at, ref) },
        new DisposePackageVersionsCommand({
          ...repositoryInput(at),
          ...packageInput(ref),
          versions: [...versions],
          expectedStatus: expected,
        }),
      ).then(resultsOf),
    deletePackageVersions: (at, ref, versions, expected) =>
      call(
        { operation: 'DeletePackageVersions', subject: subjectOf(at, ref) },
        new DeletePackageVersionsCommand({
          ...repositoryInput(at),
          ...packageInput(ref),
          versions: [...versions],
          expectedStatus: expected,
        }),
      ).then(resultsOf),
    putPackageOriginConfiguration: async (at, ref, restrictions) => {
      await call(
        { operation: 'PutPackageOriginConfiguration', subject: subjectOf(at, ref) },
        new PutPackageOriginConfigurationCommand({ ...repositoryInput(at), ...packageInput(ref), restrictions }),
      );
    },
    publishPackageVersion: async (at, ref, asset, unfinished) => {
      const about = { operation: 'PublishPackageVersion', subject: subjectOf(at, ref) };
      const content: StreamedBody = { open: asset.open, size: asset.size };
      const wire = await call(
        about,
        new PublishPackageVersionCommand({
          ...repositoryInput(at),
          ...packageInput(ref),
          packageVersion: ref.version,
          assetName: asset.name,
          assetSHA256: asset.sha256,
          assetContent: content as never,
          unfinished: unfinished ? true : undefined,
        }),
      );
      return {
        revision: must(wire.versionRevision, about),
        status: wire.status ?? (unfinished ? 'Unfinished' : 'Published'),
      };
    },
    // ---- tokens
    getAuthorizationToken: async (at, durationSeconds) => {
      const { authorizationToken, expiration } = await call(
        { operation: 'GetAuthorizationToken', subject: at.domain },
        // Sent even when it is 0: the AWS CLI drops that value and the token then lives 12 hours.
        new GetAuthorizationTokenCommand({ ...domainInput(at), durationSeconds }),
      );
      // What is none would end up in files and commands of tools, and must not end the line it stands in.
      if (typeof authorizationToken !== 'string' || !TOKEN.test(authorizationToken))
        throw new RegistryError('CA-NET-004', `GetAuthorizationToken for ${at.domain} gave no token`);
      const token = conceal(authorizationToken, host.mask);
      return { token, expiresAt: expiration?.getTime() ?? host.clock.now() + durationSeconds * 1000 };
    },
    getCallerIdentity: caller,
  };
}
