// What XML is written with. Reading it is a matter of formats.

// The characters that XML 1.0 has no spelling for, not even as a number.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/**
 * For text and for attribute values in either quote: what is read back is the same text, blanks included.
 * Throws RangeError for characters XML cannot hold, since a password that lacks one is another password.
 */
export function escapeXml(text: string): string {
  if (text.search(FORBIDDEN) !== -1) throw new RangeError('a value contains a character that XML cannot hold');
  return text.replace(/[&<>"'\n\r\t]/g, (character) => ESCAPES[character] ?? character);
}

/** For messages, which have to be answered whatever they quote: the characters XML cannot hold are left out. */
export function holdableByXml(text: string): string {
  return text.replace(FORBIDDEN, '');
}
