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

/***/ 4573:
/***/ (function (module) {

module.exports = require("node:buffer");

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

/***/ 8235:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Hs: () => (/* binding */ announceWait),
/* harmony export */   YW: () => (/* binding */ interruption),
/* harmony export */   fm: () => (/* binding */ waitFor),
/* harmony export */   rb: () => (/* binding */ timeOfDay),
/* harmony export */   vr: () => (/* binding */ endWithin)
/* harmony export */ });
/* unused harmony export unlessInterrupted */
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
/* harmony export */   _A: () => (/* binding */ asRegistryError),
/* harmony export */   gl: () => (/* binding */ RegistryError)
/* harmony export */ });
/* unused harmony export describeError */
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
/******/ 			792: 1
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
;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = require("node:child_process");
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
    const text = (0,external_node_child_process_namespaceObject.execFileSync)('ps', ['-A', '-o', 'pid=,ppid=,lstart='], { encoding: 'utf8', timeout: 2_000 });
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
        (0,external_node_child_process_namespaceObject.execFileSync)('taskkill', ['/PID', String(root), '/T', '/F'], { stdio: 'ignore', timeout: 5_000 });
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
async function host_commands_writeKeyValue(env, kind, name, value) {
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
        appendFileSync(file, `${markdown.trimEnd()}\n\n`);
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

;// CONCATENATED MODULE: ./lib/core/model/job.js
// Whose login it is. Self-hosted runners keep their home, and several may share one: an undo must not take back the
// login of a job that still runs, and the login of a job that was killed must not stay for ever.
/** From the variables of GitHub's runner or of CodeBuild; anything else is a terminal, one job for the whole home. */
function job_jobIdentity(env) {
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

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: ./lib/core/calls/waits.js
var waits = __nccwpck_require__(8235);
;// CONCATENATED MODULE: ./lib/core/operations/login/home-lock.js
// One login or logout at a time in a home: runners that share it would otherwise lose each other's lines.



/** The work under the lock takes milliseconds; whoever held it this long is dead. */
const DEAD_AFTER_MS = 30_000;
/** A lock without content: its maker died between making and filling it. */
const EMPTY_DEAD_AFTER_MS = 5_000;
const PATIENCE_MS = 60_000;
const ANNOUNCED_AFTER_MS = 5_000;
/** Beside the state folder, not in it, so that the folder can go while the lock is held. */
const lockPath = (home) => (0,external_node_path_.join)(home, '.codeartifact-ci.lock');
/** Throws CA-FILE-003 when the home cannot be written or stays locked by a living process for a minute. */
async function withHomeLock(host, work) {
    const path = lockPath(host.home);
    const nonce = `${host.clock.now()} ${host.clock.random()}`;
    const start = host.clock.monotonic();
    while (!(await host.files.create(path, nonce))) {
        const waited = host.clock.monotonic() - start;
        await removeDeadLock(path, waited, host);
        if (waited > PATIENCE_MS) {
            throw new registry_error/* RegistryError */.gl('CA-FILE-003', `${path} is held by another login that does not end`);
        }
        // A holder is taken for dead before our patience ends.
        const left = Math.max(DEAD_AFTER_MS - waited, Math.min(PATIENCE_MS - waited, ANNOUNCED_AFTER_MS + 1));
        if (waited > ANNOUNCED_AFTER_MS)
            (0,waits/* announceWait */.Hs)(host, left, path, `at most, while ${path} is held by another login`);
        await (0,waits/* waitFor */.fm)(host, 20 + host.clock.random() * 60, `${path} was free`);
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
        throw new registry_error/* RegistryError */.gl('CA-FILE-003', `${path} is there and is no file, so it cannot be used as a lock`);
    const held = await host.files.readText(path);
    if (held === undefined)
        return;
    // A clock that was set back makes the lock seem to come from the future: dead as well.
    const age = Math.abs(host.clock.now() - Number.parseInt(held, 10));
    const isDead = held === '' ? waited > EMPTY_DEAD_AFTER_MS : !(age <= DEAD_AFTER_MS);
    if (isDead && (await host.files.readText(path)) === held)
        await host.files.remove(path);
}

;// CONCATENATED MODULE: ./lib/core/operations/login/login-record.js
// The write-ahead record of one login: everything needed to take it back, synced before the first file is touched.
// Owner-only, in the home whose files it speaks of, so that whoever logs in there next finds what a killed job left.

const LOGIN_SCHEMA = 'codeartifact-ci/login@1';
const stateFolder = (home) => (0,external_node_path_.join)(home, '.codeartifact-ci');
const recordFolder = (home) => (0,external_node_path_.join)(stateFolder(home), 'logins');
const pathOf = (home, id) => (0,external_node_path_.join)(recordFolder(home), `${id}.json`);
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
        const path = (0,external_node_path_.join)(recordFolder(home), name);
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

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __nccwpck_require__(7975);
;// CONCATENATED MODULE: ./lib/core/model/secret.js

const secret_hidden = '***';
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
        return secret_hidden;
    }
    toJSON() {
        return secret_hidden;
    }
    [external_node_util_.inspect.custom]() {
        return secret_hidden;
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

;// CONCATENATED MODULE: ./lib/core/text/encoding.js
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

;// CONCATENATED MODULE: ./lib/core/text/three-way-merge.js
// Differences between texts, and taking one's own change back out of a text that others have changed since.
/** Lines with their line ends; the last may lack one. */
function linesOf(text) {
    return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
/**
 * The changes that make `to` out of `from`, in order and apart from each other. Found line by line, then narrowed
 * within replaced lines to the characters that differ, so that two edits in one line can be told apart.
 */
function changesBetween(from, to) {
    const a = linesOf(from);
    const b = linesOf(to);
    const starts = offsetsOf(a);
    return hunksBetween(a, b)
        .map((hunk) => {
        const text = b.slice(hunk.toStart, hunk.toEnd).join('');
        return narrow(from, { start: starts[hunk.fromStart] ?? 0, end: starts[hunk.fromEnd] ?? from.length, text });
    })
        .filter((change) => change.start !== change.end || change.text !== '');
}
function applyChanges(base, changes) {
    let result = '';
    let at = 0;
    for (const change of changes) {
        result += base.slice(at, change.start) + change.text;
        at = change.end;
    }
    return result + base.slice(at);
}
/**
 * Takes the change `before` -> `after` out of `current`, which is `after` with others' edits on top.
 * Where both touched the same place, theirs stays; but for a `tree`, whole lines that only we wrote still go.
 */
function revertEdit(before, after, current, syntax) {
    if (current === after)
        return { text: before, isPartial: false };
    if (current === before)
        return { text: current, isPartial: false };
    const theirs = changesBetween(after, current);
    const ours = [];
    let isPartial = false;
    for (const wanted of changesBetween(after, before)) {
        const change = wanted.end === after.length ? keepLastLineEnd(after, wanted, theirs) : wanted;
        const clashes = theirs.filter((other) => overlaps(change, other));
        if (clashes.length === 0)
            ours.push(change);
        else {
            isPartial = true;
            if (syntax !== 'tree')
                ours.push(...untouchedLines(after, change, clashes));
        }
    }
    const kept = syntax === 'sections' ? ours.flatMap((change) => spareHeaders(after, change, theirs)) : ours;
    const all = [...theirs, ...kept].sort((x, y) => x.start - y.start || x.end - y.end);
    return { text: applyChanges(after, all), isPartial };
}
/** The line end most of the text uses. */
function lineEndOf(text) {
    const all = text.split('\n').length - 1;
    const windows = text.split('\r\n').length - 1;
    return windows * 2 > all ? '\r\n' : '\n';
}
/** Somebody wrote behind our last line: the line end that we had to add is needed by theirs now. */
function keepLastLineEnd(base, change, theirs) {
    const hasGrown = theirs.some((other) => other.end === base.length && other.text !== '');
    const rest = base.slice(0, change.start) + change.text;
    return hasGrown && rest !== '' && !rest.endsWith('\n') ? { ...change, text: change.text + lineEndOf(base) } : change;
}
function overlaps(a, b) {
    if (b.start === b.end)
        return a.start < b.start && b.start < a.end;
    if (a.start === a.end)
        return b.start < a.start && a.start < b.end;
    return a.start < b.end && b.start < a.end;
}
const isHeader = (line) => /^[ \t]*\[/.test(line);
/** Leaves out of a deletion the headers under which others have written: their lines would fall to the section above. */
function spareHeaders(base, change, theirs) {
    if (change.text.trim() !== '')
        return [change];
    const parts = [];
    let from = change.start;
    let at = change.start;
    for (const line of linesOf(base.slice(change.start, change.end))) {
        const [start, end] = [at, at + line.length];
        at = end;
        if (!isHeader(line))
            continue;
        const next = /^[ \t]*\[/m.exec(base.slice(end));
        const sectionEnd = next ? end + next.index : base.length;
        const isUsed = theirs.some((other) => other.start >= end && other.start <= sectionEnd && startsInSection(other.text));
        if (!isUsed)
            continue;
        parts.push({ start: from, end: start, text: '' });
        from = end;
    }
    return [...parts, { start: from, end: change.end, text: change.text }];
}
function startsInSection(text) {
    const first = linesOf(text).find((line) => !/^\s*([#;]|$)/.test(line));
    return first !== undefined && !isHeader(first);
}
/** Deletions of the whole lines within `change` that no clash touches. */
function untouchedLines(base, change, clashes) {
    const found = [];
    let at = change.start;
    for (const line of linesOf(base.slice(change.start, change.end))) {
        const whole = { start: at, end: at + line.length, text: '' };
        at = whole.end;
        const isWhole = (whole.start === 0 || base[whole.start - 1] === '\n') && line.endsWith('\n');
        if (isWhole && !clashes.some((other) => overlaps(whole, other)))
            found.push(whole);
    }
    return found;
}
function narrow(base, change) {
    const { start, end, text } = change;
    const most = Math.min(end - start, text.length);
    let head = 0;
    while (head < most && base[start + head] === text[head])
        head += 1;
    let tail = 0;
    while (tail < most - head && base[end - 1 - tail] === text[text.length - 1 - tail])
        tail += 1;
    return { start: start + head, end: end - tail, text: text.slice(head, text.length - tail) };
}
function offsetsOf(lines) {
    const starts = [0];
    for (const line of lines)
        starts.push((starts.at(-1) ?? 0) + line.length);
    return starts;
}
/** Beyond this many differing lines the middle counts as one change; configuration files never come near it. */
const MOST_DIFFERENCES = 1500;
function hunksBetween(a, b) {
    let head = 0;
    while (head < a.length && head < b.length && a[head] === b[head])
        head += 1;
    let tail = 0;
    while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail])
        tail += 1;
    const kept = keptPairs(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
    const hunks = [];
    let x = head;
    let y = head;
    for (const [i, j] of [
        ...kept.map(([p, q]) => [p + head, q + head]),
        [a.length - tail, b.length - tail],
    ]) {
        if (i > x || j > y)
            hunks.push({ fromStart: x, fromEnd: i, toStart: y, toEnd: j });
        x = i + 1;
        y = j + 1;
    }
    return hunks;
}
/** Pairs of equal lines of a longest common subsequence: Myers' greedy algorithm. */
function keptPairs(a, b) {
    const most = Math.min(a.length + b.length, MOST_DIFFERENCES);
    const trace = [];
    let reach = new Map([[1, 0]]);
    for (let d = 0; d <= most; d += 1) {
        trace.push(new Map(reach));
        for (let k = -d; k <= d; k += 2) {
            const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
            let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
            while (x < a.length && x - k < b.length && a[x] === b[x - k])
                x += 1;
            reach.set(k, x);
            if (x >= a.length && x - k >= b.length)
                return walkBack(a, b, trace);
        }
        reach = new Map(reach);
    }
    return [];
}
function walkBack(a, b, trace) {
    const pairs = [];
    let x = a.length;
    let y = b.length;
    for (let d = trace.length - 1; d >= 0; d -= 1) {
        const reach = trace[d];
        const k = x - y;
        const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
        const startX = reach.get(down ? k + 1 : k - 1) ?? 0;
        const startY = startX - (down ? k + 1 : k - 1);
        while (x > startX && y > startY) {
            x -= 1;
            y -= 1;
            pairs.push([x, y]);
        }
        x = startX;
        y = startY;
    }
    return pairs.reverse();
}

;// CONCATENATED MODULE: ./lib/core/text/revert-file.js
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
    const { text, encoding } = decodeText(current);
    const ours = decodeText(after).text;
    const base = before ? decodeText(before).text : (step.skeleton ?? '');
    const back = revertEdit(base, ours, text, step.syntax);
    const clean = scrub(back.text, secrets, step.syntax === 'tree' ? '' : ours);
    if (!before && (clean.trim() === '' || clean === base))
        return { content: undefined, outcome: 'removed' };
    const outcome = back.isPartial || clean !== back.text ? 'kept' : text === clean ? 'untouched' : 'merged';
    return { content: encodeText(clean, encoding), outcome };
}
/** Where a token is left, lines that we wrote go whole, elsewhere the token alone. */
function scrub(text, secrets, ours) {
    const found = secrets.flatMap(spellings).filter((spelling) => spelling !== '' && text.includes(spelling));
    if (found.length === 0)
        return text;
    const written = new Set(linesOf(ours).map((line) => line.trim()));
    return linesOf(text)
        .filter((line) => !(written.has(line.trim()) && found.some((spelling) => line.includes(spelling))))
        .map((line) => found.reduce((rest, spelling) => rest.replaceAll(spelling, ''), line))
        .join('');
}

;// CONCATENATED MODULE: ./lib/core/operations/login/overwrite-in-place.js
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
                    await writeRecord(other, host);
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
        const forget = (content) => undoStep(below, content, secrets).content;
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
    const wanted = undoStep(step, current, secrets);
    if (wanted.content === undefined) {
        await files.remove(target);
        await removeFolders(file, files);
        return 'removed';
    }
    const mode = found.mode === file.modeAfter ? file.modeBefore : undefined;
    if (!current.equals(wanted.content))
        await overwritePreservingMode(target, wanted.content, mode, files);
    else if (mode !== undefined && mode !== found.mode)
        await files.setMode(target, mode);
    return wanted.outcome;
}
async function removeFolders(file, files) {
    for (const folder of file.folders)
        if (!(await removeIfEmpty(folder, files)))
            return;
}

;// CONCATENATED MODULE: ./lib/core/operations/login/logout.js
// Undoes what `configure` did. What nobody else touched is byte-identical to before; others' later edits stay; no
// token is left. Logins are undone newest first. Nothing here throws: logging out must never fail a job.




/** Takes logins back. Never rejects; what could not be done is in `warnings`. */
async function cleanUp(request, host) {
    try {
        const { records, broken } = await readRecords(host);
        // A home without our lines is not written to, not even for a lock.
        if (records.length === 0)
            return { sessions: [], files: [], variables: [], warnings: broken };
        const { job } = job_jobIdentity(host.env);
        const wanted = request.sessions;
        return await withHomeLock(host, () => undo((record) => wanted?.includes(record.id) ?? record.job === job, host));
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
    const identity = jobIdentity(host.env);
    const now = host.clock.now();
    return undo((record) => isStale(record, identity, now), host);
}
/** A lapsed token may still be in use by a job that is about to log in again, so a day is waited. */
const logout_GRACE_MS = (/* unused pure expression or super */ null && (24 * 3600 * 1000));
function isStale(record, current, now) {
    if (record.job === current.job)
        return record.job === 'terminal' && record.expiresAt < now;
    if (record.runner !== undefined && record.runner === current.runner)
        return true;
    return record.expiresAt + logout_GRACE_MS < now;
}
/** Undoes the records that `isWanted`, newest first. Call under the lock. */
async function undo(isWanted, host) {
    const { records, broken } = await readRecords(host);
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
            await removeRecord(record.id, host);
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

;// CONCATENATED MODULE: ./lib/core/model/version.js
/** Version of this product; a test compares it with package.json. */
const VERSION = '0.1.0';

// EXTERNAL MODULE: ./lib/machine/clock.js
var clock = __nccwpck_require__(2959);
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
async function* files_contentOf(path, range) {
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
        open: (path, range) => files_contentOf(at(path), range),
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
            const { glob } = await __nccwpck_require__.e(/* import() */ 382).then(__nccwpck_require__.bind(__nccwpck_require__, 3382));
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

;// CONCATENATED MODULE: external "node:async_hooks"
const external_node_async_hooks_namespaceObject = require("node:async_hooks");
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
const programs_ANNOUNCED_AFTER_MS = 5_000;
const runs = new external_node_async_hooks_namespaceObject.AsyncLocalStorage();
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
        const { getExecOutput } = await __nccwpck_require__.e(/* import() */ 955).then(__nccwpck_require__.bind(__nccwpck_require__, 1955));
        const merged = {};
        for (const [name, value] of Object.entries({ ...env, ...options.env })) {
            if (value !== undefined)
                merged[name] = value instanceof Secret ? value.reveal() : value;
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
        const cancelSay = (0,timers/* startTimer */.Ip)(programs_ANNOUNCED_AFTER_MS, () => say(`waiting for ${program} ${args[0] ?? ''}: 5 s so far; ended at ${(0,waits/* timeOfDay */.rb)(latest)} if it runs that long`));
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
        transport ??= __nccwpck_require__.e(/* import() */ 367).then(__nccwpck_require__.bind(__nccwpck_require__, 5367)).then(({ createTransport }) => {
            const made = createTransport({
                env,
                proxy: options.proxy,
                noProxy: options.noProxy,
                userAgent: `codeartifact-ci/${VERSION}`,
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

;// CONCATENATED MODULE: ./lib/action/run-post.js
// The post step. Looks only at what main recorded, explains what it does, warns instead of failing.




async function runPost(env, interruption) {
    const state = readState(env);
    if (!state)
        return;
    const host = createActionHost({ interruption });
    try {
        // Stores are saved first: they need no token, and cleaning up must not make them stale.
        if (state.cache?.length) {
            const { saveCaches } = await __nccwpck_require__.e(/* import() */ 0).then(__nccwpck_require__.bind(__nccwpck_require__, 3000));
            await saveCaches(host, state.cache);
        }
        if (!state.cleanup) {
            host.log.info('cleanup is false: the configuration stays as it is');
            return;
        }
        if (state.tokenExpiresAt !== undefined && state.tokenExpiresAt < host.clock.now()) {
            host.log.warning(`the authorization token lapsed during the job (${new Date(state.tokenExpiresAt).toISOString()}); a longer \`duration-seconds\` or a second login before publishing avoids 401 errors`);
        }
        if (state.sessions.length === 0)
            return;
        const report = await cleanUp({ sessions: state.sessions }, host);
        for (const file of report.files)
            host.log.info(`${file.path}: ${file.outcome}`);
        for (const warning of report.warnings)
            host.log.warning(warning);
        // Later post steps of others still see GITHUB_ENV variables: an empty value is as good as none for every tool.
        for (const variable of report.variables)
            await host_commands_writeKeyValue(env, 'env', variable, '');
    }
    finally {
        interruption.close();
        host.close();
    }
}

;// CONCATENATED MODULE: ./lib/action/post.js
// Entry of the post step: takes back what main changed. Never fails the job, imports neither the SDK nor the commands.


void runPost(process.env, interruptionBySignals())
    .catch((error) => {
    process.stdout.write(`::warning::the post step could not finish: ${String(error).replace(/[\r\n%]/g, ' ')}\n`);
})
    .then(() => leave(0));

module.exports = __webpack_exports__;
/******/ })()
;