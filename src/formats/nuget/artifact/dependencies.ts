import type { VersionDetails } from '../../../core/ports/format-server.ts';
import { normaliseName } from '../names/coordinates.ts';
import type { DependencyGroup } from './nuspec.ts';

/** Of all frameworks; the same dependency with the same range once. A range that is not said is empty. */
export function dependenciesOnce(groups: readonly DependencyGroup[]): { name: string; requirement: string }[] {
  const all = groups.flatMap(({ dependencies }) => dependencies);
  const unique = new Map(all.map(({ id, range }) => [`${normaliseName(id)} ${range}`, { id, range }]));
  return [...unique.values()].map(({ id, range }) => ({ name: normaliseName(id), requirement: range }));
}

/**
 * What ListPackageVersionDependencies shows. Without a type: "The dependencyType field is never set for NuGet packages"
 * (API reference, PackageDependency), so the frameworks are not told either.
 */
export function listedDependencies(groups: readonly DependencyGroup[]): NonNullable<VersionDetails['dependencies']> {
  return dependenciesOnce(groups).map(({ name, requirement }) => ({
    name,
    ...(requirement === '' ? {} : { requirement }),
  }));
}
