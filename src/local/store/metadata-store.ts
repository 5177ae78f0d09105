// The narrow interface the registry keeps its metadata behind. Synchronous, because every rule of the registry is a
// read and a write that nothing may come between.

export interface StoredEntry {
  readonly key: string;
  readonly value: string;
}

export interface ListOptions {
  /** Only keys greater than this one (it need not exist). */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * An ordered map of strings. Keys are ordered by Unicode code point (as SQLite orders UTF-8), are not empty, and hold
 * neither U+0000 nor lone surrogates: a RangeError, since not every store could give them back.
 */
export interface MetadataStore {
  get(key: string): string | undefined;
  put(key: string, value: string): void;
  /** Whether there was something to delete. */
  delete(key: string): boolean;
  list(prefix: string, options?: ListOptions): StoredEntry[];
  /** Deletes every key with the prefix; how many there were. */
  deletePrefix(prefix: string): number;
  /**
   * All writes of `work` or none. Returns when they are as durable as the store can make them. A transaction within
   * one undoes only its own writes when it throws. `work` must not be asynchronous.
   */
  transaction<T>(work: () => T): T;
  close(): void;
}

const unstorable = /\0|\p{Surrogate}/u;

export function requireKey(key: string): void {
  if (key === '' || unstorable.test(key)) throw new RangeError('a key is empty, or holds U+0000 or half a character');
}

/** The smallest string that sorts after every key with this prefix; undefined when there is none. */
export function afterPrefix(prefix: string): string | undefined {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()?.codePointAt(0) ?? 0;
    // U+D800 to U+DFFF are no characters of their own, so the next one is U+E000.
    if (last < 0x10ffff) return points.join('') + String.fromCodePoint(last === 0xd7ff ? 0xe000 : last + 1);
  }
  return undefined;
}
