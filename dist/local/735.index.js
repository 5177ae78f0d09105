export const id = 735;
export const ids = [735,7285];
export const modules = {

/***/ 735:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   inspectSources: () => (/* binding */ inspectSources)
/* harmony export */ });
/* harmony import */ var _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9657);
/* harmony import */ var _shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1924);
/* harmony import */ var _shared_text_xml_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4531);
/* harmony import */ var _source_config_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7285);
// What nuget.exe and dotnet are told about sources: the project's NuGet.Config, then the user's.




/** `folder` is where the tool keeps the user's file. */
function inspectSources({ machine, endpoint }, folder) {
    const registries = [];
    const credentials = [];
    const remarks = [];
    const documents = [];
    for (const path of [(0,_source_config_js__WEBPACK_IMPORTED_MODULE_3__.configIn)(machine, machine.workingDirectory), (0,_source_config_js__WEBPACK_IMPORTED_MODULE_3__.configIn)(machine, folder)]) {
        const text = machine.read(path);
        if (text === undefined)
            continue;
        try {
            documents.push({ source: path, root: (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_2__/* .parseXml */ .NO)(text) });
        }
        catch {
            remarks.push({ name: 'unreadable', found: `${path} is not XML`, fix: `Correct ${path}.` });
        }
    }
    const names = new Set();
    for (const { source, root } of documents) {
        const sources = (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_2__/* .find */ .I6)(root, 'packageSources');
        for (const node of (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_2__/* .findAll */ .JW)(sources, 'add')) {
            const [name = '', url = ''] = [node.attributes.key, node.attributes.value];
            // All sources are asked, so none stands in the place of another.
            registries.push({ source, setting: `source ${name}`, url: (0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .plainAddress */ .n7)(url), isFurther: true });
            if (!(0,_shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .isWithin */ .UO)(url, endpoint))
                continue;
            names.add(name);
            if (isDisabled(documents, name))
                remarks.push({
                    name: 'disabled',
                    found: `the source ${name} is disabled`,
                    fix: `dotnet nuget enable source "${name}"`,
                });
        }
        // What the project's file clears is not inherited from the user's.
        if ((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_2__/* .find */ .I6)(sources, 'clear') !== undefined)
            break;
    }
    for (const { source, root } of documents)
        for (const name of names)
            credentials.push(...passwordOf(root, name, source));
    if (names.size > 0 && credentials.length === 0)
        remarks.push({
            name: 'no-credentials',
            found: `there are no credentials under the name ${[...names].join(' or ')}: 401`,
            fix: 'codeartifact-ci login --tools dotnet,nuget supplies them under the name the project uses.',
        });
    return { ..._shared_inspection_js__WEBPACK_IMPORTED_MODULE_1__/* .NOTHING */ .K$, registries, credentials, remarks };
}
function passwordOf(root, name, source) {
    const wanted = (0,_source_config_js__WEBPACK_IMPORTED_MODULE_3__/* .encodeName */ .a)(name).toLowerCase();
    const section = (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_2__/* .find */ .I6)(root, 'packageSourceCredentials')?.children.find((node) => node.writtenName.toLowerCase() === wanted);
    const password = (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_2__/* .findAll */ .JW)(section, 'add').find((node) => node.attributes.key === 'ClearTextPassword');
    const value = password?.attributes.value;
    return value ? [{ source, token: new _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .zh(value) }] : [];
}
function isDisabled(documents, name) {
    const entries = documents.flatMap(({ root }) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_2__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_2__/* .find */ .I6)(root, 'disabledPackageSources'), 'add'));
    return entries.some((node) => node.attributes.key === name && node.attributes.value === 'true');
}


/***/ }),

/***/ 7285:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EMPTY_CONFIG: () => (/* binding */ EMPTY_CONFIG),
/* harmony export */   a: () => (/* binding */ encodeName),
/* harmony export */   configEdit: () => (/* binding */ configEdit),
/* harmony export */   configIn: () => (/* binding */ configIn),
/* harmony export */   projectConfig: () => (/* binding */ projectConfig),
/* harmony export */   sourceUrl: () => (/* binding */ sourceUrl)
/* harmony export */ });
/* unused harmony export nameOf */
/* harmony import */ var _shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6180);
/* harmony import */ var _shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4531);
/* harmony import */ var _shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8884);



