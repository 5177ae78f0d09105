export const id = 706;
export const ids = [706];
export const modules = {

/***/ 4706:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  c: () => (/* binding */ identityOf),
  J: () => (/* binding */ signIn)
});

// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/secret.js
var secret = __webpack_require__(9657);
;// CONCATENATED MODULE: ./lib/aws/error-translation.js

/** An error of the service with what retrying and branching need. */
class ServiceError extends registry_error/* RegistryError */.gl {
    /** Exception name of the service model, without namespace: `ResourceNotFoundException`. */
    exception;
    status;
    resourceType;
    constructor(code, message, details) {
        super(code, message, { requestId: details.requestId, remedy: details.remedy, retryAfterMs: details.retryAfterMs });
        this.name = 'ServiceError';
        this.exception = details.exception;
        this.status = details.status;
        this.resourceType = details.resourceType;
    }
}
const byException = {
    ValidationException: 'CA-INPUT-006',
    ServiceQuotaExceededException: 'CA-NET-005',
    AccessDeniedException: 'CA-AUTH-003',
    AccessDenied: 'CA-AUTH-003',
    ConflictException: 'CA-CONFLICT-004',
    ThrottlingException: 'CA-NET-001',
    Throttling: 'CA-NET-001',
    TooManyRequestsException: 'CA-NET-001',
    RequestLimitExceeded: 'CA-NET-001',
    InternalServerException: 'CA-NET-002',
    ExpiredTokenException: 'CA-AUTH-008',
    ExpiredToken: 'CA-AUTH-008',
    UnrecognizedClientException: 'CA-AUTH-008',
    InvalidSignatureException: 'CA-AUTH-008',
    InvalidClientTokenId: 'CA-AUTH-008',
    SignatureDoesNotMatch: 'CA-AUTH-008',
    MissingAuthenticationTokenException: 'CA-AUTH-001',
    // STS: worth another try, unlike the other refusals of a role.
    IDPCommunicationError: 'CA-NET-002',
};
function codeFor(exception, status, resourceType) {
    if (exception === 'ResourceNotFoundException') {
        return resourceType === 'domain' || resourceType === 'repository' ? 'CA-FIND-001' : 'CA-FIND-002';
    }
    const known = byException[exception];
    if (known)
        return known;
    if (status === 429)
        return 'CA-NET-001';
    if (status >= 500)
        return 'CA-NET-002';
    if (status === 401 || status === 403)
        return 'CA-AUTH-003';
    return 'CA-NET-004';
}
/** restJson1 bodies (`__type`, `code`, `message`, `Message`) and the XML of STS, as text: both are a few fields. */
function parse(text) {
    if (text.trimStart().startsWith('<')) {
        const field = (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
        return {
            exception: field('Code'),
            message: field('Message'),
            resourceType: undefined,
            requestId: field('RequestId'),
        };
    }
    try {
        const json = JSON.parse(text);
        const string = (value) => (typeof value === 'string' ? value : undefined);
        return {
            exception: string(json.__type) ?? string(json.code),
            message: string(json.message) ?? string(json.Message),
            resourceType: string(json.resourceType),
            requestId: undefined,
        };
    }
    catch {
        return { exception: undefined, message: undefined, resourceType: undefined, requestId: undefined };
    }
}
/** `Retry-After` in seconds or as a date; undefined when absent or senseless. `now` in milliseconds. */
function retryAfter(value, now) {
    if (value === undefined)
        return undefined;
    if (/^\d{1,6}(\.\d+)?$/.test(value.trim()))
        return Number(value) * 1000;
    const date = Date.parse(value);
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
function errorOf(call, response, text, now) {
    const body = parse(text);
    // `com.amazonaws#Name`, `Name:http://…` and bare names are all in use.
    const exception = (response.headers['x-amzn-errortype'] ?? body.exception ?? '')
        .replace(/:.*$/, '')
        .replace(/^.*#/, '');
    const code = codeFor(exception, response.status, body.resourceType);
    const said = body.message ? `: ${body.message.replace(/[\s\p{C}]+/gu, ' ').slice(0, 500)}` : '';
    return new ServiceError(code, `${call.operation} for ${call.subject} was answered with ${response.status} ${exception || 'an unknown error'}${said}`, {
        exception,
        status: response.status,
        resourceType: body.resourceType,
        retryAfterMs: retryAfter(response.headers['retry-after'], now),
        requestId: response.headers['x-amzn-requestid'] ?? body.requestId,
        remedy: remedyFor(code, call, body.message),
    });
}
/** The exact policy line for a denied call, where the catalogue's sentence can be sharpened. */
function remedyFor(code, call, message) {
    if (code !== 'CA-AUTH-003')
        return undefined;
    if (/GetServiceBearerToken/.test(message ?? '')) {
        return 'Add to the identity policy (a domain policy has no effect here): {"Effect":"Allow","Action":"sts:GetServiceBearerToken","Resource":"*","Condition":{"StringEquals":{"sts:AWSServiceName":"codeartifact.amazonaws.com"}}}';
    }
    const action = /perform: ([a-z]+:[A-Za-z]+)/.exec(message ?? '')?.[1] ??
        (call.operation.includes(':') ? call.operation : `codeartifact:${call.operation}`);
    const resource = /on resource: (arn:\S+)/.exec(message ?? '')?.[1] ?? '*';
    return `Add to the identity policy (and, across accounts, to the domain or repository policy): {"Effect":"Allow","Action":"${action}","Resource":"${resource}"}`;
}

// EXTERNAL MODULE: ./node_modules/aws4/aws4.js
var aws4 = __webpack_require__(8832);
// EXTERNAL MODULE: ./lib/core/ports/http.js
var http = __webpack_require__(6854);
// EXTERNAL MODULE: ./lib/core/retry.js + 1 modules
var retry = __webpack_require__(636);
;// CONCATENATED MODULE: ./lib/aws/request.js
// One signed call of the CodeArtifact API (restJson1) or STS (query protocol) with retries; nothing else sends them.





// RFC 3986, as the service's signature check expects it: encodeURIComponent leaves five characters out.
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
function queryString(query) {
    const parts = Object.entries(query ?? {})
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => `${encode(name)}=${encode(String(value))}`);
    return parts.length > 0 ? `?${parts.join('&')}` : '';
}
/** Sends a call until it is answered with 2xx or a code that no waiting helps. The body of the answer is unread. */
async function send(host, service, call) {
    return (0,retry/* retrying */.R)(host, { attempts: service.maxAttempts, label: call.operation }, async () => {
        const response = await host.http(await signed(service, call));
        if (response.status >= 200 && response.status < 300)
            return response;
        const body = await (0,http/* readBody */.x)(response, 256 * 1024).catch(() => Buffer.alloc(0));
        throw errorOf(call, response, body.toString('utf8'), host.clock.now());
    });
}
/** `send`, then the JSON answer. */
async function sendJson(host, service, call) {
    const response = await send(host, service, call);
    const text = (await (0,http/* readBody */.x)(response, 64 * 1024 * 1024)).toString('utf8');
    try {
        return (text === '' ? {} : JSON.parse(text));
    }
    catch (cause) {
        throw new registry_error/* RegistryError */.gl('CA-NET-004', `${call.operation} for ${call.subject} was answered with something other than JSON`, { cause });
    }
}
async function signed(service, call) {
    const url = new URL(service.endpoint);
    const path = `${url.pathname.replace(/\/$/, '')}${call.path}${queryString(call.query)}`;
    const isStream = typeof call.body === 'object';
    const headers = { host: url.host, ...call.headers };
    if (typeof call.body === 'string')
        headers['content-length'] = String(Buffer.byteLength(call.body));
    if (typeof call.body === 'object')
        headers['content-length'] = String(call.body.size);
    if (isStream)
        headers['x-amz-content-sha256'] = call.body.sha256;
    if (call.body === undefined && call.method !== 'GET')
        headers['content-length'] = '0';
    if (service.credentials) {
        const { accessKeyId, secretAccessKey, sessionToken } = await service.credentials();
        const options = {
            service: service.name,
            region: service.region,
            method: call.method,
            host: url.host,
            path,
            headers,
            ...(typeof call.body === 'string' ? { body: call.body } : {}),
        };
        const { headers: complete } = aws4.sign(options, {
            accessKeyId,
            secretAccessKey: secretAccessKey.reveal(),
            ...(sessionToken ? { sessionToken: sessionToken.reveal() } : {}),
        });
        for (const [name, value] of Object.entries(complete ?? {}))
            headers[name.toLowerCase()] = String(value);
    }
    return {
        method: call.method,
        url: `${url.origin}${path}`,
        headers,
        body: typeof call.body === 'object' ? call.body.open : call.body,
    };
}

;// CONCATENATED MODULE: ./lib/aws/credentials.js
// Where AWS credentials come from. The common cases (variables, the container endpoint) need no SDK; everything else
// (profiles, SSO, instance metadata, process) is the SDK's own chain, loaded only then.


/** Wraps credentials that have just arrived; secret parts are masked here and nowhere later. */
function concealCredentials(raw, mask) {
    return {
        accessKeyId: raw.accessKeyId,
        secretAccessKey: (0,secret/* conceal */.Eq)(raw.secretAccessKey, mask),
        sessionToken: raw.sessionToken ? (0,secret/* conceal */.Eq)(raw.sessionToken, mask) : undefined,
        expiresAt: raw.expiresAt,
    };
}
/** Asks again five minutes before the end, as the SDKs do; calls that come together share one answer. */
function renewed(host, ask) {
    let held;
    let asking;
    return async () => {
        if (held && (held.expiresAt === undefined || held.expiresAt - host.clock.now() > 5 * 60_000))
            return held;
        asking ??= ask().finally(() => {
            asking = undefined;
        });
        held = await asking;
        return held;
    };
}
/** The SDK's default chain: environment, then container, profile, SSO, web identity file, instance metadata. */
function defaultCredentials(host) {
    const { env } = host;
    if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY && !env.AWS_PROFILE) {
        const credentials = concealCredentials({
            accessKeyId: env.AWS_ACCESS_KEY_ID,
            secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
            sessionToken: env.AWS_SESSION_TOKEN || undefined,
        }, host.mask);
        return async () => credentials;
    }
    return renewed(host, async () => {
        const { defaultProvider } = await __webpack_require__.e(/* import() */ 978).then(__webpack_require__.bind(__webpack_require__, 7978));
        try {
            const found = await defaultProvider({})();
            return concealCredentials({ ...found, expiresAt: found.expiration?.getTime() }, host.mask);
        }
        catch (cause) {
            const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
            throw new registry_error/* RegistryError */.gl('CA-AUTH-001', `no AWS credentials were found (${reason})`, { cause });
        }
    });
}

;// CONCATENATED MODULE: ./lib/aws/sts.js
// The three STS calls we make (query protocol). AssumeRoleWithWebIdentity is unsigned.




const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** One element's text out of an STS answer; its elements are flat, unique and without attributes. */
function field(xml, name) {
    const raw = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
    return raw?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity) => entities[entity] ?? '');
}
async function ask(host, service, action, parameters, subject) {
    const body = new URLSearchParams({ Action: action, Version: '2011-06-15', ...parameters }).toString();
    const response = await send(host, service, {
        operation: `sts:${action}`,
        method: 'POST',
        path: '/',
        subject,
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    });
    return (await (0,http/* readBody */.x)(response, 256 * 1024)).toString('utf8');
}
async function callerIdentity(host, sts) {
    const xml = await ask(host, sts, 'GetCallerIdentity', {}, 'the caller');
    return { account: field(xml, 'Account') ?? '', arn: field(xml, 'Arn') ?? '' };
}
function credentialsOf(host, xml, roleArn) {
    const [accessKeyId, secretAccessKey, sessionToken, expiration] = [
        'AccessKeyId',
        'SecretAccessKey',
        'SessionToken',
        'Expiration',
    ].map((name) => field(xml, name));
    if (!accessKeyId || !secretAccessKey)
        throw new registry_error/* RegistryError */.gl('CA-NET-004', `STS gave no credentials for ${roleArn}`);
    return concealCredentials({ accessKeyId, secretAccessKey, sessionToken, expiresAt: expiration ? Date.parse(expiration) : undefined }, host.mask);
}
async function assumeRoleWithWebIdentity(host, sts, request, identity) {
    const xml = await ask(host, { ...sts, credentials: undefined }, 'AssumeRoleWithWebIdentity', {
        RoleArn: request.roleArn,
        RoleSessionName: request.sessionName,
        DurationSeconds: String(request.durationSeconds),
        WebIdentityToken: identity.reveal(),
    }, request.roleArn);
    return credentialsOf(host, xml, request.roleArn);
}
/** Role chaining: signed with the credentials of `sts`. */
async function assumeRole(host, sts, request) {
    const xml = await ask(host, sts, 'AssumeRole', {
        RoleArn: request.roleArn,
        RoleSessionName: request.sessionName,
        DurationSeconds: String(request.durationSeconds),
        ...(request.externalId ? { ExternalId: request.externalId } : {}),
    }, request.roleArn);
    return credentialsOf(host, xml, request.roleArn);
}

