// Reads a project page as a client, to see what installers see: GET simple/NAME/ as JSON. It pulls nothing.
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { PackageReference } from '../../../core/model/package.ts';
import { type HttpResponse, readJson, retryAfter } from '../../../core/ports/http.ts';
import type { WireReadTarget } from '../../../core/ports/package-format.ts';
import { baseAddress, basicCredentials } from '../../shared/upload-answer.ts';
import { normaliseName } from '../names/coordinates.ts';

const JSON_V1 = 'application/vnd.pypi.simple.v1+json';
const PAGE_LIMIT = 64 * 1024 * 1024;

/** Undefined when nobody in the chain knows the package. */
export async function visibleVersions(
  ref: PackageReference,
  target: WireReadTarget,
): Promise<readonly string[] | undefined> {
  const response = await target.http({
    method: 'GET',
    url: `${baseAddress(target.endpoint)}simple/${normaliseName(ref.name)}/`,
    headers: { accept: JSON_V1, authorization: basicCredentials(target.token) },
  });
  if (response.status === 200) {
    const what = `the request for the versions of ${ref.name}`;
    return versionsOf(await readJson(response, PAGE_LIMIT, what), ref);
  }
  await response.discard();
  if (response.status === 404) return undefined;
  throw refusal(response, ref);
}

function refusal(response: HttpResponse, ref: PackageReference): RegistryError {
  const { status } = response;
  const retryAfterMs = retryAfter(response);
  const message = `reading the versions of ${ref.name} was answered with status ${status}`;
  if (status === 401) return new RegistryError('CA-AUTH-005', message);
  if (status === 403) return new RegistryError('CA-AUTH-003', message);
  if (status === 429) return new RegistryError('CA-NET-001', message, { retryAfterMs });
  return new RegistryError(status >= 500 ? 'CA-NET-002' : 'CA-NET-004', message, { retryAfterMs });
}

function versionsOf(page: unknown, ref: PackageReference): readonly string[] {
  const { versions } = (page ?? {}) as { readonly versions?: unknown };
  if (Array.isArray(versions)) return versions.filter((version) => typeof version === 'string');
  throw new RegistryError('CA-NET-004', `the project page of ${ref.name} is not what the simple API prescribes`);
}
