import type { PromotionPlan } from '../core/documents/plan.ts';
import type { PromotionRecord } from '../core/documents/promotion-record.ts';
import { readJournalFile } from '../core/documents/read-journal.ts';
import { CATALOGUE } from '../core/errors/catalogue.ts';
import { asRegistryError, RegistryError } from '../core/errors/registry-error.ts';
import { parseCoordinate, shortForm } from '../core/model/coordinates.ts';
import { codeOf } from '../core/model/outcome.ts';
import type { PackageReference } from '../core/model/package.ts';
import { readLargeManifest, readLargePlan } from '../core/operations/promote/large-documents.ts';
import { announceRun, recordsPackage, storePromotionRecord } from '../core/operations/promote/promotion-record.ts';
import type { RepositoryWriter } from '../core/operations/repository/repository-access.ts';
import { type RollbackReport, rollback as takeBack } from '../core/operations/rollback/rollback.ts';
import { RunRecords } from '../core/operations/rollback/undo/records.ts';
import type { Command, CommandRequest } from './definition/command.ts';
import { destinationOf } from './registry/destination.ts';
import { publishingFormats } from './registry/formats.ts';
import { document, type RepositoryPlace } from './registry/read-document.ts';
import { fileOf } from './registry/usual-files.ts';
import { changeLines, changeSummary, outcomeOutputs } from './report/reports.ts';

/** `rollback [RUN]`: undoes a promotion or a publication from its journal; with `--restore` undoes the rollback. */
export const rollbackCommand: Command = async (request) => {
  const { inputs, host, operands, extra } = request;
  if (operands.length > 1)
    throw new RegistryError(
      'CA-INPUT-001',
      '`rollback` takes one run; name single versions of it with `versions` (`--versions`)',
    );
  const formats = await publishingFormats();
  const planPath = inputs.text('plan');
  const manifestPath = inputs.text('manifest');
  const target = inputs.text('target-status');
  const journalPath = await fileOf(request, 'journal');
  const plan =
    planPath === undefined ? undefined : await readLargePlan(await document(host, 'plan', planPath), planPath, host);
  const { side } = await destinationOf(request, formats, await placeOfRun(request, journalPath, plan));
  const recordsName = inputs.text('promotion-record') ?? 'none';
  const records = recordsName === 'none' ? undefined : recordsPackage(recordsName);
  const isRestore = extra.restore === 'true' || target === 'Published';
  const report = await takeBack(
    {
      direction: isRestore ? 'restore' : 'rollback',
      journalPath,
      runId: operands[0],
      isLatest: extra.latest === 'true',
      plan,
      manifest:
        manifestPath === undefined
          ? undefined
          : await readLargeManifest(await document(host, 'manifest', manifestPath), manifestPath, host),
      coordinates: inputs.given('versions') ? inputs.list('versions') : undefined,
      target: target === 'Archived' || target === 'Deleted' ? target : 'Unlisted',
      concurrency: inputs.integer('concurrency'),
      dryRun: inputs.flag('dry-run'),
    },
    {
      host,
      formats,
      destination: side,
      ...(records
        ? {
            records: new RunRecords(host, side, records),
            announce: (record) =>
              announceRun(record, { records, destination: side }, host, (line) => host.log.warning(line)),
            keep: (record) => keepRecord(record, { records, host, side }),
          }
        : {}),
    },
  );
  for (const warning of report.warnings) host.log.warning(warning);
  const code = codeOf(report.outcomes) ?? report.error;
  return {
    exit: code === undefined ? 0 : CATALOGUE[code].exit,
    outputs: { ...outcomeOutputs(report.outcomes), journal: journalPath },
    variables: {},
    json: { dryRun: inputs.flag('dry-run'), ...report, record: report.record?.run },
    lines: [
      ...changeLines(report.outcomes, inputs.flag('dry-run')),
      ...tagLines(report),
      ...(isRestore ? [] : runLine(report)),
    ],
    summary: changeSummary('Rollback', side.address, report.outcomes, inputs.flag('dry-run')),
  };
};

/** Each tag that moved, with where it points now. */
function tagLines({ tags }: RollbackReport): string[] {
  return Object.entries(tags).flatMap(([name, moved]) =>
    Object.entries(moved).map(
      ([tag, version]) => `${shortForm(parseCoordinate(name))}: \`${tag}\` → ${version ?? 'removed'}`,
    ),
  );
}

/** How to go back, where a rollback changed anything; a restore is taken back by rolling the release back again. */
function runLine({ runId, outcomes, tags }: RollbackReport): string[] {
  if (runId === '' || !(outcomes.some(({ kind }) => kind === 'changed') || Object.keys(tags).length > 0)) return [];
  return [`run ${runId}: \`rollback ${runId} --restore\` reverses it`];
}

/** A rollback that left no record would be done again by whoever goes by records; it is done all the same. */
async function keepRecord(
  record: PromotionRecord,
  {
    records,
    host,
    side,
  }: Pick<CommandRequest, 'host'> & { readonly records: PackageReference; readonly side: RepositoryWriter },
): Promise<string | undefined> {
  try {
    await storePromotionRecord(record, undefined, { records, destination: side.finishing ?? side }, host);
    return undefined;
  } catch (error) {
    const { code, message } = asRegistryError(error);
    return `the record of the rollback was not stored (${code}: ${message}), so that other machines do not know of it`;
  }
}

/** The repository that `destination-repository` names as `promote` does, else where the run wrote. */
async function placeOfRun(
  { operands, host, inputs }: CommandRequest,
  journalPath: string,
  plan: PromotionPlan | undefined,
): Promise<RepositoryPlace | undefined> {
  const repository = inputs.text('destination-repository');
  if (repository !== undefined) {
    const domain = inputs.text('destination-domain') ?? inputs.required('domain');
    return { domain, domainOwner: inputs.text('destination-domain-owner') ?? inputs.text('domain-owner'), repository };
  }
  const [runId] = operands;
  if (plan) return plan.destination;
  if (runId === undefined) return undefined;
  const { runs } = await readJournalFile(journalPath, host.files);
  return runs.find((run) => run.runId === runId);
}
