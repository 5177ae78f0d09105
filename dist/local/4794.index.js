export const id = 4794;
export const ids = [4794];
export const modules = {

/***/ 8780:
/***/ (function (module, __unused_webpack_exports, __webpack_require__) {



const parse = __webpack_require__(6353)
const valid = (version, options) => {
  const v = parse(version, options)
  return v ? v.version : null
}
module.exports = valid


/***/ }),

/***/ 4794:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ki: () => (/* binding */ formatList),
  Fx: () => (/* binding */ formats)
});

// UNUSED EXPORTS: configuredFormats, publishedFormats

// EXTERNAL MODULE: ./lib/formats/cargo/configure.js
var configure = __webpack_require__(6907);
// EXTERNAL MODULE: ./node_modules/semver/functions/valid.js
var valid = __webpack_require__(8780);
;// CONCATENATED MODULE: ./lib/formats/cargo/coordinates.js
// Names of crates: nothing is normalised by the service; `-` and `_` are different names to it.

const coordinates = {
    normaliseName: (name) => name,
    normaliseVersion: (version) => version,
    problems({ name, namespace, version }) {
        return [
            ...(namespace ? ['crates have no namespace'] : []),
            ...(/^[a-z][a-z0-9_-]{0,63}$/i.test(name)
                ? []
                : ['a crate name begins with a letter and has up to 64 letters, digits, `-` and `_`']),
            ...(version === undefined || valid(version) === version || valid(version.replace(/\+.*$/, '')) !== null
                ? []
                : ['a crate version is a semantic version']),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/formats/cargo/format.js


const cargo = {
    name: 'cargo',
    namespace: 'none',
    notes: 'configuration only; Cargo 1.74 or newer',
    coordinates: coordinates,
    tools: configure/* tools */.Y,
};

// EXTERNAL MODULE: ./lib/formats/generic/coordinates.js
var generic_coordinates = __webpack_require__(1209);
;// CONCATENATED MODULE: ./lib/formats/generic/format.js

const generic = {
    name: 'generic',
    namespace: 'required',
    notes: 'any files under a named coordinate, through the CodeArtifact API; no client tool',
    coordinates: generic_coordinates/* coordinates */.G,
    tools: [],
    publishing: {
        patterns: [],
        gather: async (paths) => (await __webpack_require__.e(/* import() */ 8530).then(__webpack_require__.bind(__webpack_require__, 8530))).gather(paths),
        compose: async (...given) => (await __webpack_require__.e(/* import() */ 8530).then(__webpack_require__.bind(__webpack_require__, 8530))).compose(...given),
        members: async (...given) => (await __webpack_require__.e(/* import() */ 6342).then(__webpack_require__.bind(__webpack_require__, 6342))).members(...given),
        upload: async (publication, missing, target) => (await __webpack_require__.e(/* import() */ 5017).then(__webpack_require__.bind(__webpack_require__, 5017))).upload(publication, missing, target),
        finish: async (...given) => (await __webpack_require__.e(/* import() */ 5017).then(__webpack_require__.bind(__webpack_require__, 5017))).finish(...given),
    },
};

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(3136);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/formats/maven/names/coordinates.js + 1 modules
var names_coordinates = __webpack_require__(7524);
;// CONCATENATED MODULE: ./lib/formats/maven/artifact/project.js
// Packs a project directory with its own tool into a folder of the repository layout, which `gather` reads. Every
// module of a multi-module build lands there, with parent POMs, BOMs, sources, signatures: whatever the build attaches.




const GRADLE_FILES = ['settings.gradle', 'settings.gradle.kts', 'build.gradle', 'build.gradle.kts'];
const project = {
    recognises: (entries) => entries.includes('pom.xml') || GRADLE_FILES.some((file) => entries.includes(file)),
    async pack(directory, into, host) {
        const entries = await host.files.list(directory);
        await host.files.makeDirectory(into);
        const build = entries.includes('pom.xml') ? mavenBuild(entries, into, host) : gradleBuild(entries, into, host);
        const result = await host.run(build.program, build.args, { cwd: directory });
        if (result.status !== 0)
            throw failure(build.name, directory, result);
        const built = await host.files.glob(names_coordinates/* patterns */.qp, into);
        if (built.length === 0) {
            throw new registry_error/* RegistryError */.gl('CA-FILE-004', `${build.name} put nothing into the local folder for ${directory}`, {
                remedy: build.emptyRemedy,
            });
        }
        return built.map((path) => ((0,external_node_path_.isAbsolute)(path) ? path : (0,external_node_path_.join)(into, path)));
    },
};
/** Wrapper scripts are taken from the project when it has them: they fix the version of the tool. */
function programOf(entries, wrapper, program, { platform }) {
    if (platform === 'win32') {
        const script = wrapper === 'mvnw' ? 'mvnw.cmd' : 'gradlew.bat';
        return entries.includes(script) ? `.\\${script}` : program;
    }
    return entries.includes(wrapper) ? `./${wrapper}` : program;
}
function mavenBuild(entries, into, host) {
    return {
        name: 'mvn deploy',
        program: programOf(entries, 'mvnw', 'mvn', host),
        args: [
            '--batch-mode',
            '--no-transfer-progress',
            // Tests belong to the build before; packing again must not run them a second time.
            '-DskipTests',
            // The three-part form is read by deploy plugin 2.x and 3.x; the two-part form only by 3.x.
            `-DaltDeploymentRepository=codeartifact-ci::default::${(0,external_node_url_.pathToFileURL)(into).href}`,
            'deploy',
        ],
        emptyRemedy: 'Check `maven.deploy.skip` and plugins that replace the deploy phase, or give built files instead.',
    };
}
function gradleBuild(entries, into, host) {
    return {
        name: 'gradle publishToMavenLocal',
        program: programOf(entries, 'gradlew', 'gradle', host),
        args: ['--console=plain', '--quiet', `-Dmaven.repo.local=${into}`, 'publishToMavenLocal'],
        emptyRemedy: 'Apply the `maven-publish` plugin and declare a publication, or give built files instead.',
    };
}
const TAIL_LINES = 15;
function failure(name, directory, { status, stdout, stderr }) {
    if (status === 127)
        return new registry_error/* RegistryError */.gl('CA-FILE-004', `${name} cannot pack ${directory}: the program was not found`);
    const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trimEnd());
    const errors = lines.filter((line) => line.startsWith('[ERROR]') || line.startsWith('* What went wrong'));
    const shown = (errors.length > 0 ? errors : lines.filter((line) => line !== '').slice(-TAIL_LINES)).slice(0, TAIL_LINES);
    return new registry_error/* RegistryError */.gl('CA-FILE-004', `${name} failed in ${directory} with status ${status}\n${shown.join('\n')}`);
}

// EXTERNAL MODULE: ./lib/formats/maven/configure/configure.js + 2 modules
var configure_configure = __webpack_require__(9979);
;// CONCATENATED MODULE: ./lib/formats/maven/format.js



const maven = {
    name: 'maven',
    namespace: 'required',
    notes: 'Maven and Gradle builds; snapshots as timestamped builds; Unfinished until the version list names the version',
    coordinates: names_coordinates/* coordinates */.G8,
    tools: configure_configure/* tools */.Y,
    publishing: {
        derivedAssets: ['maven-metadata.xml'],
        patterns: names_coordinates/* patterns */.qp,
        gather: async (...given) => (await __webpack_require__.e(/* import() */ 8474).then(__webpack_require__.bind(__webpack_require__, 6093))).gather(...given),
        members: async (...given) => (await __webpack_require__.e(/* import() */ 6342).then(__webpack_require__.bind(__webpack_require__, 6342))).members(...given),
        project: project,
        upload: async (publication, missing, target) => (await __webpack_require__.e(/* import() */ 1285).then(__webpack_require__.bind(__webpack_require__, 1285))).upload(publication, missing, target),
        finish: async (...given) => (await __webpack_require__.e(/* import() */ 1285).then(__webpack_require__.bind(__webpack_require__, 1285))).finish(...given),
        visibleVersions: async (...given) => (await __webpack_require__.e(/* import() */ 1285).then(__webpack_require__.bind(__webpack_require__, 1285))).visibleVersions(...given),
    },
};

// EXTERNAL MODULE: ./lib/formats/npm/artifact/manifest.js
var artifact_manifest = __webpack_require__(8336);
;// CONCATENATED MODULE: ./lib/formats/npm/artifact/project.js
// Packs a project directory, or every package of a workspace, with the package manager the project itself uses: only
// pnpm, Yarn and Bun replace `workspace:` and `catalog:` requirements by the versions that consumers can install.



function recognises(entries) {
    return entries.includes('package.json');
}
const hasWorkspaces = ({ manifest }) => manifest.workspaces !== undefined;
/** A private root is the usual shape of a monorepo; packing it too would only produce a file to leave. */
const isPrivate = ({ manifest }) => manifest.private === true;
const named = (project, program) => typeof project.manifest.packageManager === 'string' && project.manifest.packageManager.startsWith(`${program}@`);
/** First match wins; npm is for everything else. A `packageManager` field beats lock files left by somebody else. */
const PACKERS = [
    {
        program: 'pnpm',
        uses: (project) => named(project, 'pnpm') || (!declares(project) && has(project, 'pnpm-lock.yaml', 'pnpm-workspace.yaml')),
        commands: (project, into) => has(project, 'pnpm-workspace.yaml')
            ? [['-r', ...(isPrivate(project) ? ['--filter', '!.'] : []), 'pack', '--pack-destination', into]]
            : [['pack', '--pack-destination', into]],
    },
    {
        program: 'yarn',
        // Yarn 1 has no way to pack all workspaces and leaves `workspace:` alone, so npm serves those projects as well.
        uses: (project) => (named(project, 'yarn') && !/^yarn@[01]\./.test(String(project.manifest.packageManager))) ||
            (!declares(project) && has(project, '.yarnrc.yml')),
        commands: (project, into) => {
            const out = `${into}/%s-%v.tgz`;
            return hasWorkspaces(project)
                ? [['workspaces', 'foreach', '--all', '--no-private', 'pack', '--out', out]]
                : [['pack', '--out', out]];
        },
    },
    {
        program: 'bun',
        uses: (project) => (named(project, 'bun') || (!declares(project) && has(project, 'bun.lock', 'bun.lockb'))) &&
            !hasWorkspaces(project),
        commands: (_, into) => [['pm', 'pack', '--destination', into]],
    },
    {
        program: 'npm',
        uses: () => true,
        commands: (project, into) => {
            const pack = ['pack', '--json', '--pack-destination', into];
            if (!hasWorkspaces(project))
                return [pack];
            return [[...pack, '--workspaces', ...(isPrivate(project) ? [] : ['--include-workspace-root'])]];
        },
    },
];
const declares = (project) => typeof project.manifest.packageManager === 'string';
const has = (project, ...names) => names.some((name) => project.entries.includes(name));
/**
 * Resolves to the tarballs, in a folder of their own below `into` (two projects may pack files of one name).
 * @throws RegistryError CA-FILE-004 when the package manager is missing, fails, or makes no file.
 */
async function pack(directory, into, host) {
    const path = host.platform === 'win32' ? external_node_path_.win32 : external_node_path_.posix;
    const project = await readProject(directory, path.join(directory, 'package.json'), host);
    const packer = PACKERS.find((candidate) => candidate.uses(project));
    await host.files.makeDirectory(into);
    const folder = path.resolve(host.workingDirectory, into, `npm-${(await host.files.list(into)).length}`);
    await host.files.makeDirectory(folder);
    for (const args of packer.commands(project, folder)) {
        const result = await host.run(packer.program, args, { cwd: directory });
        if (result.status !== 0)
            throw project_failure(`${packer.program} ${args[0]} failed in ${directory}: ${lastWords(packer.program, result)}`);
    }
    const built = (await host.files.list(folder)).filter((name) => name.endsWith('.tgz'));
    if (built.length === 0)
        throw project_failure(`${packer.program} made no tarball in ${directory}`);
    return built.sort().map((name) => path.join(folder, name));
}
async function readProject(directory, file, host) {
    const entries = await host.files.list(directory);
    try {
        const manifest = JSON.parse(((await host.files.readText(file)) ?? '').replace(/^\uFEFF/, ''));
        if ((0,artifact_manifest/* isObject */.Gv)(manifest))
            return { directory, manifest, entries };
    }
    catch {
        // Said below, in one way for every kind of unreadable file.
    }
    throw project_failure(`${file} cannot be read as a package.json`);
}
const project_failure = (message) => new registry_error/* RegistryError */.gl('CA-FILE-004', message);
function lastWords(program, result) {
    if (result.status === 127)
        return `${program} was not found`;
    const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim());
    return `exit status ${result.status}; ${lines
        .filter((line) => line !== '')
        .slice(-5)
        .join(' | ')
        .slice(0, 600)}`;
}

// EXTERNAL MODULE: ./lib/formats/npm/configure/configure.js
var npm_configure_configure = __webpack_require__(3445);
// EXTERNAL MODULE: ./lib/formats/npm/names/coordinates.js
var npm_names_coordinates = __webpack_require__(6562);
// EXTERNAL MODULE: ./lib/formats/npm/publish/tags.js
var tags = __webpack_require__(4561);
;// CONCATENATED MODULE: ./lib/formats/npm/format.js




const npm = {
    name: 'npm',
    namespace: 'optional',
    notes: 'one tarball per version; dist-tags; several packages of a workspace in one run',
    coordinates: npm_names_coordinates/* coordinates */.G8,
    tools: npm_configure_configure/* tools */.Y,
    publishing: {
        patterns: ['**/*.tgz'],
        gather: async (...given) => (await __webpack_require__.e(/* import() */ 4927).then(__webpack_require__.bind(__webpack_require__, 4927))).gather(...given),
        members: async (...given) => (await __webpack_require__.e(/* import() */ 6342).then(__webpack_require__.bind(__webpack_require__, 6342))).members(...given),
        project: { recognises: recognises, pack: pack },
        upload: async (publication, missing, target) => (await __webpack_require__.e(/* import() */ 1133).then(__webpack_require__.bind(__webpack_require__, 1133))).upload(publication, missing, target),
        visibleVersions: tags/* visibleVersions */.Wu,
        tags: tags/* tags */._A,
    },
};

;// CONCATENATED MODULE: ./lib/formats/nuget/artifact/project.js
// Packs a project directory with dotnet, or a .nuspec with nuget.exe where there is one.


const PROJECT = /\.(csproj|fsproj|vbproj|sln|slnx)$/i;
const NUSPEC = /\.nuspec$/i;
const project_project = {
    recognises: (entries) => entries.some((entry) => PROJECT.test(entry) || NUSPEC.test(entry)),
    async pack(directory, into, host) {
        await host.files.makeDirectory(into);
        const entries = await host.files.list(directory);
        for (const way of ways(entries, into)) {
            const result = await host.run(way.program, way.args, { cwd: directory });
            if (result.status === 127)
                continue;
            if (result.status !== 0)
                throw artifact_project_failure(`${way.program} pack failed in ${directory} with status ${result.status}`, result);
            const built = (await host.files.glob(['*.nupkg'], into)).sort();
            if (built.length === 0)
                throw artifact_project_failure(`${way.program} pack made no package in ${directory}`, result);
            return built;
        }
        throw new registry_error/* RegistryError */.gl('CA-FILE-004', `neither dotnet nor nuget was found to pack ${directory}`);
    },
};
function ways(entries, into) {
    const hasProject = entries.some((entry) => PROJECT.test(entry));
    const nuspec = entries.filter((entry) => NUSPEC.test(entry)).sort()[0];
    return [
        ...(hasProject
            ? [{ program: 'dotnet', args: ['pack', '--configuration', 'Release', '--output', into, '--nologo'] }]
            : []),
        ...(nuspec === undefined
            ? []
            : [{ program: 'nuget', args: ['pack', (0,external_node_path_.join)('.', nuspec), '-OutputDirectory', into, '-NonInteractive'] }]),
    ];
}
const project_TAIL_LINES = 12;
function artifact_project_failure(message, { stdout, stderr }) {
    const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
    const tail = lines.filter((line) => line !== '').slice(-project_TAIL_LINES);
    return new registry_error/* RegistryError */.gl('CA-FILE-004', [message, ...tail].join('\n'));
}

// EXTERNAL MODULE: ./lib/formats/nuget/configure/configure.js
var nuget_configure_configure = __webpack_require__(1823);
// EXTERNAL MODULE: ./lib/formats/nuget/names/coordinates.js
var nuget_names_coordinates = __webpack_require__(2188);
;// CONCATENATED MODULE: ./lib/formats/nuget/format.js



const nuget = {
    name: 'nuget',
    namespace: 'none',
    notes: 'protocol V3; one .nupkg a version; symbol packages are left out, the service takes none',
    coordinates: nuget_names_coordinates/* coordinates */.G8,
    tools: nuget_configure_configure/* tools */.Y,
    publishing: {
        patterns: ['**/*.nupkg', '**/*.snupkg'],
        gather: async (...given) => (await __webpack_require__.e(/* import() */ 9873).then(__webpack_require__.bind(__webpack_require__, 9873))).gather(...given),
        members: async (...given) => (await __webpack_require__.e(/* import() */ 6342).then(__webpack_require__.bind(__webpack_require__, 6342))).members(...given),
        project: project_project,
        upload: async (publication, missing, target) => (await __webpack_require__.e(/* import() */ 3599).then(__webpack_require__.bind(__webpack_require__, 3599))).upload(publication, missing, target),
        visibleVersions: async (...given) => (await __webpack_require__.e(/* import() */ 3599).then(__webpack_require__.bind(__webpack_require__, 3599))).visibleVersions(...given),
    },
};

;// CONCATENATED MODULE: ./lib/formats/pypi/artifact/project.js
// Packs a project directory with Python's own build tools, whichever of them this machine has.

/** A project says so with one of these; requirements.txt alone is an application that nobody packs. */
function project_recognises(entries) {
    return entries.includes('pyproject.toml') || entries.includes('setup.py');
}
const NO_INDEX = /No matching distribution found|Could not find a version|NewConnectionError|ConnectTimeout|Failed to (?:resolve requirements|fetch)|error sending request|not found in the cache/i;
const lacks = (name) => (result) => result.status === 127 || new RegExp(`No module named '?${name}\\b`).test(result.stderr);
const cannotIsolate = (isMissing) => (result) => isMissing(result) || NO_INDEX.test(`${result.stderr}\n${result.stdout}`);
const SETUPTOOLS_ALONE = 'import sys, setuptools.build_meta as b; b.build_sdist(sys.argv[1]); b.build_wheel(sys.argv[1])';
/**
 * The standard front end first, then uv: both build in an isolated environment and take what that needs from an index.
 * Without an index a setuptools project can still be built by the interpreter's own setuptools (which needs `wheel`
 * below 70.1) or by pip, which makes no source archive.
 */
function project_ways(python, isSetuptools) {
    const build = {
        title: `${python} -m build`,
        program: python,
        args: (into) => ['-m', 'build', '--outdir', into, '.'],
        cannot: cannotIsolate(lacks('build')),
    };
    const uv = {
        title: 'uv build',
        program: 'uv',
        args: (into) => ['build', '--out-dir', into, '.'],
        cannot: cannotIsolate(({ status }) => status === 127),
    };
    const alone = {
        title: `${python} with its setuptools`,
        program: python,
        args: (into) => ['-c', SETUPTOOLS_ALONE, into],
        cannot: (result) => lacks('setuptools')(result) || /invalid command 'bdist_wheel'/.test(result.stderr),
    };
    const pip = {
        title: `${python} -m pip wheel`,
        program: python,
        args: (into) => [
            ...['-m', 'pip', 'wheel', '--no-deps', '--wheel-dir', into],
            ...(isSetuptools ? ['--no-build-isolation', '.'] : ['.']),
        ],
        cannot: lacks('pip'),
    };
    return isSetuptools ? [build, uv, alone, pip] : [build, uv, pip];
}
/**
 * Resolves to the wheels and source archives made, below `into`.
 * @throws RegistryError CA-FILE-004 when no tool is there or one fails.
 */
async function project_pack(directory, into, host) {
    const isSetuptools = await builtBySetuptools(directory, host);
    const tried = [];
    for (const python of pythons(host)) {
        for (const way of project_ways(python, isSetuptools)) {
            // A folder for each try: what an abandoned one left behind must not be published.
            const folder = `${into}/${tried.length + 1}`;
            await host.files.makeDirectory(folder);
            const result = await host.run(way.program, way.args(folder), { cwd: directory });
            if (result.status === 0)
                return requireBuilt(way, folder, host);
            if (!way.cannot(result))
                throw pypi_artifact_project_failure(`${way.title} failed in ${directory}: ${project_lastWords(result)}`);
            tried.push(`${way.title} (${result.status === 127 ? 'not found' : project_lastWords(result).slice(0, 120)})`);
        }
    }
    throw pypi_artifact_project_failure(`no tool here can build the Python project ${directory}; tried ${tried.join(', ')}`);
}
const pypi_artifact_project_failure = (message) => new registry_error/* RegistryError */.gl('CA-FILE-004', message);
function pythons(host) {
    return host.platform === 'win32' ? ['python', 'py'] : ['python3', 'python'];
}
/** Without a build-system table setuptools is the default (PEP 517). */
async function builtBySetuptools(directory, host) {
    const text = await host.files.readText(`${directory}/pyproject.toml`);
    const backend = /^\s*build-backend\s*=\s*["']([^"']+)["']/m.exec(text ?? '')?.[1];
    return backend === undefined
        ? !/^\s*\[build-system\]/m.test(text ?? '') || /setuptools/.test(text ?? '')
        : /^setuptools\b/.test(backend);
}
async function requireBuilt(way, into, host) {
    const built = (await host.files.glob(['*.whl', '*.tar.gz', '*.zip'], into)).sort();
    if (built.length === 0)
        throw pypi_artifact_project_failure(`${way.title} succeeded but left no wheel or source archive`);
    return built;
}
/** The end of what the tool printed, without user info of index addresses. */
function project_lastWords({ stderr, stdout }) {
    const told = stderr.trim() === '' ? stdout : stderr;
    const lines = told.split('\n').map((line) => line.trim());
    const last = lines
        .filter((line) => line !== '')
        .slice(-5)
        .join(' | ');
    return last.replace(/\/\/[^/@\s]+@/g, '//***@').slice(0, 1000);
}

// EXTERNAL MODULE: ./lib/formats/pypi/configure/configure.js + 4 modules
var pypi_configure_configure = __webpack_require__(2879);
// EXTERNAL MODULE: ./lib/formats/pypi/names/coordinates.js + 1 modules
var pypi_names_coordinates = __webpack_require__(9624);
// EXTERNAL MODULE: ./lib/core/ports/http.js
var http = __webpack_require__(6854);
// EXTERNAL MODULE: ./lib/formats/shared/upload-answer.js
var upload_answer = __webpack_require__(3954);
;// CONCATENATED MODULE: ./lib/formats/pypi/publish/list-versions.js
// Reads a project page as a client, to see what installers see: GET simple/NAME/ as JSON. It pulls nothing.




const JSON_V1 = 'application/vnd.pypi.simple.v1+json';
const PAGE_LIMIT = 64 * 1024 * 1024;
/** Undefined when nobody in the chain knows the package. */
async function visibleVersions(ref, target) {
    const response = await target.http({
        method: 'GET',
        url: `${(0,upload_answer/* baseAddress */.uU)(target.endpoint)}simple/${(0,pypi_names_coordinates/* normaliseName */.GX)(ref.name)}/`,
        headers: { accept: JSON_V1, authorization: (0,upload_answer/* basicCredentials */.BG)(target.token) },
    });
    if (response.status === 200)
        return versionsOf(await (0,http/* readBody */.x)(response, PAGE_LIMIT), ref);
    await response.discard();
    if (response.status === 404)
        return undefined;
    throw refusal(response, ref);
}
function refusal(response, ref) {
    const { status } = response;
    const retryAfterMs = (0,http/* retryAfter */.P)(response);
    const message = `reading the versions of ${ref.name} was answered with status ${status}`;
    if (status === 401)
        return new registry_error/* RegistryError */.gl('CA-AUTH-005', message);
    if (status === 403)
        return new registry_error/* RegistryError */.gl('CA-AUTH-003', message);
    if (status === 429)
        return new registry_error/* RegistryError */.gl('CA-NET-001', message, { retryAfterMs });
    return new registry_error/* RegistryError */.gl(status >= 500 ? 'CA-NET-002' : 'CA-NET-004', message, { retryAfterMs });
}
function versionsOf(body, ref) {
    try {
        const page = JSON.parse(body.toString('utf8'));
        if (Array.isArray(page.versions))
            return page.versions.filter((version) => typeof version === 'string');
    }
    catch {
        // Answered below: the parser's message would quote the page.
    }
    throw new registry_error/* RegistryError */.gl('CA-NET-004', `the project page of ${ref.name} is not what the simple API prescribes`);
}

;// CONCATENATED MODULE: ./lib/formats/pypi/format.js




const pypi = {
    name: 'pypi',
    namespace: 'none',
    notes: 'wheels and source archives, several files per version; files may be added to a version later',
    coordinates: pypi_names_coordinates/* coordinates */.G8,
    tools: pypi_configure_configure/* tools */.Y,
    publishing: {
        patterns: ['*.whl', '*.tar.gz', '*.zip'],
        gather: async (...given) => (await __webpack_require__.e(/* import() */ 8519).then(__webpack_require__.bind(__webpack_require__, 8519))).gather(...given),
        members: async (...given) => (await __webpack_require__.e(/* import() */ 6342).then(__webpack_require__.bind(__webpack_require__, 6342))).members(...given),
        project: { recognises: project_recognises, pack: project_pack },
        upload: async (publication, missing, target) => (await __webpack_require__.e(/* import() */ 7804).then(__webpack_require__.bind(__webpack_require__, 7804))).upload(publication, missing, target),
        visibleVersions: visibleVersions,
    },
};

// EXTERNAL MODULE: ./lib/formats/ruby/configure.js + 1 modules
var ruby_configure = __webpack_require__(3534);
;// CONCATENATED MODULE: ./lib/formats/ruby/coordinates.js
const coordinates_coordinates = {
    normaliseName: (name) => name,
    normaliseVersion: (version) => version,
    problems({ name, namespace, version }) {
        return [
            ...(namespace ? ['gems have no namespace'] : []),
            ...(/^(?![._-]*$)[A-Za-z0-9._-]{1,255}$/.test(name) ? [] : ['a gem name has letters, digits, `.`, `_` and `-`']),
            ...(version === undefined || /^[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z._-]+)?$/.test(version)
                ? []
                : ['a gem version has numbers and letters between dots, and may name a platform after `-`']),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/formats/ruby/format.js


const ruby = {
    name: 'ruby',
    namespace: 'none',
    notes: 'configuration only, for gem and Bundler',
    coordinates: coordinates_coordinates,
    tools: ruby_configure/* tools */.Y,
};

// EXTERNAL MODULE: ./lib/formats/swift/configure.js
var swift_configure = __webpack_require__(320);
// EXTERNAL MODULE: ./lib/formats/swift/scope.js
var scope = __webpack_require__(4640);
;// CONCATENATED MODULE: ./lib/formats/swift/coordinates.js
// Names of Swift packages: scope and name, which the service keeps in lower case.


const swift_coordinates_coordinates = {
    normaliseName: (name) => name.toLowerCase(),
    normaliseVersion: (version) => version,
    problems({ name, namespace, version }) {
        return [
            ...(namespace && (0,scope/* isScope */.T)(namespace)
                ? []
                : ['a Swift package needs a scope of letters, digits and single hyphens']),
            ...(/^[a-z0-9](?:[a-z0-9]|[-_](?=[a-z0-9])){0,99}$/i.test(name)
                ? []
                : ['a Swift package name has up to 100 letters and digits, with single `-` or `_` between them']),
            ...(version === undefined || valid(version.replace(/\+.*$/, '')) !== null
                ? []
                : ['a Swift version is a semantic version']),
        ];
    },
};

;// CONCATENATED MODULE: ./lib/formats/swift/format.js


const swift = {
    name: 'swift',
    namespace: 'required',
    notes: 'configuration only; SwiftPM 5.9 or newer',
    coordinates: swift_coordinates_coordinates,
    tools: swift_configure/* tools */.Y,
};

;// CONCATENATED MODULE: ./lib/formats/index.js








/** Formats whose packages we publish, promote and retire. */
const publishedFormats = {
    npm: npm,
    pypi: pypi,
    maven: maven,
    nuget: nuget,
    generic: generic,
};
/** Formats whose tools we configure, but whose packages we do not publish yet. */
const configuredFormats = { cargo: cargo, ruby: ruby, swift: swift };
const formats = { ...publishedFormats, ...configuredFormats };
/** All of them, in the order of the service model. */
const formatList = Object.values(formats);


/***/ }),

/***/ 8336:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F_: () => (/* binding */ unpublishable),
/* harmony export */   Gv: () => (/* binding */ isObject),
/* harmony export */   hk: () => (/* binding */ dependenciesOf),
/* harmony export */   jJ: () => (/* binding */ readPackageJson)
/* harmony export */ });
/* harmony import */ var _names_coordinates_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6562);
// package.json as `npm publish` would send it: checked, and normalised only where clients rely on the publisher.

