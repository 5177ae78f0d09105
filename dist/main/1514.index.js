"use strict";
exports.id = 1514;
exports.ids = [1514];
exports.modules = {

/***/ 1884:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ escapeXml)
/* harmony export */ });
/* unused harmony export holdableByXml */
// What XML is written with. Reading it is a matter of formats.
// The characters that XML 1.0 has no spelling for, not even as a number.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;
const ESCAPES = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
    '\n': '&#10;',
    '\r': '&#13;',
    '\t': '&#9;',
};
/**
 * For text and for attribute values in either quote: what is read back is the same text, blanks included.
 * Throws RangeError for characters XML cannot hold, since a password that lacks one is another password.
 */
function escapeXml(text) {
    if (text.search(FORBIDDEN) !== -1)
        throw new RangeError('a value contains a character that XML cannot hold');
    return text.replace(/[&<>"'\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}
/** For messages, which have to be answered whatever they quote: the characters XML cannot hold are left out. */
function holdableByXml(text) {
    return text.replace(FORBIDDEN, '');
}


/***/ }),

/***/ 1514:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EMPTY_SETTINGS: () => (/* binding */ EMPTY_SETTINGS),
/* harmony export */   serverId: () => (/* binding */ serverId),
/* harmony export */   settingsEdit: () => (/* binding */ settingsEdit)
/* harmony export */ });
/* harmony import */ var _shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4531);
/* harmony import */ var _shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8884);


const EMPTY_SETTINGS = `<?xml version="1.0" encoding="UTF-8"?>
<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
</settings>
`;
const profileId = (serverId) => `codeartifact-ci.${serverId}`;
const withId = (list, item, id) => (root) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(root, list), item).find((node) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(node, 'id')?.text === id);
/**
 * The id of server, repository and mirror: they must be equal, and equal to the id in the POM. The wanted one, unless
 * an earlier login of ours uses it for another repository.
 */
