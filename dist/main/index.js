/******/ (() => { // webpackBootstrap
/******/ 	"use strict";
/******/ 	var __webpack_modules__ = ({

/***/ 2613:
/***/ (function (module) {

module.exports = require("assert");

/***/ }),

/***/ 181:
/***/ (function (module) {

module.exports = require("buffer");

/***/ }),

/***/ 5317:
/***/ (function (module) {

module.exports = require("child_process");

/***/ }),

/***/ 6982:
/***/ (function (module) {

module.exports = require("crypto");

/***/ }),

/***/ 4434:
/***/ (function (module) {

module.exports = require("events");

/***/ }),

/***/ 9896:
/***/ (function (module) {

module.exports = require("fs");

/***/ }),

/***/ 8611:
/***/ (function (module) {

module.exports = require("http");

/***/ }),

/***/ 5692:
/***/ (function (module) {

module.exports = require("https");

/***/ }),

/***/ 3339:
/***/ (function (module) {

module.exports = require("module");

/***/ }),

/***/ 9278:
/***/ (function (module) {

module.exports = require("net");

/***/ }),

/***/ 6698:
/***/ (function (module) {

module.exports = require("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ (function (module) {

module.exports = require("node:buffer");

/***/ }),

/***/ 1421:
/***/ (function (module) {

module.exports = require("node:child_process");

/***/ }),

/***/ 7598:
/***/ (function (module) {

module.exports = require("node:crypto");

/***/ }),

/***/ 3024:
/***/ (function (module) {

module.exports = require("node:fs");

/***/ }),

/***/ 1455:
/***/ (function (module) {

module.exports = require("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ (function (module) {

module.exports = require("node:http");

/***/ }),

/***/ 2467:
/***/ (function (module) {

module.exports = require("node:http2");

/***/ }),

/***/ 4708:
/***/ (function (module) {

module.exports = require("node:https");

/***/ }),

/***/ 8995:
/***/ (function (module) {

module.exports = require("node:module");

/***/ }),

/***/ 7030:
/***/ (function (module) {

module.exports = require("node:net");

/***/ }),

/***/ 8161:
/***/ (function (module) {

module.exports = require("node:os");

/***/ }),

/***/ 6760:
/***/ (function (module) {

module.exports = require("node:path");

/***/ }),

/***/ 1708:
/***/ (function (module) {

module.exports = require("node:process");

/***/ }),

/***/ 7075:
/***/ (function (module) {

module.exports = require("node:stream");

/***/ }),

/***/ 3136:
/***/ (function (module) {

module.exports = require("node:url");

/***/ }),

/***/ 7975:
/***/ (function (module) {

module.exports = require("node:util");

/***/ }),

/***/ 8522:
/***/ (function (module) {

module.exports = require("node:zlib");

/***/ }),

/***/ 857:
/***/ (function (module) {

module.exports = require("os");

/***/ }),

/***/ 6928:
/***/ (function (module) {

module.exports = require("path");

/***/ }),

/***/ 932:
/***/ (function (module) {

module.exports = require("process");

/***/ }),

/***/ 3480:
/***/ (function (module) {

module.exports = require("querystring");

/***/ }),

/***/ 2203:
/***/ (function (module) {

module.exports = require("stream");

/***/ }),

/***/ 3193:
/***/ (function (module) {

module.exports = require("string_decoder");

/***/ }),

/***/ 3557:
/***/ (function (module) {

module.exports = require("timers");

/***/ }),

/***/ 4756:
/***/ (function (module) {

module.exports = require("tls");

/***/ }),

/***/ 2018:
/***/ (function (module) {

module.exports = require("tty");

/***/ }),

/***/ 7016:
/***/ (function (module) {

module.exports = require("url");

/***/ }),

/***/ 9023:
/***/ (function (module) {

module.exports = require("util");

/***/ }),

/***/ 3106:
/***/ (function (module) {

module.exports = require("zlib");

/***/ }),

/***/ 7533:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  H9: () => (/* binding */ isRead),
  wD: () => (/* binding */ retriesSoFar),
  R$: () => (/* binding */ retrying)
});

// UNUSED EXPORTS: backoff

;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = require("node:events");
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __nccwpck_require__(511);
;// CONCATENATED MODULE: ./lib/core/calls/pacer.js
/** Of what a service asks for in one `Retry-After`, at most this much is waited. */
const LONGEST_RETRY_AFTER_MS = 60_000;
/** Milliseconds to wait of those that were asked for; 0 where nothing, or nothing sensible, was asked for. */
function boundedRetryAfter(retryAfterMs) {
    return retryAfterMs === undefined || !(retryAfterMs > 0) ? 0 : Math.min(retryAfterMs, LONGEST_RETRY_AFTER_MS);
}
const SECOND = 1000;
const LONG_QUEUE_SECONDS = 5;
const FIRST_PAUSE = 100;
/** Time from the first call after the first pause to the second, at most, however long the service asked to wait. */
const LONGEST_FIRST_GAP = SECOND;
const PAUSE_GROWTH = 2.5;
const LONGEST_PAUSE = 10_000;
/** Calls a second, at least and before anything is known. Both are finite, so that every wait is. */
const SLOWEST = 0.2;
const UNLIMITED = 1e6;
/** A refusal may come of one bad moment, and of callers who had little to send: it divides the rate by four at most. */
const MOST_LOWERED = 0.25;
/** Refusals in a row, without any call that came through, after which a short Retry-After is no longer believed. */
const DISBELIEVED_AFTER = 3;
/** While searching, calls in flight: to those that came through, and to all there are, as far as they wait here. */
const SEARCH_SHARE = 0.5;
const REFUSED_SHARE = 0.08;
/** Successes between two refusals that are enough to measure by. */
const FEWEST_MEASURED = 4;
/** Stretches shorter than this measure timers more than the service. */
const SHORTEST_STRETCH = 50;
/** Calls remembered to measure by. */
const REMEMBERED = 256;
/** How far below the measured limit to go on, and how fast to creep up from there with each success. */
const MARGIN = 0.98;
/**
 * Between two refusals at least as many calls were allowed as came through, and less than one more. With half of it ten
 * calls a second are refused once too often, without any of it fifty of them take 3 % longer (simulated).
 */
const REMAINDER = 0.35;
const CREEP = 0.0002;
/** At a slow rate successes are few: after so long without a refusal the time counts too, by so much a second. */
const CREEP_IN_TIME_AFTER = 30;
const CREEP_IN_TIME = 0.002;
const MOST_CREEP_IN_TIME = 0.2;
/** A bucket that holds no more than this loses what is not used at once, so pauses cannot be made up for. */
const SHALLOW = 2;
/** How fast to go up with each success before the limit is measured, in a shallow bucket and in others. */
const GROWTH_SHALLOW = 1.1;
const GROWTH = 1.05;
/** How far below what was shown to go on when refused twice in a row. */
const STEP_BACK = 0.95;
/** A service that lets nothing through for so long is slower than the slowest limit we believe in, or was down. */
const OUTAGE = SECOND / SLOWEST;
/** How fast to go up with each success after an outage: what was refused meanwhile says nothing. */
const GROWTH_GUESSED = 2;
/** Milliseconds by which a timer may wake us late without the pace suffering. */
const TIMER_LAG = 5;
function createPacer(clock, options = {}) {
    const { maxInFlight = 16, firstInFlight = 2, onPause, onQueue } = options;
    const waiting = [];
    /** When the calls that came through were sent, in order. */
    let sent = [];
    let rate = UNLIMITED;
    /** Nothing was refused after a success yet; only bounds are known; measured between two refusals. */
    let knowledge = 'none';
    /** The rate follows from refusals alone. */
    let isGuessed = false;
    /** Calls the service's bucket holds, at most. */
    let depth = Number.POSITIVE_INFINITY;
    /** Milliseconds of pausing that may be made up for: the service's bucket filled in the meantime. */
    let credit = 0;
    let creditShare = 0.9;
    let successes = 0;
    let inFlight = 0;
    /** Calls in flight, at most: halved by each burst of refusals, one more with each success. */
    let inFlightCap = maxInFlight;
    /** When the last call was due; it may have gone out later. */
    let lastDue = Number.NEGATIVE_INFINITY;
    let pausedUntil = 0;
    let pause = FIRST_PAUSE;
    /** The pause was asked for and is longer than what any limit above one a second can need. */
    let isAsked = false;
    let epochStart = Number.NEGATIVE_INFINITY;
    let epochSuccesses = 0;
    let lastSuccess = 0;
    /** Epochs in a row in which nothing came through. */
    let emptyEpochs = 0;
    let timer;
    let timerAt = 0;
    /** The rate at which a long queue was last told of. */
    let toldRate = Number.POSITIVE_INFINITY;
    /** The one place where the rate changes. */
    const setRate = (wanted) => {
        if (Number.isFinite(wanted))
            rate = Math.min(Math.max(wanted, SLOWEST), UNLIMITED);
    };
    /** The most that some stretch of calls shows the limit to be at least. */
    const shown = () => {
        const last = sent.at(-1) ?? 0;
        let most = 0;
        for (let from = sent.length - 1 - depth; from >= 0; from--) {
            const stretch = last - sent[from];
            if (stretch >= SHORTEST_STRETCH)
                most = Math.max(most, ((sent.length - from - depth) / stretch) * SECOND);
        }
        return most;
    };
    const isShallow = () => depth <= SHALLOW;
    const creep = (now) => {
        const bySuccesses = Math.min((isShallow() ? CREEP / 3 : CREEP) * epochSuccesses, 0.05);
        const seconds = (now - pausedUntil) / SECOND - CREEP_IN_TIME_AFTER;
        return Math.max(bySuccesses, Math.min(CREEP_IN_TIME * seconds, MOST_CREEP_IN_TIME));
    };
    const succeed = (now, sentAt) => {
        sent.push(sentAt);
        if (sent.length > REMEMBERED)
            sent.shift();
        successes++;
        epochSuccesses++;
        emptyEpochs = 0;
        lastSuccess = now;
        inFlightCap = Math.min(inFlightCap + 1, maxInFlight);
        pause = FIRST_PAUSE;
        if (knowledge === 'measured')
            setRate(rate * (1 + creep(now)));
        else if (knowledge === 'bounded') {
            const growth = isGuessed ? GROWTH_GUESSED : isShallow() ? GROWTH_SHALLOW : GROWTH;
            // Making up for a pause says nothing about the limit.
            if (isGuessed || lastDue + SECOND / rate >= now)
                setRate(rate * growth);
            if (sentAt < epochStart)
                return;
            const least = shown();
            // The first after a pause of our own was sent when the pause was over, not at this rate.
            const isFirst = isShallow() && epochSuccesses === 1 && !isAsked && !isGuessed;
            setRate(isFirst && least > 0 ? least : Math.max(rate, least));
        }
    };
    /** What a refusal says about the limit. */
    const learn = (now) => {
        const before = rate;
        const elapsed = Math.max(now - epochStart, 1) / SECOND;
        if (knowledge === 'none') {
            if (successes === 0)
                return;
            // The bucket began full, so this is no measurement; one second's worth is what buckets often hold.
            depth = Math.max(successes, 1);
            setRate(Math.max(1, (0.9 * successes) / (1 + (now - (sent[0] ?? now)) / SECOND)));
            knowledge = 'bounded';
            return;
        }
        const paused = Math.max(0, Math.min(pausedUntil, now) - epochStart) / SECOND;
        if (isAsked && epochSuccesses > 0 && paused * rate > depth + 1) {
            // The bucket ran over in the pause: how much came through since is a bound from below, the refusal one from above.
            const active = (now - pausedUntil) / SECOND;
            // Refused while the pause was made up for: that shows how deep the bucket is, not how fast it fills.
            if (active * rate < epochSuccesses)
                depth = Math.min(depth, epochSuccesses);
            else
                setRate(Math.max((epochSuccesses + REMAINDER) / elapsed, STEP_BACK * shown(), rate / 2));
            isGuessed = false;
        }
        else if (epochSuccesses >= FEWEST_MEASURED) {
            setRate(MARGIN * Math.max((epochSuccesses + REMAINDER) / elapsed, shown()));
            knowledge = 'measured';
            isGuessed = false;
            // The limit may have changed: what was shown long ago says nothing.
            sent = sent.filter((at) => at >= epochStart);
        }
        else {
            // Too few to measure, yet a bound: fewer than one more than these came through.
            const least = shown();
            setRate(Math.max(Math.min(rate * 0.8, (epochSuccesses + 1) / elapsed), STEP_BACK * least));
            isGuessed = epochSuccesses === 0 && now - lastSuccess >= OUTAGE;
            knowledge = isShallow() && least > 0 && !isGuessed ? 'measured' : 'bounded';
        }
        setRate(Math.max(rate, before * MOST_LOWERED));
    };
    const pauseFor = (retryAfterMs) => {
        // Jitter only without Retry-After: many builds may be refused in the same moment.
        const own = pause * (1 + 0.2 * clock.random());
        const asked = boundedRetryAfter(retryAfterMs);
        return asked > 0 && emptyEpochs < DISBELIEVED_AFTER ? asked : Math.max(own, asked);
    };
    const slowDown = (now, retryAfterMs) => {
        learn(now);
        // Refused before the pause was made up for: its bucket is not as deep as that.
        if (credit > 0 && epochSuccesses < (credit / SECOND) * rate)
            creditShare /= 2;
        emptyEpochs++;
        inFlightCap = Math.max(1, Math.floor(Math.min(inFlightCap, inFlight + 1) / 2));
        epochStart = now;
        epochSuccesses = 0;
        const wait = pauseFor(retryAfterMs);
        pausedUntil = now + wait;
        isAsked = boundedRetryAfter(retryAfterMs) > SECOND;
        pause = Math.min(pause * PAUSE_GROWTH, LONGEST_PAUSE);
        onPause?.(wait);
        // Of a shallow bucket nothing is known until another call came through: it is sent when the pause is over.
        if (isShallow() && sent.length < 2)
            setRate(Math.max(rate, SECOND / Math.min(wait, LONGEST_FIRST_GAP)));
        lastDue = isShallow() ? pausedUntil - SECOND / rate : now;
        // No bucket holds more than its depth, however long the pause.
        credit = isShallow() ? 0 : Math.min(wait * creditShare, ((depth - 1) * SECOND) / rate);
    };
    /** While searching, few calls are in flight: each of them is refused when the limit is met. */
    const mostInFlight = () => {
        if (knowledge !== 'none')
            return emptyEpochs > 0 ? 1 : inFlightCap;
        const isRefused = epochStart !== Number.NEGATIVE_INFINITY;
        const known = waiting.length + inFlight + successes;
        const few = Math.max(known * REFUSED_SHARE, 2 + successes / 10);
        const search = Math.floor(Math.min(successes * SEARCH_SHARE, few));
        // The answer to the very first call lets no other go before the second is answered: it may be refused.
        return Math.min(maxInFlight, Math.max(successes === 1 || isRefused ? 1 : firstInFlight, search));
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
            accepted: () => close((now) => succeed(now, sentAt)),
            throttled: (retryAfterMs) => close((now) => {
                if (sentAt >= epochStart)
                    slowDown(now, retryAfterMs);
                else {
                    const latest = epochStart + LONGEST_RETRY_AFTER_MS;
                    const until = Math.min(now + boundedRetryAfter(retryAfterMs), latest);
                    if (until <= pausedUntil)
                        return;
                    pausedUntil = until;
                    onPause?.(until - now);
                }
            }),
            other: () => close(() => { }),
        };
    };
    const wakeAt = (at, now) => {
        // Waking too early does no harm: it is found out then.
        if (timer && timerAt <= at)
            return;
        timer?.abort();
        timer = new AbortController();
        timerAt = at;
        const { signal } = timer;
        clock.sleep(at - now, signal).then(() => {
            timer = undefined;
            pump();
        }, (error) => {
            // Given up, because an earlier one was wanted or nothing waits any more.
            if (signal.aborted)
                return;
            timer = undefined;
            for (const { refuse } of waiting.splice(0))
                refuse(error);
        });
    };
    const pump = () => {
        if (waiting.length === 0)
            toldRate = Number.POSITIVE_INFINITY;
        while (waiting.length > 0 && inFlight < mostInFlight()) {
            const now = clock.monotonic();
            const due = Math.max(lastDue + SECOND / rate, now - Math.max(credit, TIMER_LAG));
            const at = Math.max(due, pausedUntil);
            if (at > now) {
                if (waiting.length > LONG_QUEUE_SECONDS * rate && rate < toldRate / 2) {
                    toldRate = rate;
                    onQueue?.({ calls: waiting.length, rate });
                }
                return wakeAt(at, now);
            }
            inFlight++;
            lastDue = due;
            waiting.shift()?.admit();
        }
    };
    return {
        enter(signal, isFirst = false) {
            return new Promise((resolve, reject) => {
                if (signal?.aborted)
                    return reject(signal.reason);
                const leave = () => {
                    const at = waiting.indexOf(entry);
                    if (at >= 0)
                        waiting.splice(at, 1);
                    // A pause that nobody waits for any more must not hold up the end of the process.
                    if (waiting.length === 0) {
                        timer?.abort();
                        timer = undefined;
                    }
                    reject(signal?.reason);
                };
                let isWaiting = true;
                let isListening = false;
                const entry = {
                    admit: () => {
                        isWaiting = false;
                        if (isListening)
                            signal?.removeEventListener('abort', leave);
                        resolve(permitOf(clock.monotonic()));
                    },
                    refuse: reject,
                };
                if (isFirst)
                    waiting.unshift(entry);
                else
                    waiting.push(entry);
                pump();
                // Many need not wait at all, and to listen costs more than the rest of this.
                if (!isWaiting)
                    return;
                isListening = true;
                signal?.addEventListener('abort', leave, { once: true });
            });
        },
    };
}

// EXTERNAL MODULE: ./lib/core/calls/waits.js
var waits = __nccwpck_require__(8235);
;// CONCATENATED MODULE: ./lib/core/calls/retry.js
// The one retry policy: the codes of the catalogue decide whether, this file decides when and how often.




const FIRST_DELAY = 100;
const LONGEST_DELAY = 10_000;
/** Errors of calls that were tried as often as is allowed: work around them must not begin the count anew. */
const exhausted = new WeakSet();
// The pace belongs to the process and its clock, not to one client: two clients of one service share its limit.
const lanes = new WeakMap();
function laneOf(host, { label }) {
    const known = lanes.get(host.clock) ?? new Map();
    lanes.set(host.clock, known);
    const found = known.get(label);
    if (found) {
        found.host = host;
        return found;
    }
    const onPause = (milliseconds) => (0,waits/* announceWait */.Hs)(lane.host, milliseconds, `${label} is throttled`);
    const onQueue = ({ calls, rate }) => (0,waits/* announceWait */.Hs)(lane.host, (calls / rate) * 1000, `${calls} calls of ${label} take turns, ${rate.toPrecision(2)} a second`);
    const pacer = createPacer(host.clock, { ...inFlightOf(label), onPause, onQueue });
    const lane = { pacer, host, causes: new Map() };
    known.set(label, lane);
    return lane;
}
/** Whether calls of this label only look. */
const isRead = (label) => /^(List|Get|Describe)|:GET$/.test(label);
/**
 * Reads are slow by their latency only: 200 of a kind and 800 of all kinds a second are allowed (user guide,
 * service-limits), so that with a usual latency so many may be sent at once before anything is refused.
 */
const READS = { maxInFlight: 64, firstInFlight: 64 };
/** 100 writes of all kinds a second are allowed, but only 5 copies and 10 assets of generic packages. */
const WRITES = { maxInFlight: 32, firstInFlight: 4 };
const SCARCE = { maxInFlight: 32, firstInFlight: 2 };
function inFlightOf(label) {
    if (isRead(label))
        return READS;
    return label === 'CopyPackageVersions' || label === 'PublishPackageVersion' ? SCARCE : WRITES;
}
/** Full jitter: anywhere between nothing and the doubling bound, so that many clients do not come back together. */
function backoff(attempt, random) {
    return Math.round(random * Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempt));
}
/**
 * Does `work` at the pace of its label until it succeeds, fails with a code that waiting does not help, or tries run
 * out. `work` must be safe to repeat. Rejects with the last error, or the interruption (CA-RUN-002, CA-NET-006).
 *
 * It ends: `work` has a deadline of its own, is tried at most `attempts` times, and between two tries lie at most 60 s
 * and the turn of the calls before it, at most 5 s each.
 */
async function retrying(host, policy, work) {
    // Every waiting call listens; Node warns of a leak beyond ten.
    (0,external_node_events_namespaceObject.setMaxListeners)(0, host.interrupted);
    const lane = laneOf(host, policy);
    for (let tries = 1;; tries++) {
        const next = tries === 1 ? 'sent' : 'tried again';
        const permit = await (0,waits/* unlessInterrupted */.V1)(host, `${policy.label} was ${next}`, (signal) => lane.pacer.enter(signal, tries > 1));
        try {
            const result = await work();
            permit.accepted();
            return result;
        }
        catch (error) {
            const throttled = error instanceof registry_error/* RegistryError */.gl && error.code === 'CA-NET-001';
            if (throttled)
                permit.throttled(error.retryAfterMs);
            else
                permit.other();
            if (!(error instanceof registry_error/* RegistryError */.gl) || !error.isRetryable || exhausted.has(error))
                throw error;
            if (tries >= policy.attempts) {
                exhausted.add(error);
                throw error;
            }
            noteCause(lane, policy, error, tries);
            if (throttled)
                continue;
            const pause = Math.max(boundedRetryAfter(error.retryAfterMs), backoff(tries, host.clock.random()));
            await (0,waits/* waitFor */.fm)(host, pause, `${policy.label} was tried again`, `another try, because ${error.message}`);
        }
    }
}
/** Tries of one call from which on people are shown why they wait: one lost packet is not worth a line. */
const SHOWN_FROM = 3;
/** A cause is said once; then it is counted, and the count said at 10, 100, 1,000 … */
function noteCause(lane, { label, attempts }, error, tries) {
    const cause = lane.causes.get(error.code) ?? { count: 0, isShown: false };
    lane.causes.set(error.code, cause);
    cause.count++;
    const { log } = lane.host;
    const subject = error.message.startsWith(label) ? '' : `${label}: `;
    const line = `${subject}${error.message}; trying again (${tries} of ${attempts})`;
    if (!cause.isShown && tries >= SHOWN_FROM) {
        cause.isShown = true;
        log.info(line);
    }
    else if (cause.count === 1)
        log.debug(line);
    else if (/^10+$/.test(String(cause.count)))
        log.info(`${label}: tried again ${cause.count} times (${error.code})`);
}
/** What was tried again in this process, one entry for each kind of call and cause: `CopyPackageVersions: 37 (CA-NET-001)`. */
function retriesSoFar(clock) {
    return [...(lanes.get(clock) ?? [])].flatMap(([label, { causes }]) => [...causes].map(([code, { count }]) => `${label}: ${count} (${code})`));
}


/***/ }),

