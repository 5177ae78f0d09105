// What there is to undo: from the journal, else from the plan or the manifest. The journal tells what a run changed from
// what it found, and what later runs count on.
import { mapConcurrent } from '../../../calls/concurrency.ts';
import type { JournalRun } from '../../../documents/journal-runs.ts';
import { readJournalFile } from '../../../documents/read-journal.ts';
import { RegistryError } from '../../../errors/registry-error.ts';
import { purl } from '../../../model/coordinates.ts';
import type { Clock, Files } from '../../../ports/host.ts';
import {
  chosenRun,
  cutOffBefore,
  damageOf,
  documentSet,
  hasDone,
  hasFound,
  lostHead,
  openRuns,
  requireUnderstood,
  restIsOthers,
  wasTried,
} from './chosen-run.ts';
import { claimedOf, claimsOf, promisedSince } from './claims.ts';
import { explainedFinds, latestStored, requireEnded, requireLatest, untoldBy } from './latest.ts';
import { isPartlyTold, merged } from './merged-runs.ts';
import { earliestBeside, type RecordedRuns, type RunRecords } from './records.ts';
import {
  isBroughtAgain,
  isInPlaceOf,
  isOver,
  isTaking,
  madeBy,
  makersOf,
  packagesOf,
  purlsOf,
  releaseOf,
  takenOverBy,
  withAbouts,
} from './release-runs.ts';
import type { RollbackRequest } from './request.ts';
import { lastKnown } from './run-order.ts';
import type { LaterUses, Undo, UndoneVersion } from './undo.ts';
import { undoOfDocument } from './undo-of-document.ts';
import { broughtBy, partsOf, undoOfRelease } from './undo-of-release.ts';
import { undoOfRollback } from './undo-of-rollback.ts';

