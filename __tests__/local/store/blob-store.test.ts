import { createCipheriv, createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { openBlobStore } from '../../../src/local/store/blob-store.ts';
import { temporaryFolders } from '../../support/folders.ts';

const folder = temporaryFolders();

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const digestsOf = (bytes: Buffer) => ({
  MD5: createHash('md5').update(bytes).digest('hex'),
  'SHA-1': createHash('sha1').update(bytes).digest('hex'),
  'SHA-256': createHash('sha256').update(bytes).digest('hex'),
  'SHA-512': createHash('sha512').update(bytes).digest('hex'),
});

/** Bytes that differ everywhere, so that a lost or doubled piece shows. */
const bytesOf = (size: number) =>
  createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(size));

describe('blobs', () => {
  // Nothing, gathered, the border of both, streamed, and long enough for the second thread.
  test.each([0, 1, 128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, 3_000_000, 10_000_000])(
    'of %i bytes come back with their digests',
    async (size) => {
      const bytes = bytesOf(size);
      for (const directory of [undefined, folder()]) {
        const store = await openBlobStore(directory);
        const blob = await store.receive(pieces(bytes, 60_000), size);
        expect(blob).toEqual({ size, digests: digestsOf(bytes) });
        const read = createHash('sha256');
        for await (const chunk of store.read(blob)) read.update(chunk);
        expect(read.digest('hex')).toBe(blob.digests['SHA-256']);
        expect(statSync(store.path(blob)).size).toBe(size);
        await store.close();
        expect(existsSync(store.path(blob))).toBe(directory !== undefined);
      }
    },
  );

  test('several large ones at once keep apart', async () => {
    const store = await openBlobStore(undefined);
    const all = Array.from({ length: 4 }, (_, n) => bytesOf(9_000_000 + n));
    const blobs = await Promise.all(all.map((bytes) => store.receive(pieces(bytes, 65_536), 20_000_000)));
    expect(blobs.map(({ digests }) => digests)).toEqual(all.map(digestsOf));
    await store.close();
  });

  test('over the limit or broken off they leave nothing, at any size', async () => {
    const directory = folder();
    const store = await openBlobStore(directory);
    for (const size of [10, 200_000, 9_000_000]) {
      await expect(store.receive(pieces(bytesOf(size), 60_000), size - 1)).rejects.toMatchObject({ kind: 'too-large' });
      const broken = async function* () {
        yield* pieces(bytesOf(size), 60_000);
        throw new Error('broken off');
      };
      await expect(store.receive(broken(), size)).rejects.toThrow('broken off');
    }
    expect(readdirSync(join(directory, 'incoming'))).toEqual([]);
    expect(readdirSync(join(directory, 'sha256'))).toEqual([]);
  });

  test('what an earlier process left half-written is swept away, what is whole stays', async () => {
    const directory = folder();
    const first = await openBlobStore(directory);
    const blob = await first.receive(pieces(Buffer.from('whole'), 2), 5);
    mkdirSync(join(directory, 'incoming'), { recursive: true });
    writeFileSync(join(directory, 'incoming', 'ab'.repeat(12)), 'ha');
    const second = await openBlobStore(directory);
    expect(readdirSync(join(directory, 'incoming'))).toEqual([]);
    expect(second.has(blob)).toBe(true);
  });

  test('only unreferenced ones older than the grace time are collected', async () => {
    const store = await openBlobStore(undefined);
    const kept = await store.receive(pieces(Buffer.from('kept'), 4), 4);
    const gone = await store.receive(pieces(Buffer.from('gone!'), 5), 5);
    const isReferenced = (name: string) => name === kept.digests['SHA-256'];
    expect(await store.collect(isReferenced, 3_600_000)).toEqual({ removed: 0, bytes: 0 });
    expect(await store.collect(isReferenced, 0)).toEqual({ removed: 1, bytes: 5 });
    expect([store.has(kept), store.has(gone)]).toEqual([true, false]);
    await store.clear();
    expect(store.has(kept)).toBe(false);
    await store.close();
  });

  test('a name that is no digest is no path', async () => {
    const store = await openBlobStore(undefined);
    for (const name of ['../../etc/passwd', '', 'A'.repeat(64), `${'a'.repeat(63)}/`]) {
      expect(() => store.path({ digests: { 'SHA-256': name } })).toThrow(RangeError);
    }
    await store.close();
  });

  test('parts are read by range, end excluded', async () => {
    const store = await openBlobStore(undefined);
    const blob = await store.receive(pieces(Buffer.from('0123456789'), 3), 10);
    const read: Uint8Array[] = [];
    for await (const chunk of store.read(blob, { start: 2, end: 5 })) read.push(chunk);
    expect(Buffer.concat(read).toString()).toBe('234');
    await store.close();
  });
});
