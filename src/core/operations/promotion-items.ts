// One version of a promotion: what the source has, what the destination has, and so what would happen.
import type { AssetRecord } from '../documents/manifest.ts';
import type { DestinationState, PlanItem } from '../documents/plan.ts';
import { purl } from '../model/coordinates.ts';
import { type PackageReference, packageKey, type Status, type VersionReference } from '../model/package.ts';
import type { VersionSummary } from '../ports/code-artifact.ts';
import type { PackageFormat } from '../ports/package-format.ts';
import { eachWithin } from '../scheduling.ts';
import { differencesOf, recordsOf } from './assets.ts';
import type { ReadSide } from './sides.ts';
import type { UpstreamChain } from './upstream-chain.ts';

/** A version asked for, with what a manifest pinned. */
export interface WantedVersion {
  readonly ref: VersionReference;
  readonly pinned?: { readonly revision: string; readonly assets: readonly AssetRecord[] } | undefined;
  readonly neededBy?: string | undefined;
}

export interface LookupOptions {
  /** Another repository of the same domain. */
  readonly repository?: string | undefined;
  readonly ignored?: ((ref: PackageReference) => readonly string[]) | undefined;
}

/** Between domains, what publishing makes anew is no difference. Within one, a copy keeps every byte. */
export function ignoredAssets(mode: 'copy' | 'republish', formats: readonly PackageFormat[]): LookupOptions['ignored'] {
  return mode === 'copy' ? undefined : derivedAssets(formats);
}

/** Assets that the registry makes itself. */
export function derivedAssets(formats: readonly PackageFormat[]): (ref: PackageReference) => readonly string[] {
  return (ref) => formats.find(({ name }) => name === ref.format)?.publishing?.derivedAssets ?? [];
}

/** One or two versions are cheaper to describe than a package with thousands of versions is to list. */
const MOST_DESCRIBED = 2;

/** Versions of one repository, listed once for each package when several of them are wanted. */
export class VersionLookup {
  readonly side: ReadSide;
  readonly #repository: string;
  readonly #ignored: (ref: PackageReference) => readonly string[];
  readonly #expected = new Map<string, { readonly ref: PackageReference; count: number }>();
  readonly #listed = new Map<string, Promise<ReadonlyMap<string, VersionSummary>>>();

  /** `ignored`: assets that are not compared; see `derivedAssets` of the format port. */
  constructor(side: ReadSide, options: LookupOptions = {}) {
    this.side = side;
    this.#repository = options.repository ?? side.address.repository;
    this.#ignored = options.ignored ?? (() => []);
  }

