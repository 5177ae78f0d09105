// Across domains, accounts and regions, where no copy exists: download, prove, publish again over the format's wire.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { OWN_WRITE_MS } from '../../calls/looks.ts';
import { type WaitingHost, waitFor } from '../../calls/waits.ts';
import type { AssetRecord } from '../../documents/manifest.ts';
import { type PlanItem, type PromotionPlan, versionOf } from '../../documents/plan.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { asRegistryError, RegistryError } from '../../errors/registry-error.ts';
import { purl, shortForm } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { packageKey, type VersionReference, versionKey } from '../../model/package.ts';
import { label } from '../../model/repository.ts';
import type { Publication, Publishing } from '../../ports/package-format.ts';
import { NO_TAG, valueOfTag } from '../dist-tags/marks.ts';
import { preflight, refusalsOf, withSiblings } from '../publish/preflight.ts';
import { uploadReleaseSet } from '../publish/upload-release-set.ts';
import { differencesOf } from '../repository/assets.ts';
import { downloadAssets } from '../repository/download-assets.ts';
import { despiteInterrupt, finishing, writeTarget } from '../repository/repository-access.ts';
import { derivedAssets, VersionLookup } from '../repository/version-lookup.ts';
import { EndProof, type ProvenPackage } from './end-proof.ts';
import { PackageTags } from './package-tags.ts';
import { republishingOf, republishProblem } from './plan-items.ts';
import { namedTags, ownedTags } from './plan-tags.ts';
import type { ApplyPorts, PromotionEnd, PromotionRun } from './run.ts';

/** A version on disk, ready to be sent. */
interface Prepared {
  readonly item: PlanItem;
  readonly publication: Publication;
  readonly folder: string;
}

export async function republishPromotion(run: PromotionRun, ports: ApplyPorts): Promise<PromotionEnd> {
  const { files, log } = ports.host;
  const folder = await files.makeTemporaryDirectory('promote');
  try {
    const open = run.plan.items.filter((item) => item.action === 'copy' && !run.finished.has(item.purl));
    let done = 0;
    const found = await mapConcurrent(run.concurrency, open, async (item, index) => {
      const prepared = await prepare(item, `${folder}/${index}`, run, ports);
      log.progress('downloaded and verified', ++done, open.length);
      return prepared;
    });
    const refusals = found.flatMap((each) => ('kind' in each ? [each] : []));
    if (refusals.length > 0)
      return { outcomes: heldBack(run, refusals), tags: [], revisions: new Map(), warnings: run.warnings };
    return await republish(
      found.flatMap((each) => ('kind' in each ? [] : [each])),
      run,
      ports,
    );
  } finally {
    await files.remove(folder, { recursive: true });
  }
}

/** The version as a publication of exactly the plan's assets, or why it is none. Rejects with what stops the run. */
async function prepare(
  item: PlanItem,
  folder: string,
  { plan }: PromotionRun,
  { formats, source, host }: ApplyPorts,
): Promise<Prepared | Failed> {
  const ref = versionOf(item);
  const failed = (code: ErrorCode, reason: string): Failed => ({ kind: 'failed', ref, code, reason });
  const derived = derivedAssets(formats)(ref);
  const assets = item.assets.filter(({ name }) => !derived.includes(name));
  // A plan that was kept may be of an earlier release, which looked at less.
  const problem = await republishProblem(ref, assets, formats);
  if (problem) return failed(problem.code, problem.reason);
  const address = item.heldBy === undefined ? source.address : { ...source.address, repository: item.heldBy };
  const held = { ...source, address, revision: item.revision };
  // A source with other bytes than the plan's ends the run, as any drift from the plan does; nothing was sent yet.
  const stored = await downloadAssets(ref, assets, folder, held, host);
  const found = await (await republishingOf(ref, formats))?.recompose(ref, stored, host);
  if (found && 'publication' in found) {
    requireWhole(found.publication, assets);
    return { item, publication: found.publication, folder };
  }
  // The other versions are still looked at, so that one run tells of all that are in the way.
  await host.files.remove(folder, { recursive: true });
  return failed('CA-INPUT-007', `cannot be sent to ${label(plan.destination)}: ${found?.problem}`);
}

type Failed = Extract<Outcome, { kind: 'failed' }>;

/** A format that leaves an asset out, or sends another, would end in a green run that lost something. */
function requireWhole(publication: Publication, assets: readonly AssetRecord[]): void {
  const sent = publication.artifacts.map(({ assetName: name, size, digests }) => ({
    name,
    size,
    sha256: digests['SHA-256'],
  }));
  const differences = differencesOf(assets, sent);
  if (differences.length > 0)
    throw new RegistryError('CA-CONFLICT-002', `${shortForm(publication)} as read again: ${differences.join(', ')}`);
}

