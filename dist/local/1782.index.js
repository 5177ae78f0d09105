export const id = 1782;
export const ids = [1782];
export const modules = {

/***/ 1782:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   inspectPip: () => (/* binding */ inspectPip),
/* harmony export */   inspectPoetry: () => (/* binding */ inspectPoetry),
/* harmony export */   inspectTwine: () => (/* binding */ inspectTwine),
/* harmony export */   inspectUv: () => (/* binding */ inspectUv)
/* harmony export */ });
/* harmony import */ var _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9657);
/* harmony import */ var _shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1924);
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6180);
/* harmony import */ var _shared_text_configparser_edit_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3530);
/* harmony import */ var _pip_config_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1734);
// What pip, twine, uv and Poetry are told about indexes.





function settled(request, addresses, remarks) {
    const registries = addresses.map((one) => ({ ...one, url: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .plainAddress */ .n7)(one.url) }));
    const inAddress = addresses.flatMap(({ source, url }) => {
        const password = (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(url, request.endpoint) ? (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .passwordIn */ .JZ)(url) : undefined;
        return password === undefined ? [] : [{ source, token: new _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .zh(password) }];
    });
    const inUrl = inAddress.map(({ source }) => ({
        name: 'token-in-address',
        found: `${source} has the token inside an address, from where it gets into logs and lock files`,
        fix: 'codeartifact-ci login --tools pip keeps it in .netrc instead; take the address with the token out.',
    }));
    return {
        ..._shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$,
        registries,
        credentials: [...inAddress, ...(0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .netrcCredentials */ .dl)(request)],
        remarks: [...remarks, ...inUrl],
    };
}
function inspectPip(request) {
    const { machine } = request;
    const named = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, 'PIP_CONFIG_FILE');
    const site = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, 'VIRTUAL_ENV');
    const leaf = machine.platform === 'win32' ? 'pip.ini' : 'pip.conf';
    const files = [
        ...(named ? [(0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .absolute */ .ys)(machine, named)] : []),
        ...(site ? [(0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(machine, site, leaf)] : []),
        (0,_pip_config_js__WEBPACK_IMPORTED_MODULE_4__/* .pipUserFile */ .hb)(machine),
    ];
    const remarks = [];
    const addresses = [];
    const add = (source, setting, value) => {
        for (const url of (value ?? '').split(/\s+/).filter((one) => one !== ''))
            addresses.push({ source, setting, url, isFurther: setting !== 'index-url' });
    };
    add('the variable PIP_INDEX_URL', 'index-url', (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, 'PIP_INDEX_URL'));
    add('the variable PIP_EXTRA_INDEX_URL', 'extra-index-url', (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, 'PIP_EXTRA_INDEX_URL'));
    for (const path of files) {
        try {
            const text = machine.read(path) ?? '';
            // A section of one command (`[install]`) outranks [global].
            for (const setting of ['index-url', 'extra-index-url']) {
                const sections = [...(0,_shared_text_configparser_edit_js__WEBPACK_IMPORTED_MODULE_3__/* .readSections */ .j)(text, setting)].sort(([a], [b]) => Number(a === 'global') - Number(b === 'global'));
                for (const [, value] of sections)
                    add(path, setting, value);
            }
        }
        catch {
            remarks.push({ name: 'unreadable', found: `${path} is not a configuration pip reads`, fix: `Correct ${path}.` });
        }
    }
    for (const file of ['requirements.txt', 'constraints.txt']) {
        const text = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .projectFile */ .g7)(machine, file) ?? '';
        add(file, 'index-url', /^\s*(?:-i|--index-url)[ =]+(\S+)/m.exec(text)?.[1]);
        add(file, 'extra-index-url', /^\s*--extra-index-url[ =]+(\S+)/m.exec(text)?.[1]);
    }
    // What stands in a requirements file outranks variables and configuration.
    const ranked = [
        ...addresses.filter(({ source }) => source.endsWith('.txt')),
        ...addresses.filter(({ source }) => !source.endsWith('.txt')),
    ];
    return settled(request, ranked, remarks);
}
function inspectTwine(request) {
    const path = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .inHome */ .Lf)(request.machine, '.pypirc');
    const text = request.machine.read(path) ?? '';
    try {
        const passwords = (0,_shared_text_configparser_edit_js__WEBPACK_IMPORTED_MODULE_3__/* .readSections */ .j)(text, 'password');
        const ours = [...(0,_shared_text_configparser_edit_js__WEBPACK_IMPORTED_MODULE_3__/* .readSections */ .j)(text, 'repository')].filter(([, url]) => (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(url, request.endpoint));
        return {
            ..._shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$,
            registries: undefined,
            credentials: ours.flatMap(([name]) => {
                const password = passwords.get(name);
                return password ? [{ source: path, token: new _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .zh(password) }] : [];
            }),
        };
    }
    catch {
        return {
            ..._shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$,
            registries: undefined,
            remarks: [{ name: 'unreadable', found: `${path} is not a file twine reads`, fix: `Correct ${path}.` }],
        };
    }
}
async function inspectUv(request) {
    const { machine } = request;
    const { parse } = await __webpack_require__.e(/* import() */ 3292).then(__webpack_require__.bind(__webpack_require__, 3292));
    const named = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, 'UV_CONFIG_FILE');
    const folder = machine.platform === 'win32' ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .roamingAppData */ .Xq)(machine) : (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .configHome */ .e4)(machine);
    const user = named ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .absolute */ .ys)(machine, named) : (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(machine, folder, 'uv', 'uv.toml');
    const addresses = [];
    const remarks = [];
    for (const name of ['UV_DEFAULT_INDEX', 'UV_INDEX_URL']) {
        const url = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, name);
        if (url)
            addresses.push({ source: `the variable ${name}`, setting: 'index', url, isFurther: false });
    }
    const project = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .projectFile */ .g7)(machine, 'pyproject.toml');
    const places = [
        ['uv.toml of the project', (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .projectFile */ .g7)(machine, 'uv.toml'), (document) => document],
        ['pyproject.toml', project, (document) => document.tool?.uv],
        [user, machine.read(user), (document) => document],
    ];
    for (const [source, text, part] of places) {
        try {
            const settings = (text === undefined ? undefined : part(parse(text)));
            if (typeof settings?.['index-url'] === 'string')
                addresses.push({ source, setting: 'index-url', url: settings['index-url'], isFurther: false });
            for (const { url, explicit, default: isDefault } of Array.isArray(settings?.index) ? settings.index : [])
                if (typeof url === 'string' && explicit !== true)
                    addresses.push({ source, setting: 'index', url, isFurther: isDefault !== true });
        }
        catch {
            remarks.push({ name: 'unreadable', found: `${source} is not TOML`, fix: `Correct ${source}.` });
        }
    }
    const locked = (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .lockedAddresses */ .bP)(request, ['uv.lock'], /\b(?:registry|url) = "(https?:\/\/[^"]+)"/g);
    return { ...settled(request, addresses, remarks), locked };
}
function inspectPoetry(request) {
    const locked = (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .lockedAddresses */ .bP)(request, ['poetry.lock'], /^url = "(https?:\/\/[^"]+)"/gm);
    return { ..._shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$, registries: undefined, locked };
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
