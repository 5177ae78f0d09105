// Text of strangers as it may be shown: names of files and packages, answers of services, messages of programs, inputs.
// Everything that is printed, annotated or summarised passes here, whatever the surface.
import { COORDINATE_STYLES } from '../model/package.ts';

/**
 * Control characters, escape sequences, marks that turn the direction of writing around, halves of characters; they
 * could redraw a terminal, or show something else than what is there. The zero-width space is what we put in ourselves.
 */
const UNSHOWN = /(?!\u200b)[\p{C}\p{Zl}\p{Zp}]/gu;
/** The same where a text may have several lines. */
const UNSHOWN_IN_LINES = /(?![\n\t\u200b])[\p{C}\p{Zl}\p{Zp}]/gu;

/** Nearly all texts are plain, and need not be made anew. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Text in which no line is a command. GitHub's runner looks for `::` behind white space at the beginning of a line, and
 * for `##[` anywhere in it, on both streams of a step. One that was obeyed could switch off all that follow, so that the
 * lines that have secrets masked would show them.
 */
const withoutCommands = (text: string) =>
  text.replaceAll('##[', '##\u200b[').replace(/^([^\S\r\n\u2028\u2029]*)::/gm, '$1\u200b::');

/** What may stand in a log: several lines, none of them a command, nothing invisible, no address with credentials. */
export function shownText(text: string): string {
  return withoutCommands(
    shownAddresses(PLAIN.test(text) ? text : text.replaceAll('\r\n', '\n').replace(UNSHOWN_IN_LINES, '?')),
  );
}

/** What may stand within a line: as `shownText`, and no line end. */
export function shownWord(text: string): string {
  return shownAddresses(PLAIN.test(text) ? text : text.replace(UNSHOWN, '?')).replaceAll('##[', '##\u200b[');
}

/** The beginning of a text that may be long, `…` for the rest. What must not be seen is taken out before it is cut. */
export function shownBriefly(text: string, length: number): string {
  const shown = shownWord(text);
  // Half of a character would be unseen again.
  return shown.length > length ? `${shown.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…` : shown;
}

/** What a service or a program said, as one sentence; secrets are to be taken out of it before. */
export function shownSentence(text: string, length: number): string {
  return shownBriefly(text.replace(/[\s\p{C}]+/gu, ' ').trim(), length);
}

/** Text that stays text in GitHub-flavoured Markdown and HTML. */
export function markdownText(text: string): string {
  return shownWord(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&');
}

/**
 * JSON of a value as it may be shown. What it says stays the same: what must not stand in a log is written as an escape
 * of JSON. `clean` takes secrets out of each text of the value.
 */
export function shownJson(value: unknown, clean: (text: string) => string, indent?: number): string {
  const shown = (text: string) => shownAddresses(clean(text));
  const replacer = (_: string, each: unknown) => (typeof each === 'string' ? shown(each) : withShownNames(each, shown));
  return (JSON.stringify(value, replacer, indent) ?? 'null')
    .replace(UNSHOWN_IN_LINES, (character) => character.replace(/[\s\S]/g, escaped))
    .replaceAll('##[', '##\\u005b');
}

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** An object under names that may be shown. */
function withShownNames(value: unknown, shown: (text: string) => string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const names = Object.keys(value);
  if (names.every((name) => shown(name) === name)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [shown(name), each]));
}

/**
 * A text whose addresses have no user info and no values of a query (signatures, tokens), which are `***` instead.
 *
 * | what it is                                    | what is hidden                                                       |
 * | `SCHEME://…`, and `//…` at the start of a word | all before any user sign that does not begin a scope; `?` and `#x=` and all behind |
 * | `USER:PASSWORD@HOST`                          | user and password                                                    |
 * | `HOST/PATH?NAME=…`, `#NAME=…`                 | all behind the sign                                                  |
 *
 * An address ends with the word it stands in, without the punctuation behind it, and where the next one begins behind
 * `,`, `;` or `|`. Without a scheme, other things are spelled nearly like addresses, and stay as they are: what begins
 * with a word of `NO_USER` (coordinates, package URLs, ARNs, subjects of GitHub), what has a version or a digest behind
 * the user sign (`npn:utils@1.2.3`, `node:20@sha256:…`), a drive of Windows, a user without a password (`team@acme.example`,
 * `git@host:path`), a question mark without `=` behind it (`app-?.tgz`), and the query of a path alone
 * (`GET /v1/package?domain=my-org`), which goes where the message says.
 */
