import type { Clock } from '../core/ports/host.ts';
import { sleep } from './timers.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  // Not `performance`, whose first use loads a module of Node's.
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  random: () => Math.random(),
  sleep,
};
