// What a running process has cost so far (Linux), and how to start one and wait for its first answer.
import { execFile, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** CPU of all its threads, in milliseconds. */
export function cpuOf(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return (
    tasks.reduce(
      (sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
      0,
    ) / 1e6
  );
}

function statusField(pid, name) {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/** Resident memory in MiB. */
export const memoryOf = (pid) => statusField(pid, 'VmRSS');
/** Highest resident memory in MiB since `forgetPeak`. */
export const peakOf = (pid) => statusField(pid, 'VmHWM');
export const forgetPeak = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5');

export function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

const answers = (url) =>
  new Promise((resolve) => {
    get(url, (answer) => {
      answer.resume();
      resolve(true);
    }).on('error', () => resolve(false));
  });

/** Starts `command` and resolves at its first answer, with the wall time and CPU until then in milliseconds. */
export async function startAndAsk(command, url, env) {
  const begun = performance.now();
  const child = spawn(command[0], command.slice(1), { stdio: 'ignore', env });
  const gone = new Promise((done) => child.once('exit', done));
  while (!(await answers(url))) {
    if (child.exitCode !== null || performance.now() - begun > 60_000)
      throw new Error(`${command.join(' ')} did not start`);
    await sleep(5);
  }
  const wall = performance.now() - begun;
  const stop = () => {
    child.kill();
    return gone;
  };
  return { wall, cpu: cpuOf(child.pid), pid: child.pid, stop };
}

/** Runs the load generator; resolves to requests a second and the server's CPU for each, in milliseconds. */
export async function load(pid, { url, token, requests, connections = 8 }) {
  const before = cpuOf(pid);
  const script = new URL('./load.mjs', import.meta.url).pathname;
  const { stdout } = await run(process.execPath, [script, url, token, String(requests), String(connections)]);
  const { seconds, failed } = JSON.parse(stdout);
  if (failed > 0) throw new Error(`${failed} of ${requests} requests to ${url} failed`);
  return { perSecond: requests / seconds, cpu: (cpuOf(pid) - before) / requests };
}
