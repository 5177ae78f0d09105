import { describe, expect, test } from '@jest/globals';
import { decodeText, encodeText } from '../../../src/core/text/encoding.ts';
import { applyChanges, changesBetween, revertEdit } from '../../../src/core/text/three-way-merge.ts';
import { byLane } from '../../support/lane.ts';
import { pick, random } from '../../support/packages/config-samples.ts';

const ROUNDS = byLane(1000, 40_000);
const LINES = ['a', 'b', 'c', 'a', '', ' x = 1', 'long line with several words', '[s]', '# c'];

function text(next: () => number, ends = '\n'): string {
  const lines = Array.from({ length: Math.floor(next() * 12) }, () => pick(LINES, next));
  return lines.join(ends) + (next() < 0.5 && lines.length > 0 ? ends : '');
}

test('the changes between two texts make one out of the other', () => {
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    const next = random(seed);
    const ends = pick(['\n', '\r\n'], next);
    const [from, to] = [text(next, ends), text(next, ends)];
    expect(applyChanges(from, changesBetween(from, to))).toBe(to);
  }
});

test('a change is as small as the lines allow', () => {
  expect(changesBetween('a\nb\nc\n', 'a\nB\nc\n')).toEqual([{ start: 2, end: 3, text: 'B' }]);
  expect(changesBetween('a\nc\n', 'a\nb\nc\n')).toEqual([{ start: 2, end: 2, text: 'b\n' }]);
  expect(changesBetween('k = old # c\n', 'k = new # c\n')).toEqual([{ start: 4, end: 7, text: 'new' }]);
});

test('hundreds of thousands of lines that all differ are one change, quickly enough', () => {
  const many = (mark: string) => Array.from({ length: 5000 }, (_, index) => `${mark}${index}\n`).join('');
  expect(applyChanges(many('a'), changesBetween(many('a'), many('b')))).toBe(many('b'));
});

describe('taking back', () => {
  test('a change whose file nobody touched gives exactly what was before', () => {
    for (let seed = 0; seed < ROUNDS; seed += 1) {
      const next = random(seed);
      const [before, after] = [text(next), text(next)];
      expect(revertEdit(before, after, after, 'lines')).toEqual({ text: before, isPartial: false });
      expect(revertEdit(before, after, before, 'lines').text).toBe(before);
    }
  });

  test('a line of others at the top or the end stays, everything else is as before', () => {
    for (let seed = 0; seed < ROUNDS; seed += 1) {
      const next = random(seed);
      const before = text(next);
      const ours = `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}ours=1\n`;
      const theirs = next() < 0.5 ? `theirs\n${ours}` : `${ours}theirs\n`;
      const { text: result, isPartial } = revertEdit(before, ours, theirs, 'lines');
      expect(isPartial).toBe(false);
      expect(result.replace(/theirs\n/, '').trimEnd()).toBe(before.trimEnd());
      expect(result).toContain('theirs\n');
    }
  });

  test.each([
    ['lines', 'a\nOURS 1\ntheirs\nOURS 2\n', 'a\ntheirs\n'],
    ['tree', 'a\nOURS 1\ntheirs\nOURS 2\n', 'a\nOURS 1\ntheirs\nOURS 2\n'],
    ['lines', 'a\nOURS 1 changed\nOURS 2\n', 'a\nOURS 1 changed\n'],
    ['lines', 'a\nOURS 2\n', 'a\n'],
  ] as const)('%s: %j', (syntax, current, expected) => {
    expect(revertEdit('a\n', 'a\nOURS 1\nOURS 2\n', current, syntax).text).toBe(expected);
  });

  test.each([
    ['a key under our header', '[ours]\nk = 1\nmine = 2\n', '[ours]\nmine = 2\n'],
    ['a comment only', '[ours]\nk = 1\n# mine\n', '# mine\n'],
    ['a section of its own', '[ours]\nk = 1\n[mine]\nx = 1\n', '[mine]\nx = 1\n'],
    ['a key between ours', '[ours]\nmine = 2\nk = 1\n', '[ours]\nmine = 2\n'],
  ])('sections: %s', (_, current, expected) => {
    expect(revertEdit('', '[ours]\nk = 1\n', current, 'sections').text).toBe(expected);
  });
});

test.each([
  ['UTF-8', Buffer.from('größe\n')],
  ['with mark', Buffer.from('\uFEFFa\r\n')],
  ['UTF-16', Buffer.from('\uFEFFgröße\r\n', 'utf16le')],
  ['UTF-16 big-endian', Buffer.from('\uFEFFa\n', 'utf16le').swap16()],
  ['Latin-1', Buffer.from([0x67, 0x72, 0xf6, 0xdf, 0x65, 0x0a])],
  ['a lone mark', Buffer.from([0xff, 0xfe])],
  ['odd UTF-16', Buffer.from([0xff, 0xfe, 0x61])],
  ['nothing', Buffer.alloc(0)],
])('%s goes there and back', (_, bytes) => {
  const { text: decoded, encoding } = decodeText(bytes);
  expect(decoded).not.toContain('\uFEFF');
  expect(encodeText(decoded, encoding).equals(bytes)).toBe(true);
});

test('what an encoding cannot hold is refused', () => {
  const { text: decoded, encoding } = decodeText(Buffer.from([0xf6]));
  expect(() => encodeText(`${decoded}\u0416`, encoding)).toThrow(RangeError);
});
