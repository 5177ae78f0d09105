// Which of our own packages the promoted ones need, whether the destination has them, and in which order to copy.

import { dependencyOrder, mapConcurrent } from '../../calls/concurrency.ts';
import { lookAgain } from '../../calls/looks.ts';
import { stretches } from '../../calls/stretches.ts';
import type { WaitingHost } from '../../calls/waits.ts';
import { about, type PlanItem, versionOf } from '../../documents/plan.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { normalised, purl, shortForm } from '../../model/coordinates.ts';
import { type PackageReference, packageKey, type VersionReference, versionKey } from '../../model/package.ts';
import type { DependencyDescription } from '../../ports/code-artifact.ts';
import type { CoordinateRules, Dependency, PackageFormat } from '../../ports/package-format.ts';
import type { VersionLookup } from '../repository/version-lookup.ts';
import type { WantedVersion } from './plan-items.ts';

/** Kinds that an installed package does not need. */
const NOT_NEEDED = /^(dev|devdependencies|test|provided|system)$/i;
/** Rounds of adding dependencies of dependencies; deeper chains of our own packages are a mistake in the metadata. */
const DEEPEST = 50;

export interface DependencyPorts {
  readonly host: WaitingHost;
  readonly formats: readonly PackageFormat[];
  readonly concurrency: number;
  readonly source: VersionLookup;
  readonly destination: VersionLookup;
  readonly destinationUpstreams: Promise<readonly VersionLookup[]>;
  /** The version that `latest` points at in the source; undefined where there is no such tag or nobody can read it. */
  readonly latest: (ref: PackageReference) => Promise<string | undefined>;
}

export interface ClosedPlan {
  /** Dependencies before dependants. */
  readonly items: readonly PlanItem[];
  readonly warnings: readonly string[];
}

interface Need {
  readonly by: VersionReference;
  readonly ref: PackageReference;
  readonly requirement: string;
}

/** Versions of one package that may fulfil a need. */
interface Candidates {
  /** In the order of the list. */
  readonly versions: readonly string[];
  /** Whether the source lists any version of the package, be it of others or hidden. */
  readonly isListed: boolean;
  /** Requirement -> what the client takes for it. */
  readonly best: Map<string, string | undefined>;
  /** Requirement -> whether the destination or what it looks in has a version that fits. */
  readonly held: Map<string, Promise<boolean>>;
}

export class DependencyPlanner {
  readonly #ports: DependencyPorts;
  readonly #needs = new Map<string, readonly Need[]>();
  readonly #asked = new Map<string, Promise<readonly Need[]>>();
  readonly #candidates = new Map<string, Promise<Candidates>>();
  /** Package -> all that is required of it, of formats whose clients install one version for all. */
  readonly #required = new Map<string, Set<string>>();
  /** Keys of versions that the service did not know when it was asked for their dependencies. */
  readonly #untold = new Set<string>();
  #prefetched: Promise<unknown> = Promise.resolve();
  /** Whether what is needed is added. */
  #include = false;

  constructor(ports: DependencyPorts) {
    this.#ports = ports;
  }

