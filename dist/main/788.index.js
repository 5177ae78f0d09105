"use strict";
exports.id = 788;
exports.ids = [788];
exports.modules = {

/***/ 788:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   streamIntoFile: () => (/* binding */ streamIntoFile)
/* harmony export */ });
/* harmony import */ var node_fs_promises__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1455);
// Apart from the other files: loaded only by those who stream into a file.

/**
 * Streams into a new file, synced at the end; resolves to the bytes written. The file is there before the first byte is
 * asked for and closed when this ends: a write stream that fails early would make it after its owner had removed it.
 */
async function streamIntoFile(path, mode, data) {
    const handle = await (0,node_fs_promises__WEBPACK_IMPORTED_MODULE_0__.open)(path, 'wx', mode);
    let size = 0;
    try {
        for await (const chunk of data) {
            await handle.writeFile(chunk);
            size += chunk.length;
        }
        await handle.sync();
    }
    finally {
        await handle.close();
    }
    return size;
}


/***/ })

};
;