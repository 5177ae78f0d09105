import { CATALOGUE } from '../core/errors/catalogue.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { splitCoordinates } from '../core/model/coordinates.ts';
import { codeOf } from '../core/model/outcome.ts';
import { isFormat } from '../core/model/package.ts';
import { recordsPackage } from '../core/operations/promote/promotion-record.ts';
import { type RetireReport, type RetireRequest, retire as retireVersions } from '../core/operations/retire/retire.ts';
import { RunRecords } from '../core/operations/rollback/undo/records.ts';
import type { Command } from './definition/command.ts';
import { destinationOf } from './registry/destination.ts';
import { publishingFormats, requireHandled } from './registry/formats.ts';
import { document } from './registry/read-document.ts';
import { fileOf } from './registry/usual-files.ts';
import { changesOf, consumerLines } from './report/consumer-words.ts';
import { changeSummary, outcomeOutputs, retireLines } from './report/reports.ts';

/** `retire [COORDINATE…]`: named versions, or all that no retention rule keeps. */
export const retireCommand: Command = async (request) => {
  const { inputs, host, operands } = request;
  const coordinates =
    operands.length > 0
      ? operands.flatMap(splitCoordinates)
      : inputs.given('versions')
        ? inputs.list('versions')
        : undefined;
  const rules = inputs.text('retention');
  if (!coordinates && rules === undefined)
    throw new RegistryError('CA-INPUT-001', '`retire` needs `versions` (what to retire) or `retention` (rules)');
  requireHandled(coordinates ?? [], 'retire');
  // One line without a colon is a path; rules are YAML and have one.
  const retention = rules === undefined || /[:\n]/.test(rules) ? rules : await document(host, 'retention file', rules);
  const formats = await publishingFormats();
  const { side } = await destinationOf(request, formats);
  const dryRun = inputs.flag('dry-run');
  const recordsName = inputs.text('promotion-record') ?? 'none';
  const records = recordsName === 'none' ? undefined : recordsPackage(recordsName);
  const only = inputs.list('format').filter(isFormat);
  const journalPath = await fileOf(request, 'journal');
  const report = await retireVersions(
    {
      coordinates,
      retention,
      includeFromUpstream: inputs.flag('include-from-upstream'),
      formats: only.length > 0 ? only : undefined,
      target: (inputs.text('target-status') ?? 'Unlisted') as RetireRequest['target'],
      concurrency: inputs.integer('concurrency'),
      dryRun,
      journalPath,
    },
    {
      host,
      formats,
      destination: side,
      ...(records
        ? {
            recordsOf: (repository) =>
              new RunRecords(host, { ...side, address: { ...side.address, repository } }, records),
          }
        : {}),
    },
  );
  for (const warning of report.warnings) host.log.warning(warning);
  const code = codeOf(report.outcomes) ?? report.error;
  return {
    exit: code === undefined ? 0 : CATALOGUE[code].exit,
    outputs: { ...outcomeOutputs(report.outcomes), ...(dryRun ? {} : { journal: journalPath }) },
    variables: {},
    json: { dryRun, ...report },
    lines: [
      ...retireLines(report, dryRun),
      ...consumerLines(dryRun ? plannedOf(report) : changesOf(report.outcomes), formats),
    ],
    summary: changeSummary('Retire', side.address, report.outcomes, dryRun),
  };
};

const plannedOf = ({ plan }: RetireReport) => plan.flatMap(({ ref, to }) => (to === undefined ? [] : [{ ref, to }]));
