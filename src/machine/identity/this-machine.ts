// Which machine and user this is, and which process the job stands and falls with.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { JobHolder, MachineIdentity, Processes, ProcessIdentity } from '../../core/ports/host.ts';

interface Ancestor extends ProcessIdentity {
  readonly name: string;
  /** What it was started as, where that can be read: Node.js 24 calls itself `MainThread`. */
  readonly startedAs: string | undefined;
  readonly parent: number;
}

/**
 * Programs that CI systems start jobs with. GitHub's and Azure's workers and Buildkite's bootstrap live for one job, the
 * others for all jobs of a machine. Names as the kernel keeps them: 15 characters.
 */
const WORKERS = [
  'Runner.Worker',
  'Agent.Worker',
  'buildkite-agent',
  'gitlab-runner',
  'act_runner',
  'forgejo-runner',
  'gitea-runner',
  'circleci-agent',
  'circleci-runner',
];

/** Programs that only start others, and end with them: what is typed into a shell outlives none of them. */
const PASSING = new Set(
  'sh bash dash ash zsh ksh mksh fish tcsh csh busybox env sudo su doas setpriv timeout nice ionice stdbuf xargs time make gmake just task npm npx pnpm yarn bun bunx corepack script unshare nsenter'.split(
    ' ',
  ),
);

/** Node.js tools put a title in the place of their name: `npm run build`. */
const isPassing = (name: string) =>
  PASSING.has(name.replace(/^-/, '').split(' ')[0] ?? '') || name.startsWith('durable_task');

/** Deeper than any tree of processes is. */
const MOST_ANCESTORS = 64;

function processAt(pid: number): Ancestor | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, and may hold anything.
    const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'));
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // It has ended, and nobody has asked how.
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return { pid, name, startedAs: startedAs(pid), parent: Number(fields[1]), started: fields[19] };
  } catch {
    return undefined;
  }
}

/** The name of the file that a process was started from, as the kernel would keep it; a title that it gave itself, too. */
function startedAs(pid: number): string | undefined {
  try {
    const [first = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return first.slice(first.lastIndexOf('/') + 1).slice(0, 15) || undefined;
  } catch {
    return undefined;
  }
}

function ancestors(): Ancestor[] {
  const found: Ancestor[] = [];
  let pid = process.ppid;
  while (pid > 0 && found.length < MOST_ANCESTORS) {
    const one = processAt(pid);
    if (one === undefined) break;
    found.push(one);
    pid = one.parent;
  }
  return found;
}

const holding = ({ pid, started, name }: Ancestor, isWorker = false): JobHolder => ({ pid, started, name, isWorker });

/**
 * A process of ours ends long before the job that it signs in. By the runner it is started as its step, so the parent is
 * the runner's worker; in a shell the shell may be that of one step, so it is what started the shell. Programs that only
 * pass on are stepped over. What a CI system is known to start jobs with goes before all of that, wherever it stands.
 * The first process of the machine outlives everything and tells nothing; in a container that was entered from outside
 * (a job container of GitHub) it is the container's, which lives as long as the job.
 */
function holderOf(isStep: boolean): JobHolder | undefined {
  if (process.platform === 'win32' || processAt(process.pid) === undefined)
    return isStep && process.ppid > 1 ? { pid: process.ppid, isWorker: false } : undefined;
  const above = ancestors();
  const isCalled = ({ name, startedAs: first }: Ancestor, is: (one: string) => boolean) =>
    [name, first].some((one) => one !== undefined && is(one));
  const worker = above.find((one) => isCalled(one, (name) => WORKERS.includes(name)));
  if (worker) return holding(worker, true);
  const [parent] = above;
  // Entered from outside: the parent stands in another space of processes.
  const entered = process.ppid === 0 || above.at(-1)?.parent === 0 ? above.at(-1)?.pid !== 1 : false;
  const found = isStep && parent ? parent : above.find((one) => one.pid !== 1 && !isCalled(one, isPassing));
  if (found && found.pid !== 1) return holding(found);
  const first = entered ? processAt(1) : undefined;
  return first && first.pid !== process.pid ? holding(first) : undefined;
}

const textAt = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
};

function spaceOfProcesses(): string | undefined {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return undefined;
  }
}

function identityOfMachine(): MachineIdentity {
  if (process.platform !== 'linux') return { name: hostname() };
  return {
    name: hostname(),
    id: textAt('/etc/machine-id'),
    boot: textAt('/proc/sys/kernel/random/boot_id'),
    processSpace: spaceOfProcesses(),
  };
}

function isRunning({ pid, started }: ProcessIdentity): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // That of another user is there, and not to be touched.
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (started === undefined) return true;
  const now = processAt(pid);
  // Hidden from this user, or ended and not yet asked for.
  if (now === undefined) return processAt(process.pid) === undefined || textAt(`/proc/${pid}/stat`) === undefined;
  return now.started === started;
}

/** `isStep`: started by a CI system as a step of its own, and not by a shell. */
export function processesHere(isStep: boolean): Processes {
  let identity: MachineIdentity | undefined;
  return {
    user: process.getuid?.(),
    machine: () => {
      identity ??= identityOfMachine();
      return identity;
    },
    self: () => ({ pid: process.pid, started: processAt(process.pid)?.started }),
    holder: () => holderOf(isStep),
    isRunning,
  };
}
