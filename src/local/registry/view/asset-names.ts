// Names of assets where clients choose among the files of all versions by name (pypi): one content a name and package.
import type { PackageReference } from '../../../core/model/package.ts';
import type { DescribedAsset, ServedAsset, ServedVersion } from '../../../core/ports/format-server.ts';
import type { Context } from '../context.ts';
import { packageRowKey } from '../records/keys.ts';
import type { VersionRecord } from '../records/records.ts';
import type { Description } from '../upstream/external-metadata.ts';
import type { SearchLocation } from '../upstream/upstreams.ts';
import { isDownloadable } from './resolve.ts';

/** What holds another content under a name. */
export interface TakenName {
  readonly asset: string;
  readonly version: string;
}

/** The version that assets are for, and what is there of it already. */
interface Wanted {
  readonly ref: PackageReference;
  readonly version: string;
  readonly assets: readonly ServedAsset[];
}

/** Whether names of assets belong to the package and not to a version. */
export function hasPackageWideNames({ rules }: Context, { format }: PackageReference): boolean {
  return rules[format].assetNamesOf === 'package';
}

/** The first of the assets whose name another row of the package in one repository has with other content. */
export function nameTakenIn(
  context: Context,
  repository: string,
  { ref, version, assets }: Wanted,
): TakenName | undefined {
  if (!hasPackageWideNames(context, ref)) return undefined;
  const { records } = context;
  const name = packageRowKey(ref);
  const deciding = records.version(repository, name, version)?.version;
  const others = [...records.rows(repository, name)].map(([, row]) => row).filter((row) => row.version !== deciding);
  return takenBy(others, assets);
}

/**
 * The same of what one upstream or public source adds: versions whose keys are not `seen`, as those of nearer ones are.
 * `described` is what the public source says. Adds its own keys to `seen`.
 */
export function nameTakenUpstream(
  { records }: Context,
  place: SearchLocation,
  { ref, assets }: Omit<Wanted, 'version'>,
  seen: Set<string>,
  described: Description | undefined,
): TakenName | undefined {
  const name = packageRowKey(ref);
  const all: Iterable<readonly [key: string, held: Holding]> = place.connection
    ? (described?.versions.entries() ?? [])
    : records.versions(place.key, name);
  const added = [...all].filter(([key]) => !seen.has(key));
  for (const [key] of added) seen.add(key);
  const readable = added.map(([, one]) => one).filter(({ status }) => !status || isDownloadable({ status }));
  return takenBy(readable, assets);
}

interface Holding {
  readonly version: string;
  readonly assets: readonly DescribedAsset[];
  /** Undefined of what a public source describes. */
  readonly status?: VersionRecord['status'];
}

function takenBy(others: readonly Holding[], assets: readonly ServedAsset[]): TakenName | undefined {
  const contents = new Map(assets.map(({ name, digests }) => [name, digests['SHA-256']]));
  for (const { version, assets: held } of others) {
    // A source that announces no digest may have anything under the name.
    const taken = held.find(({ name, digests }) => contents.has(name) && digests['SHA-256'] !== contents.get(name));
    if (taken) return { asset: taken.name, version };
  }
  return undefined;
}

/**
 * Versions without the assets whose names nearer ones have with other content, in the order given. An upstream may have
 * got such a name after the repository, and a page that listed both would let each client choose.
 */
export function withDistinctNames(
  shown: readonly { readonly version: ServedVersion; readonly distance: number }[],
): ServedVersion[] {
  const contents = new Map<string, string | undefined>();
  const versions = shown.map(({ version }) => version);
  const nearestFirst = shown
    .map(({ version, distance }, index) => ({ version, distance, index }))
    .sort((a, b) => a.distance - b.distance);
  for (const { version, index } of nearestFirst) {
    const assets = version.assets.filter(({ name, digests }) => {
      const sha256 = digests['SHA-256'];
      if (contents.has(name)) return sha256 !== undefined && contents.get(name) === sha256;
      contents.set(name, sha256);
      return true;
    });
    if (assets.length < version.assets.length) versions[index] = { ...version, assets };
  }
  return versions;
}
