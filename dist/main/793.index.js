export const id = 793;
export const ids = [793];
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

/***/ 2793:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  doctor: () => (/* binding */ doctor)
});

// EXTERNAL MODULE: ./lib/aws/sign-in.js + 6 modules
var sign_in = __webpack_require__(4706);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/coordinates.js
var coordinates = __webpack_require__(1626);
// EXTERNAL MODULE: ./lib/core/errors/catalogue.js
var catalogue = __webpack_require__(6842);
;// CONCATENATED MODULE: ./lib/core/operations/diagnose.js
// The doctor: ordered probes, each with a finding, its cause and the fix. Reads only. A probe that fails ends what
// depends on it, so that people see the first cause and not its echoes.



/** Resolves to the findings in the order of the probes; errors of the service become findings and are not thrown. */
async function diagnose(request, ports) {
    const findings = [];
    const identity = await probe(findings, 'credentials', () => ports.client.getCallerIdentity(), ({ arn }) => `signed in as ${arn}`);
    if (!identity)
        return findings;
    const token = await probe(findings, 'token', () => ports.client.getAuthorizationToken(request.address, request.durationSeconds), ({ expiresAt }) => `an authorization token, good until ${new Date(expiresAt).toISOString()}`);
    const repository = await repositoryProbe(findings, request, ports, identity.account);
    if (!token || !repository)
        return findings;
    for (const format of request.formats)
        await endpointProbe(findings, request, ports, format, token);
    upstreamProbe(findings, request.address, repository);
    for (const wanted of request.packages)
        await packageProbe(findings, request.address, repository, ports.client, wanted);
    return findings;
}
/** Exit code of the command line: that of the first problem. */
function exitOf(findings) {
    const first = findings.find(({ health }) => health === 'problem');
    return first === undefined ? 0 : first.code ? catalogue/* CATALOGUE */.y[first.code].exit : 1;
}
async function probe(findings, name, work, say) {
    try {
        const value = await work();
        findings.push({ probe: name, health: 'ok', found: say(value) });
        return value;
    }
    catch (error) {
        if (!(error instanceof registry_error/* RegistryError */.gl))
            throw error;
        findings.push({ probe: name, health: 'problem', found: error.message, fix: error.remedy, code: error.code });
        return undefined;
    }
}
async function repositoryProbe(findings, { address }, { client }, account) {
    const place = `${address.domain}/${address.repository}`;
    try {
        const found = await client.describeRepository(address);
        if (found) {
            findings.push({ probe: 'repository', health: 'ok', found: `${place} exists, owner ${found.domainOwner}` });
            return found;
        }
        const names = await client.listRepositoriesInDomain(address).catch(() => []);
        findings.push({
            probe: 'repository',
            health: 'problem',
            code: 'CA-FIND-001',
            found: `${place} does not exist`,
            fix: names.length > 0
                ? `Repositories of the domain: ${names.slice(0, 20).join(', ')}`
                : `aws codeartifact create-repository --domain ${address.domain} --repository ${address.repository}`,
        });
    }
    catch (error) {
        if (!(error instanceof registry_error/* RegistryError */.gl))
            throw error;
        const isCrossAccount = address.domainOwner !== undefined && address.domainOwner !== account && error.code === 'CA-AUTH-003';
        findings.push({
            probe: 'repository',
            health: 'problem',
            code: error.code,
            found: error.message,
            fix: isCrossAccount ? crossAccountFix(address, account) : error.remedy,
        });
    }
    return undefined;
}
/** Another account needs an allow on both sides (user guide, repo-policies): the part of the owner. */
function crossAccountFix(address, account) {
    const statement = (actions) => JSON.stringify({
        Version: '2012-10-17',
        Statement: [
            { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: actions, Resource: '*' },
        ],
    });
    return [
        `In account ${address.domainOwner}: aws codeartifact put-domain-permissions-policy --domain ${address.domain} --policy-document '${statement(['codeartifact:GetAuthorizationToken', 'codeartifact:GetRepositoryEndpoint', 'codeartifact:DescribeRepository', 'codeartifact:ReadFromRepository'])}'`,
        `In account ${account}: allow the same actions and sts:GetServiceBearerToken in the identity policy.`,
    ].join('\n');
}
async function endpointProbe(findings, request, { client, host }, format, token) {
    const endpoint = await probe(findings, `endpoint ${format}`, () => client.getRepositoryEndpoint(request.address, format, request.endpointType), (url) => url);
    if (!endpoint)
        return;
    const name = `read ${format}`;
    try {
        // No package has this name; what counts is whether the answer is about the package or about us.
        const response = await host.http({
            method: 'GET',
            url: `${endpoint}codeartifact-ci-doctor-probe`,
            headers: { authorization: `Bearer ${token.token.reveal()}` },
        });
        await response.discard();
        if (response.status === 401)
            findings.push({
                probe: name,
                health: 'problem',
                code: 'CA-AUTH-005',
                found: 'a fresh token was refused with 401',
                fix: 'Check the clock of this machine and whether `endpoint-url` belongs to the same account and region.',
            });
        else if (response.status === 403)
            findings.push({
                probe: name,
                health: 'problem',
                code: 'CA-AUTH-003',
                found: 'reading is denied (403)',
                fix: `Allow codeartifact:ReadFromRepository on the repository ARN (package ARNs do not work for it): {"Effect":"Allow","Action":"codeartifact:ReadFromRepository","Resource":"arn:aws:codeartifact:*:${request.address.domainOwner ?? '*'}:repository/${request.address.domain}/${request.address.repository}"}`,
            });
        else if (response.status >= 500)
            findings.push({
                probe: name,
                health: 'problem',
                code: 'CA-NET-002',
                found: `the endpoint answers ${response.status}`,
            });
        else
            findings.push({ probe: name, health: 'ok', found: 'package managers can read' });
    }
    catch (error) {
        if (!(error instanceof registry_error/* RegistryError */.gl))
            throw error;
        findings.push({ probe: name, health: 'problem', code: error.code, found: error.message, fix: error.remedy });
    }
}
function upstreamProbe(findings, address, repository) {
    if (repository.externalConnections.length > 0)
        findings.push({
            probe: 'upstream',
            health: 'ok',
            found: `connected to ${repository.externalConnections.join(', ')}`,
        });
    else if (repository.upstreams.length > 0)
        findings.push({ probe: 'upstream', health: 'ok', found: `upstreams ${repository.upstreams.join(', ')}` });
    else {
        findings.push({
            probe: 'upstream',
            health: 'warning',
            found: 'no upstream and no external connection: only packages published here can be installed',
            fix: `aws codeartifact update-repository --domain ${address.domain} --repository ${address.repository} --upstreams repositoryName=<repository with the external connection>`,
        });
    }
}
async function packageProbe(findings, address, repository, client, wanted) {
    const label = (0,coordinates/* packageName */.oZ)(wanted);
    const name = `package ${label}`;
    const found = await client.describePackage(address, wanted);
    if (!found) {
        const hasUpstream = repository.upstreams.length + repository.externalConnections.length > 0;
        findings.push(hasUpstream
            ? {
                probe: name,
                health: 'ok',
                found: `${label} is not held yet: the first request fetches it from upstream and is slow, later ones are served from the repository`,
            }
            : {
                probe: name,
                health: 'problem',
                code: 'CA-FIND-002',
                found: `${label} is not in the repository, and there is no upstream to get it from`,
                fix: `aws codeartifact associate-external-connection --domain ${address.domain} --repository <store repository> --external-connection public:<source>, then make that repository an upstream`,
            });
        return;
    }
    const { publish, upstream } = found.restrictions ?? { publish: 'ALLOW', upstream: 'ALLOW' };
    if (publish === 'BLOCK') {
        findings.push({
            probe: name,
            health: 'warning',
            code: 'CA-CONFLICT-003',
            found: `${label} cannot be published here: its origin controls say publish BLOCK (it was first seen from a public source)`,
            fix: `aws codeartifact put-package-origin-configuration --domain ${address.domain} --repository ${address.repository} --format ${wanted.format} ${wanted.namespace ? `--namespace ${wanted.namespace} ` : ''}--package ${wanted.name} --restrictions publish=ALLOW,upstream=BLOCK`,
        });
    }
    else if (upstream === 'ALLOW' && repository.upstreams.length > 0) {
        findings.push({
            probe: name,
            health: 'warning',
            found: `${label} may be published here and taken from upstream: a public package of this name could take its place`,
            fix: `aws codeartifact put-package-origin-configuration … --restrictions publish=ALLOW,upstream=BLOCK`,
        });
    }
    else
        findings.push({ probe: name, health: 'ok', found: `${label} is here; publish ${publish}, upstream ${upstream}` });
    if (wanted.version === undefined)
        return;
    const version = await client.describePackageVersion(address, { ...wanted, version: wanted.version });
    const exact = `${label}@${wanted.version}`;
    if (!version)
        findings.push({
            probe: `version ${exact}`,
            health: 'problem',
            code: 'CA-FIND-002',
            found: `${exact} is not in the repository`,
        });
    else if (version.status === 'Published')
        findings.push({ probe: `version ${exact}`, health: 'ok', found: `${exact} is Published` });
    else {
        const fix = version.status === 'Disposed'
            ? 'Its files are gone; delete the version and publish a new one.'
            : `aws codeartifact update-package-versions-status --domain ${address.domain} --repository ${address.repository} --format ${wanted.format} ${wanted.namespace ? `--namespace ${wanted.namespace} ` : ''}--package ${wanted.name} --versions ${wanted.version} --target-status Published`;
        findings.push({
            probe: `version ${exact}`,
            health: 'problem',
            code: 'CA-CONFLICT-003',
            found: `${exact} is ${version.status}, so package managers ${version.status === 'Unlisted' ? 'do not list it' : 'cannot download it'}`,
            fix,
        });
    }
}

