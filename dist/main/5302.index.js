"use strict";
exports.id = 5302;
exports.ids = [5302];
exports.modules = {

/***/ 8352:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ZH: () => (/* binding */ documentText),
/* harmony export */   dj: () => (/* binding */ canonicalJson),
/* harmony export */   kt: () => (/* binding */ documentHash)
/* harmony export */ });
/* unused harmony export sha256Hex */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
// One text for one value, so that a hash stands for the content and not for spacing or the order of keys.

/**
 * JSON with sorted keys and no spaces (the subset of RFC 8785 our documents need: strings, booleans, null, safe
 * integers, arrays, objects). Members that are undefined are left out, as JSON.stringify does.
 */
function canonicalJson(value) {
    if (Array.isArray(value))
        return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
    if (typeof value === 'object' && value !== null) {
        const members = Object.entries(value)
            .filter(([, member]) => member !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
        return `{${members.join(',')}}`;
    }
    if (typeof value === 'number' && !Number.isSafeInteger(value))
        throw new TypeError('only whole numbers have one spelling');
    return JSON.stringify(value);
}
function sha256Hex(text) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex');
}
/** Hash over a document without its own `hash` member. */
function documentHash(document) {
    const { hash: _, ...rest } = document;
    return sha256Hex(canonicalJson(rest));
}
/** As it is written to a file: readable, one line end at the end. */
function documentText(document) {
    return `${JSON.stringify(document, null, 2)}\n`;
}


/***/ }),

/***/ 6301:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q5: () => (/* binding */ withoutOwnTags),
/* harmony export */   jl: () => (/* binding */ STAGING_TAG),
/* harmony export */   vH: () => (/* binding */ KEEP_PREFIX)
/* harmony export */ });
// dist-tags of our own: marks that a run leaves while it works. Package managers never ask for them.
/** `codeartifact-ci-keep-latest` holds where `latest` pointed while a promotion moves it. */
const KEEP_PREFIX = 'codeartifact-ci-keep-';
/** Tags without our own marks; a noted value stands for the tag it was noted of. */
function withoutOwnTags(tags) {
    const plain = {};
    for (const [tag, version] of Object.entries(tags)) {
        if (tag !== STAGING_TAG && !tag.startsWith(KEEP_PREFIX))
            plain[tag] = version;
    }
    for (const [tag, version] of Object.entries(tags)) {
        if (tag.startsWith(KEEP_PREFIX))
            plain[tag.slice(KEEP_PREFIX.length)] = version;
    }
    return plain;
}
/** Not a version range, and nothing anybody would install by. */
const STAGING_TAG = 'codeartifact-ci-staging';


/***/ }),

/***/ 6408:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B_: () => (/* binding */ isBackwards),
/* harmony export */   M5: () => (/* binding */ writeTag),
/* harmony export */   g$: () => (/* binding */ readTags)
/* harmony export */ });
/* harmony import */ var semver_functions_lt_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3872);
/* harmony import */ var semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6353);
/* harmony import */ var _calls_retry_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7533);
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(511);
/* harmony import */ var _model_coordinates_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1626);
// Reads, compares and writes single dist-tags.





/** Versions that are not semver cannot be ordered, and then nothing is called backwards. */
function isBackwards(from, to) {
    const a = semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_1__(from, { loose: true });
    const b = semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_1__(to, { loose: true });
    return a !== null && b !== null && semver_functions_lt_js__WEBPACK_IMPORTED_MODULE_0__(b, a);
}
/** Points a tag at a version, or removes it (null). Repeating is harmless. */
async function writeTag(change, tags, ports) {
    const { ref, tag, becomes } = change;
    const policy = { attempts: ports.side.attempts, label: `dist-tag ${ref.format}` };
    const write = {
        action: 'tag',
        package: (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_4__/* .purl */ .EV)({ ...ref, version: undefined }),
        tag,
        was: change.was ?? null,
        becomes,
    };
    const send = (target) => becomes === null ? tags.remove(ref, tag, target) : tags.set(ref, tag, becomes, target);
    await ports.journal.around(write, () => (0,_calls_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .retrying */ .R$)(ports.host, policy, async () => {
        try {
            await send(await ports.target(ref));
        }
        catch (error) {
            if (!(error instanceof _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_3__/* .RegistryError */ .gl) || error.code !== 'CA-AUTH-005')
                throw error;
            await send(await ports.target(ref, true));
        }
    }));
}
/** Tags of the repository as package managers see them; none where nobody knows the package. */
async function readTags(ref, { side }) {
    return (await side.tags?.(side.address, ref)) ?? {};
}


/***/ }),

/***/ 2674:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ classify),
/* harmony export */   Z: () => (/* binding */ surroundingsOf)
/* harmony export */ });
/* harmony import */ var _repository_assets_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4138);
/* harmony import */ var _repository_package_records_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7348);
/* harmony import */ var _repository_upstream_chain_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8570);



/** `expected`: the packages it will be about. */
async function surroundingsOf(side, expected) {
    const packages = new _repository_package_records_js__WEBPACK_IMPORTED_MODULE_0__/* .PackageRecords */ .b(side, expected);
    return { side, chain: await (0,_repository_upstream_chain_js__WEBPACK_IMPORTED_MODULE_1__/* .upstreamChain */ .Z)(side.reader, side.address), packages };
}
/** Reads only, and only of the control plane unless a public source is in reach. */
async function classify(publication, surroundings) {
    const { reader, address } = surroundings.side;
    if (await surroundings.packages.lacks(publication))
        return classifyAbsent(publication, surroundings);
    const found = await reader.describePackageVersion(address, publication);
    if (!found)
        return classifyAbsent(publication, surroundings);
    const base = { publication, revision: found.revision, status: found.status };
    if (found.status === 'Archived' || found.status === 'Disposed') {
        const way = found.status === 'Archived' ? 'restore it, or publish a new version' : 'publish a new version';
        return {
            ...base,
            standing: 'withdrawn',
            reason: `the version is ${found.status}; ${way}`,
            present: [],
            missing: [],
        };
    }
    const present = (await reader.listPackageVersionAssets(address, publication))?.assets ?? [];
    return { ...base, ...standingOf(publication, present, found.status) };
}
function standingOf(publication, present, status) {
    const { missing, different } = (0,_repository_assets_js__WEBPACK_IMPORTED_MODULE_2__/* .compareArtifacts */ .Tu)(publication.artifacts, present);
    const first = different[0];
    if (first) {
        const names = different.map(({ artifact }) => artifact.assetName).join(', ');
        const hashes = `sha256 ${first.asset.digests['SHA-256'] ?? 'unknown'} there, ${first.artifact.digests['SHA-256']} here`;
        return { standing: 'different', reason: `${names}: other bytes (${hashes})`, present, missing };
    }
    if (missing.length > 0) {
        const names = missing.map(({ assetName }) => assetName).join(', ');
        return { standing: 'partial', reason: `${status}, and without ${names}`, present, missing };
    }
    if (status === 'Unfinished')
        return { standing: 'partial', reason: 'all assets are there, but it is Unfinished', present, missing };
    const note = status === 'Published' ? '' : ` (${status})`;
    return { standing: 'identical', reason: `every asset has the same sha256${note}`, present, missing };
}
async function classifyAbsent(publication, surroundings) {
    const restrictions = (await surroundings.packages.of(publication))?.restrictions;
    const base = { publication, present: [], missing: publication.artifacts };
    if (restrictions?.publish === 'BLOCK') {
        return { ...base, standing: 'origin-blocked', reason: 'the origin controls of the package say publish BLOCK' };
    }
    const holder = restrictions?.upstream === 'BLOCK' ? undefined : await holderUpstream(publication, surroundings);
    if (holder === undefined)
        return { ...base, standing: 'absent', reason: 'not in the repository' };
    return {
        ...base,
        standing: 'upstream',
        reason: `this version is reachable through ${holder}, so the service would answer 409`,
    };
}
/** Which upstream has it: repositories by the control plane, public sources by what the format's wire shows. */
async function holderUpstream(publication, { side, chain }) {
    for (const repository of chain.repositories.slice(1)) {
        const held = await side.reader.describePackageVersion({ ...side.address, repository }, publication);
        if (held && held.status !== 'Archived' && held.status !== 'Disposed')
            return `the upstream ${repository}`;
    }
    if (chain.connections.size === 0 || !side.visible)
        return undefined;
    const visible = await side.visible(side.address, publication);
    return visible?.includes(publication.version)
        ? `the public source ${[...chain.connections.values()].flat().join(', ')}`
        : undefined;
}