/***/ 8235:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Hs: () => (/* binding */ announceWait),
/* harmony export */   V1: () => (/* binding */ unlessInterrupted),
/* harmony export */   YW: () => (/* binding */ interruption),
/* harmony export */   fm: () => (/* binding */ waitFor),
/* harmony export */   rb: () => (/* binding */ timeOfDay),
/* harmony export */   vr: () => (/* binding */ endWithin)
/* harmony export */ });
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(511);
// Waiting that ends: every pause of the core is taken here, can be interrupted, and is announced when it is long.

/** Waits longer than this are announced. */
const ANNOUNCED_AFTER_MS = 5_000;
/** Time of day in UTC, as build logs show it: `14:03:07Z`. `at` in milliseconds since the epoch. */
function timeOfDay(at) {
    return `${new Date(at).toISOString().slice(11, 19)}Z`;
}
// The announced end by log and subject. Callers that wait side by side for the same thing are one line.
const announced = new WeakMap();
/**
 * Says in one line what is waited for, how long and until when, if it is more than 5 s. `subject` tells waits apart:
 * while one of a subject goes on, another that ends at most 5 s later is not announced again.
 */
function announceWait(host, milliseconds, subject, what = subject) {
    if (!(milliseconds > ANNOUNCED_AFTER_MS))
        return;
    // Not by the wall clock, which may be set back.
    const now = host.clock.monotonic();
    const known = announced.get(host.log) ?? new Map();
    announced.set(host.log, known);
    const until = now + milliseconds;
    const earlier = known.get(subject) ?? 0;
    if (earlier > now && until - earlier <= ANNOUNCED_AFTER_MS)
        return;
    known.set(subject, until);
    const end = timeOfDay(host.clock.now() + milliseconds);
    host.log.info(`waiting ${Math.round(milliseconds / 1000)} s, until ${end}: ${what}`);
}
/**
 * Waits, announced as by `announceWait`. Rejects as soon as the run is interrupted (see `interruption`).
 * @param milliseconds finite; at most 2^31 - 1
 */
async function waitFor(host, milliseconds, subject, what = subject) {
    announceWait(host, milliseconds, subject, what);
    await unlessInterrupted(host, subject, (signal) => host.clock.sleep(milliseconds, signal));
}
/** Awaits `wait`, and gives the interruption as its error when that is what ended it. */
async function unlessInterrupted({ interrupted }, what, wait) {
    try {
        return await wait(interrupted);
    }
    catch (error) {
        if (!interrupted.aborted)
            throw error;
        throw interruption(interrupted, `before ${what}`, error);
    }
}
/**
 * The error of work that was not begun or not awaited because the run was interrupted: CA-RUN-002 after a signal,
 * CA-NET-006 when `timeout` was over. `when` completes the sentence (`before it was copied`).
 */
function interruption(interrupted, when, cause) {
    const { reason } = interrupted;
    const isTimeout = reason instanceof _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl && reason.code === 'CA-NET-006';
    const options = cause === undefined ? {} : { cause };
    if (isTimeout)
        return new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-NET-006', `\`timeout\` ended the run ${when}`, options);
    return new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-RUN-002', `interrupted ${when}`, options);
}
/**
 * `work`, unless it takes longer than `milliseconds` or the run is interrupted: then it is no longer awaited, and the
 * promise rejects with CA-NET-003 or the interruption. For work of libraries that cannot be aborted.
 */
async function endWithin(host, milliseconds, what, work) {
    const over = new AbortController();
    const stop = () => over.abort(host.interrupted.reason);
    host.interrupted.addEventListener('abort', stop, { once: true });
    if (host.interrupted.aborted)
        stop();
    const limit = host.clock.sleep(milliseconds, over.signal).then(() => {
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-NET-003', `${what} did not end within ${Math.round(milliseconds / 1000)} s`);
    }, (error) => {
        throw host.interrupted.aborted ? interruption(host.interrupted, `before ${what} ended`) : error;
    });
    const notice = host.clock.sleep(ANNOUNCED_AFTER_MS, over.signal).then(() => announceWait(host, milliseconds - ANNOUNCED_AFTER_MS, what, `at most, for ${what}`), () => { });
    try {
        return await Promise.race([work(), limit]);
    }
    finally {
        host.interrupted.removeEventListener('abort', stop);
        limit.catch(() => { });
        notice.catch(() => { });
        over.abort();
    }
}


/***/ }),

