// The proof at the end of a run: what it changed is read again, and only what is so is called changed.
import { mapConcurrent } from '../../calls/concurrency.ts';
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

/**
 * The outcomes with those that do not hold turned into failures. A tag at a version that is hidden is a failure of rules
 * and a warning where the version was named: then it was said.
 */
export async function prove(outcomes: readonly Outcome[], isNamed: boolean, ports: ProofPorts): Promise<Proof> {
  const groups = byPackage(outcomes.filter((outcome) => outcome.kind === 'changed'));
  const failures = new Map<Outcome, Failed>();
  const warnings: string[] = [];
  const place = await recordOf(ports.side);
  await mapConcurrent(ports.concurrency, groups, async (changes) => {
    for (const [change, failure] of await unproven(changes, ports)) failures.set(change, failure);
    const hidden = changes.filter(({ to }) => to !== 'Published');
    const [first] = hidden;
    if (!first || !ports.hasTags(first.ref)) return;
    try {
      const among = new Set(hidden.map(({ ref }) => ref.version));
      const isFree = (found: Tags) => !Object.values(withoutMarks(found)).some((version) => among.has(version));
      const tags = await settledTags(first.ref, isFree, ports);
      const pointers = new Map<string, string[]>();
      for (const [tag, version] of Object.entries(withoutMarks(tags))) pushTo(pointers, version, tag);
      for (const change of hidden) {
        const pointing = pointers.get(change.ref.version);
        if (!pointing) continue;
        const words = pointedAt(change, pointing, place);
        if (isNamed) warnings.push(words);
        else failures.set(change, { kind: 'failed', ref: change.ref, code: 'CA-CONFLICT-002', reason: words });
      }
    } catch (cause) {
      const { code, message } = asRegistryError(cause);
      const words = `whether a dist-tag points at it could not be read: ${message}`;
      if (isNamed) warnings.push(`${shortForm({ ...first.ref, version: undefined })}: ${words}`);
      else for (const change of hidden) failures.set(change, { kind: 'failed', ref: change.ref, code, reason: words });
    }
  });
  return { outcomes: outcomes.map((outcome) => failures.get(outcome) ?? outcome), warnings };
}

/** The outcomes, with those versions turned red that do not have the status by now that they were found with. */
export async function proveUnchanged(
  outcomes: readonly Outcome[],
  status: Status,
  { host, side, concurrency }: Omit<ProofPorts, 'hasTags'>,
): Promise<readonly Outcome[]> {
  const groups = byPackage(outcomes.filter(({ kind }) => kind === 'unchanged'));
  const bad = new Map<Outcome, Outcome>();
  await mapConcurrent(concurrency, groups, async (group) => {
    const [first] = group;
    if (!first) return;
    const { version: _, ...ref } = first.ref;
    const versions = group.map((outcome) => outcome.ref.version);
    const isSo = (_version: string, state: VersionState | undefined) => state?.status === status;
    const states = await settledStates(ref, versions, isSo, { host, side });
    for (const outcome of group) {
      const state = states.get(outcome.ref.version);
      if (isSo(outcome.ref.version, state)) continue;
      const reason = `it was ${status} at first, and is ${state?.status ?? 'Deleted'} now: run it again`;
      bad.set(outcome, { kind: 'conflict', ref: outcome.ref, code: 'CA-CONFLICT-002', reason });
    }
  });
  return outcomes.map((outcome) => bad.get(outcome) ?? outcome);
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