function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function readPackageJson(text, root) {
    const refused = (reason) => ({ kind: 'refused', reason });
    let parsed;
    try {
        // npm accepts a byte order mark, JSON.parse does not.
        parsed = JSON.parse(text.replace(/^\uFEFF/, ''));
        JSON.stringify(parsed);
    }
    catch {
        return refused('its package.json is not valid JSON');
    }
    if (!isObject(parsed))
        return refused('its package.json is not an object');
    if (typeof parsed.name !== 'string' || typeof parsed.version !== 'string') {
        return refused('its package.json has no name or no version');
    }
    const reference = (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .parseFullName */ .St)(parsed.name);
    if (reference === undefined)
        return refused('its package.json has no valid name');
    const version = _names_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .coordinates */ .G8.normaliseVersion(parsed.version);
    const problems = _names_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .coordinates */ .G8.problems({ ...reference, version });
    if (problems.length > 0 || !(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .isVersion */ .lF)(version))
        return refused(`its package.json is not publishable: ${problems.join(', ')}`);
    if (parsed.private === true)
        return { kind: 'private' };
    const manifest = normalise(parsed, (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .fullName */ .fq)(reference), version, root);
    return { kind: 'manifest', manifest, namespace: reference.namespace, name: reference.name, version };
}
function normalise(parsed, name, version, root) {
    const manifest = { ...parsed, name, version, _id: `${name}@${version}` };
    // npm runs node-gyp for packages with binding.gyp; installers look only at the scripts of the registry's manifest.
    const scripts = isObject(parsed.scripts) ? parsed.scripts : {};
    if (root.names.has('binding.gyp') &&
        parsed.gypfile !== false &&
        !('install' in scripts) &&
        !('preinstall' in scripts)) {
        manifest.scripts = { ...scripts, install: 'node-gyp rebuild' };
        manifest.gypfile = true;
    }
    if (typeof parsed.bin === 'string')
        manifest.bin = { [name.replace(/^@[^/]+\//, '')]: parsed.bin };
    const bundled = parsed.bundleDependencies ?? parsed.bundledDependencies;
    delete manifest.bundledDependencies;
    if (bundled === true)
        manifest.bundleDependencies = Object.keys(isObject(parsed.dependencies) ? parsed.dependencies : {});
    else if (Array.isArray(bundled))
        manifest.bundleDependencies = bundled;
    if (root.readme !== undefined && typeof parsed.readme !== 'string') {
        manifest.readme = root.readme.text;
        manifest.readmeFilename = root.readme.name;
    }
    manifest._hasShrinkwrap = root.names.has('npm-shrinkwrap.json');
    return manifest;
}
const KINDS = [
    ['dependencies', 'regular'],
    ['devDependencies', 'dev'],
    ['peerDependencies', 'peer'],
    ['optionalDependencies', 'optional'],
];
/** Requirements that no registry can meet: other protocols than a version, a tag or an alias. */
const ELSEWHERE = /^(?:git[+:]|git@|github:|gitlab:|bitbucket:|gist:|https?:|file:|link:|portal:|patch:|\.{0,2}\/|~\/|[^@/\s]+\/[^/\s]+$)/;
/** Requirements only a workspace understands; they break every consumer once published. */
const WORKSPACE = /^(?:workspace|catalog|file|link|portal):/;
/** Dependencies as the service lists them; an npm optional dependency may also stand among the regular ones. */
function dependenciesOf(manifest) {
    const found = [];
    const optional = isObject(manifest.optionalDependencies) ? manifest.optionalDependencies : {};
    const peerMeta = isObject(manifest.peerDependenciesMeta) ? manifest.peerDependenciesMeta : {};
    for (const [field, kind] of KINDS) {
        const group = manifest[field];
        if (!isObject(group))
            continue;
        for (const [alias, requirement] of Object.entries(group)) {
            if (typeof requirement !== 'string' || (field === 'dependencies' && alias in optional))
                continue;
            const target = targetOf(alias, requirement);
            const meta = peerMeta[alias];
            const type = kind === 'peer' && isObject(meta) && meta.optional === true ? 'optional' : kind;
            if (target !== undefined)
                found.push({ ...target, type });
        }
    }
    return found;
}
/**
 * | written                      | is                        |
 * | ---------------------------- | ------------------------- |
 * | `"a": "^1"`                  | a ^1                      |
 * | `"a": "npm:@acme/b@^2"`      | @acme/b ^2                |
 * | `"a": "workspace:^1"`        | a ^1 (will not install)   |
 * | `"a": "git+ssh://…"`, `"user/repo"` | nothing of a registry |
 */
function targetOf(alias, requirement) {
    let name = alias;
    let range = requirement.trim().replace(/^workspace:/, '');
    if (range.startsWith('npm:')) {
        const at = range.lastIndexOf('@');
        name = at > 4 ? range.slice(4, at) : range.slice(4);
        range = at > 4 ? range.slice(at + 1) : '';
    }
    if (ELSEWHERE.test(range) || WORKSPACE.test(range))
        return undefined;
    const reference = (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .parseFullName */ .St)(name);
    if (reference === undefined)
        return undefined;
    const isAny = range === '' || range === '*' || range === 'latest';
    return { name: reference.name, namespace: reference.namespace, requirement: isAny ? '' : range };
}
/** Dependencies that consumers cannot install, as `name (requirement)`; development ones do not matter to them. */
function unpublishable(manifest) {
    return ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((field) => {
        const group = manifest[field];
        if (!isObject(group))
            return [];
        return Object.entries(group)
            .filter(([, requirement]) => typeof requirement === 'string' && WORKSPACE.test(requirement))
            .map(([name, requirement]) => `${name} (${requirement})`);
    });
}


/***/ }),

/***/ 4561:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Wu: () => (/* binding */ visibleVersions),
/* harmony export */   _A: () => (/* binding */ tags),
/* harmony export */   cC: () => (/* binding */ preferredTag)
/* harmony export */ });
/* harmony import */ var _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _core_model_repository_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3257);
/* harmony import */ var _core_ports_http_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6854);
/* harmony import */ var _shared_text_json_reader_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9112);
/* harmony import */ var _shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3954);
/* harmony import */ var _artifact_manifest_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8336);
/* harmony import */ var _names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6562);







