// Signals of the runner: the first interrupts the step, the second ends the process.
import { afterEach, describe, expect, test } from '@jest/globals';
import { interruptionBySignals } from '../../src/action/interruption.ts';

const before = new Map((['SIGINT', 'SIGTERM'] as const).map((signal) => [signal, process.listeners(signal)] as const));
afterEach(() => {
  for (const [signal, listeners] of before)
    for (const listener of process.listeners(signal))
      if (!listeners.includes(listener)) process.removeListener(signal, listener);
});

describe('interruption by signals', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s interrupts with its name, and cuts nothing off yet', (signal) => {
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
