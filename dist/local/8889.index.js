export const id = 8889;
export const ids = [8889];
export const modules = {

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

/***/ 2006:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

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

/***/ 8889:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  retireCommand: () => (/* binding */ retireCommand)
});

// EXTERNAL MODULE: ./lib/core/errors/catalogue.js
var catalogue = __webpack_require__(6842);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/outcome.js
var outcome = __webpack_require__(6437);
// EXTERNAL MODULE: ./lib/core/model/package.js
var model_package = __webpack_require__(1265);
// EXTERNAL MODULE: ./lib/core/calls/concurrency.js
var calls_concurrency = __webpack_require__(4054);
// EXTERNAL MODULE: ./lib/core/documents/journal.js
var documents_journal = __webpack_require__(2069);
// EXTERNAL MODULE: ./lib/core/model/coordinates.js
var model_coordinates = __webpack_require__(1626);
// EXTERNAL MODULE: ./lib/core/operations/repository/change-status.js
var change_status = __webpack_require__(4714);
// EXTERNAL MODULE: ./lib/core/operations/repository/repository-access.js
var repository_access = __webpack_require__(5034);
;// CONCATENATED MODULE: ./lib/core/operations/retire/retention.js
// Which versions a repository keeps, by rules. Pure: everything the rules ask about is given.

const KEYS = [
    'keep-newest',
    'keep-younger-than',
    'keep-tagged',
    'keep-promoted-to',
    'rollback-window',
    'grace-period',
];
const UNITS = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/** Reads the YAML. Rejects with CA-INPUT-001 naming every problem; rules that keep nothing at all are one. */
async function readRetention(text) {
    const { parse } = await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 8815, 19));
    const problems = [];
    let value;
    try {
        // No aliases and merge keys: a few lines of rules need none, and they are how YAML grows out of bounds.
        value = parse(text, { maxAliasCount: 0, version: '1.2', schema: 'core' });
    }
    catch (cause) {
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `retention is not YAML: ${cause.message.split('\n')[0]}`, {
            cause,
        });
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', 'retention: a mapping of rules is needed');
    const given = value;
    for (const key of Object.keys(given)) {
        if (!KEYS.includes(key))
            problems.push(`\`${key.replace(/\p{C}/gu, '?').slice(0, 60)}\` is not a rule (${KEYS.join(', ')})`);
    }
    const rules = {
        keepNewest: count(given, 'keep-newest', problems),
        keepYoungerThan: duration(given, 'keep-younger-than', problems),
        keepTagged: flag(given, 'keep-tagged', problems),
        keepPromotedTo: names(given, 'keep-promoted-to', problems),
        rollbackWindow: duration(given, 'rollback-window', problems),
        gracePeriod: duration(given, 'grace-period', problems) ?? 0,
    };
    const keepsSomething = rules.keepNewest || rules.keepYoungerThan || rules.keepTagged || rules.keepPromotedTo.length > 0;
    if (problems.length === 0 && !keepsSomething)
        problems.push('at least one `keep-` rule is needed, or everything would go');
    if (problems.length > 0)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `retention: ${problems.join('; ')}`);
    return rules;
}
function count(given, key, problems) {
    const value = given[key];
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0))
        return value;
    problems.push(`\`${key}\` is a whole number`);
    return undefined;
}
function duration(given, key, problems) {
    const value = given[key];
    if (value === undefined)
        return undefined;
    const match = /^([0-9]{1,5})([hdw])$/.exec(String(value));
    if (match)
        return Number(match[1]) * UNITS[match[2]];
    problems.push(`\`${key}\` is a duration such as \`12h\`, \`30d\` or \`2w\``);
    return undefined;
}
function flag(given, key, problems) {
    const value = given[key];
    if (value !== undefined && typeof value !== 'boolean')
        problems.push(`\`${key}\` is true or false`);
    return value === true;
}
function names(given, key, problems) {
    const value = given[key];
    const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
    if (list.every((name) => typeof name === 'string' && name !== ''))
        return list;
    problems.push(`\`${key}\` is a repository or a list of repositories`);
    return [];
}
/** First rule that keeps wins; what nothing keeps goes one step: visible versions are unlisted before they are erased. */
function decide(facts, rules, target, now) {
    const kept = keptBecause(facts, rules, now);
    if (kept !== undefined)
        return { reason: kept };
    const { status, hiddenAt } = facts;
    if (status === 'Unfinished' || status === 'Disposed')
        return { reason: `it is ${status}; name it to retire it` };
    const erases = target === 'Deleted' || target === 'Disposed';
    if (!erases)
        return status === target ? { reason: `it is ${status} already` } : { to: target, reason: 'no rule keeps it' };
    if (status === 'Published')
        return { to: 'Unlisted', reason: `no rule keeps it; to be ${target.toLowerCase()} after the grace period` };
    if (rules.gracePeriod === 0)
        return { to: target, reason: 'no rule keeps it' };
    if (hiddenAt === undefined)
        return {
            reason: `it is ${status}, and the journal does not say since when, so the grace period cannot be counted`,
        };
    if (now - hiddenAt < rules.gracePeriod)
        return { reason: `it is ${status} and in its grace period` };
    return { to: target, reason: 'no rule keeps it, and the grace period is over' };
}
function keptBecause(facts, rules, now) {
    const { keepNewest = 0, keepYoungerThan, rollbackWindow } = rules;
    if (rules.keepTagged && facts.tags.length > 0)
        return `tagged ${facts.tags.join(', ')}`;
    if (facts.promotedTo.length > 0)
        return `promoted to ${facts.promotedTo.join(', ')}`;
    if (facts.rank < keepNewest)
        return `one of the newest ${keepNewest}`;
    if (rollbackWindow !== undefined && facts.movedAt !== undefined && now - facts.movedAt < rollbackWindow)
        return 'inside the rollback window';
    if (keepYoungerThan !== undefined && facts.publishedAt === undefined)
        return 'its age is not known';
    if (keepYoungerThan !== undefined && now - (facts.publishedAt ?? 0) < keepYoungerThan)
        return 'young';
    return undefined;
}