/***/ }),

/***/ 4176:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ entriesOf)
/* harmony export */ });
/** Directories are taken as they are written; everything else is a glob. `!` excludes from the globs. */
async function entriesOf({ packages, workingDirectory }, host) {
    const patterns = [];
    const directories = [];
    for (const text of packages) {
        const stat = text.startsWith('!') ? undefined : await host.files.stat(joined(workingDirectory, text));
        if (stat?.kind === 'directory')
            directories.push({ kind: 'directory', path: joined(workingDirectory, text) });
        else
            patterns.push(text.replace(/^\.\//, ''));
    }
    const files = patterns.some((text) => !text.startsWith('!')) ? await host.files.glob(patterns, workingDirectory) : [];
    const entries = files.map((path) => ({ kind: 'file', path }));
    return [
        ...directories,
        ...(entries.length > 0 || patterns.length === 0
            ? entries
            : await globbedDirectories(patterns, workingDirectory, host)),
    ];
}
/** `packages/*` that matches no file may mean the project directories below it. */
async function globbedDirectories(patterns, cwd, host) {
    const inside = await host.files.glob(patterns.map((text) => `${text.replace(/\/+$/, '')}/*`), cwd);
    const parents = new Set(inside.map((path) => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')))));
    return [...parents].sort().map((path) => ({ kind: 'directory', path }));
}
function joined(directory, path) {
    const isAbsolute = path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:[\\/]/.test(path);
    return isAbsolute ? path : `${directory.replace(/[\\/]+$/, '')}/${path}`;
}


/***/ }),

/***/ 5113:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Di: () => (/* binding */ composePublication),
/* harmony export */   ut: () => (/* binding */ readVersionLines),
/* harmony export */   wG: () => (/* binding */ pathsOf)
/* harmony export */ });
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _model_coordinates_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1626);
/* harmony import */ var _find_built_files_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4176);
// Versions whose files do not say what they are: people name the coordinate and the files that belong to it.



/**
 * Reads the lines of `versions` as publish takes them. The first `=` ends the coordinate: a version that has one of its
 * own is written as a package URL, with `%3D`. Rejects with CA-INPUT-001 naming every bad line.
 */
function readVersionLines(lines) {
    const bare = [];
    const named = [];
    const problems = [];
    for (const line of lines) {
        const at = line.indexOf('=');
        const coordinate = at < 0 ? line : line.slice(0, at).trim();
        const patterns = line
            .slice(at + 1)
            .split(',')
            .map((text) => text.trim())
            .filter((text) => text !== '');
        const shown = `\`${line.replace(/\p{C}/gu, '?').slice(0, 80)}\``;
        if (at < 0)
            bare.push(coordinate);
        else if (coordinate === '')
            problems.push(`${shown} names no coordinate before \`=\``);
        else if (patterns.length === 0)
            problems.push(`${shown} names no files after \`=\``);
        else
            named.push({ coordinate, patterns });
    }
    if (bare.length > 1)
        problems.push(`${bare.length} lines without files; only one version can be made of all of \`packages\``);
    if (problems.length > 0)
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-001', `versions: ${problems.join('; ')}`);
    return { coordinate: bare[0], named };
}
/** Files that the wish names, folders searched to the bottom, each once. */
async function pathsOf(wish, host) {
    const paths = [];
    for (const entry of await (0,_find_built_files_js__WEBPACK_IMPORTED_MODULE_2__/* .entriesOf */ .M)(wish, host)) {
        paths.push(...(entry.kind === 'file' ? [entry.path] : await host.files.glob(['**/*'], entry.path)));
    }
    return [...new Set(paths)];
}
/** Rejects with CA-FILE-002 when there are no files, CA-INPUT-002 and -003 for the coordinate. */
async function composePublication(coordinate, paths, formats, host) {
    const reference = (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_1__/* .parseVersionCoordinate */ .sq)(coordinate);
    const format = formats.find(({ name }) => name === reference.format);
    if (!format?.publishing?.compose) {
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-003', `files of format \`${reference.format}\` name themselves; leave out the coordinate ${(0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_1__/* .shortForm */ .JZ)(reference)}`);
    }
    const problems = format.coordinates.problems(reference);
    if (problems.length > 0)
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-002', `${(0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_1__/* .shortForm */ .JZ)(reference)}: ${problems.join('; ')}`);
    if (paths.length === 0)
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-FILE-002', `no file matches for ${(0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_1__/* .shortForm */ .JZ)(reference)}`);
    return format.publishing.compose(reference, paths, host);
}


/***/ }),

/***/ 4761:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ checkOriginControls),
/* harmony export */   P: () => (/* binding */ findNamesake)
/* harmony export */ });
/* harmony import */ var _model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1626);
/* harmony import */ var _repository_upstream_chain_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8570);


/** What to have: our own versions only, nothing of this name from outside. */
const SHUT = { publish: 'ALLOW', upstream: 'BLOCK' };
/** Before the first publish of a name: is it answered by somebody else already? */
async function findNamesake(ref, surroundings) {
    const { side, chain } = surroundings;
    if (await surroundings.packages.of(ref))
        return undefined;
    if (!side.visible || (0,_repository_upstream_chain_js__WEBPACK_IMPORTED_MODULE_1__/* .isAlone */ .S)(chain))
        return undefined;
    const visible = await side.visible(side.address, ref);
    if (!visible || visible.length === 0)
        return undefined;
    const through = [...chain.repositories.slice(1), ...[...chain.connections.values()].flat()].join(', ');
    return {
        ref,
        found: undefined,
        finding: 'namesake',
        detail: `${(0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .packageName */ .oZ)(ref)} is not published here yet, and the name is already reachable through ${through} ` +
            `(${visible.length} version(s)): until it is published with upstream BLOCK, installs may get somebody else's package`,
    };
}
/** After publishing: what the origin controls are, and with `assert` what they should be. */
async function checkOriginControls(ref, mode, ports) {
    const { side, journal, packages } = ports;
    // A list may come a moment too early for what was only just published.
    const record = (await packages.of(ref)) ?? (await side.reader.describePackage(side.address, ref));
    const found = record?.restrictions;
    const name = (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .packageName */ .oZ)(ref);
    if (!found)
        return { ref, found, finding: 'shut', detail: `${name}: the service tells no origin controls` };
    if (found.publish === 'BLOCK')
        return { ref, found, finding: 'closed', detail: `${name}: publish is BLOCK` };
    if (found.upstream === 'BLOCK')
        return { ref, found, finding: 'shut', detail: `${name}: publish ALLOW, upstream BLOCK` };
    if (mode === 'report') {
        const detail = `${name}: upstream is ALLOW, so a public package of this name can come in; set it to BLOCK unless a package group decides`;
        return { ref, found, finding: 'open', detail };
    }
    const write = {
        action: 'origin',
        package: (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .purl */ .EV)({ ...ref, version: undefined }),
        was: words(found),
        becomes: words(SHUT),
    };
    await journal.around(write, () => side.writer.putPackageOriginConfiguration(side.address, ref, SHUT));
    return { ref, found, finding: 'corrected', detail: `${name}: upstream was ALLOW and is BLOCK now` };
}
const words = ({ publish, upstream }) => `publish ${publish}, upstream ${upstream}`;


/***/ }),

/***/ 7255:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Mz: () => (/* binding */ preflight),
  F2: () => (/* binding */ publishingOf),
  he: () => (/* binding */ refusalsOf),
  Ag: () => (/* binding */ withSiblings)
});

