"use strict";
exports.id = 3400;
exports.ids = [3400];
exports.modules = {

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

/***/ 1265:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A8: () => (/* binding */ COORDINATE_STYLES),
/* harmony export */   MO: () => (/* binding */ packageKey),
/* harmony export */   _5: () => (/* binding */ versionKey),
/* harmony export */   f: () => (/* binding */ STATUSES),
/* harmony export */   hR: () => (/* binding */ FORMATS),
/* harmony export */   s2: () => (/* binding */ isFormat)
/* harmony export */ });
/* unused harmony export samePackage */
// What packages are called. Everything else stands on this file; it knows nothing of files, networks or clients.
/** Every package format of the service model (2018-09-22). Not every command handles every format. */
const FORMATS = ['npm', 'pypi', 'maven', 'nuget', 'generic', 'cargo', 'ruby', 'swift'];
/**
 * How coordinates of each format are written. `purlType` follows the package URL types; `sigil` stands before the
 * namespace and `separator` after it, in the way the format's own users write them (`@acme/utils`, `com.acme:utils`).
 */
const COORDINATE_STYLES = {
    npm: { purlType: 'npm', sigil: '@', separator: '/' },
    pypi: { purlType: 'pypi', sigil: '', separator: '/' },
    maven: { purlType: 'maven', sigil: '', separator: ':' },
    nuget: { purlType: 'nuget', sigil: '', separator: '/' },
    generic: { purlType: 'generic', sigil: '', separator: '/' },
    cargo: { purlType: 'cargo', sigil: '', separator: '/' },
    ruby: { purlType: 'gem', sigil: '', separator: '/' },
    swift: { purlType: 'swift', sigil: '', separator: '/' },
};
/** PackageVersionStatus of the service model. `Deleted` appears only in answers to a delete call. */
const STATUSES = ['Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed', 'Deleted'];
function isFormat(value) {
    return FORMATS.includes(value);
}
/** A key for maps: equal for the same package, never for two. No part of a reference can hold a line end. */
function packageKey(ref) {
    return `${ref.format}\n${ref.namespace ?? ''}\n${ref.name}`;
}
function versionKey(ref) {
    return `${packageKey(ref)}\n${ref.version}`;
}
function samePackage(a, b) {
    return a.format === b.format && (a.namespace ?? '') === (b.namespace ?? '') && a.name === b.name;
}


/***/ }),

/***/ 3153:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   b: () => (/* binding */ TOKEN_VARIABLE),
/* harmony export */   f: () => (/* binding */ tokenVariables)
/* harmony export */ });
/* harmony import */ var _secret_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9657);
// The rule of `token-env-var`: a token in the environment reaches every later step, so it goes there only when asked
// for, or when a chosen tool can take it no other way.

/** The name AWS documents, which build files therefore read. */
const TOKEN_VARIABLE = 'CODEARTIFACT_AUTH_TOKEN';
/** What is exported of what the tools ask for, and notes on what is not. */
function tokenVariables(rule, asked, token) {
    if (rule === 'auto')
        return { variables: asked, notes: [] };
    if (rule === 'none') {
        const dropped = Object.keys(asked).filter((name) => asked[name] instanceof _secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .zh);
        const variables = Object.fromEntries(Object.entries(asked).filter(([name]) => !dropped.includes(name)));
        const notes = dropped.map((name) => `${name} is needed but not exported, because token-env-var is \`none\``);
        return { variables, notes };
    }
    return { variables: token ? { ...asked, [rule]: token } : asked, notes: [] };
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


/***/ }),

/***/ 6907:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ tools)
/* harmony export */ });
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6180);
/* harmony import */ var _shared_text_toml_edit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9369);


const indexUrl = (endpoint) => `sparse+${endpoint}`;
/** Cargo reads the name without extension, too, and prefers it when both are there. */
function fileIn(machine, home, name) {
    const old = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, home, name);
    return machine.exists(old) ? old : `${old}.toml`;
}
/** `codeartifact`, or the domain and repository when an earlier login calls another repository so. */
async function registryName(config, { endpoint, domain, repository }) {
    if (config === undefined)
        return 'codeartifact';
    try {
        const { parse } = await __webpack_require__.e(/* import() */ 3292).then(__webpack_require__.bind(__webpack_require__, 3292));
        const { registries } = parse(config);
        const known = registries?.codeartifact?.index;
        return known === undefined || known === indexUrl(endpoint)
            ? 'codeartifact'
            : `${domain}-${repository}`.replace(/[^A-Za-z0-9_-]/g, '-');
    }
    catch {
        // The edit will say that the file cannot be understood.
        return 'codeartifact';
    }
}
function configSettings(request, name) {
    const registry = ['registries', name];
    const settings = [
        { path: [...registry, 'index'], value: indexUrl(request.endpoint) },
        // Without a provider Cargo 1.74 and later refuse a registry that asks for a token.
        { path: [...registry, 'credential-provider'], value: 'cargo:token' },
    ];
    if (request.earlierEndpoints.length > 0)
        return settings;
    return [
        ...settings,
        { path: ['registry', 'default'], value: name },
        { path: ['source', 'crates-io', 'replace-with'], value: name },
    ];
}
const cargo = {
    name: 'cargo',
    detect: ['Cargo.toml', 'Cargo.lock'],
    configure: async (request) => {
        const { machine, token } = request;
        const named = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .variable */ .bv)(machine, 'CARGO_HOME');
        const home = named ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .absolute */ .ys)(machine, named) : (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .inHome */ .Lf)(machine, '.cargo');
        const config = fileIn(machine, home, 'config');
        const name = await registryName(machine.read(config), request);
        const documented = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .documentedVariable */ .lM)(request, ['.cargo/config.toml', '.cargo/config']);
        const credentials = [{ path: ['registries', name, 'token'], value: `Bearer ${token.reveal()}` }];
        return {
            files: [
                {
                    path: config,
                    holdsSecret: false,
                    syntax: 'sections',
                    edit: (current) => (0,_shared_text_toml_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .setToml */ .L)(current ?? '', configSettings(request, name)),
                },
                {
                    path: fileIn(machine, home, 'credentials'),
                    holdsSecret: true,
                    syntax: 'sections',
                    edit: (current) => (0,_shared_text_toml_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .setToml */ .L)(current ?? '', credentials),
                },
            ],
            variables: documented.variables,
            notes: [`Cargo calls the repository \`${name}\` (1.74 or newer)`, ...documented.notes],
        };
    },
};
const tools = [cargo];


/***/ }),

/***/ 9979:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Y: () => (/* binding */ tools)
});

// EXTERNAL MODULE: ./lib/formats/shared/machine-paths.js
var machine_paths = __webpack_require__(6180);
// EXTERNAL MODULE: ./lib/formats/shared/text/npmrc-edit.js
var npmrc_edit = __webpack_require__(9745);
;// CONCATENATED MODULE: ./lib/formats/maven/configure/gradle.js


function gradleConfiguration(request) {
    const { machine, endpoint, token } = request;
    const named = (0,machine_paths/* variable */.bv)(machine, 'GRADLE_USER_HOME');
    const home = named ? (0,machine_paths/* absolute */.ys)(machine, named) : (0,machine_paths/* inHome */.Lf)(machine, '.gradle');
    const scriptOf = (name) => (0,machine_paths/* joinPath */.uJ)(machine, home, 'init.d', `codeartifact-ci.${name}.gradle`);
    const taken = (name) => {
        const script = machine.read(scriptOf(name));
        return script !== undefined && !script.includes(groovy(endpoint));
    };
    // Gradle allows letters and digits in the name of credentials, nothing else.
    const plain = (text) => text.replace(/[^A-Za-z0-9]/g, '');
    const wanted = plain(request.options['maven-server-id'] || 'codeartifact') || 'codeartifact';
    const name = taken(wanted) ? plain(`${wanted}${request.domain}${request.repository}`) : wanted;
    const documented = (0,machine_paths/* documentedVariable */.lM)(request, [
        'build.gradle',
        'build.gradle.kts',
        'settings.gradle',
        'settings.gradle.kts',
        'gradle.properties',
    ]);
    // Java does not take its home from HOME, see userHomeOption; for Gradle its own variable says it.
    const inContainer = machine.home === '/github/home' && !named;
    return {
        files: [
            { path: scriptOf(name), holdsSecret: false, syntax: 'tree', edit: () => initScript(name, endpoint) },
            {
                path: (0,machine_paths/* joinPath */.uJ)(machine, home, 'gradle.properties'),
                holdsSecret: true,
                syntax: 'lines',
                edit: (current) => (0,npmrc_edit/* setProperties */.yj)(current ?? '', {
                    [`${name}Username`]: 'aws',
                    [`${name}Password`]: token.reveal(),
                    [`${ownName(name)}Username`]: 'aws',
                    [`${ownName(name)}Password`]: token.reveal(),
                }),
            },
        ],
        variables: { ...(inContainer ? { GRADLE_USER_HOME: home } : {}), ...documented.variables },
        notes: [
            `to publish with Gradle, declare a repository with the url ${endpoint}; its credentials are supplied, or write \`name = "${name}"\` and \`credentials(PasswordCredentials)\``,
            ...documented.notes,
        ],
    };
}
/** What our own repository is called: two of one name would be an error, and a build may well use the plain one. */
const ownName = (name) => `${name}Ci`;
/** A Groovy string without interpolation. */
const groovy = (text) => `'${text.replace(/[\\']/g, '\\$&')}'`;
/**
 * Adds the repository in front where a build declares repositories itself, and to the settings where Gradle knows
 * such (6.8); supplies credentials to every repository that a build declares with this address. Publishing targets
 * and plugin repositories are never added, since one more would change what a build does.
 * `beforeSettings` and not `settingsEvaluated`: a build may forbid repositories in projects, and its settings may be
 * closed after evaluation. The closure form of `publishing` keeps Gradle before 5 from failing.
 */
