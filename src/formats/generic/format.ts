// Generic packages: assembly only. What reads and sends packages is loaded with the first one.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { coordinates } from './coordinates.ts';

export const generic: PackageFormat = {
  name: 'generic',
  namespace: 'required',
  notes: 'any files under a named coordinate, through the CodeArtifact API; no client tool',
  coordinates,
  unlisted: 'downloads of its assets keep working',
  tools: [],
  publishing: {
    gather: async (paths) => (await import('./artifact.ts')).gather(paths),
    compose: async (...given) => (await import('./artifact.ts')).compose(...given),
    members: async (...given) => (await import('../shared/archive/members.ts')).members(...given),
    upload: async (publication, missing, target) => (await import('./publish.ts')).upload(publication, missing, target),
    republishing: async () => (await import('./artifact.ts')).genericRepublishing,
    finish: async (...given) => (await import('./publish.ts')).finish(...given),
  },
};
