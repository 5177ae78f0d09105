// The `Condition` block of a policy. Operators and their rules:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { BlockList } from 'node:net';
import { instant, isOfKind, parseNetwork, type ValueKind, valueProblem } from './condition-values.ts';
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

interface Operator {
  readonly kind: ValueKind;
  readonly compare: Comparison;
}

const text = (compare: Comparison): Operator => ({ kind: 'string', compare });
const number = (compare: (actual: number, wanted: number) => boolean): Operator => ({
  kind: 'number',
  compare: (wanted, actual) => compare(Number(actual), Number(wanted)),
});
const date = (compare: (actual: number, wanted: number) => boolean): Operator => ({
  kind: 'date',
  compare: (wanted, actual) => compare(instant(actual), instant(wanted)),
});
const same: Comparison = (wanted, actual) => wanted === actual;
const sameFolded: Comparison = (wanted, actual) => wanted.toLowerCase() === actual.toLowerCase();

const COMPARISONS: Readonly<Record<string, Operator>> = {
  stringequals: text(same),
  stringequalsignorecase: text(sameFolded),
  stringlike: text(covers),
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
  bool: { kind: 'boolean', compare: sameFolded },
  binaryequals: { kind: 'binary', compare: same },
  ipaddress: { kind: 'address', compare: inNetwork },
  // IAM documents the two ARN operators as identical: both match wildcards, section by section.
  arnequals: { kind: 'arn', compare: arnCovers },
  arnlike: { kind: 'arn', compare: arnCovers },
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
  const found =
    /^(?:for(?<quantifier>all(?=values)|any(?=value:))values?:)?(?<operator>[a-z]+?)(?<ifExists>ifexists)?$/i.exec(
      name,
    )?.groups;
  const operator = found?.operator?.toLowerCase();
  if (operator === undefined || !isOperator(operator)) return undefined;
  const quantifier = found?.quantifier?.toLowerCase() as 'all' | 'any' | undefined;
  // Whether a key is there is asked of the key and not of its values.
  if (operator === 'null' && (found?.ifExists !== undefined || quantifier !== undefined)) return undefined;
  return { operator, quantifier, ifExists: found?.ifExists !== undefined };
}

/** What is wrong with the values of a condition, in words; undefined when nothing is. */
export function conditionProblem({ operator, values }: Pick<Condition, 'operator' | 'values'>): string | undefined {
  if (values.length === 0) return 'there are no values';
  const kind = operator === 'null' ? 'boolean' : (COMPARISONS[NEGATED[operator] ?? operator]?.kind ?? 'string');
  return values.map((value) => valueProblem(kind, value)).find((problem) => problem !== undefined);
}

/** What a statement does, and in which way its values are to be read. */
export interface Judging {
  readonly effect: 'Allow' | 'Deny';
  readonly hasVariables: boolean;
}

/**
 * All conditions must hold; within one, any listed value is enough (none may match for the negated ones). Without
 * `hasVariables`, `${…}` in a value is text like any other. A value of the request that is none of the operator's kind
 * cannot be compared: then a Deny denies, and an Allow does not allow.
 */
export function conditionsHold(conditions: readonly Condition[], context: ConditionContext, judging: Judging): boolean {
  return conditions.every((condition) => holds(condition, context, judging));
}

/** Keys are chosen by whoever writes a policy, and one may be called `constructor`. */
const valueIn = (context: ConditionContext, key: string) => (Object.hasOwn(context, key) ? context[key] : undefined);

function holds(condition: Condition, context: ConditionContext, { effect, hasVariables }: Judging): boolean {
  const offered = valueIn(context, condition.key);
  const actual = offered === undefined ? [] : typeof offered === 'string' ? [offered] : offered;
  if (condition.operator === 'null') {
    return condition.values.some((wanted) => (wanted.toLowerCase() === 'true') === (actual.length === 0));
  }
  const positive = NEGATED[condition.operator];
  const comparison = COMPARISONS[positive ?? condition.operator];
  if (comparison === undefined) return false;
  const { kind, compare } = comparison;
  const hasWildcards = WILDCARD_OPERATORS.includes(positive ?? condition.operator);
  const wanted = hasVariables
    ? condition.values.map((value) => substitute(value, context, hasWildcards))
    : condition.values;
  const matches = (value: string): boolean => {
    if (value.length > LONGEST_OFFERED || !isOfKind(kind, value)) return effect === 'Deny';
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
 * A value of a request beyond this cannot be compared and fills no variable: of what the service knows, an ARN is the
 * longest. Callers choose some of them (`aws:useragent`), and what a comparison costs goes by their length.
 */
const LONGEST_OFFERED = 2048;

/** What the variables of a value make of it, at most: beyond this it stands for nothing, as it could match nothing. */
const LONGEST_SUBSTITUTED = 20_480;

/** Stands for a variable that has no value: no text that a request brings can match it. */
const NOTHING = '\u0000';

/**
 * Replaces `${aws:username}` and the escapes `${*}`, `${?}`, `${$}`; an unknown key makes the value match nothing.
 * With `inPattern`, what comes in stands for itself even where it contains wildcards. Takes time by the lengths.
 */
export function substitute(value: string, context: ConditionContext, inPattern: boolean): string {
  const insert = inPattern ? literally : (text: string): string => text;
  let substituted = '';
  let from = 0;
  for (let begin = value.indexOf('${'); begin !== -1; begin = value.indexOf('${', from)) {
    const end = value.indexOf('}', begin);
    if (end === -1) break;
    substituted += value.slice(from, begin) + insert(variable(value.slice(begin + 2, end), context));
    if (substituted.length > LONGEST_SUBSTITUTED) return NOTHING;
    from = end + 1;
  }
  return substituted + value.slice(from);
}

/** What stands between `${` and `}`: a key, or a key and what stands for it where the request has none: `key, 'text'`. */
function variable(name: string, context: ConditionContext): string {
  if (name === '*' || name === '?' || name === '$') return name;
  const comma = name.indexOf(',');
  const key = (comma === -1 ? name : name.slice(0, comma)).trim().toLowerCase();
  const fallback = comma === -1 ? undefined : name.slice(comma + 1).trim();
  if (fallback !== undefined && !/^'.*'$/s.test(fallback)) return NOTHING;
  const found = valueIn(context, key);
  if (typeof found === 'string' && found.length <= LONGEST_OFFERED) return found;
  return found === undefined ? (fallback?.slice(1, -1) ?? NOTHING) : NOTHING;
}

/** Whether a variable in it stands for nothing, so that it matches nothing. */
export function isUnresolved(substituted: string): boolean {
  return substituted.includes(NOTHING);
}

/** Whether a condition excepts what a variable stands for, and it stands for nothing: then it would hold for everything. */
export function exceptsUnresolved(conditions: readonly Condition[], context: ConditionContext): boolean {
  return conditions.some(
    ({ operator, values }) =>
      NEGATED[operator] !== undefined && values.some((value) => isUnresolved(substitute(value, context, false))),
  );
}

function inNetwork(network: string, address: string): boolean {
  const [wanted, actual] = [parseNetwork(network), parseNetwork(address)];
  if (wanted === undefined || actual === undefined || wanted.family !== actual.family) return false;
  const type = wanted.family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(wanted.base, wanted.width, type);
  return list.check(actual.base, type);
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
