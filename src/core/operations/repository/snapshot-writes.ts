// Writes that are about builds of snapshots, as the service takes them: what is copied and hidden is the snapshot, and
// giving back a former build means that its snapshot is made that one again. See snapshots.ts.
import { LATE_MS, settled } from '../../calls/looks.ts';
import { retrying } from '../../calls/retry.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import { ownMember } from '../../model/own-member.ts';
import type { PackageReference, Status, VersionReference } from '../../model/package.ts';
import type { Secret } from '../../model/secret.ts';
import type {
  AssetListing,
  CodeArtifactWriter,
  RepositoryAddress,
  VersionFailureCode,
  VersionResults,
} from '../../ports/code-artifact.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { type RepositoryWriter, writeTarget } from './repository-access.ts';
import { type HeldBuild, heldBuild, snapshotOf, snapshotRules } from './snapshots.ts';
import { uploadProblem } from './upload-problem.ts';

export interface SnapshotWriting {
  readonly host: WaitingHost;
  readonly formats: readonly PackageFormat[];
  /** The build that a snapshot is again when this one goes; undefined: there was none, so the snapshot itself goes. */
  readonly formerOf?: ((build: VersionReference) => string | undefined) | undefined;
  /** Of the same domain: builds that the repository does not hold itself are copied from there. */
  readonly sourceRepository?: string | undefined;
}

/** `side`: as the service is. What has no snapshots is written as before, with the same calls. */
export function withSnapshotWrites(side: RepositoryWriter, writing: SnapshotWriting): RepositoryWriter {
  const { finishing } = side;
  return {
    ...side,
    writer: writerOf(side, writing),
    ...(finishing ? { finishing: { ...finishing, writer: writerOf(finishing, writing) } } : {}),
  };
}

/** Makes the snapshot of a build that the repository holds be this one. */
export function pointSnapshot(
  build: VersionReference,
  { side, ...writing }: SnapshotWriting & { readonly side: RepositoryWriter },
): Promise<void> {
  return new Builds(side, writing).point(side.address, build);
}

function writerOf(side: RepositoryWriter, writing: SnapshotWriting): CodeArtifactWriter {
  const { writer } = side;
  const builds = new Builds(side, writing);
  return {
    copyPackageVersions: (request) => copy(request, side, writing.formats),
    updatePackageVersionsStatus(at, ref, change) {
      const { target, expected, revisions } = change;
      return builds.change(at, ref, change.versions, {
        target,
        revisions,
        send: (versions, known) =>
          writer.updatePackageVersionsStatus(at, ref, { versions, target, expected, revisions: known }),
      });
    },
    disposePackageVersions: (at, ref, versions, expected) =>
      builds.change(at, ref, versions, {
        target: 'Disposed',
        send: (some) => writer.disposePackageVersions(at, ref, some, expected),
      }),
    deletePackageVersions: (at, ref, versions, expected) =>
      builds.change(at, ref, versions, {
        target: 'Deleted',
        send: (some) => writer.deletePackageVersions(at, ref, some, expected),
      }),
    putPackageOriginConfiguration: (...given) => writer.putPackageOriginConfiguration(...given),
    publishPackageVersion: (...given) => writer.publishPackageVersion(...given),
  };
}

/** Snapshots in the place of their builds, and in a call of their own: each build replaces the one before. */
async function copy(
  request: Parameters<CodeArtifactWriter['copyPackageVersions']>[0],
  { writer }: RepositoryWriter,
  formats: readonly PackageFormat[],
): Promise<VersionResults> {
  const names = new Map<string, string>();
  const plain: Record<string, string> = {};
  const snapshots: Record<string, string> = {};
  for (const [version, revision] of Object.entries(request.revisions)) {
    const snapshot = snapshotOf({ ...request.package, version }, formats)?.version;
    if (snapshot === undefined) plain[version] = revision;
    else {
      snapshots[snapshot] = revision;
      names.set(snapshot, version);
    }
  }
  if (names.size === 0) return writer.copyPackageVersions(request);
  const first =
    Object.keys(plain).length > 0 ? await writer.copyPackageVersions({ ...request, revisions: plain }) : NOTHING;
  const second = await writer.copyPackageVersions({ ...request, revisions: snapshots, allowOverwrite: true });
  return joined(first, renamed(second, names));
}

