import { identityOf, signIn } from '../../aws/sign-in.ts';
import { CATALOGUE } from '../../core/errors/catalogue.ts';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { splitCoordinates } from '../../core/model/coordinates.ts';
import { codeOf } from '../../core/model/outcome.ts';
import type { Command } from '../definition/command.ts';
import { registryUrl, repositoryAddress } from '../registry/address.ts';
import { publishingFormats } from '../registry/formats.ts';
import { openRepositoryWriter } from '../registry/repository-access.ts';
import { fileOf } from '../registry/usual-files.ts';
import { changeLines, changeSummary, outcomeOutputs } from '../report/reports.ts';
import { recordedRuns } from './recorded-runs.ts';

/** `publish --finish COORDINATE…`: what an upload left Unfinished and is whole becomes Published; nothing is uploaded. */
export const publishFinish: Command = async (request) => {
  const { inputs, host, operands } = request;
  const coordinates = (operands.length > 0 ? operands : inputs.list('versions')).flatMap(splitCoordinates);
  if (inputs.given('packages') && operands.length === 0)
    throw new RegistryError(
      'CA-INPUT-001',
      '`finish` uploads nothing, so there is nothing to do with `packages`: without `finish` they are uploaded, and what was Unfinished is finished by that',
    );
  const { finishUnfinished } = await import('../../core/operations/publish/finish.ts');
  const address = repositoryAddress(inputs);
  const dryRun = inputs.flag('dry-run');
  const manifestPath = await fileOf(request, 'manifest');
  if (!dryRun) await host.files.requireOutput(manifestPath);
  const journalPath = await fileOf(request, 'journal');
  const formats = await publishingFormats();
  const signedIn = await signIn(host, identityOf(inputs, host, registryUrl(inputs)?.region));
  const destination = openRepositoryWriter(host, signedIn, {
    address,
    endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
    durationSeconds: inputs.integer('duration-seconds'),
    attempts: inputs.integer('retry-max-attempts'),
    formats,
  });
  const report = await finishUnfinished(
    { coordinates, concurrency: inputs.integer('concurrency'), dryRun, manifestPath, journalPath },
    { host, formats, destination, recordedRuns: () => recordedRuns(host, destination) },
  );
  for (const warning of report.warnings) host.log.warning(warning);
  const code = codeOf(report.outcomes) ?? report.error;
  return {
    exit: code === undefined ? 0 : CATALOGUE[code].exit,
    outputs: {
      ...outcomeOutputs(report.outcomes),
      ...(report.manifest ? { manifest: manifestPath, journal: journalPath } : {}),
    },
    variables: {},
    json: { dryRun, ...report },
    lines: [
      ...changeLines(report.outcomes, dryRun),
      ...(report.outcomes.some(({ kind }) => kind === 'published')
        ? [`run ${report.runId}: \`rollback ${report.runId}\` undoes it`]
        : []),
    ],
    summary: changeSummary('Finish', address, report.outcomes, dryRun),
  };
};
