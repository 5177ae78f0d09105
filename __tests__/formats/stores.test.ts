// Where tools keep packages, by platform and variables; and that no store holds a file we put a token in.
import { posix, win32 } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/core/model/secret.ts';
import { type StoreMachine, TOOLS, type ToolName } from '../../src/core/ports/package-format.ts';
import { formatList, publishedFormats } from '../../src/formats/index.ts';
import { packageStores } from '../../src/formats/stores.ts';
import { toolSets } from '../../src/formats/tools.ts';
import { machine } from '../support/worlds/logins.ts';

const PLATFORMS = ['linux', 'darwin', 'win32'] as const;
const paths = (tool: ToolName, platform: StoreMachine['platform'], env: Record<string, string> = {}) =>
  packageStores[tool]?.paths(machine({ platform, env }));

/** Tool, then the usual folders on Linux, macOS and Windows. */
const usual: readonly (readonly [ToolName, readonly string[], readonly string[], readonly string[]])[] = [
  [
    'npm',
    ['/home/ci/.npm/_cacache'],
    ['/home/ci/.npm/_cacache'],
    ['C:\\Users\\ci\\AppData\\Local\\npm-cache\\_cacache'],
  ],
  [
    'pnpm',
    ['/home/ci/.local/share/pnpm/store'],
    ['/home/ci/Library/pnpm/store'],
    ['C:\\Users\\ci\\AppData\\Local\\pnpm\\store'],
  ],
  [
    'yarn',
    ['/home/ci/.cache/yarn', '/home/ci/.yarn/berry/cache'],
    ['/home/ci/Library/Caches/Yarn', '/home/ci/.yarn/berry/cache'],
    ['C:\\Users\\ci\\AppData\\Local\\Yarn\\Cache', 'C:\\Users\\ci\\AppData\\Local\\Yarn\\Berry\\cache'],
  ],
  ['bun', ['/home/ci/.bun/install/cache'], ['/home/ci/.bun/install/cache'], ['C:\\Users\\ci\\.bun\\install\\cache']],
  ['pip', ['/home/ci/.cache/pip'], ['/home/ci/Library/Caches/pip'], ['C:\\Users\\ci\\AppData\\Local\\pip\\Cache']],
  ['uv', ['/home/ci/.cache/uv'], ['/home/ci/.cache/uv'], ['C:\\Users\\ci\\AppData\\Local\\uv\\cache']],
  [
    'poetry',
    ['/home/ci/.cache/pypoetry/artifacts', '/home/ci/.cache/pypoetry/cache'],
    ['/home/ci/Library/Caches/pypoetry/artifacts', '/home/ci/Library/Caches/pypoetry/cache'],
    [
      'C:\\Users\\ci\\AppData\\Local\\pypoetry\\Cache\\artifacts',
      'C:\\Users\\ci\\AppData\\Local\\pypoetry\\Cache\\cache',
    ],
  ],
  ['maven', ['/home/ci/.m2/repository'], ['/home/ci/.m2/repository'], ['C:\\Users\\ci\\.m2\\repository']],
  [
    'gradle',
    ['/home/ci/.gradle/caches/modules-2'],
    ['/home/ci/.gradle/caches/modules-2'],
    ['C:\\Users\\ci\\.gradle\\caches\\modules-2'],
  ],
  [
    'sbt',
    ['/home/ci/.cache/coursier/v1', '/home/ci/.ivy2/cache'],
    ['/home/ci/Library/Caches/Coursier/v1', '/home/ci/.ivy2/cache'],
    ['C:\\Users\\ci\\AppData\\Local\\Coursier\\Cache\\v1', 'C:\\Users\\ci\\.ivy2\\cache'],
  ],
  ['nuget', ['/home/ci/.nuget/packages'], ['/home/ci/.nuget/packages'], ['C:\\Users\\ci\\.nuget\\packages']],
  ['dotnet', ['/home/ci/.nuget/packages'], ['/home/ci/.nuget/packages'], ['C:\\Users\\ci\\.nuget\\packages']],
  [
    'cargo',
    ['/home/ci/.cargo/registry/index', '/home/ci/.cargo/registry/cache', '/home/ci/.cargo/git/db'],
    ['/home/ci/.cargo/registry/index', '/home/ci/.cargo/registry/cache', '/home/ci/.cargo/git/db'],
    [
      'C:\\Users\\ci\\.cargo\\registry\\index',
      'C:\\Users\\ci\\.cargo\\registry\\cache',
      'C:\\Users\\ci\\.cargo\\git\\db',
    ],
  ],
  ['gem', ['/home/ci/.bundle/cache'], ['/home/ci/.bundle/cache'], ['C:\\Users\\ci\\.bundle\\cache']],
  [
    'swift',
    ['/home/ci/.cache/org.swift.swiftpm'],
    ['/home/ci/Library/Caches/org.swift.swiftpm'],
    ['C:\\Users\\ci\\AppData\\Local\\org.swift.swiftpm'],
  ],
];

