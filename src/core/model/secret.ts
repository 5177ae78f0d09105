import { inspect } from 'node:util';

const hidden = '***';

/**
 * A value that must not be seen: an authorization token, an AWS secret key, an OIDC token.
 *
 * Made where the value arrives, by `conceal`, which hands every spelling we will derive to the host's `mask` in the
 * same statement. Prints as `***` in strings, JSON and inspection; `reveal()` is the only way to the value, so every
 * use can be found by searching for it.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [inspect.custom](): string {
    return hidden;
  }
}

/** Every spelling of a secret that our own output could contain: plain, percent-encoded, Basic credentials. */
export function spellings(value: string): string[] {
  const basic = (user: string) => Buffer.from(`${user}:${value}`).toString('base64');
  return [
    ...new Set([value, encodeURIComponent(value), Buffer.from(value).toString('base64'), basic('aws'), basic('token')]),
  ];
}

/** Wraps a value that has just arrived and masks all its spellings before anything can print it. */
export function conceal(value: string, mask: (text: string) => void): Secret {
  for (const text of spellings(value)) if (text !== '') mask(text);
  return new Secret(value);
}

/** The password inside an address, decoded. */
export function passwordIn(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { password } = new URL(address);
  if (password === '') return undefined;
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
