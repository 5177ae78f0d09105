// Starts a local server in this process: for the `local` command, the demo and every test that needs a registry.
import { performance } from 'node:perf_hooks';
import { RegistryError } from '../core/errors/registry-error.ts';
import { VERSION } from '../core/model/version.ts';
import { ServedRefusal } from '../core/ports/format-server.ts';
import type { HttpTransport } from '../core/ports/http.ts';
import { formatRules } from '../formats/rules.ts';
import { servers } from '../formats/servers.ts';
import { unserved } from '../formats/unserved.ts';
import { sleep } from '../machine/timers.ts';
import { createClock, type MovableClock } from './clock.ts';
import { createFaultDial, type FaultDial } from './faults/faults.ts';
import { readFaultRules } from './faults/rules.ts';
import { createHandler } from './handler/handler.ts';
import { listen } from './http/listen.ts';
import type { RequestHandler } from './http/messages.ts';
import { createIdentity, type Identity } from './identity/identity.ts';
import { arnsOf } from './registry/arns.ts';
import { openRegistry } from './registry/open.ts';
import type { Registry } from './registry/registry.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { type CheckedOptions, checkOptions, type LocalServerOptions } from './server-options.ts';
import type { ServerParts } from './server-parts.ts';
import { applySetup, parseSetup } from './setup/apply.ts';
import type { SetupDocument } from './setup/document.ts';

/** A server without a socket: call `handler` as a function. */
export interface LocalRegistry {
  readonly handler: RequestHandler;
  readonly registry: Registry;
  readonly identity: Identity;
  readonly clock: MovableClock;
  readonly faults: FaultDial;
  readonly requests: RequestLog;
  /** What whoever started it should know: accepted damage, a full disk. */
  readonly notices: readonly string[];
  readonly account: string;
  readonly region: string;
  close(): Promise<void>;
}

export interface LocalServer extends LocalRegistry {
  /** `http://127.0.0.1:PORT`, without trailing slash. */
  readonly url: string;
  readonly port: number;
}

/**
 * Starts listening. Rejects with CA-INPUT-001 for wrong options or setup, CA-LOCAL-001 when the address or the data
 * folder cannot be used, CA-LOCAL-002 when this Node.js is too old for `data`, CA-LOCAL-003 when the folder
 * is damaged, CA-LOCAL-004 when another server uses it.
 */
export async function startLocalServer(options: LocalServerOptions = {}): Promise<LocalServer> {
  const checked = checkOptions(options);
  const local = await openLocalRegistry(checked);
  try {
    const onError = (error: unknown): void => options.onError?.(error, '');
    const host = await listen(local.handler, { port: checked.port, host: checked.host, onError });
    const close = async (): Promise<void> => {
      await host.close();
      await local.close();
    };
    return { ...local, port: host.port, url: `http://${reachable(checked.host)}:${host.port}`, close };
  } catch (error) {
    await local.close();
    const reason = (error as { code?: string }).code ?? String(error);
    throw new RegistryError('CA-LOCAL-001', `cannot listen on ${checked.host}:${checked.port} (${reason})`, {
      cause: error,
    });
  }
}

