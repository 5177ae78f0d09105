// Built packages (.nupkg) into publications. Id and version come from the nuspec inside, never from the file name.
import { basename } from 'node:path';
import type { Host } from '../../../core/ports/host.ts';
import type {
  Artifact,
  Dependency,
  FileVerdict,
  GatherReport,
  Publication,
  Republishing,
} from '../../../core/ports/package-format.ts';
import { ArchiveRefusal } from '../../shared/archive/archive.ts';
import { withCompanions } from '../../shared/companions/companions.ts';
import { describeArtifact } from '../../shared/digests.ts';
import { assetName, normaliseName } from '../names/coordinates.ts';
import { normaliseVersion, sameVersion } from '../names/version.ts';
import { dependenciesOnce } from './dependencies.ts';
import { type Nuspec, readNupkg } from './nuspec.ts';

export async function gather(paths: readonly string[], host: Pick<Host, 'files' | 'log'>): Promise<GatherReport> {
  const publications: Publication[] = [];
  const verdicts: FileVerdict[] = [];
  for (const path of new Set(paths)) {
    const result = await gatherFile(path, host);
    if ('reason' in result) {
      verdicts.push(result);
      continue;
    }
    const twin = publications.find(
      ({ name, version }) => name === result.name && version.toLowerCase() === result.version.toLowerCase(),
    );
    if (twin) {
      verdicts.push({
        path,
        verdict: 'refused',
        reason: `${otherThan(path, twin.artifacts[0]?.path ?? '')} is the same package version`,
      });
      continue;
    }
    publications.push(result);
    verdicts.push({ path, verdict: 'taken', reason: `${result.displayName ?? result.name} ${result.version}` });
  }
  return withCompanions({ publications, verdicts }, host.files);
}

/** The other file by its name, or by its path where the two have one name. */
const otherThan = (path: string, other: string): string =>
  basename(path) === basename(other) ? other : basename(other);

/** `ID.VERSION`, as the file is called and as the package says. */
export function stems({ displayName, name, version, artifacts }: Publication): readonly string[] {
  const chosen = artifacts.map(({ path }) => basename(path).replace(/\.nupkg$/i, ''));
  const written = [...chosen, `${displayName ?? name}.${version}`];
  // NuGet's own folder has it in small letters.
  return [...new Set([...written, ...written.map((stem) => stem.toLowerCase())])];
}

async function gatherFile(path: string, { files }: Pick<Host, 'files'>): Promise<Publication | FileVerdict> {
  const name = basename(path).toLowerCase();
  if (name.endsWith('.snupkg') || name.endsWith('.symbols.nupkg')) {
    return { path, verdict: 'left', reason: 'a symbol package; CodeArtifact has no symbol server', known: 'rule' };
  }
  if (name.endsWith('.nuspec'))
    return { path, verdict: 'left', reason: 'what a package is made by; the package holds its own', known: 'rule' };
  if (!name.endsWith('.nupkg')) return { path, verdict: 'left', reason: 'not a .nupkg' };
  const stat = await files.stat(path);
  if (stat?.kind !== 'file') return { path, verdict: 'refused', reason: 'not a regular file' };
  try {
    const { nuspec } = await readNupkg({ files, path, size: stat.size });
    const artifact = await describeArtifact(files, path, assetName(nuspec.id, nuspec.version));
    const version = normaliseVersion(nuspec.version);
    return publicationOf(nuspec, { format: 'nuget', name: normaliseName(nuspec.id), version }, artifact);
  } catch (error) {
    if (error instanceof ArchiveRefusal) return { path, verdict: 'refused', reason: error.message };
    throw error;
  }
}

function publicationOf(
  nuspec: Nuspec,
  reference: Parameters<Republishing['recompose']>[0],
  artifact: Artifact,
): Publication {
  return {
    ...reference,
    displayName: nuspec.id,
    artifacts: [artifact],
    dependencies: dependenciesOf(nuspec),
    metadata: null,
  };
}

export const nugetRepublishing: Republishing = {
  async problems(_, assets) {
    const first = assets.findIndex(({ name }) => name.toLowerCase().endsWith('.nupkg'));
    return assets.flatMap(({ name }, index) =>
      index === first ? [] : [`${JSON.stringify(name)}: a push carries one .nupkg and no other file`],
    );
  },

  async recompose(reference, [asset], { files }) {
    if (!asset) return { problem: 'the version has no asset' };
    try {
      const { nuspec } = await readNupkg({ files, path: asset.path, size: asset.size });
      // The destination goes by the nuspec alone, and would make another version of it.
      if (normaliseName(nuspec.id) !== reference.name || !sameVersion(nuspec.version, reference.version))
        return { problem: `${asset.name}: its nuspec says ${nuspec.id} ${nuspec.version}` };
      return { publication: publicationOf(nuspec, reference, await describeArtifact(files, asset.path, asset.name)) };
    } catch (error) {
      if (error instanceof ArchiveRefusal) return { problem: `${asset.name}: ${error.message}` };
      throw error;
    }
  },
};

function dependenciesOf({ dependencyGroups }: Nuspec): Dependency[] {
  return dependenciesOnce(dependencyGroups).map((each) => ({ ...each, type: 'dependency' }));
}
