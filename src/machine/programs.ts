import { Secret } from '../core/model/secret.ts';
import type { ProgramRunner } from '../core/ports/host.ts';

/** Runs programs through @actions/exec, which finds `.cmd` files and quotes for Windows as the runner itself does. */
export function createProgramRunner(
  env: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): ProgramRunner {
  return async (program, args, options = {}) => {
    const { getExecOutput } = await import('@actions/exec');
    const merged: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...env, ...options.env })) {
      if (value !== undefined) merged[name] = value instanceof Secret ? value.reveal() : value;
    }
    try {
      const { exitCode, stdout, stderr } = await getExecOutput(program, [...args], {
        cwd: options.cwd ?? workingDirectory,
        env: merged,
        silent: true,
        ignoreReturnCode: true,
        ...(options.input === undefined ? {} : { input: Buffer.from(options.input) }),
      });
      return { status: exitCode, stdout, stderr };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (/Unable to locate executable file/.test(message))
        return { status: 127, stdout: '', stderr: `${program} was not found` };
      return { status: 126, stdout: '', stderr: message };
    }
  };
}