/** A package with thousands of versions may have a tag for each build; the list is still small. */
const TAGS_BYTES = 4 * 1024 * 1024;
/** The tag its author means when nobody names one: `publishConfig.tag`, else what npm would choose. */
function preferredTag(publication) {
    const { publishConfig } = publication.metadata.manifest;
    const configured = (0,_artifact_manifest_js__WEBPACK_IMPORTED_MODULE_4__/* .isObject */ .Gv)(publishConfig) ? publishConfig.tag : undefined;
    return typeof configured === 'string' && configured !== '' ? configured : (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .defaultTag */ .q3)(publication.version);
}
const tags = {
    preferred: preferredTag,
    async read(ref, target) {
        const what = `read the dist-tags of ${(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .fullName */ .fq)(ref)} in ${(0,_core_model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .label */ .Pf)(target.address)}`;
        const response = await send(target, { method: 'GET', url: tagsPath(ref) });
        if (response.status === 404) {
            await response.discard();
            return undefined;
        }
        await requireSuccess(response, target, what);
        const found = await readJson(response, what);
        if (!(0,_artifact_manifest_js__WEBPACK_IMPORTED_MODULE_4__/* .isObject */ .Gv)(found))
            throw notUnderstood(what);
        const entries = Object.entries(found).filter(([tag, version]) => (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .isTag */ .dz)(tag) && typeof version === 'string');
        return Object.fromEntries(entries);
    },
    async set(ref, tag, version, target) {
        requireTag(ref, tag);
        const url = `${tagsPath(ref)}/${encodeURIComponent(tag)}`;
        const headers = { 'content-type': 'application/json' };
        const response = await send(target, { method: 'PUT', url, headers, body: JSON.stringify(version) });
        await requireSuccess(response, target, `set the dist-tag ${tag} of ${(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .fullName */ .fq)(ref)} to ${version} in ${(0,_core_model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .label */ .Pf)(target.address)}`);
        await response.discard();
    },
    async remove(ref, tag, target) {
        requireTag(ref, tag);
        const response = await send(target, { method: 'DELETE', url: `${tagsPath(ref)}/${encodeURIComponent(tag)}` });
        // Removed by somebody else, or by an earlier attempt whose answer was lost: the wish is fulfilled.
        if (response.status !== 404) {
            await requireSuccess(response, target, `remove the dist-tag ${tag} of ${(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .fullName */ .fq)(ref)} in ${(0,_core_model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .label */ .Pf)(target.address)}`);
        }
        await response.discard();
    },
};
/** Keys under `versions` of the packument; the rest of it, which may be tens of megabytes, is passed over. */
async function visibleVersions(ref, target) {
    const what = `read the versions of ${(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .fullName */ .fq)(ref)} in ${(0,_core_model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .label */ .Pf)(target.address)}`;
    const headers = { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8' };
    const response = await send(target, { method: 'GET', url: (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .escapedName */ .Nm)(ref), headers });
    if (response.status === 404) {
        await response.discard();
        return undefined;
    }
    await requireSuccess(response, target, what);
    try {
        return await versionKeys(new _shared_text_json_reader_js__WEBPACK_IMPORTED_MODULE_2__/* .JsonReader */ .O(response.body));
    }
    catch (error) {
        if (error instanceof _shared_text_json_reader_js__WEBPACK_IMPORTED_MODULE_2__/* .JsonRefusal */ .J)
            throw notUnderstood(what, error);
        throw error;
    }
}
async function versionKeys(reader) {
    const versions = [];
    for await (const key of reader.members()) {
        if (key !== 'versions') {
            await reader.skip();
            continue;
        }
        for await (const version of reader.members()) {
            if ((0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .isVersion */ .lF)(version))
                versions.push(version);
            await reader.skip();
        }
    }
    return versions;
}
const tagsPath = (ref) => `-/package/${(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .escapedName */ .Nm)(ref)}/dist-tags`;
function requireTag(ref, tag) {
    if (!(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .isTag */ .dz)(tag))
        throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-001', `${JSON.stringify(tag)} cannot be a dist-tag of ${(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_5__/* .fullName */ .fq)(ref)}`);
}
function send(target, request) {
    const headers = { accept: 'application/json', ...request.headers, authorization: `Bearer ${target.token.reveal()}` };
    return target.http({ ...request, url: `${(0,_shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_3__/* .baseAddress */ .uU)(target.endpoint)}${request.url}`, headers });
}
const CODES = {
    400: 'CA-INPUT-006',
    401: 'CA-AUTH-005',
    402: 'CA-NET-005',
    403: 'CA-AUTH-003',
    404: 'CA-FIND-002',
    409: 'CA-CONFLICT-004',
    429: 'CA-NET-001',
};
/** @throws RegistryError whose message says what was tried and what came back, without the token. */
async function requireSuccess(response, target, what) {
    const { status } = response;
    if (status >= 200 && status < 300)
        return;
    const body = await (0,_core_ports_http_js__WEBPACK_IMPORTED_MODULE_6__/* .readBody */ .x)(response, 16 * 1024).catch(() => Buffer.alloc(0));
    const said = sentence(body.toString('utf8')).split(target.token.reveal()).join('***');
    const code = CODES[status] ?? (status >= 500 ? 'CA-NET-002' : 'CA-NET-004');
    const answer = `${status}${said === '' ? '' : `, ${said}`}`;
    throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl(code, `could not ${what}: the answer was ${answer}`, { retryAfterMs: (0,_core_ports_http_js__WEBPACK_IMPORTED_MODULE_6__/* .retryAfter */ .P)(response) });
}
function sentence(body) {
    let text = body;
    try {
        const parsed = JSON.parse(body);
        if ((0,_artifact_manifest_js__WEBPACK_IMPORTED_MODULE_4__/* .isObject */ .Gv)(parsed))
            text = String(parsed.message ?? parsed.error ?? body);
    }
    catch {
        // Not JSON: a proxy's own words are better than none.
    }
    return text
        .replace(/[\p{C}\s]+/gu, ' ')
        .trim()
        .slice(0, 300);
}
async function readJson(response, what) {
    try {
        return JSON.parse((await (0,_core_ports_http_js__WEBPACK_IMPORTED_MODULE_6__/* .readBody */ .x)(response, TAGS_BYTES)).toString('utf8'));
    }
    catch (error) {
        if (error instanceof SyntaxError || error instanceof RangeError)
            throw notUnderstood(what, error);
        throw error;
    }
}
function notUnderstood(what, cause) {
    return new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-NET-004', `could not ${what}: the answer is not what a package registry sends`, {
        cause,
    });
}


