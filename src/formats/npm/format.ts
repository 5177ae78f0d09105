// npm packages: assembly only. What reads and sends packages is loaded with the first one.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { tools } from './configure.ts';
import { coordinates } from './coordinates.ts';
import { pack, recognises } from './project.ts';
import { tags, visibleVersions } from './tags.ts';

export const npm: PackageFormat = {
  name: 'npm',
  namespace: 'optional',
  notes: 'one tarball per version; dist-tags; several packages of a workspace in one run',
  coordinates,
  tools,
  publishing: {
    patterns: ['**/*.tgz'],
    gather: async (...given) => (await import('./artifact.ts')).gather(...given),
    members: async (...given) => (await import('../shared/members.ts')).members(...given),
    project: { recognises, pack },
    upload: async (publication, missing, target) => (await import('./publish.ts')).upload(publication, missing, target),
    visibleVersions,
    tags,
  },
};
