"use strict";
exports.id = 3000;
exports.ids = [3000];
exports.modules = {

/***/ 3000:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   restoreCaches: () => (/* binding */ restoreCaches)
/* harmony export */ });
/* unused harmony export saveCaches */
/* harmony import */ var _core_calls_waits_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8235);
// Package stores of the tools through @actions/cache; loaded only when `cache` asks for it. Nothing here fails a job:
// a cache is not worth a red one.

/** The library's own limits are an hour for each part of a store. */
const LONGEST_TRANSFER_MS = 10 * 60_000;
const reason = (error) => (error instanceof Error ? error.message : String(error));
/** Saves the stores that were not restored under their exact key, as far as there is anything in them. */
async function saveCaches(host, caches) {
    for (const { tool, key, paths, isHit } of caches) {
        if (isHit)
            continue;
        const stats = await Promise.all(paths.map((path) => host.files.stat(path)));
        if (stats.every((stat) => stat === undefined)) {
            host.log.info(`the package store of ${tool} is empty: nothing to save`);
            continue;
        }
        try {
            const { saveCache } = await Promise.all(/* import() */[__webpack_require__.e(3949), __webpack_require__.e(1955), __webpack_require__.e(3669), __webpack_require__.e(8916), __webpack_require__.e(7278)]).then(__webpack_require__.bind(__webpack_require__, 8916));
            // Below zero: it said why itself (somebody else saved the same key, no room, read-only token).
            const saving = endWithin(host, LONGEST_TRANSFER_MS, `saving the package store of ${tool}`, () => saveCache([...paths], key));
            if ((await saving) >= 0)
                host.log.info(`saved the package store of ${tool} as ${key}`);
        }
        catch (error) {
            host.log.warning(`the package store of ${tool} was not saved: ${reason(error)}`);
        }
    }
}
/** Restores each store; resolves to what post must know. */
async function restoreCaches(host, wanted) {
    if (wanted.length === 0)
        return [];
    const { isFeatureAvailable, restoreCache } = await Promise.all(/* import() */[__webpack_require__.e(3949), __webpack_require__.e(1955), __webpack_require__.e(3669), __webpack_require__.e(8916), __webpack_require__.e(7278)]).then(__webpack_require__.bind(__webpack_require__, 8916));
    if (!isFeatureAvailable()) {
        host.log.warning('there is no cache service here: the package stores are not restored');
        return [];
    }
    const states = [];
    for (const { tool, key, restoreKeys, paths } of wanted) {
        let found;
        try {
            found = await (0,_core_calls_waits_js__WEBPACK_IMPORTED_MODULE_0__/* .endWithin */ .vr)(host, LONGEST_TRANSFER_MS, `restoring the package store of ${tool}`, () => restoreCache([...paths], key, [...restoreKeys]));
        }
        catch (error) {
            host.log.warning(`the package store of ${tool} was not restored: ${reason(error)}`);
        }
        host.log.info(found
            ? `restored the package store of ${tool} from ${found}`
            : `no package store of ${tool} is cached under ${key}`);
        states.push({ tool, key, paths, isHit: found === key });
    }
    return states;
}


/***/ })

};
;