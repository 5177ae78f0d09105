// An answer of AWS that refuses, as an error of ours. Apart from its making, which needs the SDK.
import type { ErrorCode } from '../core/errors/catalogue.ts';
import { RegistryError } from '../core/errors/registry-error.ts';

/** An error of the service with what retrying and branching need. */
export class ServiceError extends RegistryError {
  /** Exception name of the service model, without namespace: `ResourceNotFoundException`. */
  readonly exception: string;
  readonly status: number;
  readonly resourceType: string | undefined;
  /** The service's own sentence, on one line. */
  readonly said: string;
  /** Whether the answer bears anything that tells AWS from a page of something in between. */
  readonly isMarked: boolean;

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
      isMarked?: boolean | undefined;
    },
  ) {
    super(code, message, { requestId: details.requestId, remedy: details.remedy, retryAfterMs: details.retryAfterMs });
    this.name = 'ServiceError';
    this.exception = details.exception;
    this.status = details.status;
    this.resourceType = details.resourceType;
    this.said = details.said ?? '';
    this.isMarked = details.isMarked ?? true;
  }
}
