// What an answer means for the file that was sent.
import { Readable } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import { Secret } from '../../../src/core/model/secret.ts';
import type { HttpResponse } from '../../../src/core/ports/http.ts';
import type { PublishTarget } from '../../../src/core/ports/package-format.ts';
import { judgeReading, sendUpload } from '../../../src/formats/shared/upload-answer.ts';

function answer(status: number, body: AsyncIterable<Uint8Array>): HttpResponse {
  return { status, reason: 'Created', headers: {}, body, discard: async () => undefined };
}

async function* brokenOff(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"ok":');
  throw new RegistryError('CA-NET-003', 'the connection was closed before the answer was whole');
}

const target = (response: HttpResponse) =>
  ({ token: new Secret('a.token.of.the.job'), http: async () => response }) as unknown as PublishTarget;

const send = (response: HttpResponse) =>
  sendUpload(target(response), { method: 'PUT', url: 'http://127.0.0.1:9/a', body: 'x' }, 'a.tgz');

describe('a success', () => {
  test('whose answer is whole is accepted, however long it is', async () => {
    expect(await send(answer(201, Readable.from([Buffer.from('{}')])))).toEqual({ kind: 'accepted' });
    expect(await send(answer(200, Readable.from([Buffer.alloc(64 * 1024)])))).toEqual({ kind: 'accepted' });
    expect(await send(answer(204, Readable.from([])))).toEqual({ kind: 'accepted' });
  });

  test.each([200, 201, 202])('whose answer breaks off is uncertain: %i', async (status) => {
    expect(await send(answer(status, brokenOff()))).toMatchObject({ kind: 'uncertain' });
  });
});

test.each([201, 202, 204, 206])(
  'a reading answered with %i brought no document, and nothing was uploaded',
  async (status) => {
    const token = new Secret('a.token.of.the.job');
    await expect(judgeReading(answer(status, Readable.from([])), token)).rejects.toMatchObject({ code: 'CA-NET-004' });
  },
);
