import { describe, expect, test } from '@jest/globals';
import { escapeXml, holdableByXml } from '../../../src/core/text/xml-escape.ts';
import { parseXml } from '../../../src/formats/shared/text/xml.ts';

describe('escapeXml', () => {
  test.each([
    ['markup', `a<b>&"c'd]]>`],
    ['what looks like an entity', '&amp;&#65;'],
    ['line ends and tabs, which an attribute would make blanks', 'a\r\nb\rc\td'],
    ['other letters', 'é\u{1F600}'],
    ['nothing', ''],
  ])('%s is read back as it was, from text and from either kind of attribute', (_what, text) => {
    const escaped = escapeXml(text);
    const root = parseXml(`<x y="${escaped}" z='${escaped}'>${escaped}</x>`);
    expect([root.text, root.attributes.y, root.attributes.z]).toEqual([text, text, text]);
  });

  test('in these words', () => {
    expect(escapeXml(`<>&"'\n\r\t`)).toBe('&lt;&gt;&amp;&quot;&apos;&#10;&#13;&#9;');
  });

  test.each(['\u0000', 'a\u0007b', '\u001f', '\ufffe', '\ud83d', '\ude00\ud83d'])('%j has no spelling', (text) => {
    expect(() => escapeXml(text)).toThrow(RangeError);
    expect(() => parseXml(`<x>${text}</x>`)).toThrow(SyntaxError);
  });
});

test('holdableByXml leaves out what has no spelling, and nothing else', () => {
  expect(holdableByXml('a\u0000b\u001f\ufffe\ud83d<\n\t\u{1F600}')).toBe('ab<\n\t\u{1F600}');
  expect(() => escapeXml(holdableByXml('\u0000\ud83d'))).not.toThrow();
});