  get address() {
    return { ...this.side.address, repository: this.#repository };
  }

  /** Announces versions that will be asked for. */
  expect(refs: readonly PackageReference[]): void {
    for (const ref of refs) {
      const known = this.#expected.get(packageKey(ref));
      if (known) known.count++;
      else this.#expected.set(packageKey(ref), { ref, count: 1 });
    }
  }

  /** Lists packages side by side before versions are asked for one by one, which would wait for one list at a time. */
  async listExpected(limit: number): Promise<void> {
    const several = [...this.#expected.values()].filter(({ count }) => count > MOST_DESCRIBED);
    await eachWithin(limit, several, ({ ref }) => this.all(ref));
  }

  async find(ref: VersionReference): Promise<Pick<VersionSummary, 'revision' | 'status' | 'origin'> | undefined> {
    if ((this.#expected.get(packageKey(ref))?.count ?? 1) <= MOST_DESCRIBED)
      return this.side.reader.describePackageVersion(this.address, ref);
    return (await this.all(ref)).get(ref.version);
  }

  all(ref: PackageReference): Promise<ReadonlyMap<string, VersionSummary>> {
    const key = packageKey(ref);
    const listed = this.#listed.get(key) ?? this.#list(ref);
    this.#listed.set(key, listed);
    return listed;
  }

  async assets(ref: VersionReference): Promise<AssetRecord[]> {
    const listed = (await this.side.reader.listPackageVersionAssets(this.address, ref))?.assets ?? [];
    return this.compared(ref, recordsOf(listed));
  }

  /** Without the assets that are not compared. */
  compared(ref: PackageReference, assets: readonly AssetRecord[]): AssetRecord[] {
    return assets.filter(({ name }) => !this.#ignored(ref).includes(name));
  }

  async #list(ref: PackageReference): Promise<ReadonlyMap<string, VersionSummary>> {
    const found = new Map<string, VersionSummary>();
    for await (const summary of this.side.reader.listPackageVersions(this.address, ref))
      found.set(summary.version, summary);
    return found;
  }
}

export interface ItemPorts {
  readonly source: VersionLookup;
  /** Upstreams of the source in search order; empty unless they may be looked in. */
  readonly upstreams: readonly VersionLookup[];
  readonly destination: VersionLookup;
  readonly allowOverwrite: boolean;
  readonly derived: (ref: PackageReference) => readonly string[];
}

/** Upstreams of a side as lookups, in search order. */
export function upstreamLookups(
  side: ReadSide,
  chain: UpstreamChain,
  ignored?: LookupOptions['ignored'],
): VersionLookup[] {
  return chain.repositories.slice(1).map((repository) => new VersionLookup(side, { repository, ignored }));
}

/** What would happen to one version and why. Reads only. */
export async function planItem(wanted: WantedVersion, ports: ItemPorts): Promise<PlanItem> {
  const { ref, neededBy } = wanted;
  const held = await findHeld(ref, ports);
  const base = { purl: purl(ref), ...(neededBy === undefined ? {} : { neededBy }) };
  if (!held) {
    const reason = `${ports.source.address.repository} has no such version`;
    return {
      ...base,
      action: 'blocked',
      code: 'CA-FIND-002',
      reason,
      revision: '',
      status: 'Deleted',
      assets: [],
      before: null,
    };
  }
  const [assets, before] = await Promise.all([held.lookup.assets(ref), destinationState(ref, ports.destination)]);
  const { revision, status } = held;
  // What the registry makes itself was no tested file, and a manifest may hold it as it was a moment too early.
  const tested = (list: readonly AssetRecord[]) => list.filter(({ name }) => !ports.derived(ref).includes(name));
  const changed = wanted.pinned ? differencesOf(tested(wanted.pinned.assets), tested(assets)) : [];
  const heldBy = held.lookup === ports.source ? {} : { heldBy: held.lookup.address.repository };
  const state = { ...base, revision, status, assets, before, ...heldBy };
  return { ...state, ...judge(changed, { status, assets }, before, ports.allowOverwrite) };
}

async function findHeld(ref: VersionReference, { source, upstreams }: ItemPorts) {
  for (const lookup of [source, ...upstreams]) {
    const found = await lookup.find(ref);
    if (found) return { lookup, ...found };
  }
  return undefined;
}

async function destinationState(ref: VersionReference, lookup: VersionLookup): Promise<DestinationState | null> {
  const found = await lookup.find(ref);
  if (!found) return null;
  return { revision: found.revision, status: found.status, assets: await lookup.assets(ref) };
}

type Verdict = Pick<PlanItem, 'action' | 'code' | 'reason' | 'overwrites'>;

function judge(
  changed: readonly string[],
  source: { readonly status: Status; readonly assets: readonly AssetRecord[] },
  before: DestinationState | null,
  allowOverwrite: boolean,
): Verdict {
  if (source.status !== 'Published') {
    return { action: 'blocked', code: 'CA-CONFLICT-003', reason: `the source version is ${source.status}` };
  }
  if (source.assets.length === 0)
    return { action: 'blocked', code: 'CA-CONFLICT-003', reason: 'the source version has no assets' };
  if (changed.length > 0) {
    return {
      action: 'conflict',
      code: 'CA-CONFLICT-002',
      reason: `the source is not what the manifest says: ${changed.join(', ')}`,
    };
  }
  return before ? judgePresent(source.assets, before, allowOverwrite) : { action: 'copy' };
}

function judgePresent(assets: readonly AssetRecord[], before: DestinationState, allowOverwrite: boolean): Verdict {
  if (before.status === 'Archived' || before.status === 'Disposed') {
    return { action: 'blocked', code: 'CA-CONFLICT-003', reason: `the destination has it as ${before.status}` };
  }
  const differences = differencesOf(assets, before.assets);
  if (differences.length === 0 && before.status === 'Published') {
    return { action: 'unchanged', reason: 'the destination has the same assets with the same sha256' };
  }
  if (differences.length === 0) {
    const reason = `the destination has the same bytes as ${before.status}; take the rollback back with \`restore\`, or set it to Published`;
    return { action: 'blocked', code: 'CA-CONFLICT-003', reason };
  }
  const reason = `the destination has other bytes: ${differences.join(', ')}`;
  return allowOverwrite
    ? { action: 'copy', overwrites: true, reason }
    : { action: 'conflict', code: 'CA-CONFLICT-001', reason };
}
