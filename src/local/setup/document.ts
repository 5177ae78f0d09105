// The setup file as a value.
import type { FaultRule } from '../faults/faults.ts';
import type { Claims } from '../identity/oidc/job-claims.ts';
import type { RoleDeclaration, UserDeclaration } from '../identity/roles.ts';
import type { RestrictionMode, RestrictionType } from '../registry/registry.ts';

/**
 * ```yaml
 * domains:
 *   - name: my-org
 *     owner: "111122223333"            # default: the server's account
 *     tags: { team: platform }
 *     policy: { Version: 2012-10-17, Statement: [ … ] }   # or the JSON text
 *     repositories:
 *       - name: npm-store
 *         externalConnection: "public:npmjs"
 *       - name: dev
 *         description: where builds go
 *         upstreams: [ npm-store ]      # in priority order; may stand before the repository it names
 *         administrator: "111122223333"
 *         tags: { stage: dev }
 *         policy: { … }
 *     packageGroups:
 *       - pattern: /npm/acme/*
 *         description: ours
 *         contactInfo: platform@example.com
 *         restrictions: { PUBLISH: ALLOW_SPECIFIC_REPOSITORIES, EXTERNAL_UPSTREAM: BLOCK }
 *         allowedRepositories: { PUBLISH: [ dev ] }
 * roles:
 *   - name: release                     # or arn:
 *     account: "111122223333"
 *     maxSessionDuration: 3600
 *     trustPolicy: { … }
 *     policies: [ { … } ]
 * users:                                # long-term keys for strict mode
 *   - name: ci
 *     accessKeyId: AKIAIOSFODNN7EXAMPLE
 *     secretAccessKey: …
 *     policies: [ { … } ]
 * organizationId: o-exampleorgid
 * oidc:
 *   audiences: [ sts.amazonaws.com ]
 *   claims: { repository: my-org/my-app, subject: immutable }
 * faults: [ { kind: throttle, operation: CopyPackageVersions, perSecond: 5 } ]
 * switches: { copy-status: keep }       # see registry/switches.ts
 * ```
 */
export interface SetupDocument {
  readonly domains: readonly DomainSetup[];
  readonly roles: readonly RoleDeclaration[];
  readonly users: readonly UserDeclaration[];
  readonly organizationId?: string | undefined;
  readonly audiences?: readonly string[] | undefined;
  readonly claims?: Claims | undefined;
  readonly faults: readonly FaultRule[];
  readonly switches: Readonly<Record<string, string | number>>;
}

export interface DomainSetup {
  readonly name: string;
  readonly owner?: string | undefined;
  readonly encryptionKey?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly policy?: string | undefined;
  readonly repositories: readonly RepositorySetup[];
  readonly packageGroups: readonly GroupSetup[];
}

export interface RepositorySetup {
  readonly name: string;
  readonly description?: string | undefined;
  readonly administrator?: string | undefined;
  /** Undefined leaves the list of an existing repository alone. */
  readonly upstreams?: readonly string[] | undefined;
  readonly externalConnection?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: string | undefined;
}

export interface GroupSetup {
  readonly pattern: string;
  readonly description?: string | undefined;
  readonly contactInfo?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly restrictions: Readonly<Partial<Record<RestrictionType, RestrictionMode>>>;
  readonly allowedRepositories: Readonly<Partial<Record<RestrictionType, readonly string[]>>>;
}
