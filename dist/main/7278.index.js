"use strict";
exports.id = 7278;
exports.ids = [7278];
exports.modules = {

/***/ 7278:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ ProxyAgent)
/* harmony export */ });
// Stands in for undici, which @actions/http-client imports only for getAgentDispatcher() (used by octokit).
class ProxyAgent {
  constructor() {
    throw new Error('undici is not bundled with this action');
  }
}


/***/ })

};
;