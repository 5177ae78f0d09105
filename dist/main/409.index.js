"use strict";
exports.id = 409;
exports.ids = [409];
exports.modules = {

/***/ 1626:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EK: () => (/* binding */ parseCoordinate),
/* harmony export */   EV: () => (/* binding */ purl),
/* harmony export */   JZ: () => (/* binding */ shortForm),
/* harmony export */   Z7: () => (/* binding */ normalised),
/* harmony export */   oZ: () => (/* binding */ packageName),
/* harmony export */   sq: () => (/* binding */ parseVersionCoordinate)
/* harmony export */ });
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _package_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1265);
/* harmony import */ var _repository_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3257);
// Package coordinates as people write them (`npm:@acme/utils@1.2.3`) and as machines do (`pkg:npm/%40acme/utils@1.2.3`).
//
// | text                              | format  | namespace | name       | version |
// |-----------------------------------|---------|-----------|------------|---------|
// | `npm:@acme/utils@1.2.3`           | npm     | acme      | utils      | 1.2.3   |
// | `pkg:npm/%40acme/utils@1.2.3`     | npm     | acme      | utils      | 1.2.3   |
// | `maven:com.acme:utils@1.2.3`      | maven   | com.acme  | utils      | 1.2.3   |
// | `maven:com.acme:utils:1.2.3`      | maven   | com.acme  | utils      | 1.2.3   |
// | `pypi:acme-utils@1.2.3`           | pypi    |           | acme-utils | 1.2.3   |
// | `generic:acme/firmware@1.2.3`     | generic | acme      | firmware   | 1.2.3   |
// | `pkg:gem/acme@1.2.3`              | ruby    |           | acme       | 1.2.3   |



const formatOfPurlType = new Map(_package_js__WEBPACK_IMPORTED_MODULE_1__/* .FORMATS */ .hR.map((format) => [_package_js__WEBPACK_IMPORTED_MODULE_1__/* .COORDINATE_STYLES */ .A8[format].purlType, format]));
/** Reads either spelling, with a version. Rejects with CA-INPUT-002 and says what is wrong. */
function parseVersionCoordinate(text) {
    const { version, ...ref } = parseCoordinate(text);
    if (version === undefined)
        throw unreadable(text, 'it names no version');
    return { ...ref, version };
}
/** Reads either spelling, with or without a version. */
function parseCoordinate(text) {
    if (text.length > 1100)
        throw unreadable(text, 'it is too long');
    const trimmed = text.trim();
    const found = /^pkg:/i.test(trimmed) ? fromPurl(trimmed) : fromShortForm(trimmed);
    for (const [what, part] of [
        ['namespace', found.namespace],
        ['name', found.name],
        ['version', found.version],
    ]) {
        if (part === undefined)
            continue;
        if (!_repository_js__WEBPACK_IMPORTED_MODULE_2__/* .PATTERNS */ .G3.packagePart.test(part) || /\p{C}/u.test(part))
            throw unreadable(text, `its ${what} is not one the service can hold`);
        // Nothing the service stores is called so, and joined into a path it would lead out of a folder.
        if (part === '.' || part === '..')
            throw unreadable(text, `its ${what} cannot be \`${part}\``);
    }
    return found;
}
/** The package URL: what machine output, manifests, plans and journals hold. Without a version for a package. */
function purl(ref) {
    const { purlType, sigil } = _package_js__WEBPACK_IMPORTED_MODULE_1__/* .COORDINATE_STYLES */ .A8[ref.format];
    const path = [...(ref.namespace ? [`${sigil}${ref.namespace}`] : []), ref.name].map(encode).join('/');
    return `pkg:${purlType}/${path}${ref.version === undefined ? '' : `@${encode(ref.version)}`}`;
}
/** The short form: what people read. */
function shortForm(ref) {
    return `${ref.format}:${packageName(ref)}${ref.version === undefined ? '' : `@${ref.version}`}`;
}
/** The name as the format's users write it: `@acme/utils`, `com.acme:utils`. */
function packageName(ref) {
    const { sigil, separator } = _package_js__WEBPACK_IMPORTED_MODULE_1__/* .COORDINATE_STYLES */ .A8[ref.format];
    return ref.namespace ? `${sigil}${ref.namespace}${separator}${ref.name}` : ref.name;
}
/** In the spelling the service stores, by the rules of the formats given; others are left as they are. */
function normalised(ref, formats) {
    const rules = formats.find(({ name }) => name === ref.format)?.coordinates;
    if (!rules)
        return ref;
    const version = ref.version === undefined ? {} : { version: rules.normaliseVersion(ref.version) };
    return { ...ref, name: rules.normaliseName(ref.name), ...version };
}
// The purl specification lower-cases and rewrites names by type (pypi `_` to `-`), which would lose the spelling that a
// repository holds; so names are read and printed as they are. Escaped is everything but unreserved characters and `:`.
function encode(part) {
    return encodeURIComponent(part)
        .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%3A', ':');
}
function fromPurl(text) {
    const { type, namespace: prefix, name, version, isQualified } = partsOf(text);
    const format = formatOfPurlType.get(type);
    if (!format) {
        const known = [...formatOfPurlType.keys()].join(', ');
        throw unreadable(text, `\`${shown(type)}\` is not a type the service knows (${known})`);
    }
    if (isQualified)
        throw unreadable(text, 'qualifiers and subpaths have no meaning here');
    if (name === '' || version === '')
        throw unreadable(text, 'a part of it is empty');
    const namespace = withoutSigil(format, prefix);
    return { format, ...(namespace ? { namespace } : {}), name, ...(version === undefined ? {} : { version }) };
}
/**
 * `pkg:type/namespace/name@version?qualifiers#subpath`, cut before anything is decoded: an escaped `@`, `/`, `?` or `#`
 * separates nothing. Slashes before the type are ignored, as the specification asks.
 */
function partsOf(text) {
    const match = /^pkg:\/*([^/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?(?:#(.*))?$/is.exec(text);
    if (!match)
        throw unreadable(text, 'it is not a package URL');
    const [, type = '', path = '', qualifiers, subpath] = match;
    const at = versionMark(path);
    const names = path.slice(0, at);
    const slash = names.lastIndexOf('/');
    return {
        type: type.toLowerCase(),
        namespace: slash === -1 ? undefined : decoded(names.slice(0, slash), text),
        name: decoded(names.slice(slash + 1), text),
        version: at === undefined ? undefined : decoded(path.slice(at + 1), text),
        isQualified: Boolean(qualifiers || subpath),
    };
}
/** The last `@`, unless a part of the name begins with it: people write the `@` of an npm scope without escaping it. */
function versionMark(path) {
    const at = path.lastIndexOf('@');
    return at <= 0 || path[at - 1] === '/' ? undefined : at;
}
function decoded(part, text) {
    try {
        return decodeURIComponent(part);
    }
    catch (cause) {
        throw unreadable(text, 'it is not a package URL: after `%` come two hexadecimal digits, and they are UTF-8', cause);
    }
}
function fromShortForm(text) {
    const colon = text.indexOf(':');
    const format = text.slice(0, colon);
    if (colon < 1 || !(0,_package_js__WEBPACK_IMPORTED_MODULE_1__/* .isFormat */ .s2)(format))
        throw unreadable(text, `it starts with none of ${_package_js__WEBPACK_IMPORTED_MODULE_1__/* .FORMATS */ .hR.map((name) => `\`${name}:\``).join(', ')}`);
    const { sigil, separator } = _package_js__WEBPACK_IMPORTED_MODULE_1__/* .COORDINATE_STYLES */ .A8[format];
    const rest = text.slice(colon + 1);
    // The first character may be the sigil of a namespace, and that is no version's `@`.
    const at = rest.lastIndexOf('@');
    let path = at > 0 ? rest.slice(0, at) : rest;
    let version = at > 0 ? rest.slice(at + 1) : undefined;
    if (separator === ':' && version === undefined && path.split(':').length === 3) {
        version = path.slice(path.lastIndexOf(':') + 1);
        path = path.slice(0, path.lastIndexOf(':'));
    }
    const cut = path.lastIndexOf(separator);
    if (sigil !== '' && path.startsWith(sigil) !== cut > 0)
        throw unreadable(text, `a namespace is written \`${sigil}namespace${separator}name\``);
    const namespace = cut > 0 ? withoutSigil(format, path.slice(0, cut)) : undefined;
    const name = path.slice(cut + 1);
    if (name === '' || version === '' || cut === 0)
        throw unreadable(text, 'a part of it is empty');
    return { format, ...(namespace ? { namespace } : {}), name, ...(version === undefined ? {} : { version }) };
}
function withoutSigil(format, namespace) {
    const { sigil } = _package_js__WEBPACK_IMPORTED_MODULE_1__/* .COORDINATE_STYLES */ .A8[format];
    return sigil !== '' && namespace?.startsWith(sigil) ? namespace.slice(sigil.length) : namespace;
}
function unreadable(text, why, cause) {
    return new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-002', `\`${shown(text)}\` is not a package coordinate: ${why}`, { cause });
}
const shown = (text) => text.replace(/\p{C}/gu, '?').slice(0, 120);


