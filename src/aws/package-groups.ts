// The package group of a package, for those who ask why a package is not served or not taken.
import { GetAssociatedPackageGroupCommand } from '@aws-sdk/client-codeartifact';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { AssociatedGroup, PackageGroupReader } from '../core/ports/code-artifact.ts';
import { domainInput, packageInput, subjectOf } from './references.ts';
import type { Caller } from './service-client.ts';

export function createPackageGroupReader(call: Caller): PackageGroupReader {
  return {
    async associatedGroup(at, ref) {
      try {
        const { packageGroup, associationType } = await call(
          { operation: 'GetAssociatedPackageGroup', subject: subjectOf({ domain: at.domain }, ref) },
          new GetAssociatedPackageGroupCommand({ ...domainInput(at), ...packageInput(ref) }),
        );
        if (!packageGroup?.pattern) return undefined;
        const { restrictions } = packageGroup.originConfiguration ?? {};
        // `INHERIT` is never effective: it is what the effective mode was found from.
        const mode = (name: keyof AssociatedGroup['modes']) =>
          (restrictions?.[name]?.effectiveMode ?? 'ALLOW') as AssociatedGroup['modes'][typeof name];
        return {
          pattern: packageGroup.pattern,
          association: associationType ?? 'STRONG',
          modes: {
            PUBLISH: mode('PUBLISH'),
            EXTERNAL_UPSTREAM: mode('EXTERNAL_UPSTREAM'),
            INTERNAL_UPSTREAM: mode('INTERNAL_UPSTREAM'),
          },
        };
      } catch (error) {
        if (error instanceof RegistryError && error.code === 'CA-FIND-002') return undefined;
        throw error;
      }
    },
  };
}
