export const id = 7804;
export const ids = [7804];
export const modules = {

/***/ 7804:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  upload: () => (/* binding */ upload)
});

// EXTERNAL MODULE: ./lib/formats/shared/upload-answer.js
var upload_answer = __webpack_require__(3954);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
;// CONCATENATED MODULE: ./lib/formats/pypi/publish/upload-form.js
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

;// CONCATENATED MODULE: ./lib/formats/pypi/publish/publish.js


/** Stops at the first file that is not accepted; what went up before it is found by the caller's next look. */
async function upload(publication, missing, target) {
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
        url: (0,upload_answer/* baseAddress */.uU)(target.endpoint),
        headers: { ...headers, accept: '*/*' },
        body: open,
    };
    return (0,upload_answer/* sendUpload */.ou)(target, request, artifact.assetName);
}


/***/ })

};
