// What only the SDK knows: single sign-on, `aws login`, and the metadata of an instance. It says little about what went
// wrong, so that the answers are watched on their way, and translated as those of every other call.
import { retrying } from '../../core/calls/retry.ts';
import { endWithin } from '../../core/calls/waits.ts';
import { RegistryError } from '../../core/errors/registry-error.ts';
import type { Host } from '../../core/ports/host.ts';
import { shownSentence } from '../../core/text/shown-text.ts';
import { type Credentials, concealCredentials } from '../credential-values.ts';
import { serviceError } from '../error-translation.ts';
import { createRequestHandler } from '../request-handler.ts';

/** The SDK's work cannot be aborted: after so long it is no longer awaited. */
const LONGEST_ASKED_MS = 60_000;

const LONGEST_SAID = 300;

interface Found {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly accountId?: string | undefined;
  readonly expiration?: Date | undefined;
}

const concealed = (host: Host, { expiration, ...keys }: Found) =>
  concealCredentials({ ...keys, expiresAt: expiration?.getTime() }, host.mask);

/** First line of what the SDK says. */
const saidBy = (error: unknown, host: Host) =>
  shownSentence(host.redact(error instanceof Error ? error.message : String(error)), LONGEST_SAID);

/** A profile whose session somebody began before. */
interface ProfileOfSession {
  readonly profile: string;
  /** In words, for messages. */
  readonly title: string;
}

/** A profile of single sign-on. */
export interface SignedInProfile extends ProfileOfSession {
  /** `sso_session`; without it the session is known by its address alone. */
  readonly sessionName: string | undefined;
  readonly startUrl: string;
  readonly region: string;
  /** The account of the role that it gives. */
  readonly accountId: string;
  readonly roleName: string;
}

/** A profile of `aws login`. */
export interface LoginProfile extends ProfileOfSession {
  readonly loginSession: string;
  /** `region` of the profile, for a session that does not say where it was begun. */
  readonly region: string | undefined;
}

/** What the SDK reads of names of sessions. */
const KNOWN_TO_SDK = /^[\w\-@+.%:/]+$/;

/** The credentials of single sign-on. Rejects with CA-AUTH-001, -003, -008 or CA-NET-*. */
export async function signedInCredentials(
  host: Host,
  maxAttempts: number,
  profile: SignedInProfile,
): Promise<Credentials> {
  const { sessionName, accountId, startUrl, region, title } = profile;
  if (sessionName !== undefined && !KNOWN_TO_SDK.test(sessionName))
    throw new RegistryError('CA-AUTH-001', `the sso_session of ${title} has a name that the SDK cannot read`, {
      remedy: 'Give the session a name of letters, digits and `-_@+.%:/`, without blanks.',
    });
  const { fromSSO } = await import('@aws-sdk/credential-provider-sso');
  const sections: Sections = {
    [`profile ${READ_BY_SDK}`]: { sso_session: sessionName },
    ...(sessionName === undefined
      ? {}
      : { [`sso-session ${sessionName}`]: { sso_start_url: startUrl, sso_region: region } }),
  };
  return bySession(host, { maxAttempts, command: 'aws sso login', profile, sections }, async (given) => {
    const found = await fromSSO({
      ...given,
      ssoStartUrl: startUrl,
      ssoRegion: region,
      ssoAccountId: accountId,
      ssoRoleName: profile.roleName,
      ...(sessionName === undefined ? {} : { ssoSession: sessionName }),
    })();
    return { ...found, accountId: found.accountId ?? accountId };
  });
}

/** The credentials of `aws login`. Rejects as `signedInCredentials` does. */
export async function loginCredentials(host: Host, maxAttempts: number, profile: LoginProfile): Promise<Credentials> {
  const { fromLoginCredentials } = await import('@aws-sdk/credential-provider-login');
  const sections: Sections = {
    [`profile ${READ_BY_SDK}`]: { login_session: profile.loginSession, region: profile.region },
  };
  return bySession(host, { maxAttempts, command: 'aws login', profile, sections }, (given) =>
    fromLoginCredentials(given)(),
  );
}

/** Name of the profile in the file that the SDK is given. */
const READ_BY_SDK = 'read';

/** Settings by section. */
type Sections = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>;

/** What the SDK is told of a profile, and how it is to ask. */
type GivenToSdk = Readonly<{
  profile: string;
  filepath: string;
  configFilepath: string;
  ignoreCache: boolean;
  clientConfig: never;
}>;

/**
 * Works with a file that says of a profile what was read of it here. The SDK takes some settings from files alone, and
 * reads those of the user by other rules: it may come to another session. None of these settings is secret.
 */
async function withFile<T>({ files }: Host, sections: Sections, work: (path: string) => Promise<T>): Promise<T> {
  const folder = await files.makeTemporaryDirectory('profile');
  try {
    const path = `${folder}/config`;
    const lines = Object.entries(sections).flatMap(([heading, settings]) => [
      `[${heading}]`,
      // A value that went on in the next line is no good one, and must not become a setting.
      ...Object.entries(settings).flatMap(([key, value]) => (value ? [`${key} = ${value.replaceAll('\n', ' ')}`] : [])),
    ]);
    await files.write(path, `${lines.join('\n')}\n`, { mode: 0o600 });
    return await work(path);
  } finally {
    await files.remove(folder, { recursive: true });
  }
}

