// A profile of ~/.aws, followed to the credentials that it stands for. The SDK reads the files and knows single sign-on;
// what is a role, a token file or a program is asked for here, so that it goes through our transport, is tried as often as
// every other call, and its errors say what is wrong in which profile.
import { parseKnownFiles } from '@smithy/core/config';
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { ProfilePaths } from '../../core/ports/aws-profile.ts';
import type { Host } from '../../core/ports/host.ts';
import { shownBriefly } from '../../core/text/shown-text.ts';
import { containerCredentials, isContainer } from '../container-credentials.ts';
import { type Credentials, concealCredentials } from '../credential-values.ts';
import { explainChaining } from '../role-refusal.ts';
import { processCredentials } from './credential-process.ts';
import type { ChainSettings } from './settings.ts';

type Profile = Readonly<Record<string, string | undefined>>;

/** One walk: what is the same for each profile on the way. */
interface Walk {
  readonly host: Host;
  readonly settings: ChainSettings;
  readonly paths: ProfilePaths;
  readonly profiles: Readonly<Record<string, Profile | undefined>>;
}

/** A profile on the way, with how it was come to. */
interface Step {
  readonly name: string;
  /** In words, for messages. */
  readonly title: string;
  /** Profiles that were come to as the source of another one. */
  readonly visited: readonly string[];
}

/**
 * The credentials of the profile `named`, and of no other source: rejects with CA-AUTH-001, -004, -008 or what became of a
 * call. Where none is named it is `default`, which need not be there: then the result is the reason, in words.
 */
export async function profileCredentials(
  host: Host,
  settings: ChainSettings,
  paths: ProfilePaths,
  named: string | undefined,
): Promise<Credentials | string> {
  const profiles = await parseKnownFiles({
    filepath: paths.credentials,
    configFilepath: paths.config,
    // The files may have changed since: whoever signs in again writes them.
    ignoreCache: true,
  });
  const walk: Walk = { host, settings, paths, profiles };
  const name = named ?? 'default';
  if (named === undefined && !hasSource(profiles[name] ?? {}))
    return `the profile default in ${paths.config} and ${paths.credentials} ${profiles[name] ? 'names no credentials' : 'is not there'}`;
  const title = `the profile ${shownName(name)}${named === undefined ? '' : ' (AWS_PROFILE)'}`;
  return resolveProfile(walk, { name, title, visited: [] });
}

const shownName = (name: string) => shownBriefly(name, 60);

/** What of a profile leads to credentials. */
const SOURCES = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'role_arn',
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'credential_process',
  'sso_session',
  'sso_start_url',
  'sso_account_id',
  'sso_region',
  'sso_role_name',
  'login_session',
] as const;

const hasSource = (profile: Profile) => SOURCES.some((key) => profile[key]);

const unusable = (title: string, why: string, remedy?: string) =>
  new RegistryError('CA-AUTH-001', `${title} ${why}`, {
    remedy: remedy ?? 'Correct the profile, or unset AWS_PROFILE to use the credentials of this machine or job.',
  });

/** In the order of the SDK; keys of a profile that is a source stand before its role. */
async function resolveProfile(walk: Walk, step: Step): Promise<Credentials> {
  const profile = walk.profiles[step.name];
  if (profile === undefined) throw missing(walk, step);
  const isSource = step.visited.length > 0;
  const keys = { id: profile.aws_access_key_id, secret: profile.aws_secret_access_key };
  const hasKeys = Boolean(keys.id && keys.secret);
  if (isSource && hasKeys) return keysOf(walk, profile);
  if (profile.source_profile || profile.credential_source) return assumed(walk, step, profile, isSource);
  if (hasKeys) return keysOf(walk, profile);
  if (profile.web_identity_token_file) {
    const { webIdentityCredentials } = await import('./web-identity.ts');
    return webIdentityCredentials(walk.host, walk.settings, {
      from: `web_identity_token_file of ${step.title}`,
      tokenFile: profile.web_identity_token_file,
      roleArn: profile.role_arn,
      roleArnIn: `role_arn of ${step.title}`,
      sessionName: profile.role_session_name,
    });
  }
  if (profile.credential_process) return processCredentials(walk.host, step.title, profile.credential_process);
  if (SOURCES.some((key) => /^(sso|login)_/.test(key) && profile[key])) {
    const { signedInCredentials } = await import('./sdk-sources.ts');
    return signedInCredentials(walk.host, walk.settings.sts.maxAttempts, {
      profile: step.name,
      title: step.title,
      accountId: profile.sso_account_id,
      paths: walk.paths,
      command: profile.login_session ? 'aws login' : 'aws sso login',
    });
  }
  if (keys.id || keys.secret)
    throw unusable(
      step.title,
      keys.id
        ? 'has an aws_access_key_id and no aws_secret_access_key'
        : 'has an aws_secret_access_key and no aws_access_key_id',
    );
  if (profile.role_arn)
    throw unusable(
      step.title,
      'has a role_arn, and nothing that says with which credentials to assume it (source_profile, credential_source, web_identity_token_file)',
    );
  throw unusable(step.title, `names no credentials in ${walk.paths.config} and ${walk.paths.credentials}`);
}

