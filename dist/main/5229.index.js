"use strict";
exports.id = 5229;
exports.ids = [5229];
exports.modules = {

/***/ 5229:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  loginCommand: () => (/* binding */ loginCommand)
});

// EXTERNAL MODULE: ./lib/aws/sign-in.js + 13 modules
var sign_in = __webpack_require__(7757);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/endpoint.js
var model_endpoint = __webpack_require__(3128);
;// CONCATENATED MODULE: ./lib/core/operations/login/authorize.js


/** One token for the domain and one endpoint a format, asked for at the same time. */
async function authorize(client, request) {
    const { address } = request;
    const formats = [...new Set(request.formats)];
    const [token, ...endpoints] = await Promise.all([
        request.token ?? client.getAuthorizationToken(address, request.durationSeconds),
        ...formats.map((format) => client.getRepositoryEndpoint(address, format, request.endpointType)),
    ]);
    const pairs = formats.map((format, index) => [format, endpoints[index] ?? '']);
    return { token, endpoints: new Map(pairs), domainOwner: address.domainOwner ?? (await ownerOf(client, endpoints)) };
}
async function ownerOf(client, endpoints) {
    const owner = endpoints.map((endpoint) => (0,model_endpoint/* parseEndpoint */.B)(endpoint)?.domainOwner).find((found) => found !== undefined);
    // Leaving out the owner means the caller's own account; asked for only when no endpoint told.
    const account = owner ?? (await client.getCallerIdentity()).account;
    if (!/^\d{12}$/.test(account))
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`domain-owner` is needed: the account could not be found out');
    return account;
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/core/model/job.js
var model_job = __webpack_require__(9562);
// EXTERNAL MODULE: ./lib/core/model/token-variable.js
var token_variable = __webpack_require__(3153);
// EXTERNAL MODULE: ./lib/core/operations/login/home-lock.js
var home_lock = __webpack_require__(8793);
// EXTERNAL MODULE: ./lib/core/operations/login/login-record.js
var login_record = __webpack_require__(2187);
// EXTERNAL MODULE: ./lib/core/operations/login/logout.js + 1 modules
var logout = __webpack_require__(2220);
// EXTERNAL MODULE: ./lib/core/operations/login/overwrite-in-place.js
var overwrite_in_place = __webpack_require__(5383);
// EXTERNAL MODULE: ./lib/core/model/secret.js
var secret = __webpack_require__(9657);
// EXTERNAL MODULE: ./lib/core/text/encoding.js
var text_encoding = __webpack_require__(9606);
// EXTERNAL MODULE: ./lib/core/text/revert-file.js
var revert_file = __webpack_require__(5468);
// EXTERNAL MODULE: ./lib/core/text/three-way-merge.js
var three_way_merge = __webpack_require__(784);
;// CONCATENATED MODULE: ./lib/core/operations/login/planned-edits.js
// The files a login is about to change, as they are and as they would be; nothing is written here.






/** A configuration file larger than this is not one. */
const LARGEST = 4 * 1024 * 1024;
/** Reads each file once; edits add up. */
class PlannedEdits {
    #seen = new Map();
    #byTarget = new Map();
    #edited = new Set();
    #request;
    constructor(request) {
        this.#request = request;
    }
    knows(path) {
        return this.#seen.has(path);
    }
    exists(path) {
        const seen = this.#seen.get(path);
        return seen !== undefined && (seen.exists || seen.draft?.texts.get('') !== undefined);
    }
    read(path) {
        return this.#seen.get(path)?.draft?.texts.get('');
    }
    async look(path) {
        if (this.#seen.has(path))
            return;
        const { files } = this.#request.host;
        const realPath = await files.realPath(path);
        const known = this.#byTarget.get(realPath ?? path);
        const stat = known ? undefined : await files.stat(realPath ?? path);
        const isFile = stat === undefined || stat.kind === 'file' || stat.kind === 'link';
        const draft = known ?? (isFile ? await this.#open(path, realPath) : undefined);
        if (draft)
            this.#byTarget.set(realPath ?? path, draft);
        this.#seen.set(path, { exists: stat !== undefined, draft });
    }
    async #open(path, realPath) {
        const { files } = this.#request.host;
        const stat = realPath === undefined ? undefined : await files.stat(realPath);
        if (stat && stat.size > LARGEST)
            throw new registry_error/* RegistryError */.gl('CA-FILE-003', `${path} is too large for a configuration file (${stat.size} bytes)`);
        const before = realPath === undefined ? undefined : await files.read(realPath);
        const decoded = before && (0,text_encoding/* decodeText */.g7)(before);
        const texts = new Map([['', decoded?.text]]);
        for (const record of this.#request.parallel) {
            const file = record.files.find((one) => (one.realPath ?? one.path) === (realPath ?? path));
            if (!file)
                continue;
            const step = {
                before: file.before === undefined ? undefined : Buffer.from(file.before, 'base64'),
                after: Buffer.from(file.after, 'base64'),
                syntax: file.syntax,
            };
            const spared = (0,revert_file/* undoStep */.D)(step, before, record.secrets).content;
            texts.set(record.id, spared && (0,text_encoding/* decodeText */.g7)(spared).text);
        }
        const folders = realPath === undefined ? await missingFolders(path, files) : [];
        const encoding = decoded?.encoding ?? text_encoding/* PLAIN */.tZ;
        return {
            path,
            realPath,
            before,
            mode: stat?.mode,
            encoding,
            folders,
            texts,
            holdsSecret: false,
            syntax: 'lines',
            skeleton: undefined,
        };
    }
    async edit(file, tool) {
        const path = (0,external_node_path_.resolve)(this.#request.workingDirectory, file.path);
        await this.look(path);
        const draft = this.#seen.get(path)?.draft;
        if (!draft)
            throw new registry_error/* RegistryError */.gl('CA-FILE-003', `${path} is not a file, so ${tool} cannot be configured`);
        for (const [key, text] of draft.texts) {
            try {
                draft.texts.set(key, await file.edit(text ?? file.skeleton));
            }
            catch (error) {
                const reason = error instanceof Error ? error.message : String(error);
                throw new registry_error/* RegistryError */.gl('CA-FILE-003', `${path} cannot be edited for ${tool}: ${reason}`, { cause: error });
            }
        }
        draft.holdsSecret ||= file.holdsSecret;
        if (draft.syntax === 'lines')
            draft.syntax = file.syntax;
        draft.skeleton ??= file.skeleton;
        this.#edited.add(draft);
    }
    finish(secrets) {
        const hidden = secrets.flatMap(secret/* spellings */.cl).filter((spelling) => spelling !== '');
        return [...this.#edited].map((draft) => {
            const { texts, encoding, mode, before } = draft;
            const encode = (text) => (0,text_encoding/* encodeText */.wx)(text ?? '', encoding);
            const base = before ? (0,text_encoding/* decodeText */.g7)(before).text : '';
            const without = [...texts].filter(([key]) => key !== '').map(([key, text]) => [key, encode(text)]);
            return {
                path: draft.path,
                realPath: draft.realPath,
                before,
                after: encode(texts.get('')),
                modeBefore: mode,
                modeAfter: this.#mode(draft),
                syntax: draft.syntax,
                skeleton: draft.skeleton,
                holdsSecret: draft.holdsSecret,
                folders: draft.folders,
                without: Object.fromEntries(without),
                added: addedTo(base, texts.get('') ?? '', draft.syntax).map((line) => hidden.reduce((rest, secret) => rest.replaceAll(secret, '***'), line)),
            };
        });
    }
    /** A file that holds a token is for its owner only; gem takes its credentials from a file of mode 0600 and no other. */
    #mode({ mode, holdsSecret }) {
        if (mode === undefined)
            return holdsSecret ? 0o600 : undefined;
        return holdsSecret && this.#request.host.platform !== 'win32' ? (mode & 0o700) | 0o600 : mode;
    }
}
/** Whole lines where lines stand alone; else only the pieces, since their line may hold a stranger's secret. */
function addedTo(before, after, syntax) {
    const linesIn = (text) => (0,three_way_merge/* linesOf */.Dx)(text).map((line) => line.trimEnd());
    const known = new Set(linesIn(before));
    if (syntax !== 'tree')
        return linesIn(after).filter((line) => !known.has(line));
    const pieces = (0,three_way_merge/* changesBetween */.iv)(before, after).flatMap((change) => linesIn(change.text));
    return pieces.filter((line) => line !== '');
}
async function missingFolders(path, files) {
    const missing = [];
    for (let folder = (0,external_node_path_.dirname)(path); (await files.stat(folder)) === undefined && (0,external_node_path_.dirname)(folder) !== folder; folder = (0,external_node_path_.dirname)(folder))
        missing.push(folder);
    return missing;
}

;// CONCATENATED MODULE: ./lib/core/operations/login/plan-files.js
// What the tools want of the files of this machine, worked out in memory: nothing is written here.



/** Throws CA-FILE-003 when a file is too large or an edit does not understand it. */
async function planFiles(request) {
    const drafts = new PlannedEdits(request);
    const variables = {};
    const notes = [];
    const paths = [];
    const earlier = [...request.earlier];
    for (const { tool, format, request: wanted } of request.registrations) {
        const known = earlier.filter((one) => one.format === format && one.endpoint !== wanted.endpoint);
        const configuration = await settle(tool.configure, { ...wanted, earlierEndpoints: known.map((one) => one.endpoint) }, drafts, request);
        paths.push(configuration.files.map((file) => file.path));
        for (const file of configuration.files)
            await drafts.edit(file, tool.name);
        for (const [name, value] of Object.entries(configuration.variables)) {
            if (name in variables && plain(variables[name]) !== plain(value))
                notes.push(`${name} is set for more than one repository; the last one counts`);
            variables[name] = value;
        }
        notes.push(...configuration.notes);
        earlier.push({ format, endpoint: wanted.endpoint });
    }
    const secrets = request.registrations.map((one) => one.request.token.reveal());
    return { files: drafts.finish(secrets), paths, variables, notes };
}
const plain = (value) => (value instanceof secret/* Secret */.zh ? value.reveal() : value);
/** Asks again until the tool has seen every file it asked for. */
async function settle(configureTool, wanted, drafts, { workingDirectory, host }) {
    for (let round = 0; round < 20; round += 1) {
        const unknown = new Set();
        const ask = (path, answer, otherwise) => {
            if (drafts.knows(path))
                return answer(path);
            unknown.add(path);
            return otherwise;
        };
        const machine = {
            platform: host.platform,
            home: host.home,
            env: host.env,
            workingDirectory,
            exists: (path) => ask(path, (known) => drafts.exists(known), false),
            read: (path) => ask(path, (known) => drafts.read(known), undefined),
        };
        const configuration = await configureTool({ ...wanted, machine });
        if (unknown.size === 0)
            return configuration;
        // One after the other: two paths may lead to one file.
        for (const path of unknown)
            await drafts.look(path);
    }
    throw new registry_error/* RegistryError */.gl('CA-RUN-003', 'a tool asks for ever more files');
}

;// CONCATENATED MODULE: ./lib/core/operations/login/configure.js
// Applies what the tools ask for to the machine, as a polite guest: everything is planned in memory first, then
// written down for undoing, then written. Either all files are changed or none.









/**
 * Configures the tools. Throws RegistryError CA-FILE-003 when a file cannot be understood or written; every file is
 * then as it was.
 */
async function configure(login, host) {
    if (login.dryRun)
        return describe(login, await plan(login, [], host), undefined);
    return (0,home_lock/* withHomeLock */.N)(host, async () => {
        const left = await (0,logout/* repairLeftovers */.sF)(host);
        const { records } = await (0,login_record/* readRecords */.T3)(host);
        const planned = await plan(login, records, host);
        const record = recordOf(login, planned, records, host);
        const hasTrace = record.files.length > 0 || record.variables.length > 0;
        if (hasTrace)
            await carryOut(record, planned.files, host);
        const repaired = left.sessions.length + left.warnings.length > 0 ? left : undefined;
        return { ...describe(login, planned, hasTrace ? record.id : undefined), repaired };
    });
}
async function plan(login, records, host) {
    const { job } = (0,model_job/* jobIdentity */.K)(host.env);
    const mine = records.filter((record) => record.job === job);
    const planned = await planFiles({
        registrations: login.registrations,
        earlier: mine.flatMap((record) => record.endpoints),
        parallel: records.filter((record) => record.job !== job),
        workingDirectory: login.workingDirectory ?? host.workingDirectory,
        host,
    });
    const token = (0,token_variable/* tokenVariables */.f)(login.tokenVariable, planned.variables, login.registrations[0]?.request.token);
    const notes = [...planned.notes, ...token.notes];
    const parallel = records.filter((record) => record.job !== job && record.files.some((file) => planned.files.some((one) => one.path === file.path)));
    if (parallel.length > 0) {
        notes.push('another job that shares this home is signed in; where both set the same default registry, the last one wins');
    }
    return { ...planned, variables: token.variables, notes: [...new Set(notes)] };
}
function recordOf(login, planned, records, host) {
    const sequence = (records.at(-1)?.sequence ?? 0) + 1;
    const unique = Math.floor(host.clock.random() * 2 ** 40).toString(36);
    const endpoints = login.registrations.map(({ format, request }) => ({ format, endpoint: request.endpoint }));
    return {
        schema: login_record/* LOGIN_SCHEMA */.sz,
        id: `${String(sequence).padStart(6, '0')}-${unique}`,
        sequence,
        ...(0,model_job/* jobIdentity */.K)(host.env),
        expiresAt: login.expiresAt,
        secrets: [...new Set(login.registrations.map(({ request }) => request.token.reveal()))],
        endpoints: [...new Map(endpoints.map((one) => [`${one.format} ${one.endpoint}`, one])).values()],
        variables: Object.keys(planned.variables),
        files: planned.files.filter(leavesTrace).map(fileRecordOf),
    };
}
const hasChanged = (file) => file.before === undefined || !file.before.equals(file.after);
/** An unchanged file is ours as well when a parallel job's login wrote what we need. */
const leavesTrace = (file) => hasChanged(file) || Object.keys(file.without).length > 0 || file.modeAfter !== file.modeBefore;
function fileRecordOf(file) {
    const base64 = (bytes) => bytes.toString('base64');
    return {
        path: file.path,
        realPath: file.realPath,
        before: file.before && base64(file.before),
        after: base64(file.after),
        modeBefore: file.modeBefore,
        modeAfter: file.modeAfter,
        syntax: file.syntax,
        skeleton: file.before === undefined ? file.skeleton : undefined,
        folders: file.folders,
        without: Object.fromEntries(Object.entries(file.without).map(([id, bytes]) => [id, base64(bytes)])),
    };
}
async function carryOut(record, planned, host) {
    await (0,login_record/* writeRecord */.rh)(record, host);
    try {
        for (const file of planned.filter(leavesTrace)) {
            const target = file.realPath ?? file.path;
            if (file.folders.length > 0)
                await host.files.makeDirectory((0,external_node_path_.dirname)(target), file.holdsSecret ? { mode: 0o700 } : {});
            if (hasChanged(file))
                await (0,overwrite_in_place/* overwritePreservingMode */.E)(target, file.after, file.modeAfter, host.files);
            else if (file.modeAfter !== undefined)
                await host.files.setMode(target, file.modeAfter);
        }
    }
    catch (error) {
        const undone = await (0,logout/* undo */.tN)((one) => one.id === record.id, host);
        if (error instanceof registry_error/* RegistryError */.gl && undone.warnings.length === 0)
            throw error;
        const text = error instanceof Error ? error.message : String(error);
        throw new registry_error/* RegistryError */.gl('CA-FILE-003', [text, ...undone.warnings].join('; '), { cause: error });
    }
}
function describe(login, planned, session) {
    return {
        session,
        tools: login.registrations.map(({ tool, request }, index) => ({
            tool: tool.name,
            domain: request.domain,
            repository: request.repository,
            files: planned.paths[index] ?? [],
        })),
        files: planned.files.map((file) => ({
            path: file.path,
            change: file.before === undefined ? 'created' : hasChanged(file) ? 'changed' : 'unchanged',
            added: file.added,
        })),
        variables: planned.variables,
        notes: planned.notes,
        repaired: undefined,
    };
}

// EXTERNAL MODULE: ./lib/core/operations/login/detect-tools.js
var detect_tools = __webpack_require__(4267);
// EXTERNAL MODULE: ./lib/formats/cargo/configure.js
var cargo_configure = __webpack_require__(6907);
// EXTERNAL MODULE: ./lib/formats/maven/configure/configure.js + 2 modules
var configure_configure = __webpack_require__(9979);
// EXTERNAL MODULE: ./lib/formats/npm/configure/configure.js
var npm_configure_configure = __webpack_require__(3445);
// EXTERNAL MODULE: ./lib/formats/nuget/configure/configure.js
var nuget_configure_configure = __webpack_require__(1823);
// EXTERNAL MODULE: ./lib/formats/pypi/configure/configure.js + 4 modules
var pypi_configure_configure = __webpack_require__(2879);
// EXTERNAL MODULE: ./lib/formats/ruby/configure.js + 1 modules
var ruby_configure = __webpack_require__(3534);
// EXTERNAL MODULE: ./lib/formats/swift/configure.js
var swift_configure = __webpack_require__(320);
;// CONCATENATED MODULE: ./lib/formats/tools.js







/** In the order of the formats in `index.ts`, which a test compares. */
const toolSets = [
    { name: 'npm', tools: npm_configure_configure/* tools */.Y, isPublished: true },
    { name: 'pypi', tools: pypi_configure_configure/* tools */.Y, isPublished: true },
    { name: 'maven', tools: configure_configure/* tools */.Y, isPublished: true },
    { name: 'nuget', tools: nuget_configure_configure/* tools */.Y, isPublished: true },
    { name: 'generic', tools: [], isPublished: true },
    { name: 'cargo', tools: cargo_configure/* tools */.Y, isPublished: false },
    { name: 'ruby', tools: ruby_configure/* tools */.Y, isPublished: false },
    { name: 'swift', tools: swift_configure/* tools */.Y, isPublished: false },
];

;// CONCATENATED MODULE: ./lib/commands/registry/caches.js

/** Undefined when no cache is wanted; else what works it out, loaded only when somebody asks. */
function cachePlanner(inputs, registries, host) {
    const wanted = inputs.list('cache').filter((name) => name !== 'none');
    if (wanted.length === 0 || inputs.flag('dry-run'))
        return undefined;
    return async () => {
        const { packageStores } = await __webpack_require__.e(/* import() */ 7287).then(__webpack_require__.bind(__webpack_require__, 7287));
        const { planCaches } = await __webpack_require__.e(/* import() */ 8341).then(__webpack_require__.bind(__webpack_require__, 8341));
        const configured = registries.flatMap(({ findings }) => findings.map(({ tool }) => tool.name));
        const named = wanted.filter((name) => name !== 'auto');
        const names = new Set([...named, ...(wanted.includes('auto') ? configured : [])]);
        const requests = [];
        const warnings = [];
        for (const name of names) {
            const store = packageStores[name];
            if (store)
                requests.push({ tool: name, store, endpoints: endpointsOf(name, registries) });
            else if (named.includes(name))
                warnings.push(`${name}: nothing is cached, it keeps no packages`);
        }
        const plan = await planCaches(requests, inputs.list('cache-dependency-path'), host);
        return { caches: plan.caches, warnings: [...warnings, ...plan.warnings] };
    };
}
/** Of the registries the tool was configured for; of all when it was configured for none. */
function endpointsOf(name, registries) {
    const format = toolSets.find(({ tools }) => tools.some((tool) => tool.name === name))?.name;
    const own = registries.filter(({ findings }) => findings.some(({ tool }) => tool.name === name));
    return (own.length > 0 ? own : registries).map(({ place, authorized }) => (format && authorized.endpoints.get(format)) ?? place);
}

// EXTERNAL MODULE: ./lib/core/inputs/definitions.js
var definitions = __webpack_require__(195);
// EXTERNAL MODULE: ./lib/core/inputs/read.js
var read = __webpack_require__(9121);
// EXTERNAL MODULE: ./lib/core/model/version.js
var version = __webpack_require__(7581);
// EXTERNAL MODULE: ./lib/commands/registry/address.js
var registry_address = __webpack_require__(7284);
;// CONCATENATED MODULE: ./lib/commands/registry/registries.js
// The registry inputs of login: one registry from the single inputs, or several from the YAML list `registries`.






const RETIREMENT = { inputs: definitions/* RETIRED_INPUTS */.c8, version: version/* VERSION */.x };
const registries_definitions = definitions/* INPUTS */.mc;
/** Said once for one registry; with a list they stand in its items. */
const single = ['domain', 'domain-owner', 'repository', 'registry-url', 'scope'];
/** About the job and not about a registry. */
const jobWide = [
    'registries',
    'working-directory',
    'dry-run',
    'summary',
    'cleanup',
    'cache',
    'cache-dependency-path',
    'output-token',
    'token-env-var',
    'export-aws-credentials',
    'http-proxy',
    'no-proxy',
];
async function registryEntries(inputs, host) {
    const list = inputs.text('registries');
    if (list === undefined)
        return [entryOf(inputs, host)];
    const clash = single.filter((name) => inputs.given(name));
    if (clash.length > 0)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `with \`registries\` leave out ${clash.map((name) => `\`${name}\``).join(', ')}: they stand in its items`);
    return (await itemsOf(list)).map((item, index) => {
        const own = itemInputs(item, index, inputs);
        for (const warning of own.warnings)
            host.log.warning(warning);
        return entryOf(own, host);
    });
}
/** Every scalar stays the text it was written as: an account that begins with 0 must not become a number. */
async function itemsOf(text) {
    const { parse } = await __webpack_require__.e(/* import() */ 8815).then(__webpack_require__.t.bind(__webpack_require__, 8815, 19));
    let value;
    try {
        value = parse(text, { schema: 'failsafe', maxAliasCount: 20 });
    }
    catch (error) {
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `\`registries\` is not YAML: ${String(error).split('\n')[0]}`);
    }
    const isList = Array.isArray(value) &&
        value.length > 0 &&
        value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item));
    if (!isList)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`registries` expects a YAML list of items with `domain`, `repository` and other inputs');
    return value;
}
function itemInputs(item, index, shared) {
    const allowed = registries_definitions
        .filter(({ name, commands }) => commands.includes('login') && !jobWide.includes(name))
        .map(({ name }) => name);
    const retired = (0,read/* retiredInputsOf */.WF)('login', RETIREMENT).map(({ name }) => name);
    const strange = Object.keys(item).filter((key) => !allowed.includes(key) && !retired.includes(key));
    if (strange.length > 0) {
        const shown = strange.map((key) => `\`${key.replace(/\p{C}/gu, '?')}\``).join(', ');
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `item ${index + 1} of \`registries\` has ${shown}; expects any of ${allowed.join(', ')}`);
    }
    const own = (name) => {
        const value = item[name];
        return Array.isArray(value)
            ? value.map(String).join('\n')
            : value === undefined || value === null
                ? undefined
                : String(value);
    };
    const raw = (name) => own(name) ??
        (single.includes(name) || !shared.given(name) || jobWide.includes(name) ? undefined : shared.text(name));
    return (0,read/* readInputs */.Ko)('login', raw, (name) => `registries[${index}].${name}`, RETIREMENT);
}
function entryOf(inputs, host) {
    const address = (0,registry_address/* repositoryAddress */.n)(inputs);
    const pasted = (0,registry_address/* registryUrl */.N)(inputs);
    const own = {
        'python-index-name': address.repository,
        'nuget-source-name': `${address.domain}/${address.repository}`,
    };
    const options = registries_definitions
        .filter(({ group }) => group === 'Tools')
        .flatMap(({ name }) => {
        const value = inputs.text(name) ?? own[name];
        return value === undefined ? [] : [[name, value]];
    });
    return {
        identity: (0,sign_in/* identityOf */.c)(inputs, host, pasted?.region),
        address,
        endpointType: pasted?.endpointType ?? (inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4'),
        durationSeconds: inputs.integer('duration-seconds'),
        tools: inputs.list('tools'),
        scopes: inputs.list('scope').map((scope) => (scope.startsWith('@') ? scope : `@${scope}`)),
        options: Object.fromEntries(options),
    };
}

// EXTERNAL MODULE: ./lib/commands/report/tables.js
var tables = __webpack_require__(5680);
;// CONCATENATED MODULE: ./lib/commands/login.js









/** `login`: one token a domain, one endpoint a format, every tool configured; undone by `logout` or the post step. */
const loginCommand = async ({ inputs, host }) => {
    const entries = await registryEntries(inputs, host);
    const found = await toolsOf(entries, host);
    const signedIn = await Promise.all(entries.map((entry) => signInOnce(entry, host)));
    const tokens = new Map();
    const authorized = await Promise.all(entries.map((entry, index) => authorizeEntry(entry, found[index] ?? [], signedIn[index], tokens)));
    const registrations = entries.flatMap((entry, index) => registrationsOf(entry, found[index] ?? [], authorized[index]));
    const expiresAt = Math.max(...authorized.map(({ token }) => token.expiresAt));
    const report = await configure({
        registrations,
        expiresAt,
        tokenVariable: inputs.text('token-env-var') ?? 'auto',
        workingDirectory: host.workingDirectory,
        dryRun: inputs.flag('dry-run'),
    }, host);
    for (const note of report.notes)
        host.log.info(note);
    for (const warning of report.repaired?.warnings ?? [])
        host.log.warning(warning);
    const first = authorized[0];
    const expiration = new Date(Math.min(...authorized.map(({ token }) => token.expiresAt))).toISOString();
    const endpoints = login_endpointsOf(entries, authorized);
    const account = accountOf(entries[0], first);
    const exported = inputs.flag('export-aws-credentials')
        ? await exportedCredentials(signedIn[0], entries[0]?.identity.region ?? '')
        : {};
    const outputs = {
        'registry-url': Object.values(endpoints)[0] ?? '',
        'repository-endpoints': JSON.stringify(endpoints),
        'token-expiration': expiration,
        'configured-tools': JSON.stringify([...new Set(report.tools.map(({ tool }) => tool))]),
        'config-files': JSON.stringify(Object.fromEntries(report.tools.map(({ tool, files }) => [tool, files]))),
        ...(account ? { 'aws-account-id': account } : {}),
        ...(inputs.flag('output-token') ? { token: first.token.token } : {}),
    };
    const result = {
        exit: 0,
        outputs,
        variables: { ...report.variables, ...exported },
        json: { ...report, variables: Object.keys(report.variables), endpoints, tokenExpiration: expiration },
        lines: linesOf(report, expiration, inputs.flag('dry-run')),
        summary: summaryOf(entries, report, expiration),
        planCaches: cachePlanner(inputs, entries.map(({ address }, index) => ({
            place: `${address.domain}/${address.repository}`,
            findings: found[index] ?? [],
            authorized: authorized[index],
        })), host),
        state: {
            sessions: report.session ? [report.session] : [],
            tokenExpiresAt: Date.parse(expiration),
            cleanup: inputs.flag('cleanup'),
        },
    };
    return result;
};
/** Which tools each registry gets; printed, so that nobody has to guess what `auto` saw. */
async function toolsOf(entries, host) {
    const wantsDetection = entries.some(({ tools }) => tools.includes('auto'));
    const detected = wantsDetection ? await (0,detect_tools/* detectTools */.F)(toolSets, host) : [];
    for (const finding of detected)
        host.log.info(`${finding.tool.name}: ${(0,tables/* printable */.g$)(finding.reason)}`);
    if (wantsDetection && detected.length === 0)
        host.log.warning('`tools` is `auto`, and no lock or build file of a known tool was found: only the token and endpoints are available');
    return entries.map(({ tools }) => {
        if (tools.includes('none'))
            return [];
        const named = toolSets.flatMap((format) => format.tools
            .filter(({ name }) => tools.includes(name))
            .map((tool) => ({ tool, format: format.name, reason: 'named' })));
        const automatic = tools.includes('auto')
            ? detected.filter(({ tool }) => !named.some((one) => one.tool.name === tool.name))
            : [];
        return [...named, ...automatic];
    });
}
const clients = new WeakMap();
/** Registries with the same identity share its credentials and its calls. */
function signInOnce(entry, host) {
    const known = clients.get(host) ?? new Map();
    clients.set(host, known);
    const key = JSON.stringify(entry.identity);
    const asked = known.get(key) ?? (0,sign_in/* signIn */.J)(host, entry.identity);
    known.set(key, asked);
    return asked;
}
function authorizeEntry(entry, findings, signedIn, tokens) {
    const { address, durationSeconds } = entry;
    const key = JSON.stringify([entry.identity, address.domain, address.domainOwner, durationSeconds]);
    const token = tokens.get(key) ?? signedIn.client.getAuthorizationToken(address, durationSeconds);
    tokens.set(key, token);
    const formats = findings.length > 0
        ? findings.map(({ format }) => format)
        : toolSets.filter(({ isPublished }) => isPublished).map(({ name }) => name);
    // The token and the endpoints are asked for at the same time: nothing waits for anything.
    const pending = {
        getAuthorizationToken: () => token,
        getCallerIdentity: () => signedIn.client.getCallerIdentity(),
        getRepositoryEndpoint: signedIn.client.getRepositoryEndpoint,
    };
    return authorize(pending, { address, formats, endpointType: entry.endpointType, durationSeconds });
}
function registrationsOf(entry, findings, { token, endpoints, domainOwner }) {
    return findings.map(({ tool, format }) => ({
        tool,
        format,
        request: {
            domain: entry.address.domain,
            domainOwner,
            repository: entry.address.repository,
            region: entry.identity.region,
            endpoint: endpoints.get(format) ?? '',
            token: token.token,
            scopes: entry.scopes,
            options: entry.options,
        },
    }));
}
function login_endpointsOf(entries, authorized) {
    const isOne = entries.length === 1;
    const all = entries.flatMap((entry, index) => [...(authorized[index]?.endpoints ?? [])].map(([format, endpoint]) => [isOne ? format : `${entry.address.domain}/${entry.address.repository}/${format}`, endpoint]));
    return Object.fromEntries(all);
}
/** Known without another call: from the role, or because a domain without a named owner is the caller's own. */
function accountOf(entry, authorized) {
    const role = /^arn:[^:]+:iam::(\d{12}):/.exec(entry?.identity.roleToAssume ?? '')?.[1];
    return role ?? (entry?.address.domainOwner === undefined ? authorized.domainOwner : undefined);
}
async function exportedCredentials(signedIn, region) {
    const { accessKeyId, secretAccessKey, sessionToken } = await signedIn.credentials();
    if (!accessKeyId)
        throw new registry_error/* RegistryError */.gl('CA-AUTH-001', 'there are no AWS credentials to export');
    return {
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken ?? '',
    };
}
function linesOf(report, expiration, dryRun) {
    const rows = report.tools.map(({ tool, domain, repository, files }) => [
        tool,
        `${domain}/${repository}`,
        files.join(', '),
    ]);
    const preview = dryRun
        ? report.files.flatMap(({ path, change, added }) => [`${change} ${path}`, ...added.map((line) => `  + ${line}`)])
        : [];
    return [
        ...(dryRun ? ['nothing was written; this is what would be done:', ...preview] : []),
        ...(rows.length > 0 ? (0,tables/* textTable */.ed)(['tool', 'repository', 'files'], rows) : []),
        `the token is good until ${expiration}`,
    ];
}
function summaryOf(entries, report, expiration) {
    const place = entries.map(({ address }) => `${address.domain}/${address.repository}`).join(', ');
    const rows = report.tools.map(({ tool, domain, repository, files }) => [
        tool,
        `${domain}/${repository}`,
        files.join(', '),
    ]);
    return [
        `### Signed in to ${(0,tables/* markdownText */.p7)(place)}`,
        ...(rows.length > 0 ? [(0,tables/* markdownTable */.Qj)(['tool', 'repository', 'files'], rows)] : []),
        `The token is good until ${expiration}.`,
    ].join('\n\n');
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


/***/ }),

