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

/**
 * Characters of a token that is sent in a header. Servers and clients refuse headers of more than 16 KiB, so a longer one
 * is of no use, and masking it would cost many times its size.
 */
export const LONGEST_TOKEN = 16 * 1024;

/** Every spelling of a secret that our own output could contain: plain, percent-encoded, Basic credentials. */
export function spellings(value: string): string[] {
  const basic = (user: string) => Buffer.from(`${user}:${value}`).toString('base64');
  return [
    ...new Set([value, encodeURIComponent(value), Buffer.from(value).toString('base64'), basic('aws'), basic('token')]),
  ];
}

/** Wraps a value that has just arrived and masks all its spellings before anything can print it. */
export function conceal(value: string, mask: (text: string) => void): Secret {
  // Of nothing, only the user's name in Basic credentials would be masked.
  if (value !== '') for (const text of spellings(value)) mask(text);
  return new Secret(value);
}

/** Words of fewer than 16 letters together: `firmware`, `dummy-key`. */
const WORDS = /^(?=.{1,15}$)[A-Za-z]+(?:-[A-Za-z]+)*$/;

/**
 * The same for what AWS gives as a secret access key or a session token. These are 40 characters of chance and more, so
 * one that is nothing but short words is a dummy for a server that takes any, such as the local one. It is not masked:
 * names of packages and files hold the same words, and programs read them in our output. Passwords and other tokens are
 * chosen by people, and always masked.
 */
export function concealKey(value: string, mask: (text: string) => void): Secret {
  return WORDS.test(value) ? new Secret(value) : conceal(value, mask);
}

/** The password inside an address, decoded. */
export function passwordIn(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { password } = new URL(address);
  return password === '' ? undefined : decodedUserInfo(password);
}

/** User or password of an address as it is sent. A `%` that begins no escape stands for itself, as curl has it. */
export function decodedUserInfo(text: string): string {
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
