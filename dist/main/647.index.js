export const id = 647;
export const ids = [647];
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

/***/ 647:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  publish: () => (/* binding */ publish_publish)
});

// EXTERNAL MODULE: ./lib/aws/sign-in.js + 6 modules
var sign_in = __webpack_require__(4706);
// EXTERNAL MODULE: ./lib/core/errors/catalogue.js
var catalogue = __webpack_require__(6842);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/outcome.js
var outcome = __webpack_require__(6437);
// EXTERNAL MODULE: ./lib/core/documents/canonical.js
var canonical = __webpack_require__(8352);
// EXTERNAL MODULE: ./lib/core/documents/journal.js
var documents_journal = __webpack_require__(2069);
// EXTERNAL MODULE: ./lib/core/documents/manifest.js
var manifest = __webpack_require__(3425);
// EXTERNAL MODULE: ./lib/core/model/coordinates.js
var coordinates = __webpack_require__(1626);
// EXTERNAL MODULE: ./lib/core/model/package.js
var model_package = __webpack_require__(1265);
// EXTERNAL MODULE: ./lib/core/scheduling.js
var scheduling = __webpack_require__(7145);
;// CONCATENATED MODULE: ./lib/core/operations/expected-version.js
// Publish on tag: the version in the built files must be the one that was announced.


/**
 * Rejects with CA-CONFLICT-005 and names every publication of another version. With a package in the tag
 * (`utils-v1.2.3`) only that package is held to it, and it must be among the built ones.
 */
function requireExpectedVersion(expected, publications, formats) {
    const name = expected.package;
    const held = name === undefined ? publications : publications.filter((publication) => isNamed(publication, name));
    if (name !== undefined && held.length === 0) {
        const built = publications.map(coordinates/* shortForm */.JZ).join(', ');
        throw new registry_error/* RegistryError */.gl('CA-CONFLICT-005', `${expected.source} is for \`${name}\`, and the built files are ${built}`);
    }
    const others = held.filter((publication) => {
        const rules = formats.find(({ name }) => name === publication.format)?.coordinates;
        return !sameVersion(publication.version, expected.version, rules);
    });
    if (others.length === 0)
        return;
    throw new registry_error/* RegistryError */.gl('CA-CONFLICT-005', `${expected.source} says ${expected.version}, and the built files say ${others.map(coordinates/* shortForm */.JZ).join(', ')}`);
}
/** Equal as the format compares versions: `1.0.0-rc.1` of a tag and `1.0.0rc1` of a wheel are one version. */
function sameVersion(built, expected, rules) {
    if (built === expected)
        return true;
    if (!rules)
        return false;
    if (rules.normaliseVersion(built) === rules.normaliseVersion(expected))
        return true;
    try {
        return rules.compareVersions?.(built, expected) === 0;
    }
    catch {
        return false;
    }
}
// A tag names a package as people do: in full, without its scope or group, or by its folder.
function isNamed(ref, name) {
    const last = name.slice(name.lastIndexOf('/') + 1);
    return [(0,coordinates/* packageName */.oZ)(ref), ref.name, ref.displayName].some((known) => known === name || known === last);
}

;// CONCATENATED MODULE: ./lib/core/operations/gather.js
// From what people wrote in `packages` to publications: globs, folders of built files, project directories.



/**
 * Rejects with CA-FILE-001 when a named file is refused (hostile or broken), CA-FILE-002 when nothing is left to
 * publish, CA-FILE-004 when a project cannot be packed, CA-INPUT-002/-003 for the coordinate.
 */
