// Raw values -> checked values. Every problem is gathered, so that people correct them all at once.

import { RegistryError } from '../errors/registry-error.ts';
import { splitCoordinates } from '../model/coordinates.ts';
import { shownAddress, shownBriefly } from '../text/shown-text.ts';
import type { VerbName } from './commands.ts';
import {
  INPUTS,
  type InputDefinition,
  type InputName,
  type InputType,
  RETIRED_INPUTS,
  type RetiredInput,
} from './definitions.ts';
import { variableOf } from './variable-of.ts';

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
  /** Whether somebody surely gave it: a surface that sends defaults with every run cannot tell those from what was given. */
  explicit(name: InputName): boolean;
  /** Reports all missing names in one error. */
  need(...names: InputName[]): void;
  readonly warnings: readonly string[];
}

const definitions = new Map<string, InputDefinition>(INPUTS.map((input) => [input.name, input]));

/** Which names are retired, as seen by which version of ours. */
export interface Retirement {
  readonly inputs: readonly RetiredInput[];
  readonly version: string;
}

/** `works`: still taken, with a warning. `refused`: an error that says what to do. */
export type RetiredState = 'works' | 'refused';

/** A name works up to the end of the minor version that retired it; a version still on its way there warns, too. */
export function retiredState(retired: RetiredInput, version: string): RetiredState {
  const [since, now] = [minorOf(retired.since), minorOf(version)];
  return now.major < since.major || (now.major === since.major && now.minor <= since.minor) ? 'works' : 'refused';
}

function minorOf(version: string): { readonly major: number; readonly minor: number } {
  const [, major, minor] = /^([0-9]+)\.([0-9]+)\./.exec(version) ?? [];
  if (major === undefined || minor === undefined) throw new RangeError(`\`${version}\` is no version`);
  return { major: Number(major), minor: Number(minor) };
}

/** What people are told; `hint` spells a name as the surface does. */
export function retiredMessage(retired: RetiredInput, version: string, hint: (name: string) => string): string {
  const { name, since, replacedBy, remedy } = retired;
  const { major, minor } = minorOf(since);
  const spelled = (one: string) => `\`${hint(one)}\` (or ${variableOf(one)})`;
  const end = retiredState(retired, version) === 'works' ? ` and is refused from ${major}.${minor + 1}.0 on` : '';
  const advice = [...(replacedBy === undefined ? [] : [`use ${spelled(replacedBy)}`]), ...(remedy ? [remedy] : [])];
  return `${spelled(name)} was retired in ${since}${end}: ${advice.join('; ')}`;
}

