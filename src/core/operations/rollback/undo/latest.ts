// Whether the run that is taken for the latest is the latest. A promotion that was cut off leaves no record, and then an
// earlier one would be rolled back, with the bad release still in its place.
import { mapConcurrent } from '../../../calls/concurrency.ts';
import { type WaitingHost, waitFor } from '../../../calls/waits.ts';
import type { JournalRun } from '../../../documents/journal-runs.ts';
import { RegistryError } from '../../../errors/registry-error.ts';
import { packageName, parseCoordinate, parseVersionCoordinate, purl, shortForm } from '../../../model/coordinates.ts';
import { type PackageReference, samePackage } from '../../../model/package.ts';
import type { PackageFormat } from '../../../ports/package-format.ts';
import { isVisible, type VersionPorts } from '../../dist-tags/best-version.ts';
import { marksOf, valueOfTag, withoutMarks } from '../../dist-tags/marks.ts';
import { settledTags } from '../../dist-tags/move-tags.ts';
import type { RepositoryReader } from '../../repository/repository-access.ts';
import { earlier, type RunRecords } from './records.ts';
import { LONGEST_RUN_MS, makersOf, purlsOf } from './release-runs.ts';
import type { Undo, UndoneTag } from './undo.ts';

const notLatest = (why: string, runId = 'RUN') =>
  new RegistryError('CA-INPUT-005', why, {
    remedy: `Name the run to roll back (\`rollback ${runId}\`), or give the manifest of the release (\`manifest\`).`,
  });

/** The run that is taken for the latest must not have a later one that nobody can read, or that found what nobody told. */
export function requireLatest(
  { runId }: JournalRun,
  open: readonly JournalRun[],
  {
    runs,
    unread,
    why,
    explained = new Set(),
  }: {
    readonly runs: readonly JournalRun[];
    readonly unread: readonly string[];
    /** See `RecordedRuns`. */
    readonly why?: ReadonlyMap<string, string> | undefined;
    /** See `explainedFinds`. */
    readonly explained?: ReadonlySet<string> | undefined;
  },
): void {
  const [later] = unread.filter((id) => id > runId).sort();
  if (later !== undefined)
    throw new RegistryError(
      'CA-INPUT-005',
      `${why?.get(later) ?? `the record of the run ${later} cannot be read`}; so nobody knows whether ${runId} is the latest`,
      { remedy: 'Once it can be read, run the same command again; or give the manifest of the release (`manifest`).' },
    );
  const makers = makersOf(runs);
  for (const other of open) {
    if (other.runId <= runId) continue;
    const [untold] = untoldBy(other, makers).filter((text) => !explained.has(text));
    if (untold !== undefined)
      throw notLatest(
        `the later run ${other.runId} found ${shortForm(parseVersionCoordinate(untold))} there, and no run is known that put it there; so ${runId} may not be the latest`,
      );
  }
}

/** Versions that a run found and that no known run put there, by purl; `makers`: see `makersOf`. */
export const untoldBy = (run: JournalRun, makers: ReadonlyMap<string, string>): readonly string[] =>
  [...purlsOf(run)].filter((text) => !makers.has(text));

/**
 * Versions that later runs found, and that speak against nothing although no known run put them there, by purl: they are
 * older than the record of the chosen run, by the service's clock, or were published right into this repository, and are
 * of packages that the chosen run is not about.
 */
export async function explainedFinds(
  chosen: JournalRun,
  open: readonly JournalRun[],
  runs: readonly JournalRun[],
  records: Pick<RunRecords, 'storedAt' | 'versionOf'> | undefined,
): Promise<ReadonlySet<string>> {
  const explained = new Set<string>();
  const makers = makersOf(runs);
  const finds = new Set(open.flatMap((other) => (other.runId > chosen.runId ? untoldBy(other, makers) : [])));
  if (!records || finds.size === 0) return explained;
  const storedAt = await records.storedAt(chosen.runId);
  const packageOf = (text: string) => purl({ ...parseVersionCoordinate(text), version: undefined });
  const about = new Set([...purlsOf(chosen)].map(packageOf));
  await mapConcurrent(READS, [...finds], async (text) => {
    const found = await records.versionOf(parseVersionCoordinate(text));
    const isOlder = storedAt !== undefined && found?.publishedAt !== undefined && found.publishedAt <= storedAt;
    const isOfHere = found?.origin?.repository === chosen.repository && !about.has(packageOf(text));
    if (isOlder || isOfHere) explained.add(text);
  });
  return explained;
}

/** Of runs that began so close together that the clocks of their machines may tell the order wrong, the one stored last. */
export async function latestStored(
  chosen: JournalRun,
  open: readonly JournalRun[],
  records: Pick<RunRecords, 'storedAt' | 'begunAt'>,
): Promise<JournalRun> {
  const from = earlier(chosen.runId);
  const rivals = open.filter(({ runId }) => runId >= from);
  if (rivals.length < 2) return chosen;
  let latest: { readonly run: JournalRun; readonly at: number } | undefined;
  for (const { run, at } of await mapConcurrent(READS, rivals, async (run) => ({
    run,
    at: (await records.storedAt(run.runId)) ?? (await records.begunAt(run.runId)),
  }))) {
    // One that a journal alone tells of has no time of the service; then the order of the ids has to do.
    if (at === undefined) return chosen;
    if (latest === undefined || at >= latest.at) latest = { run, at };
  }
  return latest?.run ?? chosen;
}