/***/ }),

/***/ 3257:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G3: () => (/* binding */ PATTERNS),
/* harmony export */   Pf: () => (/* binding */ label)
/* harmony export */ });
/* unused harmony export ASSET_NAME */
/** Patterns and lengths from the service model 2018-09-22; all are whole-string. */
const PATTERNS = {
    domain: /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
    repository: /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/,
    account: /^[0-9]{12}$/,
    // Package name, namespace and version share one pattern and the length 1 to 255.
    packagePart: /^[^#/\s]{1,255}$/,
    region: /^[a-z0-9-]{1,64}$/,
    externalConnection: /^[A-Za-z0-9][A-Za-z0-9._\-:]{1,99}$/,
    revision: /^\S{1,50}$/,
};
/** Control, format, surrogate and unassigned characters are refused in asset names. */
const ASSET_NAME = /^\P{C}{1,255}$/u;
/** `domain/repository` as people write and read it. */
function label(repository) {
    return `${repository.domain}/${repository.repository}`;
}


/***/ }),

/***/ 1209:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ coordinates),
/* harmony export */   p: () => (/* binding */ assetNameProblem)
/* harmony export */ });
/* harmony import */ var _core_model_repository_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3257);
// Names of generic packages: nothing is normalised, a namespace is required, assets are called as they are published.

/** Letters and digits of any script, the service's list of special characters, single spaces between others. */
const ASSET_NAME = /^[\p{Ll}\p{Lm}\p{Lo}\p{Lt}\p{Lu}\p{Nl}\p{Nd}~!@^&()\-_+[\]{};,.` ]{1,255}$/u;
/**
 * What is wrong with an asset name, in words; undefined when it is fine.
 *
 * | name                                   | result    |
 * |----------------------------------------|-----------|
 * | `firmware v2 (rc).bin`, `größe.tar.gz` | fine      |
 * | `a/b`, `a\b`, `a:b`, `a*b`, `50%`      | character |
 * | ` a`, `a `, `a  b`, tab                | space     |
 * | `.`, `..`                              | reserved  |
 */
function assetNameProblem(name) {
    if (name === '' || name === '.' || name === '..')
        return 'an asset name cannot be empty, `.` or `..`';
    if (name.length > 255)
        return 'an asset name has at most 255 characters';
    if (!ASSET_NAME.test(name)) {
        return 'an asset name has letters, digits, single spaces and ~ ! @ ^ & ( ) - _ + [ ] { } ; , . `, and no folders';
    }
    if (name.startsWith(' ') || name.endsWith(' ') || name.includes('  ')) {
        return 'spaces in an asset name are single and neither first nor last';
    }
    return undefined;
}
const partProblem = (what, value) => _core_model_repository_js__WEBPACK_IMPORTED_MODULE_0__/* .PATTERNS */ .G3.packagePart.test(value) ? [] : [`${what} has 1 to 255 characters without spaces, \`/\` and \`#\``];
const coordinates = {
    normaliseName: (name) => name,
    normaliseVersion: (version) => version,
    problems({ name, namespace, version }) {
        return [
            ...(namespace === undefined || namespace === ''
                ? ['a generic package needs a namespace: `generic:namespace/name@version`']
                : partProblem('a generic namespace', namespace)),
            ...partProblem('a generic package name', name),
            ...(version === undefined ? [] : partProblem('a generic version', version)),
        ];
    },
};


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
// EXTERNAL MODULE: ./lib/formats/maven/names/coordinates.js + 2 modules
var names_coordinates = __webpack_require__(3595);
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
        gather: async (...given) => (await Promise.all(/* import() */[__webpack_require__.e(334), __webpack_require__.e(4381)]).then(__webpack_require__.bind(__webpack_require__, 4381))).gather(...given),
        members: async (...given) => (await __webpack_require__.e(/* import() */ 6342).then(__webpack_require__.bind(__webpack_require__, 6342))).members(...given),
        project: project,
        upload: async (publication, missing, target) => (await Promise.all(/* import() */[__webpack_require__.e(334), __webpack_require__.e(1285)]).then(__webpack_require__.bind(__webpack_require__, 1285))).upload(publication, missing, target),
        finish: async (...given) => (await Promise.all(/* import() */[__webpack_require__.e(334), __webpack_require__.e(1285)]).then(__webpack_require__.bind(__webpack_require__, 1285))).finish(...given),
        visibleVersions: async (...given) => (await Promise.all(/* import() */[__webpack_require__.e(334), __webpack_require__.e(1285)]).then(__webpack_require__.bind(__webpack_require__, 1285))).visibleVersions(...given),
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
// EXTERNAL MODULE: ./lib/formats/npm/publish/tags.js + 1 modules
var tags = __webpack_require__(5355);
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
        gather: async (...given) => (await Promise.all(/* import() */[__webpack_require__.e(334), __webpack_require__.e(6754)]).then(__webpack_require__.bind(__webpack_require__, 6754))).gather(...given),
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
        gather: async (...given) => (await __webpack_require__.e(/* import() */ 8662).then(__webpack_require__.bind(__webpack_require__, 8662))).gather(...given),
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

/***/ 3595:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  vM: () => (/* binding */ CHECKSUMS),
  VR: () => (/* binding */ METADATA_FILE),
  zn: () => (/* binding */ buildVersion),
  G8: () => (/* binding */ coordinates),
  LR: () => (/* binding */ isSnapshot),
  TJ: () => (/* binding */ mavenReference),
  EH: () => (/* binding */ parseBuild),
  nF: () => (/* binding */ parseSuffix),
  XM: () => (/* binding */ pathOf),
  qp: () => (/* binding */ patterns),
  ai: () => (/* binding */ snapshotOfBuild),
  A1: () => (/* binding */ splitChecksum)
});

// UNUSED EXPORTS: parsePath, versionOfFile

;// CONCATENATED MODULE: ./lib/formats/maven/names/version-order.js
// The order of Maven versions (org.apache.maven.artifact.versioning.ComparableVersion, Maven 3.8): which one is the
// newest when maven-metadata.xml is written from what the repository holds.
// Specification: https://maven.apache.org/pom.html#version-order-specification
const QUALIFIERS = ['alpha', 'beta', 'milestone', 'rc', 'snapshot', '', 'sp'];
const ALIASES = { ga: '', final: '', release: '', cr: 'rc' };
const BEFORE_DIGIT = { a: 'alpha', b: 'beta', m: 'milestone' };
const RELEASE_RANK = QUALIFIERS.indexOf('');
/** Negative when `a` is older than `b`, zero when Maven holds them equal (`1.0` and `1`). */
function compareVersions(a, b) {
    return compareLists(parse(a), parse(b));
}
/** Oldest first; equal ones keep their order. */
function sortVersions(versions) {
    return [...versions]
        .map((version) => ({ version, items: parse(version) }))
        .sort((a, b) => compareLists(a.items, b.items))
        .map(({ version }) => version);
}
/**
 * A hyphen, and each change between digits and letters, begins a list of its own; nothing-items at the end of each
 * list are dropped (`1.0.0` is `1`, `1-ga` is `1`).
 */