;// CONCATENATED MODULE: ./lib/aws/code-artifact-client.js
// The control plane ports over the signed REST API (service model 2018-09-22).





const domainQuery = (at) => ({
    domain: at.domain,
    'domain-owner': at.domainOwner,
});
const repositoryQuery = (at) => ({ ...domainQuery(at), repository: at.repository });
const packageQuery = (ref) => ({
    format: ref.format,
    namespace: ref.namespace,
    package: ref.name,
});
const place = (at) => `${at.domain}/${at.repository}`;
const subject = (at, ref) => ref
    ? `${place(at)} ${ref.format}:${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}${ref.version ? `@${ref.version}` : ''}`
    : place(at);
function originOf(wire) {
    if (!wire?.originType)
        return undefined;
    const { repositoryName, externalConnectionName } = wire.domainEntryPoint ?? {};
    return {
        type: wire.originType,
        ...(repositoryName ? { repository: repositoryName } : {}),
        ...(externalConnectionName ? { externalConnection: externalConnectionName } : {}),
    };
}
const packageOf = (wire) => ({
    format: wire.format,
    namespace: wire.namespace ?? undefined,
    name: wire.package ?? wire.name ?? '',
    restrictions: wire.originConfiguration?.restrictions,
});
function resultsOf(wire) {
    const failed = {};
    for (const [version, error] of Object.entries(wire.failedVersions ?? {})) {
        failed[version] = { code: error.errorCode ?? 'SKIPPED', message: error.errorMessage ?? '' };
    }
    return { successful: wire.successfulVersions ?? {}, failed };
}
/** Undefined where the service says that what the call is about does not exist (but not its repository). */
async function orMissing(work) {
    try {
        return await work;
    }
    catch (error) {
        if (error instanceof registry_error/* RegistryError */.gl && error.code === 'CA-FIND-002')
            return undefined;
        throw error;
    }
}
function createCodeArtifactClient(host, service, sts) {
    const call = (request) => sendJson(host, service, request);
    const packageCall = (operation, method, path, at, ref, extra = {}) => ({
        operation,
        method,
        path,
        subject: subject(at, ref),
        query: { ...repositoryQuery(at), ...packageQuery(ref), version: ref.version, ...extra },
    });
    const json = (value) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
    /** Follows nextToken; `key` names the list in each page. */
    async function* pages(request, key) {
        let token;
        do {
            const page = await call({
                ...request,
                query: { ...request.query, 'next-token': token },
            });
            yield* page[key] ?? [];
            token = typeof page.nextToken === 'string' && page.nextToken !== '' ? page.nextToken : undefined;
        } while (token);
    }
    const changeVersions = (operation, path, at, ref, body) => call({ ...packageCall(operation, 'POST', path, at, ref), ...json(body) }).then(resultsOf);
    return {
        // ---- reading
        describeRepository: (at) => call({
            operation: 'DescribeRepository',
            method: 'GET',
            path: '/v1/repository',
            query: repositoryQuery(at),
            subject: subject(at),
        })
            .then(({ repository: found }) => ({
            name: found.name,
            domain: found.domainName,
            domainOwner: found.domainOwner,
            administratorAccount: found.administratorAccount,
            arn: found.arn,
            upstreams: (found.upstreams ?? []).map((upstream) => upstream.repositoryName),
            externalConnections: (found.externalConnections ?? []).map((connection) => connection.externalConnectionName),
        }))
            .catch((error) => {
            if (error instanceof ServiceError && error.resourceType === 'repository')
                return undefined;
            throw error;
        }),
        listRepositoriesInDomain: async (at) => {
            const names = [];
            const request = {
                operation: 'ListRepositoriesInDomain',
                method: 'POST',
                path: '/v1/domain/repositories',
                query: { ...domainQuery(at), 'max-results': 1000 },
                subject: at.domain,
            };
            for await (const repository of pages(request, 'repositories'))
                names.push(repository.name);
            return names;
        },
        getRepositoryEndpoint: (at, format, endpointType) => call({
            operation: 'GetRepositoryEndpoint',
            method: 'GET',
            path: '/v1/repository/endpoint',
            subject: subject(at),
            query: { ...repositoryQuery(at), format, endpointType },
        }).then(({ repositoryEndpoint: endpoint }) => {
            if (!endpoint || !URL.canParse(endpoint))
                throw new registry_error/* RegistryError */.gl('CA-NET-004', `GetRepositoryEndpoint for ${subject(at)} gave no address`);
            return endpoint.endsWith('/') ? endpoint : `${endpoint}/`;
        }),
        async *listPackages(at, filter = {}) {
            const query = {
                ...repositoryQuery(at),
                format: filter.format,
                namespace: filter.namespace,
                'package-prefix': filter.prefix,
                'max-results': 1000,
            };
            const request = {
                operation: 'ListPackages',
                method: 'POST',
                path: '/v1/packages',
                query,
                subject: subject(at),
            };
            for await (const wire of pages(request, 'packages'))
                yield packageOf(wire);
        },
        describePackage: (at, ref) => orMissing(call(packageCall('DescribePackage', 'GET', '/v1/package', at, ref)).then(({ package: wire }) => packageOf(wire))),
        async *listPackageVersions(at, ref, filter = {}) {
            const extra = {
                status: filter.status,
                sortBy: filter.newestFirst ? 'PUBLISHED_TIME' : undefined,
                'max-results': 1000,
            };
            try {
                for await (const wire of pages(packageCall('ListPackageVersions', 'POST', '/v1/package/versions', at, ref, extra), 'versions')) {
                    yield { version: wire.version, revision: wire.revision, status: wire.status, origin: originOf(wire.origin) };
                }
            }
            catch (error) {
                if (!(error instanceof registry_error/* RegistryError */.gl && error.code === 'CA-FIND-002'))
                    throw error;
            }
        },
        describePackageVersion: (at, ref) => orMissing(call(packageCall('DescribePackageVersion', 'GET', '/v1/package/version', at, ref)).then(({ packageVersion: wire }) => ({
            ...ref,
            version: wire.version ?? ref.version,
            displayName: wire.displayName,
            revision: wire.revision,
            status: wire.status,
            origin: originOf(wire.origin),
            publishedAt: wire.publishedTime === undefined ? undefined : wire.publishedTime * 1000,
        }))),
        listPackageVersionAssets: (at, ref) => orMissing((async () => {
            const found = [];
            const request = packageCall('ListPackageVersionAssets', 'POST', '/v1/package/version/assets', at, ref, {
                'max-results': 1000,
            });
            for await (const wire of pages(request, 'assets')) {
                found.push({ name: wire.name, size: wire.size ?? 0, digests: wire.hashes ?? {} });
            }
            return found;
        })()),
        listPackageVersionDependencies: async (at, ref) => {
            const found = [];
            const request = packageCall('ListPackageVersionDependencies', 'POST', '/v1/package/version/dependencies', at, ref);
            for await (const wire of pages(request, 'dependencies')) {
                found.push({
                    namespace: wire.namespace ?? undefined,
                    name: wire.package,
                    type: wire.dependencyType,
                    requirement: wire.versionRequirement,
                });
            }
            return found;
        },
        getPackageVersionAsset: (at, ref, asset, revision) => orMissing(send(host, service, packageCall('GetPackageVersionAsset', 'GET', '/v1/package/version/asset', at, ref, { asset, revision })).then((response) => ({
            size: response.headers['content-length'] === undefined ? undefined : Number(response.headers['content-length']),
            body: response.body,
        }))),
        // ---- writing
        copyPackageVersions: (request) => call({
            operation: 'CopyPackageVersions',
            method: 'POST',
            path: '/v1/package/versions/copy',
            subject: `${request.domain}/${request.sourceRepository} to ${request.destinationRepository} ${request.package.name}`,
            query: {
                ...domainQuery(request),
                'source-repository': request.sourceRepository,
                'destination-repository': request.destinationRepository,
                ...packageQuery(request.package),
            },
            // Never together with `versions`: the two selectors exclude each other (API_CopyPackageVersions).
            ...json({
                versionRevisions: request.revisions,
                ...(request.allowOverwrite ? { allowOverwrite: true } : {}),
                ...(request.includeFromUpstream ? { includeFromUpstream: true } : {}),
            }),
        }).then(resultsOf),
        updatePackageVersionsStatus: (at, ref, change) => changeVersions('UpdatePackageVersionsStatus', '/v1/package/versions/update_status', at, ref, {
            versions: change.versions,
            targetStatus: change.target,
            expectedStatus: change.expected,
            versionRevisions: change.revisions,
        }),
        disposePackageVersions: (at, ref, versions, expected) => changeVersions('DisposePackageVersions', '/v1/package/versions/dispose', at, ref, {
            versions,
            expectedStatus: expected,
        }),
        deletePackageVersions: (at, ref, versions, expected) => changeVersions('DeletePackageVersions', '/v1/package/versions/delete', at, ref, {
            versions,
            expectedStatus: expected,
        }),
        putPackageOriginConfiguration: async (at, ref, restrictions) => {
            await call({
                ...packageCall('PutPackageOriginConfiguration', 'POST', '/v1/package', at, ref),
                ...json({ restrictions }),
            });
        },
        publishPackageVersion: (at, ref, asset, unfinished) => call({
            ...packageCall('PublishPackageVersion', 'POST', '/v1/package/version/publish', at, ref, {
                asset: asset.name,
                unfinished: unfinished ? true : undefined,
            }),
            headers: { 'content-type': 'application/octet-stream' },
            body: { open: asset.open, size: asset.size, sha256: asset.sha256 },
        }).then((wire) => ({ revision: wire.versionRevision, status: wire.status })),
        // ---- tokens
        getAuthorizationToken: async (at, durationSeconds) => {
            const wire = await call({
                operation: 'GetAuthorizationToken',
                method: 'POST',
                path: '/v1/authorization-token',
                subject: at.domain,
                // Sent even when it is 0: the AWS CLI drops that value and the token then lives 12 hours.
                query: { ...domainQuery(at), duration: durationSeconds },
            });
            if (!wire.authorizationToken)
                throw new registry_error/* RegistryError */.gl('CA-NET-004', `GetAuthorizationToken for ${at.domain} gave no token`);
            const token = (0,secret/* conceal */.Eq)(wire.authorizationToken, host.mask);
            return { token, expiresAt: (wire.expiration ?? host.clock.now() / 1000 + durationSeconds) * 1000 };
        },
        getCallerIdentity: () => callerIdentity(host, sts),
    };
}

