// The processes below this one. A program that is asked to end often leaves what it started itself; that keeps its
// pipes open, and goes on writing.
import { readdirSync, readFileSync } from 'node:fs';
import { execute } from './execution.ts';
import { startTimer } from './timers.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Together with the pid it names one process for good: pids are used again. */
  readonly started: string;
}

/** Between asking processes to end and ending them. */
const KILL_AFTER_MS = 5_000;
/** What `ps` needs at most. */
const LISTED_WITHIN_MS = 2_000;

function fromProc(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const text = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The second field is the name in parentheses, and may hold anything.
        const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
        return [{ pid: Number(name), parent: Number(fields[1]), started: fields[19] ?? '' }];
      } catch {
        // It has ended meanwhile.
        return [];
      }
    });
}

async function fromPs(): Promise<Process[]> {
  const { stdout } = await runSystemProgram('ps', ['-A', '-o', 'pid=,ppid=,lstart=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, started = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), started }];
  });
}

function runSystemProgram(program: string, args: readonly string[]) {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) env[name] = value;
  return execute(program, args, { env, workingDirectory: process.cwd() }).result;
}

/**
 * Calls the action once, with all processes: at once on Linux, as soon as `ps` has told them elsewhere. Without a list
 * nothing is known to be ours, so nothing is ended.
 */
function withProcesses(action: (known: readonly Process[]) => void): void {
  if (process.platform === 'linux') {
    let known: Process[] = [];
    try {
      known = fromProc();
    } catch {}
    action(known);
    return;
  }
  let isDone = false;
  const answer = (known: readonly Process[]) => {
    if (isDone) return;
    isDone = true;
    cancel();
    action(known);
  };
  const cancel = startTimer(LISTED_WITHIN_MS, () => answer([]));
  fromPs().then(answer, () => answer([]));
}

/** Those below `root`, parents before their children; `root` itself first unless it is this process. */
function below(root: number, known: readonly Process[]): Process[] {
  const found = known.filter(({ pid }) => pid === root && pid !== process.pid);
  const seen = new Set([root]);
  for (let at = 0, parents = [root]; parents.length > 0 && at < 100; at++) {
    const next = known.filter(({ pid, parent }) => parents.includes(parent) && !seen.has(pid));
    for (const { pid } of next) seen.add(pid);
    found.push(...next);
    parents = next.map(({ pid }) => pid);
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

/** How often what was started meanwhile is looked for. A list of `ps` always holds a new process: `ps`. */
const MOST_ROUNDS = 3;

/**
 * Stops the processes below `root`, then calls the action with all of them. One that goes on could start another after
 * the list was made; that would be nobody's child once its parent has ended, and found no more.
 */
function withStopped(root: number, action: (stopped: readonly Process[]) => void, rounds = MOST_ROUNDS): void {
  withProcesses((known) => {
    const found = below(root, known);
    send('SIGSTOP', found);
    if (found.length === 0 || rounds === 1) action(found);
    else withStopped(root, (more) => action(more.length > 0 ? more : found), rounds - 1);
  });
}

/**
 * Asks the processes below `root` (default: this process) to end, and ends those that have not after 5 s. On Windows
 * the whole tree ends at once. Returns what calls off the part that is still to come.
 */
export function endProcesses(root: number = process.pid): () => void {
  if (process.platform === 'win32') {
    if (root !== process.pid) endTreeOnWindows(root);
    return () => {};
  }
  let isCalledOff = false;
  let cancelKill = () => {};
  withStopped(root, (asked) => {
    send('SIGTERM', asked);
    send('SIGCONT', asked);
    if (asked.length === 0 || isCalledOff) return;
    cancelKill = startTimer(KILL_AFTER_MS, () => withProcesses((now) => killRemaining(asked, now)), {
      isAwaited: false,
    });
  });
  return () => {
    isCalledOff = true;
    cancelKill();
  };
}

/** Ends those that were asked and are still there, and what they started when they were asked. */
function killRemaining(asked: readonly Process[], now: readonly Process[]): void {
  const alive = new Set(now.map(({ pid, started }) => `${pid} ${started}`));
  const left = asked.filter(({ pid, started }) => alive.has(`${pid} ${started}`));
  send('SIGKILL', [...left, ...left.flatMap(({ pid }) => below(pid, now))]);
}

/** Ends the processes below this one, then calls `next`, which ends this one: at once on Linux, after `ps` elsewhere. */
export function killProcesses(next: () => void): void {
  const kill = (all: readonly Process[]) => {
    send('SIGKILL', all);
    next();
  };
  // There nothing tells which processes are ours.
  if (process.platform === 'win32') kill([]);
  else withStopped(process.pid, kill);
}

function endTreeOnWindows(root: number): void {
  // It fails when they have ended already.
  runSystemProgram('taskkill', ['/PID', String(root), '/T', '/F']).catch(() => {});
}
