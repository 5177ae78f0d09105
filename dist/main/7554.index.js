"use strict";
exports.id = 7554;
exports.ids = [7554];
exports.modules = {

/***/ 1412:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ publishingFormats),
/* harmony export */   s: () => (/* binding */ formatsFor)
/* harmony export */ });
/* harmony import */ var _formats_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4794);

async function publishingFormats() {
    return formatsFor(['auto']);
}
/** The formats an input `format` names; `auto` is every one we publish. */
function formatsFor(names) {
    const all = Object.values(_formats_index_js__WEBPACK_IMPORTED_MODULE_0__/* .formats */ .Fx).filter((format) => format.publishing !== undefined);
    return names.length === 0 || names.includes('auto') ? all : all.filter((format) => names.includes(format.name));
}


/***/ }),

/***/ 3769:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ openRepositoryWriter),
/* harmony export */   s: () => (/* binding */ openRepositoryReader)
/* harmony export */ });
/* harmony import */ var _core_operations_repository_repository_access_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5034);

/** One token for the domain, asked for when the wire is first used and again when it was refused. */
function wireOf(host, signedIn, options) {
    let asked;
    return {
        token: (fresh = false) => {
            if (fresh || !asked)
                asked = signedIn.client
                    .getAuthorizationToken(options.address, options.durationSeconds)
                    .then(({ token }) => token);
            return asked;
        },
        host,
        attempts: options.attempts,
        http: host.http,
        files: host.files,
        endpointType: options.endpointType,
    };
}
function openRepositoryReader(host, signedIn, options) {
    const wire = wireOf(host, signedIn, options);
    return {
        address: options.address,
        region: signedIn.region,
        reader: (0,_core_operations_repository_repository_access_js__WEBPACK_IMPORTED_MODULE_0__/* .readOnly */ .Tu)(signedIn.client),
        attempts: options.attempts,
        ...(0,_core_operations_repository_repository_access_js__WEBPACK_IMPORTED_MODULE_0__/* .wireReader */ .Bb)(signedIn.client, wire, options.formats),
    };
}
function openRepositoryWriter(host, signedIn, options) {
    const wire = wireOf(host, signedIn, options);
    return {
        address: options.address,
        region: signedIn.region,
        reader: (0,_core_operations_repository_repository_access_js__WEBPACK_IMPORTED_MODULE_0__/* .readOnly */ .Tu)(signedIn.client),
        attempts: options.attempts,
        writer: signedIn.client,
        wire,
        ...(0,_core_operations_repository_repository_access_js__WEBPACK_IMPORTED_MODULE_0__/* .wireReader */ .Bb)(signedIn.client, wire, options.formats),
    };
}


/***/ }),

/***/ 4158:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bm: () => (/* binding */ promotionLines),
/* harmony export */   HN: () => (/* binding */ planLines),
/* harmony export */   Iv: () => (/* binding */ publishSummary),
/* harmony export */   Ow: () => (/* binding */ changeLines),
/* harmony export */   j1: () => (/* binding */ retireLines),
/* harmony export */   lb: () => (/* binding */ changeSummary),
/* harmony export */   nS: () => (/* binding */ outcomeOutputs),
/* harmony export */   qx: () => (/* binding */ outcomeLines),
/* harmony export */   w6: () => (/* binding */ promotionSummary)
/* harmony export */ });
/* harmony import */ var _core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1626);
/* harmony import */ var _core_model_outcome_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6437);
/* harmony import */ var _tables_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5680);



