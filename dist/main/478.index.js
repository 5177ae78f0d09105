export const id = 478;
export const ids = [478];
export const modules = {

/***/ 4478:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   verbs: () => (/* binding */ verbs)
/* harmony export */ });
const verbs = {
    login: async () => (await Promise.all(/* import() */[__webpack_require__.e(962), __webpack_require__.e(815), __webpack_require__.e(706), __webpack_require__.e(929), __webpack_require__.e(525)]).then(__webpack_require__.bind(__webpack_require__, 8525))).login,
    logout: async () => (await __webpack_require__.e(/* import() */ 618).then(__webpack_require__.bind(__webpack_require__, 5618))).logout,
    publish: async () => (await Promise.all(/* import() */[__webpack_require__.e(962), __webpack_require__.e(91), __webpack_require__.e(706), __webpack_require__.e(929), __webpack_require__.e(413), __webpack_require__.e(254), __webpack_require__.e(647)]).then(__webpack_require__.bind(__webpack_require__, 647))).publish,
    promote: async () => (await Promise.all(/* import() */[__webpack_require__.e(962), __webpack_require__.e(91), __webpack_require__.e(706), __webpack_require__.e(929), __webpack_require__.e(413), __webpack_require__.e(254), __webpack_require__.e(344), __webpack_require__.e(394)]).then(__webpack_require__.bind(__webpack_require__, 4394))).promote,
    rollback: async () => (await Promise.all(/* import() */[__webpack_require__.e(962), __webpack_require__.e(91), __webpack_require__.e(706), __webpack_require__.e(929), __webpack_require__.e(413), __webpack_require__.e(344), __webpack_require__.e(963)]).then(__webpack_require__.bind(__webpack_require__, 8112))).rollback,
    retire: async () => (await Promise.all(/* import() */[__webpack_require__.e(962), __webpack_require__.e(91), __webpack_require__.e(706), __webpack_require__.e(929), __webpack_require__.e(413), __webpack_require__.e(341)]).then(__webpack_require__.bind(__webpack_require__, 7341))).retire,
    doctor: async () => (await Promise.all(/* import() */[__webpack_require__.e(962), __webpack_require__.e(91), __webpack_require__.e(706), __webpack_require__.e(929), __webpack_require__.e(793)]).then(__webpack_require__.bind(__webpack_require__, 2793))).doctor,
    token: async () => (await Promise.all(/* import() */[__webpack_require__.e(706), __webpack_require__.e(411)]).then(__webpack_require__.bind(__webpack_require__, 7963))).token,
    packages: async () => (await Promise.all(/* import() */[__webpack_require__.e(91), __webpack_require__.e(706), __webpack_require__.e(132)]).then(__webpack_require__.bind(__webpack_require__, 429))).packages,
};


/***/ })

};
