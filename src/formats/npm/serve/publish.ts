// PUT NAME, from the server's side: a publish when the document carries a tarball, an edit of metadata (deprecate)
// when it does not.
import type { PackageReference } from '../../../core/model/package.ts';
import {
  type Json,
  MOST_DIST_TAGS,
  ServedRefusal,
  type ServedRepository,
  type ServedRequest,
  type StoredBlob,
} from '../../../core/ports/format-server.ts';
import { describeManifest, fieldsOf } from '../artifact/details.ts';
import { fullName, isTag, isVersion, TARBALL, tagProblem } from '../names/coordinates.ts';
import { type PublishDocument, readPublishDocument, type Tarball } from './publish-document.ts';

/** 2 GB for the whole request, not adjustable (user guide, packages-overview). */
const REQUEST_LIMIT = 2 * 1024 ** 3;

const invalid = (message: string) => new ServedRefusal('invalid', message);

/** `unsupported`: a document without tarball and without versions (npm star), which the service does not take. */
export async function putDocument(
  ref: PackageReference,
  request: ServedRequest,
  repository: ServedRepository,
): Promise<'published' | 'edited' | 'unsupported'> {
  if (Number(request.headers['content-length'] ?? 0) > REQUEST_LIMIT) throw tooLarge();
  const document = await readPublishDocument(limited(request.body), (bytes) => {
    repository.authorize('publish', ref);
    return repository.receive(bytes, REQUEST_LIMIT);
  });
  if (document.fields.name !== undefined && document.fields.name !== fullName(ref)) {
    throw invalid(`the document is for ${JSON.stringify(document.fields.name)}, the request for ${fullName(ref)}`);
  }
  if (document.hasAttachments) {
    await publish(ref, document, repository);
    return 'published';
  }
  const versions = fieldsOf(document.fields.versions);
  if (versions === undefined || Object.keys(versions).length === 0) return 'unsupported';
  await deprecate(ref, versions, repository);
  return 'edited';
}

const tooLarge = () => new ServedRefusal('too-large', `a publish request has at most ${REQUEST_LIMIT} bytes`);

async function* limited(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > REQUEST_LIMIT) throw tooLarge();
    yield chunk;
  }
}

// ---- publish ----------------------------------------------------------------------------------------------------

async function publish(ref: PackageReference, document: PublishDocument, repository: ServedRepository): Promise<void> {
  repository.authorize('publish', ref);
  const [tarball, second] = document.tarballs;
  if (tarball === undefined || second !== undefined) throw invalid('a publish carries exactly one tarball');
  const { version, manifest } = theOneVersion(ref, document);
  verify(tarball, manifest);
  await repository.publish({
    ...ref,
    version,
    assets: [{ name: TARBALL, blob: tarball.blob }],
    metadata: kept(manifest),
    tags: requestedTags(document, version),
    assetPolicy: 'closed',
    // Yarn and older npm put the readme beside the versions instead of into the manifest.
    description: describeManifest({ readme: document.fields.readme, ...manifest }),
  });
}

function theOneVersion(
  ref: PackageReference,
  document: PublishDocument,
): { version: string; manifest: Readonly<Record<string, unknown>> } {
  const entries = Object.entries(fieldsOf(document.fields.versions) ?? {});
  const [entry] = entries;
  const manifest = fieldsOf(entry?.[1]);
  if (entry === undefined || entries.length > 1 || manifest === undefined)
    throw invalid('a publish carries exactly one version');
  const version = entry[0];
  if (!isVersion(version)) throw invalid(`${JSON.stringify(version)} is not a semantic version`);
  if (manifest.version !== version || manifest.name !== fullName(ref)) {
    throw invalid(`the manifest does not say ${fullName(ref)}@${version}`);
  }
  return { version, manifest };
}

/** What the client says of the tarball must hold for what arrived, or somebody installs other bytes than were meant. */
function verify(tarball: Tarball, manifest: Readonly<Record<string, unknown>>): void {
  if (tarball.length !== undefined && tarball.length !== tarball.blob.size) {
    throw invalid(`the tarball has ${tarball.blob.size} bytes, not ${tarball.length}`);
  }
  const dist = fieldsOf(manifest.dist) ?? {};
  if (typeof dist.shasum === 'string' && dist.shasum.toLowerCase() !== tarball.blob.digests['SHA-1']) {
    throw invalid('the tarball does not match its shasum');
  }
  if (typeof dist.integrity === 'string' && !matchesIntegrity(tarball.blob, dist.integrity)) {
    throw invalid('the tarball does not match its integrity');
  }
}

