export const id = 8530;
export const ids = [8530];
export const modules = {

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


/***/ })

};
