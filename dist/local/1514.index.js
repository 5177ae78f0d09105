export const id = 1514;
export const ids = [1514];
export const modules = {

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


/***/ })

};