// EXTERNAL MODULE: ./lib/core/documents/read-journal.js
var read_journal = __webpack_require__(7634);
// EXTERNAL MODULE: ./lib/core/operations/dist-tags/marks.js
var marks = __webpack_require__(6301);
;// CONCATENATED MODULE: ./lib/core/operations/retire/retention-facts.js
// Collects what retention rules ask about, with as few calls as they need. Reads only.





/** From the journal, when there is one. */
async function historyOf(path, files) {
    const text = path === undefined ? undefined : await files.readText(path);
    const moved = new Map();
    const hidden = new Map();
    for (const run of text === undefined ? [] : (0,read_journal/* readJournal */.a)(text, path ?? 'the journal'))
        note(run, moved, hidden);
    return { moved, hidden };
}
function note(run, moved, hidden) {
    for (const { purls = [], action, to, at } of run.writes) {
        for (const purl of purls) {
            const key = (0,model_package/* versionKey */._5)((0,model_coordinates/* parseVersionCoordinate */.sq)(purl));
            if (run.verb !== 'publish' && run.verb !== 'retire')
                moved.set(key, Math.max(moved.get(key) ?? 0, at));
            if (action !== 'status')
                continue;
            if (to === 'Published')
                hidden.delete(key);
            else
                hidden.set(key, at);
        }
    }
}
/** Facts of all versions of one package. */
async function retentionFacts(ref, rules, history, ports) {
    const { side, formats, concurrency } = ports;
    const byTime = [];
    for await (const summary of side.reader.listPackageVersions(side.address, ref, { newestFirst: true }))
        byTime.push(summary);
    const compare = formats.find(({ name }) => name === ref.format)?.coordinates.compareVersions;
    const ordered = byTime.map(({ version }) => version);
    const byVersion = compare ? [...ordered].sort((a, b) => compare(b, a)) : ordered;
    // By time only where versions have no order: the service's time of publication may be that of the last change.
    const rank = new Map(byVersion.map((version, index) => [version, index]));
    const elsewhere = await Promise.all(rules.keepPromotedTo.map((repository) => versionsIn(ref, repository, ports)));
    const tags = rules.keepTagged
        ? await tagsOf(ref, [side.address.repository, ...rules.keepPromotedTo], side)
        : new Map();
    return (0,calls_concurrency/* mapConcurrent */._k)(concurrency, byTime, async ({ version, status, revision }, index) => {
        const full = { ...ref, version };
        const there = elsewhere.flatMap(({ repository, versions }) => versions.has(version) ? [{ repository, status: versions.get(version) }] : []);
        const needsAge = rules.keepYoungerThan !== undefined;
        const described = needsAge ? await side.reader.describePackageVersion(side.address, full) : undefined;
        return {
            ref: full,
            status,
            revision,
            publishedAt: described?.publishedAt,
            rank: rank.get(version) ?? index,
            tags: tags.get(version) ?? [],
            promotedTo: there.flatMap(({ repository, status: found }) => (found === 'Published' ? [repository] : [])),
            movedAt: await movedAt(full, there, rules, history, side),
            hiddenAt: history.hidden.get((0,model_package/* versionKey */._5)(full)),
        };
    });
}
async function versionsIn(ref, repository, { side }) {
    const versions = new Map();
    for await (const { version, status } of side.reader.listPackageVersions({ ...side.address, repository }, ref))
        versions.set(version, status);
    return { repository, versions };
}
async function tagsOf(ref, repositories, side) {
    const found = new Map();
    for (const repository of repositories) {
        const tags = (await side.tags?.({ ...side.address, repository }, ref)) ?? {};
        for (const [tag, version] of Object.entries((0,marks/* withoutOwnTags */.Q5)(tags)))
            found.set(version, [...(found.get(version) ?? []), tag]);
    }
    return found;
}
/** A version that a promotion target holds but hides was rolled back or retired there; when it came there is known. */
async function movedAt(ref, there, rules, history, side) {
    if (rules.rollbackWindow === undefined)
        return undefined;
    let latest = history.moved.get((0,model_package/* versionKey */._5)(ref));
    for (const { repository, status } of there) {
        if (status === 'Published')
            continue;
        const found = await side.reader.describePackageVersion({ ...side.address, repository }, ref);
        if (found?.publishedAt !== undefined)
            latest = Math.max(latest ?? 0, found.publishedAt);
    }
    return latest;
}
function samePackages(refs) {
    return [...new Map(refs.map((ref) => [(0,model_package/* packageKey */.MO)(ref), ref])).values()];
}

