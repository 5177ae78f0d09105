// Exceptions of CodeArtifact and STS -> our codes. The one place where that is decided for the control plane; their
// names are those of the SDK's model, and which of them pass by themselves is what the SDK says.
import type {
  AccessDeniedException,
  ConflictException,
  InternalServerException,
  ServiceQuotaExceededException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-codeartifact';
import type {
  ExpiredTokenException,
  IDPCommunicationErrorException,
  IDPRejectedClaimException,
  InvalidIdentityTokenException,
  RegionDisabledException,
} from '@aws-sdk/client-sts';
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { ErrorCode } from '../core/errors/catalogue.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { retryAfter } from '../core/ports/http.ts';
import type { AwsCall } from './call.ts';
import { clockRemedy, denialRemedy } from './remedies.ts';
import { ServiceError } from './service-error.ts';

type ModeledName =
  | AccessDeniedException['name']
  | ConflictException['name']
  | InternalServerException['name']
  | ServiceQuotaExceededException['name']
  | ThrottlingException['name']
  | ValidationException['name']
  | ExpiredTokenException['name']
  | IDPCommunicationErrorException['name']
  | IDPRejectedClaimException['name']
  | InvalidIdentityTokenException['name']
  | RegionDisabledException['name'];

const MODELED: Readonly<Record<ModeledName, ErrorCode>> = {
  AccessDeniedException: 'CA-AUTH-003',
  ConflictException: 'CA-CONFLICT-004',
  InternalServerException: 'CA-NET-002',
  ServiceQuotaExceededException: 'CA-NET-005',
  ThrottlingException: 'CA-NET-001',
  ValidationException: 'CA-INPUT-006',
  ExpiredTokenException: 'CA-AUTH-008',
  // STS, about the identity that was shown; the first of them is worth another try, unlike the other refusals of a role.
  IDPCommunicationErrorException: 'CA-NET-002',
  IDPRejectedClaimException: 'CA-AUTH-004',
  InvalidIdentityTokenException: 'CA-AUTH-004',
  RegionDisabledException: 'CA-AUTH-004',
};

/** What any service of AWS may answer and no model names (STS API reference, "Common Error Types"). */
const COMMON: Readonly<Record<string, ErrorCode>> = {
  AccessDenied: 'CA-AUTH-003',
  OptInRequired: 'CA-AUTH-003',
  ValidationError: 'CA-INPUT-006',
  InternalFailure: 'CA-NET-002',
  ServiceUnavailable: 'CA-NET-002',
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
};

const KNOWN = new Map<string, ErrorCode>(Object.entries({ ...MODELED, ...COMMON }));

/** What the SDK throws about an answer; a ServiceException of its own, or the error of a text that it could not read. */
interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
  readonly $fault?: 'client' | 'server';
  readonly $retryable?: { readonly throttling?: boolean };
  readonly resourceType?: unknown;
  /** Of an XML answer; of others it is a header, and in the metadata. */
  readonly RequestId?: unknown;
}

function codeOf(error: SdkError, exception: string, status: number): ErrorCode {
  const { resourceType } = error;
  if (exception === 'ResourceNotFoundException') {
    return resourceType === 'domain' || resourceType === 'repository' ? 'CA-FIND-001' : 'CA-FIND-002';
  }
  const known = KNOWN.get(exception);
  if (known) return known;
  if (isThrottlingError(error as never)) return 'CA-NET-001';
  if (isTransientError(error as never) || isServerError(error as never)) return 'CA-NET-002';
  if (status === 401 || status === 403) return 'CA-AUTH-003';
  return 'CA-NET-004';
}

/** Names that stand for none: the SDK's own for an answer without one. */
const NAMELESS = new Set([
  'Error',
  'SyntaxError',
  'Unknown',
  'UnknownError',
  'CodeartifactServiceException',
  'STSServiceException',
]);

/** A name as models spell it; anything else in its place is text of whoever answered. */
const nameOf = (name: string) => (/^[\w.-]{1,100}$/.test(name) && !NAMELESS.has(name) ? name : '');

/**
 * The error of a call as ours; what did not come from an answer (an interruption, no connection, no credentials) is
 * handed back as it is. `now` in milliseconds by this machine's clock, which is compared with the answer's.
 */
export function serviceError(call: AwsCall, error: unknown, now: number): unknown {
  if (error instanceof RegistryError || !(error instanceof Error)) return error;
  const sdk: SdkError = error;
  const { $metadata, $response, $fault } = sdk;
  const status = $response?.statusCode ?? $metadata?.httpStatusCode;
  if (status === undefined) return error;
  if (status < 300) {
    // Without the SDK's error as its cause, which may quote the answer, and that may hold a token.
    return new RegistryError(
      'CA-NET-004',
      `${call.operation} for ${call.subject} was answered with something that cannot be read`,
    );
  }
  const headers = $response?.headers ?? {};
  // What the SDK could not read has neither a name nor a sentence of the service.
  const exception = $fault === undefined ? '' : nameOf(sdk.name);
  const said = $fault === undefined || sdk.message === 'UnknownError' ? '' : oneLine(sdk.message);
  const isProxy = status === 407;
  const code = isProxy ? 'CA-NET-004' : codeOf(sdk, exception, status);
  const answer = isProxy ? '407: the proxy wants credentials' : `${status}${exception && ` ${exception}`}`;
  return new ServiceError(
    code,
    `${call.operation} for ${call.subject} was answered with ${answer}${said && !isProxy ? `: ${said}` : ''}`,
    {
      exception,
      status,
      resourceType: typeof sdk.resourceType === 'string' ? sdk.resourceType : undefined,
      said,
      retryAfterMs: retryAfter({ headers }),
      requestId: requestIdOf(sdk),
      remedy: isProxy
        ? 'Give the proxy its user and password: `http-proxy: http://USER:PASSWORD@HOST:PORT`, or HTTPS_PROXY.'
        : (clockRemedy(code, said, headers.date, now) ?? denialRemedy(code, call.operation, said)),
    },
  );
}

function requestIdOf({ $metadata, RequestId }: SdkError): string | undefined {
  const id = $metadata?.requestId ?? RequestId;
  return typeof id === 'string' && /^[\w-]{1,100}$/.test(id) ? id : undefined;
}

/** The SDK hands on what stands where the sentence should be, whatever its type. */
const oneLine = (text: unknown) =>
  (typeof text === 'string' ? text : '')
    .replace(/[\s\p{C}]+/gu, ' ')
    .slice(0, 500)
    .trim();
