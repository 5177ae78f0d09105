// One version of a promotion: what the source has, what the destination has, and so what would happen.
import type { AssetRecord } from '../../documents/manifest.ts';
import type { DestinationState, PlanItem } from '../../documents/plan.ts';
import { purl } from '../../model/coordinates.ts';
import type { PackageReference, Status, VersionReference } from '../../model/package.ts';
import { differencesOf } from '../repository/assets.ts';
import type { VersionLookup } from '../repository/version-lookup.ts';

/** A version asked for, with what a manifest pinned. */
export interface WantedVersion {
  readonly ref: VersionReference;
  readonly pinned?: { readonly revision: string; readonly assets: readonly AssetRecord[] } | undefined;
  readonly neededBy?: string | undefined;
}

export interface ItemPorts {
  readonly source: VersionLookup;
  /** Upstreams of the source in search order; empty unless they may be looked in. */
  readonly upstreams: readonly VersionLookup[];
  readonly destination: VersionLookup;
  readonly allowOverwrite: boolean;
  readonly derived: (ref: PackageReference) => readonly string[];
}

/** What would happen to one version and why. Reads only. */
export async function planItem(wanted: WantedVersion, ports: ItemPorts): Promise<PlanItem> {
  const { ref, neededBy } = wanted;
  const [held, there] = await Promise.all([findHeld(ref, ports), ports.destination.see(ref, false)]);
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
  const { revision, status, assets } = held.seen;
  const before = there ? { revision: there.revision, status: there.status, assets: there.assets } : null;
  const heldBy = held.lookup === ports.source ? {} : { heldBy: held.lookup.address.repository };
  const state = { ...base, revision, status, assets, before, ...heldBy };
  if (held.seen.isTorn) return { ...state, ...torn(held.lookup) };
  if (there?.isTorn) return { ...state, ...torn(ports.destination) };
  // What the registry makes itself was no tested file, and a manifest may hold it as it was a moment too early.
  const tested = (list: readonly AssetRecord[]) => list.filter(({ name }) => !ports.derived(ref).includes(name));
  const changed = wanted.pinned ? differencesOf(tested(wanted.pinned.assets), tested(assets)) : [];
  return { ...state, ...judge(changed, { status, assets }, before, ports.allowOverwrite) };
}

async function findHeld(ref: VersionReference, { source, upstreams }: ItemPorts) {
  for (const lookup of [source, ...upstreams]) {
    const seen = await lookup.see(ref, true);
    if (seen) return { lookup, seen };
  }
  return undefined;
}

const torn = ({ address }: VersionLookup): Verdict => ({
  action: 'blocked',
  code: 'CA-CONFLICT-002',
  reason: `${address.repository} tells of one revision and lists the assets of another; something is changing it just now, or its lists are late`,
});

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
