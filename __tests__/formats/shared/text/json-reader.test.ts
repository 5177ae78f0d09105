import { describe, expect, test } from '@jest/globals';
import { JsonReader, JsonRefusal } from '../../../../src/formats/shared/text/json-reader.ts';

async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const reader = (text: string, size = 3) => new JsonReader(cut(text, size));

async function readAll(json: JsonReader): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for await (const key of json.members()) found[key] = await json.value(10_000);
  await json.end();
  return found;
}

const document = {
  'a"b\\': 'x"\\"y\\\\',
  '\u00e9😀': ['[', '{', '"', { deep: [1.5e3, -2, true, null] }],
  empty: {},
  none: null,
  number: 12,
};

describe('JsonReader', () => {
  test.each([1, 2, 3, 7, 1000])('reads what JSON.parse reads, in pieces of %d', async (size) => {
    expect(await readAll(reader(JSON.stringify(document), size))).toEqual(document);
    expect(await readAll(reader(JSON.stringify(document, null, 2), size))).toEqual(document);
  });

  test.each([1, 2, 5, 1000])('streams a string between values, in pieces of %d', async (size) => {
    const json = reader('{"a":{"skip":[1,{"x":"}"}],"data":"ab\\\\\\"cd\\/"},"b":1}', size);
    const seen: unknown[] = [];
    for await (const key of json.members()) {
      if (key === 'b') seen.push(await json.value(10));
      else {
        for await (const inner of json.members()) {
          if (inner === 'skip') await json.skip();
          else {
            const parts: Uint8Array[] = [];
            for await (const part of json.text()) parts.push(Buffer.from(part));
            seen.push(Buffer.concat(parts).toString());
          }
        }
      }
    }
    expect(seen).toEqual(['ab\\\\\\"cd\\/', 1]);
  });

  test.each([
    '',
    '[]',
    '{',
    '{"a"',
    '{"a":',
    '{"a":1',
    '{"a":1,',
    '{"a":1 2}',
    '{"a":1}x',
    '{"a":tru}',
    '{a:1}',
    '{"a":"x',
    '{"a":[1}',
    '{"a":}',
  ])('refuses %j', async (text) => {
    for (const size of [1, 100]) await expect(readAll(reader(text, size))).rejects.toBeInstanceOf(JsonRefusal);
  });

  test('refuses values beyond the limit while they arrive', async () => {
    let sent = 0;
    const endless = async function* () {
      yield Buffer.from('{"a":"');
      while (true) {
        sent += 1000;
        yield Buffer.alloc(1000, 'x');
      }
    };
    await expect(readAll(new JsonReader(endless()))).rejects.toMatchObject({ kind: 'too-large' });
    expect(sent).toBeLessThan(20_000);
  });

  test('refuses nesting that would exhaust the stack of whoever prints it', async () => {
    await expect(readAll(reader(`{"a":${'['.repeat(5000)}`, 1000))).rejects.toMatchObject({ kind: 'malformed' });
  });
});
