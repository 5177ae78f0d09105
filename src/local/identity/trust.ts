// Whether a role's trust policy lets the holder of a token assume it.
import type { ConditionContext } from './conditions.ts';
import { applies, type PolicyDocument, type Statement } from './policy.ts';

/** The provider under which GitHub's claims are known to policies. Our own issuer stands in for it. */
export const GITHUB_PROVIDER = 'token.actions.githubusercontent.com';

export function isBareWildcard(value: string): boolean {
  return /^[*?]*$/.test(value);
}

/** Claims as condition keys: `token.actions.githubusercontent.com:sub`. `azp`, where present, stands for `aud`. */
export function claimContext(claims: Readonly<Record<string, unknown>>): ConditionContext {
  const context: Record<string, string | readonly string[]> = {};
  const source = claims.azp === undefined ? claims : { ...claims, aud: claims.azp };
  for (const [name, value] of Object.entries(source)) {
    const key = `${GITHUB_PROVIDER}:${name}`.toLowerCase();
    if (Array.isArray(value)) context[key] = value.map(String);
    else if (['string', 'number', 'boolean'].includes(typeof value)) context[key] = String(value);
  }
  return context;
}

/** AssumeRoleWithWebIdentity: the federated principal must be GitHub's provider in the role's account. */
export function trustsToken(
  policy: PolicyDocument,
  roleArn: string,
  account: string,
  context: ConditionContext,
): boolean {
  const provider = `arn:aws:iam::${account}:oidc-provider/${GITHUB_PROVIDER}`;
  const request = { action: 'sts:AssumeRoleWithWebIdentity', resource: roleArn, context };
  const named = (statement: Statement): boolean => {
    const list = statement.principals?.list ?? {};
    const listed = [...(list.Federated ?? []), ...(list['*'] ?? [])];
    const isEverybody = statement.effect === 'Deny' && list.AWS?.includes('*') === true;
    const hit = isEverybody || listed.some((one) => one === provider || one === GITHUB_PROVIDER || one === '*');
    if (statement.principals?.negated !== true) return hit;
    // Whoever is not listed is the whole world here: that is no way to trust somebody, and one to distrust him.
    return statement.effect === 'Deny' && !hit;
  };
  const fitting = policy.statements.filter((statement) => named(statement) && applies(statement, request));
  return fitting.length > 0 && fitting.every((statement) => statement.effect === 'Allow');
}
