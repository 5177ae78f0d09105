"use strict";
exports.id = 6342;
exports.ids = [6342];
exports.modules = {

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

/***/ 6342:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   members: () => (/* binding */ members)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _archive_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1095);
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
            await (0,_archive_js__WEBPACK_IMPORTED_MODULE_1__/* .readZip */ .ue)({ files, path, size }, visit, limits);
        else
            await (0,_archive_js__WEBPACK_IMPORTED_MODULE_1__/* .readTarGz */ .Jq)(files.open(path), visit, limits);
        return found;
    }
    catch (error) {
        if (error instanceof _archive_js__WEBPACK_IMPORTED_MODULE_1__/* .ArchiveRefusal */ .Jh)
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
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    for await (const chunk of stream)
        hash.update(chunk);
    return hash.digest('hex');
}


/***/ })

};
;