export const id = 0;
export const ids = [0];
export const modules = {

/***/ 3000:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   saveCaches: () => (/* binding */ saveCaches)
/* harmony export */ });
/* unused harmony export restoreCaches */
/** Saves the stores that were not restored under their exact key. Never throws: a cache is not worth a red job. */
async function saveCaches(host, caches) {
    const { saveCache } = await Promise.all(/* import() */[__webpack_require__.e(955), __webpack_require__.e(669), __webpack_require__.e(916), __webpack_require__.e(278)]).then(__webpack_require__.bind(__webpack_require__, 8916));
    for (const { tool, key, paths, isHit } of caches) {
        if (isHit)
            continue;
        try {
            await saveCache([...paths], key);
            host.log.info(`saved the package store of ${tool} as ${key}`);
        }
        catch (error) {
            host.log.warning(`the package store of ${tool} was not saved: ${error instanceof Error ? error.message : String(error)}`);
        }
    }
}
/** Restores each store; resolves to what post must know. */
async function restoreCaches(host, wanted) {
    const { isFeatureAvailable, restoreCache } = await Promise.all(/* import() */[__webpack_require__.e(955), __webpack_require__.e(669), __webpack_require__.e(916), __webpack_require__.e(278)]).then(__webpack_require__.bind(__webpack_require__, 8916));
    if (!isFeatureAvailable()) {
        host.log.warning('there is no cache service here: the package stores are not restored');
        return [];
    }
    const states = [];
    for (const { tool, key, restoreKeys, paths } of wanted) {
        let found;
        try {
            found = await restoreCache([...paths], key, [...restoreKeys]);
        }
        catch (error) {
            host.log.warning(`the package store of ${tool} was not restored: ${error instanceof Error ? error.message : String(error)}`);
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