// EXTERNAL MODULE: ./lib/core/calls/concurrency.js
var calls_concurrency = __webpack_require__(4054);
// EXTERNAL MODULE: ./lib/core/model/coordinates.js
var coordinates = __webpack_require__(1626);
// EXTERNAL MODULE: ./lib/core/model/package.js
var model_package = __webpack_require__(1265);
// EXTERNAL MODULE: ./lib/core/operations/dist-tags/write.js
var write = __webpack_require__(6408);
// EXTERNAL MODULE: ./lib/core/operations/repository/assets.js
var assets = __webpack_require__(4138);
// EXTERNAL MODULE: ./lib/core/operations/repository/upstream-chain.js
var upstream_chain = __webpack_require__(8570);
// EXTERNAL MODULE: ./lib/core/operations/repository/verify-download.js
var verify_download = __webpack_require__(8311);
// EXTERNAL MODULE: ./lib/core/operations/publish/classify.js
var classify = __webpack_require__(2674);
;// CONCATENATED MODULE: ./lib/core/operations/publish/compare-archives.js
/** Larger assets are not downloaded only to say more about a conflict. */
const LARGEST = 256 * 1024 * 1024;
const MOST_SHOWN = 20;
/** Downloads the registry's asset into a temporary file and compares members by digest. Never rejects for what it reads. */
async function compareArchives(ref, pair, publishing, ports) {
    const { artifact, asset } = pair;
    const plain = {
        asset: asset.name,
        localSha256: artifact.digests['SHA-256'],
        registrySha256: asset.digests['SHA-256'] ?? '',
        members: [],
        truncated: false,
        onlyMetadata: false,
    };
    if (!publishing.members || Math.max(asset.size, artifact.size) > LARGEST)
        return plain;
    const folder = await ports.host.files.makeTemporaryDirectory('compare');
    try {
        const path = `${folder}/asset`;
        const found = await ports.reader.getPackageVersionAsset(ports.address, ref, asset.name);
        if (!found)
            return plain;
        await ports.host.files.writeStream(path, atMost(found.body, LARGEST));
        const [there, here] = [
            await publishing.members(path, ports.host.files),
            await publishing.members(artifact.path, ports.host.files),
        ];
        return there && here ? { ...plain, ...differences(here, there) } : plain;
    }
    catch {
        // An explanation that cannot be had must not hide the conflict it was for.
        return plain;
    }
    finally {
        await ports.host.files.remove(folder, { recursive: true });
    }
}
/** Members in words, sorted; at most twenty. */
function differences(here, there) {
    const words = [];
    for (const [path, digest] of here) {
        const other = there.get(path);
        if (other === undefined)
            words.push(`${path} only in the built file`);
        else if (other !== digest)
            words.push(`${path} differs`);
    }
    for (const path of there.keys())
        if (!here.has(path))
            words.push(`${path} only in the registry`);
    return {
        members: words.sort().slice(0, MOST_SHOWN),
        truncated: words.length > MOST_SHOWN,
        onlyMetadata: words.length === 0,
    };
}
async function* atMost(body, limit) {
    let size = 0;
    for await (const chunk of body) {
        size += chunk.length;
        if (size > limit)
            throw new RangeError('the asset is larger than it was listed');
        yield chunk;
    }
}

// EXTERNAL MODULE: ./lib/core/operations/publish/origin-controls.js
var origin_controls = __webpack_require__(4761);
// EXTERNAL MODULE: ./lib/core/operations/dist-tags/marks.js
var marks = __webpack_require__(6301);
;// CONCATENATED MODULE: ./lib/core/operations/publish/wanted-tags.js



/**
 * What to do about the tag of one version.
 * - never backwards unless the tag was named by the caller
 * - a version that is there already keeps its tags, unless an interrupted run left it under the staging tag, or it has
 *   no tag and the tag is nowhere
 */
function wantedTag(classification, before, tag, options) {
    const { version } = classification.publication;
    const current = before[tag];
    if (current === version)
        return { wanted: undefined };
    const wasInterrupted = before[marks/* STAGING_TAG */.jl] === version;
    if (classification.standing === 'identical' && !wasInterrupted && current !== undefined)
        return { wanted: undefined };
    if (current !== undefined && options.isOwn && !options.isNamed && (0,write/* isBackwards */.B_)(current, version)) {
        const name = (0,coordinates/* shortForm */.JZ)(classification.publication);
        return {
            wanted: undefined,
            warning: `${name}: \`${tag}\` stays at ${current}, which is newer; name the tag to move it back`,
        };
    }
    if (current !== undefined && !options.isOwn) {
        const name = (0,coordinates/* shortForm */.JZ)(classification.publication);
        return {
            wanted: tag,
            warning: `${name}: an upstream has \`${tag}\` at ${current}, and the upstream's tag wins for package managers`,
        };
    }
    return { wanted: tag };
}

;// CONCATENATED MODULE: ./lib/core/operations/publish/preflight.js
// Looks at everything a publish run is about before it writes anything: where each version stands, which tags it shall
// get, which names somebody else has.











function publishingOf(formats, publication) {
    const publishing = formats.find(({ name }) => name === publication.format)?.publishing;
    if (!publishing)
        throw new RangeError(`${publication.format} cannot be published`);
    return publishing;
}
/** Reads only. */
async function preflight(set, concurrency, ports) {
    const { publications, needs } = inDependencyOrder(set.publications);
    const surroundings = await (0,classify/* surroundingsOf */.Z)(ports.side, publications);
    let done = 0;
    const classifications = await (0,calls_concurrency/* mapConcurrent */._k)(concurrency, publications, async (publication) => {
        const listed = await (0,classify/* classify */.L)(publication, surroundings);
        const classification = await explained(set.verifyBy === 'download' ? await downloaded(listed, ports.side) : listed, ports);
        ports.host.log.progress('compared with the registry', ++done, publications.length);
        return classification;
    });
    const tags = await tagWishes(classifications, set.npmTag, concurrency, ports, surroundings);
    const newNames = new Map(classifications.flatMap(({ standing, publication }) => standing === 'absent' ? [[(0,model_package/* packageKey */.MO)(publication), publication]] : []));
    const namesakes = await (0,calls_concurrency/* mapConcurrent */._k)(concurrency, [...newNames.values()], (publication) => (0,origin_controls/* findNamesake */.P)(publication, surroundings));
    return {
        surroundings,
        classifications,
        needs,
        tags: new Map(tags.map((wish) => [(0,model_package/* versionKey */._5)(wish.classification.publication), wish])),
        namesakes: namesakes.flatMap((finding) => finding ?? []),
        warnings: tags.flatMap(({ warning }) => warning ?? []),
    };
}
/** A dependency is of the set when the set has any version of that package; which one the requirement means is no matter. */
function inDependencyOrder(publications) {
    const byPackage = new Map();
    publications.forEach((publication, index) => {
        byPackage.set((0,model_package/* packageKey */.MO)(publication), [...(byPackage.get((0,model_package/* packageKey */.MO)(publication)) ?? []), index]);
    });
    const needsOf = (index) => {
        const { format, dependencies } = publications[index];
        const needed = dependencies.flatMap(({ namespace, name }) => byPackage.get((0,model_package/* packageKey */.MO)({ format, namespace, name })) ?? []);
        return [...new Set(needed)].filter((other) => other !== index);
    };
    const order = (0,calls_concurrency/* dependencyOrder */.g1)(publications.length, needsOf);
    const place = new Map(order.map((index, position) => [index, position]));
    return {
        publications: order.map((index) => publications[index]),
        needs: order.map((index) => needsOf(index).map((other) => place.get(other))),
    };
}
/** Files of an Unfinished version are not served; they are proven when it is finished. */
async function downloaded(classification, { reader, address, attempts }) {
    const { publication, standing, status, present, revision } = classification;
    if ((standing !== 'identical' && standing !== 'partial') || status === 'Unfinished')
        return classification;
    const built = new Set(publication.artifacts.map(({ assetName }) => assetName));
    const compared = (0,assets/* recordsOf */.M$)(present).filter(({ name }) => built.has(name));
    const problems = await (0,verify_download/* verifyByDownload */["do"])(publication, compared, { reader, address, attempts, revision });
    if (problems.length === 0)
        return classification;
    return { ...classification, standing: 'different', reason: problems.join('; ') };
}
async function explained(classification, ports) {
    if (classification.standing !== 'different')
        return classification;
    const { publication, present } = classification;
    const { different } = (0,assets/* compareArtifacts */.Tu)(publication.artifacts, present);
    const { reader, address } = ports.side;
    const publishing = publishingOf(ports.formats, publication);
    const differences = [];
    for (const pair of different)
        differences.push(await compareArchives(publication, pair, publishing, { host: ports.host, reader, address }));
    return { ...classification, differences };
}
async function tagWishes(classifications, named, concurrency, { formats, side }, surroundings) {
    const isBare = (0,upstream_chain/* isAlone */.S)(surroundings.chain);
    const tagged = classifications.flatMap((classification) => {
        const publishing = publishingOf(formats, classification.publication);
        return publishing.tags ? [{ classification, publishing, tags: publishing.tags }] : [];
    });
    const wishes = await (0,calls_concurrency/* mapConcurrent */._k)(concurrency, tagged, async ({ classification, publishing, tags }) => {
        const { publication } = classification;
        // What nobody has heard of has no tags; a first publication need not ask for them.
        const isKnown = !isBare || classification.standing !== 'absent' || (await surroundings.packages.of(publication));
        const before = (isKnown && (await side.tags?.(side.address, publication))) || {};
        const tag = named ?? tags.preferred(publication);
        const current = before[tag];
        const isOwn = current === undefined ||
            isBare ||
            (await side.reader.describePackageVersion(side.address, { ...publication, version: current })) !== undefined;
        return {
            classification,
            publishing,
            before,
            ...wantedTag(classification, before, tag, { isNamed: named !== undefined, isOwn }),
        };
    });
    return wishes.map((wish) => (isOutdone(wish, wishes) ? { ...wish, wanted: undefined } : wish));
}
/** Two versions of one package want the same tag: the higher one gets it. */
function isOutdone(wish, all) {
    const mine = wish.classification.publication;
    return all.some((other) => {
        const theirs = other.classification.publication;
        return (other !== wish &&
            wish.wanted !== undefined &&
            other.wanted === wish.wanted &&
            (0,model_package/* packageKey */.MO)(theirs) === (0,model_package/* packageKey */.MO)(mine) &&
            (0,write/* isBackwards */.B_)(theirs.version, mine.version));
    });
}
/** What stands in the way, as outcomes; empty when the set can go. */
function refusalsOf(classifications, ifExists) {
    return classifications.flatMap((classification) => {
        const { publication: ref, reason, differences } = classification;
        switch (classification.standing) {
            case 'different':
                return [{ kind: 'conflict', ref, code: 'CA-CONFLICT-001', reason, differences }];
            case 'upstream':
                return [{ kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason }];
            case 'withdrawn':
            case 'origin-blocked':
                return [{ kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason }];
            case 'identical':
                return ifExists === 'fail'
                    ? [{ kind: 'conflict', ref, code: 'CA-CONFLICT-004', reason: `the version is there; ${reason}` }]
                    : [];
            default:
                return [];
        }
    });
}
/** The set goes out whole or not at all: versions that could have gone are held back and say because of whom. */
function withSiblings(classifications, refusals) {
    const refused = new Map(refusals.map((refusal) => [(0,model_package/* versionKey */._5)(refusal.ref), refusal]));
    const because = refusals
        .slice(0, 3)
        .map(({ ref }) => (0,coordinates/* shortForm */.JZ)(ref))
        .join(', ');
    return classifications.map(({ publication: ref, standing, revision, reason }) => {
        const refusal = refused.get((0,model_package/* versionKey */._5)(ref));
        if (refusal)
            return refusal;
        if (standing === 'identical')
            return { kind: 'unchanged', ref, revision: revision ?? '', reason };
        return {
            kind: 'blocked',
            ref,
            code: 'CA-RUN-001',
            reason: `not begun, because ${because} of the same set cannot be published`,
        };
    });
}


