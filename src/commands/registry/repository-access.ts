// Repositories as the operations want them, from a signed-in client.
import type { SignedIn } from '../../aws/sign-in.ts';
import {
  type RepositoryReader,
  type RepositoryWriter,
  readOnly,
  type Wire,
  wireReader,
} from '../../core/operations/repository/repository-access.ts';
import { sharedToken } from '../../core/operations/repository/shared-token.ts';
import type { RepositoryAddress, TokenIssuer } from '../../core/ports/code-artifact.ts';
import type { Host } from '../../core/ports/host.ts';
import type { PackageFormat } from '../../core/ports/package-format.ts';

export interface RepositoryOptions {
  readonly address: RepositoryAddress;
  readonly endpointType: 'ipv4' | 'dualstack';
  readonly durationSeconds: number;
  readonly formats: readonly PackageFormat[];
  /** Tries of one call in all (`retry-max-attempts`). */
  readonly attempts: number;
}

type TokenSource = Wire['token'];

function newToken(
  client: Pick<TokenIssuer, 'getAuthorizationToken'>,
  { address, durationSeconds }: RepositoryOptions,
): TokenSource {
  return sharedToken(() => client.getAuthorizationToken(address, durationSeconds).then(({ token }) => token));
}

const tokens = new WeakMap<SignedIn, Map<string, TokenSource>>();

/** A token is good for all repositories of a domain, so both sides of a promotion within one have the same. */
function tokenOf(signedIn: SignedIn, options: RepositoryOptions): TokenSource {
  const { domain, domainOwner } = options.address;
  const key = JSON.stringify([domain, domainOwner, options.durationSeconds]);
  const known = tokens.get(signedIn) ?? new Map<string, TokenSource>();
  tokens.set(signedIn, known);
  const token = known.get(key) ?? newToken(signedIn.client, options);
  known.set(key, token);
  return token;
}

function wireOf(host: Host, token: TokenSource, options: RepositoryOptions): Wire {
  return {
    token,
    host,
    attempts: options.attempts,
    http: host.http,
    files: host.files,
    endpointType: options.endpointType,
  };
}

export function openRepositoryReader(host: Host, signedIn: SignedIn, options: RepositoryOptions): RepositoryReader {
  const wire = wireOf(host, tokenOf(signedIn, options), options);
  return {
    address: options.address,
    region: signedIn.region,
    reader: readOnly(signedIn.client),
    attempts: options.attempts,
    ...wireReader(signedIn.client, wire, options.formats),
  };
}

export function openRepositoryWriter(host: Host, signedIn: SignedIn, options: RepositoryOptions): RepositoryWriter {
  const { client } = signedIn;
  const wire = wireOf(host, tokenOf(signedIn, options), options);
  const side: RepositoryWriter = {
    address: options.address,
    region: signedIn.region,
    reader: readOnly(client),
    attempts: options.attempts,
    writer: client,
    wire,
    ...wireReader(client, wire, options.formats),
  };
  let finishing: RepositoryWriter | undefined;
  return {
    ...side,
    get finishing() {
      finishing ??= finishingSide(side, host, signedIn, options);
      return finishing;
    },
  };
}

/** See `RepositoryWriter.finishing`. It has the token that the run has; one that it must ask for it asks for itself. */
function finishingSide(
  side: RepositoryWriter,
  host: Host,
  signedIn: SignedIn,
  options: RepositoryOptions,
): RepositoryWriter {
  const unbroken: Host = { ...host, interrupted: host.cutOff };
  const client = signedIn.clientFor(unbroken);
  const own = wireOf(unbroken, newToken(client, options), options);
  const token: Wire['token'] = async (refused) => {
    if (host.interrupted.aborted && refused !== undefined) return own.token(refused);
    try {
      return await side.wire.token(refused);
    } catch (error) {
      if (!host.interrupted.aborted) throw error;
      return own.token(refused);
    }
  };
  const wire = { ...own, token };
  return { ...side, reader: readOnly(client), writer: client, wire, ...wireReader(client, wire, options.formats) };
}
