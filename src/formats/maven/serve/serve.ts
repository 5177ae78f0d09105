// The conversation, from the server's side:
//
//   PUT g/a/v/<asset>                 201; the first one makes the version Unfinished. 409 when it exists with other bytes
//   PUT g/a/v/<asset>.sha1 …          201, 400 when it does not match (lower-case hex), 404 when the asset is not there
//   PUT g/a/maven-metadata.xml        201; versions it names become Published, 400 while one of their checksums is wrong
//   PUT g/a/1-SNAPSHOT/maven-metadata.xml   201; 1-SNAPSHOT gets the assets of the build it names, the build is Unlisted
//   GET g/a/v/<asset>[.sha1 …]        the bytes, or the computed digest; 404 while Unfinished
//   GET …/maven-metadata.xml[.sha1 …] written from the Published versions of this repository and its upstreams
//
// User guide: maven-curl, maven-checksums, maven-snapshots. Layout: https://maven.apache.org/repository/layout.html
// Not documented, our choice: lists are regenerated on reading; assets of Unfinished versions answer 404; the list of a
// group (plugin prefixes) is kept with the plugins it names.
import {
  type FormatServer,
  ServedRefusal,
  type ServedRepository,
  type ServedRequest,
  type ServedResponse,
} from '../../../core/ports/format-server.ts';
import { digestBytes } from '../../shared/digests.ts';
import { CHECKSUMS, isSnapshot, type MavenPath, parsePath } from '../names/coordinates.ts';
import { putAssetPath } from './assets.ts';
import { external } from './external.ts';
import { newestBuild, printBuilds, printPlugins, printVersions } from './metadata-documents.ts';
import { groupOf, pluginsHeld, putListPath } from './metadata-routes.ts';
import { readKeptPackage } from './stored-attributes.ts';

export const mavenServer: FormatServer = { format: 'maven', handle, refuse, external, upstreamHides: isSnapshot };

async function handle(request: ServedRequest, repository: ServedRepository): Promise<ServedResponse> {
  try {
    return await answer(request, repository);
  } catch (error) {
    if (error instanceof ServedRefusal) return refuse(error);
    throw error;
  }
}

async function answer(request: ServedRequest, repository: ServedRepository): Promise<ServedResponse> {
  const path = parsePath(request.path);
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      repository.authorize('read');
      return (path && (await read(path, repository))) ?? refuse({ status: 404, message: 'Not Found' });
    case 'PUT':
      if (!path) throw new ServedRefusal('invalid', 'the path is not of the Maven repository layout');
      await (path.kind === 'asset'
        ? putAssetPath(path, request.body, repository)
        : putListPath(path, request.body, repository));
      return { status: 201, reason: 'Created' };
    default:
      return { ...refuse({ status: 405, message: 'Method Not Allowed' }), headers: { allow: 'GET, HEAD, PUT' } };
  }
}

/** Maven, Gradle and sbt print the status line only, so the words go there; the body is for people with curl. */
function refuse({ status, message }: { status: number; message: string }): ServedResponse {
  const standard: Readonly<Record<number, string>> = { 401: 'Unauthorized', 403: 'Forbidden' };
  const reason = standard[status] ?? message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200);
  return { status, reason, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${message}\n` };
}

async function read(path: MavenPath, repository: ServedRepository): Promise<ServedResponse | undefined> {
  switch (path.kind) {
    case 'asset':
      return readAsset(path, repository);
    case 'snapshot-metadata':
      return listAnswer(path, await pageOf(path, path.version, repository));
    case 'artifact-metadata':
      return listAnswer(path, (await pageOf(path, undefined, repository)) ?? (await pluginList(path, repository)));
  }
}

async function readAsset(
  { ref, version, directory, asset, checksum }: Extract<MavenPath, { kind: 'asset' }>,
  repository: ServedRepository,
): Promise<ServedResponse | undefined> {
  const name = isSnapshot(version) ? ((await latestAsset(ref, version, asset, repository)) ?? asset) : asset;
  // A build in the folder of its snapshot is asked for as the snapshot, which holds the newest one, and is retained as
  // that: "1.0-SNAPSHOT" has to be there when the upstream has gone. Older builds are versions of their own only.
  const found =
    (version === directory ? undefined : await repository.openAsset(ref, directory, name)) ??
    (await repository.openAsset(ref, version, name));
  if (!found) return undefined;
  if (checksum) return textAnswer(found.digests[CHECKSUMS[checksum]]);
  return { status: 200, headers: { 'content-type': contentType(name) }, body: found };
}

/** `lib-1-SNAPSHOT.jar`, as asked for without the list, is the newest build's. */
async function latestAsset(
  ref: MavenPath['ref'],
  version: string,
  asset: string,
  repository: ServedRepository,
): Promise<string | undefined> {
  const stem = `${ref.name}-${version}`;
  if (!asset.startsWith(stem)) return undefined;
  const found = await repository.findPackage(ref);
  const held = found?.versions.find((each) => each.version === version);
  const newest = found && held ? newestBuild(found, held) : undefined;
  return newest && `${ref.name}-${newest.value}${asset.slice(stem.length)}`;
}

async function pageOf(
  { ref }: MavenPath,
  snapshot: string | undefined,
  repository: ServedRepository,
): Promise<Uint8Array | undefined> {
  if (ref.namespace === '') return undefined;
  const page = await repository.page(ref, snapshot === undefined ? 'versions' : `builds of ${snapshot}`, (found) =>
    snapshot === undefined ? printVersions(found) : printBuilds(found, snapshot),
  );
  return page && page.bytes.length > 0 ? page.bytes : undefined;
}

async function pluginList({ ref }: MavenPath, repository: ServedRepository): Promise<Uint8Array | undefined> {
  const held = await pluginsHeld(groupOf(ref), repository);
  const own = held.flatMap(({ name, attributes }) => {
    const { plugin } = readKeptPackage(attributes);
    return plugin ? [{ ...plugin, artifactId: name }] : [];
  });
  const found = ref.namespace === '' ? undefined : await repository.findPackage(ref);
  const external = found ? readKeptPackage(found.attributes).plugins : [];
  const others = external.filter(({ artifactId }) => !own.some((plugin) => plugin.artifactId === artifactId));
  const text = printPlugins([...own, ...others]);
  return text === '' ? undefined : Buffer.from(text);
}

function listAnswer({ checksum }: MavenPath, bytes: Uint8Array | undefined): ServedResponse | undefined {
  if (!bytes) return undefined;
  if (checksum) return textAnswer(digestBytes(bytes)[CHECKSUMS[checksum]]);
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: bytes };
}

function textAnswer(text: string): ServedResponse {
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: text };
}

function contentType(name: string): string {
  if (/\.(pom|xml)$/.test(name)) return 'text/xml';
  if (/\.(jar|war|ear|aar)$/.test(name)) return 'application/java-archive';
  return /\.(module|json)$/.test(name) ? 'application/json' : 'application/octet-stream';
}
