// npm dist-tag add and rm: "the three commands function identically in CodeArtifact repositories" (npm-tags).
import { firstHit, isReadable } from './search.ts';
import type { Repository, World } from './state.ts';
import { listedTags } from './view.ts';

export type Tagged = 'ok' | 'missing' | 'upstream';

/**
 * Open: a tag can be set on every version that is seen here, once the repository has a record of the package to write it
 * into; before, also one that is seen is not found.
 */
export function setTag(world: World, repository: Repository, pkg: string, tag: string, version: string): Tagged {
  const record = repository.packages.get(pkg);
  const hit = firstHit(world, repository, pkg, version);
  if (!record || !hit || !isReadable(hit.status)) return 'missing';
  record.tags.set(tag, version);
  return 'ok';
}

/**
 * Takes the repository’s own tag away; whether that of a hidden version can be is open: O16. Open, too, and a switch:
 * where only an upstream has the tag, it stays, and the answer says so.
 */
export function removeTag(world: World, repository: Repository, pkg: string, tag: string): Tagged {
  const record = repository.packages.get(pkg);
  const isShown = listedTags(world, repository, pkg).has(tag);
  const isOwn = record?.tags.has(tag) ?? false;
  if (isShown && !isOwn && world.options.upstreamTagRemoval === 'refused') return 'upstream';
  const isThere = isShown || (isOwn && world.options.hiddenTagRemovable);
  if (!record || !isThere) return 'missing';
  record.tags.delete(tag);
  return 'ok';
}
