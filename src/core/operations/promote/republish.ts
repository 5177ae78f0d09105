// Across domains, accounts and regions, where no copy exists: download, prove, publish again over the format's wire.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { OWN_WRITE_MS } from '../../calls/looks.ts';
import { type WaitingHost, waitFor } from '../../calls/waits.ts';
import type { AssetRecord } from '../../documents/manifest.ts';
import { type PlanItem, type PromotionPlan, versionOf } from '../../documents/plan.ts';
import type { ErrorCode } from '../../errors/catalogue.ts';
import { asRegistryError, RegistryError } from '../../errors/registry-error.ts';
import { parseCoordinate, purl, shortForm } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { type VersionReference, versionKey } from '../../model/package.ts';
import { label } from '../../model/repository.ts';
import type { Publication, Publishing } from '../../ports/package-format.ts';
import { NO_TAG } from '../dist-tags/marks.ts';
import { preflight, refusalsOf, withSiblings } from '../publish/preflight.ts';
import { uploadReleaseSet } from '../publish/upload-release-set.ts';
import { differencesOf } from '../repository/assets.ts';
import { downloadAssets } from '../repository/download-assets.ts';
import { despiteInterrupt, finishing, writeTarget } from '../repository/repository-access.ts';
import { derivedAssets, VersionLookup } from '../repository/version-lookup.ts';
import { PackageTags } from './package-tags.ts';
import { republishingOf, republishProblem } from './plan-items.ts';
import { ownedTags } from './plan-tags.ts';
import { hiddenReason, tagOutcomes } from './proof-outcomes.ts';
import type { AppliedTags, ApplyPorts, PromotionEnd, PromotionRun } from './run.ts';

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
    if (refusals.length > 0) return { outcomes: heldBack(run, refusals), tags: [], warnings: run.warnings };
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
    if (item.action === 'unchanged' || finished.has(item.purl)) return outcomeOf(item, bad);
    const reason = `not begun, because ${names} of the same set cannot be promoted`;
    return bad.get(versionKey(ref)) ?? { kind: 'blocked', ref, code: 'CA-RUN-001', reason };
  });
}

async function republish(prepared: readonly Prepared[], run: PromotionRun, ports: ApplyPorts): Promise<PromotionEnd> {
  const { plan } = run;
  const { host, formats, destination } = ports;
  const publications = prepared.map(({ publication }) => publication);
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
  const tags = new Map(
    [...survey.tags].map(([key, wish]) => {
      const tag = plannedTag(wish.classification.publication, plan);
      return [key, { ...wish, tag, wanted: undefined }] as const;
    }),
  );
  const refusals = refusalsOf(survey.classifications, 'verify');
  const outcomes = new Map<string, Outcome>();
  let isWell = refusals.length === 0;
  if (isWell) {
    const folders = new Map(prepared.map(({ publication, folder }) => [versionKey(publication), folder]));
    const relied = plan.items.filter((item) => isThere(item, run)).map(({ purl: text }) => text);
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
    for (const outcome of set.outcomes) outcomes.set(versionKey(outcome.ref), promoted(outcome));
    isWell = set.outcomes.every(({ kind }) => kind === 'published' || kind === 'unchanged');
    if (isWell) {
      const there = plan.items.filter((item) => isThere(item, run));
      for (const outcome of await proveAll([...prepared.map(({ item }) => item), ...there], run, ports))
        outcomes.set(versionKey(outcome.ref), outcome);
      isWell = [...outcomes.values()].every(({ kind }) => kind === 'promoted' || kind === 'unchanged');
    }
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

/** The tag under whose mark a version is staged: one that the plan will point at it. */
function plannedTag(ref: VersionReference, { tags }: PromotionPlan): string {
  const name = purl({ ...ref, version: undefined });
  const own = tags.find((each) => each.package === name);
  const planned = own ? ownedTags(own).filter((tag) => own.wanted[tag] === ref.version) : [];
  return planned.includes('latest') ? 'latest' : (planned[0] ?? NO_TAG);
}

/** The upload looked at what it sent; here the destination is held to the plan. Outcomes of versions that differ. */
async function proveAll(items: readonly PlanItem[], run: PromotionRun, ports: ApplyPorts): Promise<Outcome[]> {
  // Everything is there: a run that is cancelled now still says whether it is right.
  const { host, side } = finishing({ host: ports.host, side: ports.destination });
  const lookup = new VersionLookup(side, { host, ignored: derivedAssets(ports.formats) });
  const found = await mapConcurrent(run.concurrency, items, (item) =>
    despiteInterrupt(ports.host, () => prove(item, lookup, run, host)),
  );
  return found.flatMap((outcome) => outcome ?? []);
}

/** Undefined when the destination has the version as the plan says. */
async function prove(
  item: PlanItem,
  lookup: VersionLookup,
  { plan }: PromotionRun,
  host: WaitingHost,
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
    } else if (seen && seen.status !== 'Published') {
      const reason = hiddenReason(ref, seen.status, plan.destination);
      bad = { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason };
    } else return undefined;
    // A list may be late; bytes that are there do not change by waiting.
    if (differences.some((text) => /has other bytes$|was added$/.test(text))) break;
  }
  return bad;
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
      const { problems, seen, isWritten, warnings } = await despiteInterrupt(ports.host, () => tags.finish(new Set()));
      // A tag that is gone right after it was written went with a version that somebody archived.
      const hidden = isWritten || problems.length > 0 ? await proveAll(items, run, ports) : [];
      const gone = hidden.filter(({ kind }) => kind === 'conflict').map((outcome) => outcome.ref.version);
      if (gone.length > 0) await despiteInterrupt(ports.host, () => tags.takeBack(new Set(gone)));
      run.warnings.push(...warnings);
      const bad = [...hidden, ...tagOutcomes(items, problems, plan).values()].map(
        (outcome) => [versionKey(outcome.ref), outcome] as const,
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

/** What the destination had when the run began. */
const isThere = (item: PlanItem, { finished }: PromotionRun) => item.action === 'unchanged' || finished.has(item.purl);

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