/***/ 9562:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ jobIdentity)
/* harmony export */ });
// Whose login it is. Self-hosted runners keep their home, and several may share one: an undo must not take back the
// login of a job that still runs, and the login of a job that was killed must not stay for ever.
/** From the variables of GitHub's runner or of CodeBuild; anything else is a terminal, one job for the whole home. */
function jobIdentity(env) {
    if (env.GITHUB_RUN_ID) {
        const parts = [
            env.GITHUB_SERVER_URL,
            env.GITHUB_REPOSITORY,
            env.GITHUB_RUN_ID,
            env.GITHUB_RUN_ATTEMPT,
            env.GITHUB_JOB,
        ];
        // Jobs of one matrix differ in nothing but the runner and its tracking id.
        const job = ['github', ...parts, env.RUNNER_NAME, env.RUNNER_TRACKING_ID].map((part) => part ?? '').join('|');
        return { job, runner: env.RUNNER_NAME ? `github|${env.GITHUB_SERVER_URL ?? ''}|${env.RUNNER_NAME}` : undefined };
    }
    // Builds may share a home through a file system mount and run side by side, so only expiry ends them.
    if (env.CODEBUILD_BUILD_ID)
        return { job: `codebuild|${env.CODEBUILD_BUILD_ID}` };
    return { job: 'terminal' };
}


