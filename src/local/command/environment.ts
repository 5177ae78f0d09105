// The environment in which AWS clients and the action's own sign-in find a local server.
import { ISSUER_PATH } from '../identity/oidc/issuer.ts';

export interface EnvironmentRequest {
  readonly url: string;
  readonly region: string;
  /** Keys to sign with; undefined where the caller must bring his own. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** Bearer for the OIDC token request; undefined where the caller must know it. */
  readonly oidcRequestToken: string | undefined;
}

/** Keys that lenient mode takes for the default account's; no real key looks like this. */
export const DUMMY_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;
export const DUMMY_REQUEST_TOKEN = 'local';

/** Undefined: the variable must go, because it would win over ours. */
export function serverEnvironment(request: EnvironmentRequest): Readonly<Record<string, string | undefined>> {
  const { url, region, credentials, oidcRequestToken } = request;
  return {
    AWS_ENDPOINT_URL_CODEARTIFACT: url,
    AWS_ENDPOINT_URL_STS: url,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    // Without this, clients on machines outside AWS wait for a metadata service that is not there.
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(credentials === undefined
      ? {}
      : {
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_SESSION_TOKEN: undefined,
          AWS_PROFILE: undefined,
          AWS_DEFAULT_PROFILE: undefined,
        }),
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}${ISSUER_PATH}/token?api-version=2.0`,
    ...(oidcRequestToken === undefined ? {} : { ACTIONS_ID_TOKEN_REQUEST_TOKEN: oidcRequestToken }),
  };
}

/** Lines for a POSIX shell's eval. */
export function exportLines(variables: Readonly<Record<string, string | undefined>>): string {
  const quote = (value: string): string =>
    /^[\w./:@%+,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
  return Object.entries(variables)
    .map(([name, value]) => (value === undefined ? `unset ${name}\n` : `export ${name}=${quote(value)}\n`))
    .join('');
}
