export const id = 8474;
export const ids = [8474];
export const modules = {

/***/ 6093:
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
// EXTERNAL MODULE: ./lib/formats/maven/names/coordinates.js + 1 modules
var coordinates = __webpack_require__(7524);
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

// EXTERNAL MODULE: ./lib/formats/maven/artifact/pom.js
var pom = __webpack_require__(595);
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


/***/ })

};