function parse(version) {
    const root = [];
    const lists = [root];
    let list = root;
    const deeper = () => {
        const inner = [];
        list.push(inner);
        lists.push(inner);
        list = inner;
    };
    const tokens = version
        .toLowerCase()
        .slice(0, 255)
        .match(/\d+|[^\d.-]+|[.-]/g) ?? [];
    tokens.forEach((token, index) => {
        if (token === '.' || token === '-') {
            const previous = tokens[index - 1];
            if (previous === undefined || previous === '.' || previous === '-')
                list.push(0);
            if (token === '-')
                deeper();
            return;
        }
        const next = tokens[index + 1];
        const previous = tokens[index - 1];
        const digits = /^\d/.test(token);
        const joined = previous !== undefined && previous !== '.' && previous !== '-';
        if (joined)
            deeper();
        const digitFollows = next !== undefined && /^\d/.test(next);
        // Maven 3.8.7 and later read `.x1` and a last `.x` as `-x`.
        if (!digits && (digitFollows || next === undefined) && list.length > 0)
            deeper();
        list.push(digits ? Number(token) : qualifier(token, digitFollows));
    });
    for (const each of lists.reverse())
        trim(each);
    return root;
}
function qualifier(token, digitFollows) {
    const name = digitFollows ? (BEFORE_DIGIT[token] ?? token) : token;
    return ALIASES[name] ?? name;
}
function trim(list) {
    for (let index = list.length - 1; index >= 0; index--) {
        const item = list[index];
        if (isNothing(item))
            list.splice(index, 1);
        else if (!Array.isArray(item))
            break;
    }
}
function isNothing(item) {
    return Array.isArray(item) ? item.length === 0 : item === 0 || item === '';
}
function compareLists(a, b) {
    for (let index = 0; index < Math.max(a.length, b.length); index++) {
        const order = compareItems(a[index], b[index]);
        if (order !== 0)
            return order;
    }
    return 0;
}
function compareItems(a, b) {
    if (a === undefined)
        return b === undefined ? 0 : -compareItems(b, undefined);
    if (typeof a === 'number') {
        if (b === undefined)
            return a;
        return typeof b === 'number' ? a - b : 1;
    }
    if (typeof a === 'string')
        return compareQualifier(a, b);
    if (b === undefined)
        return compareToNothing(a);
    if (typeof b === 'number')
        return -1;
    return typeof b === 'string' ? 1 : compareLists(a, b);
}
function compareQualifier(a, b) {
    if (b === undefined)
        return rank(a) - RELEASE_RANK;
    if (typeof b !== 'string')
        return -1;
    const order = rank(a) - rank(b);
    return order !== 0 || rank(a) < QUALIFIERS.length ? order : a < b ? -1 : Number(a > b);
}
function rank(name) {
    const known = QUALIFIERS.indexOf(name);
    return known === -1 ? QUALIFIERS.length : known;
}
function compareToNothing(list) {
    for (const item of list) {
        const order = compareItems(item, undefined);
        if (order !== 0)
            return order;
    }
    return 0;
}

;// CONCATENATED MODULE: ./lib/formats/maven/names/version-range.js
// Version requirements of POMs: a plain version, or ranges. https://maven.apache.org/pom.html#dependency-version-requirement-specification

const RANGE = /^([[(])([^,()[\]]*)(?:(,)([^,()[\]]*))?([\])])$/;
/**
 * Whether a version meets a requirement; undefined when the requirement is not understood (`LATEST`, properties).
 * A plain version is only a wish to Maven, but it is the version that resolution asks the repository for.
 *
 * | requirement        | meets                     |
 * |--------------------|---------------------------|
 * | `1.0`              | 1.0 (and 1, which is equal) |
 * | `[1.0,2.0)`        | 1.0 up to below 2.0       |
 * | `[1.0]`            | 1.0                       |
 * | `(,1.0],[1.2,)`    | all but between these     |
 */
