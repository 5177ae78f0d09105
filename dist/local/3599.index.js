export const id = 3599;
export const ids = [3599];
export const modules = {

/***/ 3599:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   upload: () => (/* binding */ upload),
/* harmony export */   visibleVersions: () => (/* binding */ visibleVersions)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(511);
/* harmony import */ var _core_ports_http_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6854);
/* harmony import */ var _shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3954);
/* harmony import */ var _names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2188);
// The upload conversation, from the client's side:
//
//   GET v3/index.json            where to push: the resource of type PackagePublish/2.0.0
//   PUT <that address>/          multipart/form-data, one part with the nupkg, its length known beforehand
//
//   201, 202   stored                  409   the version exists
//   400        the nupkg is not valid   403   not allowed: publishing needs ReadFromRepository as well (packages-overview)
//
// https://learn.microsoft.com/nuget/api/package-publish-resource. No API key: the service does not look at it.





async function upload(_publication, missing, target) {
    const [artifact] = missing;
    if (!artifact)
        return { kind: 'accepted' };
    const index = await get(indexAddress(target), target);
    if (index.status !== 200)
        return (0,_shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .judgeAnswer */ ._n)(index, target.token);
    const address = resource(await readIndex(index, target), 'PackagePublish/2.0.0', target);
    const boundary = `----codeartifact-ci-${(0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomBytes)(12).toString('hex')}`;
    const head = Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="package"; filename="package.nupkg"\r\n` +
        'Content-Type: application/octet-stream\r\n\r\n');
    const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
    return (0,_shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .sendUpload */ .ou)(target, {
        method: 'PUT',
        // nuget.exe and dotnet add the slash; servers are only tried with it.
        url: (0,_shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .baseAddress */ .uU)(address),
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
async function visibleVersions(ref, target) {
    const index = await get(indexAddress(target), target);
    if (index.status !== 200)
        throw await failure(index, 'the service index');
    const base = (0,_shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .baseAddress */ .uU)(resource(await readIndex(index, target), 'PackageBaseAddress/3.0.0', target));
    const url = `${base}${encodeURIComponent((0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .normaliseName */ .GX)(ref.name))}/index.json`;
    const answer = await get(url, target);
    if (answer.status === 404) {
        await answer.discard();
        return undefined;
    }
    if (answer.status !== 200)
        throw await failure(answer, 'the version list');
    const { versions } = (await readJson(answer, url));
    return Array.isArray(versions) ? versions.filter((version) => typeof version === 'string') : [];
}
const indexAddress = (target) => `${(0,_shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .baseAddress */ .uU)(target.endpoint)}v3/index.json`;
function get(url, target) {
    return target.http({
        method: 'GET',
        url,
        headers: { authorization: (0,_shared_upload_answer_js__WEBPACK_IMPORTED_MODULE_2__/* .basicCredentials */ .BG)(target.token), accept: 'application/json' },
    });
}
async function readIndex(answer, target) {
    const index = (await readJson(answer, indexAddress(target)));
    return { resources: Array.isArray(index?.resources) ? index.resources : [] };
}
const INDEX_LIMIT = 16 * 1024 * 1024;
async function readJson(answer, url) {
    try {
        return JSON.parse((await (0,_core_ports_http_js__WEBPACK_IMPORTED_MODULE_4__/* .readBody */ .x)(answer, INDEX_LIMIT)).toString('utf8').replace(/^\uFEFF/, ''));
    }
    catch (cause) {
        if (cause instanceof _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl)
            throw cause;
        throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-NET-004', `GET ${url} did not answer with JSON of bearable size`, { cause });
    }
}
/** The address of a resource; on the registry's own origin, since the token goes there. */
function resource(index, type, target) {
    const found = index.resources.find((each) => [each['@type']].flat().includes(type))?.['@id'];
    const isHome = typeof found === 'string' && URL.canParse(found) && new URL(found).origin === new URL(target.endpoint).origin;
    if (isHome)
        return found;
    const why = found === undefined ? 'names no' : 'names another host for';
    throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-NET-004', `the NuGet service index ${indexAddress(target)} ${why} ${type}`);
}
async function failure(answer, what) {
    await answer.discard();
    const { status, reason } = answer;
    const code = status === 401 ? 'CA-AUTH-005' : status === 403 ? 'CA-AUTH-003' : status === 429 ? 'CA-NET-001' : undefined;
    return new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl(code ?? (status >= 500 ? 'CA-NET-002' : 'CA-NET-004'), `reading ${what} of NuGet answered ${status} ${reason}`, { retryAfterMs: (0,_core_ports_http_js__WEBPACK_IMPORTED_MODULE_4__/* .retryAfter */ .P)(answer) });
}


/***/ })

};
