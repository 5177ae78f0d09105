import { identityOf, type SignedIn, signIn } from '../aws/sign-in.ts';
import { interruption } from '../core/calls/waits.ts';
import type { ReleaseManifest } from '../core/documents/manifest.ts';
import type { PromotionPlan } from '../core/documents/plan.ts';
import { hasWritten, type PromotionRecord } from '../core/documents/promotion-record.ts';
import { CATALOGUE } from '../core/errors/catalogue.ts';
import { asRegistryError, describeError, RegistryError } from '../core/errors/registry-error.ts';
import type { InputName } from '../core/inputs/definitions.ts';
import { shortForm, splitCoordinates } from '../core/model/coordinates.ts';
import { codeOf, isGreen } from '../core/model/outcome.ts';
import { GIGABYTE } from '../core/model/quotas.ts';
import { applyPromotion } from '../core/operations/promote/apply.ts';
import {
  readLargeManifest,
  readLargePlan,
  requireApprovedOf,
  writeDocument,
} from '../core/operations/promote/large-documents.ts';
import { isApplicable, planPromotion } from '../core/operations/promote/plan.ts';
import { type GivenBesidePlan, requireAgreement } from '../core/operations/promote/plan-agreement.ts';
import {
  announceRun,
  recordOfPromotion,
  recordsPackage,
  storePromotionRecord,
} from '../core/operations/promote/promotion-record.ts';
import { proveAgain } from '../core/operations/promote/prove-again.ts';
import { rollBackAfterwards } from '../core/operations/promote/roll-back-on-failure.ts';
import type { ApplyPorts, PromotionReport } from '../core/operations/promote/run.ts';
import type { RepositoryWriter } from '../core/operations/repository/repository-access.ts';
import { RunRecords } from '../core/operations/rollback/undo/records.ts';
import type { Host } from '../core/ports/host.ts';
import type { PackageFormat } from '../core/ports/package-format.ts';
import type { Command, CommandRequest } from './definition/command.ts';
import type { CommandResult } from './definition/result.ts';
import { publishingFormats, requireHandled } from './registry/formats.ts';
import { document, type RepositoryPlace } from './registry/read-document.ts';
import { openRepositoryReader, openRepositoryWriter } from './registry/repository-access.ts';
import { warnOfSessionEnd } from './registry/session-end.ts';
import { fileOf } from './registry/usual-files.ts';
import { outcomeOutputs, planLines, promotionLines, promotionSummary } from './report/reports.ts';

