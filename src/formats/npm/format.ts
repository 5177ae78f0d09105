// npm packages: assembly only. What reads and sends packages is loaded with the first one.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { pack, recognises } from './artifact/project.ts';
import { tools } from './configure/configure.ts';
import { coordinates } from './names/coordinates.ts';
import { tags, visibleVersions } from './publish/tags.ts';

export const npm: PackageFormat = {
  name: 'npm',
  namespace: 'optional',
  notes: 'one tarball per version; dist-tags; several packages of a workspace in one run',
  coordinates,
  unlisted: 'lock files that name it keep working; `npm install` finds it neither unasked nor by its exact version',
  tools,
  publishing: {
    stems: async (publication) => (await import('./artifact/artifact.ts')).stems(publication),
    gather: async (...given) => (await import('./artifact/artifact.ts')).gather(...given),
    members: async (...given) => (await import('../shared/archive/members.ts')).members(...given),
    reproducibleBy: 'pack with npm, pnpm, Yarn or Bun, which write no time of the build',
    project: {
      recognises,
      pack,
      nameIn: async (...given) => (await import('./artifact/manifest.ts')).nameIn(...given),
    },
    upload: async (publication, missing, target) =>
      (await import('./publish/publish.ts')).upload(publication, missing, target),
    republishing: async () => (await import('./publish/republish.ts')).npmRepublishing,
    visibleVersions,
    tags,
  },
};
