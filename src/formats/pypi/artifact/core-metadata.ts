// Core metadata as wheels (METADATA) and source archives (PKG-INFO) carry it: versions 1.0 to 2.5.
// The text is a message header; since 2.1 the description may be its body.

export interface CoreMetadata {
  readonly metadataVersion: string;
  readonly name: string;
  readonly version: string;
  /** Lower-case field name to values in order; fields of the value `UNKNOWN` (old distutils) are left out. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
}

/** What we hold of one metadata file at most. Descriptions of a megabyte exist; nothing honest is larger than this. */
export const CORE_METADATA_LIMIT = 8 * 1024 * 1024;

const KNOWN_VERSION = /^(?:1\.[0-2]|2\.\d{1,2})$/;

/**
 * Reads core metadata. Throws a RangeError that says what is wrong: no metadata version, one of an unknown major
 * version, no name or no version. Minor versions beyond 2.5 are read as 2.5, as the specification asks.
 */
export function parseCoreMetadata(text: string): CoreMetadata {
  const { header, body } = splitMessage(text.replace(/^\uFEFF/, ''));
  const fields = readFields(header);
  if (body.trim() !== '') fields.set('description', [body]);
  const single = (field: string) => fields.get(field)?.[0]?.trim() ?? '';
  const metadataVersion = single('metadata-version');
  if (!KNOWN_VERSION.test(metadataVersion)) {
    throw new RangeError(metadataVersion === '' ? 'no Metadata-Version' : 'a Metadata-Version we do not know');
  }
  for (const field of ['name', 'version'])
    if (single(field) === '') throw new RangeError(`no ${field} in the metadata`);
  return { metadataVersion, name: single('name'), version: single('version'), fields };
}

function splitMessage(text: string): { header: string[]; body: string } {
  const end = /\r?\n\r?\n/.exec(text);
  const header = end ? text.slice(0, end.index) : text;
  return { header: header.split(/\r?\n/), body: end ? text.slice(end.index + end[0].length) : '' };
}

function readFields(lines: readonly string[]): Map<string, string[]> {
  const raw: { name: string; lines: string[] }[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (/^[ \t]/.test(line)) raw.at(-1)?.lines.push(line);
    else if (colon > 0) raw.push({ name: line.slice(0, colon).trim().toLowerCase(), lines: [line.slice(colon + 1)] });
  }
  const fields = new Map<string, string[]>();
  for (const { name, lines: folded } of raw) {
    const value = unfold(folded);
    if (value === '' || value === 'UNKNOWN') continue;
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}

/** Continuation lines keep their breaks; eight blanks, or blanks and a bar (metadata 1.2 and later), are the fold. */
function unfold(lines: readonly string[]): string {
  const [first = '', ...rest] = lines;
  return [first.trim(), ...rest.map((line) => line.replace(/^(?:[ \t]{7}\|| {8}|[ \t]+)/, ''))].join('\n').trimEnd();
}
