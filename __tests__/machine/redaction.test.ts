// A fragment of a secret is taken out wherever it stands, however much was printed before: small texts and large ones are
// searched in two ways.
import { expect, test } from '@jest/globals';
import { createRedaction } from '../../src/machine/redaction.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Numbers below `count`, the same in every run. */
function seeded(seed: number): (count: number) => number {
  let state = seed;
  return (count) => {
    state = (state * 48271) % 2147483647;
    return state % count;
  };
}

const chosen = (length: number, random: (count: number) => number) =>
  Array.from({ length }, () => LETTERS[random(LETTERS.length)]).join('');

test('fragments of secrets are found in the first texts as in later ones (property)', () => {
  const random = seeded(11);
  for (let round = 0; round < 200; round++) {
    const [first, second] = [createRedaction(), createRedaction()];
    second.clean('nothing in it. '.repeat(2000));
    const secrets = Array.from({ length: 1 + random(3) }, () => chosen(17 + random(60), random));
    // Known one after another, with texts between them.
    for (const secret of secrets) {
      for (const redaction of [first, second]) redaction.add(secret);
      const [from, length] = [random(secret.length - 16), 16 + random(20)];
      const fragment = secret.slice(from, from + length);
      const text = `${' -'.repeat(random(30))}${fragment}${' +'.repeat(random(30))}`;
      for (const redaction of [first, second]) expect(redaction.clean(text)).toBe(text.replace(fragment, '***'));
    }
    const all = secrets.map((secret) => secret.slice(1)).join(' and ');
    for (const redaction of [first, second])
      expect(redaction.clean(`: ${all}`)).toBe(`: ${secrets.map(() => '***').join(' and ')}`);
  }
});