/***/ }),

/***/ 4267:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ detectTools)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _project_files_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7531);
// `tools: auto`: which package managers a project uses, judged by its lock and build files, and why.


/** A file worth looking into is small. */
const LARGEST_LOOKED_INTO = 1024 * 1024;
/** In the order of the formats and their tools. Files at the top are named as the reason before those below. */
async function detectTools(formats, host) {
    const all = formats.flatMap((format) => format.tools.flatMap(patternsOf));
    const files = all.length === 0 ? [] : await (0,_project_files_js__WEBPACK_IMPORTED_MODULE_1__/* .projectFiles */ .x)([...new Set(all)], host);
    const texts = new Map();
    for (const file of files.filter((one) => isLookedInto(formats, one)))
        texts.set(file, await textOf(file, host));
    return formats.flatMap((format) => {
        const certain = format.tools.flatMap((tool) => finding(format, tool, reasonIn(tool, files, texts)));
        const likely = format.tools.flatMap((tool) => finding(format, tool, firstMatch(tool.detectFallback ?? [], files)));
        return certain.length > 0 ? certain : likely;
    });
}
const patternsOf = (tool) => [
    ...tool.detect,
    ...(tool.detectInside ?? []).map(({ file }) => file),
    ...(tool.detectFallback ?? []),
];
function finding(format, tool, reason) {
    return reason === undefined ? [] : [{ tool, format: format.name, reason }];
}
const isLookedInto = (formats, path) => formats.some((format) => format.tools.some((tool) => (tool.detectInside ?? []).some(({ file }) => matches(file, path))));
async function textOf(path, { files, workingDirectory }) {
    const absolute = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(workingDirectory, path);
    const stat = await files.stat(absolute);
    return stat && stat.size <= LARGEST_LOOKED_INTO ? ((await files.readText(absolute)) ?? '') : '';
}
function reasonIn(tool, files, texts) {
    const byName = firstMatch(tool.detect, files);
    if (byName !== undefined)
        return byName;
    for (const { file, contains } of tool.detectInside ?? []) {
        const path = files.find((one) => matches(file, one) && contains.test(texts.get(one) ?? ''));
        if (path !== undefined)
            return `${path} names it`;
    }
    return undefined;
}
function firstMatch(patterns, files) {
    return files.find((file) => patterns.some((pattern) => matches(pattern, file)));
}
/** Whether the end of a path fits a pattern of names and `*`; the globbing has decided about the folders above. */
function matches(pattern, path) {
    const depth = pattern.split('/').length;
    const tail = path.split('/').slice(-depth).join('/');
    const source = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
    return new RegExp(`^${source}$`).test(tail);
}