export function shownAddresses(text: string): string {
  if (!/[@?#]/.test(text)) return text;
  // A password may hold quotation marks and commas as they stand, so user info goes before words are looked at.
  const anonymous = text.includes('://') ? text.replace(/:\/\/[^\s/?#]*@/g, '://***@') : text;
  return anonymous.replace(/[^\s"'<>`]+/g, (word) =>
    /[@?#]/.test(word) ? word.split(NEXT_ADDRESS).map(shownPart).join('') : word,
  );
}

const NEXT_ADDRESS = /(?<=[,;|])(?=[a-z][a-z\d+.-]{0,30}:\/\/)/i;
/** Where an address begins for certain. */
const AUTHORITY = /:\/\/|(?<![\w./:\\])\/\//;
/** What stands before a colon and is no user: the line goes on with a name that may hold a user sign. */
const NO_USER: ReadonlySet<string> = new Set([
  ...Object.entries(COORDINATE_STYLES).flatMap(([format, { purlType }]) => [format, purlType]),
  ...[
    'format',
    'pkg',
    'arn',
    'urn',
    'repo',
    'job_workflow_ref',
    'mailto',
    'file',
    'workspace',
    'link',
    'patch',
    'git',
    'github',
  ],
]);
/** What stands behind a user sign and is no host: `1.2.3-rc.1`, `^1`, `v2`, `sha256:…`. Four numbers are an address. */
const VERSION = /^(?:[v^~=]*\d+(?:\.[\dx*]+){0,2}(?:[-+][\w.+-]*)?|sha\d+[:-][\w+/=-]*|\*|latest)\W{0,10}$/i;

const USER = /(^|[([{=,;|])([^\s:/\\@([{=,;|]+):/g;
/** `#ca-net-007`: words, in lower case. */
const PART_OF_PAGE = /^#[a-z]+(?:-[a-z0-9]{1,12})*[^\w#=-]{0,10}$/;
const PUNCTUATION = '.,;:!?)]}|\u2026';
const PATH_ALONE = /^[([{]?\//;
const PURL = /(?<![\w-])pkg:/;

function shownPart(part: string): string {
  const begin = AUTHORITY.exec(part);
  if (begin !== null) {
    const start = begin.index + begin[0].length;
    const rest = withoutUser(part.slice(start));
    const sign = rest.search(/[?#]/);
    // The name of a part of a page is none of anybody's secrets; what is no such name may be one.
    const isPartOfPage = PART_OF_PAGE.test(rest.slice(sign));
    return part.slice(0, start) + withoutQuery(rest, isPartOfPage ? -1 : sign);
  }
  const anonymous = withoutPassword(part);
  return PATH_ALONE.test(part) || PURL.test(part)
    ? anonymous
    : withoutQuery(anonymous, anonymous.search(/[?#](?=[^=?#]*=)/));
}

/** A password may hold a slash as it stands; in a path, `@` begins a scope and stands behind a slash. */
function withoutUser(rest: string): string {
  for (let at = rest.lastIndexOf('@'); at > 0; at = rest.lastIndexOf('@', at - 1))
    if (rest[at - 1] !== '/') return `***@${rest.slice(at + 1)}`;
  return rest;
}

/** Without the sign and what stands behind it. Punctuation at the end stays: it belongs to the sentence. */
function withoutQuery(part: string, sign: number): string {
  if (sign < 0) return part;
  let end = part.length;
  while (end > sign + 1 && PUNCTUATION.includes(part[end - 1] ?? ' ')) end--;
  // A question mark that ends the sentence is no query.
  return end === sign + 1 ? part : `${part.slice(0, sign)}?***${part.slice(end)}`;
}

/** The same for an address without a scheme, which only a password tells from other names with a user sign. */
function withoutPassword(part: string): string {
  const user = userOf(part);
  if (user === undefined) return part;
  for (let at = part.lastIndexOf('@'); at > user.end; at = part.lastIndexOf('@', at - 1)) {
    const host = part.slice(at + 1);
    if (host !== '' && part[at - 1] !== '/' && !VERSION.test(host)) return `${part.slice(0, user.start)}***@${host}`;
  }
  return part;
}

/** Where the first thing stands that may be a user with a password behind its colon. */
function userOf(part: string): { readonly start: number; readonly end: number } | undefined {
  for (const { index, 0: found, 1: lead = '', 2: name = '' } of part.matchAll(USER)) {
    const end = index + found.length;
    const isDrive = name.length === 1 && /[\\/]/.test(part[end] ?? '');
    if (!isDrive && !NO_USER.has(name.toLowerCase())) return { start: index + lead.length, end };
  }
  return undefined;
}

/** One address without user info, query and fragment; not even in part where it cannot be read. */
export function shownAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.host === '') return 'an address that cannot be read';
  return shownWord(`${url.protocol}//${url.host}${url.pathname}`);
}
