export const id = 769;
export const ids = [769];
export const modules = {

/***/ 2181:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ nothing)
/* harmony export */ });
const nothing = { outputs: {}, variables: {}, lines: [] };


/***/ }),

/***/ 769:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   packagesCommand: () => (/* binding */ packagesCommand)
/* harmony export */ });
/* harmony import */ var _aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7757);
/* harmony import */ var _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(511);
/* harmony import */ var _core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1626);
/* harmony import */ var _core_model_package_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1265);
/* harmony import */ var _definition_result_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2181);
/* harmony import */ var _registry_address_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7284);
/* harmony import */ var _report_tables_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(5680);







/** `packages list` and `packages show COORDINATE`. */
const packagesCommand = async ({ inputs, host, operands }) => {
    const [action = 'list', coordinate] = operands;
    const address = (0,_registry_address_js__WEBPACK_IMPORTED_MODULE_5__/* .repositoryAddress */ .n)(inputs);
    const { client } = await (0,_aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__/* .signIn */ .J)(host, (0,_aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__/* .identityOf */ .c)(inputs, host, (0,_registry_address_js__WEBPACK_IMPORTED_MODULE_5__/* .registryUrl */ .N)(inputs)?.region));
    if (action === 'list') {
        const wanted = inputs.list('format').find(_core_model_package_js__WEBPACK_IMPORTED_MODULE_3__/* .isFormat */ .s2);
        const found = [];
        for await (const each of client.listPackages(address, wanted ? { format: wanted } : {})) {
            const versions = [];
            for await (const version of client.listPackageVersions(address, each, { newestFirst: true }))
                versions.push(version);
            found.push({
                package: (0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .purl */ .EV)(each),
                latest: versions[0]?.version ?? '',
                versions: versions.length,
                publish: each.restrictions?.publish ?? '',
                upstream: each.restrictions?.upstream ?? '',
            });
        }
        const rows = found.map((each) => [each.package, each.latest, String(each.versions), each.publish, each.upstream]);
        return {
            ..._definition_result_js__WEBPACK_IMPORTED_MODULE_4__/* .nothing */ .s,
            exit: 0,
            json: { packages: found },
            lines: (0,_report_tables_js__WEBPACK_IMPORTED_MODULE_6__/* .textTable */ .ed)(['package', 'newest', 'versions', 'publish', 'upstream'], rows),
        };
    }
    if (action !== 'show' || !coordinate)
        throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-INPUT-004', 'write `packages list` or `packages show COORDINATE`');
    const ref = (0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .parseCoordinate */ .EK)(coordinate);
    if (ref.version === undefined) {
        const versions = [];
        for await (const version of client.listPackageVersions(address, ref, { newestFirst: true }))
            versions.push(version);
        if (versions.length === 0)
            throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-FIND-002', `${(0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .shortForm */ .JZ)(ref)} is not in ${address.domain}/${address.repository}`);
        const rows = versions.map((each) => [each.version, each.status, each.origin?.type ?? '', each.revision]);
        return {
            ..._definition_result_js__WEBPACK_IMPORTED_MODULE_4__/* .nothing */ .s,
            exit: 0,
            json: { package: (0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .purl */ .EV)(ref), versions },
            lines: (0,_report_tables_js__WEBPACK_IMPORTED_MODULE_6__/* .textTable */ .ed)(['version', 'status', 'origin', 'revision'], rows),
        };
    }
    const version = { ...ref, version: ref.version };
    const [description, listing, dependencies] = await Promise.all([
        client.describePackageVersion(address, version),
        client.listPackageVersionAssets(address, version),
        client.listPackageVersionDependencies(address, version).catch(() => []),
    ]);
    if (!description)
        throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-FIND-002', `${(0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .shortForm */ .JZ)(version)} is not in ${address.domain}/${address.repository}`);
    const assets = listing?.assets ?? [];
    const rows = assets.map((asset) => [asset.name, String(asset.size), asset.digests['SHA-256'] ?? '']);
    return {
        ..._definition_result_js__WEBPACK_IMPORTED_MODULE_4__/* .nothing */ .s,
        exit: 0,
        json: { ...description, purl: (0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .purl */ .EV)(version), assets, dependencies },
        lines: [
            `${(0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .shortForm */ .JZ)(version)} ${description.status}, revision ${description.revision}`,
            ...(0,_report_tables_js__WEBPACK_IMPORTED_MODULE_6__/* .textTable */ .ed)(['asset', 'bytes', 'sha256'], rows),
        ],
    };
};


/***/ }),

/***/ 7284:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ registryUrl),
/* harmony export */   n: () => (/* binding */ repositoryAddress)
/* harmony export */ });
/* harmony import */ var _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _core_model_endpoint_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3128);
// Which repository the registry inputs mean.