function initScript(name, endpoint) {
    return `// Written by codeartifact-ci and removed at logout. Holds no secret: the token is in gradle.properties.
def caName = ${groovy(ownName(name))}
def caUrl = ${groovy(endpoint)}
def caVersion = org.gradle.util.GradleVersion.current().baseVersion
def caSince = { String version -> caVersion >= org.gradle.util.GradleVersion.version(version) }
def caSame = { Object url -> url != null && url.toString().replaceAll('/+$', '') == caUrl.replaceAll('/+$', '') }
def caPassword = {
  def properties = new Properties()
  def file = new File(gradle.gradleUserHomeDir, 'gradle.properties')
  if (file.isFile()) file.withInputStream { properties.load(it) }
  properties.getProperty(caName + 'Password')
}
def caCredentials = { repository ->
  if (repository.name == caName && caSince('6.6')) {
    repository.credentials(gradle.class.classLoader.loadClass('org.gradle.api.credentials.PasswordCredentials'))
    return
  }
  def password = caPassword()
  if (password != null) repository.credentials { credentials ->
    credentials.username = 'aws'
    credentials.password = password
  }
}
def caSupply = { repositories ->
  repositories.withType(MavenArtifactRepository).all { repository ->
    if (repository.name != caName && caSame(repository.url)) {
      // Credentials of another kind that the build has given are its own business.
      try { caCredentials(repository) } catch (IllegalStateException ignored) { }
    }
  }
}
def caAdd = { repositories ->
  def added = repositories.maven { repository ->
    repository.name = caName
    repository.url = caUrl
    if (caUrl.startsWith('http:') && repository.metaClass.respondsTo(repository, 'setAllowInsecureProtocol', boolean)) {
      repository.allowInsecureProtocol = true
    }
    caCredentials(repository)
  }
  repositories.remove(added)
  repositories.addFirst(added)
}
def caKnown = { repositories -> repositories.withType(MavenArtifactRepository).any { it.name == caName || caSame(it.url) } }
if (caSince('6.8')) {
  gradle.beforeSettings { settings ->
    caAdd(settings.dependencyResolutionManagement.repositories)
    caSupply(settings.dependencyResolutionManagement.repositories)
    caSupply(settings.pluginManagement.repositories)
    caSupply(settings.buildscript.repositories)
  }
}
gradle.allprojects { project ->
  caSupply(project.repositories)
  caSupply(project.buildscript.repositories)
  project.plugins.withId('maven-publish') { project.publishing { caSupply(repositories) } }
  project.afterEvaluate {
    def hasOwn = !project.repositories.isEmpty()
    if ((hasOwn || !caSince('6.8')) && !caKnown(project.repositories)) caAdd(project.repositories)
  }
}
`;
}

;// CONCATENATED MODULE: ./lib/formats/maven/configure/sbt.js


function sbtConfiguration(request) {
    const { machine, endpoint, token, domain, repository } = request;
    const host = (0,machine_paths/* hostName */.Sm)(endpoint);
    const realm = `${domain}/${repository}`;
    const id = `${domain}.${repository}`;
    const major = /^\s*sbt\.version\s*[=:]\s*2\./m.test((0,machine_paths/* projectFile */.g7)(machine, 'project', 'build.properties') ?? '')
        ? '2'
        : '1.0';
    const credentials = (0,machine_paths/* inHome */.Lf)(machine, '.sbt', `codeartifact-ci.${id}.credentials`);
    const documented = (0,machine_paths/* documentedVariable */.lM)(request, ['build.sbt', 'project/plugins.sbt', 'project/build.sbt']);
    const insecure = endpoint.startsWith('http:') ? '.withAllowInsecureProtocol(true)' : '';
    const prefix = `codeartifact-${id}`.replace(/[^A-Za-z0-9-]/g, '-');
    return {
        files: [
            {
                path: (0,machine_paths/* inHome */.Lf)(machine, '.sbt', major, `codeartifact-ci.${id}.sbt`),
                holdsSecret: false,
                syntax: 'tree',
                edit: () => [
                    '// Written by codeartifact-ci and removed at logout. Holds no secret.',
                    `resolvers += (${scala(realm)} at ${scala(endpoint)})${insecure}`,
                    `credentials += Credentials(new java.io.File(${scala(credentials)}))`,
                    '',
                ].join('\n'),
            },
            {
                path: credentials,
                holdsSecret: true,
                syntax: 'lines',
                edit: (current) => (0,npmrc_edit/* setProperties */.yj)(current ?? '', { realm, host, user: 'aws', password: token.reveal() }),
            },
            {
                path: coursierFile(request),
                holdsSecret: true,
                syntax: 'lines',
                edit: (current) => (0,npmrc_edit/* setProperties */.yj)(current ?? '', {
                    [`${prefix}.host`]: host,
                    [`${prefix}.realm`]: realm,
                    [`${prefix}.username`]: 'aws',
                    [`${prefix}.password`]: token.reveal(),
                }),
            },
        ],
        variables: { ...(0,machine_paths/* userHomeOption */.Id)(machine, 'SBT_OPTS'), ...documented.variables },
        notes: documented.notes,
    };
}
/** A Scala string: the escapes of JSON are a subset of Scala's. */
const scala = (text) => JSON.stringify(text);
function coursierFile({ machine }) {
    const name = 'credentials.properties';
    if (machine.platform === 'win32')
        return (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* roamingAppData */.Xq)(machine), 'Coursier', 'config', name);
    if (machine.platform === 'darwin')
        return (0,machine_paths/* inHome */.Lf)(machine, 'Library', 'Application Support', 'Coursier', name);
    return (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* configHome */.e4)(machine), 'coursier', name);
}

;// CONCATENATED MODULE: ./lib/formats/maven/configure/configure.js



const maven = {
    name: 'maven',
    detect: ['pom.xml', '.mvn/maven.config', '.mvn/wrapper/maven-wrapper.properties'],
    inspect: async (request) => (await Promise.all(/* import() */[__webpack_require__.e(334), __webpack_require__.e(4535)]).then(__webpack_require__.bind(__webpack_require__, 4535))).inspectMaven(request),
    configure: async (request) => {
        const { EMPTY_SETTINGS, serverId, settingsEdit } = await Promise.all(/* import() */[__webpack_require__.e(334), __webpack_require__.e(1514)]).then(__webpack_require__.bind(__webpack_require__, 1514));
        const { machine, endpoint } = request;
        const path = (0,machine_paths/* inHome */.Lf)(machine, '.m2', 'settings.xml');
        const id = serverId(machine.read(path), request);
        const wanted = request.options['maven-server-id'] || 'codeartifact';
        const documented = (0,machine_paths/* documentedVariable */.lM)(request, [
            'settings.xml',
            '.mvn/settings.xml',
            '.mvn/maven.config',
            'pom.xml',
        ]);
        const hidden = /(^|\s)(-s|--settings)([\s=]|$)/m.test(`${(0,machine_paths/* projectFile */.g7)(machine, '.mvn', 'maven.config') ?? ''}\n${(0,machine_paths/* variable */.bv)(machine, 'MAVEN_ARGS') ?? ''}`);
        return {
            files: [
                {
                    path,
                    holdsSecret: true,
                    syntax: 'tree',
                    skeleton: EMPTY_SETTINGS,
                    edit: (current) => settingsEdit(current, request),
                },
            ],
            variables: { ...(0,machine_paths/* userHomeOption */.Id)(machine, 'MAVEN_OPTS'), ...documented.variables },
            notes: [
                `deploy with the repository id \`${id}\` in the POM, or with -DaltDeploymentRepository=${id}::${endpoint}`,
                ...(id !== wanted
                    ? [
                        `the server id \`${wanted}\` belongs to another repository of this job, so \`${id}\` is used; set maven-server-id`,
                    ]
                    : []),
                ...(hidden ? ['the project chooses another settings file (-s), which hides the one that was configured'] : []),
                ...documented.notes,
            ],
        };
    },
};
const gradle = {
    name: 'gradle',
    detect: ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts', 'gradlew'],
    configure: (request) => gradleConfiguration(request),
};
const sbt = {
    name: 'sbt',
    detect: ['build.sbt', 'project/build.properties'],
    configure: (request) => sbtConfiguration(request),
};
const tools = [maven, gradle, sbt];


/***/ }),

/***/ 3445:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ tools)
/* harmony export */ });
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6180);
/* harmony import */ var _npmrc_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4295);
/* harmony import */ var _yarn_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5903);



const packageManager = (name) => ({
    file: 'package.json',
    contains: new RegExp(`"packageManager"\\s*:\\s*"${name}@`),
});
const npm = {
    name: 'npm',
    detect: ['package-lock.json', 'npm-shrinkwrap.json'],
    detectInside: [packageManager('npm')],
    detectFallback: ['package.json'],
    inspect: async (request) => (await __webpack_require__.e(/* import() */ 6449).then(__webpack_require__.bind(__webpack_require__, 6449))).inspectNpm(request),
    configure: (request) => {
        const documented = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .documentedVariable */ .lM)(request, ['.npmrc']);
        return {
            files: (0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcPaths */ .lb)(request.machine).map((path) => (0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcFile */ .FX)(path, request)),
            variables: documented.variables,
            notes: [...(0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcNotes */ .S9)(request), ...documented.notes],
        };
    },
};
const pnpm = {
    name: 'pnpm',
    detect: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
    detectInside: [packageManager('pnpm')],
    inspect: async (request) => (await __webpack_require__.e(/* import() */ 6449).then(__webpack_require__.bind(__webpack_require__, 6449))).inspectPnpm(request),
    configure: (request) => {
        const { machine } = request;
        const usual = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .inHome */ .Lf)(machine, '.npmrc');
        const chosen = (0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .userConfig */ .GM)(machine);
        // pnpm 11.0 stopped reading npm's variable and later 11.x read it last; its own one works in all that have it.
        const own = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .variable */ .bv)(machine, 'pnpm_config_userconfig', { anyCase: true });
        const paths = new Set((0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcPaths */ .lb)(machine));
        if (own)
            paths.add((0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .absolute */ .ys)(machine, own));
        const documented = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .documentedVariable */ .lM)(request, ['.npmrc', 'pnpm-workspace.yaml']);
        return {
            files: [...paths].map((path) => (0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcFile */ .FX)(path, request, { explicitPort: true })),
            variables: { ...documented.variables, ...(chosen !== usual && !own ? { PNPM_CONFIG_USERCONFIG: chosen } : {}) },
            notes: [...(0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcNotes */ .S9)(request), ...documented.notes],
        };
    },
};
const yarn = {
    name: 'yarn',
    detect: ['yarn.lock', '.yarnrc.yml', '.yarnrc'],
    detectInside: [packageManager('yarn')],
    inspect: async (request) => (await __webpack_require__.e(/* import() */ 6449).then(__webpack_require__.bind(__webpack_require__, 6449))).inspectYarn(request),
    configure: (request) => {
        const generation = (0,_yarn_js__WEBPACK_IMPORTED_MODULE_2__/* .yarnGeneration */ .H)(request.machine);
        const parts = [];
        if (generation !== 'classic')
            parts.push((0,_yarn_js__WEBPACK_IMPORTED_MODULE_2__/* .berryConfiguration */ .X)(request));
        if (generation !== 'berry')
            parts.push(classicConfiguration(request));
        const documented = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .documentedVariable */ .lM)(request, ['.yarnrc.yml', '.npmrc']);
        return {
            files: parts.flatMap((part) => part.files),
            variables: documented.variables,
            notes: [...parts.flatMap((part) => part.notes), ...documented.notes],
        };
    },
};
function classicConfiguration(request) {
    return {
        files: (0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcPaths */ .lb)(request.machine).map((path) => (0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcFile */ .FX)(path, request, { alwaysAuth: true })),
        variables: {},
        notes: (0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcNotes */ .S9)(request),
    };
}
const bun = {
    name: 'bun',
    detect: ['bun.lock', 'bun.lockb', 'bunfig.toml'],
    detectInside: [packageManager('bun')],
    inspect: async (request) => (await __webpack_require__.e(/* import() */ 6449).then(__webpack_require__.bind(__webpack_require__, 6449))).inspectBun(request),
    configure: (request) => {
        const { machine } = request;
        // Bun read only the home's file until 1.3, then npm's variable as well; XDG_CONFIG_HOME hid the home's for a while.
        const paths = new Set([...(0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcPaths */ .lb)(machine), (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .inHome */ .Lf)(machine, '.npmrc')]);
        const xdg = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .variable */ .bv)(machine, 'XDG_CONFIG_HOME');
        if (xdg)
            paths.add((0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .absolute */ .ys)(machine, xdg), '.npmrc'));
        const documented = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .documentedVariable */ .lM)(request, ['bunfig.toml', '.npmrc']);
        return {
            files: [...paths].map((path) => (0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcFile */ .FX)(path, request)),
            variables: documented.variables,
            notes: [...(0,_npmrc_js__WEBPACK_IMPORTED_MODULE_1__/* .npmrcNotes */ .S9)(request), ...documented.notes],
        };
    },
};
const tools = [npm, pnpm, yarn, bun];


