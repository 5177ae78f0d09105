// One version of a promotion: what the source has, what the destination has, and so what would happen.
import type { AssetRecord } from '../../documents/manifest.ts';
import { about, type DestinationState, type PlanItem } from '../../documents/plan.ts';
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
  return about(await itemOf(wanted, ports), wanted.ref);
}

async function itemOf(wanted: WantedVersion, ports: ItemPorts): Promise<PlanItem> {
  const { ref } = wanted;
  const [held, there] = await Promise.all([findHeld(ref, ports), ports.destination.see(ref, false)]);
  if (!held) {
    const reason = `${ports.source.address.repository} has no such version`;
    const missing = { revision: '', status: 'Deleted', assets: [] } as const;
    return made(wanted, missing, null, { action: 'blocked', code: 'CA-FIND-002', reason });
  }
  const before = there ? { revision: there.revision, status: there.status, assets: there.assets } : null;
  const heldBy = held.lookup === ports.source ? undefined : held.lookup.address.repository;
  const verdict = held.seen.isTorn
    ? torn(held.lookup)
    : there?.isTorn
      ? torn(ports.destination)
      : judge(changedSince(wanted, held.seen.assets, ports), held.seen, before, ports.allowOverwrite);
  return made(wanted, held.seen, before, verdict, heldBy);
}

/** Made member by member: a plan of many versions is mostly these, and put together of parts each takes twice as much. */
function made(
  { ref, neededBy }: WantedVersion,
  { revision, status, assets }: DestinationState,
  before: DestinationState | null,
  { action, code, reason, overwrites }: Verdict,
  heldBy?: string,
): PlanItem {
  const item: { -readonly [name in keyof PlanItem]: PlanItem[name] } = {
    purl: purl(ref),
    action,
    revision,
    status,
    assets,
    before,
  };
  if (neededBy !== undefined) item.neededBy = neededBy;
  if (heldBy !== undefined) item.heldBy = heldBy;
  if (code !== undefined) item.code = code;
  if (reason !== undefined) item.reason = reason;
  if (overwrites !== undefined) item.overwrites = overwrites;
  return item;
}

/** What the registry makes itself was no tested file, and a manifest may hold it as it was a moment too early. */
function changedSince({ ref, pinned }: WantedVersion, assets: readonly AssetRecord[], ports: ItemPorts): string[] {
  if (!pinned) return [];
  const derived = ports.derived(ref);
  const tested = (list: readonly AssetRecord[]) => list.filter(({ name }) => !derived.includes(name));
  return differencesOf(tested(pinned.assets), tested(assets));
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