/***/ 6842:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ EXIT),
/* harmony export */   y: () => (/* binding */ CATALOGUE)
/* harmony export */ });
// Every error a command can stop with: one entry, from which docs/errors.md and the exit codes come.
/** Exit codes of the command line; a buildspec can branch on them. */
const EXIT = {
    done: 0,
    failed: 1,
    usage: 2,
    permission: 3,
    notFound: 4,
    conflict: 5,
    unavailable: 6,
    interrupted: 130,
};
const entry = (title, exit, remedy, options = {}) => ({ title, exit: EXIT[exit], retryable: options.retryable ?? false, remedy });
const CATALOGUE = {
    'CA-INPUT-001': entry('An input is missing or invalid', 'usage', 'Correct the inputs named in the message; `--help` and the README list every input with its allowed values.'),
    'CA-INPUT-002': entry('A package coordinate cannot be read', 'usage', 'Write `format:namespace/name@version` (for example `npm:@acme/utils@1.2.3`) or a package URL (`pkg:npm/%40acme/utils@1.2.3`).'),
    'CA-INPUT-003': entry('The command cannot handle this package format', 'usage', 'Leave this package out; the support table in the README says which command handles which format.'),
    'CA-INPUT-004': entry('An unknown command or option', 'usage', 'Run `codeartifact-ci --help` for the commands and `codeartifact-ci COMMAND --help` for its options.'),
    'CA-INPUT-005': entry('A file given as input cannot be read', 'usage', 'Check the path and that the file is what the option expects (a manifest, a plan, a YAML file).'),
    'CA-FILE-001': entry('A built file is not a package we can publish', 'usage', 'Build the package again, or leave the file out of `packages`; the message says what is wrong with it.'),
    'CA-FILE-002': entry('No built package was found', 'usage', 'Check `packages` and `working-directory`; the log lists each file that was looked at and why it was left.'),
    'CA-FILE-003': entry('A file cannot be written', 'failed', 'Check the permissions of the folder and the free space; the file was left as it was.'),
    'CA-FILE-004': entry('A package tool failed or is missing', 'failed', 'Install the tool or give built files instead of a project directory.'),
    'CA-AUTH-001': entry('No AWS credentials were found', 'permission', 'Set `role-to-assume` (GitHub OIDC), run the step after one that signs in, or give the build a role.'),
    'CA-AUTH-002': entry('The job has no permission to ask for an OIDC token', 'permission', 'Add `permissions: { id-token: write, contents: read }` to the job or the workflow.'),
    'CA-AUTH-003': entry('The call is denied', 'permission', 'Allow the action named in the message in the identity policy (and, across accounts, in the domain or repository policy).'),
    'CA-AUTH-004': entry('AWS refused the role', 'permission', 'Compare the claims in the message with the trust policy of the role; both forms of `sub` are shown.'),
    'CA-AUTH-005': entry('The authorization token is expired or not valid', 'permission', 'Sign in again; a longer `duration-seconds` (at most 43200) covers longer jobs.'),
    'CA-AUTH-006': entry('The AWS account is not an allowed one', 'permission', 'Check `role-to-assume` and `allowed-account-ids`.'),
    'CA-AUTH-007': entry('A pull request from a fork has no identity', 'permission', 'Skip the step for forks: `if: github.event.pull_request.head.repo.full_name == github.repository`.'),
    'CA-AUTH-008': entry('The AWS credentials are expired or not valid', 'permission', 'Sign in to AWS again before this step.'),
    'CA-FIND-001': entry('The domain or repository does not exist', 'notFound', 'Check `domain`, `domain-owner`, `repository` and `aws-region`; `doctor` lists what can be seen.'),
    'CA-FIND-002': entry('The package or version does not exist', 'notFound', 'Check the coordinates; versions that are only upstream need `include-from-upstream`.'),
    'CA-CONFLICT-001': entry('The version exists with different bytes', 'conflict', 'Publish a new version number; versions are immutable. Delete the old one only if nobody uses it.'),
    'CA-CONFLICT-002': entry('The registry changed since the plan was made', 'conflict', 'Make a new plan and look at it again.'),
    'CA-CONFLICT-003': entry('The version is blocked by origin controls or its status', 'conflict', 'The message names the control; change it deliberately with `put-package-origin-configuration` or restore the version.'),
    'CA-CONFLICT-004': entry('The request conflicts with what exists', 'conflict', 'The message says with what.'),
    'CA-CONFLICT-005': entry('The built version is not the expected one', 'conflict', 'Make the git tag and the version in the package metadata agree, or correct `expected-version`.'),
    'CA-NET-001': entry('The service is throttling', 'unavailable', 'Run it again later; finished work is recognised and not repeated.', { retryable: true }),
    'CA-NET-002': entry('The service is unavailable', 'unavailable', 'Run it again later; finished work is recognised and not repeated.', { retryable: true }),
    'CA-NET-003': entry('The service cannot be reached', 'unavailable', 'Check the network, the proxy (`http-proxy`, `HTTPS_PROXY`, `NO_PROXY`) and `endpoint-url`.', { retryable: true }),
    'CA-NET-004': entry('The service answered something that is not understood', 'failed', 'Check `endpoint-url`; a proxy may have answered instead of the service.'),
    'CA-NET-005': entry('A service quota is used up', 'failed', 'Raise the quota or clean up; the message names the resource.'),
    'CA-NET-006': entry('The run took longer than `timeout`', 'unavailable', 'Run the same command again: finished work is recognised and the rest goes on. A larger `timeout` (seconds, 0 for none) lets it take longer.'),
    'CA-INPUT-006': entry('The service refused the request as invalid', 'usage', 'The message says which value; the limits are in the service documentation.'),
    'CA-RUN-001': entry('Some package versions were not handled', 'failed', 'The table says what happened to each; running the same command again continues where it stopped.'),
    'CA-RUN-002': entry('Interrupted', 'interrupted', 'Run the same command again; finished work is recognised and not repeated.'),
    'CA-RUN-003': entry('An error that should not happen', 'failed', 'Please report it with the message and the command.'),
    'CA-LOCAL-001': entry('The local server cannot start', 'failed', 'Choose another `--port` or `--data` folder.'),
    'CA-LOCAL-002': entry('This Node.js is too old for `local --data`', 'usage', 'Use Node.js 22.13 or newer, or leave out `--data` to keep everything in memory.'),
    'CA-SPEC-001': entry('The buildspec cannot be edited safely', 'failed', 'The message names the line and the reason; edit it by hand with `buildspec print`.'),
    'CA-SPEC-002': entry('A buildspec block is stale or missing', 'failed', 'Run `codeartifact-ci buildspec include` again.'),
    'CA-SPEC-003': entry('The buildspec has known mistakes', 'failed', 'Each finding names its line and its fix.'),
};


/***/ }),

/***/ 511:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Uc: () => (/* binding */ describeError),
/* harmony export */   _A: () => (/* binding */ asRegistryError),
/* harmony export */   gl: () => (/* binding */ RegistryError)
/* harmony export */ });
/* harmony import */ var _catalogue_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6842);

/**
 * The one error class: something that stops the command. Expected results per package version are outcomes, not errors.
 *
 * `message` says what was tried, on what (domain/repository/version) and what came back, in one sentence, without
 * token, request body, user info or query. The remedy comes from the catalogue unless `remedy` is more exact.
 */
class RegistryError extends Error {
    code;
    requestId;
    /** What the service asked for in `Retry-After`, in milliseconds. */
    retryAfterMs;
    #remedy;
    constructor(code, message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.name = 'RegistryError';
        this.code = code;
        this.requestId = options.requestId;
        this.retryAfterMs = options.retryAfterMs;
        this.#remedy = options.remedy;
    }
    get remedy() {
        return this.#remedy ?? _catalogue_js__WEBPACK_IMPORTED_MODULE_0__/* .CATALOGUE */ .y[this.code].remedy;
    }
    get exitCode() {
        return _catalogue_js__WEBPACK_IMPORTED_MODULE_0__/* .CATALOGUE */ .y[this.code].exit;
    }
    get isRetryable() {
        return _catalogue_js__WEBPACK_IMPORTED_MODULE_0__/* .CATALOGUE */ .y[this.code].retryable;
    }
    get link() {
        return `docs/errors.md#${this.code.toLowerCase()}`;
    }
}
/** Any thrown thing as a RegistryError, so that surfaces print one shape. */
function asRegistryError(error) {
    if (error instanceof RegistryError || isOfAnotherBundle(error))
        return error;
    const message = error instanceof Error ? error.message : String(error);
    return new RegistryError('CA-RUN-003', message, { cause: error });
}
/** The server's bundle holds this class a second time; its errors have everything ours have, but are no instances. */
function isOfAnotherBundle(error) {
    return error instanceof Error && error.name === 'RegistryError' && String(error.code) in _catalogue_js__WEBPACK_IMPORTED_MODULE_0__/* .CATALOGUE */ .y;
}
/** The lines people read: code and cause, remedy, request id, link. */
function describeError(error) {
    return [
        `${error.code}: ${error.message}`,
        `What to do: ${error.remedy}`,
        ...(error.requestId ? [`AWS request id: ${error.requestId}`] : []),
        `More: ${error.link}`,
    ];
}


/***/ }),

/***/ 195:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   c8: () => (/* binding */ RETIRED_INPUTS),
/* harmony export */   mc: () => (/* binding */ INPUTS)
/* harmony export */ });
/* unused harmony export OUTPUTS */
/* harmony import */ var _ports_package_format_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(6482);
// Every input once. action.yml, the README tables, `--help`, flags and CODEARTIFACT_* variables come from this list.

