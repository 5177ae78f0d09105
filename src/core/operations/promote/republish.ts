// Across domains, accounts and regions, where no copy exists: download, prove, publish again over the format's wire.

import { mapConcurrent } from '../../calls/concurrency.ts';
import type { AssetRecord } from '../../documents/manifest.ts';
import { type PlanItem, versionOf } from '../../documents/plan.ts';
import { asRegistryError, RegistryError } from '../../errors/registry-error.ts';
import { parseCoordinate, purl, shortForm } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { type VersionReference, versionKey } from '../../model/package.ts';
import type { Publication, Publishing } from '../../ports/package-format.ts';
import { preflight, refusalsOf, withSiblings } from '../publish/preflight.ts';
import { uploadReleaseSet } from '../publish/upload-release-set.ts';
import { despiteInterrupt, finishing, writeTarget } from '../repository/repository-access.ts';
import { MOST_FETCHES, VerifiedBody } from '../repository/verify-download.ts';
import { PackageTags } from './package-tags.ts';
import { tagOutcomes } from './proof-outcomes.ts';
import type { AppliedTags, ApplyPorts, PromotionEnd, PromotionRun } from './run.ts';

export async function republishPromotion(run: PromotionRun, ports: ApplyPorts): Promise<PromotionEnd> {
  const { files } = ports.host;
  const folder = await files.makeTemporaryDirectory('promote');
  try {
    const open = run.plan.items.filter((item) => item.action === 'copy' && !run.finished.has(item.purl));
    let done = 0;
    const publications = await mapConcurrent(run.concurrency, open, async (item, index) => {
      const publication = await fetchPublication(item, `${folder}/${index}`, run, ports);
      ports.host.log.progress('downloaded and verified', ++done, open.length);
      return publication;
    });
    return await republish(publications, run, ports);
  } finally {
    await files.remove(folder, { recursive: true });
  }
}

async function fetchPublication(
  item: PlanItem,
  folder: string,
  run: PromotionRun,
  ports: ApplyPorts,
): Promise<Publication> {
  const ref = versionOf(item);
  const publishing = ports.formats.find(({ name }) => name === ref.format)?.publishing;
  if (!publishing)
    throw new RegistryError(
      'CA-INPUT-003',
      `${shortForm(ref)}: this format cannot be published again in another domain`,
    );
  const paths: string[] = [];
  for (const asset of item.assets) paths.push(await fetchAsset(ref, item, asset, folder, ports));
  const report = publishing.compose
    ? await publishing.compose(ref, paths, ports.host)
    : await publishing.gather(paths, ports.host);
  const publication = report.publications.find((found) => versionKey(found) === versionKey(ref));
  if (publication && report.publications.length === 1) {
    requireWhole(publication, item, run);
    return publication;
  }
  const found = report.publications.map(shortForm).join(', ') || 'no package';
  throw new RegistryError('CA-FILE-001', `the assets of ${shortForm(ref)} are read as ${found}`);
}

/** Assets a format makes itself on publishing (lists of versions) need not be sent; anything else must be. */
function requireWhole(publication: Publication, item: PlanItem, run: PromotionRun): void {
  const sent = new Map(publication.artifacts.map(({ assetName, digests }) => [assetName, digests['SHA-256']]));
  for (const { name, sha256 } of item.assets) {
    const own = sent.get(name);
    if (own !== undefined && own !== sha256)
      throw new RegistryError('CA-CONFLICT-002', `${item.purl}: ${name} changed while it was read`);
    if (own === undefined) run.warnings.push(`${item.purl}: ${name} is not sent; the destination makes its own`);
  }
}

async function fetchAsset(
  ref: VersionReference,
  item: PlanItem,
  asset: AssetRecord,
  folder: string,
  ports: ApplyPorts,
): Promise<string> {
  // The name comes from a registry and goes into a path.
  if (/[\\/\0]/.test(asset.name) || asset.name === '.' || asset.name === '..') {
    throw new RegistryError(
      'CA-FILE-001',
      `${shortForm(ref)}: an asset cannot be called ${JSON.stringify(asset.name)}`,
    );
  }
  const { reader, address } = ports.source;
  const held = item.heldBy === undefined ? address : { ...address, repository: item.heldBy };
  const path = `${folder}/${asset.name}`;
  for (let attempt = 1; ; attempt++) {
    const found = await reader.getPackageVersionAsset(held, ref, asset.name, item.revision);
    if (!found) throw new RegistryError('CA-CONFLICT-002', `${shortForm(ref)}: the source no longer has ${asset.name}`);
    const incoming = new VerifiedBody(found.body, asset);
    try {
      await ports.host.files.writeStream(path, incoming.read());
    } catch (error) {
      // A body that broke off is fetched again; a disk that is full is not.
      if (incoming.problem === undefined || attempt >= Math.min(MOST_FETCHES, ports.source.attempts))
        throw incoming.problem ?? error;
      continue;
    }
    if (incoming.isWhole()) return path;
    throw new RegistryError('CA-CONFLICT-002', `${shortForm(ref)}: ${asset.name} has other bytes than the plan says`);
  }
}

