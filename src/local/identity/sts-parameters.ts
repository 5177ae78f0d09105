// Lists in the query protocol: `Tags.member.1.Key=…`.
import type { ConditionContext } from './conditions.ts';
import type { Principal } from './principal.ts';
import { StsError } from './sts-answer.ts';

/** What a session is to carry besides its name. */
export interface SessionTags {
  readonly tags: Readonly<Record<string, string>>;
  /** Keys of the tags that sessions assumed from this one carry as well. */
  readonly transitive: readonly string[];
}

/** Session tags. Throws StsError beyond the limits of the STS model. */
export function readSessionTags(parameters: URLSearchParams): SessionTags {
  const tags: Record<string, string> = {};
  for (const { Key: key = '', Value: value = '' } of membersOf(parameters, 'Tags', ['Key', 'Value'])) {
    if (key.length < 1 || key.length > 128 || value.length > 256) {
      throw new StsError('ValidationError', 400, 'a tag key has 1 to 128 and a value up to 256 characters');
    }
    if (key.toLowerCase().startsWith('aws:')) throw new StsError('ValidationError', 400, 'tags of aws: are reserved');
    // Policies find tags without regard to case, so two of one name would be one of two values.
    if (keyIn(Object.keys(tags), key))
      throw new StsError('InvalidParameterValue', 400, `Duplicate tag keys found: ${key}`);
    tags[key] = value;
  }
  const transitive = membersOf(parameters, 'TransitiveTagKeys', ['']).map((one) => one[''] ?? '');
  const unknown = transitive.find((key) => !keyIn(Object.keys(tags), key));
  if (unknown !== undefined)
    throw new StsError('InvalidParameterValue', 400, `the transitive tag key ${unknown} is none of the session tags`);
  return { tags, transitive };
}

/**
 * What a session carries that is assumed from another: the transitive tags of that one go on, under their own values.
 * Throws StsError for a tag that would change one of them.
 */
export function inheritTags(caller: Principal, own: SessionTags): SessionTags {
  const inherited = Object.entries(caller.tags ?? {}).filter(([key]) => keyIn(caller.transitiveTags ?? [], key));
  const clash = inherited.find(([key]) => keyIn(Object.keys(own.tags), key));
  if (clash)
    throw new StsError(
      'InvalidParameterValue',
      400,
      `the tag ${clash[0]} was passed on by the calling session and cannot be set anew`,
    );
  const keys = inherited.map(([key]) => key);
  return { tags: { ...Object.fromEntries(inherited), ...own.tags }, transitive: [...keys, ...own.transitive] };
}

const keyIn = (keys: readonly string[], key: string) => keys.some((one) => one.toLowerCase() === key.toLowerCase());

const MOST_MEMBERS = 50;

/** The members of a list, which are numbered from 1 without gaps. Throws StsError for anything else below the name. */
function membersOf(parameters: URLSearchParams, name: string, fields: readonly string[]): Record<string, string>[] {
  const members: Record<string, string>[] = [];
  const known = new Set<string>();
  for (let index = 1; index <= MOST_MEMBERS; index++) {
    const member: Record<string, string> = {};
    for (const field of fields) {
      const parameter = `${name}.member.${index}${field === '' ? '' : `.${field}`}`;
      known.add(parameter);
      const value = parameters.get(parameter);
      if (value !== null) member[field] = value;
    }
    if (member[fields[0] ?? ''] === undefined) break;
    members.push(member);
  }
  // What is not read would be a tag that no policy sees.
  const strange = [...parameters.keys()].find(
    (key) => key.toLowerCase().startsWith(`${name.toLowerCase()}.`) && !isMember(key, known, members.length),
  );
  if (strange !== undefined)
    throw new StsError(
      'ValidationError',
      400,
      `${strange} is no member of ${name}, of which there are ${MOST_MEMBERS} at most, numbered from 1`,
    );
  return members;
}

const isMember = (key: string, known: ReadonlySet<string>, count: number) =>
  known.has(key) && Number(key.split('.')[2]) <= count;

/** What policies can ask about the tags that a session is to carry. */
export function sessionTagContext({ tags, transitive }: SessionTags): ConditionContext {
  const keys = Object.keys(tags);
  return {
    ...tagContext('aws:requesttag', tags),
    'aws:tagkeys': keys,
    'sts:transitivetagkeys': transitive.length > 0 ? transitive : undefined,
  };
}

/** Tags of a role as the resource that is asked for. */
export function roleTagContext(tags: Readonly<Record<string, string>> = {}): ConditionContext {
  return { ...tagContext('aws:resourcetag', tags), ...tagContext('iam:resourcetag', tags) };
}

const tagContext = (prefix: string, tags: Readonly<Record<string, string>>): ConditionContext =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key.toLowerCase()}`, value]));

/** The inline session policy. Managed policies by ARN are not known here, so passing one is refused, not ignored. */
export function sessionPolicies(parameters: URLSearchParams): readonly string[] {
  if ([...parameters.keys()].some((key) => /^PolicyArns(?:\.|$)/i.test(key))) {
    throw new StsError('ValidationError', 400, 'this server knows no managed policies; pass the document as Policy');
  }
  const inline = parameters.get('Policy');
  if (inline === null) return [];
  if (inline.length > 2048)
    throw new StsError('PackedPolicyTooLarge', 400, 'the session policy is longer than 2048 characters');
  return [inline];
}
