// What decides a promotion, within one domain and between two: at its very end the destination is read once more, status,
// content and dist-tags of every version of the set, also of what was there already. Only what is as planned then is green.

import { mapConcurrent, settleAll } from '../../calls/concurrency.ts';
import { readUntilFresh } from '../../calls/fresh.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import type { AssetRecord } from '../../documents/manifest.ts';
import { type PlanItem, type PromotionPlan, versionOf } from '../../documents/plan.ts';
import { asRegistryError, type RegistryError } from '../../errors/registry-error.ts';
import { purl } from '../../model/coordinates.ts';
import type { Outcome } from '../../model/outcome.ts';
import type { PackageReference, Status } from '../../model/package.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { differencesOf, recordsOf } from '../repository/assets.ts';
import type { RepositoryReader } from '../repository/repository-access.ts';
import { shownAs } from '../repository/snapshots.ts';
import { ignoredAssets } from '../repository/version-lookup.ts';
import {
  settledStates,
  settledVersion,
  type VersionState,
  type VersionStates,
  type WholeVersion,
} from '../repository/version-states.ts';
import { hiddenReason, tagOutcomes } from './proof-outcomes.ts';
import type { TagProblem } from './tag-proof.ts';

/** The dist-tags of one package, as far as the run means to move them. */
export interface ProvenTags {
  /** What is not where the plan wants it, and all tags as they are seen. */
  prove(): Promise<{ readonly problems: readonly TagProblem[]; readonly seen: Readonly<Record<string, string>> }>;
  /**
   * Takes those that the run pointed at these versions back to what they were, and resolves to what could not; undefined
   * where nothing is written any more.
   */
  takeBack?(hidden: ReadonlySet<string>): Promise<readonly string[]>;
}

/** One package of the plan at its end. */
export interface ProvenPackage {
  readonly ref: PackageReference;
  readonly items: readonly PlanItem[];
  /** Undefined where the format has none, or the plan says nothing of them. */
  readonly tags: ProvenTags | undefined;
  /** What is listed of the package from now on. */
  readonly list?: (() => Promise<VersionStates>) | undefined;
  /**
   * When its versions and its tags were found as planned before, by the monotonic clock. Undefined: they were not, or
   * something was written since that must be read after it.
   */
  statusesAt?: number | undefined;
  tagsAt?: number | undefined;
}

export interface EndProofPorts {
  readonly host: WaitingHost;
  readonly side: Pick<RepositoryReader, 'reader' | 'address'>;
  readonly formats: readonly PackageFormat[];
}

/** Packages read at once; the pacer keeps the calls within the service's limits. */
const READS_AT_ONCE = 64;

/** Versions of one package looked at at once. */
const LOOKS_AT_ONCE = 32;

export class EndProof {
  /** By purl. A version without one was not come to. */
  readonly outcomes: Map<string, Outcome>;
  /** Revisions in the destination of what was found to hold the planned assets, by purl. */
  readonly revisions: Map<string, string>;
  /** What could not be taken back, in words. */
  readonly warnings = new Set<string>();
  /** What was seen of the tags of a package last, by its purl. */
  readonly seenTags = new Map<string, Readonly<Record<string, string>>>();
  readonly #plan: Pick<PromotionPlan, 'source' | 'destination' | 'mode'>;
  readonly #ports: EndProofPorts;
  readonly #ignored: (ref: PackageReference) => readonly string[];
  /** Purls of what somebody hid while the run went on. */
  readonly #hidden = new Set<string>();
  readonly #tagReadings = new Map<ProvenPackage, Promise<void>>();

  constructor(
    plan: Pick<PromotionPlan, 'source' | 'destination' | 'mode'>,
    ports: EndProofPorts,
    {
      outcomes = new Map(),
      revisions = new Map(),
    }: { readonly outcomes?: Map<string, Outcome>; readonly revisions?: Map<string, string> } = {},
  ) {
    this.#plan = plan;
    this.#ports = ports;
    this.#ignored = ignoredAssets(plan.mode, ports.formats) ?? (() => []);
    this.outcomes = outcomes;
    this.revisions = revisions;
  }

  isThere(item: PlanItem): boolean {
    const kind = this.outcomes.get(item.purl)?.kind;
    return kind === 'promoted' || kind === 'unchanged';
  }

  isWell(items: readonly PlanItem[]): boolean {
    return items.every((item) => this.isThere(item));
  }

