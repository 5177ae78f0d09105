// The parts of a host that every surface shares. A surface adds its own log and mask.
import { realpathSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute, parse, resolve } from 'node:path';
import { asRegistryError, RegistryError } from '../core/errors/registry-error.ts';
import { conceal, concealKey } from '../core/model/secret.ts';
import { TOKEN_VARIABLE } from '../core/model/token-variable.ts';
import { VERSION } from '../core/model/version.ts';
import type { Host, Log } from '../core/ports/host.ts';
import { systemClock } from './clock.ts';
import { proxyPasswords } from './connections/proxy.ts';
import type { ExchangeLimits } from './exchanges.ts';
import { createFiles } from './files.ts';
import type { Transport } from './http.ts';
import { processesHere } from './identity/this-machine.ts';
import { GRACE_MS, type Interruption } from './interruption.ts';

export interface HostOptions {
  readonly surface: Host['surface'];
  readonly log: Log;
  readonly mask: (text: string) => void;
  readonly redact: (text: string) => string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory?: string;
  readonly temporaryDirectory?: string | undefined;
  readonly proxy?: string | undefined;
  readonly noProxy?: string | undefined;
  /** How the run can be ended; undefined where nothing ends it. */
  readonly interruption?: Pick<Interruption, 'interrupted' | 'cutOff'>;
  readonly limits?: Partial<ExchangeLimits>;
  /** A CI system started this process as a step of its own, and no shell did. */
  readonly isStep?: boolean;
  /** What is done does not depend on where it was started: a directory that is gone is no hindrance. */
  readonly isPlaceless?: boolean;
}

export interface MachineHost extends Host {
  /** Closes idle connections. */
  close(): void;
}

/** Variables whose values are secrets that we read ourselves. */
const KEYS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
const SECRETS = ['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN', TOKEN_VARIABLE];

function secretsOf(env: Readonly<Record<string, string | undefined>>, proxy: string | undefined): string[] {
  return [...SECRETS.flatMap((name) => env[name] ?? []), ...proxyPasswords(env, proxy)];
}

const NEVER = { interrupted: new AbortController().signal, cutOff: new AbortController().signal };

function onAbort(signal: AbortSignal, action: (reason: RegistryError) => void): void {
  const act = () => action(asRegistryError(signal.reason));
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

/** Somebody may have removed it since the shell went there. */
function currentDirectory(otherwise: string | undefined): string {
  try {
    return process.cwd();
  } catch (error) {
    if (otherwise !== undefined) return otherwise;
    const { code } = error as NodeJS.ErrnoException;
    throw new RegistryError('CA-FILE-005', `the directory in which this was started cannot be read (${code})`, {
      cause: error,
    });
  }
}

/**
 * What a program calls a directory that it was started in: a POSIX system tells it no link, so that it looks for the
 * workspace and the settings above the directory itself. Windows leaves links as they are.
 */
function asStartedIn(directory: string): string {
  if (process.platform === 'win32') return directory;
  try {
    return realpathSync.native(directory);
  } catch {
    return directory;
  }
}

/** Undefined for a user without an entry. */
function accountHome(): string | undefined {
  try {
    return userInfo().homedir;
  } catch {
    return undefined;
  }
}

export function createHost(options: HostOptions): MachineHost {
  const env = options.env ?? process.env;
  const temporaryDirectory = options.temporaryDirectory ?? tmpdir();
  // Tools on POSIX follow HOME even where the password database says otherwise (container jobs).
  const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  // An empty one is none, and `homedir` would give it back.
  const home =
    (process.platform === 'win32' ? env.USERPROFILE : env.HOME) ||
    (process.env.HOME === '' ? userInfo().homedir : homedir());
  const otherwise = options.isPlaceless ? parse(process.execPath).root : undefined;
  const given = options.workingDirectory ?? '';
  const named = isAbsolute(given) ? resolve(given) : resolve(currentDirectory(otherwise), given);
  const workingDirectory = given === '' ? named : asStartedIn(named);
  const { interrupted, cutOff } = options.interruption ?? NEVER;
  // Before anything is printed: what comes first in a log may be the name of a file of a stranger.
  for (const name of KEYS) concealKey(env[name] ?? '', options.mask);
  for (const secret of secretsOf(env, options.proxy)) conceal(secret, options.mask);
  let transport: Promise<Transport> | undefined;
  // Node's http and https take longer to load than everything else at the start; most mistakes are found without them.
  const files = createFiles(workingDirectory, temporaryDirectory, interrupted);
  const connect = () => {
    transport ??= import('./http.ts').then(({ createTransport }) => {
      const made = createTransport({
        env,
        proxy: options.proxy,
        noProxy: options.noProxy,
        userAgent: `codeartifact-ci/${VERSION}`,
        limits: options.limits,
        trusted: async () => {
          const { trustedCertificates } = await import('./connections/trusted-certificates.ts');
          return trustedCertificates({ env, home, platform, files });
        },
        say: (line) => options.log.info(line),
      });
      onAbort(interrupted, (reason) => made.endReads(reason, GRACE_MS));
      onAbort(cutOff, (reason) => made.endAll(reason));
      return made;
    });
    return transport;
  };
  return {
    surface: options.surface,
    platform,
    env,
    home,
    accountHome: platform === 'win32' ? home : accountHome(),
    temporaryDirectory,
    workingDirectory,
    processes: processesHere(options.isStep ?? false),
    log: options.log,
    clock: systemClock,
    files,
    http: async (request) => (await connect()).send(request),
    proxyTo: async (address) => (await connect()).proxyTo(address),
    run: async (...program) => {
      const { createProgramRunner } = await import('./programs.ts');
      const say = (line: string) => options.log.info(line);
      return createProgramRunner({ env, workingDirectory, interrupted, say })(...program);
    },
    mask: options.mask,
    redact: options.redact,
    interrupted,
    cutOff,
    close: () => void transport?.then((each) => each.close()),
  };
}
