// The exceptions of the service model, thrown by the registry: the control plane prints them as they are, the data
// plane turns them into ServedRefusal.
import { ServedRefusal } from '../../core/ports/format-server.ts';

export const EXCEPTION_STATUS = {
  ValidationException: 400,
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ConflictException: 409,
  ThrottlingException: 429,
  InternalServerException: 500,
} as const;

export type ExceptionName = keyof typeof EXCEPTION_STATUS;
export type ResourceType = 'domain' | 'repository' | 'package' | 'package-version' | 'asset';
export type ValidationReason =
  | 'CANNOT_PARSE'
  | 'ENCRYPTION_KEY_ERROR'
  | 'FIELD_VALIDATION_FAILED'
  | 'UNKNOWN_OPERATION'
  | 'OTHER';

export interface ExceptionMembers {
  readonly resourceId?: string;
  readonly resourceType?: ResourceType;
  /** ValidationException only. */
  readonly reason?: ValidationReason;
  /** What the data plane says instead, where its status differs (a blocked publish, a source that is down). */
  readonly refusal?: ServedRefusal['kind'];
}

/** An error answer of the service, with the model's exception name and members. */
export class ServiceException extends Error {
  readonly exception: ExceptionName;
  readonly members: ExceptionMembers;

  constructor(exception: ExceptionName, message: string, members: ExceptionMembers = {}) {
    super(message);
    this.name = 'ServiceException';
    this.exception = exception;
    this.members = members;
  }

  get status(): number {
    return EXCEPTION_STATUS[this.exception];
  }
}

export function invalid(message: string, reason: ValidationReason = 'FIELD_VALIDATION_FAILED'): ServiceException {
  return new ServiceException('ValidationException', message, { reason });
}

export function notFound(resourceType: ResourceType, resourceId: string, message: string): ServiceException {
  return new ServiceException('ResourceNotFoundException', message, { resourceType, resourceId });
}

/** The model's list of resource types has none for package groups. */
export function unknownGroup(pattern: string): ServiceException {
  return new ServiceException('ResourceNotFoundException', `Package group not found. Pattern: ${pattern}`, {
    resourceId: pattern,
  });
}

export function conflict(message: string, members: ExceptionMembers = {}): ServiceException {
  return new ServiceException('ConflictException', message, members);
}

export function quotaExceeded(message: string, members: ExceptionMembers = {}): ServiceException {
  return new ServiceException('ServiceQuotaExceededException', message, members);
}

const KINDS: Readonly<Record<ExceptionName, ServedRefusal['kind']>> = {
  ValidationException: 'invalid',
  ServiceQuotaExceededException: 'quota',
  AccessDeniedException: 'forbidden',
  ResourceNotFoundException: 'not-found',
  ConflictException: 'conflict',
  ThrottlingException: 'unavailable',
  InternalServerException: 'unavailable',
};

/** The same refusal in the data plane's type; anything else is given back as it came. */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof ServiceException)) return error;
  return new ServedRefusal(error.members.refusal ?? KINDS[error.exception], error.message);
}
