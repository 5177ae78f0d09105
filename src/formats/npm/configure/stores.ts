// Where npm, pnpm, Yarn and Bun keep what they fetched. npm's folder holds logs as well, so only its `_cacache` counts.
import type { PackageStore, StoreMachine, ToolName } from '../../../core/ports/package-format.ts';
import { absolute, cacheHome, folderOr, inHome, joinPath, localAppData, variable } from '../../shared/machine-paths.ts';

function npmCache(machine: StoreMachine): string {
  const named = variable(machine, 'npm_config_cache', { anyCase: true });
  const usual =
    machine.platform === 'win32' ? joinPath(machine, localAppData(machine), 'npm-cache') : inHome(machine, '.npm');
  return joinPath(machine, named ? absolute(machine, named) : usual, '_cacache');
}

/** In the order of pnpm's documentation of `storeDir`. */
function pnpmStore(machine: StoreMachine): string {
  for (const name of ['pnpm_config_store_dir', 'npm_config_store_dir']) {
    const named = variable(machine, name, { anyCase: true });
    if (named) return absolute(machine, named);
  }
  const home = variable(machine, 'PNPM_HOME');
  if (home) return joinPath(machine, absolute(machine, home), 'store');
  const data = variable(machine, 'XDG_DATA_HOME');
  if (data) return joinPath(machine, absolute(machine, data), 'pnpm', 'store');
  if (machine.platform === 'win32') return joinPath(machine, localAppData(machine), 'pnpm', 'store');
  if (machine.platform === 'darwin') return inHome(machine, 'Library', 'pnpm', 'store');
  return inHome(machine, '.local', 'share', 'pnpm', 'store');
}

/** Yarn 1 first, then the global folder of Yarn 2 and later; one variable moves both. */
function yarnCaches(machine: StoreMachine): string[] {
  const named = variable(machine, 'YARN_CACHE_FOLDER');
  if (named) return [absolute(machine, named)];
  const isWindows = machine.platform === 'win32';
  const isMac = machine.platform === 'darwin';
  const classic = isWindows
    ? joinPath(machine, localAppData(machine), 'Yarn', 'Cache')
    : joinPath(machine, cacheHome(machine), isMac ? 'Yarn' : 'yarn');
  const data = variable(machine, 'XDG_DATA_HOME');
  const usual = isWindows
    ? joinPath(machine, localAppData(machine), 'Yarn', 'Berry')
    : data
      ? joinPath(machine, absolute(machine, data), 'yarn', 'berry')
      : inHome(machine, '.yarn', 'berry');
  return [classic, joinPath(machine, folderOr(machine, 'YARN_GLOBAL_FOLDER', usual), 'cache')];
}

function bunCache(machine: StoreMachine): string {
  const named = variable(machine, 'BUN_INSTALL_CACHE_DIR');
  if (named) return absolute(machine, named);
  const install = variable(machine, 'BUN_INSTALL');
  if (install) return joinPath(machine, absolute(machine, install), 'install', 'cache');
  const xdg = variable(machine, 'XDG_CACHE_HOME');
  const parts = ['.bun', 'install', 'cache'];
  return xdg ? joinPath(machine, absolute(machine, xdg), ...parts) : inHome(machine, ...parts);
}

export const stores: Partial<Record<ToolName, PackageStore>> = {
  npm: { paths: (machine) => [npmCache(machine)], lockFiles: ['package-lock.json', 'npm-shrinkwrap.json'] },
  pnpm: { paths: (machine) => [pnpmStore(machine)], lockFiles: ['pnpm-lock.yaml'] },
  yarn: { paths: yarnCaches, lockFiles: ['yarn.lock'] },
  bun: { paths: (machine) => [bunCache(machine)], lockFiles: ['bun.lock', 'bun.lockb'] },
};