;// CONCATENATED MODULE: ./lib/aws/oidc.js
// The job's OIDC identity: asking GitHub for the token, and saying why a role refused it.





/** Claims that are safe and useful to show; the token itself never is. */
const shownClaims = [
    'iss',
    'sub',
    'aud',
    'repository',
    'repository_id',
    'repository_owner_id',
    'ref',
    'environment',
    'job_workflow_ref',
    'event_name',
];
function hasOidc(host) {
    return Boolean(host.env.ACTIONS_ID_TOKEN_REQUEST_URL && host.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
}
/** Whether the event is a pull request from a fork, which gets no identity by GitHub's design. */
async function isForkPullRequest(host) {
    if (!/^pull_request/.test(host.env.GITHUB_EVENT_NAME ?? '') || !host.env.GITHUB_EVENT_PATH)
        return false;
    try {
        const event = JSON.parse((await host.files.readText(host.env.GITHUB_EVENT_PATH)) ?? '{}');
        const head = event?.pull_request?.head?.repo?.full_name;
        return head === undefined || head === null || head !== event?.pull_request?.base?.repo?.full_name;
    }
    catch {
        return false;
    }
}
/** The error for a job that wants OIDC and cannot have it: permission missing, or a fork. */
async function oidcUnavailable(host, roleArn) {
    if (await isForkPullRequest(host)) {
        return new registry_error/* RegistryError */.gl('CA-AUTH-007', `this run was started by a pull request from a fork, which gets no OIDC identity to assume ${roleArn} with`);
    }
    const where = host.env.GITHUB_ACTIONS === 'true'
        ? 'the job may not ask GitHub for an OIDC token'
        : 'there is no OIDC identity here (ACTIONS_ID_TOKEN_REQUEST_URL is not set)';
    return new registry_error/* RegistryError */.gl('CA-AUTH-002', `${where}, so ${roleArn} cannot be assumed`, {
        remedy: host.env.GITHUB_ACTIONS === 'true'
            ? undefined
            : 'Outside GitHub Actions sign in with AWS credentials and set `role-chaining` to assume a role with them.',
    });
}
/** Asks GitHub for a token with this audience; masked before it is returned. */
async function requestIdentity(host, audience, maxAttempts) {
    const base = host.env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '';
    const bearer = (0,secret/* conceal */.Eq)(host.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '', host.mask);
    const url = `${base}${base.includes('?') ? '&' : '?'}audience=${encodeURIComponent(audience)}`;
    return (0,retry/* retrying */.R)(host, { attempts: maxAttempts, label: 'OIDC token request' }, async () => {
        const response = await host.http({
            method: 'GET',
            url,
            headers: { authorization: `Bearer ${bearer.reveal()}`, accept: 'application/json' },
        });
        const text = (await (0,http/* readBody */.x)(response)).toString('utf8');
        if (response.status < 200 || response.status > 299) {
            const code = response.status === 429 ? 'CA-NET-001' : response.status >= 500 ? 'CA-NET-002' : 'CA-AUTH-002';
            throw new registry_error/* RegistryError */.gl(code, `the OIDC token request was answered with ${response.status}`);
        }
        let value;
        try {
            value = JSON.parse(text).value;
        }
        catch {
            value = undefined;
        }
        if (typeof value !== 'string' || value === '')
            throw new registry_error/* RegistryError */.gl('CA-NET-004', 'the OIDC token request was answered without a token');
        return (0,secret/* conceal */.Eq)(value, host.mask);
    });
}
/** Decodes, without verifying, the claims that may be shown. */
async function readClaims(identity) {
    try {
        const { decodeJwt } = await __webpack_require__.e(/* import() */ 187).then(__webpack_require__.bind(__webpack_require__, 9187));
        const payload = decodeJwt(identity.reveal());
        const claims = {};
        for (const name of shownClaims) {
            const value = payload[name];
            if (value !== undefined)
                claims[name] = String(value).replace(/\p{C}/gu, '?').slice(0, 300);
        }
        return claims;
    }
    catch {
        return {};
    }
}
/**
 * Both spellings of a subject, as trust policies need them: since July 2026 new git repositories carry numeric ids
 * (`repo:owner@1/name@2:…`), older ones do not.
 */
function subjectForms(claims) {
    const found = /^repo:([^/@]+)(?:@\d+)?\/([^:@]+)(?:@\d+)?:(.+)$/.exec(claims.sub ?? '');
    if (!found)
        return undefined;
    const [, owner, name, rest] = found;
    const ids = claims.repository_owner_id && claims.repository_id
        ? [claims.repository_owner_id, claims.repository_id]
        : ['<owner id>', '<repository id>'];
    return { plain: `repo:${owner}/${name}:${rest}`, immutable: `repo:${owner}@${ids[0]}/${name}@${ids[1]}:${rest}` };
}
const issuerHost = (claims) => (claims.iss ?? 'https://token.actions.githubusercontent.com').replace(/^https?:\/\//, '');
/** A refusal of STS in words that name the line to change. */
function explainRefusal(error, roleArn, claims) {
    if (!(error instanceof ServiceError) || error.isRetryable)
        return error;
    const shown = Object.entries(claims)
        .map(([name, value]) => `${name}=${value}`)
        .join(', ');
    const said = `${error.message} (claims received: ${shown || 'none could be read'})`;
    const issuer = issuerHost(claims);
    const options = { cause: error, requestId: error.requestId };
    if (/audience/i.test(error.message)) {
        return new registry_error/* RegistryError */.gl('CA-AUTH-004', `the audience was refused: ${said}`, {
            ...options,
            remedy: `Add ${claims.aud ?? 'the audience'} to the client ids of the IAM identity provider ${issuer}, or set \`audience\` to one that is there; the trust policy must test "${issuer}:aud": "${claims.aud ?? 'sts.amazonaws.com'}".`,
        });
    }
    if (/OpenIDConnect provider/i.test(error.message)) {
        return new registry_error/* RegistryError */.gl('CA-AUTH-004', `the account has no identity provider for ${issuer}: ${said}`, {
            ...options,
            remedy: `Create the IAM OIDC identity provider https://${issuer} with client id ${claims.aud ?? 'sts.amazonaws.com'} in the account of the role.`,
        });
    }
    const forms = subjectForms(claims);
    const isImmutable = /^repo:[^/]+@\d+\//.test(claims.sub ?? '');
    const line = `"Condition": {"StringEquals": {"${issuer}:aud": "${claims.aud ?? 'sts.amazonaws.com'}"}, "StringLike": {"${issuer}:sub": ${forms ? `["${forms.plain}", "${forms.immutable}"]` : `"${claims.sub ?? ''}"`}}}`;
    return new registry_error/* RegistryError */.gl('CA-AUTH-004', `${roleArn} could not be assumed with the OIDC identity of this job: ${said}`, {
        ...options,
        remedy: `Check that the role exists in that account and that its trust policy matches the claims; ${isImmutable ? 'this git repository uses the form of `sub` with numeric ids, so a policy written for the old form does not match. ' : ''}A policy line that matches: ${line}`,
    });
}

;// CONCATENATED MODULE: ./lib/aws/sign-in.js
// From inputs to clients: which credentials, which role, which endpoints. The one place where clients are made.





/** The identity inputs as one value; `region` is found where contract §4 says. Throws CA-INPUT-001 without one. */
function identityOf(inputs, host, fallbackRegion) {
    const region = inputs.text('aws-region') ??
        (host.env.AWS_REGION || undefined) ??
        (host.env.AWS_DEFAULT_REGION || undefined) ??
        fallbackRegion;
    if (!region)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`aws-region` (or AWS_REGION) is needed');
    const request = {
        region,
        roleToAssume: inputs.text('role-to-assume'),
        roleSessionName: inputs.text('role-session-name'),
        roleDurationSeconds: inputs.integer('role-duration-seconds'),
        roleExternalId: inputs.text('role-external-id'),
        roleChaining: inputs.flag('role-chaining'),
        audience: inputs.text('audience') ?? 'sts.amazonaws.com',
        allowedAccountIds: inputs.list('allowed-account-ids'),
        maxAttempts: inputs.integer('retry-max-attempts'),
        endpointUrl: inputs.text('endpoint-url'),
        stsEndpointUrl: inputs.text('sts-endpoint-url'),
    };
    if (request.roleExternalId && !request.roleChaining) {
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`role-external-id` works only with `role-chaining`: AssumeRoleWithWebIdentity has no external id');
    }
    return request;
}
// The partition's DNS suffix; China is the only one in which CodeArtifact's API name would differ by region prefix.
const suffix = (region) => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');
function services(host, request) {
    const { env } = host;
    const shared = { region: request.region, maxAttempts: request.maxAttempts };
    const everywhere = env.AWS_ENDPOINT_URL || undefined;
    return {
        codeartifact: {
            ...shared,
            name: 'codeartifact',
            endpoint: request.endpointUrl ??
                (env.AWS_ENDPOINT_URL_CODEARTIFACT || undefined) ??
                everywhere ??
                `https://codeartifact.${request.region}.${suffix(request.region)}`,
        },
        sts: {
            ...shared,
            name: 'sts',
            // The regional endpoint: nearer, and valid tokens everywhere (IAM user guide, temporary credentials).
            endpoint: request.stsEndpointUrl ??
                (env.AWS_ENDPOINT_URL_STS || undefined) ??
                everywhere ??
                `https://sts.${request.region}.${suffix(request.region)}`,
        },
    };
}
function sessionName(host, request) {
    const run = host.env.GITHUB_RUN_ID ?? host.env.CODEBUILD_BUILD_NUMBER ?? 'local';
    return request.roleSessionName ?? `codeartifact-${run}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
function credentialSource(host, request, sts) {
    if (!request.roleToAssume)
        return defaultCredentials(host);
    const role = {
        roleArn: request.roleToAssume,
        sessionName: sessionName(host, request),
        durationSeconds: request.roleDurationSeconds,
        externalId: request.roleExternalId,
    };
    if (request.roleChaining) {
        // AWS answers more than an hour with an error, not with a shorter session; the default input is within it.
        if (role.durationSeconds > 3600)
            throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`role-duration-seconds` is at most 3600 with `role-chaining`');
        const own = defaultCredentials(host);
        return renewed(host, () => assumeRole(host, { ...sts, credentials: own }, role));
    }
    return renewed(host, async () => {
        if (!hasOidc(host))
            throw await oidcUnavailable(host, role.roleArn);
        const identity = await requestIdentity(host, request.audience, request.maxAttempts);
        try {
            return await assumeRoleWithWebIdentity(host, { ...sts, credentials: undefined }, role, identity);
        }
        catch (error) {
            throw explainRefusal(error, role.roleArn, await readClaims(identity));
        }
    });
}
/** Makes the clients. Nothing is sent before the first call, except to check `allowed-account-ids`. */
async function signIn(host, request) {
    const { codeartifact, sts } = services(host, request);
    const credentials = credentialSource(host, request, sts);
    const client = createCodeArtifactClient(host, { ...codeartifact, credentials }, { ...sts, credentials });
    let asked;
    const account = () => {
        asked ??= client.getCallerIdentity().then((identity) => identity.account);
        return asked;
    };
    if (request.allowedAccountIds.length > 0) {
        const found = await account();
        if (!request.allowedAccountIds.includes(found)) {
            throw new registry_error/* RegistryError */.gl('CA-AUTH-006', `the account signed in is ${found}, allowed are ${request.allowedAccountIds.join(', ')}`);
        }
    }
    return { client, credentials, region: request.region, account };
}


/***/ }),

/***/ 6854:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ readBody)
/* harmony export */ });
/** Reads a body that should be small; throws RangeError beyond `limit` bytes. */
async function readBody(response, limit = 1024 * 1024) {
    const chunks = [];
    let size = 0;
    for await (const chunk of response.body) {
        size += chunk.length;
        if (size > limit)
            throw new RangeError(`the answer is larger than ${limit} bytes`);
        chunks.push(chunk);
    }
    return Buffer.concat(chunks);
}


/***/ }),

/***/ 636:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  R: () => (/* binding */ retrying)
});

// UNUSED EXPORTS: backoff

// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
;// CONCATENATED MODULE: ./lib/core/pacing.js
const SECOND = 1000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** A service that asks for more than this is not paced but down; the retry policy then decides. */
const LONGEST_RETRY_AFTER = 120_000;
const SLOWEST = 0.2;
function createPacer(clock, options = {}) {
    const maxInFlight = options.maxInFlight ?? 16;
    const waiting = [];
    const recent = [];
    let rate = options.initialRate ?? 10;
    let limitKnown = false;
    let inFlight = 0;
    let nextAt = 0;
    let pausedUntil = 0;
    let pause = FIRST_PAUSE;
    let epochStart = Number.NEGATIVE_INFINITY;
    let epochSuccesses = 0;
    let timer;
    const deliveredLastSecond = (now) => {
        while (recent.length > 0 && recent[0] < now - SECOND)
            recent.shift();
        return recent.length;
    };
    const succeed = (now) => {
        recent.push(now);
        epochSuccesses++;
        pause = FIRST_PAUSE;
        if (limitKnown)
            rate *= 1 + Math.min(0.0015 * epochSuccesses, 0.05);
        else
            rate = Math.max(rate, Math.min(rate * 1.25, (options.initialRate ?? 10) + 2 * deliveredLastSecond(now)));
    };
    const slowDown = (now, retryAfterMs) => {
        const elapsed = (now - epochStart) / SECOND;
        if (Number.isFinite(elapsed) && epochSuccesses >= 3) {
            rate = 0.97 * (epochSuccesses / elapsed);
        }
        else if (Number.isFinite(elapsed)) {
            // Too few to measure, yet a bound: fewer than one more than these came through.
            rate = Math.min(rate * 0.7, (epochSuccesses + 1) / Math.max(elapsed, 0.001));
        }
        else {
            rate = Math.min(rate, Math.max(deliveredLastSecond(now) / 2, 1));
        }
        rate = Math.max(rate, SLOWEST);
        limitKnown = true;
        epochStart = now;
        epochSuccesses = 0;
        const asked = retryAfterMs === undefined ? undefined : Math.min(retryAfterMs, LONGEST_RETRY_AFTER);
        // Jitter only without Retry-After: many builds may be refused in the same moment.
        pausedUntil = now + (asked ?? pause * (1 + 0.2 * clock.random()));
        pause = Math.min(pause * 2, LONGEST_PAUSE);
    };
    const permitOf = (sentAt) => {
        let open = true;
        const close = (report) => {
            if (!open)
                return;
            open = false;
            inFlight--;
            report(clock.monotonic());
            pump();
        };
        return {
            accepted: () => close(succeed),
            throttled: (retryAfterMs) => close((now) => {
                if (sentAt >= epochStart)
                    slowDown(now, retryAfterMs);
                else if (retryAfterMs !== undefined)
                    pausedUntil = Math.max(pausedUntil, now + Math.min(retryAfterMs, LONGEST_RETRY_AFTER));
            }),
            other: () => close(() => { }),
        };
    };
    const wakeAt = (at, now) => {
        timer = new AbortController();
        const { signal } = timer;
        clock.sleep(at - now, signal).then(() => {
            timer = undefined;
            pump();
        }, () => undefined);
    };
    const pump = () => {
        timer?.abort();
        timer = undefined;
        while (waiting.length > 0 && inFlight < maxInFlight) {
            const now = clock.monotonic();
            const at = Math.max(nextAt, pausedUntil);
            if (at > now)
                return wakeAt(at, now);
            inFlight++;
            nextAt = Math.max(nextAt, now - SECOND / rate) + SECOND / rate;
            waiting.shift()?.admit();
        }
    };
    return {
        enter(signal) {
            return new Promise((resolve, reject) => {
                if (signal?.aborted)
                    return reject(signal.reason);
                const leave = () => {
                    const at = waiting.indexOf(entry);
                    if (at >= 0)
                        waiting.splice(at, 1);
                    reject(signal?.reason);
                };
                const entry = {
                    admit: () => {
                        signal?.removeEventListener('abort', leave);
                        resolve(permitOf(clock.monotonic()));
                    },
                };
                signal?.addEventListener('abort', leave, { once: true });
                waiting.push(entry);
                pump();
            });
        },
    };
}

;// CONCATENATED MODULE: ./lib/core/retry.js
// The one retry policy: the codes of the catalogue decide whether, this file decides when and how often.


const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;
// The pace belongs to the process and its clock, not to one client: two clients of one service share its limit.
const lanes = new WeakMap();
function laneOf(clock, policy) {
    const known = lanes.get(clock) ?? new Map();
    lanes.set(clock, known);
    let lane = known.get(policy.label);
    if (!lane) {
        lane = {
            pacer: createPacer(clock, { initialRate: policy.initialRate ?? initialRateOf(policy.label) }),
            accepted: 0,
        };
        known.set(policy.label, lane);
    }
    return lane;
}
/** Default quotas of the service (user guide, service-limits), as a first guess only: the pacer finds the real ones. */
const QUOTAS = { CopyPackageVersions: 5, PublishPackageVersion: 10 };
function initialRateOf(label) {
    return QUOTAS[label] ?? (/^(List|Get|Describe)/.test(label) ? 50 : 10);
}
/** Full jitter: anywhere between nothing and the doubling bound, so that many clients do not come back together. */
function backoff(attempt, random) {
    return Math.round(random * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt));
}
/**
 * Does `work` at the pace of its label until it succeeds, fails with a code that waiting does not help, or tries run
 * out. `work` must be safe to repeat. Rejects with the last error, or CA-RUN-002 when interrupted while waiting.
 */
async function retrying(host, policy, work) {
    const lane = laneOf(host.clock, policy);
    let spent = 0;
    for (;;) {
        const acceptedBefore = lane.accepted;
        const permit = await unlessInterrupted(host, policy.label, (signal) => lane.pacer.enter(signal));
        try {
            const result = await work();
            lane.accepted++;
            permit.accepted();
            return result;
        }
        catch (error) {
            const throttled = error instanceof registry_error/* RegistryError */.gl && error.code === 'CA-NET-001';
            if (throttled)
                permit.throttled(error.retryAfterMs);
            else
                permit.other();
            if (!(error instanceof registry_error/* RegistryError */.gl) || !error.isRetryable)
                throw error;
            if (!throttled || lane.accepted === acceptedBefore)
                spent++;
            if (spent >= policy.attempts)
                throw error;
            host.log.debug(`${policy.label}: ${error.message}; trying again (${spent} of ${policy.attempts})`);
            if (!throttled)
                await unlessInterrupted(host, policy.label, (signal) => pause(host.clock, error, spent, signal));
        }
    }
}
async function pause(clock, error, spent, signal) {
    await clock.sleep(Math.max(error.retryAfterMs ?? 0, backoff(spent, clock.random())), signal);
}
async function unlessInterrupted(host, label, wait) {
    try {
        return await wait(host.interrupted);
    }
    catch (error) {
        if (!host.interrupted.aborted)
            throw error;
        throw new registry_error/* RegistryError */.gl('CA-RUN-002', `interrupted before ${label} was sent`, { cause: error });
    }
}


/***/ })

};
