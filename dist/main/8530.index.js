"use strict";
exports.id = 8530;
exports.ids = [8530];
exports.modules = {

/***/ 8530:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   compose: () => (/* binding */ compose),
/* harmony export */   gather: () => (/* binding */ gather)
/* harmony export */ });
/* harmony import */ var _shared_digests_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3705);
/* harmony import */ var _coordinates_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1209);


/** Files alone are never a generic package. */
async function gather(paths) {
    const reason = 'a generic package is only made of named files: give its coordinate in `versions`';
    return { publications: [], verdicts: paths.map((path) => ({ path, verdict: 'left', reason })) };
}
/** One publication of these files in this order, or none when any of them cannot be an asset of it. */
async function compose(reference, paths, host) {
    const verdicts = [];
    const artifacts = [];
    for (const path of paths) {
        const assetName = path.split(/[\\/]/).at(-1) ?? '';
        const problem = await problemOf(path, assetName, artifacts, host);
        if (problem === undefined)
            artifacts.push(await (0,_shared_digests_js__WEBPACK_IMPORTED_MODULE_0__/* .describeArtifact */ .Qw)(host.files, path, assetName));
        verdicts.push({
            path,
            verdict: problem === undefined ? 'taken' : 'refused',
            reason: problem ?? `asset ${assetName}`,
        });
    }
    const isWhole = artifacts.length > 0 && artifacts.length === paths.length;
    const publication = { ...reference, format: 'generic', artifacts, dependencies: [], metadata: {} };
    return { publications: isWhole ? [publication] : [], verdicts };
}
async function problemOf(path, assetName, taken, host) {
    const problem = (0,_coordinates_js__WEBPACK_IMPORTED_MODULE_1__/* .assetNameProblem */ .p)(assetName);
    if (problem !== undefined)
        return problem;
    const twin = taken.find((artifact) => artifact.assetName === assetName);
    if (twin)
        return `${twin.path} has the same file name, and assets have no folders`;
    const stat = await host.files.stat(path);
    return stat?.kind === 'file' ? undefined : 'not a readable file';
}


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


/***/ })

};
;