interface Sources {
  readonly files: Pick<Files, 'open' | 'readText' | 'realPath' | 'stat'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Rejects with CA-INPUT-005 when nothing tells what to undo, or what tells it cannot be gone by. */
export async function findUndo(
  request: RollbackRequest,
  { files, clock }: Sources,
  records?: Pick<RunRecords, 'of' | 'since' | 'storedAt' | 'begunAt' | 'unbroken' | 'versionOf'>,
): Promise<Undo> {
  const { journalPath, plan, manifest, place } = request;
  const isRollback = request.direction === 'rollback';
  const { runs: told, headless, warnings: damages } = await readJournalFile(journalPath, files);
  const journaled = withAbouts(told);
  const warnings = [...damages];
  const unread: string[] = [];
  const begun = new Map<string, JournalRun>();
  const why = new Map<string, string>();
  const beyond: string[] = [];
  let isUnlisted = false;
  let cause: RegistryError | undefined;
  const take = (recorded: RecordedRuns | undefined) => {
    warnings.push(...(recorded?.warnings ?? []));
    unread.push(...(recorded?.unread ?? []));
    for (const [id, one] of recorded?.begun ?? []) begun.set(id, one);
    for (const [id, words] of recorded?.why ?? []) why.set(id, words);
    beyond.push(...(recorded?.beyond ?? []));
    isUnlisted ||= recorded?.isUnlisted === true;
    cause ??= recorded?.cause;
    const others = recorded?.runs ?? [];
    // Of a run that is under way its own journal tells all; what it was about to write is more than it wrote.
    return merged(journaled, request.isUnderWay ? others.filter(({ runId }) => runId !== request.runId) : others);
  };
  const isTold = journaled.some((run) => run.runId === request.runId && !isPartlyTold(run));
  const isOfSet = documentSet(request) !== undefined;
  let runs = request.runId === undefined || isTold ? journaled : take(await records?.of(request.runId));
  // By a plan or a manifest nobody knows when the release was.
  if (request.isLatest || isOfSet) runs = take(await records?.since(undefined));
  // Of a restore, what is meant may be the release, and only its rollback tells what to restore.
  else if (!isRollback && request.runId !== undefined) {
    runs = merged(runs, take(await records?.since(request.runId)));
    // Another run of the release, by which its rollback was, may have been long before.
    if (runs.some(({ runId, verb }) => runId === request.runId && verb !== 'rollback'))
      runs = merged(runs, take(await records?.since(undefined)));
  }
  const choose = () => {
    try {
      return chosenRun(runs, request, warnings);
    } catch (error) {
      // What is not known may be told by records that could not be listed.
      throw cause ?? error;
    }
  };
  let chosen = choose();
  if (request.runId === undefined && !request.isLatest && !isOfSet && chosen && records) {
    // Where the end of a journal is lost, the record tells whether the run did more than the journal says.
    const at = runs.indexOf(chosen);
    for (const { runId } of runs.slice(at).filter(isPartlyTold).slice(-MOST_ASKED))
      runs = merged(runs, take(await records.of(runId)));
    chosen = choose();
  }
  const cutOff = chosen && cutOffBefore(chosen, { journaled, runs, request, now: clock.now() });
  if (cutOff) {
    chosen = cutOff.of;
    warnings.push(
      `the ${request.direction} ${cutOff.run.runId} of ${cutOff.of.runId} has no end here: this one finishes it, and takes nothing else`,
    );
  }
  if (request.isLatest && chosen && !cutOff) {
    const { open } = openRuns(runs, request);
    const first = chosen;
    const rivals = open.filter(
      (run) => run === first || ((hasDone(run) || isBroughtAgain(run, runs)) && !takenOverBy(run, runs)),
    );
    if (records) chosen = await latestStored(first, rivals, records);
    if (isRollback) requireEnded(chosen, clock.now());
    if (isRollback && wasTried(chosen, runs)) warnings.push(restIsOthers(chosen, open, runs));
    const explained = await explainedFinds(chosen, open, runs, records);
    requireLatest(chosen, open, { runs, unread, why, explained });
  }
  // What other machines did since is told by their records only; a restore goes by all since the release.
  if (chosen && records && !request.isLatest && !isOfSet) {
    const from = (isRollback ? undefined : chosen.of) ?? chosen.runId;
    runs = merged(runs, take(await records.since(from)));
    const { runId } = chosen;
    chosen = runs.find((run) => run.runId === runId);
    // Who put there what it found, and who took that back, may have begun long before.
    const isOthersToTell = request.isOfRunAlone
      ? chosen && untoldBy(chosen, makersOf(runs)).length > 0
      : chosen && releaseOf(chosen, runs).some(hasFound);
    if (isRollback && isOthersToTell) {
      runs = merged(runs, take(await records.since(undefined)));
      chosen = runs.find((run) => run.runId === runId);
    }
  }
  const lost = lostHead(chosen, headless, request);
  const isOtherwiseTold = isRollback && (plan !== undefined || (manifest !== undefined && place !== undefined));
  if (lost && !isOtherwiseTold) throw lost;
  const run = lost ? undefined : chosen;
  const withWords = (undo: Undo, more: readonly string[] = []): Undo => ({
    ...undo,
    after: lastKnown(runs, run),
    warnings: [...new Set([...warnings, ...undo.warnings, ...more])],
  });
  const all = { unread, begun, why, beyond, isUnlisted };
  if (run) {
    requireUnderstood(run);
    const found = isRollback ? undoOfRelease(run, runs, { ...request, isOfSet }) : undoOfRollback(run, runs);
    // Where this run left what it was about to do, so had one that was cut off before it.
    const isTraced = found.versions.some(isUntoldVersion) && (await records?.begunAt(run.runId)) !== undefined;
    const undo = isTraced ? { ...found, versions: found.versions.map(asTold) } : found;
    const parts = partsOf(run, runs, { ...request, isOfSet });
    const first = (isRollback ? parts[0] : runs.find(({ runId }) => runId === run.of)) ?? run;
    const doubtsOf = async (told: Doubts) =>
      doubtsAbout(told, { undo, own: run.runId, first, from: earliestBeside(run.runId) }, records);
    const claimedSince = async (own: string): Promise<LaterUses> => {
      const since = await records?.unbroken.since(run.runId, own);
      const all = merged(runs, since?.runs ?? []);
      const claims = claimsOf(claimedOf(run, parts, all), all);
      return { ...claims, ...(since ? withoutNeedless(since.warnings, await doubtsOf(since)) : SURE) };
    };
    const isBeside = (other: JournalRun) =>
      isInPlaceOf(other, run) && other.runId > (parts[0] ?? run).runId && !parts.includes(other);
    const live = runs.filter((one) => isTaking(one) && !isOver(one, runs));
    const made = new Set([...madeBy(live), ...live.flatMap((one) => [...purlsOf(one)])]);
    const isMade = (text: string) => made.has(text);
    const storedAt = async () => records?.storedAt(run.runId);
    const isUntold =
      !request.isUnderWay && run.result === undefined && undo.versions.length === 0 && undo.tags.length === 0;
    const isHalf = isPartlyTold(run) && unread.includes(run.runId);
    const nothing = isUntold
      ? [`the run ${run.runId} has no end, and nothing tells what it wrote; whatever that was stays as it is`]
      : [];
    const doubts = await doubtsOf(all);
    const words = withWords(undo, [...damageOf(run), ...nothing]);
    return {
      ...words,
      ...withoutNeedless(words.warnings, doubts),
      ...{
        claimedSince,
        isMade,
        storedAt,
        broughtSince: broughtBy(live.filter(isBeside)),
        promisedSince: promisedSince(parts, runs),
      },
      isIncomplete: run.isDamaged || isUntold || isHalf,
    };
  }
  if (isOtherwiseTold) {
    const found = undoOfDocument(request, runs);
    if (found) {
      const doubtsOf = async (told: Doubts) => doubtsAbout(told, { undo: found.undo, from: '' }, records);
      const claimedSince = async (own: string): Promise<LaterUses> => {
        const since = await records?.unbroken.since(undefined, own);
        const claims = claimsOf(found.claimed, merged(runs, since?.runs ?? []));
        return { ...claims, ...(since ? withoutNeedless(since.warnings, await doubtsOf(since)) : SURE) };
      };
      const undo = withWords({ ...found.undo, claimedSince });
      return { ...undo, ...withoutNeedless(undo.warnings, await doubtsOf(all)) };
    }
  }
  if (cause) throw cause;
  const where = journalPath === undefined ? 'without a journal' : `in ${journalPath}`;
  const what = request.runId === undefined ? `no ${isRollback ? 'promotion' : 'rollback'}` : `no run ${request.runId}`;
  throw new RegistryError(
    'CA-INPUT-005',
    [`there is ${what} ${where}${records ? ', nor a record of it in the repository' : ''}`, ...warnings].join('; '),
    {
      remedy:
        'Name a run that the journal or the records of this repository have (`journal`, `destination-repository`), or give the plan or the manifest of the release.',
    },
  );
}

const READS = 16;

/** Runs of a journal that are asked for in the records, at most, where none is named. */
const MOST_ASKED = 16;

type Doubts = Pick<RecordedRuns, 'unread' | 'begun' | 'why' | 'beyond'> & {
  readonly isUnlisted?: boolean | undefined;
};

interface Doubt {
  readonly isUnsure: boolean;
  /** What cannot be read and need not be known, in the words in which it would be told. */
  readonly needless: ReadonlySet<string>;
}

const SURE: Pick<LaterUses, 'isUnsure' | 'warnings'> = { isUnsure: false, warnings: [] };

const withoutNeedless = (warnings: readonly string[], { isUnsure, needless }: Doubt) => ({
  isUnsure,
  warnings: warnings.filter((words) => !needless.has(words)),
});

interface About {
  readonly undo: Undo;
  readonly own?: string;
  /** The first of the runs that are undone. */
  readonly first?: JournalRun;
  /** The least id of a run that matters, of those that were not looked at. */
  readonly from: string;
}

/** Whether runs that cannot be read, or were not looked at, may have to do with what is undone. */
async function doubtsAbout(told: Doubts, about: About, records: Reading | undefined): Promise<Doubt> {
  const matter = new Set(await mayMatter(told, about, records));
  const needless = [...(told.why ?? [])].flatMap(([id, words]) => (matter.has(id) || id === about.own ? [] : [words]));
  const isUnsure = told.isUnlisted === true || matter.size > 0 || told.beyond.some((id) => id > about.from);
  return { isUnsure, needless: new Set(needless) };
}

type Reading = Pick<RunRecords, 'storedAt' | 'begunAt' | 'versionOf'>;

/**
 * The runs that cannot be read and may have to do with what is undone. Not those that were about other packages, as their
 * begin tells, nor those that had ended, by the service's clock, before the first of these versions came.
 */
async function mayMatter(
  { unread, begun }: Doubts,
  { undo, own, first }: About,
  records: Reading | undefined,
): Promise<readonly string[]> {
  const names = new Set([
    ...undo.versions.map(({ ref }) => purl({ ...ref, version: undefined })),
    ...undo.tags.map((tag) => tag.package),
  ]);
  const others = unread.filter((id) => {
    const known = begun?.get(id);
    return id !== own && (known === undefined || [...packagesOf(known)].some((name) => names.has(name)));
  });
  if (others.length === 0 || !records) return others;
  const nobodyKnows = () => undefined;
  const versions = undo.versions.filter(({ kind }) => kind !== 'stays');
  const came = await mapConcurrent(
    READS,
    versions,
    async ({ ref }) => (await records.versionOf(ref).catch(nobodyKnows))?.publishedAt,
  );
  came.push(first && (await records.begunAt(first.runId).catch(nobodyKnows)));
  const since = came.reduce<number>((least, at = least) => Math.min(least, at), Number.POSITIVE_INFINITY);
  // Without its begin, what is not there any more tells nothing of when it came.
  if (since === Number.POSITIVE_INFINITY || (came.at(-1) === undefined && came.indexOf(undefined) < came.length - 1))
    return others;
  const ended = await mapConcurrent(READS, others, async (id) => records.storedAt(id).catch(nobodyKnows));
  return others.filter((_, index) => (ended[index] ?? since) >= since);
}

const isUntoldVersion = ({ untoldAt }: UndoneVersion): boolean => untoldAt !== undefined;

const asTold = (version: UndoneVersion): UndoneVersion => ({ ...version, untoldAt: undefined });
