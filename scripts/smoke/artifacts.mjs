// @ts-check
// Builds the packages of a smoke run: one of each format, small, the same bytes for the same names and version.
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import yazl from 'yazl';
import { packagesOf } from './names.mjs';

const EPOCH = new Date('2020-01-01T00:00:00Z');

/**
 * @typedef {object} Release
 * @property {string} folder With a folder for each format below it.
 * @property {string} named The generic package, as a line of the input `versions` of `publish`.
 */

/**
 * Writes the release below a folder that the line of the generic package is relative to.
 * @param {string} base
 * @param {string} prefix
 * @param {string} version
 * @returns {Promise<Release>}
 */
export async function writeRelease(base, prefix, version) {
  const folder = `release-${version}`;
  const at = (/** @type {string[]} */ ...path) => join(base, folder, ...path);
  const name = packagesOf(prefix)[1]?.name ?? '';
  await put(at('npm', 'smoke.tgz'), await npmTarball(`@${prefix}/smoke`, version));
  await put(at('pypi', wheelName(name, version)), await wheel(name, version));
  const stem = ['maven', name, name, version, `${name}-${version}`];
  await put(`${at(...stem)}.pom`, pom(name, version, 'jar'));
  await put(`${at(...stem)}.jar`, await zip({ 'META-INF/MANIFEST.MF': 'Manifest-Version: 1.0\r\n\r\n' }));
  await put(at('nuget', `${name}.${version}.nupkg`), await nupkg(name, version));
  await put(at('generic', 'smoke.bin'), `smoke ${version}\n`);
  return { folder: join(base, folder), named: `generic:${name}/${name}@${version}=${folder}/generic/smoke.bin` };
}

/**
 * A wheel that `twine upload` takes.
 * @param {string} folder
 * @param {string} name
 * @param {string} version
 * @returns {Promise<string>} Its path.
 */
export async function writeWheel(folder, name, version) {
  const path = join(folder, wheelName(name, version));
  await put(path, await wheel(name, version));
  return path;
}

/**
 * The text of a POM.
 * @param {string} name Group and artifact.
 * @param {string} version
 * @param {string} packaging
 * @param {string} [more] Further elements.
 */
export function pom(name, version, packaging, more = '') {
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>${name}</groupId>
  <artifactId>${name}</artifactId>
  <version>${version}</version>
  <packaging>${packaging}</packaging>${more}
</project>
`;
}

/** @param {string} path @param {string | Uint8Array} data */
async function put(path, data) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, data);
}

/** @param {string} name @param {string} version */
async function npmTarball(name, version) {
  const archive = pack();
  const manifest = { name, version, description: 'A package of a smoke run', license: 'Apache-2.0', main: 'index.js' };
  archive.entry({ name: 'package/package.json', mtime: EPOCH }, JSON.stringify(manifest, null, 2));
  archive.entry({ name: 'package/index.js', mtime: EPOCH }, `module.exports = ${JSON.stringify(version)};\n`);
  archive.finalize();
  return gzipSync(await buffer(/** @type {any} */ (archive)));
}

/** The spelling of file names: lower case, hyphens as `_`. @param {string} name */
const escaped = (name) => name.replaceAll('-', '_');
/** @param {string} name @param {string} version */
const wheelName = (name, version) => `${escaped(name)}-${version}-py3-none-any.whl`;

/** @param {string} name @param {string} version */
async function wheel(name, version) {
  const info = `${escaped(name)}-${version}.dist-info`;
  /** @type {Record<string, string>} */
  const members = {
    [`${escaped(name)}/__init__.py`]: `version = ${JSON.stringify(version)}\n`,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: A package of a smoke run\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: smoke\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  const lines = Object.entries(members).map(([path, text]) => {
    const hash = createHash('sha256').update(text).digest('base64url');
    return `${path},sha256=${hash},${Buffer.byteLength(text)}\n`;
  });
  return zip({ ...members, [`${info}/RECORD`]: `${lines.join('')}${info}/RECORD,,\n` });
}

/** @param {string} id @param {string} version */
function nupkg(id, version) {
  return zip({
    '_rels/.rels': '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="nuspec" ContentType="application/octet"/><Default Extension="txt" ContentType="application/octet"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
    [`${id}.nuspec`]: `<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>${id}</id>
    <version>${version}</version>
    <authors>smoke</authors>
    <description>A package of a smoke run</description>
  </metadata>
</package>
`,
    'content/smoke.txt': version,
  });
}

/** With fixed times. @param {Readonly<Record<string, string>>} entries */
function zip(entries) {
  const file = new yazl.ZipFile();
  for (const [path, text] of Object.entries(entries))
    file.addBuffer(Buffer.from(text), path, { mtime: EPOCH, mode: 0o100644 });
  file.end();
  return buffer(/** @type {any} */ (file.outputStream));
}
