// Maven packages: assembly only. What reads and sends packages is loaded with the first one.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { project } from './artifact/project.ts';
import { tools } from './configure/configure.ts';
import { buildOfAssets, coordinates, isSnapshot, snapshotOfBuild } from './names/coordinates.ts';

export const maven: PackageFormat = {
  name: 'maven',
  namespace: 'required',
  notes: 'Maven and Gradle builds; snapshots build after build; Unfinished until the version list names the version',
  coordinates,
  unlisted: 'builds that name its exact version keep working; ranges and `LATEST` leave it out',
  tools,
  publishing: {
    derivedAssets: ['maven-metadata.xml'],
    snapshots: {
      snapshotOf: snapshotOfBuild,
      isSnapshot,
      buildOf: ({ name, version }, assetNames) => buildOfAssets(name, version, assetNames),
      point: async (...given) => (await import('./publish/publish.ts')).point(...given),
    },
    claims: async (paths) => (await import('./artifact/artifact.ts')).claims(paths),
    stems: async (publication) => (await import('./artifact/artifact.ts')).stems(publication),
    gather: async (paths, host) => (await import('./artifact/artifact.ts')).gather(paths, host),
    members: async (...given) => (await import('../shared/archive/members.ts')).members(...given),
    reproducibleBy:
      'set the property `project.build.outputTimestamp` in the POM (`publish` gives it the time of the commit where it packs the project); with Gradle before 9 `preserveFileTimestamps = false` and `reproducibleFileOrder = true` for its archives',
    project: { ...project, nameIn: async (...given) => (await import('./artifact/pom-unit.ts')).nameIn(...given) },
    upload: async (publication, missing, target) =>
      (await import('./publish/publish.ts')).upload(publication, missing, target),
    republishing: async () => (await import('./artifact/compose.ts')).mavenRepublishing,
    lacks: async (...given) => (await import('./artifact/artifact.ts')).lacks(...given),
    finish: async (...given) => (await import('./publish/publish.ts')).finish(...given),
    listsBeside: {
      // The usual name is `x-maven-plugin`, which nothing demands: `pitest-maven` is one as well.
      isLikely: ({ name }) => /plugin|maven/i.test(name),
      carry: async (...given) => (await import('./publish/plugin-lists.ts')).carryPluginLists(...given),
    },
    visibleVersions: async (...given) => (await import('./publish/publish.ts')).visibleVersions(...given),
  },
};
