// Crates: configured, not yet published.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { tools } from './configure.ts';
import { coordinates } from './coordinates.ts';

export const cargo: PackageFormat = {
  name: 'cargo',
  namespace: 'none',
  notes: 'configuration only; Cargo 1.74 or newer',
  coordinates,
  tools,
};
