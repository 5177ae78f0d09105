// A profile of ~/.aws, followed to the credentials that it stands for, in the order of the AWS CLI. The SDK knows single
// sign-on; what is a role, a token file or a program is asked for here, so that it goes through our transport, is tried as
// often as every other call, and its errors say what is wrong in which profile.
import { RegistryError } from '../../core/errors/registry-error.ts';
import {
  LARGEST_PROFILE_FILE,
  type NamedProfile,
  type ProfileFiles,
  type ProfilePaths,
  type ProfileSettings,
  parseProfileFiles,
} from '../../core/ports/aws-profile.ts';
import type { Host } from '../../core/ports/host.ts';
import { shownBriefly } from '../../core/text/shown-text.ts';
import { containerCredentials, isContainer } from '../container-credentials.ts';
import { type Credentials, concealCredentials } from '../credential-values.ts';
import { explainChaining } from '../role-refusal.ts';
import { processCredentials } from './credential-process.ts';
import type { ChainSettings } from './settings.ts';
import type { TokenFile } from './web-identity.ts';

/** A setting of a profile; that of the credentials file stands before that of the configuration, as in the AWS CLI. */
type Setting =
  | Source
  | 'aws_session_token'
  | 'mfa_serial'
  | 'duration_seconds'
  | 'role_session_name'
  | 'external_id'
  | 'region';
type Profile = Readonly<Partial<Record<Setting, string>>>;

