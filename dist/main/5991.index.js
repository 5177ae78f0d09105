"use strict";
exports.id = 5991;
exports.ids = [5991];
exports.modules = {

/***/ 2181:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ nothing)
/* harmony export */ });
const nothing = { outputs: {}, variables: {}, lines: [] };


/***/ }),

/***/ 5991:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   tokenCommand: () => (/* binding */ tokenCommand)
/* harmony export */ });
/* harmony import */ var _aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7757);
/* harmony import */ var _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(511);
/* harmony import */ var _definition_result_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2181);



/** `token`: an authorization token for scripts, printed because it was asked for. */
const tokenCommand = async ({ inputs, host, extra }) => {
    const format = extra.format ?? 'raw';
    if (!['env', 'json', 'raw'].includes(format))
        throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-INPUT-004', '`--format` expects one of env, json, raw');
    inputs.need('domain');
    const { client } = await (0,_aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__/* .signIn */ .J)(host, (0,_aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__/* .identityOf */ .c)(inputs, host));
    const address = { domain: inputs.required('domain'), domainOwner: inputs.text('domain-owner') };
    const { token: secret, expiresAt } = await client.getAuthorizationToken(address, inputs.integer('duration-seconds'));
    const expiration = new Date(expiresAt).toISOString();
    const value = secret.reveal();
    const printed = {
        raw: value,
        env: `export CODEARTIFACT_AUTH_TOKEN='${value.replaceAll("'", "'\\''")}'\nexport CODEARTIFACT_TOKEN_EXPIRATION='${expiration}'`,
        json: JSON.stringify({ authorizationToken: value, expiration }),
    }[format];
    const isJson = extra.json === 'true';
    return {
        ..._definition_result_js__WEBPACK_IMPORTED_MODULE_2__/* .nothing */ .s,
        exit: 0,
        outputs: { 'token-expiration': expiration },
        variables: { CODEARTIFACT_AUTH_TOKEN: secret },
        json: { expiration },
        // With --results-file the token goes there and nowhere else.
        printed: extra['results-file'] || isJson ? [] : [printed],
    };
};


/***/ })

};
;