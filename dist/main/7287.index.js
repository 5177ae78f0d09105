"use strict";
exports.id = 7287;
exports.ids = [7287];
exports.modules = {

/***/ 7287:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  packageStores: () => (/* binding */ packageStores)
});

// EXTERNAL MODULE: ./lib/formats/shared/machine-paths.js
var machine_paths = __webpack_require__(6180);
;// CONCATENATED MODULE: ./lib/formats/cargo/stores.js

const stores = {
    cargo: {
        paths: (machine) => {
            const home = (0,machine_paths/* folderOr */.kF)(machine, 'CARGO_HOME', (0,machine_paths/* inHome */.Lf)(machine, '.cargo'));
            return [
                ['registry', 'index'],
                ['registry', 'cache'],
                ['git', 'db'],
            ].map((parts) => (0,machine_paths/* joinPath */.uJ)(machine, home, ...parts));
        },
        lockFiles: ['Cargo.lock'],
    },
};

;// CONCATENATED MODULE: ./lib/formats/maven/configure/stores.js

/** What an option of Java says in one of these variables; the last one counts. */
function javaOption(machine, variables, option) {
    const found = variables.flatMap((name) => ((0,machine_paths/* variable */.bv)(machine, name) ?? '').split(/\s+/).filter((word) => word.startsWith(`-D${option}=`)));
    const value = found.at(-1)?.slice(option.length + 3);
    return value ? (0,machine_paths/* absolute */.ys)(machine, value) : undefined;
}
const gradleFiles = ['*.gradle', '*.gradle.kts', 'gradle.lockfile', 'gradle/libs.versions.toml'];
const stores_stores = {
    maven: {
        paths: (machine) => [
            javaOption(machine, ['MAVEN_OPTS', 'MAVEN_ARGS'], 'maven.repo.local') ?? (0,machine_paths/* inHome */.Lf)(machine, '.m2', 'repository'),
        ],
        lockFiles: ['pom.xml'],
    },
    gradle: {
        paths: (machine) => [
            (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* folderOr */.kF)(machine, 'GRADLE_USER_HOME', (0,machine_paths/* inHome */.Lf)(machine, '.gradle')), 'caches', 'modules-2'),
        ],
        lockFiles: [...gradleFiles, 'gradle/wrapper/gradle-wrapper.properties'],
    },
    sbt: {
        paths: (machine) => {
            const parts = {
                win32: ['Coursier', 'Cache', 'v1'],
                darwin: ['Coursier', 'v1'],
                linux: ['coursier', 'v1'],
            }[machine.platform];
            return [
                (0,machine_paths/* folderOr */.kF)(machine, 'COURSIER_CACHE', (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* cacheHome */.iR)(machine), ...parts)),
                (0,machine_paths/* joinPath */.uJ)(machine, javaOption(machine, ['SBT_OPTS', 'JAVA_OPTS'], 'sbt.ivy.home') ?? (0,machine_paths/* inHome */.Lf)(machine, '.ivy2'), 'cache'),
            ];
        },
        lockFiles: ['build.sbt', 'build.sbt.lock', 'project/*.sbt', 'project/build.properties', 'project/*.scala'],
    },
};

;// CONCATENATED MODULE: ./lib/formats/npm/configure/stores.js

function npmCache(machine) {
    const named = (0,machine_paths/* variable */.bv)(machine, 'npm_config_cache', { anyCase: true });
    const usual = machine.platform === 'win32' ? (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* localAppData */.$Y)(machine), 'npm-cache') : (0,machine_paths/* inHome */.Lf)(machine, '.npm');
    return (0,machine_paths/* joinPath */.uJ)(machine, named ? (0,machine_paths/* absolute */.ys)(machine, named) : usual, '_cacache');
}
/** In the order of pnpm's documentation of `storeDir`. */
function pnpmStore(machine) {
    for (const name of ['pnpm_config_store_dir', 'npm_config_store_dir']) {
        const named = (0,machine_paths/* variable */.bv)(machine, name, { anyCase: true });
        if (named)
            return (0,machine_paths/* absolute */.ys)(machine, named);
    }
    const home = (0,machine_paths/* variable */.bv)(machine, 'PNPM_HOME');
    if (home)
        return (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* absolute */.ys)(machine, home), 'store');
    const data = (0,machine_paths/* variable */.bv)(machine, 'XDG_DATA_HOME');
    if (data)
        return (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* absolute */.ys)(machine, data), 'pnpm', 'store');
    if (machine.platform === 'win32')
        return (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* localAppData */.$Y)(machine), 'pnpm', 'store');
    if (machine.platform === 'darwin')
        return (0,machine_paths/* inHome */.Lf)(machine, 'Library', 'pnpm', 'store');
    return (0,machine_paths/* inHome */.Lf)(machine, '.local', 'share', 'pnpm', 'store');
}
/** Yarn 1 first, then the global folder of Yarn 2 and later; one variable moves both. */
function yarnCaches(machine) {
    const named = (0,machine_paths/* variable */.bv)(machine, 'YARN_CACHE_FOLDER');
    if (named)
        return [(0,machine_paths/* absolute */.ys)(machine, named)];
    const isWindows = machine.platform === 'win32';
    const isMac = machine.platform === 'darwin';
    const classic = isWindows
        ? (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* localAppData */.$Y)(machine), 'Yarn', 'Cache')
        : (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* cacheHome */.iR)(machine), isMac ? 'Yarn' : 'yarn');
    const data = (0,machine_paths/* variable */.bv)(machine, 'XDG_DATA_HOME');
    const usual = isWindows
        ? (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* localAppData */.$Y)(machine), 'Yarn', 'Berry')
        : data
            ? (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* absolute */.ys)(machine, data), 'yarn', 'berry')
            : (0,machine_paths/* inHome */.Lf)(machine, '.yarn', 'berry');
    return [classic, (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* folderOr */.kF)(machine, 'YARN_GLOBAL_FOLDER', usual), 'cache')];
}
function bunCache(machine) {
    const named = (0,machine_paths/* variable */.bv)(machine, 'BUN_INSTALL_CACHE_DIR');
    if (named)
        return (0,machine_paths/* absolute */.ys)(machine, named);
    const install = (0,machine_paths/* variable */.bv)(machine, 'BUN_INSTALL');
    if (install)
        return (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* absolute */.ys)(machine, install), 'install', 'cache');
    const xdg = (0,machine_paths/* variable */.bv)(machine, 'XDG_CACHE_HOME');
    const parts = ['.bun', 'install', 'cache'];
    return xdg ? (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* absolute */.ys)(machine, xdg), ...parts) : (0,machine_paths/* inHome */.Lf)(machine, ...parts);
}
const configure_stores_stores = {
    npm: { paths: (machine) => [npmCache(machine)], lockFiles: ['package-lock.json', 'npm-shrinkwrap.json'] },
    pnpm: { paths: (machine) => [pnpmStore(machine)], lockFiles: ['pnpm-lock.yaml'] },
    yarn: { paths: yarnCaches, lockFiles: ['yarn.lock'] },
    bun: { paths: (machine) => [bunCache(machine)], lockFiles: ['bun.lock', 'bun.lockb'] },
};