;// CONCATENATED MODULE: ./lib/core/operations/retire/retire.js
// Unlists, archives, disposes or deletes versions: named ones, or all that no retention rule keeps.









/** Rejects with CA-INPUT-001/-002 for bad rules or coordinates, CA-FIND-001 when the repository is not there. */
async function retire(request, ports) {
    const { host, destination } = ports;
    const place = await (0,repository_access/* recordOf */.zv)(destination);
    const decided = request.retention === undefined
        ? await planNamed(request, ports)
        : await planByRules(request.retention, request, ports);
    const plan = await withSizes(decided, request.concurrency, destination);
    const changes = plan.flatMap(({ ref, revision, from, to }) => to === undefined ? [] : [{ ref, revision, from, to }]);
    const freed = plan.reduce((sum, { to, size }) => sum + (to === 'Deleted' || to === 'Disposed' ? size : 0), 0);
    const warnings = plan.length === 0 ? ['nothing matches'] : [];
    if (request.dryRun || changes.length === 0)
        return { plan, outcomes: settled(plan), freed, warnings, runId: '' };
    const journal = await (0,documents_journal/* openJournal */._)(host, request.journalPath, { verb: 'retire', ...place });
    const outcomes = await (0,change_status/* changeStatuses */.l)(changes, request.concurrency, { host, side: destination, journal });
    await journal.end(JSON.stringify((0,outcome/* countOutcomes */.XF)(outcomes)));
    return { plan, outcomes: [...settled(plan), ...outcomes], freed, warnings, runId: journal.runId };
}
/** Kept versions are no outcomes, except named ones that need nothing. */
function settled(plan) {
    return plan.flatMap(({ ref, revision, to, reason, isNamed }) => to === undefined && isNamed ? [{ kind: 'unchanged', ref, revision, reason }] : []);
}
async function planNamed(request, ports) {
    const coordinates = (request.coordinates ?? []).map((text) => (0,model_coordinates/* normalised */.Z7)((0,model_coordinates/* parseCoordinate */.EK)(text), ports.formats));
    if (coordinates.length === 0)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', 'nothing to retire: give `versions` or `retention`');
    const { reader, address } = ports.destination;
    const found = [];
    const missing = [];
    for (const coordinate of coordinates) {
        const { version, ...ref } = coordinate;
        const before = found.length;
        if (version === undefined) {
            for await (const summary of reader.listPackageVersions(address, ref))
                found.push(named({ ...ref, version: summary.version }, summary, request.target));
        }
        else {
            const described = await reader.describePackageVersion(address, { ...ref, version });
            if (described)
                found.push(named({ ...ref, version }, described, request.target));
        }
        if (found.length === before && request.target !== 'Deleted')
            missing.push((0,model_coordinates/* shortForm */.JZ)(coordinate));
    }
    if (missing.length > 0)
        throw new registry_error/* RegistryError */.gl('CA-FIND-002', `${address.repository} does not have ${missing.join(', ')}`);
    return found;
}
function named(ref, { revision, status }, target) {
    const decision = status === target ? { reason: `it is ${status} already` } : { to: target, reason: 'named' };
    return { ref, revision, from: status, isNamed: true, ...decision };
}
async function planByRules(text, request, ports) {
    const rules = await readRetention(text);
    const { destination, formats, host } = ports;
    const history = await historyOf(request.journalPath, host.files);
    const refs = await packagesOf(request, ports);
    const now = host.clock.now();
    let done = 0;
    const plans = await (0,calls_concurrency/* mapConcurrent */._k)(request.concurrency, refs, async (ref) => {
        const facts = await retentionFacts(ref, rules, history, {
            side: destination,
            formats,
            concurrency: request.concurrency,
        });
        host.log.progress('looked at', ++done, refs.length);
        return facts.map((fact) => ({
            ref: fact.ref,
            revision: fact.revision,
            from: fact.status,
            isNamed: false,
            ...decide(fact, rules, request.target, now),
        }));
    });
    return plans.flat();
}
async function packagesOf(request, { destination, formats }) {
    const { reader, address } = destination;
    const named = (request.coordinates ?? []).map((text) => (0,model_coordinates/* normalised */.Z7)((0,model_coordinates/* parseCoordinate */.EK)(text), formats));
    if (named.length > 0)
        return samePackages(named.map(({ version: _, ...ref }) => ref));
    const filters = request.formats && request.formats.length > 0 ? request.formats.map((format) => ({ format })) : [{}];
    const refs = [];
    for (const filter of filters)
        for await (const { format, namespace, name } of reader.listPackages(address, filter))
            refs.push({ format, namespace, name });
    return refs;
}
/** Sizes are only asked for where something goes: they cost a call each. */
async function withSizes(plan, concurrency, { reader, address }) {
    return (0,calls_concurrency/* mapConcurrent */._k)(concurrency, plan, async (item) => {
        const assets = item.to === undefined || item.from === 'Disposed'
            ? []
            : ((await reader.listPackageVersionAssets(address, item.ref))?.assets ?? []);
        return { ...item, size: assets.reduce((sum, { size }) => sum + size, 0) };
    });
}

