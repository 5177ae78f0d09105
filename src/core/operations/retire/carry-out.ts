// Carries out what the rules decided, package by package. Between plan and write the registry goes on: tags move, others
// hide what was newest. So each package is looked at again right before its write and right after it, and what a rule
// keeps by then is left or listed again.
import { mapConcurrent } from '../../calls/concurrency.ts';
import { LATE_MS } from '../../calls/looks.ts';
import { interruption, waitFor } from '../../calls/waits.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { PackageReference } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import { changeStatuses, type StatusChange, type StatusPorts } from '../repository/change-status.ts';
import { finishing } from '../repository/repository-access.ts';
import type { RetentionDecision } from './decide-package.ts';
import { byPackage, type PackageLook } from './retention-facts.ts';

export interface CarryOutPorts extends StatusPorts {
  readonly host: StatusPorts['host'] & Pick<Host, 'cutOff'>;
}

/** Looks at packages and decides by the rules of the run. */
export interface Judge {
  look(ref: PackageReference): Promise<PackageLook>;
  /** After a write, which an interrupt of the run does not keep it from. */
  lookAgain(ref: PackageReference): Promise<PackageLook>;
  decide(look: PackageLook): readonly RetentionDecision[];
  /** Version -> tags and marks that point at it now. Rejects when they cannot be read. */
  pointers(ref: PackageReference): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** What one call takes. A package with thousands of versions is looked at twice, and its tags once for each call. */
const MOST_VERSIONS = 100;

/** Outcomes in the order of the changes. */
export async function carryOut(
  changes: readonly StatusChange[],
  concurrency: number,
  judge: Judge,
  ports: CarryOutPorts,
): Promise<Outcome[]> {
  const outcomes = new Map<StatusChange, Outcome>();
  let done = 0;
  // One line of progress for the run, and not one for each package.
  const quiet: CarryOutPorts = { ...ports, host: { ...ports.host, log: { ...ports.host.log, progress: () => {} } } };
  await mapConcurrent(concurrency, byPackage(changes), async (ofPackage) => {
    // What is not begun gets its outcome below.
    if (ports.host.interrupted.aborted) return;
    for (const [change, outcome] of await changePackage(ofPackage, judge, quiet)) outcomes.set(change, outcome);
    done += ofPackage.length;
    ports.host.log.progress('retired', done, changes.length);
  });
  await lookLater(changes, concurrency, { outcomes, judge, ports: quiet });
  return changes.map((change) => {
    const outcome = outcomes.get(change);
    if (outcome) return outcome;
    const { code, message } = interruption(ports.host.interrupted, 'before it was changed');
    return { kind: 'failed', ref: change.ref, code, reason: message };
  });
}

/**
 * What was read before the writes and right after them may have been late. When no answer can be that any more, the
 * rules judge once more what was hidden.
 */
async function lookLater(
  changes: readonly StatusChange[],
  concurrency: number,
  { outcomes, judge, ports }: { outcomes: Map<StatusChange, Outcome>; judge: Judge; ports: CarryOutPorts },
): Promise<void> {
  const hidden = changes.filter(
    (change) => outcomes.get(change)?.kind === 'changed' && change.to !== 'Deleted' && change.to !== 'Disposed',
  );
  if (hidden.length === 0) return;
  // An interrupt ends the wait, and not the look.
  await waitFor(ports.host, sum(LATE_MS), 'the service shows which tags and versions are there').catch(() => {});
  await mapConcurrent(concurrency, byPackage(hidden), async (ofPackage) => {
    for (const [change, outcome] of await takeBackKept(ofPackage, outcomes, judge, ports))
      outcomes.set(change, outcome);
  });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

async function changePackage(
  changes: readonly StatusChange[],
  judge: Judge,
  ports: CarryOutPorts,
): Promise<Map<StatusChange, Outcome>> {
  const outcomes = new Map<StatusChange, Outcome>();
  const { version: _, ...ref } = (changes[0] as StatusChange).ref;
  const due: StatusChange[] = [];
  try {
    const look = await judge.look(ref);
    if (look.tagError) throw look.tagError;
    const now = new Map(judge.decide(look).map((decision) => [decision.facts.ref.version, decision]));
    for (const change of changes) {
      const settled = settledBy(change, now.get(change.ref.version));
      if (settled) outcomes.set(change, settled);
      else due.push(change);
    }
    for (let start = 0; start < due.length; start += MOST_VERSIONS) {
      if (ports.host.interrupted.aborted) break;
      const pointers = start === 0 ? undefined : await judge.pointers(ref);
      const part: StatusChange[] = [];
      for (const change of due.slice(start, start + MOST_VERSIONS)) {
        const pointing = pointers?.get(change.ref.version);
        if (pointing) outcomes.set(change, skipped(change, `tagged ${pointing.join(', ')}`));
        else part.push(change);
      }
      const changed = await changeStatuses(part, 1, ports);
      for (const [index, change] of part.entries()) outcomes.set(change, changed[index] as Outcome);
    }
  } catch (cause) {
    const { code, message, requestId } = asRegistryError(cause);
    for (const change of changes)
      if (!outcomes.has(change))
        outcomes.set(change, { kind: 'failed', ref: change.ref, code, reason: message, requestId });
  }
  const written = due.filter((change) => outcomes.has(change) && outcomes.get(change)?.kind !== 'skipped');
  for (const [change, outcome] of await takeBackKept(written, outcomes, judge, ports)) outcomes.set(change, outcome);
  return outcomes;
}

const skipped = ({ ref }: StatusChange, because: string): Outcome => ({
  kind: 'skipped',
  ref,
  reason: `kept, since by now: ${because}`,
});

/** The outcome of a change that is not made any more; undefined: it is made. */
function settledBy(change: StatusChange, now: RetentionDecision | undefined): Outcome | undefined {
  const { ref, to, from, revision } = change;
  if (!now) {
    return to === 'Deleted'
      ? { kind: 'unchanged', ref, revision, reason: 'somebody else deleted it meanwhile' }
      : { kind: 'skipped', ref, reason: 'somebody else deleted it meanwhile' };
  }
  if (now.facts.status === to)
    return { kind: 'unchanged', ref, revision, reason: `somebody else made it ${to} meanwhile` };
  if (now.to !== to) return skipped(change, now.reason);
  if (now.facts.status !== from || now.facts.revision !== revision)
    return { kind: 'skipped', ref, reason: 'it changed since it was looked at' };
  return undefined;
}

/** What a rule keeps now that it is hidden gets its former status back; what was erased cannot. */
async function takeBackKept(
  due: readonly StatusChange[],
  outcomes: ReadonlyMap<StatusChange, Outcome>,
  judge: Judge,
  ports: CarryOutPorts,
): Promise<Map<StatusChange, Outcome>> {
  const results = new Map<StatusChange, Outcome>();
  const hiding = due.filter(({ to }) => to !== 'Deleted' && to !== 'Disposed');
  const [first] = hiding;
  if (!first) return results;
  const { version: _, ...ref } = first.ref;
  const isChanged = (change: StatusChange) => outcomes.get(change)?.kind === 'changed';
  try {
    const look = await judge.lookAgain(ref);
    if (look.tagError) throw look.tagError;
    const now = new Map(look.facts.versions.map(({ ref: { version }, status }) => [version, status]));
    // A write whose answer was lost may have had its effect; what somebody else was as quick to hide is theirs.
    const isOthers = (change: StatusChange) => outcomes.get(change)?.kind === 'unchanged';
    const done = hiding.filter(
      (change) => isChanged(change) || (now.get(change.ref.version) === change.to && !isOthers(change)),
    );
    const kept = [...keptAfterwards(done, look, judge)];
    const back = kept.map(([{ ref: full, from, to, revision }]) => ({ ref: full, from: to, to: from, revision }));
    const undone = await changeStatuses(back, 1, finishing(ports));
    for (const [index, [change, reason]] of kept.entries())
      results.set(change, takenBack(change, reason, undone[index] as Outcome));
  } catch (cause) {
    const { code, message, requestId } = asRegistryError(cause);
    for (const change of hiding.filter(isChanged)) {
      const reason = `it is ${change.to}, and whether it was to be kept could not be read again: ${message}`;
      results.set(change, { kind: 'failed', ref: change.ref, code, reason, requestId });
    }
  }
  return results;
}

function takenBack({ ref, from, to }: StatusChange, why: string, undone: Outcome): Outcome {
  const code = 'CA-CONFLICT-002';
  const meanwhile = `while it was made ${to}, it became one to keep: ${why}`;
  if (undone.kind === 'changed' || undone.kind === 'unchanged')
    return { kind: 'conflict', ref, code, reason: `${meanwhile}; it is ${from} again` };
  const remedy = `\`retire ${shortForm(ref)} --target-status ${from}\``;
  return {
    kind: 'failed',
    ref,
    code,
    reason: `${meanwhile}; it could not be made ${from} again (${undone.reason}): ${remedy}`,
  };
}

/** The rules over what is there now, as if what this run did had not been done. */
function keptAfterwards(done: readonly StatusChange[], look: PackageLook, judge: Judge): Map<StatusChange, string> {
  const byVersion = new Map(done.map((change) => [change.ref.version, change]));
  const versions = look.facts.versions.map((version) => {
    const change = byVersion.get(version.ref.version);
    return change ? { ...version, status: change.from } : version;
  });
  const kept = new Map<StatusChange, string>();
  for (const { facts, to, reason } of judge.decide({ ...look, facts: { ...look.facts, versions } })) {
    const change = byVersion.get(facts.ref.version);
    if (change && to === undefined) kept.set(change, reason);
  }
  return kept;
}
