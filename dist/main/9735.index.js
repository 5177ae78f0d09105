"use strict";
exports.id = 9735;
exports.ids = [9735];
exports.modules = {

/***/ 9735:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  publishCommand: () => (/* binding */ publishCommand)
});

// EXTERNAL MODULE: ./lib/aws/sign-in.js + 13 modules
var sign_in = __webpack_require__(7757);
// EXTERNAL MODULE: ./lib/core/errors/catalogue.js
var catalogue = __webpack_require__(6842);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/outcome.js
var outcome = __webpack_require__(6437);
// EXTERNAL MODULE: ./lib/core/operations/publish/named-files.js
var named_files = __webpack_require__(5113);
// EXTERNAL MODULE: ./lib/core/operations/publish/publish.js + 2 modules
var publish = __webpack_require__(5302);
;// CONCATENATED MODULE: ./lib/core/operations/publish/detect-tag.js
// Decides whether a run is for a git tag, and which: from the variables of CodeBuild, CodePipeline and GitHub alone.
// Publishing hangs on this, so whatever is not proven is "no tag".
const tagRef = 'refs/tags/';
/**
 * | situation                       | what tells                                                      |
 * |---------------------------------|-----------------------------------------------------------------|
 * | user, pipeline, run-build       | `explicit`, else RELEASE_TAG (not an unexpanded `#{…}`)          |
 * | GitHub, hosted runners included | GITHUB_REF `refs/tags/…`                                        |
 * | CodeBuild webhook               | CODEBUILD_WEBHOOK_TRIGGER `tag/…`, else _HEAD_REF `refs/tags/…`  |
 * | CodeBuild manual                | CODEBUILD_SOURCE_VERSION `refs/tags/…[^{sha}]`, or a bare name that git proves |
 *
 * A webhook for a branch or a pull request is never a tag build, even when its commit happens to carry a tag.
 */
