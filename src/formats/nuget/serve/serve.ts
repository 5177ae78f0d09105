// The NuGet V3 conversation, from the server's side:
//
//   GET    v3/index.json                                  service index: where everything below is
//   GET    v3/registration4/ID/index.json                 versions with dependencies; pages of their own beyond 128
//   GET    v3/flatcontainer/ID/index.json                 versions; ID/VERSION/ID.VERSION.nupkg and ID.nuspec beside it
//   GET    v3/query?q=  v3/autocomplete?q= or ?id=        search over names held here and upstream
//   PUT    v2/package[/]                                  push, multipart -> 201, 400, 403, 409
//   DELETE v2/package/ID/VERSION -> 204, POST -> 200       unlist, and list again
//
// X-NuGet-ApiKey is not looked at. https://learn.microsoft.com/nuget/api/overview. The service documents only the index
// and registration4 addresses; the others, delete as unlisting, and the 404 for symbol addresses are our choice.
import {
  type FormatServer,
  type Json,
  type ServedPackage,
  ServedRefusal,
  type ServedRepository,
  type ServedRequest,
  type ServedResponse,
} from '../../../core/ports/format-server.ts';
import { ArchiveRefusal } from '../../shared/archive/archive.ts';
import { readNupkg } from '../artifact/nuspec.ts';
import { assetName, normaliseName, nugetReference } from '../names/coordinates.ts';
import { isPrerelease, normaliseVersion, sameVersion } from '../names/version.ts';
import {
  isServed,
  registrationIndex,
  registrationLeaf,
  registrationPage,
  serviceIndex,
  versionList,
} from './documents.ts';
import { external } from './external.ts';
import { publishPushed, setListed } from './push.ts';
import { autocomplete, searchQuery } from './search.ts';
import { NUGET_SWITCHES, type NugetSwitches, nugetSwitches } from './switches.ts';

export const nugetServer: FormatServer = { format: 'nuget', switches: NUGET_SWITCHES, external, refuse, handle };

async function handle(request: ServedRequest, repository: ServedRepository): Promise<ServedResponse> {
  try {
    const answered = await answer(request, repository, nugetSwitches(repository));
    return answered ?? refuse({ status: 404, message: 'Not Found' });
  } catch (error) {
    if (error instanceof ServedRefusal) return refuse(error);
    throw error;
  }
}

/** Clients print the reason phrase; the body is for people with curl. */
function refuse({ status, message }: { status: number; message: string }): ServedResponse {
  const reason = message.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 200);
  const headers = { 'content-type': 'application/json' };
  return { status, reason, headers, body: JSON.stringify({ message, error: message }) };
}

type Answer = Promise<ServedResponse | undefined>;

async function answer(request: ServedRequest, repository: ServedRepository, switches: NugetSwitches): Answer {
  const segments = decodeSegments(request.path);
  if (!segments) return undefined;
  const [area, resource, ...rest] = segments;
  if (area === 'v2' && resource === 'package') return answerPublish(request, rest, repository, switches);
  // Symbol addresses (v2/symbolpackage) are among those that are not there.
  if (area !== 'v3' || resource === undefined) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return { ...refuse({ status: 405, message: 'Method Not Allowed' }), headers: { allow: 'GET, HEAD' } };
  }
  repository.authorize('read');
  switch (resource) {
    case 'index.json':
      return rest.length === 0 ? json(serviceIndex(repository.endpoint)) : undefined;
    case 'registration4':
      return registration(rest, repository);
    case 'flatcontainer':
      return flatContainer(rest, repository, switches);
    case 'query':
      return rest.length === 0 ? json(await searchQuery(request.query, repository)) : undefined;
    case 'autocomplete':
      return rest.length === 0 ? json(await autocomplete(request.query, repository)) : undefined;
    default:
      return undefined;
  }
}