const sourceUrl = (endpoint) => `${endpoint}v3/index.json`;
const EMPTY_CONFIG = '<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n</configuration>\n';
const section = (name) => (root) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .find */ .I6)(root, name);
// NuGet compares names and addresses without case.
const sameText = (a, b) => a?.toLowerCase() === b.toLowerCase();
const entry = (sectionName, key) => (root) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .find */ .I6)(root, sectionName), 'add').find((node) => sameText(node.attributes.key, key));
/** What this file calls the address; undefined when it does not know it. */
function nameOf(text, url) {
    if (text === undefined || text.trim() === '')
        return undefined;
    const sources = (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .find */ .I6)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .parseXml */ .NO)(text), 'packageSources'), 'add');
    const known = sources.find((node) => sameText(node.attributes.value?.replace(/\/$/, ''), url));
    return known?.attributes.key;
}
/** Matched by address, then by name, as the AWS CLI does. */
function configEdit(current, { name, url, password, alsoKnownAs }) {
    const xml = _shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_2__/* .XmlText */ .Z.of(current, EMPTY_CONFIG);
    if (xml.root.writtenName !== 'configuration')
        throw new SyntaxError('the root element is not <configuration>');
    const key = nameOf(current, url) ?? name;
    ensure(xml, 'packageSources');
    const source = entry('packageSources', key);
    const isInsecure = url.startsWith('http:');
    if (source(xml.root)) {
        xml.setAttribute(source, 'value', url);
        xml.setAttribute(source, 'protocolVersion', '3');
        // An error for http since .NET 9, also on the loopback address.
        if (isInsecure)
            xml.setAttribute(source, 'allowInsecureConnections', 'true');
    }
    else {
        const attributes = {
            key,
            value: url,
            protocolVersion: '3',
            ...(isInsecure ? { allowInsecureConnections: 'true' } : {}),
        };
        xml.append(section('packageSources'), { name: 'add', attributes });
    }
    const disabled = entry('disabledPackageSources', key);
    if (disabled(xml.root))
        xml.setAttribute(disabled, 'value', 'false');
    for (const one of new Set([key, ...alsoKnownAs]))
        setCredentials(xml, one, password);
    addMapping(xml, key);
    return xml.finish();
}
function ensure(xml, name) {
    if (!section(name)(xml.root))
        xml.append((root) => root, { name });
}
function setCredentials(xml, source, password) {
    const element = encodeName(source);
    ensure(xml, 'packageSourceCredentials');
    const found = (root) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .find */ .I6)(root, 'packageSourceCredentials')?.children.find((node) => sameText(node.writtenName, element));
    if (!found(xml.root))
        xml.append(section('packageSourceCredentials'), { name: element });
    // An encrypted `Password` is for Windows and its user only; one beside a clear one would be tried as well.
    const values = { Username: 'aws', ClearTextPassword: password, ValidAuthenticationTypes: 'basic' };
    const field = (key) => (root) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .findAll */ .JW)(found(root), 'add').find((node) => sameText(node.attributes.key, key));
    if (field('ClearTextPassword')(xml.root))
        xml.remove(field('Password'));
    else if (field('Password')(xml.root))
        xml.setAttribute(field('Password'), 'key', 'ClearTextPassword');
    for (const [key, value] of Object.entries(values)) {
        if (field(key)(xml.root))
            xml.setAttribute(field(key), 'value', value);
        else
            xml.append(found, { name: 'add', attributes: { key, value } });
    }
}
/** With a mapping anywhere in the file, a source without one serves nothing. */
function addMapping(xml, key) {
    const mapping = section('packageSourceMapping');
    if (!mapping(xml.root))
        return;
    const found = (root) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .findAll */ .JW)(mapping(root), 'packageSource').find((node) => sameText(node.attributes.key, key));
    if (found(xml.root))
        return;
    xml.append(mapping, {
        name: 'packageSource',
        attributes: { key },
        children: [{ name: 'package', attributes: { pattern: '*' } }],
    });
}
/** XmlConvert.EncodeLocalName of .NET: what is no name character becomes `_xHHHH_`, and what looks like that, too. */
function encodeName(name) {
    return name.replace(/_(?=x[0-9a-f]{4}_)|^[^\p{L}_]|[^\p{L}\p{N}\p{M}._\u00b7-]/giu, (found) => [...Array(found.length).keys()]
        .map((index) => `_x${found.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}_`)
        .join(''));
}
const SPELLINGS = ['NuGet.Config', 'nuget.config', 'NuGet.config'];
/** A NuGet.Config in a folder, in whatever case it has. */
function configIn(machine, ...folder) {
    const paths = SPELLINGS.map((name) => (0,_shared_machine_paths_js__WEBPACK_IMPORTED_MODULE_0__/* .joinPath */ .uJ)(machine, ...folder, name));
    return paths.find((path) => machine.exists(path)) ?? paths[0];
}
/** What the project's own file calls the address, and whether it hides the sources of the user. */
function projectConfig({ machine, endpoint }) {
    const text = machine.read(configIn(machine, machine.workingDirectory));
    if (text === undefined)
        return { names: [], hides: false };
    try {
        const name = nameOf(text, sourceUrl(endpoint));
        const clears = (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .find */ .I6)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .find */ .I6)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .parseXml */ .NO)(text), 'packageSources'), 'clear') !== undefined;
        return { names: name === undefined ? [] : [name], hides: clears && name === undefined };
    }
    catch {
        // NuGet will tell its author.
        return { names: [], hides: false };
    }
}


