// Where Bundler keeps what it fetched. `~/.bundle/config` beside it is configuration and stays out.
import type { PackageStore, ToolName } from '../../../core/ports/package-format.ts';
import { folderOr, inHome, joinPath } from '../../shared/machine-paths.ts';

export const stores: Partial<Record<ToolName, PackageStore>> = {
  gem: {
    paths: (machine) => {
      const home = folderOr(machine, 'BUNDLE_USER_HOME', inHome(machine, '.bundle'));
      return [folderOr(machine, 'BUNDLE_USER_CACHE', joinPath(machine, home, 'cache'))];
    },
    lockFiles: ['Gemfile.lock', 'gems.locked'],
  },
};
