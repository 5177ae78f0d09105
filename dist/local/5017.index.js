export const id = 5017;
export const ids = [5017];
export const modules = {

/***/ 5017:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   finish: () => (/* binding */ finish),
/* harmony export */   upload: () => (/* binding */ upload)
/* harmony export */ });
/* harmony import */ var _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);

/** With nothing missing, the version was left unfinished by an interrupted run: it only has to be closed. */
async function upload(publication, missing, target) {
    if (missing.length === 0)
        return target.unfinished ? { kind: 'accepted' } : finish(publication, target);
    return asResult(async () => {
        for (const [index, artifact] of missing.entries()) {
            await target.writer.publishPackageVersion(target.address, publication, {
                name: artifact.assetName,
                size: artifact.size,
                sha256: artifact.digests['SHA-256'],
                open: () => target.files.open(artifact.path),
            }, target.unfinished === true || index < missing.length - 1);
        }
        return { kind: 'accepted' };
    });
}
/** Publishes a version whose assets are all there. One that is Published already is what was wanted. */
async function finish(publication, target) {
    const { version } = publication;
    return asResult(async () => {
        const results = await target.writer.updatePackageVersionsStatus(target.address, publication, {
            versions: [version],
            target: 'Published',
            expected: 'Unfinished',
        });
        const failure = results.failed[version];
        if (!failure || isPublished(failure))
            return { kind: 'accepted' };
        return { kind: 'exists', detail: `${failure.code}: ${failure.message}` };
    });
}
/** `current status: Published, expected status: Unfinished` in the service's words. */
function isPublished(failure) {
    return failure.code === 'MISMATCHED_STATUS' && /current status: Published\b/i.test(failure.message);
}
async function asResult(work) {
    try {
        return await work();
    }
    catch (error) {
        const result = error instanceof _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl ? resultOf(error) : undefined;
        if (result)
            return result;
        throw error;
    }
}
/** Control-plane errors that are facts about this one version; everything else stops the command. */
function resultOf(error) {
    const detail = error.message;
    const results = {
        'CA-CONFLICT-001': { kind: 'exists', detail },
        'CA-CONFLICT-003': { kind: 'exists', detail },
        'CA-CONFLICT-004': { kind: 'exists', detail },
        'CA-INPUT-006': { kind: 'refused', status: 400, detail },
        'CA-NET-005': { kind: 'refused', status: 402, detail },
        'CA-AUTH-003': { kind: 'refused', status: 403, detail },
        'CA-FIND-001': { kind: 'refused', status: 404, detail },
        'CA-AUTH-005': { kind: 'unauthorized', detail },
        'CA-AUTH-008': { kind: 'unauthorized', detail },
        'CA-NET-001': { kind: 'throttled', retryAfterMs: error.retryAfterMs },
        'CA-NET-002': { kind: 'unavailable', status: 503, detail },
        'CA-NET-003': { kind: 'uncertain', detail },
    };
    return results[error.code];
}


/***/ })

};
