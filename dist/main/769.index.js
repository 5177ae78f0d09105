"use strict";
exports.id = 769;
exports.ids = [769];
exports.modules = {

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

/***/ 1626:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EK: () => (/* binding */ parseCoordinate),
/* harmony export */   EV: () => (/* binding */ purl),
/* harmony export */   JZ: () => (/* binding */ shortForm),
/* harmony export */   Z7: () => (/* binding */ normalised),
/* harmony export */   oZ: () => (/* binding */ packageName),
/* harmony export */   sq: () => (/* binding */ parseVersionCoordinate)
/* harmony export */ });
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _package_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1265);
/* harmony import */ var _repository_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3257);
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



const formatOfPurlType = new Map(_package_js__WEBPACK_IMPORTED_MODULE_1__/* .FORMATS */ .hR.map((format) => [_package_js__WEBPACK_IMPORTED_MODULE_1__/* .COORDINATE_STYLES */ .A8[format].purlType, format]));
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
    const found = /^pkg:/i.test(trimmed) ? fromPurl(trimmed) : fromShortForm(trimmed);
    for (const [what, part] of [
        ['namespace', found.namespace],
        ['name', found.name],
        ['version', found.version],
    ]) {
        if (part === undefined)
            continue;
        if (!_repository_js__WEBPACK_IMPORTED_MODULE_2__/* .PATTERNS */ .G3.packagePart.test(part) || /\p{C}/u.test(part))
            throw unreadable(text, `its ${what} is not one the service can hold`);
        // Nothing the service stores is called so, and joined into a path it would lead out of a folder.
        if (part === '.' || part === '..')
            throw unreadable(text, `its ${what} cannot be \`${part}\``);
    }
    return found;
}
/** The package URL: what machine output, manifests, plans and journals hold. Without a version for a package. */
function purl(ref) {
    const { purlType, sigil } = _package_js__WEBPACK_IMPORTED_MODULE_1__/* .COORDINATE_STYLES */ .A8[ref.format];
    const path = [...(ref.namespace ? [`${sigil}${ref.namespace}`] : []), ref.name].map(encode).join('/');
    return `pkg:${purlType}/${path}${ref.version === undefined ? '' : `@${encode(ref.version)}`}`;
}
/** The short form: what people read. */
function shortForm(ref) {
    return `${ref.format}:${packageName(ref)}${ref.version === undefined ? '' : `@${ref.version}`}`;
}
/** The name as the format's users write it: `@acme/utils`, `com.acme:utils`. */
function packageName(ref) {
    const { sigil, separator } = _package_js__WEBPACK_IMPORTED_MODULE_1__/* .COORDINATE_STYLES */ .A8[ref.format];
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
// The purl specification lower-cases and rewrites names by type (pypi `_` to `-`), which would lose the spelling that a
// repository holds; so names are read and printed as they are. Escaped is everything but unreserved characters and `:`.
function encode(part) {
    return encodeURIComponent(part)
        .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%3A', ':');
}
function fromPurl(text) {
    const { type, namespace: prefix, name, version, isQualified } = partsOf(text);
    const format = formatOfPurlType.get(type);
    if (!format) {
        const known = [...formatOfPurlType.keys()].join(', ');
        throw unreadable(text, `\`${shown(type)}\` is not a type the service knows (${known})`);
    }
    if (isQualified)
        throw unreadable(text, 'qualifiers and subpaths have no meaning here');
    if (name === '' || version === '')
        throw unreadable(text, 'a part of it is empty');
    const namespace = withoutSigil(format, prefix);
    return { format, ...(namespace ? { namespace } : {}), name, ...(version === undefined ? {} : { version }) };
}
/**
 * `pkg:type/namespace/name@version?qualifiers#subpath`, cut before anything is decoded: an escaped `@`, `/`, `?` or `#`
 * separates nothing. Slashes before the type are ignored, as the specification asks.
 */
function partsOf(text) {
    const match = /^pkg:\/*([^/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?(?:#(.*))?$/is.exec(text);
    if (!match)
        throw unreadable(text, 'it is not a package URL');
    const [, type = '', path = '', qualifiers, subpath] = match;
    const at = versionMark(path);
    const names = path.slice(0, at);
    const slash = names.lastIndexOf('/');
    return {
        type: type.toLowerCase(),
        namespace: slash === -1 ? undefined : decoded(names.slice(0, slash), text),
        name: decoded(names.slice(slash + 1), text),
        version: at === undefined ? undefined : decoded(path.slice(at + 1), text),
        isQualified: Boolean(qualifiers || subpath),
    };
}
/** The last `@`, unless a part of the name begins with it: people write the `@` of an npm scope without escaping it. */
function versionMark(path) {
    const at = path.lastIndexOf('@');
    return at <= 0 || path[at - 1] === '/' ? undefined : at;
}
function decoded(part, text) {
    try {
        return decodeURIComponent(part);
    }
    catch (cause) {
        throw unreadable(text, 'it is not a package URL: after `%` come two hexadecimal digits, and they are UTF-8', cause);
    }
}
function fromShortForm(text) {
    const colon = text.indexOf(':');
    const format = text.slice(0, colon);
    if (colon < 1 || !(0,_package_js__WEBPACK_IMPORTED_MODULE_1__/* .isFormat */ .s2)(format))
        throw unreadable(text, `it starts with none of ${_package_js__WEBPACK_IMPORTED_MODULE_1__/* .FORMATS */ .hR.map((name) => `\`${name}:\``).join(', ')}`);
    const { sigil, separator } = _package_js__WEBPACK_IMPORTED_MODULE_1__/* .COORDINATE_STYLES */ .A8[format];
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
    const { sigil } = _package_js__WEBPACK_IMPORTED_MODULE_1__/* .COORDINATE_STYLES */ .A8[format];
    return sigil !== '' && namespace?.startsWith(sigil) ? namespace.slice(sigil.length) : namespace;
}
function unreadable(text, why, cause) {
    return new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-002', `\`${shown(text)}\` is not a package coordinate: ${why}`, { cause });
}
const shown = (text) => text.replace(/\p{C}/gu, '?').slice(0, 120);


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

