// Where SwiftPM keeps what it fetched; its configuration is in another folder.
import type { PackageStore, ToolName } from '../../core/ports/package-format.ts';
import { cacheHome, joinPath } from '../shared/machine-paths.ts';

export const stores: Partial<Record<ToolName, PackageStore>> = {
  swift: {
    paths: (machine) => [joinPath(machine, cacheHome(machine), 'org.swift.swiftpm')],
    lockFiles: ['Package.resolved'],
  },
};