/***/ }),

/***/ 4295:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FX: () => (/* binding */ npmrcFile),
/* harmony export */   GM: () => (/* binding */ userConfig),
/* harmony export */   S9: () => (/* binding */ npmrcNotes),
/* harmony export */   lb: () => (/* binding */ npmrcPaths)
/* harmony export */ });
/* unused harmony export scopeName */
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6180);
/* harmony import */ var _shared_text_npmrc_edit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9745);


/** The user-level file: NPM_CONFIG_USERCONFIG in any case, else `~/.npmrc`. */
function userConfig(machine) {
    const named = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .variable */ .bv)(machine, 'npm_config_userconfig', { anyCase: true });
    return named ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .absolute */ .ys)(machine, named) : (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .inHome */ .Lf)(machine, '.npmrc');
}
/**
 * The user-level file, and the one `setup-node` made with `registry-url`: that action switches npm to it, also when it
 * runs after us, and it would hide ours.
 */
function npmrcPaths(machine) {
    const paths = [userConfig(machine)];
    const temporary = machine.env.RUNNER_TEMP;
    const setupNode = temporary ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, temporary, '.npmrc') : undefined;
    if (setupNode && !paths.includes(setupNode) && machine.exists(setupNode))
        paths.push(setupNode);
    return paths;
}
const scopeName = (scope) => (scope.startsWith('@') ? scope : `@${scope}`);
function npmrcFile(path, request, style = {}) {
    return {
        path,
        holdsSecret: true,
        syntax: 'lines',
        edit: (current) => (0,_shared_text_npmrc_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .setNpmrc */ .L4)(current ?? '', npmrcEntries(request, style)),
    };
}
function npmrcEntries({ endpoint, scopes, token }, style) {
    const url = new URL(endpoint);
    // The exact path with its slash: two repositories of one host may need different tokens.
    const key = `//${url.host}${url.pathname}`;
    const entries = {};
    if (scopes.length === 0)
        entries.registry = endpoint;
    for (const scope of scopes)
        entries[`${scopeName(scope)}:registry`] = endpoint;
    entries[`${key}:_authToken`] = token.reveal();
    if (style.explicitPort && url.protocol === 'https:' && url.port === '') {
        entries[`//${url.hostname}:443${url.pathname}:_authToken`] = token.reveal();
    }
    if (style.alwaysAuth)
        entries[`${key}:always-auth`] = 'true';
    return entries;
}
/** What outranks the user's file and points elsewhere. */
function npmrcNotes({ endpoint, scopes, machine }) {
    const notes = [];
    const project = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .projectFile */ .g7)(machine, '.npmrc');
    const isElsewhere = (value) => value !== undefined && value !== '' && value.replace(/\/?$/, '/') !== endpoint;
    const keys = scopes.length === 0 ? ['registry'] : scopes.map((scope) => `${scopeName(scope)}:registry`);
    for (const key of project === undefined ? [] : keys) {
        if (isElsewhere((0,_shared_text_npmrc_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .readNpmrc */ .Z4)(project ?? '', key)))
            notes.push(`the project's .npmrc sets \`${key}\` to another registry and outranks the login`);
    }
    if (scopes.length === 0 && isElsewhere((0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .variable */ .bv)(machine, 'npm_config_registry', { anyCase: true }))) {
        notes.push('the variable npm_config_registry points to another registry and outranks the login');
    }
    return notes;
}


/***/ }),

/***/ 5903:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H: () => (/* binding */ yarnGeneration),
/* harmony export */   X: () => (/* binding */ berryConfiguration)
/* harmony export */ });
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6180);
/* harmony import */ var _shared_text_yaml_edit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1008);


/** By `packageManager`, the rc file and the lock file of the project. */
function yarnGeneration(machine) {
    const named = /"packageManager"\s*:\s*"yarn@(\d+)/.exec((0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .projectFile */ .g7)(machine, 'package.json') ?? '');
    if (named)
        return Number(named[1]) < 2 ? 'classic' : 'berry';
    if ((0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .projectFile */ .g7)(machine, '.yarnrc.yml') !== undefined)
        return 'berry';
    const lock = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .projectFile */ .g7)(machine, 'yarn.lock') ?? '';
    if (/^__metadata:/m.test(lock))
        return 'berry';
    if (lock.includes('# yarn lockfile v1') || (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .projectFile */ .g7)(machine, '.yarnrc') !== undefined)
        return 'classic';
    return 'unknown';
}
/** In the home, never in the project: there it gets committed, token and all. */
function berryConfiguration(request) {
    const { machine, endpoint } = request;
    const name = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .variable */ .bv)(machine, 'YARN_RC_FILENAME') ?? '.yarnrc.yml';
    const project = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .projectFile */ .g7)(machine, name) ?? '';
    const hides = request.scopes.length === 0 &&
        /^npmRegistryServer\s*:/m.test(project) &&
        !project.includes(endpoint.replace(/\/$/, ''));
    return {
        files: [
            {
                path: (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .inHome */ .Lf)(machine, name),
                holdsSecret: true,
                syntax: 'tree',
                edit: (current) => (0,_shared_text_yaml_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .setYaml */ .Y)(current ?? '', berrySettings(request, current ?? '')),
            },
        ],
        variables: {},
        notes: [
            ...(hides ? [`the project's ${name} sets npmRegistryServer to another registry and outranks the login`] : []),
            // yarnpkg/berry#7192: an entry in npmScopes has a gate of its own, one day, whatever the setting above it says.
            ...(request.scopes.length > 0 &&
                (/^npmMinimalAgeGate\s*:/m.test(project) || machine.env.YARN_NPM_MINIMAL_AGE_GATE)
                ? ['Yarn 4 gates scopes with a registry of their own at one day: set npmMinimalAgeGate in npmScopes as well']
                : []),
        ],
    };
}
function berrySettings({ endpoint, scopes, token }, current) {
    const settings = [];
    // The key matches with or without scheme and trailing slash; one that is there is used, not doubled.
    const plain = (address) => address.replace(/^https?:/, '').replace(/\/$/, '');
    const known = [...current.matchAll(/^[ \t]+["']?((?:https?:)?\/\/[^"'\s]+?)["']?[ \t]*:[ \t]*$/gm)].map((match) => match[1] ?? '');
    const key = known.find((address) => plain(address) === plain(endpoint)) ?? endpoint;
    if (scopes.length === 0)
        settings.push({ path: ['npmRegistryServer'], value: endpoint });
    for (const name of scopes) {
        const scope = ['npmScopes', name.replace(/^@/, '')];
        settings.push({ path: [...scope, 'npmRegistryServer'], value: endpoint });
        // A token that stands with the scope outranks the registry's.
        settings.push({ path: [...scope, 'npmAlwaysAuth'], value: true }, { path: [...scope, 'npmAuthToken'], value: token.reveal() });
    }
    settings.push({ path: ['npmRegistries', key, 'npmAlwaysAuth'], value: true });
    settings.push({ path: ['npmRegistries', key, 'npmAuthToken'], value: token.reveal() });
    const url = new URL(endpoint);
    if (url.protocol === 'http:')
        settings.push({ path: ['unsafeHttpWhitelist'], item: url.hostname });
    return settings;
}


/***/ }),

/***/ 1823:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ tools)
/* harmony export */ });
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6180);

async function configuration(request, folder) {
    const { configEdit, configIn, EMPTY_CONFIG, projectConfig, sourceUrl } = await Promise.all(/* import() */[__webpack_require__.e(334), __webpack_require__.e(7285)]).then(__webpack_require__.bind(__webpack_require__, 7285));
    const { machine, endpoint, token } = request;
    const name = request.options['nuget-source-name'] || `${request.domain}/${request.repository}`;
    const project = projectConfig(request);
    const path = configIn(machine, folder);
    const documented = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .documentedVariable */ .lM)(request, [
        'nuget.config',
        'NuGet.Config',
        'NuGet.config',
        'Directory.Build.props',
    ]);
    const setting = { name, url: sourceUrl(endpoint), password: token.reveal(), alsoKnownAs: project.names };
    return {
        files: [
            {
                path,
                holdsSecret: true,
                syntax: 'tree',
                skeleton: EMPTY_CONFIG,
                edit: (current) => configEdit(current, setting),
            },
        ],
        variables: documented.variables,
        notes: [
            ...(project.hides
                ? [
                    `the project's NuGet.Config clears inherited sources, so \`${name}\` is not seen there; add ${sourceUrl(endpoint)} to it, its credentials are supplied`,
                ]
                : []),
            ...(machine.exists(path) ? [] : [`${path} is new, so \`${name}\` is its only source`]),
            ...documented.notes,
        ],
    };
}
function dotnetFolder(machine) {
    const named = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .variable */ .bv)(machine, 'DOTNET_CLI_HOME');
    const home = named ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .absolute */ .ys)(machine, named) : machine.home;
    return machine.platform === 'win32'
        ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .roamingAppData */ .Xq)(machine), 'NuGet')
        : (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, home, '.nuget', 'NuGet');
}
/** On mono the XDG folder holds it. */
function nugetFolder(machine) {
    const folder = machine.platform === 'win32' ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .roamingAppData */ .Xq)(machine) : (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .configHome */ .e4)(machine);
    return (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, folder, 'NuGet');
}
const dotnet = {
    name: 'dotnet',
    detect: [
        '*.csproj',
        '*.fsproj',
        '*.vbproj',
        '*.sln',
        '*.slnx',
        'global.json',
        'Directory.Packages.props',
        'packages.lock.json',
    ],
    inspect: async (request) => (await Promise.all(/* import() */[__webpack_require__.e(334), __webpack_require__.e(735)]).then(__webpack_require__.bind(__webpack_require__, 735))).inspectSources(request, dotnetFolder(request.machine)),
    configure: (request) => configuration(request, dotnetFolder(request.machine)),
};
const nuget = {
    name: 'nuget',
    detect: ['packages.config', '*.nuspec'],
    detectFallback: ['nuget.config', 'NuGet.config', 'NuGet.Config'],
    inspect: async (request) => (await Promise.all(/* import() */[__webpack_require__.e(334), __webpack_require__.e(735)]).then(__webpack_require__.bind(__webpack_require__, 735))).inspectSources(request, nugetFolder(request.machine)),
    configure: (request) => configuration(request, nugetFolder(request.machine)),
};
const tools = [nuget, dotnet];