function detectTag(sources) {
    const { env } = sources;
    const named = given(sources.explicit);
    if (named !== undefined)
        return { kind: 'tag', tag: withoutRef(named), from: 'the given tag' };
    const released = given(env.RELEASE_TAG);
    if (released !== undefined)
        return { kind: 'tag', tag: withoutRef(released), from: 'RELEASE_TAG' };
    // A CodeBuild-hosted GitHub runner has both sets of variables; the job is GitHub's, so its refs count.
    if (env.GITHUB_ACTIONS === 'true')
        return fromGitHub(env) ?? fromHead(sources, 'GITHUB_REF is not a tag');
    return fromWebhook(env) ?? fromSourceVersion(sources);
}
/** Unset, empty and never expanded by CodePipeline are the same to a user. */
function given(value) {
    const text = value?.trim() ?? '';
    return text === '' || text.includes('#{') ? undefined : text;
}
function withoutRef(name) {
    return name.startsWith(tagRef) ? name.slice(tagRef.length) : name;
}
function fromGitHub(env) {
    const ref = env.GITHUB_REF ?? '';
    if (ref.startsWith(tagRef) && ref.length > tagRef.length)
        return { kind: 'tag', tag: ref.slice(tagRef.length), from: 'GITHUB_REF' };
    if (ref !== '')
        return { kind: 'none', reason: 'GITHUB_REF names a branch or pull request' };
    return undefined;
}
function fromWebhook(env) {
    const trigger = env.CODEBUILD_WEBHOOK_TRIGGER ?? '';
    if (trigger.startsWith('tag/') && trigger.length > 4)
        return { kind: 'tag', tag: trigger.slice(4), from: 'CODEBUILD_WEBHOOK_TRIGGER' };
    const head = env.CODEBUILD_WEBHOOK_HEAD_REF ?? '';
    if (head.startsWith(tagRef) && head.length > tagRef.length && !trigger.startsWith('pr/'))
        return { kind: 'tag', tag: head.slice(tagRef.length), from: 'CODEBUILD_WEBHOOK_HEAD_REF' };
    if (trigger !== '')
        return { kind: 'none', reason: 'the webhook was triggered by a branch or pull request' };
    return undefined;
}
function fromSourceVersion(sources) {
    const version = sources.env.CODEBUILD_SOURCE_VERSION ?? '';
    if (version.startsWith('pr/'))
        return { kind: 'none', reason: 'the source version is a pull request' };
    if (version.startsWith(tagRef)) {
        const tag = version.slice(tagRef.length).replace(/\^\{[0-9a-f]*\}$/, '');
        if (tag !== '')
            return { kind: 'tag', tag, from: 'CODEBUILD_SOURCE_VERSION' };
    }
    if ((sources.env.CODEBUILD_INITIATOR ?? '').startsWith('codepipeline/'))
        return fromHead(sources, 'CodePipeline does not say; pass RELEASE_TAG from the pipeline');
    // A commit id or an S3 location is not a name that a tag could have.
    if (version === '' || version.startsWith('refs/') || version.startsWith('arn:') || /^[0-9a-f]{40}$/.test(version))
        return fromHead(sources, 'no variable of this run names a tag');
    if (sources.tagsAtHead === undefined)
        return { kind: 'ask-git', reason: 'the source version may be a branch or a tag' };
    if (sources.tagsAtHead.includes(version))
        return { kind: 'tag', tag: version, from: 'CODEBUILD_SOURCE_VERSION' };
    return { kind: 'none', reason: 'git has no tag of that name at the checked out commit' };
}
function fromHead(sources, reason) {
    if (!sources.anyTagAtHead)
        return { kind: 'none', reason };
    if (sources.tagsAtHead === undefined)
        return { kind: 'ask-git', reason };
    const [tag, ...others] = sources.tagsAtHead;
    if (tag === undefined)
        return { kind: 'none', reason: 'no tag points at the checked out commit' };
    if (others.length > 0)
        return { kind: 'none', reason: 'several tags point at the checked out commit' };
    return { kind: 'tag', tag, from: 'git' };
}
const version = String.raw `[0-9]+(?:\.[0-9A-Za-z]+)*(?:[-+.][0-9A-Za-z.+-]+)?`;
const bare = new RegExp(`^[vV]?(${version})$`);
const atSign = new RegExp(`^(.+)@[vV]?(${version})$`);
const slash = new RegExp(`^(.+)/[vV]?(${version})$`);
// Only from the first separator that a dotted number follows, so that `log4j-2-v1.0.0-rc.1` keeps its name.
const hyphen = /^(.+?)[-_][vV]?([0-9]+\.[0-9][0-9A-Za-z.+-]*)$/;
/**
 * The version a tag names, or undefined when it names none.
 *
 * | tag                  | version      | package       |
 * |----------------------|--------------|---------------|
 * | `v1.2.3`, `1.2.3`    | `1.2.3`      |               |
 * | `v1.2.3-rc.1`        | `1.2.3-rc.1` |               |
 * | `@acme/utils@1.2.3`  | `1.2.3`      | `@acme/utils` |
 * | `utils-v1.2.3`       | `1.2.3`      | `utils`       |
 * | `utils/v1.2.3`       | `1.2.3`      | `utils`       |
 * | `nightly`            | –            |               |
 */
function versionOfTag(tag) {
    const plain = bare.exec(tag)?.[1];
    if (plain !== undefined)
        return { version: plain };
    const match = atSign.exec(tag) ?? slash.exec(tag) ?? hyphen.exec(tag);
    const name = match?.[1];
    const value = match?.[2];
    return name === undefined || value === undefined ? undefined : { version: value, package: name };
}

;// CONCATENATED MODULE: ./lib/core/operations/publish/run-tag.js


