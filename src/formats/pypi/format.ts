// Python packages: assembly only. What reads and sends packages is loaded with the first one.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { pack, recognises } from './artifact/project.ts';
import { tools } from './configure/configure.ts';
import { coordinates } from './names/coordinates.ts';
import { visibleVersions } from './publish/list-versions.ts';

export const pypi: PackageFormat = {
  name: 'pypi',
  namespace: 'none',
  notes: 'wheels and source archives, several files per version; files may be added to a version later',
  coordinates,
  unlisted:
    'lock files that hold the addresses of its files (uv.lock) keep working; pip finds it neither unasked nor by its exact version',
  tools,
  publishing: {
    stems: async (publication) => (await import('./artifact/artifact.ts')).stems(publication),
    gather: async (paths, host) => (await import('./artifact/artifact.ts')).gather(paths, host),
    members: async (...given) => (await import('../shared/archive/members.ts')).members(...given),
    reproducibleBy:
      'set `SOURCE_DATE_EPOCH` for the build, to the time of the commit (`git log -1 --format=%ct`), which `publish` does where it packs the project; setuptools and PDM go by it in wheels alone, hatchling, flit, poetry and uv in both files',
    project: {
      recognises,
      pack,
      nameIn: async (...given) => (await import('./artifact/pyproject.ts')).nameIn(...given),
    },
    upload: async (publication, missing, target) =>
      (await import('./publish/publish.ts')).upload(publication, missing, target),
    republishing: async () => (await import('./artifact/artifact.ts')).pypiRepublishing,
    visibleVersions,
  },
};
