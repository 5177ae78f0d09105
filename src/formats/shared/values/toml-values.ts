import { isMapping, isSame, Literal, type Said, type ValueEditor } from '../../../core/text/value-merge.ts';
import { behindTables, readToml } from '../text/toml-places.ts';

type Table = Record<string, unknown>;

/** What two readers have to agree on: the shape of a document, and its texts. */
function outline(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(outline);
  if (typeof value === 'object' && value !== null && !(value instanceof Date) && !(value instanceof Literal))
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, outline(one)]));
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** TOML. Comments go only where the editor that keeps them cannot do what is wanted. */
export async function openToml(): Promise<ValueEditor> {
  const { parse, stringify } = await import('smol-toml');
  const toml = await import('@decimalturn/toml-patch');
  const accepted = (text: string) => {
    const parsed = parse(text, { integersAsBigInt: true });
    const reading = readToml(text);
    if (!isSame(outline(parsed), outline(reading.said)))
      throw new SyntaxError('two readers take it for something else');
    return reading;
  };
  /** As the library takes it that writes it: literals become its numbers and dates. */
  const plain = (value: Said, read: (text: string) => Table): unknown => {
    if (value instanceof Literal) return read(`x = ${value.source}`).x;
    if (Array.isArray(value)) return value.map((one) => plain(one, read));
    if (!isMapping(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one, read)]));
  };
  return {
    read: (text) => accepted(text).said,
    written: (text) => accepted(text).written,
    behind: ({ base, ours, now }) => behindTables(base, ours, now),
    edit: (text, wanted) => {
      try {
        const patched = toml.patch(
          text,
          plain(wanted, (one) => toml.parse(one) as Table),
        );
        if (isSame(accepted(patched).said, wanted)) return patched;
      } catch {
        // Written anew below.
      }
      return stringify(plain(wanted, (one) => parse(one, { integersAsBigInt: 'asNeeded' }) as Table) as Table);
    },
  };
}
