// An OIDC issuer with the shape of GitHub's: discovery, keys, and the token request of a job
// (https://docs.github.com/en/actions/reference/security/oidc). Its tokens are taken by the local STS in place of
// token.actions.githubusercontent.com, so that trust policies can be rehearsed before they meet AWS.
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import { makeIdentifier } from './sessions.ts';

export type Claims = Readonly<Record<string, unknown>>;

/** Claims of the rehearsed job. Anything may be overridden, `sub` too. */
export interface JobClaims extends Claims {
  /** `acme/app`. */
  readonly repository?: string;
  readonly ref?: string;
  readonly environment?: string;
  readonly event_name?: string;
  /** `immutable` makes the subject of repositories created since July 2026: names with their ids. */
  readonly subject?: 'classic' | 'immutable';
}

export interface OidcIssuer {
  discovery(issuer: string): unknown;
  keys(): Promise<{ keys: JWK[] }>;
  /** A token of five minutes for these claims over the defaults. */
  issue(request: { issuer: string; audience: string | undefined; claims: Claims }): Promise<string>;
  /**
   * Claims of a token of ours that is in force. `foreign`: of another issuer, whose keys nobody here has. `broken`: no
   * token, one of ours that was changed, or one whose signature cannot be any.
   */
  verify(token: string): Promise<Claims | 'expired' | 'foreign' | 'broken'>;
  defaults(): Claims;
  /** Claims of the job from now on; over the built-in ones. */
  setDefaults(claims: Claims): void;
}

const LIFE_SECONDS = 300;
const BUILT_IN: Claims = {
  repository: 'my-org/my-app',
  repository_id: '100000001',
  repository_owner: 'my-org',
  repository_owner_id: '200000002',
  repository_visibility: 'private',
  ref: 'refs/heads/main',
  ref_type: 'branch',
  ref_protected: 'true',
  sha: '0000000000000000000000000000000000000001',
  event_name: 'push',
  workflow: 'release',
  actor: 'octocat',
  actor_id: '300000003',
  run_id: '1',
  run_number: '1',
  run_attempt: '1',
  runner_environment: 'github-hosted',
  enterprise: '',
};

export function createOidcIssuer(now: () => number): OidcIssuer {
  let defaults: Claims = {};
  // Made when first asked for: an RSA key takes longer than the rest of the start together.
  let pair: ReturnType<typeof makeKey> | undefined;
  const key = (): ReturnType<typeof makeKey> => (pair ??= makeKey());
  return {
    discovery: (issuer) => ({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      claims_supported: [
        'sub',
        'aud',
        'exp',
        'iat',
        'iss',
        'jti',
        'nbf',
        ...Object.keys(BUILT_IN),
        'environment',
        'job_workflow_ref',
      ],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    }),
    keys: async () => ({ keys: [(await key()).jwk] }),
    async issue({ issuer, audience, claims }) {
      const { privateKey, jwk } = await key();
      const job = complete({ ...defaults, ...claims });
      const seconds = Math.floor(now() / 1000);
      const owner = String(job.repository_owner);
      const payload = {
        jti: makeIdentifier(''),
        aud: audience ?? `https://github.com/${owner}`,
        iss: issuer,
        nbf: seconds - 60,
        iat: seconds,
        exp: seconds + LIFE_SECONDS,
        ...job,
      };
      return new SignJWT(payload).setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: jwk.kid ?? '' }).sign(privateKey);
    },
    async verify(token) {
      const { publicKey, jwk } = await key();
      if (!isSigned(token)) return 'broken';
      try {
        const { payload } = await jwtVerify(token, publicKey, { algorithms: ['RS256'], currentDate: new Date(now()) });
        return payload;
      } catch (error) {
        if ((error as { code?: string }).code === 'ERR_JWT_EXPIRED') return 'expired';
        return claimsToBeOurs(token, jwk) ? 'broken' : 'foreign';
      }
    },
    defaults: () => complete(defaults),
    setDefaults(claims) {
      defaults = claims;
    },
  };
}

