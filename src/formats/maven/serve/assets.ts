// PUT of assets and their checksums. See serve.ts for the conversation.
import {
  type Json,
  ServedRefusal,
  type ServedRepository,
  type ServedVersion,
  type StoredBlob,
  type VersionDetails,
} from '../../../core/ports/format-server.ts';
import { XmlRefusal } from '../../shared/text/xml.ts';
import { POM_LIMIT, parsePom } from '../artifact/pom.ts';
import { pomDetails } from '../artifact/pom-details.ts';
import { CHECKSUMS, type ChecksumExtension, isSnapshot, type MavenPath } from '../names/coordinates.ts';
import { type Body, readAll, readChecksum } from './small-body.ts';
import { asJson, readKeptVersion } from './stored-attributes.ts';

type AssetPath = Extract<MavenPath, { kind: 'asset' }>;

export function putAssetPath(path: AssetPath, body: Body, repository: ServedRepository): Promise<void> {
  return path.checksum ? putChecksum(path, path.checksum, body, repository) : putAsset(path, body, repository);
}

async function putAsset(path: AssetPath, body: Body, repository: ServedRepository): Promise<void> {
  const { ref, version, asset } = path;
  repository.authorize('publish', ref);
  if (isSnapshot(version)) {
    throw new ServedRefusal('invalid', `${asset}: only unique snapshots are taken (name-timestamp-build)`);
  }
  const blob = await repository.receive(body);
  const description = asset === `${ref.name}-${version}.pom` ? await describe(blob, repository) : undefined;
  await repository.publish({
    ...ref,
    version,
    assets: [{ name: asset, blob }],
    status: 'Unfinished',
    assetPolicy: 'open',
    ...(description ? { description } : {}),
  });
}

/** A POM that cannot be read is stored all the same: the service does not judge it, and Maven says so itself. */
export async function describe(blob: StoredBlob, repository: ServedRepository): Promise<VersionDetails | undefined> {
  if (blob.size > POM_LIMIT) return undefined;
  try {
    return pomDetails(parsePom(await readAll(repository.readBlob(blob), POM_LIMIT)));
  } catch (error) {
    if (error instanceof XmlRefusal) return undefined;
    throw error;
  }
}

async function putChecksum(
  path: AssetPath,
  kind: ChecksumExtension,
  body: Body,
  repository: ServedRepository,
): Promise<void> {
  const { ref, version, asset } = path;
  repository.authorize('publish', ref);
  const written = await readChecksum(body);
  const held = (await ownVersions(ref, repository)).find((each) => each.version === version);
  const digest = held?.assets.find(({ name }) => name === asset)?.digests[CHECKSUMS[kind]];
  if (!held || digest === undefined) throw new ServedRefusal('not-found', `${asset} is not there to be checked`);
  const entry = `${asset}.${kind}`;
  const wasMismatched = readKeptVersion(held.metadata).mismatched.includes(entry);
  const matches = written === digest;
  if (matches === wasMismatched) {
    await repository.annotate(ref, version, (metadata) => withMismatch(metadata, entry, !matches));
  }
  if (!matches) throw new ServedRefusal('invalid', `${entry} does not match ${asset}`);
}

function withMismatch(metadata: Json, entry: string, isMismatched: boolean): Json {
  const others = readKeptVersion(metadata).mismatched.filter((each) => each !== entry);
  return asJson({ mismatched: isMismatched ? [...others, entry] : others });
}

/**
 * The versions that a repository itself holds, those among them that are Unfinished behind a finished one of an upstream:
 * whoever deploys writes to these, whatever readers are shown.
 */
export async function ownVersions(
  ref: AssetPath['ref'],
  repository: ServedRepository,
): Promise<readonly ServedVersion[]> {
  const { versions = [], unfinished = [] } = (await repository.findPackage(ref)) ?? {};
  return [...versions, ...unfinished].filter(({ heldBy }) => heldBy === repository.name);
}
