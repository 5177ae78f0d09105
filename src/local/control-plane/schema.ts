// Members of requests: where they travel, what they may be. Limits and patterns are those of the service model
// 2018-09-22; clients check only minimum lengths and presence, so everything is checked here.
import { FORMATS, STATUSES } from '../../core/model/package.ts';
import { ASSET_NAME, PATTERNS } from '../../core/model/repository.ts';
import type { Tag } from '../registry/addresses.ts';

/** Reads one value, adding a sentence to `problems` for each thing wrong with it. */
export type Reader<T> = (raw: unknown, at: string, problems: string[]) => T;

export interface Field<T, R extends boolean = boolean> {
  readonly place: 'query' | 'body' | 'header';
  /** Name on the wire: kebab-case in most queries, the member's own name in bodies. */
  readonly wire: string;
  readonly required: R;
  readonly read: Reader<T>;
}

// biome-ignore lint/suspicious/noExplicitAny: a table of fields of every type
export type Fields = Readonly<Record<string, Field<any>>>;
export type Values<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T, infer R> ? (R extends true ? T : T | undefined) : never;
};

export const query = <T>(wire: string, read: Reader<T>): Field<T, true> => ({
  place: 'query',
  wire,
  required: true,
  read,
});
export const maybeQuery = <T>(wire: string, read: Reader<T>): Field<T, false> => ({
  place: 'query',
  wire,
  required: false,
  read,
});
export const body = <T>(wire: string, read: Reader<T>): Field<T, true> => ({
  place: 'body',
  wire,
  required: true,
  read,
});
export const maybeBody = <T>(wire: string, read: Reader<T>): Field<T, false> => ({
  place: 'body',
  wire,
  required: false,
  read,
});
export const header = <T>(wire: string, read: Reader<T>): Field<T, true> => ({
  place: 'header',
  wire,
  required: true,
  read,
});

/** Text of a length in characters; `pattern` must fit the whole. */
export function text(min: number, max: number, pattern?: RegExp): Reader<string> {
  return (raw, at, problems) => {
    if (typeof raw !== 'string') {
      problems.push(`Value at '${at}' must be a string`);
      return '';
    }
    const length = [...raw.slice(0, max * 2 + 2)].length;
    const failed = (constraint: string): void => {
      problems.push(`Value '${raw.slice(0, 100)}' at '${at}' failed to satisfy constraint: Member must ${constraint}`);
    };
    if (length < min) failed(`have length greater than or equal to ${min}`);
    if (length > max || raw.length > max * 2 + 2) failed(`have length less than or equal to ${max}`);
    if (pattern !== undefined && !pattern.test(raw))
      failed(`satisfy regular expression pattern: ${pattern.source.replace(/^\^|\$$/g, '')}`);
    return raw;
  };
}