function satisfies(version, requirement) {
    const text = requirement.trim();
    if (text === '')
        return true;
    if (/^(LATEST|RELEASE)$|\$\{/.test(text))
        return undefined;
    if (!/[[(\])]/.test(text))
        return compareVersions(version, text) === 0;
    const parts = text.match(/[[(][^[(\])]*[\])]/g) ?? [];
    if (parts.join(',').replace(/\s/g, '') !== text.replace(/\s/g, ''))
        return undefined;
    const checks = parts.map((part) => inRange(version, part.replace(/\s/g, '')));
    return checks.includes(undefined) ? undefined : checks.includes(true);
}
function inRange(version, range) {
    const [, open, lower = '', comma, upper = '', close] = RANGE.exec(range) ?? [];
    if (open === undefined)
        return undefined;
    if (comma === undefined)
        return open === '[' && close === ']' && lower !== '' ? compareVersions(version, lower) === 0 : undefined;
    const above = lower === '' ? 1 : compareVersions(version, lower);
    const below = upper === '' ? -1 : compareVersions(version, upper);
    return (above > 0 || (above === 0 && open === '[')) && (below < 0 || (below === 0 && close === ']'));
}

;// CONCATENATED MODULE: ./lib/formats/maven/names/coordinates.js


/** Extensions of checksum files; the service computes these itself and never stores them as assets. */
const CHECKSUMS = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' };
const METADATA_FILE = 'maven-metadata.xml';
function mavenReference(groupId, artifactId) {
    return { format: 'maven', namespace: groupId, name: artifactId };
}
/**
 * Reads a path of the standard layout, still percent-encoded; undefined when it names nothing.
 *
 * | path                                        | names                                       |
 * |---------------------------------------------|---------------------------------------------|
 * | com/acme/lib/1.0/lib-1.0.jar                | asset lib-1.0.jar of com.acme:lib 1.0       |
 * | com/acme/lib/1.0/lib-1.0.jar.sha1           | its SHA-1                                   |
 * | com/acme/lib/maven-metadata.xml             | the versions of com.acme:lib                |
 * | com/acme/maven-metadata.xml                 | the same of com:acme, or plugins of com.acme |
 * | com/acme/lib/1-SNAPSHOT/maven-metadata.xml  | the builds of 1-SNAPSHOT                    |
 * | com/acme/lib/1-SNAPSHOT/lib-1-20260102.030405-7.jar | asset of version 1-20260102.030405-7 |
 */
function parsePath(path) {
    const segments = decodeSegments(path);
    const last = segments?.pop();
    if (!segments || last === undefined)
        return undefined;
    const { name: file, checksum } = splitChecksum(last);
    if (file === METADATA_FILE)
        return parseMetadataPath(segments, checksum);
    const directory = segments.pop();
    const ref = referenceOf(segments);
    if (!ref || directory === undefined)
        return undefined;
    return { kind: 'asset', ref, version: versionOfFile(ref.name, directory, file), directory, asset: file, checksum };
}
function parseMetadataPath(segments, checksum) {
    const last = segments.at(-1);
    if (last !== undefined && isSnapshot(last) && segments.length > 2) {
        const ref = referenceOf(segments.slice(0, -1));
        return ref && { kind: 'snapshot-metadata', ref, version: last, checksum };
    }
    // `com/maven-metadata.xml` is the group-level file of a one-word group; its package name is empty.
    const ref = segments.length === 1 && last !== undefined ? mavenReference('', last) : referenceOf(segments);
    return ref && { kind: 'artifact-metadata', ref, checksum };
}
function referenceOf(segments) {
    const artifactId = segments.at(-1);
    const group = segments.slice(0, -1);
    if (artifactId === undefined || group.length === 0)
        return undefined;
    // A dot inside a group segment would give one package two addresses.
    return group.some((segment) => segment.includes('.')) ? undefined : mavenReference(group.join('.'), artifactId);
}
function decodeSegments(path) {
    try {
        const segments = path.split('/').map(decodeURIComponent);
        return segments.every(isSafeSegment) ? segments : undefined;
    }
    catch {
        return undefined;
    }
}
function isSafeSegment(segment) {
    return /^[^\p{C}\p{Z}#/\\]{1,255}$/u.test(segment) && segment !== '.' && segment !== '..';
}
/** `lib-1.0.jar.sha1` into `lib-1.0.jar` and `sha1`. */
function splitChecksum(file) {
    const [, name, extension] = /^(.+)\.(md5|sha1|sha256|sha512)$/.exec(file) ?? [];
    return name === undefined ? { name: file, checksum: undefined } : { name, checksum: extension };
}
function isSnapshot(version) {
    return version.endsWith('-SNAPSHOT');
}
const BUILD = /^(\d{8}\.\d{6})-(\d{1,9})(?=$|[.-])/;
/** Reads `timestamp-build` at the start of what follows `artifact-base-` in a unique snapshot's file name. */
function parseBuild(text) {
    const [, timestamp, build] = BUILD.exec(text) ?? [];
    return timestamp === undefined || build === undefined ? undefined : { timestamp, buildNumber: Number(build) };
}
function buildVersion(snapshot, build) {
    return `${snapshot.replace(/SNAPSHOT$/, '')}${build.timestamp}-${build.buildNumber}`;
}
/** The version a file belongs to: its directory, or for a unique snapshot file the build version. */
function versionOfFile(artifactId, directory, file) {
    if (!isSnapshot(directory))
        return directory;
    const prefix = `${artifactId}-${directory.replace(/SNAPSHOT$/, '')}`;
    const build = file.startsWith(prefix) ? parseBuild(file.slice(prefix.length)) : undefined;
    return build ? buildVersion(directory, build) : directory;
}
/** `1.0-20260102.030405-7` into `1.0-SNAPSHOT`; undefined for other versions. */
function snapshotOfBuild(version) {
    const [, base] = /^(.*-)\d{8}\.\d{6}-\d{1,9}$/.exec(version) ?? [];
    return base === undefined ? undefined : `${base}SNAPSHOT`;
}
/** Classifier and extension of an asset, by what follows `artifact-version`: `-sources.jar`, `.pom`, `-bin.tar.gz`. */
function parseSuffix(suffix) {
    const [, classifier, extension] = /^(?:-([^.]+))?\.([^/]+)$/.exec(suffix) ?? [];
    return extension === undefined ? undefined : { classifier, extension };
}
/** Path of a package, version directory or file below the endpoint, percent-encoded. */
function pathOf(ref, ...rest) {
    return [...(ref.namespace ?? '').split('.').filter((part) => part !== ''), ref.name, ...rest]
        .map(encodeURIComponent)
        .join('/');
}
const PART = /^[A-Za-z0-9_.-]{1,255}$/;
/** Letters as the service takes them; Maven itself refuses `\/:"<>|?*[](){},` and placeholders in versions. */
const VERSION = /^[A-Za-z0-9_.+~!@=-]{1,255}$/;
const coordinates = {
    normaliseName: (name) => name,
    normaliseVersion: (version) => version,
    compareVersions: compareVersions,
    satisfies: satisfies,
    problems({ namespace, name, version }) {
        return [
            ...(namespace === undefined ? ['a Maven package needs a group id'] : groupProblems(namespace)),
            ...partProblems('artifact id', name),
            ...(version === undefined ? [] : versionProblems(version)),
        ];
    },
};
function groupProblems(group) {
    const problems = partProblems('group id', group);
    return group.split('.').includes('') ? [...problems, 'the group id has an empty part'] : problems;
}
function partProblems(what, text) {
    if (text.includes('${'))
        return [`the ${what} holds a property that was not replaced`];
    return PART.test(text) && !/^\.+$/.test(text) ? [] : [`the ${what} has characters other than letters, digits, - _ .`];
}
function versionProblems(version) {
    if (version.includes('${'))
        return ['the version holds a property that was not replaced'];
    return VERSION.test(version) && !/^\.+$/.test(version) ? [] : ['the version has characters Maven does not allow'];
}
/** Files worth opening in a directory. Checksums are verified; version lists tell nothing that the POM does not. */
const patterns = [
    'pom',
    'jar',
    'war',
    'ear',
    'rar',
    'aar',
    'hpi',
    'klib',
    'module',
    'zip',
    'tar.gz',
    'tgz',
    'asc',
    'sigstore.json',
    'cdx.json',
    'cdx.xml',
    'spdx.json',
    ...Object.keys(CHECKSUMS),
]
    .map((extension) => `**/*-*.${extension}`)
    .concat('**/*.pom');


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

/***/ 6562:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G8: () => (/* binding */ coordinates),
/* harmony export */   J: () => (/* binding */ TARBALL),
/* harmony export */   Nm: () => (/* binding */ escapedName),
/* harmony export */   St: () => (/* binding */ parseFullName),
/* harmony export */   dz: () => (/* binding */ isTag),
/* harmony export */   fq: () => (/* binding */ fullName),
/* harmony export */   lF: () => (/* binding */ isVersion),
/* harmony export */   q3: () => (/* binding */ defaultTag),
/* harmony export */   yP: () => (/* binding */ tarballName)
/* harmony export */ });
/* harmony import */ var semver_functions_clean_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1799);
/* harmony import */ var semver_functions_compare_build_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7648);
/* harmony import */ var semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6353);
/* harmony import */ var semver_functions_satisfies_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8011);
/* harmony import */ var semver_ranges_valid_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4737);
// Names of npm packages: parse, normalise, print. The service compares them case-sensitively and keeps the scope
// apart, without its `@`, as the namespace.





/** The one asset of every npm version, as the service lists it. */
const TARBALL = 'package.tgz';
/** `@scope/name` or `name`, as package.json and package managers write it. */
function fullName(reference) {
    return reference.namespace ? `@${reference.namespace}/${reference.name}` : reference.name;
}
/** The name as one path segment; npm, Yarn and Bun escape the slash in lower case, the `@` stays. */
function escapedName(reference) {
    const name = encodeURIComponent(reference.name);
    return reference.namespace ? `@${encodeURIComponent(reference.namespace)}%2f${name}` : name;
}
/** Takes `@scope/name` apart; undefined when it is neither that nor a plain name. Says nothing of its characters. */
function parseFullName(text) {
    const match = /^(?:@([^/@]+)\/)?([^/@][^/]*)$/.exec(text);
    if (match === null)
        return undefined;
    const [, namespace, name = ''] = match;
    return { format: 'npm', name, ...(namespace === undefined ? {} : { namespace }) };
}
/** `name-version.tgz`, without the scope: Yarn Berry keeps a lock file free of addresses only for this form. */
function tarballName(reference, version) {
    return `${reference.name}-${version}.tgz`;
}
/** Reserved as paths of the registry or by Node itself. */
const RESERVED = new Set(['node_modules', 'favicon.ico', '-']);
function partProblems(part, what) {
    const problems = [];
    if (part === '')
        problems.push(`the ${what} is empty`);
    if (part.length > 214)
        problems.push(`the ${what} is longer than 214 characters`);
    if (/^[._]/.test(part))
        problems.push(`the ${what} begins with \`.\` or \`_\``);
    if (!/^[A-Za-z0-9\-._~!'()*]*$/.test(part))
        problems.push(`the ${what} has characters that npm does not allow in it`);
    if (RESERVED.has(part.toLowerCase()))
        problems.push(`\`${part}\` is reserved`);
    return problems;
}
/**
 * A version as npm publishes it: `npm publish` runs the same cleaning over package.json.
 *
 * | written        | result    |
 * | -------------- | --------- |
 * | `v1.2.3`       | `1.2.3`   |
 * | ` =1.2.3 `     | `1.2.3`   |
 * | `1.2.3+build`  | `1.2.3`   |
 * | `1.2`          | `1.2` (and a problem) |
 */
function normaliseVersion(version) {
    return version.length > 256 ? version : (semver_functions_clean_js__WEBPACK_IMPORTED_MODULE_0__(version, { loose: true }) ?? version);
}
const coordinates = {
    normaliseName: (name) => name,
    normaliseVersion,
    problems({ namespace, name, version }) {
        return [
            ...(namespace === undefined ? [] : partProblems(namespace, 'scope')),
            ...partProblems(name, 'name'),
            ...(version === undefined || isVersion(version) ? [] : ['the version is not a semantic version']),
        ];
    },
    compareVersions(a, b) {
        const [left, right] = [semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_2__(a, { loose: true }), semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_2__(b, { loose: true })];
        if (left && right)
            return semver_functions_compare_build_js__WEBPACK_IMPORTED_MODULE_1__(left, right);
        return left ? 1 : right ? -1 : a < b ? -1 : a > b ? 1 : 0;
    },
    satisfies(version, requirement) {
        const range = semver_ranges_valid_js__WEBPACK_IMPORTED_MODULE_4__(requirement, { loose: true });
        // Tags (`latest`), addresses and `workspace:` say nothing about versions.
        if (range === null)
            return undefined;
        return semver_functions_satisfies_js__WEBPACK_IMPORTED_MODULE_3__(version, range, { loose: true });
    },
};
/** Whether the service may hold it as it stands: a semantic version in npm's own, cleaned spelling. */
function isVersion(version) {
    return version.length <= 256 && semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_2__(version) !== null && !/^[v=\s]|\s$/.test(version);
}
/** A dist-tag must not read as a version range (`1.x`, `x`), or `npm install name@tag` would mean the range. */
function isTag(tag) {
    // No word of letters is a range but `x` and `vx`; the grammar of ranges costs more than the rest of an upload.
    if (/^[a-z]{3,214}$/.test(tag))
        return true;
    return /^[^\s/@%#?\\]{1,214}$/.test(tag) && tag !== '__proto__' && semver_ranges_valid_js__WEBPACK_IMPORTED_MODULE_4__(tag) === null;
}
/** Where npm puts a version nobody gave a tag: `latest`, and for a prerelease its first label (`2.0.0-rc.1` → `rc`). */
function defaultTag(version) {
    const prerelease = semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_2__(version, { loose: true })?.prerelease ?? [];
    if (prerelease.length === 0)
        return 'latest';
    const label = String(prerelease[0]);
    // A number alone would be a range, and a prerelease must not take `latest` because its label says so.
    return isTag(label) && label !== 'latest' ? label : 'next';
}


/***/ }),

/***/ 5355:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  cC: () => (/* binding */ preferredTag),
  _A: () => (/* binding */ tags),
  Wu: () => (/* binding */ visibleVersions)
});

// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/repository.js
var repository = __webpack_require__(3257);
// EXTERNAL MODULE: ./lib/core/ports/http.js
var http = __webpack_require__(6854);
;// CONCATENATED MODULE: ./lib/formats/shared/text/json-reader.js
// Pulls values out of a JSON text while it streams in, so that a document of any size costs only the values that are
// wanted: an npm publish document carries a whole tarball, a public packument hundreds of versions.
/** The text is not JSON, or a value in it is larger than its reader allows. */
class JsonRefusal extends Error {
    kind;
    constructor(kind, message) {
        super(message);
        this.name = 'JsonRefusal';
        this.kind = kind;
    }
}
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const MAX_KEY_BYTES = 4096;
/** Deeper than any package document; `JSON.stringify` of a value nested without end would exhaust the stack. */
const MAX_DEPTH = 200;
class JsonReader {
    #source;
    #chunk = new Uint8Array(0);
    #at = 0;
    constructor(source) {
        this.#source = source[Symbol.asyncIterator]();
    }
    /**
     * Enters the object that comes next and gives its keys in order, repeated ones included. For each key, exactly one
     * of `members`, `value`, `text` or `skip` must be read to its end before the next key is asked for.
     */
    async *members() {
        await this.#expect(OPEN_BRACE, 'an object');
        if ((await this.#peek()) === CLOSE_BRACE) {
            this.#at += 1;
            return;
        }
        while (true) {
            if ((await this.#peek()) !== QUOTE)
                throw malformed('a key is missing');
            const key = await this.value(MAX_KEY_BYTES);
            await this.#expect(COLON, 'a colon');
            yield String(key);
            const next = await this.#peek();
            this.#at += 1;
            if (next === CLOSE_BRACE)
                return;
            if (next !== COMMA)
                throw malformed('a comma is missing');
        }
    }
    /** The value that comes next, parsed; refused when its text is longer than `limit` bytes. */
    async value(limit) {
        const parts = [];
        let size = 0;
        await this.#scan((part) => {
            size += part.length;
            if (size > limit)
                throw new JsonRefusal('too-large', `a value is larger than ${limit} bytes`);
            // A copy, as the source may use its chunk again.
            parts.push(Uint8Array.prototype.slice.call(part));
        });
        try {
            return JSON.parse(Buffer.concat(parts).toString('utf8'));
        }
        catch {
            throw malformed('a value is not JSON');
        }
    }
    async skip() {
        await this.#scan(() => undefined);
    }
    /** Whether the value that comes next is an object; others make `members` throw. */
    async isObject() {
        return (await this.#peek()) === OPEN_BRACE;
    }
    async isString() {
        return (await this.#peek()) === QUOTE;
    }
    /** The bytes of the string that comes next, between its quotes, with its escapes as written. */
    async *text() {
        await this.#expect(QUOTE, 'a string');
        let isEscaped = false;
        while (true) {
            const chunk = await this.#rest();
            // The first byte belongs to an escape that the last chunk began: it ends nothing and begins nothing.
            const from = isEscaped ? 1 : 0;
            const end = endOfString(chunk, from);
            if (end >= 0) {
                this.#at += end + 1;
                if (end > 0)
                    yield chunk.subarray(0, end);
                return;
            }
            isEscaped = backslashesBefore(chunk, chunk.length, from) % 2 === 1;
            this.#at += chunk.length;
            yield chunk;
        }
    }
    /** Refuses anything but white space after the last value, and so a document that was cut off or has a tail. */
    async end() {
        if ((await this.#peekOrEnd()) !== undefined)
            throw malformed('something follows the document');
    }
    /** Ends the source early, for readers that have seen enough or refused it. */
    async close() {
        await this.#source.return?.();
    }
    /** Hands the bytes of one value to `take`, following strings and nesting only as far as finding its end needs. */
    async #scan(take) {
        const first = await this.#peek();
        if (first === QUOTE)
            return this.#scanString(take);
        if (first !== OPEN_BRACE && first !== OPEN_BRACKET)
            return this.#scanLiteral(take);
        let depth = 0;
        do {
            const chunk = await this.#rest();
            let at = 0;
            let stop = false;
            while (at < chunk.length && !stop) {
                const byte = chunk[at];
                if (byte === QUOTE)
                    break;
                at += 1;
                if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
                    depth += 1;
                    if (depth > MAX_DEPTH)
                        throw malformed(`values are nested deeper than ${MAX_DEPTH}`);
                }
                else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
                    depth -= 1;
                    stop = depth === 0;
                }
            }
            if (at > 0)
                take(chunk.subarray(0, at));
            this.#at += at;
            if (!stop && at < chunk.length)
                await this.#scanString(take);
        } while (depth > 0);
    }
    async #scanString(take) {
        take(Uint8Array.of(QUOTE));
        for await (const part of this.text())
            take(part);
        take(Uint8Array.of(QUOTE));
    }
    /** Numbers, `true`, `false`, `null`: everything up to what can end a value. */
    async #scanLiteral(take) {
        while (await this.#fill()) {
            const chunk = this.#chunk;
            const from = this.#at;
            while (this.#at < chunk.length && !isDelimiter(chunk[this.#at]))
                this.#at += 1;
            if (this.#at > from)
                take(chunk.subarray(from, this.#at));
            if (this.#at < chunk.length)
                return;
        }
    }
    async #expect(byte, what) {
        if ((await this.#peek()) !== byte)
            throw malformed(`${what} is missing`);
        this.#at += 1;
    }
    async #peek() {
        const byte = await this.#peekOrEnd();
        if (byte === undefined)
            throw malformed('it ends too early');
        return byte;
    }
    async #peekOrEnd() {
        while (await this.#fill()) {
            const chunk = this.#chunk;
            while (this.#at < chunk.length && isWhiteSpace(chunk[this.#at]))
                this.#at += 1;
            if (this.#at < chunk.length)
                return chunk[this.#at];
        }
        return undefined;
    }
    async #rest() {
        if (!(await this.#fill()))
            throw malformed('it ends too early');
        return this.#at === 0 ? this.#chunk : this.#chunk.subarray(this.#at);
    }
    async #fill() {
        while (this.#at >= this.#chunk.length) {
            const next = await this.#source.next();
            if (next.done)
                return false;
            this.#chunk = next.value;
            this.#at = 0;
        }
        return true;
    }
}
function malformed(why) {
    return new JsonRefusal('malformed', `the document is not valid JSON: ${why}`);
}
function isWhiteSpace(byte) {
    return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
function isDelimiter(byte) {
    return (byte === COMMA ||
        byte === CLOSE_BRACE ||
        byte === CLOSE_BRACKET ||
        byte === 0x20 ||
        (byte !== undefined && byte >= 0x09 && byte <= 0x0d));
}
/** Index of the first quote at or after `from` that no backslash escapes, or -1. */
function endOfString(chunk, from) {
    let at = chunk.indexOf(QUOTE, from);
    while (at >= 0 && backslashesBefore(chunk, at, from) % 2 === 1)
        at = chunk.indexOf(QUOTE, at + 1);
    return at;
}
function backslashesBefore(chunk, end, from) {
    let count = 0;
    while (end - 1 - count >= from && chunk[end - 1 - count] === BACKSLASH)
        count += 1;
    return count;
}

// EXTERNAL MODULE: ./lib/formats/shared/upload-answer.js
var upload_answer = __webpack_require__(3954);
// EXTERNAL MODULE: ./lib/formats/npm/artifact/manifest.js
var manifest = __webpack_require__(8336);
// EXTERNAL MODULE: ./lib/formats/npm/names/coordinates.js
var coordinates = __webpack_require__(6562);
;// CONCATENATED MODULE: ./lib/formats/npm/publish/tags.js







/** A package with thousands of versions may have a tag for each build; the list is still small. */
const TAGS_BYTES = 4 * 1024 * 1024;
/** The tag its author means when nobody names one: `publishConfig.tag`, else what npm would choose. */
function preferredTag(publication) {
    const { publishConfig } = publication.metadata.manifest;
    const configured = (0,manifest/* isObject */.Gv)(publishConfig) ? publishConfig.tag : undefined;
    return typeof configured === 'string' && configured !== '' ? configured : (0,coordinates/* defaultTag */.q3)(publication.version);
}
const tags = {
    preferred: preferredTag,
    async read(ref, target) {
        const what = `read the dist-tags of ${(0,coordinates/* fullName */.fq)(ref)} in ${(0,repository/* label */.Pf)(target.address)}`;
        const response = await send(target, { method: 'GET', url: tagsPath(ref) });
        if (response.status === 404) {
            await response.discard();
            return undefined;
        }
        await requireSuccess(response, target, what);
        const found = await readJson(response, what);
        if (!(0,manifest/* isObject */.Gv)(found))
            throw notUnderstood(what);
        const entries = Object.entries(found).filter(([tag, version]) => (0,coordinates/* isTag */.dz)(tag) && typeof version === 'string');
        return Object.fromEntries(entries);
    },
    async set(ref, tag, version, target) {
        requireTag(ref, tag);
        const url = `${tagsPath(ref)}/${encodeURIComponent(tag)}`;
        const headers = { 'content-type': 'application/json' };
        const response = await send(target, { method: 'PUT', url, headers, body: JSON.stringify(version) });
        await requireSuccess(response, target, `set the dist-tag ${tag} of ${(0,coordinates/* fullName */.fq)(ref)} to ${version} in ${(0,repository/* label */.Pf)(target.address)}`);
        await response.discard();
    },
    async remove(ref, tag, target) {
        requireTag(ref, tag);
        const response = await send(target, { method: 'DELETE', url: `${tagsPath(ref)}/${encodeURIComponent(tag)}` });
        // Removed by somebody else, or by an earlier attempt whose answer was lost: the wish is fulfilled.
        if (response.status !== 404) {
            await requireSuccess(response, target, `remove the dist-tag ${tag} of ${(0,coordinates/* fullName */.fq)(ref)} in ${(0,repository/* label */.Pf)(target.address)}`);
        }
        await response.discard();
    },
};
/** Keys under `versions` of the packument; the rest of it, which may be tens of megabytes, is passed over. */
async function visibleVersions(ref, target) {
    const what = `read the versions of ${(0,coordinates/* fullName */.fq)(ref)} in ${(0,repository/* label */.Pf)(target.address)}`;
    const headers = { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8' };
    const response = await send(target, { method: 'GET', url: (0,coordinates/* escapedName */.Nm)(ref), headers });
    if (response.status === 404) {
        await response.discard();
        return undefined;
    }
    await requireSuccess(response, target, what);
    try {
        return await versionKeys(new JsonReader(response.body));
    }
    catch (error) {
        if (error instanceof JsonRefusal)
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
            if ((0,coordinates/* isVersion */.lF)(version))
                versions.push(version);
            await reader.skip();
        }
    }
    return versions;
}
const tagsPath = (ref) => `-/package/${(0,coordinates/* escapedName */.Nm)(ref)}/dist-tags`;
function requireTag(ref, tag) {
    if (!(0,coordinates/* isTag */.dz)(tag))
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `${JSON.stringify(tag)} cannot be a dist-tag of ${(0,coordinates/* fullName */.fq)(ref)}`);
}
function send(target, request) {
    const headers = { accept: 'application/json', ...request.headers, authorization: `Bearer ${target.token.reveal()}` };
    return target.http({ ...request, url: `${(0,upload_answer/* baseAddress */.uU)(target.endpoint)}${request.url}`, headers });
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
    const body = await (0,http/* readBody */.x)(response, 16 * 1024).catch(() => Buffer.alloc(0));
    const said = sentence(body.toString('utf8')).split(target.token.reveal()).join('***');
    const code = CODES[status] ?? (status >= 500 ? 'CA-NET-002' : 'CA-NET-004');
    const answer = `${status}${said === '' ? '' : `, ${said}`}`;
    throw new registry_error/* RegistryError */.gl(code, `could not ${what}: the answer was ${answer}`, { retryAfterMs: (0,http/* retryAfter */.P)(response) });
}
function sentence(body) {
    let text = body;
    try {
        const parsed = JSON.parse(body);
        if ((0,manifest/* isObject */.Gv)(parsed))
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
        return JSON.parse((await (0,http/* readBody */.x)(response, TAGS_BYTES)).toString('utf8'));
    }
    catch (error) {
        if (error instanceof SyntaxError || error instanceof RangeError)
            throw notUnderstood(what, error);
        throw error;
    }
}
function notUnderstood(what, cause) {
    return new registry_error/* RegistryError */.gl('CA-NET-004', `could not ${what}: the answer is not what a package registry sends`, {
        cause,
    });
}


/***/ }),

/***/ 2188:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G8: () => (/* binding */ coordinates),
/* harmony export */   GX: () => (/* binding */ normaliseName),
/* harmony export */   SM: () => (/* binding */ assetName),
/* harmony export */   r8: () => (/* binding */ normaliseVersion)
/* harmony export */ });
/* unused harmony exports parseVersion, nugetReference, sameVersion, isPrerelease, compareVersions, satisfies */
const VERSION = /^(\d{1,20})(?:\.(\d{1,20}))?(?:\.(\d{1,20}))?(?:\.(\d{1,20}))?(?:-([0-9A-Za-z.-]{1,128}))?(?:\+[0-9A-Za-z.-]{1,128})?$/;
function parseVersion(text) {
    const match = VERSION.exec(text.trim());
    if (!match)
        return undefined;
    const number = (index) => BigInt(match[index] ?? '0');
    const label = match[5] ?? '';
    if (label.split('.').includes('') && label !== '')
        return undefined;
    return { numbers: [number(1), number(2), number(3), number(4)], label };
}
function nugetReference(id) {
    return { format: 'nuget', name: normaliseName(id) };
}
function normaliseName(id) {
    return id.toLowerCase();
}
/**
 * | written      | stored    |
 * |--------------|-----------|
 * | 1.0          | 1.0.0     |
 * | 01.02.03.0   | 1.2.3     |
 * | 1.2.3.4      | 1.2.3.4   |
 * | 1.0.0-RC.1+b | 1.0.0-RC.1 |
 *
 * The case of a label is kept, as NuGet keeps it; comparing ignores it.
 */
function normaliseVersion(version) {
    const parsed = parseVersion(version);
    if (!parsed)
        return version;
    const { numbers, label } = parsed;
    const shown = numbers[3] === 0n ? numbers.slice(0, 3) : numbers;
    return `${shown.join('.')}${label === '' ? '' : `-${label}`}`;
}
function sameVersion(a, b) {
    return normaliseVersion(a).toLowerCase() === normaliseVersion(b).toLowerCase();
}
function isPrerelease(version) {
    return (parseVersion(version)?.label ?? '') !== '';
}
/** The one asset of a version (user guide, nuget-name-normalization). */
function assetName(id, version) {
    return `${normaliseName(id)}.${normaliseVersion(version)}.nupkg`;
}
/** Negative when `a` is older. Texts that are no versions come before all versions. */
function compareVersions(a, b) {
    const [left, right] = [parseVersion(a), parseVersion(b)];
    if (!left || !right)
        return left ? 1 : right ? -1 : a < b ? -1 : Number(a > b);
    for (const [index, number] of left.numbers.entries()) {
        const other = right.numbers[index];
        if (number !== other)
            return number < other ? -1 : 1;
    }
    return compareLabels(left.label.toLowerCase(), right.label.toLowerCase());
}
function compareLabels(a, b) {
    if (a === '' || b === '')
        return Number(a === '') - Number(b === '');
    const [left, right] = [a.split('.'), b.split('.')];
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
        const [x, y] = [left[index], right[index]];
        if (x === undefined || y === undefined)
            return x === undefined ? -1 : 1;
        const order = compareIdentifiers(x, y);
        if (order !== 0)
            return order;
    }
    return 0;
}
function compareIdentifiers(a, b) {
    const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumberA !== isNumberB)
        return isNumberA ? -1 : 1;
    if (!isNumberA)
        return a < b ? -1 : Number(a > b);
    const [x, y] = [BigInt(a), BigInt(b)];
    return x < y ? -1 : Number(x > y);
}
/**
 * Whether a version meets a NuGet range; undefined for floating ones (`1.*`).
 *
 * | range       | meets                                  |
 * |-------------|----------------------------------------|
 * | `1.0`       | 1.0.0 and everything newer              |
 * | `[1.0]`     | exactly 1.0.0                           |
 * | `(1.0,2.0]` | newer than 1.0.0 up to 2.0.0            |
 */
function satisfies(version, requirement) {
    const text = requirement.replace(/\s/g, '');
    if (text === '' || text === '(,)')
        return true;
    if (parseVersion(text))
        return compareVersions(version, text) >= 0;
    const [, open, lower = '', comma, upper = '', close] = /^([[(])([^,]*?)(?:(,)([^,]*))?([\])])$/.exec(text) ?? [];
    if (open === undefined || [lower, upper].some((bound) => bound !== '' && !parseVersion(bound)))
        return undefined;
    if (comma === undefined)
        return open === '[' && close === ']' && lower !== '' ? compareVersions(version, lower) === 0 : undefined;
    const above = lower === '' ? 1 : compareVersions(version, lower);
    const below = upper === '' ? -1 : compareVersions(version, upper);
    return (above > 0 || (above === 0 && open === '[')) && (below < 0 || (below === 0 && close === ']'));
}
const ID = /^[\p{L}\p{N}_]+(?:[.-][\p{L}\p{N}_]+)*$/u;
const ID_LENGTH = 100;
const coordinates = {
    normaliseName,
    normaliseVersion,
    compareVersions,
    satisfies,
    problems({ namespace, name, version }) {
        return [
            ...(namespace ? ['NuGet packages have no namespace'] : []),
            ...(name.length <= ID_LENGTH && ID.test(name)
                ? []
                : [`a NuGet id has at most ${ID_LENGTH} letters, digits and _, joined by single . or -`]),
            ...(version === undefined || parseVersion(version)
                ? []
                : ['the version is not one NuGet reads (1.2.3, 1.2.3-beta.1)']),
        ];
    },
};


/***/ }),

