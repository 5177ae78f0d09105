// The processes that this one started. A program that is asked to end often leaves what it started itself; that keeps
// its pipes open, and goes on writing. Nothing is stopped meanwhile: what is stopped and then lost, as its parent has
// ended, would stay so for ever.
import { readdirSync, readFileSync } from 'node:fs';
import { execute, hasStartedPrograms, MARK_VARIABLE, OWN_MARK } from './execution.ts';
import { sleep, startTimer } from './timers.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Together with the pid it names one process for good: pids are used again. */
  readonly started: string;
  /** What it carries in its environment of those that started it; empty where that cannot be read. */
  marks(): string;
}

/** What is ended: a process with all below it, and what carries a mark, also when its parent is gone. */
export interface Started {
  readonly pid: number | undefined;
  readonly mark: string;
}

/** All that this process started. */
const OURS: Started = { pid: process.pid, mark: OWN_MARK };

/** Between asking processes to end and ending them. */
const KILL_AFTER_MS = 5_000;
/** When it is looked again for what was started between the list and the signal. */
const LOOKS_MS = [50, 250];
/** How often what is to be killed is looked for, each time anew. */
const MOST_ROUNDS = 3;
/** What `ps` needs at most. */
const LISTED_WITHIN_MS = 2_000;

function fromProc(): Process[] {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name): Process[] => {
      try {
        const text = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The second field is the name in parentheses, and may hold anything.
        const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
        // It has ended, and nobody has asked how: there is nothing left to end.
        if (fields[0] === 'Z') return [];
        const started = fields[19] ?? '';
        let marks: string | undefined;
        const read = () => {
          marks ??= marksOf(name, started, begun);
          return marks;
        };
        return [{ pid: Number(name), parent: Number(fields[1]), started, marks: read }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
  const begun = Number(found.find(({ pid }) => pid === process.pid)?.started ?? 0);
  return found;
}

/** Only of those that began after this process, and belong to the same user. */
function marksOf(pid: string, started: string, begun: number): string {
  if (Number(started) < begun) return '';
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return environment.find((line) => line.startsWith(`${MARK_VARIABLE}=`)) ?? '';
  } catch {
    return '';
  }
}

async function fromPs(): Promise<Process[]> {
  const { result, pid: own } = runSystemProgram('ps', ['-A', '-o', 'pid=,ppid=,lstart=']);
  const { stdout } = await result;
  const found = stdout.split('\n').flatMap((line): Process[] => {
    const [, pid, parent, started = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), started, marks: () => '' }];
  });
  if (found.length === 0) throw new Error('ps listed nothing');
  return found.filter(({ pid }) => pid !== own());
}

function runSystemProgram(program: string, args: readonly string[]) {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  return execute(program, args, { env, workingDirectory: process.cwd() });
}

let listed: readonly Process[] | undefined;
/** The latest list, for when there is no other. */
let known: readonly Process[] = [];
let listing: Promise<readonly Process[]> | undefined;

/** On Linux at once; what is done in one go shares a list. */
function listNow(): readonly Process[] {
  if (listed) return listed;
  try {
    listed = fromProc();
    known = listed;
  } catch {
    // Without /proc nothing is known to be ours, so nothing is ended.
    listed = known;
  }
  void Promise.resolve().then(() => {
    listed = undefined;
  });
  return listed;
}

/** Elsewhere by `ps`, one at a time: two would list each other. */
function listByPs(): Promise<readonly Process[]> {
  listing ??= new Promise<readonly Process[]>((resolve) => {
    const cancel = startTimer(LISTED_WITHIN_MS, () => resolve(known));
    fromPs()
      .then(
        (found) => {
          known = found;
          resolve(found);
        },
        () => resolve(known),
      )
      .finally(cancel);
  }).finally(() => {
    listing = undefined;
  });
  return listing;
}

/** Calls the action once, with all processes: at once on Linux, as soon as `ps` has told them elsewhere. */
function withProcesses(action: (all: readonly Process[]) => void): void {
  if (process.platform === 'linux') action(listNow());
  else void listByPs().then(action);
}

const keyOf = ({ pid, started }: Process) => `${pid} ${started}`;

