// Unlists, archives, disposes or deletes versions: named ones, or all that no retention rule keeps.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { LATE_MS, settled } from '../../calls/looks.ts';
import { MOST_SKEW_MS } from '../../calls/skew.ts';
import { idAt, type JournalWrite, journalProblem, openJournal } from '../../documents/journal.ts';
import type { JournalRun } from '../../documents/journal-runs.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';
import { runOfVersion } from '../../documents/promotion-record.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { normalised, packageName, parseCoordinate, purl, shortForm } from '../../model/coordinates.ts';
import { countOutcomes, type Outcome } from '../../model/outcome.ts';
import {
  type Format,
  type PackageReference,
  packageKey,
  type Status,
  type VersionReference,
} from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { changeStatuses } from '../repository/change-status.ts';
import { despiteInterrupt, type RepositoryWriter, recordOf, unbroken } from '../repository/repository-access.ts';
import { describeStored, hasOtherSpellings, identityKey } from '../repository/stored-spelling.ts';
import { carryOut, type Judge } from './carry-out.ts';
import { type Clocks, decidePackage, type RetentionDecision } from './decide-package.ts';
import { pointedAt, prove, proveUnchanged } from './prove.ts';
import { type RetentionRules, readRetention } from './retention.ts';
import { type PackageLook, pushTo, RetentionSurvey, samePackages } from './retention-facts.ts';
import { historyOf, sightingOf } from './retention-history.ts';

export interface RetireRequest {
  /** Coordinates in either spelling; without a version: all versions of the package. */
  readonly coordinates?: readonly string[] | undefined;
  /** Text of the retention rules (YAML); with it, `coordinates` narrows what may go to those packages and versions. */
  readonly retention?: string | undefined;
  /** Rules judge also versions that came from an upstream or a public source. Default: they are kept. */
  readonly includeFromUpstream?: boolean | undefined;
  /** Packages of these formats only; undefined: all. */
  readonly formats?: readonly Format[] | undefined;
  readonly target: 'Unlisted' | 'Archived' | 'Disposed' | 'Deleted' | 'Published';
  readonly concurrency: number;
  readonly dryRun: boolean;
  readonly journalPath?: string | undefined;
}

/** The records of runs in one repository. */
export interface RecordedMoves {
  /** Runs that ended at this id or after it; `unread`: ids of those whose records cannot be read; `beyond`: of too many more. */
  since(runId: string): Promise<{
    readonly runs: readonly JournalRun[];
    readonly warnings: readonly string[];
    readonly unread: readonly string[];
    readonly beyond: readonly string[];
    readonly isUnlisted?: true | undefined;
  }>;
}

export interface RetirePorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly destination: RepositoryWriter;
  /** The records that runs left in a repository of the domain; undefined: only the journal tells of promotions. */
  readonly recordsOf?: ((repository: string) => RecordedMoves) | undefined;
}

export interface RetirePlanItem {
  readonly ref: VersionReference;
  readonly revision: string;
  readonly from: Status;
  /** Undefined: kept. */
  readonly to?: Status | undefined;
  readonly reason: string;
  /** Asked for by name, not found by a rule. */
  readonly isNamed: boolean;
  /** Its status does not allow what was asked for by name. */
  readonly isBlocked?: true;
  /** Bytes of all assets; 0 for what is kept. */
  readonly size: number;
}

export interface RetireReport {
  readonly plan: readonly RetirePlanItem[];
  readonly outcomes: readonly Outcome[];
  /** Bytes that the deletions free (or would). */
  readonly freed: number;
  readonly warnings: readonly string[];
  readonly runId: string;
  /** What the run ends with where every version went well: its journal could not be written. */
  readonly error?: ErrorCode | undefined;
}

/**
 * Rejects with CA-INPUT-001/-002 for bad rules or coordinates, CA-FIND-001 when the repository is not there. What is
 * reported as changed was read again at the end and found so.
 */
