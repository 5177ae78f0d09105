import type { ServedResponse } from '../../core/ports/format-server.ts';

/** An error as the Swift package registry specification has it (3.3, problem details of RFC 7807): SwiftPM prints `detail`. */
export function refuseSwift({ status, message }: { status: number; message: string }): ServedResponse {
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'content-version': '1' },
    body: JSON.stringify({ status, detail: message }),
  };
}