/** Tool, variable, its value, where the first folder is then (on Linux). */
const moved: readonly (readonly [ToolName, string, string, string])[] = [
  ['npm', 'npm_config_cache', '/c/npm', '/c/npm/_cacache'],
  ['npm', 'NPM_CONFIG_CACHE', 'relative', '/project/relative/_cacache'],
  ['pnpm', 'npm_config_store_dir', '/c/pnpm', '/c/pnpm'],
  ['pnpm', 'PNPM_HOME', '/c/pnpm', '/c/pnpm/store'],
  ['pnpm', 'XDG_DATA_HOME', '/c', '/c/pnpm/store'],
  ['yarn', 'YARN_CACHE_FOLDER', '/c/yarn', '/c/yarn'],
  ['yarn', 'XDG_CACHE_HOME', '/c', '/c/yarn'],
  ['bun', 'BUN_INSTALL_CACHE_DIR', '/c/bun', '/c/bun'],
  ['bun', 'BUN_INSTALL', '/c/bun', '/c/bun/install/cache'],
  ['pip', 'PIP_CACHE_DIR', '/c/pip', '/c/pip'],
  ['pip', 'XDG_CACHE_HOME', '/c', '/c/pip'],
  ['uv', 'UV_CACHE_DIR', '/c/uv', '/c/uv'],
  ['poetry', 'POETRY_CACHE_DIR', '/c/poetry', '/c/poetry/artifacts'],
  ['maven', 'MAVEN_OPTS', '-Xmx1g -Dmaven.repo.local=/c/m2', '/c/m2'],
  ['maven', 'MAVEN_ARGS', '-Dmaven.repo.local=m2', '/project/m2'],
  ['gradle', 'GRADLE_USER_HOME', '/c/gradle', '/c/gradle/caches/modules-2'],
  ['sbt', 'COURSIER_CACHE', '/c/coursier', '/c/coursier'],
  ['nuget', 'NUGET_PACKAGES', '/c/nuget', '/c/nuget'],
  ['dotnet', 'DOTNET_CLI_HOME', '/c', '/c/.nuget/packages'],
  ['cargo', 'CARGO_HOME', '/c/cargo', '/c/cargo/registry/index'],
  ['gem', 'BUNDLE_USER_CACHE', '/c/gems', '/c/gems'],
  ['gem', 'BUNDLE_USER_HOME', '/c/bundle', '/c/bundle/cache'],
  ['swift', 'XDG_CACHE_HOME', '/c', '/c/org.swift.swiftpm'],
];

describe('package stores', () => {
  test('every tool but those that keep nothing has one', () => {
    expect(Object.keys(packageStores).sort()).toEqual(TOOLS.filter((tool) => tool !== 'twine').sort());
    expect(usual.map(([tool]) => tool).sort()).toEqual(Object.keys(packageStores).sort());
  });

  test.each(usual)('%s where it is usual', (tool, ...expected) => {
    expect(PLATFORMS.map((platform) => paths(tool, platform))).toEqual(expected);
  });

  test.each(moved)('%s where %s=%s puts it', (tool, name, value, expected) => {
    expect(paths(tool, 'linux', { [name]: value })?.[0]).toBe(expected);
  });

  const configurators = toolSets.flatMap(({ name, tools }) => tools.map((tool) => ({ format: name, tool })));
  test.each(configurators)('none holds what a login writes for $tool.name', async ({ format, tool }) => {
    for (const platform of PLATFORMS) {
      const on = machine({ platform });
      const { files } = await tool.configure({
        domain: 'my-org',
        domainOwner: '111122223333',
        repository: 'staging',
        region: 'eu-west-1',
        endpoint: `https://my-org-111122223333.d.codeartifact.eu-west-1.amazonaws.com/${format}/staging/`,
        token: new Secret('token'),
        scopes: [],
        machine: on,
        options: {},
        earlierEndpoints: [],
        sharesHost: false,
      });
      const { relative } = platform === 'win32' ? win32 : posix;
      const all = Object.values(packageStores).flatMap((store) => store.paths(on));
      for (const { path } of files)
        expect(all.filter((folder) => !/^\.\.|^[A-Z]:/.test(relative(folder, path)))).toEqual([]);
    }
  });
});

test('the tools that a login loads are those of the formats', () => {
  expect(toolSets.map(({ name, isPublished }) => [name, isPublished])).toEqual(
    formatList.map(({ name }) => [name, name in publishedFormats]),
  );
  for (const [index, { tools }] of toolSets.entries()) expect(tools).toEqual(formatList[index]?.tools);
});
