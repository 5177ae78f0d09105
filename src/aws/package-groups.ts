// The package group of a package, for those who ask why a package is not served or not taken.
import { GetAssociatedPackageGroupCommand, type PackageGroupDescription } from '@aws-sdk/client-codeartifact';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { AssociatedGroup, PackageGroupReader } from '../core/ports/code-artifact.ts';
import { maybeText, promisedText, record } from './call.ts';
import { domainInput, packageInput, subjectOf } from './references.ts';
import type { Caller } from './service-client.ts';

export function createPackageGroupReader(call: Caller): PackageGroupReader {
  return {
    async associatedGroup(at, ref) {
      try {
        const about = { operation: 'GetAssociatedPackageGroup', subject: subjectOf({ domain: at.domain }, ref) };
        const { packageGroup, associationType } = await call(
          about,
          new GetAssociatedPackageGroupCommand({ ...domainInput(at), ...packageInput(ref) }),
        );
        const group = record<PackageGroupDescription>(packageGroup, about);
        if (!group.pattern) return undefined;
        const restrictions = record(record(group.originConfiguration, about).restrictions, about);
        // `INHERIT` is never effective: it is what the effective mode was found from.
        const mode = (name: keyof AssociatedGroup['modes']) =>
          (maybeText(record(restrictions[name], about).effectiveMode, about) ??
            'ALLOW') as AssociatedGroup['modes'][typeof name];
        return {
          pattern: promisedText(group.pattern, about),
          association: maybeText(associationType, about) ?? 'STRONG',
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
