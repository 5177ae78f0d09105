// What somebody else does to versions and tags while a rollback or a restore ends: told where it came before the last look,
// which follows the record, and gone round where it came right before a write.
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import type { HttpRequest } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { idOf, type Network, openRollbackWorld, type RollbackWorld, said } from '../support/worlds/rollback-world.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
let on: RollbackWorld;
beforeEach(async () => {
  on = await openRollbackWorld(folder());
});
afterEach(async () => {
  await on.close();
  expect(on.at.errors).toEqual([]);
});

const released = async (...names: string[]) => idOf(await on.promote(await on.stage(...names)));

/** Once, right before such a request is sent. */
function rightBefore(isMeant: (request: HttpRequest) => boolean, act: () => Promise<unknown>): Network {
  let isDone = false;
  return (send) => async (request) => {
    if (!isDone && isMeant(request)) {
      isDone = true;
      await act();
    }
    return send(request);
  };
}

const isRecord = ({ method, url }: HttpRequest) =>
  method !== 'GET' && url.includes('/version/publish') && url.includes('package=promotions') && !url.includes('-begun');
/** At the status of a version. */
const isLook = ({ method, url }: HttpRequest) => method === 'GET' && url.includes('/v1/package/version?');
const isTag = ({ method, url }: HttpRequest) => method === 'PUT' && url.endsWith('/dist-tags/latest');

describe('while the record is stored', () => {
  test.each([
    ['lists the version again', () => on.setStatus('x@1.1.0', 'Published'), 'somebody made it Published'],
    ['hides what the tag went back to', () => on.setStatus('x@1.0.0', 'Unlisted'), 'went to 1.0.0, which is Unlisted'],
    ['moves the tag', () => on.setTag('x', 'latest', '0.9.0'), 'moved by somebody else to 0.9.0'],
  ])('somebody %s: the rollback is red and says so', async (_, act, words) => {
    await released('x@0.9.0');
    await released('x@1.0.0');
    const run = await released('x@1.1.0');
    const ended = await on.rollback(run, { network: rightBefore(isRecord, act) });
    expect([ended.exit, said(ended)]).toEqual([5, expect.stringContaining(words)]);
  });

  test.each([
    ['hides the version again', () => on.setStatus('x@1.1.0', 'Unlisted'), 'somebody made it Unlisted'],
    ['moves the tag', () => on.setTag('x', 'latest', '1.0.0'), 'moved by somebody else to 1.0.0'],
  ])('somebody %s: the restore is red and says so', async (_, act, words) => {
    await released('x@1.0.0');
    const run = await released('x@1.1.0');
    expect((await on.rollback(run)).exit).toBe(0);
    const ended = await on.restore(run, { network: rightBefore(isRecord, act) });
    expect([ended.exit, said(ended)]).toEqual([5, expect.stringContaining(words)]);
  });
});

describe.each([
  ['a signal', 'CA-RUN-002', 130],
  ['`timeout`', 'CA-NET-006', 6],
] as const)('when %s ends the run while the record is stored', (_, code, exit) => {
  const reason = () => new RegistryError(code, 'the run was ended');
  /** Acts and cancels right before the record is sent, or at the first look after it. */
  const cancelling = (when: 'before' | 'after', act: () => Promise<unknown>) => {
    const ending = new AbortController();
    let isStored = false;
    let isDone = false;
    const network: Network = (send) => async (request) => {
      if (!isDone && (when === 'before' ? isRecord(request) : isStored && isLook(request))) {
        isDone = true;
        await act();
        ending.abort(reason());
        if (when === 'after') throw reason();
      }
      const answer = await send(request);
      isStored ||= isRecord(request);
      return answer;
    };
    return { network, interrupted: ending.signal };
  };
  const unread = () => {
    const ending = new AbortController();
    let isStored = false;
    const network: Network = (send) => async (request) => {
      if (isStored && isLook(request)) throw reason();
      const answer = await send(request);
      if (isRecord(request)) {
        isStored = true;
        ending.abort(reason());
      }
      return answer;
    };
    return { network, interrupted: ending.signal };
  };
  const hide = () => on.setStatus('x@1.1.0', 'Unlisted');

  test.each(['before', 'after'] as const)('%s it is sent: a promotion looks, and is red', async (when) => {
    await released('x@1.0.0');
    const set = await on.stage('x@1.1.0');
    expect((await on.promote(set, cancelling(when, hide))).exit).toBe(5);
  });

  test.each(['before', 'after'] as const)('%s it is sent: a rollback looks, and is red', async (when) => {
    await released('x@1.0.0');
    const run = await released('x@1.1.0');
    const list = () => on.setStatus('x@1.1.0', 'Published');
    expect((await on.rollback(run, cancelling(when, list))).exit).toBe(5);
    // That one hides it.
    expect((await on.rollback(run)).exit).toBe(0);
    expect((await on.restore(run, cancelling(when, hide))).exit).toBe(5);
  });

  test('and nobody changes anything: all is done, and is green', async () => {
    await released('x@1.0.0');
    const nothing = async () => {};
    const ended = await on.promote(await on.stage('x@1.1.0'), cancelling('before', nothing));
    const undone = await on.rollback(idOf(ended), cancelling('after', nothing));
    expect([ended.exit, undone.exit]).toEqual([0, 0]);
  });

  test('and nothing can be read any more: the run is not green', async () => {
    await released('x@1.0.0');
    const set = await on.stage('x@1.1.0');
    const ended = await on.promote(set, unread());
    const undone = await on.rollback(idOf(ended), unread());
    expect([ended.exit, undone.exit]).toEqual([exit, exit]);
  });

  test('and the record of a promotion is not stored: the run is not green', async () => {
    const ending = new AbortController();
    const lost: Network = (send) => async (request) => {
      if (!isRecord(request)) return send(request);
      ending.abort(reason());
      throw reason();
    };
    expect((await on.promote(await on.stage('x@1.0.0'), { network: lost, interrupted: ending.signal })).exit).toBe(
      exit,
    );
  });
});