const bad = ['conflict', 'blocked', 'failed'];
function outcomeOutputs(outcomes) {
    const list = (...kinds) => JSON.stringify(outcomes.filter(({ kind }) => kinds.includes(kind)).map(({ ref }) => (0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .purl */ .EV)(ref)));
    return {
        published: list('published'),
        unchanged: list('unchanged'),
        promoted: list('promoted'),
        failed: list(...bad),
    };
}
const detail = (outcome) => {
    if (outcome.kind === 'changed')
        return `${outcome.from} → ${outcome.to}${outcome.reason ? `, ${outcome.reason}` : ''}`;
    const code = 'code' in outcome ? `${outcome.code}: ` : '';
    return `${code}${outcome.reason ?? ''}`;
};
const tally = (outcomes) => Object.entries((0,_core_model_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .countOutcomes */ .XF)(outcomes))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ') || 'nothing to do';
/** Archive members that differ, below the row of their version. */
function differences(outcome) {
    if (outcome.kind !== 'conflict')
        return [];
    return (outcome.differences ?? []).flatMap((each) => [
        `    ${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(each.asset)}: built ${each.localSha256.slice(0, 16)}…, registry ${each.registrySha256.slice(0, 16)}…${each.onlyMetadata ? '; only times, order or owners of the members differ' : ''}`,
        ...each.members.map((member) => `      ${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(member)}`),
        ...(each.truncated ? ['      … and more'] : []),
    ]);
}
function outcomeTable(outcomes) {
    const rows = outcomes.map((outcome) => [outcome.kind, (0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .shortForm */ .JZ)(outcome.ref), detail(outcome)]);
    const [head = '', ...lines] = (0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .textTable */ .ed)(['outcome', 'version', 'why'], rows);
    return [
        head,
        ...lines.flatMap((line, index) => [line, ...(outcomes[index] ? differences(outcomes[index]) : [])]),
        tally(outcomes),
    ];
}
const outcomeMarkdown = (outcomes) => (0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownTable */ .Qj)(['', 'version', 'outcome', 'why'], outcomes.map((outcome) => [
    bad.includes(outcome.kind) ? '❌' : '✅',
    (0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .shortForm */ .JZ)(outcome.ref),
    outcome.kind,
    detail(outcome),
]));
function outcomeLines(report) {
    const refused = report.verdicts.filter(({ verdict }) => verdict === 'refused');
    const planned = report.classifications.map((each) => ['would', (0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .shortForm */ .JZ)(each.publication), each.standing]);
    return [
        ...refused.map(({ path, reason }) => `refused ${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(path)}: ${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(reason)}`),
        ...(report.manifest === undefined && report.outcomes.length === 0
            ? (0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .textTable */ .ed)(['', 'version', 'registry'], planned)
            : outcomeTable(report.outcomes)),
    ];
}
function publishSummary(address, report, dryRun) {
    const place = `${address.domain}/${address.repository}`;
    const assets = (report.manifest?.versions ?? []).flatMap((version) => version.assets.map((asset) => [version.purl, asset.name, String(asset.size), asset.sha256]));
    return [
        `### ${dryRun ? 'Would publish' : 'Published'} to ${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownText */ .p7)(place)}: ${tally(report.outcomes)}`,
        report.outcomes.length > 0
            ? outcomeMarkdown(report.outcomes)
            : (0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownTable */ .Qj)(['version', 'registry'], report.classifications.map((each) => [(0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .shortForm */ .JZ)(each.publication), each.standing])),
        ...(assets.length > 0
            ? [
                `<details><summary>Assets and digests</summary>\n\n${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownTable */ .Qj)(['version', 'asset', 'bytes', 'sha256'], assets)}\n\n</details>`,
            ]
            : []),
        ...report.warnings.map((warning) => `> [!WARNING]\n> ${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownText */ .p7)(warning)}`),
    ].join('\n\n');
}
function planLines(plan) {
    const place = ({ domain, repository }) => `${domain}/${repository}`;
    const rows = plan.items.map((item) => [
        item.action,
        item.purl,
        item.overwrites ? 'replaces other bytes' : (item.reason ?? ''),
    ]);
    const tags = plan.tags.flatMap((each) => tagRows(each.package, each.before, each.afterCopy, each.wanted));
    return [
        `plan: ${place(plan.source)} → ${place(plan.destination)} (${plan.mode}), hash ${plan.hash}`,
        ...(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .textTable */ .ed)(['action', 'version', 'why'], rows),
        ...(tags.length > 0 ? ['dist-tags:', ...(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .textTable */ .ed)(['package', 'tag', 'now', 'copy alone', 'wanted'], tags)] : []),
        ...plan.losses.map((loss) => `cannot be kept: ${loss}`),
    ];
}
function tagRows(name, before, afterCopy, wanted) {
    const all = [...new Set([before, afterCopy, wanted].flatMap((tags) => Object.keys(tags)))].sort();
    return all.map((tag) => [name, tag, before[tag] ?? '–', afterCopy[tag] ?? '–', wanted[tag] ?? '–']);
}
function promotionLines(report) {
    return [...outcomeTable(report.outcomes), `run ${report.runId}: \`rollback ${report.runId}\` takes it back`];
}
/** Table, tags, digests and a diagram of where each version now lives. */
function promotionSummary(plan, report) {
    const from = `${plan.source.domain}/${plan.source.repository}`;
    const to = `${plan.destination.domain}/${plan.destination.repository}`;
    const tags = plan.tags.flatMap((each) => tagRows(each.package, each.before, each.afterCopy, each.wanted));
    const assets = plan.items.flatMap((item) => item.assets.map((asset) => [item.purl, asset.name, String(asset.size), asset.sha256]));
    const title = report ? `Promoted ${from} → ${to}: ${tally(report.outcomes)}` : `Plan ${from} → ${to}`;
    return [
        `### ${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownText */ .p7)(title)}`,
        report
            ? outcomeMarkdown(report.outcomes)
            : (0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownTable */ .Qj)(['action', 'version', 'why'], plan.items.map((item) => [item.action, item.purl, item.reason ?? ''])),
        ...(tags.length > 0 ? [(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownTable */ .Qj)(['package', 'tag', 'before', 'copy alone', 'wanted'], tags)] : []),
        diagram(plan, report),
        ...(assets.length > 0
            ? [
                `<details><summary>Assets and digests</summary>\n\n${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownTable */ .Qj)(['version', 'asset', 'bytes', 'sha256'], assets)}\n\n</details>`,
            ]
            : []),
        ...plan.losses.map((loss) => `- cannot be kept: ${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownText */ .p7)(loss)}`),
        `Plan hash \`${plan.hash}\`${report ? `, run \`${report.runId}\`` : ''}`,
    ].join('\n\n');
}
// Mermaid ends a label at a quote and reads HTML in it.
const node = (text) => `"${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .printable */ .g$)(text).replaceAll('"', "'").replaceAll('<', '‹').replaceAll('>', '›')}"`;
function diagram(plan, report) {
    const shown = plan.items.slice(0, 30);
    const arrived = new Set((report?.outcomes ?? [])
        .filter(({ kind }) => kind === 'promoted' || kind === 'unchanged')
        .map(({ ref }) => (0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .purl */ .EV)(ref)));
    const lines = shown.map((item, index) => {
        const isThere = report ? arrived.has(item.purl) : item.action === 'unchanged';
        return `  v${index}[${node(item.purl.replace(/^pkg:/, ''))}] ${isThere ? '==>' : '-.->'} destination`;
    });
    const more = plan.items.length > shown.length
        ? [`  more[${node(`and ${plan.items.length - shown.length} more`)}] --> destination`]
        : [];
    return [
        '```mermaid',
        'flowchart LR',
        `  subgraph source[${node(plan.source.repository)}]`,
        ...lines.map((_, index) => `    v${index}`),
        '  end',
        `  destination[(${node(plan.destination.repository)})]`,
        ...lines,
        ...more,
        '```',
    ].join('\n');
}
function changeLines(outcomes, dryRun) {
    return [...(dryRun ? ['nothing was written; this is what would be done:'] : []), ...outcomeTable(outcomes)];
}
function changeSummary(title, address, outcomes, dryRun) {
    return [
        `### ${title}${dryRun ? ' (dry run)' : ''} in ${(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .markdownText */ .p7)(`${address.domain}/${address.repository}`)}: ${tally(outcomes)}`,
        outcomeMarkdown(outcomes),
    ].join('\n\n');
}
const bytes = (count) => count < 1024
    ? `${count} B`
    : count < 1024 ** 2
        ? `${(count / 1024).toFixed(1)} KiB`
        : count < 1024 ** 3
            ? `${(count / 1024 ** 2).toFixed(1)} MiB`
            : `${(count / 1024 ** 3).toFixed(2)} GiB`;
