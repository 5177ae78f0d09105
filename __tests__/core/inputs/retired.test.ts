// Names that go: one minor version of warnings, then an error; both name the new one.
import { describe, expect, test } from '@jest/globals';
import { parseArguments } from '../../../src/cli/arguments.ts';
import { commandHelp } from '../../../src/cli/help.ts';
import { RegistryError } from '../../../src/core/errors/registry-error.ts';
import type { VerbName } from '../../../src/core/inputs/commands.ts';
import { INPUTS, RETIRED_INPUTS, type RetiredInput } from '../../../src/core/inputs/definitions.ts';
import {
  type Inputs,
  readInputs,
  retiredInputsOf,
  retiredMessage,
  retiredState,
} from '../../../src/core/inputs/read.ts';
import { renderActionMetadata, renderInputTables } from '../../../src/core/inputs/render.ts';
import { variableOf } from '../../../src/core/inputs/variable-of.ts';
import { VERSION } from '../../../src/core/model/version.ts';

const TABLE: readonly RetiredInput[] = [
  { name: 'package-managers', since: '0.2.0', replacedBy: 'tools' },
  { name: 'tag', since: '0.2.0', replacedBy: 'npm-tag', remedy: 'Maven and NuGet have none' },
  { name: 'keep-login', since: '0.2.0', commands: ['login'], isBoolean: true, remedy: 'leave it out' },
];

type Env = Readonly<Record<string, string>>;

/** As the action reads: `with:` of the workflow, then the variable. */
const asAction = (command: VerbName, env: Env, version: string) =>
  readInputs(
    command,
    (name) => env[`INPUT_${name.toUpperCase()}`] ?? (env[variableOf(name)] || undefined),
    (name) => name,
    { inputs: TABLE, version },
  );

/** As the command line reads: the flag, then the variable. */
const asCommandLine = (command: VerbName, flags: Env, env: Env, version: string) =>
  readInputs(
    command,
    (name) => flags[name] ?? env[variableOf(name)],
    (name) => `--${name}`,
    { inputs: TABLE, version },
  );

function refusal(work: () => Inputs): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(RegistryError);
    expect((error as RegistryError).code).toBe('CA-INPUT-001');
    expect((error as RegistryError).exitCode).toBe(2);
    return (error as RegistryError).message;
  }
  throw new Error('nothing was refused');
}

/** The old name in each spelling, with what people call it there. */
const SPELLINGS: readonly (readonly [string, string, (version: string) => Inputs])[] = [
  [
    'input of the action',
    '`package-managers`',
    (version) => asAction('login', { 'INPUT_PACKAGE-MANAGERS': 'npm,pip' }, version),
  ],
  [
    'variable in the action',
    '`package-managers`',
    (version) => asAction('login', { CODEARTIFACT_PACKAGE_MANAGERS: 'npm,pip' }, version),
  ],
  ['flag', '`--package-managers`', (version) => asCommandLine('login', { 'package-managers': 'npm,pip' }, {}, version)],
  [
    'variable on the command line',
    '`--package-managers`',
    (version) => asCommandLine('login', {}, { CODEARTIFACT_PACKAGE_MANAGERS: 'npm,pip' }, version),
  ],
];

describe('a renamed input', () => {
  test.each(SPELLINGS)('as %s works for one minor version, with one warning that names the new one', (...given) => {
    const [, called, read] = given;
    for (const version of ['0.2.0', '0.2.17', '0.2.0-rc.1']) {
      const inputs = read(version);
      expect(inputs.list('tools')).toEqual(['npm', 'pip']);
      expect(inputs.given('tools')).toBe(true);
      expect(inputs.warnings).toHaveLength(1);
      expect(inputs.warnings[0]).toContain(called);
      expect(inputs.warnings[0]).toContain(called.replace('package-managers', 'tools'));
      expect(inputs.warnings[0]).toContain('CODEARTIFACT_TOOLS');
      expect(inputs.warnings[0]).toContain('refused from 0.3.0 on');
    }
  });

  test.each(SPELLINGS)('as %s is an error from the next minor version on', (...given) => {
    const [, called, read] = given;
    for (const version of ['0.3.0', '0.4.2', '1.0.0']) {
      const message = refusal(() => read(version));
      expect(message).toContain(`${called} (or CODEARTIFACT_PACKAGE_MANAGERS) was retired in 0.2.0: use`);
      expect(message).toContain('CODEARTIFACT_TOOLS');
      expect(message).not.toContain('refused from');
    }
  });

  test('warns in versions on the way to the one that retires it', () => {
    expect(asAction('login', { CODEARTIFACT_PACKAGE_MANAGERS: 'npm' }, '0.1.0').warnings).toHaveLength(1);
  });

  test('is checked as the new one', () => {
    const message = refusal(() => asAction('login', { CODEARTIFACT_PACKAGE_MANAGERS: 'npm,conda' }, '0.2.0'));
    expect(message).toContain('`conda`: expects any of auto');
  });

  test('wins over the default of the new one, which the action sends with every run', () => {
    const env = { INPUT_TOOLS: 'auto', 'INPUT_PACKAGE-MANAGERS': 'maven' };
    expect(asAction('login', env, '0.2.0').list('tools')).toEqual(['maven']);
  });

  test('beside the new one is an error when they differ, and only a warning when they say the same', () => {
    const env = (tools: string) => ({ INPUT_TOOLS: tools, 'INPUT_PACKAGE-MANAGERS': 'maven' });
    expect(refusal(() => asAction('login', env('npm'), '0.2.0'))).toContain(
      '`package-managers` and `tools` differ: leave out the first',
    );
    expect(asAction('login', env('maven'), '0.2.0').warnings).toHaveLength(1);
  });

  test('its refusal stands beside all other problems', () => {
    const message = refusal(() => asCommandLine('publish', { tag: 'next', domain: 'My_Domain' }, {}, '0.3.0'));
    expect(message).toContain('use `--npm-tag` (or CODEARTIFACT_NPM_TAG); Maven and NuGet have none');
    expect(message).toContain('`--domain` is `My_Domain`');
  });

  test('is nothing to commands that do not read the new one', () => {
    for (const version of ['0.2.0', '0.3.0'])
      expect(asCommandLine('logout', {}, { CODEARTIFACT_PACKAGE_MANAGERS: 'npm' }, version).warnings).toEqual([]);
  });

  test('nothing is said where it is not given', () => {
    for (const version of ['0.2.0', '0.3.0'])
      expect(asAction('login', { INPUT_TOOLS: 'npm' }, version).warnings).toEqual([]);
  });
});