/** `promote`: plans, shows, and copies exactly the tested bytes. */
export const promoteCommand: Command = async (request) => {
  const { inputs, host, extra } = request;
  const saved = inputs.text('plan');
  const coordinates = coordinatesOf(request);
  requireHandled(coordinates ?? [], 'promote');
  const formats = await publishingFormats();
  const dryRun = inputs.flag('dry-run') || extra['plan-only'] === 'true';
  const planOutput = dryRun ? await fileOf(request, 'plan-output') : inputs.text('plan-output');
  if (planOutput !== undefined) await host.files.requireOutput(planOutput);
  const journalPath = await fileOf(request, 'journal');
  const kept = saved === undefined ? undefined : await readLargePlan(await document(host, 'plan', saved), saved, host);
  if (kept) requireAgreement(kept, await givenBeside(request), formats);
  const approvedHash = inputs.text('plan-hash');
  if (kept) await requireApprovedOf(approvedHash, kept, host);
  const manifest = kept ? undefined : await manifestOf(request);
  const places = kept ? { source: kept.source, destination: kept.destination } : placesOf(request, manifest);
  const { source, destination, signedIn } = await signedInSides(request, places, formats);
  await warnOfSessionEnd(host, signedIn, {
    versions: kept ? kept.items.length : (manifest?.versions.length ?? 0) + (coordinates?.length ?? 0),
    timeoutSeconds: inputs.integer('timeout'),
  });

  const plannedAt = kept ? undefined : host.clock.monotonic();
  const plan =
    kept ??
    (await planPromotion(
      {
        manifest,
        coordinates,
        includeDependencies: inputs.flag('include-dependencies'),
        includeFromUpstream: inputs.flag('include-from-upstream'),
        allowOverwrite: inputs.flag('allow-overwrite'),
        distTags: inputs.list('dist-tags'),
        concurrency: inputs.integer('concurrency'),
      },
      { host, formats, source, destination },
    ));
  if (planOutput !== undefined) await writeDocument(planOutput, plan, host);
  for (const warning of plan.warnings) host.log.warning(warning);
  await requireShown(plan, approvedHash, host);
  if (dryRun || !isApplicable(plan)) return planned(plan, planOutput ?? saved, dryRun);
  for (const line of planLines(plan)) host.log.info(line);

  const recordsName = inputs.text('promotion-record') ?? 'none';
  const records = recordsName === 'none' ? undefined : new RunRecords(host, destination, recordsPackage(recordsName));
  const onFailure = inputs.text('on-failure') === 'roll-back' ? 'roll-back' : 'leave';
  // What keeps it from being stored keeps the record from it as well, and is told then.
  const announceIn = (side: RepositoryWriter) => (record: PromotionRecord) =>
    announceRun(record, { records: recordsPackage(recordsName), destination: side }, host, (line) =>
      host.log.debug(line),
    );
  const ports: ApplyPorts = {
    ...{ host, formats, source, destination },
    ...(records ? { records, announce: announceIn(destination) } : {}),
  };
  const concurrency = inputs.integer('concurrency');
  const report = await applyPromotion(
    {
      plan,
      approvedHash,
      plannedAt,
      concurrency,
      journalPath,
      onFailure,
      largestAsset: inputs.integer('max-asset-size') * GIGABYTE,
      verifyBy: inputs.text('verify-by') === 'download' ? 'download' : 'listed',
    },
    ports,
  );
  const told = new Set(plan.warnings);
  for (const warning of report.warnings) if (!told.has(warning)) host.log.warning(warning);
  const record = await keepRecord(report, approvedHash, request, destination);
  const outcomes =
    record.record === undefined ? report.outcomes : await proveAgain(report, { host, formats, side: destination });
  const proven: PromotionReport = { ...report, outcomes };
  const isTakenBack = onFailure === 'roll-back' && isGreen(report.outcomes) && !isGreen(outcomes);
  const ended = isTakenBack
    ? await rollBackAfterwards(
        proven,
        { journalPath, concurrency },
        {
          ...ports,
          announce: announceIn(destination.finishing ?? destination),
          keep: (kept) => keepRollback(kept, { records: recordsPackage(recordsName), destination }, host),
        },
      )
    : proven;
  for (const warning of ended.warnings.slice(report.warnings.length)) host.log.warning(warning);
  return applied(ended, { journal: journalPath, plan: planOutput ?? saved, record });
};

/** The rollback is done by now; one that left no record would be done again by whoever goes by records. */
async function keepRollback(
  record: PromotionRecord,
  { records, destination }: Parameters<typeof storePromotionRecord>[2],
  host: Host,
): Promise<string | undefined> {
  try {
    await storePromotionRecord(record, undefined, { records, destination: destination.finishing ?? destination }, host);
    return undefined;
  } catch (error) {
    const { code, message } = asRegistryError(error);
    return `the record of the rollback was not stored (${code}: ${message})`;
  }
}

/** A plan that is not the approved one is shown before it is refused: somebody will have to look at it. */
async function requireShown(plan: PromotionPlan, approvedHash: string | undefined, host: Host): Promise<void> {
  try {
    await requireApprovedOf(approvedHash, plan, host);
  } catch (error) {
    for (const line of planLines(plan)) host.log.info(line);
    throw error;
  }
}

/** What was given beside the plan by an input, a flag or a variable of ours; defaults say nothing. */
async function givenBeside({ inputs, host, operands }: CommandRequest): Promise<GivenBesidePlan> {
  const text = (name: InputName) => (inputs.explicit(name) ? inputs.text(name) : undefined);
  const flag = (name: InputName) => (inputs.explicit(name) ? inputs.flag(name) : undefined);
  const list = (name: InputName) => (inputs.explicit(name) ? inputs.list(name) : undefined);
  const manifest = text('manifest');
  return {
    domain: text('domain'),
    'domain-owner': text('domain-owner'),
    'aws-region': text('aws-region'),
    'source-repository': text('source-repository'),
    'destination-repository': text('destination-repository'),
    'destination-domain': text('destination-domain'),
    'destination-domain-owner': text('destination-domain-owner'),
    'destination-region': text('destination-region'),
    'include-dependencies': flag('include-dependencies'),
    'include-from-upstream': flag('include-from-upstream'),
    'allow-overwrite': flag('allow-overwrite'),
    'dist-tags': list('dist-tags'),
    versions: operands.length > 0 ? operands.flatMap(splitCoordinates) : list('versions'),
    manifest:
      manifest === undefined
        ? undefined
        : await readLargeManifest(await document(host, 'manifest', manifest), manifest, host),
  };
}