// EXTERNAL MODULE: ./lib/commands/registry/destination.js
var destination = __webpack_require__(1160);
// EXTERNAL MODULE: ./lib/commands/registry/formats.js
var registry_formats = __webpack_require__(1412);
// EXTERNAL MODULE: ./lib/commands/registry/read-document.js
var read_document = __webpack_require__(2006);
// EXTERNAL MODULE: ./lib/commands/report/reports.js
var reports = __webpack_require__(4158);
;// CONCATENATED MODULE: ./lib/commands/retire.js









/** `retire [COORDINATE…]`: named versions, or all that no retention rule keeps. */
const retireCommand = async (request) => {
    const { inputs, host, operands } = request;
    const coordinates = operands.length > 0 ? operands : inputs.given('versions') ? inputs.list('versions') : undefined;
    const rules = inputs.text('retention');
    if (!coordinates && rules === undefined)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`retire` needs `versions` (what to retire) or `retention` (rules)');
    // One line without a colon is a path; rules are YAML and have one.
    const retention = rules === undefined || /[:\n]/.test(rules) ? rules : await (0,read_document/* document */.A)(host, 'retention file', rules);
    const formats = await (0,registry_formats/* publishingFormats */.G)();
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
        journalPath,
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


/***/ }),

/***/ 1227:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ versionOf),
/* harmony export */   G: () => (/* binding */ PLAN_SCHEMA)
/* harmony export */ });
/* harmony import */ var _model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1626);

const PLAN_SCHEMA = 'codeartifact-ci/promotion-plan@1';
const references = new WeakMap();
/** What an item is about. Its purl is read once: a large plan is gone through many times. */
function versionOf(item) {
    const known = references.get(item) ?? (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .parseVersionCoordinate */ .sq)(item.purl);
    references.set(item, known);
    return known;
}


/***/ }),

/***/ 7634:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ readJournal)
/* harmony export */ });
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _journal_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2069);
/* harmony import */ var _schema_version_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9046);
/* harmony import */ var _schemas_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1414);
/* harmony import */ var _validate_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1153);
// A journal from text, as runs. It decides what a rollback undoes, so holes in it are errors and not guesses.





/**
 * Runs in order of their begin. Half a line (a crash while appending) is skipped; any other line that cannot be read
 * is CA-INPUT-005 with its number: a journal with holes must not decide what to undo.
 */
