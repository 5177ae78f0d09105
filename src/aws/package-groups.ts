// The package group of a package, for those who ask why a package is not served or not taken.
import { RegistryError } from '../core/errors/registry-error.ts';
import type { AssociatedGroup, GroupMode, PackageGroupReader } from '../core/ports/code-artifact.ts';
import type { Host } from '../core/ports/host.ts';
import { type Service, sendJson } from './request.ts';

interface WireMode {
  readonly mode?: GroupMode | 'INHERIT';
  readonly effectiveMode?: GroupMode;
}

interface WireAnswer {
  readonly packageGroup?: {
    readonly pattern?: string;
    readonly originConfiguration?: {
      readonly restrictions?: Readonly<Partial<Record<keyof AssociatedGroup['modes'], WireMode>>>;
    };
  };
  readonly associationType?: AssociatedGroup['association'];
}

export function createPackageGroupReader(host: Host, service: Service): PackageGroupReader {
  return {
    async associatedGroup(at, ref) {
      try {
        const wire = await sendJson<WireAnswer>(host, service, {
          operation: 'GetAssociatedPackageGroup',
          method: 'GET',
          path: '/v1/get-associated-package-group',
          subject: `${at.domain} ${ref.format}:${ref.namespace ? `${ref.namespace}/` : ''}${ref.name}`,
          query: {
            domain: at.domain,
            'domain-owner': at.domainOwner,
            format: ref.format,
            namespace: ref.namespace,
            package: ref.name,
          },
        });
        if (!wire.packageGroup?.pattern) return undefined;
        const { restrictions } = wire.packageGroup.originConfiguration ?? {};
        const mode = (name: keyof AssociatedGroup['modes']) => restrictions?.[name]?.effectiveMode ?? 'ALLOW';
        return {
          pattern: wire.packageGroup.pattern,
          association: wire.associationType ?? 'STRONG',
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
