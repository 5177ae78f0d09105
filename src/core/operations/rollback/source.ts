// What there is to undo: from the journal, else from the plan or the manifest. The journal tells what a run changed from
// what it found, and what later runs count on.
import type { JournalRun } from '../../documents/journal-runs.ts';
import { readJournalFile } from '../../documents/read-journal.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import type { Clock, Files } from '../../ports/host.ts';
import {
  chosenRun,
  cutOffBefore,
  damageOf,
  hasDone,
  hasFound,
  lostHead,
  openRuns,
  requireUnderstood,
  restIsOthers,
  wasTried,
} from './chosen-run.ts';
import { claimedOf, claimsOf, isTaking } from './claims.ts';
import { explainedFinds, latestStored, requireEnded, requireLatest, untoldBy } from './latest.ts';
import { isPartlyTold, merged } from './merged-runs.ts';
import { earliestBeside, type RecordedRuns, type RunRecords } from './records.ts';
import {
  isBroughtAgain,
  isInPlaceOf,
  isOver,
  madeBy,
  makersOf,
  purlsOf,
  releaseOf,
  takenOverBy,
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
  const { runs: journaled, headless, warnings: damages } = await readJournalFile(journalPath, files);
  const warnings = [...damages];
  const unread: string[] = [];
  const beyond: string[] = [];
  let isUnlisted = false;
  const take = (recorded: RecordedRuns | undefined) => {
    warnings.push(...(recorded?.warnings ?? []));
    unread.push(...(recorded?.unread ?? []));
    beyond.push(...(recorded?.beyond ?? []));
    isUnlisted ||= recorded?.isUnlisted === true;
    const others = recorded?.runs ?? [];
    // Of a run that is under way its own journal tells all; what it was about to write is more than it wrote.
    return merged(journaled, request.isUnderWay ? others.filter(({ runId }) => runId !== request.runId) : others);
  };
  const isTold = journaled.some((run) => run.runId === request.runId && !isPartlyTold(run));
  let runs = request.runId === undefined || isTold ? journaled : take(await records?.of(request.runId));
  if (request.isLatest) runs = take(await records?.since(undefined));
  // Of a restore, what is meant may be the release, and only its rollback tells what to restore.
  else if (!isRollback && request.runId !== undefined) runs = merged(runs, take(await records?.since(request.runId)));
  let chosen = chosenRun(runs, request, warnings);
  if (request.runId === undefined && !request.isLatest && chosen && records) {
    // Where the end of a journal is lost, the record tells whether the run did more than the journal says.
    const at = runs.indexOf(chosen);
    for (const { runId } of runs.slice(at).filter(isPartlyTold).slice(-MOST_ASKED))
      runs = merged(runs, take(await records.of(runId)));
    chosen = chosenRun(runs, request, warnings);
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
    requireLatest(chosen, open, { runs, unread, explained });
  }
  // What other machines did since is told by their records only; a restore goes by all since the release.
  if (chosen && records && !request.isLatest) {
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
  const told = (undo: Undo, more: readonly string[] = []): Undo => ({
    ...undo,
    after: lastKnown(runs, run),
    warnings: [...new Set([...warnings, ...undo.warnings, ...more])],
  });
  if (run) {
    requireUnderstood(run);
    const found = isRollback ? undoOfRelease(run, runs, request.isOfRunAlone) : undoOfRollback(run, runs);
    // Where this run left what it was about to do, so had one that was cut off before it.
    const isTraced = found.versions.some(isUntoldVersion) && (await records?.begunAt(run.runId)) !== undefined;
    const undo = isTraced ? { ...found, versions: found.versions.map(asTold) } : found;
    const parts = partsOf(run, runs, request.isOfRunAlone);
    const first = isRollback ? parts[0] : runs.find(({ runId }) => runId === run.of);
    const isFinder = isRollback && !request.isOfRunAlone && parts.some(hasFound);
    const isInDoubt = async (told: Doubts) =>
      told.isUnlisted === true ||
      told.beyond.some((id) => id > earliestBeside(run.runId)) ||
      (await mayMatter(told.unread, { run, first: first ?? run, isFinder }, records));
    const claimedSince = async (own: string): Promise<LaterUses> => {
      const since = await records?.unbroken.since(run.runId, own);
      const all = merged(runs, since?.runs ?? []);
      const claims = claimsOf(claimedOf(run, parts, all), all);
      return { ...claims, isUnsure: since ? await isInDoubt(since) : false, warnings: since?.warnings ?? [] };
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
    return {
      ...told(undo, [...damageOf(run), ...nothing]),
      ...{ claimedSince, isMade, storedAt, broughtSince: broughtBy(live.filter(isBeside)) },
      isIncomplete: run.isDamaged || isUntold || isHalf,
      isUnsure: await isInDoubt({ unread, beyond, isUnlisted }),
    };
  }
  if (isOtherwiseTold) {
    const known = merged(journaled, take(await records?.since(undefined)));
    const found = undoOfDocument(request, known);
    if (found) {
      const isInDoubt = (told: Doubts) => told.isUnlisted === true || told.unread.length + told.beyond.length > 0;
      const claimedSince = async (own: string): Promise<LaterUses> => {
        const since = await records?.unbroken.since(undefined, own);
        const claims = claimsOf(found.claimed, merged(journaled, since?.runs ?? []));
        return { ...claims, isUnsure: since ? isInDoubt(since) : false, warnings: since?.warnings ?? [] };
      };
      const undo = { ...found.undo, claimedSince, isUnsure: isInDoubt({ unread, beyond, isUnlisted }) };
      return { ...told(undo), after: lastKnown(known) };
    }
  }
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

/** Runs of a journal that are asked for in the records, at most, where none is named. */
const MOST_ASKED = 16;

type Doubts = Pick<RecordedRuns, 'unread' | 'beyond'> & { readonly isUnlisted?: boolean | undefined };

/**
 * Whether one of the runs that cannot be read may have to do with this one: not where its record was stored, by the service's
 * clock, before the first of these wrote.
 */
async function mayMatter(
  unread: readonly string[],
  { run, first, isFinder }: { readonly run: JournalRun; readonly first: JournalRun; readonly isFinder: boolean },
  records: Pick<RunRecords, 'storedAt' | 'begunAt'> | undefined,
): Promise<boolean> {
  const others = unread.filter((id) => id !== run.runId);
  if (isFinder || others.some((id) => id > run.runId)) return others.length > 0;
  if (others.length === 0) return false;
  const nobodyKnows = () => undefined;
  const begunAt = await records?.begunAt(first.runId).catch(nobodyKnows);
  if (begunAt === undefined) return true;
  for (const id of others) {
    const storedAt = await records?.storedAt(id).catch(nobodyKnows);
    if (storedAt === undefined || storedAt >= begunAt) return true;
  }
  return false;
}

const isUntoldVersion = ({ untoldAt }: UndoneVersion): boolean => untoldAt !== undefined;

const asTold = (version: UndoneVersion): UndoneVersion => ({ ...version, untoldAt: undefined });
