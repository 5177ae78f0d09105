"use strict";
exports.id = 820;
exports.ids = [820];
exports.modules = {

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

/***/ 1160:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ destinationOf)
/* harmony export */ });
/* harmony import */ var _aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7757);
/* harmony import */ var _address_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7284);
/* harmony import */ var _repository_access_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3769);
// The registry inputs of the commands that change versions: one signed-in repository to write to.



async function destinationOf({ inputs, host }, formats) {
    const address = (0,_address_js__WEBPACK_IMPORTED_MODULE_1__/* .repositoryAddress */ .n)(inputs);
    const signedIn = await (0,_aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__/* .signIn */ .J)(host, (0,_aws_sign_in_js__WEBPACK_IMPORTED_MODULE_0__/* .identityOf */ .c)(inputs, host, (0,_address_js__WEBPACK_IMPORTED_MODULE_1__/* .registryUrl */ .N)(inputs)?.region));
    const side = (0,_repository_access_js__WEBPACK_IMPORTED_MODULE_2__/* .openRepositoryWriter */ ._)(host, signedIn, {
        address,
        endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
        // The tools of these commands read and set tags for minutes, not hours.
        durationSeconds: inputs.integer('duration-seconds') || 900,
        attempts: inputs.integer('retry-max-attempts'),
        formats,
    });
    return { side, signedIn };
}


/***/ }),

/***/ 3772:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   rollbackCommand: () => (/* binding */ rollbackCommand)
/* harmony export */ });
/* harmony import */ var _core_documents_read_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4492);
/* harmony import */ var _core_errors_catalogue_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6842);
/* harmony import */ var _core_model_outcome_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(6437);
/* harmony import */ var _core_operations_promote_rollback_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2501);
/* harmony import */ var _registry_destination_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1160);
/* harmony import */ var _registry_formats_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1412);
/* harmony import */ var _registry_read_document_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2006);
/* harmony import */ var _report_reports_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(4158);








/** `rollback [RUN]`: undoes a promotion from its journal; with `--restore` undoes the rollback. */
const rollbackCommand = async (request) => {
    const { inputs, host, operands, extra } = request;
    const formats = await (0,_registry_formats_js__WEBPACK_IMPORTED_MODULE_4__/* .publishingFormats */ .G)();
    const { side } = await (0,_registry_destination_js__WEBPACK_IMPORTED_MODULE_3__/* .destinationOf */ .M)(request, formats);
    const planPath = inputs.text('plan');
    const target = inputs.text('target-status');
    const journalPath = inputs.text('journal') ?? '.codeartifact-ci/journal.jsonl';
    const report = await (0,_core_operations_promote_rollback_js__WEBPACK_IMPORTED_MODULE_2__/* .rollback */ .d)({
        direction: extra.restore === 'true' || target === 'Published' ? 'restore' : 'rollback',
        journalPath,
        runId: operands[0],
        plan: planPath === undefined ? undefined : (0,_core_documents_read_js__WEBPACK_IMPORTED_MODULE_0__/* .readPlan */ .m3)(await (0,_registry_read_document_js__WEBPACK_IMPORTED_MODULE_5__/* .document */ .A)(host, 'plan', planPath), planPath),
        coordinates: inputs.given('versions') ? inputs.list('versions') : undefined,
        target: target === 'Archived' || target === 'Deleted' ? target : 'Unlisted',
        concurrency: inputs.integer('concurrency'),
        dryRun: inputs.flag('dry-run'),
    }, { host, formats, destination: side });
    for (const warning of report.warnings)
        host.log.warning(warning);
    const code = (0,_core_model_outcome_js__WEBPACK_IMPORTED_MODULE_7__/* .codeOf */ .$N)(report.outcomes);
    return {
        exit: code === undefined ? 0 : _core_errors_catalogue_js__WEBPACK_IMPORTED_MODULE_1__/* .CATALOGUE */ .y[code].exit,
        outputs: { ...(0,_report_reports_js__WEBPACK_IMPORTED_MODULE_6__/* .outcomeOutputs */ .nS)(report.outcomes), journal: journalPath },
        variables: {},
        json: { dryRun: inputs.flag('dry-run'), ...report },
        lines: (0,_report_reports_js__WEBPACK_IMPORTED_MODULE_6__/* .changeLines */ .Ow)(report.outcomes, inputs.flag('dry-run')),
        summary: (0,_report_reports_js__WEBPACK_IMPORTED_MODULE_6__/* .changeSummary */ .lb)('Rollback', side.address, report.outcomes, inputs.flag('dry-run')),
    };
};


