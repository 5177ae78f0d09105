export const id = 693;
export const ids = [693];
export const modules = {

/***/ 2181:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ nothing)
/* harmony export */ });
const nothing = { outputs: {}, variables: {}, lines: [] };


/***/ }),

/***/ 693:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  doctorCommand: () => (/* binding */ doctorCommand)
});

// EXTERNAL MODULE: ./lib/aws/sign-in.js + 13 modules
var sign_in = __webpack_require__(7757);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/coordinates.js
var coordinates = __webpack_require__(1626);
// EXTERNAL MODULE: ./lib/core/operations/repository/upstream-chain.js
var upstream_chain = __webpack_require__(8570);
// EXTERNAL MODULE: ./lib/core/model/repository.js
var model_repository = __webpack_require__(3257);
// EXTERNAL MODULE: ./lib/core/errors/catalogue.js
var catalogue = __webpack_require__(6842);
;// CONCATENATED MODULE: ./lib/core/operations/doctor/finding.js
// What a doctor's probe finds, and how errors become findings.


/** Exit code of the command line: that of the first problem. */
function exitOf(findings) {
    const first = findings.find(({ health }) => health === 'problem');
    return first === undefined ? 0 : first.code ? catalogue/* CATALOGUE */.y[first.code].exit : 1;
}
/** An error of the service as a finding; others are thrown on. `fix` where the probe knows better than the error. */
function findingOf(probe, error, fix) {
    if (!(error instanceof registry_error/* RegistryError */.gl))
        throw error;
    return { probe, health: 'problem', found: error.message, fix: fix ?? error.remedy, code: error.code };
}
/** Does the work and says what came of it; undefined when it failed. */
async function runProbe(findings, probe, work, say) {
    try {
        const value = await work();
        findings.push({ probe, health: 'ok', found: say(value) });
        return value;
    }
    catch (error) {
        findings.push(findingOf(probe, error));
        return undefined;
    }
}
/** `aws codeartifact NAME --domain …` about a repository, ready to paste. */
function command(name, at, more = '') {
    const owner = at.domainOwner ? ` --domain-owner ${at.domainOwner}` : '';
    return `aws codeartifact ${name} --domain ${at.domain}${owner} --repository ${at.repository}${more && ` ${more}`}`;
}
/** The options that name a package. */
function packageOptions({ format, namespace, name }) {
    return `--format ${format} ${namespace ? `--namespace ${quoted(namespace)} ` : ''}--package ${quoted(name)}`;
}
/** Names come from people and registries; what a shell would read otherwise is quoted. */
function quoted(text) {
    return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

;// CONCATENATED MODULE: ./lib/core/operations/doctor/access.js
// Who am I, may I have a token, is the repository there and open to me?



/** Undefined when nothing further can be found out. */
async function accessProbes(findings, request, ports) {
    const identity = await runProbe(findings, 'credentials', () => ports.client.getCallerIdentity(), ({ arn }) => `signed in as ${arn}`);
    if (!identity)
        return undefined;
    const token = await tokenProbe(findings, request, ports, identity.account);
    // Without the domain's consent every further answer would be the same refusal.
    if (!token && isForeign(request.address, identity.account))
        return undefined;
    const repository = await repositoryProbe(findings, request, ports, identity.account);
    if (!token || repository === 'missing')
        return undefined;
    return { token, repository };
}
const isForeign = (address, account) => address.domainOwner !== undefined && address.domainOwner !== account;
async function tokenProbe(findings, { address, durationSeconds }, { client }, account) {
    try {
        const token = await client.getAuthorizationToken(address, durationSeconds);
        const end = new Date(token.expiresAt).toISOString();
        findings.push({ probe: 'token', health: 'ok', found: `an authorization token, good until ${end}` });
        return token;
    }
    catch (error) {
        findings.push(findingOf('token', error, tokenFix(error, address, account)));
        return undefined;
    }
}
function tokenFix(error, address, account) {
    if (!(error instanceof registry_error/* RegistryError */.gl))
        return undefined;
    if (error.code === 'CA-FIND-001' && address.domainOwner === undefined)
        return `The account signed in (${account}) has no domain ${address.domain} in this region: set \`domain-owner\` when it belongs to another account, and check \`aws-region\`.`;
    // The bearer permission is the caller's own affair, also across accounts.
    const isBearer = error.message.includes('sts:GetServiceBearerToken');
    if (error.code === 'CA-AUTH-003' && isForeign(address, account) && !isBearer)
        return crossAccountFix(address, account);
    return undefined;
}
async function repositoryProbe(findings, { address }, { client }, account) {
    const probe = 'repository';
    try {
        const found = await client.describeRepository(address);
        if (found) {
            findings.push({ probe, health: 'ok', found: `${(0,model_repository/* label */.Pf)(address)} exists, owner ${found.domainOwner}` });
            return found;
        }
        const names = await client.listRepositoriesInDomain(address).catch(() => []);
        findings.push({
            probe,
            health: 'problem',
            code: 'CA-FIND-001',
            found: `${(0,model_repository/* label */.Pf)(address)} does not exist${address.domainOwner === undefined ? ` in account ${account}` : ''}`,
            fix: names.length > 0
                ? `Repositories of the domain: ${names.slice(0, 20).join(', ')}`
                : `aws codeartifact create-repository --domain ${address.domain} --repository ${address.repository}`,
        });
        return 'missing';
    }
    catch (error) {
        const isDenied = error instanceof registry_error/* RegistryError */.gl && error.code === 'CA-AUTH-003';
        const finding = findingOf(probe, error, isDenied && isForeign(address, account) ? crossAccountFix(address, account) : undefined);
        // A job that only installs needs no DescribeRepository; the endpoint will tell whether it can read.
        findings.push(isDenied && !isForeign(address, account) ? { ...finding, health: 'warning' } : finding);
        return isDenied ? undefined : 'missing';
    }
}
const CONSUMER = [
    'codeartifact:GetAuthorizationToken',
    'codeartifact:GetRepositoryEndpoint',
    'codeartifact:DescribeRepository',
    'codeartifact:ReadFromRepository',
];
/** Another account needs an allow on both sides (user guide, repo-policies): the part of each. */
function crossAccountFix(address, account) {
    const policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
            { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: CONSUMER, Resource: '*' },
        ],
    });
    return [
        `In account ${address.domainOwner}: aws codeartifact put-domain-permissions-policy --domain ${address.domain} --policy-document '${policy}' (it replaces the policy that is there: add the statement to that one, see get-domain-permissions-policy)`,
        `In account ${account}, in the identity policy: ${JSON.stringify({ Effect: 'Allow', Action: [...CONSUMER, 'sts:GetServiceBearerToken'], Resource: '*' })}`,
    ].join('\n');
}