/***/ }),

/***/ 5302:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  m: () => (/* binding */ publish)
});

// EXTERNAL MODULE: ./lib/core/calls/concurrency.js
var concurrency = __webpack_require__(4054);
// EXTERNAL MODULE: ./lib/core/documents/canonical.js
var canonical = __webpack_require__(8352);
// EXTERNAL MODULE: ./lib/core/documents/journal.js
var documents_journal = __webpack_require__(2069);
// EXTERNAL MODULE: ./lib/core/documents/manifest.js
var manifest = __webpack_require__(3425);
// EXTERNAL MODULE: ./lib/core/model/coordinates.js
var coordinates = __webpack_require__(1626);
// EXTERNAL MODULE: ./lib/core/model/outcome.js
var outcome = __webpack_require__(6437);
// EXTERNAL MODULE: ./lib/core/model/package.js
var model_package = __webpack_require__(1265);
// EXTERNAL MODULE: ./lib/core/operations/repository/package-records.js
var package_records = __webpack_require__(7348);
// EXTERNAL MODULE: ./lib/core/operations/repository/repository-access.js
var repository_access = __webpack_require__(5034);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
;// CONCATENATED MODULE: ./lib/core/operations/publish/expected-version.js
// Publish on tag: the version in the built files must be the one that was announced.


/**
 * Rejects with CA-CONFLICT-005 and names every publication of another version. With a package in the tag
 * (`utils-v1.2.3`) only that package is held to it, and it must be among the built ones.
 */
function requireExpectedVersion(expected, publications, formats) {
    const name = expected.package;
    const held = name === undefined ? publications : publications.filter((publication) => isNamed(publication, name));
    if (name !== undefined && held.length === 0) {
        const built = publications.map(coordinates/* shortForm */.JZ).join(', ');
        throw new registry_error/* RegistryError */.gl('CA-CONFLICT-005', `${expected.source} is for \`${name}\`, and the built files are ${built}`);
    }
    const others = held.filter((publication) => {
        const rules = formats.find(({ name }) => name === publication.format)?.coordinates;
        return !sameVersion(publication.version, expected.version, rules);
    });
    if (others.length === 0)
        return;
    throw new registry_error/* RegistryError */.gl('CA-CONFLICT-005', `${expected.source} says ${expected.version}, and the built files say ${others.map(coordinates/* shortForm */.JZ).join(', ')}`);
}
/** Equal as the format compares versions: `1.0.0-rc.1` of a tag and `1.0.0rc1` of a wheel are one version. */
function sameVersion(built, expected, rules) {
    if (built === expected)
        return true;
    if (!rules)
        return false;
    if (rules.normaliseVersion(built) === rules.normaliseVersion(expected))
        return true;
    try {
        return rules.compareVersions?.(built, expected) === 0;
    }
    catch {
        return false;
    }
}
// A tag names a package as people do: in full, without its scope or group, or by its folder.
function isNamed(ref, name) {
    const last = name.slice(name.lastIndexOf('/') + 1);
    return [(0,coordinates/* packageName */.oZ)(ref), ref.name, ref.displayName].some((known) => known === name || known === last);
}

// EXTERNAL MODULE: ./lib/core/operations/publish/find-built-files.js
var find_built_files = __webpack_require__(4176);
// EXTERNAL MODULE: ./lib/core/operations/publish/named-files.js
var named_files = __webpack_require__(5113);
;// CONCATENATED MODULE: ./lib/core/operations/publish/gather.js
// From what people wrote in `packages` to publications: globs, folders of built files, project directories.





/**
 * Rejects with CA-FILE-001 when a named file is refused (hostile or broken), CA-FILE-002 when nothing is left to
 * publish, CA-FILE-004 when a project cannot be packed, CA-INPUT-002/-003 for the coordinate.
 */
