// Names of crates: nothing is normalised by the service; `-` and `_` are different names to it.
import valid from 'semver/functions/valid.js';
import type { CoordinateRules } from '../../core/ports/package-format.ts';

export const coordinates: CoordinateRules = {
  normaliseName: (name) => name,
  normaliseVersion: (version) => version,
  problems({ name, namespace, version }) {
    return [
      ...(namespace ? ['crates have no namespace'] : []),
      ...(/^[a-z][a-z0-9_-]{0,63}$/i.test(name)
        ? []
        : ['a crate name begins with a letter and has up to 64 letters, digits, `-` and `_`']),
      ...(version === undefined || valid(version) === version || valid(version.replace(/\+.*$/s, '')) !== null
        ? []
        : ['a crate version is a semantic version']),
    ];
  },
};
