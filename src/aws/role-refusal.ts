// Why AWS refused a role, in words that name the line to change. AWS itself says little: a role that does not exist and
// a trust policy that does not match are answered alike.
import { RegistryError } from '../core/errors/registry-error.ts';
import type { ShownClaims } from './oidc.ts';
import { doubted } from './remedies.ts';
import { ServiceError } from './service-error.ts';

const GITHUB = 'token.actions.githubusercontent.com';

/**
 * Both spellings of a subject, as trust policies need them: since July 2026 new git repositories carry numeric ids
 * (`repo:owner@1/name@2:…`), older ones do not. Undefined for subjects an organization has customised.
 */
export function subjectForms(claims: ShownClaims): { plain: string; immutable: string } | undefined {
  const found = /^repo:([^/@]+)(?:@\d+)?\/([^:@]+)(?:@\d+)?:(.+)$/.exec(claims.sub ?? '');
  if (!found) return undefined;
  const [, owner, name, rest] = found;
  const ids =
    claims.repository_owner_id && claims.repository_id
      ? [claims.repository_owner_id, claims.repository_id]
      : ['<owner id>', '<repository id>'];
  return { plain: `repo:${owner}/${name}:${rest}`, immutable: `repo:${owner}@${ids[0]}/${name}@${ids[1]}:${rest}` };
}

