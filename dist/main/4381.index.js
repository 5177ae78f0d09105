"use strict";
exports.id = 4381;
exports.ids = [4381];
exports.modules = {

/***/ 4381:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  gather: () => (/* binding */ gather)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/formats/shared/archive/archive.js + 3 modules
var archive = __webpack_require__(1095);
// EXTERNAL MODULE: ./lib/formats/shared/digests.js
var digests = __webpack_require__(3705);
// EXTERNAL MODULE: ./lib/formats/maven/names/coordinates.js + 2 modules
var coordinates = __webpack_require__(3595);
// EXTERNAL MODULE: ./lib/formats/shared/text/xml.js
var xml = __webpack_require__(4531);
;// CONCATENATED MODULE: ./lib/formats/maven/artifact/archive-check.js


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

;// CONCATENATED MODULE: ./lib/formats/maven/artifact/pom.js
// Reads a POM: coordinates with what they inherit from the parent element and simple properties, dependencies, and
// what the service shows of a version. Nothing outside the file is looked at.

/** POMs are small; the largest seen on Maven Central is under 1 MB. */
const POM_LIMIT = 4 * 1024 * 1024;
const MAX_DEPENDENCIES = 5000;
/** @throws XmlRefusal when the document is not a POM or lacks an artifact id; coordinates may still hold `${…}`. */
function parsePom(document) {
    const project = (0,xml/* parseXml */.NO)(document, POM_LIMIT);
    if (project.name !== 'project')
        throw new xml/* XmlRefusal */.g(`the root element is <${project.name}>, not <project>`);
    const value = interpolation(project);
    const at = (...path) => value((0,xml/* textAt */.$6)(project, ...path));
    const artifactId = at('artifactId');
    if (artifactId === undefined)
        throw new xml/* XmlRefusal */.g('the POM has no artifactId');
    return {
        groupId: at('groupId') ?? at('parent', 'groupId') ?? '',
        artifactId,
        version: at('version') ?? at('parent', 'version') ?? '',
        packaging: at('packaging') ?? 'jar',
        name: at('name'),
        description: at('description'),
        url: at('url'),
        sourceUrl: at('scm', 'url'),
        licenses: (0,xml/* findAll */.JW)(project, 'licenses', 'license')
            .slice(0, 50)
            .map((license) => licenseOf(license, value)),
        dependencies: dependenciesOf(project, value),
    };
}
function licenseOf(license, value) {
    const name = value((0,xml/* textAt */.$6)(license, 'name'));
    const url = value((0,xml/* textAt */.$6)(license, 'url'));
    return { ...(name === undefined ? {} : { name }), ...(url === undefined ? {} : { url }) };
}
function dependenciesOf(project, value) {
    const read = (from, type) => {
        const groupId = value((0,xml/* textAt */.$6)(from, 'groupId'));
        const artifactId = value((0,xml/* textAt */.$6)(from, 'artifactId'));
        if (groupId === undefined || artifactId === undefined)
            return [];
        return [
            {
                groupId,
                artifactId,
                version: value((0,xml/* textAt */.$6)(from, 'version')) ?? '',
                type: type ?? value((0,xml/* textAt */.$6)(from, 'scope')) ?? 'compile',
                optional: (0,xml/* textAt */.$6)(from, 'optional') === 'true',
            },
        ];
    };
    const parent = (0,xml/* find */.I6)(project, 'parent');
    const imports = (0,xml/* findAll */.JW)(project, 'dependencyManagement', 'dependencies', 'dependency').filter((managed) => (0,xml/* textAt */.$6)(managed, 'scope') === 'import');
    return [
        ...(parent ? read(parent, 'parent') : []),
        ...imports.flatMap((managed) => read(managed, 'import')),
        ...(0,xml/* findAll */.JW)(project, 'dependencies', 'dependency').flatMap((dependency) => read(dependency)),
    ].slice(0, MAX_DEPENDENCIES);
}
const ROUNDS = 8;
const MAX_VALUE = 1024;
/** Replaces `${…}` from the properties and the coordinates of this file; what it does not know stays as written. */
function interpolation(project) {
    const properties = new Map((0,xml/* find */.I6)(project, 'properties')?.children.map((each) => [each.name, each.text]));
    const builtIn = (name) => {
        const [, inParent, field] = /^(?:project|pom)\.(parent\.)?(groupId|artifactId|version)$/.exec(name) ?? [];
        if (field === undefined)
            return undefined;
        const own = inParent ? undefined : (0,xml/* textAt */.$6)(project, field);
        return own ?? (0,xml/* textAt */.$6)(project, 'parent', field);
    };
    return (text) => {
        let result = text;
        for (let round = 0; round < ROUNDS && result?.includes('${'); round++) {
            // A value that grows with each round is an attack on memory; cut, it matches nothing.
            if (result.length > MAX_VALUE)
                break;
            const next = result.replace(/\$\{([^${}]+)\}/g, (whole, name) => (properties.get(name) ?? builtIn(name) ?? whole).slice(0, MAX_VALUE));
            if (next === result)
                break;
            result = next;
        }
        return result?.slice(0, MAX_VALUE);
    };
}

;// CONCATENATED MODULE: ./lib/formats/maven/artifact/pom-unit.js
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
    if (size > POM_LIMIT)
        return `larger than ${POM_LIMIT} bytes`;
    const document = await files.read(path);
    if (!document)
        return 'the file is gone';
    try {
        return unitOf(path, parsePom(document));
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
    const problem = coordinates/* coordinates */.G8.problems({ namespace: groupId, name: artifactId, version }).join('; ');
    if (problem)
        return problem;
    const unit = { groupId, artifactId, version, pomPath: path, pom };
    if (!(0,coordinates/* isSnapshot */.LR)(version))
        return named({ ...unit, build: undefined, stem: `${artifactId}-${version}` }, file);
    const prefix = `${artifactId}-${version.replace(/SNAPSHOT$/, '')}`;
    const build = file.startsWith(prefix) ? (0,coordinates/* parseBuild */.EH)(file.slice(prefix.length)) : undefined;
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

;// CONCATENATED MODULE: ./lib/formats/maven/artifact/artifact.js
// Built files into publications. Files belong together when they lie in one folder and share the stem of its POM:
// the version folder of a repository layout (`mvn deploy` into a local folder), or `target/` with its pom.xml beside it.






/** See `Publishing.gather`. Verdicts come in the order of `paths`. */
async function gather(paths, host) {
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
    const fits = units.filter(({ stem }) => name.startsWith(stem) && (0,coordinates/* parseSuffix */.nF)(name.slice(stem.length)) !== undefined);
    return fits.sort((a, b) => b.stem.length - a.stem.length)[0];
}
function reasonNoUnit(path, units, verdicts) {
    const name = (0,external_node_path_.basename)(path);
    if (name.startsWith('maven-metadata'))
        return 'a version list; the repository keeps its own';
    if ((0,coordinates/* splitChecksum */.A1)(name).checksum)
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
    const sums = paths.filter((path) => (0,coordinates/* splitChecksum */.A1)((0,external_node_path_.basename)(path)).checksum !== undefined);
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
    const { name, checksum } = (0,coordinates/* splitChecksum */.A1)((0,external_node_path_.basename)(path));
    const artifact = artifacts.find(({ assetName }) => assetName === name);
    if (!artifact || !checksum)
        return left(path, 'a checksum of a file that is not published');
    const { size = 0 } = (await files.stat(path)) ?? {};
    const text = size > 1024 ? '' : ((await files.readText(path)) ?? '');
    // GNU tools write `digest  file`; Maven and Gradle write the digest alone.
    const written = text.trim().split(/\s+/)[0]?.toLowerCase();
    if (written === artifact.digests[coordinates/* CHECKSUMS */.vM[checksum]])
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
        version: unit.build ? (0,coordinates/* buildVersion */.zn)(unit.version, unit.build) : unit.version,
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


/***/ }),

/***/ 1095:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Jh: () => (/* reexport */ ArchiveRefusal),
  Jq: () => (/* reexport */ readTarGz),
  ue: () => (/* reexport */ readZip)
});