async function republish(
  publications: readonly Publication[],
  run: PromotionRun,
  ports: ApplyPorts,
): Promise<PromotionEnd> {
  const { plan } = run;
  const { host, formats, destination } = ports;
  const survey = await preflight(
    { publications, npmTag: undefined, ifExists: 'verify', verifyBy: run.verifyBy },
    run.concurrency,
    {
      host,
      formats,
      side: destination,
    },
  );
  // The plan decides the tags, so the set is only staged here.
  const tags = new Map([...survey.tags].map(([key, wish]) => [key, { ...wish, wanted: undefined }] as const));
  const refusals = refusalsOf(survey.classifications, 'verify');
  const outcomes = new Map<string, Outcome>();
  let isWell = refusals.length === 0;
  if (isWell) {
    const set = await uploadReleaseSet({ ...survey, tags }, run.concurrency, {
      host,
      formats,
      side: destination,
      journal: run.journal,
      verifyBy: run.verifyBy,
    });
    for (const outcome of set.outcomes) outcomes.set(versionKey(outcome.ref), promoted(outcome));
    isWell = set.outcomes.every(({ kind }) => kind === 'published' || kind === 'unchanged');
  } else
    for (const outcome of withSiblings(survey.classifications, refusals))
      outcomes.set(versionKey(outcome.ref), outcome);
  const tagged = isWell ? await applyTags(run, ports) : [];
  for (const { outcomes: bad } of tagged) for (const [key, outcome] of bad) outcomes.set(key, outcome);
  return {
    outcomes: plan.items.map((item) => outcomeOf(item, outcomes)),
    tags: tagged.flatMap(({ applied }) => applied ?? []),
    warnings: run.warnings,
  };
}

interface TaggedPackage {
  readonly applied: AppliedTags | undefined;
  /** By version key: what did not end as planned. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

async function applyTags(run: PromotionRun, ports: ApplyPorts): Promise<TaggedPackage[]> {
  const { plan, journal } = run;
  const { host, side } = finishing({ host: ports.host, side: ports.destination });
  const tagPorts = { host, side, target: writeTarget(side), journal, source: async () => ({}) };
  const byPackage = new Map<string, PlanItem[]>();
  for (const item of plan.items) {
    const key = purl({ ...versionOf(item), version: undefined });
    const items = byPackage.get(key);
    if (items) items.push(item);
    else byPackage.set(key, [item]);
  }
  return mapConcurrent(TAGS_AT_ONCE, plan.tags, async (tagPlan): Promise<TaggedPackage> => {
    const ref = parseCoordinate(tagPlan.package);
    const items = byPackage.get(tagPlan.package) ?? [];
    const wire: Publishing['tags'] = ports.formats.find(({ name }) => name === ref.format)?.publishing?.tags;
    if (!wire) return { applied: undefined, outcomes: new Map() };
    try {
      const versions = items.map((item) => versionOf(item).version);
      const tags = new PackageTags(tagPlan, versions, wire, tagPorts);
      const { problems, seen, warnings } = await despiteInterrupt(ports.host, () => tags.finish(new Set()));
      run.warnings.push(...warnings);
      const bad = [...tagOutcomes(items, problems, plan)].map(
        ([, outcome]) => [versionKey(outcome.ref), outcome] as const,
      );
      return { applied: { ...tagPlan, seen }, outcomes: new Map(bad) };
    } catch (error) {
      const { code, message, requestId } = asRegistryError(error);
      const bad = items.map((item) => {
        const ref = versionOf(item);
        return [
          versionKey(ref),
          { kind: 'failed', ref, code, reason: `its dist-tags: ${message}`, requestId },
        ] as const;
      });
      return { applied: undefined, outcomes: new Map(bad) };
    }
  });
}

/** Packages whose tags are set at once; the pacer keeps the calls within the service's limits. */
const TAGS_AT_ONCE = 16;

const promoted = (outcome: Outcome): Outcome =>
  outcome.kind === 'published' ? { ...outcome, kind: 'promoted' } : outcome;

function outcomeOf(item: PlanItem, outcomes: ReadonlyMap<string, Outcome>): Outcome {
  const ref = versionOf(item);
  return (
    outcomes.get(versionKey(ref)) ?? {
      kind: 'unchanged',
      ref,
      revision: item.revision,
      reason: item.reason ?? 'an earlier run of this plan promoted it',
    }
  );
}
