export const id = 9873;
export const ids = [9873];
export const modules = {

/***/ 9873:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   dependenciesOf: () => (/* binding */ dependenciesOf),
/* harmony export */   gather: () => (/* binding */ gather)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _shared_archive_archive_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1095);
/* harmony import */ var _shared_digests_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3705);
/* harmony import */ var _names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2188);
/* harmony import */ var _nuspec_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8621);
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
                reason: `${(0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(twin.artifacts[0]?.path ?? '')} is the same package version`,
            });
            continue;
        }
        publications.push(result);
        verdicts.push({ path, verdict: 'taken', reason: `${result.displayName ?? result.name} ${result.version}` });
    }
    return { publications, verdicts };
}
async function gatherFile(path, { files }) {
    const name = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.basename)(path).toLowerCase();
    if (name.endsWith('.snupkg') || name.endsWith('.symbols.nupkg')) {
        return { path, verdict: 'left', reason: 'a symbol package; CodeArtifact has no symbol server' };
    }
    if (!name.endsWith('.nupkg'))
        return { path, verdict: 'left', reason: 'not a .nupkg' };
    const stat = await files.stat(path);
    if (stat?.kind !== 'file')
        return { path, verdict: 'refused', reason: 'not a regular file' };
    try {
        const { nuspec } = await (0,_nuspec_js__WEBPACK_IMPORTED_MODULE_4__/* .readNupkg */ .E)({ files, path, size: stat.size });
        const artifact = await (0,_shared_digests_js__WEBPACK_IMPORTED_MODULE_2__/* .describeArtifact */ .Qw)(files, path, (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .assetName */ .SM)(nuspec.id, nuspec.version));
        return {
            format: 'nuget',
            name: (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .normaliseName */ .GX)(nuspec.id),
            displayName: nuspec.id,
            version: (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .normaliseVersion */ .r8)(nuspec.version),
            artifacts: [artifact],
            dependencies: dependenciesOf(nuspec),
            metadata: null,
        };
    }
    catch (error) {
        if (error instanceof _shared_archive_archive_js__WEBPACK_IMPORTED_MODULE_1__/* .ArchiveRefusal */ .Jh)
            return { path, verdict: 'refused', reason: error.message };
        throw error;
    }
}
/** Of all frameworks; the same dependency with the same range once. */
function dependenciesOf({ dependencyGroups }) {
    const all = dependencyGroups.flatMap(({ dependencies }) => dependencies);
    const unique = new Map(all.map(({ id, range }) => [`${(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .normaliseName */ .GX)(id)} ${range}`, { id, range }]));
    return [...unique.values()].map(({ id, range }) => ({
        name: (0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_3__/* .normaliseName */ .GX)(id),
        requirement: range,
        type: 'dependency',
    }));
}


/***/ })

};
