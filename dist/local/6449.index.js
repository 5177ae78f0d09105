export const id = 6449;
export const ids = [6449];
export const modules = {

/***/ 6449:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   inspectBun: () => (/* binding */ inspectBun),
/* harmony export */   inspectNpm: () => (/* binding */ inspectNpm),
/* harmony export */   inspectPnpm: () => (/* binding */ inspectPnpm),
/* harmony export */   inspectYarn: () => (/* binding */ inspectYarn)
/* harmony export */ });
/* harmony import */ var _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9657);
/* harmony import */ var _shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1924);
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6180);
/* harmony import */ var _shared_text_npmrc_edit_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9745);
/* harmony import */ var _npmrc_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4295);
/* harmony import */ var _yarn_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5903);
// What npm, pnpm, Yarn and Bun are told about registries: variables, the project's file, the user's files, in that order.






const RESOLVED = /"resolved"\s*:\s*"(https?:\/\/[^"]+)"/g;
const YARN_RESOLVED = /^\s+resolved "(https?:\/\/[^"#]+)/gm;
const TARBALL = /\btarball:\s*["']?(https?:\/\/[^\s"',}]+)/g;
const ANY_QUOTED = /"(https?:\/\/[^"]+\.tgz)"/g;
/** In the order of precedence. */
function sources({ machine }, more = []) {
    const project = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .projectFile */ .g7)(machine, '.npmrc');
    const paths = [...new Set([...(0,_npmrc_js__WEBPACK_IMPORTED_MODULE_4__/* .npmrcPaths */ .lb)(machine), ...more])];
    const registry = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, 'npm_config_registry', { anyCase: true });
    return [
        ...(registry ? [{ source: 'the variable npm_config_registry', values: new Map([['registry', registry]]) }] : []),
        ...(project === undefined ? [] : [{ source: '.npmrc of the project', values: (0,_shared_text_npmrc_edit_js__WEBPACK_IMPORTED_MODULE_3__/* .npmrcValues */ .LO)(project) }]),
        ...paths.flatMap((path) => {
            const text = machine.read(path);
            return text === undefined ? [] : [{ source: path, values: (0,_shared_text_npmrc_edit_js__WEBPACK_IMPORTED_MODULE_3__/* .npmrcValues */ .LO)(text) }];
        }),
    ];
}
function npmrcFindings(request, more = []) {
    const { machine, endpoint } = request;
    const found = sources(request, more);
    const remarks = [];
    const registries = [];
    const credentials = [];
    const { host, pathname } = new URL(endpoint);
    for (const { source, values } of found) {
        const value = (raw) => (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .expanded */ .sz)(raw, machine, (name) => remarks.push((0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .unsetVariable */ .gM)(source, name)));
        for (const [setting, raw] of values) {
            const scope = /^(@[^:]+):registry$/.exec(setting)?.[1];
            if (scope !== undefined || setting === 'registry')
                registries.push({ source, setting, url: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .plainAddress */ .n7)(value(raw)), scope });
            if (!setting.endsWith(':_authToken'))
                continue;
            const place = setting.slice(0, -':_authToken'.length).replace(':443/', '/');
            if (place === `//${host}${pathname.replace(/\/$/, '')}`)
                remarks.push({
                    name: 'trailing-slash',
                    found: `${source} has the token under an address without its last slash, where it is not found`,
                    fix: `Write //${host}${pathname}:_authToken=…, or take the line away and log in again.`,
                });
            if (place === `//${host}${pathname}`) {
                const token = value(raw);
                if (!token.includes('${'))
                    credentials.push({ source, token: new _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .zh(token) });
            }
        }
    }
    return { ..._shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$, registries, credentials, remarks, sources: found };
}
const has = ({ sources: found }, key) => found.some(({ values }) => values.has(key));
function inspectNpm(request) {
    const found = npmrcFindings(request);
    const rule = found.sources.map(({ values }) => values.get('replace-registry-host')).find((one) => one !== undefined);
    // npm's own default replaces its public host alone.
    const isReplaced = (host) => rule === 'always' || (rule === undefined || rule === 'npmjs' ? /(^|\.)npmjs\.org$/.test(host) : rule === host);
    return {
        ...found,
        locked: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .lockedAddresses */ .bP)(request, ['package-lock.json', 'npm-shrinkwrap.json'], RESOLVED, isReplaced),
    };
}
function inspectPnpm(request) {
    const { machine, endpoint } = request;
    const own = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, 'pnpm_config_userconfig', { anyCase: true });
    const found = npmrcFindings(request, own ? [own] : []);
    const url = new URL(endpoint);
    const needsPort = url.protocol === 'https:' && url.port === '' && found.credentials.length > 0;
    const hasPort = has(found, `//${url.hostname}:443${url.pathname}:_authToken`);
    return {
        ...found,
        locked: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .lockedAddresses */ .bP)(request, ['pnpm-lock.yaml'], TARBALL),
        remarks: [
            ...found.remarks,
            ...(needsPort && !hasPort
                ? [
                    {
                        name: 'explicit-port',
                        found: 'the service names tarballs with :443 in their address, and there is no token for that spelling',
                        fix: `codeartifact-ci login writes it; by hand: //${url.hostname}:443${url.pathname}:_authToken=… beside the other line`,
                    },
                ]
                : []),
        ],
    };
}
function inspectBun(request) {
    const found = npmrcFindings(request, [(0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .inHome */ .Lf)(request.machine, '.npmrc')]);
    return { ...found, locked: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .lockedAddresses */ .bP)(request, ['bun.lock'], ANY_QUOTED) };
}
async function inspectYarn(request) {
    if ((0,_yarn_js__WEBPACK_IMPORTED_MODULE_5__/* .yarnGeneration */ .H)(request.machine) === 'berry')
        return inspectBerry(request);
    const found = npmrcFindings(request);
    const { host, pathname } = new URL(request.endpoint);
    const isAlways = (key) => found.sources.some(({ values }) => values.get(key) === 'true');
    const isMissing = found.credentials.length > 0 && !isAlways('always-auth') && !isAlways(`//${host}${pathname}:always-auth`);
    return {
        ...found,
        locked: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .lockedAddresses */ .bP)(request, ['yarn.lock'], YARN_RESOLVED),
        remarks: [
            ...found.remarks,
            ...(isMissing
                ? [
                    {
                        name: 'always-auth',
                        found: 'Yarn 1 sends the token for packages without a scope only with always-auth=true, which is missing: 401',
                        fix: `codeartifact-ci login --tools yarn writes it; by hand: //${host}${pathname}:always-auth=true`,
                    },
                ]
                : []),
        ],
    };
}
async function inspectBerry(request) {
    const { machine, endpoint } = request;
    const { parse } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 8815, 19));
    const name = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, 'YARN_RC_FILENAME') ?? '.yarnrc.yml';
    const registries = [];
    const credentials = [];
    const remarks = [];
    const server = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, 'YARN_NPM_REGISTRY_SERVER');
    if (server)
        registries.push({
            source: 'the variable YARN_NPM_REGISTRY_SERVER',
            setting: 'npmRegistryServer',
            url: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .plainAddress */ .n7)(server),
        });
    for (const [source, path] of [
        [`${name} of the project`, (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(machine, machine.workingDirectory, name)],
        [(0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .inHome */ .Lf)(machine, name), (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .inHome */ .Lf)(machine, name)],
    ]) {
        let settings = {};
        try {
            settings = parse(machine.read(path) ?? '') ?? {};
        }
        catch {
            remarks.push({ name: 'unreadable', found: `${source} is not YAML`, fix: `Correct ${source}.` });
            continue;
        }
        const value = (raw) => typeof raw === 'string' ? (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .expanded */ .sz)(raw, machine, (one) => remarks.push((0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .unsetVariable */ .gM)(source, one))) : undefined;
        const address = value(settings.npmRegistryServer);
        if (address)
            registries.push({ source, setting: 'npmRegistryServer', url: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .plainAddress */ .n7)(address) });
        const keep = (token) => {
            if (token && !token.includes('${'))
                credentials.push({ source, token: new _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .zh(token) });
        };
        for (const [scope, of] of Object.entries(settings.npmScopes ?? {})) {
            const url = value(of?.npmRegistryServer);
            if (url === undefined)
                continue;
            registries.push({ source, setting: `npmScopes.${scope}`, url: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .plainAddress */ .n7)(url), scope: `@${scope}` });
            if ((0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(url, endpoint))
                keep(value(of?.npmAuthToken));
        }
        for (const [key, of] of Object.entries(settings.npmRegistries ?? {}))
            if ((0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(key.startsWith('//') ? `https:${key}` : key, endpoint))
                keep(value(of?.npmAuthToken));
        if (address && (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(address, endpoint))
            keep(value(settings.npmAuthToken));
    }
    return { ..._shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$, registries, credentials, remarks };
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
