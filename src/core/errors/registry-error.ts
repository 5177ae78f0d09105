import { shownAddresses } from '../text/shown-text.ts';
import { CATALOGUE, type ErrorCode } from './catalogue.ts';

/**
 * The one error class: something that stops the command. Expected results per package version are outcomes, not errors.
 *
 * `message` says what was tried, on what (domain/repository/version) and what came back, in one sentence, without
 * token, request body, user info or query. The remedy comes from the catalogue unless `remedy` is more exact.
 */
export class RegistryError extends Error {
  readonly code: ErrorCode;
  readonly requestId: string | undefined;
  /** What the service asked for in `Retry-After`, in milliseconds. */
  readonly retryAfterMs: number | undefined;
  readonly #remedy: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      cause?: unknown;
      requestId?: string | undefined;
      remedy?: string | undefined;
      retryAfterMs?: number | undefined;
    } = {},
  ) {
    super(shownAddresses(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RegistryError';
    this.code = code;
    this.requestId = options.requestId;
    this.retryAfterMs = options.retryAfterMs;
    this.#remedy = options.remedy;
  }

  get remedy(): string {
    return this.#remedy ?? CATALOGUE[this.code].remedy;
  }

  get exitCode(): number {
    return CATALOGUE[this.code].exit;
  }

  get isRetryable(): boolean {
    return CATALOGUE[this.code].retryable;
  }

  get link(): string {
    return `docs/errors.md#${this.code.toLowerCase()}`;
  }
}

/** Any thrown thing as a RegistryError, so that surfaces print one shape. */
export function asRegistryError(error: unknown): RegistryError {
  if (error instanceof RegistryError || isOfAnotherBundle(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new RegistryError('CA-RUN-003', message, { cause: error });
}

/** The server's bundle holds this class a second time; its errors have everything ours have, but are no instances. */
function isOfAnotherBundle(error: unknown): error is RegistryError {
  return error instanceof Error && error.name === 'RegistryError' && String((error as RegistryError).code) in CATALOGUE;
}

/** The lines people read: code and cause, remedy, request id, link. */
export function describeError(error: RegistryError): string[] {
  return [
    `${error.code}: ${error.message}`,
    `What to do: ${error.remedy}`,
    ...(error.requestId ? [`AWS request id: ${error.requestId}`] : []),
    `More: ${error.link}`,
  ];
}
