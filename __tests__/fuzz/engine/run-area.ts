// One area for a given time: inputs from a seed, figures of what became of them, and for a promise that was broken the
// smallest input that breaks it, in a file, with the command that does it again.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { ACCEPTED, type FuzzArea } from './area.ts';
import { watchInputs } from './watch.ts';

export interface FuzzFigures {
  readonly area: string;
  readonly inputs: number;
  readonly accepted: number;
  /** By code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly largestGrowth: number;
  /** What was broken, with where the input lies; undefined when every promise held. */
  readonly failure: string | undefined;
}

export interface FuzzTime {
  readonly budgetMs: number;
  readonly seed: number;
}

/** No input may stand still for longer, however busy the machine is. */
const STANDSTILL_MS = 60_000;
/** For making a failure smaller, beyond the budget. */
const SHRINK_MS = 10_000;

/** Outside of the folder that goes with the run: whoever reads of a failure wants the file. */
function keptIn(): string {
  const { CODEARTIFACT_CI_RUN_FOLDER: run } = process.env;
  return run === undefined ? tmpdir() : dirname(run);
}

export async function runArea<Input, Drawn>(
  area: FuzzArea<Input, Drawn>,
  { budgetMs, seed }: FuzzTime,
): Promise<FuzzFigures> {
  const places = { made: undefined as string | undefined };
  const place = () => {
    places.made ??= mkdtempSync(join(keptIn(), `codeartifact-ci-fuzz-${area.name}-`));
    return places.made;
  };
  const again = `To repeat: npm run fuzz -- --only ${area.name} --seed ${seed} --minutes ${Math.max(1, Math.ceil(budgetMs / 60_000))}`;
  const hung = join(keptIn(), `codeartifact-ci-fuzz-${area.name}-${process.pid}.hung`);
  const open = await area.open();
  const watch = watchInputs(STANDSTILL_MS, hung, again);
  const refused: Record<string, number> = {};
  const counted = { inputs: 0, accepted: 0, slowestMs: 0, largestGrowth: 0, isFailing: false };

  // Libraries that warn write to standard error by a way of their own, past everything that takes secrets out.
  const warnings: string[] = [];
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error) => void warnings.push(String(warning));

  const built = (drawn: Drawn): Promise<Input> => open.build?.(drawn) ?? Promise.resolve(drawn as unknown as Input);
  const attempt = async (input: Input): Promise<void> => {
    watch.begin(open.written(input));
    const before = memory();
    const cpu = process.cpuUsage();
    const begun = performance.now();
    try {
      const end = await open.attempt(input);
      const [warning] = warnings.splice(0);
      if (warning !== undefined) throw new Error(`a warning that nobody has cleaned: ${warning}`);
      if (!counted.isFailing) {
        counted.inputs++;
        if (end === ACCEPTED) counted.accepted++;
        else refused[end] = (refused[end] ?? 0) + 1;
      }
    } catch (error) {
      counted.isFailing = true;
      throw error;
    } finally {
      watch.end();
      counted.slowestMs = Math.max(counted.slowestMs, performance.now() - begun);
    }
    const used = process.cpuUsage(cpu);
    const spent = (used.user + used.system) / 1000;
    const growth = memory() - before;
    counted.largestGrowth = Math.max(counted.largestGrowth, growth);
    const tooMuch =
      spent > area.longestMs
        ? `${Math.round(spent)} ms of processor time, and ${area.longestMs} are allowed`
        : growth > area.largestGrowth
          ? `the memory grew by ${mib(growth)}, and ${mib(area.largestGrowth)} are allowed`
          : undefined;
    if (tooMuch === undefined) return;
    counted.isFailing = true;
    throw new Error(tooMuch);
  };

  const until = performance.now() + budgetMs;
  try {
    const result = await fc.check(
      fc.asyncProperty(open.inputs, async (drawn) => {
        // The budget ends the run; it does not end making a failure smaller.
        if (performance.now() > until + (counted.isFailing ? SHRINK_MS : 0)) throw new fc.PreconditionFailure(true);
        await attempt(await built(drawn));
      }),
      { seed, numRuns: Number.MAX_SAFE_INTEGER, maxSkipsPerRun: 1, interruptAfterTimeLimit: budgetMs + SHRINK_MS },
    );
    const drawn = result.counterexample?.[0];
    const input = drawn === undefined || drawn === null ? undefined : await built(drawn);
    const failure =
      input === undefined
        ? undefined
        : `${area.name}: ${messageOf(result.errorInstance)}\nThe input lies in ${written(place(), open.written(input))} (base64).\n${again}`;
    return { area: area.name, ...counted, refused, failure };
  } finally {
    process.emitWarning = emitWarning;
    await watch.close();
    await open.close?.();
  }
}

const memory = () => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

export const mib = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function written(folder: string, input: string | Uint8Array): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'input.base64');
  writeFileSync(path, `${Buffer.from(input as string).toString('base64')}\n`);
  return path;
}

/** The figures of a run, a line for each area. */
export function figuresTable(all: readonly FuzzFigures[]): string {
  const rows = all.map((one) => [
    one.area,
    String(one.inputs),
    String(one.accepted),
    Object.entries(one.refused)
      .sort(([, a], [, b]) => b - a)
      .map(([code, count]) => `${code} ${count}`)
      .join(', ') || '-',
    `${one.slowestMs.toFixed(0)} ms`,
    mib(one.largestGrowth),
  ]);
  const head = ['area', 'inputs', 'accepted', 'refused', 'slowest', 'growth'];
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
