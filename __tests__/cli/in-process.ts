// Surfaces speak to the process itself: its variables and its two streams. Here they are values of a test.

export interface Heard<T> {
  readonly value: T;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProcessOptions {
  /** Whether both streams are terminals. */
  readonly isTerminal?: boolean;
}

type Stream = 'stdout' | 'stderr';

/** Does the work in a process with exactly these variables, and hears what it prints. */
export async function inProcess<T>(
  env: Readonly<Record<string, string | undefined>>,
  work: () => T | Promise<T>,
  { isTerminal = false }: ProcessOptions = {},
): Promise<Heard<T>> {
  const said = { stdout: '', stderr: '' };
  const own = { ...process.env };
  const streams = (['stdout', 'stderr'] as const).map(
    (name: Stream) => [name, Object.getOwnPropertyDescriptor(process, name) as PropertyDescriptor] as const,
  );
  const set = (variables: Readonly<Record<string, string | undefined>>) => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    for (const [name, value] of Object.entries(variables)) if (value !== undefined) process.env[name] = value;
  };
  set({ PATH: own.PATH, ...env });
  for (const [name] of streams) {
    const write = (text: string) => {
      said[name] += text;
      return true;
    };
    Object.defineProperty(process, name, { configurable: true, value: { write, isTTY: isTerminal } });
  }
  try {
    const value = await work();
    return { value, ...said };
  } finally {
    for (const [name, descriptor] of streams) Object.defineProperty(process, name, descriptor);
    set(own);
  }
}