/** The git tag of this run; asks git only when the variables cannot tell. `anyTagAtHead` as in `detectTag`. */
async function tagOfRun(host, explicit, anyTagAtHead = false) {
    const decision = detectTag({ env: host.env, explicit, anyTagAtHead });
    if (decision.kind !== 'ask-git')
        return decision;
    const { status, stdout } = await host.run('git', ['tag', '--points-at', 'HEAD'], {
        cwd: host.workingDirectory,
        timeoutMs: 60_000,
    });
    return detectTag({
        env: host.env,
        explicit,
        anyTagAtHead,
        // No git, no repository or foreign ownership: nothing is proven, so it is no tag.
        tagsAtHead: status === 0 ? stdout.split(/\r?\n/).filter((line) => line !== '') : [],
    });
}
/** The version `expected-version: tag` stands for. Throws CA-INPUT-001 when the run is not for a tag that names one. */
async function versionOfRun(host) {
    const decision = await tagOfRun(host);
    if (decision.kind !== 'tag')
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `\`expected-version\` is \`tag\`, but this run is not for a tag: ${decision.kind === 'none' ? decision.reason : 'git cannot be asked'}`);
    const found = versionOfTag(decision.tag);
    const shown = decision.tag.replace(/\p{C}/gu, '?');
    if (!found)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `the git tag ${shown} names no version`);
    return { version: found.version, package: found.package, source: `git tag ${shown}` };
}

// EXTERNAL MODULE: ./lib/commands/registry/address.js
var registry_address = __webpack_require__(7284);
// EXTERNAL MODULE: ./lib/commands/registry/formats.js
var registry_formats = __webpack_require__(1412);
// EXTERNAL MODULE: ./lib/commands/registry/repository-access.js
var repository_access = __webpack_require__(3769);
// EXTERNAL MODULE: ./lib/commands/report/reports.js
var reports = __webpack_require__(4158);
;// CONCATENATED MODULE: ./lib/commands/publish.js











/** `publish`: built files of any format into one repository. */
const publishCommand = async (request) => {
    const { inputs, host, operands } = request;
    const packages = operands.length > 0 ? operands : inputs.list('packages');
    const address = (0,registry_address/* repositoryAddress */.n)(inputs);
    const versions = (0,named_files/* readVersionLines */.ut)(inputs.list('versions'));
    if (packages.length === 0 && (versions.named.length === 0 || versions.coordinate !== undefined))
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`packages` (or CODEARTIFACT_PACKAGES) is needed: globs of built files or project directories');
    const formats = (0,registry_formats/* formatsFor */.s)(inputs.list('format'));
    const signedIn = await (0,sign_in/* signIn */.J)(host, (0,sign_in/* identityOf */.c)(inputs, host, (0,registry_address/* registryUrl */.N)(inputs)?.region));
    const destination = (0,repository_access/* openRepositoryWriter */._)(host, signedIn, {
        address,
        endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
        durationSeconds: inputs.integer('duration-seconds'),
        attempts: inputs.integer('retry-max-attempts'),
        formats,
    });
    const dryRun = inputs.flag('dry-run');
    const manifestPath = inputs.text('manifest') ?? 'codeartifact-release.json';
    const journalPath = inputs.text('journal') ?? '.codeartifact-ci/journal.jsonl';
    const report = await (0,publish/* publish */.m)({
        packages,
        workingDirectory: host.workingDirectory,
        ...versions,
        npmTag: inputs.text('npm-tag'),
        ifExists: inputs.text('if-exists') === 'fail' ? 'fail' : 'verify',
        expectedVersion: await expectedVersion(request),
        concurrency: inputs.integer('concurrency'),
        dryRun,
        manifestPath: dryRun ? undefined : manifestPath,
        journalPath: dryRun ? undefined : journalPath,
        originControls: 'assert',
        verifyBy: inputs.text('verify-by') === 'download' ? 'download' : 'listed',
    }, { host, formats, destination });
    for (const warning of report.warnings)
        host.log.warning(warning);
    const code = (0,outcome/* codeOf */.$N)(report.outcomes);
    const result = {
        exit: code === undefined ? 0 : catalogue/* CATALOGUE */.y[code].exit,
        outputs: {
            ...(0,reports/* outcomeOutputs */.nS)(report.outcomes),
            ...(report.manifest ? { manifest: manifestPath, journal: journalPath } : {}),
        },
        variables: {},
        json: { dryRun, ...report },
        lines: (0,reports/* outcomeLines */.qx)(report),
        summary: (0,reports/* publishSummary */.Iv)(address, report, dryRun),
    };
    return result;
};
async function expectedVersion({ inputs, host }) {
    const wanted = inputs.text('expected-version');
    if (wanted === undefined)
        return undefined;
    return wanted === 'tag' ? versionOfRun(host) : { version: wanted, source: 'expected-version' };
}


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
;