const signingIn = [
    'login',
    'publish',
    'promote',
    'rollback',
    'retire',
    'doctor',
    'token',
    'packages',
];
const everywhere = [...signingIn, 'logout'];
const addressing = ['login', 'publish', 'rollback', 'retire', 'doctor', 'packages'];
const domainWide = [...addressing, 'promote', 'token'];
const account = { kind: 'text', pattern: /^[0-9]{12}$/, expects: '12 digits' };
const repositoryName = {
    kind: 'text',
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/,
    expects: '2 to 100 letters, digits, `.`, `_`, `-`',
};
const domainName = {
    kind: 'text',
    pattern: /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
    expects: '2 to 50 lower-case letters, digits and hyphens',
};
const roleArn = {
    kind: 'text',
    pattern: /^arn:[a-z0-9-]+:iam::[0-9]{12}:role\/[\w+=,.@/-]{1,512}$/,
    expects: 'a role ARN, `arn:aws:iam::111122223333:role/name`',
};
const INPUTS = [
    // Identity
    {
        name: 'aws-region',
        group: 'Identity',
        type: { kind: 'text', pattern: /^[a-z0-9-]{1,64}$/, expects: 'a region, such as `us-east-1`' },
        commands: signingIn,
        description: 'Region of the domain. Falls back to `AWS_REGION`, `AWS_DEFAULT_REGION`, then the region of `registry-url`.',
    },
    {
        name: 'role-to-assume',
        group: 'Identity',
        type: roleArn,
        commands: signingIn,
        description: 'ARN of the role to assume. With the OIDC identity of the job, or with the credentials present when `role-chaining` is set. Empty: use the credentials that are there.',
    },
    {
        name: 'role-session-name',
        group: 'Identity',
        type: { kind: 'text', pattern: /^[\w+=,.@-]{2,64}$/, expects: '2 to 64 of `A-Z a-z 0-9 _ + = , . @ -`' },
        commands: signingIn,
        description: 'Name of the role session. Default: `codeartifact-<run id>`.',
    },
    {
        name: 'role-duration-seconds',
        group: 'Identity',
        type: { kind: 'integer', min: 900, max: 43200 },
        default: '3600',
        commands: signingIn,
        description: 'Life of the role session.',
    },
    {
        name: 'role-external-id',
        group: 'Identity',
        type: { kind: 'text', pattern: /^[\w+=,.@:/-]{2,1224}$/, expects: '2 to 1224 of `A-Z a-z 0-9 _ + = , . @ : / -`' },
        commands: signingIn,
        description: 'External id for assuming the role with AWS credentials (`role-chaining`); refused together with OIDC, which has none.',
    },
    {
        name: 'role-chaining',
        group: 'Identity',
        type: { kind: 'boolean' },
        default: 'false',
        commands: signingIn,
        description: 'Assume `role-to-assume` with the AWS credentials present instead of the OIDC identity. AWS limits such a session to one hour.',
    },
    {
        name: 'audience',
        group: 'Identity',
        type: { kind: 'text', pattern: /^\S{1,255}$/, expects: 'text without spaces' },
        default: 'sts.amazonaws.com',
        commands: signingIn,
        description: 'Audience of the OIDC token (China: `sts.amazonaws.com.cn`).',
    },
    {
        name: 'allowed-account-ids',
        group: 'Identity',
        type: { kind: 'list', pattern: /^[0-9]{12}$/, expects: '12 digits' },
        commands: signingIn,
        description: 'Refuse to go on in any other AWS account.',
    },
    {
        name: 'export-aws-credentials',
        group: 'Identity',
        type: { kind: 'boolean' },
        default: 'false',
        commands: ['login'],
        description: 'Also export the AWS credentials to later steps.',
    },
    {
        name: 'retry-max-attempts',
        group: 'Identity',
        type: { kind: 'integer', min: 1, max: 50 },
        default: '12',
        commands: signingIn,
        description: 'Attempts for each call to OIDC, STS and CodeArtifact, with jittered back-off. Of one `Retry-After` at most 60 s are waited.',
    },
    {
        name: 'timeout',
        group: 'Identity',
        type: { kind: 'integer', min: 0, max: 604_800 },
        default: '7200',
        commands: everywhere,
        placeholder: 'SECONDS',
        description: 'Seconds that the whole run may take; 0 for no limit. Then the run ends with exit code 6, and the same command started again goes on.',
    },
    {
        name: 'http-proxy',
        group: 'Identity',
        type: { kind: 'url' },
        commands: signingIn,
        description: 'Proxy for all calls. Falls back to `HTTPS_PROXY` and `HTTP_PROXY`.',
    },
    {
        name: 'no-proxy',
        group: 'Identity',
        type: { kind: 'text' },
        commands: signingIn,
        description: 'Hosts that are reached directly. Falls back to `NO_PROXY`.',
    },
    {
        name: 'endpoint-url',
        group: 'Identity',
        type: { kind: 'url' },
        commands: signingIn,
        description: 'CodeArtifact API endpoint (VPC endpoint, local server). Falls back to `AWS_ENDPOINT_URL_CODEARTIFACT`, `AWS_ENDPOINT_URL`.',
    },
    {
        name: 'sts-endpoint-url',
        group: 'Identity',
        type: { kind: 'url' },
        commands: signingIn,
        description: 'STS endpoint. Falls back to `AWS_ENDPOINT_URL_STS`, `AWS_ENDPOINT_URL`.',
    },
    // Registry
    { name: 'domain', group: 'Registry', type: domainName, commands: domainWide, description: 'CodeArtifact domain.' },
    {
        name: 'domain-owner',
        group: 'Registry',
        type: account,
        commands: domainWide,
        description: 'Account that owns the domain. Default: the account signed in. Quote it in YAML: it may begin with 0.',
    },
    {
        name: 'repository',
        group: 'Registry',
        type: repositoryName,
        commands: addressing,
        description: 'CodeArtifact repository.',
    },
    {
        name: 'registry-url',
        group: 'Registry',
        type: { kind: 'url' },
        commands: addressing,
        description: 'Address of a repository as the console shows it, instead of `domain`, `domain-owner`, `repository` and `aws-region`.',
    },
    {
        name: 'registries',
        group: 'Registry',
        type: { kind: 'text' },
        commands: ['login'],
        description: 'YAML list of several registries; the keys of each item are these inputs. Not together with the single ones.',
    },
    {
        name: 'endpoint-type',
        group: 'Registry',
        type: { kind: 'choice', values: ['ipv4', 'dualstack'] },
        default: 'ipv4',
        commands: [...addressing, 'promote'],
        description: 'Which repository endpoint to ask for.',
    },
    {
        name: 'duration-seconds',
        group: 'Registry',
        type: { kind: 'integer', min: 900, max: 43200, also: [0] },
        default: '3600',
        commands: ['login', 'publish', 'promote', 'rollback', 'retire', 'token', 'doctor'],
        description: 'Life of the authorization token: 900 to 43200, or 0 to end with the role session.',
    },
    // Tools
    {
        name: 'tools',
        group: 'Tools',
        type: { kind: 'list', values: ['auto', 'none', ..._ports_package_format_js__WEBPACK_IMPORTED_MODULE_0__/* .TOOLS */ .I] },
        default: 'auto',
        commands: ['login', 'doctor'],
        description: 'Package managers to configure. `auto` looks at lock and build files in `working-directory` and says why it chose each.',
    },
    {
        name: 'working-directory',
        group: 'Tools',
        type: { kind: 'text' },
        default: '.',
        commands: ['login', 'publish', 'promote', 'rollback', 'retire', 'doctor'],
        description: 'Folder that relative paths and `auto` look in.',
    },
    {
        name: 'scope',
        group: 'Tools',
        type: { kind: 'list', pattern: /^@?[a-z0-9~-][a-z0-9._~-]*$/i, expects: 'a scope, such as `@acme`' },
        commands: ['login'],
        description: 'Scopes (npm, Swift) to take from this repository; without it the repository becomes the default registry.',
    },
    {
        name: 'pip-index-mode',
        group: 'Tools',
        type: { kind: 'choice', values: ['replace', 'extra'] },
        default: 'replace',
        commands: ['login'],
        description: '`extra` adds the repository beside the public index, which opens the door to dependency confusion.',
    },
    {
        name: 'python-index-name',
        group: 'Tools',
        type: { kind: 'text', pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/, expects: 'letters, digits, `-`, `_`' },
        commands: ['login'],
        description: 'Name of the index for uv and Poetry. Default: the repository name.',
    },
    {
        name: 'maven-server-id',
        group: 'Tools',
        type: { kind: 'text', pattern: /^[A-Za-z0-9._-]+$/, expects: 'letters, digits, `.`, `_`, `-`' },
        default: 'codeartifact',
        commands: ['login'],
        description: 'Id of the server entry; must equal the repository id in the POM.',
    },
    {
        name: 'maven-mirror-of',
        group: 'Tools',
        type: { kind: 'text' },
        commands: ['login'],
        description: 'Also write a mirror with this `mirrorOf` (for example `*` or `central`).',
    },
    {
        name: 'nuget-source-name',
        group: 'Tools',
        type: { kind: 'text' },
        commands: ['login'],
        description: 'Name of the NuGet source. Default: `<domain>/<repository>`.',
    },
    {
        name: 'token-env-var',
        group: 'Tools',
        type: {
            kind: 'text',
            pattern: /^(auto|none|[A-Za-z_][A-Za-z0-9_]*)$/,
            expects: '`auto`, `none` or a variable name',
        },
        default: 'auto',
        commands: ['login'],
        description: 'Variable that carries the token to later steps. `auto`: `CODEARTIFACT_AUTH_TOKEN`, only where a chosen tool can take it no other way; `none` forbids it.',
    },
    {
        name: 'output-token',
        group: 'Tools',
        type: { kind: 'boolean' },
        default: 'false',
        commands: ['login'],
        description: 'Set the output `token`.',
    },
    {
        name: 'cleanup',
        group: 'Tools',
        type: { kind: 'boolean' },
        default: 'true',
        commands: ['login', 'publish', 'promote'],
        description: 'Take everything back when the job ends.',
    },
    {
        name: 'cache',
        group: 'Tools',
        type: { kind: 'list', values: ['none', 'auto', ..._ports_package_format_js__WEBPACK_IMPORTED_MODULE_0__/* .TOOLS */ .I] },
        default: 'none',
        commands: ['login'],
        description: 'Restore and save the package stores of these tools (never their configuration).',
    },
    {
        name: 'cache-dependency-path',
        group: 'Tools',
        type: { kind: 'list' },
        commands: ['login'],
        description: 'Lock files the cache key is made from. Default: those of the tool.',
    },
    // Publish
    {
        name: 'packages',
        group: 'Publish',
        type: { kind: 'list' },
        commands: ['publish'],
        description: 'Globs of built files or project directories. A directory of built files is searched for packages; a project directory is packed with its own tool.',
    },
    {
        name: 'format',
        group: 'Publish',
        type: { kind: 'list', values: ['auto', 'npm', 'pypi', 'maven', 'nuget', 'generic'] },
        default: 'auto',
        commands: ['publish', 'retire', 'packages'],
        description: 'Formats to look for. `auto` recognises files by content; generic packages are only taken when named (see `versions`).',
    },
    {
        name: 'npm-tag',
        group: 'Publish',
        type: { kind: 'text', pattern: /^[^\s/@%]{1,214}$/, expects: 'a dist-tag, such as `next`' },
        commands: ['publish'],
        description: 'npm dist-tag. Default: `publishConfig.tag`, else `latest`, else for a prerelease its first label.',
    },
    {
        name: 'if-exists',
        group: 'Publish',
        type: { kind: 'choice', values: ['verify', 'fail'] },
        default: 'verify',
        commands: ['publish'],
        description: 'A version that is there: `verify` calls identical bytes `unchanged` and others a conflict; `fail` refuses both.',
    },
    {
        name: 'verify-by',
        group: 'Publish',
        type: { kind: 'choice', values: ['listed', 'download'] },
        default: 'listed',
        commands: ['publish', 'promote'],
        description: 'What bytes are proven by: the digests the service `listed`, or a `download` of every asset. What goes to another domain is always downloaded and proven.',
    },
    {
        name: 'expected-version',
        group: 'Publish',
        type: { kind: 'text', pattern: /^\S{1,255}$/, expects: 'a version, or `tag`' },
        commands: ['publish'],
        description: 'Refuse built files of any other version. `tag`: what the git tag of this run says (`v` and package prefixes understood).',
    },
    {
        name: 'manifest',
        group: 'Publish',
        type: { kind: 'text' },
        commands: ['publish', 'promote', 'rollback'],
        description: 'Release manifest: publish writes it (default `codeartifact-release.json`), promote reads it.',
    },
    {
        name: 'concurrency',
        group: 'Publish',
        type: { kind: 'integer', min: 1, max: 64 },
        default: '8',
        commands: ['publish', 'promote', 'rollback', 'retire'],
        description: 'Package versions in flight at once; the pace adapts to the limits of the service below it.',
    },
    {
        name: 'dry-run',
        group: 'Publish',
        type: { kind: 'boolean' },
        default: 'false',
        commands: ['login', 'publish', 'promote', 'rollback', 'retire'],
        description: 'Say what would be done and write nothing.',
    },
    // Promote and retire
    {
        name: 'source-repository',
        group: 'Promote and retire',
        type: repositoryName,
        commands: ['promote'],
        description: 'Repository to promote from. Default: that of the manifest.',
    },
    {
        name: 'destination-repository',
        group: 'Promote and retire',
        type: repositoryName,
        commands: ['promote'],
        description: 'Repository to promote to.',
    },
    {
        name: 'destination-domain',
        group: 'Promote and retire',
        type: domainName,
        commands: ['promote'],
        description: 'Domain of the destination when it is another one: versions are then republished and verified, not copied.',
    },
    {
        name: 'destination-domain-owner',
        group: 'Promote and retire',
        type: account,
        commands: ['promote'],
        description: 'Account that owns the destination domain.',
    },
    {
        name: 'destination-region',
        group: 'Promote and retire',
        type: { kind: 'text', pattern: /^[a-z0-9-]{1,64}$/, expects: 'a region, such as `us-east-1`' },
        commands: ['promote'],
        description: 'Region of the destination domain. Default: `aws-region`.',
    },
    {
        name: 'destination-role-to-assume',
        group: 'Promote and retire',
        type: roleArn,
        commands: ['promote'],
        description: 'Role for the destination when it is in another account.',
    },
    {
        name: 'versions',
        group: 'Promote and retire',
        type: { kind: 'list', separator: 'line' },
        commands: ['promote', 'retire', 'publish', 'rollback', 'packages'],
        description: 'Package coordinates, one a line: `npm:@acme/utils@1.2.3` or `pkg:npm/%40acme/utils@1.2.3`. For publish: the coordinate of a generic package made of all of `packages`, and lines `generic:acme/firmware@1.0.0=firmware/*.bin,notes.txt` for generic packages of just these files beside the others.',
    },
    {
        name: 'plan',
        group: 'Promote and retire',
        type: { kind: 'text' },
        commands: ['promote', 'retire', 'rollback'],
        description: 'Apply this saved plan; refused when the registry has changed since.',
    },
    {
        name: 'plan-output',
        group: 'Promote and retire',
        type: { kind: 'text' },
        commands: ['promote', 'retire', 'rollback'],
        description: 'Write the plan to this file.',
    },
    {
        name: 'journal',
        group: 'Promote and retire',
        type: { kind: 'text' },
        commands: ['publish', 'promote', 'rollback', 'retire'],
        description: 'Journal file. Default: `.codeartifact-ci/journal.jsonl` in the working directory.',
    },
    {
        name: 'include-dependencies',
        group: 'Promote and retire',
        type: { kind: 'boolean' },
        default: 'false',
        commands: ['promote'],
        description: 'Add the internal dependencies that the destination would lack.',
    },
    {
        name: 'include-from-upstream',
        group: 'Promote and retire',
        type: { kind: 'boolean' },
        default: 'false',
        commands: ['promote'],
        description: 'Look for versions in the upstreams of the source, too.',
    },
    {
        name: 'allow-overwrite',
        group: 'Promote and retire',
        type: { kind: 'boolean' },
        default: 'false',
        commands: ['promote'],
        description: 'Replace versions that exist in the destination with other bytes.',
    },
    {
        name: 'dist-tags',
        group: 'Promote and retire',
        type: { kind: 'list', separator: 'line' },
        default: 'keep',
        commands: ['promote'],
        description: 'npm dist-tags of the destination: `keep` them, `copy` those of the source, or lines `tag=version` (`@acme/utils:tag=version` for one package).',
    },
    {
        name: 'on-failure',
        group: 'Promote and retire',
        type: { kind: 'choice', values: ['leave', 'roll-back'] },
        default: 'leave',
        commands: ['promote'],
        description: 'When a part of the set fails for good: `leave` the rest for the next run to continue, or `roll-back` what this run promoted (tags as before, versions unlisted).',
    },
    {
        name: 'target-status',
        group: 'Promote and retire',
        type: { kind: 'choice', values: ['Unlisted', 'Archived', 'Disposed', 'Deleted', 'Published'] },
        default: 'Unlisted',
        commands: ['retire', 'rollback'],
        description: 'What to make of the versions.',
    },
    {
        name: 'retention',
        group: 'Promote and retire',
        type: { kind: 'text' },
        commands: ['retire'],
        description: 'YAML retention rules, or a file with them: keep-newest, keep-younger-than, keep-tagged, keep-promoted-to, rollback-window, grace-period.',
    },
    {
        name: 'promotion-record',
        group: 'Promote and retire',
        type: {
            kind: 'text',
            pattern: /^[a-z]+:[^\s/@#]+\/[^\s/@#]+$/,
            expects: 'a coordinate without version, `generic:namespace/name`',
        },
        commands: ['promote'],
        description: 'Also store the record of the promotion (plan, outcomes, who ran it) in the destination, as a version of this generic package.',
    },
    {
        name: 'summary',
        group: 'Promote and retire',
        type: { kind: 'boolean' },
        default: 'true',
        commands: ['login', 'publish', 'promote', 'rollback', 'retire', 'doctor'],
        description: 'Write a job summary.',
    },
];
/** How long a retired name goes on working: docs/compatibility.md. Entries stay for good: the refusal names the new one. */
const RETIRED_INPUTS = [];
const OUTPUTS = [
    {
        name: 'registry-url',
        description: 'Endpoint of the repository, when one format is configured; else that of the first.',
    },
    { name: 'repository-endpoints', description: 'JSON: format to endpoint.' },
    {
        name: 'token',
        description: 'The authorization token; only with `output-token`. Reaches later steps of the job, not other jobs.',
    },
    { name: 'token-expiration', description: 'When the token ends, ISO 8601.' },
    { name: 'aws-account-id', description: 'Account signed in.' },
    { name: 'configured-tools', description: 'JSON list of the tools configured.' },
    { name: 'config-files', description: 'JSON: tool to the files written, for Docker build secrets.' },
    { name: 'manifest', description: 'Path of the release manifest.' },
    { name: 'published', description: 'JSON list of package URLs published.' },
    { name: 'unchanged', description: 'JSON list of package URLs that were there with identical bytes.' },
    { name: 'promoted', description: 'JSON list of package URLs promoted.' },
    { name: 'failed', description: 'JSON list of package URLs that failed, conflict or are blocked.' },
    { name: 'plan', description: 'Path of the plan.' },
    { name: 'plan-hash', description: 'Hash over the plan.' },
    { name: 'journal', description: 'Path of the journal.' },
    { name: 'promotion-record', description: 'Package URL of the stored record; only with the input of that name.' },
    { name: 'cache-hit', description: 'Whether the package stores were restored.' },
];


/***/ }),

/***/ 9121:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ko: () => (/* binding */ readInputs),
/* harmony export */   Qn: () => (/* binding */ variableOf),
/* harmony export */   WF: () => (/* binding */ retiredInputsOf)
/* harmony export */ });
/* unused harmony exports retiredState, retiredMessage, splitList */
/* harmony import */ var _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(511);
/* harmony import */ var _definitions_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(195);
// Raw values -> checked values. Every problem is gathered, so that people correct them all at once.