export async function retire(request: RetireRequest, ports: RetirePorts): Promise<RetireReport> {
  const { host, destination, formats } = ports;
  const { concurrency, retention } = request;
  const place = await recordOf(destination);
  const found: Found =
    retention === undefined
      ? { items: await planNamed(request, ports), settled: [], warnings: [], sightings: [], judge: undefined }
      : await planByRules(retention, place, request, ports);
  const plan = await withSizes(found.items, concurrency, destination);
  const changes = plan.flatMap(({ ref, revision, from, to }) =>
    to === undefined ? [] : [{ ref, revision, from, to }],
  );
  const freed = plan.reduce((sum, { to, size }) => sum + (to === 'Deleted' || to === 'Disposed' ? size : 0), 0);
  const warnings = [...found.warnings, ...(plan.length === 0 ? ['nothing matches'] : [])];
  const asIs = { outcomes: settledOf(plan), status: request.target };
  const isNothing = changes.length === 0 && found.sightings.length === 0;
  if (request.dryRun || isNothing) {
    const named = await proveUnchanged(asIs, { host, side: destination, concurrency });
    return { plan, outcomes: [...named, ...found.settled], freed, warnings, runId: '' };
  }
  const journal = await openJournal(host, request.journalPath, { verb: 'retire', ...place });
  for (const sighting of found.sightings) await journal.note(sighting);
  const status = { host, side: destination, journal };
  const written = found.judge
    ? await carryOut(changes, concurrency, found.judge, status)
    : await changeStatuses(changes, concurrency, status);
  const hasTags = (ref: PackageReference) =>
    formats.find(({ name }) => name === ref.format)?.publishing?.tags !== undefined;
  const after = unbroken({ host, side: destination });
  const proof = await prove(written, asIs, found.judge === undefined, { ...after, hasTags, concurrency });
  const outcomes = [...proof.found, ...found.settled, ...proof.outcomes];
  await journal.end(JSON.stringify(countOutcomes(outcomes)));
  const { warnings: untold, error } = journalProblem(journal);
  return {
    plan,
    outcomes,
    freed,
    warnings: [...warnings, ...proof.warnings, ...untold],
    runId: journal.runId,
    error,
  };
}

/** What there is to do, by name or by rules. */
interface Found {
  readonly items: readonly Undecided[];
  /** Outcomes that stand before anything is written. */
  readonly settled: readonly Outcome[];
  readonly warnings: readonly string[];
  /** Versions that are hidden since nobody knows when; noted, so that a later run can count from now. */
  readonly sightings: readonly JournalWrite[];
  /** Undefined: versions were named, and what was named is done. */
  readonly judge: Judge | undefined;
}

/** Kept versions are no outcomes, except named ones that need nothing. */
function settledOf(plan: readonly RetirePlanItem[]): Outcome[] {
  return plan.flatMap(({ ref, revision, to, reason, isNamed, isBlocked }): Outcome[] => {
    if (to !== undefined || !isNamed) return [];
    if (isBlocked) return [{ kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason }];
    return [{ kind: 'unchanged', ref, revision, reason }];
  });
}

async function planNamed(request: RetireRequest, ports: RetirePorts): Promise<Undecided[]> {
  const coordinates = (request.coordinates ?? []).map((text) => normalised(parseCoordinate(text), ports.formats));
  if (coordinates.length === 0)
    throw new RegistryError('CA-INPUT-001', 'nothing to retire: give `versions` or `retention`');
  const { host, destination } = ports;
  const { reader, address } = destination;
  const found: Undecided[] = [];
  let missing: string[] = [];
  const look = async () => {
    found.length = 0;
    missing = [];
    for (const coordinate of coordinates) {
      const { version, ...ref } = coordinate;
      const before = found.length;
      if (version === undefined) {
        for await (const summary of reader.listPackageVersions(address, ref))
          found.push(named({ ...ref, version: summary.version }, summary, request.target));
      } else {
        const asked = { ...ref, version };
        const described = await describeStored(asked, destination, ports.formats);
        const isOther = described !== undefined && hasOtherSpellings(asked, ports.formats);
        const stored = isOther ? { ...ref, version: described.version } : asked;
        if (described) found.push(named(stored, described, request.target));
      }
      if (found.length === before) missing.push(shortForm(coordinate));
    }
  };
  const subject = 'the service shows what was published';
  // What was published a moment ago may be shown late, and would be called gone.
  await settled({ host, waits: LATE_MS, subject }, look, () => missing.length === 0);
  if (request.target === 'Deleted') return found;
  if (missing.length > 0)
    throw new RegistryError('CA-FIND-002', `${address.repository} does not have ${missing.join(', ')}`);
  return found;
}