function readJournal(text, name) {
    const runs = new Map();
    const lines = text.split('\n');
    lines.forEach((raw, index) => {
        if (raw.trim() === '')
            return;
        const line = lineOf(raw, `${name}, line ${index + 1}`);
        if (typeof line === 'string') {
            if (isTorn(raw, lines, index))
                return;
            throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-005', `${name}, line ${index + 1}: ${line}`);
        }
        take(runs, line, `${name}, line ${index + 1}`);
    });
    return [...runs].map(([runId, { begin, beganAt, writes, notes, result }]) => ({
        runId,
        beganAt,
        ...begin,
        writes: [...writes.values()],
        notes,
        result,
    }));
}
// A torn line is the start of a JSON object without its end, at the end of the file or before the begin of the next run.
function isTorn(raw, lines, index) {
    if (!raw.startsWith('{') || raw.endsWith('}'))
        return false;
    const following = lines.slice(index + 1).find((text) => text.trim() !== '');
    return following === undefined || following.includes('"kind":"begin"');
}
function lineOf(raw, place) {
    let value;
    try {
        value = JSON.parse(raw);
    }
    catch {
        return 'is not JSON';
    }
    const schema = value?.schema;
    if (typeof schema === 'string')
        (0,_schema_version_js__WEBPACK_IMPORTED_MODULE_2__/* .refuseNewer */ ._$)(schema, _journal_js__WEBPACK_IMPORTED_MODULE_1__/* .JOURNAL_SCHEMA */ .e, place);
    const problems = (0,_validate_js__WEBPACK_IMPORTED_MODULE_4__/* .problemsOf */ .G)(value, _schemas_js__WEBPACK_IMPORTED_MODULE_3__/* .JOURNAL_LINE */ .r2);
    return problems.length > 0 ? `is not a journal line: ${problems.join('; ')}` : value;
}
function take(runs, line, place) {
    const { schema: _schema, run, at, kind, step, result, ...rest } = line;
    if (kind === 'begin') {
        runs.set(run, { begin: rest, beganAt: Date.parse(at), writes: new Map(), notes: [] });
        return;
    }
    const found = runs.get(run);
    if (!found)
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-005', `${place}: belongs to a run whose begin is missing`);
    if (kind === 'note')
        found.notes.push(rest);
    else if (kind === 'end')
        found.result = result ?? '';
    else if (kind === 'before' && step !== undefined)
        found.writes.set(step, { ...rest, step, at: Date.parse(at) });
    else if (step !== undefined) {
        const write = found.writes.get(step);
        if (write && result !== undefined)
            write.result = result;
    }
}


/***/ }),

/***/ 9046:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _$: () => (/* binding */ refuseNewer)
/* harmony export */ });
/* unused harmony exports isNewer, NEWER_REMEDY */
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
// `codeartifact-ci/NAME@NUMBER`: the number goes up when an older reader would misread the file.

/** Whether `found` is what `known` will be called one day. */
function isNewer(found, known) {
    const [name, number] = known.split('@');
    const [itsName, itsNumber = ''] = found.split('@');
    return itsName === name && /^[1-9][0-9]{0,5}$/.test(itsNumber) && Number(itsNumber) > Number(number);
}
/** Throws CA-INPUT-005 that says to update, for a file of a newer version of ours. */
function refuseNewer(found, known, name) {
    if (!isNewer(found, known))
        return;
    throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-005', `${name} is a \`${found}\`, written by a newer version of codeartifact-ci; this one reads \`${known}\``, { remedy: NEWER_REMEDY });
}
const NEWER_REMEDY = 'Update codeartifact-ci to at least the version that wrote it.';


/***/ }),

/***/ 1414:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CY: () => (/* binding */ PROMOTION_PLAN),
/* harmony export */   Op: () => (/* binding */ RELEASE_MANIFEST),
/* harmony export */   r2: () => (/* binding */ JOURNAL_LINE)
/* harmony export */ });
/* unused harmony export SCHEMAS */
/* harmony import */ var _model_package_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1265);
/* harmony import */ var _model_repository_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3257);
/* harmony import */ var _journal_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2069);
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3425);
/* harmony import */ var _plan_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1227);
// JSON Schemas of the files we write, as data: `schemas/*.json` is printed from them and reading checks against them.





