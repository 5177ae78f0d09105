// The query protocol's answers: XML as STS writes it.
import { escapeXml, holdableByXml } from '../../core/text/xml-escape.ts';
import type { WireResponse } from '../http/messages.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

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
  const members = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  return answer(200, `${action}Response`, members, requestId);
}

export function stsError(error: StsError, requestId: string): WireResponse {
  const type = error.status >= 500 ? 'Receiver' : 'Sender';
  const members = { Error: { Type: type, Code: error.code, Message: error.message }, RequestId: requestId };
  return answer(error.status, 'ErrorResponse', members, requestId);
}

function answer(status: number, root: string, members: unknown, requestId: string): WireResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: `<${root} xmlns="${NAMESPACE}">${print(members)}</${root}>\n`,
  };
}

/** Members as elements, those without a value left out. Messages may quote anything that a request held. */
function print(value: unknown): string {
  if (typeof value !== 'object' || value === null) return escapeXml(holdableByXml(String(value ?? '')));
  return Object.entries(value)
    .map(([name, inner]) => (inner === undefined ? '' : `<${name}>${print(inner)}</${name}>`))
    .join('');
}