/***/ }),

/***/ 3954:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BG: () => (/* binding */ basicCredentials),
/* harmony export */   _n: () => (/* binding */ judgeAnswer),
/* harmony export */   ou: () => (/* binding */ sendUpload),
/* harmony export */   uU: () => (/* binding */ baseAddress)
/* harmony export */ });
/* harmony import */ var _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _core_ports_http_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6854);
// What the wire formats share when they send files: credentials, the meaning of a status, and what is said when no
// answer came. The conversations themselves are each format's own.


/** Basic credentials as the user guide sets them for pip, Maven and NuGet: user `aws`, password the token. */
function basicCredentials(token) {
    return `Basic ${Buffer.from(`aws:${token.reveal()}`).toString('base64')}`;
}
/** The endpoint with the slash that paths are appended to. */
function baseAddress(endpoint) {
    return endpoint.endsWith('/') ? endpoint : `${endpoint}/`;
}
/**
 * Sends one upload with credentials and judges the answer. `what` names it in messages. A connection that ends without
 * an answer once bytes were asked for is `uncertain`; before that the transport's own error stands.
 */
async function sendUpload(target, request, what) {
    const { body } = request;
    let isBegun = typeof body !== 'function';
    const watched = typeof body === 'function'
        ? () => {
            isBegun = true;
            return body();
        }
        : body;
    try {
        const headers = { authorization: basicCredentials(target.token), ...request.headers };
        return await judgeAnswer(await target.http({ ...request, headers, body: watched }), target.token);
    }
    catch (error) {
        if (isBegun && error instanceof _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl && error.code === 'CA-NET-003') {
            return { kind: 'uncertain', detail: `no answer to the upload of ${what}: ${error.message}` };
        }
        throw error;
    }
}
/** 2xx accepted, 409 exists, 429 throttled, 401 unauthorized, 5xx unavailable; anything else is refused. */
async function judgeAnswer(response, token) {
    const { status } = response;
    if (status >= 200 && status < 300) {
        await response.discard();
        return { kind: 'accepted' };
    }
    const detail = await explainAnswer(response, token);
    if (status === 401)
        return { kind: 'unauthorized', detail };
    if (status === 409)
        return { kind: 'exists', detail };
    if (status === 429)
        return { kind: 'throttled', retryAfterMs: (0,_core_ports_http_js__WEBPACK_IMPORTED_MODULE_1__/* .retryAfter */ .P)(response) };
    if (status >= 500)
        return { kind: 'unavailable', status, detail };
    return { kind: 'refused', status, detail };
}
const BODY_LIMIT = 16 * 1024;
const DETAIL_LENGTH = 500;
/** Status, reason phrase and what a plain or JSON body adds; one line, never the token. */
async function explainAnswer(response, token) {
    const body = await (0,_core_ports_http_js__WEBPACK_IMPORTED_MODULE_1__/* .readBody */ .x)(response, BODY_LIMIT).catch(() => Buffer.alloc(0));
    const isText = !/html/i.test(response.headers['content-type'] ?? '');
    const words = isText ? oneLine(body.toString('utf8')) : '';
    const reason = oneLine(response.reason);
    const text = `${response.status} ${reason}${words !== '' && words !== reason ? `: ${words}` : ''}`;
    return text.split(token.reveal()).join('***').slice(0, DETAIL_LENGTH);
}
const oneLine = (text) => text.replace(/[\p{C}\s]+/gu, ' ').trim();


/***/ })

};
