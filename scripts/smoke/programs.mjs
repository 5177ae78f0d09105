// @ts-check
// Starts programs for a smoke run: with a home of their own, only the variables that are named here, a deadline, and an
// end that comes with the run.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command line as it is shipped; another one for tests. */
export const COMMAND_LINE =
  process.env.CODEARTIFACT_CI_CLI ?? fileURLToPath(new URL('../../dist/cli/index.js', import.meta.url));
const IN_CHILD = new URL('in-child.mjs', import.meta.url).href;

/** What programs may see of the environment. `npm run` sets many more, some of which lead back to the real home. */
const PASSED = new Set(
  `PATH PATHEXT SYSTEMROOT COMSPEC WINDIR LANG LC_ALL JAVA_HOME DOTNET_ROOT PYENV_ROOT PYENV_VERSION RUSTUP_HOME
  NODE_EXTRA_CA_CERTS SSL_CERT_FILE HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy`.split(/\s+/),
);
/** The same for the command line alone: addresses of AWS, as a user of VPC endpoints or of the local server has them. */
const AWS_ADDRESSES = /^AWS_(?:ENDPOINT_URL(?:_\w+)?|USE_\w+|CA_BUNDLE|EC2_METADATA_DISABLED)$/;

const LONGEST_MS = 300_000;
/** Longer than the command line waits for a write that was sent. */
const PATIENCE_MS = 40_000;
const KEPT_OUTPUT = 64 * 1024;

/**
 * @typedef {object} Ran
 * @property {number} exit 128 and more after a signal.
 * @property {string} stdout
 * @property {string} output Both streams, the end of them.
 */

/**
 * @param {string} home
 * @param {Readonly<Record<string, string | undefined>>} [more]
 * @param {boolean} [isCommandLine]
 * @returns {Record<string, string>}
 */
export function environmentOf(home, more = {}, isCommandLine = false) {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const passed = Object.entries(process.env).filter(
    ([name]) => PASSED.has(name) || PASSED.has(name.toUpperCase()) || (isCommandLine && AWS_ADDRESSES.test(name)),
  );
  // Programs of rustup find their compiler here; the configuration of cargo is in another folder.
  const rustup = join(homedir(), '.rustup');
  const compilers = process.env.RUSTUP_HOME === undefined && existsSync(rustup) ? { RUSTUP_HOME: rustup } : {};
  const own = {
    ...compilers,
    HOME: home,
    USERPROFILE: home,
    APPDATA: home,
    LOCALAPPDATA: home,
    TMPDIR: home,
    TEMP: home,
    TMP: home,
  };
  const all = [...passed, ...Object.entries(own), ['CI', 'true'], ...Object.entries(more)];
  return Object.fromEntries(all.filter(([, value]) => value !== undefined));
}

/**
 * Runs a program to its end, or ends it with the run.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: Record<string, string>, signal: AbortSignal, isOurs?: boolean, longestMs?: number }} options
 *   `isOurs`: it is told by the end of a channel that this process is gone, however it went.
 * @returns {Promise<Ran>}
 */
export function run(program, args, { cwd, env, signal, isOurs = false, longestMs = LONGEST_MS }) {
  return new Promise((done, fail) => {
    signal.throwIfAborted();
    // A session of its own: Ctrl-C of the terminal reaches this process, which passes one signal on.
    const child = spawn(program, [...args], {
      cwd,
      env,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe', ...(isOurs ? [/** @type {const} */ ('ipc')] : [])],
    });
    let stdout = '';
    let output = '';
    child.stdout?.on('data', (piece) => {
      stdout = (stdout + piece).slice(-KEPT_OUTPUT * 16);
      output = (output + piece).slice(-KEPT_OUTPUT);
    });
    child.stderr?.on('data', (piece) => {
      output = (output + piece).slice(-KEPT_OUTPUT);
    });
    /** @param {NodeJS.Signals} name */
    const end = (name) => {
      try {
        if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, name);
        else child.kill(name);
      } catch {
        // It has ended.
      }
    };
    /** @type {NodeJS.Timeout[]} */
    const timers = [];
    const stop = () => {
      end('SIGTERM');
      timers.push(setTimeout(() => end('SIGKILL'), PATIENCE_MS));
    };
    timers.push(setTimeout(stop, longestMs));
    signal.addEventListener('abort', stop, { once: true });
    const settle = () => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
    child.on('error', (error) => {
      settle();
      fail(error);
    });
    child.on('close', (status, name) => {
      settle();
      done({ exit: status ?? 128 + (name === 'SIGKILL' ? 9 : 15), stdout, output });
    });
  });
}

/**
 * Arguments of Node.js that load the command line with the listener in it.
 * @param {readonly string[]} args
 */
export const commandLine = (args) => ['--import', IN_CHILD, COMMAND_LINE, ...args];

/**
 * Where a program stands on PATH.
 * @param {string} name
 * @returns {string | undefined}
 */
export function onPath(name) {
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean))
    for (const ending of endings) {
      const path = join(folder, `${name}${ending}`);
      if (isProgram(path)) return path;
    }
  return undefined;
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
