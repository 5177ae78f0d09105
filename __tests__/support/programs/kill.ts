// A process that dies at its k-th remote write: before the request leaves, or after its effect and before the answer is
// read. From then on nothing of it reaches the network or the disk.
import type { Host } from '../../../src/core/ports/host.ts';
import { isWrite } from '../worlds/release-world.ts';

export class Killed extends Error {}

export interface Mortal {
  readonly host: Host;
  /** Writes that were begun. */
  readonly count: () => number;
  readonly isDead: () => boolean;
}

export function mortal(host: Host, at: number, moment: 'before' | 'after'): Mortal {
  let writes = 0;
  let isDead = false;
  const die = (): never => {
    isDead = true;
    throw new Killed('killed');
  };
  const alive = () => {
    if (isDead) throw new Killed('killed');
  };
  const { files } = host;
  return {
    host: {
      ...host,
      http: async (request) => {
        alive();
        const isOurs = isWrite({ method: request.method, target: new URL(request.url).pathname });
        const number = isOurs ? ++writes : 0;
        if (number === at && moment === 'before') die();
        const response = await host.http(request);
        if (isDead || (number === at && moment === 'after')) {
          await response.discard();
          die();
        }
        return response;
      },
      // What a dead process would have waited for is not worth the time of a test.
      clock: {
        ...host.clock,
        sleep: (milliseconds, signal) => host.clock.sleep(isDead ? Math.min(milliseconds, 1) : milliseconds, signal),
      },
      files: {
        ...files,
        append: async (...args) => {
          alive();
          return files.append(...args);
        },
        write: async (...args) => {
          alive();
          return files.write(...args);
        },
      },
    },
    count: () => writes,
    isDead: () => isDead,
  };
}