/***/ }),

/***/ 2879:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Y: () => (/* binding */ tools)
});

// EXTERNAL MODULE: ./lib/formats/shared/machine-paths.js
var machine_paths = __webpack_require__(6180);
// EXTERNAL MODULE: ./lib/formats/pypi/configure/pip-config.js
var pip_config = __webpack_require__(1734);
// EXTERNAL MODULE: ./lib/formats/shared/text/toml-edit.js
var toml_edit = __webpack_require__(9369);
;// CONCATENATED MODULE: ./lib/formats/pypi/configure/python-index.js

/** The input, else the repository's name in letters, digits, `-` and `_`: dots would split Poetry's setting names. */
function indexName({ options, repository }) {
    return options['python-index-name'] || repository.replace(/[^A-Za-z0-9_-]/g, '-');
}
/** Names that `[[tool.poetry.source]]` of the project gives to this repository. */
async function poetrySources({ machine, endpoint }) {
    const text = (0,machine_paths/* projectFile */.g7)(machine, 'pyproject.toml');
    if (text === undefined)
        return [];
    try {
        const { parse } = await __webpack_require__.e(/* import() */ 3292).then(__webpack_require__.bind(__webpack_require__, 3292));
        const project = parse(text);
        const sources = project.tool?.poetry?.source;
        if (!Array.isArray(sources))
            return [];
        return sources
            .filter((source) => typeof source?.name === 'string' && typeof source?.url === 'string')
            .filter((source) => source.url.startsWith(endpoint.replace(/\/$/, '')))
            .map((source) => source.name);
    }
    catch {
        // A project file that is not TOML is the project's own trouble.
        return [];
    }
}

;// CONCATENATED MODULE: ./lib/formats/pypi/configure/poetry-config.js




async function poetryConfiguration(request) {
    const { machine, endpoint, token } = request;
    const name = indexName(request);
    const declared = await poetrySources(request);
    const names = [...new Set([name, ...declared])].filter((one) => !one.includes('.'));
    const documented = (0,machine_paths/* documentedVariable */.lM)(request, ['pyproject.toml', 'poetry.toml']);
    const address = `POETRY_REPOSITORIES_${name.toUpperCase().replaceAll('-', '_')}_URL`;
    const dotted = declared.filter((one) => one.includes('.'));
    return {
        files: [
            {
                path: (0,machine_paths/* joinPath */.uJ)(machine, poetryFolder(request), 'auth.toml'),
                holdsSecret: true,
                syntax: 'sections',
                edit: (current) => (0,toml_edit/* setToml */.L)(current ?? '', names.flatMap((one) => [
                    { path: ['http-basic', one, 'username'], value: 'aws' },
                    { path: ['http-basic', one, 'password'], value: token.reveal() },
                ])),
            },
        ],
        variables: { [address]: endpoint, ...documented.variables },
        notes: [
            ...(declared.length === 0
                ? [
                    `Poetry takes the address from the project: add a source named ${name} with the url ${(0,pip_config/* simpleIndex */.X9)(endpoint)}`,
                ]
                : []),
            ...dotted.map((one) => `Poetry cannot have credentials for the source ${one}: its name contains a dot`),
            ...documented.notes,
        ],
    };
}
function poetryFolder({ machine }) {
    const named = (0,machine_paths/* variable */.bv)(machine, 'POETRY_CONFIG_DIR');
    if (named)
        return (0,machine_paths/* absolute */.ys)(machine, named);
    if (machine.platform === 'win32')
        return (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* roamingAppData */.Xq)(machine), 'pypoetry');
    if (machine.platform === 'darwin')
        return (0,machine_paths/* inHome */.Lf)(machine, 'Library', 'Application Support', 'pypoetry');
    return (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* configHome */.e4)(machine), 'pypoetry');
}

// EXTERNAL MODULE: ./lib/formats/shared/text/configparser-edit.js
var configparser_edit = __webpack_require__(3530);
;// CONCATENATED MODULE: ./lib/formats/pypi/configure/pypirc.js

/** The section for this repository: the one that has its address, else the first name that is free. */
function pypircSection(text, { endpoint, domain, repository }) {
    try {
        const addresses = (0,configparser_edit/* readSections */.j)(text, 'repository');
        const free = (name) => addresses.get(name) === undefined || addresses.get(name) === endpoint;
        return ['codeartifact', repository, `${domain}-${repository}`].find(free) ?? `${domain}-${repository}`;
    }
    catch {
        // The edit will say that the file cannot be understood.
        return 'codeartifact';
    }
}
function pypircEdit(current, request) {
    const section = pypircSection(current, request);
    const listed = (0,configparser_edit/* readSections */.j)(current, 'index-servers').get('distutils');
    const servers = (listed ?? '').split(/\s+/).filter((name) => name !== '');
    let text = current;
    if (!servers.includes(section)) {
        // A file that lists no server offers pypi and testpypi; a list must name pypi to keep it.
        text = (0,configparser_edit/* setInSection */.R)(text, 'distutils', 'index-servers', listed === undefined ? ['pypi', section] : [...servers, section]);
    }
    text = (0,configparser_edit/* setInSection */.R)(text, section, 'repository', request.endpoint);
    text = (0,configparser_edit/* setInSection */.R)(text, section, 'username', 'aws');
    return (0,configparser_edit/* setInSection */.R)(text, section, 'password', request.token.reveal());
}

;// CONCATENATED MODULE: ./lib/formats/pypi/configure/uv-config.js




function uvConfiguration(request) {
    const { machine, endpoint } = request;
    const url = (0,pip_config/* simpleIndex */.X9)(endpoint);
    const named = (0,machine_paths/* variable */.bv)(machine, 'UV_CONFIG_FILE');
    const folder = machine.platform === 'win32' ? (0,machine_paths/* roamingAppData */.Xq)(machine) : (0,machine_paths/* configHome */.e4)(machine);
    const path = named ? (0,machine_paths/* absolute */.ys)(machine, named) : (0,machine_paths/* joinPath */.uJ)(machine, folder, 'uv', 'uv.toml');
    const isFirst = request.earlierEndpoints.length === 0 && request.options['pip-index-mode'] !== 'extra';
    const documented = (0,machine_paths/* documentedVariable */.lM)(request, ['pyproject.toml', 'uv.toml', 'requirements.txt']);
    const outranked = (0,machine_paths/* variable */.bv)(machine, 'UV_DEFAULT_INDEX') ?? (0,machine_paths/* variable */.bv)(machine, 'UV_INDEX_URL');
    const name = indexName(request);
    return {
        files: [
            {
                path,
                holdsSecret: false,
                syntax: 'sections',
                edit: (current) => (0,toml_edit/* setTomlElement */.J)(current ?? '', 'index', (index) => index.url === url || index.name === name, {
                    name,
                    url,
                    'publish-url': endpoint,
                    ...(isFirst ? { default: true } : {}),
                }),
            },
            (0,machine_paths/* netrcFile */.Ze)(request, 'aws'),
        ],
        variables: documented.variables,
        notes: [
            ...((0,machine_paths/* variable */.bv)(machine, 'UV_NO_CONFIG')
                ? ['UV_NO_CONFIG is set, so uv does not read the index that was configured']
                : []),
            ...(outranked && outranked !== url
                ? ['a variable (UV_DEFAULT_INDEX or UV_INDEX_URL) outranks the index that was configured']
                : []),
            ...documented.notes,
        ],
    };
}

;// CONCATENATED MODULE: ./lib/formats/pypi/configure/configure.js





const pip = {
    name: 'pip',
    detect: ['requirements*.txt', 'requirements/*.txt', 'constraints*.txt', 'pip.conf', 'setup.py', 'setup.cfg'],
    detectFallback: ['pyproject.toml'],
    inspect: async (request) => (await __webpack_require__.e(/* import() */ 1782).then(__webpack_require__.bind(__webpack_require__, 1782))).inspectPip(request),
    configure: (request) => {
        const documented = (0,machine_paths/* documentedVariable */.lM)(request, ['requirements.txt', 'Pipfile', 'pyproject.toml', 'tox.ini']);
        const situation = (0,pip_config/* pipSituation */._P)(request);
        return {
            files: [...(0,pip_config/* pipFiles */.F6)(request, situation), (0,machine_paths/* netrcFile */.Ze)(request, 'aws')],
            variables: { ...situation.variables, ...documented.variables },
            notes: [...situation.notes, ...documented.notes],
        };
    },
};
const twine = {
    name: 'twine',
    detect: ['.pypirc'],
    inspect: async (request) => (await __webpack_require__.e(/* import() */ 1782).then(__webpack_require__.bind(__webpack_require__, 1782))).inspectTwine(request),
    configure: (request) => {
        const path = (0,machine_paths/* inHome */.Lf)(request.machine, '.pypirc');
        const section = pypircSection(request.machine.read(path) ?? '', request);
        return {
            files: [{ path, holdsSecret: true, syntax: 'sections', edit: (current) => pypircEdit(current ?? '', request) }],
            variables: {},
            notes: [`upload with \`twine upload --repository ${section}\``],
        };
    },
};
const uv = {
    name: 'uv',
    detect: ['uv.lock', 'uv.toml'],
    detectInside: [{ file: 'pyproject.toml', contains: /^\s*\[+\s*tool\.uv\b/m }],
    inspect: async (request) => (await __webpack_require__.e(/* import() */ 1782).then(__webpack_require__.bind(__webpack_require__, 1782))).inspectUv(request),
    configure: (request) => uvConfiguration(request),
};
const poetry = {
    name: 'poetry',
    detect: ['poetry.lock', 'poetry.toml'],
    detectInside: [{ file: 'pyproject.toml', contains: /^\s*\[+\s*tool\.poetry\b/m }],
    inspect: async (request) => (await __webpack_require__.e(/* import() */ 1782).then(__webpack_require__.bind(__webpack_require__, 1782))).inspectPoetry(request),
    configure: (request) => poetryConfiguration(request),
};
const tools = [pip, twine, uv, poetry];


/***/ }),

/***/ 1734:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F6: () => (/* binding */ pipFiles),
/* harmony export */   X9: () => (/* binding */ simpleIndex),
/* harmony export */   _P: () => (/* binding */ pipSituation),
/* harmony export */   hb: () => (/* binding */ pipUserFile)
/* harmony export */ });
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6180);
/* harmony import */ var _shared_text_configparser_edit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3530);


