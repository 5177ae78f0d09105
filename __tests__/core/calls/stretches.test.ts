// Work without waits in it gives others their turn.
import { describe, expect, test } from '@jest/globals';
import { inStretches, stretches } from '../../../src/core/calls/stretches.ts';
import { WaitingLine } from '../../../src/core/calls/waiting-line.ts';

/** A clock that goes on by `step` milliseconds each time it is read, and counts the turns that others got. */
function workingClock(step: number) {
  let now = 0;
  const clock = {
    turns: 0,
    monotonic: () => {
      now += step;
      return now;
    },
    sleep: async (milliseconds: number) => {
      expect(milliseconds).toBe(0);
      clock.turns++;
    },
  };
  return clock;
}

function* stepsOf(count: number): Generator<void, string, void> {
  for (let index = 0; index < count; index++) yield;
  return 'done';
}

describe('stretches', () => {
  test('long work is cut, short work is not', async () => {
    const long = workingClock(2);
    expect(await inStretches(stepsOf(1000), long)).toBe('done');
    expect(long.turns).toBeGreaterThan(20);
    const short = workingClock(0);
    expect(await inStretches(stepsOf(1000), short)).toBe('done');
    expect(short.turns).toBe(0);
  });

  test('a few steps that waited long for answers are none', () => {
    const clock = workingClock(60_000);
    const rest = stretches(clock);
    expect([rest(), rest(), rest()]).toEqual([undefined, undefined, undefined]);
  });

  test('an error of the work is the error', async () => {
    function* failing(): Generator<void, never, void> {
      yield;
      throw new RangeError('too far');
    }
    await expect(inStretches(failing(), workingClock(1))).rejects.toThrow('too far');
  });
});

describe('a line', () => {
  test('is what an array would be, whoever leaves it', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    const line = new WaitingLine<number>();
    let plain: number[] = [];
    const places = new Map<number, ReturnType<typeof line.append>>();
    for (let round = 0; round < 5000; round++) {
      const action = random(5);
      if (action < 2) {
        places.set(round, line.append(round));
        plain.push(round);
      } else if (action === 2) {
        // Behind all at the front that end in a smaller digit, or the same one.
        const goesBefore = (other: number, value: number) => other % 10 <= value % 10;
        places.set(round, line.insert(round, goesBefore));
        const at = plain.findIndex((other) => !goesBefore(other, round));
        plain.splice(at < 0 ? plain.length : at, 0, round);
      } else if (action === 3) expect(line.shift()).toBe(plain.shift());
      else {
        const leaving = random(round + 1);
        const place = places.get(leaving);
        if (place) line.leave(place);
        plain = plain.filter((value) => value !== leaving);
      }
      expect(line.length).toBe(plain.length);
    }
    expect([...line.places()].map(({ value }) => value)).toEqual(plain);
    for (const place of line.places()) line.leave(place);
    expect([line.length, line.shift()]).toEqual([0, undefined]);
  });
});
