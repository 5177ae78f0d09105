// Package coordinates as people write them (`npm:@acme/utils@1.2.3`) and as machines do (`pkg:npm/%40acme/utils@1.2.3`).
//
// | text                              | format  | namespace | name       | version |
// |-----------------------------------|---------|-----------|------------|---------|
// | `npm:@acme/utils@1.2.3`           | npm     | acme      | utils      | 1.2.3   |
// | `pkg:npm/%40acme/utils@1.2.3`     | npm     | acme      | utils      | 1.2.3   |
// | `maven:com.acme:utils@1.2.3`      | maven   | com.acme  | utils      | 1.2.3   |
// | `maven:com.acme:utils:1.2.3`      | maven   | com.acme  | utils      | 1.2.3   |
// | `pypi:acme-utils@1.2.3`           | pypi    |           | acme-utils | 1.2.3   |
// | `generic:acme/firmware@1.2.3`     | generic | acme      | firmware   | 1.2.3   |
// | `pkg:gem/acme@1.2.3`              | ruby    |           | acme       | 1.2.3   |

import { RegistryError } from '../errors/registry-error.ts';
import { shownBriefly } from '../text/shown-text.ts';
import {
  COORDINATE_STYLES,
  FORMATS,
  type Format,
  isFormat,
  type PackageReference,
  type VersionReference,
} from './package.ts';
import { PATTERNS } from './repository.ts';

/** A coordinate whose version may be left out. */
export interface Coordinate extends PackageReference {
  readonly version?: string | undefined;
}

const formatOfPurlType = new Map<string, Format>(FORMATS.map((format) => [COORDINATE_STYLES[format].purlType, format]));

/** Reads either spelling, with a version. Rejects with CA-INPUT-002 and says what is wrong. */
export function parseVersionCoordinate(text: string): VersionReference {
  const { version, ...ref } = parseCoordinate(text);
  if (version === undefined) throw unreadable(text, 'it names no version');
  return { ...ref, version };
}

/** A comma within a coordinate is followed by none that begins. */
const BETWEEN = new RegExp(`\\r?\\n|,(?=\\s*(?:pkg|${FORMATS.join('|')}):)`, 'i');

