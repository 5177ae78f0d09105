// Reads a push: multipart/form-data with the package as its first file, streamed into the store.
// nuget.exe and dotnet send it chunked, with a quoted boundary, unquoted names, `filename*`, and content type
// application/octet-stream; curl sends quoted names.
import { Readable } from 'node:stream';
import { Busboy } from '@fastify/busboy';
import {
  ServedRefusal,
  type ServedRepository,
  type ServedRequest,
  type StoredBlob,
} from '../../../core/ports/format-server.ts';

const LIMITS = { fields: 16, fieldSize: 64 * 1024, files: 2, parts: 20, headerPairs: 20, headerSize: 16 * 1024 };

/** @throws ServedRefusal when the body is not a whole form with exactly one file. */
export async function receivePackage(
  request: Pick<ServedRequest, 'headers' | 'body'>,
  repository: Pick<ServedRepository, 'receive'>,
): Promise<StoredBlob> {
  const parser = openParser(request.headers['content-type']);
  const body = Readable.from(request.body, { objectMode: false });
  const received: Promise<StoredBlob>[] = [];
  const whole = new Promise<void>((resolve, reject) => {
    const refuse = (message: string) => reject(new ServedRefusal('invalid', message));
    parser.on('file', (_name, stream) => {
      // The parser waits for every part to be read, and a part that is cut off must not raise an unheard error.
      stream.on('error', () => undefined);
      if (received.length > 0) {
        stream.resume();
        return refuse('a push holds one package');
      }
      const receiving = repository.receive(stream);
      received.push(receiving);
      receiving.catch((error: unknown) => {
        stream.resume();
        reject(error);
      });
    });
    parser.on('error', () => refuse('the push is not valid multipart/form-data, or it is cut off'));
    parser.on('finish', () => resolve());
    body.on('error', reject);
    body.pipe(parser);
  });
  try {
    await whole;
    const blob = await received[0];
    if (!blob) throw new ServedRefusal('invalid', 'the push holds no package');
    return blob;
  } finally {
    body.unpipe(parser);
    await Promise.allSettled(received);
  }
}

function openParser(contentType: string | undefined) {
  if (!/^multipart\/form-data\s*;/i.test(contentType ?? '')) {
    throw new ServedRefusal('invalid', 'a push is a PUT of multipart/form-data');
  }
  try {
    return new Busboy({ headers: { 'content-type': contentType ?? '' }, limits: LIMITS });
  } catch {
    throw new ServedRefusal('invalid', 'the multipart boundary is missing');
  }
}
