// Raw values -> checked values. Every problem is gathered, so that people correct them all at once.
import { RegistryError } from '../errors/registry-error.ts';
import type { VerbName } from './commands.ts';
import { INPUTS, type InputDefinition, type InputName, type InputType } from './definitions.ts';

/** Where a raw value comes from: the surface tries its flag or INPUT_ variable, then CODEARTIFACT_*. */
export type RawInput = (name: InputName) => string | undefined;

export interface Inputs {
  text(name: InputName): string | undefined;
  /** Throws CA-INPUT-001 when it is missing; prefer `need` for several. */
  required(name: InputName): string;
  flag(name: InputName): boolean;
  integer(name: InputName): number;
  list(name: InputName): readonly string[];
  /** Whether it was given, as opposed to defaulted. */
  given(name: InputName): boolean;
  /** Reports all missing names in one error. */
  need(...names: InputName[]): void;
  readonly warnings: readonly string[];
}

const definitions = new Map<string, InputDefinition>(INPUTS.map((input) => [input.name, input]));

/** The variable that stands for an input on every surface: `source-repository` -> CODEARTIFACT_SOURCE_REPOSITORY. */
export function variableOf(name: string): string {
  return `CODEARTIFACT_${name.toUpperCase().replaceAll('-', '_')}`;
}

// YAML 1.2 core schema; anything else (yes, on, 1) is a problem and not a guess.
const booleans = new Map([
  ['true', true],
  ['True', true],
  ['TRUE', true],
  ['false', false],
  ['False', false],
  ['FALSE', false],
]);

export function splitList(value: string, separator: 'line' | 'comma-or-line' = 'comma-or-line'): string[] {
  return value
    .split(separator === 'line' ? /\r?\n/ : /[,\r\n]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

const shown = (value: string) => {
  // Control characters and line ends could forge log lines or workflow commands.
  const printable = value.replace(/\p{C}/gu, '?');
  return printable.length > 60 ? `${printable.slice(0, 57)}...` : printable;
};

function problemOf(type: InputType, value: string): string | undefined {
  switch (type.kind) {
    case 'text':
      return type.pattern && !type.pattern.test(value) ? `expects ${type.expects ?? 'another form'}` : undefined;
    case 'boolean':
      return booleans.has(value) ? undefined : 'expects `true` or `false`';
    case 'integer': {
      const number = /^[0-9]{1,9}$/.test(value) ? Number(value) : Number.NaN;
      const fine = (number >= type.min && number <= type.max) || type.also?.includes(number);
      const also = type.also ? ` or ${type.also.join(', ')}` : '';
      return fine ? undefined : `expects a whole number from ${type.min} to ${type.max}${also}`;
    }
    case 'choice':
      return type.values.includes(value) ? undefined : `expects one of ${type.values.join(', ')}`;
    case 'list': {
      const items = splitList(value, type.separator);
      const strange = items.find(
        (item) => (type.values && !type.values.includes(item)) || (type.pattern && !type.pattern.test(item)),
      );
      if (strange === undefined) return undefined;
      return `\`${shown(strange)}\`: expects ${type.values ? `any of ${type.values.join(', ')}` : (type.expects ?? 'another form')}`;
    }
    case 'url': {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      return url && (url.protocol === 'https:' || url.protocol === 'http:')
        ? undefined
        : 'expects an http or https address';
    }
  }
}

/**
 * Reads and checks every input for `command`. Throws one CA-INPUT-001 that lists all problems.
 * `hint` says how the surface spells an input, for messages (`--domain` or `domain`).
 */
export function readInputs(command: VerbName, raw: RawInput, hint: (name: string) => string): Inputs {
  const values = new Map<string, string>();
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const input of INPUTS as readonly InputDefinition[]) {
    const value = raw(input.name as InputName)?.trim();
    if (value === undefined || value === '') continue;
    if (!input.commands.includes(command)) {
      // Values equal to the default arrive with every run of the action and are nobody's mistake.
      if (value !== input.default) warnings.push(`\`${hint(input.name)}\` is ignored by \`${command}\``);
      continue;
    }
    const problem = problemOf(input.type, value);
    if (problem) {
      const isList = input.type.kind === 'list';
      problems.push(`\`${hint(input.name)}\`${isList ? ' ' : ` is \`${shown(value)}\`: `}${problem}`);
    } else values.set(input.name, value);
  }
  if (problems.length > 0) throw new RegistryError('CA-INPUT-001', problems.join('; '));

  const text = (name: InputName) => values.get(name) ?? definitions.get(name)?.default;
  const need = (...names: InputName[]) => {
    const missing = names.filter((name) => text(name) === undefined);
    if (missing.length === 0) return;
    const list = missing.map((name) => `\`${hint(name)}\` (or ${variableOf(name)})`).join(', ');
    throw new RegistryError('CA-INPUT-001', `\`${command}\` needs ${list}`);
  };
  return {
    text,
    required(name) {
      need(name);
      return text(name) as string;
    },
    flag: (name) => booleans.get(text(name) ?? 'false') ?? false,
    integer: (name) => Number(text(name)),
    list: (name) => {
      const type = definitions.get(name)?.type;
      return splitList(text(name) ?? '', type?.kind === 'list' ? type.separator : undefined);
    },
    given: (name) => values.has(name),
    need,
    warnings,
  };
}