  /** Asks already, while nobody knows yet what the versions are, for what `close` will want to know of them. */
  prefetch(wanted: readonly WantedVersion[], include: boolean): void {
    this.#include = include;
    const refs = wanted.map(({ ref }) => ref);
    const ask = async () => {
      const asked = include ? refs : await this.#lastOfEach(refs);
      // Failures are told when the answer is wanted.
      await mapConcurrent(this.#ports.concurrency, asked, (ref) => this.#needsOf(ref).catch(() => {}));
    };
    this.#prefetched = ask();
  }

  /**
   * With `include`, adds what is missing, dependencies of those too; without, says what is missing. To keep the number
   * of calls down without `include`, only one version of each package is asked for its dependencies.
   */
  async close(
    wanted: readonly WantedVersion[],
    planned: readonly PlanItem[],
    include: boolean,
    plan: (more: readonly WantedVersion[]) => Promise<PlanItem[]>,
  ): Promise<ClosedPlan> {
    // What was asked early counts for the order only as a whole: the plan must not depend on which answer came first.
    await this.#prefetched;
    let items = [...planned];
    const known = new KnownVersions();
    for (const { ref } of wanted) known.add(ref);
    const warnings: string[] = [];
    let fresh = items.filter(({ action }) => action === 'copy' || action === 'unchanged').map(versionOf);
    if (!include) fresh = await this.#lastOfEach(fresh);
    for (let round = 0; fresh.length > 0 && round < DEEPEST; round++) {
      const gaps = await this.#settledGaps(fresh, known, include);
      if (!include) {
        for (const { need, found } of gaps) warnings.push(describeGap(need, found, this.#ports));
        break;
      }
      const added = new Map<string, WantedVersion>();
      for (const { need, found } of gaps) {
        if (found) added.set(versionKey(found), { ref: found, neededBy: purl(need.by) });
        else warnings.push(describeGap(need, found, this.#ports));
      }
      const more = [...added.values()].filter(({ ref }) => !known.has(ref));
      if (more.length > 0) items = items.concat(await plan(more));
      fresh = more.map(({ ref }) => ref);
      for (const ref of fresh) known.add(ref);
    }
    const superseded = this.#superseded(items);
    if (superseded.size > 0) items = items.filter((item) => !superseded.has(item));
    return { items: await this.#ordered(items), warnings };
  }

  /**
   * What is needed may have been published a moment ago, together with what needs it, and the answers of the source be
   * late: a version whose dependencies are not told, a package that is not listed, a version that is not.
   */
  async #settledGaps(fresh: readonly VersionReference[], known: KnownVersions, include: boolean) {
    let gaps = await this.#gaps(fresh, known);
    let packages = new Map<string, PackageReference>();
    let untold: readonly VersionReference[] = [];
    const open = async () => {
      // Without `include` nothing follows from these, and packages of others are mostly not listed.
      packages = include ? await this.#unlisted(fresh) : new Map();
      untold = include ? fresh.filter((ref) => this.#untold.has(versionKey(ref))) : [];
      for (const { need, found } of gaps) if (!found) packages.set(packageKey(need.ref), need.ref);
      return packages.size + untold.length;
    };
    await lookAgain({ host: this.#ports.host, subject: 'the source shows what was published' }, open, async () => {
      for (const ref of untold) this.#asked.delete(versionKey(ref));
      for (const [key, ref] of packages) {
        this.#candidates.delete(key);
        for (const lookup of [this.#ports.source, this.#ports.destination]) lookup.forget(ref);
      }
      gaps = await this.#gaps(fresh, known);
    });
    return gaps;
  }

  /** Needed packages of which the source lists nothing, and the destination nothing that fits. */
  async #unlisted(fresh: readonly VersionReference[]): Promise<Map<string, PackageReference>> {
    const found = new Map<string, PackageReference>();
    await mapConcurrent(this.#ports.concurrency, fresh, async (ref) => {
      for (const need of await this.#needsOf(ref)) {
        const candidates = await this.#ours(need.ref);
        if (!candidates.isListed && !(await this.#isHeld(need, candidates))) found.set(packageKey(need.ref), need.ref);
      }
    });
    return found;
  }

  /** Needs of ours that neither the destination nor the plan fulfils, each with the version that would. */
  async #gaps(fresh: readonly VersionReference[], known: KnownVersions) {
    // What many versions need alike is looked for once. The plan does not change meanwhile.
    const planned = new Map<string, boolean>();
    const isPlanned = (need: Need) => {
      const key = needKey(need);
      const isThere = planned.get(key) ?? this.#fits(need, known.of(need.ref));
      planned.set(key, isThere);
      return isThere;
    };
    const rest = stretches(this.#ports.host.clock);
    await this.#note(fresh);
    const perVersion = await mapConcurrent(this.#ports.concurrency, fresh, async (ref) => {
      const gaps: { need: Need; found: VersionReference | undefined }[] = [];
      for (const need of await this.#needsOf(ref)) {
        // Most answers are known by now, and then nothing below waits for anything.
        await rest();
        const candidates = await this.#ours(need.ref);
        if (candidates.versions.length === 0 || isPlanned(need)) continue;
        if (!(await this.#isHeld(need, candidates))) gaps.push({ need, found: await this.#best(need, candidates) });
      }
      return gaps;
    });
    return perVersion.flat();
  }

  /** The last version of each package. */
  async #lastOfEach(refs: readonly VersionReference[]): Promise<VersionReference[]> {
    const rest = stretches(this.#ports.host.clock);
    const last = new Map<string, VersionReference>();
    for (const [index, ref] of refs.entries()) {
      last.set(packageKey(ref), ref);
      if (index % STEP === 0) await rest();
    }
    return [...last.values()];
  }

  #needsOf(ref: VersionReference): Promise<readonly Need[]> {
    const key = versionKey(ref);
    const asked = this.#asked.get(key) ?? this.#askNeeds(ref);
    this.#asked.set(key, asked);
    return asked;
  }

  async #askNeeds(ref: VersionReference): Promise<readonly Need[]> {
    const { source, formats } = this.#ports;
    const listed = await dependenciesOf(source, ref);
    const hasDependencies = this.#rules(ref)?.satisfies !== undefined;
    if (listed === undefined && hasDependencies) this.#untold.add(versionKey(ref));
    else this.#untold.delete(versionKey(ref));
    const needs = [...(listed ?? []), ...(listed?.length === 0 && this.#include ? await this.#unlistedNeeds(ref) : [])]
      .filter(({ type }) => !NOT_NEEDED.test(type ?? ''))
      .map(({ namespace, name, requirement }) => ({
        by: ref,
        ref: normalised({ format: ref.format, namespace, name } as PackageReference, formats),
        requirement: requirement ?? '',
      }));
    this.#needs.set(versionKey(ref), needs);
    return needs;
  }

  async #unlistedNeeds(ref: VersionReference): Promise<readonly Dependency[]> {
    const { source, formats } = this.#ports;
    const { reader } = source.side;
    const { address } = source;
    const unlistedNeeds = formats.find(({ name }) => name === ref.format)?.publishing?.unlistedNeeds;
    if (!unlistedNeeds) return [];
    try {
      return await unlistedNeeds(ref, {
        namesWith: async (prefix) => {
          const names: string[] = [];
          for await (const { name } of reader.listPackages(address, { format: ref.format, prefix })) names.push(name);
          return names;
        },
        asset: async (name, largest) => {
          const listing = await reader.listPackageVersionAssets(address, ref);
          const asset = listing?.assets.find((each) => each.name === name);
          if (!listing || asset === undefined || asset.size > largest) return undefined;
          return (await reader.getPackageVersionAsset(address, ref, name, listing.revision))?.body;
        },
      });
    } catch (error) {
      // Roles that may not ask, as with the list of dependencies.
      if (error instanceof RegistryError && error.code === 'CA-AUTH-003') return [];
      throw error;
    }
  }

  /** Published versions in the source that were published in this domain; none for packages of others. */
  #ours(ref: PackageReference): Promise<Candidates> {
    const key = packageKey(ref);
    const asked = this.#candidates.get(key) ?? this.#askOurs(ref);
    this.#candidates.set(key, asked);
    return asked;
  }

  async #askOurs(ref: PackageReference): Promise<Candidates> {
    const versions: string[] = [];
    const listed = await this.#ports.source.all(ref);
    for (const { version, status, origin } of listed.values())
      if (status === 'Published' && origin?.type !== 'EXTERNAL') versions.push(version);
    return { versions, isListed: listed.size > 0, best: new Map(), held: new Map() };
  }

  #isHeld(need: Need, { held, versions }: Candidates): Promise<boolean> {
    const asked = held.get(need.requirement) ?? this.#askHeld(need, versions);
    held.set(need.requirement, asked);
    return asked;
  }

  async #askHeld({ ref, requirement }: Need, candidates: readonly string[]): Promise<boolean> {
    const isPrerelease = (version: string) => this.#rules(ref)?.isPrerelease?.(version) === true;
    for (const lookup of [this.#ports.destination, ...(await this.#ports.destinationUpstreams)]) {
      const there = [...(await lookup.all(ref)).values()].filter(({ status }) => status === 'Published');
      const versions = there.map(({ version }) => version);
      const taken = this.#chosen(ref, requirement, versions);
      if (taken === undefined) continue;
      // A prerelease that some clients take for want of anything else fulfils nothing where there is a release.
      const best = isPrerelease(taken) ? this.#chosen(ref, requirement, candidates) : undefined;
      if (best === undefined || isPrerelease(best)) return true;
    }
    return false;
  }

  #fits({ ref, requirement }: Need, versions: ReadonlySet<string>): boolean {
    if (versions.size === 0) return false;
    // A requirement is often the very version; then the others need not be looked at.
    if (versions.has(requirement) && this.#chosen(ref, requirement, [requirement]) !== undefined) return true;
    return this.#chosen(ref, requirement, [...versions]) !== undefined;
  }

  /**
   * What the format's client takes of these versions. A requirement that nobody understands is fulfilled only by the
   * version it spells out.
   */
  #chosen(
    ref: PackageReference,
    requirement: string,
    versions: readonly string[],
    latest?: string,
  ): string | undefined {
    const { choose, satisfies, compareVersions: compare = () => 0 } = this.#rules(ref) ?? {};
    const taken = choose?.(versions, requirement, latest);
    if (taken !== undefined) return taken;
    const isMet = (version: string) =>
      choose ? undefined : requirement === '' || satisfies?.(version, requirement) || undefined;
    const spelledOut = (version: string) => requirement === version && satisfies?.(version, requirement) === undefined;
    let highest: string | undefined;
    for (const version of versions) {
      const isFitting = isMet(version) ?? spelledOut(version);
      if (isFitting && (highest === undefined || compare(highest, version) <= 0)) highest = version;
    }
    return highest;
  }

  /**
   * What the client takes of the source's versions: where it installs one version for all that need the package, one
   * that suits all of them, if there is any.
   */
  async #best({ ref, requirement }: Need, { versions, best }: Candidates): Promise<VersionReference | undefined> {
    // One version alone is chosen or not, whatever the tag says.
    const latest = versions.length > 1 ? await this.#ports.latest(ref) : undefined;
    const together = this.#rules(ref)?.together?.([...(this.#required.get(packageKey(ref)) ?? [])]);
    for (const asked of together === undefined ? [requirement] : [together, requirement]) {
      if (!best.has(asked)) best.set(asked, this.#chosen(ref, asked, versions, latest));
      const version = best.get(asked);
      if (version !== undefined) return { ...ref, version };
    }
    return undefined;
  }

  /** Notes what all of these need, so that what suits one of them is chosen with the others in mind. */
  async #note(fresh: readonly VersionReference[]): Promise<void> {
    await mapConcurrent(this.#ports.concurrency, fresh, async (version) => {
      for (const { ref, requirement } of await this.#needsOf(version)) {
        if (this.#rules(ref)?.together === undefined) return;
        const key = packageKey(ref);
        this.#required.set(key, (this.#required.get(key) ?? new Set()).add(requirement));
      }
    });
  }

  /** Added versions that nobody is given, since another one of the plan suits all that need the package. */
  #superseded(items: readonly PlanItem[]): ReadonlySet<PlanItem> {
    const byPackage = new Map<string, PlanItem[]>();
    for (const item of items) {
      const key = packageKey(versionOf(item));
      if (this.#required.has(key)) byPackage.set(key, [...(byPackage.get(key) ?? []), item]);
    }
    const gone = new Set<PlanItem>();
    for (const [key, group] of byPackage) {
      const [first] = group;
      const together = first && this.#rules(versionOf(first))?.together?.([...(this.#required.get(key) ?? [])]);
      if (!first || together === undefined || group.length === 1) continue;
      const versions = group.map((item) => versionOf(item).version);
      const taken = this.#chosen(versionOf(first), together, versions);
      if (taken === undefined) continue;
      for (const item of group) if (item.neededBy !== undefined && versionOf(item).version !== taken) gone.add(item);
    }
    return gone;
  }

  #rules(ref: PackageReference): CoordinateRules | undefined {
    return this.#ports.formats.find(({ name }) => name === ref.format)?.coordinates;
  }

  /** Each item with the packages of the plan it needs, in an order that respects them. */
  async #ordered(items: readonly PlanItem[]): Promise<PlanItem[]> {
    const rest = stretches(this.#ports.host.clock);
    const groups = new Map<string, PackageOfPlan>();
    const groupOf: PackageOfPlan[] = [];
    for (const [index, item] of items.entries()) {
      const ref = versionOf(item);
      const key = packageKey(ref);
      const group = groups.get(key) ?? { purl: purl({ ...ref, version: undefined }), items: [], needed: new Set() };
      group.items.push(index);
      groups.set(key, group);
      groupOf.push(group);
      if (index % STEP === 0) await rest();
    }
    // By package: what one of its versions needs stands for all, since they travel in one call.
    for (const [index, item] of items.entries()) {
      const own = groupOf[index] as PackageOfPlan;
      for (const need of this.#needs.get(versionKey(versionOf(item))) ?? []) {
        const group = groups.get(packageKey(need.ref));
        if (group && group !== own) own.needed.add(group);
      }
      await rest();
    }
    const before = new Map<PackageOfPlan, readonly number[]>();
    const purls = new Map<PackageOfPlan, readonly string[]>();
    for (const group of groups.values()) {
      const needed = [...group.needed];
      before.set(
        group,
        needed.flatMap((other) => other.items),
      );
      purls.set(group, needed.map((other) => other.purl).sort());
      await rest();
    }
    const order = dependencyOrder(items.length, (index) => before.get(groupOf[index] as PackageOfPlan) ?? []);
    await rest();
    return order.map((index) => {
      const needs = purls.get(groupOf[index] as PackageOfPlan) ?? [];
      const item = items[index] as PlanItem;
      return needs.length > 0 ? about({ ...item, needs }, versionOf(item)) : item;
    });
  }
}

/** Versions that make a step; see `stretches`. */
const STEP = 500;

/** The items of one package, by their index. */
interface PackageOfPlan {
  readonly purl: string;
  readonly items: number[];
  /** Packages of the plan that must be there before. */
  readonly needed: Set<PackageOfPlan>;
}

/** Versions that the plan has or will have. */
class KnownVersions {
  readonly #byPackage = new Map<string, Set<string>>();

  add(ref: VersionReference): void {
    const key = packageKey(ref);
    const versions = this.#byPackage.get(key) ?? new Set<string>();
    this.#byPackage.set(key, versions.add(ref.version));
  }

  of(ref: PackageReference): ReadonlySet<string> {
    return this.#byPackage.get(packageKey(ref)) ?? new Set();
  }

  has(ref: VersionReference): boolean {
    return this.of(ref).has(ref.version);
  }
}

const needKey = ({ ref, requirement }: Need) => `${packageKey(ref)}\n${requirement}`;

/** Undefined where the service does not know the version. */
async function dependenciesOf(
  source: VersionLookup,
  ref: VersionReference,
): Promise<readonly DependencyDescription[] | undefined> {
  try {
    return await source.side.reader.listPackageVersionDependencies(source.address, ref);
  } catch (error) {
    // Formats without dependencies (user guide, generic-packages-supported-commands), and roles that may not ask.
    if (error instanceof RegistryError && error.code === 'CA-FIND-002') return undefined;
    if (error instanceof RegistryError && /^CA-(INPUT-006|AUTH-003|NET-004)$/.test(error.code)) return [];
    throw error;
  }
}

function describeGap(need: Need, found: VersionReference | undefined, { destination }: DependencyPorts): string {
  const what = `${shortForm(need.by)} needs ${shortForm(need.ref)} ${need.requirement}`.trim();
  const lack = `${destination.address.repository} does not have it`;
  return found
    ? `${what}, and ${lack}; add ${shortForm(found)} or set \`include-dependencies\``
    : `${what}, and neither repository has a version that fits`;
}
