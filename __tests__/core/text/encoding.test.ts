// Bytes of configuration files: read, kept, and told apart by what programs can read.
import { describe, expect, test } from '@jest/globals';
import { decodeText, type EncodingsRead, encodeText, encodingUnreadBy } from '../../../src/core/text/encoding.ts';

const TEXT = '# é\nkey = 1\n';
const littleEndian = Buffer.from(`\uFEFF${TEXT}`, 'utf16le');
const BYTES = {
  plain: Buffer.from(TEXT),
  mark: Buffer.from(`\uFEFF${TEXT}`),
  utf16le: littleEndian,
  utf16be: Buffer.from(littleEndian).swap16(),
  latin1: Buffer.from(TEXT, 'latin1'),
} as const;

describe('encodings', () => {
  test.each(Object.entries(BYTES))('%s is read, and goes back byte for byte', (_, bytes) => {
    const { text, encoding } = decodeText(bytes);
    expect(text).toBe(TEXT);
    expect(encodeText(text, encoding).equals(bytes)).toBe(true);
  });

  test('a program reads what it declares, and plain UTF-8', () => {
    const unread = (reads: EncodingsRead) =>
      Object.entries(BYTES)
        .filter(([, bytes]) => encodingUnreadBy(reads, decodeText(bytes).encoding) !== undefined)
        .map(([name]) => name);
    expect(unread({ mark: false, utf16: false, otherBytes: false })).toEqual(['mark', 'utf16le', 'utf16be', 'latin1']);
    expect(unread({ mark: true, utf16: false, otherBytes: false })).toEqual(['utf16le', 'utf16be', 'latin1']);
    expect(unread({ mark: true, utf16: true, otherBytes: true })).toEqual([]);
    expect(unread({ mark: false, utf16: false, otherBytes: true })).toEqual(['mark', 'utf16le', 'utf16be']);
  });
});
