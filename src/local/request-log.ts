// What was asked and answered, without secrets: for GET /_local/requests, the page and the log.

export interface RequestEntry {
  /** Counts up from 1. */
  readonly id: number;
  readonly requestId: string;
  /** ISO 8601, by the machine's clock. */
  readonly time: string;
  readonly method: string;
  /** Path and query; values of secret parameters replaced. */
  readonly target: string;
  /** `CopyPackageVersions`, `sts:AssumeRole`, `npm:GET`, `admin`, or `unknown`. */
  readonly operation: string;
  readonly status: number;
  readonly durationMs: number;
  readonly caller: string | undefined;
  readonly userAgent: string | undefined;
  /** Kinds of the faults that acted. */
  readonly faults: readonly string[];
  /** Exception name or short message of a refused request. */
  readonly error: string | undefined;
}

export interface RequestFilter {
  readonly since?: number | undefined;
  readonly operation?: string | undefined;
  readonly limit?: number | undefined;
}

export interface RequestLog {
  add(entry: Omit<RequestEntry, 'id'>): RequestEntry;
  /** Newest last. */
  list(filter?: RequestFilter): readonly RequestEntry[];
  clear(): void;
}

const KEPT = 2000;

export function createRequestLog(): RequestLog {
  let entries: RequestEntry[] = [];
  let nextId = 1;
  return {
    add(entry) {
      const added = { id: nextId++, ...entry };
      entries.push(added);
      if (entries.length > KEPT * 2) entries = entries.slice(-KEPT);
      return added;
    },
    list({ since = 0, operation, limit = KEPT } = {}) {
      const found = entries
        .slice(-KEPT)
        .filter((one) => one.id > since && (operation === undefined || one.operation === operation));
      return limit === 0 ? [] : found.slice(-limit);
    },
    clear() {
      entries = [];
    },
  };
}

const SECRET_PARAMETER = /([?&](?:[^=&]*(?:token|secret|signature|credential|password)[^=&]*)=)[^&]*/gi;
// Tokens of this server, JSON web tokens in general, and AWS access keys, wherever they turn up.
const SECRET_TEXT = /eyJ[\w-]{10,}(?:\.[\w-]+)+|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g;

/** A target or header as it may be shown. `next-token` is a page, no secret. */
export function withoutSecrets(text: string, limit = 2000): string {
  const cut = text.length > limit ? `${text.slice(0, limit)}…` : text;
  const clean = cut.replace(SECRET_PARAMETER, (whole, name: string) =>
    /next-?token/i.test(name) ? whole : `${name}***`,
  );
  // Control characters would let a request write lines of its own into the log.
  return clean.replace(SECRET_TEXT, '***').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