/** The set goes whole or not at all: nothing was sent. */
function heldBack({ plan, finished }: PromotionRun, refusals: readonly Failed[]): Outcome[] {
  const bad = new Map(refusals.map((outcome) => [versionKey(outcome.ref), outcome]));
  const names = refusals
    .slice(0, 3)
    .map(({ ref }) => shortForm(ref))
    .join(', ');
  return plan.items.map((item): Outcome => {
    const ref = versionOf(item);
    if (item.action === 'unchanged' || finished.has(item.purl)) return foundThere(item);
    const reason = `not begun, because ${names} of the same set cannot be promoted`;
    return bad.get(versionKey(ref)) ?? { kind: 'blocked', ref, code: 'CA-RUN-001', reason };
  });
}

async function republish(prepared: readonly Prepared[], run: PromotionRun, ports: ApplyPorts): Promise<PromotionEnd> {
  const { plan } = run;
  const { host, formats, destination } = ports;
  const publications = prepared.map(({ publication }) => publication);
  const survey = await preflight(
    {
      publications,
      npmTag: undefined,
      ifExists: 'verify',
      verifyBy: run.verifyBy,
      largestAsset: run.largestAsset,
      areTagsPlanned: true,
    },
    run.concurrency,
    {
      host,
      formats,
      side: destination,
    },
  );
  // The plan decides the tags, so the set is only staged here.
  const tags = new Map(
    [...survey.tags].map(([key, wish]) => {
      const tag = plannedTag(wish.classification.publication, plan);
      return [key, { ...wish, tag, wanted: undefined }] as const;
    }),
  );
  const refusals = refusalsOf(survey.classifications, 'verify');
  const { side } = finishing({ host, side: destination });
  const proof = new EndProof(plan, { host: { ...host, interrupted: host.cutOff }, side, formats });
  const { outcomes } = proof;
  for (const item of plan.items) if (isThere(item, run)) outcomes.set(item.purl, foundThere(item));
  const isWell = () => proof.isWell(plan.items);
  if (refusals.length === 0) {
    const folders = new Map(prepared.map(({ publication, folder }) => [versionKey(publication), folder]));
    const relied = [...outcomes.keys()];
    if (relied.length > 0) await run.journal.note({ action: 'rely', purls: relied });
    const set = await uploadReleaseSet({ ...survey, tags }, run.concurrency, {
      host,
      formats,
      side: destination,
      journal: run.journal,
      verifyBy: run.verifyBy,
      whenUploaded: async (publication) => {
        const folder = folders.get(versionKey(publication));
        // The whole folder goes at the end; a file that cannot be removed yet is no failure of the version.
        if (folder !== undefined) await host.files.remove(folder, { recursive: true }).catch(() => {});
      },
    });
    run.warnings.push(...set.warnings);
    for (const outcome of set.outcomes) outcomes.set(purl(outcome.ref), promoted(outcome));
    const packages = isWell() ? packagesOf(run, ports) : [];
    if (isWell()) await proveAll(packages, proof, run, ports);
    if (isWell()) await applyTags(packages, proof, run, ports);
    // Everything is there: a run that is cancelled now still says whether it is right.
    if (isWell()) await despiteInterrupt(host, () => proof.prove(packages));
    for (const { tags: of } of packages) run.warnings.push(...((await of?.leftMarks()) ?? []));
  } else for (const outcome of withSiblings(survey.classifications, refusals)) outcomes.set(purl(outcome.ref), outcome);
  return {
    outcomes: plan.items.map((item) => outcomes.get(item.purl) ?? foundThere(item)),
    tags: plan.tags.flatMap((tagPlan) => {
      const seen = proof.seenTags.get(tagPlan.package);
      return seen ? [{ ...tagPlan, seen }] : [];
    }),
    revisions: proof.revisions,
    warnings: [...run.warnings, ...proof.warnings],
  };
}

/** The tag under whose mark a version is staged: one that the plan will point at it. */
function plannedTag(ref: VersionReference, { tags }: PromotionPlan): string {
  const name = purl({ ...ref, version: undefined });
  const own = tags.find((each) => each.package === name);
  const planned = own ? ownedTags(own).filter((tag) => valueOfTag(own.wanted, tag) === ref.version) : [];
  return planned.includes('latest') ? 'latest' : (planned[0] ?? NO_TAG);
}

/** One package of the plan, with all its versions. */
interface PackageWork extends ProvenPackage {
  readonly tags: PackageTags | undefined;
}