function retireLines(report, dryRun) {
    const rows = report.plan.map((item) => [
        item.to ? `${item.from} → ${item.to}` : 'keep',
        (0,_core_model_coordinates_js__WEBPACK_IMPORTED_MODULE_0__/* .shortForm */ .JZ)(item.ref),
        bytes(item.size),
        item.reason,
    ]);
    return [
        ...(dryRun ? ['nothing was written; this is what would be done:'] : []),
        ...(0,_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .textTable */ .ed)(['change', 'version', 'size', 'why'], rows),
        ...(dryRun ? [] : outcomeTable(report.outcomes.filter(({ kind }) => bad.includes(kind)))),
        `${bytes(report.freed)} ${dryRun ? 'would be freed' : 'freed'}`,
    ];
}


/***/ }),

/***/ 4054:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   KG: () => (/* binding */ runInDependencyOrder),
/* harmony export */   _k: () => (/* binding */ mapConcurrent),
/* harmony export */   g1: () => (/* binding */ dependencyOrder),
/* harmony export */   j3: () => (/* binding */ settleAll)
/* harmony export */ });
// Work side by side within a bound, in list order or in dependency order.
/** `work` for each item, at most `limit` at once, begun in order. Results in order. Rejects with the first error, after all begun work ended. */
async function mapConcurrent(limit, items, work) {
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
/** Like Promise.all, but rejects only after all ended, with the first rejection in the order of the list. */
async function settleAll(work) {
    const ended = await Promise.allSettled(work);
    const failed = ended.find((one) => one.status === 'rejected');
    if (failed)
        throw failed.reason;
    return Promise.all(work);
}
/**
 * Like `mapConcurrent`, but an item is begun only when all it needs have ended. `needs` gives indexes. Members of a cycle
 * do not wait for each other. `work` gets whether everything needed ended well (its result was true).
 */
async function runInDependencyOrder(limit, items, needs, work) {
    const order = dependencyOrder(items.length, needs);
    const rank = new Map(order.map((index, position) => [index, position]));
    // Only what comes earlier in the order is waited for; that drops exactly the edges that close a cycle.
    const waitsFor = (index) => needs(index).filter((other) => (rank.get(other) ?? 0) < (rank.get(index) ?? 0));
    const ended = new Map();
    const settle = new Map();
    for (const index of order)
        ended.set(index, new Promise((resolve) => void settle.set(index, resolve)));
    await mapConcurrent(limit, order, async (index) => {
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

/***/ 2069:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

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
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ MANIFEST_SCHEMA)
/* harmony export */ });
// The release manifest: what one publish run put, or found, in a repository. Promote reads it, and so promotes exactly
// the bytes that were tested.
const MANIFEST_SCHEMA = 'codeartifact-ci/release-manifest@1';


/***/ }),

