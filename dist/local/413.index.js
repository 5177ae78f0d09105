export const id = 413;
export const ids = [413];
export const modules = {

/***/ 1626:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EK: () => (/* binding */ parseCoordinate),
/* harmony export */   EV: () => (/* binding */ purl),
/* harmony export */   JZ: () => (/* binding */ shortForm),
/* harmony export */   Z7: () => (/* binding */ normalised),
/* harmony export */   oZ: () => (/* binding */ packageName),
/* harmony export */   sq: () => (/* binding */ parseVersionCoordinate)
/* harmony export */ });
/* harmony import */ var packageurl_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7091);
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(511);
/* harmony import */ var _package_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1265);
/* harmony import */ var _repository_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3257);
// Package coordinates as people write them (`npm:@acme/utils@1.2.3`) and as machines do (`pkg:npm/%40acme/utils@1.2.3`).
//
// | text                              | format  | namespace | name       | version |
// |-----------------------------------|---------|-----------|------------|---------|
// | `npm:@acme/utils@1.2.3`           | npm     | acme      | utils      | 1.2.3   |
// | `pkg:npm/%40acme/utils@1.2.3`     | npm     | acme      | utils      | 1.2.3   |
// | `maven:com.acme:utils@1.2.3`      | maven   | com.acme  | utils      | 1.2.3   |
// | `maven:com.acme:utils:1.2.3`      | maven   | com.acme  | utils      | 1.2.3   |
// | `pypi:acme-utils@1.2.3`           | pypi    |           | acme-utils | 1.2.3   |
// | `generic:acme/firmware@1.2.3`     | generic | acme      | firmware   | 1.2.3   |
// | `pkg:gem/acme@1.2.3`              | ruby    |           | acme       | 1.2.3   |




