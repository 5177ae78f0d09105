// The machine as the runner shows it: groups, annotations, masks.
import { variableOf } from '../core/inputs/variable-of.ts';
import type { Log } from '../core/ports/host.ts';
import { createHost, type MachineHost } from '../machine/host.ts';
import type { Interruption } from '../machine/interruption.ts';
import { createRedaction } from '../machine/redaction.ts';
import { givenInput, maskLine, printDebug, printError, printGroup, printPlain, printWarning } from './runner.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What was given for an input, before it is checked: by the step, else by its variable. */
export const rawInputs =
  (env: Environment) =>
  (name: string): string | undefined =>
    givenInput(name) ?? (env[variableOf(name)] || undefined);

/** Proxy and exceptions, as the inputs name them. */
export interface GivenProxy {
  readonly proxy: string | undefined;
  readonly noProxy: string | undefined;
}

/** What the inputs say about proxies. */
export function givenProxy(env: Environment): GivenProxy {
  const raw = rawInputs(env);
  return { proxy: raw('http-proxy'), noProxy: raw('no-proxy') };
}

export function createActionHost(options: {
  env: Environment;
  workingDirectory?: string | undefined;
  proxy?: string | undefined;
  noProxy?: string | undefined;
  /** The work does not depend on where it was started, so that a workspace that is gone is no hindrance. */
  isPlaceless?: boolean;
  interruption: Pick<Interruption, 'interrupted' | 'cutOff'>;
}): MachineHost {
  const { env } = options;
  const redaction = createRedaction();
  const log: Log = {
    debug: (message) => printDebug(redaction.clean(message)),
    info: (message) => printPlain(redaction.clean(message)),
    warning: (message) => printWarning(redaction.clean(message)),
    error: (message) => printError(redaction.clean(message)),
    group: (title, work) => printGroup(redaction.clean(title), work),
    progress: (label, done, total) => {
      const step = Math.max(1, Math.ceil(total / 10));
      if (done === total || done % step === 0) printPlain(redaction.clean(`${label} ${done}/${total}`));
    },
  };
  return createHost({
    surface: 'github',
    log,
    mask: (text) => redaction.add(text).forEach(maskLine),
    redact: redaction.clean,
    env,
    ...(options.workingDirectory ? { workingDirectory: options.workingDirectory } : {}),
    temporaryDirectory: env.RUNNER_TEMP,
    proxy: options.proxy,
    noProxy: options.noProxy,
    interruption: options.interruption,
    isStep: true,
    isPlaceless: options.isPlaceless ?? false,
  });
}
