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
import type { Artifact, Publication, PublishTarget, UploadResult } from '../../../core/ports/package-format.ts';
import { baseAddress, sendUpload } from '../../shared/upload-answer.ts';
import type { PypiPublicationMetadata } from '../artifact/artifact.ts';
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
  const { headers, open } = uploadBody(formFields(publication, artifact, file), artifact, target.files);
  const request = {
    method: 'POST',
    url: baseAddress(target.endpoint),
    headers: { ...headers, accept: '*/*' },
    body: open,
  };
  return sendUpload(target, request, artifact.assetName);
}
