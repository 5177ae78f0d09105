// The `local` command: flags and files in, a running server out. The only place of the server that sees the process.

import { randomBytes } from 'node:crypto';
import { constants, tmpdir } from 'node:os';
import { EXIT } from '../../core/errors/catalogue.ts';
import { RegistryError } from '../../core/errors/registry-error.ts';
import { VERSION } from '../../core/model/version.ts';
import type { Files } from '../../core/ports/host.ts';
import { shownJson, shownText } from '../../core/text/shown-text.ts';
import { type CommandLine, resolveCommandLine } from '../../machine/command-line.ts';
import { createFiles } from '../../machine/files.ts';
import { createTransport } from '../../machine/http.ts';
import { ENDING_SIGNALS } from '../../machine/interruption.ts';
import { startProcess } from '../../machine/start-process.ts';
import type { RootCredentials } from '../identity/caller.ts';
import { claimsFromEnvironment } from '../identity/oidc/job-claims.ts';
import { checkDataFolder } from '../registry/check-folder.ts';
import type { RequestEntry } from '../request-log.ts';
import { type LocalServer, startLocalServer } from '../server.ts';
import { parseYaml } from '../setup/parse.ts';
import { LOCAL_HELP, type LocalArguments, type LogStyle, readArguments } from './arguments.ts';
import { administratorKeys } from './credentials.ts';
import { DUMMY_CREDENTIALS, DUMMY_REQUEST_TOKEN, exportLines, serverEnvironment } from './environment.ts';

/**
 * Runs until SIGINT, SIGTERM or SIGHUP (exit status 0), or until the command after `--` has ended (its exit status).
 * Rejects with a RegistryError when the server cannot start.
 */
export async function runLocal(args: readonly string[]): Promise<number> {
  const options = readArguments(args);
  if (options.mode === 'help') {
    process.stdout.write(`${LOCAL_HELP}\n`);
    return EXIT.done;
  }
  if (options.mode === 'env') {
    process.stdout.write(exportLines(environmentOf(options)));
    return EXIT.done;
  }
  if (options.mode === 'check') return check(options.data as string, options.repair);
  const stopped = stopSignal();
  // Files named by flags may be pipes, which nobody has to write to or to read.
  const interrupted = new AbortController();
  stopped.onSignal(() => interrupted.abort());
  const files = createFiles(process.cwd(), tmpdir(), interrupted.signal);
  const { readyFile } = options;
  const transport = createTransport({ env: process.env, userAgent: `codeartifact-ci/${VERSION}` });
  let server: LocalServer | undefined;
  let isReadyFileOurs = false;
  try {
    const readyIs = readyFile === undefined ? undefined : await files.requireOutput(readyFile);
    const root =
      options.auth === 'strict' ? await administratorKeys(process.env, options.credentialsFile, files) : undefined;
    const oidcRequestToken = options.auth === 'strict' ? requestToken() : undefined;
    server = await start(options, files, { root, oidcRequestToken, http: transport.send });
    for (const notice of server.notices) process.stderr.write(`${shownText(`warning: ${notice}`)}\n`);
    isReadyFileOurs = readyIs === 'file';
    if (readyFile !== undefined) await files.write(readyFile, `${server.url}\n`);
    if (options.mode === 'run') return await runCommand(options, server, { root, oidcRequestToken }, stopped);
    process.stdout.write(`codeartifact-ci local is ready at ${server.url}\n`);
    await stopped.promise;
    return EXIT.done;
  } finally {
    if (readyFile !== undefined && isReadyFileOurs) await files.remove(readyFile);
    await server?.close();
    transport.close();
    stopped.forget();
  }
}

/** 0 when the folder is whole, or was made so out of something. */
async function check(folder: string, isRepair: boolean): Promise<number> {
  const report = await checkDataFolder(folder, isRepair);
  for (const line of report.lines) process.stdout.write(`${shownText(line)}\n`);
  return report.isWhole && !report.hasLostAll ? EXIT.done : EXIT.failed;
}

interface Secrets {
  readonly root: RootCredentials | undefined;
  readonly oidcRequestToken: string | undefined;
}

async function start(
  options: LocalArguments,
  files: Files,
  extra: Secrets & { readonly http: ReturnType<typeof createTransport>['send'] },
): Promise<LocalServer> {
  if (options.auth === 'strict' && extra.root === undefined && options.setup === undefined) {
    throw new RegistryError('CA-INPUT-001', 'strict mode needs keys', {
      remedy: 'Give --credentials-file FILE (it is made if missing), or users in the setup file.',
    });
  }
  const print = requestPrinter(options.log);
  const { port, host, hostNames, data, acceptDamage, account, region, offline, externals, auth, switches } = options;
  return startLocalServer({
    ...{ port, host, hostNames, data, acceptDamage, account, region, offline, externals, auth, switches },
    ...extra,
    setup: await readYaml(files, options.setup),
    faults: options.faults === undefined ? undefined : await readYaml(files, options.faults),
    claims: claimsFromEnvironment(process.env),
    onRequest: print,
    onError: (error, requestId) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      const about = requestId === '' ? 'error' : `error in request ${requestId}`;
      process.stderr.write(`${shownText(`${about}: ${text}`)}\n`);
    },
  });
}

