// CopyPackageVersions for a plan: per package, at most 100 versions a call, pinned by `versionRevisions` only.
import { mapConcurrent } from '../../calls/concurrency.ts';
import { leavesDoubt } from '../../calls/doubt.ts';
import { lookAgain } from '../../calls/looks.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import type { Journal } from '../../documents/journal.ts';
import { type PlanItem, type PromotionPlan, versionOf } from '../../documents/plan.ts';
import { asRegistryError, type RegistryError } from '../../errors/registry-error.ts';
import type { Outcome } from '../../model/outcome.ts';
import { ownMember } from '../../model/own-member.ts';
import { type PackageReference, packageKey, type Status, type VersionReference } from '../../model/package.ts';
import type { CodeArtifactWriter, VersionFailureCode, VersionResults } from '../../ports/code-artifact.ts';

/** The service's limit of versions in one call. */
const MOST_VERSIONS = 100;

export interface Batch {
  readonly ref: PackageReference;
  readonly items: readonly PlanItem[];
  readonly overwrites: boolean;
}

/** Batches in the order of the plan; versions that overwrite travel apart, so that the flag covers nothing else. */
export function batchesOf(items: readonly PlanItem[]): Batch[] {
  const groups = new Map<string, { ref: PackageReference; items: PlanItem[]; overwrites: boolean }>();
  for (const item of items) {
    const { version: _, ...ref } = versionOf(item);
    const overwrites = item.overwrites === true;
    const key = `${packageKey(ref)}\n${overwrites}`;
    const group = groups.get(key) ?? { ref, items: [], overwrites };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ ref, items: all, overwrites }) => {
    const batches: Batch[] = [];
    for (let start = 0; start < all.length; start += MOST_VERSIONS)
      batches.push({ ref, items: all.slice(start, start + MOST_VERSIONS), overwrites });
    return batches;
  });
}

export interface CopyPorts {
  /** For what must follow the copy even after an interrupt. */
  readonly host: WaitingHost;
  readonly writer: Pick<CodeArtifactWriter, 'copyPackageVersions'>;
  readonly journal: Journal;
  /** What the destination shows of a version now. */
  readonly look: (
    item: PlanItem,
  ) => Promise<{ readonly status: Status | undefined; readonly differences: readonly string[] }>;
  /** Awaited right before each try of the call; what it rejects with ends the call. */
  readonly beforeTry?: ((tries: TriesBefore) => Promise<void>) | undefined;
}

/** What came of the tries before. */
export interface TriesBefore {
  readonly isRepeated: boolean;
  /** One of them may have had its effect; else each was refused, which says that it had none. */
  readonly isInDoubt: boolean;
}

export interface CopiedBatch {
  /** By purl, for those that the service refused or that arrived otherwise than planned. */
  readonly refused: ReadonlyMap<string, Outcome>;
  /** Versions that are there, this run's or not. */
  readonly arrived: readonly string[];
  /** Those that this call put there, or by all signs did. */
  readonly brought: readonly string[];
  /** What ended the call, unless looking showed that all of it is there. */
  readonly error: RegistryError | undefined;
  /** It was sent, and neither an answer nor looking at the registry tells what it did. */
  readonly isUnclear: boolean;
}

/**
 * One call. Versions that the answer does not name were identical already, which is a success (user guide,
 * copy-package). A call that got no clear answer is judged by looking.
 */
export async function copyBatch(
  batch: Batch,
  plan: PromotionPlan,
  { host, writer, journal, look, beforeTry }: CopyPorts,
): Promise<CopiedBatch> {
  const versions = batch.items.map((item) => ({ item, ref: versionOf(item) }));
  const revisions = Object.fromEntries(versions.map(({ item, ref }) => [ref.version, item.revision]));
  const write = {
    action: batch.overwrites ? ('overwrite' as const) : ('copy' as const),
    purls: batch.items.map(({ purl }) => purl),
    revisions,
    seen: Object.fromEntries(
      batch.items.map(({ purl, before }) => [
        purl,
        before === null ? null : { status: before.status, revision: before.revision },
      ]),
    ),
  };
  let tries = 0;
  let isHeld = false;
  let isInDoubt = false;
  const ask = async () => {
    isHeld = true;
    await beforeTry?.({ isRepeated: tries > 0, isInDoubt });
    isHeld = false;
    tries++;
  };
  const send = () =>
    writer.copyPackageVersions({
      domain: plan.source.domain,
      domainOwner: plan.source.domainOwner,
      sourceRepository: plan.source.repository,
      destinationRepository: plan.destination.repository,
      package: batch.ref,
      revisions,
      allowOverwrite: batch.overwrites,
      includeFromUpstream: batch.items.some(({ heldBy }) => heldBy !== undefined),
      beforeTry: ask,
      onUnclear: () => {
        isInDoubt = true;
      },
    });
  const became = ({ results, there }: { results: VersionResults; there: ReadonlyMap<string, boolean> | undefined }) =>
    versions.map(({ item, ref }) => ({
      item,
      ref,
      word: becameOf(ref.version, results, there?.get(item.purl), there !== undefined),
    }));
  const end = await journal.around(
    write,
    async () => {
      try {
        return { results: await send(), there: undefined, error: undefined };
      } catch (error) {
        isInDoubt ||= tries > 0 && !isHeld && leavesDoubt(error);
        const there = await lookAfter(batch, look, isInDoubt ? host : undefined);
        const isWhole = !isHeld && batch.items.every(({ purl }) => there?.get(purl) === true);
        // Of what was never sent, or refused each time, nothing that is there is this run's.
        const results: VersionResults = { successful: {}, failed: {}, isUnclear: isInDoubt };
        return isWhole ? { results, there, error: undefined } : { results, there, error };
      }
    },
    (ended) => ({
      result: ended.error === undefined ? wordFor(ended.results) : `error ${asRegistryError(ended.error).code}`,
      versions: Object.fromEntries(became(ended).map(({ item, word }) => [item.purl, word])),
    }),
  );
  const { results, there, error } = end;
  const refused = new Map<string, Outcome>();
  const arrived: string[] = [];
  for (const { item, ref } of versions) {
    const failure = ownMember(results.failed, ref.version);
    const withdrawn = withdrawnOutcome(ref, ownMember(results.successful, ref.version)?.status);
    if (failure) refused.set(item.purl, failureOutcome(ref, failure));
    else if (withdrawn) refused.set(item.purl, withdrawn);
    // What is there although nothing was sent is for others to finish.
    const isThere = error === undefined || (tries > 0 && there?.has(item.purl) === true);
    if (failure === undefined && isThere) arrived.push(ref.version);
  }
  return {
    refused,
    arrived,
    brought: became(end).flatMap(({ ref, word }) => (word === COPIED ? [ref.version] : [])),
    error: error === undefined ? undefined : asRegistryError(error),
    isUnclear: error !== undefined && there === undefined && isInDoubt,
  };
}

