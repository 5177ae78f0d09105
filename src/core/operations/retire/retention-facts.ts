// Collects what retention rules ask about, with as few calls as they need. Reads only.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { asRegistryError, RegistryError } from '../../errors/registry-error.ts';
import {
  type Origin,
  type PackageReference,
  packageKey,
  type VersionReference,
  versionKey,
} from '../../model/package.ts';
import type { RepositoryAddress, VersionDescription, VersionSummary } from '../../ports/code-artifact.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { marksOf, withoutMarks } from '../dist-tags/marks.ts';
import type { RepositoryReader } from '../repository/repository-access.ts';
import type { PackageFacts, RetentionFacts } from './decide-package.ts';
import type { RetentionRules } from './retention.ts';
import type { History } from './retention-history.ts';

export interface FactsPorts {
  readonly side: RepositoryReader;
  readonly formats: readonly PackageFormat[];
  readonly concurrency: number;
}

export interface FactsRequest {
  readonly rules: RetentionRules;
  readonly history: History;
  /** Versions that came from an upstream or a public source are judged like those published here. */
  readonly includeFromUpstream: boolean;
  /** Times of publication are asked for where grace periods end. */
  readonly erases: boolean;
  /** Why nobody knows all promotions and rollbacks inside the rollback window; undefined: all are known. */
  readonly unknownMoves?: string | undefined;
}

export interface PackageLook {
  readonly facts: PackageFacts;
  /** Why the tags could not be read, where that may pass. */
  readonly tagError: RegistryError | undefined;
}

interface TagsFound {
  readonly tags: ReadonlyMap<string, readonly string[]>;
  readonly marks: ReadonlyMap<string, readonly string[]>;
  /** Why they are not known. */
  readonly problem?: RegistryError;
}

/** Looks at packages; a package may be looked at again, and then only what can have changed is asked for. */
export class RetentionSurvey {
  readonly #request: FactsRequest;
  readonly #ports: FactsPorts;
  #published = new Map<string, Promise<number | undefined>>();
  #upstreams: Promise<readonly string[] | undefined> | undefined;

  constructor(request: FactsRequest, ports: FactsPorts) {
    this.#request = request;
    this.#ports = ports;
  }

