// Swift packages: configured, not yet published.
import type { PackageFormat } from '../../core/ports/package-format.ts';
import { tools } from './configure.ts';
import { coordinates } from './coordinates.ts';

export const swift: PackageFormat = {
  name: 'swift',
  namespace: 'required',
  notes: 'configuration only; SwiftPM 5.9 or newer',
  coordinates,
  tools,
};
