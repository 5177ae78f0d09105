"use strict";
exports.id = 1285;
exports.ids = [1285];
exports.modules = {

/***/ 1884:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ escapeXml)
/* harmony export */ });
/* unused harmony export holdableByXml */
// What XML is written with. Reading it is a matter of formats.
// The characters that XML 1.0 has no spelling for, not even as a number.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
const ESCAPES = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
    '\n': '&#10;',
    '\r': '&#13;',
    '\t': '&#9;',
};
/**
 * For text and for attribute values in either quote: what is read back is the same text, blanks included.
 * Throws RangeError for characters XML cannot hold, since a password that lacks one is another password.
 */
function escapeXml(text) {
    if (text.search(FORBIDDEN) !== -1)
        throw new RangeError('a value contains a character that XML cannot hold');
    return text.replace(/[&<>"'\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}
/** For messages, which have to be answered whatever they quote: the characters XML cannot hold are left out. */
function holdableByXml(text) {
    return text.replace(FORBIDDEN, '');
}


/***/ }),

/***/ 1285:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  finish: () => (/* binding */ finish),
  upload: () => (/* binding */ upload),
  visibleVersions: () => (/* binding */ visibleVersions)
});

// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/ports/http.js
var http = __webpack_require__(6854);
// EXTERNAL MODULE: ./lib/formats/shared/upload-answer.js
var upload_answer = __webpack_require__(3954);
// EXTERNAL MODULE: ./lib/formats/maven/names/coordinates.js + 2 modules
var names_coordinates = __webpack_require__(3595);
// EXTERNAL MODULE: ./lib/core/text/xml-escape.js
var xml_escape = __webpack_require__(1884);
// EXTERNAL MODULE: ./lib/formats/shared/text/xml.js
var xml = __webpack_require__(4531);
;// CONCATENATED MODULE: ./lib/formats/maven/publish/metadata-update.js
// The client's reading and merging of maven-metadata.xml: what the registry serves, plus the version just uploaded.
// The document is rebuilt from what is known, so nothing a stranger put into it is passed on.