async function gatherPublications(request, formats, host) {
    const workspace = new PackFolder(host);
    try {
        const report = await gatherParts(request, formats, host, workspace);
        for (const { path, verdict, reason } of report.verdicts)
            host.log.debug(`${verdict}: ${path} (${reason})`);
        requireSound(report, request);
        return { ...report, cleanUp: () => workspace.remove() };
    }
    catch (error) {
        await workspace.remove();
        throw error;
    }
}
class PackFolder {
    #host;
    #path;
    constructor(host) {
        this.#host = host;
    }
    async path() {
        this.#path ??= await this.#host.files.makeTemporaryDirectory('pack');
        return this.#path;
    }
    async remove() {
        if (this.#path !== undefined)
            await this.#host.files.remove(this.#path, { recursive: true });
        this.#path = undefined;
    }
}
/** Named files first: what a line claims belongs to nobody else, whatever it looks like. */
async function gatherParts(request, formats, host, workspace) {
    const { coordinate, named = [], packages, workingDirectory } = request;
    const reports = [];
    for (const files of named) {
        const paths = await (0,named_files/* pathsOf */.wG)({ packages: files.patterns, workingDirectory }, host);
        reports.push(await (0,named_files/* composePublication */.Di)(files.coordinate, paths, formats, host));
    }
    const claimed = new Set(reports.flatMap(({ verdicts }) => verdicts.map(({ path }) => path)));
    if (coordinate !== undefined) {
        const paths = (await (0,named_files/* pathsOf */.wG)(request, host)).filter((path) => !claimed.has(path));
        reports.push(await (0,named_files/* composePublication */.Di)(coordinate, paths, formats, host));
    }
    else if (packages.length > 0)
        reports.push(await gatherAll(request, claimed, formats, host, workspace));
    return {
        publications: reports.flatMap(({ publications }) => publications),
        verdicts: reports.flatMap(({ verdicts }) => verdicts),
    };
}
async function gatherAll(request, claimed, formats, host, workspace) {
    const publishable = formats.flatMap(({ publishing }) => (publishing ? [publishing] : []));
    const paths = [];
    for (const entry of await (0,find_built_files/* entriesOf */.M)(request, host)) {
        if (entry.kind === 'file')
            paths.push(entry.path);
        else
            paths.push(...(await inDirectory(entry.path, publishable, host, workspace)));
    }
    let remaining = [...new Set(paths)].filter((path) => !claimed.has(path));
    const publications = [];
    const verdicts = new Map();
    for (const publishing of publishable) {
        if (remaining.length === 0)
            break;
        const report = await publishing.gather(remaining, host);
        publications.push(...report.publications);
        for (const verdict of report.verdicts) {
            const known = verdicts.get(verdict.path);
            if (!known || rank[verdict.verdict] > rank[known.verdict])
                verdicts.set(verdict.path, verdict);
        }
        remaining = remaining.filter((path) => verdicts.get(path)?.verdict !== 'taken');
    }
    return { publications, verdicts: [...verdicts.values()] };
}
const rank = { left: 0, refused: 1, taken: 2 };
/** A project is packed with its own tool; any other folder is searched for files worth opening. */
async function inDirectory(directory, publishable, host, workspace) {
    const entries = await host.files.list(directory);
    const owners = publishable.filter(({ project }) => project?.recognises(entries));
    if (owners.length > 0) {
        const packed = [];
        for (const { project } of owners)
            packed.push(...((await project?.pack(directory, await workspace.path(), host)) ?? []));
        return packed;
    }
    const patterns = publishable.flatMap((publishing) => publishing.patterns.map((pattern) => `**/${pattern.replace(/^\*\*\//, '')}`));
    return patterns.length === 0 ? [] : host.files.glob([...new Set(patterns)], directory);
}
function requireSound(report, request) {
    const refused = report.verdicts.filter(({ verdict }) => verdict === 'refused');
    if (refused.length > 0) {
        const shown = refused.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
        throw new registry_error/* RegistryError */.gl('CA-FILE-001', `${refused.length} file(s) cannot be published: ${shown.join('; ')}`);
    }
    if (report.publications.length === 0) {
        const shown = report.verdicts.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
        const looked = shown.length > 0 ? ` (${shown.join('; ')})` : '; no file matches';
        const places = [...request.packages, ...(request.named ?? []).flatMap(({ patterns }) => patterns)];
        throw new registry_error/* RegistryError */.gl('CA-FILE-002', `nothing to publish in ${places.join(', ')}${looked}`);
    }
    const seen = new Set();
    for (const publication of report.publications) {
        const key = (0,model_package/* versionKey */._5)(publication);
        if (seen.has(key))
            throw new registry_error/* RegistryError */.gl('CA-FILE-001', `${(0,coordinates/* shortForm */.JZ)(publication)} was built twice; publish one of the two`);
        seen.add(key);
    }
}

// EXTERNAL MODULE: ./lib/core/operations/publish/origin-controls.js
var origin_controls = __webpack_require__(4761);
// EXTERNAL MODULE: ./lib/core/operations/publish/preflight.js + 2 modules
var preflight = __webpack_require__(7255);
// EXTERNAL MODULE: ./lib/core/operations/publish/upload-release-set.js + 1 modules
var upload_release_set = __webpack_require__(1248);
;// CONCATENATED MODULE: ./lib/core/operations/publish/publish.js
// Publishing a release set: gather built files, compare each version with the registry by bytes, upload what is
// missing in dependency order, verify digests, make the set public last, write the manifest.














/**
 * Publishes a set. Everything expected comes back as outcomes; rejects only when going on is pointless: CA-FILE-001
 * and -002 (nothing publishable), CA-CONFLICT-005 (other version built), CA-AUTH and CA-FIND errors, CA-RUN-002.
 */
async function publish(request, ports) {
    const { host, formats, destination } = ports;
    const gathered = await gatherPublications(request, formats, host);
    try {
        if (request.expectedVersion)
            requireExpectedVersion(request.expectedVersion, gathered.publications, formats);
        const { npmTag, ifExists, verifyBy } = request;
        const set = { publications: gathered.publications, npmTag, ifExists, verifyBy };
        const survey = await (0,preflight/* preflight */.Mz)(set, request.concurrency, { host, formats, side: destination });
        ports.onPlan?.(survey.classifications);
        const begin = { classifications: survey.classifications, verdicts: gathered.verdicts };
        const refusals = (0,preflight/* refusalsOf */.he)(survey.classifications, request.ifExists);
        if (request.dryRun || refusals.length > 0) {
            const outcomes = request.dryRun ? refusals : (0,preflight/* withSiblings */.Ag)(survey.classifications, refusals);
            return { ...begin, outcomes, originFindings: survey.namesakes, warnings: survey.warnings, runId: '' };
        }
        const place = await (0,repository_access/* recordOf */.zv)(destination);
        const journal = await (0,documents_journal/* openJournal */._)(host, request.journalPath, { verb: 'publish', ...place });
        const done = await (0,upload_release_set/* uploadReleaseSet */.j)(survey, request.concurrency, {
            host,
            formats,
            side: destination,
            journal,
            verifyBy,
        });
        const originFindings = [...survey.namesakes, ...(await controlOrigins(done.outcomes, request, ports, journal))];
        const manifest = manifestOf(place, done);
        if (request.manifestPath !== undefined)
            await host.files.write(request.manifestPath, (0,canonical/* documentText */.ZH)(manifest));
        await journal.end(JSON.stringify((0,outcome/* countOutcomes */.XF)(done.outcomes)));
        return {
            ...begin,
            outcomes: done.outcomes,
            manifest,
            originFindings,
            warnings: [...survey.warnings, ...done.warnings],
            runId: journal.runId,
        };
    }
    finally {
        await gathered.cleanUp();
    }
}
async function controlOrigins(outcomes, request, { destination }, journal) {
    const refs = new Map(outcomes.flatMap(({ kind, ref }) => (kind === 'published' ? [[(0,model_package/* packageKey */.MO)(ref), ref]] : [])));
    const published = [...refs.values()];
    const packages = new package_records/* PackageRecords */.b(destination, published);
    return (0,concurrency/* mapConcurrent */._k)(request.concurrency, published, (ref) => (0,origin_controls/* checkOriginControls */.D)(ref, request.originControls, { side: destination, journal, packages }));
}
function manifestOf(place, { outcomes, assets }) {
    const versions = outcomes.flatMap((outcome) => {
        if (outcome.kind !== 'published' && outcome.kind !== 'unchanged')
            return [];
        const { kind, ref, revision } = outcome;
        return [{ purl: (0,coordinates/* purl */.EV)(ref), revision, assets: assets.get((0,model_package/* versionKey */._5)(ref)) ?? [], outcome: kind }];
    });
    return { schema: manifest/* MANIFEST_SCHEMA */.K, ...place, versions };
}


/***/ }),

/***/ 1248:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  j: () => (/* binding */ uploadReleaseSet)
});

// EXTERNAL MODULE: ./lib/core/calls/concurrency.js
var concurrency = __webpack_require__(4054);
// EXTERNAL MODULE: ./lib/core/calls/waits.js
var waits = __webpack_require__(8235);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/coordinates.js
var coordinates = __webpack_require__(1626);
// EXTERNAL MODULE: ./lib/core/model/package.js
var model_package = __webpack_require__(1265);
// EXTERNAL MODULE: ./lib/core/operations/dist-tags/marks.js
var marks = __webpack_require__(6301);
// EXTERNAL MODULE: ./lib/core/operations/dist-tags/write.js
var write = __webpack_require__(6408);
// EXTERNAL MODULE: ./lib/core/operations/repository/assets.js
var assets = __webpack_require__(4138);
// EXTERNAL MODULE: ./lib/core/operations/repository/package-records.js
var package_records = __webpack_require__(7348);
// EXTERNAL MODULE: ./lib/core/operations/repository/repository-access.js
var repository_access = __webpack_require__(5034);
// EXTERNAL MODULE: ./lib/core/operations/repository/verify-download.js
var verify_download = __webpack_require__(8311);
// EXTERNAL MODULE: ./lib/core/operations/publish/classify.js
var classify = __webpack_require__(2674);
// EXTERNAL MODULE: ./lib/core/operations/publish/preflight.js + 2 modules
var preflight = __webpack_require__(7255);
// EXTERNAL MODULE: ./lib/core/calls/retry.js + 2 modules
var retry = __webpack_require__(7533);
;// CONCATENATED MODULE: ./lib/core/operations/publish/upload-version.js
// Puts one version into the repository and proves it is there: one conversation of the format, judged by looking at
// the registry whenever its answer leaves a doubt.





