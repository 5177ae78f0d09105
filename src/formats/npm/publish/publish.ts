// The npm conversation from the client's side, relative to the repository endpoint, always with a Bearer token:
//
//   PUT    NAME                            one document: manifest, dist-tag, tarball in base64 → 200 or 201
//                                          409 when the version is there with other bytes or reachable upstream
//   GET    -/package/NAME/dist-tags        {"latest":"1.0.0"}, 404 for an unknown package
//   PUT    -/package/NAME/dist-tags/TAG    body "1.0.0", a JSON string
//   DELETE -/package/NAME/dist-tags/TAG
//   GET    NAME                            the packument; its keys under `versions` are what clients see
//
// NAME is `name` or `@scope%2fname`. The protocol is that of the public registry (npm/registry on GitHub, docs).
import { createHash } from 'node:crypto';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { Artifact, Publication, PublishTarget, UploadResult } from '../../../core/ports/package-format.ts';
import { baseAddress, sendUpload } from '../../shared/upload-answer.ts';
import type { NpmMetadata } from '../artifact/artifact.ts';
import type { Manifest } from '../artifact/manifest.ts';
import { escapedName, fullName, tagProblem, tarballName } from '../names/coordinates.ts';
import { preferredTag } from './tags.ts';

/** The service takes at most 2 GB a request, base64 and metadata included; not adjustable (user guide, packages). */
export const REQUEST_LIMIT = 2 * 1024 ** 3;

/** Puts the one tarball of a version; nothing but the attachment's current chunk is held in memory. */
export async function upload(
  publication: Publication,
  missing: readonly Artifact[],
  target: PublishTarget,
): Promise<UploadResult> {
  const [artifact] = missing;
  if (artifact === undefined) return { kind: 'accepted' };
  const label = `${fullName(publication)}@${publication.version}`;
  const tag = target.npmTag ?? preferredTag(publication);
  const problem = tagProblem(tag);
  if (problem !== undefined)
    throw new RegistryError('CA-INPUT-001', `${label} cannot have the dist-tag ${JSON.stringify(tag)}: it ${problem}`);
  const { head, tail } = publishDocument(publication, artifact, tag, baseAddress(target.endpoint));
  const length = head.length + Math.ceil(artifact.size / 3) * 4 + tail.length;
  if (length > REQUEST_LIMIT) {
    return {
      kind: 'refused',
      status: 413,
      detail: `the request would have ${length} bytes; the service takes ${REQUEST_LIMIT} for an npm package`,
    };
  }
  const body = new AttachmentBody(artifact, target, head, tail);
  const result = await sendUpload(
    target,
    {
      method: 'PUT',
      url: `${baseAddress(target.endpoint)}${escapedName(publication)}`,
      headers: {
        authorization: `Bearer ${target.token.reveal()}`,
        'content-type': 'application/json',
        'content-length': String(length),
        accept: 'application/json',
      },
      body: () => body.open(),
    },
    label,
  );
  if (body.problem !== undefined) throw body.problem;
  return result;
}

/** The document around the attachment, cut where the base64 text goes. Nothing in it is read from the tarball again. */
function publishDocument(
  publication: Publication,
  artifact: Artifact,
  tag: string,
  base: string,
): { head: Buffer; tail: Buffer } {
  const { manifest } = publication.metadata as NpmMetadata;
  const name = fullName(publication);
  const { version } = publication;
  const file = tarballName(publication, version);
  const dist = {
    integrity: `sha512-${Buffer.from(artifact.digests['SHA-512'], 'hex').toString('base64')}`,
    shasum: artifact.digests['SHA-1'],
    tarball: `${base}${name}/-/${file}`,
  };
  const published: Manifest = { ...manifest, _id: `${name}@${version}`, name, version, dist };
  const attachment = `${name}-${version}.tgz`;
  const whole = {
    _id: name,
    name,
    ...(typeof manifest.description === 'string' ? { description: manifest.description } : {}),
    'dist-tags': { [tag]: version },
    versions: { [version]: published },
    access: null,
    _attachments: { [attachment]: { content_type: 'application/octet-stream', data: '', length: artifact.size } },
  };
  const text = JSON.stringify(whole);
  // The attachment is the last member of the last member, so the last empty `data` is ours whatever a manifest holds.
  const marker = '"data":"';
  const cut = text.lastIndexOf(`${marker}","length":${artifact.size}}}}`) + marker.length;
  return { head: Buffer.from(text.slice(0, cut)), tail: Buffer.from(text.slice(cut)) };
}

/**
 * The request body, opened anew for every attempt. The bytes are digested again on the way out: a file that changed
 * since it was gathered breaks the connection before the document is complete, and nothing is published.
 */
class AttachmentBody {
  problem: RegistryError | undefined;
  readonly #artifact: Artifact;
  readonly #files: PublishTarget['files'];
  readonly #head: Buffer;
  readonly #tail: Buffer;

  constructor(artifact: Artifact, target: Pick<PublishTarget, 'files'>, head: Buffer, tail: Buffer) {
    this.#artifact = artifact;
    this.#files = target.files;
    this.#head = head;
    this.#tail = tail;
  }

  async *open(): AsyncGenerator<Uint8Array> {
    this.problem = undefined;
    const hash = createHash('sha512');
    yield this.#head;
    yield* base64(this.#files.open(this.#artifact.path), (chunk) => hash.update(chunk));
    if (hash.digest('hex') !== this.#artifact.digests['SHA-512']) {
      this.problem = new RegistryError(
        'CA-FILE-001',
        `${this.#artifact.path} changed while it was published; nothing was sent to its end`,
      );
      throw this.problem;
    }
    yield this.#tail;
  }
}

/** Base64 without padding in the middle: whole groups of three bytes, the rest is carried over. */
async function* base64(
  source: AsyncIterable<Uint8Array>,
  see: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let carry: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    see(chunk);
    const bytes =
      carry.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([carry, chunk]);
    const whole = bytes.length - (bytes.length % 3);
    carry = Buffer.from(bytes.subarray(whole));
    if (whole > 0) yield Buffer.from(bytes.toString('base64', 0, whole), 'latin1');
  }
  if (carry.length > 0) yield Buffer.from(carry.toString('base64'), 'latin1');
}
