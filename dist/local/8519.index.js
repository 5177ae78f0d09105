export const id = 8519;
export const ids = [8519];
export const modules = {

/***/ 8519:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  gather: () => (/* binding */ gather)
});

// EXTERNAL MODULE: ./lib/formats/pypi/names/coordinates.js + 1 modules
var coordinates = __webpack_require__(9624);
// EXTERNAL MODULE: ./lib/formats/pypi/names/requirement.js
var names_requirement = __webpack_require__(2653);
// EXTERNAL MODULE: ./lib/formats/pypi/names/version.js
var version = __webpack_require__(2034);
// EXTERNAL MODULE: ./lib/formats/shared/archive/archive.js + 3 modules
var archive = __webpack_require__(1095);
// EXTERNAL MODULE: ./lib/formats/shared/digests.js
var digests = __webpack_require__(3705);
// EXTERNAL MODULE: ./lib/formats/pypi/names/file-name.js
var file_name = __webpack_require__(9196);
// EXTERNAL MODULE: ./lib/formats/pypi/artifact/blake2.js
var artifact_blake2 = __webpack_require__(5679);
// EXTERNAL MODULE: ./lib/formats/pypi/artifact/core-metadata.js
var core_metadata = __webpack_require__(7703);
;// CONCATENATED MODULE: ./lib/formats/pypi/artifact/distribution.js







const left = (reason) => ({ verdict: 'left', reason });
const refused = (reason) => ({ verdict: 'refused', reason });
/** What became of a candidate file; hostile ones are refused in bounded memory, never by an exception. */
async function examine(path, files) {
    const fileName = path.split(/[\\/]/).at(-1) ?? '';
    const parsed = (0,file_name/* parseWheelName */.CI)(fileName) ?? (/\.(?:tar\.gz|zip)$/.test(fileName) ? (0,file_name/* parseSdistName */.K3)(fileName) : undefined);
    if (!parsed)
        return /\.whl$/i.test(fileName) ? refused('not a wheel file name (PEP 427)') : left('not a Python package');
    const stat = await files.stat(path);
    if (stat?.kind !== 'file')
        return refused('not a readable file');
    try {
        const text = parsed.type === 'bdist_wheel' ? await readWheel(path, stat.size, files) : await readSdist(path, stat.size, files);
        if (text === undefined) {
            return parsed.type === 'bdist_wheel'
                ? refused('no .dist-info/METADATA in the wheel')
                : left('no PKG-INFO inside: not a Python source archive');
        }
        return await describe(path, fileName, parsed, text, files);
    }
    catch (error) {
        if (error instanceof archive/* ArchiveRefusal */.Jh) {
            return parsed.type === 'bdist_wheel'
                ? refused(error.message)
                : refused(`${error.message} (looks like a source archive by its name)`);
        }
        if (error instanceof RangeError)
            return refused(error.message);
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
        text = (await member.read(core_metadata/* CORE_METADATA_LIMIT */.Y)).toString('utf8');
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
        text = (await member.read(core_metadata/* CORE_METADATA_LIMIT */.Y)).toString('utf8');
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
    if (!(0,coordinates/* isName */.Eo)(metadata.name))
        return refused('the name in its metadata is not a Python package name');
    if ((0,version/* normalVersion */.AO)(metadata.version) === undefined)
        return refused('the version in its metadata is not a PEP 440 version');
    // The name was cut off without knowing it; with the metadata's name the cut can be made exactly.
    const exact = parsed.type === 'sdist' ? (0,file_name/* parseSdistName */.K3)(fileName, metadata.name) : parsed;
    if (!exact ||
        (0,coordinates/* normaliseName */.GX)(exact.name) !== (0,coordinates/* normaliseName */.GX)(metadata.name) ||
        !(0,file_name/* sameVersion */.r1)(exact.version, metadata.version)) {
        return refused(`its metadata says ${metadata.name} ${metadata.version}, its file name something else`);
    }
    const digesting = new digests/* DigestingStream */.Xi();
    const blake2 = new artifact_blake2/* Blake2Stream */.w();
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

;// CONCATENATED MODULE: ./lib/formats/pypi/artifact/artifact.js
// Reads wheels and source archives into publications. All files of one version make one publication.




async function gather(paths, host) {
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
        const key = `${(0,coordinates/* normaliseName */.GX)(found.metadata.name)} ${(0,version/* normalVersion */.AO)(found.metadata.version)}`;
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
    const name = (0,coordinates/* normaliseName */.GX)(metadata.name);
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
        const requirement = (0,names_requirement/* parseRequirement */.I)(line);
        if (!requirement || (0,names_requirement/* isExtraOnly */.p)(requirement))
            continue;
        const { name, specifier } = requirement;
        found.set(`${name} ${specifier}`, { name, requirement: specifier, type: 'Requires-Dist' });
    }
    return [...found.values()];
}


/***/ })

};
