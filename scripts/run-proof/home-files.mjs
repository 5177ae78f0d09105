// The configuration of the real home: a run of the tests leaves it as it is. `__tests__/run-proof/home-files.test.ts` holds
// this list to what the tools of login write.
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Below the home; a folder stands for its files. */
export const HOME_FILES = [
  ...['.npmrc', '.yarnrc', '.yarnrc.yml', '.bunfig.toml', '.config/pnpm/rc', '.config/pnpm/auth.ini'],
  ...[
    '.pypirc',
    '.netrc',
    '_netrc',
    '.config/pip/pip.conf',
    '.pip/pip.conf',
    'pip/pip.ini',
    '.config/uv/uv.toml',
    '.config/pypoetry',
  ],
  ...[
    '.m2/settings.xml',
    '.m2/settings-security.xml',
    '.gradle/gradle.properties',
    '.gradle/init.gradle',
    '.gradle/init.d',
    '.sbt',
  ],
  ...[
    '.nuget/NuGet',
    '.config/NuGet',
    '.cargo/config.toml',
    '.cargo/config',
    '.cargo/credentials.toml',
    '.cargo/credentials',
  ],
  ...['.gemrc', '.gem/credentials', '.local/share/gem/credentials', '.bundle/config', '.swiftpm/configuration'],
  ...[
    '.codeartifact-ci',
    '.codeartifact-ci.lock',
    '.docker/config.json',
    '.aws/config',
    '.aws/credentials',
    '.gitconfig',
  ],
  ...[
    '.config/coursier',
    '.config/sbt',
    'Library/Application Support/pypoetry',
    'Library/Application Support/Coursier',
  ],
  ...[
    'Library/org.swift.swiftpm/configuration',
    'Library/Preferences/pnpm',
    'AppData/Roaming/pypoetry',
    'AppData/Roaming/Coursier',
  ],
  ...['AppData/Roaming/pip/pip.ini', 'AppData/Roaming/uv/uv.toml', 'AppData/Roaming/NuGet'],
];

/** Boot files and caches of sbt are no configuration, and many. */
const MOST = 200;

/** Path below the home -> what would differ after a write, a removal or another file in its place. */
export function stateOfHome(home) {
  const state = {};
  const visit = (path, depth) => {
    let stat;
    try {
      stat = lstatSync(join(home, path));
    } catch {
      return;
    }
    if (stat.isDirectory()) {
      if (depth === 0 || Object.keys(state).length > MOST) return;
      for (const name of readdirSync(join(home, path)).sort()) visit(`${path}/${name}`, depth - 1);
    } else {
      const digest = stat.isFile()
        ? createHash('sha256')
            .update(readFileSync(join(home, path)))
            .digest('hex')
        : '';
      state[path] = [stat.size, stat.mtimeMs, stat.ino, stat.mode, digest].join(' ');
    }
  };
  for (const path of HOME_FILES) visit(path, 2);
  return state;
}

/** Paths that are not what they were. */
export function differences(before, after) {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((path) => before[path] !== after[path])
    .sort();
}
