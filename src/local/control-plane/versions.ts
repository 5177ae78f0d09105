// Reading versions: lists, descriptions, assets. What changes them is in version-changes.ts.
import type { Origin } from '../../core/model/package.ts';
import type { DescribedAsset } from '../../core/ports/format-server.ts';
import type { VersionView } from '../registry/registry.ts';
import {
  type AnyOperation,
  AssetAnswer,
  operation,
  packageOf,
  packageResource,
  repositoryAt,
  seconds,
} from './operation.ts';
import {
  ASSET,
  atPackage,
  atVersion,
  maybeQuery,
  oneOf,
  PAGE_TOKEN,
  paged,
  query,
  REVISION,
  STATUS,
} from './schema.ts';

function origin(found: Origin): Readonly<Record<string, unknown>> {
  const { type, repository, externalConnection } = found;
  const entry = { repositoryName: repository, externalConnectionName: externalConnection };
  const isKnown = repository !== undefined || externalConnection !== undefined;
  return { domainEntryPoint: isKnown ? entry : undefined, originType: type };
}

function summary(view: VersionView): Readonly<Record<string, unknown>> {
  return { version: view.version, revision: view.revision, status: view.status, origin: origin(view.origin) };
}

/** Shared with the answer of a publish. */
export function assetSummary(asset: DescribedAsset): Readonly<Record<string, unknown>> {
  return { name: asset.name, size: asset.size, hashes: asset.digests };
}

interface VersionInput {
  readonly format: string;
  readonly namespace?: string | undefined;
  readonly package: string;
  readonly packageVersion: string;
}

/** The members with which lists of one version's parts begin. */
export function versionHead(input: VersionInput, versionRevision: string): Readonly<Record<string, unknown>> {
  const { format, namespace, package: name, packageVersion: version } = input;
  return { format, namespace, package: name, version, versionRevision };
}

export const VERSION_OPERATIONS: readonly AnyOperation[] = [
  operation({
    name: 'ListPackageVersions',
    method: 'POST',
    path: '/v1/package/versions',
    input: {
      ...atPackage,
      status: maybeQuery('status', STATUS),
      sortBy: maybeQuery('sortBy', oneOf(['PUBLISHED_TIME'])),
      ...paged,
      originType: maybeQuery('originType', oneOf(['INTERNAL', 'EXTERNAL', 'UNKNOWN'])),
    },
    resource: packageResource,
    run(input, call) {
      const filter = { status: input.status, originType: input.originType, newestFirst: input.sortBy !== undefined };
      const page = call.registry.versions.list(repositoryAt(input, call), packageOf(input), filter, input);
      return {
        // Null while a package has only Unfinished versions, as the service shows it.
        defaultDisplayVersion: page.defaultDisplayVersion ?? null,
        format: input.format,
        namespace: input.namespace,
        package: input.package,
        versions: page.items.map(summary),
        nextToken: page.nextToken,
      };
    },
  }),
  operation({
    name: 'DescribePackageVersion',
    method: 'GET',
    path: '/v1/package/version',
    input: atVersion,
    resource: packageResource,
    run(input, call) {
      const view = call.registry.versions.describe(repositoryAt(input, call), packageOf(input), input.packageVersion);
      const { details } = view;
      return {
        packageVersion: {
          format: view.format,
          namespace: view.namespace,
          packageName: view.name,
          displayName: view.displayName,
          version: view.version,
          summary: details.summary,
          homePage: details.homePage,
          sourceCodeRepository: details.sourceCodeRepository,
          publishedTime: seconds(view.publishedAt),
          licenses: details.licenses ?? [],
          revision: view.revision,
          status: view.status,
          origin: origin(view.origin),
        },
      };
    },
  }),
  operation({
    name: 'GetPackageVersionReadme',
    method: 'GET',
    path: '/v1/package/version/readme',
    input: atVersion,
    resource: packageResource,
    run(input, call) {
      const found = call.registry.versions.readme(repositoryAt(input, call), packageOf(input), input.packageVersion);
      return { ...versionHead(input, found.revision), readme: found.readme };
    },
  }),
  operation({
    name: 'ListPackageVersionAssets',
    method: 'POST',
    path: '/v1/package/version/assets',
    input: { ...atVersion, ...paged },
    resource: packageResource,
    run(input, call) {
      const page = call.registry.versions.assets(
        repositoryAt(input, call),
        packageOf(input),
        input.packageVersion,
        input,
      );
      return { ...versionHead(input, page.revision), nextToken: page.nextToken, assets: page.items.map(assetSummary) };
    },
  }),
  operation({
    name: 'ListPackageVersionDependencies',
    method: 'POST',
    path: '/v1/package/version/dependencies',
    // The one list without max-results.
    input: { ...atVersion, nextToken: maybeQuery('next-token', PAGE_TOKEN) },
    resource: packageResource,
    run(input, call) {
      const at = repositoryAt(input, call);
      const page = call.registry.versions.dependencies(at, packageOf(input), input.packageVersion, {
        nextToken: input.nextToken,
      });
      const dependencies = page.items.map((one) => ({
        namespace: one.namespace,
        package: one.name,
        dependencyType: one.type,
        versionRequirement: one.requirement,
      }));
      return { ...versionHead(input, page.revision), nextToken: page.nextToken, dependencies };
    },
  }),
  operation({
    name: 'GetPackageVersionAsset',
    method: 'GET',
    path: '/v1/package/version/asset',
    input: { ...atVersion, asset: query('asset', ASSET), packageVersionRevision: maybeQuery('revision', REVISION) },
    resource: packageResource,
    run(input, call) {
      const { packageVersion, packageVersionRevision } = input;
      const at = repositoryAt(input, call);
      const found = call.registry.versions.asset(
        at,
        packageOf(input),
        packageVersion,
        input.asset,
        packageVersionRevision,
      );
      const { size, digests } = found.asset;
      return new AssetAnswer(
        { file: call.registry.blobPath(found.asset), size, sha256: digests['SHA-256'] },
        {
          'x-assetname': found.asset.name,
          'x-packageversion': packageVersion,
          'x-packageversionrevision': found.revision,
        },
      );
    },
  }),
];