/** Coordinates one a line or, where each names its format, with commas between them: `npm:a@1.0.0,npm:b@1.0.0`. */
export function splitCoordinates(text: string): string[] {
  return text
    .split(BETWEEN)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Reads either spelling, with or without a version. */
export function parseCoordinate(text: string): Coordinate {
  if (text.length > 1100) throw unreadable(text, 'it is too long');
  const trimmed = text.trim();
  const found = /^pkg:/i.test(trimmed) ? fromPurl(trimmed) : fromShortForm(trimmed);
  for (const [what, part] of [
    ['namespace', found.namespace],
    ['name', found.name],
    ['version', found.version],
  ] as const) {
    if (part === undefined) continue;
    // Mostly a variable that was not set (`npm:@$SCOPE/utils@1.2.3`): without the part it would be another package.
    if (part === '') throw unreadable(text, `a part of it is empty: its ${what}`);
    if (!PATTERNS.packagePart.test(part) || /\p{C}/u.test(part))
      throw unreadable(text, `its ${what} is not one the service can hold`);
    // Nothing the service stores is called so, and joined into a path it would lead out of a folder.
    // Where names are joined by it, nobody could tell what belongs to which part.
    if (what !== 'version' && COORDINATE_STYLES[found.format].separator === ':' && part.includes(':'))
      throw unreadable(text, `its ${what} has a colon`);
    if (part === '.' || part === '..') throw unreadable(text, `its ${what} cannot be \`${part}\``);
  }
  const { sigil, separator } = COORDINATE_STYLES[found.format];
  if (sigil !== '' && found.name.startsWith(sigil))
    throw unreadable(text, `a namespace is written \`${sigil}namespace${separator}name\``);
  return found;
}

/** The package URL: what machine output, manifests, plans and journals hold. Without a version for a package. */
export function purl(ref: Coordinate): string {
  const { purlType, sigil } = COORDINATE_STYLES[ref.format];
  const namespace = ref.namespace ? [encode(`${sigil}${ref.namespace}`), '/'] : [];
  const version = ref.version === undefined ? [] : ['@', encode(ref.version)];
  // Joined, it is one text; put together it would be a tree of its parts, which a plan of many versions pays for.
  return ['pkg:', purlType, '/', ...namespace, encode(ref.name), ...version].join('');
}

/**
 * The short form: what people read, and copy into the next command. Where it would be read as another package, since an
 * `@` stands in a part of it, the package URL.
 */
export function shortForm(ref: Coordinate): string {
  if ([ref.namespace, ref.name, ref.version].some((part) => part?.includes('@'))) return purl(ref);
  return `${ref.format}:${packageName(ref)}${ref.version === undefined ? '' : `@${ref.version}`}`;
}

/** The name as the format's users write it: `@acme/utils`, `com.acme:utils`. */
export function packageName(ref: PackageReference): string {
  const { sigil, separator } = COORDINATE_STYLES[ref.format];
  return ref.namespace ? `${sigil}${ref.namespace}${separator}${ref.name}` : ref.name;
}

/** In the spelling the service stores, by the rules of the formats given; others are left as they are. */
export function normalised<T extends Coordinate>(ref: T, formats: readonly NamingRules[]): T {
  const rules = formats.find(({ name }) => name === ref.format)?.coordinates;
  if (!rules) return ref;
  const version = ref.version === undefined ? {} : { version: rules.normaliseVersion(ref.version) };
  return { ...ref, name: rules.normaliseName(ref.name), ...version };
}

/** The part of a PackageFormat that names need. */
interface NamingRules {
  readonly name: Format;
  readonly coordinates: { normaliseName(name: string): string; normaliseVersion(version: string): string };
}

// The purl specification lower-cases and rewrites names by type (pypi `_` to `-`), which would lose the spelling that a
// repository holds; so names are read and printed as they are. Escaped is everything but unreserved characters and `:`.
function encode(part: string): string {
  if (UNRESERVED.test(part)) return part;
  return encodeURIComponent(part)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}

const UNRESERVED = /^[A-Za-z0-9._~-]*$/;

function fromPurl(text: string): Coordinate {
  const { type, namespace: prefix, name, version, isQualified } = partsOf(text);
  const format = formatOfPurlType.get(type);
  if (!format) {
    const known = [...formatOfPurlType.keys()].join(', ');
    throw unreadable(text, `\`${shown(type)}\` is not a type the service knows (${known})`);
  }
  if (isQualified) throw unreadable(text, 'qualifiers and subpaths have no meaning here');
  return { format, ...partsGiven(withoutSigil(format, prefix), name, version) };
}

/** Parts that are not there are left out; one that is there and empty stays, to be refused. */
const partsGiven = (namespace: string | undefined, name: string, version: string | undefined) => ({
  ...(namespace === undefined ? {} : { namespace }),
  name,
  ...(version === undefined ? {} : { version }),
});

/**
 * `pkg:type/namespace/name@version?qualifiers#subpath`, cut before anything is decoded: an escaped `@`, `/`, `?` or `#`
 * separates nothing. Slashes before the type are ignored, as the specification asks.
 */
function partsOf(text: string) {
  const match = /^pkg:\/*([^/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?(?:#(.*))?$/is.exec(text);
  if (!match) throw unreadable(text, 'it is not a package URL');
  const [, type = '', path = '', qualifiers, subpath] = match;
  const at = versionMark(path, text);
  const names = path.slice(0, at);
  const slash = names.lastIndexOf('/');
  return {
    type: type.toLowerCase(),
    namespace: slash === -1 ? undefined : decoded(names.slice(0, slash), text),
    name: decoded(names.slice(slash + 1), text),
    version: at === undefined ? undefined : decoded(path.slice(at + 1), text),
    isQualified: Boolean(qualifiers || subpath),
  };
}

/**
 * The last `@`, unless it begins the namespace: people write the `@` of an npm scope without escaping it. One that
 * begins the name stands behind a name that is empty.
 */
function versionMark(path: string, text: string): number | undefined {
  const at = path.lastIndexOf('@');
  if (at === -1) return undefined;
  if (at > 0 && path[at - 1] !== '/') return at;
  if (!path.includes('/', at)) throw unreadable(text, 'a part of it is empty: its name');
  return undefined;
}

function decoded(part: string, text: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw unreadable(text, 'it is not a package URL: after `%` come two hexadecimal digits, and they are UTF-8', cause);
  }
}

function fromShortForm(text: string): Coordinate {
  const colon = text.indexOf(':');
  const format = text.slice(0, colon);
  if (colon < 1 || !isFormat(format))
    throw unreadable(text, `it starts with none of ${FORMATS.map((name) => `\`${name}:\``).join(', ')}`);
  const { sigil, separator } = COORDINATE_STYLES[format];
  const rest = text.slice(colon + 1);
  // The first character may be the sigil of a namespace, and that is no version's `@`.
  const at = rest.lastIndexOf('@');
  if (at === 0 && sigil === '' && !rest.includes(separator)) throw unreadable(text, 'a part of it is empty: its name');
  let path = at > 0 ? rest.slice(0, at) : rest;
  let version = at > 0 ? rest.slice(at + 1) : undefined;
  if (separator === ':' && version === undefined && path.split(':').length === 3) {
    version = path.slice(path.lastIndexOf(':') + 1);
    path = path.slice(0, path.lastIndexOf(':'));
  }
  const cut = path.lastIndexOf(separator);
  if (sigil !== '' && path.startsWith(sigil) !== cut > 0)
    throw unreadable(text, `a namespace is written \`${sigil}namespace${separator}name\``);
  const namespace = cut >= 0 ? withoutSigil(format, path.slice(0, cut)) : undefined;
  return { format, ...partsGiven(namespace, path.slice(cut + 1), version) };
}

function withoutSigil(format: Format, namespace: string | undefined): string | undefined {
  const { sigil } = COORDINATE_STYLES[format];
  return sigil !== '' && namespace?.startsWith(sigil) ? namespace.slice(sigil.length) : namespace;
}

function unreadable(text: string, why: string, cause?: unknown): RegistryError {
  return new RegistryError('CA-INPUT-002', `\`${shown(text)}\` is not a package coordinate: ${why}`, { cause });
}

const shown = (text: string) => shownBriefly(text, 120);
