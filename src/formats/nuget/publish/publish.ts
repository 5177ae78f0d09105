// The upload conversation, from the client's side:
//
//   GET v3/index.json            where to push: the resource of type PackagePublish/2.0.0
//   PUT <that address>/          multipart/form-data, one part with the nupkg, its length known beforehand
//
//   201, 202   stored                  409   the version exists
//   400        the nupkg is not valid   403   not allowed: publishing needs ReadFromRepository as well (packages-overview)
//
// https://learn.microsoft.com/nuget/api/package-publish-resource. No API key: the service does not look at it.
import { randomBytes } from 'node:crypto';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { PackageReference } from '../../../core/model/package.ts';
import { type HttpResponse, readJson, retryAfter } from '../../../core/ports/http.ts';
import type {
  Artifact,
  Publication,
  PublishTarget,
  UploadResult,
  WireReadTarget,
} from '../../../core/ports/package-format.ts';
import { baseAddress, basicCredentials, judgeReading, sendUpload } from '../../shared/upload-answer.ts';
import { normaliseName } from '../names/coordinates.ts';

export async function upload(
  _publication: Publication,
  missing: readonly Artifact[],
  target: PublishTarget,
): Promise<UploadResult> {
  const [artifact] = missing;
  if (!artifact) return { kind: 'accepted' };
  const index = await get(indexAddress(target), target);
  if (index.status !== 200) return judgeReading(index, target.token);
  const address = resource(await readIndex(index, target), 'PackagePublish/2.0.0', target);
  const boundary = `----codeartifact-ci-${randomBytes(12).toString('hex')}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="package"; filename="package.nupkg"\r\n` +
      'Content-Type: application/octet-stream\r\n\r\n',
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return sendUpload(
    target,
    {
      method: 'PUT',
      // nuget.exe and dotnet add the slash; servers are only tried with it.
      url: baseAddress(address),
      headers: {
        'content-type': `multipart/form-data; boundary="${boundary}"`,
        'content-length': String(head.length + artifact.size + tail.length),
      },
      body: async function* () {
        yield head;
        yield* target.files.open(artifact.path);
        yield tail;
      },
    },
    artifact.assetName,
  );
}

/** The versions of the flat container, upstreams and public sources included; undefined when the id is unknown. */
export async function visibleVersions(ref: PackageReference, target: WireReadTarget): Promise<string[] | undefined> {
  const index = await get(indexAddress(target), target);
  if (index.status !== 200) throw await failure(index, 'the service index');
  const base = baseAddress(resource(await readIndex(index, target), 'PackageBaseAddress/3.0.0', target));
  const url = `${base}${encodeURIComponent(normaliseName(ref.name))}/index.json`;
  const answer = await get(url, target);
  if (answer.status === 404) {
    await answer.discard();
    return undefined;
  }
  if (answer.status !== 200) throw await failure(answer, 'the version list');
  const found = (await readJson(answer, INDEX_LIMIT, `GET ${url}`)) as { readonly versions?: unknown } | null;
  if (!Array.isArray(found?.versions))
    throw new RegistryError('CA-NET-004', `GET ${url} did not answer with a list of versions`);
  return found.versions.filter((version) => typeof version === 'string');
}

const indexAddress = (target: WireReadTarget) => `${baseAddress(target.endpoint)}v3/index.json`;

function get(url: string, target: WireReadTarget): Promise<HttpResponse> {
  return target.http({
    method: 'GET',
    url,
    headers: { authorization: basicCredentials(target.token), accept: 'application/json' },
  });
}

/** As far as it is what it should be. */
interface Resource {
  readonly '@id'?: unknown;
  readonly '@type'?: unknown;
}

interface ServiceIndex {
  readonly resources: readonly Resource[];
}

async function readIndex(answer: HttpResponse, target: WireReadTarget): Promise<ServiceIndex> {
  const what = `GET ${indexAddress(target)}`;
  const index = (await readJson(answer, INDEX_LIMIT, what)) as { readonly resources?: unknown } | null;
  const resources: readonly unknown[] = Array.isArray(index?.resources) ? index.resources : [];
  return { resources: resources.filter((one): one is Resource => typeof one === 'object' && one !== null) };
}

const INDEX_LIMIT = 16 * 1024 * 1024;

/** The address of a resource; on the registry's own origin, since the token goes there. */
function resource(index: ServiceIndex, type: string, target: WireReadTarget): string {
  const found = index.resources.find((each) => [each['@type']].flat().includes(type))?.['@id'];
  const isHome =
    typeof found === 'string' && URL.canParse(found) && new URL(found).origin === new URL(target.endpoint).origin;
  if (isHome) return found;
  const why = found === undefined ? 'names no' : 'names another host for';
  throw new RegistryError('CA-NET-004', `the NuGet service index ${indexAddress(target)} ${why} ${type}`);
}

async function failure(answer: HttpResponse, what: string): Promise<RegistryError> {
  await answer.discard();
  const { status, reason } = answer;
  const code =
    status === 401 ? 'CA-AUTH-005' : status === 403 ? 'CA-AUTH-003' : status === 429 ? 'CA-NET-001' : undefined;
  return new RegistryError(
    code ?? (status >= 500 ? 'CA-NET-002' : 'CA-NET-004'),
    `reading ${what} of NuGet answered ${status} ${reason}`,
    { retryAfterMs: retryAfter(answer) },
  );
}
