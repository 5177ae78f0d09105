// A promotion that failed half-way and shall leave nothing behind: what this run copied is undone, and nothing else.
import type { Journal } from '../../documents/journal.ts';
import { asRegistryError } from '../../errors/registry-error.ts';
import type { Outcome } from '../../model/outcome.ts';
import { versionKey } from '../../model/package.ts';
import { rollback } from '../rollback/rollback.ts';
import type { ApplyPorts, ApplyRequest, PromotionEnd } from './run.ts';

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
    const undone = new Map(rolled.outcomes.map((outcome) => [versionKey(outcome.ref), outcome]));
    const outcomes = done.outcomes.map((outcome): Outcome => {
      const end = undone.get(versionKey(outcome.ref));
      if (outcome.kind === 'promoted') return end ?? outcome;
      if (end?.kind === 'changed' && 'reason' in outcome)
        return { ...outcome, reason: `${outcome.reason}; it was set to ${end.to}` } as Outcome;
      return outcome;
    });
    return { outcomes, tags: [], revisions: done.revisions, warnings: [...done.warnings, ...rolled.warnings] };
  } catch (error) {
    const { code, message } = asRegistryError(error);
    const warning = `the promotion failed and could not be undone (${code}: ${message}); run \`rollback\``;
    return { ...done, warnings: [...done.warnings, warning] };
  }
}
