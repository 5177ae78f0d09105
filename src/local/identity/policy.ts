// Policy documents: reading them and judging one request by one document.
// Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import { repeatedKey } from '../../core/text/json-keys.ts';
import {
  type Condition,
  type ConditionContext,
  conditionProblem,
  conditionsHold,
  exceptsUnresolved,
  isUnresolved,
  parseOperator,
  substitute,
} from './conditions.ts';
import { covers } from './glob.ts';
import { actionProblem, conditionKeyProblem, principalProblem, resourceProblem } from './policy-syntax.ts';
import type { Principal } from './principal.ts';

export type PolicyKind = 'identity' | 'resource' | 'trust';

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals?: Matcher<Principals> | undefined;
  readonly actions: Matcher<readonly string[]>;
  readonly resources: Matcher<readonly string[]>;
  readonly conditions: readonly Condition[];
  /** Whether `${aws:username}` and its like stand for something: documents older than 2012-10-17 mean them literally. */
  readonly hasVariables: boolean;
}

/** A list, or everything but a list (`NotAction`). */
interface Matcher<T> {
  readonly list: T;
  readonly negated: boolean;
}

type Principals = Readonly<Record<string, readonly string[]>>;

export interface PolicyDocument {
  readonly statements: readonly Statement[];
}

export class MalformedPolicy extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MalformedPolicy';
  }
}

/** What is to be judged. `context` keys are lower case. */
export interface AccessRequest {
  /** `codeartifact:ReadFromRepository`. */
  readonly action: string;
  readonly resource: string;
  readonly context: ConditionContext;
}

const MAX_LENGTH = 20_480;

/**
 * Reads a document given as JSON text or as an object from YAML. Throws MalformedPolicy in words, also for one that is
 * longer than any that IAM takes: judging by it would hold up the requests of everybody.
 */
export function parsePolicy(source: unknown, kind: PolicyKind): PolicyDocument {
  const value = typeof source === 'string' ? parseJson(source) : source;
  if (typeof source !== 'string') requireLength(JSON.stringify(source) ?? '');
  if (!isRecord(value)) throw new MalformedPolicy('the policy is not a JSON object');
  const version = value.Version;
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw new MalformedPolicy('Version must be 2012-10-17');
  }
  const statements = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  if (value.Statement === undefined || statements.length === 0) throw new MalformedPolicy('Statement is missing');
  const hasVariables = version === '2012-10-17';
  return { statements: statements.map((one, index) => parseStatement(one, kind, index, hasVariables)) };
}

function requireLength(text: string): void {
  if (text.length > MAX_LENGTH) throw new MalformedPolicy(`the policy is longer than ${MAX_LENGTH} characters`);
}

function parseJson(text: string): unknown {
  requireLength(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedPolicy('the policy is not valid JSON');
  }
  const repeated = repeatedKey(text);
  if (repeated !== undefined) throw new MalformedPolicy(`${JSON.stringify(repeated)} stands twice in one object`);
  return value;
}

/** Stands for a document that cannot be read: it denies, since nobody knows what it was to keep out. */
const DENIES: PolicyDocument = {
  statements: [
    {
      effect: 'Deny',
      principals: { list: { '*': ['*'] }, negated: false },
      actions: { list: ['*'], negated: false },
      resources: { list: ['*'], negated: false },
      conditions: [],
      hasVariables: false,
    },
  ],
};

/** Reads a document that was stored, perhaps by a version that took more than this one does. */
export function readStored(text: string, kind: PolicyKind): PolicyDocument {
  try {
    return parsePolicy(text, kind);
  } catch (error) {
    if (error instanceof MalformedPolicy) return DENIES;
    throw error;
  }
}

const KEYS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