/***/ }),

/***/ 1924:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JZ: () => (/* binding */ passwordIn),
/* harmony export */   K$: () => (/* binding */ NOTHING),
/* harmony export */   UO: () => (/* binding */ isWithin),
/* harmony export */   bP: () => (/* binding */ lockedAddresses),
/* harmony export */   dl: () => (/* binding */ netrcCredentials),
/* harmony export */   gM: () => (/* binding */ unsetVariable),
/* harmony export */   n7: () => (/* binding */ plainAddress),
/* harmony export */   sz: () => (/* binding */ expanded)
/* harmony export */ });
/* harmony import */ var _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9657);
/* harmony import */ var _core_model_token_variable_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3153);
/* harmony import */ var _machine_paths_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6180);
/* harmony import */ var _text_netrc_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4730);
// Small parts of looking at a tool's configuration: addresses compared, lock files counted, nothing secret in a text.




const NOTHING = { registries: [], credentials: [], locked: [], remarks: [] };
/** An address without user info, query and fragment; what is no address is shortened and kept. */
function plainAddress(address) {
    if (!URL.canParse(address))
        return address.replace(/\p{C}/gu, '?').slice(0, 200);
    const url = new URL(address);
    return `${url.protocol}//${url.host}${url.pathname}`;
}
/** The password inside an address, decoded. */
function passwordIn(address) {
    if (!URL.canParse(address))
        return undefined;
    const { password } = new URL(address);
    if (password === '')
        return undefined;
    try {
        return decodeURIComponent(password);
    }
    catch {
        return password;
    }
}
/** Whether an address lies in the repository, with or without `:443`, user info and what tools append. */
function isWithin(address, endpoint) {
    if (!URL.canParse(address))
        return false;
    const [a, b] = [new URL(address), new URL(endpoint)];
    return a.host === b.host && `${a.pathname.replace(/\/$/, '')}/`.startsWith(b.pathname);
}
/** `${NAME}` and `${env.NAME}` by the environment; names that are not set are handed to `unset`. */
function expanded(value, machine, unset) {
    return value.replace(/\$\{(?:env\.)?([A-Za-z_]\w*)(?:(\?)|:?-([^}]*))?\}/g, (whole, name, maybe, otherwise) => {
        const found = (0,_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .variable */ .bv)(machine, name);
        if (found !== undefined)
            return found;
        if (maybe !== undefined || otherwise !== undefined)
            return otherwise ?? '';
        unset(name);
        return whole;
    });
}
function unsetVariable(source, name) {
    return {
        name: 'unset-variable',
        found: `${source} takes a value from ${name}, which is not set`,
        fix: name === _core_model_token_variable_js__WEBPACK_IMPORTED_MODULE_1__/* .TOKEN_VARIABLE */ .b
            ? `codeartifact-ci login with \`token-env-var: ${_core_model_token_variable_js__WEBPACK_IMPORTED_MODULE_1__/* .TOKEN_VARIABLE */ .b}\` exports it for later steps`
            : `Set ${name} for this step, or take the line out of ${source}.`,
    };
}
/** Counts what `pattern` finds (group 1: an address) by server and repository. */
function lockedAddresses({ machine }, files, pattern, isReplaced = () => false) {
    return files.flatMap((file) => {
        const counts = new Map();
        for (const [, address = ''] of (machine.read((0,_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .joinPath */ .uJ)(machine, machine.workingDirectory, file)) ?? '').matchAll(pattern)) {
            const place = repositoryOf(address);
            if (place !== undefined)
                counts.set(place, (counts.get(place) ?? 0) + 1);
        }
        return [...counts].map(([url, count]) => ({
            source: file,
            url,
            count,
            isReplaced: isReplaced(new URL(url).hostname),
        }));
    });
}
/** Up to the repository for addresses of the service's two shapes, else the server alone. */
function repositoryOf(address) {
    if (!URL.canParse(address))
        return undefined;
    const { protocol, host, pathname } = new URL(address);
    const path = /^\/[a-z]+\/d\/[^/]+\/[^/]+\//.exec(pathname)?.[0] ??
        (/\.codeartifact\./.test(host) ? /^\/[a-z]+\/[^/]+\//.exec(pathname)?.[0] : undefined);
    return `${protocol}//${host}${path ?? '/'}`;
}
/** The entry of the endpoint's host in .netrc. */
function netrcCredentials({ machine, endpoint }) {
    const path = (0,_machine_paths_js__WEBPACK_IMPORTED_MODULE_2__/* .netrcPath */ .eQ)(machine);
    const password = (0,_text_netrc_js__WEBPACK_IMPORTED_MODULE_3__/* .readNetrc */ .f)(machine.read(path) ?? '', new URL(endpoint).hostname);
    return password === undefined ? [] : [{ source: path, token: new _core_model_secret_js__WEBPACK_IMPORTED_MODULE_0__/* .Secret */ .zh(password) }];
}


/***/ }),