const draft = 'https://json-schema.org/draft/2020-12/schema';
const text = { type: 'string', minLength: 1, maxLength: 4000 };
const purl = { type: 'string', pattern: '^pkg:[a-z]+/', maxLength: 1200, description: 'Package URL.' };
const revision = { type: 'string', pattern: _model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .PATTERNS */ .G3.revision.source };
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const status = { type: 'string', enum: _model_package_js__WEBPACK_IMPORTED_MODULE_0__/* .STATUSES */ .f };
const object = (properties, optional = []) => ({
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    additionalProperties: false,
});
const list = (items) => ({ type: 'array', items });
const assets = list(object({ name: { type: 'string', minLength: 1, maxLength: 255 }, size: { type: 'integer', minimum: 0 }, sha256 }));
const repository = {
    domain: { type: 'string', pattern: _model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .PATTERNS */ .G3.domain.source },
    domainOwner: { type: 'string', pattern: _model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .PATTERNS */ .G3.account.source },
    region: { type: 'string', pattern: _model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .PATTERNS */ .G3.region.source },
    repository: { type: 'string', pattern: _model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .PATTERNS */ .G3.repository.source },
};
const RELEASE_MANIFEST = {
    $schema: draft,
    $id: _manifest_js__WEBPACK_IMPORTED_MODULE_4__/* .MANIFEST_SCHEMA */ .K,
    title: 'Release manifest',
    description: 'Versions that one publish run put, or found with identical bytes, in a repository.',
    ...object({
        schema: { const: _manifest_js__WEBPACK_IMPORTED_MODULE_4__/* .MANIFEST_SCHEMA */ .K },
        ...repository,
        versions: list(object({ purl, revision, assets, outcome: { type: 'string', enum: ['published', 'unchanged'] } })),
    }),
};
const item = object({
    purl,
    action: { type: 'string', enum: ['copy', 'unchanged', 'conflict', 'blocked'] },
    reason: text,
    code: { type: 'string', pattern: '^CA-[A-Z]+-[0-9]{3}$' },
    revision: { type: 'string', maxLength: 50, description: 'Empty when the source has no such version.' },
    status,
    assets,
    heldBy: repository.repository,
    neededBy: purl,
    needs: list(purl),
    before: { ...object({ revision, status, assets }), type: ['object', 'null'] },
    overwrites: { type: 'boolean' },
}, ['reason', 'code', 'heldBy', 'neededBy', 'needs', 'overwrites']);
const tagMap = { type: 'object', additionalProperties: { type: 'string', maxLength: 255 } };
const PROMOTION_PLAN = {
    $schema: draft,
    $id: _plan_js__WEBPACK_IMPORTED_MODULE_3__/* .PLAN_SCHEMA */ .G,
    title: 'Promotion plan',
    description: 'What a promotion would do, pinned by revision and digest. `hash` is over the canonical JSON of all the rest.',
    ...object({
        schema: { const: _plan_js__WEBPACK_IMPORTED_MODULE_3__/* .PLAN_SCHEMA */ .G },
        createdAt: text,
        source: object(repository),
        destination: object(repository),
        mode: { type: 'string', enum: ['copy', 'republish'] },
        includeFromUpstream: { type: 'boolean' },
        allowOverwrite: { type: 'boolean' },
        items: list(item),
        tags: list(object({
            package: purl,
            before: tagMap,
            afterCopy: tagMap,
            wanted: tagMap,
            hiddenByUpstream: {
                type: 'object',
                additionalProperties: object({ repository: repository.repository, version: text }),
            },
        })),
        losses: list(text),
        warnings: list(text),
        hash: sha256,
    }),
};
const JOURNAL_LINE = {
    $schema: draft,
    $id: _journal_js__WEBPACK_IMPORTED_MODULE_2__/* .JOURNAL_SCHEMA */ .e,
    title: 'Journal line',
    description: 'One line of the journal: the begin of a run, or what was about to be done or was done in it.',
    type: 'object',
    properties: {
        schema: { const: _journal_js__WEBPACK_IMPORTED_MODULE_2__/* .JOURNAL_SCHEMA */ .e },
        run: text,
        at: text,
        kind: { type: 'string', enum: ['begin', 'before', 'after', 'note', 'end'] },
        verb: { type: 'string', enum: ['publish', 'promote', 'rollback', 'restore', 'retire'] },
        domain: repository.domain,
        domainOwner: repository.domainOwner,
        region: repository.region,
        repository: repository.repository,
        planHash: sha256,
        of: text,
        step: { type: 'integer', minimum: 1 },
        action: text,
        purls: list(purl),
        revisions: { type: 'object', additionalProperties: { type: 'string' } },
        from: status,
        to: status,
        package: purl,
        tag: text,
        was: { type: ['string', 'null'] },
        becomes: { type: ['string', 'null'] },
        result: text,
    },
    required: ['run', 'at', 'kind'],
    additionalProperties: false,
};
/** File name under `schemas/` -> schema. */
const SCHEMAS = {
    'release-manifest.json': RELEASE_MANIFEST,
    'promotion-plan.json': PROMOTION_PLAN,
    'journal-line.json': JOURNAL_LINE,
};


