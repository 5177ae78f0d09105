// The processes below this one. A program that is asked to end often leaves what it started itself; that keeps its
// pipes open, and goes on writing.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { startTimer } from './timers.ts';

interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Together with the pid it names one process for good: pids are used again. */
  readonly started: string;
}

/** Between asking processes to end and ending them. */
const KILL_AFTER_MS = 5_000;

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

function fromPs(): Process[] {
  const text = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,lstart='], { encoding: 'utf8', timeout: 2_000 });
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, started = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), started }];
  });
}

function all(): Process[] {
  try {
    return process.platform === 'linux' ? fromProc() : fromPs();
  } catch {
    // Without a list nothing is known to be ours, so nothing is ended.
    return [];
  }
}

/** Those below `root`, parents before their children; `root` itself first unless it is this process. */
function below(root: number): Process[] {
  const known = all();
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

/**
 * Asks the processes below `root` (default: this process) to end, and ends those that have not after 5 s. On Windows
 * the whole tree ends at once. Returns what calls the second part off.
 */
export function endProcesses(root: number = process.pid): () => void {
  if (process.platform === 'win32') {
    if (root !== process.pid) endTreeOnWindows(root);
    return () => {};
  }
  const asked = below(root);
  send('SIGTERM', asked);
  if (asked.length === 0) return () => {};
  return startTimer(
    KILL_AFTER_MS,
    () => {
      const alive = new Set(all().map(({ pid, started }) => `${pid} ${started}`));
      const left = asked.filter(({ pid, started }) => alive.has(`${pid} ${started}`));
      // What one of them started when it was asked is found below those that are left.
      send('SIGKILL', [...left, ...left.flatMap(({ pid }) => below(pid))]);
    },
    { isAwaited: false },
  );
}

/** Ends the processes below this one, now: it is about to end itself. */
export function killProcesses(): void {
  if (process.platform !== 'win32') send('SIGKILL', below(process.pid));
}

function endTreeOnWindows(root: number): void {
  try {
    execFileSync('taskkill', ['/PID', String(root), '/T', '/F'], { stdio: 'ignore', timeout: 5_000 });
  } catch {
    // It has ended.
  }
}