const NOTHING: VersionResults = { successful: {}, failed: {} };

function renamed(results: VersionResults, names: ReadonlyMap<string, string>): VersionResults {
  const rename = <T>(members: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(members).map(([name, value]) => [names.get(name) ?? name, value]));
  return { ...results, successful: rename(results.successful), failed: rename(results.failed) };
}

const joined = (one: VersionResults, other: VersionResults): VersionResults => ({
  successful: { ...one.successful, ...other.successful },
  failed: { ...one.failed, ...other.failed },
  isUnclear: one.isUnclear === true || other.isUnclear === true,
});

interface Change {
  readonly target: Status;
  readonly revisions?: Readonly<Record<string, string>> | undefined;
  /** The call that does it, for versions as they are called in the service. */
  readonly send: (versions: readonly string[], revisions?: Readonly<Record<string, string>>) => Promise<VersionResults>;
}

class Builds {
  readonly #side: RepositoryWriter;
  readonly #writing: SnapshotWriting;
  readonly #target: ReturnType<typeof writeTarget>;

  constructor(side: RepositoryWriter, writing: SnapshotWriting) {
    this.#side = side;
    this.#writing = writing;
    this.#target = writeTarget(side);
  }

  async change(
    at: RepositoryAddress,
    ref: PackageReference,
    versions: readonly string[],
    change: Change,
  ): Promise<VersionResults> {
    const isBuild = (version: string) => snapshotOf({ ...ref, version }, this.#writing.formats) !== undefined;
    const builds = versions.filter(isBuild);
    if (builds.length === 0) return change.send(versions, change.revisions);
    const plain = versions.filter((version) => !isBuild(version));
    let results = plain.length > 0 ? await change.send(plain, only(plain, change.revisions)) : NOTHING;
    for (const version of builds) results = joined(results, await this.#changeOne(at, { ...ref, version }, change));
    return results;
  }

  async #changeOne(at: RepositoryAddress, build: VersionReference, change: Change): Promise<VersionResults> {
    const { formats, formerOf } = this.#writing;
    const { version } = build;
    const { target } = change;
    const snapshot = snapshotOf(build, formats) as VersionReference;
    const held = await this.#held(at, snapshot);
    const done: VersionResults = { successful: { [version]: { status: target } }, failed: {} };
    if (held?.build !== version) {
      if (target === 'Published') {
        await this.point(at, build);
        return done;
      }
      // Its snapshot is another build, so that nobody is led to it; what there is of it by itself goes all the same.
      return (await this.#isThere(at, build)) ? change.send([version]) : done;
    }
    const revision = change.revisions && ownMember(change.revisions, version);
    if (revision !== undefined && revision !== held.listing.revision)
      return failed(version, 'MISMATCHED_REVISION', held);
    const former = target === 'Published' ? undefined : formerOf?.(build);
    if (former === undefined) {
      const revisions = revision === undefined ? undefined : { [snapshot.version]: revision };
      const hidden = renamed(await change.send([snapshot.version], revisions), new Map([[snapshot.version, version]]));
      if (Object.keys(hidden.failed).length > 0 || !isErasing(target)) return hidden;
    } else await this.point(at, { ...build, version: former });
    if (isErasing(target) && (await this.#isThere(at, build))) return change.send([version]);
    return done;
  }

  /** Makes the snapshot of a build be this one. */
  async point(at: RepositoryAddress, build: VersionReference): Promise<void> {
    const { host, formats } = this.#writing;
    const rules = snapshotRules(build, formats);
    const snapshot = snapshotOf(build, formats);
    if (!rules || !snapshot) throw new RangeError(`${shortForm(build)} is no build of a snapshot`);
    const { assets } = await this.#own(at, build, snapshot);
    const names = assets.map(({ name }) => name);
    const what = `making ${snapshot.version} ${shortForm(build)} again`;
    let refused: Secret | undefined;
    const attempt = async (): Promise<void> => {
      const target = await this.#target(build, refused);
      const result = await rules.point(build, names, target);
      if (result.kind === 'accepted') return;
      if (result.kind !== 'unauthorized' || refused) throw uploadProblem(result, what);
      refused = target.token;
      return attempt();
    };
    await retrying(host, { attempts: this.#side.attempts, label: `publish ${build.format}` }, attempt);
    const isSo = (held: HeldBuild | undefined) => held?.build === build.version;
    const subject = 'the service shows the build that the snapshot is';
    if (!isSo(await settled({ host, waits: LATE_MS, subject }, () => this.#held(at, snapshot), isSo)))
      throw new RegistryError('CA-CONFLICT-002', `${what}: the service took it, and shows another build`);
  }

  /** The assets of a build in the repository, which gets it where only the repository that it came from has it. */
  async #own(at: RepositoryAddress, build: VersionReference, snapshot: VersionReference): Promise<AssetListing> {
    const { reader, writer } = this.#side;
    const found = await this.#whole(at, build);
    if (found) return found;
    const { sourceRepository } = this.#writing;
    const from = sourceRepository === undefined ? undefined : { ...at, repository: sourceRepository };
    const held = from && (await this.#whole(from, build));
    if (!from || !held) {
      const places = [at.repository, ...(from ? [from.repository] : [])].join(' nor ');
      throw new RegistryError(
        'CA-FIND-002',
        `${snapshot.version} was the build ${shortForm(build)} before, and neither ${places} has that one any more; publish a new build`,
      );
    }
    const { version, ...ofPackage } = build;
    const { failed: refusals } = await writer.copyPackageVersions({
      domain: at.domain,
      domainOwner: at.domainOwner,
      sourceRepository: from.repository,
      destinationRepository: at.repository,
      package: ofPackage,
      revisions: { [version]: held.revision },
    });
    const refusal = ownMember(refusals, version);
    if (refusal)
      throw new RegistryError('CA-CONFLICT-003', `copying ${shortForm(build)}: ${refusal.code}: ${refusal.message}`);
    const listing = await settled(
      { host: this.#writing.host, waits: LATE_MS, subject: 'the service shows the build that was copied' },
      () => reader.listPackageVersionAssets(at, build),
      (seen) => seen !== undefined && seen.assets.length > 0,
    );
    // A copy may be listed; a build is not.
    if ((await reader.describePackageVersion(at, build))?.status === 'Published')
      await writer.updatePackageVersionsStatus(at, ofPackage, { versions: [version], target: 'Unlisted' });
    return listing ?? held;
  }

  /** Undefined where it is not there, or its files cannot be had. */
  async #whole(at: RepositoryAddress, build: VersionReference): Promise<AssetListing | undefined> {
    const { reader } = this.#side;
    const status = (await reader.describePackageVersion(at, build))?.status;
    if (status === undefined || status === 'Archived' || status === 'Disposed') return undefined;
    return reader.listPackageVersionAssets(at, build);
  }

  async #isThere(at: RepositoryAddress, build: VersionReference): Promise<boolean> {
    return (await this.#side.reader.describePackageVersion(at, build)) !== undefined;
  }

  #held(at: RepositoryAddress, snapshot: VersionReference): Promise<HeldBuild | undefined> {
    return heldBuild(snapshot, { reader: this.#side.reader, address: at }, this.#writing.formats);
  }
}

const isErasing = (target: Status) => target === 'Deleted' || target === 'Disposed';

const only = (versions: readonly string[], revisions: Readonly<Record<string, string>> | undefined) =>
  revisions && Object.fromEntries(Object.entries(revisions).filter(([version]) => versions.includes(version)));

function failed(version: string, code: VersionFailureCode, { listing }: HeldBuild): VersionResults {
  return { successful: {}, failed: { [version]: { code, message: `current revision: ${listing.revision}` } } };
}