function serverId(settings, { options, domain, repository, endpoint }) {
    const wanted = options['maven-server-id'] || 'codeartifact';
    if (settings === undefined || settings.trim() === '')
        return wanted;
    try {
        const profile = withId('profiles', 'profile', profileId(wanted))((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .parseXml */ .NO)(settings));
        const url = (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(profile, 'repositories'), 'repository')[0], 'url')?.text;
        return url === undefined || url === endpoint ? wanted : `${domain}-${repository}`;
    }
    catch {
        // The edit will say that the file cannot be understood.
        return wanted;
    }
}
function settingsEdit(current, request) {
    const id = serverId(current, request);
    const xml = _shared_text_xml_edit_js__WEBPACK_IMPORTED_MODULE_1__/* .XmlText */ .Z.of(current, EMPTY_SETTINGS);
    if (xml.root.name !== 'settings')
        throw new SyntaxError('the root element is not <settings>');
    setEntry(xml, 'servers', 'server', id, { username: 'aws', password: request.token.reveal() });
    setProfile(xml, id, request.endpoint);
    if (!(0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(xml.root, 'activeProfiles'), 'activeProfile').some((one) => one.text === profileId(id))) {
        ensure(xml, 'activeProfiles');
        xml.append((root) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(root, 'activeProfiles'), { name: 'activeProfile', text: profileId(id) });
    }
    const mirrorOf = request.options['maven-mirror-of'];
    if (mirrorOf)
        setEntry(xml, 'mirrors', 'mirror', id, { mirrorOf, url: request.endpoint });
    return xml.finish();
}
function ensure(xml, list) {
    if (!(0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(xml.root, list))
        xml.append((root) => root, { name: list });
}
/** Sets texts of the entry with that id, which is made when it is missing. */
function setEntry(xml, list, item, id, texts) {
    const place = withId(list, item, id);
    if (!place(xml.root)) {
        ensure(xml, list);
        const children = Object.entries({ id, ...texts }).map(([name, text]) => ({ name, text }));
        xml.append((root) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(root, list), { name: item, children });
        return;
    }
    for (const [name, text] of Object.entries(texts)) {
        const field = (root) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(place(root), name);
        if (field(xml.root))
            xml.setText(field, text);
        else
            xml.append(place, { name, text });
    }
}
function setProfile(xml, id, url) {
    const place = withId('profiles', 'profile', profileId(id));
    const enabled = (name) => ({ name, children: [{ name: 'enabled', text: 'true' }] });
    const repository = (name) => ({
        name,
        children: [{ name: 'id', text: id }, { name: 'url', text: url }, enabled('releases'), enabled('snapshots')],
    });
    const profile = {
        name: 'profile',
        children: [
            { name: 'id', text: profileId(id) },
            { name: 'repositories', children: [repository('repository')] },
            { name: 'pluginRepositories', children: [repository('pluginRepository')] },
        ],
    };
    const known = place(xml.root);
    const urls = known
        ? [
            ...(0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(known, 'repositories'), 'repository'),
            ...(0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .findAll */ .JW)((0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(known, 'pluginRepositories'), 'pluginRepository'),
        ]
        : [];
    if (urls.length === 2 && urls.every((one) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(one, 'url')?.text === url))
        return;
    if (known)
        xml.remove(place);
    ensure(xml, 'profiles');
    xml.append((root) => (0,_shared_text_xml_js__WEBPACK_IMPORTED_MODULE_0__/* .find */ .I6)(root, 'profiles'), profile);
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


/***/ }),

/***/ 4531:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $6: () => (/* binding */ textAt),
/* harmony export */   I6: () => (/* binding */ find),
/* harmony export */   JW: () => (/* binding */ findAll),
/* harmony export */   NO: () => (/* binding */ parseXml),
/* harmony export */   g: () => (/* binding */ XmlRefusal)
/* harmony export */ });
/* harmony import */ var _rgrove_parse_xml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(334);
// Reading XML: package descriptions (POM, maven-metadata.xml, nuspec) and configuration (settings.xml, NuGet.Config).
// One parser for both: it refuses what is not well-formed, and says where each element stands, so that an edit can leave
// every other byte alone. Documents may be of strangers: no document type, so no entities of their own and no external
// ones; bounded size and depth.

/** Why a document is not read, in words for its author. Never quotes a value: the file may hold a password. */
class XmlRefusal extends SyntaxError {
    constructor(message) {
        super(message);
        this.name = 'XmlRefusal';
    }
}
/** The largest POM on Maven Central is under 1 MB; the largest maven-metadata.xml is a few. */
const DEFAULT_LIMIT = 4 * 1024 * 1024;
const DEPTH_LIMIT = 200;
/**
 * The root element of a document.
 *
 * | in the document                    | read as                                                       |
 * |------------------------------------|---------------------------------------------------------------|
 * | `&lt;` and the four others, `&#9;` | the character, once                                           |
 * | `&oslash;` and other names         | as written: old POMs have them, and Maven alone knows a table |
 * | CDATA                              | its text                                                      |
 * | comment, processing instruction    | nothing                                                       |
 * | CRLF, CR                           | LF                                                            |
 * | document type                      | refused                                                       |
 *
 * @param limit bytes, or characters of a text.
 * @throws XmlRefusal when it is larger, not well-formed, nested too deep, or declares a document type.
 */
