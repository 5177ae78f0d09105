// Names of gems: nothing is normalised by the service.
import type { CoordinateRules } from '../../core/ports/package-format.ts';

export const coordinates: CoordinateRules = {
  normaliseName: (name) => name,
  normaliseVersion: (version) => version,
  problems({ name, namespace, version }) {
    return [
      ...(namespace ? ['gems have no namespace'] : []),
      ...(/^(?![._-]*$)[A-Za-z0-9._-]{1,255}$/.test(name) ? [] : ['a gem name has letters, digits, `.`, `_` and `-`']),
      ...(version === undefined || /^[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z._-]+)?$/.test(version)
        ? []
        : ['a gem version has numbers and letters between dots, and may name a platform after `-`']),
    ];
  },
};
