export const id = 735;
export const ids = [735];
export const modules = {

/***/ 735:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   inspectSources: () => (/* binding */ inspectSources)
/* harmony export */ });
/* harmony import */ var _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9657);
/* harmony import */ var _shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1924);
/* harmony import */ var _shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8884);
/* harmony import */ var _shared_text_xml_positions_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3786);
/* harmony import */ var _source_config_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7285);
// What nuget.exe and dotnet are told about sources: the project's NuGet.Config, then the user's.





/** `folder` is where the tool keeps the user's file. */
function inspectSources({ machine, endpoint }, folder) {
    const registries = [];
    const credentials = [];
    const remarks = [];
    const documents = [];
    for (const path of [(0,_source_config_js__WEBPACK_IMPORTED_MODULE_4__/* .configIn */ .k$)(machine, machine.workingDirectory), (0,_source_config_js__WEBPACK_IMPORTED_MODULE_4__/* .configIn */ .k$)(machine, folder)]) {
        const text = machine.read(path);
        if (text === undefined)
            continue;
        try {
            documents.push({ source: path, root: (0,_shared_text_xml_positions_js__WEBPACK_IMPORTED_MODULE_3__/* .parseWithOffsets */ .kl)(text) });
        }
        catch {
            remarks.push({ name: 'unreadable', found: `${path} is not XML`, fix: `Correct ${path}.` });
        }
    }
    const names = new Set();
    for (const { source, root } of documents) {
        const sources = (0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .child */ .jf)(root, 'packageSources');
        for (const node of (0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .childrenOf */ .LU)(sources, 'add')) {
            const [name = '', url = ''] = [(0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .attribute */ .lt)(node, 'key'), (0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .attribute */ .lt)(node, 'value')];
            // All sources are asked, so none stands in the place of another.
            registries.push({ source, setting: `source ${name}`, url: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .plainAddress */ .n7)(url), isFurther: true });
            if (!(0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(url, endpoint))
                continue;
            names.add(name);
            if (isDisabled(documents, name))
                remarks.push({
                    name: 'disabled',
                    found: `the source ${name} is disabled`,
                    fix: `dotnet nuget enable source "${name}"`,
                });
        }
        // What the project's file clears is not inherited from the user's.
        if ((0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .child */ .jf)(sources, 'clear') !== undefined)
            break;
    }
    for (const { source, root } of documents)
        for (const name of names)
            credentials.push(...passwordOf(root, name, source));
    if (names.size > 0 && credentials.length === 0)
        remarks.push({
            name: 'no-credentials',
            found: `there are no credentials under the name ${[...names].join(' or ')}: 401`,
            fix: 'codeartifact-ci login --tools dotnet,nuget supplies them under the name the project uses.',
        });
    return { ..._shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$, registries, credentials, remarks };
}
function passwordOf(root, name, source) {
    const wanted = (0,_source_config_js__WEBPACK_IMPORTED_MODULE_4__/* .encodeName */ .aA)(name).toLowerCase();
    const section = (0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .child */ .jf)(root, 'packageSourceCredentials')?.children.find((node) => node.name.toLowerCase() === wanted);
    const password = (0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .childrenOf */ .LU)(section, 'add').find((node) => (0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .attribute */ .lt)(node, 'key') === 'ClearTextPassword');
    const value = password && (0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .attribute */ .lt)(password, 'value');
    return value ? [{ source, token: new _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .zh(value) }] : [];
}
function isDisabled(documents, name) {
    const entries = documents.flatMap(({ root }) => (0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .childrenOf */ .LU)((0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .child */ .jf)(root, 'disabledPackageSources'), 'add'));
    return entries.some((node) => (0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .attribute */ .lt)(node, 'key') === name && (0,_shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .attribute */ .lt)(node, 'value') === 'true');
}


/***/ }),