/** What became of the record: where it is, or why there is none although it was asked for by name. */
interface Kept {
  readonly record?: string | undefined;
  readonly error?: RegistryError | undefined;
}

/**
 * Stores the record of a run that wrote something or counts on what it found. The promotion is done by now, so nothing here may lose its outputs:
 * what fails is an error of the run, or a warning where the role may not publish into the package that nobody named, or
 * where the run has failed anyway.
 */
async function keepRecord(
  report: PromotionReport,
  approvedHash: string | undefined,
  { inputs, host }: CommandRequest,
  destination: RepositoryWriter,
): Promise<Kept> {
  const name = inputs.text('promotion-record') ?? 'none';
  // A run that found everything in place counts on it, which others must be able to know.
  const counts = report.outcomes.some(({ kind }) => kind === 'promoted' || kind === 'unchanged');
  if (name === 'none' || !(counts || report.isAnnounced || hasWritten(report.writes))) return {};
  const records = recordsPackage(name);
  try {
    const record = recordOfPromotion(report, host, approvedHash);
    const place = { records, destination: destination.finishing ?? destination };
    return { record: await storePromotionRecord(record, report.plan, place, host) };
  } catch (cause) {
    const { code, message, requestId } = asRegistryError(cause);
    const what = `the record of the promotion was not stored as ${shortForm({ ...records, version: report.runId })} (${code}: ${message})`;
    const isRefused = code === 'CA-AUTH-003' || code === 'CA-CONFLICT-003';
    const isUnasked = !inputs.explicit('promotion-record') && isRefused;
    if (isUnasked || codeOf(report.outcomes) !== undefined) {
      const advice = isRefused
        ? `; allow codeartifact:PublishPackageVersion on this package, or set \`promotion-record\` to \`none\``
        : '';
      host.log.warning(`${what}${advice}`);
      return {};
    }
    // What a cancel is the reason for ends as one.
    const ending = host.interrupted.aborted ? interruption(host.interrupted, '').code : 'CA-RUN-001';
    const error = new RegistryError(ending, `the promotion is done, but ${what}`, {
      cause,
      requestId,
      remedy: `The promotion need not be repeated, and its journal tells the same.${isRefused ? ' Allow codeartifact:PublishPackageVersion on the package of the record, or set `promotion-record` to `none`.' : ''}`,
    });
    for (const line of describeError(error)) host.log.error(line);
    return { error };
  }
}

/** What was named: after the command, or by the input. */
function coordinatesOf({ inputs, operands }: CommandRequest): readonly string[] | undefined {
  if (operands.length > 0) return operands.flatMap(splitCoordinates);
  return inputs.given('versions') ? inputs.list('versions') : undefined;
}

async function manifestOf(request: CommandRequest): Promise<ReleaseManifest | undefined> {
  const { inputs, host, operands } = request;
  const path = inputs.text('manifest');
  if (path !== undefined) return readLargeManifest(await document(host, 'manifest', path), path, host);
  if (operands.length > 0 || inputs.given('versions')) return undefined;
  const usual = await fileOf(request, 'manifest');
  if (await host.files.stat(usual)) return readLargeManifest(await document(host, 'manifest', usual), usual, host);
  throw new RegistryError(
    'CA-INPUT-001',
    '`promote` needs what to promote: `manifest` (what publish wrote), `versions` or `plan`',
  );
}

interface Places {
  readonly source: RepositoryPlace;
  readonly destination: RepositoryPlace;
}

