// Where a tag goes that must not stay where it is.
import type { WaitingHost } from '../../calls/waits.ts';
import type { PackageReference } from '../../model/package.ts';
import type { RepositoryReader } from '../repository/repository-access.ts';
import { settledStates, type VersionState } from '../repository/version-states.ts';
import { isBackwards } from './write.ts';

/** Where versions are looked at. */
export interface VersionPorts {
  readonly host: WaitingHost;
  readonly side: Pick<RepositoryReader, 'reader' | 'address'>;
}

export interface TagSearch {
  readonly tag: string;
  /** Versions that count as hidden, whatever is read of them. */
  readonly hidden: ReadonlySet<string>;
  /** Only versions below this one: what the tag may have passed through. */
  readonly below?: string | undefined;
  /** Negative when the first comes before the second; by default as npm orders them. */
  readonly compare?: ((one: string, other: string) => number) | undefined;
}

/** Whether a tag may point at the version: people can install it. That they cannot may be a late answer. */
export async function isVisible(
  ref: PackageReference,
  version: string,
  hidden: ReadonlySet<string>,
  ports: VersionPorts,
): Promise<boolean> {
  if (hidden.has(version)) return false;
  const isPublished = (_version: string, state: VersionState | undefined) => state?.status === 'Published';
  return isPublished(version, (await settledStates(ref, [version], isPublished, ports)).get(version));
}

/** The highest visible version; a release where there is one, unless the tag is one for prereleases. Null: there is none. */
export async function bestVisible(
  ref: PackageReference,
  search: TagSearch,
  ports: Pick<VersionPorts, 'side'>,
): Promise<string | null> {
  return bestOf(await publishedVersions(ref, ports), search);
}

/** Versions that the repository itself has as Published. */
export async function publishedVersions(
  ref: PackageReference,
  { side: { reader, address } }: Pick<VersionPorts, 'side'>,
): Promise<string[]> {
  const found: string[] = [];
  for await (const { version, status } of reader.listPackageVersions(address, ref, { status: 'Published' }))
    if (status === 'Published') found.push(version);
  return found;
}

/** `bestVisible` of versions that are known already. */
export function bestOf(
  versions: readonly string[],
  { tag, hidden, below, compare = (a, b) => (isBackwards(b, a) ? -1 : 1) }: TagSearch,
): string | null {
  const visible = versions.filter(
    (version) => !hidden.has(version) && (below === undefined || isBackwards(below, version)),
  );
  const isForReleases = tag === 'latest' || (below !== undefined && isRelease(below));
  const releases = isForReleases ? visible.filter(isRelease) : visible;
  const candidates = releases.length > 0 ? releases : visible;
  return [...candidates].sort(compare).at(-1) ?? null;
}

const isRelease = (version: string) => !version.includes('-');

/** What who names no version is given where `latest` leads nowhere: the newest release. Null: nothing, as npm has it. */
export const newestRelease = (versions: readonly string[]): string | null =>
  bestOf(versions.filter(isRelease), { tag: 'latest', hidden: new Set() });

/**
 * Whether a tag that was not there before the run may be missing again. Without `latest` a package cannot be installed by
 * its name alone, although others' versions are there: pnpm and `npm install NAME@latest` refuse.
 */
export const mayBeMissing = (tag: string): boolean => tag !== 'latest';

/** What the tag pointed at before, while that is visible, else the best visible version; null: the tag is removed. */
export async function returnTarget(
  ref: PackageReference,
  before: string | undefined,
  search: TagSearch,
  ports: VersionPorts,
): Promise<string | null> {
  if (before === undefined && mayBeMissing(search.tag)) return null;
  if (before !== undefined && (await isVisible(ref, before, search.hidden, ports))) return before;
  return bestVisible(ref, search, ports);
}
