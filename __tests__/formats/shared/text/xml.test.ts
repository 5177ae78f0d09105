import { describe, expect, test } from '@jest/globals';
import {
  escapeXmlLossy,
  find,
  findAll,
  parseXml,
  textAt,
  XmlRefusal,
} from '../../../../src/formats/shared/text/xml.ts';

describe('parseXml', () => {
  test('reads elements, attributes, entities and CDATA, without prefixes', () => {
    const root = parseXml(
      '<?xml version="1.0"?><!-- x --><m:a x="1 &lt; 2"><b> t&amp;&#233;&#x20AC; </b><b><![CDATA[<&amp;>]]></b><m:c/></m:a>',
    );
    expect(root.name).toBe('a');
    expect(root.attributes).toEqual({ x: '1 < 2' });
    expect(findAll(root, 'b').map(({ text }) => text)).toEqual(['t&é€', '<&amp;>']);
    expect(find(root, 'c')?.text).toBe('');
    expect(textAt(root, 'c')).toBeUndefined();
    expect(textAt(root, 'no', 'such')).toBeUndefined();
  });

  test('an entity of the second order is not resolved again', () => {
    expect(textAt(parseXml('<a><b>&amp;lt;</b></a>'), 'b')).toBe('&lt;');
  });

  test('drops a byte order mark and reads UTF-16', () => {
    expect(parseXml('\uFEFF<a>x</a>').text).toBe('x');
    expect(parseXml(Buffer.from('\uFEFF<a>ü</a>', 'utf16le')).text).toBe('ü');
    expect(parseXml(Buffer.from('\uFEFF<a>ü</a>')).text).toBe('ü');
  });

  test.each([
    ['a document type with entities', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an external entity', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['a tag that is not closed', '<a><b></a>'],
    ['nothing', ''],
    ['no XML', 'PK\u0003\u0004'],
    ['two roots', '<a/><b/>'],
    ['depth without end', '<a>'.repeat(500) + '</a>'.repeat(500)],
    ['names that would reach into prototypes', '<__proto__><b/></__proto__>'],
  ])('refuses %s', (_what, text) => {
    expect(() => parseXml(text)).toThrow(XmlRefusal);
  });

  test('refuses what is larger than the limit before parsing it', () => {
    expect(() => parseXml(`<a>${'x'.repeat(2000)}</a>`, 1000)).toThrow('larger than 1000');
  });
});

test('escapeXmlLossy leaves nothing that ends an element or an attribute', () => {
  const text = `a<b>&"c'\u0000\u0007d\n`;
  expect(escapeXmlLossy(text)).toBe('a&lt;b&gt;&amp;&quot;c&apos;d\n');
  expect(parseXml(`<x y="${escapeXmlLossy(text)}">${escapeXmlLossy(text)}</x>`)).toMatchObject({ text: `a<b>&"c'd` });
});
