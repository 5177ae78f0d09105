// AWS credentials as values: secret parts are masked where they arrive.
import { concealKey, type Secret } from '../core/model/secret.ts';
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

/** Wraps credentials that have just arrived; secret parts are masked here and nowhere later. */
export function concealCredentials(raw: RawCredentials, mask: Host['mask']): Credentials {
  return {
    accessKeyId: raw.accessKeyId,
    secretAccessKey: concealKey(raw.secretAccessKey, mask),
    sessionToken: raw.sessionToken ? concealKey(raw.sessionToken, mask) : undefined,
    expiresAt: raw.expiresAt,
    ...(/^\d{12}$/.test(raw.accountId ?? '') ? { accountId: raw.accountId } : {}),
    ...(raw.isWrittenDown ? { isWrittenDown: true } : {}),
  };
}
