// What to write into which policy, and other remedies that are sharper than the catalogue's sentence.
import type { ErrorCode } from '../core/errors/catalogue.ts';

/** The statement that lets a role ask for authorization tokens. A domain policy cannot give it. */
export const BEARER_STATEMENT =
  '{"Effect":"Allow","Action":"sts:GetServiceBearerToken","Resource":"*","Condition":{"StringEquals":{"sts:AWSServiceName":"codeartifact.amazonaws.com"}}}';

/** AWS refuses a signature that is more than five minutes away from its own clock. */
const TOLERANCE_MS = 4 * 60_000;

/** How far this machine's clock is from the one of an answer; undefined when that is no matter. Milliseconds. */
export function clockSkew(date: string | undefined, now: number): number | undefined {
  const theirs = Date.parse(date ?? '');
  if (Number.isNaN(theirs)) return undefined;
  const skew = now - theirs;
  return Math.abs(skew) > TOLERANCE_MS ? skew : undefined;
}

/** `17 minutes behind`. */
export function describeSkew(skew: number): string {
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const length = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
  return `${length} ${skew < 0 ? 'behind' : 'ahead'}`;
}

/** For refused signatures: a wrong clock looks like wrong keys. */
export function clockRemedy(code: ErrorCode, said: string, date: string | undefined, now: number): string | undefined {
  if (code !== 'CA-AUTH-008') return undefined;
  const skew = clockSkew(date, now);
  if (skew !== undefined)
    return `The clock of this machine is ${describeSkew(skew)}: set it (for example \`sudo chronyc makestep\` or \`w32tm /resync\`), then try again.`;
  if (/signature (expired|not yet current)|too skewed/i.test(said))
    return 'The clock of this machine differs from that of AWS: set it, then try again.';
  return undefined;
}

/** Which statement is missing and where, by AWS's own sentence about the denial. */
export function denialRemedy(code: ErrorCode, operation: string, said: string): string | undefined {
  if (code !== 'CA-AUTH-003') return undefined;
  if (said.includes('sts:GetServiceBearerToken')) {
    return said.includes('explicit deny')
      ? 'A policy denies sts:GetServiceBearerToken: take that Deny away, or let its condition pass codeartifact.amazonaws.com (and the `sts:DurationSeconds` asked for).'
      : `Add to the identity policy (a domain policy has no effect here): ${BEARER_STATEMENT}`;
  }
  const action =
    /perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(said)?.[1] ??
    (operation.includes(':') ? operation : `codeartifact:${operation}`);
  const resource = /on resource: "?(arn:[^\s"]+)/.exec(said)?.[1] ?? '*';
  const statement = `{"Effect":"Allow","Action":"${action}","Resource":"${resource}"}`;
  const deny = /explicit deny in an? ([a-z -]{0,60}policy|permissions boundary)/.exec(said)?.[1];
  if (deny)
    return `An explicit Deny in ${article(deny)} counts before every Allow: narrow it for ${action} on ${resource}.`;
  if (/no service control policy/.test(said))
    return `The organization's service control policies leave ${action} out: its administrators must allow ${statement}`;
  if (/no permissions boundary/.test(said)) return `Add to the permissions boundary of the role: ${statement}`;
  if (/no session policy/.test(said))
    return `The session was made with a policy that leaves it out (an inline session policy of an earlier step): add ${statement} there.`;
  if (/no VPC endpoint policy/.test(said)) return `Add to the policy of the VPC endpoint: ${statement}`;
  if (/no resource-based policy/.test(said))
    return `The identity policy allows it; the owner of the domain must, too. Add to the domain or repository policy, with the caller's account as principal: {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::${accountIn(said)}:root"},"Action":"${action}","Resource":"*"}`;
  return `Add to the identity policy (and, across accounts, to the domain or repository policy): ${statement}`;
}

/** A remedy for an answer that bears no mark of AWS: a proxy or firewall refuses with the same status. */
export function doubted(remedy: string | undefined): string | undefined {
  if (remedy === undefined) return undefined;
  return `The answer bears no mark of AWS, so a proxy or firewall on the way may have refused, and not the service: check what they allow, \`http-proxy\`, NO_PROXY and \`endpoint-url\`. If it was the service: ${remedy}`;
}

const article = (policy: string) => (/^[aeiou]/.test(policy) ? `an ${policy}` : `a ${policy}`);

/** Account of the caller that the sentence names. */
const accountIn = (said: string) => /arn:[^:\s]+:(?:sts|iam)::(\d{12}):/.exec(said)?.[1] ?? '<account>';