;// CONCATENATED MODULE: ./lib/core/operations/doctor/endpoint.js
// Can package managers reach the repository and read from it, on this machine, with this clock?



/** No package has this name; what counts is whether the answer is about the package or about us. */
const NO_PACKAGE = 'codeartifact-ci-doctor-probe';
/** Signatures are refused beyond five minutes. */
const TOLERANCE_MS = 4 * 60_000;
/** Asks with a token and reads no more than the status. Rejects with CA-NET-003 when no answer comes. */
async function statusOf(url, token, { http }) {
    const response = await http({
        method: 'GET',
        url: `${url}${NO_PACKAGE}`,
        headers: { authorization: `Bearer ${token}` },
    });
    await response.discard();
    return { status: response.status, date: response.headers.date };
}
async function endpointProbe(findings, { format, token, isFirst }, request, { client, host }) {
    const { address, endpointType } = request;
    const url = await runProbe(findings, `endpoint ${format.name}`, () => client.getRepositoryEndpoint(address, format.name, endpointType), (found) => found);
    if (!url)
        return undefined;
    const probe = `read ${format.name}`;
    try {
        const { status, date } = await statusOf(url, token.token.reveal(), host);
        if (isFirst)
            findings.push(...clockProbe(date, host.clock.now()));
        findings.push(readFinding(probe, status, request));
    }
    catch (error) {
        const isSilent = error instanceof registry_error/* RegistryError */.gl && error.code === 'CA-NET-003';
        findings.push(findingOf(probe, error, isSilent ? reachFix(url, host.env) : undefined));
    }
    return { format, url };
}
function readFinding(probe, status, { address }) {
    if (status === 401)
        return {
            probe,
            health: 'problem',
            code: 'CA-AUTH-005',
            found: 'a fresh token was refused with 401',
            fix: 'Check the clock of this machine and whether `endpoint-url` belongs to the same account and region.',
        };
    if (status === 403)
        return {
            probe,
            health: 'problem',
            code: 'CA-AUTH-003',
            found: `reading from ${(0,model_repository/* label */.Pf)(address)} is denied (403)`,
            fix: `Allow reading on the ARN of the repository (ARNs of packages do not work for it): {"Effect":"Allow","Action":"codeartifact:ReadFromRepository","Resource":"arn:aws:codeartifact:*:${address.domainOwner ?? '*'}:repository/${address.domain}/${address.repository}"}`,
        };
    if (status >= 500)
        return { probe, health: 'problem', code: 'CA-NET-002', found: `the endpoint answers ${status}` };
    return { probe, health: 'ok', found: 'package managers can read' };
}
/** By the date of an answer: a wrong clock makes signatures and tokens look wrong. */
function clockProbe(date, now) {
    const theirs = Date.parse(date ?? '');
    if (Number.isNaN(theirs))
        return [];
    const skew = now - theirs;
    if (Math.abs(skew) <= TOLERANCE_MS)
        return [{ probe: 'clock', health: 'ok', found: 'agrees with the service' }];
    return [
        {
            probe: 'clock',
            health: 'problem',
            code: 'CA-AUTH-008',
            found: `the clock of this machine is ${Math.round(Math.abs(skew) / 60_000)} minutes ${skew < 0 ? 'behind' : 'ahead'}: signatures are refused beyond five minutes`,
            fix: 'Set it: `sudo chronyc makestep` (Linux), `sudo sntp -sS time.apple.com` (macOS), `w32tm /resync` (Windows).',
        },
    ];
}
const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];
/** Which proxy the tools are told of; its user and password stay unsaid. */
function proxyProbe(env) {
    const name = PROXIES.find((one) => env[one]);
    if (name === undefined)
        return [];
    const value = env[name] ?? '';
    const probe = 'proxy';
    const noProxy = env.NO_PROXY ?? env.no_proxy;
    if (!URL.canParse(value))
        return [
            {
                probe,
                health: 'problem',
                code: 'CA-INPUT-001',
                found: `${name} is not an address`,
                fix: `Write it with scheme and port: ${name}=http://proxy.example.com:3128`,
            },
        ];
    const { protocol, host } = new URL(value);
    return [{ probe, health: 'ok', found: `${name} is ${protocol}//${host}${noProxy ? `, except for ${noProxy}` : ''}` }];
}
/** What must be reachable: the repository, and for downloads the storage behind it (user guide, VPC endpoints). */
function reachFix(url, env) {
    const { hostname } = new URL(url);
    const region = /\.codeartifact\.([a-z0-9-]+)\./.exec(hostname)?.[1];
    const storage = region ? ` and, for downloads, assets-*-${region}.s3.${region}.amazonaws.com` : '';
    const isProxied = PROXIES.some((name) => env[name]);
    return `Let this machine reach ${hostname}${storage}${isProxied ? ' through the proxy, or name them in NO_PROXY' : ', directly, by a VPC endpoint or with HTTPS_PROXY'}.`;
}

