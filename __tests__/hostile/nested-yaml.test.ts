// YAML that goes deeper than any parser should follow, given to everything that reads YAML: an error of ours, and soon.
import { describe, expect, test } from '@jest/globals';
import { includeSnippets } from '../../src/buildspec/edit/include.ts';
import { lintBuildspec } from '../../src/buildspec/lint/lint.ts';
import { readBuildspec } from '../../src/buildspec/runner/buildspec.ts';
import { registryEntries } from '../../src/commands/registry/registries.ts';
import { readInputs } from '../../src/core/inputs/read.ts';
import { readRetention } from '../../src/core/operations/retire/retention.ts';
import { YamlRefusal, yamlValue } from '../../src/core/text/yaml-document.ts';
import { setYaml } from '../../src/formats/shared/text/yaml-edit.ts';
import { parseYaml } from '../../src/local/setup/parse.ts';

const TOO_DEEP = 'is nested too deep';
const NESTED: readonly (readonly [string, string])[] = [
  ...['- ', '[', '{a: ', '[a: ', '{a: ['].map((part) => [part.repeat(60_000 / part.length), TOO_DEEP] as const),
  // A word stands between the colons, and each begins a mapping in the one around it.
  [`x: [${'a: '.repeat(20_000)}]`, TOO_DEEP],
  [`x: [${'"a" : '.repeat(10_000)}]`, TOO_DEEP],
  [`x: {k: [${'a: '.repeat(20_000)}]}`, TOO_DEEP],
  [`x: [${'a: !t '.repeat(10_000)}]`, TOO_DEEP],
  [Array.from({ length: 400 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), TOO_DEEP],
  ...['? ', '- ? ', '? : ', '? !!map '].map(
    (part) => [part.repeat(60_000 / part.length), 'has more than 20 keys after a question mark'] as const,
  ),
  ...['&a ', '*a '].map((part) => [`[${`${part},`.repeat(2_000)}]`, 'has more than 1000 anchors and aliases'] as const),
  // Not deep, and as hard for the parser: blank lines behind a value.
  ...['\n', '\r\n', '  \n', '\r'].map(
    (line) => [`[global]${line}a${line.repeat(20_000)}x`, 'has more than 200 blank lines in a row'] as const,
  ),
  // A mistake before it is deep.
  ...['- &a ', '- !!map ', 'a: ', '"a": ', '- a: '].map((part) => [part.repeat(60_000 / part.length), ''] as const),
];

describe.each(NESTED)('%.12s…', (text, words) => {
  test('as a buildspec', () => {
    const refusal = expect.objectContaining({ code: 'CA-SPEC-001', message: expect.stringContaining(words) });
    expect(() => includeSnippets(text, ['login'])).toThrow(refusal);
    expect(() => readBuildspec(text)).toThrow(refusal);
    expect(lintBuildspec(text)).toContainEqual(
      expect.objectContaining({
        rule: 'yaml',
        message: expect.stringContaining(`Not valid YAML: ${words === '' ? '' : `it ${words}`}`),
      }),
    );
  });

  test('as rules of retention', async () => {
    await expect(readRetention(text)).rejects.toMatchObject({
      code: 'CA-INPUT-001',
      message: expect.stringContaining(`retention is not YAML: ${words === '' ? '' : `it ${words}`}`),
    });
  });

  test('as a setup, as settings of a tool and as a list of registries', async () => {
    expect(() => parseYaml(text)).toThrow(words === '' ? Error : `the setup ${words}`);
    await expect(setYaml(text, [{ path: ['y'], value: 'y' }])).rejects.toThrow(
      words === '' ? Error : `the file ${words}`,
    );
    const inputs = readInputs(
      'login',
      (name) => (name === 'registries' ? text : undefined),
      (name) => name,
    );
    await expect(registryEntries(inputs, { env: {}, log: {} as never })).rejects.toMatchObject({
      code: 'CA-INPUT-001',
      message: expect.stringContaining(words),
    });
  });
});

test('texts that people write are none of these, and looking at a long one takes no time', () => {
  const command = `- echo "${'-'.repeat(1000)}" '? - [ { & ! x' && a: b`;
  const list = Array.from({ length: 200 }, () => `${command}\n- |\n  a && b *.js\n  [ x ] && { y; }\n`).join('\n');
  expect(() => yamlValue(list.replaceAll(' && a: b', ''))).not.toThrow();
  const begun = performance.now();
  for (const part of ['&', '!', '- ', ': ', '? &a', '&a ', ' '])
    endOf(() => yamlValue(`x${part.repeat(500_000 / part.length)}`, { longest: 1_000_000 }));
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test('of a hundred thousand mistakes the first is told, and nothing of the text but a part of it', () => {
  for (const text of [`x: [${','.repeat(200_000)}]`, `x: ${'"'.repeat(199_999)}`, `x: ${'} '.repeat(100_000)}`]) {
    const refusal = endOf(() => yamlValue(text, { longest: 1_000_000 }));
    expect(refusal).toBeInstanceOf(YamlRefusal);
    expect(refusal?.line).toBe(1);
    expect(refusal?.message.length).toBeLessThan(250);
  }
});

test('what is longer than is read is refused unread', async () => {
  const text = `a: ${'x'.repeat(5_000_000)}`;
  expect(() => readBuildspec(text)).toThrow('it has more than 131072 characters');
  expect(() => parseYaml(text)).toThrow('the setup has more than 4194304 characters');
  await expect(readRetention(text)).rejects.toThrow('it has more than 262144 characters');
});

test('of two documents none is taken, and neither is a key that is no text', () => {
  expect(() => yamlValue('a: 1\n---\na: 2\n')).toThrow('it holds several documents');
  expect(() => yamlValue('[a, b]: 1\n')).toThrow('a key is no text (line 1)');
  expect(() => yamlValue('a:\n  b: 1\n  c: 2\n  b: 3\n')).toThrow('Map keys must be unique: b (line 4)');
});

function endOf(work: () => unknown): YamlRefusal | undefined {
  try {
    work();
    return undefined;
  } catch (cause) {
    return cause as YamlRefusal;
  }
}

test('an alias without an anchor is not told: a password that begins with a star is one', async () => {
  for (const text of [`token: *${'secret'.repeat(10)}\n`, `x: [${'*'.repeat(200_000)}]\n`]) {
    const refused = (error: Error) => error.message;
    const messages = [
      await setYaml(text, [{ path: ['y'], value: 'y' }]).then(() => 'edited', refused),
      await Promise.resolve()
        .then(() => yamlValue(text))
        .then(() => 'read', refused),
    ];
    for (const message of messages) {
      expect(message).toContain('Unresolved alias');
      expect(message).not.toMatch(/secret|\*\*/);
      expect(message.length).toBeLessThan(200);
    }
  }
});
