// Command line to flags and operands.
import { describe, expect, test } from '@jest/globals';
import { COMMAND_FLAGS, flagsOf, GLOBAL_FLAGS, isVerb, parseArguments } from '../../src/cli/arguments.ts';
import { RegistryError } from '../../src/core/errors/registry-error.ts';
import { COMMANDS, type VerbName } from '../../src/core/inputs/commands.ts';
import { INPUTS, type InputDefinition } from '../../src/core/inputs/definitions.ts';

const verbs = COMMANDS.map(({ name }) => name).filter(isVerb);

function refused(command: VerbName, ...args: readonly string[]): RegistryError {
  try {
    parseArguments(command, args);
  } catch (error) {
    if (error instanceof RegistryError) return error;
    throw error;
  }
  throw new Error(`${args.join(' ')} was taken`);
}

describe('which commands', () => {
  test('those that take inputs', () => {
    expect(verbs).toEqual([
      'login',
      'logout',
      'publish',
      'promote',
      'rollback',
      'retire',
      'packages',
      'doctor',
      'token',
    ]);
    for (const name of ['buildspec', 'local', 'demo', 'deploy', '', 'toString', '__proto__'])
      expect(isVerb(name)).toBe(false);
  });

  test.each(verbs)('%s has a flag for each of its inputs, its own and those of every command, each once', (verb) => {
    const names = flagsOf(verb).map(({ name }) => name);
    const own = (COMMAND_FLAGS[verb] ?? []).map(({ name }) => name);
    const inputs = (INPUTS as readonly InputDefinition[])
      .filter(({ commands }) => commands.includes(verb))
      .map(({ name }) => name);
    expect([...names].sort()).toEqual(
      [...new Set([...inputs, ...own, ...GLOBAL_FLAGS.map(({ name }) => name)])].sort(),
    );
    for (const flag of flagsOf(verb)) expect(flag.description).not.toBe('');
  });

  test.each([
    ['retire', 'plan'],
    ['retire', 'plan-output'],
    ['rollback', 'plan-output'],
    ['packages', 'versions'],
    ['packages', 'endpoint-type'],
    ['publish', 'no-cleanup'],
    ['promote', 'cleanup'],
  ] as const)('%s takes --%s, which it took once and never read, and does not offer it', (verb, name) => {
    const given = name.endsWith('cleanup') ? [`--${name}`] : [`--${name}`, 'x'];
    expect(Object.keys(parseArguments(verb, given).flags)).toEqual([name.replace('no-', '')]);
    expect(flagsOf(verb).map((flag) => flag.name)).not.toContain(name);
  });

  test('a flag says what it takes, and its default', () => {
    const flag = (verb: VerbName, name: string) => flagsOf(verb).find((one) => one.name === name);
    expect(flag('publish', 'dry-run')).toMatchObject({ takesValue: false });
    expect(flag('publish', 'concurrency')).toMatchObject({ takesValue: true, placeholder: 'N' });
    expect(flag('publish', 'if-exists')).toMatchObject({ placeholder: 'verify|fail|skip' });
    expect(flag('publish', 'timeout')).toMatchObject({ placeholder: 'SECONDS' });
    expect(flag('publish', 'concurrency')?.description).toMatch(/\(default 8\)$/);
    // Of the command itself, not the input of the same name.
    expect(flag('token', 'format')).toMatchObject({ placeholder: 'env|json|raw' });
  });
});

describe('parsing', () => {
  test.each([
    ['--flag value', ['--domain', 'my-org'], { domain: 'my-org' }],
    ['--flag=value', ['--domain=my-org'], { domain: 'my-org' }],
    ['a value with an equals sign', ['--dist-tags=latest=1.0.0'], { 'dist-tags': 'latest=1.0.0' }],
    ['a boolean', ['--dry-run'], { 'dry-run': 'true' }],
    ['its opposite', ['--no-dry-run'], { 'dry-run': 'false' }],
    ['--boolean=true', ['--dry-run=true'], { 'dry-run': 'true' }],
    ['--boolean=False', ['--dry-run=False'], { 'dry-run': 'false' }],
    ['a list in several flags', ['--versions', 'a', '--versions', 'b'], { versions: 'a\nb' }],
    ['short flags', ['-q', '-v'], { quiet: 'true', verbose: 'true' }],
    ['short flags together', ['-qv'], { quiet: 'true', verbose: 'true' }],
    ['a flag whose name begins with no', ['--no-proxy', 'internal'], { 'no-proxy': 'internal' }],
    ['lines in a value', ['--dist-tags=keep\nlatest=1.0.0'], { 'dist-tags': 'keep\nlatest=1.0.0' }],
  ])('%s', (_, args, flags) => {
    expect(parseArguments('promote', args)).toEqual({ flags, operands: [] });
  });

  test('what is no flag is an operand, in its order; after `--` everything is', () => {
    expect(parseArguments('publish', ['dist/*.tgz', '--dry-run', 'out', '--', '--domain'])).toEqual({
      flags: { 'dry-run': 'true' },
      operands: ['dist/*.tgz', 'out', '--domain'],
    });
  });

  test('a list that is repeated keeps its order', () => {
    expect(parseArguments('publish', ['--packages=b', '--packages', 'a']).flags).toEqual({ packages: 'b\na' });
  });
});

describe('refusals', () => {
  test.each([
    ['part of a name', 'publish', '--concurrenc', '--concurrency'],
    ['a letter too many', 'login', '--domian', '--domain'],
    ['a flag of another spelling', 'login', '--tool', '--tools'],
  ] as const)('%s: the nearest is named', (_, command, given, near) => {
    expect(refused(command, given, 'x')).toMatchObject({
      code: 'CA-INPUT-004',
      exitCode: 2,
      message: `unknown option ${given}; did you mean ${near}?`,
    });
  });

  test('a flag of another command, or of none', () => {
    expect(refused('login', '--packages', 'x').message).toMatch(/^unknown option --packages/);
    expect(refused('login', '--zzzzzzzz').message).toBe('unknown option --zzzzzzzz');
    expect(refused('publish', '--restore').message).toMatch(/^unknown option --restore/);
  });

  test('a value that is missing, and one that is too much', () => {
    expect(refused('login', '--domain')).toMatchObject({ code: 'CA-INPUT-004' });
    expect(refused('login', '--domain').message).toContain('--domain');
    expect(refused('publish', '--dry-run=maybe')).toMatchObject({ code: 'CA-INPUT-004' });
    expect(refused('publish', '--dry-run=maybe').message).toContain('dry-run');
  });
});

describe('a value that begins with a dash', () => {
  const list = '- domain: my-org\n  repository: dev\n';
  test.each([[['--registries', list]], [[`--registries=${list}`]]])('%j', (args) => {
    expect(parseArguments('login', args).flags.registries).toBe(list);
  });
  test('is no option, and an option is no value', () => {
    expect(refused('login', '--registries', '--dry-run').code).toBe('CA-INPUT-004');
    expect(refused('login', '--registries', '-x').code).toBe('CA-INPUT-004');
    expect(parseArguments('promote', ['--', '--versions', '- a']).operands).toEqual(['--versions', '- a']);
  });
});
