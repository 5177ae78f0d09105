// Lists in the query protocol: `Tags.member.1.Key=…`.
import type { ConditionContext } from './conditions.ts';
import { StsError } from './sts-answer.ts';

/** Session tags. Throws StsError beyond the limits of the STS model. */
export function readSessionTags(parameters: URLSearchParams): Readonly<Record<string, string>> {
  const tags: Record<string, string> = {};
  for (let index = 1; ; index++) {
    const key = parameters.get(`Tags.member.${index}.Key`);
    if (key === null) return tags;
    if (index > 50) throw new StsError('ValidationError', 400, 'at most 50 tags can be passed');
    const value = parameters.get(`Tags.member.${index}.Value`) ?? '';
    if (key.length < 1 || key.length > 128 || value.length > 256) {
      throw new StsError('ValidationError', 400, 'a tag key has 1 to 128 and a value up to 256 characters');
    }
    if (key.toLowerCase().startsWith('aws:')) throw new StsError('ValidationError', 400, 'tags of aws: are reserved');
    // Policies find tags without regard to case, so two of one name would be one of two values.
    if (Object.keys(tags).some((one) => one.toLowerCase() === key.toLowerCase())) {
      throw new StsError('InvalidParameterValue', 400, `Duplicate tag keys found: ${key}`);
    }
    tags[key] = value;
  }
}

export function sessionTagContext(tags: Readonly<Record<string, string>>): ConditionContext {
  const keys = Object.keys(tags);
  const each = keys.map((key) => [`aws:requesttag/${key.toLowerCase()}`, tags[key]] as const);
  return { ...Object.fromEntries(each), 'aws:tagkeys': keys };
}

/** The inline session policy. Managed policies by ARN are not known here, so passing one is refused, not ignored. */
export function sessionPolicies(parameters: URLSearchParams): readonly string[] {
  if (parameters.has('PolicyArns.member.1.arn')) {
    throw new StsError('ValidationError', 400, 'this server knows no managed policies; pass the document as Policy');
  }
  const inline = parameters.get('Policy');
  if (inline === null) return [];
  if (inline.length > 2048)
    throw new StsError('PackedPolicyTooLarge', 400, 'the session policy is longer than 2048 characters');
  return [inline];
}
