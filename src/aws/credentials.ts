// Where AWS credentials come from. The common cases (variables, the container endpoint) need no SDK; everything else
// (profiles, SSO, instance metadata, process) is the SDK's own chain, loaded only then.

import { endWithin } from '../core/calls/waits.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { Host } from '../core/ports/host.ts';
import { containerCredentials, isContainer } from './container-credentials.ts';
import { type Credentials, concealCredentials } from './credential-values.ts';

/** Resolves to credentials that are good for at least the next call; asks its source again when they run out. */
export type CredentialSource = () => Promise<Credentials>;

/** Asks again five minutes before the end, as the SDKs do; calls that come together share one answer. */
export function renewed(host: Pick<Host, 'clock'>, ask: CredentialSource): CredentialSource {
  let held: Credentials | undefined;
  let asking: Promise<Credentials> | undefined;
  return async () => {
    if (held && (held.expiresAt === undefined || held.expiresAt - host.clock.now() > 5 * 60_000)) return held;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    held = await asking;
    return held;
  };
}

/** A `credential_process` may wait for anything. */
const LONGEST_SEARCH_MS = 60_000;

/** The SDK's default chain: environment, then container, profile, SSO, web identity file, instance metadata. */
export function defaultCredentials(host: Host, maxAttempts: number): CredentialSource {
  const { env } = host;
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY && !env.AWS_PROFILE) {
    const credentials = concealCredentials(
      {
        accessKeyId: env.AWS_ACCESS_KEY_ID,
        secretAccessKey: env.AWS_SECRET_ACCESS_KEY,
        sessionToken: env.AWS_SESSION_TOKEN || undefined,
      },
      host.mask,
    );
    return async () => credentials;
  }
  return renewed(host, async () => {
    if (await isContainer(host)) return containerCredentials(host, maxAttempts);
    const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
    try {
      const found = await endWithin(host, LONGEST_SEARCH_MS, 'the search for AWS credentials', () =>
        defaultProvider({})(),
      );
      return concealCredentials({ ...found, expiresAt: found.expiration?.getTime() }, host.mask);
    } catch (cause) {
      if (host.interrupted.aborted) throw cause;
      const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
      throw new RegistryError('CA-AUTH-001', `no AWS credentials were found (${reason})`, { cause });
    }
  });
}
