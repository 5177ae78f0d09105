export const id = 4927;
export const ids = [4927];
export const modules = {

/***/ 4927:
/***/ (function (__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   gather: () => (/* binding */ gather)
/* harmony export */ });
/* harmony import */ var _shared_archive_archive_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1095);
/* harmony import */ var _shared_digests_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3705);
/* harmony import */ var _names_coordinates_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6562);
/* harmony import */ var _manifest_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8336);




/** Sdists (`.tar.gz`) may carry a package.json too, so the other spelling is looked at only when named. */
const MANIFEST_BYTES = 2 * 1024 * 1024;
/** The service does not process package details beyond 400 KB (DescribePackageVersion). */
const README_BYTES = 256 * 1024;
/** Tarballs among `paths`, one publication each; several packages of a workspace are several publications. */
async function gather(paths, host) {
    const publications = new Map();
    const verdicts = [];
    for (const path of paths) {
        const reading = await readTarball(path, host);
        if (reading.verdict !== 'taken') {
            verdicts.push({ path, ...reading });
            continue;
        }
        const { publication } = reading;
        const label = `${(0,_names_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .fullName */ .fq)(publication)}@${publication.version}`;
        const known = publications.get(label);
        if (known === undefined) {
            publications.set(label, publication);
            verdicts.push({ path, verdict: 'taken', reason: label });
            warnOfWorkspaces(label, publication, host);
        }
        else {
            const isSame = digestOf(known) === digestOf(publication);
            const other = known.artifacts[0]?.path ?? '';
            verdicts.push(isSame
                ? { path, verdict: 'left', reason: `the same bytes as ${other}` }
                : { path, verdict: 'refused', reason: `another file for ${label} than ${other}` });
        }
    }
    return { publications: [...publications.values()], verdicts };
}
const digestOf = (publication) => publication.artifacts[0]?.digests['SHA-512'];
function warnOfWorkspaces(label, publication, host) {
    const broken = (0,_manifest_js__WEBPACK_IMPORTED_MODULE_3__/* .unpublishable */ .F_)(publication.metadata.manifest);
    if (broken.length === 0)
        return;
    host.log.warning(`${label} needs ${broken.join(', ')}, which nobody outside its workspace can install; pack it with its own package manager`);
}
async function readTarball(path, host) {
    const stat = await host.files.stat(path);
    if (stat?.kind !== 'file')
        return { verdict: 'left', reason: stat === undefined ? 'it does not exist' : 'it is not a file' };
    if (!(await isGzip(path, host))) {
        return /\.tgz$/i.test(path)
            ? { verdict: 'refused', reason: 'it is not a gzipped tar, which an npm tarball must be' }
            : { verdict: 'left', reason: 'it is not a gzipped tar' };
    }
    const contents = new TarballContents();
    const digesting = new _shared_digests_js__WEBPACK_IMPORTED_MODULE_1__/* .DigestingStream */ .Xi();
    try {
        await (0,_shared_archive_archive_js__WEBPACK_IMPORTED_MODULE_0__/* .readTarGz */ .Jq)(digesting.through(host.files.open(path)), (member) => contents.visit(member));
    }
    catch (error) {
        if (!(error instanceof _shared_archive_archive_js__WEBPACK_IMPORTED_MODULE_0__/* .ArchiveRefusal */ .Jh))
            throw error;
        // A damaged archive that never showed a package.json may belong to another format, which will say so itself.
        const isOurs = contents.manifestText !== undefined || /\.tgz$/i.test(path);
        return { verdict: isOurs ? 'refused' : 'left', reason: error.message };
    }
    return assemble(contents, { path, assetName: _names_coordinates_js__WEBPACK_IMPORTED_MODULE_2__/* .TARBALL */ .J, ...digesting.result() });
}
function assemble(contents, artifact) {
    if (contents.manifestText === undefined)
        return { verdict: 'left', reason: 'it holds no package.json in its top folder' };
    if (contents.names.has('PKG-INFO'))
        return { verdict: 'left', reason: 'it is a Python source distribution' };
    const reading = (0,_manifest_js__WEBPACK_IMPORTED_MODULE_3__/* .readPackageJson */ .jJ)(contents.manifestText, contents);
    if (reading.kind === 'private')
        return { verdict: 'left', reason: 'its package.json says `"private": true`' };
    if (reading.kind === 'refused')
        return { verdict: 'refused', reason: reading.reason };
    const { manifest, namespace, name, version } = reading;
    const metadata = { manifest };
    const reference = { format: 'npm', namespace, name, version };
    const dependencies = (0,_manifest_js__WEBPACK_IMPORTED_MODULE_3__/* .dependenciesOf */ .hk)(manifest);
    return { verdict: 'taken', publication: { ...reference, artifacts: [artifact], dependencies, metadata } };
}
async function isGzip(path, host) {
    const head = [];
    for await (const chunk of host.files.open(path, { start: 0, end: 2 }))
        head.push(...chunk);
    return head[0] === 0x1f && head[1] === 0x8b;
}
/** Collects what matters of a tarball; npm strips the first folder whatever it is called (`package` by custom). */
class TarballContents {
    manifestText;
    names = new Set();
    readme;
    async visit(member) {
        const [, name, deeper] = member.path.split('/');
        if (name === undefined || deeper !== undefined)
            return;
        if (this.names.size < 10_000)
            this.names.add(name);
        if (name === 'package.json')
            await this.#takeManifest(member);
        else if (/^readme(\.(md|markdown))?$/i.test(name) && member.kind === 'file')
            await this.#takeReadme(name, member);
    }
    /** Registries read the first of two manifests and installers the last: a known way to show one and install another. */
    async #takeManifest(member) {
        if (member.kind !== 'file')
            throw new _shared_archive_archive_js__WEBPACK_IMPORTED_MODULE_0__/* .ArchiveRefusal */ .Jh('its package.json is not a file');
        const text = (await member.read(MANIFEST_BYTES)).toString('utf8');
        if (this.manifestText !== undefined && this.manifestText !== text) {
            throw new _shared_archive_archive_js__WEBPACK_IMPORTED_MODULE_0__/* .ArchiveRefusal */ .Jh('it holds two different package.json');
        }
        this.manifestText = text;
    }
    async #takeReadme(name, member) {
        if (member.size > README_BYTES || (this.readme !== undefined && !/\.md$/i.test(name)))
            return;
        this.readme = { name, text: (await member.read(README_BYTES)).toString('utf8') };
    }
}


/***/ })

};
