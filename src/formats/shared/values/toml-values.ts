import { isSame, type ValueEditor } from '../../../core/text/value-merge.ts';

type Table = Record<string, unknown>;

/** TOML. Comments go only where the editor that keeps them cannot do what is wanted. */
export async function openToml(): Promise<ValueEditor> {
  const { parse, stringify } = await import('smol-toml');
  const { patch } = await import('@decimalturn/toml-patch');
  return {
    read: (text) => parse(text),
    edit: (text, wanted) => {
      try {
        const patched = patch(text, wanted as Table);
        if (isSame(parse(patched), wanted)) return patched;
      } catch {
        // Written anew below.
      }
      return stringify(wanted as Table);
    },
  };
}