/***/ 1924:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JZ: () => (/* binding */ passwordIn),
/* harmony export */   K$: () => (/* binding */ NOTHING),
/* harmony export */   UO: () => (/* binding */ isWithin),
/* harmony export */   bP: () => (/* binding */ lockedAddresses),
/* harmony export */   dl: () => (/* binding */ netrcCredentials),
/* harmony export */   gM: () => (/* binding */ unsetVariable),
/* harmony export */   n7: () => (/* binding */ plainAddress),
/* harmony export */   sz: () => (/* binding */ expanded)
/* harmony export */ });
/* harmony import */ var _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9657);
/* harmony import */ var _core_model_token_variable_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3153);
/* harmony import */ var _machine_paths_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6180);
/* harmony import */ var _text_netrc_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4730);
// Small parts of looking at a tool's configuration: addresses compared, lock files counted, nothing secret in a text.




const NOTHING = { registries: [], credentials: [], locked: [], remarks: [] };
/** An address without user info, query and fragment; what is no address is shortened and kept. */
function plainAddress(address) {
    if (!URL.canParse(address))
        return address.replace(/\p{C}/gu, '?').slice(0, 200);
    const url = new URL(address);
    return `${url.protocol}//${url.host}${url.pathname}`;
}
/** The password inside an address, decoded. */
function passwordIn(address) {
    if (!URL.canParse(address))
        return undefined;
    const { password } = new URL(address);
    if (password === '')
        return undefined;
    try {
        return decodeURIComponent(password);
    }
    catch {
        return password;
    }
}
/** Whether an address lies in the repository, with or without `:443`, user info and what tools append. */
function isWithin(address, endpoint) {
    if (!URL.canParse(address))
        return false;
    const [a, b] = [new URL(address), new URL(endpoint)];
    return a.host === b.host && `${a.pathname.replace(/\/$/, '')}/`.startsWith(b.pathname);
}
/** `${NAME}` and `${env.NAME}` by the environment; names that are not set are handed to `unset`. */
function expanded(value, machine, unset) {
    return value.replace(/\$\{(?:env\.)?([A-Za-z_]\w*)(?:(\?)|:?-([^}]*))?\}/g, (whole, name, maybe, otherwise) => {
        const found = (0,_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, name);
        if (found !== undefined)
            return found;
        if (maybe !== undefined || otherwise !== undefined)
            return otherwise ?? '';
        unset(name);
        return whole;
    });
}
function unsetVariable(source, name) {
    return {
        name: 'unset-variable',
        found: `${source} takes a value from ${name}, which is not set`,
        fix: name === _core_model_token_variable_js__WEBPACK_IMPORTED_MODULE_1__/* .TOKEN_VARIABLE */ .b
            ? `codeartifact-ci login with \`token-env-var: ${_core_model_token_variable_js__WEBPACK_IMPORTED_MODULE_1__/* .TOKEN_VARIABLE */ .b}\` exports it for later steps`
            : `Set ${name} for this step, or take the line out of ${source}.`,
    };
}
/** Counts what `pattern` finds (group 1: an address) by server and repository. */
function lockedAddresses({ machine }, files, pattern, isReplaced = () => false) {
    return files.flatMap((file) => {
        const counts = new Map();
        for (const [, address = ''] of (machine.read((0,_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(machine, machine.workingDirectory, file)) ?? '').matchAll(pattern)) {
            const place = repositoryOf(address);
            if (place !== undefined)
                counts.set(place, (counts.get(place) ?? 0) + 1);
        }
        return [...counts].map(([url, count]) => ({
            source: file,
            url,
            count,
            isReplaced: isReplaced(new URL(url).hostname),
        }));
    });
}
/** Up to the repository for addresses of the service's two shapes, else the server alone. */
function repositoryOf(address) {
    if (!URL.canParse(address))
        return undefined;
    const { protocol, host, pathname } = new URL(address);
    const path = /^\/[a-z]+\/d\/[^/]+\/[^/]+\//.exec(pathname)?.[0] ??
        (/\.codeartifact\./.test(host) ? /^\/[a-z]+\/[^/]+\//.exec(pathname)?.[0] : undefined);
    return `${protocol}//${host}${path ?? '/'}`;
}
/** The entry of the endpoint's host in .netrc. */
function netrcCredentials({ machine, endpoint }) {
    const path = (0,_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .netrcPath */ .eQ)(machine);
    const password = (0,_text_netrc_js__WEBPACK_IMPORTED_MODULE_3__/* .readNetrc */ .f)(machine.read(path) ?? '', new URL(endpoint).hostname);
    return password === undefined ? [] : [{ source: path, token: new _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .zh(password) }];
}


/***/ })

};
