// One token for many calls: asked for once, whoever is refused, and not remembered where asking failed.
import { expect, test } from '@jest/globals';
import { Secret } from '../../../../src/core/model/secret.ts';
import { sharedToken } from '../../../../src/core/operations/repository/shared-token.ts';

function counted(answers: readonly (Secret | Error)[]) {
  let asked = 0;
  const token = sharedToken(async () => {
    const answer = answers[asked++];
    await new Promise((resolve) => setImmediate(resolve));
    if (!(answer instanceof Secret)) throw answer ?? new Error('asked too often');
    return answer;
  });
  return { token, asked: () => asked };
}
const [first, second, third] = ['first', 'second', 'third'].map((text) => new Secret(text)) as [Secret, Secret, Secret];

test('calls that come together ask once, and later ones not at all', async () => {
  const { token, asked } = counted([first]);
  expect(await Promise.all(Array.from({ length: 64 }, () => token()))).toEqual(Array.from({ length: 64 }, () => first));
  expect(await token()).toBe(first);
  expect(asked()).toBe(1);
});

test('parallel refusals of one token ask once, also when some come after the answer', async () => {
  const { token, asked } = counted([first, second]);
  await token();
  const renewed = await Promise.all(Array.from({ length: 64 }, () => token(first)));
  expect(new Set(renewed)).toEqual(new Set([second]));
  expect(await token(first)).toBe(second);
  expect(asked()).toBe(2);
});

test('a second refusal asks again', async () => {
  const { token, asked } = counted([first, second, third]);
  expect(await token(await token(await token()))).toBe(third);
  expect(asked()).toBe(3);
});

test('a failure reaches all that waited for it, and nobody after them', async () => {
  const { token, asked } = counted([new Error('throttled'), first]);
  const ends = await Promise.allSettled([token(), token()]);
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await token()).toBe(first);
  expect(asked()).toBe(2);
});