const definitions = new Map(_definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .INPUTS */ .mc.map((input) => [input.name, input]));
/** The variable that stands for an input on every surface: `source-repository` -> CODEARTIFACT_SOURCE_REPOSITORY. */
function variableOf(name) {
    return `CODEARTIFACT_${name.toUpperCase().replaceAll('-', '_')}`;
}
/** A name works up to the end of the minor version that retired it; a version still on its way there warns, too. */
function retiredState(retired, version) {
    const [since, now] = [minorOf(retired.since), minorOf(version)];
    return now.major < since.major || (now.major === since.major && now.minor <= since.minor) ? 'works' : 'refused';
}
function minorOf(version) {
    const [, major, minor] = /^([0-9]+)\.([0-9]+)\./.exec(version) ?? [];
    if (major === undefined || minor === undefined)
        throw new RangeError(`\`${version}\` is no version`);
    return { major: Number(major), minor: Number(minor) };
}
/** What people are told; `hint` spells a name as the surface does. */
function retiredMessage(retired, version, hint) {
    const { name, since, replacedBy, remedy } = retired;
    const { major, minor } = minorOf(since);
    const spelled = (one) => `\`${hint(one)}\` (or ${variableOf(one)})`;
    const end = retiredState(retired, version) === 'works' ? ` and is refused from ${major}.${minor + 1}.0 on` : '';
    const advice = [...(replacedBy === undefined ? [] : [`use ${spelled(replacedBy)}`]), ...(remedy ? [remedy] : [])];
    return `${spelled(name)} was retired in ${since}${end}: ${advice.join('; ')}`;
}
/** The retired names that a command takes, for a surface that must know its names before it reads them. */
function retiredInputsOf(command, { inputs }) {
    return inputs.flatMap((retired) => {
        const heir = retired.replacedBy === undefined ? undefined : definitions.get(retired.replacedBy);
        const isBoolean = retired.isBoolean ?? heir?.type.kind === 'boolean';
        return (retired.commands ?? heir?.commands ?? []).includes(command) ? [{ ...retired, isBoolean }] : [];
    });
}
// YAML 1.2 core schema; anything else (yes, on, 1) is a problem and not a guess.
const booleans = new Map([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['false', false],
    ['False', false],
    ['FALSE', false],
]);
function splitList(value, separator = 'comma-or-line') {
    return value
        .split(separator === 'line' ? /\r?\n/ : /[,\r\n]+/)
        .map((item) => item.trim())
        .filter((item) => item !== '');
}
const shown = (value) => {
    // Control characters and line ends could forge log lines or workflow commands.
    const printable = value.replace(/\p{C}/gu, '?');
    return printable.length > 60 ? `${printable.slice(0, 57)}...` : printable;
};
function problemOf(type, value) {
    switch (type.kind) {
        case 'text':
            return type.pattern && !type.pattern.test(value) ? `expects ${type.expects ?? 'another form'}` : undefined;
        case 'boolean':
            return booleans.has(value) ? undefined : 'expects `true` or `false`';
        case 'integer': {
            const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : Number.NaN;
            const fine = (number >= type.min && number <= type.max) || type.also?.includes(number);
            const also = type.also ? ` or ${type.also.join(', ')}` : '';
            return fine ? undefined : `expects a whole number from ${type.min} to ${type.max}${also}`;
        }
        case 'choice':
            return type.values.includes(value) ? undefined : `expects one of ${type.values.join(', ')}`;
        case 'list': {
            const items = splitList(value, type.separator);
            const strange = items.find((item) => (type.values && !type.values.includes(item)) || (type.pattern && !type.pattern.test(item)));
            if (strange === undefined)
                return undefined;
            return `\`${shown(strange)}\`: expects ${type.values ? `any of ${type.values.join(', ')}` : (type.expects ?? 'another form')}`;
        }
        case 'url': {
            const url = URL.canParse(value) ? new URL(value) : undefined;
            return url && (url.protocol === 'https:' || url.protocol === 'http:')
                ? undefined
                : 'expects an http or https address';
        }
    }
}
/** Values given under retired names. The new name wins nothing by its default: the action sends that with every run. */
function inherit(command, raw, hint, retirement) {
    const values = new Map();
    const problems = [];
    const warnings = [];
    for (const retired of retiredInputsOf(command, retirement)) {
        // Surfaces look a value up by any name.
        const value = raw(retired.name)?.trim();
        if (value === undefined || value === '')
            continue;
        const message = retiredMessage(retired, retirement.version, hint);
        const { replacedBy } = retired;
        const own = replacedBy === undefined ? '' : (values.get(replacedBy) ?? raw(replacedBy)?.trim() ?? '');
        const isOwn = own !== '' && own !== value && own !== definitions.get(replacedBy ?? '')?.default;
        if (retiredState(retired, retirement.version) === 'refused')
            problems.push(message);
        else if (isOwn && replacedBy !== undefined)
            problems.push(`\`${hint(retired.name)}\` and \`${hint(replacedBy)}\` differ: leave out the first, it is retired`);
        else {
            warnings.push(message);
            if (replacedBy !== undefined)
                values.set(replacedBy, value);
        }
    }
    return { values, problems, warnings };
}
/** For a surface that names no version: everything retired works and warns, nothing is refused. */
const ALL_WORK = { inputs: _definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .RETIRED_INPUTS */ .c8, version: '0.0.0' };
/**
 * Reads and checks every input for `command`. Throws one CA-INPUT-001 that lists all problems.
 * `hint` says how the surface spells an input, for messages (`--domain` or `domain`). A value under a retired name goes
 * to its new name.
 */
function readInputs(command, raw, hint, retirement = ALL_WORK) {
    const values = new Map();
    const inherited = inherit(command, raw, hint, retirement);
    const problems = [...inherited.problems];
    const warnings = [...inherited.warnings];
    for (const input of _definitions_js__WEBPACK_IMPORTED_MODULE_1__/* .INPUTS */ .mc) {
        const value = inherited.values.get(input.name) ?? raw(input.name)?.trim();
        if (value === undefined || value === '')
            continue;
        if (!input.commands.includes(command)) {
            // Values equal to the default arrive with every run of the action and are nobody's mistake.
            if (value !== input.default)
                warnings.push(`\`${hint(input.name)}\` is ignored by \`${command}\``);
            continue;
        }
        const problem = problemOf(input.type, value);
        if (problem) {
            const isList = input.type.kind === 'list';
            problems.push(`\`${hint(input.name)}\`${isList ? ' ' : ` is \`${shown(value)}\`: `}${problem}`);
        }
        else
            values.set(input.name, value);
    }
    if (problems.length > 0)
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-001', problems.join('; '));
    const text = (name) => values.get(name) ?? definitions.get(name)?.default;
    const need = (...names) => {
        const missing = names.filter((name) => text(name) === undefined);
        if (missing.length === 0)
            return;
        const list = missing.map((name) => `\`${hint(name)}\` (or ${variableOf(name)})`).join(', ');
        throw new _errors_registry_error_js__WEBPACK_IMPORTED_MODULE_0__/* .RegistryError */ .gl('CA-INPUT-001', `\`${command}\` needs ${list}`);
    };
    return {
        text,
        required(name) {
            need(name);
            return text(name);
        },
        flag: (name) => booleans.get(text(name) ?? 'false') ?? false,
        integer: (name) => Number(text(name)),
        list: (name) => {
            const type = definitions.get(name)?.type;
            return splitList(text(name) ?? '', type?.kind === 'list' ? type.separator : undefined);
        },
        given: (name) => values.has(name),
        need,
        warnings,
    };
}


/***/ }),

/***/ 9657:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Eq: () => (/* binding */ conceal),
/* harmony export */   cl: () => (/* binding */ spellings),
/* harmony export */   zh: () => (/* binding */ Secret)
/* harmony export */ });
/* harmony import */ var node_util__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7975);

const hidden = '***';
/**
 * A value that must not be seen: an authorization token, an AWS secret key, an OIDC token.
 *
 * Made where the value arrives, by `conceal`, which hands every spelling we will derive to the host's `mask` in the
 * same statement. Prints as `***` in strings, JSON and inspection; `reveal()` is the only way to the value, so every
 * use can be found by searching for it.
 */
class Secret {
    #value;
    constructor(value) {
        this.#value = value;
    }
    reveal() {
        return this.#value;
    }
    toString() {
        return hidden;
    }
    toJSON() {
        return hidden;
    }
    [node_util__WEBPACK_IMPORTED_MODULE_0__.inspect.custom]() {
        return hidden;
    }
}
/** Every spelling of a secret that our own output could contain: plain, percent-encoded, Basic credentials. */
function spellings(value) {
    const basic = (user) => Buffer.from(`${user}:${value}`).toString('base64');
    return [
        ...new Set([value, encodeURIComponent(value), Buffer.from(value).toString('base64'), basic('aws'), basic('token')]),
    ];
}
/** Wraps a value that has just arrived and masks all its spellings before anything can print it. */
function conceal(value, mask) {
    for (const text of spellings(value))
        if (text !== '')
            mask(text);
    return new Secret(value);
}


/***/ }),

/***/ 7581:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   x: () => (/* binding */ VERSION)
/* harmony export */ });
/** Version of this product; a test compares it with package.json. */
const VERSION = '0.1.0';


/***/ }),

/***/ 6482:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ TOOLS)
/* harmony export */ });
/** Client programs we configure. */
const TOOLS = [
    'npm',
    'pnpm',
    'yarn',
    'bun',
    'pip',
    'twine',
    'uv',
    'poetry',
    'maven',
    'gradle',
    'sbt',
    'nuget',
    'dotnet',
    'cargo',
    'gem',
    'swift',
];


/***/ }),

/***/ 2959:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ systemClock)
/* harmony export */ });
/* harmony import */ var _timers_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9195);

const systemClock = {
    now: () => Date.now(),
    // Not `performance`, whose first use loads a module of Node's.
    monotonic: () => Number(process.hrtime.bigint()) / 1e6,
    random: () => Math.random(),
    sleep: _timers_js__WEBPACK_IMPORTED_MODULE_0__/* .sleep */ .yy,
};


/***/ }),

/***/ 9195:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ip: () => (/* binding */ startTimer),
/* harmony export */   yy: () => (/* binding */ sleep)
/* harmony export */ });
/* unused harmony exports LONGEST_DELAY_MS, requireDelay */
// The one place that sets timers of Node.js. What Node would turn into a delay of 1 ms (NaN, infinity, more than 24.8
// days) is refused here: such a value is an error in arithmetic, and a loop around it would never rest.
/** Longest delay that a timer of Node.js takes. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;
/** Milliseconds for a timer: a negative delay is none. Throws RangeError for what is not finite or overflows. */
function requireDelay(milliseconds) {
    if (!Number.isFinite(milliseconds) || milliseconds > LONGEST_DELAY_MS)
        throw new RangeError(`${milliseconds} ms is not a delay that a timer can take`);
    return Math.max(0, milliseconds);
}
/** Calls `action` once after the delay. Returns what cancels it. */
function startTimer(milliseconds, action, { isAwaited = true } = {}) {
    const timer = setTimeout(action, requireDelay(milliseconds));
    if (!isAwaited)
        timer.unref();
    return () => clearTimeout(timer);
}
/** Resolves after the delay; rejects with the signal's reason as soon as it aborts. */
function sleep(milliseconds, signal) {
    return new Promise((resolve, reject) => {
        if (signal?.aborted)
            return reject(signal.reason);
        const cancel = startTimer(milliseconds, () => {
            signal?.removeEventListener('abort', stop);
            resolve();
        });
        const stop = () => {
            cancel();
            reject(signal?.reason);
        };
        signal?.addEventListener('abort', stop, { once: true });
    });
}


/***/ })

