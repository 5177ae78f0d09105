import { CATALOGUE } from '../core/errors/catalogue.ts';
import { codeOf } from '../core/model/outcome.ts';
import { readLargePlan } from '../core/operations/promote/large-documents.ts';
import { rollback as takeBack } from '../core/operations/promote/rollback.ts';
import type { Command } from './definition/command.ts';
import { destinationOf } from './registry/destination.ts';
import { publishingFormats } from './registry/formats.ts';
import { document } from './registry/read-document.ts';
import { changeLines, changeSummary, outcomeOutputs } from './report/reports.ts';

/** `rollback [RUN]`: undoes a promotion from its journal; with `--restore` undoes the rollback. */
export const rollbackCommand: Command = async (request) => {
  const { inputs, host, operands, extra } = request;
  const formats = await publishingFormats();
  const { side } = await destinationOf(request, formats);
  const planPath = inputs.text('plan');
  const target = inputs.text('target-status');
  const journalPath = inputs.text('journal') ?? '.codeartifact-ci/journal.jsonl';
  const report = await takeBack(
    {
      direction: extra.restore === 'true' || target === 'Published' ? 'restore' : 'rollback',
      journalPath,
      runId: operands[0],
      plan:
        planPath === undefined
          ? undefined
          : await readLargePlan(await document(host, 'plan', planPath), planPath, host),
      coordinates: inputs.given('versions') ? inputs.list('versions') : undefined,
      target: target === 'Archived' || target === 'Deleted' ? target : 'Unlisted',
      concurrency: inputs.integer('concurrency'),
      dryRun: inputs.flag('dry-run'),
    },
    { host, formats, destination: side },
  );
  for (const warning of report.warnings) host.log.warning(warning);
  const code = codeOf(report.outcomes);
  return {
    exit: code === undefined ? 0 : CATALOGUE[code].exit,
    outputs: { ...outcomeOutputs(report.outcomes), journal: journalPath },
    variables: {},
    json: { dryRun: inputs.flag('dry-run'), ...report },
    lines: changeLines(report.outcomes, inputs.flag('dry-run')),
    summary: changeSummary('Rollback', side.address, report.outcomes, inputs.flag('dry-run')),
  };
};
