import type { Format } from '../core/model/package.ts';
import type { FormatRulesTable } from '../core/ports/format-rules.ts';
import type { FormatServer } from '../core/ports/format-server.ts';
import type { MovableClock } from './clock.ts';
import type { FaultDial } from './faults/faults.ts';
import type { GuardOptions } from './http/guard.ts';
import type { WireRequest } from './http/messages.ts';
import type { RepositoryRoute } from './http/routes.ts';
import type { Identity } from './identity/identity.ts';
import type { Principal } from './identity/principal.ts';
import type { Arns } from './registry/arns.ts';
import type { Registry } from './registry/registry.ts';
import type { RequestEntry, RequestLog } from './request-log.ts';

/** What a running server consists of; the handler and the admin endpoints work on it. */
export interface ServerParts {
  readonly registry: Registry;
  readonly identity: Identity;
  readonly servers: Readonly<Partial<Record<Format, FormatServer>>>;
  /** How the tools of a format without a server are refused. */
  readonly unserved: Readonly<Partial<Record<Format, FormatServer['refuse']>>>;
  readonly rules: FormatRulesTable;
  readonly arns: Arns;
  readonly clock: MovableClock;
  readonly faults: FaultDial;
  readonly requests: RequestLog;
  readonly guard: GuardOptions;
  /** Where the short spelling `/format/repository/` leads. */
  readonly defaultDomain: { readonly domain: string; readonly domainOwner: string } | undefined;
  readonly machineTime: () => number;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** Bearer value that the OIDC token request must show; undefined takes any. */
  readonly oidcRequestToken: string | undefined;
  /** Facts for GET health. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly onRequest: (entry: RequestEntry) => void;
  /** Errors nobody asked for, with the request id under which the client saw a 500. */
  readonly onError: (error: unknown, requestId: string) => void;
  /** Wipes everything; unless `isEmpty`, what was declared at the start is made again. */
  reset(isEmpty: boolean): Promise<void>;
  /** Applies a setup document (parsed). Throws RangeError with all problems. */
  applySetup(document: unknown): Promise<void>;
}

/** One request on its way through. */
export interface Exchange {
  readonly wire: WireRequest;
  readonly path: string;
  readonly query: URLSearchParams;
  /** From the Host header: lower case, without port. */
  readonly hostname: string;
  readonly requestId: string;
  /** For how many milliseconds the longest of the other requests that are being answered has been; 0 without any. */
  readonly othersRunFor: () => number;
  readonly kind: 'control-plane' | 'sts' | 'oidc' | 'admin' | 'format' | 'asset' | 'unknown';
  operation: string;
  readonly isRead: boolean;
  readonly route?: RepositoryRoute | undefined;
  caller?: Principal | undefined;
  faults: readonly string[];
}
