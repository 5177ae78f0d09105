// The registry inputs of the commands that change versions: one signed-in repository to write to.
import { identityOf, type SignedIn, signIn } from '../../aws/sign-in.ts';
import type { RepositoryWriter } from '../../core/operations/repository/repository-access.ts';
import type { PackageFormat } from '../../core/ports/package-format.ts';
import type { CommandRequest } from '../definition/command.ts';
import { registryUrl, repositoryAddress } from './address.ts';
import { openRepositoryWriter } from './repository-access.ts';
import { warnOfSessionEnd } from './session-end.ts';

export async function destinationOf(
  { inputs, host }: CommandRequest,
  formats: readonly PackageFormat[],
): Promise<{ side: RepositoryWriter; signedIn: SignedIn }> {
  const address = repositoryAddress(inputs);
  const signedIn = await signIn(host, identityOf(inputs, host, registryUrl(inputs)?.region));
  const versions = inputs.given('versions') ? inputs.list('versions').length : undefined;
  await warnOfSessionEnd(host, [signedIn], { versions, timeoutSeconds: inputs.integer('timeout') });
  const side = openRepositoryWriter(host, signedIn, {
    address,
    endpointType: inputs.text('endpoint-type') === 'dualstack' ? 'dualstack' : 'ipv4',
    // The tools of these commands read and set tags for minutes, not hours.
    durationSeconds: inputs.integer('duration-seconds') || 900,
    attempts: inputs.integer('retry-max-attempts'),
    formats,
  });
  return { side, signedIn };
}
