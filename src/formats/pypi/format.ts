// Python packages: assembly only. What reads and sends packages is loaded with the first one.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { tools } from './configure.ts';
import { coordinates } from './coordinates.ts';
import { pack, recognises } from './project.ts';
import { visibleVersions } from './reading.ts';

export const pypi: PackageFormat = {
  name: 'pypi',
  namespace: 'none',
  notes: 'wheels and source archives, several files per version; files may be added to a version later',
  coordinates,
  tools,
  publishing: {
    patterns: ['*.whl', '*.tar.gz', '*.zip'],
    gather: async (...given) => (await import('./artifact.ts')).gather(...given),
    members: async (...given) => (await import('../shared/members.ts')).members(...given),
    project: { recognises, pack },
    upload: async (publication, missing, target) => (await import('./publish.ts')).upload(publication, missing, target),
    visibleVersions,
  },
};
