// Names of Python packages. PEP 503 names, PEP 440 versions; the service stores names normalised, versions as given.
import { PATTERNS } from '../../../core/model/repository.ts';
import type { CoordinateRules } from '../../../core/ports/package-format.ts';
import { compareVersions, isPrerelease, pipChoice, satisfies } from './version-order.ts';

/** PEP 503: lower case, every run of `-`, `_` and `.` becomes one `-`. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** PEP 508 names: letters and digits, with `.`, `_`, `-` between them. */
export function isName(name: string): boolean {
  return name.length <= 255 && /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name);
}

/**
 * What may stand as a version in a path. Wider than PEP 440, because public packages carry old spellings (`2004d`)
 * that can still be promoted; what we publish must be PEP 440 (see artifact.ts).
 */
export function isVersionText(version: string): boolean {
  return version.length <= 255 && /^[a-z0-9][a-z0-9.!+_-]*$/i.test(version);
}

export const coordinates: CoordinateRules = {
  normaliseName,
  // No normalisation of versions is documented for this format: `1.0-rc1` stays what it is.
  normaliseVersion: (version) => version,
  compareVersions,
  isPrerelease,
  satisfies,
  choose: pipChoice,
  // One environment has one version of a package.
  together: (requirements) => requirements.filter((each) => each.trim() !== '').join(','),
  problems({ name, namespace, version }) {
    return [
      ...(namespace === undefined || namespace === '' ? [] : ['Python packages have no namespace']),
      ...(isName(name) && PATTERNS.packagePart.test(name)
        ? []
        : ['a Python package name has letters and digits, with `.`, `_` or `-` between them']),
      ...(version === undefined || isVersionText(version)
        ? []
        : ['a Python version has letters, digits and `.`, `!`, `+`, `_`, `-`, and begins with a letter or digit']),
    ];
  },
};