interface SessionRequest {
  readonly maxAttempts: number;
  /** What begins such a session. */
  readonly command: 'aws sso login' | 'aws login';
  readonly profile: ProfileOfSession;
  readonly sections: Sections;
}

async function bySession(
  host: Host,
  { maxAttempts, command, profile: { profile, title }, sections }: SessionRequest,
  ask: (given: GivenToSdk) => Promise<Found>,
): Promise<Credentials> {
  const shown = /\s/.test(profile) ? `"${profile}"` : profile;
  const remedy = `Sign in again: \`${command} --profile ${shown}\`. A job has nobody to do so: give it a role, or keys.`;
  return retrying(host, { attempts: maxAttempts, label: 'single sign-on' }, async () => {
    const { handler, outcome } = watchedHandler(host, title);
    try {
      return await withFile(host, sections, async (path) => {
        const given = {
          profile: READ_BY_SDK,
          // There is none: nothing of the credentials file is about sessions.
          filepath: `${path}.none`,
          configFilepath: path,
          ignoreCache: true,
          // No region: each of these services is asked where the profile says.
          clientConfig: { requestHandler: handler, maxAttempts: 1 } as never,
        };
        return concealed(host, await endWithin(host, LONGEST_ASKED_MS, `the sign-in of ${title}`, () => ask(given)));
      });
    } catch (error) {
      if (host.interrupted.aborted || error instanceof RegistryError) throw error;
      const answered = outcome();
      if (answered instanceof RegistryError && (answered.isRetryable || answered.code === 'CA-NET-004')) throw answered;
      const said = saidBy(answered ?? error, host);
      // Their 401 is about the session; none of these services knows a policy of the caller.
      // A session of `aws login` that has ended is refused with 403 as well.
      const isEnded =
        /expired|was answered with 401/i.test(said) ||
        (command === 'aws login' && /expired/i.test(saidBy(error, host)));
      const code = isEnded ? 'CA-AUTH-008' : /was answered with 403/.test(said) ? 'CA-AUTH-003' : 'CA-AUTH-001';
      throw new RegistryError(code, `${title} gave no credentials: ${said}`, {
        requestId: answered instanceof RegistryError ? answered.requestId : undefined,
        remedy:
          code === 'CA-AUTH-003' && command === 'aws sso login'
            ? 'Have the account and the permission set of the profile assigned to you in IAM Identity Center, or correct sso_account_id and sso_role_name.'
            : remedy,
      });
    }
  });
}

/** The host's transport for a client of the SDK; `outcome` is the error for the latest exchange, if there was one. */
function watchedHandler(host: Host, title: string) {
  const handler = createRequestHandler(host.http, () => undefined);
  let latest: unknown;
  const about = { operation: 'the sign-in', subject: title };
  const handle = async (...given: Parameters<typeof handler.handle>) => {
    latest = undefined;
    try {
      const answer = await handler.handle(...given);
      const { response } = answer;
      // Where the SDK still fails after an answer that refused nothing, it could not read it. It then quotes what may
      // be a secret, so that its own error is not to be shown.
      const failure = Object.assign(new Error('Unknown'), { $response: response });
      latest = serviceError(about, failure, host.clock.now(), host.redact);
      return answer;
    } catch (error) {
      latest = error;
      throw error;
    }
  };
  return { handler: { ...handler, handle }, outcome: () => latest };
}

/** What the metadata service is asked for at most, where it answers that it cannot now. */
const INSTANCE_ATTEMPTS = 4;

/** The role of an EC2 instance; the reason in words where there is none. */
export async function instanceCredentials(host: Host, maxAttempts: number): Promise<Credentials | string> {
  const { fromInstanceMetadata } = await import('@smithy/credential-provider-imds');
  const attempts = Math.min(INSTANCE_ATTEMPTS, maxAttempts);
  return retrying(host, { attempts, label: 'instance metadata' }, async () => {
    const say = (line: unknown) => host.log.debug(host.redact(String(line)));
    const ask = fromInstanceMetadata({ logger: { debug: say, info: say, warn: say, error: say } } as never);
    try {
      return concealed(host, await endWithin(host, LONGEST_ASKED_MS, 'the metadata of the instance', ask));
    } catch (error) {
      if (host.interrupted.aborted || error instanceof RegistryError) throw error;
      const { statusCode } = error as { statusCode?: number };
      if (statusCode === 429 || (statusCode !== undefined && statusCode >= 500))
        throw new RegistryError(
          statusCode === 429 ? 'CA-NET-001' : 'CA-NET-002',
          `the metadata service of the instance answered ${statusCode}`,
        );
      if (statusCode === 404) return 'the instance has no role (its metadata service answered 404)';
      // It quotes the answer.
      if (error instanceof SyntaxError) return 'the metadata service of an instance answered something else than JSON';
      return `the metadata of an instance gave none (${saidBy(error, host)})`;
    }
  });
}
