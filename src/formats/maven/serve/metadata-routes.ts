// PUT of maven-metadata.xml at all levels, and of its checksums. See serve.ts for the conversation.
import type { Digests } from '../../../core/model/package.ts';
import {
  type ServedPackage,
  ServedRefusal,
  type ServedRepository,
  type ServedVersion,
  type StoredBlob,
} from '../../../core/ports/format-server.ts';
import { digestBytes } from '../../shared/digests.ts';
import {
  buildVersion,
  CHECKSUMS,
  type ChecksumExtension,
  type MavenPath,
  METADATA_FILE,
  mavenReference,
} from '../names/coordinates.ts';
import { describe, ownVersions } from './assets.ts';
import { type Announcement, LIST_LIMIT, readAnnouncement } from './metadata-documents.ts';
import { type Body, once, readAll, readChecksum } from './small-body.ts';
import { asJson, readKeptPackage, readKeptVersion } from './stored-attributes.ts';

export type ListPath = Exclude<MavenPath, { kind: 'asset' }>;

export async function putListPath(path: ListPath, body: Body, repository: ServedRepository): Promise<void> {
  if (path.checksum) return putListChecksum(path, path.checksum, body, repository);
  return putList(path, await readAll(body, LIST_LIMIT), repository);
}

async function putList(path: ListPath, bytes: Buffer, repository: ServedRepository): Promise<void> {
  const said = readAnnouncement(bytes);
  if (path.kind === 'artifact-metadata' && said.versions.length === 0 && said.plugins.length > 0) {
    return putPlugins(path, said, bytes, repository);
  }
  const { ref } = path;
  repository.authorize('metadata', ref);
  // Gradle with path segments after the endpoint lands here: its group is not the one the path spells.
  if (said.groupId !== ref.namespace || said.artifactId !== ref.name) {
    throw new ServedRefusal(
      'invalid',
      `the list is of ${said.groupId}:${said.artifactId}, the path of ${ref.namespace}:${ref.name}`,
    );
  }
  const own = await ownVersions(ref, repository);
  if (path.kind === 'snapshot-metadata') await putSnapshot(path, said, own, repository);
  else await finishVersions(path, said, bytes, own, repository);
  const key = path.kind === 'snapshot-metadata' ? path.version : '';
  await repository.setAttributes(ref, (json) => {
    const kept = readKeptPackage(json);
    return asJson({ ...kept, lists: { ...kept.lists, [key]: digestBytes(bytes) } });
  });
}

/** Every Unfinished version the list names becomes Published, with the list as one of its assets (user guide sample). */
async function finishVersions(
  { ref }: ListPath,
  said: Announcement,
  bytes: Buffer,
  own: readonly ServedVersion[],
  repository: ServedRepository,
): Promise<void> {
  if (own.length === 0) throw new ServedRefusal('not-found', `no asset of ${ref.namespace}:${ref.name} was uploaded`);
  const named = own.filter(({ version, status }) => status === 'Unfinished' && said.versions.includes(version));
  for (const version of named) requireSound(version);
  for (const { version } of named) {
    await attachList({ ref, version }, bytes, repository);
    await repository.setStatus(ref, version, 'Published');
  }
}

/**
 * After a crash between the two steps above, or beside another deployment, the version has a list already; that one
 * serves as well. It is published again, because a conflict may also say that publishing is blocked.
 */
async function attachList(
  { ref, version }: { ref: ListPath['ref']; version: string },
  bytes: Buffer,
  repository: ServedRepository,
): Promise<void> {
  const attach = (blob: StoredBlob) =>
    repository.publish({
      ...{ ...ref, version, status: 'Unfinished', assetPolicy: 'open' },
      assets: [{ name: METADATA_FILE, blob }],
    });
  try {
    await attach(await repository.receive(once(bytes)));
  } catch (error) {
    if (!(error instanceof ServedRefusal && error.kind === 'conflict')) throw error;
    const list = (await ownVersions(ref, repository))
      .find((one) => one.version === version)
      ?.assets.find(({ name }) => name === METADATA_FILE);
    if (list?.size === undefined) throw error;
    await attach({ size: list.size, digests: list.digests as Digests });
  }
}

function requireSound({ version, metadata }: ServedVersion): void {
  const { mismatched } = readKeptVersion(metadata);
  if (mismatched.length > 0)
    throw new ServedRefusal('invalid', `${version} has wrong checksums: ${mismatched.join(', ')}`);
}

