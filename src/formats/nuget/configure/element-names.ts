// Names of sources as names of elements: XmlConvert.EncodeLocalName and DecodeName of .NET.

/** What is no name character becomes `_xHHHH_`, and what looks like that, too. */
export function encodeName(name: string): string {
  return name.replace(/_(?=x[0-9a-f]{4}_)|^[^\p{L}_]|[^\p{L}\p{N}\p{M}._\u00b7-]/giu, (found) =>
    [...Array(found.length).keys()]
      .map((index) => `_x${found.charCodeAt(index).toString(16).toUpperCase().padStart(4, '0')}_`)
      .join(''),
  );
}

/** The name that such an element stands for. */
export function decodeName(element: string): string {
  return element.replace(/_x([0-9a-f]{4}(?:[0-9a-f]{4})?)_/gi, (whole, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code > 0x10ffff ? whole : digits.length === 4 ? String.fromCharCode(code) : String.fromCodePoint(code);
  });
}
