// Removes marks. One that outlives what it is for makes a later run move its tag, where somebody points that at the version
// in question again; so that the service accepted the removal is not enough: the marks must be seen to be gone.
import { asRegistryError, type RegistryError } from '../../errors/registry-error.ts';
import { packageName } from '../../model/coordinates.ts';
import type { PackageReference } from '../../model/package.ts';
import type { Publishing } from '../../ports/package-format.ts';
import { removeMarkCommand } from './commands.ts';
import { endOfLife, runOfMark, type Tags, tagOfMark } from './marks.ts';
import { settledTags } from './move-tags.ts';
import { type TagPorts, writeTag } from './write.ts';

type TagWire = NonNullable<Publishing['tags']>;

/** Names of marks that were to go, with what the last try to remove them was answered; undefined: that it did. */
export type Removals = Map<string, RegistryError | undefined>;

/** A mark that could not be removed. */
export interface LeftMark {
  readonly name: string;
  /** Undefined: the service accepted the removal, and the mark stands. */
  readonly error: RegistryError | undefined;
  /** The command that removes it. */
  readonly command: string;
}

/** Sends the removals, and notes in `removals` what each was answered. Resolves to whether all were accepted. */
export async function removeMarks(
  ref: PackageReference,
  names: Iterable<string>,
  removals: Removals,
  wire: TagWire,
  ports: TagPorts,
): Promise<boolean> {
  let isAccepted = true;
  for (const name of names) {
    try {
      await writeTag({ ref, tag: name, was: undefined, becomes: null }, wire, ports);
      removals.set(name, undefined);
    } catch (error) {
      isAccepted = false;
      removals.set(name, asRegistryError(error));
    }
  }
  return isAccepted;
}

/**
 * Which of the removed marks stand, although they were removed once more; no single late answer decides. `seen`: tags as
 * they were read after the removals. Those that are gone are taken out of `removals`.
 */
export async function proveRemoved(
  ref: PackageReference,
  removals: Removals,
  seen: Tags,
  wire: TagWire,
  ports: TagPorts,
): Promise<readonly LeftMark[]> {
  const standing = (tags: Tags) => [...removals.keys()].filter((name) => Object.hasOwn(tags, name));
  const settle = async () => standing(await settledTags(ref, (tags) => standing(tags).length === 0, ports));
  let left = standing(seen);
  if (left.length > 0) left = await settle();
  if (left.length > 0) {
    await removeMarks(ref, left, removals, wire, ports);
    left = await settle();
  }
  for (const name of [...removals.keys()]) if (!left.includes(name)) removals.delete(name);
  return leftMarks(ref, left, removals, ports);
}

/** These marks with the commands that remove them. */
export async function leftMarks(
  ref: PackageReference,
  names: readonly string[],
  removals: Removals,
  ports: TagPorts,
): Promise<readonly LeftMark[]> {
  const endpoint = names.length > 0 ? await endpointOf(ref, ports) : undefined;
  return names.map((name) => ({
    name,
    error: removals.get(name),
    command: removeMarkCommand(ref, name, endpoint),
  }));
}

/** Of the repository, for commands; they can do without. */
export async function endpointOf(ref: PackageReference, ports: TagPorts): Promise<string | undefined> {
  try {
    return (await ports.target(ref)).endpoint;
  } catch {
    return undefined;
  }
}

/** Why a mark that stays matters, and the way out. */
export function leftMarkWords(ref: PackageReference, { name, error, command }: LeftMark): string {
  const why = error === undefined ? 'the service accepted that, and it stands' : error.message;
  const until = endOfLife({ run: runOfMark(name) });
  return `the mark \`${name}\` of ${packageName(ref)} could not be removed: ${why}; ${until === undefined ? '' : `until ${until} `}a later run that sees \`${tagOfMark(name) ?? 'its tag'}\` where this one found it moves it by that mark; \`${command}\` removes it`;
}