// UNUSED EXPORTS: ARCHIVE_LIMITS, checkedPath, refusalOf

;// CONCATENATED MODULE: ./lib/formats/shared/archive/archive-rules.js
// What no archive gets away with, whatever its kind: limits, paths, links, and one kind of error for all of it.
/** Why an archive is not read further, in words for its author. Everything else thrown here is an IO error. */
class ArchiveRefusal extends Error {
    constructor(message) {
        super(message);
        this.name = 'ArchiveRefusal';
    }
}
/** Room for every package seen in the wild, and an end for those made to do harm. */
const ARCHIVE_LIMITS = {
    entries: 250_000,
    memberBytes: 8 * 1024 * 1024,
    totalBytes: 16 * 1024 ** 3,
    ratio: 250,
    ratioFloorBytes: 256 * 1024 * 1024,
};
/** Bytes up to which an archive is held whole: most packages are small, and streams then cost more than the reading. */
const SMALL_ARCHIVE = 128 * 1024;
/** Runs a reading and gives its refusal as a sentence, for a verdict; other errors stay errors. */
async function refusalOf(work) {
    try {
        await work();
        return undefined;
    }
    catch (error) {
        if (error instanceof ArchiveRefusal)
            return error.message;
        throw error;
    }
}
/** Keeps the visitor's own errors apart from those of the archive. */
class Visits {
    error;
    #visit;
    constructor(visit) {
        this.#visit = visit;
    }
    async run(member) {
        try {
            return await this.#visit(member);
        }
        catch (error) {
            this.error = error;
            throw error;
        }
    }
}
function reading(open, path, size, limits) {
    async function* stream() {
        try {
            yield* await open();
        }
        catch (error) {
            throw asArchiveRefusal(error);
        }
    }
    return {
        stream,
        async read(limit = limits.memberBytes) {
            const tooLarge = () => new ArchiveRefusal(`${shown(path)} is larger than ${limit} bytes`);
            if (size > limit)
                throw tooLarge();
            const chunks = [];
            let length = 0;
            for await (const chunk of stream()) {
                length += chunk.length;
                if (length > limit)
                    throw tooLarge();
                chunks.push(chunk);
            }
            return Buffer.concat(chunks);
        },
    };
}
function counter(limits) {
    let entries = 0;
    return () => {
        entries += 1;
        if (entries > limits.entries)
            throw new ArchiveRefusal(`the archive has more than ${limits.entries} entries`);
    };
}
function checkInflated(inflated, compressed, limits) {
    if (inflated > limits.totalBytes) {
        throw new ArchiveRefusal(`the archive unpacks to more than ${limits.totalBytes} bytes`);
    }
    if (inflated > limits.ratioFloorBytes && inflated > compressed * limits.ratio) {
        throw new ArchiveRefusal(`the archive unpacks to more than ${limits.ratio} times its size`);
    }
}
/**
 * The path as we use it, or a refusal.
 *
 * | written            | result        |
 * | ------------------ | ------------- |
 * | `./package/a.js`   | `package/a.js` |
 * | `dir/`             | `dir`         |
 * | `/etc/passwd`, `\x`, `C:\x` | refused: absolute |
 * | `a/../b`, `a\..\b` | refused: leaves its folder |
 */
