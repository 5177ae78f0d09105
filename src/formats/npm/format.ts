// npm packages: assembly only.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { members } from '../shared/members.ts';
import { gather, PATTERNS } from './artifact.ts';
import { tools } from './configure.ts';
import { coordinates } from './coordinates.ts';
import { pack, recognises } from './project.ts';
import { upload } from './publish.ts';
import { tags, visibleVersions } from './tags.ts';

export const npm: PackageFormat = {
  name: 'npm',
  namespace: 'optional',
  notes: 'one tarball per version; dist-tags; several packages of a workspace in one run',
  coordinates,
  tools,
  publishing: { members, patterns: PATTERNS, gather, project: { recognises, pack }, upload, visibleVersions, tags },
};
