import { type ListOptions, type MetadataStore, requireKey, type StoredEntry } from './metadata-store.ts';
import { SortedKeys } from './sorted-keys.ts';

/** A store with other values for some keys, which notes what is read of it. What is written into it stays in it. */
export class EarlierStore implements MetadataStore {
  readonly #store: MetadataStore;
  /** Undefined for keys that are not there. */
  #values: Map<string, string | undefined>;
  readonly #keysRead = new Set<string>();
  readonly #prefixesRead = new Set<string>();

  constructor(store: MetadataStore, values: Map<string, string | undefined>) {
    this.#store = store;
    this.#values = values;
  }

  /** Whether one of these keys was asked for, or could have stood in a list that was. */
  hasRead(keys: Iterable<string>): boolean {
    const prefixes = [...this.#prefixesRead];
    for (const key of keys)
      if (this.#keysRead.has(key) || prefixes.some((prefix) => key.startsWith(prefix))) return true;
    return false;
  }

  get(key: string): string | undefined {
    this.#keysRead.add(key);
    return this.#values.has(key) ? this.#values.get(key) : this.#store.get(key);
  }

  list(prefix: string, { after, limit = Number.POSITIVE_INFINITY }: ListOptions = {}): StoredEntry[] {
    this.#prefixesRead.add(prefix);
    // Each of these keys may fall away, so as many more make sure that enough are left.
    const found = this.#store.list(prefix, { after, limit: limit + this.#values.size });
    const values = new Map(found.map(({ key, value }) => [key, value]));
    const order = new SortedKeys();
    for (const { key } of found) order.add(key);
    for (const [key, value] of this.#values) {
      if (!key.startsWith(prefix)) continue;
      if (value === undefined) order.remove(key);
      else order.add(key);
      if (value !== undefined) values.set(key, value);
    }
    if (after !== undefined) order.add(after);
    const entries: StoredEntry[] = [];
    for (const key of order.from(after ?? '')) {
      if (key === after) continue;
      if (entries.length >= limit) break;
      entries.push({ key, value: values.get(key) as string });
    }
    return entries;
  }

  put(key: string, value: string): void {
    requireKey(key);
    this.#values.set(key, value);
  }

  delete(key: string): boolean {
    const isThere = this.get(key) !== undefined;
    this.#values.set(key, undefined);
    return isThere;
  }

  deletePrefix(prefix: string): number {
    const entries = this.list(prefix);
    for (const { key } of entries) this.delete(key);
    return entries.length;
  }

  transaction<T>(work: () => T): T {
    const before = new Map(this.#values);
    try {
      return work();
    } catch (error) {
      this.#values = before;
      throw error;
    }
  }

  close(): void {}
}
