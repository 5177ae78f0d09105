// One authorization token for all calls of a run over the formats' wires.
import type { Secret } from '../../model/secret.ts';

/**
 * Gives the token that is held, and asks for one when there is none or the one held is `refused`. Calls that come
 * together share one answer, however many of them were refused; a failure is not kept, so that the next call asks again.
 */
export function sharedToken(ask: () => Promise<Secret>): (refused?: Secret) => Promise<Secret> {
  let held: Secret | undefined;
  let asking: Promise<Secret> | undefined;
  return async (refused) => {
    if (held !== undefined && held !== refused) return held;
    asking ??= ask()
      .then((token) => {
        held = token;
        return token;
      })
      .finally(() => {
        asking = undefined;
      });
    return asking;
  };
}