describe('a removed input', () => {
  test('is ignored with a warning that says what to do, then refused', () => {
    const env = { CODEARTIFACT_KEEP_LOGIN: 'true' };
    expect(asCommandLine('login', {}, env, '0.2.5').warnings).toEqual([
      '`--keep-login` (or CODEARTIFACT_KEEP_LOGIN) was retired in 0.2.0 and is refused from 0.3.0 on: leave it out',
    ]);
    expect(refusal(() => asCommandLine('login', {}, env, '0.3.0'))).toBe(
      '`--keep-login` (or CODEARTIFACT_KEEP_LOGIN) was retired in 0.2.0: leave it out',
    );
    expect(asCommandLine('publish', {}, env, '0.3.0').warnings).toEqual([]);
  });
});

describe('what surfaces ask for', () => {
  const retirement = { inputs: TABLE, version: '0.2.0' };

  test('the names that a command takes, and whether a value follows the flag', () => {
    const names = (command: VerbName) =>
      retiredInputsOf(command, retirement).map(({ name, isBoolean }) => [name, isBoolean]);
    expect(names('login')).toEqual([
      ['package-managers', false],
      ['keep-login', true],
    ]);
    expect(names('publish')).toEqual([['tag', false]]);
    expect(names('logout')).toEqual([]);
  });

  test('action.yml holds a retired input while it works', () => {
    expect(renderActionMetadata(retirement)).toContain(
      '  package-managers:\n    description: "Retired in 0.2.0: use `tools`."\n',
    );
    expect(renderActionMetadata({ ...retirement, version: '0.3.0' })).not.toContain('package-managers');
  });

  test('the table of inputs goes on saying what became of it', () => {
    const table = renderInputTables({ ...retirement, version: '0.3.0' });
    expect(table).toContain('| `tag` | Retired in 0.2.0: use `npm-tag`; Maven and NuGet have none. |');
  });
});

describe('flags', () => {
  const parse = (args: readonly string[], version: string) =>
    parseArguments('login', args, { inputs: TABLE, version }).flags;

  test('are taken under the retired name while it works', () => {
    expect(parse(['--package-managers', 'npm', '--no-keep-login'], '0.2.3')).toEqual({
      'package-managers': 'npm',
      'keep-login': 'false',
    });
  });

  test.each(['--package-managers=npm', '--package-managers'])('%s is refused afterwards, with the new name', (arg) => {
    expect(() => parse([arg, 'npm'], '0.3.0')).toThrow(
      expect.objectContaining({
        code: 'CA-INPUT-004',
        message:
          '`--package-managers` (or CODEARTIFACT_PACKAGE_MANAGERS) was retired in 0.2.0: use `--tools` (or CODEARTIFACT_TOOLS)',
      }),
    );
  });

  test('are not in the help', () => {
    for (const { name } of RETIRED_INPUTS) expect(commandHelp('login')).not.toContain(`--${name} `);
  });
});

describe('the table of this version', () => {
  test('names what is gone, when, and what to do', () => {
    const names = INPUTS.map(({ name }) => String(name));
    for (const retired of RETIRED_INPUTS) {
      expect(names).not.toContain(retired.name);
      expect(['working-directory', 'http-proxy', 'no-proxy']).not.toContain(retired.replacedBy);
      expect(retired.since).toMatch(/^[0-9]+\.[0-9]+\.0$/);
      expect(retired.replacedBy ?? retired.remedy).toBeDefined();
      expect(retired.commands ?? retired.replacedBy).toBeDefined();
      expect(retiredMessage(retired, VERSION, (name) => name)).toContain('was retired in');
      expect(['works', 'refused']).toContain(retiredState(retired, VERSION));
    }
    expect(new Set(RETIRED_INPUTS.map(({ name }) => name)).size).toBe(RETIRED_INPUTS.length);
  });

  test('a version that is none is not taken for one', () => {
    expect(() => retiredState(TABLE[0] as RetiredInput, 'next')).toThrow(RangeError);
  });
});