/***/ }),

/***/ 8352:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ZH: () => (/* binding */ documentText),
/* harmony export */   dj: () => (/* binding */ canonicalJson),
/* harmony export */   kt: () => (/* binding */ documentHash)
/* harmony export */ });
/* unused harmony export sha256Hex */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
// One text for one value, so that a hash stands for the content and not for spacing or the order of keys.

/**
 * JSON with sorted keys and no spaces (the subset of RFC 8785 our documents need: strings, booleans, null, safe
 * integers, arrays, objects). Members that are undefined are left out, as JSON.stringify does.
 */
function canonicalJson(value) {
    if (Array.isArray(value))
        return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
    if (typeof value === 'object' && value !== null) {
        const members = Object.entries(value)
            .filter(([, member]) => member !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
        return `{${members.join(',')}}`;
    }
    if (typeof value === 'number' && !Number.isSafeInteger(value))
        throw new TypeError('only whole numbers have one spelling');
    return JSON.stringify(value);
}
function sha256Hex(text) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(text).digest('hex');
}
/** Hash over a document without its own `hash` member. */
function documentHash(document) {
    const { hash: _, ...rest } = document;
    return sha256Hex(canonicalJson(rest));
}
/** As it is written to a file: readable, one line end at the end. */
function documentText(document) {
    return `${JSON.stringify(document, null, 2)}\n`;
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


/***/ }),

/***/ 6408:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B_: () => (/* binding */ isBackwards),
/* harmony export */   M5: () => (/* binding */ writeTag),
/* harmony export */   g$: () => (/* binding */ readTags)
/* harmony export */ });
/* harmony import */ var semver_functions_lt_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3872);
/* harmony import */ var semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6353);
/* harmony import */ var _calls_retry_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7533);
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(511);
/* harmony import */ var _model_coordinates_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1626);
// Reads, compares and writes single dist-tags.





/** Versions that are not semver cannot be ordered, and then nothing is called backwards. */
function isBackwards(from, to) {
    const a = semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_1__(from, { loose: true });
    const b = semver_functions_parse_js__WEBPACK_IMPORTED_MODULE_1__(to, { loose: true });
    return a !== null && b !== null && semver_functions_lt_js__WEBPACK_IMPORTED_MODULE_0__(b, a);
}
/** Points a tag at a version, or removes it (null). Repeating is harmless. */
async function writeTag(change, tags, ports) {
    const { ref, tag, becomes } = change;
    const policy = { attempts: ports.side.attempts, label: `dist-tag ${ref.format}` };
    const write = {
        action: 'tag',
        package: (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_4__/* .purl */ .EV)({ ...ref, version: undefined }),
        tag,
        was: change.was ?? null,
        becomes,
    };
    const send = (target) => becomes === null ? tags.remove(ref, tag, target) : tags.set(ref, tag, becomes, target);
    await ports.journal.around(write, () => (0,_calls_retry_js__WEBPACK_IMPORTED_MODULE_2__/* .retrying */ .R$)(ports.host, policy, async () => {
        try {
            await send(await ports.target(ref));
        }
        catch (error) {
            if (!(error instanceof _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_3__/* .RegistryError */ .gl) || error.code !== 'CA-AUTH-005')
                throw error;
            await send(await ports.target(ref, true));
        }
    }));
}
/** Tags of the repository as package managers see them; none where nobody knows the package. */
async function readTags(ref, { side }) {
    return (await side.tags?.(side.address, ref)) ?? {};
}


/***/ })

};
;