// Which of our own packages the promoted ones need, whether the destination has them, and in which order to copy.

import { dependencyOrder, mapConcurrent } from '../../calls/concurrency.ts';
import { type PlanItem, versionOf } from '../../documents/plan.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { normalised, purl, shortForm } from '../../model/coordinates.ts';
import { type PackageReference, packageKey, type VersionReference } from '../../model/package.ts';
import type { DependencyDescription, VersionSummary } from '../../ports/code-artifact.ts';
import type { CoordinateRules, PackageFormat } from '../../ports/package-format.ts';
import type { VersionLookup } from '../repository/version-lookup.ts';
import type { WantedVersion } from './plan-items.ts';

/** Kinds that an installed package does not need. */
const NOT_NEEDED = /^(dev|devdependencies|test|provided|system)$/i;
/** Rounds of adding dependencies of dependencies; deeper chains of our own packages are a mistake in the metadata. */
const DEEPEST = 50;

export interface DependencyPorts {
  readonly formats: readonly PackageFormat[];
  readonly concurrency: number;
  readonly source: VersionLookup;
  readonly destination: VersionLookup;
  readonly destinationUpstreams: Promise<readonly VersionLookup[]>;
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

export class DependencyPlanner {
  readonly #ports: DependencyPorts;
  readonly #needs = new Map<string, readonly Need[]>();
  readonly #asked = new Map<string, Promise<readonly Need[]>>();

  constructor(ports: DependencyPorts) {
    this.#ports = ports;
  }

