export const id = 4535;
export const ids = [4535];
export const modules = {

/***/ 4535:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   inspectMaven: () => (/* binding */ inspectMaven)
/* harmony export */ });
/* harmony import */ var _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9657);
/* harmony import */ var _shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1924);
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6180);
/* harmony import */ var _shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4531);
// What Maven is told about repositories: the servers, mirrors and profiles of the settings it reads.




function inspectMaven(request) {
    const { machine } = request;
    const arguments_ = `${(0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .projectFile */ .g7)(machine, '.mvn', 'maven.config') ?? ''}\n${(0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, 'MAVEN_ARGS') ?? ''}`;
    const chosen = /(?:^|\s)(?:-s|--settings)[\s=]+(\S+)/m.exec(arguments_)?.[1];
    const path = chosen ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .absolute */ .ys)(machine, chosen) : (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .inHome */ .Lf)(machine, '.m2', 'settings.xml');
    const text = machine.read(path);
    if (text === undefined)
        return _shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$;
    try {
        return settingsFindings((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .parseXml */ .NO)(text), path, request);
    }
    catch {
        return { ..._shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$, remarks: [{ name: 'unreadable', found: `${path} is not XML`, fix: `Correct ${path}.` }] };
    }
}
function settingsFindings(root, source, { machine, endpoint }) {
    const remarks = [];
    const value = (node) => (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .expanded */ .sz)(node?.text ?? '', machine, (name) => remarks.push((0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .unsetVariable */ .gM)(source, name)));
    const servers = (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .find */ .I6)(root, 'servers'), 'server');
    const passwords = new Map(servers.map((server) => [(0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .find */ .I6)(server, 'id')?.text ?? '', (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .find */ .I6)(server, 'password')]));
    const registries = [];
    const credentials = [];
    const add = (setting, node, isFurther) => {
        const url = value((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .find */ .I6)(node, 'url'));
        const id = (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .find */ .I6)(node, 'id')?.text ?? '';
        registries.push({ source, setting: `${setting} ${id}`, url: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .plainAddress */ .n7)(url), isFurther });
        if (!(0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(url, endpoint))
            return;
        const password = passwords.get(id);
        if (password === undefined) {
            remarks.push({
                name: 'server-id',
                found: `${source} has the address under the id ${id}, and no <server> with that id: 401`,
                fix: `Give the <server> with the token the id ${id} (\`maven-server-id: ${id}\`), in the POM as well.`,
            });
            return;
        }
        const token = value(password);
        if (!token.includes('${'))
            credentials.push({ source, token: new _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .zh(token) });
    };
    for (const mirror of (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .find */ .I6)(root, 'mirrors'), 'mirror'))
        add(`mirror of ${(0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .find */ .I6)(mirror, 'mirrorOf')?.text ?? ''}`, mirror, false);
    for (const profile of (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .find */ .I6)(root, 'profiles'), 'profile'))
        for (const repository of (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_3__/* .find */ .I6)(profile, 'repositories'), 'repository'))
            add('repository', repository, true);
    return { ..._shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$, registries, credentials: unique(credentials), remarks };
}
function unique(credentials) {
    return [...new Map(credentials.map((one) => [one.token.reveal(), one])).values()];
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
