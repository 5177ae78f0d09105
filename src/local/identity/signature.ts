// Reads and checks AWS Signature Version 4 in a request's headers. aws4 computes; this decides what it computes over.
import { createHash, timingSafeEqual } from 'node:crypto';
import aws4 from 'aws4';

/** What the Authorization header of a signed request says. */
export interface SignatureClaims {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export interface SignedRequest {
  readonly method: string;
  readonly target: string;
  /** The service that is asked: signatures are made for one. */
  readonly service: 'codeartifact' | 'sts';
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Whole body, or undefined where only its announced hash is known yet. */
  readonly body: Uint8Array | undefined;
}

const HEADER =
  /^AWS4-HMAC-SHA256\s+Credential=(?<key>[^/,\s]+)\/(?<date>\d{8})\/(?<region>[^/,\s]+)\/(?<service>[^/,\s]+)\/aws4_request\s*,\s*SignedHeaders=(?<headers>[^,\s]+)\s*,\s*Signature=(?<signature>[0-9a-f]+)\s*$/i;

/** Undefined when the header is not a SigV4 header at all. */
export function readSignature(authorization: string | undefined): SignatureClaims | undefined {
  const groups = HEADER.exec(authorization?.trim() ?? '')?.groups;
  if (groups === undefined) return undefined;
  return {
    accessKeyId: groups.key ?? '',
    date: groups.date ?? '',
    region: groups.region ?? '',
    service: groups.service ?? '',
    signedHeaders: (groups.headers ?? '').toLowerCase().split(';'),
    signature: (groups.signature ?? '').toLowerCase(),
  };
}

const CLOCK_SKEW_MS = 15 * 60 * 1000;

/** Whether `secretAccessKey` made the signature; words for what is wrong, undefined when all is well. */
export function signatureProblem(
  request: SignedRequest,
  claims: SignatureClaims,
  secretAccessKey: string,
  { now, region }: { readonly now: number; readonly region: string },
): string | undefined {
  if (claims.service !== request.service)
    return `Credential should be scoped to correct service: '${request.service}'.`;
  // The global endpoint of STS is in us-east-1, and the server stands for that and for the one of its own region.
  const regions = request.service === 'sts' ? [region, 'us-east-1'] : [region];
  if (!regions.includes(claims.region))
    return `Credential should be scoped to a valid region, not '${claims.region.slice(0, 40)}'.`;
  const stamp = request.headers['x-amz-date'];
  const signedAt = stamp === undefined ? Number.NaN : parseStamp(stamp);
  if (!Number.isFinite(signedAt) || !stamp?.startsWith(claims.date))
    return 'the X-Amz-Date header is missing or does not fit the credential';
  if (Math.abs(now - signedAt) > CLOCK_SKEW_MS)
    return `Signature expired: ${stamp} is more than 15 minutes from the time of this server`;
  if (!claims.signedHeaders.includes('host')) return 'the Host header is not signed';
  const bodyProblem = hashProblem(request);
  if (bodyProblem !== undefined) return bodyProblem;
  const given = Buffer.from(claims.signature);
  const wanted = Buffer.from(compute(request, claims, secretAccessKey));
  const isSame = given.length === wanted.length && timingSafeEqual(given, wanted);
  return isSame ? undefined : 'The request signature we calculated does not match the signature you provided.';
}

function hashProblem(request: SignedRequest): string | undefined {
  const announced = request.headers['x-amz-content-sha256'];
  if (announced === undefined || request.body === undefined || !/^[0-9a-f]{64}$/.test(announced)) return undefined;
  const actual = createHash('sha256').update(request.body).digest('hex');
  return actual === announced ? undefined : 'the X-Amz-Content-Sha256 header does not fit the body';
}

/** aws4 signs every header it is given, so it gets exactly the ones the client signed. */
function compute(request: SignedRequest, claims: SignatureClaims, secretAccessKey: string): string {
  const headers: Record<string, string> = {};
  for (const name of claims.signedHeaders) headers[name] = request.headers[name] ?? '';
  const include = Object.fromEntries(claims.signedHeaders.map((name) => [name, true]));
  const unsignedHeaders = Object.fromEntries(
    ['x-amz-date', 'x-amz-content-sha256']
      .filter((name) => !claims.signedHeaders.includes(name))
      .map((name) => [name, true] as const),
  );
  for (const name of Object.keys(unsignedHeaders)) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  const options = {
    method: request.method,
    path: request.target,
    headers,
    host: headers.host ?? '',
    service: claims.service,
    region: claims.region,
    body: request.body === undefined ? '' : Buffer.from(request.body),
    doNotModifyHeaders: true,
    extraHeadersToInclude: include,
    extraHeadersToIgnore: unsignedHeaders,
  };
  const signer = new aws4.RequestSigner(options, { accessKeyId: claims.accessKeyId, secretAccessKey });
  // Without this aws4 would take the date from the Date header or its own clock.
  Object.assign(signer, { datetime: request.headers['x-amz-date'] });
  const signed = signer.sign().headers as Record<string, string> | undefined;
  return /Signature=([0-9a-f]+)/.exec(signed?.Authorization ?? '')?.[1] ?? '';
}

function parseStamp(stamp: string): number {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (found === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