;// CONCATENATED MODULE: ./lib/core/operations/doctor/packages.js
// Why can this package not be installed, or not be published?




async function packageProbes(wanted, ground, request, ports) {
    const endpoint = ground.endpoints.find(({ format }) => format.name === wanted.format);
    const { host } = ports;
    const { token } = ground.token;
    const wire = endpoint && {
        address: request.address,
        endpoint: endpoint.url,
        token,
        http: host.http,
        files: host.files,
    };
    const one = { wanted, name: (0,coordinates/* packageName */.oZ)(wanted), request, ports, wire };
    try {
        const held = await heldVersions(one);
        return [
            ...(await groupFindings(one)),
            ...(await presenceFindings(one, ground, held)),
            ...(await versionFindings(one, held)),
            ...(await tagFindings(one, ground, held)),
            ...(await publishFindings(one)),
        ];
    }
    catch (error) {
        return [findingOf(`package ${one.name}`, error)];
    }
}
async function heldVersions({ wanted, request, ports }) {
    const found = [];
    for await (const version of ports.client.listPackageVersions(request.address, wanted))
        found.push(version);
    return found;
}
/** Rules of the domain's administrators over names; above those of the package itself. */
async function groupFindings({ wanted, name, request, ports }) {
    const probe = `package group of ${name}`;
    let group;
    try {
        group = await ports.enquiries.associatedGroup(request.address, wanted);
    }
    catch (error) {
        // Few roles may ask; what the group does shows in other probes, too.
        if (error instanceof registry_error/* RegistryError */.gl && error.code === 'CA-AUTH-003')
            return [];
        throw error;
    }
    if (!group)
        return [];
    const { pattern, association, modes } = group;
    const owner = request.address.domainOwner ? ` --domain-owner ${request.address.domainOwner}` : '';
    const change = (type) => `aws codeartifact update-package-group-origin-configuration --domain ${request.address.domain}${owner} --package-group ${quoted(pattern)} --restrictions ${type}=ALLOW`;
    const findings = [];
    if (association === 'WEAK')
        findings.push({
            probe,
            health: 'problem',
            code: 'CA-CONFLICT-003',
            found: `${name} only resembles the names of the group ${pattern}: the service blocks such look-alikes`,
            fix: 'Use the exact name; if the package is meant, make a package group of its own for it.',
        });
    for (const [type, what] of [
        ['PUBLISH', 'nobody may publish'],
        ['EXTERNAL_UPSTREAM', 'versions of public sources are not served'],
        ['INTERNAL_UPSTREAM', 'versions of upstream repositories are not served'],
    ]) {
        if (modes[type] === 'ALLOW')
            continue;
        const isPublish = type === 'PUBLISH';
        const some = modes[type] === 'ALLOW_SPECIFIC_REPOSITORIES' ? ', except through the repositories it lists' : '';
        findings.push({
            probe,
            health: isPublish && request.wantsToPublish && some === '' ? 'problem' : 'warning',
            code: 'CA-CONFLICT-003',
            found: `the package group ${pattern} says ${type} ${modes[type]}: ${what} under ${name}${some}`,
            fix: change(type),
        });
    }
    return findings.length > 0 ? findings : [{ probe, health: 'ok', found: `${pattern} restricts nothing` }];
}
async function presenceFindings(one, ground, held) {
    const { wanted, name, request, ports } = one;
    const { address } = request;
    const probe = `package ${name}`;
    const found = await ports.client.describePackage(address, wanted);
    if (!found || held.length === 0)
        return [await absence(one, ground)];
    const { publish, upstream } = found.restrictions ?? { publish: 'ALLOW', upstream: 'ALLOW' };
    const set = `${command('put-package-origin-configuration', address)} ${packageOptions(wanted)} --restrictions`;
    if (publish === 'BLOCK')
        return [
            {
                probe,
                health: request.wantsToPublish ? 'problem' : 'warning',
                code: 'CA-CONFLICT-003',
                found: `${name} cannot be published here: its origin controls say publish BLOCK (it was first seen from a public source)`,
                fix: `${set} publish=ALLOW,upstream=BLOCK`,
            },
        ];
    const isReached = ground.repository.upstreams.length + ground.repository.externalConnections.length > 0;
    if (upstream === 'BLOCK' && wanted.version !== undefined && !held.some(({ version }) => version === wanted.version))
        return [
            {
                probe,
                health: 'warning',
                code: 'CA-CONFLICT-003',
                found: `${name} is taken from this repository alone: its origin controls say upstream BLOCK (it was published here)`,
                fix: `If the public package is meant: ${set} publish=BLOCK,upstream=ALLOW`,
            },
        ];
    if (upstream === 'ALLOW' && isReached && held.some(({ origin }) => origin?.type === 'INTERNAL'))
        return [
            {
                probe,
                health: 'warning',
                found: `${name} is published here and may be taken from upstream as well: a public package of this name could take its place`,
                fix: `${set} publish=ALLOW,upstream=BLOCK`,
            },
        ];
    return [
        {
            probe,
            health: 'ok',
            found: `${name} is here in ${held.length} version${held.length === 1 ? '' : 's'}; publish ${publish}, upstream ${upstream}`,
        },
    ];
}
/** Nothing held here: is it upstream (then the first request is slow), or nowhere? */
async function absence({ wanted, name, wire, request }, { repository, endpoints }) {
    const { address } = request;
    const probe = `package ${name}`;
    if (repository.upstreams.length + repository.externalConnections.length === 0)
        return {
            probe,
            health: 'problem',
            code: 'CA-FIND-002',
            found: `${name} is not in ${(0,model_repository/* label */.Pf)(address)}, and there is no upstream to get it from`,
            fix: `${command('associate-external-connection', { ...address, repository: '<store repository>' })} --external-connection public:<source>, then ${command('update-repository', address)} --upstreams repositoryName=<store repository>`,
        };
    const publishing = endpoints.find(({ format }) => format.name === wanted.format)?.format.publishing;
    const visible = wire && publishing?.visibleVersions ? await publishing.visibleVersions(wanted, wire) : undefined;
    if (visible === undefined && publishing?.visibleVersions && wire)
        return {
            probe,
            health: 'problem',
            code: 'CA-FIND-002',
            found: `${name} is neither in ${(0,model_repository/* label */.Pf)(address)} nor anywhere upstream`,
            fix: `Check the name. Upstream are ${[...repository.upstreams, ...repository.externalConnections].join(', ')}: if none of them is connected to the public source of ${wanted.format}, ${command('associate-external-connection', { ...address, repository: repository.upstreams.at(-1) ?? address.repository })} --external-connection public:<source>`,
        };
    const count = visible === undefined ? '' : ` (${visible.length} version${visible.length === 1 ? '' : 's'} upstream)`;
    return {
        probe,
        health: 'ok',
        found: `${name} is not held yet${count}: the first install fetches it from upstream and is slow, later ones are served from ${(0,model_repository/* label */.Pf)(address)}`,
        fix: 'Nothing is wrong. To spare builds the wait, install it once beforehand, and keep the tool’s package store (`cache: auto`).',
    };
}
async function versionFindings({ wanted, name, request, ports }, held) {
    if (wanted.version === undefined)
        return [];
    const { address } = request;
    const exact = `${name}@${wanted.version}`;
    const probe = `version ${exact}`;
    const version = await ports.client.describePackageVersion(address, { ...wanted, version: wanted.version });
    if (!version) {
        if (held.length === 0)
            return [];
        const known = held.slice(-5).map((one) => one.version);
        return [
            {
                probe,
                health: 'problem',
                code: 'CA-FIND-002',
                found: `${exact} is not held in ${(0,model_repository/* label */.Pf)(address)}`,
                fix: `Versions here: ${known.join(', ')}${held.length > 5 ? ', …' : ''}. One that was published upstream a moment ago can take half an hour to show.`,
            },
        ];
    }
    if (version.status === 'Published')
        return [{ probe, health: 'ok', found: `${exact} is Published` }];
    const publish = `${command('update-package-versions-status', address)} ${packageOptions(wanted)} --versions ${quoted(wanted.version)} --target-status Published`;
    const cases = {
        Unfinished: [
            'its upload was never finished, so package managers do not see it',
            `Finish the upload, or ${publish}`,
        ],
        Unlisted: ['package managers do not list it, and install it only when it is named exactly', publish],
        Archived: ['package managers cannot download it', publish],
        Disposed: [
            'its files are gone for good',
            `Publish a new version number. The record goes with ${command('delete-package-versions', address)} ${packageOptions(wanted)} --versions ${quoted(wanted.version)}`,
        ],
    };
    const [because, fix] = cases[version.status] ?? ['package managers do not get it', publish];
    return [
        { probe, health: 'problem', code: 'CA-CONFLICT-003', found: `${exact} is ${version.status}: ${because}`, fix },
    ];
}
/** A tag of an upstream wins over the same tag here, so what was just published is not what gets installed. */
async function tagFindings({ wanted, name, wire, request }, { endpoints }, held) {
    const format = endpoints.find((one) => one.format.name === wanted.format)?.format;
    const compare = format?.coordinates.compareVersions;
    if (!wire || !format?.publishing?.tags || !compare)
        return [];
    const own = held
        .filter(({ origin, status }) => origin?.type === 'INTERNAL' && status === 'Published')
        .map(({ version }) => version)
        .sort(compare);
    const newest = own.at(-1);
    if (newest === undefined)
        return [];
    const tags = (await format.publishing.tags.read(wanted, wire)) ?? {};
    return Object.entries(tags)
        .filter(([, version]) => !own.includes(version))
        .map(([tag, version]) => ({
        probe: `tag ${tag} of ${name}`,
        health: compare(version, newest) < 0 ? 'problem' : 'warning',
        code: 'CA-CONFLICT-003',
        found: `\`${tag}\` is ${version}, which comes from upstream and hides what was published here (newest ${newest})`,
        fix: `${command('put-package-origin-configuration', request.address)} ${packageOptions(wanted)} --restrictions publish=ALLOW,upstream=BLOCK, or install the exact version`,
    }));
}
/** Asked without writing anything; see PermissionProbe. */
async function publishFindings({ wanted, name, request, ports }) {
    const probe = `publish ${name}`;
    const verdict = await ports.enquiries.mayPublish(request.address, wanted);
    if (verdict.kind === 'denied')
        return [
            {
                probe,
                health: request.wantsToPublish ? 'problem' : 'warning',
                code: 'CA-AUTH-003',
                found: `publishing ${name} would be denied: ${verdict.message}`,
                fix: verdict.remedy,
            },
        ];
    if (verdict.kind === 'not-denied')
        return [{ probe, health: 'ok', found: 'no policy denies it, as far as the service lets see without an upload' }];
    return request.wantsToPublish
        ? [{ probe, health: 'warning', found: `whether publishing is allowed stays open: ${verdict.reason}` }]
        : [];
}