/***/ 9624:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  G8: () => (/* binding */ coordinates),
  Eo: () => (/* binding */ isName),
  IL: () => (/* binding */ isVersionText),
  GX: () => (/* binding */ normaliseName)
});

// EXTERNAL MODULE: ./lib/core/model/repository.js
var repository = __webpack_require__(3257);
// EXTERNAL MODULE: ./lib/formats/pypi/names/version.js
var names_version = __webpack_require__(2034);
;// CONCATENATED MODULE: ./lib/formats/pypi/names/version-order.js
// Order of PEP 440 versions, and whether one meets a specifier set (`>=2,<3,!=2.5.*`).

/** Digits of any length: date stamps with counters exceed 2^53. */
function compareNumbers(a, b) {
    return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
function compareReleases(a, b) {
    for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
        const order = compareNumbers(a[index] ?? '0', b[index] ?? '0');
        if (order !== 0)
            return order;
    }
    return 0;
}
/** dev before a, b, rc before the release itself before its post-releases. */
function comparePhases(a, b) {
    const phase = ({ pre, post, dev }) => pre ? { a: 1, b: 2, rc: 3 }[pre[0]] : post === undefined && dev !== undefined ? 0 : 4;
    return (phase(a) - phase(b) ||
        compareNumbers(a.pre?.[1] ?? '0', b.pre?.[1] ?? '0') ||
        compareOptional(a.post, b.post, -1) ||
        compareOptional(a.dev, b.dev, 1));
}
/** `absent` is the sign of a missing part against a present one. */
function compareOptional(a, b, absent) {
    if (a === undefined || b === undefined)
        return a === b ? 0 : a === undefined ? absent : -absent;
    return compareNumbers(a, b);
}
function compareLocals(a, b) {
    if (a === undefined || b === undefined)
        return compareOptional(a && '0', b && '0', -1);
    const [left, right] = [a.split('.'), b.split('.')];
    for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
        const order = compareLocalParts(left[index], right[index]);
        if (order !== 0)
            return order;
    }
    return 0;
}
/** Numbers above words; a shorter local version below a longer one that begins with it. */
function compareLocalParts(a, b) {
    if (a === undefined || b === undefined)
        return a === b ? 0 : a === undefined ? -1 : 1;
    const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumberA && isNumberB)
        return compareNumbers(a, b);
    if (isNumberA !== isNumberB)
        return isNumberA ? 1 : -1;
    return a < b ? -1 : a > b ? 1 : 0;
}
function comparePublic(a, b) {
    return compareNumbers(a.epoch, b.epoch) || compareReleases(a.release, b.release) || comparePhases(a, b);
}
/** Versions that are not PEP 440 (old public ones) come before all others, as text. */
function compareVersions(a, b) {
    const [left, right] = [(0,names_version/* parseVersion */.ot)(a), (0,names_version/* parseVersion */.ot)(b)];
    if (!left || !right)
        return left ? 1 : right ? -1 : a < b ? -1 : a > b ? 1 : 0;
    return comparePublic(left, right) || compareLocals(left.local, right.local);
}
/**
 * Whether `version` meets a requirement such as `>=2,<3`; an empty one is met by any. Undefined when either cannot be
 * understood. Pre-releases count like any other version here: which of them to choose is the installer's business.
 */
