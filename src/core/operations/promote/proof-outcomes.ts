// What the end of a promotion says of versions whose tags or status are not what the plan says.

import type { RepositoryRecord } from '../../documents/manifest.ts';
import { type PlanItem, type PromotionPlan, versionOf } from '../../documents/plan.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Status, VersionReference } from '../../model/package.ts';
import { publishAgainCommand, tagCommand } from '../dist-tags/commands.ts';
import type { TagProblem } from './package-tags.ts';

/**
 * Outcomes by purl. A tag is told of the version that it should point at, else of the one whose copy moved it, else of
 * all: a tag that is wrong is never without a version that is red.
 */
export function tagOutcomes(
  items: readonly PlanItem[],
  problems: readonly TagProblem[],
  plan: Pick<PromotionPlan, 'source' | 'destination'>,
): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  if (problems.length === 0) return outcomes;
  const byVersion = new Map(items.map((item) => [versionOf(item).version, item]));
  const about = (version: string | null | undefined) => {
    const item = version == null ? undefined : byVersion.get(version);
    return item && [item];
  };
  for (const problem of problems) {
    for (const item of about(problem.wanted) ?? about(problem.copied) ?? items)
      if (!outcomes.has(item.purl)) outcomes.set(item.purl, tagOutcome(versionOf(item), problem, plan));
  }
  return outcomes;
}

function tagOutcome(
  ref: VersionReference,
  { tag, wanted, isThere, isStaying, end }: TagProblem,
  plan: Pick<PromotionPlan, 'source' | 'destination'>,
): Outcome {
  const places = isThere ? { ...plan, source: plan.destination } : plan;
  const decide = wanted === null ? '' : `; to decide otherwise: \`${tagCommand(ref, tag, wanted, places)}\``;
  if (end.kind === 'taken') {
    const became = end.value === undefined ? 'removed by somebody else' : `moved by somebody else to ${end.value}`;
    const meant = isStaying
      ? stayingWords(wanted)
      : `this run ${wanted === null ? 'removes it' : `sets it to ${wanted}`}`;
    const reason = `its dist-tag \`${tag}\` was ${became} and was left, where ${meant}${decide}`;
    return { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason };
  }
  const { code, message, requestId } = end.error;
  const reason = `its dist-tag \`${tag}\` could not be set to ${wanted ?? 'nothing'}: ${message}; run it again${decide}`;
  return { kind: 'failed', ref, code, reason, requestId };
}

const stayingWords = (wanted: string | null): string =>
  wanted === null ? 'the plan has no such tag' : `the plan leaves it at ${wanted}`;

/** Why a version that has the right bytes is no success. */
export function hiddenReason(ref: VersionReference, status: Status, place: RepositoryRecord): string {
  if (status === 'Deleted') return 'somebody deleted it while this run went on';
  if (status === 'Disposed') return 'it is Disposed: its assets are gone';
  return `it is ${status}, so nobody can install it; \`${publishAgainCommand(ref, place)}\` lists it again`;
}
