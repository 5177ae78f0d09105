// Version requirements of POMs: a plain version, or ranges. https://maven.apache.org/pom.html#dependency-version-requirement-specification
import { compareVersions, isPrerelease, sortVersions } from './version-order.ts';

const RANGE = /^([[(])([^,()[\]]*)(?:(,)([^,()[\]]*))?([\])])$/;

/**
 * Whether a version meets a requirement; undefined when the requirement is not understood (`LATEST`, properties).
 * A plain version is only a wish to Maven, but it is the version that resolution asks the repository for.
 *
 * | requirement        | meets                     |
 * |--------------------|---------------------------|
 * | `1.0`              | 1.0 (and 1, which is equal) |
 * | `[1.0,2.0)`        | 1.0 up to below 2.0       |
 * | `[1.0]`            | 1.0                       |
 * | `(,1.0],[1.2,)`    | all but between these     |
 */
export function satisfies(version: string, requirement: string): boolean | undefined {
  const text = requirement.trim();
  if (text === '') return true;
  if (/^(LATEST|RELEASE)$|\$\{/.test(text)) return undefined;
  if (!/[[(\])]/.test(text)) return compareVersions(version, text) === 0;
  const parts = text.match(/[[(][^[(\])]*[\])]/g) ?? [];
  if (parts.join(',').replace(/\s/g, '') !== text.replace(/\s/g, '')) return undefined;
  const checks = parts.map((part) => inRange(version, part.replace(/\s/g, '')));
  return checks.includes(undefined) ? undefined : checks.includes(true);
}

/**
 * What Maven takes. A plain version is asked for by its very spelling, and nothing else stands in for it; of a range it
 * is the highest, prereleases and snapshots included. Without a version it would be what the project manages, which is
 * not known here: the newest release.
 */
export function mavenChoice(versions: readonly string[], requirement: string): string | undefined {
  const text = requirement.trim();
  const highest = (among: readonly string[]) => sortVersions(among).at(-1);
  if (text === 'LATEST') return highest(versions);
  if (text === '') return highest(versions.filter((version) => !isPrerelease(version))) ?? highest(versions);
  if (text === 'RELEASE') return highest(versions.filter((version) => !version.endsWith('-SNAPSHOT')));
  if (!/[[(\])]/.test(text)) return versions.includes(text) ? text : undefined;
  return highest(versions.filter((version) => satisfies(version, text) === true));
}

function inRange(version: string, range: string): boolean | undefined {
  const [, open, lower = '', comma, upper = '', close] = RANGE.exec(range) ?? [];
  if (open === undefined) return undefined;
  if (comma === undefined)
    return open === '[' && close === ']' && lower !== '' ? compareVersions(version, lower) === 0 : undefined;
  const above = lower === '' ? 1 : compareVersions(version, lower);
  const below = upper === '' ? -1 : compareVersions(version, upper);
  return (above > 0 || (above === 0 && open === '[')) && (below < 0 || (below === 0 && close === ']'));
}
