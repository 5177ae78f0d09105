/** Who makes a request, as far as policies can ask. */
export interface Principal {
  readonly account: string;
  /** `arn:aws:iam::…:user/…`, `…:root` or `arn:aws:sts::…:assumed-role/ROLE/SESSION`. */
  readonly arn: string;
  readonly userId: string;
  /** The role of a session; role principals and role policies are found by it. */
  readonly roleArn?: string | undefined;
  /** Policies handed over when the role was assumed; they can only narrow. JSON documents. */
  readonly sessionPolicies?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Keys of `tags` that every session assumed from this one inherits, too. */
  readonly transitiveTags?: readonly string[] | undefined;
  /** Set once, when a role was assumed, and carried through all sessions that follow. */
  readonly sourceIdentity?: string | undefined;
  /** Signed with the keys given at start: no policy of an identity limits it. */
  readonly isAdministrator?: boolean | undefined;
  /** Milliseconds since the epoch at which the credentials end; undefined for long-term keys. */
  readonly expiresAt?: number | undefined;
  /** Milliseconds since the epoch at which the credentials were issued. */
  readonly issuedAt?: number | undefined;
}

/** The caller that lenient mode sees behind credentials it never issued. */
export function anonymousCaller(account: string): Principal {
  return { account, arn: `arn:aws:iam::${account}:user/local`, userId: 'AIDALOCALUSER00000000' };
}

/** `arn:aws:iam::111122223333:role/path/name` in parts, or undefined when it is not a role ARN. */
export function parseRoleArn(arn: string): { account: string; path: string; name: string } | undefined {
  const found =
    /^arn:aws(?:-[a-z-]+)?:iam::(?<account>\d{12}):role(?<path>\/(?:[\x21-\x7e]+\/)?)(?<name>[\w+=,.@-]{1,64})$/.exec(
      arn,
    )?.groups;
  if (found?.account === undefined || found.path === undefined || found.name === undefined) return undefined;
  return { account: found.account, path: found.path, name: found.name };
}
