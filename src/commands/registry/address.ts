// Which repository the registry inputs mean.
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Inputs } from '../../core/inputs/read.ts';
import { type EndpointParts, parseEndpoint } from '../../core/model/endpoint.ts';
import type { RepositoryAddress } from '../../core/ports/code-artifact.ts';

/** The pasted address, if any, parsed strictly. */
export function registryUrl(inputs: Inputs): EndpointParts | undefined {
  const url = inputs.text('registry-url');
  if (url === undefined) return undefined;
  const parts = parseEndpoint(url);
  if (!parts)
    throw new RegistryError(
      'CA-INPUT-001',
      '`registry-url` is not the address of a CodeArtifact repository (https://DOMAIN-OWNER.d.codeartifact.REGION.amazonaws.com/FORMAT/REPOSITORY/)',
    );
  const clash = (['domain', 'domain-owner', 'repository'] as const).filter((name) => inputs.given(name));
  if (clash.length > 0)
    throw new RegistryError('CA-INPUT-001', `\`registry-url\` says it all: leave out ${clash.join(', ')}`);
  return parts;
}

/** Domain, owner and repository; throws CA-INPUT-001 naming everything that is missing. */
export function repositoryAddress(inputs: Inputs): RepositoryAddress {
  const pasted = registryUrl(inputs);
  if (pasted) return { domain: pasted.domain, domainOwner: pasted.domainOwner, repository: pasted.repository };
  inputs.need('domain', 'repository');
  return {
    domain: inputs.required('domain'),
    domainOwner: inputs.text('domain-owner'),
    repository: inputs.required('repository'),
  };
}
