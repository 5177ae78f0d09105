// Undoes a promotion or a publication, and a rollback in turn, from what the journal, the plan or the manifest tells.
// Only what that run changed and nobody else has by now: version by version, tag by tag, past those that cannot be
// undone. History is appended, never erased.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { LATE_MS } from '../../calls/looks.ts';
import { waitFor } from '../../calls/waits.ts';
import { canonicalJson } from '../../documents/canonical.ts';
import { journalProblem, openJournal } from '../../documents/journal.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';
import {
  hasWritten,
  type KeptWrite,
  PROMOTION_RECORD_SCHEMA,
  type PromotionRecord,
} from '../../documents/promotion-record.ts';
import { recordingJournal } from '../../documents/recording-journal.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { normalised, parseVersionCoordinate, purl } from '../../model/coordinates.ts';
import { countOutcomes, isGreen, type Outcome } from '../../model/outcome.ts';
import type { Status, VersionReference } from '../../model/package.ts';
import { label } from '../../model/repository.ts';
import { runOrigin } from '../../model/run-origin.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { actionOf, changeStatuses, type StatusChange, type StatusPorts } from '../repository/change-status.ts';
import { type RepositoryWriter, recordOf, unbroken, writeTarget } from '../repository/repository-access.ts';
import { withSnapshotWrites } from '../repository/snapshot-writes.ts';
import { shownAs, withSnapshots } from '../repository/snapshots.ts';
import { identityKey } from '../repository/stored-spelling.ts';
import { judgeVersion, leftHidden, skipped } from './judgement.ts';
import { tellUsed } from './left-to-others.ts';
import { removeMarksOfRuns } from './tag-marks.ts';
import { RollbackTags } from './tags.ts';
import { giveBack, moveAway, planAway } from './tags-away.ts';
import { isAnyBack, moveBack } from './tags-back.ts';
import { lastLook, pointedAtHidden, proveRollback } from './tags-proof.ts';
import { documentSet } from './undo/chosen-run.ts';
import { requireLatestTags } from './undo/latest.ts';
import type { RunRecords } from './undo/records.ts';
import type { RollbackRequest } from './undo/request.ts';
import { findUndo } from './undo/source.ts';
import type { Undo, UndoneVersion, Uses } from './undo/undo.ts';
import { countsOn } from './undo/undo-of-release.ts';

export interface RollbackPorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly destination: RepositoryWriter;
  /** What runs on other machines did; undefined: only the journal is gone by. */
  readonly records?: RunRecords | undefined;
  /**
   * Stores what a rollback or a restore is about to write, before its first write: should it be cut off, other machines know
   * what it found. Resolves to whether it is stored; never rejects.
   */
  readonly announce?: ((record: PromotionRecord) => Promise<boolean>) | undefined;
  /**
   * Keeps the record of what was done, and resolves to why it is not stored, if so; never rejects. The journal notes the end after that: a rollback whose record may
   * be missing is one that the same command finishes.
   */
  readonly keep?: ((record: PromotionRecord) => Promise<string | undefined>) | undefined;
}

export interface RollbackReport {
  readonly outcomes: readonly Outcome[];
  /** Purl of the package -> tag -> version it points at now (null: removed). */
  readonly tags: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  readonly warnings: readonly string[];
  readonly runId: string;
  /**
   * What the run ends with where every version went well: its journal could not be written, or that of the run that is
   * undone tells not all that it did.
   */
  readonly error?: ErrorCode | undefined;
  /** What `keep` was given; undefined after a dry run, where nothing came of it, and where it is not stored. */
  readonly record?: PromotionRecord | undefined;
}

