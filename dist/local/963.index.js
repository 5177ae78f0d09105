export const id = 963;
export const ids = [963];
export const modules = {

/***/ 8352:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

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

/***/ 2069:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ openJournal),
/* harmony export */   e: () => (/* binding */ JOURNAL_SCHEMA)
/* harmony export */ });
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
// The journal: one line appended and synced before and after each remote write. It lets rollback know what to undo and
// tells people what a broken run did; finishing never needs it, the registry alone is enough.

const JOURNAL_SCHEMA = 'codeartifact-ci/journal@1';
/** Begins a run. Without a path nothing is written and everything else is the same. */
async function openJournal(host, path, begin) {
    const runId = newRunId(host.clock);
    const append = appender(host, path);
    const line = (rest) => append({ run: runId, at: new Date(host.clock.now()).toISOString(), ...rest });
    await line({ schema: JOURNAL_SCHEMA, kind: 'begin', ...begin });
    let step = 0;
    return {
        runId,
        async around(write, work, resultOf) {
            const number = ++step;
            await line({ kind: 'before', step: number, ...write });
            try {
                const value = await work();
                await line({ kind: 'after', step: number, action: write.action, result: resultOf?.(value) ?? 'done' });
                return value;
            }
            catch (error) {
                const code = error instanceof _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl ? error.code : 'CA-RUN-003';
                await line({ kind: 'after', step: number, action: write.action, result: `error ${code}` });
                throw error;
            }
        },
        note: (write) => line({ kind: 'note', ...write }),
        end: (result) => line({ kind: 'end', result }),
    };
}
/** Sorted by time and unlikely to meet another; not a secret. */
function newRunId(clock) {
    const stamp = new Date(clock.now()).toISOString().replace(/[-:.]/g, '').toLowerCase();
    const tail = Math.floor(clock.random() * 36 ** 6)
        .toString(36)
        .padStart(6, '0');
    return `${stamp}-${tail}`;
}
// Lines that arrive while a sync is under way go out with the next one: two writers cost one sync, not two.
function appender(host, path) {
    if (path === undefined)
        return async () => { };
    let pending = [];
    let next;
    let current = Promise.resolve();
    let isFirst = true;
    const flush = async () => {
        await current.catch(() => { });
        next = undefined;
        const text = pending.join('');
        pending = [];
        // A crash may have left half a line; a line end makes it a line of its own, which reading skips.
        const start = isFirst && (await endsInTheMiddle(host, path)) ? '\n' : '';
        isFirst = false;
        await host.files.append(path, start + text);
    };
    return (line) => {
        pending.push(`${JSON.stringify(line)}\n`);
        if (!next) {
            next = flush();
            current = next;
        }
        return next;
    };
}
async function endsInTheMiddle(host, path) {
    const stat = await host.files.stat(path);
    if (!stat || stat.size === 0)
        return false;
    let last = 10;
    for await (const chunk of host.files.open(path, { start: stat.size - 1, end: stat.size }))
        last = chunk.at(-1) ?? last;
    return last !== 10;
}


/***/ }),

/***/ 3425:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ MANIFEST_SCHEMA)
/* harmony export */ });
// The release manifest: what one publish run put, or found, in a repository. Promote reads it, and so promotes exactly
// the bytes that were tested.
const MANIFEST_SCHEMA = 'codeartifact-ci/release-manifest@1';


/***/ }),

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

/***/ 6342:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B_: () => (/* binding */ isBackwards),
/* harmony export */   M5: () => (/* binding */ writeTag),
/* harmony export */   c0: () => (/* binding */ wantedTag),
/* harmony export */   jl: () => (/* binding */ STAGING_TAG)
/* harmony export */ });
/* unused harmony export holdsVersion */
/* harmony import */ var semver__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2088);
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(511);
/* harmony import */ var _model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1626);
/* harmony import */ var _retry_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(636);
// dist-tags of a published set: uploaded under a tag nobody installs, moved to the wanted tags when all is there.
//
// At every moment before the last phase `npm install NAME` gets the release of before. What cannot be had: moving the
// tags of several packages is several calls, so between the first and the last of them a mix is visible; dependencies
// go first, so that whatever is visible resolves.




