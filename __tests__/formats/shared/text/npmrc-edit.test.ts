import { describe, expect, test } from '@jest/globals';
import { npmrcValues, setNpmrc } from '../../../../src/formats/shared/text/npmrc-edit.ts';
import { byLane } from '../../../support/lane.ts';
import { pick, random } from '../../../support/packages/config-samples.ts';

const OURS = { registry: 'https://ours.example/', '//ours.example/:_authToken': 'tok' };

describe('.npmrc', () => {
  // npm ends a line at a lone CR, too, so that what stands behind it is a setting of its own.
  test.each([
    ['registry=old\rfund=false\r', 'registry=https://ours.example/\rfund=false\r\n//ours.example/:_authToken=tok\n'],
    ['fund=false\rregistry=old', 'fund=false\rregistry=https://ours.example/\n//ours.example/:_authToken=tok\n'],
    [
      '# a\rregistry = old\n[b]\rregistry=c\n',
      '# a\rregistry = https://ours.example/\n//ours.example/:_authToken=tok\n[b]\rregistry=c\n',
    ],
    // A key alone is `true`.
    ['//ours.example/:_authToken=x\nregistry\n', '//ours.example/:_authToken=tok\nregistry=https://ours.example/\n'],
  ])('%j', (text, edited) => {
    expect(setNpmrc(text, OURS)).toBe(edited);
  });

  test('after an edit every other value reads as before, in files put together at random', () => {
    const pieces = [
      ...['\n', '\r', '\r\n', '\n', '=', ' ', ';', '#', '"', "'", '\\', '[s]', 'a=1', 'b = "x', "c='y"],
      ...['registry=old', 'registry', '"registry" = z', '//ours.example/:_authToken=old', 'ca[]=x', '# c', '\t'],
    ];
    const next = random(23);
    const wrong: unknown[] = [];
    for (let round = 0; round < byLane(4_000, 200_000); round += 1) {
      const text = Array.from({ length: Math.floor(next() * 12) }, () => pick(pieces, next)).join('');
      const edited = setNpmrc(text, OURS);
      const expected = new Map([...npmrcValues(text), ...Object.entries(OURS)]);
      const found = npmrcValues(edited);
      const isSame = found.size === expected.size && [...expected].every(([key, value]) => found.get(key) === value);
      if (!isSame) wrong.push({ text, edited, expected, found });
    }
    expect(wrong.slice(0, 3)).toEqual([]);
  });
});
