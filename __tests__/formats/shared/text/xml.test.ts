import { describe, expect, test } from '@jest/globals';
import {
  find,
  findAll,
  parseXml,
  textAt,
  type XmlElement,
  XmlRefusal,
} from '../../../../src/formats/shared/text/xml.ts';
import { DRESSES, random, sample } from '../../../support/packages/config-samples.ts';

describe('parseXml', () => {
  test('reads elements, attributes, entities and CDATA, without prefixes', () => {
    const root = parseXml(
      '<?xml version="1.0"?><!-- x --><m:a xmlns:m="u" x="1 &lt; 2" m:y=\'"\'><b> t&amp;&#233;&#x20AC; </b><b><![CDATA[<&amp;>]]></b><m:c/></m:a>',
    );
    expect([root.name, root.writtenName]).toEqual(['a', 'm:a']);
    expect({ ...root.attributes }).toEqual({ x: '1 < 2', y: '"' });
    expect(findAll(root, 'b').map(({ text }) => text)).toEqual(['t&é€', '<&amp;>']);
    expect(find(root, 'c')?.text).toBe('');
    expect(textAt(root, 'c')).toBeUndefined();
    expect(textAt(root, 'no', 'such')).toBeUndefined();
  });

  test('text goes round comments, instructions and elements', () => {
    expect(parseXml('<a> one<!-- two --><?three?><b>four</b><![CDATA[five]]> </a>').text).toBe('onefive');
  });

  test('an entity of the second order is not resolved again', () => {
    expect(textAt(parseXml('<a><b>&amp;lt;</b></a>'), 'b')).toBe('&lt;');
  });

  test('entities it does not know stay as they are written', () => {
    const root = parseXml('<a b="&reg;">Laugst&oslash;l &amp; &lt;</a>');
    expect(root.text).toBe('Laugst&oslash;l & <');
    expect(root.attributes.b).toBe('&reg;');
  });

  test('names and attributes that mean something to JavaScript mean nothing', () => {
    const root = parseXml('<__proto__ __proto__="x"><constructor/></__proto__>');
    expect(root.name).toBe('__proto__');
    expect(Object.keys(root.attributes)).toEqual(['__proto__']);
    expect(root.attributes.constructor).toBeUndefined();
    expect(find(root, 'constructor')?.attributes.toString).toBeUndefined();
  });

  test('a document type inside a comment or CDATA is text', () => {
    expect(parseXml('<!-- <!DOCTYPE a> --><a><![CDATA[<!DOCTYPE b>]]></a>').text).toBe('<!DOCTYPE b>');
  });

  test('drops a byte order mark and reads UTF-16', () => {
    expect(parseXml('\uFEFF<a>x</a>').text).toBe('x');
    expect(parseXml(Buffer.from('\uFEFF<a>ü</a>', 'utf16le')).text).toBe('ü');
    expect(parseXml(Buffer.from('\uFEFF<a>ü</a>')).text).toBe('ü');
  });

  test.each([
    ['a document type with entities', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an external entity', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['a document type without entities', '<!DOCTYPE a><a/>'],
    ['a document type in small letters', '<!doctype a><a/>'],
    ['a tag that is not closed', '<a><b></a>'],
    ['an end tag in other letters', '<a></A>'],
    ['an end tag too many', '<a/></a>'],
    ['an end that is missing', '<a><b/>'],
    ['half a tag', '<a b="1"'],
    ['half a comment', '<a><!-- </a>'],
    ['half a CDATA section', '<a><![CDATA[ </a>'],
    ['two hyphens in a comment', '<a><!-- -- --></a>'],
    ['the end of a CDATA section without its beginning', '<a>]]></a>'],
    ['an attribute without a value', '<a b/>'],
    ['an attribute without quotes', '<a b=1/>'],
    ['attributes without a blank between', '<a b="1"c="2"/>'],
    ['an attribute twice', '<a b="1" b="2"/>'],
    ['a tag inside an attribute', '<a b="<c/>"/>'],
    ['an ampersand alone', '<a>x & y</a>'],
    ['an entity without a name', '<a>&;</a>'],
    ['an entity without an end', '<a>&amp</a>'],
    ['a number that is no character', '<a>&#0;</a>'],
    ['a control character', '<a>\u0001</a>'],
    ['half a character', '<a>\ud83d</a>'],
    ['a name that begins with a digit', '<1a/>'],
    ['a declaration that is not at the start', ' <?xml version="1.0"?><a/>'],
    ['text before the root', 'x<a/>'],
    ['text after the root', '<a/>x'],
    ['CDATA after the root', '<a/><![CDATA[x]]>'],
    ['nothing', ''],
    ['a byte order mark alone', '\uFEFF'],
    ['no XML', 'PK\u0003\u0004'],
    ['two roots', '<a/><b/>'],
    ['depth', '<a>'.repeat(201) + '</a>'.repeat(201)],
    ['depth without end', '<a>'.repeat(200_000)],
  ])('refuses %s', (_what, text) => {
    expect(() => parseXml(text)).toThrow(XmlRefusal);
  });

  test('a refusal says where, and quotes no value', () => {
    const text = '<settings>\n  <password>my-secret</password\n</settings>';
    expect(() => parseXml(text)).toThrow(/line 3/);
    expect(() => parseXml(text)).not.toThrow(/my-secret/);
  });

  test('refuses what is larger than the limit before parsing it', () => {
    expect(() => parseXml(`<a>${'x'.repeat(2000)}</a>`, 1000)).toThrow('larger than 1000');
  });
});

/** Every element with the text its places enclose, for documents whose elements all have a `name`. */
function places(text: string, node: XmlElement): string[][] {
  const { start, end, contentStart, contentEnd } = node;
  return [
    [node.writtenName, text.slice(start, end), text.slice(contentStart, contentEnd)],
    ...node.children.flatMap((one) => places(text, one)),
  ];
}

describe('where elements stand', () => {
  test.each([
    ['self-closing', '<a b="/>" />', [['a', '<a b="/>" />', '']]],
    ['empty', '<a></a >', [['a', '<a></a >', '']]],
    ['text', '<a\n>x</a>', [['a', '<a\n>x</a>', 'x']]],
    ['an entity first', '<a>&lt;x</a>', [['a', '<a>&lt;x</a>', '&lt;x']]],
    ['a comment first', '<a><!-- </a> -->x</a>', [['a', '<a><!-- </a> -->x</a>', '<!-- </a> -->x']]],
    ['an instruction first', '<a><?x </a>?></a>', [['a', '<a><?x </a>?></a>', '<?x </a>?>']]],
    ['CDATA', '<a><![CDATA[</a>]]></a>', [['a', '<a><![CDATA[</a>]]></a>', '<![CDATA[</a>]]>']]],
    ['a byte order mark before', '\uFEFF<a>x</a>', [['a', '<a>x</a>', 'x']]],
    [
      'CRLF',
      '\r\n<a>\r\n<b/>\r\n</a>\r\n',
      [
        ['a', '<a>\r\n<b/>\r\n</a>', '\r\n<b/>\r\n'],
        ['b', '<b/>', ''],
      ],
    ],
    [
      'characters of two code units',
      '<a><b>\u{1F600}</b>\u{1F600}<c/></a>',
      [
        ['a', '<a><b>\u{1F600}</b>\u{1F600}<c/></a>', '<b>\u{1F600}</b>\u{1F600}<c/>'],
        ['b', '<b>\u{1F600}</b>', '\u{1F600}'],
        ['c', '<c/>', ''],
      ],
    ],
  ])('%s', (_what, text, expected) => {
    expect(places(text, parseXml(text))).toEqual(expected);
  });

  test('in files as people have them, every element is cut out whole', () => {
    const next = random(20);
    for (let round = 0; round < 16; round++) {
      for (const kind of ['settings', 'nuget'] as const) {
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
          DRESSES[round % 4]?.dress(sample(kind, next)),
        );
        for (const [name, whole = '', content = ''] of places(text, parseXml(text))) {
          const again = parseXml(whole);
          expect([again.writtenName, again.end, whole.slice(again.contentStart, again.contentEnd)]).toEqual([
            name,
            whole.length,
            content,
          ]);
        }
      }
    }
  });

  test('in CRLF, which is read as LF', () => {
    const text = '<?x\r\n?>\r\n<a b="1\r\n2">\r\n\r<b>\r\nx\r\ny\r</b>\r\n</a>\r\n';
    const root = parseXml(text);
    expect([root.attributes.b, find(root, 'b')?.text]).toEqual(['1 2', 'x\ny']);
    expect(places(text, root)).toEqual([
      ['a', text.slice(text.indexOf('<a'), -2), '\r\n\r<b>\r\nx\r\ny\r</b>\r\n'],
      ['b', '<b>\r\nx\r\ny\r</b>', '\r\nx\r\ny\r'],
    ]);
  });

  test.each([
    ['CRLF in one element', `<a>${'\r\n'.repeat(100_000)}x</a>`],
    ['CRLF in a comment', `<a><!--${'\r\n'.repeat(100_000)}-->x</a>`],
    ['characters of two code units', `<a>${'\u{1F600}<b/>'.repeat(20_000)}x</a>`],
    ['entities', `<a b="${'&lt;'.repeat(40_000)}">${'&lt;'.repeat(40_000)}x</a>`],
  ])('the time for %s grows with their number only', (_what, text) => {
    // Quadratic, the first takes a quarter of a minute.
    expect(parseXml(text).text.endsWith('x')).toBe(true);
  });

  test('a character less, and it is not read at all', () => {
    const text = sample('settings', random(3));
    for (let at = text.indexOf('<settings>'); at < text.length; at++)
      expect(() => parseXml(text.slice(0, at))).toThrow(XmlRefusal);
  });
});