/** Rejects with CA-INPUT-005 when nothing tells what to undo. A dry run reports what it would do. */
export async function rollback(request: RollbackRequest, given: RollbackPorts): Promise<RollbackReport> {
  const { host, formats } = given;
  const place = await recordOf(given.destination);
  const undo = await findUndo({ ...request, place }, host, given.records);
  const formers = new Map(undo.versions.map(({ purl: key, former }) => [key, former]));
  const { sourceRepository } = undo;
  const formerOf = (build: VersionReference) => formers.get(purl(build));
  const snapshotWrites = { host, formats, formerOf, sourceRepository };
  const destination = withSnapshots(withSnapshotWrites(given.destination, snapshotWrites), formats, {
    isFormerShown: true,
  });
  const ports = { ...given, destination };
  requireSamePlace(undo, place);
  if (request.isLatest && request.direction === 'rollback')
    await requireLatestTags(undo, { host, side: destination, formats: ports.formats });
  const chosen = chosenVersions(undo, request.coordinates, ports.formats);
  const outcomes = new Map<string, Outcome>();
  const changes = new Map<string, StatusChange>();
  const states = new Map<string, Status>();
  const used = new Map<string, string>();
  for (const { purl: key, isUsed, stays } of chosen) if (isUsed && stays) used.set(key, stays.reason);
  // What is not as that run left it may be a late answer, and is looked at again before it is believed.
  let open = chosen;
  for (const [looks, wait] of [0, ...LATE_MS].entries()) {
    // Of very many, each look takes longer than answers are late.
    if (open.length === 0 || (looks > 1 && open.length > MANY)) break;
    if (wait > 0) await waitFor(host, wait, 'the service shows the versions as they are');
    await mapConcurrent(request.concurrency, open, async (version) => {
      const found = await judgeVersion(version, request, { side: destination, place, found: states });
      outcomes.delete(version.purl);
      if (found === undefined) return;
      if ('kind' in found) outcomes.set(version.purl, found);
      else changes.set(version.purl, found);
    });
    open = open.filter(
      ({ purl: key, stays }) =>
        !changes.has(key) &&
        (stays?.outcome !== 'skipped' ? stays === undefined : outcomes.get(key)?.kind === 'unchanged'),
    );
  }
  if (request.isOfRunAlone && undo.isUnsure) return leftUnknown(undo, chosen, changes, outcomes);
  const set = documentSet(request);
  const about = {
    ...(undo.runId === undefined ? {} : { of: undo.runId }),
    ...(chosen.length < undo.versions.length ? { isPartial: true } : {}),
    ...(request.isOfRunAlone ? { isOfRunAlone: true } : {}),
    ...(set === undefined ? {} : { set, isOfSet: true }),
    ...(undo.after ? { after: undo.after } : {}),
  };
  const source = sourceRepository === undefined ? {} : { source: { ...place, repository: sourceRepository } };
  const begin = {
    ...{ verb: request.direction, ...about, ...place },
    ...(sourceRepository === undefined ? {} : { sourceRepository }),
  };
  const beganAt = host.clock.now();
  const opened = await openJournal(host, request.dryRun ? undefined : request.journalPath, begin);
  const journal = recordingJournal(opened, host.clock);
  // After a cancel nothing is begun any more, and what was begun is finished: its tags, its proof, its record.
  const { interrupted: stop } = host;
  const after = unbroken({ host, side: destination });
  const tags = new RollbackTags(
    { undo, chosen, changes, outcomes, found: states, used, direction: request.direction, dryRun: request.dryRun },
    { ...after, target: writeTarget(after.side), journal, formats: ports.formats, place, stop },
  );
  const recordOfRun = (
    ended: readonly Outcome[],
    writes: PromotionRecord['writes'],
    isUnsure = false,
  ): PromotionRecord => ({
    schema: PROMOTION_RECORD_SCHEMA,
    verb: request.direction,
    ...about,
    run: journal.runId,
    beganAt: new Date(beganAt).toISOString(),
    storedAt: new Date(host.clock.now()).toISOString(),
    startedBy: runOrigin(host.env),
    ...source,
    destination: place,
    outcomes: ended.map((outcome) => ({ kind: outcome.kind, ref: purl(outcome.ref) })),
    ...(isUnsure ? { isUnsure } : {}),
    tags: [],
    writes,
    notes: journal.notes,
  });
  // Nobody must be led to a version that is hidden: rolling back moves tags first, restoring moves them last.
  if (request.direction === 'rollback') await planAway(tags, request.concurrency);
  else if (
    chosen.some(({ listedBefore }) => listedBefore !== undefined) &&
    (await isAnyBack(tags, request.concurrency))
  )
    leaveListed(chosen, changes, outcomes, place);
  const intended = intendedWrites(chosen, changes, tags, host);
  let isAnnounced = false;
  if (ports.announce && !request.dryRun && intended.length > 0) {
    const cutOff = chosen.map(({ ref }) => cutOffOutcome(ref));
    isAnnounced = await ports.announce(recordOfRun(cutOff, intended));
  }
  if (request.direction === 'rollback') await moveAway(tags, request.concurrency);
  let isUsedUnsure = false;
  if (request.dryRun) {
    for (const [key, { ref, from, to }] of changes) outcomes.set(key, { kind: 'changed', ref, from, to });
  } else {
    const status = { ...after, journal, unclear: new Set<string>() };
    const keys = chosen.flatMap(({ purl: key }) => (changes.has(key) ? [key] : []));
    const ordered = keys.map((key) => changes.get(key) as StatusChange);
    const changed = await changeStatuses(ordered, request.concurrency, status, stop);
    changed.forEach((outcome, index) => void outcomes.set(keys[index] as string, outcome));
    if (request.direction === 'rollback') {
      const since = await undo.claimedSince(journal.runId);
      tags.claims = since;
      isUsedUnsure = since.isUnsure;
      tags.warnings.push(...since.warnings);
      const pointed = await pointedAtHidden(tags, request.concurrency);
      for (const [key, why] of usedSince(chosen, outcomes, since, pointed)) used.set(key, why);
      await listAgain({ chosen, changes, outcomes, used }, status);
      await giveBack(tags, request.concurrency);
      await removeMarksOfRuns(tags, request.concurrency);
    }
  }
  if (request.direction === 'restore') await moveBack(tags, request.concurrency);
  if (!request.dryRun) await proveRollback(tags, request.concurrency);
  if (request.direction === 'rollback') await tellUsed(tags, request.concurrency);
  const endedNow = () =>
    chosen.flatMap(({ purl: key, former }) =>
      withFormer(outcomes.get(key), request.direction === 'rollback' ? former : undefined, formats),
    );
  let ended = endedNow();
  // Also where nothing changed: what is hidden already may be what another run counts on.
  const isUnsure = (undo.isUnsure === true || isUsedUnsure) && chosen.length > 0;
  // Without a write as well: it says that the run that it is about counts on nothing any more.
  const isKept = !request.dryRun && (isAnnounced || hasWritten(journal.writes) || isGreen(ended));
  const record = isKept ? recordOfRun(ended, [...journal.writes], isUnsure) : undefined;
  const unkept = record && (await ports.keep?.(record));
  // Also after a cancel, through calls that it does not end; and where no record is stored, which took its time as well.
  if (record && ports.keep) {
    await lastLook(tags, request.concurrency);
    ended = endedNow();
  }
  await journal.end(JSON.stringify({ ...countOutcomes(ended), ...(isUnsure ? { unsure: 1 } : {}) }));
  const { warnings: untold, error } = journalProblem(journal);
  return {
    record: unkept === undefined ? record : undefined,
    outcomes: ended,
    tags: tags.table(),
    warnings: [...new Set([...undo.warnings, ...tags.warnings, ...(unkept === undefined ? [] : [unkept]), ...untold])],
    runId: request.dryRun ? '' : journal.runId,
    error: error ?? tags.error ?? (undo.isIncomplete || isUnsure ? 'CA-RUN-001' : undefined),
  };
}