/** Not a version range, and nothing anybody would install by. */
const STAGING_TAG = 'codeartifact-ci-staging';
/**
 * What to do about the tag of one version.
 * - never backwards unless the tag was named by the caller
 * - a version that is there already keeps its tags, unless an interrupted run left it under the staging tag, or it has
 *   no tag and the tag is nowhere
 */
function wantedTag(classification, before, tag, options) {
    const { version } = classification.publication;
    const current = before[tag];
    if (current === version)
        return { wanted: undefined };
    const wasInterrupted = before[STAGING_TAG] === version;
    if (classification.standing === 'identical' && !wasInterrupted && current !== undefined)
        return { wanted: undefined };
    if (current !== undefined && options.isOwn && !options.isNamed && isBackwards(current, version)) {
        const name = (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .shortForm */ .JZ)(classification.publication);
        return {
            wanted: undefined,
            warning: `${name}: \`${tag}\` stays at ${current}, which is newer; name the tag to move it back`,
        };
    }
    if (current !== undefined && !options.isOwn) {
        const name = (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .shortForm */ .JZ)(classification.publication);
        return {
            wanted: tag,
            warning: `${name}: an upstream has \`${tag}\` at ${current}, and the upstream's tag wins for package managers`,
        };
    }
    return { wanted: tag };
}
/** Versions that are not semver cannot be ordered, and then nothing is called backwards. */
function isBackwards(from, to) {
    const a = semver__WEBPACK_IMPORTED_MODULE_0__.parse(from, { loose: true });
    const b = semver__WEBPACK_IMPORTED_MODULE_0__.parse(to, { loose: true });
    return a !== null && b !== null && semver__WEBPACK_IMPORTED_MODULE_0__.lt(b, a);
}
/** Points a tag at a version, or removes it (null). Repeating is harmless. */
async function writeTag(change, tags, ports) {
    const { ref, tag, becomes } = change;
    const policy = { attempts: ports.attempts, label: `dist-tag ${ref.format}`, initialRate: 50 };
    const write = {
        action: 'tag',
        package: (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .purl */ .EV)({ ...ref, version: undefined }),
        tag,
        was: change.was ?? null,
        becomes,
    };
    const send = (target) => becomes === null ? tags.remove(ref, tag, target) : tags.set(ref, tag, becomes, target);
    await ports.journal.around(write, () => (0,_retry_js__WEBPACK_IMPORTED_MODULE_3__/* .retrying */ .R)(ports.host, policy, async () => {
        try {
            await send(await ports.target(ref));
        }
        catch (error) {
            if (!(error instanceof _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl) || error.code !== 'CA-AUTH-005')
                throw error;
            await send(await ports.target(ref, true));
        }
    }));
}
/** Own versions of the tags: whether the version a tag names is held by the repository itself. */
async function holdsVersion(side, ref, version) {
    return (await side.reader.describePackageVersion(side.address, { ...ref, version })) !== undefined;
}


/***/ }),

/***/ 7145:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ti: () => (/* binding */ eachWithin),
/* harmony export */   g1: () => (/* binding */ dependencyOrder),
/* harmony export */   rN: () => (/* binding */ eachInOrder)
/* harmony export */ });
// Work side by side within a bound, in list order or in dependency order.
/** `work` for each item, at most `limit` at once, begun in order. Results in order. Rejects with the first error, after all begun work ended. */
async function eachWithin(limit, items, work) {
    const results = new Array(items.length);
    const failures = [];
    let next = 0;
    const lane = async () => {
        while (next < items.length && failures.length === 0) {
            const index = next++;
            try {
                results[index] = await work(items[index], index);
            }
            catch (error) {
                failures.push(error);
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(Math.max(limit, 1), items.length) }, lane));
    if (failures.length > 0)
        throw failures[0];
    return results;
}
/**
 * Like `eachWithin`, but an item is begun only when all it needs have ended. `needs` gives indexes. Members of a cycle
 * do not wait for each other. `work` gets whether everything needed ended well (its result was true).
 */
