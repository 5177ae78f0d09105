// Within one domain: copy by batches side by side, each followed by its proof and its tags.

import { mapConcurrent, runInDependencyOrder, settleAll } from '../../calls/concurrency.ts';
import { stretches } from '../../calls/stretches.ts';
import { interruption, waitFor } from '../../calls/waits.ts';
import { type PlanItem, type TagPlan, versionOf } from '../../documents/plan.ts';
import { asRegistryError, type RegistryError } from '../../errors/registry-error.ts';
import { parseVersionCoordinate, purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import { type PackageReference, packageKey } from '../../model/package.ts';
import type { Publishing } from '../../ports/package-format.ts';
import type { TagPorts } from '../dist-tags/write.ts';
import { differencesOf, recordsOf } from '../repository/assets.ts';
import { writeTarget } from '../repository/repository-access.ts';
import { verifyByDownload } from '../repository/verify-download.ts';
import { type Batch, batchesOf, copyBatch } from './copy-batches.ts';
import type { AppliedTags, ApplyPorts, PromotionEnd, PromotionRun } from './run.ts';
import { journalTags, setTags, stashTags } from './write-tags.ts';

/** What is to be done for one package of the plan. */
interface PackageWork {
  readonly ref: PackageReference;
  readonly items: readonly PlanItem[];
  /** Those not there yet. */
  readonly batches: readonly Batch[];
  readonly tagPlan: TagPlan | undefined;
  /** Indexes of packages that must be there before. */
  readonly needs: readonly number[];
}

export async function copyPromotion(run: PromotionRun, ports: ApplyPorts): Promise<PromotionEnd> {
  return new CopyRun(run, ports).carryOut();
}

/** Waits before the service lists a copied version. */
const LOOKS_MS = [0, 100, 250, 500, 1000, 2000, 4000, 8000];

/**
 * A package in hand mostly waits for its turn, its proof and its tags. How many copies are sent at once is up to the
 * pacer, which the number of those that wait tells how many refusals a search for the limit may cost.
 */
const PACKAGES_IN_HAND = 64;

/** Versions of one batch proven at once; the pacer keeps all reads together within the service's limits. */
const PROOFS = 32;

class CopyRun {
  readonly #run: PromotionRun;
  readonly #ports: ApplyPorts;
  readonly #tagPorts: TagPorts;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #tags: AppliedTags[] = [];
  #isStopped = false;
  #done = 0;

  constructor(run: PromotionRun, ports: ApplyPorts) {
    this.#run = run;
    this.#ports = ports;
    // A copy in hand must get its tags even after an interrupt: stopping between the two would leave a tag moved.
    const host = { ...ports.host, interrupted: ports.host.cutOff };
    this.#tagPorts = {
      host,
      side: ports.destination,
      target: writeTarget(ports.destination),
      journal: run.journal,
    };
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
    return {
      outcomes: plan.items.map((item) => this.#outcomeOf(item)),
      tags: this.#tags,
      warnings: this.#run.warnings,
    };
  }

  /** Packages in the order of the plan; packages whose versions are all there still get their tags. */
  async #packages(): Promise<PackageWork[]> {
    const { plan } = this.#run;
    const rest = stretches(this.#ports.host.clock);
    const tagPlans = new Map(plan.tags.map((tagPlan) => [tagPlan.package, tagPlan]));
    const byPackage = new Map<string, PlanItem[]>();
    for (const item of plan.items) {
      const group = byPackage.get(packageKey(versionOf(item)));
      if (group) group.push(item);
      else byPackage.set(packageKey(versionOf(item)), [item]);
      await rest();
    }
    const groups = [...byPackage.values()].map((items) => [purl(packageOf(items[0] as PlanItem)), items] as const);
    const places = new Map(groups.map(([key], index) => [key, index]));
    const packages: PackageWork[] = [];
    for (const [key, items] of groups) {
      packages.push({
        ref: packageOf(items[0] as PlanItem),
        items,
        batches: batchesOf(items.filter(({ purl: text }) => !this.#outcomes.has(text))),
        tagPlan: tagPlans.get(key),
        // All versions of a package tell of the same needs.
        needs: [...new Set(items.flatMap(({ needs = [] }) => needs))].flatMap((needed) => places.get(needed) ?? []),
      });
      await rest();
    }
    return packages;
  }

  async #promote({ ref, items, batches, tagPlan }: PackageWork): Promise<boolean> {
    const tags = this.#tagsOf(ref.format);
    const versions = new Set(items.map((item) => versionOf(item).version));
    const proofs: Promise<void>[] = [];
    try {
      if (tagPlan && batches.length > 0) await journalTags(tagPlan, this.#run.journal);
      if (tagPlan && tags && batches.length > 0) await stashTags(tagPlan, tags, this.#tagPorts);
      for (const batch of batches) {
        const results = await this.#copy(batch);
        if (!results) break;
        // Reads have a pace of their own: the next copy need not wait for them, and the tags must not.
        const proof = this.#proveAll(batch, results);
        proof.catch(() => {});
        proofs.push(proof);
      }
      const isFresh = batches.length > 0;
      const asserted = tagPlan && tags ? setTags(tagPlan, { versions, isFresh }, tags, this.#tagPorts) : undefined;
      const [seen] = await settleAll([asserted, ...proofs]);
      if (tagPlan && seen) this.#tags.push({ ...tagPlan, seen });
      return items.every(({ purl: text }) => isThere(this.#outcomes.get(text)));
    } catch (error) {
      // What is proven in spite of it is told as it is.
      await Promise.allSettled(proofs);
      this.#fail(batches, asRegistryError(error));
      return false;
    }
  }

  #tagsOf(format: string): Publishing['tags'] {
    return this.#ports.formats.find(({ name }) => name === format)?.publishing?.tags;
  }

  /** Undefined when the run has stopped before; the outcome of each version that the service refused. */
  async #copy(batch: Batch): Promise<Map<string, Outcome | undefined> | undefined> {
    if (this.#isStopped || this.#ports.host.interrupted.aborted) return undefined;
    const { plan, journal } = this.#run;
    const results = await copyBatch(batch, plan, this.#ports.destination.writer, journal);
    if ([...results.values()].some((refused) => refused !== undefined)) this.#isStopped = true;
    return results;
  }

  async #proveAll(batch: Batch, results: ReadonlyMap<string, Outcome | undefined>): Promise<void> {
    await mapConcurrent(PROOFS, batch.items, async (item) => {
      const outcome = results.get(item.purl) ?? (await this.#prove(item));
      this.#outcomes.set(item.purl, outcome);
      if (outcome.kind !== 'promoted') this.#isStopped = true;
      this.#ports.host.log.progress('promoted', ++this.#done, this.#run.plan.items.length);
    });
  }

  /** Digests that the destination lists against those of the plan. */
  async #prove(item: PlanItem): Promise<Outcome> {
    const ref = versionOf(item);
    const { reader, address, attempts } = this.#ports.destination;
    let differences: string[] = [];
    for (const wait of LOOKS_MS) {
      if (wait > 0) await waitFor(this.#ports.host, wait, 'the destination lists what was copied');
      const assets = recordsOf((await reader.listPackageVersionAssets(address, ref))?.assets ?? []);
      differences = differencesOf(item.assets, assets);
      if (differences.length === 0) {
        if (this.#run.verifyBy === 'download')
          differences = await verifyByDownload(ref, item.assets, { reader, address, attempts });
        if (differences.length === 0) return { kind: 'promoted', ref, revision: item.revision };
        break;
      }
      // An empty list may be a late one; other bytes will not become right by waiting, unless they are overwritten.
      if (assets.length > 0 && item.overwrites !== true) break;
    }
    return {
      kind: 'failed',
      ref,
      code: 'CA-CONFLICT-001',
      reason: `after the copy the destination differs: ${differences.join(', ')}`,
    };
  }

  #fail(batches: readonly Batch[], error: RegistryError): void {
    this.#isStopped = true;
    for (const { purl: text } of batches.flatMap(({ items }) => items)) {
      if (this.#outcomes.has(text)) continue;
      const ref = parseVersionCoordinate(text);
      this.#outcomes.set(text, {
        kind: 'failed',
        ref,
        code: error.code,
        reason: error.message,
        requestId: error.requestId,
      });
    }
  }

  #outcomeOf(item: PlanItem): Outcome {
    const known = this.#outcomes.get(item.purl);
    if (known) return known;
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

const isThere = (outcome: Outcome | undefined) => outcome?.kind === 'promoted' || outcome?.kind === 'unchanged';

function packageOf(item: PlanItem): PackageReference {
  const { version: _, ...ref } = versionOf(item);
  return ref;
}