/** Metadata of artifacts with ten thousand versions is about 1 MB. */
const VERSION_LIST_LIMIT = 16 * 1024 * 1024;
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
    const release = (0,names_coordinates/* isSnapshot */.LR)(version) ? (0,xml/* textAt */.$6)(versioning, 'release') : version;
    return metadata_update_document([
        `<groupId>${(0,xml_escape/* escapeXml */.X)(namespace)}</groupId>`,
        `<artifactId>${(0,xml_escape/* escapeXml */.X)(name)}</artifactId>`,
        '<versioning>',
        `  <latest>${(0,xml_escape/* escapeXml */.X)(version)}</latest>`,
        ...(release === undefined ? [] : [`  <release>${(0,xml_escape/* escapeXml */.X)(release)}</release>`]),
        '  <versions>',
        ...versions.map((each) => `    <version>${(0,xml_escape/* escapeXml */.X)(each)}</version>`),
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
    return metadata_update_document([
        `<groupId>${(0,xml_escape/* escapeXml */.X)(namespace)}</groupId>`,
        `<artifactId>${(0,xml_escape/* escapeXml */.X)(name)}</artifactId>`,
        `<version>${(0,xml_escape/* escapeXml */.X)(version)}</version>`,
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
    const parts = (0,names_coordinates/* parseSuffix */.nF)(suffix);
    if (!parts)
        return [];
    return [
        '    <snapshotVersion>',
        ...(parts.classifier === undefined ? [] : [`      <classifier>${(0,xml_escape/* escapeXml */.X)(parts.classifier)}</classifier>`]),
        `      <extension>${(0,xml_escape/* escapeXml */.X)(parts.extension)}</extension>`,
        `      <value>${(0,xml_escape/* escapeXml */.X)(value)}</value>`,
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
    return metadata_update_document([
        '<plugins>',
        ...[...known, plugin].flatMap(({ name, prefix, artifactId }) => [
            '  <plugin>',
            `    <name>${(0,xml_escape/* escapeXml */.X)(name)}</name>`,
            `    <prefix>${(0,xml_escape/* escapeXml */.X)(prefix)}</prefix>`,
            `    <artifactId>${(0,xml_escape/* escapeXml */.X)(artifactId)}</artifactId>`,
            '  </plugin>',
        ]),
        '</plugins>',
    ]);
}
function metadata_update_document(lines) {
    const inner = lines.map((line) => `  ${line}\n`).join('');
    return `<?xml version="1.0" encoding="UTF-8"?>\n<metadata>\n${inner}</metadata>\n`;
}
function versioningOf(served) {
    return served === undefined ? undefined : root(served)?.children.find(({ name }) => name === 'versioning');
}
/** Unreadable metadata counts as none: the registry keeps its own list and adds ours to it. */
function root(served) {
    try {
        return (0,xml/* parseXml */.NO)(served, VERSION_LIST_LIMIT);
    }
    catch (error) {
        if (error instanceof xml/* XmlRefusal */.g)
            return undefined;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/formats/maven/publish/publish.js
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
async function upload(publication, missing, target) {
    const isPom = ({ assetName }) => assetName.endsWith('.pom');
    const files = await inParallel(missing.filter((artifact) => !isPom(artifact)), (artifact) => putArtifact(publication, artifact, target));
    if (files.kind !== 'accepted')
        return files;
    const poms = await inParallel(missing.filter(isPom), (artifact) => putArtifact(publication, artifact, target));
    return poms.kind === 'accepted' && target.unfinished !== true ? finish(publication, target) : poms;
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
    const url = addressOf(target, (0,names_coordinates/* pathOf */.XM)(publication, directoryOf(publication), artifact.assetName));
    const { path, size, digests, assetName } = artifact;
    const sent = await (0,upload_answer/* sendUpload */.ou)(target, {
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
    return (0,names_coordinates/* snapshotOfBuild */.ai)(version) ?? version;
}
function contentType(assetName) {
    return assetName.endsWith('.pom') ? 'application/xml' : 'application/octet-stream';
}
/** The lists that make an uploaded version visible. Writing them again changes nothing. */
async function finish(publication, target) {
    const { build, plugin } = publication.metadata;
    const coordinates = { namespace: publication.namespace ?? '', name: publication.name };
    const directory = directoryOf(publication);
    if (build) {
        const url = addressOf(target, (0,names_coordinates/* pathOf */.XM)(publication, directory, names_coordinates/* METADATA_FILE */.VR));
        const names = publication.artifacts.map(({ assetName }) => assetName);
        const list = snapshotList({ ...coordinates, version: directory }, build, names);
        const put = await putText(url, list, 'application/xml', target);
        if (put.kind !== 'accepted')
            return put;
    }
    const merged = await mergeList(addressOf(target, (0,names_coordinates/* pathOf */.XM)(publication, names_coordinates/* METADATA_FILE */.VR)), target, (served, now) => withVersion(served, coordinates, directory, now));
    if (merged.kind !== 'accepted' || !plugin)
        return merged;
    const [, ...above] = coordinates.namespace.split('.').reverse();
    const group = (0,names_coordinates/* mavenReference */.TJ)(above.reverse().join('.'), coordinates.namespace.split('.').at(-1) ?? '');
    return mergeList(addressOf(target, (0,names_coordinates/* pathOf */.XM)(group, names_coordinates/* METADATA_FILE */.VR)), target, (served) => withPlugin(served, { ...plugin, artifactId: publication.name }));
}
/** The versions the repository lists, upstreams and public sources included; undefined when it knows none. */
async function visibleVersions(ref, target) {
    const url = addressOf(target, (0,names_coordinates/* pathOf */.XM)(ref, names_coordinates/* METADATA_FILE */.VR));
    const answer = await getFollowing(url, target);
    if (answer.status === 200)
        return listedVersions((await readList(answer, url)).toString('utf8'));
    await answer.discard();
    if (answer.status === 404)
        return undefined;
    const code = answer.status === 401 ? 'CA-AUTH-005' : answer.status === 403 ? 'CA-AUTH-003' : undefined;
    const busy = answer.status === 429 ? 'CA-NET-001' : answer.status >= 500 ? 'CA-NET-002' : 'CA-NET-004';
    throw new registry_error/* RegistryError */.gl(code ?? busy, `GET ${url} answered ${answer.status} ${answer.reason}`, {
        retryAfterMs: (0,http/* retryAfter */.P)(answer),
    });
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
        return (0,upload_answer/* judgeAnswer */._n)(answer, target.token);
    const served = (await readList(answer, url)).toString('utf8');
    return putText(url, change(served, now), 'application/xml', target);
}
async function readList(answer, url) {
    try {
        return await (0,http/* readBody */.x)(answer, VERSION_LIST_LIMIT);
    }
    catch (cause) {
        if (!(cause instanceof RangeError))
            throw cause;
        throw new registry_error/* RegistryError */.gl('CA-NET-004', `GET ${url} answered more than ${VERSION_LIST_LIMIT} bytes`, { cause });
    }
}
const REDIRECTS = 3;
/** Reads may be redirected to storage; the token is for the registry's own host and is not sent on. */
async function getFollowing(url, target) {
    let at = new URL(url);
    for (let hops = 0;; hops++) {
        const isHome = at.origin === new URL(url).origin;
        const headers = isHome ? { authorization: (0,upload_answer/* basicCredentials */.BG)(target.token) } : {};
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
    return (0,upload_answer/* sendUpload */.ou)(target, { method: 'PUT', url, headers: { 'content-type': type }, body: text }, what);
}
function addressOf(target, path) {
    return (0,upload_answer/* baseAddress */.uU)(target.endpoint) + path;
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