/***/ 8884:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ XmlText)
/* harmony export */ });
/* harmony import */ var _core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(784);
/* harmony import */ var _core_text_xml_escape_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1884);
/* harmony import */ var _xml_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4531);
// Edits of XML configuration (settings.xml, NuGet.Config) by splicing text: comments, spacing, attribute order, line
// ends and encrypted entries stay byte for byte. The file has to be well-formed before and after.



/** A text being edited; each step finds its element anew, since the one before moved everything. */
class XmlText {
    #text;
    constructor(text) {
        this.#text = text;
    }
    /** The file's text, or `empty` when there is nothing in it. Throws XmlRefusal when it is not well-formed. */
    static of(current, empty) {
        const text = current === undefined || current.trim() === '' ? empty : current;
        (0,_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .parseXml */ .NO)(text);
        return new XmlText(text);
    }
    get root() {
        return (0,_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .parseXml */ .NO)(this.#text);
    }
    /** The text, after checking it. */
    finish() {
        (0,_xml_js__WEBPACK_IMPORTED_MODULE_1__/* .parseXml */ .NO)(this.#text);
        return this.#text;
    }
    /** Puts an element at the end of the one that `locate` names, indented like its neighbours. */
    append(locate, element) {
        const parent = required(locate(this.root));
        const text = this.#text;
        const end = (0,_core_text_three_way_merge_js__WEBPACK_IMPORTED_MODULE_2__/* .lineEndOf */ .vN)(text);
        const outer = indentOf(text, parent.start) ?? '';
        const sibling = parent.children[0];
        const unit = /\n\t/.test(text) ? '\t' : '  ';
        const inner = (sibling && indentOf(text, sibling.start)) ?? outer + unit;
        const written = print(element, inner, unit, end);
        if (parent.isSelfClosing) {
            const open = `${text.slice(parent.start, parent.end - 2).trimEnd()}>`;
            this.#splice(parent.start, parent.end, `${open}${end}${written}${end}${outer}</${parent.writtenName}>`);
            return;
        }
        const content = text.slice(parent.contentStart, parent.contentEnd);
        const at = parent.contentStart + content.trimEnd().length;
        const closing = text.slice(at, parent.contentEnd).includes('\n') ? '' : end + outer;
        this.#splice(at, closing === '' ? at : parent.contentEnd, end + written + closing);
    }
    /** Replaces what is inside an element by text. */
    setText(locate, value) {
        const node = required(locate(this.root));
        if (node.text === value && node.children.length === 0)
            return;
        if (node.isSelfClosing) {
            const open = `${this.#text.slice(node.start, node.end - 2).trimEnd()}>`;
            this.#splice(node.start, node.end, `${open}${(0,_core_text_xml_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeXml */ .X)(value)}</${node.writtenName}>`);
        }
        else
            this.#splice(node.contentStart, node.contentEnd, (0,_core_text_xml_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeXml */ .X)(value));
    }
    setAttribute(locate, name, value) {
        const node = required(locate(this.root));
        const places = attributePlaces(this.#text, node);
        const known = places.find((place) => place.name === name);
        if (known && node.attributes[name] === value)
            return;
        if (known)
            this.#splice(known.start, known.end, (0,_core_text_xml_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeXml */ .X)(value));
        else {
            const last = places.at(-1);
            const at = last ? last.end + 1 : node.start + 1 + node.writtenName.length;
            this.#splice(at, at, ` ${name}="${(0,_core_text_xml_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeXml */ .X)(value)}"`);
        }
    }
    /** Removes an element, and its line when it stands alone there. */
    remove(locate) {
        const node = locate(this.root);
        if (!node)
            return;
        const indent = indentOf(this.#text, node.start);
        const rest = /^[ \t]*\r?\n/.exec(this.#text.slice(node.end))?.[0];
        if (indent !== undefined && rest !== undefined)
            this.#splice(node.start - indent.length, node.end + rest.length, '');
        else
            this.#splice(node.start, node.end, '');
    }
    #splice(start, end, text) {
        this.#text = this.#text.slice(0, start) + text + this.#text.slice(end);
    }
}
/** Where the raw values stand, without their quotes, by names as written. */
function attributePlaces(text, node) {
    const tag = text.slice(node.start, node.contentStart);
    return [...tag.matchAll(/\s([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g)].map(({ 0: whole, 1: name = '', 2: quoted = '', index }) => {
        const end = node.start + index + whole.length - 1;
        return { name, start: end - (quoted.length - 2), end };
    });
}
function required(node) {
    if (!node)
        throw new SyntaxError('an element that was to be edited is not there');
    return node;
}
/** The blanks before an offset when nothing else stands before it on its line. */
function indentOf(text, offset) {
    const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
    return /^[ \t]*$/.test(line) ? line : undefined;
}
function print(element, indent, unit, end) {
    const attributes = Object.entries(element.attributes ?? {}).map(([name, value]) => ` ${name}="${(0,_core_text_xml_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeXml */ .X)(value)}"`);
    const open = `${indent}<${element.name}${attributes.join('')}`;
    if (element.text !== undefined)
        return `${open}>${(0,_core_text_xml_escape_js__WEBPACK_IMPORTED_MODULE_0__/* .escapeXml */ .X)(element.text)}</${element.name}>`;
    if (!element.children?.length)
        return `${open} />`;
    const inside = element.children.map((one) => print(one, indent + unit, unit, end)).join(end);
    return `${open}>${end}${inside}${end}${indent}</${element.name}>`;
}


/***/ })

};