describe('a document of very many parts', () => {
  const attributes = (count: number) => Array.from({ length: count }, (_, n) => ` a${n}='>&lt;'`).join('');

  test.each([
    ['elements', '<b/>'.repeat(100_000)],
    ['comments', '<!---->'.repeat(100_000)],
    ['entities', '&lt;'.repeat(100_000)],
    ['entities in an attribute', `<b c="${'&#9;'.repeat(100_000)}"/>`],
    ['attributes', `<b${attributes(50_000)}/>`],
    ['all of them', `<b c="&lt;"/>&lt;`.repeat(25_000)],
  ])('is refused: of %s', (_what, inside) => {
    expect(() => parseXml(`<a>${inside}</a>`, 16 * 1024 * 1024)).toThrow(/has more than 100000 elements/);
  });

  test.each([
    ['elements', '<b/>'.repeat(99_000)],
    ['elements with attributes and entities', '<b c="&lt;"/>&lt;'.repeat(24_000)],
    ['what is text as it is', `<!--${'&"<'.repeat(200_000)}--><![CDATA[${'&"<'.repeat(200_000)}]]>`],
    ['quotation marks in text', `"'`.repeat(200_000)],
  ])('is read: of %s', (_what, inside) => {
    expect(parseXml(`<a>${inside}</a>`, 16 * 1024 * 1024).name).toBe('a');
  });
});
