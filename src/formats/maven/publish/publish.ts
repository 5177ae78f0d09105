// The upload conversation, from the client's side:
//
//   PUT g/a/v/<asset>                each missing file, three at a time; the POM after all others
//   PUT g/a/v/<asset>.sha256         the service compares it: 400 when the bytes were changed on the way
//   GET g/a/maven-metadata.xml       404 for the first version
//   PUT g/a/maven-metadata.xml       the list with this version in it: Unfinished becomes Published
//
// Before the first PUT the version does not exist, until the last one it is Unfinished and no build sees it; stopping
// anywhere between and starting over is harmless, since identical bytes are accepted again. For `1.0-SNAPSHOT` the files
// carry a timestamp, and PUT g/a/1.0-SNAPSHOT/maven-metadata.xml comes before the artifact's list. A Maven plugin is
// also written into the list of its group.
// User guide: maven-curl, maven-checksums, maven-snapshots. Maven 3.9 sends five files at a time and draws 429
// (maven-troubleshooting), hence three.
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { PackageReference, VersionReference } from '../../../core/model/package.ts';
import { type HttpResponse, readBody, retryAfter } from '../../../core/ports/http.ts';
import type {
  Artifact,
  Publication,
  PublishTarget,
  UploadResult,
  WireReadTarget,
} from '../../../core/ports/package-format.ts';
import { baseAddress, basicCredentials, judgeReading, sendUpload } from '../../shared/upload-answer.ts';
import type { MavenPublication } from '../artifact/compose.ts';
import { METADATA_FILE, mavenReference, pathOf, placeOfBuild, snapshotOfBuild } from '../names/coordinates.ts';
import {
  isMetadataOf,
  listedVersions,
  snapshotList,
  VERSION_LIST_LIMIT,
  withPlugin,
  withVersion,
} from './metadata-update.ts';

const PARALLEL = 3;
const CHECKSUM_ENDING = '.sha256';
/** Of a file in the layout. The longest names leave no room for a checksum; their digests are compared when listed. */
const NAME_LENGTH = 255;

/** Stops at the first answer that is not an acceptance, after the uploads in hand have ended. */
export async function upload(
  publication: Publication,
  missing: readonly Artifact[],
  target: PublishTarget,
): Promise<UploadResult> {
  const isPom = ({ assetName }: Artifact) => assetName.endsWith('.pom');
  const files = await inParallel(
    missing.filter((artifact) => !isPom(artifact)),
    (artifact) => putArtifact(publication, artifact, target),
  );
  if (files.kind !== 'accepted') return files;
  const poms = await inParallel(missing.filter(isPom), (artifact) => putArtifact(publication, artifact, target));
  return poms.kind === 'accepted' && target.unfinished !== true ? finish(publication, target) : poms;
}

async function inParallel(
  artifacts: readonly Artifact[],
  put: (artifact: Artifact) => Promise<UploadResult>,
): Promise<UploadResult> {
  const queue = [...artifacts];
  let result: UploadResult = { kind: 'accepted' };
  const lane = async () => {
    for (let next = queue.shift(); next && result.kind === 'accepted'; next = queue.shift()) {
      const answer = await put(next);
      if (answer.kind !== 'accepted' && result.kind === 'accepted') result = answer;
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: PARALLEL }, lane));
  const failed = lanes.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
  return result;
}

async function putArtifact(publication: Publication, artifact: Artifact, target: PublishTarget): Promise<UploadResult> {
  const url = addressOf(target, pathOf(publication, directoryOf(publication), artifact.assetName));
  const { path, size, digests, assetName } = artifact;
  const sent = await sendUpload(
    target,
    {
      method: 'PUT',
      url,
      headers: { 'content-length': String(size), 'content-type': contentType(assetName) },
      body: () => target.files.open(path),
    },
    assetName,
  );
  if (sent.kind !== 'accepted' || assetName.length + CHECKSUM_ENDING.length > NAME_LENGTH) return sent;
  return putText(`${url}${CHECKSUM_ENDING}`, digests['SHA-256'], 'text/plain', target);
}

/** Builds of a snapshot are versions of their own, and lie together in the folder of the snapshot. */
function directoryOf({ version }: Pick<VersionReference, 'version'>): string {
  return snapshotOfBuild(version) ?? version;
}

function contentType(assetName: string): string {
  return assetName.endsWith('.pom') ? 'application/xml' : 'application/octet-stream';
}

/** The lists that make an uploaded version visible. Writing them again changes nothing. */
export async function finish(publication: Publication, target: PublishTarget): Promise<UploadResult> {
  const { plugin } = publication.metadata as MavenPublication;
  const names = publication.artifacts.map(({ assetName }) => assetName);
  const listed = await point(publication, names, target);
  if (listed.kind !== 'accepted' || !plugin) return listed;
  const entry = { ...plugin, artifactId: publication.name };
  return mergeList(groupReference(publication.namespace ?? ''), target, (served) => withPlugin(served, entry));
}

