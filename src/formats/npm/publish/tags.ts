// dist-tags and visible versions, read and changed over the wire: the control plane has no calls for them.

import type { ErrorCode } from '../../../core/errors/catalogue.ts';
import { RegistryError } from '../../../core/errors/registry-error.ts';
import type { PackageReference } from '../../../core/model/package.ts';
import { label } from '../../../core/model/repository.ts';
import type { HttpRequest, HttpResponse } from '../../../core/ports/http.ts';
import { readBody, readJson, retryAfter } from '../../../core/ports/http.ts';
import type { Publication, Publishing, WireReadTarget } from '../../../core/ports/package-format.ts';
import { shownSentence } from '../../../core/text/shown-text.ts';
import { JsonReader, JsonRefusal } from '../../shared/text/json-reader.ts';
import { baseAddress } from '../../shared/upload-answer.ts';
import type { NpmMetadata } from '../artifact/artifact.ts';
import { isObject } from '../artifact/manifest.ts';
import {
  defaultTag,
  escapedName,
  fullName,
  isTag,
  isUsableTag,
  isVersion,
  isWritableTag,
} from '../names/coordinates.ts';

/** A package with thousands of versions may have a tag for each build; the list is still small. */
const TAGS_BYTES = 4 * 1024 * 1024;

/** The tag its author means when nobody names one: `publishConfig.tag`, else what npm would choose. */
export function preferredTag(publication: Publication): string {
  const { publishConfig } = (publication.metadata as NpmMetadata).manifest;
  const configured = isObject(publishConfig) ? publishConfig.tag : undefined;
  return typeof configured === 'string' && configured !== '' ? configured : defaultTag(publication.version);
}

export const tags: NonNullable<Publishing['tags']> = {
  preferred: preferredTag,
  isName: isUsableTag,

  async read(ref, target) {
    const what = `read the dist-tags of ${fullName(ref)} in ${label(target.address)}`;
    const response = await send(target, { method: 'GET', url: tagsPath(ref) });
    if (response.status === 404) {
      await response.discard();
      return undefined;
    }
    await requireSuccess(response, target, what);
    const found = await readJson(response, TAGS_BYTES, what);
    if (!isObject(found)) throw notUnderstood(what);
    const entries = Object.entries(found).filter(([tag, version]) => isTag(tag) && typeof version === 'string');
    return Object.fromEntries(entries) as Record<string, string>;
  },

  async set(ref, tag, version, target) {
    requireTag(ref, tag);
    const url = `${tagsPath(ref)}/${encodeURIComponent(tag)}`;
    const headers = { 'content-type': 'application/json' };
    const response = await send(target, { method: 'PUT', url, headers, body: JSON.stringify(version) });
    await requireSuccess(
      response,
      target,
      `set the dist-tag ${tag} of ${fullName(ref)} to ${version} in ${label(target.address)}`,
    );
    await response.discard();
  },

  async remove(ref, tag, target) {
    requireTag(ref, tag);
    const response = await send(target, { method: 'DELETE', url: `${tagsPath(ref)}/${encodeURIComponent(tag)}` });
    // Removed by somebody else, or by an earlier attempt whose answer was lost: the wish is fulfilled.
    if (response.status !== 404) {
      await requireSuccess(
        response,
        target,
        `remove the dist-tag ${tag} of ${fullName(ref)} in ${label(target.address)}`,
      );
    }
    await response.discard();
  },
};

/** Keys under `versions` of the packument; the rest of it, which may be tens of megabytes, is passed over. */
export async function visibleVersions(
  ref: PackageReference,
  target: WireReadTarget,
): Promise<readonly string[] | undefined> {
  const what = `read the versions of ${fullName(ref)} in ${label(target.address)}`;
  const headers = { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8' };
  const response = await send(target, { method: 'GET', url: escapedName(ref), headers });
  if (response.status === 404) {
    await response.discard();
    return undefined;
  }
  await requireSuccess(response, target, what);
  try {
    return await versionKeys(new JsonReader(response.body));
  } catch (error) {
    if (error instanceof JsonRefusal) throw notUnderstood(what, error);
    throw error;
  }
}

async function versionKeys(reader: JsonReader): Promise<string[]> {
  const versions: string[] = [];
  for await (const key of reader.members()) {
    if (key !== 'versions') {
      await reader.skip();
      continue;
    }
    for await (const version of reader.members()) {
      if (isVersion(version)) versions.push(version);
      await reader.skip();
    }
  }
  return versions;
}

const tagsPath = (ref: PackageReference) => `-/package/${escapedName(ref)}/dist-tags`;

function requireTag(ref: PackageReference, tag: string): void {
  if (!isWritableTag(tag))
    throw new RegistryError('CA-INPUT-001', `${JSON.stringify(tag)} cannot be a dist-tag of ${fullName(ref)}`);
}

function send(target: WireReadTarget, request: HttpRequest): Promise<HttpResponse> {
  const headers = { accept: 'application/json', ...request.headers, authorization: `Bearer ${target.token.reveal()}` };
  return target.http({ ...request, url: `${baseAddress(target.endpoint)}${request.url}`, headers });
}

const CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'CA-INPUT-006',
  401: 'CA-AUTH-005',
  402: 'CA-NET-005',
  403: 'CA-AUTH-003',
  404: 'CA-FIND-002',
  409: 'CA-CONFLICT-004',
  429: 'CA-NET-001',
};

/** @throws RegistryError whose message says what was tried and what came back, without the token. */
async function requireSuccess(response: HttpResponse, target: WireReadTarget, what: string): Promise<void> {
  const { status } = response;
  if (status >= 200 && status < 300) return;
  const body = await readBody(response, 16 * 1024).catch(() => Buffer.alloc(0));
  const said = sentence(body.toString('utf8')).split(target.token.reveal()).join('***');
  const code = CODES[status] ?? (status >= 500 ? 'CA-NET-002' : 'CA-NET-004');
  const answer = `${status}${said === '' ? '' : `, ${said}`}`;
  throw new RegistryError(code, `could not ${what}: the answer was ${answer}`, { retryAfterMs: retryAfter(response) });
}

function sentence(body: string): string {
  let text = body;
  try {
    const parsed: unknown = JSON.parse(body);
    if (isObject(parsed)) text = String(parsed.message ?? parsed.error ?? body);
  } catch {
    // Not JSON: a proxy's own words are better than none.
  }
  return shownSentence(text, 300);
}

function notUnderstood(what: string, cause?: unknown): RegistryError {
  return new RegistryError('CA-NET-004', `could not ${what}: the answer is not what a package registry sends`, {
    cause,
  });
}