const simpleIndex = (endpoint) => `${endpoint}simple/`;
/** The user-level file as pip chooses it. */
function pipUserFile(machine) {
    if (machine.platform === 'win32')
        return (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .roamingAppData */ .Xq)(machine), 'pip', 'pip.ini');
    const library = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .inHome */ .Lf)(machine, 'Library', 'Application Support', 'pip');
    if (machine.platform === 'darwin' && machine.exists(library))
        return (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, library, 'pip.conf');
    return (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .configHome */ .e4)(machine), 'pip', 'pip.conf');
}
function pipSituation(request) {
    const { machine, endpoint } = request;
    const notes = [];
    const variables = {};
    const named = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .variable */ .bv)(machine, 'PIP_CONFIG_FILE');
    const isOff = named === '/dev/null' || named?.toLowerCase() === 'nul';
    // An existing PIP_CONFIG_FILE suppresses the user's file; one that does not exist changes nothing.
    const chosen = named && !isOff && machine.exists((0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .absolute */ .ys)(machine, named)) ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .absolute */ .ys)(machine, named) : pipUserFile(machine);
    const site = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .variable */ .bv)(machine, 'VIRTUAL_ENV');
    const siteFile = site ? (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, site, machine.platform === 'win32' ? 'pip.ini' : 'pip.conf') : undefined;
    const hasSite = siteFile !== undefined && indexOf(machine, siteFile) !== undefined;
    const key = wantedKey(request, indexOf(machine, hasSite ? siteFile : chosen), notes);
    const name = key === 'index-url' ? 'PIP_INDEX_URL' : 'PIP_EXTRA_INDEX_URL';
    if (isOff) {
        variables[name] = simpleIndex(endpoint);
        notes.push('PIP_CONFIG_FILE switches pip’s files off, so the address is exported as a variable');
        return { paths: [], key, variables, notes };
    }
    const set = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .variable */ .bv)(machine, name);
    if (set && set !== simpleIndex(endpoint))
        notes.push(`the variable ${name} outranks pip’s files and points elsewhere`);
    return { paths: hasSite ? [chosen, siteFile] : [chosen], key, variables, notes };
}
function indexOf(machine, path) {
    const text = machine.read(path);
    if (text === undefined)
        return undefined;
    try {
        return (0,_shared_text_configparser_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .readSections */ .j)(text, 'index-url').get('global');
    }
    catch {
        return undefined;
    }
}
/** `replace` puts the repository in the place of the index, but a second login of ours stands beside the first. */
function wantedKey(request, current, notes) {
    if (request.options['pip-index-mode'] === 'extra') {
        notes.push('pip asks the public index as well as this repository and takes the higher version of either (dependency confusion)');
        return 'extra-index-url';
    }
    const others = request.earlierEndpoints.map(simpleIndex);
    if (current !== undefined && others.includes(current)) {
        notes.push(`${request.repository} was added as a further index: pip takes the higher version of either repository`);
        return 'extra-index-url';
    }
    return 'index-url';
}
function pipFiles(request, { paths, key }) {
    const index = simpleIndex(request.endpoint);
    return paths.map((path) => ({
        path,
        holdsSecret: false,
        syntax: 'sections',
        edit: (current) => (key === 'index-url' ? replaceIndex(current ?? '', index) : addIndex(current ?? '', index)),
    }));
}
function replaceIndex(text, index) {
    // A section of one command outranks [global].
    const sections = new Set(['global', ...(0,_shared_text_configparser_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .readSections */ .j)(text, 'index-url').keys()]);
    return [...sections].reduce((current, section) => (0,_shared_text_configparser_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .setInSection */ .R)(current, section, 'index-url', index), text);
}
function addIndex(text, index) {
    const known = (0,_shared_text_configparser_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .readSections */ .j)(text, 'extra-index-url');
    const sections = new Set(['global', ...known.keys()]);
    return [...sections].reduce((current, section) => {
        const values = (known.get(section) ?? '').split(/\s+/).filter((value) => value !== '');
        if (values.includes(index))
            return current;
        return (0,_shared_text_configparser_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .setInSection */ .R)(current, section, 'extra-index-url', [...values, index]);
    }, text);
}


/***/ }),

/***/ 3534:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Y: () => (/* binding */ tools)
});

// EXTERNAL MODULE: ./lib/formats/shared/machine-paths.js
var machine_paths = __webpack_require__(6180);
// EXTERNAL MODULE: ./lib/formats/shared/text/yaml-edit.js
var yaml_edit = __webpack_require__(1008);
// EXTERNAL MODULE: ./lib/core/text/three-way-merge.js
var three_way_merge = __webpack_require__(784);
// EXTERNAL MODULE: ./lib/formats/shared/text/npmrc-edit.js
var npmrc_edit = __webpack_require__(9745);
;// CONCATENATED MODULE: ./lib/formats/ruby/bundle-config.js
// Bundler's own file: looks like YAML, is read line by line with patterns of its own.


/** The setting's name in the file: the address in upper case, `.` as `__`, `-` as `___`. */
function bundleKey(address) {
    return `BUNDLE_${address.replace(/\/?$/, '/').replaceAll('.', '__').replaceAll('-', '___').toUpperCase()}`;
}
function setBundle(text, address, credentials) {
    const key = (0,npmrc_edit/* oneLine */.TN)(bundleKey(address));
    const entry = `${key}: ${JSON.stringify((0,npmrc_edit/* oneLine */.TN)(credentials))}`;
    const lines = (0,three_way_merge/* linesOf */.Dx)(text);
    const known = lines.findIndex((line) => line.trimStart().startsWith(`${key}:`));
    if (known === -1)
        return (0,npmrc_edit/* appendLines */._g)(text, text.trim() === '' ? ['---', entry] : [entry]);
    const ending = /\r?\n$/.exec(lines[known] ?? '')?.[0] ?? '';
    lines[known] = entry + ending;
    return lines.join('');
}

;// CONCATENATED MODULE: ./lib/formats/ruby/configure.js



/** gem takes its own folder in the home first, the XDG one when the first has no such file. */
function either(machine, usual, other) {
    return !machine.exists(usual) && machine.exists(other) ? other : usual;
}
function sourceWithToken({ endpoint, token }) {
    const url = new URL(endpoint);
    return `${url.protocol}//aws:${encodeURIComponent(token.reveal())}@${url.host}${url.pathname}`;
}
function isThisRepository(source, endpoint) {
    if (!URL.canParse(source))
        return false;
    const [a, b] = [new URL(source), new URL(endpoint)];
    return a.host === b.host && a.pathname.replace(/\/$/, '') === b.pathname.replace(/\/$/, '');
}
function bundleFile(machine) {
    const named = (0,machine_paths/* variable */.bv)(machine, 'BUNDLE_USER_CONFIG');
    if (named)
        return (0,machine_paths/* absolute */.ys)(machine, named);
    const folder = (0,machine_paths/* variable */.bv)(machine, 'BUNDLE_USER_HOME');
    return folder ? (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* absolute */.ys)(machine, folder), 'config') : (0,machine_paths/* inHome */.Lf)(machine, '.bundle', 'config');
}
const gem = {
    name: 'gem',
    detect: ['Gemfile', 'Gemfile.lock', 'gems.rb', '*.gemspec'],
    configure: (request) => {
        const { machine, endpoint, token } = request;
        // `gem push` puts its path behind the host, a slash at the end would be doubled.
        const host = endpoint.replace(/\/$/, '');
        const dataHome = (0,machine_paths/* variable */.bv)(machine, 'XDG_DATA_HOME') ?? (0,machine_paths/* inHome */.Lf)(machine, '.local', 'share');
        const gemrc = either(machine, (0,machine_paths/* inHome */.Lf)(machine, '.gemrc'), (0,machine_paths/* joinPath */.uJ)(machine, (0,machine_paths/* configHome */.e4)(machine), 'gem', 'gemrc'));
        const credentials = either(machine, (0,machine_paths/* inHome */.Lf)(machine, '.gem', 'credentials'), (0,machine_paths/* joinPath */.uJ)(machine, dataHome, 'gem', 'credentials'));
        const documented = (0,machine_paths/* documentedVariable */.lM)(request, ['Gemfile', '.bundle/config', 'gems.rb']);
        const bearer = `Bearer ${token.reveal()}`;
        return {
            files: [
                {
                    path: gemrc,
                    holdsSecret: true,
                    syntax: 'tree',
                    edit: (current) => (0,yaml_edit/* setYaml */.Y)(current ?? '', [
                        {
                            path: [':sources'],
                            item: sourceWithToken(request),
                            instead: (item) => isThisRepository(item, endpoint),
                        },
                    ]),
                },
                {
                    path: credentials,
                    holdsSecret: true,
                    syntax: 'tree',
                    edit: (current) => (0,yaml_edit/* setYaml */.Y)(current ?? '', [
                        { path: [':codeartifact_api_key'], value: bearer },
                        { path: [host], value: bearer },
                    ]),
                },
                {
                    path: bundleFile(machine),
                    holdsSecret: true,
                    syntax: 'lines',
                    edit: (current) => setBundle(current ?? '', endpoint, `aws:${encodeURIComponent(token.reveal())}`),
                },
            ],
            variables: { RUBYGEMS_HOST: host, ...documented.variables },
            notes: [
                `gem takes credentials for installing in the source address only, so ${gemrc} (owner-only) holds the token`,
                'push with `gem push --key codeartifact_api_key`, or to the same host by its address',
                ...documented.notes,
            ],
        };
    },
};
const tools = [gem];


/***/ }),

/***/ 6180:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $Y: () => (/* binding */ localAppData),
/* harmony export */   Id: () => (/* binding */ userHomeOption),
/* harmony export */   Lf: () => (/* binding */ inHome),
/* harmony export */   Sm: () => (/* binding */ hostName),
/* harmony export */   Xq: () => (/* binding */ roamingAppData),
/* harmony export */   Ze: () => (/* binding */ netrcFile),
/* harmony export */   bv: () => (/* binding */ variable),
/* harmony export */   e4: () => (/* binding */ configHome),
/* harmony export */   eQ: () => (/* binding */ netrcPath),
/* harmony export */   g7: () => (/* binding */ projectFile),
/* harmony export */   iR: () => (/* binding */ cacheHome),
/* harmony export */   kF: () => (/* binding */ folderOr),
/* harmony export */   lM: () => (/* binding */ documentedVariable),
/* harmony export */   ni: () => (/* binding */ xdgCacheHome),
/* harmony export */   uJ: () => (/* binding */ joinPath),
/* harmony export */   ys: () => (/* binding */ absolute)
/* harmony export */ });
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6760);
/* harmony import */ var _core_model_token_variable_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3153);
/* harmony import */ var _text_netrc_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4730);
// Where tools keep their files, in the manner of the machine's platform.



