export const id = 6325;
export const ids = [6325];
export const modules = {

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

/***/ 4492:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   WI: () => (/* binding */ readManifest),
/* harmony export */   gP: () => (/* binding */ requireOwnHash),
/* harmony export */   m3: () => (/* binding */ readPlan)
/* harmony export */ });
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _model_coordinates_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1626);
/* harmony import */ var _canonical_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8352);
/* harmony import */ var _schema_version_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9046);
/* harmony import */ var _schemas_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1414);
/* harmony import */ var _validate_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1153);
// Documents from text, checked: they come from artifacts, caches and other jobs, so nothing in them is trusted.






const LARGEST = 64 * 1024 * 1024;
/** Rejects with CA-INPUT-005; `name` (a path) goes into the message. */
function readManifest(text, name) {
    const manifest = read(text, name, 'release manifest', _schemas_js__WEBPACK_IMPORTED_MODULE_4__/* .RELEASE_MANIFEST */ .Op);
    for (const { purl } of manifest.versions)
        (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_1__/* .parseVersionCoordinate */ .sq)(purl);
    return manifest;
}
/** Rejects with CA-INPUT-005, also when the hash is not that of the content: somebody changed the plan. */
function readPlan(text, name) {
    const plan = read(text, name, 'promotion plan', _schemas_js__WEBPACK_IMPORTED_MODULE_4__/* .PROMOTION_PLAN */ .CY);
    for (const { purl } of plan.items)
        (0,_model_coordinates_js__WEBPACK_IMPORTED_MODULE_1__/* .parseVersionCoordinate */ .sq)(purl);
    requireOwnHash(plan, name);
    return plan;
}
function requireOwnHash(plan, name = 'the plan') {
    const actual = (0,_canonical_js__WEBPACK_IMPORTED_MODULE_2__/* .documentHash */ .kt)(plan);
    if (actual === plan.hash)
        return;
    throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-005', `${name} was changed after it was made: its hash says ${plan.hash}, its content ${actual}`, {
        remedy: 'Make a new plan; a plan cannot be edited.',
    });
}
function read(text, name, what, schema) {
    if (text.length > LARGEST)
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-005', `${name} is too large for a ${what}`);
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (cause) {
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-005', `${name} is not JSON: ${cause.message.replace(/\p{C}/gu, '?').slice(0, 200)}`, { cause });
    }
    const expected = schema.properties?.schema?.const;
    const found = typeof value === 'object' && value !== null ? value.schema : undefined;
    if (typeof found === 'string')
        (0,_schema_version_js__WEBPACK_IMPORTED_MODULE_3__/* .refuseNewer */ ._$)(found, String(expected), name);
    if (typeof found === 'string' && found !== expected) {
        const shown = found.replace(/\p{C}/gu, '?').slice(0, 80);
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-005', `${name} is a \`${shown}\`, and a \`${String(expected)}\` is needed here`);
    }
    const problems = (0,_validate_js__WEBPACK_IMPORTED_MODULE_5__/* .problemsOf */ .G)(value, schema);
    if (problems.length > 0)
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-005', `${name} is not a ${what}: ${problems.join('; ')}`);
    return value;
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

/***/ 2501:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  d: () => (/* binding */ rollback)
});

// EXTERNAL MODULE: ./lib/core/calls/concurrency.js
var concurrency = __webpack_require__(4054);
// EXTERNAL MODULE: ./lib/core/documents/canonical.js
var canonical = __webpack_require__(8352);
// EXTERNAL MODULE: ./lib/core/documents/journal.js
var documents_journal = __webpack_require__(2069);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/coordinates.js
var model_coordinates = __webpack_require__(1626);
// EXTERNAL MODULE: ./lib/core/model/outcome.js
var outcome = __webpack_require__(6437);
// EXTERNAL MODULE: ./lib/core/model/package.js
var model_package = __webpack_require__(1265);
// EXTERNAL MODULE: ./lib/core/model/repository.js
var repository = __webpack_require__(3257);
// EXTERNAL MODULE: ./lib/core/operations/dist-tags/write.js
var write = __webpack_require__(6408);
// EXTERNAL MODULE: ./lib/core/operations/repository/change-status.js
var change_status = __webpack_require__(4714);
// EXTERNAL MODULE: ./lib/core/operations/repository/repository-access.js
var repository_access = __webpack_require__(5034);
// EXTERNAL MODULE: ./lib/core/documents/read-journal.js
var read_journal = __webpack_require__(7634);
;// CONCATENATED MODULE: ./lib/core/operations/promote/rollback-source.js



