// A store that can tell what it held before its latest changes, for as long as somebody wants to know.
import { EarlierStore } from './earlier-store.ts';
import type { ListOptions, MetadataStore, StoredEntry } from './metadata-store.ts';

/** What one change replaced: for each key its value before, undefined where there was none. */
export type Change = ReadonlyMap<string, string | undefined>;

interface KeptChange {
  readonly change: Change;
  /** Characters. */
  readonly size: number;
  readonly number: number;
}

/** So many changes are kept, and so many characters of what they replaced; the oldest go first. */
const KEPT_CHANGES = 200;
const KEPT_CHARACTERS = 32 * 1024 * 1024;

/** Passes everything on to another store. A change is a transaction, or a write outside of one. */
export class ChangeRecorder implements MetadataStore {
  readonly #store: MetadataStore;
  #isOn = false;
  #kept: KeptChange[] = [];
  #size = 0;
  #count = 0;
  /** Of the outermost transaction that is running. */
  #running: Map<string, string | undefined> | undefined;

  constructor(store: MetadataStore) {
    this.#store = store;
  }

  /** Keeps changes from now on, or forgets those that were kept and keeps no more. Gives a mark of this moment. */
  record(isOn: boolean): number {
    this.#isOn = isOn;
    if (!isOn) {
      this.#kept = [];
      this.#size = 0;
    }
    return this.#count;
  }

  /**
   * The store as it is, then as it was before each change from a mark until now, the newest first. A change is left out
   * when it touches nothing that was read of the store given last: the same reading would find nothing else.
   */
  earlier(mark: number): Iterable<MetadataStore> {
    return this.#undoing(this.#kept.filter(({ number }) => number >= mark).reverse());
  }

  *#undoing(newestFirst: readonly KeptChange[]): Generator<MetadataStore, void> {
    const before = new Map<string, string | undefined>();
    let view = new EarlierStore(this.#store, new Map());
    yield view;
    for (const { change } of newestFirst) {
      for (const [key, value] of change) before.set(key, value);
      if (!view.hasRead(change.keys())) continue;
      view = new EarlierStore(this.#store, new Map(before));
      yield view;
    }
  }

  get(key: string): string | undefined {
    return this.#store.get(key);
  }

  list(prefix: string, options?: ListOptions): StoredEntry[] {
    return this.#store.list(prefix, options);
  }

  put(key: string, value: string): void {
    this.#changing(
      () => [key],
      () => this.#store.put(key, value),
    );
  }

  delete(key: string): boolean {
    return this.#changing(
      () => [key],
      () => this.#store.delete(key),
    );
  }

  deletePrefix(prefix: string): number {
    return this.#changing(
      () => this.#store.list(prefix).map((entry) => entry.key),
      () => this.#store.deletePrefix(prefix),
    );
  }

  transaction<T>(work: () => T): T {
    if (!this.#isOn || this.#running !== undefined) return this.#store.transaction(work);
    return this.#asOne(() => this.#store.transaction(work));
  }

  close(): void {
    this.#store.close();
  }

  #changing<T>(keys: () => readonly string[], write: () => T): T {
    if (!this.#isOn) return write();
    if (this.#running === undefined) return this.#asOne(() => this.#changing(keys, write));
    for (const key of keys()) if (!this.#running.has(key)) this.#running.set(key, this.#store.get(key));
    return write();
  }

  /** What fails as a whole has changed nothing. */
  #asOne<T>(work: () => T): T {
    const change = new Map<string, string | undefined>();
    this.#running = change;
    try {
      const result = work();
      this.#keep(change);
      return result;
    } finally {
      this.#running = undefined;
    }
  }

  #keep(replaced: Change): void {
    // What has the same value as before did not change.
    const change = new Map([...replaced].filter(([key, value]) => this.#store.get(key) !== value));
    if (change.size === 0 || !this.#isOn) return;
    let size = 0;
    for (const [key, value] of change) size += key.length + (value?.length ?? 0);
    this.#kept.push({ change, size, number: this.#count++ });
    this.#size += size;
    while (this.#kept.length > KEPT_CHANGES || (this.#size > KEPT_CHARACTERS && this.#kept.length > 1))
      this.#size -= this.#kept.shift()?.size ?? 0;
  }
}
