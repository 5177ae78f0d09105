// Authorization tokens and session tokens carry their own claims, signed with a key of this server. So nothing is
// written when one is issued, they survive a restart together with the key, and a reset invalidates all at once.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export type SealKind = 'authorization' | 'session' | 'page' | 'request';

export interface Seal {
  /** A text that only this server can have made. `nonceBytes` of randomness make two of the same claims differ. */
  close(kind: SealKind, claims: unknown, nonceBytes?: number): string;
  /** The claims, or undefined when the text is not ours, of another kind, or older than the last `renew`. */
  open(kind: SealKind, text: string): unknown;
  /** A secret that belongs to `name` for as long as the key lives. */
  derive(name: string): string;
  /** Whether a text is the secret that belongs to `name`; takes as long for a wrong one. */
  isDerived(name: string, text: string): boolean;
  /** Forgets everything issued so far. */
  renew(key?: Uint8Array): void;
}

// Package managers send the same token thousands of times: after the first check one map lookup is enough.
const REMEMBERED = 4096;

export function createSeal(initialKey: Uint8Array = randomBytes(32)): Seal {
  let key = initialKey;
  const remembered = new Map<string, { kind: SealKind; claims: unknown }>();
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const derive = (name: string): string => sign(`derived:${name}`).toString('base64').slice(0, 40);
  return {
    close(kind, claims, nonceBytes = 0) {
      const head = encode({ ver: 1, kind });
      const nonce = nonceBytes > 0 ? { nonce: randomBytes(nonceBytes).toString('base64url') } : {};
      const text = `${head}.${encode({ claims, ...nonce })}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    open(kind, text) {
      const known = remembered.get(text);
      if (known !== undefined) return known.kind === kind ? known.claims : undefined;
      const claims = check(kind, text, sign);
      if (claims === undefined) return undefined;
      if (remembered.size >= REMEMBERED) remembered.delete(remembered.keys().next().value as string);
      remembered.set(text, { kind, claims });
      return claims;
    },
    derive,
    isDerived(name, text) {
      const [given, wanted] = [Buffer.from(text), Buffer.from(derive(name))];
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
    renew(next = randomBytes(32)) {
      key = next;
      remembered.clear();
    },
  };
}

function check(kind: SealKind, text: string, sign: (text: string) => Buffer): unknown {
  const end = text.lastIndexOf('.');
  if (end < 0 || text.length > 32_768) return undefined;
  // Compared as text: many texts decode to the same bytes, and only the one that was given out is the token.
  const given = Buffer.from(text.slice(end + 1));
  const wanted = Buffer.from(sign(text.slice(0, end)).toString('base64url'));
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
  const [head, body] = text.slice(0, end).split('.');
  if (decode(head)?.kind !== kind) return undefined;
  return decode(body)?.claims;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string | undefined): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