/**
 * What a run takes back by itself, where nobody knows who counts on it by now, stays: nobody looks at it before it is hidden,
 * and who is unknown is not nobody.
 */
function leftUnknown(
  { warnings }: Undo,
  chosen: readonly UndoneVersion[],
  changes: ReadonlyMap<string, StatusChange>,
  outcomes: ReadonlyMap<string, Outcome>,
): RollbackReport {
  const reason = 'whether another run counts on it by now is not known, since records of other runs cannot be read';
  const left = chosen.flatMap(({ purl: key, ref }): readonly Outcome[] => {
    if (changes.has(key)) return [{ kind: 'failed', ref, code: 'CA-RUN-001', reason }];
    const known = outcomes.get(key);
    return known ? [known] : [];
  });
  return { outcomes: left, tags: {}, warnings, runId: '', error: 'CA-RUN-001' };
}

/**
 * A restore that was cut off had listed all of these, since its tags show that it had come to them: what is hidden was
 * hidden by somebody since.
 */
function leaveListed(
  chosen: readonly UndoneVersion[],
  changes: Map<string, StatusChange>,
  outcomes: Map<string, Outcome>,
  place: RepositoryRecord,
): void {
  for (const version of chosen) {
    const change = changes.get(version.purl);
    if (version.listedBefore === undefined || !change) continue;
    changes.delete(version.purl);
    outcomes.set(version.purl, leftHidden(version, change.from, version.listedBefore, place));
  }
}

/** What is about to be written, as the record of a run that was cut off tells it: nobody knows whether it had its effect. */
function intendedWrites(
  chosen: readonly UndoneVersion[],
  changes: ReadonlyMap<string, StatusChange>,
  tags: RollbackTags,
  { clock }: Pick<Host, 'clock'>,
): readonly KeptWrite[] {
  const at = clock.now();
  const statuses = chosen.flatMap(({ purl: key }): KeptWrite[] => {
    const change = changes.get(key);
    return change ? [{ action: actionOf(change.to), purls: [key], from: change.from, to: change.to, at }] : [];
  });
  return [...tags.intended().map((write) => ({ ...write, at })), ...statuses];
}

