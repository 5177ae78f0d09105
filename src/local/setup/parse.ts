// Texts of setup documents as values. Whatever the text is, reading it ends soon: the server does nothing else meanwhile.
import { repeatedKey } from '../../core/text/json-keys.ts';
import { YamlRefusal, yamlValue } from '../../core/text/yaml-document.ts';

/**
 * Characters of YAML that are taken over HTTP; JSON, which costs a hundredth, is bounded by the request alone. Reading the
 * worst of texts of this size takes about as long as the slowest of ordinary requests.
 */
const YAML_LIMIT = 128 * 1024;
/** A document that came over HTTP. Throws RangeError in words. */
export function parseReceived(text: string): unknown {
  const json = parseJson(text);
  if (json !== undefined) return json.value;
  if (text.length > YAML_LIMIT)
    throw new RangeError(`a setup of more than ${YAML_LIMIT} characters must be JSON, and this is none`);
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

/** Characters of a file that whoever starts the server gives: a large document with all its packages. */
const LONGEST_FILE = 4 * 1024 * 1024;

/** YAML of whoever starts the server. Throws RangeError in words. */
export function parseYaml(text: string): unknown {
  try {
    return yamlValue(text, { subject: 'the setup', longest: LONGEST_FILE });
  } catch (cause) {
    if (cause instanceof YamlRefusal) throw new RangeError(cause.message);
    throw cause;
  }
}
