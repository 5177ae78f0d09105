import type { PackageFormat } from '../../core/ports/package-format.ts';
import { members } from '../shared/members.ts';
import { gather, patterns } from './artifact.ts';
import { tools } from './configure.ts';
import { coordinates } from './coordinates.ts';
import { project } from './project.ts';
import { upload, visibleVersions } from './publish.ts';

export const nuget: PackageFormat = {
  name: 'nuget',
  namespace: 'none',
  notes: 'protocol V3; one .nupkg a version; symbol packages are left out, the service takes none',
  coordinates,
  tools,
  publishing: { members, patterns, gather, project, upload, visibleVersions },
};