// EXTERNAL MODULE: ./lib/core/model/endpoint.js
var model_endpoint = __webpack_require__(3128);
// EXTERNAL MODULE: ./lib/core/model/secret.js
var secret = __webpack_require__(9657);
// EXTERNAL MODULE: ./lib/core/model/token-variable.js
var token_variable = __webpack_require__(3153);
// EXTERNAL MODULE: ./lib/core/operations/login/detect-tools.js
var detect_tools = __webpack_require__(4267);
// EXTERNAL MODULE: ./lib/core/text/encoding.js
var encoding = __webpack_require__(9606);
;// CONCATENATED MODULE: ./lib/core/operations/doctor/inspect-tools.js
// Asks tools what their configuration says, over a picture of the machine that is read as they ask. Nothing is written.


/** Lock files of large monorepos have tens of megabytes. */
const LARGEST = 32 * 1024 * 1024;
const ROUNDS = 20;
/** Undefined for tools that cannot be asked. */
async function inspectTool(tool, endpoint, host) {
    if (!tool.inspect)
        return undefined;
    const seen = new Map();
    for (let round = 0; round < ROUNDS; round += 1) {
        const unknown = new Set();
        const ask = (path) => {
            if (!seen.has(path))
                unknown.add(path);
            return seen.get(path);
        };
        const machine = {
            platform: host.platform,
            home: host.home,
            env: host.env,
            workingDirectory: host.workingDirectory,
            exists: (path) => ask(path)?.exists ?? false,
            read: (path) => ask(path)?.text,
        };
        const inspection = await tool.inspect({ endpoint, machine });
        if (unknown.size === 0)
            return inspection;
        await Promise.all([...unknown].map(async (path) => seen.set(path, await look(path, host))));
    }
    throw new registry_error/* RegistryError */.gl('CA-RUN-003', `${tool.name} asks for ever more files`);
}
async function look(path, { files }) {
    const stat = await files.stat(path);
    if (stat === undefined)
        return { exists: false, text: undefined };
    if (stat.kind === 'directory' || stat.kind === 'other' || stat.size > LARGEST)
        return { exists: true, text: undefined };
    try {
        const bytes = await files.read(path);
        return { exists: bytes !== undefined, text: bytes && (0,encoding/* decodeText */.g7)(bytes).text };
    }
    catch {
        // Not readable for us, so not for the tool either.
        return { exists: true, text: undefined };
    }
}