function checkedPath(name) {
    if (name === '' || name.includes('\0'))
        throw new ArchiveRefusal('a member has no usable name');
    if (/^([\\/]|[A-Za-z]:[\\/])/.test(name))
        throw new ArchiveRefusal(`${shown(name)} is an absolute path`);
    const segments = name.split(/[\\/]/);
    if (segments.includes('..'))
        throw new ArchiveRefusal(`${shown(name)} leads out of the archive`);
    return name
        .split('/')
        .filter((segment) => segment !== '' && segment !== '.')
        .join('/');
}
/** Symbolic links resolve from their own folder, hard links (tar) from the root of the archive. */
function checkLink(path, target, isHard) {
    const leading = () => new ArchiveRefusal(`${shown(path)} links out of the archive (${shown(target)})`);
    if (target === '' || /^([\\/]|[A-Za-z]:[\\/])/.test(target))
        throw leading();
    let depth = isHard ? 0 : path.split('/').length - 1;
    for (const segment of target.split(/[\\/]/)) {
        if (segment === '..')
            depth -= 1;
        else if (segment !== '' && segment !== '.')
            depth += 1;
        if (depth < 0)
            throw leading();
    }
}
/** A name out of an archive, fit for one line of a log. */
function shown(name) {
    const short = name.length > 120 ? `${name.slice(0, 117)}...` : name;
    return JSON.stringify(short);
}
const SYSTEM_ERRORS = /^E[A-Z]+$/;
function asArchiveRefusal(error) {
    if (error instanceof ArchiveRefusal || !(error instanceof Error))
        return error;
    const { code } = error;
    if (code !== undefined && SYSTEM_ERRORS.test(code))
        return error;
    if (code === 'Z_BUF_ERROR' || /unexpected end/i.test(error.message))
        return new ArchiveRefusal('the archive is truncated');
    return new ArchiveRefusal(`the archive cannot be read: ${error.message}`);
}

// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
;// CONCATENATED MODULE: ./lib/formats/shared/archive/archive-tar.js
// Reads gzipped tars as they stream in, to their end, so that truncated ones are found.
// Not lazily: `import('node:stream')` in a bundle has only a default export, since that module is a function.


/**
 * Reads a gzipped tar to its end (so that a truncated one is found) or until the visit says `stop`.
 * @throws ArchiveRefusal for anything that is not a sound archive within the limits.
 */
async function readTarGz(source, visit, limits = {}) {
    const { extract: makeExtract } = await __webpack_require__.e(/* import() */ 6118).then(__webpack_require__.t.bind(__webpack_require__, 6118, 19));
    const bounds = { ...ARCHIVE_LIMITS, ...limits };
    const extract = makeExtract();
    const feed = new TarFeed(source, bounds);
    const feeding = feed.into(extract);
    // It may fail while a visit is busy elsewhere; who waits for it below hears of it then.
    feeding.catch(() => undefined);
    const count = counter(bounds);
    const visits = new Visits(visit);
    let broken;
    extract.on('error', (error) => {
        broken ??= error;
    });
    try {
        for await (const entry of extract) {
            count();
            const { name, type, linkname, size = 0 } = entry.header;
            const path = checkedPath(name);
            const kind = tarKind(type);
            if (kind === 'link')
                checkLink(path, linkname ?? '', type === 'link');
            const member = {
                path,
                kind,
                size,
                ...reading(async () => entry, path, size, bounds),
            };
            if ((await visits.run(member)) === 'stop')
                return;
            entry.resume();
        }
        await feeding;
    }
    catch (error) {
        if (feed.sourceError !== undefined)
            throw feed.sourceError;
        // A visit that was reading when the archive broke only heard that its stream was destroyed.
        const isOfVisit = visits.error !== undefined && !(broken && visits.error instanceof ArchiveRefusal);
        throw isOfVisit ? visits.error : asArchiveRefusal(broken ?? error);
    }
    finally {
        extract.destroy();
        feed.stop();
        await feeding.catch(() => undefined);
    }
}
/** Inflates the source into tar-stream by hand: Node's `pipeline` and streamx disagree about who reports an error. */
class TarFeed {
    sourceError;
    #source;
    #limits;
    #gunzip;
    constructor(source, limits) {
        this.#source = source;
        this.#limits = limits;
    }
    async into(extract) {
        try {
            await this.#pump(extract);
        }
        catch (error) {
            extract.destroy(error instanceof Error ? error : new Error(String(error)));
            throw error;
        }
    }
    stop() {
        this.#gunzip?.destroy();
    }
    async #pump(extract) {
        const { createGunzip, gunzipSync } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 8522, 19));
        const sizes = { compressed: 0, inflated: 0 };
        const source = this.#counted(sizes);
        const held = await heldWhole(source);
        const small = held.isWhole && held.bytes.length > 0 ? inflatedAtOnce(held.bytes, gunzipSync) : undefined;
        if (small) {
            checkInflated(small.length, sizes.compressed, this.#limits);
            if (small.length === 0)
                throw new ArchiveRefusal('the archive is empty');
            if (!extract.write(small))
                await drained(extract);
            extract.end(undefined);
            return;
        }
        const gunzip = createGunzip({ chunkSize: 64 * 1024 });
        this.#gunzip = gunzip;
        (0,external_node_stream_.pipeline)(external_node_stream_.Readable.from(resumed(held.bytes, source), { objectMode: false }), gunzip, () => undefined);
        for await (const chunk of gunzip) {
            sizes.inflated += chunk.length;
            checkInflated(sizes.inflated, sizes.compressed, this.#limits);
            if (!extract.write(chunk))
                await drained(extract);
            if (extract.destroyed)
                return;
        }
        if (sizes.inflated === 0)
            throw new ArchiveRefusal('the archive is empty');
        extract.end(undefined);
    }
    async *#counted(sizes) {
        try {
            for await (const chunk of this.#source) {
                sizes.compressed += chunk.length;
                yield chunk;
            }
        }
        catch (error) {
            this.sourceError = error;
            throw error;
        }
    }
}
/** What a small archive may hold to be inflated at once; by stream that costs ten times the inflating. */
const SMALL_INFLATED = 2 * 1024 * 1024;
/** Reads until the source ends or is no longer small. */
async function heldWhole(source) {
    const chunks = [];
    let size = 0;
    while (size <= SMALL_ARCHIVE) {
        const { done, value } = await source.next();
        if (done)
            return { bytes: Buffer.concat(chunks), isWhole: true };
        chunks.push(value);
        size += value.length;
    }
    return { bytes: Buffer.concat(chunks), isWhole: false };
}
/** Undefined when it would be more than a little; what is damaged is refused as it is by stream. */
function inflatedAtOnce(bytes, gunzip) {
    try {
        return gunzip(bytes, { maxOutputLength: SMALL_INFLATED });
    }
    catch (error) {
        if (error.code === 'ERR_BUFFER_TOO_LARGE')
            return undefined;
        throw error;
    }
}
async function* resumed(bytes, rest) {
    if (bytes.length > 0)
        yield bytes;
    yield* rest;
}
function drained(extract) {
    return new Promise((resolve) => {
        const done = () => {
            extract.removeListener('drain', done);
            extract.removeListener('close', done);
            resolve();
        };
        extract.on('drain', done);
        extract.on('close', done);
    });
}
function tarKind(type) {
    switch (type) {
        case 'file':
        case 'contiguous-file':
        case null:
        case undefined:
            return 'file';
        case 'directory':
            return 'directory';
        case 'link':
        case 'symlink':
            return 'link';
        default:
            return 'other';
    }
}