/** The retired names that a command takes, for a surface that must know its names before it reads them. */
export function retiredInputsOf(
  command: VerbName,
  { inputs }: Retirement,
): readonly (RetiredInput & { readonly isBoolean: boolean })[] {
  return inputs.flatMap((retired) => {
    const heir = retired.replacedBy === undefined ? undefined : definitions.get(retired.replacedBy);
    const isBoolean = retired.isBoolean ?? heir?.type.kind === 'boolean';
    return (retired.commands ?? heir?.commands ?? []).includes(command) ? [{ ...retired, isBoolean }] : [];
  });
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

export function splitList(
  value: string,
  separator: 'line' | 'comma-or-line' | 'coordinate' = 'comma-or-line',
): string[] {
  if (separator === 'coordinate') return splitCoordinates(value);
  return value
    .split(separator === 'line' ? /\r?\n/ : /[,\r\n]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

const LONGEST_SHOWN = 60;

/** A value as a message may repeat it: of an address no credentials and no query. */
const shown = (type: InputType, value: string) =>
  type.kind === 'url' ? shownAddress(value) : shownBriefly(value, LONGEST_SHOWN);

/** Whether a value of an input says something: not what a surface sends with every run. */
export function isSaid(name: InputName, value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== definitions.get(name)?.default;
}

/** What is wrong with a value, in words that go on after its name. */
export function problemOf(type: InputType, value: string): string | undefined {
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
      return `\`${shown(type, strange)}\`: expects ${type.values ? `any of ${type.values.join(', ')}` : (type.expects ?? 'another form')}`;
    }
    case 'url': {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      return url && (url.protocol === 'https:' || url.protocol === 'http:')
        ? undefined
        : 'expects an http or https address';
    }
  }
}

interface Inherited {
  /** Values by the name that takes them. */
  readonly values: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

/** Values given under retired names. The new name wins nothing by its default: the action sends that with every run. */
function inherit(command: VerbName, raw: RawInput, hint: (name: string) => string, retirement: Retirement): Inherited {
  const values = new Map<string, string>();
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const retired of retiredInputsOf(command, retirement)) {
    // Surfaces look a value up by any name.
    const value = raw(retired.name as InputName)?.trim();
    if (value === undefined || value === '') continue;
    const message = retiredMessage(retired, retirement.version, hint);
    const { replacedBy } = retired;
    const own = replacedBy === undefined ? '' : (values.get(replacedBy) ?? raw(replacedBy)?.trim() ?? '');
    const isOwn = own !== '' && own !== value && own !== definitions.get(replacedBy ?? '')?.default;
    if (retiredState(retired, retirement.version) === 'refused') problems.push(message);
    else if (isOwn && replacedBy !== undefined)
      problems.push(`\`${hint(retired.name)}\` and \`${hint(replacedBy)}\` differ: leave out the first, it is retired`);
    else {
      warnings.push(message);
      if (replacedBy !== undefined) values.set(replacedBy, value);
    }
  }
  return { values, problems, warnings };
}

/** For a surface that names no version: everything retired works and warns, nothing is refused. */
const ALL_WORK: Retirement = { inputs: RETIRED_INPUTS, version: '0.0.0' };

/**
 * Reads and checks every input for `command`. Throws one CA-INPUT-001 that lists all problems.
 * `hint` says how the surface spells an input, for messages (`--domain` or `domain`). A value under a retired name goes
 * to its new name.
 */
export function readInputs(
  command: VerbName,
  raw: RawInput,
  hint: (name: string) => string,
  retirement: Retirement = ALL_WORK,
  surface: { readonly sendsDefaults: boolean } = { sendsDefaults: false },
  /** Valid values for what is not given, by name: those of the project's file. */
  settings: ReadonlyMap<string, string> = new Map(),
): Inputs {
  const values = new Map<string, string>();
  const inherited = inherit(command, raw, hint, retirement);
  const problems: string[] = [...inherited.problems];
  const warnings: string[] = [...inherited.warnings];
  for (const input of INPUTS as readonly InputDefinition[]) {
    const own = inherited.values.get(input.name) ?? raw(input.name as InputName)?.trim();
    const setting = input.commands.includes(command) ? settings.get(input.name) : undefined;
    // What a surface sends with every run says nothing.
    const isSilent = own === undefined || own === '' || (surface.sendsDefaults && own === input.default);
    const value = isSilent && setting !== undefined ? setting : own;
    if (value === '' && input.isEmptyRefused && input.commands.includes(command))
      problems.push(`\`${hint(input.name)}\` is empty`);
    if (value === undefined || value === '') continue;
    if (!input.commands.includes(command)) {
      // Values equal to the default arrive with every run of the action and are nobody's mistake.
      if (value !== input.default) warnings.push(`\`${hint(input.name)}\` is ignored by \`${command}\``);
      continue;
    }
    const problem = problemOf(input.type, value);
    if (problem) {
      const isList = input.type.kind === 'list';
      problems.push(`\`${hint(input.name)}\`${isList ? ' ' : ` is \`${shown(input.type, value)}\`: `}${problem}`);
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
    explicit: (name) =>
      values.has(name) && !(surface.sendsDefaults && values.get(name) === definitions.get(name)?.default),
    need,
    warnings,
  };
}
