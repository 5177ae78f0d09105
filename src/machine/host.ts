// The parts of a host that every surface shares. A surface adds its own log and mask.
import { homedir, tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { VERSION } from '../core/model/version.ts';
import type { Host, Log } from '../core/ports/host.ts';
import { systemClock } from './clock.ts';
import { createFiles } from './files.ts';
import type { Transport } from './http.ts';
import { createProgramRunner } from './programs.ts';

export interface HostOptions {
  readonly surface: Host['surface'];
  readonly log: Log;
  readonly mask: (text: string) => void;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory?: string;
  readonly temporaryDirectory?: string | undefined;
  readonly proxy?: string | undefined;
  readonly noProxy?: string | undefined;
  readonly interrupted?: AbortSignal;
}

export interface MachineHost extends Host {
  /** Closes idle connections. */
  close(): void;
}

export function createHost(options: HostOptions): MachineHost {
  const env = options.env ?? process.env;
  const workingDirectory = resolve(options.workingDirectory ?? process.cwd());
  const temporaryDirectory = options.temporaryDirectory ?? tmpdir();
  let transport: Promise<Transport> | undefined;
  // Node's http and https take longer to load than everything else at the start; most mistakes are found without them.
  const connect = () => {
    transport ??= import('./http.ts').then(({ createTransport }) =>
      createTransport({ env, proxy: options.proxy, noProxy: options.noProxy, userAgent: `codeartifact-ci/${VERSION}` }),
    );
    return transport;
  };
  return {
    surface: options.surface,
    platform: process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
    env,
    // Tools on POSIX follow HOME even where the password database says otherwise (container jobs).
    home: (process.platform === 'win32' ? env.USERPROFILE : env.HOME) || homedir(),
    temporaryDirectory,
    workingDirectory,
    log: options.log,
    clock: systemClock,
    files: createFiles(workingDirectory, temporaryDirectory),
    http: async (request) => (await connect()).send(request),
    run: createProgramRunner(env, workingDirectory),
    mask: options.mask,
    interrupted: options.interrupted ?? new AbortController().signal,
    close: () => void transport?.then((each) => each.close()),
  };
}
