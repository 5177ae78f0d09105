// Maven packages: assembly only. What reads and sends packages is loaded with the first one.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { project } from './artifact/project.ts';
import { tools } from './configure/configure.ts';
import { coordinates, patterns, snapshotOfBuild } from './names/coordinates.ts';

export const maven: PackageFormat = {
  name: 'maven',
  namespace: 'required',
  notes:
    'Maven and Gradle builds; snapshots as timestamped builds; Unfinished until the version list names the version',
  coordinates,
  tools,
  publishing: {
    derivedAssets: ['maven-metadata.xml'],
    publishedStatus: ({ version }) => (snapshotOfBuild(version) === undefined ? 'Published' : 'Unlisted'),
    patterns,
    gather: async (...given) => (await import('./artifact/artifact.ts')).gather(...given),
    members: async (...given) => (await import('../shared/archive/members.ts')).members(...given),
    project,
    upload: async (publication, missing, target) =>
      (await import('./publish/publish.ts')).upload(publication, missing, target),
    republishing: async () => (await import('./artifact/compose.ts')).mavenRepublishing,
    finish: async (...given) => (await import('./publish/publish.ts')).finish(...given),
    visibleVersions: async (...given) => (await import('./publish/publish.ts')).visibleVersions(...given),
  },
};