export function oneOf<T extends string>(values: readonly T[]): Reader<T> {
  return (raw, at, problems) => {
    if (typeof raw === 'string' && (values as readonly string[]).includes(raw)) return raw as T;
    problems.push(
      `Value '${String(raw).slice(0, 100)}' at '${at}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
    );
    return values[0] as T;
  };
}

/** Whole numbers; text in queries, numbers in bodies. */
export function integer(min: number, max: number): Reader<number> {
  return (raw, at, problems) => {
    const value = typeof raw === 'string' && /^-?\d{1,10}$/.test(raw) ? Number(raw) : raw;
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    problems.push(
      `Value '${String(raw).slice(0, 40)}' at '${at}' failed to satisfy constraint: Member must be an integer between ${min} and ${max}`,
    );
    return min;
  };
}

export const flag: Reader<boolean> = (raw, at, problems) => {
  if (raw === true || raw === 'true') return true;
  if (raw === false || raw === 'false') return false;
  problems.push(
    `Value '${String(raw).slice(0, 40)}' at '${at}' failed to satisfy constraint: Member must be true or false`,
  );
  return false;
};

export function list<T>(read: Reader<T>, max = Number.POSITIVE_INFINITY): Reader<readonly T[]> {
  return (raw, at, problems) => {
    if (!Array.isArray(raw)) {
      problems.push(`Value at '${at}' must be a list`);
      return [];
    }
    if (raw.length > max) {
      problems.push(
        `Value at '${at}' failed to satisfy constraint: Member must have length less than or equal to ${max}`,
      );
      return [];
    }
    return raw.map((one, index) => read(one, `${at}.${index + 1}.member`, problems));
  };
}

/** A JSON object with keys of one kind and values of another, as a Map-safe record. */
export function map<K extends string, T>(readKey: Reader<K>, readValue: Reader<T>): Reader<Readonly<Record<K, T>>> {
  return (raw, at, problems) => {
    const record = object(raw, at, problems);
    // Without a prototype, so that a key such as __proto__ is a key like any other.
    const result = Object.create(null) as Record<K, T>;
    for (const [key, value] of Object.entries(record)) {
      result[readKey(key, `${at}.key`, problems)] = readValue(value, `${at}.${key.slice(0, 40)}`, problems);
    }
    return result;
  };
}

/** Members of a structure in a body; unknown ones are ignored, as the service does. */
export function structure<F extends Readonly<Record<string, Reader<unknown>>>>(
  members: F,
): Reader<{ readonly [K in keyof F]: ReturnType<F[K]> }> {
  return (raw, at, problems) => {
    const record = object(raw, at, problems);
    const entries = Object.entries(members).map(([name, read]) => {
      if (record[name] === undefined || record[name] === null) {
        problems.push(missing(`${at}.${name}`));
        return [name, undefined];
      }
      return [name, read(record[name], `${at}.${name}`, problems)];
    });
    return Object.fromEntries(entries) as { readonly [K in keyof F]: ReturnType<F[K]> };
  };
}

export function missing(at: string): string {
  return `Value null at '${at}' failed to satisfy constraint: Member must not be null`;
}

function object(raw: unknown, at: string, problems: string[]): Readonly<Record<string, unknown>> {
  if (typeof raw === 'object' && raw !== null && !Array.isArray(raw)) return raw as Record<string, unknown>;
  problems.push(`Value at '${at}' must be an object`);
  return {};
}

// ---- the model's own types ----------------------------------------------------------------------------------------

export const DOMAIN = text(2, 50, PATTERNS.domain);
export const ACCOUNT = text(12, 12, PATTERNS.account);
export const REPOSITORY = text(2, 100, PATTERNS.repository);
export const FORMAT = oneOf(FORMATS);
export const STATUS = oneOf(STATUSES);
export const PACKAGE_PART = text(1, 255, PATTERNS.packagePart);
export const ASSET = text(1, 255, ASSET_NAME);
export const REVISION = text(1, 50, PATTERNS.revision);
export const EXTERNAL_CONNECTION = text(2, 100, PATTERNS.externalConnection);
export const DESCRIPTION = text(0, 1000, /^\P{C}*$/u);
export const GROUP_PATTERN = text(2, 520, /^[^\p{C}\s]+$/u);
export const GROUP_PREFIX = text(0, 520, /^\P{C}*$/u);
export const CONTACT_INFO = text(0, 1000, /^\P{C}*$/u);
export const ARN = text(1, 1011, /^\S+$/);
export const POLICY_DOCUMENT = text(1, 7168, /^[\P{C}\s]+$/u);
export const POLICY_REVISION = text(1, 100, /^\S+$/);
export const PAGE_TOKEN = text(1, 2000, /^\S+$/);
export const MAX_RESULTS = integer(1, 1000);
export const SHA256 = text(64, 64, /^[0-9a-f]+$/);
export const SWITCH = oneOf(['ALLOW', 'BLOCK']);

const tag = structure({ key: text(1, 128, /^\P{C}+$/u), value: text(0, 256, /^\P{C}*$/u) });
export const TAGS: Reader<readonly Tag[]> = list(tag, 200);
export const TAG_KEYS = list(text(1, 128, /^\P{C}+$/u), 200);
export const UPSTREAMS = list(structure({ repositoryName: REPOSITORY }));
export const VERSIONS = list(PACKAGE_PART, 100);
export const VERSION_REVISIONS = map(PACKAGE_PART, REVISION);

// ---- groups of members that many operations share -----------------------------------------------------------------

export const atDomain = { domain: query('domain', DOMAIN), domainOwner: maybeQuery('domain-owner', ACCOUNT) } as const;
export const atRepository = { ...atDomain, repository: query('repository', REPOSITORY) } as const;
export const ofPackage = {
  format: query('format', FORMAT),
  namespace: maybeQuery('namespace', PACKAGE_PART),
  package: query('package', PACKAGE_PART),
} as const;
export const atPackage = { ...atRepository, ...ofPackage } as const;
export const atVersion = { ...atPackage, packageVersion: query('version', PACKAGE_PART) } as const;
export const paged = {
  maxResults: maybeQuery('max-results', MAX_RESULTS),
  nextToken: maybeQuery('next-token', PAGE_TOKEN),
} as const;
export const atGroup = { ...atDomain, packageGroup: query('package-group', GROUP_PATTERN) } as const;
