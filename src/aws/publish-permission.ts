// May this identity publish? The IAM action of every upload, over whatever wire, is codeartifact:PublishPackageVersion on
// the ARN of the package. The API call of that name takes generic packages only, so asked for a package of another
// format, and without any content, it can store nothing: the answer is either "denied" or an objection to the format.
import { RegistryError } from '../core/errors/registry-error.ts';
import type { PermissionProbe } from '../core/ports/code-artifact.ts';
import type { Host } from '../core/ports/host.ts';
import { ServiceError } from './error-translation.ts';
import { type Service, send } from './request.ts';

const NOTHING = {
  open: async function* (): AsyncGenerator<Uint8Array> {},
  size: 0,
  // SHA-256 of no bytes.
  sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
};

export function createPermissionProbe(host: Host, service: Service): PermissionProbe {
  return {
    async mayPublish(at, ref) {
      // The one format for which the call would be meant.
      if (ref.format === 'generic')
        return { kind: 'unknown', reason: 'a call that could tell would also publish, so it is not made' };
      try {
        const answer = await send(host, service, {
          operation: 'PublishPackageVersion',
          method: 'POST',
          path: '/v1/package/version/publish',
          subject: `${at.domain}/${at.repository} ${ref.format}:${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`,
          query: {
            domain: at.domain,
            'domain-owner': at.domainOwner,
            repository: at.repository,
            format: ref.format,
            namespace: ref.namespace,
            package: ref.name,
            version: '0.0.0-codeartifact-ci-doctor',
            asset: 'nothing',
            unfinished: true,
          },
          headers: { 'content-type': 'application/octet-stream' },
          body: NOTHING,
        });
        await answer.discard();
        return { kind: 'unknown', reason: 'the service took a call that it documents as refused' };
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        if (error.code === 'CA-AUTH-003') return { kind: 'denied', message: error.message, remedy: error.remedy };
        if (error instanceof ServiceError && error.exception === 'ValidationException') return { kind: 'not-denied' };
        return { kind: 'unknown', reason: error.message };
      }
    },
  };
}