async function readYaml(files: Files, path: string | undefined): Promise<unknown> {
  if (path === undefined) return undefined;
  const text = await files.readText(path);
  if (text === undefined) throw new RegistryError('CA-INPUT-005', `there is no file ${path}`);
  try {
    return parseYaml(text);
  } catch (error) {
    throw new RegistryError('CA-INPUT-005', `${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function requestPrinter(style: LogStyle): (entry: RequestEntry) => void {
  if (style === 'none') return () => undefined;
  if (style === 'json') return (entry) => void process.stderr.write(`${shownJson(entry, (text) => text)}\n`);
  return (entry) => {
    const faults = entry.faults.length === 0 ? '' : ` [${entry.faults.join(', ')}]`;
    const error = entry.error === undefined ? '' : ` ${entry.error}`;
    const line = `${entry.time.slice(11, 23)} ${entry.status} ${entry.operation} ${entry.method} ${entry.target} ${entry.durationMs} ms`;
    process.stderr.write(`${shownText(`${line}${faults}${error}`)}\n`);
  };
}

function requestToken(): string {
  return process.env.CODEARTIFACT_LOCAL_OIDC_REQUEST_TOKEN || randomBytes(24).toString('base64url');
}

/** What `local env` prints for a server that somebody else started. */
function environmentOf(options: LocalArguments): Readonly<Record<string, string | undefined>> {
  const isLenient = options.auth === 'lenient';
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return serverEnvironment({
    url: `http://${host}:${options.port}`,
    region: options.region,
    credentials: isLenient ? DUMMY_CREDENTIALS : undefined,
    oidcRequestToken: isLenient ? DUMMY_REQUEST_TOKEN : undefined,
  });
}

interface StopSignal {
  readonly promise: Promise<void>;
  /** Called with the signal, from now on. */
  onSignal(listener: (signal: NodeJS.Signals) => void): void;
  forget(): void;
}

function stopSignal(): StopSignal {
  const listeners: ((signal: NodeJS.Signals) => void)[] = [];
  let stop: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const heard = (signal: NodeJS.Signals): void => {
    stop();
    for (const listener of listeners) listener(signal);
  };
  for (const signal of ENDING_SIGNALS) process.on(signal, heard);
  return {
    promise,
    onSignal: (listener) => void listeners.push(listener),
    forget() {
      for (const signal of ENDING_SIGNALS) process.off(signal, heard);
    },
  };
}

/** Resolves to the command's exit status; 127 when it cannot be started, 128 and the signal's number when killed. */
async function runCommand(
  options: LocalArguments,
  server: LocalServer,
  secrets: Secrets,
  stopped: StopSignal,
): Promise<number> {
  const variables = serverEnvironment({
    url: server.url,
    region: server.region,
    credentials: options.auth === 'lenient' ? DUMMY_CREDENTIALS : secrets.root,
    oidcRequestToken: secrets.oidcRequestToken ?? DUMMY_REQUEST_TOKEN,
  });
  const {
    CODEARTIFACT_LOCAL_ACCESS_KEY_ID: _key,
    CODEARTIFACT_LOCAL_SECRET_ACCESS_KEY: _secret,
    ...inherited
  } = process.env;
  const env = Object.fromEntries(
    Object.entries({ ...inherited, ...variables }).filter(([, value]) => value !== undefined),
  );
  const [program = '', ...rest] = options.command;
  const machine = { platform: process.platform, env: process.env, workingDirectory: process.cwd() };
  const line = await resolveCommandLine(program, rest, machine);
  if (line !== undefined) return runLine(line, program, env, stopped);
  process.stderr.write(`${shownText(`cannot run ${program}: it was not found`)}\n`);
  return NOT_FOUND;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** As shells report a command that could not be started. */
const NOT_FOUND = 127;

function runLine(line: CommandLine, name: string, env: Environment, stopped: StopSignal): Promise<number> {
  const { program, args, windowsVerbatimArguments } = line;
  return new Promise((resolve) => {
    const child = startProcess({ program, args, env, windowsVerbatimArguments, kind: 'terminal' });
    // Ctrl-C of a terminal reaches the command as well; the others may come to us alone.
    stopped.onSignal((signal) => {
      if (signal !== 'SIGINT') child.kill(signal);
    });
    child.once('error', (error) => {
      process.stderr.write(`${shownText(`cannot run ${name}: ${error.message}`)}\n`);
      resolve(NOT_FOUND);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