;// CONCATENATED MODULE: ./lib/formats/shared/archive/archive-zip.js
// Reads zips by random access: the directory first, members only when a visit wants them.


const LINK_TARGET_BYTES = 4096;
/**
 * Walks the directory of a zip (wheel, nupkg, jar); members are inflated only when the visit reads them.
 * @throws ArchiveRefusal for anything that is not a sound archive within the limits.
 */
async function readZip(source, visit, limits = {}) {
    const bounds = { ...ARCHIVE_LIMITS, ...limits };
    const zip = await openZip(source).catch((error) => {
        throw asArchiveRefusal(error);
    });
    const count = counter(bounds);
    const visits = new Visits(visit);
    let total = 0;
    try {
        for await (const entry of zip.eachEntry()) {
            count();
            const path = checkedPath(entry.fileName);
            total += entry.uncompressedSize;
            checkInflated(total, zip.fileSize, bounds);
            const kind = zipKind(entry);
            const open = () => {
                if (entry.isEncrypted())
                    throw new ArchiveRefusal(`${shown(path)} is encrypted`);
                return zip.openReadStreamPromise(entry);
            };
            const member = {
                path,
                kind,
                size: entry.uncompressedSize,
                ...reading(open, path, entry.uncompressedSize, bounds),
            };
            if (kind === 'link')
                checkLink(path, (await member.read(LINK_TARGET_BYTES)).toString('utf8'), false);
            if ((await visits.run(member)) === 'stop')
                return;
        }
    }
    catch (error) {
        throw visits.error ?? asArchiveRefusal(error);
    }
    finally {
        zip.close();
    }
}
async function openZip(source) {
    const { default: yauzl } = await __webpack_require__.e(/* import() */ 663).then(__webpack_require__.t.bind(__webpack_require__, 663, 19));
    // Names are checked by us, with one wording for tar and zip; yauzl's own check comes on top.
    const options = { autoClose: false, lazyEntries: true, validateEntrySizes: true };
    if (typeof source === 'string')
        return yauzl.openPromise(source, options);
    if (source.size <= SMALL_ARCHIVE)
        return yauzl.fromBufferPromise(await contentOf(source), options);
    class HostFileReader extends yauzl.RandomAccessReader {
        _readStreamForRange(start, end) {
            const { files, path } = source;
            return external_node_stream_.Readable.from(files.open(path, { start, end }), { objectMode: false });
        }
    }
    return yauzl.fromRandomAccessReaderPromise(new HostFileReader(), source.size, options);
}
async function contentOf({ files, path, size }) {
    const chunks = [];
    for await (const chunk of files.open(path, { start: 0, end: size }))
        chunks.push(chunk);
    return Buffer.concat(chunks);
}
/** The upper half of the attributes holds Unix mode bits when the archive was made on Unix; 0 elsewhere. */
function zipKind(entry) {
    if (entry.fileName.endsWith('/'))
        return 'directory';
    const type = (entry.externalFileAttributes >>> 16) & 0o170000;
    return type === 0o120000 ? 'link' : type === 0 || type === 0o100000 ? 'file' : 'other';
}