const policyOf = (publication, attempts) => ({
    attempts,
    label: `publish ${publication.format}`,
});
/** Rejects with the code of what stopped it (CA-NET-…, CA-AUTH-…, CA-FILE-001, CA-RUN-002). */
async function uploadVersion(wish, ports) {
    const { publication, publishing } = wish;
    let { missing, present } = wish;
    let isFresh = false;
    const attempt = async () => {
        const target = {
            ...(await ports.target(publication, isFresh)),
            npmTag: wish.tag,
            unfinished: publishing.finish !== undefined,
        };
        const result = await publishing.upload(publication, missing, target, present);
        if (result.kind === 'accepted')
            return { kind: 'there' };
        if (result.kind === 'unauthorized') {
            if (isFresh)
                throw new registry_error/* RegistryError */.gl('CA-AUTH-005', `publishing ${(0,coordinates/* shortForm */.JZ)(publication)}: ${result.detail}`);
            isFresh = true;
            return attempt();
        }
        if (result.kind === 'refused')
            return { kind: 'refused', detail: result.detail, status: result.status };
        if (result.kind !== 'throttled') {
            // No answer, an error after the effect, or `exists` because an earlier try did get through: look.
            const found = await lookAt(publication, ports.side);
            const comparison = (0,assets/* compareArtifacts */.Tu)(publication.artifacts, found);
            if (comparison.missing.length === 0 && comparison.different.length === 0)
                return { kind: 'there' };
            if (comparison.different.length > 0)
                return { kind: 'refused', detail: `${result.kind}: ${result.detail}` };
            if (result.kind === 'exists' && comparison.missing.length === missing.length)
                return { kind: 'refused', detail: result.detail, status: 409 };
            ({ missing } = comparison);
            present = found;
        }
        throw asError(result, publication);
    };
    const write = { action: 'upload', purls: [(0,coordinates/* purl */.EV)(publication)] };
    return ports.journal.around(write, () => (0,retry/* retrying */.R$)(ports.host, policyOf(publication, ports.side.attempts), attempt), ({ kind }) => kind);
}
/** Makes an Unfinished version visible. */
async function finishVersion(publication, publishing, ports) {
    const { finish } = publishing;
    if (!finish)
        return { kind: 'there' };
    let isFresh = false;
    const attempt = async () => {
        const result = await finish(publication, await ports.target(publication, isFresh));
        if (result.kind === 'accepted')
            return { kind: 'there' };
        if (result.kind === 'unauthorized') {
            if (isFresh)
                throw new registry_error/* RegistryError */.gl('CA-AUTH-005', `finishing ${(0,coordinates/* shortForm */.JZ)(publication)}: ${result.detail}`);
            isFresh = true;
            return attempt();
        }
        if (result.kind !== 'throttled') {
            const found = await ports.side.reader.describePackageVersion(ports.side.address, publication);
            if (found?.status === 'Published')
                return { kind: 'there' };
        }
        if (result.kind === 'refused' || result.kind === 'exists')
            return { kind: 'refused', detail: result.detail };
        throw asError(result, publication);
    };
    const write = { action: 'finish', purls: [(0,coordinates/* purl */.EV)(publication)] };
    return ports.journal.around(write, () => (0,retry/* retrying */.R$)(ports.host, policyOf(publication, ports.side.attempts), attempt), ({ kind }) => kind);
}
function asError(result, publication) {
    const what = `publishing ${(0,coordinates/* shortForm */.JZ)(publication)}`;
    if (result.kind === 'throttled') {
        return new registry_error/* RegistryError */.gl('CA-NET-001', `${what}: the service asks to slow down`, {
            retryAfterMs: result.retryAfterMs,
        });
    }
    return new registry_error/* RegistryError */.gl(result.kind === 'uncertain' ? 'CA-NET-003' : 'CA-NET-002', `${what}: ${result.detail}`);
}
async function lookAt(publication, { reader, address }) {
    return (await reader.listPackageVersionAssets(address, publication))?.assets ?? [];
}
/** A published version may take a moment to be listed; AWS speaks of under a second and advises a few tries. */
const LOOKS_MS = [0, 100, 250, 500, 1000, 2000, 4000, 8000];
/** Digests the service lists against those of the files on disk. */
async function verifyVersion(publication, ports) {
    const { reader, address } = ports.side;
    let detail = '';
    for (const wait of LOOKS_MS) {
        if (wait > 0)
            await (0,waits/* waitFor */.fm)(ports.host, wait, 'the service lists what was uploaded');
        const listing = await reader.listPackageVersionAssets(address, publication);
        const { missing, different } = (0,assets/* compareArtifacts */.Tu)(publication.artifacts, listing?.assets ?? []);
        if (different.length > 0) {
            return {
                kind: 'differs',
                detail: `${different.map(({ artifact }) => artifact.assetName).join(', ')}: the registry lists other digests`,
            };
        }
        if (listing && missing.length === 0)
            return { kind: 'verified', ...listing };
        detail = `the service accepted it but does not list ${missing.map(({ assetName }) => assetName).join(', ') || 'the version'}`;
    }
    return { kind: 'differs', detail };
}

;// CONCATENATED MODULE: ./lib/core/operations/publish/upload-release-set.js
// Carries a surveyed set out, so that nobody resolves the new versions before all of them are there:
//
//   1. upload what can be hidden (dist-tag nobody uses, Unfinished), dependencies first, and verify digests
//   2. upload what is visible at once (formats without tags and without an Unfinished state), dependencies first
//   3. finish the Unfinished ones
//   4. move the dist-tags
//
// A failure in one phase keeps the next from beginning. Running the same command again continues: finished work is
// recognised by its bytes, and the staging tag tells a version that an interrupted run left from one that was tagged.














