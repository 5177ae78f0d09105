// Reads a public simple index (PEP 503 HTML or PEP 691 JSON) for an external connection. The base address is that of
// the index itself (`https://…/simple/`). Everything it says is a stranger's word: checked, bounded, never trusted as
// a path.
import {
  type ExternalAsset,
  type ExternalFetch,
  type ExternalPackage,
  type ExternalReader,
  type ExternalVersion,
  type ServedAsset,
  ServedRefusal,
  type VersionDetails,
} from '../../../core/ports/format-server.ts';
import { parseCoreMetadata } from '../artifact/core-metadata.ts';
import { readCoreMetadata } from '../artifact/read-core-metadata.ts';
import { describeVersion } from '../artifact/version-details.ts';
import { normaliseName } from '../names/coordinates.ts';
import { parseFileName } from '../names/file-name.ts';
import { comparableVersion, normalVersion } from '../names/version.ts';
import { type IndexFile, type ProjectIndex, readHtmlIndex, readJsonIndex } from './parse-simple-index.ts';

const ACCEPT = 'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01';
/** The largest public pages (nightly builds, ten thousand files) are about half of this. */
const PAGE_LIMIT = 64 * 1024 * 1024;

export const external: ExternalReader = { describe, enrich };

/** Only wheels: their metadata is complete, that of source archives may change when they are built. */
async function enrich(asset: ServedAsset, _open: unknown, path: string): Promise<VersionDetails | undefined> {
  const found = asset.name.endsWith('.whl') ? await readCoreMetadata(path) : undefined;
  if (!found) return undefined;
  try {
    const { fields } = parseCoreMetadata(found.bytes.toString('utf8'));
    const renamed = [...fields].map(
      ([name, values]) => [FORM_FIELDS.get(name) ?? name.replaceAll('-', '_'), values] as const,
    );
    return describeVersion(new Map(renamed));
  } catch {
    // A wheel with metadata that cannot be read is passed on all the same: its digest is the announced one.
    return undefined;
  }
}

/** Where the upload form spells a core metadata field otherwise than with underscores. */
const FORM_FIELDS: ReadonlyMap<string, string> = new Map([['project-url', 'project_urls']]);

async function describe(ref: { name: string }, get: ExternalFetch): Promise<ExternalPackage | undefined> {
  const name = normaliseName(ref.name);
  const answer = await get(`${name}/`, { accept: ACCEPT });
  if (!answer) return undefined;
  const text = await readText(answer.body);
  const isJson = /\bjson\b/i.test(answer.headers['content-type'] ?? '');
  const index = isJson ? readJsonIndex(text, answer.url) : readHtmlIndex(text, answer.url);
  return { displayName: name, versions: group(name, index) };
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > PAGE_LIMIT) throw new ServedRefusal('unavailable', 'the page of the public index is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** An index lists files; versions are read off their names, in the index's own order. */
function group(name: string, index: ProjectIndex): ExternalVersion[] {
  const spellings = new Map(index.versions.map((version) => [comparableVersion(version), version]));
  const versions = new Map<string, { version: string; files: IndexFile[] }>();
  for (const file of index.files) {
    const parsed = parseFileName(file.fileName, name);
    if (!parsed) continue;
    const key = comparableVersion(parsed.version);
    const known = versions.get(key);
    if (known) known.files.push(file);
    else {
      const version = spellings.get(key) ?? normalVersion(parsed.version) ?? parsed.version;
      versions.set(key, { version, files: [file] });
    }
  }
  return [...versions.values()].map(({ version, files }) => {
    const times = files.flatMap(({ uploadTime }) => (uploadTime === undefined ? [] : [Date.parse(uploadTime)]));
    return {
      version,
      metadata: {},
      ...(times.length > 0 ? { publishedAt: Math.min(...times) } : {}),
      assets: distinct(files).map(asAsset),
    };
  });
}

function distinct(files: readonly IndexFile[]): IndexFile[] {
  return [...new Map(files.map((file) => [file.fileName, file])).values()];
}

function asAsset(file: IndexFile): ExternalAsset {
  const { requiresPython, uploadTime, yanked, coreMetadata } = file;
  return {
    name: file.fileName,
    url: file.url,
    size: file.size,
    digests: file.digests,
    ...(uploadTime === undefined ? {} : { uploadedAt: uploadTime }),
    attributes: {
      ...(requiresPython === undefined ? {} : { requiresPython }),
      ...(yanked === false ? {} : { yanked }),
      ...(coreMetadata === undefined ? {} : { coreMetadata }),
    },
  };
}
