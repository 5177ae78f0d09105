// Downloads by way of another origin, as the service sends some of them to its storage: the address is signed and good
// for a few minutes, and a request that brings credentials of its own is refused there, as object storage refuses it.
import type { ServedResponse, StoredBlob } from '../../core/ports/format-server.ts';
import type { WireResponse } from '../http/messages.ts';
import type { Exchange, ServerParts } from '../server-parts.ts';

export const ASSETS_PATH = '/_assets/';
/** Milliseconds; presigned addresses of the storage live for minutes. */
const LIFETIME_MS = 5 * 60_000;

interface Promised {
  readonly sha256: string;
  readonly size: string;
  readonly type: string;
  readonly expires: string;
}

/**
 * The address of an answer's bytes on the other origin; undefined where downloads are direct, the answer is no whole
 * stored file, or the server has no second name.
 */
export function redirectOf(
  { wire, hostname }: Exchange,
  { status, headers = {}, body }: ServedResponse,
  parts: ServerParts,
): string | undefined {
  if (parts.registry.switches['asset-downloads'] === 'direct' || status !== 200 || !isStored(body)) return undefined;
  const other = otherName(hostname, parts);
  if (other === undefined) return undefined;
  const promised = {
    sha256: body.digests['SHA-256'],
    size: String(body.size),
    type: headers['content-type'] ?? 'application/octet-stream',
    expires: String(parts.clock.now() + LIFETIME_MS),
  };
  const { sha256, ...query } = promised;
  const port = /:\d+$/.exec(wire.headers.host ?? '')?.[0] ?? '';
  const signature = parts.identity.seal.derive(nameOf(promised));
  return `http://${other}${port}${ASSETS_PATH}${sha256}?${new URLSearchParams({ ...query, signature })}`;
}

function isStored(body: ServedResponse['body']): body is StoredBlob {
  return body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array);
}

/** Another host name that leads here. Clients tell origins apart by it when they decide whether to send credentials on. */
function otherName(hostname: string, { guard }: ServerParts): string | undefined {
  const isLocal = hostname === '::1' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
  if (isLocal) return 'localhost';
  if (hostname === 'localhost') return guard.boundHost === '::1' ? '[::1]' : '127.0.0.1';
  return guard.hostNames.find((name) => name !== hostname);
}

const nameOf = ({ sha256, size, type, expires }: Promised) => JSON.stringify(['asset', sha256, size, type, expires]);

/** The bytes behind such an address. Errors in the form of object storage. */
export function answerAsset({ wire, path, query }: Exchange, parts: ServerParts): WireResponse {
  if (wire.method !== 'GET' && wire.method !== 'HEAD')
    return refusal(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.');
  if (wire.headers.authorization !== undefined)
    return refusal(
      400,
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  const read = (name: string) => query.get(name) ?? '';
  const promised = {
    sha256: path.slice(ASSETS_PATH.length),
    ...{ size: read('size'), type: read('type'), expires: read('expires') },
  };
  if (!parts.identity.seal.isDerived(nameOf(promised), read('signature')))
    return refusal(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the signature.');
  if (parts.clock.now() >= Number(promised.expires)) return refusal(403, 'AccessDenied', 'Request has expired');
  const { sha256, size, type } = promised;
  return {
    status: 200,
    headers: { 'content-type': type, etag: `"${sha256}"`, 'x-content-type-options': 'nosniff' },
    body: { file: parts.registry.blobPath({ digests: { 'SHA-256': sha256 } }), size: Number(size), sha256 },
  };
}

const refusal = (status: number, code: string, message: string): WireResponse => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
