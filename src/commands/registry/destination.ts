// The registry inputs of the commands that change versions: one signed-in repository to write to.
import { identityOf, type SignedIn, signIn } from '../../aws/sign-in.ts';
import type { RepositoryWriter } from '../../core/operations/repository/repository-access.ts';
import type { PackageFormat } from '../../core/ports/package-format.ts';
import type { CommandRequest } from '../definition/command.ts';
import { registryUrl, repositoryAddress } from './address.ts';
import type { RepositoryPlace } from './read-document.ts';
import { openRepositoryWriter } from './repository-access.ts';
import { warnOfSessionEnd } from './session-end.ts';

/** `known`: a place that something else than the inputs tells, used where they name none. */
export async function destinationOf(
  { inputs, host }: CommandRequest,
  formats: readonly PackageFormat[],
  known?: RepositoryPlace,
): Promise<{ side: RepositoryWriter; signedIn: SignedIn }> {
  const isNamed = inputs.given('registry-url') || inputs.given('repository');
  const place = isNamed && !inputs.given('destination-repository') ? undefined : known;
  const address = place ?? repositoryAddress(inputs);
  const identity = identityOf(inputs, host, place?.region ?? registryUrl(inputs)?.region);
  const signedIn = await signIn(host, place?.region === undefined ? identity : { ...identity, region: place.region });
  const versions = inputs.given('versions') ? inputs.list('versions').length : undefined;
  await warnOfSessionEnd(host, [signedIn], { versions, timeoutSeconds: inputs.integer('timeout') });
  const side = openRepositoryWriter(host, signedIn, {
    address: { domain: address.domain, domainOwner: address.domainOwner, repository: address.repository },
    endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
    // The tools of these commands read and set tags for minutes, not hours.
    durationSeconds: inputs.integer('duration-seconds') || 900,
    attempts: inputs.integer('retry-max-attempts'),
    formats,
  });
  return { side, signedIn };
}
