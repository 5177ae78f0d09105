// Versions of one repository as a promotion looks at them: listed once for each package, and seen whole. What a version
// is (revision, status) and what it holds (assets) are two calls, and the service need not answer both of the same
// moment; since both name the revision, they are held against each other.

import { OWN_WRITE_MS } from '../../calls/looks.ts';
import { type WaitingHost, waitFor } from '../../calls/waits.ts';
import type { AssetRecord } from '../../documents/manifest.ts';
import { type PackageReference, packageKey, type Status, type VersionReference } from '../../model/package.ts';
import type { AssetListing, RepositoryAddress, VersionSummary } from '../../ports/code-artifact.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { recordsOf } from './assets.ts';
import type { PackageRecords } from './package-records.ts';
import type { RepositoryReader } from './repository-access.ts';
import { hasOtherSpellings, isSameVersion } from './stored-spelling.ts';
import type { UpstreamChain } from './upstream-chain.ts';

export interface LookupOptions {
  readonly host: WaitingHost;
  /** Another repository of the same domain. */
  readonly repository?: string | undefined;
  /** Assets that are not compared; see `derivedAssets`. */
  readonly ignored?: ((ref: PackageReference) => readonly string[]) | undefined;
  /** Tells for many packages at once which of them the repository lacks. */
  readonly records?: PackageRecords | undefined;
  /** Whose versions may have several spellings. */
  readonly formats?: readonly PackageFormat[] | undefined;
}

/** Between domains, what publishing makes anew is no difference. Within one, a copy keeps every byte. */
export function ignoredAssets(mode: 'copy' | 'republish', formats: readonly PackageFormat[]): LookupOptions['ignored'] {
  return mode === 'copy' ? undefined : derivedAssets(formats);
}

/** Assets that the registry makes itself. */
export function derivedAssets(formats: readonly PackageFormat[]): (ref: PackageReference) => readonly string[] {
  return (ref) => formats.find(({ name }) => name === ref.format)?.publishing?.derivedAssets ?? [];
}

type Found = Pick<VersionSummary, 'revision' | 'status' | 'origin'>;

export interface SeenVersion {
  readonly revision: string;
  readonly status: Status;
  /** Those that are compared. */
  readonly assets: readonly AssetRecord[];
  /** The version and its assets named different revisions, however often they were asked for. */
  readonly isTorn: boolean;
}

/** One or two versions are cheaper to describe than a package with thousands of versions is to list. */
export const MOST_DESCRIBED = 2;

export class VersionLookup {
  readonly side: RepositoryReader;
  readonly address: RepositoryAddress;
  readonly #options: LookupOptions;
  readonly #expected = new Map<string, { readonly ref: PackageReference; count: number }>();
  readonly #listed = new Map<string, Promise<ReadonlyMap<string, VersionSummary>>>();

  constructor(side: RepositoryReader, options: LookupOptions) {
    this.side = side;
    this.address = { ...side.address, repository: options.repository ?? side.address.repository };
    this.#options = options;
  }

  /** Announces versions that will be asked for. */
  expect(refs: readonly PackageReference[]): void {
    for (const ref of refs) {
      const key = packageKey(ref);
      const known = this.#expected.get(key);
      if (known) known.count++;
      else this.#expected.set(key, { ref, count: 1 });
    }
  }

  async find(ref: VersionReference): Promise<Found | undefined> {
    if (await this.lacks(ref)) return undefined;
    if ((this.#expected.get(packageKey(ref))?.count ?? 1) <= MOST_DESCRIBED)
      return this.side.reader.describePackageVersion(this.address, ref);
    const all = await this.all(ref);
    const { formats = [] } = this.#options;
    if (all.has(ref.version) || !hasOtherSpellings(ref, formats)) return all.get(ref.version);
    return [...all.values()].find(({ version }) => isSameVersion(ref, version, ref.version, formats));
  }

  /** Whether nothing of the package is known to be there. */
  async lacks(ref: PackageReference): Promise<boolean> {
    return (await this.#options.records?.lacks(ref)) ?? false;
  }

  all(ref: PackageReference): Promise<ReadonlyMap<string, VersionSummary>> {
    const key = packageKey(ref);
    const listed = this.#listed.get(key) ?? this.#list(ref);
    this.#listed.set(key, listed);
    return listed;
  }

  /** Makes the next question about a package a new one. */
  forget(ref: PackageReference): void {
    this.#listed.delete(packageKey(ref));
  }

  /**
   * A version with its assets; undefined when it is not there. `isLikely` asks for both at the same time.
   * Answers that do not belong together are asked for anew, both of them: either may be the old one.
   */
  async see(ref: VersionReference, isLikely: boolean): Promise<SeenVersion | undefined> {
    const early = isLikely ? this.#assets(ref) : undefined;
    // Its failure is told where it is awaited, or not at all when the version is not there.
    early?.catch(() => {});
    let found = await this.find(ref);
    if (!found && !isLikely) return undefined;
    let listing = await (early ?? this.#assets(ref));
    for (const wait of OWN_WRITE_MS) {
      if (found?.revision === listing?.revision) break;
      await waitFor(this.#options.host, wait, 'the service gives a version and its assets of one moment');
      const { reader } = this.side;
      [found, listing] = await Promise.all([reader.describePackageVersion(this.address, ref), this.#assets(ref)]);
    }
    if (!found) return undefined;
    const assets = this.#compared(ref, recordsOf(listing?.assets ?? []));
    return { revision: found.revision, status: found.status, assets, isTorn: found.revision !== listing?.revision };
  }

  #assets(ref: VersionReference): Promise<AssetListing | undefined> {
    return this.side.reader.listPackageVersionAssets(this.address, ref);
  }

  #compared(ref: PackageReference, assets: readonly AssetRecord[]): readonly AssetRecord[] {
    const ignored = this.#options.ignored?.(ref) ?? [];
    // A list that was filtered holds room for more, which many thousand versions do not need.
    return ignored.length === 0 ? assets : assets.filter(({ name }) => !ignored.includes(name));
  }

  async #list(ref: PackageReference): Promise<ReadonlyMap<string, VersionSummary>> {
    const found = new Map<string, VersionSummary>();
    if (await this.lacks(ref)) return found;
    for await (const summary of this.side.reader.listPackageVersions(this.address, ref))
      found.set(summary.version, summary);
    return found;
  }
}

/** Upstreams of a side as lookups, in search order. */
export function upstreamLookups(side: RepositoryReader, chain: UpstreamChain, options: LookupOptions): VersionLookup[] {
  return chain.repositories.slice(1).map((repository) => new VersionLookup(side, { ...options, repository }));
}