/******/ 	});
/************************************************************************/
/******/ 	// The module cache
/******/ 	var __webpack_module_cache__ = {};
/******/ 	
/******/ 	// The require function
/******/ 	function __nccwpck_require__(moduleId) {
/******/ 		// Check if module is in cache
/******/ 		var cachedModule = __webpack_module_cache__[moduleId];
/******/ 		if (cachedModule !== undefined) {
/******/ 			return cachedModule.exports;
/******/ 		}
/******/ 		// Create a new module (and put it into the cache)
/******/ 		var module = __webpack_module_cache__[moduleId] = {
/******/ 			// no module.id needed
/******/ 			// no module.loaded needed
/******/ 			exports: {}
/******/ 		};
/******/ 	
/******/ 		// Execute the module function
/******/ 		var threw = true;
/******/ 		try {
/******/ 			__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 			threw = false;
/******/ 		} finally {
/******/ 			if(threw) delete __webpack_module_cache__[moduleId];
/******/ 		}
/******/ 	
/******/ 		// Return the exports of the module
/******/ 		return module.exports;
/******/ 	}
/******/ 	
/******/ 	// expose the modules object (__webpack_modules__)
/******/ 	__nccwpck_require__.m = __webpack_modules__;
/******/ 	
/************************************************************************/
/******/ 	/* webpack/runtime/asset-relocator-loader */
/******/ 	if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = __dirname + "/";
/******/ 	
/******/ 	/* webpack/runtime/compat get default export */
/******/ 	(() => {
/******/ 		// getDefaultExport function for compatibility with non-harmony modules
/******/ 		__nccwpck_require__.n = (module) => {
/******/ 			var getter = module && module.__esModule ?
/******/ 				() => (module['default']) :
/******/ 				() => (module);
/******/ 			__nccwpck_require__.d(getter, { a: getter });
/******/ 			return getter;
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/create fake namespace object */
/******/ 	(() => {
/******/ 		var getProto = Object.getPrototypeOf ? (obj) => (Object.getPrototypeOf(obj)) : (obj) => (obj.__proto__);
/******/ 		var leafPrototypes;
/******/ 		// create a fake namespace object
/******/ 		// mode & 1: value is a module id, require it
/******/ 		// mode & 2: merge all properties of value into the ns
/******/ 		// mode & 4: return value when already ns object
/******/ 		// mode & 16: return value when it's Promise-like
/******/ 		// mode & 8|1: behave like require
/******/ 		__nccwpck_require__.t = function(value, mode) {
/******/ 			if(mode & 1) value = this(value);
/******/ 			if(mode & 8) return value;
/******/ 			if(typeof value === 'object' && value) {
/******/ 				if((mode & 4) && value.__esModule) return value;
/******/ 				if((mode & 16) && typeof value.then === 'function') return value;
/******/ 			}
/******/ 			var ns = Object.create(null);
/******/ 			__nccwpck_require__.r(ns);
/******/ 			var def = {};
/******/ 			leafPrototypes = leafPrototypes || [null, getProto({}), getProto([]), getProto(getProto)];
/******/ 			for(var current = mode & 2 && value; typeof current == 'object' && !~leafPrototypes.indexOf(current); current = getProto(current)) {
/******/ 				Object.getOwnPropertyNames(current).forEach((key) => (def[key] = () => (value[key])));
/******/ 			}
/******/ 			def['default'] = () => (value);
/******/ 			__nccwpck_require__.d(ns, def);
/******/ 			return ns;
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/define property getters */
/******/ 	(() => {
/******/ 		// define getter functions for harmony exports
/******/ 		__nccwpck_require__.d = (exports, definition) => {
/******/ 			for(var key in definition) {
/******/ 				if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 					Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 				}
/******/ 			}
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/ensure chunk */
/******/ 	(() => {
/******/ 		__nccwpck_require__.f = {};
/******/ 		// This file contains only the entry chunk.
/******/ 		// The chunk loading function for additional chunks
/******/ 		__nccwpck_require__.e = (chunkId) => {
/******/ 			return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 				__nccwpck_require__.f[key](chunkId, promises);
/******/ 				return promises;
/******/ 			}, []));
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/get javascript chunk filename */
/******/ 	(() => {
/******/ 		// This function allow to reference async chunks
/******/ 		__nccwpck_require__.u = (chunkId) => {
/******/ 			// return url for filenames based on template
/******/ 			return "" + chunkId + ".index.js";
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/hasOwnProperty shorthand */
/******/ 	(() => {
/******/ 		__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/make namespace object */
/******/ 	(() => {
/******/ 		// define __esModule on exports
/******/ 		__nccwpck_require__.r = (exports) => {
/******/ 			if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 				Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 			}
/******/ 			Object.defineProperty(exports, '__esModule', { value: true });
/******/ 		};
/******/ 	})();
/******/ 	
/******/ 	/* webpack/runtime/require chunk loading */
/******/ 	(() => {
/******/ 		// no baseURI
/******/ 		
/******/ 		// object to store loaded chunks
/******/ 		// "1" means "loaded", otherwise not loaded yet
/******/ 		var installedChunks = {
/******/ 			8792: 1
/******/ 		};
/******/ 		
/******/ 		// no on chunks loaded
/******/ 		
/******/ 		var installChunk = (chunk) => {
/******/ 			var moreModules = chunk.modules, chunkIds = chunk.ids, runtime = chunk.runtime;
/******/ 			for(var moduleId in moreModules) {
/******/ 				if(__nccwpck_require__.o(moreModules, moduleId)) {
/******/ 					__nccwpck_require__.m[moduleId] = moreModules[moduleId];
/******/ 				}
/******/ 			}
/******/ 			if(runtime) runtime(__nccwpck_require__);
/******/ 			for(var i = 0; i < chunkIds.length; i++)
/******/ 				installedChunks[chunkIds[i]] = 1;
/******/ 		
/******/ 		};
/******/ 		
/******/ 		// require() chunk loading for javascript
/******/ 		__nccwpck_require__.f.require = (chunkId, promises) => {
/******/ 			// "1" is the signal for "already loaded"
/******/ 			if(!installedChunks[chunkId]) {
/******/ 				if(true) { // all chunks have JS
/******/ 					installChunk(require("./" + __nccwpck_require__.u(chunkId)));
/******/ 				} else installedChunks[chunkId] = 1;
/******/ 			}
/******/ 		};
/******/ 		
/******/ 		// no external install chunk
/******/ 		
/******/ 		// no HMR
/******/ 		
/******/ 		// no HMR manifest
/******/ 	})();
/******/ 	
/************************************************************************/
var __webpack_exports__ = {};

// EXTERNAL MODULE: ./lib/core/errors/catalogue.js
var catalogue = __nccwpck_require__(6842);
// EXTERNAL MODULE: ./lib/core/errors/registry-error.js
var registry_error = __nccwpck_require__(511);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __nccwpck_require__(1421);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __nccwpck_require__(3024);
// EXTERNAL MODULE: ./lib/machine/timers.js
var timers = __nccwpck_require__(9195);
;// CONCATENATED MODULE: ./lib/machine/processes.js
// The processes below this one. A program that is asked to end often leaves what it started itself; that keeps its
// pipes open, and goes on writing.



/** Between asking processes to end and ending them. */
const KILL_AFTER_MS = 5_000;
function fromProc() {
    return (0,external_node_fs_.readdirSync)('/proc')
        .filter((name) => /^\d+$/.test(name))
        .flatMap((name) => {
        try {
            const text = (0,external_node_fs_.readFileSync)(`/proc/${name}/stat`, 'utf8');
            // The second field is the name in parentheses, and may hold anything.
            const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
            return [{ pid: Number(name), parent: Number(fields[1]), started: fields[19] ?? '' }];
        }
        catch {
            // It has ended meanwhile.
            return [];
        }
    });
}
function fromPs() {
    const text = (0,external_node_child_process_.execFileSync)('ps', ['-A', '-o', 'pid=,ppid=,lstart='], { encoding: 'utf8', timeout: 2_000 });
    return text.split('\n').flatMap((line) => {
        const [, pid, parent, started = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
        return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), started }];
    });
}
function processes_all() {
    try {
        return process.platform === 'linux' ? fromProc() : fromPs();
    }
    catch {
        // Without a list nothing is known to be ours, so nothing is ended.
        return [];
    }
}
/** Those below `root`, parents before their children; `root` itself first unless it is this process. */
function below(root) {
    const known = processes_all();
    const found = known.filter(({ pid }) => pid === root && pid !== process.pid);
    const seen = new Set([root]);
    for (let at = 0, parents = [root]; parents.length > 0 && at < 100; at++) {
        const next = known.filter(({ pid, parent }) => parents.includes(parent) && !seen.has(pid));
        for (const { pid } of next)
            seen.add(pid);
        found.push(...next);
        parents = next.map(({ pid }) => pid);
    }
    return found;
}
function send(signal, processes) {
    for (const { pid } of processes) {
        try {
            process.kill(pid, signal);
        }
        catch {
            // It has ended.
        }
    }
}
/**
 * Asks the processes below `root` (default: this process) to end, and ends those that have not after 5 s. On Windows
 * the whole tree ends at once. Returns what calls the second part off.
 */
function endProcesses(root = process.pid) {
    if (process.platform === 'win32') {
        if (root !== process.pid)
            endTreeOnWindows(root);
        return () => { };
    }
    const asked = below(root);
    send('SIGTERM', asked);
    if (asked.length === 0)
        return () => { };
    return (0,timers/* startTimer */.Ip)(KILL_AFTER_MS, () => {
        const alive = new Set(processes_all().map(({ pid, started }) => `${pid} ${started}`));
        const left = asked.filter(({ pid, started }) => alive.has(`${pid} ${started}`));
        // What one of them started when it was asked is found below those that are left.
        send('SIGKILL', [...left, ...left.flatMap(({ pid }) => below(pid))]);
    }, { isAwaited: false });
}
/** Ends the processes below this one, now: it is about to end itself. */
function killProcesses() {
    if (process.platform !== 'win32')
        send('SIGKILL', below(process.pid));
}
function endTreeOnWindows(root) {
    try {
        (0,external_node_child_process_.execFileSync)('taskkill', ['/PID', String(root), '/T', '/F'], { stdio: 'ignore', timeout: 5_000 });
    }
    catch {
        // It has ended.
    }
}

;// CONCATENATED MODULE: ./lib/machine/interruption.js
// How a run ends before its work is done: by a signal, or because `timeout` is over.
//
//   interrupted   nothing new is begun; reads, waits, locks and child processes end
//   cut off       30 s later: writes that were sent are no longer awaited
//   ended         5 s after that the process ends, whatever still holds it



/** How long a write that was sent may still take. */
const GRACE_MS = 30_000;
const LAST_MS = 5_000;
/** `end` is called when an interrupted process does not end by itself. */
function createInterruption(end) {
    const interrupted = new AbortController();
    const cutOff = new AbortController();
    let cancelLimit = () => { };
    let cancelEnd = () => { };
    const interrupt = (reason) => {
        if (interrupted.signal.aborted)
            return;
        cancelLimit();
        cancelEnd = (0,timers/* startTimer */.Ip)(GRACE_MS, () => {
            cancelEnd = (0,timers/* startTimer */.Ip)(LAST_MS, () => end(reason), { isAwaited: false });
            cutOff.abort(reason);
        }, { isAwaited: false });
        interrupted.abort(reason);
        // Also those that a library started.
        endProcesses();
    };
    return {
        interrupted: interrupted.signal,
        cutOff: cutOff.signal,
        interrupt,
        limit(seconds) {
            cancelLimit();
            if (seconds === 0 || interrupted.signal.aborted)
                return;
            const over = () => interrupt(new registry_error/* RegistryError */.gl('CA-NET-006', `the run did not end within the ${seconds} s of \`timeout\``));
            cancelLimit = (0,timers/* startTimer */.Ip)(seconds * 1000, over, { isAwaited: false });
        },
        close() {
            cancelLimit();
            cancelEnd();
        },
    };
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __nccwpck_require__(8161);
;// CONCATENATED MODULE: ./lib/action/host-commands.js
// The runner's command protocol: workflow commands on stdout and the command files. Written here instead of taken from
// @actions/core, which would be most of what a cold start parses; a test compares both outputs byte for byte.


const escapeData = (text) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
/** `::name key=value::message`, with every byte that could start another command escaped. */
function workflowCommand(name, message, properties = {}) {
    const list = Object.entries(properties)
        .filter(([, value]) => value !== '')
        .map(([key, value]) => `${key}=${escapeProperty(value)}`)
        .join(',');
    return `::${name}${list ? ` ${list}` : ''}::${escapeData(message)}`;
}
/** `name<<delimiter`, as the command files want it. */
function keyValue(name, value, delimiter) {
    if (name.includes(delimiter) || value.includes(delimiter))
        throw new Error('a value contains the delimiter');
    return `${name}<<${delimiter}${external_node_os_.EOL}${value}${external_node_os_.EOL}${delimiter}`;
}
const files = {
    output: 'GITHUB_OUTPUT',
    env: 'GITHUB_ENV',
    state: 'GITHUB_STATE',
    path: 'GITHUB_PATH',
    summary: 'GITHUB_STEP_SUMMARY',
};
/**
 * Appends to a command file. Where the runner gives none (old GitHub Enterprise Server) the older workflow command is
 * the way for outputs and state; variables have no safe old way and are left out with `false`.
 */
async function writeKeyValue(env, kind, name, value) {
    const file = env[files[kind]];
    if (file) {
        // A delimiter nobody can guess; loaded here, since a run that stops at its inputs writes no value.
        const { randomUUID } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 7598, 19));
        (0,external_node_fs_.appendFileSync)(file, `${keyValue(name, value, `ghadelimiter_${randomUUID()}`)}${external_node_os_.EOL}`);
        return true;
    }
    if (kind === 'env')
        return false;
    process.stdout.write(`${external_node_os_.EOL}${workflowCommand(kind === 'output' ? 'set-output' : 'save-state', value, { name })}${external_node_os_.EOL}`);
    return true;
}
function appendSummary(env, markdown) {
    const file = env.GITHUB_STEP_SUMMARY;
    if (file)
        (0,external_node_fs_.appendFileSync)(file, `${markdown.trimEnd()}\n\n`);
}
/** An input as the runner passes it; empty means not given. */
function rawInput(env, name) {
    return env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() || undefined;
}

;// CONCATENATED MODULE: ./lib/action/interruption.js
// How a step of the action ends early: the runner sends SIGINT when a job is cancelled, SIGTERM 7.5 s later.






/** How long what is left (a connection, an abandoned write) may hold the process after the step has ended. */
const LINGER_MS = 5_000;
/** The interruption of this process; a second signal ends it at once. */
function interruptionBySignals() {
    const interruption = createInterruption((reason) => {
        process.stdout.write(`${workflowCommand('error', `${reason.code}: ${reason.message}`)}\n`);
        end(catalogue/* EXIT */.d.failed);
    });
    let signals = 0;
    for (const signal of ['SIGINT', 'SIGTERM']) {
        process.on(signal, () => {
            signals++;
            if (signals > 1)
                end(catalogue/* EXIT */.d.interrupted);
            interruption.interrupt(new registry_error/* RegistryError */.gl('CA-RUN-002', `interrupted by ${signal}`));
        });
    }
    return interruption;
}
/** Leaves without waiting for anything. */
function end(status) {
    killProcesses();
    process.exit(status);
}
/** Ends the process with the status even when a connection is left open. */
function leave(status) {
    process.exitCode = status;
    (0,timers/* startTimer */.Ip)(LINGER_MS, () => process.exit(), { isAwaited: false });
}

;// CONCATENATED MODULE: ./lib/commands/index.js
const commands = {
    login: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(7757), __nccwpck_require__.e(3400), __nccwpck_require__.e(5229)]).then(__nccwpck_require__.bind(__nccwpck_require__, 5229))).loginCommand,
    logout: async () => (await __nccwpck_require__.e(/* import() */ 7942).then(__nccwpck_require__.bind(__nccwpck_require__, 7942))).logoutCommand,
    publish: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(3949), __nccwpck_require__.e(7757), __nccwpck_require__.e(3400), __nccwpck_require__.e(409), __nccwpck_require__.e(7554), __nccwpck_require__.e(5302), __nccwpck_require__.e(9735)]).then(__nccwpck_require__.bind(__nccwpck_require__, 9735))).publishCommand,
    promote: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(3949), __nccwpck_require__.e(7757), __nccwpck_require__.e(3400), __nccwpck_require__.e(409), __nccwpck_require__.e(7554), __nccwpck_require__.e(5302), __nccwpck_require__.e(6325), __nccwpck_require__.e(7523)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7523))).promoteCommand,
    rollback: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(3949), __nccwpck_require__.e(7757), __nccwpck_require__.e(3400), __nccwpck_require__.e(409), __nccwpck_require__.e(7554), __nccwpck_require__.e(6325), __nccwpck_require__.e(820)]).then(__nccwpck_require__.bind(__nccwpck_require__, 3772))).rollbackCommand,
    retire: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(3949), __nccwpck_require__.e(7757), __nccwpck_require__.e(3400), __nccwpck_require__.e(409), __nccwpck_require__.e(7554), __nccwpck_require__.e(8889)]).then(__nccwpck_require__.bind(__nccwpck_require__, 8889))).retireCommand,
    doctor: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(3949), __nccwpck_require__.e(7757), __nccwpck_require__.e(3400), __nccwpck_require__.e(409), __nccwpck_require__.e(693)]).then(__nccwpck_require__.bind(__nccwpck_require__, 693))).doctorCommand,
    token: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(7757), __nccwpck_require__.e(5991)]).then(__nccwpck_require__.bind(__nccwpck_require__, 5991))).tokenCommand,
    packages: async () => (await Promise.all(/* import() */[__nccwpck_require__.e(7757), __nccwpck_require__.e(769)]).then(__nccwpck_require__.bind(__nccwpck_require__, 769))).packagesCommand,
};

// EXTERNAL MODULE: ./lib/core/calls/retry.js + 2 modules
var retry = __nccwpck_require__(7533);
;// CONCATENATED MODULE: ./lib/core/inputs/commands.js
const COMMANDS = [
    {
        name: 'login',
        summary: 'sign in, get one authorization token, configure package managers',
        surfaces: ['action', 'cli'],
    },
    {
        name: 'logout',
        summary: 'take back what login wrote, leaving the lines of others as they are',
        surfaces: ['action', 'cli'],
    },
    {
        name: 'publish',
        summary: 'upload built files of any format and write a release manifest',
        surfaces: ['action', 'cli'],
    },
    { name: 'promote', summary: 'plan and copy package versions between repositories', surfaces: ['action', 'cli'] },
    { name: 'rollback', summary: 'undo a promotion from its journal', surfaces: ['action', 'cli'] },
    {
        name: 'retire',
        summary: 'unlist, archive, dispose or delete versions, by coordinate or retention rule',
        surfaces: ['action', 'cli'],
    },
    { name: 'packages', summary: 'list packages and versions, or show one', surfaces: ['cli'] },
    { name: 'doctor', summary: 'find out why it does not work, and the fix', surfaces: ['action', 'cli'] },
    { name: 'token', summary: 'print an authorization token for scripts', surfaces: ['cli'] },
    { name: 'buildspec', summary: 'include, check, remove, print, lint or run buildspec blocks', surfaces: ['cli'] },
    { name: 'local', summary: 'run the local CodeArtifact-compatible server', surfaces: ['cli'] },
    {
        name: 'demo',
        summary: 'publish, promote and install a real package on the local server, end to end',
        surfaces: ['cli'],
    },
];

