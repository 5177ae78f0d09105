// Reads the document of a PUT while it arrives: the tarball inside it goes to the store as it is decoded, everything
// else is small and becomes a value. The order of the members is the client's choice.
import { ServedRefusal, type StoredBlob } from '../../../core/ports/format-server.ts';
import { JsonReader, JsonRefusal } from '../../shared/text/json-reader.ts';
import { fieldsOf } from '../artifact/details.ts';

/** Metadata of one request, tarball excluded; `npm deprecate` sends the whole packument of a package. */
const TEXT_LIMIT = 32 * 1024 * 1024;

/** Of these, `dist-tags`: as many as a package may have, with names and versions as long as they may be. */
const TAGS_LIMIT = 4 * 1024 * 1024;

export interface PublishDocument {
  /** Every member but `_attachments`. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Whether the client sent any, provenance included. */
  readonly hasAttachments: boolean;
  readonly tarballs: readonly Tarball[];
}

export interface Tarball {
  readonly name: string;
  readonly blob: StoredBlob;
  /** Bytes as the client states them, when it does. */
  readonly length: number | undefined;
}

/** @throws ServedRefusal `invalid` or `too-large`; whatever `receive` throws passes through. */
export async function readPublishDocument(
  body: AsyncIterable<Uint8Array>,
  receive: (bytes: AsyncIterable<Uint8Array>) => Promise<StoredBlob>,
): Promise<PublishDocument> {
  const reader = new DocumentReader(body, receive);
  try {
    return await reader.read();
  } catch (error) {
    if (error instanceof JsonRefusal) {
      throw new ServedRefusal(error.kind === 'too-large' ? 'too-large' : 'invalid', error.message);
    }
    throw error;
  }
}

class DocumentReader {
  readonly #json: JsonReader;
  readonly #receive: (bytes: AsyncIterable<Uint8Array>) => Promise<StoredBlob>;
  readonly #tarballs: Tarball[] = [];
  #hasAttachments = false;
  #remaining = TEXT_LIMIT;

  constructor(body: AsyncIterable<Uint8Array>, receive: (bytes: AsyncIterable<Uint8Array>) => Promise<StoredBlob>) {
    this.#json = new JsonReader(this.#metered(body));
    this.#receive = receive;
  }

  async read(): Promise<PublishDocument> {
    const fields: Record<string, unknown> = {};
    for await (const key of this.#json.members()) {
      if (key === '_attachments' && (await this.#json.isObject())) await this.#readAttachments();
      else if (key === 'versions' && (await this.#json.isObject())) define(fields, key, await this.#readVersions());
      else define(fields, key, await this.#json.value(key === 'dist-tags' ? TAGS_LIMIT : TEXT_LIMIT));
    }
    await this.#json.end();
    return { fields, hasAttachments: this.#hasAttachments, tarballs: this.#tarballs };
  }

  /**
   * One after the other, so that others are served in between. Only a publish asks for a whole manifest, of the one version
   * that it has: of several versions nothing but `deprecated` can change.
   */
  async #readVersions(): Promise<Readonly<Record<string, unknown>>> {
    const versions: Record<string, unknown> = {};
    let first: string | undefined;
    for await (const version of this.#json.members()) {
      first ??= version;
      const manifest = await this.#json.value(TEXT_LIMIT);
      define(versions, version, version === first ? manifest : ofOneOfMany(manifest));
    }
    return versions;
  }

  async #readAttachments(): Promise<void> {
    for await (const name of this.#json.members()) {
      this.#hasAttachments = true;
      // npm adds provenance as `*.sigstore`, whose data is text; the service has no use for it.
      if (!name.endsWith('.tgz') || !(await this.#json.isObject())) await this.#json.skip();
      else await this.#readTarball(name);
    }
  }

  async #readTarball(name: string): Promise<void> {
    let blob: StoredBlob | undefined;
    let length: number | undefined;
    for await (const key of this.#json.members()) {
      if (key === 'data' && blob === undefined && (await this.#json.isString())) {
        blob = await this.#receive(decodeBase64(this.#json.text(), (size) => this.#giveBack(size)));
      } else if (key === 'length') {
        const stated = await this.#json.value(1024);
        if (typeof stated === 'number') length = stated;
      } else await this.#json.skip();
    }
    if (blob === undefined) throw new ServedRefusal('invalid', `the attachment ${JSON.stringify(name)} has no data`);
    this.#tarballs.push({ name, blob, length });
  }

  /** Counts what is not tarball, however deep a member hides it: skipped text costs time as well. */
  async *#metered(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      this.#remaining -= chunk.length;
      // One chunk may run ahead of the tarball bytes that are given back while it is decoded.
      if (this.#remaining < -chunk.length)
        throw new ServedRefusal('too-large', `the document without its tarball is larger than ${TEXT_LIMIT} bytes`);
      yield chunk;
    }
  }

  #giveBack(size: number): void {
    this.#remaining += size;
  }
}

function ofOneOfMany(manifest: unknown): unknown {
  const fields = fieldsOf(manifest);
  return fields === undefined || fields.deprecated === undefined ? {} : { deprecated: fields.deprecated };
}

/** `__proto__` from a request must be a plain key. */
function define(fields: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
}

const notBase64 = () => new ServedRefusal('invalid', 'the attachment is not valid base64');

/** Node's decoder passes over what it does not know, so the length of each piece tells whether all of it was base64. */
async function* decodeBase64(
  source: AsyncIterable<Uint8Array>,
  consumed: (size: number) => void,
): AsyncGenerator<Uint8Array> {
  let carry = '';
  let isPadded = false;
  for await (const chunk of source) {
    consumed(chunk.length);
    let text = carry + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    // JSON may escape the slash, the one character of base64 for which it has an escape.
    if (text.includes('\\')) text = text.replaceAll('\\/', '/');
    const dangling = text.endsWith('\\') ? 1 : 0;
    const usable = text.length - dangling - ((text.length - dangling) % 4);
    carry = text.slice(usable);
    if (usable === 0) continue;
    if (isPadded) throw notBase64();
    const group = text.slice(0, usable);
    const padding = group.endsWith('==') ? 2 : group.endsWith('=') ? 1 : 0;
    isPadded = padding > 0;
    const bytes = Buffer.from(group, 'base64');
    if (bytes.length !== (usable / 4) * 3 - padding) throw notBase64();
    yield bytes;
  }
  if (carry !== '') throw notBase64();
}
