// Work side by side within a bound, in list order or in dependency order.

/** `work` for each item, at most `limit` at once, begun in order. Results in order. Rejects with the first error, after all begun work ended. */
export async function mapConcurrent<T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const failures: unknown[] = [];
  let next = 0;
  const lane = async () => {
    while (next < items.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await work(items[index] as T, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(limit, 1), items.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}

/**
 * `work` for each item as it comes, at most `limit` at once, begun in order. Results in order; a failure is thrown in the
 * place of its result, and what was begun by then is not waited for.
 */
export async function* mapAhead<T, R>(
  limit: number,
  items: AsyncIterable<T>,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for await (const item of items) {
    const result = work(item);
    // Told where its turn comes, or nowhere if nobody asks as far as that.
    result.catch(() => {});
    begun.push(result);
    if (begun.length >= limit) yield begun.shift() as Promise<R>;
  }
  yield* begun;
}

/** Like Promise.all, but rejects only after all ended, with the first rejection in the order of the list. */
export async function settleAll<T extends readonly unknown[]>(
  work: readonly [...T],
): Promise<{ -readonly [I in keyof T]: Awaited<T[I]> }> {
  const ended = await Promise.allSettled(work);
  const failed = ended.find((one): one is PromiseRejectedResult => one.status === 'rejected');
  if (failed) throw failed.reason;
  return Promise.all(work);
}

/**
 * `work` that begins after it is asked for. Those who ask while it is under way share the next one, so that many who
 * ask one after another for what takes long, and takes longer the more they are, do not each wait for their own.
 */
export function sharingNext<T>(work: () => Promise<T>): () => Promise<T> {
  let current: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  const begin = () => {
    next = undefined;
    const begun = work();
    current = begun;
    return begun;
  };
  return () => {
    next ??= current.then(begin, begin);
    return next;
  };
}

/**
 * Like `mapConcurrent`, but an item is begun only when all it needs have ended. `needs` gives indexes. Members of a cycle
 * do not wait for each other. `work` gets whether everything needed ended well (its result was true).
 *
 * Items that need the same may share one list: what it costs is then counted once, not for each of them.
 */
export async function runInDependencyOrder<T>(
  limit: number,
  items: readonly T[],
  needs: (index: number) => readonly number[],
  work: (item: T, needsEndedWell: boolean) => Promise<boolean>,
): Promise<void> {
  const order = dependencyOrder(items.length, needs);
  const rank = new Array<number>(order.length);
  for (const [position, index] of order.entries()) rank[index] = position;
  const rankOf = (index: number) => rank[index] ?? 0;
  const ended: Promise<boolean>[] = [];
  const settle: ((well: boolean) => void)[] = [];
  for (const index of order) {
    ended[index] = new Promise((resolve) => {
      settle[index] = resolve;
    });
  }
  const allOf = async (indexes: readonly number[]) => {
    const well = await Promise.all(indexes.map((index) => ended[index] ?? true));
    return well.every(Boolean);
  };
  const lists = new Map<readonly number[], { readonly last: number; all?: Promise<boolean> }>();
  const allNeededBy = (index: number): Promise<boolean> => {
    const needed = needs(index);
    const list = lists.get(needed) ?? { last: needed.reduce((last, other) => Math.max(last, rankOf(other)), -1) };
    lists.set(needed, list);
    // Only what comes earlier in the order is waited for; that drops exactly the edges that close a cycle.
    if (list.last >= rankOf(index)) return allOf(needed.filter((other) => rankOf(other) < rankOf(index)));
    list.all ??= allOf(needed);
    return list.all;
  };
  await mapConcurrent(limit, order, async (index) => {
    const areWell = await allNeededBy(index);
    let well = false;
    try {
      well = await work(items[index] as T, areWell);
    } finally {
      settle[index]?.(well);
    }
  });
}

/**
 * Indexes so that what is needed comes first; otherwise the given order. Depth first, without recursion. Items that need
 * the same may share one list: it is gone through once.
 */
export function dependencyOrder(count: number, needs: (index: number) => readonly number[]): number[] {
  const order: number[] = [];
  const state = new Uint8Array(count);
  // How far each list was gone through. What lies before was visited, for whichever item that was.
  const lists = new Map<readonly number[], List>();
  const stack: { readonly index: number; readonly list: List }[] = [];
  const visit = (index: number) => {
    if (state[index]) return;
    state[index] = 1;
    const needed = needs(index);
    const list = lists.get(needed) ?? { needed, next: 0 };
    lists.set(needed, list);
    stack.push({ index, list });
  };
  for (let root = 0; root < count; root++) {
    visit(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const needed = top.list.needed[top.list.next++];
      if (needed !== undefined) visit(needed);
      else order.push((stack.pop() as { index: number }).index);
    }
  }
  return order;
}

interface List {
  readonly needed: readonly number[];
  next: number;
}
