// One text for one value, so that a hash stands for the content and not for spacing or the order of keys.
import { createHash } from 'node:crypto';
import { atOnce, STEP_CHARACTERS, STEP_MEMBERS } from './steps.ts';

/**
 * JSON with sorted keys and no spaces (the subset of RFC 8785 our documents need: strings, booleans, null, safe
 * integers, arrays, objects). Members that are undefined are left out, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) {
    let text = '[';
    for (const item of value) text += (text === '[' ? '' : ',') + canonicalJson(item ?? null);
    return `${text}]`;
  }
  if (typeof value === 'object' && value !== null) {
    let text = '{';
    for (const name of sortedNames(value)) {
      const member = (value as Record<string, unknown>)[name];
      if (member !== undefined) text += `${text === '{' ? '' : ','}${JSON.stringify(name)}:${canonicalJson(member)}`;
    }
    return `${text}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new TypeError('only whole numbers have one spelling');
  return JSON.stringify(value);
}

/** Few names in nearly the right order, of a hundred thousand objects: sorted in place, by what takes no memory. */
function sortedNames(value: object): string[] {
  const names = Object.keys(value);
  if (names.length > 20) return names.sort();
  for (let end = 1; end < names.length; end++) {
    const name = names[end] as string;
    let at = end;
    for (; at > 0 && (names[at - 1] as string) > name; at--) names[at] = names[at - 1] as string;
    names[at] = name;
  }
  return names;
}

export function sha256Hex(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Hash over a document without its own `hash` member. */
export function documentHash(document: Readonly<Record<string, unknown>>): string {
  return atOnce(documentHashSteps(document));
}

/** `documentHash` in steps. The canonical text is never there as a whole: of a large plan it is as large as the plan. */
export function* documentHashSteps(document: Readonly<Record<string, unknown>>): Generator<void, string, void> {
  const { hash: _, ...rest } = document;
  const hash = createHash('sha256');
  let text = '{';
  let isFirst = true;
  for (const name of sortedNames(rest)) {
    const member = rest[name];
    if (member === undefined) continue;
    text += `${isFirst ? '' : ','}${JSON.stringify(name)}:`;
    isFirst = false;
    if (!Array.isArray(member)) {
      text += canonicalJson(member);
      continue;
    }
    text += '[';
    for (const [place, item] of member.entries()) {
      text += (place === 0 ? '' : ',') + canonicalJson(item ?? null);
      if (text.length < STEP_CHARACTERS) continue;
      hash.update(text);
      text = '';
      yield;
    }
    text += ']';
  }
  return hash.update(`${text}}`).digest('hex');
}

/** As it is written to a file: readable, one line end at the end. */
export function documentText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The text of `documentText` in pieces, for documents with long lists. */
export function* documentPieces(document: Readonly<Record<string, unknown>>): Generator<string, void, void> {
  let text = '';
  for (const [name, member] of Object.entries(document)) {
    if (member === undefined) continue;
    text += `${text === '' ? '{' : ','}\n  ${JSON.stringify(name)}: `;
    if (!Array.isArray(member) || member.length <= STEP_MEMBERS) {
      text += indented(member, '  ');
      continue;
    }
    yield `${text}[\n    `;
    for (let start = 0; start < member.length; start += STEP_MEMBERS) {
      const items = member.slice(start, start + STEP_MEMBERS).map((item) => indented(item, '    '));
      yield `${start === 0 ? '' : ',\n    '}${items.join(',\n    ')}`;
    }
    text = '\n  ]';
  }
  yield text === '' ? '{}\n' : `${text}\n}\n`;
}

/** `documentPieces` as a file holds them. */
export function* documentBytes(document: Readonly<Record<string, unknown>>): Generator<Uint8Array, void, void> {
  for (const piece of documentPieces(document)) yield Buffer.from(piece);
}

/** Size and SHA-256 (hex) of what `documentBytes` gives, in steps. */
export function* documentDigestSteps(
  document: Readonly<Record<string, unknown>>,
): Generator<void, { readonly size: number; readonly sha256: string }, void> {
  const hash = createHash('sha256');
  let size = 0;
  for (const piece of documentBytes(document)) {
    hash.update(piece);
    size += piece.length;
    yield;
  }
  return { size, sha256: hash.digest('hex') };
}

// A line end within a text is escaped in JSON, so that each one here begins a line.
const indented = (value: unknown, by: string) =>
  (JSON.stringify(value ?? null, null, 2) ?? 'null').replaceAll('\n', `\n${by}`);
