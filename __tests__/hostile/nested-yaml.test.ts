// YAML that goes deeper than any parser should follow, given to everything that reads YAML: an error of ours, and soon.
import { describe, expect, test } from '@jest/globals';
import { includeSnippets } from '../../src/buildspec/edit/include.ts';
import { lintBuildspec } from '../../src/buildspec/lint/lint.ts';
import { readBuildspec } from '../../src/buildspec/runner/buildspec.ts';
import { readRetention } from '../../src/core/operations/retire/retention.ts';
import { nestsTooDeep } from '../../src/core/text/yaml-nesting.ts';

const NESTED = [
  ...['- ', '? ', '[', '{a: ', '- ? ', '? : ', '? !!map ', '- &a '].map((part) => part.repeat(60_000 / part.length)),
  // Not deep, and as hard for the parser: blank lines behind a value.
  ...['\n', '\r\n', '  \n'].map((line) => `[global]${line}a${line.repeat(20_000)}x`),
];

describe.each(NESTED)('%.12s…', (text) => {
  test('is told by its text', () => expect(nestsTooDeep(text)).toBe(true));

  test('as a buildspec', () => {
    const refusal = expect.objectContaining({ code: 'CA-SPEC-001', message: 'it is nested too deep' });
    expect(() => includeSnippets(text, ['login'])).toThrow(refusal);
    expect(() => readBuildspec(text)).toThrow(refusal);
    expect(lintBuildspec(text)).toContainEqual(
      expect.objectContaining({ rule: 'yaml', message: 'Not valid YAML: it is nested too deep.' }),
    );
  });

  test('as rules of retention', async () => {
    await expect(readRetention(text)).rejects.toThrow('retention is not YAML: it is nested too deep');
  });
});

test('texts that people write are none of these, and looking at a long one takes no time', () => {
  const command = `- echo "${'-'.repeat(1000)}" : ? - [ { & ! x`;
  expect(
    nestsTooDeep(
      Array.from({ length: 10_000 }, () => command)
        .join('\n')
        .replaceAll('[ {', ''),
    ),
  ).toBe(false);
  const begun = performance.now();
  for (const part of ['&', '!', '- ', ': ', '? &a', '&a ', ' ']) nestsTooDeep(`x${part.repeat(500_000)}`);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
