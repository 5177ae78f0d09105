import { type ListOptions, type MetadataStore, requireKey, type StoredEntry } from './metadata-store.ts';
import { SortedKeys } from './sorted-keys.ts';

/** A MetadataStore that ends with the process. */
export function openMemoryStore(): MetadataStore {
  return new MemoryStore();
}

class MemoryStore implements MetadataStore {
  readonly #values = new Map<string, string>();
  readonly #keys = new SortedKeys();
  /** What each write of the running transaction replaced, newest last; undefined outside of one. */
  #undo: { key: string; value: string | undefined }[] | undefined;

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  put(key: string, value: string): void {
    const before = this.#values.get(key);
    if (before === undefined) {
      requireKey(key);
      this.#keys.add(key);
    }
    this.#undo?.push({ key, value: before });
    this.#values.set(key, value);
  }

  delete(key: string): boolean {
    const before = this.#values.get(key);
    if (before === undefined) return false;
    this.#undo?.push({ key, value: before });
    this.#values.delete(key);
    this.#keys.remove(key);
    return true;
  }

  list(prefix: string, { after, limit = Number.POSITIVE_INFINITY }: ListOptions = {}): StoredEntry[] {
    const found: StoredEntry[] = [];
    if (limit <= 0) return found;
    const inside = after?.startsWith(prefix);
    // A key before the whole prefix excludes nothing; one after it excludes everything.
    if (after !== undefined && !inside && this.#isAfter(after, prefix)) return found;
    for (const key of this.#keys.from(inside ? (after as string) : prefix)) {
      if (!key.startsWith(prefix)) break;
      if (key === after) continue;
      found.push({ key, value: this.#values.get(key) as string });
      if (found.length >= limit) break;
    }
    return found;
  }

  deletePrefix(prefix: string): number {
    const entries = this.list(prefix);
    for (const { key } of entries) this.delete(key);
    return entries.length;
  }

  transaction<T>(work: () => T): T {
    const outer = this.#undo;
    const undo: { key: string; value: string | undefined }[] = [];
    this.#undo = undo;
    try {
      const result = work();
      outer?.push(...undo);
      return result;
    } catch (error) {
      this.#undo = undefined;
      for (const { key, value } of undo.reverse()) {
        if (value === undefined) this.delete(key);
        else this.put(key, value);
      }
      throw error;
    } finally {
      this.#undo = outer;
    }
  }

  close(): void {}

  #isAfter(key: string, prefix: string): boolean {
    const order = new SortedKeys();
    order.add(prefix);
    order.add(key);
    for (const first of order.from('')) return first === prefix;
    return false;
  }
}