;// CONCATENATED MODULE: ./lib/formats/shared/archive/archive.js
// Reads members out of built packages (.tgz by stream, zip kinds by random access) without trusting them: whatever an
// archive says about itself, memory stays bounded, no path points outside, and anything odd is an ArchiveRefusal.





/***/ }),

/***/ 3705:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qw: () => (/* binding */ describeArtifact),
/* harmony export */   Xi: () => (/* binding */ DigestingStream)
/* harmony export */ });
/* unused harmony export digestBytes */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
// The four digests the service lists for every asset, taken in one pass over a stream.

const ALGORITHMS = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];
/** Passes a stream through and knows its size and digests at the end. */
class DigestingStream {
    #size = 0;
    #hashes = ALGORITHMS.map((name) => [
        name,
        (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)(name.replace('-', '').toLowerCase()),
    ]);
    async *through(source) {
        for await (const chunk of source) {
            this.#size += chunk.length;
            for (const [, hash] of this.#hashes)
                hash.update(chunk);
            yield chunk;
        }
    }
    /** Once, after the stream has been read to its end. */
    result() {
        const entries = this.#hashes.map(([name, hash]) => [name, hash.digest('hex')]);
        return { size: this.#size, digests: Object.fromEntries(entries) };
    }
}
/** Reads a built file once, from start to end, and describes it as an artifact. */
async function describeArtifact(files, path, assetName) {
    const digesting = new DigestingStream();
    for await (const _ of digesting.through(files.open(path)))
        ;
    return { path, assetName, ...digesting.result() };
}
/** The four digests of bytes in hand: documents we wrote ourselves, never assets. */
function digestBytes(bytes) {
    const entries = ALGORITHMS.map((name) => [
        name,
        createHash(name.replace('-', '').toLowerCase()).update(bytes).digest('hex'),
    ]);
    return Object.fromEntries(entries);
}


/***/ }),

/***/ 4531:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $6: () => (/* binding */ textAt),
/* harmony export */   I6: () => (/* binding */ find),
/* harmony export */   JW: () => (/* binding */ findAll),
/* harmony export */   NO: () => (/* binding */ parseXml),
/* harmony export */   g: () => (/* binding */ XmlRefusal)
/* harmony export */ });
/* harmony import */ var _rgrove_parse_xml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(334);
// Reading XML: package descriptions (POM, maven-metadata.xml, nuspec) and configuration (settings.xml, NuGet.Config).
// One parser for both: it refuses what is not well-formed, and says where each element stands, so that an edit can leave
// every other byte alone. Documents may be of strangers: no document type, so no entities of their own and no external
// ones; bounded size and depth.

/** Why a document is not read, in words for its author. Never quotes a value: the file may hold a password. */
class XmlRefusal extends SyntaxError {
    constructor(message) {
        super(message);
        this.name = 'XmlRefusal';
    }
}
/** The largest POM on Maven Central is under 1 MB; the largest maven-metadata.xml is a few. */
const DEFAULT_LIMIT = 4 * 1024 * 1024;
const DEPTH_LIMIT = 200;
/**
 * The root element of a document.
 *
 * | in the document                    | read as                                                       |
 * |------------------------------------|---------------------------------------------------------------|
 * | `&lt;` and the four others, `&#9;` | the character, once                                           |
 * | `&oslash;` and other names         | as written: old POMs have them, and Maven alone knows a table |
 * | CDATA                              | its text                                                      |
 * | comment, processing instruction    | nothing                                                       |
 * | CRLF, CR                           | LF                                                            |
 * | document type                      | refused                                                       |
 *
 * @param limit bytes, or characters of a text.
 * @throws XmlRefusal when it is larger, not well-formed, nested too deep, or declares a document type.
 */