/** Undefined for broken percent-encoding and for separators hidden in it. A trailing slash gives no segment. */
function decodeSegments(path: string): string[] | undefined {
  try {
    const segments = path.replace(/\/$/, '').split('/').map(decodeURIComponent);
    return segments.every((segment) => /^[^\p{C}/\\#]{1,300}$/u.test(segment) && !/^\.\.?$/.test(segment))
      ? segments
      : undefined;
  } catch {
    return undefined;
  }
}

function json(value: Json | undefined): ServedResponse | undefined {
  return value === undefined ? undefined : { status: 200, headers: JSON_TYPE, body: JSON.stringify(value) };
}

const JSON_TYPE = { 'content-type': 'application/json' };

// ---- reading ----------------------------------------------------------------------------------------------------

async function registration(rest: readonly string[], repository: ServedRepository): Answer {
  const [id = '', second = '', lower, upperFile] = rest;
  const ref = nugetReference(id);
  const { endpoint } = repository;
  if (rest.length === 2 && second === 'index.json') {
    return page(ref, 'registration', repository, (found) => registrationIndex(found, endpoint));
  }
  if (rest.length === 4 && second === 'page' && lower !== undefined && upperFile?.endsWith('.json')) {
    const upper = upperFile.slice(0, -'.json'.length);
    const kind = `registration ${lower.toLowerCase()} ${upper.toLowerCase()}`;
    return page(ref, kind, repository, (found) => registrationPage(found, lower, upper, endpoint));
  }
  if (rest.length !== 2 || !second.endsWith('.json')) return undefined;
  const held = await findVersion(ref.name, second.slice(0, -'.json'.length), repository);
  return held && json(registrationLeaf(held.found, held.version, endpoint));
}

/** A page kept as bytes; the empty page stands for "nothing to show". */
async function page(
  ref: ReturnType<typeof nugetReference>,
  kind: string,
  repository: ServedRepository,
  build: (found: ServedPackage) => Json | undefined,
): Answer {
  const kept = await repository.page(ref, kind, (found) => {
    const value = build(found);
    return value === undefined ? '' : JSON.stringify(value);
  });
  if (!kept || kept.bytes.length === 0) return undefined;
  return { status: 200, headers: { ...JSON_TYPE, etag: kept.etag }, body: kept.bytes };
}

async function findVersion(id: string, version: string, repository: ServedRepository) {
  const found = await repository.findPackage(nugetReference(id));
  const held = found?.versions.find((each) => isServed(each) && sameVersion(each.version, version));
  return found && held ? { found, version: held } : undefined;
}

async function flatContainer(rest: readonly string[], repository: ServedRepository, switches: NugetSwitches): Answer {
  const [id = '', second = '', file] = rest;
  if (rest.length === 2 && second === 'index.json') {
    const kind = switches.unlistedInVersionList ? 'versions with unlisted' : 'versions';
    return page(nugetReference(id), kind, repository, (found) => versionList(found, switches.unlistedInVersionList));
  }
  if (rest.length !== 3 || file === undefined) return undefined;
  const version = await storedVersion(id, second, repository);
  const asset = await repository.openAsset(nugetReference(id), version, assetName(id, version));
  if (!asset) return undefined;
  const name = normaliseName(id);
  if (file.toLowerCase() === `${name}.${normaliseVersion(second).toLowerCase()}.nupkg`) {
    return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body: asset };
  }
  if (file.toLowerCase() !== `${name}.nuspec`) return undefined;
  const { document } = await readNupkg(repository.blobPath(asset)).catch(unreadable);
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: document };
}

function unreadable(error: unknown): never {
  if (error instanceof ArchiveRefusal)
    throw new ServedRefusal('not-found', `the stored package cannot be read: ${error.message}`);
  throw error;
}

/** Labels keep their case in the store, addresses are lower-case: only then the package has to be looked at. */
async function storedVersion(id: string, version: string, repository: ServedRepository): Promise<string> {
  if (!isPrerelease(version)) return normaliseVersion(version);
  return (await findVersion(id, version, repository))?.version.version ?? normaliseVersion(version);
}

// ---- writing ----------------------------------------------------------------------------------------------------

async function answerPublish(
  request: ServedRequest,
  rest: readonly string[],
  repository: ServedRepository,
  switches: NugetSwitches,
): Answer {
  const [id, version] = rest;
  if (rest.length === 0 && request.method === 'PUT') {
    await publishPushed(request, repository, switches);
    return { status: 201, reason: 'Created' };
  }
  if (rest.length === 2 && id !== undefined && version !== undefined) {
    if (request.method === 'DELETE' || request.method === 'POST') {
      await setListed(id, version, request.method === 'POST', repository);
      return { status: request.method === 'POST' ? 200 : 204 };
    }
  }
  const allow = rest.length === 0 ? 'PUT' : 'DELETE, POST';
  return { ...refuse({ status: 405, message: 'Method Not Allowed' }), headers: { allow } };
}