async function gatherPublications(request, formats, host) {
    const workspace = new PackFolder(host);
    try {
        const report = request.coordinate === undefined
            ? await gatherAll(request, formats, host, workspace)
            : await compose(request, request.coordinate, formats, host);
        for (const { path, verdict, reason } of report.verdicts)
            host.log.debug(`${verdict}: ${path} (${reason})`);
        requireSound(report, request);
        return { ...report, cleanUp: () => workspace.remove() };
    }
    catch (error) {
        await workspace.remove();
        throw error;
    }
}
class PackFolder {
    #host;
    #path;
    constructor(host) {
        this.#host = host;
    }
    async path() {
        this.#path ??= await this.#host.files.makeTemporaryDirectory('pack');
        return this.#path;
    }
    async remove() {
        if (this.#path !== undefined)
            await this.#host.files.remove(this.#path, { recursive: true });
        this.#path = undefined;
    }
}
async function compose(request, coordinate, formats, host) {
    const reference = (0,coordinates/* parseVersionCoordinate */.sq)(coordinate);
    const format = formats.find(({ name }) => name === reference.format);
    if (!format?.publishing?.compose) {
        throw new registry_error/* RegistryError */.gl('CA-INPUT-003', `files of format \`${reference.format}\` name themselves; leave out the coordinate ${(0,coordinates/* shortForm */.JZ)(reference)}`);
    }
    const problems = format.coordinates.problems(reference);
    if (problems.length > 0)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-002', `${(0,coordinates/* shortForm */.JZ)(reference)}: ${problems.join('; ')}`);
    const paths = [];
    for (const entry of await entriesOf(request, host)) {
        paths.push(...(entry.kind === 'file' ? [entry.path] : await host.files.glob(['**/*'], entry.path)));
    }
    return format.publishing.compose(reference, [...new Set(paths)], host);
}
async function gatherAll(request, formats, host, workspace) {
    const publishable = formats.flatMap(({ publishing }) => (publishing ? [publishing] : []));
    const paths = [];
    for (const entry of await entriesOf(request, host)) {
        if (entry.kind === 'file')
            paths.push(entry.path);
        else
            paths.push(...(await inDirectory(entry.path, publishable, host, workspace)));
    }
    let remaining = [...new Set(paths)];
    const publications = [];
    const verdicts = new Map();
    for (const publishing of publishable) {
        if (remaining.length === 0)
            break;
        const report = await publishing.gather(remaining, host);
        publications.push(...report.publications);
        for (const verdict of report.verdicts) {
            const known = verdicts.get(verdict.path);
            if (!known || rank[verdict.verdict] > rank[known.verdict])
                verdicts.set(verdict.path, verdict);
        }
        remaining = remaining.filter((path) => verdicts.get(path)?.verdict !== 'taken');
    }
    return { publications, verdicts: [...verdicts.values()] };
}
const rank = { left: 0, refused: 1, taken: 2 };
/** Directories are taken as they are written; everything else is a glob. `!` excludes from the globs. */
async function entriesOf({ packages, workingDirectory }, host) {
    const patterns = [];
    const directories = [];
    for (const text of packages) {
        const stat = text.startsWith('!') ? undefined : await host.files.stat(joined(workingDirectory, text));
        if (stat?.kind === 'directory')
            directories.push({ kind: 'directory', path: joined(workingDirectory, text) });
        else
            patterns.push(text.replace(/^\.\//, ''));
    }
    const files = patterns.some((text) => !text.startsWith('!')) ? await host.files.glob(patterns, workingDirectory) : [];
    const entries = files.map((path) => ({ kind: 'file', path }));
    return [
        ...directories,
        ...(entries.length > 0 || patterns.length === 0
            ? entries
            : await globbedDirectories(patterns, workingDirectory, host)),
    ];
}
/** `packages/*` that matches no file may mean the project directories below it. */
async function globbedDirectories(patterns, cwd, host) {
    const inside = await host.files.glob(patterns.map((text) => `${text.replace(/\/+$/, '')}/*`), cwd);
    const parents = new Set(inside.map((path) => path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')))));
    return [...parents].sort().map((path) => ({ kind: 'directory', path }));
}
/** A project is packed with its own tool; any other folder is searched for files worth opening. */
async function inDirectory(directory, publishable, host, workspace) {
    const entries = await host.files.list(directory);
    const owners = publishable.filter(({ project }) => project?.recognises(entries));
    if (owners.length > 0) {
        const packed = [];
        for (const { project } of owners)
            packed.push(...((await project?.pack(directory, await workspace.path(), host)) ?? []));
        return packed;
    }
    const patterns = publishable.flatMap((publishing) => publishing.patterns.map((pattern) => `**/${pattern.replace(/^\*\*\//, '')}`));
    return patterns.length === 0 ? [] : host.files.glob([...new Set(patterns)], directory);
}
function joined(directory, path) {
    const isAbsolute = path.startsWith('/') || path.startsWith('\\') || /^[A-Za-z]:[\\/]/.test(path);
    return isAbsolute ? path : `${directory.replace(/[\\/]+$/, '')}/${path}`;
}
function requireSound(report, request) {
    const refused = report.verdicts.filter(({ verdict }) => verdict === 'refused');
    if (refused.length > 0) {
        const shown = refused.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
        throw new registry_error/* RegistryError */.gl('CA-FILE-001', `${refused.length} file(s) cannot be published: ${shown.join('; ')}`);
    }
    if (report.publications.length === 0) {
        const shown = report.verdicts.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
        const looked = shown.length > 0 ? ` (${shown.join('; ')})` : '; no file matches';
        throw new registry_error/* RegistryError */.gl('CA-FILE-002', `nothing to publish in ${request.packages.join(', ')}${looked}`);
    }
    const seen = new Set();
    for (const publication of report.publications) {
        const key = (0,model_package/* versionKey */._5)(publication);
        if (seen.has(key))
            throw new registry_error/* RegistryError */.gl('CA-FILE-001', `${(0,coordinates/* shortForm */.JZ)(publication)} was built twice; publish one of the two`);
        seen.add(key);
    }
}

// EXTERNAL MODULE: ./lib/core/operations/origin-controls.js
var origin_controls = __webpack_require__(9189);
// EXTERNAL MODULE: ./lib/core/operations/publish-set.js + 1 modules
var publish_set = __webpack_require__(5513);
// EXTERNAL MODULE: ./lib/core/operations/sides.js
var sides = __webpack_require__(5298);
// EXTERNAL MODULE: ./lib/core/operations/survey-set.js + 1 modules
var survey_set = __webpack_require__(283);
;// CONCATENATED MODULE: ./lib/core/operations/publish.js
// Publishing a release set: gather built files, compare each version with the registry by bytes, upload what is
// missing in dependency order, verify digests, make the set public last, write the manifest.













/** Tries of one call in all; see `retrying`. */
const ATTEMPTS = 12;
/**
 * Publishes a set. Everything expected comes back as outcomes; rejects only when going on is pointless: CA-FILE-001
 * and -002 (nothing publishable), CA-CONFLICT-005 (other version built), CA-AUTH and CA-FIND errors, CA-RUN-002.
 */
async function publish(request, ports) {
    const { host, formats, destination } = ports;
    const gathered = await gatherPublications(request, formats, host);
    try {
        if (request.expectedVersion)
            requireExpectedVersion(request.expectedVersion, gathered.publications, formats);
        const set = { publications: gathered.publications, npmTag: request.npmTag, ifExists: request.ifExists };
        const survey = await (0,survey_set/* surveySet */.tg)(set, request.concurrency, { host, formats, side: destination });
        ports.onPlan?.(survey.classifications);
        const begin = { classifications: survey.classifications, verdicts: gathered.verdicts };
        const refusals = (0,survey_set/* refusalsOf */.he)(survey.classifications, request.ifExists);
        if (request.dryRun || refusals.length > 0) {
            const outcomes = request.dryRun ? refusals : (0,survey_set/* withSiblings */.Ag)(survey.classifications, refusals);
            return { ...begin, outcomes, originFindings: survey.namesakes, warnings: survey.warnings, runId: '' };
        }
        const place = await (0,sides/* recordOf */.zv)(destination);
        const journal = await (0,documents_journal/* openJournal */._)(host, request.journalPath, { verb: 'publish', ...place });
        const done = await (0,publish_set/* publishSet */.o)(survey, request.concurrency, {
            host,
            formats,
            side: destination,
            journal,
            attempts: ATTEMPTS,
        });
        const originFindings = [
            ...survey.namesakes,
            ...(await controlOrigins(done.outcomes, request, ports, survey, journal)),
        ];
        const manifest = manifestOf(place, done);
        if (request.manifestPath !== undefined)
            await host.files.write(request.manifestPath, (0,canonical/* documentText */.ZH)(manifest));
        await journal.end(JSON.stringify((0,outcome/* countOutcomes */.XF)(done.outcomes)));
        return {
            ...begin,
            outcomes: done.outcomes,
            manifest,
            originFindings,
            warnings: [...survey.warnings, ...done.warnings],
            runId: journal.runId,
        };
    }
    finally {
        await gathered.cleanUp();
    }
}
async function controlOrigins(outcomes, request, { destination }, { surroundings }, journal) {
    const refs = new Map(outcomes.flatMap(({ kind, ref }) => (kind === 'published' ? [[(0,model_package/* packageKey */.MO)(ref), ref]] : [])));
    const look = (ref) => (0,origin_controls/* checkOriginControls */.D)(ref, request.originControls, { side: destination, journal, surroundings });
    return (0,scheduling/* eachWithin */.Ti)(request.concurrency, [...refs.values()], look);
}
function manifestOf(place, { outcomes, assets }) {
    const versions = outcomes.flatMap((outcome) => {
        if (outcome.kind !== 'published' && outcome.kind !== 'unchanged')
            return [];
        const { kind, ref, revision } = outcome;
        return [{ purl: (0,coordinates/* purl */.EV)(ref), revision, assets: assets.get((0,model_package/* versionKey */._5)(ref)) ?? [], outcome: kind }];
    });
    return { schema: manifest/* MANIFEST_SCHEMA */.K, ...place, versions };
}

// EXTERNAL MODULE: ./lib/verbs/address.js
var verbs_address = __webpack_require__(7494);
// EXTERNAL MODULE: ./lib/verbs/formats.js
var verbs_formats = __webpack_require__(8682);
// EXTERNAL MODULE: ./lib/verbs/reports.js
var reports = __webpack_require__(6921);
;// CONCATENATED MODULE: ./lib/core/operations/detect-tag.js
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

;// CONCATENATED MODULE: ./lib/verbs/run-tag.js


/** The git tag of this run; asks git only when the variables cannot tell. */
async function tagOfRun(host, explicit) {
    const decision = detectTag({ env: host.env, explicit });
    if (decision.kind !== 'ask-git')
        return decision;
    const { status, stdout } = await host.run('git', ['tag', '--points-at', 'HEAD'], { cwd: host.workingDirectory });
    return detectTag({
        env: host.env,
        explicit,
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

// EXTERNAL MODULE: ./lib/verbs/sides.js
var verbs_sides = __webpack_require__(6662);
;// CONCATENATED MODULE: ./lib/verbs/publish.js










/** `publish`: built files of any format into one repository. */
const publish_publish = async (request) => {
    const { inputs, host, operands } = request;
    const packages = operands.length > 0 ? operands : inputs.list('packages');
    const address = (0,verbs_address/* repositoryAddress */.n)(inputs);
    if (packages.length === 0)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`packages` (or CODEARTIFACT_PACKAGES) is needed: globs of built files or project directories');
    const formats = (0,verbs_formats/* formatsFor */.s)(inputs.list('format'));
    const signedIn = await (0,sign_in/* signIn */.J)(host, (0,sign_in/* identityOf */.c)(inputs, host, (0,verbs_address/* registryUrl */.N)(inputs)?.region));
    const destination = (0,verbs_sides/* writeSide */.H)(host, signedIn, {
        address,
        endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
        durationSeconds: inputs.integer('duration-seconds'),
        formats,
    });
    const dryRun = inputs.flag('dry-run');
    const manifestPath = inputs.text('manifest') ?? 'codeartifact-release.json';
    const journalPath = inputs.text('journal') ?? '.codeartifact-ci/journal.jsonl';
    const report = await publish({
        packages,
        workingDirectory: host.workingDirectory,
        coordinate: inputs.list('versions')[0],
        npmTag: inputs.text('npm-tag'),
        ifExists: inputs.text('if-exists') === 'fail' ? 'fail' : 'verify',
        expectedVersion: await expectedVersion(request),
        concurrency: inputs.integer('concurrency'),
        dryRun,
        manifestPath: dryRun ? undefined : manifestPath,
        journalPath: dryRun ? undefined : journalPath,
        originControls: 'assert',
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


/***/ })

};
