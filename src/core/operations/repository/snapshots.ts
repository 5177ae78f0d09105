// Builds of snapshots as operations see them. The service keeps each build as a hidden version, and copies of a snapshot
// have no such version at all; what people install is the snapshot (`1.0-SNAPSHOT`), which holds the assets of one build.
// So a build counts as there, with the status and the revision of its snapshot, as long as the snapshot holds it: it can be
// pinned, promoted and rolled back like any other version, and the next build is another version.
import { mapAhead } from '../../calls/concurrency.ts';
import type { Journal } from '../../documents/journal.ts';
import { purl } from '../../model/coordinates.ts';
import { type PackageReference, type VersionReference, versionKey } from '../../model/package.ts';
import type { AssetListing, CodeArtifactReader, RepositoryAddress, VersionSummary } from '../../ports/code-artifact.ts';
import type { PackageFormat, SnapshotRules } from '../../ports/package-format.ts';
import { type ReadOnlyRegistry, type RepositoryReader, type RepositoryWriter, readOnly } from './repository-access.ts';

export interface SnapshotView {
  /**
   * A build that is nowhere by itself is Unlisted where its snapshot is another build: nobody gets it, and it was there.
   * For undoing what was done.
   */
  readonly isFormerShown?: boolean | undefined;
}

/** A snapshot with the build that it is. */
export interface HeldBuild {
  /** Undefined where its assets are not those of one build. */
  readonly build: string | undefined;
  readonly listing: AssetListing;
}

/** Rules for the snapshots of a format; undefined where it has none. */
export function snapshotRules(
  { format }: Pick<VersionReference, 'format'>,
  formats: readonly PackageFormat[],
): SnapshotRules | undefined {
  return formats.find(({ name }) => name === format)?.publishing?.snapshots;
}

/** The snapshot that a version is a build of; undefined for other versions. */
export function snapshotOf(ref: VersionReference, formats: readonly PackageFormat[]): VersionReference | undefined {
  const version = snapshotRules(ref, formats)?.snapshotOf(ref.version);
  if (version === undefined) return undefined;
  const { format, namespace, name } = ref;
  return { format, namespace, name, version };
}

/** What people name, and what a status command is about: the snapshot in the place of its build. */
export const shownAs = (ref: VersionReference, formats: readonly PackageFormat[]): VersionReference =>
  snapshotOf(ref, formats) ?? ref;

/** Which build a snapshot is; undefined where there is no such snapshot. */
export async function heldBuild(
  snapshot: VersionReference,
  { reader, address }: Pick<RepositoryReader, 'reader' | 'address'>,
  formats: readonly PackageFormat[],
): Promise<HeldBuild | undefined> {
  return heldAt(address, snapshot, reader, snapshotRules(snapshot, formats));
}

/** Whether one build of a snapshot came after another, by the order of the format. */
export function isNewerBuild(build: VersionReference, than: string, formats: readonly PackageFormat[]): boolean {
  const compare = formats.find(({ name }) => name === build.format)?.coordinates.compareVersions;
  return compare !== undefined && compare(build.version, than) > 0;
}

/** Notes which build the snapshot of a build is, before it becomes this one, so that a rollback can give that one back. */
export async function noteReplaced(
  build: VersionReference,
  journal: Pick<Journal, 'note'>,
  side: Pick<RepositoryReader, 'reader' | 'address'>,
  formats: readonly PackageFormat[],
): Promise<void> {
  const snapshot = snapshotOf(build, formats);
  if (snapshot === undefined) return;
  const held = await heldBuild(snapshot, side, formats);
  // Whoever made it this one has noted what it was before.
  if (held?.build === build.version) return;
  await journal.note({ action: 'replace', purls: [purl(build)], was: held?.build ?? null });
}

async function heldAt(
  at: RepositoryAddress,
  snapshot: VersionReference,
  reader: Pick<CodeArtifactReader, 'listPackageVersionAssets'>,
  rules: SnapshotRules | undefined,
): Promise<HeldBuild | undefined> {
  const listing = await reader.listPackageVersionAssets(at, snapshot);
  if (listing === undefined) return undefined;
  const names = listing.assets.map(({ name }) => name);
  return { build: rules?.buildOf(snapshot, names), listing };
}

