// Exceptions of CodeArtifact and STS -> our codes. The one place where that is decided for the control plane; their
// names are those of the SDK's model, and which of them pass by themselves is what the SDK says.

import type {
  AccessDeniedException,
  ConflictException,
  InternalServerException,
  ResourceNotFoundException,
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
import { shownSentence } from '../core/text/shown-text.ts';
import type { AwsCall } from './call.ts';
import { type Refusal, readRefusal } from './refusal.ts';
import { clockRemedy, denialRemedy, doubted } from './remedies.ts';
import { errorTextOf } from './request-handler.ts';
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

/** Names of what is not there come with what it is. */
const MISSING: ResourceNotFoundException['name'] = 'ResourceNotFoundException';

const KNOWN = new Map<string, ErrorCode>(Object.entries({ ...MODELED, ...COMMON }));

/** What the SDK throws about an answer; a ServiceException of its own, or the error of a text that it could not read. */
interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $response?: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
  readonly $fault?: 'client' | 'server';
  readonly $retryable?: { readonly throttling?: boolean };
  readonly resourceType?: unknown;
}

/** By name, then by what the SDK makes of it; `resourceType` says what is missing where something is. */
function codeOf(error: SdkError, exception: string, status: number, resourceType: string | undefined): ErrorCode {
  if (exception === MISSING) {
    return resourceType === 'domain' || resourceType === 'repository' ? 'CA-FIND-001' : 'CA-FIND-002';
  }
  const known = KNOWN.get(exception);
  if (known) return known;
  // By the name that was found, which need not be that of the SDK's error.
  const { $retryable } = error;
  const judged = { name: exception, message: '', $retryable, $metadata: { httpStatusCode: status } } as never;
  if (isThrottlingError(judged)) return 'CA-NET-001';
  if (isTransientError(judged) || isServerError(judged)) return 'CA-NET-002';
  if (status === 401 || status === 403) return 'CA-AUTH-003';
  return 'CA-NET-004';
}

/** Names and sentences that the SDK makes up where an answer has none. */
const NAMELESS = new Set([
  'NotFound',
  'Unknown',
  'UnknownError',
  'CodeartifactServiceException',
  'STSServiceException',
]);

/** A name as models spell it; anything else in its place is text of whoever answered. */
const isName = (name: string | undefined): name is string => name !== undefined && /^[\w.-]{1,100}$/.test(name);

/** The SDK's name if it is known or there is no other: an answer may hold a `code` beside the name of the error. */
function nameOf({ name, $fault }: SdkError, read: string | undefined): string {
  const ofSdk = $fault !== undefined && isName(name) && !NAMELESS.has(name) ? name : undefined;
  if (ofSdk !== undefined && (KNOWN.has(ofSdk) || ofSdk === MISSING)) return ofSdk;
  return isName(read) ? read : (ofSdk ?? '');
}

type Redact = (text: string) => string;

/**
 * The error of a call as ours; what did not come from an answer (an interruption, no connection, no credentials) is
 * handed back as it is. `now` in milliseconds by this machine's clock, which is compared with the answer's; `redact` takes
 * secrets out of what is repeated.
 */
export function serviceError(call: AwsCall, error: unknown, now: number, redact: Redact): unknown {
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
  const read = readRefusal(headers, $response ? errorTextOf($response) : '');
  const exception = nameOf(sdk, read.exception);
  const said = sentence($fault === undefined || NAMELESS.has(sdk.message) ? read.message : sdk.message, redact);
  const resourceType = sentence(sdk.resourceType, redact) || read.resourceType;
  const code = codeOf(sdk, exception, status, resourceType);
  const answer = `${status}${exception && ` ${exception}`}`;
  const isMarked = exception !== '' || MARKS_OF_AWS.some((name) => headers[name] !== undefined);
  const denial = denialRemedy(code, call.operation, said);
  return new ServiceError(
    code,
    `${call.operation} for ${call.subject} was answered with ${answer}${said && `: ${said}`}`,
    {
      exception,
      status,
      resourceType,
      said,
      retryAfterMs: retryAfter({ headers }),
      requestId: requestIdOf(sdk, read),
      isMarked,
      remedy: clockRemedy(code, said, headers.date, now) ?? (isMarked ? denial : doubted(denial)),
    },
  );
}

/** An answer with one of them, or with the name of an exception, is of AWS or of what stands in for it. */
const MARKS_OF_AWS = ['x-amzn-requestid', 'x-amzn-errortype', 'x-amz-request-id'];

function requestIdOf({ $metadata }: SdkError, { requestId }: Refusal): string | undefined {
  const id = $metadata?.requestId ?? requestId;
  return isName(id) ? id : undefined;
}

/** As much of a sentence is repeated. */
const LONGEST_SAID = 500;

/**
 * The SDK hands on what stands where the sentence should be, whatever its type. It may repeat the request: secrets are
 * taken out before it is cut, since half of one would not be recognised as well.
 */
const sentence = (text: unknown, redact: Redact) =>
  shownSentence(typeof text === 'string' ? redact(text) : '', LONGEST_SAID);
