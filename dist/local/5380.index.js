export const id = 5380;
export const ids = [5380];
export const modules = {

/***/ 5380:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   decodeJwt: () => (/* reexport safe */ _util_decode_jwt_js__WEBPACK_IMPORTED_MODULE_0__.i)
/* harmony export */ });
/* unused harmony export cryptoRuntime */
/* harmony import */ var _util_decode_jwt_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7961);





























const cryptoRuntime = "WebCryptoAPI";



/***/ })

};