/***/ 6437:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $N: () => (/* binding */ codeOf),
/* harmony export */   XF: () => (/* binding */ countOutcomes),
/* harmony export */   gf: () => (/* binding */ isGreen)
/* harmony export */ });
/** Whether nothing is a conflict, blocked or failed; what makes a run green. */
function isGreen(outcomes) {
    return outcomes.every(({ kind }) => kind !== 'conflict' && kind !== 'blocked' && kind !== 'failed');
}
/** Codes that only say that something else went wrong first. */
const CONSEQUENCES = ['CA-RUN-001', 'CA-RUN-002', 'CA-NET-006'];
/**
 * The code a run as a whole ends with; undefined when it is green. Conflicts first, since a buildspec branches on them;
 * then causes before their consequences.
 */
function codeOf(outcomes) {
    const bad = outcomes.flatMap((outcome) => ('code' in outcome ? [outcome] : []));
    const first = bad.find(({ kind }) => kind === 'conflict') ?? bad.find(({ code }) => !CONSEQUENCES.includes(code));
    return (first ?? bad.find(({ code }) => code !== 'CA-RUN-001') ?? bad[0])?.code;
}
/** How many of each kind, in the order people read them. */
function countOutcomes(outcomes) {
    const counts = {};
    for (const { kind } of outcomes)
        counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
}


/***/ }),

/***/ 5034:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bb: () => (/* binding */ wireReader),
/* harmony export */   Tu: () => (/* binding */ readOnly),
/* harmony export */   vN: () => (/* binding */ writeTarget),
/* harmony export */   zv: () => (/* binding */ recordOf)
/* harmony export */ });
/* unused harmony exports readOnlyTransport, endpointCache */
/* harmony import */ var _calls_retry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7533);
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(511);
/* harmony import */ var _model_repository_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3257);
// The two ways an operation may hold a repository: to look, or to look and write. A planner gets only the first.



