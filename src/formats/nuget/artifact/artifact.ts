// Built packages (.nupkg) into publications. Id and version come from the nuspec inside, never from the file name.
import { basename } from 'node:path';
import type { Host } from '../../../core/ports/host.ts';
import type { Dependency, FileVerdict, GatherReport, Publication } from '../../../core/ports/package-format.ts';
import { ArchiveRefusal } from '../../shared/archive/archive.ts';
import { describeArtifact } from '../../shared/digests.ts';
import { assetName, normaliseName, normaliseVersion } from '../names/coordinates.ts';
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
        reason: `${basename(twin.artifacts[0]?.path ?? '')} is the same package version`,
      });
      continue;
    }
    publications.push(result);
    verdicts.push({ path, verdict: 'taken', reason: `${result.displayName ?? result.name} ${result.version}` });
  }
  return { publications, verdicts };
}

async function gatherFile(path: string, { files }: Pick<Host, 'files'>): Promise<Publication | FileVerdict> {
  const name = basename(path).toLowerCase();
  if (name.endsWith('.snupkg') || name.endsWith('.symbols.nupkg')) {
    return { path, verdict: 'left', reason: 'a symbol package; CodeArtifact has no symbol server' };
  }
  if (!name.endsWith('.nupkg')) return { path, verdict: 'left', reason: 'not a .nupkg' };
  const stat = await files.stat(path);
  if (stat?.kind !== 'file') return { path, verdict: 'refused', reason: 'not a regular file' };
  try {
    const { nuspec } = await readNupkg({ files, path, size: stat.size });
    const artifact = await describeArtifact(files, path, assetName(nuspec.id, nuspec.version));
    return {
      format: 'nuget',
      name: normaliseName(nuspec.id),
      displayName: nuspec.id,
      version: normaliseVersion(nuspec.version),
      artifacts: [artifact],
      dependencies: dependenciesOf(nuspec),
      metadata: null,
    };
  } catch (error) {
    if (error instanceof ArchiveRefusal) return { path, verdict: 'refused', reason: error.message };
    throw error;
  }
}

/** Of all frameworks; the same dependency with the same range once. */
export function dependenciesOf({ dependencyGroups }: Nuspec): Dependency[] {
  const all = dependencyGroups.flatMap(({ dependencies }) => dependencies);
  const unique = new Map(all.map(({ id, range }) => [`${normaliseName(id)} ${range}`, { id, range }]));
  return [...unique.values()].map(({ id, range }) => ({
    name: normaliseName(id),
    requirement: range,
    type: 'dependency',
  }));
}