/** Of a list of versions, snapshots looked at side by side. */
const SNAPSHOTS_AT_ONCE = 8;

/** Readers that were made here, so that an operation inside another one looks through one of them and not through two. */
const views = new WeakSet<ReadOnlyRegistry>();

/** The side as this file's head says. What has no snapshots is asked as before, with the same calls. */
export function withSnapshots<Side extends Pick<RepositoryReader, 'reader'>>(
  side: Side,
  formats: readonly PackageFormat[],
  view: SnapshotView = {},
): Side {
  if (views.has(side.reader)) return side;
  const { finishing } = side as Side & Pick<RepositoryWriter, 'finishing'>;
  return {
    ...side,
    reader: snapshotReader(side.reader, formats, view),
    ...(finishing ? { finishing: withSnapshots(finishing, formats, view) } : {}),
  };
}

function snapshotReader(
  reader: ReadOnlyRegistry,
  formats: readonly PackageFormat[],
  { isFormerShown = false }: SnapshotView,
): ReadOnlyRegistry {
  /** Undefined for what is no build. */
  const lookAt = async (at: RepositoryAddress, ref: VersionReference) => {
    const snapshot = snapshotOf(ref, formats);
    if (snapshot === undefined) return undefined;
    const held = await heldAt(at, snapshot, reader, snapshotRules(ref, formats));
    return { snapshot, held, isHeld: held?.build === ref.version };
  };
  /** The version that has the assets. */
  const holderOf = async (at: RepositoryAddress, ref: VersionReference): Promise<VersionReference> => {
    const seen = await lookAt(at, ref);
    return seen?.isHeld ? seen.snapshot : ref;
  };
  // Which build a snapshot is changes with its revision alone: packages have hundreds of snapshots, and are listed often.
  const known = new Map<string, string | undefined>();
  const buildIn = async (
    at: RepositoryAddress,
    { format, namespace, name }: PackageReference,
    summary: VersionSummary,
  ) => {
    const { version, revision } = summary;
    const rules = snapshotRules({ format }, formats);
    if (!rules?.isSnapshot(version)) return { summary, build: undefined };
    const snapshot = { format, namespace, name, version };
    const key = JSON.stringify([at.domainOwner, at.domain, at.repository, versionKey(snapshot), revision]);
    if (known.has(key)) return { summary, build: known.get(key) };
    const held = await heldAt(at, snapshot, reader, rules);
    // The two answers may be of two moments.
    if (held?.listing.revision === revision) known.set(key, held.build);
    return { summary, build: held?.build };
  };
  const seen: ReadOnlyRegistry = {
    ...readOnly(reader),
    async describePackageVersion(at, ref) {
      const found = await lookAt(at, ref);
      const described = await reader.describePackageVersion(at, found?.isHeld ? found.snapshot : ref);
      if (!found) return described;
      if (described) return { ...described, version: ref.version };
      if (!isFormerShown || found.held === undefined) return undefined;
      const { format, namespace, name, version } = ref;
      return { format, namespace, name, version, status: 'Unlisted', revision: '' };
    },
    async listPackageVersionAssets(at, ref) {
      const found = await lookAt(at, ref);
      return found?.isHeld ? found.held?.listing : reader.listPackageVersionAssets(at, ref);
    },
    listPackageVersionDependencies: async (at, ref) =>
      reader.listPackageVersionDependencies(at, await holderOf(at, ref)),
    getPackageVersionAsset: async (at, ref, asset, revision) =>
      reader.getPackageVersionAsset(at, await holderOf(at, ref), asset, revision),
    async *listPackageVersions(at, ref, filter) {
      const listed = reader.listPackageVersions(at, ref, filter);
      const builds = new Set<string>();
      for await (const { summary, build } of mapAhead(SNAPSHOTS_AT_ONCE, listed, (one) => buildIn(at, ref, one))) {
        if (builds.has(summary.version)) continue;
        // In the place of its snapshot, and after a line of its own, if that came before: the later one counts.
        if (build !== undefined) builds.add(build);
        yield build === undefined ? summary : { ...summary, version: build };
      }
    },
  };
  views.add(seen);
  return seen;
}