function satisfies(version, requirement) {
    const parsed = (0,names_version/* parseVersion */.ot)(version);
    if (!parsed)
        return undefined;
    const clauses = requirement
        .split(',')
        .map((clause) => clause.trim())
        .filter((clause) => clause !== '');
    let isMet = true;
    for (const clause of clauses) {
        const meets = meetsClause(version, parsed, clause);
        if (meets === false)
            return false;
        isMet = meets === undefined ? undefined : isMet;
    }
    return isMet;
}
function meetsClause(version, parsed, clause) {
    const match = /^(===|==|!=|~=|<=|>=|<|>)\s*(\S+)$/.exec(clause);
    const [, operator = '', operand = ''] = match ?? [];
    if (operator === '===')
        return version.toLowerCase() === operand.toLowerCase();
    const isPrefix = operand.endsWith('.*') && (operator === '==' || operator === '!=');
    const bound = (0,names_version/* parseVersion */.ot)(isPrefix ? operand.slice(0, -2) : operand);
    if (!match || !bound)
        return undefined;
    if (isPrefix)
        return hasPrefix(parsed, bound) === (operator === '==');
    switch (operator) {
        case '==':
            return isEqual(parsed, bound);
        case '!=':
            return !isEqual(parsed, bound);
        case '<=':
            return comparePublic(parsed, bound) <= 0;
        case '>=':
            return comparePublic(parsed, bound) >= 0;
        case '<':
            return isBelow(parsed, bound);
        case '>':
            return isAbove(parsed, bound);
        default:
            return isCompatible(parsed, bound);
    }
}
/** A bound without local part is met by every local variant of it. */
function isEqual(version, bound) {
    return comparePublic(version, bound) === 0 && (bound.local === undefined || version.local === bound.local);
}
function hasPrefix(version, prefix) {
    const head = prefix.release.map((_, index) => version.release[index] ?? '0');
    if (compareNumbers(version.epoch, prefix.epoch) !== 0 || compareReleases(head, prefix.release) !== 0)
        return false;
    return prefix.pre === undefined || comparePhases({ ...version, dev: undefined, post: undefined }, prefix) === 0;
}
const isPre = ({ pre, dev }) => pre !== undefined || dev !== undefined;
/** `<3` leaves out `3rc1`, which is below 3 only in order. */
function isBelow(version, bound) {
    if (comparePublic(version, bound) >= 0)
        return false;
    return isPre(bound) || !isPre(version) || !isSameRelease(version, bound);
}
/** `>1.7` leaves out `1.7.post1` and `1.7+local`. */
function isAbove(version, bound) {
    if (comparePublic(version, bound) <= 0)
        return false;
    return bound.post !== undefined || version.post === undefined || !isSameRelease(version, bound);
}
function isSameRelease(a, b) {
    return compareNumbers(a.epoch, b.epoch) === 0 && compareReleases(a.release, b.release) === 0;
}
/** `~=2.2.1` is `>=2.2.1, ==2.2.*`; a single number cannot be compatible with anything. */
function isCompatible(version, bound) {
    if (bound.release.length < 2)
        return undefined;
    const series = { ...bound, release: bound.release.slice(0, -1), pre: undefined, post: undefined, dev: undefined };
    return comparePublic(version, bound) >= 0 && hasPrefix(version, series);
}

