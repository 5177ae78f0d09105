// The upload conversation, from the client's side (PyPI's legacy upload API, which CodeArtifact speaks):
//
//   POST <endpoint>                       once for each file, wheels before source archives
//   Authorization: Basic aws:<token>      without waiting for a challenge
//   multipart/form-data                   :action=file_upload, metadata, md5/sha256/blake2_256, `content` last
//
//   200                                   stored, or stored before with the same bytes
//   409                                   this file exists with other bytes, or the version is reachable upstream
//   400 401 403 429 5xx                   reason phrase says why
//
// https://docs.pypi.org/api/upload/
import { RegistryError } from '../../core/errors/registry-error.ts';
import { type HttpResponse, readBody } from '../../core/ports/http.ts';
import type { Artifact, Publication, PublishTarget, UploadResult } from '../../core/ports/package-format.ts';
import type { PypiPublicationMetadata } from './artifact.ts';
import { formFields, uploadBody } from './upload-form.ts';

/** Stops at the first file that is not accepted; what went up before it is found by the caller's next look. */
export async function upload(
  publication: Publication,
  missing: readonly Artifact[],
  target: PublishTarget,
): Promise<UploadResult> {
  const { files } = publication.metadata as PypiPublicationMetadata;
  const rank = (artifact: Artifact) => Number(files[artifact.assetName]?.filetype === 'sdist');
  for (const artifact of [...missing].sort((a, b) => rank(a) - rank(b))) {
    const result = await uploadFile(publication, artifact, target);
    if (result.kind !== 'accepted') return result;
  }
  return { kind: 'accepted' };
}

async function uploadFile(publication: Publication, artifact: Artifact, target: PublishTarget): Promise<UploadResult> {
  const file = (publication.metadata as PypiPublicationMetadata).files[artifact.assetName];
  if (!file) throw new RangeError(`no metadata was gathered for ${artifact.assetName}`);
  const body = uploadBody(formFields(publication, artifact, file), artifact, target.files);
  const credentials = Buffer.from(`aws:${target.token.reveal()}`).toString('base64');
  try {
    const response = await target.http({
      method: 'POST',
      url: target.endpoint.endsWith('/') ? target.endpoint : `${target.endpoint}/`,
      headers: { ...body.headers, authorization: `Basic ${credentials}`, accept: '*/*' },
      body: () => body.open(),
    });
    return await judge(response, target);
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'CA-NET-003' && body.isBegun) {
      return { kind: 'uncertain', detail: `no answer to the upload of ${artifact.assetName}: ${error.message}` };
    }
    throw error;
  }
}

async function judge(response: HttpResponse, target: PublishTarget): Promise<UploadResult> {
  const { status } = response;
  if (status >= 200 && status < 300) {
    await response.discard();
    return { kind: 'accepted' };
  }
  const detail = await explain(response, target);
  if (status === 401) return { kind: 'unauthorized', detail };
  if (status === 409) return { kind: 'exists', detail };
  if (status === 429) return { kind: 'throttled', retryAfterMs: retryAfter(response.headers['retry-after']) };
  if (status >= 500) return { kind: 'unavailable', status, detail };
  return { kind: 'refused', status, detail };
}

/** Status line, and the body when it adds something; one line, at most 500 characters, never the token. */
async function explain(response: HttpResponse, target: PublishTarget): Promise<string> {
  const body = await readBody(response, 16 * 1024).catch(() => Buffer.alloc(0));
  const isText = !/html/i.test(response.headers['content-type'] ?? '');
  const words = isText ? clean(body.toString('utf8')) : '';
  const reason = clean(response.reason);
  const text =
    words !== '' && words !== reason ? `${response.status} ${reason}: ${words}` : `${response.status} ${reason}`;
  return text.split(target.token.reveal()).join('***').slice(0, 500);
}

const clean = (text: string) => text.replace(/[\p{C}\s]+/gu, ' ').trim();

/** Seconds, as throttling answers give it; dates are not sent by the service and count as unknown. */
function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/.test(header.trim()) ? Number(header) * 1000 : undefined;
}
