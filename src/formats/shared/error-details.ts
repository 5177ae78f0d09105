import type { ServedResponse } from '../../core/ports/format-server.ts';

/**
 * An error as Cargo's protocol has it (registry web API, "errors"), which the service was seen to send to Bundler, too.
 * Cargo prints the details, gem the whole body.
 */
export function refuseWithDetails({ status, message }: { status: number; message: string }): ServedResponse {
  const body = JSON.stringify({ errors: [{ detail: message }] });
  return { status, headers: { 'content-type': 'application/json' }, body };
}
