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
    // As Windows editors ("Unicode") and PowerShell's `>` write it. Few programs read it: see `EncodingsRead`.
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

/** What the bytes of a file are, for people. */
const KINDS = {
  mark: 'UTF-8 with a byte order mark',
  utf16: 'UTF-16',
  otherBytes: 'not UTF-8 (Latin-1 or Windows-1252, by its looks)',
} as const;

/**
 * Which files a program reads besides those in plain UTF-8, declared for each program and kind of file, since each
 * decodes for itself: true where a file in such an encoding says to it what it says to us.
 */
export interface EncodingsRead {
  /** UTF-8 behind a byte order mark. */
  readonly mark: boolean;
  /** UTF-16 with a byte order mark: of either byte order, or of the one that Windows writes. */
  readonly utf16: boolean | 'little-endian';
  /** Bytes that are not UTF-8, such as an `é` of Latin-1 in a comment. */
  readonly otherBytes: boolean;
}

/** What keeps the program from reading a file of this encoding, for people; undefined where it reads it. */
export function encodingUnreadBy(
  reads: EncodingsRead,
  { charset, mark: hasMark }: TextEncoding,
): (typeof KINDS)[keyof typeof KINDS] | undefined {
  if (charset === 'utf16be') return reads.utf16 === true ? undefined : KINDS.utf16;
  if (charset === 'utf16le') return reads.utf16 ? undefined : KINDS.utf16;
  if (charset === 'latin1') return reads.otherBytes ? undefined : KINDS.otherBytes;
  return hasMark && !reads.mark ? KINDS.mark : undefined;
}
