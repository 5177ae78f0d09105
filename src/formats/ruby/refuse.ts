import type { ServedResponse } from '../../core/ports/format-server.ts';
import { refuseWithDetails } from '../shared/error-details.ts';

/** `gem push` prints the body, `gem install` and Bundler the reason phrase and nothing else: both say the same. */
export function refuseGem(refusal: { status: number; message: string }): ServedResponse {
  return { ...refuseWithDetails(refusal), reason: refusal.message };
}