function parseStatement(value: unknown, kind: PolicyKind, index: number, hasVariables: boolean): Statement {
  const where = `statement ${index + 1}`;
  if (!isRecord(value)) throw new MalformedPolicy(`${where} is not an object`);
  const unknown = Object.keys(value).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) throw new MalformedPolicy(`${where} has unknown elements: ${unknown.join(', ')}`);
  if (value.Effect !== 'Allow' && value.Effect !== 'Deny')
    throw new MalformedPolicy(`${where}: Effect must be Allow or Deny`);
  if (value.Sid !== undefined && typeof value.Sid !== 'string')
    throw new MalformedPolicy(`${where}: Sid is not a text`);
  const actions = either(value, 'Action', where);
  if (actions === undefined) throw new MalformedPolicy(`${where}: Action is missing`);
  const resources = either(value, 'Resource', where);
  if (kind === 'trust' && resources !== undefined)
    throw new MalformedPolicy(`${where}: a trust policy has no Resource`);
  if (kind !== 'trust' && resources === undefined) throw new MalformedPolicy(`${where}: Resource is missing`);
  refuse(where, [...actions.list.map(actionProblem), ...(resources?.list ?? []).map(resourceProblem)]);
  const principals = parsePrincipals(value, where);
  if (kind === 'identity' && principals !== undefined)
    throw new MalformedPolicy(`${where}: an identity policy has no Principal`);
  if (kind !== 'identity' && principals === undefined) throw new MalformedPolicy(`${where}: Principal is missing`);
  return {
    effect: value.Effect,
    principals,
    actions,
    resources: resources ?? { list: ['*'], negated: false },
    conditions: parseConditions(value.Condition, where),
    hasVariables,
  };
}

function either(value: Record<string, unknown>, name: string, where: string): Matcher<readonly string[]> | undefined {
  const [plain, negated] = [value[name], value[`Not${name}`]];
  if (plain !== undefined && negated !== undefined)
    throw new MalformedPolicy(`${where}: ${name} and Not${name} exclude each other`);
  const list = plain ?? negated;
  return list === undefined ? undefined : { list: strings(list, `${where}: ${name}`), negated: plain === undefined };
}

function parsePrincipals(value: Record<string, unknown>, where: string): Matcher<Principals> | undefined {
  if (value.Principal !== undefined && value.NotPrincipal !== undefined)
    throw new MalformedPolicy(`${where}: Principal and NotPrincipal exclude each other`);
  const source = value.Principal ?? value.NotPrincipal;
  if (source === undefined) return undefined;
  const negated = value.Principal === undefined;
  if (source === '*') return { list: { '*': ['*'] }, negated };
  if (!isRecord(source)) throw new MalformedPolicy(`${where}: Principal must be "*" or an object`);
  const list = Object.entries(source).map(([type, members]) => {
    if (!['AWS', 'Federated', 'Service', 'CanonicalUser'].includes(type))
      throw new MalformedPolicy(`${where}: unknown principal type ${type}`);
    const listed = strings(members, `${where}: Principal.${type}`);
    refuse(
      where,
      listed.map((one) => principalProblem(type, one)),
    );
    return [type, listed] as const;
  });
  return { list: Object.fromEntries(list), negated };
}

function parseConditions(value: unknown, where: string): Condition[] {
  if (value === undefined) return [];
  if (!isRecord(value)) throw new MalformedPolicy(`${where}: Condition is not an object`);
  return Object.entries(value).flatMap(([name, block]) => {
    const operator = parseOperator(name);
    if (operator === undefined) throw new MalformedPolicy(`${where}: unknown condition operator ${name}`);
    if (!isRecord(block)) throw new MalformedPolicy(`${where}: ${name} is not an object`);
    return Object.entries(block).map(([key, source]) => {
      const values = strings(source, `${where}: ${name}.${key}`);
      refuse(`${where}: ${name}`, [conditionKeyProblem(key), conditionProblem({ ...operator, values })]);
      return { ...operator, key: key.toLowerCase(), values };
    });
  });
}

/** Throws MalformedPolicy for the first problem that there is. */
function refuse(where: string, problems: readonly (string | undefined)[]): void {
  const problem = problems.find((one) => one !== undefined);
  if (problem !== undefined) throw new MalformedPolicy(`${where}: ${problem}`);
}