;// CONCATENATED MODULE: ./lib/core/operations/doctor/tools.js
// Are the tools told to ask this repository, with a token that is good? Tokens found in files are tried, never shown.








async function toolProbes(ground, request, ports) {
    const { host } = ports;
    const findings = [];
    const formats = ground.endpoints.map(({ format }) => format);
    const found = request.tools === 'found' ? await (0,detect_tools/* detectTools */.F)(formats, host) : [];
    for (const { format, url } of ground.endpoints) {
        const wanted = (tool) => request.tools === 'found' ? found.some((one) => one.tool.name === tool.name) : request.tools.includes(tool.name);
        for (const tool of format.tools.filter(wanted)) {
            const inspection = await inspectTool(tool, url, host);
            if (inspection)
                findings.push(...(await toolFindings(tool, url, inspection, request, ports)));
        }
    }
    return [...(await variableProbe(ground, ports)), ...findings];
}
async function toolFindings(tool, endpoint, inspection, request, ports) {
    const { name } = tool;
    return [
        ...registryFindings(tool, endpoint, inspection, request),
        ...inspection.remarks.map((one) => ({ probe: `${name} ${one.name}`, health: 'problem', found: one.found, fix: one.fix })),
        ...(await credentialFindings(tool, endpoint, inspection.credentials, ports)),
        ...inspection.locked.flatMap((one) => lockFinding(name, endpoint, one)),
    ];
}
const isOurs = (endpoint) => (setting) => isWithin(setting.url, endpoint);
/** Same server and path, whatever port is spelled out and whatever the tool appends. */
function isWithin(address, endpoint) {
    if (!URL.canParse(address))
        return false;
    const [a, b] = [new URL(address), new URL(endpoint)];
    return a.host === b.host && `${a.pathname.replace(/\/$/, '')}/`.startsWith(b.pathname);
}
/** For each scope: the first setting counts; one of ours behind another one is outranked. */
function registryFindings({ name }, endpoint, { registries }, { address }) {
    if (registries === undefined)
        return [];
    const probe = `${name} registry`;
    const ours = isOurs(endpoint);
    const scopes = [...new Set(registries.map(({ scope }) => scope))];
    const findings = [];
    for (const scope of scopes) {
        const exclusive = registries.filter((one) => one.scope === scope && !one.isFurther);
        const [winner] = exclusive;
        const isOutranked = winner !== undefined && !ours(winner) && exclusive.some(ours);
        if (isOutranked)
            findings.push({
                probe,
                health: 'problem',
                found: `${winner.source} sets \`${winner.setting}\` to ${winner.url} and outranks ${exclusive.find(ours)?.source}`,
                fix: `Take \`${winner.setting}\` out of ${winner.source}, or set it to ${endpoint}`,
            });
        else if (winner && scope !== undefined && !ours(winner))
            findings.push({ probe, health: 'ok', found: `${scope} comes from ${winner.url} (${winner.source})` });
    }
    if (findings.some(({ health }) => health === 'problem'))
        return findings;
    const usedFor = registries.filter(ours).map(({ setting, source }) => `\`${setting}\` in ${source}`);
    if (usedFor.length > 0)
        return [...findings, { probe, health: 'ok', found: `asks ${(0,model_repository/* label */.Pf)(address)}: ${[...new Set(usedFor)].join(', ')}` }];
    const other = registries.find(({ scope }) => scope === undefined);
    return [
        ...findings,
        {
            probe,
            health: 'warning',
            found: other
                ? `\`${other.setting}\` in ${other.source} is ${other.url}, not ${(0,model_repository/* label */.Pf)(address)}`
                : `nothing tells ${name} to ask ${(0,model_repository/* label */.Pf)(address)}`,
            fix: loginCommand(name, address),
        },
    ];
}
const loginCommand = (tools, { domain, domainOwner, repository }) => `codeartifact-ci login --tools ${tools} --domain ${domain}${domainOwner ? ` --domain-owner ${domainOwner}` : ''} --repository ${repository}`;
async function credentialFindings({ name }, endpoint, credentials, { host }) {
    const probe = `${name} token`;
    const findings = [];
    const tried = new Map();
    for (const { source, token } of credentials) {
        const value = (0,secret/* conceal */.Eq)(token.reveal(), host.mask).reveal();
        if (/[\r\n]/.test(value) || value === '') {
            findings.push({
                probe,
                health: 'problem',
                code: 'CA-AUTH-005',
                found: `the token in ${source} is not one`,
                fix: again(name),
            });
            continue;
        }
        const asked = tried.get(value) ?? statusOf(endpoint, value, host).then(({ status }) => status);
        tried.set(value, asked);
        try {
            const status = await asked;
            findings.push(status === 401 || status === 403
                ? {
                    probe,
                    health: 'problem',
                    code: 'CA-AUTH-005',
                    found: `the token in ${source} is refused with ${status}: it has expired (12 hours at most), or is for another domain`,
                    fix: again(name),
                }
                : { probe, health: 'ok', found: `the token in ${source} is good` });
        }
        catch (error) {
            findings.push(findingOf(probe, error));
        }
    }
    return findings;
}
const again = (tools) => `codeartifact-ci login --tools ${tools} again; in long jobs repeat it before publishing, or set a longer \`duration-seconds\``;
/** A variable that other ways of signing in leave behind. */
async function variableProbe({ token, endpoints }, { host }) {
    const value = host.env[token_variable/* TOKEN_VARIABLE */.b];
    const [first] = endpoints;
    if (!value || !first || value === token.token.reveal())
        return [];
    const probe = `variable ${token_variable/* TOKEN_VARIABLE */.b}`;
    try {
        const { status } = await statusOf(first.url, (0,secret/* conceal */.Eq)(value, host.mask).reveal().trim(), host);
        if (status !== 401 && status !== 403)
            return [{ probe, health: 'ok', found: 'holds a token that is good' }];
        return [
            {
                probe,
                health: 'problem',
                code: 'CA-AUTH-005',
                found: `${token_variable/* TOKEN_VARIABLE */.b} holds a token that is refused with ${status}: it has expired, or is for another domain`,
                fix: `export ${token_variable/* TOKEN_VARIABLE */.b}="$(codeartifact-ci token)"`,
            },
        ];
    }
    catch (error) {
        return [findingOf(probe, error)];
    }
}
/** A lock file that names a registry sends the tool there, whatever the login says. */
function lockFinding(name, endpoint, { source, url, count, isReplaced }) {
    if (isReplaced || isWithin(url, endpoint))
        return [];
    const theirs = (0,model_endpoint/* parseEndpoint */.B)(url);
    const isRepository = theirs !== undefined || /\.codeartifact\./.test(url);
    return [
        {
            probe: `${name} lock file`,
            health: isRepository ? 'problem' : 'warning',
            found: `${source} pins ${count} package${count === 1 ? '' : 's'} to ${url}${isRepository ? ', another repository, for which there is no token: 401' : ', which is asked instead of this repository'}`,
            fix: `Make the lock file anew while signed in, without addresses where the tool can (see docs/recipes/lock-files.md), or replace ${url} by ${endpoint} in it.`,
        },
    ];
}

