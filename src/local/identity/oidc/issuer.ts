// An OIDC issuer with the shape of GitHub's: discovery, keys, and the token request of a job
// (https://docs.github.com/en/actions/reference/security/oidc). Its tokens are taken by the local STS in place of
// token.actions.githubusercontent.com, so that trust policies can be rehearsed before they meet AWS.
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from 'jose';
import { makeIdentifier } from '../sessions.ts';
import { GITHUB_PROVIDER } from '../trust.ts';
import { type Claims, changeClaims, completeClaims, SUPPORTED_CLAIMS } from './job-claims.ts';

export interface OidcIssuer {
  discovery(issuer: string): unknown;
  keys(): Promise<{ keys: JWK[] }>;
  /**
   * A token of five minutes for these claims over the defaults. One with the claim `iss` of somebody else is signed with
   * another key: who issues it has his own, and IAM has no provider for him.
   */
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

export function createOidcIssuer(now: () => number): OidcIssuer {
  let defaults: Claims = {};
  const key = madeOnce();
  const keyOfOthers = madeOnce();
  return {
    discovery: (issuer) => ({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      claims_supported: SUPPORTED_CLAIMS,
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid'],
    }),
    keys: async () => ({ keys: [(await key()).jwk] }),
    async issue({ issuer, audience, claims }) {
      const job = completeClaims(changeClaims(defaults, claims));
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
      const isOurs = payload.iss === issuer || payload.iss === STOOD_FOR;
      const { privateKey, jwk } = await (isOurs ? key() : keyOfOthers());
      return new SignJWT(payload).setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: jwk.kid ?? '' }).sign(privateKey);
    },
    async verify(token) {
      const { publicKey, jwk } = await key();
      if (!isSigned(token)) return 'broken';
      try {
        const { payload, protectedHeader } = await jwtVerify(token, publicKey, {
          algorithms: ['RS256'],
          typ: 'JWT',
          requiredClaims: ['iss', 'sub', 'aud', 'iat', 'exp'],
          currentDate: new Date(now()),
        });
        const isWhole = protectedHeader.kid === jwk.kid && typeof payload.sub === 'string' && payload.sub !== '';
        return isWhole ? payload : 'broken';
      } catch (error) {
        if ((error as { code?: string }).code === 'ERR_JWT_EXPIRED') return 'expired';
        return claimsToBeOurs(token, jwk) ? 'broken' : 'foreign';
      }
    },
    defaults: () => completeClaims(defaults),
    setDefaults(claims) {
      defaults = claims;
    },
  };
}

/** The issuer that trust policies name, and whose place ours takes. */
const STOOD_FOR = `https://${GITHUB_PROVIDER}`;

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

/** A key that is made when it is first asked for: that takes longer than the rest of the start together. */
function madeOnce(): () => ReturnType<typeof makeKey> {
  let made: ReturnType<typeof makeKey> | undefined;
  return () => {
    made ??= makeKey();
    return made;
  };
}

async function makeKey() {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { modulusLength: 2048 });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid: makeIdentifier(''), use: 'sig', alg: 'RS256' };
  return { publicKey, privateKey, jwk };
}
