// Push, unlist and list again. See serve.ts for the conversation.
import {
  type Json,
  ServedRefusal,
  type ServedRepository,
  type ServedRequest,
  type VersionDetails,
} from '../../../core/ports/format-server.ts';
import { ArchiveRefusal } from '../../shared/archive/archive.ts';
import { listedDependencies } from '../artifact/dependencies.ts';
import { type Nuspec, readNupkg } from '../artifact/nuspec.ts';
import { assetName, nugetReference } from '../names/coordinates.ts';
import { normaliseVersion, sameVersion } from '../names/version.ts';
import { receivePackage } from './parse-push.ts';
import type { NugetSwitches } from './switches.ts';

/** Id and version come from the nuspec. Publishing needs ReadFromRepository too (user guide, packages-overview). */
export async function publishPushed(
  request: ServedRequest,
  repository: ServedRepository,
  switches: NugetSwitches,
): Promise<void> {
  repository.authorize('read');
  const blob = await receivePackage(request, repository);
  const { nuspec } = await readNupkg(repository.blobPath(blob)).catch(refused);
  if (nuspec.packageTypes.includes('SymbolsPackage')) {
    if (switches.symbolPackages === 'dropped') return;
    throw new ServedRefusal('invalid', 'symbol packages are not supported');
  }
  const ref = nugetReference(nuspec.id);
  repository.authorize('publish', ref);
  const version = normaliseVersion(nuspec.version);
  const receipt = await repository.publish({
    ...ref,
    displayName: nuspec.id,
    version,
    assets: [{ name: assetName(nuspec.id, version), blob }],
    assetPolicy: 'closed',
    metadata: nuspec as unknown as Json,
    description: detailsOf(nuspec),
  });
  if (receipt.outcome === 'unchanged' && switches.identicalPush === 'conflict') {
    throw new ServedRefusal('conflict', `${nuspec.id} ${version} exists`);
  }
}

function refused(error: unknown): never {
  if (error instanceof ArchiveRefusal) throw new ServedRefusal('invalid', error.message);
  throw error;
}

function detailsOf(nuspec: Nuspec): VersionDetails {
  const { description, projectUrl, repositoryUrl, licenseExpression, licenseUrl } = nuspec;
  const license = {
    ...(licenseExpression === undefined ? {} : { name: licenseExpression }),
    ...(licenseUrl === undefined ? {} : { url: licenseUrl }),
  };
  return {
    ...(description === undefined ? {} : { summary: description }),
    ...(projectUrl === undefined ? {} : { homePage: projectUrl }),
    ...(repositoryUrl === undefined ? {} : { sourceCodeRepository: repositoryUrl }),
    licenses: Object.keys(license).length > 0 ? [license] : [],
    dependencies: listedDependencies(nuspec.dependencyGroups),
  };
}

/** `nuget delete` hides a version; the bytes stay for those who depend on it, as on nuget.org. */
export async function setListed(
  id: string,
  version: string,
  listed: boolean,
  repository: ServedRepository,
): Promise<void> {
  const ref = nugetReference(id);
  repository.authorize('publish', ref);
  const found = await repository.findPackage(ref);
  const held = found?.versions.find((each) => each.heldBy === repository.name && sameVersion(each.version, version));
  if (!held) throw new ServedRefusal('not-found', `${id} ${version} is not in this repository`);
  const status = listed ? 'Published' : 'Unlisted';
  if (held.status !== status) await repository.setStatus(ref, held.version, status);
}