;// CONCATENATED MODULE: ./lib/core/operations/doctor/diagnose.js






/** Resolves to the findings in the order of the probes; errors of the service become findings and are not thrown. */
async function diagnose(request, ports) {
    const findings = [...proxyProbe(ports.host.env)];
    const access = await accessProbes(findings, request, ports);
    if (!access)
        return findings;
    const { token, repository } = access;
    const endpoints = [];
    for (const format of request.formats) {
        const endpoint = await endpointProbe(findings, { format, token, isFirst: endpoints.length === 0 }, request, ports);
        if (endpoint)
            endpoints.push(endpoint);
    }
    findings.push(...(await toolProbes({ token, endpoints }, request, ports)));
    if (!repository)
        return findings;
    findings.push(await upstreamProbe(request, repository, ports));
    const ground = { token, repository, endpoints };
    for (const wanted of request.packages)
        findings.push(...(await packageProbes(wanted, ground, request, ports)));
    return findings;
}
async function upstreamProbe({ address }, repository, { client }) {
    const probe = 'upstream';
    const chain = await (0,upstream_chain/* upstreamChain */.Z)(client, { ...address, domainOwner: repository.domainOwner });
    const connections = [...chain.connections].map(([name, sources]) => `${sources.join(', ')} through ${name}`);
    if (connections.length > 0)
        return { probe, health: 'ok', found: `public packages come from ${connections.join('; ')}` };
    const isAlone = repository.upstreams.length === 0;
    return {
        probe,
        health: 'warning',
        found: isAlone
            ? 'no upstream and no external connection: only packages published here can be installed'
            : `upstreams ${chain.repositories.slice(1).join(', ')}, and none of them is connected to a public source: public packages cannot be installed`,
        fix: isAlone
            ? `${command('update-repository', address)} --upstreams repositoryName=<repository with the external connection>`
            : `${command('associate-external-connection', { ...address, repository: chain.repositories.at(-1) ?? '' })} --external-connection public:<source>`,
    };
}

