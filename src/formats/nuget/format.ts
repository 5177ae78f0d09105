// NuGet packages: assembly only. What reads and sends packages is loaded with the first one.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { project } from './artifact/project.ts';
import { tools } from './configure/configure.ts';
import { coordinates } from './names/coordinates.ts';

export const nuget: PackageFormat = {
  name: 'nuget',
  namespace: 'none',
  notes: 'protocol V3; one .nupkg a version; symbol packages are left out, the service takes none',
  coordinates,
  unlisted:
    'projects that name it and lock files keep restoring it; search and updates leave it out. A floating version (`1.*`) may still take it, since dotnet does not look whether a version is listed; `target-status` Archived keeps it from everybody',
  tools,
  publishing: {
    gather: async (paths, host) => (await import('./artifact/artifact.ts')).gather(paths, host),
    stems: async (publication) => (await import('./artifact/artifact.ts')).stems(publication),
    members: async (...given) => (await import('./artifact/members.ts')).packageMembers(...given),
    reproducibleBy:
      'set `SOURCE_DATE_EPOCH` for the build, to the time of the commit (`git log -1 --format=%ct`), which `publish` does where it packs the project, with the .NET SDK 10; where checkouts lie in other folders each time, also `ContinuousIntegrationBuild`',
    project,
    upload: async (publication, missing, target) =>
      (await import('./publish/publish.ts')).upload(publication, missing, target),
    republishing: async () => (await import('./artifact/artifact.ts')).nugetRepublishing,
    unlistedNeeds: async (...given) => (await import('./artifact/tool-packages.ts')).toolPackages(...given),
    visibleVersions: async (...given) => (await import('./publish/publish.ts')).visibleVersions(...given),
  },
};
