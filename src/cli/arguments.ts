// Command line -> flags and operands. Flags are the inputs of core/inputs plus the few that only a command line has.
import { parseArgs } from 'node:util';
import { RegistryError } from '../core/errors/registry-error.ts';
import { COMMANDS, type VerbName } from '../core/inputs/commands.ts';
import { INPUTS, type InputDefinition, RETIRED_INPUTS } from '../core/inputs/definitions.ts';
import { type Retirement, retiredInputsOf, retiredMessage, retiredState } from '../core/inputs/read.ts';
import { VERSION } from '../core/model/version.ts';

export interface FlagDefinition {
  readonly name: string;
  readonly description: string;
  readonly takesValue: boolean;
  readonly short?: string;
  readonly placeholder?: string;
}

/** Flags of every command. */
export const GLOBAL_FLAGS: readonly FlagDefinition[] = [
  { name: 'json', takesValue: false, description: 'Machine-readable result on stdout' },
  { name: 'quiet', short: 'q', takesValue: false, description: 'Only warnings and errors' },
  { name: 'verbose', short: 'v', takesValue: false, description: 'Also say what is looked at and why' },
  {
    name: 'results-file',
    takesValue: true,
    placeholder: 'PATH',
    description: 'Write results as shell assignments to this file (0600), to be sourced',
  },
  {
    name: 'profile',
    takesValue: true,
    placeholder: 'NAME',
    description: 'AWS profile to sign in with, before AWS_PROFILE and credentials in variables',
  },
  { name: 'help', short: 'h', takesValue: false, description: 'Show help' },
];

/** Flags that only one command has and that are no inputs. */
export const COMMAND_FLAGS: Readonly<Partial<Record<string, readonly FlagDefinition[]>>> = {
  login: [
    {
      name: 'print-env',
      takesValue: false,
      description: 'Print `export` lines of the variables that the tools need, secrets too, for `eval "$(…)"`',
    },
  ],
  logout: [
    {
      name: 'stale',
      takesValue: false,
      description: 'Take back what dead jobs left: their process is gone on this machine, or their token has ended',
    },
    { name: 'all', takesValue: false, description: 'Take back the logins of all jobs, living ones too' },
  ],
  token: [
    {
      name: 'format',
      takesValue: true,
      placeholder: 'env|json|raw',
      description: 'How to print the token (default raw)',
    },
  ],
  doctor: [
    { name: 'publish', takesValue: false, description: 'Treat it as a problem when publishing would be denied' },
  ],
  rollback: [
    { name: 'restore', takesValue: false, description: 'Undo the rollback instead' },
    {
      name: 'latest',
      takesValue: false,
      description: 'The newest promotion not rolled back, by the journal and by the records in the repository',
    },
  ],
  promote: [{ name: 'plan-only', takesValue: false, description: 'The same as --dry-run' }],
};

/** Whether the command has a flag of that name that is no input. */
export const isOwnFlag = (command: VerbName, name: string): boolean =>
  COMMAND_FLAGS[command]?.some((flag) => flag.name === name) === true;

export interface Arguments {
  readonly flags: Readonly<Record<string, string>>;
  readonly operands: readonly string[];
}

export function isVerb(name: string): name is VerbName {
  return COMMANDS.some((command) => command.name === name) && !['buildspec', 'local', 'demo'].includes(name);
}

export function flagsOf(command: VerbName): FlagDefinition[] {
  const own = COMMAND_FLAGS[command] ?? [];
  const inputs = (INPUTS as readonly InputDefinition[])
    .filter((input) => input.commands.includes(command) && !own.some((flag) => flag.name === input.name))
    .map((input) => ({
      name: input.name,
      description: input.description + (input.default === undefined ? '' : ` (default ${input.default})`),
      takesValue: input.type.kind !== 'boolean',
      placeholder: input.placeholder ?? placeholderOf(input),
    }));
  return [...inputs, ...own, ...GLOBAL_FLAGS];
}

function placeholderOf(input: InputDefinition): string {
  if (input.type.kind === 'choice') return input.type.values.join('|');
  return { text: 'TEXT', integer: 'N', list: 'LIST', url: 'URL', boolean: '' }[input.type.kind];
}

export const RETIREMENT: Retirement = { inputs: RETIRED_INPUTS, version: VERSION };

