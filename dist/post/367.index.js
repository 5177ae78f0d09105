"use strict";
exports.id = 367;
exports.ids = [367];
exports.modules = {

/***/ 5367:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createTransport: () => (/* binding */ createTransport),
  redactedUrl: () => (/* binding */ redactedUrl)
});

// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
// EXTERNAL MODULE: external "node:stream"
var external_node_stream_ = __webpack_require__(7075);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __webpack_require__(511);
// EXTERNAL MODULE: ./lib/core/calls/waits.js
var waits = __webpack_require__(8235);
// EXTERNAL MODULE: ./lib/machine/clock.js
var clock = __webpack_require__(2959);
// EXTERNAL MODULE: ./lib/machine/timers.js
var timers = __webpack_require__(9195);
;// CONCATENATED MODULE: ./lib/machine/exchanges.js




const LIMITS = {
    idleMs: 60_000,
    deadlineMs: 300_000,
    slowestBytesPerSecond: 16 * 1024,
    slowMs: 5_000,
    checkEveryMs: 1_000,
};
/** One exchange as it is watched. */
class WatchedExchange {
    what;
    isRead;
    idleMs;
    startedAt = clock/* systemClock */.m.monotonic();
    outgoing;
    /** Tells whoever awaits the answer; without effect once there is one. */
    fail;
    incoming;
    isSlow = false;
    #writtenBefore;
    #readBefore;
    #seen = 0;
    #movedAt = this.startedAt;
    constructor(options) {
        this.what = options.what;
        this.isRead = options.isRead;
        this.idleMs = options.idleMs;
        this.outgoing = options.outgoing;
        this.fail = options.fail;
    }
    get isOver() {
        const { incoming, outgoing } = this;
        return incoming ? incoming.destroyed || incoming.readableEnded : outgoing.destroyed;
    }
    /** Notices whether a byte moved since the last look. */
    look(now) {
        const { socket } = this.outgoing;
        const seen = socket ? socket.bytesRead + socket.bytesWritten : 0;
        if (seen !== this.#seen)
            this.#movedAt = now;
        this.#seen = seen;
        if (!socket)
            return;
        this.#writtenBefore ??= socket.bytesWritten;
        if (this.incoming)
            this.#readBefore ??= socket.bytesRead;
    }
    /** Bytes of the bodies since they were first looked at. What comes before the answer (100, 102, headers) buys no time. */
    get moved() {
        const { socket } = this.outgoing;
        if (!socket)
            return 0;
        const written = socket.bytesWritten - (this.#writtenBefore ?? socket.bytesWritten);
        const read = socket.bytesRead - (this.#readBefore ?? socket.bytesRead);
        return Math.max(0, written) + Math.max(0, read);
    }
    /** When it is given up if nothing more moves, by the monotonic clock. */
    givenUpAt({ deadlineMs, slowestBytesPerSecond }) {
        const deadline = this.startedAt + deadlineMs + (this.moved / slowestBytesPerSecond) * 1000;
        return Math.min(deadline, this.#movedAt + this.idleMs);
    }
    end(reason) {
        // A request that has no connection yet tells nobody that it was destroyed.
        this.fail(reason);
        if (this.incoming)
            this.incoming.destroy(reason);
        else
            this.outgoing.destroy(reason);
    }
}
class Exchanges {
    #limits;
    #say;
    #underWay = new Set();
    #cancelCheck;
    #checkEveryMs;
    #cutOff;
    #cutOffAt = Number.POSITIVE_INFINITY;
    constructor(limits, say) {
        this.#limits = limits;
        this.#checkEveryMs = limits.checkEveryMs;
        this.#say = say;
    }
    /** The reason why no exchange may begin any more. */
    get cutOff() {
        return this.#cutOff;
    }
    add(exchange) {
        this.#underWay.add(exchange);
        // A quarter of the shortest silence that is borne, so that it ends about when it is said to.
        const wanted = Math.min(this.#limits.checkEveryMs, exchange.idleMs / 4);
        if (this.#cancelCheck && wanted >= this.#checkEveryMs)
            return;
        this.#checkEveryMs = wanted;
        this.#cancelCheck?.();
        this.#cancelCheck = this.#checkLater();
    }
    /**
     * Ends the exchanges that only look. Those that begin later may go on: what must be put right needs them. Writes that
     * were sent are awaited for `graceMs` more, which is said.
     */
    endReads(reason, graceMs) {
        this.#cutOffAt = clock/* systemClock */.m.monotonic() + graceMs;
        for (const exchange of this.#alive())
            if (exchange.isRead)
                exchange.end(reason);
        const [first, ...others] = this.#alive();
        if (!first)
            return;
        const until = (0,waits/* timeOfDay */.rb)(clock/* systemClock */.m.now() + graceMs);
        this.#say(`waiting at most ${seconds(graceMs)}, until ${until}, for what was sent: ${named(first, others.length)}; another signal ends it at once`);
    }
    /** Ends all of them, and those that would begin later. */
    endAll(reason) {
        this.#cutOff = reason;
        for (const exchange of this.#alive())
            exchange.end(reason);
    }
    close() {
        this.#cancelCheck?.();
        this.#cancelCheck = undefined;
    }
    #checkLater() {
        return (0,timers/* startTimer */.Ip)(this.#checkEveryMs, () => this.#check(), { isAwaited: false });
    }
    #check() {
        const now = clock/* systemClock */.m.monotonic();
        const alive = this.#alive();
        const wasSlow = alive.some(({ isSlow }) => isSlow);
        for (const exchange of alive) {
            exchange.look(now);
            if (now > exchange.givenUpAt(this.#limits))
                exchange.end(this.#givenUp(exchange, now));
        }
        const slow = this.#alive().filter((exchange) => now - exchange.startedAt > this.#limits.slowMs);
        for (const exchange of slow)
            exchange.isSlow = true;
        // Once for all that are slow at the same time: a service that hangs is one piece of news.
        if (slow[0] && !wasSlow)
            this.#say(this.#described(slow[0], slow.length - 1, now));
        if (this.#underWay.size === 0)
            this.#checkEveryMs = this.#limits.checkEveryMs;
        this.#cancelCheck = this.#underWay.size > 0 ? this.#checkLater() : undefined;
    }
    #givenUp(exchange, now) {
        const elapsed = now - exchange.startedAt;
        const isIdle = elapsed < this.#limits.deadlineMs;
        const why = isIdle
            ? `nothing was sent or received for ${seconds(exchange.idleMs)}`
            : `it was not over after ${seconds(elapsed)}, ${size(exchange.moved)} moved`;
        return new registry_error/* RegistryError */.gl('CA-NET-003', `${exchange.what()} was given up: ${why}`);
    }
    #described(exchange, others, now) {
        const latest = Math.min(exchange.givenUpAt(this.#limits), this.#cutOffAt);
        const until = (0,waits/* timeOfDay */.rb)(clock/* systemClock */.m.now() + latest - now);
        return `waiting for ${named(exchange, others)}: ${seconds(now - exchange.startedAt)} and ${size(exchange.moved)} so far; given up at ${until} unless more arrives`;
    }
    /** Those that are not over; forgets the others. */
    #alive() {
        for (const exchange of this.#underWay)
            if (exchange.isOver)
                this.#underWay.delete(exchange);
        return [...this.#underWay];
    }
}
const named = (exchange, others) => `${exchange.what()}${others > 0 ? `, and ${others} more` : ''}`;
const seconds = (milliseconds) => milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${Math.round(milliseconds / 1000)} s`;
const size = (bytes) => bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

;// CONCATENATED MODULE: ./lib/machine/proxy.js
/** The proxy for an address, by the usual variables: HTTPS_PROXY, else HTTP_PROXY, for both kinds of address. */
function proxyFor(url, env) {
    const https = env.HTTPS_PROXY || env.https_proxy;
    const http = env.HTTP_PROXY || env.http_proxy;
    return (url.protocol === 'https:' ? https || http : http) || undefined;
}
/**
 * Whether NO_PROXY exempts an address.
 *
 * | NO_PROXY        | exempts                              |
 * | `*`             | everything                           |
 * | `example.com`   | that host and its subdomains         |
 * | `.example.com`  | the same                             |
 * | `host:8080`     | only that port                       |
 *
 * Loopback is always exempt: a proxy cannot reach the local server. So are the link-local addresses under which a
 * container finds its credentials.
 */
function bypassesProxy(url, noProxy) {
    const host = url.hostname.toLowerCase();
    if (host === 'localhost' || host === '[::1]' || host.startsWith('127.'))
        return true;
    if (host.startsWith('169.254.') || host === '[fd00:ec2::23]')
        return true;
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    return (noProxy ?? '')
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((entry) => entry !== '')
        .some((entry) => {
        if (entry === '*')
            return true;
        const [, name = '', only] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
        const bare = name.replace(/^\*?\./, '');
        return (only === undefined || only === port) && (host === bare || host.endsWith(`.${bare}`));
    });
}

;// CONCATENATED MODULE: ./lib/machine/http.js
// node:http(s) with keep-alive as an HttpTransport. Global fetch is not used: it keeps whole uploads in memory and
// costs three times the CPU of this (both measured on Node 20 and 24).





/** Address without user info, query and fragment: what may stand in a message. */
function redactedUrl(url) {
    if (!URL.canParse(url))
        return 'an invalid address';
    const { protocol, host, pathname } = new URL(url);
    return `${protocol}//${host}${pathname}`;
}
function joined(given) {
    const headers = {};
    for (const [name, value] of Object.entries(given)) {
        if (value !== undefined)
            headers[name] = Array.isArray(value) ? value.join(', ') : value;
    }
    return headers;
}
/** The error of a body that ended before its end; what we ended it with ourselves stands. */
function brokenOff(cause, what) {
    if (cause instanceof registry_error/* RegistryError */.gl || cause instanceof RangeError)
        return cause;
    const { code, message } = cause;
    return new registry_error/* RegistryError */.gl('CA-NET-003', `the answer to ${what} broke off (${code ?? message})`, { cause });
}
async function* streamed(incoming, what) {
    try {
        yield* incoming;
    }
    catch (cause) {
        throw brokenOff(cause, what());
    }
}
/** By events: an iterator over the stream costs as much again as the rest of a small answer. */
function readWhole(incoming, limit, what) {
    return new Promise((resolve, reject) => {
        const chunks = [];
        let size = 0;
        incoming.on('data', (chunk) => {
            size += chunk.length;
            if (size <= limit)
                chunks.push(chunk);
            else
                incoming.destroy(new RangeError(`the answer is larger than ${limit} bytes`));
        });
        incoming.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
        incoming.once('error', (cause) => reject(brokenOff(cause, what())));
        // Comes after a whole answer as well, and an error nobody hears of costs as much as the answer.
        incoming.once('close', () => {
            if (!incoming.readableEnded)
                reject(brokenOff(new Error('the connection was closed'), what()));
        });
    });
}
function createTransport(options) {
    const limits = { ...LIMITS, ...options.limits };
    const exchanges = new Exchanges(limits, options.say ?? (() => { }));
    const plain = new external_node_http_.Agent({ keepAlive: true, maxSockets: 64 });
    let secure;
    const proxied = new Map();
    const overTls = () => {
        secure ??= Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 4708, 19)).then(({ default: https }) => ({
            agent: new https.Agent({ keepAlive: true, maxSockets: 64 }),
            request: https.request,
        }));
        return secure;
    };
    const wires = new Map();
    /** The same for all of an origin, and asked for with every request. */
    const wireFor = (url) => {
        const known = wires.get(url.origin) ?? makeWire(url);
        wires.set(url.origin, known);
        return known;
    };
    const makeWire = async (url) => {
        const proxy = options.proxy ?? proxyFor(url, options.env);
        const noProxy = options.noProxy ?? options.env.NO_PROXY ?? options.env.no_proxy;
        const direct = url.protocol === 'https:' ? await overTls() : { agent: plain, request: external_node_http_.request };
        if (!proxy || bypassesProxy(url, noProxy))
            return direct;
        let agent = proxied.get(proxy);
        if (!agent) {
            const { HttpsProxyAgent } = await __webpack_require__.e(/* import() */ 669).then(__webpack_require__.t.bind(__webpack_require__, 3669, 19));
            agent = new HttpsProxyAgent(proxy, { keepAlive: true });
            proxied.set(proxy, agent);
        }
        return { agent, request: direct.request };
    };
    return {
        send: async (request) => {
            const url = new URL(request.url);
            if (url.protocol !== 'https:' && url.protocol !== 'http:') {
                throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `${redactedUrl(request.url)} is not an http or https address`);
            }
            const wire = await wireFor(url);
            if (exchanges.cutOff)
                throw exchanges.cutOff;
            return exchange(url, request, { wire, exchanges, userAgent: options.userAgent, idleMs: limits.idleMs });
        },
        endReads: (reason, graceMs) => exchanges.endReads(reason, graceMs),
        endAll: (reason) => exchanges.endAll(reason),
        close() {
            exchanges.close();
            for (const agent of [plain, ...proxied.values()])
                agent.destroy();
            void secure?.then(({ agent }) => agent.destroy());
        },
    };
}
/** What is at most this long is sent in one piece: a pipeline costs more than the request it is for. */
const SMALL_BODY = 256 * 1024;
async function together(chunks) {
    const all = [];
    for await (const chunk of chunks)
        all.push(chunk);
    return Buffer.concat(all);
}
function exchange(url, request, parts) {
    const { wire, userAgent } = parts;
    return new Promise((resolve, reject) => {
        const { body } = request;
        const headers = { 'user-agent': userAgent, ...request.headers };
        if (typeof body === 'string' || body instanceof Uint8Array)
            headers['content-length'] = Buffer.byteLength(body);
        const outgoing = wire.request(url, {
            method: request.method,
            headers,
            agent: wire.agent,
            ...(request.signal ? { signal: request.signal } : {}),
        });
        let answered = false;
        const fail = (cause) => {
            if (answered)
                return;
            // The body itself refused to go on (a file that changed meanwhile): that is the error, not the silence after it.
            if (cause instanceof registry_error/* RegistryError */.gl)
                return reject(cause);
            const { code, message } = cause;
            const reason = code ?? message ?? String(cause);
            const at = redactedUrl(request.url);
            reject(new registry_error/* RegistryError */.gl('CA-NET-003', `${request.method} ${at} got no answer (${reason})`, { cause }));
        };
        const what = () => request.what ?? `${request.method} ${redactedUrl(request.url)}`;
        const watched = new WatchedExchange({
            what,
            isRead: request.isRead ?? (request.method === 'GET' || request.method === 'HEAD'),
            idleMs: request.idleTimeoutMs ?? parts.idleMs,
            outgoing,
            fail,
        });
        parts.exchanges.add(watched);
        outgoing.on('error', fail);
        // An answer that is none (101): Node.js tells neither of a response nor of an error.
        outgoing.on('upgrade', (incoming, socket) => {
            socket.destroy();
            fail(new Error(`${incoming.statusCode} ${incoming.statusMessage}`));
        });
        outgoing.on('close', () => fail(new Error('the connection was closed')));
        outgoing.on('response', (incoming) => {
            answered = true;
            watched.incoming = incoming;
            resolve(asResponse(incoming, what));
        });
        if (typeof body !== 'function')
            outgoing.end(body);
        else if (Number(request.headers?.['content-length']) <= SMALL_BODY) {
            together(body()).then((bytes) => outgoing.end(bytes), (cause) => {
                fail(cause);
                outgoing.destroy();
            });
        }
        // An answer may come before the body is sent (401): the write error that follows is then no news.
        else
            external_node_stream_.promises.pipeline(external_node_stream_.Readable.from(body(), { objectMode: false }), outgoing).catch(fail);
    });
}
function asResponse(incoming, what) {
    let headers;
    return {
        status: incoming.statusCode ?? 0,
        reason: incoming.statusMessage ?? '',
        get headers() {
            headers ??= joined(incoming.headers);
            return headers;
        },
        get body() {
            return streamed(incoming, what);
        },
        read: (limit) => readWhole(incoming, limit, what),
        discard: () => discard(incoming),
    };
}
/** What is worth reading to its end for the sake of the connection; a longer body costs it. */
const DISCARD_LIMIT = 256 * 1024;
function discard(incoming) {
    if (incoming.readableEnded || incoming.destroyed)
        return Promise.resolve();
    return new Promise((done) => {
        let size = 0;
        incoming.on('data', (chunk) => {
            size += chunk.length;
            if (size > DISCARD_LIMIT)
                incoming.destroy();
        });
        // Nothing of it is wanted, so it does not matter how it ended.
        incoming.once('error', () => done());
        incoming.once('end', done);
        incoming.once('close', done);
    });
}


/***/ })

};
;