;// CONCATENATED MODULE: ./lib/formats/nuget/configure/stores.js

const store = {
    paths: (machine) => {
        // Everywhere but on Windows dotnet takes another home when it is given one.
        const named = machine.platform === 'win32' ? undefined : (0,machine_paths/* variable */.bv)(machine, 'DOTNET_CLI_HOME');
        const home = named ? (0,machine_paths/* absolute */.ys)(machine, named) : machine.home;
        return [(0,machine_paths/* folderOr */.kF)(machine, 'NUGET_PACKAGES', (0,machine_paths/* joinPath */.uJ)(machine, home, '.nuget', 'packages'))];
    },
    lockFiles: ['packages.lock.json', 'packages.config', 'Directory.Packages.props', '*.csproj', '*.fsproj', '*.vbproj'],
};
const nuget_configure_stores_stores = { nuget: store, dotnet: store };

;// CONCATENATED MODULE: ./lib/formats/pypi/configure/stores.js

const pypi_configure_stores_stores = {
    pip: {
        paths: (machine) => {
            const parts = machine.platform === 'win32' ? ['pip', 'Cache'] : ['pip'];
            return [(0,machine_paths/* folderOr */.kF)(machine, 'PIP_CACHE_DIR', (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* cacheHome */.iR)(machine), ...parts))];
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
            const usual = machine.platform === 'win32'
                ? (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* localAppData */.$Y)(machine), 'uv', 'cache')
                : (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* xdgCacheHome */.ni)(machine), 'uv');
            return [(0,machine_paths/* folderOr */.kF)(machine, 'UV_CACHE_DIR', usual)];
        },
        lockFiles: ['uv.lock', 'requirements*.txt'],
    },
    poetry: {
        paths: (machine) => {
            const parts = machine.platform === 'win32' ? ['pypoetry', 'Cache'] : ['pypoetry'];
            const folder = (0,machine_paths/* folderOr */.kF)(machine, 'POETRY_CACHE_DIR', (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* cacheHome */.iR)(machine), ...parts));
            return [(0,machine_paths/* joinPath */.uJ)(machine, folder, 'artifacts'), (0,machine_paths/* joinPath */.uJ)(machine, folder, 'cache')];
        },
        lockFiles: ['poetry.lock'],
    },
};

;// CONCATENATED MODULE: ./lib/formats/ruby/stores.js

const ruby_stores_stores = {
    gem: {
        paths: (machine) => {
            const home = (0,machine_paths/* folderOr */.kF)(machine, 'BUNDLE_USER_HOME', (0,machine_paths/* inHome */.Lf)(machine, '.bundle'));
            return [(0,machine_paths/* folderOr */.kF)(machine, 'BUNDLE_USER_CACHE', (0,machine_paths/* joinPath */.uJ)(machine, home, 'cache'))];
        },
        lockFiles: ['Gemfile.lock', 'gems.locked'],
    },
};

;// CONCATENATED MODULE: ./lib/formats/swift/stores.js

const swift_stores_stores = {
    swift: {
        paths: (machine) => [(0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* cacheHome */.iR)(machine), 'org.swift.swiftpm')],
        lockFiles: ['Package.resolved'],
    },
};

;// CONCATENATED MODULE: ./lib/formats/stores.js







/** Absent for tools that keep no packages. */
const packageStores = {
    ...configure_stores_stores,
    ...pypi_configure_stores_stores,
    ...stores_stores,
    ...nuget_configure_stores_stores,
    ...stores,
    ...ruby_stores_stores,
    ...swift_stores_stores,
};


/***/ })

};
;