/***/ }),

/***/ 8793:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ withHomeLock)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _calls_waits_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8235);
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(511);
// One login or logout at a time in a home: runners that share it would otherwise lose each other's lines.



/** The work under the lock takes milliseconds; whoever held it this long is dead. */
const DEAD_AFTER_MS = 30_000;
/** A lock without content: its maker died between making and filling it. */
const EMPTY_DEAD_AFTER_MS = 5_000;
const PATIENCE_MS = 60_000;
const ANNOUNCED_AFTER_MS = 5_000;
/** Beside the state folder, not in it, so that the folder can go while the lock is held. */
const lockPath = (home) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(home, '.codeartifact-ci.lock');
/** Throws CA-FILE-003 when the home cannot be written or stays locked by a living process for a minute. */
async function withHomeLock(host, work) {
    const path = lockPath(host.home);
    const nonce = `${host.clock.now()} ${host.clock.random()}`;
    const start = host.clock.monotonic();
    while (!(await host.files.create(path, nonce))) {
        const waited = host.clock.monotonic() - start;
        await removeDeadLock(path, waited, host);
        if (waited > PATIENCE_MS) {
            throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_2__/* .RegistryError */ .gl('CA-FILE-003', `${path} is held by another login that does not end`);
        }
        // A holder is taken for dead before our patience ends.
        const left = Math.max(DEAD_AFTER_MS - waited, Math.min(PATIENCE_MS - waited, ANNOUNCED_AFTER_MS + 1));
        if (waited > ANNOUNCED_AFTER_MS)
            (0,_calls_waits_js__WEBPACK_IMPORTED_MODULE_1__/* .announceWait */ .Hs)(host, left, path, `at most, while ${path} is held by another login`);
        await (0,_calls_waits_js__WEBPACK_IMPORTED_MODULE_1__/* .waitFor */ .fm)(host, 20 + host.clock.random() * 60, `${path} was free`);
    }
    try {
        return await work();
    }
    finally {
        if ((await host.files.readText(path)) === nonce)
            await host.files.remove(path);
    }
}
async function removeDeadLock(path, waited, host) {
    const found = await host.files.stat(path);
    if (found !== undefined && found.kind !== 'file')
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_2__/* .RegistryError */ .gl('CA-FILE-003', `${path} is there and is no file, so it cannot be used as a lock`);
    const held = await host.files.readText(path);
    if (held === undefined)
        return;
    // A clock that was set back makes the lock seem to come from the future: dead as well.
    const age = Math.abs(host.clock.now() - Number.parseInt(held, 10));
    const isDead = held === '' ? waited > EMPTY_DEAD_AFTER_MS : !(age <= DEAD_AFTER_MS);
    if (isDead && (await host.files.readText(path)) === held)
        await host.files.remove(path);
}


