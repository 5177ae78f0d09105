// What main leaves for post.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readState, saveState } from '../../src/action/state.ts';
import { temporaryFolders } from '../support/folders.ts';
import { readKeyValues } from '../support/programs/runner.ts';

const folder = temporaryFolders();
const whole = {
  sessions: ['000001-abc', '000002-def'],
  tokenExpiresAt: Date.UTC(2026, 0, 1),
  cleanup: false,
  cache: [{ tool: 'npm', key: 'codeartifact-ci-1-npm', paths: ['/home/ci/.npm/_cacache'], isHit: true }],
};

/** As the runner hands it from one step to the other. */
async function handedOver(state: Parameters<typeof saveState>[1]) {
  const file = join(folder(), 'state');
  writeFileSync(file, '');
  await saveState({ GITHUB_STATE: file }, state);
  const written = readKeyValues(readFileSync(file, 'utf8'));
  return { written, read: readState({ STATE_codeartifact: written.codeartifact }) };
}
const read = (value: unknown) => readState({ STATE_codeartifact: JSON.stringify(value) });

describe('state', () => {
  test('comes back as it was', async () => {
    expect((await handedOver(whole)).read).toEqual(whole);
    const least = { sessions: [], cleanup: true };
    expect((await handedOver(least)).read).toEqual({ ...least, tokenExpiresAt: undefined, cache: undefined });
  });

  test('is one value, of these members and no others', async () => {
    const { written } = await handedOver({ ...whole, token: 'eyJ-a-secret' } as typeof whole);
    expect(Object.keys(written)).toEqual(['codeartifact']);
    expect(JSON.parse(written.codeartifact ?? '')).toEqual(whole);
  });

  test.each([undefined, '', 'null', '[]', '5', '{', '{}', '{"sessions":"000001-abc"}', '{"cleanup":true}'])(
    '%j is not ours',
    (text) => {
      expect(readState({ STATE_codeartifact: text })).toBeUndefined();
    },
  );

  test('members that are none are left out', () => {
    expect(read({ sessions: ['a', 5, null, 'b'], tokenExpiresAt: 'soon', cleanup: 'no', cache: 'npm' })).toEqual({
      sessions: ['a', 'b'],
      tokenExpiresAt: undefined,
      cleanup: true,
      cache: undefined,
    });
    const [good] = whole.cache;
    const bad = [null, {}, { ...good, paths: 'x' }, { ...good, paths: [1] }, { ...good, tool: 1 }, { ...good, key: 1 }];
    expect(read({ sessions: [], cache: [...bad, good] })?.cache).toEqual([good]);
  });
});