  /** The same survey over another way to the repository; what was asked for once is known to both. */
  through(side: RepositoryReader): RetentionSurvey {
    const other = new RetentionSurvey(this.#request, { ...this.#ports, side });
    other.#published = this.#published;
    other.#upstreams = this.#upstreams;
    return other;
  }

  /** Facts of all versions of one package. Rejects when versions cannot be read; for tags that is a fact. */
  async look(ref: PackageReference): Promise<PackageLook> {
    const { side, formats, concurrency } = this.#ports;
    const { rules } = this.#request;
    const format = formats.find(({ name }) => name === ref.format);
    const summaries: VersionSummary[] = [];
    // Tags first: a version that gets one and is there only afterwards is one more, and never one less.
    const tags = await this.#tags(ref, format);
    for await (const summary of side.reader.listPackageVersions(side.address, ref)) summaries.push(summary);
    const elsewhere = await Promise.all(rules.keepPromotedTo.map((repository) => this.#versionsIn(ref, repository)));
    const versions = await mapConcurrent(concurrency, summaries, async (summary): Promise<RetentionFacts> => {
      const full = { ...ref, version: summary.version };
      const there = elsewhere.flatMap(({ repository, found }) => {
        const status = found.get(summary.version);
        return status === undefined ? [] : [{ repository, status }];
      });
      return {
        ref: full,
        status: summary.status,
        revision: summary.revision,
        publishedAt: this.#needsTime(summary, format)
          ? await this.#publishedAt(side.address, full, summary)
          : undefined,
        foreign: await this.#foreign(full, summary.origin),
        tags: tags.tags.get(summary.version) ?? [],
        marks: tags.marks.get(summary.version) ?? [],
        isCopied: isCopied(summary.origin, side.address.repository),
        promotedTo: there.flatMap(({ repository, status }) => (status === 'Published' ? [repository] : [])),
        movedAt: this.#request.history.moved.get(versionKey(full)),
        arrivedThereAt: await this.#arrivedThereAt(full, there),
        hiddenAt: this.#request.history.hidden.get(versionKey(full)),
      };
    });
    // The wire knows no package of which nothing is listed, and then nobody installs by its tags.
    const isHiddenWhole =
      tags.problem?.code === 'CA-FIND-002' && versions.every(({ status }) => status !== 'Published');
    const problem = isHiddenWhole ? undefined : tags.problem;
    return {
      facts: {
        versions,
        tagProblem: problem && `${problem.code}: ${problem.message}`,
        format: ref.format,
        hasTags: format?.publishing?.tags !== undefined,
        unknownMoves: this.#request.unknownMoves,
        coordinates: format?.coordinates,
      },
      tagError: problem?.isRetryable ? problem : undefined,
    };
  }

  /** Version -> tags and marks that point at it now. Rejects when they cannot be read. */
  async pointers(ref: PackageReference): Promise<ReadonlyMap<string, readonly string[]>> {
    const format = this.#ports.formats.find(({ name }) => name === ref.format);
    const { tags, marks, problem } = await this.#tags(ref, format);
    if (problem) throw problem;
    return new Map([...marks, ...tags]);
  }

  #needsTime({ status, origin }: VersionSummary, format: PackageFormat | undefined): boolean {
    const { rules, erases } = this.#request;
    if (rules.keepYoungerThan !== undefined) return true;
    if (rules.rollbackWindow !== undefined && isCopied(origin, this.#ports.side.address.repository)) return true;
    // Without an order the time tells which one is the last; rules that need an order or tags keep all of it anyway.
    if (!format?.coordinates.compareVersions) return !rules.keepNewest && !rules.keepTagged;
    return erases && rules.gracePeriod > 0 && status !== 'Published';
  }

  /** Asked for once for each revision: the service may stamp a version anew when its status changes. */
  #publishedAt(
    at: RepositoryAddress,
    ref: VersionReference,
    { revision }: VersionSummary,
  ): Promise<number | undefined> {
    const key = `${at.repository}\n${versionKey(ref)}\n${revision}`;
    const asked = this.#published.get(key) ?? this.#describe(at, ref).then((found) => found?.publishedAt);
    this.#published.set(key, asked);
    asked.catch(() => this.#published.delete(key));
    return asked;
  }

  #describe(at: RepositoryAddress, ref: VersionReference): Promise<VersionDescription | undefined> {
    return this.#ports.side.reader.describePackageVersion(at, ref);
  }

  async #versionsIn(ref: PackageReference, repository: string) {
    const { side } = this.#ports;
    const found = new Map<string, string>();
    for await (const { version, status } of side.reader.listPackageVersions({ ...side.address, repository }, ref))
      found.set(version, status);
    return { repository, found };
  }

  /** A version that a promotion target holds but hides was rolled back or retired there; when it came there is known. */
  async #arrivedThereAt(
    ref: VersionReference,
    there: readonly { readonly repository: string; readonly status: string }[],
  ): Promise<number | undefined> {
    if (this.#request.rules.rollbackWindow === undefined) return undefined;
    let latest: number | undefined;
    for (const { repository, status } of there) {
      if (status === 'Published') continue;
      const found = await this.#describe({ ...this.#ports.side.address, repository }, ref);
      if (found?.publishedAt !== undefined) latest = Math.max(latest ?? 0, found.publishedAt);
    }
    return latest;
  }

  // ---- origin

  /**
   * Why a version does not count as published here. The origin says how it entered the domain, and a copy keeps it, so
   * that in a repository with upstreams only the journal tells a copy from what was retained.
   */
  async #foreign(ref: VersionReference, origin: Origin | undefined): Promise<string | undefined> {
    if (this.#request.includeFromUpstream) return undefined;
    const { address } = this.#ports.side;
    if (origin?.type === 'EXTERNAL')
      return `it came from ${origin.externalConnection ?? 'a public source'}, and was not published here`;
    if (origin?.type === 'INTERNAL' && origin.repository === address.repository) return undefined;
    if (this.#request.history.arrived.has(versionKey(ref))) return undefined;
    if (origin?.type !== 'INTERNAL') return 'its origin is not known';
    const upstreams = await this.#directUpstreams();
    if (upstreams === undefined) return 'the upstreams are not known, so it may be retained from one';
    if (upstreams.length === 0) return undefined;
    const place = origin.repository ?? 'another repository';
    return `it was published in ${place} and may be retained from an upstream; the journal knows of no copy`;
  }

  /** Undefined where the caller may not know. */
  #directUpstreams(): Promise<readonly string[] | undefined> {
    const { reader, address } = this.#ports.side;
    this.#upstreams ??= reader.describeRepository(address).then(
      (found) => found?.upstreams ?? [],
      (error: unknown) => {
        if (error instanceof RegistryError && error.code === 'CA-AUTH-003') return undefined;
        throw error;
      },
    );
    return this.#upstreams;
  }

  // ---- tags

  async #tags(ref: PackageReference, format: PackageFormat | undefined): Promise<TagsFound> {
    const tags = new Map<string, string[]>();
    const marks = new Map<string, string[]>();
    if (!format?.publishing?.tags) return { tags, marks };
    const { side } = this.#ports;
    const { rules } = this.#request;
    const further = rules.keepTagged ? rules.keepPromotedTo : [];
    for (const repository of [side.address.repository, ...further]) {
      let found: Readonly<Record<string, string>> | undefined;
      try {
        found = await side.tags?.({ ...side.address, repository }, ref);
      } catch (cause) {
        const error = asRegistryError(cause);
        if (error.code === 'CA-RUN-002' || error.code === 'CA-NET-006') throw error;
        return { tags, marks, problem: error };
      }
      if (found === undefined && repository === side.address.repository)
        return {
          tags,
          marks,
          problem: new RegistryError('CA-FIND-002', 'the endpoint of its format does not know the package'),
        };
      for (const [tag, version] of Object.entries(withoutMarks(found ?? {}))) pushTo(tags, version, tag);
      // A run at work will point the tag at it; a mark that does not count any more says nothing.
      for (const { name, version, isInPlace } of marksOf(found ?? {})) if (isInPlace) pushTo(marks, version, name);
    }
    return { tags, marks };
  }
}

/** It was published in another repository of the domain, so it came by a copy; or by a way that is not known. */
const isCopied = (origin: Origin | undefined, repository: string): boolean =>
  origin === undefined || (origin.type === 'INTERNAL' && origin.repository !== repository);

export function pushTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Those of each package together, in their order. */
export function byPackage<T extends { readonly ref: PackageReference }>(items: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) pushTo(groups, packageKey(item.ref), item);
  return [...groups.values()];
}

export function samePackages(refs: readonly PackageReference[]): PackageReference[] {
  return [...new Map(refs.map((ref) => [packageKey(ref), ref])).values()];
}
