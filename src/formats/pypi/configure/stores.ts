// Where pip, uv and Poetry keep what they fetched. Poetry's folder holds virtual environments as well, which name
// places of this machine, so only its two folders of packages count. twine keeps nothing.
import type { PackageStore, ToolName } from '../../../core/ports/package-format.ts';
import { cacheHome, folderOr, joinPath, localAppData, xdgCacheHome } from '../../shared/machine-paths.ts';

export const stores: Partial<Record<ToolName, PackageStore>> = {
  pip: {
    paths: (machine) => {
      const parts = machine.platform === 'win32' ? ['pip', 'Cache'] : ['pip'];
      return [folderOr(machine, 'PIP_CACHE_DIR', joinPath(machine, cacheHome(machine), ...parts))];
    },
    lockFiles: [
      'requirements*.txt',
      'requirements/*.txt',
      'constraints*.txt',
      'pylock*.toml',
      'Pipfile.lock',
      'pyproject.toml',
      'setup.py',
      'setup.cfg',
    ],
  },
  uv: {
    // On macOS, too, uv follows the XDG folders.
    paths: (machine) => {
      const usual =
        machine.platform === 'win32'
          ? joinPath(machine, localAppData(machine), 'uv', 'cache')
          : joinPath(machine, xdgCacheHome(machine), 'uv');
      return [folderOr(machine, 'UV_CACHE_DIR', usual)];
    },
    lockFiles: ['uv.lock', 'requirements*.txt'],
  },
  poetry: {
    paths: (machine) => {
      const parts = machine.platform === 'win32' ? ['pypoetry', 'Cache'] : ['pypoetry'];
      const folder = folderOr(machine, 'POETRY_CACHE_DIR', joinPath(machine, cacheHome(machine), ...parts));
      return [joinPath(machine, folder, 'artifacts'), joinPath(machine, folder, 'cache')];
    },
    lockFiles: ['poetry.lock'],
  },
};
