// How domains, repositories and packages stand in the SDK's inputs, and in messages.
import type { PackageFormat } from '@aws-sdk/client-codeartifact';
import type { PackageReference } from '../core/model/package.ts';
import type { RepositoryAddress } from '../core/ports/code-artifact.ts';

export const domainInput = (at: Omit<RepositoryAddress, 'repository'>) => ({
  domain: at.domain,
  domainOwner: at.domainOwner,
});

export const repositoryInput = (at: RepositoryAddress) => ({ ...domainInput(at), repository: at.repository });

export const packageInput = (ref: PackageReference) => ({
  // The service decides which formats there are; the SDK only lists those of its day.
  format: ref.format as PackageFormat,
  namespace: ref.namespace,
  package: ref.name,
});

/** `npm:@acme/utils`, with `@1.0.0` for a version. */
const nameOf = ({ format, namespace, name, version }: PackageReference & { readonly version?: string }) =>
  `${format}:${namespace ? `${namespace}/` : ''}${name}${version ? `@${version}` : ''}`;

/** `my-org/staging npm:@acme/utils@1.0.0`, as far as it is known. */
export function subjectOf(
  at: Omit<RepositoryAddress, 'repository'> & { readonly repository?: string },
  ref?: PackageReference & { readonly version?: string },
): string {
  const place = at.repository === undefined ? at.domain : `${at.domain}/${at.repository}`;
  return ref ? `${place} ${nameOf(ref)}` : place;
}
