// Checks a value against the part of JSON Schema (2020-12) that our own schemas use. Small on purpose: a validator
// library weighs more than the rest of the client, and a keyword that is not known here is an error, not ignored.

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

/** Problems in words with their place (`versions[3].purl: …`), at most ten; empty when the value fits. */
export function problemsOf(value: unknown, schema: JsonSchema, place = ''): string[] {
  const problems: string[] = [];
  check(value, schema, place, problems);
  return problems.slice(0, MOST_PROBLEMS);
}

/**
 * Texts that stand where the schema lists what they may be, and that the list lacks (`items[3].action: skip`), at most
 * ten. What a newer version of ours calls something is not the same as a mistake.
 */
export function unknownTextsOf(value: unknown, schema: JsonSchema): string[] {
  const found: string[] = [];
  findUnknown(value, schema, '', found);
  return found;
}

function findUnknown(value: unknown, schema: JsonSchema, place: string, found: string[]): void {
  if (found.length >= MOST_PROBLEMS) return;
  if (typeof value === 'string') {
    if (schema.enum && !schema.enum.includes(value)) found.push(`${place}: ${printable(value)}`);
  } else if (Array.isArray(value)) {
    const { items } = schema;
    if (items) value.forEach((item, index) => void findUnknown(item, items, `${place}[${index}]`, found));
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(schema.properties ?? {}))
      if (Object.hasOwn(value, name))
        findUnknown((value as Record<string, unknown>)[name], member, place === '' ? name : `${place}.${name}`, found);
  }
}

function check(value: unknown, schema: JsonSchema, place: string, problems: string[]): void {
  if (problems.length >= MOST_PROBLEMS) return;
  const problem = problemWith(value, schema);
  if (problem !== undefined) {
    problems.push(place === '' ? problem : `${place}: ${problem}`);
    return;
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    for (const [index, item] of value.entries()) if (items) check(item, items, `${place}[${index}]`, problems);
  } else if (typeof value === 'object' && value !== null) {
    checkMembers(value as Record<string, unknown>, schema, place, problems);
  }
}

/** What is wrong with the value itself, members aside. */
function problemWith(value: unknown, schema: JsonSchema): string | undefined {
  const type = typeOf(value);
  if (schema.type !== undefined && !isOneOf(type, schema.type))
    return `expects ${[schema.type].flat().join(' or ')}, found ${type}`;
  if (schema.const !== undefined && value !== schema.const) return `expects ${JSON.stringify(schema.const)}`;
  if (schema.enum && !schema.enum.includes(value as string)) return `expects one of ${schema.enum.join(', ')}`;
  if (typeof value === 'number' && schema.minimum !== undefined && value < schema.minimum)
    return `is below ${schema.minimum}`;
  if (typeof value !== 'string') return undefined;
  if (schema.minLength !== undefined && value.length < schema.minLength) return 'is empty';
  if (schema.maxLength !== undefined && value.length > schema.maxLength) return 'is too long';
  if (schema.pattern !== undefined && !compiled(schema.pattern).test(value)) return 'has not the expected form';
  return undefined;
}

/** A journal is checked a hundred thousand times against the same ones. */
const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern, 'u');
  patterns.set(pattern, known);
  return known;
}

const isOneOf = (type: string, allowed: string | readonly string[]) =>
  typeof allowed === 'string' ? type === allowed : allowed.includes(type);

function checkMembers(value: Record<string, unknown>, schema: JsonSchema, place: string, problems: string[]): void {
  const inside = (name: string) => (place === '' ? name : `${place}.${name}`);
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) problems.push(`${inside(name)}: is missing`);
  }
  for (const name of Object.keys(value)) {
    const member = value[name];
    const known = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (known) check(member, known, inside(name), problems);
    else if (schema.additionalProperties === false) problems.push(`${inside(printable(name))}: is not known`);
    else if (typeof schema.additionalProperties === 'object')
      check(member, schema.additionalProperties, inside(printable(name)), problems);
  }
}

const printable = (text: string) => text.replace(/\p{C}/gu, '?').slice(0, 60);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  return typeof value;
}