/***/ }),

/***/ 2187:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GI: () => (/* binding */ removeRecord),
/* harmony export */   T3: () => (/* binding */ readRecords),
/* harmony export */   V3: () => (/* binding */ removeIfEmpty),
/* harmony export */   rh: () => (/* binding */ writeRecord),
/* harmony export */   sz: () => (/* binding */ LOGIN_SCHEMA)
/* harmony export */ });
/* unused harmony export stateFolder */
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
// The write-ahead record of one login: everything needed to take it back, synced before the first file is touched.
// Owner-only, in the home whose files it speaks of, so that whoever logs in there next finds what a killed job left.

const LOGIN_SCHEMA = 'codeartifact-ci/login@1';
const stateFolder = (home) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(home, '.codeartifact-ci');
const recordFolder = (home) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(stateFolder(home), 'logins');
const pathOf = (home, id) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(recordFolder(home), `${id}.json`);
async function writeRecord(record, { home, files }) {
    await files.write(pathOf(home, record.id), JSON.stringify(record), { mode: 0o600 });
}
/** All records of this home, oldest first, and what is to be said of those that cannot be read. */
async function readRecords({ home, files }) {
    const records = [];
    const broken = [];
    for (const name of await files.list(recordFolder(home))) {
        if (!name.endsWith('.json'))
            continue;
        const path = (0,node_path__WEBPACK_IMPORTED_MODULE_0__.join)(recordFolder(home), name);
        const text = (await files.readText(path)) ?? '';
        const record = parseRecord(text, name.slice(0, -5));
        if (record)
            records.push(record);
        else if (isOfNewerVersion(text))
            broken.push(`${path} cannot be read; the login it speaks of was not taken back: a newer version of codeartifact-ci wrote it. Update codeartifact-ci and log out again`);
        else
            broken.push(`${path} cannot be read; the login it speaks of was not taken back`);
    }
    records.sort((a, b) => a.sequence - b.sequence);
    return { records, broken };
}
/** Forgets a login; the folders go with the last one. */
async function removeRecord(id, { home, files }) {
    await files.remove(pathOf(home, id));
    for (const folder of [recordFolder(home), stateFolder(home)])
        await removeIfEmpty(folder, files);
}
/** Whether the folder is gone now. */
async function removeIfEmpty(folder, files) {
    if ((await files.stat(folder))?.kind !== 'directory' || (await files.list(folder)).length > 0)
        return false;
    await files.remove(folder, { recursive: true });
    return true;
}
const isOfNewerVersion = (text) => {
    const [, number = '0'] = /"schema":\s*"codeartifact-ci\/login@([1-9][0-9]{0,5})"/.exec(text) ?? [];
    return Number(number) > Number(LOGIN_SCHEMA.split('@')[1]);
};
function parseRecord(text, id) {
    try {
        const value = JSON.parse(text);
        const isOurs = value.schema === LOGIN_SCHEMA && value.id === id && Number.isSafeInteger(value.sequence);
        const isWhole = Array.isArray(value.files) && Array.isArray(value.secrets) && Array.isArray(value.endpoints);
        return isOurs && isWhole ? value : undefined;
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 2220:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  nY: () => (/* binding */ cleanUp),
  sF: () => (/* binding */ repairLeftovers),
  tN: () => (/* binding */ undo)
});

