// Configuration files come in the encodings of their editors. What was read must go back byte for byte.

export interface TextEncoding {
  /** `latin1` stands for "bytes that are not UTF-8": each byte is one character, so untouched bytes survive. */
  readonly charset: 'utf8' | 'utf16le' | 'utf16be' | 'latin1';
  readonly mark: boolean;
}

export const PLAIN: TextEncoding = { charset: 'utf8', mark: false };

const mark = '\uFEFF';

/** Bytes -> text without byte order mark, and how to get back. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: TextEncoding } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length >= 2 && buffer.length % 2 === 0) {
    // NuGet.Config and pip.ini saved by Windows editors ("Unicode") are UTF-16 with a mark.
    if (buffer[0] === 0xff && buffer[1] === 0xfe) return utf16(buffer, 'utf16le');
    if (buffer[0] === 0xfe && buffer[1] === 0xff) return utf16(Buffer.from(buffer).swap16(), 'utf16be');
  }
  const text = buffer.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(buffer)) {
    return { text: buffer.toString('latin1'), encoding: { charset: 'latin1', mark: false } };
  }
  if (text.startsWith(mark)) return { text: text.slice(1), encoding: { charset: 'utf8', mark: true } };
  return { text, encoding: PLAIN };
}

function utf16(littleEndian: Buffer, charset: 'utf16le' | 'utf16be') {
  return { text: littleEndian.toString('utf16le').slice(1), encoding: { charset, mark: true } as const };
}

/** Throws RangeError when the encoding of the file has no room for a character that was put in. */
export function encodeText(text: string, encoding: TextEncoding): Buffer {
  const whole = encoding.mark ? mark + text : text;
  switch (encoding.charset) {
    case 'utf8':
      return Buffer.from(whole, 'utf8');
    case 'utf16le':
      return Buffer.from(whole, 'utf16le');
    case 'utf16be':
      return Buffer.from(whole, 'utf16le').swap16();
    case 'latin1': {
      const bytes = Buffer.from(whole, 'latin1');
      if (bytes.toString('latin1') !== whole) throw new RangeError('the file is not UTF-8 and cannot hold the text');
      return bytes;
    }
  }
}
