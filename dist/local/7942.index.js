export const id = 7942;
export const ids = [7942];
export const modules = {

/***/ 2181:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ nothing)
/* harmony export */ });
const nothing = { outputs: {}, variables: {}, lines: [] };


/***/ }),

/***/ 7942:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   logoutCommand: () => (/* binding */ logoutCommand)
/* harmony export */ });
/* harmony import */ var _core_operations_login_logout_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2220);
/* harmony import */ var _definition_result_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2181);
/* harmony import */ var _report_tables_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5680);



/** `logout`: takes back every login of this job, newest first. Never fails. */
const logoutCommand = async ({ host }) => {
    const report = await (0,_core_operations_login_logout_js__WEBPACK_IMPORTED_MODULE_0__/* .cleanUp */ .nY)({}, host);
    for (const warning of report.warnings)
        host.log.warning(warning);
    return {
        ..._definition_result_js__WEBPACK_IMPORTED_MODULE_1__/* .nothing */ .s,
        exit: 0,
        // Empty is as good as unset for the tools, and the only way to take a variable back from later steps.
        variables: Object.fromEntries(report.variables.map((name) => [name, ''])),
        json: report,
        lines: report.sessions.length === 0
            ? ['nothing to take back']
            : (0,_report_tables_js__WEBPACK_IMPORTED_MODULE_2__/* .textTable */ .ed)(['file', ''], report.files.map(({ path, outcome }) => [path, outcome])),
    };
};


/***/ }),

/***/ 5680:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qj: () => (/* binding */ markdownTable),
/* harmony export */   ed: () => (/* binding */ textTable),
/* harmony export */   g$: () => (/* binding */ printable),
/* harmony export */   p7: () => (/* binding */ markdownText)
/* harmony export */ });
/** Aligned columns for a terminal; empty rows give a sentence instead of a lonely header. */
function textTable(head, rows) {
    if (rows.length === 0)
        return ['(none)'];
    const all = [head, ...rows].map((row) => row.map(printable));
    const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
    return all.map((row) => row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd());
}
/** A Markdown table whose cells cannot break out of it, whatever a package is called. */
function markdownTable(head, rows) {
    const line = (cells) => `| ${cells.map(markdownText).join(' | ')} |`;
    return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
/** Control characters could redraw a terminal or start a workflow command. */
function printable(text) {
    return text.replace(/\p{C}/gu, '?');
}
/** Text that stays text in GitHub-flavoured Markdown and HTML. */
function markdownText(text) {
    return printable(text)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replace(/[\\`*_[\]|~]/g, '\\$&');
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


/***/ }),

/***/ 784:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dx: () => (/* binding */ linesOf),
/* harmony export */   iv: () => (/* binding */ changesBetween),
/* harmony export */   vN: () => (/* binding */ lineEndOf),
/* harmony export */   x5: () => (/* binding */ revertEdit)
/* harmony export */ });
/* unused harmony export applyChanges */
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


/***/ })

};
