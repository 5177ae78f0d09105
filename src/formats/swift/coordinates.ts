// Names of Swift packages: scope and name, which the service keeps in lower case.
import valid from 'semver/functions/valid.js';
import type { CoordinateRules } from '../../core/ports/package-format.ts';
import { isScope } from './scope.ts';

export const coordinates: CoordinateRules = {
  normaliseName: (name) => name.toLowerCase(),
  normaliseVersion: (version) => version,
  problems({ name, namespace, version }) {
    return [
      ...(namespace && isScope(namespace)
        ? []
        : ['a Swift package needs a scope of letters, digits and single hyphens']),
      ...(/^[a-z0-9](?:[a-z0-9]|[-_](?=[a-z0-9])){0,99}$/i.test(name)
        ? []
        : ['a Swift package name has up to 100 letters and digits, with single `-` or `_` between them']),
      ...(version === undefined || valid(version.replace(/\+.*$/s, '')) !== null
        ? []
        : ['a Swift version is a semantic version']),
    ];
  },
};