// EXTERNAL MODULE: ./lib/core/inputs/definitions.js
var definitions = __nccwpck_require__(195);
// EXTERNAL MODULE: ./lib/core/inputs/read.js
var read = __nccwpck_require__(9121);
;// CONCATENATED MODULE: ./lib/core/inputs/requirements.js
// What each command cannot do without, checked before anything heavy is loaded: the commonest mistake must be the
// cheapest run.


const repositoryVerbs = ['login', 'publish', 'rollback', 'retire', 'doctor', 'packages'];
/** Throws one CA-INPUT-001 that names everything that is missing. `operands` count as `packages` or `versions`. */
function requireInputs(command, inputs, env, operands = []) {
    const missing = missingInputs(command, inputs, operands);
    const hasRegion = ['aws-region', 'registry-url', 'registries', 'manifest', 'plan'].some((name) => inputs.given(name));
    const needsRegion = command !== 'logout' && !hasRegion && !env.AWS_REGION && !env.AWS_DEFAULT_REGION;
    // The release manifest that promote finds by itself tells the region, too.
    if (needsRegion && !(command === 'promote' && !inputs.given('versions')))
        missing.push('`aws-region` (or AWS_REGION)');
    if (missing.length > 0)
        throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `\`${command}\` needs ${missing.join(', ')}`);
}
function missingInputs(command, inputs, operands) {
    const names = [];
    const hasAddress = inputs.given('registry-url') || inputs.given('registries');
    if (repositoryVerbs.includes(command) && !hasAddress)
        names.push('domain', 'repository');
    if (command === 'token')
        names.push('domain');
    if (command === 'publish' && operands.length === 0)
        names.push('packages');
    if (command === 'promote' && !inputs.given('plan'))
        names.push('destination-repository');
    const missing = names.filter((name) => !inputs.given(name)).map((name) => `\`${name}\` (or ${(0,read/* variableOf */.Qn)(name)})`);
    if (command === 'retire' && operands.length === 0 && !inputs.given('versions') && !inputs.given('retention')) {
        missing.push('`versions` or `retention`');
    }
    return missing;
}

// EXTERNAL MODULE: ./lib/core/model/secret.js
var secret = __nccwpck_require__(9657);
// EXTERNAL MODULE: ./lib/core/model/version.js
var version = __nccwpck_require__(7581);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: ./lib/machine/clock.js
var clock = __nccwpck_require__(2959);
// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __nccwpck_require__(7975);
// EXTERNAL MODULE: ./lib/core/calls/waits.js
var waits = __nccwpck_require__(8235);
;// CONCATENATED MODULE: ./lib/machine/files.js
// The file system behind the port. Calls are made at once and not through Node's thread pool: a round trip there costs
// twenty times the call, and a login makes a hundred. Only what waits for the disk (sync) or is large is left to it.





const missing = (error) => ['ENOENT', 'ENOTDIR'].includes(error.code ?? '');
const quiet = { throwIfNoEntry: false };
function orUndefined(work) {
    try {
        return work();
    }
    catch (error) {
        if (missing(error))
            return undefined;
        throw error;
    }
}
async function unlessMissing(work) {
    try {
        return await work;
    }
    catch (error) {
        if (missing(error))
            return undefined;
        throw error;
    }
}
/** What is there, links not followed. */
const entryAt = (path) => orUndefined(() => (0,external_node_fs_.lstatSync)(path, quiet));
/** An error that nobody will see costs more than to look first. */
const realPathOf = (path) => orUndefined(() => ((0,external_node_fs_.statSync)(path, quiet) === undefined ? undefined : external_node_fs_.realpathSync.native(path)));
const cannotWrite = (path, cause) => new registry_error/* RegistryError */.gl('CA-FILE-003', `${path} cannot be written (${cause.code ?? String(cause)})`, { cause });
/** Where a path leads in the end; a link to nowhere leads to the file it wants, so that writing keeps the link. */
function linkTarget(path, depth = 0) {
    const real = realPathOf(path);
    if (real !== undefined || depth === 10)
        return real ?? path;
    const next = entryAt(path)?.isSymbolicLink() ? (0,external_node_fs_.readlinkSync)(path) : undefined;
    return next === undefined ? path : linkTarget((0,external_node_path_.resolve)((0,external_node_path_.dirname)(path), next), depth + 1);
}
const sync = (0,external_node_util_.promisify)(external_node_fs_.fsync);
/** Opens, fills and syncs; the handle is closed whatever happens. */
async function withHandle(path, flags, mode, fill) {
    const handle = (0,external_node_fs_.openSync)(path, flags, mode);
    try {
        fill(handle);
        await sync(handle);
    }
    finally {
        (0,external_node_fs_.closeSync)(handle);
    }
}
/** What is at most this long is read at once: as a stream, a small file costs twenty times as much. */
const CHUNK = 256 * 1024;
async function* contentOf(path, range) {
    const handle = (0,external_node_fs_.openSync)(path, 'r');
    let isOurs = true;
    try {
        const found = (0,external_node_fs_.fstatSync)(handle);
        const { start, end } = range ?? { start: 0, end: found.size };
        if (found.isFile() && end - start <= CHUNK) {
            const content = range ? readRange(handle, start, Math.min(end, found.size)) : (0,external_node_fs_.readFileSync)(handle);
            if (content.length > 0)
                yield content;
            return;
        }
        isOurs = false;
        yield* (0,external_node_fs_.createReadStream)(path, { fd: handle, highWaterMark: CHUNK, ...(range ? { start, end: end - 1 } : {}) });
    }
    finally {
        if (isOurs)
            (0,external_node_fs_.closeSync)(handle);
    }
}
/** Shorter when the file ends before. */
function readRange(handle, start, end) {
    const content = Buffer.allocUnsafe(Math.max(end - start, 0));
    let filled = 0;
    while (filled < content.length) {
        const count = (0,external_node_fs_.readSync)(handle, content, filled, content.length - filled, start + filled);
        if (count === 0)
            break;
        filled += count;
    }
    return content.subarray(0, filled);
}
/** What is no file may go on for ever; everything we read whole is a document. */
const LONGEST_STREAM = 64 * 1024 * 1024;
/**
 * The whole of a file. A named pipe (`--manifest <(command)`) is awaited without blocking, so that signals are heard
 * meanwhile: opened in the usual way it would hold the process until something writes to it.
 */
async function contentAt(path, interrupted) {
    const handle = (0,external_node_fs_.openSync)(path, external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NONBLOCK ?? 0));
    let isOurs = true;
    try {
        const found = (0,external_node_fs_.fstatSync)(handle);
        if (found.isFIFO() || found.isSocket()) {
            isOurs = false;
            return await contentOfPipe(handle, path, interrupted);
        }
        return found.isCharacterDevice() ? contentOfDevice(handle, path) : (0,external_node_fs_.readFileSync)(handle);
    }
    finally {
        if (isOurs)
            (0,external_node_fs_.closeSync)(handle);
    }
}
function contentOfDevice(handle, path) {
    const chunks = [];
    for (let size = 0;;) {
        const chunk = Buffer.allocUnsafe(64 * 1024);
        const count = (0,external_node_fs_.readSync)(handle, chunk);
        if (count === 0)
            return Buffer.concat(chunks);
        size += count;
        if (size > LONGEST_STREAM)
            throw new registry_error/* RegistryError */.gl('CA-INPUT-005', `${path} is no file and does not end`);
        chunks.push(chunk.subarray(0, count));
    }
}
async function contentOfPipe(handle, path, interrupted) {
    const { Socket } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 7030, 19));
    const pipe = new Socket({ fd: handle, readable: true, writable: false });
    const stop = () => pipe.destroy((0,waits/* interruption */.YW)(interrupted, `before ${path} was read`));
    interrupted?.addEventListener('abort', stop, { once: true });
    if (interrupted?.aborted)
        stop();
    try {
        const chunks = [];
        let size = 0;
        for await (const chunk of pipe) {
            size += chunk.length;
            if (size > LONGEST_STREAM)
                throw new registry_error/* RegistryError */.gl('CA-INPUT-005', `${path} is no file and does not end`);
            chunks.push(chunk);
        }
        return Buffer.concat(chunks);
    }
    finally {
        interrupted?.removeEventListener('abort', stop);
        pipe.destroy();
    }
}
/** The real file system. `temporaryDirectory` is where makeTemporaryDirectory works; `interrupted` ends waits for pipes. */
function createFiles(workingDirectory, temporaryDirectory, interrupted) {
    const at = (path) => (0,external_node_path_.resolve)(workingDirectory, path);
    const makeDirectory = (path, mode) => {
        (0,external_node_fs_.mkdirSync)(at(path), { recursive: true, ...(mode === undefined ? {} : { mode }) });
    };
    /** Writes beside the target, syncs, renames: old or new, never half. */
    const replace = async (path, mode, fill) => {
        const target = linkTarget(at(path));
        const before = orUndefined(() => (0,external_node_fs_.statSync)(target, quiet));
        const wanted = mode ?? (before ? before.mode & 0o777 : 0o644);
        // Loaded here: a run that writes nothing must not wait for it.
        const { randomBytes } = await Promise.resolve(/* import() */).then(__nccwpck_require__.t.bind(__nccwpck_require__, 7598, 19));
        const temporary = (0,external_node_path_.join)((0,external_node_path_.dirname)(target), `.${(0,external_node_path_.basename)(target)}.${randomBytes(6).toString('hex')}.tmp`);
        try {
            makeDirectory((0,external_node_path_.dirname)(target), (wanted & 0o077) === 0 ? 0o700 : undefined);
            await fill(temporary, wanted);
            (0,external_node_fs_.chmodSync)(temporary, wanted);
            // Root in a container edits files of the runner's user: they stay that user's. Others cannot give files away.
            if (before && process.getuid?.() === 0)
                (0,external_node_fs_.chownSync)(temporary, before.uid, before.gid);
            (0,external_node_fs_.renameSync)(temporary, target);
        }
        catch (error) {
            try {
                (0,external_node_fs_.rmSync)(temporary, { force: true });
            }
            catch {
                // The first error is the one to tell.
            }
            throw error instanceof registry_error/* RegistryError */.gl ? error : cannotWrite(path, error);
        }
    };
    return {
        read: (path) => unlessMissing(contentAt(at(path), interrupted)),
        readText: async (path) => (await unlessMissing(contentAt(at(path), interrupted)))?.toString('utf8'),
        open: (path, range) => contentOf(at(path), range),
        write: (path, data, options) => replace(path, options?.mode, (temporary, mode) => withHandle(temporary, 'wx', mode, (handle) => (0,external_node_fs_.writeFileSync)(handle, data))),
        writeStream: async (path, data, options) => {
            let size = 0;
            await replace(path, options?.mode, async (temporary, mode) => {
                const { streamIntoFile } = await __nccwpck_require__.e(/* import() */ 788).then(__nccwpck_require__.bind(__nccwpck_require__, 788));
                size = await streamIntoFile(temporary, mode, data);
            });
            return size;
        },
        create: async (path, data) => {
            try {
                makeDirectory((0,external_node_path_.dirname)(at(path)), 0o700);
                (0,external_node_fs_.writeFileSync)(at(path), data, { flag: 'wx', mode: 0o600 });
                return true;
            }
            catch (error) {
                if (error.code === 'EEXIST')
                    return false;
                throw cannotWrite(path, error);
            }
        },
        append: async (path, data, options) => {
            const mode = options?.mode ?? 0o600;
            try {
                const add = () => withHandle(at(path), 'a', mode, (handle) => (0,external_node_fs_.appendFileSync)(handle, data));
                // A journal gets two lines for each write: its folder is made when it is missing, not asked for every time.
                await add().catch((error) => {
                    if (error.code !== 'ENOENT')
                        throw error;
                    makeDirectory((0,external_node_path_.dirname)(at(path)), (mode & 0o077) === 0 ? 0o700 : undefined);
                    return add();
                });
            }
            catch (error) {
                throw cannotWrite(path, error);
            }
        },
        stat: async (path) => {
            const found = entryAt(at(path));
            if (!found)
                return undefined;
            const kind = found.isFile()
                ? 'file'
                : found.isDirectory()
                    ? 'directory'
                    : found.isSymbolicLink()
                        ? 'link'
                        : 'other';
            return { kind, size: found.size, mode: found.mode & 0o777 };
        },
        realPath: async (path) => realPathOf(at(path)),
        list: async (directory) => (orUndefined(() => (0,external_node_fs_.readdirSync)(at(directory))) ?? []).sort(),
        // A folder may hold thousands of files.
        remove: async (path, options) => options?.recursive
            ? (0,external_node_util_.promisify)(external_node_fs_.rm)(at(path), { force: true, recursive: true })
            : (0,external_node_fs_.rmSync)(at(path), { force: true }),
        makeDirectory: async (path, options) => makeDirectory(path, options?.mode),
        makeTemporaryDirectory: async (prefix) => (0,external_node_fs_.mkdtempSync)((0,external_node_path_.join)(temporaryDirectory, `${prefix}-`)),
        setMode: async (path, mode) => (0,external_node_fs_.chmodSync)(at(path), mode),
        glob: async (patterns, cwd) => {
            const { glob } = await __nccwpck_require__.e(/* import() */ 3382).then(__nccwpck_require__.bind(__nccwpck_require__, 3382));
            const found = await glob([...patterns], {
                cwd: at(cwd),
                absolute: true,
                dot: true,
                followSymbolicLinks: false,
                onlyFiles: true,
                expandDirectories: false,
            });
            return found.map((path) => (0,external_node_path_.resolve)(path)).sort();
        },
    };
}

// EXTERNAL MODULE: external "node:async_hooks"
var external_node_async_hooks_ = __nccwpck_require__(6698);
;// CONCATENATED MODULE: external "node:diagnostics_channel"
const external_node_diagnostics_channel_namespaceObject = require("node:diagnostics_channel");
;// CONCATENATED MODULE: ./lib/machine/programs.js








/**
 * The library looks along the PATH of this process; ours may be another one. Absolute path of the first executable file
 * of that name; the name itself when it holds a separator or on Windows, where the library knows the endings.
 */
