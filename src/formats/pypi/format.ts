// Python packages: assembly only.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { members } from '../shared/members.ts';
import { gather, patterns } from './artifact.ts';
import { tools } from './configure.ts';
import { coordinates } from './coordinates.ts';
import { pack, recognises } from './project.ts';
import { upload } from './publish.ts';
import { visibleVersions } from './reading.ts';

export const pypi: PackageFormat = {
  name: 'pypi',
  namespace: 'none',
  notes: 'wheels and source archives, several files per version; files may be added to a version later',
  coordinates,
  tools,
  publishing: { members, patterns, gather, project: { recognises, pack }, upload, visibleVersions },
};
