// The `Condition` block of a policy. Operators and their rules:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { BlockList, isIP } from 'node:net';
import { covers, literally } from './glob.ts';

/** Values a request offers, by lower-case key (`aws:sourceip`). A list is a multivalued key. */
export type ConditionContext = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Condition {
  /** Operator in lower case, without prefix and suffix: `stringlike`. */
  readonly operator: string;
  readonly quantifier: 'all' | 'any' | undefined;
  readonly ifExists: boolean;
  /** Lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

type Comparison = (wanted: string, actual: string) => boolean;

const number =
  (compare: (actual: number, wanted: number) => boolean): Comparison =>
  (wanted, actual) =>
    wanted.trim() !== '' && actual.trim() !== '' && compare(Number(actual), Number(wanted));
const date =
  (compare: (actual: number, wanted: number) => boolean): Comparison =>
  (wanted, actual) =>
    compare(instant(actual), instant(wanted));
const same: Comparison = (wanted, actual) => wanted === actual;
const sameFolded: Comparison = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  stringequals: same,
  stringequalsignorecase: sameFolded,
  stringlike: covers,
  numericequals: number((a, b) => a === b),
  numericlessthan: number((a, b) => a < b),
  numericlessthanequals: number((a, b) => a <= b),
  numericgreaterthan: number((a, b) => a > b),
  numericgreaterthanequals: number((a, b) => a >= b),
  dateequals: date((a, b) => a === b),
  datelessthan: date((a, b) => a < b),
  datelessthanequals: date((a, b) => a <= b),
  dategreaterthan: date((a, b) => a > b),
  dategreaterthanequals: date((a, b) => a >= b),
  bool: sameFolded,
  binaryequals: same,
  ipaddress: inNetwork,
  // IAM documents the two ARN operators as identical: both match wildcards, section by section.
  arnequals: arnCovers,
  arnlike: arnCovers,
};

const WILDCARD_OPERATORS = ['stringlike', 'arnequals', 'arnlike'];

const NEGATED: Readonly<Record<string, string>> = {
  stringnotequals: 'stringequals',
  stringnotequalsignorecase: 'stringequalsignorecase',
  stringnotlike: 'stringlike',
  numericnotequals: 'numericequals',
  datenotequals: 'dateequals',
  notipaddress: 'ipaddress',
  arnnotequals: 'arnequals',
  arnnotlike: 'arnlike',
};

export function isOperator(name: string): boolean {
  return name === 'null' || Object.hasOwn(COMPARISONS, name) || Object.hasOwn(NEGATED, name);
}

/** Splits `ForAnyValue:StringLikeIfExists` into its parts; undefined for operators IAM does not know. */
export function parseOperator(name: string): Pick<Condition, 'operator' | 'quantifier' | 'ifExists'> | undefined {
  const found = /^(?:for(?<quantifier>all|any)values?:)?(?<operator>[a-z]+?)(?<ifExists>ifexists)?$/i.exec(
    name,
  )?.groups;
  const operator = found?.operator?.toLowerCase();
  if (operator === undefined || !isOperator(operator)) return undefined;
  const quantifier = found?.quantifier?.toLowerCase() as 'all' | 'any' | undefined;
  return { operator, quantifier, ifExists: found?.ifExists !== undefined };
}

/**
 * All conditions must hold; within one, any listed value is enough (none may match for the negated ones). Without
 * `hasVariables`, `${…}` in a value is text like any other.
 */
export function conditionsHold(
  conditions: readonly Condition[],
  context: ConditionContext,
  hasVariables: boolean,
): boolean {
  return conditions.every((condition) => holds(condition, context, hasVariables));
}

/** Keys are chosen by whoever writes a policy, and one may be called `constructor`. */
const valueIn = (context: ConditionContext, key: string) => (Object.hasOwn(context, key) ? context[key] : undefined);

function holds(condition: Condition, context: ConditionContext, hasVariables: boolean): boolean {
  const offered = valueIn(context, condition.key);
  const actual = offered === undefined ? [] : typeof offered === 'string' ? [offered] : offered;
  if (condition.operator === 'null') {
    return condition.values.some((wanted) => (wanted.toLowerCase() === 'true') === (actual.length === 0));
  }
  const positive = NEGATED[condition.operator];
  const compare = COMPARISONS[positive ?? condition.operator];
  if (compare === undefined) return false;
  const hasWildcards = WILDCARD_OPERATORS.includes(positive ?? condition.operator);
  const wanted = hasVariables
    ? condition.values.map((value) => substitute(value, context, hasWildcards))
    : condition.values;
  const matches = (value: string): boolean => {
    const hit = wanted.some((one) => compare(one, value));
    return positive === undefined ? hit : !hit;
  };
  // ForAllValues is true for an absent key; that is why it must not guard a trust policy.
  if (condition.quantifier === 'all') return actual.every(matches);
  if (condition.quantifier === 'any') return actual.length === 0 ? condition.ifExists : actual.some(matches);
  if (actual.length === 0) return condition.ifExists || positive !== undefined;
  return positive === undefined ? actual.some(matches) : actual.every(matches);
}

/**
 * Replaces `${aws:username}` and the escapes `${*}`, `${?}`, `${$}`; an unknown key makes the value match nothing.
 * With `inPattern`, what comes in stands for itself even where it contains wildcards.
 */
export function substitute(value: string, context: ConditionContext, inPattern: boolean): string {
  if (!value.includes('${')) return value;
  const insert = inPattern ? literally : (text: string): string => text;
  return value.replace(/\$\{([^}]*)\}/g, (_whole, name: string) => {
    if (name === '*' || name === '?' || name === '$') return insert(name);
    const [key = '', fallback] = name.split(/\s*,\s*'(.*)'\s*$/);
    const found = valueIn(context, key.trim().toLowerCase());
    return insert(typeof found === 'string' ? found : (fallback ?? '\u0000'));
  });
}

/** Whether a variable in it stands for nothing, so that it matches nothing. */
export function isUnresolved(substituted: string): boolean {
  return substituted.includes('\u0000');
}

/** Whether a condition excepts what a variable stands for, and it stands for nothing: then it would hold for everything. */
export function exceptsUnresolved(conditions: readonly Condition[], context: ConditionContext): boolean {
  return conditions.some(
    ({ operator, values }) =>
      NEGATED[operator] !== undefined && values.some((value) => isUnresolved(substitute(value, context, false))),
  );
}

function instant(text: string): number {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function inNetwork(network: string, address: string): boolean {
  const [base = '', bits] = network.split('/');
  const family = isIP(base);
  if (family === 0 || isIP(address) !== family) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const width = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits);
  if (!Number.isInteger(width) || width < 0 || width > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(base, width, type);
  return list.check(address, type);
}

function arnCovers(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const split = (text: string): string[] => {
    const parts = text.split(':');
    return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
  };
  const [wanted, actual] = [split(pattern), split(arn)];
  return wanted.length === actual.length && wanted.every((part, index) => covers(part, actual[index] ?? ''));
}
