import { identityOf, type SignedIn, signIn } from '../aws/sign-in.ts';
import type { ReleaseManifest } from '../core/documents/manifest.ts';
import type { PromotionPlan } from '../core/documents/plan.ts';
import { CATALOGUE } from '../core/errors/catalogue.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { codeOf } from '../core/model/outcome.ts';
import { applyPromotion } from '../core/operations/promote/apply.ts';
import { readLargeManifest, readLargePlan, writeDocument } from '../core/operations/promote/large-documents.ts';
import { isApplicable, planPromotion } from '../core/operations/promote/plan.ts';
import { storePromotionRecord } from '../core/operations/promote/promotion-record.ts';
import type { PromotionReport } from '../core/operations/promote/run.ts';
import type { RepositoryWriter } from '../core/operations/repository/repository-access.ts';
import type { PackageFormat } from '../core/ports/package-format.ts';
import type { Command, CommandRequest } from './definition/command.ts';
import type { CommandResult } from './definition/result.ts';
import { publishingFormats } from './registry/formats.ts';
import { document, type RepositoryPlace } from './registry/read-document.ts';
import { openRepositoryReader, openRepositoryWriter } from './registry/repository-access.ts';
import { outcomeOutputs, planLines, promotionLines, promotionSummary } from './report/reports.ts';

/** `promote`: plans, shows, and copies exactly the tested bytes. */
export const promoteCommand: Command = async (request) => {
  const { inputs, host, extra } = request;
  const saved = inputs.text('plan');
  const formats = await publishingFormats();
  const dryRun = inputs.flag('dry-run') || extra['plan-only'] === 'true';
  const approved =
    saved === undefined ? undefined : await readLargePlan(await document(host, 'plan', saved), saved, host);
  const manifest = approved ? undefined : await manifestOf(request);
  const places = approved
    ? { source: approved.source, destination: approved.destination }
    : placesOf(request, manifest);
  const { source, destination } = await signedInSides(request, places, formats);

  const plannedAt = approved ? undefined : host.clock.monotonic();
  const plan =
    approved ??
    (await planPromotion(
      {
        manifest,
        coordinates: inputs.given('versions') ? inputs.list('versions') : undefined,
        includeDependencies: inputs.flag('include-dependencies'),
        includeFromUpstream: inputs.flag('include-from-upstream'),
        allowOverwrite: inputs.flag('allow-overwrite'),
        distTags: inputs.list('dist-tags'),
        concurrency: inputs.integer('concurrency'),
      },
      { host, formats, source, destination },
    ));
  const planOutput = inputs.text('plan-output') ?? (dryRun ? 'codeartifact-plan.json' : undefined);
  if (planOutput !== undefined) await writeDocument(planOutput, plan, host);
  for (const warning of plan.warnings) host.log.warning(warning);
  if (dryRun || !isApplicable(plan)) return planned(plan, planOutput ?? saved, dryRun);
  for (const line of planLines(plan)) host.log.info(line);

  const journalPath = inputs.text('journal') ?? '.codeartifact-ci/journal.jsonl';
  const report = await applyPromotion(
    {
      plan,
      approvedHash: approved?.hash,
      plannedAt,
      concurrency: inputs.integer('concurrency'),
      journalPath,
      onFailure: inputs.text('on-failure') === 'roll-back' ? 'roll-back' : 'leave',
      verifyBy: inputs.text('verify-by') === 'download' ? 'download' : 'listed',
    },
    { host, formats, source, destination },
  );
  const told = new Set(plan.warnings);
  for (const warning of report.warnings) if (!told.has(warning)) host.log.warning(warning);
  const coordinate = inputs.text('promotion-record');
  const record =
    coordinate === undefined
      ? undefined
      : await storePromotionRecord(report, { coordinate, destination, formats }, host);
  return applied(report, { journal: journalPath, plan: planOutput ?? saved, record });
};

async function manifestOf({ inputs, host }: CommandRequest): Promise<ReleaseManifest | undefined> {
  const path = inputs.text('manifest');
  if (path !== undefined) return readLargeManifest(await document(host, 'manifest', path), path, host);
  if (inputs.given('versions')) return undefined;
  const usual = 'codeartifact-release.json';
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
  return { source: openRepositoryReader(host, from, options(places.source)), destination };
}

function planned(plan: PromotionPlan, path: string | undefined, dryRun: boolean): CommandResult {
  const stopping = plan.items.filter(({ action }) => action === 'conflict' || action === 'blocked');
  const code = stopping.find(({ action }) => action === 'conflict')?.code ?? stopping[0]?.code;
  const failed = stopping.map(({ purl }) => purl);
  return {
    exit: stopping.length === 0 ? 0 : code ? CATALOGUE[code].exit : CATALOGUE['CA-CONFLICT-004'].exit,
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
  readonly record: string | undefined;
}

function applied(report: PromotionReport, written: Written): CommandResult {
  const code = codeOf(report.outcomes);
  return {
    exit: code === undefined ? 0 : CATALOGUE[code].exit,
    outputs: {
      ...outcomeOutputs(report.outcomes),
      'plan-hash': report.plan.hash,
      journal: written.journal,
      ...(written.plan ? { plan: written.plan } : {}),
      ...(written.record ? { 'promotion-record': written.record } : {}),
    },
    variables: {},
    json: {
      dryRun: false,
      runId: report.runId,
      outcomes: report.outcomes,
      tags: report.tags,
      warnings: report.warnings,
      planHash: report.plan.hash,
    },
    lines: promotionLines(report),
    summary: promotionSummary(report.plan, report),
  };
}