function joinPath(machine, ...parts) {
    return (machine.platform === 'win32' ? node_path__WEBPACK_IMPORTED_MODULE_0__.win32 : node_path__WEBPACK_IMPORTED_MODULE_0__.posix).join(...parts);
}
function inHome(machine, ...parts) {
    return joinPath(machine, machine.home, ...parts);
}
/** A path given by a variable, which tools resolve against the working directory. */
function absolute(machine, path) {
    return (machine.platform === 'win32' ? node_path__WEBPACK_IMPORTED_MODULE_0__.win32 : node_path__WEBPACK_IMPORTED_MODULE_0__.posix).resolve(machine.workingDirectory, path);
}
/** A variable whose name Windows, and npm everywhere, compare without case; empty counts as unset. */
function variable(machine, name, options = {}) {
    const exact = machine.env[name];
    if (exact)
        return exact;
    if (!options.anyCase && machine.platform !== 'win32')
        return undefined;
    const key = Object.keys(machine.env).find((one) => one.toLowerCase() === name.toLowerCase() && machine.env[one]);
    return key === undefined ? undefined : machine.env[key];
}
/** `~/.config` or what XDG_CONFIG_HOME says. */
function configHome(machine) {
    return variable(machine, 'XDG_CONFIG_HOME') ?? inHome(machine, '.config');
}
function roamingAppData(machine) {
    return variable(machine, 'APPDATA') ?? inHome(machine, 'AppData', 'Roaming');
}
function localAppData(machine) {
    return variable(machine, 'LOCALAPPDATA') ?? inHome(machine, 'AppData', 'Local');
}
/** Where programs keep what they could fetch again: `~/.cache`, `~/Library/Caches` or the local application data. */
function cacheHome(machine) {
    if (machine.platform === 'win32')
        return localAppData(machine);
    if (machine.platform === 'darwin')
        return inHome(machine, 'Library', 'Caches');
    return xdgCacheHome(machine);
}
/** `~/.cache` or what XDG_CACHE_HOME says, for programs that look there on macOS as well. */
function xdgCacheHome(machine) {
    return variable(machine, 'XDG_CACHE_HOME') ?? inHome(machine, '.cache');
}
/** The folder a variable names, else the usual one. */
function folderOr(machine, name, usual) {
    const named = variable(machine, name);
    return named ? absolute(machine, named) : usual;
}
/** Text of a file of the project, looked for in the working directory. */
function projectFile(machine, ...parts) {
    return machine.read(joinPath(machine, machine.workingDirectory, ...parts));
}
const hostName = (endpoint) => new URL(endpoint).hostname;
/** Python and uv on Windows read `_netrc`, but `.netrc` first if it is there. */
function netrcPath(machine) {
    const named = variable(machine, 'NETRC');
    const usual = inHome(machine, '.netrc');
    if (named)
        return absolute(machine, named);
    return machine.platform === 'win32' && !machine.exists(usual) ? inHome(machine, '_netrc') : usual;
}
/** The netrc entry of the endpoint's host. */
function netrcFile(request, login) {
    const { machine, endpoint, token } = request;
    return {
        path: netrcPath(machine),
        holdsSecret: true,
        syntax: 'lines',
        edit: (current) => (0,_text_netrc_js__WEBPACK_IMPORTED_MODULE_2__/* .setNetrc */ .j)(current ?? '', hostName(endpoint), login, token.reveal()),
    };
}
/**
 * The variable AWS documents, when a file of the project reads it: such a project can take the token no other way.
 * `files` are relative to the working directory.
 */
function documentedVariable(request, files) {
    const reader = files.find((file) => projectFile(request.machine, ...file.split('/'))?.includes(_core_model_token_variable_js__WEBPACK_IMPORTED_MODULE_1__/* .TOKEN_VARIABLE */ .b));
    if (reader === undefined)
        return { variables: {}, notes: [] };
    return {
        variables: { [_core_model_token_variable_js__WEBPACK_IMPORTED_MODULE_1__/* .TOKEN_VARIABLE */ .b]: request.token },
        notes: [`${_core_model_token_variable_js__WEBPACK_IMPORTED_MODULE_1__/* .TOKEN_VARIABLE */ .b} is exported because ${reader} reads it`],
    };
}
/**
 * Java takes the home from the password database, not from HOME, so in a container job of GitHub (HOME=/github/home)
 * it would look elsewhere; an option for the tool's launcher puts that right.
 */
function userHomeOption(machine, name) {
    if (machine.home !== '/github/home')
        return {};
    const option = `-Duser.home=${machine.home}`;
    const given = variable(machine, name);
    return given?.includes(option) ? {} : { [name]: [given, option].filter(Boolean).join(' ') };
}


/***/ }),

/***/ 3530:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ setInSection),
/* harmony export */   j: () => (/* binding */ readSections)
/* harmony export */ });
/* harmony import */ var _core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(784);
/* harmony import */ var _npmrc_edit_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9745);
// Edits of files that Python's configparser reads: pip.conf, pip.ini, .pypirc. `[section]`, then `key = value` or
// `key: value`; indented lines continue a value; keys are compared without case, `_` is not `-`.


const isBlankOrComment = (line) => /^\s*([#;]|$)/.test(line);
function scan(lines) {
    const sections = [];
    for (const [index, line] of lines.entries()) {
        if (isBlankOrComment(line))
            continue;
        const section = sections.at(-1);
        const last = section?.entries.at(-1);
        const header = /^\[([^\]\r\n]+)\]/.exec(line);
        if (header)
            sections.push({ name: header[1] ?? '', header: index, contentEnd: index + 1, entries: [] });
        else if (section && last && /^[ \t]/.test(line)) {
            section.entries[section.entries.length - 1] = { ...last, end: index + 1, value: `${last.value}\n${line.trim()}` };
            section.contentEnd = index + 1;
        }
        else if (section) {
            const match = /^([^=:\r\n]+?)([ \t]*[=:][ \t]*)([^\r\n]*)/.exec(line) ?? [line, line.trim(), '', ''];
            const [, key = '', delimiter = '', value = ''] = match;
            section.entries.push({
                key: key.toLowerCase(),
                start: index,
                end: index + 1,
                value: value.trim(),
                prefix: key + delimiter,
            });
            section.contentEnd = index + 1;
        }
        else
            throw new SyntaxError(`line ${index + 1} stands before any [section]`);
    }
    return sections;
}
/** The values of a key, by section name; continued values have their lines joined by `\n`. */
function readSections(text, key) {
    const found = new Map();
    for (const section of scan((0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_1__/* .linesOf */ .Dx)(text))) {
        for (const entry of section.entries)
            if (entry.key === key)
                found.set(section.name, entry.value);
    }
    return found;
}
/**
 * Sets one key of one section; several values are written as continuation lines. Throws when the file is not one that
 * configparser reads.
 */
function setInSection(text, sectionName, key, value) {
    const end = (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_1__/* .lineEndOf */ .vN)(text);
    const lines = (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_1__/* .linesOf */ .Dx)(text);
    const values = (typeof value === 'string' ? [value] : value).map(_npmrc_edit_js__WEBPACK_IMPORTED_MODULE_0__/* .oneLine */ .TN);
    if ((0,_npmrc_edit_js__WEBPACK_IMPORTED_MODULE_0__/* .oneLine */ .TN)(sectionName).includes(']'))
        throw new RangeError('a section name contains `]`');
    const section = scan(lines).find((one) => one.name === sectionName);
    const print = (prefix) => (values.length === 1 ? prefix + values[0] : prefix.trimEnd() + values.map((one) => `${end}    ${one}`).join('')) +
        end;
    if (!section) {
        const gap = text === '' || text.endsWith('\n') ? '' : end;
        const blank = text.trim() === '' ? '' : end;
        return `${text}${gap}${blank}[${sectionName}]${end}${print(`${key} = `)}`;
    }
    const entry = section.entries.find((one) => one.key === key);
    if (entry) {
        if (entry.value
            .split(/\s+/)
            .filter((one) => one !== '')
            .join(' ') === values.join(' '))
            return text;
        lines.splice(entry.start, entry.end - entry.start, print(entry.prefix === entry.key ? `${key} = ` : entry.prefix));
    }
    else {
        const before = lines[section.contentEnd - 1] ?? '';
        if (!before.endsWith('\n'))
            lines[section.contentEnd - 1] = before + end;
        lines.splice(section.contentEnd, 0, print(`${key} = `));
    }
    return lines.join('');
}


/***/ }),

/***/ 4730:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ readNetrc),
/* harmony export */   j: () => (/* binding */ setNetrc)
/* harmony export */ });
/* harmony import */ var _core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(784);
/* harmony import */ var _npmrc_edit_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9745);
// Edits of .netrc, which pip, uv, curl, git and SwiftPM read: `machine HOST login NAME password SECRET`, over one or
// several lines; `default` must come last; `macdef` runs to the next blank line.


/** The login and password of a host are the same for all its paths and ports; netrc knows no more. */
function setNetrc(text, host, login, password) {
    for (const value of [host, login, password]) {
        if (/[\s"#\\]/.test((0,_npmrc_edit_js__WEBPACK_IMPORTED_MODULE_0__/* .oneLine */ .TN)(value)))
            throw new RangeError('a value does not fit into .netrc');
    }
    const entries = scan(text);
    const known = entries.find((entry) => entry.host?.text === host);
    if (known)
        return replaceFields(text, known, login, password);
    const end = (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_1__/* .lineEndOf */ .vN)(text);
    const line = `machine ${host} login ${login} password ${password}${end}`;
    const fallback = entries.find((entry) => entry.host === undefined);
    if (fallback)
        return text.slice(0, fallback.start) + line + text.slice(fallback.start);
    // A macro runs to a blank line, so one is put between.
    const isInMacro = /(^|\n)[ \t]*macdef\b(?:(?!\n[ \t]*\r?\n)[\s\S])*$/.test(text);
    return text + (text === '' || text.endsWith('\n') ? '' : end) + (isInMacro ? end : '') + line;
}
/** The password of a host; that of `default` does not count, it is meant for others. */
function readNetrc(text, host) {
    return scan(text)
        .find((entry) => entry.host?.text === host)
        ?.fields.get('password')?.text;
}
function replaceFields(text, entry, login, password) {
    // SwiftPM looks at the password only; an entry it shares with pip keeps pip's user name.
    const old = entry.fields.get('login');
    const wanted = old && login === 'token' && old.text === 'aws' ? 'aws' : login;
    const edits = [
        { at: old, name: 'login', value: wanted },
        { at: entry.fields.get('password'), name: 'password', value: password },
    ];
    const missing = edits.filter((edit) => !edit.at).map((edit) => ` ${edit.name} ${edit.value}`);
    let result = text.slice(0, entry.end) + missing.join('') + text.slice(entry.end);
    const present = edits.flatMap((edit) => (edit.at ? [{ at: edit.at, value: edit.value }] : []));
    for (const { at, value } of present.sort((a, b) => b.at.start - a.at.start)) {
        result = result.slice(0, at.start) + value + result.slice(at.end);
    }
    return result;
}
function scan(text) {
    const entries = [];
    const tokens = tokensOf(text);
    let current;
    for (let index = 0; index < tokens.length; index += 1) {
        const token = tokens[index];
        const next = tokens[index + 1];
        if (token.text === 'machine' && next) {
            current = { host: next, start: token.start, fields: new Map(), end: next.end };
            entries.push(current);
            index += 1;
        }
        else if (token.text === 'default') {
            current = { host: undefined, start: token.start, fields: new Map(), end: token.end };
            entries.push(current);
        }
        else if (['login', 'user', 'password', 'account'].includes(token.text) && next && current) {
            current.fields.set(token.text === 'user' ? 'login' : token.text, next);
            current.end = next.end;
            index += 1;
        }
    }
    return entries;
}
function tokensOf(text) {
    const tokens = [];
    const pattern = /macdef[\s\S]*?(?:\n[ \t]*\r?\n|$)|#[^\n]*|"(?:[^"\\]|\\.)*"|[^\s]+/g;
    for (const match of text.matchAll(pattern)) {
        const isComment = match[0].startsWith('#') && (match.index === 0 || /\s/.test(text[match.index - 1] ?? ''));
        if (isComment || /^macdef\s/.test(match[0]))
            continue;
        tokens.push({ text: match[0].replace(/^"(.*)"$/, '$1'), start: match.index, end: match.index + match[0].length });
    }
    return tokens;
}


/***/ }),

