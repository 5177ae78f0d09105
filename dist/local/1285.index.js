export const id = 1285;
export const ids = [1285];
export const modules = {

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
// EXTERNAL MODULE: ./lib/formats/maven/names/coordinates.js + 1 modules
var names_coordinates = __webpack_require__(7524);
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


/***/ })

};
