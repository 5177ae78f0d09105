// Data planes: whose token is it, which repository, then the format's own server half.
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Format, PackageReference } from '../../core/model/package.ts';
import { ServedRefusal, type ServedRequest, type ServedResponse } from '../../core/ports/format-server.ts';
import { resourceSide } from '../control-plane/dispatch.ts';
import { limited, plain, type WireBody, type WireRequest, type WireResponse } from '../http/messages.ts';
import type { RepositoryRoute } from '../http/routes.ts';
import { checkToken, presentedToken } from '../identity/authorization-tokens.ts';
import type { Principal } from '../identity/principal.ts';
import { clientFacts } from '../identity/request-context.ts';
import type { OwnedRepositoryAddress } from '../registry/addresses.ts';
import { asRefusal } from '../registry/service-exception.ts';
import type { Exchange, ServerParts } from '../server-parts.ts';
import { redirectOf } from './redirected-assets.ts';

const ACTIONS = {
  read: 'ReadFromRepository',
  publish: 'PublishPackageVersion',
  metadata: 'PutPackageMetadata',
} as const;
// An npm publish of the largest asset is base64 in JSON; nothing a client sends is longer than this.
const BODY_LIMIT = 8 * 1024 * 1024 * 1024;
// Packages hold what their authors like; opened in a browser it must not act as this server's own page.
const CONTAINED = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; sandbox" };

export async function answerFormat(exchange: Exchange, parts: ServerParts): Promise<WireResponse> {
  const { route, wire } = exchange;
  if (route === undefined) return plain(404, 'not found');
  const server = parts.servers[route.format];
  if (server === undefined) return notServed(route.format, parts);
  const at = addressOf(route, parts);
  const domain = { ...at, domainId: parts.registry.domains.idOf(at) };
  const token = checkToken(parts.identity.seal, presentedToken(wire.headers.authorization), domain, parts.clock.now());
  if (typeof token === 'string')
    return challenge(refuseFormat(route.format, { status: 401, message: token }, parts), at);
  exchange.caller = token.principal;
  try {
    const repository = parts.registry.serve(at, {
      endpoint: `${originOf(wire)}${route.prefix}`,
      authorize: (action, ref) => authorize(token.principal, action, { at, ref, wire, parts }),
    });
    const answered = await server.handle(servedRequest(exchange, route), repository);
    const location = redirectOf(exchange, answered, parts);
    return location === undefined
      ? wireResponse(answered, parts)
      : { status: 302, headers: { ...CONTAINED, location }, body: '' };
  } catch (error) {
    const refusal = asRefusal(error);
    if (!(refusal instanceof ServedRefusal)) throw error;
    return refuseFormat(route.format, { status: refusal.status, message: refusal.message }, parts);
  }
}

/** Whoever configured a tool for it asks in vain, token or not: what to do instead stands in the answer. */
function notServed(format: Format, parts: ServerParts): WireResponse {
  const message = `The local server does not serve ${format} packages yet: nothing can be installed from this address or published to it. Use CodeArtifact itself for ${format}, or configure its tools for another registry.`;
  return refuseFormat(format, { status: 501, message }, parts);
}

/** An error in the shape the format's tools understand. */
export function refuseFormat(
  format: Format,
  refusal: { status: number; message: string },
  parts: ServerParts,
): WireResponse {
  const refused = parts.servers[format]?.refuse(refusal) ?? parts.unserved[format]?.(refusal);
  return refused === undefined ? plain(refusal.status, refusal.message) : wireResponse(refused, parts);
}

function addressOf(route: RepositoryRoute, parts: ServerParts): OwnedRepositoryAddress {
  const domainOwner = route.domainOwner ?? parts.defaultDomain?.domainOwner ?? '';
  return { domain: route.domain, domainOwner, repository: route.repository };
}

/** Scheme and host as the client spells them; a proxy that ends TLS says so in a header. */
export function originOf(wire: WireRequest): string {
  const scheme = wire.headers['x-forwarded-proto']?.toLowerCase() === 'https' ? 'https' : 'http';
  return `${scheme}://${wire.headers.host ?? ''}`;
}

/** Two separate lines: joined in one, Maven and Gradle never send their credentials. */
function challenge(refused: WireResponse, at: OwnedRepositoryAddress): WireResponse {
  const realm = `${at.domain}/${at.repository}`.replace(/[^\w./-]/g, '_');
  const challenges = [`Bearer realm="${realm}"`, `Basic realm="${realm}"`];
  return { ...refused, headers: { ...refused.headers, 'www-authenticate': challenges } };
}

interface Question {
  readonly at: OwnedRepositoryAddress;
  readonly ref: PackageReference | undefined;
  readonly wire: WireRequest;
  readonly parts: ServerParts;
}

/** Reading is a permission on the repository, never on a package; the others are on the package. */
function authorize(caller: Principal, action: keyof typeof ACTIONS, { at, ref, wire, parts }: Question): void {
  const onPackage = action !== 'read' && ref !== undefined;
  const arn = onPackage
    ? parts.arns.package(at, parts.rules[ref.format].normalise?.(ref) ?? ref)
    : parts.arns.repository(at);
  const refusal = parts.identity.access.refusal(caller, {
    action: `codeartifact:${ACTIONS[action]}`,
    resource: arn,
    ...resourceSide(
      caller,
      { arn, domain: { domain: at.domain, domainOwner: at.domainOwner }, repository: at.repository },
      parts.registry,
    ),
    ...clientFacts(wire),
  });
  if (refusal !== undefined) throw new ServedRefusal('forbidden', refusal);
}

function servedRequest(exchange: Exchange, route: RepositoryRoute): ServedRequest {
  const { wire, query } = exchange;
  const { authorization: _authorization, ...headers } = wire.headers;
  // The socket side leaves out the body of an answer to HEAD, so formats need to know GET only.
  const method = wire.method === 'HEAD' ? 'GET' : wire.method;
  return { method, path: route.path, query, headers, body: decoded(wire) };
}

async function* decoded(wire: WireRequest): AsyncGenerator<Uint8Array> {
  const encoding = wire.headers['content-encoding']?.toLowerCase();
  if (encoding === undefined || encoding === 'identity') {
    yield* limited(wire.body, BODY_LIMIT);
    return;
  }
  if (encoding !== 'gzip' && encoding !== 'x-gzip')
    throw new ServedRefusal('invalid', 'only gzip is understood as content-encoding');
  const unpacked = createGunzip();
  pipeline(Readable.from(wire.body), unpacked, () => undefined);
  try {
    yield* limited(unpacked as AsyncIterable<Uint8Array>, BODY_LIMIT);
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('Z_') === true)
      throw new ServedRefusal('invalid', 'the body is not valid gzip');
    throw error;
  }
}

function wireResponse(response: ServedResponse, parts: ServerParts): WireResponse {
  const body: WireBody | undefined =
    response.body === undefined || typeof response.body === 'string' || response.body instanceof Uint8Array
      ? response.body
      : {
          file: parts.registry.blobPath(response.body),
          size: response.body.size,
          sha256: response.body.digests['SHA-256'],
        };
  return { status: response.status, reason: response.reason, headers: { ...CONTAINED, ...response.headers }, body };
}
