// Within one domain: copy by batches side by side, each followed by its proof and its tags; at the end the registry is
// read once more, and that reading decides.

import { mapConcurrent, runInDependencyOrder, sharingNext } from '../../calls/concurrency.ts';
import { OWN_WRITE_MS } from '../../calls/looks.ts';
import { stretches } from '../../calls/stretches.ts';
import { interruption, waitFor } from '../../calls/waits.ts';
import { type PlanItem, type TagPlan, versionOf } from '../../documents/plan.ts';
import { asRegistryError, RegistryError } from '../../errors/registry-error.ts';
import { purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { type PackageReference, packageKey } from '../../model/package.ts';
import type { Publishing } from '../../ports/package-format.ts';
import { despiteInterrupt, finishing, writeTarget } from '../repository/repository-access.ts';
import { heldBuild, isNewerBuild, noteReplaced, snapshotOf } from '../repository/snapshots.ts';
import { verifyByDownload } from '../repository/verify-download.ts';
import { listStates, statesOf, type VersionState, type VersionStates } from '../repository/version-states.ts';
import { type Batch, batchesOf, type CopiedBatch, copyBatch } from './copy-batches.ts';
import { EndProof, type ProvenPackage } from './end-proof.ts';
import { PackageTags, type PackageTagsPorts } from './package-tags.ts';
import { namedTags } from './plan-tags.ts';
import type { ApplyPorts, PromotionEnd, PromotionRun } from './run.ts';
import type { TagProblem } from './tag-proof.ts';

/** What is to be done for one package of the plan. */
interface PackageWork extends ProvenPackage {
  /** Those not there yet. */
  readonly batches: readonly Batch[];
  readonly tagPlan: TagPlan | undefined;
  /** Indexes of packages that must be there before. */
  readonly needs: readonly number[];
  /** Undefined where the format has none, or the plan says nothing of them. */
  readonly tags: PackageTags | undefined;
  /** What is listed of the package from now on: batches that end meanwhile share the next list. */
  readonly list: () => Promise<VersionStates>;
}

export async function copyPromotion(run: PromotionRun, ports: ApplyPorts): Promise<PromotionEnd> {
  return new CopyRun(run, ports).carryOut();
}

/**
 * A package in hand mostly waits for its turn, its proof and its tags. How many copies are sent at once is up to the
 * pacer, which the number of those that wait tells how many refusals a search for the limit may cost.
 */
const PACKAGES_IN_HAND = 64;

/** Versions of one package proven at once; the pacer keeps all reads together within the service's limits. */
const PROOFS = 32;

/** Versions named in one line of the journal, and proven together. */
const NOTED = 500;

/**
 * How often a package with many batches is proven while it is copied, and after how many batches at the earliest: each
 * time costs a list of all its versions.
 */
const PROVEN_TIMES = 4;
const FEWEST_BATCHES = 10;

/** A version that was copied, or refused. */
interface CopiedItem {
  readonly item: PlanItem;
  readonly refused: Outcome | undefined;
  /** By this run; else another one had put it there when the copy came to it. */
  readonly isBrought: boolean;
}

class CopyRun {
  readonly #run: PromotionRun;
  readonly #ports: ApplyPorts;
  /** A copy in hand gets its tags and its proof even after an interrupt: stopping between them would leave a tag moved. */
  readonly #tagPorts: PackageTagsPorts;
  readonly #proof: EndProof;
  /** By purl; those of the proof. */
  readonly #outcomes: Map<string, Outcome>;
  /** Purls of what this run's own copies put there. */
  readonly #brought = new Set<string>();
  #isStopped = false;
  #done = 0;

  constructor(run: PromotionRun, ports: ApplyPorts) {
    this.#run = run;
    this.#ports = ports;
    const { host, side } = finishing({ host: ports.host, side: ports.destination });
    const { source } = ports;
    this.#tagPorts = {
      host,
      side,
      target: writeTarget(side),
      journal: run.journal,
      source: async (ref) => (await source.tags?.(source.address, ref)) ?? {},
    };
    this.#proof = new EndProof(run.plan, { host, side, formats: ports.formats });
    this.#outcomes = this.#proof.outcomes;
  }

  async carryOut(): Promise<PromotionEnd> {
    const { plan, finished, concurrency } = this.#run;
    for (const item of plan.items) {
      const ref = versionOf(item);
      const { revision } = item;
      if (item.action === 'unchanged')
        this.#outcomes.set(item.purl, { kind: 'unchanged', ref, revision, reason: item.reason });
      else if (finished.has(item.purl)) {
        this.#outcomes.set(item.purl, {
          kind: 'unchanged',
          ref,
          revision,
          reason: 'an earlier run of this plan promoted it',
        });
      }
    }
    await this.#noteRelied();
    const packages = await this.#packages();
    await runInDependencyOrder(
      concurrency > 1 ? Math.max(concurrency, PACKAGES_IN_HAND) : 1,
      packages,
      (index) => packages[index]?.needs ?? [],
      async (work, isWell) => {
        if (!isWell || this.#isStopped || this.#ports.host.interrupted.aborted) return false;
        return this.#promote(work);
      },
    );
    // What was cut off is not green anyway, and has no time left.
    const { host } = this.#ports;
    if (!host.interrupted.aborted || this.#proof.isWell(plan.items))
      await despiteInterrupt(host, () => this.#proof.prove(packages));
    for (const { tags } of packages) this.#run.warnings.push(...((await tags?.leftMarks()) ?? []));
    return {
      outcomes: plan.items.map((item) => this.#outcomeOf(item)),
      tags: plan.tags.flatMap((tagPlan) => {
        const seen = this.#proof.seenTags.get(tagPlan.package);
        return seen ? [{ ...tagPlan, seen }] : [];
      }),
      revisions: this.#proof.revisions,
      warnings: [...this.#run.warnings, ...this.#proof.warnings],
    };
  }

  /** What was there already is a part of this release as well: no rollback of another run shall take it from under it. */
  async #noteRelied(): Promise<void> {
    const relied = [...this.#outcomes.keys()];
    for (let start = 0; start < relied.length; start += NOTED)
      await this.#run.journal.note({ action: 'rely', purls: relied.slice(start, start + NOTED) });
  }

  /** Packages in the order of the plan; packages whose versions are all there still get their tags. */
  async #packages(): Promise<PackageWork[]> {
    const { plan } = this.#run;
    const rest = stretches(this.#ports.host.clock);
    const tagPlans = new Map(plan.tags.map((tagPlan) => [tagPlan.package, tagPlan]));
    const namedOf = namedTags(plan.distTags);
    const byPackage = new Map<string, PlanItem[]>();
    for (const item of plan.items) {
      const key = packageKey(versionOf(item));
      const group = byPackage.get(key);
      if (group) group.push(item);
      else byPackage.set(key, [item]);
      await rest();
    }
    const groups = [...byPackage.values()].map((items) => [purl(packageOf(items[0] as PlanItem)), items] as const);
    const places = new Map(groups.map(([key], index) => [key, index]));
    const packages: PackageWork[] = [];
    for (const [key, items] of groups) {
      const ref = packageOf(items[0] as PlanItem);
      const tagPlan = tagPlans.get(key);
      const wire = this.#tagsOf(ref.format);
      const named = namedOf(ref);
      packages.push({
        ref,
        items,
        batches: batchesOf(items.filter((item) => !this.#outcomes.has(item.purl))),
        tagPlan,
        // All versions of a package tell of the same needs.
        needs: [...new Set(items.flatMap(({ needs = [] }) => needs))].flatMap((needed) => places.get(needed) ?? []),
        tags:
          tagPlan && wire
            ? new PackageTags(tagPlan, { versions: versionsOf(items), named }, wire, this.#tagPorts)
            : undefined,
        list: sharingNext(() => listStates(ref, this.#tagPorts.side)),
        // What was there already was looked at before anything was copied.
        statusesAt: items.some((item) => this.#proof.isThere(item)) ? this.#run.surveyedAt : undefined,
      });
      await rest();
    }
    return packages;
  }

  async #promote(work: PackageWork): Promise<boolean> {
    const { items, batches, tags } = work;
    const { host } = this.#ports;
    const proofs: Promise<void>[] = [];
    let unproven: CopiedItem[] = [];
    let copiedBatches = 0;
    // Reads have a pace of their own: the next copy need not wait for them, and the tags must not.
    const prove = () => {
      const copied = unproven;
      unproven = [];
      if (copied.length === 0) return;
      const failed = (error: unknown) =>
        this.#fail(
          copied.map(({ item }) => item),
          asRegistryError(error),
        );
      proofs.push(this.#proveAll(copied, work).catch(failed));
    };
    const arrived = new Set<string>();
    try {
      if (batches.length > 0) {
        const copied = new Set(batches.flatMap((batch) => batch.items.map((item) => versionOf(item).version)));
        const taken = (await tags?.begin(copied)) ?? [];
        if (taken.length > 0) {
          this.#tell(work, taken);
          return false;
        }
      }
      const together = Math.max(FEWEST_BATCHES, Math.ceil(batches.length / PROVEN_TIMES));
      for (const batch of batches) {
        if (this.#isStopped || host.interrupted.aborted) break;
        const { copied, taken } = await this.#copy(batch, tags);
        for (const version of copied.arrived) arrived.add(version);
        if (copied.error) {
          if (taken.length > 0) this.#tell(work, taken);
          else this.#fail(batch.items, copied.isUnclear ? unclear(copied.error) : copied.error);
          break;
        }
        unproven.push(
          ...batch.items.map((item) => ({
            item,
            refused: copied.refused.get(item.purl),
            isBrought: this.#brought.has(item.purl),
          })),
        );
        if (++copiedBatches % together === 0) prove();
      }
    } catch (error) {
      this.#fail(items, asRegistryError(error));
    }
    prove();
    // What was copied gets its tags, whatever ended the rest.
    const isTagging = tags && (batches.length === 0 ? this.#proof.isWell(items) : arrived.size > 0);
    // A proof may take long, of downloads or of many versions, and the tags are no younger than when they were read.
    let tagsAt = host.clock.monotonic();
    const finish = async () => {
      const end = await tags?.finish(arrived);
      tagsAt = host.clock.monotonic();
      return end;
    };
    const [ended] = await Promise.allSettled([isTagging ? despiteInterrupt(host, finish) : undefined, ...proofs]);
    if (tags && !isTagging && batches.length > 0) await despiteInterrupt(host, () => tags.giveUp());
    if (ended.status === 'rejected') this.#fail(items, asRegistryError(ended.reason), 'its dist-tags: ');
    else if (ended.value) {
      this.#run.warnings.push(...ended.value.warnings);
      // A tag goes with a version that somebody archives, and then that is the news.
      // Where that cannot be read, the problems are told as they are.
      if (ended.value.problems.length > 0)
        await despiteInterrupt(host, () => this.#proof.takeBackHidden(work)).catch(() => {});
      this.#tell(work, ended.value.problems, ended.value.seen);
    }
    // What the proof found hidden has its outcome already, and a tag of it may be this run's or its copy's.
    const hidden = this.#proof.hiddenAmong(items);
    if (isTagging && hidden.size > 0)
      for (const words of await despiteInterrupt(host, () => tags.takeBack(hidden))) this.#proof.warnings.add(words);
    const isUnproven = ended.status === 'fulfilled' && ended.value?.isUnproven === true;
    work.tagsAt = isUnproven ? undefined : tagsAt;
    // A version that was hidden before its tag was written was not found so yet.
    if (ended.status === 'fulfilled' && ended.value?.isWritten) work.statusesAt = undefined;
    return this.#proof.isWell(items);
  }

  /** Tags that did not end as planned are outcomes of the versions they are about. */
  #tell(work: PackageWork, problems: readonly TagProblem[], seen?: Readonly<Record<string, string>>): void {
    if (work.tagPlan && seen) this.#proof.seenTags.set(work.tagPlan.package, seen);
    if (problems.length === 0) return;
    this.#isStopped = true;
    this.#proof.tell(work.items, problems);
  }

  #tagsOf(format: string): Publishing['tags'] {
    return this.#ports.formats.find(({ name }) => name === format)?.publishing?.tags;
  }

  /** `taken`: tags that somebody moved while the copy waited for its turn or to be tried again, so that it was not sent. */
  async #copy(
    batch: Batch,
    tags: PackageTags | undefined,
  ): Promise<{ readonly copied: CopiedBatch; readonly taken: readonly TagProblem[] }> {
    const { plan, journal } = this.#run;
    const versions = new Set(versionsOf(batch.items));
    let taken: readonly TagProblem[] = [];
    for (const item of batch.items) await this.#noteReplaced(item);
    const copied = await copyBatch(batch, plan, {
      host: this.#tagPorts.host,
      writer: this.#ports.destination.writer,
      journal,
      look: (item) => despiteInterrupt(this.#ports.host, () => this.#proof.look(item)),
      beforeTry: async (before) => {
        taken = (await tags?.lookAgain(versions, before)) ?? [];
        if (taken.length > 0)
          throw new RegistryError('CA-CONFLICT-002', 'somebody moved a dist-tag that it would move');
      },
    });
    if (copied.error || copied.refused.size > 0) this.#isStopped = true;
    if (!copied.isUnclear) tags?.copied(versions, copied.brought);
    // Of what nobody could read it is not said that it is there.
    const brought = new Set(copied.isUnclear ? [] : copied.brought);
    for (const item of batch.items) if (brought.has(versionOf(item).version)) this.#brought.add(item.purl);
    return { copied, taken };
  }

  /** A newer build that somebody else promoted meanwhile stays. Rejects with CA-CONFLICT-002. */
  async #noteReplaced(item: PlanItem): Promise<void> {
    const { plan, journal } = this.#run;
    const { formats } = this.#ports;
    const ref = versionOf(item);
    const snapshot = snapshotOf(ref, formats);
    if (snapshot === undefined) return;
    const build = (await heldBuild(snapshot, this.#tagPorts.side, formats))?.build;
    if (
      build !== undefined &&
      plan.allowOverwrite !== true &&
      isNewerBuild({ ...ref, version: build }, ref.version, formats)
    )
      throw new RegistryError('CA-CONFLICT-002', `somebody made ${snapshot.version} the newer ${build} meanwhile`);
    await noteReplaced(ref, journal, this.#tagPorts.side, formats);
  }

  async #proveAll(copied: readonly CopiedItem[], work: PackageWork): Promise<void> {
    const { ref, list } = work;
    const items = copied.map(({ item }) => item);
    // Before the answers are asked for, which may be of that moment.
    work.statusesAt ??= this.#ports.host.clock.monotonic();
    const states = await despiteInterrupt(this.#ports.host, () =>
      statesOf(ref, versionsOf(items), this.#tagPorts.side, list),
    );
    for (let start = 0; start < copied.length; start += NOTED)
      await this.#proveSome(copied.slice(start, start + NOTED), states);
  }

  async #proveSome(copied: readonly CopiedItem[], states: VersionStates): Promise<void> {
    const { host } = this.#ports;
    const revisions = new Map<string, string>();
    const purls: string[] = [];
    const prove = async (item: PlanItem, isBrought: boolean) => {
      const { version } = versionOf(item);
      const seen = await this.#prove(item, states.get(version), isBrought);
      if (seen.revision !== undefined) {
        // Of an equal revision the plan's is kept: what is noted stays until the end, and so would the answers.
        const revision = seen.revision === item.revision ? item.revision : seen.revision;
        revisions.set(version, revision);
        purls.push(item.purl);
        this.#proof.revisions.set(item.purl, revision);
      }
      return seen.outcome;
    };
    await mapConcurrent(PROOFS, copied, async ({ item, refused, isBrought }) => {
      const outcome = refused ?? (await despiteInterrupt(host, () => prove(item, isBrought)));
      this.#outcomes.set(item.purl, outcome);
      if (outcome.kind !== 'promoted' && outcome.kind !== 'unchanged') this.#isStopped = true;
      host.log.progress('promoted', ++this.#done, this.#run.plan.items.length);
    });
    if (purls.length > 0)
      await this.#run.journal.note({ action: 'proven', purls, revisions: Object.fromEntries(revisions) });
  }

  /** `revision`: in the destination, once the version is there as planned. */
  async #prove(
    item: PlanItem,
    state: VersionState | undefined,
    isBrought: boolean,
  ): Promise<{ outcome: Outcome; revision?: string | undefined }> {
    const ref = versionOf(item);
    const { revision } = item;
    const { reader, address, attempts } = this.#tagPorts.side;
    let differences: string[] = [];
    for (const wait of [0, ...OWN_WRITE_MS]) {
      if (wait > 0) await waitFor(this.#tagPorts.host, wait, 'the destination lists what was copied');
      const seen =
        wait > 0 || !state ? await this.#proof.look(item) : { ...state, ...(await this.#proof.assets(item)) };
      differences = seen.differences;
      if (differences.length === 0 && seen.status !== undefined) {
        if (seen.status !== 'Published') return { outcome: this.#proof.hide(item, seen.status) };
        if (this.#run.verifyBy === 'download')
          differences = await verifyByDownload(ref, item.assets, { reader, address, attempts });
        if (differences.length === 0)
          return {
            outcome: isBrought ? { kind: 'promoted', ref, revision } : foundThere(item),
            revision: seen.revision,
          };
        break;
      }
      // An empty list may be a late one; other bytes will not become right by waiting, unless they are overwritten.
      if (seen.assets.length > 0 && differences.length > 0 && item.overwrites !== true) break;
    }
    const reason = `after the copy the destination differs: ${differences.join(', ') || 'it does not have the version'}`;
    return { outcome: { kind: 'failed', ref, code: 'CA-CONFLICT-001', reason } };
  }

  #fail(items: readonly PlanItem[], error: RegistryError, about = ''): void {
    this.#isStopped = true;
    this.#proof.fail(items, error, about);
  }

  #outcomeOf(item: PlanItem): Outcome {
    const known = this.#outcomes.get(item.purl);
    if (known) return this.#brought.has(item.purl) ? withCopied(known) : known;
    const ref = versionOf(item);
    const { interrupted } = this.#ports.host;
    if (interrupted.aborted) {
      const { code, message } = interruption(interrupted, 'before it was copied');
      return { kind: 'failed', ref, code, reason: message };
    }
    return {
      kind: 'blocked',
      ref,
      code: 'CA-RUN-001',
      reason: 'not begun, because another version of the set failed; run it again to continue',
    };
  }
}

/** The error of a copy of which nobody can tell yet whether it has its effect. */
function unclear({ code, message, requestId }: RegistryError): RegistryError {
  const words =
    'what the copy did could not be read, so marks that say which dist-tags go back stay; run the same command again, which goes by them';
  return new RegistryError(code, `${message}; ${words}`, { requestId });
}

/** A version that is red, and that this run put there all the same, says so: it can be rolled back. */
function withCopied(outcome: Outcome): Outcome {
  const isBad = outcome.kind === 'conflict' || outcome.kind === 'failed' || outcome.kind === 'blocked';
  return isBad ? { ...outcome, reason: `${outcome.reason}; this run copied it, and it is there` } : outcome;
}

/** Another run, or person, had put it there by the time this run's copy came. */
const foundThere = (item: PlanItem): Outcome => ({
  kind: 'unchanged',
  ref: versionOf(item),
  revision: item.revision,
  reason: 'somebody else put it there after the plan was made',
});

const versionsOf = (items: readonly PlanItem[]) => items.map((item) => versionOf(item).version);

function packageOf(item: PlanItem): PackageReference {
  const { version: _, ...ref } = versionOf(item);
  return ref;
}