;// CONCATENATED MODULE: ./lib/formats/pypi/names/coordinates.js
// Names of Python packages. PEP 503 names, PEP 440 versions; the service stores names normalised, versions as given.


/** PEP 503: lower case, every run of `-`, `_` and `.` becomes one `-`. */
function normaliseName(name) {
    return name.toLowerCase().replace(/[-_.]+/g, '-');
}
/** PEP 508 names: letters and digits, with `.`, `_`, `-` between them. */
function isName(name) {
    return name.length <= 255 && /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(name);
}
/**
 * What may stand as a version in a path. Wider than PEP 440, because public packages carry old spellings (`2004d`)
 * that can still be promoted; what we publish must be PEP 440 (see artifact.ts).
 */
function isVersionText(version) {
    return version.length <= 255 && /^[a-z0-9][a-z0-9.!+_-]*$/i.test(version);
}
const coordinates = {
    normaliseName,
    // No normalisation of versions is documented for this format: `1.0-rc1` stays what it is.
    normaliseVersion: (version) => version,
    compareVersions: compareVersions,
    satisfies: satisfies,
    problems({ name, namespace, version }) {
        return [
            ...(namespace === undefined || namespace === '' ? [] : ['Python packages have no namespace']),
            ...(isName(name) && repository/* PATTERNS */.G3.packagePart.test(name)
                ? []
                : ['a Python package name has letters and digits, with `.`, `_` or `-` between them']),
            ...(version === undefined || isVersionText(version)
                ? []
                : ['a Python version has letters, digits and `.`, `!`, `+`, `_`, `-`, and begins with a letter or digit']),
        ];
    },
};


/***/ }),

/***/ 2034:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $g: () => (/* binding */ comparableVersion),
/* harmony export */   AO: () => (/* binding */ normalVersion),
/* harmony export */   ot: () => (/* binding */ parseVersion)
/* harmony export */ });
// PEP 440 versions: recognising and normalising. The service keeps versions as they were uploaded; normal forms serve
// to see that a wheel, a source archive and their file names speak of the same version.
const PRE_LABELS = {
    a: 'a',
    alpha: 'a',
    b: 'b',
    beta: 'b',
    c: 'rc',
    rc: 'rc',
    pre: 'rc',
    preview: 'rc',
};
/** Leading zeros mean nothing; digits stay text because a date stamp with a counter may exceed 2^53. */
const number = (digits) => digits.replace(/^0+(?=\d)/, '');
/** Takes matches off the front of a text; every pattern is sticky and has no nested repetition. */
class Reader {
    #rest;
    constructor(text) {
        this.#rest = text;
    }
    take(pattern) {
        const match = pattern.exec(this.#rest);
        if (!match)
            return undefined;
        this.#rest = this.#rest.slice(match[0].length);
        return match;
    }
    get isDone() {
        return this.#rest === '';
    }
}
/**
 * | given            | normal form   |
 * |------------------|---------------|
 * | `v1.0`           | `1.0`         |
 * | `1.0-ALPHA.2`    | `1.0a2`       |
 * | `1.0.preview`    | `1.0rc0`      |
 * | `1.0-1`          | `1.0.post1`   |
 * | `1.0_dev`        | `1.0.dev0`    |
 * | `1!1.0+Ab_1`     | `1!1.0+ab.1`  |
 * | `2004d`, `1.x`   | undefined     |
 */
function parseVersion(text) {
    if (text.length > 255)
        return undefined;
    const reader = new Reader(text.trim().toLowerCase());
    reader.take(/^v/);
    const epoch = number(reader.take(/^(\d+)!/)?.[1] ?? '0');
    const release = reader
        .take(/^\d+(?:\.\d+)*/)?.[0]
        .split('.')
        .map(number);
    if (!release)
        return undefined;
    const pre = reader.take(/^[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d*)/);
    const post = reader.take(/^(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d*))/);
    const dev = reader.take(/^[-_.]?dev[-_.]?(\d*)/);
    const local = reader.take(/^\+([a-z0-9]+(?:[-_.][a-z0-9]+)*)/)?.[1];
    if (!reader.isDone)
        return undefined;
    return {
        epoch,
        release,
        pre: pre ? [PRE_LABELS[pre[1] ?? ''] ?? 'rc', number(pre[2] || '0')] : undefined,
        post: post ? number(post[1] || post[2] || '0') : undefined,
        dev: dev ? number(dev[1] || '0') : undefined,
        local: local
            ?.split(/[-_.]/)
            .map((part) => (/^\d+$/.test(part) ? number(part) : part))
            .join('.'),
    };
}
function print(version, release) {
    const { epoch, pre, post, dev, local } = version;
    return [
        epoch === '0' ? '' : `${epoch}!`,
        release.join('.'),
        pre ? pre.join('') : '',
        post === undefined ? '' : `.post${post}`,
        dev === undefined ? '' : `.dev${dev}`,
        local === undefined ? '' : `+${local}`,
    ].join('');
}
/** The normal form of a PEP 440 version; undefined when it is none. Trailing zeros of the release are kept. */
function normalVersion(text) {
    const version = parseVersion(text);
    return version && print(version, version.release);
}
/** One key for all spellings of a version (`1.0` and `1.0.0` are the same one to an installer). */
function comparableVersion(text) {
    const version = parseVersion(text);
    if (!version)
        return `legacy:${text}`;
    const release = [...version.release];
    while (release.length > 1 && release.at(-1) === '0')
        release.pop();
    return print(version, release);
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
;