// Exceptions of CodeArtifact and STS -> our codes. The one place where that is decided for the control plane.
import type { ErrorCode } from '../core/errors/catalogue.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import type { HttpResponse } from '../core/ports/http.ts';
import type { Call } from './request.ts';

/** An error of the service with what retrying and branching need. */
export class ServiceError extends RegistryError {
  /** Exception name of the service model, without namespace: `ResourceNotFoundException`. */
  readonly exception: string;
  readonly status: number;
  readonly resourceType: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    details: {
      exception: string;
      status: number;
      resourceType?: string | undefined;
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
  }
}

const byException: Readonly<Record<string, ErrorCode>> = {
  ValidationException: 'CA-INPUT-006',
  ServiceQuotaExceededException: 'CA-NET-005',
  AccessDeniedException: 'CA-AUTH-003',
  AccessDenied: 'CA-AUTH-003',
  ConflictException: 'CA-CONFLICT-004',
  ThrottlingException: 'CA-NET-001',
  Throttling: 'CA-NET-001',
  TooManyRequestsException: 'CA-NET-001',
  RequestLimitExceeded: 'CA-NET-001',
  InternalServerException: 'CA-NET-002',
  ExpiredTokenException: 'CA-AUTH-008',
  ExpiredToken: 'CA-AUTH-008',
  UnrecognizedClientException: 'CA-AUTH-008',
  InvalidSignatureException: 'CA-AUTH-008',
  InvalidClientTokenId: 'CA-AUTH-008',
  SignatureDoesNotMatch: 'CA-AUTH-008',
  MissingAuthenticationTokenException: 'CA-AUTH-001',
  // STS: worth another try, unlike the other refusals of a role.
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

/** restJson1 bodies (`__type`, `code`, `message`, `Message`) and the XML of STS, as text: both are a few fields. */
function parse(text: string): Body {
  if (text.trimStart().startsWith('<')) {
    const field = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1];
    return {
      exception: field('Code'),
      message: field('Message'),
      resourceType: undefined,
      requestId: field('RequestId'),
    };
  }
  try {
    const json = JSON.parse(text) as Record<string, unknown>;
    const string = (value: unknown) => (typeof value === 'string' ? value : undefined);
    return {
      exception: string(json.__type) ?? string(json.code),
      message: string(json.message) ?? string(json.Message),
      resourceType: string(json.resourceType),
      requestId: undefined,
    };
  } catch {
    return { exception: undefined, message: undefined, resourceType: undefined, requestId: undefined };
  }
}

/** `Retry-After` in seconds or as a date; undefined when absent or senseless. `now` in milliseconds. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,6}(\.\d+)?$/.test(value.trim())) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

export function errorOf(
  call: Call,
  response: Pick<HttpResponse, 'status' | 'headers'>,
  text: string,
  now: number,
): ServiceError {
  const body = parse(text);
  // `com.amazonaws#Name`, `Name:http://…` and bare names are all in use.
  const exception = (response.headers['x-amzn-errortype'] ?? body.exception ?? '')
    .replace(/:.*$/, '')
    .replace(/^.*#/, '');
  const code = codeFor(exception, response.status, body.resourceType);
  const said = body.message ? `: ${body.message.replace(/[\s\p{C}]+/gu, ' ').slice(0, 500)}` : '';
  return new ServiceError(
    code,
    `${call.operation} for ${call.subject} was answered with ${response.status} ${exception || 'an unknown error'}${said}`,
    {
      exception,
      status: response.status,
      resourceType: body.resourceType,
      retryAfterMs: retryAfter(response.headers['retry-after'], now),
      requestId: response.headers['x-amzn-requestid'] ?? body.requestId,
      remedy: remedyFor(code, call, body.message),
    },
  );
}

/** The exact policy line for a denied call, where the catalogue's sentence can be sharpened. */
function remedyFor(code: ErrorCode, call: Call, message: string | undefined): string | undefined {
  if (code !== 'CA-AUTH-003') return undefined;
  if (/GetServiceBearerToken/.test(message ?? '')) {
    return 'Add to the identity policy (a domain policy has no effect here): {"Effect":"Allow","Action":"sts:GetServiceBearerToken","Resource":"*","Condition":{"StringEquals":{"sts:AWSServiceName":"codeartifact.amazonaws.com"}}}';
  }
  const action =
    /perform: ([a-z]+:[A-Za-z]+)/.exec(message ?? '')?.[1] ??
    (call.operation.includes(':') ? call.operation : `codeartifact:${call.operation}`);
  const resource = /on resource: (arn:\S+)/.exec(message ?? '')?.[1] ?? '*';
  return `Add to the identity policy (and, across accounts, to the domain or repository policy): {"Effect":"Allow","Action":"${action}","Resource":"${resource}"}`;
}
