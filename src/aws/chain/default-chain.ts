// Where credentials come from when no role input names them: variables, a profile, a token file, the container, the
// instance. The order is that of the AWS CLI; unlike in it, and in the SDK's own chain, a source that was named and fails
// is the error, and never the reason to go on as somebody else (decision 8).
import { RegistryError } from '../../core/errors/registry-error.ts';
import { namedProfile, PROFILE_VARIABLES, profilePaths } from '../../core/ports/aws-profile.ts';
import type { Host } from '../../core/ports/host.ts';
import { shownBriefly } from '../../core/text/shown-text.ts';
import { containerCredentials, isContainer } from '../container-credentials.ts';
import { type CredentialNames, type Credentials, concealCredentials } from '../credential-values.ts';
import { type CredentialSource, renewed, sessionOfVariables } from '../credentials.ts';
import type { ChainSettings } from './settings.ts';

/** So long a search that failed is not begun anew: each call would start the same program, and wait for the same silence. */
const FAILURE_HOLDS_MS = 30_000;

/** The chain as a source. Nothing is asked before the first call. */
export function defaultCredentials(host: Host, settings: ChainSettings): CredentialSource {
  const found = ofVariables(host);
  if (found) return async () => found;
  warnOfSecondName(host);
  let failed: { readonly error: RegistryError; readonly at: number } | undefined;
  return renewed(host, async () => {
    if (failed && host.clock.now() - failed.at < FAILURE_HOLDS_MS) throw failed.error;
    try {
      return await search(host, settings);
    } catch (error) {
      if (error instanceof RegistryError && !error.isRetryable) failed = { error, at: host.clock.now() };
      throw error;
    }
  });
}

const VARIABLES: CredentialNames = {
  accessKeyId: 'AWS_ACCESS_KEY_ID',
  secretAccessKey: 'AWS_SECRET_ACCESS_KEY',
  sessionToken: 'AWS_SESSION_TOKEN',
};

function ofVariables(host: Host): Credentials | undefined {
  const { env } = host;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  const named = namedProfile(env);
  if (named)
    host.log.warning(
      `${named.variable} (${shownBriefly(named.name, 60)}) is not used: AWS_ACCESS_KEY_ID is set, and variables stand before a profile, as in the AWS CLI`,
    );
  return concealCredentials(
    {
      accessKeyId,
      secretAccessKey,
      sessionToken: env.AWS_SESSION_TOKEN || undefined,
      expiresAt: sessionOfVariables(host)?.endsAt,
    },
    host.mask,
    VARIABLES,
  );
}

/** Version 1 of the AWS CLI and boto3 have the reverse order, so that whoever sets both may mean the other one. */
function warnOfSecondName({ env, log }: Host): void {
  const [named, second] = PROFILE_VARIABLES.flatMap((variable) => {
    const name = env[variable];
    return name ? [{ variable, name }] : [];
  });
  if (named && second && second.name !== named.name)
    log.warning(
      `${second.variable} (${shownBriefly(second.name, 60)}) is not used: ${named.variable} (${shownBriefly(named.name, 60)}) stands before it, as in version 2 of the AWS CLI and in the SDKs (version 1 and boto3 have the reverse order)`,
    );
}

async function search(host: Host, settings: ChainSettings): Promise<Credentials> {
  const { env } = host;
  // Why each source gave nothing, for when none does.
  const reasons: string[] = [];
  if (env.AWS_ACCESS_KEY_ID)
    throw new RegistryError('CA-AUTH-001', 'AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not', {
      remedy: 'Set both, or unset AWS_ACCESS_KEY_ID. A secret that the job may not read is an empty variable.',
    });
  reasons.push(
    env.AWS_SECRET_ACCESS_KEY
      ? 'AWS_SECRET_ACCESS_KEY is set and AWS_ACCESS_KEY_ID is not'
      : 'AWS_ACCESS_KEY_ID, AWS_PROFILE and AWS_DEFAULT_PROFILE are not set',
  );
  const paths = profilePaths(host);
  const files = await Promise.all([host.files.stat(paths.config), host.files.stat(paths.credentials)]);
  const named = namedProfile(env);
  const isThere = files.some((stat) => stat !== undefined);
  if (named || env.AWS_WEB_IDENTITY_TOKEN_FILE || isThere) {
    const { profileCredentials } = await import('./profiles.ts');
    const found = await profileCredentials(host, settings, paths, named);
    if (typeof found !== 'string') return found;
    reasons.push(found);
  } else reasons.push(`there is neither ${paths.config} nor ${paths.credentials}`);
  if (isContainer(env)) return containerCredentials(host, settings.sts.maxAttempts);
  reasons.push('no variable names the endpoint of a container');
  const { AWS_EC2_METADATA_DISABLED: isDisabled } = env;
  if (isDisabled && isDisabled !== 'false') reasons.push('AWS_EC2_METADATA_DISABLED is set');
  else {
    const { instanceCredentials } = await import('./sdk-sources.ts');
    const found = await instanceCredentials(host, settings.sts.maxAttempts);
    if (typeof found !== 'string') return found;
    reasons.push(found);
  }
  throw new RegistryError('CA-AUTH-001', `no AWS credentials were found: ${reasons.join('; ')}`);
}
