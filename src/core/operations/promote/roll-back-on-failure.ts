// A promotion that failed half-way and shall leave nothing behind: what this run copied is undone, and nothing else.
import type { Journal } from '../../documents/journal.ts';
import type { PromotionRecord } from '../../documents/promotion-record.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import type { Outcome } from '../../model/outcome.ts';
import { versionKey } from '../../model/package.ts';
import { type RollbackPorts, rollback } from '../rollback/rollback.ts';
import type { ApplyPorts, ApplyRequest, PromotionEnd, PromotionReport } from './run.ts';

/**
 * Versions that failed keep their outcome, those that went well become `changed`. Works after an interrupt as well, as
 * long as the cut-off lets it. Never rejects: what could not be undone is a warning, and `rollback` can be run again.
 */
export async function rollBackOnFailure(
  request: ApplyRequest,
  done: PromotionEnd,
  journal: Journal,
  ports: ApplyPorts,
): Promise<PromotionEnd> {
  const { host, destination } = ports;
  try {
    const rolled = await rollback(
      {
        direction: 'rollback',
        journalPath: request.journalPath,
        ...(request.journalPath === undefined ? { plan: request.plan } : { runId: journal.runId }),
        isUnderWay: true,
        target: 'Unlisted',
        concurrency: request.concurrency,
        dryRun: false,
      },
      {
        ...ports,
        // It is a part of this run, whose record tells of it.
        announce: undefined,
        host: { ...host, interrupted: host.cutOff },
        destination: destination.finishing ?? destination,
      },
    );
    const outcomes = takenBack(done.outcomes, rolled.outcomes);
    return { outcomes, tags: [], revisions: done.revisions, warnings: [...done.warnings, ...rolled.warnings] };
  } catch (error) {
    return { ...done, warnings: [...done.warnings, notUndone(error)] };
  }
}

/**
 * The same for what was found only by the last look, when the run had ended and its record was stored: a rollback of its
 * own, whose record `keep` stores. Never rejects.
 */
export async function rollBackAfterwards(
  report: PromotionReport,
  { journalPath, concurrency }: Pick<ApplyRequest, 'journalPath' | 'concurrency'>,
  ports: RollbackPorts,
  keep: (record: PromotionRecord) => Promise<void>,
): Promise<PromotionReport> {
  const { host, destination } = ports;
  try {
    const rolled = await rollback(
      { direction: 'rollback', journalPath, runId: report.runId, target: 'Unlisted', concurrency, dryRun: false },
      {
        ...ports,
        host: { ...host, interrupted: host.cutOff },
        destination: destination.finishing ?? destination,
      },
    );
    if (rolled.record) await keep(rolled.record);
    const outcomes = takenBack(report.outcomes, rolled.outcomes);
    return { ...report, outcomes, tags: [], warnings: [...report.warnings, ...rolled.warnings] };
  } catch (error) {
    return { ...report, warnings: [...report.warnings, notUndone(error)] };
  }
}

/** What failed keeps its outcome. */
function takenBack(outcomes: readonly Outcome[], rolled: readonly Outcome[]): Outcome[] {
  const undone = new Map(rolled.map((outcome) => [versionKey(outcome.ref), outcome]));
  return outcomes.map((outcome): Outcome => {
    const end = undone.get(versionKey(outcome.ref));
    if (outcome.kind === 'promoted') return end ?? outcome;
    if (end?.kind === 'changed' && 'reason' in outcome)
      return { ...outcome, reason: `${outcome.reason}; it was set to ${end.to}` } as Outcome;
    return outcome;
  });
}

function notUndone(error: unknown): string {
  const { code, message } = asRegistryError(error);
  return `the promotion failed and could not be undone (${code}: ${message}); run \`rollback\``;
}