// EXTERNAL MODULE: ./lib/core/model/job.js
var model_job = __webpack_require__(9562);
// EXTERNAL MODULE: ./lib/core/operations/login/home-lock.js
var home_lock = __webpack_require__(8793);
// EXTERNAL MODULE: ./lib/core/operations/login/login-record.js
var login_record = __webpack_require__(2187);
// EXTERNAL MODULE: ./lib/core/text/revert-file.js
var revert_file = __webpack_require__(5468);
// EXTERNAL MODULE: ./lib/core/operations/login/overwrite-in-place.js
var overwrite_in_place = __webpack_require__(5383);
;// CONCATENATED MODULE: ./lib/core/operations/login/revert-login.js
// One login taken back, file by file, while other logins may stand on the same files.



/** Files that resist are `failed` with a warning; the rest is done all the same. */
async function undoRecord(record, others, host) {
    const inUse = new Set(others.flatMap((other) => other.secrets));
    const secrets = record.secrets.filter((secret) => !inUse.has(secret));
    const done = [];
    const warnings = [];
    let rest = others;
    for (const file of [...record.files].reverse()) {
        try {
            const { step, later } = standOn(record, file, rest, secrets);
            const isShared = later.some((other, index) => other !== rest[index]);
            const outcome = await undoFile(isShared ? { ...file, modeBefore: undefined } : file, step, secrets, host.files);
            // What a later login of ours put over this one is nobody's interference.
            done.push({ path: file.path, outcome: isShared && outcome === 'kept' ? 'merged' : outcome });
            if (outcome === 'kept' && !isShared)
                warnings.push(`${file.path}: others changed lines of the login since; they stay, without the token`);
            for (const [index, other] of later.entries())
                if (other !== rest[index])
                    await (0,login_record/* writeRecord */.rh)(other, host);
            rest = later;
        }
        catch (error) {
            done.push({ path: file.path, outcome: 'failed' });
            warnings.push(`${file.path} was not put back: ${error instanceof Error ? error.message : String(error)}`);
        }
    }
    return { files: done, warnings, others: rest };
}
const bytesOf = (base64) => Buffer.from(base64, 'base64');
const contentOf = (base64) => (base64 === undefined ? undefined : bytesOf(base64));
const targetOf = (file) => file.realPath ?? file.path;
/**
 * Later logins stand on the one that goes. Their snapshots must forget it, or undoing them would bring its lines
 * back; and lines that they need as well must stay, so what is taken out of the file is what they say they can spare.
 */
