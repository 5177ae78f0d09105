// The npm conversation from the server's side, relative to the repository endpoint:
//
//   GET    NAME                          packument; abbreviated when Accept names application/vnd.npm.install-v1+json
//   GET    NAME/VERSION-or-TAG           one manifest
//   GET    NAME/-/FILE-VERSION.tgz       the tarball, in every spelling of routes.ts
//   PUT    NAME                          publish (with a tarball inside) or deprecate (without): 200 {"ok":true}
//   GET    -/package/NAME/dist-tags      {"latest":"1.0.0"}
//   PUT    -/package/NAME/dist-tags/TAG  body "1.0.0"
//   DELETE -/package/NAME/dist-tags/TAG
//   GET    -/ping                        {}: token and ReadFromRepository are fine
//
// Everything else that npm knows (whoami, search, audit, unpublish, owner, token, …) the service does not support
// (user guide, npm-commands) and is answered 404; unpublish with 405, because npm takes a 404 there for "already gone"
// and reports success. Errors are {"error": …, "message": …}: npm prints the first, other
// clients the second. Protocol: docs of the public registry (npm/registry on GitHub).
import type { PackageReference } from '../../../core/model/package.ts';
import {
  type FormatServer,
  ServedRefusal,
  type ServedRepository,
  type ServedRequest,
  type ServedResponse,
} from '../../../core/ports/format-server.ts';
import { fullName, TARBALL, tagProblem } from '../names/coordinates.ts';
import { external } from './external.ts';
import { linkBase, type PackumentForm, packument, tagsOf, versionDocument, visible } from './packument.ts';
import { putDocument } from './publish.ts';
import { parseRoute, type Route } from './routes.ts';
import { NPM_SWITCHES, type NpmSwitches, npmSwitches } from './switches.ts';

const JSON_TYPE = 'application/json';
const ABBREVIATED_TYPE = 'application/vnd.npm.install-v1+json';

export const npmServer: FormatServer = { format: 'npm', switches: NPM_SWITCHES, handle, refuse, external };

function refuse({ status, message }: { status: number; message: string }): ServedResponse {
  return answer(status, { error: message, message });
}

const answer = (status: number, value: unknown): ServedResponse => ({
  status,
  headers: { 'content-type': JSON_TYPE },
  body: JSON.stringify(value),
});

const ok = () => answer(200, { ok: true, success: true });
const notFound = (message: string) => new ServedRefusal('not-found', message);
const unsupported = (what: string) => notFound(`CodeArtifact does not support ${what} for npm`);

async function handle(request: ServedRequest, repository: ServedRepository): Promise<ServedResponse> {
  const route = parseRoute(request.path);
  if (route === undefined) throw notFound('nothing has this address');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead) return read(route, request, repository, npmSwitches(repository));
  return write(route, request, repository);
}

async function read(
  route: Route,
  request: ServedRequest,
  repository: ServedRepository,
  switches: NpmSwitches,
): Promise<ServedResponse> {
  repository.authorize('read');
  switch (route.kind) {
    case 'ping':
      return answer(200, {});
    case 'document':
      return getDocument(route.ref, request, repository, switches);
    case 'manifest':
      return getManifest(route, repository, switches);
    case 'tarball': {
      const asset = await repository.openAsset(route.ref, route.version, TARBALL);
      if (asset === undefined) throw unknownVersion(route.ref, route.version);
      return {
        status: 200,
        headers: { 'content-type': 'application/octet-stream', etag: `"${asset.digests['SHA-256']}"` },
        body: asset,
      };
    }
    case 'tags': {
      const found = await repository.findPackage(route.ref);
      if (found === undefined || found.versions.length === 0) throw unknownPackage(route.ref);
      return answer(200, tagsOf(found, found.versions));
    }
    default:
      throw unsupported(route.kind === 'unsupported' ? route.what : 'this request');
  }
}

