import { RegistryError } from '../core/errors/registry-error.ts';
import { isLoopback } from '../core/model/loopback.ts';
import { PATTERNS } from '../core/model/repository.ts';
import type { HttpTransport } from '../core/ports/http.ts';
import type { AuthMode, RootCredentials } from './identity/caller.ts';
import type { RequestEntry } from './request-log.ts';

/** How to start a local server. Everything has a default that suits a test. */
export interface LocalServerOptions {
  /** 0, the default, picks a free port. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1. Any other than loopback needs `auth: 'strict'`. */
  readonly host?: string | undefined;
  /** Further names by which clients reach the server (a container's name, a proxy's). */
  readonly hostNames?: readonly string[] | undefined;
  /** Folder that keeps everything (Node.js 22.13 or newer); left out, everything ends with the server. */
  readonly data?: string | undefined;
  /** Start with what is left of a damaged folder, and remove nothing from it. */
  readonly acceptDamage?: boolean | undefined;
  /** Account of callers whose keys say nothing else; default 123456789012. */
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** A parsed setup document; see setup/document.ts. */
  readonly setup?: unknown;
  /** Ask no public source at all. */
  readonly offline?: boolean | undefined;
  /** Address of a public source by name of its external connection. */
  readonly externals?: Readonly<Record<string, string>> | undefined;
  readonly auth?: AuthMode | undefined;
  /** Keys of the administrator; strict mode needs these or users in the setup. */
  readonly root?: RootCredentials | undefined;
  /** Fault rules; see faults.ts. */
  readonly faults?: unknown;
  /** Values for the tables in registry/switches.ts, over those of the setup. */
  readonly switches?: Readonly<Record<string, string | number>> | undefined;
  /** Domain meant by the short spelling `/format/repository/`; default: the first of the setup. */
  readonly defaultDomain?: { readonly domain: string; readonly domainOwner?: string | undefined } | undefined;
  /** How to reach public sources; default: directly. */
  readonly http?: HttpTransport | undefined;
  /** Claims of the rehearsed GitHub job. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
  /** What the OIDC token request must show as its bearer; undefined takes anything. */
  readonly oidcRequestToken?: string | undefined;
  readonly onRequest?: ((entry: RequestEntry) => void) | undefined;
  /** Errors of the server itself. */
  readonly onError?: ((error: unknown, requestId: string) => void) | undefined;
  /** Base of the movable clock; default the machine's. */
  readonly now?: (() => number) | undefined;
}

export type CheckedOptions = LocalServerOptions & {
  readonly port: number;
  readonly host: string;
  readonly account: string;
  readonly region: string;
  readonly auth: AuthMode;
};

/** What can be bound to; an address of the web in its place may hold a password, and is not repeated. */
const HOST_NAME = /^(?:[\w.-]{1,253}|[\da-f:.]{2,45}(?:%[\w.-]{1,20})?)$/i;

/** Fills in defaults. Throws CA-INPUT-001 with all problems, CA-LOCAL-001 where the combination is unsafe. */
export function checkOptions(options: LocalServerOptions): CheckedOptions {
  const checked = {
    ...options,
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    account: options.account ?? '123456789012',
    region: options.region ?? 'us-east-1',
    auth: options.auth ?? 'lenient',
  };
  const problems: string[] = [];
  if (!Number.isInteger(checked.port) || checked.port < 0 || checked.port > 65_535)
    problems.push('port must be 0 to 65535');
  if (!HOST_NAME.test(checked.host)) problems.push('host must be a name or an address of this machine, without a port');
  if (!PATTERNS.account.test(checked.account)) problems.push('account must be 12 digits');
  if (!PATTERNS.region.test(checked.region))
    problems.push('region must have lower-case letters, digits and hyphens only');
  if (checked.auth !== 'lenient' && checked.auth !== 'strict') problems.push('auth is lenient or strict');
  if (problems.length > 0) throw new RegistryError('CA-INPUT-001', problems.join('; '));
  if (checked.auth === 'lenient' && !isLoopback(checked.host)) {
    throw new RegistryError('CA-LOCAL-001', `binding to ${checked.host} would let others in without credentials`, {
      remedy: 'Bind to 127.0.0.1, or use --auth strict.',
    });
  }
  return checked;
}
