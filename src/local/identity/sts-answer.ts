// The query protocol's answers: XML as STS writes it.
import { XMLBuilder } from 'fast-xml-parser';
import type { WireResponse } from '../http/messages.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const builder = new XMLBuilder({ ignoreAttributes: false, suppressEmptyNode: false });

/** An error of STS; `status` and codes as in its model. */
export class StsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'StsError';
    this.code = code;
    this.status = status;
  }
}

export function stsResult(action: string, result: unknown, requestId: string): WireResponse {
  const body = {
    [`${action}Response`]: {
      '@_xmlns': NAMESPACE,
      [`${action}Result`]: result,
      ResponseMetadata: { RequestId: requestId },
    },
  };
  return answer(200, body, requestId);
}

export function stsError(error: StsError, requestId: string): WireResponse {
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  const body = {
    ErrorResponse: {
      '@_xmlns': NAMESPACE,
      Error: { Type: type, Code: error.code, Message: error.message },
      RequestId: requestId,
    },
  };
  return answer(error.status, body, requestId);
}

function answer(status: number, body: unknown, requestId: string): WireResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `${builder.build(body)}\n`,
  };
}
