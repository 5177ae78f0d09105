import { describe, expect, test } from '@jest/globals';
import { LONGEST_DELAY_MS, requireDelay, sleep, startTimer } from '../../src/machine/timers.ts';

describe('timers', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, LONGEST_DELAY_MS + 1])(
    'refuse %d, which Node.js would turn into 1 ms',
    async (milliseconds) => {
      expect(() => startTimer(milliseconds, () => {})).toThrow(RangeError);
      await expect(sleep(milliseconds)).rejects.toThrow(RangeError);
    },
  );

  test('take the longest delay there is, and none for a negative one', () => {
    startTimer(LONGEST_DELAY_MS, () => {})();
    expect(requireDelay(-3)).toBe(0);
  });

  test('a sleep ends with its signal, before and while it sleeps', async () => {
    const stop = new AbortController();
    const sleeping = sleep(60_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(sleep(60_000, stop.signal)).rejects.toThrow('enough');
  });

  test('a cancelled timer does nothing', async () => {
    let fired = 0;
    startTimer(1, () => fired++)();
    startTimer(1, () => fired++);
    await sleep(20);
    expect(fired).toBe(1);
  });
});