/** What people get from now on instead of a build. */
function withFormer(
  outcome: Outcome | undefined,
  former: string | undefined,
  formats: readonly PackageFormat[],
): Outcome[] {
  if (outcome === undefined) return [];
  if (outcome.kind !== 'changed' || former === undefined) return [outcome];
  return [{ ...outcome, reason: `${shownAs(outcome.ref, formats).version} is ${former} again` }];
}

const cutOffOutcome = (ref: UndoneVersion['ref']): Outcome => ({
  kind: 'failed',
  ref,
  code: 'CA-RUN-001',
  reason: 'the run was cut off',
});

/** What somebody made of the release's own between our look and our write, by purl, in words; hidden by us or found hidden. */
function usedSince(
  chosen: readonly UndoneVersion[],
  outcomes: ReadonlyMap<string, Outcome>,
  { uses }: Uses,
  pointed: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const used = new Map<string, string>();
  for (const { purl: key, kind } of chosen) {
    const outcome = outcomes.get(key);
    const run = uses.get(key);
    const tag = pointed.get(key);
    if (kind === 'stays' || (outcome?.kind !== 'changed' && outcome?.kind !== 'unchanged')) continue;
    if (outcome.kind === 'changed' && outcome.to === 'Deleted') continue;
    if (run !== undefined) used.set(key, countsOn(run));
    else if (tag !== undefined) used.set(key, `somebody else pointed the dist-tag \`${tag}\` at it meanwhile`);
  }
  return used;
}

interface Hidden {
  readonly chosen: readonly UndoneVersion[];
  readonly changes: ReadonlyMap<string, StatusChange>;
  readonly outcomes: Map<string, Outcome>;
  readonly used: ReadonlyMap<string, string>;
}

/** What is somebody else's by now is listed again where it was surely this run that hid it. */
async function listAgain({ chosen, changes: made, outcomes, used }: Hidden, ports: Hiding): Promise<void> {
  const changes: StatusChange[] = [];
  for (const version of chosen) {
    const outcome = outcomes.get(version.purl);
    const why = used.get(version.purl);
    const done = made.get(version.purl);
    if (why === undefined || (outcome?.kind !== 'changed' && outcome?.kind !== 'unchanged')) continue;
    outcomes.set(version.purl, skipped(version, why));
    if (outcome.kind === 'changed' && done && !ports.unclear.has(version.purl))
      changes.push({ ...done, from: done.to, to: done.from });
  }
  for (const outcome of await changeStatuses(changes, LISTS, { ...ports, unclear: undefined })) {
    if (outcome.kind === 'changed' || outcome.kind === 'unchanged' || !('reason' in outcome)) continue;
    const reason = `${used.get(purl(outcome.ref))}, and it could not be listed again: ${outcome.reason}`;
    outcomes.set(purl(outcome.ref), { ...outcome, reason } as Outcome);
  }
}

interface Hiding extends StatusPorts {
  readonly unclear: Set<string>;
}

/** Versions that are looked at once more, and not again and again. */
const MANY = 500;

/** Packages listed again at once. */
const LISTS = 16;

function requireSamePlace(undo: Undo, place: RepositoryRecord): void {
  if (canonicalJson(undo.place) === canonicalJson(place)) return;
  throw new RegistryError('CA-INPUT-001', `that run wrote to ${label(undo.place)}, this one is for ${label(place)}`);
}

function chosenVersions(
  undo: Undo,
  coordinates: readonly string[] | undefined,
  formats: readonly PackageFormat[],
): readonly UndoneVersion[] {
  if (coordinates === undefined || coordinates.length === 0) return undo.versions;
  const keyOf = (ref: VersionReference) => identityKey(ref, formats);
  const wanted = new Set(coordinates.map((text) => keyOf(normalised(parseVersionCoordinate(text), formats))));
  const chosen = undo.versions.filter(({ ref }) => wanted.has(keyOf(ref)) || wanted.has(keyOf(shownAs(ref, formats))));
  if (chosen.length < wanted.size)
    throw new RegistryError(
      'CA-INPUT-005',
      `that run did not change ${wanted.size - chosen.length} of the ${wanted.size} named versions`,
    );
  return chosen;
}
