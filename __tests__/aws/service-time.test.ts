// The service's clock as the client tells it, from answers made here and from those of the local server.
import { expect, test } from '@jest/globals';
import { watchServiceTime } from '../../src/aws/request-handler.ts';
import type { HttpResponse } from '../../src/core/ports/http.ts';
import { temporaryFolders } from '../support/folders.ts';
import { handSetClock } from '../support/host.ts';
import { openTestRegistry } from '../support/servers/local-registry.ts';

const folder = temporaryFolders();
const TEN = Date.UTC(2026, 5, 1, 10);

function watched() {
  // This machine is a year behind.
  const clock = handSetClock(Date.UTC(2025, 5, 1));
  let headers: Record<string, string> = {};
  const answer = async () => ({ status: 200, reason: 'OK', headers }) as unknown as HttpResponse;
  const time = watchServiceTime({ http: answer, clock });
  const ask = async (given: Record<string, string>) => {
    headers = given;
    await time.http({ method: 'GET', url: 'https://example.com/' });
  };
  return { time, clock, ask };
}

test('is not known before an answer of the service tells it', async () => {
  const { time, ask } = watched();
  expect(time.now()).toBeUndefined();
  // A proxy has a clock of its own.
  await ask({ date: new Date(TEN).toUTCString() });
  await ask({ 'x-amzn-requestid': 'r' });
  await ask({ 'x-amzn-requestid': 'r', date: 'yesterday' });
  expect(time.now()).toBeUndefined();
});

test('goes on between answers, whatever this machine takes the time to be; the latest answer counts', async () => {
  const { time, clock, ask } = watched();
  await ask({ 'x-amzn-requestid': 'r', date: new Date(TEN).toUTCString() });
  expect(time.now()).toBe(TEN);
  clock.advance(90_000);
  expect(time.now()).toBe(TEN + 90_000);
  await ask({ 'x-amzn-requestid': 'r', date: new Date(TEN + 60_000).toUTCString() });
  expect(time.now()).toBe(TEN + 60_000);
});

test('the local server tells its own clock, moved or not, and is never late by more than a second and the way', async () => {
  const at = await openTestRegistry(folder());
  try {
    expect(at.client.serviceTime?.()).toBeUndefined();
    for (const seconds of [0, 86_400, -30 * 86_400]) {
      at.local.clock.advance(seconds * 1000);
      await at.client.describeRepository(at.at('dev'));
      const behind = at.local.clock.now() - (at.client.serviceTime?.() ?? 0);
      expect(behind).toBeGreaterThanOrEqual(0);
      expect(behind).toBeLessThan(5_000);
    }
  } finally {
    await at.close();
  }
});
