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
 * Like `mapConcurrent`, but an item is begun only when all it needs have ended. `needs` gives indexes. Members of a cycle
 * do not wait for each other. `work` gets whether everything needed ended well (its result was true).
 */
export async function runInDependencyOrder<T>(
  limit: number,
  items: readonly T[],
  needs: (index: number) => readonly number[],
  work: (item: T, needsEndedWell: boolean) => Promise<boolean>,
): Promise<void> {
  const order = dependencyOrder(items.length, needs);
  const rank = new Map(order.map((index, position) => [index, position]));
  // Only what comes earlier in the order is waited for; that drops exactly the edges that close a cycle.
  const waitsFor = (index: number) => needs(index).filter((other) => (rank.get(other) ?? 0) < (rank.get(index) ?? 0));
  const ended = new Map<number, Promise<boolean>>();
  const settle = new Map<number, (well: boolean) => void>();
  for (const index of order) ended.set(index, new Promise((resolve) => void settle.set(index, resolve)));
  await mapConcurrent(limit, order, async (index) => {
    const before = await Promise.all(waitsFor(index).map((other) => ended.get(other) ?? true));
    let well = false;
    try {
      well = await work(items[index] as T, before.every(Boolean));
    } finally {
      settle.get(index)?.(well);
    }
  });
}

/** Indexes so that what is needed comes first; otherwise the given order. Depth first, without recursion. */
export function dependencyOrder(count: number, needs: (index: number) => readonly number[]): number[] {
  const order: number[] = [];
  const state = new Uint8Array(count);
  const stack: { readonly index: number; readonly pending: number[] }[] = [];
  const visit = (index: number) => {
    if (state[index]) return;
    state[index] = 1;
    stack.push({ index, pending: [...needs(index)].reverse() });
  };
  for (let root = 0; root < count; root++) {
    visit(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const needed = top.pending.pop();
      if (needed !== undefined) visit(needed);
      else order.push((stack.pop() as { index: number }).index);
    }
  }
  return order;
}
