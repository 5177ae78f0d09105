// One move of a tag against what the readings show: whose value it is, and what a single answer is worth.
import { describe, expect, test } from '@jest/globals';
import { UNCLEAR } from '../../../../src/core/documents/journal.ts';
import { RegistryError } from '../../../../src/core/errors/registry-error.ts';
import { keepMark, type Tags, valueOfTag, withoutMarks } from '../../../../src/core/operations/dist-tags/marks.ts';
import { moveTags, proveTagsAgain, type TagMove } from '../../../../src/core/operations/dist-tags/move-tags.ts';

const ref = { format: 'npm', namespace: 'acme', name: 'ui' } as const;
const MARK = keepMark('20260101t000000000z-abc123', 'latest', '2.0.0');

/** A registry whose `shown` answers come first, and then what is there; time passes by waiting only. */
function registry(there: Record<string, string>, shown: Tags[] = []) {
  let now = 0;
  const clock = {
    now: () => now,
    monotonic: () => now,
    random: () => 0,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const written: string[] = [];
  const wire = {
    set: async (_: unknown, tag: string, version: string) => {
      written.push(`${tag}=${version}`);
      there[tag] = version;
    },
    remove: async (_: unknown, tag: string) => {
      written.push(`${tag}=`);
      delete there[tag];
    },
  };
  const ports = {
    host: {
      clock,
      log: { debug() {}, info() {}, warning() {}, error() {}, progress() {} },
      interrupted: new AbortController().signal,
    },
    side: {
      attempts: 1,
      address: { domain: 'd', domainOwner: '111122223333', repository: 'r' },
      tags: async () => {
        now += 30;
        return shown.shift() ?? { ...there };
      },
    },
    target: async () => ({}),
    journal: { runId: 'run', around: (_: unknown, work: () => unknown) => work() },
  };
  const move = (made: TagMove) =>
    moveTags(ref, [made], wire as never, ports as never).then(({ ends }) => ends[0]?.kind);
  return { there, written, move, ports, elapsed: () => now };
}

const back: TagMove = {
  tag: 'latest',
  from: ['2.0.0', '1.0.0'],
  to: '1.0.0',
  isStirred: true,
  marks: new Map([['2.0.0', MARK]]),
};

describe('a tag that a copy took along', () => {
  test('goes back while the mark of the run stands', async () => {
    const at = registry({ latest: '2.0.0', [MARK]: '1.0.0' });
    expect([await at.move(back), at.written]).toEqual(['moved', ['latest=1.0.0']]);
  });

  test('stays where the mark is gone, since another run means it to be there', async () => {
    const at = registry({ latest: '2.0.0' });
    expect([await at.move(back), at.written]).toEqual(['taken', []]);
    expect(at.elapsed()).toBeGreaterThan(3900);
  });

  test('goes back where the mark is only not shown yet', async () => {
    const late = { latest: '2.0.0' };
    const at = registry({ latest: '2.0.0', [MARK]: '1.0.0' }, [late, late, late]);
    expect([await at.move(back), at.written]).toEqual(['moved', ['latest=1.0.0']]);
  });

  test('stays where a late answer of before the copy hides that another run means it to be there', async () => {
    const late = { latest: '1.0.0', [MARK]: '1.0.0' };
    const at = registry({ latest: '2.0.0' }, [late, late, late]);
    expect([await at.move(back), at.written]).toEqual(['taken', []]);
  });

  test('goes back at last where every answer is of before the copy', async () => {
    const at = registry(
      { latest: '2.0.0', [MARK]: '1.0.0' },
      Array.from({ length: 9 }, () => ({ latest: '1.0.0' })),
    );
    expect([await at.move(back), at.written]).toEqual(['moved', ['latest=1.0.0']]);
  });
});

test('a try without an answer had its effect: what was read before it is not gone by, however soon the next try comes', async () => {
  const at = registry({ latest: '1.0.0' });
  const told: string[] = [];
  const set = async (_: unknown, tag: string, version: string) => {
    at.written.push(`${tag}=${version}`);
    at.there[tag] = version;
    throw new RegistryError('CA-NET-002', 'the connection was cut');
  };
  const around = async (_: unknown, work: () => Promise<unknown>, tell: (is: unknown) => string) => {
    const is = await work();
    told.push(tell(is));
    return is;
  };
  const ports = { ...at.ports, side: { ...at.ports.side, attempts: 3 }, journal: { runId: 'run', around } };
  const move: TagMove = { tag: 'latest', from: ['1.0.0'], to: '2.0.0' };
  const { ends } = await moveTags(ref, [move], { set } as never, ports as never);
  expect([ends[0]?.kind, at.written, told]).toEqual(['moved', ['latest=2.0.0'], [UNCLEAR]]);
});

describe('the proof', () => {
  const stays: TagMove = { tag: 'latest', from: [], to: '2.0.0' };

  test('does not call a single late answer the move of somebody else', async () => {
    const at = registry({ latest: '2.0.0' }, [{ latest: '1.9.0' }]);
    const { ends } = await proveTagsAgain(ref, [stays], at.ports as never);
    expect(ends).toMatchObject([{ kind: 'moved' }]);
  });

  test('believes it after 4 s', async () => {
    const at = registry({ latest: '1.9.0' });
    const { ends } = await proveTagsAgain(ref, [stays], at.ports as never);
    expect(ends).toMatchObject([{ kind: 'taken', value: '1.9.0' }]);
    expect(at.elapsed()).toBeGreaterThan(3900);
    expect(at.elapsed()).toBeLessThan(5000);
  });
});

test('names that every object has by itself are names like others, and `__proto__` is none', () => {
  const tags = JSON.parse('{"constructor":"1.0.0","__proto__":"2.0.0"}');
  expect(Object.entries(withoutMarks(tags))).toEqual([['constructor', '1.0.0']]);
  expect(valueOfTag({}, 'constructor')).toBeUndefined();
  expect(valueOfTag(tags, 'constructor')).toBe('1.0.0');
});