/** Only the read methods of a client. */
function readOnly(client) {
    return {
        describeRepository: (at) => client.describeRepository(at),
        listRepositoriesInDomain: (at) => client.listRepositoriesInDomain(at),
        getRepositoryEndpoint: (at, format, endpointType) => client.getRepositoryEndpoint(at, format, endpointType),
        listPackages: (at, filter) => client.listPackages(at, filter),
        describePackage: (at, ref) => client.describePackage(at, ref),
        listPackageVersions: (at, ref, filter) => client.listPackageVersions(at, ref, filter),
        describePackageVersion: (at, ref) => client.describePackageVersion(at, ref),
        listPackageVersionAssets: (at, ref) => client.listPackageVersionAssets(at, ref),
        listPackageVersionDependencies: (at, ref) => client.listPackageVersionDependencies(at, ref),
        getPackageVersionAsset: (at, ref, asset, revision) => client.getPackageVersionAsset(at, ref, asset, revision),
    };
}
/** A transport that refuses everything but GET and HEAD, so that looking over the wire cannot write either. */
function readOnlyTransport(http) {
    return async (request) => {
        if (request.method !== 'GET' && request.method !== 'HEAD') {
            throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-RUN-003', `a planner tried to send ${request.method}`);
        }
        return http(request);
    };
}
/** Looks at tags and visible versions of any repository of a domain over the formats' wires, never writing. */
function wireReader(reader, wire, formats) {
    const http = readOnlyTransport(wire.http);
    const publishingOf = (ref) => formats.find(({ name }) => name === ref.format)?.publishing;
    const endpoints = endpointCache(reader, wire.endpointType);
    const target = async (at, ref) => {
        const [endpoint, token] = await Promise.all([endpoints(at, ref), wire.token()]);
        return { address: at, endpoint, token, http, files: wire.files };
    };
    /** Reads once more with a fresh token when the last one was refused. */
    const reading = (at, ref, read) => (0,_calls_retry_js__WEBPACK_IMPORTED_MODULE_0__/* .retrying */ .R$)(wire.host, { attempts: wire.attempts, label: `${ref.format}:GET` }, async () => {
        try {
            return await read(await target(at, ref));
        }
        catch (error) {
            if (!(error instanceof _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl) || error.code !== 'CA-AUTH-005')
                throw error;
            return read({ ...(await target(at, ref)), token: await wire.token(true) });
        }
    });
    return {
        tags: async (at, ref) => {
            const tags = publishingOf(ref)?.tags;
            return tags && reading(at, ref, (wireTarget) => tags.read(ref, wireTarget));
        },
        visible: async (at, ref) => {
            const visible = publishingOf(ref)?.visibleVersions;
            return visible && reading(at, ref, (wireTarget) => visible(ref, wireTarget));
        },
    };
}
/** Endpoints asked for once each. */
function endpointCache(reader, endpointType) {
    const known = new Map();
    return (at, ref) => {
        const key = `${at.domain}/${at.domainOwner ?? ''}/${at.repository}/${ref.format}`;
        const asked = known.get(key) ?? reader.getRepositoryEndpoint(at, ref.format, endpointType);
        known.set(key, asked);
        // A refusal is not kept: the next caller asks again.
        asked.catch(() => known.delete(key));
        return asked;
    };
}
/** Everything a format needs to write into this repository. */
function writeTarget(side) {
    const endpoints = endpointCache(side.reader, side.wire.endpointType);
    return async (ref, fresh = false) => {
        const { wire, writer, address } = side;
        const [endpoint, token] = await Promise.all([endpoints(address, ref), wire.token(fresh)]);
        return { address, endpoint, token, http: wire.http, files: wire.files, writer };
    };
}
/** The side as documents name it. Asks the service for the domain owner when nobody said it. */
async function recordOf({ address, region, reader }) {
    const { domain, repository } = address;
    const domainOwner = address.domainOwner ?? (await reader.describeRepository(address))?.domainOwner;
    if (domainOwner === undefined)
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-FIND-001', `the repository ${(0,_model_repository_js__WEBPACK_IMPORTED_MODULE_2__/* .label */ .Pf)(address)} does not exist`);
    return { domain, domainOwner, region, repository };
}


/***/ })

};
;