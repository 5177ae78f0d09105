// Gems: configured, not yet published.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { tools } from './configure/configure.ts';
import { coordinates } from './coordinates.ts';

export const ruby: PackageFormat = {
  name: 'ruby',
  namespace: 'none',
  notes: 'configuration only, for gem and Bundler',
  coordinates,
  tools,
};
