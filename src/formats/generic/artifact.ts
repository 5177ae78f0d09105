// A generic publication is what its author says: a named coordinate and the files that belong to it. Nothing inside
// the files tells, so nothing is ever taken for a generic package on its own.
import { companionOf } from '../../core/model/companion.ts';
import type { VersionReference } from '../../core/model/package.ts';
import type { Host } from '../../core/ports/host.ts';
import type {
  Artifact,
  FileVerdict,
  GatherReport,
  Publication,
  Republishing,
} from '../../core/ports/package-format.ts';
import { checkCompanion } from '../shared/companions/companions.ts';
import { describeArtifact, describeAssets } from '../shared/digests.ts';
import { assetNameProblem } from './coordinates.ts';

/** Files alone are never a generic package. */
export async function gather(paths: readonly string[]): Promise<GatherReport> {
  const reason = 'a generic package is only made of named files: give its coordinate in `versions`';
  return { publications: [], verdicts: paths.map((path) => ({ path, verdict: 'left' as const, reason })) };
}

/** One publication of these files in this order, or none when any of them cannot be an asset of it. */
export async function compose(
  reference: VersionReference,
  paths: readonly string[],
  host: Pick<Host, 'files' | 'log'>,
): Promise<GatherReport> {
  const verdicts: FileVerdict[] = [];
  const artifacts: Artifact[] = [];
  for (const path of paths) {
    const assetName = path.split(/[\\/]/).at(-1) ?? '';
    const problem = await problemOf(path, assetName, artifacts, host);
    if (problem === undefined) artifacts.push(await describeArtifact(host.files, path, assetName));
    verdicts.push({
      path,
      verdict: problem === undefined ? 'taken' : 'refused',
      reason: problem ?? `asset ${assetName}`,
    });
  }
  const lies = await disagreeing(artifacts, host.files);
  for (const [index, verdict] of verdicts.entries()) {
    const reason = lies.get(verdict.path);
    if (reason !== undefined) verdicts[index] = { ...verdict, verdict: 'refused', reason };
  }
  const isWhole = lies.size === 0 && artifacts.length > 0 && artifacts.length === paths.length;
  return { publications: isWhole ? [publicationOf(reference, artifacts)] : [], verdicts };
}

/** Checksums and signatures are assets like all that was named, but not those of other bytes than lie beside them. */
async function disagreeing(artifacts: readonly Artifact[], files: Host['files']): Promise<Map<string, string>> {
  const byName = new Map(artifacts.map((artifact) => [artifact.assetName, artifact]));
  const found = new Map<string, string>();
  for (const { path, assetName } of artifacts) {
    const companion = companionOf(assetName);
    const of = companion && byName.get(companion.of);
    if (!companion || !of) continue;
    const finding = await checkCompanion(
      path,
      companion,
      { path: of.path, name: of.assetName, digests: of.digests },
      files,
    );
    if ('differs' in finding) found.set(path, finding.differs);
  }
  return found;
}

function publicationOf(reference: VersionReference, artifacts: readonly Artifact[]): Publication {
  return { ...reference, format: 'generic', artifacts, dependencies: [], metadata: {} };
}

export const genericRepublishing: Republishing = {
  isFinal: true,

  problems: async (_, assets) =>
    assets.flatMap(({ name }) => {
      const problem = assetNameProblem(name);
      return problem === undefined ? [] : [`${JSON.stringify(name)}: ${problem}`];
    }),

  recompose: async (reference, assets, { files }) => ({
    publication: publicationOf(reference, await describeAssets(files, assets)),
  }),
};

async function problemOf(
  path: string,
  assetName: string,
  taken: readonly Artifact[],
  host: Pick<Host, 'files'>,
): Promise<string | undefined> {
  const problem = assetNameProblem(assetName);
  if (problem !== undefined) return problem;
  const twin = taken.find((artifact) => artifact.assetName === assetName);
  if (twin) return `${twin.path} has the same file name, and assets have no folders`;
  const stat = await host.files.stat(path);
  return stat?.kind === 'file' ? undefined : 'not a readable file';
}
