// Exceptions of CodeArtifact and STS -> our codes. The one place where that is decided for the control plane.
import type { ErrorCode } from '../core/errors/catalogue.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { type HttpResponse, retryAfter } from '../core/ports/http.ts';
import type { AwsCall } from './call.ts';
import { clockRemedy, denialRemedy } from './remedies.ts';

/** An error of the service with what retrying and branching need. */
export class ServiceError extends RegistryError {
  /** Exception name of the service model, without namespace: `ResourceNotFoundException`. */
  readonly exception: string;
  readonly status: number;
  readonly resourceType: string | undefined;
  /** The service's own sentence, on one line. */
  readonly said: string;

  constructor(
    code: ErrorCode,
    message: string,
    details: {
      exception: string;
      status: number;
      resourceType?: string | undefined;
      said?: string | undefined;
      retryAfterMs?: number | undefined;
      requestId?: string | undefined;
      remedy?: string | undefined;
    },
  ) {
    super(code, message, { requestId: details.requestId, remedy: details.remedy, retryAfterMs: details.retryAfterMs });
    this.name = 'ServiceError';
    this.exception = details.exception;
    this.status = details.status;
    this.resourceType = details.resourceType;
    this.said = details.said ?? '';
  }
}

const byException: Readonly<Record<string, ErrorCode>> = {
  ValidationException: 'CA-INPUT-006',
  ValidationError: 'CA-INPUT-006',
  ServiceQuotaExceededException: 'CA-NET-005',
  AccessDeniedException: 'CA-AUTH-003',
  AccessDenied: 'CA-AUTH-003',
  OptInRequired: 'CA-AUTH-003',
  ConflictException: 'CA-CONFLICT-004',
  ThrottlingException: 'CA-NET-001',
  Throttling: 'CA-NET-001',
  ThrottledException: 'CA-NET-001',
  RequestThrottled: 'CA-NET-001',
  RequestThrottledException: 'CA-NET-001',
  TooManyRequestsException: 'CA-NET-001',
  RequestLimitExceeded: 'CA-NET-001',
  InternalServerException: 'CA-NET-002',
  InternalFailure: 'CA-NET-002',
  ServiceUnavailable: 'CA-NET-002',
  RequestTimeout: 'CA-NET-002',
  RequestTimeoutException: 'CA-NET-002',
  ExpiredTokenException: 'CA-AUTH-008',
  ExpiredToken: 'CA-AUTH-008',
  RequestExpired: 'CA-AUTH-008',
  RequestTimeTooSkewed: 'CA-AUTH-008',
  UnrecognizedClientException: 'CA-AUTH-008',
  InvalidSignatureException: 'CA-AUTH-008',
  IncompleteSignature: 'CA-AUTH-008',
  InvalidClientTokenId: 'CA-AUTH-008',
  SignatureDoesNotMatch: 'CA-AUTH-008',
  MissingAuthenticationTokenException: 'CA-AUTH-001',
  MissingAuthenticationToken: 'CA-AUTH-001',
  // STS, about the identity that was shown.
  InvalidIdentityToken: 'CA-AUTH-004',
  IDPRejectedClaim: 'CA-AUTH-004',
  RegionDisabledException: 'CA-AUTH-004',
  // Worth another try, unlike the other refusals of a role.
  IDPCommunicationError: 'CA-NET-002',
};

function codeFor(exception: string, status: number, resourceType: string | undefined): ErrorCode {
  if (exception === 'ResourceNotFoundException') {
    return resourceType === 'domain' || resourceType === 'repository' ? 'CA-FIND-001' : 'CA-FIND-002';
  }
  const known = byException[exception];
  if (known) return known;
  if (status === 429) return 'CA-NET-001';
  if (status >= 500) return 'CA-NET-002';
  if (status === 401 || status === 403) return 'CA-AUTH-003';
  return 'CA-NET-004';
}

interface Body {
  readonly exception: string | undefined;
  readonly message: string | undefined;
  readonly resourceType: string | undefined;
  readonly requestId: string | undefined;
}

const NOTHING: Body = { exception: undefined, message: undefined, resourceType: undefined, requestId: undefined };
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** restJson1 bodies (`__type`, `code`, `message`, `Message`) and the XML of STS, as text: both are a few fields. */
function parse(text: string): Body {
  if (text.trimStart().startsWith('<')) {
    const field = (name: string) =>
      new RegExp(`<${name}>([^<]*)</${name}>`)
        .exec(text)?.[1]
        ?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity: string) => entities[entity] ?? '');
    return { ...NOTHING, exception: field('Code'), message: field('Message'), requestId: field('RequestId') };
  }
  try {
    const json = JSON.parse(text) as Record<string, unknown> | null;
    const string = (value: unknown) => (typeof value === 'string' ? value : undefined);
    return {
      ...NOTHING,
      exception: string(json?.__type) ?? string(json?.code),
      message: string(json?.message) ?? string(json?.Message),
      resourceType: string(json?.resourceType),
    };
  } catch {
    return NOTHING;
  }
}

/** A refusal as an error; `now` in milliseconds by this machine's clock, which is compared with the answer's. */
export function errorOf(
  call: AwsCall,
  response: Pick<HttpResponse, 'status' | 'headers'>,
  text: string,
  now: number,
): ServiceError {
  const body = parse(text);
  const { status, headers } = response;
  // `com.amazonaws#Name`, `Name:http://…` and bare names are all in use.
  const exception = (headers['x-amzn-errortype'] ?? body.exception ?? '').replace(/:.*$/, '').replace(/^.*#/, '');
  const said = (body.message ?? '').replace(/[\s\p{C}]+/gu, ' ').slice(0, 500);
  const isProxy = status === 407;
  const code = isProxy ? 'CA-NET-004' : codeFor(exception, status, body.resourceType);
  const answer = isProxy ? '407: the proxy wants credentials' : `${status}${exception && ` ${exception}`}`;
  return new ServiceError(
    code,
    `${call.operation} for ${call.subject} was answered with ${answer}${said && !isProxy ? `: ${said}` : ''}`,
    {
      exception,
      status,
      resourceType: body.resourceType,
      said,
      retryAfterMs: retryAfter(response),
      requestId: headers['x-amzn-requestid'] ?? body.requestId,
      remedy: isProxy
        ? 'Give the proxy its user and password: `http-proxy: http://USER:PASSWORD@HOST:PORT`, or HTTPS_PROXY.'
        : (clockRemedy(code, said, headers.date, now) ?? denialRemedy(code, call.operation, said)),
    },
  );
}
