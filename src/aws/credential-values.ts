// AWS credentials as values: secret parts are masked where they arrive.
import { concealKey, type Secret } from '../core/model/secret.ts';
import type { Host } from '../core/ports/host.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken?: Secret | undefined;
  /** Milliseconds since the epoch; undefined for long-term keys. */
  readonly expiresAt?: number | undefined;
  /** A session that was written down somewhere: its source gives no other when it ends, and does not say when. */
  readonly isWrittenDown?: boolean | undefined;
}

export interface RawCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiresAt?: number | undefined;
  readonly isWrittenDown?: boolean | undefined;
}

/** Wraps credentials that have just arrived; secret parts are masked here and nowhere later. */
export function concealCredentials(raw: RawCredentials, mask: Host['mask']): Credentials {
  return {
    accessKeyId: raw.accessKeyId,
    secretAccessKey: concealKey(raw.secretAccessKey, mask),
    sessionToken: raw.sessionToken ? concealKey(raw.sessionToken, mask) : undefined,
    expiresAt: raw.expiresAt,
    ...(raw.isWrittenDown ? { isWrittenDown: true } : {}),
  };
}
