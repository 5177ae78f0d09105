// How a program and its arguments become a process that shares our terminal. POSIX systems take them as they are.
// Windows starts only .exe files by itself: npm, pnpm, mvn and gradle are .cmd or .bat files there, which the command
// interpreter has to run, with quoting of its own. @actions/exec does the same but puts pipes between, so that a
// program no longer knows that it talks to a terminal; hence its finding (`which`) and its rules, but not its process.
import { isAbsolute, resolve } from 'node:path';
import { which } from '@actions/io';

export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
  /** For `spawn`: the arguments are quoted already. Only Windows looks at it. */
  readonly windowsVerbatimArguments: boolean;
}

export interface CommandMachine {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}

/** Undefined when Windows has no such program; POSIX systems find out when starting it. */
export async function resolveCommandLine(
  program: string,
  args: readonly string[],
  machine: CommandMachine,
): Promise<CommandLine | undefined> {
  if (machine.platform !== 'win32') return { program, args, windowsVerbatimArguments: false };
  const isPath = /[\\/]/.test(program);
  const named = isPath && !isAbsolute(program) ? resolve(machine.workingDirectory, program) : program;
  const found = named === '' ? '' : await which(named, false);
  if (found === '') return undefined;
  if (!/\.(?:cmd|bat)$/i.test(found)) return { program: found, args, windowsVerbatimArguments: false };
  const line = [found, ...args].map(quoteForInterpreter).join(' ');
  // /D: no AutoRun commands; /S: exactly the outer quotes go, whatever is inside.
  return {
    program: machine.env.COMSPEC || 'cmd.exe',
    args: [`/D /S /C "${line}"`],
    windowsVerbatimArguments: true,
  };
}

/** Quotes double, and so do backslashes before a quote: what both cmd.exe and the program behind it understand. */
function quoteForInterpreter(text: string): string {
  if (text !== '' && !/[ \t&()[\]{}^=;!'+,`~|<>"]/.test(text)) return text;
  return `"${text.replace(/(?<!\\)(\\*)("|$)/g, (_, slashes: string, quote: string) => `${slashes}${slashes}${quote}${quote}`)}"`;
}