/** The pasted address, if any, parsed strictly. */
function registryUrl(inputs) {
    const url = inputs.text('registry-url');
    if (url === undefined)
        return undefined;
    const parts = (0,_core_model_endpoint_js__WEBPACK_IMPORTED_MODULE_1__/* .parseEndpoint */ .B)(url);
    if (!parts)
        throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-001', '`registry-url` is not the address of a CodeArtifact repository (https://DOMAIN-OWNER.d.codeartifact.REGION.amazonaws.com/FORMAT/REPOSITORY/)');
    const clash = ['domain', 'domain-owner', 'repository'].filter((name) => inputs.given(name));
    if (clash.length > 0)
        throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-001', `\`registry-url\` says it all: leave out ${clash.join(', ')}`);
    return parts;
}
/** Domain, owner and repository; throws CA-INPUT-001 naming everything that is missing. */
function repositoryAddress(inputs) {
    const pasted = registryUrl(inputs);
    if (pasted)
        return { domain: pasted.domain, domainOwner: pasted.domainOwner, repository: pasted.repository };
    inputs.need('domain', 'repository');
    return {
        domain: inputs.required('domain'),
        domainOwner: inputs.text('domain-owner'),
        repository: inputs.required('repository'),
    };
}


/***/ }),

/***/ 5680:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qj: () => (/* binding */ markdownTable),
/* harmony export */   ed: () => (/* binding */ textTable),
/* harmony export */   g$: () => (/* binding */ printable),
/* harmony export */   p7: () => (/* binding */ markdownText)
/* harmony export */ });
/** Aligned columns for a terminal; empty rows give a sentence instead of a lonely header. */
function textTable(head, rows) {
    if (rows.length === 0)
        return ['(none)'];
    const all = [head, ...rows].map((row) => row.map(printable));
    const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
    return all.map((row) => row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd());
}
/** A Markdown table whose cells cannot break out of it, whatever a package is called. */
function markdownTable(head, rows) {
    const line = (cells) => `| ${cells.map(markdownText).join(' | ')} |`;
    return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
/** Control characters could redraw a terminal or start a workflow command. */
function printable(text) {
    return text.replace(/\p{C}/gu, '?');
}
/** Text that stays text in GitHub-flavoured Markdown and HTML. */
function markdownText(text) {
    return printable(text)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replace(/[\\`*_[\]|~]/g, '\\$&');
}


/***/ }),

/***/ 3128:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ parseEndpoint)
/* harmony export */ });
/* harmony import */ var _package_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1265);
// The one parser of repository endpoints. Endpoints are asked for (GetRepositoryEndpoint), never assembled; they are
// read only where a person pastes one (`registry-url`) and to learn the owner the service filled in.

// The domain may contain hyphens, so the owner is the last 12 digits before the first dot.
const label = /^([a-z][a-z0-9-]{0,48}[a-z0-9])-(\d{12})$/;
/**
 * | address                                                                   | kind       |
 * | https://DOM-OWNER.d.codeartifact.REGION.amazonaws.com/npm/REPO/           | ipv4       |
 * | https://DOM-OWNER.codeartifact.REGION.on.aws/npm/REPO/                    | dual-stack |
 * | https://VPCE.d.codeartifact.REGION.vpce.amazonaws.com/npm/d/DOM-OWNER/REPO/ | path style |
 * | http://127.0.0.1:PORT/npm/d/DOM-OWNER/REPO/                               | path style |
 *
 * Undefined for anything else. Query and fragment are ignored, a missing trailing slash is fine, and what clients
 * append (`simple/`, `v3/index.json`) is cut off.
 */
function parseEndpoint(address) {
    if (!URL.canParse(address))
        return undefined;
    const url = new URL(address);
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
        return undefined;
    const region = /\.codeartifact\.([a-z0-9-]+)\./.exec(url.hostname)?.[1];
    const segments = url.pathname
        .split('/')
        .filter((segment) => segment !== '')
        .map((segment) => (/%[^0-9a-f]/i.test(segment) ? segment : decodeURIComponent(segment)));
    const [format = '', second = '', third = '', fourth = ''] = segments;
    if (!(0,_package_js__WEBPACK_IMPORTED_MODULE_0__/* .isFormat */ .s2)(format))
        return undefined;
    const isPathStyle = second === 'd' && label.test(third);
    const [, domain, domainOwner] = label.exec(isPathStyle ? third : (url.hostname.split('.')[0] ?? '')) ?? [];
    const repository = isPathStyle ? fourth : second;
    if (!domain || !domainOwner || !/^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/.test(repository))
        return undefined;
    if (!isPathStyle && !region)
        return undefined;
    return {
        domain,
        domainOwner,
        repository,
        format,
        region,
        endpointType: url.hostname.endsWith('.on.aws') ? 'dualstack' : 'ipv4',
    };
}


/***/ })

};
