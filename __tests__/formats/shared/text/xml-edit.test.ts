// Edits by splicing: what is not touched stays byte for byte.
import { describe, expect, test } from '@jest/globals';
import { find } from '../../../../src/formats/shared/text/xml.ts';
import { XmlText } from '../../../../src/formats/shared/text/xml-edit.ts';

const EMPTY = '<a>\n</a>\n';
const edited = (text: string, edit: (xml: XmlText) => void) => {
  const xml = XmlText.of(text, EMPTY);
  edit(xml);
  return xml.finish();
};

describe('an attribute', () => {
  test.each([
    ['in double quotes', '<a k="old" z="1"/>', '<a k="n&apos;&quot;" z="1"/>'],
    ['in single quotes', "<a  y = '\"k=' k\n=\n'old' />", "<a  y = '\"k=' k\n=\n'n&apos;&quot;' />"],
    ['that is missing', '<a y="1"  >x</a>', '<a y="1" k="n&apos;&quot;"  >x</a>'],
    ['of an element without any', '<m:a/>', '<m:a k="n&apos;&quot;"/>'],
    ['beside one with a prefix', '<a m:k="old"/>', '<a m:k="old" k="n&apos;&quot;"/>'],
    ['whose value looks like another', `<a y=" k='x' "/>`, `<a y=" k='x' " k="n&apos;&quot;"/>`],
    ['after characters of two code units', '<a y="\u{1F600}" k="old"/>', '<a y="\u{1F600}" k="n&apos;&quot;"/>'],
    ['after a byte order mark', '\uFEFF<a k="old"/>', '\uFEFF<a k="n&apos;&quot;"/>'],
  ])('%s', (_what, before, after) => {
    expect(edited(before, (xml) => xml.setAttribute((root) => root, 'k', `n'"`))).toBe(after);
  });

  test('that has the value already is left in its spelling', () => {
    const text = `<a k='&#x6e;&apos;"'/>`;
    expect(edited(text, (xml) => xml.setAttribute((root) => root, 'k', `n'"`))).toBe(text);
  });
});

describe('an element', () => {
  test.each([
    ['with text', '<a><b>old</b></a>', '<a><b>n</b></a>'],
    ['with CDATA', '<a><b><![CDATA[</b>]]></b></a>', '<a><b>n</b></a>'],
    ['with a comment', '<a><b><!-- </b> -->old</b></a>', '<a><b>n</b></a>'],
    ['that is empty', '<a><b ></b ></a>', '<a><b >n</b ></a>'],
    ['that closes itself', '<a><m:b /></a>', '<a><m:b>n</m:b></a>'],
  ])('%s is given another text', (_what, before, after) => {
    expect(edited(before, (xml) => xml.setText((root) => find(root, 'b'), 'n'))).toBe(after);
  });

  test('is appended with the line ends and the indentation of the file', () => {
    const append = (xml: XmlText) => xml.append((root) => root, { name: 'c', children: [{ name: 'd', text: '<' }] });
    expect(edited('<a>\r\n\t<b/>\r\n</a>', append)).toBe('<a>\r\n\t<b/>\r\n\t<c>\r\n\t\t<d>&lt;</d>\r\n\t</c>\r\n</a>');
    expect(edited('<m:a/>', append)).toBe('<m:a>\n  <m:c>\n    <m:d>&lt;</m:d>\n  </m:c>\n</m:a>');
  });

  test('is removed with its line', () => {
    expect(edited('<a>\n  <b/>\n  <c/> <!-- x -->\n</a>', (xml) => xml.remove((root) => find(root, 'b')))).toBe(
      '<a>\n  <c/> <!-- x -->\n</a>',
    );
    expect(edited('<a>\n  <c/> <!-- x -->\n</a>', (xml) => xml.remove((root) => find(root, 'c')))).toBe(
      '<a>\n   <!-- x -->\n</a>',
    );
  });
});

test('an empty file is begun, a damaged one refused', () => {
  expect(XmlText.of(undefined, EMPTY).finish()).toBe(EMPTY);
  expect(XmlText.of(' \n', EMPTY).finish()).toBe(EMPTY);
  for (const text of ['<a>', '<a></b>', '<!DOCTYPE a><a/>', '<a b="1" b="2"/>'])
    expect(() => XmlText.of(text, EMPTY)).toThrow(SyntaxError);
});

test('a value that XML cannot hold is refused, not shortened', () => {
  const xml = XmlText.of('<a/>', EMPTY);
  expect(() => xml.setText((root) => root, 'pass\u0007word')).toThrow(RangeError);
});
