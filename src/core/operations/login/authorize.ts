import { RegistryError } from '../../errors/registry-error.ts';
import { parseEndpoint } from '../../model/endpoint.ts';
import type { Format } from '../../model/package.ts';
import type {
  AuthorizationToken,
  CodeArtifactReader,
  RepositoryAddress,
  TokenIssuer,
} from '../../ports/code-artifact.ts';

export interface AuthorizeRequest {
  readonly address: RepositoryAddress;
  /** Each once; one endpoint call for each. */
  readonly formats: readonly Format[];
  readonly endpointType: 'ipv4' | 'dualstack';
  /** 0 or 900 to 43200. */
  readonly durationSeconds: number;
  /** A token of this domain that is still good: it serves every repository and format of it. */
  readonly token?: AuthorizationToken | undefined;
}

export interface Authorized {
  readonly token: AuthorizationToken;
  /** Every address with a trailing slash. */
  readonly endpoints: ReadonlyMap<Format, string>;
  readonly domainOwner: string;
}

/** One token for the domain and one endpoint a format, asked for at the same time. */
export async function authorize(
  client: TokenIssuer & Pick<CodeArtifactReader, 'getRepositoryEndpoint'>,
  request: AuthorizeRequest,
): Promise<Authorized> {
  const { address } = request;
  const formats = [...new Set(request.formats)];
  const [token, ...endpoints] = await Promise.all([
    request.token ?? client.getAuthorizationToken(address, request.durationSeconds),
    ...formats.map((format) => client.getRepositoryEndpoint(address, format, request.endpointType)),
  ]);
  const pairs = formats.map((format, index) => [format, endpoints[index] ?? ''] as const);
  return { token, endpoints: new Map(pairs), domainOwner: address.domainOwner ?? (await ownerOf(client, endpoints)) };
}

async function ownerOf(client: TokenIssuer, endpoints: readonly string[]): Promise<string> {
  const owner = endpoints.map((endpoint) => parseEndpoint(endpoint)?.domainOwner).find((found) => found !== undefined);
  // Leaving out the owner means the caller's own account; asked for only when no endpoint told.
  const account = owner ?? (await client.getCallerIdentity()).account;
  if (!/^\d{12}$/.test(account))
    throw new RegistryError('CA-INPUT-001', '`domain-owner` is needed: the account could not be found out');
  return account;
}
