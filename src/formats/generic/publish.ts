// The upload conversation of generic packages: PublishPackageVersion of the control plane, one asset a call.
//
//   POST /v1/package/version/publish?…&asset=NAME&unfinished=true   every asset but the last
//   POST /v1/package/version/publish?…&asset=NAME                   the last one: the version becomes Published and closes
//
//   POST /v1/package/versions/update_status                         instead, when a whole release set is to appear at once
//
// The same bytes again succeed, other bytes or a new asset on a Published version conflict.
// https://docs.aws.amazon.com/codeartifact/latest/ug/using-generic.html
import type { ErrorCode } from '../../core/errors/catalogue.ts';
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Artifact, Publication, PublishTarget, UploadResult } from '../../core/ports/package-format.ts';

/** With nothing missing, the version was left unfinished by an interrupted run: it only has to be closed. */
export async function upload(
  publication: Publication,
  missing: readonly Artifact[],
  target: PublishTarget,
): Promise<UploadResult> {
  if (missing.length === 0) return target.unfinished ? { kind: 'accepted' } : finish(publication, target);
  return asResult(async () => {
    for (const [index, artifact] of missing.entries()) {
      await target.writer.publishPackageVersion(
        target.address,
        publication,
        {
          name: artifact.assetName,
          size: artifact.size,
          sha256: artifact.digests['SHA-256'],
          open: () => target.files.open(artifact.path),
        },
        target.unfinished === true || index < missing.length - 1,
      );
    }
    return { kind: 'accepted' };
  });
}

/** Publishes a version whose assets are all there. One that is Published already is what was wanted. */
export async function finish(publication: Publication, target: PublishTarget): Promise<UploadResult> {
  const { version } = publication;
  return asResult(async () => {
    const results = await target.writer.updatePackageVersionsStatus(target.address, publication, {
      versions: [version],
      target: 'Published',
      expected: 'Unfinished',
    });
    const failure = results.failed[version];
    if (!failure || isPublished(failure)) return { kind: 'accepted' };
    return { kind: 'exists', detail: `${failure.code}: ${failure.message}` };
  });
}

/** `current status: Published, expected status: Unfinished` in the service's words. */
function isPublished(failure: { code: string; message: string }): boolean {
  return failure.code === 'MISMATCHED_STATUS' && /current status: Published\b/i.test(failure.message);
}

async function asResult(work: () => Promise<UploadResult>): Promise<UploadResult> {
  try {
    return await work();
  } catch (error) {
    const result = error instanceof RegistryError ? resultOf(error) : undefined;
    if (result) return result;
    throw error;
  }
}

/** Control-plane errors that are facts about this one version; everything else stops the command. */
function resultOf(error: RegistryError): UploadResult | undefined {
  const detail = error.message;
  const results: Partial<Record<ErrorCode, UploadResult>> = {
    'CA-CONFLICT-001': { kind: 'exists', detail },
    'CA-CONFLICT-003': { kind: 'exists', detail },
    'CA-CONFLICT-004': { kind: 'exists', detail },
    'CA-INPUT-006': { kind: 'refused', status: 400, detail },
    'CA-NET-005': { kind: 'refused', status: 402, detail },
    'CA-AUTH-003': { kind: 'refused', status: 403, detail },
    'CA-FIND-001': { kind: 'refused', status: 404, detail },
    'CA-AUTH-005': { kind: 'unauthorized', detail },
    'CA-AUTH-008': { kind: 'unauthorized', detail },
    'CA-NET-001': { kind: 'throttled', retryAfterMs: error.retryAfterMs },
    'CA-NET-002': { kind: 'unavailable', status: 503, detail },
    'CA-NET-003': { kind: 'uncertain', detail },
  };
  return results[error.code];
}