/***/ 1265:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A8: () => (/* binding */ COORDINATE_STYLES),
/* harmony export */   MO: () => (/* binding */ packageKey),
/* harmony export */   _5: () => (/* binding */ versionKey),
/* harmony export */   f: () => (/* binding */ STATUSES),
/* harmony export */   hR: () => (/* binding */ FORMATS),
/* harmony export */   s2: () => (/* binding */ isFormat)
/* harmony export */ });
/* unused harmony export samePackage */
// What packages are called. Everything else stands on this file; it knows nothing of files, networks or clients.
/** Every package format of the service model (2018-09-22). Not every command handles every format. */
const FORMATS = ['npm', 'pypi', 'maven', 'nuget', 'generic', 'cargo', 'ruby', 'swift'];
/**
 * How coordinates of each format are written. `purlType` follows the package URL types; `sigil` stands before the
 * namespace and `separator` after it, in the way the format's own users write them (`@acme/utils`, `com.acme:utils`).
 */
const COORDINATE_STYLES = {
    npm: { purlType: 'npm', sigil: '@', separator: '/' },
    pypi: { purlType: 'pypi', sigil: '', separator: '/' },
    maven: { purlType: 'maven', sigil: '', separator: ':' },
    nuget: { purlType: 'nuget', sigil: '', separator: '/' },
    generic: { purlType: 'generic', sigil: '', separator: '/' },
    cargo: { purlType: 'cargo', sigil: '', separator: '/' },
    ruby: { purlType: 'gem', sigil: '', separator: '/' },
    swift: { purlType: 'swift', sigil: '', separator: '/' },
};
/** PackageVersionStatus of the service model. `Deleted` appears only in answers to a delete call. */
const STATUSES = ['Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed', 'Deleted'];
function isFormat(value) {
    return FORMATS.includes(value);
}
/** A key for maps: equal for the same package, never for two. No part of a reference can hold a line end. */
function packageKey(ref) {
    return `${ref.format}\n${ref.namespace ?? ''}\n${ref.name}`;
}
function versionKey(ref) {
    return `${packageKey(ref)}\n${ref.version}`;
}
function samePackage(a, b) {
    return a.format === b.format && (a.namespace ?? '') === (b.namespace ?? '') && a.name === b.name;
}


/***/ }),

/***/ 3257:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G3: () => (/* binding */ PATTERNS),
/* harmony export */   Pf: () => (/* binding */ label)
/* harmony export */ });
/* unused harmony export ASSET_NAME */
/** Patterns and lengths from the service model 2018-09-22; all are whole-string. */
const PATTERNS = {
    domain: /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
    repository: /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/,
    account: /^[0-9]{12}$/,
    // Package name, namespace and version share one pattern and the length 1 to 255.
    packagePart: /^[^#/\s]{1,255}$/,
    region: /^[a-z0-9-]{1,64}$/,
    externalConnection: /^[A-Za-z0-9][A-Za-z0-9._\-:]{1,99}$/,
    revision: /^\S{1,50}$/,
};
/** Control, format, surrogate and unassigned characters are refused in asset names. */
const ASSET_NAME = /^\P{C}{1,255}$/u;
/** `domain/repository` as people write and read it. */
function label(repository) {
    return `${repository.domain}/${repository.repository}`;
}


/***/ })

};
;