const formatOfPurlType = new Map(_package_js__WEBPACK_IMPORTED_MODULE_2__/* .FORMATS */ .hR.map((format) => [_package_js__WEBPACK_IMPORTED_MODULE_2__/* .COORDINATE_STYLES */ .A8[format].purlType, format]));
/** Reads either spelling, with a version. Rejects with CA-INPUT-002 and says what is wrong. */
function parseVersionCoordinate(text) {
    const { version, ...ref } = parseCoordinate(text);
    if (version === undefined)
        throw unreadable(text, 'it names no version');
    return { ...ref, version };
}
/** Reads either spelling, with or without a version. */
function parseCoordinate(text) {
    if (text.length > 1100)
        throw unreadable(text, 'it is too long');
    const trimmed = text.trim();
    const found = trimmed.startsWith('pkg:') ? fromPurl(trimmed) : fromShortForm(trimmed);
    for (const [what, part] of [
        ['namespace', found.namespace],
        ['name', found.name],
        ['version', found.version],
    ]) {
        if (part === undefined)
            continue;
        if (!_repository_js__WEBPACK_IMPORTED_MODULE_3__/* .PATTERNS */ .G3.packagePart.test(part) || /\p{C}/u.test(part))
            throw unreadable(text, `its ${what} is not one the service can hold`);
        // Nothing the service stores is called so, and joined into a path it would lead out of a folder.
        if (part === '.' || part === '..')
            throw unreadable(text, `its ${what} cannot be \`${part}\``);
    }
    return found;
}
/** The package URL: what machine output, manifests, plans and journals hold. Without a version for a package. */
function purl(ref) {
    const { purlType, sigil } = _package_js__WEBPACK_IMPORTED_MODULE_2__/* .COORDINATE_STYLES */ .A8[ref.format];
    const path = [...(ref.namespace ? [`${sigil}${ref.namespace}`] : []), ref.name].map(encode).join('/');
    return `pkg:${purlType}/${path}${ref.version === undefined ? '' : `@${encode(ref.version)}`}`;
}
/** The short form: what people read. */
function shortForm(ref) {
    return `${ref.format}:${packageName(ref)}${ref.version === undefined ? '' : `@${ref.version}`}`;
}
/** The name as the format's users write it: `@acme/utils`, `com.acme:utils`. */
function packageName(ref) {
    const { sigil, separator } = _package_js__WEBPACK_IMPORTED_MODULE_2__/* .COORDINATE_STYLES */ .A8[ref.format];
    return ref.namespace ? `${sigil}${ref.namespace}${separator}${ref.name}` : ref.name;
}
/** In the spelling the service stores, by the rules of the formats given; others are left as they are. */
function normalised(ref, formats) {
    const rules = formats.find(({ name }) => name === ref.format)?.coordinates;
    if (!rules)
        return ref;
    const version = ref.version === undefined ? {} : { version: rules.normaliseVersion(ref.version) };
    return { ...ref, name: rules.normaliseName(ref.name), ...version };
}
// packageurl-js lower-cases and rewrites names by type (pypi `_` to `-`), which would lose the spelling that a
// repository holds; so printing is done here, with its escaping: everything but unreserved characters and `:`.
function encode(part) {
    return encodeURIComponent(part)
        .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%3A', ':');
}
function fromPurl(text) {
    // `parseString` and not `fromString`: the latter rewrites names by type (see `encode`).
    const [type = '', prefix, name, version, qualifiers, subpath] = partsOf(text);
    const format = formatOfPurlType.get(type);
    if (!format) {
        const known = [...formatOfPurlType.keys()].join(', ');
        throw unreadable(text, `\`${type}\` is not a type the service knows (${known})`);
    }
    if (qualifiers || subpath)
        throw unreadable(text, 'qualifiers and subpaths have no meaning here');
    if (!name || version === '')
        throw unreadable(text, 'a part of it is empty');
    const namespace = withoutSigil(format, prefix ?? undefined);
    return { format, ...(namespace ? { namespace } : {}), name, ...(version ? { version } : {}) };
}
function partsOf(text) {
    try {
        return packageurl_js__WEBPACK_IMPORTED_MODULE_0__.PackageURL.parseString(text);
    }
    catch (cause) {
        throw unreadable(text, 'it is not a package URL', cause);
    }
}
function fromShortForm(text) {
    const colon = text.indexOf(':');
    const format = text.slice(0, colon);
    if (colon < 1 || !(0,_package_js__WEBPACK_IMPORTED_MODULE_2__/* .isFormat */ .s2)(format))
        throw unreadable(text, `it starts with none of ${_package_js__WEBPACK_IMPORTED_MODULE_2__/* .FORMATS */ .hR.map((name) => `\`${name}:\``).join(', ')}`);
    const { sigil, separator } = _package_js__WEBPACK_IMPORTED_MODULE_2__/* .COORDINATE_STYLES */ .A8[format];
    const rest = text.slice(colon + 1);
    // The first character may be the sigil of a namespace, and that is no version's `@`.
    const at = rest.lastIndexOf('@');
    let path = at > 0 ? rest.slice(0, at) : rest;
    let version = at > 0 ? rest.slice(at + 1) : undefined;
    if (separator === ':' && version === undefined && path.split(':').length === 3) {
        version = path.slice(path.lastIndexOf(':') + 1);
        path = path.slice(0, path.lastIndexOf(':'));
    }
    const cut = path.lastIndexOf(separator);
    if (sigil !== '' && path.startsWith(sigil) !== cut > 0)
        throw unreadable(text, `a namespace is written \`${sigil}namespace${separator}name\``);
    const namespace = cut > 0 ? withoutSigil(format, path.slice(0, cut)) : undefined;
    const name = path.slice(cut + 1);
    if (name === '' || version === '' || cut === 0)
        throw unreadable(text, 'a part of it is empty');
    return { format, ...(namespace ? { namespace } : {}), name, ...(version === undefined ? {} : { version }) };
}
function withoutSigil(format, namespace) {
    const { sigil } = _package_js__WEBPACK_IMPORTED_MODULE_2__/* .COORDINATE_STYLES */ .A8[format];
    return sigil !== '' && namespace?.startsWith(sigil) ? namespace.slice(sigil.length) : namespace;
}
function unreadable(text, why, cause) {
    const shown = text.replace(/\p{C}/gu, '?').slice(0, 120);
    return new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_1__/* .RegistryError */ .gl('CA-INPUT-002', `\`${shown}\` is not a package coordinate: ${why}`, { cause });
}


/***/ }),

/***/ 6437:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $N: () => (/* binding */ codeOf),
/* harmony export */   XF: () => (/* binding */ countOutcomes),
/* harmony export */   gf: () => (/* binding */ isGreen)
/* harmony export */ });
/** Whether nothing is a conflict, blocked or failed; what makes a run green. */
function isGreen(outcomes) {
    return outcomes.every(({ kind }) => kind !== 'conflict' && kind !== 'blocked' && kind !== 'failed');
}
/** The code a run as a whole ends with; undefined when it is green. Conflicts first: they are what a buildspec branches on. */
function codeOf(outcomes) {
    const bad = outcomes.flatMap((outcome) => ('code' in outcome ? [outcome] : []));
    const first = bad.find(({ kind }) => kind === 'conflict') ?? bad.find(({ code }) => code !== 'CA-RUN-002');
    return (first ?? bad[0])?.code;
}
/** How many of each kind, in the order people read them. */
function countOutcomes(outcomes) {
    const counts = {};
    for (const { kind } of outcomes)
        counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
}