const wordFor = ({ failed }: VersionResults): string =>
  Object.keys(failed).length === 0
    ? 'copied'
    : `failed ${Object.values(failed)
        .map(({ code }) => code)
        .join(' ')}`;

const COPIED = 'copied';

/**
 * For the journal, which tells a rollback whose version it is:
 * - copied: this run's, or by all signs this run's
 * - present: it was there before, as another run or person put it
 * - absent: it is not there
 * - failed CODE: the service refused it
 */
function becameOf(version: string, results: VersionResults, isThere: boolean | undefined, hasLooked: boolean): string {
  const failure = ownMember(results.failed, version);
  if (failure) return `failed ${failure.code}`;
  if (ownMember(results.successful, version) !== undefined) return COPIED;
  if (hasLooked && isThere === undefined) return 'absent';
  // An earlier try of the call, or this one without an answer, may have been what put it there.
  return results.isUnclear ? COPIED : 'present';
}

/**
 * By purl: true where the version is there as planned, false where it is otherwise. Undefined: nothing can be read.
 * `host`: of a call that may have had its effect, or have it yet. What is not there then is looked at again until no answer
 * can be late any more; where that time cannot be waited for, nothing is known.
 */
async function lookAfter(
  batch: Batch,
  look: CopyPorts['look'],
  host: WaitingHost | undefined,
): Promise<Map<string, boolean> | undefined> {
  const found = new Map<string, boolean>();
  const open = () => batch.items.filter(({ purl }) => found.get(purl) !== true);
  const lookAtOpen = () =>
    mapConcurrent(LOOKS, open(), async (item) => {
      const { status, differences } = await look(item);
      if (status === undefined || status === 'Deleted') found.delete(item.purl);
      else found.set(item.purl, status === 'Published' && differences.length === 0);
    });
  try {
    await lookAtOpen();
    if (host)
      await lookAgain(
        { host, subject: 'the destination shows what a copy without an answer did' },
        () => open().length,
        async () => {
          await lookAtOpen();
        },
      );
    return found;
  } catch {
    return undefined;
  }
}

/** Versions looked at at once after a call without a clear answer. */
const LOOKS = 32;

/** A status that changed changes no revision, so nothing pins it; the copy has the status of that moment and says so. */
function withdrawnOutcome(ref: VersionReference, status: Status | undefined): Outcome | undefined {
  if (status === undefined || status === 'Published') return undefined;
  const reason = `it became ${status} in the source while it was promoted, and so it arrived`;
  return { kind: 'failed', ref, code: 'CA-CONFLICT-003', reason };
}

const failureOutcome = (
  ref: VersionReference,
  { code, message }: { code: VersionFailureCode; message: string },
): Outcome => {
  const reason = `the service answered ${code}${message === '' ? '' : `: ${message}`}`;
  switch (code) {
    case 'ALREADY_EXISTS':
      return { kind: 'conflict', ref, code: 'CA-CONFLICT-001', reason };
    case 'MISMATCHED_REVISION':
    case 'MISMATCHED_STATUS':
    case 'NOT_FOUND':
      return { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason: `changed since the plan; ${reason}` };
    case 'NOT_ALLOWED':
      return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason };
    case 'SKIPPED':
      return {
        kind: 'blocked',
        ref,
        code: 'CA-RUN-001',
        reason: `held back because of another version of the same package; ${reason}`,
      };
  }
};