/***/ 9745:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L4: () => (/* binding */ setNpmrc),
/* harmony export */   LO: () => (/* binding */ npmrcValues),
/* harmony export */   TN: () => (/* binding */ oneLine),
/* harmony export */   Z4: () => (/* binding */ readNpmrc),
/* harmony export */   _g: () => (/* binding */ appendLines),
/* harmony export */   yj: () => (/* binding */ setProperties)
/* harmony export */ });
/* harmony import */ var _core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(784);
// Edits of files made of `key = value` lines: .npmrc, pip.conf, .pypirc, Java properties. Only the lines in question
// change; comments, order, spacing, doubled keys and line ends stay as they are.

/** Appends whole lines, in the line ends of the file; a missing last line end is added first. */
function appendLines(text, lines) {
    if (lines.length === 0)
        return text;
    const end = (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__/* .lineEndOf */ .vN)(text);
    const gap = text === '' || text.endsWith('\n') ? '' : end;
    return text + gap + lines.map((line) => line + end).join('');
}
/** Names and values become part of one line; anything that would begin another one is refused. */
function oneLine(value) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (/[\u0000-\u001f\u007f\u2028\u2029]/.test(value))
        throw new RangeError('a value contains a control character');
    return value;
}
// npm's ini: `;` and `#` begin comments, a key runs to the first `=`.
const NPMRC = { comment: /^\s*[;#]/, entry: /^(\s*([^=\r\n]*?)\s*=[ \t]*)([^\r\n]*)/ };
// Java properties: also `:`; keys with escapes are left alone.
const PROPERTIES = {
    comment: /^\s*[#!]/,
    entry: /^(\s*([^=:\s]+)\s*[=:][ \t]*)([^\r\n]*)/,
    joined: /(?<!\\)(?:\\\\)*\\\r?\n$/,
};
/** Sets keys above the first `[section]` of an npmrc; every occurrence, since clients differ in which one counts. */
function setNpmrc(text, entries) {
    // `;` and `#` would begin a comment inside a value.
    const escaped = Object.entries(entries).map(([key, value]) => [key, value.replace(/[;#\\]/g, '\\$&')]);
    return setTopLevel(text, Object.fromEntries(escaped), NPMRC);
}
function setProperties(text, entries) {
    const escaped = Object.entries(entries).map(([key, value]) => [key, value.replaceAll('\\', '\\\\')]);
    return setTopLevel(text, Object.fromEntries(escaped), PROPERTIES);
}
/** The value an npmrc gives a key above its first section; the last one counts. */
function readNpmrc(text, key) {
    let value;
    for (const line of (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__/* .linesOf */ .Dx)(text)) {
        if (/^\s*\[/.test(line))
            break;
        const match = NPMRC.comment.test(line) ? undefined : NPMRC.entry.exec(line);
        if (match && match[2] === key)
            value = (match[3] ?? '').trim();
    }
    return value;
}
/** Everything an npmrc sets above its first section; the last value of a key counts. Escapes are taken off. */
function npmrcValues(text) {
    const values = new Map();
    for (const line of (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__/* .linesOf */ .Dx)(text)) {
        if (/^\s*\[/.test(line))
            break;
        const match = NPMRC.comment.test(line) ? undefined : NPMRC.entry.exec(line);
        if (!match?.[2])
            continue;
        const value = (match[3] ?? '').trim().replace(/^"(.*)"$/, '$1');
        values.set(match[2], value.replace(/\\([;#\\])/g, '$1'));
    }
    return values;
}
function setTopLevel(text, entries, rule) {
    const lines = (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__/* .linesOf */ .Dx)(text);
    const section = lines.findIndex((line) => /^\s*\[[^\]\r\n]*\]\s*$/.test(line));
    const top = section === -1 ? lines : lines.slice(0, section);
    const missing = [];
    for (const [key, value] of Object.entries(entries)) {
        oneLine(key);
        oneLine(value);
        let isFound = false;
        for (const [index, line] of top.entries()) {
            const match = rule.comment.test(line) ? undefined : rule.entry.exec(line);
            if (match?.[2] !== key)
                continue;
            isFound = true;
            let last = index;
            while (rule.joined?.test(top[last] ?? ''))
                last += 1;
            for (let at = index + 1; at <= last && at < top.length; at += 1)
                top[at] = '';
            top[index] = `${match[1]}${value}${/\r?\n$/.exec(line)?.[0] ?? ''}`;
        }
        if (!isFound)
            missing.push(`${key}=${value}`);
    }
    const rest = section === -1 ? '' : lines.slice(section).join('');
    const head = top.join('');
    if (rest === '')
        return appendLines(head, missing);
    return (head === '' ? missing.map((line) => line + (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__/* .lineEndOf */ .vN)(text)).join('') : appendLines(head, missing)) + rest;
}


/***/ }),

/***/ 9369:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ setTomlElement),
/* harmony export */   L: () => (/* binding */ setToml)
/* harmony export */ });
/* harmony import */ var _core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(784);
// Edits of TOML files. New tables are put at the end as text, existing values are patched in place, and an
// independent parser has to agree with the result. toml-patch alone writes new tables inline into the top of the file
// and cannot begin an array of tables (3.3.0).

/** Throws SyntaxError when the text is not TOML or cannot be edited without changing its meaning. */
async function setToml(text, settings) {
    const { parse } = await __webpack_require__.e(/* import() */ 3292).then(__webpack_require__.bind(__webpack_require__, 3292));
    const wanted = parse(text);
    for (const setting of settings)
        put(wanted, setting);
    const present = parse(text);
    const isNew = (setting) => valueAt(present, setting.path.slice(0, -1)) === undefined;
    let result = text;
    const inPlace = settings.filter((setting) => !isNew(setting) && valueAt(present, setting.path) !== setting.value);
    if (inPlace.length > 0) {
        for (const setting of inPlace)
            put(present, setting);
        result = await patched(result, present);
    }
    const appended = appendTables(result, settings.filter(isNew));
    if (means(parse, appended, wanted))
        return appended;
    // The parent is spelled as an inline table or dotted keys, where no `[table]` may follow.
    const inline = await patched(text, wanted);
    if (means(parse, inline, wanted))
        return inline;
    throw new SyntaxError('the file cannot be edited without changing its meaning');
}
/**
 * Sets a table of an array of tables (`[[index]]`): the one that `matches`, else a new one at the end. Keys not named
 * stay.
 */
async function setTomlElement(text, array, matches, values) {
    const { parse } = await __webpack_require__.e(/* import() */ 3292).then(__webpack_require__.bind(__webpack_require__, 3292));
    const wanted = parse(text);
    const elements = wanted[array] === undefined ? [] : wanted[array];
    if (!Array.isArray(elements))
        throw new SyntaxError(`\`${array}\` is not an array of tables`);
    const known = elements.find(matches);
    if (known) {
        if (Object.entries(values).every(([key, value]) => known[key] === value))
            return text;
        Object.assign(known, values);
    }
    else
        wanted[array] = [...elements, { ...values }];
    const result = known ? await patched(text, wanted) : append(text, [`[[${key(array)}]]`, ...pairs(values)]);
    if (means(parse, result, wanted))
        return result;
    const other = await patched(text, wanted);
    if (means(parse, other, wanted))
        return other;
    throw new SyntaxError('the file cannot be edited without changing its meaning');
}
/** Whether a text says exactly that; one that is not TOML does not. */
function means(parse, text, wanted) {
    try {
        return isSame(parse(text), wanted);
    }
    catch {
        return false;
    }
}
async function patched(text, wanted) {
    const { patch } = await __webpack_require__.e(/* import() */ 357).then(__webpack_require__.bind(__webpack_require__, 357));
    return patch(text, wanted);
}
function appendTables(text, settings) {
    const tables = new Map();
    for (const { path, value } of settings) {
        const name = path.slice(0, -1).map(key).join('.');
        const lines = tables.get(name) ?? [];
        lines.push(...pairs({ [path.at(-1) ?? '']: value }));
        tables.set(name, lines);
    }
    let result = text;
    for (const [name, lines] of tables)
        result = append(result, [`[${name}]`, ...lines]);
    return result;
}
function append(text, lines) {
    const end = (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__/* .lineEndOf */ .vN)(text);
    const gap = text === '' || text.endsWith('\n') ? '' : end;
    return text + gap + (text.trim() === '' ? '' : end) + lines.map((line) => line + end).join('');
}
const key = (name) => (/^[A-Za-z0-9_-]+$/.test(name) ? name : literal(name));
/** A TOML basic string is a JSON string, except for DEL and lone surrogates. */
const literal = (value) => typeof value === 'string' ? JSON.stringify(value).replaceAll('\u007f', '\\u007f') : String(value);
const pairs = (values) => Object.entries(values).map(([name, value]) => `${key(name)} = ${literal(value)}`);
function valueAt(table, path) {
    return path.reduce((node, name) => (typeof node === 'object' && node !== null ? node[name] : undefined), table);
}
function put(table, { path, value }) {
    const parent = path.slice(0, -1).reduce((node, name) => {
        const next = node[name] ?? {};
        if (typeof next !== 'object' || Array.isArray(next))
            throw new SyntaxError(`\`${name}\` is not a table`);
        node[name] = next;
        return next;
    }, table);
    parent[path.at(-1) ?? ''] = value;
}
function isSame(a, b) {
    const sorted = (_, value) => typeof value === 'bigint'
        ? `${value}n`
        : value && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
            ? Object.fromEntries(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)))
            : value;
    return JSON.stringify(a, sorted) === JSON.stringify(b, sorted);
}


/***/ }),

/***/ 1008:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ setYaml)
/* harmony export */ });
/* harmony import */ var _core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(784);

