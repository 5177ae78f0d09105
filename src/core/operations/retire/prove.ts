// The proof at the end of a run: what it changed is read again, and only what is so is called changed.
import { readUntilFresh } from '../../calls/fresh.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import type { RepositoryRecord } from '../../documents/manifest.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import type { Changed, Failed, Outcome } from '../../model/outcome.ts';
import type { PackageReference, Status } from '../../model/package.ts';
import { publishAgainCommand } from '../dist-tags/commands.ts';
import { type Tags, withoutMarks } from '../dist-tags/marks.ts';
import { settledTags } from '../dist-tags/move-tags.ts';
import { type RepositoryReader, recordOf } from '../repository/repository-access.ts';
import { settledStates, type VersionState } from '../repository/version-states.ts';
import { byPackage, pushTo } from './retention-facts.ts';

export interface Proof {
  readonly outcomes: readonly Outcome[];
  readonly warnings: readonly string[];
}

export interface ProofPorts {
  readonly host: WaitingHost;
  readonly side: RepositoryReader;
  readonly hasTags: (ref: PackageReference) => boolean;
  readonly concurrency: number;
}

/** What a run found as it shall be, and what that is. */
export interface Found {
  readonly outcomes: readonly Outcome[];
  readonly status: Status;
}

/**
 * The outcomes with those that do not hold turned into failures, what the run changed and what it found as it shall be.
 * All of it is read until it is of one moment. A tag at a version that is hidden is a failure of rules and a warning where
 * the version was named: then it was said.
 */
export async function prove(
  outcomes: readonly Outcome[],
  found: Found,
  isNamed: boolean,
  ports: ProofPorts,
): Promise<Proof & { readonly found: readonly Outcome[] }> {
  const changed = provingChanged(outcomes, isNamed, ports, await recordOf(ports.side));
  const unchanged = provingUnchanged(found, ports);
  await readAll([...changed.readings, ...unchanged.readings], ports);
  return { ...changed.end(), found: unchanged.end() };
}

/** The outcomes, with those versions turned red that do not have the status by now that they were found with. */
export async function proveUnchanged(
  found: Found,
  ports: Pick<ProofPorts, 'host' | 'side' | 'concurrency'>,
): Promise<readonly Outcome[]> {
  const unchanged = provingUnchanged(found, ports);
  await readAll(unchanged.readings, ports);
  return unchanged.end();
}

/** The proof of one package. It may be read again, and what is bad by then is not asked for any more. */
type Reading = () => Promise<void>;

const readAll = (readings: readonly Reading[], { host, concurrency }: Pick<ProofPorts, 'host' | 'concurrency'>) =>
  readUntilFresh(concurrency, readings, { host, readAt: () => undefined, read: (reading) => reading() });

function provingChanged(
  outcomes: readonly Outcome[],
  isNamed: boolean,
  ports: ProofPorts,
  place: RepositoryRecord,
): { readonly readings: readonly Reading[]; end(): Proof } {
  const failures = new Map<Outcome, Failed>();
  const warnings = new Set<string>();
  const read = async (group: readonly Changed[]) => {
    const changes = group.filter((change) => !failures.has(change));
    for (const [change, failure] of await unproven(changes, ports)) failures.set(change, failure);
    const hidden = changes.filter(({ to }) => to !== 'Published');
    const [first] = hidden;
    if (!first || !ports.hasTags(first.ref)) return;
    try {
      const among = new Set(hidden.map(({ ref }) => ref.version));
      const isFree = (seen: Tags) => !Object.values(withoutMarks(seen)).some((version) => among.has(version));
      const tags = await settledTags(first.ref, isFree, ports);
      const pointers = new Map<string, string[]>();
      for (const [tag, version] of Object.entries(withoutMarks(tags))) pushTo(pointers, version, tag);
      for (const change of hidden) {
        const pointing = pointers.get(change.ref.version);
        if (!pointing) continue;
        const words = pointedAt(change, pointing, place);
        if (isNamed) warnings.add(words);
        else failures.set(change, { kind: 'failed', ref: change.ref, code: 'CA-CONFLICT-002', reason: words });
      }
    } catch (cause) {
      const { code, message } = asRegistryError(cause);
      const words = `whether a dist-tag points at it could not be read: ${message}`;
      if (isNamed) warnings.add(`${shortForm({ ...first.ref, version: undefined })}: ${words}`);
      else for (const change of hidden) failures.set(change, { kind: 'failed', ref: change.ref, code, reason: words });
    }
  };
  const groups = byPackage(outcomes.filter((outcome) => outcome.kind === 'changed'));
  return {
    readings: groups.map((group) => () => read(group)),
    end: () => ({ outcomes: outcomes.map((outcome) => failures.get(outcome) ?? outcome), warnings: [...warnings] }),
  };
}

