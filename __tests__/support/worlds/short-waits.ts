import type { Host } from '../../../src/core/ports/host.ts';

/** The host with waits of a twentieth: enough where the server of a test is not made to answer late. */
export function withShortWaits(host: Host): Host {
  const { clock } = host;
  return { ...host, clock: { ...clock, sleep: (milliseconds, signal) => clock.sleep(milliseconds / 20, signal) } };
}
