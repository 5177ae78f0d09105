// Text of strangers as it may be shown: names of files and packages, answers of services, messages of programs, inputs.
// Everything that is printed, annotated or summarised passes here, whatever the surface.

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
const withoutCommands = (text: string) => text.replaceAll('##[', '##\u200b[').replace(/^([^\S\n]*)::/gm, '$1\u200b::');

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

/** The addresses of a text without user info and without values of a query (signatures, tokens). */
export function shownAddresses(text: string): string {
  if (!text.includes('://')) return text;
  return text.replace(/:\/\/[^\s/?#]*@/g, '://***@').replace(/:\/\/[^\s"'<>`]+/g, (address) => {
    // A password may hold a slash as it stands; in a path, `@` begins a scope and stands behind a slash.
    const rest = `${address.slice(0, 3)}${withoutUser(address.slice(3))}`;
    const query = rest.search(/[?#]/);
    const isShown = query < 0 || query === rest.length - 1 || (rest[query] === '#' && !rest.includes('=', query));
    return isShown ? rest : `${rest.slice(0, query)}?***`;
  });
}

function withoutUser(rest: string): string {
  for (let at = rest.lastIndexOf('@'); at > 0; at = rest.lastIndexOf('@', at - 1))
    if (rest[at - 1] !== '/') return `***@${rest.slice(at + 1)}`;
  return rest;
}

/** One address without user info, query and fragment; not even in part where it cannot be read. */
export function shownAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || url.host === '') return 'an address that cannot be read';
  return shownWord(`${url.protocol}//${url.host}${url.pathname}`);
}