function provingUnchanged(
  { outcomes, status }: Found,
  { host, side }: Pick<ProofPorts, 'host' | 'side'>,
): { readonly readings: readonly Reading[]; end(): readonly Outcome[] } {
  const bad = new Map<Outcome, Outcome>();
  const read = async (all: readonly Outcome[]) => {
    const group = all.filter((outcome) => !bad.has(outcome));
    const [first] = group;
    if (!first) return;
    const { version: _, ...ref } = first.ref;
    const versions = group.map((outcome) => outcome.ref.version);
    const isSo = (_version: string, state: VersionState | undefined) => state?.status === status;
    try {
      const states = await settledStates(ref, versions, isSo, { host, side });
      for (const outcome of group) {
        const state = states.get(outcome.ref.version);
        if (isSo(outcome.ref.version, state)) continue;
        const reason = `it was ${status} at first, and is ${state?.status ?? 'Deleted'} now: run it again`;
        bad.set(outcome, { kind: 'conflict', ref: outcome.ref, code: 'CA-CONFLICT-002', reason });
      }
    } catch (cause) {
      const { code, message, requestId } = asRegistryError(cause);
      const reason = `it was ${status} at first, and could not be read again: ${message}`;
      for (const outcome of group) bad.set(outcome, { kind: 'failed', ref: outcome.ref, code, reason, requestId });
    }
  };
  const groups = byPackage(outcomes.filter(({ kind }) => kind === 'unchanged'));
  return {
    readings: groups.map((group) => () => read(group)),
    end: () => outcomes.map((outcome) => bad.get(outcome) ?? outcome),
  };
}

/** `latest` of a hidden version, and the commands that put it right. */
export function pointedAt(
  { ref, to }: Pick<Changed, 'ref' | 'to'>,
  tags: readonly string[],
  place: RepositoryRecord,
): string {
  const which = tags.map((tag) => `\`${tag}\``).join(', ');
  const remedy =
    to === 'Unlisted' || to === 'Archived'
      ? `; \`${publishAgainCommand(ref, place)}\` lists it again`
      : '; point the tag at another version';
  return `the dist-tag ${which} points at ${shortForm(ref)}, which is ${to}${remedy}`;
}

async function unproven(changes: readonly Changed[], { host, side }: ProofPorts): Promise<Map<Changed, Failed>> {
  const failures = new Map<Changed, Failed>();
  const [first] = changes;
  if (!first) return failures;
  const { version: _, ...ref } = first.ref;
  const wanted = new Map(changes.map(({ ref: { version }, to }) => [version, to]));
  const isSo = (version: string, state: VersionState | undefined) =>
    (state?.status ?? 'Deleted') === wanted.get(version);
  try {
    const found = await settledStates(ref, [...wanted.keys()], isSo, { host, side });
    for (const change of changes) {
      const { version } = change.ref;
      if (isSo(version, found.get(version))) continue;
      const reason = `it was set to ${change.to}, and is ${found.get(version)?.status ?? 'Deleted'} at the end of the run`;
      failures.set(change, { kind: 'failed', ref: change.ref, code: 'CA-CONFLICT-002', reason });
    }
  } catch (cause) {
    const { code, message, requestId } = asRegistryError(cause);
    for (const change of changes) {
      const reason = `it was set to ${change.to}, and could not be read again: ${message}`;
      failures.set(change, { kind: 'failed', ref: change.ref, code, reason, requestId });
    }
  }
  return failures;
}
