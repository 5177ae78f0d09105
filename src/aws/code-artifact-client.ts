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
import { parseEndpoint } from '../core/model/endpoint.ts';
import type { Format, Origin, OriginRestrictions, VersionReference } from '../core/model/package.ts';
import { conceal, LONGEST_TOKEN } from '../core/model/secret.ts';
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
import {
  type AwsCall,
  listed,
  maybeInstant,
  maybeText,
  must,
  nextPage,
  notPromised,
  promisedText,
  record,
} from './call.ts';
import { checkedEndpoint } from './endpoints/repository-endpoint.ts';
import { domainInput, packageInput, repositoryInput, subjectOf } from './references.ts';
import { announcedSize, type StreamedBody, watchServiceTime } from './request-handler.ts';
import { createCaller, type Service } from './service-client.ts';
import { ServiceError } from './service-error.ts';

export type CodeArtifactClient = CodeArtifactReader & CodeArtifactWriter & TokenIssuer;

/** As many of a list as one answer may hold (API reference, `maxResults`). */
const LARGEST_PAGE = 1000;

/** Credentials as HTTP carries them (RFC 6750, `b64token`). */
const TOKEN = /^[\w.~+/-]+=*$/;

function originOf(wire: PackageVersionOrigin | undefined, call: AwsCall): Origin | undefined {
  const type = maybeText(record(wire, call).originType, call);
  if (!type) return undefined;
  const entryPoint = record(wire?.domainEntryPoint, call);
  const repository = maybeText(entryPoint.repositoryName, call);
  const externalConnection = maybeText(entryPoint.externalConnectionName, call);
  return {
    type,
    ...(repository ? { repository } : {}),
    ...(externalConnection ? { externalConnection } : {}),
  };
}

/** Packages are described with `name` and listed with `package`. */
const packageOf = (wire: PackageSummary & WirePackage, call: AwsCall): PackageDescription => ({
  format: promisedText(wire.format, call) as Format,
  namespace: maybeText(wire.namespace, call),
  name: promisedText(wire.package ?? wire.name, call),
  restrictions: restrictionsOf(wire, call),
});

function restrictionsOf({ originConfiguration }: PackageSummary, call: AwsCall): OriginRestrictions | undefined {
  const { restrictions } = record(originConfiguration, call);
  if (restrictions === undefined || restrictions === null) return undefined;
  const { publish, upstream } = record(restrictions, call);
  return { publish: promisedText(publish, call), upstream: promisedText(upstream, call) };
}

/** A write of versions that notes whether one of its tries may have had its effect although no answer told so. */
function tellingDoubt(call: AwsCall) {
  let isUnclear = false;
  const onUnclear = () => {
    isUnclear = true;
    call.onUnclear?.();
  };
  return {
    about: { ...call, onUnclear },
    results: (wire: Parameters<typeof resultsOf>[0]): VersionResults => ({
      ...resultsOf(wire, call),
      ...(isUnclear ? { isUnclear } : {}),
    }),
  };
}

function resultsOf(
  wire: {
    readonly successfulVersions?: Record<string, SuccessfulPackageVersionInfo> | undefined;
    readonly failedVersions?: Record<string, PackageVersionError> | undefined;
  },
  call: AwsCall,
): VersionResults {
  // As members of its own, whatever a version is called.
  const failed = Object.fromEntries(
    Object.entries(record(wire.failedVersions, call)).map(([version, error]) => {
      const { errorCode, errorMessage } = record(error, call);
      const code = (maybeText(errorCode, call) ?? 'SKIPPED') as VersionFailureCode;
      return [version, { code, message: maybeText(errorMessage, call) ?? '' }];
    }),
  );
  const successful = Object.fromEntries(
    Object.entries(record(wire.successfulVersions, call)).map(([version, each]) => {
      const { revision, status } = record(each, call);
      return [version, { revision: maybeText(revision, call), status: maybeText(status, call) }];
    }),
  );
  return { successful: successful as VersionResults['successful'], failed };
}

function sizeOf(size: number | undefined, call: AwsCall): number {
  const found: unknown = size ?? 0;
  if (typeof found === 'number' && found >= 0) return found;
  throw notPromised(call, 'something else where a size belongs');
}

