// What the server half keeps in the JSON of packages and versions, and nobody else reads.
import type { Digests } from '../../../core/model/package.ts';
import type { Json } from '../../../core/ports/format-server.ts';
import type { PluginEntry } from './metadata-documents.ts';

/** JSON kept with a package. */
export interface KeptPackage {
  /** Digests of the lists as they were last uploaded, by snapshot version or `''` for the artifact's own list. */
  readonly lists: Readonly<Record<string, Digests>>;
  /** For Maven plugins: the entry of the group's list, and the digests of that list as it was uploaded. */
  readonly plugin?: Omit<PluginEntry, 'artifactId'>;
  readonly groupList?: Digests;
  /** From a public source: the plugins of the group that this package's path stands for. */
  readonly plugins: readonly PluginEntry[];
}

/** JSON kept with a version: `asset.sha1` of each checksum that did not match and was not corrected since. */
export interface StoredMavenVersion {
  readonly mismatched: readonly string[];
}

export function readKeptPackage(json: Json): KeptPackage {
  const kept = isObject(json) ? (json as unknown as Partial<KeptPackage>) : {};
  return { ...kept, lists: kept.lists ?? {}, plugins: kept.plugins ?? [] };
}

export function readKeptVersion(json: Json): StoredMavenVersion {
  const kept = isObject(json) ? (json as unknown as Partial<StoredMavenVersion>) : {};
  return { mismatched: kept.mismatched ?? [] };
}

export function asJson(kept: KeptPackage | StoredMavenVersion): Json {
  return kept as unknown as Json;
}

function isObject(json: Json): boolean {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
