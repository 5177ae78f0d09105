import type { PackageFormat } from '../../core/ports/package-format.ts';
import { members } from '../shared/members.ts';
import { gather, patterns } from './artifact.ts';
import { tools } from './configure.ts';
import { coordinates } from './coordinates.ts';
import { project } from './project.ts';
import { finish, upload, visibleVersions } from './publish.ts';

export const maven: PackageFormat = {
  name: 'maven',
  namespace: 'required',
  notes:
    'Maven and Gradle builds; snapshots as timestamped builds; Unfinished until the version list names the version',
  coordinates,
  tools,
  publishing: {
    derivedAssets: ['maven-metadata.xml'],
    members,
    patterns,
    gather,
    project,
    upload,
    finish,
    visibleVersions,
  },
};
