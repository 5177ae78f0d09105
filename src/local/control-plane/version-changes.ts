// What changes versions: publish, copy, status, dispose, delete.
import type { VersionChanges } from '../registry/registry.ts';
import {
  type AnyOperation,
  domainAt,
  operation,
  packageOf,
  packageResource,
  repositoryAt,
  repositoryResource,
} from './operation.ts';
import {
  ASSET,
  atDomain,
  atPackage,
  atVersion,
  body,
  flag,
  header,
  maybeBody,
  maybeQuery,
  ofPackage,
  query,
  REPOSITORY,
  SHA256,
  STATUS,
  VERSION_REVISIONS,
  VERSIONS,
} from './schema.ts';
import { assetSummary, versionHead } from './versions.ts';

/** Failures of single versions are in the body; the call itself succeeds. */
function changes(result: VersionChanges): Readonly<Record<string, unknown>> {
  const failed = Object.entries(result.failed).map(([version, one]) => [
    version,
    { errorCode: one.code, errorMessage: one.message },
  ]);
  return { successfulVersions: result.successful, failedVersions: Object.fromEntries(failed) };
}

const guarded = {
  versions: body('versions', VERSIONS),
  versionRevisions: maybeBody('versionRevisions', VERSION_REVISIONS),
  expectedStatus: maybeBody('expectedStatus', STATUS),
} as const;

export const VERSION_CHANGE_OPERATIONS: readonly AnyOperation[] = [
  operation({
    name: 'PublishPackageVersion',
    method: 'POST',
    path: '/v1/package/version/publish',
    input: {
      ...atVersion,
      assetName: query('asset', ASSET),
      // Every request of the JavaScript SDK has this header; only here it is the digest of an asset.
      assetSHA256: header('x-amz-content-sha256', SHA256),
      unfinished: maybeQuery('unfinished', flag),
    },
    takesContent: true,
    resource: packageResource,
    async run(input, call) {
      const published = await call.registry.versions.publishAsset(repositoryAt(input, call), packageOf(input), {
        version: input.packageVersion,
        asset: input.assetName,
        sha256: input.assetSHA256,
        body: call.content,
        unfinished: input.unfinished,
      });
      const asset = assetSummary(published.asset);
      return { ...versionHead(input, published.revision), status: published.status, asset };
    },
  }),
  operation({
    name: 'CopyPackageVersions',
    method: 'POST',
    path: '/v1/package/versions/copy',
    input: {
      ...atDomain,
      sourceRepository: query('source-repository', REPOSITORY),
      destinationRepository: query('destination-repository', REPOSITORY),
      ...ofPackage,
      versions: maybeBody('versions', VERSIONS),
      versionRevisions: maybeBody('versionRevisions', VERSION_REVISIONS),
      allowOverwrite: maybeBody('allowOverwrite', flag),
      includeFromUpstream: maybeBody('includeFromUpstream', flag),
    },
    resource: (input, call) => repositoryResource({ ...input, repository: input.destinationRepository }, call),
    async run(input, call) {
      call.require('ReadFromRepository', repositoryResource({ ...input, repository: input.sourceRepository }, call));
      const {
        sourceRepository,
        destinationRepository,
        versions,
        versionRevisions,
        allowOverwrite,
        includeFromUpstream,
      } = input;
      const result = await call.registry.versions.copy({
        ...domainAt(input, call),
        sourceRepository,
        destinationRepository,
        package: packageOf(input),
        versions,
        versionRevisions,
        allowOverwrite,
        includeFromUpstream,
      });
      return changes(result);
    },
  }),
  operation({
    name: 'UpdatePackageVersionsStatus',
    method: 'POST',
    path: '/v1/package/versions/update_status',
    input: { ...atPackage, ...guarded, targetStatus: body('targetStatus', STATUS) },
    resource: packageResource,
    run(input, call) {
      const at = repositoryAt(input, call);
      return changes(call.registry.versions.updateStatus(at, packageOf(input), input.targetStatus, input));
    },
  }),
  operation({
    name: 'DisposePackageVersions',
    method: 'POST',
    path: '/v1/package/versions/dispose',
    input: { ...atPackage, ...guarded },
    resource: packageResource,
    run: (input, call) => changes(call.registry.versions.dispose(repositoryAt(input, call), packageOf(input), input)),
  }),
  operation({
    name: 'DeletePackageVersions',
    method: 'POST',
    path: '/v1/package/versions/delete',
    input: { ...atPackage, versions: guarded.versions, expectedStatus: guarded.expectedStatus },
    resource: packageResource,
    run: (input, call) => changes(call.registry.versions.delete(repositoryAt(input, call), packageOf(input), input)),
  }),
];
