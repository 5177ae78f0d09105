import { describe, expect, test } from '@jest/globals';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import type { VerbName } from '../../../src/core/inputs/commands.ts';
import { INPUTS } from '../../../src/core/inputs/definitions.ts';
import { readInputs } from '../../../src/core/inputs/read.ts';
import { variableOf } from '../../../src/core/inputs/variable-of.ts';

const read = (command: VerbName, values: Record<string, string>) =>
  readInputs(
    command,
    (name) => values[name],
    (name) => name,
  );

function problem(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(RegistryError);
    expect((error as RegistryError).code).toBe('CA-INPUT-001');
    return (error as RegistryError).message;
  }
  throw new Error('nothing was refused');
}

describe('readInputs', () => {
  test('gathers every problem into one error', () => {
    const message = problem(() =>
      read('login', {
        domain: 'My_Domain',
        'domain-owner': '12',
        'duration-seconds': '5',
        cleanup: 'yes',
        tools: 'npm, conda',
      }),
    );
    for (const part of [
      '`domain` is `My_Domain`',
      '12 digits',
      '900 to 43200 or 0',
      '`cleanup`',
      '`conda`: expects any of auto',
    ])
      expect(message).toContain(part);
  });

  test('reads coordinates one a line or between commas', () => {
    const versions = 'npm:a@1.0.0,npm:b@1.0.0\npypi:c@1.0';
    for (const command of ['promote', 'retire', 'rollback'] as const)
      expect(read(command, { versions }).list('versions')).toEqual(['npm:a@1.0.0', 'npm:b@1.0.0', 'pypi:c@1.0']);
  });

  test.each([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['false', false],
    ['FALSE', false],
  ])('reads the boolean %s', (spelling, value) => {
    expect(read('login', { cleanup: spelling }).flag('cleanup')).toBe(value);
  });

  test.each(['yes', 'on', '1', 'tRUE', ''])('takes `%s` for no boolean', (spelling) => {
    if (spelling === '') expect(read('login', { cleanup: spelling }).flag('cleanup')).toBe(true);
    else expect(problem(() => read('login', { cleanup: spelling }))).toContain('`true` or `false`');
  });

  test('a domain owner that begins with zero stays a string', () => {
    expect(read('login', { 'domain-owner': '012345678901' }).text('domain-owner')).toBe('012345678901');
  });

  test('an input that the command ignores is a warning that names it, its default is not', () => {
    expect(read('logout', { domain: 'my-org' }).warnings).toEqual(['`domain` is ignored by `logout`']);
    expect(read('login', { concurrency: '8', packages: 'dist/*' }).warnings).toEqual([
      '`packages` is ignored by `login`',
    ]);
  });

  test('an empty value is none, but for an input that something is held to', () => {
    expect(read('promote', { plan: '', 'plan-hash': 'a'.repeat(64) }).given('plan')).toBe(false);
    for (const value of ['', '  '])
      expect(problem(() => read('promote', { 'plan-hash': value }))).toContain('`plan-hash`');
    expect(read('login', { 'plan-hash': '' }).warnings).toEqual([]);
  });

  test('what a surface sends with every run is not explicit', () => {
    const given = { 'dist-tags': 'keep', concurrency: '3' };
    const inputs = readInputs(
      'promote',
      (name) =>
        (given as Record<string, string>)[name] ??
        INPUTS.find((input) => input.name === name && 'default' in input)?.['default' as never],
      (name) => name,
      undefined,
      { sendsDefaults: true },
    );
    expect([inputs.given('allow-overwrite'), inputs.explicit('allow-overwrite')]).toEqual([true, false]);
    expect([inputs.explicit('concurrency'), inputs.explicit('plan')]).toEqual([true, false]);
    expect(read('promote', { 'allow-overwrite': 'false' }).explicit('allow-overwrite')).toBe(true);
  });

  test.each([
    ['retire', { plan: 'p.json', 'plan-output': 'p.json' }],
    ['rollback', { 'plan-output': 'p.json' }],
    ['packages', { versions: 'npm:a@1' }],
    ['publish', { cleanup: 'false' }],
    ['promote', { cleanup: 'false' }],
  ] as const)('what `%s` does not read is a warning', (command, values) => {
    expect(read(command, values).warnings).toEqual(
      Object.keys(values).map((name) => `\`${name}\` is ignored by \`${command}\``),
    );
  });

  test('missing inputs are named together, with their variables', () => {
    const message = problem(() => read('login', {}).need('domain', 'repository'));
    expect(message).toContain('`domain` (or CODEARTIFACT_DOMAIN)');
    expect(message).toContain('`repository` (or CODEARTIFACT_REPOSITORY)');
  });

  test('lists split at commas and line ends, coordinates only at line ends', () => {
    expect(read('login', { tools: 'npm, pip\n maven' }).list('tools')).toEqual(['npm', 'pip', 'maven']);
    expect(read('promote', { versions: 'npm:a@1.0.0, odd\nnpm:b@2.0.0' }).list('versions')).toEqual([
      'npm:a@1.0.0, odd',
      'npm:b@2.0.0',
    ]);
  });

  test('a message cannot carry a workflow command or a second line', () => {
    const message = problem(() => read('login', { domain: 'x\n::set-output name=a::b' }));
    expect(message).not.toContain('\n');
  });

  test('every definition has its own name, a description and a default of its own type', () => {
    const names = INPUTS.map((input) => input.name);
    expect(new Set(names).size).toBe(names.length);
    for (const input of INPUTS) {
      expect(input.description.length).toBeGreaterThan(10);
      expect(() =>
        read(input.commands[0] as VerbName, 'default' in input ? { [input.name]: input.default } : {}),
      ).not.toThrow();
    }
  });

  test('variables are spelled as documented', () => {
    expect(variableOf('source-repository')).toBe('CODEARTIFACT_SOURCE_REPOSITORY');
  });
});