/** Errors that concern the whole run: signed out, not allowed, wrong repository, interrupted. */
const STOPPING = /^CA-(AUTH-(00[1-9])|FIND-001|NET-006|RUN-00[23]|FILE-003)$/;
async function uploadReleaseSet(survey, concurrency, ports) {
    const run = new ReleaseSetUpload(survey, concurrency, ports);
    await run.phase('uploaded', (item) => run.isHideable(item), (item) => run.upload(item));
    await run.phase('uploaded', (item) => !run.isHideable(item), (item) => run.upload(item));
    await run.phase('finished', (item) => run.needsFinishing(item), (item) => run.finish(item));
    await run.phase('tagged', (item) => run.needsTag(item), (item) => run.tag(item));
    return run.result();
}
class ReleaseSetUpload {
    #survey;
    #concurrency;
    #ports;
    #upload;
    /** Bad ends; a version without one and without work left is there. */
    #bad = new Map();
    #uploaded = new Set();
    #revisions = new Map();
    #assets = new Map();
    #stopped;
    constructor(survey, concurrency, ports) {
        this.#survey = survey;
        this.#concurrency = concurrency;
        this.#ports = ports;
        this.#upload = { ...ports, target: (0,repository_access/* writeTarget */.vN)(ports.side) };
        for (const { publication, standing, revision, present } of survey.classifications) {
            if (standing !== 'identical')
                continue;
            this.#revisions.set((0,model_package/* versionKey */._5)(publication), revision ?? '');
            this.#assets.set((0,model_package/* versionKey */._5)(publication), (0,assets/* recordsOf */.M$)(present));
        }
    }
    /** Whether package managers can be kept from seeing the version until the set is complete. */
    isHideable({ publication }) {
        const { tags, finish } = (0,preflight/* publishingOf */.F2)(this.#ports.formats, publication);
        return tags !== undefined || finish !== undefined;
    }
    needsFinishing({ publication }) {
        return ((0,preflight/* publishingOf */.F2)(this.#ports.formats, publication).finish !== undefined && this.#uploaded.has((0,model_package/* versionKey */._5)(publication)));
    }
    needsTag(item) {
        const wish = this.#survey.tags.get((0,model_package/* versionKey */._5)(item.publication));
        if (!wish)
            return false;
        return wish.wanted !== undefined || this.#isStaged(item) || wish.before[marks/* STAGING_TAG */.jl] === item.publication.version;
    }
    /**
     * A set of one needs no staging: its one upload carries the wanted tag. Neither does a package without any tag yet:
     * there is no older release that people could get meanwhile, and what it needs was uploaded before it.
     */
    #isStaged({ publication, standing }) {
        if (standing === 'identical')
            return false;
        const wish = this.#survey.tags.get((0,model_package/* versionKey */._5)(publication));
        if (wish === undefined)
            return false;
        const isFirst = Object.keys(wish.before).length === 0;
        return wish.wanted === undefined || (!isFirst && this.#survey.classifications.length > 1);
    }
    /** One phase over the set, begun only when all before it went well. */
    async phase(label, isMember, work) {
        const { classifications, needs } = this.#survey;
        const total = classifications.filter(isMember).length;
        if (total === 0 || this.#bad.size > 0 || this.#stopped)
            return;
        let done = 0;
        const indexes = classifications.map((_, index) => index);
        await (0,concurrency/* runInDependencyOrder */.KG)(this.#concurrency, indexes, (index) => needs[index] ?? [], async (index, needsEndedWell) => {
            const item = classifications[index];
            if (!isMember(item))
                return needsEndedWell;
            if (!needsEndedWell || this.#stopped || this.#ports.host.interrupted.aborted)
                return false;
            try {
                await work(item);
            }
            catch (error) {
                this.#fail(item, (0,registry_error/* asRegistryError */._A)(error));
            }
            this.#ports.host.log.progress(label, ++done, total);
            return !this.#bad.has((0,model_package/* versionKey */._5)(item.publication));
        });
    }
    async upload(item) {
        if (item.standing === 'identical')
            return;
        const { publication, missing, present } = item;
        const publishing = (0,preflight/* publishingOf */.F2)(this.#ports.formats, publication);
        const wish = this.#survey.tags.get((0,model_package/* versionKey */._5)(publication));
        const tag = this.#isStaged(item) ? marks/* STAGING_TAG */.jl : wish?.wanted;
        if (missing.length > 0) {
            const end = await uploadVersion({ publication, missing, present, publishing, tag }, this.#upload);
            if (end.kind === 'refused')
                return this.#refused(item, end);
        }
        const verified = await verifyVersion(publication, this.#upload);
        if (verified.kind === 'differs') {
            this.#bad.set((0,model_package/* versionKey */._5)(publication), {
                kind: 'failed',
                ref: publication,
                code: 'CA-CONFLICT-001',
                reason: verified.detail,
            });
            return;
        }
        this.#uploaded.add((0,model_package/* versionKey */._5)(publication));
        this.#revisions.set((0,model_package/* versionKey */._5)(publication), verified.revision);
        this.#assets.set((0,model_package/* versionKey */._5)(publication), (0,assets/* recordsOf */.M$)(verified.assets));
        // Files of an Unfinished version are not served.
        if (publishing.finish === undefined)
            await this.#readBack(publication);
    }
    async #readBack(publication) {
        if (this.#ports.verifyBy !== 'download')
            return;
        const key = (0,model_package/* versionKey */._5)(publication);
        const built = new Set(publication.artifacts.map(({ assetName }) => assetName));
        const assets = (this.#assets.get(key) ?? []).filter(({ name }) => built.has(name));
        const problems = await (0,verify_download/* verifyByDownload */["do"])(publication, assets, this.#ports.side);
        if (problems.length > 0)
            this.#bad.set(key, { kind: 'failed', ref: publication, code: 'CA-CONFLICT-001', reason: problems.join('; ') });
    }
    async finish(item) {
        const { publication } = item;
        const end = await finishVersion(publication, (0,preflight/* publishingOf */.F2)(this.#ports.formats, publication), this.#upload);
        if (end.kind === 'refused')
            return this.#refused(item, end);
        const { reader, address } = this.#ports.side;
        const listing = await reader.listPackageVersionAssets(address, publication);
        if (listing) {
            this.#revisions.set((0,model_package/* versionKey */._5)(publication), listing.revision);
            this.#assets.set((0,model_package/* versionKey */._5)(publication), (0,assets/* recordsOf */.M$)(listing.assets));
        }
        await this.#readBack(publication);
    }
    async tag(item) {
        const { publication: ref } = item;
        const wish = this.#survey.tags.get((0,model_package/* versionKey */._5)(ref));
        const tags = wish?.publishing.tags;
        if (!wish || !tags)
            return;
        const { wanted, before } = wish;
        const isSet = this.#isStaged(item) || item.standing === 'identical';
        if (wanted !== undefined && isSet)
            await (0,write/* writeTag */.M5)({ ref, tag: wanted, was: before[wanted], becomes: ref.version }, tags, this.#upload);
        if (this.#isStaged(item) || before[marks/* STAGING_TAG */.jl] === ref.version) {
            await (0,write/* writeTag */.M5)({ ref, tag: marks/* STAGING_TAG */.jl, was: ref.version, becomes: null }, tags, this.#upload);
        }
    }
    /** The registry said no: look again to say why in our words. */
    async #refused(item, end) {
        const { publication: ref } = item;
        const again = await (0,classify/* classify */.L)(ref, {
            ...this.#survey.surroundings,
            packages: new package_records/* PackageRecords */.b(this.#ports.side, []),
        });
        const [refusal] = (0,preflight/* refusalsOf */.he)([again], 'verify');
        const because = `the service said: ${end.detail}`;
        if (refusal) {
            this.#bad.set((0,model_package/* versionKey */._5)(ref), { ...refusal, reason: `${refusal.reason}; ${because}` });
            return;
        }
        const code = end.status === 401 || end.status === 403
            ? 'CA-AUTH-003'
            : end.status === 402
                ? 'CA-NET-005'
                : end.status === 409
                    ? 'CA-CONFLICT-004'
                    : 'CA-INPUT-006';
        this.#bad.set((0,model_package/* versionKey */._5)(ref), { kind: 'failed', ref, code, reason: because });
    }
    #fail({ publication: ref }, error) {
        if (STOPPING.test(error.code))
            this.#stopped ??= error;
        this.#bad.set((0,model_package/* versionKey */._5)(ref), {
            kind: 'failed',
            ref,
            code: error.code,
            reason: error.message,
            requestId: error.requestId,
        });
    }
    result() {
        const isWhole = this.#bad.size === 0 && !this.#stopped && !this.#ports.host.interrupted.aborted;
        const first = [...this.#bad.values()][0];
        const outcomes = this.#survey.classifications.map((item) => {
            const { publication: ref, standing, reason } = item;
            const key = (0,model_package/* versionKey */._5)(ref);
            const bad = this.#bad.get(key);
            if (bad)
                return bad;
            const revision = this.#revisions.get(key);
            const isPublic = isWhole || (revision !== undefined && !this.needsFinishing(item) && !this.needsTag(item));
            if (revision !== undefined && isPublic) {
                return standing === 'identical'
                    ? { kind: 'unchanged', ref, revision, reason }
                    : { kind: 'published', ref, revision };
            }
            const { interrupted } = this.#ports.host;
            if (interrupted.aborted) {
                const { code, message } = (0,waits/* interruption */.YW)(interrupted, 'before it was public');
                return { kind: 'failed', ref, code, reason: message };
            }
            const state = revision === undefined ? 'not begun' : 'uploaded and not yet public';
            return {
                kind: 'blocked',
                ref,
                code: 'CA-RUN-001',
                reason: `${state}, because ${first ? (0,coordinates/* shortForm */.JZ)(first.ref) : 'another version'} of the same set failed`,
            };
        });
        return { outcomes, assets: this.#assets, warnings: [] };
    }
}


/***/ }),

/***/ 4138:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M$: () => (/* binding */ recordsOf),
/* harmony export */   Tu: () => (/* binding */ compareArtifacts),
/* harmony export */   g6: () => (/* binding */ differencesOf)
/* harmony export */ });
/** Artifacts against what is there. Assets nobody built here (lists a service makes itself) are none of our business. */
function compareArtifacts(artifacts, present) {
    const byName = new Map(present.map((asset) => [asset.name, asset]));
    const missing = [];
    const different = [];
    for (const artifact of artifacts) {
        const asset = byName.get(artifact.assetName);
        if (!asset)
            missing.push(artifact);
        else if (!isSame(artifact, asset))
            different.push({ artifact, asset });
    }
    return { missing, different };
}
/** Without a listed SHA-256 nothing is proven, so it counts as different. */
function isSame(artifact, asset) {
    return asset.digests['SHA-256'] === artifact.digests['SHA-256'];
}
/** As manifests and plans hold them, sorted by name. */
function recordsOf(assets) {
    return assets
        .map(({ name, size, digests }) => ({ name, size, sha256: digests['SHA-256'] ?? '' }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}
/** Differences in words; empty when both hold the same names with the same bytes. */
function differencesOf(wanted, found) {
    const there = new Map(found.map((asset) => [asset.name, asset]));
    const differences = [];
    for (const { name, sha256 } of wanted) {
        const asset = there.get(name);
        there.delete(name);
        if (!asset)
            differences.push(`${name} is missing`);
        else if (asset.sha256 !== sha256 || sha256 === '')
            differences.push(`${name} has other bytes`);
    }
    for (const name of there.keys())
        differences.push(`${name} was added`);
    return differences;
}


/***/ }),

/***/ 7348:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ PackageRecords)
/* harmony export */ });
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _model_package_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1265);
// Package records of one repository, each asked for once. A set has many packages of one namespace: one list of them
// tells what describing each of them would, and that most of a first release are not there at all.