/** Throws SyntaxError when the text is not a YAML mapping or cannot be edited safely. */
async function setYaml(text, settings) {
    const yaml = await __webpack_require__.e(/* import() */ 8815).then(__webpack_require__.t.bind(__webpack_require__, 8815, 19));
    return settings.reduce((current, setting) => setOne(yaml, current, setting), text);
}
function setOne(yaml, text, setting) {
    const document = parse(yaml, text);
    const found = locate(yaml, document, setting.path);
    const value = 'value' in setting ? setting.value : setting.item;
    let result;
    if (found.rest.length > 0)
        result = insert(yaml, text, found, 'value' in setting ? value : [value]);
    else if ('item' in setting)
        result = addItem(yaml, text, found.node, setting);
    else
        result = replace(yaml, text, found.node, value);
    verify(yaml, document, result, setting);
    return result;
}
function parse(yaml, text) {
    const document = yaml.parseDocument(text, { keepSourceTokens: true });
    const error = document.errors[0];
    if (error)
        throw new SyntaxError(error.message.split('\n')[0]);
    const root = document.contents;
    if (root !== null && !yaml.isMap(root) && !isNull(yaml, root))
        throw new SyntaxError('the file is not a mapping');
    return document;
}
const isNull = (yaml, node) => node === null || (yaml.isScalar(node) && node.value === null);
function locate(yaml, document, path) {
    let node = document.contents;
    let key = null;
    for (const [depth, name] of path.entries()) {
        if (isNull(yaml, node))
            return { node, key, rest: path.slice(depth) };
        if (!yaml.isMap(node))
            throw new SyntaxError(`\`${path.slice(0, depth).join('.')}\` is not a mapping`);
        const pair = node.items.find((item) => yaml.isScalar(item.key) && String(item.key.value) === name);
        if (!pair)
            return { node, key, rest: path.slice(depth) };
        node = pair.value;
        key = pair.key;
    }
    return { node, key, rest: [] };
}
const rangeOf = (node) => {
    if (!node.range)
        throw new SyntaxError('the parser did not say where a value stands');
    return node.range;
};
/** Where the text of a node ends, trailing comments and blank lines not counted. */
function endOf(yaml, node) {
    const last = yaml.isMap(node) && !node.flow ? node.items.at(-1) : undefined;
    if (last)
        return endOf(yaml, (isNull(yaml, last.value) && !last.value ? last.key : (last.value ?? last.key)));
    const item = yaml.isSeq(node) && !node.flow ? node.items.at(-1) : undefined;
    return item ? endOf(yaml, item) : rangeOf(node)[1];
}
const columnOf = (text, offset) => offset - (text.lastIndexOf('\n', offset - 1) + 1);
function insert(yaml, text, place, value) {
    const { node, key, rest } = place;
    if (yaml.isMap(node) && node.flow)
        return insertFlow(text, rangeOf(node)[1] - 1, flow(rest, value));
    const end = (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__/* .lineEndOf */ .vN)(text);
    if (yaml.isMap(node) && node.items.length > 0) {
        const first = node.items[0]?.key;
        return insertLines(text, endOf(yaml, node), block(rest, value, columnOf(text, rangeOf(first)[0])), end);
    }
    if (key)
        return insertLines(text, rangeOf(key)[1], block(rest, value, columnOf(text, rangeOf(key)[0]) + 2), end);
    return insertLines(text, text.length, block(rest, value, 0), end);
}
/** Puts whole lines after the line in which `offset` stands. */
function insertLines(text, offset, lines, end) {
    const isLineStart = offset === 0 || text[offset - 1] === '\n';
    const newline = text.indexOf('\n', offset);
    const at = isLineStart ? offset : newline === -1 ? text.length : newline + 1;
    const gap = at === 0 || text[at - 1] === '\n' ? '' : end;
    return text.slice(0, at) + gap + lines.map((line) => line + end).join('') + text.slice(at);
}
function insertFlow(text, close, entry) {
    const head = text.slice(0, close).trimEnd();
    const tail = text.slice(head.length, close);
    const comma = head.endsWith('{') || head.endsWith('[') || head.endsWith(',') ? '' : ',';
    // One entry a line where the others have their own lines: JSON files.
    const indent = /\n([ \t]*)\S[^\n]*$/.exec(head)?.[1];
    if (tail.includes('\n')) {
        const own = head.endsWith('{') || head.endsWith('[') ? `${indent ?? ''}  ` : (indent ?? '  ');
        return `${head}${comma}${(0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__/* .lineEndOf */ .vN)(text)}${own}${entry}${tail}${text.slice(close)}`;
    }
    return `${head}${comma}${comma === '' ? '' : ' '}${entry}${tail}${text.slice(close)}`;
}
const plainKey = /^:?[A-Za-z_][A-Za-z0-9_-]*$/;
const printKey = (key) => plainKey.test(key) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(key) ? key : JSON.stringify(key);
function block(path, value, indent) {
    const lines = path.map((key, depth) => `${' '.repeat(indent + depth * 2)}${printKey(key)}:`);
    if (Array.isArray(value))
        return [...lines, ...value.map((item) => `${' '.repeat(indent + path.length * 2)}- ${JSON.stringify(item)}`)];
    lines[lines.length - 1] += ` ${JSON.stringify(value)}`;
    return lines;
}
function flow(path, value) {
    return path.reduceRight((inner, key, depth) => (depth === 0 ? `${JSON.stringify(key)}: ${inner}` : `{ ${JSON.stringify(key)}: ${inner} }`), JSON.stringify(value));
}
function replace(yaml, text, node, value) {
    if (yaml.isScalar(node)) {
        const [start, end] = rangeOf(node);
        if (node.value === value)
            return text;
        const isFolded = node.type === 'BLOCK_FOLDED' || node.type === 'BLOCK_LITERAL';
        const gap = start === end && text[start - 1] === ':' ? ' ' : '';
        return text.slice(0, start) + gap + JSON.stringify(value) + (isFolded ? (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__/* .lineEndOf */ .vN)(text) : '') + text.slice(end);
    }
    throw new SyntaxError('a mapping or list stands where a value is expected');
}
function addItem(yaml, text, node, { item, instead, path }) {
    if (!yaml.isSeq(node))
        throw new SyntaxError(`\`${path.join('.')}\` is not a list`);
    const sequence = node;
    const values = sequence.items.map((one) => (yaml.isScalar(one) ? String(one.value) : ''));
    if (values.includes(item))
        return text;
    const replaced = instead ? values.findIndex(instead) : -1;
    if (replaced !== -1)
        return replace(yaml, text, sequence.items[replaced], item);
    if (sequence.flow)
        return insertFlow(text, rangeOf(sequence)[1] - 1, JSON.stringify(item));
    const dash = text.lastIndexOf('-', rangeOf(sequence.items[0])[0]);
    return insertLines(text, endOf(yaml, sequence), [`${' '.repeat(columnOf(text, dash))}- ${JSON.stringify(item)}`], (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_0__/* .lineEndOf */ .vN)(text));
}
/** Nothing but the wanted value may differ. */
function verify(yaml, before, text, setting) {
    const expected = (before.toJS() ?? {});
    const actual = parse(yaml, text).toJS();
    put(expected, setting);
    if (JSON.stringify(sorted(expected)) !== JSON.stringify(sorted(actual))) {
        throw new SyntaxError('the file cannot be edited without changing its meaning');
    }
}
function put(root, setting) {
    const parent = setting.path.slice(0, -1).reduce((node, key) => {
        node[key] = node[key] ?? {};
        return node[key];
    }, root);
    const last = setting.path.at(-1) ?? '';
    if ('value' in setting) {
        parent[last] = setting.value;
        return;
    }
    const items = (parent[last] ?? []).map(String);
    const at = setting.instead ? items.findIndex(setting.instead) : -1;
    if (items.includes(setting.item))
        return;
    if (at === -1)
        items.push(setting.item);
    else
        items[at] = setting.item;
    parent[last] = items;
}
/** Order of keys means nothing in YAML. */
function sorted(value) {
    if (Array.isArray(value))
        return value.map(sorted);
    if (typeof value !== 'object' || value === null)
        return value;
    return Object.fromEntries(Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, one]) => [key, sorted(one)]));
}


/***/ }),

/***/ 320:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Y: () => (/* binding */ tools)
/* harmony export */ });
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6180);
/* harmony import */ var _shared_text_yaml_edit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1008);
/* harmony import */ var _scope_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4640);



const EMPTY = '{\n  "authentication": {\n  },\n  "registries": {\n  },\n  "version": 1\n}\n';
function registriesFile(request, scopes) {
    const { machine, endpoint } = request;
    const folder = machine.platform === 'darwin' ? ['Library', 'org.swift.swiftpm'] : ['.swiftpm'];
    const login = `${new URL(endpoint).pathname}login`;
    const settings = [
        ...(scopes.length > 0 ? scopes : ['[default]']).flatMap((scope) => [
            { path: ['registries', scope, 'supportsAvailability'], value: false },
            { path: ['registries', scope, 'url'], value: endpoint },
        ]),
        { path: ['authentication', (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .hostName */ .Sm)(endpoint), 'type'], value: 'token' },
        { path: ['authentication', (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .hostName */ .Sm)(endpoint), 'loginAPIPath'], value: login },
    ];
    return {
        path: (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .inHome */ .Lf)(machine, ...folder, 'configuration', 'registries.json'),
        holdsSecret: false,
        syntax: 'tree',
        skeleton: EMPTY,
        edit: async (current) => {
            const text = await (0,_shared_text_yaml_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .setYaml */ .Y)(current === undefined || current.trim() === '' ? EMPTY : current, settings);
            // JSON is YAML, but the other way round it is not.
            JSON.parse(text);
            return text;
        },
    };
}
const swift = {
    name: 'swift',
    detect: ['Package.swift', 'Package.resolved'],
    configure: (request) => {
        const given = request.scopes.map((scope) => scope.replace(/^@/, ''));
        const scopes = given.filter(_scope_js__WEBPACK_IMPORTED_MODULE_2__/* .isScope */ .T);
        const documented = (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .documentedVariable */ .lM)(request, ['Package.swift']);
        const isMac = request.machine.platform === 'darwin';
        const isInsecure = request.endpoint.startsWith('http:');
        return {
            files: given.length > 0 && scopes.length === 0 ? [] : [registriesFile(request, scopes), (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .netrcFile */ .Ze)(request, 'token')],
            variables: documented.variables,
            notes: [
                ...given
                    .filter((scope) => !(0,_scope_js__WEBPACK_IMPORTED_MODULE_2__/* .isScope */ .T)(scope))
                    .map((scope) => `\`${scope}\` cannot be a Swift scope and was left out`),
                ...(isMac ? ['on macOS an entry of this host in the Keychain outranks .netrc'] : []),
                ...(isInsecure ? ['SwiftPM takes a registry over plain http only with --allow-insecure-http'] : []),
                ...documented.notes,
            ],
        };
    },
};
const tools = [swift];


/***/ }),

/***/ 4640:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ isScope)
/* harmony export */ });
/** SE-0292: letters and digits with single hyphens inside, at most 39 characters. */
function isScope(scope) {
    return scope.length <= 39 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/i.test(scope);
}


/***/ })

};
;