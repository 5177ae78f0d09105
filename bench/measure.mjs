// Measures whole processes: wall time, CPU (user and system) and peak memory, children included. Uses the shell's
// wait4 through Python, since Node does not tell what a child cost.
import { spawn } from 'node:child_process';

const wrapper = `
import json, os, resource, sys, time
limit = float(sys.argv[1])
begun = time.monotonic()
pid = os.fork()
if pid == 0:
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0); os.dup2(null, 1)
    if not os.environ.get("BENCH_SHOW"): os.dup2(null, 2)
    try: os.execvp(sys.argv[2], sys.argv[2:])
    except OSError: os._exit(127)
_, status, usage = os.wait4(pid, 0)
print(json.dumps({"wall": (time.monotonic() - begun) * 1000, "cpu": (usage.ru_utime + usage.ru_stime) * 1000, "memory": usage.ru_maxrss / 1024, "status": os.waitstatus_to_exitcode(status)}))
`;

/** Resolves to `{ wall, cpu }` in milliseconds, `memory` in MiB (peak of the largest process) and the exit status. */
export function measure(command, { env = process.env, cwd } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', ['-c', wrapper, '600', ...command], {
      env,
      cwd,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.on('error', reject);
    child.on('close', () => {
      try {
        resolve(JSON.parse(out.trim().split('\n').at(-1) ?? ''));
      } catch (error) {
        reject(error);
      }
    });
  });
}

/**
 * Runs every variant once a round, so that noise of the machine falls on all alike. Resolves to name -> the median
 * wall time, the least CPU, the greatest memory and the statuses seen.
 */
export async function interleaved(variants, rounds) {
  const samples = new Map(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(variants)) samples.get(name).push(await run());
  }
  return Object.fromEntries(
    [...samples].map(([name, list]) => {
      const walls = list.map(({ wall }) => wall).sort((a, b) => a - b);
      return [
        name,
        {
          wall: walls[Math.floor(walls.length / 2)],
          cpu: Math.min(...list.map(({ cpu }) => cpu)),
          memory: Math.max(...list.map(({ memory }) => memory)),
          statuses: [...new Set(list.map(({ status }) => status))],
        },
      ];
    }),
  );
}

/** Environment for timing: without what makes old Nodes slow or changes what is measured. */
export function cleanEnvironment(extra = {}) {
  const keep = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'PYENV_ROOT', 'PYENV_VERSION'];
  return {
    ...Object.fromEntries(keep.filter((name) => process.env[name]).map((name) => [name, process.env[name]])),
    ...extra,
  };
}

export const ratio = (a, b) => (a / b).toFixed(2);

export function report(title, rows) {
  console.log(`\n${title}`);
  for (const [what, value, goal] of rows)
    console.log(`  ${what.padEnd(66)} ${String(value).padStart(9)}  ${goal ?? ''}`);
}
