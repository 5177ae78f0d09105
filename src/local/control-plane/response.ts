// Answers and errors in the shape of restJson1: JSON bodies, the exception's name in a header, its members in the body.

import { ServedRefusal } from '../../core/ports/format-server.ts';
import { BodyTooLarge, type WireResponse } from '../http/messages.ts';
import { AuthFailure } from '../identity/caller.ts';
import { ServiceException } from '../registry/service-exception.ts';
import { AssetAnswer, type Output } from './operation.ts';

export function answerWith(output: Output, requestId: string): WireResponse {
  const id = { 'x-amzn-requestid': requestId };
  if (output === undefined) return { status: 200, headers: id };
  if (output instanceof AssetAnswer) {
    const headers = { ...id, ...output.headers, 'content-type': 'application/octet-stream' };
    return { status: 200, headers, body: output.body };
  }
  return { status: 200, headers: { ...id, 'content-type': 'application/json' }, body: JSON.stringify(output) };
}

/** Undefined for errors that no client caused and the model has no name for. */
export function answerError(error: unknown, requestId: string): WireResponse | undefined {
  if (error instanceof ServiceException) {
    const { refusal: _refusal, ...members } = error.members;
    return exception(error.status, error.exception, { message: error.message, ...members }, requestId);
  }
  if (error instanceof AuthFailure) return exception(403, error.code, { message: error.message }, requestId);
  if (error instanceof BodyTooLarge) {
    return exception(413, 'ValidationException', { message: error.message, reason: 'OTHER' }, requestId);
  }
  // No room on the disk, for one: nobody is at fault, and it may be better at the next try.
  if (error instanceof ServedRefusal && error.kind === 'unavailable') {
    return exception(500, 'InternalServerException', { message: error.message }, requestId);
  }
  return undefined;
}

export function exception(
  status: number,
  name: string,
  members: Readonly<Record<string, unknown>>,
  requestId: string,
  retryAfterSeconds?: number,
): WireResponse {
  return {
    status,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': name,
      'x-amzn-requestid': requestId,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    body: JSON.stringify({ __type: name, ...members }),
  };
}