/***/ }),

/***/ 5298:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bb: () => (/* binding */ wireReader),
/* harmony export */   Tu: () => (/* binding */ readOnly),
/* harmony export */   vN: () => (/* binding */ writeTarget),
/* harmony export */   zv: () => (/* binding */ recordOf)
/* harmony export */ });
/* unused harmony exports readOnlyTransport, endpointCache */
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _model_repository_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3257);
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
            throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-RUN-003', `a planner tried to send ${request.method}`);
        }
        return http(request);
    };
}
/** Looks at tags and visible versions of any repository of a domain over the formats' wires, never writing. */
function wireReader(reader, wire, formats) {
    const http = readOnlyTransport(wire.http);
    const publishingOf = (ref) => formats.find(({ name }) => name === ref.format)?.publishing;
    const endpoints = endpointCache(reader, wire.endpointType);
    const target = async (at, ref) => ({
        address: at,
        endpoint: await endpoints(at, ref),
        token: await wire.token(),
        http,
        files: wire.files,
    });
    return {
        tags: async (at, ref) => publishingOf(ref)?.tags?.read(ref, await target(at, ref)),
        visible: async (at, ref) => publishingOf(ref)?.visibleVersions?.(ref, await target(at, ref)),
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
    return async (ref, fresh = false) => ({
        address: side.address,
        endpoint: await endpoints(side.address, ref),
        token: await side.wire.token(fresh),
        http: side.wire.http,
        files: side.wire.files,
        writer: side.writer,
    });
}
/** The side as documents name it. Asks the service for the domain owner when nobody said it. */
async function recordOf({ address, region, reader }) {
    const { domain, repository } = address;
    const domainOwner = address.domainOwner ?? (await reader.describeRepository(address))?.domainOwner;
    if (domainOwner === undefined)
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-FIND-001', `the repository ${(0,_model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .label */ .Pf)(address)} does not exist`);
    return { domain, domainOwner, region, repository };
}


/***/ }),

/***/ 8682:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ publishingFormats),
/* harmony export */   s: () => (/* binding */ formatsFor)
/* harmony export */ });
/* harmony import */ var _formats_index_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2604);

async function publishingFormats() {
    return formatsFor(['auto']);
}
/** The formats an input `format` names; `auto` is every one we publish. */
function formatsFor(names) {
    const all = Object.values(_formats_index_js__WEBPACK_IMPORTED_MODULE_0__/* .formats */ .Fx).filter((format) => format.publishing !== undefined);
    return names.length === 0 || names.includes('auto') ? all : all.filter((format) => names.includes(format.name));
}


/***/ }),

/***/ 6921:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

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
/* harmony import */ var _tables_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5329);



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

/***/ 6662:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ writeSide),
/* harmony export */   w: () => (/* binding */ readSide)
/* harmony export */ });
/* harmony import */ var _core_operations_sides_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5298);

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
        http: host.http,
        files: host.files,
        endpointType: options.endpointType,
    };
}
function readSide(host, signedIn, options) {
    const wire = wireOf(host, signedIn, options);
    return {
        address: options.address,
        region: signedIn.region,
        reader: (0,_core_operations_sides_js__WEBPACK_IMPORTED_MODULE_0__/* .readOnly */ .Tu)(signedIn.client),
        ...(0,_core_operations_sides_js__WEBPACK_IMPORTED_MODULE_0__/* .wireReader */ .Bb)(signedIn.client, wire, options.formats),
    };
}
function writeSide(host, signedIn, options) {
    const wire = wireOf(host, signedIn, options);
    return {
        address: options.address,
        region: signedIn.region,
        reader: (0,_core_operations_sides_js__WEBPACK_IMPORTED_MODULE_0__/* .readOnly */ .Tu)(signedIn.client),
        writer: signedIn.client,
        wire,
        ...(0,_core_operations_sides_js__WEBPACK_IMPORTED_MODULE_0__/* .wireReader */ .Bb)(signedIn.client, wire, options.formats),
    };
}


/***/ })

};