async function write(route: Route, request: ServedRequest, repository: ServedRepository): Promise<ServedResponse> {
  if (route.kind === 'document' && request.method === 'PUT') {
    const outcome = await putDocument(route.ref, request, repository);
    if (outcome === 'unsupported') throw unsupported('a document without versions');
    return ok();
  }
  if (route.kind === 'tag' && (request.method === 'PUT' || request.method === 'DELETE')) {
    repository.authorize('metadata', route.ref);
    await changeTag(route, request, repository);
    return ok();
  }
  if (route.kind === 'unpublish') {
    const message = `CodeArtifact does not support npm unpublish: delete ${fullName(route.ref)} with delete-package-versions`;
    return refuse({ status: 405, message });
  }
  throw unsupported(route.kind === 'unsupported' ? route.what : `${request.method} requests`);
}

const unknownPackage = (ref: PackageReference) => notFound(`${fullName(ref)} is not in this repository`);
const unknownVersion = (ref: PackageReference, version: string) =>
  notFound(`${fullName(ref)}@${version} is not in this repository`);

/** `?write=true` comes before an edit and needs everything; npm 10 and 11 ask for the full form anyway. */
function wantedForm(request: ServedRequest): PackumentForm {
  const accepts = request.headers.accept?.includes(ABBREVIATED_TYPE) ?? false;
  return accepts && request.query.get('write') !== 'true' ? 'abbreviated' : 'full';
}

async function getDocument(
  ref: PackageReference,
  request: ServedRequest,
  repository: ServedRepository,
  switches: NpmSwitches,
): Promise<ServedResponse> {
  const form = wantedForm(request);
  const base = linkBase(repository.endpoint, switches);
  const kind = switches.integrity ? form : `${form} without integrity`;
  const page = await repository.page(ref, kind, (found) => packument(found, form, base, switches));
  if (page === undefined || page.bytes.length === 0) throw unknownPackage(ref);
  const type = form === 'abbreviated' ? ABBREVIATED_TYPE : JSON_TYPE;
  return { status: 200, headers: { 'content-type': type, etag: page.etag, vary: 'accept' }, body: page.bytes };
}

async function getManifest(
  route: Extract<Route, { kind: 'manifest' }>,
  repository: ServedRepository,
  switches: NpmSwitches,
): Promise<ServedResponse> {
  const found = await repository.findPackage(route.ref);
  const versions = found === undefined ? [] : visible(found);
  const wanted = found && Object.hasOwn(found.tags, route.selector) ? found.tags[route.selector] : route.selector;
  const version = versions.find((candidate) => candidate.version === wanted);
  if (found === undefined || version === undefined) throw unknownVersion(route.ref, route.selector);
  const body = versionDocument(found, version, linkBase(repository.endpoint, switches), switches);
  return { status: 200, headers: { 'content-type': JSON_TYPE }, body };
}

// ---- dist-tags --------------------------------------------------------------------------------------------------

async function changeTag(
  route: Extract<Route, { kind: 'tag' }>,
  request: ServedRequest,
  repository: ServedRepository,
): Promise<void> {
  const { ref, tag } = route;
  const problem = tagProblem(tag);
  if (problem !== undefined)
    throw new ServedRefusal('invalid', `${JSON.stringify(tag)} cannot be a dist-tag: it ${problem}`);
  // One whose version is hidden is not shown, and can be removed all the same, before the version is listed again.
  if (request.method === 'DELETE') return repository.tag(ref, { [tag]: null });
  const version = await taggedVersion(request);
  const found = await repository.findPackage(ref);
  if (found === undefined) throw unknownPackage(ref);
  if (!found.versions.some((candidate) => candidate.version === version)) throw unknownVersion(ref, version);
  return repository.tag(ref, { [tag]: version });
}

async function taggedVersion(request: ServedRequest): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > 4096)
      throw new ServedRefusal('too-large', 'a dist-tag is set to a version, and no version is that long');
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value === 'string' && value !== '') return value;
  } catch {
    // Said below.
  }
  throw new ServedRefusal('invalid', 'a dist-tag is set by a version as a JSON string');
}