function digestsOf(hashes: Readonly<Record<string, string>> | undefined, call: AwsCall): AssetDescription['digests'] {
  const found = record(hashes, call);
  for (const each of Object.values(found)) promisedText(each, call);
  return found;
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
    about: AwsCall,
    ask: (nextToken: string | undefined) => Promise<Page>,
  ): AsyncGenerator<Page> {
    let token: string | undefined;
    let count = 0;
    do {
      const page = await ask(token);
      yield page;
      token = nextPage(page, { sent: token, pages: ++count, call: about });
    } while (token);
  }

  const owners = new Map<string, string>();
  const learnOwner = ({ domain }: RepositoryAddress, owner: string | undefined) => {
    if (owner !== undefined && !owners.has(domain)) owners.set(domain, owner);
  };
  /** Whose a domain is for which nobody named an owner: the caller's own, by the API's rule. No call is made for it. */
  const ownerOf = async (at: RepositoryAddress): Promise<string | undefined> =>
    at.domainOwner ?? service.askedAccount?.() ?? (await service.credentials?.())?.accountId ?? owners.get(at.domain);

  const describeVersion = async (at: RepositoryAddress, ref: VersionReference): Promise<VersionDescription> => {
    const about = { operation: 'DescribePackageVersion', subject: subjectOf(at, ref) };
    const { packageVersion } = await call(
      about,
      new DescribePackageVersionCommand({ ...repositoryInput(at), ...packageInput(ref), packageVersion: ref.version }),
    );
    const wire = record(must(packageVersion, about), about);
    return {
      ...ref,
      version: maybeText(wire.version, about) ?? ref.version,
      displayName: maybeText(wire.displayName, about),
      revision: promisedText(wire.revision, about),
      status: promisedText(wire.status, about),
      origin: originOf(wire.origin, about),
      publishedAt: maybeInstant(wire.publishedTime, about),
    };
  };

  /** The answer names the revision (API_ListPackageVersionAssets), though the model does not promise it. */
  const listAssets = async (at: RepositoryAddress, ref: VersionReference): Promise<AssetListing> => {
    const about = { operation: 'ListPackageVersionAssets', subject: subjectOf(at, ref) };
    const assets: AssetDescription[] = [];
    let revision: string | undefined;
    let nextToken: string | undefined;
    let count = 0;
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
      revision = maybeText(page.versionRevision, about);
      for (const { name, size, hashes } of listed(page.assets, about))
        assets.push({ name: promisedText(name, about), size: sizeOf(size, about), digests: digestsOf(hashes, about) });
      nextToken = nextPage(page, { sent: nextToken, pages: ++count, call: about });
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
        const found = record(must(repository, about), about);
        learnOwner(at, maybeText(found.domainOwner, about));
        return {
          name: promisedText(found.name, about),
          domain: maybeText(found.domainName, about) ?? at.domain,
          domainOwner: promisedText(found.domainOwner, about),
          administratorAccount: promisedText(found.administratorAccount, about),
          arn: maybeText(found.arn, about) ?? '',
          upstreams: listed(found.upstreams, about).flatMap(
            ({ repositoryName }) => maybeText(repositoryName, about) ?? [],
          ),
          externalConnections: listed(found.externalConnections, about).flatMap(
            ({ externalConnectionName }) => maybeText(externalConnectionName, about) ?? [],
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
      for await (const { repositories } of pages(about, ask))
        names.push(...listed(repositories, about).flatMap(({ name }) => maybeText(name, about) ?? []));
      return names;
    },
    getRepositoryEndpoint: async (at, format, endpointType) => {
      const { repositoryEndpoint: endpoint } = await call(
        { operation: 'GetRepositoryEndpoint', subject: subjectOf(at) },
        new GetRepositoryEndpointCommand({ ...repositoryInput(at), format: format as PackageFormat, endpointType }),
      );
      const { region, endpoint: serviceAddress } = service;
      const checked = checkedEndpoint(endpoint, { at, owner: await ownerOf(at), format, region, serviceAddress });
      learnOwner(at, parseEndpoint(checked)?.domainOwner);
      return checked;
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
      for await (const { packages } of pages(about, ask))
        for (const wire of listed(packages, about)) yield packageOf(wire, about);
    },
    describePackage: (at, ref) => {
      const about = { operation: 'DescribePackage', subject: subjectOf(at, ref) };
      return orMissing(
        call(about, new DescribePackageCommand({ ...repositoryInput(at), ...packageInput(ref) })).then(
          ({ package: wire }) => packageOf(record(must(wire, about), about), about),
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
        for await (const { versions } of pages(about, ask)) {
          for (const wire of listed(versions, about)) {
            yield {
              version: promisedText(wire.version, about),
              revision: promisedText(wire.revision, about),
              status: promisedText(wire.status, about),
              origin: originOf(wire.origin, about),
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
      for await (const { dependencies } of pages(about, ask)) {
        for (const wire of listed(dependencies, about)) {
          found.push({
            namespace: maybeText(wire.namespace, about),
            name: promisedText(wire.package, about),
            type: maybeText(wire.dependencyType, about),
            requirement: maybeText(wire.versionRequirement, about),
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
      const subject = `${request.domain}/${request.sourceRepository} to ${request.destinationRepository} ${request.package.name}`;
      const { about, results } = tellingDoubt({
        operation: 'CopyPackageVersions',
        subject,
        beforeTry: request.beforeTry,
        ...(request.onUnclear ? { onUnclear: request.onUnclear } : {}),
      });
      const wire = await call(
        about,
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
      return results(wire);
    },
    updatePackageVersionsStatus: (at, ref, change) => {
      const { about, results } = tellingDoubt({
        operation: 'UpdatePackageVersionsStatus',
        subject: subjectOf(at, ref),
      });
      return call(
        about,
        new UpdatePackageVersionsStatusCommand({
          ...repositoryInput(at),
          ...packageInput(ref),
          versions: [...change.versions],
          targetStatus: change.target,
          expectedStatus: change.expected,
          versionRevisions: change.revisions,
        }),
      ).then(results);
    },
    disposePackageVersions: (at, ref, versions, expected) => {
      const { about, results } = tellingDoubt({ operation: 'DisposePackageVersions', subject: subjectOf(at, ref) });
      return call(
        about,
        new DisposePackageVersionsCommand({
          ...repositoryInput(at),
          ...packageInput(ref),
          versions: [...versions],
          expectedStatus: expected,
        }),
      ).then(results);
    },
    deletePackageVersions: (at, ref, versions, expected) => {
      const { about, results } = tellingDoubt({ operation: 'DeletePackageVersions', subject: subjectOf(at, ref) });
      return call(
        about,
        new DeletePackageVersionsCommand({
          ...repositoryInput(at),
          ...packageInput(ref),
          versions: [...versions],
          expectedStatus: expected,
        }),
      ).then(results);
    },
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
        revision: promisedText(wire.versionRevision, about),
        status: maybeText(wire.status, about) ?? (unfinished ? 'Unfinished' : 'Published'),
      };
    },
    // ---- tokens
    getAuthorizationToken: async (at, durationSeconds) => {
      const about = { operation: 'GetAuthorizationToken', subject: at.domain };
      const { authorizationToken, expiration } = await call(
        about,
        // Sent even when it is 0: the AWS CLI drops that value and the token then lives 12 hours.
        new GetAuthorizationTokenCommand({ ...domainInput(at), durationSeconds }),
      );
      // What is none would end up in files and commands of tools, and must not end the line it stands in.
      if (typeof authorizationToken !== 'string' || !TOKEN.test(authorizationToken))
        throw new RegistryError('CA-NET-004', `GetAuthorizationToken for ${at.domain} gave no token`);
      if (authorizationToken.length > LONGEST_TOKEN)
        throw notPromised(about, `a token of ${authorizationToken.length} characters`);
      const token = conceal(promisedText(authorizationToken, about), host.mask);
      // It goes into files of many kinds, each of which has lines.
      if (/\p{C}/u.test(token.reveal())) throw notPromised(about, 'a token that has control characters');
      const now = time.now() ?? host.clock.now();
      const expiresAt = maybeInstant(expiration, about);
      if (expiresAt !== undefined && expiresAt <= now) throw notPromised(about, 'a token that has ended already');
      return { token, expiresAt: expiresAt ?? host.clock.now() + durationSeconds * 1000 };
    },
    getCallerIdentity: caller,
  };
}