/** Our own marks are not tags that anybody wants back. */
const OWN_TAG = /^codeartifact-ci-/;
async function findUndo(request, files) {
    const { journalPath, plan, direction } = request;
    const text = journalPath === undefined ? undefined : await files.readText(journalPath);
    const runs = text === undefined ? [] : (0,read_journal/* readJournal */.a)(text, journalPath ?? 'the journal');
    const run = chosenRun(runs, request);
    if (run)
        return direction === 'rollback' ? undoOfPromotion(run) : undoOfRollback(run);
    if (plan && direction === 'rollback')
        return undoOfPlan(plan);
    const where = journalPath === undefined ? 'without a journal' : `in ${journalPath}`;
    const what = request.runId === undefined
        ? `no ${direction === 'rollback' ? 'promotion' : 'rollback'}`
        : `no run ${request.runId}`;
    throw new registry_error/* RegistryError */.gl('CA-INPUT-005', `there is ${what} ${where}${direction === 'rollback' ? '; give the plan instead' : ''}`);
}
function chosenRun(runs, { runId, direction }) {
    const undoable = direction === 'rollback' ? ['promote', 'publish'] : ['rollback'];
    if (runId !== undefined) {
        const run = runs.find((found) => found.runId === runId);
        if (run && !undoable.includes(run.verb))
            throw new registry_error/* RegistryError */.gl('CA-INPUT-005', `the run ${runId} is a ${run.verb} and has nothing for ${direction}`);
        return run;
    }
    // A run that found everything in place wrote nothing; people mean the one before it that did.
    const candidates = runs.filter(({ verb }) => verb === undoable[0]);
    return candidates.filter(({ writes }) => writes.length > 0).at(-1) ?? candidates.at(-1);
}
/** A write without a result was cut off: it may have had its effect, so it is looked at like the others. */
function undoOfPromotion(run) {
    const versions = new Map();
    for (const { action, purls = [], result } of run.writes) {
        const isNew = action === 'copy' || action === 'upload';
        if ((!isNew && action !== 'overwrite') || result?.startsWith('failed') || result === 'refused')
            continue;
        for (const purl of purls)
            versions.set(purl, { ref: (0,model_coordinates/* parseVersionCoordinate */.sq)(purl), overwritten: !isNew });
    }
    // Notes say what a promotion means to do; its writes also put back what the copy dragged along, which is no move. A
    // publish run moves tags by its own writes only.
    const moved = run.verb === 'publish' ? run.writes.filter(({ action }) => action === 'tag') : run.notes;
    return {
        runId: run.runId,
        place: placeOf(run),
        versions: [...versions.values()].reverse(),
        tags: tagsOf(moved),
        warnings: [],
    };
}
function undoOfRollback(run) {
    const versions = [];
    const warnings = [];
    for (const { action, purls = [], from, result } of run.writes) {
        if (result?.startsWith('error'))
            continue;
        if (action === 'delete' || action === 'dispose')
            warnings.push(`${purls.join(', ')} cannot come back`);
        if (action === 'status' || action === 'delete')
            for (const purl of purls)
                versions.push({ ref: (0,model_coordinates/* parseVersionCoordinate */.sq)(purl), target: from ?? 'Published', overwritten: false });
    }
    const tags = tagsOf(run.writes.filter(({ action }) => action === 'tag'));
    return { runId: run.runId, place: placeOf(run), versions: versions.reverse(), tags, warnings };
}
function undoOfPlan(plan) {
    const versions = plan.items
        .filter(({ action }) => action === 'copy')
        .map(({ purl, overwrites }) => ({ ref: (0,model_coordinates/* parseVersionCoordinate */.sq)(purl), overwritten: overwrites === true }));
    const writes = plan.tags.flatMap((tagPlan) => [...new Set([...Object.keys(tagPlan.before), ...Object.keys(tagPlan.wanted)])].map((tag) => ({
        action: 'tag',
        package: tagPlan.package,
        tag,
        was: tagPlan.before[tag] ?? null,
        becomes: tagPlan.wanted[tag] ?? null,
    })));
    const warnings = ['there is no journal of that run, so versions are taken back by the plan alone'];
    return { runId: undefined, place: plan.destination, versions: versions.reverse(), tags: tagsOf(writes), warnings };
}
/** First value before, last value after, for each tag that ended elsewhere than it began. */
function tagsOf(writes) {
    const tags = new Map();
    for (const { package: name, tag, was = null, becomes = null } of writes) {
        if (name === undefined || tag === undefined || OWN_TAG.test(tag))
            continue;
        const known = tags.get(`${name}\n${tag}`);
        tags.set(`${name}\n${tag}`, { package: name, tag, to: known ? known.to : was, from: becomes });
    }
    return [...tags.values()].filter(({ from, to }) => from !== to);
}
function placeOf({ domain, domainOwner, region, repository }) {
    return { domain, domainOwner, region, repository };
}

;// CONCATENATED MODULE: ./lib/core/operations/promote/rollback.js
// Takes a promotion back, and a rollback back again, from the journal or the plan. History is appended, never erased.












