export const id = 6342;
export const ids = [6342];
export const modules = {

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
