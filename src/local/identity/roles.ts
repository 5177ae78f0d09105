// Roles and users a rehearsal declares. Whatever is not declared exists only in lenient mode, and may do everything.

import { MalformedPolicy, type PolicyDocument, parsePolicy } from './policy.ts';
import { parseRoleArn } from './principal.ts';
import { isBareWildcard } from './trust.ts';

/** A role as the setup file and the admin call spell it. */
export interface RoleDeclaration {
  /** `name`, or the whole ARN. */
  readonly name?: string | undefined;
  readonly arn?: string | undefined;
  /** 12 digits; the server's account when left out. */
  readonly account?: string | undefined;
  /** 3600 to 43200; default 3600. */
  readonly maxSessionDuration?: number | undefined;
  /** Who may assume it; JSON text or an object. Left out: anybody (lenient) or nobody (strict). */
  readonly trustPolicy?: unknown;
  /** Identity policies, JSON text or objects. Left out: everything (lenient) or nothing (strict). */
  readonly policies?: readonly unknown[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Long-term keys. In strict mode only these and sessions are accepted. */
export interface UserDeclaration {
  readonly name: string;
  readonly account?: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly policies?: readonly unknown[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface Role {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
  readonly maxSessionDuration: number;
  readonly trustPolicy: PolicyDocument | undefined;
  readonly policies: readonly PolicyDocument[] | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface User {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly policies: readonly PolicyDocument[] | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Declarations are kept by ARN; declaring again replaces. */
export interface Directory {
  /** What a declaration says, without keeping it. */
  readRole(declaration: RoleDeclaration): Role;
  readUser(declaration: UserDeclaration): User;
  keep(roles: readonly Role[], users: readonly User[]): void;
  declareRole(declaration: RoleDeclaration): Role;
  role(arn: string): Role | undefined;
  userByKey(accessKeyId: string): User | undefined;
  userByArn(arn: string): User | undefined;
  roles(): readonly Role[];
  clear(): void;
}

/** Throws RangeError or MalformedPolicy for declarations that IAM would refuse. */
export function createDirectory(defaultAccount: string): Directory {
  const roles = new Map<string, Role>();
  const users = new Map<string, User>();
  const keep: Directory['keep'] = (newRoles, newUsers) => {
    for (const role of newRoles) roles.set(role.arn, role);
    // With the declaration that is replaced goes its key, or whoever had it would have the new rights.
    const anew = new Set(newUsers.map(({ arn }) => arn));
    for (const [key, { arn }] of users) if (anew.has(arn)) users.delete(key);
    for (const user of newUsers) users.set(user.accessKeyId, user);
  };
  return {
    readRole: (declaration) => readRole(declaration, defaultAccount),
    readUser: (declaration) => readUser(declaration, defaultAccount),
    keep,
    declareRole(declaration) {
      const role = readRole(declaration, defaultAccount);
      keep([role], []);
      return role;
    },
    role: (arn) => roles.get(arn),
    userByKey: (accessKeyId) => users.get(accessKeyId),
    userByArn: (arn) => [...users.values()].find((user) => user.arn === arn),
    roles: () => [...roles.values()],
    clear() {
      roles.clear();
      users.clear();
    },
  };
}

function readRole(declaration: RoleDeclaration, defaultAccount: string): Role {
  const account = declaration.account ?? defaultAccount;
  const arn = declaration.arn ?? `arn:aws:iam::${account}:role/${declaration.name ?? ''}`;
  const parts = parseRoleArn(arn);
  if (parts === undefined) throw new RangeError(`${arn} is not a role ARN`);
  const longest = declaration.maxSessionDuration ?? 3600;
  if (!Number.isInteger(longest) || longest < 3600 || longest > 43_200) {
    throw new RangeError(`maxSessionDuration of ${parts.name} must be 3600 to 43200 seconds`);
  }
  const trustPolicy = declaration.trustPolicy === undefined ? undefined : parsePolicy(declaration.trustPolicy, 'trust');
  if (trustPolicy !== undefined) requireSubject(trustPolicy);
  return {
    arn,
    account: parts.account,
    name: parts.name,
    maxSessionDuration: longest,
    trustPolicy,
    policies: declaration.policies?.map((one) => parsePolicy(one, 'identity')),
    tags: declaration.tags ?? {},
  };
}

function readUser(declaration: UserDeclaration, defaultAccount: string): User {
  const account = declaration.account ?? defaultAccount;
  if (!/^[\w+=,.@-]{1,64}$/.test(declaration.name))
    throw new RangeError('a user needs a name of up to 64 letters, digits or +=,.@-');
  if (!/^\w{4,128}$/.test(declaration.accessKeyId) || declaration.secretAccessKey.length < 16) {
    throw new RangeError(
      `user ${declaration.name} needs an accessKeyId and a secretAccessKey of at least 16 characters`,
    );
  }
  return {
    arn: `arn:aws:iam::${account}:user/${declaration.name}`,
    account,
    name: declaration.name,
    accessKeyId: declaration.accessKeyId,
    secretAccessKey: declaration.secretAccessKey,
    policies: declaration.policies?.map((one) => parsePolicy(one, 'identity')),
    tags: declaration.tags ?? {},
  };
}

/** IAM refuses a GitHub trust policy that does not narrow the subject: any repository of the world could assume it. */
function requireSubject(policy: PolicyDocument): void {
  for (const statement of policy.statements) {
    const federated = statement.principals?.list.Federated ?? [];
    if (statement.effect !== 'Allow' || !federated.some((one) => one.endsWith('/token.actions.githubusercontent.com')))
      continue;
    const narrows = statement.conditions.some(
      (one) => one.key === 'token.actions.githubusercontent.com:sub' && !one.values.some(isBareWildcard),
    );
    if (!narrows) {
      throw new MalformedPolicy(
        'a trust policy for GitHub must test token.actions.githubusercontent.com:sub with more than a wildcard',
      );
    }
  }
}
