// Search and autocomplete, over names held in the repository and its upstreams; public sources are not searched.
import type { Json, ServedPackage, ServedRepository } from '../../../core/ports/format-server.ts';
import { nugetReference } from '../names/coordinates.ts';
import { normaliseVersion } from '../names/version.ts';
import { searchHit, shownVersions } from './documents.ts';

const SEARCH_LIMIT = 1000;

export async function searchQuery(parameters: URLSearchParams, repository: ServedRepository): Promise<Json> {
  const wanted = parameters.get('packageType')?.toLowerCase();
  const withPrerelease = parameters.get('prerelease') === 'true';
  const found = await search(parameters.get('q') ?? '', repository);
  const hits = found.flatMap((each) => searchHit(each, repository.endpoint, withPrerelease) ?? []);
  const matching = wanted
    ? hits.filter(({ packageTypes }) => packageTypes.some(({ name }) => name.toLowerCase() === wanted))
    : hits;
  return { totalHits: matching.length, data: part(matching, parameters) };
}

export async function autocomplete(parameters: URLSearchParams, repository: ServedRepository): Promise<Json> {
  const withPrerelease = parameters.get('prerelease') === 'true';
  const id = parameters.get('id');
  if (id !== null) {
    const found = await repository.findPackage(nugetReference(id));
    const versions = found ? shownVersions(found, withPrerelease).map(({ version }) => normaliseVersion(version)) : [];
    return { data: versions };
  }
  const found = await search(parameters.get('q') ?? '', repository);
  const ids = found
    .filter((each) => shownVersions(each, withPrerelease).length > 0)
    .map(({ displayName }) => displayName);
  return { totalHits: ids.length, data: part(ids, parameters) };
}

/** Words are looked for in names; `packageid:x` and `id:x` name one. */
async function search(text: string, repository: ServedRepository): Promise<readonly ServedPackage[]> {
  const [, exact] = /^\s*(?:packageid|id):"?([^"\s]+)"?\s*$/i.exec(text) ?? [];
  if (exact !== undefined) {
    const found = await repository.findPackage(nugetReference(exact));
    return found ? [found] : [];
  }
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = await repository.search('nuget', words[0] ?? '', SEARCH_LIMIT);
  return found.filter(({ name }) => words.every((word) => name.includes(word)));
}

function part<T>(items: readonly T[], parameters: URLSearchParams): T[] {
  const skip = number(parameters.get('skip'), 0);
  return items.slice(skip, skip + number(parameters.get('take'), 20));
}

function number(text: string | null, otherwise: number): number {
  return text !== null && /^\d{1,6}$/.test(text) ? Math.min(Number(text), SEARCH_LIMIT) : otherwise;
}
