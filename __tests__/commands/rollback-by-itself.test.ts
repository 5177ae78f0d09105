// What a promotion with `on-failure: roll-back` takes back by itself: never what another run counts on, nor what may be so.
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import type { HttpRequest } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import {
  idOf,
  type Network,
  openRollbackWorld,
  printedIn,
  type RollbackWorld,
  said,
} from '../support/worlds/rollback-world.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();
let on: RollbackWorld;
beforeEach(async () => {
  on = await openRollbackWorld(folder());
  expect((await on.promote(await on.stage('x@1.0.0', 'y@1.0.0'))).exit).toBe(0);
});
afterEach(async () => {
  await on.close();
  expect(on.at.errors).toEqual([]);
});

const inputs = { 'on-failure': 'roll-back', concurrency: '1' } as const;
const isCopyOf = (name: string, { url }: HttpRequest) =>
  url.includes('/versions/copy') && url.includes(`package=${name}`);
const isOfRecords = ({ method, url }: HttpRequest) => method === 'GET' && url.includes('package=promotions');
const isListing = ({ url }: HttpRequest) => url.includes('/versions?') && url.includes('package=promotions');

const refused = () => ({
  ...{ status: 403, reason: '', discard: async () => {} },
  headers: { 'x-amzn-errortype': 'AccessDeniedException', 'content-type': 'application/json' },
  body: (async function* () {
    yield Buffer.from('{"message":"no"}');
  })(),
});

/** Another job promotes `x` as soon as the first one has copied it; then `then`. */
function besides(hidden: string[], then: () => void): Network {
  let other: Promise<number> | undefined;
  return (send) => async (request) => {
    const answer = await send(request);
    if (request.url.includes('/update_status')) hidden.push(request.url);
    if (!isCopyOf('x', request) || other) return answer;
    other = on.promote(['npm:@acme/x@1.1.0']).then(({ exit }) => exit);
    expect(await other).toBe(0);
    then();
    return answer;
  };
}

test('after a cancel, what another run counts on is not hidden for a moment', async () => {
  const set = await on.stage('x@1.1.0', 'y@1.1.0');
  const cancel = new AbortController();
  const hidden: string[] = [];
  const network = besides(hidden, () => cancel.abort(new RegistryError('CA-RUN-002', 'interrupted by SIGINT')));
  const ended = await on.promote(set, { inputs, network, interrupted: cancel.signal });
  expect(ended.exit).not.toBe(0);
  expect(hidden).toEqual([]);
  expect(said(ended)).toContain('counts on it by now');
  expect(said(ended)).not.toContain('cannot be read');
  expect([await on.statusOf('x@1.1.0'), await on.tagOf('x')]).toEqual(['Published', '1.1.0']);
});

test('after a cancel, what nobody else has is taken back', async () => {
  const set = await on.stage('x@1.1.0', 'y@1.1.0');
  const cancel = new AbortController();
  const network: Network = (send) => async (request) => {
    const answer = await send(request);
    if (isCopyOf('x', request)) cancel.abort(new RegistryError('CA-RUN-002', 'interrupted by SIGINT'));
    return answer;
  };
  const ended = await on.promote(set, { inputs, network, interrupted: cancel.signal });
  expect(ended.exit).toBe(130);
  expect(said(ended)).not.toContain('cannot be read');
  expect([await on.statusOf('x@1.1.0'), await on.tagOf('x')]).toEqual(['Unlisted', '1.0.0']);
});

test.each([
  ['the list of records', isListing],
  ['each record', isOfRecords],
])('where %s cannot be read, nothing is hidden: who is unknown may count on it', async (_, isMeant) => {
  const set = await on.stage('x@1.1.0', 'y@1.1.0');
  const hidden: string[] = [];
  let isOver = false;
  const network: Network = (send) => {
    const beside = besides(hidden, () => {
      isOver = true;
    })(send);
    return async (request) => {
      if (isCopyOf('y', request) || (isOver && isMeant(request))) return refused();
      return beside(request);
    };
  };
  const ended = await on.promote(set, { inputs, network });
  expect(ended.exit).not.toBe(0);
  expect(hidden).toEqual([]);
  expect([await on.statusOf('x@1.1.0'), await on.tagOf('x')]).toEqual(['Published', '1.1.0']);
  expect(said(ended)).toMatch(
    /whether another run counts on it by now is not known.*`rollback \S+` takes the release back/,
  );
});

test('a restore of what a run took back by itself says so, with the way on', async () => {
  const set = await on.stage('x@1.1.0', 'y@1.1.0');
  const network: Network = (send) => async (request) => (isCopyOf('y', request) ? refused() : send(request));
  const run = idOf(await on.promote(set, { inputs, network }));
  expect(await on.statusOf('x@1.1.0')).toBe('Unlisted');
  const restored = await on.restore(run);
  expect(restored.exit).toBe(2);
  expect(restored.message).toMatch(/failed and took back by itself/);
  const lines = printedIn(restored);
  expect(lines).toHaveLength(1);
  for (const line of lines) expect((await on.asPrinted(line)).exit).toBe(0);
  expect((await on.promote(set)).exit).toBe(0);
  expect([await on.statusOf('x@1.1.0'), await on.tagOf('x'), await on.tagOf('y')]).toEqual([
    ...['Published', '1.1.0', '1.1.0'],
  ]);
});
