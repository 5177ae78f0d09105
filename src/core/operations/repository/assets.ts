// Assets of the registry against what they should be, by sha256 and never by name alone.
import type { AssetRecord } from '../../documents/manifest.ts';
import type { AssetDescription } from '../../ports/code-artifact.ts';
import type { Artifact } from '../../ports/package-format.ts';

export interface Comparison {
  readonly missing: readonly Artifact[];
  /** Same name, other bytes. */
  readonly different: readonly { readonly artifact: Artifact; readonly asset: AssetDescription }[];
}

/** Artifacts against what is there. Assets nobody built here (lists a service makes itself) are none of our business. */
export function compareArtifacts(artifacts: readonly Artifact[], present: readonly AssetDescription[]): Comparison {
  const byName = new Map(present.map((asset) => [asset.name, asset]));
  const missing: Artifact[] = [];
  const different: { artifact: Artifact; asset: AssetDescription }[] = [];
  for (const artifact of artifacts) {
    const asset = byName.get(artifact.assetName);
    if (!asset) missing.push(artifact);
    else if (!isSame(artifact, asset)) different.push({ artifact, asset });
  }
  return { missing, different };
}

/** Without a listed SHA-256 nothing is proven, so it counts as different. */
function isSame(artifact: Artifact, asset: AssetDescription): boolean {
  return asset.digests['SHA-256'] === artifact.digests['SHA-256'];
}

/** As manifests and plans hold them, sorted by name. */
export function recordsOf(assets: readonly AssetDescription[]): AssetRecord[] {
  const records = assets.map(({ name, size, digests }) => ({ name, size, sha256: digests['SHA-256'] ?? '' }));
  return records.length < 2 ? records : records.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Differences in words; empty when both hold the same names with the same bytes. */
export function differencesOf(wanted: readonly AssetRecord[], found: readonly AssetRecord[]): string[] {
  const there = new Map(found.map((asset) => [asset.name, asset]));
  const differences: string[] = [];
  for (const { name, sha256 } of wanted) {
    const asset = there.get(name);
    there.delete(name);
    if (!asset) differences.push(`${name} is missing`);
    else if (asset.sha256 !== sha256 || sha256 === '') differences.push(`${name} has other bytes`);
  }
  for (const name of there.keys()) differences.push(`${name} was added`);
  return differences;
}
