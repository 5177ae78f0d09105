// Texts of setup documents as values. Whatever the text is, reading it ends soon: the server does nothing else meanwhile.
import { isMap, isScalar, parseDocument, visit } from 'yaml';
import { repeatedKey } from '../../core/text/json-keys.ts';
import { nestsTooDeep } from '../../core/text/yaml-nesting.ts';

/**
 * Characters of YAML that are taken over HTTP; JSON, which costs a hundredth, is bounded by the request alone. Reading the
 * worst of texts of this size takes about as long as the slowest of ordinary requests.
 */
const YAML_LIMIT = 128 * 1024;
/** What costs more than its length (`? ? ? …` grows with the fifth power), and how much of it no document needs. */
const COSTLY: readonly { readonly what: string; readonly pattern: RegExp; readonly most: number }[] = [
  { what: 'keys after a question mark', pattern: /(?<![^\s[{,])\?(?=\s)/g, most: 20 },
  { what: 'anchors and aliases', pattern: /(?<![^\s[{,])[&*][^\s,[\]{}]/g, most: 1000 },
];
const MOST_ALIASES = 100;

/** A document that came over HTTP. Throws RangeError in words. */
export function parseReceived(text: string): unknown {
  const json = parseJson(text);
  if (json !== undefined) return json.value;
  if (text.length > YAML_LIMIT)
    throw new RangeError(`a setup of more than ${YAML_LIMIT} characters must be JSON, and this is none`);
  for (const { what, pattern, most } of COSTLY) {
    if ((text.match(pattern)?.length ?? 0) > most) throw new RangeError(`the setup has more than ${most} ${what}`);
  }
  return parseYaml(text);
}

/** Undefined when it is YAML, or neither. */
function parseJson(text: string): { value: unknown } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const repeated = repeatedKey(text);
  if (repeated !== undefined) throw new RangeError(`${JSON.stringify(repeated)} stands twice in one object`);
  return { value };
}

/** YAML of whoever starts the server. Throws RangeError in words. */
export function parseYaml(text: string): unknown {
  if (nestsTooDeep(text)) throw new RangeError('the setup is nested too deep');
  // The check for equal keys of the library compares each with all others, and its words for an error count lines anew.
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  const [error] = document.errors;
  if (error) throw new RangeError(`${error.message} (line ${lineOf(text, error.pos[0])})`);
  requireDifferentKeys(document, text);
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (cause) {
    // An alias to nothing, or aliases to aliases that would become millions of values.
    throw new RangeError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function requireDifferentKeys(document: ReturnType<typeof parseDocument>, text: string): void {
  visit(document, {
    Map(_, node) {
      if (!isMap(node)) return;
      const seen = new Set<unknown>();
      for (const { key } of node.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          throw new RangeError(
            `${String(key.value)} stands twice in one mapping (line ${lineOf(text, key.range?.[0])})`,
          );
        seen.add(key.value);
      }
    },
  });
}

const lineOf = (text: string, at = 0) => text.slice(0, at).split('\n').length;
