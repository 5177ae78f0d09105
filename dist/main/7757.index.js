exports.id = 7757;
exports.ids = [7757];
exports.modules = {

/***/ 8832:
/***/ (function (__unused_webpack_module, exports, __webpack_require__) {

var aws4 = exports,
    url = __webpack_require__(7016),
    querystring = __webpack_require__(3480),
    crypto = __webpack_require__(6982),
    lru = __webpack_require__(2638),
    credentialsCache = lru(1000)

// http://docs.amazonwebservices.com/general/latest/gr/signature-version-4.html

function hmac(key, string, encoding) {
  return crypto.createHmac('sha256', key).update(string, 'utf8').digest(encoding)
}

function hash(string, encoding) {
  return crypto.createHash('sha256').update(string, 'utf8').digest(encoding)
}

// This function assumes the string has already been percent encoded
function encodeRfc3986(urlEncodedString) {
  return urlEncodedString.replace(/[!'()*]/g, function(c) {
    return '%' + c.charCodeAt(0).toString(16).toUpperCase()
  })
}

function encodeRfc3986Full(str) {
  return encodeRfc3986(encodeURIComponent(str))
}

// A bit of a combination of:
// https://github.com/aws/aws-sdk-java-v2/blob/dc695de6ab49ad03934e1b02e7263abbd2354be0/core/auth/src/main/java/software/amazon/awssdk/auth/signer/internal/AbstractAws4Signer.java#L59
// https://github.com/aws/aws-sdk-js/blob/18cb7e5b463b46239f9fdd4a65e2ff8c81831e8f/lib/signers/v4.js#L191-L199
// https://github.com/mhart/aws4fetch/blob/b3aed16b6f17384cf36ea33bcba3c1e9f3bdfefd/src/main.js#L25-L34
var HEADERS_TO_IGNORE = {
  'authorization': true,
  'connection': true,
  'x-amzn-trace-id': true,
  'user-agent': true,
  'expect': true,
  'presigned-expires': true,
  'range': true,
}

// request: { path | body, [host], [method], [headers], [service], [region] }
// credentials: { accessKeyId, secretAccessKey, [sessionToken] }
function RequestSigner(request, credentials) {

  if (typeof request === 'string') request = url.parse(request)

  var headers = request.headers = Object.assign({}, (request.headers || {})),
      hostParts = (!this.service || !this.region) && this.matchHost(request.hostname || request.host || headers.Host || headers.host)

  this.request = request
  this.credentials = credentials || this.defaultCredentials()

  this.service = request.service || hostParts[0] || ''
  this.region = request.region || hostParts[1] || 'us-east-1'

  // SES uses a different domain from the service name
  if (this.service === 'email') this.service = 'ses'

  if (!request.method && request.body)
    request.method = 'POST'

  if (!headers.Host && !headers.host) {
    headers.Host = request.hostname || request.host || this.createHost()

    // If a port is specified explicitly, use it as is
    if (request.port)
      headers.Host += ':' + request.port
  }
  if (!request.hostname && !request.host)
    request.hostname = headers.Host || headers.host

  this.isCodeCommitGit = this.service === 'codecommit' && request.method === 'GIT'

  this.extraHeadersToIgnore = request.extraHeadersToIgnore || Object.create(null)
  this.extraHeadersToInclude = request.extraHeadersToInclude || Object.create(null)
}

RequestSigner.prototype.matchHost = function(host) {
  var match = (host || '').match(/([^\.]{1,63})\.(?:([^\.]{0,63})\.)?amazonaws\.com(\.cn)?$/)
  var hostParts = (match || []).slice(1, 3)

  // ES's hostParts are sometimes the other way round, if the value that is expected
  // to be region equals ‘es’ switch them back
  // e.g. search-cluster-name-aaaa00aaaa0aaa0aaaaaaa0aaa.us-east-1.es.amazonaws.com
  if (hostParts[1] === 'es' || hostParts[1] === 'aoss')
    hostParts = hostParts.reverse()

  if (hostParts[1] == 's3') {
    hostParts[0] = 's3'
    hostParts[1] = 'us-east-1'
  } else {
    for (var i = 0; i < 2; i++) {
      if (/^s3-/.test(hostParts[i])) {
        hostParts[1] = hostParts[i].slice(3)
        hostParts[0] = 's3'
        break
      }
    }
  }

  return hostParts
}

// http://docs.aws.amazon.com/general/latest/gr/rande.html
RequestSigner.prototype.isSingleRegion = function() {
  // Special case for S3 and SimpleDB in us-east-1
  if (['s3', 'sdb'].indexOf(this.service) >= 0 && this.region === 'us-east-1') return true

  return ['cloudfront', 'ls', 'route53', 'iam', 'importexport', 'sts']
    .indexOf(this.service) >= 0
}

RequestSigner.prototype.createHost = function() {
  var region = this.isSingleRegion() ? '' : '.' + this.region,
      subdomain = this.service === 'ses' ? 'email' : this.service
  return subdomain + region + '.amazonaws.com'
}

RequestSigner.prototype.prepareRequest = function() {
  this.parsePath()

  var request = this.request, headers = request.headers, query

  if (request.signQuery) {

    this.parsedPath.query = query = this.parsedPath.query || {}

    if (this.credentials.sessionToken)
      query['X-Amz-Security-Token'] = this.credentials.sessionToken

    if (this.service === 's3' && !query['X-Amz-Expires'])
      query['X-Amz-Expires'] = 86400

    if (query['X-Amz-Date'])
      this.datetime = query['X-Amz-Date']
    else
      query['X-Amz-Date'] = this.getDateTime()

    query['X-Amz-Algorithm'] = 'AWS4-HMAC-SHA256'
    query['X-Amz-Credential'] = this.credentials.accessKeyId + '/' + this.credentialString()
    query['X-Amz-SignedHeaders'] = this.signedHeaders()

  } else {

    if (!request.doNotModifyHeaders && !this.isCodeCommitGit) {
      if (request.body && !headers['Content-Type'] && !headers['content-type'])
        headers['Content-Type'] = 'application/x-www-form-urlencoded; charset=utf-8'

      if (request.body && !headers['Content-Length'] && !headers['content-length'])
        headers['Content-Length'] = Buffer.byteLength(request.body)

      if (this.credentials.sessionToken && !headers['X-Amz-Security-Token'] && !headers['x-amz-security-token'])
        headers['X-Amz-Security-Token'] = this.credentials.sessionToken

      if (this.service === 's3' && !headers['X-Amz-Content-Sha256'] && !headers['x-amz-content-sha256'])
        headers['X-Amz-Content-Sha256'] = hash(this.request.body || '', 'hex')

      if (headers['X-Amz-Date'] || headers['x-amz-date'])
        this.datetime = headers['X-Amz-Date'] || headers['x-amz-date']
      else
        headers['X-Amz-Date'] = this.getDateTime()
    }

    delete headers.Authorization
    delete headers.authorization
  }
}

RequestSigner.prototype.sign = function() {
  if (!this.parsedPath) this.prepareRequest()

  if (this.request.signQuery) {
    this.parsedPath.query['X-Amz-Signature'] = this.signature()
  } else {
    this.request.headers.Authorization = this.authHeader()
  }

  this.request.path = this.formatPath()

  return this.request
}

RequestSigner.prototype.getDateTime = function() {
  if (!this.datetime) {
    var headers = this.request.headers,
      date = new Date(headers.Date || headers.date || new Date)

    this.datetime = date.toISOString().replace(/[:\-]|\.\d{3}/g, '')

    // Remove the trailing 'Z' on the timestamp string for CodeCommit git access
    if (this.isCodeCommitGit) this.datetime = this.datetime.slice(0, -1)
  }
  return this.datetime
}

RequestSigner.prototype.getDate = function() {
  return this.getDateTime().substr(0, 8)
}

RequestSigner.prototype.authHeader = function() {
  return [
    'AWS4-HMAC-SHA256 Credential=' + this.credentials.accessKeyId + '/' + this.credentialString(),
    'SignedHeaders=' + this.signedHeaders(),
    'Signature=' + this.signature(),
  ].join(', ')
}

RequestSigner.prototype.signature = function() {
  var date = this.getDate(),
      cacheKey = [this.credentials.secretAccessKey, date, this.region, this.service].join(),
      kDate, kRegion, kService, kCredentials = credentialsCache.get(cacheKey)
  if (!kCredentials) {
    kDate = hmac('AWS4' + this.credentials.secretAccessKey, date)
    kRegion = hmac(kDate, this.region)
    kService = hmac(kRegion, this.service)
    kCredentials = hmac(kService, 'aws4_request')
    credentialsCache.set(cacheKey, kCredentials)
  }
  return hmac(kCredentials, this.stringToSign(), 'hex')
}

RequestSigner.prototype.stringToSign = function() {
  return [
    'AWS4-HMAC-SHA256',
    this.getDateTime(),
    this.credentialString(),
    hash(this.canonicalString(), 'hex'),
  ].join('\n')
}

RequestSigner.prototype.canonicalString = function() {
  if (!this.parsedPath) this.prepareRequest()

  var pathStr = this.parsedPath.path,
      query = this.parsedPath.query,
      headers = this.request.headers,
      queryStr = '',
      normalizePath = this.service !== 's3',
      decodePath = this.service === 's3' || this.request.doNotEncodePath,
      decodeSlashesInPath = this.service === 's3',
      firstValOnly = this.service === 's3',
      bodyHash

  if (this.service === 's3' && this.request.signQuery) {
    bodyHash = 'UNSIGNED-PAYLOAD'
  } else if (this.isCodeCommitGit) {
    bodyHash = ''
  } else {
    bodyHash = headers['X-Amz-Content-Sha256'] || headers['x-amz-content-sha256'] ||
      hash(this.request.body || '', 'hex')
  }

  if (query) {
    var reducedQuery = Object.keys(query).reduce(function(obj, key) {
      if (!key) return obj
      obj[encodeRfc3986Full(key)] = !Array.isArray(query[key]) ? query[key] :
        (firstValOnly ? query[key][0] : query[key])
      return obj
    }, {})
    var encodedQueryPieces = []
    Object.keys(reducedQuery).sort().forEach(function(key) {
      if (!Array.isArray(reducedQuery[key])) {
        encodedQueryPieces.push(key + '=' + encodeRfc3986Full(reducedQuery[key]))
      } else {
        reducedQuery[key].map(encodeRfc3986Full).sort()
          .forEach(function(val) { encodedQueryPieces.push(key + '=' + val) })
      }
    })
    queryStr = encodedQueryPieces.join('&')
  }
  if (pathStr !== '/') {
    if (normalizePath) pathStr = pathStr.replace(/\/{2,}/g, '/')
    pathStr = pathStr.split('/').reduce(function(path, piece) {
      if (normalizePath && piece === '..') {
        path.pop()
      } else if (!normalizePath || piece !== '.') {
        if (decodePath) piece = decodeURIComponent(piece.replace(/\+/g, ' '))
        path.push(encodeRfc3986Full(piece))
      }
      return path
    }, []).join('/')
    if (pathStr[0] !== '/') pathStr = '/' + pathStr
    if (decodeSlashesInPath) pathStr = pathStr.replace(/%2F/g, '/')
  }

  return [
    this.request.method || 'GET',
    pathStr,
    queryStr,
    this.canonicalHeaders() + '\n',
    this.signedHeaders(),
    bodyHash,
  ].join('\n')
}

RequestSigner.prototype.filterHeaders = function() {
  var headers = this.request.headers,
      extraHeadersToInclude = this.extraHeadersToInclude,
      extraHeadersToIgnore = this.extraHeadersToIgnore
  this.filteredHeaders = Object.keys(headers)
    .map(function(key) { return [key.toLowerCase(), headers[key]] })
    .filter(function(entry) {
      return extraHeadersToInclude[entry[0]] ||
        (HEADERS_TO_IGNORE[entry[0]] == null && !extraHeadersToIgnore[entry[0]])
    })
    .sort(function(a, b) { return a[0] < b[0] ? -1 : 1 })
}

RequestSigner.prototype.canonicalHeaders = function() {
  if (!this.filteredHeaders) this.filterHeaders()

  return this.filteredHeaders.map(function(entry) {
    return entry[0] + ':' + entry[1].toString().trim().replace(/\s+/g, ' ')
  }).join('\n')
}

RequestSigner.prototype.signedHeaders = function() {
  if (!this.filteredHeaders) this.filterHeaders()

  return this.filteredHeaders.map(function(entry) { return entry[0] }).join(';')
}

RequestSigner.prototype.credentialString = function() {
  return [
    this.getDate(),
    this.region,
    this.service,
    'aws4_request',
  ].join('/')
}

RequestSigner.prototype.defaultCredentials = function() {
  var env = process.env
  return {
    accessKeyId: env.AWS_ACCESS_KEY_ID || env.AWS_ACCESS_KEY,
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY || env.AWS_SECRET_KEY,
    sessionToken: env.AWS_SESSION_TOKEN,
  }
}

RequestSigner.prototype.parsePath = function() {
  var path = this.request.path || '/'

  // S3 doesn't always encode characters > 127 correctly and
  // all services don't encode characters > 255 correctly
  // So if there are non-reserved chars (and it's not already all % encoded), just encode them all
  if (/[^0-9A-Za-z;,/?:@&=+$\-_.!~*'()#%]/.test(path)) {
    path = encodeURI(decodeURI(path))
  }

  var queryIx = path.indexOf('?'),
      query = null

  if (queryIx >= 0) {
    query = querystring.parse(path.slice(queryIx + 1))
    path = path.slice(0, queryIx)
  }

  this.parsedPath = {
    path: path,
    query: query,
  }
}

RequestSigner.prototype.formatPath = function() {
  var path = this.parsedPath.path,
      query = this.parsedPath.query

  if (!query) return path

  // Services don't support empty query string keys
  if (query[''] != null) delete query['']

  return path + '?' + encodeRfc3986(querystring.stringify(query))
}

aws4.RequestSigner = RequestSigner

aws4.sign = function(request, credentials) {
  return new RequestSigner(request, credentials).sign()
}


/***/ }),

/***/ 2638:
/***/ (function (module) {

module.exports = function(size) {
  return new LruCache(size)
}

function LruCache(size) {
  this.capacity = size | 0
  this.map = Object.create(null)
  this.list = new DoublyLinkedList()
}

LruCache.prototype.get = function(key) {
  var node = this.map[key]
  if (node == null) return undefined
  this.used(node)
  return node.val
}

LruCache.prototype.set = function(key, val) {
  var node = this.map[key]
  if (node != null) {
    node.val = val
  } else {
    if (!this.capacity) this.prune()
    if (!this.capacity) return false
    node = new DoublyLinkedNode(key, val)
    this.map[key] = node
    this.capacity--
  }
  this.used(node)
  return true
}

LruCache.prototype.used = function(node) {
  this.list.moveToFront(node)
}

LruCache.prototype.prune = function() {
  var node = this.list.pop()
  if (node != null) {
    delete this.map[node.key]
    this.capacity++
  }
}


function DoublyLinkedList() {
  this.firstNode = null
  this.lastNode = null
}

DoublyLinkedList.prototype.moveToFront = function(node) {
  if (this.firstNode == node) return

  this.remove(node)

  if (this.firstNode == null) {
    this.firstNode = node
    this.lastNode = node
    node.prev = null
    node.next = null
  } else {
    node.prev = null
    node.next = this.firstNode
    node.next.prev = node
    this.firstNode = node
  }
}

DoublyLinkedList.prototype.pop = function() {
  var lastNode = this.lastNode
  if (lastNode != null) {
    this.remove(lastNode)
  }
  return lastNode
}

DoublyLinkedList.prototype.remove = function(node) {
  if (this.firstNode == node) {
    this.firstNode = node.next
  } else if (node.prev != null) {
    node.prev.next = node.next
  }
  if (this.lastNode == node) {
    this.lastNode = node.prev
  } else if (node.next != null) {
    node.next.prev = node.prev
  }
}


function DoublyLinkedNode(key, val) {
  this.key = key
  this.val = val
  this.prev = null
  this.next = null
}


/***/ }),

/***/ 7757:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

"use strict";

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  c: () => (/* binding */ identityOf),
  J: () => (/* binding */ signIn)
});

// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/model/secret.js
var secret = __webpack_require__(9657);
// EXTERNAL MODULE: ./lib/core/ports/http.js
var http = __webpack_require__(6854);
;// CONCATENATED MODULE: ./lib/aws/remedies.js
/** The statement that lets a role ask for authorization tokens. A domain policy cannot give it. */
const BEARER_STATEMENT = '{"Effect":"Allow","Action":"sts:GetServiceBearerToken","Resource":"*","Condition":{"StringEquals":{"sts:AWSServiceName":"codeartifact.amazonaws.com"}}}';
/** AWS refuses a signature that is more than five minutes away from its own clock. */
const TOLERANCE_MS = 4 * 60_000;
/** How far this machine's clock is from the one of an answer; undefined when that is no matter. Milliseconds. */
function clockSkew(date, now) {
    const theirs = Date.parse(date ?? '');
    if (Number.isNaN(theirs))
        return undefined;
    const skew = now - theirs;
    return Math.abs(skew) > TOLERANCE_MS ? skew : undefined;
}
/** `17 minutes behind`. */
function describeSkew(skew) {
    const minutes = Math.round(Math.abs(skew) / 60_000);
    const length = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
    return `${length} ${skew < 0 ? 'behind' : 'ahead'}`;
}
/** For refused signatures: a wrong clock looks like wrong keys. */
function clockRemedy(code, said, date, now) {
    if (code !== 'CA-AUTH-008')
        return undefined;
    const skew = clockSkew(date, now);
    if (skew !== undefined)
        return `The clock of this machine is ${describeSkew(skew)}: set it (for example \`sudo chronyc makestep\` or \`w32tm /resync\`), then try again.`;
    if (/signature (expired|not yet current)|too skewed/i.test(said))
        return 'The clock of this machine differs from that of AWS: set it, then try again.';
    return undefined;
}
/** Which statement is missing and where, by AWS's own sentence about the denial. */
function denialRemedy(code, operation, said) {
    if (code !== 'CA-AUTH-003')
        return undefined;
    if (said.includes('sts:GetServiceBearerToken')) {
        return said.includes('explicit deny')
            ? 'A policy denies sts:GetServiceBearerToken: take that Deny away, or let its condition pass codeartifact.amazonaws.com (and the `sts:DurationSeconds` asked for).'
            : `Add to the identity policy (a domain policy has no effect here): ${BEARER_STATEMENT}`;
    }
    const action = /perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(said)?.[1] ??
        (operation.includes(':') ? operation : `codeartifact:${operation}`);
    const resource = /on resource: "?(arn:[^\s"]+)/.exec(said)?.[1] ?? '*';
    const statement = `{"Effect":"Allow","Action":"${action}","Resource":"${resource}"}`;
    const deny = /explicit deny in an? ([a-z -]*policy|permissions boundary)/.exec(said)?.[1];
    if (deny)
        return `An explicit Deny in ${article(deny)} counts before every Allow: narrow it for ${action} on ${resource}.`;
    if (/no service control policy/.test(said))
        return `The organization's service control policies leave ${action} out: its administrators must allow ${statement}`;
    if (/no permissions boundary/.test(said))
        return `Add to the permissions boundary of the role: ${statement}`;
    if (/no session policy/.test(said))
        return `The session was made with a policy that leaves it out (an inline session policy of an earlier step): add ${statement} there.`;
    if (/no VPC endpoint policy/.test(said))
        return `Add to the policy of the VPC endpoint: ${statement}`;
    if (/no resource-based policy/.test(said))
        return `The identity policy allows it; the owner of the domain must, too. Add to the domain or repository policy, with the caller's account as principal: {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${accountIn(said)}:root"},"Action":"${action}","Resource":"*"}`;
    return `Add to the identity policy (and, across accounts, to the domain or repository policy): ${statement}`;
}
const article = (policy) => (/^[aeiou]/.test(policy) ? `an ${policy}` : `a ${policy}`);
/** Account of the caller that the sentence names. */
const accountIn = (said) => /arn:[^:\s]+:(?:sts|iam)::(\d{12}):/.exec(said)?.[1] ?? '<account>';

