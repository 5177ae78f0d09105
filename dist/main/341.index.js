export const id = 341;
export const ids = [341];
export const modules = {

/***/ 3128:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

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


/***/ }),

/***/ 7494:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

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

/***/ 9182:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ destinationOf)
/* harmony export */ });
/* harmony import */ var _aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4706);
/* harmony import */ var _address_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7494);
/* harmony import */ var _sides_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6662);
// The registry inputs of the verbs that change versions: one signed-in repository to write to.



async function destinationOf({ inputs, host }, formats) {
    const address = (0,_address_js__WEBPACK_IMPORTED_MODULE_1__/* .repositoryAddress */ .n)(inputs);
    const signedIn = await (0,_aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__/* .signIn */ .J)(host, (0,_aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__/* .identityOf */ .c)(inputs, host, (0,_address_js__WEBPACK_IMPORTED_MODULE_1__/* .registryUrl */ .N)(inputs)?.region));
    const side = (0,_sides_js__WEBPACK_IMPORTED_MODULE_2__/* .writeSide */ .H)(host, signedIn, {
        address,
        endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
        // The tools of these verbs read and set tags for minutes, not hours.
        durationSeconds: inputs.integer('duration-seconds') || 900,
        formats,
    });
    return { side, signedIn };
}


/***/ }),

/***/ 392:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ document)
/* harmony export */ });
/* harmony import */ var _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);

const largest = 64 * 1024 * 1024;
/** The text of a document given as an input. Throws CA-INPUT-005 when there is none. */
async function document(host, kind, path) {
    const found = await host.files.stat(path);
    if (!found)
        throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-005', `the ${kind} ${path} does not exist`);
    if (found.size > largest)
        throw new _core_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-005', `the ${kind} ${path} is larger than ${largest} bytes`);
    return (await host.files.readText(path)) ?? '';
}


/***/ }),

/***/ 7341:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  retire: () => (/* binding */ retire_retire)
});

// EXTERNAL MODULE: ./lib/core/errors/catalogue.js
var catalogue = __webpack_require__(6842);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/outcome.js
var outcome = __webpack_require__(6437);
// EXTERNAL MODULE: ./lib/core/model/package.js
var model_package = __webpack_require__(1265);
;// CONCATENATED MODULE: ./lib/core/operations/retire.js
// Unlists, archives, disposes or deletes versions: named ones, or all that no retention rule keeps.

/** Rejects with CA-INPUT-001/-002 for bad rules or coordinates. */
async function retire(request, ports) {
    void request;
    void ports;
    throw new registry_error/* RegistryError */.gl('CA-RUN-003', 'retire is not built yet');
}

// EXTERNAL MODULE: ./lib/verbs/destination.js
var destination = __webpack_require__(9182);
// EXTERNAL MODULE: ./lib/verbs/documents.js
var documents = __webpack_require__(392);
// EXTERNAL MODULE: ./lib/verbs/formats.js
var verbs_formats = __webpack_require__(8682);
// EXTERNAL MODULE: ./lib/verbs/reports.js
var reports = __webpack_require__(6921);
;// CONCATENATED MODULE: ./lib/verbs/retire.js









/** `retire [COORDINATE…]`: named versions, or all that no retention rule keeps. */
const retire_retire = async (request) => {
    const { inputs, host, operands } = request;
    const coordinates = operands.length > 0 ? operands : inputs.given('versions') ? inputs.list('versions') : undefined;
    const rules = inputs.text('retention');
    if (!coordinates && rules === undefined)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`retire` needs `versions` (what to retire) or `retention` (rules)');
    // One line without a colon is a path; rules are YAML and have one.
    const retention = rules === undefined || /[:\n]/.test(rules) ? rules : await (0,documents/* document */.A)(host, 'retention file', rules);
    const formats = await (0,verbs_formats/* publishingFormats */.G)();
    const { side } = await (0,destination/* destinationOf */.M)(request, formats);
    const dryRun = inputs.flag('dry-run');
    const only = inputs.list('format').filter(model_package/* isFormat */.s2);
    const journalPath = inputs.text('journal') ?? '.codeartifact-ci/journal.jsonl';
    const report = await retire({
        coordinates,
        retention,
        formats: only.length > 0 ? only : undefined,
        target: (inputs.text('target-status') ?? 'Unlisted'),
        concurrency: inputs.integer('concurrency'),
        dryRun,
        journalPath: dryRun ? undefined : journalPath,
    }, { host, formats, destination: side });
    for (const warning of report.warnings)
        host.log.warning(warning);
    const code = (0,outcome/* codeOf */.$N)(report.outcomes);
    return {
        exit: code === undefined ? 0 : catalogue/* CATALOGUE */.y[code].exit,
        outputs: { ...(0,reports/* outcomeOutputs */.nS)(report.outcomes), ...(dryRun ? {} : { journal: journalPath }) },
        variables: {},
        json: { dryRun, ...report },
        lines: (0,reports/* retireLines */.j1)(report, dryRun),
        summary: (0,reports/* changeSummary */.lb)('Retire', side.address, report.outcomes, dryRun),
    };
};


/***/ })

};