/** Where the server has its issuer, behind whatever address it was asked at. */
export const ISSUER_PATH = '/_local/oidc';

/** Whether it has the form of a signed token, each part in the one spelling that encoding gives. */
function isSigned(token: string): boolean {
  const parts = token.split('.');
  const isSpelt = (part: string) => part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;
  if (parts.length !== 3 || !parts.every(isSpelt)) return false;
  try {
    const { alg } = decodeProtectedHeader(token);
    decodeJwt(token);
    return alg !== undefined && alg.toLowerCase() !== 'none';
  } catch {
    return false;
  }
}

function claimsToBeOurs(token: string, { kid }: JWK): boolean {
  const { iss } = decodeJwt(token);
  return decodeProtectedHeader(token).kid === kid || String(iss).endsWith(ISSUER_PATH);
}

async function makeKey() {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: makeIdentifier(''), use: 'sig', alg: 'RS256' };
  return { publicKey, privateKey, jwk };
}

/** Derives what GitHub derives: owner, kind of ref, subject. A claim that is given stays as given. */
function complete(given: Claims): Claims {
  const { subject, ...claims } = { ...BUILT_IN, ...given };
  const repository = String(claims.repository);
  const owner = given.repository_owner ?? repository.split('/')[0];
  const ref = String(claims.ref);
  const refType = given.ref_type ?? (ref.startsWith('refs/tags/') ? 'tag' : 'branch');
  const workflowRef = given.job_workflow_ref ?? `${repository}/.github/workflows/release.yml@${ref}`;
  const job: Record<string, unknown> = {
    ...claims,
    repository_owner: owner,
    ref_type: refType,
    job_workflow_ref: workflowRef,
  };
  return { ...job, sub: given.sub ?? makeSubject(job, subject === 'immutable') };
}

function makeSubject(job: Claims, isImmutable: boolean): string {
  const [owner = '', name = ''] = String(job.repository).split('/');
  const of = isImmutable
    ? `repo:${owner}@${String(job.repository_owner_id)}/${name}@${String(job.repository_id)}`
    : `repo:${owner}/${name}`;
  // A colon inside a value would look like a further part of the subject.
  const value = (claim: unknown): string => String(claim).replaceAll(':', '%3A');
  if (job.environment !== undefined && job.environment !== '') return `${of}:environment:${value(job.environment)}`;
  if (job.event_name === 'pull_request') return `${of}:pull_request`;
  return `${of}:ref:${value(job.ref)}`;
}

/** The claims a GitHub job would get, from the variables of a runner (or of whoever imitates one). */
export function claimsFromEnvironment(env: Readonly<Record<string, string | undefined>>): Claims {
  const names: Readonly<Record<string, string>> = {
    repository: 'GITHUB_REPOSITORY',
    repository_id: 'GITHUB_REPOSITORY_ID',
    repository_owner: 'GITHUB_REPOSITORY_OWNER',
    repository_owner_id: 'GITHUB_REPOSITORY_OWNER_ID',
    ref: 'GITHUB_REF',
    ref_type: 'GITHUB_REF_TYPE',
    sha: 'GITHUB_SHA',
    event_name: 'GITHUB_EVENT_NAME',
    workflow: 'GITHUB_WORKFLOW',
    actor: 'GITHUB_ACTOR',
    actor_id: 'GITHUB_ACTOR_ID',
    run_id: 'GITHUB_RUN_ID',
    run_number: 'GITHUB_RUN_NUMBER',
    run_attempt: 'GITHUB_RUN_ATTEMPT',
  };
  const found = Object.entries(names).flatMap(([claim, variable]) => {
    const value = env[variable];
    return value === undefined || value === '' ? [] : [[claim, value] as const];
  });
  return Object.fromEntries(found);
}
