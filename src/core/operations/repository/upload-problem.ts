// What an upload conversation came to, as an error that says whether it is worth another try.
import { RegistryError } from '../../errors/registry-error.ts';
import type { UploadResult } from '../../ports/package-format.ts';

/** `what` was to be done. A refusal is one for which nobody knows a better word. */
export function uploadProblem(result: Exclude<UploadResult, { kind: 'accepted' }>, what: string): RegistryError {
  switch (result.kind) {
    case 'throttled':
      return new RegistryError('CA-NET-001', `${what}: the service asks to slow down`, {
        retryAfterMs: result.retryAfterMs,
      });
    case 'uncertain':
      return new RegistryError('CA-NET-003', `${what}: ${result.detail}`);
    case 'unavailable':
      return new RegistryError('CA-NET-002', `${what}: ${result.detail}`);
    case 'unauthorized':
      return new RegistryError('CA-AUTH-005', `${what}: ${result.detail}`);
    case 'exists':
      return new RegistryError('CA-CONFLICT-004', `${what}: ${result.detail}`);
    case 'refused':
      return new RegistryError(result.status === 403 ? 'CA-AUTH-003' : 'CA-INPUT-006', `${what}: ${result.detail}`);
  }
}
