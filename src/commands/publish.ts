import { identityOf, signIn } from '../aws/sign-in.ts';
import { CATALOGUE } from '../core/errors/catalogue.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { codeOf } from '../core/model/outcome.ts';
import { GIGABYTE } from '../core/model/quotas.ts';
import type { Uninstallable } from '../core/model/uninstallable.ts';
import type { ExpectedVersion } from '../core/operations/publish/expected-version.ts';
import { readVersionLines } from '../core/operations/publish/named-files.ts';
import { publish as uploadReleaseSet } from '../core/operations/publish/publish.ts';
import { versionOfRun } from '../core/operations/publish/run-tag.ts';
import { shellWords } from '../core/text/aws-ini.ts';
import type { Command, CommandRequest } from './definition/command.ts';
import type { CommandResult } from './definition/result.ts';
import { registryUrl, repositoryAddress } from './registry/address.ts';
import { formatsFor, requireHandled, unpublishedFormats } from './registry/formats.ts';
import { openRepositoryWriter } from './registry/repository-access.ts';
import { warnOfSessionEnd } from './registry/session-end.ts';
import { fileOf } from './registry/usual-files.ts';
import { outcomeLines, outcomeOutputs, publishSummary } from './report/reports.ts';
import { publishFinish } from './unfinished/publish-finish.ts';

/** `publish`: built files of any format into one repository. */
export const publishCommand: Command = async (request) => {
  const { inputs, host, operands } = request;
  if (inputs.flag('finish')) return publishFinish(request);
  const packages = operands.length > 0 ? operands : inputs.list('packages');
  const address = repositoryAddress(inputs);
  const versions = readVersionLines(inputs.list('versions'));
  if (packages.length === 0 && (versions.named.length === 0 || versions.coordinate !== undefined))
    throw new RegistryError(
      'CA-INPUT-001',
      '`packages` (or CODEARTIFACT_PACKAGES) is needed: globs of built files or project directories',
    );
  requireHandled([versions.coordinate ?? [], versions.named.map(({ coordinate }) => coordinate)].flat(2), 'publish');
  const dryRun = inputs.flag('dry-run');
  const manifestPath = await fileOf(request, 'manifest');
  if (!dryRun) await host.files.requireOutput(manifestPath);
  const journalPath = await fileOf(request, 'journal');
  const evidence = inputs.flag('evidence');
  const ifExists = inputs.text('if-exists');
  const wanted = inputs.list('format');
  const formats = formatsFor(evidence && wanted.length > 0 ? [...wanted, 'generic'] : wanted);
  const signedIn = await signIn(host, identityOf(inputs, host, registryUrl(inputs)?.region));
  const destination = openRepositoryWriter(host, signedIn, {
    address,
    endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
    durationSeconds: inputs.integer('duration-seconds'),
    attempts: inputs.integer('retry-max-attempts'),
    formats,
  });
  const report = await uploadReleaseSet(
    {
      packages,
      workingDirectory: host.workingDirectory,
      ...versions,
      unpublished: unpublishedFormats(),
      packing: {
        ignoreScripts: inputs.flag('ignore-scripts'),
        passEnv: inputs.list('pass-env'),
        args: packArguments(inputs.list('pack-args')),
      },
      evidence,
      allows: inputs.list('allow-uninstallable') as Uninstallable[],
      npmTag: inputs.text('npm-tag'),
      ifExists: ifExists === 'fail' || ifExists === 'skip' ? ifExists : 'verify',
      expectedVersion: await expectedVersion(request),
      concurrency: inputs.integer('concurrency'),
      dryRun,
      manifestPath: dryRun ? undefined : manifestPath,
      journalPath: dryRun ? undefined : journalPath,
      originControls: 'assert',
      largestAsset: inputs.integer('max-asset-size') * GIGABYTE,
      verifyBy: inputs.text('verify-by') === 'download' ? 'download' : 'listed',
    },
    {
      host,
      formats,
      destination,
      onPlan: (all) => {
        const work = { versions: all.length, timeoutSeconds: inputs.integer('timeout') };
        // By now calls were signed, so there is nothing to be found out; and a line too few ends nothing.
        warnOfSessionEnd(host, [signedIn], work).catch(() => {});
      },
    },
  );
  for (const warning of report.warnings) host.log.warning(warning);
  const code = codeOf(report.outcomes) ?? report.error;
  const result: CommandResult = {
    exit: code === undefined ? 0 : CATALOGUE[code].exit,
    outputs: {
      ...outcomeOutputs(report.outcomes),
      ...(report.manifest ? { manifest: manifestPath, journal: journalPath } : {}),
    },
    variables: {},
    json: { dryRun, ...report },
    lines: outcomeLines(report, host.workingDirectory),
    summary: publishSummary(address, report, dryRun),
  };
  return result;
};

function packArguments(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const words = shellWords(line);
    if (words === undefined)
      throw new RegistryError('CA-INPUT-001', 'pack-args: a quote stays open; write it as a shell would read it');
    return words;
  });
}

async function expectedVersion({ inputs, host }: CommandRequest): Promise<ExpectedVersion | undefined> {
  const wanted = inputs.text('expected-version');
  if (wanted === undefined) return undefined;
  return wanted === 'tag' ? versionOfRun(host) : { version: wanted, source: 'expected-version' };
}
