"use strict";
exports.id = 6754;
exports.ids = [6754];
exports.modules = {

/***/ 6754:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  dependenciesOf: () => (/* binding */ artifact_dependenciesOf),
  gather: () => (/* binding */ gather)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/formats/shared/archive/archive.js + 3 modules
var archive = __webpack_require__(1095);
// EXTERNAL MODULE: ./lib/formats/shared/digests.js
var digests = __webpack_require__(3705);
// EXTERNAL MODULE: ./lib/formats/nuget/names/coordinates.js
var coordinates = __webpack_require__(2188);
// EXTERNAL MODULE: ./lib/formats/shared/text/xml.js
var xml = __webpack_require__(4531);
;// CONCATENATED MODULE: ./lib/formats/nuget/artifact/nuspec.js
// Reads a nupkg: the nuspec at its root, and what the registry shows of it.



const NUSPEC_LIMIT = 2 * 1024 * 1024;
const TEXT_LIMIT = 20_000;
const MAX_DEPENDENCIES = 5000;
/**
 * Finds and reads the nuspec.
 * @throws ArchiveRefusal when the archive is unsound, has no nuspec or several, or one without a usable id and version.
 */
async function readNupkg(source, limits = {}) {
    const documents = [];
    await (0,archive/* readZip */.ue)(source, async ({ path, kind, read }) => {
        if (kind === 'file' && /^[^/]+\.nuspec$/i.test(path))
            documents.push(await read(NUSPEC_LIMIT));
        if (documents.length > 1)
            throw new archive/* ArchiveRefusal */.Jh('the package has more than one .nuspec at its root');
        return undefined;
    }, limits);
    const [document] = documents;
    if (!document)
        throw new archive/* ArchiveRefusal */.Jh('there is no .nuspec at the root of the archive');
    return { nuspec: parseNuspec(document), document };
}
/** @throws ArchiveRefusal */
function parseNuspec(document) {
    const metadata = (0,xml/* find */.I6)(requirePackage(document), 'metadata');
    const text = (...path) => (0,xml/* textAt */.$6)(metadata, ...path)?.slice(0, TEXT_LIMIT);
    const id = text('id') ?? '';
    const version = text('version') ?? '';
    const problems = coordinates/* coordinates */.G8.problems({ name: id, version });
    if (problems.length > 0)
        throw new archive/* ArchiveRefusal */.Jh(`the nuspec names no package: ${problems.join('; ')}`);
    const license = (0,xml/* find */.I6)(metadata, 'license');
    return {
        id,
        version,
        ...optional({
            title: text('title'),
            authors: text('authors'),
            description: text('description'),
            summary: text('summary'),
            tags: text('tags'),
            projectUrl: text('projectUrl'),
            iconUrl: text('iconUrl'),
            licenseUrl: text('licenseUrl'),
            licenseExpression: license?.attributes.type === 'expression' ? license.text : undefined,
            repositoryUrl: (0,xml/* find */.I6)(metadata, 'repository')?.attributes.url,
            minClientVersion: metadata?.attributes.minClientVersion,
        }),
        requireLicenseAcceptance: text('requireLicenseAcceptance') === 'true',
        packageTypes: (0,xml/* findAll */.JW)(metadata, 'packageTypes', 'packageType').flatMap(({ attributes }) => attributes.name ?? []),
        dependencyGroups: dependencyGroups((0,xml/* find */.I6)(metadata, 'dependencies')),
    };
}
function requirePackage(document) {
    try {
        const root = (0,xml/* parseXml */.NO)(document, NUSPEC_LIMIT);
        if (root.name === 'package')
            return root;
        throw new archive/* ArchiveRefusal */.Jh(`the nuspec holds <${root.name}>, not <package>`);
    }
    catch (error) {
        if (error instanceof xml/* XmlRefusal */.g)
            throw new archive/* ArchiveRefusal */.Jh(`the nuspec cannot be read: ${error.message}`);
        throw error;
    }
}
/** Groups by framework; the flat list of old packages is one group for every framework. */
function dependencyGroups(dependencies) {
    const groups = (0,xml/* findAll */.JW)(dependencies, 'group').map((group) => ({
        ...optional({ targetFramework: group.attributes.targetFramework || undefined }),
        dependencies: dependenciesOf(group),
    }));
    const flat = dependenciesOf(dependencies);
    return flat.length > 0 ? [...groups, { dependencies: flat }] : groups;
}
function dependenciesOf(from) {
    return (0,xml/* findAll */.JW)(from, 'dependency')
        .slice(0, MAX_DEPENDENCIES)
        .flatMap(({ attributes: { id, version = '' } }) => id && coordinates/* coordinates */.G8.problems({ name: id }).length === 0 ? [{ id, range: version.slice(0, 256) }] : []);
}
/** Only the fields that have a value, as the types ask. */
function optional(fields) {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

;// CONCATENATED MODULE: ./lib/formats/nuget/artifact/artifact.js
// Built packages (.nupkg) into publications. Id and version come from the nuspec inside, never from the file name.





async function gather(paths, host) {
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
        const { nuspec } = await readNupkg({ files, path, size: stat.size });
        const artifact = await (0,digests/* describeArtifact */.Qw)(files, path, (0,coordinates/* assetName */.SM)(nuspec.id, nuspec.version));
        return {
            format: 'nuget',
            name: (0,coordinates/* normaliseName */.GX)(nuspec.id),
            displayName: nuspec.id,
            version: (0,coordinates/* normaliseVersion */.r8)(nuspec.version),
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
    const unique = new Map(all.map(({ id, range }) => [`${(0,coordinates/* normaliseName */.GX)(id)} ${range}`, { id, range }]));
    return [...unique.values()].map(({ id, range }) => ({
        name: (0,coordinates/* normaliseName */.GX)(id),
        requirement: range,
        type: 'dependency',
    }));
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