// Text that comes in pieces: what is shown in the end is what would have been shown of it at once.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StreamedText, type TextCleaning } from '../../../src/core/text/streamed-text.ts';
import { createRedaction } from '../../../src/machine/redaction.ts';

const SECRET = 'wJalrXUtnFEMI/K7MDENG/an/example/key+1';

function redactionOf(...secrets: readonly string[]): TextCleaning {
  const redaction = createRedaction();
  for (const secret of secrets) redaction.add(secret);
  return redaction;
}

/** What is shown when whatever may be shown is shown after each piece. */
function shownOf(cleaning: TextCleaning, pieces: readonly string[]): string {
  const streamed = new StreamedText(cleaning);
  return pieces.map((piece) => streamed.add(piece) + streamed.settle()).join('') + streamed.end();
}

describe('a secret in pieces', () => {
  const text = `a ${SECRET} b ${SECRET.slice(0, 20)}… ${SECRET.slice(3, 25)}! 😀 ${SECRET}`;
  const cleaning = redactionOf(SECRET, `${SECRET.slice(-6)}-another-secret`);

  test('is not seen, wherever they end', () => {
    for (let first = 0; first <= text.length; first++)
      for (const second of [first, first + 1, first + 7, text.length]) {
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(shownOf(cleaning, pieces)).toBe(cleaning.clean(text));
      }
    expect(shownOf(cleaning, text.split(''))).toBe(cleaning.clean(text));
  });

  test('is not seen, whatever stands around it', () => {
    const part = fc.oneof(
      fc.constantFrom(SECRET, SECRET.slice(0, 9), SECRET.slice(5, 30), SECRET.slice(-4), '\r', '.', '…'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), fc.array(fc.nat(200), { maxLength: 8 }), (parts, cuts) => {
        const whole = parts.join('');
        const ends = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const pieces = ends.slice(1).map((end, index) => whole.slice(ends[index], end));
        if (shownOf(cleaning, pieces) !== cleaning.clean(whole)) throw new Error(JSON.stringify(pieces));
      }),
      { numRuns: 2_000, seed: 15 },
    );
  });
});

test('what is no part of a secret is shown at once, but for the characters that one may go on with', () => {
  const streamed = new StreamedText(redactionOf(SECRET));
  expect(streamed.add('45 %\r')).toBe('');
  expect(streamed.settle()).toBe('45 %\r');
  streamed.add(`.... ${SECRET.slice(0, 5)}`);
  expect(streamed.settle()).toBe('.... ');
  expect(streamed.add('x\n')).toBe(`${SECRET.slice(0, 5)}x\n`);
  expect(streamed.end()).toBe('');
});

test.each([1, 1000, 65_536])(
  'a line without an end, in pieces of %d, takes time by its length and no memory',
  (length) => {
    const total = length === 1 ? 2_000_000 : 32 * 1024 * 1024;
    const streamed = new StreamedText(redactionOf(SECRET));
    const piece = 'a'.repeat(length);
    const before = process.cpuUsage();
    let shown = 0;
    for (let at = 0; at < total; at += length) {
      shown += streamed.add(piece).length;
      if (at - shown > 256 * 1024) throw new Error('it is kept');
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(4_000);
  },
);
