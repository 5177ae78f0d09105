// The job's OIDC identity: asking GitHub for the token, and what may be shown of it.

import { retrying } from '../core/calls/retry.ts';
import { CATALOGUE } from '../core/errors/catalogue.ts';
import { RegistryError } from '../core/errors/registry-error.ts';
import { conceal, type Secret } from '../core/model/secret.ts';
import type { Host } from '../core/ports/host.ts';
import { readBody, retryAfter } from '../core/ports/http.ts';
import { shownBriefly } from '../core/text/shown-text.ts';
import { unsendable } from './credential-values.ts';

/** ShownClaims that are safe and useful to show; the token itself never is. */
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
  'actor',
  // Stands for `aud` where it is present (IAM user guide, condition keys).
  'azp',
] as const;
export type ShownClaims = Readonly<Partial<Record<(typeof shownClaims)[number], string>>>;

export function hasOidc(host: Pick<Host, 'env'>): boolean {
  return Boolean(host.env.ACTIONS_ID_TOKEN_REQUEST_URL && host.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
}

/**
 * Whether the event is a pull request from a fork, which gets no identity by GitHub's design. `pull_request_target`
 * runs with the rights of the base, so there it is the permission that is missing.
 */
async function isForkPullRequest(host: Host): Promise<boolean> {
  const event = host.env.GITHUB_EVENT_NAME ?? '';
  if (!/^pull_request/.test(event) || event === 'pull_request_target' || !host.env.GITHUB_EVENT_PATH) return false;
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
  if (host.env.GITHUB_ACTIONS === 'true') {
    return new RegistryError(
      'CA-AUTH-002',
      `the job may not ask GitHub for an OIDC token, so ${roleArn} cannot be assumed`,
      {
        remedy:
          'Add `permissions: { id-token: write, contents: read }` to the job. A job that calls a reusable workflow needs it too: the called one cannot have more than its caller.',
      },
    );
  }
  return new RegistryError(
    'CA-AUTH-002',
    `there is no OIDC identity here (ACTIONS_ID_TOKEN_REQUEST_URL is not set), so ${roleArn} cannot be assumed`,
    {
      remedy: 'Outside GitHub Actions sign in with AWS credentials and set `role-chaining` to assume a role with them.',
    },
  );
}

/** Characters of a web identity token that STS takes (AssumeRoleWithWebIdentity, WebIdentityToken). */
export const LONGEST_IDENTITY = 20_000;

const REQUEST = 'the OIDC token request';
/** Bytes of its answer, and of the page of something in between. */
const LONGEST_ANSWER = 256 * 1024;

/** The two variables of the runner, as they can be sent. Throws CA-INPUT-001 that names the one which cannot. */
function runnerVariables(host: Host): { readonly base: string; readonly bearer: Secret } {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: base = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: token = '' } = host.env;
  const bearer = conceal(token, host.mask);
  const remedy =
    'The runner sets it for each step of a job with `id-token: write`: hand it on as it is, or not at all.';
  const flaw =
    unsendable('ACTIONS_ID_TOKEN_REQUEST_TOKEN', token) ??
    unsendable('ACTIONS_ID_TOKEN_REQUEST_URL', base) ??
    (/^https?:$/.test(URL.canParse(base) ? new URL(base).protocol : '')
      ? undefined
      : 'ACTIONS_ID_TOKEN_REQUEST_URL is not an http or https address');
  if (flaw !== undefined) throw new RegistryError('CA-INPUT-001', flaw, { remedy });
  return { base, bearer };
}

/** Where the request went, for remedies. */
const hostOf = (base: string) => new URL(base).host;

/** Asks GitHub for a token with this audience; masked before it is returned. */
export async function requestIdentity(host: Host, audience: string, maxAttempts: number): Promise<Secret> {
  const { base, bearer } = runnerVariables(host);
  const url = `${base}${base.includes('?') ? '&' : '?'}audience=${encodeURIComponent(audience)}`;
  return retrying(host, { attempts: maxAttempts, label: 'OIDC token request' }, async () => {
    const response = await host.http({
      method: 'GET',
      url,
      what: REQUEST,
      headers: { authorization: `Bearer ${bearer.reveal()}`, accept: 'application/json' },
    });
    const text = (await readBody(response, LONGEST_ANSWER, REQUEST)).toString('utf8');
    if (response.status < 200 || response.status > 299) {
      const code = response.status === 429 ? 'CA-NET-001' : response.status >= 500 ? 'CA-NET-002' : 'CA-AUTH-002';
      throw new RegistryError(code, `the OIDC token request was answered with ${response.status}`, {
        retryAfterMs: retryAfter(response),
        ...(code === 'CA-AUTH-002' && !isJson(text) ? { remedy: blocked(hostOf(base)) } : {}),
      });
    }
    let value: unknown;
    try {
      value = JSON.parse(text).value;
    } catch {
      value = undefined;
    }
    // Header and mask are one line each.
    if (typeof value !== 'string' || !/^[!-~]+$/.test(value))
      throw new RegistryError('CA-NET-004', 'the OIDC token request was answered without a token', {
        remedy: `Something else than GitHub may have answered: check the proxy between this runner and ${hostOf(base)} (\`http-proxy\`, HTTPS_PROXY, NO_PROXY).`,
      });
    if (value.length > LONGEST_IDENTITY)
      throw new RegistryError('CA-NET-004', `the OIDC token request was answered with ${value.length} characters`, {
        remedy: `Something else than GitHub may have answered: check what answers as ${hostOf(base)}.`,
      });
    return conceal(value, host.mask);
  });
}

/** GitHub explains itself in JSON; pages are of something in between. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const blocked = (at: string) =>
  `The answer is not in the form of GitHub's: a proxy or firewall between this runner and ${at} may have refused (\`http-proxy\`, NO_PROXY). If it was GitHub: ${CATALOGUE['CA-AUTH-002'].remedy}`;

/** Decodes, without verifying, the claims that may be shown. */
export async function readClaims(identity: Secret): Promise<ShownClaims> {
  try {
    const { decodeJwt } = await import('jose');
    const payload = decodeJwt(identity.reveal());
    const claims: Record<string, string> = {};
    for (const name of shownClaims) {
      const value = payload[name];
      if (value !== undefined) claims[name] = shownBriefly(String(value), 300);
    }
    return claims;
  } catch {
    return {};
  }
}
