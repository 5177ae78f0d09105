"use strict";
exports.id = 8341;
exports.ids = [8341];
exports.modules = {

/***/ 8341:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   planCaches: () => (/* binding */ planCaches)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _project_files_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7531);
// Which package stores to restore and save, and under which keys. A key says all on which the content depends: tool,
// machine, registry (another repository may hold other bytes under one name) and lock files.



/** Changes when what is stored under a key changes its meaning. */
const GENERATION = 1;
/** `lockFiles` are globs that take the place of those of the tools; empty for these. */
async function planCaches(requests, lockFiles, host) {
    const caches = [];
    const warnings = [];
    for (const request of requests) {
        const patterns = lockFiles.length > 0 ? lockFiles : request.store.lockFiles;
        const found = lockFiles.length > 0
            ? await host.files.glob(lockFiles, host.workingDirectory)
            : await (0,_project_files_js__WEBPACK_IMPORTED_MODULE_2__/* .projectFiles */ .x)(request.store.lockFiles, host);
        if (found.length === 0) {
            warnings.push(`${request.tool}: nothing is cached, no file matches ${patterns.join(', ')}`);
            continue;
        }
        const prefix = prefixOf(request, host);
        caches.push({
            tool: request.tool,
            key: prefix + (await digestOf(found, host)),
            restoreKeys: [prefix],
            paths: request.store.paths(host),
        });
    }
    return { caches, warnings };
}
function prefixOf({ tool, endpoints }, { env, platform }) {
    const registry = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256')
        .update([...new Set(endpoints)].map(withoutScheme).sort().join('\n'))
        .digest('hex')
        .slice(0, 16);
    // Some cache services answer in lower case. Packages that are built on the way in (wheels) depend on the image.
    const machine = [platform, env.RUNNER_ARCH, env.ImageOS].filter(Boolean).join('-');
    return `codeartifact-ci-${GENERATION}-${tool}-${machine}-${registry}-`.replace(/[^\w.-]/g, '_').toLowerCase();
}
/** Host and path: domain, owner, region, format and repository are all in there, and nothing secret is. */
function withoutScheme(endpoint) {
    if (!URL.canParse(endpoint))
        return endpoint;
    const { host, pathname } = new URL(endpoint);
    return `${host}${pathname}`;
}
/** sha256 over the sha256 of each file, in the order of their paths: moving nothing and changing nothing keeps it. */
async function digestOf(paths, { files, workingDirectory }) {
    const whole = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
    for (const path of [...paths].sort()) {
        const one = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
        for await (const chunk of files.open((0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(workingDirectory, path)))
            one.update(chunk);
        whole.update(one.digest());
    }
    return whole.digest('hex');
}


/***/ })

};
;