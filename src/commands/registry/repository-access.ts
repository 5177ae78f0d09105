// Repositories as the operations want them, from a signed-in client.
import type { SignedIn } from '../../aws/sign-in.ts';
import {
  type RepositoryReader,
  type RepositoryWriter,
  readOnly,
  type Wire,
  wireReader,
} from '../../core/operations/repository/repository-access.ts';
import { sharedToken } from '../../core/operations/repository/shared-token.ts';
import type { RepositoryAddress } from '../../core/ports/code-artifact.ts';
import type { Host } from '../../core/ports/host.ts';
import type { PackageFormat } from '../../core/ports/package-format.ts';

export interface RepositoryOptions {
  readonly address: RepositoryAddress;
  readonly endpointType: 'ipv4' | 'dualstack';
  readonly durationSeconds: number;
  readonly formats: readonly PackageFormat[];
  /** Tries of one call in all (`retry-max-attempts`). */
  readonly attempts: number;
}

function wireOf(host: Host, signedIn: SignedIn, options: RepositoryOptions): Wire {
  return {
    token: sharedToken(() =>
      signedIn.client.getAuthorizationToken(options.address, options.durationSeconds).then(({ token }) => token),
    ),
    host,
    attempts: options.attempts,
    http: host.http,
    files: host.files,
    endpointType: options.endpointType,
  };
}

export function openRepositoryReader(host: Host, signedIn: SignedIn, options: RepositoryOptions): RepositoryReader {
  const wire = wireOf(host, signedIn, options);
  return {
    address: options.address,
    region: signedIn.region,
    reader: readOnly(signedIn.client),
    attempts: options.attempts,
    ...wireReader(signedIn.client, wire, options.formats),
  };
}

export function openRepositoryWriter(host: Host, signedIn: SignedIn, options: RepositoryOptions): RepositoryWriter {
  const wire = wireOf(host, signedIn, options);
  return {
    address: options.address,
    region: signedIn.region,
    reader: readOnly(signedIn.client),
    attempts: options.attempts,
    writer: signedIn.client,
    wire,
    ...wireReader(signedIn.client, wire, options.formats),
  };
}