function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** Everything but the socket. */
export async function openLocalRegistry(options: LocalServerOptions = {}): Promise<LocalRegistry> {
  const checked = checkOptions(options);
  const setup = asInput(() => parseSetup(options.setup));
  const startFaults = options.faults === undefined ? [] : asInput(() => readFaultRules(options.faults));
  if (checked.auth === 'strict' && checked.root === undefined && setup.users.length === 0) {
    throw new RegistryError(
      'CA-INPUT-001',
      'strict mode needs keys: give those of the administrator, or users in the setup',
    );
  }
  const clock = createClock(options.now);
  const transport = options.http === undefined ? await directTransport() : undefined;
  const registry = await openRegistry({
    region: checked.region,
    data: options.data,
    acceptDamage: options.acceptDamage,
    now: clock.now,
    rules: formatRules,
    servers,
    http: options.http ?? (transport as { send: HttpTransport }).send,
    externals: options.externals ?? {},
    offline: options.offline ?? false,
    switches: { ...setup.switches, ...options.switches },
  });
  // What was given to the command goes over the file.
  const started = registry.switches;
  const machineTime = Date.now;
  const identity = createIdentity({
    ...checked,
    mode: checked.auth,
    now: clock.now,
    machineTime,
    sealKey: registry.sealKey,
  });
  const faults = createFaultDial(
    () => performance.now(),
    (isOn) => registry.recordChanges(isOn),
  );
  const requests = createRequestLog();
  const apply = (document: SetupDocument): void =>
    asInput(() => applySetup(document, { registry, identity, addFaults: (rules) => void faults.add(rules) }));
  const declare = (): void => {
    if (options.claims !== undefined) identity.configure({ claims: options.claims });
    apply({ ...setup, switches: {} });
    faults.add(startFaults);
  };
  const parts: ServerParts = {
    ...{
      registry,
      identity,
      servers,
      unserved,
      rules: formatRules,
      arns: arnsOf(checked.region),
      clock,
      faults,
      requests,
      machineTime,
    },
    guard: { boundHost: checked.host, hostNames: (options.hostNames ?? []).map((name) => name.toLowerCase()) },
    defaultDomain: defaultDomain(checked, setup),
    sleep: (milliseconds, signal) => pause(milliseconds, signal),
    oidcRequestToken: options.oidcRequestToken,
    about: about(checked),
    onRequest: options.onRequest ?? (() => undefined),
    onError: options.onError ?? (() => undefined),
    async reset(isEmpty) {
      await registry.reset();
      identity.reset();
      const sealKey = await registry.renewSealKey();
      if (sealKey !== undefined) identity.seal.renew(sealKey);
      faults.clear();
      requests.clear();
      clock.reset();
      registry.changeSwitches(started);
      if (!isEmpty) declare();
    },
    applySetup: async (document) => apply(parseSetup(document)),
  };
  const notices = [...registry.notices];
  try {
    declare();
  } catch (error) {
    if (!isForWantOfRoom(error)) {
      await registry.close();
      transport?.close();
      throw error;
    }
    // Who starts a server on a full disk wants to see what is there, and to delete something.
    notices.push('the setup could not be applied for want of room');
    // What is not kept on the disk is declared all the same.
    apply({ ...setup, domains: [], switches: {} });
    faults.add(startFaults);
  }
  const close = async (): Promise<void> => {
    await registry.close();
    transport?.close();
  };
  const { account, region } = checked;
  return {
    handler: createHandler(parts),
    registry,
    identity,
    clock,
    faults,
    requests,
    notices,
    account,
    region,
    close,
  };
}

function isForWantOfRoom(error: unknown): boolean {
  return error instanceof ServedRefusal && error.kind === 'unavailable';
}

function asInput<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new RegistryError('CA-INPUT-001', error.message, { cause: error });
    throw error;
  }
}

async function directTransport() {
  const { createTransport } = await import('../machine/http.ts');
  return createTransport({ env: {}, userAgent: `codeartifact-ci/${VERSION}` });
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(milliseconds, signal);
  } catch {
    // The client has gone; whoever goes on notices by himself.
  }
}

function defaultDomain(options: CheckedOptions, setup: SetupDocument) {
  const first = setup.domains[0];
  const chosen =
    options.defaultDomain ?? (first === undefined ? undefined : { domain: first.name, domainOwner: first.owner });
  return chosen === undefined
    ? undefined
    : { domain: chosen.domain, domainOwner: chosen.domainOwner ?? options.account };
}

function about(options: CheckedOptions): Readonly<Record<string, unknown>> {
  const { account, region, auth } = options;
  const store = options.data === undefined ? 'in memory' : 'kept on disk';
  return { version: VERSION, account, region, auth, store, offline: options.offline ?? false };
}