function parseXml(document, limit = DEFAULT_LIMIT) {
    const size = typeof document === 'string' ? document.length : document.byteLength;
    if (size > limit)
        throw new XmlRefusal(`the document is larger than ${limit} bytes`);
    const lines = new Lines(typeof document === 'string' ? document : decodeText(document));
    const { root, children } = parse(lines.text);
    if (children.some(({ type }) => type === 'doctype'))
        throw new XmlRefusal('the document declares a document type, which is not read');
    if (!root)
        throw new XmlRefusal('the document has no root element');
    return element(root, lines, 1);
}
function parse(text) {
    try {
        return (0,_rgrove_parse_xml__WEBPACK_IMPORTED_MODULE_0__.parseXml)(text, {
            includeOffsets: true,
            // Without them it would not be known where the content of an element begins.
            preserveComments: true,
            preserveDocumentType: true,
            resolveUndefinedEntity: (reference) => (/^&[\p{L}_:]/u.test(reference) ? reference : undefined),
        });
    }
    catch (error) {
        // Its further lines quote the document.
        if (error instanceof _rgrove_parse_xml__WEBPACK_IMPORTED_MODULE_0__.XmlError)
            throw new XmlRefusal(`not well-formed: ${error.message.split('\n', 1)[0]}`);
        // The parser calls itself for each level, without a limit of its own.
        if (error instanceof RangeError)
            throw tooDeep();
        throw error;
    }
}
const tooDeep = () => new XmlRefusal(`the elements are nested more than ${DEPTH_LIMIT} deep`);
/** UTF-8, or UTF-16 when a byte order mark says so (nuspec files of old Windows tools). */
function decodeText(document) {
    const [first, second] = document;
    const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : 'utf-8';
    return new TextDecoder(encoding).decode(document);
}
function element(parsed, lines, depth) {
    if (depth > DEPTH_LIMIT)
        throw tooDeep();
    const children = [];
    let inside = '';
    for (const node of parsed.children) {
        if (node.type === 'element')
            children.push(element(node, lines, depth + 1));
        else if (node.type === 'text')
            inside += node.text ?? '';
    }
    const { text } = lines;
    // Where the root ends with the text, and the text holds a character of two code units, the parser says Infinity.
    const end = Math.min(parsed.end, text.length);
    const isSelfClosing = text.startsWith('/>', end - 2);
    const contentEnd = isSelfClosing ? end : text.lastIndexOf('</', end - 1);
    return {
        name: withoutPrefix(parsed.name),
        writtenName: parsed.name,
        attributes: attributes(parsed),
        children,
        text: inside.trim(),
        start: lines.origin(parsed.start),
        end: lines.origin(end),
        contentStart: lines.origin(isSelfClosing ? end : (parsed.children[0]?.start ?? contentEnd)),
        contentEnd: lines.origin(contentEnd),
        isSelfClosing,
    };
}
/**
 * A text with LF for every line end, as XML 1.0 wants it before anything is parsed (2.11). The parser would do it
 * itself, but in quadratic time: 17 s for 160 kB of CRLF in one element.
 */
class Lines {
    text;
    /** Offsets in the text of each LF that was a CRLF, ascending. */
    #shortened = [];
    constructor(given) {
        for (let at = given.indexOf('\r\n'); at !== -1; at = given.indexOf('\r\n', at + 2))
            this.#shortened.push(at - this.#shortened.length);
        this.text = given.replace(/\r\n?/g, '\n');
    }
    /** The offset in the given text. */
    origin(offset) {
        let [low, high] = [0, this.#shortened.length];
        while (low < high) {
            const middle = (low + high) >> 1;
            if ((this.#shortened[middle] ?? 0) < offset)
                low = middle + 1;
            else
                high = middle;
        }
        return offset + low;
    }
}
const withoutPrefix = (name) => name.slice(name.indexOf(':') + 1);
/** Without a prototype, so that nothing is found that the document does not hold. */
function attributes(parsed) {
    const found = Object.create(null);
    for (const [name, value] of Object.entries(parsed.attributes))
        if (!name.startsWith('xmlns:'))
            found[withoutPrefix(name)] = value;
    return found;
}
/** The first element at the end of `path` below `from`. */
function find(from, ...path) {
    let at = from;
    for (const name of path)
        at = at?.children.find((inner) => inner.name === name);
    return at;
}
/** The text at the end of `path`, undefined when there is no such element or it is empty. */
function textAt(from, ...path) {
    return find(from, ...path)?.text || undefined;
}
/** All elements called `name` directly below the element at the end of `path`. */
function findAll(from, ...path) {
    const name = path.at(-1);
    return find(from, ...path.slice(0, -1))?.children.filter((inner) => inner.name === name) ?? [];
}


/***/ })

};
;