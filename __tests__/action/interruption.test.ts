// Signals of the runner: the first interrupts the step, the second ends the process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from '@jest/globals';
import { interruptionBySignals } from '../../src/action/interruption.ts';

const before = new Map(
  (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map((signal) => [signal, process.listeners(signal)] as const),
);
afterEach(() => {
  for (const [signal, listeners] of before)
    for (const listener of process.listeners(signal))
      if (!listeners.includes(listener)) process.removeListener(signal, listener);
});

describe('interruption by signals', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s interrupts with its name, and cuts nothing off yet',
    (signal) => {
      const interruption = interruptionBySignals();
      expect(interruption.interrupted.aborted).toBe(false);
      process.emit(signal);
      expect(interruption.interrupted.reason).toMatchObject({
        code: 'CA-RUN-002',
        message: `interrupted by ${signal}`,
        exitCode: 130,
      });
      expect(interruption.cutOff.aborted).toBe(false);
      interruption.close();
    },
  );

  test('ends nothing any more once the run is over: what is started then belongs to somebody else', async () => {
    const interruption = interruptionBySignals();
    process.emit('SIGTERM');
    interruption.close();
    const later = spawn('sleep', ['0.4']);
    const [status, signal] = await once(later, 'exit');
    expect({ status, signal }).toEqual({ status: 0, signal: null });
  });

  test('`timeout` says that it was it', async () => {
    const interruption = interruptionBySignals();
    interruption.limit(1);
    await new Promise<void>((done) => interruption.interrupted.addEventListener('abort', () => done()));
    expect(interruption.interrupted.reason).toMatchObject({ code: 'CA-NET-006' });
    // The first reason stands.
    process.emit('SIGINT');
    expect(interruption.interrupted.reason).toMatchObject({ code: 'CA-NET-006' });
    interruption.close();
  });
});