const INTEGRITY = { md5: 'MD5', sha1: 'SHA-1', sha256: 'SHA-256', sha512: 'SHA-512' } as const;

/** Subresource integrity: several hashes may stand there; every one of an algorithm we know must match. */
function matchesIntegrity(blob: StoredBlob, integrity: string): boolean {
  return integrity
    .trim()
    .split(/\s+/)
    .every((entry) => {
      const match = /^(md5|sha1|sha256|sha512)-([A-Za-z0-9+/]+=*)/.exec(entry);
      const name = match?.[1] as keyof typeof INTEGRITY | undefined;
      if (name === undefined) return true;
      return Buffer.from(match?.[2] ?? '', 'base64').toString('hex') === blob.digests[INTEGRITY[name]];
    });
}

/** The manifest as the registry keeps it: links and the readme are not part of what installers read. */
function kept(manifest: Readonly<Record<string, unknown>>): Json {
  const { readme: _, dist, ...rest } = manifest;
  const { tarball: _link, ...stated } = fieldsOf(dist) ?? {};
  return { ...rest, dist: stated } as Json;
}

function requestedTags(document: PublishDocument, version: string): readonly string[] {
  const stated = Object.entries(fieldsOf(document.fields['dist-tags']) ?? {});
  const tags = stated.filter(([, value]) => value === version).map(([tag]) => tag);
  if (tags.length > MOST_DIST_TAGS)
    throw new ServedRefusal('quota', `a package has at most ${MOST_DIST_TAGS} dist-tags`);
  const wrong = tags.find((tag) => !isTag(tag));
  if (wrong !== undefined) throw invalid(`${JSON.stringify(wrong)} cannot be a dist-tag: it ${tagProblem(wrong)}`);
  return tags.length === 0 && stated.length === 0 ? ['latest'] : tags;
}

// ---- deprecate --------------------------------------------------------------------------------------------------

/**
 * npm sends back the packument it read with `deprecated` changed: a text sets it, an empty one takes it away. Only
 * versions that this repository holds can change; what an upstream holds is changed there.
 */
async function deprecate(
  ref: PackageReference,
  versions: Readonly<Record<string, unknown>>,
  repository: ServedRepository,
): Promise<void> {
  repository.authorize('metadata', ref);
  const found = await repository.findPackage(ref);
  if (found === undefined)
    throw new ServedRefusal('not-found', `${fullName(ref)} does not exist; a publish needs a tarball`);
  const held = new Map(found.versions.map((candidate) => [candidate.version, candidate]));
  const changes = Object.entries(versions).flatMap(([version, manifest]) => {
    const current = held.get(version);
    if (current === undefined) throw invalid(`${fullName(ref)}@${version} does not exist; a publish needs a tarball`);
    const wanted = fieldsOf(manifest)?.deprecated;
    const before = fieldsOf(current.metadata)?.deprecated;
    if (wanted === undefined || (wanted || undefined) === (before || undefined)) return [];
    return [{ version, current, text: typeof wanted === 'string' ? wanted : undefined }];
  });
  const elsewhere = changes.find(({ current }) => current.heldBy !== repository.name);
  if (elsewhere !== undefined) {
    const holder = elsewhere.current.heldBy ?? 'a public registry';
    throw new ServedRefusal(
      'not-found',
      `${fullName(ref)}@${elsewhere.version} is held by ${holder}, not by ${repository.name}`,
    );
  }
  for (const { version, text } of changes)
    await repository.annotate(ref, version, (metadata) => withDeprecation(metadata, text));
}

function withDeprecation(metadata: Json, text: string | undefined): Json {
  const { deprecated: _, ...rest } = fieldsOf(metadata) ?? {};
  return (text === undefined || text === '' ? rest : { ...rest, deprecated: text.slice(0, 4096) }) as Json;
}