function standOn(gone, file, others, secrets) {
    let step = {
        before: contentOf(file.before),
        after: bytesOf(file.after),
        syntax: file.syntax,
        skeleton: file.skeleton,
    };
    const later = others.map((other) => {
        const index = other.sequence > gone.sequence ? other.files.findIndex((one) => targetOf(one) === targetOf(file)) : -1;
        const theirs = other.files[index];
        if (!theirs)
            return other;
        const below = step;
        const forget = (content) => (0,revert_file/* undoStep */.D)(below, content, secrets).content;
        const { [gone.id]: spared, ...without } = theirs.without ?? {};
        if (spared !== undefined)
            step = { before: bytesOf(spared), after: bytesOf(theirs.after), syntax: file.syntax };
        const next = {
            ...theirs,
            before: forget(contentOf(theirs.before))?.toString('base64'),
            after: spared ?? (forget(bytesOf(theirs.after)) ?? Buffer.alloc(0)).toString('base64'),
            modeBefore: file.modeBefore ?? theirs.modeBefore,
            folders: theirs.folders.length > 0 ? theirs.folders : file.folders,
            without: Object.fromEntries(Object.entries(without).map(([id, content]) => [
                id,
                (forget(bytesOf(content)) ?? Buffer.alloc(0)).toString('base64'),
            ])),
        };
        return { ...other, files: other.files.map((one, at) => (at === index ? next : one)) };
    });
    return { step, later };
}
async function undoFile(file, step, secrets, files) {
    const link = await files.stat(file.path);
    const target = file.realPath ?? (link?.kind === 'link' ? await files.realPath(file.path) : file.path);
    const found = target === undefined ? undefined : await files.stat(target);
    if (target === undefined || found?.kind !== 'file') {
        await removeFolders(file, files);
        return 'untouched';
    }
    const current = (await files.read(target)) ?? Buffer.alloc(0);
    const wanted = (0,revert_file/* undoStep */.D)(step, current, secrets);
    if (wanted.content === undefined) {
        await files.remove(target);
        await removeFolders(file, files);
        return 'removed';
    }
    const mode = found.mode === file.modeAfter ? file.modeBefore : undefined;
    if (!current.equals(wanted.content))
        await (0,overwrite_in_place/* overwritePreservingMode */.E)(target, wanted.content, mode, files);
    else if (mode !== undefined && mode !== found.mode)
        await files.setMode(target, mode);
    return wanted.outcome;
}
async function removeFolders(file, files) {
    for (const folder of file.folders)
        if (!(await (0,login_record/* removeIfEmpty */.V3)(folder, files)))
            return;
}

;// CONCATENATED MODULE: ./lib/core/operations/login/logout.js
// Undoes what `configure` did. What nobody else touched is byte-identical to before; others' later edits stay; no
// token is left. Logins are undone newest first. Nothing here throws: logging out must never fail a job.




/** Takes logins back. Never rejects; what could not be done is in `warnings`. */
async function cleanUp(request, host) {
    try {
        const { records, broken } = await (0,login_record/* readRecords */.T3)(host);
        // A home without our lines is not written to, not even for a lock.
        if (records.length === 0)
            return { sessions: [], files: [], variables: [], warnings: broken };
        const { job } = (0,model_job/* jobIdentity */.K)(host.env);
        const wanted = request.sessions;
        return await (0,home_lock/* withHomeLock */.N)(host, () => undo((record) => wanted?.includes(record.id) ?? record.job === job, host));
    }
    catch (error) {
        return {
            sessions: [],
            files: [],
            variables: [],
            warnings: [
                `logging out was not possible: ${messageOf(error)}; the configuration still holds the token: run \`codeartifact-ci logout\``,
            ],
        };
    }
}
/** Logins that nobody will take back any more: their job was killed, or they lapsed long ago. Call under the lock. */
async function repairLeftovers(host) {
    const identity = (0,model_job/* jobIdentity */.K)(host.env);
    const now = host.clock.now();
    return undo((record) => isStale(record, identity, now), host);
}
/** A lapsed token may still be in use by a job that is about to log in again, so a day is waited. */
const GRACE_MS = 24 * 3600 * 1000;
function isStale(record, current, now) {
    if (record.job === current.job)
        return record.job === 'terminal' && record.expiresAt < now;
    if (record.runner !== undefined && record.runner === current.runner)
        return true;
    return record.expiresAt + GRACE_MS < now;
}
/** Undoes the records that `isWanted`, newest first. Call under the lock. */
async function undo(isWanted, host) {
    const { records, broken } = await (0,login_record/* readRecords */.T3)(host);
    const warnings = [...broken];
    const outcomes = new Map();
    const sessions = [];
    const taken = [];
    let others = records;
    for (const record of records.filter(isWanted).reverse()) {
        try {
            const undone = await undoRecord(record, others.filter((other) => other.id !== record.id), host);
            others = [...undone.others];
            warnings.push(...undone.warnings);
            for (const file of undone.files)
                outcomes.set(file.path, file);
            if (undone.files.some((file) => file.outcome === 'failed'))
                continue;
            await (0,login_record/* removeRecord */.GI)(record.id, host);
            sessions.push(record.id);
            taken.push(record);
        }
        catch (error) {
            warnings.push(`login ${record.id} was not taken back: ${messageOf(error)}`);
        }
    }
    const ends = taken.map((record) => record.expiresAt);
    return {
        sessions: sessions.reverse(),
        files: [...outcomes.values()],
        variables: [...new Set(taken.flatMap((record) => record.variables))],
        ...(ends.length > 0 ? { expiresAt: Math.min(...ends) } : {}),
        warnings,
    };
}
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}


