// Takes a tag away from a version that nobody can install, to one that people can.
import { asRegistryError, type RegistryError } from '../../errors/registry-error.ts';
import { packageName } from '../../model/coordinates.ts';
import type { PackageReference } from '../../model/package.ts';
import type { Publishing } from '../../ports/package-format.ts';
import { isVisible, returnTarget, type TagSearch } from './best-version.ts';
import { moveTags, type TagEnd } from './move-tags.ts';
import type { TagPorts } from './write.ts';

type Returning = TagSearch & { readonly from: string; readonly before: string | undefined };

/**
 * `returnTag` for who can only tell of it: resolves to why the tag still leads to what is hidden, in words; undefined: it
 * does not, as far as this run can see to it. Never rejects.
 */
export async function returnTagOrSay(
  ref: PackageReference,
  returning: Returning,
  wire: NonNullable<Publishing['tags']>,
  ports: TagPorts,
): Promise<string | undefined> {
  const { tag, from } = returning;
  const say = ({ code, message }: RegistryError) =>
    `${packageName(ref)}: \`${tag}\` was given to ${from}, which somebody hid since, and could not be taken back (${code}: ${message})`;
  try {
    const end = await returnTag(ref, returning, wire, ports);
    return end?.kind === 'failed' ? say(end.error) : undefined;
  } catch (error) {
    return say(asRegistryError(error));
  }
}

/** What somebody hides while a tag goes there is followed so often. */
const MOST_MOVES = 5;

/**
 * Moves the tag from `from` (and from where an Archived version made it vanish) to what it was before, else to the best
 * that is visible; and on, while the new place is hidden in turn. Resolves to how the last move ended; undefined when the
 * tag was where it should be.
 */
export async function returnTag(
  ref: PackageReference,
  { from, before, ...search }: Returning,
  wire: NonNullable<Publishing['tags']>,
  ports: TagPorts,
): Promise<TagEnd | undefined> {
  const hidden = new Set([...search.hidden, from]);
  let last = from;
  let end: TagEnd | undefined;
  for (let moves = 0; moves < MOST_MOVES; moves++) {
    const to = await returnTarget(ref, before, { ...search, hidden }, ports);
    // A tag that points at what is Archived is not shown.
    [end] = (await moveTags(ref, [{ tag: search.tag, from: [last, undefined], to }], wire, ports)).ends;
    if (to === null || (await isVisible(ref, to, hidden, ports))) return end;
    hidden.add(to);
    last = to;
  }
  return end;
}
