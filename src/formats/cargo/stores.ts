// Where Cargo keeps what it fetched. Its home holds configuration and credentials, too, so only these folders count;
// `registry/src` is unpacked from `registry/cache` again.
import type { PackageStore, ToolName } from '../../core/ports/package-format.ts';
import { folderOr, inHome, joinPath } from '../shared/machine-paths.ts';

export const stores: Partial<Record<ToolName, PackageStore>> = {
  cargo: {
    paths: (machine) => {
      const home = folderOr(machine, 'CARGO_HOME', inHome(machine, '.cargo'));
      return [
        ['registry', 'index'],
        ['registry', 'cache'],
        ['git', 'db'],
      ].map((parts) => joinPath(machine, home, ...parts));
    },
    lockFiles: ['Cargo.lock'],
  },
};
