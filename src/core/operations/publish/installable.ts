// A version that nobody can install is refused before anything is uploaded, unless it is wanted all the same.
import { mapConcurrent } from '../../calls/concurrency.ts';
import { asRegistryError, RegistryError } from '../../errors/registry-error.ts';
import { shortForm } from '../../model/coordinates.ts';
import { type VersionReference, versionKey } from '../../model/package.ts';
import type { Shortcoming, Uninstallable } from '../../model/uninstallable.ts';
import type { Publication } from '../../ports/package-format.ts';

interface Lookup {
  /** Versions of a package that clients see through the repository; undefined where nobody knows it. */
  readonly visible: (ref: VersionReference) => Promise<readonly string[] | undefined>;
  readonly concurrency: number;
  readonly warn: (text: string) => void;
}

/**
 * Rejects with CA-FILE-001 for what could not be installed and is not `allowed`; each is named with the value of
 * `allow-uninstallable` that lets it through. What cannot be looked up is let through, with a warning.
 */
export async function requireInstallable(
  publications: readonly Publication[],
  allowed: readonly Uninstallable[],
  lookup: Lookup,
): Promise<void> {
  const published = new Set(publications.map(versionKey));
  const open = publications.flatMap((publication) =>
    (publication.shortcomings ?? [])
      .filter(
        ({ kind, unlessThere }) => !allowed.includes(kind) && !(unlessThere && published.has(versionKey(unlessThere))),
      )
      .map((shortcoming) => ({ publication, shortcoming })),
  );
  const judged = await mapConcurrent(lookup.concurrency, open, async (one) =>
    (await isThere(one.shortcoming, lookup)) ? [] : [one],
  );
  const bad = judged.flat();
  if (bad.length === 0) return;
  const words = [...new Set(bad.map(({ shortcoming }) => shortcoming.kind))];
  const shown = bad.slice(0, 5).map(({ publication, shortcoming }) => `${shortForm(publication)} ${shortcoming.found}`);
  const more = bad.length > shown.length ? `; and ${bad.length - shown.length} more` : '';
  throw new RegistryError(
    'CA-FILE-001',
    `nobody could install what was built: ${shown.join('; ')}${more} (\`allow-uninstallable: ${words.join(', ')}\` publishes it all the same)`,
  );
}

async function isThere({ unlessThere }: Shortcoming, { visible, warn }: Lookup): Promise<boolean> {
  if (unlessThere === undefined) return false;
  try {
    return (await visible(unlessThere))?.includes(unlessThere.version) ?? false;
  } catch (error) {
    warn(`${shortForm(unlessThere)} could not be looked for: ${asRegistryError(error).message}`);
    return true;
  }
}