describe('dist-tags that are answered as before the move of a rollback, for longer than somebody else is doubted', () => {
  /** The looks of the 16 s of an own write, but the last; those of somebody else's end after seven. */
  const LATE = 8;
  const isTags = ({ method, url }: HttpRequest) => method === 'GET' && url.endsWith('/dist-tags');
  const lateAfter =
    (isMeant: (request: HttpRequest) => boolean): Network =>
    (send) => {
      let late: number | undefined;
      return async (request) => {
        const answer = await send(request);
        if (isMeant(request)) late ??= LATE;
        if (!isTags(request) || late === undefined || late-- <= 0) return answer;
        await answer.discard();
        const body = Buffer.from('{"latest":"1.1.0"}');
        async function* parts() {
          yield body;
        }
        return { ...answer, headers: { 'content-type': 'application/json' }, body: parts(), read: async () => body };
      };
    };

  test.each([
    ['the hiding', ({ url }: HttpRequest) => url.includes('update_status')],
    ['the record', isRecord],
  ])('after %s: a rollback that nobody disturbs is green', async (_, isMeant) => {
    await released('x@1.0.0');
    const run = await released('x@1.1.0');
    const ended = await on.rollback(run, { network: lateAfter(isMeant) });
    expect([ended.exit, await on.statusOf('x@1.1.0'), await on.tagOf('x')]).toEqual([0, 'Unlisted', '1.0.0']);
  });

  test('what somebody else points at it is believed sooner', async () => {
    await released('x@1.0.0');
    const run = await released('x@1.1.0');
    let looks = 0;
    const network: Network = (send) => {
      const through = rightBefore(isRecord, () => on.setTag('x', 'next', '1.1.0'))(send);
      return async (request) => {
        if (isRecord(request)) looks = 0;
        if (isTags(request)) looks++;
        return through(request);
      };
    };
    expect((await on.rollback(run, { network })).exit).toBe(5);
    expect(looks).toBeLessThan(10);
  });
});

describe('where the tag of a rollback goes', () => {
  test('and somebody takes away right before: it goes to the best that is left', async () => {
    await released('x@0.9.0');
    await released('x@1.0.0');
    const run = await released('x@1.1.0');
    const ended = await on.rollback(run, { network: rightBefore(isTag, () => on.setStatus('x@1.0.0', 'Archived')) });
    expect([ended.exit, await on.tagOf('x'), await on.statusOf('x@1.1.0')]).toEqual([0, '0.9.0', 'Unlisted']);
    expect(said(ended)).toContain('1.0.0 before, which cannot be installed any more; it goes to 0.9.0');
  });

  test('and is Archived since: a restore sets the tag that went with it', async () => {
    await released('x@1.0.0');
    const run = await released('x@1.1.0');
    expect((await on.rollback(run)).exit).toBe(0);
    await on.setStatus('x@1.0.0', 'Archived');
    const ended = await on.restore(run);
    expect([ended.exit, await on.tagOf('x'), await on.statusOf('x@1.1.0')]).toEqual([0, '1.1.0', 'Published']);
    expect(said(ended)).toContain('`latest` was gone with 1.0.0, which is Archived');
  });
});