function named(
  ref: VersionReference,
  { revision, status }: { revision: string; status: Status },
  target: RetireRequest['target'],
): Undecided {
  const item = { ref, revision, from: status, isNamed: true };
  if (status === target) return { ...item, reason: `it is ${status} already` };
  if (status === 'Unfinished' && target === 'Published')
    return { ...item, reason: 'it is Unfinished: `publish --finish` makes what is whole Published', isBlocked: true };
  if (target === 'Published' && status === 'Disposed')
    return { ...item, reason: 'it is Disposed: its files are gone', isBlocked: true };
  return { ...item, to: target, reason: 'named' };
}

function clocksOf({ host, destination }: RetirePorts): Clocks {
  const machine = host.clock.now();
  return { machine, service: destination.reader.serviceTime?.() ?? machine - MOST_SKEW_MS };
}

async function planByRules(
  text: string,
  place: RepositoryRecord,
  request: RetireRequest,
  ports: RetirePorts,
): Promise<Found> {
  const rules = await readRetention(text);
  const { target, concurrency, includeFromUpstream = false } = request;
  if (target === 'Published')
    throw new RegistryError('CA-INPUT-001', 'rules hide versions: name the versions that are to be Published again');
  const { destination, formats, host } = ports;
  const recorded = await movesRecorded(rules, ports);
  const told = { related: rules.keepPromotedTo, recorded: recorded.runs };
  const history = await historyOf(request.journalPath, host.files, place, told);
  const erases = target === 'Deleted' || target === 'Disposed';
  const survey = new RetentionSurvey(
    { rules, history, includeFromUpstream, erases, unknownMoves: recorded.problem },
    { side: destination, formats, concurrency },
  );
  const { refs, chosen } = await chosenPackages(request, ports);
  const isChosen = (ref: VersionReference) =>
    chosen === undefined || chosen.has(identityKey(ref, ports.formats)) || chosen.has(packageKey(ref));
  const judge: Judge = {
    look: (ref) => survey.look(ref),
    lookAgain: (ref) => despiteInterrupt(host, () => survey.through(destination.finishing ?? destination).look(ref)),
    pointers: (ref) => survey.pointers(ref),
    decide: ({ facts }) => {
      const decisions = decidePackage(facts, rules, target, clocksOf(ports));
      return chosen === undefined ? decisions.map(keptAsRecord) : decisions;
    },
  };
  let done = 0;
  const plans = await mapConcurrent(concurrency, refs, async (ref) => {
    const look = await judge.look(ref);
    host.log.progress('looked at', ++done, refs.length);
    return { ref, look, decisions: judge.decide(look) };
  });
  const sightings = request.journalPath === undefined ? [] : plans.flatMap(({ decisions }) => sightingsOf(decisions));
  return {
    items: plans.flatMap(({ decisions }) =>
      decisions.map(({ facts: { ref, revision, status }, to, reason }): Undecided => {
        const item = { ref, revision, from: status, isNamed: false };
        return to === undefined || isChosen(ref) ? { ...item, to, reason } : { ...item, reason: 'not named' };
      }),
    ),
    settled: plans.flatMap(({ look }) => notJudged(look, judge)),
    warnings: [
      ...history.warnings,
      ...recorded.warnings,
      ...plans.flatMap(({ ref, look }) => warningsOf(ref, look, place)),
    ],
    sightings,
    judge,
  };
}

/** What the records tell of promotions and rollbacks inside the rollback window, here and where things are promoted to. */
async function movesRecorded(
  { rollbackWindow, keepPromotedTo }: RetentionRules,
  { recordsOf, host, destination }: RetirePorts,
): Promise<{ runs: readonly JournalRun[]; warnings: readonly string[]; problem: string | undefined }> {
  if (rollbackWindow === undefined || !recordsOf) return { runs: [], warnings: [], problem: undefined };
  const from = idAt(host.clock.now() - rollbackWindow);
  const found = await Promise.all(
    [destination.address.repository, ...keepPromotedTo].map((repository) => recordsOf(repository).since(from)),
  );
  const isUnknown = found.some(({ isUnlisted, unread, beyond }) => isUnlisted || unread.length + beyond.length > 0);
  return {
    runs: found.flatMap(({ runs }) => runs),
    warnings: [...new Set(found.flatMap(({ warnings }) => warnings))],
    problem: isUnknown ? 'what was promoted or rolled back inside the rollback window is not known' : undefined,
  };
}