function missing({ profiles, paths }: Walk, { title }: Step): RegistryError {
  const known = Object.keys(profiles).filter((name) => !/^(sso-session|services)\./.test(name));
  const shown = known.slice(0, 10).map(shownName).join(', ');
  return unusable(
    title,
    `is not there: neither ${paths.config} nor ${paths.credentials} has it`,
    `Correct the name, or add the profile; unset AWS_PROFILE to use the credentials of this machine or job. ${known.length === 0 ? 'There are no profiles in these files.' : `There are: ${shown}${known.length > 10 ? ' …' : ''}.`}`,
  );
}

function keysOf({ host }: Walk, profile: Profile): Credentials {
  const sessionToken = profile.aws_session_token || undefined;
  return concealCredentials(
    {
      accessKeyId: profile.aws_access_key_id ?? '',
      secretAccessKey: profile.aws_secret_access_key ?? '',
      sessionToken,
      accountId: profile.aws_account_id,
      isWrittenDown: sessionToken !== undefined,
    },
    host.mask,
  );
}

/** A role by the credentials of another profile or of this machine. */
async function assumed(walk: Walk, step: Step, profile: Profile, isSource: boolean): Promise<Credentials> {
  const { host, settings } = walk;
  const { source_profile: sourceProfile, credential_source: credentialSource, role_arn: roleArn } = profile;
  if (sourceProfile && credentialSource)
    throw unusable(step.title, 'has both source_profile and credential_source: one of them');
  if (!roleArn && !(isSource && credentialSource))
    throw unusable(step.title, `has no role_arn for its ${sourceProfile ? 'source_profile' : 'credential_source'}`);
  if (profile.mfa_serial)
    throw unusable(
      step.title,
      'wants a code of a second factor (mfa_serial), for which nobody can be asked here',
      'Use a profile without mfa_serial, or sign in before and set the variables: `aws configure export-credentials --format env`.',
    );
  const durationSeconds = Number(profile.duration_seconds ?? 3600);
  if (!Number.isInteger(durationSeconds) || durationSeconds <= 0)
    throw unusable(step.title, 'has a duration_seconds that is no number of seconds');
  const source = sourceProfile
    ? await resolveProfile(walk, sourceOf(step, sourceProfile))
    : await namedSource(walk, step, credentialSource ?? '');
  if (!roleArn) return source;
  const { assumeRole } = await import('../sts.ts');
  const role = {
    roleArn,
    sessionName: profile.role_session_name || settings.sessionName,
    durationSeconds,
    externalId: profile.external_id,
  };
  try {
    return await assumeRole(host, { ...settings.sts, credentials: async () => source }, role);
  } catch (error) {
    throw inProfile(
      step.title,
      explainChaining(error, roleArn, profile.external_id, {
        externalId: '`external_id` of the profile',
        duration: '`duration_seconds` of the profile',
      }),
    );
  }
}

function sourceOf({ name, title, visited }: Step, source: string): Step {
  if (visited.includes(source))
    throw unusable(title, `comes back to itself by source_profile: ${[...visited, source].map(shownName).join(', ')}`);
  return {
    name: source,
    title: `the profile ${shownName(source)} (source_profile of ${shownName(name)})`,
    visited: [...visited, source],
  };
}

/** `credential_source`. */
async function namedSource({ host, settings }: Walk, { title }: Step, source: string): Promise<Credentials> {
  const { env } = host;
  if (source === 'Environment') {
    // With both of them set the profile would not have been looked at, but one may be the source of another.
    throw unusable(
      title,
      'takes its credentials from the variables (credential_source), which do not hold them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    );
  }
  if (source === 'EcsContainer') {
    if (!isContainer(env))
      throw unusable(
        title,
        'takes its credentials from a container (credential_source), and no variable names its endpoint',
      );
    return containerCredentials(host, settings.sts.maxAttempts);
  }
  if (source === 'Ec2InstanceMetadata') {
    const { instanceCredentials } = await import('./sdk-sources.ts');
    const found = await instanceCredentials(host, settings.sts.maxAttempts);
    if (typeof found !== 'string') return found;
    throw unusable(title, `takes its credentials from the instance (credential_source), but ${found}`);
  }
  throw unusable(
    title,
    `has credential_source ${shownBriefly(source, 40)}: expects Environment, EcsContainer or Ec2InstanceMetadata`,
  );
}

/** Says in which profile. What is retryable stays as it is: it was tried as often as is allowed, which is known by the error itself. */
function inProfile(title: string, error: unknown): unknown {
  if (!(error instanceof RegistryError) || error.isRetryable) return error;
  const { code, message, requestId, remedy } = error;
  return new RegistryError(code, `${title}: ${message}`, { requestId, remedy, cause: error });
}