  /** Versions of these that somebody hid, as far as it was found out. */
  hiddenAmong(items: readonly PlanItem[]): ReadonlySet<string> {
    return new Set(items.flatMap((item) => (this.#hidden.has(item.purl) ? [versionOf(item).version] : [])));
  }

  /** Reads all that was not read a moment ago. Whatever is not as planned gets its outcome; tags of what is hidden go back. */
  async prove(packages: readonly ProvenPackage[]): Promise<void> {
    const { host } = this.#ports;
    const readings = packages
      .filter(({ items }) => items.some((item) => this.isThere(item)))
      .flatMap((work) => [{ work, isOfTags: false }, ...(work.tags ? [{ work, isOfTags: true }] : [])]);
    await readUntilFresh(READS_AT_ONCE, readings, {
      host,
      readAt: ({ work, isOfTags }) => (isOfTags ? work.tagsAt : work.statusesAt),
      read: async ({ work, isOfTags }) => {
        // Of what is bad already nothing more is asked.
        if (!work.items.some((item) => this.isThere(item))) return;
        try {
          await (isOfTags ? this.#proveTags(work) : this.takeBackHidden(work));
        } catch (error) {
          this.fail(work.items, asRegistryError(error), 'it could not be read again at the end: ');
        }
      },
      told: (done, total) => host.log.progress('proven', done, total),
    });
  }

  async #proveTags(work: ProvenPackage): Promise<void> {
    // Tags of what is hidden were taken back, so they are no longer where the plan wants them.
    if (!work.tags || this.hiddenAmong(work.items).size > 0) return;
    const reading = work.tags.prove();
    const ended = reading.then(
      () => {},
      () => {},
    );
    this.#tagReadings.set(work, ended);
    const { problems, seen } = await reading;
    // A tag goes with a version that somebody archives, and then that is the news.
    if (problems.length > 0) await this.takeBackHidden(work);
    this.tell(work.items, problems);
    this.seenTags.set(purl(work.ref), seen);
  }

  /** Tags that did not end as planned are outcomes of the versions they are about. */
  tell(items: readonly PlanItem[], problems: readonly TagProblem[]): void {
    for (const [key, outcome] of tagOutcomes(items, problems, this.#plan)) {
      const known = this.outcomes.get(key);
      if (known === undefined || known.kind === 'promoted' || known.kind === 'unchanged')
        this.outcomes.set(key, outcome);
    }
  }

  /** A version that is bad already keeps its first reason. */
  fail(items: readonly PlanItem[], { code, message, requestId }: RegistryError, about = ''): void {
    for (const item of items) {
      if (this.outcomes.has(item.purl) && !this.isThere(item)) continue;
      const reason = `${about}${message}`;
      this.outcomes.set(item.purl, { kind: 'failed', ref: versionOf(item), code, reason, requestId });
    }
  }

  /** A version that has the right bytes, and that nobody can install. */
  hide(item: PlanItem, status: Status): Outcome {
    const ref = versionOf(item);
    const reason = hiddenReason(shownAs(ref, this.#ports.formats), status, this.#plan.destination);
    this.#hidden.add(item.purl);
    return { kind: 'conflict', ref, code: 'CA-CONFLICT-002', reason };
  }

  /** Versions that somebody hid or changed meanwhile get their outcomes, and tags that the run pointed at them go back. */
  async takeBackHidden(work: ProvenPackage): Promise<void> {
    const hidden = await this.#proveVersions(work);
    if (hidden.size === 0) return;
    // A reading of the tags that is under way must not meet them half-way.
    await this.#tagReadings.get(work);
    for (const words of (await work.tags?.takeBack?.(hidden)) ?? []) this.warnings.add(words);
  }

  /** What the destination shows of a version: its status, and the digests that it lists against those of the plan. */
  async look(item: PlanItem) {
    const { reader, address } = this.#ports.side;
    const [found, listed] = await settleAll([
      reader.describePackageVersion(address, versionOf(item)),
      this.assets(item),
    ]);
    return { status: found?.status, revision: found?.revision, ...listed };
  }

  async assets(item: PlanItem) {
    const { reader, address } = this.#ports.side;
    const listing = await reader.listPackageVersionAssets(address, versionOf(item));
    const assets = recordsOf(listing?.assets ?? []);
    return { assets, differences: this.#differences(item, assets) };
  }

  #differences(item: PlanItem, assets: readonly AssetRecord[]): string[] {
    const ignored = this.#ignored(versionOf(item));
    return differencesOf(
      item.assets,
      assets.filter(({ name }) => !ignored.includes(name)),
    );
  }

  /** Versions that cannot be installed, which have their outcomes. */
  async #proveVersions({ ref, items, list }: ProvenPackage): Promise<ReadonlySet<string>> {
    const hidden = new Set<string>();
    const there = items.filter((item) => this.isThere(item));
    const versions = there.map((item) => versionOf(item).version);
    const isPublished = (_version: string, state: VersionState | undefined) => state?.status === 'Published';
    const states = await settledStates(ref, versions, isPublished, { ...this.#ports, list });
    await mapConcurrent(LOOKS_AT_ONCE, there, async (item) => {
      const { version } = versionOf(item);
      const state = states.get(version);
      // A revision stands for what a version holds.
      const proven = this.revisions.get(item.purl) ?? (item.action === 'unchanged' ? item.before?.revision : undefined);
      if (state?.status === 'Published' && (state.revision === proven || (await this.#isAsPlanned(item)))) return;
      const seen = await this.look(item);
      if (seen.status === 'Published' && seen.differences.length === 0) return;
      if (seen.status === 'Published') {
        const reason = `somebody changed it while this run went on: ${seen.differences.join(', ')}`;
        this.outcomes.set(item.purl, { kind: 'conflict', ref: versionOf(item), code: 'CA-CONFLICT-002', reason });
      } else {
        hidden.add(version);
        this.outcomes.set(item.purl, this.hide(item, seen.status ?? 'Deleted'));
      }
    });
    return hidden;
  }

  async #isAsPlanned(item: PlanItem): Promise<boolean> {
    const isSo = ({ status, assets }: WholeVersion) =>
      status === 'Published' && this.#differences(item, recordsOf(assets)).length === 0;
    const seen = await settledVersion(versionOf(item), isSo, this.#ports);
    // From now on this one stands for what it holds.
    if (seen) this.revisions.set(item.purl, seen.revision);
    return seen !== undefined;
  }
}