/** Rejects with CA-INPUT-005 when the journal or run is not there. A dry run reports what it would do. */
async function rollback(request, ports) {
    const undo = await findUndo(request, ports.host.files);
    const { host, destination } = ports;
    const place = await (0,repository_access/* recordOf */.zv)(destination);
    if ((0,canonical/* canonicalJson */.dj)(undo.place) !== (0,canonical/* canonicalJson */.dj)(place)) {
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `that run wrote to ${(0,repository/* label */.Pf)(undo.place)}, this one is for ${(0,repository/* label */.Pf)(place)}`);
    }
    const chosen = chosenVersions(undo, request.coordinates, ports.formats);
    const changes = [];
    const settled = [];
    for (const found of await (0,concurrency/* mapConcurrent */._k)(request.concurrency, chosen, (version) => judge(version, request, destination))) {
        if ('kind' in found)
            settled.push(found);
        else
            changes.push(found);
    }
    const moves = undo.tags.filter(({ package: name }) => chosen.some(({ ref }) => (0,model_coordinates/* purl */.EV)({ ...ref, version: undefined }) === name));
    if (request.dryRun) {
        const wouldBe = changes.map(({ ref, from, to }) => ({ kind: 'changed', ref, from, to }));
        return { outcomes: [...settled, ...wouldBe], tags: tagTable(moves), warnings: undo.warnings, runId: '' };
    }
    const begin = { verb: request.direction, ...(undo.runId === undefined ? {} : { of: undo.runId }), ...place };
    const journal = await (0,documents_journal/* openJournal */._)(host, request.journalPath, begin);
    const status = { host, side: destination, journal };
    const tagPorts = { host, side: destination, target: (0,repository_access/* writeTarget */.vN)(destination), journal };
    // Clients must never be pointed at a version that is hidden: taking back moves tags first, restoring moves them last.
    const before = request.direction === 'rollback' ? await moveTags(moves, tagPorts, ports.formats) : undefined;
    const outcomes = await (0,change_status/* changeStatuses */.l)(changes, request.concurrency, status);
    const moved = before ??
        ((0,outcome/* isGreen */.gf)([...settled, ...outcomes])
            ? await moveTags(moves, tagPorts, ports.formats)
            : { tags: [], warnings: ['the dist-tags were left, because not every version could be restored'] });
    await journal.end(JSON.stringify((0,outcome/* countOutcomes */.XF)([...settled, ...outcomes])));
    return {
        outcomes: [...settled, ...outcomes],
        tags: tagTable(moved.tags),
        warnings: [...undo.warnings, ...moved.warnings],
        runId: journal.runId,
    };
}
function chosenVersions(undo, coordinates, formats) {
    if (coordinates === undefined || coordinates.length === 0)
        return undo.versions;
    const wanted = new Set(coordinates.map((text) => (0,model_package/* versionKey */._5)((0,model_coordinates/* normalised */.Z7)((0,model_coordinates/* parseVersionCoordinate */.sq)(text), formats))));
    const chosen = undo.versions.filter(({ ref }) => wanted.has((0,model_package/* versionKey */._5)(ref)));
    if (chosen.length < wanted.size)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-005', `that run did not change ${wanted.size - chosen.length} of the ${wanted.size} named versions`);
    return chosen;
}
async function judge({ ref, overwritten, target }, request, side) {
    if (overwritten) {
        const reason = 'it replaced other bytes, and those are gone; publish the old version under a new number';
        return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason };
    }
    const to = target ?? request.target;
    const found = await side.reader.describePackageVersion(side.address, ref);
    const status = found?.status ?? 'Deleted';
    if (status === to)
        return { kind: 'unchanged', ref, revision: found?.revision ?? '', reason: `it is ${to} already` };
    if (status === 'Unfinished' && to === 'Unlisted') {
        return {
            kind: 'unchanged',
            ref,
            revision: found?.revision ?? '',
            reason: 'it is Unfinished, so nobody can install it',
        };
    }
    if (!found || status === 'Disposed') {
        if (request.direction === 'rollback')
            return { kind: 'unchanged', ref, revision: '', reason: `it is ${status} already` };
        return { kind: 'blocked', ref, code: 'CA-CONFLICT-003', reason: `it is ${status} and cannot be restored` };
    }
    return { ref, from: status, to, revision: found.revision };
}
/** A tag that somebody moved since is theirs and stays. */
async function moveTags(moves, ports, formats) {
    const done = [];
    const warnings = [];
    for (const move of moves) {
        const ref = (0,model_coordinates/* parseCoordinate */.EK)(move.package);
        const tags = formats.find(({ name }) => name === ref.format)?.publishing?.tags;
        if (!tags)
            continue;
        const current = (await (0,write/* readTags */.g$)(ref, ports))[move.tag];
        if (current !== (move.from ?? undefined) && current !== (move.to ?? undefined)) {
            warnings.push(`${(0,model_coordinates/* packageName */.oZ)(ref)}: \`${move.tag}\` points at ${current ?? 'nothing'}, not at ${move.from ?? 'nothing'} as that run left it; it stays`);
            continue;
        }
        if (current !== (move.to ?? undefined))
            await (0,write/* writeTag */.M5)({ ref, tag: move.tag, was: current, becomes: move.to }, tags, ports);
        done.push(move);
    }
    return { tags: done, warnings };
}
function tagTable(moves) {
    const table = {};
    for (const { package: name, tag, to } of moves)
        table[name] = { ...table[name], [tag]: to };
    return table;
}


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
