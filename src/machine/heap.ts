// How far the heap may grow before garbage is collected.

/**
 * V8 lets the heap grow to four times what was alive after the last collection. With 50,000 versions 50 MiB are alive and
 * 200 MiB would be garbage; at half as much again, the collector costs no more than a few percent of the run.
 * To be called before there is much: the limit is computed at each collection.
 */
const GROWTH_PERCENT = 50;

/** Commands that never hold much: `node:v8`, with what it brings, is 3 ms of their start. */
const SMALL: readonly string[] = ['login', 'logout', 'token'];

/** Keeps the memory of this process within about twice what it needs. */
export async function growHeapSlowly(command?: string): Promise<void> {
  if (command !== undefined && SMALL.includes(command)) return;
  const { setFlagsFromString } = await import('node:v8');
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
