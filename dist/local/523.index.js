export const id = 523;
export const ids = [523];
export const modules = {

/***/ 1523:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ki: () => (/* binding */ formatList),
  Fx: () => (/* binding */ formats)
});

// UNUSED EXPORTS: configuredFormats, publishedFormats

// EXTERNAL MODULE: ./lib/formats/cargo/configure.js
var configure = __webpack_require__(6907);
// EXTERNAL MODULE: ./node_modules/semver/index.js
var semver = __webpack_require__(2088);
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
            ...(version === undefined || (0,semver.valid)(version) === version || (0,semver.valid)(version.replace(/\+.*$/, '')) !== null
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

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/formats/shared/archive.js + 3 modules
var archive = __webpack_require__(5927);
;// CONCATENATED MODULE: ./lib/formats/shared/members.js
// What an archive holds, as digests: enough to say in what two builds of one file differ.


/** Beyond this a comparison would cost more than it tells. */
const MEMBERS = 20_000;
const INFLATED_BYTES = 2 * 1024 ** 3;
/** Member path -> sha256 of its content; links and folders by their kind. Undefined for what is no sound archive. */
async function members(path, files) {
    const size = (await files.stat(path))?.size ?? 0;
    const kind = await kindOf(path, files);
    if (kind === undefined)
        return undefined;
    const found = new Map();
    const visit = async (member) => {
        found.set(member.path, member.kind === 'file' ? await digestOf(member.stream()) : member.kind);
        return undefined;
    };
    const limits = { entries: MEMBERS, totalBytes: INFLATED_BYTES };
    try {
        if (kind === 'zip')
            await (0,archive/* readZip */.ue)({ files, path, size }, visit, limits);
        else
            await (0,archive/* readTarGz */.Jq)(files.open(path), visit, limits);
        return found;
    }
    catch (error) {
        if (error instanceof archive/* ArchiveRefusal */.Jh)
            return undefined;
        throw error;
    }
}
async function kindOf(path, files) {
    for await (const chunk of files.open(path, { start: 0, end: 4 })) {
        if (chunk[0] === 0x50 && chunk[1] === 0x4b)
            return 'zip';
        if (chunk[0] === 0x1f && chunk[1] === 0x8b)
            return 'tar.gz';
        return undefined;
    }
    return undefined;
}
async function digestOf(stream) {
    const hash = (0,external_node_crypto_.createHash)('sha256');
    for await (const chunk of stream)
        hash.update(chunk);
    return hash.digest('hex');
}

// EXTERNAL MODULE: ./lib/formats/shared/digests.js
var digests = __webpack_require__(3705);
// EXTERNAL MODULE: ./lib/formats/generic/coordinates.js
var generic_coordinates = __webpack_require__(1209);
;// CONCATENATED MODULE: ./lib/formats/generic/artifact.js


/** Files alone are never a generic package. */
async function gather(paths) {
    const reason = 'a generic package is only made of named files: give its coordinate in `versions`';
    return { publications: [], verdicts: paths.map((path) => ({ path, verdict: 'left', reason })) };
}
/** One publication of these files in this order, or none when any of them cannot be an asset of it. */
async function compose(reference, paths, host) {
    const verdicts = [];
    const artifacts = [];
    for (const path of paths) {
        const assetName = path.split(/[\\/]/).at(-1) ?? '';
        const problem = await problemOf(path, assetName, artifacts, host);
        if (problem === undefined)
            artifacts.push(await (0,digests/* describeArtifact */.Qw)(host.files, path, assetName));
        verdicts.push({
            path,
            verdict: problem === undefined ? 'taken' : 'refused',
            reason: problem ?? `asset ${assetName}`,
        });
    }
    const isWhole = artifacts.length > 0 && artifacts.length === paths.length;
    const publication = { ...reference, format: 'generic', artifacts, dependencies: [], metadata: {} };
    return { publications: isWhole ? [publication] : [], verdicts };
}
async function problemOf(path, assetName, taken, host) {
    const problem = (0,generic_coordinates/* assetNameProblem */.p)(assetName);
    if (problem !== undefined)
        return problem;
    const twin = taken.find((artifact) => artifact.assetName === assetName);
    if (twin)
        return `${twin.path} has the same file name, and assets have no folders`;
    const stat = await host.files.stat(path);
    return stat?.kind === 'file' ? undefined : 'not a readable file';
}

// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
;// CONCATENATED MODULE: ./lib/formats/generic/publish.js

/** With nothing missing, the version was left unfinished by an interrupted run: it only has to be closed. */
async function upload(publication, missing, target) {
    if (missing.length === 0)
        return target.unfinished ? { kind: 'accepted' } : finish(publication, target);
    return asResult(async () => {
        for (const [index, artifact] of missing.entries()) {
            await target.writer.publishPackageVersion(target.address, publication, {
                name: artifact.assetName,
                size: artifact.size,
                sha256: artifact.digests['SHA-256'],
                open: () => target.files.open(artifact.path),
            }, target.unfinished === true || index < missing.length - 1);
        }
        return { kind: 'accepted' };
    });
}
/** Publishes a version whose assets are all there. One that is Published already is what was wanted. */
async function finish(publication, target) {
    const { version } = publication;
    return asResult(async () => {
        const results = await target.writer.updatePackageVersionsStatus(target.address, publication, {
            versions: [version],
            target: 'Published',
            expected: 'Unfinished',
        });
        const failure = results.failed[version];
        if (!failure || isPublished(failure))
            return { kind: 'accepted' };
        return { kind: 'exists', detail: `${failure.code}: ${failure.message}` };
    });
}
/** `current status: Published, expected status: Unfinished` in the service's words. */
function isPublished(failure) {
    return failure.code === 'MISMATCHED_STATUS' && /current status: Published\b/i.test(failure.message);
}
async function asResult(work) {
    try {
        return await work();
    }
    catch (error) {
        const result = error instanceof registry_error/* RegistryError */.gl ? resultOf(error) : undefined;
        if (result)
            return result;
        throw error;
    }
}
/** Control-plane errors that are facts about this one version; everything else stops the verb. */
function resultOf(error) {
    const detail = error.message;
    const results = {
        'CA-CONFLICT-001': { kind: 'exists', detail },
        'CA-CONFLICT-003': { kind: 'exists', detail },
        'CA-CONFLICT-004': { kind: 'exists', detail },
        'CA-INPUT-006': { kind: 'refused', status: 400, detail },
        'CA-NET-005': { kind: 'refused', status: 402, detail },
        'CA-AUTH-003': { kind: 'refused', status: 403, detail },
        'CA-FIND-001': { kind: 'refused', status: 404, detail },
        'CA-AUTH-005': { kind: 'unauthorized', detail },
        'CA-AUTH-008': { kind: 'unauthorized', detail },
        'CA-NET-001': { kind: 'throttled', retryAfterMs: undefined },
        'CA-NET-002': { kind: 'unavailable', status: 503, detail },
        'CA-NET-003': { kind: 'uncertain', detail },
    };
    return results[error.code];
}

;// CONCATENATED MODULE: ./lib/formats/generic/format.js




const generic = {
    name: 'generic',
    namespace: 'required',
    notes: 'any files under a named coordinate, through the CodeArtifact API; no client tool',
    coordinates: generic_coordinates/* coordinates */.G,
    tools: [],
    publishing: { members: members, patterns: [], gather: gather, compose: compose, upload: upload, finish: finish },
};

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/formats/shared/xml.js + 24 modules
var xml = __webpack_require__(7746);
;// CONCATENATED MODULE: ./lib/formats/maven/archive-check.js


const ZIP_KINDS = /\.(jar|war|ear|rar|aar|hpi|klib|zip)$/;
const PLUGIN_DESCRIPTOR = 'META-INF/maven/plugin.xml';
/**
 * Walks the directory of a zip-kind file; other files are taken as they are, but not empty.
 * @throws ArchiveRefusal
 */
async function inspectArchive(path, files) {
    const stat = await files.stat(path);
    if (stat?.kind !== 'file')
        throw new archive/* ArchiveRefusal */.Jh('not a regular file');
    if (stat.size === 0)
        throw new archive/* ArchiveRefusal */.Jh('the file is empty');
    let goalPrefix;
    if (!ZIP_KINDS.test(path))
        return { goalPrefix };
    await (0,archive/* readZip */.ue)({ files, path, size: stat.size }, async (member) => {
        if (member.path === PLUGIN_DESCRIPTOR)
            goalPrefix = prefixIn(await member.read());
        return undefined;
    });
    return { goalPrefix };
}
function prefixIn(descriptor) {
    try {
        const prefix = (0,xml/* textAt */.$6)((0,xml/* parseXml */.NO)(descriptor), 'goalPrefix');
        return prefix && /^[A-Za-z0-9._-]{1,100}$/.test(prefix) ? prefix : undefined;
    }
    catch (error) {
        if (error instanceof xml/* XmlRefusal */.g)
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: ./lib/formats/maven/coordinates.js + 1 modules
var maven_coordinates = __webpack_require__(2770);
// EXTERNAL MODULE: ./lib/formats/maven/pom.js
var pom = __webpack_require__(7708);
;// CONCATENATED MODULE: ./lib/formats/maven/pom-unit.js
// Finds the POMs of a folder and the package version each stands for. The stem of the POM's file name
// (`lib-1.0`, `lib-1.0-20260102.030405-7`) is what every other file of that version begins with.




/** The units of a folder, one for each POM, and verdicts on POMs that make none. */
async function readUnits(folder, paths, files) {
    const units = [];
    const refused = [];
    for (const path of await pomPaths(folder, paths, files)) {
        const unit = await readUnit(path, files);
        if (typeof unit !== 'string')
            units.push(unit);
        // A pom.xml that was not given but looked for says nothing when it does not fit.
        else if (paths.includes(path))
            refused.push({ path, verdict: 'refused', reason: unit });
    }
    // Maven 4 deploys the POM of the build beside that for users, as `lib-1.0-build.pom`: a file like any other.
    const isAttached = ({ path }) => units.some(({ stem }) => (0,external_node_path_.basename)(path).startsWith(`${stem}-`));
    return newestBuilds(units, refused.filter((verdict) => !isAttached(verdict)));
}
/** POMs given; else the pom.xml in the folder or above it (Maven builds into `target/`). */
async function pomPaths(folder, paths, files) {
    const given = paths.filter((path) => path.endsWith('.pom') || (0,external_node_path_.basename)(path) === 'pom.xml');
    if (given.length > 0)
        return given;
    for (const candidate of [(0,external_node_path_.join)(folder, 'pom.xml'), (0,external_node_path_.join)((0,external_node_path_.dirname)(folder), 'pom.xml')]) {
        if ((await files.stat(candidate))?.kind === 'file')
            return [candidate];
    }
    return [];
}
async function readUnit(path, files) {
    const { size = 0 } = (await files.stat(path)) ?? {};
    if (size > pom/* POM_LIMIT */.F)
        return `larger than ${pom/* POM_LIMIT */.F} bytes`;
    const document = await files.read(path);
    if (!document)
        return 'the file is gone';
    try {
        return unitOf(path, (0,pom/* parsePom */.A)(document));
    }
    catch (error) {
        if (error instanceof xml/* XmlRefusal */.g)
            return error.message;
        throw error;
    }
}
function unitOf(path, pom) {
    const file = (0,external_node_path_.basename)(path);
    const { groupId, artifactId } = pom;
    // Maven leaves `${revision}` in deployed POMs; the folder of a repository layout knows the version then.
    const inLayout = (0,external_node_path_.basename)((0,external_node_path_.dirname)((0,external_node_path_.dirname)(path))) === artifactId ? (0,external_node_path_.basename)((0,external_node_path_.dirname)(path)) : undefined;
    const version = pom.version.includes('${') && inLayout ? inLayout : pom.version;
    const problem = maven_coordinates/* coordinates */.G8.problems({ namespace: groupId, name: artifactId, version }).join('; ');
    if (problem)
        return problem;
    const unit = { groupId, artifactId, version, pomPath: path, pom };
    if (!(0,maven_coordinates/* isSnapshot */.LR)(version))
        return named({ ...unit, build: undefined, stem: `${artifactId}-${version}` }, file);
    const prefix = `${artifactId}-${version.replace(/SNAPSHOT$/, '')}`;
    const build = file.startsWith(prefix) ? (0,maven_coordinates/* parseBuild */.EH)(file.slice(prefix.length)) : undefined;
    if (!build) {
        return `CodeArtifact takes only timestamped builds of ${version}: give the project directory, or a folder made by "mvn deploy -DaltDeploymentRepository=local::default::file:FOLDER"`;
    }
    return named({ ...unit, build, stem: `${prefix}${build.timestamp}-${build.buildNumber}` }, file);
}
function named(unit, file) {
    if (file === 'pom.xml' || file === `${unit.stem}.pom`)
        return unit;
    return `the POM is of ${unit.artifactId} ${unit.version}, so its file should be called ${unit.stem}.pom`;
}
/** Of several builds of one snapshot in a folder only the newest is published; the others are history. */
function newestBuilds(units, verdicts) {
    const stamp = ({ build }) => build ? `${build.timestamp}-${String(build.buildNumber).padStart(9, '0')}` : '';
    const isOlder = (unit) => units.some((other) => other.artifactId === unit.artifactId && other.version === unit.version && stamp(other) > stamp(unit));
    const older = units.filter(isOlder);
    const reason = 'an older build of the same snapshot';
    return {
        units: units.filter((unit) => !older.includes(unit)),
        verdicts: [...verdicts, ...older.map(({ pomPath }) => ({ path: pomPath, verdict: 'left', reason }))],
    };
}

;// CONCATENATED MODULE: ./lib/formats/maven/artifact.js
// Built files into publications. Files belong together when they lie in one folder and share the stem of its POM:
// the version folder of a repository layout (`mvn deploy` into a local folder), or `target/` with its pom.xml beside it.






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
    ...Object.keys(maven_coordinates/* CHECKSUMS */.vM),
]
    .map((extension) => `**/*-*.${extension}`)
    .concat('**/*.pom');
/** See `Publishing.gather`. Verdicts come in the order of `paths`. */
async function artifact_gather(paths, host) {
    const folders = new Map();
    for (const path of new Set(paths))
        folders.set((0,external_node_path_.dirname)(path), [...(folders.get((0,external_node_path_.dirname)(path)) ?? []), path]);
    const verdicts = [];
    const publications = [];
    for (const [folder, inside] of folders) {
        const report = await gatherFolder(folder, inside, host.files);
        publications.push(...report.publications);
        verdicts.push(...report.verdicts);
    }
    const place = new Map(paths.map((path, index) => [path, index]));
    const order = (verdict) => place.get(verdict.path) ?? paths.length;
    return { publications, verdicts: verdicts.sort((a, b) => order(a) - order(b)) };
}
async function gatherFolder(folder, paths, files) {
    const { units, verdicts } = await readUnits(folder, paths, files);
    const members = new Map(units.map((unit) => [unit, []]));
    const rest = paths.filter((path) => !verdicts.some((verdict) => verdict.path === path));
    for (const path of rest) {
        const unit = ownerOf((0,external_node_path_.basename)(path), units);
        if (unit)
            members.get(unit)?.push(path);
        else if (!units.some((each) => each.pomPath === path))
            verdicts.push(left(path, reasonNoUnit(path, units, verdicts)));
    }
    const publications = [];
    for (const [unit, inside] of members) {
        const result = await gatherUnit(unit, inside, files);
        verdicts.push(...result.verdicts);
        publications.push(...result.publications);
    }
    return { publications, verdicts };
}
const left = (path, reason) => ({ path, verdict: 'left', reason });
const refused = (path, reason) => ({ path, verdict: 'refused', reason });
/** The unit whose stem is the longest beginning of the file name: `a-1.0-2.jar` belongs to `a-1.0-2` before `a-1.0`. */
function ownerOf(name, units) {
    const fits = units.filter(({ stem }) => name.startsWith(stem) && (0,maven_coordinates/* parseSuffix */.nF)(name.slice(stem.length)) !== undefined);
    return fits.sort((a, b) => b.stem.length - a.stem.length)[0];
}
function reasonNoUnit(path, units, verdicts) {
    const name = (0,external_node_path_.basename)(path);
    if (name.startsWith('maven-metadata'))
        return 'a version list; the repository keeps its own';
    if ((0,maven_coordinates/* splitChecksum */.A1)(name).checksum)
        return 'a checksum of a file that is not published';
    const bad = verdicts.find((each) => each.verdict === 'refused' && each.path.endsWith('.pom'));
    if (units.length === 0 && bad)
        return `${(0,external_node_path_.basename)(bad.path)} beside it is refused`;
    if (units.length === 0)
        return 'no POM beside it says which Maven package it belongs to';
    return `its name does not begin with ${units.map(({ stem }) => stem).join(' or ')}, as the POM beside it asks`;
}
/** One package version: every file checked, nothing taken when one of them is bad. */
async function gatherUnit(unit, paths, files) {
    const verdicts = [];
    const artifacts = [];
    let plugin;
    const sums = paths.filter((path) => (0,maven_coordinates/* splitChecksum */.A1)((0,external_node_path_.basename)(path)).checksum !== undefined);
    const built = new Set([unit.pomPath, ...paths.filter((path) => !sums.includes(path))]);
    for (const path of built) {
        const assetName = path === unit.pomPath ? `${unit.stem}.pom` : (0,external_node_path_.basename)(path);
        const reason = signsNothing(assetName, unit, built);
        if (reason) {
            verdicts.push(left(path, reason));
            continue;
        }
        try {
            const found = await inspectArchive(path, files);
            if (assetName === `${unit.stem}.jar` && unit.pom.packaging === 'maven-plugin')
                plugin = pluginOf(unit, found.goalPrefix);
            artifacts.push(await (0,digests/* describeArtifact */.Qw)(files, path, assetName));
            verdicts.push({ path, verdict: 'taken', reason: `${label(unit)} ${assetName}` });
        }
        catch (error) {
            if (!(error instanceof archive/* ArchiveRefusal */.Jh))
                throw error;
            verdicts.push(refused(path, error.message));
        }
    }
    for (const path of sums)
        verdicts.push(await checkSum(path, artifacts, files));
    const bad = verdicts.find(({ verdict }) => verdict === 'refused') ?? withoutBuilt(unit, artifacts);
    if (bad)
        return { publications: [], verdicts: verdicts.map((verdict) => dragged(verdict, bad)) };
    return { publications: [publicationOf(unit, artifacts, plugin)], verdicts };
}
const isBuilt = ({ assetName }) => !/\.(pom|asc|sigstore\.json)$/.test(assetName);
function withoutBuilt({ pom, pomPath, stem }, artifacts) {
    if (pom.packaging === 'pom' || artifacts.some(isBuilt))
        return undefined;
    return refused(pomPath, `packaging is ${pom.packaging}, but no built file ${stem}.* was given`);
}
/** A file is not published when another one of its version is bad: half a version would stay Unfinished for ever. */
function dragged(verdict, bad) {
    if (verdict.verdict !== 'taken')
        return verdict;
    if (verdict.path === bad.path)
        return bad;
    return refused(verdict.path, `belongs together with ${(0,external_node_path_.basename)(bad.path)}, which is refused`);
}
function signsNothing(assetName, unit, built) {
    const [, signed] = /^(.+)\.(?:asc|sigstore\.json)$/.exec(assetName) ?? [];
    if (signed === undefined || signed === `${unit.stem}.pom`)
        return undefined;
    const isThere = [...built].some((path) => (0,external_node_path_.basename)(path) === signed);
    return isThere ? undefined : `the signed file ${signed} is not there`;
}
async function checkSum(path, artifacts, files) {
    const { name, checksum } = (0,maven_coordinates/* splitChecksum */.A1)((0,external_node_path_.basename)(path));
    const artifact = artifacts.find(({ assetName }) => assetName === name);
    if (!artifact || !checksum)
        return left(path, 'a checksum of a file that is not published');
    const { size = 0 } = (await files.stat(path)) ?? {};
    const text = size > 1024 ? '' : ((await files.readText(path)) ?? '');
    // GNU tools write `digest  file`; Maven and Gradle write the digest alone.
    const written = text.trim().split(/\s+/)[0]?.toLowerCase();
    if (written === artifact.digests[maven_coordinates/* CHECKSUMS */.vM[checksum]])
        return left(path, 'checksum verified; the service computes its own');
    return refused(path, `does not match ${name}: the file was changed after the checksum was written`);
}
function pluginOf(unit, goalPrefix) {
    const fromName = unit.pom.artifactId.replace(/-?maven-?/, '').replace(/-?plugin-?/, '');
    return { prefix: goalPrefix ?? fromName, name: unit.pom.name ?? unit.pom.artifactId };
}
const label = ({ groupId, artifactId, version }) => `${groupId}:${artifactId}:${version}`;
function publicationOf(unit, artifacts, plugin) {
    const metadata = {
        packaging: unit.pom.packaging,
        ...(unit.build ? { build: unit.build } : {}),
        ...(plugin ? { plugin } : {}),
    };
    return {
        format: 'maven',
        namespace: unit.groupId,
        name: unit.artifactId,
        // What the service makes of a build until its list arrives; `1.0-SNAPSHOT` itself has no assets before that.
        version: unit.build ? (0,maven_coordinates/* buildVersion */.zn)(unit.version, unit.build) : unit.version,
        artifacts,
        dependencies: unit.pom.dependencies
            .filter(({ type, optional }) => type !== 'test' && type !== 'system' && !optional)
            .map(({ groupId, artifactId, version, type }) => ({
            namespace: groupId,
            name: artifactId,
            requirement: version,
            type,
        })),
        metadata,
    };
}

// EXTERNAL MODULE: ./lib/formats/maven/configure.js + 3 modules
var maven_configure = __webpack_require__(3585);
// EXTERNAL MODULE: external "node:url"
var external_node_url_ = __webpack_require__(3136);
;// CONCATENATED MODULE: ./lib/formats/maven/project.js
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
        const built = await host.files.glob(patterns, into);
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

// EXTERNAL MODULE: ./lib/core/ports/http.js
var http = __webpack_require__(6854);
;// CONCATENATED MODULE: ./lib/formats/shared/upload-answer.js
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
        if (isBegun && error instanceof registry_error/* RegistryError */.gl && error.code === 'CA-NET-003') {
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
        return { kind: 'throttled', retryAfterMs: retryAfter(response.headers['retry-after']) };
    if (status >= 500)
        return { kind: 'unavailable', status, detail };
    return { kind: 'refused', status, detail };
}
const BODY_LIMIT = 16 * 1024;
const DETAIL_LENGTH = 500;
/** Status, reason phrase and what a plain or JSON body adds; one line, never the token. */
async function explainAnswer(response, token) {
    const body = await (0,http/* readBody */.x)(response, BODY_LIMIT).catch(() => Buffer.alloc(0));
    const isText = !/html/i.test(response.headers['content-type'] ?? '');
    const words = isText ? oneLine(body.toString('utf8')) : '';
    const reason = oneLine(response.reason);
    const text = `${response.status} ${reason}${words !== '' && words !== reason ? `: ${words}` : ''}`;
    return text.split(token.reveal()).join('***').slice(0, DETAIL_LENGTH);
}
const oneLine = (text) => text.replace(/[\p{C}\s]+/gu, ' ').trim();
/** Seconds, as throttling answers give it; dates are not sent by the service and count as unknown. */
function retryAfter(header) {
    return header !== undefined && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : undefined;
}

;// CONCATENATED MODULE: ./lib/formats/maven/version-list.js
// The client's reading and merging of maven-metadata.xml: what the registry serves, plus the version just uploaded.
// The document is rebuilt from what is known, so nothing a stranger put into it is passed on.


/** Metadata of artifacts with ten thousand versions is about 1 MB. */
const METADATA_LIMIT = 16 * 1024 * 1024;
/** `yyyyMMddHHmmss` in UTC, as `lastUpdated` is written. */
function stamp(milliseconds) {
    return new Date(milliseconds).toISOString().replace(/\D/g, '').slice(0, 14);
}
/** `g/a/maven-metadata.xml` with `version` in it; order of the served list is kept, as `mvn deploy` keeps it. */
function withVersion(served, { namespace, name }, version, now) {
    const versioning = versioningOf(served);
    const versions = (0,xml/* findAll */.JW)(versioning, 'versions', 'version').map(({ text }) => text);
    if (!versions.includes(version))
        versions.push(version);
    const release = (0,maven_coordinates/* isSnapshot */.LR)(version) ? (0,xml/* textAt */.$6)(versioning, 'release') : version;
    return version_list_document([
        `<groupId>${(0,xml/* escapeXml */.X)(namespace)}</groupId>`,
        `<artifactId>${(0,xml/* escapeXml */.X)(name)}</artifactId>`,
        '<versioning>',
        `  <latest>${(0,xml/* escapeXml */.X)(version)}</latest>`,
        ...(release === undefined ? [] : [`  <release>${(0,xml/* escapeXml */.X)(release)}</release>`]),
        '  <versions>',
        ...versions.map((each) => `    <version>${(0,xml/* escapeXml */.X)(each)}</version>`),
        '  </versions>',
        `  <lastUpdated>${stamp(now)}</lastUpdated>`,
        '</versioning>',
    ]);
}
/** Versions a served list names. */
function listedVersions(served) {
    return (0,xml/* findAll */.JW)(versioningOf(served), 'versions', 'version').map(({ text }) => text);
}
/** `g/a/1.0-SNAPSHOT/maven-metadata.xml` naming the assets of one build; it replaces the list of the build before. */
function snapshotList({ namespace, name, version }, build, assetNames) {
    const value = `${version.replace(/SNAPSHOT$/, '')}${build.timestamp}-${build.buildNumber}`;
    const updated = build.timestamp.replace('.', '');
    return version_list_document([
        `<groupId>${(0,xml/* escapeXml */.X)(namespace)}</groupId>`,
        `<artifactId>${(0,xml/* escapeXml */.X)(name)}</artifactId>`,
        `<version>${(0,xml/* escapeXml */.X)(version)}</version>`,
        '<versioning>',
        '  <snapshot>',
        `    <timestamp>${build.timestamp}</timestamp>`,
        `    <buildNumber>${build.buildNumber}</buildNumber>`,
        '  </snapshot>',
        `  <lastUpdated>${updated}</lastUpdated>`,
        '  <snapshotVersions>',
        ...assetNames.flatMap((asset) => snapshotVersion(asset.slice(`${name}-${value}`.length), value, updated)),
        '  </snapshotVersions>',
        '</versioning>',
    ]);
}
function snapshotVersion(suffix, value, updated) {
    const parts = (0,maven_coordinates/* parseSuffix */.nF)(suffix);
    if (!parts)
        return [];
    return [
        '    <snapshotVersion>',
        ...(parts.classifier === undefined ? [] : [`      <classifier>${(0,xml/* escapeXml */.X)(parts.classifier)}</classifier>`]),
        `      <extension>${(0,xml/* escapeXml */.X)(parts.extension)}</extension>`,
        `      <value>${(0,xml/* escapeXml */.X)(value)}</value>`,
        `      <updated>${updated}</updated>`,
        '    </snapshotVersion>',
    ];
}
/** Group-level metadata with one plugin more: how `mvn prefix:goal` finds it. */
function withPlugin(served, plugin) {
    const known = (0,xml/* findAll */.JW)(served === undefined ? undefined : root(served), 'plugins', 'plugin')
        .map((each) => ({
        name: (0,xml/* textAt */.$6)(each, 'name') ?? '',
        prefix: (0,xml/* textAt */.$6)(each, 'prefix') ?? '',
        artifactId: (0,xml/* textAt */.$6)(each, 'artifactId') ?? '',
    }))
        .filter(({ prefix, artifactId }) => prefix !== '' && artifactId !== '' && artifactId !== plugin.artifactId);
    return version_list_document([
        '<plugins>',
        ...[...known, plugin].flatMap(({ name, prefix, artifactId }) => [
            '  <plugin>',
            `    <name>${(0,xml/* escapeXml */.X)(name)}</name>`,
            `    <prefix>${(0,xml/* escapeXml */.X)(prefix)}</prefix>`,
            `    <artifactId>${(0,xml/* escapeXml */.X)(artifactId)}</artifactId>`,
            '  </plugin>',
        ]),
        '</plugins>',
    ]);
}
function version_list_document(lines) {
    const inner = lines.map((line) => `  ${line}\n`).join('');
    return `<?xml version="1.0" encoding="UTF-8"?>\n<metadata>\n${inner}</metadata>\n`;
}
function versioningOf(served) {
    return served === undefined ? undefined : root(served)?.children.find(({ name }) => name === 'versioning');
}
/** Unreadable metadata counts as none: the registry keeps its own list and adds ours to it. */
function root(served) {
    try {
        return (0,xml/* parseXml */.NO)(served, METADATA_LIMIT);
    }
    catch (error) {
        if (error instanceof xml/* XmlRefusal */.g)
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/formats/maven/publish.js
// The upload conversation, from the client's side:
//
//   PUT g/a/v/<asset>                each missing file, three at a time; the POM after all others
//   PUT g/a/v/<asset>.sha256         the service compares it: 400 when the bytes were changed on the way
//   GET g/a/maven-metadata.xml       404 for the first version
//   PUT g/a/maven-metadata.xml       the list with this version in it: Unfinished becomes Published
//
// Before the first PUT the version does not exist, until the last one it is Unfinished and no build sees it; stopping
// anywhere between and starting over is harmless, since identical bytes are accepted again. For `1.0-SNAPSHOT` the files
// carry a timestamp, and PUT g/a/1.0-SNAPSHOT/maven-metadata.xml comes before the artifact's list. A Maven plugin is
// also written into the list of its group.
// User guide: maven-curl, maven-checksums, maven-snapshots. Maven 3.9 sends five files at a time and draws 429
// (maven-troubleshooting), hence three.





const PARALLEL = 3;
/** Stops at the first answer that is not an acceptance, after the uploads in hand have ended. */
async function publish_upload(publication, missing, target) {
    const isPom = ({ assetName }) => assetName.endsWith('.pom');
    const files = await inParallel(missing.filter((artifact) => !isPom(artifact)), (artifact) => putArtifact(publication, artifact, target));
    if (files.kind !== 'accepted')
        return files;
    const poms = await inParallel(missing.filter(isPom), (artifact) => putArtifact(publication, artifact, target));
    return poms.kind === 'accepted' && target.unfinished !== true ? publish_finish(publication, target) : poms;
}
async function inParallel(artifacts, put) {
    const queue = [...artifacts];
    let result = { kind: 'accepted' };
    const lane = async () => {
        for (let next = queue.shift(); next && result.kind === 'accepted'; next = queue.shift()) {
            const answer = await put(next);
            if (answer.kind !== 'accepted' && result.kind === 'accepted')
                result = answer;
        }
    };
    const lanes = await Promise.allSettled(Array.from({ length: PARALLEL }, lane));
    const failed = lanes.find((each) => each.status === 'rejected');
    if (failed)
        throw failed.reason;
    return result;
}
async function putArtifact(publication, artifact, target) {
    const url = addressOf(target, (0,maven_coordinates/* pathOf */.XM)(publication, directoryOf(publication), artifact.assetName));
    const { path, size, digests, assetName } = artifact;
    const sent = await sendUpload(target, {
        method: 'PUT',
        url,
        headers: { 'content-length': String(size), 'content-type': contentType(assetName) },
        body: () => target.files.open(path),
    }, assetName);
    if (sent.kind !== 'accepted')
        return sent;
    return putText(`${url}.sha256`, digests['SHA-256'], 'text/plain', target);
}
/** Builds of a snapshot are versions of their own, and lie together in the folder of the snapshot. */
function directoryOf({ version }) {
    return (0,maven_coordinates/* snapshotOfBuild */.ai)(version) ?? version;
}
function contentType(assetName) {
    return assetName.endsWith('.pom') ? 'application/xml' : 'application/octet-stream';
}
/** The lists that make an uploaded version visible. Writing them again changes nothing. */
async function publish_finish(publication, target) {
    const { build, plugin } = publication.metadata;
    const coordinates = { namespace: publication.namespace ?? '', name: publication.name };
    const directory = directoryOf(publication);
    if (build) {
        const url = addressOf(target, (0,maven_coordinates/* pathOf */.XM)(publication, directory, maven_coordinates/* METADATA_FILE */.VR));
        const names = publication.artifacts.map(({ assetName }) => assetName);
        const list = snapshotList({ ...coordinates, version: directory }, build, names);
        const put = await putText(url, list, 'application/xml', target);
        if (put.kind !== 'accepted')
            return put;
    }
    const merged = await mergeList(addressOf(target, (0,maven_coordinates/* pathOf */.XM)(publication, maven_coordinates/* METADATA_FILE */.VR)), target, (served, now) => withVersion(served, coordinates, directory, now));
    if (merged.kind !== 'accepted' || !plugin)
        return merged;
    const [, ...above] = coordinates.namespace.split('.').reverse();
    const group = (0,maven_coordinates/* mavenReference */.TJ)(above.reverse().join('.'), coordinates.namespace.split('.').at(-1) ?? '');
    return mergeList(addressOf(target, (0,maven_coordinates/* pathOf */.XM)(group, maven_coordinates/* METADATA_FILE */.VR)), target, (served) => withPlugin(served, { ...plugin, artifactId: publication.name }));
}
/** The versions the repository lists, upstreams and public sources included; undefined when it knows none. */
async function visibleVersions(ref, target) {
    const url = addressOf(target, (0,maven_coordinates/* pathOf */.XM)(ref, maven_coordinates/* METADATA_FILE */.VR));
    const answer = await getFollowing(url, target);
    if (answer.status === 200)
        return listedVersions((await readList(answer, url)).toString('utf8'));
    await answer.discard();
    if (answer.status === 404)
        return undefined;
    const code = answer.status === 401 ? 'CA-AUTH-005' : answer.status === 403 ? 'CA-AUTH-003' : undefined;
    const busy = answer.status === 429 ? 'CA-NET-001' : answer.status >= 500 ? 'CA-NET-002' : 'CA-NET-004';
    throw new registry_error/* RegistryError */.gl(code ?? busy, `GET ${url} answered ${answer.status} ${answer.reason}`);
}
/** Reads a list, lets `change` write the new one, and puts it back. The registry's own clock dates the change. */
async function mergeList(url, target, change) {
    const answer = await getFollowing(url, target);
    const now = Date.parse(answer.headers.date ?? '') || Date.now();
    if (answer.status === 404) {
        await answer.discard();
        return putText(url, change(undefined, now), 'application/xml', target);
    }
    if (answer.status !== 200)
        return judgeAnswer(answer, target.token);
    const served = (await readList(answer, url)).toString('utf8');
    return putText(url, change(served, now), 'application/xml', target);
}
async function readList(answer, url) {
    try {
        return await (0,http/* readBody */.x)(answer, METADATA_LIMIT);
    }
    catch (cause) {
        if (!(cause instanceof RangeError))
            throw cause;
        throw new registry_error/* RegistryError */.gl('CA-NET-004', `GET ${url} answered more than ${METADATA_LIMIT} bytes`, { cause });
    }
}
const REDIRECTS = 3;
/** Reads may be redirected to storage; the token is for the registry's own host and is not sent on. */
async function getFollowing(url, target) {
    let at = new URL(url);
    for (let hops = 0;; hops++) {
        const isHome = at.origin === new URL(url).origin;
        const headers = isHome ? { authorization: basicCredentials(target.token) } : {};
        const answer = await target.http({ method: 'GET', url: at.href, headers });
        const { location } = answer.headers;
        if (answer.status < 300 || answer.status >= 400 || location === undefined || hops >= REDIRECTS)
            return answer;
        await answer.discard();
        if (!URL.canParse(location, at.href))
            throw new registry_error/* RegistryError */.gl('CA-NET-004', `GET ${url} was redirected to no address`);
        at = new URL(location, at);
    }
}
function putText(url, text, type, target) {
    const what = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
    return sendUpload(target, { method: 'PUT', url, headers: { 'content-type': type }, body: text }, what);
}
function addressOf(target, path) {
    return baseAddress(target.endpoint) + path;
}

;// CONCATENATED MODULE: ./lib/formats/maven/format.js






const maven = {
    name: 'maven',
    namespace: 'required',
    notes: 'Maven and Gradle builds; snapshots as timestamped builds; Unfinished until the version list names the version',
    coordinates: maven_coordinates/* coordinates */.G8,
    tools: maven_configure/* tools */.Y,
    publishing: {
        derivedAssets: ['maven-metadata.xml'],
        members: members,
        patterns: patterns,
        gather: artifact_gather,
        project: project,
        upload: publish_upload,
        finish: publish_finish,
        visibleVersions: visibleVersions,
    },
};

// EXTERNAL MODULE: ./lib/formats/npm/coordinates.js
var npm_coordinates = __webpack_require__(57);
;// CONCATENATED MODULE: ./lib/formats/npm/manifest.js
// package.json as `npm publish` would send it: checked, and normalised only where clients rely on the publisher.

function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function readManifest(text, root) {
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
    const reference = (0,npm_coordinates/* parseFullName */.St)(parsed.name);
    if (reference === undefined)
        return refused('its package.json has no valid name');
    const version = npm_coordinates/* coordinates */.G8.normaliseVersion(parsed.version);
    const problems = npm_coordinates/* coordinates */.G8.problems({ ...reference, version });
    if (problems.length > 0 || !(0,npm_coordinates/* isVersion */.lF)(version))
        return refused(`its package.json is not publishable: ${problems.join(', ')}`);
    if (parsed.private === true)
        return { kind: 'private' };
    const manifest = normalise(parsed, (0,npm_coordinates/* fullName */.fq)(reference), version, root);
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
    const reference = (0,npm_coordinates/* parseFullName */.St)(name);
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

;// CONCATENATED MODULE: ./lib/formats/npm/artifact.js




/** Sdists (`.tar.gz`) may carry a package.json too, so the other spelling is looked at only when named. */
const PATTERNS = ['**/*.tgz'];
const MANIFEST_BYTES = 2 * 1024 * 1024;
/** The service does not process package details beyond 400 KB (DescribePackageVersion). */
const README_BYTES = 256 * 1024;
/** Tarballs among `paths`, one publication each; several packages of a workspace are several publications. */
async function npm_artifact_gather(paths, host) {
    const publications = new Map();
    const verdicts = [];
    for (const path of paths) {
        const reading = await readTarball(path, host);
        if (reading.verdict !== 'taken') {
            verdicts.push({ path, ...reading });
            continue;
        }
        const { publication } = reading;
        const label = `${(0,npm_coordinates/* fullName */.fq)(publication)}@${publication.version}`;
        const known = publications.get(label);
        if (known === undefined) {
            publications.set(label, publication);
            verdicts.push({ path, verdict: 'taken', reason: label });
            warnOfWorkspaces(label, publication, host);
        }
        else {
            const isSame = artifact_digestOf(known) === artifact_digestOf(publication);
            const other = known.artifacts[0]?.path ?? '';
            verdicts.push(isSame
                ? { path, verdict: 'left', reason: `the same bytes as ${other}` }
                : { path, verdict: 'refused', reason: `another file for ${label} than ${other}` });
        }
    }
    return { publications: [...publications.values()], verdicts };
}
const artifact_digestOf = (publication) => publication.artifacts[0]?.digests['SHA-512'];
function warnOfWorkspaces(label, publication, host) {
    const broken = unpublishable(publication.metadata.manifest);
    if (broken.length === 0)
        return;
    host.log.warning(`${label} needs ${broken.join(', ')}, which nobody outside its workspace can install; pack it with its own package manager`);
}
async function readTarball(path, host) {
    const stat = await host.files.stat(path);
    if (stat?.kind !== 'file')
        return { verdict: 'left', reason: stat === undefined ? 'it does not exist' : 'it is not a file' };
    if (!(await isGzip(path, host))) {
        return /\.tgz$/i.test(path)
            ? { verdict: 'refused', reason: 'it is not a gzipped tar, which an npm tarball must be' }
            : { verdict: 'left', reason: 'it is not a gzipped tar' };
    }
    const contents = new TarballContents();
    const digesting = new digests/* DigestingStream */.Xi();
    try {
        await (0,archive/* readTarGz */.Jq)(digesting.through(host.files.open(path)), (member) => contents.visit(member));
    }
    catch (error) {
        if (!(error instanceof archive/* ArchiveRefusal */.Jh))
            throw error;
        // A damaged archive that never showed a package.json may belong to another format, which will say so itself.
        const isOurs = contents.manifestText !== undefined || /\.tgz$/i.test(path);
        return { verdict: isOurs ? 'refused' : 'left', reason: error.message };
    }
    return assemble(contents, { path, assetName: npm_coordinates/* ASSET */.b4, ...digesting.result() });
}
function assemble(contents, artifact) {
    if (contents.manifestText === undefined)
        return { verdict: 'left', reason: 'it holds no package.json in its top folder' };
    if (contents.names.has('PKG-INFO'))
        return { verdict: 'left', reason: 'it is a Python source distribution' };
    const reading = readManifest(contents.manifestText, contents);
    if (reading.kind === 'private')
        return { verdict: 'left', reason: 'its package.json says `"private": true`' };
    if (reading.kind === 'refused')
        return { verdict: 'refused', reason: reading.reason };
    const { manifest, namespace, name, version } = reading;
    const metadata = { manifest };
    const reference = { format: 'npm', namespace, name, version };
    const dependencies = dependenciesOf(manifest);
    return { verdict: 'taken', publication: { ...reference, artifacts: [artifact], dependencies, metadata } };
}
async function isGzip(path, host) {
    const head = [];
    for await (const chunk of host.files.open(path, { start: 0, end: 2 }))
        head.push(...chunk);
    return head[0] === 0x1f && head[1] === 0x8b;
}
/** Collects what matters of a tarball; npm strips the first folder whatever it is called (`package` by custom). */
class TarballContents {
    manifestText;
    names = new Set();
    readme;
    async visit(member) {
        const [, name, deeper] = member.path.split('/');
        if (name === undefined || deeper !== undefined)
            return;
        if (this.names.size < 10_000)
            this.names.add(name);
        if (name === 'package.json')
            await this.#takeManifest(member);
        else if (/^readme(\.(md|markdown))?$/i.test(name) && member.kind === 'file')
            await this.#takeReadme(name, member);
    }
    /** Registries read the first of two manifests and installers the last: a known way to show one and install another. */
    async #takeManifest(member) {
        if (member.kind !== 'file')
            throw new archive/* ArchiveRefusal */.Jh('its package.json is not a file');
        const text = (await member.read(MANIFEST_BYTES)).toString('utf8');
        if (this.manifestText !== undefined && this.manifestText !== text) {
            throw new archive/* ArchiveRefusal */.Jh('it holds two different package.json');
        }
        this.manifestText = text;
    }
    async #takeReadme(name, member) {
        if (member.size > README_BYTES || (this.readme !== undefined && !/\.md$/i.test(name)))
            return;
        this.readme = { name, text: (await member.read(README_BYTES)).toString('utf8') };
    }
}
/** The tag its author means when nobody names one: `publishConfig.tag`, else what npm would choose. */
function publishTag(manifest) {
    const config = isObject(manifest.publishConfig) ? manifest.publishConfig : {};
    return typeof config.tag === 'string' && config.tag !== '' ? config.tag : undefined;
}

// EXTERNAL MODULE: ./lib/formats/npm/configure.js
var npm_configure = __webpack_require__(1506);
;// CONCATENATED MODULE: ./lib/formats/npm/project.js
// Packs a project directory, or every package of a workspace, with the package manager the project itself uses: only
// pnpm, Yarn and Bun replace `workspace:` and `catalog:` requirements by the versions that consumers can install.



function recognises(entries) {
    return entries.includes('package.json');
}
const hasWorkspaces = ({ manifest }) => manifest.workspaces !== undefined;
/** A private root is the usual shape of a monorepo; packing it too would only produce a file to leave. */
const isPrivate = ({ manifest }) => manifest.private === true;
const project_named = (project, program) => typeof project.manifest.packageManager === 'string' && project.manifest.packageManager.startsWith(`${program}@`);
/** First match wins; npm is for everything else. A `packageManager` field beats lock files left by somebody else. */
const PACKERS = [
    {
        program: 'pnpm',
        uses: (project) => project_named(project, 'pnpm') || (!declares(project) && has(project, 'pnpm-lock.yaml', 'pnpm-workspace.yaml')),
        commands: (project, into) => has(project, 'pnpm-workspace.yaml')
            ? [['-r', ...(isPrivate(project) ? ['--filter', '!.'] : []), 'pack', '--pack-destination', into]]
            : [['pack', '--pack-destination', into]],
    },
    {
        program: 'yarn',
        // Yarn 1 has no way to pack all workspaces and leaves `workspace:` alone, so npm serves those projects as well.
        uses: (project) => (project_named(project, 'yarn') && !/^yarn@[01]\./.test(String(project.manifest.packageManager))) ||
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
        uses: (project) => (project_named(project, 'bun') || (!declares(project) && has(project, 'bun.lock', 'bun.lockb'))) &&
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
        if (isObject(manifest))
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

;// CONCATENATED MODULE: ./lib/formats/npm/publish.js
// The npm conversation from the client's side, relative to the repository endpoint, always with a Bearer token:
//
//   PUT    NAME                            one document: manifest, dist-tag, tarball in base64 → 200 or 201
//                                          409 when the version is there with other bytes or reachable upstream
//   GET    -/package/NAME/dist-tags        {"latest":"1.0.0"}, 404 for an unknown package
//   PUT    -/package/NAME/dist-tags/TAG    body "1.0.0", a JSON string
//   DELETE -/package/NAME/dist-tags/TAG
//   GET    NAME                            the packument; its keys under `versions` are what clients see
//
// NAME is `name` or `@scope%2fname`. The protocol is that of the public registry (npm/registry on GitHub, docs).





/** The service takes at most 2 GB a request, base64 and metadata included; not adjustable (user guide, packages). */
const REQUEST_LIMIT = 2 * 1024 ** 3;
/** The tag `upload` sets when the caller names none. */
function preferredTag(publication) {
    const configured = publishTag(publication.metadata.manifest);
    return configured ?? (0,npm_coordinates/* defaultTag */.q3)(publication.version);
}
/** Puts the one tarball of a version; nothing but the attachment's current chunk is held in memory. */
async function npm_publish_upload(publication, missing, target) {
    const [artifact] = missing;
    if (artifact === undefined)
        return { kind: 'accepted' };
    const label = `${(0,npm_coordinates/* fullName */.fq)(publication)}@${publication.version}`;
    const tag = target.npmTag ?? preferredTag(publication);
    if (!(0,npm_coordinates/* isTag */.dz)(tag))
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `${label} cannot have the dist-tag ${JSON.stringify(tag)}: npm would read it as a version range`);
    const { head, tail } = publishDocument(publication, artifact, tag, baseAddress(target.endpoint));
    const length = head.length + Math.ceil(artifact.size / 3) * 4 + tail.length;
    if (length > REQUEST_LIMIT) {
        return {
            kind: 'refused',
            status: 413,
            detail: `the request would have ${length} bytes; the service takes ${REQUEST_LIMIT} for an npm package`,
        };
    }
    const body = new AttachmentBody(artifact, target, head, tail);
    const result = await sendUpload(target, {
        method: 'PUT',
        url: `${baseAddress(target.endpoint)}${(0,npm_coordinates/* escapedName */.Nm)(publication)}`,
        headers: {
            authorization: `Bearer ${target.token.reveal()}`,
            'content-type': 'application/json',
            'content-length': String(length),
            accept: 'application/json',
        },
        body: () => body.open(),
    }, label);
    if (body.problem !== undefined)
        throw body.problem;
    return result;
}
/** The document around the attachment, cut where the base64 text goes. Nothing in it is read from the tarball again. */
function publishDocument(publication, artifact, tag, base) {
    const { manifest } = publication.metadata;
    const name = (0,npm_coordinates/* fullName */.fq)(publication);
    const { version } = publication;
    const file = (0,npm_coordinates/* tarballName */.yP)(publication, version);
    const dist = {
        integrity: `sha512-${Buffer.from(artifact.digests['SHA-512'], 'hex').toString('base64')}`,
        shasum: artifact.digests['SHA-1'],
        tarball: `${base}${name}/-/${file}`,
    };
    const published = { ...manifest, _id: `${name}@${version}`, name, version, dist };
    const attachment = `${name}-${version}.tgz`;
    const whole = {
        _id: name,
        name,
        ...(typeof manifest.description === 'string' ? { description: manifest.description } : {}),
        'dist-tags': { [tag]: version },
        versions: { [version]: published },
        access: null,
        _attachments: { [attachment]: { content_type: 'application/octet-stream', data: '', length: artifact.size } },
    };
    const text = JSON.stringify(whole);
    // The attachment is the last member of the last member, so the last empty `data` is ours whatever a manifest holds.
    const marker = '"data":"';
    const cut = text.lastIndexOf(`${marker}","length":${artifact.size}}}}`) + marker.length;
    return { head: Buffer.from(text.slice(0, cut)), tail: Buffer.from(text.slice(cut)) };
}
/**
 * The request body, opened anew for every attempt. The bytes are digested again on the way out: a file that changed
 * since it was gathered breaks the connection before the document is complete, and nothing is published.
 */
class AttachmentBody {
    problem;
    #artifact;
    #files;
    #head;
    #tail;
    constructor(artifact, target, head, tail) {
        this.#artifact = artifact;
        this.#files = target.files;
        this.#head = head;
        this.#tail = tail;
    }
    async *open() {
        this.problem = undefined;
        const hash = (0,external_node_crypto_.createHash)('sha512');
        yield this.#head;
        yield* base64(this.#files.open(this.#artifact.path), (chunk) => hash.update(chunk));
        if (hash.digest('hex') !== this.#artifact.digests['SHA-512']) {
            this.problem = new registry_error/* RegistryError */.gl('CA-FILE-001', `${this.#artifact.path} changed while it was published; nothing was sent to its end`);
            throw this.problem;
        }
        yield this.#tail;
    }
}
/** Base64 without padding in the middle: whole groups of three bytes, the rest is carried over. */
async function* base64(source, see) {
    let carry = Buffer.alloc(0);
    for await (const chunk of source) {
        see(chunk);
        const bytes = carry.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([carry, chunk]);
        const whole = bytes.length - (bytes.length % 3);
        carry = Buffer.from(bytes.subarray(whole));
        if (whole > 0)
            yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
    }
    if (carry.length > 0)
        yield Buffer.from(carry.toString('base64'), 'latin1');
}

// EXTERNAL MODULE: ./lib/core/model/repository.js
var repository = __webpack_require__(3257);
// EXTERNAL MODULE: ./lib/formats/shared/json-reader.js
var json_reader = __webpack_require__(1954);
;// CONCATENATED MODULE: ./lib/formats/npm/tags.js








/** A package with thousands of versions may have a tag for each build; the list is still small. */
const TAGS_BYTES = 4 * 1024 * 1024;
const tags = {
    preferred: preferredTag,
    async read(ref, target) {
        const what = `read the dist-tags of ${(0,npm_coordinates/* fullName */.fq)(ref)} in ${(0,repository/* label */.Pf)(target.address)}`;
        const response = await send(target, { method: 'GET', url: tagsPath(ref) });
        if (response.status === 404) {
            await response.discard();
            return undefined;
        }
        await requireSuccess(response, target, what);
        const found = await readJson(response, what);
        if (!isObject(found))
            throw notUnderstood(what);
        const entries = Object.entries(found).filter(([tag, version]) => (0,npm_coordinates/* isTag */.dz)(tag) && typeof version === 'string');
        return Object.fromEntries(entries);
    },
    async set(ref, tag, version, target) {
        requireTag(ref, tag);
        const url = `${tagsPath(ref)}/${encodeURIComponent(tag)}`;
        const headers = { 'content-type': 'application/json' };
        const response = await send(target, { method: 'PUT', url, headers, body: JSON.stringify(version) });
        await requireSuccess(response, target, `set the dist-tag ${tag} of ${(0,npm_coordinates/* fullName */.fq)(ref)} to ${version} in ${(0,repository/* label */.Pf)(target.address)}`);
        await response.discard();
    },
    async remove(ref, tag, target) {
        requireTag(ref, tag);
        const response = await send(target, { method: 'DELETE', url: `${tagsPath(ref)}/${encodeURIComponent(tag)}` });
        // Removed by somebody else, or by an earlier attempt whose answer was lost: the wish is fulfilled.
        if (response.status !== 404) {
            await requireSuccess(response, target, `remove the dist-tag ${tag} of ${(0,npm_coordinates/* fullName */.fq)(ref)} in ${(0,repository/* label */.Pf)(target.address)}`);
        }
        await response.discard();
    },
};
/** Keys under `versions` of the packument; the rest of it, which may be tens of megabytes, is passed over. */
async function tags_visibleVersions(ref, target) {
    const what = `read the versions of ${(0,npm_coordinates/* fullName */.fq)(ref)} in ${(0,repository/* label */.Pf)(target.address)}`;
    const headers = { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8' };
    const response = await send(target, { method: 'GET', url: (0,npm_coordinates/* escapedName */.Nm)(ref), headers });
    if (response.status === 404) {
        await response.discard();
        return undefined;
    }
    await requireSuccess(response, target, what);
    try {
        return await versionKeys(new json_reader/* JsonReader */.O(response.body));
    }
    catch (error) {
        if (error instanceof json_reader/* JsonRefusal */.J)
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
            if ((0,npm_coordinates/* isVersion */.lF)(version))
                versions.push(version);
            await reader.skip();
        }
    }
    return versions;
}
const tagsPath = (ref) => `-/package/${(0,npm_coordinates/* escapedName */.Nm)(ref)}/dist-tags`;
function requireTag(ref, tag) {
    if (!(0,npm_coordinates/* isTag */.dz)(tag))
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `${JSON.stringify(tag)} cannot be a dist-tag of ${(0,npm_coordinates/* fullName */.fq)(ref)}`);
}
function send(target, request) {
    const headers = { accept: 'application/json', ...request.headers, authorization: `Bearer ${target.token.reveal()}` };
    return target.http({ ...request, url: `${baseAddress(target.endpoint)}${request.url}`, headers });
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
    throw new registry_error/* RegistryError */.gl(code, `could not ${what}: the answer was ${status}${said === '' ? '' : `, ${said}`}`);
}
function sentence(body) {
    let text = body;
    try {
        const parsed = JSON.parse(body);
        if (isObject(parsed))
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

;// CONCATENATED MODULE: ./lib/formats/npm/format.js







const npm = {
    name: 'npm',
    namespace: 'optional',
    notes: 'one tarball per version; dist-tags; several packages of a workspace in one run',
    coordinates: npm_coordinates/* coordinates */.G8,
    tools: npm_configure/* tools */.Y,
    publishing: { members: members, patterns: PATTERNS, gather: npm_artifact_gather, project: { recognises: recognises, pack: pack }, upload: npm_publish_upload, visibleVersions: tags_visibleVersions, tags: tags },
};

// EXTERNAL MODULE: ./lib/formats/nuget/coordinates.js
var nuget_coordinates = __webpack_require__(6663);
// EXTERNAL MODULE: ./lib/formats/nuget/nuspec.js
var nuget_nuspec = __webpack_require__(7308);
;// CONCATENATED MODULE: ./lib/formats/nuget/artifact.js
// Built packages (.nupkg) into publications. Id and version come from the nuspec inside, never from the file name.





const artifact_patterns = ['**/*.nupkg', '**/*.snupkg'];
async function nuget_artifact_gather(paths, host) {
    const publications = [];
    const verdicts = [];
    for (const path of new Set(paths)) {
        const result = await gatherFile(path, host);
        if ('reason' in result) {
            verdicts.push(result);
            continue;
        }
        const twin = publications.find(({ name, version }) => name === result.name && version.toLowerCase() === result.version.toLowerCase());
        if (twin) {
            verdicts.push({
                path,
                verdict: 'refused',
                reason: `${(0,external_node_path_.basename)(twin.artifacts[0]?.path ?? '')} is the same package version`,
            });
            continue;
        }
        publications.push(result);
        verdicts.push({ path, verdict: 'taken', reason: `${result.displayName ?? result.name} ${result.version}` });
    }
    return { publications, verdicts };
}
async function gatherFile(path, { files }) {
    const name = (0,external_node_path_.basename)(path).toLowerCase();
    if (name.endsWith('.snupkg') || name.endsWith('.symbols.nupkg')) {
        return { path, verdict: 'left', reason: 'a symbol package; CodeArtifact has no symbol server' };
    }
    if (!name.endsWith('.nupkg'))
        return { path, verdict: 'left', reason: 'not a .nupkg' };
    const stat = await files.stat(path);
    if (stat?.kind !== 'file')
        return { path, verdict: 'refused', reason: 'not a regular file' };
    try {
        const { nuspec } = await (0,nuget_nuspec/* readNupkg */.E)({ files, path, size: stat.size });
        const artifact = await (0,digests/* describeArtifact */.Qw)(files, path, (0,nuget_coordinates/* assetName */.SM)(nuspec.id, nuspec.version));
        return {
            format: 'nuget',
            name: (0,nuget_coordinates/* normaliseName */.GX)(nuspec.id),
            displayName: nuspec.id,
            version: (0,nuget_coordinates/* normaliseVersion */.r8)(nuspec.version),
            artifacts: [artifact],
            dependencies: artifact_dependenciesOf(nuspec),
            metadata: null,
        };
    }
    catch (error) {
        if (error instanceof archive/* ArchiveRefusal */.Jh)
            return { path, verdict: 'refused', reason: error.message };
        throw error;
    }
}
/** Of all frameworks; the same dependency with the same range once. */
function artifact_dependenciesOf({ dependencyGroups }) {
    const all = dependencyGroups.flatMap(({ dependencies }) => dependencies);
    const unique = new Map(all.map(({ id, range }) => [`${(0,nuget_coordinates/* normaliseName */.GX)(id)} ${range}`, { id, range }]));
    return [...unique.values()].map(({ id, range }) => ({
        name: (0,nuget_coordinates/* normaliseName */.GX)(id),
        requirement: range,
        type: 'dependency',
    }));
}

// EXTERNAL MODULE: ./lib/formats/nuget/configure.js
var nuget_configure = __webpack_require__(3824);
;// CONCATENATED MODULE: ./lib/formats/nuget/project.js
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
                throw nuget_project_failure(`${way.program} pack failed in ${directory} with status ${result.status}`, result);
            const built = (await host.files.glob(['*.nupkg'], into)).sort();
            if (built.length === 0)
                throw nuget_project_failure(`${way.program} pack made no package in ${directory}`, result);
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
function nuget_project_failure(message, { stdout, stderr }) {
    const lines = `${stdout}\n${stderr}`.split('\n').map((line) => line.trim());
    const tail = lines.filter((line) => line !== '').slice(-project_TAIL_LINES);
    return new registry_error/* RegistryError */.gl('CA-FILE-004', [message, ...tail].join('\n'));
}

;// CONCATENATED MODULE: ./lib/formats/nuget/publish.js
// The upload conversation, from the client's side:
//
//   GET v3/index.json            where to push: the resource of type PackagePublish/2.0.0
//   PUT <that address>/          multipart/form-data, one part with the nupkg, its length known beforehand
//
//   201, 202   stored                  409   the version exists
//   400        the nupkg is not valid   403   not allowed: publishing needs ReadFromRepository as well (packages-overview)
//
// https://learn.microsoft.com/nuget/api/package-publish-resource. No API key: the service does not look at it.





async function nuget_publish_upload(_publication, missing, target) {
    const [artifact] = missing;
    if (!artifact)
        return { kind: 'accepted' };
    const index = await get(indexAddress(target), target);
    if (index.status !== 200)
        return judgeAnswer(index, target.token);
    const address = resource(await readIndex(index, target), 'PackagePublish/2.0.0', target);
    const boundary = `----codeartifact-ci-${(0,external_node_crypto_.randomBytes)(12).toString('hex')}`;
    const head = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="package"; filename="package.nupkg"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n');
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    return sendUpload(target, {
        method: 'PUT',
        // nuget.exe and dotnet add the slash; servers are only tried with it.
        url: baseAddress(address),
        headers: {
            'content-type': `multipart/form-data; boundary="${boundary}"`,
            'content-length': String(head.length + artifact.size + tail.length),
        },
        body: async function* () {
            yield head;
            yield* target.files.open(artifact.path);
            yield tail;
        },
    }, artifact.assetName);
}
/** The versions of the flat container, upstreams and public sources included; undefined when the id is unknown. */
async function publish_visibleVersions(ref, target) {
    const index = await get(indexAddress(target), target);
    if (index.status !== 200)
        throw await publish_failure(index, 'the service index');
    const base = baseAddress(resource(await readIndex(index, target), 'PackageBaseAddress/3.0.0', target));
    const url = `${base}${encodeURIComponent((0,nuget_coordinates/* normaliseName */.GX)(ref.name))}/index.json`;
    const answer = await get(url, target);
    if (answer.status === 404) {
        await answer.discard();
        return undefined;
    }
    if (answer.status !== 200)
        throw await publish_failure(answer, 'the version list');
    const { versions } = (await publish_readJson(answer, url));
    return Array.isArray(versions) ? versions.filter((version) => typeof version === 'string') : [];
}
const indexAddress = (target) => `${baseAddress(target.endpoint)}v3/index.json`;
function get(url, target) {
    return target.http({
        method: 'GET',
        url,
        headers: { authorization: basicCredentials(target.token), accept: 'application/json' },
    });
}
async function readIndex(answer, target) {
    const index = (await publish_readJson(answer, indexAddress(target)));
    return { resources: Array.isArray(index?.resources) ? index.resources : [] };
}
const INDEX_LIMIT = 16 * 1024 * 1024;
async function publish_readJson(answer, url) {
    try {
        return JSON.parse((await (0,http/* readBody */.x)(answer, INDEX_LIMIT)).toString('utf8').replace(/^\uFEFF/, ''));
    }
    catch (cause) {
        if (cause instanceof registry_error/* RegistryError */.gl)
            throw cause;
        throw new registry_error/* RegistryError */.gl('CA-NET-004', `GET ${url} did not answer with JSON of bearable size`, { cause });
    }
}
/** The address of a resource; on the registry's own origin, since the token goes there. */
function resource(index, type, target) {
    const found = index.resources.find((each) => [each['@type']].flat().includes(type))?.['@id'];
    const isHome = typeof found === 'string' && URL.canParse(found) && new URL(found).origin === new URL(target.endpoint).origin;
    if (isHome)
        return found;
    const why = found === undefined ? 'names no' : 'names another host for';
    throw new registry_error/* RegistryError */.gl('CA-NET-004', `the NuGet service index ${indexAddress(target)} ${why} ${type}`);
}
async function publish_failure(answer, what) {
    await answer.discard();
    const { status, reason } = answer;
    const code = status === 401 ? 'CA-AUTH-005' : status === 403 ? 'CA-AUTH-003' : status === 429 ? 'CA-NET-001' : undefined;
    return new registry_error/* RegistryError */.gl(code ?? (status >= 500 ? 'CA-NET-002' : 'CA-NET-004'), `reading ${what} of NuGet answered ${status} ${reason}`);
}

;// CONCATENATED MODULE: ./lib/formats/nuget/format.js






const nuget = {
    name: 'nuget',
    namespace: 'none',
    notes: 'protocol V3; one .nupkg a version; symbol packages are left out, the service takes none',
    coordinates: nuget_coordinates/* coordinates */.G8,
    tools: nuget_configure/* tools */.Y,
    publishing: { members: members, patterns: artifact_patterns, gather: nuget_artifact_gather, project: project_project, upload: nuget_publish_upload, visibleVersions: publish_visibleVersions },
};

// EXTERNAL MODULE: ./lib/formats/pypi/coordinates.js + 1 modules
var pypi_coordinates = __webpack_require__(7323);
// EXTERNAL MODULE: ./lib/formats/pypi/blake2.js
var pypi_blake2 = __webpack_require__(5764);
// EXTERNAL MODULE: ./lib/formats/pypi/core-metadata.js
var core_metadata = __webpack_require__(2050);
// EXTERNAL MODULE: ./lib/formats/pypi/file-name.js
var file_name = __webpack_require__(803);
// EXTERNAL MODULE: ./lib/formats/pypi/version.js
var version = __webpack_require__(9933);
;// CONCATENATED MODULE: ./lib/formats/pypi/distribution.js







const distribution_left = (reason) => ({ verdict: 'left', reason });
const distribution_refused = (reason) => ({ verdict: 'refused', reason });
/** What became of a candidate file; hostile ones are refused in bounded memory, never by an exception. */
async function examine(path, files) {
    const fileName = path.split(/[\\/]/).at(-1) ?? '';
    const parsed = (0,file_name/* parseWheelName */.CI)(fileName) ?? (/\.(?:tar\.gz|zip)$/.test(fileName) ? (0,file_name/* parseSdistName */.K3)(fileName) : undefined);
    if (!parsed)
        return /\.whl$/i.test(fileName) ? distribution_refused('not a wheel file name (PEP 427)') : distribution_left('not a Python package');
    const stat = await files.stat(path);
    if (stat?.kind !== 'file')
        return distribution_refused('not a readable file');
    try {
        const text = parsed.type === 'bdist_wheel' ? await readWheel(path, stat.size, files) : await readSdist(path, stat.size, files);
        if (text === undefined) {
            return parsed.type === 'bdist_wheel'
                ? distribution_refused('no .dist-info/METADATA in the wheel')
                : distribution_left('no PKG-INFO inside: not a Python source archive');
        }
        return await describe(path, fileName, parsed, text, files);
    }
    catch (error) {
        if (error instanceof archive/* ArchiveRefusal */.Jh) {
            return parsed.type === 'bdist_wheel'
                ? distribution_refused(error.message)
                : distribution_refused(`${error.message} (looks like a source archive by its name)`);
        }
        if (error instanceof RangeError)
            return distribution_refused(error.message);
        throw error;
    }
}
async function readWheel(path, size, files) {
    let text;
    await (0,archive/* readZip */.ue)({ files, path, size }, async (member) => {
        if (!/^[^/]+\.dist-info\/METADATA$/.test(member.path))
            return undefined;
        if (text !== undefined)
            throw new archive/* ArchiveRefusal */.Jh('more than one .dist-info folder in the wheel');
        text = (await member.read(core_metadata/* METADATA_LIMIT */.k)).toString('utf8');
        return undefined;
    });
    return text;
}
/**
 * `NAME-VERSION/PKG-INFO`; the copies below `*.egg-info/` are for tools that unpack. The archive is read to its end, so
 * that one that is cut off is found here and not by those who install it.
 */
async function readSdist(path, size, files) {
    let text;
    const visit = async (member) => {
        if (member.kind !== 'file' || !/^[^/]+\/PKG-INFO$/.test(member.path))
            return undefined;
        if (text !== undefined)
            throw new archive/* ArchiveRefusal */.Jh('more than one PKG-INFO at the top of the archive');
        text = (await member.read(core_metadata/* METADATA_LIMIT */.k)).toString('utf8');
        return undefined;
    };
    if (path.endsWith('.zip'))
        await (0,archive/* readZip */.ue)({ files, path, size }, visit);
    else
        await (0,archive/* readTarGz */.Jq)(files.open(path), visit);
    return text;
}
async function describe(path, fileName, parsed, text, files) {
    const metadata = (0,core_metadata/* parseCoreMetadata */.U)(text);
    if (!(0,pypi_coordinates/* isName */.Eo)(metadata.name))
        return distribution_refused('the name in its metadata is not a Python package name');
    if ((0,version/* normalVersion */.AO)(metadata.version) === undefined)
        return distribution_refused('the version in its metadata is not a PEP 440 version');
    // The name was cut off without knowing it; with the metadata's name the cut can be made exactly.
    const exact = parsed.type === 'sdist' ? (0,file_name/* parseSdistName */.K3)(fileName, metadata.name) : parsed;
    if (!exact ||
        (0,pypi_coordinates/* normaliseName */.GX)(exact.name) !== (0,pypi_coordinates/* normaliseName */.GX)(metadata.name) ||
        !(0,file_name/* sameVersion */.r1)(exact.version, metadata.version)) {
        return distribution_refused(`its metadata says ${metadata.name} ${metadata.version}, its file name something else`);
    }
    const digesting = new digests/* DigestingStream */.Xi();
    const blake2 = new pypi_blake2/* Blake2Stream */.w();
    for await (const _ of blake2.through(digesting.through(files.open(path))))
        ;
    const file = {
        filetype: parsed.type === 'bdist_wheel' ? 'bdist_wheel' : 'sdist',
        pyversion: parsed.python,
        blake2_256: blake2.result(),
        metadataVersion: metadata.metadataVersion,
        fields: Object.fromEntries(metadata.fields),
    };
    return { distribution: { artifact: { path, assetName: fileName, ...digesting.result() }, metadata, file } };
}

// EXTERNAL MODULE: ./lib/formats/pypi/requirement.js
var pypi_requirement = __webpack_require__(330);
;// CONCATENATED MODULE: ./lib/formats/pypi/artifact.js
// Reads wheels and source archives into publications. All files of one version make one publication.




const pypi_artifact_patterns = ['*.whl', '*.tar.gz', '*.zip'];
async function pypi_artifact_gather(paths, host) {
    const verdicts = [];
    const distributions = [];
    for (const path of paths) {
        const finding = await examine(path, host.files);
        if ('distribution' in finding) {
            const clash = clashWith(distributions, finding.distribution);
            if (clash === undefined)
                distributions.push(finding.distribution);
            const { name, version } = finding.distribution.metadata;
            verdicts.push({
                path,
                ...(clash ?? { verdict: 'taken', reason: `${finding.distribution.file.filetype} of ${name} ${version}` }),
            });
        }
        else
            verdicts.push({ path, ...finding });
    }
    return { publications: group(distributions), verdicts };
}
/** The same file found twice is taken once; two files of one name and different bytes cannot both be published. */
function clashWith(known, found) {
    const twin = known.find(({ artifact }) => artifact.assetName === found.artifact.assetName);
    if (!twin)
        return undefined;
    return twin.artifact.digests['SHA-256'] === found.artifact.digests['SHA-256']
        ? { verdict: 'left', reason: `the same file as ${twin.artifact.path}` }
        : { verdict: 'refused', reason: `another file of this name has other bytes: ${twin.artifact.path}` };
}
function group(distributions) {
    const groups = new Map();
    for (const found of distributions) {
        const key = `${(0,pypi_coordinates/* normaliseName */.GX)(found.metadata.name)} ${(0,version/* normalVersion */.AO)(found.metadata.version)}`;
        groups.set(key, [...(groups.get(key) ?? []), found]);
    }
    return [...groups.values()].map(publication);
}
function publication(members) {
    // Wheels first, as every client uploads: their metadata is complete, that of source archives may be dynamic.
    const ordered = [...members].sort((a, b) => Number(a.file.filetype === 'sdist') - Number(b.file.filetype === 'sdist'));
    const [first] = ordered;
    if (!first)
        throw new RangeError('a publication has at least one file');
    const { metadata } = first;
    const name = (0,pypi_coordinates/* normaliseName */.GX)(metadata.name);
    // Files may spell one version differently (`1.0-rc1` in an old source archive); then the normal form is sent for all.
    const isOneSpelling = ordered.every((member) => member.metadata.version === metadata.version);
    const files = {
        files: Object.fromEntries(ordered.map(({ artifact, file }) => [artifact.assetName, file])),
    };
    return {
        format: 'pypi',
        name,
        version: isOneSpelling ? metadata.version : ((0,version/* normalVersion */.AO)(metadata.version) ?? metadata.version),
        ...(metadata.name === name ? {} : { displayName: metadata.name }),
        artifacts: ordered.map(({ artifact }) => artifact),
        dependencies: dependencies(ordered),
        metadata: files,
    };
}
/** What any of the files needs without being asked for extras; wheels of different platforms may differ. */
function dependencies(members) {
    const found = new Map();
    for (const line of members.flatMap(({ metadata }) => metadata.fields.get('requires-dist') ?? [])) {
        const requirement = (0,pypi_requirement/* parseRequirement */.I)(line);
        if (!requirement || (0,pypi_requirement/* isExtraOnly */.p)(requirement))
            continue;
        const { name, specifier } = requirement;
        found.set(`${name} ${specifier}`, { name, requirement: specifier, type: 'Requires-Dist' });
    }
    return [...found.values()];
}

// EXTERNAL MODULE: ./lib/formats/pypi/configure.js + 4 modules
var pypi_configure = __webpack_require__(6507);
;// CONCATENATED MODULE: ./lib/formats/pypi/project.js
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
                throw pypi_project_failure(`${way.title} failed in ${directory}: ${project_lastWords(result)}`);
            tried.push(`${way.title} (${result.status === 127 ? 'not found' : project_lastWords(result).slice(0, 120)})`);
        }
    }
    throw pypi_project_failure(`no tool here can build the Python project ${directory}; tried ${tried.join(', ')}`);
}
const pypi_project_failure = (message) => new registry_error/* RegistryError */.gl('CA-FILE-004', message);
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
        throw pypi_project_failure(`${way.title} succeeded but left no wheel or source archive`);
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

;// CONCATENATED MODULE: ./lib/formats/pypi/upload-form.js
// The form of the upload API, from the client's side: fields in the order twine sends them, then the file as a stream.


/** Core metadata field to form field, in twine's order. Fields that may repeat are sent once for each value. */
const METADATA_FIELDS = [
    ['summary', 'summary'],
    ['home-page', 'home_page'],
    ['author', 'author'],
    ['author-email', 'author_email'],
    ['maintainer', 'maintainer'],
    ['maintainer-email', 'maintainer_email'],
    ['license', 'license'],
    ['description', 'description'],
    ['keywords', 'keywords'],
    ['platform', 'platform'],
    ['classifier', 'classifiers'],
    ['download-url', 'download_url'],
    ['supported-platform', 'supported_platform'],
    ['provides', 'provides'],
    ['requires', 'requires'],
    ['obsoletes', 'obsoletes'],
    ['project-url', 'project_urls'],
    ['provides-dist', 'provides_dist'],
    ['obsoletes-dist', 'obsoletes_dist'],
    ['requires-dist', 'requires_dist'],
    ['requires-external', 'requires_external'],
    ['requires-python', 'requires_python'],
    ['provides-extra', 'provides_extra'],
    ['description-content-type', 'description_content_type'],
    ['license-expression', 'license_expression'],
    ['license-file', 'license_file'],
    ['dynamic', 'dynamic'],
    ['import-name', 'import_name'],
    ['import-namespace', 'import_namespace'],
];
/** All fields but the file. `version` is the publication's: one spelling for all its files. */
function formFields(publication, artifact, file) {
    const fields = [
        [':action', 'file_upload'],
        ['protocol_version', '1'],
        ['name', publication.displayName ?? publication.name],
        ['version', publication.version],
        ['filetype', file.filetype],
        ['pyversion', file.pyversion],
        ['metadata_version', file.metadataVersion],
    ];
    for (const [metadataField, formField] of METADATA_FIELDS) {
        for (const value of file.fields[metadataField] ?? [])
            fields.push([formField, value]);
    }
    fields.push(['md5_digest', artifact.digests.MD5], ['sha256_digest', artifact.digests['SHA-256']], ['blake2_256_digest', file.blake2_256]);
    return fields;
}
/**
 * A multipart body of known length. form-data-encoder would do, but it rewrites the line ends of values, as browsers
 * do, and so would change the description.
 */
function uploadBody(fields, artifact, files) {
    const boundary = (0,external_node_crypto_.randomBytes)(16).toString('hex');
    const parts = fields.map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
    // Asset names were checked against a pattern without quotes and line ends when they were gathered.
    const head = Buffer.from(`${parts.join('')}--${boundary}\r\nContent-Disposition: form-data; name="content"; filename="${artifact.assetName}"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n');
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    return {
        headers: {
            'content-type': `multipart/form-data; boundary=${boundary}`,
            'content-length': String(head.length + artifact.size + tail.length),
        },
        async *open() {
            yield head;
            yield* exactly(artifact, files);
            yield tail;
        },
    };
}
/** A file that grew or shrank since it was read must not go out under the old length. */
async function* exactly(artifact, files) {
    let size = 0;
    const changed = () => new registry_error/* RegistryError */.gl('CA-FILE-001', `${artifact.path} changed while it was being published`);
    for await (const chunk of files.open(artifact.path)) {
        size += chunk.length;
        if (size > artifact.size)
            throw changed();
        yield chunk;
    }
    if (size < artifact.size)
        throw changed();
}

;// CONCATENATED MODULE: ./lib/formats/pypi/publish.js


/** Stops at the first file that is not accepted; what went up before it is found by the caller's next look. */
async function pypi_publish_upload(publication, missing, target) {
    const { files } = publication.metadata;
    const rank = (artifact) => Number(files[artifact.assetName]?.filetype === 'sdist');
    for (const artifact of [...missing].sort((a, b) => rank(a) - rank(b))) {
        const result = await uploadFile(publication, artifact, target);
        if (result.kind !== 'accepted')
            return result;
    }
    return { kind: 'accepted' };
}
async function uploadFile(publication, artifact, target) {
    const file = publication.metadata.files[artifact.assetName];
    if (!file)
        throw new RangeError(`no metadata was gathered for ${artifact.assetName}`);
    const { headers, open } = uploadBody(formFields(publication, artifact, file), artifact, target.files);
    const request = {
        method: 'POST',
        url: baseAddress(target.endpoint),
        headers: { ...headers, accept: '*/*' },
        body: open,
    };
    return sendUpload(target, request, artifact.assetName);
}

;// CONCATENATED MODULE: ./lib/formats/pypi/reading.js
// Reads a project page as a client, to see what installers see: GET simple/NAME/ as JSON. It pulls nothing.




const JSON_V1 = 'application/vnd.pypi.simple.v1+json';
const PAGE_LIMIT = 64 * 1024 * 1024;
/** Undefined when nobody in the chain knows the package. */
async function reading_visibleVersions(ref, target) {
    const response = await target.http({
        method: 'GET',
        url: `${baseAddress(target.endpoint)}simple/${(0,pypi_coordinates/* normaliseName */.GX)(ref.name)}/`,
        headers: { accept: JSON_V1, authorization: basicCredentials(target.token) },
    });
    if (response.status === 200)
        return versionsOf(await (0,http/* readBody */.x)(response, PAGE_LIMIT), ref);
    await response.discard();
    if (response.status === 404)
        return undefined;
    throw refusal(response.status, ref);
}
function refusal(status, ref) {
    const message = `reading the versions of ${ref.name} was answered with status ${status}`;
    if (status === 401)
        return new registry_error/* RegistryError */.gl('CA-AUTH-005', message);
    if (status === 403)
        return new registry_error/* RegistryError */.gl('CA-AUTH-003', message);
    if (status === 429)
        return new registry_error/* RegistryError */.gl('CA-NET-001', message);
    return new registry_error/* RegistryError */.gl(status >= 500 ? 'CA-NET-002' : 'CA-NET-004', message);
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
    coordinates: pypi_coordinates/* coordinates */.G8,
    tools: pypi_configure/* tools */.Y,
    publishing: { members: members, patterns: pypi_artifact_patterns, gather: pypi_artifact_gather, project: { recognises: project_recognises, pack: project_pack }, upload: pypi_publish_upload, visibleVersions: reading_visibleVersions },
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
            ...(version === undefined || (0,semver.valid)(version.replace(/\+.*$/, '')) !== null
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


/***/ })

};