/** So many of one namespace are listed rather than described. */
const FEWEST_LISTED = 4;
/** Entries of one answer (API_ListPackages, maxResults). A longer list costs more than it saves and is given up. */
const MOST_LISTED = 1000;
class PackageRecords {
    #side;
    #expected = new Map();
    #lists = new Map();
    #described = new Map();
    /** `expected`: the packages that will be asked for. */
    constructor(side, expected) {
        this.#side = side;
        for (const ref of expected) {
            const group = groupOf(ref);
            this.#expected.set(group, (this.#expected.get(group) ?? new Set()).add((0,_model_package_js__WEBPACK_IMPORTED_MODULE_1__/* .packageKey */ .MO)(ref)));
        }
    }
    /** Undefined when the repository has no such package. */
    async of(ref) {
        const listed = await this.#list(ref);
        if (listed)
            return listed.get((0,_model_package_js__WEBPACK_IMPORTED_MODULE_1__/* .packageKey */ .MO)(ref));
        const key = (0,_model_package_js__WEBPACK_IMPORTED_MODULE_1__/* .packageKey */ .MO)(ref);
        const asked = this.#described.get(key) ?? this.#side.reader.describePackage(this.#side.address, ref);
        this.#described.set(key, asked);
        return asked;
    }
    /** Whether a list shows that nothing of the package is there. False where there is no list. */
    async lacks(ref) {
        const listed = await this.#list(ref);
        return listed !== undefined && !listed.has((0,_model_package_js__WEBPACK_IMPORTED_MODULE_1__/* .packageKey */ .MO)(ref));
    }
    /** Undefined where the packages are few, the list is too long or may not be read. */
    #list(ref) {
        const group = groupOf(ref);
        const expected = this.#expected.get(group)?.size ?? 0;
        if (expected < FEWEST_LISTED)
            return Promise.resolve(undefined);
        const asked = this.#lists.get(group) ?? this.#ask(ref);
        this.#lists.set(group, asked);
        return asked;
    }
    async #ask({ format, namespace }) {
        const found = new Map();
        const filter = { format, ...(namespace === undefined ? {} : { namespace }) };
        try {
            for await (const record of this.#side.reader.listPackages(this.#side.address, filter)) {
                if (found.size === MOST_LISTED)
                    return undefined;
                found.set((0,_model_package_js__WEBPACK_IMPORTED_MODULE_1__/* .packageKey */ .MO)(record), record);
            }
            return found;
        }
        catch (error) {
            // A role of a CI job may be allowed to describe and not to list.
            if (error instanceof _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl && error.code === 'CA-AUTH-003')
                return undefined;
            throw error;
        }
    }
}
const groupOf = ({ format, namespace = '' }) => `${format} ${namespace}`;


/***/ }),

/***/ 8570:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ isAlone),
/* harmony export */   Z: () => (/* binding */ upstreamChain)
/* harmony export */ });
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _model_repository_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3257);
// The repositories a request can end in: the repository itself, then its upstreams depth first, in search order.


/** Nothing but the repository itself can answer a package manager: what it lacks, nobody has. */
const isAlone = ({ repositories, connections }) => repositories.length < 2 && connections.size === 0;
/** The service searches at most this many (user guide, repo-upstream-behavior). */
const MOST_SEARCHED = 25;
/** Rejects with CA-FIND-001 when the repository is not there; upstreams that may not be described are passed over. */
async function upstreamChain(reader, at) {
    const repositories = [];
    const connections = new Map();
    const stack = [at.repository];
    let direct = [];
    for (let name = stack.pop(); name !== undefined && repositories.length < MOST_SEARCHED; name = stack.pop()) {
        if (repositories.includes(name))
            continue;
        const found = await describe(reader, { ...at, repository: name }, name === at.repository);
        repositories.push(name);
        if (!found)
            continue;
        if (found.externalConnections.length > 0)
            connections.set(name, found.externalConnections);
        if (name === at.repository)
            direct = found.upstreams;
        stack.push(...[...found.upstreams].reverse());
    }
    return { repositories, direct, connections };
}
async function describe(reader, at, isRequired) {
    try {
        const found = await reader.describeRepository(at);
        if (!found && isRequired)
            throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-FIND-001', `the repository ${(0,_model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .label */ .Pf)(at)} does not exist`);
        return found;
    }
    catch (error) {
        // A role of a CI job may be allowed to see its own repository only.
        if (!isRequired && error instanceof _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl && error.code === 'CA-AUTH-003')
            return undefined;
        throw error;
    }
}


/***/ }),

/***/ 8311:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   "do": () => (/* binding */ verifyByDownload),
/* harmony export */   tY: () => (/* binding */ VerifiedBody),
/* harmony export */   xW: () => (/* binding */ MOST_FETCHES)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(511);
// Downloads held to the digest they should have: an asset is what its bytes are, not what a list says of it.


/** Tries of one download; a body that breaks off is fetched again from its beginning. */
const MOST_FETCHES = 6;
/** Digests a download on its way to the disk and remembers when the source, not the disk, ended it. */
class VerifiedBody {
    problem;
    #body;
    #asset;
    #hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    constructor(body, asset) {
        this.#body = body;
        this.#asset = asset;
    }
    async *read() {
        let received = 0;
        try {
            for await (const chunk of this.#body) {
                received += chunk.length;
                if (received > this.#asset.size)
                    break;
                this.#hash.update(chunk);
                yield chunk;
            }
        }
        catch (error) {
            this.problem = new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-NET-003', `the download of ${this.#asset.name} broke off`, { cause: error });
            throw this.problem;
        }
        if (received < this.#asset.size) {
            this.problem = new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-NET-003', `the download of ${this.#asset.name} ended early`);
            throw this.problem;
        }
    }
    isWhole() {
        return this.#hash.digest('hex') === this.#asset.sha256;
    }
}
/** Downloads every asset and throws the bytes away. Returns what is wrong in words; rejects with CA-NET-003. */
async function verifyByDownload(ref, assets, held) {
    const problems = [];
    for (const asset of assets) {
        const problem = await problemOf(ref, asset, held);
        if (problem !== undefined)
            problems.push(problem);
    }
    return problems;
}
async function problemOf(ref, asset, held) {
    for (let attempt = 1;; attempt++) {
        const found = await held.reader.getPackageVersionAsset(held.address, ref, asset.name, held.revision);
        if (!found)
            return `${asset.name} cannot be downloaded`;
        const incoming = new VerifiedBody(found.body, asset);
        try {
            for await (const _ of incoming.read())
                ;
        }
        catch (error) {
            if (attempt >= Math.min(MOST_FETCHES, held.attempts))
                throw incoming.problem ?? error;
            continue;
        }
        return incoming.isWhole() ? undefined : `${asset.name} is served with other bytes than its listed sha256`;
    }
}


/***/ })

};
;