/** Flags that still work under a name that is retired; help does not list them, reading them warns. */
function retiredFlags(command: VerbName, retirement: Retirement): FlagDefinition[] {
  return retiredInputsOf(command, retirement)
    .filter((retired) => retiredState(retired, retirement.version) === 'works')
    .map(({ name, isBoolean }) => ({ name, takesValue: !isBoolean, description: 'retired' }));
}

/** Flags that the command took once although it did not read them; help does not list them, reading them warns. */
function ignoredFlags(command: VerbName): FlagDefinition[] {
  return (INPUTS as readonly InputDefinition[])
    .filter(({ onceTakenBy }) => onceTakenBy?.includes(command))
    .map(({ name, type }) => ({ name, takesValue: type.kind !== 'boolean', description: 'ignored' }));
}

/** Throws CA-INPUT-004 for what is unknown, with the nearest known spelling, and for what is retired, with the new name. */
export function parseArguments(
  command: VerbName,
  args: readonly string[],
  retirement: Retirement = RETIREMENT,
): Arguments {
  const known = [...flagsOf(command), ...retiredFlags(command, retirement), ...ignoredFlags(command)];
  const options: Record<string, { type: 'string' | 'boolean'; short?: string; multiple: true }> = {};
  for (const flag of known) {
    options[flag.name] = {
      type: flag.takesValue ? 'string' : 'boolean',
      multiple: true,
      ...(flag.short ? { short: flag.short } : {}),
    };
    if (!flag.takesValue) options[`no-${flag.name}`] = { type: 'boolean', multiple: true };
  }
  // A YAML list begins with a dash, and no option has a blank behind it.
  const joined: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const [arg = '', next] = [args[at], args[at + 1]];
    if (arg === '--') {
      joined.push(...args.slice(at));
      break;
    }
    const takesText = options[arg.replace(/^--/, '')]?.type === 'string' && arg.startsWith('--');
    if (takesText && next !== undefined && /^-\s/.test(next)) {
      joined.push(`${arg}=${next}`);
      at += 1;
    } else joined.push(arg);
  }
  // `--dry-run=false` is how templates and wrappers spell a boolean.
  const normal = joined.map((arg) => {
    const [, name = '', value = ''] = /^--([a-z-]+)=(.*)$/s.exec(arg) ?? [];
    if (options[name]?.type !== 'boolean') return arg;
    if (/^(true|True|TRUE)$/.test(value)) return `--${name}`;
    if (/^(false|False|FALSE)$/.test(value)) return `--no-${name}`;
    return arg;
  });
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({ args: normal, options, allowPositionals: true, strict: true });
  } catch (error) {
    const names = known.map((flag) => flag.name);
    throw new RegistryError('CA-INPUT-004', retiredOption(error, command, retirement) ?? unknownOption(error, names));
  }
  const flags: Record<string, string> = {};
  for (const [name, values] of Object.entries(parsed.values)) {
    const list = (Array.isArray(values) ? values : [values]).filter((value) => value !== undefined);
    const positive = name.startsWith('no-') && known.some((flag) => flag.name === name.slice(3)) ? name.slice(3) : name;
    // A list given as several flags is the same list as one with line ends.
    flags[positive] = list.every((value) => typeof value === 'boolean') ? String(positive === name) : list.join('\n');
  }
  return { flags, operands: parsed.positionals };
}

const namedIn = (message: string) => /'--?([\w-]+)/.exec(message)?.[1];

function retiredOption(error: unknown, command: VerbName, retirement: Retirement): string | undefined {
  const given = namedIn(error instanceof Error ? error.message : String(error))?.replace(/^no-/, '');
  const retired = retiredInputsOf(command, retirement).find(({ name }) => name === given);
  if (!retired || retiredState(retired, retirement.version) === 'works') return undefined;
  return retiredMessage(retired, retirement.version, (name) => `--${name}`);
}

function unknownOption(error: unknown, names: readonly string[]): string {
  const message = error instanceof Error ? error.message : String(error);
  const given = namedIn(message);
  if (!given || !/Unknown option/.test(message)) return message.split('. ')[0] ?? message;
  const near = names.find((name) => name.includes(given) || given.includes(name) || distance(name, given) <= 2);
  return `unknown option --${given}${near ? `; did you mean --${near}?` : ''}`;
}

/** Edits between two short words (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
