// Whether the run that is taken for the latest is the latest. A promotion that was cut off leaves no record, and then an
// earlier one would be rolled back, with the bad release still in its place.
import { mapConcurrent } from '../../calls/concurrency.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import type { JournalRun } from '../../documents/journal-runs.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { packageName, parseCoordinate, parseVersionCoordinate, purl, shortForm } from '../../model/coordinates.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { marksOf, withoutMarks } from '../dist-tags/marks.ts';
import { settledTags } from '../dist-tags/move-tags.ts';
import type { RepositoryReader } from '../repository/repository-access.ts';
import { earlier, type RunRecords } from './records.ts';
import { makerOf, purlsOf } from './release-runs.ts';
import type { Undo } from './undo.ts';

const notLatest = (why: string) =>
  new RegistryError('CA-INPUT-005', why, {
    remedy: 'Name the run to roll back (`rollback RUN`), or give the manifest of the release (`manifest`).',
  });

/** The run that is taken for the latest must not have a later one that nobody can read, or that found what nobody told. */
export function requireLatest(
  { runId }: JournalRun,
  open: readonly JournalRun[],
  { runs, unread }: { readonly runs: readonly JournalRun[]; readonly unread: readonly string[] },
): void {
  const [later] = unread.filter((id) => id > runId).sort();
  if (later !== undefined)
    throw notLatest(
      `the record of the run ${later} cannot be read, so that nobody knows whether ${runId} is the latest`,
    );
  for (const other of open) {
    if (other.runId <= runId) continue;
    const [untold] = [...purlsOf(other)].filter((text) => makerOf(text, runs) === undefined);
    if (untold !== undefined)
      throw notLatest(
        `the later run ${other.runId} found ${shortForm(parseVersionCoordinate(untold))} there, and no run is known that put it there; so ${runId} may not be the latest`,
      );
  }
}

/** Of runs that began so close together that the clocks of their machines may tell the order wrong, the one stored last. */
export async function latestStored(
  chosen: JournalRun,
  open: readonly JournalRun[],
  records: Pick<RunRecords, 'storedAt'>,
): Promise<JournalRun> {
  const from = earlier(chosen.runId);
  const rivals = open.filter(({ runId }) => runId >= from);
  if (rivals.length < 2) return chosen;
  let latest: { readonly run: JournalRun; readonly at: number } | undefined;
  for (const { run, at } of await mapConcurrent(READS, rivals, async (run) => ({
    run,
    at: await records.storedAt(run.runId),
  }))) {
    // One that a journal alone tells of has no time of the service; then the order of the ids has to do.
    if (at === undefined) return chosen;
    if (latest === undefined || at >= latest.at) latest = { run, at };
  }
  return latest?.run ?? chosen;
}

const READS = 16;

/** Rejects where tags or marks tell of a later release than the one that is undone. */
export async function requireLatestTags(
  { runId, runIds, tags, versions }: Undo,
  {
    host,
    side,
    formats,
  }: { readonly host: WaitingHost; readonly side: RepositoryReader; readonly formats: readonly PackageFormat[] },
): Promise<void> {
  const names = new Set([
    ...tags.map((tag) => tag.package),
    ...versions.map(({ ref }) => purl({ ...ref, version: undefined })),
  ]);
  await mapConcurrent(READS, [...names], async (name) => {
    const ref = parseCoordinate(name);
    if (!formats.some((format) => format.name === ref.format && format.publishing?.tags)) return;
    const own = tags.filter((tag) => tag.package === name);
    const isAsLeft = (found: Readonly<Record<string, string>>) =>
      own.every(({ tag, left, to }) => [...left, to].includes(withoutMarks(found)[tag] ?? null));
    const found = await settledTags(ref, isAsLeft, { host, side });
    for (const { tag, left, to } of own) {
      const value = found[tag] ?? null;
      if ([...left, to].includes(value)) continue;
      throw notLatest(
        `\`${tag}\` of ${packageName(ref)} points at ${value ?? 'nothing'}, not at ${left.map((version) => version ?? 'nothing').join(' or ')} as the run ${runId} left it; so ${runId} is not the latest, or somebody moved the tag since`,
      );
    }
    const mark = marksOf(found).find(
      ({ run, counts }) => counts && run !== undefined && !runIds.has(run) && run > (runId ?? ''),
    );
    if (mark)
      throw notLatest(
        `the later run ${mark.run} left ${packageName(ref)}@${mark.version} half done (${mark.name}); \`doctor\` says how to finish it`,
      );
  });
}