;// CONCATENATED MODULE: ./lib/aws/error-translation.js



/** An error of the service with what retrying and branching need. */
class ServiceError extends registry_error/* RegistryError */.gl {
    /** Exception name of the service model, without namespace: `ResourceNotFoundException`. */
    exception;
    status;
    resourceType;
    /** The service's own sentence, on one line. */
    said;
    constructor(code, message, details) {
        super(code, message, { requestId: details.requestId, remedy: details.remedy, retryAfterMs: details.retryAfterMs });
        this.name = 'ServiceError';
        this.exception = details.exception;
        this.status = details.status;
        this.resourceType = details.resourceType;
        this.said = details.said ?? '';
    }
}
const byException = {
    ValidationException: 'CA-INPUT-006',
    ValidationError: 'CA-INPUT-006',
    ServiceQuotaExceededException: 'CA-NET-005',
    AccessDeniedException: 'CA-AUTH-003',
    AccessDenied: 'CA-AUTH-003',
    OptInRequired: 'CA-AUTH-003',
    ConflictException: 'CA-CONFLICT-004',
    ThrottlingException: 'CA-NET-001',
    Throttling: 'CA-NET-001',
    ThrottledException: 'CA-NET-001',
    RequestThrottled: 'CA-NET-001',
    RequestThrottledException: 'CA-NET-001',
    TooManyRequestsException: 'CA-NET-001',
    RequestLimitExceeded: 'CA-NET-001',
    InternalServerException: 'CA-NET-002',
    InternalFailure: 'CA-NET-002',
    ServiceUnavailable: 'CA-NET-002',
    RequestTimeout: 'CA-NET-002',
    RequestTimeoutException: 'CA-NET-002',
    ExpiredTokenException: 'CA-AUTH-008',
    ExpiredToken: 'CA-AUTH-008',
    RequestExpired: 'CA-AUTH-008',
    RequestTimeTooSkewed: 'CA-AUTH-008',
    UnrecognizedClientException: 'CA-AUTH-008',
    InvalidSignatureException: 'CA-AUTH-008',
    IncompleteSignature: 'CA-AUTH-008',
    InvalidClientTokenId: 'CA-AUTH-008',
    SignatureDoesNotMatch: 'CA-AUTH-008',
    MissingAuthenticationTokenException: 'CA-AUTH-001',
    MissingAuthenticationToken: 'CA-AUTH-001',
    // STS, about the identity that was shown.
    InvalidIdentityToken: 'CA-AUTH-004',
    IDPRejectedClaim: 'CA-AUTH-004',
    RegionDisabledException: 'CA-AUTH-004',
    // Worth another try, unlike the other refusals of a role.
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
const NOTHING = { exception: undefined, message: undefined, resourceType: undefined, requestId: undefined };
const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** restJson1 bodies (`__type`, `code`, `message`, `Message`) and the XML of STS, as text: both are a few fields. */
function parse(text) {
    if (text.trimStart().startsWith('<')) {
        const field = (name) => new RegExp(`<${name}>([^<]*)</${name}>`)
            .exec(text)?.[1]
            ?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity) => entities[entity] ?? '');
        return { ...NOTHING, exception: field('Code'), message: field('Message'), requestId: field('RequestId') };
    }
    try {
        const json = JSON.parse(text);
        const string = (value) => (typeof value === 'string' ? value : undefined);
        return {
            ...NOTHING,
            exception: string(json?.__type) ?? string(json?.code),
            message: string(json?.message) ?? string(json?.Message),
            resourceType: string(json?.resourceType),
        };
    }
    catch {
        return NOTHING;
    }
}
/** A refusal as an error; `now` in milliseconds by this machine's clock, which is compared with the answer's. */
function errorOf(call, response, text, now) {
    const body = parse(text);
    const { status, headers } = response;
    // `com.amazonaws#Name`, `Name:http://…` and bare names are all in use.
    const exception = (headers['x-amzn-errortype'] ?? body.exception ?? '').replace(/:.*$/, '').replace(/^.*#/, '');
    const said = (body.message ?? '').replace(/[\s\p{C}]+/gu, ' ').slice(0, 500);
    const isProxy = status === 407;
    const code = isProxy ? 'CA-NET-004' : codeFor(exception, status, body.resourceType);
    const answer = isProxy ? '407: the proxy wants credentials' : `${status}${exception && ` ${exception}`}`;
    return new ServiceError(code, `${call.operation} for ${call.subject} was answered with ${answer}${said && !isProxy ? `: ${said}` : ''}`, {
        exception,
        status,
        resourceType: body.resourceType,
        said,
        retryAfterMs: (0,http/* retryAfter */.P)(response),
        requestId: headers['x-amzn-requestid'] ?? body.requestId,
        remedy: isProxy
            ? 'Give the proxy its user and password: `http-proxy: http://USER:PASSWORD@HOST:PORT`, or HTTPS_PROXY.'
            : (clockRemedy(code, said, headers.date, now) ?? denialRemedy(code, call.operation, said)),
    });
}

// EXTERNAL MODULE: ./node_modules/aws4/aws4.js
var aws4 = __webpack_require__(8832);
// EXTERNAL MODULE: ./lib/core/calls/retry.js + 2 modules
var retry = __webpack_require__(7533);
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
    return (0,retry/* retrying */.R$)(host, { attempts: service.maxAttempts, label: call.operation }, () => sendOnce(host, service, call));
}
async function sendOnce(host, service, call) {
    // A session that nobody received leaves nothing to be undone.
    const looks = (0,retry/* isRead */.H9)(call.operation) || service.name === 'sts';
    const exchange = { what: `${call.operation} for ${call.subject}`, isRead: looks };
    const response = await host.http({ ...(await signed(service, call)), ...exchange });
    if (response.status >= 200 && response.status < 300)
        return response;
    const body = await (0,http/* readBody */.x)(response, 256 * 1024).catch(() => Buffer.alloc(0));
    throw errorOf(call, response, body.toString('utf8'), host.clock.now());
}
/** Like `send`, with the answer read; an answer that breaks off is as good as none and asked for again. */
async function sendText(host, service, call, limit = 64 * 1024 * 1024) {
    return (0,retry/* retrying */.R$)(host, { attempts: service.maxAttempts, label: call.operation }, async () => {
        const response = await sendOnce(host, service, call);
        try {
            return (await (0,http/* readBody */.x)(response, limit)).toString('utf8');
        }
        catch (cause) {
            if (cause instanceof registry_error/* RegistryError */.gl)
                throw cause;
            const code = cause instanceof RangeError ? 'CA-NET-004' : 'CA-NET-003';
            const reason = cause instanceof Error ? cause.message : String(cause);
            throw new registry_error/* RegistryError */.gl(code, `the answer to ${call.operation} for ${call.subject} broke off (${reason})`, {
                cause,
            });
        }
    });
}
/** `sendText`, parsed. */
async function sendJson(host, service, call) {
    const text = await sendText(host, service, call);
    try {
        return (text === '' ? {} : JSON.parse(text));
    }
    catch (cause) {
        throw new registry_error/* RegistryError */.gl('CA-NET-004', `${call.operation} for ${call.subject} was answered with something other than JSON`, { cause });
    }
}
const places = new WeakMap();
function placeOf(service) {
    const known = places.get(service);
    if (known)
        return known;
    const { host, origin, pathname } = new URL(service.endpoint);
    const place = { host, origin, prefix: pathname.replace(/\/$/, '') };
    places.set(service, place);
    return place;
}
async function signed(service, call) {
    const { host, origin, prefix } = placeOf(service);
    const path = `${prefix}${call.path}${queryString(call.query)}`;
    const isStream = typeof call.body === 'object';
    const headers = { host, ...call.headers };
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
            host,
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
        url: `${origin}${path}`,
        headers,
        body: typeof call.body === 'object' ? call.body.open : call.body,
    };
}