/***/ }),

/***/ 1153:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ problemsOf)
/* harmony export */ });
// Checks a value against the part of JSON Schema (2020-12) that our own schemas use. Small on purpose: a validator
// library weighs more than the rest of the client, and a keyword that is not known here is an error, not ignored.
const MOST_PROBLEMS = 10;
/** Problems in words with their place (`versions[3].purl: …`), at most ten; empty when the value fits. */
function problemsOf(value, schema, place = '') {
    const problems = [];
    check(value, schema, place, problems);
    return problems.slice(0, MOST_PROBLEMS);
}
function check(value, schema, place, problems) {
    if (problems.length >= MOST_PROBLEMS)
        return;
    const problem = problemWith(value, schema);
    if (problem !== undefined) {
        problems.push(place === '' ? problem : `${place}: ${problem}`);
        return;
    }
    if (Array.isArray(value)) {
        const { items } = schema;
        for (const [index, item] of value.entries())
            if (items)
                check(item, items, `${place}[${index}]`, problems);
    }
    else if (typeof value === 'object' && value !== null) {
        checkMembers(value, schema, place, problems);
    }
}
/** What is wrong with the value itself, members aside. */
function problemWith(value, schema) {
    const allowed = schema.type === undefined ? undefined : [schema.type].flat();
    const type = typeOf(value);
    if (allowed && !allowed.includes(type))
        return `expects ${allowed.join(' or ')}, found ${type}`;
    if (schema.const !== undefined && value !== schema.const)
        return `expects ${JSON.stringify(schema.const)}`;
    if (schema.enum && !schema.enum.includes(value))
        return `expects one of ${schema.enum.join(', ')}`;
    if (typeof value === 'number' && schema.minimum !== undefined && value < schema.minimum)
        return `is below ${schema.minimum}`;
    if (typeof value !== 'string')
        return undefined;
    if (schema.minLength !== undefined && value.length < schema.minLength)
        return 'is empty';
    if (schema.maxLength !== undefined && value.length > schema.maxLength)
        return 'is too long';
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value))
        return 'has not the expected form';
    return undefined;
}
function checkMembers(value, schema, place, problems) {
    const inside = (name) => (place === '' ? name : `${place}.${name}`);
    for (const name of schema.required ?? []) {
        if (!Object.hasOwn(value, name))
            problems.push(`${inside(name)}: is missing`);
    }
    for (const [name, member] of Object.entries(value)) {
        const known = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
        if (known)
            check(member, known, inside(name), problems);
        else if (schema.additionalProperties === false)
            problems.push(`${inside(printable(name))}: is not known`);
        else if (typeof schema.additionalProperties === 'object')
            check(member, schema.additionalProperties, inside(printable(name)), problems);
    }
}
const printable = (text) => text.replace(/\p{C}/gu, '?').slice(0, 60);
function typeOf(value) {
    if (value === null)
        return 'null';
    if (Array.isArray(value))
        return 'array';
    if (typeof value === 'number')
        return Number.isSafeInteger(value) ? 'integer' : 'number';
    return typeof value;
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

/***/ 6301:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q5: () => (/* binding */ withoutOwnTags),
/* harmony export */   jl: () => (/* binding */ STAGING_TAG),
/* harmony export */   vH: () => (/* binding */ KEEP_PREFIX)
/* harmony export */ });
// dist-tags of our own: marks that a run leaves while it works. Package managers never ask for them.
/** `codeartifact-ci-keep-latest` holds where `latest` pointed while a promotion moves it. */
const KEEP_PREFIX = 'codeartifact-ci-keep-';
/** Tags without our own marks; a noted value stands for the tag it was noted of. */
function withoutOwnTags(tags) {
    const plain = {};
    for (const [tag, version] of Object.entries(tags)) {
        if (tag !== STAGING_TAG && !tag.startsWith(KEEP_PREFIX))
            plain[tag] = version;
    }
    for (const [tag, version] of Object.entries(tags)) {
        if (tag.startsWith(KEEP_PREFIX))
            plain[tag.slice(KEEP_PREFIX.length)] = version;
    }
    return plain;
}
/** Not a version range, and nothing anybody would install by. */
const STAGING_TAG = 'codeartifact-ci-staging';


