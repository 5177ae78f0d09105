// A Host that records: log lines, masked texts, a hand-set clock; files and network are real.

import { asRegistryError } from '../../src/core/errors/registry-error.ts';
import type { Clock, Host, Processes } from '../../src/core/ports/host.ts';
import { systemClock } from '../../src/machine/clock.ts';
import type { ExchangeLimits } from '../../src/machine/exchanges.ts';
import { createFiles } from '../../src/machine/files.ts';
import { createTransport } from '../../src/machine/http.ts';
import { createProgramRunner } from '../../src/machine/programs.ts';
import { createRedaction } from '../../src/machine/redaction.ts';

export interface RecordingHost extends Host {
  readonly lines: string[];
  readonly masked: string[];
  close(): void;
}

export interface RecordingHostOptions {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly platform?: Host['platform'];
  readonly clock?: Clock;
  readonly surface?: Host['surface'];
  readonly interrupted?: AbortSignal;
  readonly cutOff?: AbortSignal;
  readonly limits?: Partial<ExchangeLimits>;
  /** By the password database. Default: the same as HOME. */
  readonly accountHome?: string;
  /** Default: this process, on a machine of its own. */
  readonly processes?: Partial<Processes>;
}

/** Home, temporary folder and working directory are all `folder`; nothing of the machine's own is touched. */
export function recordingHost(options: RecordingHostOptions): RecordingHost {
  const { folder } = options;
  const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, ...options.env };
  const lines: string[] = [];
  const masked: string[] = [];
  const redaction = createRedaction();
  const say = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  const { interrupted = new AbortController().signal, cutOff = new AbortController().signal } = options;
  const transport = createTransport({
    env,
    userAgent: 'codeartifact-ci-tests',
    limits: options.limits,
    say: say('info'),
  });
  interrupted.addEventListener('abort', () => transport.endReads(asRegistryError(interrupted.reason), 30_000));
  cutOff.addEventListener('abort', () => transport.endAll(asRegistryError(cutOff.reason)));
  return {
    surface: options.surface ?? 'plain',
    platform: options.platform ?? 'linux',
    env,
    home: folder,
    accountHome: options.accountHome ?? folder,
    temporaryDirectory: folder,
    workingDirectory: folder,
    processes: { ...QUIET_PROCESSES, ...options.processes },
    log: {
      debug: say('debug'),
      info: say('info'),
      warning: say('warning'),
      error: say('error'),
      group: (title, work) => {
        lines.push(`group: ${title}`);
        return work();
      },
      progress: (label, done, total) => void lines.push(`progress: ${label} ${done}/${total}`),
    },
    clock: options.clock ?? systemClock,
    files: createFiles(folder, folder, interrupted),
    http: transport.send,
    run: createProgramRunner({ env, workingDirectory: folder, interrupted, say: say('info') }),
    mask: (text) => {
      masked.push(text);
      redaction.add(text);
    },
    redact: redaction.clean,
    interrupted,
    cutOff,
    lines,
    masked,
    close: () => transport.close(),
  };
}

/** A machine of its own, on which nothing ends. */
export const QUIET_PROCESSES: Processes = {
  user: process.getuid?.(),
  machine: () => ({ name: 'machine-of-tests', id: 'machine', boot: 'boot', processSpace: 'space' }),
  self: () => ({ pid: process.pid }),
  holder: () => undefined,
  isRunning: () => true,
};

/** A clock that moves only when told; sleeping moves it. */
export function handSetClock(start = Date.UTC(2026, 0, 1)): Clock & { advance(milliseconds: number): void } {
  let now = start;
  let seed = 1;
  return {
    now: () => now,
    monotonic: () => now - start,
    random: () => {
      // A small linear congruential generator: tests want the same jitter in every run.
      seed = (seed * 48271) % 2147483647;
      return seed / 2147483647;
    },
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      now += milliseconds;
    },
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}