// EXTERNAL MODULE: ./lib/formats/index.js + 81 modules
var lib_formats = __webpack_require__(6569);
// EXTERNAL MODULE: ./lib/verbs/address.js
var verbs_address = __webpack_require__(7494);
// EXTERNAL MODULE: ./lib/verbs/result.js
var verbs_result = __webpack_require__(7353);
// EXTERNAL MODULE: ./lib/verbs/tables.js
var tables = __webpack_require__(5329);
;// CONCATENATED MODULE: ./lib/verbs/doctor.js








const marks = { ok: '✓', warning: '!', problem: '✗' };
/** `doctor [COORDINATE…]`: what works, what does not, why, and the fix. */
const doctor = async ({ inputs, host, operands }) => {
    const address = (0,verbs_address/* repositoryAddress */.n)(inputs);
    let findings;
    try {
        const { client } = await (0,sign_in/* signIn */.J)(host, (0,sign_in/* identityOf */.c)(inputs, host, (0,verbs_address/* registryUrl */.N)(inputs)?.region));
        const named = inputs.list('tools').filter((tool) => tool !== 'auto' && tool !== 'none');
        const formats = lib_formats/* formatList */.ki.filter((format) => format.publishing && (named.length === 0 || format.tools.some(({ name }) => named.includes(name))));
        findings = await diagnose({
            address,
            formats: formats.map(({ name }) => name),
            endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
            durationSeconds: inputs.integer('duration-seconds'),
            packages: operands.map(coordinates/* parseCoordinate */.EK),
        }, { client, host });
    }
    catch (error) {
        // What stops the sign-in is the diagnosis people came for.
        if (!(error instanceof registry_error/* RegistryError */.gl) || error.code === 'CA-INPUT-001' || error.code === 'CA-INPUT-002')
            throw error;
        findings = [{ probe: 'credentials', health: 'problem', found: error.message, fix: error.remedy, code: error.code }];
    }
    const result = {
        ...verbs_result/* nothing */.s,
        exit: exitOf(findings),
        json: { findings },
        lines: findings.flatMap(({ probe, health, found, fix }) => [
            `${marks[health]} ${(0,tables/* printable */.g$)(probe)}: ${(0,tables/* printable */.g$)(found)}`,
            ...(fix ? fix.split('\n').map((line) => `    fix: ${(0,tables/* printable */.g$)(line)}`) : []),
        ]),
        summary: [
            '### Doctor',
            (0,tables/* markdownTable */.Qj)(['', 'probe', 'found', 'fix'], findings.map((each) => [marks[each.health], each.probe, each.found, each.fix ?? ''])),
        ].join('\n\n'),
    };
    return result;
};


/***/ }),

/***/ 7353:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ nothing)
/* harmony export */ });
const nothing = { outputs: {}, variables: {}, lines: [] };


/***/ })

};