function strings(value: unknown, where: string): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.map((one) => {
    if (typeof one === 'string') return one;
    if (typeof one === 'number' || typeof one === 'boolean') return String(one);
    throw new MalformedPolicy(`${where} must be a string or a list of strings`);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * How a document answers a request. `session` grants to the caller's session by its own name, which only an explicit
 * deny takes back; `allow` to his user, role or everybody. `account` means that only the caller's whole account is
 * named: in the caller's own account that hands the decision to identity policies instead of granting.
 */
export type Verdict = 'deny' | 'session' | 'allow' | 'account' | 'none';

const STRENGTH: readonly Verdict[] = ['deny', 'session', 'allow', 'account'];

/** What several documents, or several statements, say together. */
export function strongest(verdicts: readonly Verdict[]): Verdict {
  return STRENGTH.find((one) => verdicts.includes(one)) ?? 'none';
}

/** Judges by an identity or session policy (no caller given) or by a resource policy. */
export function judge(document: PolicyDocument, request: AccessRequest, caller?: Principal): Verdict {
  const verdicts: Verdict[] = [];
  for (const statement of document.statements) {
    const named = caller === undefined ? 'allow' : namesCaller(statement, caller);
    if (named === 'none' || !applies(statement, request)) continue;
    if (statement.effect === 'Deny') return 'deny';
    verdicts.push(named);
  }
  return strongest(verdicts);
}

/** Whether action, resource and conditions of a statement fit the request. */
export function applies(statement: Statement, request: AccessRequest): boolean {
  const action = request.action.toLowerCase();
  // IAM takes an empty list for a statement without effect, also where it is one of exceptions.
  if (statement.actions.list.length === 0 || statement.resources.list.length === 0) return false;
  const actionFits = statement.actions.list.some((one) => covers(one.toLowerCase(), action));
  if (actionFits === statement.actions.negated) return false;
  const resources = statement.hasVariables
    ? statement.resources.list.map((one) => substitute(one, request.context, true))
    : statement.resources.list;
  // An exception that names nothing would be an allow for everything; IAM may drop the statement as a whole.
  if (statement.effect === 'Allow' && statement.resources.negated && resources.some(isUnresolved)) return false;
  if (resources.some((one) => covers(one, request.resource)) === statement.resources.negated) return false;
  if (
    statement.effect === 'Allow' &&
    statement.hasVariables &&
    exceptsUnresolved(statement.conditions, request.context)
  )
    return false;
  return conditionsHold(statement.conditions, request.context, statement);
}

/** What a statement gives the caller by naming him, were it to allow; `none`: it is not about him. */
function namesCaller(statement: Statement, caller: Principal): 'session' | 'allow' | 'account' | 'none' {
  const matcher = statement.principals;
  if (matcher === undefined) return 'none';
  const listed = [...(matcher.list['*'] ?? []), ...(matcher.list.AWS ?? [])];
  if (Object.values(matcher.list).every((members) => members.length === 0)) return 'none';
  const isEverybody = listed.includes('*');
  const isArn = listed.includes(caller.arn);
  const isRole = caller.roleArn !== undefined && listed.includes(caller.roleArn);
  const isAccount = listed.some((one) => one === caller.account || one === `arn:aws:iam::${caller.account}:root`);
  if (matcher.negated) {
    // An allow is for those of whom nothing is listed. A deny spares a caller only when all that he is is listed:
    // session, role and account, which the service may each look at (user guide of IAM, NotPrincipal).
    const isSpared =
      statement.effect === 'Allow'
        ? isEverybody || isArn || isRole || isAccount
        : isEverybody || ((isArn || isRoot(caller)) && isAccount && (isRole || caller.roleArn === undefined));
    return isSpared ? 'none' : 'allow';
  }
  if (isArn) return caller.roleArn === undefined ? 'allow' : 'session';
  if (isRole || isEverybody) return 'allow';
  return isAccount ? 'account' : 'none';
}

const isRoot = ({ account, arn }: Principal) => arn === `arn:aws:iam::${account}:root`;