async function eachInOrder(limit, items, needs, work) {
    const order = dependencyOrder(items.length, needs);
    const rank = new Map(order.map((index, position) => [index, position]));
    // Only what comes earlier in the order is waited for; that drops exactly the edges that close a cycle.
    const waitsFor = (index) => needs(index).filter((other) => (rank.get(other) ?? 0) < (rank.get(index) ?? 0));
    const ended = new Map();
    const settle = new Map();
    for (const index of order)
        ended.set(index, new Promise((resolve) => void settle.set(index, resolve)));
    await eachWithin(limit, order, async (index) => {
        const before = await Promise.all(waitsFor(index).map((other) => ended.get(other) ?? true));
        let well = false;
        try {
            well = await work(items[index], before.every(Boolean));
        }
        finally {
            settle.get(index)?.(well);
        }
    });
}
/** Indexes so that what is needed comes first; otherwise the given order. Depth first, without recursion. */
function dependencyOrder(count, needs) {
    const order = [];
    const state = new Uint8Array(count);
    const stack = [];
    const visit = (index) => {
        if (state[index])
            return;
        state[index] = 1;
        stack.push({ index, pending: [...needs(index)].reverse() });
    };
    for (let root = 0; root < count; root++) {
        visit(root);
        for (let top = stack.at(-1); top; top = stack.at(-1)) {
            const needed = top.pending.pop();
            if (needed !== undefined)
                visit(needed);
            else
                order.push(stack.pop().index);
        }
    }
    return order;
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

/***/ 8112:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   rollback: () => (/* binding */ rollback)
/* harmony export */ });
/* harmony import */ var _core_documents_read_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4492);
/* harmony import */ var _core_errors_catalogue_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6842);
/* harmony import */ var _core_model_outcome_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(6437);
/* harmony import */ var _core_operations_rollback_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8226);
/* harmony import */ var _destination_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9182);
/* harmony import */ var _documents_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(392);
/* harmony import */ var _formats_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8682);
/* harmony import */ var _reports_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6921);








/** `rollback [RUN]`: undoes a promotion from its journal; with `--restore` undoes the rollback. */
const rollback = async (request) => {
    const { inputs, host, operands, extra } = request;
    const formats = await (0,_formats_js__WEBPACK_IMPORTED_MODULE_5__/* .publishingFormats */ .G)();
    const { side } = await (0,_destination_js__WEBPACK_IMPORTED_MODULE_3__/* .destinationOf */ .M)(request, formats);
    const planPath = inputs.text('plan');
    const target = inputs.text('target-status');
    const journalPath = inputs.text('journal') ?? '.codeartifact-ci/journal.jsonl';
    const report = await (0,_core_operations_rollback_js__WEBPACK_IMPORTED_MODULE_2__/* .rollback */ .d)({
        direction: extra.restore === 'true' || target === 'Published' ? 'restore' : 'rollback',
        journalPath,
        runId: operands[0],
        plan: planPath === undefined ? undefined : (0,_core_documents_read_js__WEBPACK_IMPORTED_MODULE_0__/* .readPlan */ .m3)(await (0,_documents_js__WEBPACK_IMPORTED_MODULE_4__/* .document */ .A)(host, 'plan', planPath), planPath),
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
        outputs: { ...(0,_reports_js__WEBPACK_IMPORTED_MODULE_6__/* .outcomeOutputs */ .nS)(report.outcomes), journal: journalPath },
        variables: {},
        json: { dryRun: inputs.flag('dry-run'), ...report },
        lines: (0,_reports_js__WEBPACK_IMPORTED_MODULE_6__/* .changeLines */ .Ow)(report.outcomes, inputs.flag('dry-run')),
        summary: (0,_reports_js__WEBPACK_IMPORTED_MODULE_6__/* .changeSummary */ .lb)('Rollback', side.address, report.outcomes, inputs.flag('dry-run')),
    };
};


/***/ })

};
