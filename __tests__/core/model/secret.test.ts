import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { conceal, concealKey, Secret } from '../../../src/core/model/secret.ts';

describe('Secret', () => {
  test('shows itself nowhere', () => {
    const secret = new Secret('top-secret-value');
    const shown = [
      String(secret),
      `${secret}`,
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ nested: { secret } }, { depth: 5 }),
      secret.toString(),
    ];
    for (const text of shown) expect(text).not.toContain('top-secret-value');
    expect(secret.reveal()).toBe('top-secret-value');
  });

  test('is masked in every spelling we derive, at birth', () => {
    const masked: string[] = [];
    conceal('a+b/c=', (text) => void masked.push(text));
    expect(masked).toEqual(
      expect.arrayContaining([
        'a+b/c=',
        'a%2Bb%2Fc%3D',
        Buffer.from('aws:a+b/c=').toString('base64'),
        Buffer.from('a+b/c=').toString('base64'),
      ]),
    );
  });
});

test('nothing is no secret', () => {
  const masked: string[] = [];
  expect(conceal('', (text) => void masked.push(text)).reveal()).toBe('');
  expect(masked).toEqual([]);
});

describe('a key of AWS', () => {
  const maskedAs = (value: string) => {
    const masked: string[] = [];
    expect(concealKey(value, (text) => void masked.push(text)).reveal()).toBe(value);
    return masked;
  };

  test.each(['firmware', 'Firmware', 'test', 'dummy-key', 'local'])('%s is a dummy, and not masked', (value) => {
    expect(maskedAs(value)).toEqual([]);
  });

  test.each([
    'wJalrXUtnFEMIKMDENGbPxRfiCYEXAMPLEKEYabc',
    'firmware1',
    'firmware/x',
    'abcdefghijklmnop',
    'fir mware',
    'é'.repeat(9),
  ])('%s is masked', (value) => {
    expect(maskedAs(value)).toContain(value);
  });

  test('none of AWS passes: 40 characters, whatever they are', () => {
    for (const letters of ['a', 'Z', 'a-'])
      expect(maskedAs(letters.repeat(40).slice(0, 39).concat('x'))).not.toEqual([]);
  });
});
