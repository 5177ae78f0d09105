// Reads one wheel or source archive: what its own metadata says, checked against its file name.
import type { Files } from '../../../core/ports/host.ts';
import type { Artifact, FileVerdict } from '../../../core/ports/package-format.ts';
import { ArchiveRefusal, type ArchiveVisit, readTarGz, readZip } from '../../shared/archive/archive.ts';
import { DigestingStream } from '../../shared/digests.ts';
import { isName, normaliseName } from '../names/coordinates.ts';
import { type DistributionFileName, parseSdistName, parseUploadName, sameVersion } from '../names/file-name.ts';
import { normalVersion } from '../names/version.ts';
import { Blake2Stream } from './blake2.ts';
import { CORE_METADATA_LIMIT, type CoreMetadata, parseCoreMetadata } from './core-metadata.ts';

/** What `upload` needs of one file besides its bytes. Plain JSON. */
export interface FileMetadata {
  readonly filetype: 'bdist_wheel' | 'sdist';
  /** `py3`, `cp311`, … or `source`. */
  readonly pyversion: string;
  readonly blake2_256: string;
  readonly metadataVersion: string;
  /** Lower-case names of core metadata fields to their values. */
  readonly fields: Readonly<Record<string, readonly string[]>>;
}

export interface Distribution {
  readonly artifact: Artifact;
  readonly metadata: CoreMetadata;
  readonly file: FileMetadata;
}

export type DistributionFinding = { readonly distribution: Distribution } | Omit<FileVerdict, 'path'>;

const left = (reason: string, known?: FileVerdict['known']): DistributionFinding => ({
  verdict: 'left',
  reason,
  ...(known === undefined ? {} : { known }),
});
const refused = (reason: string): DistributionFinding => ({ verdict: 'refused', reason });

const lastPart = (path: string) => path.split(/[\\/]/).at(-1) ?? '';

/** What became of a candidate file; hostile ones are refused in bounded memory, never by an exception. */
export async function examine(path: string, files: Files, fileName = lastPart(path)): Promise<DistributionFinding> {
  const parsed = parseUploadName(fileName);
  if (!parsed) return unsent(fileName);
  const stat = await files.stat(path);
  if (stat?.kind !== 'file') return refused('not a readable file');
  try {
    const text =
      parsed.type === 'bdist_wheel'
        ? await readWheel(path, stat.size, files)
        : await readSdist(path, stat.size, files, fileName.endsWith('.zip'));
    if (text === undefined) {
      return parsed.type === 'bdist_wheel'
        ? refused('no .dist-info/METADATA in the wheel')
        : left('no PKG-INFO inside: not a Python source archive');
    }
    return await describe(path, fileName, parsed, text, files);
  } catch (error) {
    if (error instanceof ArchiveRefusal) {
      return parsed.type === 'bdist_wheel'
        ? refused(error.message)
        : refused(`${error.message} (looks like a source archive by its name)`);
    }
    if (error instanceof RangeError) return refused(error.message);
    throw error;
  }
}

/** Kinds of files that builders of Python packages make or made, and that the upload does not take. */
function unsent(fileName: string): DistributionFinding {
  if (/\.whl$/i.test(fileName)) return refused('not a wheel file name (PEP 427)');
  if (/\.whl\.metadata$/i.test(fileName))
    return left('metadata of a wheel, which the registry serves by itself', 'rule');
  if (/\.egg$/i.test(fileName))
    return left('an egg; only wheels and source archives (.tar.gz, .zip) can be uploaded', 'kind');
  if (/-.*\.win(32|-amd64|-arm64)\b.*\.(exe|msi)$/i.test(fileName))
    return left('a Windows installer; only wheels and source archives (.tar.gz, .zip) can be uploaded', 'kind');
  if (/\.(tar\.(bz2|xz|z)|tgz)$/i.test(fileName) && parseSdistName(fileName))
    return left('of source archives only .tar.gz and .zip can be uploaded', 'kind');
  return left('not a Python package');
}

async function readWheel(path: string, size: number, files: Files): Promise<string | undefined> {
  let text: string | undefined;
  await readZip({ files, path, size }, async (member) => {
    if (!/^[^/]+\.dist-info\/METADATA$/.test(member.path)) return undefined;
    if (text !== undefined) throw new ArchiveRefusal('more than one .dist-info folder in the wheel');
    text = (await member.read(CORE_METADATA_LIMIT)).toString('utf8');
    return undefined;
  });
  return text;
}

/**
 * `NAME-VERSION/PKG-INFO`; the copies below `*.egg-info/` are for tools that unpack. The archive is read to its end, so
 * that one that is cut off is found here and not by those who install it.
 */
async function readSdist(path: string, size: number, files: Files, isZip: boolean): Promise<string | undefined> {
  let text: string | undefined;
  const visit: ArchiveVisit = async (member) => {
    if (member.kind !== 'file' || !/^[^/]+\/PKG-INFO$/.test(member.path)) return undefined;
    if (text !== undefined) throw new ArchiveRefusal('more than one PKG-INFO at the top of the archive');
    text = (await member.read(CORE_METADATA_LIMIT)).toString('utf8');
    return undefined;
  };
  if (isZip) await readZip({ files, path, size }, visit);
  else await readTarGz(files.open(path), visit);
  return text;
}

async function describe(
  path: string,
  fileName: string,
  parsed: DistributionFileName,
  text: string,
  files: Files,
): Promise<DistributionFinding> {
  const metadata = parseCoreMetadata(text);
  if (!isName(metadata.name)) return refused('the name in its metadata is not a Python package name');
  if (normalVersion(metadata.version) === undefined)
    return refused('the version in its metadata is not a PEP 440 version');
  // The name was cut off without knowing it; with the metadata's name the cut can be made exactly.
  const exact = parsed.type === 'sdist' ? parseSdistName(fileName, metadata.name) : parsed;
  if (
    !exact ||
    normaliseName(exact.name) !== normaliseName(metadata.name) ||
    !sameVersion(exact.version, metadata.version)
  ) {
    return refused(`its metadata says ${metadata.name} ${metadata.version}, its file name something else`);
  }
  const digesting = new DigestingStream();
  const blake2 = new Blake2Stream();
  for await (const _ of blake2.through(digesting.through(files.open(path))));
  const file: FileMetadata = {
    filetype: parsed.type === 'bdist_wheel' ? 'bdist_wheel' : 'sdist',
    pyversion: parsed.python,
    blake2_256: blake2.result(),
    metadataVersion: metadata.metadataVersion,
    fields: Object.fromEntries(metadata.fields),
  };
  return { distribution: { artifact: { path, assetName: fileName, ...digesting.result() }, metadata, file } };
}
