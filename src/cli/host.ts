// The machine as the command line sees it: results on stdout, everything else on stderr.
import { fstatSync } from 'node:fs';

import type { Log } from '../core/ports/host.ts';
import { shownJson, shownText } from '../core/text/shown-text.ts';
import { StreamedText, type TextCleaning } from '../core/text/streamed-text.ts';
import { createHost, type MachineHost } from '../machine/host.ts';
import type { Interruption } from '../machine/interruption.ts';
import { createRedaction, maskCommand } from '../machine/redaction.ts';

export interface CliHost extends MachineHost {
  /** Prints lines of a result on stdout; never anything else goes there. */
  print(text: string): void;
  /** Prints a result that is a value, as JSON. */
  printJson(value: unknown, indent?: number): void;
  /**
   * Prints a file: every byte of it, but for secrets. In a job's log, where the runner would read it, no line of it is a
   * command.
   */
  printExactly(text: string): void;
  /**
   * Prints what programs of the user print, in the same way and as it comes: a part of a line at once, but for what may be
   * the beginning of a secret. A job's log gets whole lines, since the runner reads no others.
   */
  printPart(text: string): void;
  /** Prints a result that may hold a secret the user asked for (`token`); the only unredacted way out. */
  printSecret(text: string): void;
}

export interface CliHostOptions {
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly proxy?: string | undefined;
  readonly noProxy?: string | undefined;
  readonly workingDirectory?: string | undefined;
  /** The command does not depend on where it was started. */
  readonly isPlaceless?: boolean;
  readonly interruption: Pick<Interruption, 'interrupted' | 'cutOff'>;
}

const paints = { red: '31', yellow: '33', bold: '1', dim: '2' } as const;

/** Whether it is redirected into a file, where nothing reads it as a log. */
function isStandardOutputFile(): boolean {
  try {
    return fstatSync(process.stdout.fd).isFile();
  } catch {
    return false;
  }
}

export function createCliHost(options: CliHostOptions): CliHost {
  const { env } = process;
  const redaction = createRedaction();
  const isTerminal = process.stderr.isTTY === true;
  const isColoured = isTerminal && !env.NO_COLOR && env.TERM !== 'dumb';
  const paint = (colour: keyof typeof paints, text: string) =>
    isColoured ? `\u001b[${paints[colour]}m${text}\u001b[0m` : text;
  const onHostedRunner = env.GITHUB_ACTIONS === 'true';

  let isProgressShown = false;
  let lastPercent = -1;
  const line = (text: string) => {
    if (isProgressShown) process.stderr.write('\r\u001b[K');
    isProgressShown = false;
    process.stderr.write(`${text}\n`);
  };
  const shown = (text: string) => shownText(redaction.clean(text));

  const log: Log = {
    debug: (message) => {
      if (options.verbose) line(paint('dim', shown(message)));
    },
    info: (message) => {
      if (!options.quiet) line(shown(message));
    },
    warning: (message) => line(`${paint('yellow', 'warning:')} ${shown(message)}`),
    error: (message) => line(`${paint('red', 'error:')} ${shown(message)}`),
    group: async (title, work) => {
      if (!options.quiet) line(paint('bold', shown(title)));
      return work();
    },
    progress: (label, done, total) => {
      if (options.quiet || total === 0) return;
      const percent = Math.floor((done / total) * 100);
      if (isTerminal) {
        process.stderr.write(`\r\u001b[K${shown(label)} ${done}/${total} (${percent}%)`);
        isProgressShown = done < total;
        if (done >= total) process.stderr.write('\n');
      } else if (percent >= lastPercent + 25 || done === total || percent < lastPercent) {
        // Logs that are kept get a line for every quarter, not one for every file.
        lastPercent = done === total ? -1 : percent;
        line(shown(`${label} ${done}/${total}`));
      }
    },
  };

  const host = createHost({
    surface: env.CODEBUILD_BUILD_ID ? 'codebuild' : onHostedRunner ? 'github' : isTerminal ? 'terminal' : 'plain',
    log,
    mask: (text) => {
      const lines = redaction.add(text);
      // On a CodeBuild-hosted GitHub runner, and in a `run:` step, GitHub masks only what it is told. Standard output is
      // for results, and `setSecret` of @actions/core can write nowhere else.
      if (onHostedRunner) for (const line of lines) process.stderr.write(`${maskCommand(line)}\n`);
    },
    redact: redaction.clean,
    ...(options.workingDirectory ? { workingDirectory: options.workingDirectory } : {}),
    temporaryDirectory: env.RUNNER_TEMP,
    proxy: options.proxy,
    noProxy: options.noProxy,
    interruption: options.interruption,
    isPlaceless: options.isPlaceless ?? false,
  });
  const isReadAsLog = () => onHostedRunner && !isStandardOutputFile();
  const tellChanged = () =>
    log.warning(
      'what was printed holds commands of the runner or control characters, which a log must not have; redirect it into a file for every byte',
    );
  let program: ((part: string) => void) | undefined;
  return {
    ...host,
    print: (text) => void process.stdout.write(`${shown(text)}\n`),
    printJson: (value, indent) => void process.stdout.write(`${shownJson(value, redaction.clean, indent)}\n`),
    printExactly: (text) => {
      const clean = redaction.clean(text);
      const printed = isReadAsLog() ? shownText(clean) : clean;
      process.stdout.write(`${printed}\n`);
      if (printed !== clean) tellChanged();
    },
    printPart: (text) => {
      program ??= createProgramOutput(isReadAsLog(), redaction, tellChanged);
      program(text);
    },
    printSecret: (text) => void process.stdout.write(`${text}\n`),
  };
}

/** Prints what comes in parts. `tellChanged` is called once, when a log got something else than came. */
function createProgramOutput(
  isReadAsLog: boolean,
  redaction: TextCleaning,
  tellChanged: () => void,
): (part: string) => void {
  let isChanged = false;
  let isTold = false;
  const clean = (text: string) => {
    const plain = redaction.clean(text);
    const shown = shownText(plain);
    isChanged ||= shown !== plain;
    return shown;
  };
  const openEnd = (text: string) => Math.max(redaction.openEnd(text), openInLog(text));
  const streamed = new StreamedText(isReadAsLog ? { clean, openEnd } : redaction);
  if (!isReadAsLog)
    return (part) => {
      const shown = streamed.add(part) + streamed.settle();
      if (shown !== '') process.stdout.write(shown);
    };
  let endsWithReturn = false;
  return (part) => {
    // The runner takes a carriage return for a line end as well: each state of a bar of progress is a line.
    const lines = (endsWithReturn && part.startsWith('\n') ? part.slice(1) : part).replace(/\r\n?/g, '\n');
    endsWithReturn = part.endsWith('\r');
    const shown = streamed.add(lines);
    if (shown !== '') process.stdout.write(shown);
    if (!isChanged || isTold) return;
    isTold = true;
    tellChanged();
  };
}

/** A longer word is no address whose password has to be hidden. */
const LONGEST_WORD = 8192;

/** What a log must not be given in two parts: a word, which may be an address, and a command of the runner. */
function openInLog(text: string): number {
  const first = Math.max(0, text.length - LONGEST_WORD);
  let start = text.length;
  while (start > first && !/\s/.test(text[start - 1] ?? '')) start--;
  if (text.length - start < LONGEST_WORD) return text.length - start;
  return /(?:##?|:)$/.exec(text.slice(-2))?.[0].length ?? 0;
}