/***/ }),

/***/ 4714:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ changeStatuses)
/* harmony export */ });
/* harmony import */ var _calls_concurrency_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4054);
/* harmony import */ var _calls_waits_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8235);
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(511);
/* harmony import */ var _model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1626);
/* harmony import */ var _model_package_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1265);
// Gives versions another status, or disposes or deletes them: per package, at most 100 a call, guarded by what was seen.





const MOST_VERSIONS = 100;
/** Outcomes in the order of the changes. Batches of different packages run side by side. */
async function changeStatuses(changes, concurrency, ports) {
    const outcomes = new Map();
    let done = 0;
    await (0,_calls_concurrency_js__WEBPACK_IMPORTED_MODULE_4__/* .mapConcurrent */ ._k)(concurrency, batches(changes), async (batch) => {
        // What is not begun gets its outcome below.
        if (ports.host.interrupted.aborted)
            return;
        for (const [change, outcome] of await changeBatch(batch, ports))
            outcomes.set(change, outcome);
        done += batch.length;
        ports.host.log.progress('changed', done, changes.length);
    });
    return changes.map((change) => {
        const outcome = outcomes.get(change);
        if (outcome)
            return outcome;
        const { code, message } = (0,_calls_waits_js__WEBPACK_IMPORTED_MODULE_0__/* .interruption */ .YW)(ports.host.interrupted, 'before it was changed');
        return { kind: 'failed', ref: change.ref, code, reason: message };
    });
}
function batches(changes) {
    const groups = new Map();
    for (const change of changes) {
        const key = `${(0,_model_package_js__WEBPACK_IMPORTED_MODULE_3__/* .packageKey */ .MO)(change.ref)}\n${change.from}\n${change.to}`;
        groups.set(key, [...(groups.get(key) ?? []), change]);
    }
    return [...groups.values()].flatMap((group) => {
        const parts = [];
        for (let start = 0; start < group.length; start += MOST_VERSIONS)
            parts.push(group.slice(start, start + MOST_VERSIONS));
        return parts;
    });
}
async function changeBatch(batch, ports) {
    const { from, to } = batch[0];
    const action = to === 'Deleted' ? 'delete' : to === 'Disposed' ? 'dispose' : 'status';
    const write = { action, purls: batch.map(({ ref }) => (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .purl */ .EV)(ref)), from, to };
    try {
        const results = await ports.journal.around(write, () => send(batch, ports), ({ failed }) => (Object.keys(failed).length === 0 ? 'changed' : 'failed'));
        return await Promise.all(batch.map(async (change) => [change, await judge(change, results, ports)]));
    }
    catch (error) {
        return batch.map((change) => [change, failed(change, (0,_errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .asRegistryError */ ._A)(error))]);
    }
}
function send(batch, { side }) {
    const { ref, from, to } = batch[0];
    const { version: _, ...ofPackage } = ref;
    const versions = batch.map((change) => change.ref.version);
    if (to === 'Deleted')
        return side.writer.deletePackageVersions(side.address, ofPackage, versions, from);
    if (to === 'Disposed')
        return side.writer.disposePackageVersions(side.address, ofPackage, versions, from);
    const revisions = Object.fromEntries(batch.map(({ ref: { version }, revision }) => [version, revision]));
    return side.writer.updatePackageVersionsStatus(side.address, ofPackage, {
        versions,
        target: to,
        expected: from,
        revisions,
    });
}
/** A refusal may be the echo of our own call whose answer was lost, so the registry is asked what is so. */
async function judge(change, results, { side }) {
    const { ref, from, to } = change;
    const failure = results.failed[ref.version];
    if (!failure)
        return { kind: 'changed', ref, from, to };
    const found = await side.reader.describePackageVersion(side.address, ref);
    if ((found?.status ?? 'Deleted') === to)
        return { kind: 'changed', ref, from, to };
    const reason = `the service answered ${failure.code}: ${failure.message}`;
    if (failure.code === 'NOT_ALLOWED')
        return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason };
    if (failure.code === 'SKIPPED')
        return {
            kind: 'blocked',
            ref,
            code: 'CA-RUN-001',
            reason: `held back because of another version of the same package; ${reason}`,
        };
    return { kind: 'conflict', ref, code: failure.code === 'NOT_FOUND' ? 'CA-FIND-002' : 'CA-CONFLICT-002', reason };
}
const failed = ({ ref }, { code, message, requestId }) => ({
    kind: 'failed',
    ref,
    code,
    reason: message,
    requestId,
});


/***/ })

};
