// Checks a value against the part of JSON Schema (2020-12) that our own schemas use. Small on purpose: a validator
// library weighs more than the rest of the client, and a keyword that is not known here is an error, not ignored.
import { shownBriefly } from '../text/shown-text.ts';
import { atOnce, STEP_MEMBERS } from './steps.ts';

export interface JsonSchema {
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?:
    | 'object'
    | 'array'
    | 'string'
    | 'integer'
    | 'boolean'
    | 'null'
    | readonly ('object' | 'null' | 'string')[];
  readonly const?: string | boolean;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

const MOST_PROBLEMS = 10;

/**
 * Texts that stand where the schema lists what they may be, and that the list lacks (`items[3].action: skip`), at most
 * ten; in steps. What a newer version of ours calls something is not the same as a mistake.
 */
export function* unknownTextSteps(value: unknown, schema: JsonSchema): Generator<void, string[], void> {
  const unknown = new Problems();
  if (!isObject(value)) findUnknown(value, schema, unknown);
  else {
    for (const [name, known] of Object.entries(schema.properties ?? {})) {
      if (!hasList(known) || !Object.hasOwn(value, name)) continue;
      const member = value[name];
      unknown.path.push(name);
      if (Array.isArray(member)) {
        for (let start = 0; start < member.length; start += STEP_MEMBERS) {
          findUnknownItems(member, known, { start, end: start + STEP_MEMBERS }, unknown);
          yield;
        }
      } else findUnknown(member, known, unknown);
      unknown.path.pop();
    }
  }
  return unknown.found;
}

function findUnknown(value: unknown, schema: JsonSchema, unknown: Problems): void {
  if (unknown.isEnough || !hasList(schema)) return;
  if (typeof value === 'string') {
    if (schema.enum && !schema.enum.includes(value)) unknown.add(printable(value));
  } else if (Array.isArray(value)) findUnknownItems(value, schema, { start: 0, end: value.length }, unknown);
  else if (isObject(value)) {
    for (const [name, known] of membersWithList(schema)) {
      if (!Object.hasOwn(value, name)) continue;
      unknown.path.push(name);
      findUnknown(value[name], known, unknown);
      unknown.path.pop();
    }
  }
}

function findUnknownItems(
  list: readonly unknown[],
  { items }: JsonSchema,
  { start, end }: Part,
  unknown: Problems,
): void {
  if (!items) return;
  for (let index = start; index < Math.min(end, list.length); index++) {
    unknown.path.push(index);
    findUnknown(list[index], items, unknown);
    unknown.path.pop();
  }
}

type Member = readonly [name: string, schema: JsonSchema];

// Of a document with many thousand items, most members hold no text that a list names: those are not looked at.
const withList = new WeakMap<JsonSchema, readonly Member[]>();

function membersWithList(schema: JsonSchema): readonly Member[] {
  const known = withList.get(schema) ?? Object.entries(schema.properties ?? {}).filter(([, member]) => hasList(member));
  withList.set(schema, known);
  return known;
}

/** Whether the schema lists what a text may be, anywhere in it. */
function hasList(schema: JsonSchema): boolean {
  return (
    schema.enum !== undefined ||
    (schema.items !== undefined && hasList(schema.items)) ||
    membersWithList(schema).length > 0
  );
}

/** Problems in words with their place (`versions[3].purl: …`), at most ten; empty when the value fits. */
export function problemsOf(value: unknown, schema: JsonSchema): string[] {
  return atOnce(problemSteps(value, schema));
}

/** `problemsOf` in steps: long lists that are members of the value are gone through part by part. */
export function* problemSteps(value: unknown, schema: JsonSchema): Generator<void, string[], void> {
  const problems = new Problems();
  if (isObject(value) && problemWith(value, schema) === undefined) {
    checkRequired(value, schema, problems);
    for (const [name, member] of Object.entries(value)) {
      const known = schemaOf(name, schema);
      if (!Array.isArray(member) || typeof known !== 'object' || problemWith(member, known) !== undefined) {
        checkMember(name, member, schema, problems);
        continue;
      }
      problems.path.push(printable(name));
      for (let start = 0; start < member.length; start += STEP_MEMBERS) {
        checkItems(member, known, { start, end: start + STEP_MEMBERS }, problems);
        yield;
      }
      problems.path.pop();
    }
  } else check(value, schema, problems);
  return problems.found.slice(0, MOST_PROBLEMS);
}

/** What was found, and where in the value the check is just now; the place is put in words only for a problem. */
class Problems {
  readonly found: string[] = [];
  readonly path: (string | number)[] = [];

