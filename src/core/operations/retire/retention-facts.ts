// Collects what retention rules ask about, with as few calls as they need. Reads only.

import { mapConcurrent } from '../../calls/concurrency.ts';
import { type JournalRun, readJournal } from '../../documents/read-journal.ts';
import { parseVersionCoordinate } from '../../model/coordinates.ts';
import { type PackageReference, packageKey, versionKey } from '../../model/package.ts';
import type { VersionSummary } from '../../ports/code-artifact.ts';
import type { Files } from '../../ports/host.ts';
import type { PackageFormat } from '../../ports/package-format.ts';
import { withoutMarks } from '../dist-tags/marks.ts';
import type { RepositoryReader } from '../repository/repository-access.ts';
import type { RetentionFacts, RetentionRules } from './retention.ts';

export interface History {
  /** Version key -> when a promotion or rollback last named it, when it was last hidden. */
  readonly moved: ReadonlyMap<string, number>;
  readonly hidden: ReadonlyMap<string, number>;
}

/** From the journal, when there is one. */
export async function historyOf(path: string | undefined, files: Pick<Files, 'readText'>): Promise<History> {
  const text = path === undefined ? undefined : await files.readText(path);
  const moved = new Map<string, number>();
  const hidden = new Map<string, number>();
  for (const run of text === undefined ? [] : readJournal(text, path ?? 'the journal')) note(run, moved, hidden);
  return { moved, hidden };
}

function note(run: JournalRun, moved: Map<string, number>, hidden: Map<string, number>): void {
  for (const { purls = [], action, to, at } of run.writes) {
    for (const purl of purls) {
      const key = versionKey(parseVersionCoordinate(purl));
      if (run.verb !== 'publish' && run.verb !== 'retire') moved.set(key, Math.max(moved.get(key) ?? 0, at));
      if (action !== 'status') continue;
      if (to === 'Published') hidden.delete(key);
      else hidden.set(key, at);
    }
  }
}

export interface FactsPorts {
  readonly side: RepositoryReader;
  readonly formats: readonly PackageFormat[];
  readonly concurrency: number;
}

/** Facts of all versions of one package. */
export async function retentionFacts(
  ref: PackageReference,
  rules: RetentionRules,
  history: History,
  ports: FactsPorts,
): Promise<RetentionFacts[]> {
  const { side, formats, concurrency } = ports;
  const byTime: VersionSummary[] = [];
  for await (const summary of side.reader.listPackageVersions(side.address, ref, { newestFirst: true }))
    byTime.push(summary);
  const compare = formats.find(({ name }) => name === ref.format)?.coordinates.compareVersions;
  const ordered = byTime.map(({ version }) => version);
  const byVersion = compare ? [...ordered].sort((a, b) => compare(b, a)) : ordered;
  // By time only where versions have no order: the service's time of publication may be that of the last change.
  const rank = new Map(byVersion.map((version, index) => [version, index]));
  const elsewhere = await Promise.all(rules.keepPromotedTo.map((repository) => versionsIn(ref, repository, ports)));
  const tags = rules.keepTagged
    ? await tagsOf(ref, [side.address.repository, ...rules.keepPromotedTo], side)
    : new Map<string, string[]>();
  return mapConcurrent(concurrency, byTime, async ({ version, status, revision }, index) => {
    const full = { ...ref, version };
    const there = elsewhere.flatMap(({ repository, versions }) =>
      versions.has(version) ? [{ repository, status: versions.get(version) }] : [],
    );
    const needsAge = rules.keepYoungerThan !== undefined;
    const described = needsAge ? await side.reader.describePackageVersion(side.address, full) : undefined;
    return {
      ref: full,
      status,
      revision,
      publishedAt: described?.publishedAt,
      rank: rank.get(version) ?? index,
      tags: tags.get(version) ?? [],
      promotedTo: there.flatMap(({ repository, status: found }) => (found === 'Published' ? [repository] : [])),
      movedAt: await movedAt(full, there, rules, history, side),
      hiddenAt: history.hidden.get(versionKey(full)),
    };
  });
}

async function versionsIn(ref: PackageReference, repository: string, { side }: FactsPorts) {
  const versions = new Map<string, string>();
  for await (const { version, status } of side.reader.listPackageVersions({ ...side.address, repository }, ref))
    versions.set(version, status);
  return { repository, versions };
}

async function tagsOf(
  ref: PackageReference,
  repositories: readonly string[],
  side: RepositoryReader,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const repository of repositories) {
    const tags = (await side.tags?.({ ...side.address, repository }, ref)) ?? {};
    for (const [tag, version] of Object.entries(withoutMarks(tags)))
      found.set(version, [...(found.get(version) ?? []), tag]);
  }
  return found;
}

/** A version that a promotion target holds but hides was rolled back or retired there; when it came there is known. */
async function movedAt(
  ref: RetentionFacts['ref'],
  there: readonly { readonly repository: string; readonly status: string | undefined }[],
  rules: RetentionRules,
  history: History,
  side: RepositoryReader,
): Promise<number | undefined> {
  if (rules.rollbackWindow === undefined) return undefined;
  let latest = history.moved.get(versionKey(ref));
  for (const { repository, status } of there) {
    if (status === 'Published') continue;
    const found = await side.reader.describePackageVersion({ ...side.address, repository }, ref);
    if (found?.publishedAt !== undefined) latest = Math.max(latest ?? 0, found.publishedAt);
  }
  return latest;
}

export function samePackages(refs: readonly PackageReference[]): PackageReference[] {
  return [...new Map(refs.map((ref) => [packageKey(ref), ref])).values()];
}