/** `1.0-SNAPSHOT` gets the assets of the build the list names, and the build steps back to Unlisted. */
async function putSnapshot(
  { ref, version }: Extract<ListPath, { kind: 'snapshot-metadata' }>,
  said: Announcement,
  own: readonly ServedVersion[],
  repository: ServedRepository,
): Promise<void> {
  if (!said.build) throw new ServedRefusal('invalid', `the list of ${version} names no build (timestamp, buildNumber)`);
  const name = buildVersion(version, said.build);
  const build = own.find((each) => each.version === name);
  if (!build) throw new ServedRefusal('invalid', `no asset of build ${name} was uploaded`);
  const assetOf = ({ classifier, extension, value }: Announcement['snapshotVersions'][number]) =>
    `${ref.name}-${value}${classifier === undefined ? '' : `-${classifier}`}.${extension}`;
  const listed = new Set(said.snapshotVersions.map(assetOf));
  if (!build.assets.some((asset) => listed.has(asset.name))) {
    throw new ServedRefusal('invalid', `the list of ${version} names no asset of build ${name}`);
  }
  requireSound(build);
  const assets = build.assets.flatMap(({ name: asset, size, digests }) =>
    size === undefined ? [] : [{ name: asset, blob: { size, digests: digests as Digests } }],
  );
  const pom = assets.find((asset) => asset.name === `${ref.name}-${name}.pom`);
  const description = pom ? await describe(pom.blob, repository) : undefined;
  await repository.publish({
    ...ref,
    version,
    assets,
    assetPolicy: 'replace',
    ...(description ? { description } : {}),
  });
  // "As Published" (user guide, maven-snapshots): whoever deploys a build has it installed, also after one that was hidden.
  if (own.find((each) => each.version === version)?.status === 'Unlisted')
    await repository.setStatus(ref, version, 'Published');
  if (build.status === 'Unfinished') await repository.setStatus(ref, name, 'Unlisted');
}

/** The group's list: each plugin that this repository holds remembers its entry. */
async function putPlugins(
  { ref }: ListPath,
  said: Announcement,
  bytes: Buffer,
  repository: ServedRepository,
): Promise<void> {
  const group = groupOf(ref);
  const digests = digestBytes(bytes);
  for (const { artifactId, prefix, name } of said.plugins) {
    const plugin = mavenReference(group, artifactId);
    if ((await ownVersions(plugin, repository)).length === 0) continue;
    repository.authorize('metadata', plugin);
    await repository.setAttributes(plugin, (json) =>
      asJson({ ...readKeptPackage(json), plugin: { prefix, name }, groupList: digests }),
    );
  }
}

/** The group id that a list's path spells when it is read as the list of a group. */
export function groupOf({ namespace, name }: ListPath['ref']): string {
  return namespace === '' ? name : `${namespace}.${name}`;
}

async function putListChecksum(
  path: ListPath,
  kind: ChecksumExtension,
  body: Body,
  repository: ServedRepository,
): Promise<void> {
  const written = await readChecksum(body);
  const found = path.ref.namespace === '' ? undefined : await repository.findPackage(path.ref);
  const key = path.kind === 'snapshot-metadata' ? path.version : '';
  const digests = (found && readKeptPackage(found.attributes).lists[key]) ?? (await groupDigests(path, repository));
  if (!digests) throw new ServedRefusal('not-found', `${METADATA_FILE} is not there to be checked`);
  repository.authorize('metadata', path.ref);
  if (digests[CHECKSUMS[kind]] !== written)
    throw new ServedRefusal('invalid', `the checksum does not match ${METADATA_FILE}`);
}

async function groupDigests(path: ListPath, repository: ServedRepository): Promise<Digests | undefined> {
  const plugins = await pluginsHeld(groupOf(path.ref), repository);
  return plugins.map((found) => readKeptPackage(found.attributes).groupList).find((digests) => digests !== undefined);
}

/** Packages of a group that its list names as Maven plugins, whatever they are called. */
export function pluginsHeld(group: string, repository: ServedRepository): Promise<readonly ServedPackage[]> {
  return repository.packagesIn('maven', group, (attributes) => readKeptPackage(attributes).plugin !== undefined);
}
