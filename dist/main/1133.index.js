"use strict";
exports.id = 1133;
exports.ids = [1133];
exports.modules = {

/***/ 1133:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   REQUEST_LIMIT: () => (/* binding */ REQUEST_LIMIT),
/* harmony export */   upload: () => (/* binding */ upload)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(511);
/* harmony import */ var _shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3954);
/* harmony import */ var _names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6562);
/* harmony import */ var _tags_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5355);
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
/** Puts the one tarball of a version; nothing but the attachment's current chunk is held in memory. */
async function upload(publication, missing, target) {
    const [artifact] = missing;
    if (artifact === undefined)
        return { kind: 'accepted' };
    const label = `${(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(publication)}@${publication.version}`;
    const tag = target.npmTag ?? (0,_tags_js__WEBPACK_IMPORTED_MODULE_4__/* .preferredTag */ .cC)(publication);
    if (!(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .isTag */ .dz)(tag))
        throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-INPUT-001', `${label} cannot have the dist-tag ${JSON.stringify(tag)}: npm would read it as a version range`);
    const { head, tail } = publishDocument(publication, artifact, tag, (0,_shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .baseAddress */ .uU)(target.endpoint));
    const length = head.length + Math.ceil(artifact.size / 3) * 4 + tail.length;
    if (length > REQUEST_LIMIT) {
        return {
            kind: 'refused',
            status: 413,
            detail: `the request would have ${length} bytes; the service takes ${REQUEST_LIMIT} for an npm package`,
        };
    }
    const body = new AttachmentBody(artifact, target, head, tail);
    const result = await (0,_shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .sendUpload */ .ou)(target, {
        method: 'PUT',
        url: `${(0,_shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .baseAddress */ .uU)(target.endpoint)}${(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .escapedName */ .Nm)(publication)}`,
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
    const name = (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .fullName */ .fq)(publication);
    const { version } = publication;
    const file = (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .tarballName */ .yP)(publication, version);
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
        const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha512');
        yield this.#head;
        yield* base64(this.#files.open(this.#artifact.path), (chunk) => hash.update(chunk));
        if (hash.digest('hex') !== this.#artifact.digests['SHA-512']) {
            this.problem = new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-FILE-001', `${this.#artifact.path} changed while it was published; nothing was sent to its end`);
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


/***/ })

};
;