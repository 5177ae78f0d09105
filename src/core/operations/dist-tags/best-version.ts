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
  { tag, hidden, compare = (a, b) => (isBackwards(a, b) ? -1 : 1) }: TagSearch,
  { side: { reader, address } }: VersionPorts,
): Promise<string | null> {
  const visible: string[] = [];
  for await (const { version, status } of reader.listPackageVersions(address, ref, { status: 'Published' }))
    if (status === 'Published' && !hidden.has(version)) visible.push(version);
  const releases = tag === 'latest' ? visible.filter((version) => !version.includes('-')) : visible;
  const candidates = releases.length > 0 ? releases : visible;
  return candidates.sort(compare).at(-1) ?? null;
}

/** What the tag pointed at before, while that is visible, else the best visible version; null: the tag is removed. */
export async function returnTarget(
  ref: PackageReference,
  before: string | undefined,
  search: TagSearch,
  ports: VersionPorts,
): Promise<string | null> {
  if (before === undefined) return null;
  return (await isVisible(ref, before, search.hidden, ports)) ? before : bestVisible(ref, search, ports);
}