/** In the order of the plan. */
function packagesOf({ plan, journal }: PromotionRun, ports: ApplyPorts): PackageWork[] {
  const { host, side } = finishing({ host: ports.host, side: ports.destination });
  const tagPorts = { host, side, target: writeTarget(side), journal, source: async () => ({}) };
  const tagPlans = new Map(plan.tags.map((tagPlan) => [tagPlan.package, tagPlan]));
  const namedOf = namedTags(plan.distTags);
  const byPackage = new Map<string, PlanItem[]>();
  for (const item of plan.items) {
    const key = packageKey(versionOf(item));
    const items = byPackage.get(key);
    if (items) items.push(item);
    else byPackage.set(key, [item]);
  }
  return [...byPackage.values()].map((items) => {
    const { version: _, ...ref } = versionOf(items[0] as PlanItem);
    const tagPlan = tagPlans.get(purl(ref));
    const wire: Publishing['tags'] = ports.formats.find(({ name }) => name === ref.format)?.publishing?.tags;
    const versions = items.map((item) => versionOf(item).version);
    return {
      ref,
      items,
      tags: tagPlan && wire ? new PackageTags(tagPlan, { versions, named: namedOf(ref) }, wire, tagPorts) : undefined,
    };
  });
}

/** The upload looked at what it sent; here the destination is held to the plan. Versions that differ get their outcomes. */
async function proveAll(
  packages: readonly PackageWork[],
  proof: EndProof,
  run: PromotionRun,
  ports: ApplyPorts,
): Promise<void> {
  const { host, side } = finishing({ host: ports.host, side: ports.destination });
  const lookup = new VersionLookup(side, { host, ignored: derivedAssets(ports.formats) });
  const all = packages.flatMap((work) => work.items.map((item) => ({ work, item })));
  await mapConcurrent(run.concurrency, all, async ({ work, item }) => {
    // Before the answers are asked for, which may be of that moment.
    work.statusesAt ??= host.clock.monotonic();
    const bad = await despiteInterrupt(ports.host, () => prove(item, { lookup, proof, host }));
    if (bad) proof.outcomes.set(item.purl, bad);
  });
}

/** Undefined when the destination has the version as the plan says. */
async function prove(
  item: PlanItem,
  { lookup, proof, host }: { readonly lookup: VersionLookup; readonly proof: EndProof; readonly host: WaitingHost },
): Promise<Outcome | undefined> {
  const ref = versionOf(item);
  let bad: Outcome | undefined;
  for (const wait of [0, ...OWN_WRITE_MS]) {
    if (wait > 0) await waitFor(host, wait, 'the destination lists what was uploaded');
    const seen = await lookup.see(ref, true);
    const differences = seen ? differencesOf(item.assets, seen.assets) : ['it does not have the version'];
    if (differences.length > 0) {
      const reason = `after the upload the destination differs: ${differences.join(', ')}`;
      bad = { kind: 'failed', ref, code: 'CA-CONFLICT-001', reason };
    } else if (seen && seen.status !== 'Published') bad = proof.hide(item, seen.status);
    else {
      if (seen) proof.revisions.set(item.purl, seen.revision);
      return undefined;
    }
    // A list may be late; bytes that are there do not change by waiting.
    if (differences.some((text) => /has other bytes$|was added$/.test(text))) break;
  }
  return bad;
}

async function applyTags(
  packages: readonly PackageWork[],
  proof: EndProof,
  run: PromotionRun,
  { host }: ApplyPorts,
): Promise<void> {
  const tagged = packages.flatMap((work) => (work.tags ? [{ work, tags: work.tags }] : []));
  await mapConcurrent(TAGS_AT_ONCE, tagged, async ({ work, tags }) => {
    try {
      const end = await despiteInterrupt(host, () => tags.finish(new Set()));
      const { problems, seen, isWritten, isUnproven, warnings } = end;
      work.tagsAt = isUnproven ? undefined : host.clock.monotonic();
      // A version that was hidden before its tag was written was not found so yet.
      if (isWritten) work.statusesAt = undefined;
      run.warnings.push(...warnings);
      proof.seenTags.set(purl(work.ref), seen);
      // A tag that is gone right after it was written went with a version that somebody archived.
      if (problems.length > 0) await despiteInterrupt(host, () => proof.takeBackHidden(work));
      proof.tell(work.items, problems);
    } catch (error) {
      proof.fail(work.items, asRegistryError(error), 'its dist-tags: ');
    }
  });
}

/** Packages whose tags are set at once; the pacer keeps the calls within the service's limits. */
const TAGS_AT_ONCE = 16;

/** What the destination had when the run began. */
const isThere = (item: PlanItem, { finished }: PromotionRun) => item.action === 'unchanged' || finished.has(item.purl);

const promoted = (outcome: Outcome): Outcome =>
  outcome.kind === 'published' ? { ...outcome, kind: 'promoted' } : outcome;

const foundThere = (item: PlanItem): Outcome => ({
  kind: 'unchanged',
  ref: versionOf(item),
  revision: item.revision,
  reason: item.reason ?? 'an earlier run of this plan promoted it',
});