const issuerOf = (claims: ShownClaims) =>
  (claims.iss ?? `https://${GITHUB}`).replace(/^https?:\/\//, '').replace(/\/$/, '');

const audienceOf = (claims: ShownClaims) => claims.azp ?? claims.aud ?? 'sts.amazonaws.com';

/** The statement of a trust policy that lets this very job in. GitHub Enterprise Server has no subjects with ids. */
export function trustStatement(roleArn: string, claims: ShownClaims): string {
  const [, partition = 'aws', account = '<account>'] = /^arn:([^:]+):iam::(\d{12}):/.exec(roleArn) ?? [];
  const issuer = issuerOf(claims);
  const forms = subjectForms(claims);
  const isEnterpriseServer = issuer.endsWith('/_services/token');
  // The local server's issuer stands in for GitHub's, also in what policies are to say.
  const key = issuer.endsWith('/_local/oidc') ? GITHUB : issuer;
  const subject =
    forms === undefined ? (claims.sub ?? '') : isEnterpriseServer ? forms.plain : [forms.plain, forms.immutable];
  return JSON.stringify({
    Effect: 'Allow',
    Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${key}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${key}:aud`]: audienceOf(claims), [`${key}:sub`]: subject } },
  });
}

/**
 * A refusal of AssumeRoleWithWebIdentity; what is retryable or no answer of STS is handed back as it is. `identity` says
 * whose it is.
 */
export function explainRefusal(
  error: unknown,
  roleArn: string,
  claims: ShownClaims,
  identity = 'the OIDC identity of this job',
): unknown {
  if (!(error instanceof ServiceError) || error.isRetryable) return error;
  const [cause, remedy] = reasonOf(error, { roleArn, claims, identity });
  const shown = Object.entries(claims).map(([name, value]) => `${name}=${value}`);
  return new RegistryError(
    'CA-AUTH-004',
    `${cause}: ${error.message} (claims received: ${shown.join(', ') || 'none could be read'})`,
    { cause: error, requestId: error.requestId, remedy: error.isMarked ? remedy : doubted(remedy) },
  );
}

interface RefusedIdentity {
  readonly roleArn: string;
  readonly claims: ShownClaims;
  readonly identity: string;
}

function reasonOf(error: ServiceError, refused: RefusedIdentity): readonly [string, string] {
  const { exception, said } = error;
  const { roleArn, claims } = refused;
  const issuer = issuerOf(claims);
  const audience = audienceOf(claims);
  if (/audience/i.test(said))
    return [
      `the audience ${audience} was refused`,
      `Add it to the client ids of the identity provider (aws iam add-client-id-to-open-id-connect-provider --client-id ${audience} --open-id-connect-provider-arn ${providerArn(roleArn, issuer)}), or set \`audience\` to one that is there; the trust policy must test it: "${issuer}:aud": "${audience}".`,
    ];
  if (/OpenIDConnect provider/i.test(said))
    return [
      `the account has no identity provider for ${issuer}`,
      `In the account of the role: aws iam create-open-id-connect-provider --url https://${issuer} --client-id-list ${audience}`,
    ];
  if (/verification key|retrieve|openid-configuration|not reachable/i.test(said))
    return [
      `AWS cannot read the keys of ${issuer}`,
      `AWS must reach https://${issuer}/.well-known/openid-configuration and the keys named there from the internet (GitHub Enterprise Server behind a firewall: publish just these two).`,
    ];
  if (exception === 'ExpiredTokenException' || exception === 'ExpiredToken')
    return [
      `${refused.identity} had expired before AWS saw it`,
      "Run it again. If it happens each time, the clock of whoever issues the identity differs from AWS's, or a file that holds it is no longer renewed.",
    ];
  if (exception === 'RegionDisabledException')
    return [
      'STS is not active in this region for the account of the role',
      'Activate it in the account settings of IAM, or set `sts-endpoint-url` to the endpoint of an active region.',
    ];
  if (/MaxSessionDuration|DurationSeconds/.test(said))
    return [
      'the session would be longer than the role allows',
      `Lower \`role-duration-seconds\`, or raise the role's limit: aws iam update-role --role-name ${roleName(roleArn)} --max-session-duration 43200`,
    ];
  if (exception === 'ValidationError' || exception === 'ValidationException')
    return [
      `${roleArn} or the session name is not valid`,
      '`role-to-assume` is the whole ARN: arn:aws:iam::ACCOUNT:role/NAME, with its path.',
    ];
  if (exception === 'InvalidIdentityTokenException')
    return [
      `AWS does not take tokens of ${issuer} for this role`,
      `Compare the identity provider of the role's account with the issuer in the claims; it must be ${providerArn(roleArn, issuer)}.`,
    ];
  return mismatch(refused);
}

/** AccessDenied: no such role, no such subject in its policy, or an audience the policy does not name. */
function mismatch({ roleArn, claims, identity }: RefusedIdentity): readonly [string, string] {
  const isImmutable = /^repo:[^/]+@\d+\//.test(claims.sub ?? '');
  const forms = subjectForms(claims);
  const about =
    forms === undefined && claims.repository === undefined
      ? ''
      : forms === undefined
        ? 'the subject is customised by the organization, so the usual forms do not match. '
        : isImmutable
          ? `this git repository uses the form of \`sub\` with numeric ids, so a policy written for ${forms.plain} does not match. `
          : claims.environment
            ? 'the job names an environment, which takes the place of branch or tag in `sub`. '
            : claims.event_name === 'pull_request'
              ? 'a pull request has a `sub` without branch. '
              : '';
  return [
    `${roleArn} could not be assumed with ${identity}`,
    `Either the role does not exist (aws iam get-role --role-name ${roleName(roleArn)}, in account ${roleArn.split(':')[4] ?? ''}) or its trust policy does not match: ${about}A statement that matches: ${trustStatement(roleArn, claims)}`,
  ];
}

/** What people have to change, as it is called where they do. */
const INPUT_NAMES = { externalId: '`role-external-id`', duration: '`role-duration-seconds`' };

/** A refusal of AssumeRole with other credentials (role chaining, a profile with a role). */
export function explainChaining(
  error: unknown,
  roleArn: string,
  externalId: string | undefined,
  names: typeof INPUT_NAMES = INPUT_NAMES,
): unknown {
  if (!(error instanceof ServiceError) || error.isRetryable) return error;
  const options = { cause: error, requestId: error.requestId };
  if (error.code === 'CA-AUTH-003') {
    const caller = /User: (arn:\S+)/.exec(error.said)?.[1] ?? 'the caller';
    const principal = asRole(caller);
    const condition = externalId
      ? ',"Condition":{"StringEquals":{"sts:ExternalId":"<the external id that was given>"}}'
      : '';
    const remedy = `Two sides must allow it. The identity policy of the caller: {"Effect":"Allow","Action":"sts:AssumeRole","Resource":"${roleArn}"}. The trust policy of the role: {"Effect":"Allow","Principal":{"AWS":"${principal}"},"Action":"sts:AssumeRole"${condition}}${externalId ? '' : `; if that policy tests sts:ExternalId, set ${names.externalId}`}.`;
    return new RegistryError('CA-AUTH-004', `${roleArn} could not be assumed by ${caller}: ${error.message}`, {
      ...options,
      remedy: error.isMarked ? remedy : doubted(remedy),
    });
  }
  if (/MaxSessionDuration|DurationSeconds|role chaining/.test(error.said)) {
    return new RegistryError('CA-AUTH-004', `the session would be longer than allowed: ${error.message}`, {
      ...options,
      remedy: `Lower ${names.duration}: a chained role lasts an hour at most, others what the role says.`,
    });
  }
  return error;
}

/** The role behind a session: trust policies name roles. */
function asRole(caller: string): string {
  const found = /^arn:([^:]+):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(caller);
  return found ? `arn:${found[1]}:iam::${found[2]}:role/${found[3]}` : caller;
}

const roleName = (roleArn: string) => roleArn.split('/').at(-1) ?? roleArn;

function providerArn(roleArn: string, issuer: string): string {
  const [, partition = 'aws', account = '<account>'] = /^arn:([^:]+):iam::(\d{12}):/.exec(roleArn) ?? [];
  return `arn:${partition}:iam::${account}:oidc-provider/${issuer}`;
}