/** Versions that would have gone, had the service told the package's tags: the run did not do its work. */
function notJudged(look: PackageLook, judge: Judge): Outcome[] {
  const { tagError: error } = look;
  if (!error) return [];
  const { code, message, requestId } = error;
  const reason = `kept, because the dist-tags of its package could not be read: ${message}`;
  return judge
    .decide({ ...look, facts: { ...look.facts, tagProblem: undefined } })
    .flatMap(({ facts: { ref }, to }): Outcome[] =>
      to === undefined ? [] : [{ kind: 'failed', ref, code, reason, requestId }],
    );
}

function warningsOf(ref: PackageReference, { facts }: PackageLook, place: RepositoryRecord): string[] {
  const warnings: string[] = [];
  if (facts.tagProblem !== undefined)
    warnings.push(`${packageName(ref)}: all versions are kept, its dist-tags are not known (${facts.tagProblem})`);
  for (const { ref: full, status, tags } of facts.versions) {
    if (tags.length === 0 || status === 'Published') continue;
    warnings.push(pointedAt({ ref: full, to: status }, tags, place));
  }
  return warnings;
}

/** Records of runs are what a rollback goes by, whatever their age: they go only where somebody names them. */
function keptAsRecord(decision: RetentionDecision): RetentionDecision {
  const { facts, to } = decision;
  if (to === undefined || facts.ref.format !== 'generic' || runOfVersion(facts.ref.version) === undefined)
    return decision;
  return { facts, reason: 'the record of a run, which a rollback goes by; name it to retire it' };
}

function sightingsOf(decisions: readonly RetentionDecision[]): JournalWrite[] {
  const byStatus = new Map<Status, string[]>();
  for (const { facts, needsSighting } of decisions) if (needsSighting) pushTo(byStatus, facts.status, purl(facts.ref));
  return [...byStatus].map(([status, purls]) => sightingOf(purls, status));
}

/** `chosen`: keys of the packages and versions that were named; undefined: none was, and all may go. */
async function chosenPackages(
  request: RetireRequest,
  ports: RetirePorts,
): Promise<{ readonly refs: readonly PackageReference[]; readonly chosen: ReadonlySet<string> | undefined }> {
  const named = (request.coordinates ?? []).map((text) => normalised(parseCoordinate(text), ports.formats));
  if (named.length === 0) return { refs: await allPackages(request, ports), chosen: undefined };
  const refs = samePackages(named.map(({ version: _, ...ref }) => ref));
  const chosen = named.map(({ version, ...ref }) =>
    version === undefined ? packageKey(ref) : identityKey({ ...ref, version }, ports.formats),
  );
  return { refs, chosen: new Set(chosen) };
}

async function allPackages(request: RetireRequest, { destination }: RetirePorts): Promise<PackageReference[]> {
  const { reader, address } = destination;
  const filters = request.formats && request.formats.length > 0 ? request.formats.map((format) => ({ format })) : [{}];
  const refs: PackageReference[] = [];
  for (const filter of filters)
    for await (const { format, namespace, name } of reader.listPackages(address, filter))
      refs.push({ format, namespace, name });
  return refs;
}

/** A plan item whose size nobody asked for yet. */
type Undecided = Omit<RetirePlanItem, 'size'>;

/** Sizes are only asked for where something goes: they cost a call each. */
async function withSizes(
  plan: readonly Undecided[],
  concurrency: number,
  { reader, address }: RepositoryWriter,
): Promise<RetirePlanItem[]> {
  return mapConcurrent(concurrency, plan, async (item) => {
    const assets =
      item.to === undefined || item.from === 'Disposed'
        ? []
        : ((await reader.listPackageVersionAssets(address, item.ref))?.assets ?? []);
    return { ...item, size: assets.reduce((sum, { size }) => sum + size, 0) };
  });
}