/** One walk: what is the same for each profile on the way. */
interface Walk {
  readonly host: Host;
  readonly settings: ChainSettings;
  readonly paths: ProfilePaths;
  readonly files: ProfileFiles;
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
 * The credentials of the profile `named`, or of the token file of the variables, and of no other source: rejects with
 * CA-AUTH-001, -004, -008 or what became of a call. Where none is named it is `default`, which need not be there: then the
 * result is the reason, in words.
 */
export async function profileCredentials(
  host: Host,
  settings: ChainSettings,
  paths: ProfilePaths,
  named: NamedProfile | undefined,
): Promise<Credentials | string> {
  // Read each time: whoever signs in again writes them.
  const [config, credentials] = await Promise.all([textOf(host, paths.config), textOf(host, paths.credentials)]);
  const walk: Walk = { host, settings, paths, files: parseProfileFiles(config, credentials) };
  const name = named?.name ?? 'default';
  const step = {
    name,
    title: `the profile ${shownName(name)}${named === undefined ? '' : ` (${named.variable})`}`,
    visited: [],
  };
  const profile = profileOf(walk, name);
  if (profile === undefined && named) throw missing(walk, step);
  const ofVariables = tokenOfVariables(walk, step, profile ?? {});
  if (ofVariables) return ofVariables;
  if (named === undefined && !hasSource(profile ?? {}))
    return `the profile default in ${paths.config} and ${paths.credentials} ${profile ? 'names no credentials' : 'is not there'}`;
  return resolveProfile(walk, step);
}

/** A file that cannot be read says nothing, as in the SDKs and the AWS CLI. */
async function textOf({ files, interrupted }: Host, path: string): Promise<string> {
  try {
    const real = await files.realPath(path);
    const stat = real === undefined ? undefined : await files.stat(real);
    if (stat && stat.size > LARGEST_PROFILE_FILE)
      throw new RegistryError('CA-AUTH-001', `${path} is larger than ${LARGEST_PROFILE_FILE} bytes, and is not read`, {
        remedy: `Check what has filled ${path}, or give the credentials in variables.`,
      });
    return (await files.readText(path)) ?? '';
  } catch (error) {
    if (interrupted.aborted || error instanceof RegistryError) throw error;
    return '';
  }
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
type Source = (typeof SOURCES)[number];

/** Also one without a value: whoever writes that down does not mean the machine that this runs on. */
const hasSource = (profile: Profile) => SOURCES.some((key) => profile[key] !== undefined);

function profileOf({ files }: Walk, name: string): Profile | undefined {
  const { inConfig, inCredentials } = files.profile(name);
  if (!inConfig && !inCredentials) return undefined;
  return Object.fromEntries([...(inConfig ?? []), ...(inCredentials ?? [])]);
}

const unusable = (title: string, why: string, remedy?: string) =>
  new RegistryError('CA-AUTH-001', `${title} ${why}`, {
    remedy: remedy ?? 'Correct the profile, or unset AWS_PROFILE to use the credentials of this machine or job.',
  });

/** A role over other credentials. Where the profile has a token file, the role is that one's. */
const isChained = (profile: Profile) => profile.role_arn !== undefined && profile.web_identity_token_file === undefined;

/**
 * AWS_WEB_IDENTITY_TOKEN_FILE: behind a role of the profile that is assumed over another one, before all else of it. The
 * role and the name of the session are taken from the profile where no variable has them. Undefined where it is not set.
 */
function tokenOfVariables(walk: Walk, step: Step, profile: Profile): Promise<Credentials> | undefined {
  const { env, log } = walk.host;
  const tokenFile = env.AWS_WEB_IDENTITY_TOKEN_FILE;
  if (!tokenFile) return undefined;
  if (isChained(profile)) {
    log.warning(
      `AWS_WEB_IDENTITY_TOKEN_FILE is not used: ${step.title} has a role_arn, which stands before it, as in the AWS CLI`,
    );
    return undefined;
  }
  if (hasSource(profile))
    log.warning(
      `the credentials of ${step.title} are not used: AWS_WEB_IDENTITY_TOKEN_FILE is set, and stands before them, as in the AWS CLI`,
    );
  return roleByToken(walk, {
    from: 'AWS_WEB_IDENTITY_TOKEN_FILE',
    tokenFile,
    roleArn: env.AWS_ROLE_ARN || profile.role_arn,
    roleArnIn: 'AWS_ROLE_ARN',
    sessionName: env.AWS_ROLE_SESSION_NAME || profile.role_session_name,
  });
}

async function roleByToken({ host, settings }: Walk, file: TokenFile): Promise<Credentials> {
  const { webIdentityCredentials } = await import('./web-identity.ts');
  return webIdentityCredentials(host, settings, file);
}

/** In the order of the AWS CLI; keys of a profile that is a source stand before its role. */
async function resolveProfile(walk: Walk, step: Step): Promise<Credentials> {
  const profile = profileOf(walk, step.name);
  if (profile === undefined) throw missing(walk, step);
  const { inConfig, inCredentials } = walk.files.profile(step.name);
  const isSource = step.visited.length > 0;
  const hasKeys = profile.aws_access_key_id !== undefined || profile.aws_secret_access_key !== undefined;
  if (isChained(profile) && !(isSource && hasKeys)) return assumed(walk, step, profile);
  if (profile.web_identity_token_file) {
    const { env, log } = walk.host;
    // As in the AWS CLI, the variables of a token file hold for that of the profile itself, and for no source of it.
    const role = isSource ? undefined : env.AWS_ROLE_ARN;
    if (role && profile.role_arn && role !== profile.role_arn)
      log.warning(`the role_arn of ${step.title} is not used: AWS_ROLE_ARN stands before it, as in the AWS CLI`);
    return roleByToken(walk, {
      from: `web_identity_token_file of ${step.title}`,
      tokenFile: profile.web_identity_token_file,
      roleArn: role || profile.role_arn,
      roleArnIn: `role_arn of ${step.title}`,
      sessionName: (isSource ? undefined : env.AWS_ROLE_SESSION_NAME) || profile.role_session_name,
    });
  }
  if (profile.sso_account_id !== undefined || profile.sso_role_name !== undefined)
    return singleSignOn(walk, step, profile);
  // Both halves of a pair stand in one file: those of two are none.
  const ofCredentials = keysOf(walk, step, inCredentials, walk.paths.credentials);
  if (ofCredentials) return ofCredentials;
  if (profile.login_session) {
    const { loginCredentials } = await import('./sdk-sources.ts');
    return loginCredentials(walk.host, walk.settings.sts.maxAttempts, {
      profile: step.name,
      title: step.title,
      loginSession: profile.login_session,
      region: profile.region,
    });
  }
  // For the AWS CLI ends of lines in it are blanks; for a shell they would end the command.
  if (profile.credential_process)
    return processCredentials(walk.host, step.title, profile.credential_process.replaceAll('\n', ' '));
  const ofConfig = keysOf(walk, step, inConfig, walk.paths.config);
  if (ofConfig) return ofConfig;
  // The SDKs know this of a source; the AWS CLI does not.
  if (isSource && profile.credential_source) return namedSource(walk, step, profile.credential_source);
  throw withoutCredentials(walk, step, profile);
}

/** The error of a profile that leads nowhere. */
function withoutCredentials({ paths }: Walk, { title }: Step, profile: Profile): RegistryError {
  if (profile.aws_secret_access_key !== undefined)
    return unusable(title, 'has an aws_secret_access_key and no aws_access_key_id');
  const over = (['source_profile', 'credential_source'] as const).find((key) => profile[key] !== undefined);
  if (over) return unusable(title, `has no role_arn for its ${over}`);
  const left = SOURCES.find((key) => profile[key] !== undefined);
  if (left === undefined) return unusable(title, `names no credentials in ${paths.config} and ${paths.credentials}`);
  return left.startsWith('sso_')
    ? unusable(title, `has ${left}, and neither sso_account_id nor sso_role_name`)
    : unusable(title, `has ${left} without a value`);
}

/** Single sign-on, whose settings may stand in a section of their own (`sso-session`). */
async function singleSignOn(
  { host, settings, paths, files }: Walk,
  step: Step,
  profile: Profile,
): Promise<Credentials> {
  const { title, name } = step;
  const { sso_session: sessionName } = profile;
  const session = sessionName === undefined ? undefined : files.section(`sso-session ${sessionName}`);
  if (sessionName !== undefined && session === undefined)
    throw unusable(
      title,
      `has sso_session ${shownName(sessionName)}, and ${paths.config} has no section of that name`,
      `Add the section [sso-session ${shownName(sessionName)}] with sso_start_url and sso_region, or correct sso_session: \`aws configure sso\` writes both.`,
    );
  const conflict = (['sso_start_url', 'sso_region'] as const).find(
    (key) => session?.get(key) && profile[key] !== undefined && profile[key] !== session.get(key),
  );
  if (conflict) throw unusable(title, `has another ${conflict} than its sso_session ${shownName(sessionName ?? '')}`);
  const needed = {
    startUrl: session?.get('sso_start_url') || profile.sso_start_url,
    region: session?.get('sso_region') || profile.sso_region,
    accountId: profile.sso_account_id,
    roleName: profile.sso_role_name,
  };
  const { startUrl, region, accountId, roleName } = needed;
  if (!startUrl || !region || !accountId || !roleName)
    throw unusable(
      title,
      `is one of single sign-on, and lacks ${Object.entries({
        sso_start_url: startUrl,
        sso_region: region,
        sso_account_id: accountId,
        sso_role_name: roleName,
      })
        .flatMap(([key, value]) => (value ? [] : [key]))
        .join(', ')}`,
    );
  const { signedInCredentials } = await import('./sdk-sources.ts');
  return signedInCredentials(host, settings.sts.maxAttempts, {
    profile: name,
    title,
    sessionName,
    startUrl,
    region,
    accountId,
    roleName,
  });
}

function missing({ files, paths }: Walk, { title }: Step): RegistryError {
  const known = files.names;
  const shown = known.slice(0, 10).map(shownName).join(', ');
  return unusable(
    title,
    `is not there: neither ${paths.config} nor ${paths.credentials} has it`,
    `Correct the name, or add the profile; unset AWS_PROFILE to use the credentials of this machine or job. ${known.length === 0 ? 'There are no profiles in these files.' : `There are: ${shown}${known.length > 10 ? ' …' : ''}.`}`,
  );
}

/** The keys in one of the files; undefined without an aws_access_key_id in it. */
function keysOf(
  { host }: Walk,
  { title }: Step,
  section: ProfileSettings | undefined,
  path: string,
): Credentials | undefined {
  const accessKeyId = section?.get('aws_access_key_id');
  if (section === undefined || accessKeyId === undefined) return undefined;
  const secretAccessKey = section.get('aws_secret_access_key');
  if (!accessKeyId) throw unusable(title, `has an aws_access_key_id without a value in ${path}`);
  if (!secretAccessKey) throw unusable(title, `has an aws_access_key_id and no aws_secret_access_key in ${path}`);
  // The older name of the same, which the AWS CLI reads first.
  const sessionToken = section.get('aws_security_token') || section.get('aws_session_token') || undefined;
  return concealCredentials(
    {
      accessKeyId,
      secretAccessKey,
      sessionToken,
      accountId: section.get('aws_account_id') || undefined,
      isWrittenDown: sessionToken !== undefined,
    },
    host.mask,
  );
}

/** A role by the credentials of another profile or of this machine. */
async function assumed(walk: Walk, step: Step, profile: Profile): Promise<Credentials> {
  const { host, settings } = walk;
  const { source_profile: sourceProfile, credential_source: credentialSource, role_arn: roleArn } = profile;
  if (sourceProfile && credentialSource)
    throw unusable(step.title, 'has both source_profile and credential_source: one of them');
  if (!sourceProfile && !credentialSource)
    throw unusable(
      step.title,
      'has a role_arn, and nothing that says with which credentials to assume it (source_profile, credential_source, web_identity_token_file)',
    );
  if (!roleArn) throw unusable(step.title, 'has a role_arn without a value');
  if (profile.mfa_serial)
    throw unusable(
      step.title,
      'wants a code of a second factor (mfa_serial), for which nobody can be asked here',
      'Use a profile without mfa_serial, or sign in before and set the variables: `aws configure export-credentials --format env`.',
    );
  const durationSeconds = Number(profile.duration_seconds || 3600);
  if (!Number.isInteger(durationSeconds) || durationSeconds <= 0)
    throw unusable(step.title, 'has a duration_seconds that is no number of seconds');
  const source = sourceProfile
    ? await resolveProfile(walk, sourceOf(step, sourceProfile))
    : await namedSource(walk, step, credentialSource ?? '');
  const { assumeRole } = await import('../sts.ts');
  const role = {
    roleArn,
    sessionName: profile.role_session_name || settings.sessionName,
    durationSeconds,
    externalId: profile.external_id || undefined,
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