function parseXml(document, limit = DEFAULT_LIMIT) {
    const size = typeof document === 'string' ? document.length : document.byteLength;
    if (size > limit)
        throw new XmlRefusal(`the document is larger than ${limit} bytes`);
    const lines = new Lines(typeof document === 'string' ? document : decodeText(document));
    const { root, children } = parse(lines.text);
    if (children.some(({ type }) => type === 'doctype'))
        throw new XmlRefusal('the document declares a document type, which is not read');
    if (!root)
        throw new XmlRefusal('the document has no root element');
    return element(root, lines, 1);
}
function parse(text) {
    try {
        return (0,_rgrove_parse_xml__WEBPACK_IMPORTED_MODULE_0__.parseXml)(text, {
            includeOffsets: true,
            // Without them it would not be known where the content of an element begins.
            preserveComments: true,
            preserveDocumentType: true,
            resolveUndefinedEntity: (reference) => (/^&[\p{L}_:]/u.test(reference) ? reference : undefined),
        });
    }
    catch (error) {
        // Its further lines quote the document.
        if (error instanceof _rgrove_parse_xml__WEBPACK_IMPORTED_MODULE_0__.XmlError)
            throw new XmlRefusal(`not well-formed: ${error.message.split('\n', 1)[0]}`);
        // The parser calls itself for each level, without a limit of its own.
        if (error instanceof RangeError)
            throw tooDeep();
        throw error;
    }
}
const tooDeep = () => new XmlRefusal(`the elements are nested more than ${DEPTH_LIMIT} deep`);
/** UTF-8, or UTF-16 when a byte order mark says so (nuspec files of old Windows tools). */
function decodeText(document) {
    const [first, second] = document;
    const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8';
    return new TextDecoder(encoding).decode(document);
}
function element(parsed, lines, depth) {
    if (depth > DEPTH_LIMIT)
        throw tooDeep();
    const children = [];
    let inside = '';
    for (const node of parsed.children) {
        if (node.type === 'element')
            children.push(element(node, lines, depth + 1));
        else if (node.type === 'text')
            inside += node.text ?? '';
    }
    const { text } = lines;
    // Where the root ends with the text, and the text holds a character of two code units, the parser says Infinity.
    const end = Math.min(parsed.end, text.length);
    const isSelfClosing = text.startsWith('/>', end - 2);
    const contentEnd = isSelfClosing ? end : text.lastIndexOf('</', end - 1);
    return {
        name: withoutPrefix(parsed.name),
        writtenName: parsed.name,
        attributes: attributes(parsed),
        children,
        text: inside.trim(),
        start: lines.origin(parsed.start),
        end: lines.origin(end),
        contentStart: lines.origin(isSelfClosing ? end : (parsed.children[0]?.start ?? contentEnd)),
        contentEnd: lines.origin(contentEnd),
        isSelfClosing,
    };
}
/**
 * A text with LF for every line end, as XML 1.0 wants it before anything is parsed (2.11). The parser would do it
 * itself, but in quadratic time: 17 s for 160 kB of CRLF in one element.
 */
class Lines {
    text;
    /** Offsets in the text of each LF that was a CRLF, ascending. */
    #shortened = [];
    constructor(given) {
        for (let at = given.indexOf('\r\n'); at !== -1; at = given.indexOf('\r\n', at + 2))
            this.#shortened.push(at - this.#shortened.length);
        this.text = given.replace(/\r\n?/g, '\n');
    }
    /** The offset in the given text. */
    origin(offset) {
        let [low, high] = [0, this.#shortened.length];
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((this.#shortened[middle] ?? 0) < offset)
                low = middle + 1;
            else
                high = middle;
        }
        return offset + low;
    }
}
const withoutPrefix = (name) => name.slice(name.indexOf(':') + 1);
/** Without a prototype, so that nothing is found that the document does not hold. */
function attributes(parsed) {
    const found = Object.create(null);
    for (const [name, value] of Object.entries(parsed.attributes))
        if (!name.startsWith('xmlns:'))
            found[withoutPrefix(name)] = value;
    return found;
}
/** The first element at the end of `path` below `from`. */
function find(from, ...path) {
    let at = from;
    for (const name of path)
        at = at?.children.find((inner) => inner.name === name);
    return at;
}
/** The text at the end of `path`, undefined when there is no such element or it is empty. */
function textAt(from, ...path) {
    return find(from, ...path)?.text || undefined;
}
/** All elements called `name` directly below the element at the end of `path`. */
function findAll(from, ...path) {
    const name = path.at(-1);
    return find(from, ...path.slice(0, -1))?.children.filter((inner) => inner.name === name) ?? [];
}


/***/ })

};
;