;// CONCATENATED MODULE: ./lib/aws/credential-values.js
// AWS credentials as values: secret parts are masked where they arrive.

/** Wraps credentials that have just arrived; secret parts are masked here and nowhere later. */
function concealCredentials(raw, mask) {
    return {
        accessKeyId: raw.accessKeyId,
        secretAccessKey: (0,secret/* conceal */.Eq)(raw.secretAccessKey, mask),
        sessionToken: raw.sessionToken ? (0,secret/* conceal */.Eq)(raw.sessionToken, mask) : undefined,
        expiresAt: raw.expiresAt,
    };
}

;// CONCATENATED MODULE: ./lib/aws/sts.js
// The three STS calls we make (query protocol). AssumeRoleWithWebIdentity is unsigned.



const sts_entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
/** One element's text out of an STS answer; its elements are flat, unique and without attributes. */
function field(xml, name) {
    const raw = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
    return raw?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity) => sts_entities[entity] ?? '');
}
async function ask(host, service, action, parameters, subject) {
    const body = new URLSearchParams({ Action: action, Version: '2011-06-15', ...parameters }).toString();
    const call = {
        operation: `sts:${action}`,
        method: 'POST',
        path: '/',
        subject,
        body,
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    };
    return sendText(host, service, call, 256 * 1024);
}
async function callerIdentity(host, sts) {
    const xml = await ask(host, sts, 'GetCallerIdentity', {}, 'the caller');
    const account = field(xml, 'Account');
    if (!account)
        throw new registry_error/* RegistryError */.gl('CA-NET-004', 'GetCallerIdentity was answered without an account');
    return { account, arn: field(xml, 'Arn') ?? '' };
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
const tokenAfter = ({ nextToken }) => (typeof nextToken === 'string' && nextToken !== '' ? nextToken : undefined);
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
        query: { ...repositoryQuery(at), ...packageQuery(ref), ...extra },
    });
    const versionCall = (operation, method, path, at, ref, extra = {}) => packageCall(operation, method, path, at, ref, { version: ref.version, ...extra });
    const json = (value) => ({ headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) });
    const pageAt = (request, token) => call({ ...request, query: { ...request.query, 'next-token': token } });
    /** Follows nextToken; `key` names the list in each page. */
    async function* pages(request, key) {
        let token;
        do {
            const page = await pageAt(request, token);
            yield* page[key] ?? [];
            token = tokenAfter(page);
        } while (token);
    }
    /** The answer names the revision (API_ListPackageVersionAssets), though the model does not promise it. */
    const listAssets = async (at, ref) => {
        const assets = [];
        let revision;
        const request = versionCall('ListPackageVersionAssets', 'POST', '/v1/package/version/assets', at, ref, {
            'max-results': 1000,
        });
        let token;
        // Called for every version of a set, so without the cost of an iterator.
        do {
            const page = await pageAt(request, token);
            revision = page.versionRevision;
            for (const { name, size = 0, hashes = {} } of page.assets ?? [])
                assets.push({ name, size, digests: hashes });
            token = tokenAfter(page);
        } while (token);
        if (typeof revision === 'string' && revision !== '')
            return { revision, assets };
        return { revision: (await describeVersion(at, ref)).revision, assets };
    };
    const describeVersion = (at, ref) => call(versionCall('DescribePackageVersion', 'GET', '/v1/package/version', at, ref)).then(({ packageVersion: wire }) => ({
        ...ref,
        version: wire.version ?? ref.version,
        displayName: wire.displayName,
        revision: wire.revision,
        status: wire.status,
        origin: originOf(wire.origin),
        publishedAt: wire.publishedTime === undefined ? undefined : wire.publishedTime * 1000,
    }));
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
        describePackageVersion: (at, ref) => orMissing(describeVersion(at, ref)),
        listPackageVersionAssets: (at, ref) => orMissing(listAssets(at, ref)),
        listPackageVersionDependencies: async (at, ref) => {
            const found = [];
            const request = versionCall('ListPackageVersionDependencies', 'POST', '/v1/package/version/dependencies', at, ref);
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
        getPackageVersionAsset: (at, ref, asset, revision) => orMissing(send(host, service, versionCall('GetPackageVersionAsset', 'GET', '/v1/package/version/asset', at, ref, { asset, revision })).then((response) => ({
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
            ...versionCall('PublishPackageVersion', 'POST', '/v1/package/version/publish', at, ref, {
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

// EXTERNAL MODULE: ./lib/core/calls/waits.js
var waits = __webpack_require__(8235);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./lib/aws/container-credentials.js
// Credentials of a container: CodeBuild, ECS and EKS Pod Identity. The chain of the SDK does the same, but is much to
// load for every step of a CodeBuild build.






const ECS = 'http://169.254.170.2';
/** Hosts to which credentials' tokens may go over plain http (SDK reference guide, container credentials). */
const PLAIN_HOSTS = new Set(['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]', 'localhost', '[::1]']);
/** The endpoint is on this machine: where four tries do not help, more will not. */
const ATTEMPTS = 4;
/**
 * Whether the container endpoint is what the SDK's chain would come to: profiles, single sign-on and token files stand
 * before it there.
 */
async function isContainer(host) {
    const { env, files } = host;
    if (!env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI && !env.AWS_CONTAINER_CREDENTIALS_FULL_URI)
        return false;
    if (env.AWS_PROFILE || env.AWS_WEB_IDENTITY_TOKEN_FILE)
        return false;
    const profiles = [
        env.AWS_CONFIG_FILE || (0,external_node_path_.join)(host.home, '.aws', 'config'),
        env.AWS_SHARED_CREDENTIALS_FILE || (0,external_node_path_.join)(host.home, '.aws', 'credentials'),
    ];
    const found = await Promise.all(profiles.map((path) => files.stat(path)));
    return found.every((stat) => stat === undefined);
}
/** Asks the container endpoint; rejects with CA-AUTH-001 when it gives no credentials. */
async function containerCredentials(host, maxAttempts) {
    const url = endpoint(host.env);
    const authorization = await authorizationOf(host);
    return (0,retry/* retrying */.R$)(host, { attempts: Math.min(ATTEMPTS, maxAttempts), label: 'container credentials' }, async () => {
        const response = await host.http({
            method: 'GET',
            url,
            headers: { accept: 'application/json', ...(authorization ? { authorization: authorization.reveal() } : {}) },
            idleTimeoutMs: 5000,
            what: "the container's credential endpoint",
        });
        const text = (await (0,http/* readBody */.x)(response, 64 * 1024)).toString('utf8');
        if (response.status !== 200) {
            const { status } = response;
            const code = status === 429 ? 'CA-NET-001' : status >= 500 ? 'CA-NET-002' : 'CA-AUTH-001';
            const retryAfterMs = (0,http/* retryAfter */.P)(response);
            throw new registry_error/* RegistryError */.gl(code, `the container's credential endpoint answered ${status}`, { retryAfterMs });
        }
        return read(text, host);
    });
}
function endpoint(env) {
    const relative = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI;
    const address = relative ? `${ECS}${relative}` : (env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '');
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const isAllowed = url?.protocol === 'https:' ||
        (url?.protocol === 'http:' && (PLAIN_HOSTS.has(url.hostname) || url.hostname.startsWith('127.')));
    if (!isAllowed) {
        throw new registry_error/* RegistryError */.gl('CA-AUTH-001', 'AWS_CONTAINER_CREDENTIALS_FULL_URI is neither https nor an address of the container host');
    }
    return address;
}
/** EKS writes the token to a file and renews it there, so the file wins and is read each time. */
async function authorizationOf(host) {
    const { env, files } = host;
    const path = env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE;
    const value = path ? await files.readText(path) : env.AWS_CONTAINER_AUTHORIZATION_TOKEN;
    if (path && value === undefined)
        throw new registry_error/* RegistryError */.gl('CA-AUTH-001', `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names ${path}, which is missing`);
    if (!value)
        return undefined;
    if (/[\r\n]/.test(value.trim()))
        throw new registry_error/* RegistryError */.gl('CA-AUTH-001', "the container's authorization token has a line end");
    return (0,secret/* conceal */.Eq)(value.trim(), host.mask);
}
function read(text, host) {
    let body = {};
    try {
        body = JSON.parse(text);
    }
    catch {
        // Said below, without the text.
    }
    const { AccessKeyId, SecretAccessKey, Token, Expiration } = body ?? {};
    if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
        throw new registry_error/* RegistryError */.gl('CA-AUTH-001', "the container's credential endpoint answered without credentials");
    const expiresAt = typeof Expiration === 'string' ? Date.parse(Expiration) : Number.NaN;
    return concealCredentials({
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: typeof Token === 'string' ? Token : undefined,
        expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt,
    }, host.mask);
}

;// CONCATENATED MODULE: ./lib/aws/credentials.js
// Where AWS credentials come from. The common cases (variables, the container endpoint) need no SDK; everything else
// (profiles, SSO, instance metadata, process) is the SDK's own chain, loaded only then.




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
/** A `credential_process` may wait for anything. */
const LONGEST_SEARCH_MS = 60_000;
/** The SDK's default chain: environment, then container, profile, SSO, web identity file, instance metadata. */
function defaultCredentials(host, maxAttempts) {
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
        if (await isContainer(host))
            return containerCredentials(host, maxAttempts);
        const { defaultProvider } = await __webpack_require__.e(/* import() */ 7978).then(__webpack_require__.bind(__webpack_require__, 7978));
        try {
            const found = await (0,waits/* endWithin */.vr)(host, LONGEST_SEARCH_MS, 'the search for AWS credentials', () => defaultProvider({})());
            return concealCredentials({ ...found, expiresAt: found.expiration?.getTime() }, host.mask);
        }
        catch (cause) {
            if (host.interrupted.aborted)
                throw cause;
            const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
            throw new registry_error/* RegistryError */.gl('CA-AUTH-001', `no AWS credentials were found (${reason})`, { cause });
        }
    });
}

;// CONCATENATED MODULE: ./lib/aws/endpoints.js
// Addresses of the two AWS services we call, by partition. Repository endpoints are never made here: they are asked for.

const AWS = {
    name: 'aws',
    suffix: 'amazonaws.com',
    dualStackSuffix: 'api.aws',
    audience: 'sts.amazonaws.com',
};
/** Longest region prefix first; the endpoint rules of the AWS SDKs say the same (a test compares). */
const PARTITIONS = [
    [
        'cn-',
        {
            name: 'aws-cn',
            suffix: 'amazonaws.com.cn',
            dualStackSuffix: 'api.amazonwebservices.com.cn',
            audience: 'sts.amazonaws.com.cn',
        },
    ],
    ['us-gov-', { ...AWS, name: 'aws-us-gov' }],
    ['eusc-', { ...AWS, name: 'aws-eusc', suffix: 'amazonaws.eu', dualStackSuffix: 'api.amazonwebservices.eu' }],
    ['us-isob-', { ...AWS, name: 'aws-iso-b', suffix: 'sc2s.sgov.gov', dualStackSuffix: 'api.aws.scloud' }],
    ['us-isof-', { ...AWS, name: 'aws-iso-f', suffix: 'csp.hci.ic.gov', dualStackSuffix: 'api.aws.hci.ic.gov' }],
    ['us-iso-', { ...AWS, name: 'aws-iso', suffix: 'c2s.ic.gov', dualStackSuffix: 'api.aws.ic.gov' }],
    ['eu-isoe-', { ...AWS, name: 'aws-iso-e', suffix: 'cloud.adc-e.uk', dualStackSuffix: 'api.cloud-aws.adc-e.uk' }],
];
function partitionOf(region) {
    return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? AWS;
}
const isOn = (value) => value?.toLowerCase() === 'true';
/**
 * Where a service is called: the input, AWS_ENDPOINT_URL_<SERVICE>, AWS_ENDPOINT_URL, else the regional endpoint of the
 * partition, with AWS_USE_DUALSTACK_ENDPOINT and AWS_USE_FIPS_ENDPOINT as in every SDK. Variables are passed over when
 * AWS_IGNORE_CONFIGURED_ENDPOINT_URLS says so. STS is called regionally: nearer, and its tokens are valid everywhere.
 */
function serviceEndpoint(service, region, env, given) {
    const isIgnored = isOn(env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS);
    const configured = isIgnored
        ? undefined
        : env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL || undefined;
    const named = given ?? configured;
    if (named !== undefined)
        return checked(service, named);
    const { name, suffix, dualStackSuffix } = partitionOf(region);
    const isDualStack = isOn(env.AWS_USE_DUALSTACK_ENDPOINT);
    const isFips = isOn(env.AWS_USE_FIPS_ENDPOINT);
    // GovCloud's plain STS endpoint is the validated one.
    const hasOwnFips = !(service === 'sts' && name === 'aws-us-gov' && !isDualStack);
    const host = isFips && hasOwnFips ? `${service}-fips` : service;
    return `https://${host}.${region}.${isDualStack ? dualStackSuffix : suffix}`;
}
function checked(service, address) {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '')
        return address;
    throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `the endpoint given for ${service} is not an http or https address without credentials and query`, {
        remedy: `Correct \`${service === 'sts' ? 'sts-endpoint-url' : 'endpoint-url'}\` or AWS_ENDPOINT_URL_${service.toUpperCase()}.`,
    });
}

;// CONCATENATED MODULE: ./lib/aws/oidc.js
// The job's OIDC identity: asking GitHub for the token, and what may be shown of it.




/** ShownClaims that are safe and useful to show; the token itself never is. */
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
    'actor',
    // Stands for `aud` where it is present (IAM user guide, condition keys).
    'azp',
];
function hasOidc(host) {
    return Boolean(host.env.ACTIONS_ID_TOKEN_REQUEST_URL && host.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
}
/**
 * Whether the event is a pull request from a fork, which gets no identity by GitHub's design. `pull_request_target`
 * runs with the rights of the base, so there it is the permission that is missing.
 */
async function isForkPullRequest(host) {
    const event = host.env.GITHUB_EVENT_NAME ?? '';
    if (!/^pull_request/.test(event) || event === 'pull_request_target' || !host.env.GITHUB_EVENT_PATH)
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
    if (host.env.GITHUB_ACTIONS === 'true') {
        return new registry_error/* RegistryError */.gl('CA-AUTH-002', `the job may not ask GitHub for an OIDC token, so ${roleArn} cannot be assumed`, {
            remedy: 'Add `permissions: { id-token: write, contents: read }` to the job. A job that calls a reusable workflow needs it too: the called one cannot have more than its caller.',
        });
    }
    return new registry_error/* RegistryError */.gl('CA-AUTH-002', `there is no OIDC identity here (ACTIONS_ID_TOKEN_REQUEST_URL is not set), so ${roleArn} cannot be assumed`, {
        remedy: 'Outside GitHub Actions sign in with AWS credentials and set `role-chaining` to assume a role with them.',
    });
}
/** Asks GitHub for a token with this audience; masked before it is returned. */
async function requestIdentity(host, audience, maxAttempts) {
    const base = host.env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '';
    const bearer = (0,secret/* conceal */.Eq)(host.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '', host.mask);
    const url = `${base}${base.includes('?') ? '&' : '?'}audience=${encodeURIComponent(audience)}`;
    return (0,retry/* retrying */.R$)(host, { attempts: maxAttempts, label: 'OIDC token request' }, async () => {
        const response = await host.http({
            method: 'GET',
            url,
            what: 'the OIDC token request',
            headers: { authorization: `Bearer ${bearer.reveal()}`, accept: 'application/json' },
        });
        const text = await readText(response);
        if (response.status < 200 || response.status > 299) {
            const code = response.status === 429 ? 'CA-NET-001' : response.status >= 500 ? 'CA-NET-002' : 'CA-AUTH-002';
            throw new registry_error/* RegistryError */.gl(code, `the OIDC token request was answered with ${response.status}`, {
                retryAfterMs: (0,http/* retryAfter */.P)(response),
            });
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
async function readText(response) {
    try {
        return (await (0,http/* readBody */.x)(response)).toString('utf8');
    }
    catch (cause) {
        throw new registry_error/* RegistryError */.gl('CA-NET-003', 'the answer to the OIDC token request broke off', { cause });
    }
}
/** Decodes, without verifying, the claims that may be shown. */
async function readClaims(identity) {
    try {
        const { decodeJwt } = await __webpack_require__.e(/* import() */ 9187).then(__webpack_require__.bind(__webpack_require__, 9187));
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

;// CONCATENATED MODULE: ./lib/aws/package-groups.js
// The package group of a package, for those who ask why a package is not served or not taken.


function createPackageGroupReader(host, service) {
    return {
        async associatedGroup(at, ref) {
            try {
                const wire = await sendJson(host, service, {
                    operation: 'GetAssociatedPackageGroup',
                    method: 'GET',
                    path: '/v1/get-associated-package-group',
                    subject: `${at.domain} ${ref.format}:${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`,
                    query: {
                        domain: at.domain,
                        'domain-owner': at.domainOwner,
                        format: ref.format,
                        namespace: ref.namespace,
                        package: ref.name,
                    },
                });
                if (!wire.packageGroup?.pattern)
                    return undefined;
                const { restrictions } = wire.packageGroup.originConfiguration ?? {};
                const mode = (name) => restrictions?.[name]?.effectiveMode ?? 'ALLOW';
                return {
                    pattern: wire.packageGroup.pattern,
                    association: wire.associationType ?? 'STRONG',
                    modes: {
                        PUBLISH: mode('PUBLISH'),
                        EXTERNAL_UPSTREAM: mode('EXTERNAL_UPSTREAM'),
                        INTERNAL_UPSTREAM: mode('INTERNAL_UPSTREAM'),
                    },
                };
            }
            catch (error) {
                if (error instanceof registry_error/* RegistryError */.gl && error.code === 'CA-FIND-002')
                    return undefined;
                throw error;
            }
        },
    };
}

;// CONCATENATED MODULE: ./lib/aws/publish-permission.js
// May this identity publish? The IAM action of every upload, over whatever wire, is codeartifact:PublishPackageVersion on
// the ARN of the package. The API call of that name takes generic packages only, so asked for a package of another
// format, and without any content, it can store nothing: the answer is either "denied" or an objection to the format.



const publish_permission_NOTHING = {
    open: async function* () { },
    size: 0,
    // SHA-256 of no bytes.
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};
function createPermissionProbe(host, service) {
    return {
        async mayPublish(at, ref) {
            // The one format for which the call would be meant.
            if (ref.format === 'generic')
                return { kind: 'unknown', reason: 'a call that could tell would also publish, so it is not made' };
            try {
                const answer = await send(host, service, {
                    operation: 'PublishPackageVersion',
                    method: 'POST',
                    path: '/v1/package/version/publish',
                    subject: `${at.domain}/${at.repository} ${ref.format}:${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`,
                    query: {
                        domain: at.domain,
                        'domain-owner': at.domainOwner,
                        repository: at.repository,
                        format: ref.format,
                        namespace: ref.namespace,
                        package: ref.name,
                        version: '0.0.0-codeartifact-ci-doctor',
                        asset: 'nothing',
                        unfinished: true,
                    },
                    headers: { 'content-type': 'application/octet-stream' },
                    body: publish_permission_NOTHING,
                });
                await answer.discard();
                return { kind: 'unknown', reason: 'the service took a call that it documents as refused' };
            }
            catch (error) {
                if (!(error instanceof registry_error/* RegistryError */.gl))
                    throw error;
                if (error.code === 'CA-AUTH-003')
                    return { kind: 'denied', message: error.message, remedy: error.remedy };
                if (error instanceof ServiceError && error.exception === 'ValidationException')
                    return { kind: 'not-denied' };
                return { kind: 'unknown', reason: error.message };
            }
        },
    };
}

;// CONCATENATED MODULE: ./lib/aws/role-refusal.js
// Why AWS refused a role, in words that name the line to change. AWS itself says little: a role that does not exist and
// a trust policy that does not match are answered alike.


const GITHUB = 'token.actions.githubusercontent.com';
/**
 * Both spellings of a subject, as trust policies need them: since July 2026 new git repositories carry numeric ids
 * (`repo:owner@1/name@2:…`), older ones do not. Undefined for subjects an organization has customised.
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
const issuerOf = (claims) => (claims.iss ?? `https://${GITHUB}`).replace(/^https?:\/\//, '').replace(/\/$/, '');
const audienceOf = (claims) => claims.azp ?? claims.aud ?? 'sts.amazonaws.com';
/** The statement of a trust policy that lets this very job in. GitHub Enterprise Server has no subjects with ids. */
function trustStatement(roleArn, claims) {
    const [, partition = 'aws', account = '<account>'] = /^arn:([^:]+):iam::(\d{12}):/.exec(roleArn) ?? [];
    const issuer = issuerOf(claims);
    const forms = subjectForms(claims);
    const isEnterpriseServer = issuer.endsWith('/_services/token');
    // The local server's issuer stands in for GitHub's, also in what policies are to say.
    const key = issuer.endsWith('/_local/oidc') ? GITHUB : issuer;
    const subject = forms === undefined ? (claims.sub ?? '') : isEnterpriseServer ? forms.plain : [forms.plain, forms.immutable];
    return JSON.stringify({
        Effect: 'Allow',
        Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${key}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { [`${key}:aud`]: audienceOf(claims), [`${key}:sub`]: subject } },
    });
}
/** A refusal of AssumeRoleWithWebIdentity; what is retryable or no answer of STS is handed back as it is. */
function explainRefusal(error, roleArn, claims) {
    if (!(error instanceof ServiceError) || error.isRetryable)
        return error;
    const [cause, remedy] = reasonOf(error, roleArn, claims);
    const shown = Object.entries(claims).map(([name, value]) => `${name}=${value}`);
    return new registry_error/* RegistryError */.gl('CA-AUTH-004', `${cause}: ${error.message} (claims received: ${shown.join(', ') || 'none could be read'})`, { cause: error, requestId: error.requestId, remedy });
}
function reasonOf(error, roleArn, claims) {
    const { exception, said } = error;
    const issuer = issuerOf(claims);
    const audience = audienceOf(claims);
    if (/audience/i.test(said))
        return [
            `the audience ${audience} was refused`,
            `Add it to the client ids of the identity provider (aws iam add-client-id-to-open-id-connect-provider --client-id ${audience} --open-id-connect-provider-arn ${providerArn(roleArn, issuer)}), or set \`audience\` to one that is there; the trust policy must test it: "${issuer}:aud": "${audience}".`,
        ];
    if (/OpenIDConnect provider/i.test(said))
        return [
            `the account has no identity provider for ${issuer}`,
            `In the account of the role: aws iam create-open-id-connect-provider --url https://${issuer} --client-id-list ${audience}`,
        ];
    if (/verification key|retrieve|openid-configuration|not reachable/i.test(said))
        return [
            `AWS cannot read the keys of ${issuer}`,
            `AWS must reach https://${issuer}/.well-known/openid-configuration and the keys named there from the internet (GitHub Enterprise Server behind a firewall: publish just these two).`,
        ];
    if (exception === 'ExpiredTokenException' || exception === 'ExpiredToken')
        return [
            'the OIDC token had expired before AWS saw it',
            "Run the job again. If it happens each time, the clock of the runner, or of GitHub Enterprise Server, differs from AWS's.",
        ];
    if (exception === 'RegionDisabledException')
        return [
            'STS is not active in this region for the account of the role',
            'Activate it in the account settings of IAM, or set `sts-endpoint-url` to the endpoint of an active region.',
        ];
    if (/MaxSessionDuration|DurationSeconds/.test(said))
        return [
            'the session would be longer than the role allows',
            `Lower \`role-duration-seconds\`, or raise the role's limit: aws iam update-role --role-name ${roleName(roleArn)} --max-session-duration 43200`,
        ];
    if (exception === 'ValidationError' || exception === 'ValidationException')
        return [
            `${roleArn} or the session name is not valid`,
            '`role-to-assume` is the whole ARN: arn:aws:iam::ACCOUNT:role/NAME, with its path.',
        ];
    if (exception === 'InvalidIdentityToken')
        return [
            `AWS does not take tokens of ${issuer} for this role`,
            `Compare the identity provider of the role's account with the issuer in the claims; it must be ${providerArn(roleArn, issuer)}.`,
        ];
    return mismatch(roleArn, claims);
}
/** AccessDenied: no such role, no such subject in its policy, or an audience the policy does not name. */
function mismatch(roleArn, claims) {
    const isImmutable = /^repo:[^/]+@\d+\//.test(claims.sub ?? '');
    const forms = subjectForms(claims);
    const about = forms === undefined
        ? 'the subject is customised by the organization, so the usual forms do not match. '
        : isImmutable
            ? `this git repository uses the form of \`sub\` with numeric ids, so a policy written for ${forms.plain} does not match. `
            : claims.environment
                ? 'the job names an environment, which takes the place of branch or tag in `sub`. '
                : claims.event_name === 'pull_request'
                    ? 'a pull request has a `sub` without branch. '
                    : '';
    return [
        `${roleArn} could not be assumed with the OIDC identity of this job`,
        `Either the role does not exist (aws iam get-role --role-name ${roleName(roleArn)}, in account ${roleArn.split(':')[4] ?? ''}) or its trust policy does not match: ${about}A statement that matches: ${trustStatement(roleArn, claims)}`,
    ];
}
/** A refusal of AssumeRole with other credentials (role chaining). */
function explainChaining(error, roleArn, externalId) {
    if (!(error instanceof ServiceError) || error.isRetryable)
        return error;
    const options = { cause: error, requestId: error.requestId };
    if (error.code === 'CA-AUTH-003') {
        const caller = /User: (arn:\S+)/.exec(error.said)?.[1] ?? 'the caller';
        const principal = asRole(caller);
        const condition = externalId
            ? ',"Condition":{"StringEquals":{"sts:ExternalId":"<the value of role-external-id>"}}'
            : '';
        return new registry_error/* RegistryError */.gl('CA-AUTH-004', `${roleArn} could not be assumed by ${caller}: ${error.message}`, {
            ...options,
            remedy: `Two sides must allow it. The identity policy of the caller: {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"${roleArn}"}. The trust policy of the role: {"Effect":"Allow","Principal":{"AWS":"${principal}"},"Action":"sts:AssumeRole"${condition}}${externalId ? '' : '; if that policy tests sts:ExternalId, set `role-external-id`'}.`,
        });
    }
    if (/MaxSessionDuration|DurationSeconds|role chaining/.test(error.said)) {
        return new registry_error/* RegistryError */.gl('CA-AUTH-004', `the session would be longer than allowed: ${error.message}`, {
            ...options,
            remedy: 'Lower `role-duration-seconds`: a chained role lasts an hour at most, others what the role says.',
        });
    }
    return error;
}
/** The role behind a session: trust policies name roles. */
function asRole(caller) {
    const found = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(caller);
    return found ? `arn:${found[1]}:iam::${found[2]}:role/${found[3]}` : caller;
}
const roleName = (roleArn) => roleArn.split('/').at(-1) ?? roleArn;
function providerArn(roleArn, issuer) {
    const [, partition = 'aws', account = '<account>'] = /^arn:([^:]+):iam::(\d{12}):/.exec(roleArn) ?? [];
    return `arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
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
        // Only what was given: the default is that of the partition, and China's differs.
        audience: (inputs.given('audience') ? inputs.text('audience') : undefined) ?? partitionOf(region).audience,
        allowedAccountIds: inputs.list('allowed-account-ids'),
        maxAttempts: inputs.integer('retry-max-attempts'),
        endpointUrl: inputs.text('endpoint-url'),
        stsEndpointUrl: inputs.text('sts-endpoint-url'),
    };
    if (request.roleExternalId && !request.roleChaining) {
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`role-external-id` works only with `role-chaining`: AssumeRoleWithWebIdentity has no external id');
    }
    checkRole(request);
    return request;
}
/** What AWS would refuse with less to say: a role that is no ARN, of another partition, or of an account not wanted. */
function checkRole({ roleToAssume, region, allowedAccountIds }) {
    if (roleToAssume === undefined)
        return;
    const [, partition, account] = /^arn:([^:]+):iam::(\d{12}):role\/\S+$/.exec(roleToAssume) ?? [];
    if (partition === undefined || account === undefined)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', '`role-to-assume` is not the ARN of a role (arn:aws:iam::ACCOUNT:role/NAME)');
    const expected = partitionOf(region).name;
    if (partition !== expected)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `\`role-to-assume\` is of the partition ${partition}, but \`aws-region\` ${region} belongs to ${expected}`);
    // Found before anything is sent; the account that answers in the end is compared as well.
    if (allowedAccountIds.length > 0 && !allowedAccountIds.includes(account))
        throw notAllowed(account, allowedAccountIds, roleToAssume);
}
function notAllowed(account, allowed, who) {
    return new registry_error/* RegistryError */.gl('CA-AUTH-006', `the account of ${who} is ${account}, allowed are ${allowed.join(', ')}`, {
        remedy: `Use a role of an allowed account, or add ${account} to \`allowed-account-ids\`.`,
    });
}
function services({ env }, { region, maxAttempts, endpointUrl, stsEndpointUrl }) {
    const shared = { region, maxAttempts };
    return {
        codeartifact: {
            ...shared,
            name: 'codeartifact',
            endpoint: serviceEndpoint('codeartifact', region, env, endpointUrl),
        },
        sts: { ...shared, name: 'sts', endpoint: serviceEndpoint('sts', region, env, stsEndpointUrl) },
    };
}
function sessionName(host, request) {
    const run = host.env.GITHUB_RUN_ID ?? host.env.CODEBUILD_BUILD_NUMBER ?? 'local';
    return request.roleSessionName ?? `codeartifact-${run}`.replace(/[^\w+=,.@-]/g, '-').slice(0, 64);
}
function credentialSource(host, request, sts) {
    if (!request.roleToAssume)
        return defaultCredentials(host, request.maxAttempts);
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
        const own = defaultCredentials(host, request.maxAttempts);
        return renewed(host, async () => {
            try {
                return await assumeRole(host, { ...sts, credentials: own }, role);
            }
            catch (error) {
                throw explainChaining(error, role.roleArn, role.externalId);
            }
        });
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
    const identity = () => {
        asked ??= client.getCallerIdentity();
        return asked;
    };
    const account = async () => (await identity()).account;
    if (request.allowedAccountIds.length > 0) {
        const found = await identity();
        if (!request.allowedAccountIds.includes(found.account))
            throw notAllowed(found.account, request.allowedAccountIds, found.arn);
    }
    const asking = { ...codeartifact, credentials };
    const enquiries = { ...createPackageGroupReader(host, asking), ...createPermissionProbe(host, asking) };
    return { client, enquiries, credentials, region: request.region, account };
}


/***/ }),

/***/ 6854:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

"use strict";
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ retryAfter),
/* harmony export */   x: () => (/* binding */ readBody)
/* harmony export */ });
/**
 * What an answer asks for in `Retry-After`, in milliseconds: seconds, or a date, which is held against the answer's own
 * `Date` so that it does not matter whose clock is wrong. Undefined when absent or not understood.
 */
function retryAfter({ headers }) {
    const value = headers['retry-after']?.trim();
    if (value === undefined || value === '')
        return undefined;
    if (/^\d{1,15}(\.\d{1,9})?$/.test(value))
        return Number(value) * 1000;
    // Date.parse reads much more as a date than RFC 9110 allows here: -1 is a day in 2001 to it.
    if (!/^[A-Z][a-z]+,? .*\d/.test(value))
        return undefined;
    const wait = Date.parse(value) - Date.parse(headers.date ?? '');
    return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
/** Reads a body that should be small; throws RangeError beyond `limit` bytes. */
async function readBody(response, limit = 1024 * 1024) {
    if (response.read)
        return response.read(limit);
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


/***/ })

};
;