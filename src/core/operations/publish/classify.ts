// Each built version against the registry, by bytes and not by name.
import type { ArchiveDifference } from '../../model/outcome.ts';
import type { PackageReference, Status } from '../../model/package.ts';
import type { AssetDescription, VersionDescription } from '../../ports/code-artifact.ts';
import type { Artifact, PackageFormat, Publication } from '../../ports/package-format.ts';
import { publishAgainCommand } from '../dist-tags/commands.ts';
import { compareArtifacts } from '../repository/assets.ts';
import { PackageRecords } from '../repository/package-records.ts';
import { type RepositoryReader, recordOf } from '../repository/repository-access.ts';
import { heldBuild, isNewerBuild, shownAs, snapshotOf } from '../repository/snapshots.ts';
import { describeStored, hasOtherSpellings, isSameVersion } from '../repository/stored-spelling.ts';
import { type UpstreamChain, upstreamChain } from '../repository/upstream-chain.ts';

/**
 * - absent: nowhere in reach
 * - identical: every artifact is there with the same sha256
 * - partial: some are there with the same sha256, the rest can still be added (or finished)
 * - different: at least one is there with other bytes
 * - upstream: not here, but reachable through an upstream, so the service answers 409
 * - withdrawn: Archived or Disposed
 * - hidden: Unlisted, with the same bytes or a part of them; nobody would be given what is published
 * - origin-blocked: publish is BLOCK for the package
 * - too-large: more assets, or larger ones, than the service takes
 */
export type Standing =
  | 'absent'
  | 'identical'
  | 'partial'
  | 'different'
  | 'upstream'
  | 'withdrawn'
  | 'hidden'
  | 'origin-blocked'
  | 'too-large';

export interface Classification {
  readonly publication: Publication;
  readonly standing: Standing;
  /** One sentence for people. */
  readonly reason: string;
  readonly revision?: string | undefined;
  readonly status?: Status | undefined;
  /** What the registry has of this version. */
  readonly present: readonly AssetDescription[];
  /** Artifacts that the registry lacks. */
  readonly missing: readonly Artifact[];
  readonly differences?: readonly ArchiveDifference[] | undefined;
}

/** What is known of the whole destination, so that it is asked for once. */
export interface Surroundings {
  readonly side: RepositoryReader;
  readonly chain: UpstreamChain;
  readonly packages: PackageRecords;
  readonly formats: readonly PackageFormat[];
}

/** `expected`: the packages it will be about. */
export async function surroundingsOf(
  side: RepositoryReader,
  expected: readonly PackageReference[],
  formats: readonly PackageFormat[],
): Promise<Surroundings> {
  const packages = new PackageRecords(side, expected);
  packages.begin(expected);
  return { side, chain: await upstreamChain(side.reader, side.address), packages, formats };
}

/** Reads only, and only of the control plane unless a public source is in reach. */
export async function classify(publication: Publication, surroundings: Surroundings): Promise<Classification> {
  const { reader, address } = surroundings.side;
  if (await surroundings.packages.lacks(publication)) return classifyAbsent(publication, surroundings);
  const found = await describeStored(publication, surroundings.side, surroundings.formats);
  if (!found) return classifyAbsent(publication, surroundings);
  if (found.version !== publication.version && hasOtherSpellings(publication, surroundings.formats))
    return otherSpelling(publication, found, surroundings);
  const base = { publication, revision: found.revision, status: found.status };
  if (found.status === 'Archived' || found.status === 'Disposed') {
    const way = found.status === 'Archived' ? 'restore it, or publish a new version' : 'publish a new version';
    return {
      ...base,
      standing: 'withdrawn',
      reason: `the version is ${found.status}; ${way}`,
      present: [],
      missing: [],
    };
  }
  const present = (await reader.listPackageVersionAssets(address, publication))?.assets ?? [];
  const standing = standingOf(publication, present, found.status);
  if (found.status !== 'Unlisted' || standing.standing === 'different') return { ...base, ...standing };
  const replaced = await replacedBuild(publication, surroundings);
  if (replaced) return { ...base, ...standing, ...(standing.missing.length === 0 ? replaced : {}) };
  const shown = shownAs(publication, surroundings.formats);
  const command = publishAgainCommand(shown, await recordOf(surroundings.side));
  return {
    ...base,
    ...standing,
    standing: 'hidden',
    reason: `the version is Unlisted, so nobody can install it; \`${command}\` lists it again`,
  };
}