function placesOf({ inputs, host }: CommandRequest, manifest: ReleaseManifest | undefined): Places {
  const domain = inputs.text('domain') ?? manifest?.domain;
  const sourceRepository = inputs.text('source-repository') ?? manifest?.repository;
  const missing = [
    ...(domain ? [] : ['domain']),
    ...(sourceRepository ? [] : ['source-repository']),
    ...(inputs.given('destination-repository') ? [] : ['destination-repository']),
  ];
  if (missing.length > 0 || !domain || !sourceRepository)
    throw new RegistryError('CA-INPUT-001', `\`promote\` needs ${missing.map((name) => `\`${name}\``).join(', ')}`);
  const region = inputs.text('aws-region') ?? (host.env.AWS_REGION || host.env.AWS_DEFAULT_REGION || manifest?.region);
  const domainOwner = inputs.text('domain-owner') ?? (domain === manifest?.domain ? manifest.domainOwner : undefined);
  const otherDomain = inputs.text('destination-domain');
  return {
    source: { domain, domainOwner, repository: sourceRepository, region },
    destination: {
      domain: otherDomain ?? domain,
      domainOwner:
        inputs.text('destination-domain-owner') ?? (otherDomain && otherDomain !== domain ? undefined : domainOwner),
      repository: inputs.required('destination-repository'),
      region: inputs.text('destination-region') ?? region,
    },
  };
}

async function signedInSides({ inputs, host }: CommandRequest, places: Places, formats: readonly PackageFormat[]) {
  const identity = identityOf(inputs, host, places.source.region);
  const from: SignedIn = await signIn(
    host,
    places.source.region ? { ...identity, region: places.source.region } : identity,
  );
  const role = inputs.text('destination-role-to-assume');
  const isElsewhere = role !== undefined || places.destination.region !== places.source.region;
  const to = isElsewhere
    ? await signIn(host, {
        ...identity,
        roleToAssume: role ?? identity.roleToAssume,
        region: places.destination.region ?? identity.region,
      })
    : from;
  const options = (place: RepositoryPlace) => ({
    address: { domain: place.domain, domainOwner: place.domainOwner, repository: place.repository },
    endpointType: inputs.text('endpoint-type') === 'dualstack' ? ('dualstack' as const) : ('ipv4' as const),
    durationSeconds: inputs.integer('duration-seconds'),
    attempts: inputs.integer('retry-max-attempts'),
    formats,
  });
  const destination: RepositoryWriter = openRepositoryWriter(host, to, options(places.destination));
  return {
    source: openRepositoryReader(host, from, options(places.source)),
    destination,
    signedIn: [from, to],
  };
}

function planned(plan: PromotionPlan, path: string | undefined, dryRun: boolean): CommandResult {
  const stopping = plan.items.filter(({ action }) => action === 'conflict' || action === 'blocked');
  const code = stopping.find(({ action }) => action === 'conflict')?.code ?? stopping[0]?.code;
  const failed = stopping.map(({ purl }) => purl);
  return {
    // A plan of a newer version may name a code that is not known here.
    exit: stopping.length === 0 ? 0 : (CATALOGUE[code ?? 'CA-CONFLICT-004'] ?? CATALOGUE['CA-CONFLICT-004']).exit,
    outputs: {
      'plan-hash': plan.hash,
      ...(path ? { plan: path } : {}),
      failed: JSON.stringify(failed),
      promoted: '[]',
    },
    variables: {},
    json: { dryRun, plan, promoted: [], failed },
    lines: [
      ...planLines(plan),
      ...(stopping.length > 0 ? ['nothing was copied: the set goes as a whole or not at all'] : []),
    ],
    summary: promotionSummary(plan, undefined),
  };
}

interface Written {
  readonly journal: string;
  readonly plan: string | undefined;
  readonly record: Kept;
}

function applied(report: PromotionReport, written: Written): CommandResult {
  const code = codeOf(report.outcomes) ?? report.error ?? written.record.error?.code;
  const { record } = written.record;
  return {
    exit: code === undefined ? 0 : CATALOGUE[code].exit,
    outputs: {
      ...outcomeOutputs(report.outcomes),
      'plan-hash': report.plan.hash,
      journal: written.journal,
      ...(written.plan ? { plan: written.plan } : {}),
      ...(record ? { 'promotion-record': record } : {}),
    },
    variables: {},
    json: {
      dryRun: false,
      runId: report.runId,
      outcomes: report.outcomes,
      tags: report.tags,
      warnings: report.warnings,
      planHash: report.plan.hash,
      error: report.error,
      ...(record ? { record } : {}),
    },
    lines: [...promotionLines(report), ...(record ? [`record ${record}`] : [])],
    summary: promotionSummary(report.plan, report),
  };
}
