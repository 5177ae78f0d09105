import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { ServedRefusal, type StoredBlob } from '../../../../src/core/ports/format-server.ts';
import { readPublishDocument } from '../../../../src/formats/npm/serve/publish-document.ts';

async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Keeps what arrives, as a store would, and the largest piece it was handed. */
function store() {
  const received: Buffer[] = [];
  let largest = 0;
  const receive = async (bytes: AsyncIterable<Uint8Array>): Promise<StoredBlob> => {
    const parts: Uint8Array[] = [];
    for await (const part of bytes) {
      largest = Math.max(largest, part.length);
      parts.push(Buffer.from(part));
    }
    const whole = Buffer.concat(parts);
    received.push(whole);
    const hex = (algorithm: string) => createHash(algorithm).update(whole).digest('hex');
    return {
      size: whole.length,
      digests: { MD5: hex('md5'), 'SHA-1': hex('sha1'), 'SHA-256': hex('sha256'), 'SHA-512': hex('sha512') },
    };
  };
  return { receive, received, largest: () => largest };
}

const attachment = (data: string, length?: number) => ({
  content_type: 'application/octet-stream',
  data,
  ...(length === undefined ? {} : { length }),
});

describe('readPublishDocument', () => {
  test.each([1, 2, 3, 5, 64, 65_536])('takes the tarball out of the document, in pieces of %d', async (size) => {
    const tarball = randomBytes(2000);
    const document = {
      _id: 'a',
      versions: { '1.0.0': { x: ['"', '\\'] } },
      _attachments: { 'a-1.0.0.tgz': attachment(tarball.toString('base64'), 2000) },
      access: null,
    };
    const { receive, received } = store();
    const read = await readPublishDocument(cut(JSON.stringify(document), size), receive);
    expect(received).toEqual([tarball]);
    expect(read.tarballs).toMatchObject([{ name: 'a-1.0.0.tgz', length: 2000, blob: { size: 2000 } }]);
    const { _attachments: _, ...fields } = document;
    expect(read.fields).toEqual(fields);
    expect(read.hasAttachments).toBe(true);
  });

  test('the attachment may come first, with escaped slashes, beside provenance', async () => {
    const tarball = Buffer.from([255, 255, 255, 254, 0, 63, 255]);
    const data = tarball.toString('base64');
    expect(data).toContain('/');
    const text = `{"_attachments":{"a.sigstore":{"data":"{\\"not\\":\\"base64\\"}"},"a-1.tgz":{"length":7,"data":"${data.replaceAll('/', '\\/')}"}},"name":"a"}`;
    for (const size of [1, 2, 3, 1000]) {
      const { receive, received } = store();
      const read = await readPublishDocument(cut(text, size), receive);
      expect(received).toEqual([tarball]);
      expect(read.fields).toEqual({ name: 'a' });
    }
  });

  test('a large tarball is handed on in small pieces', async () => {
    const data = Buffer.alloc(3_000_000, 7).toString('base64');
    const { receive, largest } = store();
    await readPublishDocument(cut(`{"_attachments":{"a.tgz":{"data":"${data}"}}}`, 16_384), receive);
    expect(largest()).toBeLessThanOrEqual(16_384);
  });

  test('a document without attachments is an edit', async () => {
    const { receive, received } = store();
    const read = await readPublishDocument(
      cut('{"versions":{"1.0.0":{"deprecated":"old"}},"__proto__":{"x":1}}', 5),
      receive,
    );
    expect(read).toMatchObject({ hasAttachments: false, tarballs: [] });
    expect(received).toEqual([]);
    expect(Object.keys(read.fields)).toEqual(['versions', '__proto__']);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test.each(['AAA', 'AA=A', 'A===', 'AA==AAAA', 'AA\\u0041A', 'AAAA\\n', 'AA A', '####', 'AAAA\\\\'])(
    '%j is not base64',
    async (data) => {
      for (const size of [1, 4, 1000]) {
        const failure = await readPublishDocument(
          cut(`{"_attachments":{"a.tgz":{"data":"${data}"}}}`, size),
          store().receive,
        ).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(ServedRefusal);
        expect(failure).toMatchObject({ kind: 'invalid' });
      }
    },
  );

  test.each([
    '',
    'null',
    '[]',
    '{"a":1',
    '{"_attachments":{"a.tgz":{"data":"AAAA',
    '{"_attachments":{"a.tgz":{}}}',
    '{}x',
  ])('%j is refused', async (text) => {
    await expect(readPublishDocument(cut(text, 3), store().receive)).rejects.toMatchObject({ kind: 'invalid' });
  });

  test.each([
    '{"readme":"',
    '{"_attachments":{"a.sigstore":{"data":"',
    '{"_attachments":{"a.tgz":{"x":"',
    '{"a":[',
    '   ',
  ])('endless text after %j ends early', async (head) => {
    let sent = 0;
    const endless = async function* () {
      yield Buffer.from(head);
      const chunk = Buffer.alloc(1024 * 1024, ' ');
      while (true) {
        sent += chunk.length;
        yield chunk;
      }
    };
    await expect(readPublishDocument(endless(), store().receive)).rejects.toMatchObject({ kind: 'too-large' });
    expect(sent).toBeLessThan(40 * 1024 * 1024);
  });

  test('what the store throws passes through', async () => {
    const full = new Error('disk full');
    await expect(
      readPublishDocument(cut('{"_attachments":{"a.tgz":{"data":"AAAA"}}}', 9), () => Promise.reject(full)),
    ).rejects.toBe(full);
  });
});
