// Generic packages: assembly only.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { members } from '../shared/members.ts';
import { compose, gather } from './artifact.ts';
import { coordinates } from './coordinates.ts';
import { finish, upload } from './publish.ts';

export const generic: PackageFormat = {
  name: 'generic',
  namespace: 'required',
  notes: 'any files under a named coordinate, through the CodeArtifact API; no client tool',
  coordinates,
  tools: [],
  publishing: { members, patterns: [], gather, compose, upload, finish },
};
