// May this identity publish? The IAM action of every upload, over whatever wire, is codeartifact:PublishPackageVersion on
// the ARN of the package. The API call of that name takes generic packages only, so asked for a package of another
// format, and without any content, it can store nothing: the answer is either "denied" or an objection to the format.
import { PublishPackageVersionCommand } from '@aws-sdk/client-codeartifact';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { PermissionProbe } from '../core/ports/code-artifact.ts';
import { packageInput, repositoryInput, subjectOf } from './references.ts';
import type { Caller } from './service-client.ts';
import { ServiceError } from './service-error.ts';

// SHA-256 of no bytes.
const DIGEST_OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export function createPermissionProbe(call: Caller): PermissionProbe {
  return {
    async mayPublish(at, ref) {
      // The one format for which the call would be meant.
      if (ref.format === 'generic')
        return { kind: 'unknown', reason: 'a call that could tell would also publish, so it is not made' };
      try {
        await call(
          { operation: 'PublishPackageVersion', subject: subjectOf(at, ref) },
          new PublishPackageVersionCommand({
            ...repositoryInput(at),
            ...packageInput(ref),
            packageVersion: '0.0.0-codeartifact-ci-doctor',
            assetName: 'nothing',
            assetSHA256: DIGEST_OF_NOTHING,
            assetContent: Buffer.alloc(0),
            unfinished: true,
          }),
        );
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
