// One version of a promotion: what the source has, what the destination has, and so what would happen.
import type { AssetRecord, RepositoryRecord } from '../../documents/manifest.ts';
import { about, type DestinationState, type PlanItem } from '../../documents/plan.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { purl } from '../../model/coordinates.ts';
import type { PackageReference, Status, VersionReference } from '../../model/package.ts';
import type { RepositoryAddress } from '../../ports/code-artifact.ts';
import type { PackageFormat, Republishing } from '../../ports/package-format.ts';
import { finishCommand, publishAgainCommand } from '../dist-tags/commands.ts';
import { differencesOf } from '../repository/assets.ts';
import { heldBuild, isNewerBuild, shownAs, snapshotOf } from '../repository/snapshots.ts';
import { completeWords, unfinishedVersion, unfinishedWords } from '../repository/unfinished.ts';
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
  readonly formats: readonly PackageFormat[];
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
  const snapshot = snapshotOf(ref, ports.formats);
  if (snapshot && held?.seen.status !== 'Published') {
    const outdated = await outdatedBuild(snapshot, ref, ports);
    const seen = held?.seen ?? NOWHERE;
    if (outdated) return planned(wanted, made(wanted, seen, null, outdated));
  }
  if (!held) {
    const reason = `${ports.source.address.repository} has no such version`;
    return planned(wanted, made(wanted, NOWHERE, null, { action: 'blocked', code: 'CA-FIND-002', reason }));
  }
  const before = there ? { revision: there.revision, status: there.status, assets: there.assets } : null;
  const heldBy = held.lookup === ports.source ? undefined : held.lookup.address.repository;
  const tornIn = held.seen.isTorn ? held.lookup : there?.isTorn ? ports.destination : undefined;
  if (held.seen.status === 'Unfinished') {
    const verdict = await unfinished(ref, held.seen.assets, held.lookup.address, ports);
    return planned(wanted, made(wanted, held.seen, before, verdict, heldBy));
  }
  const replaced = snapshot && (await replacedBuild(snapshot, ref, ports));
  // A build that its snapshot is not any more is there, and nobody is led to it.
  const inPlace = replaced ? null : before;
  const judged = tornIn ? torn(tornIn) : await verdictOn(wanted, held.seen, inPlace, ports);
  const verdict = replaced && judged.action === 'copy' ? replaced : judged;
  return planned(wanted, made(wanted, held.seen, before, verdict, heldBy), tornIn !== undefined);
}

const NOWHERE = { revision: '', status: 'Deleted', assets: [] } as const;

/** What is missing of it, and what finishes it; which run left it so `doctor` says, by the journal. */
async function unfinished(
  ref: VersionReference,
  assets: readonly AssetRecord[],
  address: RepositoryAddress,
  { formats }: ItemPorts,
): Promise<Verdict> {
  const names = assets.map(({ name }) => name);
  const found = await unfinishedVersion(ref, names, formats, { runs: [], place: address });
  const way = found.missing.length > 0 ? completeWords(ref) : `\`${finishCommand(ref, address)}\` finishes it`;
  const reason = `the source version is Unfinished, ${unfinishedWords(found)}; ${way}`;
  return { action: 'blocked', code: 'CA-CONFLICT-003', reason };
}

/** The source has gone on to another build, and that is what its users test by now. */
async function outdatedBuild(
  snapshot: VersionReference,
  { version }: VersionReference,
  { source, formats }: ItemPorts,
): Promise<Verdict | undefined> {
  const held = await heldBuild(snapshot, { reader: source.side.reader, address: source.address }, formats);
  if (held === undefined || held.build === version) return undefined;
  const reason = `${snapshot.version} in ${source.address.repository} is ${held.build ?? 'no build of one publication'} by now, and not ${version}; promote the build that it is`;
  return { action: 'conflict', code: 'CA-CONFLICT-002', reason };
}

/** What is to be done where the snapshot in the destination is another build; undefined where it is this one, or not there. */
async function replacedBuild(
  snapshot: VersionReference,
  ref: VersionReference,
  { destination, formats, allowOverwrite }: ItemPorts,
): Promise<Verdict | undefined> {
  const held = await heldBuild(snapshot, { reader: destination.side.reader, address: destination.address }, formats);
  if (held === undefined || held.build === ref.version) return undefined;
  const { build } = held;
  const words = `${snapshot.version} in the destination is ${build ?? 'made of files that are not those of one build'}`;
  const isOlder = build !== undefined && !isNewerBuild({ ...ref, version: build }, ref.version, formats);
  if (isOlder || allowOverwrite) {
    const replaces = build === undefined ? {} : { replaces: build };
    return { action: 'copy', reason: `${words}, which this build replaces`, ...replaces };
  }
  const code = 'CA-CONFLICT-001';
  return { action: 'conflict', code, reason: `${words}, which only \`allow-overwrite\` replaces by an older build` };
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
  const { allowOverwrite, place, formats, republishedBy } = ports;
  const spoils = formats.find(({ name }) => name === ref.format)?.coordinates.spoilsLists?.(ref.version);
  if (spoils !== undefined && before === null) return { action: 'blocked', code: 'CA-INPUT-002', reason: spoils };
  const republishing = republishedBy && (await republishingOf(ref, republishedBy));
  const changed = changedSince(wanted, seen.assets, ports);
  const verdict = judge(changed, seen, before, { allowOverwrite, place, ref, formats, republishedBy, republishing });
  if (verdict.action !== 'copy' || !republishedBy) return verdict;
  return (await republishProblem(ref, seen.assets, republishedBy)) ?? verdict;
}

/** Made member by member: a plan of many versions is mostly these, and put together of parts each takes twice as much. */
function made(
  { ref, neededBy }: WantedVersion,
  { revision, status, assets }: DestinationState,
  before: DestinationState | null,
  { action, code, reason, overwrites, replaces }: Verdict,
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
  if (replaces !== undefined) item.replaces = replaces;
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

type JudgePorts = Pick<ItemPorts, 'allowOverwrite' | 'place' | 'formats' | 'republishedBy'> & {
  readonly ref: VersionReference;
  readonly republishing: Republishing | undefined;
};

type Verdict = Pick<PlanItem, 'action' | 'code' | 'reason' | 'overwrites' | 'replaces'>;

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
  { allowOverwrite, place, ref, formats, republishedBy, republishing }: JudgePorts,
): Verdict {
  const again = `\`${publishAgainCommand(shownAs(ref, formats), place)}\` lists it again`;
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