/** What is to be ended of the list, parents before their children; never this process. */
function of({ pid: root, mark }: Started, all: readonly Process[]): Process[] {
  const found = all.filter(({ pid, marks }) => pid !== process.pid && (pid === root || marks().includes(mark)));
  const seen = new Set(found.map(({ pid }) => pid));
  let parents = new Set([...seen, ...(root === undefined ? [] : [root])]);
  for (let depth = 0; parents.size > 0 && depth < 100; depth++) {
    const next = all.filter(({ pid, parent }) => parents.has(parent) && !seen.has(pid) && pid !== process.pid);
    for (const { pid } of next) seen.add(pid);
    found.push(...next);
    parents = new Set(next.map(({ pid }) => pid));
  }
  return found;
}

function send(signal: NodeJS.Signals, processes: readonly Process[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended.
    }
  }
}

/**
 * Asks what was started to end (default: all that this process started), looks twice more for what came meanwhile, and
 * ends what is left after 5 s. On Windows the whole tree ends at once. Returns what calls off the part still to come.
 */
export function endProcesses(target: Started = OURS): () => void {
  if (process.platform === 'win32') {
    if (target.pid !== undefined && target.pid !== process.pid) endTreeOnWindows(target.pid);
    return () => {};
  }
  const asked = new Map<string, Process>();
  let isCalledOff = false;
  const look = () =>
    withProcesses((all) => {
      if (isCalledOff) return;
      const found = of(target, all).filter((one) => !asked.has(keyOf(one)));
      for (const one of found) asked.set(keyOf(one), one);
      send('SIGTERM', found);
    });
  const kill = () =>
    withProcesses((all) => {
      if (isCalledOff) return;
      const left = all.filter((one) => asked.has(keyOf(one)));
      send('SIGKILL', [...new Set([...left, ...left.flatMap(({ pid }) => of({ pid, mark: target.mark }, all))])]);
    });
  look();
  const timers = [...LOOKS_MS.map((ms) => startTimer(ms, look, LATER)), startTimer(KILL_AFTER_MS, kill, LATER)];
  return () => {
    isCalledOff = true;
    for (const cancel of timers) cancel();
  };
}

const LATER = { isAwaited: false };

/** Ends what this process started, then calls `next`, which ends this one: at once on Linux, after `ps` elsewhere. */
export function killProcesses(next: () => void, rounds = MOST_ROUNDS): void {
  // There nothing tells which processes are ours.
  if (process.platform === 'win32' || rounds === 0) {
    next();
    return;
  }
  listed = undefined;
  withProcesses((all) => {
    const found = of(OURS, all);
    send('SIGKILL', found);
    if (found.length === 0) next();
    else killProcesses(next, rounds - 1);
  });
}

/** How long what is left at the end of a run has from being asked to end until it is ended. */
export const LEFTOVERS_MS = 2_000;
/** How often it is looked whether it has ended. */
const LEFTOVERS_LOOK_MS = 50;

/**
 * Ends what programs of this run left behind: daemons of build tools, children in the background, what a library started
 * and nobody waits for. They are asked, and ended after `LEFTOVERS_MS`. Resolves when none is left. Not on Windows, where
 * nothing tells which processes are ours.
 */
export async function endLeftovers(): Promise<void> {
  if (process.platform === 'win32' || !hasStartedPrograms()) return;
  const asked = new Set<string>();
  for (let waited = 0; waited < LEFTOVERS_MS; waited += LEFTOVERS_LOOK_MS) {
    const found = await leftovers();
    if (found.length === 0) return;
    // Each once: a second SIGTERM makes some programs leave without tidying up.
    send(
      'SIGTERM',
      found.filter((one) => !asked.has(keyOf(one))),
    );
    for (const one of found) asked.add(keyOf(one));
    await sleep(LEFTOVERS_LOOK_MS);
  }
  await new Promise<void>((done) => killProcesses(done));
}

function leftovers(): Promise<readonly Process[]> {
  listed = undefined;
  return new Promise((resolve) => withProcesses((all) => resolve(of(OURS, all))));
}

/** As long as Windows may take to end a tree of processes. */
const TASKKILL_MS = 10_000;

function endOne(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

function endTreeOnWindows(root: number): void {
  const { result, pid } = runSystemProgram('taskkill', ['/PID', String(root), '/T', '/F']);
  // Nobody waits for it, but it must not stay when it hangs.
  const cancel = startTimer(TASKKILL_MS, () => endOne(pid()), { isAwaited: false });
  // It fails when they have ended already.
  result.catch(() => {}).finally(cancel);
}
