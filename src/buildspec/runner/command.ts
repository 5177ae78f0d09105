// One command = one process. State goes from one to the next through two files: exported variables and the directory.
//
// The script has the user's text from its fourth line on, as the error messages of real builds show. Whatever ends the
// shell early (`exit`, `set -e`) skips the bookkeeping, so that the state of the command before stays.
import { join } from 'node:path';
import type { Files } from '../../core/ports/host.ts';
import type { ShellResult, ShellRunner } from '../../machine/shell.ts';

/** What `sh` is: dash on Ubuntu images, bash in POSIX mode on Amazon Linux; `bash` where the buildspec asks for it. */
export type ShellKind = 'dash' | 'bash-as-sh' | 'bash';

export interface CommandState {
  readonly folder: string;
  readonly sourceDirectory: string;
  /** What the shell is started with; everything else is in the state files. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface CommandContext {
  readonly files: Files;
  readonly shell: ShellRunner;
  readonly kind: ShellKind;
  readonly state: CommandState;
  readonly output: (chunk: string) => void;
  readonly signal: AbortSignal;
}

const programs: Readonly<Record<ShellKind, { program: string; calledAs?: string }>> = {
  dash: { program: 'dash', calledAs: 'sh' },
  'bash-as-sh': { program: 'bash', calledAs: 'sh' },
  bash: { program: 'bash' },
};

/** Text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Writes the first state: every variable of the build, and the source folder. */
export async function startState(
  files: Files,
  state: CommandState,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  const lines = Object.entries(variables)
    .filter(([name]) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    .map(([name, value]) => `export ${name}=${shellWord(value)}\n`);
  await files.write(join(state.folder, 'env.sh'), lines.join(''), { mode: 0o600 });
  await files.write(join(state.folder, 'dir.txt'), `${state.sourceDirectory}\n`, { mode: 0o600 });
}

/** Sets one variable for the commands to come, as CodeBuild does with CODEBUILD_BUILD_SUCCEEDING. */
export async function setVariable(files: Files, state: CommandState, name: string, value: string): Promise<void> {
  await files.append(join(state.folder, 'env.sh'), `export ${name}=${shellWord(value)}\n`, { mode: 0o600 });
}

export async function runCommand(context: CommandContext, text: string): Promise<ShellResult> {
  const { folder, environment, sourceDirectory } = context.state;
  const script = join(folder, 'script.sh');
  await context.files.write(script, scriptOf(folder, text), { mode: 0o600 });
  return context.shell({
    ...programs[context.kind],
    args: [script],
    cwd: sourceDirectory,
    env: environment,
    output: context.output,
    signal: context.signal,
  });
}

function scriptOf(folder: string, text: string): string {
  const env = shellWord(join(folder, 'env.sh'));
  const dir = shellWord(join(folder, 'dir.txt'));
  return [
    `cd "$(cat ${dir})"`,
    'set -a',
    `. ${env}`,
    text,
    'CODEBUILD_LAST_EXIT=$?',
    `export -p > ${env}.new && mv ${env}.new ${env}`,
    `pwd > ${dir}.new && mv ${dir}.new ${dir}`,
    'exit $CODEBUILD_LAST_EXIT',
    '',
  ].join('\n');
}

/** The variables as they are now. */
export async function readVariables(context: CommandContext): Promise<Record<string, string>> {
  const { folder, environment, sourceDirectory } = context.state;
  const file = join(folder, 'final-env');
  const script = join(folder, 'final.sh');
  await context.files.write(
    script,
    `set -a\n. ${shellWord(join(folder, 'env.sh'))}\nexec env -0 > ${shellWord(file)}\n`,
    {
      mode: 0o600,
    },
  );
  // Reading the result is no part of the build, so it is not stopped with it.
  const reading = { args: [script], cwd: sourceDirectory, env: environment, output: () => {} };
  (await context.shell({ ...programs[context.kind], ...reading })).endLeftovers();
  const pairs = ((await context.files.readText(file)) ?? '').split('\0').filter((pair) => pair.includes('='));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}
