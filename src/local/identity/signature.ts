// Reads and checks AWS Signature Version 4, in a request's headers or in the query of a presigned address. aws4
// computes; this decides what it computes over.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
import { createHash, timingSafeEqual } from 'node:crypto';
import aws4 from 'aws4';

/** What a signed request says of its signature: in `Authorization`, or in the query of a presigned address. */
export interface SignatureClaims {
  readonly accessKeyId: string;
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`: the moment of signing, of which `date` is the day. */
  readonly stamp: string | undefined;
  readonly sessionToken: string | undefined;
  /** Seconds from the moment of signing for which a presigned address is good; undefined where a header signs. */
  readonly lifetime: number | undefined;
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

const CREDENTIAL = '(?<key>[^/,\\s]+)/(?<date>\\d{8})/(?<region>[^/,\\s]+)/(?<service>[^/,\\s]+)/aws4_request';
const HEADER = new RegExp(
  `^AWS4-HMAC-SHA256\\s+Credential=${CREDENTIAL}\\s*,\\s*SignedHeaders=(?<headers>[^,\\s]+)\\s*,\\s*Signature=(?<signature>[0-9a-fA-F]+)\\s*$`,
);
const SCOPE = new RegExp(`^${CREDENTIAL}$`);
const SIGNATURE_PARAMETER = 'X-Amz-Signature';

/** The signature of a request; one in the header counts before one in the query. Undefined when there is none. */
export function readSignature(request: SignedRequest): SignatureClaims | undefined {
  return readHeader(request) ?? readQuery(request.target);
}

function readHeader({ headers }: SignedRequest): SignatureClaims | undefined {
  const groups = HEADER.exec(headers.authorization?.trim() ?? '')?.groups;
  if (groups === undefined) return undefined;
  return {
    ...scopeOf(groups),
    signedHeaders: (groups.headers ?? '').toLowerCase().split(';'),
    signature: (groups.signature ?? '').toLowerCase(),
    stamp: headers['x-amz-date'],
    sessionToken: headers['x-amz-security-token'],
    lifetime: undefined,
  };
}

/** Each parameter counts only where it stands once: of two, client and server might each believe another. */
function readQuery(target: string): SignatureClaims | undefined {
  const query = new URLSearchParams(queryOf(target));
  const only = (name: string): string | undefined => {
    const values = query.getAll(name);
    return values.length === 1 ? values[0] : undefined;
  };
  const groups = SCOPE.exec(only('X-Amz-Credential') ?? '')?.groups;
  const signature = only(SIGNATURE_PARAMETER);
  if (only('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' || groups === undefined || signature === undefined)
    return undefined;
  const lifetime = only('X-Amz-Expires') ?? '';
  return {
    ...scopeOf(groups),
    signedHeaders: (only('X-Amz-SignedHeaders') ?? '').toLowerCase().split(';'),
    signature,
    stamp: only('X-Amz-Date'),
    sessionToken: only('X-Amz-Security-Token'),
    lifetime: /^\d{1,9}$/.test(lifetime) ? Number(lifetime) : Number.NaN,
  };
}

function scopeOf(groups: Readonly<Record<string, string | undefined>>) {
  const { key = '', date = '', region = '', service = '' } = groups;
  return { accessKeyId: key, date, region, service };
}

function queryOf(target: string): string {
  const mark = target.indexOf('?');
  return mark < 0 ? '' : target.slice(mark + 1);
}

const CLOCK_SKEW_MS = 15 * 60 * 1000;
/** Seven days, the longest that Signature Version 4 lets an address be good for. */
const LONGEST_LIFETIME = 604_800;

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
  const { stamp } = claims;
  const signedAt = stamp === undefined ? Number.NaN : parseStamp(stamp);
  if (!Number.isFinite(signedAt) || !stamp?.startsWith(claims.date))
    return 'X-Amz-Date is missing or does not fit the credential';
  const timeProblem = claims.lifetime === undefined ? skewOf(signedAt, now) : endOf(signedAt, claims.lifetime, now);
  if (timeProblem !== undefined) return timeProblem;
  if (!claims.signedHeaders.includes('host')) return 'the Host header is not signed';
  const bodyProblem = hashProblem(request);
  if (bodyProblem !== undefined) return bodyProblem;
  const given = Buffer.from(claims.signature);
  const wanted = Buffer.from(compute(request, claims, secretAccessKey));
  const isSame = given.length === wanted.length && timingSafeEqual(given, wanted);
  return isSame ? undefined : 'The request signature we calculated does not match the signature you provided.';
}

function skewOf(signedAt: number, now: number): string | undefined {
  if (Math.abs(now - signedAt) <= CLOCK_SKEW_MS) return undefined;
  return `Signature expired: ${stampOf(signedAt)} is more than 15 minutes from the time of this server`;
}

/** A presigned address is good from its moment of signing, clocks that differ allowed for, until its end. */
function endOf(signedAt: number, lifetime: number, now: number): string | undefined {
  if (!(lifetime >= 1 && lifetime <= LONGEST_LIFETIME))
    return `X-Amz-Expires must be a number of seconds from 1 to ${LONGEST_LIFETIME}`;
  if (signedAt - now > CLOCK_SKEW_MS) return `Signature not yet current: ${stampOf(signedAt)} is still later`;
  const end = signedAt + lifetime * 1000;
  return now < end ? undefined : `Signature expired: the address was good until ${stampOf(end)}`;
}

/**
 * What is announced as the hash is signed in its place. `UNSIGNED-PAYLOAD` and its kin, with which a signature says nothing
 * of the body, are for operations whose model has `aws.auth#unsignedPayload`; those of CodeArtifact and STS do not.
 */
function hashProblem(request: SignedRequest): string | undefined {
  const announced = request.headers['x-amz-content-sha256'];
  if (announced === undefined || request.body === undefined) return undefined;
  const actual = createHash('sha256').update(request.body).digest('hex');
  return actual === announced ? undefined : 'the X-Amz-Content-Sha256 header does not fit the body';
}

/**
 * aws4 signs every header it is given, so it gets exactly the ones the client signed; and of a presigned address all
 * but the signature itself.
 */
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
    path: claims.lifetime === undefined ? request.target : withoutSignature(request.target),
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
  Object.assign(signer, { datetime: claims.stamp });
  const signed = signer.sign().headers as Record<string, string> | undefined;
  return /Signature=([0-9a-f]+)/.exec(signed?.Authorization ?? '')?.[1] ?? '';
}

function withoutSignature(target: string): string {
  const path = target.slice(0, target.length - queryOf(target).length);
  const rest = queryOf(target)
    .split('&')
    .filter((each) => !each.startsWith(`${SIGNATURE_PARAMETER}=`));
  return path + rest.join('&');
}

function stampOf(instant: number): string {
  return new Date(instant).toISOString().replace(/[-:]|\.\d{3}/g, '');
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
