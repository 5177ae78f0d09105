// The two forms of a public project page, read into one shape. Unusable entries are dropped, unusable pages refused.
import { Parser } from 'htmlparser2';
import type { Digests } from '../../../core/model/package.ts';
import { ServedRefusal } from '../../../core/ports/format-server.ts';
import { isVersionText } from '../names/coordinates.ts';
import { isSafeFileName } from '../names/file-name.ts';

export interface IndexFile {
  readonly fileName: string;
  /** Absolute, without fragment. */
  readonly url: string;
  readonly digests: Partial<Digests>;
  readonly size: number | undefined;
  readonly requiresPython: string | undefined;
  /** ISO 8601. */
  readonly uploadTime: string | undefined;
  readonly yanked: boolean | string;
  /** SHA-256 of the file's METADATA, when the index serves it. */
  readonly coreMetadata: string | undefined;
}

export interface ProjectIndex {
  readonly versions: readonly string[];
  readonly files: readonly IndexFile[];
}

const unavailable = (message: string) => new ServedRefusal('unavailable', `the public index answered ${message}`);

const DIGESTS: Readonly<Record<string, readonly [keyof Digests, number]>> = {
  md5: ['MD5', 32],
  sha1: ['SHA-1', 40],
  sha256: ['SHA-256', 64],
  sha512: ['SHA-512', 128],
};

function digest(algorithm: string, hex: unknown): Partial<Digests> {
  const known = Object.hasOwn(DIGESTS, algorithm) ? DIGESTS[algorithm] : undefined;
  if (!known || typeof hex !== 'string' || hex.length !== known[1] || !/^[0-9a-f]+$/i.test(hex)) return {};
  return { [known[0]]: hex.toLowerCase() };
}

/**
 * Absolute, without credentials and fragment. Only http and https; a folder that stands in for an index may also name
 * its own files.
 */
function address(href: string, page: string): { url: string; fragment: string } | undefined {
  if (!URL.canParse(href, page)) return undefined;
  const url = new URL(href, page);
  const isOwnFile = url.protocol === 'file:' && page.startsWith('file:');
  if (url.protocol !== 'https:' && url.protocol !== 'http:' && !isOwnFile) return undefined;
  const fragment = url.hash.slice(1);
  url.hash = '';
  url.username = '';
  url.password = '';
  return { url: url.href, fragment };
}

const text = (value: unknown, limit = 1024): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= limit ? value : undefined;

function time(value: unknown): string | undefined {
  const given = text(value, 64);
  return given !== undefined && !Number.isNaN(Date.parse(given)) ? given : undefined;
}

/** API version 1.x; a new major one may mean anything (PEP 629). */
function checkApiVersion(version: unknown): void {
  if (version !== undefined && !/^1\.\d+$/.test(String(version))) throw unavailable('in an API version we do not know');
}

// ---- JSON -------------------------------------------------------------------------------------------------------

export function readJsonIndex(body: string, page: string): ProjectIndex {
  const root = parseObject(body);
  checkApiVersion(asObject(root.meta)?.['api-version']);
  if (!Array.isArray(root.files)) throw unavailable('a page without files');
  const versions = Array.isArray(root.versions) ? root.versions : [];
  return {
    versions: versions.filter((version): version is string => typeof version === 'string' && isVersionText(version)),
    files: root.files.flatMap((entry: unknown) => jsonFile(asObject(entry), page) ?? []),
  };
}

function parseObject(body: string): Record<string, unknown> {
  try {
    const root = asObject(JSON.parse(body));
    if (root) return root;
  } catch {
    // Falls through to the refusal: the parser's message would quote the page.
  }
  throw unavailable('something that is not JSON');
}

function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function jsonFile(entry: Record<string, unknown> | undefined, page: string): IndexFile | undefined {
  const fileName = text(entry?.filename, 255);
  const href = text(entry?.url, 8192);
  const found = href === undefined ? undefined : address(href, page);
  if (!entry || !fileName || !found || !isSafeFileName(fileName)) return undefined;
  const hashes = Object.entries(asObject(entry.hashes) ?? {});
  const { size } = entry;
  const core = asObject(entry['core-metadata']) ?? asObject(entry['dist-info-metadata']);
  return {
    fileName,
    url: found.url,
    digests: Object.assign({}, ...hashes.map(([algorithm, hex]) => digest(algorithm, hex))),
    size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    requiresPython: text(entry['requires-python']),
    uploadTime: time(entry['upload-time']),
    yanked: text(entry.yanked, 4096) ?? entry.yanked === true,
    coreMetadata: digest('sha256', core?.sha256)['SHA-256'],
  };
}

// ---- HTML -------------------------------------------------------------------------------------------------------

export function readHtmlIndex(body: string, page: string): ProjectIndex {
  const files: IndexFile[] = [];
  let base = page;
  let open: { attributes: Readonly<Record<string, string>>; words: string } | undefined;
  const parser = new Parser({
    onopentag(tag, attributes) {
      if (tag === 'meta' && attributes.name === 'pypi:repository-version') checkApiVersion(attributes.content);
      if (tag === 'base' && attributes.href) base = address(attributes.href, page)?.url ?? base;
      if (tag === 'a') open = { attributes, words: '' };
    },
    ontext(words) {
      if (open && open.words.length < 1024) open.words += words;
    },
    onclosetag(tag) {
      if (tag !== 'a' || !open) return;
      const file = htmlFile(open.attributes, open.words.trim(), base);
      if (file) files.push(file);
      open = undefined;
    },
  });
  parser.end(body);
  return { versions: [], files };
}

function htmlFile(attributes: Readonly<Record<string, string>>, words: string, page: string): IndexFile | undefined {
  const found = address(attributes.href ?? '', page);
  if (!found || !attributes.href) return undefined;
  const fileName = isSafeFileName(words) ? words : lastSegment(found.url);
  if (fileName === undefined || !isSafeFileName(fileName)) return undefined;
  const [algorithm = '', hex] = found.fragment.split('=');
  const yanked = attributes['data-yanked'];
  const core = attributes['data-core-metadata'] ?? attributes['data-dist-info-metadata'] ?? '';
  return {
    fileName,
    url: found.url,
    digests: digest(algorithm, hex),
    size: undefined,
    requiresPython: text(attributes['data-requires-python']),
    uploadTime: time(attributes['data-upload-time']),
    yanked: yanked === undefined ? false : (text(yanked, 4096) ?? true),
    coreMetadata: digest('sha256', core.replace(/^sha256=/, ''))['SHA-256'],
  };
}

function lastSegment(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
  } catch {
    return undefined;
  }
}
