// One text for one value, so that a hash stands for the content and not for spacing or the order of keys.
import { createHash } from 'node:crypto';

/**
 * JSON with sorted keys and no spaces (the subset of RFC 8785 our documents need: strings, booleans, null, safe
 * integers, arrays, objects). Members that are undefined are left out, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new TypeError('only whole numbers have one spelling');
  return JSON.stringify(value);
}

export function sha256Hex(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Hash over a document without its own `hash` member. */
export function documentHash(document: Readonly<Record<string, unknown>>): string {
  const { hash: _, ...rest } = document;
  return sha256Hex(canonicalJson(rest));
}

/** As it is written to a file: readable, one line end at the end. */
export function documentText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