// EXTERNAL MODULE: ./lib/core/ports/package-format.js
var package_format = __webpack_require__(6482);
// EXTERNAL MODULE: ./lib/formats/index.js + 16 modules
var lib_formats = __webpack_require__(4794);
// EXTERNAL MODULE: ./lib/commands/definition/result.js
var definition_result = __webpack_require__(2181);
// EXTERNAL MODULE: ./lib/commands/registry/address.js
var registry_address = __webpack_require__(7284);
// EXTERNAL MODULE: ./lib/commands/report/tables.js
var tables = __webpack_require__(5680);
;// CONCATENATED MODULE: ./lib/commands/doctor.js










const marks = { ok: '✓', warning: '!', problem: '✗' };
/** `doctor [COORDINATE…] [--publish]`: what works, what does not, why, and the fix. */
const doctorCommand = async (request) => {
    const findings = await findingsOf(request);
    const result = {
        ...definition_result/* nothing */.s,
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
async function findingsOf({ inputs, host, operands, extra }) {
    const address = (0,registry_address/* repositoryAddress */.n)(inputs);
    const packages = operands.map(coordinates/* parseCoordinate */.EK);
    const named = inputs.list('tools').filter((tool) => package_format/* TOOLS */.I.includes(tool));
    const asked = (formatName) => packages.some(({ format }) => format === formatName);
    const formats = lib_formats/* formatList */.ki.filter((format) => asked(format.name) ||
        (named.length > 0 ? format.tools.some(({ name }) => named.includes(name)) : format.publishing !== undefined));
    try {
        const { client, enquiries } = await (0,sign_in/* signIn */.J)(host, (0,sign_in/* identityOf */.c)(inputs, host, (0,registry_address/* registryUrl */.N)(inputs)?.region));
        return await diagnose({
            address,
            formats,
            tools: inputs.list('tools').includes('none') ? [] : named.length > 0 ? named : 'found',
            endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
            durationSeconds: inputs.integer('duration-seconds'),
            packages,
            wantsToPublish: extra.publish === 'true',
        }, { client, enquiries, host });
    }
    catch (error) {
        // What stops the sign-in is the diagnosis people came for.
        if (!(error instanceof registry_error/* RegistryError */.gl))
            throw error;
        return [{ probe: 'credentials', health: 'problem', found: error.message, fix: error.remedy, code: error.code }];
    }
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

/***/ 8570:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ isAlone),
/* harmony export */   Z: () => (/* binding */ upstreamChain)
/* harmony export */ });
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(511);
/* harmony import */ var _model_repository_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3257);
// The repositories a request can end in: the repository itself, then its upstreams depth first, in search order.


