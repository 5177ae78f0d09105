// What main leaves for post.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readState, saveState } from '../../src/action/state.ts';
import { inProcess } from '../cli/in-process.ts';
import { temporaryFolders } from '../support/folders.ts';
import { readKeyValues } from '../support/programs/runner.ts';

const folder = temporaryFolders();
const whole = {
  sessions: ['000001-abc', '000002-def'],
  folders: ['/home/ci/.codeartifact-ci'],
  tokenExpiresAt: Date.UTC(2026, 0, 1),
  cleanup: false,
  cache: [{ tool: 'npm', key: 'codeartifact-ci-1-npm', paths: ['/home/ci/.npm/_cacache'], isHit: true }],
};

/** As the runner hands it from one step to the other. */
async function handedOver(state: Parameters<typeof saveState>[0]) {
  const file = join(folder(), 'state');
  writeFileSync(file, '');
  await inProcess({ GITHUB_STATE: file }, () => saveState(state));
  const written = readKeyValues(readFileSync(file, 'utf8'));
  return { written, read: await readFrom(written.codeartifact) };
}
const readFrom = async (text: string | undefined) =>
  (await inProcess({ STATE_codeartifact: text }, () => readState())).value;
const read = (value: unknown) => readFrom(JSON.stringify(value));

describe('state', () => {
  test('comes back as it was', async () => {
    expect((await handedOver(whole)).read).toEqual(whole);
    const least = { sessions: [], cleanup: true };
    expect((await handedOver(least)).read).toEqual({
      ...least,
      folders: undefined,
      tokenExpiresAt: undefined,
      cache: undefined,
    });
  });

  test('is one value, of these members and no others', async () => {
    const { written } = await handedOver({ ...whole, token: 'eyJ-a-secret' } as typeof whole);
    expect(Object.keys(written)).toEqual(['codeartifact']);
    expect(JSON.parse(written.codeartifact ?? '')).toEqual(whole);
  });

  test.each([undefined, '', 'null', '[]', '5', '{', '{}', '{"sessions":"000001-abc"}', '{"cleanup":true}'])(
    '%j is not ours',
    async (text) => {
      expect(await readFrom(text)).toBeUndefined();
    },
  );

  test('members that are none are left out', async () => {
    expect(await read({ sessions: ['a', 5, null, 'b'], tokenExpiresAt: 'soon', cleanup: 'no', cache: 'npm' })).toEqual({
      sessions: ['a', 'b'],
      folders: undefined,
      tokenExpiresAt: undefined,
      cleanup: true,
      cache: undefined,
    });
    const [good] = whole.cache;
    const bad = [null, {}, { ...good, paths: 'x' }, { ...good, paths: [1] }, { ...good, tool: 1 }, { ...good, key: 1 }];
    expect((await read({ sessions: [], cache: [...bad, good] }))?.cache).toEqual([good]);
  });
});
