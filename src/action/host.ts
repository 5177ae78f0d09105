// The machine as the runner shows it: groups, annotations, masks.
import type { Log } from '../core/ports/host.ts';
import { createHost, type MachineHost } from '../machine/host.ts';
import type { Interruption } from '../machine/interruption.ts';
import { createRedaction } from '../machine/redaction.ts';
import { workflowCommand } from './host-commands.ts';

export interface ActionHost extends MachineHost {
  /** Takes every masked text out, for what is written to files the runner shows (summaries). */
  clean(text: string): string;
}

export function createActionHost(options: {
  workingDirectory?: string | undefined;
  proxy?: string | undefined;
  noProxy?: string | undefined;
  interruption: Pick<Interruption, 'interrupted' | 'cutOff'>;
}): ActionHost {
  const { env } = process;
  const redaction = createRedaction();
  const masked = new Set<string>();
  const write = (text: string) => process.stdout.write(`${text}\n`);
  // A message that begins like a command must not become one: names and versions come from files of strangers.
  const plain = (text: string) => redaction.clean(text).replaceAll(/^(\s*)(::|##\[)/gm, '$1\u200b$2');
  const log: Log = {
    debug: (message) => write(workflowCommand('debug', redaction.clean(message))),
    info: (message) => write(plain(message)),
    warning: (message) => write(workflowCommand('warning', redaction.clean(message))),
    error: (message) => write(workflowCommand('error', redaction.clean(message))),
    group: async (title, work) => {
      write(workflowCommand('group', redaction.clean(title)));
      try {
        return await work();
      } finally {
        write('::endgroup::');
      }
    },
    progress: (label, done, total) => {
      const step = Math.max(1, Math.ceil(total / 10));
      if (done === total || done % step === 0) write(plain(`${label} ${done}/${total}`));
    },
  };
  const host = createHost({
    surface: 'github',
    log,
    mask: (text) => {
      redaction.add(text);
      for (const line of text.split(/\r?\n/)) {
        if (line.length < 8 || masked.has(line)) continue;
        masked.add(line);
        write(workflowCommand('add-mask', line));
      }
    },
    ...(options.workingDirectory ? { workingDirectory: options.workingDirectory } : {}),
    temporaryDirectory: env.RUNNER_TEMP,
    proxy: options.proxy,
    noProxy: options.noProxy,
    interruption: options.interruption,
  });
  return { ...host, clean: redaction.clean };
}
