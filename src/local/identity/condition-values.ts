// Which texts are values of which kind of condition. A value that is none of its kind cannot be compared, so a policy
// with one is refused; where the request brings one, whoever judges decides for the safe side (conditions.ts).
import { isIP } from 'node:net';

/** The kinds of values that operators compare. */
export type ValueKind = 'string' | 'number' | 'date' | 'boolean' | 'binary' | 'address' | 'arn';

/** Milliseconds since the epoch of a date of the W3C's profile of ISO 8601, or of seconds since the epoch; else NaN. */
export function instant(text: string): number {
  if (/^\d{1,12}(?:\.\d{1,9})?$/.test(text) && !/^\d{4}$/.test(text)) return Number(text) * 1000;
  const found = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?)?)?)?$/i.exec(
    text,
  );
  if (found === null) return Number.NaN;
  const [, year, month = '01', day = '01', time = '00:00', zone = 'Z'] = found;
  const midnight = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  // `Date.parse` takes 30 February for 2 March.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(`${year}-${month}-${day}T`))
    return Number.NaN;
  return Date.parse(`${year}-${month}-${day}T${time}${zone.toUpperCase()}`);
}

/** An address or a network in its parts; undefined when it is neither. */
export function parseNetwork(text: string): { base: string; family: 4 | 6; width: number } | undefined {
  const [, base = '', bits] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(base);
  if (family !== 4 && family !== 6) return undefined;
  const longest = family === 4 ? 32 : 128;
  const width = bits === undefined ? longest : Number(bits);
  return width <= longest ? { base, family, width } : undefined;
}

const RULES: Readonly<Record<ValueKind, { readonly what: string; readonly fits: (text: string) => boolean }>> = {
  string: { what: 'a text', fits: () => true },
  number: { what: 'a number', fits: (text) => /^[+-]?\d{1,30}(?:\.\d{1,30})?$/.test(text) },
  date: { what: 'a date of ISO 8601 or seconds since 1970', fits: (text) => !Number.isNaN(instant(text)) },
  boolean: { what: 'true or false', fits: (text) => /^(?:true|false)$/i.test(text) },
  binary: { what: 'Base64', fits: (text) => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) },
  address: { what: 'an IP address or a network (CIDR)', fits: (text) => parseNetwork(text) !== undefined },
  arn: { what: 'an ARN', fits: (text) => text === '*' || text.split(':').length >= 6 },
};

/** Whether a value that a request brings is one of the kind. */
export function isOfKind(kind: ValueKind, text: string): boolean {
  return RULES[kind].fits(text);
}

/** What is wrong with a value of a policy, in words; undefined when nothing is. */
export function valueProblem(kind: ValueKind, text: string): string | undefined {
  // The variables that may stand in an ARN are known only with the request.
  if (kind === 'arn' && text.includes('${')) return undefined;
  return isOfKind(kind, text) ? undefined : `${JSON.stringify(text.slice(0, 100))} is not ${RULES[kind].what}`;
}