/***/ }),

/***/ 5383:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ overwritePreservingMode)
/* harmony export */ });
/** Replaces the content; a file that refuses is made writable for the moment. Rejects with CA-FILE-003. */
async function overwritePreservingMode(path, bytes, mode, files) {
    const options = mode === undefined ? {} : { mode };
    try {
        await files.write(path, bytes, options);
    }
    catch (error) {
        // Windows refuses to replace a read-only file; POSIX asks the folder only.
        const found = await files.stat((await files.realPath(path)) ?? path);
        if (found?.kind !== 'file')
            throw error;
        await files.setMode(path, found.mode | 0o600);
        try {
            await files.write(path, bytes, { mode: mode ?? found.mode });
        }
        catch (second) {
            await files.setMode(path, found.mode);
            throw second;
        }
    }
}


/***/ }),

/***/ 7531:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ projectFiles)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
// Files of a project by globs, where a monorepo keeps them, without what a build made or strangers brought.

/** Folders that hold other people's projects, or what a build made. */
const LEFT_OUT = ['node_modules', '.git', '.venv', 'venv', 'vendor', 'target', 'build', 'dist', '.tox', 'third_party'];
/** A lock file in this depth below the working directory still counts: monorepos keep their projects there. */
const DEPTH = 3;
/** Relative to the working directory, with `/`; those at the top come first. */
async function projectFiles(patterns, { files, workingDirectory }) {
    const depths = Array.from({ length: DEPTH + 1 }, (_, depth) => '*/'.repeat(depth));
    const found = await files.glob([
        ...depths.flatMap((prefix) => patterns.map((pattern) => prefix + pattern)),
        ...LEFT_OUT.flatMap((folder) => [`!${folder}/**`, `!*/${folder}/**`, `!*/*/${folder}/**`]),
    ], workingDirectory);
    const depthOf = (path) => path.split('/').length;
    return found
        .map((path) => (0,node_path__WEBPACK_IMPORTED_MODULE_0__.relative)(workingDirectory, path).replaceAll('\\', '/'))
        .sort((a, b) => depthOf(a) - depthOf(b) || (a < b ? -1 : 1));
}


/***/ }),

/***/ 9606:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   g7: () => (/* binding */ decodeText),
/* harmony export */   tZ: () => (/* binding */ PLAIN),
/* harmony export */   wx: () => (/* binding */ encodeText)
/* harmony export */ });
// Configuration files come in the encodings of their editors. What was read must go back byte for byte.
const PLAIN = { charset: 'utf8', mark: false };
const mark = '\uFEFF';
/** Bytes -> text without byte order mark, and how to get back. */
function decodeText(bytes) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (buffer.length >= 2 && buffer.length % 2 === 0) {
        // NuGet.Config and pip.ini saved by Windows editors ("Unicode") are UTF-16 with a mark.
        if (buffer[0] === 0xff && buffer[1] === 0xfe)
            return utf16(buffer, 'utf16le');
        if (buffer[0] === 0xfe && buffer[1] === 0xff)
            return utf16(Buffer.from(buffer).swap16(), 'utf16be');
    }
    const text = buffer.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(buffer)) {
        return { text: buffer.toString('latin1'), encoding: { charset: 'latin1', mark: false } };
    }
    if (text.startsWith(mark))
        return { text: text.slice(1), encoding: { charset: 'utf8', mark: true } };
    return { text, encoding: PLAIN };
}
function utf16(littleEndian, charset) {
    return { text: littleEndian.toString('utf16le').slice(1), encoding: { charset, mark: true } };
}
/** Throws RangeError when the encoding of the file has no room for a character that was put in. */
function encodeText(text, encoding) {
    const whole = encoding.mark ? mark + text : text;
    switch (encoding.charset) {
        case 'utf8':
            return Buffer.from(whole, 'utf8');
        case 'utf16le':
            return Buffer.from(whole, 'utf16le');
        case 'utf16be':
            return Buffer.from(whole, 'utf16le').swap16();
        case 'latin1': {
            const bytes = Buffer.from(whole, 'latin1');
            if (bytes.toString('latin1') !== whole)
                throw new RangeError('the file is not UTF-8 and cannot hold the text');
            return bytes;
        }
    }
}


/***/ }),

/***/ 5468:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D: () => (/* binding */ undoStep)
/* harmony export */ });
/* harmony import */ var _model_secret_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9657);
/* harmony import */ var _encoding_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9606);
/* harmony import */ var _three_way_merge_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(784);
// One change to one file, taken back out of whatever the file is now. Pure: bytes in, bytes out.



/** Takes `before` -> `after` out of `current`; no spelling of `secrets` is left in what comes back. */
function undoStep(step, current, secrets) {
    const { before, after } = step;
    if (current === undefined)
        return { content: undefined, outcome: 'untouched' };
    if (current.equals(after))
        return before ? { content: before, outcome: 'restored' } : { content: undefined, outcome: 'removed' };
    if (before && current.equals(before))
        return { content: before, outcome: 'untouched' };
    const { text, encoding } = (0,_encoding_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeText */ .g7)(current);
    const ours = (0,_encoding_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeText */ .g7)(after).text;
    const base = before ? (0,_encoding_js__WEBPACK_IMPORTED_MODULE_1__/* .decodeText */ .g7)(before).text : (step.skeleton ?? '');
    const back = (0,_three_way_merge_js__WEBPACK_IMPORTED_MODULE_2__/* .revertEdit */ .x5)(base, ours, text, step.syntax);
    const clean = scrub(back.text, secrets, step.syntax === 'tree' ? '' : ours);
    if (!before && (clean.trim() === '' || clean === base))
        return { content: undefined, outcome: 'removed' };
    const outcome = back.isPartial || clean !== back.text ? 'kept' : text === clean ? 'untouched' : 'merged';
    return { content: (0,_encoding_js__WEBPACK_IMPORTED_MODULE_1__/* .encodeText */ .wx)(clean, encoding), outcome };
}
/** Where a token is left, lines that we wrote go whole, elsewhere the token alone. */
function scrub(text, secrets, ours) {
    const found = secrets.flatMap(_model_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .spellings */ .cl).filter((spelling) => spelling !== '' && text.includes(spelling));
    if (found.length === 0)
        return text;
    const written = new Set((0,_three_way_merge_js__WEBPACK_IMPORTED_MODULE_2__/* .linesOf */ .Dx)(ours).map((line) => line.trim()));
    return (0,_three_way_merge_js__WEBPACK_IMPORTED_MODULE_2__/* .linesOf */ .Dx)(text)
        .filter((line) => !(written.has(line.trim()) && found.some((spelling) => line.includes(spelling))))
        .map((line) => found.reduce((rest, spelling) => rest.replaceAll(spelling, ''), line))
        .join('');
}


/***/ })

};
;