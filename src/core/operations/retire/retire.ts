// Unlists, archives, disposes or deletes versions: named ones, or all that no retention rule keeps.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { journalProblem, openJournal } from '../../documents/journal.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { normalised, parseCoordinate, shortForm } from '../../model/coordinates.ts';
import { countOutcomes, type Outcome } from '../../model/outcome.ts';
import type { Format, PackageReference, Status, VersionReference } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { changeStatuses } from '../repository/change-status.ts';
import { type RepositoryWriter, recordOf } from '../repository/repository-access.ts';
import { decide, readRetention } from './retention.ts';
import { type History, historyOf, retentionFacts, samePackages } from './retention-facts.ts';

export interface RetireRequest {
  /** Coordinates in either spelling; without a version: all versions of the package. */
  readonly coordinates?: readonly string[] | undefined;
  /** Text of the retention rules (YAML); with it, `coordinates` narrows the packages looked at. */
  readonly retention?: string | undefined;
  /** Packages of these formats only; undefined: all. */
  readonly formats?: readonly Format[] | undefined;
  readonly target: 'Unlisted' | 'Archived' | 'Disposed' | 'Deleted' | 'Published';
  readonly concurrency: number;
  readonly dryRun: boolean;
  readonly journalPath?: string | undefined;
}

export interface RetirePorts {
  readonly host: Host;
  readonly formats: readonly PackageFormat[];
  readonly destination: RepositoryWriter;
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

/** Rejects with CA-INPUT-001/-002 for bad rules or coordinates, CA-FIND-001 when the repository is not there. */
export async function retire(request: RetireRequest, ports: RetirePorts): Promise<RetireReport> {
  const { host, destination } = ports;
  const place = await recordOf(destination);
  const history = request.retention === undefined ? undefined : await historyOf(request.journalPath, host.files);
  const decided =
    request.retention === undefined || history === undefined
      ? await planNamed(request, ports)
      : await planByRules(request.retention, history, request, ports);
  const plan = await withSizes(decided, request.concurrency, destination);
  const changes = plan.flatMap(({ ref, revision, from, to }) =>
    to === undefined ? [] : [{ ref, revision, from, to }],
  );
  const freed = plan.reduce((sum, { to, size }) => sum + (to === 'Deleted' || to === 'Disposed' ? size : 0), 0);
  const warnings = [...(history?.warnings ?? []), ...(plan.length === 0 ? ['nothing matches'] : [])];
  if (request.dryRun || changes.length === 0) return { plan, outcomes: settled(plan), freed, warnings, runId: '' };
  const journal = await openJournal(host, request.journalPath, { verb: 'retire', ...place });
  const outcomes = await changeStatuses(changes, request.concurrency, { host, side: destination, journal });
  await journal.end(JSON.stringify(countOutcomes(outcomes)));
  const { warnings: untold, error } = journalProblem(journal);
  return {
    plan,
    outcomes: [...settled(plan), ...outcomes],
    freed,
    warnings: [...warnings, ...untold],
    runId: journal.runId,
    error,
  };
}

/** Kept versions are no outcomes, except named ones that need nothing. */
function settled(plan: readonly RetirePlanItem[]): Outcome[] {
  return plan.flatMap(({ ref, revision, to, reason, isNamed }) =>
    to === undefined && isNamed ? [{ kind: 'unchanged' as const, ref, revision, reason }] : [],
  );
}

async function planNamed(request: RetireRequest, ports: RetirePorts): Promise<Undecided[]> {
  const coordinates = (request.coordinates ?? []).map((text) => normalised(parseCoordinate(text), ports.formats));
  if (coordinates.length === 0)
    throw new RegistryError('CA-INPUT-001', 'nothing to retire: give `versions` or `retention`');
  const { reader, address } = ports.destination;
  const found: Undecided[] = [];
  const missing: string[] = [];
  for (const coordinate of coordinates) {
    const { version, ...ref } = coordinate;
    const before = found.length;
    if (version === undefined) {
      for await (const summary of reader.listPackageVersions(address, ref))
        found.push(named({ ...ref, version: summary.version }, summary, request.target));
    } else {
      const described = await reader.describePackageVersion(address, { ...ref, version });
      if (described) found.push(named({ ...ref, version }, described, request.target));
    }
    if (found.length === before && request.target !== 'Deleted') missing.push(shortForm(coordinate));
  }
  if (missing.length > 0)
    throw new RegistryError('CA-FIND-002', `${address.repository} does not have ${missing.join(', ')}`);
  return found;
}

function named(
  ref: VersionReference,
  { revision, status }: { revision: string; status: Status },
  target: RetireRequest['target'],
): Undecided {
  const decision = status === target ? { reason: `it is ${status} already` } : { to: target, reason: 'named' };
  return { ref, revision, from: status, isNamed: true, ...decision };
}

async function planByRules(
  text: string,
  history: History,
  request: RetireRequest,
  ports: RetirePorts,
): Promise<Undecided[]> {
  const rules = await readRetention(text);
  const { destination, formats, host } = ports;
  const refs = await packagesOf(request, ports);
  const now = host.clock.now();
  let done = 0;
  const plans = await mapConcurrent(request.concurrency, refs, async (ref) => {
    const facts = await retentionFacts(ref, rules, history, {
      side: destination,
      formats,
      concurrency: request.concurrency,
    });
    host.log.progress('looked at', ++done, refs.length);
    return facts.map(
      (fact): Undecided => ({
        ref: fact.ref,
        revision: fact.revision,
        from: fact.status,
        isNamed: false,
        ...decide(fact, rules, request.target, now),
      }),
    );
  });
  return plans.flat();
}

async function packagesOf(request: RetireRequest, { destination, formats }: RetirePorts): Promise<PackageReference[]> {
  const { reader, address } = destination;
  const named = (request.coordinates ?? []).map((text) => normalised(parseCoordinate(text), formats));
  if (named.length > 0) return samePackages(named.map(({ version: _, ...ref }) => ref));
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