async function locate(program, path) {
    if (process.platform === 'win32' || program.includes('/'))
        return program;
    for (const folder of (path ?? '').split(external_node_path_.delimiter)) {
        if (folder === '')
            continue;
        const file = (0,external_node_path_.join)(folder, program);
        const isProgram = await Promise.all([external_node_fs_.promises.access(file, external_node_fs_.constants.X_OK), external_node_fs_.promises.stat(file)]).then(([, stat]) => stat.isFile(), () => false);
        if (isProgram)
            return file;
    }
    return undefined;
}
/** As long as a job on a hosted runner may take. */
const LONGEST_RUN_MS = 6 * 60 * 60_000;
const ANNOUNCED_AFTER_MS = 5_000;
const runs = new external_node_async_hooks_.AsyncLocalStorage();
let isListening = false;
function listen() {
    if (isListening)
        return;
    isListening = true;
    (0,external_node_diagnostics_channel_namespaceObject.subscribe)('child_process', (message) => {
        const run = runs.getStore();
        if (!run)
            return;
        const { process: child } = message;
        run.child = child;
        // Elsewhere a shell gives the program an empty input; see `commandOf`.
        if (process.platform === 'win32') {
            child.once('spawn', () => {
                // The program may be gone before its input is closed.
                child.stdin?.on('error', () => { });
                child.stdin?.end();
            });
        }
    });
}
/** The library leaves the input of a program open, which lets programs wait for ever that ask something. */
function commandOf(file, args) {
    if (process.platform === 'win32')
        return { file, args: [...args] };
    return { file: '/bin/sh', args: ['-c', 'exec "$0" "$@" </dev/null', file, ...args] };
}
/**
 * Runs programs through @actions/exec, which finds `.cmd` files and quotes for Windows as the runner itself does. Their
 * standard input is empty. Rejects with the interruption when the run is interrupted meanwhile; the program ends then,
 * with everything that it started.
 */
function createProgramRunner({ env, workingDirectory, interrupted = new AbortController().signal, say = () => { }, }) {
    return async (program, args, options = {}) => {
        const { getExecOutput } = await __nccwpck_require__.e(/* import() */ 1955).then(__nccwpck_require__.bind(__nccwpck_require__, 1955));
        const merged = {};
        for (const [name, value] of Object.entries({ ...env, ...options.env })) {
            if (value !== undefined)
                merged[name] = value instanceof secret/* Secret */.zh ? value.reveal() : value;
        }
        const file = await locate(program, merged.PATH);
        if (file === undefined)
            return { status: 127, stdout: '', stderr: `${program} was not found` };
        if (interrupted.aborted)
            throw (0,waits/* interruption */.YW)(interrupted, `before ${program} was started`);
        listen();
        const run = { child: undefined };
        const limit = options.timeoutMs ?? LONGEST_RUN_MS;
        let isOverdue = false;
        let cancelKill = () => { };
        const stop = () => {
            cancelKill = endProcesses(run.child?.pid);
        };
        const latest = Date.now() + limit;
        const cancelSay = (0,timers/* startTimer */.Ip)(ANNOUNCED_AFTER_MS, () => say(`waiting for ${program} ${args[0] ?? ''}: 5 s so far; ended at ${(0,waits/* timeOfDay */.rb)(latest)} if it runs that long`));
        const cancelLimit = (0,timers/* startTimer */.Ip)(limit, () => {
            isOverdue = true;
            stop();
        });
        interrupted.addEventListener('abort', stop, { once: true });
        try {
            const command = commandOf(file, args);
            const { exitCode, stdout, stderr } = await runs.run(run, () => getExecOutput(command.file, command.args, {
                cwd: options.cwd ?? workingDirectory,
                env: merged,
                silent: true,
                ignoreReturnCode: true,
            }));
            if (interrupted.aborted)
                throw (0,waits/* interruption */.YW)(interrupted, `before ${program} ended`);
            if (isOverdue)
                return { status: 124, stdout, stderr: `${stderr}${program} did not end within ${limit / 1000} s\n` };
            return { status: exitCode, stdout, stderr };
        }
        catch (error) {
            if (interrupted.aborted)
                throw (0,waits/* interruption */.YW)(interrupted, `before ${program} ended`, error);
            const message = error instanceof Error ? error.message : String(error);
            if (/Unable to locate executable file/.test(message))
                return { status: 127, stdout: '', stderr: `${program} was not found` };
            return { status: 126, stdout: '', stderr: message };
        }
        finally {
            cancelSay();
            cancelLimit();
            cancelKill();
            interrupted.removeEventListener('abort', stop);
        }
    };
}

;// CONCATENATED MODULE: ./lib/machine/host.js
// The parts of a host that every surface shares. A surface adds its own log and mask.








const NEVER = { interrupted: new AbortController().signal, cutOff: new AbortController().signal };
function onAbort(signal, action) {
    const act = () => action((0,registry_error/* asRegistryError */._A)(signal.reason));
    if (signal.aborted)
        act();
    else
        signal.addEventListener('abort', act, { once: true });
}
function createHost(options) {
    const env = options.env ?? process.env;
    const workingDirectory = (0,external_node_path_.resolve)(options.workingDirectory ?? process.cwd());
    const temporaryDirectory = options.temporaryDirectory ?? (0,external_node_os_.tmpdir)();
    const { interrupted, cutOff } = options.interruption ?? NEVER;
    let transport;
    // Node's http and https take longer to load than everything else at the start; most mistakes are found without them.
    const connect = () => {
        transport ??= __nccwpck_require__.e(/* import() */ 5367).then(__nccwpck_require__.bind(__nccwpck_require__, 5367)).then(({ createTransport }) => {
            const made = createTransport({
                env,
                proxy: options.proxy,
                noProxy: options.noProxy,
                userAgent: `codeartifact-ci/${version/* VERSION */.x}`,
                limits: options.limits,
                say: (line) => options.log.info(line),
            });
            onAbort(interrupted, (reason) => made.endReads(reason, GRACE_MS));
            onAbort(cutOff, (reason) => made.endAll(reason));
            return made;
        });
        return transport;
    };
    return {
        surface: options.surface,
        platform: process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
        env,
        // Tools on POSIX follow HOME even where the password database says otherwise (container jobs).
        home: (process.platform === 'win32' ? env.USERPROFILE : env.HOME) || (0,external_node_os_.homedir)(),
        temporaryDirectory,
        workingDirectory,
        log: options.log,
        clock: clock/* systemClock */.m,
        files: createFiles(workingDirectory, temporaryDirectory, interrupted),
        http: async (request) => (await connect()).send(request),
        run: createProgramRunner({ env, workingDirectory, interrupted, say: (line) => options.log.info(line) }),
        mask: options.mask,
        interrupted,
        cutOff,
        close: () => void transport?.then((each) => each.close()),
    };
}

;// CONCATENATED MODULE: ./lib/machine/redaction.js
function createRedaction() {
    const secrets = new Set();
    return {
        add(text) {
            // Short texts are dummies (`local`, `test`) that would blank half the log; real secrets are long.
            for (const line of text.split(/\r?\n/))
                if (line.length >= 8)
                    secrets.add(line);
        },
        clean(text) {
            let result = text;
            for (const secret of secrets)
                if (result.includes(secret))
                    result = result.replaceAll(secret, '***');
            return result;
        },
    };
}

;// CONCATENATED MODULE: ./lib/action/host.js



function createActionHost(options) {
    const { env } = process;
    const redaction = createRedaction();
    const masked = new Set();
    const write = (text) => process.stdout.write(`${text}\n`);
    // A message that begins like a command must not become one: names and versions come from files of strangers.
    const plain = (text) => redaction.clean(text).replaceAll(/^(\s*)(::|##\[)/gm, '$1\u200b$2');
    const log = {
        debug: (message) => write(workflowCommand('debug', redaction.clean(message))),
        info: (message) => write(plain(message)),
        warning: (message) => write(workflowCommand('warning', redaction.clean(message))),
        error: (message) => write(workflowCommand('error', redaction.clean(message))),
        group: async (title, work) => {
            write(workflowCommand('group', redaction.clean(title)));
            try {
                return await work();
            }
            finally {
                write('::endgroup::');
            }
        },
        progress: (label, done, total) => {
            const step = Math.max(1, Math.ceil(total / 10));
            if (done === total || done % step === 0)
                write(plain(`${label} ${done}/${total}`));
        },
    };
    const host = createHost({
        surface: 'github',
        log,
        mask: (text) => {
            redaction.add(text);
            for (const line of text.split(/\r?\n/)) {
                if (line.length < 8 || masked.has(line))
                    continue;
                masked.add(line);
                write(workflowCommand('add-mask', line));
            }
        },
        ...(options.workingDirectory ? { workingDirectory: options.workingDirectory } : {}),
        temporaryDirectory: env.RUNNER_TEMP,
        proxy: options.proxy,
        noProxy: options.noProxy,
        interruption: options.interruption,
    });
    return { ...host, clean: redaction.clean };
}

;// CONCATENATED MODULE: ./lib/action/state.js

const state_name = 'codeartifact';
async function saveState(env, state) {
    const { sessions, tokenExpiresAt, cleanup, cache } = state;
    await writeKeyValue(env, 'state', state_name, JSON.stringify({ sessions, tokenExpiresAt, cleanup, cache }));
}
const isText = (value) => typeof value === 'string';
function isCacheState(value) {
    const { tool, key, paths } = (value ?? {});
    return isText(tool) && isText(key) && Array.isArray(paths) && paths.every(isText);
}
/** Undefined when main left nothing or something that is not ours. */
function readState(env) {
    try {
        const value = JSON.parse(env[`STATE_${state_name}`] ?? 'null');
        if (typeof value !== 'object' || value === null || !Array.isArray(value.sessions))
            return undefined;
        return {
            sessions: value.sessions.filter(isText),
            tokenExpiresAt: typeof value.tokenExpiresAt === 'number' ? value.tokenExpiresAt : undefined,
            cleanup: value.cleanup !== false,
            cache: Array.isArray(value.cache) ? value.cache.filter(isCacheState) : undefined,
        };
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/action/run.js
// One run of the action: reads the inputs, runs the command, hands its result to the runner.













const actionCommands = COMMANDS.filter(({ surfaces }) => surfaces.includes('action')).map(({ name }) => name);
/** Resolves to the exit status; everything people must know was printed. */
async function run(env, interruption) {
    const raw = (name) => rawInput(env, name) ?? (env[(0,read/* variableOf */.Qn)(name)] || undefined);
    const host = createActionHost({
        workingDirectory: raw('working-directory'),
        proxy: raw('http-proxy'),
        noProxy: raw('no-proxy'),
        interruption,
    });
    try {
        const command = raw('command') ?? 'login';
        if (!actionCommands.includes(command)) {
            throw new registry_error/* RegistryError */.gl('CA-INPUT-001', `\`command\` is \`${command.replace(/\p{C}/gu, '?').slice(0, 40)}\`: expects one of ${actionCommands.join(', ')}`);
        }
        const inputs = (0,read/* readInputs */.Ko)(command, raw, (name) => name, { inputs: definitions/* RETIRED_INPUTS */.c8, version: version/* VERSION */.x });
        for (const warning of inputs.warnings)
            host.log.warning(warning);
        requireInputs(command, inputs, env);
        interruption.limit(inputs.integer('timeout'));
        // Loaded only now: a missing input must not cost the time of parsing what it would have fed.
        const run = await commands[command]();
        const result = await run({ inputs, host, operands: [], extra: {} });
        await hand(host, env, result, inputs.flag('summary'));
        return statusOf(result.exit);
    }
    catch (error) {
        return fail(host, env, error);
    }
    finally {
        for (const line of (0,retry/* retriesSoFar */.wD)(host.clock))
            host.log.debug(`tried again: ${line}`);
        interruption.close();
        host.close();
    }
}
/** The runner tells only success from failure; a cancelled step keeps the status that shells know. */
const statusOf = (exit) => (exit === catalogue/* EXIT */.d.done || exit === catalogue/* EXIT */.d.interrupted ? exit : catalogue/* EXIT */.d.failed);
async function hand(host, env, result, wantsSummary) {
    // First what the post step needs: whatever fails after this is still taken back.
    if (result.state)
        await saveState(env, result.state);
    for (const line of result.lines)
        host.log.info(line);
    for (const [name, value] of Object.entries(result.outputs)) {
        if (value !== undefined)
            await writeKeyValue(env, 'output', name, reveal(value));
    }
    for (const [name, value] of Object.entries(result.variables)) {
        const isWritten = await writeKeyValue(env, 'env', name, reveal(value));
        if (!isWritten)
            host.log.warning(`this runner has no GITHUB_ENV file: ${name} is not set for later steps`);
    }
    if (result.planCaches)
        await restore(host, env, result);
    if (wantsSummary && result.summary)
        appendSummary(env, host.clean(result.summary));
}
/** The stores last: what they restore is of use only after a login that worked. */
async function restore(host, env, { planCaches, state }) {
    const plan = await planCaches?.();
    if (!plan)
        return;
    for (const warning of plan.warnings)
        host.log.warning(warning);
    const { restoreCaches } = await __nccwpck_require__.e(/* import() */ 3000).then(__nccwpck_require__.bind(__nccwpck_require__, 3000));
    const cache = await restoreCaches(host, plan.caches);
    const isHit = cache.length > 0 && cache.length === plan.caches.length && cache.every((one) => one.isHit);
    await writeKeyValue(env, 'output', 'cache-hit', String(isHit));
    // The runner keeps the last value of a name.
    if (state && cache.length > 0)
        await saveState(env, { ...state, cache });
}
const reveal = (value) => (value instanceof secret/* Secret */.zh ? value.reveal() : value);
function fail(host, env, error) {
    const known = (0,registry_error/* asRegistryError */._A)(error);
    host.log.error((0,registry_error/* describeError */.Uc)(known).join('\n'));
    if (error instanceof Error && error.stack && known.code === 'CA-RUN-003')
        host.log.debug(error.stack);
    appendSummary(env, host.clean(`> [!CAUTION]\n> **${known.code}** ${known.message.replace(/[\r\n]+/g, ' ')}\n>\n> ${known.remedy.replace(/[\r\n]+/g, ' ')}`));
    return statusOf(known.exitCode);
}

;// CONCATENATED MODULE: ./lib/action/main.js
// Entry of the action.


// The SDK's notice about old Node versions would stand in every log; the runner's Node is not the user's choice.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
// Success has to be said: a run that ends because nothing is left to wait for has not done its work.
process.exitCode = 1;
run(process.env, interruptionBySignals()).then(leave, (error) => {
    process.stdout.write(`::error::CA-RUN-003: ${String(error).replace(/[\r\n%]/g, ' ')}\n`);
    leave(1);
});

module.exports = __webpack_exports__;
/******/ })()
;