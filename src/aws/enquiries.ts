// What only the doctor asks: package groups, and whether publishing would be denied.
import { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import type { PackageGroupReader, PermissionProbe } from '../core/ports/code-artifact.ts';
import type { Host } from '../core/ports/host.ts';
import { createPackageGroupReader } from './package-groups.ts';
import { createPermissionProbe } from './publish-permission.ts';
import { createCaller, type Service } from './service-client.ts';

export function createEnquiries(host: Host, service: Service): PackageGroupReader & PermissionProbe {
  const call = createCaller(host, service, (config) => new CodeartifactClient(config));
  return { ...createPackageGroupReader(call), ...createPermissionProbe(call) };
}
