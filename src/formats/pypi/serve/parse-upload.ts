// Reads the form of the upload API as a stream: fields into bounded memory, the file straight into the store.
import { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream } from '@fastify/busboy';
import {
  ServedRefusal,
  type ServedRepository,
  type ServedRequest,
  type StoredBlob,
} from '../../../core/ports/format-server.ts';
import { Blake2Stream } from '../artifact/blake2.ts';

/** Descriptions are the only large field; a form of twine has about thirty fields plus one per classifier or need. */
const LIMITS = { fields: 5000, fieldSize: 8 * 1024 * 1024, files: 4, headerPairs: 20, headerSize: 16 * 1024 };
const ALL_FIELDS = 16 * 1024 * 1024;

export interface UploadedFile {
  readonly fileName: string;
  readonly blob: StoredBlob;
  /** Taken on the way in when the form announced that digest before the file, as clients do. */
  readonly blake2_256: string | undefined;
}

export interface UploadForm {
  /** Field name to values in order; empty values and `UNKNOWN` (old distutils) are left out. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly file: UploadedFile | undefined;
}

/** Called once when the file begins, with the fields read so far; throwing ends the reading before bytes are kept. */
export type BeforeFile = (fields: UploadForm['fields']) => void;

/** @throws ServedRefusal for anything that is not a whole form within the limits. */
export async function readUpload(
  request: ServedRequest,
  repository: Pick<ServedRepository, 'receive'>,
  beforeFile: BeforeFile,
): Promise<UploadForm> {
  const parser = openParser(request.headers['content-type']);
  const body = Readable.from(request.body, { objectMode: false });
  const fields = new Map<string, string[]>();
  const received: Promise<UploadedFile>[] = [];
  const streams: BusboyFileStream[] = [];
  let bytes = 0;

  const whole = new Promise<void>((resolve, reject) => {
    const refuse = (message: string) => reject(new ServedRefusal('invalid', message));
    // A part need not have a name, whatever the types of the library say.
    parser.on('field', (name: string | undefined, value, _nameTruncated, isTruncated) => {
      if (name === undefined) return refuse('a field has no name');
      bytes += name.length + value.length;
      if (isTruncated || bytes > ALL_FIELDS) return reject(new ServedRefusal('too-large', 'the metadata is too large'));
      if (value !== '' && value !== 'UNKNOWN') fields.set(name, [...(fields.get(name) ?? []), value]);
    });
    parser.on('fieldsLimit', () => refuse('the form has too many fields'));
    parser.on('file', (name, stream, fileName) => {
      // A signature (gpg_signature) may come along; signatures are not kept.
      if (name !== 'content') return skip(stream);
      if (received.length > 0) {
        skip(stream);
        return refuse('the form has more than one file');
      }
      const receiving = receive(stream, fileName ?? '', fields, repository, beforeFile);
      received.push(receiving);
      streams.push(stream);
      receiving.catch(reject);
    });
    parser.on('error', () => refuse('the form is not valid multipart/form-data, or it is cut off'));
    parser.on('finish', () => resolve());
    body.on('error', reject);
    body.pipe(parser);
  });

  try {
    await whole;
    return { fields, file: await received[0] };
  } catch (error) {
    body.unpipe(parser);
    // Nothing will feed a file that is still being received: end it, so that the store lets go of what it has.
    for (const stream of streams) {
      // One that was passed over has nobody who hears of its end, and an error that nobody hears ends the process.
      stream.on('error', () => undefined);
      stream.destroy(new Error('the upload was given up'));
    }
    await Promise.allSettled(received);
    throw error;
  }
}

function openParser(contentType: string | undefined) {
  if (!/^multipart\/form-data\s*;/i.test(contentType ?? '')) {
    throw new ServedRefusal('invalid', 'an upload is a POST of multipart/form-data');
  }
  try {
    return new Busboy({
      headers: { 'content-type': contentType ?? '' },
      limits: LIMITS,
      // Paths are to be seen and refused, not shortened to something that looks harmless.
      preservePath: true,
      isPartAFile: (name, _type, fileName) => fileName !== undefined || name === 'content',
    });
  } catch {
    throw new ServedRefusal('invalid', 'the multipart boundary is missing');
  }
}

async function receive(
  stream: BusboyFileStream,
  fileName: string,
  fields: ReadonlyMap<string, readonly string[]>,
  repository: Pick<ServedRepository, 'receive'>,
  beforeFile: BeforeFile,
): Promise<UploadedFile> {
  try {
    beforeFile(fields);
    const blake2 = fields.has('blake2_256_digest') ? new Blake2Stream() : undefined;
    const blob = await repository.receive(blake2 ? blake2.through(stream) : stream);
    return { fileName, blob, blake2_256: blake2?.result() };
  } catch (error) {
    skip(stream);
    throw error;
  }
}

/** The parser waits for every part to be read, and a part that is cut off must not raise an unheard error. */
function skip(stream: BusboyFileStream): void {
  stream.on('error', () => undefined);
  stream.resume();
}
