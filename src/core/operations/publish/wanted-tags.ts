// dist-tags of a published set: uploaded under a tag nobody installs, moved to the wanted tags when all is there.
//
// At every moment before the last phase `npm install NAME` gets the release of before. What cannot be had: moving the
// tags of several packages is several calls, so between the first and the last of them a mix is visible; dependencies
// go first, so that whatever is visible resolves.
import lt from 'semver/functions/lt.js';
import parse from 'semver/functions/parse.js';
import type { Journal } from '../../documents/journal.ts';
import { RegistryError } from '../../errors/registry-error.ts';
import { purl, shortForm } from '../../model/coordinates.ts';
import type { PackageReference } from '../../model/package.ts';
import type { Host } from '../../ports/host.ts';
import type { Publishing, WireReadTarget } from '../../ports/package-format.ts';
import { retrying } from '../../calls/retry.ts';
import type { Classification } from './classify.ts';
import type { WriteSide } from '../repository/repository-access.ts';

/** Not a version range, and nothing anybody would install by. */
export const STAGING_TAG = 'codeartifact-ci-staging';

export interface TagWish {
  readonly classification: Classification;
  readonly publishing: Publishing;
  /** Tags as seen before anything was uploaded. */
  readonly before: Readonly<Record<string, string>>;
  /** Tag to end with; undefined: none, because it would go backwards or points there already. */
  readonly wanted: string | undefined;
  readonly warning?: string | undefined;
}

/**
 * What to do about the tag of one version.
 * - never backwards unless the tag was named by the caller
 * - a version that is there already keeps its tags, unless an interrupted run left it under the staging tag, or it has
 *   no tag and the tag is nowhere
 */
export function wantedTag(
  classification: Classification,
  before: Readonly<Record<string, string>>,
  tag: string,
  options: { readonly isNamed: boolean; readonly isOwn: boolean },
): Pick<TagWish, 'wanted' | 'warning'> {
  const { version } = classification.publication;
  const current = before[tag];
  if (current === version) return { wanted: undefined };
  const wasInterrupted = before[STAGING_TAG] === version;
  if (classification.standing === 'identical' && !wasInterrupted && current !== undefined) return { wanted: undefined };
  if (current !== undefined && options.isOwn && !options.isNamed && isBackwards(current, version)) {
    const name = shortForm(classification.publication);
    return {
      wanted: undefined,
      warning: `${name}: \`${tag}\` stays at ${current}, which is newer; name the tag to move it back`,
    };
  }
  if (current !== undefined && !options.isOwn) {
    const name = shortForm(classification.publication);
    return {
      wanted: tag,
      warning: `${name}: an upstream has \`${tag}\` at ${current}, and the upstream's tag wins for package managers`,
    };
  }
  return { wanted: tag };
}

/** Versions that are not semver cannot be ordered, and then nothing is called backwards. */
export function isBackwards(from: string, to: string): boolean {
  const a = parse(from, { loose: true });
  const b = parse(to, { loose: true });
  return a !== null && b !== null && lt(b, a);
}

export interface TagPorts {
  readonly host: Pick<Host, 'clock' | 'log' | 'interrupted'>;
  readonly side: WriteSide;
  readonly target: (ref: PackageReference, fresh?: boolean) => Promise<WireReadTarget>;
  readonly journal: Journal;
}

/** Points a tag at a version, or removes it (null). Repeating is harmless. */
export async function writeTag(
  change: {
    readonly ref: PackageReference;
    readonly tag: string;
    readonly was: string | undefined;
    readonly becomes: string | null;
  },
  tags: NonNullable<Publishing['tags']>,
  ports: TagPorts,
): Promise<void> {
  const { ref, tag, becomes } = change;
  const policy = { attempts: ports.side.attempts, label: `dist-tag ${ref.format}` };
  const write = {
    action: 'tag' as const,
    package: purl({ ...ref, version: undefined }),
    tag,
    was: change.was ?? null,
    becomes,
  };
  const send = (target: WireReadTarget) =>
    becomes === null ? tags.remove(ref, tag, target) : tags.set(ref, tag, becomes, target);
  await ports.journal.around(write, () =>
    retrying(ports.host, policy, async () => {
      try {
        await send(await ports.target(ref));
      } catch (error) {
        if (!(error instanceof RegistryError) || error.code !== 'CA-AUTH-005') throw error;
        await send(await ports.target(ref, true));
      }
    }),
  );
}

/** Tags of the repository as package managers see them; none where nobody knows the package. */
export async function readTags(
  ref: PackageReference,
  { side }: Pick<TagPorts, 'side'>,
): Promise<Readonly<Record<string, string>>> {
  return (await side.tags?.(side.address, ref)) ?? {};
}
