import { exception } from '../control-plane/response.ts';
import { plain, type WireResponse } from '../http/messages.ts';
import { StsError, stsError } from '../identity/sts-answer.ts';
import type { Exchange, ServerParts } from '../server-parts.ts';
import { refuseFormat } from './formats.ts';

/** An error in the words of whoever asked: the API's, STS's, or a package format's. */
export function refuse(
  exchange: Exchange,
  parts: ServerParts,
  status: number,
  message: string,
  retryAfter?: number,
): WireResponse {
  const extra = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  if (exchange.kind === 'control-plane') {
    const name =
      status === 429 ? 'ThrottlingException' : status < 500 ? 'ValidationException' : 'InternalServerException';
    return exception(status, name, { message }, exchange.requestId, retryAfter);
  }
  if (exchange.kind === 'sts') {
    const code = status === 429 ? 'Throttling' : status < 500 ? 'ValidationError' : 'InternalFailure';
    const refused = stsError(new StsError(code, status === 429 ? 400 : status, message), exchange.requestId);
    return { ...refused, headers: { ...refused.headers, ...extra } };
  }
  const refused =
    exchange.route === undefined
      ? plain(status, message)
      : refuseFormat(exchange.route.format, { status, message }, parts);
  return { ...refused, headers: { ...refused.headers, ...extra } };
}
