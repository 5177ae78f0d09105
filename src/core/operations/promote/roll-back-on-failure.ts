// A promotion that failed half-way and shall leave nothing behind: tags as they were, then what it copied is unlisted.
import type { Journal } from '../../documents/journal.ts';
import type { TagPlan } from '../../documents/plan.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import { parseCoordinate, purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { packageKey, versionKey } from '../../model/package.ts';
import { writeTarget } from '../repository/repository-access.ts';
import { rollback } from './rollback.ts';
import type { ApplyPorts, ApplyRequest, PromotionEnd } from './run.ts';
import { setTags } from './write-tags.ts';

/**
 * Versions that failed keep their outcome, those that went well become `changed`. Never rejects: what could not be taken
 * back is a warning, and `rollback` can be run again.
 */
export async function rollBackOnFailure(
  request: ApplyRequest,
  done: PromotionEnd,
  journal: Journal,
  ports: ApplyPorts,
): Promise<PromotionEnd> {
  const touched = done.outcomes.filter(({ kind }) => kind !== 'unchanged').map(({ ref }) => purl(ref));
  try {
    await restoreTags(request, done.outcomes, journal, ports);
    const rolled = await rollback(
      {
        direction: 'rollback',
        journalPath: request.journalPath,
        runId: journal.runId,
        plan: request.plan,
        // The journal knows what this run wrote; the plan would name what an earlier run did as well.
        coordinates: request.journalPath === undefined ? touched : undefined,
        target: 'Unlisted',
        concurrency: request.concurrency,
        dryRun: false,
      },
      ports,
    );
    const taken = new Map(rolled.outcomes.map((outcome) => [versionKey(outcome.ref), outcome]));
    const outcomes = done.outcomes.map((outcome): Outcome => {
      const isWell = outcome.kind === 'promoted';
      return (isWell ? taken.get(versionKey(outcome.ref)) : undefined) ?? outcome;
    });
    return { outcomes, tags: [], warnings: [...done.warnings, ...rolled.warnings] };
  } catch (error) {
    const { code, message } = asRegistryError(error);
    const warning = `the promotion failed and could not be taken back (${code}: ${message}); run \`rollback\``;
    return { ...done, warnings: [...done.warnings, warning] };
  }
}

/** A copy drags tags along that no note of ours speaks of, so the plan's picture of before decides. */
async function restoreTags(
  { plan }: ApplyRequest,
  outcomes: readonly Outcome[],
  journal: Journal,
  { host, formats, destination }: ApplyPorts,
): Promise<void> {
  const tagPorts = { host, side: destination, target: writeTarget(destination), journal };
  for (const tagPlan of plan.tags) {
    const ref = parseCoordinate(tagPlan.package);
    const tags = formats.find(({ name }) => name === ref.format)?.publishing?.tags;
    const own = outcomes.filter(({ kind, ref: of }) => kind !== 'unchanged' && packageKey(of) === packageKey(ref));
    if (!tags || own.length === 0) continue;
    const versions = new Set(own.map(({ ref: { version } }) => version));
    const isFresh = plan.mode === 'copy' && own.some(({ kind }) => kind === 'promoted' || kind === 'failed');
    const before: TagPlan = { ...tagPlan, wanted: tagPlan.before };
    await setTags(before, { versions, isFresh }, tags, tagPorts);
  }
}