/** Nothing but the repository itself can answer a package manager: what it lacks, nobody has. */
const isAlone = ({ repositories, connections }) => repositories.length < 2 && connections.size === 0;
/** The service searches at most this many (user guide, repo-upstream-behavior). */
const MOST_SEARCHED = 25;
/** Rejects with CA-FIND-001 when the repository is not there; upstreams that may not be described are passed over. */
async function upstreamChain(reader, at) {
    const repositories = [];
    const connections = new Map();
    const stack = [at.repository];
    let direct = [];
    for (let name = stack.pop(); name !== undefined && repositories.length < MOST_SEARCHED; name = stack.pop()) {
        if (repositories.includes(name))
            continue;
        const found = await describe(reader, { ...at, repository: name }, name === at.repository);
        repositories.push(name);
        if (!found)
            continue;
        if (found.externalConnections.length > 0)
            connections.set(name, found.externalConnections);
        if (name === at.repository)
            direct = found.upstreams;
        stack.push(...[...found.upstreams].reverse());
    }
    return { repositories, direct, connections };
}
async function describe(reader, at, isRequired) {
    try {
        const found = await reader.describeRepository(at);
        if (!found && isRequired)
            throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-FIND-001', `the repository ${(0,_model_repository_js__WEBPACK_IMPORTED_MODULE_1__/* .label */ .Pf)(at)} does not exist`);
        return found;
    }
    catch (error) {
        // A role of a CI job may be allowed to see its own repository only.
        if (!isRequired && error instanceof _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl && error.code === 'CA-AUTH-003')
            return undefined;
        throw error;
    }
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


/***/ })

};
