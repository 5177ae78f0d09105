// Builds Python packages of any name, version, size and needs: wheels that pip installs, source archives that carry
// their metadata. Nothing here is shared with the code under test.
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import yazl from 'yazl';

export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  /** Requires-Dist lines. */
  readonly requires?: readonly string[];
  readonly requiresPython?: string;
  /** Default 2.1. */
  readonly metadataVersion?: string;
  /** Further header lines of the metadata, `Field: value`. */
  readonly headers?: readonly string[];
  readonly description?: string;
  /** `py3-none-any` unless given. */
  readonly tag?: string;
  /** Bytes of padding in the module, incompressible. */
  readonly padding?: number;
  /** What the module's `answer` is, to tell two builds of one version apart. */
  readonly answer?: string;
}

export interface BuiltFile {
  readonly fileName: string;
  readonly data: Buffer;
}

export const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex');

/** The spelling that file names use: lower case, runs of `-`, `_`, `.` become one `_`. uv publishes no other. */
const escaped = (name: string) => name.toLowerCase().replace(/[-_.]+/g, '_');

export function metadataText(of: PythonPackage): string {
  return [
    `Metadata-Version: ${of.metadataVersion ?? '2.1'}`,
    `Name: ${of.name}`,
    `Version: ${of.version}`,
    ...(of.requiresPython ? [`Requires-Python: ${of.requiresPython}`] : []),
    ...(of.requires ?? []).map((line) => `Requires-Dist: ${line}`),
    ...(of.headers ?? []),
    '',
    of.description ?? '',
  ].join('\n');
}

function moduleText(of: PythonPackage): Buffer {
  const padding = of.padding ? pseudoRandom(of.padding, of.name) : '';
  return Buffer.from(`answer = ${JSON.stringify(of.answer ?? of.version)}\n# ${padding}\n`);
}

/** Text that does not compress, the same for the same seed. */
function pseudoRandom(bytes: number, seed: string): string {
  const blocks: string[] = [];
  for (let made = 0, round = 0; made < bytes; made += 88, round += 1) {
    blocks.push(createHash('sha512').update(`${seed}${round}`).digest('base64'));
  }
  return blocks.join('').slice(0, bytes);
}

export function wheelName(of: PythonPackage): string {
  return `${escaped(of.name)}-${of.version}-${of.tag ?? 'py3-none-any'}.whl`;
}

export async function buildWheel(of: PythonPackage): Promise<BuiltFile> {
  const folder = `${escaped(of.name)}-${of.version}.dist-info`;
  const members: [string, Buffer][] = [
    [`${escaped(of.name)}/__init__.py`, moduleText(of)],
    [`${folder}/METADATA`, Buffer.from(metadataText(of))],
    [
      `${folder}/WHEEL`,
      Buffer.from(`Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: ${of.tag ?? 'py3-none-any'}\n`),
    ],
  ];
  const record = members.map(([path, data]) => {
    const hash = createHash('sha256').update(data).digest('base64url');
    return `${path},sha256=${hash},${data.length}\n`;
  });
  return {
    fileName: wheelName(of),
    data: await zip([...members, [`${folder}/RECORD`, Buffer.from(`${record.join('')}${folder}/RECORD,,\n`)]]),
  };
}

/** Zips with fixed times, so that the same package has the same bytes. */
export async function zip(members: readonly (readonly [path: string, data: Buffer])[]): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [path, data] of members) archive.addBuffer(data, path, { mtime: new Date(2020, 0, 1), mode: 0o100644 });
  archive.end();
  return buffer(archive.outputStream as NodeJS.ReadableStream);
}

function sourceMembers(of: PythonPackage): [string, Buffer][] {
  const root = `${escaped(of.name)}-${of.version}`;
  const needs = JSON.stringify(of.requires ?? []);
  return [
    [`${root}/PKG-INFO`, Buffer.from(metadataText(of))],
    [
      `${root}/setup.py`,
      Buffer.from(
        `from setuptools import setup\nsetup(name=${JSON.stringify(of.name)}, version=${JSON.stringify(of.version)}, ` +
          `packages=[${JSON.stringify(escaped(of.name))}], install_requires=${needs})\n`,
      ),
    ],
    [`${root}/${escaped(of.name)}/__init__.py`, moduleText(of)],
  ];
}

export async function tarGz(members: readonly (readonly [path: string, data: Buffer])[]): Promise<Buffer> {
  const archive = pack();
  for (const [name, data] of members) archive.entry({ name, mtime: new Date(1_577_836_800_000) }, data);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

export async function buildSdist(of: PythonPackage, ending: '.tar.gz' | '.zip' = '.tar.gz'): Promise<BuiltFile> {
  const members = sourceMembers(of);
  return {
    fileName: `${escaped(of.name)}-${of.version}${ending}`,
    data: await (ending === '.zip' ? zip(members) : tarGz(members)),
  };
}
