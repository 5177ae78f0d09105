// Builds npm tarballs of any name, version, size and contents, byte for byte the same for the same request.
import { createHash } from 'node:crypto';
import { createWriteStream, promises as fs } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';

export interface NpmPackageRequest {
  readonly name: string;
  readonly version: string;
  /** Further fields of package.json; `undefined` values leave a field out. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** Further files below `package/`, with their text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Bytes of a file that does not compress, so that the tarball is about as large. */
  readonly size?: number;
  /** First folder in the archive; npm strips it whatever it is. */
  readonly folder?: string;
}

const EPOCH = new Date(499_162_500_000);
const BLOCK = 64 * 1024;

/** Writes the tarball to `path` in bounded memory; gives the path back. */
export async function writeNpmPackage(path: string, request: NpmPackageRequest): Promise<string> {
  const { name, version, manifest = {}, files = {}, size = 0, folder = 'package' } = request;
  const archive = pack();
  const texts = {
    'package.json': JSON.stringify({ name, version, main: 'index.js', ...manifest }, null, 2),
    'index.js': `module.exports = ${JSON.stringify(`${name}@${version}`)};\n`,
    ...files,
  };
  const fill = async () => {
    for (const [file, text] of Object.entries(texts)) archive.entry({ name: `${folder}/${file}`, mtime: EPOCH }, text);
    if (size > 0)
      await fillRandom(archive.entry({ name: `${folder}/data.bin`, size, mtime: EPOCH }), size, `${name}@${version}`);
    archive.finalize();
  };
  await fs.mkdir(dirname(path), { recursive: true });
  const level = size > BLOCK ? 1 : 6;
  await Promise.all([
    fill(),
    pipeline(archive as unknown as NodeJS.ReadableStream, createGzip({ level }), createWriteStream(path)),
  ]);
  return path;
}

type Entry = ReturnType<ReturnType<typeof pack>['entry']>;

/** Hash output as data: random enough not to compress, and the same on every run. */
async function fillRandom(entry: Entry, size: number, seed: string): Promise<void> {
  for (let written = 0, block = 0; written < size; written += BLOCK, block += 1) {
    const bytes = createHash('shake256', { outputLength: BLOCK })
      .update(`${seed} ${block}`)
      .digest()
      .subarray(0, size - written);
    if (!entry.write(bytes)) await new Promise<void>((resolve) => entry.once('drain', resolve));
  }
  entry.end(undefined);
}
