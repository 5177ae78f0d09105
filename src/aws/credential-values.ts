// AWS credentials as values: secret parts are masked where they arrive.
import { RegistryError } from '../core/errors/registry-error.ts';
import { concealKey, LONGEST_TOKEN, type Secret } from '../core/model/secret.ts';
import type { Host } from '../core/ports/host.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** Account they are of, where their source says so. */
  readonly accountId?: string | undefined;
  readonly sessionToken?: Secret | undefined;
  /** Milliseconds since the epoch; undefined for long-term keys. */
  readonly expiresAt?: number | undefined;
  /** A session that was written down somewhere: its source gives no other when it ends, and does not say when. */
  readonly isWrittenDown?: boolean | undefined;
}

export interface RawCredentials {
  readonly accountId?: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiresAt?: number | undefined;
  readonly isWrittenDown?: boolean | undefined;
}

/** The account in an ARN of a role or of its session. */
export function accountOfRole(arn: unknown): string | undefined {
  return /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(typeof arn === 'string' ? arn : '')?.[1];
}

/**
 * What is wrong with a value that goes into a header or a signature, by the name of where it came from; undefined where
 * nothing is. Not mended: whoever wrote a line end there has other programs that do not mend it either.
 */
export function unsendable(name: string, value: string): string | undefined {
  const bare = value.trim();
  if (bare === value && /^[ -~]*$/.test(value)) return undefined;
  const at =
    bare === value || !/^[ -~]*$/.test(bare) ? 'in it' : value.startsWith(bare) ? 'at its end' : 'at its beginning';
  const what = /[\r\n]/.test(value) ? 'a line end' : bare === value ? 'a character that cannot be sent' : 'a blank';
  return `${name} has ${what} ${at}`;
}

/** What the parts of credentials are called where they come from. */
export type CredentialNames = Readonly<Record<'accessKeyId' | 'secretAccessKey' | 'sessionToken', string>>;

const ANY: CredentialNames = {
  accessKeyId: 'the access key id that was found',
  secretAccessKey: 'the secret access key that was found',
  sessionToken: 'the session token that was found',
};

/**
 * Wraps credentials that have just arrived; secret parts are masked here and nowhere later. Throws CA-AUTH-008 for what
 * cannot be sent.
 */
export function concealCredentials(raw: RawCredentials, mask: Host['mask'], names = ANY): Credentials {
  for (const part of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const)
    if ((raw[part]?.length ?? 0) > LONGEST_TOKEN)
      throw new RegistryError(
        'CA-AUTH-008',
        `${names[part]} has ${raw[part]?.length} characters, more than a header holds`,
        {
          remedy: 'Check what gives these credentials: it gave something else.',
        },
      );
  const secretAccessKey = concealKey(raw.secretAccessKey, mask);
  const sessionToken = raw.sessionToken ? concealKey(raw.sessionToken, mask) : undefined;
  for (const part of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const) {
    const flaw = unsendable(names[part], raw[part] ?? '');
    if (flaw === undefined) continue;
    throw new RegistryError('CA-AUTH-008', flaw, {
      remedy: 'Store it again without: a secret that was pasted with its line end, or written with `echo`, has one.',
    });
  }
  return {
    accessKeyId: raw.accessKeyId,
    secretAccessKey,
    sessionToken,
    expiresAt: raw.expiresAt,
    ...(/^\d{12}$/.test(raw.accountId ?? '') ? { accountId: raw.accountId } : {}),
    ...(raw.isWrittenDown ? { isWrittenDown: true } : {}),
  };
}
