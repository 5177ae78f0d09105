// Gives versions another status, or disposes or deletes them: per package, at most 100 a call, guarded by what was seen.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { interruption, type WaitingHost } from '../../calls/waits.ts';
import { type Journal, type JournalWrite, UNCLEAR } from '../../documents/journal.ts';
import { asRegistryError, type RegistryError } from '../../errors/registry-error.ts';
import { purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { ownMember } from '../../model/own-member.ts';
import { packageKey, type Status, type VersionReference } from '../../model/package.ts';
import type { VersionResults } from '../../ports/code-artifact.ts';
import type { RepositoryWriter } from './repository-access.ts';
import { settledStates, type VersionState } from './version-states.ts';

export interface StatusChange {
  readonly ref: VersionReference;
  readonly from: Status;
  readonly to: Status;
  /** The change is refused when the version has another revision by then; not checked for dispose and delete. */
  readonly revision: string;
}

export interface StatusPorts {
  readonly host: WaitingHost;
  readonly side: RepositoryWriter;
  readonly journal: Journal;
  /**
   * Gets the purls of versions that have the status by now although no answer told that it was this write which gave it to
   * them: what somebody else may have hidden must not be listed again.
   */
  readonly unclear?: Set<string> | undefined;
}

const MOST_VERSIONS = 100;

/**
 * Outcomes in the order of the changes. Batches of different packages run side by side. Once `stop` is aborted none is
 * begun any more; give it where the calls themselves go through a `finishing` side.
 */
export async function changeStatuses(
  changes: readonly StatusChange[],
  concurrency: number,
  ports: StatusPorts,
  stop: AbortSignal = ports.host.interrupted,
): Promise<Outcome[]> {
  const outcomes = new Map<StatusChange, Outcome>();
  let done = 0;
  await mapConcurrent(concurrency, batches(changes), async (batch) => {
    // What is not begun gets its outcome below.
    if (stop.aborted) return;
    for (const [change, outcome] of await changeBatch(batch, ports)) outcomes.set(change, outcome);
    done += batch.length;
    ports.host.log.progress('changed', done, changes.length);
  });
  return changes.map((change) => {
    const outcome = outcomes.get(change);
    if (outcome) return outcome;
    const { code, message } = interruption(stop, 'before it was changed');
    return { kind: 'failed', ref: change.ref, code, reason: message };
  });
}

function batches(changes: readonly StatusChange[]): StatusChange[][] {
  const groups = new Map<string, StatusChange[]>();
  for (const change of changes) {
    const key = `${packageKey(change.ref)}\n${change.from}\n${change.to}`;
    const group = groups.get(key);
    if (group) group.push(change);
    else groups.set(key, [change]);
  }
  return [...groups.values()].flatMap((group) => {
    const parts: StatusChange[][] = [];
    for (let start = 0; start < group.length; start += MOST_VERSIONS)
      parts.push(group.slice(start, start + MOST_VERSIONS));
    return parts;
  });
}

/** What a journal calls the write that gives a version this status. */
export const actionOf = (to: Status): JournalWrite['action'] =>
  to === 'Deleted' ? 'delete' : to === 'Disposed' ? 'dispose' : 'status';

async function changeBatch(batch: readonly StatusChange[], ports: StatusPorts): Promise<[StatusChange, Outcome][]> {
  const { from, to } = batch[0] as StatusChange;
  const write = { action: actionOf(to), purls: batch.map(({ ref }) => purl(ref)), from, to };
  try {
    const outcomes = await noted(batch, write, ports);
    return batch.map((change, index) => [change, outcomes[index] as Outcome]);
  } catch (error) {
    // The journal cannot be written, so nothing was sent, or what was sent is told by the journal's own problem.
    return batch.map((change) => [change, failed(change, asRegistryError(error))]);
  }
}

function noted(batch: readonly StatusChange[], write: JournalWrite, given: StatusPorts): Promise<Outcome[]> {
  const { unclear = new Set<string>() } = given;
  const ports = { ...given, unclear };
  return ports.journal.around(
    write,
    async () => {
      try {
        const results = await send(batch, ports);
        return await Promise.all(batch.map((change) => judge(change, results, ports)));
      } catch (error) {
        return Promise.all(batch.map((change) => judgeUnclear(change, asRegistryError(error), ports)));
      }
    },
    (all) => ({
      result: all.every(({ kind }) => kind === 'changed') ? 'changed' : 'failed',
      versions: Object.fromEntries(
        all.map((outcome) => [purl(outcome.ref), unclear.has(purl(outcome.ref)) ? UNCLEAR : wordFor(outcome)]),
      ),
    }),
  );
}

const wordFor = (outcome: Outcome): string => ('code' in outcome ? `failed ${outcome.code}` : outcome.kind);

/** No clear answer came: the call may have had its effect all the same. */
async function judgeUnclear(change: StatusChange, error: RegistryError, ports: StatusPorts): Promise<Outcome> {
  const isSo = await isSettled(change, ports).catch(() => false);
  if (!isSo) return failed(change, error);
  return unclearly(change, ports);
}

/** It is as it was to be, most likely by this write. */
function unclearly({ ref, from, to }: StatusChange, { unclear }: StatusPorts): Outcome {
  unclear?.add(purl(ref));
  return { kind: 'changed', ref, from, to, reason: 'no answer told whether this run or somebody else did that' };
}

/** Whether the version has the status by now; a late answer shows what it was before. */
async function isSettled({ ref: { version, ...of }, to }: StatusChange, { host, side }: StatusPorts): Promise<boolean> {
  const isSo = (_version: string, state: VersionState | undefined) => statusOf(state) === to;
  return isSo(version, (await settledStates(of, [version], isSo, { host, side })).get(version));
}

const statusOf = (state: { readonly status: Status } | undefined): Status => state?.status ?? 'Deleted';

function send(batch: readonly StatusChange[], { side }: StatusPorts): Promise<VersionResults> {
  const { ref, from, to } = batch[0] as StatusChange;
  const { version: _, ...ofPackage } = ref;
  const versions = batch.map((change) => change.ref.version);
  if (to === 'Deleted') return side.writer.deletePackageVersions(side.address, ofPackage, versions, from);
  if (to === 'Disposed') return side.writer.disposePackageVersions(side.address, ofPackage, versions, from);
  const revisions = Object.fromEntries(batch.map(({ ref: { version }, revision }) => [version, revision]));
  return side.writer.updatePackageVersionsStatus(side.address, ofPackage, {
    versions,
    target: to,
    expected: from,
    revisions,
  });
}

/**
 * A refusal may be the echo of our own call whose answer was lost, so the registry is asked what is so. Where every try was
 * answered clearly, somebody else had been as quick.
 */
async function judge(change: StatusChange, results: VersionResults, ports: StatusPorts): Promise<Outcome> {
  const { ref, from, to } = change;
  const failure = ownMember(results.failed, ref.version);
  if (!failure) return { kind: 'changed', ref, from, to };
  const { reader, address } = ports.side;
  const isSo = results.isUnclear
    ? await isSettled(change, ports)
    : statusOf(await reader.describePackageVersion(address, ref)) === to;
  if (isSo && results.isUnclear) return unclearly(change, ports);
  if (isSo)
    return { kind: 'unchanged', ref, revision: change.revision, reason: `somebody else made it ${to} meanwhile` };
  const reason = `the service answered ${failure.code}: ${failure.message}`;
  if (failure.code === 'NOT_ALLOWED') return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason };
  if (failure.code === 'SKIPPED')
    return {
      kind: 'blocked',
      ref,
      code: 'CA-RUN-001',
      reason: `held back because of another version of the same package; ${reason}`,
    };
  return { kind: 'conflict', ref, code: failure.code === 'NOT_FOUND' ? 'CA-FIND-002' : 'CA-CONFLICT-002', reason };
}

const failed = ({ ref }: StatusChange, { code, message, requestId }: RegistryError): Outcome => ({
  kind: 'failed',
  ref,
  code,
  reason: message,
  requestId,
});
