// What the end of a promotion says of versions whose tags or status are not what the plan says.

import type { RepositoryRecord } from '../../documents/manifest.ts';
import { type PlanItem, type PromotionPlan, versionOf } from '../../documents/plan.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { Status, VersionReference } from '../../model/package.ts';
import { publishAgainCommand, tagCommand } from '../dist-tags/commands.ts';
import { leftMarkWords } from '../dist-tags/remove-marks.ts';
import { hiddenWords } from '../dist-tags/standing.ts';
import type { TagProblem } from './tag-proof.ts';

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
  { tag, wanted, isThere, isStaying, hidden, end }: TagProblem,
  plan: Pick<PromotionPlan, 'source' | 'destination'>,
): Outcome {
  const places = isThere ? { ...plan, source: plan.destination } : plan;
  const conflict = (reason: string): Outcome => ({ kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason });
  // A tag can be pointed only at what can be installed.
  const status = end.kind === 'hidden' ? end.status : hidden;
  const command = wanted === null || status !== undefined ? undefined : tagCommand(ref, tag, wanted, places);
  const again =
    wanted !== null && (status === 'Unlisted' || status === 'Archived')
      ? `; \`${publishAgainCommand({ ...ref, version: wanted }, plan.destination)}\` lists ${wanted} again`
      : '';
  const decide = command === undefined ? again : `; to decide otherwise: \`${command}\``;
  switch (end.kind) {
    case 'taken': {
      const became = end.value === undefined ? 'removed by somebody else' : `moved by somebody else to ${end.value}`;
      const meant = isStaying
        ? stayingWords(wanted)
        : `this run ${wanted === null ? 'removes it' : `sets it to ${wanted}`}`;
      return conflict(`its dist-tag \`${tag}\` was ${became} and was left, where ${meant}${decide}`);
    }
    case 'moving':
      return conflict(
        `its dist-tag \`${tag}\` was moved to ${end.version} in the source since the plan was made, so that the copy would take it along; run it again`,
      );
    case 'threatened': {
      const { name, run, version } = end.mark;
      const who = run === undefined ? 'a run' : `the run ${run}`;
      return conflict(
        `its dist-tag \`${tag}\` is at ${wanted ?? 'nothing'}, and ${who} says by its mark \`${name}\` that it sets it back to ${version}; where it is to stay: \`${command ?? ''}\``,
      );
    }
    case 'marked': {
      const { error } = end.mark;
      const reason = `its dist-tag \`${tag}\` is at ${wanted ?? 'nothing'}, and ${leftMarkWords(ref, end.mark)}`;
      return { kind: 'failed', ref, code: error?.code ?? 'CA-CONFLICT-002', reason, requestId: error?.requestId };
    }
    case 'hidden': {
      const reason = `its dist-tag \`${tag}\` went to ${hiddenWords(wanted ?? '', end.status)}, since this run began; run it again${again}`;
      return { kind: 'failed', ref, code: 'CA-CONFLICT-002', reason };
    }
    case 'failed': {
      const { code, message, requestId } = end.error;
      const reason = `its dist-tag \`${tag}\` could not be set to ${wanted ?? 'nothing'}: ${message}; run it again${decide}`;
      return { kind: 'failed', ref, code, reason, requestId };
    }
  }
}

const stayingWords = (wanted: string | null): string =>
  wanted === null ? 'the plan has no such tag' : `the plan leaves it at ${wanted}`;

/** Why a version that has the right bytes is no success. */
export function hiddenReason(ref: VersionReference, status: Status, place: RepositoryRecord): string {
  if (status === 'Deleted') return 'somebody deleted it while this run went on';
  if (status === 'Disposed') return 'it is Disposed: its assets are gone';
  return `it is ${status}, so nobody can install it; \`${publishAgainCommand(ref, place)}\` lists it again`;
}
