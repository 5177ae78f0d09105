// The job's OIDC identity: asking GitHub for the token, and saying why a role refused it.
import { RegistryError } from '../core/errors/registry-error.ts';
import { conceal, type Secret } from '../core/model/secret.ts';
import type { Host } from '../core/ports/host.ts';
import { readBody } from '../core/ports/http.ts';
import { retrying } from '../core/retry.ts';
import { ServiceError } from './error-translation.ts';

/** Claims that are safe and useful to show; the token itself never is. */
const shownClaims = [
  'iss',
  'sub',
  'aud',
  'repository',
  'repository_id',
  'repository_owner_id',
  'ref',
  'environment',
  'job_workflow_ref',
  'event_name',
] as const;
export type Claims = Readonly<Partial<Record<(typeof shownClaims)[number], string>>>;

export function hasOidc(host: Pick<Host, 'env'>): boolean {
  return Boolean(host.env.ACTIONS_ID_TOKEN_REQUEST_URL && host.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
}

/** Whether the event is a pull request from a fork, which gets no identity by GitHub's design. */
async function isForkPullRequest(host: Host): Promise<boolean> {
  if (!/^pull_request/.test(host.env.GITHUB_EVENT_NAME ?? '') || !host.env.GITHUB_EVENT_PATH) return false;
  try {
    const event = JSON.parse((await host.files.readText(host.env.GITHUB_EVENT_PATH)) ?? '{}');
    const head = event?.pull_request?.head?.repo?.full_name;
    return head === undefined || head === null || head !== event?.pull_request?.base?.repo?.full_name;
  } catch {
    return false;
  }
}

/** The error for a job that wants OIDC and cannot have it: permission missing, or a fork. */
export async function oidcUnavailable(host: Host, roleArn: string): Promise<RegistryError> {
  if (await isForkPullRequest(host)) {
    return new RegistryError(
      'CA-AUTH-007',
      `this run was started by a pull request from a fork, which gets no OIDC identity to assume ${roleArn} with`,
    );
  }
  const where =
    host.env.GITHUB_ACTIONS === 'true'
      ? 'the job may not ask GitHub for an OIDC token'
      : 'there is no OIDC identity here (ACTIONS_ID_TOKEN_REQUEST_URL is not set)';
  return new RegistryError('CA-AUTH-002', `${where}, so ${roleArn} cannot be assumed`, {
    remedy:
      host.env.GITHUB_ACTIONS === 'true'
        ? undefined
        : 'Outside GitHub Actions sign in with AWS credentials and set `role-chaining` to assume a role with them.',
  });
}

/** Asks GitHub for a token with this audience; masked before it is returned. */
export async function requestIdentity(host: Host, audience: string, maxAttempts: number): Promise<Secret> {
  const base = host.env.ACTIONS_ID_TOKEN_REQUEST_URL ?? '';
  const bearer = conceal(host.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN ?? '', host.mask);
  const url = `${base}${base.includes('?') ? '&' : '?'}audience=${encodeURIComponent(audience)}`;
  return retrying(host, { attempts: maxAttempts, label: 'OIDC token request' }, async () => {
    const response = await host.http({
      method: 'GET',
      url,
      headers: { authorization: `Bearer ${bearer.reveal()}`, accept: 'application/json' },
    });
    const text = (await readBody(response)).toString('utf8');
    if (response.status < 200 || response.status > 299) {
      const code = response.status === 429 ? 'CA-NET-001' : response.status >= 500 ? 'CA-NET-002' : 'CA-AUTH-002';
      throw new RegistryError(code, `the OIDC token request was answered with ${response.status}`);
    }
    let value: unknown;
    try {
      value = JSON.parse(text).value;
    } catch {
      value = undefined;
    }
    if (typeof value !== 'string' || value === '')
      throw new RegistryError('CA-NET-004', 'the OIDC token request was answered without a token');
    return conceal(value, host.mask);
  });
}

/** Decodes, without verifying, the claims that may be shown. */
export async function readClaims(identity: Secret): Promise<Claims> {
  try {
    const { decodeJwt } = await import('jose');
    const payload = decodeJwt(identity.reveal());
    const claims: Record<string, string> = {};
    for (const name of shownClaims) {
      const value = payload[name];
      if (value !== undefined) claims[name] = String(value).replace(/\p{C}/gu, '?').slice(0, 300);
    }
    return claims;
  } catch {
    return {};
  }
}

/**
 * Both spellings of a subject, as trust policies need them: since July 2026 new git repositories carry numeric ids
 * (`repo:owner@1/name@2:…`), older ones do not.
 */
export function subjectForms(claims: Claims): { plain: string; immutable: string } | undefined {
  const found = /^repo:([^/@]+)(?:@\d+)?\/([^:@]+)(?:@\d+)?:(.+)$/.exec(claims.sub ?? '');
  if (!found) return undefined;
  const [, owner, name, rest] = found;
  const ids =
    claims.repository_owner_id && claims.repository_id
      ? [claims.repository_owner_id, claims.repository_id]
      : ['<owner id>', '<repository id>'];
  return { plain: `repo:${owner}/${name}:${rest}`, immutable: `repo:${owner}@${ids[0]}/${name}@${ids[1]}:${rest}` };
}

const issuerHost = (claims: Claims) =>
  (claims.iss ?? 'https://token.actions.githubusercontent.com').replace(/^https?:\/\//, '');

/** A refusal of STS in words that name the line to change. */
export function explainRefusal(error: unknown, roleArn: string, claims: Claims): unknown {
  if (!(error instanceof ServiceError) || error.isRetryable) return error;
  const shown = Object.entries(claims)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
  const said = `${error.message} (claims received: ${shown || 'none could be read'})`;
  const issuer = issuerHost(claims);
  const options = { cause: error, requestId: error.requestId };
  if (/audience/i.test(error.message)) {
    return new RegistryError('CA-AUTH-004', `the audience was refused: ${said}`, {
      ...options,
      remedy: `Add ${claims.aud ?? 'the audience'} to the client ids of the IAM identity provider ${issuer}, or set \`audience\` to one that is there; the trust policy must test "${issuer}:aud": "${claims.aud ?? 'sts.amazonaws.com'}".`,
    });
  }
  if (/OpenIDConnect provider/i.test(error.message)) {
    return new RegistryError('CA-AUTH-004', `the account has no identity provider for ${issuer}: ${said}`, {
      ...options,
      remedy: `Create the IAM OIDC identity provider https://${issuer} with client id ${claims.aud ?? 'sts.amazonaws.com'} in the account of the role.`,
    });
  }
  const forms = subjectForms(claims);
  const isImmutable = /^repo:[^/]+@\d+\//.test(claims.sub ?? '');
  const line = `"Condition": {"StringEquals": {"${issuer}:aud": "${claims.aud ?? 'sts.amazonaws.com'}"}, "StringLike": {"${issuer}:sub": ${forms ? `["${forms.plain}", "${forms.immutable}"]` : `"${claims.sub ?? ''}"`}}}`;
  return new RegistryError(
    'CA-AUTH-004',
    `${roleArn} could not be assumed with the OIDC identity of this job: ${said}`,
    {
      ...options,
      remedy: `Check that the role exists in that account and that its trust policy matches the claims; ${isImmutable ? 'this git repository uses the form of `sub` with numeric ids, so a policy written for the old form does not match. ' : ''}A policy line that matches: ${line}`,
    },
  );
}