/** The spelling stands in the built file, so its bytes are others in any case. */
async function otherSpelling(
  publication: Publication,
  { version, revision, status }: VersionDescription,
  { side: { reader, address } }: Surroundings,
): Promise<Classification> {
  const listing = await reader.listPackageVersionAssets(address, { ...publication, version });
  const reason = `it is there as ${version}, which is the same version; letters count without case`;
  return { publication, revision, status, standing: 'different', reason, present: listing?.assets ?? [], missing: [] };
}

/** A build is hidden by itself, and nobody is led to it while its snapshot is another one. Undefined for all others. */
async function replacedBuild(
  publication: Publication,
  { side, formats }: Surroundings,
): Promise<Pick<Classification, 'standing' | 'reason'> | undefined> {
  const snapshot = snapshotOf(publication, formats);
  const held = snapshot && (await heldBuild(snapshot, side, formats));
  if (snapshot === undefined || held?.build === publication.version) return undefined;
  const build = held?.build;
  if (build !== undefined && isNewerBuild({ ...publication, version: build }, publication.version, formats))
    return {
      standing: 'identical',
      reason: `every asset has the same sha256; ${snapshot.version} is the newer ${build}`,
    };
  const reason = `every asset is there, and ${snapshot.version} is ${build ?? 'not this build'}`;
  return { standing: 'partial', reason };
}

function standingOf(
  publication: Publication,
  present: readonly AssetDescription[],
  status: Status,
): Omit<Classification, 'publication'> {
  const { missing, different } = compareArtifacts(publication.artifacts, present);
  const first = different[0];
  if (first) {
    const names = different.map(({ artifact }) => artifact.assetName).join(', ');
    const hashes = `sha256 ${first.asset.digests['SHA-256'] ?? 'unknown'} there, ${first.artifact.digests['SHA-256']} here`;
    return { standing: 'different', reason: `${names}: other bytes (${hashes})`, present, missing };
  }
  if (missing.length > 0) {
    const names = missing.map(({ assetName }) => assetName).join(', ');
    return { standing: 'partial', reason: `${status}, and without ${names}`, present, missing };
  }
  if (status === 'Unfinished')
    return { standing: 'partial', reason: 'all assets are there, but it is Unfinished', present, missing };
  return { standing: 'identical', reason: 'every asset has the same sha256', present, missing };
}

async function classifyAbsent(publication: Publication, surroundings: Surroundings): Promise<Classification> {
  const restrictions = (await surroundings.packages.of(publication))?.restrictions;
  const base = { publication, present: [], missing: publication.artifacts };
  if (restrictions?.publish === 'BLOCK') {
    return { ...base, standing: 'origin-blocked', reason: 'the origin controls of the package say publish BLOCK' };
  }
  const holder = restrictions?.upstream === 'BLOCK' ? undefined : await holderUpstream(publication, surroundings);
  if (holder === undefined) return { ...base, standing: 'absent', reason: 'not in the repository' };
  return {
    ...base,
    standing: 'upstream',
    reason: `this version is reachable through ${holder}, so the service would answer 409`,
  };
}

/** Which upstream has it: repositories by the control plane, public sources by what the format's wire shows. */
async function holderUpstream(
  publication: Publication,
  { side, chain, formats }: Surroundings,
): Promise<string | undefined> {
  for (const repository of chain.repositories.slice(1)) {
    const held = await side.reader.describePackageVersion({ ...side.address, repository }, publication);
    if (held && held.status !== 'Archived' && held.status !== 'Disposed') return `the upstream ${repository}`;
  }
  if (chain.connections.size === 0 || !side.visible) return undefined;
  const visible = await side.visible(side.address, publication);
  return visible?.some((version) => isSameVersion(publication, version, publication.version, formats))
    ? `the public source ${[...chain.connections.values()].flat().join(', ')}`
    : undefined;
}