const READS = 16;

/** Rejects where the run may still be at work: a rollback of it would be undone, or be half of one. */
export function requireEnded({ runId, isBegun, beganAt }: JournalRun, now: number): void {
  if (!isBegun || now - beganAt > LONGEST_RUN_MS) return;
  throw notLatest(
    `the run ${runId} began at ${new Date(beganAt).toISOString()} and has no end that is known here: it is still at work, or was cut off`,
    runId,
  );
}

/** Rejects where tags or marks tell of a later release than the one that is undone. */
export async function requireLatestTags(
  undo: Undo,
  {
    host,
    side,
    formats,
  }: { readonly host: WaitingHost; readonly side: RepositoryReader; readonly formats: readonly PackageFormat[] },
): Promise<void> {
  const { runId, runIds, tags, versions, promisedSince } = undo;
  const ports = { host, side };
  const names = new Set([
    ...tags.map((tag) => tag.package),
    ...versions.map(({ ref }) => purl({ ...ref, version: undefined })),
  ]);
  await mapConcurrent(READS, [...names], async (name) => {
    const ref = parseCoordinate(name);
    await requireNothingLater(ref, undo, ports);
    if (!formats.some((format) => format.name === ref.format && format.publishing?.tags)) return;
    const own = tags.filter((tag) => tag.package === name);
    const isKnown = ({ tag, left, to }: UndoneTag, value: string | null) =>
      [...left, to, ...(promisedSince?.(name, tag) ?? [])].includes(value);
    const isAsLeft = (found: Readonly<Record<string, string>>) =>
      own.every((each) => isKnown(each, valueOfTag(withoutMarks(found), each.tag) ?? null));
    const found = await settledTags(ref, isAsLeft, { host, side });
    for (const each of own) {
      const { tag, left } = each;
      const value = valueOfTag(found, tag) ?? null;
      if (isKnown(each, value)) continue;
      if (value === null && (await isGoneWith(ref, left, ports))) continue;
      throw notLatest(
        `\`${tag}\` of ${packageName(ref)} points at ${value ?? 'nothing'}, not at ${left.map((version) => version ?? 'nothing').join(' or ')} as the run ${runId} left it; so ${runId} is not the latest, or somebody moved the tag since`,
      );
    }
    const mark = marksOf(found).find(
      ({ run, isInPlace }) => isInPlace && run !== undefined && !runIds.has(run) && run > (runId ?? ''),
    );
    if (mark)
      throw notLatest(
        `the later run ${mark.run} left ${packageName(ref)}@${mark.version} half done (${mark.name}); \`doctor\` says how to finish it`,
      );
  });
}

/** Whether a tag that is not there may have gone with what the run had pointed it at: that is not shown any more. */
async function isGoneWith(ref: PackageReference, left: readonly (string | null)[], ports: VersionPorts) {
  for (const version of left) if (version !== null && !(await isVisible(ref, version, new Set(), ports))) return true;
  return false;
}

/** Rejects where the package has a version that entered the repository after the run's record, and that no known run made. */
async function requireNothingLater(
  ref: PackageReference,
  { runId, versions, isMade, storedAt }: Undo,
  { host, side }: { readonly host: WaitingHost; readonly side: RepositoryReader },
): Promise<void> {
  if (!isMade) return;
  const { reader, address } = side;
  const own = versions.filter((version) => samePackage(version.ref, ref) && version.isFound !== true);
  let since = await storedAt?.();
  // Without a record, the run had done with what it put there last.
  if (since === undefined) {
    const times = await mapConcurrent(READS, own, async (version) => {
      return (await reader.describePackageVersion(address, version.ref))?.publishedAt ?? 0;
    });
    since = Math.max(0, ...times);
  }
  if (since === 0) return;
  const isOwn = new Set(own.map((version) => version.ref.version));
  const look = async (): Promise<string | undefined> => {
    for await (const { version, status } of reader.listPackageVersions(address, ref, { newestFirst: true })) {
      if (isOwn.has(version)) return undefined;
      if (isMade(purl({ ...ref, version }))) continue;
      const at = (await reader.describePackageVersion(address, { ...ref, version }))?.publishedAt;
      if (at !== undefined && at <= since) return undefined;
      // What nobody can install any more is not in the place of anything.
      if (at !== undefined && (status === 'Published' || status === 'Unfinished')) return version;
    }
    return undefined;
  };
  // A late list lacks the newest version, which is the one that matters.
  for (const wait of LOOKS_MS) {
    if (wait > 0) await waitFor(host, wait, 'the service lists the newest versions');
    const later = await look();
    if (later === undefined) continue;
    const tag = Object.entries(withoutMarks((await side.tags?.(address, ref)) ?? {})).find(
      ([, version]) => version === later,
    )?.[0];
    const pointed = tag === undefined ? '' : `, with the tag \`${tag}\` on it`;
    throw notLatest(
      `${shortForm({ ...ref, version: later })} came after the run ${runId}${pointed}, and no run is known that put it there and was not rolled back; so ${runId} may not be the latest`,
      runId,
    );
  }
}

/** When the versions are listed. */
const LOOKS_MS = [0, 250];