  /** Asks already, while nobody knows yet what the versions are, for what `close` will want to know of them. */
  prefetch(wanted: readonly WantedVersion[], include: boolean): void {
    const refs = wanted.map(({ ref }) => ref);
    // Failures are told when the answer is wanted.
    for (const ref of include ? refs : lastOfEach(refs)) this.#needsOf(ref).catch(() => {});
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
    await Promise.allSettled(this.#asked.values());
    const items = [...planned];
    const refs = wanted.map(({ ref }) => ref);
    const warnings: string[] = [];
    let fresh = items.filter(({ action }) => action === 'copy' || action === 'unchanged').map(versionOf);
    if (!include) fresh = lastOfEach(fresh);
    for (let round = 0; fresh.length > 0 && round < DEEPEST; round++) {
      const gaps = await this.#gaps(fresh, refs);
      if (!include) {
        warnings.push(...gaps.map(({ need, found }) => describeGap(need, found, this.#ports)));
        break;
      }
      const added = new Map<string, WantedVersion>();
      for (const { need, found } of gaps) {
        if (found) added.set(purl(found), { ref: found, neededBy: purl(need.by) });
        else warnings.push(describeGap(need, found, this.#ports));
      }
      const more = [...added.values()].filter(({ ref }) => !refs.some((known) => purl(known) === purl(ref)));
      items.push(...(more.length > 0 ? await plan(more) : []));
      refs.push(...more.map(({ ref }) => ref));
      fresh = more.map(({ ref }) => ref);
    }
    return { items: this.#ordered(items), warnings };
  }

  /** Needs of ours that neither the destination nor the plan fulfils, each with the version that would. */
  async #gaps(fresh: readonly VersionReference[], planned: readonly VersionReference[]) {
    const perVersion = await mapConcurrent(this.#ports.concurrency, fresh, async (ref) => {
      const gaps: { need: Need; found: VersionReference | undefined }[] = [];
      for (const need of await this.#needsOf(ref)) {
        const candidates = await this.#ours(need.ref);
        if (candidates.length === 0 || (await this.#isFulfilled(need, planned))) continue;
        gaps.push({ need, found: this.#best(need, candidates) });
      }
      return gaps;
    });
    return perVersion.flat();
  }

  #needsOf(ref: VersionReference): Promise<readonly Need[]> {
    const asked = this.#asked.get(purl(ref)) ?? this.#askNeeds(ref);
    this.#asked.set(purl(ref), asked);
    return asked;
  }

  async #askNeeds(ref: VersionReference): Promise<readonly Need[]> {
    const { source, formats } = this.#ports;
    const listed = await dependenciesOf(source, ref);
    const needs = listed
      .filter(({ type }) => !NOT_NEEDED.test(type ?? ''))
      .map(({ namespace, name, requirement }) => ({
        by: ref,
        ref: normalised({ format: ref.format, namespace, name } as PackageReference, formats),
        requirement: requirement ?? '',
      }));
    this.#needs.set(purl(ref), needs);
    return needs;
  }

  /** Published versions in the source that were published in this domain; none for packages of others. */
  async #ours(ref: PackageReference): Promise<readonly VersionSummary[]> {
    const all = [...(await this.#ports.source.all(ref)).values()];
    return all.filter(({ status, origin }) => status === 'Published' && origin?.type !== 'EXTERNAL');
  }

  async #isFulfilled(need: Need, planned: readonly VersionReference[]): Promise<boolean> {
    const fits = (version: string) => this.#satisfies(need, version);
    if (planned.some((ref) => packageKey(ref) === packageKey(need.ref) && fits(ref.version))) return true;
    for (const lookup of [this.#ports.destination, ...(await this.#ports.destinationUpstreams)]) {
      for (const { version, status } of (await lookup.all(need.ref)).values())
        if (status === 'Published' && fits(version)) return true;
    }
    return false;
  }

  /** A requirement that nobody understands is taken as fulfilled only by the version it spells out. */
  #satisfies(need: Need, version: string): boolean {
    if (need.requirement === '') return true;
    return this.#rules(need.ref)?.satisfies?.(version, need.requirement) ?? need.requirement === version;
  }

  #best(need: Need, candidates: readonly VersionSummary[]): VersionReference | undefined {
    const compare = this.#rules(need.ref)?.compareVersions;
    const fitting = candidates.filter(({ version }) => this.#satisfies(need, version)).map(({ version }) => version);
    const best = compare ? fitting.sort(compare).at(-1) : fitting.at(-1);
    return best === undefined ? undefined : { ...need.ref, version: best };
  }

  #rules(ref: PackageReference): CoordinateRules | undefined {
    return this.#ports.formats.find(({ name }) => name === ref.format)?.coordinates;
  }

  /** Each item with the packages of the plan it needs, in an order that respects them. */
  #ordered(items: readonly PlanItem[]): PlanItem[] {
    const refs = items.map(versionOf);
    const byPackage = new Map<string, number[]>();
    refs.forEach((ref, index) => {
      byPackage.set(packageKey(ref), [...(byPackage.get(packageKey(ref)) ?? []), index]);
    });
    // By package: what one of its versions needs stands for all, since they travel in one call.
    const needed = new Map<string, Map<string, PackageReference>>();
    for (const ref of refs) {
      const own = packageKey(ref);
      const known = needed.get(own) ?? new Map();
      for (const need of this.#needs.get(purl(ref)) ?? []) {
        const key = packageKey(need.ref);
        if (key !== own && byPackage.has(key)) known.set(key, need.ref);
      }
      needed.set(own, known);
    }
    const needsOf = (index: number) =>
      needed.get(packageKey(refs[index] as VersionReference)) ?? new Map<string, PackageReference>();
    const order = dependencyOrder(items.length, (index) =>
      [...needsOf(index).keys()].flatMap((key) => byPackage.get(key) ?? []),
    );
    return order.map((index) => {
      const needs = [...needsOf(index).values()].map((ref) => purl(ref)).sort();
      return { ...(items[index] as PlanItem), ...(needs.length > 0 ? { needs } : {}) };
    });
  }
}

function lastOfEach(refs: readonly VersionReference[]): VersionReference[] {
  return [...new Map(refs.map((ref) => [packageKey(ref), ref])).values()];
}

async function dependenciesOf(source: VersionLookup, ref: VersionReference): Promise<readonly DependencyDescription[]> {
  try {
    return await source.side.reader.listPackageVersionDependencies(source.address, ref);
  } catch (error) {
    // Formats without dependencies (user guide, generic-packages-supported-commands), and roles that may not ask.
    if (error instanceof RegistryError && /^CA-(INPUT-006|FIND-002|AUTH-003|NET-004)$/.test(error.code)) return [];
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