  get isEnough(): boolean {
    return this.found.length >= MOST_PROBLEMS;
  }

  add(problem: string, member?: string): void {
    let place = '';
    for (const step of member === undefined ? this.path : [...this.path, member])
      place += typeof step === 'number' ? `[${step}]` : place === '' ? step : `.${step}`;
    this.found.push(place === '' ? problem : `${place}: ${problem}`);
  }
}

function check(value: unknown, schema: JsonSchema, problems: Problems): void {
  if (problems.isEnough) return;
  const problem = problemWith(value, schema);
  if (problem !== undefined) problems.add(problem);
  else if (Array.isArray(value)) checkItems(value, schema, { start: 0, end: value.length }, problems);
  else if (isObject(value)) {
    checkRequired(value, schema, problems);
    for (const name of Object.keys(value)) checkMember(name, value[name], schema, problems);
  }
}

/** Places in a list, without `end`. */
interface Part {
  readonly start: number;
  readonly end: number;
}

function checkItems(list: readonly unknown[], { items }: JsonSchema, { start, end }: Part, problems: Problems): void {
  if (!items) return;
  for (let index = start; index < Math.min(end, list.length); index++) {
    problems.path.push(index);
    check(list[index], items, problems);
    problems.path.pop();
  }
}

function checkRequired(value: Record<string, unknown>, { required = [] }: JsonSchema, problems: Problems): void {
  for (const name of required) if (!Object.hasOwn(value, name)) problems.add('is missing', name);
}

function checkMember(name: string, member: unknown, schema: JsonSchema, problems: Problems): void {
  const known = schemaOf(name, schema);
  if (known === false) problems.add('is not known', printable(name));
  if (typeof known !== 'object') return;
  problems.path.push(printable(name));
  check(member, known, problems);
  problems.path.pop();
}

/** False: there must be no such member. */
function schemaOf(name: string, schema: JsonSchema): JsonSchema | boolean | undefined {
  const known = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
  return known ?? schema.additionalProperties;
}

/** What is wrong with the value itself, members aside. */
function problemWith(value: unknown, schema: JsonSchema): string | undefined {
  const type = typeOf(value);
  if (schema.type !== undefined && !isOfType(type, schema.type))
    return `expects ${[schema.type].flat().join(' or ')}, found ${type}`;
  if (schema.const !== undefined && value !== schema.const) return `expects ${JSON.stringify(schema.const)}`;
  if (schema.enum && !schema.enum.includes(value as string)) return `expects one of ${schema.enum.join(', ')}`;
  if (typeof value === 'number' && schema.minimum !== undefined && value < schema.minimum)
    return `is below ${schema.minimum}`;
  if (typeof value !== 'string') return undefined;
  if (schema.minLength !== undefined && value.length < schema.minLength) return 'is empty';
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return 'is too long';
  if (schema.pattern !== undefined && !patternOf(schema.pattern).test(value)) return 'has not the expected form';
  return undefined;
}

const isOfType = (type: string, allowed: NonNullable<JsonSchema['type']>): boolean =>
  typeof allowed === 'string' ? type === allowed : (allowed as readonly string[]).includes(type);

// The schemas are ours, so there are few patterns; to make one anew for each value takes most of the time of a check.
const patterns = new Map<string, RegExp>();

function patternOf(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern, 'u');
  patterns.set(pattern, known);
  return known;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name as it may be shown. Nearly all are plain, and are not made anew. */
function printable(text: string): string {
  return text.length <= 60 && PLAIN.test(text) ? text : shownBriefly(text, 60);
}

const PLAIN = /^[\x20-\x7e]*$/;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  return typeof value;
}
