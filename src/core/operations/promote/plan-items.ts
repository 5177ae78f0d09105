// One version of a promotion: what the source has, what the destination has, and so what would happen.
import type { AssetRecord, RepositoryRecord } from '../../documents/manifest.ts';
import { about, type DestinationState, type PlanItem } from '../../documents/plan.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { purl } from '../../model/coordinates.ts';
import type { PackageReference, Status, VersionReference } from '../../model/package.ts';
import type { PackageFormat, Republishing } from '../../ports/package-format.ts';
import { publishAgainCommand } from '../dist-tags/commands.ts';
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
  /** The destination, for the commands that reasons name. */
  readonly place: RepositoryRecord;
  readonly derived: (ref: PackageReference) => readonly string[];
  /** Between domains: the formats, which say what can be published again. Undefined within one domain. */
  readonly republishedBy?: readonly PackageFormat[] | undefined;
}

export interface PlannedItem {
  readonly item: PlanItem;
  /** It cannot go, which later answers of the service might change. */
  readonly mayChange: boolean;
}

/** What would happen to one version and why. Reads only. */
export async function planItem(wanted: WantedVersion, ports: ItemPorts): Promise<PlannedItem> {
  const { ref } = wanted;
  const [held, there] = await Promise.all([findHeld(ref, ports), ports.destination.see(ref, false)]);
  if (!held) {
    const reason = `${ports.source.address.repository} has no such version`;
    const missing = { revision: '', status: 'Deleted', assets: [] } as const;
    return planned(wanted, made(wanted, missing, null, { action: 'blocked', code: 'CA-FIND-002', reason }));
  }
  const before = there ? { revision: there.revision, status: there.status, assets: there.assets } : null;
  const heldBy = held.lookup === ports.source ? undefined : held.lookup.address.repository;
  const tornIn = held.seen.isTorn ? held.lookup : there?.isTorn ? ports.destination : undefined;
  const verdict = tornIn ? torn(tornIn) : await verdictOn(wanted, held.seen, before, ports);
  return planned(wanted, made(wanted, held.seen, before, verdict, heldBy), tornIn !== undefined);
}

/** Torn versions were looked at often enough already, and what the format cannot do stays so. */
function planned({ ref }: WantedVersion, item: PlanItem, isTorn = false): PlannedItem {
  const mayChange = !isTorn && item.code !== undefined && /^CA-(FIND|CONFLICT)-/.test(item.code);
  return { item: about(item, ref), mayChange };
}

async function verdictOn(
  wanted: WantedVersion,
  seen: DestinationState,
  before: DestinationState | null,
  ports: ItemPorts,
): Promise<Verdict> {
  const { ref } = wanted;
  const { allowOverwrite, place, republishedBy } = ports;
  const republishing = republishedBy && (await republishingOf(ref, republishedBy));
  const changed = changedSince(wanted, seen.assets, ports);
  const verdict = judge(changed, seen, before, { allowOverwrite, place, ref, republishedBy, republishing });
  if (verdict.action !== 'copy' || !republishedBy) return verdict;
  return (await republishProblem(ref, seen.assets, republishedBy)) ?? verdict;
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

/**
 * What keeps a version from being published again in another domain, by what its assets are called; undefined when
 * nothing does. `assets` are without what the registry makes itself.
 */
export async function republishProblem(
  ref: VersionReference,
  assets: readonly AssetRecord[],
  formats: readonly PackageFormat[],
): Promise<{ readonly action: 'blocked'; readonly code: ErrorCode; readonly reason: string } | undefined> {
  const republishing = await republishingOf(ref, formats);
  if (!republishing) {
    const reason = `versions of ${ref.format} are copied within one domain only, and are not published again in another`;
    return { action: 'blocked', code: 'CA-INPUT-003', reason };
  }
  const problems = await republishing.problems(ref, assets);
  if (problems.length === 0) return undefined;
  return {
    action: 'blocked',
    code: 'CA-INPUT-007',
    reason: `cannot be sent to another domain: ${problems.join('; ')}`,
  };
}

/** Undefined where the format has no way to publish what a registry holds. */
export async function republishingOf(
  ref: PackageReference,
  formats: readonly PackageFormat[],
): Promise<Republishing | undefined> {
  return formats.find(({ name }) => name === ref.format)?.publishing?.republishing?.();
}

/**
 * Whether publishing the assets again would complete what another domain has: a part of them with the same bytes, and
 * nothing else. An interrupted promotion leaves that.
 */
export function isPartOf(
  { status, assets: present }: Pick<DestinationState, 'status' | 'assets'>,
  assets: readonly AssetRecord[],
  republishing: Republishing | undefined,
): boolean {
  const sums = new Map(assets.map(({ name, sha256 }) => [name, sha256]));
  const isOpen = status === 'Unfinished' || (status === 'Published' && republishing?.isFinal !== true);
  return isOpen && present.every(({ name, sha256 }) => sha256 !== '' && sums.get(name) === sha256);
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

type JudgePorts = Pick<ItemPorts, 'allowOverwrite' | 'place' | 'republishedBy'> & {
  readonly ref: VersionReference;
  readonly republishing: Republishing | undefined;
};

type Verdict = Pick<PlanItem, 'action' | 'code' | 'reason' | 'overwrites'>;

function judge(
  changed: readonly string[],
  source: { readonly status: Status; readonly assets: readonly AssetRecord[] },
  before: DestinationState | null,
  ports: JudgePorts,
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
  return before ? judgePresent(source.assets, before, ports) : { action: 'copy' };
}

function judgePresent(
  assets: readonly AssetRecord[],
  before: DestinationState,
  { allowOverwrite, place, ref, republishedBy, republishing }: JudgePorts,
): Verdict {
  const again = `\`${publishAgainCommand(ref, place)}\` lists it again`;
  if (before.status === 'Archived' || before.status === 'Disposed') {
    const way = before.status === 'Archived' ? `, so nobody can install it; ${again}` : ': its assets are gone';
    return { action: 'blocked', code: 'CA-CONFLICT-003', reason: `the destination has it as ${before.status}${way}` };
  }
  const differences = differencesOf(assets, before.assets);
  if (differences.length === 0 && before.status === 'Published') {
    return { action: 'unchanged', reason: 'the destination has the same assets with the same sha256' };
  }
  if (republishedBy && isPartOf(before, assets, republishing)) {
    const reason = `the destination has ${before.assets.length} of ${assets.length} assets, as ${before.status}; the rest is added`;
    return { action: 'copy', reason };
  }
  if (differences.length === 0) {
    const reason = `the destination has the same bytes as ${before.status}, so nobody can install it; ${again}`;
    return { action: 'blocked', code: 'CA-CONFLICT-003', reason };
  }
  const reason = `the destination has other bytes: ${differences.join(', ')}`;
  if (republishedBy && allowOverwrite) {
    const why = 'only a copy within one domain overwrites';
    return { action: 'conflict', code: 'CA-CONFLICT-001', reason: `${reason}; ${why}` };
  }
  return allowOverwrite
    ? { action: 'copy', overwrites: true, reason }
    : { action: 'conflict', code: 'CA-CONFLICT-001', reason };
}
