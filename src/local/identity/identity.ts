// Everything about who may what, put together: keys, sessions, roles, policies, STS and the OIDC issuer.
import { type Access, createAccess } from './access.ts';
import { type AuthMode, identifyCaller, type RootCredentials } from './caller.ts';
import { createOidcIssuer, type OidcIssuer } from './oidc/issuer.ts';
import type { Claims } from './oidc/job-claims.ts';
import type { Principal } from './principal.ts';
import { createDirectory, type Directory } from './roles.ts';
import type { SignedRequest } from './signature.ts';
import { createSeal, type Seal } from './signed-token.ts';
import { runSts, type StsRequest } from './sts.ts';

export interface IdentityOptions {
  readonly mode: AuthMode;
  /** 12 digits; whose account unknown keys belong to. */
  readonly account: string;
  readonly region: string;
  /** The movable clock, and the machine's, by which clients sign. */
  readonly now: () => number;
  readonly machineTime: () => number;
  readonly root?: RootCredentials | undefined;
  /** Keeps tokens valid over a restart; random when left out. */
  readonly sealKey?: Uint8Array | undefined;
}

/** What a setup file can set besides roles and users. */
export interface IdentitySettings {
  /** `aws:PrincipalOrgID` of every caller. */
  readonly organizationId?: string | undefined;
  /** What IAM's identity provider for GitHub lists; default `sts.amazonaws.com`. */
  readonly audiences?: readonly string[] | undefined;
  readonly claims?: Claims | undefined;
}

export interface Identity {
  readonly mode: AuthMode;
  readonly account: string;
  readonly directory: Directory;
  readonly seal: Seal;
  readonly access: Access;
  readonly oidc: OidcIssuer;
  /** Throws AuthFailure. */
  identifyCaller(request: SignedRequest): Principal;
  /** Throws StsError. */
  sts(action: string, request: StsRequest): Promise<unknown>;
  configure(settings: IdentitySettings): void;
  /** Forgets declarations and everything issued. */
  reset(): void;
}

export function createIdentity(options: IdentityOptions): Identity {
  const { mode, account, region, now, machineTime, root } = options;
  const directory = createDirectory(account);
  const seal = createSeal(options.sealKey);
  const oidc = createOidcIssuer(now);
  let settings: IdentitySettings = {};
  const access = createAccess({ mode, region, directory, now, organizationId: () => settings.organizationId });
  return {
    mode,
    account,
    directory,
    seal,
    access,
    oidc,
    identifyCaller: (request) =>
      identifyCaller(request, { mode, account, region, root, directory, seal, now, machineTime }),
    sts: (action, request) =>
      runSts(action, request, {
        mode,
        directory,
        seal,
        access,
        oidc,
        now,
        audiences: settings.audiences ?? ['sts.amazonaws.com'],
      }),
    configure(next) {
      settings = { ...settings, ...next };
      if (next.claims !== undefined) oidc.setDefaults(next.claims);
    },
    reset() {
      settings = {};
      oidc.setDefaults({});
      directory.clear();
      seal.renew();
    },
  };
}