/** The list of a group stands where that of an artifact would that is called by the last word of the group. */
export function groupReference(group: string): PackageReference {
  const words = group.split('.');
  return mavenReference(words.slice(0, -1).join('.'), words.at(-1) ?? '');
}

/**
 * The list of the artifact names this version; where it is a build, after the list of its snapshot, which makes it the one
 * that the snapshot is. See `SnapshotRules.point`.
 */
export async function point(
  ref: VersionReference,
  assetNames: readonly string[],
  target: PublishTarget,
): Promise<UploadResult> {
  const coordinates = { namespace: ref.namespace ?? '', name: ref.name };
  const directory = directoryOf(ref);
  const build = placeOfBuild(ref.version);
  if (build) {
    const url = addressOf(target, pathOf(ref, directory, METADATA_FILE));
    const list = snapshotList({ ...coordinates, version: directory }, build, assetNames);
    const put = await putText(url, list, 'application/xml', target);
    if (put.kind !== 'accepted') return put;
  }
  return mergeList(ref, target, (served, now) => withVersion(served, coordinates, directory, now));
}

/** The versions the repository lists, upstreams and public sources included; undefined when it knows none. */
export async function visibleVersions(ref: PackageReference, target: WireReadTarget): Promise<string[] | undefined> {
  const list = await servedList(ref, target);
  return list === undefined ? undefined : listedVersions(list);
}

/** The list as it is served; undefined when there is none. */
export async function servedList(ref: PackageReference, target: WireReadTarget): Promise<string | undefined> {
  const url = addressOf(target, pathOf(ref, METADATA_FILE));
  const answer = await getFollowing(url, target);
  if (answer.status === 200) return readList(answer, url, ref);
  await answer.discard();
  if (answer.status === 404) return undefined;
  const code = answer.status === 401 ? 'CA-AUTH-005' : answer.status === 403 ? 'CA-AUTH-003' : undefined;
  const busy = answer.status === 429 ? 'CA-NET-001' : answer.status >= 500 ? 'CA-NET-002' : 'CA-NET-004';
  throw new RegistryError(code ?? busy, `GET ${url} answered ${answer.status} ${answer.reason}`, {
    retryAfterMs: retryAfter(answer),
  });
}

/** Reads a list, lets `change` write the new one, and puts it back. The registry's own clock dates the change. */
export async function mergeList(
  ref: PackageReference,
  target: PublishTarget,
  change: (served: string | undefined, now: number) => string,
): Promise<UploadResult> {
  const url = addressOf(target, pathOf(ref, METADATA_FILE));
  const answer = await getFollowing(url, target);
  const now = Date.parse(answer.headers.date ?? '') || Date.now();
  if (answer.status === 404) {
    await answer.discard();
    return putText(url, change(undefined, now), 'application/xml', target);
  }
  if (answer.status !== 200) return judgeReading(answer, target.token);
  // Taken for none, what others have in the list would be overwritten.
  const served = await readList(answer, url, ref);
  return putText(url, change(served, now), 'application/xml', target);
}

async function readList(answer: HttpResponse, url: string, ref: PackageReference): Promise<string> {
  const served = (await readBody(answer, VERSION_LIST_LIMIT, `GET ${url}`)).toString('utf8');
  if (isMetadataOf(ref, served)) return served;
  throw new RegistryError(
    'CA-NET-004',
    `the answer to GET ${url} is no Maven metadata of ${ref.namespace}:${ref.name}`,
    {
      remedy:
        'Something else than the registry may have answered: check the proxy in between, then run the command again.',
    },
  );
}

const REDIRECTS = 3;

/** Reads may be redirected to storage; the token is for the registry's own host and is not sent on. */
async function getFollowing(url: string, target: WireReadTarget): Promise<HttpResponse> {
  let at = new URL(url);
  for (let hops = 0; ; hops++) {
    const isHome = at.origin === new URL(url).origin;
    const headers = isHome ? { authorization: basicCredentials(target.token) } : {};
    const answer = await target.http({ method: 'GET', url: at.href, headers });
    const { location } = answer.headers;
    if (answer.status < 300 || answer.status >= 400 || location === undefined || hops >= REDIRECTS) return answer;
    await answer.discard();
    if (!URL.canParse(location, at.href))
      throw new RegistryError('CA-NET-004', `GET ${url} was redirected to no address`);
    at = new URL(location, at);
  }
}

function putText(url: string, text: string, type: string, target: PublishTarget): Promise<UploadResult> {
  const what = decodeURIComponent(url.slice(url.lastIndexOf('/') + 1));
  return sendUpload(target, { method: 'PUT', url, headers: { 'content-type': type }, body: text }, what);
}

function addressOf(target: WireReadTarget, path: string): string {
  return baseAddress(target.endpoint) + path;
}
